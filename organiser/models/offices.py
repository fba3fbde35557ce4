"""Who holds which office, and from when to when; groups and bodies; and who stands behind whom."""

from organiser.models.base import Index, Table, blob, number, ref, text

# A dated row of person, office and place: councillor, MP, mayor, PCC, PPC, officer of a branch or CLP. `posts` are
# further posts held with it, one a line (Mayor, chair of scrutiny…); `outside_id` the number its council gives them.
OFFICE = Table(
    "office",
    (
        blob("uid"),
        ref("person"),
        *text("kind", "party", "posts", "surgery", "outside_id", "since", "until"),
        ref("ward", optional=True),
        ref("council", optional=True),
        ref("constituency", optional=True),
        ref("branch", optional=True),
        # The ward as the list wrote it, where no ward of that name stood on the day.
        *text("ward_written"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("person_id",)),
        Index(("ward_id",)),
        Index(("council_id",)),
        Index(("constituency_id",)),
        Index(("branch_id",)),
    ),
    person="person_id",
    once=("person_id", "kind", "ward_id", "council_id", "constituency_id", "branch_id", "ward_written"),
)

# How many councillors a ward elects, as somebody said it for a council.
SEATS = Table("seats", (ref("council"), *number("each")), (Index(("council_id",), unique=True),))

# A group or body: residents' or tenants' association, school, business, agency, affiliate… `aims`: what they want.
BODY = Table(
    "body",
    (blob("uid"), *text("name", "fold", "kind", "aims", "since", "until")),
    (Index(("uid",), unique=True), Index(("fold",), unique=True)),
)

BODY_WARD = Table(
    "body_ward", (ref("body"), ref("ward")), (Index(("body_id", "ward_id"), unique=True), Index(("ward_id",)))
)

# Somebody who speaks for a body or belongs to it.
BODY_PERSON = Table(
    "body_person",
    (ref("body"), ref("person"), *text("role", "since", "until")),
    (Index(("body_id", "person_id", "role"), unique=True), Index(("person_id",))),
    person="person_id",
)

# Who or what (a person or a body) stands behind whom (somebody who holds an office, or a branch), and as what:
# helps, visits, sits on…
LINK = Table(
    "link",
    (
        blob("uid"),
        ref("person", optional=True),
        ref("body", optional=True),
        ref("person", "holder_id", optional=True),
        ref("branch", optional=True),
        *text("role", "since", "until"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("person_id",)),
        Index(("body_id",)),
        Index(("holder_id", "person_id")),
        Index(("branch_id", "person_id")),
    ),
    person="person_id",
    once=("person_id", "body_id", "holder_id", "branch_id", "role"),
)

TABLES = (OFFICE, SEATS, BODY, BODY_WARD, BODY_PERSON, LINK)
