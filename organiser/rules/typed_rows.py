"""The rows of a sheet while they are typed: where one is, what a key does there, and what has to be kept.

It knows neither screen nor database. Whoever draws it hands over what stands in the cell being typed, and keeps the
rows that it gives back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from organiser.rules.conversation import SPOKE
from organiser.rules.sheet import COLUMNS, Cells, Wanting, chosen, ditto, next_door, toggled, wanting

# How a row stands: not kept yet, being kept, kept, or refused for a reason.
NEW, KEEPING, KEPT, REFUSED = "new", "keeping", "kept", "refused"
# Cells in which one key is the answer.
KEYED = ("outcome", "conference", "helping", "consent")
_WHOSE = ("name", "contact", "consent")


@dataclass(slots=True)
class TypedRow:
    """One row: its uid, its cells, what of it was handed over to be kept, how it stands, and why it was refused.

    `turn` is the number of the keeping that was answered last. `nameless`: somebody went on though the name in it will
    not be kept.
    """

    uid: str
    cells: Cells
    state: str = NEW
    handed: Cells | None = None
    stands: Cells | None = None
    why: str = ""
    turn: int = 0
    nameless: bool = False

    @property
    def changed(self) -> bool:
        """Whether something stands there that was not handed over."""
        return self.cells != self.handed if self.handed is not None else self.cells.begun

    @property
    def complete(self) -> bool:
        """Whether it can be kept as it is."""
        point = wanting(self.cells)
        return self.cells.begun and (point is None or (self.nameless and point.cell == "consent"))

    def take_over(self, cells: Cells) -> None:
        """It stands so in the database."""
        self.cells = self.handed = self.stands = cells
        self.state, self.why, self.nameless = KEPT, "", False


class TypedRows:
    """The rows of one sheet, the last of which is always a fresh one; `new_uid` gives uids."""

    def __init__(self, uids: Iterable[str]) -> None:
        self._uids = iter(uids)
        self.rows: list[TypedRow] = [TypedRow(next(self._uids), Cells())]
        self.at = 0
        self.cell = "door"
        # The door that the fresh row was given: another one there was typed.
        self._proposed = ""

    # Where one is ---------------------------------------------------------------------------------------------------

    @property
    def row(self) -> TypedRow:
        return self.rows[self.at]

    @property
    def above(self) -> Cells | None:
        return self.rows[self.at - 1].cells if self.at else None

    @property
    def fresh(self) -> bool:
        """Whether the row is the one after all others, and nothing was said in it yet."""
        return self.at == len(self.rows) - 1 and not self.row.cells.begun

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return str(getattr(self.row.cells, self.cell))

    @property
    def keyed(self) -> bool:
        """Whether one key is the answer in this cell."""
        return self.cell in KEYED

    # Typing ---------------------------------------------------------------------------------------------------------

    def put(self, text: str) -> None:
        """The cell says this now. Another name, address or answer is no longer about whoever stood there."""
        if text == self.text:
            return
        cells = self.row.cells._replace(**{self.cell: text})
        if self.cell == "name" or (self.cell in _WHOSE and cells.contact):
            cells = cells._replace(person="")
        self.row.cells = cells

    def speak(self, words: str) -> None:
        """Somebody spoke, and their words begin so."""
        cells = self.row.cells
        self.row.cells = cells._replace(outcome=cells.outcome or SPOKE)
        self.cell = "words"
        self.put(cells.words + words)

    def choose_person(self, uid: str, name: str) -> None:
        """The row is about somebody who is known."""
        self.row.cells = self.row.cells._replace(name=name, person=uid)

    def press(self, key: str) -> bool:
        """One key in a cell of answers: an outcome, yes, maybe, no, a way to be contacted. False where it means none.

        `s` goes on to the words, and so does any letter that is no outcome: it is then the first of the words.
        """
        answer = chosen(self.cell, key)
        if self.cell == "consent":
            if answer:
                self.put(toggled(self.text, answer))
            return bool(answer)
        if not answer:
            return False
        self.put(answer)
        if self.cell == "outcome" and answer == SPOKE:
            self.cell = "words"
        return True

    def ditto(self) -> bool:
        """The cell as in the row above; False where there is none, or where something stands in the cell."""
        if self.above is None or self.text or not (getattr(self.above, self.cell) or self.cell == "outcome"):
            return False
        self.row.cells = ditto(self.row.cells, self.above, self.cell)
        if self.cell == "outcome" and self.text == SPOKE:
            self.cell = "words"
        return True

    # Going about ----------------------------------------------------------------------------------------------------

    def forward(self) -> bool:
        """To the next cell; False where it was the last."""
        place = COLUMNS.index(self.cell) + 1
        if place == len(COLUMNS):
            return False
        self.cell = COLUMNS[place]
        return True

    def backward(self) -> None:
        self.cell = COLUMNS[max(COLUMNS.index(self.cell) - 1, 0)]

    def go(self, at: int, cell: str = "") -> None:
        """To another row, and there to a cell."""
        self.at = min(max(at, 0), len(self.rows) - 1)
        self.cell = cell or self.cell

    def open_point(self) -> Wanting | None:
        """What this row needs before one can go on; asked twice for a yes, it goes on without the name."""
        found = wanting(self.row.cells)
        if found is not None and found.cell == "consent" == self.cell and not self.row.cells.consent:
            self.row.nameless = True
            return None
        return found

    def next(self) -> None:
        """To the row after the last, with the door that comes next."""
        if self.rows[-1].cells.begun or self.rows[-1].state != NEW:
            self._append()
        self.at = len(self.rows) - 1
        self.cell = "door"
        self._propose()

    def _append(self) -> None:
        self.rows.append(TypedRow(next(self._uids), Cells()))
        self._proposed = ""

    def _propose(self) -> None:
        """Give the fresh row the next door, unless one was typed there; the cursor goes on from it."""
        if not self.fresh or self.row.cells.door != self._proposed:
            return
        door = next_door([one.cells.door for one in self.rows[: self.at]])
        self.row.cells, self._proposed = Cells(door), door
        if self.cell in ("door", "outcome"):
            self.cell = "outcome" if door else "door"

    # Keeping --------------------------------------------------------------------------------------------------------

    def hand_over(self, row: TypedRow) -> bool:
        """Whether a row is to be kept now: it stands otherwise than it was handed over, and needs nothing more."""
        if not (row.changed and row.complete):
            return False
        row.handed, row.state, row.why = row.cells, KEEPING, ""
        return True

    def unkept(self) -> list[TypedRow]:
        """The rows of which something was typed that is not kept."""
        return [row for row in self.rows if row.cells.begun and (row.changed or row.state != KEPT)]

    def kept(self, uid: str, cells: Cells, turn: int) -> None:
        """A row was kept, and stands so now; what was typed in it since stays."""
        for row in self.rows:
            if row.uid == uid:
                row.turn = turn
                if row.cells == row.handed:
                    row.take_over(cells)
                else:
                    row.state, row.why, row.handed, row.stands = KEPT, "", cells, cells

    def refused(self, uid: str, why: str) -> None:
        """A row was not kept: what stands in it stays, and can be mended."""
        for row in self.rows:
            if row.uid == uid:
                row.state, row.why, row.handed = REFUSED, why, row.stands

    def removed(self, uid: str) -> None:
        """A row was taken out."""
        at = next((place for place, row in enumerate(self.rows) if row.uid == uid), None)
        if at is not None:
            del self.rows[at]
            if not self.rows:
                self._append()
            self.next()

    def merge(self, lines: Sequence[tuple[str, Cells]], turn: int) -> None:
        """What the database says of the sheet, asked after the keeping number `turn` was answered: rows that came or
        changed elsewhere are taken over, rows that were taken out or undone go; what is being typed stays."""
        here = {row.uid: row for row in self.rows}
        standing, was_at = self.row, self.at
        merged: list[TypedRow] = []
        for uid, cells in lines:
            row = here.pop(uid, None) or TypedRow(uid, Cells(), KEPT, Cells())
            if row.state in (NEW, KEPT) and not row.changed and row.turn <= turn:
                row.take_over(cells)
            merged.append(row)
        for row in here.values():
            if row.state == KEPT and row.turn <= turn:
                if row is not standing or not row.changed:
                    continue
                # It was taken out elsewhere while it is being mended here: it is a row to be kept anew.
                row.state, row.handed, row.stands = NEW, None, None
            merged.append(row)
        self.rows = merged
        if not merged or merged[-1].state != NEW:
            self._append()
        if standing in self.rows:
            self.at = self.rows.index(standing)
        else:
            self.at = min(was_at, len(self.rows) - 1)
            self.cell = "door"
        self._propose()

    @property
    def told(self) -> tuple[int, int, int]:
        """How many doors, at how many somebody spoke, and how many rows are not kept yet."""
        begun = [row.cells for row in self.rows if row.cells.begun]
        return len(begun), sum(cells.heard == SPOKE for cells in begun), len(self.unkept())
