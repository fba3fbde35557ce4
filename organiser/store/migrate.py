"""Bringing an older database up to date, one version at a time, with a copy made first."""

from collections.abc import Callable
from pathlib import Path

from organiser.models.tables import SCHEMA_VERSION
from organiser.store import backup
from organiser.store.engine import Connection

# What brings a file of version N to N + 1. Columns are added at the end only: see models.base.Table.names.
STEPS: dict[int, Callable[[Connection], None]] = {}


def migrate(path: Path, connection: Connection, version: int) -> None:
    """Bring the open database from `version` to today's; a copy of it as it was stays beside it."""
    backup.copy(connection, path.with_name(f"{path.stem}-before-version-{SCHEMA_VERSION}{path.suffix}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(version, SCHEMA_VERSION):
            STEPS[step](connection)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
