"""Branches: which wards a branch of a CLP covers, and how many people live there."""

from collections.abc import Sequence
from dataclasses import dataclass

from organiser.errors import USAGE, Problem
from organiser.models.places import BRANCH, BRANCH_WARD
from organiser.rules.places import near_names, place_code, place_fold
from organiser.services.places import (
    JOIN_POSTCODE,
    PEOPLE_OF_WARD,
    PERSON_SEAT,
    Atlas,
    Branch,
    Place,
    either,
    find_constituencies,
    not_found,
    wards,
)
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_text


@dataclass(frozen=True, slots=True)
class Covered:
    """A branch and the wards that it covers, by name."""

    branch: Branch
    wards: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Inhabited:
    """A branch, its wards, how many people surely live there and how many may: their ward lies in several CLPs."""

    covered: Covered
    people: int
    unsure: int


@dataclass(frozen=True, slots=True)
class Added:
    """A branch after wards were given to it, whether it was made now, and the change's number (None: no change)."""

    covered: Covered
    made: bool
    operation: int | None


def add_branch(store: Store, name: str, clp: str, ward_words: Sequence[str]) -> Added:
    """Make a branch of a CLP, or give more wards to the one with that name.

    `clp` is the name or code of its constituency, `ward_words` are names or codes of wards that lie in it today.
    Raises Problem where there is no such place, with names that come near.
    """
    name = safe_text(name)
    if not place_fold(name):
        raise Problem("A branch needs a name.", USAGE)
    constituency = _clp(store, clp)
    chosen = _wards_within(store, constituency, ward_words)
    with store.operation(f"Set up the branch {name}", kind="branch") as work:
        found = work.rows(
            "SELECT id FROM branch WHERE constituency_id = ? AND fold = ?", (constituency.id, place_fold(name))
        )
        if found:
            branch_id = found[0][0]
            work.title = f"Give wards to the branch {name}"
        else:
            branch_id = work.insert_with_uid(BRANCH, name=name, fold=place_fold(name), constituency_id=constituency.id)
        covered = {ward for (ward,) in work.rows("SELECT ward_id FROM branch_ward WHERE branch_id = ?", (branch_id,))}
        for ward in chosen:
            if ward.id not in covered:
                work.insert(BRANCH_WARD, branch_id=branch_id, ward_id=ward.id)
    return Added(_covered(store, [branch_id])[0], not found, work.operation_id)


def list_branches(store: Store, clp: str = "") -> list[Covered]:
    """All branches, or those of one CLP, by CLP and name."""
    if not clp:
        return _covered(store, _ids(store, "1"))
    return _covered(store, _ids(store, "constituency_id = ?", _clp(store, clp).id))


def find_branch(store: Store, name: str, clp: str = "") -> Covered:
    """A branch by name; `clp` tells which where several CLPs have one of that name. Raises Problem where none is."""
    found = [covered for covered in list_branches(store, clp) if place_fold(covered.branch.name) == place_fold(name)]
    if not found:
        raise not_found("branch", name, {covered.branch.name for covered in list_branches(store)})
    if len(found) > 1:
        clps = ", ".join(covered.branch.clp.shown for covered in found)
        raise Problem(f"{len(found)} branches are called '{safe_text(name)}': say which with --clp ({clps}).", USAGE)
    return found[0]


def show_branch(store: Store, name: str, clp: str = "") -> Inhabited:
    """A branch, its wards and how many people live there; otherwise as find_branch."""
    covered = find_branch(store, name, clp)
    people, unsure = _count_people(store, covered)
    return Inhabited(covered, people, unsure)


def _clp(store: Store, words: str) -> Place:
    found = find_constituencies(store, words, clock.today())
    if len(found) > 1:
        codes = ", ".join(place.gss for place in found)
        raise Problem(f"{len(found)} constituencies are called '{safe_text(words)}': give the code ({codes}).", USAGE)
    return found[0]


def _wards_within(store: Store, constituency: Place, wanted: Sequence[str]) -> list[Place]:
    """The wards with these names or codes that lie in a constituency today, or that no lookup puts anywhere."""
    lying = [ward.place for ward in wards(store, clock.today(), constituency=constituency.gss)]
    found = []
    for words in wanted:
        ward = next((ward for ward in lying if _called(ward, words)), None) or _unplaced_ward(store, words)
        if ward is None:
            raise _no_such_ward(constituency, words, [ward.shown for ward in lying])
        found.append(ward)
    return found


def _no_such_ward(constituency: Place, words: str, names: Sequence[str]) -> Problem:
    if near := near_names(words, names):
        advice = f"Did you mean {either(near)}?"
    elif names:
        advice = f"Its wards are {', '.join(names)}."
    else:
        advice = "None of its wards is known yet: load a ward lookup with 'organiser places import'."
    return Problem(f"No ward '{safe_text(words)}' lies in {constituency.shown}. {advice}")


def _called(ward: Place, words: str) -> bool:
    return words.strip().upper() == ward.gss or place_fold(words) == place_fold(ward.shown)


def _unplaced_ward(store: Store, words: str) -> Place | None:
    code = place_code(words, "ward")
    found = store.rows(
        "SELECT id, gss, name FROM ward WHERE gss = ? AND id NOT IN (SELECT ward_id FROM ward_seat)", (code or "",)
    )
    return Place(*found[0]) if found else None


def _ids(store: Store, condition: str, *values: int) -> list[int]:
    rows = store.rows(
        "SELECT branch.id FROM branch JOIN constituency ON constituency.id = constituency_id"
        f" WHERE {condition} ORDER BY constituency.name, constituency.gss, branch.fold",
        values,
    )
    return [row[0] for row in rows]


def _covered(store: Store, ids: Sequence[int]) -> list[Covered]:
    found = []
    for branch_id in ids:
        uid, name, *clp = store.rows(
            "SELECT uid, branch.name, constituency.id, constituency.gss, constituency.name FROM branch"
            " JOIN constituency ON constituency.id = constituency_id WHERE branch.id = ?",
            (branch_id,),
        )[0]
        lying = store.rows(
            "SELECT ward.id, gss, name FROM branch_ward JOIN ward ON ward.id = ward_id WHERE branch_id = ?"
            " ORDER BY fold, gss",
            (branch_id,),
        )
        branch = Branch(branch_id, uid_text(uid), name, Place(*clp))
        found.append(Covered(branch, tuple(Place(*row) for row in lying)))
    return found


def _count_people(store: Store, covered: Covered) -> tuple[int, int]:
    """How many people surely live where a branch is, and how many may."""
    atlas = Atlas(store, clock.today())
    sure = unsure = 0
    for ward in covered.wards:
        rows = store.rows(
            f"SELECT {PERSON_SEAT} AS seat, count(*) FROM person {JOIN_POSTCODE}"
            f" WHERE person.id IN ({PEOPLE_OF_WARD}) GROUP BY seat",
            (ward.id,),
        )
        for seat_id, people in rows:
            where = atlas.settle(ward.id, seat_id)
            if where.branch is not None and where.branch.id == covered.branch.id:
                sure += people
            elif where.branch is None and any(branch.id == covered.branch.id for branch in where.branches):
                unsure += people
    return sure, unsure
