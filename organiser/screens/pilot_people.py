"""The people behind a pilot's figure, with the events by which they count; and a seat month by month."""

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult

from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage, Page
from organiser.services import pilot_figures, pilots
from organiser.services.people import find_one
from organiser.services.pilot_figures import FIGURES, Asked, Behind, SeatFigures
from organiser.store.store import Store
from organiser.widgets.bars import bar
from organiser.widgets.lines import Lines, Row

_WORDS = {
    "recruited": "Recruited",
    "trained": "Trained",
    "both": "Recruited and trained",
    "active": "Still active",
    "before": "Recruited before the start",
}
_BAR = 20


class BehindPage(LinesPage, page="pilot people"):
    """Who stands behind a figure of a seat; left and right go from figure to figure."""

    label_width = 12

    def __init__(self, scheme: str, asked: Asked, seat: str) -> None:
        super().__init__()
        self._scheme = scheme
        self._period = asked
        self._seat = seat
        self._which = FIGURES[0]

    def title_words(self) -> str:
        return self._seat

    def reload(self) -> None:
        scheme, asked, which = self._scheme, self._period, self._which

        def read(store: Store) -> list[Behind]:
            return pilot_figures.behind(store, pilots.find_scheme(store, scheme), asked, which)

        self.ask("behind", read, self._arrived, lane="slow")

    def _arrived(self, found: list[Behind]) -> None:
        self.trail.show(right=f"{_WORDS[self._which]}: {len(found):,}")
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: list[Behind]) -> Iterator[Row]:
        others = ", ".join(_WORDS[one].lower() for one in FIGURES if one != self._which)
        yield Row(_WORDS[self._which], kind="heading", right=f"{len(found):,}")
        for one in found:
            day = one.trained if self._which == "trained" else one.recruited
            yield Row(one.name, label=uk_date(day), key=one.uid or None)
            yield Row("; ".join(f"{uk_date(each.on)} {each.what}" for each in one.evidence), kind="quiet")
        if not found:
            yield Row("Nobody stands behind this figure.", kind="quiet")
        yield Row("")
        yield Row(f"← and → go on to: {others}.", kind="quiet")

    def _turn(self, way: int) -> None:
        self._which = FIGURES[(FIGURES.index(self._which) + way) % len(FIGURES)]
        self.reload()

    def action_next(self) -> None:
        self._turn(1)

    def action_before(self) -> None:
        self._turn(-1)

    @on(Lines.Opened)
    def _opened(self, message: Lines.Opened) -> None:
        uid = str(message.key)
        self.ask("person", lambda store: find_one(store, uid), self.host.open_person)


class MonthsPage(Page, page="pilot months"):
    """A seat month by month, as the figures stood when it was opened."""

    def __init__(self, figures: SeatFigures) -> None:
        super().__init__()
        self._figures = figures

    def title_words(self) -> str:
        return f"{self._figures.seat.clp.shown} by month"

    def body(self) -> ComposeResult:
        yield Lines(label_width=9)

    def on_mount(self) -> None:
        lines = self.query_one(Lines)
        self.set_focus(lines)
        lines.show(list(self._rows()))

    def _rows(self) -> Iterator[Row]:
        found = self._figures
        most = max((counts.recruited for _, counts in found.months), default=0) or 1
        yield Row("Month      recruited", kind="heading", right="trained   both   still active")
        for start, counts in found.months:
            active = f"{counts.active:,} of {counts.could_be_active:,}" if counts.could_be_active else "–"
            right = f"{counts.trained:7,} {counts.recruited_and_trained:6,} {active:>14}"
            yield Row(f"{counts.recruited:4,} {bar(counts.recruited / most, _BAR)}",
                      label=uk_date(start)[-8:], key=start, right=right)  # fmt: skip
        total = found.counts
        right = f"{total.trained:7,} {total.recruited_and_trained:6,} {total.active:6,} of {total.could_be_active:,}"
        yield Row(f"{total.recruited:4,} in all", label="", right=right)
        yield Row("")
        seat = found.seat
        before = f"{uk_date(seat.baseline_since)} to {uk_date(seat.baseline_until)}"
        yield Row(f"Before, {before}: {found.baseline:,} recruited. Its target is {seat.target:,}.", kind="quiet")
        if found.organiser_days:
            yield Row(f"{found.organiser_days:,} organiser days.", kind="quiet")
