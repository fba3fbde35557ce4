"""A new database that holds a part of another one: made whole beside its place, then put there in one step."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from organiser.errors import CANNOT_CREATE, Problem
from organiser.models.base import Table
from organiser.models.sources import SETTING
from organiser.store import engine, search
from organiser.store.engine import Row
from organiser.store.store import Store

_LAST_ID = (1 << 63) - 1
Rows = tuple[Table, Sequence[str], Iterable[Row]]


def write(target: Path, rows: Iterable[Rows], settings: Mapping[str, str]) -> None:
    """Make a database at `target` with these rows (id first, then the columns named) and settings besides its own.

    It has no history: what was put in cannot be taken back there. Nothing but the rows has ever stood in the file. A
    Problem (73) where something stands at `target` already or nothing can be made there.
    """
    if not target.parent.is_dir():
        raise Problem(f"There is no folder {target.parent}.", CANNOT_CREATE)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with Store.create(unfinished) as store:
            with store.turn():
                _fill(store, rows, settings)
            # One file that can be carried away: it needs no journal beside it.
            store.connection.execute("PRAGMA journal_mode=DELETE")
        if os.path.lexists(target):
            raise Problem(f"{target} is there already: choose another name.", CANNOT_CREATE)
        unfinished.replace(target)
    except OSError as error:
        raise Problem(f"{target} cannot be made: {engine.reason_of(error)}.", CANNOT_CREATE) from None
    finally:
        for suffix in ("", ".lock", *engine.JOURNALS):
            engine.discard(unfinished.with_name(unfinished.name + suffix))


def _fill(store: Store, rows: Iterable[Rows], settings: Mapping[str, str]) -> None:
    for table, columns, found in rows:
        marks = ", ".join("?" * (len(columns) + 1))
        store.connection.executemany(f"INSERT INTO {table.name}(id, {', '.join(columns)}) VALUES ({marks})", found)
        _count_on(store, table)
    store.connection.executemany(
        f"INSERT INTO {SETTING.name}(id, key, value) SELECT max(id) + 1, ?, ? FROM {SETTING.name}", settings.items()
    )
    _count_on(store, SETTING)
    search.index_range(store.connection, 0, _LAST_ID)


def _count_on(store: Store, table: Table) -> None:
    store.connection.execute(
        f"UPDATE counter SET next = (SELECT coalesce(max(id), 0) + 1 FROM {table.name}) WHERE tbl = ?", (table.name,)
    )
