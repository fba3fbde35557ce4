"""What happened with one person, newest first: contacts, notes, tasks settled, and the changes that touched them."""

from typing import NamedTuple

from organiser.models.base import Table
from organiser.models.tables import TRACKED
from organiser.services import acts
from organiser.services.acts import AtDoor, Came
from organiser.services.contacts import Talk, talks
from organiser.services.tasks import OPEN, Task, select
from organiser.store import clock
from organiser.store.history import Entry
from organiser.store.store import Store

# So much is shown: what lies longer ago is asked of the history.
_MOST = 200
# What is told as itself rather than as a change, and what is no news of the person.
_OTHERWISE = ("talk", "task", "note", "question", "attendance", "conversation")


class Event(NamedTuple):
    """Something that happened on an ISO day ("": not known): a contact, a note, a task settled, an event they were down
    for, a conversation at the door, or a change."""

    on: str
    talk: Talk | None = None
    note: str = ""
    task: Task | None = None
    change: Entry | None = None
    came: Came | None = None
    door: AtDoor | None = None


def timeline(store: Store, person: int) -> list[Event]:
    """What happened with a person by id; of one day contacts and notes before changes."""
    events = [Event(talk.on, talk=talk) for talk in talks(store, person)]
    events += [Event(came.on, came=came) for came in acts.came(store, person)]
    events += [Event(door.on, door=door) for door in acts.at_door(store, person)]
    events += [
        Event(day, note=body)
        for day, body in store.rows("SELECT noted, body FROM note WHERE person_id = ? ORDER BY id DESC", (person,))
    ]
    settled = select(store, f"task.person_id = ? AND state <> '{OPEN}'", person)
    events += [Event(task.settled, task=task) for task in settled]
    events += [Event(clock.london(change.at).date().isoformat(), change=change) for change in _changes(store, person)]
    # Sorting keeps the order of what is of one day.
    return sorted(events, key=lambda event: event.on, reverse=True)[:_MOST]


def _changes(store: Store, person: int) -> list[Entry]:
    """The changes that stand which inserted, changed or deleted a row of the person, the latest first."""
    tables = [table for table in TRACKED.values() if table.person and table.name not in _OTHERWISE]
    queries = [_inserted(table) for table in tables] + [_changed(table) for table in tables]
    rows = store.rows(
        "SELECT id, at, who, title, kind, undone_at, undone_by FROM operation WHERE state = 'done'"
        f" AND kind NOT IN ('contact', 'task') AND id IN ({' UNION '.join(queries)})"
        f" ORDER BY id DESC LIMIT {_MOST}",
        (person,),
    )
    return [Entry(*row) for row in rows]


def _inserted(table: Table) -> str:
    """The changes that inserted rows of a table which are the person's now: few ranges, each looked up by index."""
    return (
        f"SELECT operation_id FROM inserted WHERE tbl = '{table.name}' AND EXISTS (SELECT 1 FROM {table.name} AS own"
        f" WHERE own.{table.person} = ?1 AND own.id BETWEEN first AND last)"
    )


def _changed(table: Table) -> str:
    return (
        f"SELECT change.operation_id FROM {table.name} AS own CROSS JOIN change ON tbl = '{table.name}'"
        f" AND row_id = own.id WHERE own.{table.person} = ?1"
    )
