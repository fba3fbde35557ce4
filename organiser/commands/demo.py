"""The demo: a throw-away database of invented people, and the program's main job done on it before your eyes."""

import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from organiser.commands import registry
from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import CANNOT_CREATE, CONFIGURATION, USAGE, Problem
from organiser.store.store import Store

_WHO = "Demo"
_DATABASE = "demo.organiser"
_MOST_LINES = 16
_WORTH_TELLING_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Step:
    """One command of the demo: why, what was typed, what came of it, and how long it took."""

    about: str
    typed: str
    data: Mapping[str, object]
    lines: tuple[str, ...]
    exit_code: int
    seconds: float


def _demo(session: Session) -> Result:
    if session.text("database"):
        raise Problem("The demo makes a database of its own: --keep names a folder for it.", USAGE)
    people = _number_of_people(session.text("people"))
    folder = _folder(session.text("keep"))
    try:
        steps = _play(session, folder, people)
    except BaseException:
        if not session.text("keep"):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    database = folder / _DATABASE
    return Result(
        {
            "folder": str(folder),
            "database": str(database),
            "steps": [
                {"about": step.about, "command": step.typed, "exit_code": step.exit_code, "result": step.data}
                for step in steps
            ],
        },
        [*_told(folder, steps), *_next(folder, database)],
    )


def _number_of_people(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) <= 10_000_000:
        raise Problem(f"'{text}' is not a number of people: give one from 1 to 10000000.", USAGE)
    return int(text)


def _folder(named: str) -> Path:
    """A new folder that only the user may read, or the empty one that was named."""
    if not named:
        return Path(tempfile.mkdtemp(prefix="organiser-demo-"))
    folder = Path(named).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise Problem(f"{folder} cannot be made: {(error.strerror or '').lower()}.", CANNOT_CREATE) from None
    if not empty:
        raise Problem(f"{folder} is not empty: name a new folder for the demo.", CANNOT_CREATE)
    return folder


# What is done ----------------------------------------------------------------------------------------------------


def _play(session: Session, folder: Path, people: int | None) -> list[_Step]:
    """Everything that the demo does, in order, with the same commands that a user types."""
    session.progress("Inventing people", 0, 0)
    wards, postcodes, lists = _prepare(folder, people)
    with Store.create(folder / _DATABASE) as store:
        store.who = _WHO
        stage = _Stage(session, folder, store)
        stage.do("Who is at the keyboard, and for which local parties", "init", "--who", _WHO, "--clp", "Lewisham East")
        stage.do("Where things are: real wards and postcodes", "places import", wards, postcodes)
        taken = stage.do("The main job: the lists that people really have become one list of people", "import", *lists)
        stage.do("The same lists once more: nothing is new, so nothing is changed", "import", *lists)
        stage.do(
            "A branch covers wards, so everybody who lives there belongs to it",
            "branches add", "Catford Branch", "--clp", "Lewisham East",
            "--ward", "Rushey Green", "--ward", "Catford South",
        )  # fmt: skip
        stage.do("Somebody is found by half a telephone number", "people", "900 049")
        stage.do(
            "Who may be e-mailed: with consent, without anybody who unsubscribed or whose address bounced",
            "export", "--for", "email", "--format", "csv", "-o", folder / "may_be_emailed.csv",
        )  # fmt: skip
        number = taken.data["operation"]
        stage.do("Any change can be taken back, also when others were made since", "undo", number)
        stage.do("Nobody is left", "people", "--count")
        stage.do("And done again", "redo", number)
        stage.do("Everybody is who they were", "people", "--count")
        stage.do("All of it is remembered", "history")
    return stage.steps


def _prepare(folder: Path, people: int | None) -> tuple[Path, Path, list[Path]]:
    """Put the lists of the demo into its folder; gives the wards, the postcodes and the lists of people."""
    from fixtures import demo
    from fixtures import people as everybody

    try:
        return demo.prepare(folder, people)
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        raise Problem(
            f"Inventing more than the {everybody.STANDARD} people that come with the program needs faker: "
            "pip install 'organiser[demo]'.",
            CONFIGURATION,
        ) from None


@dataclass(slots=True)
class _Stage:
    """Does one command after the other in the demo's database and writes down what each came to."""

    session: Session
    folder: Path
    store: Store
    steps: list[_Step] = field(default_factory=list)

    def do(self, about: str, name: str, *words: object) -> _Step:
        command = registry.find(name)
        given = [str(word) for word in words]
        started = time.perf_counter()
        result = command.run(_Rehearsal(self.session, self.store, _values(command, given)))
        lines = (*(_decoded(result.output) if result.output is not None else result.lines), *result.notes)
        step = _Step(
            about, self._typed(name, given), result.data, lines, result.exit_code, time.perf_counter() - started
        )
        self.steps.append(step)
        return step

    def _typed(self, name: str, words: Sequence[str]) -> str:
        """The command as somebody types it who stands in the demo's folder."""
        here = f"{self.folder}/"
        return f"organiser {name} {shlex.join(word.removeprefix(here) for word in words)}".strip()


def _values(command: Command, words: Sequence[str]) -> dict[str, object]:
    """The command's arguments, read as the command line reads them."""
    import argparse

    parser = argparse.ArgumentParser(allow_abbrev=False)
    for each in (*command.arguments, argument("--who", help="")):
        parser.add_argument(*each.names, help=each.help, **each.settings)  # type: ignore[arg-type]
    return vars(parser.parse_args(words))


def _decoded(output: Iterator[bytes]) -> list[str]:
    return b"".join(output).decode().splitlines()


class _Rehearsal:
    """The session of a command of the demo: the demo's database, and nobody who could answer."""

    def __init__(self, outer: Session, store: Store, values: Mapping[str, object]) -> None:
        self._outer = outer
        self._store = store
        self._values = values

    def argument(self, name: str) -> object:
        return str(self._store.path) if name == "database" else self._values.get(name)

    def text(self, name: str) -> str:
        return str(self.argument(name) or "")

    def texts(self, name: str) -> list[str]:
        found = self.argument(name)
        return [str(item) for item in found] if isinstance(found, list) else []

    def flag(self, name: str) -> bool:
        return bool(self.argument(name))

    def store(self, *, create: bool = False) -> Store:
        return self._store

    def say(self, sentence: str) -> None:
        self._outer.say(sentence)

    def ask(self, question: str) -> str:
        return ""

    def interactive(self) -> bool:
        return False

    def progress(self, what: str, done: int, total: int) -> None:
        self._outer.progress(what, done, total)

    def read_input(self) -> Iterator[str]:
        return iter(())


# How it is told --------------------------------------------------------------------------------------------------


def _told(folder: Path, steps: Sequence[_Step]) -> Iterator[str]:
    yield f"A throw-away database and lists of invented people, in {folder}"
    for number, step in enumerate(steps, 1):
        yield ""
        took = f" ({step.seconds:.1f} s)" if step.seconds >= _WORTH_TELLING_SECONDS else ""
        yield f"{number}. {step.about}{took}"
        yield f"   $ {step.typed}"
        yield from (f"     {line}" for line in step.lines[:_MOST_LINES])
        if len(step.lines) > _MOST_LINES:
            yield f"     … and {len(step.lines) - _MOST_LINES:,} more lines"


def _next(folder: Path, database: Path) -> Iterator[str]:
    where = f"--database {shlex.quote(str(database))}"
    yield ""
    yield "Try next, on the same database:"
    for words in ('people "catford south"', "people --tag housing", "export --format xlsx -o everybody.xlsx", "doctor"):
        yield f"  organiser {words} {where}"
    yield f"Nobody in it is real. When you have seen enough, delete {folder}"


COMMANDS = (
    Command(
        "demo",
        "See the program at work on invented people, in a database that is thrown away",
        _demo,
        ("organiser demo", "organiser demo --keep demo-folder", "organiser demo --people 100000"),
        (
            argument("--people", help="how many people to invent (60; a large demo needs faker)", metavar="N"),
            argument("--keep", help="the folder to use: a new or empty one (else a temporary one)", metavar="FOLDER"),
            argument("--no-app", help="end with the printed demonstration", action="store_true"),
        ),
        returns='{"folder", "database", "steps": [{"about", "command", "exit_code", "result"}]}',
    ),
)
