"""How many keys a paper sheet takes: typed into the real screen, beside a spreadsheet with completion.

`python -m benchmarks.keystrokes [FILE]` types the sheet (../shared/data/doorstep/paper_sheet_30.csv) into the program,
counts every key, and prints what a spreadsheet takes at its best.

The residents' own words, names and telephone numbers have to be typed anywhere: they are counted apart. Everything else
counts: doors, outcomes, answers, going from cell to cell. A key held with ctrl or shift counts as one.

The spreadsheet (LibreOffice Calc and Excel behave alike in this) is given the benefit of every doubt:

- There is no head: ward, day and canvasser, which the program is told once, are not in it at all.
- A cell completes itself from the entries above in its column as soon as what was typed fits only one of them
  (LibreOffice: AutoInput; Excel: AutoComplete); the key that leaves the cell accepts it. Each value is typed in full
  the first time it occurs.
- Doors are typed twice (2, 4) and the series is filled down by three keys, whatever menus it really takes.
- The street is typed once and filled down by two keys: the range is selected by one, ctrl+D is the other.
- Tab goes to the next cell; enter goes down to the cell where the row of tabs began. Cells at the end of a row that
  stay empty cost nothing, and nobody ever has to go back.
- *By rows*: each outcome is typed, `n` and enter for the most frequent.
- *Filled before*: somebody cunning fills "not in" down the whole column first (two keys), and passes over such a row
  with one; other outcomes are typed over it. The better of the two counts.
"""

import csv
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from organiser.rules.hearing import Hearing
from organiser.rules.sheet import OUTCOME_KEYS

SHEET = Path(__file__).parents[2] / "shared" / "data" / "doorstep" / "paper_sheet_30.csv"


class Door(NamedTuple):
    """One row of the paper."""

    door: str
    street: str
    outcome: str
    words: str
    conference: str
    name: str
    mobile: str
    contact: str


class Keys(NamedTuple):
    """Keys that were pressed: `own` for the residents' own words, names and numbers, `other` for all else."""

    own: int
    other: int

    @property
    def all(self) -> int:
        return self.own + self.other


def read(path: Path = SHEET) -> list[Door]:
    """The rows of a sheet, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Door(*row) for row in list(csv.reader(file))[1:]]


# The screen ----------------------------------------------------------------------------------------------------------

# Letters that mean something else where words might begin: an outcome, or undo.
_NO_WORDS = frozenset((*OUTCOME_KEYS, "u"))
_OUTCOME = {outcome: key for key, outcome in OUTCOME_KEYS.items()}


class Stroke(NamedTuple):
    """Keys in a row: as many letters as typed, or one key by name; `own` where they are the residents' own."""

    keys: str
    own: bool = False


def strokes(doors: Sequence[Door], heard: Hearing | None = None) -> list[Stroke]:
    """What somebody presses who types a sheet, the first door included; `heard` completes words where that is shorter.

    Words that begin with the letter of an outcome, or with u for undo, need `s` before them.
    """
    pressed = [Stroke(doors[0].door), Stroke("\t")]
    for door in doors:
        if door.outcome != "spoke":
            pressed.append(Stroke(_OUTCOME[door.outcome]))
            continue
        if door.words[0] in _NO_WORDS or not door.words[0].isalpha():
            pressed.append(Stroke("s"))
        pressed += _words(door.words, heard)
        pressed += [Stroke("\t"), Stroke(door.conference[0])]
        if door.name:
            pressed += [Stroke("\t\t"), Stroke(door.name, own=True), Stroke("\t"), Stroke(door.mobile, own=True)]
            pressed += [Stroke("\t"), Stroke(door.contact[0])]
        pressed.append(Stroke("\n"))
    return pressed


def _words(words: str, heard: Hearing | None) -> list[Stroke]:
    """The words, or their beginning and → where the first suggestion is what was said."""
    if heard is not None:
        for length in range(1, len(words) - 1):
            first = heard.suggest(words[:length])[:1]
            if first and first[0].words == words:
                return [Stroke(words[:length], own=True), Stroke("→")]
    return [Stroke(words, own=True)]


def counted(pressed: Iterable[Stroke]) -> Keys:
    own = other = 0
    for stroke in pressed:
        own += len(stroke.keys) * stroke.own
        other += len(stroke.keys) * (not stroke.own)
    return Keys(own, other)


def head(ward: str) -> list[Stroke]:
    """The head of a sheet, for the first time: street, ward by letters, day, canvasser."""
    return [Stroke("Fiction Road", own=True), *map(Stroke, ("\t", ward, "\t", "14/3/2026", "\t", "Ann", "\n"))]


# The spreadsheet -----------------------------------------------------------------------------------------------------


class Column:
    """A column that completes itself from the entries above."""

    def __init__(self, above: Iterable[str] = ()) -> None:
        self._above = list(dict.fromkeys(above))

    def keys(self, text: str) -> int:
        """How many keys a cell takes; it is above the next from now on."""
        taken = len(text)
        for length in range(1, len(text)):
            if [one for one in self._above if one.casefold().startswith(text[:length].casefold())] == [text]:
                taken = length
                break
        if text not in self._above:
            self._above.append(text)
        return taken


def spreadsheet(doors: Sequence[Door], *, filled_before: bool, heard: Iterable[str] = ()) -> Keys:
    """The keys of a spreadsheet by one of the two ways; `heard` are wordings that stand above the sheet already."""
    outcomes, answers, contacts = Column(), Column(), Column()
    words, names, mobiles = Column(heard), Column(), Column()
    own, other = len(doors[0].street), 2
    other += len(doors[0].door) + 1 + len(doors[1].door) + 1 + 3
    if filled_before:
        other += outcomes.keys("not in") + 2
    for door in doors:
        if door.outcome != "not in" or not filled_before:
            other += outcomes.keys(door.outcome)
        if door.words:
            own += words.keys(door.words)
            other += 1 + answers.keys(door.conference) + 1
        if door.name:
            own += names.keys(door.name) + mobiles.keys(door.mobile)
            other += 3 + contacts.keys(door.contact)
        other += 1
    return Keys(own, other)


def best_spreadsheet(doors: Sequence[Door], heard: Iterable[str] = ()) -> Keys:
    """The better of both ways."""
    heard = list(heard)
    return min((spreadsheet(doors, filled_before=way, heard=heard) for way in (False, True)), key=lambda keys: keys.all)


# Typing it into the program -------------------------------------------------------------------------------------------


def type_into(path: Path, pressed: Sequence[Stroke], ward: str) -> None:
    """Type a sheet into the program on a database, from its first page: the very keys that are counted."""
    driving = import_module("tests.tui.driving")

    async def story(seat: Any) -> None:
        await seat.press("d", "n")
        # In bursts, as over a slow line.
        first, *others = "".join(stroke.keys for stroke in [*head(ward), *pressed]).split("→")
        await seat.type(first)
        for burst in others:
            await seat.press("right")
            await seat.type(burst)
        await seat.press("escape")

    driving.sit(path, story)


def made(folder: Path) -> Path:
    """A database with one ward, Crofton Park."""
    from organiser.models.places import COUNCIL, WARD
    from organiser.rules.places import place_fold
    from organiser.store.store import Store

    folder.mkdir(exist_ok=True)
    path = folder / "sheet.organiser"
    with Store.create(path) as store, store.operation("A ward") as work:
        council = work.insert(COUNCIL, gss="E09000023", name="Lewisham")
        name = "Crofton Park"
        work.insert(WARD, gss="E05013718", name=name, fold=place_fold(name), council_id=council)
    return path


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SHEET
    if not path.exists():
        print(f"There is no sheet {path}: name one.")
        return
    doors = read(path)
    folder = Path(tempfile.mkdtemp())
    try:
        pressed = strokes(doors)
        type_into(made(folder), pressed, "crof")
        _told(doors, pressed)
    finally:
        shutil.rmtree(folder)


def _told(doors: Sequence[Door], pressed: Sequence[Stroke]) -> None:
    screen, others = counted(pressed), best_spreadsheet(doors)
    with_head = counted([*head("crof"), *pressed])
    spoken = [door.words for door in doors if door.words]
    again, others_again = counted(strokes(doors, Hearing((one, 1) for one in spoken))), best_spreadsheet(doors, spoken)
    rows = (
        ("the rows, beyond the residents' own words", screen.other, others.other),
        ("the same with the head of the sheet", with_head.other, others.other),
        ("the rows with their words, names, numbers", screen.all, others.all - len(doors[0].street)),
        ("the same where the ward said all of it before", again.all, others_again.all - len(doors[0].street)),
    )
    print(f"{len(doors)} doors: keys {'organiser':>40} {'spreadsheet':>12} {'ratio':>6}")
    for words, ours, theirs in rows:
        print(f"  {words:<46} {ours:>5} {theirs:>12} {ours / theirs:>6.2f}")
    for way, words in ((False, "by rows"), (True, "filled before")):
        print(f"  a spreadsheet {words}: {spreadsheet(doors, filled_before=way).other}")


if __name__ == "__main__":
    main()
