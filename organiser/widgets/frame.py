"""What stands around every page: where one is, what just happened, and what can be pressed."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from organiser.commands.actions import Action
from organiser.text import safe_text
from organiser.widgets.cells import cut


class Trail(Widget):
    """The first line: the way here, and on the right what the page counts."""

    DEFAULT_CSS = """
    Trail { height: 1; background: $panel; color: $foreground; text-style: bold; padding: 0 1; }
    """

    def __init__(self, way: Sequence[str]) -> None:
        super().__init__()
        self._way = list(way)
        self._right = ""

    def show(self, *, way: Sequence[str] | None = None, right: str | None = None) -> None:
        if way is not None:
            self._way = list(way)
        if right is not None:
            self._right = right
        self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        right = cut(self._right, width // 2)
        left = cut(self._fitting(width - len(right) - 2), width - len(right) - 2)
        return Content(f"{left}{right:>{max(width - Content(left).cell_length, 0)}}")

    def _fitting(self, width: int) -> str:
        """The way, without what lies between its beginning and here where there is no room for all of it."""
        whole = " ▸ ".join(self._way)
        for left_out in range(1, len(self._way)):
            if cell_len(whole) <= width:
                break
            whole = " ▸ ".join((self._way[0], "…", *self._way[left_out + 1 :]))
        return whole


class Detail(Widget):
    """A line under a list: more of what the cursor is on."""

    DEFAULT_CSS = """
    Detail { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def show(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.refresh()

    def render(self) -> Content:
        return Content(cut(self._words, self.content_size.width))


class Status(Widget):
    """The line above the keys: what just happened, in words; a problem is marked by a sign, not by colour alone."""

    DEFAULT_CSS = """
    Status { height: auto; max-height: 4; min-height: 1; padding: 0 1; color: $text-muted;
        &.problem { color: $text-warning; text-style: bold; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._sentence = ""

    def show(self, sentence: str, *, problem: bool = False) -> None:
        self._sentence = f"! {sentence}" if problem and sentence else sentence
        self.set_class(problem, "problem")
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content(safe_text(self._sentence))


class Keys(Widget):
    """The last line: the keys of this page, as many as there is room for; each can be clicked."""

    DEFAULT_CSS = """
    Keys { height: 1; background: $panel; padding: 0 1; }
    """

    def __init__(self, actions: Callable[[], Sequence[Action]]) -> None:
        super().__init__()
        self._actions = actions

    def render(self) -> Content:
        width = self.content_size.width
        actions = [action for action in self._actions() if action.foot]
        # The way out and the help of this page are always there: that names the keys for which there was no room.
        way_out = "app.leave" if self.screen is self.app.screen_stack[0] else "app.back"
        last = [action for name in (way_out, "app.help_keys") for action in self._actions() if action.name == name]
        parts: list[Content] = []
        used = sum(len(action.shown_key) + len(action.word) + 3 for action in last) - 2
        for action in [action for action in actions if action not in last]:
            length = len(action.shown_key) + len(action.word) + 3
            if used + length > width:
                break
            used += length
            parts.append(self._part(action))
        return Content("  ").join([*parts, *(self._part(action) for action in last)])

    def _part(self, action: Action) -> Content:
        name = action.name if action.name.startswith("app.") else f"screen.{action.name}"
        click = Style.from_meta({"@click": name})
        return Content.assemble((action.shown_key, Style(bold=True) + click), (f" {action.word}", click))


class Heading(Widget):
    """One line of words over a part of a page."""

    DEFAULT_CSS = """
    Heading { height: 1; text-style: bold; }
    """

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words

    def show(self, words: str) -> None:
        self._words = words
        self.refresh()

    def render(self) -> Content:
        return Content(cut(self._words, self.content_size.width))
