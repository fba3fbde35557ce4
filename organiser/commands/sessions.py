"""Training: courses and their sessions, who is down for them, and how a session is told in words and as JSON."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, argument
from organiser.commands.command import Session as Terminal
from organiser.commands.events import day_of, event_json
from organiser.commands.offices import counted, cut
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.events import ATTENDED
from organiser.services import courses, events, sessions
from organiser.services.courses import Course, CourseWritten
from organiser.services.events import Guest
from organiser.services.sessions import Session, SessionChanges, SessionDraft, SessionWritten
from organiser.store import clock

# Courses -------------------------------------------------------------------------------------------------------------


def _courses(terminal: Terminal) -> Result:
    found = courses.list_courses(terminal.store())
    lines = [_course_line(one) for one in found]
    none = "No course is written down here yet: 'organiser training course add' adds one."
    return Result({"courses": [course_json(one) for one in found], "more": False}, lines or [none])


def _course_add(terminal: Terminal) -> Result:
    lasts = _number(terminal, "lasts") or 0
    name = " ".join(terminal.texts("name"))
    written = courses.add_course(terminal.store(create=True), name, about=terminal.text("about"), lasts=lasts)
    return _course_written(written, "Added")


def _course_edit(terminal: Terminal) -> Result:
    store = terminal.store()
    course = courses.find_course(store, terminal.text("course"))
    written = courses.edit_course(
        store,
        course,
        name=_given(terminal, "name"),
        about=_given(terminal, "about"),
        lasts=_number(terminal, "lasts"),
    )
    return _course_written(written, "Changed")


def _course_remove(terminal: Terminal) -> Result:
    store = terminal.store()
    written = courses.remove_course(store, courses.find_course(store, " ".join(terminal.texts("course"))))
    data = course_json(written.course) | {"operation": written.operation}
    return Result(data, [f"Removed: {written.course.name}. 'organiser undo' takes it back."])


def _course_written(written: CourseWritten, words: str) -> Result:
    data = course_json(written.course) | {"operation": written.operation}
    return Result(data, [f"{words if written.operation else 'It stood so already'}: {_course_line(written.course)}"])


def course_json(course: Course) -> dict[str, object]:
    """A course as JSON; `lasts` is null where it counts for good."""
    return {
        "uid": course.uid,
        "name": course.name,
        "about": course.about,
        "lasts": course.lasts or None,
        "sessions": course.sessions,
        "completed": course.completed,
    }


def _course_line(course: Course) -> str:
    return (
        f"{cut(course.name, 40):<40}  {months_words(course.lasts)}, {counted(course.sessions, 'session')}, completed by"
        f" {course.completed:,}"
    )


def months_words(lasts: int) -> str:
    """For how long a course counts: "for good", "for 2 years", "for 18 months"."""
    if not lasts:
        return "for good"
    return f"for {counted(lasts, 'month')}" if lasts % 12 else f"for {counted(lasts // 12, 'year')}"


# Sessions ------------------------------------------------------------------------------------------------------------


def _sessions(terminal: Terminal) -> Result:
    found = sessions.list_sessions(
        terminal.store(),
        course=terminal.text("course"),
        clp=terminal.text("clp"),
        since=day_of(terminal, "since"),
        until=day_of(terminal, "until") or "9999",
    )
    lines = [_session_line(one) for one in found]
    none = "No session is written down here yet: 'organiser training session add' adds one."
    return Result({"sessions": [session_json(one) for one in found], "more": False}, lines or [none])


def _session_add(terminal: Terminal) -> Result:
    draft = SessionDraft(
        terminal.text("course"),
        terminal.text("on"),
        terminal.text("clp"),
        terminal.text("place"),
        terminal.text("at"),
        terminal.text("trainers"),
        _number(terminal, "places") or 0,
        terminal.text("note"),
    )
    if not draft.course:
        raise Problem("Say which course it is: --course NAME; 'organiser training courses' shows them.", USAGE)
    store = terminal.store(create=True)
    if terminal.text("event"):
        if draft.on or draft.at or draft.place or draft.note:
            raise Problem("The event says when and where it is: 'organiser training session edit' changes that.", USAGE)
        return _written(sessions.make_session(store, events.find_event(store, terminal.text("event")), draft), "Added")
    if not draft.on:
        raise Problem("Say on which day it is: --on DATE.", USAGE)
    return _written(sessions.add_session(store, draft), "Added")


def _session_edit(terminal: Terminal) -> Result:
    store = terminal.store()
    session = sessions.find_session(store, terminal.text("session"))
    if terminal.flag("cancel") and terminal.flag("hold"):
        raise Problem("Give --cancel or --hold, not both.", USAGE)
    cancelled = True if terminal.flag("cancel") else False if terminal.flag("hold") else None
    changes = SessionChanges(
        course=_given(terminal, "course"),
        clp=_given(terminal, "clp"),
        trainers=_given(terminal, "trainers"),
        places=_number(terminal, "places"),
        cancelled=cancelled,
        on=_given(terminal, "on"),
        at=_given(terminal, "at"),
        place=_given(terminal, "place"),
        note=_given(terminal, "note"),
    )
    return _written(sessions.edit_session(store, session, changes), "Changed")


def _written(written: SessionWritten, words: str) -> Result:
    data = session_json(written.session) | {"operation": written.operation}
    return Result(data, [f"{words if written.operation else 'It stood so already'}: {_session_line(written.session)}"])


def _session_show(terminal: Terminal) -> Result:
    store = terminal.store()
    session = sessions.find_session(store, " ".join(terminal.texts("session")))
    people = events.guests(store, session.event)
    data = session_json(session) | {
        "guests": [{"uid": one.uid, "name": one.name, "state": one.state} for one in people],
        "more": False,
    }
    return Result(data, list(_shown(session, people)))


def _shown(session: Session, people: list[Guest]) -> Iterator[str]:
    yield session_words(session)
    event = session.event
    known = {
        "Starts": event.at,
        "Place": event.place,
        "Trainers": session.trainers,
        "Places": session.places_words,
        "Counts": months_words(session.lasts),
        "Note": " / ".join(event.note.splitlines()),
        "People": ", ".join(f"{count} {state}" for state, count in event.people.items() if count) or "nobody yet",
    }
    for name, value in known.items():
        if value:
            yield f"  {name:<10} {value}"
    for guest in people:
        yield f"    {cut(guest.name, 40):<40}  {guest.state}"


def _session_line(session: Session) -> str:
    came, today = session.event.people[ATTENDED], clock.today()
    told = [
        cut(session.course, 34),
        cut(session.clp.shown, 28) if session.clp else "",
        "cancelled" if session.cancelled else "",
        session.places_words if session.event.on >= today else "",
        f"{came} came" if came else "",
    ]
    return (
        f"{session.number:>4}  {uk_date(session.event.on):<11}  {session.event.at:<5}  {', '.join(filter(None, told))}"
    )


def _given(terminal: Terminal, name: str) -> str | None:
    """An option that may be given as "", so that what it says is not known any more; None where it was not given."""
    return None if terminal.argument(name) is None else terminal.text(name)


def _number(terminal: Terminal, name: str) -> int | None:
    text = terminal.text(name)
    if terminal.argument(name) is None or not text:
        return None if terminal.argument(name) is None else 0
    if not text.isdecimal() or len(text) > 6:
        raise Problem(f"--{name} takes a number, not '{text}'.", USAGE)
    return int(text)


SESSION = (
    '"course": {"uid", "name", "lasts"}, "clp": {"gss", "name"}, "trainers", "places", "taken", "full", "cancelled", '
    "and what an event has"
)


def session_json(session: Session) -> dict[str, object]:
    """A session as JSON: what its event has, and what it is besides. `places` is null where nobody said how many."""
    return event_json(session.event) | {
        "course": {"uid": session.course_uid, "name": session.course, "lasts": session.lasts},
        "clp": {"gss": session.clp.gss, "name": session.clp.name or None} if session.clp else None,
        "trainers": session.trainers,
        "places": session.places or None,
        "taken": session.taken,
        "full": session.full,
        "cancelled": session.cancelled,
    }


def session_words(session: Session) -> str:
    """A session in words: "Organising basics, 14 Feb 2026, Dulwich and West Norwood"."""
    parts = (session.course, uk_date(session.event.on), session.clp.shown if session.clp else "")
    return ", ".join(filter(None, parts)) + (" (cancelled)" if session.cancelled else "")


_COURSE = '"uid", "name", "about", "lasts", "sessions", "completed"'
_COURSE_WORDS = "the course's name or code"
_SESSION_WORDS = "the session's number, title or code"
_LASTS = argument("--lasts", help="for how many months completing it counts (0: for good)", metavar="MONTHS")
_ABOUT = argument("--about", help="what it is about", metavar="TEXT")
_TRAINERS = argument("--trainers", help="who holds it: names, as they stand on the certificate", metavar="NAMES")
_PLACES = argument("--places", help="how many can take part (0: not said)", metavar="N")
_CLP = argument("--clp", help="for which CLP: the name or code of its constituency", metavar="NAME")
_WHERE = argument("--place", help="where it is held", metavar="TEXT")
_AT = argument("--at", help="when it starts: 18:30, 7pm", metavar="TIME")
_ON = argument("--on", help="the day, past or ahead", metavar="DATE")
_NOTE = argument("--note", help="anything else", metavar="TEXT")

COMMANDS = (
    Command(
        "training courses",
        "List the courses, and how many people completed each",
        _courses,
        ("organiser training courses",),
        returns=f'{{"courses": [{{{_COURSE}}}], "more"}}',
    ),
    Command(
        "training course add",
        "Add a course that people are trained in",
        _course_add,
        ("organiser training course add Organising basics", "organiser training course add Safeguarding --lasts 24"),
        (argument("name", help="what it is called", nargs="+", metavar="NAME"), _LASTS, _ABOUT),
        returns=f'{{{_COURSE}, "operation"}}',
        writes=True,
    ),
    Command(
        "training course edit",
        "Change what a course is called, what it is about, and for how long it counts",
        _course_edit,
        ('organiser training course edit "Organising basics" --lasts 36',),
        (
            argument("course", help=_COURSE_WORDS, metavar="COURSE"),
            argument("--name", help="what it is called", metavar="NAME"),
            _LASTS,
            _ABOUT,
        ),
        returns=f'{{{_COURSE}, "operation"}}',
        writes=True,
    ),
    Command(
        "training course remove",
        "Take a course away that was never held",
        _course_remove,
        ("organiser training course remove Organising basics",),
        (argument("course", help=_COURSE_WORDS, nargs="+", metavar="COURSE"),),
        returns=f'{{{_COURSE}, "operation"}}',
        writes=True,
    ),
    Command(
        "training sessions",
        "List the sessions of courses, the earliest first",
        _sessions,
        ("organiser training sessions --since 2026-11-01", 'organiser training sessions --course "Organising basics"'),
        (
            argument("--course", help="only those of this course", metavar="COURSE"),
            argument("--clp", help="only those for this CLP", metavar="NAME"),
            argument("--since", help="only those on or after this day", metavar="DATE"),
            argument("--until", help="only those on or before this day", metavar="DATE"),
        ),
        returns=f'{{"sessions": [{{{SESSION}}}], "more"}}',
    ),
    Command(
        "training session add",
        "Add a session of a course; 'organiser events attend' books people",
        _session_add,
        (
            'organiser training session add --course "Organising basics" --on "28 November" --at 10:30 '
            '--clp "Dulwich and West Norwood" --trainers "Ann Smith" --places 12',
            'organiser training session add --course "Organising basics" --event 12',
        ),
        (
            argument("--course", help=_COURSE_WORDS, metavar="COURSE"),
            _ON,
            _AT,
            _CLP,
            _WHERE,
            _TRAINERS,
            _PLACES,
            _NOTE,
            argument("--event", help="make this event, of kind training, a session", metavar="EVENT"),
        ),
        returns=f'{{{SESSION}, "operation"}}',
        writes=True,
    ),
    Command(
        "training session show",
        "Show a session and who is down for it",
        _session_show,
        ("organiser training session show 12",),
        (argument("session", help=_SESSION_WORDS, nargs="+", metavar="SESSION"),),
        returns=f'{{{SESSION}, "guests": [{{"uid", "name", "state"}}], "more"}}',
    ),
    Command(
        "training session edit",
        "Change a session, or cancel it: then nobody completes the course by it",
        _session_edit,
        (
            'organiser training session edit 12 --trainers "Ann Smith and Ben Lee" --places 16',
            "organiser training session edit 12 --cancel",
        ),
        (
            argument("session", help=_SESSION_WORDS, metavar="SESSION"),
            argument("--course", help=_COURSE_WORDS, metavar="COURSE"),
            _ON,
            _AT,
            _CLP,
            _WHERE,
            _TRAINERS,
            _PLACES,
            argument("--note", help='anything else; of each, "" takes away what is known', metavar="TEXT"),
            argument("--cancel", help="it is not held", action="store_true"),
            argument("--hold", help="it is held after all", action="store_true"),
        ),
        returns=f'{{{SESSION}, "operation"}}',
        writes=True,
    ),
)
