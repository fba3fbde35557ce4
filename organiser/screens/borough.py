"""What is heard across the wards of a council: in how many wards, how often, and how far it was taken."""

from collections.abc import Iterator

from textual import events, on
from textual.app import ComposeResult

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.spells import spell_words
from organiser.screens.issue_acts import ActsOnIssues
from organiser.services import borough
from organiser.services.borough import Across, Borough
from organiser.services.issues import Issue
from organiser.services.levels import Raised
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.bars import bar, change
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row

# Cells for the numbers at the end of a line.
_NUMBERS = 22


class BoroughPage(ActsOnIssues, page="borough"):
    """The issues of a council by code; of the one where the most was heard where none is given."""

    def __init__(self, council: str = "") -> None:
        super().__init__()
        self._council = council
        self._councils: list[Place] = []
        self._since = self._until = ""
        self._found: Borough | None = None

    def title_words(self) -> str:
        return self._found.council.shown if self._found else "Borough"

    def body(self) -> ComposeResult:
        yield Heading("")
        yield Lines(label_width=9)

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self.lines.show([Row("Counting …", kind="quiet")])

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        council, since, until = self._council, self._since, self._until

        def work(store: Store) -> tuple[Borough, list[Place]]:
            return borough.borough(store, council, since, until), borough.councils(store)

        self.ask("borough", work, self._arrived, lane="slow", refused=self._nothing)

    def _nothing(self, problem: Problem) -> None:
        self._found = None
        self.lines.show([Row("Nothing was heard at a door yet.", kind="quiet")])

    def _arrived(self, found: tuple[Borough, list[Place]]) -> None:
        self._found, self._councils = found
        self._council = self._found.council.gss
        self.retitle()
        self.trail.show(right=f"{self._found.asked:,} asked in {self._found.wards:,} wards")
        spell = spell_words(self._since, self._until, clock.today()).capitalize()
        others = " · o shows the next council" if len(self._councils) > 1 else ""
        self.query_one(Heading).show(f" {spell} · what is heard in the most wards first{others}")
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._found is not None:
            self.lines.show(list(self._rows(self._found)))

    def _rows(self, found: Borough) -> Iterator[Row]:
        if not found.across:
            yield Row("Nobody named an issue here in these days. p chooses other days.", kind="quiet")
            return
        yield Row("Issue", kind="heading", right=self._right("", "wards", "heard", ""))
        today = clock.today()
        for one in found.across:
            level = "" if one.level == "ward" else one.level
            yield Row(one.issue.name, label=level, key=one.issue.uid, right=self._line(one, found.wards))
            for raised in one.raised:
                yield Row(_raised_words(raised, today), kind="quiet")
        if found.more:
            yield Row("There are more: those heard in the most wards are shown.", kind="quiet")

    def _line(self, one: Across, wards: int) -> str:
        width = max(self.size.width // 2 - _NUMBERS, 4)
        share = bar(one.wards / wards, width) if wards else ""
        return self._right(share, f"{one.wards:,}", f"{one.conversations:,}", change(one.change))

    def _right(self, share: str, wards: str, heard: str, moved: str) -> str:
        width = max(self.size.width // 2 - _NUMBERS, 4)
        return f"{share:<{width}} {wards:>5} {heard:>7} {moved:<5}"

    # Keys -----------------------------------------------------------------------------------------------------------

    def issue_here(self) -> Issue | None:
        found = self._found.across if self._found else []
        return next((one.issue for one in found if one.issue.uid == self.lines.key), None)

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        self.open_issue(str(message.key))

    async def action_period(self) -> None:
        from organiser.screens.issue_panels import PeriodPanel

        await self.app.push_screen(PeriodPanel(self._since, self._until, self._look_at))

    def _look_at(self, since: str, until: str) -> None:
        self._since, self._until = since, until
        self.reload()

    def action_other(self) -> None:
        codes = [place.gss for place in self._councils]
        if len(codes) < 2:
            self.tell("Nothing was heard in the wards of another council yet.")
            return
        place = codes.index(self._council) if self._council in codes else -1
        self._council = codes[(place + 1) % len(codes)]
        self.reload()


def _raised_words(one: Raised, today: str) -> str:
    answer = f"answered {uk_date(one.answered, today)}" if one.answered else "no answer yet"
    said = f": {' '.join(one.answer.split())}" if one.answer else ""
    told = (one.taken, one.owner, f"on {uk_date(one.on, today)}", answer)
    return f"{', '.join(filter(None, told))}{said}"
