"""A paper sheet typed in on screen: fewer keys than a spreadsheet, nothing lost, and stored as it was said."""

from pathlib import Path

import pytest

from benchmarks import keystrokes
from organiser.services import doorstep, sheets, surveys
from organiser.services.doorstep import Round
from organiser.services.sheets import Line
from organiser.store.store import Store


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
