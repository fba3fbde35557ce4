"""Excel workbooks (.xlsx): every sheet row by row, each cell as the text a person would type for it."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import BinaryIO

from organiser.errors import UNREADABLE, Problem
from organiser.text import safe_text

Value = int | float | str | bool | time | date | datetime | timedelta

# The library keeps 32 bytes for every cell between the first and the last, empty ones too, and takes the whole process
# down when it cannot have them: one stray cell in the last corner of a sheet would ask for 550 GB.
_MOST_CELLS = 50_000_000
_MOST_BYTES = 4 << 30

_SHEET = re.compile(r"xl/(?:worksheets|macrosheets)/[^/]+\.xml", re.IGNORECASE)
_DIMENSION = re.compile(rb'dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')
# A cell that holds something: an empty one closes itself.
_FILLED_CELL = re.compile(rb'[<:]c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^>/])?>')
_BLOCK = 1 << 20
_LONGEST_TAG = 1 << 10

_MIDNIGHT = time()
_HALF_SECOND = timedelta(milliseconds=500)

Sheet = tuple[str, Iterator[tuple[int, list[str]]]]


def sheets(file: BinaryIO, name: str) -> Iterator[Sheet]:
    """Every sheet of a workbook, hidden ones too, as its name and its rows `(number, cells)`; closes the file.

    Numbers are those that Excel shows; empty rows are counted and not given. Cells stand in the sheet's own columns
    from the first that holds anything. `name` is what to call the file. Raises Problem (65) where the file is no
    workbook, is damaged, or has a cell so far away that the sheet would fill the memory.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum

    with file:
        _refuse_what_is_no_workbook(file, name)
        file.seek(0)
        with _damage_as_problem(name):
            workbook = CalamineWorkbook.from_filelike(file)
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            with _damage_as_problem(name):
                rows = workbook.get_sheet_by_name(sheet.name).iter_rows()
            yield safe_text(sheet.name), _filled_rows(rows, name)


def _filled_rows(rows: Iterator[list[Value]], name: str) -> Iterator[tuple[int, list[str]]]:
    # The library's rows begin with the first row of the sheet, whether or not it holds anything.
    with _damage_as_problem(name):
        for number, values in enumerate(rows, 1):
            cells = [value if isinstance(value, str) else cell_text(value) for value in values]
            if "".join(cells).strip():
                yield number, cells


def cell_text(value: Value) -> str:
    """A cell's value as text: whole numbers without `.0`, dates as ISO, the time of day only where it is not midnight.

    Booleans read TRUE and FALSE as in Excel; a length of time reads as hours, minutes and seconds.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return _moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _moment_text(moment: datetime) -> str:
    """Excel keeps a moment as a fraction of a day, so that 10:00:00 may come as 09:59:59.999."""
    rounded = (moment + _HALF_SECOND).replace(microsecond=0)
    return rounded.date().isoformat() if rounded.time() == _MIDNIGHT else rounded.isoformat()


@contextmanager
def _damage_as_problem(name: str) -> Iterator[None]:
    """Say in a sentence what the library says in the words of XML and zip, or by a panic."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _damaged(name) from error
    except BaseException as error:
        # A panic of the library's Rust half is no Exception and has no type that could be imported.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise _damaged(name) from None


def _damaged(name: str) -> Problem:
    return Problem(
        f"{name} is damaged or cut off: it cannot be read as a workbook. Fetch it again, or open it in a spreadsheet "
        "program and save it as CSV.",
        UNREADABLE,
    )


def _refuse_what_is_no_workbook(file: BinaryIO, name: str) -> None:
    """Raise Problem for a broken zip, a zip that holds other things, and a workbook that would fill the memory."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if not any(member.filename.lower() == "xl/workbook.xml" for member in members):
                raise Problem(
                    f"{name} is a zip archive and not an Excel workbook (.xlsx): unpack it, "
                    "or save the list as .xlsx or CSV.",
                    UNREADABLE,
                )
            if sum(member.file_size for member in members) > _MOST_BYTES:
                raise Problem(f"{name} is too large for a workbook: save the list as CSV.", UNREADABLE)
            for member in members:
                if _SHEET.fullmatch(member.filename):
                    rows, columns = _extent(archive, member)
                    if rows * columns > _MOST_CELLS:
                        raise Problem(
                            f"{name}: a sheet has something in row {rows} and something in column {columns}, "
                            "too far from the rest: delete what stands there, or save the list as CSV.",
                            UNREADABLE,
                        )
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, RuntimeError, OSError, ValueError) as error:
        raise _damaged(name) from error


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """The last row and the last column of a sheet that hold anything.

    What the sheet says of itself is believed where it is harmless. It may count cells that have a colour and nothing
    else, so that otherwise the cells themselves are looked through.
    """
    with archive.open(member) as xml:
        block = xml.read(_BLOCK)
        stated = _DIMENSION.search(block[: 4 * _LONGEST_TAG])
        if stated:
            rows, columns = int(stated[2]), _column_number(stated[1])
            if rows * columns <= _MOST_CELLS:
                return rows, columns
        rows = columns = 0
        while block:
            for column, row in _FILLED_CELL.findall(block):
                rows, columns = max(rows, int(row)), max(columns, _column_number(column))
            following = xml.read(_BLOCK)
            # A tag may be cut by the end of a block.
            block = block[-_LONGEST_TAG:] + following if following else b""
        return rows, columns


def _column_number(letters: bytes) -> int:
    """The number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
