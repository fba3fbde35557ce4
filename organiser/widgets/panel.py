"""A panel over the foot of a page, in which one line is typed; what stays behind it stays in sight."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from organiser.text import safe_text
from organiser.widgets.asking import Asks
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading, Status
from organiser.widgets.lines import Lines, Row


class Panel(ModalScreen[str], Asks):
    """One line to type, with words under it that answer while it is typed.

    A subclass reacts to `typed()` and `entered()`; `say()` and `show()` put words under the line. Nothing that was
    typed is lost: `keep` names where it stays when the panel is left unfinished, and it is there again next time.
    """

    DEFAULT_CSS = """
    Panel { align: center bottom; background: $background 40%;
        & > Vertical { height: auto; max-height: 80%; background: $surface; border-top: solid $primary; padding: 0 1; }
        & Entry { padding: 0 !important; }
        & Heading { height: 1; text-style: bold; }
        & Lines { height: auto; max-height: 14; }
    }
    """
    # Nothing but the line has the focus; escape works even where it has lost it.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close_panel", "Leave", show=False)]

    def __init__(self, title: str, hint: str = "", value: str = "", keep: str = "") -> None:
        super().__init__()
        self._title = title
        self._hint = hint
        self._keep = keep
        self._value = value

    def compose(self) -> ComposeResult:
        self._value = self._value or self.host.kept.get(self._keep, "")
        with Vertical():
            yield Heading(self._title)
            yield Entry(self._value, self._hint, self._keys())
            yield Lines(label_width=11)
            yield Status()

    def _keys(self) -> dict[str, Callable[[], object]]:
        return {
            "enter": self._submit,
            "tab": self.action_complete,
            "escape": self.action_close_panel,
            "down": partial(self.action_step, 1),
            "up": partial(self.action_step, -1),
        }

    def on_mount(self) -> None:
        # Only the line takes keys; the words under it are chosen from with up and down.
        self.lines.can_focus = False
        self.set_focus(self.line)
        self.typed(self._value)

    @property
    def line(self) -> Entry:
        return self.query_one(Entry)

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    # For subclasses -------------------------------------------------------------------------------------------------

    def typed(self, text: str) -> None:
        """What to do whenever the line has changed."""

    def entered(self, text: str) -> None:
        """What to do when enter is pressed."""
        raise NotImplementedError

    def completed(self, key: object) -> str | None:
        """What the line becomes when the row with this key is taken over by tab or a click; None: it stays."""
        return None

    def show(self, rows: list[Row]) -> None:
        self.lines.show(rows)

    def say(self, sentence: str, *, problem: bool = False) -> None:
        self.query_one(Status).show(sentence, problem=problem)

    def clear(self) -> None:
        """The line has been dealt with: an empty one for the next."""
        self.line.value = ""
        if self._keep:
            self.host.kept.pop(self._keep, None)

    def done(self, answer: str = "") -> None:
        """Close, with an answer for whoever opened the panel."""
        self.clear()
        self.close(answer)

    def close(self, answer: str = "") -> None:
        """Leave, unless that has been done already."""
        if self.is_current:
            self.dismiss(answer)

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if self._keep:
            self.host.kept[self._keep] = event.value
        self.typed(event.value)

    def _submit(self) -> None:
        self.entered(safe_text(self.line.value))

    def action_step(self, way: int) -> None:
        if way > 0:
            self.lines.action_down()
        else:
            self.lines.action_up()

    def action_complete(self) -> None:
        key = self.lines.key
        text = self.completed(key) if key is not None else None
        if text is not None:
            self.line.value = text
            self.line.action_end()

    @on(Lines.Opened)
    def _clicked(self, message: Lines.Opened) -> None:
        self.action_complete()

    def action_close_panel(self) -> None:
        self.close()
