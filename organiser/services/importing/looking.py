"""What the files of an import are, before anything is planned: the program they come from, their columns, examples."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from organiser.errors import Problem
from organiser.formats.mapping import FIELDS, Mapping
from organiser.formats.own_reader import is_own
from organiser.formats.reading import read_tables
from organiser.formats.recognise import Corrections, corrected, fingerprint, names_people, score, understood
from organiser.formats.survey import is_survey
from organiser.formats.table import Table
from organiser.formats.vcard_file import VCARD_HEADER, VCARD_MAPPING
from organiser.services.importing.plan import BATCH, Progress, saved_mapping
from organiser.store.store import Store
from organiser.text import safe_text

LEAVE_OUT = "skip"
# What a column can be said to hold: the field, and what it means. `own` is for our own export alone.
CHOICES = {field: words.removeprefix("* ") for field, words in FIELDS.items() if field != "own"}
# What a field is called where people read it, if not by its own name.
_CALLED = {
    "name": "whole name", "given": "given name", "middle": "middle names", "family": "family name",
    "suffix": "after the name", "email": "e-mail", "address": "whole address", "line": "line of address",
    "born": "date of birth", "register": "on the register", "elector": "elector number", "offer": "offers",
    "day": "when they can", "access": "access needs", "dated": "day of the row", "id": "identifier",
    "email_status": "e-mail status", "sms_status": "text status", "email_ok": "may we e-mail?",
    "sms_ok": "may we text?", "call_ok": "may we call?", "post_ok": "may we write?", "door_ok": "may we knock?",
    "any_ok": "may we contact?", "do_not_contact": "no contact at all", "do_not_call": "no calls",
    "email_bad": "e-mail bounces", "consented_on": "day of consent", "unsubscribed_on": "day they left",
    "bounced_on": "day it bounced", LEAVE_OUT: "left out",
}  # fmt: skip
# Fields that one column alone may fill.
_ONCE = frozenset(field for field, words in FIELDS.items() if not words.startswith("*")) - {LEAVE_OUT}
_EXAMPLE = 60
# So many rows are looked at for an example.
_LOOKED_AT = 1000


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: its place (0-based), its heading, the fields that it fills, and what its first filled row says."""

    place: int
    heading: str
    fields: tuple[str, ...]
    example: str

    @property
    def words(self) -> str:
        """What the column is taken for."""
        return ", ".join(map(called, self.fields))


@dataclass(frozen=True, slots=True)
class Seen:
    """One table of a file: what it was recognised as, and how many rows it has.

    `mark` names its header, so that corrections of its columns find it; "" where nothing can be corrected. `problem`
    says why it cannot be imported ("" where it can).
    """

    path: str
    file: str
    sheet: str
    title: str
    rows: int
    mark: str
    header: tuple[str, ...]
    mapping: Mapping | None
    examples: tuple[str, ...]
    problem: str
    # Whether it holds what residents said at the door (services.surveys).
    survey: bool = False

    def headings(self) -> list[Heading]:
        """The columns as they are read now."""
        if self.mapping is None or not self.mark:
            return []
        columns = self.mapping.columns
        return [
            Heading(place, heading, tuple(c.field for c in columns if c.index == place) or (LEAVE_OUT,), example)
            for place, (heading, example) in enumerate(zip(self.header, self.examples, strict=True))
        ]

    def with_corrections(self, corrections: Corrections) -> "Seen":
        """The same with some columns read otherwise."""
        if self.mapping is None:
            return self
        mapping = corrected(self.mapping, self.header, corrections)
        return replace(self, mapping=mapping, problem=_problem(self.file, mapping))


def called(field: str) -> str:
    """What a field is called where people read it."""
    return _CALLED.get(field, field)


def corrections_with(corrections: Corrections, place: int, field: str) -> dict[int, str]:
    """The corrections of a header with another one. A field that one column alone may fill is taken from the other."""
    kept = {other: LEAVE_OUT if said == field in _ONCE else said for other, said in corrections.items()}
    return {**kept, place: field}


def look(store: Store, paths: Iterable[Path | str], progress: Progress) -> list[Seen]:
    """What each table of some files is; a file that cannot be read is there with the reason, and changes nothing."""
    return [seen for path in paths for seen in _tables(store, path, progress)]


def _tables(store: Store, path: Path | str, progress: Progress) -> Iterator[Seen]:
    found: list[Seen] = []
    name = safe_text(Path(path).name or str(path))
    try:
        found.extend(_seen(store, path, table, progress) for table in read_tables(path, score=score))
    except Problem as problem:
        found.append(Seen(str(path), name, "", "", 0, "", (), None, (), problem.sentence))
    # Of a workbook, sheets without people are left out where another has some.
    yield from [seen for seen in found if not seen.problem] or found


def _seen(store: Store, path: Path | str, table: Table, progress: Progress) -> Seen:
    mark = fingerprint(table.header)
    mapping: Mapping | None = None
    problem = ""
    if table.header == VCARD_HEADER:
        mapping, mark = VCARD_MAPPING, ""
    else:
        try:
            mapping = understood(table.header, table.file, lambda known: saved_mapping(store, known))
            mark = "" if is_own(mapping) else mark
            problem = _problem(table.file, mapping)
        except Problem as refused:
            problem = refused.sentence
    rows, examples = _read(table, progress)
    title = mapping.title if mapping else ""
    survey = is_survey(table.header)
    return Seen(str(path), table.file, table.sheet, title, rows, mark, table.header, mapping, examples, problem, survey)


def _problem(file: str, mapping: Mapping) -> str:
    if names_people(mapping):
        return ""
    return f"{file}: no column is a name, e-mail or telephone number yet. Say which column is which."


def _read(table: Table, progress: Progress) -> tuple[int, tuple[str, ...]]:
    """How many rows a table has, and of each column the first cell that says something."""
    rows = 0
    examples = [""] * len(table.header)
    blank = len(examples)
    for _, cells in table.rows:
        rows += 1
        if rows % BATCH == 0:
            progress(f"Looking at {table.file}", rows, 0)
        if blank and rows <= _LOOKED_AT:
            blank = _fill(examples, cells)
    return rows, tuple(examples)


def _fill(examples: list[str], cells: Sequence[str]) -> int:
    for place, cell in enumerate(cells[: len(examples)]):
        if not examples[place] and cell.strip():
            examples[place] = safe_text(cell)[:_EXAMPLE]
    return examples.count("")
