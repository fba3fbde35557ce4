"""Sign-in sheets as people type them up: who stands in each row, and in one column whether they came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from organiser.errors import UNREADABLE, Problem
from organiser.formats import recognise
from organiser.formats.marks import unmarked
from organiser.formats.reading import read_tables
from organiser.formats.table import Finding, Table
from organiser.rules.training import is_heading, mark_column
from organiser.text import safe_text

# So many rows tell which column it is where no heading does.
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class SignIn:
    """One table: its header, its rows by the number that a spreadsheet shows, and which `column` (0-based) tells it.

    `findings` are what its reader noticed.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    column: int
    rows: dict[int, list[str]]
    findings: list[Finding] = field(default_factory=list)

    def table(self) -> Table:
        """The same as any reader of files gives it, to be read once."""
        rows = ((number, list(cells)) for number, cells in self.rows.items())
        return Table(self.file, self.sheet, self.header, self.header_row, rows, list(self.findings))

    def mark(self, number: int) -> str:
        """What a row says of whether somebody came, "" where it says nothing."""
        cells = self.rows[number]
        return safe_text(unmarked(cells[self.column])) if self.column < len(cells) else ""


def read_sheets(path: Path | str, column: str = "") -> list[SignIn]:
    """The tables of a file that tell who came, `column` naming the column by heading, letter or number.

    Problem where a file cannot be read, where none of its tables tells it, or where no column is the one named.
    """
    tables = [(table, _filled(table)) for table in read_tables(path, score=_score)]
    found = list(_telling(tables, column))
    if not found:
        heads = next((", ".join(filter(None, table.header)) for table, _ in tables), "")
        raise Problem(
            f"{tables[0][0].file}: no column tells who came (it has {heads or 'none with a name'}); head one"
            " Attendance, or name it with --column.",
            UNREADABLE,
        )
    return found


def _filled(table: Table) -> dict[int, list[str]]:
    """The rows in which anything stands: a sheet has lines that nobody wrote on."""
    return {number: cells for number, cells in table.rows if any(map(str.strip, cells))}


def _telling(tables: Sequence[tuple[Table, dict[int, list[str]]]], column: str) -> Iterator[SignIn]:
    for table, rows in tables:
        place = (
            recognise.place_of(column, table.header)
            if column and len(tables) == 1
            else _named(column, table.header)
            if column
            else mark_column(table.header, list(rows.values())[:_LOOKED_AT])
        )
        if place is not None:
            yield SignIn(table.file, table.sheet, table.header, table.header_row, place, rows, table.findings)


def _named(column: str, header: Sequence[str]) -> int | None:
    """The column of one of several sheets: those that have none of that name are left out."""
    try:
        return recognise.place_of(column, header)
    except Problem:
        return None


def _score(cells: Sequence[str]) -> int:
    return recognise.score(cells) + sum(map(is_heading, cells))
