"""What the demo's people have done lately, written down through the services that a user's keys and words reach."""

from datetime import date, timedelta
from types import ModuleType

from organiser.services import (
    attendance,
    contacts,
    doorstep,
    event_lines,
    events,
    groups,
    links,
    offices,
    tasks,
)
from organiser.services.contacts import Said
from organiser.services.doorstep import Round, Typed
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store


def live(store: Store, life: ModuleType) -> None:
    """Put offices, groups, events with those who came, doors, contacts and tasks into the demo (fixtures.life)."""
    mail = life.AT
    for kind, who, ward in life.OFFICES:
        offices.add_office(store, kind, f"{who}{mail}", places={"ward": ward}, since=_day(-560))
    for name, kind, ward, who, aims in life.GROUPS:
        groups.add_group(store, name, kind, wards=[ward], aims=aims, contacts=[f"{who}{mail}"])
    for who, to in life.LINKS:
        links.link(store, f"{who}{mail}", to=f"{to}{mail}")
    for happening in life.EVENTS:
        draft = event_lines.understand(store, happening.line).draft._replace(on=_day(happening.days))
        event = events.add_event(store, draft).event
        for state, people in happening.people.items():
            attendance.mark_named(store, event, [f"{who}{mail}" for who in people], state)
        if happening.doors:
            shared = Round(event=str(event.number), street="Fiction Road")
            doorstep.add(store, [Typed(line) for line in happening.doors], shared)
    for who, days, said, outcome in life.TALKS:
        contacts.note(store, _person(store, who + mail), Said(said, on=_day(days), outcome=outcome))
    for title, days, who in life.TASKS:
        about = tasks.find_about(store, person=who + mail) if who else None
        tasks.new_task(store, Draft(title, "", _day(days), about=about))


def _person(store: Store, words: str) -> int:
    from organiser.services.people import find_one

    return find_one(store, words)


def _day(days: int) -> str:
    return (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()
