"""The calendar: what is coming, what was, narrowed down by words; and how much of it waits to be marked."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.event_line import event_day
from organiser.rules.places import place_fold
from organiser.services.attendance import open_number, wants_marking
from organiser.services.event_lines import weekday, when
from organiser.services.events import Event, all_events
from organiser.services.people import MOST
from organiser.store import clock
from organiser.store.store import Store

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")  # fmt: skip
_PERIOD = re.compile(r'(?<!\S)(since|until):(?:"([^"]*)"?|(\S*))', re.IGNORECASE)


class Calendar(NamedTuple):
    """Events on a day: those to come, the next first, and those that were, the latest first.

    `found` of `all` fit the words; `more` where not all that fit are listed.
    """

    today: str
    coming: list[Event]
    been: list[Event]
    found: int
    all: int
    more: bool


def calendar(store: Store, words: str = "") -> Calendar:
    """The events of which all words are true: kind, title, place, ward, branch, who leads, weekday, month, year.

    `since:` and `until:` narrow the period down, `not marked` leaves those where nobody has said who came.
    """
    today = clock.today()
    everything = all_events(store)
    since, until, asked = _asked(words, today)
    fitting = [event for event in everything if (not since or event.on >= since) and (not until or event.on <= until)]
    fitting = [event for event in fitting if all(f" {word}" in _text(event, today) for word in asked)]
    coming = [event for event in fitting if event.on >= today]
    been = [event for event in fitting if event.on < today][::-1]
    more = len(coming) > MOST or len(been) > MOST
    return Calendar(today, coming[:MOST], been[:MOST], len(fitting), len(everything), more)


def _asked(words: str, today: str) -> tuple[str, str, Sequence[str]]:
    """The period that is asked for, and the words, folded."""
    period = {found[1].lower(): found[2] or found[3] or "" for found in _PERIOD.finditer(words)}
    days = {name: event_day(text, today) for name, text in period.items() if text}
    return days.get("since", ""), days.get("until", ""), place_fold(_PERIOD.sub(" ", words)).split()


def _text(event: Event, today: str) -> str:
    """All by which an event is found, folded, each word behind a space."""
    day = date.fromisoformat(event.on)
    parts = (
        event.kind,
        event.title,
        event.place,
        *(ward.shown for ward in event.wards),
        event.branch.name if event.branch else "",
        event.leader.name if event.leader else "",
        f"{weekday(event.on)} {day:%A} {day.day} {_MONTHS[day.month - 1]} {event.on}",
        "not marked" if wants_marking(event, today) else "",
    )
    return f" {place_fold(' '.join(parts))}"


# For the first page --------------------------------------------------------------------------------------------------


class Next(NamedTuple):
    """An event of the next days in a few words, by its uid."""

    uid: str
    when: str
    words: str


_DAYS_AHEAD = 10
_MOST_NEXT = 4


def coming(store: Store) -> list[Next]:
    """What is on in the next days, the soonest first: when, what, where, and how many are booked."""
    today = clock.today()
    last = (date.fromisoformat(today) + timedelta(days=_DAYS_AHEAD)).isoformat()
    found = [event for event in all_events(store, since=today) if event.on <= last]
    return [Next(event.uid, when(event.on, event.at, today), _short(event)) for event in found[:_MOST_NEXT]]


def named(store: Store, words: str, most: int) -> list[Next]:
    """The events of which all words are true, the next ones first, then the latest: with their day in the words."""
    found = calendar(store, words)
    return [
        Next(event.uid, "", ", ".join((_short(event), when(event.on, event.at, found.today))))
        for event in [*found.coming, *found.been][:most]
    ]


def unmarked(store: Store) -> list[Event]:
    """The events of which nobody has said who came, the latest first."""
    today = clock.today()
    return [event for event in all_events(store, until=today) if wants_marking(event, today)][::-1]


def _short(event: Event) -> str:
    wards = ", ".join(ward.shown for ward in event.wards)
    booked = event.people["booked"]
    return ", ".join(filter(None, (event.shown, wards))) + (f" ({booked:,} booked)" if booked else "")


def figures(event: Event, today: str) -> str:
    """How many are down for an event, as a line of a list shows it: booked ahead of it, who came afterwards."""
    people = event.people
    came, booked, unsaid = people["attended"], people["booked"], open_number(event, today)
    if event.on > today:
        return f"{booked:,} booked" if booked else ""
    told = [f"{came:,} came" if came else "", f"{unsaid:,} not marked" if unsaid else ""]
    if event.on == today and booked:
        told.append(f"{booked:,} booked")
    if not any(told) and wants_marking(event, today):
        told.append("not marked")
    return ", ".join(filter(None, told))
