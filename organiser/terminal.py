"""The session of a command run from the command line: arguments, the database, questions, progress, output."""

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from organiser.commands.command import WAITING
from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.store import location
from organiser.store.store import Store
from organiser.text import safe_lines

if TYPE_CHECKING:
    import argparse


class Terminal:
    """One command's run. Messages and progress go to standard error, so that standard output is data alone."""

    def __init__(self, command: str, namespace: "argparse.Namespace") -> None:
        self._command = command
        self._namespace = namespace
        self.said: set[str] = set()
        self._store: Store | None = None
        self._progress_shown = False

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear_progress()
        if self._store is not None:
            self._store.close()

    def argument(self, name: str) -> object:
        return getattr(self._namespace, name)

    def text(self, name: str) -> str:
        return str(self.argument(name) or "")

    def texts(self, name: str) -> list[str]:
        found = self.argument(name)
        return [str(item) for item in found] if isinstance(found, list) else []

    def flag(self, name: str) -> bool:
        return bool(self.argument(name))

    def store(self, *, create: bool = False) -> Store:
        if self._store is None:
            path = location.database(self.text("database"))
            if self.text("database").startswith("postgresql:"):
                raise Problem("A shared PostgreSQL database cannot be used yet: name a file.", USAGE)
            self._store = Store.open_or_create(path) if create else Store.open(path)
            self._refuse_what_is_not_the_job(self._store)
            for warning in location.warnings(path):
                self.say(warning)
            self._store.waiting = self._waiting
            self._store.who = self._who(self._store)
        return self._store

    def _refuse_what_is_not_the_job(self, store: Store) -> None:
        """A file that was handed out for a job is there for that job alone."""
        name = store.setting("job")
        if name:
            from organiser.services.jobs import refuse_other_commands

            refuse_other_commands(name, store.setting("title"), self._command)

    def _who(self, store: Store) -> str:
        import os

        return self.text("who") or os.environ.get("ORGANISER_WHO", "") or store.setting("who")

    def _waiting(self) -> None:
        self.say(WAITING)

    def say(self, sentence: str) -> None:
        self.said.add(sentence)
        self.clear_progress()
        print(safe_lines(sentence), file=sys.stderr, flush=True)  # noqa: T201

    def ask(self, question: str) -> str:
        if not self.interactive():
            return ""
        self.clear_progress()
        print(safe_lines(question), end=" ", file=sys.stderr, flush=True)  # noqa: T201
        return sys.stdin.readline().strip()

    def interactive(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty()

    def progress(self, what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        share = f"{done * 100 // total:3d} %" if total else f"{done:,}"
        bar = "█" * (done * 24 // total) if total else ""
        print(f"\r\x1b[K{what} {bar} {share}", end="", file=sys.stderr, flush=True)  # noqa: T201
        self._progress_shown = True

    def clear_progress(self) -> None:
        if self._progress_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201
            self._progress_shown = False

    def read_input(self) -> Iterator[str]:
        try:
            yield from sys.stdin
        except UnicodeDecodeError:
            raise Problem("What came in on standard input is not UTF-8 text.", UNREADABLE) from None

    def write(self, output: Iterable[bytes]) -> None:
        for block in output:
            sys.stdout.buffer.write(block)
        sys.stdout.buffer.flush()
