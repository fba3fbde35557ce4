"""Answers to an invitation as Eventbrite and Google Forms export them, and as people type them into a table."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from organiser.errors import UNREADABLE, Problem
from organiser.formats import headings
from organiser.formats.marks import unmarked
from organiser.formats.reading import read_tables
from organiser.formats.table import Table
from organiser.rules.conference import COMING
from organiser.rules.invitations import reply_of
from organiser.rules.moments import DayOrder, read_moment
from organiser.text import safe_text

# What is read by the heading alone; names and addresses are known from other lists (formats.headings).
_KNOWN = ("name", "given", "family", "email", "phone", "postcode")
_NEEDS = re.compile(
    r"\b(?:access|needs?|require(?:ment)?s?|wheelchair|bsl|cr[eè]che|childcare|interpreter|support|adjustments?|"
    r"to take part)\b"
)
_REPLY = re.compile(
    r"\b(?:attendee status|order status|rsvp|reply|answer|will you|can you|are you|coming|come|"
    r"attend(?:ing)?|be there)\b"
)
_MOMENT = re.compile(r"\b(?:timestamp|order date|date attending|submitted|date|replied|when)\b")
_CONSENT = re.compile(r"\b(?:contact|keep in touch|consent|stay in touch|hear from us|updates?)\b.*")
_EVENTBRITE = frozenset(("order", "orderid", "orderno", "ordernumber", "tickettype", "attendee"))
_OF_ORDER = re.compile(r"\b(?:buyer|purchaser|billing)\b")


class Reply(NamedTuple):
    """A row: its number as a spreadsheet shows it, what it says by field, the answer, and the day and time in London.

    `said` has name, given, family, email, phone, postcode, needs and consent, blank ones left out. `reply` is one of
    rules.conference.REPLIES, "" where its words mean none. `moment` is "2026-11-22 18:04", the day alone, or "".
    """

    number: int
    said: Mapping[str, str]
    reply: str
    moment: str


@dataclass(slots=True)
class Replies:
    """One table of replies; `asked` is the question about being contacted, `unread` the headings not understood."""

    file: str
    rows: list[Reply]
    asked: str = ""
    unread: list[str] = field(default_factory=list)


def read_replies(path: Path | str) -> Iterator[Replies]:
    """The tables of a file; Problem where it is no list, or one that says nobody's name or answer."""
    for table in read_tables(path, score=_score):
        yield _read(table)


def _score(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if _meaning(cell))


def _meaning(heading: str) -> str:
    words = headings.fold(heading)
    if _OF_ORDER.search(words):
        return ""
    found = headings.meaning(heading)
    if found in _KNOWN:
        return found
    if _CONSENT.search(words) and not _NEEDS.search(words):
        return "consent"
    if _NEEDS.search(words):
        return "needs"
    if _MOMENT.search(words) and not re.search(r"\bbirth\b", words):
        return "moment"
    return "reply" if _REPLY.search(words) else ""


def _read(table: Table) -> Replies:
    places: dict[str, list[int]] = {}
    unread, asked = [], ""
    for place, heading in enumerate(table.header):
        meaning = _meaning(heading)
        if not meaning:
            unread += [safe_text(heading)] if heading.strip() else []
            continue
        if meaning == "consent":
            asked = safe_text(heading)
        places.setdefault(meaning, []).append(place)
    sold = any(headings.key(heading) in _EVENTBRITE for heading in table.header)
    if "reply" not in places and not sold:
        raise Problem(f"{table.file}: no column tells who is coming.", UNREADABLE)
    if not {"name", "given", "family", "email", "phone"} & set(places):
        raise Problem(f"{table.file}: no column tells who answered.", UNREADABLE)
    raw = [(number, {name: _cell(cells, at) for name, at in places.items()}) for number, cells in table.rows]
    order = DayOrder()
    for _, said in raw:
        order.see(said.get("moment", ""))
    month_first = order.month_first(False, "")
    rows = []
    for number, said in raw:
        told = read_moment(said.pop("moment", ""), month_first)
        answer = said.pop("reply", "")
        reply = reply_of(answer) if answer else COMING if sold and "reply" not in places else ""
        rows.append(
            Reply(number, {name: text for name, text in said.items() if text}, reply, f"{told.on} {told.time}".strip())
        )
    return Replies(table.file, rows, asked, unread)


def _cell(cells: Sequence[str], places: Sequence[int]) -> str:
    return ", ".join(dict.fromkeys(filter(None, (safe_text(unmarked(cells[at])) for at in places if at < len(cells)))))
