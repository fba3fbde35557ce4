"""A sheet kept row by row: mended, taken out, undone, gone on with; and typed on a second laptop and brought back."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import NOT_PERMITTED, Problem
from organiser.rules.sheet import Cells
from organiser.services import sheet_head, sheets
from organiser.services.conversations import Asked, listed, mend
from organiser.services.doorstep import Round, Sheet, Typed, add, settle
from organiser.services.events import Draft, add_event
from organiser.services.handouts import hand_out_sheets
from organiser.services.jobs import refuse_other_commands
from organiser.services.sheets import Line
from organiser.store import doctor, history
from organiser.store.store import Store
from tests.services.handing import back, copied, on_the_other_laptop
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person
from tests.tables import dump

CASTLE = WARDS[0][1]
ROUND = Round(ward=CASTLE, on="2026-03-14", street="Fiction Road", by="Ann")
ADWOA = Cells("10", "spoke", "dumped rubbish", "no", "yes", "Adwoa Mensah", "07700 900701", "phone")


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def keep(store: Store, *rows: Cells, shared: Round = ROUND) -> list[Line]:
    """Type rows, each a change of its own; gives them as they stand then."""
    sheet = settle(store, shared)
    return [sheets.keep(store, sheet, Line(sheets.new_uid(), cells)).line for cells in rows]


def sheet_of(store: Store, shared: Round = ROUND) -> tuple[Sheet, list[Line]]:
    sheet = settle(store, shared)
    return sheet, sheets.lines(store, sheet)


def people(store: Store) -> list[str]:
    return [name for (name,) in store.rows("SELECT trim(given || ' ' || family) FROM person ORDER BY sort_key")]


def healthy(store: Store) -> bool:
    return [check.name for check in doctor.examine(store) if not check.ok] == []


def test_each_row_is_one_change_and_the_sheet_is_gone_on_with_where_it_ended(small: Store) -> None:
    keep(small, Cells("2", "spoke", "potholes"), Cells("4", "not in"))
    begun = sheets.begin(small, ROUND)
    assert [line.cells.door for line in begun.lines] == ["2", "4"]
    assert begun.hearing.suggest("poth")[0].words == "potholes"
    assert sheet_head.offers(small).last[:1] == (CASTLE,)
    history.undo(small)
    assert [line.cells.door for line in sheet_of(small)[1]] == ["2"]
    # Another street is another sheet.
    assert sheet_of(small, ROUND._replace(street="Elm Road"))[1] == []


def test_letters_of_a_ward_and_an_event_are_enough_and_nothing_that_is_not_there_is_meant(small: Store) -> None:
    add_event(small, Draft("canvassing", "Brockley Rise", "2026-03-14", wards=[CASTLE]))
    begun = sheet_head.begin_as_meant(small, Round(ward="cast", event="brock"))
    assert (begun.sheet.ward.name, begun.sheet.on, begun.event) == (CASTLE, "2026-03-14", "Brockley Rise")
    with pytest.raises(Problem):
        sheet_head.begin_as_meant(small, Round(ward="nowhere"))
    keep(small, Cells("2", "not in"))
    begun = sheet_head.begin_as_meant(small, Round())
    assert (begun.sheet.street, [line.cells.door for line in begun.lines]) == ("Fiction Road", ["2"])


def test_a_row_that_is_mended_stays_one_conversation_and_both_can_be_taken_back(small: Store) -> None:
    (line,) = keep(small, Cells("2", "spoke", "potholes"))
    before = dump(small)
    kept = sheets.keep(small, sheet_of(small)[0], line._replace(cells=line.cells._replace(words="dog mess", door="3")))
    assert [one.cells[:3] for one in sheet_of(small)[1]] == [("3", "spoke", "dog mess")]
    assert sheets.keep(small, sheet_of(small)[0], kept.line).operation is None
    history.undo(small)
    assert dump(small) == before
    assert healthy(small)


def test_who_says_yes_to_a_call_is_kept_as_a_helper_and_a_name_without_a_yes_is_not(small: Store) -> None:
    adwoa, nameless = keep(small, ADWOA, Cells("12", "spoke", "trees", name="Sean O'Neill"))
    assert (adwoa.cells.name, adwoa.cells.consent, nameless.cells.name) == ("Adwoa Mensah", "phone", "")
    assert people(small) == ["Adwoa Mensah"]
    assert small.rows("SELECT kind, value FROM fact") == [("role", "helper")]
    assert small.rows("SELECT channel, stance FROM consent") == [("call", "yes")]


def test_a_name_written_wrong_is_mended_with_its_row_and_a_no_takes_the_person_out_again(small: Store) -> None:
    (line,) = keep(small, ADWOA._replace(name="Adwoa Mensa"))
    sheet = sheet_of(small)[0]
    (line,) = [sheets.keep(small, sheet, line._replace(cells=line.cells._replace(name="Adwoa Mensah", person=""))).line]
    assert people(small) == ["Adwoa Mensah"]
    line = sheets.keep(small, sheet, line._replace(cells=line.cells._replace(consent="no", person=""))).line
    assert (people(small), line.cells.name, line.cells.words) == ([], "", "dumped rubbish")
    for _ in range(3):
        history.undo(small)
    assert sheet_of(small)[1] == []
    assert healthy(small)


def test_somebody_known_is_found_by_letters_tied_and_stays_when_the_row_goes(small: Store) -> None:
    add_person(small, "Ann Day, 07700 900123, SE13 5AB")
    add_person(small, "Andy Day, 07700 900124, N1 9GU")
    sheet = sheet_of(small)[0]
    ann, andy = sheets.known(small, "day", sheet.ward)
    assert (ann.name, andy.name) == ("Ann Day", "Andy Day")
    (line,) = keep(small, Cells("2", "spoke", "trees", "", "yes", "Ann Day", person=ann.uid))
    assert line.cells.person == ann.uid
    assert small.rows("SELECT value FROM fact WHERE kind = 'role'") == [("helper",)]
    sheets.remove(small, line.uid)
    assert people(small) == ["Andy Day", "Ann Day"]
    with pytest.raises(Problem):
        sheets.remove(small, line.uid)


def test_a_conversation_is_listed_and_mended_from_the_command_line_too(small: Store) -> None:
    add(small, [Typed("2: potholes"), Typed("4: dog mess")], ROUND)
    found, more = listed(small, Asked(ward=CASTLE, issue="dog mess"))
    assert ([one.door for one in found], more) == (["4"], False)
    mended = mend(small, found[0].uid, {"words": "dogs", "issue": "Potholes", "street": "Elm Road", "door": "none"})
    one = mended.conversation
    assert (one.wording, one.issue, one.street, one.door, one.by) == ("dogs", "Potholes", "Elm Road", "", "Ann")
    for wrong in ({"outcome": "aliens"}, {"conference": "blue"}, {"postcode": "nowhere"}, {}):
        with pytest.raises(Problem):
            mend(small, one.uid, wrong)


_CELLS = st.builds(
    Cells,
    door=st.sampled_from(("", "2", "24a")),
    outcome=st.sampled_from(("spoke", "not in", "refused", "call back")),
    words=st.sampled_from(("", "potholes", "Pot-holes", "no answer", "in")),
    conference=st.sampled_from(("", "yes", "no")),
    helping=st.sampled_from(("", "yes", "maybe")),
    name=st.sampled_from(("", "Ann Day", "Bob Lee")),
    contact=st.sampled_from(("", "07700 900123", "ann@example.org")),
    consent=st.sampled_from(("", "phone", "email", "no")),
    person=st.just(""),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), _CELLS), max_size=7))
def test_whatever_is_typed_mended_and_refused_undoing_all_of_it_leaves_nothing(steps: list[tuple[int, Cells]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "sheet.organiser") as store:
        build_places(store)
        before = dump(store)
        sheet = sheet_of(store)[0]
        uids = [sheets.new_uid() for _ in range(3)]
        made = 0
        for place, cells in steps:
            try:
                kept = sheets.keep(store, sheet, Line(uids[place], cells))
            except Problem:
                continue
            made += kept.operation is not None
            assert (kept.line.cells.words, kept.line.cells.outcome) == (cells.words, cells.outcome)
            # A name is kept with a yes only, or of somebody who is known already.
            assert not kept.line.cells.name or cells.consent or kept.recognised
            assert kept.line == next(line for line in sheets.lines(store, sheet) if line.uid == uids[place])
        assert healthy(store)
        for _ in range(made):
            history.undo(store)
        assert dump(store) == before


# A second laptop -----------------------------------------------------------------------------------------------------


def test_sheets_typed_on_two_laptops_arrive_once_and_are_filed_as_here(small: Store, tmp_path: Path) -> None:
    keep(small, Cells("1", "spoke", "Flytipping"), shared=ROUND._replace(street="Elm Road"))
    add(small, [Typed("dumped rubbish", issue="Flytipping")], ROUND._replace(street="Elm Road"))
    add_person(small, "Kasia Nowak, 07700 900199, SE13 5AB")
    one = hand_out_sheets(small, tmp_path / "one.organiser", ward=CASTLE).file
    other = copied(one, "other.organiser")
    with on_the_other_laptop(one) as laptop:
        assert people(laptop) == []
        assert sheets.begin(laptop, ROUND).hearing.suggest("dump")[0].words == "dumped rubbish"
        assert sheet_head.offers(laptop).last.ward == CASTLE
        first, _ = keep(laptop, Cells("2", "spoke", "something new"), ADWOA)
    with on_the_other_laptop(other) as laptop:
        keep(laptop, Cells("4", "not in"), ADWOA._replace(door="12", words="Something new"))
    before = dump(small)
    brought = back(small, other, one)
    assert [taken.new for taken in brought.files] == [{"conversation": 2, "person": 1}, {"conversation": 2}]
    assert people(small) == ["Adwoa Mensah", "Kasia Nowak"]
    names = "SELECT name, count(*) FROM conversation JOIN issue ON issue.id = issue_id GROUP BY name ORDER BY name"
    assert small.rows(names) == [("Flytipping", 3), ("Something new", 2)]
    assert back(small, one, other).operation is None
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    with on_the_other_laptop(one) as laptop:
        sheets.keep(laptop, sheet_of(laptop)[0], first._replace(cells=first.cells._replace(conference="yes")))
    assert back(small, one).files[0].changed == {"conversation": 1}
    with on_the_other_laptop(other) as laptop:
        keep(laptop, Cells("6", "refused"))
    taken = back(small, other).files[0]
    assert (taken.new, taken.changed, taken.undone) == ({"conversation": 1}, {}, {})
    assert healthy(small)


def test_a_row_mended_on_both_laptops_has_what_either_changed_and_asks_about_the_rest(
    small: Store, tmp_path: Path
) -> None:
    file = hand_out_sheets(small, tmp_path / "one.organiser", ward=CASTLE).file
    with on_the_other_laptop(file) as laptop:
        first, second, third, fourth = keep(laptop, Cells("2", "spoke", "bins"), Cells("4", "spoke", "dogs"),
                                            Cells("6", "not in"), Cells("8", "not in"))  # fmt: skip
    back(small, file)

    def mend_on(store: Store, line: Line, **said: str) -> None:
        sheets.keep(store, sheet_of(store)[0], line._replace(cells=line.cells._replace(**said)))

    mend_on(small, first, conference="yes", words="bins overflow")
    mend_on(small, second, conference="yes")
    mend_on(small, third, outcome="refused")
    sheets.remove(small, fourth.uid)
    with on_the_other_laptop(file) as laptop:
        mend_on(laptop, first, words="bins and rats")
        mend_on(laptop, second, words="dog mess")
        sheets.remove(laptop, third.uid)
        mend_on(laptop, fourth, outcome="moved")
    before = dump(small)
    brought = back(small, file)
    assert brought.files[0].changed == {"conversation": 1}
    assert [asked.clash[2:] for asked in brought.questions] == [
        ("2 Fiction Road", "words", "bins and rats", "bins overflow"),
        ("8 Fiction Road", "row", "as it came", "taken out"),
        ("6 Fiction Road", "row", "as it is here", "taken out"),
    ]  # fmt: skip
    assert [line.cells[:4] for line in sheet_of(small)[1]] == [
        ("2", "spoke", "bins overflow", "yes"), ("4", "spoke", "dog mess", "yes"), ("6", "refused", "", ""),
    ]  # fmt: skip
    assert back(small, file).operation is None
    assert healthy(small)
    history.undo(small)
    assert dump(small) == before


def test_a_file_handed_out_for_sheets_is_for_nothing_else_and_needs_a_ward(small: Store, tmp_path: Path) -> None:
    made = hand_out_sheets(small, tmp_path / "one.organiser", ward=CASTLE)
    refuse_other_commands("doorstep", made.title, "doorstep add")
    with pytest.raises(Problem) as refused:
        refuse_other_commands("doorstep", made.title, "people")
    assert refused.value.exit_code == NOT_PERMITTED
    with pytest.raises(Problem):
        hand_out_sheets(small, tmp_path / "two.organiser")
    with Store.open(made.file) as laptop:
        assert json.loads(laptop.setting(sheets.HEARD)) == {WARDS[0][0]: []}
