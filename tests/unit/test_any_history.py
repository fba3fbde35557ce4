"""Changes, undo and redo in any order that people may come upon, against a model kept beside the store."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from organiser.errors import Problem
from organiser.models.base import Table
from organiser.models.people import CONTACT, NOTE, PERSON, PERSON_TAG, TAG
from organiser.models.tables import TRACKED
from organiser.rules.names import fold
from organiser.store import history
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids
from organiser.store.work import Work
from tests.tables import Tables, dump, indexed, named


@dataclass
class Change:
    """What a change did, row by row: (table, id) to the row before and after, None for no row."""

    number: int
    before: dict[tuple[str, int], Row | None] = field(default_factory=dict)
    after: dict[tuple[str, int], Row | None] = field(default_factory=dict)
    undone: int = 0


_TRIED = (PERSON, CONTACT, NOTE, TAG, PERSON_TAG)
_GIVEN = st.sampled_from(["Ann", "Bob", "Zoë", "Đặng"])
_VALUES = st.sampled_from(["+447700900001", "+447700900002", "ann@example.org"])
_PICK = st.integers(0, 30)
_ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("person"), _GIVEN),
        st.tuples(st.just("rename"), _PICK, _GIVEN),
        st.tuples(st.just("contact"), _PICK, _VALUES),
        st.tuples(st.just("correct"), _PICK, _VALUES),
        st.tuples(st.just("move"), _PICK, _PICK),
        st.tuples(st.just("retype"), _PICK),
        st.tuples(st.just("note"), _PICK),
        st.tuples(st.just("tag"), _PICK, st.sampled_from(["stall", "choir"])),
        st.tuples(st.just("delete"), st.sampled_from([table.name for table in _TRIED]), _PICK),
    ),
    min_size=1,
    max_size=6,
)


def is_valid(tables: Tables) -> bool:
    """Whether every reference points at a row and no two rows share what must be unique."""
    for name, table in TRACKED.items():
        for column, target in table.references:
            place = table.names.index(column)
            if any(row[place] is not None and row[place] not in tables[target] for row in tables[name].values()):
                return False
        for index in table.indexes:
            places = [table.names.index(column) for column in index.columns]
            keys = [tuple(row[place] for place in places) for row in tables[name].values()]
            if index.unique and len(set(keys)) < len(keys):
                return False
    return True


class AnyHistory(RuleBasedStateMachine):
    """The store does what people do, in any order; a model of plain dictionaries must agree after each step."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "people.organiser"
        self.store = Store.create(self.path)
        self.fast()
        with self.store.operation("The first two") as work:
            for given in ("Ann", "Bob"):
                work.insert_with_uid(PERSON, **named(given, "Smith"))
        self.tables = dump(self.store)
        self.given_ids = {(name, row_id) for name, rows in self.tables.items() for row_id in rows}
        self.changes: list[Change] = []
        self.undone = 0

    def fast(self) -> None:
        # What is tried here is logic, not the disk.
        self.store.connection.execute("PRAGMA synchronous=OFF")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    # What people do

    @rule(actions=_ACTIONS)
    def change(self, actions: list[tuple]) -> None:
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        with self.store.operation("Change") as work:
            for action in actions:
                self.act(work, tables, *action)
        if work.operation_id is not None:
            change = Change(work.operation_id)
            for name in tables:
                for row_id in self.tables[name].keys() | tables[name].keys():
                    before, after = self.tables[name].get(row_id), tables[name].get(row_id)
                    if before != after:
                        change.before[name, row_id], change.after[name, row_id] = before, after
            self.changes.append(change)
        self.tables = tables

    @rule(actions=_ACTIONS)
    def change_that_fails(self, actions: list[tuple]) -> None:
        tables, given = {name: dict(rows) for name, rows in self.tables.items()}, set(self.given_ids)
        with suppress(ZeroDivisionError), self.store.operation("Fails") as work:
            for action in actions:
                self.act(work, tables, *action)
            _ = 1 / 0
        # What was never kept was never given.
        self.given_ids = given

    @rule(pick=_PICK, latest=st.booleans())
    def undo(self, pick: int, latest: bool) -> None:
        standing = [change for change in self.changes if not change.undone]
        if not standing:
            return
        change = standing[-1] if latest else standing[pick % len(standing)]
        if self.replayed(history.undo, None if latest else change.number, change.after, change.before):
            self.undone += 1
            change.undone = self.undone

    @rule(pick=_PICK, latest=st.booleans())
    def redo(self, pick: int, latest: bool) -> None:
        taken_back = sorted((change for change in self.changes if change.undone), key=lambda change: change.undone)
        if not taken_back:
            return
        change = taken_back[-1] if latest else taken_back[pick % len(taken_back)]
        if self.replayed(history.redo, None if latest else change.number, change.before, change.after):
            change.undone = 0
            self.undone = max(change.undone for change in self.changes)

    @rule()
    def start_the_program_again(self) -> None:
        self.store.close()
        self.store = Store.open(self.path)
        self.fast()

    # What must be so after each step

    @invariant()
    def the_tables_are_what_the_model_says(self) -> None:
        if hasattr(self, "tables"):
            assert dump(self.store) == self.tables

    @invariant()
    def the_search_index_is_what_the_model_says(self) -> None:
        if hasattr(self, "tables"):
            sort_place, owner, value = (
                PERSON.names.index("sort_key"),
                CONTACT.names.index("person_id"),
                CONTACT.names.index("value"),
            )
            words = {row_id: row[sort_place].split() for row_id, row in self.tables["person"].items()}
            for row in self.tables["contact"].values():
                words[row[owner]].append(row[value])
            assert indexed(self.store) == {person: sorted(found) for person, found in words.items()}

    # The model

    def replayed(
        self,
        replay: Callable[[Store, int | None], object],
        number: int | None,
        expected: dict[tuple[str, int], Row | None],
        wanted: dict[tuple[str, int], Row | None],
    ) -> bool:
        """Undo or redo in both worlds; whether it was possible, on which they must agree."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        stands = all(tables[name].get(row_id) == row for (name, row_id), row in expected.items())
        for (name, row_id), row in wanted.items():
            if row is None:
                tables[name].pop(row_id, None)
            else:
                tables[name][row_id] = row
        if stands and is_valid(tables):
            replay(self.store, number)
            self.tables = tables
            return True
        with pytest.raises(Problem, match=r"Change \d+ \(Change\) cannot be taken back or done again"):
            replay(self.store, number)
        return False

    def act(self, work: Work, tables: Tables, kind: str, *how) -> None:
        """One action of a change, in both worlds; nothing where it makes no sense or would be refused."""
        people = sorted(tables["person"])
        contacts = sorted(tables["contact"])
        if kind == "person":
            self.insert(work, tables, PERSON, uid=new_uids(1)[0], **named(how[0], "Smith"))
        elif kind == "rename" and people:
            self.update(work, tables, PERSON, people[how[0] % len(people)], named(how[1], "Lee"))
        elif kind == "contact" and people:
            person = people[how[0] % len(people)]
            self.insert(work, tables, CONTACT, person_id=person, kind="phone", value=how[1], name_key="")
        elif kind == "correct" and contacts:
            self.update(work, tables, CONTACT, contacts[how[0] % len(contacts)], {"value": how[1]})
        elif kind == "move" and contacts and people:
            person = people[how[1] % len(people)]
            self.update(work, tables, CONTACT, contacts[how[0] % len(contacts)], {"person_id": person})
        elif kind == "retype" and contacts:
            row = dict(zip(CONTACT.names, tables["contact"][contacts[how[0] % len(contacts)]], strict=True))
            self.delete(work, tables, CONTACT, row.pop("id"))
            row.pop("version")
            self.insert(work, tables, CONTACT, **row)
        elif kind == "note" and people:
            self.insert(work, tables, NOTE, person_id=people[how[0] % len(people)], body="met at the stall")
        elif kind == "tag" and people:
            self.tag(work, tables, people[how[0] % len(people)], how[1])
        elif kind == "delete" and tables[how[0]]:
            self.delete(work, tables, TRACKED[how[0]], sorted(tables[how[0]])[how[1] % len(tables[how[0]])])

    def tag(self, work: Work, tables: Tables, person: int, name: str) -> None:
        place = TAG.names.index("fold")
        found = [row_id for row_id, row in tables["tag"].items() if row[place] == fold(name)]
        tag = found[0] if found else self.insert(work, tables, TAG, uid=new_uids(1)[0], name=name, fold=fold(name))
        self.insert(work, tables, PERSON_TAG, person_id=person, tag_id=tag)

    def insert(self, work: Work, tables: Tables, table: Table, **values: Value) -> int:
        row = tuple(
            {"id": 0, "version": 1}.get(name, values.get(name, column_default(table, name))) for name in table.names
        )
        if not is_valid(tables | {table.name: tables[table.name] | {0: row}}):
            return 0
        row_id = work.insert(table, **values)
        assert (table.name, row_id) not in self.given_ids
        self.given_ids.add((table.name, row_id))
        tables[table.name][row_id] = (row_id, *row[1:])
        return row_id

    def update(self, work: Work, tables: Tables, table: Table, row_id: int, values: dict[str, Value]) -> None:
        old = dict(zip(table.names, tables[table.name][row_id], strict=True))
        new = old | values
        if new != old:
            new["version"] = old["version"] + 1
        row = tuple(new.values())
        if is_valid(tables | {table.name: tables[table.name] | {row_id: row}}):
            assert work.update(table, row_id, **values) == (new != old)
            tables[table.name][row_id] = row

    def delete(self, work: Work, tables: Tables, table: Table, row_id: int) -> None:
        remaining = {key: row for key, row in tables[table.name].items() if key != row_id}
        if is_valid(tables | {table.name: remaining}):
            work.delete(table, row_id)
            tables[table.name] = remaining


def column_default(table: Table, name: str) -> Value:
    return next((column.default for column in table.columns if column.name == name), None)


class TestAnyHistory(AnyHistory.TestCase):
    settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@pytest.mark.slow
@pytest.mark.timeout(900)
class TestMoreHistories(AnyHistory.TestCase):
    settings = settings(max_examples=1000, stateful_step_count=40, deadline=None)
