"""Mending an event and taking one away again: what hangs on it stays what it was."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.base import Table
from organiser.models.contacts import TASK
from organiser.models.doorstep import CONVERSATION
from organiser.models.events import ATTENDANCE, EVENT, EVENT_WARD
from organiser.models.tables import TRACKED
from organiser.models.training import SESSION
from organiser.rules.events import ATTENDED
from organiser.services import events
from organiser.services.branches import find_branch
from organiser.services.events import Event, Written, find_event
from organiser.services.offices import one_ward
from organiser.services.people import find_one
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text


class Changes(NamedTuple):
    """What is to be otherwise, as it was typed: None as it is, "" not known any more; `wards` are all of them."""

    kind: str | None = None
    title: str | None = None
    on: str | None = None
    at: str | None = None
    place: str | None = None
    note: str | None = None
    branch: str | None = None
    clp: str = ""
    leader: str | None = None
    wards: Sequence[str] | None = None


class Removed(NamedTuple):
    """An event that is no more, how many people were down for it, how many conversations and tasks stay without it,
    and the number of the change."""

    event: Event
    people: int
    conversations: int
    tasks: int
    operation: int | None


def edit_event(store: Store, event: Event, changes: Changes) -> Written:
    """Mend an event as one change; Problem where a part is not understood. What stands so already is no change."""
    values = _values(store, changes)
    on = str(values.get("on_day", event.on))
    wards = None if changes.wards is None else {one_ward(store, words, on).id for words in changes.wards if words}
    with store.operation(f"Edit the event {event.shown}", kind="event") as work:
        if not work.rows("SELECT id FROM event WHERE id = ?", (event.number,)):
            raise Problem("This event is there no more.")
        if values:
            work.update(EVENT, event.number, **values)
        if wards is not None:
            standing: dict[int, int] = dict(
                work.rows("SELECT ward_id, id FROM event_ward WHERE event_id = ?", (event.number,))
            )
            for ward in standing.keys() - wards:
                work.delete(EVENT_WARD, standing[ward])
            for ward in sorted(wards - standing.keys()):
                work.insert(EVENT_WARD, event_id=event.number, ward_id=ward)
    return Written(find_event(store, event.uid), work.operation_id)


def _values(store: Store, changes: Changes) -> dict[str, Value]:
    """The columns that are to be otherwise."""
    values: dict[str, Value] = {}
    if changes.kind is not None:
        values["kind"] = events.read_kind(changes.kind)
    if changes.on is not None:
        if not changes.on:
            raise Problem("An event has a day: write it as 6 May 2026.", USAGE)
        values["on_day"] = events.read_day(changes.on)
    if changes.at is not None:
        values["at"] = events.read_at(changes.at)
    for name, text in (("title", changes.title), ("place", changes.place)):
        if text is not None:
            values[name] = safe_text(text)
    if changes.note is not None:
        values["note"] = safe_lines(changes.note)
    if changes.branch is not None:
        values["branch_id"] = find_branch(store, changes.branch, changes.clp).branch.id if changes.branch else None
    if changes.leader is not None:
        values["leader_id"] = find_one(store, changes.leader) if changes.leader else None
    return values


def remove_event(store: Store, event: Event) -> Removed:
    """Take an event away with who was down for it, as one change.

    What residents said at it stays, with its day and ward, and so do tasks about it: they belong to no event then.
    """
    with store.operation(f"Remove the event {event.shown}", kind="event") as work:
        if not work.rows("SELECT id FROM event WHERE uid = ?", (uid_bytes(event.uid),)):
            raise Problem("This event is there no more.")
        people = [row[0] for row in work.rows("SELECT person_id FROM attendance WHERE event_id = ?", (event.number,))]
        detached = {table.name: _detach(work, table, event) for table in TRACKED.values() if table not in _GO_WITH_IT}
        for table in _GO_WITH_IT:
            work.delete_select(table, f"SELECT id FROM {table.name} WHERE event_id = :event", {"event": event.number})
        work.touch_people(people)
        work.delete(EVENT, event.number)
    return Removed(event, len(people), detached[CONVERSATION.name], detached[TASK.name], work.operation_id)


_GO_WITH_IT = (ATTENDANCE, EVENT_WARD, SESSION)


def _detach(work: Work, table: Table, event: Event) -> int:
    """Have the rows of a table belong to no event; gives how many. Problem where they cannot be without one."""
    own: dict[str, Value] = {"event": event.number}
    count = 0
    for column in table.columns:
        if column.references != EVENT.name:
            continue
        if not column.optional and work.value(
            f"SELECT 1 FROM {table.name} WHERE {column.name} = ? LIMIT 1", (event.number,)
        ):
            raise Problem(f"{event.shown} is set up as a {table.name}: that would be lost with it. Mend it instead.")
        if column.optional:
            query = f"SELECT id, NULL FROM {table.name} WHERE {column.name} = :event"
            count += work.update_select(table, (column.name,), query, own)
    return count


def removed_words(removed: Removed) -> str:
    """What went with an event and what stays, in sentences."""
    event, came = removed.event, removed.event.people[ATTENDED]
    down = f" with the {removed.people:,} who were down for it ({came:,} came)" if removed.people else ""
    stays = [
        f"{number:,} {noun}{'' if number == 1 else 's'}"
        for number, noun in ((removed.conversations, "conversation"), (removed.tasks, "task"))
        if number
    ]
    alone = removed.conversations + removed.tasks == 1
    kept = f" {' and '.join(stays)} {'stays' if alone else 'stay'}, without the event." if stays else ""
    return f"Removed: {event.shown}{down}.{kept}"
