"""Open a list that somebody has, whatever kind of file it is, and give its tables: the one way in for files."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from organiser.errors import IO_ERROR, NO_INPUT, NOT_PERMITTED, UNREADABLE, Problem
from organiser.formats.decoding import SAMPLE, Decoding, decoding_of, decoding_of_sample
from organiser.formats.table import Table
from organiser.text import safe_text

Score = Callable[[Sequence[str]], int]
Records = Iterator[tuple[int, list[str]]]

# How many lines may stand above and around the header: a title, a date, a word of thanks.
HEADER_LINES = 30

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What else people pick by mistake, by its first bytes.
_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls) or one locked with a password"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a sound, a film or a picture"),
    (b"\x1f\x8b", "a compressed file (.gz)"),
    (b"BZh", "a compressed file (.bz2)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (.7z)"),
    (b"Rar!", "a compressed file (.rar)"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
)
_BLANK = "\ufeff\t\r\n "
_MARKUP = ("<!doctype", "<html", "<table", "<?xml")
_CONTROLS = str.maketrans("", "", "".join(map(chr, [*range(9), *range(14, 32), 127])))


def filled_cells(cells: Sequence[str]) -> int:
    """How many cells of a line hold something, two standing for any more: the score for those who know no names.

    A row with more cells than its header must not be taken for the header, since all rows above it would be lost.
    """
    return min(2, sum(1 for cell in cells if cell.strip()))


def read_tables(path: Path | str, *, name: str | None = None, score: Score = filled_cells) -> Iterator[Table]:
    """The tables of one file: one of a CSV or vCard file, one of each sheet of a workbook that has a row.

    `path` `-` is standard input. `name` is what to call the file in messages, its name without folders unless given.
    `score` tells how many cells of a line look like known column names; see `header_place`. What a file is shows in
    its content, not in its extension. A table's rows hold the file open until they are read or dropped.

    Raises Problem, here and while rows are read: 66 for no such file or a folder, 77 for a file that may not be read,
    74 for one that cannot be read on, 65 for one that holds no list.
    """
    shown = safe_text(name or ("standard input" if str(path) == "-" else Path(path).name or str(path)))
    file = _opened(path, shown)
    try:
        yield from _tables(file, shown, score)
    except Exception:
        file.close()
        raise


def header_place(lines: Sequence[Sequence[str]], score: Score) -> int | None:
    """Which of the first lines is the header (0-based): the best score, the earliest of equals.

    Where none scores, the first line with two filled cells, else the first that is not blank; None if all are blank.
    """
    for count in (score, filled_cells):
        scores = [count(cells) for cells in lines]
        best = max(scores, default=0)
        if best > 0:
            return scores.index(best)
    return None


def _opened(path: Path | str, name: str) -> BinaryIO:
    """The file, ready to be read from any place; standard input and pipes are copied to a file without a name."""
    try:
        if str(path) == "-":
            if sys.stdin is None:
                raise Problem("There is no standard input to read from.", NO_INPUT)
            return _spooled(sys.stdin.buffer)
        if Path(path).is_dir():
            raise Problem(f"{name} is a folder: name one file in it.", NO_INPUT)
        file = Path(path).open("rb")  # noqa: SIM115 - the rows of its tables keep it open
        if file.seekable():
            return file
        with file:
            return _spooled(file)
    except (FileNotFoundError, NotADirectoryError):
        raise Problem(f"There is no file {name}.", NO_INPUT) from None
    except PermissionError:
        raise Problem(f"{name} cannot be read: you have no permission to.", NOT_PERMITTED) from None
    except OSError as error:
        raise Problem(f"{name} cannot be read ({error.strerror}).", IO_ERROR) from None
    except ValueError:
        # A name with a NUL in it.
        raise Problem(f"There is no file {name}.", NO_INPUT) from None


def _spooled(source: BinaryIO) -> BinaryIO:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - as above
    shutil.copyfileobj(source, copy)
    copy.seek(0)
    return copy


def _tables(file: BinaryIO, name: str, score: Score) -> Iterator[Table]:
    sample = _sample(file, name)
    if sample.startswith(_ZIP):
        yield from _workbook_tables(file, name, score)
        return
    known = decoding_of_sample(sample)
    # First as plain bytes: whatever stands further on, what begins as a card is a file of cards.
    for decoding in (None, known):
        head = (decoding or Decoding("latin-1")).head(sample)
        if head.lstrip(_BLANK).upper().startswith("BEGIN:VCARD"):
            from organiser.formats.vcard_file import vcard_table

            yield vcard_table(file, decoding, name)
            return
    _refuse_what_is_no_text(sample, head, name)
    yield _csv_table(file, name, score)


def _sample(file: BinaryIO, name: str) -> bytes:
    try:
        sample = file.read(SAMPLE)
    except OSError as error:
        raise Problem(f"{name} cannot be read ({error.strerror}).", IO_ERROR) from None
    if not sample:
        raise Problem(f"{name} is empty.", UNREADABLE)
    return sample


def _refuse_what_is_no_text(sample: bytes, head: str, name: str) -> None:
    """Raise Problem for pictures, documents, web pages and whatever else is no list."""
    for magic, kind in _OTHER_FILES:
        if sample.startswith(magic):
            raise Problem(f"{name} is {kind}: save the list as .xlsx or CSV.", UNREADABLE)
    if head[:200].lstrip(_BLANK).lower().startswith(_MARKUP):
        raise Problem(f"{name} is a web page or XML: save the list as .xlsx or CSV.", UNREADABLE)
    controls = len(head) - len(head.translate(_CONTROLS))
    # A few strayed into many a list; a file that is one twentieth control characters is not text.
    if controls >= 8 and controls * 20 > len(head):
        raise Problem(f"{name} is not a list: it is no text, no workbook and no vCard file.", UNREADABLE)


def _csv_table(file: BinaryIO, name: str, score: Score) -> Table:
    from organiser.formats.csv_file import csv_records, delimiter_of

    try:
        decoding = decoding_of(file, name)
        text = decoding.open(file)
        sample = text.read(SAMPLE)
        text.detach()
    except OSError as error:
        raise Problem(f"{name} cannot be read ({error.strerror}).", IO_ERROR) from None
    delimiter = delimiter_of(sample, cut=len(sample) == SAMPLE)
    table = _table_of(name, "", csv_records(decoding.open(file), delimiter, name), score)
    if table is None:
        raise Problem(f"{name} holds no rows: nothing stands below its header.", UNREADABLE)
    return table


def _workbook_tables(file: BinaryIO, name: str, score: Score) -> Iterator[Table]:
    from organiser.formats.xlsx_file import sheets

    found = False
    for sheet, records in sheets(file, name):
        table = _table_of(name, sheet, records, score)
        if table is not None:
            found = True
            yield table
    if not found:
        raise Problem(f"{name} holds no rows: none of its sheets has anything below a header.", UNREADABLE)


def _table_of(name: str, sheet: str, records: Records, score: Score) -> Table | None:
    """The table that begins with the header among the first records; None where no row stands below it."""
    lines = list(islice(records, HEADER_LINES + 1))
    place = header_place([cells for _, cells in lines[:HEADER_LINES]], score)
    if place is None or place + 1 == len(lines):
        return None
    header_row, cells = lines[place]
    header = [safe_text(cell) for cell in cells]
    while header and not header[-1]:
        header.pop()
    rows = _rows(chain(lines[place + 1 :], records), len(header))
    return Table(name, sheet, tuple(header), header_row, rows, above=tuple(tuple(above) for _, above in lines[:place]))


def _rows(records: Records, width: int) -> Records:
    """Records without the blank cells at their end that stand beyond the header."""
    for record in records:
        cells = record[1]
        if len(cells) > width:
            while len(cells) > width and not cells[-1].strip():
                cells.pop()
        yield record
