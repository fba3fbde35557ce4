"""Courses that people are trained in: what they are called, what they are about, and for how long they count."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.training import COURSE
from organiser.rules.names import fold
from organiser.rules.places import near_names
from organiser.services.places import either
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

# The longest that a course may count, in months: what is meant for good is 0.
_LONGEST = 600


class Course(NamedTuple):
    """A course; `lasts` is for how many months completing it counts (0: for good). `id` is the row's.

    `sessions` are those that were not cancelled, `completed` the people who came to one of them.
    """

    id: int
    uid: str
    name: str
    about: str
    lasts: int
    sessions: int
    completed: int


class CourseWritten(NamedTuple):
    """A course after a change, and the number of the change (None: it stood so already)."""

    course: Course
    operation: int | None


_COURSES = (
    "SELECT course.id, course.uid, course.name, about, lasts, (SELECT count(*) FROM session"
    " WHERE course_id = course.id AND session.state = ''), (SELECT count(DISTINCT person_id) FROM session"
    " JOIN attendance USING (event_id) WHERE course_id = course.id AND session.state = ''"
    " AND attendance.state = 'attended') FROM course"
)


def list_courses(store: Store) -> list[Course]:
    """All courses, by name."""
    return [_course(row) for row in store.rows(f"{_COURSES} ORDER BY fold, course.id")]


def find_course(store: Store, words: str) -> Course:
    """The course of this name or code, or the only one whose name has this in it; Problem where there is none."""
    courses = list_courses(store)
    asked = fold(safe_text(words))
    found = [one for one in courses if asked and (fold(one.name) == asked or one.uid == words.strip().lower())]
    found = found or [one for one in courses if asked and asked in fold(one.name)]
    if len(found) > 1:
        raise Problem(f"{len(found)} courses are called so: {either([one.name for one in found[:10]])}?", USAGE)
    if found:
        return found[0]
    if not courses:
        raise Problem("There is no course yet: 'organiser training course add' adds one.")
    near = near_names(words, [one.name for one in courses]) or [one.name for one in courses[:5]]
    raise Problem(f"No course is called '{safe_text(words)}'. Did you mean {either(near)}?")


def course_name(words: str) -> str:
    """A course's name as it is kept; Problem where nothing is left of it."""
    name = safe_text(words)
    if not fold(name):
        raise Problem("A course needs a name.", USAGE)
    return name


def add_course(store: Store, name: str, *, about: str = "", lasts: int = 0) -> CourseWritten:
    """Add a course; Problem where one of this name is here with something else said of it."""
    name, about = course_name(name), safe_lines(about)
    check_months(lasts)
    with store.operation(f"Add the course {name}", kind="training") as work:
        standing = work.rows("SELECT about, lasts FROM course WHERE fold = ?", (fold(name),))
        if standing and standing[0] != (about, lasts):
            raise Problem(f"The course {name} is here already: 'organiser training course edit' changes it.", USAGE)
        if not standing:
            work.insert_with_uid(COURSE, name=name, fold=fold(name), about=about, lasts=lasts)
    return CourseWritten(find_course(store, name), work.operation_id)


def edit_course(
    store: Store, course: Course, *, name: str | None = None, about: str | None = None, lasts: int | None = None
) -> CourseWritten:
    """Mend a course as one change; None leaves a part as it is. Problem where another has the name."""
    values: dict[str, str | int] = {}
    if name is not None:
        name = course_name(name)
        values |= {"name": name, "fold": fold(name)}
    if about is not None:
        values["about"] = safe_lines(about)
    if lasts is not None:
        check_months(lasts)
        values["lasts"] = lasts
    with store.operation(f"Change the course {course.name}", kind="training") as work:
        if not work.rows("SELECT 1 FROM course WHERE id = ?", (course.id,)):
            raise Problem("This course is there no more.")
        if name is not None and work.rows("SELECT 1 FROM course WHERE fold = ? AND id <> ?", (fold(name), course.id)):
            raise Problem(f"Another course is called {name}: give this one another name.", USAGE)
        if name is not None and fold(name) != fold(course.name):
            _keep_what_counts(work, course)
        if values:
            work.update(COURSE, course.id, **values)
    return CourseWritten(find_course(store, course.uid), work.operation_id)


def _keep_what_counts(work: Work, course: Course) -> None:
    """A frozen definition knows its courses by their names, in the files of other seats too: those names stay."""
    counting = work.rows(
        "SELECT scheme.name FROM definition JOIN scheme ON scheme.id = scheme_id, json_each(rule, '$.courses') AS one"
        " WHERE frozen <> '' AND one.value = ?",
        (fold(course.name),),
    )
    if counting:
        raise Problem(f"{counting[0][0]} counts {course.name} by this name: its definition is frozen.")


def remove_course(store: Store, course: Course) -> CourseWritten:
    """Take a course away that was never held, as one change; Problem where sessions of it stand here."""
    with store.operation(f"Remove the course {course.name}", kind="training") as work:
        if not work.rows("SELECT 1 FROM course WHERE id = ?", (course.id,)):
            raise Problem("This course is there no more.")
        held = work.rows("SELECT count(*) FROM session WHERE course_id = ?", (course.id,))[0][0]
        if held:
            raise Problem(f"{course.name} has {held} session{'' if held == 1 else 's'}: remove those first.")
        work.delete(COURSE, course.id)
    return CourseWritten(course, work.operation_id)


def settle_course(work: Work, words: str) -> tuple[int, str, bool]:
    """The id and name of the course of just this name, added where there is none; whether it was."""
    name = course_name(words)
    standing: Sequence[Row] = work.rows("SELECT id, name FROM course WHERE fold = ?", (fold(name),))
    if standing:
        return standing[0][0], standing[0][1], False
    return work.insert_with_uid(COURSE, name=name, fold=fold(name)), name, True


def check_months(lasts: int) -> None:
    """Problem where a course cannot count for so many months."""
    if not 0 <= lasts <= _LONGEST:
        raise Problem(f"A course counts for 1 to {_LONGEST} months, or 0 for good: {lasts} is neither.", USAGE)


def _course(row: Row) -> Course:
    number, uid, *rest = row
    return Course(number, uid_text(uid), *rest)
