"""Events on screen: the calendar, a new event in one line, who came with one key each, walk-ins."""

from pathlib import Path

import pytest

from organiser.services import event_lines, offices
from organiser.services.attendance import mark_named
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tui.driving import Seat, sit


@pytest.fixture
def seat_file(tmp_path: Path) -> Path:
    """An event of yesterday for which four are booked, one of them a councillor, and one of tomorrow."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        build_places(store)
        for line in ("Ann Day, 07700 900101, SE13 5AB", "Bob Fox, SE13 5AD", "Cat Orr", "Dee Gow", "Joanna Hill"):
            add(store, line)
        offices.add_office(store, "councillor", "Ann Day", places={"ward": "Castle & Park"}, since="2022-05-06")
        over = event_lines.new(store, "canvassing yesterday Castle & Park 10:30 led by Ann Day").event
        mark_named(store, over, ["Ann Day", "Bob Fox", "Cat Orr", "Dee Gow"], "booked")
        event_lines.new(store, "Branch meeting tomorrow 19:30")
    return path


def test_from_home_to_what_is_next_and_to_what_nobody_has_marked(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.until("nobody has said who came")
        assert "Branch meeting" in seat.line("19:30")
        await seat.press("enter")
        assert "not marked" in seat.frame().splitlines()[1]
        assert "4 not marked" in seat.line("Canvassing")
        assert not seat.shows("Branch meeting")
        await seat.press("m")
        assert seat.shows("Branch meeting")
        await seat.press("slash", "ctrl+u")
        await seat.type("castle")
        assert "1 of 2 events" in seat.line("organiser ▸")
        await seat.press("enter", "enter")
        assert "Events ▸ Canvassing" in seat.line("organiser ▸")

    sit(seat_file, story)


def test_an_event_in_one_line_is_shown_as_it_is_understood_and_its_leader_completed(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("e", "n")
        await seat.type("stall saturday 11am Smithfield led by an")
        assert "Smithfield" in seat.line("Ward ")
        assert "11:00" in seat.line("When")
        assert "Ann Day" in seat.line("▸   leads it")
        await seat.press("enter")
        assert seat.shows("! Several people may be meant")
        await seat.press("tab", "enter")
        assert seat.shows("Added: Stall, Sat")
        await seat.press("escape")
        assert "led by Ann Day" in seat.line("Stall, Smithfield")
        await seat.press("u")
        assert not seat.shows("Smithfield")

    sit(seat_file, story)


def test_a_paper_list_is_marked_one_key_a_name_and_several_at_once(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("e", "j", "enter")
        assert "4 not marked" in seat.line("Who came")
        assert "councillor" in seat.line("booked      Ann Day")
        await seat.press("c", "y")
        assert seat.shows("Bob Fox: apologies. u takes it back.")
        assert "1 came, 1 apologies, 2 not marked" in seat.line("Who came")
        await seat.press("A")
        assert "2 selected" in seat.line("Who came")
        assert "● Cat Orr" in seat.line("Cat Orr")
        await seat.press("x")
        assert "1 came, 1 apologies, 2 absent" in seat.line("Who came")
        await seat.press("u")
        assert "2 not marked" in seat.line("Who came")
        await seat.press("G", "m", "r")
        assert seat.shows("Cat Orr taken off the list")
        await seat.press("k", "k", "o")
        assert "▸ Ann Day" in seat.line("organiser ▸")
        await seat.press("G")
        await seat.until("came to Canvassing")

    sit(seat_file, story, size=(100, 40))


def test_letters_find_who_came_and_a_longer_line_is_a_walk_in(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("e", "j", "w")
        await seat.type("ann")
        assert "Ann Day" in seat.line("▸ here")
        await seat.press("down", "enter")
        assert seat.shows("Joanna Hill: came.")
        await seat.type("Eve Ray, 07700 900107, leaflets\nbob\nCat Orr, apologies\n")
        assert seat.shows("Cat Orr: apologies. 4 people so far.")
        await seat.type("Ann Day, 07700 900199\n")
        assert seat.shows("Here already, or somebody new of that name?")
        await seat.press("down", "enter")
        assert seat.shows("Ann Day: came, new here.")
        await seat.press("escape", "enter")
        assert "4 came, 1 apologies, 2 not marked" in seat.line("Who came")
        assert len([line for line in seat.frame().splitlines() if "Ann Day" in line]) >= 3
        await seat.press("u", "u")
        assert "3 came, 3 not marked" in seat.line("Who came")

    sit(seat_file, story, size=(100, 40))


def test_facts_are_mended_where_they_stand_and_what_is_not_understood_is_kept(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("e", "j", "enter", "g", "enter")
        await seat.type("Brockley Rise")
        await seat.press("tab", "tab", "tab", "ctrl+u")
        await seat.type("half past ten")
        await seat.press("enter")
        assert seat.shows("'half past ten' is not a time")
        await seat.press("ctrl+u")
        await seat.type("11am")
        await seat.press("enter")
        assert "11:00" in seat.line("Starts")
        assert "Events ▸ Brockley Rise" in seat.line("organiser ▸")
        await seat.press("R")
        assert seat.shows("Removed: Brockley Rise with the 4 who were down for it")
        assert seat.shows("This event is here no more.")
        await seat.press("u")
        assert "11:00" in seat.line("Starts")

    sit(seat_file, story, size=(90, 30))


def test_people_chosen_from_the_list_are_booked_at_once_and_the_palette_finds_the_event(seat_file: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("p", "space", "space", "b")
        await seat.type("branch")
        await seat.press("enter")
        assert seat.shows("2 people put down for Branch meeting: booked.")
        await seat.press("escape", "ctrl+p")
        await seat.type("branch mee")
        await seat.until("the event")
        await seat.press("enter")
        await seat.until("Who is booked")
        assert "2 booked" in seat.line("Who is booked")

    sit(seat_file, story)
