"""What one row of a list says about one person, read by the list's mapping.

This is the hot path of every import: a cell is looked at only where its column is mapped and it is not blank.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from organiser.formats.mapping import Column, Mapping
from organiser.rules.dates import adult_by, eighteenth_birthday, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.names import split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.text import safe_lines, safe_text

SEPARATOR = "\x1f"
_SEVERAL = re.compile(r" ::: |[,;\n|]")
_TAG = re.compile(r'"((?:[^"]|"")*)"|([^,;\n]+)')
_LABEL_NOISE = re.compile(r"[*_!$<>]+")

_YES = frozenset(
    ["yes", "y", "true", "t", "1", "x", "ok", "on", "agreed", "agree", "opted-in", "optin", "opt-in", "✓", "✔"]
)
_NO = frozenset(["no", "n", "false", "f", "0", "off", "none", "never", "refused", "opted-out", "optout", "opt-out"])
_SUBSCRIBED = frozenset(("subscribed", "subscribe", "active", "opted in", "opted-in", "opt-in", "yes", "true"))
_UNSUBSCRIBED = frozenset(
    (
        "unsubscribed", "unsubscribe", "opted out", "opted-out", "opt-out", "no", "false",
        "spam complaint", "previous spam complaint", "complained", "abuse", "archived", "removed",
    )
)  # fmt: skip
_BOUNCING = frozenset(
    (
        "bouncing",
        "bounced",
        "bounce",
        "cleaned",
        "hard bounce",
        "previous bounce",
        "previous bouncing",
        "bad",
        "invalid",
    )
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


class ContactSaid(NamedTuple):
    """One e-mail address or telephone number in its normal form, and as it was written where that differs."""

    kind: str
    value: str
    raw: str
    label: str


@dataclass(slots=True)
class Said:
    """What a row says. Texts are '' and lists empty where it says nothing; dates are ISO."""

    outside_id: str = ""
    given: str = ""
    family: str = ""
    title: str = ""
    # Whether the row told given and family name apart, rather than our splitting one name.
    structured: bool = False
    nickname: str = ""
    dated: str = ""
    born: str = ""
    minor_until: str = ""
    gender: str = ""
    contacts: list[ContactSaid] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    note: str = ""
    # Warnings: a code and a reason in words, without the value itself.
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def has_name(self) -> bool:
        return bool(self.given or self.family)

    @property
    def postcode(self) -> str:
        """The postcode of the first address that has one."""
        for address in self.addresses:
            if address.postcode:
                return address.postcode
        return ""


class RowReader:
    """Reads the rows of one mapping. `today` (ISO) dates an age that a list gives without a day."""

    def __init__(self, mapping: Mapping, today: str) -> None:
        self._mapping = mapping
        self._today = today
        self._columns = tuple(column for column in mapping.columns if column.field != "skip")
        self._indexes = tuple(column.index for column in self._columns)
        self._width = max(self._indexes, default=-1) + 1
        self._status: dict[str, str] = {
            name: mapping.constants[name] for name in ("email_status", "sms_status") if name in mapping.constants
        }

    def text_of(self, cells: list[str]) -> str:
        """The mapped cells as one text: what a later row is compared with. Safe to keep."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        joined = SEPARATOR.join([cells[index] for index in self._indexes])
        if joined.isascii() and joined.replace(SEPARATOR, "").isprintable():
            return joined
        return SEPARATOR.join([safe_lines(cells[index]) for index in self._indexes])

    def read(self, text: str) -> Said:
        """What a row says, from the text that `text_of` made of it."""
        row = _Row(self._mapping.title, self._today, dict(self._status))
        for column, cell in zip(self._columns, text.split(SEPARATOR), strict=True):
            if cell and not cell.isspace():
                row.take(column, cell)
        return row.finish()


class _Row:
    """One row while it is being read: fields that only make sense together are kept apart until the end."""

    __slots__ = ("address_parts", "consents", "dates", "how", "names", "said", "statuses", "today", "whole_name")

    def __init__(self, how: str, today: str, statuses: dict[str, str]) -> None:
        self.said = Said()
        self.how = how
        self.today = today
        self.names: dict[str, str] = {}
        self.whole_name = ""
        self.address_parts: dict[int, dict[str, list[str]]] = {}
        self.consents: list[tuple[str, bool]] = []
        self.statuses = statuses
        self.dates: dict[str, str] = {}

    def take(self, column: Column, cell: str) -> None:
        _TAKERS[column.field](self, column, cell)

    def finish(self) -> Said:
        said = self.said
        names = self.names
        if names:
            said.given = " ".join(filter(None, (names.get("given"), names.get("middle"))))
            said.family = " ".join(filter(None, (names.get("family"), names.get("suffix"))))
            said.structured = said.has_name
        if self.whole_name and not said.has_name:
            said.given, said.family = split_name(self.whole_name)
        if self.address_parts:
            for parts in self.address_parts.values():
                self._finish_address(parts)
        if said.born and eighteenth_birthday(said.born) > self.today:
            said.minor_until = eighteenth_birthday(said.born)
        if self.statuses or self.consents or self.dates:
            self._finish_consents()
        return said

    # Addresses ------------------------------------------------------------------------------------------------

    def _finish_address(self, parts: dict[str, list[str]]) -> None:
        postcode, written = "", ""
        for written in parts.get("postcode", ()):
            postcode = postcode or parse_postcode(written)
        lines = parts.get("line", [])
        for whole in parts.get("address", ()):
            found, rest = find_postcode(whole)
            postcode = postcode or found
            lines = [*lines, *(part.strip(" ,") for part in re.split(r"\n|,|  +", rest))]
        if written and not postcode:
            abroad = [part for part in parts.get("country", ()) if part.casefold() not in _BRITISH]
            if not abroad:
                self.said.problems.append(("bad-postcode", "this is not a British postcode"))
            lines = [*lines, written]
        lines = [line for line in lines if line and line.casefold() not in ("gb", "uk")]
        town = ", ".join(parts.get("town", ()))
        lines += [
            part for part in (*parts.get("region", ()), *parts.get("country", ())) if part.casefold() not in _BRITISH
        ]
        if lines or town or postcode:
            self.said.addresses.append(Address(", ".join(lines), town, postcode, "".join(parts.get("label", ())[:1])))

    # Consent --------------------------------------------------------------------------------------------------

    def _finish_consents(self) -> None:
        self._status(
            "email", "email_status", [contact.value for contact in self.said.contacts if contact.kind == "email"]
        )
        self._status("sms", "sms_status", [contact.value for contact in self.said.contacts if contact.kind == "phone"])
        for fieldname, yes in self.consents:
            self._answer(fieldname, yes)

    def _status(self, channel: str, fieldname: str, addresses: list[str]) -> None:
        word = self.statuses.get(fieldname, "").casefold().strip()
        if channel == "email":
            if "unsubscribed_on" in self.dates and word not in _BOUNCING:
                word = "unsubscribed"
            elif "bounced_on" in self.dates and word not in _UNSUBSCRIBED:
                word = "bounced"
        if word in _SUBSCRIBED:
            self._say(channel, "newsletter", "yes", addresses[:1], "consented_on")
        elif word in _UNSUBSCRIBED:
            self._say(channel, "", "no", addresses, "unsubscribed_on")
        elif word in _BOUNCING:
            self._say(channel, "", "bounce", addresses, "bounced_on")
        elif word not in _SILENT:
            self.said.problems.append(("not-understood", f"whether {channel} may be sent was not understood"))

    def _answer(self, fieldname: str, yes: bool) -> None:
        emails = [contact.value for contact in self.said.contacts if contact.kind == "email"]
        phones = [contact.value for contact in self.said.contacts if contact.kind == "phone"]
        stance = "yes" if yes else "no"
        if fieldname == "any_ok":
            if not yes:
                self._say("any", "", "no", [], "dated")
                return
            self._say("email", "", "yes", emails[:1], "consented_on", only_with_address=True)
            self._say("call", "", "yes", phones[:1], "consented_on", only_with_address=True)
        elif fieldname.endswith("_ok"):
            channel = fieldname.removesuffix("_ok")
            addresses = {"email": emails, "sms": phones, "call": phones}.get(channel, [])
            self._say(channel, "", stance, addresses[:1] if yes else addresses, "consented_on" if yes else "dated")
        elif fieldname == "email_bad" and yes:
            self._say("email", "", "bounce", emails[:1], "bounced_on", only_with_address=True)
        elif fieldname == "do_not_contact" and yes:
            self._say("any", "", "no", [], "dated")
        elif fieldname == "do_not_call" and yes:
            self._say("call", "", "no", phones, "dated")

    def _say(
        self,
        channel: str,
        purpose: str,
        stance: str,
        addresses: list[str],
        date_field: str,
        *,
        only_with_address: bool = False,
    ) -> None:
        day = self.dates.get(date_field) or self.said.dated
        for address in addresses or ([] if only_with_address else [""]):
            self.said.consents.append(Consent(channel, purpose, stance, address, day, self.how, ""))


_BRITISH = frozenset(("", "gb", "uk", "united kingdom", "great britain", "england", "wales", "scotland"))


def _take_whole_name(row: _Row, _: Column, cell: str) -> None:
    row.whole_name = row.whole_name or safe_text(cell)


def _take_name_part(row: _Row, column: Column, cell: str) -> None:
    row.names[column.field] = f"{row.names.get(column.field, '')} {safe_text(cell)}".strip()


def _take_text(row: _Row, column: Column, cell: str) -> None:
    setattr(row.said, "outside_id" if column.field == "id" else column.field, safe_text(cell))


def _take_organisation(row: _Row, _: Column, cell: str) -> None:
    row.said.facts.append(Fact("organisation", safe_text(cell), "", ""))


def _take_emails(row: _Row, column: Column, cell: str) -> None:
    for email in parse_emails(cell):
        if email.problem:
            row.said.problems.append(("bad-email", email.problem))
        else:
            raw = email.raw if email.raw.lower() != email.value else ""
            row.said.contacts.append(ContactSaid("email", email.value, raw, column.label))


def _take_phones(row: _Row, column: Column, cell: str) -> None:
    for phone in parse_phones(cell):
        if phone.problem:
            row.said.problems.append(("bad-phone", phone.problem))
        else:
            row.said.contacts.append(ContactSaid("phone", phone.value, phone.raw, phone.note or column.label))


def _take_address_part(row: _Row, column: Column, cell: str) -> None:
    parts = row.address_parts.setdefault(column.group, {"label": [column.label]})
    text = safe_lines(cell) if column.field == "address" else safe_text(cell.replace("\n", ", "))
    parts.setdefault(column.field, []).append(text)


def _take_tags(row: _Row, _: Column, cell: str) -> None:
    for part in cell.split(" ::: "):
        for quoted, plain in _TAG.findall(part):
            tag = safe_text(quoted or plain)
            # "* myContacts" is a group that Google keeps for itself, not a tag that anybody gave.
            if tag and not tag.startswith("* ") and tag not in row.said.tags:
                row.said.tags.append(tag)


def _take_note(row: _Row, _: Column, cell: str) -> None:
    row.said.note = "\n".join(filter(None, (row.said.note, safe_lines(cell))))


def _take_born(row: _Row, _: Column, cell: str) -> None:
    day = parse_date(cell)
    if day and day <= row.today:
        row.said.born = day
    elif any(mark.isdigit() for mark in cell) and not cell.startswith("--"):
        row.said.problems.append(("bad-date", "the date of birth is not a date"))


def _take_age(row: _Row, _: Column, cell: str) -> None:
    digits = cell.strip().removesuffix(".0")
    if digits.isdecimal() and len(digits) < 4:
        if int(digits) < 18:
            row.said.minor_until = adult_by(int(digits), row.said.dated or row.today)
    else:
        row.said.problems.append(("not-understood", "the age is not a whole number"))


def _take_dated(row: _Row, _: Column, cell: str) -> None:
    day = parse_date(cell)
    if not day:
        row.said.problems.append(("bad-date", "the date is not one that the calendar has"))
    row.said.dated = max(row.said.dated, day)


def _take_day(row: _Row, column: Column, cell: str) -> None:
    day = parse_date(cell)
    if day:
        row.dates[column.field] = day
    elif any(mark.isdigit() for mark in cell):
        row.said.problems.append(("bad-date", "a date is not one that the calendar has"))
        # That they unsubscribed counts, whenever it was.
        row.dates[column.field] = ""


def _take_status(row: _Row, column: Column, cell: str) -> None:
    row.statuses[column.field] = safe_text(cell)


def _take_answer(row: _Row, column: Column, cell: str) -> None:
    answer = yes_or_no(cell)
    if answer is None:
        row.said.problems.append(("not-understood", "whether they may be contacted was not understood as yes or no"))
    else:
        row.consents.append((column.field, answer))


def _take_membership(row: _Row, _: Column, cell: str) -> None:
    word = safe_text(cell).casefold()
    answer = yes_or_no(word)
    value = _MEMBERSHIP.get(word) or {True: "member", False: "non-member", None: ""}[answer]
    if value:
        row.said.facts.append(Fact("membership", value, "lapsed" if word == "lapsed" else "", ""))
    elif word not in _UNKNOWN:
        row.said.problems.append(("not-understood", "the membership was not understood"))


def _take_register(row: _Row, _: Column, cell: str) -> None:
    word, _colon, reason = safe_text(cell).partition(":")
    word = word.strip().casefold()
    answer = yes_or_no(word)
    if answer or word in _ON_REGISTER:
        row.said.facts.append(Fact("register", "on", reason.strip(), ""))
    elif answer is False or word in _NOT_ON_REGISTER:
        row.said.facts.append(Fact("register", "not on it", reason.strip(), ""))
    elif word not in _UNKNOWN:
        row.said.facts.append(Fact("register", "not on it", safe_text(cell), ""))


def _take_several(row: _Row, column: Column, cell: str) -> None:
    for part in _SEVERAL.split(cell):
        if value := safe_text(part):
            row.said.facts.append(Fact(column.field, value, "", ""))


def yes_or_no(text: str) -> bool | None:
    """What an answer means; None where it is neither."""
    words = safe_text(text).casefold().replace(",", " ").replace(".", " ").split()
    if not words:
        return None
    if words[0] in _YES:
        return True
    if words[0] in _NO:
        return False
    return None


_TAKERS: dict[str, Callable[[_Row, Column, str], None]] = {
    "name": _take_whole_name,
    "given": _take_name_part,
    "middle": _take_name_part,
    "family": _take_name_part,
    "suffix": _take_name_part,
    "title": _take_text,
    "nickname": _take_text,
    "id": _take_text,
    "gender": _take_text,
    "organisation": _take_organisation,
    "email": _take_emails,
    "phone": _take_phones,
    "address": _take_address_part,
    "line": _take_address_part,
    "town": _take_address_part,
    "region": _take_address_part,
    "postcode": _take_address_part,
    "country": _take_address_part,
    "tags": _take_tags,
    "note": _take_note,
    "born": _take_born,
    "age": _take_age,
    "membership": _take_membership,
    "register": _take_register,
    "elector": _take_several,
    "role": _take_several,
    "offer": _take_several,
    "day": _take_several,
    "language": _take_several,
    "access": _take_several,
    "dated": _take_dated,
    "email_status": _take_status,
    "sms_status": _take_status,
    "email_ok": _take_answer,
    "sms_ok": _take_answer,
    "call_ok": _take_answer,
    "post_ok": _take_answer,
    "door_ok": _take_answer,
    "any_ok": _take_answer,
    "do_not_contact": _take_answer,
    "do_not_call": _take_answer,
    "email_bad": _take_answer,
    "consented_on": _take_day,
    "unsubscribed_on": _take_day,
    "bounced_on": _take_day,
}
