"""Survey files as the programs of the world write them: what their columns are taken for, and what each row says."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.formats.survey import Row, Survey, read_survey

TODAY = "2026-11-22"


def write(path: Path, *rows: Sequence[str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def workbook(path: Path, *rows: Sequence[object], merged: Sequence[str] = ()) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def read(path: Path, *choices: str) -> list[Row]:
    return [row for survey in read_survey(path, choices, today=TODAY) for row in survey.rows]


def said(path: Path, *choices: str) -> list[dict[str, str]]:
    return [row.said for row in read(path, *choices) if not row.passed]


def one(path: Path) -> Survey:
    (survey,) = read_survey(path, today=TODAY)
    return survey


MONKEY = (
    ("respondent_id", "collector_id", "date_created", "date_modified", "ip_address", "email_address", "first_name",
     "last_name", "custom_1", "What is the biggest issue in your ward?", "", "", "",
     "Which of these could you help with?", "", "", "How may we contact you?", "", "Your details", "", ""),
    ("", "", "", "", "", "", "", "", "", "Potholes", "Trees", "Dog fouling", "Other (please specify)",
     "Leaflets", "Hosting", "Making tea", "Email", "Text", "Name", "Postal Code", "Phone Number"),
)  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_surveymonkey_has_a_column_for_each_choice_and_a_second_row_of_headings(tmp_path: Path, suffix: str) -> None:
    rows = (
        ("1180", "4", "03/14/2026 10:00:00", "03/14/2026 10:02:00", "192.0.2.1", "", "", "", "", "Potholes", "", "",
         "", "Leaflets", "", "Making tea", "Email", "", "Ann Day", "SE13 5AB", "07700 900101"),
        ("1181", "4", "03/04/2026 10:00:00", "03/04/2026 10:02:00", "192.0.2.1", "", "", "", "", "", "", "",
         "Foxes at night", "", "", "", "", "", "", "SE13 5AB", ""),
        ("1182", "4", "03/05/2026 10:00:00", "03/05/2026 10:02:00", "192.0.2.1", "", "", "", "", "Potholes", "Trees",
         "", "", "", "", "", "", "Text", "", "SE13 5AB", ""),
    )  # fmt: skip
    make = write if suffix == "csv" else workbook
    found = said(make(tmp_path / f"monkey.{suffix}", *MONKEY, *rows))
    assert [row["day"] for row in found] == ["2026-03-14 10:00", "2026-03-04 10:00", "2026-03-05 10:00"]
    assert [(row["issue"], row.get("filed")) for row in found] == [
        ("Potholes", None), ("Foxes at night", None), ("Potholes; Trees", "Potholes"),
    ]  # fmt: skip
    assert found[0] | {"offer": "Leaflets; Making tea", "consent": "Email", "name": "Ann Day"} == found[0]
    assert (found[0]["postcode"], found[0]["phone"]) == ("SE13 5AB", "07700 900101")


def test_surveymonkey_s_other_is_what_was_specified(tmp_path: Path) -> None:
    path = write(
        tmp_path / "monkey.csv",
        ("Respondent ID", "Start Date", "Postcode", "What is the one big issue?", ""),
        ("", "", "Open-Ended Response", "Response", "Other (please specify)"),
        ("1", "03/14/2026 10:00:00", "SE13 5AB", "Other (please specify)", "Foxes"),
        ("2", "03/14/2026 10:01:00", "SE13 5AB", "Trees", ""),
        ("3", "03/14/2026 10:01:00", "SE13 5AB", "Other (please specify)", ""),
    )
    assert [row["issue"] for row in said(path)] == ["Foxes", "Trees", "Other (please specify)"]


def test_kobo_s_groups_codes_and_split_choices_are_understood_and_its_metadata_is_not_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "kobo.csv",
        ("start", "end", "today", "deviceid", "phonenumber", "visit/ward", "visit/outcome", "visit/issue",
         "visit/issue/dog_fouling", "visit/issue/street_lights", "visit/issue/other", "visit/issue_other",
         "contact/resident_name", "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
         "_submitted_by", "__version__", "_tags", "_index"),
        ("2026-03-15T09:00:00.000+00:00", "2026-03-15T09:02:00.000+00:00", "2026-03-14", "d1", "07700900999",
         "crofton_park", "not_in", "", "", "", "", "", "", "7", "u1", "2026-03-16T08:00:00", "", "", "submitted", "sam",
         "v1", "", "1"),
        ("2026-07-15T23:30:00.000Z", "", "", "d1", "07700900999", "crofton_park", "spoke", "dog_fouling", "1", "0",
         "0", "", "Ann Day", "8", "u2", "2026-07-16T08:00:00", "", "", "submitted", "sam", "v1", "", "2"),
        ("2026-03-15T09:20:00.000+00:00", "", "2026-03-14", "d1", "", "crofton_park", "spoke", "other", "0", "0", "1",
         "Foxes", "", "9", "u3", "2026-03-16T08:00:00", "", "", "submitted", "sam", "v1", "", "3"),
        delimiter=";",
    )  # fmt: skip
    found = said(path)
    assert [row["day"].split()[0] for row in found] == ["2026-03-14", "2026-07-16", "2026-03-14"]
    assert [row.get("issue") for row in found] == [None, "dog fouling", "Foxes"]
    assert [row["outcome"] for row in found] == ["not in", "spoke", "spoke"]
    assert not any("phone" in row for row in found)


def test_odk_central_parts_its_groups_by_hyphens(tmp_path: Path) -> None:
    path = write(
        tmp_path / "central.csv",
        ("SubmissionDate", "start", "visit-ward", "visit-issue", "meta-instanceID", "KEY", "SubmitterName"),
        (
            "2026-03-16T08:00:00.000Z",
            "2026-03-14T10:00:00.000Z",
            "Crofton Park",
            "pot_holes",
            "uuid:1",
            "uuid:1",
            "Sam",
        ),
    )
    assert said(path) == [
        {"day": "2026-03-14 10:00", "ward": "Crofton Park", "issue": "pot holes", "by": "Sam"}
    ]  # fmt: skip


def test_microsoft_forms_knows_who_typed_and_the_form_asks_who_answered(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "ms.xlsx",
        ("ID", "Start time", "Completion time", "Email", "Name", "Postcode", "What is the biggest local issue?",
         "What could you help with?", "Resident's name", "May we email you?", "May we text you?"),
        (1, datetime(2026, 3, 14, 10, 7), datetime(2026, 3, 14, 10, 9), "anonymous", "", "SE13 5AB", "Trees",
         "Leaflets;Hosting;", "Ann Day", "Yes", "No"),
        (2, datetime(2026, 3, 14, 10, 9), datetime(2026, 3, 14, 10, 11), "sam@example.org", "Sam Fox", "SE13 5AB",
         "Trees;Potholes;", "", "", "", ""),
    )  # fmt: skip
    found = said(path)
    assert found[0] == {
        "day": "2026-03-14 10:07", "postcode": "SE13 5AB", "issue": "Trees", "offer": "Leaflets; Hosting",
        "name": "Ann Day", "consent": "yes by email; no by text",
    }  # fmt: skip
    assert found[1] == {
        "day": "2026-03-14 10:09", "postcode": "SE13 5AB", "issue": "Trees; Potholes", "filed": "Trees",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["3/4/2026 9:00:00", "3/14/2026 9:05:11"], "2026-03-04"),
        (["04/03/2026 09:00:00", "14/03/2026 09:05:11"], "2026-03-04"),
        # Read with the day first these lie ahead, or do not follow one another.
        (["3/12/2026 9:00:00", "4/12/2026 9:05:11"], "2026-03-12"),
        (["3/4/2026 9:00:00", "3/5/2026 9:05:11", "4/1/2026 10:00:00"], "2026-03-04"),
        (["03/04/2026 09:00:00"], "2026-04-03"),
        (["2026/03/14 11:30:00 pm GMT", "2026/03/14 11:40:00 pm GMT"], "2026-03-14"),
        (["2026/06/14 12:30:00 AM GMT+1"], "2026-06-14"),
        (["2026-06-14T23:30:00Z"], "2026-06-15"),
        (["14 March 2026"], "2026-03-14"),
        (["46095.5"], "2026-03-14"),
    ],
)
def test_each_column_tells_how_its_days_are_written(tmp_path: Path, days: list[str], first: str) -> None:
    path = write(tmp_path / "form.csv", ("Timestamp", "Ward", "Issue"), *((day, "Park", "Trees") for day in days))
    assert said(path)[0]["day"].split()[0] == first


def test_welsh_headings_are_understood(tmp_path: Path) -> None:
    path = write(
        tmp_path / "holiadur.csv",
        ("Stamp amser", "Cod post", "Beth yw'r un mater lleol mawr?", "Fyddech chi'n dod i gynhadledd?", "Enw",
         "Ffôn", "Gawn ni gysylltu â chi?"),
        ("14/03/2026 10:00:00", "CF10 1AA", "Tyllau yn y ffordd", "Byddwn", "Ann Day", "07700 900101", "Cewch"),
    )  # fmt: skip
    (found,) = said(path)
    assert found["issue"] == "Tyllau yn y ffordd"
    assert found.keys() >= {"day", "postcode", "name", "phone", "consent"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_made_by_hand_may_have_titles_above_totals_below_and_its_headings_twice(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = write(
        tmp_path / "hand.csv",
        ("Canvass of Crofton Park – café round",),
        (),
        ("Date", "Ward", "Door", "", "Issue", "Issue", "Notes"),
        ("14/3/26", "Park", "2", "", "Trees\nand hedges", "", ""),
        ("Date", "Ward", "Door", "", "Issue", "Issue", "Notes"),
        ("14/3/26", "Park", "4", "", "Potholes", "something else", ""),
        ("Total", "", "2", "", "2", "", ""),
        delimiter=delimiter,
        encoding=encoding,
    )
    rows = read(path)
    assert [(row.number, row.passed) for row in rows] == [
        (4, ""), (5, "the headings stand here once more"), (6, ""), (7, "this is a row of totals"),
    ]  # fmt: skip
    assert [row.said["issue"] for row in rows if not row.passed] == ["Trees\nand hedges", "Potholes"]


def test_headings_in_two_merged_rows_are_read_together(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "merged.xlsx",
        ("What residents told us", "", "", "", "", ""),
        ("Date", "Postcode", "Biggest issue", "Who they are", "", ""),
        ("", "", "", "Name", "Mobile", "Email"),
        (datetime(2026, 3, 14), "SE13 5AB", "Trees", "Ann Day", "07700 900101", "ann@example.org"),
        merged=("A1:F1", "D2:F2", "A2:A3", "B2:B3", "C2:C3"),
    )
    assert said(path) == [
        {"day": "2026-03-14", "postcode": "SE13 5AB", "issue": "Trees", "name": "Ann Day", "phone": "07700 900101",
         "email": "ann@example.org"}
    ]  # fmt: skip


def test_a_thousand_columns_and_empty_ones_do_no_harm(tmp_path: Path) -> None:
    others = [f"Question {number} about parks" for number in range(1000)]
    path = write(
        tmp_path / "wide.csv",
        ("", "Date", "", "Ward", *others, "Main issue", "", ""),
        ("", "14/3/26", "", "Park", *["5"] * 1000, "Trees", "", ""),
    )
    assert said(path) == [{"day": "2026-03-14", "ward": "Park", "issue": "Trees"}]
    assert len(one(path).unread) == 1000


def test_blank_rows_that_follow_one_another_are_told_once(tmp_path: Path) -> None:
    path = write(tmp_path / "blank.csv", ("Date", "Ward", "Issue"), ("14/3/26", "Park", "Trees"), *[("", "", "")] * 500)
    assert [(row.number, row.passed) for row in read(path)] == [(2, ""), (3, "the row is blank")]


def test_a_list_of_people_and_other_questions_are_not_taken_for_the_issue(tmp_path: Path) -> None:
    for header in (("Name", "Email", "Status"), ("Name", "How can we help you?", "Any other issues?")):
        with pytest.raises(Problem):
            read(write(tmp_path / "list.csv", header, ("Ann Day", "ann@example.org", "active")))
