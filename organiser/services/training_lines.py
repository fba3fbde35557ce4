"""Sessions and courses typed in one line each: what the words mean, shown before it is saved."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.event_line import parse
from organiser.rules.names import fold
from organiser.services import courses, sessions
from organiser.services.courses import Course, CourseWritten
from organiser.services.event_lines import when
from organiser.services.sessions import SessionDraft, SessionWritten
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

_PLACES = re.compile(r"\b(\d{1,5})\s+places?\b", re.IGNORECASE)
_TRAINERS = re.compile(r"(?:^|,)\s*(?:trainers?\s*:?|held by|by|with)\s+", re.IGNORECASE)
_LASTS = re.compile(r"[,\s]*\b(?:(?:counts |lasts )?for )?(?:(\d{1,3}) (month|year)s?|good)\s*$", re.IGNORECASE)


class Understood(NamedTuple):
    """A session as a line says it: the parts in words, and what keeps it from being saved."""

    draft: SessionDraft
    said: Sequence[tuple[str, str]]
    problems: Sequence[str]


def understand(store: Store, line: str) -> Understood:
    """`Organising basics, Sat 28 Nov 10:30, Dulwich and West Norwood, at the library, by Ann Smith, 12 places`."""
    today = clock.today()
    places = _PLACES.search(line)
    found = parse(f"training {_TRAINERS.sub(', led by ', _PLACES.sub(' ', line))}", today, set(), set())
    problems = [found.problem] if found.problem else []
    course, rest = _course_of(found.title, courses.list_courses(store))
    if not course:
        problems.append(f"No course is called '{found.title}' yet: c adds one." if found.title else "Name the course.")
    if not found.on:
        problems.append("Say on which day it is.")
    clp = ""
    if course and rest:
        try:
            clp = sessions.find_seat(store, rest).name
        except Problem as problem:
            problems.append(problem.sentence)
    number = int(places[1]) if places else 0
    draft = SessionDraft(course, found.on, clp, found.place, found.at, found.leader, number, found.note)
    parts = (
        ("Course", course),
        ("When", f"{when(found.on, found.at, today)}{' (past)' if found.on < today else ''}" if found.on else ""),
        ("CLP", clp),
        ("Place", found.place),
        ("Trainers", found.leader),
        ("Places", f"{number:,}" if number else ""),
        ("Note", found.note),
    )
    return Understood(draft, [(label, words) for label, words in parts if words], problems)


def _course_of(title: str, known: Sequence[Course]) -> tuple[str, str]:
    """The course that a title begins with, and what follows it; "" where it begins with none."""
    words = fold(title)
    for course in sorted(known, key=lambda one: -len(one.name)):
        name = fold(course.name)
        if words == name or words.startswith(f"{name} "):
            return course.name, words[len(name) :].strip()
    # A part of a name stands for it where it can mean but one.
    first, _, rest = title.partition(",")
    meant = [course.name for course in known if fold(first) and fold(first) in fold(course.name)]
    return (meant[0], rest.strip()) if len(meant) == 1 else ("", "")


def new(store: Store, line: str) -> SessionWritten:
    """Save a session that was typed in one line; Problem where a part of it is not understood."""
    found = understand(store, line)
    if found.problems:
        raise Problem(found.problems[0])
    return sessions.add_session(store, found.draft)


# Courses -------------------------------------------------------------------------------------------------------------


def course_of_line(line: str) -> tuple[str, int]:
    """`Safeguarding, 24 months`: the name, and for how many months it counts (0: for good)."""
    found = _LASTS.search(line)
    months = 0
    if found and found[1]:
        months = int(found[1]) * (12 if found[2].lower() == "year" else 1)
    return safe_text(line[: found.start()] if found else line).strip(" ,"), months


def course_line(course: Course) -> str:
    """A course as it would be typed, so that it can be mended."""
    return f"{course.name}, {course.lasts} months" if course.lasts else course.name


def new_course(store: Store, line: str) -> CourseWritten:
    """Add a course that was typed in one line."""
    name, lasts = course_of_line(line)
    return courses.add_course(store, name, lasts=lasts)


def mend_course(store: Store, uid: str, line: str) -> CourseWritten:
    """Make a course what a line says."""
    name, lasts = course_of_line(line)
    return courses.edit_course(store, courses.find_course(store, uid), name=name, lasts=lasts)


# On one page ---------------------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """Training on a day: sessions to come, the next first, those that were, the latest first; courses; refreshers."""

    today: str
    coming: Sequence[sessions.Session]
    been: Sequence[sessions.Session]
    courses: Sequence[Course]
    due: Sequence["DueLine"]


class DueLine(NamedTuple):
    """Somebody whose course runs out, in words; `person` is the row's id."""

    person: int
    course_uid: str
    words: str
    ends: str
    booked: str


def page(store: Store) -> Shown:
    """Everything about training."""
    from organiser.services import completions

    today = clock.today()
    held = sessions.list_sessions(store)
    due = [
        DueLine(
            one.id,
            one.completion.course_uid,
            f"{one.name}, {one.completion.course}",
            f"{'runs' if one.completion.until > today else 'ran'} out {uk_date(one.completion.until, today)}",
            f"has a place on {uk_date(one.completion.booked, today)}" if one.completion.booked else "",
        )
        for one in completions.expiring(store)
    ]
    return Shown(
        today,
        [one for one in held if one.event.on >= today],
        [one for one in held if one.event.on < today][::-1],
        courses.list_courses(store),
        due,
    )
