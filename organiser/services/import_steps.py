"""An import step by step, for whoever watches it from outside: looked at, planned, looked into, applied or forgotten.

The one who asks and the one who answers may be in two processes: all that passes between them is small and plain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from organiser.services.importing import listing, looking
from organiser.services.imports import Imported, Importing, Options
from organiser.store.store import Store

# Of new tags so many are named.
_TAGS = 20


class Line(Protocol):
    """The line to whoever asks (errand.Line)."""

    def progress(self, what: str, done: int, total: int) -> None: ...
    def requests(self) -> Iterator[object]: ...
    def answer(self, work: Callable[[], object]) -> None: ...


class Look(NamedTuple):
    """Asks what some files are; a tuple of looking.Seen comes back."""

    paths: tuple[str, ...]


class Foresee(NamedTuple):
    """Asks what would come of importing some files; Figures come back."""

    paths: tuple[str, ...]
    options: Options


class Lines(NamedTuple):
    """Asks for some of the lines behind a figure (listing.LISTS), by their places from 1; LinesRead come back."""

    name: str
    first: int
    last: int


class Apply(NamedTuple):
    """Asks that what was foreseen be made; Figures come back, with the number of the change."""


class LinesRead(NamedTuple):
    """Lines behind a figure, by their place."""

    name: str
    lines: dict[int, listing.Planned]


@dataclass(frozen=True, slots=True)
class Figures:
    """What an import comes to, in numbers. `applied` tells whether it was made; then `operation` is None where nothing
    was new. `lists` has the number of lines behind each figure."""

    rows: int
    created: int
    updated: int
    unchanged: int
    joined: int
    lists: dict[str, int]
    new_tags: tuple[str, ...]
    more: bool
    applied: bool
    operation: int | None


def conduct(store: Store, line: Line) -> Figures | None:
    """Answer what is asked on the line until nothing more will be; gives what was made, if anything was."""
    importing: Importing | None = None
    made: list[Figures] = []
    for request in line.requests():
        if isinstance(request, Look):
            paths = request.paths
            line.answer(lambda paths=paths: tuple(looking.look(store, paths, line.progress)))  # type: ignore[misc]
        elif isinstance(request, Foresee):
            if importing is not None:
                importing.close()
            importing = Importing(store, request.paths, request.options)
            line.answer(lambda planned=importing: _figures(planned, planned.foresee(line.progress)))  # type: ignore[misc]
        elif isinstance(request, Lines) and importing is not None:
            read = importing.lines(*request)
            line.answer(lambda name=request.name, read=read: LinesRead(name, read))  # type: ignore[misc]
        elif isinstance(request, Apply) and importing is not None:
            # What goes wrong here ends it all: half of the plan may be used up.
            made.append(_figures(importing, importing.apply(line.progress), applied=True))
            line.answer(lambda: made[-1])
    return made[-1] if made else None


def _figures(importing: Importing, done: Imported, *, applied: bool = False) -> Figures:
    return Figures(
        rows=done.rows,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        joined=done.joined,
        lists=importing.count_off(),
        new_tags=tuple(done.new_tags[:_TAGS]),
        more=done.more,
        applied=applied,
        operation=done.operation,
    )
