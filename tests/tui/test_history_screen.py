"""The history on screen: any change is taken back or done again on its own line, or it is said why not."""

from pathlib import Path

import pytest

from organiser.services import tags
from organiser.services.changes import touched
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add, edit, give
from tests.tui.driving import Seat, sit


@pytest.fixture
def past(tmp_path: Path) -> Path:
    """Somebody added (change 1), somebody else (2), the first of them mended (3)."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        store.who = "Kasia"
        ann = add(store, "Ann Smith, 07700 900123")
        add(store, "Bob Lee")
        edit(store, ann, "name=Ann Jones")
    return path


def test_what_was_done_stands_newest_first_with_who_did_it(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h")
        lines = seat.frame().splitlines()
        order = [next(i for i, line in enumerate(lines) if title in line) for title in ("Edit", "Add Bob", "Add Ann")]
        assert order == sorted(order)
        assert "Kasia" in seat.line("Add Bob Lee")
        assert "3 changes" in seat.line("organiser ▸")

    sit(past, story)


def test_u_takes_back_the_line_under_the_cursor_and_x_does_it_again(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h", "j", "u")
        assert "undone" in seat.line("Add Bob Lee")
        assert "yes" in seat.line("Add Ann Smith")
        assert "▸" in seat.line("Add Bob Lee")
        assert seat.shows("Undone: Add Bob Lee")
        await seat.press("x")
        assert "yes" in seat.line("Add Bob Lee")
        assert seat.shows("Done again: Add Bob Lee")

    sit(past, story)


def test_why_a_change_cannot_be_taken_back_stands_under_the_list_while_one_is_on_it(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h", "j", "j", "u")
        assert seat.shows("a later change touched the same data: change 3")
        assert "yes" in seat.line("Add Ann Smith")
        await seat.press("k")
        assert not seat.shows("a later change touched")
        await seat.press("j")
        assert seat.shows("a later change touched")
        await seat.press("k", "k", "u", "j", "j", "u")
        assert "undone" in seat.line("Add Ann Smith")

    sit(past, story, size=(160, 24))


def test_u_on_a_change_that_was_taken_back_says_so(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h", "u", "u")
        assert seat.shows("has been undone already")
        await seat.press("j", "U")
        assert seat.shows("stands: there is nothing to redo")

    sit(past, story)


def test_enter_shows_whom_a_change_touched(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h", "enter")
        assert seat.shows("Ann Jones")
        assert not seat.shows("Bob Lee")
        await seat.press("u")
        assert seat.shows("Undone:")
        await seat.press("escape")
        assert "undone" in seat.line("Edit")

    sit(past, story)


def test_a_long_history_is_read_page_by_page(past: Path) -> None:
    with Store.open(past) as store:
        for number in range(450):
            tags.new_tag(store, f"tag {number}")

    async def story(seat: Seat) -> None:
        await seat.press("h")
        assert "200+ changes" in seat.line("organiser ▸")
        await seat.press("G")
        await seat.press("G")
        await seat.press("G")
        assert "453 changes" in seat.line("organiser ▸")
        assert "▸" in seat.line("Add Ann Smith")

    sit(past, story)


def test_what_happens_elsewhere_appears_while_the_cursor_stays_where_it_is(past: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("h", "j")
        with Store.open(past) as store:
            add(store, "Cy Drew")
        seat.app.look_again()
        await seat.settle()
        assert seat.shows("Add Cy Drew")
        assert "▸" in seat.line("Add Bob Lee")

    sit(past, story)


def test_a_change_names_everybody_it_touched_as_far_as_they_are_here(store: Store) -> None:
    ann, bob = add(store, "Ann Smith"), add(store, "Bob Lee")
    give(store, ann, "new")
    (latest,) = history.entries(store, 1)
    assert [person.id for person in touched(store, latest.number).people] == [ann]
    (added,) = [entry for entry in history.entries(store, 9) if "Bob" in entry.title]
    history.undo(store, added.number)
    found = touched(store, added.number)
    assert (found.people, found.gone, found.entry.undone) == ([], 1, True)
    assert bob not in [person.id for person in found.people]
    many = [add(store, f"P {number}") for number in range(5)]
    with store.operation("All of them") as work:
        from organiser.models.people import PERSON

        for person in many:
            work.update(PERSON, person, gender="w")
    shown = touched(store, history.entries(store, 1)[0].number, most=3)
    assert ([person.id for person in shown.people], shown.more, shown.rows) == (many[:3], True, 5)
