"""A list of lines that is held in memory: headings, labels and words; some can be opened, some mended in place."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from organiser.commands.actions import LISTS
from organiser.widgets.cells import cut, fitted, wrapped

_POINTER = 2
_GAP = 2
_LABEL = 14
_NARROW = 50


class Row(NamedTuple):
    """One line: a label on the left, words that wrap, and words on the right. `key` is what opening it means; a line
    without one is passed over by the cursor. `kind` is heading, text, quiet or problem."""

    words: str
    label: str = ""
    key: Hashable = None
    right: str = ""
    kind: str = "text"


class _Drawn(NamedTuple):
    """A line of the screen: which row it shows, and which of its lines."""

    row: int
    label: str
    words: str
    right: str


class Lines(ScrollView, can_focus=True):
    """Rows one under the other, with a cursor on those that have a key."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--heading", "lines--label", "lines--cursor", "lines--quiet", "lines--problem",
    }  # fmt: skip
    DEFAULT_CSS = """
    Lines { height: 1fr; overflow-x: hidden; scrollbar-gutter: stable; scrollbar-size-vertical: 1; layers: base entry;
        & > .lines--heading { text-style: bold; color: $text-primary; }
        & > .lines--label { color: $text-muted; }
        & > .lines--quiet { color: $text-muted; }
        & > .lines--problem { color: $text-warning; text-style: bold; }
        & > .lines--cursor { background: $surface-lighten-1; }
        &:focus > .lines--cursor { background: $block-cursor-background; color: $block-cursor-foreground;
            text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), action.name, action.word, show=False) for action in LISTS
    ]

    class Opened(Message):
        """A row is to be opened."""

        def __init__(self, key: Hashable) -> None:
            super().__init__()
            self.key = key

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, key: Hashable) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, id: str | None = None, label_width: int = _LABEL) -> None:  # noqa: A002  textual's word
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._drawn: list[_Drawn] = []
        self._first: list[int] = []
        self._cursor = -1
        self._label_width = label_width
        # Until somebody has moved it, the cursor stays on the first line that can be opened.
        self._moved = False

    # What it shows ------------------------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor stays on the key it is on, else near it."""
        key = self.key
        self._rows = rows
        self._lay_out()
        places = [place for place, row in enumerate(rows) if row.key is not None]
        same = [place for place in places if rows[place].key == key and key is not None]
        near = min(places, key=lambda place: abs(place - self._cursor), default=-1)
        first = places[0] if places else -1
        self._cursor = first if not self._moved else same[0] if same else near
        self._follow()
        self.refresh()
        self.post_message(self.Moved(self.key))

    @property
    def key(self) -> Hashable:
        """The key of the row under the cursor; None where there is none."""
        return self._rows[self._cursor].key if 0 <= self._cursor < len(self._rows) else None

    def go_to(self, key: Hashable) -> None:
        """Put the cursor on a row."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                self._go(place)

    # Moving ---------------------------------------------------------------------------------------------------------

    def action_up(self) -> None:
        self._step(-1)

    def action_down(self) -> None:
        self._step(1)

    def action_page_up(self) -> None:
        self.scroll_to(y=self.scroll_offset.y - self.size.height, animate=False, immediate=True)
        self._cursor_into_view(-1)

    def action_page_down(self) -> None:
        self.scroll_to(y=self.scroll_offset.y + self.size.height, animate=False, immediate=True)
        self._cursor_into_view(1)

    def action_first(self) -> None:
        self.scroll_to(y=0, animate=False, immediate=True)
        self._go(min(self._places(), default=-1))

    def action_last(self) -> None:
        self.scroll_to(y=self.virtual_size.height, animate=False, immediate=True)
        self._go(max(self._places(), default=-1))

    def action_open(self) -> None:
        if self.key is not None:
            self.post_message(self.Opened(self.key))

    def _places(self) -> list[int]:
        return [place for place, row in enumerate(self._rows) if row.key is not None]

    def _step(self, way: int) -> None:
        """To the next row that can be opened; where it is not in sight yet, one line of text further."""
        ahead = [place for place in self._places() if (place - self._cursor) * way > 0]
        target = min(ahead, key=lambda place: abs(place - self._cursor), default=None)
        top, height = self.scroll_offset.y, self.size.height
        if target is None or not top - 1 <= self._first[target] <= top + height:
            self.scroll_to(y=top + way, animate=False, immediate=True)
        if target is not None and top - 1 <= self._first[target] <= top + height:
            self._go(target)

    def _cursor_into_view(self, way: int) -> None:
        top, bottom = self.scroll_offset.y, self.scroll_offset.y + self.size.height
        places = [place for place in self._places() if top <= self._first[place] < bottom]
        if places:
            self._go(max(places) if way > 0 else min(places))

    def _go(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            self._moved = True
            self.refresh()
            self.post_message(self.Moved(self.key))
        self._follow()

    def _follow(self) -> None:
        if not 0 <= self._cursor < len(self._first):
            return
        line, top, height = self._first[self._cursor], self.scroll_offset.y, self.size.height
        if line < top:
            self.scroll_to(y=line if line > 1 else 0, animate=False, force=True, immediate=True)
        elif height and line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, force=True, immediate=True)

    def on_click(self, event: events.Click) -> None:
        self.focus()
        place = self.scroll_offset.y + event.y
        if place < len(self._drawn):
            row = self._drawn[place].row
            if self._rows[row].key is not None:
                self._go(row)
                if event.chain == 2:
                    self.action_open()

    # Drawing --------------------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._lay_out()
        self._follow()

    @property
    def label_width(self) -> int:
        """Cells for labels: none where no row has one, fewer on a narrow screen."""
        if not any(row.label for row in self._rows):
            return 0
        return self._label_width if self._width >= _NARROW else min(self._label_width, 10)

    def _lay_out(self) -> None:
        width = max(self._width, 20)
        left = _POINTER + (self.label_width + 1 if self.label_width else 0)
        self._drawn = []
        self._first = []
        for place, row in enumerate(self._rows):
            self._first.append(len(self._drawn))
            start = _POINTER if row.kind == "heading" else left
            right = cut(row.right, width // 2)
            room = width - start - (cell_len(right) + _GAP if right else 0)
            lines = wrapped(row.words, room)
            self._drawn.append(_Drawn(place, row.label, lines[0], right))
            self._drawn += [_Drawn(place, "", line, "") for line in lines[1:]]
        self.virtual_size = Size(self._width, len(self._drawn))

    @property
    def _width(self) -> int:
        """Cells beside the scrollbar."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        width = self._width
        place = self.scroll_offset.y + y
        if place >= len(self._drawn):
            return Strip.blank(width, self.rich_style)
        drawn = self._drawn[place]
        row = self._rows[drawn.row]
        style = self.rich_style
        if row.kind != "text":
            style += self.get_component_rich_style(f"lines--{row.kind}", partial=True)
        label = self.rich_style + self.get_component_rich_style("lines--label", partial=True)
        here = drawn.row == self._cursor
        if here:
            style += self.get_component_rich_style("lines--cursor", partial=True)
            label = style
        pointer = "▸ " if here and place == self._first[drawn.row] else "  "
        segments = [Segment(pointer, style)]
        used = _POINTER
        if self.label_width and row.kind != "heading":
            segments.append(Segment(fitted(drawn.label, self.label_width) + " ", label))
            used += self.label_width + 1
        right = cell_len(drawn.right)
        segments.append(Segment(fitted(drawn.words, width - used - right), style))
        if right:
            segments.append(Segment(drawn.right, style))
        return Strip(segments, width)

    # Mending in place -----------------------------------------------------------------------------------------------

    def place_of(self, key: Hashable) -> Region | None:
        """Where the words of a row stand on this widget; None where they are out of sight."""
        for place, row in enumerate(self._rows):
            if row.key == key:
                left = _POINTER + (self.label_width + 1 if self.label_width else 0)
                y = self._first[place] - self.scroll_offset.y
                return Region.from_offset(Offset(left, y), Size(max(self._width - left, 10), 1))
        return None
