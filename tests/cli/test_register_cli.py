"""The register check at the command line, as the links issue promises it."""

from pathlib import Path

import pytest

from tests.conftest import RunCli
from tests.services.lists import SEVEN

DAY = "2026-01-02"


@pytest.fixture
def made(shared_data: Path, run_cli: RunCli) -> Path:
    """The folder of made-up lists, seven of which are imported."""
    folder = shared_data / "crm" / "made"
    run_cli("import", *(folder / name for name in SEVEN))
    return folder


def test_the_sample_register_gives_the_promised_figures_and_undo_returns_all_to_unknown(
    run_cli: RunCli, made: Path
) -> None:
    ran = run_cli("register", "check", made / "electoral_register.csv", "--on", DAY, "--json")
    assert ran.code == 0
    expected = {"schema": 1, "on": 16, "not_found": 23, "cannot_say": 0, "questions": [], "rows": 58, "refused": []}
    assert expected.items() <= ran.json().items()
    assert (ran.json()["warnings"], ran.json()["more"], ran.json()["day"]) == ([], False, DAY)
    assert ran.json()["operation"] is not None
    assert run_cli("people", "--count", "--register", "on", "--json").json()["count"] == 16
    again = run_cli("register", "check", made / "electoral_register.csv", "--on", DAY, "--json").json()
    assert (again["on"], again["not_found"], again["operation"]) == (16, 23, None)
    run_cli("undo")
    assert run_cli("people", "--count", "--register", "unknown", "--json").json()["count"] == 39


def test_what_the_register_says_of_somebody_stands_on_their_page(run_cli: RunCli, made: Path) -> None:
    run_cli("register", "check", made / "electoral_register.csv", "--on", "2 Jan 2026")
    assert "number 20A 1" in run_cli("person", "kwame", "okonkwo").stdout


@pytest.fixture
def ann(run_cli: RunCli) -> None:
    run_cli("add", "Ann Smith, SE13 5AB")


def register(folder: Path, *rows: str) -> Path:
    path = folder / "register.csv"
    header = "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Surname,Elector Forename,PostCode"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


@pytest.mark.usefixtures("ann")
def test_a_namesake_and_a_row_left_out_are_told_without_the_row(run_cli: RunCli, tmp_path: Path) -> None:
    path = register(tmp_path, "77X,41,0,Smith,Ann,SE1 9ZZ", "77X,42,0,,,SE1 9ZZ")
    ran = run_cli("register", "check", path, "--on", DAY)
    assert ran.code == 1
    assert "0 on it, 1 not found" in ran.stdout
    assert "Ann Smith was not found at their postcode in the register of 2 Jan 2026" in ran.stdout
    assert "row 3: the row names nobody" in ran.stdout
    assert not [secret for secret in ("77X", "SE1 9ZZ") if secret in ran.stdout + ran.stderr]
    as_json = run_cli("register", "check", path, "--on", "2026-02-02", "--json").json()
    assert as_json["questions"] == []
    assert as_json["refused"][0].keys() == {"file", "sheet", "row", "code", "reason"}
    (asked,) = run_cli("questions", "--json").json()["questions"]
    assert (asked["kind"], asked["other"], asked["answers"]) == (
        "register-namesake",
        None,
        ["same", "different", "later"],
    )


@pytest.mark.usefixtures("ann")
def test_an_update_says_that_it_speaks_of_nobody_else(run_cli: RunCli, tmp_path: Path) -> None:
    path = register(tmp_path, "77X,41,0,Smith,Ann,SE13 5AB")
    ran = run_cli("register", "check", path, "--on", DAY, "--update")
    assert "1 on the register, 0 taken off it" in ran.stdout
    assert "Of everybody else it says nothing." in ran.stdout


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("missing.csv", "--on", DAY), 66),
        (("-", "--on", DAY), 2),
        ((".", "--on", DAY), 66),
        (("register.csv", "--on", "soon"), 2),
        (("register.csv", "--on", "2199-01-02"), 2),
        (("register.csv",), 2),
        (("people.csv", "--on", DAY), 65),
    ],
)
def test_what_cannot_be_checked_is_refused_in_one_sentence(
    run_cli: RunCli, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    register(tmp_path, "77X,41,0,Smith,Ann,SE13 5AB")
    (tmp_path / "people.csv").write_text("Name,Phone\nAnn Smith,07700 900001\n", encoding="utf-8")
    ran = run_cli("register", "check", *words)
    assert (ran.code, ran.stdout) == (code, "")
    assert ran.stderr.count("\n") == 1
    assert "77X" not in ran.stderr
