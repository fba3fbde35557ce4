"""Two people key the same pile; what they differ in is settled with the paper in hand."""

from pathlib import Path

import pytest

from organiser.models.conferences import CHOICE
from organiser.screens.piles import PilesPage
from organiser.services import conferences, outcomes, signin
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.tui.driving import Seat, sit


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A hall in which six papers were given out and lie mixed and numbered on a table."""
    path = tmp_path / "hall.organiser"
    with Store.create(path) as store:
        build_places(store)
        draft = conferences.Draft("Anytown decides", "2026-12-12", (WARDS[0][1],), method="irv", tasks=False)
        found = conferences.new_conference(store, draft).conference
        with store.operation("Shortlist") as work:
            for number, name in enumerate(("Potholes", "Flytipping", "Damp"), 1):
                work.insert_with_uid(CHOICE, contest_id=found.votes[0].id, name=name, state="offered", number=number)
        for name in ("Ann Ash", "Ben Box", "Cat Coe", "Dan Day", "Eve Elm", "Fay Fox"):
            signin.walk_in(store, found, f"{name} SE13 5AB")
    return path


def test_two_key_a_pile_and_settle_what_they_differ_in(hall: Path) -> None:
    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(PilesPage("1"))
        await seat.settle()
        # A ward, a pile counted by hand, who keys: then a row a paper, all typed in one burst.
        await seat.type("n6\n")
        assert seat.shows("Pile 1 is open")
        await seat.type("tAnn\n")
        await seat.type("123\n123\n21\n\n113\n132\n")
        assert seat.shows("6 of 6 keyed")
        assert seat.shows("all keyed")
        assert "has no single first choice" in seat.line("1 1 3")
        await seat.press("escape")
        await seat.type("tBen\n123\n123\n2a1\n\n113\n")
        # The paper before is mended; a rank that there is not is refused, and stays to be typed again.
        await seat.press("up")
        assert seat.shows("paper 5")
        await seat.press("ctrl+u")
        await seat.type("114\n")
        assert seat.shows("there is no rank 4")
        await seat.press("backspace")
        await seat.type("3\n")
        await seat.type("123\n")
        await seat.press("d")
        assert seat.shows("1 differ")
        assert "Ann: 1 3 2   Ben: 1 2 3" in seat.line("Ann: 1 3 2")
        await seat.type("123\n")
        assert seat.shows("nothing differs")

    sit(hall, evening)
    with Store.open(hall) as store:
        found = conferences.find_conference(store)
        told = outcomes.outcome(store, found, found.votes[0])
        assert not told.troubles
        assert told.adopted == ("Potholes",)
        assert (told.papers.counted, sum(told.papers.spoilt.values())) == (4, 2)
