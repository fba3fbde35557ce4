"""The panel of the doorstep in which what was said is written to a file."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from organiser.errors import Problem
from organiser.services.doorstep_export import CONVERSATIONS, ISSUES, Wanted, write_file
from organiser.services.listing import Tally
from organiser.services.ranking import Asked
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_ISSUES, _DOORS = "issues", "doors"


class Written(NamedTuple):
    """A file that was written, and how many rows it has."""

    path: Path
    rows: int


class SaidPanel(Panel):
    """Where to write what was said: the ending of the name tells the format, a word before it what is in it."""

    def __init__(self, written: Callable[[Written], None]) -> None:
        super().__init__("Write what was said to a file", value=str(Path.home() / "doorstep.csv"), keep="doorstep file")
        self._written = written

    def typed(self, text: str) -> None:
        self.show([
            Row("a spreadsheet (.csv or .xlsx); no names, numbers or addresses", label="Ending"),
            Row("write 'issues: FILE.csv' for the ranking of each ward", label="Or"),
            Row("write 'doors: FILE.csv' to have doors and streets in it, for a return visit", label="Or"),
        ])  # fmt: skip

    def entered(self, text: str) -> None:
        word, colon, rest = text.partition(":")
        word = word.casefold() if colon else ""
        name = rest if word in (_ISSUES, _DOORS) else text
        path = Path(name.strip()).expanduser()
        wanted = Wanted(Asked(), ISSUES if word == _ISSUES else CONVERSATIONS, with_doors=word == _DOORS)
        self.say("Writing …")

        def write(store: Store) -> Written:
            tally = Tally()
            return Written(write_file(store, wanted, path, tally), tally.people)

        self.ask("write", write, self._finished, lane="slow", refused=self._refused)

    def _finished(self, found: Written) -> None:
        self._written(found)
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)
