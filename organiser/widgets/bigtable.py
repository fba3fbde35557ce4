"""A table over any number of rows: it knows their ids in order, draws the few that show, and asks for what they say."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from organiser.commands.actions import LISTS
from organiser.widgets.cells import fitted

# So many rows are kept in memory, and so many more than show are asked for on either side.
_KEPT = 3000
_GAP = 2
_MARKS = 2


class Column(NamedTuple):
    """A column: its heading, the fewest cells it needs, and its share of what is left over."""

    name: str
    title: str
    least: int
    share: int = 0


def laid_out(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Which columns fit into a width, as (index, cells): from the left as many as there is room for, at least one."""
    fitting: list[int] = []
    used = 0
    for index, column in enumerate(columns):
        needed = column.least + (_GAP if fitting else 0)
        if fitting and used + needed > width:
            break
        fitting.append(index)
        used += needed
    left = max(width - used, 0)
    shares = sum(columns[index].share for index in fitting) or 1
    widths = [(index, columns[index].least + left * columns[index].share // shares) for index in fitting]
    return [(index, min(cells, width)) for index, cells in widths]


class BigTable(ScrollView, can_focus=True):
    """The rows of `ids`, with a cursor and a selection.

    Whoever owns it answers RowsWanted with `fill()`. A row that is not known yet is drawn as a placeholder.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "bigtable--heading", "bigtable--cursor", "bigtable--chosen", "bigtable--waiting",
    }  # fmt: skip
    DEFAULT_CSS = """
    BigTable { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1;
        & > .bigtable--heading { text-style: bold; color: $text-muted; }
        & > .bigtable--cursor { background: $surface-lighten-1; }
        &:focus > .bigtable--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold; }
        & > .bigtable--chosen { color: $text-accent; }
        & > .bigtable--waiting { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.name, action.word, show=False) for action in LISTS
    ]

    class RowsWanted(Message):
        """Rows that are about to show and of which nothing is known yet."""

        def __init__(self, ids: list[int]) -> None:
            super().__init__()
            self.ids = ids

    class Moved(Message):
        """The cursor stands on another row (None: there is none)."""

        def __init__(self, row: int | None) -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """A row is to be opened."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    class HeadingClicked(Message):
        """The heading of a column was clicked."""

        def __init__(self, column: int) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: Sequence[Column], *, id: str | None = None) -> None:  # noqa: A002  textual's own word
        super().__init__(id=id)
        self._columns = list(columns)
        self._ids: Sequence[int] = ()
        self._known: dict[int, tuple[str, ...]] = {}
        self._layout: list[tuple[int, int]] = []
        self._cursor = 0
        self.sorted_by: tuple[int, bool] | None = None
        # Who is selected: some, or all but some.
        self._chosen: set[int] = set()
        self._all_but = False

    # What it shows ------------------------------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        return self._ids

    @property
    def row(self) -> int | None:
        """The id of the row under the cursor."""
        return self._ids[self._cursor] if self._cursor < len(self._ids) else None

    def show(self, ids: Sequence[int], *, keep_row: int | None = None, keep_known: bool = False) -> None:
        """Show these rows. The cursor goes to the row `keep_row` if it is near where it was, else to the first."""
        place = self._place_of(ids, keep_row)
        self._ids = ids
        if not keep_known:
            self._known.clear()
        self.virtual_size = Size(self._width, len(ids) + 1)
        self._cursor = place
        self._follow()
        self.refresh()
        self.want_rows()
        self.post_message(self.Moved(self.row))

    def _place_of(self, ids: Sequence[int], row: int | None) -> int:
        """Where a row stands now: looked for near the cursor, so that it costs the same in a list of any length."""
        if row is None:
            return 0
        for step in range(1000):
            for place in (self._cursor - step, self._cursor + step):
                if 0 <= place < len(ids) and ids[place] == row:
                    return place
        return min(self._cursor, max(len(ids) - 1, 0))

    def fill(self, rows: Mapping[int, tuple[str, ...]]) -> None:
        """What rows say, cell by cell."""
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known.update(rows)
        top = self.scroll_offset.y
        # What was read ahead is not drawn yet.
        if any(row in rows for row in self._ids[top : top + self._page]):
            self.refresh()

    def forget(self) -> None:
        """What the rows say has changed: ask for them again, and show what was known until the answer is there."""
        self.post_message(self.RowsWanted(self._window()))

    def set_columns(self, columns: Sequence[Column]) -> None:
        self._columns = list(columns)
        self._lay_out()
        self._known.clear()
        self.refresh()
        self.want_rows()

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    # Selecting ------------------------------------------------------------------------------------------------------

    @property
    def chosen_count(self) -> int:
        return len(self._ids) - len(self._chosen) if self._all_but else len(self._chosen)

    def chosen(self) -> list[int]:
        """The ids of the selected rows, in no particular order."""
        if self._all_but:
            return [row for row in self._ids if row not in self._chosen]
        return list(self._chosen)

    def is_chosen(self, row: int) -> bool:
        return (row in self._chosen) is not self._all_but

    def choose(self) -> None:
        """Select the row under the cursor, or no longer, and go on to the next."""
        row = self.row
        if row is None:
            return
        self._chosen ^= {row}
        self._move(self._cursor + 1)

    def choose_all(self) -> None:
        """Select all rows; where all are selected, none."""
        everybody = self.chosen_count == len(self._ids)
        self.choose_none()
        self._all_but = not everybody
        self.refresh()

    def choose_none(self) -> None:
        self._chosen.clear()
        self._all_but = False
        self.refresh()

    # Moving ---------------------------------------------------------------------------------------------------------

    def action_up(self) -> None:
        self._move(self._cursor - 1)

    def action_down(self) -> None:
        self._move(self._cursor + 1)

    def action_page_up(self) -> None:
        self._move(self._cursor - self._page)

    def action_page_down(self) -> None:
        self._move(self._cursor + self._page)

    def action_first(self) -> None:
        self._move(0)

    def action_last(self) -> None:
        self._move(len(self._ids) - 1)

    def action_open(self) -> None:
        if self.row is not None:
            self.post_message(self.Opened(self.row))

    @property
    def _page(self) -> int:
        """How many rows show at once."""
        return max(self.size.height - 1, 1)

    def _move(self, place: int) -> None:
        place = max(0, min(place, len(self._ids) - 1))
        before, self._cursor = self._cursor, place
        self.refresh_line(before + 1)
        self.refresh_line(place + 1)
        if before != place:
            self._follow()
            self.want_rows()
            self.post_message(self.Moved(self.row))

    def _follow(self) -> None:
        """Scroll so that the cursor shows."""
        top = self.scroll_offset.y
        if self._cursor < top:
            self.scroll_to(y=self._cursor, animate=False, force=True, immediate=True)
        elif self._cursor >= top + self._page:
            self.scroll_to(y=self._cursor - self._page + 1, animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor there, two open; one on a heading sorts; one on the margin selects."""
        self.focus()
        if event.y == 0:
            column = self._column_at(event.x)
            if column is not None:
                self.post_message(self.HeadingClicked(column))
            return
        place = self.scroll_offset.y + event.y - 1
        if place >= len(self._ids):
            return
        self._move(place)
        if event.x < _MARKS:
            self._chosen ^= {self._ids[place]}
            self.refresh_line(place + 1)
            self.post_message(self.Moved(self.row))
        elif event.chain == 2:
            self.action_open()

    def _column_at(self, x: int) -> int | None:
        start = _MARKS
        for index, cells in self._layout:
            if start <= x < start + cells + _GAP:
                return index
            start += cells + _GAP
        return None

    # Rows -----------------------------------------------------------------------------------------------------------

    def want_rows(self) -> None:
        """Ask for what is about to show: once something shows that is not known, or half a page ahead is not."""
        window = self._window()
        missing = [row for row in window if row not in self._known]
        top = self.scroll_offset.y
        showing = self._ids[top : top + self._page]
        if missing and (len(missing) > self._page // 2 or any(row not in self._known for row in showing)):
            self.post_message(self.RowsWanted(missing))

    def _window(self) -> list[int]:
        top = self.scroll_offset.y
        return list(self._ids[max(top - self._page, 0) : top + 2 * self._page])

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self.want_rows()

    # Drawing --------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._lay_out()
        self.virtual_size = Size(self._width, len(self._ids) + 1)
        self._follow()
        self.want_rows()

    def _lay_out(self) -> None:
        self._layout = laid_out(self._columns, self._width - _MARKS)

    def refresh_line(self, y: int) -> None:
        self.refresh(Region(0, y - self.scroll_offset.y, self._width, 1))

    @property
    def _width(self) -> int:
        """Cells beside the scrollbar."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        width = self._width
        if y == 0:
            return self._strip(self._heading(), self.get_component_rich_style("bigtable--heading"), width)
        place = self.scroll_offset.y + y - 1
        if place >= len(self._ids):
            return Strip.blank(width, self.rich_style)
        row = self._ids[place]
        chosen = self.is_chosen(row)
        style = self.rich_style
        cells = self._known.get(row)
        if cells is None:
            style += self.get_component_rich_style("bigtable--waiting", partial=True)
        if chosen:
            style += self.get_component_rich_style("bigtable--chosen", partial=True)
        if place == self._cursor:
            style += self.get_component_rich_style("bigtable--cursor", partial=True)
        # The cursor is seen on a selected row, too, where there are no colours.
        marks = f"{'▸' if place == self._cursor else ''}{'●' if chosen else ''}".ljust(_MARKS)
        text = "…" if cells is None else (" " * _GAP).join(self._cells(cells))
        return self._strip(f"{marks}{text}", style, width)

    def _cells(self, cells: Sequence[str]) -> Iterator[str]:
        for index, width in self._layout:
            yield fitted(cells[index], width)

    def _heading(self) -> str:
        titles = []
        for index, width in self._layout:
            title = self._columns[index].title
            if self.sorted_by is not None and self.sorted_by[0] == index:
                title += " ▼" if self.sorted_by[1] else " ▲"
            titles.append(fitted(title, width))
        return " " * _MARKS + (" " * _GAP).join(titles)

    @staticmethod
    def _strip(text: str, style: Style, width: int) -> Strip:
        return Strip([Segment(fitted(text, width), style)], width)
