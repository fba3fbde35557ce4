"""Sign-in sheets: people found or added, marked in six states, as one change, in any order and any number of times."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.services import attendance, events, sessions
from organiser.services.questions import open_questions
from organiser.services.signin_sheets import Sheets, SignedIn, import_sheets
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import content, quietly, told, write_list
from tests.services.people_here import add, build_places
from tests.tables import dump

HEADER = ("Name", "Email", "Mobile", "Attendance")
BASICS = Sheets("Organising basics", "2026-02-14", "Anytown North")
LISTENING = Sheets("Listening and issues", "2026-03-21", "Anytown North")
SOUTH = Sheets("Organising basics", "2026-03-07", "Anytown South")


@pytest.fixture
def town(store: Store) -> Store:
    """A database with the places of Anytown."""
    build_places(store)
    return store


def sheet(folder: Path, *rows: Sequence[str], name: str = "sheet.csv") -> Path:
    """A sign-in sheet; a row may leave its last cells out."""
    return write_list(folder / name, HEADER, *[(*row, *[""] * (4 - len(row))) for row in rows])


def take(store: Store, path: Path, sheets: Sheets = BASICS) -> SignedIn:
    return import_sheets(store, [path], sheets, quietly)


def marks(store: Store) -> set[tuple[str, ...]]:
    """Who is marked how at which session: day, course, seat, name, state."""
    return {
        tuple(row)
        for row in store.rows(
            "SELECT on_day, course.name, constituency.name, trim(given || ' ' || family), attendance.state"
            " FROM attendance JOIN event ON event.id = attendance.event_id JOIN session USING (event_id)"
            " JOIN course ON course.id = course_id JOIN constituency ON constituency.id = session.constituency_id"
            " JOIN person ON person.id = person_id"
        )
    }


def states(store: Store) -> dict[str, str]:
    """The state of everybody by name, of one session."""
    return {row[3]: row[4] for row in marks(store)}


# The shared sheets --------------------------------------------------------------------------------------------------


def _truth(folder: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of truth.csv by file."""
    found: dict[str, list[dict[str, str]]] = {}
    with (folder / "truth.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["file"], []).append(row)
    return found


@contextmanager
def _london_and_birmingham(truth: dict[str, list[dict[str, str]]]) -> Iterator[Store]:
    """A database that knows the seats of the shared sheets by name."""
    from organiser.models.places import CONSTITUENCY

    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        with store.operation("Places") as work:
            for number, name in enumerate(sorted({row["clp"] for rows in truth.values() for row in rows})):
                work.insert(CONSTITUENCY, gss=f"E1400100{number}", name=name)
        yield store


def test_the_shared_sheets_say_what_their_truth_says_row_by_row_in_any_order(shared_data: Path) -> None:
    folder = shared_data / "training"
    truth = _truth(folder)
    expected = {
        (row["on"], row["course"], row["clp"], row["name"], row["state"].replace("unknown", "not marked"))
        for rows in truth.values()
        for row in rows
    }
    for order in permutations(truth):
        with _london_and_birmingham(truth) as store:
            for file in (*order, order[0]):
                first = truth[file][0]
                done = take(store, folder / file, Sheets(first["course"], first["on"], first["clp"]))
                said = Counter(row["state"].replace("unknown", "not marked") for row in truth[file])
                assert {state: count for state, count in done.states.items() if count} == said
                assert (done.rows, done.refused, done.warnings, done.questions) == (len(truth[file]), [], [], [])
            assert done.operation is None
            assert marks(store) == expected
            assert store.count("SELECT count(*) FROM person") == 30


def test_a_row_of_a_shared_sheet_leads_to_the_person_of_its_truth(shared_data: Path) -> None:
    folder = shared_data / "training"
    truth = _truth(folder)
    with _london_and_birmingham(truth) as store:
        for file, rows in truth.items():
            take(store, folder / file, Sheets(rows[0]["course"], rows[0]["on"], rows[0]["clp"]))
        found = {
            (file, str(row)): person
            for file, row, person in store.rows(
                "SELECT file, source_row.row, person_id FROM source_row JOIN list ON list.id = list_id"
            )
        }
        pairs = {(row["person"], found[file, row["row"]]) for file, rows in truth.items() for row in rows}
        assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs}) == 30


# One sheet ----------------------------------------------------------------------------------------------------------


def test_a_sheet_makes_its_session_and_marks_who_stands_on_it(town: Store, tmp_path: Path) -> None:
    done = take(
        town,
        sheet(
            tmp_path,
            ("Ahmed, Amina", "amina@example.org", "", "Attended"),
            ("Ben Lee", "", "07700 900101", "no show"),
            ("Cat Orr", "cat@example.org", "", ""),
        ),
    )
    assert states(town) == {"Amina Ahmed": "attended", "Ben Lee": "absent", "Cat Orr": "not marked"}
    assert (done.rows, done.new_people, done.recognised, done.new_course) == (3, 3, 0, True)
    session = done.session
    assert (session.course, session.event.on, session.event.kind) == ("Organising basics", "2026-02-14", "training")
    assert session.clp is not None
    assert session.clp.name == "Anytown North"
    assert len(town.rows("SELECT 1 FROM operation WHERE kind = 'training'")) == 1


def test_somebody_who_is_here_already_is_recognised_by_name_and_address(town: Store, tmp_path: Path) -> None:
    amina = add(town, "Amina Ahmed amina@example.org SE13 5AB")
    done = take(town, sheet(tmp_path, ("AHMED, Amina", "AMINA@example.org", "07700 900102", "came")))
    assert (done.new_people, done.recognised) == (0, 1)
    assert town.rows("SELECT person_id FROM attendance") == [(amina,)]
    assert town.rows("SELECT value FROM contact WHERE person_id = ? AND kind = 'phone'", (amina,)) == [
        ("+447700900102",)
    ]


def test_standing_on_a_sheet_is_no_consent_to_be_contacted(town: Store, tmp_path: Path) -> None:
    take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "07700 900102", "attended")))
    assert town.count("SELECT count(*) FROM consent") == 0


def test_two_names_under_one_address_become_a_question(town: Store, tmp_path: Path) -> None:
    add(town, "Amina Ahmed amina@example.org")
    done = take(town, sheet(tmp_path, ("Yusuf Ahmed", "amina@example.org", "", "attended")))
    assert [finding.code for finding in done.questions] == ["shared-address"]
    assert done.new_people == 1
    assert len(open_questions(town, 5).questions) == 1


def test_a_bare_name_that_is_here_already_becomes_a_question(town: Store, tmp_path: Path) -> None:
    add(town, "Amina Ahmed amina@example.org")
    path = sheet(tmp_path, ("Amina Ahmed", "", "", "attended"), ("Ben Lee", "", "", "attended"))
    done = take(town, path)
    assert told(done.questions) == [("sheet.csv", "", 2, "namesake")]
    assert [question.kind for question in open_questions(town, 5).questions] == ["namesake"]
    assert take(town, path).operation is None


def test_two_of_one_name_with_an_address_each_are_two_people(town: Store, tmp_path: Path) -> None:
    add(town, "Amina Ahmed amina@example.org")
    done = take(town, sheet(tmp_path, ("Amina Ahmed", "a.ahmed@example.org", "", "attended")))
    assert (done.new_people, done.questions) == (1, [])


def test_a_state_that_is_not_understood_is_told_and_its_person_not_marked(town: Store, tmp_path: Path) -> None:
    done = take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "perhaps"), ("", "", "", "attended")))
    assert told(done.warnings) == [("sheet.csv", "", 2, "not-understood")]
    assert "'perhaps'" in done.warnings[0].reason
    assert told(done.refused) == [("sheet.csv", "", 3, "no-name")]
    assert states(town) == {"Amina Ahmed": "not marked"}


def test_somebody_who_stands_on_a_sheet_twice_is_marked_by_the_weightier(town: Store, tmp_path: Path) -> None:
    rows = [
        ("Amina Ahmed", "amina@example.org", "", "booked"),
        ("Ahmed, Amina", "amina@example.org", "", "attended"),
        ("Amina Ahmed", "amina@example.org", "", ""),
    ]
    done = take(town, sheet(tmp_path, *rows))
    assert (done.rows, done.new_people, done.states["attended"], sum(done.states.values())) == (3, 1, 1, 1)
    assert states(town) == {"Amina Ahmed": "attended"}
    assert take(town, sheet(tmp_path, *rows)).operation is None


def test_a_workbook_with_a_title_above_its_header_is_read(town: Store, tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Saturday")
        page.write_row(0, 0, ["Organising basics: who came"])
        for number, row in enumerate((HEADER, ("Amina Ahmed", "amina@example.org", "", "x"))):
            page.write_row(number + 2, 0, row)
        book.add_worksheet("Room").write_row(0, 0, ["Chairs", "Tables"])
    done = take(town, path)
    assert (done.rows, states(town)) == (1, {"Amina Ahmed": "attended"})


def test_a_list_that_does_not_tell_who_came_is_declined_in_a_sentence(town: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "list.csv", ("Name", "Email"), ("Amina Ahmed", "amina@example.org"))
    before = dump(town)
    with pytest.raises(Problem, match="no column tells who came"):
        take(town, path)
    assert dump(town) == before


def test_the_column_can_be_named(town: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "list.csv", ("Name", "Email", "Sat"), ("Amina Ahmed", "amina@example.org", "x"))
    take(town, path, BASICS._replace(column="Sat"))
    assert states(town) == {"Amina Ahmed": "attended"}


def test_where_no_places_are_loaded_it_is_said_how(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="organiser places import"):
        take(store, sheet(tmp_path, ("Amina Ahmed", "", "", "attended")))


def test_a_sheet_of_a_session_that_stands_joins_it(town: Store, tmp_path: Path) -> None:
    from organiser.services import courses

    courses.add_course(town, "Organising basics", lasts=24)
    draft = sessions.SessionDraft("organising basics", "2026-02-14", "Anytown North", places=12)
    session = sessions.add_session(town, draft).session
    done = take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "attended")))
    assert done.session.event.uid == session.event.uid
    assert not done.new_course


def test_a_sheet_of_a_cancelled_session_says_that_nobody_completed_it(town: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "booked"))
    session = take(town, path).session
    sessions.edit_session(town, session, sessions.SessionChanges(cancelled=True))
    assert [finding.code for finding in take(town, path).warnings] == ["cancelled-session"]


def test_the_meaning_of_a_sheet_is_not_taken_for_that_of_other_lists(town: Store, tmp_path: Path) -> None:
    from tests.services.lists import take_in

    path = sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "attended"))
    take(town, path)
    take_in(town, path)
    keys = {row[0].partition(":")[0] for row in town.rows("SELECT key FROM source")}
    assert keys == {"training", "list"}


# Again --------------------------------------------------------------------------------------------------------------


def test_the_same_sheet_twice_changes_nothing_under_another_name_too(town: Store, tmp_path: Path) -> None:
    rows = [("Amina Ahmed", "amina@example.org", "", "attended"), ("Ben Lee", "", "", "booked")]
    take(town, sheet(tmp_path, *rows))
    before = dump(town)
    for name in ("sheet.csv", "copy.csv"):
        done = take(town, sheet(tmp_path, *rows, name=name))
        assert (done.operation, done.new_people, done.recognised) == (None, 0, 2)
    assert dump(town) == before


def test_marks_filled_in_later_take_the_place_of_none(town: Store, tmp_path: Path) -> None:
    take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org"), ("Ben Lee", "ben@example.org", "", "booked")))
    later = take(
        town,
        sheet(
            tmp_path,
            ("Amina Ahmed", "amina@example.org", "", "attended"),
            ("Ben Lee", "ben@example.org", "", "apologies"),
        ),
    )
    assert later.operation is not None
    assert states(town) == {"Amina Ahmed": "attended", "Ben Lee": "apologies"}
    take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org"), ("Ben Lee", "ben@example.org", "", "booked")))
    assert states(town) == {"Amina Ahmed": "attended", "Ben Lee": "apologies"}


def test_a_sheet_that_says_otherwise_than_what_stands_is_told(town: Store, tmp_path: Path) -> None:
    take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "attended")))
    done = take(town, sheet(tmp_path, ("Amina Ahmed", "amina@example.org", "", "absent")))
    assert (done.operation, [finding.code for finding in done.warnings]) == (None, ["stands"])


def test_what_was_marked_by_hand_stands_beside_an_empty_sheet(town: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Amina Ahmed", "amina@example.org"))
    session = take(town, path).session
    event = events.find_event(town, str(session.number))
    attendance.mark_named(town, event, ["Amina Ahmed"], "attended")
    assert take(town, path).operation is None
    assert states(town) == {"Amina Ahmed": "attended"}


def test_undo_takes_all_of_a_sheet_back_and_redo_brings_it_again(town: Store, tmp_path: Path) -> None:
    add(town, "Amina Ahmed amina@example.org")
    before = dump(town)
    path = sheet(
        tmp_path, ("Amina Ahmed", "amina@example.org", "07700 900109", "came"), ("Ben Lee", "", "", "booked"), ("Cat",)
    )
    done = take(town, path)
    after = dump(town)
    assert done.operation is not None
    history.undo(town, done.operation)
    assert dump(town) == before
    history.redo(town, done.operation)
    assert dump(town) == after
    history.undo(town, done.operation)
    assert take(town, path).new_people == 2
    assert states(town) == {"Amina Ahmed": "attended", "Ben Lee": "booked", "Cat": "not marked"}


# Any order, any number of times -------------------------------------------------------------------------------------

_WHO = st.sampled_from(
    [
        ("Amina Ahmed", "amina@example.org", "07700 900101"),
        ("Ahmed, Amina", "amina@example.org", ""),
        ("Amina Ahmed", "", "07700 900101"),
        ("Ben Lee", "ben@example.org", ""),
        ("lee, ben", "ben@example.org", "07700 900103"),
        ("Cat Orr", "amina@example.org", ""),
        ("Dee Fox", "dee@example.org", ""),
    ]
)
_MARK = st.sampled_from(["", "attended", "Apologies", "no show", "cancelled", "BOOKED", "unknown", "perhaps"])
_SHEET = st.lists(st.tuples(_WHO, _MARK).map(lambda row: (*row[0], row[1])), min_size=1, max_size=4)
_OF = (BASICS, LISTENING, SOUTH)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(_SHEET, _SHEET, _SHEET), st.lists(st.sampled_from(range(3)), max_size=3), st.permutations(range(3)))
def test_in_any_order_and_any_number_of_times_the_same_people_have_the_same_states(
    tmp_path: Path, sheets: Sequence[Any], again: list[int], order: list[int]
) -> None:
    files = [sheet(tmp_path, *rows, name=f"{place}.csv") for place, rows in enumerate(sheets)]
    found = []
    for several in ([0, 1, 2], [*order, *again]):
        with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
            build_places(store)
            empty = content(store), marks(store), store.count("SELECT count(*) FROM session")
            done = [take(store, files[place], _OF[place]).operation for place in several]
            assert done[3:] == [None] * (len(several) - 3)
            found.append((marks(store), [person[:2] for person in content(store)]))
            for operation in reversed(done):
                if operation is not None:
                    history.undo(store, operation)
            assert (content(store), marks(store), store.count("SELECT count(*) FROM session")) == empty
    assert found[0] == found[1]
