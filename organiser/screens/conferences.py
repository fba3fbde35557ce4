"""The community conferences: what comes next of each; a new one in one line."""

from collections.abc import Iterator

from textual import on

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.services import conference_changes, conference_page
from organiser.services.conference_page import Line
from organiser.services.conferences import Draft, Written
from organiser.store import clock
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

_NOTHING = "There is no conference yet: n sets one up, as in 'Forest Hill decides, 12 September, Forest Hill'."


class ConferencesPage(LinesPage, page="conferences"):
    """All conferences, the latest first."""

    label_width = 12

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Line] | None = None

    def title_words(self) -> str:
        return "Conferences"

    def reload(self) -> None:
        self.ask("conferences", conference_page.lines, self._arrived)

    def _arrived(self, found: list[Line]) -> None:
        self._found = found
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: list[Line]) -> Iterator[Row]:
        if not found:
            yield Row(_NOTHING, kind="quiet")
        for title, held in (("Coming", [one for one in reversed(found) if one.days >= 0]),
                            ("Earlier", [one for one in found if one.days < 0])):  # fmt: skip
            if not held:
                continue
            yield Row(title, kind="heading", right="in days" if title == "Coming" else "")
            for one in held:
                conference = one.conference
                wards = ", ".join(vote.ward.shown for vote in conference.votes)
                day = uk_date(conference.event.on, clock.today())
                right = f"{one.days:,}" if one.days >= 0 else ""
                yield Row(f"{conference.shown}: {wards}", label=day, key=conference.uid, right=right)
                yield Row(f"next: {one.following}" if one.following else "all is done", kind="quiet")
            yield Row("")

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        from organiser.screens.conference import ConferencePage

        await self.app.push_screen(ConferencePage(str(message.key)))

    async def action_new(self) -> None:
        await self.app.push_screen(NewConferencePanel())

    async def action_promises(self) -> None:
        from organiser.screens.promises import PromisesPage

        await self.app.push_screen(PromisesPage(""))


class NewConferencePanel(Panel):
    """A conference in one line; what is understood of it stands under the line."""

    def __init__(self) -> None:
        super().__init__(
            "A new conference: what it is called, the day, its wards", "12 september Forest Hill, Crofton Park",
            keep="conference",
        )  # fmt: skip

    def typed(self, text: str) -> None:
        if not text.strip():
            self.show([Row("A ward votes once, also over two evenings. One choice is the method to begin with.",
                           kind="quiet")])  # fmt: skip
            return
        self.ask("draft", lambda store: conference_changes.drafted(store, text), self._understood)

    def _understood(self, found: tuple[Draft, list[str]]) -> None:
        draft, problems = found
        rows = [Row(words, label=label) for label, words in (
            ("Called", draft.title), ("Day", uk_date(draft.on)), ("Wards", ", ".join(draft.wards)),
            ("Place", draft.place), ("Led by", draft.leader), ("Agenda", draft.agenda)) if words]  # fmt: skip
        self.show(rows + [Row(f"! {one}", kind="problem") for one in problems])

    def entered(self, text: str) -> None:
        if not text:
            self.say("Say what it is called, the day, and the wards that vote.", problem=True)
            return
        self.change(lambda store: conference_changes.new(store, text), self._made, refused=self._refused)

    def _made(self, written: Written) -> None:
        self.host.tell(f"{written.conference.shown} is set up, and what is to be done by when. u takes it back.")
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)
