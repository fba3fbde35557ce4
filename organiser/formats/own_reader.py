"""Organiser's own export read again: a row says everything that is kept about one person, or names nobody."""

import json
import re
from collections.abc import Callable, Iterable
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

from organiser.formats import own
from organiser.formats.mapping import Mapping
from organiser.formats.marks import unmarked
from organiser.formats.own import Address, Cells, Contact, Fact, Person, Relation, parted
from organiser.formats.rows import RowReader
from organiser.formats.said import SEPARATOR, ContactSaid, Said
from organiser.formats.said import Address as AddressSaid
from organiser.formats.said import Consent as ConsentSaid
from organiser.formats.said import Fact as FactSaid
from organiser.rules.consent import CHANNELS, PURPOSES, STANCES
from organiser.rules.dates import parse_date
from organiser.rules.names import name_key
from organiser.rules.places import place_code
from organiser.rules.postcodes import parse_postcode
from organiser.text import safe_lines, safe_text

_UID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What is exported on a day is newer than what the lists of that day say.
_END_OF_DAY = "T24:00"
_WORDS = ("member", "affiliated", "registered supporter", "non-member", "on", "not on it")
_DAYS = ("since", "until", "given")


class Reader(Protocol):
    """What reads the rows of a list: the mapped cells as one text, what that text says, and a key to compare it by."""

    def text_of(self, cells: list[str]) -> str: ...

    def key_of(self, text: str) -> int: ...

    def read(self, text: str) -> Said: ...


def is_own(mapping: Mapping) -> bool:
    """Whether a mapping is that of our own export."""
    return mapping.source == own.SOURCE


def reader_of(mapping: Mapping, today: str) -> Reader:
    """The reader of a list; `today` (ISO) dates what a list gives without a day."""
    return OwnReader(mapping) if is_own(mapping) else RowReader(mapping, today)


class OwnSaid(Said):
    """What a row of our own export says: a person, whole.

    The attributes of any row say what holds now, for somebody who is here already; `person` says everything, for
    somebody who is new here.
    """

    structured = True
    person = Person()
    # The end of the day of the export.
    exported = ""

    @property
    def day(self) -> str:
        return self.exported

    def newest_fact(self, kind: str) -> str:
        return str(getattr(self.person, kind))

    def kept_notes(self) -> Iterable[tuple[str, str]]:
        return [(note.body, note.noted) for note in self.person.notes]


class OwnReader:
    """Reads the rows of our own export, whichever of its columns are still there and in whatever order."""

    def __init__(self, mapping: Mapping) -> None:
        columns = [column for column in mapping.columns if column.field != "skip"]
        self._indexes = [column.index for column in columns]
        self._names = [column.label if column.field == "own" else column.field for column in columns]
        self._width = max(self._indexes, default=-1) + 1
        self._meaning = blake2b(repr(self._names).encode(), digest_size=16).digest()

    def text_of(self, cells: list[str]) -> str:
        """The cells that are read, as one text, without control characters and our marks."""
        if len(cells) < self._width:
            cells = cells + [""] * (self._width - len(cells))
        return SEPARATOR.join([unmarked(_clean(cells[index])) if cells[index] else "" for index in self._indexes])

    def key_of(self, text: str) -> int:
        """64 bits that tell what a row says from what others say: its text, and how its columns are read."""
        return int.from_bytes(blake2b(text.encode(), digest_size=8, person=self._meaning).digest(), "big", signed=True)

    def text_now(self, cells: Cells) -> str:
        """What text_of() would give for the cells that we would write now."""
        return SEPARATOR.join([_clean(cells.get(name, "")) for name in self._names])

    def undated(self, text: str) -> list[str]:
        """The cells of a text but the day of the export: by them it is told whether two say the same."""
        return [cell for name, cell in zip(self._names, text.split(SEPARATOR), strict=True) if name != "dated"]

    def uid_of(self, text: str) -> str:
        """The identifier that a row gives, "" for none."""
        return _uid(self._cells(text))

    def read(self, text: str) -> OwnSaid:
        """What a row says, from the text that text_of() made of it."""
        cells = self._cells(text)
        said = OwnSaid()
        dated = parse_date(cells.get("dated", ""))
        said.exported = f"{dated}{_END_OF_DAY}" if dated else ""
        said.person = person = _person(cells, said)
        said.outside_id, said.uid = person.id, bytes.fromhex(person.id.replace("-", ""))
        said.given, said.family, said.title = person.given, person.family, person.title
        said.born, said.minor_until, said.gender = person.born, person.minor_until, person.gender
        said.postcode, said.tags = person.postcode, tuple(person.tags)
        said.contacts = tuple(
            ContactSaid(told.kind, told.value, told.raw, told.label)
            for told in person.contacts
            if not told.until and not told.name_key
        )
        said.addresses = tuple(AddressSaid(*told[:4]) for told in person.addresses if not told.until)
        said.facts = tuple(FactSaid(*told[:4]) for told in person.facts if not told.until)
        said.consents = tuple(ConsentSaid(*told[:7]) for told in person.consents if not told.until)
        return said

    def _cells(self, text: str) -> Cells:
        return dict(zip(self._names, text.split(SEPARATOR), strict=True))


def _uid(cells: Cells) -> str:
    uid = cells.get("id", "").strip().lower()
    return uid if _UID.fullmatch(uid) else ""


def _clean(cell: str) -> str:
    return cell.strip() if cell.isascii() and cell.isprintable() else safe_lines(cell)


def _person(cells: Cells, said: Said) -> Person:
    def text(name: str) -> str:
        return safe_text(cells.get(name, ""))

    def word(name: str) -> str:
        found = text(name)
        return found.lower() if found.lower() in _WORDS else found

    def day(name: str) -> str:
        cell = cells.get(name, "")
        found = parse_date(cell)
        if cell and not found:
            said.warn("bad-date", "a date is not one that the calendar has")
        return found

    told = _details(cells.get("details", ""), said)
    person = Person(
        id=_uid(cells),
        title=text("title"),
        given=text("given"),
        family=text("family"),
        postcode=_checked(text("postcode"), parse_postcode, said, "bad-postcode", "this is not a British postcode"),
        ward=_checked(text("ward"), _ward_code, said, "bad-ward", "this is not the code of a ward"),
        born=day("born"),
        minor_until=day("minor_until"),
        gender=text("gender"),
        membership=word("membership"),
        register=word("register"),
        elector=text("elector"),
        created=day("created"),
        by_hand=" ".join(name for name in text("by_hand").split() if name.isidentifier()),
        contacts=_contacts(cells, told.get("contacts", []), said),
        addresses=_records(cells.get("address", ""), told.get("addresses", []), own.addresses_in, Address()),
        tags=list(dict.fromkeys(map(safe_text, parted(cells.get("tags", ""))))),
        notes=[own.note_in(safe_lines(note)) for note in parted(cells.get("note", ""))],
        consents=_consents(cells.get("consents", ""), said),
        relations=_relations(cells.get("relations", ""), said),
    )
    return person._replace(facts=_facts(cells, person, told.get("facts", [])))


def _ward_code(text: str) -> str:
    return place_code(text, "ward") or ""


def _checked(text: str, read: Callable[[str], str], said: Said, code: str, reason: str) -> str:
    found = read(text)
    if text and not found:
        said.warn(code, reason)
    return found


# Plain columns and their details -------------------------------------------------------------------------------------

Told = list[dict[str, str]]
Record = TypeVar("Record", Contact, Address)


def _details(cell: str, said: Said) -> dict[str, Told]:
    """The column Details, cleaned: lists of objects by name."""
    found = _json(cell, dict, said)
    return {str(name): _objects(told) for name, told in found.items() if isinstance(told, list)}


def _contacts(cells: Cells, told: Told, said: Said) -> list[Contact]:
    def emails_in(text: str) -> list[Contact]:
        return own.contacts_in("email", text)

    def phones_in(text: str) -> list[Contact]:
        return own.contacts_in("phone", text)

    def details_of(kind: str) -> Told:
        return [detail for detail in told if detail.get("kind") == kind]

    def bad(kind: str, words: str) -> Callable[[], None]:
        return lambda: said.warn(f"bad-{kind}", f"this is no {words}")

    email, phone = cells.get("email", ""), cells.get("phone", "")
    found = [
        *_records(email, details_of("email"), emails_in, Contact("email", ""), bad("email", "e-mail address")),
        *_records(phone, details_of("phone"), phones_in, Contact("phone", ""), bad("phone", "telephone number")),
    ]
    others = [detail for detail in told if detail.get("kind") not in ("email", "phone")]
    found += [Contact(**{name: detail.get(name, "") for name in Contact._fields}) for detail in others]
    return [contact._replace(name_key=name_key("", contact.name_key)) for contact in found if contact.value]


def _nothing() -> None:
    """There is nothing to say."""


def _records(
    cell: str,
    told: Told,
    read: Callable[[str], list[Record]],
    blank: Record,
    unreadable: Callable[[], None] = _nothing,
) -> list[Record]:
    """What the texts of a cell say, each with its details, then what has ended."""
    by_text: dict[str, Told] = {}
    ended: Told = []
    for detail in told:
        text = detail.get("text", "")
        if detail.get("until") or not text:
            ended.append(detail)
        else:
            by_text.setdefault(text, []).append(detail)
    found: list[Record] = []
    for text in dict.fromkeys(parted(cell)):
        said = [_record(detail, read, blank) for detail in by_text[text]] if text in by_text else read(text)
        if not said:
            unreadable()
        found += said
    return found + [_record(detail, read, blank) for detail in ended]


def _record(detail: dict[str, str], read: Callable[[str], list[Record]], blank: Record) -> Record:
    text = detail.get("text", "")
    said = read(text) if text else []
    plain = said[0] if len(said) == 1 else blank
    return plain._replace(**{name: detail[name] for name in blank._fields if name in detail})


def _facts(cells: Cells, person: Person, told: Told) -> list[Fact]:
    by_kind: dict[str, list[Fact]] = {kind: [] for kind in (*own.SEVERAL, *own.ONE)}
    for detail in told:
        fact = Fact(**{name: detail.get(name, "") for name in Fact._fields})
        if fact.kind and fact.value:
            by_kind.setdefault(fact.kind, []).append(fact)
    found: list[Fact] = []
    for kind, facts in by_kind.items():
        holding = [fact for fact in facts if not fact.until]
        if kind in own.SEVERAL:
            texts = list(dict.fromkeys(map(safe_text, parted(cells.get(kind, "")))))
            for text in texts:
                found += [fact for fact in holding if fact.value == text] or [own.fact_in(kind, text)]
            facts = [fact for fact in facts if fact.until]
        elif kind in own.ONE:
            shown = getattr(person, kind)
            if shown and all(fact.value != shown for fact in holding):
                reason = safe_text(cells.get("reason", "")) if kind == "register" else ""
                found.append(Fact(kind, shown, reason))
        found += facts
    return found


# Columns of JSON -----------------------------------------------------------------------------------------------------

Kind = TypeVar("Kind", list[Any], dict[str, Any])


def _json(cell: str, kind: type[Kind], said: Said) -> Kind:
    try:
        found = json.loads(cell) if cell else kind()
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, kind):
        return found
    said.warn("not-understood", "a column that organiser fills by itself was changed and could not be read")
    return kind()


def _objects(told: Iterable[object]) -> Told:
    """The objects of a list whose values are all text, cleaned as any text from outside; days that are none are blank.

    A text that is looked for in a cell may have several lines, everything else is one line.
    """
    cleaned = []
    for item in told:
        if isinstance(item, dict) and all(isinstance(value, str) for value in item.values()):
            one = {str(name): safe_text(value) for name, value in item.items() if name != "text"}
            one |= {name: parse_date(one[name]) for name in _DAYS if name in one}
            if "text" in item:
                one["text"] = safe_lines(item["text"])
            cleaned.append(one)
    return cleaned


def _consents(cell: str, said: Said) -> list[own.Consent]:
    told = _objects(_json(cell, list, said))
    found = [own.Consent(**{name: one.get(name, "") for name in own.Consent._fields}) for one in told]
    sound = [
        consent
        for consent in found
        if consent.channel in (*CHANNELS, "any") and consent.purpose in ("", *PURPOSES) and consent.stance in STANCES
    ]
    if len(sound) < len(found):
        said.warn("not-understood", "a statement about being contacted was not understood")
    return sound


def _relations(cell: str, said: Said) -> list[Relation]:
    told = _objects(_json(cell, list, said))
    found = [Relation(**{name: one.get(name, "") for name in Relation._fields}) for one in told]
    return [relation for relation in found if _UID.fullmatch(relation.person) and relation.kind]
