"""The first hour of somebody who has never seen the program: every page says what to do and how to leave."""

from pathlib import Path

from tests.tui.conftest import People
from tests.tui.driving import Seat, sit


def test_the_welcome_is_not_left_before_it_is_answered(tmp_path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("escape")
        assert seat.shows("First choose how to begin")
        await seat.press("down", "a", "slash", "u", "H", "escape")
        assert seat.shows("How shall we begin?")
        assert seat.shows("ctrl+q quit")
        await seat.press("e")
        assert seat.shows("Nothing waits for you")

    sit(tmp_path / "new.organiser", story)


def test_the_foot_says_how_to_go_back_and_how_to_leave(people: People) -> None:
    async def story(seat: Seat) -> None:
        assert "ctrl+q quit" in seat.line("? keys")
        await seat.press("p")
        assert "esc back" in seat.line("? keys")
        await seat.press("a")
        assert "Add somebody" in seat.frame()
        assert "Can be reached" in seat.frame(), "the page behind a panel stays in sight"

    sit(people("Ann Smith"), story, size=(60, 16))


def test_what_was_said_on_one_page_is_not_said_on_the_next(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("escape")
        assert seat.shows("This is the first page")
        await seat.press("p")
        assert not seat.shows("This is the first page")

    sit(people("Ann Smith"), story)


def test_an_empty_list_of_people_says_how_to_fill_it(people: People) -> None:
    async def story(seat: Seat) -> None:
        assert seat.shows("Nobody is here yet: a adds somebody")
        await seat.press("slash")
        await seat.type("zzz")
        assert seat.shows("Nobody is found")

    sit(people(), story, at="people")


def test_the_missing_postcode_is_filled_in_where_it_is_missed(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("enter")
        while not seat.line("No postcode is known").startswith("▸"):
            await seat.press("down")
        await seat.press("enter")
        await seat.type("se13 5ab\n")
        assert seat.shows("Postcode is saved")
        assert "SE13 5AB" in seat.line("Postcode")

    sit(people("Ann Smith"), story, at="people")


def test_a_line_that_says_unknown_is_empty_when_it_is_opened(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("enter")
        while not seat.line("unknown").startswith("▸"):
            await seat.press("down")
        await seat.press("enter")
        assert "Membership" not in seat.line("enter saves"), "what is said under the line is about it alone"
        await seat.press("enter")
        assert not seat.shows("is saved")
        await seat.press("enter")
        await seat.type("on: AB1-12\n")
        assert seat.shows("Register is saved")

    sit(people("Ann Smith"), story, at="people")


def test_a_typed_file_that_is_unselected_stays_in_the_list(people: People, tmp_path: Path) -> None:
    (tmp_path / "helpers.csv").write_text("name\nAnn\n")

    async def story(seat: Seat) -> None:
        await seat.press("i", "t")
        await seat.type(f"{tmp_path}/helpers.csv\n")
        assert "●" in seat.line("helpers.csv")
        await seat.press("space")
        assert "●" not in seat.line("helpers.csv")
        await seat.press("space")
        assert "●" in seat.line("helpers.csv")

    sit(people(), story, size=(120, 24))


def test_the_cursor_is_seen_on_selected_people_without_colours(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("A")
        assert seat.line("Bob Lee").startswith("▸●")
        assert seat.line("Ann Smith").startswith("● Ann")

    sit(people("Ann Smith", "Bob Lee"), story, at="people")


def test_the_mouse_does_it_too(people: People) -> None:
    async def story(seat: Seat) -> None:
        async def click(words: str, times: int = 1) -> None:
            lines = seat.frame().splitlines()
            row = next(number for number, line in enumerate(lines) if words in line)
            await seat.pilot.click(offset=(lines[row].index(words) + 1, row), times=times)
            await seat.settle()

        await click("p people")
        await seat.until("Can be reached")
        await click("Bob Lee")
        assert seat.line("Bob Lee").startswith("▸")
        await click("Name")
        await seat.until("Ordered by name")
        await click("Ann Smith", times=2)
        await seat.until("How to reach them")
        await click("esc back")
        await seat.until("Can be reached")

    sit(people("Ann Smith, 07700 900123", "Bob Lee"), story)


def test_every_empty_page_stands_on_a_screen_of_20x5(people: People) -> None:
    async def story(seat: Seat) -> None:
        for key in "pwintbh":
            await seat.press(key)
            await seat.press("down", "enter", "escape", "escape", "H")

    sit(people(), story, size=(20, 5))
