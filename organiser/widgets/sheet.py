"""A paper sheet on screen: its rows under their headings, and the cell that is being typed, with words under it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from organiser.widgets.cells import cut, fitted
from organiser.widgets.entry import Entry

# Columns of a fixed width, as (cell, heading, cells); the words and whose they are share what is left.
_FIXED = {"number": 3, "door": 6, "outcome": 9, "conference": 5, "helping": 5}
_GAPS = 6
_LEAST = 20
_UNDER_WIDTH = 62
# Lines under the cell that is typed: a sentence of two lines and the words that may be meant.
UNDER = 7


class Shown(NamedTuple):
    """One row as it is drawn: a sign before it ("!" refused, "…" being kept), its number and its cells in words."""

    sign: str
    number: str
    door: str
    outcome: str
    words: str
    conference: str
    helping: str
    whose: str


class Grid(Widget):
    """The rows, of which those around the one being typed are in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--heading", "grid--here", "grid--sign"}
    DEFAULT_CSS = """
    Grid { height: 1fr; padding: 0 1;
        & > .grid--heading { color: $text-muted; text-style: bold; }
        & > .grid--here { background: $surface-lighten-1; }
        & > .grid--sign { color: $text-warning; text-style: bold; }
    }
    """

    class Clicked(Message):
        """A cell was clicked: its row, counted from 0, and its column."""

        def __init__(self, row: int, cell: str) -> None:
            super().__init__()
            self.row = row
            self.cell = cell

    class Sized(Message):
        """There is another size to draw in."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Shown] = ()
        self._here = 0
        self._top = 0

    def show(self, rows: Sequence[Shown], here: int) -> None:
        """Show these rows, the one numbered `here` in sight with room for words under it."""
        self._rows, self._here = rows, here
        room = max(self.content_size.height - 1 - UNDER, 1)
        self._top = max(0, here - room + 1)
        self.refresh()

    def place_of(self, cell: str) -> Region:
        """Where a cell of the row being typed stands, from the corner of this widget."""
        left, width = self._columns()[cell]
        return Region(left + 1, 1 + self._here - self._top, width, 1)

    def _columns(self) -> dict[str, tuple[int, int]]:
        """Each column: its first cell and how many it has."""
        rest = max(self.content_size.width - sum(_FIXED.values()) - _GAPS, _LEAST)
        whose = rest * 2 // 5
        widths = {**_FIXED, "words": rest - whose, "whose": whose}
        found, left = {}, 0
        for name in ("number", "door", "outcome", "words", "conference", "helping", "whose"):
            found[name] = left, widths[name]
            left += widths[name] + 1
        return found

    def render_line(self, y: int) -> Strip:
        width = self.content_size.width
        place = self._top + y - 1
        if y == 0:
            headings = ("  #", "Door", "Outcome", "Issue in their words", "Conf", "Help", "Name, mobile")
            return self._line(headings, self.get_component_rich_style("grid--heading", partial=True))
        if place >= len(self._rows):
            return Strip.blank(width, self.rich_style)
        row = self._rows[place]
        style = Style()
        if row.sign:
            style = self.get_component_rich_style("grid--sign", partial=True)
        if place == self._here:
            style += self.get_component_rich_style("grid--here", partial=True)
        return self._line((f"{row.sign or row.number:>3}", *row[2:]), style)

    def _line(self, words: Sequence[str], style: Style) -> Strip:
        text = " ".join(fitted(one, width) for one, (_, width) in zip(words, self._columns().values(), strict=True))
        return Strip([Segment(fitted(text, self.content_size.width), self.rich_style + style)])

    def on_resize(self) -> None:
        self.post_message(self.Sized())

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y - 1
        if event.y > 0 and place < len(self._rows):
            for name, (left, width) in self._columns().items():
                if left <= event.x - 1 <= left + width and name != "number":
                    self.post_message(self.Clicked(place, name))
                    break


class Under(Widget):
    """What is said under the cell: a sentence, and what may be meant, one to a line."""

    DEFAULT_CSS = """
    Under { layer: entry; position: absolute; height: auto; background: $surface; color: $text-muted;
        &.problem { color: $text-warning; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: tuple[str, tuple[str, ...], int] = ("", (), -1)

    def show(self, sentence: str, choices: Sequence[str] = (), picked: int = -1, *, problem: bool = False) -> None:
        """Say a sentence and list choices, of which the one numbered `picked` is about to be taken."""
        said = (f"! {sentence}" if problem else sentence, tuple(choices), picked)
        if said != self._said:
            self._said = said
            self.set_class(problem, "problem")
            self.refresh(layout=True)

    def render(self) -> Content:
        sentence, choices, picked = self._said
        width = max(self.content_size.width, 10)
        lines = [cut(f"{'▸' if place == picked else ' '} {one}", width) for place, one in enumerate(choices)]
        return Content("\n".join(([sentence] if sentence else []) + lines))


class CellEntry(Entry):
    """The line of the cell. `press` is asked about each key first, with the key and the letter it types ("" for none);
    what it does not deal with is the line's."""

    DEFAULT_CSS = """
    CellEntry { layer: entry; position: absolute; padding: 0 !important; background: $boost;
        &:focus { background: $surface-lighten-2; text-style: bold; }
    }
    """

    def __init__(self, press: Callable[[str, str], Awaitable[bool]]) -> None:
        super().__init__("", "", {})
        self._press = press

    async def _on_key(self, event: events.Key) -> None:
        letter = event.character if event.is_printable and event.character else ""
        if await self._press(event.key, letter):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)


def place_cell(grid: Grid, region: Region, least: int, line: CellEntry, under: Under) -> None:
    """Put the line over a cell of the grid, as wide as it, or `least` cells where there is room; what is said about it
    stands under it, as far to the left as it needs."""
    around = grid.region
    right = around.width - 1
    left = max(min(region.x, right - max(region.width, least)), 1)
    line.styles.offset = (around.x + left, around.y + region.y)
    line.styles.width = max(min(max(region.width, least), right - left), 1)
    beneath = max(min(left, right - min(_UNDER_WIDTH, right)), 1)
    under.styles.offset = (around.x + beneath, around.y + region.y + 1)
    under.styles.width = max(right - beneath, 1)
