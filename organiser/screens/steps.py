"""Taking in files step by step: looked at, columns mended, foreseen, then made as one change that can be taken back.

The work is done in a process of its own (errand.Errand), which keeps what it read until it is applied or forgotten; a
page asks it step by step, and stays free to be scrolled, resized and left.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult

from organiser.commands.actions import Action
from organiser.screens.base import Page
from organiser.store import history
from organiser.widgets.lines import Lines, Row
from organiser.widgets.prose import Bar, Prose

if TYPE_CHECKING:
    from types import ModuleType

    from organiser.errand import Errand, News

Stage = Literal["looking", "columns", "planning", "preview", "applying", "done"]
_WORKING = {"looking": "Looking at the files", "planning": "Reading", "applying": "Writing"}


class StepsPage(Page):
    """The steps by which some files are taken in. A subclass says what each step shows and offers.

    `steps` is the module whose conduct() does the work and whose Apply asks for the change; `made` is what that gives.
    `offered` names the actions of each step.
    """

    steps: "ClassVar[ModuleType]"
    made: ClassVar[type]
    offered: ClassVar[Mapping[Stage, tuple[str, ...]]]

    def __init__(self, paths: Sequence[str]) -> None:
        super().__init__()
        self._paths = tuple(paths)
        self._stage: Stage = "looking"
        self._errand: Errand | None = None
        self._undone = False

    # For subclasses -------------------------------------------------------------------------------------------------

    def shown(self) -> tuple[str, list[Row]]:
        """What this step says, and its lines."""
        raise NotImplementedError

    def offered_now(self) -> tuple[str, ...]:
        """The names of the actions that this step offers as things stand."""
        return self.offered[self._stage]

    def arrived(self, made: object) -> None:
        """What would come of it is there, or it was made: one of `made`; the page may have been left meanwhile."""
        raise NotImplementedError

    def answered(self, value: object) -> None:
        """Anything else that was asked for is there."""
        raise NotImplementedError

    @property
    def anything_new(self) -> bool:
        """Whether taking it in would come to anything."""
        raise NotImplementedError

    @property
    def operation(self) -> int | None:
        """The number of the change that was made; None where there is none."""
        raise NotImplementedError

    def action_preview(self) -> None:
        """Have it foreseen."""
        raise NotImplementedError

    # The page -------------------------------------------------------------------------------------------------------

    @property
    def stage(self) -> Stage:
        """Which step it has come to."""
        return self._stage

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def keys_now(self) -> Sequence[Action]:
        """The actions of this step."""
        offered, own = self.offered_now(), {action.name for action in self.actions}
        return [a for a in super().keys_now() if a.name in offered or (a.name not in own and a.name != "app.back")]

    def body(self) -> ComposeResult:
        yield Prose()
        yield Bar()
        yield Lines(label_width=18)

    def on_unmount(self) -> None:
        if self._errand is not None:
            self._errand.call_off()

    def on_resize(self) -> None:
        self._draw()

    def reload(self) -> None:
        """See whether what was taken in still stands: it may have been taken back."""
        operation = self.operation if self._stage == "done" else None
        if operation is not None:
            self.ask("stands", lambda store: history.entry(store, operation).undone, self._see_whether_undone)

    def _see_whether_undone(self, undone: bool) -> None:
        if self._undone != undone:
            self._undone = undone
            self._draw()

    def _to(self, stage: Stage) -> None:
        self._stage = stage
        self.query_one(Bar).show(_WORKING.get(stage, ""))
        if stage in _WORKING:
            self.tell("")
        self.retitle()
        self._draw()
        self.refresh_bindings()
        self.query_one("Keys").refresh()

    def _draw(self) -> None:
        words, rows = self.shown()
        self.query_one(Prose).show(words)
        self.lines.show(rows)

    # The work -------------------------------------------------------------------------------------------------------

    def _ask(self, request: object) -> None:
        """Ask the process that does the work; where there is none any more, another one."""
        if self._errand is None:
            deliver = self.app.call_later

            def hear(news: "News") -> None:
                deliver(self._heard, errand, news)

            self._errand = errand = self.host.desk.errand(self.steps.conduct, (), hear)
        self._errand.writing = isinstance(request, self.steps.Apply)
        self._errand.ask(request)

    def _heard(self, errand: "Errand", news: "News") -> None:
        from organiser.errand import Ended, Progress, Refused

        if errand is not self._errand:
            return
        if isinstance(news, Ended):
            self._ended(news.value, news.sentence)
        elif not self.is_mounted:
            return
        elif isinstance(news, Progress):
            if self._stage in _WORKING:
                self.query_one(Bar).show(*news)
        elif isinstance(news, Refused):
            self.tell(news.sentence, problem=True)
            self._to("columns")
        elif isinstance(news.value, self.made):
            errand.writing = False
            self.arrived(news.value)
        else:
            self.answered(news.value)

    def _ended(self, value: object, sentence: str) -> None:
        """The process is gone: called off, died, or unable to go on."""
        self._errand = None
        if isinstance(value, self.made) and self._stage == "applying":
            # It was too late to stop it.
            self.arrived(value)
        elif sentence or self._stage in ("planning", "applying"):
            self.host.tell(sentence or "Stopped. Nothing was changed.", problem=bool(sentence))
            if self.is_mounted:
                self._to("columns")

    # Steps ----------------------------------------------------------------------------------------------------------

    def action_apply(self) -> None:
        if self._stage != "preview":
            return
        if not self.anything_new:
            self.tell("Nothing in it is new: there is nothing to take in.")
        elif self._errand is None:
            self._stage = "columns"
            self.action_preview()
        else:
            self._to("applying")
            self._ask(self.steps.Apply())

    def action_step_back(self) -> None:
        if self._stage in ("planning", "applying") and self._errand is not None:
            self.tell("Stopping …")
            self._errand.call_off()
        elif self._stage == "preview":
            self._to("columns")
        elif self._stage == "done":
            # The files have been dealt with.
            self.app.pop_screen()
            self.app.pop_screen()
        else:
            self.app.pop_screen()
