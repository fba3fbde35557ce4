"""Copies of a database that can be trusted: written whole beside their place, checked, then put there in one step."""

import os
from pathlib import Path

from organiser.errors import CANNOT_CREATE, UNREADABLE, Problem
from organiser.store import engine
from organiser.store.engine import Connection
from organiser.store.store import Store


def copy(connection: Connection, target: Path) -> None:
    """Copy an open database to `target`, replacing what stands there only once the copy is whole and sound."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        copied = engine.connect(unfinished)
        try:
            connection.backup(copied)
            # One file that can be carried away: the copy needs no journal beside it.
            copied.execute("PRAGMA journal_mode=DELETE")
            if copied.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise Problem(f"The copy at {target} is not sound, so it was not kept.", UNREADABLE)
        finally:
            copied.close()
        _sync(unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise Problem(f"{target} cannot be written: {engine.reason_of(error)}.", CANNOT_CREATE) from None
    except engine.DatabaseError as error:
        raise engine.describe(error, target) from None
    finally:
        unfinished.unlink(missing_ok=True)


def restore(store: Store, source: Path, kept: Path) -> None:
    """Make the open database what the backup at `source` says; what it was before is copied to `kept` first."""
    with Store.open(source) as backup:
        if backup.value("PRAGMA integrity_check") != "ok":
            raise Problem(f"{source} is damaged. Nothing was changed.", UNREADABLE)
        copy(store.connection, kept)
        try:
            backup.connection.backup(store.connection)
        except engine.DatabaseError as error:
            raise engine.describe(error, store.path) from None


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
