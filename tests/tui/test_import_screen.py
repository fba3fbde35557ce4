"""Importing on screen: lists are picked, recognised, mended, looked into, taken in, stopped and taken back."""

import asyncio
from pathlib import Path

import pytest

from organiser.screens.importing import ImportingPage
from organiser.services import people as finding
from organiser.services.people import Question
from organiser.store.store import Store
from tests.services.lists import SEVEN, write_list
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

HEADER = ("Name", "Email", "Phone", "Favourite colour")
ANN = ("Ann Smith", "ann@example.org", "07700 900101", "green")
BOB = ("Bob Lee", "ann@example.org", "07700 900102", "blue")


@pytest.fixture(autouse=True)
def desk_drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to sit in, and no other files near."""
    folder = tmp_path / "lists"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    return folder


def everybody(path: Path) -> int:
    with Store.open(path) as store:
        return finding.count(store, Question())


async def pick(seat: Seat, *paths: Path) -> None:
    """Type the paths of some files on the page that picks them, and go on."""
    await seat.press("i")
    for path in paths:
        await seat.press("t")
        await seat.type(str(path))
        await seat.press("enter")
    await seat.press("enter")


async def until(seat: Seat, stage: str) -> None:
    """Wait until the import has come to a step."""
    page = seat.app.screen
    assert isinstance(page, ImportingPage)
    for _ in range(2000):
        if page.stage == stage:
            break
        await asyncio.sleep(0.01)
    assert page.stage == stage, seat.frame()
    await seat.settle()


def test_the_seven_lists_are_taken_in_and_a_question_is_answered(people: People, shared_data: Path) -> None:
    made = shared_data / "crm" / "made"
    path = people()

    async def story(seat: Seat) -> None:
        await pick(seat, *(made / name for name in SEVEN))
        assert seat.shows("google_contacts.csv: Google Contacts, 22 rows")
        await seat.press("enter")
        assert seat.line("93 rows read").endswith("nothing is changed yet.")
        assert "39   new" in seat.line(" new")
        assert everybody(path) == 0
        await seat.press("enter")
        assert seat.shows("Imported: 39 new, 0 changed. u takes it back.")
        assert everybody(path) == 39
        await seat.press("n")
        assert seat.shows("share one e-mail address")
        await seat.press("n")
        assert seat.shows("are two people")
        assert seat.shows("There are no more questions")
        await seat.press("escape", "o")
        assert "39 people" in seat.line("organiser ▸")

    sit(path, story, size=(120, 50))


def test_a_list_that_lies_in_the_folder_is_offered_and_taken_in_with_three_enters(
    people: People, desk_drawer: Path
) -> None:
    write_list(desk_drawer / "sign ups.csv", HEADER, ANN)
    path = people()

    async def story(seat: Seat) -> None:
        await seat.press("i")
        assert "this folder" in seat.line("sign ups.csv")
        await seat.press("enter")
        assert seat.line("Favourite colour").split()[2:4] == ["left", "out"]
        await seat.press("enter", "enter")
        assert seat.shows("Imported: 1 new, 0 changed.")
        await seat.press("u")
        assert seat.shows("Undone: Import sign ups.csv")
        assert everybody(path) == 0

    sit(path, story)


def test_a_path_is_completed_by_tab_and_may_have_spaces(people: People, desk_drawer: Path) -> None:
    (desk_drawer / "My Lists").mkdir()
    write_list(desk_drawer / "My Lists" / "ward walk.csv", HEADER, ANN)

    async def story(seat: Seat) -> None:
        await seat.press("i", "t")
        await seat.type("my")
        await seat.press("tab")
        await seat.type("w\t")
        assert seat.shows("My Lists/ward walk.csv")
        await seat.press("enter")
        assert seat.shows("1 file selected")

    sit(people(), story)


def test_a_folder_stands_for_its_lists_and_a_missing_one_is_told(people: People, desk_drawer: Path) -> None:
    (desk_drawer / "walks").mkdir()
    for name in ("a.csv", "b.csv"):
        write_list(desk_drawer / "walks" / name, HEADER, ANN)

    async def story(seat: Seat) -> None:
        await seat.press("i", "t")
        await seat.type("walks\n")
        assert seat.shows("2 files selected")
        await seat.press("t")
        await seat.type("nowhere\n")
        assert seat.shows("There is no file or folder nowhere.")
        assert seat.shows("nowhere")

    sit(people(), story)


def test_a_column_is_mended_and_that_is_remembered(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "a.csv", HEADER, ANN)
    path = people()

    async def story(seat: Seat) -> None:
        await seat.press("i", "enter", "G", "f")
        await seat.type("tags\n")
        assert "tags" in seat.line("Favourite colour")
        await seat.press("k", "l")
        assert "left out" in seat.line("Phone")
        await seat.press("p", "i")
        assert seat.shows("New tags: green")
        assert seat.shows("Imported: 1 new")

    sit(path, story)
    write_list(desk_drawer / "a.csv", HEADER, BOB)

    async def again(seat: Seat) -> None:
        await seat.press("i", "enter")
        assert "tags" in seat.line("Favourite colour")

    sit(path, again)


def test_each_figure_opens_down_to_the_row_and_its_reason(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "a.csv", HEADER, ANN, ("", "nobody@example.org", "", ""), BOB)

    async def story(seat: Seat) -> None:
        await seat.press("i", "enter", "enter")
        assert seat.shows("1   questions for you")
        await seat.press("G", "enter")
        assert seat.line("row 3, a.csv").split("a.csv")[1].split() == ["the", "row", "has", "no", "person's", "name"]

    sit(people(), story)


def test_the_row_of_somebody_who_changes_says_in_what(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "a.csv", (*HEADER, "Tags"), (*ANN, "helper"), ("Cy Drew", "cy@example.org", "", "", ""))
    path = people("Ann Smith, 07700 900101, ann@example.org")

    async def story(seat: Seat) -> None:
        await seat.press("i", "enter", "enter")
        assert seat.shows("1   changed")
        await seat.press("j", "j", "enter")
        assert seat.line("row 2, a.csv").split("Ann Smith")[1].strip() == "tags"

    sit(path, story)


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_taken_in(people: People, desk_drawer: Path) -> None:
    (desk_drawer / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    write_list(desk_drawer / "a.csv", HEADER, ANN)
    path = people()

    async def story(seat: Seat) -> None:
        await seat.press("i", "space", "space", "enter")
        assert seat.shows("broken.xlsx is")
        await seat.press("enter", "enter")
        assert seat.shows("Imported: 1 new")

    sit(path, story)


def test_an_electoral_register_is_refused_in_words(people: People, shared_data: Path) -> None:
    async def story(seat: Seat) -> None:
        await pick(seat, shared_data / "crm" / "made" / "electoral_register.csv")
        assert seat.shows("is an electoral register")
        await seat.press("p")
        assert seat.shows("None of these files can be imported as it stands.")

    sit(people(), story)


def test_an_import_is_stopped_by_escape_and_nothing_is_changed(people: People, desk_drawer: Path) -> None:
    rows = [(f"Ann{n} Smith", f"ann{n}@example.org", "", "") for n in range(30_000)]
    write_list(desk_drawer / "a.csv", HEADER, *rows)
    path = people("Bob Lee")

    async def story(seat: Seat) -> None:
        await seat.press("i", "enter")
        await seat.pilot.press("p", "escape")
        await until(seat, "columns")
        assert seat.shows("Stopped. Nothing was changed.")
        await seat.press("p")
        await seat.pilot.press("i", "x")
        await until(seat, "columns")
        assert seat.shows("Stopped. Nothing was changed.")
        assert everybody(path) == 1

    sit(path, story)


def test_what_another_terminal_did_between_preview_and_import_is_seen(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "a.csv", HEADER, ANN)
    path = people()

    async def story(seat: Seat) -> None:
        from organiser.services import adding

        await seat.press("i", "enter", "enter")
        assert seat.shows("1   new")
        with Store.open(path) as other:
            adding.add(other, adding.draft(other, "Ann Smith, ann@example.org").understood)
        await seat.press("i")
        assert seat.shows("Imported: 0 new, 1 changed.")

    sit(path, story)


def test_the_same_list_again_says_that_nothing_is_new(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "a.csv", HEADER, ANN)

    async def story(seat: Seat) -> None:
        await seat.press("i", "enter", "enter", "enter")
        await seat.press("escape", "i", "enter", "enter")
        assert seat.shows("Nothing in it is new: there is nothing to import.")
        assert seat.shows("1   the same as before")

    sit(people(), story)
