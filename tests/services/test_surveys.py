"""Survey exports taken in: whose columns are understood, which rows count, which are left out, and never twice."""

import csv
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.services.events import Draft, add_event
from organiser.services.ranking import Asked, ranking
from organiser.services.survey_steps import Look, look
from organiser.services.surveys import Options, Taken, import_surveys
from organiser.store import doctor, history
from organiser.store.store import Store
from tests.services.people_here import add as add_person
from tests.services.people_here import build_places
from tests.tables import dump

GOOGLE = ("Timestamp", "Postcode", "What is the one big local issue?", "Would you come to a community conference?",
          "Name (optional)", "Phone (optional)", "May we contact you?")  # fmt: skip
MONKEY = (
    ("Respondent ID", "Start Date", "IP Address", "What is your postcode?", "What is the biggest issue in your ward?",
     "Your details", "", "Would you help with it?"),
    ("", "", "", "Open-Ended Response", "Open-Ended Response", "Name", "Phone Number", "Response"),
)  # fmt: skip
KOBO = ("start", "end", "today", "visit/ward", "visit/issue", "visit/outcome", "_id", "_uuid", "_submission_time")


def write(path: Path, *rows: Sequence[str], delimiter: str = ",") -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def take_in(store: Store, *paths: Path, **options: object) -> Taken:
    return import_surveys(store, paths, Options(**options), lambda *_: None)  # type: ignore[arg-type]


def counts(store: Store) -> dict[str, int]:
    return {one.issue.name: one.conversations for one in ranking(store, Asked()).ranking}


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def test_a_google_form_is_understood_and_the_same_file_again_adds_none(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "form.csv",
        GOOGLE,
        ("14/03/2026 10:00:00", "se13 5ab", "potholes ", "Maybe", "", "", ""),
        ("14/03/2026 10:07:00", "SE13 5AB", "Pot holes", "Yes", "", "", ""),
        ("14/03/2026 10:07:00", "SE13 5AB", "Pot holes", "Yes", "", "", ""),
        ("14/03/2026 10:14:00", "N1 9GU", "", "", "", "", ""),
    )
    done = take_in(small, path)
    assert (done.rows, done.counted, done.known, done.refused) == (4, 4, 0, [])
    assert counts(small) == {"Pot holes": 3}
    again = take_in(small, path)
    assert (again.counted, again.known, again.operation) == (0, 4, None)


def test_rows_without_a_usable_ward_or_day_are_left_out_with_row_and_reason(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "form.csv",
        GOOGLE,
        ("14/03/2026 10:00:00", "SE13 5AB", "Trees"),
        ("31/02/2026 10:00:00", "SE13 5AB", "Trees"),
        ("14/03/2026 10:00:00", "ZZ99 9ZZ", "Trees"),
        ("14/03/2026 10:00:00", "", "Trees"),
        ("", "SE13 5AB", "Trees"),
        ("14/03/2086 10:00:00", "SE13 5AB", "Trees"),
    )
    done = take_in(small, path)
    assert (done.rows, done.counted) == (6, 1)
    assert [(one.row, one.code) for one in done.refused] == [
        (3, "bad-date"), (4, "no-ward"), (5, "no-ward"), (6, "bad-date"), (7, "bad-date"),
    ]  # fmt: skip
    assert all(one.reason for one in done.refused)


def test_surveymonkey_s_second_header_row_and_its_american_days_are_understood(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "monkey.csv",
        *MONKEY,
        ("1", "03/04/2026 10:00:00", "192.0.2.1", "SE13 5AB", "Fly tipping", "", "", "Yes"),
        ("2", "03/12/2026 10:00:00", "192.0.2.1", "SE13 5AB", "Flytipping", "", "", ""),
    )
    done = take_in(small, path)
    assert (done.rows, done.counted) == (2, 2)
    assert [one.code for one in done.warnings] == ["month-first"]
    assert small.rows("SELECT on_day, helping FROM conversation ORDER BY id") == [
        ("2026-03-04", "yes"), ("2026-03-12", ""),
    ]  # fmt: skip


def test_kobo_s_groups_semicolons_and_day_of_the_visit_are_understood(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "kobo.csv",
        KOBO,
        ("2026-03-15T09:00:00.000+00:00", "", "2026-03-14", "E05000001", "Trees", "spoke", "7", "u", "2026-03-16"),
        ("2026-03-15T09:00:00.000+00:00", "", "2026-03-14", "Smithfield", "", "not_in", "8", "v", "2026-03-16"),
        delimiter=";",
    )
    done = take_in(small, path)
    assert (done.counted, done.outcomes) == (2, {"spoke": 1, "not in": 1})
    assert small.rows("SELECT DISTINCT on_day FROM conversation") == [("2026-03-14",)]


def test_a_workbook_says_the_same_as_the_csv_file_of_it(small: Store, tmp_path: Path) -> None:
    from datetime import datetime

    from openpyxl import Workbook

    row = ("SE13 5AB", "Trees", "Yes")
    book = Workbook()
    book.active.append(GOOGLE[:4])
    book.active.append((datetime(2026, 3, 14, 10, 7), *row))
    book.save(tmp_path / "form.xlsx")
    assert take_in(small, tmp_path / "form.xlsx").counted == 1
    for written in ("14/03/2026 10:07:00", "14 Mar 2026 10:07", "14/03/2026 10:07 AM"):
        assert take_in(small, write(tmp_path / "form.csv", GOOGLE[:4], (written, *row))).known == 1
    assert take_in(small, write(tmp_path / "form.csv", GOOGLE[:4], ("14/03/2026 10:07 PM", *row))).counted == 1


def test_a_column_that_is_not_understood_can_be_named(small: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", ("Day", "Ward", "What bothers you?"), ("14/3/26", "Smithfield", "Trees"))
    with pytest.raises(Problem, match="--column"):
        take_in(small, path)
    with pytest.raises(Problem, match="no column that"):
        take_in(small, path, columns=["What bothers you?=issue", "Nothing such=ward"])
    assert take_in(small, path, columns=["What bothers you?=issue"]).counted == 1


def test_a_sheet_without_ward_and_day_asks_for_them_or_takes_those_of_its_event(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "sheet.csv", ("Door", "Street", "Outcome", "Issue"), ("2", "Fiction Road", "spoke", "Trees")
    )
    with pytest.raises(Problem, match="--ward"):
        take_in(small, path, on="2026-03-14")
    with pytest.raises(Problem, match="--on"):
        take_in(small, path, ward="Smithfield")
    event = add_event(small, Draft("canvassing", on="2026-03-14", wards=["Smithfield"])).event
    assert take_in(small, path, event=event.uid).counted == 1
    (found,) = ranking(small, Asked()).wards
    assert (found.ward.name, found.figures.households) == ("Smithfield", 1)
    # Another day's round at the same doors is another one.
    assert take_in(small, path, ward="Smithfield", on="2026-03-15").counted == 1


def test_a_name_is_kept_only_with_a_yes_and_makes_a_person_with_consent_to_that_only(
    small: Store, tmp_path: Path
) -> None:
    day = "14/03/2026 10:00:00"
    path = write(
        tmp_path / "form.csv",
        GOOGLE,
        (day, "SE13 5AB", "Trees", "", "Ann Day", "07700 900101", "phone"),
        (day, "SE13 5AB", "Trees", "", "Bob Fox", "07700 900102", "No"),
        (day, "SE13 5AB", "Trees", "", "Cat Orr", "07700 900103", ""),
    )
    done = take_in(small, path)
    assert (done.counted, done.added, done.recognised, done.unnamed) == (3, 1, 0, 2)
    assert small.rows("SELECT given, family, postcode FROM person") == [("Ann", "Day", "SE13 5AB")]
    assert small.rows("SELECT channel, stance, given FROM consent") == [("call", "yes", "2026-03-14")]
    kept = str(dump(small))
    assert "Fox" not in kept
    assert "900103" not in kept


def test_somebody_here_is_recognised_and_their_no_stops_everything(small: Store, tmp_path: Path) -> None:
    person = add_person(small, "Ann Day, 07700 900101")
    row = ("14/03/2026 10:00:00", "SE13 5AB", "Trees", "", "Ann Day", "07700900101", "No")
    done = take_in(small, write(tmp_path / "form.csv", GOOGLE, row))
    assert (done.added, done.recognised) == (0, 1)
    assert small.rows("SELECT person_id, channel, stance FROM consent") == [(person, "any", "no")]


def test_undo_takes_the_whole_import_back_and_it_can_be_done_again(small: Store, tmp_path: Path) -> None:
    row = ("14/03/2026 10:00:00", "SE13 5AB", "Trees", "", "Ann Day", "07700 900101", "yes")
    path = write(tmp_path / "form.csv", GOOGLE, row, row)
    before = dump(small)
    take_in(small, path)
    after = dump(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    assert dump(small) == after
    history.undo(small)
    assert take_in(small, path).counted == 2


def test_an_import_that_breaks_off_leaves_nothing(
    small: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "form.csv", GOOGLE, ("14/03/2026 10:00:00", "SE13 5AB", "Trees"))
    before = dump(small)
    small.connection.execute(
        "CREATE TEMP TRIGGER full AFTER INSERT ON conversation BEGIN SELECT raise(ABORT, 'disk I/O error'); END"
    )
    with pytest.raises(Problem):
        take_in(small, path)
    small.connection.execute("DROP TRIGGER temp.full")
    assert dump(small) == before
    assert take_in(small, path).counted == 1


def test_a_file_that_is_no_survey_is_refused_in_a_sentence(small: Store, tmp_path: Path) -> None:
    for rows in ([("Name", "Email"), ("Ann Day", "ann@example.org")], [("", ""), ("", "")]):
        with pytest.raises(Problem):
            take_in(small, write(tmp_path / "other.csv", *rows))


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["14/03/2026 10:00", "15/03/2026", "31/02/2026", ""]),
        st.sampled_from(["SE13 5AB", "se135ab", "N1 9GU", "ZZ99 9ZZ", ""]),
        st.sampled_from(["Trees", "trees ", "Potholes", ""]),
        st.sampled_from(["Yes", ""]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(rows=_ROWS, more=_ROWS)
def test_equal_rows_each_count_and_only_what_is_new_is_added(
    rows: list[tuple[str, str, str, str]], more: list[tuple[str, str, str, str]]
) -> None:
    def usable(row: tuple[str, str, str, str]) -> bool:
        return row[0] in ("14/03/2026 10:00", "15/03/2026") and row[1] in ("SE13 5AB", "se135ab", "N1 9GU")

    def key(row: tuple[str, str, str, str]) -> tuple[str, ...]:
        return (row[0], row[1].upper().replace(" ", ""), row[2].strip(), row[3])

    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        store.connection.execute("PRAGMA synchronous=OFF")
        build_places(store)
        first = write(Path(folder) / "first.csv", GOOGLE[:4], *rows)
        longer = write(Path(folder) / "longer.csv", GOOGLE[:4], *rows, *more)
        done = take_in(store, first)
        assert done.rows == len(rows)
        assert done.counted == sum(map(usable, rows))
        assert len(done.refused) == len(rows) - done.counted
        assert take_in(store, first).operation is None
        # A later, longer export of the same survey adds what came since.
        assert take_in(store, longer).counted == sum(map(usable, more))
        wanted = Counter(key(row) for row in [*rows, *more] if usable(row))
        assert ranking(store, Asked()).figures.conversations == wanted.total()
        assert [check.name for check in doctor.examine(store) if not check.ok] == []


def test_a_dry_run_foresees_what_the_import_then_does_and_writes_nothing(small: Store, tmp_path: Path) -> None:
    add_person(small, "Ann Day, 07700 900101")
    day = "14/03/2026 10:00:00"
    rows = [
        (day, "SE13 5AB", "Trees", "", "Ann Day", "07700 900101", "yes"),
        (day, "SE13 5AB", "Trees", "", "Bob Fox", "07700 900102", "yes"),
        (day, "SE13 5AB", "Potholes", "", "Bob Fox", "07700 900102", "yes"),
        (day, "SE13 5AB", "Potholes", "", "Cat Orr", "07700 900103", ""),
        (day, "", "Potholes", "", "", "", ""),
    ]
    path = write(tmp_path / "form.csv", GOOGLE, *rows)
    before = dump(small)
    foreseen = import_surveys(small, [path], Options(), lambda *_: None, dry_run=True)
    assert dump(small) == before
    assert (foreseen.counted, foreseen.added, foreseen.recognised, foreseen.unnamed) == (4, 1, 2, 1)
    done = take_in(small, path)
    assert replace(done, operation=None) == foreseen
    assert (done.operation, foreseen.operation) != (None, None)


def test_what_was_said_of_columns_is_remembered_for_the_same_headings(small: Store, tmp_path: Path) -> None:
    header = ("Day", "Ward", "What bothers you?")
    path = write(tmp_path / "one.csv", header, ("14/3/26", "Smithfield", "Trees"))
    take_in(small, path, columns=["What bothers you?=issue"])
    assert take_in(small, write(tmp_path / "two.csv", header, ("15/3/26", "Smithfield", "Trees"))).counted == 1
    assert take_in(small, path).operation is None
    history.undo(small)
    history.undo(small)
    with pytest.raises(Problem, match="--column"):
        take_in(small, path)


def test_the_postcode_wins_over_the_ward_and_an_old_ward_on_its_own_day(small: Store, tmp_path: Path) -> None:
    path = write(
        tmp_path / "wards.csv",
        ("Date", "Ward", "Postcode", "Issue"),
        ("14/3/2026", "Smithfield (Anytown)", "", "Trees"),
        ("14/3/2026", "smithfield", "SE13 5AB", "Trees"),
        ("14/3/2026", "Smithfield, Anytown", "ZZ99 9ZZ", "Trees"),
        ("14/3/2026", "Smithfeld", "", "Trees"),
        ("14/3/2026", "Nowhere", "SE13 5AB", "Trees"),
    )
    done = take_in(small, path)
    assert [(one.row, one.code) for one in done.warnings] == [(3, "ward-differs")]
    assert [(one.row, one.code) for one in done.refused] == [(5, "no-ward")]
    assert "Did you mean Smithfield?" in done.refused[0].reason
    names = "SELECT name FROM conversation JOIN ward ON ward.id = ward_id ORDER BY row"
    assert [name for (name,) in small.rows(names)] == ["Smithfield", "Castle & Park", "Smithfield", "Castle & Park"]


def test_without_a_postcode_file_the_reason_says_how_to_load_one(store: Store, tmp_path: Path) -> None:
    path = write(tmp_path / "form.csv", GOOGLE, ("14/03/2026 10:00:00", "SE13 5AB", "Trees"))
    done = take_in(store, path)
    assert "organiser places import" in done.refused[0].reason
    assert not done.usable


def test_whoever_may_be_kept_becomes_a_helper_with_what_they_offer(small: Store, tmp_path: Path) -> None:
    header = (*GOOGLE, "Would you help with it?", "What could you help with?")
    day = "14/03/2026 10:00:00"
    path = write(
        tmp_path / "form.csv",
        header,
        (day, "SE13 5AB", "Trees", "", "Ann Day", "07700 900101", "text only", "Yes", "leafleting, making tea"),
        (day, "SE13 5AB", "Trees", "", "Bob Fox", "07700 900102", "", "Yes", "Hosting"),
    )
    done = take_in(small, path)
    assert (done.added, done.unnamed) == (1, 1)
    assert small.rows("SELECT kind, value FROM fact ORDER BY kind, value") == [
        ("offer", "leaflets"), ("offer", "making tea"), ("role", "helper"),
    ]  # fmt: skip
    assert dict(small.rows("SELECT channel, stance FROM consent")) == {
        "sms": "yes", "call": "no", "email": "no", "post": "no", "door": "no",
    }  # fmt: skip


def test_an_export_taken_again_in_another_order_with_a_column_and_a_row_more_adds_that_row(
    small: Store, tmp_path: Path
) -> None:
    day = "14/03/2026 10:0{}:00"
    rows = [(day.format(number), "SE13 5AB", "Trees", "Yes") for number in range(5)] * 2
    take_in(small, write(tmp_path / "form.csv", GOOGLE[:4], *rows))
    new = ("14/03/2026 10:09:00", "SE13 5AB", "Trees", "Yes", "No", "blue")
    header = (*GOOGLE[:4], "Would you help with it?", "Favourite colour")
    longer = [*((*row, "", "red") for row in sorted(rows, reverse=True)), new]
    longer = [*longer[3:], *longer[:3]]
    assert take_in(small, write(tmp_path / "form.csv", header, *longer)).counted == 1


def test_a_list_of_people_is_told_kindly_and_a_sheet_without_an_issue_column_asks_which_it_is(
    small: Store, tmp_path: Path
) -> None:
    people = write(tmp_path / "sign ups.csv", ("Name", "Email"), ("Ann Day", "ann@example.org"))
    sheet = write(tmp_path / "sheet.csv", ("Day", "What bothers you?"), ("14/3/26", "Trees"))
    none = write(tmp_path / "empty.csv", ("", ""))
    asked = Look(tuple(map(str, (people, sheet, none, tmp_path / "nothing.csv"))), ())
    told = [seen.problem for seen in look(small, asked)]
    assert "a list of people, not what residents said" in told[0]
    assert "which column is the issue?" in told[1]
    assert all(told)
    (mended,) = look(small, Look((str(sheet),), ("What bothers you?=issue",)))
    assert (mended.problem, mended.located, mended.dated) == ("", False, True)
    assert [column.words for column in mended.columns] == ["day", "the issue"]


_SAID = st.tuples(
    st.sampled_from(["14/03/2026 10:00", "15/03/2026 11:00"]),
    st.sampled_from(["SE13 5AB", "N1 9GU"]),
    st.sampled_from(["Trees", "Potholes", ""]),
    st.sampled_from(["Yes", ""]),
    st.sampled_from(["", "Ann Day", "Bob Fox"]),
    st.just("07700 900101"),
    st.sampled_from(["yes", ""]),
)


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(_SAID, min_size=1, max_size=8, unique=True),
    cuts=st.lists(st.integers(0, 7), max_size=3),
    order=st.randoms(use_true_random=False),
)
def test_split_into_files_in_any_order_and_again_the_same_is_counted_and_undone_nothing_is_left(
    rows: list[tuple[str, ...]], cuts: list[int], order: Random
) -> None:
    def counted(store: Store) -> list[tuple[object, ...]]:
        return sorted(store.rows("SELECT on_day, ward_id, fold, conference, said_key, place FROM conversation"))

    with tempfile.TemporaryDirectory() as folder:
        whole = Store.create(Path(folder) / "whole.organiser")
        split = Store.create(Path(folder) / "split.organiser")
        for store in (whole, split):
            store.connection.execute("PRAGMA synchronous=OFF")
            build_places(store)
        empty = dump(split)
        take_in(whole, write(Path(folder) / "whole.csv", GOOGLE, *rows))
        marks = [0, *sorted(cuts), len(rows)]
        parts = [rows[a:b] for a, b in pairwise(marks) if rows[a:b]]
        files = [write(Path(folder) / f"{number}.csv", GOOGLE, *part) for number, part in enumerate(parts)]
        order.shuffle(files)
        done = 0
        for path in [*files, *files[:1]]:
            foreseen = import_surveys(split, [path], Options(), lambda *_: None, dry_run=True)
            taken = take_in(split, path)
            assert replace(taken, operation=None) == foreseen
            done += taken.operation is not None
        assert counted(split) == counted(whole)
        people = "SELECT given, family FROM person ORDER BY 1, 2"
        assert split.rows(people) == whole.rows(people)
        after = dump(split)
        for _ in range(done):
            history.undo(split)
        assert dump(split) == empty
        for _ in range(done):
            history.redo(split)
        assert dump(split) == after
        whole.close()
        split.close()
