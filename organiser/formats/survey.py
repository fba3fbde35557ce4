"""Exports of surveys and sheets from the doorstep: Google Forms, SurveyMonkey, KoboToolbox and ODK, Microsoft Forms,
and any CSV or workbook that people make themselves.

Each row is given as text by field; what it means, and whether it can be used, is decided elsewhere. Rows are streamed:
a file is read twice, first to tell how its days are written.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats import headings
from organiser.formats.marks import unmarked
from organiser.formats.reading import Records, read_tables
from organiser.formats.recognise import fingerprint
from organiser.formats.survey_columns import FIELDS, SKIP, Columns, Part, columns_of, is_one_answer, tells
from organiser.formats.table import Finding, Table
from organiser.rules.conversation import answer_of
from organiser.rules.moments import DayOrder, read_moment
from organiser.rules.places import place_fold
from organiser.rules.postcodes import find_postcode
from organiser.rules.wording import is_other, wording_fold
from organiser.text import safe_lines, safe_text

# What somebody said of the columns of a header: a field by headings.key() of the heading.
Choices = Mapping[str, str]
Saved = Callable[[str], Choices]

_TOTALS = re.compile(r"(?:grand |sub ?)?totals?\b.*|sum|cyfanswm|count|average|number of (?:rows|responses)|responses")
_FIGURE = re.compile(r"[\d.,%£ -]*")
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
_TICKS = frozenset("✓✔☑")
_UNTICKED = frozenset(("", "0", "no", "false", "n", "not selected", "unchecked", "0 0"))
_TICKED = frozenset(("1", "yes", "y", "true", "x", "selected", "checked", "1 0"))
_SEPARATOR = "; "
_SEVERAL_OFFERS = re.compile(r"[,;\n|]")
_RESPONDENT = ("respondentid",)
_MONTH_FIRST = "days such as 03/14/2026 were read with the month first"
# So many rows are looked at for an example of each column, of which so many letters are given.
_LOOKED_AT = 50
_EXAMPLE = 60
# What stands for a day that is none.
NO_DAY = "?"


class Row(NamedTuple):
    """A row of a survey: the number a spreadsheet shows, what it says by field (blank cells left out), why it is
    passed over ("" where it is not).

    `day` is given as an ISO day and, where the file tells it, the time, parted by a blank; `?` stands for what is no
    day. `filed` is the first of several issues that were ticked. `offer` parts what it offers by semicolons.
    """

    number: int
    said: dict[str, str]
    passed: str = ""


@dataclass(slots=True)
class Survey:
    """One table of a survey: what its columns mean, and its rows, which can be read once.

    `mark` names the header (recognise.fingerprint), `chosen` is what somebody said of its columns. `asked` is the
    heading under which people were asked whether they may be contacted, `unread` the headings not understood.
    `shown` has the heading of each column ("" for none), `examples` the first of its cells that says something.
    """

    file: str
    sheet: str
    mark: str
    headings: tuple[str, ...]
    columns: Columns
    chosen: dict[str, str]
    rows: Iterator[Row]
    unread: tuple[str, ...]
    shown: tuple[str, ...]
    examples: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)

    @property
    def asked(self) -> str:
        return self.columns.asked


def nothing_saved(_mark: str) -> Choices:
    """Nobody said anything of any columns."""
    return {}


def read_survey(
    path: Path | str, choices: Sequence[str] = (), *, saved: Saved = nothing_saved, today: str = ""
) -> Iterator[Survey]:
    """The tables of a file that hold what residents said.

    `choices` say what a column means, as `Heading=field`; `saved` gives what was said so before, by the mark of a
    header; days ahead of `today` (ISO) tell against a way to read them. Raises Problem as read_tables() does, where no
    table has a column for the issue or the outcome, and where a choice names no column.
    """
    chosen = dict(map(choice_of, choices))
    found, file, unmet = False, "", set(chosen)
    with _readable_twice(path) as (again, name):
        orders = list(_orders(again, name, chosen, saved, today))
        for place, table in enumerate(read_tables(again, name=name, score=_score)):
            file = table.file
            survey = _survey(table, chosen, saved, orders[place])
            unmet -= {headings.key(heading) for heading in survey.headings}
            if _tells_what_was_said(survey.columns):
                found = True
                if any(orders[place].values()):
                    survey.findings.append(Finding(file, survey.sheet, 0, "month-first", _MONTH_FIRST))
                yield survey
                survey.findings += table.findings
    if unmet:
        raise Problem(f"{file} has no column that --column names: {', '.join(sorted(unmet))}.", USAGE)
    if not found:
        raise Problem(
            f"{file}: no column holds the issue that residents named, or what came of the door. Say which with --column"
            ' "Heading=issue".',
            UNREADABLE,
        )


def is_survey(header: Sequence[str]) -> bool:
    """Whether a header is surely that of what residents said, and not that of a list of people."""
    columns = columns_of(header, [""] * len(header), {})
    where = columns.has("day", "ward", "postcode", "door")
    return (columns.has("issue") and where) or (columns.has("outcome") and columns.has("door"))


@contextmanager
def _readable_twice(path: Path | str) -> Iterator[tuple[Path | str, str | None]]:
    """The path itself, or that of a copy of what can be read but once, and what to call it."""
    name = "standard input" if str(path) == "-" else None
    if name is None and not Path(path).is_fifo():
        yield path, None
        return
    with tempfile.NamedTemporaryFile(delete=False) as copy:
        try:
            if name is None:
                with Path(path).open("rb") as source:
                    shutil.copyfileobj(source, copy)
            elif sys.stdin is not None:
                shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.close()
            yield copy.name, name or Path(path).name
        finally:
            with suppress(OSError):
                os.unlink(copy.name)


def choice_of(text: str) -> tuple[str, str]:
    """The heading, as headings.key(), and the field of `Heading=field`; Problem (2) where it is not that."""
    heading, equals, name = text.rpartition("=")
    if not equals or name.strip() not in (*FIELDS, SKIP):
        raise Problem(f"--column takes HEADING=FIELD, where FIELD is one of {', '.join(FIELDS)}, skip.", USAGE)
    return headings.key(heading), name.strip()


def _score(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if len(cell) < 300 and tells(cell))


def _tells_what_was_said(columns: Columns) -> bool:
    return columns.has("issue") or (columns.has("outcome") and columns.has("door", "street", "ward", "postcode"))


# The header ----------------------------------------------------------------------------------------------------------


def _survey(table: Table, chosen: Choices, saved: Saved, month_first: Mapping[int, bool]) -> Survey:
    questions, choices, rows = _whole_header(table)
    mark = fingerprint(table.header)
    known = {**saved(mark), **chosen}
    columns = columns_of(questions, choices, known)
    wanted = {headings.key(heading) for heading in (*questions, *choices) if heading}
    shown = [_shown(question, choice) for question, choice in zip(questions, choices, strict=True)]
    read = columns.places
    unread = tuple(dict.fromkeys(shown[place] for place in range(len(shown)) if shown[place] and place not in read))
    said = {key: name for key, name in known.items() if key in wanted}
    first = list(islice(rows, _LOOKED_AT))
    return Survey(
        table.file,
        table.sheet,
        mark,
        (*questions, *choices),
        columns,
        said,
        _rows(columns, [headings.key(cell) for cell in table.header], chain(first, rows), month_first),
        unread,
        tuple(shown),
        tuple(_example(first, place) for place in range(len(shown))),
    )


def _example(rows: Sequence[tuple[int, list[str]]], place: int) -> str:
    cells = (cells[place] for _, cells in rows if place < len(cells))
    return next((safe_text(cell)[:_EXAMPLE] for cell in cells if cell.strip()), "")


def _shown(question: str, choice: str) -> str:
    return safe_text(question if is_one_answer(choice) else choice)


def _whole_header(table: Table) -> tuple[list[str], list[str], Records]:
    """The question of each column, the choice or part that stands below it ("" for none), and the rows.

    A header may have two rows, as SurveyMonkey's: a question stands above the first of its columns, its parts below.
    """
    header = list(table.header)
    if table.above and _has_gaps(header, table.above[-1]) and _is_second_row(list(table.above[-1]), header):
        # The lower row was taken for the header, for it names more.
        return (*_two_rows(list(table.above[-1]), header), table.rows)
    first = next(table.rows, None)
    if first is None:
        return header, [""] * len(header), iter(())
    if _is_second_row(header, first[1]):
        return (*_two_rows(header, first[1]), table.rows)
    return header, [""] * len(header), chain([first], table.rows)


def _has_gaps(header: Sequence[str], above: Sequence[str]) -> bool:
    """Whether a row has several headings, some of them where the row below it has none."""
    filled = [place for place, cell in enumerate(above) if cell.strip()]
    return len(filled) > 1 and any(place >= len(header) or not header[place] for place in filled)


def _is_second_row(header: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row tells the parts of what is asked above it, and nothing by itself."""
    filled = [place for place, cell in enumerate(below) if cell.strip()]
    if not filled:
        return False
    answers = sum(1 for place in filled if headings.key(below[place]) not in ("",) and is_one_answer(below[place]))
    if headings.key(header[0] if header else "") in _RESPONDENT and not below[0].strip():
        return True
    spans = [place for place in filled if _spans(header, place)]
    if not spans:
        return bool(answers) and answers == len(filled)
    return answers + len(spans) >= len(filled) and (answers > 0 or any(tells(below[place]) for place in spans))


def _spans(header: Sequence[str], place: int) -> bool:
    """Whether the heading above a cell stands over several columns."""
    here = header[place].strip() if place < len(header) else ""
    after = header[place + 1].strip() if place + 1 < len(header) else ""
    if not here:
        return any(cell.strip() for cell in header[:place])
    return not after and not is_one_answer(here)


def _two_rows(header: Sequence[str], below: Sequence[str]) -> tuple[list[str], list[str]]:
    questions, choices, question = [], [], ""
    for place in range(max(len(header), len(below))):
        above = header[place].strip() if place < len(header) else ""
        part = below[place].strip() if place < len(below) else ""
        question = above or (question if part else "")
        questions.append(question)
        choices.append(part)
    return questions, choices


# Rows ----------------------------------------------------------------------------------------------------------------


def _rows(columns: Columns, header: Sequence[str], rows: Records, month_first: Mapping[int, bool]) -> Iterator[Row]:
    """What the rows say. Of blank rows that follow one another the first is given."""
    blank = False
    for number, cells in rows:
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled:
            if not blank:
                yield Row(number, {}, "the row is blank")
            blank = True
            continue
        blank = False
        said = _said(columns, cells)
        if day := next((part for part in columns.parts.get("day", ()) if _cell(cells, part)), None):
            on, time = read_moment(_cell(cells, day), month_first.get(day.place, False))
            said["day"] = f"{on} {time}".strip() if on else NO_DAY
        yield Row(number, said, _passed(cells, filled, header))


def _passed(cells: Sequence[str], filled: Sequence[str], header: Sequence[str]) -> str:
    """Why a row is no answer: "" where it may be one."""
    if len(filled) > 1:
        same = sum(1 for cell, heading in zip(cells, header, strict=False) if heading and headings.key(cell) == heading)
        if same > 1 and same * 2 > len(filled):
            return "the headings stand here once more"
    if _TOTALS.fullmatch(place_fold(filled[0])) and all(_FIGURE.fullmatch(cell) for cell in filled[1:]):
        return "this is a row of totals"
    return ""


def _said(columns: Columns, cells: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for name, parts in columns.parts.items():
        if name == "consent":
            text = _SEPARATOR.join(filter(None, (_consent(part, _cell(cells, part)) for part in parts)))
        elif name == "issue":
            _take_issue(said, parts, cells, coded=columns.coded)
            continue
        elif name in ("other", "day"):
            continue
        else:
            told = dict.fromkeys(filter(None, (_answer(part, _cell(cells, part), columns.coded) for part in parts)))
            text = (_SEPARATOR if name == "offer" else ", ").join(told)
        if text:
            said[name] = text
    _take_other(said, columns.parts.get("other", ()), cells)
    if "offer" in said:
        _settle_offers(said)
    if "street" in said and "postcode" not in said:
        code, rest = find_postcode(said["street"])
        if code:
            said["postcode"], said["street"] = code, rest
    return said


def _cell(cells: Sequence[str], part: Part) -> str:
    text = unmarked(cells[part.place]) if part.place < len(cells) else ""
    return safe_lines(text) if part.field in ("issue", "other") else safe_text(text)


def _answer(part: Part, text: str, coded: bool) -> str:
    """What a cell says: under a choice the choice where it is ticked, else its own text."""
    if part.label:
        key = place_fold(text)
        ticked = text in _TICKS or key in _TICKED or key == place_fold(part.label)
        text = part.label if ticked else "" if key in _UNTICKED and text not in _TICKS else text
    return text.replace("_", " ") if coded and _CODE.fullmatch(text) and part.field != "email" else text


def _consent(part: Part, text: str) -> str:
    """An answer to being contacted as a clause that says the whole: `yes by text`, `no`."""
    text = _answer(part, text, coded=False)
    if not text or not (part.beside or part.refusal):
        return text
    answer = answer_of(text) or ("yes" if text in _TICKS or place_fold(text) in _TICKED else "")
    if part.refusal:
        return f"no {part.beside}".strip() if answer == "yes" else ""
    return f"{answer} {part.beside}" if answer in ("yes", "no") else text


def _take_issue(said: dict[str, str], parts: Sequence[Part], cells: Sequence[str], *, coded: bool) -> None:
    told = list(dict.fromkeys(filter(None, (_answer(part, _cell(cells, part), coded) for part in parts))))
    if len(told) == 1 and told[0].endswith(";"):
        # Microsoft Forms parts several choices by semicolons, with one at the end.
        told = list(filter(None, map(safe_text, told[0].split(";"))))
    if told:
        said["issue"] = _SEPARATOR.join(told)
        if len(told) > 1:
            said["filed"] = told[0]


def _take_other(said: dict[str, str], parts: Sequence[Part], cells: Sequence[str]) -> None:
    """What was written behind "other" is the issue, where none but "other" was chosen."""
    texts = (_cell(cells, part) for part in parts)
    text = next((text for text in texts if place_fold(text) not in _UNTICKED | _TICKED), "")
    if text and ("issue" not in said or _is_placeholder(said["issue"])):
        said["issue"] = text
        said.pop("filed", None)


def _is_placeholder(issue: str) -> bool:
    fold = wording_fold(issue)
    return is_other(fold) or place_fold(issue).startswith(("other please", "other specify", "something else"))


def _settle_offers(said: dict[str, str]) -> None:
    """A bare yes or no to "what could you help with?" tells that they would help, and with nothing in particular."""
    offers = [text for text in map(safe_text, _SEVERAL_OFFERS.split(said.pop("offer"))) if text]
    if offers and all(answer_of(text) for text in offers):
        said.setdefault("helping", offers[0])
    elif offers:
        said["offer"] = _SEPARATOR.join(text for text in offers if answer_of(text) != "no")


# Days ----------------------------------------------------------------------------------------------------------------


def _orders(path: Path | str, name: str | None, chosen: Choices, saved: Saved, today: str) -> Iterator[dict[int, bool]]:
    """Of each table, by column, whether its days are written with the month first."""
    for table in read_tables(path, name=name, score=_score):
        questions, choices, rows = _whole_header(table)
        columns = columns_of(questions, choices, {**saved(fingerprint(table.header)), **chosen})
        usual = headings.key(questions[0]) in _RESPONDENT
        places = [part.place for part in columns.parts.get("day", ())]
        seen = {place: DayOrder() for place in places}
        if places and _tells_what_was_said(columns):
            for _, cells in rows:
                for place, order in seen.items():
                    if place < len(cells):
                        order.see(cells[place])
        yield {place: order.any and order.month_first(usual, today) for place, order in seen.items()}
