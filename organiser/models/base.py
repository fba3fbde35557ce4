"""How a table is declared: its columns, what they point at and how it is looked up; DDL follows from that alone.

Every table has an `id` (64 bits, never reused, never shown). A *tracked* table also has a `version` that every change
raises: its rows are written through the store's operation only, so that each change can be taken back.
"""

from typing import NamedTuple


class Column(NamedTuple):
    """One column: an INTEGER, TEXT or BLOB. Text is never null ('' is "not known"); a reference may be."""

    name: str
    type: str = "TEXT"
    references: str = ""
    optional: bool = False

    @property
    def default(self) -> str | int | None:
        """What the column holds where nothing was said."""
        if self.optional or self.references or self.type == "BLOB":
            return None
        return 0 if self.type == "INTEGER" else ""

    def ddl(self) -> str:
        default = "" if self.default is None else f" DEFAULT {self.default!r}"
        rule = "" if self.optional else f" NOT NULL{default}"
        return f"{self.name} {self.type}{rule}" + (f" REFERENCES {self.references}(id)" if self.references else "")


class Index(NamedTuple):
    """An index over some columns; `where` makes it partial."""

    columns: tuple[str, ...]
    unique: bool = False
    where: str = ""


class Fixed(NamedTuple):
    """What a row is built upon by: while `table` has a row whose `column` equals `by`, SQL over the row, it stands.

    `words` say why; only a change of the columns `of` is meant (none: of any, and that the row is added or goes).
    """

    table: str
    words: str
    by: str = "row.id"
    column: str = ""
    of: tuple[str, ...] = ()


class Table(NamedTuple):
    """One table. `person` names the column that tells whose row it is ("id" for the person itself, "" for nobody's).

    Two rows that both stand (`until`, where there is one, is '') and share all columns of `once` say the same twice:
    redoing or undoing makes none beside one that was added since. Nor is a change of a row taken back or done again
    while something of `fixed_by` is built upon it.
    """

    name: str
    columns: tuple[Column, ...]
    indexes: tuple[Index, ...] = ()
    tracked: bool = True
    person: str = ""
    once: tuple[str, ...] = ()
    fixed_by: tuple[Fixed, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All column names, in the order in which they stand in the images of the history.

        A later version of the program adds columns at the end only, so that an older, shorter image can still be read.
        """
        return ("id", *(("version",) if self.tracked else ()), *(column.name for column in self.columns))

    @property
    def references(self) -> tuple[tuple[str, str], ...]:
        """The pairs of column and table that its rows point at."""
        return tuple((column.name, column.references) for column in self.columns if column.references)

    def ddl(self) -> list[str]:
        version = ["version INTEGER NOT NULL DEFAULT 1"] if self.tracked else []
        lines = ["id INTEGER PRIMARY KEY", *version, *(column.ddl() for column in self.columns)]
        statements = [f"CREATE TABLE {self.name} (\n  " + ",\n  ".join(lines) + "\n)"]
        for index in self.indexes:
            unique = "UNIQUE " if index.unique else ""
            where = f" WHERE {index.where}" if index.where else ""
            statements.append(
                f"CREATE {unique}INDEX {self.name}_{'_'.join(index.columns)} ON {self.name}"
                f" ({', '.join(index.columns)}){where}"
            )
        return statements


def text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


def number(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "INTEGER") for name in names)


def blob(name: str) -> Column:
    return Column(name, "BLOB")


def ref(table: str, name: str = "", *, optional: bool = False) -> Column:
    return Column(name or f"{table}_id", "INTEGER", table, optional)
