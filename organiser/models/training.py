"""Courses, and the sessions at which they are held: who came stands in the attendance of the session's event."""

from organiser.models.base import Index, Table, blob, number, ref, text

# lasts: for how many months completing it counts before a refresher is due (0: for good).
COURSE = Table(
    "course",
    (blob("uid"), *text("name", "fold", "about"), *number("lasts")),
    (Index(("uid",), unique=True), Index(("fold",), unique=True)),
)

# What a training event is besides an event: its course, for which seat, by whom, how many places (0: not said); state:
# '' | cancelled. Who attended has completed the course, unless the attendance says otherwise.
SESSION = Table(
    "session",
    (
        ref("event"),
        ref("course"),
        ref("constituency", optional=True),
        *text("trainers", "state"),
        *number("places"),
    ),
    (Index(("event_id",), unique=True), Index(("course_id",)), Index(("constituency_id",))),
)

TABLES = (COURSE, SESSION)
