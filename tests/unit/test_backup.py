"""Copies of a database, and going back to one: nothing is lost, and nothing unsound comes in."""

import os
import sqlite3
from pathlib import Path

import pytest

from organiser.errors import CANNOT_CREATE, CONFIGURATION, NO_INPUT, UNREADABLE, Problem
from organiser.models import tables
from organiser.models.people import PERSON
from organiser.services import upkeep
from organiser.store import doctor, history, location
from organiser.store.store import Store
from tests.tables import dump, named


@pytest.fixture(autouse=True)
def _home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGANISER_HOME", str(home))


def add(store: Store, given: str) -> None:
    with store.operation(f"Add {given}") as work:
        work.insert_with_uid(PERSON, **named(given, "Smith"))


def add_many(store: Store) -> None:
    with store.operation("Add many") as work:
        for number in range(2000):
            work.insert_with_uid(PERSON, **named("Bob", str(number)))


def tear(path: Path) -> None:
    """Spoil the last pages, in which the rows stand; the schema stays readable."""
    content = path.read_bytes()
    spoilt = len(content) // 5 // 4096 * 4096
    path.write_bytes(content[:-spoilt] + b"\xff" * spoilt)


def names(store: Store) -> list[str]:
    return [given for (given,) in store.rows("SELECT given FROM person ORDER BY id")]


def restore(path: Path, source: Path, *, other_database: bool = False) -> upkeep.Restored:
    return upkeep.restore(path, source, lambda: None, other_database=other_database)


def refused(path: Path, source: Path) -> Problem:
    """The refusal to restore, which must leave everything as it is."""
    content = source.read_bytes() if source.is_file() else b""
    with Store.open(path) as store:
        before = dump(store)
    with pytest.raises(Problem) as caught:
        restore(path, source)
    with Store.open(path) as store:
        assert dump(store) == before
    assert (source.read_bytes() if source.is_file() else b"") == content
    assert not list(location.backups().glob("before-restore-*"))
    return caught.value


@pytest.fixture
def with_ann(store: Store) -> Store:
    add(store, "Ann")
    return store


@pytest.fixture
def copy(with_ann: Store) -> Path:
    """A backup in which Ann is."""
    return upkeep.back_up(with_ann, None).file


# Copies -----------------------------------------------------------------------------------------------------


def test_a_backup_holds_everybody_and_is_one_file_for_its_owner_alone(with_ann: Store) -> None:
    made = upkeep.back_up(with_ann, None)
    assert (made.people, made.size) == (1, made.file.stat().st_size)
    assert made.file.parent == location.backups()
    assert [path.name for path in made.file.parent.iterdir()] == [made.file.name]
    if os.name == "posix":
        assert made.file.stat().st_mode & 0o777 == 0o600
    with Store.open(made.file) as copied:
        assert dump(copied) == dump(with_ann)


def test_two_backups_in_one_second_have_two_names(with_ann: Store) -> None:
    assert upkeep.back_up(with_ann, None).file != upkeep.back_up(with_ann, None).file


def test_a_backup_may_be_given_a_folder(with_ann: Store, tmp_path: Path) -> None:
    made = upkeep.back_up(with_ann, tmp_path)
    assert made.file.parent == tmp_path
    assert made.file.name.startswith("people-2")


def test_a_backup_never_overwrites_a_file_unless_it_is_told_to(with_ann: Store, tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("a letter")
    with pytest.raises(Problem) as caught:
        upkeep.back_up(with_ann, target)
    assert caught.value.exit_code == CANNOT_CREATE
    assert target.read_text() == "a letter"
    assert upkeep.back_up(with_ann, target, replace=True).people == 1


def test_a_backup_never_takes_the_place_of_the_database_itself(with_ann: Store) -> None:
    with pytest.raises(Problem) as caught:
        upkeep.back_up(with_ann, with_ann.path, replace=True)
    assert caught.value.exit_code == CANNOT_CREATE


def test_a_backup_into_a_folder_that_is_not_there_is_refused(with_ann: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem) as caught:
        upkeep.back_up(with_ann, tmp_path / "nowhere" / "copy.organiser")
    assert caught.value.exit_code == CANNOT_CREATE


def test_a_damaged_database_makes_no_backup_that_looks_sound(with_ann: Store, tmp_path: Path) -> None:
    add_many(with_ann)
    with_ann.close()
    tear(with_ann.path)
    with Store.open(with_ann.path) as store, pytest.raises(Problem) as caught:
        upkeep.back_up(store, tmp_path / "copy.organiser")
    assert caught.value.exit_code == UNREADABLE
    assert not (tmp_path / "copy.organiser").exists()


# Going back -------------------------------------------------------------------------------------------------


def test_going_back_to_a_backup_brings_back_everything_and_keeps_what_was_there(with_ann: Store, copy: Path) -> None:
    before = dump(with_ann)
    add(with_ann, "Bob")
    restored = restore(with_ann.path, copy)
    assert restored.people == 1
    assert dump(with_ann) == before
    assert with_ann.value("PRAGMA journal_mode") == "wal"
    with Store.open(restored.kept) as kept:
        assert names(kept) == ["Ann", "Bob"]


def test_the_history_goes_back_too_and_goes_on_from_there(with_ann: Store, copy: Path) -> None:
    add(with_ann, "Bob")
    restore(with_ann.path, copy)
    assert history.undo(with_ann).title == "Add Ann"
    add(with_ann, "Cat")
    assert names(with_ann) == ["Cat"]
    assert all(check.ok for check in doctor.examine(with_ann))


def test_other_programs_that_have_the_database_open_see_the_backup_at_once(with_ann: Store, copy: Path) -> None:
    add(with_ann, "Bob")
    with Store.open(with_ann.path) as other:
        reading = other.stream("SELECT given FROM person ORDER BY id")
        assert next(reading) == ("Ann",)
        restore(with_ann.path, copy)
        # Who is in the middle of a list sees it to its end.
        assert list(reading) == [("Bob",)]
        assert names(other) == ["Ann"]
        add(other, "Cat")
    assert names(with_ann) == ["Ann", "Cat"]


def test_a_backup_can_be_put_where_there_is_no_database_yet(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "people.organiser"
    assert restore(path, copy).kept is None
    with Store.open(path) as store:
        assert names(store) == ["Ann"]
        assert store.value("PRAGMA journal_mode") == "wal"
    assert sorted(file.name for file in path.parent.iterdir()) == ["people.organiser", "people.organiser.lock"]


@pytest.fixture(params=["cut", "empty", "torn", "first page lost"])
def damaged(request: pytest.FixtureRequest, with_ann: Store, copy: Path) -> Path:
    """The place of a database that was damaged."""
    path = with_ann.path
    add_many(with_ann)
    with_ann.close()
    content = path.read_bytes()
    match request.param:
        case "cut":
            path.write_bytes(content[: len(content) // 2])
        case "empty":
            path.write_bytes(b"")
        case "torn":
            tear(path)
        case "first page lost":
            path.write_bytes(bytes(4096) + content[4096:])
    return path


def test_a_damaged_database_is_moved_aside_and_the_backup_takes_its_place(damaged: Path, copy: Path) -> None:
    content = damaged.read_bytes()
    restored = restore(damaged, copy)
    assert restored.kept.read_bytes() == content
    with Store.open(damaged) as store:
        assert names(store) == ["Ann"]
        assert all(check.ok for check in doctor.examine(store))


def test_an_older_backup_is_brought_up_to_date_before_it_goes_live(
    with_ann: Store, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from organiser.store import migrate
    from organiser.store import store as store_module

    content = copy.read_bytes()
    version = tables.SCHEMA_VERSION
    monkeypatch.setattr(store_module, "SCHEMA_VERSION", version + 1)
    monkeypatch.setattr(migrate, "SCHEMA_VERSION", version + 1)
    monkeypatch.setitem(
        migrate.STEPS, version, lambda connection: connection.execute("UPDATE person SET born = '1990'")
    )
    restore(with_ann.path, copy)
    assert copy.read_bytes() == content
    with Store.open(with_ann.path) as store:
        assert store.value("PRAGMA user_version") == version + 1
        assert store.value("SELECT born FROM person") == "1990"


def test_a_copy_made_by_hand_with_its_journal_can_be_restored_too(with_ann: Store, tmp_path: Path) -> None:
    by_hand = tmp_path / "by hand.organiser"
    add(with_ann, "Bob")
    for suffix in ("", "-wal"):
        content = with_ann.path.with_name(with_ann.path.name + suffix).read_bytes()
        by_hand.with_name(by_hand.name + suffix).write_bytes(content)
    add(with_ann, "Cat")
    assert restore(with_ann.path, by_hand).people == 2
    assert names(with_ann) == ["Ann", "Bob"]


# Copies that parted -----------------------------------------------------------------------------------------


def test_going_back_says_which_changes_the_backup_knows_nothing_of(with_ann: Store, copy: Path) -> None:
    assert restore(with_ann.path, copy).lost == ""
    add(with_ann, "Bob")
    history.undo(with_ann)
    assert restore(with_ann.path, copy).lost.startswith("2 changes (")


def test_a_copy_that_went_on_elsewhere_takes_the_place_of_one_that_lay_still(with_ann: Store, copy: Path) -> None:
    with Store.open(copy) as elsewhere:
        add(elsewhere, "Bob")
    assert (restore(with_ann.path, copy).lost, names(with_ann)) == ("", ["Ann", "Bob"])
    add(with_ann, "Cat")
    assert names(with_ann) == ["Ann", "Bob", "Cat"]


@pytest.mark.parametrize("elsewhere", ["add", "undo"])
def test_copies_that_were_both_changed_since_they_parted_are_never_silently_overwritten(
    with_ann: Store, copy: Path, elsewhere: str
) -> None:
    with Store.open(copy) as there:
        add(there, "Bob") if elsewhere == "add" else history.undo(there)
    add(with_ann, "Cat")
    add(with_ann, "Dan")
    problem = refused(with_ann.path, copy)
    assert problem.exit_code == CANNOT_CREATE
    assert "this one by 2 changes (" in problem.sentence
    assert "the other by 1 change (" in problem.sentence
    restored = upkeep.restore(with_ann.path, copy, lambda: None, anyway=True)
    with Store.open(restored.kept) as kept:
        assert names(kept) == ["Ann", "Cat", "Dan"]
    assert names(with_ann) == (["Ann", "Bob"] if elsewhere == "add" else [])


# Refused ----------------------------------------------------------------------------------------------------


def test_a_backup_that_is_not_there_is_said_to_be_missing(with_ann: Store, tmp_path: Path) -> None:
    problem = refused(with_ann.path, tmp_path / "nothing.organiser")
    assert problem.exit_code == NO_INPUT
    assert "organiser init" not in problem.sentence


def test_a_folder_is_no_backup(with_ann: Store, tmp_path: Path) -> None:
    assert refused(with_ann.path, tmp_path).exit_code == NO_INPUT


@pytest.mark.parametrize("content", [b"", b"Name,Phone\nAnn Smith,07700 900123\n" * 9])
def test_a_file_that_is_no_database_is_no_backup(with_ann: Store, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "backup.organiser"
    source.write_bytes(content)
    assert refused(with_ann.path, source).exit_code == UNREADABLE


def test_a_backup_of_another_program_is_refused(with_ann: Store, tmp_path: Path) -> None:
    source = tmp_path / "other.sqlite"
    connection = sqlite3.connect(source)
    connection.execute("CREATE TABLE person(id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()
    assert refused(with_ann.path, source).exit_code == UNREADABLE


def test_a_backup_made_by_a_newer_program_is_refused(with_ann: Store, copy: Path) -> None:
    connection = sqlite3.connect(copy)
    connection.execute(f"PRAGMA user_version={tables.SCHEMA_VERSION + 1}")
    connection.close()
    assert refused(with_ann.path, copy).exit_code == CONFIGURATION


def test_a_backup_cut_off_anywhere_is_refused(with_ann: Store, copy: Path) -> None:
    whole = copy.read_bytes()
    for length in (50, 4096, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:length])
        assert refused(with_ann.path, copy).exit_code == UNREADABLE, length


def test_a_backup_with_a_torn_page_is_refused(with_ann: Store, copy: Path) -> None:
    tear(copy)
    assert refused(with_ann.path, copy).exit_code == UNREADABLE


def test_a_backup_of_another_database_is_refused_unless_that_is_meant(with_ann: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.organiser"
    with Store.create(other) as store:
        add(store, "Zoë")
    problem = refused(with_ann.path, other)
    assert problem.exit_code == UNREADABLE
    assert "another database" in problem.sentence
    assert restore(with_ann.path, other, other_database=True).people == 1
    assert names(with_ann) == ["Zoë"]


def test_another_programs_database_is_never_replaced_by_a_backup(copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE person(id INTEGER PRIMARY KEY)")
    connection.commit()
    connection.close()
    content = path.read_bytes()
    with pytest.raises(Problem) as caught:
        restore(path, copy)
    assert caught.value.exit_code == UNREADABLE
    assert path.read_bytes() == content
