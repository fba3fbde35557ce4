"""The doorstep: the wards where residents were asked for the one big issue, and what comes first in each."""

from collections.abc import Iterator
from pathlib import Path

from textual import events, on

from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.services import heard
from organiser.services.heard import Heard, WardHeard
from organiser.store import clock
from organiser.widgets.cells import fitted
from organiser.widgets.lines import Lines, Row

_NOTHING = "Nothing was heard at a door yet. A sheet can be typed in, and a survey taken in."
# Cells for the numbers and the day at the end of a line.
_ENDS = 20


class DoorstepPage(LinesPage, page="doorstep"):
    """A ward a line: the issue that comes first, how many were asked, when it was last."""

    label_width = 1
    waiting = "Counting …"

    def __init__(self) -> None:
        super().__init__()
        self._heard: Heard | None = None

    def title_words(self) -> str:
        return "Doorstep"

    def ward_here(self) -> str:
        """The code of the ward under the cursor; "" for none."""
        return str(self.lines.key or "")

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("heard", heard.heard, self._arrived, lane="slow")

    def _arrived(self, found: Heard) -> None:
        self._heard = found
        self.trail.show(right=f"{found.asked:,} asked" if found.asked else "")
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _draw(self) -> None:
        if self._heard is not None:
            self.lines.show(list(self._rows(self._heard)))

    def _rows(self, found: Heard) -> Iterator[Row]:
        if not found.wards:
            yield Row(_NOTHING, kind="quiet")
            return
        yield Row("Ward", kind="heading", right=self._right("First", "asked", "last"))
        for one in found.wards:
            first = self._right(_first(one), f"{one.asked:,}", uk_date(one.last, clock.today()))
            yield Row(one.ward.shown, key=one.ward.gss, right=first)
        if found.more:
            yield Row("There are more wards: the first 500 by name are shown.", kind="quiet")

    def _right(self, first: str, asked: str, last: str) -> str:
        width = max(self.size.width // 2 - _ENDS - 2, 8)
        return f"{fitted(first, width)} {asked:>6} {last:>12}"

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        from organiser.screens.issues import IssuesPage

        await self.app.push_screen(IssuesPage(str(message.key)))

    async def action_follow_ups(self) -> None:
        from organiser.screens.follow_ups import FollowUpsPage

        await self.app.push_screen(FollowUpsPage())

    async def action_borough(self) -> None:
        from organiser.screens.borough import BoroughPage

        await self.app.push_screen(BoroughPage())

    async def action_filing(self) -> None:
        from organiser.screens.filing import FilingPage

        await self.app.push_screen(FilingPage())

    async def action_rate(self) -> None:
        from organiser.screens.contact_rate import ContactRatePage

        await self.app.push_screen(ContactRatePage())

    async def action_request(self) -> None:
        from organiser.screens.requests import RequestPanel

        if ward := self._named_ward():
            await self.app.push_screen(RequestPanel(ward))

    def action_hand_out(self) -> None:
        """A file in which somebody types up sheets of the ward on another laptop."""
        from organiser.services import shelf

        if ward := self._named_ward():
            self.change(
                lambda store: shelf.hand_out_to_type(store, ward),
                lambda made: self.tell(f"Handed out: {made.file}. On the other laptop: organiser --database FILE."),
            )

    async def action_export(self) -> None:
        from organiser.screens.doorstep_panels import SaidPanel, Written

        def written(found: Written) -> None:
            self.tell(f"{found.rows:,} rows written, for you alone to read: {found.path}")

        await self.app.push_screen(SaidPanel(written))

    def action_print_sheet(self) -> None:
        from organiser.services import doorstep_sheet

        if ward := self._named_ward():
            self.tell("Writing the page …")
            self.ask(
                "print",
                lambda store: doorstep_sheet.print_sheet(store, doorstep_sheet.Wanted(ward)),
                lambda done: self._printed(done.file, done.missing),
                lane="slow",
            )

    def action_picture(self) -> None:
        from organiser.services.ward_picture import print_picture

        if ward := self._named_ward():
            self.tell("Writing the page …")
            self.ask(
                "print", lambda store: print_picture(store, ward), lambda done: self._printed(done.file), lane="slow"
            )

    def _printed(self, file: Path, missing: str = "") -> None:
        from organiser.screens.opening import open_file

        draft = "A draft until 'organiser imprint' has set who prints it. " if missing else ""
        self.tell(f"{draft}{open_file(file)}")

    def _named_ward(self) -> str:
        """The ward under the cursor; where there is none that is said."""
        ward = self.ward_here()
        if not ward:
            self.tell("Put the cursor on a ward first; one is here as soon as something was heard in it.")
        return ward

    async def action_import(self) -> None:
        from organiser.screens.imports import ImportPage

        await self.app.push_screen(ImportPage(answers=True))

    async def action_sheet(self) -> None:
        from organiser.screens.sheet import SheetPage

        await self.app.push_screen(SheetPage())


def _first(one: WardHeard) -> str:
    """The issue in the first place; of several that share it, that they are tied."""
    if not one.first:
        return "nobody answered"
    heard = one.first[0].conversations
    if one.tied:
        return f"{len(one.first)} tied at {heard:,}: {', '.join(ranked.issue.name for ranked in one.first)}"
    return f"{heard:,} {one.first[0].issue.name}"
