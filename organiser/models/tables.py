"""All tables, each after those it points at: the order in which rows are inserted, and the reverse of deletion."""

from organiser.models import (
    conferences,
    contacts,
    doorstep,
    events,
    history,
    issues,
    ladder,
    offices,
    people,
    pilots,
    places,
    sources,
    training,
)
from organiser.models.base import Table

SCHEMA_VERSION = 1
TABLES: tuple[Table, ...] = (
    *history.TABLES,
    *places.TABLES,
    *people.TABLES,
    *offices.TABLES,
    *events.TABLES,
    *contacts.TABLES,
    *doorstep.TABLES,
    *issues.TABLES,
    *conferences.TABLES,
    *training.TABLES,
    *ladder.TABLES,
    *pilots.TABLES,
    *sources.TABLES,
)
TRACKED: dict[str, Table] = {table.name: table for table in TABLES if table.tracked}
