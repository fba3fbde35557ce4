"""What happened with one person, newest first, whatever it was."""

from pathlib import Path

from organiser.services import contacts, tags, tasks
from organiser.services.contacts import Said
from organiser.services.people import find_one
from organiser.services.tasks import Draft
from organiser.services.timeline import Event, timeline
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.lists import take_in, write_list
from tests.services.people_here import add, edit, give


def said(event: Event) -> str:
    """An event in a word or two."""
    if event.talk:
        return event.talk.said
    if event.task:
        return f"{event.task.state} {event.task.title}"
    return event.note or (event.change.title if event.change else "")


def test_contacts_notes_settled_tasks_and_changes_stand_by_their_days(store: Store) -> None:
    ann = add(store, "Ann Smith, met at the stall")
    contacts.note(store, ann, Said("wants a poster", on="2026-02-03"), Draft("Bring a poster"))
    contacts.note(store, ann, Said("has it"))
    tasks.finish(store, tasks.about_person(store, ann)[0], "2026-03-04")
    tags.new_tag(store, "keen")
    give(store, ann, "keen")
    edit(store, ann, "born=3 Feb 1990")
    found = timeline(store, ann)
    assert [said(event) for event in found] == [
        "has it", "met at the stall", "Edit Ann Smith", "Tag Ann Smith: keen", "Add Ann Smith", "done Bring a poster",
        "wants a poster",
    ]  # fmt: skip
    assert [event.on for event in found[-2:]] == ["2026-03-04", "2026-02-03"]
    assert {event.on for event in found[:-2]} == {clock.today()}


def test_an_import_that_spoke_of_somebody_is_told_and_one_that_did_not_is_not(store: Store, tmp_path: Path) -> None:
    header = ("First name", "Last name", "Email")
    take_in(store, write_list(tmp_path / "one.csv", header, ["Ann", "Smith", "ann@example.org"]))
    take_in(store, write_list(tmp_path / "two.csv", header, ["Bob", "Lee", "bob@example.org"]))
    ann = timeline(store, find_one(store, "ann"))
    assert len(ann) == 1
    assert "one.csv" in said(ann[0])


def test_what_was_taken_back_has_not_happened(store: Store) -> None:
    ann = add(store, "Ann Smith")
    edit(store, ann, "born=3 Feb 1990")
    history.undo(store)
    assert [said(event) for event in timeline(store, ann)] == ["Add Ann Smith"]
