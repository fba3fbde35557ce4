"""Bringing an older database up to date, one version at a time, with a copy made first."""

from collections.abc import Callable
from pathlib import Path

from organiser.models.tables import SCHEMA_VERSION
from organiser.store import backup, engine, lock
from organiser.store.engine import Connection

Step = Callable[[Connection], None]

# What brings a file of version N to N + 1. Columns are added at the end only: see models.base.Table.names.
STEPS: dict[int, Step] = {}


def migrate(path: Path, connection: Connection) -> None:
    """Bring the open database to today's version; a copy of it as it was stays beside it."""
    with lock.turn_to_write(path):
        # Read again: another process may have taken the steps while this one waited.
        version = _version(connection)
        if version < SCHEMA_VERSION:
            steps = _steps(path, version)
            backup.copy(connection, path.with_name(f"{path.stem}-version-{version}{path.suffix}"))
            _take(connection, steps)


def bring_up_to_date(path: Path, connection: Connection) -> None:
    """Bring a copy that nobody else has open to today's version."""
    _take(connection, _steps(path, _version(connection)))


def _version(connection: Connection) -> int:
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def _steps(path: Path, version: int) -> list[Step]:
    try:
        return [STEPS[step] for step in range(version, SCHEMA_VERSION)]
    except KeyError:
        raise engine.Damaged(f"{path} was never finished. Restore a backup with 'organiser restore'.") from None


def _take(connection: Connection, steps: list[Step]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in steps:
            step(connection)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
