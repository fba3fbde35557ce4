"""What an operation may do: insert, update and delete rows, each remembered so that it can be taken back."""

import json
from collections.abc import Iterable, Mapping, Sequence

from organiser.models.base import Table
from organiser.store import clock, search, trail
from organiser.store.engine import Connection, Row, Value
from organiser.store.uids import new_uids

Changes = dict[str, Value]


def image_sql(table: Table) -> str:
    """SQL for the image of a row: a JSON array of its columns in order, binary columns as hexadecimal."""
    binary = {column.name for column in table.columns if column.type == "BLOB"}
    return "json_array(" + ", ".join(f"hex({name})" if name in binary else name for name in table.names) + ")"


def from_image(table: Table, image: str) -> list[Value]:
    """The values of a row from its image."""
    values: list[Value] = json.loads(image)
    for place, column in enumerate(table.columns, start=2):
        if place == len(values):
            values.append(column.default)
        elif column.type == "BLOB":
            values[place] = bytes.fromhex(str(values[place]))
    return values


class Work:
    """The rows that one operation writes. Made by `Store.operation` or by undo and redo, inside their transaction."""

    def __init__(self, connection: Connection, *, title: str, kind: str, who: str, at: str = "") -> None:
        self.connection = connection
        self.title = title
        self.kind = kind
        self.who = who
        self.at = at
        self.summary = ""
        self.operation_id: int | None = None
        self._touched = False

    # Reading inside the operation -----------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        return self.connection.execute(sql, parameters).fetchall()

    def value(self, sql: str, parameters: Sequence[Value] = ()) -> Value:
        row = self.connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    # One row --------------------------------------------------------------------------------------------------

    def insert(self, table: Table, **values: Value) -> int:
        """Insert one row and give its id."""
        row_id = self.allocate(table, 1)
        columns = ", ".join(("id", *values))
        marks = ", ".join("?" * (len(values) + 1))
        self.connection.execute(f"INSERT INTO {table.name}({columns}) VALUES ({marks})", (row_id, *values.values()))
        self._touch(row_id if table.person == "id" else values.get(table.person))
        return row_id

    def insert_with_uid(self, table: Table, **values: Value) -> int:
        """Insert one row with a new uid and give its id."""
        return self.insert(table, uid=new_uids(1)[0], **values)

    def update(self, table: Table, row_id: int, **values: Value) -> bool:
        """Set columns of one row; False, and no trace, where they already stood so."""
        names = tuple(values)
        now = self.connection.execute(f"SELECT {', '.join(names)} FROM {table.name} WHERE id = ?", (row_id,)).fetchone()
        if now is None:
            raise LookupError(f"{table.name} has no row {row_id}")
        if tuple(now) == tuple(values.values()):
            return False
        before = self._image(table, row_id)
        assignments = ", ".join(f"{name} = ?" for name in names)
        self._touch_owner(table, row_id)
        self.connection.execute(
            f"UPDATE {table.name} SET {assignments}, version = version + 1 WHERE id = ?", (*values.values(), row_id)
        )
        self._touch_owner(table, row_id)
        self._remember(table, row_id, before, self._image(table, row_id))
        return True

    def seal(self, table: Table, row_id: int) -> None:
        """Raise the version of a row and nothing else: what changed it before is not taken back while this stands."""
        before = self._image(table, row_id)
        self.connection.execute(f"UPDATE {table.name} SET version = version + 1 WHERE id = ?", (row_id,))
        self._remember(table, row_id, before, self._image(table, row_id))

    def delete(self, table: Table, row_id: int) -> None:
        """Delete one row; its image stays in the history."""
        before = self._image(table, row_id)
        self._touch_owner(table, row_id)
        self.connection.execute(f"DELETE FROM {table.name} WHERE id = ?", (row_id,))
        self._remember(table, row_id, before, "")

    # Many rows ------------------------------------------------------------------------------------------------

    def allocate(self, table: Table, count: int) -> int:
        """Set aside `count` new ids of a table and give the first; ids once given are never given again."""
        first: int = (
            self.connection.execute(
                "UPDATE counter SET next = next + ? WHERE tbl = ? RETURNING next", (count, table.name)
            ).fetchone()[0]
            - count
        )
        operation = self._operation()
        joined = self.connection.execute(
            "UPDATE inserted SET last = last + ? WHERE operation_id = ? AND tbl = ? AND last = ?",
            (count, operation, table.name, first - 1),
        )
        if not joined.rowcount:
            self.connection.execute(
                "INSERT INTO inserted(operation_id, tbl, first, last) VALUES (?, ?, ?, ?)",
                (operation, table.name, first, first + count - 1),
            )
        return first

    def insert_rows(self, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> int:
        """Insert many rows, whose people the caller names with `touch_people`; gives the first id."""
        if not rows:
            return 0
        first = self.allocate(table, len(rows))
        marks = ", ".join("?" * (len(columns) + 1))
        self.connection.executemany(
            f"INSERT INTO {table.name}(id, {', '.join(columns)}) VALUES ({marks})",
            [(first + place, *row) for place, row in enumerate(rows)],
        )
        return first

    def insert_select(self, table: Table, columns: Sequence[str], query: str, parameters: Mapping[str, Value]) -> int:
        """Insert what a query gives, its columns in the order of `columns`; gives how many rows that were."""
        next_id = self.value("SELECT next FROM counter WHERE tbl = ?", (table.name,))
        count = self.connection.execute(
            f"INSERT INTO {table.name}(id, {', '.join(columns)})"
            f" SELECT row_number() OVER () + :before_first, * FROM ({query})",
            {**parameters, "before_first": int(next_id or 1) - 1},
        ).rowcount
        if count:
            self.allocate(table, count)
        return count

    def insert_numbered(
        self, table: Table, columns: Sequence[str], query: str, parameters: Mapping[str, Value], *, span: int
    ) -> int:
        """As insert_select, where the query numbers its rows itself, which saves sorting them.

        The query's first column is a number from 1 to `span`, each once, added to `:before` to make the id; the others
        are `columns` in their order. Numbers may be missing: ids need not follow one another.
        """
        if not span:
            return 0
        next_id = self.value("SELECT next FROM counter WHERE tbl = ?", (table.name,))
        count = self.connection.execute(
            f"INSERT INTO {table.name}(id, {', '.join(columns)}) {query}",
            {**parameters, "before": int(next_id or 1) - 1},
        ).rowcount
        if count:
            self.allocate(table, span)
        return count

    def update_select(self, table: Table, columns: Sequence[str], query: str, parameters: Mapping[str, Value]) -> int:
        """Set columns of many rows to what a query gives: the row's id, then the values in the order of `columns`.

        Rows that stand so already are left alone. Gives how many were changed. Whose rows they are the caller says
        with `touch_people`.
        """
        new = ", ".join(f"new_{name}" for name in columns)
        differs = " OR ".join(f"{name} IS NOT new_{name}" for name in columns)
        self.connection.execute(f"CREATE TEMP TABLE updating(row_id INTEGER PRIMARY KEY, {new})")
        count = self.connection.execute(
            f"INSERT INTO temp.updating WITH said(row_id, {new}) AS ({query})"
            f" SELECT said.* FROM said JOIN {table.name} ON {table.name}.id = row_id WHERE {differs}",
            parameters,
        ).rowcount
        if count:
            self._update_as_planned(table, columns)
        self.connection.execute("DROP TABLE temp.updating")
        return count

    def delete_select(self, table: Table, query: str, parameters: Mapping[str, Value]) -> int:
        """Delete the rows whose ids a query gives, their images kept; gives how many that were.

        Whose rows they were the caller says with `touch_people`.
        """
        self.connection.execute("CREATE TEMP TABLE deleting(row_id INTEGER PRIMARY KEY)")
        count = self.connection.execute(f"INSERT INTO temp.deleting {query}", parameters).rowcount
        if count:
            self.connection.execute(
                "INSERT INTO change(operation_id, tbl, row_id, before, after)"
                f" SELECT ?, ?, id, {image_sql(table)}, '' FROM temp.deleting JOIN {table.name} ON id = row_id",
                (self._operation(), table.name),
            )
            self.connection.execute(f"DELETE FROM {table.name} WHERE id IN (SELECT row_id FROM temp.deleting)")
        self.connection.execute("DROP TABLE temp.deleting")
        return count

    def touch_people(self, ids: Iterable[int]) -> None:
        """Say whose indexed text may have changed."""
        self._touch_table()
        self.connection.executemany("INSERT OR IGNORE INTO temp.touched(id) VALUES (?)", ((row_id,) for row_id in ids))

    # The end --------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Bring the search index up to date and write down what the operation was; nothing where it wrote nothing."""
        if self._touched:
            search.reindex(self.connection, "temp.touched")
            self.connection.execute("DELETE FROM temp.touched")
        if self.operation_id is not None:
            self.connection.execute(
                "UPDATE operation SET title = ?, summary = ? WHERE id = ?",
                (self.title, self.summary, self.operation_id),
            )
            trail.leave_mark(self.connection, self.at)

    # Parts ----------------------------------------------------------------------------------------------------

    def _operation(self) -> int:
        if self.operation_id is None:
            self.operation_id = self.connection.execute(
                "INSERT INTO operation(at, who, title, kind, state) VALUES (?, ?, ?, ?, 'done')",
                (self.at or clock.now(), self.who, self.title, self.kind),
            ).lastrowid
        return self.operation_id or 0

    def _update_as_planned(self, table: Table, columns: Sequence[str]) -> None:
        """Change the rows that stand in temp.updating, remembering each before and after."""
        operation = self._operation()
        last = self.value("SELECT max(id) FROM change") or 0
        image = image_sql(table)
        self.connection.execute(
            "INSERT INTO change(operation_id, tbl, row_id, before, after)"
            f" SELECT ?, ?, id, {image}, '' FROM temp.updating JOIN {table.name} ON id = row_id",
            (operation, table.name),
        )
        assignments = ", ".join(f"{name} = new_{name}" for name in columns)
        self.connection.execute(
            f"UPDATE {table.name} SET {assignments}, version = version + 1 FROM temp.updating WHERE id = row_id"
        )
        self.connection.execute(
            f"UPDATE change SET after = (SELECT {image} FROM {table.name} WHERE {table.name}.id = change.row_id)"
            " WHERE change.id > ?",
            (last,),
        )

    def _image(self, table: Table, row_id: int) -> str:
        found = self.connection.execute(
            f"SELECT {image_sql(table)} FROM {table.name} WHERE id = ?", (row_id,)
        ).fetchone()
        if found is None:
            raise LookupError(f"{table.name} has no row {row_id}")
        return str(found[0])

    def _remember(self, table: Table, row_id: int, before: str, after: str) -> None:
        self.connection.execute(
            "INSERT INTO change(operation_id, tbl, row_id, before, after) VALUES (?, ?, ?, ?, ?)",
            (self._operation(), table.name, row_id, before, after),
        )

    def _touch_owner(self, table: Table, row_id: int) -> None:
        if table.person:
            self._touch(self.value(f"SELECT {table.person} FROM {table.name} WHERE id = ?", (row_id,)))

    def _touch(self, person: Value) -> None:
        if isinstance(person, int):
            self.touch_people((person,))

    def _touch_table(self) -> None:
        if not self._touched:
            self.connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched(id INTEGER PRIMARY KEY)")
            self.connection.execute("DELETE FROM temp.touched")
            self._touched = True
