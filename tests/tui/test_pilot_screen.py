"""The pilot at the screen: set up in one line, figures that open to their people, applications, seats, returns."""

from pathlib import Path

import pytest

from organiser.services import applications, pilot_figures, pilots, seat_returns
from organiser.services.organisers import Draft as Time
from organiser.services.organisers import set_time
from organiser.services.pilot_figures import Asked
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.services.pilots_here import hold, recruit, start, train
from tests.tui.driving import Seat, sit

NORTH, SOUTH = "Anytown North", "Anytown South"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """The north recruited Ann and Ben, and trained Ann; of the south nothing is known."""
    path = tmp_path / "town.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        start(store)
        ann, ben = add(store, "Ann Day, 07700 900101"), add(store, "Ben Lee")
        recruit(store, NORTH, ann, ben)
        hold(store, "2024-08-01", NORTH, (ann,))
        train(store, "2024-05-01", NORTH, (ann,))
        set_time(store, Time("Sam Lee", NORTH, "7", "1 Jan 2024", "28 Jan 2024"))
    return path


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)])
def test_a_number_opens_to_its_people_and_they_to_their_page(town: Path, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("s")
        line = seat.line(NORTH)
        assert line.split()[3:7] == ["2", "0.2–7.2", "1", "1"]
        assert "no data" in seat.line(SOUTH)
        await seat.press("enter")
        assert "Recruited" in seat.line("2")
        assert seat.shows("10 Mar 2024 canvassing; 20 Mar 2024")
        await seat.press("right")
        assert seat.shows("Trained: 1")
        assert not seat.shows("Ben Lee")
        await seat.press("left", "enter")
        assert seat.shows("How to reach them")

    sit(town, story, size=size)


def test_months_definition_and_another_day_as_known_on(town: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("s", "m")
        assert "2 " in seat.line("Mar 2024")
        await seat.press("escape", "d")
        assert seat.shows("Definition 1, frozen on")
        assert seat.shows("completed Organising basics")
        await seat.press("e")
        await seat.type("needed 3, because the assessors agreed\n")
        assert seat.shows("Definition 2, a draft")
        assert seat.shows("Why: the assessors agreed")
        await seat.press("f", "escape")
        # Nobody came three times within 30 days.
        assert seat.line(NORTH).split()[3] == "0"
        await seat.press("u")
        assert seat.line(NORTH).split()[3] == "2"
        await seat.press("p")
        await seat.press("ctrl+u")
        await seat.type("1 april 2024 to 30 june 2024\n")
        assert seat.line(NORTH).split()[3:6] == ["0", "0.0–3.7", "1"]

    sit(town, story, size=(120, 40))


def test_from_nothing_to_a_seat_that_starts_without_leaving_the_keyboard(tmp_path: Path) -> None:
    path = tmp_path / "new.organiser"
    with Store.create(path) as store:
        build_places(store)
        set_time(store, Time("Sam Lee", NORTH, "14"))

    async def story(seat: Seat) -> None:
        await seat.press("s")
        assert seat.shows("There is no pilot here yet")
        await seat.press("n")
        await seat.type("Pilot 2026, 1 January 2026 to 31 December 2026\n")
        await seat.press("a", "c")
        await seat.type("Commitment of the branches 3\n")
        await seat.press("n")
        await seat.type(f"{NORTH}, two evenings a week\n")
        await seat.press("j", "v")
        await seat.type("Ann Day 3\n")
        await seat.press("v")
        await seat.type("Bob Fox 8, a strong case\n")
        assert seat.shows("5 apart: talk it over")
        assert seat.shows("5.50 of 10")
        await seat.press("e")
        await seat.type("four branches voted for it\n")
        await seat.press("y")
        await seat.type("the strongest evidence\n")
        await seat.press("escape", "s")
        assert "done" in seat.line("1 branch over 2 of 2 wards")
        await seat.press("y")
        assert seat.shows("is not ready yet")
        for words in ("lists", "tools"):
            await seat.press(*["j"] * (2 if words == "lists" else 1), "x")
            await seat.type(f"{words}, seen by the secretary\n")
        await seat.press("y")
        assert seat.shows(f"{NORTH} starts on")

    sit(path, story)
    with Store.open(path) as store:
        scheme = pilots.find_scheme(store)
        (one,) = applications.list_applications(store, scheme)
        assert (one.decision, one.answers[0].evidence) == ("accepted", "four branches voted for it")
        assert len(scheme.seats) == 1


def test_an_evaluator_gathers_a_folder_of_returns_and_nobody_can_be_opened(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "returns"
    folder.mkdir()

    async def writes(seat: Seat) -> None:
        await seat.press("s", "w", "ctrl+u")
        await seat.type(f"{folder / 'north.json'}\n")
        await seat.until("2 records and no name")

    sit(town, writes)
    path = tmp_path / "evaluator.organiser"
    with Store.create(path) as store:
        start(store)

    async def gathers(seat: Seat) -> None:
        await seat.press("s", "i")
        await seat.type(f"{folder}\n")
        await seat.until("No return yet")
        assert seat.line(NORTH).split()[3] == "2"
        await seat.press("enter")
        assert seat.shows("names nobody")

    sit(path, gathers, size=(120, 40))
    with Store.open(path) as store:
        scheme = pilots.find_scheme(store)
        assert list(seat_returns.stored(store, scheme)) == [pilots.find_seat(scheme, NORTH).id]
        assert pilot_figures.report(store, scheme, Asked()).total.recruited == 2


def test_the_report_is_published_and_revisions_are_shown(town: Path, tmp_path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("s", "r", "ctrl+u")
        await seat.type(f"{tmp_path / 'report'}\n")
        await seat.until("figures shown")
        await seat.press("v")
        await seat.type("1 january 2025\n")
        await seat.until("now 2")
        assert "recruited: 0, now 2" in seat.line("recruited: 0")
        await seat.press("escape")
        assert seat.shows(NORTH)

    sit(town, story, size=(120, 40))
    assert {path.suffix for path in (tmp_path / "report").iterdir()} == {".html", ".pdf", ".csv"}
