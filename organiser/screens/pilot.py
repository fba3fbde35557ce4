"""The pilot's figures: a seat a line, what it was before and per organiser day; each number opens to its people."""

from collections.abc import Iterator, Sequence

from textual import events, on

from organiser.commands.actions import EVERYWHERE, Action
from organiser.commands.pilots import rule_words
from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage, Page
from organiser.screens.one_line import OneLine
from organiser.services import pilot_figures, pilot_lines, pilots
from organiser.services.pilot_figures import NOBODY, Asked, Report, SeatFigures
from organiser.services.pilots import Draft
from organiser.store.store import Store
from organiser.widgets.bars import spark
from organiser.widgets.cells import fitted
from organiser.widgets.lines import Lines, Row

_NONE = "There is no pilot here yet: n sets one up, as in 'Pilot 2026, 1 January 2026 to 31 December 2026'."
_NO_SEAT = "No seat takes part yet: a shows who applied, s adds a seat."
# From so many cells there is room for the months, and for the columns that can be done without.
_WIDE, _FULL = 100, 74
# Cells beside the columns: the pointer, the scrollbar and the gap.
_AROUND = 4
_PAIRS = 4


class PilotPage(LinesPage, page="pilot"):
    """The figures of the latest scheme over a period, as known on a day."""

    label_width = 1
    waiting = "Counting …"

    def __init__(self) -> None:
        super().__init__()
        self._report: Report | None = None
        self._period = Asked()
        self._turn = 0

    def title_words(self) -> str:
        return self._report.scheme.name if self._report else "Pilot"

    def keys_now(self) -> Sequence[Action]:
        """Its own keys; those of every page but for the letters that mean something else here."""
        own = {key for action in self.actions for key in action.keys}
        return (*self.actions, *(action for action in EVERYWHERE if action.keys[0] not in own))

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        asked, turn = self._period, self._turn

        def read(store: Store) -> Report | None:
            schemes = pilots.list_schemes(store)
            return pilot_figures.report(store, schemes[turn % len(schemes)], asked) if schemes else None

        self.ask("figures", read, self._arrived, lane="slow", refused=self._refused)

    def _arrived(self, found: Report | None) -> None:
        self._report = found
        if found:
            version = found.scheme.version
            draft = "" if version.frozen else ", a draft"
            self.trail.show(right=f"definition {version.number}{draft} · as known on {uk_date(found.known)}")
        self.retitle()
        self._draw()

    def _refused(self, problem: Problem) -> None:
        self.tell(problem.sentence, problem=True)
        self._period = Asked()
        if self._report is None:
            self.reload()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self.shown_version >= 0 and (self._report is not None or not self.lines.key):
            self.lines.show(list(self._rows(self._report)))

    def _rows(self, found: Report | None) -> Iterator[Row]:
        if found is None:
            yield Row(_NONE, kind="quiet")
            return
        yield Row(f"{uk_date(found.since)} to {uk_date(found.until)}, counted {_by(found)}", kind="quiet")
        if found.seats:
            yield Row(self._line("Seat", "recruited", "range 95 %", "trained", "both", "months", "before", "a day"),
                      kind="heading")  # fmt: skip
        else:
            yield Row(_NO_SEAT, kind="quiet")
        for one in found.seats:
            yield Row(self._told(one), key=one.seat.id)
        if len(found.seats) > 1:
            total = found.total
            outside = any(one.seat.outside for one in found.seats)
            counts = (total.recruited, total.trained, total.recruited_and_trained)
            recruited, trained, both = (f"{count:,}" for count in counts)
            name = "In all but outside" if outside else "In all"
            yield Row(self._line(name, recruited, "", trained, both, "", "", ""), kind="quiet")
        yield Row("")
        for words in _beneath(found):
            yield Row(words)
        yield Row("")
        for words in rule_words(found.scheme.version):
            yield Row(words, kind="quiet")

    def _told(self, one: SeatFigures) -> str:
        name = f"outside: {one.seat.clp.shown}" if one.seat.outside else one.seat.clp.shown
        if not one.data:
            return self._line(name, "–", "no data", "", "", "", "", "")
        low, high = one.interval
        counts = one.counts
        months = spark([month.recruited for _, month in one.months], 18 if self._room >= _WIDE else 8)
        a_day = f"{one.per_day:.2f}" if one.per_day is not None else "–"
        return self._line(name, f"{counts.recruited:,}", f"{low}–{high}", f"{counts.trained:,}",
                          f"{counts.recruited_and_trained:,}", months, f"{one.baseline:,}", a_day)  # fmt: skip

    def _line(self, name: str, *cells: str) -> str:
        recruited, interval, trained, both, months, before, a_day = cells
        told = f"{recruited:>9} {interval:>10} {trained:>8} {both:>5}"
        if self._room >= _FULL:
            told += f" {fitted(months, 18 if self._room >= _WIDE else 8)}"
        told += f" {before:>6}"
        if self._room >= _FULL:
            told += f" {a_day:>5}"
        return f"{fitted(name, max(self._room - _AROUND - len(told), 10))}{told}"

    @property
    def _room(self) -> int:
        return self.size.width

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> SeatFigures | None:
        found = self._report.seats if self._report else ()
        here = next((one for one in found if one.seat.id == self.lines.key), None)
        if here is None:
            self.tell("Put the cursor on a seat first; s adds one.", problem=True)
        return here

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        from organiser.screens.pilot_people import BehindPage

        if (here := self._here()) is None or self._report is None:
            return
        if here.by_return:
            self.tell(NOBODY)
        else:
            asked = Asked(self._report.since, self._report.until, self._report.known, here.seat.id)
            await self.app.push_screen(BehindPage(self._report.scheme.name, asked, here.seat.clp.shown))

    async def action_months(self) -> None:
        from organiser.screens.pilot_people import MonthsPage

        if here := self._here():
            await self.app.push_screen(MonthsPage(here))

    async def action_definition(self) -> None:
        from organiser.screens.pilot_seats import DefinitionPage

        if scheme := self._scheme():
            await self.app.push_screen(DefinitionPage(scheme))

    async def action_applications(self) -> None:
        from organiser.screens.applications import ApplicationsPage

        if scheme := self._scheme():
            await self.app.push_screen(ApplicationsPage(scheme))

    async def action_seats(self) -> None:
        from organiser.screens.pilot_seats import SeatsPage

        if scheme := self._scheme():
            await self.app.push_screen(SeatsPage(scheme))

    async def action_gather(self) -> None:
        from organiser.screens.pilot_seats import GatherPanel

        if scheme := self._scheme():
            await self.app.push_screen(GatherPanel(scheme))

    async def action_write_return(self) -> None:
        from organiser.screens.pilot_seats import ReturnPanel

        if (scheme := self._scheme()) and (here := self._here()):
            await self.app.push_screen(ReturnPanel(scheme, here.seat.clp))

    async def action_report(self) -> None:
        from organiser.screens.pilot_out import ReportPanel

        if scheme := self._scheme():
            await self.app.push_screen(ReportPanel(scheme, self._period._replace(seat=None)))

    async def action_revisions(self) -> None:
        from organiser.screens.pilot_out import RevisionsPage

        if scheme := self._scheme():
            await self.app.push_screen(
                OneLine(
                    "How the figures changed since which day, and why",
                    "1 May 2026",
                    lambda store, text: pilot_lines.past_day(text),
                    lambda day: self._revised(RevisionsPage(scheme, day)),
                )
            )

    def _revised(self, page: Page) -> str:
        self.app.call_later(self.app.push_screen, page)
        return ""

    async def action_period(self) -> None:
        if (found := self._report) is None:
            self._scheme()
            return
        known = f", known {uk_date(self._period.known)}" if self._period.known else ""
        await self.app.push_screen(
            OneLine(
                "From which day to which, and as known on which day",
                "1 January 2026 to 31 March 2026, known 1 May 2026",
                lambda store, text: pilot_lines.period(found.scheme, text),
                self._chosen,
                value=f"{uk_date(found.since)} to {uk_date(found.until)}{known}",
                beside=("An empty line: all of the scheme, as known today.",),
            )
        )

    def _chosen(self, asked: Asked) -> str:
        self._period = asked
        self.reload()
        return ""

    async def action_new(self) -> None:
        def made(store: Store, text: str) -> str:
            return pilots.new_scheme(store, Draft(*pilot_lines.scheme(text))).scheme.name

        await self.app.push_screen(
            OneLine(
                "A new pilot: what it is called, its first and its last day",
                "Pilot 2026, 1 January 2026 to 31 December 2026",
                made,
                lambda name: f"{name} is set up, with a first definition: d shows it. u takes it back.",
                keep="pilot",
                beside=("Where another file made it: its key at the end, as 'organiser pilot show --key' tells it.",),
            )
        )

    def action_other(self) -> None:
        """The next scheme, where there are several."""
        self._turn += 1
        self._period = Asked()
        self.reload()

    def _scheme(self) -> str:
        if self._report is None:
            self.tell("There is no pilot here yet: n sets one up.", problem=True)
            return ""
        return self._report.scheme.name


def _by(found: Report) -> str:
    return "from returns, which name nobody" if found.by_returns else "from this file"


def _beneath(found: Report) -> Iterator[str]:
    """What has to be said with the figures."""
    many = "person" if found.people == 1 else "people"
    yield f"{found.people:,} {many} in all, each counted once; {found.moved:,} of them known in two seats."
    if found.joined:
        yield f"{found.joined:,} records were joined from several and count as the best of them alone."
    if found.nowhere:
        yield f"{found.nowhere:,} were recruited at events of no seat: give these events a branch."
    if found.overlaps:
        yield f"No ranking between those whose ranges overlap: {_pairs(found)}."


def _pairs(found: Report) -> str:
    inside = sum(one.data and not one.seat.outside for one in found.seats)
    if len(found.overlaps) == inside * (inside - 1) // 2 > 1:
        return "all seats of the pilot"
    left = len(found.overlaps) - _PAIRS
    more = f"; and {left} more such {'pair' if left == 1 else 'pairs'}" if left > 0 else ""
    return "; ".join(" and ".join(pair) for pair in found.overlaps[:_PAIRS]) + more
