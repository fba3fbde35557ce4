"""An import step by step: foreseen, looked into line by line, and made just as it was foreseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from organiser.formats.recognise import fingerprint
from organiser.services.importing.listing import CHANGED, NEW, QUESTIONS, REFUSED, SAME
from organiser.services.importing.looking import corrections_with, look
from organiser.services.imports import Importing, Options
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import quietly, take_in, write_list
from tests.services.people_here import add

HEADER = ("Name", "Email", "Phone", "Tags")
ANN = ("Ann Smith", "ann@example.org", "", "")
BOB = ("Bob Lee", "bob@example.org", "", "")


@pytest.fixture
def lists(store: Store, tmp_path: Path) -> Iterator[Importing]:
    """An import of people who are new, changed and the same, with a question and a row that is left out."""
    take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN, BOB))
    rows = (ANN, (*BOB[:3], "helper"), ("Cy Drew", "cy@example.org", "", ""), ("", "", "07700 900101", ""),
            ("Bea Lee", "bob@example.org", "", ""))  # fmt: skip
    file = write_list(tmp_path / "a.csv", HEADER, *rows)
    importing = Importing(store, [file], Options())
    yield importing
    importing.close()


def test_each_figure_has_its_lines_with_file_and_row(lists: Importing) -> None:
    done = lists.foresee(quietly)
    counted = lists.count_off()
    assert (done.created, done.updated, done.unchanged) == (2, 1, 1)
    assert [counted[name] for name in (NEW, CHANGED, SAME, QUESTIONS, REFUSED)] == [2, 1, 1, 1, 1]
    assert [(line.row, line.name) for line in lists.lines(NEW, 1, 9).values()] == [(4, "Cy Drew"), (6, "Bea Lee")]
    assert [tuple(line) for line in lists.lines(CHANGED, 1, 9).values()] == [("a.csv", "", 3, "Bob Lee", "tags")]
    assert [(line.row, line.name) for line in lists.lines(SAME, 1, 9).values()] == [(2, "Ann Smith")]
    assert [(line.row, line.words) for line in lists.lines(REFUSED, 1, 1).values()] == [
        (5, "the row has no person's name")
    ]
    assert list(lists.lines(NEW, 2, 2)) == [2]


def test_what_was_foreseen_is_made_and_told_once(lists: Importing, store: Store) -> None:
    foreseen = lists.foresee(quietly)
    done = lists.apply(quietly)
    assert (done.created, done.updated, done.unchanged) == (2, 1, 1)
    assert (done.questions, done.refused, done.warnings) == (foreseen.questions, foreseen.refused, foreseen.warnings)
    assert done.operation is not None
    assert lists.count_off()[NEW] == 2
    assert [line.name for line in lists.lines(NEW, 1, 9).values()] == ["Cy Drew", "Bea Lee"]
    with Store.open(store.path) as other:
        history.undo(other, None)
    assert store.count("SELECT count(*) FROM person") == 2


def test_where_something_else_landed_meanwhile_it_is_planned_again(lists: Importing, store: Store) -> None:
    assert lists.foresee(quietly).created == 2
    with Store.open(store.path) as other:
        add(other, "Cy Drew, cy@example.org")
    assert lists.apply(quietly).created == 1
    assert store.count("SELECT count(*) FROM person WHERE given = 'Cy'") == 1


def test_columns_mended_by_hand_are_read_so_and_remembered(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Email", "Favourite colour")
    file = write_list(tmp_path / "b.csv", header, ("Ann Smith", "ann@example.org", "green"))
    (seen,) = look(store, [file], quietly)
    assert [(heading.words, heading.example) for heading in seen.headings()] == [
        ("whole name", "Ann Smith"), ("e-mail", "ann@example.org"), ("left out", "green"),
    ]  # fmt: skip
    corrections = corrections_with({}, 2, "tags")
    assert [heading.words for heading in seen.with_corrections(corrections).headings()][2] == "tags"
    importing = Importing(store, [file], Options(corrections={fingerprint(header): corrections}))
    assert importing.foresee(quietly).new_tags == ["green"]
    importing.apply(quietly)
    importing.close()
    assert look(store, [file], quietly)[0].headings()[2].words == "tags"


def test_a_field_of_which_there_is_one_is_taken_from_the_column_chosen_before() -> None:
    assert corrections_with({0: "given"}, 1, "given") == {0: "skip", 1: "given"}
    assert corrections_with({0: "phone"}, 1, "phone") == {0: "phone", 1: "phone"}


def test_a_list_in_which_nobody_is_found_can_be_mended(store: Store, tmp_path: Path) -> None:
    (seen,) = look(store, [write_list(tmp_path / "c.csv", ("A", "B"), ("Ann Smith", "x"))], quietly)
    assert "Say which column is which" in seen.problem
    assert not seen.with_corrections({0: "name"}).problem
