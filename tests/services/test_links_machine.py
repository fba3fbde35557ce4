"""Everyday acts on several laptops in any order people come upon: nothing is lost, no link dangles, undo is exact."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from organiser.errors import Problem
from organiser.services import contacts, links, tasks
from organiser.services.contacts import Said
from organiser.services.editing import edit, parse_change
from organiser.services.groups import add_group, edit_group
from organiser.services.groups import parse_change as parse_group_change
from organiser.services.merging import join_people, merge
from organiser.services.offices import add_office, end_offices
from organiser.services.tasks import About, Changes, Draft
from organiser.store import clock, doctor, history
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from tests.services.handing import add_line, back, on_the_other_laptop, ring
from tests.services.people_here import build_places
from tests.tables import Tables, dump

_PICK = st.integers(0, 30)
_DUE = st.sampled_from(["", "friday", "2026-01-31", "1 march"])
_EVERY = st.sampled_from(["", "1 week", "1 month"])
_OUTCOME = st.sampled_from(["spoke", "no answer", "call back", "stop"])
_EDITS = st.sampled_from(["offer+=leaflets", "postcode=SE13 5AB", "note+=met at the stall", "membership=member"])
_CHANGES = st.sampled_from([Changes(due="friday"), Changes(owner="Ben"), Changes(state="dropped"), Changes(note="x")])
_WARDS = st.sampled_from(["Castle & Park", "St Ann's", "Smithfield"])
_ROLE = st.sampled_from(["helps", "champion"])
_CLP = st.sampled_from(["Anytown North", "Anytown South"])
_GROUPS = ("Park Friends", "Unison")
_DAY = st.sampled_from(["", "2022-05-06", "2026-05-08"])
_MOST_FILES = 3
# What ties people to others, by what it says: whose it is, what it points at, as what.
_TIES = {
    "link": ("person_id", "body_id", "holder_id", "branch_id", "role"),
    "office": ("person_id", "kind", "ward_id", "council_id", "constituency_id", "branch_id"),
    "body_person": ("person_id", "body_id", "role"),
}


def people(store: Store) -> list[int]:
    return [row for (row,) in store.rows("SELECT id FROM person ORDER BY id")]


def about(store: Store, person: int) -> About:
    uid, given = store.rows("SELECT uid, given FROM person WHERE id = ?", (person,))[0]
    return About("person", person, uid_text(uid), given)


def code(store: Store, person: int) -> str:
    return about(store, person).uid


def ties(store: Store, gone: int = 0, kept: int = 0) -> set[tuple[object, ...]]:
    """What ties people to others; of somebody who is gone it is told as of who is kept, a tie to oneself left out."""
    found = set()
    for table, columns in _TIES.items():
        for row in store.rows(f"SELECT {', '.join(columns)} FROM {table}"):
            told = dict(zip(columns, row, strict=True))
            for column in ("person_id", "holder_id"):
                if gone and told.get(column) == gone:
                    told[column] = kept
            if told.get("holder_id") is None or told["holder_id"] != told["person_id"]:
                found.add((table, *told.values()))
    return found


def talk_uids(store: Store) -> set[bytes]:
    return {uid for (uid,) in store.rows("SELECT uid FROM talk")}


class Laptops(RuleBasedStateMachine):
    """One database, files handed out from it, and what people do on either."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "people.organiser"
        self.store = Store.create(self.path)
        self.fast()
        build_places(self.store)
        for name in _GROUPS:
            add_group(self.store, name, "other")
        self.first = self.last()
        self.added = 0
        self.files: list[Path] = []
        self.went: dict[Path, set[bytes]] = {}
        self.noted: dict[Path, set[bytes]] = {}
        for _ in range(2):
            self.add()

    def fast(self) -> None:
        # What is tried here is logic, not the disk.
        self.store.connection.execute("PRAGMA synchronous=OFF")

    def teardown(self) -> None:
        if hasattr(self, "store"):
            assert [check.name for check in doctor.examine(self.store) if not check.ok] == []
            self.store.close()
            self.folder.cleanup()

    # On this laptop

    @rule()
    def add(self) -> None:
        self.added += 1
        self.do(lambda: add_line(self.store, f"Pat Number{self.added}, 07700 9001{self.added:02}"))

    @rule(pick=_PICK, change=_EDITS)
    def edit(self, pick: int, change: str) -> None:
        if people(self.store):
            self.do(lambda: edit(self.store, self.person(pick), [parse_change(change)]))

    @rule(pick=_PICK, outcome=_OUTCOME, due=_DUE)
    def talk(self, pick: int, outcome: str, due: str) -> None:
        if people(self.store):
            step = Draft("Ring again", due=due) if due else None
            self.do(lambda: contacts.note(self.store, self.person(pick), Said("hello", outcome=outcome), step))

    @rule(pick=_PICK, due=_DUE, every=_EVERY)
    def task(self, pick: int, due: str, every: str) -> None:
        if people(self.store):
            draft = Draft("Ring", due=due, every=every, about=about(self.store, self.person(pick)))
            self.do(lambda: tasks.new_task(self.store, draft))

    @rule(pick=_PICK)
    def finish(self, pick: int) -> None:
        self.do(lambda: self.finish_one(self.store, pick))

    @rule(pick=_PICK, changes=_CHANGES)
    def change(self, pick: int, changes: Changes) -> None:
        self.do(lambda: self.change_one(self.store, pick, changes))

    @rule(one=_PICK, other=_PICK)
    def join(self, one: int, other: int) -> None:
        found = people(self.store)
        if len(found) > 1 and one % len(found) != other % len(found):
            self.do(lambda: self.join_two(self.person(one), self.person(other)))

    @rule(one=_PICK, other=_PICK)
    def merge(self, one: int, other: int) -> None:
        found = people(self.store)
        if len(found) > 1 and one % len(found) != other % len(found):
            self.do(lambda: self.merge_two(self.person(one), self.person(other)))

    # Who is behind whom

    @rule(pick=_PICK, ward=_WARDS, since=_DAY)
    def office(self, pick: int, ward: str, since: str) -> None:
        if people(self.store):
            who = code(self.store, self.person(pick))
            self.do(lambda: add_office(self.store, "councillor", who, places={"ward": ward}, since=since))

    @rule(pick=_PICK)
    def end_office(self, pick: int) -> None:
        holders = [row[0] for row in self.store.rows("SELECT DISTINCT person_id FROM office ORDER BY 1")]
        if holders:
            who = code(self.store, holders[pick % len(holders)])
            self.may(lambda: end_offices(self.store, who, "councillor", clock.today()))

    @rule(pick=_PICK, group=st.sampled_from(_GROUPS), change=st.sampled_from(["contact+=", "member+=", "member-="]))
    def group(self, pick: int, group: str, change: str) -> None:
        if people(self.store):
            made = parse_group_change(change + code(self.store, self.person(pick)))
            self.may(lambda: edit_group(self.store, group, [made]))

    @rule(pick=st.none() | _PICK, to=st.none() | _PICK, clp=_CLP, role=_ROLE)
    def link(self, pick: int | None, to: int | None, clp: str, role: str) -> None:
        if people(self.store):
            self.may(lambda: links.link(self.store, self.who(pick), **self.target(to, clp), role=role))

    @rule(pick=st.none() | _PICK, to=st.none() | _PICK, clp=_CLP)
    def unlink(self, pick: int | None, to: int | None, clp: str) -> None:
        if people(self.store):
            self.may(lambda: links.unlink(self.store, self.who(pick), **self.target(to, clp)))

    @rule(pick=_PICK)
    def unlink_what_stands(self, pick: int) -> None:
        """A link that stands can be ended, whatever became of those at its ends."""
        standing = self.store.rows(
            "SELECT link.id, hex(coalesce(body.uid, one.uid)), hex(other.uid), branch_id"
            " FROM link LEFT JOIN body ON body.id = body_id LEFT JOIN person AS one ON one.id = link.person_id"
            " LEFT JOIN person AS other ON other.id = holder_id WHERE link.until = '' ORDER BY link.id"
        )
        if standing:
            row, who, to, branch = standing[pick % len(standing)]
            clp = self.store.value("SELECT constituency.name FROM branch JOIN constituency ON constituency.id ="
                                   " constituency_id WHERE branch.id = ?", (branch,))  # fmt: skip
            target = {"to": to} if to else {"branch": "Town", "clp": str(clp)}
            self.do(lambda: links.unlink(self.store, who, **target))
            assert self.store.value("SELECT until FROM link WHERE id = ?", (row,)) != ""

    @rule(ward=st.none() | _WARDS, clp=_CLP)
    def link_who_lives_there(self, ward: str | None, clp: str) -> None:
        where = {"ward": ward} if ward else {"branch": "Town", "clp": clp}
        proposed = links.propose(self.store, **where, dry_run=True).proposed
        made = self.do(lambda: links.propose(self.store, **where))
        assert (made.proposed, made.made) == (proposed, proposed)
        assert self.do(lambda: links.propose(self.store, **where)).operation is None

    # On the others

    @precondition(lambda self: len(self.files) < _MOST_FILES)
    @rule()
    def hand_out(self) -> None:
        path = Path(self.folder.name) / f"{len(self.files)}-{self.added}.organiser"
        try:
            ring(self.store, path)
        except Problem:
            return
        self.files.append(path)
        self.noted[path] = set()
        with Store.open(path) as there:
            self.went[path] = talk_uids(there)

    @precondition(lambda self: self.files)
    @rule(pick=_PICK, person=_PICK, outcome=_OUTCOME)
    def talk_there(self, pick: int, person: int, outcome: str) -> None:
        path = self.files[pick % len(self.files)]
        with on_the_other_laptop(path) as there:
            found = people(there)
            noted = contacts.note(there, found[person % len(found)], Said("hello", outcome=outcome))
            self.noted[path].add(uid_bytes(noted.talk.uid))

    @precondition(lambda self: self.files)
    @rule(pick=_PICK, which=_PICK, changes=st.none() | _CHANGES)
    def task_there(self, pick: int, which: int, changes: Changes | None) -> None:
        with on_the_other_laptop(self.files[pick % len(self.files)]) as there:
            if changes is None:
                self.finish_one(there, which)
            else:
                self.change_one(there, which, changes)

    @precondition(lambda self: self.files)
    @rule(pick=_PICK, which=_PICK)
    def undo_or_redo_there(self, pick: int, which: int) -> None:
        with on_the_other_laptop(self.files[pick % len(self.files)]) as there:
            found = history.entries(there, 100)
            if found:
                chosen = found[which % len(found)]
                with suppress(Problem):
                    (history.redo if chosen.undone else history.undo)(there, chosen.number)

    @precondition(lambda self: self.files)
    @rule(picks=st.lists(_PICK, min_size=1, max_size=3))
    def bring_back(self, picks: list[int]) -> None:
        paths = [self.files[pick % len(self.files)] for pick in picks]
        brought = self.do(lambda: back(self.store, *paths))
        here = talk_uids(self.store)
        gone = {gone.uid for gone in brought.gone}
        for path in paths:
            with Store.open(path) as there:
                standing = talk_uids(there) - self.went[path]
                owners = dict(there.rows("SELECT talk.uid, person.uid FROM talk JOIN person ON person.id = person_id"))
            for uid in standing - here:
                # Nothing that was noted is lost, unless it is about somebody who is no longer here.
                known = self.store.value("SELECT 1 FROM handed WHERE thing = ?", (uid,))
                assert known or uid_text(owners[uid]) in gone or self.store.value(
                    "SELECT 1 FROM person WHERE uid = ?", (owners[uid],)
                ) is None  # fmt: skip
            # What was undone there is not here.
            assert not (self.noted[path] - standing) & here
        assert back(self.store, *paths).operation is None

    # Back and forth

    @rule(pick=_PICK)
    def undo_any(self, pick: int) -> None:
        standing = [
            entry.number for entry in history.entries(self.store, 100) if not entry.undone and entry.number > self.first
        ]
        if standing:
            self.replay(history.undo, standing[pick % len(standing)])

    @rule(pick=_PICK)
    def redo_any(self, pick: int) -> None:
        undone = [entry.number for entry in history.entries(self.store, 100) if entry.undone]
        if undone:
            self.replay(history.redo, undone[pick % len(undone)])

    @rule()
    def start_the_program_again(self) -> None:
        before = dump(self.store)
        self.store.close()
        self.store = Store.open(self.path)
        self.fast()
        assert dump(self.store) == before

    # What must be so after each step

    @invariant()
    def no_link_dangles(self) -> None:
        if hasattr(self, "store"):
            assert self.store.rows("PRAGMA foreign_key_check") == []

    # Parts

    def person(self, pick: int) -> int:
        found = people(self.store)
        return found[pick % len(found)]

    def do(self, act: Callable[[], Any]) -> Any:
        """A change; taking it back gives what was, doing it again gives what it made."""
        before, last = dump(self.store), self.last()
        done = act()
        if self.last() != last:
            after = dump(self.store)
            history.undo(self.store)
            self.same(before)
            history.redo(self.store)
            self.same(after)
        else:
            self.same(before)
        return done

    def may(self, act: Callable[[], Any]) -> None:
        """A change that may be refused; then it changes nothing."""
        before = dump(self.store)
        try:
            self.do(act)
        except Problem:
            self.same(before)

    def who(self, pick: int | None) -> str:
        """The code of a person, or a group."""
        return _GROUPS[0] if pick is None else code(self.store, self.person(pick))

    def target(self, to: int | None, clp: str) -> dict[str, str]:
        """Behind whom: a branch, or a person."""
        return {"branch": "Town", "clp": clp} if to is None else {"to": code(self.store, self.person(to))}

    def last(self) -> int:
        return self.store.count("SELECT max(id) FROM operation")

    def same(self, expected: Tables) -> None:
        assert dump(self.store) == expected

    def replay(self, replay: Callable[[Store, int], object], number: int) -> None:
        """Undo or redo any change; one that is refused changes nothing."""
        before = dump(self.store)
        try:
            replay(self.store, number)
        except Problem:
            self.same(before)

    def finish_one(self, store: Store, pick: int) -> None:
        found = tasks.list_tasks(store).tasks
        if found:
            tasks.finish(store, found[pick % len(found)])

    def change_one(self, store: Store, pick: int, changes: Changes) -> None:
        found = tasks.list_tasks(store, everything=True).tasks
        if found:
            tasks.edit_task(store, found[pick % len(found)], changes)

    def join_two(self, kept: int, gone: int) -> None:
        before = ties(self.store, gone, kept)
        with self.store.operation("Join two people") as work:
            join_people(work, kept, gone)
        assert ties(self.store) == before

    def merge_two(self, one: int, other: int) -> None:
        kept, gone = sorted((one, other), key=lambda person: code(self.store, person))
        before = ties(self.store, gone, kept)
        merge(self.store, one, other, {})
        assert ties(self.store) == before


class TestLaptops(Laptops.TestCase):
    settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


@pytest.mark.slow
@pytest.mark.timeout(1800)
class TestMoreLaptops(Laptops.TestCase):
    settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
