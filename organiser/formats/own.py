"""Organiser's own export of people: its columns, and the cells that say everything that is kept about one person.

A plain column says what holds now, for people to read and to mend: what they change there is read again. What a plain
column cannot say (labels, dates, how it was written, what has ended) stands in the column Details, beside the text that
it belongs to: a text that is changed or removed takes its details with it.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from organiser.rules.dates import eighteenth_birthday
from organiser.rules.emails import parse_emails
from organiser.rules.names import fold, name_key
from organiser.rules.phones import national, parse_phones
from organiser.rules.postcodes import find_postcode

SOURCE = "organiser"

# Each column: by what the program calls it, its heading, and the field of organiser.formats.mapping that it fills;
# "own" is a column that no other list has.
COLUMNS = (
    ("id", "organiser id", "id"),
    ("title", "Title", "title"),
    ("given", "Given names", "given"),
    ("family", "Family name", "family"),
    ("otherwise", "Other names", "own"),
    ("nickname", "Nicknames", "nickname"),
    ("email", "E-mails", "email"),
    ("phone", "Phones", "phone"),
    ("address", "Addresses", "address"),
    ("postcode", "Postcode", "postcode"),
    ("ward", "Ward by hand", "own"),
    ("born", "Born", "born"),
    ("minor_until", "Under 18 until", "own"),
    ("gender", "Gender", "gender"),
    ("membership", "Membership", "membership"),
    ("register", "Electoral register", "register"),
    ("reason", "Register reason", "own"),
    ("elector", "Elector number", "elector"),
    ("role", "Roles", "role"),
    ("offer", "Offers", "offer"),
    ("day", "Days", "day"),
    ("language", "Languages", "language"),
    ("access", "Access needs", "access"),
    ("organisation", "Organisations", "organisation"),
    ("tags", "Tags", "tags"),
    ("note", "Notes", "note"),
    ("consents", "Consents", "own"),
    ("relations", "Relations", "own"),
    ("details", "Details", "own"),
    ("created", "Added on", "own"),
    ("by_hand", "Entered by hand", "own"),
    ("dated", "Exported on", "dated"),
)
HEADER = tuple(heading for _, heading, _ in COLUMNS)
_NAMES = tuple(name for name, _, _ in COLUMNS)

# Kinds of fact of which a column shows all that hold, and those of which a column shows the one that counts.
SEVERAL = ("otherwise", "nickname", "role", "offer", "day", "language", "access", "organisation")
ONE = ("membership", "register", "elector")

Cells = dict[str, str]

_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Contact(NamedTuple):
    """An e-mail address or telephone number; `name_key` is "" where it was given under the person's own name."""

    kind: str
    value: str
    name_key: str = ""
    raw: str = ""
    label: str = ""
    since: str = ""
    until: str = ""


class Address(NamedTuple):
    """One postal address."""

    lines: str = ""
    town: str = ""
    postcode: str = ""
    label: str = ""
    since: str = ""
    until: str = ""


class Fact(NamedTuple):
    """One dated fact."""

    kind: str = ""
    value: str = ""
    detail: str = ""
    since: str = ""
    until: str = ""


class Note(NamedTuple):
    """A note and its day."""

    body: str
    noted: str


class Consent(NamedTuple):
    """One statement about being contacted, as rules.consent understands it."""

    channel: str = ""
    purpose: str = ""
    stance: str = ""
    address: str = ""
    given: str = ""
    how: str = ""
    wording: str = ""
    until: str = ""


class Relation(NamedTuple):
    """That the person is related to another, whose identifier is given."""

    person: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""


class Person(NamedTuple):
    """Everything that is kept about one person. `ward` is the code of one chosen by hand, `id` the uid; dates ISO."""

    id: str = ""
    title: str = ""
    given: str = ""
    family: str = ""
    postcode: str = ""
    ward: str = ""
    born: str = ""
    minor_until: str = ""
    gender: str = ""
    membership: str = ""
    register: str = ""
    elector: str = ""
    created: str = ""
    by_hand: str = ""
    contacts: Sequence[Contact] = ()
    addresses: Sequence[Address] = ()
    facts: Sequence[Fact] = ()
    tags: Sequence[str] = ()
    notes: Sequence[Note] = ()
    consents: Sequence[Consent] = ()
    relations: Sequence[Relation] = ()


def row_of(cells: Cells) -> list[str]:
    """Cells in the order of HEADER."""
    return [cells.get(name, "") for name in _NAMES]


def cells_of(person: Person, day: str) -> Cells:
    """The cells of one person as known on an ISO day. A cell that would be blank may be missing."""
    cells: Cells = {
        name: text
        for name in ("id", "title", "given", "family", "postcode", "ward", "born", "gender", *ONE, "created", "by_hand")
        if (text := getattr(person, name))
    }
    cells["dated"] = day
    cells["minor_until"] = person.minor_until or _still_a_minor(person.born, day)
    details: dict[str, list[dict[str, str]]] = {}
    if person.contacts:
        details["contacts"] = _contacts(person, cells)
    if person.addresses:
        cells["address"], details["addresses"] = _told(person.addresses, address_text, addresses_in)
    if person.facts:
        details["facts"] = _facts(person, cells)
    if any(details.values()):
        cells["details"] = _JSON({name: told for name, told in details.items() if told})
    if person.tags:
        cells["tags"] = joined(person.tags)
    if person.notes:
        cells["note"] = joined(map(note_text, person.notes))
    if person.consents:
        cells["consents"] = _as_json(person.consents)
    if person.relations:
        cells["relations"] = _as_json(person.relations)
    return cells


def cells_of_stop(consent: Consent, day: str) -> Cells:
    """The cells of a row that names nobody: an address at which nobody may be reached, whoever holds it."""
    return {"consents": _as_json([consent]), "dated": day}


def _still_a_minor(born: str, day: str) -> str:
    birthday = eighteenth_birthday(born) if born else ""
    return birthday if birthday > day else ""


# Several values in one cell ----------------------------------------------------------------------------------------

_SEPARATOR = " ::: "
_TO_ESCAPE = re.compile(r":(\\*)::")
_ESCAPED = re.compile(r":\\(\\*)::")


def joined(values: Iterable[str]) -> str:
    """Values in one cell with ` ::: ` between them; a value that holds three colons itself is written `:\\::`."""
    return _SEPARATOR.join(_TO_ESCAPE.sub(r":\\\1::", value) if "::" in value else value for value in values)


def parted(cell: str) -> list[str]:
    """The values that joined() put into one cell, blank ones left out."""
    values = (value.strip(" ") for value in cell.split(_SEPARATOR))
    return [_ESCAPED.sub(r":\1::", value) if ":\\" in value else value for value in values if value]


# What a plain text says by itself -----------------------------------------------------------------------------------


def contacts_in(kind: str, text: str) -> list[Contact]:
    """What a text says by itself: e-mail addresses (kind "email") or telephone numbers ("phone")."""
    if kind == "email":
        return [
            Contact(kind, value, raw=raw if raw.lower() != value else "")
            for raw, value, problem in parse_emails(text)
            if not problem
        ]
    return [
        Contact(kind, value, raw=" ".join(raw.split()), label=note)
        for raw, value, note, problem, _ in parse_phones(text)
        if not problem
    ]


def addresses_in(text: str) -> list[Address]:
    """What a text says by itself: one address, its postcode wherever it stands; which part is the town it cannot."""
    postcode, rest = find_postcode(text)
    return [Address(rest, postcode=postcode)]


def address_text(address: Address) -> str:
    return ", ".join(filter(None, (address.lines, address.town, address.postcode)))


def fact_in(kind: str, text: str) -> Fact:
    """What a text says by itself in the column of a kind of fact; names are kept folded as well, for search."""
    return Fact(kind, text, fold(text) if kind in ("otherwise", "nickname") else "")


_DATED_NOTE = re.compile(r"\[([0-9]{4}-[0-9]{2}-[0-9]{2})?\] ")


def note_text(note: Note) -> str:
    """A note with its day before it: `[2026-03-01] met at the stall`."""
    if note.noted or _DATED_NOTE.match(note.body):
        return f"[{note.noted}] {note.body}"
    return note.body


def note_in(text: str) -> Note:
    """The note that note_text() wrote, or one that somebody typed."""
    dated = _DATED_NOTE.match(text)
    return Note(text[dated.end() :], dated[1] or "") if dated else Note(text, "")


# What a plain text cannot say ----------------------------------------------------------------------------------------

Record = TypeVar("Record", Contact, Address)
Told = list[dict[str, str]]


def _contacts(person: Person, cells: Cells) -> Told:
    own = name_key(person.given, person.family)
    contacts = [contact._replace(name_key="") if contact.name_key == own else contact for contact in person.contacts]
    details: Told = []
    for kind, text_of in (("email", _as_it_is), ("phone", _phone_text)):
        of_kind = [contact for contact in contacts if contact.kind == kind]
        cells[kind], told = _told(of_kind, text_of, _reader_of_contacts(kind))
        details += [{"kind": kind} | detail for detail in told]
    others = [contact for contact in contacts if contact.kind not in ("email", "phone")]
    return details + [{"text": ""} | _not_blank(contact) for contact in others]


def _as_it_is(contact: Contact) -> str:
    return contact.value


def _phone_text(contact: Contact) -> str:
    """A number as it is read out, if it is understood again as the same number."""
    text = national(contact.value)
    return text if [found.value for found in contacts_in("phone", text)] == [contact.value] else contact.value


def _reader_of_contacts(kind: str) -> Callable[[str], list[Contact]]:
    return lambda text: contacts_in(kind, text)


def _told(
    records: Sequence[Record], text_of: Callable[[Record], str], read: Callable[[str], list[Record]]
) -> tuple[str, Told]:
    """The cell that shows what holds now, and the details of all records that their text alone does not say."""
    holding: dict[str, list[Record]] = {}
    ended: list[Record] = []
    for record in records:
        text = text_of(record)
        (ended if record.until or not text else holding.setdefault(text, [])).append(record)
    details = [
        _detail(text, record, said[0] if len(said) == 1 else None)
        for text, group in holding.items()
        if (said := read(text)) != group
        for record in group
    ]
    for record in ended:
        text = text_of(record)
        said = read(text) if text else []
        details.append(_detail(text, record, said[0] if len(said) == 1 else None))
    return joined(holding), details


def _detail(text: str, record: Contact | Address, plain: Contact | Address | None) -> dict[str, str]:
    """What a record says beyond its text, which is the key under which it is found again."""
    said = plain._asdict() if plain else {}
    different = {name: value for name, value in record._asdict().items() if value != said.get(name, "")}
    different.pop("kind", None)
    return {"text": text} | different


def _facts(person: Person, cells: Cells) -> Told:
    by_kind: dict[str, list[Fact]] = {kind: [] for kind in (*SEVERAL, *ONE)}
    for fact in person.facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    details: Told = []
    for kind, facts in by_kind.items():
        holding = Counter(fact.value for fact in facts if not fact.until)
        places = {value: place for place, value in enumerate(holding)}
        if kind in SEVERAL:
            cells[kind] = joined(holding)
        for fact in sorted(facts, key=lambda fact: len(places) if fact.until else places[fact.value]):
            if kind in SEVERAL:
                plain = fact_in(kind, fact.value)
            else:
                plain = Fact(kind, getattr(person, kind) if kind in ONE else "")
            if kind == "register" and fact.value == person.register and not fact.until and not cells.get("reason"):
                cells["reason"] = fact.detail
                plain = plain._replace(detail=fact.detail)
            if fact != plain or holding[fact.value] > 1:
                details.append(_not_blank(fact))
    return details


def _not_blank(record: NamedTuple) -> dict[str, str]:
    return {name: value for name, value in record._asdict().items() if value}


def _as_json(records: Iterable[Any]) -> str:
    return _JSON([_not_blank(record) for record in records])
