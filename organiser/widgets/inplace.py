"""A value that is mended where it stands: a line over the row of a list, and under it what is wrong with it."""

from collections.abc import Callable, Hashable
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from organiser.text import safe_text
from organiser.widgets.cells import cut
from organiser.widgets.entry import Entry
from organiser.widgets.lines import Lines

# What is done when the line is left: with its key and text, whether to save it, and the way to go on (0: nowhere).
Left = Callable[[Hashable, str, bool, int], None]


class Beneath(Widget):
    """What is to be said of the line, directly under it; a problem is marked by a sign, not by colour alone."""

    DEFAULT_CSS = """
    Beneath { height: auto; max-height: 4; background: $surface; color: $text-muted;
        &.problem { color: $text-warning; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sentence = ""

    def show(self, sentence: str, *, problem: bool = False) -> None:
        self._sentence = f"! {sentence}" if problem else sentence
        self.set_class(problem, "problem")
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content(safe_text(self._sentence))


class InPlace(Vertical):
    """The line. It lies on the layer `entry` of its page, over the words of a row of `lines`, and is hidden at first.

    It is there all the time, so that keys pressed behind enter or tab find the next line or the list at once.
    """

    DEFAULT_CSS = """
    InPlace { layer: entry; position: absolute; height: auto; background: $surface; display: none;
        & > Entry { padding: 0 !important; }
    }
    """

    def __init__(self, left: Left) -> None:
        super().__init__()
        self.key: Hashable = None
        self._label = ""
        self._left = left
        self._left_of_words = 0
        self._lines: Lines | None = None

    def compose(self) -> ComposeResult:
        keys: dict[str, Callable[[], object]] = {
            "enter": partial(self._leave, True, 0),
            "tab": partial(self._leave, True, 1),
            "shift+tab": partial(self._leave, True, -1),
            "escape": partial(self._leave, False, 0),
            "ctrl+u": self._empty,
        }
        yield Entry("", "", keys)
        yield Beneath()

    @property
    def is_open(self) -> bool:
        return self._lines is not None

    @property
    def text(self) -> str:
        return safe_text(self.query_one(Entry).value)

    def render(self) -> Content:
        """What the line is about, as the row under it says."""
        return Content(cut(f"▸ {self._label}", self._left_of_words))

    def open(self, lines: Lines, key: Hashable, text: str, hint: str, label: str = "") -> None:
        """Mend the row `key`, which says `text` so far, and is about `label`."""
        first = self._lines is None
        self.key, self._lines, self._label = key, lines, label
        self.display = True
        entry = self.query_one(Entry)
        entry.placeholder = hint
        entry.value = text
        entry.action_end()
        self.screen.set_focus(entry)
        self.place()
        if first:
            self.watch(lines, "scroll_y", self.place, init=False)

    def say(self, sentence: str, *, problem: bool = False) -> None:
        """Say something on the line directly under it."""
        self.query_one(Beneath).show(sentence, problem=problem)

    def close(self) -> None:
        """Hide; the list has the keys again."""
        lines, self._lines = self._lines, None
        self.display = False
        if lines is not None:
            self.screen.set_focus(lines)

    def place(self) -> None:
        """Stand over the row, wherever it is now; where it is out of sight, at the nearest edge."""
        region = self._lines.place_of(self.key) if self._lines else None
        if region is None or self._lines is None:
            return
        around = self._lines.region
        row = min(max(region.y, 0), max(around.height - 1, 0))
        # The labels of the rows under it are covered, too: they are not about what is said there.
        self._left_of_words = region.x
        for part in (self.query_one(Entry), self.query_one(Beneath)):
            part.styles.margin = (0, 0, 0, region.x)
        self.styles.offset = (around.x, around.y + row)
        self.styles.width = region.x + max(min(region.width, around.width - region.x), 10)
        self.refresh()

    def _leave(self, save: bool, way: int) -> None:
        self._left(self.key, self.text, save, way)

    def _empty(self) -> None:
        self.query_one(Entry).value = ""
