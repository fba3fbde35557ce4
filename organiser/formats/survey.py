"""Exports of surveys and sheets from the doorstep: Google Forms, SurveyMonkey, KoboToolbox, and any CSV or workbook.

Each row is given as text by field; what it means, and whether it can be used, is decided elsewhere.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats import headings
from organiser.formats.marks import unmarked
from organiser.formats.reading import Records, read_tables
from organiser.formats.table import Finding, Table
from organiser.text import safe_lines, safe_text

# What a column may mean.
FIELDS = (
    "day", "postcode", "ward", "door", "street", "outcome", "issue", "conference", "helping", "by",
    "name", "given", "family", "phone", "email", "consent",
)  # fmt: skip
# Days, the most telling one first: the day of the visit, when the form was begun, when it was sent or ended. Keys are
# those of headings.key(); KoboToolbox writes `today`, `start`, `end` and `_submission_time`, SurveyMonkey `Start Date`.
_DAY_KEYS = (
    "date day dateofvisit visitdate dateofconversation conversationdate today timestamp startdate start starttime "
    "datecreated submittedat submissiondate submissiontime completiontime enddate end"
)
_DAYS = tuple(_DAY_KEYS.split())
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
_PLAIN = {
    "ward": "ward wardname wardcode wardgss gss gsscode whichward whichwardareyouin electoralward",
    "door": "door doornumber doorno house housenumber houseno housename housenameornumber flat number no",
    "street": "street streetname road roadname address streetaddress firstlineofaddress",
    "outcome": "outcome result status whathappened contactresult response",
    "by": "canvasser canvassers canvassedby interviewer knockedby username enumerator",
    "issue": "issue bigissue biggestissue mainissue topissue onebigissue problem concern mainconcern",
}
_FIELD_OF = {word: name for name, words in _PLAIN.items() for word in words.split()}
_ISSUE = re.compile(r"\b(?:issue|concern|problem)s?\b")
_CONFERENCE = re.compile(r"\bconference\b|\bcommunity meeting\b")
_HELPING = re.compile(r"\b(?:help|volunteer|get involved)\b")
# `Tick any that also matter` is not the one big issue.
_BESIDE = re.compile(r"\b(?:also|other|others|else|second|any)\b")
_ASKS = ("any_ok", "call_ok", "sms_ok", "email_ok")
# What SurveyMonkey writes below a question that has one answer.
_ONE_ANSWER = ("response", "openendedresponse")
_RESPONDENT = "respondentid"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a survey: the number a spreadsheet shows, and what it says by field, blank cells left out."""

    number: int
    said: dict[str, str]


@dataclass(slots=True)
class Survey:
    """One table of a survey: which field each column means, and its rows.

    `asked` is the heading under which people were asked whether they may be contacted, `unread` the headings that were
    not understood.
    """

    file: str
    sheet: str
    columns: dict[str, int]
    asked: str
    rows: list[Row]
    unread: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)


def read_survey(path: Path | str, choices: Sequence[str] = ()) -> Iterator[Survey]:
    """The tables of a file that hold what residents said.

    `choices` say what a column means, as `Heading=field`. Raises Problem as read_tables() does, where no table
    has a column for the issue or the outcome, and where a choice names no column.
    """
    chosen = dict(map(_choice, choices))
    found, file, unmet = False, "", set(chosen)
    for table in read_tables(path, score=_score):
        file = table.file
        header, rows = _whole_header(table)
        unmet -= set(map(headings.key, header))
        survey = _survey(table, header, rows, chosen)
        if survey is not None:
            found = True
            yield survey
    if unmet:
        raise Problem(f"{file} has no column that --column names: {', '.join(sorted(unmet))}.", USAGE)
    if not found:
        raise Problem(
            f"{file}: no column holds the issue that residents named, or what came of the door. Say which with --column"
            ' "Heading=issue".',
            UNREADABLE,
        )


def _choice(text: str) -> tuple[str, str]:
    heading, equals, name = text.rpartition("=")
    if not equals or name.strip() not in (*FIELDS, "skip"):
        raise Problem(f"--column takes HEADING=FIELD, where FIELD is one of {', '.join(FIELDS)}, skip.", USAGE)
    return headings.key(heading), name.strip()


def _score(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if _meaning(cell))


def _survey(table: Table, header: Sequence[str], rows: Records, chosen: dict[str, str]) -> Survey | None:
    columns: dict[str, int] = {}
    days: dict[int, int] = {}
    for place, heading in enumerate(header):
        key = headings.key(heading)
        name = chosen.get(key) or _meaning(heading)
        if name == "day" and key not in chosen:
            days.setdefault(_DAYS.index(_last_part(heading)), place)
        elif name and name != "skip" and (key in chosen or name not in columns):
            columns[name] = place
    if days and "day" not in columns:
        columns["day"] = days[min(days)]
    if not {"issue", "outcome"} & set(columns):
        return None
    read = set(columns.values())
    unread = tuple(safe_text(heading) for place, heading in enumerate(header) if heading and place not in read)
    asked = safe_text(header[columns["consent"]]) if "consent" in columns else ""
    survey = Survey(table.file, table.sheet, columns, asked, [_row(columns, *row) for row in rows], unread)
    _put_days_first(survey, usual=headings.key(header[0]) == _RESPONDENT)
    survey.findings += table.findings
    return survey


def _put_days_first(survey: Survey, *, usual: bool) -> None:
    """Turn days that a program wrote with the month first, as SurveyMonkey does.

    One day of the column that can be read in one way only tells it of all; else it is as `usual`.
    """
    days = [found for row in survey.rows if (found := _NUMBERS.match(row.said.get("day", "")))]
    if not days or any(int(day[1]) > 12 for day in days) or not (usual or any(int(day[3]) > 12 for day in days)):
        return
    for row in survey.rows:
        if "day" in row.said:
            row.said["day"] = _NUMBERS.sub(r"\3\2\1\2\4", row.said["day"], count=1)
    reason = "days such as 03/14/2026 were read with the month first"
    survey.findings.append(Finding(survey.file, survey.sheet, 0, "month-first", reason))


def _whole_header(table: Table) -> tuple[list[str], Records]:
    """The headings, and the rows below them.

    SurveyMonkey's header has a second row: a question stands above the first of its columns, its parts below.
    """
    header = list(table.header)
    first = next(table.rows, None)
    if first is None:
        return header, iter(())
    cells = first[1]
    if not (header and headings.key(header[0]) == _RESPONDENT and not cells[0].strip()):
        return header, chain([first], table.rows)
    question = ""
    for place, part in enumerate(cells):
        above = header[place] if place < len(header) else ""
        question = above or question
        heading = question if above and headings.key(part) in ("", *_ONE_ANSWER) else part or above
        if place < len(header):
            header[place] = heading
        else:
            header.append(heading)
    return header, table.rows


def _row(columns: dict[str, int], number: int, cells: list[str]) -> Row:
    said = {}
    for name, place in columns.items():
        text = unmarked(cells[place]) if place < len(cells) else ""
        text = safe_lines(text) if name == "issue" else safe_text(text)
        if text:
            said[name] = text
    return Row(number, said)


def _last_part(heading: str) -> str:
    """The key of a heading without the groups that KoboToolbox writes before it: `visit/issue`."""
    return headings.key(heading.rpartition("/")[2])


def _meaning(heading: str) -> str:
    """The field of FIELDS that a heading means; "" where it is not surely known."""
    key = _last_part(heading)
    if key in _DAYS:
        return "day"
    if key in _FIELD_OF:
        return _FIELD_OF[key]
    words = headings.fold(heading.rpartition("/")[2])
    known = headings.meaning(heading.rpartition("/")[2])
    if known in ("name", "given", "family", "phone", "email", "postcode"):
        return known
    if known in _ASKS:
        return "consent"
    for name, tells in _TOLD.items():
        if tells(words):
            return name
    return ""


_TOLD: dict[str, Callable[[str], bool]] = {
    "conference": lambda words: bool(_CONFERENCE.search(words)),
    "issue": lambda words: bool(_ISSUE.search(words)) and not _BESIDE.search(words),
    "helping": lambda words: bool(_HELPING.search(words)),
    "postcode": lambda words: "postcode" in words or "post code" in words,
}
