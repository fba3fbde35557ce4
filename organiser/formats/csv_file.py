"""CSV files as people make them: whichever delimiter, line end and quoting, record by record."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import chain, islice
from typing import TextIO

from organiser.errors import IO_ERROR, UNREADABLE, Problem

DELIMITERS = ",;\t|"
# The longest cell, in characters. A longer one is nearly always a quotation mark that is never closed.
LONGEST_CELL = 1 << 20
_VOTERS = 100


class _EndOfFile:
    """An empty iterator that remembers having been asked, which is how the end of the file makes itself known."""

    __slots__ = ("reached",)

    def __init__(self) -> None:
        self.reached = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.reached = True
        raise StopIteration


def delimiter_of(sample: str, *, cut: bool) -> str:
    """The delimiter that splits most records of a sample into the same number of cells, above one.

    `cut` says that the sample ends somewhere in the middle of the file. Where two split equally many, the one that
    makes more cells wins, then the first of `DELIMITERS`. A list of one column is a comma file.
    """
    best, best_vote = DELIMITERS[0], (0.0, 0)
    for delimiter in DELIMITERS:
        vote = _vote(sample, delimiter, cut)
        if vote > best_vote:
            best, best_vote = delimiter, vote
    return best


def _vote(sample: str, delimiter: str, cut: bool) -> tuple[float, int]:
    """The share of records that have the commonest number of cells above one, and that number."""
    reader = csv.reader(StringIO(sample, newline=""), delimiter=delimiter)
    widths = [len(cells) for cells in islice(reader, _VOTERS) if cells]
    if cut and 1 < len(widths) < _VOTERS:
        widths.pop()
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0, 0
    width, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return count / len(widths), width


def csv_records(text: TextIO, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Every record of a CSV text as `(number, cells)`, numbered from 1; closes the text at the end.

    Blank lines are counted and not given. `name` is what to call the file. Raises Problem (65) with the record's
    number where a cell is too long or the last quotation mark is never closed, and 74 where the file cannot be read on.
    """
    csv.field_size_limit(LONGEST_CELL)
    end = _EndOfFile()
    number = 0
    with text:
        try:
            for number, cells in enumerate(csv.reader(chain(text, end), delimiter=delimiter), 1):
                # Within quotation marks the reader looks for more lines before it gives the record away.
                if end.reached:
                    raise Problem(
                        f"{name}, row {number}: a quotation mark is opened and never closed; "
                        "the file seems to be cut off.",
                        UNREADABLE,
                    )
                if cells:
                    yield number, cells
        except csv.Error:
            raise Problem(
                f"{name}, row {number + 1}: a cell is longer than 1 MB; is a quotation mark opened and never closed?",
                UNREADABLE,
            ) from None
        except OSError as error:
            raise Problem(f"{name}, after row {number}: cannot be read on ({error.strerror}).", IO_ERROR) from None
