"""Training at the command line: the sheets of a folder, twice, taken back; courses, sessions, certificates."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.lists import write_list
from tests.services.people_here import build_places

WHICH = ("--course", "Organising basics", "--on", "14 Feb 2026", "--clp", "Anytown North")


@pytest.fixture
def sheet(home: Path, tmp_path: Path) -> Path:
    """A sign-in sheet beside a database that knows the places."""
    home.mkdir()
    with Store.create(home / "people.organiser") as store:
        build_places(store)
    rows = (
        ("Ahmed, Amina", "amina@example.org", "07700 900101", "Attended"),
        ("Ben Lee", "", "07700 900102", ""),
        ("Cat Orr", "cat@example.org", "", "perhaps"),
        ("", "nobody@example.org", "", "attended"),
    )
    return write_list(tmp_path / "sheet.csv", ("Name", "Email", "Mobile", "Attendance"), *rows)


def test_a_sheet_is_taken_in_told_as_json_and_changes_nothing_the_second_time(run_cli: RunCli, sheet: Path) -> None:
    ran = run_cli("training", "import", sheet, *WHICH, "--json")
    told = ran.json()
    assert ran.code == 1
    assert (told["schema"], told["rows"], told["new_people"], told["recognised"]) == (1, 4, 3, 0)
    assert told["states"] == {
        "attended": 1, "apologies": 0, "absent": 0, "cancelled": 0, "booked": 0, "not marked": 2,
    }  # fmt: skip
    assert [(one["row"], one["code"]) for one in told["refused"]] == [(5, "no-name")]
    assert [(one["row"], one["code"]) for one in told["warnings"]] == [(4, "not-understood")]
    assert told["session"]["course"]["name"] == "Organising basics"
    assert told["session"]["clp"]["name"] == "Anytown North"
    assert isinstance(told["operation"], int)
    again = run_cli("training", "import", "-", *WHICH, "--json", stdin=sheet.read_bytes()).json()
    assert (again["operation"], again["recognised"], again["states"]) == (None, 3, told["states"])
    assert run_cli("undo", told["operation"]).code == 0
    assert run_cli("training", "sessions", "--json").json()["sessions"] == []
    assert run_cli("training", "courses", "--json").json()["courses"] == []


def test_what_the_sheet_is_of_has_to_be_said(run_cli: RunCli, sheet: Path) -> None:
    ran = run_cli("training", "import", sheet, "--course", "Organising basics")
    assert ran.code == 2
    assert "--on, --clp" in ran.stderr
    assert run_cli("training", "import", sheet, *WHICH[:5], "Nowhere").code == 1


def test_courses_and_sessions_are_added_changed_and_shown(run_cli: RunCli, sheet: Path) -> None:
    assert run_cli("training", "course", "add", "Organising", "basics", "--lasts", 12, "--json").json()["lasts"] == 12
    added = run_cli(
        "training", "session", "add", "--course", "organising basics", "--on", "2026-02-14", "--clp", "Anytown North",
        "--places", 1, "--trainers", "Eve Hay", "--json",
    ).json()  # fmt: skip
    assert (added["places"], added["taken"], added["full"]) == (1, 0, False)
    run_cli("training", "import", sheet, *WHICH)
    shown = run_cli("training", "session", "show", added["number"], "--json").json()
    assert (shown["full"], shown["guests"][0]["name"]) == (True, "Amina Ahmed")
    assert "1 of 1 place, full" in run_cli("training", "session", "show", added["number"]).stdout
    cancelled = run_cli("training", "session", "edit", added["number"], "--cancel", "--json").json()
    assert cancelled["cancelled"] is True
    assert run_cli("training", "courses", "--json").json()["courses"][0]["completed"] == 0


def test_a_certificate_is_written_for_whoever_completed_the_course(
    run_cli: RunCli, sheet: Path, tmp_path: Path
) -> None:
    run_cli("training", "import", sheet, *WHICH)
    words = ("--course", "Organising basics", "-o", tmp_path / "amina.pdf")
    assert run_cli("training", "certificate", "Amina Ahmed", *words).code == 0
    assert "Amina Ahmed" in PdfReader(tmp_path / "amina.pdf").pages[0].extract_text()
    assert run_cli("training", "certificate", "Amina Ahmed", *words).code == 73
    refused = run_cli("training", "certificate", "Ben Lee", "--course", "Organising basics")
    assert refused.code == 1
    assert "Ben Lee has not completed Organising basics yet" in refused.stderr
    person = run_cli("person", "Amina Ahmed", "--json").json()
    assert [(one["course"], one["on"]) for one in person["courses"]] == [("Organising basics", "2026-02-14")]
    assert "completed Organising basics" in run_cli("person", "Amina Ahmed").stdout
