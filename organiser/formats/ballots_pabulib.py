"""Pabulib's .pb files of participatory budgeting: three sections META, PROJECTS and VOTES, cells apart by semicolons.

Source of the format: Stolicki, Szufa, Talmon, "Pabulib: a participatory budgeting library" (2020), and pabulib.org.
Limits that META sets on a paper (how many choices, how many points) are taken as kept: the towns have checked them.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import TextIO

from organiser.errors import UNREADABLE, Problem
from organiser.formats.ballots import BallotFile, Findings
from organiser.rules.counting.ballots import (
    APPROVAL,
    BLANK,
    FAULTS,
    POINTS,
    RANKED,
    TWICE,
    Ballots,
    Marks,
    packed,
)
from organiser.rules.counting.result import Option
from organiser.text import safe_text

_SECTIONS = ("META", "PROJECTS", "VOTES")
_KINDS = {"approval": APPROVAL, "choose-1": APPROVAL, "ordinal": RANKED, "cumulative": POINTS, "scoring": POINTS}
_CELL = 1 << 20


def read_pabulib(text: TextIO, name: str) -> BallotFile:
    """Read a .pb file and close it. Raises Problem (65) with line and reason where it is malformed."""
    with text:
        return _Reader(name).read(text)


class _Reader:
    def __init__(self, name: str) -> None:
        self._name = name
        self._line = 0
        self._meta: dict[str, str] = {}
        self._options: list[Option] = []
        self._numbers: dict[str, int] = {}
        self._costs: list[Decimal] = []
        self._stated: list[int] | None = None
        self._findings = Findings(name)

    def read(self, text: TextIO) -> BallotFile:
        papers: Counter[Marks] = Counter()
        blank = 0
        kind = ""
        for section, row in self._rows(text):
            if section == "META":
                self._meta[row.get("key", "").casefold()] = row.get("value", "")
            elif section == "PROJECTS":
                self._project(row)
            else:
                kind = kind or self._kind()
                marks = self._paper(row, kind)
                blank += not any(marks)
                if any(marks):
                    papers[marks] += 1
        if not kind:
            raise self._wrong("the section VOTES with its papers is missing")
        return self._file(Ballots(kind, papers, {BLANK: blank} if blank else {}))

    def _wrong(self, reason: str) -> Problem:
        return Problem(f"{self._name}, line {self._line}: {reason}.", UNREADABLE)

    def _rows(self, text: TextIO) -> Iterator[tuple[str, Mapping[str, str]]]:
        """Every row below the headings of its section, by heading."""
        csv.field_size_limit(_CELL)
        section, header = "", list[str]()
        reader = csv.reader(text, delimiter=";")
        try:
            for cells in reader:
                self._line = reader.line_num
                first = cells[0].strip().lstrip("\ufeff") if cells else ""
                if not any(cell.strip() for cell in cells):
                    continue
                if first.upper() in _SECTIONS and not any(cell.strip() for cell in cells[1:]):
                    section, header = first.upper(), []
                elif not section:
                    raise self._wrong("the file has to begin with META")
                elif not header:
                    header = [cell.strip().lstrip("\ufeff").casefold() for cell in cells]
                    self._check_header(section, header)
                else:
                    yield section, dict(zip(header, (safe_text(cell) for cell in cells), strict=False))
        except csv.Error:
            raise self._wrong("a cell is longer than 1 MB; is a quotation mark opened and never closed?") from None

    def _check_header(self, section: str, header: list[str]) -> None:
        wanted = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("vote",)}[section]
        missing = [heading for heading in wanted if heading not in header]
        if missing:
            raise self._wrong(f"{section} has no column '{missing[0]}'")
        if section == "VOTES" and self._kind() == POINTS and "points" not in header:
            raise self._wrong(f"papers of the kind '{self._meta['vote_type']}' need a column 'points'")
        if section == "PROJECTS":
            self._stated = [] if "selected" in header else None

    def _kind(self) -> str:
        if not self._options:
            raise self._wrong("there are votes, but no projects before them")
        said = self._meta.get("vote_type", "")
        if said.casefold() not in _KINDS:
            raise self._wrong(f"the vote_type '{said[:20]}' is not known: there are {', '.join(_KINDS)}")
        return _KINDS[said.casefold()]

    def _project(self, row: Mapping[str, str]) -> None:
        id_ = row["project_id"]
        if not id_ or id_ in self._numbers:
            raise self._wrong(f"the project '{id_[:20]}' is there twice" if id_ else "a project has no id")
        self._options.append(Option(id_, row.get("name") or id_))
        self._costs.append(self._money(row.get("cost", "")))
        self._numbers[id_] = len(self._options)
        if self._stated is not None and row.get("selected") == "1":
            self._stated.append(len(self._options))

    def _money(self, text: str) -> Decimal:
        """An amount, with a point or a comma before its decimals."""
        plain = re.sub(r"[\s'’]", "", text)
        if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain):
            plain = plain.replace(",", "")
        elif re.fullmatch(r"\d{1,3}(\.\d{3}){2,}(,\d+)?|\d{1,3}(\.\d{3})+,\d+", plain):
            plain = plain.replace(".", "")
        try:
            amount = Decimal(plain.replace(",", "."))
        except InvalidOperation:
            raise self._wrong(f"'{text[:20]}' is no amount of money") from None
        if not amount.is_finite() or amount < 0:
            raise self._wrong(f"'{text[:20]}' is no amount of money")
        return amount

    def _paper(self, row: Mapping[str, str], kind: str) -> Marks:
        named = [word for word in (part.strip() for part in row.get("vote", "").split(",")) if word]
        numbers = []
        for id_ in named:
            if id_ not in self._numbers:
                raise self._wrong(f"there is no project '{id_[:20]}'")
            numbers.append(self._numbers[id_])
        if len(set(numbers)) < len(numbers):
            if kind == POINTS:
                raise self._wrong("a paper gives points to one project twice")
            self._findings.add(self._line, TWICE, f"a paper: {FAULTS[TWICE]}")
        if kind != POINTS:
            order = list(dict.fromkeys(numbers))
            return packed(order if kind == RANKED else sorted(order), len(self._options))
        return self._points(numbers, row.get("points", ""))

    def _points(self, numbers: list[int], text: str) -> Marks:
        points = [word.strip() for word in text.split(",") if word.strip()]
        if len(points) != len(numbers):
            raise self._wrong(f"a paper names {len(numbers)} projects and has {len(points)} numbers of points")
        given = [0] * len(self._options)
        for number, word in zip(numbers, points, strict=True):
            if not re.fullmatch(r"[+-]?\d+", word):
                raise self._wrong(f"'{word[:20]}' is not a whole number of points")
            given[number - 1] = int(word)
        return tuple(given)

    def _file(self, ballots: Ballots) -> BallotFile:
        said = self._meta.get("budget", "")
        budget = self._money(said) if said else None
        places = max(_places(amount) for amount in (*self._costs, budget or Decimal()))
        unit = 10**places
        options = tuple(
            option._replace(cost=int(cost * unit)) for option, cost in zip(self._options, self._costs, strict=True)
        )
        expected = self._meta.get("num_votes", "")
        if expected.isdecimal() and int(expected) != ballots.total:
            self._findings.add(
                0, "number-differs", f"the file says that it has {expected} papers, and has {ballots.total}"
            )
        longest = self._meta.get("max_length", "")
        return BallotFile(
            title=self._meta.get("description", ""),
            options=options,
            ballots=ballots,
            budget=None if budget is None else int(budget * unit),
            unit=unit,
            stated=None if self._stated is None else tuple(self._stated),
            first_points=int(longest) if longest.isdecimal() and int(longest) else None,
            findings=tuple(self._findings.kept),
            more=self._findings.more,
        )


def _places(amount: Decimal) -> int:
    """How many decimals an amount needs."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
