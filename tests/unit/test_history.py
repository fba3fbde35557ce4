"""Taking changes back and doing them again: singly, mixed, across restarts, and where changes clash."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from organiser.errors import FINDINGS, Problem
from organiser.models.people import CONTACT, NOTE, PERSON, TAG
from organiser.store import history
from organiser.store.store import Store
from tests.tables import dump, indexed, named


def add_person(store: Store, given: str, family: str = "Smith") -> int:
    with store.operation(f"Add {given}") as work:
        return work.insert_with_uid(PERSON, **named(given, family))


# One change at a time ---------------------------------------------------------------------------------------


def test_a_person_added_by_mistake_is_taken_away_and_given_back_the_same(store: Store) -> None:
    before = dump(store)
    add_person(store, "Ann")
    after, words = dump(store), indexed(store)
    assert history.undo(store).undone
    assert dump(store) == before
    assert indexed(store) == {}
    assert not history.redo(store).undone
    assert (dump(store), indexed(store)) == (after, words)


def test_a_changed_name_is_found_under_the_old_one_again_after_undo(store: Store) -> None:
    person = add_person(store, "Ann")
    before = dump(store)
    with store.operation("Rename") as work:
        assert work.update(PERSON, person, **named("Anna", "Lee"))
    assert indexed(store) == {person: ["anna", "lee"]}
    history.undo(store)
    assert dump(store) == before
    assert indexed(store) == {person: ["ann", "smith"]}


def test_a_deleted_person_comes_back_with_everything_that_hung_on_them(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Add a number and a note") as work:
        contact = work.insert(CONTACT, person_id=person, kind="phone", value="+447700900123", name_key="annsmith")
        note = work.insert(NOTE, person_id=person, body="met at the stall")
    before, words = dump(store), indexed(store)
    with store.operation("Delete") as work:
        work.delete(NOTE, note)
        work.delete(CONTACT, contact)
        work.delete(PERSON, person)
    assert indexed(store) == {}
    history.undo(store)
    assert (dump(store), indexed(store)) == (before, words)


def test_a_number_taken_off_and_typed_in_again_in_one_change_can_be_taken_back(store: Store) -> None:
    person = add_person(store, "Ann")
    number = {"person_id": person, "kind": "phone", "value": "+447700900123", "name_key": "annsmith"}
    with store.operation("Add a number") as work:
        contact = work.insert(CONTACT, **number)
    before = dump(store)
    with store.operation("Say that it is a work number") as work:
        work.delete(CONTACT, contact)
        work.insert(CONTACT, **number, label="work")
    after = dump(store)
    history.undo(store)
    assert dump(store) == before
    history.redo(store)
    assert dump(store) == after


def test_two_people_whose_numbers_were_swapped_get_their_own_back(store: Store) -> None:
    ann, bob = add_person(store, "Ann"), add_person(store, "Bob")
    with store.operation("Numbers") as work:
        first = work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900001", name_key="")
        second = work.insert(CONTACT, person_id=bob, kind="phone", value="+447700900001", name_key="")
    before = dump(store)
    with store.operation("Swap") as work:
        work.update(CONTACT, first, value="for a moment")
        work.update(CONTACT, second, person_id=ann)
        work.update(CONTACT, first, person_id=bob, value="+447700900001")
    history.undo(store)
    assert dump(store) == before


def test_undo_and_redo_outlive_a_restart(store: Store) -> None:
    add_person(store, "Ann")
    after = dump(store)
    with Store.open(store.path) as other:
        history.undo(other)
    with Store.open(store.path) as other:
        assert other.count("SELECT count(*) FROM person") == 0
        history.redo(other)
    assert dump(store) == after


def test_after_undo_a_newcomer_does_not_get_the_old_number_and_redo_brings_everybody_back(store: Store) -> None:
    ann = add_person(store, "Ann")
    history.undo(store)
    bob = add_person(store, "Bob")
    assert bob > ann
    history.redo(store)
    assert store.rows("SELECT id, given FROM person ORDER BY id") == [(ann, "Ann"), (bob, "Bob")]


def test_the_history_tells_who_did_it_and_who_took_it_back(store: Store) -> None:
    store.who = "Ann Lee"
    add_person(store, "Bob")
    store.who = "Cat Moss"
    history.undo(store)
    (entry,) = history.entries(store, 10)
    assert (entry.who, entry.undone_by, entry.title) == ("Ann Lee", "Cat Moss", "Add Bob")


def test_a_change_that_changes_nothing_leaves_no_entry(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("The same again") as work:
        assert not work.update(PERSON, person, given="Ann")
    assert work.operation_id is None
    assert len(history.entries(store, 10)) == 1


def test_an_error_in_the_middle_takes_back_everything_of_the_change(store: Store) -> None:
    person = add_person(store, "Ann")
    before, words = dump(store), indexed(store)
    with suppress(ZeroDivisionError), store.operation("Fails") as work:
        work.update(PERSON, person, **named("Anna", "Lee"))
        work.insert_with_uid(PERSON, **named("Bob", "Lee"))
        _ = 1 / 0
    assert (dump(store), indexed(store)) == (before, words)
    assert len(history.entries(store, 10)) == 1


# Clashes ----------------------------------------------------------------------------------------------------


def refusal(attempt: Callable[[], object]) -> str:
    with pytest.raises(Problem) as caught:
        attempt()
    assert caught.value.exit_code == FINDINGS
    return caught.value.sentence


def test_undo_is_refused_where_a_later_change_touched_the_same_and_names_it(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Rename") as work:
        work.update(PERSON, person, given="Anna")
    before = dump(store)
    assert "change 2 (Rename). Undo that one first" in refusal(lambda: history.undo(store, 1))
    assert dump(store) == before
    history.undo(store)
    history.undo(store)
    assert not store.rows("SELECT id FROM person")


def test_undo_is_refused_where_something_added_since_depends_on_it(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    before = dump(store)
    assert "depends on it: change 2 (Write a note)" in refusal(lambda: history.undo(store, 1))
    assert dump(store) == before


def test_a_deletion_is_not_done_again_where_something_depends_on_the_person_now(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Rename") as work:
        work.update(PERSON, person, given="Anna")
    with store.operation("Delete") as work:
        work.delete(PERSON, person)
    history.undo(store)
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    assert "depends on it: change 4 (Write a note)" in refusal(lambda: history.redo(store))


def test_redo_is_refused_where_what_it_builds_on_is_still_undone(store: Store) -> None:
    person = add_person(store, "Ann")
    with store.operation("Write a note") as work:
        work.insert(NOTE, person_id=person, body="met at the stall")
    history.undo(store)
    history.undo(store)
    assert "change 1 (Add Ann). Redo that one first" in refusal(lambda: history.redo(store, 2))
    history.redo(store, 1)
    history.redo(store, 2)
    assert store.count("SELECT count(*) FROM note") == 1


def test_undo_is_refused_where_the_one_it_would_go_back_to_was_deleted(store: Store) -> None:
    ann, bob = add_person(store, "Ann"), add_person(store, "Bob")
    with store.operation("Add a number") as work:
        contact = work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900123", name_key="")
    with store.operation("Give it to Bob") as work:
        work.update(CONTACT, contact, person_id=bob)
    with store.operation("Delete Ann") as work:
        work.delete(PERSON, ann)
    assert "removed since: change 5 (Delete Ann)" in refusal(lambda: history.undo(store, 4))


def test_a_tag_made_again_by_hand_is_named_when_undo_would_bring_back_its_double(store: Store) -> None:
    with store.operation("New tag") as work:
        tag = work.insert_with_uid(TAG, name="Stall", fold="stall")
    with store.operation("Remove the tag") as work:
        work.delete(TAG, tag)
    with store.operation("The tag again") as work:
        work.insert_with_uid(TAG, name="stall", fold="stall")
    assert "added since: change 3 (The tag again)" in refusal(lambda: history.undo(store, 2))


@pytest.mark.parametrize(
    ("attempt", "sentence"),
    [
        (lambda store: history.undo(store, 99), "There is no change number 99"),
        (lambda store: history.redo(store), "nothing to redo"),
        (lambda store: history.redo(store, 1), "stands"),
        (lambda store: [history.undo(store), history.undo(store)], "nothing to undo"),
        (lambda store: [history.undo(store, 1), history.undo(store, 1)], "undone already"),
    ],
)
def test_what_cannot_be_undone_or_redone_is_said(
    store: Store, attempt: Callable[[Store], object], sentence: str
) -> None:
    add_person(store, "Ann")
    assert sentence in refusal(lambda: attempt(store))
