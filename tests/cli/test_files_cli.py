"""init, paths, backup, restore, doctor and the history, as their users meet them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, CONFIGURATION, FINDINGS, IO_ERROR, NO_INPUT, OK, UNREADABLE, USAGE
from organiser.models.people import PERSON
from organiser.models.places import CONSTITUENCY
from organiser.models.tables import SCHEMA_VERSION
from organiser.store.store import Store
from tests.conftest import Ran, RunCli, environment
from tests.tables import named


def assert_refused(ran: Ran, code: int) -> None:
    """One sentence on standard error, nothing on standard output, and the right exit code."""
    assert (ran.code, ran.stdout) == (code, "")
    assert ran.stderr.startswith("organiser: ")
    assert ran.stderr.count("\n") == 1
    assert "Traceback" not in ran.stderr


@pytest.fixture
def database(home: Path) -> Path:
    """A database in which one person is."""
    path = home / "people.organiser"
    with Store.create(path) as store, store.operation("Add Ann") as work:
        work.insert_with_uid(PERSON, **named("Ann", "Smith"))
    return path


# init -------------------------------------------------------------------------------------------------------


def test_a_first_use_without_a_terminal_asks_nothing(run_cli: RunCli, home: Path) -> None:
    ran = run_cli("init", "--json", stdin="Ann Lee\n")
    assert ran.code == OK
    assert ran.json() == {
        "schema": 1,
        "database": str(home / "people.organiser"),
        "created": True,
        "who": "",
        "clps": [],
        "operation": None,
    }
    assert ran.stderr == ""


def test_who_one_is_and_which_clps_one_looks_after_can_be_said_at_once_and_taken_back(run_cli: RunCli) -> None:
    ran = run_cli("init", "--who", "Ann Lee", "--clp", "Lewisham North", "Brecon, Radnor and Cwm Tawe", "--json")
    assert ran.json()["who"] == "Ann Lee"
    assert ran.json()["clps"] == ["Lewisham North", "Brecon, Radnor and Cwm Tawe"]
    assert ran.json()["operation"] == 1
    (change,) = run_cli("history", "--json").json()["changes"]
    assert change["who"] == "Ann Lee"
    assert run_cli("undo").code == OK
    assert run_cli("init", "--json").json()["clps"] == []


def test_init_again_tells_what_is_there_and_touches_nothing(run_cli: RunCli, database: Path) -> None:
    ran = run_cli("init", "--json")
    assert (ran.code, ran.json()["created"], ran.json()["operation"]) == (OK, False, None)
    with Store.open(database) as store:
        assert store.count("SELECT count(*) FROM person") == 1


def test_the_same_name_again_is_no_change(run_cli: RunCli) -> None:
    run_cli("init", "--who", "Ann Lee", "--clp", "Lewisham North")
    again = run_cli("init", "--who", "Ann Lee", "--clp", "Lewisham North", "--json")
    assert again.json()["operation"] is None
    changed = run_cli("init", "--clp", "Lewisham East", "--json")
    assert (changed.json()["who"], changed.json()["clps"]) == ("Ann Lee", ["Lewisham East"])


def test_a_clp_that_is_loaded_is_called_by_its_own_name(run_cli: RunCli, database: Path) -> None:
    with Store.open(database) as store, store.operation("Places") as work:
        work.insert(CONSTITUENCY, gss="E14001331", name="Lewisham West and East Dulwich")
    ran = run_cli("init", "--clp", "lewisham west & east dulwich", "--json")
    assert ran.json()["clps"] == ["Lewisham West and East Dulwich"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals to try this with")
def test_a_first_use_at_a_terminal_asks_who_one_is_and_for_clps_until_enter(run_cli: RunCli, home: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    asking = subprocess.Popen(
        [sys.executable, "-m", "organiser", "init", "--json"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(home),
    )
    os.write(ours, b"Ann Lee\nLewisham North\nBrecon, Radnor and Cwm Tawe\n\n")
    out, _ = asking.communicate(timeout=60)
    os.close(theirs)
    asked = os.read(ours, 10_000).decode()
    os.close(ours)
    found = json.loads(out)
    assert (found["who"], found["clps"]) == ("Ann Lee", ["Lewisham North", "Brecon, Radnor and Cwm Tawe"])
    assert asked.count("A CLP that you look after?") == 3


# paths ------------------------------------------------------------------------------------------------------


def test_paths_are_told_before_anything_is_there(run_cli: RunCli, home: Path) -> None:
    ran = run_cli("paths", "--json")
    assert ran.code == OK
    assert ran.json() == {
        "schema": 1,
        "database": {"path": str(home / "people.organiser"), "exists": False, "bytes": 0},
        "backups": {"path": str(home / "backups"), "exists": False, "bytes": 0},
        "home": {"path": str(home), "exists": False, "bytes": 0},
    }
    assert not home.exists()
    assert run_cli("paths").stdout.count("not there yet") == 3


def test_paths_tell_how_large_things_are(run_cli: RunCli, database: Path) -> None:
    run_cli("backup")
    found = run_cli("paths", "--json").json()
    assert found["database"]["bytes"] == database.stat().st_size
    assert 0 < found["backups"]["bytes"] < found["home"]["bytes"]


# backup and restore -----------------------------------------------------------------------------------------


def test_a_backup_is_made_lost_data_come_back_and_what_was_there_is_kept(
    run_cli: RunCli, database: Path, home: Path
) -> None:
    made = run_cli("backup", "--json").json()
    assert made == {"schema": 1, "file": made["file"], "bytes": Path(made["file"]).stat().st_size, "people": 1}
    run_cli("undo")
    restored = run_cli("restore", made["file"], "--json").json()
    assert restored.pop("lost").startswith("1 change (")
    assert restored == {"schema": 1, "file": made["file"], "kept": restored["kept"], "people": 1}
    assert Path(restored["kept"]).parent == home / "backups"
    assert run_cli("restore", restored["kept"], "--json").json()["people"] == 0
    assert run_cli("doctor").code == OK


def test_a_backup_does_not_overwrite_a_file(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("a letter")
    assert_refused(run_cli("backup", "copy"), CANNOT_CREATE)
    assert run_cli("backup", "copy", "--replace").code == OK


def test_a_backup_into_a_synced_folder_is_made_with_a_warning(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    ran = run_cli("backup", "Dropbox", "--json")
    assert ran.code == OK
    assert Path(ran.json()["file"]).is_file()
    assert "Dropbox" in ran.stderr


def test_a_backup_of_nothing_is_refused(run_cli: RunCli) -> None:
    assert_refused(run_cli("backup"), NO_INPUT)


def test_a_lost_database_comes_back_on_a_new_machine(run_cli: RunCli, database: Path, tmp_path: Path) -> None:
    run_cli("backup", tmp_path / "stick")
    database.unlink()
    ran = run_cli("restore", tmp_path / "stick", "--json")
    assert (ran.code, ran.json()["people"], ran.json()["kept"]) == (OK, 1, None)


def test_a_backup_of_another_database_is_refused_unless_that_is_meant(
    run_cli: RunCli, database: Path, tmp_path: Path
) -> None:
    run_cli("init", "--database", tmp_path / "other.organiser")
    assert_refused(run_cli("restore", tmp_path / "other.organiser"), UNREADABLE)
    ran = run_cli("restore", tmp_path / "other.organiser", "--other-database", "--json")
    assert (ran.code, ran.json()["people"]) == (OK, 0)


@pytest.mark.parametrize(("source", "code"), [("missing", NO_INPUT), ("letter", UNREADABLE), (".", NO_INPUT)])
def test_what_is_no_backup_is_refused_in_one_sentence(
    run_cli: RunCli, database: Path, tmp_path: Path, source: str, code: int
) -> None:
    (tmp_path / "letter").write_text("Dear Ann\n" * 50)
    assert_refused(run_cli("restore", source), code)
    assert run_cli("history", "--json").json()["changes"]


# doctor -----------------------------------------------------------------------------------------------------


def test_the_doctor_finds_a_sound_database_sound(run_cli: RunCli, database: Path) -> None:
    ran = run_cli("doctor", "--json")
    found = ran.json()
    assert (ran.code, found["ok"]) == (OK, True)
    assert {check["check"] for check in found["checks"]} >= {"file", "references", "search", "history", "permissions"}
    assert all(set(check) == {"check", "ok", "detail"} for check in found["checks"])
    assert isinstance(found["notes"], list)


def test_the_doctor_reports_what_is_wrong_and_mends_the_search_index(run_cli: RunCli, database: Path) -> None:
    with Store.open(database) as store:
        store.connection.execute("DELETE FROM search")
    ran = run_cli("doctor")
    assert ran.code == FINDINGS
    assert "WRONG  search" in ran.stdout
    mended = run_cli("doctor", "--repair")
    assert mended.code == OK
    assert "made anew" in mended.stdout
    assert run_cli("doctor").code == OK


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", UNREADABLE),
        (b"Dear Ann\n" * 50, UNREADABLE),
        ("half", UNREADABLE),
        ("newer", CONFIGURATION),
        ("foreign", UNREADABLE),
    ],
)
@pytest.mark.parametrize("words", [("doctor",), ("history",), ("init", "--who", "Ann Lee"), ("undo",)])
def test_a_file_that_is_no_sound_database_is_refused_in_one_sentence_and_left_alone(
    run_cli: RunCli, database: Path, content: bytes | str, code: int, words: tuple[str, ...]
) -> None:
    sound = database.read_bytes()
    match content:
        case "half":
            content = sound[: len(sound) // 2]
        case "newer":
            content = sound[:60] + (SCHEMA_VERSION + 1).to_bytes(4, "big") + sound[64:]
        case "foreign":
            content = sound[:68] + bytes(4) + sound[72:]
    database.write_bytes(content)
    assert_refused(run_cli(*words), code)
    assert database.read_bytes() == content


# The edges of the command line ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("backup", "--nonsense"),
        ("restore",),
        ("history", "--limit"),
        ("undo", "first"),
        ("undo", "1", "2"),
    ],
)
def test_a_mistyped_command_is_answered_with_one_sentence(run_cli: RunCli, words: tuple[str, ...]) -> None:
    assert_refused(run_cli(*words), USAGE)


def test_the_option_for_another_database_may_stand_before_or_after_the_command(run_cli: RunCli, tmp_path: Path) -> None:
    assert run_cli("--database", tmp_path / "a", "init", "--json").json()["created"]
    assert not run_cli("init", "--json", "--database", tmp_path / "a").json()["created"]


def test_a_shared_server_is_said_to_be_for_later(run_cli: RunCli) -> None:
    assert_refused(run_cli("history", "--database", "postgresql://server/people"), USAGE)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_output_to_a_full_disk_is_answered_with_one_sentence(run_cli: RunCli, database: Path, home: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "organiser", "history"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(home),
            check=False,
        )
    assert_refused(Ran(done.returncode, "", done.stderr.decode()), IO_ERROR)
