"""The seats of a pilot and what each has to do before it starts; the definition; returns written and gathered."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from textual import on
from textual.app import ComposeResult

from organiser.commands.pilots import rule_words
from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage, Page
from organiser.screens.one_line import OneLine
from organiser.services import pilot_lines, pilots, readiness, seat_returns
from organiser.services.pilots import Scheme, Version, Written
from organiser.services.places import Place
from organiser.services.readiness import Ready
from organiser.services.seat_returns import Gathered
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.paths import PathPanel

_NO_SEATS = "No seat takes part yet: n adds one, as in 'Birmingham Edgbaston, 1 March 2026, target 40'."


class Item(NamedTuple):
    """A line of a readiness list: the code of its seat and what is to be done ("": the seat itself)."""

    seat: str
    name: str = ""


class SeatsPage(LinesPage, page="pilot seats"):
    """A seat after the other, with its days and its readiness list."""

    label_width = 6

    def __init__(self, scheme: str) -> None:
        super().__init__()
        self._scheme = scheme
        self._lists: dict[str, Ready] = {}

    def title_words(self) -> str:
        return "Seats"

    def reload(self) -> None:
        name = self._scheme

        def read(store: Store) -> list[Ready]:
            return [readiness.ready(store, seat) for seat in pilots.find_scheme(store, name).seats]

        self.ask("seats", read, self._arrived, lane="slow")

    def _arrived(self, found: list[Ready]) -> None:
        self._lists = {one.seat.clp.gss: one for one in found}
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: list[Ready]) -> Iterator[Row]:
        if not found:
            yield Row(_NO_SEATS, kind="quiet")
        for one in found:
            seat = one.seat
            until = f" to {uk_date(seat.until)}" if seat.until else ""
            target = "outside" if seat.outside else f"target {seat.target:,}"
            yield Row(f"{seat.clp.shown}: {uk_date(seat.since)}{until}", key=Item(seat.clp.gss), right=target)
            before = f"{uk_date(seat.baseline_since)} to {uk_date(seat.baseline_until)}"
            yield Row(f"compared with {before}", kind="quiet")
            if not seat.outside:
                for item in one.items:
                    said = f"{uk_date(item.ticked)}: {' / '.join(item.evidence.splitlines())}" if item.ticked else ""
                    told = "; ".join(filter(None, (item.found, said)))
                    words = f"{item.name[:1].upper()}{item.name[1:]}{f': {told}' if told else ''}"
                    yield Row(words, label="done" if item.done else "to do", key=Item(seat.clp.gss, item.name))
                if one.starts and one.starts != seat.since:
                    yield Row(f"All is done: y has it start on {uk_date(one.starts)}.", kind="quiet")
            yield Row("")

    # Keys -----------------------------------------------------------------------------------------------------------

    def _item(self) -> Item | None:
        key = self.lines.key
        if isinstance(key, Item):
            return key
        self.tell(_NO_SEATS, problem=True)
        return None

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        if isinstance(message.key, Item) and message.key.name:
            await self.action_tick()
        else:
            await self.action_edit()

    async def action_new(self) -> None:
        await self._seat_line("")

    async def action_edit(self) -> None:
        if (item := self._item()) is None:
            return
        seat = self._lists[item.seat].seat
        place = "outside" if seat.outside else "inside"
        await self._seat_line(
            f"{seat.clp.gss}, {uk_date(seat.since)} to {uk_date(seat.until)}, before {uk_date(seat.baseline_since)}"
            f" to {uk_date(seat.baseline_until)}, target {seat.target}, {place}"
        )

    async def _seat_line(self, value: str) -> None:
        def write(store: Store, text: str) -> Written:
            return pilots.set_seat(store, pilots.find_scheme(store, self._scheme), pilot_lines.seat(text))

        await self.app.push_screen(
            OneLine(
                "A seat: its CLP; its first and last day, its target, outside, before … to … where they are others",
                "Birmingham Edgbaston, 1 March 2026 to 31 December 2026, target 40",
                write,
                lambda done: "Written down. u takes it back." if done.operation else "It stood so already.",
                value=value,
                keep="" if value else "pilot seat",
            )
        )

    async def action_tick(self) -> None:
        if (item := self._item()) is None:
            return
        found = next((one for one in self._lists[item.seat].items if one.name == item.name), None)
        if found is None:
            self.tell("Put the cursor on what is done; o adds what this seat alone has to do.", problem=True)
            return

        def write(store: Store, text: str) -> readiness.Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return readiness.tick(store, scheme, pilots.find_seat(scheme, item.seat), item.name, text)

        await self.app.push_screen(
            OneLine(
                f"Done: {item.name}. What shows it?",
                "12 people at the session of 3 March; the secretary checked both lists",
                write,
                lambda done: f"Done. {done.ready.left} left to do. u takes it back.",
                value=found.evidence,
            )
        )

    async def action_own(self) -> None:
        if (item := self._item()) is None:
            return

        def write(store: Store, text: str) -> readiness.Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return readiness.untick(store, scheme, pilots.find_seat(scheme, item.seat), text)

        name = self._lists[item.seat].seat.clp.shown
        await self.app.push_screen(
            OneLine(f"What {name} has to do besides", "a room with a key", write, lambda _: "Added. u takes it back.")
        )

    def action_untick(self) -> None:
        if (item := self._item()) is None or not item.name:
            self.tell("Put the cursor on what is still to be done.", problem=True)
            return

        def write(store: Store) -> readiness.Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return readiness.untick(store, scheme, pilots.find_seat(scheme, item.seat), item.name)

        self.change(write, lambda _: self.tell("It is still to be done. u takes it back."))

    def action_start(self) -> None:
        if (item := self._item()) is None:
            return

        def write(store: Store) -> readiness.Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return readiness.start(store, scheme, pilots.find_seat(scheme, item.seat))

        self.change(write, self._started)

    def _started(self, done: readiness.Written) -> None:
        seat = done.ready.seat
        self.tell(f"{seat.clp.shown} starts on {uk_date(seat.since)}. u takes it back.")


class DefinitionPage(Page, page="pilot definition"):
    """All versions of what counts, the latest first, and why there was another."""

    def __init__(self, scheme: str) -> None:
        super().__init__()
        self._scheme = scheme

    def title_words(self) -> str:
        return "Definition"

    def body(self) -> ComposeResult:
        yield Lines(label_width=0)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Lines))

    def reload(self) -> None:
        name = self._scheme
        self.ask("definition", lambda store: pilots.find_scheme(store, name), self._arrived)

    def _arrived(self, found: Scheme) -> None:
        self.query_one(Lines).show([row for one in found.versions for row in _version(one)])

    async def action_edit(self) -> None:
        def write(store: Store, text: str) -> Written:
            scheme = pilots.find_scheme(store, self._scheme)
            return pilots.define(store, scheme, *pilot_lines.rule(text))

        await self.app.push_screen(
            OneLine[Written](
                "What changes of the definition, and why",
                "needed 2, within 90, active 60, course Organising basics, act stall, because the assessors agreed",
                write,
                lambda done: f"Definition {done.scheme.version.number} is a draft: f freezes it. u takes it back.",
                keep="definition",
                beside=("Acts and courses that are named take the place of those there are.",),
            )
        )

    def action_freeze(self) -> None:
        name = self._scheme
        self.change(
            lambda store: pilots.freeze(store, pilots.find_scheme(store, name)),
            lambda done: self.tell(
                f"Definition {done.scheme.version.number} is frozen: every report says it. u takes it back."
            ),
        )


def _version(one: Version) -> Iterator[Row]:
    state = f"frozen on {uk_date(one.frozen)}" if one.frozen else "a draft: f freezes it"
    yield Row(f"Definition {one.number}, {state}", kind="heading")
    if one.why:
        yield Row(f"Why: {one.why}")
    for words in rule_words(one):
        yield Row(words)
    yield Row(f"Its mark, by which returns are compared: {seat_returns.definition_digest(one.rule)[:16]}", kind="quiet")
    yield Row("")


class GatherPanel(PathPanel):
    """The returns of seats, one file or a folder of them."""

    def __init__(self, scheme: str) -> None:
        super().__init__("Take in returns of seats: a file, or a folder of them", _nothing, endings=(".json",),
                         keep="returns")  # fmt: skip
        self._scheme = scheme

    def entered(self, text: str) -> None:
        name = self._scheme

        def write(store: Store) -> Gathered:
            return seat_returns.gather(store, pilots.find_scheme(store, name), pilot_lines.returns_at(text))

        self.say("Reading …")
        self.change(write, self._gathered, refused=self._not_gathered)

    def _gathered(self, done: Gathered) -> None:
        told = [f"New: {', '.join(done.came)}. u takes it back." if done.came else "Nothing in it is new."]
        for words, names in (("No return yet", done.missing), ("Old", done.old), ("Older than ours", done.older)):
            if names:
                told.append(f"{words}: {', '.join(names)}.")
        self.host.tell(" ".join(told), problem=bool(done.missing or done.old))
        self.done()

    def _not_gathered(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


class ReturnPanel(PathPanel):
    """Where the return of a seat is written."""

    def __init__(self, scheme: str, clp: Place) -> None:
        super().__init__(f"Write the return of {clp.shown}: dates, kinds and hashes, no name", self._write, new=True,
                         value=f"~/{clp.gss}.json")  # fmt: skip
        self._scheme = scheme
        self._clp = clp

    def _write(self, path: Path) -> None:
        name, clp, host = self._scheme, self._clp.gss, self.host

        def write(store: Store) -> seat_returns.Written:
            scheme = pilots.find_scheme(store, name)
            return seat_returns.write(store, scheme, pilots.find_seat(scheme, clp), path)

        page = self.app.screen
        if isinstance(page, Page):
            page.ask("return", write, lambda done: host.tell(f"{done.people:,} records and no name: {done.path}"),
                     lane="slow")  # fmt: skip


def _nothing(_: Path) -> None:
    """The panel does all by itself."""
