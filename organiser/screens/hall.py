"""What a desk and a pile share: one line that takes all keys, and a copy in the second place after each batch."""

from collections.abc import Sequence
from functools import partial

from organiser.commands.actions import EVERYWHERE, Action
from organiser.errors import Problem
from organiser.screens.base import Page
from organiser.services import second_place
from organiser.services.second_place import BATCH, Copied
from organiser.widgets.entry import Entry
from organiser.widgets.lines import Lines

# Of what works everywhere, all that is no letter and no digit: these are typed into the line.
_FITTING = ("app.back", "app.leave", "app.command_palette", "app.theme_next")


class HallPage(Page):
    """A heading, a line, and lines under it that are chosen from with up and down; what is typed never leaves the line.

    Changes are copied to the second place, where one was chosen.
    """

    DEFAULT_CSS = """
    HallPage {
        & > Heading { padding: 0 1; }
    }
    """
    _since = 0

    def keys_now(self) -> Sequence[Action]:
        return (*self.actions, *(action for action in EVERYWHERE if action.name in _FITTING))

    def on_mount(self) -> None:
        # Only the line takes keys.
        self.lines.can_focus = False
        self.set_focus(self.line)

    @property
    def line(self) -> Entry:
        return self.query_one(Entry)

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    # The second place -----------------------------------------------------------------------------------------------

    def changed_one(self) -> None:
        """A change was made; after each BATCH of them a copy is."""
        self._since += 1
        if self._since >= BATCH:
            self.copy_now()

    def copy_now(self) -> None:
        """Make a copy of what was changed since the last."""
        folder = second_place.place(self.host.settings)
        if folder is not None and self._since:
            self._since = 0
            work = partial(second_place.copy, folder=folder)
            self.ask("second place", work, self._copied, lane="slow", refused=self._not_copied)

    def _copied(self, made: Copied) -> None:
        self.tell(f"A copy is in the second place, as of {made.at}.")

    def _not_copied(self, problem: Problem) -> None:
        self._since = BATCH
        self.tell(problem.sentence, problem=True)

    def on_unmount(self) -> None:
        """Whoever leaves the desk leaves a copy of the last changes, too."""
        folder = second_place.place(self.host.settings)
        if folder is not None and self._since:
            self.host.desk.do("slow", "second place", partial(second_place.copy, folder=folder), lambda _: None)
