"""The calendar: what is coming and what was, found as one types; a new event in one line."""

from collections.abc import Iterator, Sequence

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.commands.actions import Action
from organiser.screens.base import Page
from organiser.screens.shown import counted
from organiser.services import event_changes, event_list
from organiser.services.event_lines import when
from organiser.services.event_list import Calendar
from organiser.services.events import Event, find_event
from organiser.widgets.entry import Entry
from organiser.widgets.lines import Lines, Row

_NOTHING = "No event is written down yet: n adds one, as in 'canvassing saturday 10:30 Crofton Park led by Ann'."
_HINT = "canvassing, a ward, who leads, november, since: until:"
_NOT_MARKED = "not marked"


class EventsPage(Page, page="events"):
    """All events, the next ones first; `words` narrow them down to begin with."""

    def __init__(self, words: str = "") -> None:
        super().__init__()
        self._words = words
        self._found: Calendar | None = None

    def title_words(self) -> str:
        return "Events"

    def keys_now(self) -> Sequence[Action]:
        """Here / finds an event."""
        return [action for action in super().keys_now() if action.name != "app.find"]

    def body(self) -> ComposeResult:
        keys = {"enter": self.action_to_list, "down": self.action_to_list, "escape": self.action_to_list}
        yield Entry(self._words, _HINT, keys, id="search")
        yield Lines(label_width=17)

    def on_mount(self) -> None:
        self.set_focus(self.lines)

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    @property
    def search(self) -> Entry:
        return self.query_one(Entry)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        words = self._words
        self.ask("events", lambda store: event_list.calendar(store, words), self._arrived)

    def _arrived(self, found: Calendar) -> None:
        self._found = found
        everything = counted(found.all, "event", "events")
        self.trail.show(right=everything if found.found == found.all else f"{found.found:,} of {everything}")
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: Calendar) -> Iterator[Row]:
        if not found.found:
            yield Row(f"No event fits '{self._words.strip()}'." if found.all else _NOTHING, kind="quiet")
        today = [event for event in found.coming if event.on == found.today]
        parts = (("Today", today), ("Coming", found.coming[len(today) :]), ("Earlier", found.been))
        first = True
        for title, held in parts:
            if not held:
                continue
            if not first:
                yield Row("")
            first = False
            yield Row(title, kind="heading", right=f"{len(held):,}")
            for event in held:
                yield self._row(event, found.today)
        if found.more:
            yield Row("There are more: / narrows them down.", kind="quiet")

    def _row(self, event: Event, today: str) -> Row:
        kind = event.kind if event.title and event.kind not in event.title.casefold() else ""
        branch = event.branch.name if event.branch else ""
        leader = f"led by {event.leader.name}" if event.leader else ""
        wards = ", ".join(ward.shown for ward in event.wards)
        words = ", ".join(filter(None, (event.shown, kind, wards, branch, leader)))
        return Row(words, label=when(event.on, event.at, today), key=event.uid,
                   right=event_list.figures(event, today))  # fmt: skip

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._words:
            self._words = event.value
            self.reload()

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.set_focus(self.search)

    def action_to_list(self) -> None:
        self.set_focus(self.lines)

    def action_unmarked(self) -> None:
        self.search.value = "" if self._words == _NOT_MARKED else _NOT_MARKED

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        from organiser.screens.event import EventPage

        await self.app.push_screen(EventPage(str(message.key)))

    async def action_new(self) -> None:
        from organiser.screens.event_panels import NewEventPanel

        await self.app.push_screen(NewEventPanel())

    def _chosen(self) -> Event | None:
        """The event under the cursor."""
        key, found = self.lines.key, self._found
        event = next((one for one in (*found.coming, *found.been) if one.uid == key), None) if found else None
        if event is None:
            self.tell("Put the cursor on an event first; n adds one.", problem=True)
        return event

    async def action_who(self) -> None:
        from organiser.screens.event_panels import AttendPanel

        if event := self._chosen():
            await self.app.push_screen(AttendPanel(event))

    def action_remove(self) -> None:
        if event := self._chosen():
            self.change(
                lambda store: event_changes.remove_event(store, find_event(store, event.uid)),
                lambda removed: self.tell(f"{event_changes.removed_words(removed)} u takes it back."),
            )

    def on_key(self, event: events.Key) -> None:
        """Backspace in the list mends the search line."""
        if event.key == "backspace" and self.focused is self.lines:
            event.stop()
            self.set_focus(self.search)
            self.search.action_delete_left()
