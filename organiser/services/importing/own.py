"""What is special about rows of our own export: they know their person by uid, and say everything that is kept.

A row that says what stands here already changes nothing. Of somebody who is here it is a statement like those of other
lists; somebody who is new here is written exactly as the row has them.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from organiser.formats import own
from organiser.formats.own_reader import OwnReader, OwnSaid
from organiser.formats.table import Finding
from organiser.models.base import Table
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, PERSON_TAG, RELATION
from organiser.models.places import WARD
from organiser.models.sources import SOURCE_ROW
from organiser.rules.names import fold, name_key, sort_key
from organiser.services.export import load
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes
from organiser.store.work import Work

if TYPE_CHECKING:
    from organiser.services.importing.lists import Lists
    from organiser.services.importing.plan import Plan

_BATCH = 1000
_PERSON_COLUMNS = (
    "uid", "given", "family", "title", "sort_key", "name_key", "postcode", "ward_id", "born", "minor_until", "gender",
    "membership", "register", "elector", "created", "by_hand",
)  # fmt: skip
_SOURCE_ROW_COLUMNS = (
    "person_id", "source_id", "list_id", "said_key", "row", "current", "flawed", "outside_id", "said", "changed",
)  # fmt: skip


def has(plan: "Plan", n: int) -> bool:
    """Whether a row of the plan comes from our own export."""
    return any(n in rows for rows in plan.own)


# Planning ------------------------------------------------------------------------------------------------------------


def as_here(store: Store, reader: OwnReader, batch: Sequence[tuple[int, str]]) -> dict[int, tuple[int, int]]:
    """Of a batch of rows, by number, those that say just what we would export now, the day aside.

    Each with the row that said so before (or a number below zero, where there is none) and its person.
    """
    by_uid = {uid: (number, text) for number, text in batch if (uid := reader.uid_of(text))}
    ids = _people_by_uid(store, by_uid)
    before = _rows_before(store, ids)
    found = {}
    for person, whole in load(store, ids):
        number, text = by_uid[whole.id]
        now = reader.text_now(own.cells_of(whole, clock.today()))
        if reader.undated(text) == reader.undated(now):
            found[number] = before.get(person, -person), person
    return found


def _people_by_uid(store: Store, uids: Iterable[str]) -> list[int]:
    marks = [uid_bytes(uid) for uid in uids]
    return [
        row[0]
        for start in range(0, len(marks), _BATCH)
        for row in store.rows(
            f"SELECT id FROM person WHERE uid IN ({', '.join('?' * len(marks[start : start + _BATCH]))})",
            marks[start : start + _BATCH],
        )
    ]


def _rows_before(store: Store, ids: Sequence[int]) -> dict[int, int]:
    rows = store.rows(
        "SELECT person_id, source_row.id FROM json_each(?) AS wanted CROSS JOIN source_row ON person_id = wanted.value"
        " CROSS JOIN source ON source.id = source_id WHERE source.key = ? AND current = 1",
        (json.dumps(ids), own.SOURCE),
    )
    return dict(rows)


# Who is who ----------------------------------------------------------------------------------------------------------


def find_by_uid(plan: "Plan") -> None:
    """Whose uid is here is that person and nobody else, also after two became one."""
    connection = plan.connection
    for rows in plan.own:
        if not rows:
            continue
        span = (rows.start, rows.stop - 1)
        connection.execute("DROP TABLE IF EXISTS plan.by_uid")
        connection.execute(
            "CREATE TABLE plan.by_uid AS SELECT said.n, here.id AS person_id FROM plan.row AS said"
            " CROSS JOIN person AS here ON here.uid = said.uid WHERE said.n BETWEEN ? AND ?"
            " UNION SELECT said.n, here.person_id FROM plan.row AS said"
            " CROSS JOIN fact AS here ON here.kind = 'uid' AND here.value = said.outside_id"
            " WHERE said.n BETWEEN ? AND ? AND said.outside_id <> ''",
            (*span, *span),
        )
        connection.execute("DELETE FROM plan.hit WHERE n IN (SELECT n FROM plan.by_uid)")
        connection.execute("INSERT INTO plan.hit SELECT n, person_id FROM plan.by_uid")


def note_who_is_new(plan: "Plan") -> None:
    """Write into plan.whole the rows that alone are about somebody new."""
    plan.connection.execute("DROP TABLE IF EXISTS plan.whole")
    plan.connection.execute("CREATE TABLE plan.whole(n INTEGER PRIMARY KEY)")
    for rows in plan.own:
        plan.connection.execute(
            "INSERT INTO plan.whole SELECT n FROM plan.row"
            " WHERE n BETWEEN ? AND ? AND n NOT IN (SELECT n FROM plan.complex)",
            (rows.start, rows.stop - 1),
        )


# Writing -------------------------------------------------------------------------------------------------------------


def write(work: Work, plan: "Plan", lists: "Lists", base: int) -> None:
    """Write the new people, and what the other rows say that no other list could: relations, and a ward by hand."""
    if not plan.own:
        return
    work.connection.execute("DROP TABLE IF EXISTS plan.relation")
    work.connection.execute(
        "CREATE TABLE plan.relation(part INTEGER, row INTEGER, person_id INTEGER, other TEXT, kind TEXT, since TEXT,"
        " until TEXT)"
    )
    for rows in _rows(plan, "n IN (SELECT n FROM plan.whole)"):
        _write_new(work, plan, lists, base, rows)
    for rows in _rows(plan, "n IN (SELECT n FROM plan.complex)"):
        _write_known(work, plan, base, rows)
    _write_relations(work, plan)


class _Row:
    """A row of the plan and what it says."""

    __slots__ = ("n", "part", "said", "stored", "uid")

    def __init__(self, plan: "Plan", values: Sequence[Any]) -> None:
        self.n, self.part, row, said_key, text, flawed, changed, outside_id, self.uid = values
        said = plan.said(plan.parts[self.part], text)
        if not isinstance(said, OwnSaid):
            raise TypeError("a row of another list stands among those of our own")
        self.said = said
        # As source_row keeps it, but for the person, the source and the list.
        self.stored = (said_key, row, 1, flawed, outside_id, text, changed)


def _rows(plan: "Plan", which: str) -> Iterator[list[_Row]]:
    for own_rows in plan.own:
        last, stop = own_rows.start - 1, own_rows.stop
        while found := plan.store.rows(
            "SELECT n, part, row, said_key, said, flawed, changed, outside_id, uid FROM plan.row"
            f" WHERE n > ? AND n < ? AND {which} ORDER BY n LIMIT {_BATCH}",
            (last, stop),
        ):
            last = found[-1][0]
            yield [_Row(plan, values) for values in found]


def _write_new(work: Work, plan: "Plan", lists: "Lists", base: int, rows: Sequence[_Row]) -> None:
    people: list[tuple[Value, ...]] = []
    held: dict[str, list[tuple[Value, ...]]] = {}

    def hold(table: Table, found: Iterable[tuple[Value, ...]]) -> None:
        held.setdefault(table.name, []).extend(found)

    for row in rows:
        person, number = row.said.person, base + row.n
        key = name_key(person.given, person.family)
        people.append(
            (
                number, row.uid, person.given, person.family, person.title, sort_key(person.given, person.family), key,
                person.postcode, _ward(work, person.ward), person.born, person.minor_until, person.gender,
                person.membership, person.register, person.elector,
                person.created or ("" if person.id else clock.today()), person.by_hand,
            )
        )  # fmt: skip
        hold(CONTACT, ((number, *c._replace(name_key=c.name_key or key)) for c in person.contacts))
        hold(ADDRESS, ((number, *address) for address in person.addresses))
        hold(FACT, ((number, *fact) for fact in person.facts))
        hold(NOTE, ((number, *note) for note in person.notes))
        hold(CONSENT, ((number, *consent) for consent in person.consents))
        hold(PERSON_TAG, ((number, _tag(work, tag)) for tag in dict.fromkeys(map(fold, row.said.tags))))
        hold(SOURCE_ROW, ((number, *lists.of(row.part), *row.stored),))
        _remember_relations(work, row, number)
    marks = ", ".join("?" * (len(_PERSON_COLUMNS) + 1))
    work.connection.executemany(f"INSERT INTO person(id, {', '.join(_PERSON_COLUMNS)}) VALUES ({marks})", people)
    for table, columns in (
        (CONTACT, own.Contact._fields),
        (ADDRESS, own.Address._fields),
        (FACT, own.Fact._fields),
        (NOTE, own.Note._fields),
        (CONSENT, own.Consent._fields),
        (PERSON_TAG, ("tag_id",)),
        (SOURCE_ROW, _SOURCE_ROW_COLUMNS[1:]),
    ):
        work.insert_rows(table, ("person_id", *columns), held[table.name])


def _write_known(work: Work, plan: "Plan", base: int, rows: Sequence[_Row]) -> None:
    for row in rows:
        person = _owner(work, base, row.n)
        _remember_relations(work, row, person)
        ward = row.said.person.ward
        if ward and work.value("SELECT ward_id FROM person WHERE id = ?", (person,)) is None:
            by_hand = str(work.value("SELECT by_hand FROM person WHERE id = ?", (person,))).split()
            work.update(PERSON, person, ward_id=_ward(work, ward), by_hand=" ".join(dict.fromkeys([*by_hand, "ward"])))


def _owner(work: Work, base: int, n: int) -> int:
    """Whom a row is about that is not alone: the one who is kept of those here, else somebody new."""
    root = work.value("SELECT root FROM plan.complex WHERE n = ?", (n,))
    here = work.value("SELECT min(person_id) FROM plan.match WHERE root = ?", (root,))
    return here if isinstance(here, int) else base + int(str(root))


def _tag(work: Work, folded: str) -> Value:
    return work.value("SELECT id FROM tag WHERE fold = ?", (folded,))


def _ward(work: Work, gss: str) -> int | None:
    """The ward with a code, which is known by it alone while no file has named it."""
    if not gss:
        return None
    found = work.value("SELECT id FROM ward WHERE gss = ?", (gss,))
    return found if isinstance(found, int) else work.insert(WARD, gss=gss)


# Relations -----------------------------------------------------------------------------------------------------------


def _remember_relations(work: Work, row: _Row, person: int) -> None:
    work.connection.executemany(
        "INSERT INTO plan.relation VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row.part, row.stored[1], person, *relation) for relation in row.said.person.relations],
    )


def _write_relations(work: Work, plan: "Plan") -> None:
    """Relations come last: only now everybody is here whom they may name."""
    for part, row, person, uid, kind, since, until in work.rows("SELECT * FROM plan.relation ORDER BY rowid"):
        other = _by_uid(work, uid)
        if other is None:
            where = plan.parts[part]
            reason = "they are related to somebody who is not here: that was left out"
            plan.findings.warn(Finding(where.file, where.sheet, row, "unknown-relation", reason))
        elif other != person and not work.rows(
            "SELECT 1 FROM relation WHERE person_id = ? AND other_id = ? AND kind = ?", (person, other, kind)
        ):
            work.insert_rows(
                RELATION, ("person_id", "other_id", "kind", "since", "until"), [(person, other, kind, since, until)]
            )


def _by_uid(work: Work, uid: str) -> int | None:
    for query, value in (
        ("SELECT id FROM person WHERE uid = ?", uid_bytes(uid)),
        ("SELECT person_id FROM fact WHERE kind = 'uid' AND value = ?", uid),
        (
            "SELECT person_id FROM source JOIN source_row ON source_id = source.id"
            f" WHERE source.key = '{own.SOURCE}' AND outside_id = ? LIMIT 1",
            uid,
        ),
    ):
        found = work.value(query, (value,))
        if isinstance(found, int):
            return found
    return None
