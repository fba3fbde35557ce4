"""The demo: invented people only, the main job done on them, and a database that one can go on with."""

import csv
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.people import DATA, STANDARD, Person, standard
from organiser.cli import main
from tests.conftest import RunCli

# https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
_DRAMA = re.compile(r"07700 900\d{3}|020 7946 0\d{3}|0121 496 0\d{3}|0113 496 0\d{3}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the demo that is not there yet."""
    return tmp_path / "seen once"


def _steps(run_cli: RunCli, folder: Path, *words: str) -> list[dict[str, Any]]:
    ran = run_cli("demo", "--keep", folder, "--json", *words)
    assert (ran.code, ran.stderr) == (0, "")
    steps: list[dict[str, Any]] = ran.json()["steps"]
    return steps


def _results(steps: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    return [step["result"] for step in steps if step["command"].startswith(f"organiser {name}")]


def test_the_people_of_the_demo_do_not_exist() -> None:
    with (DATA / "postcodes.csv").open(encoding="utf-8") as file:
        live = {row["PostcodeNatural"] for row in csv.DictReader(file) if not row["TerminationDate"]}
    people = standard()
    assert len(people) == STANDARD
    for person in people:
        assert all(_DRAMA.fullmatch(phone) for phone in (person.mobile, person.landline) if phone)
        assert not person.email or person.email.endswith("@example.org")
        assert not person.postcode or person.postcode in live
        assert person.lists


def test_the_demo_makes_one_person_of_everybody_whatever_lists_they_stand_on(run_cli: RunCli, folder: Path) -> None:
    first, again = _results(_steps(run_cli, folder), "import")
    assert (first["created"], first["updated"], first["unchanged"]) == (STANDARD, 0, 0)
    assert len(first["refused"]) == 4
    assert len(first["questions"]) == 1
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, STANDARD)
    assert again["operation"] is None
    assert len(list((folder / "lists").iterdir())) == 8


def test_the_demo_takes_the_import_back_and_does_it_again(run_cli: RunCli, folder: Path) -> None:
    counts = [result["count"] for result in _results(_steps(run_cli, folder), "people --count")]
    assert counts == [0, STANDARD]


def test_the_demo_finds_somebody_by_half_a_number(run_cli: RunCli, folder: Path) -> None:
    (found,) = (result for result in _results(_steps(run_cli, folder), "people") if "people" in result)
    assert [person["ward"]["name"] for person in found["people"]] == ["Sydenham"]


def test_what_the_lists_say_of_somebody_stands_on_one_page(run_cli: RunCli, folder: Path) -> None:
    (page,) = _results(_steps(run_cli, folder), "person")
    assert page["name"] == "Anita Halder"
    assert page["branch"] == "Sydenham Branch"
    assert {fact["value"] for fact in page["facts"] if fact["kind"] == "offer"} == {"canvassing", "leaflets", "poster"}
    assert {Path(source["file"]).stem for source in page["sources"]} == {
        "action_network_report", "google_contacts", "sign_up_sheet",
    }  # fmt: skip


def test_nobody_who_unsubscribed_or_bounced_is_among_those_who_may_be_emailed(run_cli: RunCli, folder: Path) -> None:
    _steps(run_cli, folder)
    text = (folder / "may_be_emailed.csv").read_text(encoding="utf-8-sig").casefold()

    def listed(person: Person) -> bool:
        return bool(person.email) and person.email.casefold() in text

    stopped = {person.email for person in standard() if {"unsubscribed", "cleaned"} & set(person.lists)}
    assert stopped
    assert not [person for person in standard() if person.email in stopped and listed(person)]
    assert any(listed(person) for person in standard() if "subscribed" in person.lists)


def test_a_larger_demo_invents_more_people(run_cli: RunCli, folder: Path) -> None:
    pytest.importorskip("faker")
    first, again = _results(_steps(run_cli, folder, "--people", "300"), "import")
    assert (first["created"], again["unchanged"]) == (300, 300)


def test_a_larger_demo_without_faker_says_what_to_install(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "faker", None)
    assert main(["demo", "--people", "100", "--keep", str(folder)]) == 78
    assert "pip install 'organiser[demo]'" in capsys.readouterr().err


def test_what_the_demo_says_to_try_next_works(run_cli: RunCli, folder: Path) -> None:
    ran = run_cli("demo", "--keep", folder)
    proposed = [line.split() for line in ran.stdout.splitlines() if line.startswith("  organiser ")]
    assert len(proposed) >= 3
    for line in ran.stdout.splitlines():
        if line.startswith("  organiser "):
            tried = run_cli(*shlex.split(line)[1:])
            assert tried.code == 0, (line, tried.stderr)


def test_the_demo_leaves_your_own_database_alone(
    run_cli: RunCli, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("ORGANISER_DATABASE", str(home / "mine.organiser"))
    ran = run_cli("demo")
    assert ran.code == 0
    assert not home.exists()
    (made,) = tmp_path.glob("organiser-demo-*")
    assert str(made) in ran.stdout
    assert run_cli("demo", "--database", home / "mine.organiser").code == 2


def test_the_demo_wants_a_folder_for_itself(run_cli: RunCli, folder: Path) -> None:
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    ran = run_cli("demo", "--keep", folder)
    assert ran.code == 73
    assert "is not empty" in ran.stderr
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("number", ["0", "59", "-3", "many", "1e3"])
def test_the_demo_wants_a_number_of_people(run_cli: RunCli, folder: Path, number: str) -> None:
    ran = run_cli("demo", f"--people={number}", "--keep", folder)
    assert (ran.code, ran.stdout) == (2, "")
    assert not folder.exists()
