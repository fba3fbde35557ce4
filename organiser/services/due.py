"""What is due: tasks that fall due, and people to be called back, for a person, a branch, a seat or an owner."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.services.contacts import CallBack, call_backs
from organiser.services.places import JOIN_POSTCODE, PERSON_SEAT, PERSON_WARD, Atlas, Location, find_constituencies
from organiser.services.tasks import MOST, OPEN, About, Task, find_about, owned_by, read_due, select
from organiser.store import clock
from organiser.store.store import Store

_DAYS_AHEAD = 7


class Wanted(NamedTuple):
    """For whom or where: words that find a person, a branch or a constituency, part of an owner's name; a last day."""

    person: str = ""
    branch: str = ""
    seat: str = ""
    owner: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due on `today` and up to `until` (ISO days), the longest overdue first; `more` where there are others."""

    today: str
    until: str
    tasks: list[Task]
    call_backs: list[CallBack]
    more: bool


def due(store: Store, wanted: Wanted) -> Due:
    """What is due up to a day, a week ahead where none is named.

    A task belongs to a branch or seat where the person it is about lives, where the branch is, or where the group is at
    work. Where that is uncertain, because a ward lies in several, it is shown for each of them: nothing due gets lost.
    """
    today = clock.today()
    until = read_due(wanted.until) or (date.fromisoformat(today) + timedelta(days=_DAYS_AHEAD)).isoformat()
    if wanted.branch and wanted.seat:
        raise Problem("A branch lies in one seat: name one of the two.", USAGE)
    person = find_about(store, person=wanted.person)
    tasks = [
        task
        for task in select(store, f"state = '{OPEN}' AND due <> '' AND due <= ?", until)
        if owned_by(task.owner, wanted.owner) and (person is None or task.about == person)
    ]
    back = [
        found
        for found in call_backs(store)
        if owned_by(found.by, wanted.owner) and (person is None or found.person == person)
    ]
    if wanted.branch or wanted.seat:
        belongs = _belonging(store, wanted, today, [task.about for task in tasks] + [found.person for found in back])
        tasks = [task for task in tasks if belongs(task.about)]
        back = [found for found in back if belongs(found.person)]
    return Due(today, until, tasks[:MOST], back[:MOST], max(len(tasks), len(back)) > MOST)


def _belonging(
    store: Store, wanted: Wanted, today: str, things: Iterable[About | None]
) -> Callable[[About | None], bool]:
    """Tells of each of these things whether it belongs to the branch or the seat that is wanted."""
    fits = _fitting(store, wanted, today)
    asked = [thing for thing in things if thing is not None]
    atlas = Atlas(store, today)
    places: dict[tuple[str, int], list[Location]] = {}
    for kind, query in _WHERE.items():
        ids = json.dumps(sorted({thing.id for thing in asked if thing.kind == kind}))
        for found, ward, seat in store.rows(query, (ids,)):
            places.setdefault((kind, found), []).append(atlas.settle(ward, seat or 0))
    branches = {row[0]: row[1] for row in store.rows("SELECT id, constituency_id FROM branch")}

    def belongs(thing: About | None) -> bool:
        if thing is None:
            return False
        if thing.kind == "branch":
            return fits(Location(), thing.id, branches[thing.id])
        return any(fits(place, 0, 0) for place in places.get((thing.kind, thing.id), ()))

    return belongs


# The wards (and what a directory says of the constituency) of people and groups by id.
_WHERE = {
    "person": f"SELECT person.id, {PERSON_WARD}, {PERSON_SEAT} FROM json_each(?) AS wanted"
    f" CROSS JOIN person ON person.id = wanted.value {JOIN_POSTCODE} WHERE {PERSON_WARD} IS NOT NULL",
    "group": "SELECT body_id, ward_id, 0 FROM json_each(?) AS wanted CROSS JOIN body_ward ON body_id = wanted.value",
}


def _fitting(store: Store, wanted: Wanted, today: str) -> Callable[[Location, int, int], bool]:
    """Whether a place, or the branch with an id in the seat with an id, is of the branch or seat that is wanted."""
    if wanted.branch:
        asked = find_about(store, branch=wanted.branch)
        branch_id = asked.id if asked else 0
        return lambda place, branch, _: branch == branch_id or any(one.id == branch_id for one in place.branches)
    seats = {place.id for place in find_constituencies(store, wanted.seat, today)}

    def in_seat(place: Location, _: int, seat: int) -> bool:
        possible = (place.constituency,) if place.constituency else place.constituencies
        return seat in seats or any(one.id in seats for one in possible)

    return in_seat
