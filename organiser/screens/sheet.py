"""A paper sheet on screen and its keys: one for an answer, tab for the next cell, enter for the next door."""

from functools import partial

from textual import on

from organiser.rules.sheet import DITTO, OUTCOME_KEYS
from organiser.screens.sheet_rows import ASKED, SheetRows
from organiser.services import sheets
from organiser.store.store import Store
from organiser.widgets.sheet import Grid


class SheetPage(SheetRows, page="sheet"):
    """The sheet. `shared` is what is known of it already: a ward, an event …"""

    # Whether the key before was u.
    _undone = False

    # Keys -----------------------------------------------------------------------------------------------------------

    async def deal_with(self, key: str, letter: str) -> bool:
        """What a key does in the cell; False where the line deals with it."""
        act = _KEYS.get(key)
        if act is not None:
            return bool(await getattr(self, f"_press_{act}")())
        rows = self._rows
        if letter == DITTO and not self.line.value:
            rows.put("")
            if rows.ditto():
                self._went_on("outcome")
                return True
        if rows.keyed and letter:
            await self._answer(letter)
            return True
        if rows.keyed:
            return key in ("delete", "left", "right", "home", "end", "ctrl+u", "ctrl+k", "ctrl+w")
        return False

    async def _answer(self, letter: str) -> None:
        """A letter where one key is the answer."""
        rows, cell = self._rows, self._rows.cell
        undone, self._undone = self._undone, False
        if cell == "outcome" and rows.fresh and letter == "?":
            await self.app.action_help_keys()  # type: ignore[attr-defined]
        elif cell == "outcome" and rows.fresh and letter == "u":
            self._undone = True
            self.app.action_undo()  # type: ignore[attr-defined]
        elif cell == "outcome" and rows.fresh and letter == "U" and undone:
            # Only right after u: else it begins a word.
            self.app.action_redo()  # type: ignore[attr-defined]
        elif cell == "outcome" and letter == "x" and rows.row.stands is not None:
            self.action_remove()
        elif rows.press(letter):
            self._went_on(cell)
        elif cell == "outcome" and letter.isdecimal() and not rows.row.cells.begun:
            rows.cell = "door"
            rows.put(letter)
            self._open()
        elif cell == "outcome" and not (rows.row.cells.outcome and rows.row.cells.words):
            rows.speak(letter.lstrip())
            self._open()
        else:
            self._open(f"'{letter}' means nothing here. {ASKED[cell]}.")

    def _went_on(self, cell: str) -> None:
        """A cell was answered with one key: an outcome other than spoke is the whole row."""
        if cell == "outcome" and self._rows.cell == "outcome" and self._rows.text:
            self._enter()
        else:
            self._open()

    async def _press_enter(self) -> bool:
        if self._picked >= 0:
            self._take_meant(self._picked)
            return True
        self._take()
        self._enter()
        return True

    def _enter(self) -> None:
        """The row is done: keep it, and go on with the next door."""
        rows = self._rows
        if not rows.row.cells.begun:
            if rows.row.stands is not None:
                self._open("Nothing stands in this row any more: x on the outcome takes it out.")
            elif rows.at < len(rows.rows) - 1:
                rows.next()
                self._open()
            elif rows.cell == "door" and rows.row.cells.door:
                rows.forward()
                self._open()
            else:
                self._open("Nothing was said yet: n not in, r refused, or their words. Escape ends the sheet.")
            return
        point = rows.open_point()
        if point is not None:
            rows.cell = point.cell
            on = "" if point.cell != "consent" or rows.row.cells.consent else " Enter goes on without it."
            self._open(f"{point.sentence}{on}")
            return
        self._keep(rows.row)
        rows.next()
        self._open()

    async def _press_tab(self) -> bool:
        if self._picked >= 0:
            self._take_meant(self._picked)
        self._take()
        if self._rows.forward():
            self._open()
        else:
            self._enter()
        return True

    async def _press_back_tab(self) -> bool:
        self._take()
        self._rows.backward()
        self._open()
        return True

    async def _press_up(self) -> bool:
        if self._picked >= 0:
            self._picked -= 1
            self._say_under()
        else:
            self._go(self._rows.at - 1)
        return True

    async def _press_down(self) -> bool:
        if self._meant:
            self._picked = min(self._picked + 1, len(self._meant) - 1)
            self._say_under()
        else:
            self._go(self._rows.at + 1)
        return True

    def _go(self, at: int, cell: str = "") -> None:
        """To another row; the one that is left is kept as it stands."""
        self._take()
        self._keep(self._rows.row)
        self._rows.go(at, cell)
        self._open()

    async def _press_right(self) -> bool:
        line = self.line
        if self._rows.keyed:
            return await self._press_tab()
        if line.cursor_position < len(line.value) or not self._meant:
            return False
        self._take_meant(max(self._picked, 0))
        return True

    async def _press_left(self) -> bool:
        return await self._press_back_tab() if self._rows.keyed else False

    async def _press_backspace(self) -> bool:
        rows = self._rows
        if not rows.keyed:
            return False
        if rows.text:
            rows.put("")
            self._open()
        elif rows.fresh and rows.at:
            self._go(rows.at - 1, "outcome")
        return True

    async def _press_escape(self) -> bool:
        if self._picked >= 0:
            self._picked = -1
            self._say_under()
            return True
        self._take()
        self._keep_all()
        if self._only:
            await self.action_head()
        else:
            self._put_aside()
            self.app.pop_screen()
        return True

    @on(Grid.Clicked)
    def _clicked(self, message: Grid.Clicked) -> None:
        cell = "name" if message.cell == "whose" else message.cell
        self._go(message.row, cell)
        self.set_focus(self.line)

    def action_remove(self) -> None:
        """Take the row out; u brings it back."""
        row = self._rows.row
        if row.stands is None:
            self.tell("Only a row that is saved can be taken out.", problem=True)
            return
        self.change(partial(_remove, row.uid), partial(self._removed, row.uid))

    def _removed(self, uid: str, operation: int | None) -> None:
        self._rows.removed(uid)
        self.tell("Taken out. u brings it back.")
        self._open()

    # What is clicked at the foot, or chosen from the palette.

    async def action_not_in(self) -> None:
        await self._click("n", "n")

    async def action_refused(self) -> None:
        await self._click("r", "r")

    async def action_spoke(self) -> None:
        await self._click("s", "s")

    async def action_ditto(self) -> None:
        await self._click("apostrophe", DITTO)

    async def action_next_cell(self) -> None:
        await self._click("tab", "")

    async def action_next_door(self) -> None:
        await self._click("enter", "")

    async def action_request(self) -> None:
        """A resident asks for the councillor's help: handed over, not kept on the sheet."""
        from organiser.screens.requests import RequestPanel

        if self._sheet is None:
            self.tell("First say in which ward it was: f4.", problem=True)
            return
        await self.app.push_screen(RequestPanel(self._sheet.ward.gss, str(self._sheet.event or "")))

    async def action_mend(self) -> None:
        await self._click("up", "")

    async def _click(self, key: str, letter: str) -> None:
        self.set_focus(self.line)
        if letter in OUTCOME_KEYS and self._rows.cell != "outcome":
            self._take()
            self._rows.cell = "outcome"
        await self.press(key, letter)


def _remove(uid: str, store: Store) -> int | None:
    return sheets.remove(store, uid)


_KEYS = {
    "enter": "enter", "tab": "tab", "shift+tab": "back_tab", "up": "up", "down": "down", "right": "right",
    "left": "left", "backspace": "backspace", "escape": "escape",
}  # fmt: skip
