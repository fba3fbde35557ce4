"""Lists of councillors of whatever kind: ModernGov's XML, and tables with columns for name, ward and party."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from organiser.errors import NO_INPUT, UNREADABLE, Problem
from organiser.formats import headings, programs
from organiser.formats.modgov import (
    Councillor,
    CouncillorList,
    contacts_of,
    is_vacant,
    looks_like_xml,
    posts_of,
    read_modgov,
    take_name,
    term_of,
)
from organiser.formats.reading import read_tables
from organiser.formats.recognise import is_register
from organiser.formats.table import Finding, Table
from organiser.rules.names import name_key
from organiser.rules.places import place_fold
from organiser.text import safe_lines, safe_text

_STANDARD_INPUT = "-"
_BEGINNING = 64
# Headings as councils, open-data portals and people write them, folded as organiser.formats.headings folds.
_HEADINGS = {
    "name": "councillor; councillors; cllr; councillor name; member; member name; elected member; representative",
    "ward": (
        "ward; wards; ward name; electoral ward; ward title; division; division name; electoral division; "
        "council ward; area; seat"
    ),
    "party": (
        "party; party name; political party; political group; group; political grouping; affiliation; "
        "party affiliation; political party title"
    ),
    "posts": (
        "post; posts; key posts; position; positions; posts held; responsibility; responsibilities; portfolio; "
        "cabinet role; role; roles"
    ),
    "surgery": "surgery; surgeries; surgery details; surgery times",
    "id": "councillor id; councillorid; uid; moderngov id; mg id",
    "page": "page; url; link; web page; webpage; website; profile; profile url; more information",
    "since": "elected; elected on; date elected; start; start date; term start; in office since; first day",
    "until": "end date; term end; term ends; term of office ends; left office",
}
_FIELD_OF = {phrase.strip().replace(" ", ""): field for field, text in _HEADINGS.items() for phrase in text.split(";")}
# What a general list calls these is understood here as well.
_GENERAL = ("name", "title", "given", "family", "email", "phone")
# `Party: Labour`, `Ward: Dyce`: the cells of some lists repeat their heading.
_REPEATED = re.compile(r"(?:party|ward|name|group)\s*:\s*", re.IGNORECASE)
# A page of ModernGov's public site holds the number that its XML calls councillorid.
_PAGE_ID = re.compile(r"mgUserInfo\.aspx\?(?:[^#]*&)?UID=(\d+)", re.IGNORECASE)

Cells = dict[str, str]


def read_councillors(path: Path | str) -> CouncillorList:
    """The councillors of a file; `-` is standard input. A councillor listed twice is read once, and that is said.

    Raises Problem: 65 for what is no list of councillors, else as read_tables().
    """
    with _named(path) as (file, name):
        found = read_modgov(file, name) if looks_like_xml(_beginning(file)) else _read_tables(file, name)
    return _each_once(found, name)


@contextmanager
def _named(path: Path | str) -> Iterator[tuple[Path, str]]:
    """A file that can be read twice, and what to call it: standard input is copied for as long as it is read."""
    if str(path) != _STANDARD_INPUT:
        yield Path(path), safe_text(Path(path).name or str(path))
        return
    if sys.stdin is None:
        raise Problem("There is no standard input to read from.", NO_INPUT)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "list"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield copy, "standard input"


def _beginning(path: Path) -> bytes:
    """The first bytes of a file; none where it cannot be read, which whoever reads on will say in words."""
    try:
        with path.open("rb") as file:
            return file.read(_BEGINNING)
    except (OSError, ValueError):
        return b""


def _each_once(found: CouncillorList, file: str) -> CouncillorList:
    """The list without those who stand there twice; a number that several bear is nobody's."""
    names: dict[str, set[str]] = {}
    for councillor in found.councillors:
        names.setdefault(councillor.outside_id, set()).add(name_key(councillor.given, councillor.family))
    seen: set[tuple[str, str]] = set()
    once: list[Councillor] = []
    refused = list(found.refused)
    for councillor in found.councillors:
        number = councillor.outside_id if len(names[councillor.outside_id]) == 1 else ""
        key = (name_key(councillor.given, councillor.family), number or place_fold(councillor.ward))
        if key in seen:
            refused.append(_finding(Finding(file, "", councillor.row, "", ""), "twice", "the same councillor again"))
        else:
            seen.add(key)
            once.append(councillor._replace(outside_id=number))
    return found._replace(councillors=once, refused=refused)


# Tables --------------------------------------------------------------------------------------------------------------


def _read_tables(path: Path, name: str) -> CouncillorList:
    found = CouncillorList([], [], [], [], [])
    recognised = False
    for table in read_tables(path, name=name, score=_score):
        _refuse_electors(table.header, name)
        columns = _columns(table.header)
        if columns:
            recognised = True
            _take_table(table, columns, found)
    if not recognised:
        raise Problem(
            f"{name} is no list of councillors: it needs a column for the name and one for the ward, best also the"
            " party.",
            UNREADABLE,
        )
    return found


def _refuse_electors(header: Sequence[str], name: str) -> None:
    """Councillors are not listed by their numbers as electors: what does so is a register, of which nothing is kept."""
    if is_register(header) or any(headings.key(heading) in programs.REGISTER_NUMBERS for heading in header):
        raise Problem(f"{name} lists electors: no row of an electoral register is ever kept.", UNREADABLE)


def _score(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if _field(cell))


def _field(heading: str) -> str:
    """The field of a heading, "" where it is none."""
    field = _FIELD_OF.get(headings.key(heading), "")
    if field:
        return field
    general = headings.named(heading)
    return general if general in _GENERAL else ""


def _columns(header: Sequence[str]) -> dict[int, str]:
    """The fields by column; none where the table is no list of councillors. Of two columns for one the first counts."""
    columns: dict[int, str] = {}
    for place, heading in enumerate(header):
        field = _field(heading)
        if field and (field not in columns.values() or field in ("email", "phone", "posts")):
            columns[place] = field
    fields = set(columns.values())
    return columns if "ward" in fields and fields & {"name", "family"} else {}


def _take_table(table: Table, columns: dict[int, str], found: CouncillorList) -> None:
    for row, cells in table.rows:
        if not any(cell.strip() for cell in cells):
            continue
        said: Cells = {}
        for place, field in columns.items():
            cell = cells[place] if place < len(cells) else ""
            said[field] = "\n".join(filter(None, (said.get(field, ""), safe_lines(cell))))
        _take_row(said, Finding(table.file, table.sheet, row, "", ""), found)


def _take_row(said: Cells, at: Finding, found: CouncillorList) -> None:
    ward = _cell(said, "ward")
    if ward and ward not in found.wards:
        found.wards.append(ward)
    whole = _cell(said, "name") or f"{_cell(said, 'given')} {_cell(said, 'family')}".strip()
    if is_vacant(whole):
        found.vacant.append(ward)
        return
    name = take_name(whole)
    if not name.given and not name.family:
        found.refused.append(_finding(at, "no-name", "no name stands there"))
        return
    if not _cell(said, "name"):
        # The list tells given and family name apart: only what stands before the given name is cut off.
        bare = take_name(_cell(said, "given"))
        name = name._replace(given=f"{bare.given} {bare.family}".strip(), family=_cell(said, "family"))
    since, until = _cell(said, "since"), _cell(said, "until")
    term = term_of(since, until)
    if term is None:
        found.warnings.append(_finding(at, "bad-date", "the term of office cannot be read: it was left out"))
    page = _PAGE_ID.search(said.get("page", ""))
    found.councillors.append(
        Councillor(
            row=at.row,
            title=" ".join(filter(None, (_title(said), name.title))),
            given=name.given,
            family=name.family,
            party=_cell(said, "party"),
            ward=ward,
            outside_id=_cell(said, "id") or (page[1] if page else ""),
            posts=posts_of(*name.posts, said.get("posts", "")),
            surgery=said.get("surgery", ""),
            terms=(term,) if term and (term.since or term.until) else (),
            contacts=contacts_of(said.get("email", ""), said.get("phone", ""), ""),
        )
    )


def _cell(said: Cells, field: str) -> str:
    """One field on one line, without its heading where the cell repeats that."""
    return _REPEATED.sub("", safe_text(said.get(field, "")), count=1)


def _title(said: Cells) -> str:
    """What a column of titles says, unless it is what all of them are."""
    name = take_name(f"{_cell(said, 'title')} X")
    return name.title if name.given == "X" else ""


def _finding(at: Finding, code: str, reason: str) -> Finding:
    return Finding(at.file, at.sheet, at.row, code, reason)
