"""A conference at the screen, from the day it is set up to the promises that were kept, by somebody in a hurry."""

from pathlib import Path

import pytest

from organiser.services import conferences, invitees, promises, shortlist
from organiser.services.doorstep import Round, Typed
from organiser.services.doorstep import add as hear
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places, edit
from tests.tui.driving import Seat, sit

CASTLE, ST_ANNS = WARDS[0][1], WARDS[1][1]


@pytest.fixture
def town(tmp_path: Path) -> Path:
    path = tmp_path / "town.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        build_places(store)
        said = [Typed(line) for line in ("potholes", "Pot holes", "trees", "dog mess", "Other")]
        hear(store, said, Round(CASTLE, "2026-03-14"))
        amina = add(store, "Amina Ahmed SE13 5AB, amina@example.org")
        edit(store, amina, "consent+=email conference yes: at the stall")
        add(store, "Ben Lee SE13 5AB, 07700 900102")
        add(store, "Ben Orr SE13 5AD, 07700 900103")
    return path


def replies(path: Path) -> dict[str, str]:
    with Store.open(path) as store:
        return {one.name: one.reply for one in invitees.invitees(store, conferences.find_conference(store))[0]}


def test_three_weeks_of_evenings(town: Path) -> None:
    async def evenings(seat: Seat) -> None:
        await seat.press("c", "n")
        await seat.type("12 december 2099 Castle & Park, St Ann's")
        assert seat.shows("12 Dec 2099")
        await seat.press("enter")
        assert seat.shows("is set up")
        await seat.press("enter")
        assert "▸" in seat.line("announce")
        await seat.press("enter")
        assert "✓" in seat.line("announce")
        # Enter on a step goes where it is done: the shortlist of the first ward that has none.
        await seat.press("down", "enter")
        assert seat.shows(f"Shortlist of {CASTLE}")
        await seat.press("o", "space")
        assert seat.shows("Why is Potholes left out?")
        await seat.press("enter")
        assert seat.shows("! Say why")
        await seat.type("the council mends them now\n")
        assert seat.shows("–  Potholes: the council mends them now")
        await seat.press("a")
        await seat.type("A crossing: asked for at the surgery\n")
        await seat.press("G", "k", "r")
        await seat.type(" near the school\n")
        await seat.press("u")
        await seat.press("f")
        assert seat.shows("frozen: papers are printed")
        await seat.press("space")
        assert seat.shows("F takes that back")
        await seat.press("F", "escape")
        assert "1 of 2 wards" in seat.line("shortlist")

        # Invitations: only who may be asked so, and the list lies with the program's own files.
        await seat.press("i", "i")
        await seat.until("1 may be asked by e-mail")
        assert seat.shows("no consent") or seat.shows("no e-mail address")
        await seat.type("email\n")
        await seat.until("1 invited by e-mail")
        # Three letters, enter, a key: in one burst, before anything was looked up.
        await seat.type("/ami\nc")
        assert seat.shows("Amina Ahmed: coming")
        # Of two with these letters none is guessed at.
        await seat.type("ben\nn")
        assert seat.shows("the cursor is on Ben Lee")
        await seat.press("down", "n")
        assert seat.shows("Ben Orr: not coming")
        await seat.press("escape", "g", "d")
        await seat.type("wheelchair, BSL\n")
        assert seat.shows("needed: 1 wheelchair, 1 BSL")
        await seat.press("escape")
        assert seat.shows("1 wheelchair, 1 BSL")

        # What was promised.
        await seat.press("o", "n")
        await seat.type("Ask for a crossing, by 1 march 2100, for Cllr Jo Patel, Castle & Park")
        assert "councillor" in seat.line("As what")
        await seat.press("enter", "escape", "x")
        await seat.type("painted on 2 March\n")
        assert seat.shows("painted on 2 March")
        await seat.press("escape", "G", "e")
        assert seat.shows("enter saves")
        await seat.press("escape")

    sit(town, evenings)
    assert replies(town) == {"Amina Ahmed": "coming", "Ben Orr": "not coming"}
    with Store.open(town) as store:
        contest = conferences.find_contest(conferences.find_conference(store), CASTLE)
        found = shortlist.shortlist(store, contest)
        assert [(one.number, one.name) for one in found.offered] == [(1, "Dog mess"), (2, "Trees"), (3, "A crossing")]
        (kept,) = promises.promises(store)
        assert (kept.task.state, kept.owner_kind, kept.ward) == ("done", "councillor", CASTLE)


def test_facts_are_mended_in_place_and_the_countdown_moves_with_the_day(town: Path) -> None:
    with Store.open(town) as store:
        conferences.new_conference(store, conferences.Draft("Anytown decides", "2099-12-12", (CASTLE,)))

    async def mending(seat: Seat) -> None:
        await seat.press("c", "enter", "e")
        await seat.type(" on bins\t")
        await seat.press("ctrl+u")
        await seat.type("19 december 2099\n")
        assert seat.shows("What is to be done moved with it")
        await seat.press("e")
        await seat.type(" and more")
        await seat.press("escape")
        assert seat.shows("Not saved, and kept")

    sit(town, mending, size=(60, 16))
    with Store.open(town) as store:
        one = conferences.find_conference(store)
        assert (one.shown, one.event.on) == ("Anytown decides on bins", "2099-12-19")
        assert store.rows("SELECT due FROM task WHERE title LIKE 'Freeze%'") == [("2099-12-12",)]
