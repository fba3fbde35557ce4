"""Contacts: who spoke with whom, what was said, and what follows from it."""

import pytest

from organiser.errors import Problem
from organiser.services import contacts
from organiser.services.acts import last_spoken
from organiser.services.adding import add, draft
from organiser.services.contacts import Said, note
from organiser.services.people import find_one
from organiser.services.person import page
from organiser.services.reach import answers
from organiser.services.tasks import Draft
from organiser.store import clock, history
from organiser.store.store import Store
from tests.tables import dump

TODAY = "2026-02-04"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: f"{TODAY}T12:00:00Z")


@pytest.fixture
def ann(store: Store) -> int:
    """Ann Smith, by her row."""
    store.who = "Dee Organiser"
    add(store, draft(store, "Ann Smith, 07700 900001").understood)
    return find_one(store, "ann smith")


def test_a_contact_and_its_next_step_are_one_change(store: Store, ann: int) -> None:
    before = dump(store)
    noted = note(store, ann, Said("can deliver on Saturdays", outcome="spoke"), Draft("Bring leaflets", due="friday"))
    assert (noted.talk.on, noted.talk.channel, noted.talk.by) == (TODAY, "call", "Dee Organiser")
    assert noted.step is not None
    assert (noted.step.due, noted.step.owner) == ("2026-02-06", "Dee Organiser")
    assert noted.step.about == noted.person
    assert history.undo(store).title == "Note a contact with Ann Smith and the next step"
    assert dump(store) == before


def test_who_spoke_does_the_next_step_unless_another_is_named(store: Store, ann: int) -> None:
    said = Said("hello", by="Ben Lee")
    first = note(store, ann, said, Draft("Ring")).step
    second = note(store, ann, said, Draft("Ring", owner="Cat")).step
    assert first is not None
    assert second is not None
    assert (first.owner, second.owner) == ("Ben Lee", "Cat")


def test_contacts_stand_on_the_page_of_the_person_newest_first(store: Store, ann: int) -> None:
    note(store, ann, Said("second", on="3 Feb 2026"))
    note(store, ann, Said("first", on="1 Feb 2026"))
    note(store, ann, Said("third", on="3 Feb 2026", outcome="no answer"), Draft("Ring"))
    shown = page(store, ann)
    assert [talk.said for talk in shown.talks] == ["third", "second", "first"]
    assert [task.title for task in shown.tasks] == ["Ring"]


def test_an_unanswered_call_is_no_day_on_which_somebody_was_spoken_to(store: Store, ann: int) -> None:
    note(store, ann, Said("", outcome="no answer"))
    assert last_spoken(store, [ann]) == {}
    note(store, ann, Said("hello", on="1 Feb 2026"))
    assert last_spoken(store, [ann]) == {ann: ("2026-02-01", "call")}


def test_who_asks_not_to_be_called_again_is_not(store: Store, ann: int) -> None:
    note(store, ann, Said("never again", outcome="stop"))
    assert answers(store, "call", "", [ann], TODAY)[ann].reason == "objected"
    assert answers(store, "post", "", [ann], TODAY)[ann].reason == "no-address"
    history.undo(store)
    assert answers(store, "call", "", [ann], TODAY)[ann].address == "+447700900001"


@pytest.mark.parametrize(
    "wrong",
    [
        Said(""),
        Said("hello", channel="pigeon"),
        Said("hello", outcome="thrilled"),
        Said("hello", on="tomorrow"),
        Said("hello", on="5 Feb 2026"),
        Said("no more", channel="meeting", outcome="stop"),
    ],
)
def test_a_contact_that_is_not_understood_is_not_kept(store: Store, ann: int, wrong: Said) -> None:
    before = dump(store)
    with pytest.raises(Problem):
        note(store, ann, wrong)
    assert dump(store) == before


def test_what_was_said_keeps_its_lines_and_loses_what_would_move_the_cursor(store: Store, ann: int) -> None:
    noted = note(store, ann, Said("first line\nsecond \x1b[2J line\n"))
    assert noted.talk.said == "first line\nsecond [2J line"


def test_the_next_step_that_is_not_understood_leaves_no_contact_either(store: Store, ann: int) -> None:
    before = dump(store)
    with pytest.raises(Problem):
        note(store, ann, Said("hello"), Draft("Ring", due="whenever"))
    assert dump(store) == before


def test_everybody_to_be_called_back_is_told_with_what_was_said(store: Store, ann: int) -> None:
    note(store, ann, Said("after six", outcome="call back"))
    (found,) = contacts.call_backs(store)
    assert (found.person.name, found.said, found.on) == ("Ann Smith", "after six", TODAY)
