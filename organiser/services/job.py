"""What a job is that can be handed out to another laptop: the parts that go out, and the records that come back."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from organiser.models.base import Table
from organiser.store.engine import Value
from organiser.store.work import Work


class Part(NamedTuple):
    """Rows of a table that go out: `query` gives the id and then the columns, of the people in `?1`.

    `?1` is a JSON array with a pair for each person: the id, and the address by which this job reaches them.
    """

    table: Table
    columns: tuple[str, ...]
    query: str


class Field(NamedTuple):
    """What is compared as one: a word for it, and its columns, the one that counts first. A reference stands alone."""

    name: str
    columns: tuple[str, ...]


class Kind(NamedTuple):
    """A kind of record that comes back, known by its uid.

    `fields` are those in which one that was handed out may come back changed; empty where there are only new ones.
    `arrived` does what follows from a new one, given its columns; `withdrawn` undoes that, given the row of one that is
    about to be taken out again. `fitted` gives the columns of a new one as they fit in here.
    `guard` raises a Problem where a row may not be added, changed or taken out any more.
    """

    table: Table
    fields: tuple[Field, ...] = ()
    arrived: Callable[[Work, Mapping[str, Value]], None] | None = None
    withdrawn: Callable[[Work, int], None] | None = None
    fitted: Callable[[Work, Mapping[str, Value]], Mapping[str, Value]] | None = None
    guard: Callable[[Work, int], None] | None = None


class Job(NamedTuple):
    """One job: its name, what it is called, and in words what somebody does who does it.

    `channel` (rules.consent.CHANNELS) is how it reaches people: who may not be reached so does not go out. "": all do.
    """

    name: str
    title: str
    doing: str
    channel: str
    commands: frozenset[str]
    parts: tuple[Part, ...]
    kinds: tuple[Kind, ...]
    # Takes a whole file in, where what comes back is more than records of its kinds.
    takes: Callable[..., dict[str, dict[str, int]]] | None = None
