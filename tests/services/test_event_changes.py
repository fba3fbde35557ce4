"""Events mended, taken away, marked for several at once, and told on the pages of those who came."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.events import STATES
from organiser.services import attendance, doorstep, event_lines, event_list, event_page, marking, people, roll, today
from organiser.services.acts import last_spoken
from organiser.services.contacts import Said, note
from organiser.services.doorstep import Round, Typed
from organiser.services.event_changes import Changes, edit_event, remove_event, removed_words
from organiser.services.events import Draft, Event, add_event, attend, find_event, guests
from organiser.services.person import page
from organiser.services.roll import Order
from organiser.services.timeline import timeline
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tables import dump


def _day(days: int) -> str:
    return (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()


@pytest.fixture
def small(store: Store) -> Store:
    """Anytown with its wards, Ann Day, Bob Fox and Cat Orr."""
    build_places(store)
    for line in ("Ann Day, 07700 900101, SE13 5AB", "Bob Fox, 07700 900102", "Cat Orr"):
        add(store, line)
    return store


def _event(store: Store, line: str = "stall yesterday Castle & Park") -> Event:
    return event_lines.new(store, line).event


def test_an_event_typed_in_one_line_is_saved_as_it_was_shown(small: Store) -> None:
    found = event_lines.understand(small, "canvassing tomorrow Castle & Park 10:30 led by ann")
    assert dict(found.said)["Led by"] == "Ann Day"
    event = _event(small, "canvassing tomorrow Castle & Park 10:30 led by ann")
    assert (event.kind, event.on, event.at, [ward.name for ward in event.wards]) == (
        "canvassing", _day(1), "10:30", ["Castle & Park"],
    )  # fmt: skip
    for line in ("tomorrow Castle & Park", "stall led by nobody known", "stall led by 07700"):
        before = dump(small)
        with pytest.raises(Problem):
            event_lines.new(small, line)
        assert dump(small) == before


def test_what_is_mended_stands_and_can_be_taken_back(small: Store) -> None:
    event, before = _event(small), dump(small)
    changes = Changes(title="Market", on="tomorrow", at="7pm", leader="Bob Fox", wards=["St Ann's", "Smithfield"])
    mended = edit_event(small, event, changes).event
    assert (mended.title, mended.on, mended.at) == ("Market", _day(1), "19:00")
    assert [ward.name for ward in mended.wards] == ["Smithfield", "St Ann's"]
    assert edit_event(small, mended, changes).operation is None
    assert edit_event(small, mended, Changes(leader="", wards=[])).event.leader is None
    history.undo(small)
    history.undo(small)
    assert dump(small) == before
    for wrong in (Changes(on="someday"), Changes(at="late"), Changes(kind="party"), Changes(wards=["Nowhere"])):
        with pytest.raises(Problem):
            edit_event(small, event, wrong)


def test_an_event_that_goes_leaves_what_was_said_at_it_and_comes_back_whole(small: Store) -> None:
    event = _event(small)
    attend(small, event, "Ann Day")
    attend(small, event, "Bob Fox", "booked")
    doorstep.add(small, [Typed("12: potholes"), Typed("14: not in")], Round(event=str(event.number)))
    event = find_event(small, str(event.number))
    assert event_page.show(small, event.uid).doors.words == "2 doors, 1 spoke"
    before = dump(small)
    removed = remove_event(small, event)
    assert (removed.people, removed.conversations) == (2, 2)
    assert "2 who were down for it (1 came). 2 conversations stay" in removed_words(removed)
    assert small.count("SELECT count(*) FROM conversation WHERE event_id IS NULL") == 2
    with pytest.raises(Problem):
        find_event(small, event.uid)
    history.undo(small)
    assert dump(small) == before


def test_several_are_marked_at_once_or_none(small: Store) -> None:
    event, before = _event(small), dump(small)
    with pytest.raises(Problem):
        attendance.mark_named(small, event, ["Ann Day", "Nobody Known"])
    assert dump(small) == before
    marked = attendance.mark_named(small, event, ["Ann Day", "Cat Orr", "Ann Day"])
    assert ([guest.name for guest in marked.guests], marked.changed) == (["Ann Day", "Cat Orr"], 2)
    assert attendance.mark_named(small, event, ["Cat Orr"]).operation is None
    taken = attendance.take_off_named(small, event, ["Cat Orr", "Bob Fox"])
    assert taken.names == ["Cat Orr"]
    history.undo(small)
    history.undo(small)
    assert dump(small) == before


def test_a_line_marks_whom_it_means_or_asks(small: Store) -> None:
    event = _event(small)
    assert marking.take(small, event, "bob", "attended") == ("Bob Fox", "attended", False, small.count(_LATEST))
    assert marking.take(small, event, "Cat Orr, apologies", "attended")[:3] == ("Cat Orr", "apologies", False)
    assert marking.take(small, event, "Dee Gow, 07700 900109", "attended").added
    with pytest.raises(Problem, match="may be Ann Day"):
        marking.take(small, event, "Ann Day, 07700 900199", "attended")
    assert marking.take(small, event, "Ann Day, 07700 900199", "attended", chosen=0).added
    with pytest.raises(Problem, match="chooses"):
        marking.take(small, event, "ann d", "attended")
    assert {guest.name: guest.state for guest in guests(small, event)}["Cat Orr"] == "apologies"


_LATEST = "SELECT max(id) FROM operation"


def test_who_is_not_marked_is_asked_about_once_it_is_over(small: Store) -> None:
    over, ahead, long_ago = _event(small), _event(small, "stall tomorrow"), _event(small, f"stall {_day(-40)}")
    attend(small, ahead, "Ann Day", "booked")
    attend(small, over, "Ann Day", "booked")
    attend(small, over, "Bob Fox", "absent")
    assert [event.uid for event in event_list.unmarked(small)] == [over.uid]
    assert [figure.number for figure in today.FIGURES["unmarked"](small)] == [1]
    attend(small, over, "Ann Day")
    assert event_list.unmarked(small) == []
    attend(small, long_ago, "Ann Day", "not marked")
    assert [event.uid for event in event_list.unmarked(small)] == [long_ago.uid]


def test_the_calendar_is_narrowed_down_by_any_word(small: Store) -> None:
    for line in ("stall 14 March 2026 Smithfield", "Branch meeting tomorrow 19:30 led by Bob Fox", "canvassing today"):
        _event(small, line)
    found = event_list.calendar(small)
    assert ([event.kind for event in found.coming], [event.kind for event in found.been]) == (
        ["canvassing", "meeting"], ["stall"],
    )  # fmt: skip
    for words, kind in (("smith", "stall"), ("march 2026", "stall"), ("branch bob", "meeting"),
                        ("until:2026-04-01", "stall"), ("canv", "canvassing")):  # fmt: skip
        narrowed = event_list.calendar(small, words)
        assert [event.kind for event in (*narrowed.coming, *narrowed.been)] == [kind], words
    assert event_list.calendar(small, "nothing").found == 0
    assert [one.words for one in event_list.coming(small)] == ["Canvassing", "Branch meeting"]


def test_who_came_or_spoke_at_the_door_was_spoken_to(small: Store) -> None:
    ann, bob, cat = (people.find_one(small, name) for name in ("Ann Day", "Bob Fox", "Cat Orr"))
    event = _event(small)
    attend(small, event, "Ann Day")
    attend(small, event, "Cat Orr", "apologies")
    note(small, ann, Said("hello", on=_day(-50)))
    doorstep.add(small, [Typed("damp in the flats", person="Bob Fox")], Round(event=str(event.number)))
    doorstep.add(small, [Typed("", outcome="not in", person="Cat Orr")], Round(event=str(event.number), on=_day(-1)))
    assert last_spoken(small, [ann, bob, cat]) == {ann: (_day(-1), "event"), bob: (_day(-1), "door")}
    lines = roll.lines(small, [ann, bob, cat])
    assert [lines[one].how for one in (ann, bob, cat)] == ["event", "door", ""]
    with small.operation("They have been here for long") as work:
        work.connection.execute("UPDATE person SET created = '2020-01-01'")
    unspoken = roll.question_of("unspoken:42")
    assert roll.first(small, unspoken, Order(), 9) == [cat]
    assert people.count(small, unspoken) == 1
    assert roll.everybody(small, roll.question_of(""), Order("spoken"))[0] == cat
    told = [(one.came.event if one.came else one.door.wording if one.door else "") for one in timeline(small, bob)]
    assert "damp in the flats" in told
    assert page(small, ann).came[0].state == "attended"
    assert page(small, bob).spoken == _day(-1)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.sampled_from((*STATES, "off"))), max_size=12))
def test_every_step_of_marking_counts_right_and_is_taken_back_one_by_one(
    tmp_path: Path, steps: list[tuple[int, str]]
) -> None:
    path = tmp_path / "people.organiser"
    path.unlink(missing_ok=True)
    with Store.create(path) as store:
        ids = [add(store, name) for name in ("Ann Day", "Bob Fox", "Cat Orr", "Dee Gow")]
        event = add_event(store, Draft("stall")).event
        states: dict[int, str] = {}
        dumps = [dump(store)]
        for who, state in steps:
            if state == "off":
                done = attendance.take_off(store, event, [ids[who]]).operation
                states.pop(who, None)
            else:
                done = attendance.mark(store, event, [ids[who]], state).operation
                states[who] = state
            if done is not None:
                dumps.append(dump(store))
            counts = find_event(store, event.uid).people
            assert counts == {one: list(states.values()).count(one) for one in STATES}
        for expected in dumps[-2::-1]:
            history.undo(store)
            assert dump(store) == expected
