"""One event: what, when and where, mended in place; and who came, one key a state."""

from collections.abc import Hashable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.events import KINDS, OPEN_STATES, STATES
from organiser.screens.base import MendedPage
from organiser.screens.shown import counted
from organiser.services import attendance, event_changes, event_page, session_fields
from organiser.services.attendance import Marked, TakenOff
from organiser.services.event_changes import Changes
from organiser.services.event_page import Down, Shown
from organiser.services.events import Written, find_event
from organiser.services.sessions import SessionWritten
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

if TYPE_CHECKING:
    from organiser.services.certificates import Printed

_HINTS = {
    "title": "Brockley Rise", "kind": ", ".join(KINDS), "on": "Sat 28 Nov", "at": "18:30, 7pm",
    "place": "outside the library", "wards": "Crofton Park, Rushey Green", "branch": "Catford Branch",
    "leader": "Ann Smith", "note": "what is worth knowing",
}  # fmt: skip
_LABELS = {
    "title": "Title", "kind": "Kind", "on": "Day", "at": "Starts", "place": "Place", "wards": "Wards",
    "branch": "Branch", "leader": "Led by", "note": "Note",
}  # fmt: skip
_CAME = {"attended": "came"}
_HELP = "enter saves · tab saves and goes on · esc leaves"


class EventPage(MendedPage, page="event"):
    """The page of an event by uid."""

    label_width = 11

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._shown: Shown | None = None
        self._chosen: set[int] = set()
        # What was typed over a line and is not saved, and why it could not be, by field.
        self._drafts: dict[str, tuple[str, str]] = {}

    def title_words(self) -> str:
        return self._shown.event.shown if self._shown else "Event"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        words = self._words
        self.ask("event", lambda store: event_page.show(store, words), self._arrived, refused=self._gone)

    def _arrived(self, found: Shown) -> None:
        first = self._shown is None
        self._shown, self._words = found, found.event.uid
        self._chosen &= {down.guest.id for down in found.people}
        self.retitle()
        self.trail.show(right=found.when)
        self._draw()
        if first and found.event.on <= found.today:
            self._to_the_list(found)

    def _to_the_list(self, found: Shown) -> None:
        """Once it is over, an event is opened to mark who came: the cursor begins at the first who is not marked."""
        waiting = [down.guest for down in found.people if down.guest.state in OPEN_STATES]
        if waiting:
            self.lines.go_to(("guest", waiting[0].id))

    def _gone(self, problem: Problem) -> None:
        self._shown = None
        self.in_place.close()
        self.lines.show([Row("This event is here no more.", kind="problem"),
                         Row("escape goes back; u takes back that it was removed.", kind="quiet")])  # fmt: skip

    def _draw(self) -> None:
        if self._shown is not None:
            self.lines.show(list(self._rows(self._shown)))
            self.in_place.place()

    def _rows(self, found: Shown) -> Iterator[Row]:
        values = self._values()
        if found.session and found.session.cancelled:
            yield Row("This session is cancelled: nobody completes the course by it.", kind="problem")
        for field, label in self._labels.items():
            words = " / ".join(values[field].splitlines())
            taken = found.session.places_words if field == "places" and found.session else ""
            yield Row(words or "–", label=label, key=("field", field), right=taken, kind="text" if words else "quiet")
            if field in self._drafts:
                text, problem = self._drafts[field]
                yield Row(f"typed, not saved: {text}", kind="quiet")
                if problem:
                    yield Row(f"! {problem}", kind="problem")
        if found.doors.doors:
            yield Row(found.doors.words, label="Doorstep", key=("doors", ""))
        yield Row("")
        yield Row(self._heading(found), kind="heading", right=self._counts(found))
        for down in found.people:
            yield self._guest(down)
        if not found.people:
            yield Row("Nobody is down for it yet: w finds people who are here, and adds walk-ins.", kind="quiet")
        if found.tasks:
            yield Row("")
            yield Row("To be done", kind="heading")
            for task in found.tasks:
                due = uk_date(task.due, found.today) if task.due else "–"
                yield Row(task.title, label=due, right=task.owner)

    def _heading(self, found: Shown) -> str:
        return "Who is booked" if found.event.on > found.today else "Who came"

    def _counts(self, found: Shown) -> str:
        """How many are in which state, or how many are selected."""
        if self._chosen:
            return f"{len(self._chosen):,} selected"
        open_number = attendance.open_number(found.event, found.today)
        counts = [
            f"{number:,} {_CAME.get(state, state)}"
            for state, number in found.event.people.items()
            if number and not (open_number and state in OPEN_STATES)
        ]
        return ", ".join([*counts, f"{open_number:,} not marked"] if open_number else counts)

    def _guest(self, down: Down) -> Row:
        guest = down.guest
        mark = "● " if guest.id in self._chosen else ""
        return Row(f"{mark}{guest.name or '(no name)'}", label=_CAME.get(guest.state, guest.state),
                   key=("guest", guest.id), right=down.beside)  # fmt: skip

    @property
    def _labels(self) -> dict[str, str]:
        """The fields there are: a session of a course has more."""
        session = self._shown.session if self._shown else None
        return _LABELS | session_fields.LABELS if session else _LABELS

    def _values(self) -> dict[str, str]:
        """What each field says, as it is typed."""
        if self._shown is None:
            return dict.fromkeys(_LABELS, "")
        event = self._shown.event
        return session_fields.values(self._shown) | {
            "title": event.title, "kind": event.kind, "on": uk_date(event.on), "at": event.at, "place": event.place,
            "wards": ", ".join(ward.shown for ward in event.wards), "branch": event.branch.name if event.branch else "",
            "leader": event.leader.name if event.leader else "", "note": event.note,
        }  # fmt: skip

    # Mending in place -----------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        if self._here("field") is not None:
            self.action_edit()
        else:
            await self.action_open_line()

    def _here(self, kind: str) -> str | int | None:
        """What the cursor is on, where it is of a kind: field, guest or doors."""
        key = self.lines.key
        return key[1] if isinstance(key, tuple) and key[0] == kind else None

    async def action_sheet(self) -> None:
        """A paper sheet of this event."""
        from organiser.screens.sheet import SheetPage
        from organiser.services.doorstep import Round

        if self._shown is not None:
            event = self._shown.event
            ward = event.wards[0].shown if len(event.wards) == 1 else ""
            await self.app.push_screen(SheetPage(Round(ward=ward, event=event.uid)))

    def action_edit(self) -> None:
        field = self._here("field")
        if isinstance(field, str):
            self._mend(field)
        else:
            self.tell("c, y, x, b, l and m mark who the cursor is on; e mends the lines above.")

    def _mend(self, field: str) -> None:
        text, problem = self._drafts.get(field, (self._values()[field], ""))
        key = ("field", field)
        self.lines.go_to(key)
        hints = _HINTS | session_fields.HINTS
        self.in_place.open(self.lines, key, text, hints[field], self._labels[field])
        self.in_place.say(problem or _HELP, problem=bool(problem))

    def _left(self, key: Hashable, text: str, save: bool, way: int) -> None:
        """The line is left: what was typed is saved, or kept for the next time it is opened."""
        self.in_place.close()
        field = str(key[1]) if isinstance(key, tuple) else ""
        if self._shown is None or field not in self._labels:
            self.tell(f"This line has gone meanwhile. What you typed: {text}", problem=True)
            return
        before = self._drafts.pop(field, ("", ""))
        if text.strip() == self._values()[field].strip():
            self._draw()
        elif not save:
            self._drafts[field] = (text, before[1] if before[0] == text else "")
            self._draw()
            self.tell(f"Not saved, and kept: {self._labels[field]} {text}. e goes on with it.")
        else:
            self._save(field, text)
        names = list(self._labels)
        following = names.index(field) + way
        if way and 0 <= following < len(names):
            self._mend(names[following])

    def _save(self, field: str, text: str) -> None:
        uid = self._words
        if field in session_fields.LABELS:
            self.change(
                lambda store: session_fields.save(store, uid, field, text),
                partial(self._saved, field),
                refused=partial(self._refused, field, text),
            )
            return
        wards = [part.strip() for part in text.split(",")] if field == "wards" else None
        changes = Changes(wards=wards) if field == "wards" else Changes()._replace(**{field: text})
        self.change(
            lambda store: event_changes.edit_event(store, find_event(store, uid), changes),
            partial(self._saved, field),
            refused=partial(self._refused, field, text),
        )

    def _saved(self, field: str, written: Written | SessionWritten) -> None:
        label = self._labels[field]
        self.tell(f"{label} is saved. u takes it back." if written.operation else f"{label}: it stood so already.")

    def _refused(self, field: str, text: str, problem: Problem) -> None:
        """What was typed comes back with the reason; whoever is at another line finds it under its own."""
        self._drafts[field] = (text, problem.sentence)
        self._draw()
        if self.in_place.is_open or not self.is_current:
            self.tell(f"{self._labels[field]}: {problem.sentence} What you typed is kept.", problem=True)
        else:
            self._mend(field)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever clicks on another line leaves the one that is being mended; what was typed is kept."""
        if event.widget is self.lines and self.focused is self.lines and self.in_place.is_open:
            self._left(self.in_place.key, self.in_place.text, False, 0)

    def on_resize(self) -> None:
        self.call_after_refresh(self.in_place.place)

    # Who came -------------------------------------------------------------------------------------------------------

    async def action_who(self) -> None:
        from organiser.screens.event_panels import AttendPanel

        if self._shown is not None:
            await self.app.push_screen(AttendPanel(self._shown.event))

    def _meant(self) -> list[int]:
        """Those selected, else the one under the cursor."""
        if self._chosen and self._shown is not None:
            return [down.guest.id for down in self._shown.people if down.guest.id in self._chosen]
        here = self._here("guest")
        if isinstance(here, int):
            return [here]
        self.tell("Put the cursor on somebody, or select some with space; w finds others.", problem=True)
        return []

    def _mark(self, state: str) -> None:
        """Mark those meant; after one alone the cursor goes on to the next, as one goes down a paper list."""
        people = self._meant()
        if not people:
            return
        uid = self._words
        if not self._chosen:
            self.lines.action_down()
        self.change(
            lambda store: attendance.mark(store, find_event(store, uid), people, state), partial(self._marked, state)
        )

    def _marked(self, state: str, marked: Marked) -> None:
        self._chosen.clear()
        who = marked.guests[0].name if len(marked.guests) == 1 else counted(len(marked.guests), "person", "people")
        again = " u takes it back." if marked.operation else ""
        self.tell(f"{who}: {_CAME.get(state, state)}{'' if marked.operation else ' already'}.{again}")
        self._draw()

    def action_came(self) -> None:
        self._mark(STATES[0])

    def action_apologies(self) -> None:
        self._mark("apologies")

    def action_absent(self) -> None:
        self._mark("absent")

    def action_cancelled(self) -> None:
        self._mark("cancelled")

    def action_booked(self) -> None:
        self._mark("booked")

    def action_not_marked(self) -> None:
        self._mark("not marked")

    def action_take_off(self) -> None:
        people, uid = self._meant(), self._words
        if people:
            self.change(lambda store: attendance.take_off(store, find_event(store, uid), people), self._taken_off)

    def _taken_off(self, taken: TakenOff) -> None:
        self._chosen.clear()
        who = taken.names[0] if len(taken.names) == 1 else counted(len(taken.names), "person", "people")
        self.tell(f"{who} taken off the list. u takes it back.")

    def action_certificate(self) -> None:
        """Certificates for those meant, into the folder of printed pages."""
        session = self._shown.session if self._shown else None
        if session is None:
            self.tell("Certificates belong to sessions of courses: r on the first page.", problem=True)
        elif people := self._meant():
            from organiser.services import certificates

            course = session.course_uid
            self.ask("certificate", lambda store: certificates.print_all(store, people, course), self._printed)

    def _printed(self, done: "list[Printed]") -> None:
        from organiser.screens.opening import open_file

        if len(done) == 1:
            self.tell(open_file(done[0].file))
        else:
            self.tell(f"{len(done):,} certificates are in {done[0].file.parent}, for you alone to read.")

    def action_choose(self) -> None:
        here = self._here("guest")
        if isinstance(here, int):
            self._chosen ^= {here}
            self._draw()
            self.lines.action_down()
        else:
            self.tell("Put the cursor on somebody in the list first.", problem=True)

    def action_choose_all(self) -> None:
        """First those who are not marked yet, then everybody, then nobody."""
        people = self._shown.people if self._shown else ()
        everybody = {down.guest.id for down in people}
        waiting = {down.guest.id for down in people if down.guest.state in OPEN_STATES}
        if waiting and self._chosen != waiting and self._chosen != everybody:
            self._chosen = waiting
        else:
            self._chosen = set() if self._chosen == everybody else everybody
        self._draw()

    # Going on -------------------------------------------------------------------------------------------------------

    async def action_open_line(self) -> None:
        found, key = self._shown, self.lines.key
        if found is None or not isinstance(key, tuple):
            return
        kind, to = key
        event = found.event
        if kind == "guest":
            self.host.open_person(to)
        elif kind == "doors":
            await self.action_sheet()
        elif to == "leader" and event.leader:
            uid = event.leader.uid
            self.ask("leader", lambda store: _person(store, uid), self.host.open_person)
        elif to == "branch" and event.branch:
            self.host.open_place("branch", event.branch.uid)
        elif to == "wards" and event.wards:
            self.host.open_place("ward", event.wards[0].gss)
        else:
            self.tell("There is nothing to open here; e mends it.", problem=True)

    def action_remove(self) -> None:
        uid = self._words
        self.change(
            lambda store: event_changes.remove_event(store, find_event(store, uid)),
            lambda removed: self.tell(f"{event_changes.removed_words(removed)} u takes it back."),
        )


def _person(store: Store, uid: str) -> int:
    from organiser.services.people import find_one

    return find_one(store, uid)
