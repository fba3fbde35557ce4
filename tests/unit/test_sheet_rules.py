"""A paper sheet row by row, without screen and database: the next door, ditto, keys, what is wanting."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.hearing import Hearing, Suggestion
from organiser.rules.sheet import ANSWER_KEYS, COLUMNS, CONSENT_KEYS, OUTCOME_KEYS, Cells, next_door, toggled, wanting
from organiser.rules.sheet_lines import read_row
from organiser.rules.typed_rows import KEPT, TypedRows

_DOORS = st.lists(st.from_regex(r"[1-9][0-9]{0,2}[a-c]?", fullmatch=True), max_size=12)


@pytest.mark.parametrize(
    ("doors", "following"),
    [
        ("2", "4"), ("2 4", "6"), ("1 2", "3"), ("10 8", "6"), ("24 24a", "24b"), ("22 24a", "26"), ("2 4 10", "12"),
        ("58 60 59", "57"), ("2 60 1", "3"), ("4 2", ""), ("", ""), ("24A 24B", "24C"), ("7 9 9a 9b", "9c"),
    ],
)  # fmt: skip
def test_the_next_door_follows_from_the_last_ones(doors: str, following: str) -> None:
    assert next_door(doors.split()) == following


def test_flats_are_counted_one_by_one_and_a_house_with_a_name_tells_nothing() -> None:
    assert next_door(["Flat 1", "Flat 2"]) == "Flat 3"
    assert next_door(["Flat 7"]) == "Flat 8"
    assert next_door(["2", "Rose Cottage"]) == ""


@given(_DOORS)
def test_a_door_that_stands_on_the_sheet_is_never_offered_again(doors: list[str]) -> None:
    assert next_door(doors) not in doors


@given(st.integers(1, 900), st.sampled_from((1, 2)), st.integers(2, 8))
def test_a_side_of_a_street_runs_on_by_itself(first: int, step: int, rows: int) -> None:
    doors = [str(first), str(first + step)]
    for _ in range(rows):
        doors.append(next_door(doors))
    assert [int(door) for door in doors] == [first + step * place for place in range(len(doors))]


@given(st.lists(st.sampled_from(tuple(CONSENT_KEYS.values())), max_size=6))
def test_no_to_being_contacted_stands_alone_and_a_key_pressed_twice_is_taken_back(keys: list[str]) -> None:
    said = ""
    for key in keys:
        before, said = said, toggled(said, key)
        assert "no" not in said.split(", ") or said == "no"
        again = set(toggled(said, key).split(", "))
        assert before == "no" or key == "no" or again == set(before.split(", "))
    assert set(filter(None, said.split(", "))) <= set(CONSENT_KEYS.values())


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        (Cells("2", "spoke", name="Ann Day"), "consent"),
        (Cells("2", "spoke", name="Ann Day", consent="phone"), "contact"),
        (Cells("2", "spoke", name="Ann Day", contact="07700 900123", consent="email"), "contact"),
        (Cells("2", "spoke", contact="07700 900123", consent="phone"), "name"),
        (Cells("2", "spoke", name="Ann Day", contact="07700 900123", consent="phone"), None),
        (Cells("2", "spoke", name="Ann Day", consent="no"), None),
        (Cells("2", "spoke", name="Ann Day", person="0199"), None),
        (Cells("2", "not in"), None),
    ],
)
def test_a_name_is_asked_for_what_it_needs_to_be_kept(cells: Cells, cell: str | None) -> None:
    point = wanting(cells)
    assert (point.cell if point else None) == cell


# Completion ----------------------------------------------------------------------------------------------------------


def test_what_begins_so_comes_first_then_words_inside_then_near_spellings_the_commonest_first() -> None:
    heard = Hearing([("potholes", 3), ("Pot holes", 9), ("potty parking", 40), ("deep pothole", 2), ("bins", 50)])
    assert heard.suggest("poth") == [Suggestion("Pot holes", 12), Suggestion("deep pothole", 2)]
    assert heard.suggest("pot")[0] == Suggestion("potty parking", 40)
    assert [one.words for one in heard.suggest("pothoels")] == ["Pot holes"]
    assert heard.suggest("zebra") == []
    heard.hear("zebra crossing")
    assert heard.suggest("cross") == [Suggestion("zebra crossing", 1)]


@given(st.lists(st.tuples(st.text(max_size=12), st.integers(0, 9)), max_size=8), st.text(max_size=6))
def test_whatever_was_said_and_is_typed_only_what_was_said_is_offered(said: list[tuple[str, int]], typed: str) -> None:
    heard = Hearing(said)
    for one in heard.suggest(typed):
        assert one.words in {words for words, _ in said}
        assert one.words != typed.strip()


# Rows while they are typed -------------------------------------------------------------------------------------------

_PRESSED = ("n", "r", "s", "potholes", "'", "tab", "y", "enter", "up", "down", "merge")
_KEYS = st.lists(st.sampled_from(_PRESSED), max_size=40)


def rows_of() -> TypedRows:
    return TypedRows(f"row {number}" for number in count())


@given(_KEYS)
def test_whatever_is_pressed_nothing_typed_is_lost_and_the_last_row_is_a_fresh_one(keys: list[str]) -> None:
    rows = rows_of()
    database: dict[str, Cells] = {}
    heard = 0
    for key in keys:
        row = rows.row
        if key in ("tab", "up", "down"):
            {"tab": rows.forward, "up": lambda: rows.go(rows.at - 1), "down": lambda: rows.go(rows.at + 1)}[key]()
        elif key == "merge":
            rows.merge(list(database.items()), heard)
        elif key == "'":
            before = row.cells
            if rows.ditto():
                assert rows.above is None or row.cells != before
        elif key == "enter":
            if rows.open_point() is None and row.cells.begun:
                if rows.hand_over(row):
                    heard += 1
                    database[row.uid] = row.cells
                    rows.kept(row.uid, row.cells, heard)
                rows.next()
        elif rows.keyed:
            rows.press(key)
        else:
            rows.put(key)
        there = {one.uid: one.cells for one in rows.rows}
        assert set(database) <= set(there)
        assert all(there[uid] == cells or rows.rows[list(there).index(uid)].changed for uid, cells in database.items())
        assert rows.rows[-1].state != KEPT
        assert 0 <= rows.at < len(rows.rows)
        assert rows.cell in COLUMNS


def test_what_was_taken_back_elsewhere_goes_and_what_is_being_typed_stays() -> None:
    rows = rows_of()
    rows.put("2")
    rows.forward()
    for turn in (1, 2):
        rows.press("n")
        assert rows.hand_over(rows.row)
        rows.kept(rows.row.uid, rows.row.cells, turn)
        rows.next()
    rows.press("s")
    rows.put("dog mess")
    first = rows.rows[0]
    rows.merge([(first.uid, first.cells)], 2)
    assert [(row.cells.door, row.cells.outcome, row.cells.words) for row in rows.rows] == [
        ("2", "not in", ""), ("6", "spoke", "dog mess"),
    ]  # fmt: skip
    # Asked before the second row was kept: an answer from then takes nothing away.
    rows.rows[1].state, rows.rows[1].turn = KEPT, 3
    rows.merge([(first.uid, first.cells)], 2)
    assert rows.rows[1].cells.words == "dog mess"


# A row a line --------------------------------------------------------------------------------------------------------


def test_a_line_says_what_the_keys_of_the_screen_say() -> None:
    rows: list[Cells] = []
    for line in ("2: potholes | y", "n", "'", "r", "no buses | m | y | Ann Day | 07700 900123 | pt", "'|'"):
        rows.append(read_row(line, rows[-1] if rows else None, [row.door for row in rows], Cells()))
    assert [(row.door, row.outcome, row.words) for row in rows] == [
        ("2", "spoke", "potholes"), ("4", "not in", ""), ("6", "not in", ""), ("8", "refused", ""),
        ("10", "spoke", "no buses"), ("12", "spoke", "no buses"),
    ]  # fmt: skip
    assert rows[0].conference == "yes"
    assert rows[4][3:8] == ("maybe", "yes", "Ann Day", "07700 900123", "phone, text")
    assert rows[5].conference == "maybe"


@pytest.mark.parametrize("line", ["'", "bins | blue", "bins | y | n | Ann Day", "a|b|c|d|e|f|g"])
def test_a_line_that_is_not_understood_is_said_so(line: str) -> None:
    with pytest.raises(Problem):
        read_row(line, None, [], Cells())


def test_a_line_with_a_name_and_no_answer_says_how_to_go_on_without_it() -> None:
    with pytest.raises(Problem) as asked:
        read_row("16: trees | | y | Ann Day | 07700 900199", None, [], Cells())
    assert asked.value.sentence.endswith("not kept. An n as the last cell goes on without it.")
    assert read_row("16: trees | | y | Ann Day | 07700 900199 | n", None, [], Cells()).consent == "no"


@given(st.text(max_size=40))
def test_any_line_is_a_row_or_a_sentence(line: str) -> None:
    try:
        row = read_row(line.strip(), None, [], Cells())
    except Problem:
        return
    assert row.outcome
    assert len(line.strip()) != 1 or line.strip().casefold() not in OUTCOME_KEYS or row.words == ""
    assert row.conference in ("", *ANSWER_KEYS.values())
