"""Panels about events: a new one in one line, who came line by line, and many people marked at one."""

from collections.abc import Sequence
from functools import partial

from organiser.errors import Problem
from organiser.screens.panels import Choosing, Offer
from organiser.screens.shown import counted, phone
from organiser.services import attendance, event_lines, event_list, events, marking
from organiser.services.event_lines import Understood
from organiser.services.events import Event, Written
from organiser.services.many import Done
from organiser.services.marking import Found, Made
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.asking import Held
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "canvassing Sat 28 Nov Brixton Acre Lane 10:30 led by Ann Smith"
# How a state is said to people.
_CAME = {"attended": "came"}
_WHO_HINT = "Ann Smith · or new: Cat Orr, 07700 900103, SE13 5AB · or: Ben Lee, apologies"


class NewEventPanel(Panel):
    """One line an event; how it is understood stands under it. Enter saves and leaves an empty line for the next."""

    def __init__(self) -> None:
        super().__init__("New event: what, when, where, who leads it", _HINT, keep="event")
        self._found: Understood | None = None

    def typed(self, text: str) -> None:
        self._found = None
        if not text.strip():
            self.show([Row("what, when and where, in any order; 'led by' names who leads it", kind="quiet")])
            return
        self.ask("event", lambda store: event_lines.understand(store, text), partial(self._understood, text))

    def _understood(self, text: str, found: Understood) -> None:
        if text != self.line.value:
            return
        self._found = found
        rows = [Row(words, label=label) for label, words in found.said]
        if found.leader and len(found.meant) > 1:
            for person in found.meant:
                where = person.location.ward.shown if person.location.ward else person.postcode
                rows.append(Row(person.name, label="  leads it", key=_by_name(found, person.id), right=where))
        rows += [Row(problem, label="!", kind="problem") for problem in found.problems]
        self.show(rows)
        self.say("" if found.problems else "enter saves")

    def completed(self, key: object) -> str | None:
        if self._found is None or not isinstance(key, str):
            return None
        before, _, behind = self.line.value.partition(self._found.leader)
        return f"{before}{key}{behind}"

    def entered(self, text: str) -> None:
        if not text:
            self.close()
            return
        self.change(lambda store: event_lines.new(store, text), self._added, refused=self._refused)

    def _added(self, written: Written) -> None:
        event = written.event
        what = f"{event.shown}, {event_lines.when(event.on, event.at, clock.today())}"
        self.clear()
        self.say(f"Added: {what}. The next one, or escape.")
        self.host.tell(f"Added: {what}. u takes it back.")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _by_name(found: Understood, person: int) -> str:
    """What is put into the line for somebody who leads: the name, and where others bear it too, what tells them."""
    chosen = next(one for one in found.meant if one.id == person)
    alike = [one for one in found.meant if one.name == chosen.name]
    return f"{chosen.name} {chosen.postcode}".strip() if len(alike) > 1 else chosen.name


class AttendPanel(Panel):
    """Who came, one line each: letters find somebody who is here, a line with more than a name adds a walk-in.

    Enter marks whom the cursor is on and leaves an empty line for the next; what is not clear is put aside and asked.
    """

    def __init__(self, event: Event) -> None:
        self._state = attendance.expected_state(event)
        words = {"attended": "Who came", "booked": "Who is booked"}[self._state]
        super().__init__(f"{words}: {event.shown}, one line each", _WHO_HINT, keep=f"attend {event.uid}")
        self._event = event
        self._found: Found | None = None
        self._looked_up = ""
        self._stepped = False
        self._aside: list[Held] = []
        self._marked = 0

    def typed(self, text: str) -> None:
        self._stepped = False
        if not text.strip():
            self._found = None
            self._show()
            return
        event, state = self._event, self._state
        self.ask("who", lambda store: marking.look(store, event, text, state), partial(self._looked, text))

    def _looked(self, text: str, found: Found) -> None:
        if self.line.value != text:
            return
        self._found, self._looked_up = found, text
        self._show()
        if self.lines.key is not None and not self._stepped:
            self.lines.go_to(self._first_key())
        unclear = "Here already, or somebody new of that name? ↑ ↓ chooses, enter marks."
        self.say(unclear if self._unclear() else f"enter marks: {_CAME.get(found.state, found.state)}")

    def _first_key(self) -> object:
        found = self._found
        return found.here[0][0].id if found and found.here else 0

    def _unclear(self) -> bool:
        """Whether the line may be somebody here or somebody new of the same name: then somebody has to choose."""
        found = self._found
        return bool(found and found.here and found.detailed and not self._stepped)

    def _show(self) -> None:
        found = self._found
        rows: list[Row] = []
        if found is not None:
            for person, state in found.here:
                where = person.location.ward.shown if person.location.ward else person.postcode
                beside = ", ".join(filter(None, (where, phone(person.phones[0]) if person.phones else "")))
                rows.append(Row(f"{person.name}{f', {state} already' if state else ''}", label="here", key=person.id,
                                right=beside))  # fmt: skip
            if found.draft is not None:
                said = found.draft.understood
                more = ", ".join((*map(phone, said.phones), *said.emails, *filter(None, (said.address, said.postcode)),
                                  *(value for _, value in said.facts), *said.tags, *said.notes))  # fmt: skip
                rows.append(Row(f"{said.name}{f': {more}' if more else ''}", label="+ new", key=0))
                rows += [Row(problem, label="!", kind="problem") for problem in said.problems]
            elif not found.here:
                rows.append(Row("Nobody is named yet.", kind="quiet"))
        if self._aside:
            rows.append(Row("Not marked yet: enter on the empty line takes the first up again", kind="heading"))
            rows += [Row(f"{held.text}  ({held.why})") for held in self._aside]
        self.show(rows)

    def action_step(self, way: int) -> None:
        super().action_step(way)
        self._stepped = True
        if self._found:
            self.say(f"enter marks: {_CAME.get(self._found.state, self._found.state)}")

    def completed(self, key: object) -> str | None:
        """A click or tab takes the line under the cursor."""
        self._stepped = True
        self._submit()
        return None

    def entered(self, text: str) -> None:
        if not text:
            self._take_up()
            return
        key = self.lines.key if self._looked_up == self.line.value and not self._unclear() else None
        chosen = key if isinstance(key, int) else None
        event, state = self._event, self._state
        self.clear()
        self._found, self._looked_up = None, ""
        self.change(
            lambda store: marking.take(store, event, text, state, chosen),
            self._taken,
            refused=lambda problem: self._put_aside(text, problem.sentence),
        )

    def _taken(self, made: Made) -> None:
        self._marked += 1
        new = ", new here" if made.added else ""
        state = _CAME.get(made.state, made.state)
        sentence = f"{made.name}: {state}{new}." if made.operation else f"{made.name}: {state} already."
        self.host.tell(f"{sentence} u takes it back." if made.operation else sentence)
        self.say(f"{sentence} {counted(self._marked, 'person', 'people')} so far. The next one, or escape.")

    def _put_aside(self, text: str, why: str) -> None:
        """Whoever has not typed on gets the line back; else it waits under the line."""
        if not self.line.value:
            self.line.value = text
            self.line.action_end()
            self.say(why, problem=True)
            return
        self._aside.append(Held(text, why))
        self._show()
        self.say(f"Not marked yet: {text}. {why}", problem=True)

    def _take_up(self) -> None:
        if not self._aside:
            self.say("Type letters of a name; escape leaves.")
            return
        held = self._aside.pop(0)
        self.line.value = held.text
        self.line.action_end()
        self.say(held.why, problem=True)


class MarkAtPanel(Choosing[Event]):
    """An event for people: booked for one that is to come, marked as having come to one that was."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(f"Put {counted(len(ids), 'person', 'people')} down for an event",
                         "part of what, where or when", ids, "mark at")  # fmt: skip

    def offers(self, store: Store) -> list[Offer[Event]]:
        found = event_list.calendar(store)
        return [
            Offer(
                f"{event_lines.when(event.on, event.at, found.today)} {_named(event)}",
                attendance.expected_state(event),
                event,
            )
            for event in [*found.coming, *found.been]
        ]

    def beside(self, text: str) -> list[Row]:
        if self._offers is not None and not self._offers:
            return [Row("There is no event yet: e on the first page, then n.", kind="quiet")]
        return []

    def make(self, store: Store, text: str, chosen: Event | None) -> Done:
        if chosen is None:
            raise Problem(f"No event is called '{text}'.")
        state = attendance.expected_state(chosen)
        marked = attendance.mark(store, events.find_event(store, chosen.uid), self.ids, state)
        return Done(len(marked.guests), marked.changed, f"{chosen.shown}: {state}", marked.operation)

    def sentence(self, done: Done) -> str:
        return f"{counted(done.changed, 'person', 'people')} put down for {done.what}."


def _named(event: Event) -> str:
    return ", ".join(filter(None, (event.shown, *(ward.shown for ward in event.wards))))
