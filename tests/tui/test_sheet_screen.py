"""A paper sheet typed in on screen: fewer keys than a spreadsheet, nothing lost, and stored as it was said."""

import asyncio
from pathlib import Path
from threading import Event

import pytest

from benchmarks import keystrokes
from organiser.rules.sheet import Cells
from organiser.services import adding, doorstep, handouts, sheets, surveys
from organiser.services.doorstep import Round
from organiser.services.events import Draft, add_event
from organiser.services.sheets import Line
from organiser.store.store import Store
from tests.tui.driving import Seat, sit


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    """A database with the ward Crofton Park and nobody in it."""
    return keystrokes.made(tmp_path)


def typed(path: Path) -> list[Line]:
    """The sheet as it stands in the database."""
    with Store.open(path) as store:
        shared = Round(ward="Crofton Park", on="14/3/2026", street="Fiction Road", by="Ann")
        return sheets.lines(store, doorstep.settle(store, shared))


def stored(path: Path) -> list[tuple[object, ...]]:
    """All that a sheet leaves behind, without what tells a file from a keyboard."""
    with Store.open(path) as store:
        people = store.rows(
            "SELECT given, family, ward_id, (SELECT group_concat(value) FROM contact WHERE person_id = person.id),"
            " (SELECT group_concat(lines) FROM address WHERE person_id = person.id),"
            " (SELECT group_concat(channel || ' ' || stance || ' ' || given || ' ' || how || ' ' || wording)"
            " FROM consent WHERE person_id = person.id) FROM person ORDER BY sort_key"
        )
        said = store.rows(
            "SELECT on_day, conversation.ward_id, outcome, conversation.wording, conversation.fold, name, door, street,"
            " household, conference, helping, given FROM conversation LEFT JOIN issue ON issue.id = issue_id"
            " LEFT JOIN person ON person.id = person_id ORDER BY CAST(door AS INTEGER)"
        )
        return [*people, *said]


def test_a_sheet_of_30_doors_takes_fewer_keys_than_a_spreadsheet_and_is_stored_as_its_file_is(
    ward: Path, tmp_path: Path, shared_data: Path
) -> None:
    paper = shared_data / "doorstep" / "paper_sheet_30.csv"
    doors = keystrokes.read(paper)
    pressed = keystrokes.strokes(doors)
    others = keystrokes.best_spreadsheet(doors)
    assert keystrokes.counted(pressed).other < 0.6 * others.other
    assert keystrokes.counted([*keystrokes.head("crof"), *pressed]).other < 0.75 * others.other
    imported = keystrokes.made(tmp_path / "imported")
    keystrokes.type_into(ward, pressed, "crof")
    with Store.open(imported) as store:
        options = surveys.Options("Crofton Park", "2026-03-14")
        taken = surveys.import_surveys(store, [paper], options, lambda *_: None)
    assert taken.outcomes == {"spoke": 14, "not in": 14, "refused": 2}
    found = stored(ward)
    assert found == stored(imported)
    assert len(found) == 3 + 30
    assert all(str(person[5]).startswith("call yes ") for person in found[:3])


def test_an_evening_at_a_sheet(ward: Path) -> None:
    with Store.open(ward) as store:
        for words in ("potholes on Brockley Rise", "Potholes on Brockley Rise", "pot holes"):
            doorstep.add(store, [doorstep.Typed(words)], Round(ward="Crofton Park", street="Elm Road"))
        adding.add(store, adding.draft(store, "Ann Day, 07700 900123").understood)

    async def story(seat: Seat) -> None:
        await seat.press("d", "n")
        # The ward is offered again; another day is typed.
        await seat.type("Fiction Road\t\t14/3/2026\tAnn\n")
        assert seat.shows("Crofton Park, 14 Mar · Fiction Road · canvasser Ann")
        await seat.type("2\tpoth")
        assert seat.shows("potholes on Brockley Rise  (2 here)")
        await seat.press("right")
        await seat.type("\ty\n'")
        # Ditto of an outcome goes on to the words, and there it is theirs.
        await seat.type("'\n")
        assert seat.line("2 4").split()[2:5] == ["spoke", "potholes", "on"]
        await seat.type("nn")
        assert seat.shows("4 doors · 2 spoke · saved")
        # One back by backspace: it was not "not in" but a name that is known here.
        await seat.press("backspace", "backspace")
        await seat.type("sno buses\t\t\tann d")
        assert seat.shows("Ann Day  known here")
        await seat.press("down", "enter")
        await seat.press("enter")
        assert seat.shows("no buses")
        # A row above is mended, and enter goes back to the fresh one.
        await seat.press("up", "up", "up")
        await seat.type("r")
        assert seat.line("  2 4").split()[2] == "refused"
        # u takes back the last change; the row is as it was.
        await seat.type("u")
        assert seat.line("  2 4").split()[2] == "spoke"
        await seat.type("U")
        assert seat.line("  2 4").split()[2] == "refused"
        await seat.type("u")
        assert seat.line("  2 4").split()[2] == "spoke"
        # A name without a yes is asked for, and nothing of it is lost meanwhile.
        await seat.type("smould\ty\ty\tBob Lee\n")
        assert seat.shows("May we contact them?")
        await seat.type("p\n")
        assert seat.shows("no telephone number can be read")
        await seat.type("07700 900124\n")
        assert seat.shows("Bob Lee is a person here now")
        await seat.type("dog m")
        await seat.press("escape")
        assert seat.shows("Ward")
        await seat.press("n")
        await seat.press("enter")
        assert seat.shows("6 doors · 5 spoke · saved")

    sit(ward, story)
    rows = [line.cells[:3] for line in typed(ward)]
    assert rows == [
        ("2", "spoke", "potholes on Brockley Rise"), ("4", "spoke", "potholes on Brockley Rise"),
        ("6", "not in", ""), ("8", "spoke", "no buses"), ("10", "spoke", "mould"), ("12", "spoke", "dog m"),
    ]  # fmt: skip
    assert [line.cells.name for line in typed(ward)] == ["", "", "", "Ann Day", "Bob Lee", ""]


def test_keys_typed_ahead_of_a_sheet_that_is_gone_on_with_mean_what_they_mean_on_it(ward: Path) -> None:
    shared = Round(ward="Crofton Park", on="14/3/2026", street="Fiction Road", by="Ann")
    with Store.open(ward) as store:
        sheet = doorstep.settle(store, shared)
        for door in range(2, 42, 2):
            sheets.keep(store, sheet, Line(sheets.new_uid(), Cells(str(door), "spoke", "potholes")))

    async def story(seat: Seat) -> None:
        await seat.press("d", "n")
        # The disk is slow: all of it is typed before the sheet is there.
        slow = Event()
        asyncio.get_running_loop().call_later(0.5, slow.set)
        seat.app.desk.do("quick", "a slow disk", lambda _: slow.wait(20), lambda _: None)
        await seat.type("\nnsdog mess\ty\n")
        assert seat.shows("22 doors · 21 spoke · saved")

    sit(ward, story)
    assert [line.cells[:4] for line in typed(ward)[20:]] == [
        ("42", "not in", "", ""), ("44", "spoke", "dog mess", "yes")
    ]  # fmt: skip


def test_a_file_that_was_handed_out_shows_the_sheet_and_nothing_else(ward: Path, tmp_path: Path) -> None:
    with Store.open(ward) as store:
        file = handouts.hand_out_sheets(store, tmp_path / "sheets.organiser", ward="Crofton Park").file

    async def story(seat: Seat) -> None:
        await seat.type("Fiction Road\t\t14/3/2026\tAnn\n2\tnpotholes\n")
        assert seat.shows("2 doors · 1 spoke · saved")
        await seat.press("escape")
        assert seat.shows("what holds for all its rows")
        await seat.press("escape")
        assert seat.shows("2 doors · 1 spoke · saved")
        assert not seat.shows("home")

    sit(file, story, at="sheet", size=(60, 16))
    assert [line.cells.outcome for line in typed(file)] == ["not in", "spoke"]


def test_a_row_that_cannot_be_saved_stays_with_the_reason_and_is_saved_later(ward: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("d", "n")
        await seat.type("Fiction Road\tcrof\t14/3/2026\tAnn\n2\tpotholes\n")
        away = ward.with_suffix(".away")
        ward.rename(away)
        await seat.type("dog mess\n")
        assert seat.shows("1 not saved")
        away.rename(ward)
        await seat.press("up", "enter")
        assert seat.shows("2 doors · 2 spoke · saved")

    sit(ward, story)
    assert [line.cells.words for line in typed(ward)] == ["potholes", "dog mess"]


def test_a_sheet_of_an_event_has_its_ward_and_day(ward: Path) -> None:
    with Store.open(ward) as store:
        add_event(store, Draft("canvassing", "Brockley Rise", "2026-03-14", wards=["Crofton Park"]))

    async def story(seat: Seat) -> None:
        from organiser.screens.event import EventPage

        await seat.app.push_screen(EventPage("Brockley Rise"))
        await seat.settle()
        await seat.press("d")
        await seat.type("Fiction Road\n2\tn")
        assert seat.shows("Crofton Park, 14 Mar · Fiction Road · canvasser Sam · Brockley Rise")
        assert seat.shows("1 door · 0 spoke · saved")

    sit(ward, story)
