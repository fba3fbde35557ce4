"""Whose turn it is to write: a lock that the system gives back when its holder dies, so nobody waits for the dead.

SQLite's own waiting sleeps ever longer and gives up; several of our processes at one file queue here instead, each no
longer than the other's change. Writers that are not ours are still met by SQLite's lock behind it.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from organiser.errors import NOT_PERMITTED, Problem

_POLL_SECONDS = 0.02


def in_silence() -> None:
    """Nobody is told that we wait, unless the front end asks to be."""


@contextmanager
def turn_to_write(database: Path, waiting: Callable[[], None] = in_silence) -> Iterator[None]:
    """Hold the write lock beside `database`; `waiting` is called once if somebody else holds it."""
    # Beside the file itself, whatever link it was reached by: all must queue at one place.
    place = database.resolve()
    path = place.with_name(place.name + ".lock")
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        raise Problem(f"{database} may not be written by you. Nothing was changed.", NOT_PERMITTED) from None
    try:
        if not _take(handle):
            waiting()
            while not _take(handle):
                time.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
