"""The demo: a throw-away database of invented people, and the program's main job done on it before your eyes."""

import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from organiser.commands import registry
from organiser.commands.command import Command, Opening, Result, Session, argument
from organiser.errors import CANNOT_CREATE, CONFIGURATION, USAGE, Problem
from organiser.store.store import Store

_WHO = "Demo"
_OPEN = "Press enter to open it on the screen (ctrl+c stops here)."
_DATABASE = "demo.organiser"
_MOST_LINES = 36
_MOST_PEOPLE = 10_000_000
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
        opens=None if session.flag("no_app") else Opening(database, _WHO, question=_OPEN),
    )


def _number_of_people(text: str) -> int:
    from fixtures.people import STANDARD

    if not text:
        return STANDARD
    if not text.isdecimal() or not STANDARD <= int(text) <= _MOST_PEOPLE:
        raise Problem(f"The demo has from {STANDARD} to {_MOST_PEOPLE:,} people, not '{text}'.", USAGE)
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


def _play(session: Session, folder: Path, people: int) -> list[_Step]:
    """Everything that the demo does, in order, with the same commands that a user types."""
    session.progress("Inventing people", 0, 0)
    places, lists = _prepare(folder, people)
    seat = "Lewisham West and East Dulwich"
    with _Stage(session, folder / _DATABASE) as stage:
        stage.do("Who is at the keyboard, and for which local party", "init", "--who", _WHO, "--clp", seat)
        stage.do("Real wards and postcodes", "places import", *places, shown="places/*")
        stage.do("The wards of a seat", "places wards", "--constituency", "Birmingham Edgbaston")
        stage.do(
            "A branch covers wards, so everybody who lives there belongs to it",
            "branches add", "Sydenham Branch", "--clp", seat, "--ward", "Sydenham", "--ward", "Perry Vale",
        )  # fmt: skip
        main_job = "The main job: the lists that people really have become one list of people"
        number = stage.do(main_job, "import", *lists, shown="lists/*").data["operation"]
        stage.do("The same lists once more: nothing is new, so nothing is changed", "import", *lists, shown="lists/*")
        stage.do("What the lists leave to a person to settle", "questions")
        stage.do("Somebody is found by half a telephone number", "people", "900014")
        stage.do("What is known of her, and which list said it", "person", "anita.halder17@example.org")
        stage.do(
            "Who may be e-mailed: with consent, and nobody who unsubscribed or whose address bounced",
            "export", "--for", "email", "--format", "csv", "-o", folder / "may_be_emailed.csv",
        )  # fmt: skip
        stage.do("Any change can be taken back", "undo", number)
        stage.do("Nobody is left", "people", "--count")
        stage.do("And done again", "redo", number)
        stage.do("Everybody is who they were", "people", "--count")
        stage.do("Where no postcode tells the ward, a person does", "edit", "john.daly9@example.org", "ward=E05011144")
        stage.do("All of it is remembered", "history")
        stage.live()
        stage.do("Some weeks go by: what was, what is coming, and who came", "events list")
        stage.do("Of one event nobody has said yet who came", "events show", "9")
        stage.hold_pilot()
        stage.do("Eighteen months of a pilot: how many activists each seat recruited and trained", "pilot figures")
        stage.do(
            "Every number opens to its people and their evidence",
            "pilot figures",
            "--clp",
            "Dewsbury and Batley",
            "--behind",
            "recruited",
        )
        return stage.steps


def _prepare(folder: Path, people: int) -> tuple[list[Path], list[Path]]:
    """Put the demo's files of places and lists of people into its folder."""
    from fixtures import demo

    try:
        return demo.prepare(folder, people)
    except ModuleNotFoundError as error:
        if error.name != "faker":
            raise
        advice = "Inventing more people than come with the program needs faker: pip install 'organiser[demo]'."
        raise Problem(advice, CONFIGURATION) from None


class _Stage:
    """Does one command after the other in the demo's database and writes down what each came to."""

    def __init__(self, session: Session, database: Path) -> None:
        self.steps: list[_Step] = []
        self._session = session
        self._database = database
        self._store: Store | None = None

    def __enter__(self) -> "_Stage":
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None:
            self._store.close()

    def do(self, about: str, name: str, *words: object, shown: str = "") -> _Step:
        """Run a command; `shown` is what a user types instead of its words."""
        command = registry.find(name)
        given = [str(word) for word in words]
        started = time.perf_counter()
        result = command.run(_Rehearsal(self._session, self._database, self.store, _values(command, given)))
        lines = (*(_decoded(result.output) if result.output is not None else result.lines), *result.notes)
        typed = f"organiser {name} {shown or self._typed(given)}".strip()
        step = _Step(about, typed, result.data, lines, result.exit_code, time.perf_counter() - started)
        self.steps.append(step)
        return step

    def live(self) -> None:
        """Have the invented people do things: no page of the demo is bare."""
        from fixtures import life
        from organiser.commands.demo_life import live

        live(self.store(), life)

    def hold_pilot(self) -> None:
        """Have some of them take part in a pilot for eighteen months."""
        from fixtures import pilot
        from organiser.commands.demo_pilot import hold

        hold(self.store(), pilot)

    def store(self) -> Store:
        """The demo's database, made at first use."""
        if self._store is None:
            self._store = Store.open_or_create(self._database)
            self._store.who = _WHO
        return self._store

    def _typed(self, words: Sequence[str]) -> str:
        """Words as somebody types them who stands in the demo's folder."""
        here = f"{self._database.parent}/"
        return shlex.join(word.removeprefix(here) for word in words)


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

    def __init__(
        self, outer: Session, database: Path, store: Callable[[], Store], values: Mapping[str, object]
    ) -> None:
        self._outer = outer
        self._open = store
        self._values = {**values, "database": str(database)}

    def argument(self, name: str) -> object:
        return self._values.get(name)

    def text(self, name: str) -> str:
        return str(self.argument(name) or "")

    def texts(self, name: str) -> list[str]:
        found = self.argument(name)
        return [str(item) for item in found] if isinstance(found, list) else []

    def flag(self, name: str) -> bool:
        return bool(self.argument(name))

    def store(self, *, create: bool = False) -> Store:
        return self._open()

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
    workbook = shlex.quote(str(folder / "everybody.xlsx"))
    yield ""
    yield "Try next, on the same database:"
    for words in ("people sydenham", "people --tag housing", f"export --format xlsx -o {workbook}", "doctor"):
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
