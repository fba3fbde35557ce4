"""What every reader of files gives: tables with a header, row by row, each row with its number and its findings."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell the user about one row of a file: a row left out, a warning or a question.

    `row` is the number a spreadsheet would show (the first line is 1; 0 means the file as a whole).
    """

    file: str
    sheet: str
    row: int
    code: str
    reason: str


@dataclass(slots=True)
class Table:
    """One table of a file: a CSV file, a sheet of a workbook, or the cards of a vCard file.

    `rows` yields `(row number, cells)`; cells are text as it stands in the file, dates as ISO, whole numbers without
    `.0`. Rows are as long as they are in the file, less trailing blank cells beyond the header. It can be read once.
    `findings` collects what the reader itself noticed, such as a photo that could not be decoded.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    header_row: int
    rows: Iterator[tuple[int, list[str]]]
    findings: list[Finding] = field(default_factory=list)
    # The lines that stand above the header: a title, or the upper half of a header in two rows.
    above: tuple[tuple[str, ...], ...] = ()
