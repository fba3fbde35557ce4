"""The issues of a ward: their ranking with bars, and the words in which the one under the cursor was named."""

from collections.abc import Iterator

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from organiser.rules.dates import uk_date
from organiser.rules.spells import spell_words
from organiser.screens.issue_acts import ActsOnIssues
from organiser.screens.shown import counted
from organiser.services import filing, issues, ranking
from organiser.services.doorstep import ward_of
from organiser.services.filing import Near
from organiser.services.issues import Issue, Spelled
from organiser.services.ranking import Asked, Ranked, Ranking
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.bars import bar, change
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row

# From so many cells the wordings stand to the right of the ranking.
_WIDE = 120
_WORDINGS = 100
# Cells for the number, the change and what stands between, at the end of a line.
_NUMBERS = 20


class IssuesPage(ActsOnIssues, page="issues"):
    """What was said in a ward, by its code; `since` and `until` are ISO days ("": open)."""

    DEFAULT_CSS = """
    IssuesPage { & > Container { layout: vertical; height: 1fr;
            & > #ranking { height: 2fr; width: 1fr; }
            & > #beneath { height: 1fr; min-height: 5; width: 1fr; border-top: solid $primary; }
        }
        &.wide > Container { layout: horizontal;
            & > #ranking { height: 1fr; width: 3fr; }
            & > #beneath { height: 1fr; width: 2fr; border-top: none; border-left: solid $primary; }
        }
    }
    """

    def __init__(self, ward: str, since: str = "", until: str = "") -> None:
        super().__init__()
        self.ward = ward
        self._since, self._until = since, until
        self._found: Ranking | None = None
        self._selected: set[str] = set()
        self._near: dict[str, list[Near]] = {}
        # Of which issue by uid the wordings stand beneath.
        self._beneath_of = ""

    def title_words(self) -> str:
        return self.ward_name()

    def ward_name(self) -> str:
        wards = self._found.wards if self._found else []
        return wards[0].ward.shown if wards else "Ward"

    def body(self) -> ComposeResult:
        yield Heading("")
        with Container():
            yield Lines(id="ranking", label_width=4)
            with Container(id="beneath"):
                yield Lines(id="wordings", label_width=6)

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self.lines.show([Row("Counting …", kind="quiet")])

    @property
    def lines(self) -> Lines:
        return self.query_one("#ranking", Lines)

    @property
    def said(self) -> Lines:
        """The wordings of the issue under the cursor, and what it may be part of."""
        return self.query_one("#wordings", Lines)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        asked = Asked(ward=self.ward, since=self._since, until=self._until)
        self._near.clear()
        self.ask("ranking", lambda store: ranking.ranking(store, asked), self._arrived)

    def _arrived(self, found: Ranking) -> None:
        self._found = found
        known = {one.issue.uid for one in found.ranking}
        self._selected &= known
        self.retitle()
        figures = found.figures
        self.trail.show(right=f"{figures.people:,} asked · {counted(figures.households, 'household', 'households')}"
                        if figures.households else f"{figures.people:,} asked")  # fmt: skip
        today, compared = clock.today(), found.compared
        self.query_one(Heading).show(
            f" {spell_words(self._since, self._until, today).capitalize()} · ▲▼ {compared.days} days to "
            f"{uk_date(compared.until, today)}, and {compared.days} before"
        )
        self._draw()
        self._ask_beneath()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _WIDE, "wide")
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._found is not None:
            self.lines.show(list(self._rows(self._found)))

    def _rows(self, found: Ranking) -> Iterator[Row]:
        if not found.ranking:
            yield Row("Nobody named an issue here in these days. p chooses other days.", kind="quiet")
            return
        most = found.ranking[0].conversations
        yield Row("Issue", kind="heading", right=self._right("", "heard", "homes", ""))
        for one in found.ranking:
            mark = "● " if one.issue.uid in self._selected else ""
            note = "" if one.issue.offered else " (not offered for a vote)"
            place = f"{one.place:>3}{'=' if one.tied else ' '}"
            yield Row(f"{mark}{one.issue.name}{note}", label=place, key=one.issue.uid, right=self._bar(one, most))
        figures = found.figures
        yield Row("")
        told = [f"{figures.conversations:,} asked", f"{figures.no_answer:,} gave no answer"]
        told += [f"{figures.other:,} said something else"] if figures.other else []
        told.append(f"would come: {figures.conference['yes']:,} yes, {figures.conference['maybe']:,} maybe")
        yield Row(", ".join(told), kind="quiet")
        if len(found.categories) > 1:
            by = (f"{one.category or 'no category'} {one.conversations:,}" for one in found.categories)
            yield Row(f"By category: {', '.join(by)}", kind="quiet")

    def _bar(self, one: Ranked, most: int) -> str:
        homes = f"{one.households:,}" if one.households else "–"
        return self._right(bar(one.conversations / most, self._room), f"{one.conversations:,}", homes,
                           change(one.change))  # fmt: skip

    @property
    def _room(self) -> int:
        """Cells for a bar."""
        return max(self.lines.size.width // 2 - _NUMBERS, 4)

    def _right(self, share: str, heard: str, homes: str, moved: str) -> str:
        return f"{share:<{self._room}} {heard:>5} {homes:>5} {moved:<5}"

    # Beneath the cursor ---------------------------------------------------------------------------------------------

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        """The cursor stands on another line, of either list: what is beneath follows the issue."""
        issue = self.issue_here()
        if (issue.uid if issue else "") != self._beneath_of:
            self._ask_beneath()

    def _ask_beneath(self) -> None:
        issue, ward = self.issue_here(), self.ward
        self._beneath_of = issue.uid if issue else ""
        if issue is None:
            self.said.show([])
            return

        def work(store: Store) -> tuple[Issue, list[Spelled], list[Near]]:
            here = ward_of(store, ward)
            return issue, issues.wordings(store, issue, here)[0], filing.near(store, issue, here)

        self.ask("beneath", work, self._beneath, lane="slow")

    def _beneath(self, found: tuple[Issue, list[Spelled], list[Near]]) -> None:
        issue, spelled, near = found
        if self.issue_here() != issue:
            return
        self._near[issue.uid] = near
        rows = [Row(issue.name, kind="heading", right=issue.category)]
        rows += [
            Row(one.wording, label=f"{one.conversations:>6,}", key=("said", one.wording)) for one in spelled[:_WORDINGS]
        ]
        if near:
            rows += [Row(f"May be part of {near[0].issue.name}: {near[0].why}. y files it there, n keeps it apart.",
                         kind="quiet")]  # fmt: skip
        self.said.show(rows)

    # Keys -----------------------------------------------------------------------------------------------------------

    def issue_here(self) -> Issue | None:
        found = self._found.ranking if self._found else []
        return next((one.issue for one in found if one.issue.uid == self.lines.key), None)

    def chosen(self) -> list[Issue]:
        found = self._found.ranking if self._found else []
        return [one.issue for one in found if one.issue.uid in self._selected] or super().chosen()

    def filed(self, answer: str | None) -> None:
        if answer:
            self._selected.clear()
            self._draw()

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        if isinstance(message.key, str):
            self.open_issue(message.key)
        else:
            await self.action_split()

    def action_choose(self) -> None:
        issue = self.issue_here()
        if issue:
            self._selected ^= {issue.uid}
            self._draw()
            self.lines.action_down()

    async def action_split(self) -> None:
        issue, key = self.issue_here(), self.said.key
        if issue is None:
            return
        if self.focused is not self.said:
            self.set_focus(self.said)
            self.tell("Choose the wording with ↑ ↓, then s (or enter) splits it off; tab goes back.")
        elif isinstance(key, tuple):
            await self.split(issue, str(key[1]))
            self.set_focus(self.lines)

    def action_yes(self) -> None:
        issue, near = self._proposal()
        if issue and near:
            uid, into = issue.uid, near[0].issue.uid
            self.change(
                lambda store: issues.merge(store, [issues.find_issue(store, uid)], issues.find_issue(store, into)),
                lambda moved: self.tell(
                    f"{counted(moved.conversations, 'conversation', 'conversations')} filed under {moved.issue.name}, "
                    "in every ward. u takes it back."
                ),
            )

    def action_no(self) -> None:
        issue, near = self._proposal()
        if issue and near:
            uid = issue.uid
            self.change(
                lambda store: filing.keep(store, issues.find_issue(store, uid)),
                lambda kept: self.tell(f"{kept.issue.name} is an issue of its own. u takes it back."),
            )

    def _proposal(self) -> tuple[Issue | None, list[Near]]:
        issue = self.issue_here()
        near = self._near.get(issue.uid, []) if issue else []
        if not near:
            self.tell("Nothing is proposed for this one: m files it under another.", problem=True)
        return issue, near

    async def action_period(self) -> None:
        from organiser.screens.issue_panels import PeriodPanel

        await self.app.push_screen(PeriodPanel(self._since, self._until, self._look_at))

    def _look_at(self, since: str, until: str) -> None:
        self._since, self._until = since, until
        self.reload()

    async def action_filing(self) -> None:
        from organiser.screens.filing import FilingPage

        await self.app.push_screen(FilingPage(self.ward, self.ward_name()))

    def action_ward(self) -> None:
        self.host.open_place("ward", self.ward)
