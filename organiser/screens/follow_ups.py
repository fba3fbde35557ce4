"""Whom from the doorstep to get back to: doors, and people who would help or come and may be contacted."""

from collections.abc import Iterator

from textual import on

from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.services import follow_ups
from organiser.services.follow_ups import FollowUp, Owed
from organiser.services.ranking import Asked
from organiser.services.tasks import Written
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

_NOTHING = "Nothing is owed: everybody from the doorstep was got back to."
_HOW = {"door": "at the door", "call": "call", "sms": "text", "email": "e-mail"}


class FollowUpsPage(LinesPage, page="follow-ups"):
    """One thing owed a line, the longest waiting first; of a ward by its code, or of all of them."""

    label_width = 12
    waiting = "Reading …"

    def __init__(self, ward: str = "") -> None:
        super().__init__()
        self._ward = ward
        self._owed: Owed | None = None

    def title_words(self) -> str:
        return "To get back to"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        asked = Asked(ward=self._ward)

        def found(store: Store) -> Owed:
            return follow_ups.owed(store, asked)

        self.ask("owed", found, self._arrived, lane="slow")

    def _arrived(self, found: Owed) -> None:
        self._owed = found
        self.trail.show(right=f"{len(found.things):,}{'+' if found.more else ''}" if found.things else "")
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: Owed) -> Iterator[Row]:
        if not found.things:
            yield Row(_NOTHING, kind="quiet")
        for one in found.things:
            words = f"{one.who}, {one.ward.shown}: {one.what}"
            yield Row(words, label=uk_date(one.on, clock.today()), key=one.uid, right=_HOW[one.how])
        if found.more:
            yield Row("There are more: those who wait longest are shown.", kind="quiet")

    def _chosen(self) -> FollowUp | None:
        things = self._owed.things if self._owed else []
        return next((one for one in things if one.uid == self.lines.key), None)

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        one = self._chosen()
        if one is not None and one.person is not None:
            self.host.open_person(one.person.id)
        elif one is not None:
            self.host.open_place("ward", one.ward.gss)

    def action_task(self) -> None:
        one = self._chosen()
        if one is not None:
            uid = one.uid
            self.change(lambda store: follow_ups.make_task(store, uid), self._made)

    def _made(self, written: Written) -> None:
        self.tell(f"Task: {written.task.title}, by {uk_date(written.task.due, clock.today())}. u takes it back.")
