"""What is printed and written out of the doorstep: sheets, ward pictures, files; and whom it owes a word."""

import csv
import json
import re
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.doorstep import CONVERSATION
from organiser.models.people import CONSENT
from organiser.reports import doorstep_sheet, ward_picture
from organiser.reports.doorstep_sheet import SheetFacts
from organiser.reports.ward_picture import Bar, PictureFacts
from organiser.rules.quoting import names_somebody, quotable
from organiser.rules.wording import wording_fold
from organiser.services import conferences, contacts, events, handouts, levels, promises, tasks
from organiser.services.contacts import Said
from organiser.services.doorstep import Round, Typed, add
from organiser.services.doorstep_export import ISSUES, Wanted, write_blocks, write_file
from organiser.services.doorstep_sheet import Wanted as Sheet
from organiser.services.doorstep_sheet import print_sheet
from organiser.services.events import add_event
from organiser.services.follow_ups import count, make_task, owed
from organiser.services.imprint import imprint, notice_line, set_imprint
from organiser.services.issues import Filer, find_issue, merge
from organiser.services.listing import Tally
from organiser.services.ranking import Asked, ranking
from organiser.services.surveys import Options, import_surveys
from organiser.services.ward_picture import print_picture
from organiser.store import clock, history
from organiser.store.store import Store
from organiser.text import safe_text
from tests.services.lists import quietly
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person

CASTLE, ST_ANNS, _ = (name for _, name, _ in WARDS)
IMPRINT = {
    "printer": "Acre Print", "printer_address": "1 Mill Lane", "promoter": "Jo Bloggs",
    "promoter_address": "2 Mill Lane", "behalf": "Anytown Labour", "behalf_address": "3 Mill Lane",
    "contact": "data@example.org",
}  # fmt: skip


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def hear(
    store: Store, *lines: str, on: str = "", street: str = "Fiction Road", ward: str = CASTLE, **said: str
) -> None:
    add(store, [Typed(line, **said) for line in lines], Round(ward=ward, on=on, street=street, by="Kasia Canvasser"))


class _Tags(HTMLParser):
    """The tags of a page and what is shown of its text; fails on what a browser would obey."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "img", "iframe", "a", "link", "object", "form", "input"}
        assert not [name for name, _ in attrs if name.startswith("on") or name in ("href", "src")]
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


# The sheet and the imprint -------------------------------------------------------------------------------------------


def test_a_sheet_is_a_draft_until_the_imprint_is_set_once(small: Store, tmp_path: Path) -> None:
    hear(small, "potholes", "Pot holes", "fly tipping", "Other")
    draft = print_sheet(small, Sheet(CASTLE), tmp_path / "draft.html")
    assert "DRAFT" in draft.file.read_text()
    assert "the printer" in draft.missing
    assert "organiser imprint" in notice_line(small)
    set_imprint(small, IMPRINT)
    assert set_imprint(small, {"printer": "Acre Print"})[1] is None
    page = print_sheet(small, Sheet(CASTLE, street="Fiction Road", rows=31), tmp_path / "sheet.html").file
    told = _Tags(page.read_text()).text
    assert "DRAFT" not in told
    # Three sides, and on each the notice and the imprint; as many rows as were asked for, and the words to tick.
    assert told.count(imprint(small).line) == told.count("data@example.org") == told.count("UK GDPR") == 3
    assert page.read_text().count("<tr><td>") == told.count("call\xa0back") == 31
    assert "Potholes" in told
    assert told.index("Potholes") < told.index("Fly tipping")
    assert "Other" not in told
    assert "Kasia" not in told
    assert "Anytown Labour asks" in notice_line(small)
    assert "data@example.org" in notice_line(small)
    assert page.stat().st_mode & 0o777 == 0o600
    with pytest.raises(Problem, match="another name"):
        print_sheet(small, Sheet(CASTLE), page)
    history.undo(small, None)
    assert imprint(small).missing


def test_whatever_residents_and_places_are_called_is_shown_and_never_obeyed(
    small: Store, tmp_path: Path, shared_data: Path
) -> None:
    naughty = json.loads((shared_data / "naughty" / "blns.json").read_text())
    safe = [text for text in map(safe_text, naughty) if wording_fold(text)]
    with small.operation("hear") as work:
        filer, ward = Filer(work), work.value("SELECT id FROM ward WHERE name = ?", (CASTLE,))
        assert isinstance(ward, int)
        for text in safe:
            work.insert_with_uid(
                CONVERSATION, ward_id=ward, on_day=clock.today(), outcome="spoke", wording=text,
                issue_id=filer.issue_of(text, ward),
            )  # fmt: skip
    evil = "<script>alert(1)</script>"
    set_imprint(small, dict.fromkeys(IMPRINT, evil))
    sheet = print_sheet(small, Sheet(CASTLE, street=evil, rows=1), tmp_path / "sheet.html").file.read_text()
    assert evil in _Tags(sheet).text
    _Tags(print_picture(small, CASTLE, path=tmp_path / "picture.html").file.read_text())
    # Each of them on a page, whatever its place in the ranking.
    names = [one.issue.name for one in ranking(small, Asked(ward=CASTLE)).ranking]
    assert len(names) > 400
    facts = SheetFacts(evil, evil, evil, evil, 1, names, [evil], "", evil)
    told = _Tags(doorstep_sheet.to_html(facts)).text
    bars = [Bar(name, name, 2.0, name) for name in names]
    told_again = _Tags(
        ward_picture.to_html(
            PictureFacts(evil, evil, evil, [(evil, evil)], bars, evil, [(name, name) for name in names], bars, evil,
                         names, names, names)
        )
    ).text  # fmt: skip
    for name in names:
        assert name in told
        assert told_again.count(name) >= 10


# The picture ---------------------------------------------------------------------------------------------------------


def test_the_picture_of_a_ward_names_no_resident(small: Store, tmp_path: Path) -> None:
    add_person(small, "Ann Lee, 07700 900123")
    hear(small, "12: pot holes by the school", "14: potholes", "16: potholes near Ann", "18: ask Mr Orr", "20: not in")
    hear(small, "22: dog mess", person="Ann Lee")
    hear(small, "24: potholes outside 7", "26: potholes", on=_a_year_ago())
    for words in ("pot holes by the school", "potholes near Ann"):
        merge(small, [find_issue(small, words)], find_issue(small, "potholes"))
    page = print_picture(small, CASTLE, path=tmp_path / "picture.html").file
    told = _Tags(page.read_text()).text
    assert "Ann" not in told
    assert "Fiction" not in told
    assert "Kasia" not in told
    assert "“pot holes by the school”" in told
    assert re.search(r"1\. Potholes\s*3\s*2 more", told)
    assert "6doors knocked on" in told
    assert "no number of electors known" in told.casefold()
    assert told.count("None yet") == 1


def test_the_picture_tells_what_was_raised_and_promised_and_who_came_out(small: Store, tmp_path: Path) -> None:
    hear(small, "damp")
    add_event(small, events.Draft("canvassing", "Brockley Rise", on=clock.today(), wards=[CASTLE]))
    levels.raise_issue(small, find_issue(small, "damp"), levels.Changes(level="borough", taken="service: Housing"))
    draft = conferences.Draft("Anytown decides", "2099-12-12", (CASTLE,), tasks=False)
    hall = conferences.new_conference(small, draft).conference
    promises.add(small, hall, promises.Draft("Ask for a survey", "Jo Patel", "champion", due="1 march", ward=CASTLE))
    told = _Tags(print_picture(small, CASTLE, path=tmp_path / "picture.html").file.read_text()).text
    assert "Damp: taken to Housing on" in told
    assert "no answer yet" in told
    assert "Brockley Rise" in told
    assert "Ask for a survey (" in told
    assert "Patel" not in told
    assert "None yet" not in told
    elsewhere = print_picture(small, ST_ANNS, path=tmp_path / "elsewhere.html").file.read_text()
    assert not [words for words in ("Housing", "Brockley", "survey") if words in elsewhere]


def _a_year_ago() -> str:
    today = clock.today()
    return f"{int(today[:4]) - 1}{today[4:7]}-01" if today[8:] > "01" else f"{int(today[:4]) - 1}-01-01"


@pytest.mark.parametrize(
    ("wording", "may"),
    [
        ("bins never emptied", True), ("the man at 43", False), ("Mr Orr's hedge", False), ("ring 07700900123", False),
        ("my neighbour's dog", False), ("ask Lee about it", False), ("leeks in the gutter", True), ("x" * 91, False),
    ],
)  # fmt: skip
def test_only_words_that_point_at_nobody_are_quoted(wording: str, may: bool) -> None:
    assert quotable(wording, ["Ann Lee"]) is may


@pytest.mark.parametrize(
    ("issue", "does"),
    [
        ("Bus 171", False), ("Lee Green crossing", False), ("Ann at the Lee Centre", True), ("Dr Orr's surgery", True),
        ("Ring 07700 900123", True), ("Ask ann@example.org", True),
    ],
)  # fmt: skip
def test_an_issue_that_names_a_person_is_on_no_page(issue: str, does: bool) -> None:
    assert names_somebody(issue, ["Ann Lee"]) is does


# Files ---------------------------------------------------------------------------------------------------------------

_LINES = (
    "potholes",
    "Pot holes (again)",
    "=1+1",
    "@SUM(A1)",
    "Other",
    "not in",
    "call back",
    "refused",
    "a\nb",
    "-x",
    'x,"y',
)
_HEARD = st.lists(
    st.tuples(
        st.sampled_from(_LINES), st.sampled_from(("", "yes", "no", "maybe")), st.sampled_from(("", "yes")),
        st.sampled_from(("2026-03-14", "2025-03-14")), st.sampled_from((CASTLE, ST_ANNS)),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(_HEARD, st.sampled_from(("csv", "xlsx")))
def test_what_is_written_out_and_taken_in_elsewhere_counts_the_same(
    heard: list[tuple[str, str, str, str, str]], form: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder) / "a.organiser") as store:
            build_places(store)
            for line, conference, helping, on, ward in heard:
                hear(store, line, on=on, ward=ward, conference=conference, helping=helping)
            file = write_file(store, Wanted(Asked()), Path(folder) / f"said.{form}", Tally())
            here = ranking(store, Asked())
            told = counts(store)
        with Store.create(Path(folder) / "b.organiser") as other:
            build_places(other)
            if heard:
                taken = import_surveys(other, [file], Options(), quietly)
                assert (taken.counted, taken.refused) == (len(heard), [])
                assert import_surveys(other, [file], Options(), quietly).operation is None
            there = ranking(other, Asked())
            assert counts(other) == told
            assert there.figures._replace(households=0, people=0) == here.figures._replace(households=0, people=0)
            assert there.outcomes == here.outcomes


def counts(store: Store) -> list[tuple[object, ...]]:
    return sorted(
        store.rows("SELECT gss, on_day, outcome, wording, conference, helping, count(*) FROM conversation"
                   " JOIN ward ON ward.id = ward_id GROUP BY 1, 2, 3, 4, 5, 6")
    )  # fmt: skip


def test_a_file_holds_no_names_numbers_or_addresses_unless_doors_are_asked_for(small: Store, tmp_path: Path) -> None:
    add_person(small, "Ann Lee, 07700 900123")
    hear(small, "12: =HYPERLINK(1)", person="Ann Lee")
    file = write_file(small, Wanted(Asked()), tmp_path / "said.csv", Tally())
    there = file.read_text(encoding="utf-8-sig")
    assert not [words for words in ("Ann", "900123", "Fiction", "Kasia", "12") if words in there.replace("2026", "")]
    assert file.stat().st_mode & 0o777 == 0o600
    (row,) = csv.DictReader(there.splitlines())
    assert row["Issue in their words"][0] not in "=+-@"
    with_doors = b"".join(write_blocks(small, Wanted(Asked(), with_doors=True), "csv", Tally())).decode()
    assert "12,Fiction Road" in with_doors
    assert "Kasia" not in with_doors
    ranked = b"".join(write_blocks(small, Wanted(Asked(), ISSUES), "csv", Tally())).decode()
    assert "All of them" in ranked
    for wanted, name in ((Wanted(Asked(), ISSUES, with_doors=True), "x.csv"), (Wanted(Asked()), "x.pdf")):
        with pytest.raises(Problem):
            write_file(small, wanted, tmp_path / name, Tally())


# Whom to get back to -------------------------------------------------------------------------------------------------


def test_a_door_is_owed_until_somebody_there_has_spoken(small: Store) -> None:
    hear(small, "12: call back", "14: language", "16: call back", "18: potholes", on=clock.today())
    hear(small, "call back", street="")
    assert [one.where for one in owed(small).things] == ["12 Fiction Road", "14 Fiction Road", "16 Fiction Road"]
    hear(small, "12: not in", "16: trees")
    assert [one.where for one in owed(small).things] == ["12 Fiction Road", "14 Fiction Road"]
    made = make_task(small, str(owed(small).things[0].number))
    assert made.task.title.startswith("Go back to 12 Fiction Road, Castle & Park")
    assert [one.where for one in owed(small).things] == ["14 Fiction Road"]
    history.undo(small, None)
    assert len(owed(small).things) == 2
    assert count(small) == (2, "12 Fiction Road")
    assert owed(small, Asked(ward=ST_ANNS)).things == []
    with pytest.raises(Problem, match="not owed"):
        make_task(small, "99")


def test_who_would_help_is_owed_a_word_only_where_they_said_that_they_may_be_contacted(small: Store) -> None:
    ann = add_person(small, "Ann Lee, 07700 900123")
    add_person(small, "Bob Orr, 07700 900124")
    for name in ("Ann Lee", "Bob Orr"):
        hear(small, "trees", person=name, helping="yes", conference="maybe", on="2026-03-14")
    assert owed(small).things == []
    with small.operation("They said yes") as work:
        work.insert(CONSENT, person_id=ann, channel="call", stance="yes", given="2026-03-14")
    (one,) = owed(small).things
    assert (one.who, one.what, one.how) == ("Ann Lee", "would help with Trees, may come to a conference", "call")
    made = make_task(small, one.uid)
    assert made.task.about is not None
    assert made.task.about.id == ann
    assert owed(small).things == []
    history.undo(small, None)
    contacts.note(small, ann, Said("rang her", channel="call"))
    assert owed(small).things == []
    history.undo(small, None)
    with small.operation("They objected") as work:
        work.insert(CONSENT, person_id=ann, channel="any", stance="no", given="2026-03-15")
    assert owed(small).things == []
    assert tasks.list_tasks(small).tasks == []


def test_who_types_a_sheet_up_on_another_laptop_is_told_who_asks(small: Store, tmp_path: Path) -> None:
    set_imprint(small, IMPRINT)
    handed = handouts.hand_out_sheets(small, tmp_path / "sheets.organiser", ward=CASTLE)
    with Store.open(handed.file) as other:
        assert "Anytown Labour asks" in notice_line(other)
