"""What goes wrong around a database: others who write, other programs, sudden death, a full disk."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from organiser.errors import IO_ERROR, TRY_AGAIN, Problem
from organiser.models.people import PERSON
from organiser.store import backup, doctor, engine
from organiser.store.store import Store
from tests.conftest import RunCli, environment
from tests.tables import dump, named

START = """
import sys, time
from pathlib import Path
from organiser.models.people import PERSON
from organiser.store import history
from organiser.store.store import Store
from tests.tables import named
path = Path(sys.argv[1])
"""

ADD_200_ONE_BY_ONE = """
with Store.open(path) as store:
    store.who = sys.argv[2]
    for number in range(200):
        with store.operation("Add one") as work:
            work.insert_with_uid(PERSON, **named(store.who, str(number)))
"""

HOLD_THE_LOCK = """
with Store.open(path) as store, store.turn():
    print("held", flush=True)
    sys.stdin.readline()
"""

HOLD_THE_LOCK_FOR_HALF_A_SECOND = """
with Store.open(path) as store, store.turn():
    print("held", flush=True)
    time.sleep(0.5)
"""

PEOPLE_AT_ONCE = 500

ADD_MANY_AND_TAKE_THEM_BACK_UNTIL_KILLED = f"""
with Store.open(path) as store:
    print("ready", flush=True)
    while True:
        with store.operation("Add many") as work:
            for number in range({PEOPLE_AT_ONCE}):
                work.insert_with_uid(PERSON, **named("Ann", str(number)))
        if work.operation_id % 2:
            history.undo(store)
"""

FILL_A_SMALL_DISK = """
import resource
from organiser.errors import Problem
from organiser.store import backup
with Store.open(path) as store:
    limit = 300_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        if sys.argv[2] == "backup":
            backup.copy(store.connection, path.with_name("backup.organiser"))
        else:
            with store.operation("Too many") as work:
                for number in range(20_000):
                    work.insert_with_uid(PERSON, **named("Ann", str(number)))
    except Problem as problem:
        print(problem.exit_code, problem.sentence)
"""


def start(code: str, path: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + code, str(path), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(path.parent),
    )


def finish(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out


def add_people(store: Store, count: int) -> None:
    with store.operation("Add people") as work:
        for number in range(count):
            work.insert_with_uid(PERSON, **named("Ann", str(number)))


def assert_healthy(store: Store) -> None:
    assert [check for check in doctor.examine(store) if not check.ok] == []


# Others who write -------------------------------------------------------------------------------------------


def test_four_programs_writing_at_one_file_lose_nothing(store: Store) -> None:
    names = ["Ann", "Bob", "Cat", "Dan"]
    for process in [start(ADD_200_ONE_BY_ONE, store.path, name) for name in names]:
        finish(process)
    assert store.rows("SELECT given, count(*) FROM person GROUP BY given ORDER BY given") == [(n, 200) for n in names]
    assert store.rows("SELECT who, count(*) FROM operation GROUP BY who ORDER BY who") == [(n, 200) for n in names]
    assert_healthy(store)


def test_a_change_that_waits_for_another_says_so_once_and_waits_no_longer_than_that(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite itself is told not to wait, so that what waits here is our own queue.
    store.connection.execute("PRAGMA busy_timeout=0")
    said = []
    store.waiting = lambda: said.append("waiting")
    holder = start(HOLD_THE_LOCK_FOR_HALF_A_SECOND, store.path)
    assert holder.stdout.readline() == "held\n"
    begun = time.monotonic()
    add_people(store, 1)
    assert time.monotonic() - begun < 2
    assert said == ["waiting"]
    finish(holder)


def test_the_user_is_told_that_the_program_waits(home: Path, tmp_path: Path) -> None:
    path = home / "people.organiser"
    Store.create(path).close()
    holder = start(HOLD_THE_LOCK, path)
    assert holder.stdout.readline() == "held\n"
    waiting = subprocess.Popen(
        [sys.executable, "-m", "organiser", "init", "--who", "Ann Lee"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home),
        cwd=tmp_path,
    )
    assert waiting.stderr.readline().decode() == "Waiting for another change to finish…\n"
    holder.communicate("go on\n")
    out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, err) == (0, b"")
    assert b"Ann Lee" in out


def test_nobody_waits_for_a_program_that_died_in_the_middle_of_its_change(store: Store) -> None:
    holder = start(HOLD_THE_LOCK, store.path)
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.communicate()
    begun = time.monotonic()
    add_people(store, 1)
    assert time.monotonic() - begun < 2


def test_another_program_that_holds_the_file_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_TO_WAIT", 0.2)
    with Store.create(tmp_path / "people.organiser") as store:
        before = dump(store)
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Problem) as caught:
            add_people(store, 1)
        assert caught.value.exit_code == TRY_AGAIN
        assert "locked by another program" in caught.value.sentence
        other.execute("ROLLBACK")
        other.close()
        assert dump(store) == before


@pytest.mark.slow
def test_another_program_that_holds_the_file_is_waited_for_five_seconds(run_cli: RunCli, home: Path) -> None:
    run_cli("init")
    other = sqlite3.connect(home / "people.organiser", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    ran = run_cli("init", "--who", "Ann Lee")
    other.close()
    assert 4 < time.monotonic() - begun < 10
    assert (ran.code, ran.stdout) == (TRY_AGAIN, "")
    assert ran.stderr.startswith("organiser: ")
    assert ran.stderr.count("\n") == 1


# Sudden death -----------------------------------------------------------------------------------------------


def test_a_change_cut_short_by_sudden_death_has_happened_wholly_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "people.organiser"
    Store.create(path).close()
    chance = random.Random(11)
    for _ in range(20):
        process = start(ADD_MANY_AND_TAKE_THEM_BACK_UNTIL_KILLED, path)
        assert process.stdout.readline() == "ready\n", process.communicate()
        time.sleep(chance.uniform(0, 0.15))
        process.kill()
        assert process.communicate()[1] == ""
        with Store.open(path) as store:
            standing = store.count("SELECT count(*) FROM operation WHERE state = 'done'")
            assert store.count("SELECT count(*) FROM person") == standing * PEOPLE_AT_ONCE
            assert_healthy(store)
            done = store.count("SELECT max(id) FROM operation")
    assert done > 1


# A full disk ------------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_in_a_sentence_and_the_data_stay_as_they_were(store: Store) -> None:
    add_people(store, 1)
    before = dump(store)
    pages = store.count("PRAGMA page_count")
    store.connection.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(Problem) as caught:
        add_people(store, 1000)
    assert caught.value.exit_code == IO_ERROR
    assert "disk is full" in caught.value.sentence
    assert dump(store) == before
    store.connection.execute("PRAGMA max_page_count=1000000")
    assert_healthy(store)
    add_people(store, 1)
    assert store.count("SELECT count(*) FROM person") == 2


@pytest.mark.skipif(os.name != "posix", reason="the size of a process's files can be limited on POSIX systems only")
@pytest.mark.parametrize("what", ["change", "backup"])
def test_a_disk_that_fills_up_while_it_is_written_loses_nothing(store: Store, what: str) -> None:
    add_people(store, 2000)
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = dump(store)
    said = finish(start(FILL_A_SMALL_DISK, store.path, what))
    assert said.startswith(f"{IO_ERROR} The disk is full")
    assert dump(store) == before
    assert_healthy(store)
    assert not [path.name for path in store.path.parent.iterdir() if "backup" in path.name or "unfinished" in path.name]


def test_a_copy_that_meets_another_programs_lock_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_TO_WAIT", 0.2)
    path, copy = tmp_path / "people.organiser", tmp_path / "copy.organiser"
    kept = tmp_path / "kept.organiser"
    with Store.create(path) as store:
        backup.copy(store.connection, copy)
        before = dump(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Problem) as caught:
        backup.restore(path, copy, kept, lambda: None)
    other.close()
    assert caught.value.exit_code == TRY_AGAIN
    assert not kept.exists()
    with Store.open(path) as store:
        assert dump(store) == before


def test_a_program_that_looks_in_and_leaves_takes_nothing_from_one_that_stays(run_cli: RunCli, home: Path) -> None:
    home.mkdir()
    path = home / "people.organiser"
    Store.create(path).close()
    # Two connections of one process, as the screen has: to open the second, the file is looked at beside the first.
    with Store.open(path) as one, Store.open(path) as other:
        assert run_cli("add", "Ann Smith").code == 0
        with other.operation("Add one") as work:
            work.insert_with_uid(PERSON, **named("Bob", "Lee"))
        assert run_cli("people", "--count", "--json").json()["count"] == 2
        assert run_cli("add", "Cy Drew").code == 0
        with one.operation("Add one") as work:
            work.insert_with_uid(PERSON, **named("Dee", "Fox"))
        assert run_cli("people", "--count", "--json").json()["count"] == 4
    assert run_cli("people", "--count", "--json").json()["count"] == 4
    assert run_cli("doctor").code == 0
