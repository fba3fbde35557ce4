"""Taking changes back and doing them again: singly, mixed, across restarts, and against a model kept beside."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from organiser.errors import FINDINGS, Problem
from organiser.models.base import Table
from organiser.models.people import CONTACT, NOTE, PERSON, PERSON_TAG, TAG
from organiser.models.tables import TRACKED
from organiser.rules.names import fold, name_key, sort_key
from organiser.store import history, search
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids
from organiser.store.work import Work

Tables = dict[str, dict[int, Row]]


def dump(store: Store) -> Tables:
    """Every row of every tracked table, by its id."""
    return {
        name: {row[0]: row for row in store.rows(f"SELECT {', '.join(table.names)} FROM {name}")}
        for name, table in TRACKED.items()
    }


def indexed(store: Store) -> dict[int, list[str]]:
    """The words of the search index, by person."""
    assert search.out_of_step(store.connection) == 0
    return {person: sorted(body.split()) for person, body in store.rows("SELECT rowid, body FROM search")}


def named(given: str, family: str) -> dict[str, Value]:
    return {
        "given": given,
        "family": family,
        "sort_key": sort_key(given, family),
        "name_key": name_key(given, family),
    }


def add_person(store: Store, given: str, family: str = "Smith") -> int:
    with store.operation(f"Add {given}") as work:
        return work.insert_with_uid(PERSON, **named(given, family))


# One change at a time ---------------------------------------------------------------------------------------


def test_a_person_added_by_mistake_is_taken_away_and_given_back_the_same(store: Store) -> None:
    before = dump(store)
    add_person(store, "Ann")
    after, words = dump(store), indexed(store)
    assert history.undo(store).undone
    assert dump(store) == before
    assert indexed(store) == {}
    assert not history.redo(store).undone
    assert (dump(store), indexed(store)) == (after, words)


def test_a_changed_name_is_found_under_the_old_one_again_after_undo(store: Store) -> None:
    person = add_person(store, "Ann")
    before = dump(store)
    with store.operation("Rename") as work:
        assert work.update(PERSON, person, **named("Anna", "Lee"))
    assert indexed(store) == {person: ["anna", "lee"]}
    history.undo(store)
    assert dump(store) == before
    assert indexed(store) == {person: ["ann", "smith"]}


def test_a_deleted_person_comes_back_with_everything_that_hung_on_them(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Add a number and a note") as work:
        contact = work.insert(CONTACT, person_id=person, kind="phone", value="+447700900123", name_key="annsmith")
        note = work.insert(NOTE, person_id=person, body="met at the stall")
    before, words = dump(store), indexed(store)
    with store.operation("Delete") as work:
        work.delete(NOTE, note)
        work.delete(CONTACT, contact)
        work.delete(PERSON, person)
    assert indexed(store) == {}
    history.undo(store)
    assert (dump(store), indexed(store)) == (before, words)


def test_a_number_taken_off_and_typed_in_again_in_one_change_can_be_taken_back(store: Store) -> None:
    person = add_person(store, "Ann")
    number = {"person_id": person, "kind": "phone", "value": "+447700900123", "name_key": "annsmith"}
    with store.operation("Add a number") as work:
        contact = work.insert(CONTACT, **number)
    before = dump(store)
    with store.operation("Say that it is a work number") as work:
        work.delete(CONTACT, contact)
        work.insert(CONTACT, **number, label="work")
    after = dump(store)
    history.undo(store)
    assert dump(store) == before
    history.redo(store)
    assert dump(store) == after


def test_two_people_whose_numbers_were_swapped_get_their_own_back(store: Store) -> None:
    ann, bob = add_person(store, "Ann"), add_person(store, "Bob")
    with store.operation("Numbers") as work:
        first = work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900001", name_key="")
        second = work.insert(CONTACT, person_id=bob, kind="phone", value="+447700900001", name_key="")
    before = dump(store)
    with store.operation("Swap") as work:
        work.update(CONTACT, first, value="for a moment")
        work.update(CONTACT, second, person_id=ann)
        work.update(CONTACT, first, person_id=bob, value="+447700900001")
    history.undo(store)
    assert dump(store) == before


def test_undo_and_redo_outlive_a_restart(store: Store) -> None:
    add_person(store, "Ann")
    after = dump(store)
    with Store.open(store.path) as other:
        history.undo(other)
    with Store.open(store.path) as other:
        assert other.count("SELECT count(*) FROM person") == 0
        history.redo(other)
    assert dump(store) == after


def test_after_undo_a_newcomer_does_not_get_the_old_number_and_redo_brings_everybody_back(store: Store) -> None:
    ann = add_person(store, "Ann")
    history.undo(store)
    bob = add_person(store, "Bob")
    assert bob > ann
    history.redo(store)
    assert store.rows("SELECT id, given FROM person ORDER BY id") == [(ann, "Ann"), (bob, "Bob")]


def test_the_history_tells_who_did_it_and_who_took_it_back(store: Store) -> None:
    store.who = "Ann Lee"
    add_person(store, "Bob")
    store.who = "Cat Moss"
    history.undo(store)
    (entry,) = history.entries(store, 10)
    assert (entry.who, entry.undone_by, entry.title) == ("Ann Lee", "Cat Moss", "Add Bob")


def test_a_change_that_changes_nothing_leaves_no_entry(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("The same again") as work:
        assert not work.update(PERSON, person, given="Ann")
    assert work.operation_id is None
    assert len(history.entries(store, 10)) == 1


def test_an_error_in_the_middle_takes_back_everything_of_the_change(store: Store) -> None:
    person = add_person(store, "Ann")
    before, words = dump(store), indexed(store)
    with pytest.raises(ZeroDivisionError), store.operation("Fails") as work:
        work.update(PERSON, person, **named("Anna", "Lee"))
        work.insert_with_uid(PERSON, **named("Bob", "Lee"))
        _ = 1 / 0
    assert (dump(store), indexed(store)) == (before, words)
    assert len(history.entries(store, 10)) == 1


# Clashes ----------------------------------------------------------------------------------------------------


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        attempt()
    assert caught.value.exit_code == FINDINGS
    return caught.value.sentence


def test_undo_is_refused_where_a_later_change_touched_the_same_and_names_it(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Rename") as work:
        work.update(PERSON, person, given="Anna")
    before = dump(store)
    assert "change 2 (Rename). Undo that one first" in refusal(lambda: history.undo(store, 1))
    assert dump(store) == before
    history.undo(store)
    history.undo(store)
    assert not store.rows("SELECT id FROM person")


def test_undo_is_refused_where_something_added_since_depends_on_it(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    before = dump(store)
    assert "depends on it: change 2 (Write a note)" in refusal(lambda: history.undo(store, 1))
    assert dump(store) == before


def test_a_deletion_is_not_done_again_where_something_depends_on_the_person_now(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Rename") as work:
        work.update(PERSON, person, given="Anna")
    with store.operation("Delete") as work:
        work.delete(PERSON, person)
    history.undo(store)
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    assert "depends on it: change 4 (Write a note)" in refusal(lambda: history.redo(store))


def test_redo_is_refused_where_what_it_builds_on_is_still_undone(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    history.undo(store)
    history.undo(store)
    assert "change 1 (Add Ann). Redo that one first" in refusal(lambda: history.redo(store, 2))
    history.redo(store, 1)
    history.redo(store, 2)
    assert store.count("SELECT count(*) FROM note") == 1


def test_undo_is_refused_where_the_one_it_would_go_back_to_was_deleted(store: Store) -> None:
    ann, bob = add_person(store, "Ann"), add_person(store, "Bob")
    with store.operation("Add a number") as work:
        contact = work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900123", name_key="")
    with store.operation("Give it to Bob") as work:
        work.update(CONTACT, contact, person_id=bob)
    with store.operation("Delete Ann") as work:
        work.delete(PERSON, ann)
    assert "removed since: change 5 (Delete Ann)" in refusal(lambda: history.undo(store, 4))


def test_a_tag_made_again_by_hand_is_named_when_undo_would_bring_back_its_double(store: Store) -> None:
    with store.operation("New tag") as work:
        tag = work.insert_with_uid(TAG, name="Stall", fold="stall")
    with store.operation("Remove the tag") as work:
        work.delete(TAG, tag)
    with store.operation("The tag again") as work:
        work.insert_with_uid(TAG, name="stall", fold="stall")
    assert "added since: change 3 (The tag again)" in refusal(lambda: history.undo(store, 2))


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (lambda store: history.undo(store, 99), "There is no change number 99"),
        (lambda store: history.redo(store), "nothing to redo"),
        (lambda store: history.redo(store, 1), "stands"),
        (lambda store: [history.undo(store), history.undo(store)], "nothing to undo"),
        (lambda store: [history.undo(store, 1), history.undo(store, 1)], "undone already"),
    ],
)
def test_what_cannot_be_undone_or_redone_is_said(
    store: Store, attempt: Callable[[Store], object], sentence: str
) -> None:
    add_person(store, "Ann")
    assert sentence in refusal(lambda: attempt(store))


# Any changes in any order, against a model ------------------------------------------------------------------


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
        with pytest.raises(ZeroDivisionError), self.store.operation("Fails") as work:
            given = set(self.given_ids)
            for action in actions:
                self.act(work, {name: dict(rows) for name, rows in self.tables.items()}, *action, trial=True)
            self.given_ids = given
            _ = 1 / 0

    @precondition(lambda self: self.changes)
    @rule(pick=_PICK, latest=st.booleans())
    def undo(self, pick: int, latest: bool) -> None:
        standing = [change for change in self.changes if not change.undone]
        if not standing:
            return
        change = standing[-1] if latest else standing[pick % len(standing)]
        if self.replayed(history.undo, None if latest else change.number, change.after, change.before):
            self.undone += 1
            change.undone = self.undone

    @precondition(lambda self: self.changes)
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

    def act(self, work: Work, tables: Tables, kind: str, *how, trial: bool = False) -> None:
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


TestAnyHistory = AnyHistory.TestCase
TestAnyHistory.settings = settings(
    max_examples=5,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
