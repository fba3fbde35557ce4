"""Rows of a list read by the list's mapping: from the cells of a row to what it says about one person.

This is the hot path of every import: a cell is looked at only where its column is mapped and it is not blank, and a
row costs only what it says.
"""

import re
from collections.abc import Sequence
from hashlib import blake2b

from organiser.formats.cells import TAKERS, Reading, one_line
from organiser.formats.mapping import Column, Mapping
from organiser.formats.said import SEPARATOR, Address, Consent, Said
from organiser.rules.dates import eighteenth_birthday
from organiser.rules.names import split_name
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.text import safe_lines

_ADDRESS_BREAK = re.compile(r"\n|,|  +")
_HOUSE_NUMBER = re.compile(r"\d+[A-Za-z]?")
_BRITISH = frozenset(("", "gb", "uk", "united kingdom", "great britain", "england", "wales", "scotland"))

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


class RowReader:
    """Reads the rows of one mapping. `today` (ISO) is the day of the list: it dates an age that a row gives."""

    def __init__(self, mapping: Mapping, today: str) -> None:
        columns = [column for column in mapping.columns if column.field != "skip"]
        labels = sorted({column.label_from for column in columns} - {-1})
        self._indexes = (*(column.index for column in columns), *labels)
        self._width = max(self._indexes, default=-1) + 1
        self._takers = [
            (
                place,
                TAKERS[column.field],
                column,
                len(columns) + labels.index(column.label_from) if column.label_from >= 0 else -1,
            )
            for place, column in enumerate(columns)
        ]
        constants = mapping.constants
        self._statuses = {name: value for name, value in constants.items() if name in ("email_status", "sms_status")}
        self._name_from = constants.get("name_from", "").split()
        self._how = mapping.title
        self._today = today
        meaning = [[(column.field, column.group) for column in columns], sorted(constants.items())]
        self._meaning = blake2b(repr(meaning).encode(), digest_size=16).digest()

    def text_of(self, cells: list[str]) -> str:
        """The mapped cells as one text without control characters: what a later row is compared with."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        found = [cells[index].strip() for index in self._indexes]
        joined = "".join(found)
        if joined.isascii() and joined.isprintable():
            return SEPARATOR.join(found)
        return SEPARATOR.join([safe_lines(cell).strip() for cell in found])

    def key_of(self, text: str) -> int:
        """64 bits that tell what a row says from what others say: its text, and how its columns are read."""
        return int.from_bytes(blake2b(text.encode(), digest_size=8, person=self._meaning).digest(), "big", signed=True)

    def read(self, text: str) -> Said:
        """What a row says, from the text that `text_of` made of it."""
        cells = text.split(SEPARATOR)
        row = Reading(self._today)
        for place, take, column, labelled_by in self._takers:
            cell = cells[place]
            if cell:
                take(row, column, cell, _label(cells, labelled_by, column) if labelled_by >= 0 else column.label)
        _finish_name(row)
        if row.places:
            _finish_addresses(row)
        if row.born:
            birthday = eighteenth_birthday(row.born)
            row.minor_until = birthday if birthday > self._today else ""
        if self._statuses or row.statuses or row.answers or row.days:
            _Consents(row, self._how).finish({**self._statuses, **(row.statuses or {})})
        if self._name_from and not row.has_name:
            _name_otherwise(row, self._name_from)
        return row


def _label(cells: Sequence[str], place: int, column: Column) -> str:
    """What the column beside it calls an address; Google marks its own words with a star."""
    return one_line(cells[place]).lstrip("* ") or column.label


# Names -------------------------------------------------------------------------------------------------------------


def _finish_name(row: Reading) -> None:
    if row.given or row.family:
        row.structured = True
    elif row.whole_name:
        row.given, row.family = split_name(row.whole_name)
        return
    if row.middle:
        row.given = f"{row.given} {row.middle}".strip()
    if row.suffix and row.has_name:
        row.family = f"{row.family} {row.suffix}".strip()


def _name_otherwise(row: Reading, fields: Sequence[str]) -> None:
    """Take something else for the name where a row gives none: the first of these fields that it fills."""
    for field in fields:
        if field == "nickname":
            name, what = row.nickname, "nickname"
        elif field == "organisation":
            name, what = next((fact.value for fact in row.facts if fact.kind == field), ""), "organisation"
        else:
            name, what = next(iter(row.addresses_of(field)), ""), "e-mail address"
        if name:
            row.given, row.family = split_name(name) if field == "nickname" else (name, "")
            row.warn("no-name", f"no name is given: the {what} was taken for it")
            return


# Addresses ---------------------------------------------------------------------------------------------------------


def _finish_addresses(row: Reading) -> None:
    groups = {place[0] for place in row.places}
    for group in sorted(groups):
        parts = row.places if len(groups) == 1 else [place for place in row.places if place[0] == group]
        address = _address(row, parts)
        if address[0] or address[1] or address[2]:
            row.addresses += (address,)
            row.postcode = row.postcode or address[2]


def _address(row: Reading, parts: Sequence[tuple[int, str, str, str]]) -> Address:
    lines: list[str] = []
    after: list[str] = []
    town = postcode = not_a_postcode = ""
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
            lines += [part for part in map(one_line, _ADDRESS_BREAK.split(rest)) if part.casefold() not in _BRITISH]
        elif text.casefold() not in _BRITISH:
            after.append(text)
            abroad = abroad or field == "country"
    if not_a_postcode and not postcode:
        after.insert(0, not_a_postcode)
        if not abroad:
            row.warn("bad-postcode", "this is not a British postcode")
    if len(lines) > 1 and _HOUSE_NUMBER.fullmatch(lines[0]):
        lines[:2] = [f"{lines[0]} {lines[1]}"]
    return Address(", ".join((*lines, *after)), town, postcode, parts[0][3])


# Consent -----------------------------------------------------------------------------------------------------------


class _Consents:
    """What a row says about being contacted, put together from its statuses, answers and days."""

    def __init__(self, row: Reading, how: str) -> None:
        self._row = row
        self._how = how
        self._days = row.days or {}
        self._emails = row.addresses_of("email")
        self._phones = row.addresses_of("phone")

    def finish(self, statuses: dict[str, str]) -> None:
        self._status("email", statuses.get("email_status", ""), self._emails)
        self._status("sms", statuses.get("sms_status", ""), self._phones)
        for column, yes in self._row.answers:
            self._answer(column, yes)
        self._row.consents = tuple(dict.fromkeys(self._row.consents))

    def _status(self, channel: str, status: str, addresses: list[str]) -> None:
        word = one_line(status).casefold()
        if channel == "email":
            if "unsubscribed_on" in self._days and word not in _BOUNCING:
                word = "unsubscribed"
            elif "bounced_on" in self._days and word not in _UNSUBSCRIBED:
                word = "bounced"
        if word in _SUBSCRIBED:
            self._say(channel, "newsletter", "yes", addresses[:1] or [""], "consented_on")
        elif word in _UNSUBSCRIBED:
            self._say(channel, "", "no", addresses or [""], "unsubscribed_on")
        elif word in _BOUNCING:
            self._say(channel, "", "bounce", addresses, "bounced_on")
        elif word not in _SILENT:
            self._row.warn("not-understood", f"whether {channel} may be sent was not understood")

    def _answer(self, column: Column, yes: bool) -> None:
        field = column.field
        emails, phones = self._emails, self._phones
        if field == "any_ok" and yes:
            self._say("email", "", "yes", emails[:1], "consented_on")
            self._say("call", "", "yes", phones[:1], "consented_on")
        elif (field == "any_ok" and not yes) or (field == "do_not_contact" and yes):
            self._say("any", "", "no", [*emails, *phones] or [""], "")
        elif field == "email_bad" and yes:
            beside = [address for group, address in self._row.grouped if group == column.group]
            self._say("email", "", "bounce", beside if column.group else emails[:1], "bounced_on")
        elif field == "do_not_call" and yes:
            self._say("call", "", "no", phones or [""], "")
        elif field.endswith("_ok") and field != "any_ok":
            channel = field.removesuffix("_ok")
            addresses = {"email": emails, "sms": phones, "call": phones}.get(channel, [])
            if yes:
                self._say(channel, "", "yes", addresses[:1] or [""], "consented_on")
            else:
                self._say(channel, "", "no", addresses or [""], "")

    def _say(self, channel: str, purpose: str, stance: str, addresses: list[str], day: str) -> None:
        given = self._days.get(day) or self._row.dated
        self._row.consents += tuple(
            Consent(channel, purpose, stance, address, given, self._how, "") for address in addresses
        )
