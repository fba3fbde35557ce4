"""What one cell of a list says, field by field: each function here takes one cell into the row that is being read.

Cells come without control characters and without blanks around them, and are not empty.
"""

import re
from collections.abc import Callable

from organiser.formats.mapping import Column
from organiser.formats.said import ContactSaid, Fact, Said
from organiser.rules.dates import adult_by, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.phones import parse_phones

_SEVERAL = re.compile(r" ::: |[,;\n|]")
_TAG = re.compile(r'"((?:[^"]|"")*)"|([^,;\n]+)')

_YES = frozenset(("yes", "y", "true", "t", "1", "x", "ok", "on", "agreed", "agree", "opted-in", "opt-in", "✓", "✔"))
_NO = frozenset(("no", "n", "false", "f", "0", "off", "none", "never", "refused", "opted-out", "opt-out"))
_MEMBERSHIP = {
    "member": "member", "full member": "member", "current": "member", "paid": "member", "paid up": "member",
    "affiliated": "affiliated", "affiliate": "affiliated", "affiliated supporter": "affiliated",
    "registered supporter": "registered supporter", "supporter": "non-member",
    "non-member": "non-member", "nonmember": "non-member", "non member": "non-member", "not a member": "non-member",
    "lapsed": "non-member", "former member": "non-member", "ex-member": "non-member", "left": "non-member",
}  # fmt: skip
_ON_REGISTER = frozenset(("on", "on it", "registered", "on register", "on the register"))
_NOT_ON_REGISTER = frozenset(("not", "not on it", "not registered", "unregistered", "not on register"))
_UNKNOWN = frozenset(("unknown", "?", "not known", "n/a", "na", "-"))


class Reading(Said):
    """A row while it is being read: what only makes sense together with other cells is kept apart until the end."""

    whole_name = ""
    middle = ""
    suffix = ""
    # (group, field, text, label) of each part of an address
    places: tuple[tuple[int, str, str, str], ...] = ()
    # (group, address) of each e-mail address whose column is numbered
    grouped: tuple[tuple[int, str], ...] = ()
    answers: tuple[tuple[Column, bool], ...] = ()
    statuses: dict[str, str] | None = None
    # Days on which consent was given, taken back, or an address bounced, by field; '' for a day that was not told.
    days: dict[str, str] | None = None

    def __init__(self, today: str) -> None:
        self.today = today


Taker = Callable[[Reading, Column, str, str], None]


def one_line(text: str) -> str:
    """A text in one line, with single blanks and none around it."""
    return text.strip() if text.isprintable() and "  " not in text else " ".join(text.split())


def yes_or_no(text: str) -> bool | None:
    """What an answer means; None where it is neither."""
    words = text.casefold().replace(",", " ").replace(".", " ").split()
    if not words:
        return None
    if words[0] in _YES:
        return True
    return False if words[0] in _NO else None


# Who ---------------------------------------------------------------------------------------------------------------


def _take_text(row: Reading, column: Column, cell: str, _: str) -> None:
    setattr(row, column.field, one_line(cell))


def _take_given(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.given = one_line(cell)


def _take_family(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.family = one_line(cell)


def _take_whole_name(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.whole_name = one_line(cell)


def _take_id(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.outside_id = one_line(cell)


def _take_emails(row: Reading, column: Column, cell: str, label: str) -> None:
    for raw, value, problem in parse_emails(cell):
        if problem:
            row.warn("bad-email", problem)
        else:
            row.contacts += (ContactSaid("email", value, raw if raw.lower() != value else "", label),)
            if column.group:
                row.grouped += ((column.group, value),)


def _take_phones(row: Reading, _: Column, cell: str, label: str) -> None:
    for raw, value, note, problem, _valid in parse_phones(cell):
        if problem:
            row.warn("bad-phone", problem)
        else:
            row.contacts += (ContactSaid("phone", value, one_line(raw), note or label),)


def _take_place(row: Reading, column: Column, cell: str, label: str) -> None:
    row.places += ((column.group, column.field, one_line(cell.replace("\n", ", ")), label),)


def _take_address(row: Reading, column: Column, cell: str, label: str) -> None:
    row.places += ((column.group, column.field, cell, label),)


def _take_born(row: Reading, _column: Column, cell: str, _: str) -> None:
    day = parse_date(cell)
    if day and day <= row.today:
        row.born = day
    elif any(mark.isdigit() for mark in cell) and not cell.startswith("--"):
        row.warn("bad-date", "the date of birth is not a date")


def _take_age(row: Reading, _column: Column, cell: str, _: str) -> None:
    digits = cell.removesuffix(".0")
    if digits.isdecimal() and len(digits) < 4:
        if int(digits) < 18:
            row.minor_until = adult_by(int(digits), row.today)
    else:
        row.warn("not-understood", "the age is not a whole number")


# Facts -------------------------------------------------------------------------------------------------------------


def _take_organisation(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.facts += (Fact("organisation", one_line(cell), "", ""),)


def _take_membership(row: Reading, _column: Column, cell: str, _: str) -> None:
    word = one_line(cell).casefold()
    answer = yes_or_no(word)
    value = _MEMBERSHIP.get(word) or {True: "member", False: "non-member", None: ""}[answer]
    if value:
        row.facts += (Fact("membership", value, "lapsed" if word == "lapsed" else "", ""),)
    elif word not in _UNKNOWN:
        row.warn("not-understood", "the membership was not understood")


def _take_register(row: Reading, _column: Column, cell: str, _: str) -> None:
    text = one_line(cell)
    word, _colon, reason = text.partition(":")
    word = word.strip().casefold()
    answer = yes_or_no(word)
    if word in _UNKNOWN:
        return
    if answer or word in _ON_REGISTER:
        row.facts += (Fact("register", "on", reason.strip(), ""),)
    elif answer is False or word in _NOT_ON_REGISTER:
        row.facts += (Fact("register", "not on it", reason.strip(), ""),)
    else:
        row.facts += (Fact("register", "not on it", text, ""),)


def _take_several(row: Reading, column: Column, cell: str, _: str) -> None:
    """Things offered, spoken or needed; under a heading that is itself the thing, a tick says so."""
    ticked = yes_or_no(cell) if column.label else None
    if ticked is not None:
        if ticked:
            row.facts += (Fact(column.field, column.label, "", ""),)
        return
    row.facts += tuple(Fact(column.field, value, "", "") for value in map(one_line, _SEVERAL.split(cell)) if value)


def _take_tags(row: Reading, _column: Column, cell: str, _: str) -> None:
    for part in cell.split(" ::: "):
        for quoted, plain in _TAG.findall(part):
            tag = one_line(quoted or plain)
            # "* myContacts" is a group that Google keeps for itself, not a tag that anybody gave.
            if tag and not tag.startswith("* ") and tag not in row.tags:
                row.tags += (tag,)


def _take_note(row: Reading, _column: Column, cell: str, _: str) -> None:
    row.note = f"{row.note}\n{cell}" if row.note else cell


# Days and consent --------------------------------------------------------------------------------------------------


def _take_dated(row: Reading, _column: Column, cell: str, _: str) -> None:
    day = parse_date(cell)
    if not day:
        row.warn("bad-date", "the date is not one that the calendar has")
    row.dated = max(row.dated, day)


def _take_day(row: Reading, column: Column, cell: str, _: str) -> None:
    """A day on which something was done; a bare yes says that it was, and no that it was not."""
    row.days = row.days or {}
    day = parse_date(cell)
    answer = None if day else yes_or_no(cell)
    if day:
        row.days[column.field] = day
    elif any(mark.isdigit() for mark in cell) and answer is None:
        row.warn("bad-date", "a date is not one that the calendar has")
        row.days.setdefault(column.field, "")
    elif answer:
        row.days.setdefault(column.field, "")


def _take_status(row: Reading, column: Column, cell: str, _: str) -> None:
    row.statuses = row.statuses or {}
    row.statuses[column.field] = cell


def _take_answer(row: Reading, column: Column, cell: str, _: str) -> None:
    answer = yes_or_no(cell)
    if answer is None:
        row.warn("not-understood", "whether they may be contacted was not understood as yes or no")
    else:
        row.answers += ((column, answer),)


TAKERS: dict[str, Taker] = {
    "name": _take_whole_name,
    "given": _take_given,
    "family": _take_family,
    **dict.fromkeys(("middle", "suffix", "title", "nickname", "gender"), _take_text),
    "id": _take_id,
    "organisation": _take_organisation,
    "email": _take_emails,
    "phone": _take_phones,
    "address": _take_address,
    **dict.fromkeys(("line", "town", "region", "postcode", "country"), _take_place),
    "tags": _take_tags,
    "note": _take_note,
    "born": _take_born,
    "age": _take_age,
    "membership": _take_membership,
    "register": _take_register,
    **dict.fromkeys(("elector", "role", "offer", "day", "language", "access"), _take_several),
    "dated": _take_dated,
    **dict.fromkeys(("email_status", "sms_status"), _take_status),
    **dict.fromkeys(("email_ok", "sms_ok", "call_ok", "post_ok", "door_ok", "any_ok"), _take_answer),
    **dict.fromkeys(("do_not_contact", "do_not_call", "email_bad"), _take_answer),
    **dict.fromkeys(("consented_on", "unsubscribed_on", "bounced_on"), _take_day),
}
