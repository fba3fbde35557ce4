"""Rows of text as an Excel workbook in which every cell is text: no formula, no link, no number that loses a zero."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from organiser.formats.marks import marked

# A sheet ends at 1,048,576 rows, a cell at 32,767 characters.
_MOST_ROWS = 1_000_000
_LONGEST = 32_767
_ELLIPSIS = "…"
_BLOCK = 1 << 20


def xlsx_bytes(
    header: Sequence[str], rows: Iterable[Sequence[str]], cut: Callable[[], None], folder: Path | None = None
) -> Iterator[bytes]:
    """A workbook, block by block, with a sheet for every million rows; memory does not grow with the rows.

    It is put together in a folder of its own within `folder` (else the system's), which only its owner may read and
    which is gone at the end. `cut` is called for every cell that is too long and is cut.
    """
    with tempfile.TemporaryDirectory(prefix=".organiser-", dir=folder) as place:
        path = Path(place) / "people.xlsx"
        _write(path, header, rows, cut)
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], cut: Callable[[], None]) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        bold = workbook.add_format({"bold": True})
        remaining = iter(rows)
        number = 0
        first: Sequence[str] | None = next(remaining, None)
        while first is not None or not number:
            number += 1
            sheet = workbook.add_worksheet("People" if number == 1 else f"People {number}")
            sheet.freeze_panes(1, 0)
            for column, heading in enumerate(header):
                sheet.write_string(0, column, heading, bold)
            head = () if first is None else (first,)
            for place, row in enumerate(chain(head, islice(remaining, _MOST_ROWS - 1)), 1):
                _write_row(sheet, place, row, cut)
            first = next(remaining, None)


def _write_row(sheet: Any, place: int, row: Sequence[str], cut: Callable[[], None]) -> None:
    for column, cell in enumerate(row):
        if cell:
            text = marked(cell)
            if len(text) > _LONGEST:
                cut()
                text = text[: _LONGEST - len(_ELLIPSIS)] + _ELLIPSIS
            sheet.write_string(place, column, text)
