"""The marks that every write leaves in its file: from them two copies tell which is older, or that they parted."""

import os
from typing import NamedTuple

from organiser.store import clock
from organiser.store.engine import Connection


class Step(NamedTuple):
    """One write: a mark that no other write has, and the moment (UTC)."""

    mark: str
    at: str


class Line(NamedTuple):
    """Where a file comes from: the id it shares with all its copies, its writes in order, and the job of a hand-out.

    `job` is "" for a database that is none.
    """

    descent: str
    job: str
    steps: list[Step]

    @property
    def marks(self) -> list[str]:
        return [step.mark for step in self.steps]


def leave_mark(connection: Connection, at: str = "") -> None:
    """Note that the file is written, now or at another moment (UTC); inside the transaction that writes."""
    connection.execute("INSERT INTO trail(mark, at) VALUES (?, ?)", (os.urandom(8).hex(), at or clock.now()))


def read_line(connection: Connection) -> Line:
    """Where the file of a connection comes from."""
    settings = dict(connection.execute("SELECT key, value FROM setting WHERE key IN ('descent', 'job')"))
    steps = [Step(*row) for row in connection.execute("SELECT mark, at FROM trail ORDER BY id")]
    return Line(settings.get("descent", ""), settings.get("job", ""), steps)
