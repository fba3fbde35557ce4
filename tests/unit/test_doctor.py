"""Looking a database through: each check finds what it is for, and no more is mended than can be made anew."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from organiser.models.people import CONTACT, NOTE, PERSON
from organiser.services import upkeep
from organiser.store import doctor, history
from organiser.store.store import Store
from tests.tables import named


def wrong(store: Store) -> list[str]:
    return [check.name for check in doctor.examine(store) if not check.ok]


def tamper(*statements: str) -> Callable[[Store], None]:
    """What a program that is not ours might do to the file behind our back."""

    def change(store: Store) -> None:
        store.connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            store.connection.execute(statement)

    return change


@pytest.fixture
def used(store: Store) -> Store:
    """A database in which much was done, some of it taken back."""
    with store.operation("Add two") as work:
        for given in ("Ann", "Zoë"):
            person = work.insert_with_uid(PERSON, **named(given, "O’Neill"))
            work.insert(CONTACT, person_id=person, kind="email", value=f"{person}@example.org", name_key="")
    with store.operation("Rename") as work:
        work.update(PERSON, person, **named("Zoe", "O'Neill"))
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    history.undo(store)
    return store


def test_a_new_database_and_a_used_one_are_well(store: Store, used: Store) -> None:
    assert wrong(used) == []
    with Store.create(store.path.with_name("new.organiser")) as new:
        assert wrong(new) == []


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        (tamper("DELETE FROM person WHERE id = 1"), ["references", "search"]),
        (tamper("UPDATE contact SET value = 'other@example.org' WHERE id = 1"), ["search"]),
        (tamper("DELETE FROM search WHERE rowid = 1"), ["search"]),
        (tamper("INSERT INTO search(rowid, body) VALUES (99, 'nobody')"), ["search"]),
        (tamper("UPDATE counter SET next = 2 WHERE tbl = 'person'"), ["counters", "history"]),
        (tamper("UPDATE operation SET state = 'perhaps' WHERE id = 2"), ["history"]),
        (tamper("UPDATE operation SET undone_at = '' WHERE id = 3"), ["history"]),
        (tamper("UPDATE change SET tbl = 'nothing'"), ["history"]),
        (tamper("UPDATE inserted SET first = 1, last = 2 WHERE operation_id = 3 AND tbl = 'note'",
                "INSERT INTO note(id, person_id) VALUES (1, 1)"), ["history"]),
        (tamper("UPDATE person SET family = 'Other' WHERE id = 1"), ["names"]),
        (tamper("INSERT INTO postcode(id, code, constituency_id) VALUES (1, 'SE13 5AB', 7)",
                "UPDATE counter SET next = 2 WHERE tbl = 'postcode'"), ["postcodes"]),
    ],
)  # fmt: skip
def test_what_another_program_did_behind_our_back_is_found(
    used: Store, tampering: Callable[[Store], None], found: list[str]
) -> None:
    tampering(used)
    assert wrong(used) == found


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems tell who may read a file")
def test_a_database_that_others_can_read_is_found_and_closed_to_them(used: Store) -> None:
    used.path.chmod(0o644)
    assert wrong(used) == ["permissions"]
    health = upkeep.look_through(used, repair=True)
    assert health.ok
    assert len(health.mended) == 1
    assert used.path.stat().st_mode & 0o777 == 0o600


def test_a_search_index_out_of_step_is_made_anew_when_asked(used: Store) -> None:
    tamper("UPDATE search SET body = 'nonsense'")(used)
    assert not upkeep.look_through(used).ok
    health = upkeep.look_through(used, repair=True)
    assert (health.ok, len(health.mended)) == (True, 1)
    assert used.rows("SELECT rowid FROM search WHERE body LIKE '%oneill zoe%'") == [(2,)]


def test_nothing_is_mended_where_nothing_is_wrong(used: Store) -> None:
    assert upkeep.look_through(used, repair=True).mended == ()


def test_no_check_tells_who_is_in_the_database(used: Store) -> None:
    tamper("UPDATE person SET family = 'Quill'", "UPDATE contact SET person_id = 77")(used)
    told = " ".join(check.detail for check in doctor.examine(used)).casefold()
    assert not [word for word in ("ann", "zo", "neill", "quill", "example.org") if word in told.split()]


def test_others_go_on_writing_while_the_database_is_looked_through(used: Store) -> None:
    with Store.open(used.path) as other:
        used.connection.execute("PRAGMA busy_timeout=0")
        with other.operation("Add one") as work:
            work.insert_with_uid(PERSON, **named("Cat", "Moss"))
            assert wrong(used) == []


def test_a_folder_that_is_carried_elsewhere_and_a_full_disk_are_worth_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "OneDrive - Council"
    folder.mkdir()
    Store.create(folder / "people.organiser").close()
    monkeypatch.setattr(doctor.engine, "has_reset_bug", lambda: False)
    (note,) = doctor.notes(folder / "people.organiser")
    assert "OneDrive" in note
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7_000_000))
    assert "7 MB" in list(doctor.notes(folder / "people.organiser"))[-1]


def test_a_copy_that_was_cut_short_is_worth_a_note(used: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORGANISER_HOME", str(used.path.parent / "home"))
    monkeypatch.setattr(doctor.engine, "has_reset_bug", lambda: False)
    assert list(doctor.notes(used.path)) == []
    left = used.path.with_name(".people.organiser.123.unfinished")
    left.touch()
    (note,) = doctor.notes(used.path)
    assert str(left) in note


def test_a_library_that_can_lose_changes_is_named(used: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.engine, "has_reset_bug", lambda: True)
    assert any(doctor.engine.library_version() in note for note in doctor.notes(used.path))
