"""Who had come to what, as it was known at a moment: told from the history, so that no report has to be believed.

Attendance, events, sessions and the wards of events are each taken back to how they stood then: what was entered since
is left out; what was changed, moved to another day, taken out or undone since stands as it stood.
"""

from collections.abc import Mapping
from typing import NamedTuple

from organiser.models.base import Table
from organiser.models.events import ATTENDANCE, EVENT, EVENT_WARD
from organiser.models.people import FACT
from organiser.models.training import SESSION
from organiser.store.store import Store

# What of each table is told, the column by which it is looked up last.
_TOLD: Mapping[Table, tuple[str, ...]] = {
    ATTENDANCE: ("id", "person_id", "state", "event_id"),
    EVENT: ("kind", "on_day", "branch_id", "id"),
    SESSION: ("course_id", "constituency_id", "state", "event_id"),
    EVENT_WARD: ("ward_id", "event_id"),
    FACT: ("kind", "value", "person_id"),
}
# Of facts only those that tell into whom a record was joined.
_ONLY: Mapping[Table, str] = {FACT: "kind = 'uid'"}
# An operation stood at ?1 that was made by then and not undone by then.
STOOD = "(at <= ?1 AND (operation.state = 'done' OR undone_at > ?1))"
_OF_ROW = "FROM change JOIN operation ON operation.id = operation_id WHERE tbl = ?2 AND row_id = changed.row_id"
# How a row that was touched since stood then: as the last change that stood left it; where none did, as it was before
# the first; a row that was taken back since and never changed, as it was when that happened.
_IMAGE = (
    f"coalesce((SELECT after {_OF_ROW} AND before <> '' AND {STOOD} ORDER BY change.id DESC LIMIT 1),"
    f" (SELECT before {_OF_ROW} AND before <> '' ORDER BY change.id LIMIT 1),"
    f" (SELECT after {_OF_ROW} LIMIT 1))"
)


class Tables(NamedTuple):
    """The names of the tables to read: with the columns that are told, as they stood at a moment."""

    attendance: str = "attendance"
    event: str = "event"
    session: str = "session"
    event_ward: str = "event_ward"
    fact: str = "fact"


def make(store: Store, moment: str) -> Tables:
    """Build the tables as they stood at a moment (UTC) for this connection; at "" they are those of now."""
    if not moment:
        return Tables()
    with store.errors():
        for table, columns in _TOLD.items():
            _make(store, table, columns, moment)
    return Tables(*(f"temp.{table.name}_known" for table in _TOLD))


def _make(store: Store, table: Table, columns: tuple[str, ...], moment: str) -> None:
    name, run = table.name, store.connection.execute
    cells = [f"json_extract(image, '$[{table.names.index(column)}]')" for column in columns]
    run(f"DROP TABLE IF EXISTS temp.{name}_known")
    run(f"CREATE TEMP TABLE {name}_known({', '.join(columns)})")
    run(
        "WITH late AS MATERIALIZED (SELECT first, last FROM inserted JOIN operation ON operation.id = operation_id"
        f" WHERE tbl = ?2 AND NOT {STOOD}),"
        " changed AS MATERIALIZED (SELECT DISTINCT row_id FROM change JOIN operation ON operation.id = operation_id"
        " WHERE tbl = ?2 AND (at > ?1 OR undone_at > ?1))"
        f" INSERT INTO temp.{name}_known SELECT {', '.join(columns)} FROM {name}"
        " WHERE id NOT IN (SELECT row_id FROM changed)"
        f" AND {_ONLY.get(table, 1)}"
        f" AND id NOT IN (SELECT row.id FROM late JOIN {name} AS row ON row.id BETWEEN first AND last)"
        f" UNION ALL SELECT {', '.join(cells)} FROM (SELECT {_IMAGE} AS image FROM changed"
        " WHERE NOT EXISTS (SELECT 1 FROM late WHERE row_id BETWEEN first AND last)) WHERE image <> ''"
        f" AND {_ONLY[table].replace('kind', cells[0]) if table in _ONLY else 1}",
        (moment, name),
    )
    run(f"CREATE INDEX temp.{name}_known_at ON {name}_known({columns[-1]})")
    if table.person:
        run(f"CREATE INDEX temp.{name}_known_by ON {name}_known({table.person})")
