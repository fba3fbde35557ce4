"""What people did with us and said to us beside the contacts that were noted: events they came to, talks at the door.

Whoever came to an event, or spoke at the door, was spoken to on that day.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.conversation import SPOKE
from organiser.rules.events import ATTENDED
from organiser.rules.talk import WAS_SPOKEN
from organiser.store.store import Store
from organiser.store.uids import uid_text

# Where days stand on which somebody was spoken to: SQL after FROM for one person, the same for all since a day, what
# else must be true, and by which channel.
_WHERE = (
    ("talk", "talk", WAS_SPOKEN, "channel"),
    ("conversation", "conversation", f"person_id IS NOT NULL AND outcome = '{SPOKE}'", "'door'"),
    (
        "attendance CROSS JOIN event ON event.id = event_id",
        "event CROSS JOIN attendance ON event_id = event.id",
        f"state = '{ATTENDED}'",
        "'event'",
    ),
)
# SQL over `person`, true of whom nobody has spoken to after an ISO day, which is a parameter so many times: asked while
# walking through the names, and asked of everybody at once, which is twice as quick.
NOT_SINCE = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {source} WHERE person_id = person.id AND on_day > ? AND {true})"
    for source, _, true, _ in _WHERE
)
_SINCE = " UNION ".join(f"SELECT person_id FROM {source} WHERE on_day > ? AND {true}" for _, source, true, _ in _WHERE)
NOT_AMONG_THOSE_SINCE = f"person.id NOT IN ({_SINCE})"
NOT_SINCE_DAYS = len(_WHERE)
_DAYS = " UNION ALL ".join(f"SELECT person_id, on_day FROM {source} WHERE {true}" for source, _, true, _ in _WHERE)
# SQL: the last ISO day on which somebody was spoken to, and what must be joined to `person` for it.
LAST_DAY = "coalesce(spoken.day, '')"
JOIN_LAST_DAY = (
    f"LEFT JOIN (SELECT person_id, max(on_day) AS day FROM ({_DAYS}) GROUP BY person_id) AS spoken"
    " ON spoken.person_id = person.id"
)


class Came(NamedTuple):
    """Somebody at an event: its day, its code and what it is called, and one of rules.events.STATES.

    `course` is the course whose session it is ("" none); a session that was `cancelled` completes nobody's course.
    """

    on: str
    event_uid: str
    event: str
    state: str
    course: str = ""
    cancelled: bool = False

    @property
    def completed(self) -> str:
        """The course that they completed there, "" none."""
        return self.course if self.state == ATTENDED and not self.cancelled else ""


class AtDoor(NamedTuple):
    """A conversation at the door: what came of it, their own words, who knocked, and at which event ("" for none)."""

    on: str
    outcome: str
    wording: str
    by: str
    event_uid: str
    event: str


def came(store: Store, person: int) -> tuple[Came, ...]:
    """The events for which somebody is down, the latest first."""
    rows = store.rows(
        "SELECT on_day, event.uid, title, kind, attendance.state, coalesce(course.name, ''),"
        " session.state = 'cancelled' FROM attendance CROSS JOIN event ON event.id = attendance.event_id"
        " LEFT JOIN session ON session.event_id = event.id LEFT JOIN course ON course.id = course_id"
        " WHERE person_id = ? ORDER BY on_day DESC, event.id DESC",
        (person,),
    )
    return tuple(
        Came(on, uid_text(uid), title or kind.capitalize(), state, course, bool(cancelled))
        for on, uid, title, kind, state, course, cancelled in rows
    )


def at_door(store: Store, person: int) -> tuple[AtDoor, ...]:
    """What somebody said at the door, the latest first."""
    rows = store.rows(
        "SELECT conversation.on_day, outcome, wording, by_whom, event.uid, event.title, event.kind FROM conversation"
        " LEFT JOIN event ON event.id = event_id WHERE person_id = ? ORDER BY conversation.on_day DESC,"
        " conversation.id DESC",
        (person,),
    )
    return tuple(
        AtDoor(on, outcome, wording, by, uid_text(uid) if uid else "", (title or kind.capitalize()) if uid else "")
        for on, outcome, wording, by, uid, title, kind in rows
    )


def last_spoken(store: Store, people: Sequence[int]) -> dict[int, tuple[str, str]]:
    """For people by id the last ISO day on which somebody spoke to them, and how; those never spoken to left out."""
    wanted = json.dumps(list(people))
    found: dict[int, tuple[str, str]] = {}
    for source, _, true, how in _WHERE:
        for person, day, channel in store.rows(
            f"SELECT person_id, max(on_day), {how} FROM json_each(?) AS wanted CROSS JOIN {source.split()[0]}"
            f" ON person_id = wanted.value {' '.join(source.split()[1:])} WHERE {true} GROUP BY person_id",
            (wanted,),
        ):
            if day > found.get(person, ("", ""))[0]:
                found[person] = (day, channel)
    return found
