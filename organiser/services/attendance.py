"""Who is down for an event: several marked at once, somebody taken off again, and events that nobody has marked yet."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.events import ATTENDANCE
from organiser.rules.events import ATTENDED, BOOKED, OPEN_STATES
from organiser.services.events import Event, Guest, find_event, guests, read_state
from organiser.services.people import find_one
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text

# An event to which nobody is down is asked about for so many days; then it was one of which nobody keeps a list.
_ASKED_DAYS = 14


class Marked(NamedTuple):
    """An event, those who were meant as they are down for it now, for how many of them that was new, the change."""

    event: Event
    guests: list[Guest]
    changed: int
    operation: int | None


class TakenOff(NamedTuple):
    """An event, the names of those who are not down for it any more, and the number of the change."""

    event: Event
    names: list[str]
    operation: int | None


def mark(store: Store, event: Event, people: Sequence[int], state: str = ATTENDED) -> Marked:
    """Write down one of STATES of several people by id, as one change; who is there no more is passed over."""
    state = read_state(state)
    wanted = json.dumps(list(people))
    with store.operation("Mark people", kind="attendance") as work:
        there = [row[0] for row in work.rows(
            "SELECT id FROM person WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sort_key, id", (wanted,)
        )]  # fmt: skip
        if not there:
            raise Problem("Nobody is meant: put the cursor on somebody, or select some with space.", USAGE)
        standing = {
            person: (row, now)
            for row, person, now in work.rows(
                "SELECT id, person_id, state FROM attendance WHERE event_id = ?", (event.number,)
            )
        }
        changed = [person for person in there if standing.get(person, (0, ""))[1] != state]
        for person in changed:
            if person in standing:
                work.update(ATTENDANCE, standing[person][0], state=state)
            else:
                work.insert(ATTENDANCE, event_id=event.number, person_id=person, state=state)
        work.title = f"Mark {_people(changed)} {state} at {event.shown}"
    now = find_event(store, event.uid)
    found = set(_uids(store, there))
    return Marked(now, [one for one in guests(store, now) if one.uid in found], len(changed), work.operation_id)


def mark_named(store: Store, event: Event, lines: Sequence[str], state: str = ATTENDED) -> Marked:
    """The same of people who are named, each by words that find one; Problem where one of them is not found."""
    return mark(store, event, [find_one(store, line) for line in lines], state)


def take_off(store: Store, event: Event, people: Sequence[int]) -> TakenOff:
    """Take people by id off the list of an event, as one change; who is not on it is passed over."""
    with store.operation("Take people off", kind="attendance") as work:
        rows = work.rows(
            "SELECT attendance.id, person_id, trim(given || ' ' || family) FROM attendance JOIN person"
            " ON person.id = person_id WHERE event_id = ? AND person_id IN (SELECT value FROM json_each(?))"
            " ORDER BY sort_key, person.id",
            (event.number, json.dumps(list(people))),
        )
        for row, _, _ in rows:
            work.delete(ATTENDANCE, row)
        work.title = f"Take {_people(rows)} off {event.shown}"
    return TakenOff(find_event(store, event.uid), [row[2] for row in rows], work.operation_id)


def take_off_named(store: Store, event: Event, lines: Sequence[str]) -> TakenOff:
    """The same of people who are named, each by words that find one."""
    return take_off(store, event, [find_one(store, line) for line in lines])


def _uids(store: Store, people: Sequence[int]) -> list[str]:
    return [
        uid_text(uid)
        for (uid,) in store.rows(
            "SELECT uid FROM person WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(people)),)
        )
    ]


def _people(people: Sequence[object]) -> str:
    """How many people, for a title: the history of an event names nobody."""
    return "somebody" if len(people) == 1 else f"{len(people):,} people"


def expected_state(event: Event) -> str:
    """What whoever is put down for an event today is: booked before its day, then somebody who came."""
    return BOOKED if event.on > clock.today() else ATTENDED


# Not marked yet ------------------------------------------------------------------------------------------------------


def open_number(event: Event, today: str) -> int:
    """Of how many people at an event that is over nobody has said yet whether they came."""
    return sum(event.people[state] for state in OPEN_STATES) if event.on < today else 0


def wants_marking(event: Event, today: str) -> bool:
    """Whether an event is over and nobody has said who came; where nobody is down for it, for two weeks."""
    if open_number(event, today):
        return True
    lately = (date.fromisoformat(today) - timedelta(days=_ASKED_DAYS)).isoformat()
    return lately <= event.on < today and not any(event.people.values())
