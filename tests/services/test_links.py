"""Links: who stands behind whom, said one by one or proposed for a whole branch; and what merging makes of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from organiser.errors import USAGE, Problem
from organiser.models.people import PERSON
from organiser.services.behind import Behind, behind_branch, behind_holder
from organiser.services.branches import add_branch, find_branch
from organiser.services.groups import add_group, edit_group, parse_change, show_group
from organiser.services.links import Proposal, Target, find_who, link, links_of, propose, unlink
from organiser.services.merging import join_people
from organiser.services.offices import add_office, end_offices, find_holder
from organiser.services.people import find_one
from organiser.services.place_files import load_places
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.test_places import (
    COUNCIL,
    LOOKUP,
    NORTH,
    SMALL_LOOKUP,
    SOUTH,
    SPLIT,
    WHOLE,
    load_postcodes,
    write_csv,
)
from tests.tables import dump, named


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    """Park is a branch of Anytown South over a whole ward and a split one; who lives where is in the names."""
    load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)])
    load_postcodes(
        store,
        ("SE1 1AA", "", COUNCIL, SPLIT, SOUTH),
        ("SE1 1AB", "", COUNCIL, SPLIT, NORTH),
        ("SE1 1AD", "", COUNCIL, SPLIT, ""),
        ("SE1 1AE", "", COUNCIL, WHOLE, ""),
    )
    add_branch(store, "Park", "Anytown South", [SPLIT, WHOLE])
    people = (
        ("Ann", "Whole", "SE1 1AE"), ("Bob", "Whole", "SE1 1AE"), ("Cat", "South", "SE1 1AA"),
        ("Dan", "North", "SE1 1AB"), ("Eve", "Unsure", "SE1 1AD"), ("Fay", "Nowhere", ""),
        ("Jo", "Labour", ""), ("Sam", "Green", "SE1 1AE"),
    )  # fmt: skip
    with store.operation("Add") as work:
        for given, family, postcode in people:
            work.insert_with_uid(PERSON, postcode=postcode, **named(given, family))
    add_office(store, "councillor", "Jo Labour", places={"ward": WHOLE}, party="Labour")
    return store


def names(behind: Behind) -> list[str]:
    return [found.person.name for found in behind.people]


def behind_park(store: Store) -> Behind:
    return behind_branch(store, find_branch(store, "Park").branch.id)


def behind(store: Store, name: str) -> Behind:
    return behind_holder(store, find_holder(store, name))


def dangling(store: Store) -> int:
    """Links, offices and members that point at nobody, or say the same twice."""
    counted = "SELECT count(*) - count(DISTINCT"
    twice = (
        f"{counted} json_array(person_id, body_id, holder_id, branch_id, role, until)) FROM link",
        f"{counted} json_array(person_id, kind, ward_id, council_id, branch_id, until)) FROM office",
        f"{counted} json_array(body_id, person_id, role)) FROM body_person",
        "SELECT count(*) FROM link WHERE person_id = holder_id",
    )
    return sum(store.count(query) for query in twice) + len(store.rows("PRAGMA foreign_key_check"))


# One by one ----------------------------------------------------------------------------------------------------------


def test_a_person_stands_behind_a_councillor_and_a_branch_as_something_and_since_a_day(small: Store) -> None:
    before = dump(small)
    made = link(small, "Fay Nowhere", to="Cllr Jo Labour", role="drives, and bakes")
    assert (made.made, made.link.role, made.link.since) == (True, "drives and bakes", clock.today())
    found = behind(small, "Jo Labour").people
    assert [(one.person.name, one.role, one.since) for one in found] == [
        ("Fay Nowhere", "drives and bakes", clock.today())
    ]
    assert link(small, "Fay Nowhere", to="Jo Labour", role="drives and bakes").operation is None
    link(small, "Fay Nowhere", branch="Park")
    assert names(behind_park(small)) == ["Fay Nowhere"]
    history.undo(small)
    history.undo(small)
    assert dump(small) == before


def test_who_stands_there_in_two_ways_is_shown_once(small: Store) -> None:
    for role in ("helps", "drives"):
        link(small, "Fay Nowhere", branch="Park", role=role)
    assert [(one.person.name, one.role) for one in behind_park(small).people] == [("Fay Nowhere", "drives, helps")]


def test_a_group_stands_behind_a_branch_as_well(small: Store) -> None:
    add_group(small, "Park Tenants", "association")
    assert link(small, "park tenants", branch="Park").link.who.kind == "group"
    assert [(group.name, group.role) for group in behind_park(small).groups] == [("Park Tenants", "helps")]
    assert [(one.to.name, one.until) for one in links_of(small, find_who(small, "Park Tenants"))] == [("Park", "")]


def test_a_link_ends_and_is_kept_and_can_begin_again(small: Store) -> None:
    link(small, "Fay Nowhere", branch="Park")
    ended, operation = unlink(small, "Fay Nowhere")
    assert ([one.until for one in ended], operation is not None) == ([clock.today()], True)
    assert behind_park(small) == Behind([], [], False)
    with pytest.raises(Problem, match="No such link of Fay Nowhere stands"):
        unlink(small, "Fay Nowhere", branch="Park")
    assert link(small, "Fay Nowhere", branch="Park").made
    assert small.count("SELECT count(*) FROM link") == 2


def test_of_several_links_the_one_that_ends_must_be_named(small: Store) -> None:
    link(small, "Fay Nowhere", branch="Park")
    link(small, "Fay Nowhere", to="Jo Labour")
    with pytest.raises(Problem, match=r"say whom with --to or --branch \(Park \(helps\); Jo Labour \(helps\)\)"):
        unlink(small, "Fay Nowhere")
    unlink(small, "Fay Nowhere", to="Jo Labour")
    assert names(behind_park(small)) == ["Fay Nowhere"]
    with pytest.raises(Problem, match="cannot end before it began"):
        unlink(small, "Fay Nowhere", on="2020-01-01")


def test_what_makes_no_link_is_refused(small: Store) -> None:
    for given in ({}, {"to": "Jo Labour", "branch": "Park"}):
        with pytest.raises(Problem, match="either --to and a name, or --branch") as caught:
            link(small, "Fay Nowhere", **given)
        assert caught.value.exit_code == USAGE
    with pytest.raises(Problem, match="Nobody stands behind themselves"):
        link(small, "Jo Labour", to="Jo Labour")
    with pytest.raises(Problem, match="Nobody called 'Ann Whole' holds an office"):
        link(small, "Fay Nowhere", to="Ann Whole")
    end_offices(small, "Jo Labour", "", clock.today())
    with pytest.raises(Problem, match="Jo Labour holds no office today"):
        link(small, "Fay Nowhere", to="Jo Labour")


def test_a_link_can_be_ended_though_the_office_behind_it_was_taken_back(small: Store) -> None:
    office = add_office(small, "mayor", "Bob Whole", places={}).operation
    link(small, "Ann Whole", to="Bob Whole")
    link(small, "Ann Whole", to="Jo Labour")
    history.undo(small, office)
    ended, _ = unlink(small, "Ann Whole", to="Bob Whole")
    assert [one.to.name for one in ended] == ["Bob Whole"]
    with pytest.raises(Problem, match="Nobody called 'Cat South' holds an office"):
        unlink(small, "Ann Whole", to="Cat South")


def test_a_link_that_is_to_end_on_a_day_to_come_may_end_before_or_go_on(small: Store) -> None:
    link(small, "Ann Whole", to="Jo Labour")
    unlink(small, "Ann Whole", to="Jo Labour", on="2099-01-01")
    assert names(behind(small, "Jo Labour")) == ["Ann Whole"]
    again = link(small, "Ann Whole", to="Jo Labour")
    assert (again.link.until, small.count("SELECT count(*) FROM link")) == ("", 1)
    unlink(small, "Ann Whole", to="Jo Labour", on="2099-01-01")
    unlink(small, "Ann Whole")
    assert names(behind(small, "Jo Labour")) == []


def test_a_group_and_a_person_of_one_name_are_told_apart_by_their_codes(small: Store) -> None:
    add_group(small, "Ann Whole", "business")
    with pytest.raises(Problem, match="A group and a person are both called Ann Whole"):
        link(small, "ann whole", to="Jo Labour")
    link(small, show_group(small, "Ann Whole").uid, to="Jo Labour")
    assert (names(behind(small, "Jo Labour")), len(behind(small, "Jo Labour").groups)) == ([], 1)


def test_what_was_said_again_since_is_not_doubled_by_redo_or_undo(small: Store) -> None:
    link(small, "Ann Whole", to="Jo Labour")
    history.undo(small)
    link(small, "Ann Whole", to="Jo Labour")
    with pytest.raises(Problem, match="the same has been added since"):
        history.redo(small)
    unlink(small, "Ann Whole", to="Jo Labour")
    ended = history.entries(small, 1)[0].number
    link(small, "Ann Whole", to="Jo Labour")
    with pytest.raises(Problem, match="the same has been added since"):
        history.undo(small, ended)
    history.undo(small)
    history.undo(small, ended)
    assert names(behind(small, "Jo Labour")) == ["Ann Whole"]


def test_an_office_that_was_entered_again_since_is_not_doubled_by_redo(small: Store) -> None:
    for _ in range(2):
        add_office(small, "mayor", "Bob Whole", places={}, posts=("Greater Any",))
        history.undo(small)
    add_office(small, "mayor", "Bob Whole", places={})
    with pytest.raises(Problem, match="the same has been added since"):
        history.redo(small)
    history.undo(small)
    history.redo(small)


# All at once ---------------------------------------------------------------------------------------------------------


def test_who_surely_lives_there_is_proposed_for_the_branch_and_for_the_councillor_of_their_own_ward(
    small: Store,
) -> None:
    before = dump(small)
    tried = propose(small, branch="Park", dry_run=True)
    targets = [Target("branch", "Park", 4), Target("councillor", "Jo Labour", 3)]
    assert tried == Proposal(7, 0, targets, None)
    assert dump(small) == before
    done = propose(small, branch="Park")
    assert (done.proposed, done.made, done.targets) == (7, 7, targets)
    assert names(behind_park(small)) == ["Sam Green", "Cat South", "Ann Whole", "Bob Whole"]
    assert names(behind(small, "Jo Labour")) == ["Sam Green", "Ann Whole", "Bob Whole"]
    assert propose(small, branch="Park") == Proposal(0, 0, [], None)
    after = dump(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    assert dump(small) == after


def test_councillors_of_other_parties_and_out_of_office_are_left_out_and_nobody_is_their_own_helper(
    small: Store,
) -> None:
    add_office(small, "councillor", "Sam Green", places={"ward": WHOLE}, party="Green Party")
    add_office(small, "councillor", "Bob Whole", places={"ward": WHOLE}, party="Labour and Co-operative Party")
    end_offices(small, "Jo Labour", "", clock.today())
    assert propose(small, branch="Park").targets == [Target("branch", "Park", 4), Target("councillor", "Bob Whole", 2)]


def test_a_link_that_was_ended_by_hand_is_not_proposed_again(small: Store) -> None:
    propose(small, branch="Park")
    unlink(small, "Ann Whole", branch="Park")
    assert propose(small, branch="Park").proposed == 0


def test_a_ward_entered_by_hand_counts_before_the_postcode(small: Store) -> None:
    with small.operation("Settle") as work:
        whole = work.rows("SELECT id FROM ward WHERE gss = ?", (WHOLE,))[0][0]
        for name in ("Fay Nowhere", "Dan North"):
            work.update(PERSON, find_one(small, name), ward_id=whole)
    propose(small, branch="Park", ward=WHOLE)
    assert set(names(behind_park(small))) == {"Ann Whole", "Bob Whole", "Sam Green", "Fay Nowhere", "Dan North"}


def test_the_links_of_one_ward_may_be_made_alone(small: Store) -> None:
    assert propose(small, branch="Park", ward="Herne Hill").targets == [Target("branch", "Park", 1)]
    # Without a branch, whoever lives in the ward, each for the branch where that is certain.
    assert propose(small, ward="Castle & Park").targets == [
        Target("branch", "Park", 3),
        Target("councillor", "Jo Labour", 3),
    ]
    with pytest.raises(Problem, match=r"Park covers no ward 'Elm'\. Its wards are Castle & Park, Herne Hill"):
        propose(small, branch="Park", ward="Elm")
    with pytest.raises(Problem, match="--branch and its name, or --ward"):
        propose(small)


# Who is behind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how_many", [30, 700])
def test_the_first_five_hundred_by_name_are_shown_whether_few_or_many_are_linked(store: Store, how_many: int) -> None:
    with store.operation("Add") as work:
        seat = work.connection.execute("INSERT INTO constituency(gss, name) VALUES ('E14000001', 'Any') RETURNING id")
        (seat_id,) = seat.fetchone()
        work.connection.execute("INSERT INTO branch(uid, name, constituency_id) VALUES (x'01', 'Park', ?)", (seat_id,))
        people = [_named_row(number) for number in range(1000)]
        first = work.insert_rows(PERSON, ("uid", "given", "family", "sort_key", "name_key"), people)
        work.connection.executemany(
            "INSERT INTO link(uid, person_id, branch_id, role) VALUES (?, ?, 1, 'helps')",
            [(number.to_bytes(16, "big"), first + number) for number in range(1000 - how_many, 1000)],
        )
    found = behind_branch(store, 1)
    assert names(found) == [f"P {number:04}" for number in range(1000 - how_many, 1000)][:500]
    assert found.more == (how_many > 500)


def _named_row(number: int) -> tuple[object, ...]:
    return number.to_bytes(16, "big"), "P", f"{number:04}", f"{number:04} p", f"p{number:04}"


# Merging -------------------------------------------------------------------------------------------------------------


def join(store: Store, kept: str, gone: str) -> None:
    with store.operation("Merge") as work:
        join_people(work, find_one(store, kept), find_one(store, gone))


def test_joining_two_people_moves_their_links_offices_and_groups_and_leaves_nothing_double(small: Store) -> None:
    add_group(small, "Park Tenants", "association", contacts=["Ann Whole", "Bob Whole"])
    edit_group(small, "Park Tenants", [parse_change("visits+=Jo Labour")])
    propose(small, branch="Park")
    link(small, "Fay Nowhere", to="Jo Labour")
    add_office(small, "councillor", "Fay Nowhere", places={"ward": WHOLE}, party="Labour")
    link(small, "Cat South", to="Fay Nowhere")
    link(small, "Cat South", to="Jo Labour")
    before = dump(small)
    join(small, "Ann Whole", "Bob Whole")
    assert names(behind_park(small)) == ["Sam Green", "Cat South", "Ann Whole"]
    assert [contact.name for contact in show_group(small, "Park Tenants").contacts] == ["Ann Whole"]
    assert dangling(small) == 0
    # Two councillors who turn out to be one: nobody is left behind themselves.
    join(small, "Jo Labour", "Fay Nowhere")
    assert names(behind(small, "Jo Labour")) == ["Sam Green", "Cat South", "Ann Whole"]
    assert [group.name for group in behind(small, "Jo Labour").groups] == ["Park Tenants"]
    assert dangling(small) == 0
    after = dump(small)
    history.undo(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    history.redo(small)
    assert dump(small) == after


def test_a_membership_that_ended_for_one_of_two_still_stands_for_the_one_they_are(small: Store) -> None:
    add_group(small, "Park Tenants", "association", contacts=["Ann Whole", "Bob Whole"])
    edit_group(small, "Park Tenants", [parse_change("contact-=Ann Whole")])
    before: Sequence[str] = [contact.name for contact in show_group(small, "Park Tenants").contacts]
    assert before == ["Bob Whole"]
    join(small, "Ann Whole", "Bob Whole")
    assert dangling(small) == 0
