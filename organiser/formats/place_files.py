"""Official lists of places, recognised by their headers whatever the vintage, and read row by row.

Two kinds: lookups (wards with their names, constituencies and councils, or the names of one kind of place alone) and
postcode directories. Sources: the lookups and the postcode directory (ONSPD, NSPL) of the Office for National
Statistics, whose column names carry the year (`WD17CD`, `wd25cd`) or none (`osward`); the Department for Education's
ward hierarchy; councils' own lists.
"""

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from organiser.formats.headings import named
from organiser.formats.recognise import is_register
from organiser.formats.table import Finding, Table
from organiser.rules.places import described, place_code
from organiser.rules.postcodes import parse_postcode
from organiser.text import safe_text

# What a column says, by its heading in lower case without blanks and punctuation. Where several columns of a file say
# the same, the first of these counts: a directory gives each postcode in three spellings.
_HEADINGS = {
    "ward": r"wardcode|(?:electoral)?wd(?:\d\d)?cd|osward|adminwardcode",
    "ward_name": r"wardname|wd(?:\d\d)?nm|adminwardname",
    "constituency": r"pcon(?:\d\d)?(?:code|cd)|pcon(?:\d\d)?|constituencycode|parliamentaryconstituencycode",
    "constituency_name": r"pconname|pcon(?:\d\d)?nm|constituencyname|parliamentaryconstituencyname",
    "council": r"lad(?:\d\d)?(?:code|cd)|oslaua|laua|gsscode|localauthoritygsscode",
    "council_name": r"ladname|lad(?:\d\d)?nm|nicename",
    "division": r"ced(?:\d\d)?(?:code|cd)?",
    "division_name": r"ced(?:\d\d)?nm|cedname",
    "first": r"firstavailableyearincluded",
    "last": r"mostrecentyearincluded",
    "postcode": r"pcds|postcodenatural|postcode|postcode8|pcd8|pcd2|postcode7|pcd7|pcd",
    "ended": r"doterm|terminationdate|dateoftermination|terminated",
}
_COLUMNS = {field: re.compile(pattern) for field, pattern in _HEADINGS.items()}
_NAMED = ("constituency", "council", "division")
# A list in which any column is one of these is of people, whatever else it holds.
_PERSONAL = frozenset(("name", "given", "family", "email", "phone"))
_NOT_A_WORD = re.compile(r"[\W_]+")
_PROPOSED = re.compile(r"proposed$")
_YEAR_OF_HEADING = re.compile(r"(?:wd|pcon|lad|ced)(\d\d)(?:cd|nm)?")
_YEAR = re.compile(r"(19|20)\d\d")
_MONTH = re.compile(r"((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?:[-/]?\d\d)?(?:\.0)?")
_LONGEST_SHOWN = 40
_BOTH_YEARS = (("first", "last"), ("last", "first"))

_Row = TypeVar("_Row")
_Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a list of places stand (0-based), by what they say, and the year that its headings name.

    `year` is 0 where they name none.
    """

    columns: dict[str, int]
    year: int

    @property
    def is_directory(self) -> bool:
        """Whether the list is a postcode directory, and not a lookup."""
        return "postcode" in self.columns

    @property
    def tells_councils(self) -> bool:
        return "council" in self.columns


class LookupRow(NamedTuple):
    """What one row of a lookup says; codes and names are "" where it does not say, years 0."""

    ward: str
    ward_name: str
    constituency: str
    constituency_name: str
    council: str
    council_name: str
    division: str
    division_name: str
    first: int
    last: int


class PostcodeRow(NamedTuple):
    """What one row of a directory says. `ended` is the month in which the postcode ended, as 2009-03, or "".

    Codes are "" for none; None where the directory has no such column.
    """

    postcode: str
    ended: str
    ward: str
    council: str | None
    constituency: str | None
    division: str | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that cannot be used: why, and the code and name of its council as they stand there ("" if they do not)."""

    finding: Finding
    council: str
    council_name: str


class _Unusable(Exception):
    """Why a row cannot be used: a code for programs and a reason for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def layout_of(header: Sequence[str]) -> Layout | None:
    """Where the columns of a list of places stand; None for the header of any other list."""
    columns = _columns(header)
    if columns is None or not (_is_directory(columns) or _is_lookup(columns)):
        return None
    if "postcode" in columns and not _is_directory(columns):
        return None
    return Layout(columns, max((_year_of(header[place]) for place in columns.values()), default=0))


def score(cells: Sequence[str]) -> int:
    """How many cells of a line are headings of lists of places, which tells the header from what stands above it."""
    return sum(any(pattern.fullmatch(_plain(cell)) for pattern in _COLUMNS.values()) for cell in cells)


def lookup_rows(table: Table, layout: Layout) -> Iterator[LookupRow | LeftOut]:
    """The rows of a lookup."""
    read = _lookup_reader(layout)
    for number, cells in table.rows:
        yield _attempt(table, layout, number, cells, read)


def postcode_rows(
    table: Table, layout: Layout, wanted: Container[str] | None = None
) -> Iterator[PostcodeRow | LeftOut | None]:
    """The rows of a postcode directory, those that are not wanted as None.

    `wanted` holds the codes of councils, or those of wards where the directory does not tell councils.
    """
    read = _postcode_reader(layout)
    place = layout.columns["council" if layout.tells_councils else "ward"]
    for number, cells in table.rows:
        if wanted is not None and len(cells) > place and cells[place].strip().upper() not in wanted:
            yield None
        else:
            yield _attempt(table, layout, number, cells, read)


# Headers -------------------------------------------------------------------------------------------------------------


def _plain(heading: str) -> str:
    return _PROPOSED.sub("", _NOT_A_WORD.sub("", heading).lower())


def _columns(header: Sequence[str]) -> dict[str, int] | None:
    """The place of each column we know; None where one is about people."""
    if is_register(header) or any(named(heading) in _PERSONAL for heading in header):
        return None
    headings = [_plain(heading) for heading in header]
    columns = {}
    for field, pattern in _COLUMNS.items():
        places = [place for place, heading in enumerate(headings) if pattern.fullmatch(heading)]
        if places:
            columns[field] = min(places, key=lambda place: _preference(field, headings[place]))
    return columns


def _preference(field: str, heading: str) -> int:
    """Which of several columns of one meaning to read: a postcode as it is printed rather than in seven characters."""
    alternatives = _HEADINGS[field].split("|")
    return alternatives.index(heading) if heading in alternatives else 0


def _is_directory(columns: dict[str, int]) -> bool:
    return "postcode" in columns and "ward" in columns


def _is_lookup(columns: dict[str, int]) -> bool:
    if "ward" in columns:
        return not columns.keys().isdisjoint(("ward_name", "constituency", "council"))
    return any(kind in columns and f"{kind}_name" in columns for kind in _NAMED)


def _year_of(heading: str) -> int:
    found = _YEAR_OF_HEADING.fullmatch(_plain(heading))
    return 2000 + int(found[1]) if found else 0


# Rows ----------------------------------------------------------------------------------------------------------------


def _attempt(
    table: Table, layout: Layout, number: int, cells: _Cells, read: Callable[[_Cells], _Row]
) -> _Row | LeftOut:
    width = len(table.header)
    try:
        return read(cells if len(cells) == width else _fitted(cells, width))
    except _Unusable as why:
        finding = Finding(table.file, table.sheet, number, why.code, why.reason)
        if len(cells) > width:
            return LeftOut(finding, "", "")
        row = _fitted(cells, width)
        return LeftOut(finding, _cell(layout, "council")(row).strip(), safe_text(_cell(layout, "council_name")(row)))


def _fitted(cells: _Cells, width: int) -> _Cells:
    if len(cells) > width:
        raise _Unusable("overlong", f"it has {len(cells)} cells where the heading has {width}")
    return [*cells, *[""] * (width - len(cells))]


def _lookup_reader(layout: Layout) -> Callable[[_Cells], LookupRow]:
    columns = layout.columns
    about = "ward" if "ward" in columns else next(kind for kind in _NAMED if f"{kind}_name" in columns)
    needed = {about, "constituency"} if about == "ward" else {about}
    ward, constituency, council, division = (
        _code(layout, kind, needed=kind in needed) for kind in ("ward", "constituency", "council", "division")
    )
    ward_name, constituency_name, council_name, division_name = (
        _cell(layout, f"{kind}_name") for kind in ("ward", "constituency", "council", "division")
    )
    years = _years(layout)

    def read(cells: _Cells) -> LookupRow:
        _refuse_empty(cells)
        return LookupRow(
            ward(cells) or "",
            safe_text(ward_name(cells)),
            constituency(cells) or "",
            safe_text(constituency_name(cells)),
            council(cells) or "",
            safe_text(council_name(cells)),
            division(cells) or "",
            safe_text(division_name(cells)),
            *years(cells),
        )

    return read


def _postcode_reader(layout: Layout) -> Callable[[_Cells], PostcodeRow]:
    postcode, ended = _cell(layout, "postcode"), _cell(layout, "ended")
    ward, council, constituency, division = (
        _code(layout, kind) for kind in ("ward", "council", "constituency", "division")
    )

    def read(cells: _Cells) -> PostcodeRow:
        code = parse_postcode(postcode(cells))
        if not code:
            _refuse_empty(cells)
            raise _Unusable("bad_postcode", f"{_shown(postcode(cells))} is not a postcode")
        return PostcodeRow(
            code, _month(ended(cells)), ward(cells) or "", council(cells), constituency(cells), division(cells)
        )

    return read


def _refuse_empty(cells: _Cells) -> None:
    if not any(cell.strip() for cell in cells):
        raise _Unusable("empty", "it is empty")


# Cells ---------------------------------------------------------------------------------------------------------------


def _cell(layout: Layout, field: str) -> Callable[[_Cells], str]:
    """What gives one column of a row; "" where the list has no such column."""
    place = layout.columns.get(field)
    if place is None:
        return lambda cells: ""
    return lambda cells: cells[place]


def _code(layout: Layout, kind: str, *, needed: bool = False) -> Callable[[_Cells], str | None]:
    """What gives a row's code of one kind of place: "" for none, None where the list has no such column."""
    place = layout.columns.get(kind)
    if place is None:
        return lambda cells: None
    known: dict[str, str] = {}

    def read(cells: _Cells) -> str:
        text = cells[place]
        code = known.get(text)
        if code is None:
            code = place_code(text, kind)
            if code is None:
                raise _Unusable("bad_code", f"{_shown(text)} is not the code of {described(kind)}")
            if needed and not code:
                raise _Unusable("no_code", f"it has no code of {described(kind)}")
            known[text] = code
        return code

    return read


def _years(layout: Layout) -> Callable[[_Cells], tuple[int, int]]:
    """What gives the first and last edition of a row: its own, else the year in the headings."""
    if "first" not in layout.columns and "last" not in layout.columns:
        return lambda cells: (layout.year, layout.year)
    first, last = (_cell(layout, field if field in layout.columns else other) for field, other in _BOTH_YEARS)

    def read(cells: _Cells) -> tuple[int, int]:
        begin, end = first(cells).strip(), last(cells).strip()
        if not _YEAR.fullmatch(begin) or not _YEAR.fullmatch(end) or begin > end:
            raise _Unusable("bad_year", f"{_shown(begin)} to {_shown(end)} are not the years of two editions")
        return int(begin), int(end)

    return read


def _month(text: str) -> str:
    if not text or not text.strip():
        return ""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise _Unusable("bad_date", f"{_shown(text)} is not the month in which a postcode ended")
    return f"{found[1]}-{found[2]}"


def _shown(text: str) -> str:
    """A cell as it is quoted in a reason."""
    shown = safe_text(text)
    return f"'{shown if len(shown) <= _LONGEST_SHOWN else shown[:_LONGEST_SHOWN] + '…'}'"
