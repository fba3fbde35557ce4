"""Events: canvassing, stalls, meetings and the rest, which wards they are about, who leads them and who came."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.events import ATTENDANCE, EVENT, EVENT_WARD
from organiser.rules.event_line import event_day, kind_of, read_time
from organiser.rules.events import ATTENDED, KINDS, STATES
from organiser.rules.places import place_fold
from organiser.services import adding
from organiser.services.branches import find_branch
from organiser.services.offices import one_ward
from organiser.services.people import MOST, find_one
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_lines, safe_text

_NAME = "trim(given || ' ' || family)"
# Who held the office of a councillor on the day of the event (?2).
_COUNCILLOR = (
    "EXISTS (SELECT 1 FROM office WHERE office.person_id = person.id AND kind = 'councillor' AND since <= ?2"
    " AND (until = '' OR until > ?2))"
)


class Named(NamedTuple):
    """Somebody, or a branch, by uid and name."""

    uid: str
    name: str


class Event(NamedTuple):
    """An event on an ISO day, `at` "18:30" or "" where no time is said.

    `number` is short for `uid` within this file; `people` counts those of each state.
    """

    number: int
    uid: str
    kind: str
    title: str
    on: str
    place: str
    note: str
    branch: Named | None
    leader: Named | None
    wards: tuple[Place, ...]
    people: Mapping[str, int]
    at: str = ""

    @property
    def shown(self) -> str:
        """What to call it: its title, or its kind."""
        return self.title or self.kind.capitalize()


class Guest(NamedTuple):
    """Somebody at an event, in one of rules.events.STATES, and whether they were a councillor on that day.

    `id` is the row's, for services and screens only.
    """

    uid: str
    name: str
    state: str
    councillor: bool
    id: int


class Draft(NamedTuple):
    """An event as it was typed: `on` a day past or ahead ("": today), `at` a time; wards, branch, leader by words."""

    kind: str
    title: str = ""
    on: str = ""
    place: str = ""
    note: str = ""
    branch: str = ""
    clp: str = ""
    leader: str = ""
    wards: Sequence[str] = ()
    at: str = ""


class Written(NamedTuple):
    """An event after a change, and the number of the change (None: it stood so already)."""

    event: Event
    operation: int | None


class Marked(NamedTuple):
    """Somebody whose state at an event was written down, whether they are new here, and the number of the change."""

    event: Event
    guest: Guest
    added: bool
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------

_EVENTS = (
    "SELECT event.id, event.uid, event.kind, event.title, on_day, place, note, branch.uid, branch.name, person.uid,"
    f" {_NAME}, event.at FROM event LEFT JOIN branch ON branch.id = branch_id LEFT JOIN person ON person.id = leader_id"
)


def list_events(
    store: Store, *, kind: str = "", ward: str = "", since: str = "", until: str = ""
) -> tuple[list[Event], bool]:
    """The events of a kind, ward and period (ISO days, both included), the latest first; whether there are others."""
    where, values = ["1"], list[Value]()
    if kind:
        where.append("event.kind = ?")
        values.append(read_kind(kind))
    if ward:
        where.append("event.id IN (SELECT event_id FROM event_ward WHERE ward_id = ?)")
        values.append(one_ward(store, ward, clock.today()).id)
    for sign, day in ((">=", since), ("<=", until)):
        if day:
            where.append(f"on_day {sign} ?")
            values.append(day)
    rows = store.rows(
        f"{_EVENTS} WHERE {' AND '.join(where)} ORDER BY on_day DESC, event.id DESC LIMIT {MOST + 1}", values
    )
    return _events(store, rows[:MOST]), len(rows) > MOST


def all_events(store: Store, *, since: str = "", until: str = "9999") -> list[Event]:
    """All events of a period (ISO days, both included), in the order of their days and times."""
    where = "WHERE on_day BETWEEN ? AND ? ORDER BY on_day, event.at, event.id"
    return _events(store, store.rows(f"{_EVENTS} {where}", (since, until)))


def find_event(store: Store, words: str) -> Event:
    """The event with this number, uid or title; Problem where there is none, or more than one."""
    words = words.strip()
    if words.isdecimal() and len(words) <= 18:
        rows = store.rows(f"{_EVENTS} WHERE event.id = ?", (int(words),))
    elif len(words.replace("-", "")) == 32:
        rows = store.rows(f"{_EVENTS} WHERE event.uid = ?", (uid_bytes(words),))
    else:
        asked = place_fold(words)
        rows = [row for row in store.rows(_EVENTS) if asked and place_fold(row[3] or row[2]) == asked]
    if not rows:
        raise Problem(f"There is no event '{safe_text(words)}': 'organiser events list' shows those there are.")
    if len(rows) > 1:
        numbers = ", ".join(str(row[0]) for row in rows[:10])
        raise Problem(f"{len(rows)} events are called '{safe_text(words)}': give the number of one ({numbers}).", USAGE)
    return _events(store, rows)[0]


def guests(store: Store, event: Event, *, by_name: bool = False) -> list[Guest]:
    """Everybody who is down for an event: those who came first, then by name; or all by name."""
    rows = store.rows(
        f"SELECT uid, {_NAME}, state, {_COUNCILLOR}, person.id FROM attendance JOIN person ON person.id = person_id"
        " WHERE event_id = ?1 ORDER BY sort_key, person.id",
        (event.number, event.on),
    )
    found = [
        Guest(uid_text(uid), name, state, bool(councillor), person) for uid, name, state, councillor, person in rows
    ]
    if by_name:
        return found
    return sorted(found, key=lambda guest: STATES.index(guest.state))


def _events(store: Store, rows: Sequence[Row]) -> list[Event]:
    """Events from their rows, with their wards and how many people are in which state."""
    wanted = json.dumps([row[0] for row in rows])
    wards: dict[int, list[Place]] = {}
    for event, *ward in store.rows(
        "SELECT event_id, ward.id, gss, name FROM json_each(?) AS wanted CROSS JOIN event_ward"
        " ON event_id = wanted.value JOIN ward ON ward.id = ward_id ORDER BY fold, gss",
        (wanted,),
    ):
        wards.setdefault(event, []).append(Place(*ward))
    counts = {
        (event, state): count
        for event, state, count in store.rows(
            "SELECT event_id, state, count(*) FROM json_each(?) AS wanted CROSS JOIN attendance"
            " ON event_id = wanted.value GROUP BY event_id, state",
            (wanted,),
        )
    }
    found = []
    for number, uid, kind, title, on, place, note, branch_uid, branch, leader_uid, leader, at in rows:
        found.append(
            Event(
                number,
                uid_text(uid),
                kind,
                title,
                on,
                place,
                note,
                Named(uid_text(branch_uid), branch) if branch_uid else None,
                Named(uid_text(leader_uid), leader) if leader_uid else None,
                tuple(wards.get(number, ())),
                {state: counts.get((number, state), 0) for state in STATES},
                at,
            )
        )
    return found


def read_kind(words: str) -> str:
    """The one of KINDS that is named, also as people call it; Problem where it is none."""
    kind = kind_of(words)
    if not kind:
        raise Problem(f"An event is one of: {', '.join(KINDS)}.", USAGE)
    return kind


# Writing -------------------------------------------------------------------------------------------------------------


def add_event(store: Store, draft: Draft) -> Written:
    """Add an event as one change; a Problem where its kind, day or a place in it is not understood."""
    values, wards = settle(store, draft)
    name = str(values["title"] or values["kind"])
    with store.operation(f"Add the event {name}", kind="event") as work:
        event = work.insert_with_uid(EVENT, **values)
        for ward in wards:
            work.insert(EVENT_WARD, event_id=event, ward_id=ward)
    return Written(find_event(store, str(event)), work.operation_id)


def settle(store: Store, draft: Draft) -> tuple[dict[str, Value], list[int]]:
    """The columns of an event as it was typed, and the ids of its wards; Problem where a part is not understood."""
    kind, on, at = read_kind(draft.kind), read_day(draft.on), read_at(draft.at)
    branch = find_branch(store, draft.branch, draft.clp).branch.id if draft.branch else None
    leader = find_one(store, draft.leader) if draft.leader else None
    wards = dict.fromkeys(one_ward(store, words, on).id for words in draft.wards)
    values: dict[str, Value] = {
        "kind": kind,
        "title": safe_text(draft.title),
        "on_day": on,
        "at": at,
        "place": safe_text(draft.place),
        "note": safe_lines(draft.note),
        "branch_id": branch,
        "leader_id": leader,
    }
    return values, list(wards)


def read_day(text: str) -> str:
    """The ISO day that is named, past or ahead, today where nothing was said; Problem where it is none."""
    today = clock.today()
    day = event_day(text, today) if text else today
    if not day:
        raise Problem(f"'{safe_text(text)}' is not a date: write it as 6 May 2026.", USAGE)
    return day


def read_at(text: str) -> str:
    """A time of day as "18:30", "" where nothing was said; Problem where it is none."""
    at = read_time(text)
    if text and not at:
        raise Problem(f"'{safe_text(text)}' is not a time: write it as 18:30 or 7pm.", USAGE)
    return at


def attend(store: Store, event: Event, words: str, state: str = ATTENDED) -> Marked:
    """Write down one of STATES of somebody who is here, found by words; said again it changes nothing."""
    state = read_state(state)
    person = find_one(store, words)
    with store.operation(f"Mark somebody {state} at {event.shown}", kind="attendance") as work:
        now = work.rows("SELECT id FROM attendance WHERE event_id = ? AND person_id = ?", (event.number, person))
        if now:
            work.update(ATTENDANCE, now[0][0], state=state)
        else:
            work.insert(ATTENDANCE, event_id=event.number, person_id=person, state=state)
    return Marked(find_event(store, event.uid), _guest(store, event, person), False, work.operation_id)


def walk_in(store: Store, event: Event, line: str, state: str = ATTENDED, *, anyway: bool = False) -> Marked:
    """Add somebody who is new from one line and mark them at an event, both as one change.

    Problem where the line names nobody, or somebody who may be here already, unless `anyway`.
    """
    state = read_state(state)
    draft = adding.draft(store, line)
    if not draft.understood.name:
        raise Problem(adding.NOBODY_NAMED)
    if draft.duplicates and not anyway:
        here = "; ".join(f"{person.name} {person.uid}" for person in draft.duplicates)
        raise Problem(f"{draft.understood.name} may be here already ({here}): mark that one, or add --yes.")
    with store.operation(f"Add {draft.understood.name} at {event.shown}", kind="attendance") as work:
        person = adding.write(work, draft.understood)
        work.insert(ATTENDANCE, event_id=event.number, person_id=person, state=state)
    return Marked(find_event(store, event.uid), _guest(store, event, person), True, work.operation_id)


def read_state(words: str) -> str:
    """The one of STATES that is named; Problem where it is none."""
    state = " ".join(words.casefold().split())
    if state not in STATES:
        raise Problem(f"Somebody is one of: {', '.join(STATES)}.", USAGE)
    return state


def _guest(store: Store, event: Event, person: int) -> Guest:
    uid, name, state, councillor = store.rows(
        f"SELECT uid, {_NAME}, state, {_COUNCILLOR} FROM attendance JOIN person ON person.id = person_id"
        " WHERE event_id = ?1 AND person.id = ?3",
        (event.number, event.on, person),
    )[0]
    return Guest(uid_text(uid), name, state, bool(councillor), person)
