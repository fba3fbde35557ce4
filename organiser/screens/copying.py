"""After each batch of changes at a desk or a pile a copy goes to the second place, while work goes on."""

from functools import partial

from organiser.errors import Problem
from organiser.screens.base import Page
from organiser.services import second_place
from organiser.services.second_place import BATCH, Copied


class Copying(Page):
    """A page whose changes are copied to the second place, where one was chosen."""

    _since = 0

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
