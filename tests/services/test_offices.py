"""Offices said by hand: who holds which, for which place, from when to when."""

from pathlib import Path

import pytest

from organiser.errors import USAGE, Problem
from organiser.models.people import PERSON
from organiser.services.branches import add_branch
from organiser.services.offices import (
    KINDS,
    Office,
    Vacancy,
    Written,
    add_office,
    empty_seats,
    end_offices,
    find_holder,
    list_councillors,
    offices_of,
    one_ward,
    with_silent_wards,
)
from organiser.services.place_files import load_places
from organiser.store import history
from organiser.store.store import Store
from tests.services.test_places import LOOKUP, SMALL_LOOKUP, SOUTH, WHOLE, write_csv
from tests.tables import dump, named

ELSEWHERE = ("E05000009", "Castle & Park", "E14000009", "Othertown", "E09000009", "Othertown")


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    """Two councils with a ward Castle & Park each; Ann Day, Bob Day and Cat Fox are on file."""
    load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP, ELSEWHERE)])
    for given, family in (("Ann", "Day"), ("Bob", "Day"), ("Cat", "Fox")):
        with store.operation("Add") as work:
            work.insert_with_uid(PERSON, **named(given, family))
    return store


def held(store: Store, name: str) -> list[Office]:
    return offices_of(store, find_holder(store, name))


def councillor(store: Store, name: str, ward: str = WHOLE, since: str = "2022-05-05") -> Written:
    return add_office(store, "councillor", name, places={"ward": ward}, since=since, party="Labour")


def test_an_office_is_dated_and_knows_its_place_and_can_be_undone(small: Store) -> None:
    before = dump(small)
    written = councillor(small, "Ann Day")
    office = written.office
    assert written.made
    assert (office.person, office.kind, office.party, office.since, office.until) == (
        "Ann Day", "councillor", "Labour", "2022-05-05", "",
    )  # fmt: skip
    assert (office.place, office.council) == ("Castle & Park", "Anytown")
    after = dump(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    assert dump(small) == after


def test_the_same_office_again_changes_nothing_and_further_posts_are_added_to_it(small: Store) -> None:
    councillor(small, "Ann Day")
    assert councillor(small, "Ann Day", since="").operation is None
    again = add_office(small, "councillor", "Ann Day", places={"council": "Anytown"}, posts=("Whip", "Mayor", "whip"))
    assert (again.made, len(held(small, "Ann Day"))) == (False, 1)
    assert again.office.posts == ("Whip", "Mayor")
    assert add_office(small, "councillor", "Ann Day", places={"council": "Anytown"}, posts=("MAYOR",)).operation is None


@pytest.mark.parametrize("known", ["", "2022-05-05"])
def test_an_office_told_of_again_with_an_earlier_first_day_is_the_same_one(small: Store, known: str) -> None:
    councillor(small, "Ann Day", since=known)
    told = councillor(small, "Ann Day", since="2018-05-03")
    assert (told.made, told.office.since) == (False, "2018-05-03")
    assert len(held(small, "Ann Day")) == 1
    assert councillor(small, "Ann Day", since="2019-01-01").operation is None


def test_an_earlier_term_that_ended_and_one_that_began_after_it_are_two(small: Store) -> None:
    councillor(small, "Ann Day", since="2014-05-22")
    end_offices(small, "Ann Day", "councillor", "2018-05-03")
    councillor(small, "Ann Day", since="2022-05-05")
    assert sorted((office.since, office.until) for office in held(small, "Ann Day")) == [
        ("2014-05-22", "2018-05-03"), ("2022-05-05", "")
    ]  # fmt: skip


def test_the_ward_may_be_told_after_the_council(small: Store) -> None:
    add_office(small, "councillor", "Ann Day", places={"council": "Anytown"}, since="2022-05-05")
    told = councillor(small, "Ann Day")
    assert (told.made, told.office.ward is None, len(held(small, "Ann Day"))) == (False, False, 1)


def test_every_kind_of_office_has_its_kind_of_place(small: Store) -> None:
    add_branch(small, "Park", "Anytown South", [WHOLE])
    for kind, places, place in (
        ("mp", {"constituency": "Anytown South"}, "Anytown South"),
        ("ppc", {"constituency": SOUTH}, "Anytown South"),
        ("mayor", {"council": "Anytown"}, "Anytown"),
        ("mayor", {}, ""),
        ("pcc", {}, ""),
        ("officer", {"branch": "Park"}, "Park"),
        ("officer", {"constituency": "Anytown South"}, "Anytown South"),
        ("councillor", {"council": "Othertown"}, "Othertown"),
    ):
        assert add_office(small, kind, "Ann Day", places=places).office.place == place
    assert len(held(small, "Ann")) == 8


@pytest.mark.parametrize(
    ("kind", "places", "words"),
    [
        ("king", {}, "the kinds are councillor, mp, mayor, pcc, ppc, officer"),
        ("councillor", {}, "takes --ward or --council"),
        ("mp", {"ward": WHOLE}, "takes --constituency"),
        ("pcc", {"council": "Anytown"}, "name the area with --post"),
        ("councillor", {"ward": "Castle & Park"}, r"2 wards are called .*E05000002 Anytown; E05000009 Othertown"),
        ("councillor", {"ward": "Herne Hill", "council": "Othertown"}, "lies in Othertown"),
        ("councillor", {"ward": "Hernhill"}, "Did you mean Herne Hill"),
    ],
)
def test_what_cannot_be_is_refused_and_the_ways_out_are_named(
    small: Store, kind: str, places: dict[str, str], words: str
) -> None:
    with pytest.raises(Problem, match=words):
        add_office(small, kind, "Ann Day", places=places)
    assert set(KINDS) == {"councillor", "mp", "mayor", "pcc", "ppc", "officer"}


def test_a_ward_name_that_many_councils_have_means_the_one_where_we_are_at_work(small: Store) -> None:
    add_branch(small, "Park", "Anytown South", [WHOLE])
    assert one_ward(small, "castle and park", "2026-01-01").gss == WHOLE


def test_an_office_ends_on_its_day_and_stays_on_file(small: Store) -> None:
    councillor(small, "Ann Day")
    ended, operation = end_offices(small, "Cllr Ann Day", "", "2024-05-02")
    assert ([office.until for office in ended], operation is not None) == (["2024-05-02"], True)
    assert [office.person for office in list_councillors(small, "2024-05-01").offices] == ["Ann Day"]
    assert list_councillors(small, "2024-05-02").offices == []
    with pytest.raises(Problem, match="holds no office on that day"):
        end_offices(small, "Ann Day", "", "2025-01-01")


def test_of_several_offices_the_kind_must_be_said(small: Store) -> None:
    councillor(small, "Ann Day")
    add_office(small, "mayor", "Ann Day", places={"council": "Anytown"}, since="2023-05-05")
    with pytest.raises(Problem, match=r"say which kind \(councillor or mayor\)") as caught:
        end_offices(small, "Ann Day", "", "2024-05-02")
    assert caught.value.exit_code == USAGE
    end_offices(small, "Ann Day", "mayor", "2024-05-02")
    assert [office.kind for office in held(small, "Ann Day") if not office.until] == ["councillor"]


def test_an_office_holder_is_found_by_name_with_or_without_the_title(small: Store) -> None:
    ann = councillor(small, "Ann Day").office
    assert find_holder(small, "Councillor day") == find_holder(small, ann.person_uid) == held(small, "ann")[0].id
    with pytest.raises(Problem, match=r"Nobody called 'Amn Day' holds an office\. Did you mean Ann Day\?"):
        find_holder(small, "Amn Day")
    councillor(small, "Bob Day")
    with pytest.raises(Problem, match="Several who hold an office are called 'day'"):
        find_holder(small, "day")
    end_offices(small, "Bob Day", "", "2024-05-02")
    assert find_holder(small, "day") == find_holder(small, "ann")
    with pytest.raises(Problem, match="Bob Day holds no office today"):
        find_holder(small, "Bob Day", today=True)


def test_councillors_are_listed_by_council_and_ward(small: Store) -> None:
    councillor(small, "Cat Fox")
    councillor(small, "Ann Day", ELSEWHERE[0])
    everybody = list_councillors(small, "2026-01-01").offices
    assert [(office.council, office.person) for office in everybody] == [
        ("Anytown", "Cat Fox"),
        ("Othertown", "Ann Day"),
    ]
    assert [office.person for office in list_councillors(small, "2026-01-01", council="Othertown").offices] == [
        "Ann Day"
    ]
    assert [office.person for office in list_councillors(small, "2026-01-01", ward=WHOLE).offices] == ["Cat Fox"]


def test_seats_that_nobody_holds_are_empty_and_wards_that_nobody_speaks_of_too() -> None:
    assert empty_seats({"Oak": 2, "Elm": 3}, 3) == [Vacancy("Oak", 1)]
    assert with_silent_wards({"oak": 2}, ["Oak", "Elm"]) == {"oak": 2, "Elm": 0}
    # With a ward that the council does not have, nothing can be told of the others.
    assert with_silent_wards({"Ash": 2}, ["Oak", "Elm"]) == {"Ash": 2}
