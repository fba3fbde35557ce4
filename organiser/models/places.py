"""Places: councils, constituencies (each with its CLP), wards, divisions, branches, postcodes. Codes are GSS codes.

A place may be known by its code alone (name ''). `name_year` is the year of the edition that named it, `council_year`
of the one that put a ward into its council (0: a list that tells no year): later editions win, in whatever order they
are loaded.
"""

from organiser.models.base import Index, Table, blob, number, ref, text

COUNCIL = Table("council", (*text("gss", "name"), *number("name_year")), (Index(("gss",), unique=True),))

CONSTITUENCY = Table("constituency", (*text("gss", "name"), *number("name_year")), (Index(("gss",), unique=True),))

WARD = Table(
    "ward",
    # fold: the name folded (rules.places), for search. successor: the ward of the same name that stands in its place
    # since it was redrawn; its boundary is another one.
    (
        *text("gss", "name", "fold"),
        ref("council", optional=True),
        ref("ward", "successor_id", optional=True),
        *number("name_year", "council_year"),
    ),
    (Index(("gss",), unique=True), Index(("council_id",)), Index(("successor_id",))),
)

DIVISION = Table("division", (*text("gss", "name"), *number("name_year")), (Index(("gss",), unique=True),))

# That a ward lies, wholly or in part, in a constituency; first and last are the years of the editions of the
# official lookup that say so. They are not the dates of the ward: rules.editions tells which edition holds when.
WARD_SEAT = Table(
    "ward_seat",
    (ref("ward"), ref("constituency"), *number("first", "last")),
    (Index(("ward_id", "constituency_id"), unique=True), Index(("constituency_id",))),
)

BRANCH = Table(
    "branch",
    (blob("uid"), *text("name", "fold"), ref("constituency"), *text("since", "until")),
    (Index(("uid",), unique=True), Index(("constituency_id", "fold"), unique=True)),
)

BRANCH_WARD = Table(
    "branch_ward",
    (ref("branch"), ref("ward"), *text("since", "until")),
    (Index(("branch_id", "ward_id"), unique=True), Index(("ward_id",))),
)

# ended: the month in which Royal Mail ended it, as 2009-03 ('' for a live one). constituency_id and division_id (0: not
# said) are not declared as references: a national directory would need an index of 2.7 million rows for each of them.
POSTCODE = Table(
    "postcode",
    (*text("code", "ended"), ref("ward", optional=True), *number("constituency_id", "division_id")),
    (Index(("code",), unique=True), Index(("ward_id",))),
)

TABLES = (COUNCIL, CONSTITUENCY, WARD, DIVISION, WARD_SEAT, BRANCH, BRANCH_WARD, POSTCODE)
