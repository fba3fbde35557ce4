"""Kinds of event, and the six things that may be known of somebody at one."""

KINDS = (
    "canvassing",
    "leaflet round",
    "stall",
    "phone bank",
    "meeting",
    "surgery",
    "walkabout",
    "training",
    "conference",
)
ATTENDED, BOOKED, NOT_MARKED = "attended", "booked", "not marked"
APOLOGIES, ABSENT, CANCELLED = "apologies", "absent", "cancelled"
# The weightiest first: of two statements about one person at one event the weightier stands. "Not marked" says that
# nobody looked, which is not "absent".
STATES = (ATTENDED, APOLOGIES, ABSENT, CANCELLED, BOOKED, NOT_MARKED)
# Of whom nobody has said, once the event is over, whether they came.
OPEN_STATES = (BOOKED, NOT_MARKED)


def weightier(one: str, other: str) -> str:
    """Of two of STATES, said of one person at one event, the one that stands."""
    return min(one, other, key=STATES.index)
