"""Many people at once: one change, one entry in the history, and undo restores every row as it was."""

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.people import PERSON
from organiser.services import links, many, tags, tasks
from organiser.services.many import Done, link_all, tag_all, tags_of, task_all, untag_all
from organiser.services.offices import add_office
from organiser.services.tasks import Draft
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tables import dump, indexed, named

NAMES = ("Ann Smith", "Bob Lee", "Cy Young", "Di Khan", "Ed Moss")


@pytest.fixture
def people(store: Store) -> list[int]:
    """Five people; Bob is a councillor."""
    build_places(store)
    ids = [add(store, f"{name}, 07700 90010{number}") for number, name in enumerate(NAMES)]
    add_office(store, "councillor", "Bob Lee", places={"ward": "Smithfield"}, since="2020-05-07")
    return ids


def tagged(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, tag in store.rows(
        "SELECT given, tag.name FROM person_tag JOIN person ON person.id = person_id JOIN tag ON tag.id = tag_id"
    ):
        found.setdefault(name, set()).add(tag)
    return found


def title(store: Store, done: Done) -> str:
    return history.entry(store, done.operation or 0).title


def test_a_tag_is_given_to_all_in_one_change_and_only_those_who_lacked_it_are_counted(
    store: Store, people: list[int]
) -> None:
    tags.new_tag(store, "housing")
    tags.give(store, people[0], ["housing"])
    done = tag_all(store, people[:3], ["Housing"])
    assert (done.people, done.changed, done.what) == (3, 2, "housing")
    assert title(store, done) == "Tag 2 people: housing"
    assert tagged(store) == {"Ann": {"housing"}, "Bob": {"housing"}, "Cy": {"housing"}}
    history.undo(store)
    assert tagged(store) == {"Ann": {"housing"}}


def test_a_tag_that_is_not_on_the_list_is_put_there_and_goes_again_with_undo(store: Store, people: list[int]) -> None:
    done = tag_all(store, [people[0]], ["street rep", "cakes"])
    assert title(store, done) == "Tag Ann Smith: street rep, cakes"
    assert tagged(store) == {"Ann": {"street rep", "cakes"}}
    history.undo(store)
    assert tags.tags(store) == []


def test_a_merged_tag_means_the_one_it_was_merged_into(store: Store, people: list[int]) -> None:
    tags.new_tag(store, "leafletting")
    tags.new_tag(store, "leaflets")
    tags.merge(store, "leafletting", "leaflets")
    assert tag_all(store, people, ["Leafletting"]).what == "leaflets"
    assert [tag.name for tag in tags.tags(store)] == ["leaflets"]


def test_where_all_stands_already_there_is_no_change_to_take_back(store: Store, people: list[int]) -> None:
    tag_all(store, people, ["housing"])
    assert tag_all(store, people, ["housing"]) == Done(5, 0, "housing", None)
    assert link_all(store, people[:1], branch="Town", clp="Anytown North").changed == 1
    assert link_all(store, people[:1], branch="Town", clp="Anytown North").operation is None


def test_a_tag_is_taken_from_those_who_have_it(store: Store, people: list[int]) -> None:
    tag_all(store, people[:2], ["housing", "cakes"])
    assert [(tag.name, tag.people) for tag in tags_of(store, people)] == [("cakes", 2), ("housing", 2)]
    done = untag_all(store, people, ["housing"])
    assert (done.changed, tagged(store)) == (2, {"Ann": {"cakes"}, "Bob": {"cakes"}})
    with pytest.raises(Problem, match="There is no tag 'hosing'"):
        untag_all(store, people, ["hosing"])


def test_all_are_linked_but_nobody_to_themselves(store: Store, people: list[int]) -> None:
    done = link_all(store, people, to="Cllr Bob Lee", role="leads, the round")
    assert (done.people, done.changed, done.what) == (5, 4, "Bob Lee (leads the round)")
    assert title(store, done) == "Link 4 people to Bob Lee"
    bob = links.End("person", people[1], *links.holder(store, "Bob Lee")[2:])
    assert [link.to for link in links.links_of(store, links.find_who(store, "Ann Smith"))] == [bob]
    with pytest.raises(Problem, match="holds an office"):
        link_all(store, people, to="Ann Smith")


def test_a_link_that_was_to_end_goes_on_and_one_that_stands_can_be_ended_by_its_code(
    store: Store, people: list[int]
) -> None:
    link = links.link(store, "Ann Smith", to="Bob Lee").link
    links.unlink(store, "Ann Smith", on="2999-01-01")
    assert link_all(store, people[:1], to="Bob Lee").changed == 1
    assert [one.until for one in links.links_of(store, link.who)] == [""]
    assert links.end_one(store, link.uid)
    assert links.end_one(store, link.uid) is None
    assert [bool(one.until) for one in links.links_of(store, link.who)] == [True]
    with pytest.raises(Problem, match="there no more"):
        links.end_one(store, "0" * 32)


def test_those_who_hold_an_office_and_branches_can_be_linked_to_by_their_codes(store: Store, people: list[int]) -> None:
    found = many.targets(store)
    assert [(one.kind, one.name, one.where) for one in found] == [
        ("branch", "Town", "branch, Anytown North CLP"),
        ("branch", "Town", "branch, Anytown South CLP"),
        ("person", "Bob Lee", "councillor, Smithfield"),
    ]
    assert link_all(store, people, branch=found[1].uid).changed == 5
    assert link_all(store, people, to=found[2].uid).changed == 4


def test_each_gets_a_task_of_their_own(store: Store, people: list[int]) -> None:
    store.who = "Sam"
    done = task_all(store, people[:2], Draft("Ring about  Saturday", due="2027-01-05", every="2 weeks"))
    assert title(store, done) == "New task about 2 people: Ring about Saturday"
    found = [task for person in people for task in tasks.about_person(store, person)]
    assert [(task.title, task.owner, task.due, task.every, task.about and task.about.name) for task in found] == [
        ("Ring about Saturday", "Sam", "2027-01-05", "2 weeks", name) for name in NAMES[:2]
    ]
    assert len({task.uid for task in found}) == 2


def test_nobody_at_all_is_said_so_and_who_is_gone_is_passed_over(store: Store, people: list[int]) -> None:
    for ids in ([], [999]):
        with pytest.raises(Problem, match="Nobody is selected"):
            tag_all(store, ids, ["housing"])
    assert tag_all(store, [people[0], people[0], 999], ["housing"]).changed == 1
    with pytest.raises(Problem, match="Say which tag"):
        tag_all(store, people, [])


CHOSEN = st.lists(st.integers(0, 5), max_size=8)
NAMED = st.lists(st.sampled_from(("housing", "Housing", "cakes", "new one")), min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=CHOSEN, chosen=CHOSEN.filter(bool), names=NAMED)
def test_undo_puts_every_row_back_and_redo_does_all_of_it_again(
    store: Store, before: list[int], chosen: list[int], names: list[str]
) -> None:
    if not store.count("SELECT count(*) FROM person"):
        build_places(store)
        for number, name in enumerate(NAMES):
            add(store, f"{name}, 07700 90010{number}")
        add_office(store, "councillor", "Bob Lee", places={"ward": "Smithfield"}, since="2020-05-07")
        tags.new_tag(store, "housing")
        tags.new_tag(store, "cakes")
    ids = [1, *[number + 1 for number in chosen]]
    if before:
        tag_all(store, [1, *[number + 1 for number in before]], ["cakes"])
    changes: tuple[Callable[[], Done], ...] = (
        lambda: tag_all(store, ids, names),
        lambda: untag_all(store, ids, ["cakes", "housing"]),
        lambda: link_all(store, ids, to="Bob Lee"),
        lambda: link_all(store, ids, branch="Town", clp="Anytown South", role="visits"),
        lambda: task_all(store, ids, Draft("Ring")),
    )
    for change in changes:
        was = dump(store)
        done = change()
        now = dump(store)
        assert (was == now) is (done.operation is None)
        if done.operation:
            history.undo(store)
            assert dump(store) == was
            history.redo(store)
            assert dump(store) == now
            history.undo(store)
    indexed(store)


def test_tens_of_thousands_are_one_quick_change(store: Store) -> None:
    count = 20_000
    with store.operation("People") as work:
        columns = named("Ann", "Smith")
        work.insert_rows(
            PERSON, ("uid", *columns), [(number.to_bytes(16), *columns.values()) for number in range(count)]
        )
    ids = list(range(1, count + 1))
    started = time.perf_counter()
    done = [
        tag_all(store, ids, ["housing"]),
        untag_all(store, ids, ["housing"]),
        task_all(store, ids, Draft("Ring")),
    ]
    assert [one.changed for one in done] == [count] * 3
    # A hundred times what it takes on an idle machine: one by one it would be more still.
    assert time.perf_counter() - started < 30
    assert many.tags_of(store, ids) == []
