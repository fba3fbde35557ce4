"""Lists that are the whole list: who is missing from one is asked about, once, and never deleted."""

from pathlib import Path

import openpyxl

from organiser.models.sources import QUESTION
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import figures, names, take_in, write_list
from tests.tables import dump

MEMBERS = ("Name", "Email", "Tags")


def members(folder: Path, name: str, *who: str) -> Path:
    """A list of members by their given names."""
    return write_list(folder / name, MEMBERS, *((f"{one} Smith", f"{one.lower()}@example.org", "") for one in who))


def whole(store: Store, file: Path, on: str, **options: bool) -> list[str]:
    """Import a whole list; who is asked about."""
    done = take_in(store, file, complete=True, on=on, **options)
    assert {finding.code for finding in done.questions} <= {"lapsed"}
    return [finding.reason.split(" ")[0] for finding in done.questions]


def test_who_is_missing_from_a_whole_list_is_asked_about_once_and_never_deleted(store: Store, tmp_path: Path) -> None:
    assert whole(store, members(tmp_path, "jan.csv", "Ann", "Bob", "Cat"), "2026-01-01") == []
    february = members(tmp_path, "feb.csv", "Ann")

    assert whole(store, february, "2026-02-01", dry_run=True) == ["Bob", "Cat"]
    assert whole(store, february, "2026-02-01") == ["Bob", "Cat"]
    assert len(names(store)) == 3
    assert store.rows("SELECT kind, state FROM question") == [("lapsed", "open")] * 2

    assert whole(store, february, "2026-02-01") == []
    assert whole(store, members(tmp_path, "mar.csv", "Ann"), "2026-03-01") == []


def test_the_same_whole_list_again_leaves_no_trace(store: Store, tmp_path: Path) -> None:
    january = members(tmp_path, "jan.csv", "Ann", "Bob")
    whole(store, january, "2026-01-01")
    before = dump(store)

    again = take_in(store, january, complete=True, on="2026-01-01")

    assert again.operation is None
    assert figures(again) == (0, 0, 2)
    assert dump(store) == before


def test_a_whole_list_of_another_day_is_remembered_although_it_says_nothing_new(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "jan.csv", "Ann", "Bob"), "2026-01-01")
    whole(store, members(tmp_path, "feb.csv", "Ann", "Bob"), "2026-02-01")

    assert whole(store, members(tmp_path, "mar.csv", "Bob"), "2026-03-01") == ["Ann"]


def test_somebody_on_a_partial_list_was_not_on_the_whole_one(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "jan.csv", "Ann"), "2026-01-01")
    take_in(store, members(tmp_path, "stall.csv", "Bob"))

    assert whole(store, members(tmp_path, "feb.csv", "Ann"), "2026-02-01") == []


def test_who_left_and_came_back_and_left_again_is_asked_about_again(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "1.csv", "Ann", "Bob"), "2026-01-01")
    assert whole(store, members(tmp_path, "2.csv", "Ann"), "2026-02-01") == ["Bob"]
    with store.operation("Settle") as work:
        work.update(QUESTION, store.count("SELECT id FROM question"), state="different")
    assert whole(store, members(tmp_path, "3.csv", "Ann", "Bob"), "2026-03-01") == []

    assert whole(store, members(tmp_path, "4.csv", "Ann"), "2026-04-01") == ["Bob"]


def test_a_changed_row_still_stands_on_the_list(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "1.csv", "Ann", "Bob"), "2026-01-01")
    rows = [("Ann Smith", "ann@example.org", "helper"), ("Bob Smith", "bob@example.org", "helper")]

    assert whole(store, write_list(tmp_path / "2.csv", MEMBERS, *rows), "2026-02-01") == []


def test_an_older_whole_list_that_comes_later_asks_about_nobody(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "march.csv", "Ann", "Bob"), "2026-03-01")

    assert whole(store, members(tmp_path, "january.csv", "Ann"), "2026-01-01") == []
    assert whole(store, members(tmp_path, "april.csv", "Ann"), "2026-04-01") == ["Bob"]


def test_another_source_has_whole_lists_of_its_own(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "members.csv", "Ann", "Bob"), "2026-01-01")
    stall = write_list(tmp_path / "stall.csv", ("Name", "Email"), ("Ann Smith", "ann@example.org"))

    assert whole(store, stall, "2026-02-01") == []


def test_the_sheets_of_a_workbook_are_one_whole_list(store: Store, tmp_path: Path) -> None:
    def workbook(name: str, *sheets: list[str]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, who in enumerate(sheets):
            sheet = book.create_sheet(f"Branch {number}")
            sheet.append(MEMBERS)
            for one in who:
                sheet.append((f"{one} Smith", f"{one.lower()}@example.org", ""))
        book.save(tmp_path / name)
        return tmp_path / name

    whole(store, workbook("1.xlsx", ["Ann"], ["Bob", "Cat"]), "2026-01-01")

    # Cat moved to the other branch, Bob is gone.
    assert whole(store, workbook("2.xlsx", ["Ann", "Cat"], ["Dan"]), "2026-02-01") == ["Bob"]


def test_who_was_joined_to_somebody_on_the_list_is_not_missing(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Email", "Phone")
    rows = [("Ann Smith", "ann@example.org", ""), ("Ann Smith", "", "07700 900101")]
    take_in(store, write_list(tmp_path / "1.csv", header, *rows), complete=True, on="2026-01-01")

    done = take_in(
        store,
        write_list(tmp_path / "2.csv", header, ("Ann Smith", "ann@example.org", "07700 900101")),
        complete=True,
        on="2026-02-01",
    )

    assert (done.joined, done.questions) == (1, [])
    assert store.value("SELECT count(*) FROM listed") == 2


def test_a_whole_list_can_be_taken_back(store: Store, tmp_path: Path) -> None:
    whole(store, members(tmp_path, "1.csv", "Ann", "Bob"), "2026-01-01")
    before = dump(store)
    whole(store, members(tmp_path, "2.csv", "Ann"), "2026-02-01")

    history.undo(store)

    assert dump(store) == before
    assert whole(store, members(tmp_path, "2.csv", "Ann"), "2026-02-01") == ["Bob"]
