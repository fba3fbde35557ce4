"""What going back to a backup would mean is told before it is done."""

from pathlib import Path

from organiser.services import upkeep
from organiser.store.store import Store
from tests.services.people_here import add


def test_a_backup_tells_what_it_holds_and_what_would_be_lost(store: Store, tmp_path: Path) -> None:
    add(store, "Ann Smith")
    copy = upkeep.back_up(store, tmp_path / "copy.organiser").file
    same = upkeep.outlook(store, copy)
    assert (same.people, same.lost, same.problem) == (1, "", "")
    add(store, "Bob Lee")
    later = upkeep.outlook(store, copy)
    assert later.people == 1
    assert later.lost.startswith("1 change (")
    assert store.count("SELECT count(*) FROM person") == 2


def test_a_backup_that_was_changed_by_itself_cannot_be_gone_back_to_just_so(store: Store, tmp_path: Path) -> None:
    copy = upkeep.back_up(store, tmp_path / "copy.organiser").file
    with Store.open(copy) as other:
        add(other, "Cy Drew")
    add(store, "Bob Lee")
    assert "both changed since they parted" in upkeep.outlook(store, copy).problem


def test_a_copy_of_another_database_is_named_as_that(store: Store, tmp_path: Path) -> None:
    with Store.create(tmp_path / "other.organiser") as other:
        copy = upkeep.back_up(other, tmp_path / "copy.organiser").file
    assert "backup of another database" in upkeep.outlook(store, copy).problem
