"""Lists of how many electors or households each ward has, as councils and the ONS publish them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from organiser.errors import UNREADABLE, Problem
from organiser.formats import headings
from organiser.formats.marks import unmarked
from organiser.formats.reading import read_tables
from organiser.formats.table import Finding, Table
from organiser.rules.contact_rate import ELECTORS, HOUSEHOLDS
from organiser.text import safe_text

# Keys are those of headings.key(); the ONS writes `WD24CD` and `WD24NM`.
_CODE = re.compile(r"wd\d{2}cd|(?:ward)?(?:gss|code|gsscode|onscode)|wardgsscode|areacode|geographycode")
_NAME = re.compile(r"wd\d{2}nm|ward|wardname|nameofward|electoralward|areaname|name")
_ELECTORS = re.compile(
    r"(?:local|local government|total|registered|parliamentary|government|number|no|of|on|the|in|\s)*"
    r"(?:electorates?|electors|voters|register)(?:number|total|\d{4}|\s)*"
)
_HOUSEHOLDS = re.compile(
    r"(?:total|number|no|of|occupied|\s)*(?:households?|homes|dwellings|properties|addresses)[\d\s]*"
)
_PLAIN = frozenset(("number", "total", "count", "no", "figure", "value", "observation"))
# `9,876`, `9 876` and what a spreadsheet makes of a whole number: `9876.0`.
_WHOLE = re.compile(r"(\d{1,3}(?:[, \u00a0\u2009\u202f']\d{3})+|\d+)(?:\.0+)?")
_MOST = 1_000_000
_MARKS = str.maketrans("", "", ", \u00a0\u2009\u202f'")


@dataclass(frozen=True, slots=True)
class Said:
    """A row: the code and name of a ward ("" where there is none), and its number of something, more than 0."""

    row: int
    code: str
    name: str
    of: str
    number: int


@dataclass(slots=True)
class Electorates:
    """One table: its usable rows, how many it has, and those left out with the reason."""

    file: str
    sheet: str
    rows: int = 0
    said: list[Said] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)


def read_electorates(path: Path | str, of: str = "") -> Iterator[Electorates]:
    """The tables of a file that name wards and their number of electors or households.

    `of` says which of the two a number is whatever its heading says; "": as it says, else electors. A row can tell
    both. Problem as read_tables() raises it, and where no table has a ward and a number.
    """
    found, file = False, ""
    for table in read_tables(path, score=_score):
        file = table.file
        columns = _columns(table.header, of)
        if columns is not None:
            found = True
            yield _read(table, *columns)
    if not found:
        raise Problem(
            f"{file}: it needs a column with the code or name of the ward, and one with the number: 'Ward, Electors'.",
            UNREADABLE,
        )


def _score(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if _what(cell))


def _what(heading: str) -> str:
    """code, name, electors, households, plain (a number of one of these), or ""."""
    key, words = headings.key(heading), headings.fold(heading)
    tests = (
        ("code", bool(_CODE.fullmatch(key))),
        ("name", bool(_NAME.fullmatch(key))),
        (HOUSEHOLDS, bool(_HOUSEHOLDS.fullmatch(words))),
        (ELECTORS, bool(_ELECTORS.fullmatch(words))),
        ("plain", key in _PLAIN),
    )
    return next((what for what, is_so in tests if is_so), "")


def _columns(header: Sequence[str], of: str) -> tuple[dict[str, int], dict[str, int]] | None:
    """Which column names the ward, and which has the number of what; None where either is missing."""
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        places.setdefault(_what(heading), place)
    wards: dict[str, int] = {what: places[what] for what in ("code", "name") if what in places}
    numbers: dict[str, int] = {what: places[what] for what in (ELECTORS, HOUSEHOLDS) if what in places}
    if not numbers and "plain" in places:
        numbers = {of or ELECTORS: places["plain"]}
    elif of and numbers:
        numbers = {of: numbers.get(of, next(iter(numbers.values())))}
    return (wards, numbers) if wards and numbers else None


def _read(table: Table, wards: dict[str, int], numbers: dict[str, int]) -> Electorates:
    read = Electorates(table.file, table.sheet)
    for row, cells in table.rows:
        if not any(cell.strip() for cell in cells):
            continue
        read.rows += 1
        code, name = (_cell(cells, wards.get(what)) for what in ("code", "name"))
        for of, place in numbers.items():
            text = _cell(cells, place)
            number, reason = _number(text, of)
            if not (code or name):
                reason = "it names no ward"
            if reason:
                # Of two numbers one may be missing.
                if text or len(numbers) == 1:
                    read.refused.append(Finding(table.file, table.sheet, row, "not-usable", reason))
            else:
                read.said.append(Said(row, code, name, of, number))
    read.refused += table.findings
    return read


def _cell(cells: Sequence[str], place: int | None) -> str:
    return safe_text(unmarked(cells[place])) if place is not None and place < len(cells) else ""


def _number(text: str, of: str) -> tuple[int, str]:
    """A number of electors or households, or why it is none."""
    found = _WHOLE.fullmatch(text)
    if not text:
        return 0, f"it has no number of {of}"
    if not found:
        return 0, f"its number of {of} is not a whole number"
    number = int(found[1].translate(_MARKS)[:9])
    if not 0 < number <= _MOST:
        return 0, f"no ward has so many {of}" if number else f"it says 0 {of}"
    return number, ""
