"""What an import does to one person: decided here from what sources say, written by `apply`, only counted by a dry run.

Multi-valued facts (addresses, tags, offers, consent…) are united; of single-valued ones (name, postcode, membership…)
the newest dated statement is shown; what somebody entered by hand stays, and it is said that a list says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from organiser.models.base import Table
from organiser.rules.dates import eighteenth_birthday
from organiser.rules.names import fold, name_key, sort_key
from organiser.rules.shown import NameSaid, name_shown, newest, other_names
from organiser.services.alike import ADDRESSES, CONSENTS, CONTACTS, FACTS, NOTES, Values
from organiser.services.importing.here import Here, Records
from organiser.services.importing.plan import Plan
from organiser.services.importing.statements import FIELDS, Row, Statement, Statements
from organiser.store.store import Store

# What is said to be new about somebody, by the column of their row or by the table.
_SHOWN = {
    "given": "name", "family": "name", "title": "title", "postcode": "postcode", "born": "date of birth",
    "minor_until": "age", "gender": "gender", "membership": "membership", "register": "electoral register",
    "elector": "elector number",
}  # fmt: skip
_TABLES = {
    "contact": "phone or e-mail", "address": "address", "fact": "what they do and offer", "note": "note",
    "consent": "how they may be reached",
}  # fmt: skip
# Columns that only say more of the same thing.
_BESIDES = frozenset(("raw", "label", "since"))
_WORDS = {"minor_until": "age", "born": "date of birth", "register": "entry about the electoral register"}


class NewRow(NamedTuple):
    """A row to remember, and the days of its fields (JSON, '' for nothing to remember)."""

    row: Row
    changed: str


class Group(NamedTuple):
    """The rows of a plan that are about one person, and those already here who are that person."""

    root: int
    rows: list[Row]
    people: list[int]


@dataclass(slots=True)
class Decision:
    """What becomes of one person: `kept` is 0 for a new one, `gone` those who turn out to be them.

    `shown` is what their own row shows, `before` what it showed, and `differs` whether that is not the same. `added`
    are the rows missing from each table of things said, `mended` those there that are to be completed, `twins` those to
    be dropped when people join.
    """

    root: int
    uid: bytes
    kept: int = 0
    gone: list[int] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    differs: bool = False
    before: dict[str, str] = field(default_factory=dict)
    added: list[tuple[Table, list[Values]]] = field(default_factory=list)
    mended: list[tuple[Table, int, dict[str, Any]]] = field(default_factory=list)
    twins: list[tuple[Table, int]] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)
    # Fields that a list says otherwise than somebody here entered: part, row and the field in words.
    kept_by_hand: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def changes_the_person(self) -> bool:
        """Whether anything but the memory of who said what is new."""
        return bool(self.gone or self.differs or self.added or self.mended or self.tags)

    def what_changes(self) -> str:
        """What is new about somebody here, in words: "phone, tags"."""
        told = ["two records here become one"] if self.gone else []
        told += [said for name, said in _SHOWN.items() if self.shown.get(name, "") != self.before.get(name, "")]
        tables = [table for table, _ in self.added]
        tables += [table for table, _, mended in self.mended if mended.keys() - _BESIDES]
        told += [_TABLES[table.name] for table in tables]
        told += ["tags"] if self.tags else []
        return ", ".join(dict.fromkeys(told)) or "details"


class Decider:
    """Decides about the people of a plan that are not simply one new row."""

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store = store
        self._on = plan.on
        self._statements = Statements(store, plan)

    def decide(self, groups: Sequence[Group]) -> list[Decision]:
        """What becomes of some hundreds of people."""
        people = [person for group in groups for person in group.people]
        records = Records(self._store, people)
        standing = self._statements.standing(people)
        return [self._decide(group, records, standing) for group in groups]

    def _decide(self, group: Group, records: Records, stands: Mapping[int, Sequence[Statement]]) -> Decision:
        # The oldest of several people is kept.
        people = sorted(group.people, key=records.uids.__getitem__)
        decision = Decision(group.root, group.rows[0].uid, people[0] if people else 0, people[1:])
        here = Here(records, people)
        standing = [statement for person in people for statement in stands[person]]
        new: list[Statement] = []
        for row in group.rows:
            statement, changed, replaced = self._statements.compared(self._statements.of_row(row), standing)
            new.append(statement)
            decision.rows.append(NewRow(row, changed))
            decision.replaced += [old for old in replaced if old not in decision.replaced]
        standing = [old for old in standing if old.source_row not in decision.replaced]
        for statement in new:
            _unite(statement, here, decision)
        self._show([*standing, *new], here, decision)
        for statement, row in zip(new, group.rows, strict=True):
            _note_what_is_kept(statement, row, here, decision)
        decision.added, decision.mended, decision.twins = here.added(), list(here.mended()), here.twins
        return decision

    def _show(self, statements: Sequence[Statement], here: Here, decision: Decision) -> None:
        """Choose what a person's own row shows."""
        shown = {name: _newest(name, statements) or here.only_value(name) for name in FIELDS}
        if shown["born"]:
            birthday = eighteenth_birthday(shown["born"])
            shown["minor_until"] = birthday if birthday > self._on else ""
        names = [statement.name for statement in statements]
        name = here.name_by_hand or name_shown(names)
        shown |= here.by_hand
        shown |= {"given": name[0], "family": name[1], "by_hand": " ".join(here.fields_by_hand)}
        shown |= {"sort_key": sort_key(*name), "name_key": name_key(*name)}
        decision.shown, decision.differs, decision.before = shown, shown != here.shown, here.shown
        for whole in other_names([*names, *(NameSaid("", *other, False) for other in here.names)], name):
            here.say(FACTS, ("otherwise", whole, fold(whole), ""))


def _newest(name: str, statements: Sequence[Statement]) -> str:
    return newest((statement.day(name), statement.values[name]) for statement in statements if name in statement.values)


def _unite(statement: Statement, here: Here, decision: Decision) -> None:
    """Add what is said of a kind that may have several values, where it does not stand here yet."""
    said = statement.said
    key = name_key(said.given, said.family)
    for contact in said.unique_contacts():
        here.say(CONTACTS, (contact.kind, contact.value, key, contact.raw, contact.label, said.dated))
    for address in said.kept_addresses():
        here.say(ADDRESSES, (*address, said.dated))
    if said.facts or said.nickname:
        for fact in said.kept_facts():
            here.say(FACTS, tuple(fact))
    for note in said.kept_notes():
        here.say(NOTES, note)
    for consent in statement.consents:
        here.say(CONSENTS, tuple(consent))
    decision.tags += [folded for folded in dict.fromkeys(map(fold, said.tags)) if here.tag(folded)]


def _note_what_is_kept(statement: Statement, row: Row, here: Here, decision: Decision) -> None:
    """Note where a list says otherwise than somebody entered by hand."""
    said = statement.values
    for name in sorted(here.by_hand.keys() & said.keys()):
        # Who says a date of birth says no age besides.
        if said[name] != here.by_hand[name] and not (name == "minor_until" and "born" in said):
            decision.kept_by_hand.append((row.part, row.row, _WORDS.get(name, name)))
    if here.name_by_hand and name_key(statement.said.given, statement.said.family) != name_key(*here.name_by_hand):
        decision.kept_by_hand.append((row.part, row.row, "name"))
