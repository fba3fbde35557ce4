"""Taking back and doing again: any change whose rows nobody touched since, also after a restart.

An operation left behind an image (before and after) for each row it changed or deleted, and ranges of ids for what it
inserted. Undo puts the befores back and deletes the ranges, writing down their images first; redo does the reverse.
Where a row does not stand as the operation left it, nothing is done and the change that touched it is named.
"""

from dataclasses import dataclass

from organiser.errors import Problem
from organiser.models.base import Table
from organiser.models.tables import TRACKED
from organiser.store import clock, engine, search
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.work import from_image, image_sql


@dataclass(frozen=True, slots=True)
class Entry:
    """One change in the history: its number, when (UTC), who, in words, and whether it stands or was taken back."""

    number: int
    at: str
    who: str
    title: str
    kind: str
    undone_at: str
    undone_by: str

    @property
    def undone(self) -> bool:
        return bool(self.undone_at)


_ENTRY = "SELECT id, at, who, title, kind, undone_at, undone_by FROM operation"


def entries(store: Store, limit: int, before: int | None = None) -> list[Entry]:
    """The latest changes, newest first; `before` is the number of the last one already seen."""
    found = store.rows(f"{_ENTRY} WHERE id < ? ORDER BY id DESC LIMIT ?", (before or 1 << 62, limit))
    return [Entry(*row) for row in found]  # type: ignore[arg-type]


def entry(store: Store, number: int) -> Entry:
    """The change with this number; a Problem where there is none."""
    found = store.rows(f"{_ENTRY} WHERE id = ?", (number,))
    if not found:
        raise Problem(f"There is no change number {number}: see 'organiser history'.")
    return Entry(*found[0])  # type: ignore[arg-type]


def undo(store: Store, number: int | None = None) -> Entry:
    """Take a change back: the latest that stands, or the one with this number."""
    with store.turn():
        chosen = _choose(
            store, number, "SELECT max(id) FROM operation WHERE state = 'done'", "There is nothing to undo."
        )
        if chosen.undone:
            raise Problem(f"Change {chosen.number} ({chosen.title}) has been undone already.")
        _Replay(store, chosen).back()
    return entry(store, chosen.number)


def redo(store: Store, number: int | None = None) -> Entry:
    """Do a change again: the one undone last, or the one with this number."""
    with store.turn():
        latest = "SELECT id FROM operation WHERE state = 'undone' ORDER BY undone_order DESC LIMIT 1"
        chosen = _choose(store, number, latest, "There is nothing to redo.")
        if not chosen.undone:
            raise Problem(f"Change {chosen.number} ({chosen.title}) stands: there is nothing to redo.")
        _Replay(store, chosen).again()
    return entry(store, chosen.number)


def _choose(store: Store, number: int | None, latest: str, nothing: str) -> Entry:
    chosen = store.count(latest) if number is None else number
    if not chosen:
        raise Problem(nothing)
    return entry(store, chosen)


class _Replay:
    """One undo or redo, inside its transaction."""

    def __init__(self, store: Store, chosen: Entry) -> None:
        self.store = store
        self.connection = store.connection
        self.chosen = chosen
        self.connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched(id INTEGER PRIMARY KEY)")
        self.connection.execute("DELETE FROM temp.touched")

    def back(self) -> None:
        number = self.chosen.number
        try:
            for table, row_id, before, after in self._changes("DESC"):
                if after:
                    self._replace(table, row_id, expected=after, image=before)
                else:
                    self._put_back(table, row_id, before)
            ranges = self._ranges()
            for table in reversed(TRACKED.values()):
                for first, last in ranges.get(table.name, ()):
                    self._refuse_if_touched(table, first, last)
                    self._touch(table, first, last)
                    self.connection.execute(
                        "INSERT INTO change(operation_id, tbl, row_id, before, after)"
                        f" SELECT ?, ?, id, '', {image_sql(table)} FROM {table.name} WHERE id BETWEEN ? AND ?",
                        (number, table.name, first, last),
                    )
                    self.connection.execute(f"DELETE FROM {table.name} WHERE id BETWEEN ? AND ?", (first, last))
        except engine.IntegrityError:
            raise self._clash("something that was added since depends on it", self._dependent()) from None
        search.reindex(self.connection, "temp.touched")
        order = self.store.count("SELECT max(undone_order) FROM operation") + 1
        self.connection.execute(
            "UPDATE operation SET state = 'undone', undone_at = ?, undone_by = ?, undone_order = ? WHERE id = ?",
            (clock.now(), self.store.who, order, number),
        )

    def again(self) -> None:
        number = self.chosen.number
        try:
            for table in TRACKED.values():
                self._insert_images(table)
            self.connection.execute("DELETE FROM change WHERE operation_id = ? AND before = ''", (number,))
            for table, row_id, before, after in self._changes("ASC"):
                if after:
                    self._replace(table, row_id, expected=before, image=after)
                else:
                    self._take_away(table, row_id, before)
            for name, ranges in self._ranges().items():
                for first, last in ranges:
                    self._touch(TRACKED[name], first, last)
        except engine.IntegrityError:
            raise self._clash("what it builds on is no longer there, or the same has been added since", 0) from None
        search.reindex(self.connection, "temp.touched")
        self.connection.execute(
            "UPDATE operation SET state = 'done', undone_at = '', undone_by = '', undone_order = 0 WHERE id = ?",
            (number,),
        )

    # Rows ------------------------------------------------------------------------------------------------------------

    def _changes(self, order: str) -> list[tuple[Table, int, str, str]]:
        found = self.connection.execute(
            "SELECT tbl, row_id, before, after FROM change WHERE operation_id = ? AND before <> ''"
            f" ORDER BY id {order}",
            (self.chosen.number,),
        ).fetchall()
        return [(TRACKED[name], row_id, before, after) for name, row_id, before, after in found]

    def _ranges(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        for name, first, last in self.connection.execute(
            "SELECT tbl, first, last FROM inserted WHERE operation_id = ? ORDER BY id", (self.chosen.number,)
        ):
            found.setdefault(name, []).append((first, last))
        return found

    def _replace(self, table: Table, row_id: int, *, expected: str, image: str) -> None:
        self._must_stand(table, row_id, expected)
        self._touch(table, row_id, row_id)
        assignments = ", ".join(f"{name} = ?" for name in table.names)
        self.connection.execute(
            f"UPDATE {table.name} SET {assignments} WHERE id = ?", (*from_image(table, image), row_id)
        )
        self._touch(table, row_id, row_id)

    def _put_back(self, table: Table, row_id: int, image: str) -> None:
        self._insert(table, [from_image(table, image)])
        self._touch(table, row_id, row_id)

    def _take_away(self, table: Table, row_id: int, expected: str) -> None:
        self._must_stand(table, row_id, expected)
        self._touch(table, row_id, row_id)
        self.connection.execute(f"DELETE FROM {table.name} WHERE id = ?", (row_id,))

    def _insert_images(self, table: Table) -> None:
        images = self.connection.execute(
            "SELECT after FROM change WHERE operation_id = ? AND tbl = ? AND before = '' ORDER BY row_id",
            (self.chosen.number, table.name),
        )
        while batch := images.fetchmany(5000):
            self._insert(table, [from_image(table, image) for (image,) in batch])

    def _insert(self, table: Table, rows: list[list[Value]]) -> None:
        marks = ", ".join("?" * len(table.names))
        self.connection.executemany(f"INSERT INTO {table.name}({', '.join(table.names)}) VALUES ({marks})", rows)

    def _touch(self, table: Table, first: int, last: int) -> None:
        if table.person:
            self.connection.execute(
                f"INSERT OR IGNORE INTO temp.touched(id) SELECT {table.person} FROM {table.name}"
                f" WHERE id BETWEEN ? AND ? AND {table.person} IS NOT NULL",
                (first, last),
            )

    # Clashes ---------------------------------------------------------------------------------------------------------

    def _must_stand(self, table: Table, row_id: int, expected: str) -> None:
        found = self.connection.execute(
            f"SELECT {image_sql(table)} FROM {table.name} WHERE id = ?", (row_id,)
        ).fetchone()
        if found is None or found[0] != expected:
            raise self._clash("a later change touched the same data", self._toucher(table.name, row_id, row_id))

    def _refuse_if_touched(self, table: Table, first: int, last: int) -> None:
        toucher = self._toucher(table.name, first, last)
        if toucher:
            raise self._clash("a later change touched the same data", toucher)

    def _toucher(self, name: str, first: int, last: int) -> int:
        return self.store.count(
            "SELECT max(operation.id) FROM change JOIN operation ON operation.id = change.operation_id"
            " WHERE tbl = ? AND row_id BETWEEN ? AND ? AND state = 'done' AND operation.id <> ?",
            (name, first, last, self.chosen.number),
        )

    def _dependent(self) -> int:
        """The latest standing change that added a row which points at one of this operation's rows; 0 if not found."""
        number, latest = self.chosen.number, 0
        for table in TRACKED.values():
            for column, target in table.references:
                latest = max(
                    latest,
                    self.store.count(
                        f"SELECT max(later.operation_id) FROM inserted AS mine, {table.name} AS child"
                        " JOIN inserted AS later ON later.tbl = ? AND child.id BETWEEN later.first AND later.last"
                        " WHERE mine.operation_id = ? AND mine.tbl = ? AND later.operation_id <> ?"
                        f" AND child.{column} BETWEEN mine.first AND mine.last",
                        (table.name, number, target, number),
                    ),
                )
        return latest

    def _clash(self, reason: str, other: int) -> Problem:
        which = f"Change {self.chosen.number} ({self.chosen.title}) cannot be taken back or done again: {reason}"
        if not other:
            return Problem(f"{which}. Nothing was changed.")
        title = entry(self.store, other).title
        return Problem(f"{which}: change {other} ({title}). Undo that one first. Nothing was changed.")
