"""What should not happen to a program in use, and does: files that go away, bursts of keys, names that are too long."""

import sqlite3
from pathlib import Path

from organiser.store.store import Store
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

# Wide, right-to-left, joined and combining letters, and one with ten thousand.
NAMES = ("محمد بن سلمان", "דוד כהן", "👩🏽‍🚒 Ann", "Zoë̈̈̈ Smith", "岡田 花子", "Long " + "n" * 10_000)


def no_faults(home: Path) -> None:
    log = home / "faults.log"
    assert not log.exists(), log.read_text()


def test_a_database_that_is_moved_away_is_said_and_nothing_is_lost(people: People, own_home: Path) -> None:
    path = people("Ann Smith")
    away = path.with_name("away.organiser")

    async def story(seat: Seat) -> None:
        await seat.press("a")
        await seat.type("Bob Lee\n")
        assert seat.shows("Added: Bob Lee")
        path.rename(away)
        await seat.type("Cara Jones\n")
        assert seat.shows("is not there any more")
        assert seat.shows("Cara Jones"), "what was typed stays"
        await seat.press("escape")
        for key in "pwnthbi":
            await seat.press(key, "enter", "escape", "H")
        assert seat.shows("organiser ▸ Home")
        away.rename(path)
        await seat.until("The database is there again")
        await seat.press("a", "enter", "enter")
        assert seat.shows("Added: Cara Jones")

    sit(path, story)
    with Store.open(path) as store:
        assert store.count("SELECT COUNT(*) FROM person") == 3
    no_faults(own_home)


def test_a_database_that_is_replaced_is_read_anew(people: People, tmp_path: Path) -> None:
    path = people("Ann Smith")

    async def story(seat: Seat) -> None:
        await seat.press("p")
        assert seat.shows("Ann Smith")
        path.rename(tmp_path / "old.organiser")
        people("Dora Late", "Ed Later")
        await seat.until("Dora Late")
        await seat.press("a")
        await seat.type("Fay New\n")
        assert seat.shows("Added: Fay New")

    sit(path, story)
    with Store.open(path) as store:
        assert store.count("SELECT COUNT(*) FROM person") == 3


def test_a_locked_database_is_said_and_what_was_typed_stays(people: People, own_home: Path) -> None:
    path = people("Ann Smith")

    async def story(seat: Seat) -> None:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await seat.press("a")
        await seat.type("Bob Lee\n")
        await seat.until("locked by another program")
        assert seat.shows("Bob Lee")
        other.execute("ROLLBACK")
        other.close()
        await seat.press("enter", "enter")
        assert seat.shows("Added: Bob Lee")

    sit(path, story)
    no_faults(own_home)


def test_names_of_any_script_and_length_stand_on_every_page(people: People, own_home: Path) -> None:
    async def story(seat: Seat) -> None:
        for _ in NAMES:
            await seat.press("enter", "down", "n")
            await seat.type(f"rang, {'word ' * 20}; ring again friday\n")
            await seat.press("escape", "escape", "down")
        await seat.press("H", "h", "enter", "escape", "H", "t", "enter", "escape", "H")
        assert seat.app.crash_words == ""

    sit(people(*NAMES), story, at="people", size=(20, 5))
    no_faults(own_home)


def test_every_key_in_a_burst_on_every_page_leaves_the_program_running(people: People, own_home: Path) -> None:
    keys = "jkGgnt\x1bldfsScx+eomDTuU12[]=.,- zZ?/A"

    async def story(seat: Seat) -> None:
        for page in "pthb":
            await seat.press("H")
            for key in f"{page}{keys}":
                if key == "\x1b":
                    await seat.press("escape")
                else:
                    await seat.type(key)
            await seat.type("\n\n\t\n")
            await seat.press("escape", "escape", "escape", "escape", "H")
            assert seat.shows("Go to"), f"after {page}\n{seat.frame()}"

    sit(people("Ann Smith, 07700 900123", "Bob Lee", "Cara Jones"), story)
    no_faults(own_home)


def test_undo_does_not_wait_for_an_import_to_take_it_back(people: People, tmp_path: Path) -> None:
    path = people("Ann Smith")
    (tmp_path / "helpers.csv").write_text("name,email\nBob Lee,bob@example.org\n")

    async def story(seat: Seat) -> None:
        await seat.press("i", "t")
        await seat.type(f"{tmp_path}/helpers.csv\n")
        await seat.press("enter", "p")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for key in "iu":
            seat._send(key, key)
        while not seat.shows("An import is being written"):
            await seat.pilot.pause(0.01)
        other.execute("ROLLBACK")
        other.close()
        await seat.until("Imported: 1 new")

    sit(path, story)
    with Store.open(path) as store:
        assert store.count("SELECT COUNT(*) FROM person") == 2
