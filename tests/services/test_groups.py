"""Groups and bodies: who belongs to them, by hand and because lists say so, and what they want."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.people import PERSON
from organiser.services.behind import behind_group, behind_holder
from organiser.services.groups import (
    Suggestion,
    add_group,
    edit_group,
    list_groups,
    parse_change,
    show_group,
    suggestions,
)
from organiser.services.offices import add_office, end_offices, find_holder
from organiser.services.place_files import load_places
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import take_in
from tests.services.test_places import LOOKUP, SMALL_LOOKUP, SPLIT, WHOLE, write_csv
from tests.tables import dump, named

PEOPLE = (
    ("Ann Day", "ann@example.org", "Park Tenants' Association"),
    ("Bob Fox", "bob@example.org", "PARK TENANTS ASSOCIATION"),
    ("Cat Orr", "cat@example.org", "St Mary’s School"),
    ("Dan Roe", "dan@example.org", ""),
)


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    """Four people of a list, three of them with an organisation, and a councillor, Eve Lee, for Castle & Park."""
    load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)])
    take_in(store, write_csv(tmp_path / "list.csv", ("Name", "Email", "Organisation"), *PEOPLE))
    with store.operation("Add") as work:
        work.insert_with_uid(PERSON, **named("Eve", "Lee"))
    add_office(store, "councillor", "Eve Lee", places={"ward": WHOLE})
    return store


def belonging(store: Store, name: str) -> list[tuple[str, str]]:
    body = show_group(store, name)
    return [(found.person.name, found.role) for found in behind_group(store, body.id, body.fold).people]


def change(store: Store, name: str, *changes: str) -> tuple[str, ...]:
    return edit_group(store, name, [parse_change(text) for text in changes]).changed


def test_organisations_in_lists_are_suggested_once_however_they_are_spelled(small: Store) -> None:
    found, more = suggestions(small)
    assert not more
    assert [(suggestion.people, suggestion.name.casefold()) for suggestion in found] == [
        (2, "park tenants' association"),
        (1, "st mary’s school"),
    ]


def test_a_group_takes_those_whom_lists_name_as_its_members_and_undo_is_exact(small: Store) -> None:
    before = dump(small)
    written = add_group(
        small, "Park Tenants’ Association", "Association", wards=["Castle & Park"], aims="a lift", contacts=["Dan Roe"]
    )
    assert (written.body.kind, written.body.aims) == ("association", "a lift")
    assert [ward.gss for ward in written.body.wards] == [WHOLE]
    assert [contact.name for contact in written.body.contacts] == ["Dan Roe"]
    assert belonging(small, "park tenants association") == [
        ("Ann Day", "member"), ("Bob Fox", "member"), ("Dan Roe", "contact"),
    ]  # fmt: skip
    assert suggestions(small)[0] == [Suggestion("St Mary's School", 1)] or len(suggestions(small)[0]) == 1
    after = dump(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    assert dump(small) == after


def test_a_later_list_feeds_the_group_and_who_left_it_by_hand_stays_out(small: Store, tmp_path: Path) -> None:
    add_group(small, "Park Tenants Association", "association")
    later = (("Fay Dow", "fay@example.org", "Park Tenants Association"),)
    take_in(small, write_csv(tmp_path / "later.csv", ("Name", "Email", "Organisation"), *later))
    assert [name for name, _ in belonging(small, "Park Tenants Association")] == ["Ann Day", "Fay Dow", "Bob Fox"]
    assert change(small, "Park Tenants Association", "member-=Fay Dow", "member-=Ann Day") == ("member",)
    assert [name for name, _ in belonging(small, "Park Tenants Association")] == ["Bob Fox"]
    assert change(small, "Park Tenants Association", "member+=Ann Day") == ("member",)
    assert belonging(small, "Park Tenants Association") == [("Ann Day", "member"), ("Bob Fox", "member")]


def test_a_group_is_edited_field_by_field_as_one_change(small: Store) -> None:
    add_group(small, "Park Tenants", "association", wards=[WHOLE], contacts=["Dan Roe"])
    before = dump(small)
    changed = change(
        small, "park tenants", "ward+=Herne Hill", f"ward-={WHOLE}", "contact+=Ann Day", "contact-=Dan Roe",
        "aims=a lift that works", "kind=other", "name=Park Residents",
    )  # fmt: skip
    assert changed == ("ward", "contact", "aims", "kind", "name")
    body = show_group(small, "Park Residents")
    assert ([ward.gss for ward in body.wards], body.kind, body.aims) == ([SPLIT], "other", "a lift that works")
    assert [contact.name for contact in body.contacts] == ["Ann Day"]
    assert change(small, "Park Residents", "kind=other", "ward+=Herne Hill") == ()
    history.undo(small)
    assert dump(small) == before


def test_the_councillor_who_visits_a_group_has_it_behind_them(small: Store) -> None:
    add_group(small, "Park Tenants", "association")
    assert change(small, "Park Tenants", "visits+=Cllr Eve Lee") == ("visits",)
    assert change(small, "Park Tenants", "visits+=Eve Lee") == ()
    eve = find_holder(small, "Eve Lee")
    assert [(group.name, group.role) for group in behind_holder(small, eve).groups] == [("Park Tenants", "visits")]
    assert [(support.name, support.role) for support in show_group(small, "Park Tenants").supports] == [
        ("Eve Lee", "visits")
    ]
    # Somebody may have gone out of office since.
    end_offices(small, "Eve Lee", "", "2026-01-01")
    change(small, "Park Tenants", "visits-=Eve Lee")
    assert behind_holder(small, eve).groups == []


def test_groups_are_listed_by_ward_and_kind(small: Store) -> None:
    add_group(small, "Park Tenants", "association", wards=[WHOLE])
    add_group(small, "Hill School", "school", wards=[SPLIT])
    assert [body.name for body in list_groups(small)[0]] == ["Hill School", "Park Tenants"]
    assert [body.name for body in list_groups(small, ward="Herne Hill")[0]] == ["Hill School"]
    assert [body.name for body in list_groups(small, kind="association")[0]] == ["Park Tenants"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("aims+=x", "is not a change"),
        ("ward=Oak", "is not a change"),
        ("colour=red", "is not a change: name=, kind=, aims=, ward"),
        ("kind=club", "the kinds are association, school"),
        ("name=Hill School", "There is a group called Hill School already"),
        ("name= ", "needs a name"),
        ("contact-=Dan Roe", "is no contact"),
        ("member-=Dan Roe", "is no member"),
        ("ward-=Herne Hill", "at work in no ward"),
        ("visits+=Dan Roe", "Nobody called 'Dan Roe' holds an office"),
        ("sits-=Eve Lee", "does not stand there"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_is_changed(small: Store, changes: str, words: str) -> None:
    add_group(small, "Park Tenants", "association")
    add_group(small, "Hill School", "school")
    before = dump(small)
    with pytest.raises(Problem, match=words):
        change(small, "Park Tenants", "aims=other than before", changes)
    assert dump(small) == before


def test_a_group_needs_a_name_of_its_own_and_one_not_known_is_guessed_at(small: Store) -> None:
    add_group(small, "Park Tenants", "association")
    with pytest.raises(Problem, match="There is a group called Park Tenants already"):
        add_group(small, "PARK TENANTS", "school")
    with pytest.raises(Problem, match="A group needs a name"):
        add_group(small, " ’ ", "school")
    with pytest.raises(Problem, match=r"No group is called 'Prk Tenants'\. Did you mean Park Tenants\?"):
        show_group(small, "Prk Tenants")
