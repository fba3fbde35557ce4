"""Words that wrap, and a line that tells how far long work has come."""

from textual.content import Content
from textual.widget import Widget

from organiser.text import safe_lines
from organiser.widgets.cells import cut, fitted, wrapped

_BAR = 24


class Prose(Widget):
    """A paragraph: wrapped at words, as high as it needs to be."""

    DEFAULT_CSS = """
    Prose { height: auto; padding: 0 1; }
    """

    def __init__(self, words: str = "", *, id: str | None = None) -> None:  # noqa: A002  textual's own word
        super().__init__(id=id)
        self._words = words

    @property
    def words(self) -> str:
        return self._words

    def show(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.refresh(layout=True)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(wrapped(self._words, width)) if self._words else 0

    def render(self) -> Content:
        return Content("\n".join(wrapped(safe_lines(self._words), self.content_size.width)))


class Bar(Widget):
    """How far work has come: what is done, a bar where the whole is known, else a number. It is hidden when idle."""

    DEFAULT_CSS = """
    Bar { height: 1; padding: 0 1; display: none; color: $text-accent; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._done = 0
        self._total = 0

    def show(self, what: str, done: int = 0, total: int = 0) -> None:
        """Show how far it has come; without words nothing is shown."""
        self._what, self._done, self._total = what, done, total
        self.display = bool(what)
        self.refresh()

    def render(self) -> Content:
        width = self.content_size.width
        if self._total:
            full = min(self._done * _BAR // self._total, _BAR)
            right = f" {'█' * full}{'░' * (_BAR - full)} {min(self._done * 100 // self._total, 100):3d} %"
        else:
            right = f" {self._done:,} …" if self._done else " …"
        right = cut(right, width // 2)
        return Content(fitted(self._what, min(len(self._what), width - len(right))) + right)
