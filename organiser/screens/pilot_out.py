"""What a pilot tells others: the report that is published; and how its figures changed since a day, and why."""

from collections.abc import Iterator
from pathlib import Path

from textual.app import ComposeResult

from organiser.commands.pilots import rule_words
from organiser.rules.dates import uk_date
from organiser.screens.base import Page
from organiser.screens.opening import open_file
from organiser.services import pilot_report, pilot_revisions, pilots
from organiser.services.pilot_figures import Asked
from organiser.services.pilot_report import Made, Wanted
from organiser.services.pilot_revisions import Revised, Revisions
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.paths import PathPanel

_FIGURES = ("recruited", "trained", "both", "still active", "long enough ago")


class ReportPanel(PathPanel):
    """Into which folder the report is written: HTML, PDF and CSV."""

    def __init__(self, scheme: str, asked: Asked) -> None:
        super().__init__("Publish the report: counts only, small ones hidden for good. Into which new folder?",
                         self._write, new=True, value="~/pilot-report")  # fmt: skip
        self._scheme = scheme
        self._period = asked

    def _write(self, path: Path) -> None:
        name, asked, host = self._scheme, self._period, self.host

        def publish(store: Store) -> Made:
            scheme = pilots.counted_by(pilots.find_scheme(store, name))
            return pilot_report.publish(store, scheme, asked, Wanted(path), tuple(rule_words(scheme.version)))

        def made(done: Made) -> None:
            hidden = f"{done.shown:,} figures shown, {done.hidden:,} hidden as small."
            host.tell(f"{hidden} {open_file(done.files[0], 'Written')}")

        page = self.app.screen
        if isinstance(page, Page):
            page.tell("Writing the report …")
            page.change(publish, made)


class RevisionsPage(Page, page="pilot revisions"):
    """What changed in the figures since a day on which they were known."""

    def __init__(self, scheme: str, since: str) -> None:
        super().__init__()
        self._scheme = scheme
        self._since = since

    def title_words(self) -> str:
        return "Revisions"

    def body(self) -> ComposeResult:
        yield Lines(label_width=0)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Lines))

    def reload(self) -> None:
        name, since = self._scheme, self._since

        def read(store: Store) -> Revisions:
            scheme = pilots.counted_by(pilots.find_scheme(store, name))
            return pilot_revisions.between(store, scheme, since, clock.today())

        self.ask("revisions", read, self._arrived, lane="slow")

    def _arrived(self, found: Revisions) -> None:
        self.query_one(Lines).show(list(self._rows(found)))

    def _rows(self, found: Revisions) -> Iterator[Row]:
        period = f"{uk_date(found.since)} to {uk_date(found.until)}"
        yield Row(f"{period}, as known on {uk_date(found.first)} and as known today", kind="quiet")
        changed = [one for one in found.seats if one.changed]
        for one in changed:
            yield Row("")
            yield Row(one.seat.clp.shown, kind="heading")
            for words in _changes(one):
                yield Row(words)
            if one.why:
                yield Row(f"Why: {pilot_revisions.words(one.why)}", kind="quiet")
        if not changed:
            yield Row("No figure changed.")
        if found.by_returns:
            yield Row("What a newer return changed stands in the seat's own file.", kind="quiet")


def _changes(one: Revised) -> Iterator[str]:
    pairs = [*zip(_FIGURES, one.before, one.after, strict=True), ("before", one.baseline_before, one.baseline_after)]
    for name, then, now in pairs:
        if then != now:
            yield f"{name}: {then:,}, now {now:,}"
