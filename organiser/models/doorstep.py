"""What residents say at the door: conversations, the issues they are filed under, and which wording belongs where."""

from organiser.models.base import Index, Table, blob, number, ref, text

# An issue, under which wordings gather. The issue of a ward is an issue and the conversations of that ward filed under
# it, so that what is heard in many wards is one thing with one uid. fold: the name folded (rules.wording).
ISSUE = Table(
    "issue",
    (blob("uid"), *text("name", "fold", "category", "state")),
    (Index(("uid",), unique=True), Index(("fold",), unique=True)),
)

# Under which issue a folded wording belongs: in one ward, or (ward_id null) in every ward that has no row of its own.
WORDING = Table(
    "wording",
    (*text("fold"), ref("ward", optional=True), ref("issue")),
    (
        Index(("fold",), unique=True, where="ward_id IS NULL"),
        Index(("fold", "ward_id"), unique=True, where="ward_id IS NOT NULL"),
        Index(("issue_id",)),
        Index(("ward_id",)),
    ),
)

# One door, or one answer to a survey. wording: the resident's own words, kept for good ('' no answer); fold: the same
# folded. household: what tells one home from another within the ward ('' not known). conference and helping: what they
# answered to "would you come?" and "would you help with it?". person_id: a known person, or nobody in particular.
# A row of a file is known again by what it said (said_key, 64 bits of its hash) and its place among its equals (from
# 1; 0 for what was typed here); file, sheet and row tell where it stands.
CONVERSATION = Table(
    "conversation",
    (
        blob("uid"),
        ref("event", optional=True),
        ref("ward"),
        ref("issue", optional=True),
        ref("person", optional=True),
        *text("on_day", "outcome", "wording", "fold", "by_whom", "door", "street", "postcode", "household"),
        *text("conference", "helping", "file", "sheet"),
        *number("row", "said_key", "place"),
    ),
    (
        Index(("uid",), unique=True),
        # All that a ranking counts: it reads no row.
        Index(("ward_id", "issue_id", "household", "outcome", "conference", "on_day", "person_id")),
        Index(("issue_id", "ward_id")),
        Index(("fold", "ward_id")),
        Index(("event_id",)),
        Index(("person_id",)),
        Index(("said_key", "place"), unique=True, where="place > 0"),
        # Doors to go back to.
        Index(("outcome", "on_day"), where="outcome IN ('call back', 'language')"),
    ),
    person="person_id",
)

# How many electors or households a ward has. of: electors | households. on_day: the ISO day for which the number
# stands, so that each year has its own. counted: how many there were.
ELECTORATE = Table(
    "electorate",
    (ref("ward"), *text("of", "on_day"), *number("counted")),
    (Index(("ward_id", "of", "on_day"), unique=True),),
)

# A request for a councillor's help that was handed over. It is the councillor's, who is a controller of their own:
# neither what was asked nor who asked is here, nor the conversation, which could tell. person_id: the councillor, where
# they are known here; councillor: their name, where they are not. on_day: ISO.
REQUEST_HANDED = Table(
    "request_handed",
    (
        blob("uid"),
        ref("ward"),
        ref("person", optional=True),
        ref("event", optional=True),
        *text("councillor", "on_day"),
    ),
    (Index(("uid",), unique=True), Index(("ward_id",)), Index(("person_id",)), Index(("event_id",))),
    person="person_id",
)

TABLES = (ISSUE, WORDING, CONVERSATION, ELECTORATE, REQUEST_HANDED)
