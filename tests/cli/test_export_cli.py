"""Taking people out from the command line: files, standard output, what is said of them, exit codes, JSON."""

import csv
import io
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, NO_INPUT, OK, USAGE
from tests.conftest import REPOSITORY, RunCli, environment

LINES = """\
Ann Smith, ann@example.org, 07700 900123, SE13 5AB, leaflets
Bob Jones, bob@example.org
Çem Lee, 07700 900124
"""


@pytest.fixture
def organised(run_cli: RunCli) -> RunCli:
    """A database with three people, of whom Ann may be e-mailed and Bob does not want to be."""
    assert run_cli("init").code == OK
    assert run_cli("add", "-", stdin=LINES).code == OK
    assert run_cli("edit", "ann smith", "consent+=email newsletter yes: said so at the stall").code == OK
    assert run_cli("edit", "bob jones", "consent+=email no").code == OK
    return run_cli


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_everybody_goes_to_standard_output_and_what_is_said_of_it_does_not(organised: RunCli) -> None:
    ran = organised("export")
    assert ran.code == OK
    assert [row["Given names"] for row in rows_of(ran.stdout)] == ["Bob", "Çem", "Ann"]
    assert not ran.stdout.startswith("\ufeff")
    assert ran.stderr == "3 people written out.\n"
    assert organised("export", "-o", "-").stdout == ran.stdout


def test_a_file_is_written_for_its_owner_and_it_is_said_where_and_how_many(organised: RunCli, tmp_path: Path) -> None:
    ran = organised("export", "-o", "people.csv")
    path = tmp_path / "people.csv"
    assert (ran.code, ran.stdout) == (OK, "")
    assert str(path) in ran.stderr
    assert "3 people" in ran.stderr
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # Spreadsheets know UTF-8 by its mark.
    assert path.read_bytes().startswith(b"\xef\xbb\xbforganiser id,")
    assert path.read_text("utf-8-sig") == organised("export").stdout.replace("\r\n", "\n")


def test_a_file_that_is_there_is_left_unless_it_may_be_replaced(organised: RunCli, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("mine")
    ran = organised("export", "-o", "people.csv")
    assert (ran.code, path.read_text()) == (CANNOT_CREATE, "mine")
    assert "--replace" in ran.stderr
    assert organised("export", "-o", "people.csv", "--replace").code == OK
    assert path.read_text("utf-8-sig").startswith("organiser id,")
    assert organised("export", "-o", "no/such/folder.csv").code == CANNOT_CREATE


def test_with_json_a_file_is_told_as_an_object(organised: RunCli, tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "vcard"):
        told = organised("export", "--format", form, "-o", f"people.{form}", "--json").json()
        path = tmp_path / f"people.{form}"
        assert told == {"schema": 1, "file": str(path), "people": 3, "left_out": {}, "operation": None}
        assert path.stat().st_size > 100
    told = organised("export", "--for", "email", "-o", "email.csv", "--json").json()
    assert (told["people"], told["left_out"]) == (1, {"objected": 1, "no-address": 1})


def test_without_a_file_json_lists_the_people_themselves(organised: RunCli) -> None:
    told = organised("export", "--json", "ann").json()
    (ann,) = told["people"]
    assert (told["schema"], told["more"], ann["name"], len(ann["uid"])) == (1, False, "Ann Smith", 36)
    assert [contact["value"] for contact in ann["contacts"]] == ["+447700900123", "ann@example.org"]
    reached = organised("export", "--for", "email", "--json").json()
    (ann,) = reached["people"]
    assert (ann["name"], ann["address"], ann["ward"]) == ("Ann Smith", "ann@example.org", "")
    assert (reached["left_out"], reached["more"]) == ({"objected": 1, "no-address": 1}, False)


def test_who_may_be_emailed_is_told_with_the_reasons_of_the_others_and_the_exit_code_is_0(organised: RunCli) -> None:
    ran = organised("export", "--for", "email", "--purpose", "newsletter")
    assert ran.code == OK
    assert rows_of(ran.stdout) == [
        {"name": "Ann Smith", "given": "Ann", "family": "Smith", "address": "ann@example.org", "ward": ""}
    ]
    assert ran.stderr.splitlines() == [
        "1 person may be e-mailed.",
        "1 left out: no e-mail address.",
        "1 left out: does not want to be e-mailed.",
    ]
    nobody = organised("export", "--for", "sms")
    assert (nobody.code, rows_of(nobody.stdout)) == (OK, [])
    assert "2 left out: no consent to be texted." in nobody.stderr


def test_a_bare_list_of_addresses_has_nothing_else_in_it(organised: RunCli, tmp_path: Path) -> None:
    assert organised("export", "--for", "email", "--emails-only").stdout == "ann@example.org\n"
    organised("export", "--for", "email", "--emails-only", "-o", "list.txt")
    assert (tmp_path / "list.txt").read_bytes() == b"ann@example.org\n"


@pytest.mark.parametrize(
    "words",
    [
        ("--format", "pdf"),
        ("--for", "pigeon"),
        ("--for", "email", "--purpose", "fun"),
        ("--purpose", "newsletter"),
        ("--for", "email", "--format", "vcard"),
        ("--for", "sms", "--emails-only"),
        ("--emails-only",),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(organised: RunCli, words: tuple[str, ...]) -> None:
    ran = organised("export", *words)
    assert (ran.code, ran.stdout) == (USAGE, "")
    assert ran.stderr.startswith("organiser: ")


def test_without_a_database_nothing_is_written(run_cli: RunCli, tmp_path: Path) -> None:
    assert run_cli("export", "-o", "people.csv").code == NO_INPUT
    assert not (tmp_path / "people.csv").exists()


def test_a_workbook_and_cards_go_to_standard_output_as_they_are(organised: RunCli, home: Path) -> None:
    for form, beginning in (("xlsx", b"PK\x03\x04"), ("vcard", b"BEGIN:VCARD\r\n")):
        done = subprocess.run(
            [sys.executable, "-m", "organiser", "export", "--format", form],
            capture_output=True,
            env=environment(home),
            cwd=REPOSITORY,
            check=True,
        )
        assert done.stdout.startswith(beginning)
        assert done.stderr == b"3 people written out.\n"


def test_what_was_exported_is_imported_into_another_database(organised: RunCli, tmp_path: Path) -> None:
    organised("export", "-o", "people.csv")
    told = organised("import", "people.csv", "--json").json()
    assert (told["created"], told["updated"], told["unchanged"], told["operation"]) == (0, 0, 3, None)
    told = organised("import", "people.csv", "--database", "other.organiser", "--json").json()
    assert (told["rows"], told["created"], told["refused"], told["warnings"]) == (3, 3, [], [])
    assert organised("export", "--database", "other.organiser").stdout == organised("export").stdout


def test_a_reader_who_has_seen_enough_is_told_nothing(organised: RunCli, home: Path) -> None:
    for words in (["export"], ["export", "--json"], ["export", "--for", "email"]):
        running = subprocess.Popen(
            [sys.executable, "-m", "organiser", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
            cwd=REPOSITORY,
        )
        assert running.stdout is not None
        running.stdout.close()
        _, said = running.communicate(timeout=60)
        assert (running.returncode, said) == (141, b"")
