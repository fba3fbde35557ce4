"""Somebody who sits at the terminal: presses keys, waits until the program has answered, and reads the screen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from organiser.app import Organiser
from organiser.desk import Desk
from organiser.store.settings import Settings

# Everything the program does for a key in these small databases is done long before.
_PATIENCE = 20.0


class Seat:
    """The app on a database, as its user meets it."""

    def __init__(self, app: Organiser, pilot: "Pilot[int]") -> None:
        self.app = app
        self.pilot = pilot

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, and wait for what comes of each."""
        for key in keys:
            self._send(key, key if len(key) == 1 else None)
            await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, as fast as a burst over a slow line comes in."""
        for letter in text:
            self.send(letter)
        await self.settle()

    def send(self, letter: str) -> None:
        """Type one letter, and wait for nothing."""
        self._send(*_SPECIAL.get(letter, (_character_to_key(letter), letter)))

    def _send(self, key: str, character: str | None) -> None:
        event = Key(key, character)
        event.set_sender(self.app)
        self.app.post_message(event)

    async def settle(self) -> None:
        """Wait until nothing is being read, written, handed on or drawn. It sleeps only while something is: to wait for
        an idle processor, as Pilot.pause() does, costs more than all the rest of a test."""
        quiet, waited = 0, 0.0
        while quiet < 3:
            await self.pilot.pause(0)
            if self.app._exception is not None:
                raise self.app._exception
            busy = not self.app.desk.idle() or self._to_be_drawn()
            busy = busy or any(not screen.message_queue_is_empty() for screen in self._pumps())
            quiet = 0 if busy else quiet + 1
            if busy:
                await asyncio.sleep(0.002)
                waited += 0.002
                assert waited < _PATIENCE, "the program is still busy"

    def _to_be_drawn(self) -> bool:
        screen = self.app.screen
        return bool(screen._callbacks or screen._layout_required or screen._repaint_required)

    def _pumps(self) -> list["_Pump"]:
        return [_Pump(node) for screen in self.app.screen_stack for node in (screen, *screen.walk_children())]

    async def until(self, words: str) -> None:
        """Wait until something is shown that comes by itself."""
        started = time.monotonic()
        while not self.shows(words):
            await asyncio.sleep(0.02)
            await self.settle()
            assert time.monotonic() - started < _PATIENCE, f"never shown: {words!r}\n{self.frame()}"

    def frame(self) -> str:
        """The screen as text, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    def line(self, words: str) -> str:
        """The first line of the screen that holds these words."""
        found = [line for line in self.frame().splitlines() if words in line]
        assert found, f"nowhere on the screen: {words!r}\n{self.frame()}"
        return found[0]

    def shows(self, words: str) -> bool:
        return words in self.frame()


class _Pump:
    """Whether anything waits to be handled by a widget."""

    def __init__(self, node: object) -> None:
        self._node = node

    def message_queue_is_empty(self) -> bool:
        queue = self._node._message_queue  # type: ignore[attr-defined]
        return bool(queue.empty())


_SPECIAL = {"\n": ("enter", "\r"), "\t": ("tab", "\t"), " ": ("space", " ")}


def sit(
    path: Path,
    story: Callable[[Seat], Awaitable[None]],
    *,
    size: tuple[int, int] = (80, 24),
    at: str = "home",
    who: str = "Sam",
) -> None:
    """Have somebody sit down at the database at `path` and do what `story` tells; a fault of the app fails the test."""

    async def evening() -> None:
        desk = Desk(path, who)
        app = Organiser(desk, at=at, settings=Settings(path.parent / "screen.json"))
        try:
            async with app.run_test(size=size) as pilot:
                seat = Seat(app, pilot)
                await seat.settle()
                await story(seat)
        finally:
            desk.close()

    asyncio.run(evening())
