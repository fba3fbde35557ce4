"""One person on one page: all that is known, each field mended where it stands, and what happened so far."""

from collections.abc import Callable, Hashable
from functools import partial
from typing import NamedTuple

from textual import events, on

from organiser.commands import person_words
from organiser.commands.person_words import LABELS, Entry, Field
from organiser.errors import Problem
from organiser.screens.base import MendedPage
from organiser.services import editing, links, tasks, timeline
from organiser.services.editing import Change, Edited
from organiser.services.people import find_one
from organiser.services.person import Page as Known
from organiser.services.person import page
from organiser.services.timeline import Event
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

_SEVERAL = ("phone", "email", "address", "role", "offer", "day", "language", "access", "organisation", "nickname",
            "note", "consent", "relation")  # fmt: skip
# What may be written into a line, as its hint says.
_HINTS = {
    "name": "Ann Smith", "title": "Dr", "phone": "07700 900123 (evenings)", "email": "ann@example.org",
    "address": "2 Fiction Road, SE13 5AB", "postcode": "SE13 5AB", "born": "3 Feb 1990", "gender": "",
    "ward": "follows from the postcode; a name or code here overrides it", "register": "on: NUMBER, not: why, unknown",
    "membership": "member, affiliated, registered supporter, non-member, unknown", "role": "street rep",
    "offer": "leaflets", "day": "Sat am", "language": "Somali", "access": "step-free", "note": "what is worth knowing",
    "consent": "call no: asked us not to ring", "relation": "spouse: Bob Jones", "organisation": "Unison",
    "nickname": "Annie",
}  # fmt: skip
_HELP = "enter saves · tab saves and goes on · esc leaves"


class Key(NamedTuple):
    """Which line of the page: what it is about, its field and which of several values, and what it leads to."""

    label: str
    field: str = ""
    standing: str = ""
    leads_to: str = ""
    number: int = 0


class Draft(NamedTuple):
    """What was typed over a line and is not saved: whether as another value, and why it could not be saved."""

    text: str
    another: bool = False
    problem: str = ""


class PersonPage(MendedPage, page="person"):
    """The page of a person by id."""

    def __init__(self, person: int) -> None:
        super().__init__()
        self._person = person
        self._known: Known | None = None
        self._events: list[Event] = []
        self._entries: dict[Key, Entry] = {}
        self._drafts: dict[Key, Draft] = {}
        self._another = False

    def title_words(self) -> str:
        return self._known.listed.name or "(no name)" if self._known else "…"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        person = self._person
        self.ask("person", lambda store: page(store, person), self._arrived, refused=self._gone)
        self.ask("events", lambda store: timeline.timeline(store, person), self._happened, lane="slow")

    def _arrived(self, known: Known) -> None:
        self._known = known
        self.retitle()
        location = known.location
        self.trail.show(right=location.ward.shown if location.ward else known.listed.postcode)
        self._draw()

    def _happened(self, events_: list[Event]) -> None:
        self._events = events_
        self._draw()

    def _gone(self, problem: Problem) -> None:
        self._known = None
        self._entries.clear()
        self.lines.show([Row(problem.sentence, kind="problem"), Row("escape goes back; U does a change again.")])

    def _draw(self) -> None:
        if self._known is None:
            return
        today = clock.today()
        self._entries = {}
        rows: list[Row] = []
        found = list(person_words.entries(self._known, today))
        for section in person_words.SECTIONS:
            entries = [entry for entry in found if entry.section == section]
            if section == person_words.TALKS:
                # Contacts and notes stand among all else that happened.
                spoken = [entry for entry in entries if entry.label == "Last spoken"]
                entries = [*spoken, Entry(section, LABELS["note"], "", field=Field("note")), *self._news(today)]
            if entries and section:
                rows += [Row(""), Row(section, kind="heading")]
            rows += [row for entry in entries for row in self._rows(entry)]
        rows += [Row(""), Row("Not known yet: enter fills it in", kind="heading")]
        rows += [row for entry in person_words.blanks(self._known) for row in self._rows(entry)]
        self.lines.show(rows)
        self.in_place.place()

    def _news(self, today: str) -> list[Entry]:
        return [person_words.event_entry(event, today) for event in self._events]

    def _rows(self, entry: Entry) -> list[Row]:
        """An entry as a row; with what was typed over it and could not be saved."""
        key = self._key(entry)
        if key is None:
            return [Row(entry.text, label=entry.label)]
        self._entries[key] = entry
        draft = self._drafts.get(key)
        words = entry.text or ("– (enter writes one)" if key.field == "note" else "–")
        rows = [Row(words, label=entry.label, key=key, kind="text" if entry.text else "quiet")]
        if draft is not None:
            rows.append(Row(f"typed, not saved: {draft.text}", kind="quiet"))
            rows += [Row(f"! {draft.problem}", kind="problem")] if draft.problem else []
        return rows

    def _key(self, entry: Entry) -> Key | None:
        """What tells a line from the others; None for one with which nothing can be done."""
        field, opens = entry.field, entry.opens
        if not field and not opens and not entry.task:
            return None
        key = Key(entry.label, field.name if field else "", field.standing if field else "",
                  opens.words if opens else "", entry.task)  # fmt: skip
        if field is not None and field.name == "consent" and not field.standing:
            key = key._replace(standing=field.value)
        while key in self._entries:
            key = key._replace(number=key.number + 1)
        return key

    @property
    def _here(self) -> tuple[Key, Entry] | None:
        """The line under the cursor."""
        key = self.lines.key
        return (key, self._entries[key]) if isinstance(key, Key) and key in self._entries else None

    # Mending in place -----------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        here = self._here
        if here is None:
            return
        field = here[1].field
        if here[1].opens and (field is None or field.name in ("link", "relation")):
            await self.action_open_line()
        elif here[1].task:
            self.tell("D says that this task is done.")
        else:
            await self.action_edit()

    async def action_edit(self) -> None:
        here = self._here
        field = here[1].field if here else None
        if here is None or field is None:
            self.tell("Nothing can be mended here: o opens what the line leads to.", problem=True)
        elif field.name == "tag":
            await self.action_tag()
        elif field.name in ("link", "relation"):
            self.tell("o opens it, x ends it, + adds another.")
        else:
            self._mend(here[0])

    async def action_more(self) -> None:
        here = self._here
        field = here[1].field if here else None
        if here is None or field is None or field.name not in (*_SEVERAL, "tag", "link"):
            self.tell("Put the cursor on a phone, an offer, a note …: + adds another of the same.", problem=True)
        elif field.name == "tag":
            await self.action_tag()
        elif field.name == "link":
            await self.action_link()
        else:
            self._mend(here[0], another=True)

    def _mend(self, key: Key, *, another: bool = False, problem: str = "") -> None:
        """Open the line over a row, with what was typed there before."""
        entry = self._entries[key]
        field = entry.field or Field("")
        draft = self._drafts.get(key)
        if draft is not None:
            another = draft.another
        self._another = another
        self.lines.go_to(key)
        text = draft.text if draft else "" if another and field.name != "consent" else _known_value(field)
        self.in_place.open(self.lines, key, text, _HINTS.get(field.name, ""), entry.label)
        problem = problem or (draft.problem if draft else "")
        new = f"another {entry.label.lower()} · " if another else ""
        channel = field.value.split(" ")[0] or "call"
        example = f"such as {channel} yes: asked for it, {channel} no: had enough · " if field.name == "consent" else ""
        self.in_place.say(problem or f"{new}{example}{_HELP}", problem=bool(problem))

    def _left(self, key: Hashable, text: str, save: bool, way: int) -> None:
        """The line is left: what was typed is saved, or kept for the next time it is opened."""
        entry = self._entries.get(key) if isinstance(key, Key) else None
        following = self._next(key, way) if isinstance(key, Key) and way else None
        self.in_place.close()
        if entry is None or entry.field is None or not isinstance(key, Key):
            self.tell(f"This line has gone meanwhile. What you typed: {text}", problem=True)
            return
        field, another = entry.field, self._another
        before = "" if another and field.name != "consent" else _known_value(field)
        draft = self._drafts.pop(key, None)
        changes = _changes(self._known, field, text, another=another)
        if text.strip() == before.strip() or not changes:
            self._draw()
        elif not save:
            self._drafts[key] = Draft(text, another, draft.problem if draft and draft.text == text else "")
            self._draw()
            self.tell(f"Not saved, and kept: {entry.label} {text}. e goes on with it.")
        else:
            self._save(key, entry, changes, Draft(text, another))
        if following is not None:
            self._mend(following)

    def _next(self, key: Key, way: int) -> Key | None:
        """The next line that can be mended, on the way down (1) or up (-1)."""
        keys = [one for one in self._entries if one.field and one.field not in ("tag", "link", "relation")]
        place = keys.index(key) + way if key in keys else -1
        return keys[place] if 0 <= place < len(keys) else None

    def _save(self, key: Key, entry: Entry, changes: list[Change], draft: Draft) -> None:
        person, label = self._person, "What they said" if key.field == "consent" else entry.label
        self.change(
            lambda store: editing.edit(store, person, changes),
            lambda edited: self._saved(label, edited),
            refused=partial(self._refused, key, draft),
        )

    def _saved(self, label: str, edited: Edited) -> None:
        self.tell(f"{label} is saved. u takes it back." if edited.operation else f"{label}: it stood so already.")

    def _refused(self, key: Key, draft: Draft, problem: Problem) -> None:
        """What was typed comes back with the reason under it; whoever is at another line already finds it there."""
        self._drafts[key] = draft._replace(problem=problem.sentence)
        self._draw()
        busy = self.in_place.is_open and self.in_place.text != self._value_of(self.in_place.key)
        if busy or not self.is_current or key not in self._entries:
            self.tell(f"{key.label}: {problem.sentence} What you typed is kept.", problem=True)
        else:
            self._mend(key, problem=problem.sentence)

    def _value_of(self, key: Hashable) -> str:
        entry = self._entries.get(key) if isinstance(key, Key) else None
        return _known_value(entry.field).strip() if entry and entry.field and not self._another else ""

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Whoever clicks on another line leaves the one that is being mended; what was typed is kept."""
        if event.widget is self.lines and self.focused is self.lines and self.in_place.is_open:
            self._left(self.in_place.key, self.in_place.text, False, 0)

    def on_resize(self) -> None:
        self.call_after_refresh(self.in_place.place)

    # Ending ---------------------------------------------------------------------------------------------------------

    async def action_end(self) -> None:
        """End or empty what the cursor is on."""
        here = self._here
        field = here[1].field if here else None
        if here is None or field is None:
            self.tell("Nothing can be ended here.", problem=True)
            return
        person, label = self._person, here[1].label
        if self._drafts.pop(here[0], None):
            self._draw()
            self.tell(f"{label}: what was typed and not saved is gone.")
        elif field.name == "tag":
            await self.action_untag()
        elif field.name == "link":
            self._change(lambda store: links.end_one(store, field.standing), "The link has ended.")
        elif field.name == "note":
            self.tell("A note stays as it was written; u takes back the one added last.", problem=True)
        elif field.standing:
            ended = Change(field.name, "-=", field.standing)
            self._change(lambda store: editing.edit(store, person, [ended]), f"{label} {here[1].words} has ended.")
        elif field.value and field.name not in ("name", "consent"):
            emptied = Change(field.name, "=", "")
            self._change(lambda store: editing.edit(store, person, [emptied]), f"{label} is empty now.")
        else:
            self.tell(f"{label}: there is nothing to end here.", problem=True)

    def _change(self, work: Callable[[Store], object], sentence: str) -> None:
        self.change(work, lambda _: self.tell(f"{sentence} u takes it back."))

    # Keys -----------------------------------------------------------------------------------------------------------

    async def action_open_line(self) -> None:
        here = self._here
        opens = here[1].opens if here else None
        if opens is None:
            self.tell("There is nothing to open here.", problem=True)
        elif opens.kind == "person":
            self.ask("open", lambda store: find_one(store, opens.words), self.host.open_person)
        elif opens.kind == "question":
            from organiser.screens.questions import QuestionsPage

            await self.app.push_screen(QuestionsPage())
        elif opens.kind == "event":
            self.host.open_event(opens.words)
        else:
            self.host.open_place(opens.kind, opens.words)

    def action_done(self) -> None:
        here = self._here
        number = here[1].task if here else 0
        if not number:
            self.tell("Put the cursor on a task: D says that it is done.", problem=True)
            return
        self.change(
            lambda store: tasks.finish(store, tasks.find_task(store, str(number))),
            lambda written: self.tell(
                f"Done: {written.task.title}. {'The next one is made. ' if written.following else ''}u takes it back."
            ),
        )

    async def action_note(self) -> None:
        from organiser.screens.noting import NotePanel

        await self.app.push_screen(NotePanel(self._person, self.title_words()))

    async def action_tag(self) -> None:
        from organiser.screens.panels import TagPanel

        await self.app.push_screen(TagPanel([self._person]))

    async def action_untag(self) -> None:
        from organiser.screens.panels import UntagPanel

        await self.app.push_screen(UntagPanel([self._person]))

    async def action_link(self) -> None:
        from organiser.screens.panels import LinkPanel

        await self.app.push_screen(LinkPanel([self._person]))

    async def action_task(self) -> None:
        from organiser.screens.panels import TaskPanel

        await self.app.push_screen(TaskPanel([self._person]))

    async def action_merge(self) -> None:
        from organiser.screens.merge import MergeWithPanel

        await self.app.push_screen(MergeWithPanel(self._person, self.title_words()))


def _known_value(field: Field) -> str:
    """What stands in a line that is opened: nothing where nothing is known, so that one can type at once."""
    return "" if field.value == "unknown" else field.value


def _changes(known: Known | None, field: Field, text: str, *, another: bool) -> list[Change]:
    """What is to be changed where a field comes to say `text`; empty where nothing is."""
    text = text.strip()
    if field.name not in _SEVERAL:
        return [Change(field.name, "=", text)]
    new = [Change(field.name, "+=", text)] if text else []
    if another or not field.standing:
        return new
    if field.name == "address" and known and sum(not place.until for place in known.addresses) == 1:
        # The only address also tells the postcode.
        return [Change("address", "=", text)]
    return [Change(field.name, "-=", field.standing), *new]
