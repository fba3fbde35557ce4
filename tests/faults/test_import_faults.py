"""What goes wrong around an import: files that are none, other programs, sudden death, ctrl+c, a full disk."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from organiser.errors import IO_ERROR, NO_INPUT, NOT_PERMITTED, TRY_AGAIN, UNREADABLE, Problem
from organiser.services.imports import Options, import_files
from organiser.store import doctor, engine
from organiser.store.store import Store
from tests.conftest import RunCli, environment
from tests.services.lists import content, figures, names, partition, quietly, take_in, write_list
from tests.tables import dump, indexed

HEADER = ("Name", "Email", "Phone", "Postcode", "Tags")
ANN = ("Ann Smith", "ann@example.org", "07700 900101", "SE13 5AB", "helper")

posix = pytest.mark.skipif(os.name != "posix", reason="signals and limits of this kind are there on POSIX systems only")


def many(path: Path, count: int, postcode: str = "SE13 5AB") -> Path:
    """A list of so many people, of whom every tenth stands there twice."""
    rows = [
        (f"Helper {number} Smith", f"helper{number}@example.org", "", postcode, "helper") for number in range(count)
    ]
    return write_list(path, HEADER, *rows, *((*row[:2], "", "", "twice") for row in rows[::10]))


def assert_healthy(store: Store) -> None:
    assert [check for check in doctor.examine(store) if not check.ok] == []
    indexed(store)


# Files that are none -----------------------------------------------------------------------------------------------


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _header_alone(path: Path) -> None:
    path.write_text("Name,Email\n")


def _blank_lines(path: Path) -> None:
    path.write_text("\n\n  \n")


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", "Name,Email\nAnn,ann@example.org\n")


def _cut_off_text(path: Path) -> None:
    path.write_text('Name,Notes\nAnn Smith,fine\nBob Jones,"he said')


def _cut_off_workbook(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(("Name", "Email"))
    book.active.append(("Ann Smith", "ann@example.org"))
    book.save(path)
    path.write_bytes(path.read_bytes()[:-200])


def _cut_off_in_the_middle_of_a_card(path: Path) -> None:
    path.write_bytes(b"BEGIN:VCARD\nVERSION:3.0\n")


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10)


def _nothing_but_noughts(path: Path) -> None:
    path.write_bytes(bytes(5000))


def _folder(path: Path) -> None:
    path.mkdir()


def _nothing(path: Path) -> None:
    """No such file."""


BAD_FILES: list[tuple[Callable[[Path], None], int]] = [
    (_empty, UNREADABLE),
    (_header_alone, UNREADABLE),
    (_blank_lines, UNREADABLE),
    (_zip, UNREADABLE),
    (_cut_off_text, UNREADABLE),
    (_cut_off_workbook, UNREADABLE),
    (_cut_off_in_the_middle_of_a_card, UNREADABLE),
    (_picture, UNREADABLE),
    (_nothing_but_noughts, UNREADABLE),
    (_folder, NO_INPUT),
    (_nothing, NO_INPUT),
]


@pytest.mark.parametrize(("make", "code"), BAD_FILES)
def test_a_bad_file_among_good_ones_is_named_and_nothing_is_imported(
    run_cli: RunCli, tmp_path: Path, make: Callable[[Path], None], code: int
) -> None:
    good = write_list(tmp_path / "good.csv", HEADER, ANN)
    make(tmp_path / "bad.csv")

    ran = run_cli("import", good, tmp_path / "bad.csv")

    assert ran.code == code
    assert ran.stdout == ""
    assert "bad.csv" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert run_cli("people", "--count", "--json").json()["count"] == 0


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="nothing is forbidden to the superuser")
def test_a_file_that_may_not_be_read_is_named(run_cli: RunCli, tmp_path: Path) -> None:
    file = write_list(tmp_path / "a.csv", HEADER, ANN)
    file.chmod(0)

    ran = run_cli("import", file)

    assert ran.code == NOT_PERMITTED
    assert "a.csv" in ran.stderr


def test_a_file_that_is_cut_off_far_behind_leaves_nothing_of_what_came_before(store: Store, tmp_path: Path) -> None:
    file = many(tmp_path / "a.csv", 6000)
    with file.open("a") as end:
        end.write('"Zoe')
    empty = dump(store)

    with pytest.raises(Problem, match=r"a\.csv, row 6602"):
        take_in(store, file)

    assert dump(store) == empty
    assert figures(take_in(store, write_list(tmp_path / "b.csv", HEADER, ANN))) == (1, 0, 0)


# Other programs ----------------------------------------------------------------------------------------------------


def test_a_database_that_another_program_holds_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SECONDS_TO_WAIT", 0.2)
    with Store.create(tmp_path / "people.organiser") as store:
        before = dump(store)
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(Problem) as refused:
            take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN))
        other.execute("ROLLBACK")
        other.close()

        assert refused.value.exit_code == TRY_AGAIN
        assert dump(store) == before
        assert figures(take_in(store, tmp_path / "a.csv")) == (1, 0, 0)


def test_a_dry_run_waits_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_SECONDS_TO_WAIT", 0.2)
    with Store.create(tmp_path / "people.organiser") as store:
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        done = take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN), dry_run=True)
        other.close()

        assert figures(done) == (1, 0, 0)


def test_four_programs_that_import_at_once_lose_nothing_and_double_nobody(home: Path, tmp_path: Path) -> None:
    Store.create(home / "people.organiser").close()
    files = []
    for number in range(4):
        # Of a thousand people on each list three hundred are on the one before too.
        rows = [
            (f"Helper {person} Smith", f"helper{person}@example.org", "", "", f"list {number}")
            for person in range(number * 700, number * 700 + 1000)
        ]
        files.append(write_list(tmp_path / f"{number}.csv", HEADER, *rows))
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "organiser", "import", str(file)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(home),
        )
        for file in files
    ]
    for program in programs:
        _, said = program.communicate(timeout=100)
        assert program.returncode == 0, said

    with Store.open(home / "people.organiser") as store:
        assert store.value("SELECT count(*) FROM person") == 3100
        assert store.value("SELECT count(DISTINCT name_key) FROM person") == 3100
        assert store.value("SELECT count(*) FROM source_row") == 4000
        assert store.value("SELECT count(*) FROM person_tag") == 4000
        assert store.value("SELECT count(*) FROM operation") == 4
        assert_healthy(store)
        for file in files:
            assert take_in(store, file).operation is None


# Sudden death ------------------------------------------------------------------------------------------------------


def _start(home: Path, *words: object, **how: object) -> subprocess.Popen[bytes]:
    """The program in a process of its own, its temporary files in a folder of their own."""
    folder = home / "temporary"
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "organiser", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(home) | {"TMPDIR": str(folder), "SQLITE_TMPDIR": str(folder)},
        **how,
    )


def _left_behind(home: Path) -> set[str]:
    """The files in the folder of the database and in that of temporary files, but the database's own."""
    own = {"people.organiser", "people.organiser-wal", "people.organiser-shm", "people.organiser.lock", "temporary"}
    return {path.name for path in (*home.iterdir(), *(home / "temporary").iterdir())} - own


def _killed_again_and_again(home: Path, times: int, seed: int) -> None:
    """Import two lists in turn, each in a process that is killed at a random moment."""
    chance = random.Random(seed)
    Store.create(home / "people.organiser").close()
    lists = [many(home.parent / "a.csv", 2000), many(home.parent / "b.csv", 2500, "SE13 6XX")]
    with Store.open(home / "people.organiser") as store:
        whole = [content(store)]
    begun = time.monotonic()
    _start(home.parent / "trial", "import", "--dry-run", lists[1]).communicate(timeout=100)
    about_as_long = time.monotonic() - begun
    cut_short = 0
    for turn in range(times):
        program = _start(home, "import", lists[turn % 2])
        time.sleep(chance.uniform(0.1, 2 * about_as_long))
        program.kill()
        program.communicate()
        with Store.open(home / "people.organiser") as store:
            assert_healthy(store)
            now = content(store)
            changes = store.count("SELECT count(*) FROM operation")
        if program.returncode:
            cut_short += 1
        if changes == len(whole):
            whole.append(now)
        # Either all of it has happened, or nothing.
        assert changes == len(whole) - 1
        assert now == whole[-1]
        assert {len(people) for people in whole} <= {0, 2000, 2500}
        assert _left_behind(home) == set()
    assert cut_short
    for file in lists:
        assert _start(home, "import", file).communicate(timeout=100)[1] == b""
    with Store.open(home / "people.organiser") as store:
        assert len(names(store)) == 2500
        assert_healthy(store)


@posix
def test_an_import_killed_at_any_moment_has_happened_wholly_or_not_at_all(home: Path) -> None:
    _killed_again_and_again(home, 6, seed=1)


@posix
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_import_killed_at_fifty_moments_has_happened_wholly_or_not_at_all(home: Path) -> None:
    _killed_again_and_again(home, 50, seed=2)


@posix
def test_nothing_of_a_list_that_came_through_a_pipe_is_left_after_sudden_death(home: Path, tmp_path: Path) -> None:
    Store.create(home / "people.organiser").close()
    program = _start(home, "import", "-", stdin=subprocess.PIPE)
    assert program.stdin is not None
    program.stdin.write(many(tmp_path / "a.csv", 3000).read_bytes())
    program.stdin.flush()
    time.sleep(0.3)
    program.kill()
    program.communicate()

    assert _left_behind(home) == set()


# Ctrl+c ------------------------------------------------------------------------------------------------------------


@posix
def test_ctrl_c_stops_an_import_in_a_sentence_and_leaves_nothing(home: Path) -> None:
    Store.create(home / "people.organiser").close()
    program = _start(home, "import", "-", stdin=subprocess.PIPE)
    assert program.stdin is not None
    # It waits for the rest of the list, which does not come.
    program.stdin.write(b"Name,Email\nAnn Smith,ann@example.org\n")
    program.stdin.flush()
    time.sleep(1)
    program.send_signal(signal.SIGINT)
    out, said = program.communicate(timeout=60)

    assert (program.returncode, out) == (130, b"")
    assert said.decode() == "organiser: Stopped. Nothing was changed.\n"
    assert _left_behind(home) == set()
    with Store.open(home / "people.organiser") as store:
        assert names(store) == []


@pytest.mark.parametrize("moment", ["Reading", "Writing", "Indexing"])
@pytest.mark.parametrize("second_list", [False, True])
def test_an_import_stopped_at_any_stage_can_simply_be_started_again(
    store: Store, tmp_path: Path, moment: str, second_list: bool
) -> None:
    # While a list is read, the first word of how far it has come is after five thousand rows.
    count = 5000 if moment == "Reading" else 1000
    if second_list:
        take_in(store, many(tmp_path / "a.csv", count))
    before = dump(store)
    file = many(tmp_path / "b.csv", count, "SE13 6XX")

    def stop(what: str, _done: int, _total: int) -> None:
        if what.startswith(moment):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(store, [file], Options(), stop)

    assert dump(store) == before
    assert_healthy(store)
    assert import_files(store, [file], Options(), quietly).operation is not None
    assert len(partition(store)) == count


# A full disk -------------------------------------------------------------------------------------------------------

IMPORT_ON_A_SMALL_DISK = """
import resource, sys
from organiser import cli
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(cli.main(["import", sys.argv[2]]))
"""


@posix
@pytest.mark.parametrize("limit", [300_000, 1_000_000, 2_000_000, 4_000_000])
def test_a_disk_that_fills_up_is_told_in_a_sentence_and_nothing_is_lost(home: Path, tmp_path: Path, limit: int) -> None:
    with Store.create(home / "people.organiser") as store:
        take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN))
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = dump(store)
    ran = subprocess.run(
        [sys.executable, "-c", IMPORT_ON_A_SMALL_DISK, str(limit), str(many(tmp_path / "b.csv", 12_000))],
        capture_output=True,
        env=environment(home),
        timeout=100,
        check=False,
    )

    assert (ran.returncode, ran.stdout) == (IO_ERROR, b"")
    assert ran.stderr.decode().startswith("organiser: The disk is full")
    assert len(ran.stderr.splitlines()) == 1
    with Store.open(home / "people.organiser") as store:
        assert dump(store) == before
        assert_healthy(store)


@pytest.fixture
def full_disk(store: Store) -> Iterator[Store]:
    pages = store.count("PRAGMA main.page_count")
    store.connection.execute(f"PRAGMA main.max_page_count={pages + 20}")
    yield store
    store.connection.execute("PRAGMA main.max_page_count=1000000")


def test_an_import_that_does_not_fit_is_no_import(full_disk: Store, tmp_path: Path) -> None:
    before = dump(full_disk)

    with pytest.raises(Problem) as refused:
        take_in(full_disk, many(tmp_path / "a.csv", 5000))

    assert refused.value.exit_code == IO_ERROR
    assert dump(full_disk) == before
    full_disk.connection.execute("PRAGMA main.max_page_count=1000000")
    assert take_in(full_disk, tmp_path / "a.csv").created == 5000
    assert_healthy(full_disk)
