"""People written out: everything that is kept about them, which our importer reads again without loss, or a list of
those who may be reached.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from organiser.formats import own
from organiser.formats.own import Person
from organiser.services.listing import Tally, batches, moment
from organiser.services.people import Question
from organiser.services.reach import reachable
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text


def write_file(
    store: Store,
    path: Path,
    form: str,
    question: Question | None,
    tally: Tally,
    *,
    channel: str = "",
    purpose: str = "",
    replace: bool | None = None,
) -> Path:
    """Write people to a file that only its owner can read, and give its full name.

    `form` is csv, xlsx, vcard or, for plain addresses, txt; with `channel` only those who may be reached by it.
    """
    from organiser.formats.export_csv import BYTE_ORDER_MARK
    from organiser.services.output_file import target_of, write_whole

    target = target_of(store, path, replace=replace)
    if channel:
        blocks = write_reachable(store, form, channel, purpose, question, tally, target.parent)
    else:
        blocks = write_people(store, form, question, tally, target.parent)
    write_whole(target, chain([BYTE_ORDER_MARK], blocks) if form == "csv" else blocks, replace=bool(replace))
    return target


def write_people(
    store: Store, form: str, question: Question | None, tally: Tally, folder: Path | None = None
) -> Iterator[bytes]:
    """A file with everything about the people whom a question finds (None: about everybody), block by block, by name.

    `form` is csv, xlsx or vcard; `folder` is where a workbook may be put together. Memory does not grow with people.
    """
    if form == "vcard":
        from organiser.formats.export_vcard import vcard_bytes

        return vcard_bytes(everybody(store, question, tally), clock.today())
    return write_rows(form, own.HEADER, _rows(store, question, tally), tally, folder)


def write_reachable(
    store: Store,
    form: str,
    channel: str,
    purpose: str,
    question: Question | None,
    tally: Tally,
    folder: Path | None = None,
) -> Iterator[bytes]:
    """A list of those who may be reached by a channel (see services.reach), as csv, xlsx or plain addresses (txt)."""
    reached = reachable(store, channel, purpose, question, tally)
    if form == "txt":
        return (f"{person.address}\n".encode() for person in reached)
    by_post = channel in ("post", "door")
    address = ("lines", "town", "postcode") if by_post else ("address",)
    rows = (
        [person.name, person.given, person.family, *(person.place if by_post else (person.shown,)), person.ward]
        for person in reached
    )
    return write_rows(form, ("name", "given", "family", *address, "ward"), rows, tally, folder)


def write_rows(
    form: str, header: Sequence[str], rows: Iterator[list[str]], tally: Tally, folder: Path | None
) -> Iterator[bytes]:
    """A table as csv or xlsx."""
    if form == "xlsx":
        from organiser.formats.export_xlsx import xlsx_bytes

        return xlsx_bytes(header, rows, tally.cut_a_cell, folder)
    from organiser.formats.export_csv import csv_bytes

    return csv_bytes(header, rows)


def everybody(store: Store, question: Question | None, tally: Tally) -> Iterator[Person]:
    """Everything about the people whom a question finds (None: about everybody), by name."""
    with moment(store):
        yield from _people(store, question, tally)


def _rows(store: Store, question: Question | None, tally: Tally) -> Iterator[list[str]]:
    """The rows of our own export.

    After the last person come the addresses at which nobody may be reached, a row for each, if everybody was asked for.
    """
    day = clock.today()
    with moment(store):
        for person in _people(store, question, tally):
            yield own.row_of(own.cells_of(person, day))
        if question is None:
            for statement in store.stream(_STOPS):
                yield own.row_of(own.cells_of_stop(own.Consent(*statement), day))


def _people(store: Store, question: Question | None, tally: Tally) -> Iterator[Person]:
    for ids in batches(store, question):
        for _, person in load(store, ids):
            tally.people += 1
            yield person
        tally.pass_by(len(ids))


def _held(table: str, columns: str, join: str = "", *, order: str = "") -> str:
    """SQL for what the people whose ids are wanted have of a table: the person's id first, then the columns."""
    return (
        f"SELECT {table}.person_id, {columns} FROM json_each(?) AS wanted"
        f" CROSS JOIN {table} ON {table}.person_id = wanted.value {join} ORDER BY {order or f'{table}.id'}"
    )


_PERSON = """
SELECT person.id, person.uid, title, given, family, person.postcode, coalesce(ward.gss, ''), born, minor_until, gender,
  membership, register, elector, created, by_hand
FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value LEFT JOIN ward ON ward.id = person.ward_id
ORDER BY wanted.key
"""
# What people have of each table, in the order of the fields of its record in organiser.formats.own.
_CONTACTS = _held("contact", "kind, contact.value, name_key, raw, label, since, until")
_ADDRESSES = _held("address", "lines, town, postcode, label, since, until")
_FACTS = _held("fact", "kind, fact.value, detail, since, until")
_TAGS = _held("person_tag", "tag.name", "JOIN tag ON tag.id = tag_id", order="tag.fold")
_NOTES = _held("note", "body, noted")
_CONSENTS = _held("consent", "channel, purpose, stance, address, given, how, wording, until")
_RELATIONS = _held(
    "relation", "uid, relation.kind, relation.since, relation.until", "JOIN person ON person.id = other_id"
)
# Statements that hold and name nobody: addresses at which nobody may be reached, whoever holds them.
_STOPS = (
    "SELECT channel, purpose, stance, address, given, how, wording, until FROM consent"
    " WHERE person_id IS NULL AND until = '' ORDER BY address, channel, purpose, stance, given, id"
)


def load(store: Store, ids: Iterable[int]) -> Iterator[tuple[int, Person]]:
    """Everything about people by id, in the order given."""
    wanted = json.dumps(list(ids))

    def held(sql: str) -> dict[int, list[Row]]:
        groups: dict[int, list[Row]] = {}
        for row in store.rows(sql, (wanted,)):
            groups.setdefault(row[0], []).append(row[1:])
        return groups

    contacts, addresses, facts, tags = held(_CONTACTS), held(_ADDRESSES), held(_FACTS), held(_TAGS)
    notes, consents, relations = held(_NOTES), held(_CONSENTS), held(_RELATIONS)
    for person, uid, *fields in store.rows(_PERSON, (wanted,)):
        whole = Person(uid_text(uid), *fields)._replace(
            contacts=[own.Contact(*row) for row in contacts.get(person, ())],
            addresses=[own.Address(*row) for row in addresses.get(person, ())],
            facts=[own.Fact(*row) for row in facts.get(person, ())],
            tags=[row[0] for row in tags.get(person, ())],
            notes=[own.Note(*row) for row in notes.get(person, ())],
            consents=[own.Consent(*row) for row in consents.get(person, ())],
            relations=[own.Relation(uid_text(row[0]), *row[1:]) for row in relations.get(person, ())],
        )
        yield person, whole
