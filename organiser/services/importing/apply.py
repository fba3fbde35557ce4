"""The second half of an import: what the plan comes to, counted for a dry run or written in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from organiser.formats.recognise import to_json
from organiser.formats.table import Finding
from organiser.models.base import Table
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, PERSON_TAG, TAG
from organiser.models.sources import LIST, LISTED, MAPPING, QUESTION, SOURCE, SOURCE_ROW
from organiser.services.importing.decide import Decider, Decision, Row
from organiser.services.importing.match import People
from organiser.services.importing.plan import Part, Plan, Progress
from organiser.services.merging import join_people
from organiser.store import search
from organiser.store.engine import Value
from organiser.store.uids import new_uids
from organiser.store.work import Work

_FLUSH_AT = 2000
_SIMPLE = "n NOT IN (SELECT n FROM plan.complex)"
_PERSON_COLUMNS = (
    "uid", "given", "family", "title", "sort_key", "name_key", "postcode", "born", "minor_until", "gender",
    "membership", "register", "elector",
)  # fmt: skip
_SOURCE_ROW_COLUMNS = (
    "person_id", "source_id", "list_id", "said_key", "row", "current", "flawed", "outside_id", "said", "changed",
)  # fmt: skip
# The child rows of a person that the plan holds, column by column.
_CHILDREN: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (CONTACT, ("kind", "value", "name_key", "raw", "label", "since")),
    (ADDRESS, ("lines", "town", "postcode", "label", "since")),
    (FACT, ("kind", "value", "detail", "since")),
    (NOTE, ("body", "noted")),
    (CONSENT, ("channel", "purpose", "stance", "address", "given", "how", "wording")),
)


@dataclass(slots=True)
class Outcome:
    """What an import comes to. People are counted net, before and after the whole change."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    joined: int = 0
    questions: list[Finding] = field(default_factory=list)
    new_tags: list[str] = field(default_factory=list)


def foresee(plan: Plan, people: People, *, complete: bool) -> Outcome:
    """What `apply` would come to, with nothing written and no lock held."""
    outcome = Outcome(created=_simple_people(plan))
    changed: set[int] = set()
    for decision in _decisions(plan):
        _count(decision, outcome, changed)
        _warn(plan, decision)
    outcome.unchanged = _unchanged(plan, changed)
    outcome.new_tags = [name for fold, name in _tags_said(plan) if not plan.store.value(_TAG_ID, (fold,))]
    outcome.questions = [finding for finding, _, _, _ in _doubts(plan, people, None)]
    if complete:
        outcome.questions += [finding for finding, _, _ in _missing(plan)]
    return outcome


def apply(work: Work, plan: Plan, people: People, *, complete: bool, progress: Progress) -> Outcome:
    """Write the plan. The caller holds the transaction; whatever fails, all of it is rolled back."""
    outcome = Outcome(created=_simple_people(plan))
    missing = list(_missing(plan)) if complete else []
    outcome.new_tags = _add_tags(work, plan)
    lists = _Lists(work, plan, complete=complete)
    new_people = outcome.created + plan.store.count(
        "SELECT count(DISTINCT root) FROM plan.complex WHERE root NOT IN (SELECT root FROM plan.match)"
    )
    base = work.allocate(PERSON, plan.new_rows) - 1 if new_people else 0
    progress("Writing", 0, plan.new_rows)
    if outcome.created:
        _write_simple(work, plan, base)
    progress("Writing", outcome.created, plan.new_rows)
    writer = _Writer(work, plan, lists, base)
    changed: set[int] = set()
    for decision in _decisions(plan):
        _count(decision, outcome, changed)
        _warn(plan, decision)
        writer.add(decision)
    writer.flush()
    outcome.unchanged = _unchanged(plan, changed)
    _write_nameless_stops(work, plan)
    outcome.questions = _ask(work, plan, people, lists, base)
    for finding, person, part in missing:
        work.insert_with_uid(QUESTION, kind="lapsed", state="open", person_id=person, list_id=lists.of(part)[1])
        outcome.questions.append(finding)
    if complete:
        lists.remember_who_stood_there()
    progress("Indexing", 0, 0)
    if new_people:
        search.index_range(work.connection, base + 1, base + plan.new_rows)
    return outcome


# Counting -------------------------------------------------------------------------------------------------------


def _simple_people(plan: Plan) -> int:
    return plan.new_rows - plan.store.count("SELECT count(*) FROM plan.complex")


def _decisions(plan: Plan) -> Iterator[Decision]:
    """What becomes of everybody who is not simply one new row."""
    decider = Decider(plan.store, plan)
    roots = plan.connection.execute("SELECT DISTINCT root FROM plan.complex ORDER BY root")
    while batch := roots.fetchmany(500):
        rows = plan.store.rows(
            "SELECT root, row.n, part, row, said_key, said, flawed, outside_id, uid FROM plan.complex"
            " JOIN plan.row ON row.n = complex.n WHERE root BETWEEN ? AND ? ORDER BY root, row.n",
            (batch[0][0], batch[-1][0]),
        )
        here = plan.store.rows(
            "SELECT root, person_id FROM plan.match WHERE root BETWEEN ? AND ?", (batch[0][0], batch[-1][0])
        )
        matched: dict[int, list[int]] = {}
        for root, person in here:
            matched.setdefault(root, []).append(person)
        for root, group in groupby(rows, itemgetter(0)):
            yield decider.decide(root, [Row(*row[1:]) for row in group], matched.get(root, []))


def _count(decision: Decision, outcome: Outcome, changed: set[int]) -> None:
    outcome.joined += len(decision.gone)
    if not decision.kept:
        outcome.created += 1
    elif decision.changes_the_person:
        outcome.updated += 1
        changed.update((decision.kept, *decision.gone))


def _unchanged(plan: Plan, changed: set[int]) -> int:
    """How many people here the files speak of without saying anything new."""
    spoken_of = plan.connection.execute("SELECT person_id FROM plan.known UNION SELECT person_id FROM plan.match")
    return sum(person not in changed for (person,) in spoken_of)


def _warn(plan: Plan, decision: Decision) -> None:
    for number, row, what in decision.kept_by_hand:
        part = plan.parts[number]
        reason = f"the list says another {what}; the one entered here by hand was kept"
        plan.findings.warn(Finding(part.file, part.sheet, row, "kept-by-hand", reason))


# New people of one row -------------------------------------------------------------------------------------------


def _write_simple(work: Work, plan: Plan, base: int) -> None:
    columns = ", ".join(_PERSON_COLUMNS)
    work.connection.execute(
        f"INSERT INTO person(id, {columns}, created) SELECT ? + n, {columns}, ? FROM plan.row WHERE {_SIMPLE}",
        (base, plan.on),
    )
    for table, names in _CHILDREN:
        work.insert_numbered(
            table,
            ("person_id", *names),
            f"SELECT :before + rowid, :base + n, {', '.join(names)} FROM plan.{table.name} WHERE n > 0 AND {_SIMPLE}",
            {"base": base},
            span=plan.store.count(f"SELECT max(rowid) FROM plan.{table.name}"),
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
        "SELECT :before + n, :base + n, source_id, list_id, said_key, row, 1, flawed, outside_id, said, ''"
        f" FROM plan.row CROSS JOIN temp.lists ON lists.part = row.part WHERE {_SIMPLE} ORDER BY n",
        {"base": base},
        span=plan.new_rows,
    )


# Everybody else --------------------------------------------------------------------------------------------------


class _Writer:
    """Writes decisions, many at a time."""

    def __init__(self, work: Work, plan: Plan, lists: "_Lists", base: int) -> None:
        self._work = work
        self._plan = plan
        self._lists = lists
        self._base = base
        self._people: list[tuple[Value, ...]] = []
        self._rows: dict[str, list[tuple[Value, ...]]] = {}
        self._touched: list[int] = []

    def add(self, decision: Decision) -> None:
        person = decision.kept or self._base + decision.root
        for gone in decision.gone:
            self.flush()
            join_people(self._work, decision.kept, gone)
        if not decision.kept:
            values = decision.fields | {"created": self._plan.on}
            self._people.append(
                (person, decision.uid, *(values.get(name, "") for name in (*_PERSON_COLUMNS[1:], "created")))
            )
        elif decision.fields:
            self._work.update(PERSON, decision.kept, **decision.fields)
        if decision.kept and (decision.contacts or decision.facts):
            self._touched.append(person)
        for source_row in decision.superseded:
            self._work.update(SOURCE_ROW, source_row, current=0)
        for table, rows in (
            (CONTACT, decision.contacts),
            (ADDRESS, decision.addresses),
            (FACT, decision.facts),
            (NOTE, decision.notes),
            (CONSENT, decision.consents),
        ):
            if rows:
                self._rows.setdefault(table.name, []).extend((person, *row) for row in rows)
        for fold, _ in decision.tags:
            self._rows.setdefault("person_tag", []).append((person, self._work.value(_TAG_ID, (fold,))))
        for row, changed in decision.rows:
            source, listed = self._lists.of(row.part)
            self._rows.setdefault("source_row", []).append(
                (person, source, listed, row.said_key, row.row, 1, row.flawed, row.outside_id, row.text, changed)
            )
        self._remember_kept(decision)
        if len(self._rows.get("source_row", ())) >= _FLUSH_AT:
            self.flush()

    def _remember_kept(self, decision: Decision) -> None:
        """Of several people here who are one, the rest of the plan knows only the one who is kept."""
        if decision.gone:
            self._work.connection.execute(
                "DELETE FROM plan.match WHERE root = ? AND person_id <> ?", (decision.root, decision.kept)
            )

    def flush(self) -> None:
        names = ", ".join((*_PERSON_COLUMNS, "created"))
        marks = ", ".join("?" * (len(_PERSON_COLUMNS) + 2))
        self._work.connection.executemany(f"INSERT INTO person(id, {names}) VALUES ({marks})", self._people)
        columns = {table.name: ("person_id", *listed) for table, listed in _CHILDREN}
        columns |= {"person_tag": ("person_id", "tag_id"), "source_row": _SOURCE_ROW_COLUMNS}
        for table in (*(table for table, _ in _CHILDREN), PERSON_TAG, SOURCE_ROW):
            self._work.insert_rows(table, columns[table.name], self._rows.get(table.name, []))
        if self._touched:
            self._work.touch_people(self._touched)
        self._people, self._rows, self._touched = [], {}, []


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

_TAG_ID = "SELECT id FROM tag WHERE fold = ?"


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


# Lists -----------------------------------------------------------------------------------------------------------


class _Lists:
    """The sources, mappings and lists of the parts of a plan, made where they are not here yet."""

    def __init__(self, work: Work, plan: Plan, *, complete: bool) -> None:
        self._work = work
        self._plan = plan
        self._complete = complete
        self._ids: dict[int, tuple[int, int]] = {}
        work.connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS lists(part INTEGER, source_id INTEGER, list_id INTEGER)"
        )
        work.connection.execute("DELETE FROM temp.lists")
        with_rows = {part for (part,) in work.rows("SELECT DISTINCT part FROM plan.row")}
        for part in plan.parts:
            if complete or part.number in with_rows:
                self._add(part)
        work.connection.executemany(
            "INSERT INTO temp.lists VALUES (?, ?, ?)", [(part, *ids) for part, ids in self._ids.items()]
        )

    def of(self, part: int) -> tuple[int, int]:
        """The ids of a part's source and list."""
        return self._ids[part]

    def _add(self, part: Part) -> None:
        work = self._work
        source = self._find_or_add(
            SOURCE, "key = ?", (part.mapping.source,), key=part.mapping.source, title=part.mapping.title
        )
        body = to_json(part.mapping)
        mapping = self._find_or_add(
            MAPPING,
            "fingerprint = ? AND body = ?",
            (part.fingerprint, body),
            source_id=source,
            fingerprint=part.fingerprint,
            body=body,
        )
        listed = work.insert(
            LIST,
            source_id=source,
            mapping_id=mapping,
            file=part.file,
            sheet=part.sheet,
            held_on=self._plan.on,
            complete=int(self._complete),
        )
        self._ids[part.number] = (source, listed)

    def _find_or_add(self, table: Table, where: str, parameters: tuple[Value, ...], **values: Value) -> int:
        found = self._work.value(f"SELECT id FROM {table.name} WHERE {where}", parameters)
        return found if isinstance(found, int) else self._work.insert(table, **values)

    def remember_who_stood_there(self) -> None:
        """Write down who stands on each whole list; the sheets of one workbook are one list."""
        for number in range(len(self._plan.sources)):
            parts = [part.number for part in self._plan.parts if part.source == number]
            source, first = self.of(parts[0])
            self._work.insert_select(
                LISTED,
                ("list_id", "person_id"),
                "SELECT :first, person_id FROM ("
                " SELECT person_id FROM source_row JOIN temp.lists ON lists.list_id = source_row.list_id"
                " WHERE lists.source_id = :source"
                " UNION SELECT source_row.person_id FROM plan.known"
                " JOIN source_row ON source_row.id = source_row_id WHERE source_row.source_id = :source)",
                {"first": first, "source": source},
            )


_MISSING = """
SELECT person.id, trim(given || ' ' || family) FROM listed JOIN person ON person.id = listed.person_id
WHERE list_id = (SELECT max(list_id) FROM listed JOIN list ON list.id = list_id WHERE source_id = :source)
AND person.id NOT IN (
  SELECT known.person_id FROM plan.known JOIN source_row ON source_row.id = source_row_id WHERE source_id = :source)
AND person.id NOT IN (
  SELECT match.person_id FROM plan.match JOIN plan.complex ON complex.root = match.root
  JOIN plan.row ON row.n = complex.n WHERE row.source = :number)
AND NOT EXISTS (SELECT 1 FROM question WHERE kind = 'lapsed' AND state = 'open' AND question.person_id = person.id)
ORDER BY sort_key, person.id
"""


def _missing(plan: Plan) -> Iterator[tuple[Finding, int, int]]:
    """Who stood on the last whole list of a source and does not stand on this one."""
    for number in range(len(plan.sources)):
        part = next(part for part in plan.parts if part.source == number)
        for person, name in plan.connection.execute(_MISSING, {"source": part.source_id, "number": number}).fetchall():
            reason = f"{name} stood on the whole list before this one and is not on it: lapsed, or moved?"
            yield Finding(part.file, part.sheet, 0, "lapsed", reason), person, part.number


# Questions -------------------------------------------------------------------------------------------------------


def _doubts(plan: Plan, people: People, base: int | None) -> Iterator[tuple[Finding, str, int, int]]:
    """The addresses that two people share, once for each address and pair that was not asked about before."""
    asked: set[tuple[str, int, int]] = set()
    for value, n, other_n, person in plan.connection.execute(
        "SELECT value, n, other_n, person_id FROM plan.doubt ORDER BY value, n, other_n, person_id"
    ).fetchall():
        one = _owner(plan, people, n, base)
        other = _owner(plan, people, other_n, base) if other_n else _still_here(plan, person)
        pair = (value, min(one, other), max(one, other))
        if one == other or pair in asked or plan.store.value(_ASKED, pair):
            continue
        asked.add(pair)
        number, row = plan.store.rows("SELECT part, row FROM plan.row WHERE n = ?", (max(n, other_n),))[0]
        part = plan.parts[number]
        what = "e-mail address" if "@" in value else "telephone number"
        reason = f"two names share one {what}: the same person, or two?"
        yield Finding(part.file, part.sheet, row, "shared-address", reason), value, pair[1], pair[2]


_ASKED = "SELECT 1 FROM question WHERE value = ? AND person_id = ? AND other_id = ?"


def _owner(plan: Plan, people: People, n: int, base: int | None) -> int:
    """Whom a row is about. Before anything is written, new people stand for themselves as numbers below zero."""
    root = people.root(n)
    here = plan.store.value("SELECT min(person_id) FROM plan.match WHERE root = ?", (root,))
    if isinstance(here, int):
        return here
    return -root if base is None else base + root


def _still_here(plan: Plan, person: int) -> int:
    """The person as the plan leaves them: joined to another, they are that other."""
    kept = plan.store.value(
        "SELECT min(b.person_id) FROM plan.match AS a JOIN plan.match AS b ON b.root = a.root WHERE a.person_id = ?",
        (person,),
    )
    return kept if isinstance(kept, int) else person


def _ask(work: Work, plan: Plan, people: People, lists: _Lists, base: int) -> list[Finding]:
    findings = []
    for finding, value, one, other in _doubts(plan, people, base):
        number = next(
            (part.number for part in plan.parts if (part.file, part.sheet) == (finding.file, finding.sheet)), 0
        )
        uid = new_uids(1)[0]
        work.insert(
            QUESTION,
            uid=uid,
            kind="shared-address",
            value=value,
            state="open",
            person_id=one,
            other_id=other,
            list_id=lists.of(number)[1],
            row=finding.row,
        )
        findings.append(finding)
    return findings
