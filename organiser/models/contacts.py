"""What was said and what is to do: dated contacts with people, and tasks; and what was handed out to other laptops."""

from organiser.models.base import Index, Table, blob, number, ref, text

# A contact in the field's sense: who spoke with whom, by which channel (call, door, e-mail, meeting…), what was said.
TALK = Table(
    "talk",
    (blob("uid"), ref("person"), *text("on_day", "channel", "by_whom", "outcome", "said")),
    (Index(("uid",), unique=True), Index(("person_id", "on_day")), Index(("on_day",))),
    person="person_id",
)

# state: open | done | dropped. every: how it repeats ('' once; "1 week", "2 months"…): done, the next one is made.
TASK = Table(
    "task",
    (
        blob("uid"),
        *text("title", "owner", "due", "state", "settled", "every", "note"),
        ref("person", optional=True),
        ref("body", optional=True),
        ref("branch", optional=True),
        ref("event", optional=True),
    ),
    (
        Index(("uid",), unique=True),
        Index(("state", "due")),
        Index(("person_id",)),
        Index(("body_id",)),
        Index(("branch_id",)),
        Index(("event_id",)),
    ),
)

# A file given to another laptop for one job. state: out | back. things: how many (people to ring, say).
HAND_OUT = Table(
    "hand_out",
    (blob("uid"), *text("job", "title", "made", "state"), *number("things")),
    (Index(("uid",), unique=True),),
)

# A thing that went out or came back: its uid, and as JSON how it went ('' for one that was made on the other laptop)
# and how it last came ('' for one that has not yet), with the moment of its last change there. Of the table `trail`
# the steps of the file that were taken in already.
HANDED = Table(
    "handed",
    (ref("hand_out"), *text("tbl"), blob("thing"), *text("image", "came", "came_at")),
    (Index(("hand_out_id", "thing"), unique=True), Index(("thing",))),
)

TABLES = (TALK, TASK, HAND_OUT, HANDED)
