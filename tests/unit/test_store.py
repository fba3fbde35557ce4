"""A database file: made, opened, refused, recognised by what it says of itself, brought up to date."""

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, CONFIGURATION, NO_INPUT, NOT_PERMITTED, UNREADABLE, Problem
from organiser.models import tables
from organiser.models.people import PERSON
from organiser.store import engine, location, lock, migrate
from organiser.store import store as store_module
from organiser.store.store import Store
from tests.conftest import environment
from tests.golden.write import released, schema
from tests.tables import dump, named

RELEASED = released()


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(path: Path) -> Problem:
    """The refusal to open a file, which it must leave as it is."""
    before = fingerprint(path) if path.is_file() else ""
    with pytest.raises(Problem) as caught:
        Store.open(path)
    assert (fingerprint(path) if path.is_file() else "") == before
    assert caught.value.sentence.endswith(".")
    assert "\n" not in caught.value.sentence
    return caught.value


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A closed database with a thousand people in it."""
    path = tmp_path / "filled.organiser"
    with Store.create(path) as store, store.operation("Many") as work:
        for number in range(1000):
            work.insert_with_uid(PERSON, **named("Ann", f"Smith{number}"))
    return path


# Making one -------------------------------------------------------------------------------------------------


def test_a_new_database_is_for_its_owner_alone_and_says_whose_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "people.organiser"
    with Store.create(path) as store:
        assert store.value("PRAGMA journal_mode") == "wal"
        assert store.setting("database") == store.setting("descent") != ""
    header = engine.read_header(path)
    assert (header.application_id, header.version) == (engine.APPLICATION_ID, tables.SCHEMA_VERSION)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_database_is_never_made_over_something_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "people.organiser"
    path.write_text("a letter")
    with pytest.raises(Problem) as caught:
        Store.create(path)
    assert caught.value.exit_code == CANNOT_CREATE
    assert path.read_text() == "a letter"


def test_a_database_cannot_be_made_inside_a_file(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("a letter")
    with pytest.raises(Problem) as caught:
        Store.create(tmp_path / "letter" / "people.organiser")
    assert caught.value.exit_code == CANNOT_CREATE


def test_a_database_that_could_not_be_finished_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module.search, "DDL", ("CREATE NONSENSE",))
    with pytest.raises(Problem):
        Store.create(tmp_path / "people.organiser")
    assert [path.name for path in tmp_path.iterdir()] == ["people.organiser.lock"]


def test_what_an_earlier_database_left_in_its_journal_does_not_reach_a_new_one(filled: Path) -> None:
    with Store.open(filled) as store:
        with store.operation("One more") as work:
            work.insert_with_uid(PERSON, **named("Bob", "Lee"))
        journal = filled.with_name(filled.name + "-wal").read_bytes()
    filled.unlink()
    filled.with_name(filled.name + "-wal").write_bytes(journal)
    with Store.open_or_create(filled) as store:
        assert store.count("SELECT count(*) FROM person") == 0
        assert store.value("PRAGMA integrity_check") == "ok"


def test_four_programs_started_at_once_share_one_new_database(tmp_path: Path) -> None:
    path = tmp_path / "people.organiser"
    code = f"""
from pathlib import Path
from organiser.store.store import Store
with Store.open_or_create(Path({str(path)!r})) as store:
    print(store.setting("database"))
"""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(tmp_path)
        )
        for _ in range(4)
    ]
    said = [process.communicate() for process in started]
    assert len({out for out, _ in said}) == 1, said


# Opening and refusing ---------------------------------------------------------------------------------------


def test_a_missing_database_is_said_to_be_missing(tmp_path: Path) -> None:
    problem = refused(tmp_path / "people.organiser")
    assert problem.exit_code == NO_INPUT
    assert "organiser init" in problem.sentence


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    assert refused(tmp_path).exit_code == NO_INPUT


def test_an_empty_file_is_refused_and_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "people.organiser"
    path.touch()
    assert refused(path).exit_code == UNREADABLE


@pytest.mark.parametrize("content", [b"x", b"Name,Phone\nAnn Smith,07700 900123\n" * 50, b"SQLite format 3\x00"])
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.organiser"
    path.write_bytes(content)
    assert refused(path).exit_code == UNREADABLE


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE person(id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()
    problem = refused(path)
    assert problem.exit_code == UNREADABLE
    assert "another program's" in problem.sentence


def test_a_database_of_a_newer_program_is_refused(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute(f"PRAGMA user_version={tables.SCHEMA_VERSION + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    problem = refused(filled)
    assert problem.exit_code == CONFIGURATION
    assert "newer organiser" in problem.sentence


def test_a_database_that_a_newer_program_has_just_brought_up_to_date_is_refused(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute(f"PRAGMA user_version={tables.SCHEMA_VERSION + 1}")
    assert engine.read_header(filled).version == tables.SCHEMA_VERSION
    assert refused(filled).exit_code == CONFIGURATION
    connection.close()


def test_a_database_cut_off_anywhere_is_refused(filled: Path) -> None:
    whole = filled.read_bytes()
    lengths = random.Random(7).sample(range(1, len(whole)), 40)
    for length in [*lengths, 16, 99, 100, 4096, len(whole) - 1]:
        filled.write_bytes(whole[:length])
        assert refused(filled).exit_code == UNREADABLE, length
    filled.write_bytes(whole)
    with Store.open(filled) as store:
        assert store.count("SELECT count(*) FROM person") == 1000


def test_a_damaged_page_is_said_when_it_is_met_and_nothing_is_made_worse(filled: Path) -> None:
    content = bytearray(filled.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 100] = bytes(100)
    filled.write_bytes(content)
    with pytest.raises(Problem) as caught, Store.open(filled) as store:
        store.rows("SELECT * FROM person")
    assert caught.value.exit_code == UNREADABLE
    assert "organiser restore" in caught.value.sentence
    assert filled.read_bytes() == content


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root, and Windows, may read and write everything"
)
@pytest.mark.parametrize("mode", [0o000, 0o400])
def test_a_file_that_may_not_be_read_or_written_is_refused(filled: Path, mode: int) -> None:
    filled.chmod(mode)
    with pytest.raises(Problem) as caught:
        Store.open(filled)
    assert caught.value.exit_code == NOT_PERMITTED


def test_a_database_whose_first_page_runs_ahead_of_its_journal_is_whole(filled: Path, tmp_path: Path) -> None:
    # What a process that died in a checkpoint leaves: the first page speaks of pages that stand in the journal still.
    dead = tmp_path / "dead.organiser"
    with Store.open(filled) as store:
        store.connection.execute("PRAGMA wal_autocheckpoint=0")
        with store.operation("More") as work:
            for number in range(300):
                work.insert_with_uid(PERSON, **named("Bob", f"Lee{number}"))
        body = filled.read_bytes()
        dead.with_name("dead.organiser-wal").write_bytes(filled.with_name(filled.name + "-wal").read_bytes())
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        dead.write_bytes(filled.read_bytes()[:4096] + body[4096:])
    assert not engine.read_header(dead).whole
    with Store.open(dead) as store:
        assert store.count("SELECT count(*) FROM person") == 1300
        assert store.value("PRAGMA integrity_check") == "ok"


def test_a_backup_put_in_place_by_hand_is_written_like_any_other(filled: Path) -> None:
    connection = sqlite3.connect(filled)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    with Store.open(filled) as store:
        assert store.value("PRAGMA journal_mode") == "wal"


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_database_reached_by_a_link_is_locked_at_the_same_place(filled: Path) -> None:
    link = filled.parent / "link"
    link.symlink_to(filled)
    with lock.turn_to_write(link):
        assert not link.with_name("link.lock").exists()
        handle = os.open(filled.with_name(filled.name + ".lock"), os.O_RDWR)
        assert not lock._take(handle)
        os.close(handle)


# Versions ---------------------------------------------------------------------------------------------------


def test_a_changed_table_has_a_raised_schema_version(store: Store) -> None:
    written = RELEASED[tables.SCHEMA_VERSION].read_text(encoding="utf-8")
    assert schema(store) == written, (
        "The tables are not those that were released: raise SCHEMA_VERSION, add a step to organiser/store/migrate.py, "
        "then write the new schema down with 'python -m tests.golden.write'."
    )


def structure(store: Store) -> dict[str, list[tuple]]:
    """The columns and indexes of every table, however they were declared."""
    names = [name for (name,) in store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return {
        name: store.rows(f"SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info('{name}')")
        + store.rows(f"SELECT name, \"unique\", partial FROM pragma_index_list('{name}') ORDER BY name")
        for name in names
    }


@pytest.mark.parametrize("version", sorted(RELEASED))
def test_every_schema_that_was_ever_released_can_still_be_opened(store: Store, tmp_path: Path, version: int) -> None:
    path = tmp_path / "old.organiser"
    connection = sqlite3.connect(path)
    connection.executescript(RELEASED[version].read_text(encoding="utf-8"))
    connection.close()
    with Store.open(path) as old:
        assert structure(old) == structure(store)


def rename_everybody(connection: engine.Connection) -> None:
    connection.execute("UPDATE person SET given = 'Anna'")


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[engine.Connection], None]], int]:
    """Pretend that the program is one version on, and that this is the step to it."""

    def pretend(step: Callable[[engine.Connection], None]) -> int:
        version = tables.SCHEMA_VERSION
        monkeypatch.setattr(store_module, "SCHEMA_VERSION", version + 1)
        monkeypatch.setattr(migrate, "SCHEMA_VERSION", version + 1)
        monkeypatch.setitem(migrate.STEPS, version, step)
        return version

    return pretend


def test_an_older_database_is_brought_up_to_date_and_a_copy_of_it_stays(filled: Path, next_version: Callable) -> None:
    version = next_version(rename_everybody)
    with Store.open(filled) as store:
        assert store.value("PRAGMA user_version") == version + 1
        assert store.rows("SELECT DISTINCT given FROM person") == [("Anna",)]
    copied = sqlite3.connect(filled.with_name(f"filled-version-{version}.organiser"))
    assert copied.execute("SELECT DISTINCT given FROM person").fetchall() == [("Ann",)]
    copied.close()


def test_a_step_that_fails_leaves_the_older_database_as_it_was(filled: Path, next_version: Callable) -> None:
    with Store.open(filled) as store:
        before = dump(store)

    def fails(connection: engine.Connection) -> None:
        rename_everybody(connection)
        connection.execute("CREATE NONSENSE")

    version = next_version(fails)
    with pytest.raises(Problem):
        Store.open(filled)
    connection = sqlite3.connect(filled)
    assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert connection.execute("SELECT DISTINCT given FROM person").fetchall() == [("Ann",)]
    connection.close()
    assert len(before["person"]) == 1000


# Where it lies ----------------------------------------------------------------------------------------------


def test_a_folder_that_a_service_copies_to_other_machines_is_recognised() -> None:
    for folder, service in {
        "/home/ann/Dropbox/campaign": "Dropbox",
        "/Users/ann/OneDrive - Some Council/people": "OneDrive",
        "/Users/ann/Library/Mobile Documents/com~apple~CloudDocs": "iCloud",
        "/Users/ann/Google Drive/My Drive": "Google Drive",
        "/home/ann/campaign": "",
    }.items():
        assert location.synced_by(Path(folder) / "people.organiser") == service


def test_a_file_on_another_machine_is_recognised_by_the_innermost_mount() -> None:
    mounts = [
        "/dev/sda1 / ext4 rw 0 0",
        "server:/home /home nfs4 rw 0 0",
        "/dev/sdb1 /home/ann\\040lee ext4 rw 0 0",
    ]
    assert location.network_mount("/home/bob/people.organiser", mounts)
    assert not location.network_mount("/home/ann lee/people.organiser", mounts)
    assert not location.network_mount("/homely/people.organiser", mounts)
