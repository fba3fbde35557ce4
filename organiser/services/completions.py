"""Who has completed which course, until when that counts, and whose refresher is due.

Whoever came to a session that was not cancelled has completed its course; of several times the latest counts.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.events import ATTENDED, BOOKED
from organiser.rules.training import refresher_due, runs_out
from organiser.services.courses import Course
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Completion(NamedTuple):
    """A course that somebody completed, on an ISO day, at the session of an event, for a seat ("" where none is said).

    `until` is the ISO day from which it counts no more ("" for good), `booked` the day of the next session of the
    course at which they have a place ("" none).
    """

    course: str
    course_uid: str
    on: str
    event_uid: str
    clp: str
    trainers: str
    until: str
    booked: str

    def due(self, today: str) -> bool:
        """Whether it is to be refreshed, and they have no place yet at a session that does so."""
        return refresher_due(self.until, today) and not self.booked


class Due(NamedTuple):
    """Somebody whose course has run out or soon will. `id` is the row's, for services and screens only."""

    id: int
    uid: str
    name: str
    completion: Completion


# A row for each time somebody completed a course, the latest of each last. Sessions are few and attendances many: which
# of the two is gone through first follows from what is asked.
_OF_PEOPLE = "attendance JOIN session ON session.event_id = attendance.event_id"
_OF_SESSIONS = "session CROSS JOIN attendance ON attendance.event_id = session.event_id"
_TIMES = (
    "SELECT person_id, course.id, course.name, course.uid, on_day, event.uid, coalesce(constituency.name, ''),"
    " coalesce(gss, ''), trainers, lasts FROM {source}"
    " JOIN event ON event.id = attendance.event_id JOIN course ON course.id = course_id"
    f" LEFT JOIN constituency ON constituency.id = constituency_id WHERE attendance.state = '{ATTENDED}'"
    " AND session.state = '' AND {asked} ORDER BY person_id, fold, on_day, event.id"
)


def of_people(store: Store, people: Sequence[int]) -> dict[int, tuple[Completion, ...]]:
    """The courses that people completed, by id and by name; those who completed none left out."""
    wanted = json.dumps(list(people))
    asked = _TIMES.format(source=_OF_PEOPLE, asked="person_id IN (SELECT value FROM json_each(?))")
    return _completions(store, store.rows(asked, (wanted,)))


def of_person(store: Store, person: int) -> tuple[Completion, ...]:
    """The courses that somebody completed, by name."""
    return of_people(store, [person]).get(person, ())


def completed(store: Store, person: int, course: Course) -> Completion:
    """When somebody completed a course last; Problem, in a kind sentence, where they have not yet."""
    found = next((one for one in of_person(store, person) if one.course_uid == course.uid), None)
    if found is not None:
        return found
    name = str(store.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,)))
    ahead = _booked(store, [person]).get((person, course.id), "")
    advice = (
        f"they have a place on {uk_date(ahead)}"
        if ahead
        else "if they were there, mark that they came; else the next session is theirs"
    )
    raise Problem(f"{name} has not completed {course.name} yet: {advice}.")


def expiring(store: Store, today: str = "") -> list[Due]:
    """Everybody whose course has run out or does so within 60 days, the longest ago first; also who has a place."""
    day = today or clock.today()
    found = _completions(store, store.rows(_TIMES.format(source=_OF_SESSIONS, asked="lasts > 0")))
    late = {person: [one for one in several if refresher_due(one.until, day)] for person, several in found.items()}
    names = {
        person: (uid_text(uid), name)
        for person, uid, name in store.rows(
            "SELECT id, uid, trim(given || ' ' || family) FROM person WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([person for person, several in late.items() if several]),),
        )
    }
    due = [Due(person, *names[person], one) for person, several in late.items() for one in several]
    return sorted(due, key=lambda one: (one.completion.until, one.name, one.completion.course))


def due(store: Store, today: str = "") -> list[Due]:
    """Those of expiring() who have no place yet at a session that refreshes it."""
    return [one for one in expiring(store, today) if not one.completion.booked]


def _completions(store: Store, rows: Sequence[Row]) -> dict[int, tuple[Completion, ...]]:
    """The latest of each person and course, by person."""
    latest = {(row[0], row[1]): row for row in rows}
    ahead = _booked(store, sorted({person for person, _ in latest}))
    found: dict[int, list[Completion]] = {}
    for (person, course), (_, _, name, uid, on, event, clp, gss, trainers, lasts) in latest.items():
        found.setdefault(person, []).append(
            Completion(
                name,
                uid_text(uid),
                on,
                uid_text(event),
                clp or gss,
                trainers,
                runs_out(on, lasts),
                ahead.get((person, course), ""),
            )
        )
    return {person: tuple(several) for person, several in found.items()}


def _booked(store: Store, people: Sequence[int]) -> dict[tuple[int, int], str]:
    """The day of the next session at which people have a place, by person and course."""
    rows = store.rows(
        "SELECT person_id, course_id, min(on_day) FROM attendance JOIN session USING (event_id)"
        f" JOIN event ON event.id = attendance.event_id WHERE attendance.state = '{BOOKED}' AND session.state = ''"
        " AND on_day >= ? AND person_id IN (SELECT value FROM json_each(?)) GROUP BY person_id, course_id",
        (clock.today(), json.dumps(list(people))),
    )
    return {(person, course): day for person, course, day in rows}
