"""The seven lists of shared/data/crm/made, and who is who among them: counted independently in EXPECTED.md."""

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from organiser.services.imports import Imported
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import SEVEN, content, figures, names, partition, take_in, told
from tests.tables import dump, indexed

Place = tuple[str, str, int]

# Where the headers of the workbook stand.
_HEADER_ROWS = {"Sign-ups": 3, "Walk 2": 1}


@pytest.fixture
def seven(shared_data: Path) -> list[Path]:
    return [shared_data / "crm" / "made" / name for name in SEVEN]


def shuffled(seven: Sequence[Path], folder: Path, seed: int) -> tuple[list[Path], dict[Place, Place]]:
    """The seven lists with their rows in another order, and where each row stood (both as file, sheet, row)."""
    chance = random.Random(seed)
    folder.mkdir()
    moved: dict[Place, Place] = {}
    for path in seven:
        if path.suffix == ".xlsx":
            moved |= _shuffle_workbook(path, folder / path.name, chance)
            continue
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        order = list(enumerate(rows, 2))
        chance.shuffle(order)
        with (folder / path.name).open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *(row for _, row in order)])
        moved |= {(path.name, "", now): (path.name, "", then) for now, (then, _) in enumerate(order, 2)}
    files = [folder / path.name for path in seven]
    chance.shuffle(files)
    return files, moved


def _shuffle_workbook(path: Path, copy: Path, chance: random.Random) -> dict[Place, Place]:
    book = openpyxl.load_workbook(path)
    moved: dict[Place, Place] = {}
    for sheet in book:
        start = _HEADER_ROWS[sheet.title] + 1
        rows = [(row[0].row, [(cell.value, cell.data_type) for cell in row]) for row in sheet.iter_rows(min_row=start)]
        chance.shuffle(rows)
        for now, (then, values) in enumerate(rows, start):
            moved[path.name, sheet.title, now] = path.name, sheet.title, then
            for cell, (value, kind) in zip(sheet[now], values, strict=True):
                cell.value = value
                cell.data_type = kind
    book.save(copy)
    return moved


Way = Callable[[Store, list[Path]], list[Imported]]


def together(store: Store, files: list[Path]) -> list[Imported]:
    return [take_in(store, *files)]


def one_at_a_time(store: Store, files: list[Path]) -> list[Imported]:
    return [take_in(store, file) for file in files]


def in_two_halves(store: Store, files: list[Path]) -> list[Imported]:
    return [take_in(store, *files[:3]), take_in(store, *files[3:])]


WAYS = (together, one_at_a_time, in_two_halves)


# Figures -----------------------------------------------------------------------------------------------------------


def test_seven_lists_are_thirty_nine_people_and_what_could_not_be_used_is_told(store: Store, seven: list[Path]) -> None:
    done = take_in(store, *seven)

    assert done.rows == 93
    assert figures(done) == (39, 0, 0)
    assert sorted(told(done.refused)) == [
        ("google_contacts.csv", "", 22, "no-name"),
        ("google_contacts.csv", "", 23, "no-name"),
        ("nationbuilder_people.csv", "", 22, "no-name"),
        ("nationbuilder_people.csv", "", 23, "no-name"),
        ("nationbuilder_people.csv", "", 24, "too-long"),
    ]
    assert sorted(told(done.warnings)) == [
        ("nationbuilder_people.csv", "", 20, "bad-email"),
        ("nationbuilder_people.csv", "", 21, "bad-phone"),
        ("nationbuilder_people.csv", "", 25, "short-row"),
    ]
    assert told(done.questions) == [("nationbuilder_people.csv", "", 26, "shared-address")]
    assert done.new_tags == ["Helpers", "Volunteer", "Ward walk", "doorknock"]
    assert not done.more


def test_rows_left_out_are_told_in_the_order_in_which_they_stand_in_their_file(store: Store, seven: list[Path]) -> None:
    done = take_in(store, *(path for path in seven if path.name == "nationbuilder_people.csv"))

    assert [finding.row for finding in done.refused] == [22, 23, 24]
    assert [finding.row for finding in done.warnings] == [20, 21, 25]


def test_the_same_lists_again_change_nothing_and_leave_no_trace_in_the_history(store: Store, seven: list[Path]) -> None:
    take_in(store, *seven)
    before = dump(store)

    again = take_in(store, *reversed(seven))

    assert figures(again) == (0, 0, 39)
    assert again.operation is None
    assert again.questions == []
    assert again.new_tags == []
    assert len(again.refused) == 5
    assert sorted(told(again.warnings)) == sorted(told(take_in(store, *seven).warnings))
    assert dump(store) == before
    assert len(history.entries(store, 10)) == 1


@pytest.mark.parametrize("way", WAYS)
def test_lists_that_came_one_at_a_time_change_nothing_when_they_come_again(
    store: Store, seven: list[Path], way: Way
) -> None:
    one_at_a_time(store, seven)
    before = dump(store)

    again = way(store, seven)

    assert [done.operation for done in again] == [None] * len(again)
    assert {(done.created, done.updated) for done in again} == {(0, 0)}
    assert dump(store) == before


def test_taking_the_import_back_leaves_nobody_and_doing_it_again_everybody(store: Store, seven: list[Path]) -> None:
    empty = dump(store)
    done = take_in(store, *seven)
    full, words = dump(store), indexed(store)

    history.undo(store)
    assert dump(store) == empty
    assert indexed(store) == {}

    history.redo(store)
    assert dump(store) == full
    assert indexed(store) == words
    assert done.created == len(names(store)) == 39


def test_a_dry_run_tells_what_the_import_then_does_and_does_nothing(store: Store, seven: list[Path]) -> None:
    empty = dump(store)
    foreseen = take_in(store, *seven, dry_run=True)
    assert dump(store) == empty
    assert foreseen.operation is None

    done = take_in(store, *seven)

    assert told(done.questions) == told(foreseen.questions)
    assert (done.refused, done.warnings, done.new_tags) == (foreseen.refused, foreseen.warnings, foreseen.new_tags)
    assert (done.rows, *figures(done)) == (foreseen.rows, *figures(foreseen))


# Who is who --------------------------------------------------------------------------------------------------------


def truth(folder: Path) -> dict[Place, str]:
    """Which person each usable row is about, by the rule of EXPECTED.md: row 9002 cannot be known by its phone."""
    found: dict[Place, str] = {}
    rows_of_sheets = [("Sign-ups", row) for row in (*range(4, 9), *range(10, 15))]
    rows_of_sheets += [("Walk 2", row) for row in range(2, 6)]
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["file"] not in SEVEN or not row["person_id"] or row["kind"] == "ragged-long":
                continue
            number = int(row["data_row"])
            place = ("", number + 1) if row["file"].endswith(".csv") else rows_of_sheets[number - 1]
            # The row with a telephone number too short to be one has no e-mail address either.
            found[row["file"], *place] = "bad phone" if row["kind"] == "bad-phone" else row["person_id"]
    return found


def who_is_who(truth: dict[Place, str]) -> set[frozenset[Place]]:
    people: dict[str, set[Place]] = {}
    for place, person in truth.items():
        people.setdefault(person, set()).add(place)
    return {frozenset(rows) for rows in people.values()}


def test_each_row_is_about_the_person_it_is_about_in_truth(store: Store, seven: list[Path]) -> None:
    take_in(store, *seven)

    # No row of the lists is said twice by one source, so that every row has a place of its own.
    assert partition(store) == who_is_who(truth(seven[0].parent))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(2))
def test_any_order_of_lists_and_of_rows_gives_the_same_people_with_the_same_content(
    tmp_path: Path, seven: list[Path], way: Way, seed: int
) -> None:
    _same_in_any_order(tmp_path, seven, way, seed)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("seed", range(2, 40))
def test_forty_more_orders_of_lists_and_of_rows_give_the_same_people(
    tmp_path: Path, seven: list[Path], way: Way, seed: int
) -> None:
    _same_in_any_order(tmp_path, seven, way, seed)


def _same_in_any_order(tmp_path: Path, seven: list[Path], way: Way, seed: int) -> None:
    with Store.create(tmp_path / "as-they-are.organiser") as store:
        take_in(store, *seven)
        expected = content(store)
    files, moved = shuffled(seven, tmp_path / "shuffled", seed)
    with Store.create(tmp_path / "shuffled.organiser") as store:
        done = way(store, files)

        assert sum(len(each.questions) for each in done) == 1
        assert sum(each.created - each.joined for each in done) == 39
        assert content(store) == expected
        rows = {frozenset(moved[row] for row in rows) for rows in partition(store)}
        assert rows == who_is_who(truth(seven[0].parent))
        indexed(store)


@pytest.mark.parametrize("order", [0, 1])
def test_who_unsubscribed_is_unsubscribed_whatever_another_list_says_and_whenever(
    store: Store, seven: list[Path], order: int
) -> None:
    one_at_a_time(store, seven[:: (1, -1)[order]])

    stopped = "SELECT DISTINCT address FROM consent WHERE channel = 'email' AND stance = ? AND address <> ''"
    unsubscribed = {row[0] for row in store.rows(stopped, ("no",))}
    assert len(unsubscribed) == 10
    assert len({row[0] for row in store.rows(stopped, ("bounce",))}) == 7
    subscribed = {row[0] for row in store.rows(stopped, ("yes",))}
    assert len(unsubscribed & subscribed) == 3
