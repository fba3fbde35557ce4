"""Branches: which wards they cover, and how many people live there."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from organiser.errors import USAGE, Problem
from organiser.models.people import PERSON
from organiser.services.branches import Covered, add_branch, list_branches, show_branch
from organiser.services.places import locate
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
    contents,
    load_places,
    load_postcodes,
    write_csv,
)


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    """Anytown: Herne Hill lies in Anytown North and South, Castle & Park in South alone."""
    load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)])
    return store


def covered_names(covered: Covered) -> tuple[str, str, list[str]]:
    return covered.branch.name, covered.branch.clp.name, [ward.name for ward in covered.wards]


def settle_people(store: Store, lived: Sequence[tuple[str, int | None]]) -> None:
    with store.operation("Add people") as work:
        for postcode, ward in lived:
            work.insert_with_uid(PERSON, given="Ann", postcode=postcode, ward_id=ward)


def test_a_branch_is_set_up_with_wards_by_name_or_code_and_can_be_undone(small: Store) -> None:
    before = contents(small)
    added = add_branch(small, "Park Branch", "anytown south", ["castle and park", SPLIT])
    assert added.made
    assert covered_names(added.covered) == ("Park Branch", "Anytown South", ["Castle & Park", "Herne Hill"])
    history.undo(small)
    assert contents(small) == before
    history.redo(small)
    assert [covered_names(covered) for covered in list_branches(small)] == [covered_names(added.covered)]


def test_more_wards_are_given_to_a_branch_and_the_same_again_changes_nothing(small: Store) -> None:
    first = add_branch(small, "Park Branch", "Anytown South", [WHOLE])
    more = add_branch(small, "PARK BRANCH", "Anytown South", [WHOLE, "Herne Hill"])
    assert not more.made
    assert more.covered.branch == first.covered.branch
    assert len(more.covered.wards) == 2
    assert add_branch(small, "Park Branch", "Anytown South", ["Herne Hill"]).operation is None
    assert history.entries(small, 1)[0].title == "Give wards to the branch PARK BRANCH"


def test_a_ward_of_another_clp_is_refused_and_those_of_this_one_are_named(small: Store) -> None:
    with pytest.raises(Problem, match=r"No ward 'Castle Park' lies in Anytown North\. Its wards are Herne Hill\."):
        add_branch(small, "North", "Anytown North", ["Castle Park"])
    with pytest.raises(Problem, match=r"No ward 'Hernehill' lies in Anytown North\. Did you mean Herne Hill\?"):
        add_branch(small, "North", "Anytown North", ["Hernehill"])
    with pytest.raises(Problem, match="lies in Anytown North"):
        add_branch(small, "North", "Anytown North", [WHOLE])
    with pytest.raises(Problem, match="No constituency is called 'Nowhere'"):
        add_branch(small, "North", "Nowhere", [WHOLE])
    assert list_branches(small) == []


def test_a_branch_needs_a_name(small: Store) -> None:
    with pytest.raises(Problem) as caught:
        add_branch(small, " \x1b ", "Anytown North", [SPLIT])
    assert caught.value.exit_code == USAGE


def test_branches_of_one_name_in_two_clps_are_told_apart(small: Store) -> None:
    for clp in ("Anytown North", "Anytown South"):
        add_branch(small, "Central", clp, [SPLIT])
    with pytest.raises(Problem, match=r"say which with --clp \(Anytown North, Anytown South\)"):
        show_branch(small, "central")
    assert show_branch(small, "central", "Anytown South").covered.branch.clp.name == "Anytown South"
    assert [covered.branch.clp.name for covered in list_branches(small, "Anytown North")] == ["Anytown North"]
    with pytest.raises(Problem, match=r"No branch is called 'Centrla'\. Did you mean Central\?"):
        show_branch(small, "Centrla")


def test_people_of_a_split_ward_are_counted_only_where_their_clp_is_certain(small: Store) -> None:
    load_postcodes(
        small,
        ("SE1 1AA", "", COUNCIL, SPLIT, SOUTH),
        ("SE1 1AB", "", COUNCIL, SPLIT, NORTH),
        ("SE1 1AD", "", COUNCIL, SPLIT, ""),
        ("SE1 1AE", "", COUNCIL, WHOLE, ""),
    )
    added = add_branch(small, "Park Branch", "Anytown South", [SPLIT, WHOLE])
    split, whole = (next(ward.id for ward in added.covered.wards if ward.gss == gss) for gss in (SPLIT, WHOLE))
    sure: list[tuple[str, int | None]] = [("SE1 1AA", None), ("SE1 1AE", None), ("", whole), ("SE1 1AA", split)]
    unsure: list[tuple[str, int | None]] = [("SE1 1AD", None), ("", split)]
    elsewhere: list[tuple[str, int | None]] = [("SE1 1AB", None), ("SW9 8AA", None), ("", None)]
    settle_people(small, [*sure, *unsure, *elsewhere])
    shown = show_branch(small, "Park Branch")
    assert (shown.people, shown.unsure) == (len(sure), len(unsure))
    for where in (locate(small, postcode, ward, clock.today()) for postcode, ward in sure):
        assert where.branch == added.covered.branch
    for where in (locate(small, postcode, ward, clock.today()) for postcode, ward in unsure + elsewhere):
        assert where.branch is None


def test_where_two_branches_share_a_ward_the_branch_is_not_guessed(small: Store) -> None:
    load_postcodes(small, ("SE1 1AE", "", COUNCIL, WHOLE, ""))
    for name in ("East", "West"):
        add_branch(small, name, "Anytown South", [WHOLE])
    where = locate(small, "SE1 1AE", None, clock.today())
    assert where.constituency is not None
    assert where.branch is None
    assert [branch.name for branch in where.branches] == ["East", "West"]
    assert where.reason == "2 branches cover Castle & Park: which one cannot be told from the postcode"


def test_a_ward_that_no_lookup_has_placed_is_taken_at_the_users_word(store: Store, shared_data: Path) -> None:
    geo = shared_data / "geo"
    load_places(store, [geo / "pcon_2024.csv", geo / "lewisham_postcode_ward22.csv"])
    added = add_branch(store, "Downham Branch", "Lewisham East", ["E05013720"])
    assert [ward.gss for ward in added.covered.wards] == ["E05013720"]


def test_a_load_whose_wards_a_branch_covers_cannot_be_undone_and_the_branch_is_named(small: Store) -> None:
    add_branch(small, "Park Branch", "Anytown South", [WHOLE])
    before = contents(small)
    with pytest.raises(Problem, match=r"change 2 \(Set up the branch Park Branch\)"):
        history.undo(small, 1)
    assert contents(small) == before
