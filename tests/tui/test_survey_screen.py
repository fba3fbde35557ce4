"""What residents said, taken in on screen: from the doorstep or the import page, mended, foreseen, made, taken back."""

import asyncio
from pathlib import Path

import pytest

from organiser.screens.surveying import SurveyingPage
from organiser.store.store import Store
from tests.services.lists import write_list
from tests.services.people_here import build_places
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

GOOGLE = ("Timestamp", "Postcode", "What is the one big local issue?", "Name", "Phone", "May we contact you?")
SAID = (
    ("14/03/2026 10:00:00", "SE13 5AB", "Trees", "Ann Day", "07700 900101", "text only"),
    ("14/03/2026 10:07:00", "SE13 5AB", "Potholes", "", "", ""),
    ("31/02/2026 10:14:00", "SE13 5AB", "Potholes", "", "", ""),
)


@pytest.fixture(autouse=True)
def desk_drawer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to sit in, and no other files near."""
    folder = tmp_path / "lists"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path / "nobody"))
    return folder


def conversations(path: Path) -> int:
    with Store.open(path) as store:
        return store.count("SELECT count(*) FROM conversation")


async def until(seat: Seat, stage: str) -> None:
    """Wait until it has come to a step."""
    for _ in range(2000):
        page = seat.app.screen
        if isinstance(page, SurveyingPage) and page.stage == stage:
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail(f"never came to {stage}\n{seat.frame()}")
    await seat.settle()


def test_answers_are_recognised_foreseen_taken_in_and_taken_back(people: People, desk_drawer: Path) -> None:
    write_list(desk_drawer / "form.csv", GOOGLE, *SAID)
    (desk_drawer / "photos.zip").write_bytes(b"PK\x03\x04")
    path = people()
    with Store.open(path) as store:
        build_places(store)

    async def story(seat: Seat) -> None:
        await seat.press("i")
        assert not seat.shows("photos.zip")
        await seat.press("enter")
        # It is no list of people: it goes where answers are taken in.
        await until(seat, "columns")
        assert seat.line("one big local issue").split()[:2] == ["the", "issue"]
        await seat.press("p")
        await until(seat, "preview")
        assert seat.shows("3 rows read. This is what would be counted; nothing is changed yet.")
        assert "2   conversations" in seat.line("conversations")
        assert "row 4" in seat.line("not one that the calendar has")
        assert conversations(path) == 0
        await seat.press("enter")
        await until(seat, "done")
        assert seat.shows("Taken in: 2 conversations. u takes it back.")
        assert conversations(path) == 2
        await seat.press("u")
        assert seat.shows("Taken back: nothing of it is counted any more.")
        assert conversations(path) == 0
        await seat.press("U")
        assert seat.shows("Done, as one change: u takes it back.")
        assert conversations(path) == 2

    sit(path, story, size=(100, 40))


def test_a_sheet_of_the_doorstep_is_told_its_ward_day_and_issue(people: People, desk_drawer: Path) -> None:
    header = ("House", "What bothers them?", "Outcome")
    write_list(desk_drawer / "sheet.csv", header, ("2", "Trees", "spoke"), ("4", "", "not in"))
    path = people()
    with Store.open(path) as store:
        build_places(store)

    async def story(seat: Seat) -> None:
        await seat.press("d", "i")
        assert seat.shows("What residents said: which files?")
        await seat.press("t")
        await seat.type("sheet.csv\n")
        await seat.press("enter")
        await until(seat, "columns")
        assert seat.shows("no column tells it: w says it")
        await seat.press("w")
        await seat.type("nowhere\n")
        assert seat.shows("No ward is called 'nowhere'.")
        await seat.press("ctrl+u")
        await seat.type("smithfield\n")
        assert seat.line("Ward").split()[-1] == "Smithfield"
        await seat.press("d")
        await seat.type("14 march 2026\n")
        assert "14 Mar 2026" in seat.line("Day")
        await seat.press("G", "k")
        await seat.press("f")
        await seat.type("issue\n")
        await until(seat, "columns")
        assert "the issue" in seat.line("What bothers them?")
        await seat.press("p")
        await until(seat, "preview")
        await seat.press("i")
        await until(seat, "done")
        assert conversations(path) == 2

    sit(path, story, size=(100, 40))
