"""The report of a pilot that is published: nobody is told of in it, it needs nothing else, and it can be made again."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.people import PERSON
from organiser.services import pilot_report, pilot_revisions, pilots
from organiser.services.pilot_figures import Asked
from organiser.services.pilot_report import Made, Wanted
from organiser.services.pilots import Scheme
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.pilot_here import NAMES, build_pilot, recruit

COUNTS = {
    NAMES[0]: (6, 8, 3, 7),
    NAMES[1]: (5, 5, 6, 9),
    NAMES[2]: (3, 2, 2, 1),
    NAMES[3]: (9, 9, 7, 6),
    NAMES[4]: (0, 2, 1, 1),
}
RULES = ("Recruited: came once.",)
HOSTILE = "Dewsbury & <script src=//example.org></script> [/b] #eval(1)"


def publish(store: Store, path: Path, until: str = "2025-04-30", known: str = "", *, draft: bool = False) -> Made:
    scheme = pilots.find_scheme(store, "")
    return pilot_report.publish(store, scheme, Asked(until=until, known=known), Wanted(path, draft=draft), RULES)


def figures(path: Path) -> dict[tuple[str, str, str], str]:
    """The CSV by seat, figure and period."""
    rows = csv.DictReader(io.StringIO((path / "pilot-report.csv").read_text(encoding="utf-8-sig")))
    return {(row["seat"], row["figure"], row["period"]): row["count"] for row in rows}


class Page(HTMLParser):
    """What a browser would fetch or run, and the charts without words."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.charts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "link", "iframe", "object", "embed", "img", "base", "form", "image", "use"):
            self.wrong.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "srcset", "data", "action") or name.startswith("on"):
                self.wrong.append(f"{tag} {name}")
            if name == "style" and "url(" in (value or ""):
                self.wrong.append(f"{tag} style")
        if tag == "svg":
            self.charts += 1
            if given.get("role") != "img" or not given.get("aria-label"):
                self.wrong.append("a chart without words")


@pytest.fixture
def scheme(store: Store) -> Scheme:
    return build_pilot(store, COUNTS)


def test_a_report_shows_counts_and_hides_those_under_five(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    made = publish(store, tmp_path / "out")
    found = figures(tmp_path / "out")
    whole = "1 Jan 2025 to 30 Apr 2025"
    assert found[NAMES[0], "recruited", whole] == "24"
    assert found[NAMES[0], "recruited", "Mar 2025"] == "<5"
    assert found[NAMES[4], "recruited", whole] == "<5"
    assert found["In all", "recruited", whole] == "88"
    assert {found[NAMES[4], "recruited", f"{month} 2025"] for month in ("Jan", "Feb", "Mar", "Apr")} == {"<5"}
    assert [path.name for path in made.files] == ["pilot-report.html", "pilot-report.pdf", "pilot-report.csv"]
    assert (tmp_path / "out" / "pilot-report.pdf").read_bytes().startswith(b"%PDF-")


def test_a_count_under_five_has_no_range_and_no_place_in_a_ranking(
    store: Store, scheme: Scheme, tmp_path: Path
) -> None:
    facts = publish(store, tmp_path / "out").facts
    small = next(row for row in facts.seats if row.name == NAMES[4])
    assert (small.recruited.words, small.interval, small.per_day) == ("<5", None, "–")
    assert not any(NAMES[4] in pair for pair in facts.overlaps)
    html = (tmp_path / "out" / "pilot-report.html").read_text()
    assert f"{NAMES[4]} under five" in html


def test_the_page_opens_offline_and_its_charts_can_be_read_aloud(store: Store, tmp_path: Path) -> None:
    build_pilot(store, {HOSTILE: (9, 9)}, (HOSTILE, *NAMES[1:]))
    publish(store, tmp_path / "out", "2025-02-28")
    html = (tmp_path / "out" / "pilot-report.html").read_text()
    page = Page()
    page.feed(html)
    assert page.wrong == []
    assert page.charts == 2
    assert not re.search(r"url\(|@import|https?:", html)
    assert "Dewsbury &amp; &lt;script src=//example.org&gt;&lt;/script&gt; [/b] #eval(1)" in html
    assert f"{HOSTILE}".encode() in (tmp_path / "out" / "pilot-report.csv").read_bytes()


def test_the_same_report_again_is_the_same_bytes_and_changes_nothing(
    store: Store, scheme: Scheme, tmp_path: Path
) -> None:
    known = clock.today()
    first = publish(store, tmp_path / "one", known=known)
    # A report published meanwhile does not change what an older one shows.
    recruit(store, NAMES[1], "2025-05-10", 9)
    publish(store, tmp_path / "later", "2025-05-31", known)
    again = publish(store, tmp_path / "two", known=known)
    assert first.operation is not None
    assert again.operation is None
    for name in ("pilot-report.html", "pilot-report.pdf", "pilot-report.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_draft_keeps_nothing_and_says_what_it_is(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    assert publish(store, tmp_path / "out", draft=True).operation is None
    assert "DRAFT" in (tmp_path / "out" / "pilot-report.html").read_text()
    assert store.count("SELECT count(*) FROM published") == 0


def test_a_late_entry_that_would_tell_of_one_person_is_not_told(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    publish(store, tmp_path / "one")
    recruit(store, NAMES[3], "2025-02-20", 1, train=False)
    publish(store, tmp_path / "two")
    one, two = figures(tmp_path / "one"), figures(tmp_path / "two")
    whole = "1 Jan 2025 to 30 Apr 2025"
    assert (one[NAMES[3], "recruited", whole], two[NAMES[3], "recruited", whole]) == ("31", "–")
    both = [(before, two[key]) for key, before in one.items() if before.isdecimal() and two[key].isdecimal()]
    assert both
    assert all(not 0 < abs(int(now) - int(then)) < 5 for then, now in both)


def test_a_month_more_does_not_tell_of_the_few_in_it(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    publish(store, tmp_path / "one")
    recruit(store, NAMES[3], "2025-05-10", 2)
    publish(store, tmp_path / "two", "2025-05-31")
    found = figures(tmp_path / "two")
    assert figures(tmp_path / "one")[NAMES[3], "recruited", "1 Jan 2025 to 30 Apr 2025"] == "31"
    assert found[NAMES[3], "recruited", "May 2025"] == "<5"
    assert found[NAMES[3], "recruited", "1 Jan 2025 to 31 May 2025"] == "–"


def test_periods_are_whole_months_that_do_not_cross(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="ends with a month"):
        publish(store, tmp_path / "out", "2025-04-17")
    publish(store, tmp_path / "out")
    wanted = Wanted(tmp_path / "other")
    with pytest.raises(Problem, match="crosses"):
        pilot_report.publish(store, scheme, Asked("2025-03-01", "2025-06-30"), wanted, RULES)
    assert store.count("SELECT count(*) FROM published") == 1


def test_publishing_can_be_taken_back(store: Store, scheme: Scheme, tmp_path: Path) -> None:
    made = publish(store, tmp_path / "out")
    history.undo(store, made.operation)
    assert store.count("SELECT count(*) FROM published") == 0


def test_what_changed_is_told_with_its_reasons(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: f"{day}T12:00:00Z")

    on("2025-05-02")
    build_pilot(store, COUNTS)
    publish(store, tmp_path / "one", known="2025-05-02")
    on("2025-05-20")
    recruit(store, NAMES[0], "2025-02-20", 7, train=False)
    on("2025-05-21")
    recruit(store, NAMES[1], "2025-03-20", 1, train=False)
    scheme = pilots.find_scheme(store, "")
    on("2025-06-02")
    told = pilot_revisions.between(store, scheme, "2025-05-02", "2025-06-02")
    by_name = {one.seat.clp.name: one for one in told.seats}
    north = by_name[NAMES[0]]
    assert north.after.recruited - north.before.recruited == 7
    assert north.why[0] == pilot_revisions.Kind(pilot_revisions.LATE, 7, ("2025-05-20",))
    assert by_name[NAMES[2]].before.recruited == by_name[NAMES[2]].after.recruited
    facts = publish(store, tmp_path / "two", known="2025-06-02").facts
    whole = "recruited, Jan 2025 to Apr 2025"
    rows = {(one.seat, one.what): one for one in facts.revisions}
    assert (rows["In all", whole].was, rows["In all", whole].now) == ("88", "96")
    assert rows["In all", whole].why == "late entries"
    # One person more in the South is not told, nor what would tell it.
    assert not {(NAMES[0], whole), (NAMES[1], whole)} & rows.keys()


def test_marks_that_changed_and_changes_undone_are_told_apart(
    store: Store, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on(day: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: f"{day}T12:00:00Z")

    day = clock.today()
    year = int(day[:4]) + 1
    stall = store.count("SELECT min(id) FROM event")
    with store.operation("Two more came") as late:
        for _ in range(2):
            person = late.insert_with_uid(PERSON, family="Fox", sort_key="fox")
            late.insert(ATTENDANCE, event_id=stall, person_id=person, state="attended")
    on(f"{year}-03-01")
    with store.operation("Mend") as work:
        for (row,) in work.rows("SELECT id FROM attendance ORDER BY id LIMIT 3"):
            work.update(ATTENDANCE, row, state="apologies")
    on(f"{year}-03-02")
    history.undo(store, late.operation_id)
    kinds = pilot_revisions.reasons(store, scheme, day, f"{year}-03-02", scheme.until)
    north = next(seat.id for seat in scheme.seats if seat.clp.name == NAMES[0])
    assert kinds[north] == (
        pilot_revisions.Kind(pilot_revisions.UNDONE, 2, (f"{year}-03-02",)),
        pilot_revisions.Kind(pilot_revisions.MARKS, 3, (f"{year}-03-01",)),
    )


def test_an_event_that_was_moved_out_of_the_period_is_the_reason_told(
    store: Store, scheme: Scheme, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = clock.today()
    monkeypatch.setattr(clock, "now", lambda: f"{int(day[:4]) + 1}-03-01T12:00:00Z")
    stall = store.count("SELECT min(id) FROM event WHERE kind = 'stall'")
    with store.operation("Mend the day and the note") as work:
        work.update(EVENT, stall, on_day="2026-06-01", note="It rained")
        work.update(EVENT, stall + 2, note="It rained")
    told = pilot_revisions.between(store, scheme, day, clock.today())
    changed = [one for one in told.seats if one.changed]
    assert [one.seat.clp.name for one in changed] == [NAMES[0]]
    (kind,) = [one for one in changed[0].why if one.rows]
    assert kind == pilot_revisions.Kind(pilot_revisions.EVENTS, 1, (clock.today(),))
