"""Issues on screen: a ward's ranking, what waits to be filed, one issue with what was done, and the borough."""

from pathlib import Path

import pytest

from organiser.services.doorstep import Round, Typed, add
from organiser.services.issues import find_issue, issues
from organiser.services.levels import raised
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.tui.driving import Seat, sit

CASTLE, ST_ANNS, _ = (name for _, name, _ in WARDS)
SAID = ("Flytipping", "fly-tipping", "Flytipping", "Potholes", "pot holes", "rubbish dumped in the alley", "damp",
        "Potholes on Mill Road", "Other", "not in")  # fmt: skip


@pytest.fixture
def doors(tmp_path: Path) -> Path:
    """A sheet of one ward, and a few doors of another."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        for ward, said in ((CASTLE, SAID), (ST_ANNS, ("Potholes", "Trees"))):
            add(store, [Typed(words) for words in said], Round(ward=ward, street="Fiction Road"))
    return path


def names(path: Path) -> set[str]:
    with Store.open(path) as store:
        return {issue.name for issue in issues(store).values()}


def test_an_evening_of_filing_merging_and_splitting_by_key(doors: Path) -> None:
    async def story(seat: Seat) -> None:
        # The wards; a tie is said in words.
        await seat.press("d")
        assert "3 Flytipping" in seat.line(CASTLE)
        assert "2 tied at 1: Pot" in seat.line(ST_ANNS)
        # One key files what waits, or says that it is of its own; both can be taken back.
        await seat.press("s")
        assert "2 to file" in seat.line("organiser ▸")
        assert seat.shows("Potholes: the same, and where or how")
        await seat.press("s")
        assert seat.shows("Flytipping: both are about fly-tipping")
        await seat.press("y")
        assert seat.shows("Rubbish dumped in the alley is filed under Flytipping.")
        await seat.press("n")
        assert seat.shows("Nothing waits to be filed")
        await seat.press("u")
        assert "1 to file" in seat.line("organiser ▸")
        await seat.press("9")
        assert seat.shows("There is no such line")
        await seat.press("y", "escape")
        # The ranking of the ward, the wordings of the issue under the cursor beneath it.
        await seat.press("enter")
        assert "4" in seat.line("1  Flytipping")
        assert "3" in seat.line("2  Potholes")
        assert seat.shows("rubbish dumped in the alley")
        # A wording is split off, and what was split is filed again by its name.
        await seat.press("s")
        assert seat.shows("Choose the wording")
        while "▸" not in seat.line("rubbish dumped in the alley"):
            await seat.press("down")
        await seat.press("s")
        await seat.type("Alley gates")
        await seat.press("enter")
        assert seat.shows("1 conversation filed under Alley gates now.")
        assert "▸" in seat.line("Flytipping ")
        await seat.press("j", "j", "m")
        await seat.type("flyt")
        await seat.press("enter")
        assert seat.shows("1 conversation filed under Flytipping now.")
        await seat.press("u")
        assert "1" in seat.line("Alley gates")
        # Two at once, in this ward only.
        await seat.press("g", "j", "space", "space", "M")
        assert seat.shows(f"in {CASTLE} only")
        await seat.press("escape", "g", "c")
        await seat.type("rubb")
        await seat.press("enter")
        assert seat.shows("Flytipping: Rubbish and recycling.")

    sit(doors, story)
    assert {"Alley gates", "Flytipping", "Damp"} <= names(doors)
    with Store.open(doors) as store:
        assert find_issue(store, "Flytipping").category == "Rubbish and recycling"


def test_an_issue_is_raised_in_a_line_answered_and_seen_across_the_borough(doors: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("d", "enter", "p")
        await seat.type("2025")
        await seat.press("enter")
        assert seat.shows("Nobody named an issue here in these days.")
        await seat.press("p", "enter", "g", "r")
        await seat.type("borough, service: Waste, for Jo Bloggs, 3 March 2026, purple")
        await seat.press("enter")
        assert seat.shows("Not understood: purple")
        await seat.press("ctrl+w", "backspace", "backspace", "enter")
        assert seat.shows("Flytipping is at borough level.")
        await seat.press("escape", "b")
        assert "borough" in seat.line("  Flytipping")
        assert seat.shows("service: Waste, Jo Bloggs, on 3 Mar, no answer yet")
        assert "2" in seat.line("  Potholes")
        # The answer.
        while "▸" not in seat.line("  Flytipping"):
            await seat.press("j")
        await seat.press("enter", "o")
        await seat.type("answer: collected weekly, 1 April 2026")
        await seat.press("enter")
        assert seat.shows("answered 1 Apr: collected weekly")
        await seat.press("u")
        assert seat.shows("no answer yet")
        await seat.press("H")
        assert seat.shows("1 issue unanswered for six weeks")
        while "▸" not in seat.line("1 issue unanswered"):
            await seat.press("j")
        await seat.press("enter")
        assert "Home ▸ Flytipping" in seat.line("organiser ▸")

    sit(doors, story)
    with Store.open(doors) as store:
        assert [(one.issue, one.owner, one.answered) for one in raised(store)] == [("Flytipping", "Jo Bloggs", "")]


@pytest.mark.parametrize("size", [(60, 16), (120, 40), (300, 100)])
def test_the_ranking_has_room_on_every_terminal_and_follows_the_mouse(doors: Path, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("d", "enter")
        assert "3" in seat.line("1  Flytipping")
        lines = seat.frame().splitlines()
        assert all(len(line) <= size[0] for line in lines)
        # The wordings stand beneath, or to the right where there is room.
        assert ("Issue" in seat.line("Fly-tipping")) is (size[0] >= 120)
        y = next(place for place, line in enumerate(lines) if "Potholes " in line)
        await seat.pilot.click(offset=(10, y))
        await seat.settle()
        assert seat.shows("1 pot holes")
        await seat.pilot.click(offset=(10, y), times=2)
        await seat.settle()
        assert "▸ Potholes" in seat.line("organiser ▸")
        assert seat.shows("Where it is heard")

    sit(doors, story, size=size)
