"""Sessions of courses: when and where a course is held, for which seat, by whom, how many have a place and came."""

from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.events import EVENT
from organiser.models.training import SESSION
from organiser.rules.events import ATTENDED, BOOKED
from organiser.rules.names import fold
from organiser.services import courses, events
from organiser.services.events import Event, find_event
from organiser.services.places import Place, find_constituencies
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

CANCELLED = "cancelled"


class Session(NamedTuple):
    """A session of a course: its event, and what it is besides; `places` is 0 where nobody said how many.

    `state` is "" or "cancelled": then nobody completes the course by it.
    """

    event: Event
    course: str
    course_uid: str
    clp: Place | None
    trainers: str
    places: int
    state: str
    lasts: int

    @property
    def number(self) -> int:
        """The number of its event, short for the uid within this file."""
        return self.event.number

    @property
    def taken(self) -> int:
        """How many have a place: those who are booked and those who came."""
        return self.event.people[BOOKED] + self.event.people[ATTENDED]

    @property
    def full(self) -> bool:
        """Whether every place is taken."""
        return bool(self.places) and self.taken >= self.places

    @property
    def places_words(self) -> str:
        """How many places are taken: "12 of 12 places, full", "9 booked" where nobody said how many there are."""
        if not self.places:
            return f"{self.taken:,} booked" if self.taken and not self.event.people[ATTENDED] else ""
        over = self.taken - self.places
        end = f", {over:,} too many" if over > 0 else ", full" if self.full else ""
        return f"{self.taken:,} of {self.places:,} place{'' if self.places == 1 else 's'}{end}"

    @property
    def cancelled(self) -> bool:
        return self.state == CANCELLED


class SessionDraft(NamedTuple):
    """A session as it was typed: `on` a day past or ahead ("": today), `at` a time, `clp` a name or code."""

    course: str
    on: str = ""
    clp: str = ""
    place: str = ""
    at: str = ""
    trainers: str = ""
    places: int = 0
    note: str = ""


class SessionChanges(NamedTuple):
    """What is to be otherwise of a session, as it was typed; None leaves a part as it is, "" is not known any more."""

    course: str | None = None
    clp: str | None = None
    trainers: str | None = None
    places: int | None = None
    cancelled: bool | None = None
    on: str | None = None
    at: str | None = None
    place: str | None = None
    note: str | None = None


class SessionWritten(NamedTuple):
    """A session after a change, and the number of the change (None: it stood so already)."""

    session: Session
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------

_SESSIONS = (
    "SELECT event.uid, course.name, course.uid, constituency.id, gss, constituency.name, trainers, places,"
    " session.state, lasts FROM session JOIN event ON event.id = event_id JOIN course ON course.id = course_id"
    " LEFT JOIN constituency ON constituency.id = constituency_id"
)


def list_sessions(
    store: Store, *, course: str = "", clp: str = "", since: str = "", until: str = "9999"
) -> list[Session]:
    """The sessions of a course, seat and period (ISO days, both included), the earliest first."""
    where, values = ["on_day BETWEEN ? AND ?"], list[Value]((since, until))
    if course:
        where.append("course_id = ?")
        values.append(courses.find_course(store, course).id)
    if clp:
        where.append("constituency_id = ?")
        values.append(find_seat(store, clp).id)
    rows = store.rows(f"{_SESSIONS} WHERE {' AND '.join(where)}", values)
    held = {uid_text(row[0]): row for row in rows}
    return [
        _session(event, held[event.uid])
        for event in events.all_events(store, since=since, until=until)
        if event.uid in held
    ]


def find_session(store: Store, words: str) -> Session:
    """The session of an event by number, code or title; Problem where there is none, or it is no session."""
    event = find_event(store, words)
    found = session_of(store, event)
    if found is None:
        raise Problem(f"{event.shown} is no session of a course: 'organiser training session add' makes it one.")
    return found


def session_of(store: Store, event: Event) -> Session | None:
    """What an event is as a session of a course; None where it is none."""
    rows = store.rows(f"{_SESSIONS} WHERE event.uid = ?", (uid_bytes(event.uid),))
    return _session(event, rows[0]) if rows else None


def find_seat(store: Store, words: str) -> Place:
    """The constituency of a CLP by name or code; Problem where there is none, or several stand today."""
    found = find_constituencies(store, words, clock.today())
    if len(found) > 1:
        codes = ", ".join(place.gss for place in found)
        raise Problem(f"{len(found)} constituencies are called '{safe_text(words)}': give a code ({codes}).", USAGE)
    return found[0]


def _session(event: Event, row: Row) -> Session:
    _, course, course_uid, seat, gss, name, *rest = row
    return Session(event, course, uid_text(course_uid), Place(seat, gss, name) if seat else None, *rest)


# Writing -------------------------------------------------------------------------------------------------------------


def add_session(store: Store, draft: SessionDraft) -> SessionWritten:
    """Add a session as an event of kind training; one of the course, day, time and seat that stands is left alone."""
    on, at = events.read_day(draft.on), events.read_at(draft.at)
    check_places(draft.places)
    course = courses.find_course(store, draft.course)
    seat = find_seat(store, draft.clp).id if draft.clp else None
    with store.operation(f"Add a session of {course.name}", kind="training") as work:
        event = next((one for one, _ in standing_sessions(store, course.name, on, seat) if _starts(work, one) == at), 0)
        if not event:
            more: dict[str, Value] = {"at": at, "place": safe_text(draft.place), "note": safe_lines(draft.note)}
            trainers = safe_text(draft.trainers)
            event = write_session(work, course.id, course.name, on, seat, more, trainers=trainers, places=draft.places)
    return SessionWritten(find_session(store, str(event)), work.operation_id)


def edit_session(store: Store, session: Session, changes: SessionChanges) -> SessionWritten:
    """Mend a session and what its event says as one change; Problem where a part is not understood."""
    values: dict[str, Value] = {}
    course = courses.find_course(store, changes.course) if changes.course is not None else None
    if course is not None:
        values["course_id"] = course.id
    if changes.clp is not None:
        values["constituency_id"] = find_seat(store, changes.clp).id if changes.clp else None
    if changes.trainers is not None:
        values["trainers"] = safe_text(changes.trainers)
    if changes.places is not None:
        values["places"] = check_places(changes.places)
    if changes.cancelled is not None:
        values["state"] = CANCELLED if changes.cancelled else ""
    event = _event_values(changes)
    # An event that is called like its course is called like the new one.
    if course is not None and session.event.title == session.course:
        event["title"] = course.name
    title = "Cancel" if changes.cancelled else "Change"
    with store.operation(f"{title} a session of {session.course}", kind="training") as work:
        rows = work.rows("SELECT id FROM session WHERE event_id = ?", (session.number,))
        if not rows:
            raise Problem("This session is there no more.")
        if values:
            work.update(SESSION, rows[0][0], **values)
        if event:
            work.update(EVENT, session.number, **event)
    return SessionWritten(find_session(store, session.event.uid), work.operation_id)


def _event_values(changes: SessionChanges) -> dict[str, Value]:
    """The columns of the event that are to be otherwise."""
    values: dict[str, Value] = {}
    if changes.on is not None:
        if not changes.on.strip():
            raise Problem("A session has a day: write it as 6 May 2026.", USAGE)
        values["on_day"] = events.read_day(changes.on)
    if changes.at is not None:
        values["at"] = events.read_at(changes.at)
    if changes.place is not None:
        values["place"] = safe_text(changes.place)
    if changes.note is not None:
        values["note"] = safe_lines(changes.note)
    return values


def make_session(store: Store, event: Event, draft: SessionDraft) -> SessionWritten:
    """Make an event of kind training a session of a course; Problem where it is another kind, or of another course."""
    check_places(draft.places)
    course = courses.find_course(store, draft.course)
    seat = find_seat(store, draft.clp).id if draft.clp else None
    if event.kind != "training":
        raise Problem(f"{event.shown} is no training: 'organiser events edit' makes it one.", USAGE)
    standing = session_of(store, event)
    if standing is not None and standing.course_uid != course.uid:
        raise Problem(f"{event.shown} is a session of {standing.course} already: session edit changes it.", USAGE)
    with store.operation(f"Make a session of {course.name}", kind="training") as work:
        if standing is None:
            values: dict[str, Value] = {"trainers": safe_text(draft.trainers), "places": draft.places}
            work.insert(SESSION, event_id=event.number, course_id=course.id, constituency_id=seat, **values)
    return SessionWritten(find_session(store, event.uid), work.operation_id)


def standing_sessions(store: Store, course: str, on: str, seat: int | None) -> list[tuple[int, bytes]]:
    """The events, as id and uid, that are sessions of a course on an ISO day for a seat.

    Those that were cancelled count only where no other stands.
    """
    rows = store.rows(
        "SELECT event.id, event.uid, session.state FROM session JOIN event ON event.id = event_id JOIN course"
        " ON course.id = course_id WHERE fold = ? AND on_day = ? AND constituency_id IS ? ORDER BY event.id",
        (fold(course), on, seat),
    )
    return [(row[0], row[1]) for row in rows if not row[2]] or [(row[0], row[1]) for row in rows]


def write_session(
    work: Work,
    course: int,
    name: str,
    on: str,
    seat: int | None,
    event: dict[str, Value],
    *,
    trainers: str = "",
    places: int = 0,
) -> int:
    """Write a session with its event inside an operation; gives the event's id. `event` has more of its columns."""
    values: dict[str, Value] = {"kind": "training", "title": name, "on_day": on, **event}
    number = work.insert(EVENT, **values) if "uid" in values else work.insert_with_uid(EVENT, **values)
    work.insert(SESSION, event_id=number, course_id=course, constituency_id=seat, trainers=trainers, places=places)
    return number


def check_places(places: int) -> int:
    """How many places there are; Problem where it is no number that makes sense."""
    if not 0 <= places <= 100_000:
        raise Problem(f"{places} is not a number of places.", USAGE)
    return places


def _starts(work: Work, event: int) -> Value:
    return work.value("SELECT at FROM event WHERE id = ?", (event,))
