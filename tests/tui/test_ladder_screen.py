"""The ladder and the champions on screen: what a key does is seen at once, and taken back."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from organiser.services import champions, ladder
from organiser.services.champions import Draft
from organiser.services.ladder import Draft as Step
from organiser.services.offices import add_office
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.services.test_ladder import came, days_ago
from tests.tui.driving import Seat, sit


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Ann came twice, Bob is a helper whom Ann brought in and nobody has talked with, Cat is a quiet champion."""
    where = tmp_path / "people.organiser"
    with Store.create(where) as store:
        build_places(store)
        ann, bob, cat = (add(store, f"{name} SE13 5AB") for name in ("Ann Day", "Bob Fox", "Cat Orr"))
        came(store, ann, days_ago(20))
        came(store, ann, days_ago(6), "canvassing")
        ladder.step(store, bob, Step("helper", days_ago(100), ann))
        ladder.step(store, cat, Step("contact", days_ago(90), bob))
        champions.add(store, cat, Draft("Somali families", since=days_ago(60)))
        add(store, "Pat Patel")
        add_office(store, "councillor", "pat patel", places={"ward": "Castle & Park"}, since="2024-05-02")
    return where


def _sit(path: Path, story: Callable[[Seat], Awaitable[None]], size: tuple[int, int] = (80, 24)) -> None:
    sit(path, story, size=size)


def test_a_step_that_is_proposed_is_taken_with_one_key_and_taken_back_with_another(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("l")
        assert "Ann Day: took part 2 times within 14 days" in seat.line("→ activist")
        await seat.press("y")
        assert seat.shows("Ann Day: activist now. u takes it back.")
        assert not seat.shows("Ready for a step")
        await seat.press("u")
        assert seat.shows("Ready for a step")

    _sit(path, story)


def test_somebody_goes_up_and_down_a_rung_and_the_counts_beside_each_other_follow(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("l", "right", "right")
        assert "▸1" in seat.line("  3 ")
        await seat.press("greater_than_sign")
        assert seat.shows("Bob Fox: activist now")
        assert seat.shows("Nobody stands here yet")
        await seat.press("right")
        assert seat.shows("Bob Fox, brought in by Ann Day")
        await seat.press("less_than_sign", "less_than_sign")
        await seat.press("left")
        assert seat.shows("Bob Fox, brought in by Ann Day")

    _sit(path, story)


def test_who_brought_in_whom_is_a_tree_and_a_circle_is_refused_beside_the_line(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("l", "v")
        assert seat.shows("└─ Bob Fox")
        assert seat.shows("└──── Cat Orr")
        await seat.press("b")
        await seat.type("bob fox\n")
        assert seat.shows("Ann Day brought in Bob Fox, or somebody who did")
        await seat.press("escape")
        assert seat.shows("└─ Bob Fox")

    _sit(path, story)


def test_the_evidence_of_somebody_s_steps_opens_beside_them(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("l", "y", "right", "right", "right", "e")
        assert seat.shows("took part 2 times within 14 days: came to stall")
        assert seat.shows("came to canvassing")
        await seat.press("down", "x")
        assert seat.shows("None is written down yet.")

    _sit(path, story, (140, 30))


def test_home_leads_to_a_champion_nobody_spoke_to_and_a_word_with_them_takes_the_line_away(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.until("1 champion not spoken to for 6 weeks")
        await seat.press("enter")
        assert "not spoken to yet" in seat.line("Cat Orr")
        assert seat.shows("nobody supports them yet")
        await seat.press("l")
        await seat.type("patel\n")
        assert seat.shows("supported by Pat Patel")
        await seat.press("s")
        await seat.type("a room for their meeting\n")
        assert seat.shows("given a room for their meeting")
        assert "spoken to today" in seat.line("Cat Orr")
        await seat.press("escape")
        await seat.until("Go to")
        assert not seat.shows("not spoken to for 6 weeks")

    _sit(path, story)


def test_a_champion_is_made_in_one_line_also_on_a_small_screen(path: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("m", "c")
        await seat.type("ann day: Polish families\n")
        assert seat.shows("Polish families")
        await seat.press("l")
        await seat.type("nobody of that name\n")
        assert seat.shows("holds an office")

    _sit(path, story, (60, 16))
