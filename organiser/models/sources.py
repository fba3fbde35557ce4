"""Where facts come from: sources, how their columns are read, the lists imported, the rows in them, open questions."""

from organiser.models.base import Index, Table, blob, number, ref, text

SOURCE = Table("source", (*text("key", "title"),), (Index(("key",), unique=True),))

# How the columns of a header are read; found again by the header's fingerprint. `body` is JSON.
MAPPING = Table("mapping", (ref("source"), *text("fingerprint", "body")), (Index(("fingerprint",)),))

# One table of one file, as it was read: the second half of "where does this come from".
LIST = Table(
    "list",
    (ref("source"), ref("mapping"), *text("file", "sheet", "held_on"), *number("complete")),
    (Index(("source_id",)),),
)

# One row of a list: what it said (the mapped cells, joined by U+001F), about whom. A row is known again by what it
# said (said_key, 64 bits of its hash) or by the id its program gave it. `current` is 0 once its source said otherwise.
# `changed` holds, as JSON, since when it says its fields where the row itself has no day, or repeats what its source
# said before: a day by field, "" standing for all others.
# `flawed` is 1 where the row has something to warn of each time it comes.
SOURCE_ROW = Table(
    "source_row",
    (
        ref("person"),
        ref("source"),
        ref("list"),
        *number("said_key", "row", "current", "flawed"),
        *text("outside_id", "said", "changed"),
    ),
    (
        Index(("source_id", "said_key")),
        Index(("source_id", "outside_id"), where="outside_id <> ''"),
        Index(("person_id",)),
        Index(("list_id",)),
    ),
    person="person_id",
)

# Which people stood on a list that said it was the whole list.
LISTED = Table(
    "listed", (ref("list"), ref("person")), (Index(("list_id", "person_id"), unique=True), Index(("person_id",)))
)

# A doubt for a person to settle. state: open | same | different | later.
QUESTION = Table(
    "question",
    (
        blob("uid"),
        *text("kind", "value", "state"),
        # About whom: nobody where the doubt is about a thing (what clashed with what came back from another laptop).
        ref("person", optional=True),
        ref("person", "other_id", optional=True),
        ref("list", optional=True),
        *number("row"),
    ),
    (Index(("person_id",)), Index(("other_id",)), Index(("value", "person_id", "other_id"))),
)

# Settings that belong to the file: who looks after it, which CLPs, its id and line of descent.
SETTING = Table("setting", (*text("key", "value"),), (Index(("key",), unique=True),))

TABLES = (SOURCE, MAPPING, LIST, SOURCE_ROW, LISTED, QUESTION, SETTING)
