"""The figures of a pilot that were published, as CSV: no cell of it is a formula to a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

from organiser.formats.marks import marked

# What stands for a figure that is held back: a dash alone, which no spreadsheet reckons with.
_DASH = "–"


def to_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a CSV file that spreadsheets read as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([cell if cell == _DASH else marked(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
