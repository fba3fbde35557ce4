"""The contact rate of the wards, this year beside last: where support is needed, in the order of names."""

from collections.abc import Iterator

from textual import events, on

from organiser.rules.contact_rate import COUNTED, OF, percent_words
from organiser.screens.base import LinesPage
from organiser.services.contact_rate import Rates, Reached, WardRate, rates
from organiser.services.ranking import Asked
from organiser.store.store import Store
from organiser.widgets.cells import fitted
from organiser.widgets.lines import Lines, Row

_NOTHING = "No door was knocked on yet. n on the page of the doorstep types a sheet up."
_NO_NUMBERS = "of ?: how many electors it has is not known; i takes a list in."
# From so many cells there is room for bars, and for numbers in full.
_WIDE, _FULL = 100, 78
_BAR = 8
# Cells that lie around the words of a line and between its columns.
_AROUND = 10


class ContactRatePage(LinesPage, page="contact rate"):
    """A ward a line: residents contacted over electors, this year and last, and where support would help."""

    label_width = 1
    waiting = "Counting …"

    def __init__(self) -> None:
        super().__init__()
        self._rates: Rates | None = None
        self._of = ""

    def title_words(self) -> str:
        return "Contact rate"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        of = self._of

        def counted(store: Store) -> Rates:
            return rates(store, Asked(), of)

        self.ask("rates", counted, self._arrived, lane="slow")

    def _arrived(self, found: Rates) -> None:
        self._rates = found
        self.trail.show(right=found.period.shown)
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._rates is not None:
            self.lines.show(list(self._rows(self._rates)))

    def _rows(self, found: Rates) -> Iterator[Row]:
        if not found.wards:
            yield Row(_NOTHING, kind="quiet")
            return
        yield Row(self._line("Ward", "this year", "the year before"), kind="heading")
        for one in found.wards:
            yield Row(self._line(one.ward.shown, *self._told(one)), key=one.ward.gss)
            if one.support:
                yield Row(f"  {one.support}", kind="quiet")
        yield Row("")
        if any(one.now.unknown for one in found.wards):
            yield Row(_NO_NUMBERS, kind="quiet")
        for kind in OF:
            if any(one.now.of == kind for one in found.wards):
                yield Row(f"Counted, of {kind}: {COUNTED[kind]}", kind="quiet")
        if found.more:
            yield Row("There are more wards: the first 500 by name are shown.", kind="quiet")

    def _told(self, one: WardRate) -> tuple[str, str]:
        """This year and the year before; of the two bars the longer is the greater of the two."""
        shares = [
            found.contacted / found.electorate.number if found.electorate else float(found.contacted)
            for found in (one.now, one.before)
        ]
        most = max(shares) or 1.0
        return self._with_bar(one.now, shares[0] / most), self._with_bar(one.before, shares[1] / most)

    def _with_bar(self, one: Reached, share: float) -> str:
        if self._room < _WIDE:
            return self._words(one)
        return f"{fitted(self._words(one), 24)}{'█' * round(share * _BAR) or '▏'}"

    def _words(self, one: Reached) -> str:
        if one.electorate is None:
            return f"{one.contacted:,} of ?"
        share = percent_words(one.percent) if one.contacted else "–"
        return (
            f"{one.contacted:,} of {one.electorate.number:,} {share:>6}"
            if self._room >= _FULL
            else (f"{one.contacted:,} {share:>6}")
        )

    def _line(self, ward: str, now: str, before: str) -> str:
        width = 33 if self._room >= _WIDE else 24 if self._room >= _FULL else 15
        name = max(self._room - 2 * width - _AROUND, 10)
        return f"{fitted(ward, name)} {fitted(now, width)} {fitted(before, width)}".rstrip()

    @property
    def _room(self) -> int:
        return self.size.width

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        self.host.open_place("ward", str(message.key))

    def action_households(self) -> None:
        """Set it against households, electors, or whichever is known."""
        kinds = ("", *OF)
        self._of = kinds[(kinds.index(self._of) + 1) % len(kinds)]
        self.tell(f"Over {self._of or 'whichever is known'}. o changes it.")
        self.reload()

    async def action_electorates(self) -> None:
        """Take in how many electors or households the wards have."""
        from organiser.screens.doorstep_panels import ElectoratesPanel, electorates_words

        await self.app.push_screen(ElectoratesPanel(lambda done: self.tell(electorates_words(done))))
