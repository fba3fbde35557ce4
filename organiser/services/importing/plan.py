"""The first half of an import: files are read into a private temporary database, and no lock is held meanwhile.

The temporary database is SQLite's own (ATTACH ''): it lies on disk, has no name, and is gone with the connection even
when the program is killed, so that no copy of anybody's data stays behind.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from organiser.formats.mapping import Mapping
from organiser.formats.reading import read_tables
from organiser.formats.recognise import fingerprint, from_json, recognise, score
from organiser.formats.said import SEPARATOR, Address, ContactSaid, Fact, RowReader, Said
from organiser.formats.table import Finding, Table
from organiser.formats.vcard_file import VCARD_HEADER, VCARD_MAPPING
from organiser.rules.names import fold, split_name
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids

BATCH = 5000
# So many rows left out are listed one by one; what comes after is counted only.
MOST_FINDINGS = 10_000

Progress = Callable[[str, int, int], None]

_DDL = """
CREATE TABLE plan.row(n INTEGER PRIMARY KEY, part INTEGER, source INTEGER, row INTEGER, said_key INTEGER, said TEXT,
  flawed INTEGER, outside_id TEXT, keyless INTEGER, uid BLOB, given TEXT, family TEXT, title TEXT, sort_key TEXT,
  name_key TEXT, postcode TEXT, born TEXT, minor_until TEXT, gender TEXT, membership TEXT, register TEXT, elector TEXT);
CREATE TABLE plan.contact(n INTEGER, kind TEXT, value TEXT, name_key TEXT, raw TEXT, label TEXT, since TEXT);
CREATE TABLE plan.address(n INTEGER, lines TEXT, town TEXT, postcode TEXT, label TEXT, since TEXT);
CREATE TABLE plan.fact(n INTEGER, kind TEXT, value TEXT, detail TEXT, since TEXT);
CREATE TABLE plan.tag(n INTEGER, fold TEXT, name TEXT);
CREATE TABLE plan.note(n INTEGER, body TEXT, noted TEXT);
CREATE TABLE plan.consent(n INTEGER, channel TEXT, purpose TEXT, stance TEXT, address TEXT, given TEXT, how TEXT,
  wording TEXT);
CREATE TABLE plan.known(source_row_id INTEGER PRIMARY KEY, person_id INTEGER);
"""
_CHILDREN = {"contact": 7, "address": 6, "fact": 5, "tag": 3, "note": 3, "consent": 8}
_INSERT = {
    name: f"INSERT INTO plan.{name} VALUES ({', '.join('?' * columns)})"
    for name, columns in (*_CHILDREN.items(), ("row", 22))
}
# The facts of which a person's own row shows the newest.
FACT_FIELDS = ("membership", "register", "elector")


@dataclass(slots=True)
class Part:
    """One table of one file as it is imported."""

    number: int
    file: str
    sheet: str
    fingerprint: str
    mapping: Mapping
    reader: RowReader
    # The number of its source among the sources of this import, and its id in the database (0: new to it).
    source: int
    source_id: int


@dataclass(slots=True)
class Findings:
    """What there is to tell about rows, each list no longer than MOST_FINDINGS."""

    refused: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    refused_count: int = 0
    warning_count: int = 0

    def refuse(self, finding: Finding) -> None:
        self.refused_count += 1
        if len(self.refused) < MOST_FINDINGS:
            self.refused.append(finding)

    def warn(self, finding: Finding) -> None:
        self.warning_count += 1
        if len(self.warnings) < MOST_FINDINGS:
            self.warnings.append(finding)


class Plan:
    """The rows of all files of one import, read and understood, in the attached database `plan`."""

    def __init__(self, store: Store, *, source: str = "", choices: Sequence[str] = (), on: str = "") -> None:
        self.store = store
        self.connection = store.connection
        self.parts: list[Part] = []
        self.sources: list[str] = []
        self.findings = Findings()
        # Rows of data in the files, and those of them that say something their source has not said before.
        self.rows = 0
        self.new_rows = 0
        self._source = source
        self._choices = choices
        self.on = on or clock.today()
        self.connection.execute("ATTACH '' AS plan")
        self.connection.executescript("PRAGMA plan.journal_mode=OFF; PRAGMA plan.synchronous=OFF;" + _DDL)

    def close(self) -> None:
        self.connection.execute("DETACH plan")

    def read(self, paths: Sequence[Path | str], progress: Progress) -> None:
        """Read every file anew. Nothing of the user's database is changed, whatever happens."""
        self.parts, self.sources, self.findings = [], [], Findings()
        self.rows = self.new_rows = 0
        for name in ("row", "known", *_CHILDREN):
            self.connection.execute(f"DELETE FROM plan.{name}")
        inside = self.connection.in_transaction
        if not inside:
            self.connection.execute("BEGIN")
        try:
            for path in paths:
                for table in read_tables(path, score=score):
                    self._read_table(table, progress)
        finally:
            if not inside:
                self.connection.execute("COMMIT")

    # Tables ---------------------------------------------------------------------------------------------------

    def _read_table(self, table: Table, progress: Progress) -> None:
        part = self._part(table)
        batch: list[tuple[int, str]] = []
        for row in self._sound_rows(part, table):
            batch.append(row)
            if len(batch) == BATCH:
                self._take(part, batch)
                batch = []
                progress(f"Reading {part.file}", self.rows, 0)
        self._take(part, batch)
        for finding in table.findings:
            self.findings.warn(finding)

    def _part(self, table: Table) -> Part:
        if table.header == VCARD_HEADER:
            mapping, mark = VCARD_MAPPING, "vcard"
        else:
            mapping = recognise(table.header, table.file, self._saved, self._choices)
            mark = fingerprint(table.header)
        if self._source:
            mapping = replace(mapping, source=self._source)
        source_id = self.store.count("SELECT id FROM source WHERE key = ?", (mapping.source,))
        reader = RowReader(mapping, self.on)
        if mapping.source not in self.sources:
            self.sources.append(mapping.source)
        source = self.sources.index(mapping.source)
        part = Part(len(self.parts), table.file, table.sheet, mark, mapping, reader, source, source_id)
        self.parts.append(part)
        return part

    def _saved(self, mark: str) -> Mapping | None:
        body = self.store.value("SELECT body FROM mapping WHERE fingerprint = ? ORDER BY id DESC LIMIT 1", (mark,))
        return from_json(str(body)) if body else None

    def _sound_rows(self, part: Part, table: Table) -> Iterator[tuple[int, str]]:
        """The number and the text of each row that can be used; the others are reported."""
        width, text_of = len(table.header), part.reader.text_of
        for number, cells in table.rows:
            self.rows += 1
            if len(cells) != width:
                if len(cells) > width:
                    self._refuse(part, number, "too-long", f"the row has {len(cells)} cells, its header only {width}")
                    continue
                if any(cells):
                    self._warn(
                        part, number, "short-row", f"the row has {len(cells)} cells of {width}: the rest is blank"
                    )
            yield number, text_of(cells)

    # Rows -----------------------------------------------------------------------------------------------------

    def _take(self, part: Part, batch: list[tuple[int, str]]) -> None:
        """Put a batch of rows into the plan; of rows that the source said already only whose they are is noted."""
        keys = [said_key(text) for _, text in batch]
        known = self._known(part.source_id, keys) if part.source_id else {}
        same: list[tuple[int, int]] = []
        rows: list[tuple[Value, ...]] = []
        children: dict[str, list[tuple[Value, ...]]] = {name: [] for name in _CHILDREN}
        uids = iter(new_uids(len(batch)))
        for (number, text), key in zip(batch, keys, strict=True):
            source_row, person, flawed, before = known.get(key, (0, 0, 0, ""))
            if source_row and before == text:
                same.append((source_row, person))
                if flawed:
                    self._warn_of(part, number, part.reader.read(text))
                continue
            said = part.reader.read(text)
            if not said.has_name and not self.name_otherwise(part, number, said):
                self._refuse_nameless(part, number, text, said, children["consent"])
                continue
            self._warn_of(part, number, said)
            self.new_rows += 1
            self._add(part, number, text, key, said, next(uids), rows, children)
        self.connection.executemany(_INSERT["row"], rows)
        for name, values in children.items():
            if values:
                self.connection.executemany(_INSERT[name], values)
        self.connection.executemany("INSERT OR IGNORE INTO plan.known VALUES (?, ?)", same)

    def _known(self, source_id: int, keys: list[int]) -> dict[int, tuple[int, int, int, str]]:
        found = self.connection.execute(
            "SELECT said_key, source_row.id, person_id, flawed, said FROM json_each(?) AS wanted"
            " CROSS JOIN source_row ON source_id = ? AND said_key = wanted.value WHERE current = 1",
            (json.dumps(keys), source_id),
        )
        return {key: (row, person, flawed, said) for key, row, person, flawed, said in found}

    def _add(
        self,
        part: Part,
        number: int,
        text: str,
        key: int,
        said: Said,
        uid: bytes,
        rows: list[tuple[Value, ...]],
        children: dict[str, list[tuple[Value, ...]]],
    ) -> None:
        n = self.new_rows
        given, family = fold(said.given), fold(said.family)
        name_key = f"{given}{family}".replace(" ", "")
        membership, register, elector = (said.newest_fact(kind) for kind in FACT_FIELDS) if said.facts else ("", "", "")
        rows.append(
            (
                n, part.number, part.source, number, key, text, 1 if said.problems else 0,
                said.outside_id, 0 if said.contacts or said.outside_id else 1, uid,
                said.given, said.family, said.title, f"{family} {given}".strip(), name_key,
                said.postcode, said.born, said.minor_until, said.gender, membership, register, elector,
            )
        )  # fmt: skip
        for contact in unique_contacts(said):
            children["contact"].append(
                (n, contact.kind, contact.value, name_key, contact.raw, contact.label, said.dated)
            )
        for address in kept_addresses(said):
            children["address"].append((n, *address, said.dated))
        if said.facts or said.nickname:
            children["fact"].extend((n, *fact) for fact in kept_facts(said))
        if said.tags:
            children["tag"].extend((n, fold(tag), tag) for tag in said.tags)
        if said.note:
            children["note"].append((n, said.note, said.dated))
        if said.consents:
            children["consent"].extend((n, *consent) for consent in said.consents)

    # Findings -------------------------------------------------------------------------------------------------

    def name_otherwise(self, part: Part, number: int, said: Said, *, quietly: bool = False) -> bool:
        """A card without a name is known by its nickname, body or e-mail; in tables such a row names nobody."""
        if part.mapping.source != VCARD_MAPPING.source:
            return False
        bodies = [fact.value for fact in said.facts if fact.kind == "organisation"]
        emails = [contact.value for contact in said.contacts if contact.kind == "email"]
        for name, what in ((said.nickname, "nickname"), (*bodies[:1], "organisation"), (*emails[:1], "e-mail address")):
            if name and name != what:
                said.given, said.family = split_name(name) if what == "nickname" else (name, "")
                if not quietly:
                    self._warn(part, number, "no-name", f"the card has no name: the {what} was taken for it")
                return True
        return False

    def _refuse_nameless(
        self, part: Part, number: int, text: str, said: Said, consents: list[tuple[Value, ...]]
    ) -> None:
        blank = not text.replace(SEPARATOR, "").strip()
        reason = "the row is empty" if blank else "the row has no person's name"
        stops = [consent for consent in said.consents if consent.stance != "yes" and consent.address]
        if stops:
            # Nobody is named, yet whoever holds the address must not be written to.
            consents.extend((0, *consent) for consent in stops)
            reason += "; its opt-out is kept for the address"
        self._refuse(part, number, "no-name", reason)

    def _warn_of(self, part: Part, number: int, said: Said) -> None:
        for code, reason in said.problems:
            self._warn(part, number, code, reason)

    def _warn(self, part: Part, number: int, code: str, reason: str) -> None:
        self.findings.warn(Finding(part.file, part.sheet, number, code, reason))

    def _refuse(self, part: Part, number: int, code: str, reason: str) -> None:
        self.findings.refuse(Finding(part.file, part.sheet, number, code, reason))


def said_key(text: str) -> int:
    """64 bits that tell what a row said from what others said; the text itself is compared as well."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def unique_contacts(said: Said) -> Iterable[ContactSaid]:
    """The addresses a row gives, each once."""
    contacts = said.contacts
    if len(contacts) < 2 or (len(contacts) == 2 and contacts[0][1] != contacts[1][1]):
        return contacts
    return list({contact.value: contact for contact in reversed(contacts)}.values())[::-1]


def kept_addresses(said: Said) -> Iterable[Address]:
    """The addresses worth a row of their own: a bare postcode stands with the person, unless there are several."""
    addresses = said.addresses
    return () if len(addresses) == 1 and not (addresses[0].lines or addresses[0].town) else addresses


def kept_facts(said: Said) -> list[Fact]:
    """The facts of a row, dated by the row where they have no day of their own; a nickname is one of them."""
    facts = [fact if fact.since else fact._replace(since=said.dated) for fact in said.facts]
    if said.nickname:
        facts.append(Fact("nickname", said.nickname, fold(said.nickname), said.dated))
    return facts
