"""Hand-outs, bring-back and handover at the command line, as two people at two laptops meet them."""

from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, FINDINGS, NOT_PERMITTED, OK, UNREADABLE, USAGE
from organiser.store.store import Store
from tests.conftest import Ran, RunCli
from tests.services.handing import add_line, content


@pytest.fixture
def database(home: Path, run_cli: RunCli) -> Path:
    """A database with thirty people, of whom one has a task."""
    path = home / "people.organiser"
    with Store.create(path) as store:
        for number in range(30):
            add_line(store, f"Pat Number{number:02}, 07700 9001{number:02}")
    run_cli("init", "--who", "Dee Organiser")
    run_cli("task", "new", "Ring about gardens", "--about", "number00", "--due", "2026-01-05", "--every", "1 week")
    return path


def test_thirty_people_rung_from_two_laptops_come_back_in_either_order_twice_as_the_same_database(
    run_cli: RunCli, database: Path, tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("one.organiser", "two.organiser")]
    for file in files:
        assert run_cli("hand-out", "ring", "-o", file, "--json").json()["people"] == 30
    days = ("6 March 2027", "7 March 2027")
    for file, who, person, day in zip(files, ("Ben", "Cat"), ("number01", "number02"), days, strict=True):
        there = ("--database", file, "--who", who)
        assert run_cli("contact", person, "can help", *there).code == OK
        assert run_cli("contact", "number03", "--outcome", "no answer", *there).code == OK
        assert run_cli("task", "edit", "1", "--due", day, *there).code == OK
    contents, exports = [], []
    for order in (files, files[::-1]):
        again = tmp_path / "again.organiser"
        run_cli("backup", again, "--replace")
        first = run_cli("bring-back", *order, "--json", "--database", again)
        assert first.code == FINDINGS
        assert [question["code"] for question in first.json()["questions"]] == ["clash"]
        assert first.json()["questions"][0]["person"] == "Pat Number00"
        second = run_cli("bring-back", *order[::-1], "--json", "--database", again)
        assert (second.code, second.json()["operation"], second.json()["questions"]) == (OK, None, [])
        asked = run_cli("questions", "--json", "--database", again).json()["questions"]
        assert [question["kind"] for question in asked] == ["clash"]
        exports.append(run_cli("export", "--format", "csv", "--database", again).stdout)
        with Store.open(again) as store:
            contents.append(content(store))
            assert store.count("SELECT count(*) FROM talk") == 4
    assert contents[0] == contents[1]
    assert exports[0] == exports[1] != ""


def test_a_hand_out_opens_for_its_job_alone(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    run_cli("hand-out", "ring", "-o", "ring.organiser", "--title", "Ben's calls", "number01")
    there = ("--database", tmp_path / "ring.organiser")
    assert run_cli("people", "--count", "--json", *there).json()["count"] == 1
    for words in (("person", "number01"), ("task", "list"), ("due",), ("history",), ("doctor",), ("paths",)):
        assert run_cli(*words, *there).code == OK, words
    run_cli("contact", "number01", "hello", *there)
    assert run_cli("undo", *there).code == OK
    refused = (
        ("export",),
        ("add", "Zoë Lee"),
        ("edit", "number01", "offer+=leaflets"),
        ("init",),
        ("backup",),
        ("hand-out", "ring", "-o", "x.organiser"),
        ("bring-back", "ring.organiser"),
    )
    for words in refused:
        ran = run_cli(*words, *there)
        assert (ran.code, ran.stdout, ran.stderr.count("\n")) == (NOT_PERMITTED, "", 1), words
        assert "This file (Ben's calls) was handed out for ringing people" in ran.stderr


def one_sentence(ran: Ran) -> int:
    assert (ran.stdout, ran.stderr.count("\n")) == ("", 1)
    assert ran.stderr.startswith("organiser: ")
    return ran.code


def test_what_cannot_be_handed_out_or_brought_back_is_one_sentence(
    run_cli: RunCli, database: Path, tmp_path: Path
) -> None:
    run_cli("hand-out", "ring", "-o", "ring.organiser")
    (tmp_path / "cut.organiser").write_bytes((tmp_path / "ring.organiser").read_bytes()[:9000])
    (tmp_path / "list.csv").write_text("Name,Phone\n")
    assert one_sentence(run_cli("hand-out", "ring", "-o", "ring.organiser")) == CANNOT_CREATE
    assert one_sentence(run_cli("hand-out", "sorcery", "-o", "x.organiser")) == USAGE
    assert one_sentence(run_cli("hand-out", "ring", "-o", "x.organiser", "nobody")) == FINDINGS
    for file in ("cut.organiser", "list.csv", database):
        assert one_sentence(run_cli("bring-back", "ring.organiser", file)) == UNREADABLE, file
    assert one_sentence(run_cli("restore", "ring.organiser")) == UNREADABLE


def test_what_came_back_is_told_in_words(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    made = run_cli("hand-out", "ring", "-o", "ring.organiser", "--limit", "2")
    assert made.stdout.splitlines()[0].endswith("ring.organiser: ring, 2 people, for ringing people.")
    run_cli("contact", "number00", "hello", "--database", "ring.organiser")
    run_cli("task", "done", "1", "--database", "ring.organiser")
    assert run_cli("bring-back", "ring.organiser").stdout == "ring: 1 new contact, 1 new task, 1 changed task.\n"
    assert run_cli("bring-back", "ring.organiser").stdout == "ring: all of it came already.\n"


def test_copies_that_parted_are_put_in_each_others_place_only_when_that_is_meant(
    run_cli: RunCli, database: Path, tmp_path: Path
) -> None:
    run_cli("backup", "stick.organiser")
    run_cli("task", "new", "on the stick", "--database", "stick.organiser")
    run_cli("task", "new", "on the laptop")
    assert one_sentence(run_cli("restore", "stick.organiser")) == CANNOT_CREATE
    done = run_cli("restore", "stick.organiser", "--anyway")
    assert done.code == OK
    assert "It knows nothing of 1 change (" in done.stdout


def test_a_database_in_a_synced_folder_is_warned_of_once_a_command(run_cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    there = ("--database", tmp_path / "Dropbox" / "people.organiser")
    for words in (("init",), ("people", "smith"), ("doctor",)):
        ran = run_cli(*words, *there)
        assert ran.code == OK
        assert ran.stderr.count("Dropbox seems to copy") == 1, words


def test_a_handover_is_made_at_the_command_line(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    words = ("--from", "Dee Organiser", "--to", "Ben Jones")
    done = run_cli("handover", "-o", tmp_path / "over", *words, "--json").json()
    assert (done["people"], done["checked"], done["moved"]) == (
        30,
        True,
        {"from": "Dee Organiser", "to": "Ben Jones", "tasks": 1, "who": True},
    )
    assert all(Path(file).is_file() for file in done["files"])
    assert run_cli("history", "--json").json()["changes"][0]["operation"] == done["operation"]
    assert one_sentence(run_cli("handover", "-o", tmp_path / "over")) == CANNOT_CREATE
    plain = run_cli("handover", "-o", "again", "--from", "Nobody", "--to", "Ben")
    assert plain.stdout.startswith("Nobody owns no open task.\n")
