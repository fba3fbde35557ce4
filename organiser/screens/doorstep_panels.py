"""Panels of the doorstep that name a file: what was said is written to one, electorates are read from one."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from organiser.errors import Problem
from organiser.screens.shown import counted
from organiser.services.doorstep_export import CONVERSATIONS, ISSUES, Wanted, write_file
from organiser.services.electorates import Taken, import_electorates
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


class ElectoratesPanel(Panel):
    """Which list says how many electors or households the wards have; a day before it says since when it stands."""

    def __init__(self, taken: Callable[[Taken], None]) -> None:
        super().__init__("Take in how many electors or households each ward has", "electors.csv", keep="electorates")
        self._taken = taken

    def typed(self, text: str) -> None:
        self.show([
            Row("a .csv or .xlsx file: the code or name of the ward, and the number", label="The list"),
            Row("its heading says whether these are electors or households", label=""),
            Row("write '1 December 2025: FILE.csv' where it stands for another day than today", label="Or"),
        ])  # fmt: skip

    def entered(self, text: str) -> None:
        day, colon, rest = text.rpartition(": ")
        path = Path((rest if colon else text).strip()).expanduser()
        self.say("Reading …")
        self.change(
            lambda store: import_electorates(store, path, on=day.strip()), self._finished, refused=self._refused
        )

    def _finished(self, done: Taken) -> None:
        if done.new or done.mended or not done.refused:
            self._taken(done)
            self.done()
        else:
            self.say(f"Nothing in it could be used. Row {done.refused[0].row}: {done.refused[0].reason}", problem=True)

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def electorates_words(done: Taken) -> str:
    """What came of a list of electorates, in a sentence or two."""
    new = done.new + done.mended
    told = f"{counted(new, 'number', 'numbers')} taken in. u takes it back." if new else "All of it is here already."
    if done.refused:
        first = done.refused[0]
        told += f" {counted(len(done.refused), 'row', 'rows')} left out; row {first.row}: {first.reason}"
    return told
