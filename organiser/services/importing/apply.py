"""The second half of an import: what the plan comes to, counted for a dry run or written in one transaction."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from organiser.formats.table import Finding
from organiser.models.people import CONSENT, PERSON, PERSON_TAG, TAG
from organiser.models.sources import QUESTION, SOURCE_ROW
from organiser.services.alike import KINDS
from organiser.services.importing import own
from organiser.services.importing.decide import Decider, Decision, Group
from organiser.services.importing.here import SHOWN
from organiser.services.importing.lists import Lists
from organiser.services.importing.match import People
from organiser.services.importing.plan import Plan, Progress
from organiser.services.importing.questions import Party, doubts, missing
from organiser.services.importing.statements import Row
from organiser.services.merging import join_people
from organiser.store import clock, search
from organiser.store.engine import Value
from organiser.store.work import Work

_BATCH = 500
_FLUSH_AT = 2000
_SIMPLE = "n NOT IN (SELECT n FROM plan.complex) AND n NOT IN (SELECT n FROM plan.whole)"
_PERSON_COLUMNS = (
    "uid", "given", "family", "title", "sort_key", "name_key", "postcode", "born", "minor_until", "gender",
    "membership", "register", "elector",
)  # fmt: skip
_SOURCE_ROW_COLUMNS = (
    "person_id", "source_id", "list_id", "said_key", "row", "current", "flawed", "outside_id", "said", "changed",
)  # fmt: skip
_TAG_ID = "SELECT id FROM tag WHERE fold = ?"


@dataclass(slots=True)
class Outcome:
    """What an import comes to. People are counted net, before and after the whole change."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    joined: int = 0
    new_tags: list[str] = field(default_factory=list)

    def count(self, decision: Decision) -> None:
        self.joined += len(decision.gone)
        if not decision.kept:
            self.created += 1
        elif decision.changes_the_person:
            self.updated += 1


def foresee(plan: Plan, people: People, *, complete: bool) -> Outcome:
    """What `apply` would come to, with nothing written and no lock held. What there is to tell goes to the findings."""
    _find_questions(plan, people, complete=complete)
    outcome = Outcome(created=_simple_people(plan))
    for batch in _decisions(plan):
        for decision in batch:
            outcome.count(decision)
    outcome.unchanged = _unchanged(plan)
    outcome.new_tags = [name for fold, name in _tags_said(plan) if not plan.store.value(_TAG_ID, (fold,))]
    return outcome


def apply(work: Work, plan: Plan, people: People, *, complete: bool, progress: Progress) -> Outcome:
    """Write the plan. The caller holds the transaction; whatever fails, all of it is rolled back."""
    _find_questions(plan, people, complete=complete)
    outcome = Outcome(created=_simple_people(plan))
    outcome.new_tags = _add_tags(work, plan)
    lists = Lists(work, plan, complete=complete)
    somebody_new = _anybody_new(plan)
    base = work.allocate(PERSON, plan.new_rows) - 1 if somebody_new else 0
    progress("Writing", 0, plan.new_rows)
    if outcome.created:
        _write_simple(work, plan, base)
    done = outcome.created
    writer = _Writer(work, plan, lists, base)
    for batch in _decisions(plan):
        progress("Writing", done, plan.new_rows)
        for decision in batch:
            outcome.count(decision)
            writer.add(decision)
            done += len(decision.rows)
    writer.flush()
    own.write(work, plan, lists, base)
    outcome.unchanged = _unchanged(plan)
    _write_nameless_stops(work, plan)
    _write_questions(work, plan, lists, base)
    if complete:
        lists.remember_who_stood_there()
    progress("Indexing", 0, 0)
    if somebody_new:
        search.index_range(work.connection, base + 1, base + plan.new_rows)
    return outcome


# Decisions -------------------------------------------------------------------------------------------------------


def _simple_people(plan: Plan) -> int:
    return plan.new_rows - plan.store.count("SELECT count(*) FROM plan.complex")


def _anybody_new(plan: Plan) -> bool:
    new = "SELECT EXISTS (SELECT 1 FROM plan.complex WHERE root NOT IN (SELECT root FROM plan.match))"
    return bool(_simple_people(plan) or plan.store.count(new))


def _decisions(plan: Plan) -> Iterator[list[Decision]]:
    """What becomes of everybody who is not simply one new row, some hundreds at a time.

    What a list says otherwise than somebody entered here becomes a warning, and plan.changed names the people here who
    are changed, by which row and in what.
    """
    plan.connection.execute("DROP TABLE IF EXISTS plan.changed")
    plan.connection.execute("CREATE TABLE plan.changed(person_id INTEGER PRIMARY KEY, n INTEGER, what TEXT)")
    decider = Decider(plan.store, plan)
    last = 0
    while rows := plan.store.rows(
        "SELECT root, row.n, part, row, said_key, said, flawed, changed, outside_id, uid FROM"
        " (SELECT DISTINCT root AS chosen FROM plan.complex WHERE root > ? ORDER BY root LIMIT ?)"
        " CROSS JOIN plan.complex ON root = chosen CROSS JOIN plan.row ON row.n = complex.n ORDER BY root, row.n",
        (last, _BATCH),
    ):
        first, last = rows[0][0], rows[-1][0]
        here: dict[int, list[int]] = {}
        for root, person in plan.store.rows(
            "SELECT root, person_id FROM plan.match WHERE root BETWEEN ? AND ?", (first, last)
        ):
            here.setdefault(root, []).append(person)
        batch = decider.decide(
            [
                Group(root, [Row(*row[1:]) for row in group], here.get(root, []))
                for root, group in groupby(rows, itemgetter(0))
            ]
        )
        changed = [
            (person, decision.root, decision.what_changes() if person == decision.kept else "")
            for decision in batch
            if decision.changes_the_person and decision.kept
            for person in (decision.kept, *decision.gone)
        ]
        plan.connection.executemany("INSERT INTO plan.changed VALUES (?, ?, ?)", changed)
        for decision in batch:
            _warn(plan, decision)
        yield batch


def _warn(plan: Plan, decision: Decision) -> None:
    for number, row, what in decision.kept_by_hand:
        part = plan.parts[number]
        reason = f"the list says another {what}; the one entered here by hand was kept"
        plan.findings.warn(Finding(part.file, part.sheet, row, "kept-by-hand", reason))


def _unchanged(plan: Plan) -> int:
    """How many people here the files speak of without saying anything new."""
    return plan.store.count(
        "SELECT count(*) FROM (SELECT person_id FROM plan.known UNION SELECT person_id FROM plan.match"
        " EXCEPT SELECT person_id FROM plan.changed)"
    )


# New people of one row -------------------------------------------------------------------------------------------


def _write_simple(work: Work, plan: Plan, base: int) -> None:
    columns = ", ".join(_PERSON_COLUMNS)
    work.connection.execute(
        f"INSERT INTO person(id, {columns}, created) SELECT ? + n, {columns}, ? FROM plan.row WHERE {_SIMPLE}",
        (base, clock.today()),
    )
    for kind in KINDS:
        name, names = kind.table.name, ", ".join(kind.columns)
        work.insert_numbered(
            kind.table,
            ("person_id", *kind.columns),
            f"SELECT :before + rowid, :base + n, {names} FROM plan.{name} WHERE n > 0 AND {_SIMPLE}",
            {"base": base},
            span=plan.store.count(f"SELECT max(rowid) FROM plan.{name}"),
        )
    work.insert_numbered(
        PERSON_TAG,
        ("person_id", "tag_id"),
        "SELECT :before + min(said.rowid), :base + n, tag.id FROM plan.tag AS said"
        f" JOIN main.tag AS tag ON tag.fold = said.fold WHERE {_SIMPLE} GROUP BY n, tag.id",
        {"base": base},
        span=plan.store.count("SELECT max(rowid) FROM plan.tag"),
    )
    work.insert_numbered(
        SOURCE_ROW,
        _SOURCE_ROW_COLUMNS,
        "SELECT :before + n, :base + n, source_id, list_id, said_key, row, 1, flawed, outside_id, said, changed"
        f" FROM plan.row CROSS JOIN temp.lists ON lists.part = row.part WHERE {_SIMPLE} ORDER BY n",
        {"base": base},
        span=plan.new_rows,
    )


# Everybody else --------------------------------------------------------------------------------------------------


class _Writer:
    """Writes decisions, many at a time."""

    def __init__(self, work: Work, plan: Plan, lists: Lists, base: int) -> None:
        self._work = work
        self._lists = lists
        self._base = base
        self._today = clock.today()
        self._tags: dict[str, Value] = dict(work.rows("SELECT fold, id FROM tag"))
        self._people: list[tuple[Value, ...]] = []
        self._rows: dict[str, list[tuple[Value, ...]]] = {}
        self._replaced: list[int] = []
        self._touched: list[int] = []
        work.connection.execute("DROP TABLE IF EXISTS plan.shown")
        work.connection.execute(f"CREATE TABLE plan.shown(id INTEGER PRIMARY KEY, {', '.join(SHOWN)})")

    def add(self, decision: Decision) -> None:
        person = decision.kept or self._base + decision.root
        if decision.gone:
            self._join(decision)
        shown = decision.shown
        if not decision.kept:
            values = (shown.get(name, "") for name in _PERSON_COLUMNS[1:])
            self._people.append((person, decision.uid, *values, self._today))
        elif decision.changes_the_person:
            self._touched.append(person)
            if decision.differs:
                self._add("shown", ((person, *(shown[name] for name in SHOWN)),))
        for table, row_id, mended in decision.mended:
            self._work.update(table, row_id, **mended)
        for table, rows in decision.added:
            self._add(table.name, ((person, *row) for row in rows))
        self._add(PERSON_TAG.name, ((person, self._tags[fold]) for fold in decision.tags))
        self._replaced += decision.replaced
        for row, changed in decision.rows:
            source, listed = self._lists.of(row.part)
            remembered = (source, listed, row.said_key, row.row, 1, row.flawed, row.outside_id, row.text, changed)
            self._add(SOURCE_ROW.name, ((person, *remembered),))
        if len(self._rows[SOURCE_ROW.name]) >= _FLUSH_AT:
            self.flush()

    def _join(self, decision: Decision) -> None:
        """Make several people here one; from now on the plan knows only the one who is kept."""
        self.flush()
        for gone in decision.gone:
            join_people(self._work, decision.kept, gone)
        for table, row_id in decision.twins:
            # Of some twins joining people has taken care already.
            if self._work.value(f"SELECT 1 FROM {table.name} WHERE id = ?", (row_id,)):
                self._work.delete(table, row_id)
        self._work.connection.execute(
            "DELETE FROM plan.match WHERE root = ? AND person_id <> ?", (decision.root, decision.kept)
        )

    def _add(self, name: str, rows: Iterable[tuple[Value, ...]]) -> None:
        self._rows.setdefault(name, []).extend(rows)

    def flush(self) -> None:
        work = self._work
        names = ", ".join((*_PERSON_COLUMNS, "created"))
        marks = ", ".join("?" * (len(_PERSON_COLUMNS) + 2))
        work.connection.executemany(f"INSERT INTO person(id, {names}) VALUES ({marks})", self._people)
        self._show_people_here()
        for kind in KINDS:
            work.insert_rows(kind.table, ("person_id", *kind.columns), self._rows.get(kind.table.name, []))
        work.insert_rows(PERSON_TAG, ("person_id", "tag_id"), self._rows.get(PERSON_TAG.name, []))
        if self._replaced:
            ended = "SELECT value, 0 FROM json_each(:rows)"
            work.update_select(SOURCE_ROW, ("current",), ended, {"rows": json.dumps(self._replaced)})
        work.insert_rows(SOURCE_ROW, _SOURCE_ROW_COLUMNS, self._rows.get(SOURCE_ROW.name, []))
        if self._touched:
            work.touch_people(self._touched)
        self._people, self._rows, self._replaced, self._touched = [], {}, [], []

    def _show_people_here(self) -> None:
        rows = self._rows.get("shown", [])
        if rows:
            marks = ", ".join("?" * (len(SHOWN) + 1))
            self._work.connection.executemany(f"INSERT INTO plan.shown VALUES ({marks})", rows)
            self._work.update_select(PERSON, SHOWN, "SELECT * FROM plan.shown", {})
            self._work.connection.execute("DELETE FROM plan.shown")


def _write_nameless_stops(work: Work, plan: Plan) -> None:
    """An opt-out in a row that names nobody stops its address, once."""
    work.insert_numbered(
        CONSENT,
        ("channel", "purpose", "stance", "address", "given", "how", "wording"),
        "SELECT :before + min(rowid), channel, purpose, stance, address, min(given), how, wording"
        " FROM plan.consent AS said WHERE n = 0 AND NOT EXISTS (SELECT 1 FROM main.consent AS here"
        " WHERE here.person_id IS NULL AND here.address = said.address AND here.channel = said.channel"
        " AND here.stance = said.stance) GROUP BY channel, purpose, stance, address",
        {},
        span=plan.store.count("SELECT max(rowid) FROM plan.consent WHERE n = 0"),
    )


# Tags ------------------------------------------------------------------------------------------------------------


def _tags_said(plan: Plan) -> list[tuple[str, str]]:
    """Every tag of the plan: folded, and in the first of its spellings (capitals come first)."""
    return [(fold, name) for fold, name in plan.store.rows("SELECT fold, min(name) FROM plan.tag GROUP BY fold")]


def _add_tags(work: Work, plan: Plan) -> list[str]:
    """Add the tags that are not here yet and give their names; an earlier spelling takes the place of a later one."""
    added = []
    for fold, name in _tags_said(plan):
        found = work.rows("SELECT id, name, by_hand FROM tag WHERE fold = ?", (fold,))
        if not found:
            work.insert_with_uid(TAG, name=name, fold=fold)
            added.append(name)
        elif name < found[0][1] and not found[0][2]:
            work.update(TAG, found[0][0], name=name)
    return added


# Questions -------------------------------------------------------------------------------------------------------


def _find_questions(plan: Plan, people: People, *, complete: bool) -> None:
    """Write the questions into the plan, before anything else is written, and tell the findings."""
    plan.connection.execute("DROP TABLE IF EXISTS plan.question")
    plan.connection.execute(
        "CREATE TABLE plan.question(kind TEXT, value TEXT, part INTEGER, row INTEGER, root INTEGER, person_id INTEGER,"
        " other_root INTEGER, other_id INTEGER)"
    )
    insert = "INSERT INTO plan.question VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    for doubt in doubts(plan, people):
        plan.findings.ask(doubt.finding)
        who = (*_place(doubt.one), *_place(doubt.other))
        plan.connection.execute(insert, (doubt.finding.code, doubt.value, doubt.part, doubt.finding.row, *who))
    for gone in missing(plan) if complete else ():
        plan.findings.ask(gone.finding)
        plan.connection.execute(insert, (gone.finding.code, "", gone.part, 0, 0, gone.person, 0, None))


def _place(party: Party) -> tuple[int, int]:
    return party.root, party.people[0] if party.people else 0


def _write_questions(work: Work, plan: Plan, lists: Lists, base: int) -> None:
    for kind, value, part, row, root, person, other_root, other in work.rows("SELECT * FROM plan.question"):
        who = _who_it_is(work, root, person, base)
        other_person = other if other is None else _who_it_is(work, other_root, other, base)
        if other_person is not None:
            who, other_person = sorted((who, other_person))
        work.insert_with_uid(
            QUESTION,
            kind=kind,
            value=value,
            state="open",
            person_id=who,
            other_id=other_person,
            list_id=lists.of(part)[1],
            row=row,
        )


def _who_it_is(work: Work, root: int, person: int, base: int) -> int:
    """The id of a party. Of several people here who are one by now the plan still knows the one who is kept."""
    if not root:
        return person
    found = work.value("SELECT min(person_id) FROM plan.match WHERE root = ?", (root,))
    return found if isinstance(found, int) else base + root
