"""Any small heap of lists, against a slow model of the rule of who is the same person, written in plain Python."""

import csv
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.formats.said import SEPARATOR
from organiser.models.people import PERSON
from organiser.services.imports import Imported
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import content, take_in, told
from tests.tables import dump, indexed, named

# The programs that lists come from: their source here, their header, and which columns stand for what.
_HEADERS = {
    "nationbuilder": ("nationbuilder_id", "first_name", "last_name", "email", "mobile_number"),
    "actionnetwork": ("uuid", "first_name", "last_name", "email", "Phone Number", "can2_subscription_status"),
    "plain": ("Name", "Email", "Phone"),
    "with an id": ("ID", "Full name", "Email", "Phone"),
}
_NAMES = (
    ("Ann", "Smith"), ("ANN", "SMITH"), ("Änn", "Smith"), ("Ann Smith", ""), ("", "Ann Smith"),
    ("Nia", "O'Brien"), ("Nia", "O’Brien"), ("nia", "obrien"), ("Nía", "O Brien"),
    ("Mary Ann", "Jones"), ("Mary", "Ann Jones"), ("Łucja", ""), ("Lucja", ""), ("", ""),
)  # fmt: skip
_EMAILS = ("", "ann@example.org", "ANN@Example.org", "home@example.org", "b@example.org")
_PHONES = ("", "07700 900101", "+44 7700 900101", "7700900101", "07700 900102")
_IDS = ("", "7", "8")


@dataclass(frozen=True)
class Row:
    """A row of a list: `program` is one of _HEADERS, `name` given and family, `comma` to write `Family, Given`."""

    program: str
    id: str
    name: tuple[str, str]
    comma: bool
    email: str
    phone: str
    out: bool

    def cells(self) -> list[str]:
        given, family = self.name
        whole = f"{family}, {given}" if self.comma and family and given else f"{given} {family}".strip()
        if self.program == "nationbuilder":
            return [self.id, given, family, self.email, self.phone]
        if self.program == "actionnetwork":
            return [self.id, given, family, self.email, self.phone, "unsubscribed" if self.out else ""]
        return [whole, self.email, self.phone] if self.program == "plain" else [self.id, whole, self.email, self.phone]

    def said(self) -> tuple[str, str]:
        """What is remembered of the row: who says it, and the columns that are read."""
        read = self.cells()[1:] if self.program == "with an id" else self.cells()
        return self.program, SEPARATOR.join(read)

    def name_key(self) -> str:
        text = unicodedata.normalize("NFKD", "".join(self.name)).replace("Ł", "L")
        return "".join(mark for mark in text.casefold() if mark.isalpha() and not unicodedata.combining(mark))

    def keys(self) -> list[tuple[str, ...]]:
        """Two rows that share any of these are one person."""
        found: list[tuple[str, ...]] = []
        if self.email:
            found.append(("address", self.email.lower(), self.name_key()))
        if self.phone:
            found.append(("address", f"+44{self.phone.replace(' ', '')[-10:]}", self.name_key()))
        if self.id and self.program in ("nationbuilder", "actionnetwork"):
            found.append(("id", self.program, self.id))
        return found or [("words", *self.said())]

    def addresses(self) -> list[str]:
        return [key[1] for key in self.keys() if key[0] == "address"]


rows_of_lists = st.builds(
    Row,
    program=st.sampled_from(list(_HEADERS)),
    id=st.sampled_from(_IDS),
    name=st.sampled_from(_NAMES),
    comma=st.booleans(),
    email=st.sampled_from(_EMAILS),
    phone=st.sampled_from(_PHONES),
    out=st.booleans(),
)
# Each row with the number of its file and of the import in which that file comes.
heaps = st.lists(st.tuples(rows_of_lists, st.integers(0, 1), st.integers(0, 2)), max_size=12)
Heap = list[tuple[Row, int, int]]


# The model ---------------------------------------------------------------------------------------------------------


def people_of(rows: Sequence[Row]) -> list[set[int]]:
    """Who is who, by trying every pair until nothing changes: sets of places in `rows`, which all have a name."""
    people = [{place} for place in range(len(rows))]
    changed = True
    while changed:
        changed = False
        for one, other in combinations(people, 2):
            if any(set(rows[a].keys()) & set(rows[b].keys()) for a in one for b in other):
                one |= other
                people.remove(other)
                changed = True
                break
    return people


def who_is_who(rows: Sequence[Row]) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(rows[place].said() for place in person) for person in people_of(rows)}


def shared_addresses(rows: Sequence[Row]) -> int:
    """How many pairs of people share an address, each counted once for each address."""
    found = 0
    for one, other in combinations(people_of(rows), 2):
        held = [{address for place in person for address in rows[place].addresses()} for person in (one, other)]
        found += len(held[0] & held[1])
    return found


# What the program makes of it ----------------------------------------------------------------------------------------


@contextmanager
def a_store() -> Iterator[tuple[Store, Path]]:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        yield store, Path(folder)


def write(heap: Heap, folder: Path) -> list[list[Path]]:
    """The files of a heap, import by import."""
    found: list[list[Path]] = []
    for number in range(3):
        files = []
        for program, header in _HEADERS.items():
            for place in range(2):
                cells = [
                    row.cells() for row, file, turn in heap if (row.program, file, turn) == (program, place, number)
                ]
                if cells:
                    path = folder / f"{program} {place} {number}.csv"
                    with path.open("w", newline="", encoding="utf-8") as file:
                        csv.writer(file).writerows([header, *cells])
                    files.append(path)
        if files:
            found.append(files)
    return found


def found_people(store: Store) -> set[frozenset[tuple[str, str]]]:
    """Who is who in the database, told by what was said of them."""
    people: dict[int, set[tuple[str, str]]] = {}
    for person, file, said in store.rows("SELECT person_id, file, said FROM source_row JOIN list ON list.id = list_id"):
        program, *_ = file.rsplit(" ", 2)
        people.setdefault(person, set()).add((program, said))
    return {frozenset(said) for said in people.values()}


def _named(heap: Heap) -> list[Row]:
    return [row for row, _, _ in heap if any(row.name)]


def _same_figures(one: Imported, other: Imported) -> None:
    assert (one.rows, one.created, one.updated, one.unchanged, one.joined) == (
        other.rows, other.created, other.updated, other.unchanged, other.joined,
    )  # fmt: skip
    assert (one.refused, one.warnings, one.new_tags) == (other.refused, other.warnings, other.new_tags)
    assert sorted(told(one.questions)) == sorted(told(other.questions))


def _check_one_import(heap: Heap) -> None:
    with a_store() as (store, folder):
        files = [path for files in write(heap, folder) for path in files]
        if not files:
            return
        empty = dump(store)
        foreseen = take_in(store, *files, dry_run=True)
        assert dump(store) == empty
        done = take_in(store, *files)
        _same_figures(done, foreseen)

        rows = _named(heap)
        assert found_people(store) == who_is_who(rows)
        assert done.created == len(people_of(rows))
        assert len(done.questions) == shared_addresses(rows)
        assert len(done.refused) == len(heap) - len(rows)
        full = dump(store)
        indexed(store)

        with a_store() as (other, other_folder):
            turned = [path for files in write(heap[::-1], other_folder) for path in files]
            take_in(other, *reversed(turned))
            assert content(other) == content(store)

        again = take_in(store, *reversed(files))
        assert (again.operation, again.created, again.updated, again.questions) == (None, 0, 0, [])
        assert again.unchanged == done.created
        assert dump(store) == full


def _check_several_imports(heap: Heap) -> None:
    with a_store() as (store, folder):
        batches = write(heap, folder)
        states = [dump(store)]
        for files in batches:
            foreseen = take_in(store, *files, dry_run=True)
            assert dump(store) == states[-1]
            people = store.count("SELECT count(*) FROM person")
            done = take_in(store, *files)
            _same_figures(done, foreseen)
            assert store.count("SELECT count(*) FROM person") == people + done.created - done.joined
            if done.operation is not None:
                states.append(dump(store))
        assert found_people(store) == who_is_who(_named(heap))
        asked = store.rows(
            "SELECT value, min(person_id, other_id), max(person_id, other_id) FROM question WHERE other_id"
        )
        assert len(asked) == len(set(asked))
        indexed(store)
        _check_the_way_back(store, states)


def _check_the_way_back(store: Store, states: list[dict[str, dict[int, tuple[object, ...]]]]) -> None:
    for state in reversed(states[:-1]):
        history.undo(store)
        assert dump(store) == state
        indexed(store)
    with store.operation("Add somebody") as work:
        work.insert_with_uid(PERSON, **named("Zoë", "Later"))
    newcomer = dump(store)["person"]
    for state in states[1:]:
        # Somebody who came meanwhile is no reason to forget who was taken back.
        history.redo(store)
        people = dump(store)["person"]
        assert {number: row for number, row in people.items() if number not in newcomer} == state["person"]
    if len(states) > 1:
        everybody = [person for person in content(store) if person[0] != "Zoë"]
        assert len(everybody) == len(states[-1]["person"])
    indexed(store)


def _check_other_order(heap: Heap, order: list[int]) -> None:
    moved = [heap[place] for place in order]
    turned = [(row, 1 - file, 2 - turn) for row, file, turn in moved]
    with a_store() as (one, folder), a_store() as (other, other_folder):
        for files in write(heap, folder):
            take_in(one, *files)
        for files in write(turned, other_folder):
            take_in(other, *reversed(files))
        assert found_people(one) == found_people(other)


_QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
_LONG = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


@given(heaps)
@_QUICK
def test_who_is_who_is_what_the_rule_says_and_a_second_time_changes_nothing(heap: Heap) -> None:
    _check_one_import(heap)


@given(heaps)
@_QUICK
def test_lists_that_come_one_after_the_other_are_foreseen_and_can_be_taken_back_exactly(heap: Heap) -> None:
    _check_several_imports(heap)


@given(heaps, st.randoms(use_true_random=False))
@_QUICK
def test_the_order_of_lists_and_rows_makes_no_difference_to_who_is_who(heap: Heap, chance: object) -> None:
    order = list(range(len(heap)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    _check_other_order(heap, order)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@given(heaps)
@_LONG
def test_many_heaps_who_is_who_is_what_the_rule_says(heap: Heap) -> None:
    _check_one_import(heap)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@given(heaps)
@_LONG
def test_many_heaps_one_list_after_the_other_can_be_taken_back_exactly(heap: Heap) -> None:
    _check_several_imports(heap)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@given(heaps, st.permutations(range(12)))
@_LONG
def test_many_heaps_in_another_order_are_the_same_people(heap: Heap, order: list[int]) -> None:
    _check_other_order(heap, [place for place in order if place < len(heap)])
