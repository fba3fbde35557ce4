"""A panel in which one line is typed for one change: a reason, a name, what shows that a promise was kept."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from organiser.errors import Problem
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

T = TypeVar("T")


class OneLine(Panel, Generic[T]):
    """`work` makes the change from what was typed; `then` says what it came to. What is wrong is said under the line.

    `keep` names where an unfinished line waits, `beside` stands under the line.
    """

    def __init__(
        self,
        title: str,
        hint: str,
        work: Callable[[Store, str], T],
        then: Callable[[T], str],
        *,
        value: str = "",
        keep: str = "",
        beside: Sequence[str] = (),
    ) -> None:
        super().__init__(title, hint, value, keep)
        self._work = work
        self._then = then
        self._beside = beside

    def on_mount(self) -> None:
        super().on_mount()
        self.show([Row(words, kind="quiet") for words in self._beside])

    def entered(self, text: str) -> None:
        self.change(lambda store: self._work(store, text), self._made, refused=self._refused)

    def _made(self, value: T) -> None:
        self.host.tell(self._then(value))
        self.done("made")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)
