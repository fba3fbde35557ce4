"""The first half of an import: files are read into a private temporary database, and no lock is held meanwhile.

The temporary database is SQLite's own (ATTACH ''): it lies on disk, has no name, and is gone with the connection even
when the program is killed, so that no copy of anybody's data stays behind.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Mappings
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from organiser.errors import Problem
from organiser.formats.mapping import Mapping
from organiser.formats.own_reader import OwnReader, Reader, is_own, reader_of
from organiser.formats.reading import read_tables
from organiser.formats.recognise import Corrections, fingerprint, from_json, recognise, score
from organiser.formats.said import SEPARATOR, Said
from organiser.formats.table import Finding, Table
from organiser.formats.vcard_file import VCARD_HEADER, VCARD_MAPPING
from organiser.rules.names import fold
from organiser.services.importing.findings import Findings
from organiser.services.importing.own import as_here
from organiser.services.tags import led_on
from organiser.store import clock
from organiser.store.engine import DatabaseError, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids

BATCH = 5000

Progress = Callable[[str, int, int], None]
Tables = Callable[[Path | str], Iterator[Table]]

_DDL = """
CREATE TABLE plan.row(n INTEGER PRIMARY KEY, part INTEGER, source INTEGER, row INTEGER, said_key INTEGER, said TEXT,
  flawed INTEGER, changed TEXT, outside_id TEXT, keyless INTEGER, uid BLOB, given TEXT, family TEXT, title TEXT,
  sort_key TEXT, name_key TEXT, postcode TEXT, born TEXT, minor_until TEXT, gender TEXT, membership TEXT, register TEXT,
  elector TEXT);
CREATE TABLE plan.contact(n INTEGER, kind TEXT, value TEXT, name_key TEXT, raw TEXT, label TEXT, since TEXT);
CREATE TABLE plan.address(n INTEGER, lines TEXT, town TEXT, postcode TEXT, label TEXT, since TEXT);
CREATE TABLE plan.fact(n INTEGER, kind TEXT, value TEXT, detail TEXT, since TEXT);
CREATE TABLE plan.tag(n INTEGER, fold TEXT, name TEXT);
CREATE TABLE plan.note(n INTEGER, body TEXT, noted TEXT);
CREATE TABLE plan.consent(n INTEGER, channel TEXT, purpose TEXT, stance TEXT, address TEXT, given TEXT, how TEXT,
  wording TEXT);
CREATE TABLE plan.known(source_row_id INTEGER PRIMARY KEY, person_id INTEGER, part INTEGER, row INTEGER);
"""
_CHILDREN = {"contact": 7, "address": 6, "fact": 5, "tag": 3, "note": 3, "consent": 8}
_INSERT = {
    name: f"INSERT INTO plan.{name} VALUES ({', '.join('?' * columns)})"
    for name, columns in (*_CHILDREN.items(), ("row", 23))
}
# The facts of which a person's own row shows the newest.
FACT_FIELDS = ("membership", "register", "elector")

# What the source said already. A row that was replaced since counts where only another file did so: one who stands on
# two sheets of one kind is not changed by each of them in turn.
_KNOWN = """
SELECT said_key, source_row.id, person_id, flawed, said FROM json_each(:keys) AS wanted
CROSS JOIN source_row ON source_id = :source AND said_key = wanted.value
WHERE current = 1 OR (
  EXISTS (SELECT 1 FROM list WHERE list.id = list_id AND file = :file AND sheet = :sheet)
  AND NOT EXISTS (SELECT 1 FROM source_row AS later JOIN list ON list.id = later.list_id
    WHERE later.person_id = source_row.person_id AND later.source_id = :source AND later.current = 1
    AND (later.outside_id = source_row.outside_id OR '' IN (later.outside_id, source_row.outside_id))
    AND file = :file AND sheet = :sheet))
ORDER BY current
"""


def _tables_of(path: Path | str) -> Iterator[Table]:
    return read_tables(path, score=score)


@dataclass(slots=True)
class Part:
    """One table of one file as it is imported."""

    number: int
    file: str
    sheet: str
    fingerprint: str
    mapping: Mapping
    reader: Reader
    # The number of its source among the sources of this import, and its id in the database (0: new to it).
    source: int
    source_id: int


def saved_mapping(store: Store, mark: str) -> Mapping | None:
    """How a header with this fingerprint was read last; None where none was."""
    body = store.value("SELECT body FROM mapping WHERE fingerprint = ? ORDER BY id DESC LIMIT 1", (mark,))
    return from_json(str(body)) if body else None


class Plan:
    """The rows of all files of one import, read and understood, in the attached database `plan`.

    `on` is the day of the lists, today unless the user names one; only then `day` says so too, and rows without a day
    of their own are dated by it. `tables` gives the tables of a file where they are not simply its own; what their
    headers mean is then remembered under names of its own, which begin with `mark`.
    """

    def __init__(
        self,
        store: Store,
        *,
        source: str = "",
        choices: Sequence[str] = (),
        on: str = "",
        corrections: Mappings[str, Corrections] | None = None,
        tables: Tables | None = None,
        mark: str = "",
    ) -> None:
        self.store = store
        self.connection = store.connection
        self.parts: list[Part] = []
        self.sources: list[str] = []
        self.findings = Findings()
        # Rows of data in the files, and those of them that say something their source has not said before.
        self.rows = 0
        self.new_rows = 0
        # The numbers of the rows that come from our own export.
        self.own: list[range] = []
        self.day = on
        self.on = on or clock.today()
        # What is remembered of the days of a row that has none itself: all its fields are of the list's day.
        self.stamp = json.dumps({"": on}) if on else ""
        self._led_on: dict[str, str] = {}
        self._source = source
        self._choices = choices
        # Columns mended by hand, by the fingerprint of their header.
        self._corrections = corrections or {}
        self._tables = tables or _tables_of
        self._mark = mark
        self._forget_what_is_left()
        self.connection.execute("ATTACH '' AS plan")
        self.connection.executescript("PRAGMA plan.journal_mode=OFF; PRAGMA plan.synchronous=OFF;" + _DDL)

    def close(self) -> None:
        # After a failure a query may still be under way; then the next plan, or the end of the connection, does it.
        with suppress(DatabaseError):
            self.connection.execute("DETACH plan")

    def _forget_what_is_left(self) -> None:
        if any(name == "plan" for _, name, _ in self.connection.execute("PRAGMA database_list").fetchall()):
            self.connection.execute("DETACH plan")

    def read(self, paths: Sequence[Path | str], progress: Progress) -> None:
        """Read every file anew. Nothing of the user's database is changed, whatever happens."""
        self.parts, self.sources, self.findings = [], [], Findings()
        self.rows = self.new_rows = 0
        self.own = []
        self._led_on = led_on(self.store)
        for name in ("row", "known", *_CHILDREN):
            self.connection.execute(f"DELETE FROM plan.{name}")
        if self.connection.in_transaction:
            self._read_files(paths, progress)
            return
        self.connection.execute("BEGIN")
        try:
            self._read_files(paths, progress)
        except BaseException:
            # What failed may have ended the transaction by itself.
            with suppress(DatabaseError):
                self.connection.execute("COMMIT")
            raise
        self.connection.execute("COMMIT")

    # Tables ---------------------------------------------------------------------------------------------------

    def _read_files(self, paths: Sequence[Path | str], progress: Progress) -> None:
        for path in paths:
            self._read_file(path, progress)

    def _read_file(self, path: Path | str, progress: Progress) -> None:
        """Read the tables of one file; those without people are left out, unless there is no other."""
        declined: list[tuple[Finding, Problem]] = []
        usable = False
        for table in self._tables(path):
            try:
                part = self._part(table)
            except Problem as problem:
                reason = f"this sheet was left out. {problem.sentence}"
                declined.append((Finding(table.file, table.sheet, 0, "no-people", reason), problem))
            else:
                usable = True
                self._read_table(part, table, progress)
        if declined and not usable:
            raise declined[0][1]
        for finding, _ in declined:
            self.findings.warn(finding)

    def _read_table(self, part: Part, table: Table, progress: Progress) -> None:
        place, before = self.findings.place(), self.new_rows
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
        self.findings.sort_since(place)
        if isinstance(part.reader, OwnReader):
            self.own.append(range(before + 1, self.new_rows + 1))

    def _part(self, table: Table) -> Part:
        if table.header == VCARD_HEADER:
            mapping, mark = VCARD_MAPPING, "vcard"
        else:
            mark = f"{self._mark}{fingerprint(table.header)}"
            corrections = self._corrections.get(mark, {})
            mapping = recognise(table.header, table.file, self._saved, self._choices, corrections)
        if self._source and not is_own(mapping):
            mapping = replace(mapping, source=self._source)
        source_id = self.store.count("SELECT id FROM source WHERE key = ?", (mapping.source,))
        reader = reader_of(mapping, self.on)
        if mapping.source not in self.sources:
            self.sources.append(mapping.source)
        source = self.sources.index(mapping.source)
        part = Part(len(self.parts), table.file, table.sheet, mark, mapping, reader, source, source_id)
        self.parts.append(part)
        return part

    def _saved(self, mark: str) -> Mapping | None:
        return saved_mapping(self.store, mark)

    def _sound_rows(self, part: Part, table: Table) -> Iterator[tuple[int, str]]:
        """The number and the text of each row that can be used; the others are reported."""
        width, text_of = len(table.header), part.reader.text_of
        for number, cells in table.rows:
            self.rows += 1
            if len(cells) != width:
                if len(cells) > width:
                    self._refuse(part, number, "too-long", f"the row has {len(cells)} cells, its header only {width}")
                    continue
                if any(map(str.strip, cells)):
                    self._warn(
                        part, number, "short-row", f"the row has {len(cells)} cells of {width}: the rest is blank"
                    )
            yield number, text_of(cells)

    # Rows -----------------------------------------------------------------------------------------------------

    def _take(self, part: Part, batch: list[tuple[int, str]]) -> None:
        """Put a batch of rows into the plan; of rows that the source said already only whose they are is noted."""
        reader = part.reader
        keys = [reader.key_of(text) for _, text in batch]
        known = self._known(part, keys) if part.source_id else {}
        same: list[tuple[int, int, int, int]] = []
        rows: list[tuple[Value, ...]] = []
        children: dict[str, list[tuple[Value, ...]]] = {name: [] for name in _CHILDREN}
        here = as_here(self.store, reader, batch) if isinstance(reader, OwnReader) else {}
        uids = iter(new_uids(len(batch)))
        for (number, text), key in zip(batch, keys, strict=True):
            source_row, person, flawed, before = known.get(key, (0, 0, 0, ""))
            if source_row and before == text:
                same.append((source_row, person, part.number, number))
                if flawed:
                    self._warn_of(part, number, reader.read(text))
                continue
            if number in here:
                same.append((*here[number], part.number, number))
                continue
            said = self.said(part, text)
            if not said.has_name:
                self._refuse_nameless(part, number, text, said, children["consent"])
                continue
            if said.problems:
                self._warn_of(part, number, said)
            self.new_rows += 1
            self._add(part, number, text, key, said, said.uid or next(uids), rows, children)
        self.connection.executemany(_INSERT["row"], rows)
        for name, values in children.items():
            if values:
                self.connection.executemany(_INSERT[name], values)
        self.connection.executemany("INSERT OR IGNORE INTO plan.known VALUES (?, ?, ?, ?)", same)

    def said(self, part: Part, text: str) -> Said:
        """What a row says, with merged tags under the names that they have now."""
        said = part.reader.read(text)
        if said.tags and self._led_on:
            said.tags = tuple(dict.fromkeys(self._led_on.get(fold(tag), tag) for tag in said.tags))
        return said

    def _known(self, part: Part, keys: list[int]) -> dict[int, tuple[int, int, int, str]]:
        found = self.connection.execute(
            _KNOWN, {"keys": json.dumps(keys), "source": part.source_id, "file": part.file, "sheet": part.sheet}
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
        n, dated = self.new_rows, said.dated
        given, family = fold(said.given), fold(said.family)
        name_key = f"{given}{family}".replace(" ", "")
        membership, register, elector = (said.newest_fact(kind) for kind in FACT_FIELDS) if said.facts else ("", "", "")
        rows.append(
            (
                n, part.number, part.source, number, key, text, 1 if said.problems else 0,
                "" if said.day else self.stamp, said.outside_id, 0 if said.contacts or said.outside_id else 1, uid,
                said.given, said.family, said.title, f"{family} {given}".strip(), name_key,
                said.postcode, said.born, said.minor_until, said.gender, membership, register, elector,
            )
        )  # fmt: skip
        for contact in said.unique_contacts():
            children["contact"].append((n, contact.kind, contact.value, name_key, contact.raw, contact.label, dated))
        for address in said.kept_addresses():
            children["address"].append((n, *address, dated))
        if said.facts or said.nickname:
            children["fact"].extend((n, *fact) for fact in said.kept_facts())
        if said.tags:
            children["tag"].extend((n, fold(tag), tag) for tag in said.tags)
        children["note"].extend((n, *note) for note in said.kept_notes())
        if said.consents:
            children["consent"].extend((n, *consent) for consent in said.consents)

    # Findings -------------------------------------------------------------------------------------------------

    def _refuse_nameless(
        self, part: Part, number: int, text: str, said: Said, consents: list[tuple[Value, ...]]
    ) -> None:
        blank = not text.replace(SEPARATOR, "") and not self._mark
        reason = "the row is empty" if blank else "the row has no person's name"
        stops = [consent for consent in said.consents if consent.stance != "yes" and consent.address]
        if stops:
            # Nobody is named, yet whoever holds the address must not be written to.
            consents.extend((0, *consent) for consent in stops)
            if isinstance(part.reader, OwnReader):
                return
            reason += "; its opt-out is kept for the address"
        self._refuse(part, number, "no-name", reason)

    def _warn_of(self, part: Part, number: int, said: Said) -> None:
        for code, reason in said.problems:
            self._warn(part, number, code, reason)

    def _warn(self, part: Part, number: int, code: str, reason: str) -> None:
        self.findings.warn(Finding(part.file, part.sheet, number, code, reason))

    def _refuse(self, part: Part, number: int, code: str, reason: str) -> None:
        self.findings.refuse(Finding(part.file, part.sheet, number, code, reason))
