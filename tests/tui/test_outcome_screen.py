"""The count on screen: read out stage by stage, what is not settled first, declared; of few the winner alone."""

from pathlib import Path

import pytest

from organiser.screens.outcome import ResultPage
from organiser.services import keying, outcomes
from organiser.services.conferences import find_conference
from organiser.store.store import Store
from tests.services.test_outcomes import evening, hand_out, key_twice, vote_of
from tests.tui.driving import Seat, sit

RANKED = ["1234"] * 7 + ["2134"] * 6 + ["3210"] * 3 + ["0001"] * 2 + ["*", ""]


def counted(path: Path, rows: list[str], *, method: str = "irv", tie: str = "hand", seats: int = 1) -> Path:
    with Store.create(path) as store:
        found = evening(store, method=method, tie=tie, seats=seats)
        hand_out(store, found, len(rows))
        if tie == "seed":
            outcomes.fix_seed(store, vote_of(store, found), "4172")
        key_twice(store, found, rows)
    return path


async def open_result(seat: Seat) -> None:
    await seat.app.push_screen(ResultPage("1"))
    await seat.settle()


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 40)], ids=str)
def test_every_stage_can_be_read_and_the_result_declared(tmp_path: Path, size: tuple[int, int]) -> None:
    path = counted(tmp_path / "hall.organiser", RANKED)

    async def story(seat: Seat) -> None:
        await open_result(seat)
        assert seat.shows("▸stage 3")
        assert seat.line("Flytipping").rstrip().endswith("adopted")
        assert "█" in seat.line("Potholes")
        assert "3 moved on" in seat.line("Damp")
        assert seat.shows("no further choice")
        assert all(len(line) <= size[0] for line in seat.frame().splitlines())
        await seat.press("left", "left")
        assert seat.shows("▸stage 1")
        assert seat.line("Street lights").rstrip().endswith("drops out")
        await seat.press("v")
        assert seat.shows("Street lights dropped out: fewest votes")
        await seat.press("v", "a")
        assert seat.shows("each against each: Flytipping")
        await seat.press("p")
        assert seat.shows("printed once it is")
        await seat.press("d")
        assert seat.shows("Declared: Flytipping. Check")
        await seat.press("p", "r")
        assert seat.shows("byte for byte")
        await seat.press("u")
        assert seat.shows("Undone: Declare the result")

    sit(path, story, size=size)
    (page,) = (tmp_path / "home").rglob("result-castle*.html")
    told = page.read_text(encoding="utf-8")
    assert "Potholes" in told
    assert "dropped out" in told
    assert "counted + 2 spoilt" in told


def test_what_is_not_settled_stands_first_and_a_seed_breaks_a_tie(tmp_path: Path) -> None:
    path = counted(tmp_path / "hall.organiser", ["1"] * 4 + ["2"] * 4 + ["3"], method="plurality", tie="seed")
    with Store.open(path) as store:
        vote = find_conference(store).votes[0]
        pile = keying.find_pile(store, vote)
        keying.key(store, vote, pile, "Ben", "4", 9)

    async def story(seat: Seat) -> None:
        await open_result(seat)
        assert seat.frame().splitlines()[1].strip().startswith("1 paper keyed differently")
        assert seat.shows("seed 4172, fixed")
        await seat.press("f")
        await seat.type("9999\n")
        assert seat.shows("open already")
        await seat.press("escape", "l")
        await seat.type("2 1, Ann, Ben\n")
        assert seat.shows("follows from the seed")
        await seat.press("escape", "d")
        assert seat.shows("cannot be declared yet")

    sit(path, story)


def test_of_few_papers_the_winner_alone_is_told_on_screen_on_paper_and_everywhere(tmp_path: Path) -> None:
    rows = ["1", "1", "2", "2", "*", "", ""]
    path = counted(tmp_path / "hall.organiser", rows, method="plurality")
    seen: list[str] = []

    async def story(seat: Seat) -> None:
        await open_result(seat)
        assert seat.shows("draw one of all options")
        await seat.press("l")
        seen.append(seat.frame())
        assert seat.shows("Street lights")
        await seat.type("4 2 1 3, Ann Ash, Ben Box\n")
        for key in ("v", "a", "left", "d", "p"):
            await seat.press(key)
            seen.append(seat.frame())
        assert seat.shows("Adopted: Flytipping")

    sit(path, story)
    for frame in seen[1:]:
        assert not [word for word in ("Potholes", "Damp", "spoilt", "check ", "█", "voted", "stage 1") if word in frame]
    (page,) = (tmp_path / "home").rglob("result-castle*.html")
    told = page.read_text(encoding="utf-8")
    assert "Flytipping" in told
    assert not [word for word in ("Potholes", "Damp", "counted +", "voted") if word in told]
    with Store.open(path) as store:
        kept = str(store.value("SELECT result FROM declared"))
        assert "Flytipping" in kept
        assert "Potholes" not in kept


def test_what_another_laptop_does_on_the_same_file_is_followed(tmp_path: Path) -> None:
    path = counted(tmp_path / "hall.organiser", ["1"] * 4 + ["2"] * 4 + ["3"], method="plurality")

    async def story(seat: Seat) -> None:
        await open_result(seat)
        await seat.press("l")
        await seat.type("2 1, Ann Ash, Ben")
        with Store.open(path) as other:
            found = find_conference(other)
            outcomes.draw_lot(other, vote_of(other, found), ["1", "2"], ["Cat Coe", "Dan Day"])
            outcomes.declare(other, found, vote_of(other, found))
        # What was typed meanwhile is refused, and is there still; the page behind shows what was declared.
        await seat.type(" Box\n")
        assert seat.shows("is declared: take that back first")
        assert seat.shows("Ben Box")
        await seat.press("escape")
        await seat.until("Declared ")
        assert seat.line("Potholes").rstrip().endswith("adopted")
        await seat.press("d")
        assert seat.shows("declared already")
        await seat.press("u")
        await seat.until("Not declared yet")

    sit(path, story)
