"""Issues that wait to be filed, one after the other: a key each says under which other issue it belongs, or none."""

from collections.abc import Iterator

from textual import on

from organiser.errors import Problem
from organiser.screens.base import LinesPage
from organiser.screens.shown import counted
from organiser.services import filing, issues
from organiser.services.doorstep import ward_of
from organiser.services.filing import Queue, Waiting
from organiser.services.issues import Moved
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row


class FilingPage(LinesPage, page="filing"):
    """The queue of a ward by code and name, or of all wards.

    What a wording means does not change from ward to ward, and whoever says it next anywhere is gathered at once: so
    one decision holds in every ward. h files it in this ward only.
    """

    label_width = 6
    waiting = "Looking for what may belong together …"

    def __init__(self, ward: str = "", name: str = "") -> None:
        super().__init__()
        self._ward = ward
        self._name = name
        self._waiting: list[Waiting] = []
        self._more = False
        self._later: list[str] = []
        self._read = False

    def title_words(self) -> str:
        return "To file"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        ward = self._ward
        self.ask("queue", lambda store: filing.queue(store, ward_of(store, ward)), self._arrived, lane="slow")

    def _arrived(self, found: Queue) -> None:
        self._read = True
        self._more = found.more
        # What was left for later stays behind the others.
        later = [one for uid in self._later for one in found.waiting if one.issue.uid == uid]
        self._waiting = [one for one in found.waiting if one not in later] + later
        self._draw()

    def _draw(self) -> None:
        number = f"{len(self._waiting):,}{'+' if self._more else ''}"
        self.trail.show(right=f"{number} to file" if self._waiting else "")
        self.lines.show(list(self._rows()))

    def _rows(self) -> Iterator[Row]:
        if not self._waiting:
            if self._read:
                yield Row("Nothing waits to be filed: what was said stands under its issue.", kind="quiet")
                yield Row("escape goes back.", kind="quiet")
            return
        one = self._waiting[0]
        where = f" in {self._name}" if self._name else ""
        yield Row(one.issue.name, kind="heading",
                  right=f"{counted(one.conversations, 'conversation', 'conversations')}{where}")  # fmt: skip
        for said in one.wordings:
            yield Row(f"“{said.wording}”", kind="quiet")
        yield Row("")
        yield Row("belongs, in every ward, under", kind="heading")
        for place, near in enumerate(one.near, 1):
            key = "y" if place == 1 else f"{place}"
            right = f"{counted(near.conversations, 'conversation', 'conversations')}"
            yield Row(f"{near.issue.name}: {near.why}", label=f"{key:>5}", key=place, right=right)
        yield Row("or is one of its own", label="    n", key="own")
        if len(self._waiting) > 1:
            yield Row("")
            yield Row("Then", kind="heading")
            for other in self._waiting[1:]:
                yield Row(other.issue.name, kind="quiet", right=other.near[0].issue.name)

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        if message.key == "own":
            self.action_own()
        elif isinstance(message.key, int):
            self.action_under(message.key)

    def action_under(self, place: int = 1, here: int = 0) -> None:
        """File the first of the queue under the issue that stands in this place; with `here` in this ward only."""
        if not self._waiting or place > len(self._waiting[0].near):
            self.tell("There is no such line: y, 1 to 9 or n.", problem=True)
            return
        one = self._waiting.pop(0)
        uid, into, ward = one.issue.uid, one.near[place - 1].issue.uid, self._ward if here else ""

        def work(store: Store) -> Moved:
            return issues.merge(
                store, [issues.find_issue(store, uid)], issues.find_issue(store, into), ward_of(store, ward)
            )

        self._draw()
        self.change(work, lambda moved: self._filed(one, moved), refused=self._refused)

    def action_here(self) -> None:
        if self._ward:
            self.action_under(1, 1)
        else:
            self.tell("This is the queue of all wards: open a ward, then f, to file in that ward only.", problem=True)

    def _filed(self, one: Waiting, moved: Moved) -> None:
        self.tell(f"{one.issue.name} is filed under {moved.issue.name}. u takes it back.")

    def action_own(self) -> None:
        if self._waiting:
            one = self._waiting.pop(0)
            uid = one.issue.uid
            self._draw()
            self.change(
                lambda store: filing.keep(store, issues.find_issue(store, uid)),
                lambda kept: self.tell(f"{kept.issue.name} is an issue of its own. u takes it back."),
                refused=self._refused,
            )

    def _refused(self, problem: Problem) -> None:
        # Somebody else was quicker, or the one it belongs under was filed itself a moment ago.
        self.tell(problem.sentence, problem=True)
        self.reload()

    def action_later(self) -> None:
        if self._waiting:
            one = self._waiting.pop(0)
            self._waiting.append(one)
            self._later = [*(uid for uid in self._later if uid != one.issue.uid), one.issue.uid]
            self._draw()
