"""The sign-in desk as a volunteer meets it, who has never seen the program."""

import threading
from pathlib import Path

import pytest

from organiser.screens.conference import ConferencePage
from organiser.screens.signin import SigninPage
from organiser.services import conferences, second_place, signin
from organiser.store.settings import Settings
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places
from tests.tui.driving import Seat, sit


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    path = tmp_path / "hall.organiser"
    with Store.create(path) as store:
        build_places(store)
        for line in ("Amina Ahmed SE13 5AB", "Hamid Ahmed SE13 5AD", "Cat Orr N1 9GU", "Dev Das"):
            add(store, line)
        wards = tuple(name for _, name, _ in WARDS[:2])
        conferences.new_conference(store, conferences.Draft("Anytown decides", "2026-12-12", wards, tasks=False))
    return path


def given(path: Path) -> list[tuple[str, int]]:
    with Store.open(path) as store:
        return [(row[0], row[1]) for row in store.rows("SELECT name, papers FROM given_paper ORDER BY id")]


def test_an_evening_at_the_desk(hall: Path) -> None:
    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(SigninPage("1"))
        await seat.settle()
        # Three letters and enter, typed in one go before any answer has come.
        await seat.type("ami\n")
        assert seat.shows("Amina Ahmed: a paper, Castle & Park")
        assert seat.shows("papers given 1")
        await seat.type("ami")
        assert "has a paper" in seat.line("Amina Ahmed · Castle")
        await seat.press("enter")
        assert seat.shows("ctrl+x gives another")
        await seat.press("ctrl+x")
        assert seat.shows("papers given 2, spoilt 1")
        # A walk-in in one line; a second time it is refused, and what was typed is there still.
        await seat.type("Eve Fox se41es\n")
        assert seat.shows("Eve Fox: a paper, St Ann's")
        await seat.type("fox eve SE4 1ES\n")
        assert seat.shows("has a paper")
        await seat.press("ctrl+u")
        # Somebody known of whom no postcode is: it is asked, and proves the ward.
        await seat.type("dev\n")
        assert seat.shows("Ask Dev Das for the postcode")
        await seat.type("SE13 5AB\n")
        assert seat.shows("Dev Das: a paper, Castle & Park")
        await seat.type("cat\n")
        assert seat.shows("does not vote here")
        await seat.press("ctrl+u", "ctrl+u")
        assert seat.shows("Undone")

    sit(hall, evening)
    assert given(hall) == [("Amina Ahmed", 2), ("Eve Fox", 1)]


def test_after_each_batch_a_copy_lies_in_the_second_place_and_another_laptop_carries_on(
    hall: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with Store.open(hall) as store:
        second_place.choose(store, Settings(tmp_path / "screen.json"), stick)
    copy = stick / "hall-copy.organiser"

    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(SigninPage("1"))
        for place in range(10):
            await seat.type(f"Voter{'abcdefghij'[place]} Fox se41es\n")
        await seat.until("A copy is in the second place")
        assert len(given(copy)) == 10
        # The stick is pulled out: nothing is lost here, and it is said.
        copy.unlink()
        stick.rmdir()
        for place in range(10):
            await seat.type(f"Other{'abcdefghij'[place]} Fox se41es\n")
        await seat.until("put the stick in")
        stick.mkdir()
        await seat.type("Last Fox se41es\n")
        await seat.until("A copy is in the second place")

    sit(hall, evening)

    async def elsewhere(seat: Seat) -> None:
        await seat.app.push_screen(SigninPage("1"))
        await seat.settle()
        assert seat.shows("papers given 21")
        await seat.type("voterc fox se41es\n")
        assert seat.shows("has a paper")

    sit(copy, elsewhere)


def test_a_desk_is_handed_out_and_a_second_place_chosen_from_the_page(hall: Path, tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    with Store.open(hall) as store:
        found = conferences.find_conference(store)
        conferences.set_rules(store, found, found.votes, conferences.Rules(desk="1: A-K; 2: L-Z"))

    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(ConferencePage("1"))
        await seat.settle()
        await seat.type("xdesk 2\n")
        assert seat.shows("Handed out")
        await seat.type(f"c{tmp_path / 'stick'}\n")
        assert seat.shows("keep the stick with you")

    sit(hall, evening, size=(120, 40))
    assert (tmp_path / "stick" / "hall-copy.organiser").is_file()
    (file,) = (tmp_path / "home" / "handed-out").glob("sign-in-desk-2-*.organiser")

    async def desk(seat: Seat) -> None:
        assert seat.shows("desk 2")
        await seat.type("Eve Fox se41es\n")
        assert seat.shows("lies at desk 1")
        await seat.press("ctrl+u")
        await seat.type("Zed Zoo se41es\n")
        assert seat.shows("papers given 1")

    sit(file, desk, at="signin")


def test_two_desks_see_each_other_and_a_spoilt_line_is_not_lost(hall: Path) -> None:
    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(SigninPage("1"))
        await seat.type("hamid")
        with Store.open(hall) as store:
            signin.give(store, conferences.find_conference(store), "Hamid Ahmed")
        await seat.until("has a paper")
        await seat.press("enter")
        assert seat.shows("hamid")
        assert seat.shows("Hamid Ahmed has a paper")

    sit(hall, evening, size=(60, 16))
    assert given(hall) == [("Hamid Ahmed", 1)]


def test_a_queue_is_typed_ahead_of_a_slow_laptop(hall: Path) -> None:
    asked = threading.Event()

    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(SigninPage("1"))
        await seat.settle()
        # Nothing that is asked is answered until everybody has been typed.
        seat.app.desk.do("quick", "slow", lambda _: asked.wait(20), lambda _: None)
        for letter in "ami\nhamid\nEve Fox se41es\nami\n":
            seat.send(letter)
            await seat.pilot.pause(0)
        asked.set()
        await seat.settle()
        assert seat.shows("papers given 3")
        assert seat.shows("Amina Ahmed")
        assert seat.shows("has a paper")

    sit(hall, evening)
    assert [name for name, _ in given(hall)] == ["Amina Ahmed", "Hamid Ahmed", "Eve Fox"]
