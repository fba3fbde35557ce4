"""What ties a person to others, on their page: offices, groups, whom they support, who is behind them."""

from organiser.services.groups import add_group, edit_group, parse_change
from organiser.services.links import link, unlink
from organiser.services.offices import add_office, end_offices
from organiser.services.ties import Belongs, ties
from organiser.store import clock
from organiser.store.store import Store
from tests.services.people_here import add, build_places, edit

TODAY = clock.today()


def belongs(found: tuple[Belongs, ...]) -> list[tuple[str, str, bool]]:
    """Groups by name, role and whether that has ended."""
    return [(group.name, group.role, bool(group.until)) for group in found]


def test_the_offices_somebody_holds_and_held_stand_on_their_page(store: Store) -> None:
    build_places(store)
    ann = add(store, "Ann Smith")
    for ward, since in (("Smithfield", "2018-05-04"), ("St Ann's", "2022-05-06")):
        add_office(store, "councillor", "Ann Smith", places={"ward": ward}, since=since, party="Labour")
        if ward == "Smithfield":
            end_offices(store, "Ann Smith", "councillor", "2022-05-06")
    assert [(office.place, office.since, office.until) for office in ties(store, ann).offices] == [
        ("St Ann's", "2022-05-06", ""), ("Smithfield", "2018-05-04", "2022-05-06")
    ]  # fmt: skip


def test_groups_are_those_entered_and_those_a_list_names_however_it_spells_them(store: Store) -> None:
    ann = add(store, "Ann Smith")
    for name in ("Tenants' Meeting", "Park Friends", "Unison", "The School"):
        add_group(store, name, "other")
    edit(store, ann, "organisation+=tenants meeting", "organisation+=TENANTS’ MEETING", "organisation+=No Group")
    edit_group(store, "Park Friends", [parse_change("contact+=Ann Smith")])
    edit_group(store, "Unison", [parse_change("member+=Ann Smith")])
    edit_group(store, "Unison", [parse_change("member-=Ann Smith")])
    assert belongs(ties(store, ann).groups) == [
        ("Park Friends", "contact", False), ("Tenants' Meeting", "member", False), ("Unison", "member", True)
    ]  # fmt: skip


def test_who_belongs_no_more_does_not_again_because_a_list_still_says_so(store: Store) -> None:
    ann = add(store, "Ann Smith")
    edit(store, ann, "organisation+=Unison")
    add_group(store, "Unison", "affiliate")
    edit_group(store, "Unison", [parse_change("member-=Ann Smith")])
    assert belongs(ties(store, ann).groups) == [("Unison", "member", True)]


def test_whom_somebody_supports_and_how_many_are_behind_a_councillor(store: Store) -> None:
    build_places(store)
    ann, bob = add(store, "Ann Smith"), add(store, "Bob Lee")
    add(store, "Cat Hill")
    add_office(store, "councillor", "Bob Lee", places={"ward": "Smithfield"})
    add_group(store, "Unison", "affiliate")
    link(store, "Ann Smith", branch="Town", clp="Anytown North", role="champion")
    unlink(store, "Ann Smith", branch="Town", clp="Anytown North")
    for who in ("Ann Smith", "Cat Hill", "Unison"):
        link(store, who, to="Bob Lee")
    link(store, "Ann Smith", to="Bob Lee", role="agent")
    unlink(store, "Cat Hill", to="Bob Lee")
    assert [(one.to.kind, one.to.name, one.role, one.until) for one in ties(store, ann).supports] == [
        ("person", "Bob Lee", "helps", ""), ("person", "Bob Lee", "agent", ""), ("branch", "Town", "champion", TODAY)
    ]  # fmt: skip
    found = ties(store, bob)
    assert (found.people_behind, found.groups_behind, found.supports) == (1, 1, ())


def test_somebody_with_no_ties_has_none(store: Store) -> None:
    found = ties(store, add(store, "Ann Smith"))
    assert (found.offices, found.groups, found.supports) == ((), (), ())
    assert (found.people_behind, found.groups_behind) == (0, 0)
