"""An evening at the page of the doorstep: the contact rate, whom to get back to, pages, a request handed over."""

from pathlib import Path

import pytest

from organiser.services import electorates, offices, tasks
from organiser.services.doorstep import Round, Typed, add
from organiser.services.place_page import show
from organiser.services.requests import handed_to
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person
from tests.tui.driving import Seat, sit

CASTLE, ST_ANNS, _ = (name for _, name, _ in WARDS)


@pytest.fixture
def heard(tmp_path: Path) -> Path:
    """Two wards that were knocked on, electors of one, a councillor of the other, and a door to go back to."""
    path = tmp_path / "people.organiser"
    numbers = tmp_path / "electors.csv"
    numbers.write_text(f"Ward,Electors\n{CASTLE},200\n")
    (tmp_path / "more.csv").write_text(f"Ward,Electors\n{ST_ANNS},400\nNowhere,7\n")
    with Store.create(path) as store:
        build_places(store)
        electorates.import_electorates(store, numbers)
        add(store, [Typed("12: call back"), Typed("14: potholes")], Round(ward=CASTLE, street="Fiction Road"))
        add(store, [Typed("[b]trees")], Round(ward=ST_ANNS))
        for name in ("Jo Bloggs", "Bo Orr"):
            add_person(store, name)
            offices.add_office(store, "councillor", name, places={"ward": CASTLE}, since="2024-05-01")
    return path


def test_an_evening_at_the_page_of_the_doorstep(heard: Path, own_home: Path) -> None:
    async def story(seat: Seat) -> None:
        assert "1 person from the doorstep to get back to" in seat.line("from the doorstep")
        await seat.press("d", "t")
        assert "1 of 200" in seat.line(CASTLE)
        assert "0.5%" in seat.line(CASTLE)
        assert "1 of ?" in seat.line(ST_ANNS)
        assert seat.frame().index(CASTLE) < seat.frame().index(ST_ANNS)
        assert seat.shows("Counted, of electors")
        await seat.press("o", "o")
        assert "1 of ?" in seat.line(CASTLE)
        # How many electors the other ward has comes in on this page, and goes again.
        await seat.press("o", "i")
        await seat.type(f"{heard.parent / 'nowhere.csv'}\n")
        assert seat.shows("There is no file")
        await seat.press("ctrl+u")
        await seat.type(f"1 May 2026: {heard.parent / 'more.csv'}\n")
        assert seat.shows("1 number taken in. u takes it back. 1 row left out; row 3:")
        assert "1 of 400" in seat.line(ST_ANNS)
        await seat.press("u")
        assert "1 of ?" in seat.line(ST_ANNS)
        await seat.press("escape", "f")
        assert "12 Fiction Road" in seat.line("asked to come back")
        await seat.press("d")
        assert seat.shows("Task: Go back to 12 Fiction Road")
        assert seat.shows("Nothing is owed")
        await seat.press("u")
        assert seat.shows("asked to come back")
        await seat.press("escape", "p")
        assert seat.shows("A draft until")
        await seat.press("w")
        assert not seat.shows("A draft until")
        assert seat.shows("Written, for you alone to read")

    sit(heard, story)
    pages = {path.name.split("-")[0] for path in (own_home / "printed").iterdir()}
    assert pages == {"sheet", "picture"}
    with Store.open(heard) as store:
        assert tasks.list_tasks(store).tasks == []


def test_a_request_is_handed_over_from_the_page_of_the_doorstep_and_not_kept(heard: Path, own_home: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("d")
        # The second of the councillors is chosen with the arrow; what was typed is gone when the panel is left.
        await seat.press("r")
        await seat.type("lift broken; Zephyrine Quux")
        assert seat.shows("for all of them")
        await seat.press("escape", "r")
        assert not seat.shows("Zephyrine")
        await seat.press("enter")
        assert seat.shows("Say what is asked for")
        await seat.type("lift broken; Zephyrine Quux; 07700 900987")
        await seat.press("down", "down", "enter")
        assert seat.shows("Handed to Cllr Bo Orr on")
        assert not seat.shows("lift")
        # Whoever types a sheet up is told what is owed to those whose words they are.
        await seat.press("n")
        assert "anybody may object" in " ".join(seat.frame().split())
        await seat.press("escape", "e")
        seat.app.screen.query_one("Entry").value = f"issues: {heard.parent / 'ranking.csv'}"  # type: ignore[attr-defined]
        await seat.press("enter")
        assert seat.shows("rows written")

    sit(heard, story)
    assert "[b]trees" in (heard.parent / "ranking.csv").read_text()
    (slip,) = (own_home / "printed").iterdir()
    assert "Zephyrine Quux" in slip.read_text()
    for path in heard.parent.glob("people.organiser*"):
        assert b"Zephyrine" not in path.read_bytes()
    with Store.open(heard) as store:
        assert handed_to(store, offices.find_holder(store, "Bo Orr")).number == 1
        assert handed_to(store, offices.find_holder(store, "Jo Bloggs")).number == 0
        assert "Handed over" in {about.label for about in show(store, "councillor", "Bo Orr").about}
