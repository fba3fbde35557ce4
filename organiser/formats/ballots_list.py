"""Papers in a plain list, CSV or workbook: a row a paper, however people laid it out.

A column for every option, its cells ranks, marks (x) or points; or columns 1st, 2nd, 3rd with the options' names; or
one column with a choice, or with several apart by semicolons. A column "count" or "weight" says how many papers a row
stands for; columns that number the papers are passed over.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

from organiser.errors import UNREADABLE, Problem
from organiser.formats.ballots import BallotFile, Findings, Typed
from organiser.formats.csv_file import csv_records
from organiser.formats.decoding import decoding_of
from organiser.formats.reading import read_tables
from organiser.formats.table import Table
from organiser.rules.counting.ballots import (
    APPROVAL,
    BLANK,
    FAULTS,
    NO_FIRST,
    POINTS,
    RANKED,
    Ballots,
    Marks,
    by_rank,
    in_order,
    packed,
)
from organiser.rules.counting.result import Option
from organiser.text import safe_text

_COUNT = {"count", "weight", "papers", "ballots", "how many", "number of papers", "number of ballots", "times"}
_PASSED = {"paper", "paper no", "paper number", "no", "no.", "nr", "#", "id", "ballot", "ballot id", "ballot no", "row"}
_CHOICE = {"choice", "choices", "vote", "votes", "option", "options", "approved", "approvals", "issue", "issues"}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_RANK = re.compile(
    r"(?:(?:rank|choice|preference|pref|vote)[ _]*)?(\d+)(?:st|nd|rd|th)?(?:[ _]*(?:rank|choice|preference|pref|vote))?"
)
_MARKED = {"x", "✓", "✔", "✗", "✘", "☑", "☒", "yes", "y", "true", "1", "/", "*"}
_UNMARKED = {"", "0", "no", "n", "false", "-"}
_MOST_IN_A_ROW = 10**9
_LONGEST_HEADING = 200
_MOST_RANKS = 10_000
_MOST_IN_ORDER = 100_000


def read_list(path: Path, name: str, method: str, *, in_order: bool = False) -> BallotFile:
    """Read the first table of a list of papers; `method` tells ranks from points. Raises Problem (65) with the row."""
    reader = _InOrder if in_order else _Reader
    return reader(_one_column(path, name) or next(iter(read_tables(path, name=name))), method).read()


def _one_column(path: Path, name: str) -> Table | None:
    """A list of nothing but choices, in which semicolons stand between several; None for any other list."""
    with path.open("rb") as file:
        decoding = decoding_of(file, name)
        file.seek(0)
        heading = safe_text(decoding.head(file.readline(_LONGEST_HEADING)))
    if heading.strip('"').casefold() not in _CHOICE:
        return None
    # Of what nobody types: so that whatever stands in a line is one cell.
    rows = csv_records(decoding.open(path.open("rb")), "\x1f", name)
    next(rows)
    return Table(name, "", (heading.strip('"'),), 1, rows)


class _Reader:
    def __init__(self, table: Table, method: str) -> None:
        self._table = table
        self._method = method
        self._row = table.header_row
        self._findings = Findings(table.file)
        self._spoilt: Counter[str] = Counter()
        self._papers: Counter[Marks] = Counter()
        # Options as they are met with, and their numbers by folded name.
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}

    def read(self) -> BallotFile:
        folded = [heading.casefold().rstrip(":").strip() for heading in self._table.header]
        counted = next((place for place, heading in enumerate(folded) if heading in _COUNT), None)
        left = [place for place, heading in enumerate(folded) if heading and place != counted]
        ranks = {place: rank for place in left if (rank := _rank_of(folded[place]))}
        choice = [place for place in left if folded[place] in _CHOICE]
        if ranks and sorted(ranks.values()) == list(range(1, len(ranks) + 1)):
            return self._read_names(counted, sorted(ranks, key=ranks.__getitem__))
        if len(choice) == 1 and all(place in choice or folded[place] in _PASSED for place in left):
            return self._read_choices(counted, choice[0])
        columns = [place for place in left if folded[place] not in _PASSED]
        if len(columns) < 2:
            raise self._wrong("there have to be columns for options, columns 1st, 2nd, 3rd, or a column 'choice'")
        return self._read_marks(counted, columns)

    def _wrong(self, reason: str) -> Problem:
        return Problem(f"{self._table.file}, row {self._row}: {reason}.", UNREADABLE)

    def _rows(self, counted: int | None) -> "list[tuple[tuple[str, ...], int, int]]":
        """Rows that say the same once: their cells, how many papers they stand for, and the first one's number."""
        found: dict[tuple[str, ...], list[int]] = {}
        for row, cells in self._table.rows:
            self._row = row
            many = self._many(cells[counted] if counted < len(cells) else "") if counted is not None else 1
            if counted is not None and counted < len(cells):
                cells[counted] = ""
            entry = found.setdefault(tuple(cells), [0, row])
            entry[0] += many
        return [(cells, many, first) for cells, (many, first) in found.items()]

    def _many(self, text: str) -> int:
        text = text.strip()
        if re.fullmatch(r"\d+[.,]\d+", text):
            raise self._wrong(f"a row cannot stand for {text} papers: papers are counted whole")
        if not text.isdecimal() or int(text) > _MOST_IN_A_ROW:
            raise self._wrong(f"'{safe_text(text)[:20]}' does not say how many papers the row stands for")
        return int(text)

    # A column for each rank, or one for choices -----------------------------------------------------------------------

    def _read_names(self, counted: int | None, columns: Sequence[int]) -> BallotFile:
        read = []
        for cells, many, row in self._rows(counted):
            named = [cells[place].strip() if place < len(cells) else "" for place in columns]
            choices = [[self._number(part) for part in cell.split("=")] if cell else [] for cell in named]
            read.append((*in_order(choices), many, row))
        for order, fault, many, row in read:
            self._take(order, fault, many, row, len(self._names))
        return self._file(RANKED, self._names)

    def _read_choices(self, counted: int | None, column: int) -> BallotFile:
        read = []
        for cells, many, row in self._rows(counted):
            parts = re.split(r"[;|]", cells[column] if column < len(cells) else "")
            read.append((sorted({self._number(part) for part in parts if part.strip()}), many, row))
        for numbers, many, row in read:
            self._take(numbers, "" if numbers else BLANK, many, row, len(self._names))
        return self._file(APPROVAL, self._names)

    def _number(self, text: str) -> int:
        shown = safe_text(text)
        number = self._numbers.setdefault(shown.casefold(), len(self._names) + 1)
        if number > len(self._names):
            self._names.append(shown)
        return number

    # A column for each option -----------------------------------------------------------------------------------------

    def _read_marks(self, counted: int | None, columns: Sequence[int]) -> BallotFile:
        names = tuple(self._table.header[place] for place in columns)
        beyond = max(columns) + 1
        pick = itemgetter(*columns)
        rows = [
            (pick((*cells, *("",) * (beyond - len(cells)))) if len(cells) < beyond else pick(cells), many, row)
            for cells, many, row in self._rows(counted)
        ]
        kind = self._kind_of({cell for cells, _, _ in rows for cell in cells})
        read = _Cells(kind)
        for cells, many, row in rows:
            try:
                values = list(map(read.__getitem__, cells))
            except ValueError as error:
                self._row = row
                raise self._wrong(str(error)) from None
            if kind == RANKED:
                self._take_ranks(values, many, row)
            elif kind == APPROVAL:
                numbers = [number for number, marked in enumerate(values, 1) if marked]
                self._take(numbers, "" if numbers else BLANK, many, row, len(names))
            else:
                self._take(values if any(values) else (), "" if any(values) else BLANK, many, row, 0)
        return self._file(kind, names)

    def _kind_of(self, cells: Collection[str]) -> str:
        """What the cells are: marks wherever nothing but marks stands in them, else points or ranks by the method."""
        if self._method in ("score", "dots"):
            return POINTS
        marks = _MARKED | _UNMARKED
        if self._method in ("plurality", "approval") and all(cell.strip().casefold() in marks for cell in cells):
            return APPROVAL
        return RANKED

    def _take_ranks(self, ranks: Sequence[int], many: int, row: int) -> None:
        order, fault = by_rank(ranks)
        self._take(order, fault, many, row, len(ranks))

    def _take(self, marks: Sequence[int], fault: str, many: int, row: int, options: int) -> None:
        if fault and fault != BLANK:
            whose = "a paper" if many == 1 else f"{many} papers, the first of them here"
            self._findings.add(row, fault, f"{whose}: {FAULTS[fault]}")
        if not marks:
            self._spoilt[fault or NO_FIRST] += many
        else:
            self._papers[packed(marks, options) if options else tuple(marks)] += many

    def _file(self, kind: str, names: Sequence[str]) -> BallotFile:
        if not names:
            raise self._wrong("no paper names anything")
        return BallotFile(
            title="",
            options=tuple(Option(name, name) for name in names),
            ballots=Ballots(kind, self._papers, dict(self._spoilt)),
            findings=tuple(self._findings.kept),
            more=self._findings.more,
        )


class _InOrder(_Reader):
    """Keeps every paper by itself, in its order, as it stands in the list."""

    def __init__(self, table: Table, method: str) -> None:
        super().__init__(table, method)
        self._typed: list[Typed] = []

    def _rows(self, counted: int | None) -> "list[tuple[tuple[str, ...], int, int]]":
        found: list[tuple[tuple[str, ...], int, int]] = []
        for row, cells in self._table.rows:
            self._row = row
            many = 1
            if counted is not None:
                many = self._many(cells[counted] if counted < len(cells) else "")
                cells[counted : counted + 1] = [""]
            if len(found) + many > _MOST_IN_ORDER:
                raise self._wrong(f"there are more than {_MOST_IN_ORDER:,} papers in it")
            found += [(tuple(cells), 1, row)] * many
        return found

    def _take_ranks(self, ranks: Sequence[int], many: int, row: int) -> None:
        super()._take_ranks(ranks, many, row)
        self._typed[-1] = Typed(row, tuple(ranks))

    def _take(self, marks: Sequence[int], fault: str, many: int, row: int, options: int) -> None:
        super()._take(marks, fault, many, row, options)
        self._typed.append(Typed(row, (), tuple(marks), fault))

    def _file(self, kind: str, names: Sequence[str]) -> BallotFile:
        return replace(super()._file(kind, names), typed=tuple(self._typed))


class _Cells(dict[str, int]):
    """What cells say, each read once: a rank, points, or 1 for a mark. ValueError for one that says no such thing."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def __missing__(self, cell: str) -> int:
        text = cell.strip().casefold()
        if self._kind == APPROVAL:
            value = int(text in _MARKED)
        elif text in ("", "-"):
            value = 0
        elif not text.isdecimal() or (self._kind == RANKED and int(text) > _MOST_RANKS):
            what = "a rank" if self._kind == RANKED else "points"
            raise ValueError(f"'{safe_text(cell)[:20]}' is not {what}: only whole numbers count")
        else:
            value = int(text)
        self[cell] = value
        return value


def _rank_of(heading: str) -> int:
    """The rank that a heading stands for ("1st", "choice 2", "third preference"); 0 where it is none."""
    for word, rank in _ORDINALS.items():
        if re.fullmatch(rf"{word}(?: (?:choice|preference|rank|vote))?", heading):
            return rank
    found = _RANK.fullmatch(heading)
    return int(found[1]) if found and len(found[1]) < 4 else 0
