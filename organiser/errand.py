"""Long work in a process of its own: the interface stays free, progress is told, and it can be called off at any time.

The process is a fresh one (spawn, as on Windows): it opens the database itself, and loads nothing that draws. What it
wrote but did not finish is rolled back, whether it was called off, died, or lost whoever started it.
"""

import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from organiser.errors import TRY_AGAIN, Problem

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from organiser.store.store import Store

# So long work that was called off may take to roll back before its process is ended, in seconds.
_PATIENCE = 5.0
# At most so often progress is told, in seconds.
_TOLD_EVERY = 0.05
_GONE = "The work ended before it was done: its process was stopped. What it had not finished was not made."


class Progress(NamedTuple):
    """How far the work has come; total 0 where that is not known."""

    what: str
    done: int
    total: int


class Said(NamedTuple):
    """An answer to what was asked of the work, or news of its own."""

    value: object


class Refused(NamedTuple):
    """Why what was asked cannot be done; the work goes on."""

    sentence: str


class Ended(NamedTuple):
    """The work is over: its value, or a sentence that says why there is none; both empty where it was called off."""

    value: object = None
    sentence: str = ""


News = Progress | Said | Refused | Ended


class Line(Protocol):
    """What the work may do with the line to whoever started it."""

    def progress(self, what: str, done: int, total: int) -> None:
        """Tell how far it has come. Raises CalledOff where it is wanted no more."""

    def say(self, value: object) -> None:
        """Tell something."""

    def requests(self) -> Iterator[object]:
        """What is asked, one after the other, until nothing will be asked any more."""

    def answer(self, work: Callable[[], object]) -> None:
        """Say what a piece of work gives; a Problem is told, and more may be asked."""


class CalledOff(Exception):
    """Ends work that is wanted no more."""


class Errand:
    """A function of a module, run with a Store in a process of its own: `function(store, line, *arguments)`.

    `hear` is told all news, in a thread; the last is always an Ended.
    """

    def __init__(
        self,
        path: Path,
        who: str,
        function: Callable[..., object],
        arguments: tuple[object, ...],
        hear: Callable[[News], None],
    ) -> None:
        self._hear = hear
        self._ours, theirs = multiprocessing.get_context("spawn").Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=_run, args=(theirs, path, who, function, arguments), daemon=True
        )
        self._called_off = threading.Event()
        self._sending = threading.Lock()
        self._ready = threading.Event()
        self.over = False
        # Whether what it does now may change the database: for whoever is about to leave.
        self.writing = False
        self._asked = 0
        self._answered = 0
        self._thread = threading.Thread(target=self._listen, args=(theirs,), name="organiser-errand", daemon=True)
        self._thread.start()

    def ask(self, request: object) -> None:
        """Ask something of the work; what it says comes as news."""
        self._asked += not isinstance(request, _CallOff)
        # Before the process runs nobody reads: what is sent meanwhile waits in the pipe.
        with self._sending, suppress(OSError):
            self._ours.send(request)

    @property
    def busy(self) -> bool:
        """Whether something that was asked is not answered yet."""
        return not self.over and self._asked > self._answered

    def call_off(self) -> None:
        """Have the work end and roll back. Its Ended comes as news: it may have been done already."""
        if not self.over and not self._called_off.is_set():
            self._called_off.set()
            self.ask(_CALL_OFF)
            threading.Thread(target=self._end_soon, daemon=True).start()

    def close(self, wait: float = _PATIENCE) -> None:
        """Call the work off and wait until its process is gone."""
        self.call_off()
        self._thread.join(wait)
        if self._process_is_alive():
            self._process.kill()
        self._thread.join(1.0)

    def _end_soon(self) -> None:
        """Work that does not heed being called off is ended from outside; the database rolls it back."""
        self._thread.join(_PATIENCE)
        if self._process_is_alive():
            self._process.kill()

    def _process_is_alive(self) -> bool:
        return self._ready.is_set() and self._process.is_alive()

    def _listen(self, theirs: Connection) -> None:
        ended = Ended(sentence=_GONE)
        try:
            _start(self._process)
            self._ready.set()
            theirs.close()
            while True:
                news = self._ours.recv()
                if isinstance(news, Ended):
                    ended = news
                    break
                self._hear(news)
                self._answered += isinstance(news, (Said, Refused))
        except (EOFError, OSError):
            ended = Ended() if self._called_off.is_set() else ended
        if self._ready.is_set():
            self._process.join(_PATIENCE)
        self.writing = False
        with self._sending:
            self._ours.close()
        self._hear(ended)
        self.over = True


def _start(process: "SpawnProcess") -> None:
    """Start a process with the real standard error: what stands in for it while a page is drawn has no file."""
    real = sys.__stderr__
    with redirect_stderr(real) if real is not None else nullcontext():
        process.start()


# In the other process ----------------------------------------------------------------------------------------------


class _CallOff(NamedTuple):
    """The request to end."""


_CALL_OFF = _CallOff()


class _FarEnd:
    """The line as the work has it, in its own process."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._requests: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._told = 0.0
        self._what = ""
        self.called_off = threading.Event()
        self.over = threading.Event()
        self.store: Store | None = None
        threading.Thread(target=self._listen, daemon=True).start()

    def progress(self, what: str, done: int, total: int) -> None:
        if self.called_off.is_set():
            raise CalledOff
        now = time.monotonic()
        if what != self._what or now - self._told >= _TOLD_EVERY:
            self._told, self._what = now, what
            self.send(Progress(what, done, total))

    def say(self, value: object) -> None:
        self.send(Said(value))

    def requests(self) -> Iterator[object]:
        while not isinstance(request := self._requests.get(), _CallOff):
            yield request

    def answer(self, work: Callable[[], object]) -> None:
        try:
            self.say(work())
        except Problem as problem:
            if self.called_off.is_set():
                raise
            self.send(Refused(problem.sentence))

    def send(self, news: News) -> None:
        self._pipe.send(news)

    def _listen(self) -> None:
        """Take in what is asked. Whoever started us may be gone: then this process ends at once, and rolls back."""
        while True:
            try:
                request = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(TRY_AGAIN)
            if isinstance(request, _CallOff):
                self.called_off.set()
                self._requests.put(request)
                # Whatever the database is doing is interrupted, until the work has come to its end.
                while not self.over.wait(0.02):
                    if self.store is not None:
                        with suppress(Exception):
                            self.store.connection.interrupt()
            else:
                self._requests.put(request)


def _run(
    pipe: Connection, path: Path, who: str, function: Callable[..., object], arguments: tuple[object, ...]
) -> None:
    """The whole life of the other process."""
    # An interrupt typed at the terminal goes to all its processes: it is ours to heed only through whoever began.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    line = _FarEnd(pipe)
    line.send(_outcome(line, path, who, function, arguments))


def _outcome(
    line: _FarEnd, path: Path, who: str, function: Callable[..., object], arguments: tuple[object, ...]
) -> Ended:
    try:
        with _opened(line, path, who) as store:
            return Ended(function(store, line, *arguments))
    except Problem as problem:
        return Ended() if line.called_off.is_set() else Ended(sentence=problem.sentence)
    except Exception as error:
        if line.called_off.is_set():
            return Ended()
        import traceback

        # Where it happened, without any value: values may be people.
        places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
        where = f"{type(error).__name__} at {' > '.join(places[-3:])}"
        return Ended(sentence=f"A fault of the program's own ended the work ({where}). What it had begun was not made.")


@contextmanager
def _opened(line: _FarEnd, path: Path, who: str) -> "Iterator[Store]":
    from organiser.commands.command import WAITING
    from organiser.store.store import Store

    with Store.open(path) as store:
        store.who = who
        store.waiting = lambda: line.progress(WAITING, 0, 0)
        line.store = store
        try:
            yield store
        finally:
            line.over.set()
            line.store = None
