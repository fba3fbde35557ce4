"""Taking back and doing again: any change whose rows nobody touched since, also after a restart.

An operation left behind an image (before and after) for each row it changed or deleted, and ranges of ids for what it
inserted. Undo puts the befores back and deletes the ranges, writing down their images first; redo does the reverse.
Where a row does not stand as the operation left it, nothing is done and the change that touched it is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from organiser.errors import Problem
from organiser.models.base import Fixed, Table
from organiser.models.tables import TRACKED
from organiser.store import clock, engine, search, trail
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.work import from_image, image_sql

Ranges = dict[str, list[tuple[int, int]]]


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
    return [Entry(*row) for row in found]


def entry(store: Store, number: int) -> Entry:
    """The change with this number; a Problem where there is none."""
    found = store.rows(f"{_ENTRY} WHERE id = ?", (number,))
    if not found:
        raise Problem(f"There is no change number {number}: see 'organiser history'.")
    return Entry(*found[0])


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
    """One undo or redo, inside its transaction.

    What counts is each row before and after the whole operation, not the steps between: first all rows concerned go
    (after a look whether they stand as they were left), then all that belong there come back. So it does not matter
    that an operation gave one row a number it had just taken from another. References are looked at when all is done.
    """

    def __init__(self, store: Store, chosen: Entry) -> None:
        self.store = store
        self.connection = store.connection
        self.chosen = chosen
        self.connection.execute("PRAGMA defer_foreign_keys=ON")
        self.connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched(id INTEGER PRIMARY KEY)")
        self.connection.execute("DELETE FROM temp.touched")

    def back(self) -> None:
        number = self.chosen.number
        ranges = self._ranges()
        self._refuse_fixed(ranges)
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
        for table, row_id, _, after in self._changed_rows():
            self._take_out(table, row_id, after)
        for table, row_id, before, _ in self._changed_rows():
            self._put_in(table, row_id, before)
        self._refuse_orphans(ranges)
        self._refuse_fixed(ranges)
        self._refuse_doubles(ranges)
        search.reindex(self.connection, "temp.touched")
        order = self.store.count("SELECT max(undone_order) FROM operation") + 1
        self.connection.execute(
            "UPDATE operation SET state = 'undone', undone_at = ?, undone_by = ?, undone_order = ? WHERE id = ?",
            (clock.now(), self.store.who, order, number),
        )
        trail.leave_mark(self.connection)

    def again(self) -> None:
        number = self.chosen.number
        ranges = self._ranges()
        self._refuse_fixed(ranges)
        for table, row_id, before, _ in self._changed_rows():
            self._take_out(table, row_id, before)
        for table, row_id, _, after in self._changed_rows():
            self._put_in(table, row_id, after)
        for table in TRACKED.values():
            images = self.connection.execute(
                "SELECT after FROM change WHERE operation_id = ? AND tbl = ? AND before = '' ORDER BY row_id",
                (number, table.name),
            )
            while batch := images.fetchmany(5000):
                self._insert(table, [from_image(table, image) for (image,) in batch])
            for first, last in ranges.get(table.name, ()):
                self._touch(table, first, last)
        self.connection.execute("DELETE FROM change WHERE operation_id = ? AND before = ''", (number,))
        self._refuse_orphans(ranges)
        self._refuse_fixed(ranges)
        self._refuse_doubles(ranges)
        search.reindex(self.connection, "temp.touched")
        self.connection.execute(
            "UPDATE operation SET state = 'done', undone_at = '', undone_by = '', undone_order = 0 WHERE id = ?",
            (number,),
        )
        trail.leave_mark(self.connection)

    # Rows ---------------------------------------------------------------------------------------------------

    def _changed_rows(self) -> Iterator[tuple[Table, int, str, str]]:
        """Rows that stood before the operation: each once, with its image before and after ('': deleted)."""
        found = self.connection.execute(
            "SELECT earliest.tbl, earliest.row_id, earliest.before, latest.after FROM"
            " (SELECT min(id) AS low, max(id) AS high FROM change"
            "  WHERE operation_id = ? AND before <> '' GROUP BY tbl, row_id)"
            " JOIN change AS earliest ON earliest.id = low JOIN change AS latest ON latest.id = high"
            " WHERE NOT EXISTS (SELECT 1 FROM inserted WHERE inserted.operation_id = earliest.operation_id"
            "  AND inserted.tbl = earliest.tbl AND earliest.row_id BETWEEN inserted.first AND inserted.last)",
            (self.chosen.number,),
        )
        for name, row_id, before, after in found:
            yield TRACKED[name], row_id, before, after

    def _ranges(self) -> Ranges:
        found: Ranges = {}
        for name, first, last in self.connection.execute(
            "SELECT tbl, first, last FROM inserted WHERE operation_id = ? ORDER BY id", (self.chosen.number,)
        ):
            found.setdefault(name, []).append((first, last))
        return found

    def _take_out(self, table: Table, row_id: int, expected: str) -> None:
        """Take a row out after a look whether it stands as the operation says."""
        found = self.connection.execute(
            f"SELECT {image_sql(table)} FROM {table.name} WHERE id = ?", (row_id,)
        ).fetchone()
        if (found[0] if found else "") != expected:
            raise self._clash("a later change touched the same data", self._toucher(table.name, row_id, row_id))
        self._touch(table, row_id, row_id)
        self.connection.execute(f"DELETE FROM {table.name} WHERE id = ?", (row_id,))

    def _put_in(self, table: Table, row_id: int, image: str) -> None:
        """Put a row in as an image says; an empty image is no row."""
        if image:
            self._insert(table, [from_image(table, image)])
            self._touch(table, row_id, row_id)

    def _insert(self, table: Table, rows: list[list[Value]]) -> None:
        marks = ", ".join("?" * len(table.names))
        try:
            self.connection.executemany(f"INSERT INTO {table.name}({', '.join(table.names)}) VALUES ({marks})", rows)
        except engine.IntegrityError:
            raise self._clash("the same has been added since", self._rival(table, rows)) from None

    def _touch(self, table: Table, first: int, last: int) -> None:
        if table.person:
            self.connection.execute(
                f"INSERT OR IGNORE INTO temp.touched(id) SELECT {table.person} FROM {table.name}"
                f" WHERE id BETWEEN ? AND ? AND {table.person} IS NOT NULL",
                (first, last),
            )

    # Clashes ------------------------------------------------------------------------------------------------

    def _refuse_fixed(self, ranges: Ranges) -> None:
        """Refuse where something that another change added is built upon a row that stands: papers, say."""
        for name, spans in ranges.items():
            for fixed in TRACKED[name].fixed_by:
                # What points at a row that goes is an orphan, and told as one.
                for first, last in spans if fixed.by != "row.id" else ():
                    self._refuse_built_upon(TRACKED[name], fixed, first, last)
        for table, row_id, before, after in self._changed_rows():
            for fixed in table.fixed_by:
                if not _same(table, fixed.of, before, after):
                    self._refuse_built_upon(table, fixed, row_id, row_id)

    def _refuse_built_upon(self, table: Table, fixed: Fixed, first: int, last: int) -> None:
        if self.store.count(
            f"SELECT 1 FROM {table.name} AS row JOIN {fixed.table} AS upon"
            f" ON upon.{fixed.column or f'{table.name}_id'} = {fixed.by} WHERE row.id BETWEEN ?1 AND ?2 AND NOT EXISTS"
            " (SELECT 1 FROM inserted WHERE operation_id = ?3 AND tbl = ?4 AND upon.id BETWEEN inserted.first AND"
            " inserted.last) LIMIT 1",
            (first, last, self.chosen.number, fixed.table),
        ):
            raise self._clash(fixed.words, 0)

    def _refuse_if_touched(self, table: Table, first: int, last: int) -> None:
        toucher = self._toucher(table.name, first, last)
        if toucher:
            raise self._clash("a later change touched the same data", toucher)

    def _refuse_orphans(self, ranges: Ranges) -> None:
        """Refuse where a row put in points at nothing, or where one of another change points at what was taken out."""
        number = self.chosen.number
        changed = "(SELECT row_id FROM change WHERE operation_id = ? AND tbl = ? AND before <> '')"
        tables = "SELECT DISTINCT tbl FROM change WHERE operation_id = ? AND before <> ''"
        with_changes = {name for (name,) in self.connection.execute(tables, (number,))}
        for table in TRACKED.values():
            for column, target in table.references:
                lost = (
                    f"SELECT id, {column} FROM {table.name} AS child WHERE {column} IS NOT NULL"
                    f" AND NOT EXISTS (SELECT 1 FROM {target} WHERE {target}.id = child.{column})"
                )
                for name, field in ((table.name, "id"), (target, column)):
                    if name in with_changes:
                        self._refuse_orphan(table, target, f"{lost} AND {field} IN {changed}", (number, name))
                    for first, last in ranges.get(name, ()):
                        self._refuse_orphan(table, target, f"{lost} AND {field} BETWEEN ? AND ?", (first, last))

    def _refuse_orphan(self, table: Table, target: str, lost: str, parameters: tuple[Value, ...]) -> None:
        found = self.connection.execute(f"{lost} LIMIT 1", parameters).fetchone()
        if found is None:
            return
        row_id, missing = found
        remover = self._toucher(target, missing, missing, "AND after = ''")
        if remover:
            raise self._clash("what it builds on was removed since", remover)
        maker = self._maker(target, missing, "undone")
        if maker:
            raise self._clash("what it builds on was taken back", maker, "Redo")
        raise self._clash("something that was added since depends on it", self._last_change(table.name, row_id))

    def _refuse_doubles(self, ranges: Ranges) -> None:
        """Refuse where a row put in stands beside one that says the same and was added since."""
        number = self.chosen.number
        for table in TRACKED.values():
            same = " AND ".join(f"other.{name} IS one.{name}" for name in table.once)
            ends = "until" in table.names
            stand = "one.until = '' AND other.until = '' AND" if ends else ""
            double = (
                f"SELECT operation_id FROM {table.name} AS one CROSS JOIN {table.name} AS other ON {same}"
                " CROSS JOIN inserted ON tbl = ?1 AND other.id BETWEEN first AND last AND operation_id > ?2"
                f" WHERE {stand} other.id <> one.id AND one.id"
            )
            concerned: list[tuple[str, tuple[int, ...]]]
            concerned = [(f"{double} BETWEEN ?3 AND ?4", (first, last)) for first, last in ranges.get(table.name, ())]
            if ends:
                concerned.append((f"{double} IN (SELECT row_id FROM change WHERE operation_id = ?2 AND tbl = ?1)", ()))
            for query, limits in concerned if table.once else ():
                found = self.connection.execute(f"{query} LIMIT 1", (table.name, number, *limits)).fetchone()
                if found:
                    raise self._clash("the same has been added since", found[0])

    def _toucher(self, name: str, first: int, last: int, how: str = "") -> int:
        """The latest standing change, but this one, that changed or deleted one of these rows; 0 for none."""
        return self.store.count(
            "SELECT max(operation.id) FROM change JOIN operation ON operation.id = change.operation_id"
            f" WHERE tbl = ? AND row_id BETWEEN ? AND ? AND state = 'done' AND operation.id <> ? {how}",
            (name, first, last, self.chosen.number),
        )

    def _maker(self, name: str, row_id: int, state: str) -> int:
        """The change, but this one, that inserted a row; 0 for none in this state."""
        return self.store.count(
            "SELECT max(operation.id) FROM inserted JOIN operation ON operation.id = inserted.operation_id"
            " WHERE tbl = ? AND ? BETWEEN first AND last AND state = ? AND operation.id <> ?",
            (name, row_id, state, self.chosen.number),
        )

    def _last_change(self, name: str, row_id: int) -> int:
        return max(self._maker(name, row_id, "done"), self._toucher(name, row_id, row_id))

    def _rival(self, table: Table, rows: list[list[Value]]) -> int:
        """The change that put something in the place of one of these rows; 0 where it cannot be told."""
        unique = [index.columns for index in table.indexes if index.unique]
        for row in rows:
            values = dict(zip(table.names, row, strict=True))
            for columns in unique:
                found = self.store.count(
                    f"SELECT id FROM {table.name} WHERE id <> ? AND " + " AND ".join(f"{name} = ?" for name in columns),
                    (values["id"], *(values[name] for name in columns)),
                )
                if found:
                    return self._last_change(table.name, found)
        return 0

    def _clash(self, reason: str, other: int, cure: str = "Undo") -> Problem:
        which = f"Change {self.chosen.number} ({self.chosen.title}) cannot be taken back or done again: {reason}"
        if not other:
            return Problem(f"{which}. Nothing was changed.")
        title = entry(self.store, other).title
        return Problem(f"{which}: change {other} ({title}). {cure} that one first. Nothing was changed.")


def _same(table: Table, columns: tuple[str, ...], before: str, after: str) -> bool:
    """Whether two images of a row say the same in some columns; with none they never do."""
    if not (columns and before and after):
        return False
    one, other = (dict(zip(table.names, from_image(table, image), strict=True)) for image in (before, after))
    return all(one[name] == other[name] for name in columns)
