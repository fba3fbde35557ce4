"""The keys of a page, in words."""

from collections.abc import Sequence

from textual.app import ComposeResult

from organiser.commands.actions import LISTS, Action, key_name
from organiser.screens.base import Page
from organiser.widgets.lines import Lines, Row


class HelpPage(Page):
    """What can be done on the page it was asked from."""

    def __init__(self, of: str, actions: Sequence[Action]) -> None:
        super().__init__()
        self._of = of
        self._actions = actions

    def title_words(self) -> str:
        return "keys"

    def body(self) -> ComposeResult:
        yield Lines()

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        lines.focus()
        own = [action for action in self._actions if not action.name.startswith("app.")]
        everywhere = [action for action in self._actions if action.name.startswith("app.")]
        rows = [Row(f"{self._of}: the keys of this page", kind="heading")] if own else []
        rows += map(_row, own)
        rows += [Row(""), Row("Everywhere", kind="heading"), *map(_row, everywhere)]
        rows += [Row(""), Row("In lists", kind="heading"), *map(_row, LISTS)]
        rows += [Row(""), Row("The mouse does it all too: click a line or a key at the foot; a double click opens.")]
        lines.show(rows)


def _row(action: Action) -> Row:
    same = f"organiser {action.command}" if action.command else ""
    return Row(action.title, label=" ".join(key_name(key) for key in action.keys), right=same)
