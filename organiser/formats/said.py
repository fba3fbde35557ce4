"""What one row of a list says about one person, read by the list's mapping.

This is the hot path of every import: a cell is looked at only where its column is mapped and it is not blank, and a
row costs only what it says.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from organiser.formats.mapping import Column, Mapping
from organiser.rules.dates import adult_by, eighteenth_birthday, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.names import split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.text import safe_lines

SEPARATOR = "\x1f"
_SEVERAL = re.compile(r" ::: |[,;\n|]")
_TAG = re.compile(r'"((?:[^"]|"")*)"|([^,;\n]+)')
_ADDRESS_BREAK = re.compile(r"\n|,|  +")
_HOUSE_NUMBER = re.compile(r"\d+[A-Za-z]?")

_YES = frozenset(("yes", "y", "true", "t", "1", "x", "ok", "on", "agreed", "agree", "opted-in", "opt-in", "✓", "✔"))
_NO = frozenset(("no", "n", "false", "f", "0", "off", "none", "never", "refused", "opted-out", "opt-out"))
_SUBSCRIBED = frozenset(("subscribed", "subscribe", "active", "opted in", "opted-in", "opt-in", "yes", "true"))
_UNSUBSCRIBED = frozenset(
    (
        "unsubscribed", "unsubscribe", "opted out", "opted-out", "opt-out", "no", "false",
        "spam complaint", "previous spam complaint", "complained", "abuse", "archived", "removed",
    )
)  # fmt: skip
_BOUNCING = frozenset(
    ("bouncing", "bounced", "bounce", "cleaned", "hard bounce", "previous bounce", "previous bouncing", "invalid")
)
_SILENT = frozenset(
    ("", "nonsubscribed", "non-subscribed", "not subscribed", "pending", "unknown", "none", "transactional")
)
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
_BRITISH = frozenset(("", "gb", "uk", "united kingdom", "great britain", "england", "wales", "scotland"))


class ContactSaid(NamedTuple):
    """An e-mail address or telephone number in its normal form; `raw` as it was written, where that differs."""

    kind: str
    value: str
    raw: str
    label: str


class Address(NamedTuple):
    """One postal address; `lines` are joined by a comma and a space."""

    lines: str
    town: str
    postcode: str
    label: str


class Fact(NamedTuple):
    """One dated fact of a kind that the table `fact` knows."""

    kind: str
    value: str
    detail: str
    since: str


class Consent(NamedTuple):
    """One statement about being contacted, as rules.consent understands it."""

    channel: str
    purpose: str
    stance: str
    address: str
    given: str
    how: str
    wording: str


class Said:
    """What a row says. Texts are '' and sequences empty where it says nothing; dates are ISO.

    The defaults stand in the class, so that a row pays only for what it says.
    """

    outside_id = ""
    given = ""
    family = ""
    title = ""
    # Whether the row told given and family name apart, rather than our splitting one name.
    structured = False
    nickname = ""
    dated = ""
    born = ""
    minor_until = ""
    gender = ""
    postcode = ""
    note = ""
    contacts: tuple[ContactSaid, ...] = ()
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    consents: tuple[Consent, ...] = ()
    # Warnings: a code and a reason in words, without the value itself.
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def has_name(self) -> bool:
        return bool(self.given or self.family)

    def addresses_of(self, kind: str) -> list[str]:
        """The e-mail addresses ("email") or telephone numbers ("phone") of the row."""
        return [contact.value for contact in self.contacts if contact.kind == kind]

    def newest_fact(self, kind: str) -> str:
        """The value of a fact that has but one; of several in one row the last in code point order."""
        return max((fact.value for fact in self.facts if fact.kind == kind), default="")

    def warn(self, code: str, reason: str) -> None:
        self.problems += ((code, reason),)


class RowReader:
    """Reads the rows of one mapping. `today` (ISO) dates an age that a list gives without a day."""

    def __init__(self, mapping: Mapping, today: str) -> None:
        columns = [column for column in mapping.columns if column.field != "skip"]
        labels = sorted({column.label_from for column in columns} - {-1})
        self._indexes = (*(column.index for column in columns), *labels)
        self._width = max(self._indexes, default=-1) + 1
        self._takers = [
            (place, _TAKERS[column.field], column, len(columns) + labels.index(column.label_from))
            if column.label_from >= 0
            else (place, _TAKERS[column.field], column, -1)
            for place, column in enumerate(columns)
        ]
        self._statuses = {
            name: value for name, value in mapping.constants.items() if name in ("email_status", "sms_status")
        }
        self._how = mapping.title
        self._today = today

    def text_of(self, cells: list[str]) -> str:
        """The mapped cells as one text without control characters: what a later row is compared with."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        found = [cells[index] for index in self._indexes]
        joined = "".join(found)
        if joined.isascii() and joined.isprintable():
            return SEPARATOR.join(found)
        return SEPARATOR.join(map(safe_lines, found))

    def read(self, text: str) -> Said:
        """What a row says, from the text that `text_of` made of it."""
        cells = text.split(SEPARATOR)
        row = _Row(self._how, self._today)
        for place, take, column, label in self._takers:
            cell = cells[place]
            if cell and not cell.isspace():
                if label >= 0:
                    row.label = _one_line(cells[label]).lstrip("* ")
                take(row, column, cell)
                row.label = ""
        return row.finish(self._statuses)


class _Row:
    """One row while it is being read: what only makes sense together is kept apart until the end."""

    __slots__ = ("answers", "dates", "how", "label", "names", "places", "said", "statuses", "today", "whole_name")

    def __init__(self, how: str, today: str) -> None:
        self.said = Said()
        self.how = how
        self.today = today
        self.label = ""
        self.names: dict[str, str] = {}
        self.whole_name = ""
        # (group, field, text, label) of each part of an address
        self.places: list[tuple[int, str, str, str]] = []
        self.answers: list[tuple[Column, bool]] = []
        self.statuses: dict[str, str] | None = None
        self.dates: dict[str, str] | None = None

    def finish(self, statuses: dict[str, str]) -> Said:
        said = self.said
        names = self.names
        if names:
            said.given = names.get("given", "")
            if "middle" in names:
                said.given = f"{said.given} {names['middle']}".strip()
            said.family = names.get("family", "")
            if "suffix" in names:
                said.family = f"{said.family} {names['suffix']}".strip()
            said.structured = True
        elif self.whole_name:
            said.given, said.family = split_name(self.whole_name)
        if self.places:
            self._finish_addresses()
        if said.born:
            birthday = eighteenth_birthday(said.born)
            if birthday > self.today:
                said.minor_until = birthday
        if statuses or self.statuses or self.answers or self.dates:
            self._finish_consents({**statuses, **(self.statuses or {})}, self.dates or {})
        return said

    # Addresses ------------------------------------------------------------------------------------------------

    def _finish_addresses(self) -> None:
        said, places = self.said, self.places
        groups = {place[0] for place in places}
        for group in sorted(groups):
            address = self._address(places if len(groups) == 1 else [place for place in places if place[0] == group])
            if address[0] or address[1] or address[2]:
                said.addresses += (address,)
                said.postcode = said.postcode or address[2]

    def _address(self, parts: list[tuple[int, str, str, str]]) -> Address:
        lines: list[str] = []
        after: list[str] = []
        town = postcode = not_a_postcode = ""
        label = parts[0][3]
        abroad = False
        for _, field, text, _ in parts:
            if field == "line":
                lines.append(text)
            elif field == "postcode":
                found = parse_postcode(text)
                postcode = postcode or found
                not_a_postcode = not_a_postcode or ("" if found else text)
            elif field == "town":
                town = f"{town}, {text}" if town else text
            elif field == "address":
                found, rest = find_postcode(text)
                postcode = postcode or found
                lines += [
                    part for part in map(_one_line, _ADDRESS_BREAK.split(rest)) if part.casefold() not in _BRITISH
                ]
            elif text.casefold() not in _BRITISH:
                after.append(text)
                abroad = abroad or field == "country"
        if not_a_postcode and not postcode:
            after.insert(0, not_a_postcode)
            if not abroad:
                self.said.warn("bad-postcode", "this is not a British postcode")
        if len(lines) > 1 and _HOUSE_NUMBER.fullmatch(lines[0]):
            lines[:2] = [f"{lines[0]} {lines[1]}"]
        return Address(", ".join((*lines, *after)), town, postcode, label)

    # Consent --------------------------------------------------------------------------------------------------

    def _finish_consents(self, statuses: dict[str, str], dates: dict[str, str]) -> None:
        self._status("email", statuses.get("email_status", ""), self.said.addresses_of("email"), dates)
        self._status("sms", statuses.get("sms_status", ""), self.said.addresses_of("phone"), dates)
        for column, yes in self.answers:
            self._answer(column, yes, dates)

    def _status(self, channel: str, status: str, addresses: list[str], dates: dict[str, str]) -> None:
        word = _one_line(status).casefold()
        if channel == "email":
            if "unsubscribed_on" in dates and word not in _BOUNCING:
                word = "unsubscribed"
            elif "bounced_on" in dates and word not in _UNSUBSCRIBED:
                word = "bounced"
        if word in _SUBSCRIBED:
            self._say(channel, "newsletter", "yes", addresses[:1] or [""], dates.get("consented_on"))
        elif word in _UNSUBSCRIBED:
            self._say(channel, "", "no", addresses or [""], dates.get("unsubscribed_on"))
        elif word in _BOUNCING:
            self._say(channel, "", "bounce", addresses, dates.get("bounced_on"))
        elif word not in _SILENT:
            self.said.warn("not-understood", f"whether {channel} may be sent was not understood")

    def _answer(self, column: Column, yes: bool, dates: dict[str, str]) -> None:
        field = column.field
        emails, phones = self.said.addresses_of("email"), self.said.addresses_of("phone")
        consented = dates.get("consented_on")
        if field == "any_ok" and yes:
            self._say("email", "", "yes", emails[:1], consented)
            self._say("call", "", "yes", phones[:1], consented)
        elif (field == "any_ok" and not yes) or (field == "do_not_contact" and yes):
            self._say("any", "", "no", [""], None)
        elif field == "email_bad" and yes:
            # Of several addresses the one beside which it stands.
            self._say(
                "email", "", "bounce", emails[max(column.group, 1) - 1 :][:1] or emails[:1], dates.get("bounced_on")
            )
        elif field == "do_not_call" and yes:
            self._say("call", "", "no", phones or [""], None)
        elif field.endswith("_ok") and field != "any_ok":
            channel = field.removesuffix("_ok")
            addresses = {"email": emails, "sms": phones, "call": phones}.get(channel, [])
            if yes:
                self._say(channel, "", "yes", addresses[:1] or [""], consented)
            else:
                self._say(channel, "", "no", addresses or [""], None)

    def _say(self, channel: str, purpose: str, stance: str, addresses: list[str], day: str | None) -> None:
        given = day or self.said.dated
        self.said.consents += tuple(
            Consent(channel, purpose, stance, address, given, self.how, "") for address in addresses
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _take_whole_name(row: _Row, _: Column, cell: str) -> None:
    row.whole_name = row.whole_name or _one_line(cell)


def _take_name_part(row: _Row, column: Column, cell: str) -> None:
    text = _one_line(cell)
    before = row.names.get(column.field)
    row.names[column.field] = f"{before} {text}" if before else text


def _take_text(row: _Row, column: Column, cell: str) -> None:
    setattr(row.said, "outside_id" if column.field == "id" else column.field, _one_line(cell))


def _take_organisation(row: _Row, _: Column, cell: str) -> None:
    row.said.facts += (Fact("organisation", _one_line(cell), "", ""),)


def _take_emails(row: _Row, column: Column, cell: str) -> None:
    for raw, value, problem in parse_emails(cell):
        if problem:
            row.said.warn("bad-email", problem)
        else:
            row.said.contacts += (
                ContactSaid("email", value, raw if raw.lower() != value else "", row.label or column.label),
            )


def _take_phones(row: _Row, column: Column, cell: str) -> None:
    for raw, value, note, problem, _ in parse_phones(cell):
        if problem:
            row.said.warn("bad-phone", problem)
        else:
            row.said.contacts += (ContactSaid("phone", value, _one_line(raw), note or row.label or column.label),)


def _take_address_part(row: _Row, column: Column, cell: str) -> None:
    text = cell if column.field == "address" else _one_line(cell.replace("\n", ", "))
    row.places.append((column.group, column.field, text, row.label or column.label))


def _take_tags(row: _Row, _: Column, cell: str) -> None:
    for part in cell.split(" ::: "):
        for quoted, plain in _TAG.findall(part):
            tag = _one_line(quoted or plain)
            # "* myContacts" is a group that Google keeps for itself, not a tag that anybody gave.
            if tag and not tag.startswith("* ") and tag not in row.said.tags:
                row.said.tags += (tag,)


def _take_note(row: _Row, _: Column, cell: str) -> None:
    row.said.note = "\n".join(filter(None, (row.said.note, cell.strip())))


def _take_born(row: _Row, _: Column, cell: str) -> None:
    day = parse_date(cell)
    if day and day <= row.today:
        row.said.born = day
    elif any(mark.isdigit() for mark in cell) and not cell.startswith("--"):
        row.said.warn("bad-date", "the date of birth is not a date")


def _take_age(row: _Row, _: Column, cell: str) -> None:
    digits = cell.strip().removesuffix(".0")
    if digits.isdecimal() and len(digits) < 4:
        if int(digits) < 18:
            row.said.minor_until = adult_by(int(digits), row.said.dated or row.today)
    else:
        row.said.warn("not-understood", "the age is not a whole number")


def _take_dated(row: _Row, _: Column, cell: str) -> None:
    day = parse_date(cell)
    if not day:
        row.said.warn("bad-date", "the date is not one that the calendar has")
    row.said.dated = max(row.said.dated, day)


def _take_day(row: _Row, column: Column, cell: str) -> None:
    """A day on which something was done; a bare yes says that it was, and no that it was not."""
    row.dates = row.dates or {}
    day = parse_date(cell)
    if day:
        row.dates[column.field] = day
    elif any(mark.isdigit() for mark in cell) and yes_or_no(cell) is None:
        row.said.warn("bad-date", "a date is not one that the calendar has")
        row.dates.setdefault(column.field, "")
    elif yes_or_no(cell):
        row.dates.setdefault(column.field, "")


def _take_status(row: _Row, column: Column, cell: str) -> None:
    row.statuses = row.statuses or {}
    row.statuses[column.field] = cell


def _take_answer(row: _Row, column: Column, cell: str) -> None:
    answer = yes_or_no(cell)
    if answer is None:
        row.said.warn("not-understood", "whether they may be contacted was not understood as yes or no")
    else:
        row.answers.append((column, answer))


def _take_membership(row: _Row, _: Column, cell: str) -> None:
    word = _one_line(cell).casefold()
    answer = yes_or_no(word)
    value = _MEMBERSHIP.get(word) or {True: "member", False: "non-member", None: ""}[answer]
    if value:
        row.said.facts += (Fact("membership", value, "lapsed" if word == "lapsed" else "", ""),)
    elif word not in _UNKNOWN:
        row.said.warn("not-understood", "the membership was not understood")


def _take_register(row: _Row, _: Column, cell: str) -> None:
    text = _one_line(cell)
    word, _colon, reason = text.partition(":")
    word = word.strip().casefold()
    answer = yes_or_no(word)
    if word in _UNKNOWN:
        return
    if answer or word in _ON_REGISTER:
        row.said.facts += (Fact("register", "on", reason.strip(), ""),)
    elif answer is False or word in _NOT_ON_REGISTER:
        row.said.facts += (Fact("register", "not on it", reason.strip(), ""),)
    else:
        row.said.facts += (Fact("register", "not on it", text, ""),)


def _take_several(row: _Row, column: Column, cell: str) -> None:
    """Things offered, spoken or needed; under a heading that is itself the thing, a tick says so."""
    ticked = yes_or_no(cell) if column.label else None
    if ticked is not None:
        if ticked:
            row.said.facts += (Fact(column.field, column.label, "", ""),)
        return
    row.said.facts += tuple(
        Fact(column.field, value, "", "") for value in map(_one_line, _SEVERAL.split(cell)) if value
    )


def yes_or_no(text: str) -> bool | None:
    """What an answer means; None where it is neither."""
    words = text.casefold().replace(",", " ").replace(".", " ").split()
    if not words:
        return None
    if words[0] in _YES:
        return True
    return False if words[0] in _NO else None


_TAKERS: dict[str, Callable[[_Row, Column, str], None]] = {
    "name": _take_whole_name,
    **dict.fromkeys(("given", "middle", "family", "suffix"), _take_name_part),
    **dict.fromkeys(("title", "nickname", "id", "gender"), _take_text),
    "organisation": _take_organisation,
    "email": _take_emails,
    "phone": _take_phones,
    **dict.fromkeys(("address", "line", "town", "region", "postcode", "country"), _take_address_part),
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
