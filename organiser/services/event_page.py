"""One event on one page: what and where it is, who is down for it, what was heard at its doors, what is to be done."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.conversation import SPOKE
from organiser.services import tasks
from organiser.services.event_lines import when
from organiser.services.events import Event, Guest, find_event, guests
from organiser.services.listed import describe
from organiser.services.sessions import Session, session_of
from organiser.services.tasks import OPEN, Task
from organiser.store import clock
from organiser.store.store import Store


class Down(NamedTuple):
    """Somebody who is down for an event, and what tells them from a namesake or is worth knowing at the door."""

    guest: Guest
    beside: str


class Doors(NamedTuple):
    """What was written down at an event: doors or answers, and with how many of them somebody spoke."""

    doors: int
    spoke: int

    @property
    def words(self) -> str:
        """ "30 doors, 14 spoke"."""
        return f"{self.doors:,} door{'' if self.doors == 1 else 's'}, {self.spoke:,} spoke"


class Shown(NamedTuple):
    """An event on the day `today`: those who are down for it by name, what hangs on it, and the session that it is."""

    today: str
    event: Event
    people: Sequence[Down]
    doors: Doors
    tasks: Sequence[Task]
    session: Session | None = None

    @property
    def when(self) -> str:
        """Its day and time: "Sat 28 Nov 10:30"."""
        return when(self.event.on, self.event.at, self.today)


def show(store: Store, words: str) -> Shown:
    """The page of an event by number, code or title; Problem where it is there no more."""
    event, today = find_event(store, words), clock.today()
    down = guests(store, event, by_name=True)
    listed = {person.id: person for person in describe(store, [guest.id for guest in down])}
    people = []
    for guest in down:
        person = listed[guest.id]
        ward = person.location.ward.shown if person.location.ward else person.postcode
        young = "under 18" if person.minor_until else ""
        people.append(Down(guest, ", ".join(filter(None, ("councillor" if guest.councillor else "", young, ward)))))
    open_tasks = tasks.select(store, f"task.event_id = ? AND state = '{OPEN}'", event.number)
    return Shown(today, event, people, doors(store, event), list(open_tasks), session_of(store, event))


def doors(store: Store, event: Event) -> Doors:
    """How many doors were written down at an event, and at how many somebody spoke."""
    rows = store.rows("SELECT count(*), sum(outcome = ?) FROM conversation WHERE event_id = ?", (SPOKE, event.number))
    return Doors(rows[0][0], rows[0][1] or 0)
