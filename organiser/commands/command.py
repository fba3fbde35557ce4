"""What a command is: words, arguments, examples and the function that does it, as data for every front end."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from organiser.errors import OK
from organiser.store.store import Store

# What a user is told whose change has to wait for another's.
WAITING = "Waiting for another change to finish…"


class Argument(NamedTuple):
    """One argument: its names as argparse takes them, what it is for, and argparse's other settings."""

    names: tuple[str, ...]
    help: str
    settings: Mapping[str, object]


def argument(*names: str, help: str, **settings: object) -> Argument:  # noqa: A002  argparse's own word
    return Argument(names, help, settings)


class Opening(NamedTuple):
    """The app on a database: whose name the history shows, the page it opens, and what is asked before."""

    database: Path
    who: str
    at: str = "home"
    question: str = ""


class Result(NamedTuple):
    """What a command found or did.

    `data` is the JSON object (`schema` is added), `lines` the same for people, `notes` go to standard error,
    `output` is a file for standard output instead of either. `opens` is what
    the app is opened on afterwards, where somebody sits at a terminal.
    """

    data: Mapping[str, object]
    lines: Iterable[str] = ()
    notes: Iterable[str] = ()
    exit_code: int = OK
    output: Iterator[bytes] | None = None
    opens: Opening | None = None


class Session(Protocol):
    """What a command may ask of the front end that runs it."""

    def argument(self, name: str) -> object:
        """The value of an argument as the user gave it."""

    def text(self, name: str) -> str:
        """An argument that is one text; '' where it was not given."""

    def texts(self, name: str) -> list[str]:
        """An argument that is a list of texts."""

    def flag(self, name: str) -> bool:
        """Whether a switch was given."""

    def store(self, *, create: bool = False) -> Store:
        """The user's database, opened at first use; with `create`, made where there is none."""

    def say(self, sentence: str) -> None:
        """Tell the user something while the command goes on (standard error)."""

    def ask(self, question: str) -> str:
        """Ask the user; '' where nobody can answer (no terminal)."""

    def interactive(self) -> bool:
        """Whether somebody is there to answer."""

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far a long piece of work has come (only on a terminal); total 0 means not known."""

    def read_input(self) -> Iterator[str]:
        """The lines of standard input."""


class Command(NamedTuple):
    """One thing the program can do.

    `returns` describes the JSON object for docs/cli.md; `writes` is true where an entry in the history may follow.
    """

    name: str
    title: str
    run: Callable[[Session], Result]
    examples: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    returns: str = ""
    writes: bool = False
