"""The threads that read and write for the screens, so that the interface never waits.

Three lanes, each one thread with a connection of its own: `quick` answers while somebody types, `slow` counts and puts
a million names in order, `write` makes changes one after the other. A lane never touches a widget: what it found is
handed to `deliver`, which has to take it to the interface's own thread.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from organiser.errors import IO_ERROR, NO_INPUT, Problem
from organiser.store.engine import reason_of
from organiser.store.store import Store

if TYPE_CHECKING:
    from organiser.errand import Errand, News

    Hear = Callable[[News], None]

Lane = Literal["quick", "slow", "write"]
# Memory for pages of the file, in KB: three connections must stay within what a small laptop has.
_CACHE_KB = {"quick": 6000, "slow": 2000, "write": 8000}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a piece of work: its value, or why there is none (a Problem, or a fault of our own)."""

    value: object = None
    error: Exception | None = None


@dataclass(slots=True)
class _Job:
    key: Hashable
    work: Callable[[Store], object]
    deliver: Callable[[Outcome], None]
    superseded: bool = False


class Desk:
    """One open database, worked on by several threads."""

    def __init__(self, path: Path, who: str) -> None:
        self.path = path
        self.who = who
        self._lanes: dict[Lane, _Worker] = {}
        self._errands: list[Errand] = []

    def do(
        self, lane: Lane, key: Hashable, work: Callable[[Store], object], deliver: Callable[[Outcome], None]
    ) -> None:
        """Have `work` done in a lane. On the reading lanes the latest with a key counts: what waits under the same key
        is forgotten, and what runs is interrupted. Changes are all made, in their order."""
        if lane not in self._lanes:
            self._lanes[lane] = _Worker(lane, self)
        self._lanes[lane].submit(_Job(key, work, deliver))

    def errand(self, function: Callable[..., object], arguments: tuple[object, ...], hear: "Hear") -> "Errand":
        """Have `function(store, line, *arguments)` run in another process; `hear` is told all news, in a thread."""
        from organiser.errand import Errand

        self._errands = [errand for errand in self._errands if not errand.over]
        errand = Errand(self.path, self.who, function, arguments, hear)
        self._errands.append(errand)
        return errand

    def close(self, *, wait: float = 5.0) -> None:
        """Let the change under way come to its end, stop reading, call errands off, and close the connections."""
        for errand in self._errands:
            errand.call_off()
        for lane in self._lanes.values():
            lane.stop()
        for lane in self._lanes.values():
            lane.join(wait)
        self._lanes.clear()
        for errand in self._errands:
            errand.close()
        self._errands.clear()

    def idle(self) -> bool:
        """Whether nothing is being read or written, nor waits to be."""
        return all(lane.idle() for lane in self._lanes.values()) and not any(one.busy for one in self._errands)

    def writing(self) -> bool:
        """Whether a change is under way, which whoever leaves has to wait for."""
        lane = self._lanes.get("write")
        return (lane is not None and not lane.idle()) or self.importing()

    def importing(self) -> bool:
        """Whether an errand is making its change: others wait until it has."""
        return any(errand.writing for errand in self._errands)


class _Worker:
    """One thread, one connection, and the jobs that wait for them."""

    def __init__(self, lane: Lane, desk: Desk) -> None:
        self._lane: Lane = lane
        self._desk = desk
        self._waiting: deque[_Job] = deque()
        self._running: _Job | None = None
        self._stopped = False
        self._store: Store | None = None
        self._gone = False
        self._ready = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"organiser-{lane}", daemon=True)
        self._thread.start()

    def submit(self, job: _Job) -> None:
        with self._ready:
            if self._lane != "write":
                self._waiting = deque(waiting for waiting in self._waiting if waiting.key != job.key)
                if self._running is not None and self._running.key == job.key:
                    self._running.superseded = True
                    self._interrupt()
            self._waiting.append(job)
            self._ready.notify()

    def stop(self) -> None:
        with self._ready:
            self._stopped = True
            if self._lane != "write":
                self._waiting.clear()
                self._interrupt()
            self._ready.notify()

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def idle(self) -> bool:
        with self._ready:
            return self._running is None and not self._waiting

    def _interrupt(self) -> None:
        if self._store is not None:
            self._store.connection.interrupt()

    def _run(self) -> None:
        while True:
            with self._ready:
                self._running = None
                while not self._waiting and not self._stopped:
                    self._ready.wait()
                if not self._waiting:
                    break
                self._running = job = self._waiting.popleft()
            outcome = self._outcome(job)
            # Of what was interrupted for a newer question there is nothing to say, least of all that it failed.
            if not job.superseded:
                job.deliver(outcome)
        if self._store is not None:
            self._store.close()

    def _outcome(self, job: _Job) -> Outcome:
        try:
            return Outcome(job.work(self._open()))
        except Problem as problem:
            return Outcome(error=problem)
        except OSError as error:
            return Outcome(error=Problem(f"This cannot be done: {reason_of(error)}. Nothing was changed.", IO_ERROR))
        except Exception as error:  # handed on: the interface says what happened
            return Outcome(error=error)

    def _open(self) -> Store:
        if self._store is not None and not self._store.in_place():
            # Moved, deleted or replaced by another program: only what stands at the path now counts.
            self._store.close()
            self._store = None
            if not self._desk.path.exists():
                self._gone = True
        if self._gone and not self._desk.path.exists():
            raise Problem(
                f"{self._desk.path} is not there any more: it was moved, renamed or deleted. Put it back; until then"
                " nothing can be saved.",
                NO_INPUT,
            )
        if self._store is None:
            store = Store.open(self._desk.path)
            store.connection.execute(f"PRAGMA cache_size=-{_CACHE_KB[self._lane]}")
            self._store = store
        self._store.who = self._desk.who
        return self._store
