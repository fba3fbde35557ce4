"""Taking in a survey step by step, for whoever watches it from outside: looked at, foreseen, applied or forgotten.

The one who asks and the one who answers may be in two processes: all that passes between them is small and plain.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from organiser.errors import Problem
from organiser.formats.survey import read_survey
from organiser.formats.survey_columns import FIELDS, SKIP
from organiser.services.importing import looking
from organiser.services.surveys import Options, Surveying, Taken, saved_choices
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

# What a field is called where people read it.
_CALLED = {
    "on": "day", "issue": "the issue", "other": "other issue", "outcome": "what came of it", "door": "house",
    "by": "who knocked", "conference": "would they come?", "helping": "would they help?", "offer": "offers",
    "given": "given name", "family": "family name", "email": "e-mail", "consent": "may we contact?", SKIP: "left out",
}  # fmt: skip
# What a column can be said to hold.
CHOICES = {name: _CALLED.get(name, name) for name in (*FIELDS, SKIP)}


class Line(Protocol):
    """The line to whoever asks (errand.Line)."""

    def progress(self, what: str, done: int, total: int) -> None: ...
    def requests(self) -> Iterator[object]: ...
    def answer(self, work: Callable[[], object]) -> None: ...


class Look(NamedTuple):
    """Asks what some files are, with what was said of their columns; a tuple of Seen comes back."""

    paths: tuple[str, ...]
    columns: tuple[str, ...]


class Foresee(NamedTuple):
    """Asks what would come of taking in some files; Outlook comes back."""

    paths: tuple[str, ...]
    options: Options


class Apply(NamedTuple):
    """Asks that what was foreseen be made; Outlook comes back, with the number of the change."""


class Column(NamedTuple):
    """One column: its heading, what it is taken for in words, and what its first filled row says."""

    heading: str
    words: str
    example: str


class Seen(NamedTuple):
    """One table of a file. `located` and `dated` tell whether its rows say ward and day themselves.

    `problem` says why it cannot be taken in ("" where it can); `people` whether it is a list of people instead.
    """

    path: str
    file: str
    sheet: str
    columns: tuple[Column, ...]
    located: bool
    dated: bool
    problem: str
    people: bool


class Outlook(NamedTuple):
    """What came of it, or would: `applied` tells which."""

    taken: Taken
    applied: bool


def conduct(store: Store, line: Line) -> Outlook | None:
    """Answer what is asked on the line until nothing more will be; gives what was made, if anything was."""
    surveying: Surveying | None = None
    made: list[Outlook] = []
    for request in line.requests():
        if isinstance(request, Look):
            line.answer(lambda asked=request: look(store, asked))  # type: ignore[misc]
        elif isinstance(request, Foresee):
            surveying = Surveying(store, request.paths, request.options)
            line.answer(lambda planned=surveying: Outlook(planned.foresee(line.progress), applied=False))  # type: ignore[misc]
        elif isinstance(request, Apply) and surveying is not None:
            # What goes wrong here ends it all: half of it may be used up.
            made.append(Outlook(surveying.apply(line.progress), applied=True))
            line.answer(lambda: made[-1])
    return made[-1] if made else None


def look(store: Store, asked: Look) -> tuple[Seen, ...]:
    """What each table of some files is; a file that cannot be read is there with the reason, and changes nothing."""
    return tuple(seen for path in asked.paths for seen in _tables(store, path, asked.columns))


def _tables(store: Store, path: str, chosen: tuple[str, ...]) -> Iterator[Seen]:
    found: list[Seen] = []
    file = safe_text(Path(path).name)
    try:
        for survey in read_survey(path, saved=saved_choices(store.rows, chosen), today=clock.today()):
            read = {part.place: part.field for parts in survey.columns.parts.values() for part in parts}
            columns = tuple(
                Column(heading, CHOICES[read.get(place, SKIP)], survey.examples[place])
                for place, heading in enumerate(survey.shown)
                if heading
            )
            dated = survey.columns.has("day")
            found.append(Seen(path, file, survey.sheet, columns, survey.columns.located, dated, "", False))
    except Problem as problem:
        yield from _otherwise(store, path, file, problem)
        return
    yield from found


def _otherwise(store: Store, path: str, file: str, problem: Problem) -> Iterator[Seen]:
    """A file that is no survey as it stands: a list of people, a sheet whose columns must be named, or no list."""
    for seen in looking.look(store, [path], lambda *_: None):
        if not seen.header:
            yield Seen(path, file, "", (), True, True, seen.problem or problem.sentence, False)
        elif not seen.problem:
            words = f"{file} is a list of people, not what residents said: o takes it in as that."
            yield Seen(path, file, seen.sheet, (), True, True, words, True)
        else:
            columns = tuple(
                Column(safe_text(heading), CHOICES[SKIP], example)
                for heading, example in zip(seen.header, seen.examples, strict=True)
                if heading
            )
            words = f"{file}: which column is the issue? Put the cursor on it and press f."
            yield Seen(path, file, seen.sheet, columns, True, True, words, False)
