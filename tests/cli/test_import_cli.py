"""`organiser import` as its users meet it: what is printed, what scripts read, and how it fails."""

import json
import re
from pathlib import Path

import pytest

from organiser.text import safe_text
from tests.conftest import RunCli
from tests.services.lists import SEVEN, write_list

# What a terminal obeys: C0 but tab and newline, DEL and C1, and marks that turn the direction of writing.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

ANN = ("Ann Smith", "ann@example.org", "07700 900101")
HEADER = ("Name", "Email", "Phone")


def people(folder: Path, name: str = "a.csv") -> Path:
    return write_list(folder / name, HEADER, ANN)


# What is printed ---------------------------------------------------------------------------------------------------


def test_the_seven_lists_print_what_the_issue_promises(run_cli: RunCli, shared_data: Path) -> None:
    made = shared_data / "crm" / "made"

    ran = run_cli("import", *(made / name for name in SEVEN), "--json")

    found = ran.json()
    assert ran.code == 1
    figures = ("schema", "rows", "created", "updated", "unchanged", "more", "operation")
    assert [found[name] for name in figures] == [1, 93, 39, 0, 0, False, 1]
    assert [len(found[name]) for name in ("refused", "warnings", "questions", "new_tags")] == [5, 3, 1, 4]
    for finding in (*found["refused"], *found["warnings"], *found["questions"]):
        assert set(finding) == {"file", "sheet", "row", "code", "reason"}

    again = run_cli("import", *(made / name for name in SEVEN), "--json").json()
    assert [again[name] for name in figures] == [1, 93, 0, 0, 39, False, None]
    assert again["questions"] == []
    assert run_cli("undo").code == 0
    assert run_cli("people", "--count", "--json").json()["count"] == 0
    assert run_cli("redo").code == 0
    assert run_cli("people", "--count", "--json").json()["count"] == 39


def test_people_are_told_in_words_what_happened_and_how_to_take_it_back(run_cli: RunCli, tmp_path: Path) -> None:
    rows = [ANN, ("", "nobody@example.org", ""), ("Bob Jones", "ann@example.org", "12")]

    ran = run_cli("import", write_list(tmp_path / "a.csv", HEADER, *rows))

    assert ran.code == 1
    assert ran.stdout.splitlines() == [
        "3 rows read: 2 people new, 0 changed, 0 the same as before.",
        "Left out: 1",
        "  a.csv, row 3: the row has no person's name",
        "To look at: 1",
        "  a.csv, row 4: no telephone number in it",
        "Questions for you: 1",
        "  a.csv, row 4: two names share one e-mail address: the same person, or two?",
        "Change 1. 'organiser undo' takes it back.",
    ]
    assert ran.stderr == ""


def test_a_clean_import_exits_with_success_and_so_does_the_same_again(run_cli: RunCli, tmp_path: Path) -> None:
    file = people(tmp_path)

    first, again = run_cli("import", file), run_cli("import", file)

    assert (first.code, again.code) == (0, 0)
    assert again.stdout.endswith("Nothing was changed.\n")


def test_a_dry_run_says_so_and_changes_nothing(run_cli: RunCli, tmp_path: Path) -> None:
    ran = run_cli("import", "--dry-run", people(tmp_path))

    assert ran.code == 0
    assert "1 person would be new" in ran.stdout
    assert ran.stdout.endswith("Nothing was changed: this was a dry run.\n")
    assert run_cli("people", "--count", "--json").json()["count"] == 0
    assert run_cli("history", "--json").json()["changes"] == []


def test_a_list_can_come_through_a_pipe(run_cli: RunCli) -> None:
    ran = run_cli("import", "-", "--json", stdin="Name,Email\nAnn Smith,ann@example.org\n")

    assert ran.json()["created"] == 1
    assert run_cli("history", "--json").json()["changes"][0]["title"] == "Import standard input: 1 new"


def test_the_history_tells_what_an_import_did(run_cli: RunCli, tmp_path: Path) -> None:
    run_cli("import", people(tmp_path), write_list(tmp_path / "b.csv", HEADER, ("Bob Jones", "", "07700 900102")))

    assert run_cli("history", "--json").json()["changes"][0]["title"] == "Import a.csv and 1 more: 2 new"


def test_many_rows_left_out_are_not_all_listed_for_people_but_for_scripts(run_cli: RunCli, tmp_path: Path) -> None:
    file = write_list(tmp_path / "a.csv", HEADER, ANN, *[("", "", "")] * 30)

    assert "… and 10 more; --json lists them all" in run_cli("import", "--dry-run", file).stdout
    assert len(run_cli("import", "--dry-run", file, "--json").json()["refused"]) == 30


def test_of_very_many_rows_left_out_the_first_ten_thousand_are_listed(run_cli: RunCli, tmp_path: Path) -> None:
    file = write_list(tmp_path / "a.csv", HEADER, ANN, *[("", "", "")] * 10_001)

    found = run_cli("import", "--dry-run", file, "--json").json()

    assert (len(found["refused"]), found["more"], found["created"]) == (10_000, True, 1)


def test_who_is_missing_from_a_whole_list_is_asked(run_cli: RunCli, tmp_path: Path) -> None:
    bob = ("Bob Jones", "bob@example.org", "")
    assert (
        run_cli("import", "--complete", "--on", "2026-01-01", write_list(tmp_path / "1.csv", HEADER, ANN, bob)).code
        == 0
    )

    ran = run_cli("import", "--complete", "--on", "1 Feb 2026", write_list(tmp_path / "2.csv", HEADER, ANN))

    assert ran.code == 1
    assert "Bob Jones stood on the whole list before this one" in ran.stdout


# Ways to fail ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--complete"], "A whole list needs its day"),
        (["--on", "31/02/2026"], "'31/02/2026' is not a date"),
        (["--complete", "--on", "soon"], "'soon' is not a date"),
        (["--map", "Name"], "--map takes"),
        (["--map", "Name=colour"], "is no field"),
        (["--map", "Nmae=name"], "No column is headed"),
    ],
)
def test_a_slip_in_the_arguments_is_explained(run_cli: RunCli, tmp_path: Path, words: list[str], sentence: str) -> None:
    ran = run_cli("import", people(tmp_path), *words)

    assert ran.code == 2
    assert sentence in ran.stderr
    assert ran.stdout == ""


def test_no_file_named_is_explained(run_cli: RunCli) -> None:
    ran = run_cli("import")

    assert ran.code == 2
    assert "missing" in ran.stderr


def test_an_electoral_register_is_recognised_and_declined(run_cli: RunCli, shared_data: Path) -> None:
    ran = run_cli("import", shared_data / "crm" / "made" / "electoral_register.csv")

    assert ran.code == 65
    assert "electoral register" in ran.stderr
    assert ran.stdout == ""


def test_a_register_among_lists_of_people_stops_them_all(run_cli: RunCli, shared_data: Path, tmp_path: Path) -> None:
    ran = run_cli("import", people(tmp_path), shared_data / "crm" / "made" / "electoral_register.csv")

    assert ran.code == 65
    assert "electoral_register.csv" in ran.stderr
    assert run_cli("people", "--count", "--json").json()["count"] == 0


@pytest.mark.parametrize(
    "name", ["doorstep/paper_sheet_30.csv", "crm/made/doorstep_google_forms.csv", "naughty/blns.txt"]
)
def test_files_that_are_no_lists_of_people_do_no_harm(run_cli: RunCli, shared_data: Path, name: str) -> None:
    ran = run_cli("import", "--dry-run", shared_data / name)

    assert ran.code in (0, 1, 65)
    assert "Traceback" not in ran.stderr
    assert "fault of the program" not in ran.stderr


# Strings that break terminals and spreadsheets ---------------------------------------------------------------------


def test_no_naughty_string_reaches_a_terminal_as_a_command_and_each_is_found_again(
    run_cli: RunCli, shared_data: Path, tmp_path: Path
) -> None:
    naughty: list[str] = json.loads((shared_data / "naughty" / "blns.json").read_text(encoding="utf-8"))
    header = ("First name", "Last name", "Email", "Address line 1", "Notes", "Tags")
    rows = [
        (text, f"Helper{number}", f"at.{number}.x@example.org", text, text, text) for number, text in enumerate(naughty)
    ]
    file = write_list(tmp_path / "naughty \x1b[31m.csv", header, *rows)

    runs = [run_cli("import", file), run_cli("import", file, "--json"), run_cli("history")]
    runs += [run_cli("people"), run_cli("people", "--json"), run_cli("tag", "list"), run_cli("tag", "list", "--json")]

    for ran in runs:
        assert ran.code in (0, 1), ran.stderr
        assert not _OBEYED.search(ran.stdout + ran.stderr)
    assert run_cli("people", "--count", "--json").json()["count"] == len(naughty)
    for number in range(0, len(naughty), 40):
        (found,) = run_cli("people", f"at.{number}.x@example.org", "--json").json()["people"]
        assert found["name"] == f"{safe_text(naughty[number])} Helper{number}".strip()
        page = run_cli("person", found["uid"])
        assert page.code == 0
        assert not _OBEYED.search(page.stdout)
