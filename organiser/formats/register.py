"""Electoral registers and their monthly updates, as the programs of councils export them: read once, kept nowhere.

Each row is reduced at once to what a match with people here needs, and goes no further. A finding names a row by its
number and never quotes it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats import headings
from organiser.formats.reading import read_tables
from organiser.formats.recognise import is_register, score
from organiser.formats.table import Finding, Table
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.rules.register import Readings, change_of, elector_number, readings, whole_name_readings
from organiser.text import safe_text

# Headings as headings.key() gives them, the most telling one first.
_HEADINGS = {
    "surname": "electorsurname surname lastname familyname electorlastname electornamelast",
    "forename": (
        "electorforename electorforenames forename forenames firstname firstnames givenname givennames "
        "electorfirstname electornamefirst"
    ),
    "middle": "electormiddlename electormiddlenames middlename middlenames electornamemiddle",
    "name": "electorname electorsurnameelectorforename electorfullname fullname name",
    "postcode": "postcode propertypostcode registeredpostcode qualifyingpostcode electorpostcode addresspostcode",
    "prefix": "electornumberprefix pdcode pd districtref pollingdistrict pollingdistrictcode",
    "number": "electornumber eno rollno rollnumber electorno pdeno electorid",
    "suffix": "electornumbersuffix",
    "created": "electorcreatedmonth",
    "changed": "electorchangedmonth",
    "deleted": "electordeletedmonth",
    "status": "changetype updatetype amendmenttype typeofchange changestatus electorstatus status",
}
# Columns that only an update has: what they say of a row is said of the file, too.
_OF_UPDATES = ("created", "changed", "deleted")
_ADDRESS = re.compile(r"(?:property|registered|qualifying|elector)?add(?:ress)?(?:line)?\d*")
# Lists of postal and proxy voters have the electors' headings, but not all electors.
_OF_VOTERS = re.compile(r"avtype|absentvot.*|proxy.*")
# So many rows left out are listed one by one; what comes after is counted only.
MOST_FINDINGS = 10_000


class Elector(NamedTuple):
    """What one row says: how the elector may be called, where ("" where no postcode is given), and the number.

    `gone` is whether an update takes the elector off the register.
    """

    names: Readings
    postcode: str
    number: str
    gone: bool


class _Columns(NamedTuple):
    """Where the columns of a register stand (0-based), -1 for one that is not there."""

    surname: int
    forename: int
    middle: int
    name: int
    postcode: int
    prefix: int
    number: int
    suffix: int
    created: int
    changed: int
    deleted: int
    status: int
    addresses: tuple[int, ...]


@dataclass(slots=True)
class Register:
    """A register file as it is read: `electors()` gives its rows, the rest is known when all are read."""

    path: Path
    rows: int = 0
    refused_count: int = 0
    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    # Whether the file holds only what changed: by its columns, or since each of its rows says that it is a change.
    _by_columns: bool = False
    _plain_rows: int = 0

    @property
    def is_update(self) -> bool:
        return self._by_columns or (self.rows > self.refused_count and not self._plain_rows)

    def electors(self) -> Iterator[Elector]:
        """Every row that can be used, read from the file one by one. Raises Problem as read_tables() does."""
        found = False
        for table in read_tables(_real_file(self.path), score=score):
            if is_register(table.header) or _has_numbered_names(table):
                found = True
                yield from self._of_table(table)
        if not found:
            raise Problem(
                f"{safe_text(self.path.name)} is not an electoral register: no sheet has its columns (elector number, "
                "elector's surname and forename, postcode).",
                UNREADABLE,
            )

    def _of_table(self, table: Table) -> Iterator[Elector]:
        columns = _columns_of(table)
        self._by_columns = self._by_columns or any(getattr(columns, name) >= 0 for name in _OF_UPDATES)
        for number, cells in table.rows:
            self.rows += 1
            if len(cells) > len(table.header):
                reason = f"the row has {len(cells)} cells, its header only {len(table.header)}"
                self._refuse(table, number, "too-long", reason)
                continue
            elector = self._read(columns, cells)
            if elector is not None and not elector.names.whole:
                reason = "the row names nobody (an elector who is registered anonymously, or a blank row)"
                self._refuse(table, number, "no-name", reason)
            elif elector is not None:
                yield elector
        self.warnings += table.findings

    def _refuse(self, table: Table, number: int, code: str, reason: str) -> None:
        self.refused_count += 1
        if len(self.refused) < MOST_FINDINGS:
            self.refused.append(Finding(table.file, table.sheet, number, code, reason))

    def _read(self, columns: _Columns, cells: list[str]) -> Elector | None:
        """What a row says; None for one that an update both puts on and takes off."""

        def cell(place: int) -> str:
            return safe_text(cells[place]) if 0 <= place < len(cells) else ""

        change = change_of(cell(columns.created), cell(columns.deleted), cell(columns.status))
        names = _names(cell(columns.forename), cell(columns.surname), cell(columns.middle), cell(columns.name))
        if names.whole:
            self._plain_rows += not change.told
        if change.void:
            return None
        number = elector_number(cell(columns.prefix), cell(columns.number), cell(columns.suffix))
        postcode = parse_postcode(cell(columns.postcode)) or _postcode_in([cell(place) for place in columns.addresses])
        return Elector(names, postcode, number, change.gone)


def _real_file(path: Path) -> Path:
    """The path, unless it is standard input or a pipe: to be read they would be copied into a file, and a register is
    copied nowhere."""
    if str(path) == "-" or (path.exists() and not path.is_file() and not path.is_dir()):
        raise Problem("The register is read straight from its file, so that no copy is made: name the file.", USAGE)
    return path


def _columns_of(table: Table) -> _Columns:
    """Where the columns stand; Problem (65) where the names are not to be found, or not all electors are there."""
    keys = [headings.key(heading) for heading in table.header]
    if any(_OF_VOTERS.fullmatch(key) for key in keys):
        raise Problem(
            f"{table.file} is a list of postal or proxy voters: most electors are not on it, so nobody can be checked "
            "against it.",
            UNREADABLE,
        )
    places = {name: _place(keys, listed) for name, listed in _HEADINGS.items()}
    addresses = tuple(place for place, key in enumerate(keys) if _ADDRESS.fullmatch(key))
    columns = _Columns(**places, addresses=addresses)
    if columns.name < 0 and (columns.surname < 0 or columns.forename < 0):
        raise Problem(f"{table.file}: no column holds the electors' names.", UNREADABLE)
    if columns.postcode < 0 and not addresses:
        raise Problem(f"{table.file}: no column holds the electors' postcodes.", UNREADABLE)
    return columns


def _has_numbered_names(table: Table) -> bool:
    """Whether a sheet has electors' numbers, names and addresses under plain headings; a register has no e-mails."""
    keys = [headings.key(heading) for heading in table.header]
    named = {headings.named(heading) for heading in table.header}
    wanted = ("surname", "forename", "number", "prefix")
    return all(_place(keys, _HEADINGS[name]) >= 0 for name in wanted) and not named & {"email", "phone"}


def _place(keys: Sequence[str], listed: str) -> int:
    return next((keys.index(key) for key in listed.split() if key in keys), -1)


def _names(forename: str, surname: str, middle: str, name: str) -> Readings:
    return readings(forename, surname, middle) if forename or surname else whole_name_readings(name)


def _postcode_in(lines: Sequence[str]) -> str:
    return find_postcode("\n".join(lines))[0]
