"""Rows of text as a CSV file: UTF-8, as RFC 4180 has it, with no cell that a spreadsheet would take for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from organiser.formats.marks import marked

# Spreadsheets know UTF-8 by this mark only, other programs take it for a part of the first heading.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# So many rows are written at once.
_ROWS = 500


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV file, block by block; memory does not grow with the rows."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([marked(cell) if cell else cell for cell in row])
        if number % _ROWS == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: StringIO) -> bytes:
    """What was written so far, which is then forgotten."""
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written
