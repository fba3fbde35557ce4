"""How screens ask the database: the work is done in a thread, and the answer comes back as a message."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar, cast

from textual.message import Message
from textual.widget import Widget

from organiser.errors import Problem
from organiser.store.store import Store

if TYPE_CHECKING:
    from organiser.desk import Desk, Lane, Outcome
    from organiser.store.settings import Settings

T = TypeVar("T")


class Host(Protocol):
    """What screens and widgets may ask of the app."""

    desk: "Desk"
    settings: "Settings"
    # What was typed into panels that were left unfinished, and lines that were put aside, while the program runs.
    kept: dict[str, str]
    aside: "list[Held]"

    def tell(self, sentence: str, *, problem: bool = False) -> None:
        """Say on the status line what just happened, or why it could not."""

    def say_again(self) -> None:
        """Have the page that is shown now say what was said last."""

    @property
    def version(self) -> int:
        """The state of the database that was seen last."""

    def open_person(self, person: int) -> None:
        """Show the page of a person by id."""

    def open_place(self, kind: str, words: str) -> None:
        """Show the page of a council, constituency, ward or branch, or of somebody who holds an office, or of a group:
        `kind` is one of council, constituency, ward, branch, councillor, group."""

    def open_event(self, words: str) -> None:
        """Show the page of an event by its number or code."""

    def show_demo(self) -> None:
        """Leave for the demo, which opens the app on its own database."""

    def begin(self, *, importing: bool) -> None:
        """The database has been made: show the first page, or take in a list at once."""

    def look_again(self) -> None:
        """Look at once whether the database has changed."""


class Held(NamedTuple):
    """A line that was typed and not saved, and why."""

    text: str
    why: str


class Answer(Message, bubble=False):
    """What came of something that was asked; only the one who asked handles it."""

    def __init__(
        self,
        key: str,
        number: int,
        outcome: "Outcome",
        then: Callable[[object], None],
        refused: Callable[[Problem], None] | None,
    ) -> None:
        super().__init__()
        self.key = key
        self.number = number
        self.outcome = outcome
        self.then = then
        self.refused = refused


class Asks(Widget):
    """A widget or screen that reads and writes through the desk of its app.

    Each question has a key: an answer that comes after a newer question of the same key was asked is dropped.
    """

    def ask(
        self,
        key: str,
        work: Callable[[Store], T],
        then: Callable[[T], None],
        *,
        lane: "Lane" = "quick",
        refused: Callable[[Problem], None] | None = None,
    ) -> None:
        """Have `work` done in a thread, and `then` called here with what it gives.

        A Problem goes to `refused`, or else to the status line.
        """
        numbers = self._asked()
        numbers[key] = number = numbers.get(key, 0) + 1

        def deliver(outcome: "Outcome") -> None:
            self.post_message(Answer(key, number, outcome, cast("Callable[[object], None]", then), refused))

        self.host.desk.do(lane, (id(self), key), work, deliver)

    def change(
        self,
        work: Callable[[Store], T],
        then: Callable[[T], None],
        *,
        refused: Callable[[Problem], None] | None = None,
    ) -> None:
        """Have a change made. Every one is, in the order in which they are asked for, and each is answered."""
        numbers = self._asked()
        numbers[""] = numbers.get("", 0) + 1
        self.ask(f"change {numbers['']}", work, then, lane="write", refused=refused)

    def on_answer(self, answer: Answer) -> None:
        answer.stop()
        if self._asked().get(answer.key) != answer.number:
            return
        if answer.key.startswith("change "):
            del self._asked()[answer.key]
            self.host.look_again()
        error = answer.outcome.error
        if error is None:
            answer.then(answer.outcome.value)
        elif not isinstance(error, Problem):
            raise error
        elif answer.refused is not None:
            answer.refused(error)
        else:
            self.host.tell(error.sentence, problem=True)

    def _asked(self) -> dict[str, int]:
        """The number of the latest question of each key."""
        numbers: dict[str, int] = self.__dict__.setdefault("_asked_numbers", {})
        return numbers

    @property
    def host(self) -> Host:
        return cast("Host", self.app)
