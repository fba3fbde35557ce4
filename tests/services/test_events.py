"""Events: where and when, who leads them, and who came, in six states that are six different things."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.events import STATES, weightier
from organiser.services.events import Draft, add_event, attend, find_event, guests, list_events, walk_in
from organiser.services.merging import merge
from organiser.services.offices import add_office
from organiser.store import doctor, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tables import dump


@pytest.fixture
def small(store: Store) -> Store:
    """Anytown with its wards, Ann Day and Bob Fox."""
    build_places(store)
    add(store, "Ann Day, 07700 900101, SE13 5AB")
    add(store, "Bob Fox, 07700 900102")
    return store


def test_an_event_says_where_when_for_which_wards_and_who_leads_it(small: Store) -> None:
    draft = Draft("Canvassing", "Park Road", "14 March 2026", "the library", leader="Ann Day", wards=["Castle & Park"])
    event = add_event(small, draft._replace(branch="Town", clp="Anytown North")).event
    assert (event.kind, event.title, event.on, event.place) == ("canvassing", "Park Road", "2026-03-14", "the library")
    assert [ward.name for ward in event.wards] == ["Castle & Park"]
    assert event.leader is not None
    assert event.leader.name == "Ann Day"
    assert event.branch is not None
    assert event.branch.name == "Town"
    assert (
        find_event(small, "park road") == find_event(small, str(event.number)) == find_event(small, event.uid) == event
    )


def test_events_are_listed_by_kind_ward_and_period_the_latest_first(small: Store) -> None:
    for day, kind, ward in (("2026-03-01", "stall", "St Ann's"), ("2026-03-08", "meeting", "Smithfield")):
        add_event(small, Draft(kind, on=day, wards=[ward]))
    assert [event.on for event in list_events(small)[0]] == ["2026-03-08", "2026-03-01"]
    assert [event.kind for event in list_events(small, ward="St Ann's")[0]] == ["stall"]
    assert [event.kind for event in list_events(small, kind="meeting")[0]] == ["meeting"]
    assert [event.kind for event in list_events(small, since="2026-03-02", until="2026-03-08")[0]] == ["meeting"]


def test_the_six_states_are_counted_apart(small: Store) -> None:
    event = add_event(small, Draft("meeting")).event
    for place, state in enumerate(STATES):
        add(small, f"Guest {'ABCDEF'[place]}name")
        attend(small, event, f"Guest {'ABCDEF'[place]}name", state)
    found = find_event(small, event.uid)
    assert found.people == dict.fromkeys(STATES, 1)
    assert {guest.state for guest in guests(small, found)} == set(STATES)


def test_a_councillor_who_came_is_shown_as_one_if_they_were_one_on_that_day(small: Store) -> None:
    add_office(small, "councillor", "Ann Day", places={"ward": "Castle & Park"}, since="2026-05-08")
    before = add_event(small, Draft("meeting", "before", "2026-03-01")).event
    after = add_event(small, Draft("meeting", "after", "2026-06-01")).event
    assert not attend(small, before, "Ann Day").guest.councillor
    assert attend(small, after, "Ann Day").guest.councillor


def test_marking_the_same_twice_leaves_one_change_and_undo_takes_it_back(small: Store) -> None:
    event = add_event(small, Draft("stall")).event
    before = dump(small)
    assert attend(small, event, "Bob Fox", "booked").operation is not None
    assert attend(small, event, "Bob Fox", "booked").operation is None
    attend(small, event, "Bob Fox", "attended")
    assert [guest.state for guest in guests(small, event)] == ["attended"]
    history.undo(small)
    assert [guest.state for guest in guests(small, event)] == ["booked"]
    history.undo(small)
    assert dump(small) == before


def test_a_walk_in_is_one_line_and_one_change(small: Store) -> None:
    event = add_event(small, Draft("conference")).event
    before = dump(small)
    marked = walk_in(small, event, "Cat Orr, 07700 900103, SE13 5AB, leaflets")
    assert (marked.added, marked.guest.name, marked.guest.state) == (True, "Cat Orr", "attended")
    history.undo(small)
    assert dump(small) == before


def test_a_walk_in_who_may_be_here_already_is_not_added_a_second_time(small: Store) -> None:
    event = add_event(small, Draft("stall")).event
    with pytest.raises(Problem, match="may be here already"):
        walk_in(small, event, "Ann Day")
    assert walk_in(small, event, "Ann Day", anyway=True).added


@pytest.mark.parametrize("draft", [Draft("party"), Draft("stall", on="someday"), Draft("stall", wards=["Nowhere"])])
def test_what_is_not_understood_is_said_and_nothing_is_written(small: Store, draft: Draft) -> None:
    before = dump(small)
    with pytest.raises(Problem):
        add_event(small, draft)
    assert dump(small) == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=st.sampled_from(STATES), other=st.sampled_from(STATES))
def test_two_people_made_one_came_once_and_undo_parts_them_again(tmp_path: Path, one: str, other: str) -> None:
    path = tmp_path / "people.organiser"
    path.unlink(missing_ok=True)
    with Store.create(path) as store:
        ann, anne = add(store, "Ann Day"), add(store, "Anne Daye")
        event = add_event(store, Draft("stall", leader="Anne Daye")).event
        attend(store, event, "Ann Day", one)
        attend(store, event, "Anne Daye", other)
        before = dump(store)
        merge(store, ann, anne, {})
        assert [guest.state for guest in guests(store, event)] == [weightier(one, other)]
        leader = find_event(store, event.uid).leader
        assert leader is not None
        assert leader.name == "Ann Day"
        assert [check.name for check in doctor.examine(store) if not check.ok] == []
        history.undo(store)
        assert dump(store) == before
