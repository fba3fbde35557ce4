"""The pack is printed from a panel: one line says what, and what that comes to is seen before."""

from pathlib import Path

from organiser.screens.packing import PackPanel
from organiser.services.conferences import find_conference
from organiser.store.store import Store
from tests.services.test_outcomes import evening
from tests.tui.driving import Seat, sit


def test_a_secretary_prints_the_pack_and_more_papers(tmp_path: Path) -> None:
    path = tmp_path / "hall.organiser"
    with Store.create(path) as store:
        evening(store)

    async def prints(seat: Seat) -> None:
        await seat.app.push_screen(PackPanel("1"))
        await seat.settle()
        assert "1 to 40; the shortlist is frozen by it" in seat.line("Castle & Park:")
        assert seat.shows("sign-in sheets: they name people")
        await seat.type("castle & park ballots 12")
        assert "1 to 12" in seat.line("Castle & Park:")
        assert not seat.shows("the poster, and how to vote")
        await seat.press("enter")
        assert seat.shows("1 file for you alone")
        assert seat.shows("DRAFT")
        await seat.app.push_screen(PackPanel("1", "E05000001"))
        await seat.settle()
        await seat.type("more 4")
        assert "13 to 16" in seat.line("Castle & Park:")
        await seat.press("enter")
        await seat.app.push_screen(PackPanel("1"))
        await seat.type("nowhere at all")
        assert seat.shows("does not vote")
        await seat.press("enter")
        assert seat.shows("does not vote")

    sit(path, prints)
    with Store.open(path) as store:
        (vote,) = find_conference(store, "1").votes
        assert vote.frozen
        assert vote.printed == 16
    folder = tmp_path / "home" / "printed" / "anytown-decides-2026-12-12"
    assert sorted(file.name for file in folder.iterdir()) == [
        "ballots-castle-park-13-16.pdf",
        "ballots-castle-park.pdf",
    ]
