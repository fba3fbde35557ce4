"""The files on screen: backups and what going back to one would lose, hand-outs, handover, and a look for faults."""

from pathlib import Path

import pytest

from organiser.services import upkeep
from organiser.store.store import Store
from tests.services.people_here import add
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

WIDE = (160, 50)


def _people(path: Path) -> int:
    with Store.open(path) as store:
        return store.count("SELECT count(*) FROM person")


def test_a_backup_is_made_with_one_key_and_stands_in_the_list(people: People, own_home: Path) -> None:
    path = people("Ann Smith")

    async def story(seat: Seat) -> None:
        await seat.press("b")
        assert seat.shows(str(path))
        assert seat.shows("None yet: b makes one.")
        await seat.press("b")
        (made,) = (own_home / "backups").glob("*.organiser")
        assert seat.shows(f"Backup made and checked: {made} (1 person)")
        assert seat.line(f" {made.name}  ").endswith(("kB", "MB"))

    sit(path, story, size=WIDE)


def test_going_back_says_first_what_would_be_lost_and_what_was_there_is_kept(people: People, own_home: Path) -> None:
    path = people("Ann Smith")
    with Store.open(path) as store:
        (own_home / "backups").mkdir(parents=True, exist_ok=True)
        upkeep.back_up(store, own_home / "backups" / "old.organiser")
        add(store, "Bob Lee")

    async def story(seat: Seat) -> None:
        await seat.press("b")
        for _ in range(6):
            await seat.press("j")
        await seat.press("enter")
        assert seat.shows("1 change (")
        assert seat.shows("Holds")
        await seat.press("escape")
        assert _people(path) == 2
        await seat.press("enter", "enter")
        assert seat.shows("The database is the backup now: 1 person")
        assert seat.shows("before-restore")
        await seat.press("H", "p")
        assert "1 person" in seat.line("organiser ▸")
        assert not seat.shows("Bob Lee")
        # It can still be written, and what was kept can be gone back to.
        await seat.press("a")
        await seat.type("Cy Drew")
        await seat.press("enter", "escape")
        assert seat.shows("Cy Drew")

    sit(path, story, size=WIDE)
    assert _people(path) == 2


def test_a_file_that_is_no_backup_is_refused_in_a_sentence(people: People, tmp_path: Path) -> None:
    path = people("Ann Smith")
    (tmp_path / "x.organiser").write_text("a letter", encoding="utf-8")

    async def story(seat: Seat) -> None:
        await seat.press("b", "r")
        await seat.type(str(tmp_path / "x"))
        assert seat.shows("x.organiser")
        await seat.press("tab")
        await seat.press("enter")
        assert seat.shows("is not a database of organiser")
        await seat.press("r")
        await seat.type(str(tmp_path / "none.organiser"))
        await seat.press("enter")
        assert seat.shows("There is no file")

    sit(path, story, size=WIDE)


def test_people_are_handed_out_and_what_was_done_comes_back(people: People, own_home: Path) -> None:
    path = people("Ann Smith, 07700 900123, leaflets", "Bob Lee, 07700 900456", "Cy Drew")

    async def story(seat: Seat) -> None:
        await seat.press("b", "o")
        await seat.type("offer:leaflets")
        assert seat.shows("1 found: Ann Smith")
        await seat.press("enter")
        (file,) = (own_home / "handed-out").iterdir()
        assert seat.shows(f"1 person handed out: {file}")
        assert seat.shows("Handed out, and not back yet")
        await seat.press("i")
        await seat.type(f"{own_home}/handed-out/")
        await seat.press("tab", "enter")
        assert seat.shows("nothing was done there")
        assert not seat.shows("Handed out, and not back yet")

    sit(path, story, size=WIDE)


def test_handing_over_leaves_a_checked_copy_and_a_page(people: People, tmp_path: Path) -> None:
    path = people("Ann Smith")

    async def story(seat: Seat) -> None:
        await seat.press("b", "v", "ctrl+u")
        await seat.type(str(tmp_path / "over"))
        await seat.press("enter")
        assert seat.shows("Everything of whom goes to whom?")
        await seat.type("Ann Lee")
        await seat.press("enter")
        assert seat.shows("Name both")
        await seat.type(" to Ben Jones")
        await seat.press("enter")
        assert seat.shows("Handed over, the copy is checked. 0 tasks of Ann Lee to Ben Jones.")

    sit(path, story, size=WIDE)
    assert sorted(file.name for file in (tmp_path / "over").iterdir()) == [
        "handover.html", "handover.txt", "people.organiser",
    ]  # fmt: skip


def test_what_is_wrong_with_the_file_is_named_and_mended(people: People) -> None:
    path = people("Ann Smith")
    path.chmod(0o644)

    async def story(seat: Seat) -> None:
        await seat.press("b", "d")
        assert seat.shows("permissions: files that others can read")
        await seat.press("k")
        await seat.press("enter")
        assert seat.shows("can now be read by you alone")
        assert seat.shows("Nothing is wrong")

    sit(path, story, size=WIDE)


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
def test_every_key_of_the_page_is_on_it(people: People, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("b", "j", "j", "j", "j", "j")
        for words in ("backup", "restore", "hand out", "bring back", "hand over", "check"):
            assert seat.shows(words), words

    sit(people("Ann Smith"), story, size=size)
