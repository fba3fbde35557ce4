"""A paper sheet on screen without its keys: its head, its rows as they are typed and kept, what is said of them."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from itertools import repeat, starmap

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.commands.actions import EVERYWHERE, Action
from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.sheet import Cells
from organiser.rules.typed_rows import KEEPING, REFUSED, TypedRow, TypedRows
from organiser.screens.base import Page
from organiser.screens.sheet_head import HeadPanel
from organiser.services import sheet_head, sheets
from organiser.services.doorstep import Round, Sheet
from organiser.services.sheets import Begun, Kept, Known, Line
from organiser.store import clock
from organiser.text import safe_text
from organiser.widgets.frame import Heading
from organiser.widgets.sheet import CellEntry, Grid, Shown, Under, place_cell

# What is asked in each cell, as it stands under it, and the fewest cells of the screen it takes.
ASKED = {
    "door": "The door: a number or name. Tab goes on.",
    "outcome": "n not in  r refused  s spoke  m moved  c call back  l language  o other  u undo; other letters begin "
    "their words, and after s all do",
    "words": "The issue in their words. Enter: next door. Tab: would they come?",
    "conference": "Would they come to a conference? y yes  m maybe  n no",
    "helping": "Would they help with it? y yes  m maybe  n no",
    "name": "Their name, if they gave it, or letters of somebody known. Tab: their number.",
    "contact": "Telephone number or e-mail address. Tab: may we contact them?",
    "consent": "May we contact them? p phone  e e-mail  t text  n no",
}
_LEAST = {"words": 30, "name": 24, "contact": 24, "consent": 14}
# So many seconds keys wait at most for the rows that were typed before.
_LONGEST = 5
_PLACE = {"name": "whose", "contact": "whose", "consent": "whose"}


class SheetRows(Page):
    """The sheet. `shared` is what is known of it already: a ward, an event …"""

    DEFAULT_CSS = """
    SheetRows { layers: default entry;
        & > Heading { padding: 0 1; }
    }
    """

    def __init__(self, shared: Round | None = None) -> None:
        super().__init__()
        self._known = shared or Round()
        self._shared: Round | None = None
        self._sheet: Sheet | None = None
        self._begun: Begun | None = None
        self._rows = TypedRows(starmap(sheets.new_uid, repeat(())))
        self._turn = 0
        self._said = ""
        # Whether the rows that were typed before are there: what a key means depends on them.
        self._there = asyncio.Event()
        self._there.set()
        # What may be meant, and which of it was gone to with the down key.
        self._meant: list[tuple[str, str, str]] = []
        self._picked = -1

    def title_words(self) -> str:
        return "A sheet"

    def _head_words(self) -> str:
        """What holds for all rows."""
        sheet, begun = self._sheet, self._begun
        if sheet is None or begun is None:
            return ""
        knocked = f"canvasser {sheet.by}" if sheet.by else ""
        where = f"{sheet.ward.shown}, {uk_date(sheet.on, clock.today())}"
        return " · ".join(filter(None, (where, sheet.street or sheet.postcode, knocked, begun.event)))

    def body(self) -> ComposeResult:
        yield Heading("")
        yield Grid()
        yield CellEntry(self.press)
        yield Under()

    def keys_now(self) -> Sequence[Action]:
        """Letters are typed here: of what works everywhere only what is no letter, or works on a fresh row."""
        fitting = ("app.undo", "app.help_keys", "app.back", "app.command_palette", "app.leave", "app.theme_next")
        return (*self.actions, *(action for action in EVERYWHERE if action.name in fitting))

    async def on_mount(self) -> None:
        self.set_focus(self.line)
        self._draw()
        await self.action_head()

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    @property
    def line(self) -> CellEntry:
        return self.query_one(CellEntry)

    @property
    def _only(self) -> bool:
        """Whether this is all that a file was handed out for: there is no page to go back to."""
        return self.app.screen_stack[0] is self

    # The head of the sheet -------------------------------------------------------------------------------------------

    async def action_head(self) -> None:
        """What holds for all rows: ward, street, day, canvasser, event."""
        self._take()
        await self.app.push_screen(HeadPanel(self._shared or self._known), self._headed)

    def _headed(self, shared: Round | None) -> None:
        if shared is None:
            if self._shared is None and not self._only:
                self.app.call_later(self.app.pop_screen)
            self.set_focus(self.line)
            return
        changed = self._shared is not None and shared != self._shared
        self._shared = shared
        if changed:
            # Another sheet: what was typed of the one before is kept, and stands on it.
            self._keep_all()
            self._rows = TypedRows(starmap(sheets.new_uid, repeat(())))
            self._sheet = self._begun = None
        self.set_focus(self.line)
        self._open()
        if self._begun is None:
            self._there.clear()
        begin = partial(sheet_head.begin_as_meant, shared=shared)
        self.ask("begin", begin, partial(self._began, shared), refused=self._no_such)

    def _no_such(self, problem: Problem) -> None:
        """A ward or day that is not known: the head is asked again, saying so."""
        shared, self._shared = self._shared or Round(), None
        self._there.set()
        panel = HeadPanel(shared, problem.sentence)
        self.app.call_later(self.app.push_screen, panel, self._headed)

    def _began(self, shared: Round, begun: Begun) -> None:
        if shared != self._shared:
            return
        self._sheet, self._begun = begun.sheet, begun
        self.query_one(Heading).show(self._head_words())
        self._take()
        self._rows.merge(begun.lines, self._turn)
        self._bring_back_unkept(begun.sheet)
        for row in self._rows.rows:
            if row.state == KEEPING:
                self._write(begun.sheet, row)
        self._open()
        self._there.set()

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        sheet = self._sheet
        if sheet is not None:
            turn = self._turn
            self.ask("lines", lambda store: sheets.lines(store, sheet), partial(self._arrived, sheet, turn))

    def _arrived(self, sheet: Sheet, turn: int, lines: list[Line]) -> None:
        if sheet != self._sheet:
            return
        self._take()
        standing = (self._rows.row, self._rows.cell, self._rows.text)
        self._rows.merge(lines, turn)
        if standing == (self._rows.row, self._rows.cell, self._rows.text):
            self._draw()
        else:
            self._open()

    @on(Grid.Sized)
    def _sized(self) -> None:
        self._draw()

    def _draw(self) -> None:
        rows = self._rows
        self.grid.show(list(map(_shown, rows.rows, range(1, len(rows.rows) + 1))), rows.at)
        region = self.grid.place_of(_PLACE.get(rows.cell, rows.cell))
        place_cell(self.grid, region, _LEAST.get(rows.cell, 0), self.line, self.query_one(Under))
        doors, spoke, waiting = rows.told
        refused = sum(row.state == REFUSED for row in rows.rows)
        state = f"{refused} not saved" if refused else "saving …" if waiting > self._being_typed() else "saved"
        told = [f"{doors:,} {'door' if doors == 1 else 'doors'}", f"{spoke:,} spoke", state]
        self.trail.show(right=" · ".join(told) if self._sheet else "")

    def _being_typed(self) -> int:
        row = self._rows.row
        return int(row.cells.begun and row.changed)

    def _open(self, said: str = "") -> None:
        """Type on in the cell where the cursor is; `said` is what is wrong with it."""
        rows = self._rows
        self._said = said or rows.row.why
        self._meant, self._picked = [], -1
        if self.line.value != rows.text:
            self.line.value = rows.text
        self.line.action_end()
        self._draw()
        self._say_under()
        if rows.cell in ("words", "name"):
            self._look_up()

    def _say_under(self) -> None:
        under = self.query_one(Under)
        choices = [f"{words}  {beside}".rstrip() for words, beside, _ in self._meant]
        if self._said:
            under.show(self._said, choices, self._picked, problem=True)
        else:
            hint = "→ takes the first, ↓ goes to others" if choices and self._picked < 0 else ""
            under.show(hint or ("" if choices else ASKED[self._rows.cell]), choices, self._picked)

    # While one types ------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self) -> None:
        """Something was typed, or pasted."""
        rows, text = self._rows, self.line.value
        if text == rows.text:
            return
        if rows.keyed:
            self._pasted(text)
            return
        rows.put(text)
        self._said = ""
        self._picked = -1
        self._look_up()
        self._say_under()

    def _pasted(self, text: str) -> None:
        """Words that were pasted where one key is the answer: of the outcome they are the resident's words."""
        if self._rows.cell == "outcome" and text.strip():
            self._rows.speak(text)
        self._open()

    def _look_up(self) -> None:
        """What may be meant by what stands in the cell."""
        rows, text = self._rows, self._rows.text
        if rows.cell == "words" and self._begun is not None:
            found = self._begun.hearing.suggest(text)
            self._meant = [(one.words, f"({one.here:,} here)" if one.here else "(elsewhere)", "") for one in found]
        elif rows.cell == "name" and self._sheet is not None and not rows.row.cells.person:
            ward = self._sheet.ward
            self._meant = []
            self.ask("known", lambda store: sheets.known(store, text, ward), partial(self._known_arrived, text))
        else:
            self._meant = []

    def _known_arrived(self, text: str, found: list[Known]) -> None:
        if self._rows.cell == "name" and self._rows.text == text:
            self._meant = [(one.name, f"known here, {one.where}" if one.where else "known here", one.uid)
                           for one in found]  # fmt: skip
            self._say_under()

    def _take_meant(self, place: int) -> None:
        words, _, uid = self._meant[place]
        if uid:
            self._rows.choose_person(uid, words)
        else:
            self._rows.put(words)
        self._open()

    def _take(self) -> None:
        """What stands in the line stands in the cell."""
        if self.is_attached and not self._rows.keyed:
            self._rows.put(self.line.value)

    async def press(self, key: str, letter: str) -> bool:
        """What a key does in the cell; False where the line deals with it. One typed ahead of the rows waits for them:
        on a sheet that is gone on with an `n` is not in, on a new one it begins the name of a house."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST):
                await self._there.wait()
        return await self.deal_with(key, letter)

    async def deal_with(self, key: str, letter: str) -> bool:
        """What a key does in the cell; False where the line deals with it."""
        raise NotImplementedError

    # Keeping --------------------------------------------------------------------------------------------------------

    def _keep(self, row: TypedRow) -> None:
        if self._rows.hand_over(row) and self._sheet is not None:
            self._write(self._sheet, row)

    def _keep_all(self) -> None:
        for row in self._rows.unkept():
            self._keep(row)

    def _write(self, sheet: Sheet, row: TypedRow) -> None:
        line = Line(row.uid, row.cells)
        rows, hearing = self._rows, self._begun.hearing if self._begun else None
        heard = row.stands.words if row.stands else ""
        if hearing is not None and line.cells.words != heard:
            hearing.hear(safe_text(line.cells.words))
        self.change(
            lambda store: sheets.keep(store, sheet, line),
            partial(self._kept, rows),
            refused=partial(self._refused, rows, row.uid),
        )

    def _kept(self, rows: TypedRows, kept: Kept) -> None:
        self._turn += 1
        rows.kept(kept.line.uid, kept.line.cells, self._turn)
        if kept.added:
            self.tell(f"{kept.line.cells.name} is a person here now. u takes it back.")
        elif kept.unnamed:
            self.tell("The answer counts; the name was not kept: nobody said that they may be contacted.")
        self._draw()

    def _refused(self, rows: TypedRows, uid: str, problem: Problem) -> None:
        self._turn += 1
        rows.refused(uid, problem.sentence)
        place = next((place for place, row in enumerate(rows.rows, 1) if row.uid == uid), 0)
        self.tell(f"Row {place} is not saved: {problem.sentence} ↑ goes there; enter tries again.", problem=True)
        if rows is self._rows and rows.row.uid == uid:
            self._open(problem.sentence)
        else:
            self._draw()

    def on_unmount(self) -> None:
        """Whatever ends the program, but for its being killed: the row that is done is kept."""
        self._keep_all()

    # What is not kept yet stays while the program runs ---------------------------------------------------------------

    def _put_aside(self) -> None:
        """Rows that could not be kept are there again when the sheet is opened again."""
        if self._sheet is None:
            return
        rows = [row.cells for row in self._rows.unkept() if row.state != KEEPING]
        if rows:
            self.host.kept[_name_of(self._sheet)] = json.dumps(rows)
            self.tell("A row is not saved yet: it waits on the sheet.", problem=True)

    def _bring_back_unkept(self, sheet: Sheet) -> None:
        for cells in json.loads(self.host.kept.pop(_name_of(sheet), "[]")):
            self._rows.next()
            self._rows.row.cells = Cells(*cells)


def _name_of(sheet: Sheet) -> str:
    return "sheet " + json.dumps([sheet.ward.gss, sheet.on, sheet.event, sheet.by, sheet.street, sheet.postcode])


def _shown(row: TypedRow, number: int) -> Shown:
    cells = row.cells
    sign = {REFUSED: "!", KEEPING: "…"}.get(row.state, "")
    whose = ", ".join(filter(None, (cells.name, cells.contact, cells.consent)))
    return Shown(sign, str(number), cells.door, cells.heard, cells.words, cells.conference, cells.helping, whose)
