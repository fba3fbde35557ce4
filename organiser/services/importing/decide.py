"""What an import does to one person: decided here from what sources say, written by `apply`, only counted by a dry run.

Multi-valued facts (addresses, tags, offers, consent…) are united; of single-valued ones (name, postcode, membership…)
the newest dated statement is shown; what somebody entered by hand stays, and it is said that a list says otherwise.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from organiser.formats.recognise import from_json
from organiser.formats.said import RowReader, Said
from organiser.rules.names import fold, name_key, sort_key
from organiser.rules.shown import NameSaid, name_shown, newest, other_names
from organiser.services.importing.plan import FACT_FIELDS, Plan, kept_addresses, kept_facts, unique_contacts
from organiser.store.store import Store

# The single-valued fields of a person beside the name.
FIELDS = ("title", "postcode", "born", "minor_until", "gender", *FACT_FIELDS)
_WORDS = {"minor_until": "age", "born": "date of birth", "register": "entry about the electoral register"}


class Row(NamedTuple):
    """A row of the plan that is about the person."""

    n: int
    part: int
    row: int
    said_key: int
    text: str
    flawed: int
    outside_id: str
    uid: bytes


@dataclass(slots=True)
class Statement:
    """What one row of a source says, and since when it says each of its fields ('' for a row without a day)."""

    said: Said
    days: dict[str, str]
    source_row: int = 0

    def names(self) -> NameSaid:
        return NameSaid(self.days.get("name", ""), self.said.given, self.said.family, self.said.structured)

    def values(self) -> dict[str, str]:
        """The single-valued fields it says something about."""
        said = self.said
        found = {"title": said.title, "postcode": said.postcode, "born": said.born}
        found |= {"minor_until": said.minor_until, "gender": said.gender}
        found |= {kind: said.newest_fact(kind) for kind in FACT_FIELDS}
        return {name: value for name, value in found.items() if value}

    def day(self, name: str) -> str:
        return self.days.get(name, "")


class NewRow(NamedTuple):
    """A row to remember: whose statement it is, and the days of its fields where it replaced another."""

    row: Row
    changed: str


@dataclass(slots=True)
class Decision:
    """What becomes of one person: `kept` is 0 for a new one; rows of child tables are those still missing."""

    root: int
    uid: bytes
    kept: int = 0
    gone: list[int] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    contacts: list[tuple[str, ...]] = field(default_factory=list)
    addresses: list[tuple[str, ...]] = field(default_factory=list)
    facts: list[tuple[str, ...]] = field(default_factory=list)
    tags: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    consents: list[tuple[str, ...]] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    superseded: list[int] = field(default_factory=list)
    # Fields that a list says otherwise than somebody here entered: part, row and the field in words.
    kept_by_hand: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def changes_the_person(self) -> bool:
        """Whether anything but the memory of who said what is new."""
        return bool(
            self.gone or self.fields or self.contacts or self.addresses or self.facts or self.tags or self.notes
            or self.consents
        )  # fmt: skip


class Decider:
    """Decides about the people of a plan that are not simply one new row."""

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store = store
        self._plan = plan
        self._readers: dict[int, RowReader] = {}

    def decide(self, root: int, rows: Sequence[Row], people: Sequence[int]) -> Decision:
        """What becomes of the person whom `rows` are about; `people` are those already here who are that person."""
        kept, *gone = self._by_age(people) if people else [0]
        decision = Decision(root, rows[0].uid, kept, gone)
        here = _Here(self._store, people)
        before = self._statements(people)
        new: list[Statement] = []
        for row in rows:
            new.append(self._new_statement(row, rows, before, decision))
        standing = [statement for _, statement in before.values() if statement.source_row not in decision.superseded]
        self._unite(new, rows, here, decision)
        self._show([*standing, *new], rows, new, here, decision)
        return decision

    def _by_age(self, people: Sequence[int]) -> list[int]:
        marks = ", ".join("?" * len(people))
        return [
            int(str(row[0]))
            for row in self._store.rows(f"SELECT id FROM person WHERE id IN ({marks}) ORDER BY uid", people)
        ]

    # Statements ------------------------------------------------------------------------------------------------

    def _statements(self, people: Sequence[int]) -> dict[int, tuple[tuple[int, str, int], Statement]]:
        """The standing statements about people here: by row, with source, outside id and list."""
        found: dict[int, tuple[tuple[int, str, int], Statement]] = {}
        for person in people:
            for row, source, outside_id, listed, said, changed in self._store.rows(
                "SELECT id, source_id, outside_id, list_id, said, changed FROM source_row"
                " WHERE person_id = ? AND current = 1",
                (person,),
            ):
                reading = self._reader(listed).read(said)
                days = json.loads(changed) if changed else _days(reading, reading.dated)
                key = (source, outside_id, listed)
                found[row] = (key, Statement(reading, days, row))
        return found

    def _reader(self, listed: int) -> RowReader:
        if listed not in self._readers:
            body, held_on = self._store.rows(
                "SELECT mapping.body, list.held_on FROM list JOIN mapping ON mapping.id = mapping_id WHERE list.id = ?",
                (listed,),
            )[0]
            self._readers[listed] = RowReader(from_json(body), held_on)
        return self._readers[listed]

    def _new_statement(
        self,
        row: Row,
        rows: Sequence[Row],
        before: dict[int, tuple[tuple[int, str, int], Statement]],
        decision: Decision,
    ) -> Statement:
        part = self._plan.parts[row.part]
        said = part.reader.read(row.text)
        if not said.has_name:
            self._plan.name_otherwise(part, row.row, said, quietly=True)
        statement = Statement(said, _days(said, said.dated))
        replaced = self._replaced(row, rows, said, before) if part.source_id else None
        changed = ""
        if replaced is not None:
            decision.superseded.append(replaced.source_row)
            statement.days = _days_of_change(replaced, statement, said.dated or self._plan.on)
            changed = json.dumps(statement.days)
        decision.rows.append(NewRow(row, changed))
        return statement

    def _replaced(
        self,
        row: Row,
        rows: Sequence[Row],
        said: Said,
        before: dict[int, tuple[tuple[int, str, int], Statement]],
    ) -> Statement | None:
        """The statement of the same source that a row takes the place of, unless it speaks of a later day."""
        part = self._plan.parts[row.part]
        candidates = [
            statement
            for (source, outside_id, _), statement in before.values()
            if source == part.source_id and outside_id == row.outside_id and not self._repeated(statement.source_row)
        ]
        siblings = [
            other
            for other in rows
            if self._plan.parts[other.part].source == part.source and other.outside_id == row.outside_id
        ]
        if len(candidates) != 1 or len(siblings) != 1:
            return None
        return None if said.dated and candidates[0].said.dated > said.dated else candidates[0]

    def _repeated(self, source_row: int) -> bool:
        """Whether the files of this import say a row again, so that it still stands."""
        return bool(self._store.value("SELECT 1 FROM plan.known WHERE source_row_id = ?", (source_row,)))

    # Values ----------------------------------------------------------------------------------------------------

    def _unite(self, new: Sequence[Statement], rows: Sequence[Row], here: "_Here", decision: Decision) -> None:
        """Add what is said of a kind that may have several values, where it does not stand here yet."""
        for statement in new:
            said = statement.said
            key = name_key(said.given, said.family)
            for contact in unique_contacts(said):
                if here.adds(here.contacts, (contact.value, key)):
                    decision.contacts.append((contact.kind, contact.value, key, contact.raw, contact.label, said.dated))
            for address in kept_addresses(said):
                if here.adds(here.addresses, (fold(address.lines), fold(address.town), address.postcode)):
                    decision.addresses.append((*address, said.dated))
            for fact in kept_facts(said):
                if here.adds(here.facts, (fact.kind, fact.value)):
                    decision.facts.append(fact)
            for tag in said.tags:
                if here.adds(here.tags, fold(tag)):
                    decision.tags.append((fold(tag), tag))
            if said.note and here.adds(here.notes, said.note):
                decision.notes.append((said.note, said.dated))
            for consent in said.consents:
                if here.adds(here.consents, consent[:5]):
                    decision.consents.append(consent)

    def _show(
        self,
        statements: Sequence[Statement],
        rows: Sequence[Row],
        new: Sequence[Statement],
        here: "_Here",
        decision: Decision,
    ) -> None:
        """Choose what a person's own row shows; note where a list differs from what was entered by hand."""
        names = [statement.names() for statement in statements]
        wanted: dict[str, str] = {}
        for name in FIELDS:
            found = newest(
                (statement.day(name), statement.values().get(name, ""))
                for statement in statements
                if statement.values().get(name)
            )
            if found:
                wanted[name] = found
        now = here.fields.get(decision.kept, {})
        hand = here.entered_by_hand([decision.kept, *decision.gone])
        by_hand = sorted({"name" if name in ("given", "family") else name for name in hand})
        shown = (hand["given"], hand["family"]) if "given" in hand else name_shown(names)
        wanted |= hand | {"given": shown[0], "family": shown[1], "by_hand": " ".join(by_hand)}
        wanted |= {"sort_key": sort_key(*shown), "name_key": name_key(*shown)}
        for statement, row in zip(new, rows, strict=True):
            for name in sorted(hand.keys() & statement.values().keys()):
                if statement.values()[name] != hand[name]:
                    decision.kept_by_hand.append((row.part, row.row, _WORDS.get(name, name)))
            if "given" in hand and name_key(statement.said.given, statement.said.family) != name_key(*shown):
                decision.kept_by_hand.append((row.part, row.row, "name"))
        decision.fields = {name: value for name, value in wanted.items() if now.get(name, "") != value}
        for given, family in other_names(names, shown):
            whole = f"{given} {family}".strip()
            if here.adds(here.facts, ("otherwise", whole)):
                decision.facts.append(("otherwise", whole, fold(whole), ""))


class _Here:
    """What stands in the database about the people that a decision is about."""

    def __init__(self, store: Store, people: Sequence[int]) -> None:
        self.fields: dict[int, dict[str, str]] = {}
        self.contacts: set[Any] = set()
        self.addresses: set[Any] = set()
        self.facts: set[Any] = set()
        self.tags: set[Any] = set()
        self.notes: set[Any] = set()
        self.consents: set[Any] = set()
        columns = ("given", "family", "sort_key", "name_key", "by_hand", *FIELDS)
        for person in people:
            (found,) = store.rows(f"SELECT {', '.join(columns)} FROM person WHERE id = ?", (person,))
            self.fields[person] = dict(zip(columns, found, strict=True))
            owner = (person,)
            self.contacts.update(store.rows("SELECT value, name_key FROM contact WHERE person_id = ?", owner))
            self.addresses.update(
                (fold(lines), fold(town), postcode)
                for lines, town, postcode in store.rows(
                    "SELECT lines, town, postcode FROM address WHERE person_id = ?", owner
                )
            )
            self.facts.update(store.rows("SELECT kind, value FROM fact WHERE person_id = ?", owner))
            tags = "SELECT tag.fold FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = ?"
            self.tags.update(row[0] for row in store.rows(tags, owner))
            self.notes.update(row[0] for row in store.rows("SELECT body FROM note WHERE person_id = ?", owner))
            self.consents.update(
                store.rows("SELECT channel, purpose, stance, address, given FROM consent WHERE person_id = ?", owner)
            )

    def entered_by_hand(self, people: Sequence[int]) -> dict[str, str]:
        """The fields somebody entered here, and their values; of several people the first who has one counts."""
        found: dict[str, str] = {}
        for person in people:
            fields = self.fields.get(person, {"by_hand": ""})
            for name in fields["by_hand"].split():
                columns = ("given", "family") if name == "name" else (name,)
                found |= {column: fields[column] for column in columns if column in fields and column not in found}
        return found

    @staticmethod
    def adds(known: set[Any], value: Any) -> bool:
        """Whether a value is new; from now on it is not."""
        if value in known:
            return False
        known.add(value)
        return True


def _days(said: Said, day: str) -> dict[str, str]:
    return dict.fromkeys(("name", *FIELDS), day)


def _days_of_change(old: Statement, new: Statement, day: str) -> dict[str, str]:
    """Since when a source says each field: what it repeats keeps its day, what it changed has the day of the change."""
    before, after = old.values(), new.values()
    days = {name: old.day(name) if before.get(name) == after.get(name) else day for name in FIELDS}
    days["name"] = old.day("name") if old.names()[1:] == new.names()[1:] else day
    return days
