"""The first page of somebody who has no database yet: who are you, and how shall we begin?"""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from organiser.commands.actions import EVERYWHERE, Action
from organiser.errors import Problem
from organiser.screens.base import Page
from organiser.services import upkeep
from organiser.store.store import Store
from organiser.text import safe_text
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row

_CHOICES = (
    Row("Take in a list you have: a spreadsheet, an export of another program, an address book", key="import",
        label="i"),
    Row("Start empty, and add people one line at a time", key="empty", label="e"),
    Row("Look around first, in a throw-away database of invented people", key="demo", label="d"),
)  # fmt: skip


class WelcomePage(Page, page="welcome"):
    """Nothing is made before a choice is; the name can be left out."""

    DEFAULT_CSS = """
    WelcomePage {
        & > Heading { margin: 1 2 0 2; }
        & > Entry { margin: 0 2; padding: 0 !important; width: 40; }
        & > Lines { margin: 0 0 1 0; }
    }
    """

    def keys_now(self) -> Sequence[Action]:
        """Nobody can be found or added yet."""
        begun_without = [action for action in EVERYWHERE if action.name in ("app.help_keys", "app.leave")]
        return (*self.actions, *(action._replace(foot=True) for action in begun_without))

    def title_words(self) -> str:
        return "Welcome"

    def body(self) -> ComposeResult:
        yield Heading("The helpers, champions and activists that no party database can hold.")
        yield Heading("What is your name, as the history should show it?")
        yield Entry(self.host.desk.who, "your name, then enter", {"enter": self._named, "down": self._named})
        yield Heading("How shall we begin?")
        yield Lines(label_width=2)

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        lines.show([*_CHOICES, Row(""), Row(f"Everything is kept in one file: {self.host.desk.path}", kind="quiet"),
                    Row("It never leaves this machine unless you copy it.", kind="quiet")])  # fmt: skip
        self.set_focus(self.query_one(Entry))

    def _named(self) -> None:
        self.set_focus(self.query_one(Lines))

    @on(Lines.Opened)
    async def _chosen(self, message: Lines.Opened) -> None:
        await self.run_action(f"screen.{message.key}")

    def action_import(self) -> None:
        self._begin(importing=True)

    def action_empty(self) -> None:
        self._begin(importing=False)

    def action_demo(self) -> None:
        self.host.show_demo()

    def _begin(self, *, importing: bool) -> None:
        who = safe_text(self.query_one(Entry).value)
        self.host.desk.who = who
        try:
            Store.open_or_create(self.host.desk.path).close()
        except Problem as problem:
            self.tell(problem.sentence, problem=True)
            return
        self.change(lambda store: upkeep.set_up(store, who, []), lambda _: self.host.begin(importing=importing))
