"""Who changed what, and when: operations, the rows they inserted, and the rows they changed or deleted."""

from organiser.models.base import Index, Table, number, ref, text

OPERATION = Table(
    "operation",
    # state: done | undone. at, undone_at: UTC, ISO. summary: JSON figures of an import, without personal data.
    (*text("at", "who", "title", "kind", "state", "undone_at", "undone_by", "summary"), *number("undone_order")),
    tracked=False,
)

# A range of ids that an operation inserted into one table. It holds no data, so there is nothing in it to erase.
INSERTED = Table(
    "inserted",
    (ref("operation"), *text("tbl"), *number("first", "last")),
    (Index(("operation_id",)),),
    tracked=False,
)

# One row changed: its image before ('' for a row put back by redo) and after ('' for a deleted row), JSON arrays.
CHANGE = Table(
    "change",
    (ref("operation"), *text("tbl"), *number("row_id"), *text("before", "after")),
    (Index(("operation_id",)), Index(("tbl", "row_id"))),
    tracked=False,
)

# The next free id of each table: an id once given is never given again, whatever is deleted or undone.
COUNTER = Table("counter", (*text("tbl"), *number("next")), (Index(("tbl",), unique=True),), tracked=False)

# Every write leaves a mark nobody else can have left: of two copies of a file it tells which is the older one, or that
# both were written since they parted (rules.descent). Append only; at: UTC.
TRAIL = Table("trail", text("mark", "at"), tracked=False)

TABLES = (OPERATION, INSERTED, CHANGE, COUNTER, TRAIL)
