"""A request for a councillor's help: it goes onto a slip, and nothing of it stays."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.rules.requests import Request, from_line, from_lines
from organiser.services import offices, place_page
from organiser.services.events import Draft, add_event
from organiser.services.handouts import hand_out_sheets
from organiser.services.merging import merge
from organiser.services.requests import Where, hand_over, handed_in, handed_to
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.handing import back, on_the_other_laptop
from tests.services.people_here import WARDS, add, build_places
from tests.tables import dump

CASTLE = WARDS[0][1]
ASKED = Request("The lift at Quibbleton House has stood still for weeks", "Zephyrine Quux", "07700 900987")
TELLING = ("quibbleton", "zephyrine", "quux", "900987", "lift")


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def councillor(store: Store, name: str, ward: str = CASTLE) -> int:
    person = add(store, name)
    offices.add_office(store, "councillor", name, places={"ward": ward}, since="2024-05-01")
    return person


def test_nothing_of_what_was_asked_nor_who_asked_stays_anywhere(small: Store, tmp_path: Path) -> None:
    councillor(small, "Jo Bloggs")
    with pytest.raises(Problem):
        hand_over(small, ASKED, Where(CASTLE), tmp_path / "no such folder" / "slip.html")
    assert handed_in(small, offices.one_ward(small, CASTLE, clock.today())) == 0
    done = hand_over(small, ASKED, Where(CASTLE), tmp_path / "slip.html")
    assert done.file is not None
    slip = done.file.read_text()
    assert all(words in slip.casefold() for words in TELLING)
    assert done.file.stat().st_mode & 0o777 == 0o600
    history.undo(small, None)
    history.redo(small, None)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != done.file]
    assert any(path.name.endswith("-wal") and path.stat().st_size for path in written)
    for path in written:
        there = path.read_bytes().lower()
        for words in TELLING:
            for spelled in (words.encode(), words.encode("utf-16-le")):
                assert spelled not in there, path.name
    assert done.handed.sentence.startswith("handed to Cllr Jo Bloggs on ")


def test_it_goes_to_the_councillors_of_the_ward_and_each_sees_how_many(small: Store) -> None:
    with pytest.raises(Problem, match="name the one"):
        hand_over(small, ASKED, Where(CASTLE), text=True)
    # Where no councillor is known a name will do.
    named = hand_over(small, ASKED, Where(CASTLE, "Cllr Pat Unlisted"), text=True)
    assert named.handed.to == ("Pat Unlisted",)
    assert "Who asks: Zephyrine Quux" in named.text
    jo, bo = councillor(small, "Jo Bloggs"), councillor(small, "Bo Orr")
    both = hand_over(small, ASKED, Where(CASTLE), text=True)
    assert set(both.handed.to) == {"Jo Bloggs", "Bo Orr"}
    event = add_event(small, Draft("canvassing", on="2026-03-14", wards=[CASTLE])).event
    alone = hand_over(small, ASKED, Where(event=str(event.number), to="Jo Bloggs"), text=True)
    assert alone.handed.on == "2026-03-14"
    with pytest.raises(Problem):
        hand_over(small, ASKED, Where(CASTLE, "Nobody Here"), text=True)
    assert (handed_to(small, jo).number, handed_to(small, bo).number) == (2, 1)
    ward = offices.one_ward(small, CASTLE, clock.today())
    assert handed_in(small, ward) == 3
    assert handed_in(small, ward, "2026-03-01", "2026-03-31") == 1
    told = {about.label: about.words for about in place_page.show(small, "councillor", "Jo Bloggs").about}
    assert told["Handed over"].startswith("2 requests for help")
    # A councillor who was here twice keeps them all.
    twin = add(small, "Joe Bloggs")
    merge(small, twin, jo, {"name": "B"}, anyway=True)
    assert handed_to(small, offices.find_holder(small, "Bloggs")).number == 2


def test_a_request_is_read_as_it_is_typed(small: Store) -> None:
    lines = ["Lift broken", "Name: Ann Lee", "still broken", "E-mail: ann@example.org"]
    assert from_lines(lines) == Request("Lift broken\nstill broken", "Ann Lee", "ann@example.org")
    assert from_line("Lift broken; Ann Lee; 07700 900123") == Request("Lift broken", "Ann Lee", "07700 900123")
    with pytest.raises(Problem, match="not kept"):
        hand_over(small, from_lines(["Name: Ann Lee"]), Where(CASTLE), text=True)


def test_what_is_handed_over_at_another_laptop_is_noted_here_once(small: Store, tmp_path: Path) -> None:
    jo = councillor(small, "Jo Bloggs")
    handed = hand_out_sheets(small, tmp_path / "sheets.organiser", ward=CASTLE)
    with on_the_other_laptop(handed.file) as laptop:
        for name in ("Cllr jo bloggs", "Pat Unlisted"):
            hand_over(laptop, ASKED, Where(CASTLE, name), text=True)
    before = dump(small)
    assert [taken.new for taken in back(small, handed.file).files] == [{"request_handed": 2}]
    assert handed_to(small, jo).number == 1
    assert back(small, handed.file).operation is None
    with on_the_other_laptop(handed.file) as laptop:
        history.undo(laptop, None)
    assert back(small, handed.file).files[0].undone == {"request_handed": 1}
    assert small.rows("SELECT councillor, person_id FROM request_handed") == [("", jo)]
    history.undo(small, None)
    history.undo(small, None)
    assert dump(small) == before
