"""Everybody, one to a line: find as you type, narrow down, order, select many and act on all of them."""

from array import array
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input

from organiser.errors import Problem
from organiser.screens import shown
from organiser.screens.base import Page
from organiser.services import roll
from organiser.services.people import Question
from organiser.services.roll import Line, Order
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.bigtable import BigTable, Column
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Detail

if TYPE_CHECKING:
    from organiser.screens.people_panels import Written
    from organiser.services.handouts import HandedOut
    from organiser.widgets.panel import Panel

# So many are looked for at once while somebody types; the others follow.
_FIRST = 60
# So long nothing must have been typed before the whole list is put in order, in seconds.
_PAUSE = 0.2
_SORTED_BY = {"name": "name", "ward": "ward", "register": "register", "spoken": "spoken", "postcode": "postcode",
              "membership": "membership"}  # fmt: skip


class Found(NamedTuple):
    """The first people of a list, what their lines say, and whether there are more."""

    ids: Sequence[int]
    lines: dict[int, Line]
    more: bool


def first_people(text: str, order: Order, limit: int = _FIRST) -> Callable[[Store], Found]:
    """What to ask of the database for the first page of a list; the lines of the first forty are read with it."""

    def read(store: Store) -> Found:
        question = roll.question_of(text)
        ids = roll.first(store, question, order, limit + 1)
        return Found(ids[:limit], roll.lines(store, ids[:40]), len(ids) > limit)

    return read


class PeoplePage(Page, page="people"):
    """The list of people. `text` is what narrows it down to begin with, `title` what it is then called."""

    def __init__(self, text: str = "", title: str = "People", *, searching: bool = False) -> None:
        super().__init__()
        self._text = text
        self._title = title
        self._searching = searching
        self._order = Order()
        self._lines: dict[int, Line] = {}
        self._whole = False
        self._pause: Timer | None = None
        self._today = date.fromisoformat(clock.today())

    def title_words(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        keys = {"enter": self.action_to_list, "down": self.action_to_list, "escape": self.action_to_list}
        yield Entry(self._text, "name, half a number, postcode …  ward:  tag:  offer:  day:", keys, id="search")
        yield BigTable(self._columns(), id="people")
        yield Detail()

    def on_mount(self) -> None:
        self.set_focus(self.search if self._searching else self.table)

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    @property
    def search(self) -> Entry:
        return self.query_one(Entry)

    def _columns(self) -> list[Column]:
        names = self.host.settings.get("columns")
        kept = [shown.BY_NAME[name] for name in str(names).split() if name in shown.BY_NAME] if names else []
        return kept or list(shown.COLUMNS)

    # The list -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Ask again for the list; the cursor stays on whom it is on."""
        self._ask_first(keep=True)

    def _ask_first(self, *, keep: bool = False) -> None:
        row = self.table.row if keep else None
        limit = max(_FIRST, len(self.table.ids)) if keep and len(self.table.ids) < 1000 else _FIRST
        self.ask(
            "people",
            first_people(self._text, self._order, limit),
            lambda found: self._show_first(found, row),
            refused=self._not_understood,
        )

    def _show_first(self, found: Found, row: int | None) -> None:
        self._lines.update(found.lines)
        self._whole = not found.more
        if row is None or not found.more or not len(self.table.ids):
            self.table.show(found.ids, keep_row=row)
            self.table.fill(self._cells(found.lines))
        else:
            self.table.forget()
        self._count()
        if self._pause is not None:
            self._pause.stop()
        if found.more:
            # Not while somebody types: the next letter would want the processor for its own answer.
            self._pause = self.set_timer(_PAUSE, self._ask_everybody)

    def _ask_everybody(self) -> None:
        text, order = self._text, self._order
        self.ask(
            "everybody",
            lambda store: roll.everybody(store, roll.question_of(text), order),
            partial(self._show_everybody, text, order),
            lane="slow",
        )

    def _show_everybody(self, text: str, order: Order, ids: "array[int]") -> None:
        if (text, order) != (self._text, self._order):
            return
        self._whole = True
        self.table.show(ids, keep_row=self.table.row, keep_known=True)
        self._count()

    def _not_understood(self, problem: Problem) -> None:
        """A filter that names nothing (yet) shows nobody and says so; what was typed stays."""
        self.table.show(())
        self._whole = True
        self._count()
        self.tell(problem.sentence, problem=True)

    def _count(self) -> None:
        number = len(self.table.ids)
        words = shown.counted(number, "person", "people") if self._whole else f"{number:,}+ people"
        if not number:
            self._show_detail(None)
        chosen = self.table.chosen_count
        self.trail.show(right=f"{chosen:,} selected of {words}" if chosen else words)

    @on(BigTable.RowsWanted)
    def _read_rows(self, message: BigTable.RowsWanted) -> None:
        ids = message.ids
        self.ask("rows", lambda store: roll.lines(store, ids), self._show_rows)

    def _show_rows(self, lines: dict[int, Line]) -> None:
        self._lines.update(lines)
        self.table.fill(self._cells(lines))
        self._show_detail(self.table.row)

    def _cells(self, lines: dict[int, Line]) -> dict[int, tuple[str, ...]]:
        names = [column.name for column in self.table.columns]
        return {row: tuple(shown.cell(line, name, self._today) for name in names) for row, line in lines.items()}

    @on(BigTable.Moved)
    def _moved(self, message: BigTable.Moved) -> None:
        self._show_detail(message.row)
        self._count()

    def _show_detail(self, row: int | None) -> None:
        line = self._lines.get(row) if row is not None else None
        self.query_one(Detail).show(shown.summary(line, self._today) if line else self._nobody())
        if len(self._lines) > 5000:
            self._lines.clear()

    def _nobody(self) -> str:
        """What to do where the list is empty."""
        if len(self.table.ids) or not self._whole:
            return ""
        if self._text.strip():
            return "Nobody is found: / goes to the search line, ctrl+u empties it."
        return "Nobody is here yet: a adds somebody, i on the first page takes in a list."

    # Typing ---------------------------------------------------------------------------------------------------------

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._text:
            self._text = event.value
            self.table.choose_none()
            self._ask_first()

    def action_to_list(self) -> None:
        """From the search line to the list; escape there leads back to the page before."""
        self.set_focus(self.table)

    def start_search(self, key: str = "") -> None:
        self.set_focus(self.search)
        if key:
            self.search.insert_text_at_cursor(key)

    def narrow(self, text: str) -> None:
        """Set the whole line."""
        self.search.value = text

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_choose(self) -> None:
        self.table.choose()
        self._count()

    def action_choose_all(self) -> None:
        if not self._whole:
            self.tell("The list is still being put together: try again in a moment.", problem=True)
            return
        self.table.choose_all()
        self._count()

    @on(BigTable.Opened)
    def _open(self, message: BigTable.Opened) -> None:
        self.host.open_person(message.row)

    @on(BigTable.HeadingClicked)
    def _sort_by(self, message: BigTable.HeadingClicked) -> None:
        name = self.table.columns[message.column].name
        if name not in _SORTED_BY:
            self.tell(f"The list cannot be ordered by '{self.table.columns[message.column].title}'.", problem=True)
        else:
            self._order_by(Order(name, name == self._order.by and not self._order.backwards))

    def action_sort(self) -> None:
        names = [column.name for column in self.table.columns if column.name in _SORTED_BY]
        place = names.index(self._order.by) + 1 if self._order.by in names else 0
        self._order_by(Order(names[place % len(names)] if place < len(names) else ""))

    def action_sort_back(self) -> None:
        self._order_by(Order(self._order.by or "name", not self._order.backwards))

    def _order_by(self, order: Order) -> None:
        self._order = order
        names = [column.name for column in self.table.columns]
        self.table.sorted_by = (names.index(order.by), order.backwards) if order.by in names else None
        self._ask_first()
        by = shown.BY_NAME[order.by].title.lower() if order.by else "how they are found"
        self.tell(f"Ordered by {by}{', backwards' if order.backwards else ''}.")

    async def action_filter(self) -> None:
        from organiser.screens.people_panels import FilterPanel

        await self.app.push_screen(FilterPanel(self._text, self.narrow))

    async def action_columns(self) -> None:
        from organiser.screens.people_panels import ColumnsPanel

        names = [column.name for column in self.table.columns]
        await self.app.push_screen(ColumnsPanel(names, self._set_columns))

    def _set_columns(self, names: list[str]) -> None:
        self.host.settings.set("columns", " ".join(names))
        self.table.set_columns(self._columns())
        self._order_by(self._order)
        self.tell("The columns are kept as they are now." if names else "The columns are those of the beginning.")

    async def action_export(self) -> None:
        from organiser.screens.people_panels import ExportPanel

        ids = self.affected()
        if ids:
            await self.app.push_screen(ExportPanel(ids, self._exported))

    def _exported(self, written: "Written") -> None:
        from organiser.screens.opening import open_file

        left = f" {written.left_out:,} may not be reached so, and are left out." if written.left_out else ""
        self.tell(f"{shown.counted(written.people, 'person', 'people')}.{left} {open_file(written.path)}")

    def action_hand_out(self) -> None:
        """Those selected, or everybody who is found, to be rung on another laptop."""
        from organiser.services import shelf

        ids = tuple(self.table.chosen()) if self.table.chosen_count else None
        text = self._text
        words = shown.counted(len(ids), "person", "people") if ids else text
        question = Question(ids=ids) if ids else None
        self.change(
            lambda store: shelf.hand_out_to_ring(store, question or roll.question_of(text), words), self._handed_out
        )

    def _handed_out(self, made: "HandedOut") -> None:
        left = sum(made.left_out.values())
        more = f" {left:,} may not be called, and are left out." if left else ""
        self.tell(f"{shown.counted(made.people, 'person', 'people')} handed out: {made.file}.{more}")

    def affected(self) -> list[int]:
        """Whom an action is about: those selected, else the one under the cursor."""
        if self.table.chosen_count:
            return self.table.chosen()
        return [] if self.table.row is None else [self.table.row]

    # For one or many ------------------------------------------------------------------------------------------------

    async def action_tag(self) -> None:
        from organiser.screens.panels import TagPanel

        await self._about_them(TagPanel)

    async def action_untag(self) -> None:
        from organiser.screens.panels import UntagPanel

        await self._about_them(UntagPanel)

    async def action_link(self) -> None:
        from organiser.screens.panels import LinkPanel

        await self._about_them(LinkPanel)

    async def action_task(self) -> None:
        from organiser.screens.panels import TaskPanel

        await self._about_them(TaskPanel)

    async def action_mark_at(self) -> None:
        from organiser.screens.event_panels import MarkAtPanel

        await self._about_them(MarkAtPanel)

    async def _about_them(self, panel: "Callable[[list[int]], Panel]") -> None:
        """Open a panel about those selected, else about the one under the cursor."""
        ids = self.affected()
        if ids:
            await self.app.push_screen(panel(ids))
        else:
            self.tell("There is nobody here: the search line finds others.", problem=True)

    async def action_note(self) -> None:
        """Note a contact with the one under the cursor, whoever is selected."""
        from organiser.screens.noting import NotePanel

        row = self.table.row
        if row is None:
            self.tell("There is nobody here: the search line finds others.", problem=True)
        else:
            line = self._lines.get(row)
            await self.app.push_screen(NotePanel(row, line.person.name if line else "them"))

    def on_key(self, event: events.Key) -> None:
        """Backspace in the list mends the search line, as whoever is looking for somebody expects."""
        if event.key == "backspace" and self.focused is self.table:
            event.stop()
            self.start_search()
            self.search.action_delete_left()
