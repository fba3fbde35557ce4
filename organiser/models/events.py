"""Events of every kind, the wards they are about, and who came, in six states."""

from organiser.models.base import Index, Table, blob, ref, text

# kind: canvassing, stall, meeting… (rules.events). on_day: ISO; at: when it starts, "18:30" ('' not said). leader_id:
# who leads it. A councillor who came is a person who attended and held that office on the day: it is not written twice.
EVENT = Table(
    "event",
    (
        blob("uid"),
        *text("kind", "title", "on_day", "place", "note"),
        ref("branch", optional=True),
        ref("person", "leader_id", optional=True),
        *text("at"),
    ),
    (Index(("uid",), unique=True), Index(("on_day",)), Index(("branch_id",)), Index(("leader_id",))),
)

EVENT_WARD = Table(
    "event_ward", (ref("event"), ref("ward")), (Index(("event_id", "ward_id"), unique=True), Index(("ward_id",)))
)

# state: booked | attended | apologies | absent | cancelled | not marked.
ATTENDANCE = Table(
    "attendance",
    (ref("event"), ref("person"), *text("state")),
    (Index(("event_id", "person_id"), unique=True), Index(("person_id",))),
    person="person_id",
)

TABLES = (EVENT, EVENT_WARD, ATTENDANCE)
