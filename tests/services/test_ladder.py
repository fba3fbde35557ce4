"""The ladder: dated steps with evidence, proposals from what people did, and who brought in whom."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.training import COURSE, SESSION
from organiser.rules.ladder import ACTIVIST, CONTACT, HELPER, JOINED, LEADER, LEFT, RUNGS, TRAINED
from organiser.services import ladder, ladder_acts, merging
from organiser.services.ladder import Draft
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places


@pytest.fixture
def here(store: Store) -> Store:
    build_places(store)
    return store


def came(store: Store, person: int, on: str, kind: str = "stall", course: str = "") -> None:
    """Somebody came to an event, a session of a course where one is named."""
    with store.operation("Event") as work:
        event = work.insert_with_uid(EVENT, kind="training" if course else kind, on_day=on)
        work.insert(ATTENDANCE, event_id=event, person_id=person, state="attended")
        if course:
            known = work.value("SELECT id FROM course WHERE fold = ?", (course.casefold(),))
            number = known or work.insert_with_uid(COURSE, name=course, fold=course.casefold())
            work.insert(SESSION, event_id=event, course_id=number)


def days_ago(days: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(clock.today()) - timedelta(days=days)).isoformat()


def test_a_step_has_its_day_its_seat_who_brought_them_in_and_its_evidence(here: Store) -> None:
    ann, bo = add(here, "Ann Ahmed 07700 900101 SE13 5AB"), add(here, "Bo Baker 07700 900102")
    found = ladder.step(here, ann, Draft(ACTIVIST, "2 Mar 2026", bo, "two stalls in a row")).person
    (step,) = found.steps
    assert (found.rung, found.since, step.evidence) == (ACTIVIST, "2026-03-02", "two stalls in a row")
    assert step.seat is not None
    assert step.by is not None
    assert found.by is not None
    assert (step.seat.name, step.by.name, found.by.name) == ("Anytown North", "Bo Baker", "Bo Baker")
    assert [one.name for one in ladder.show(here, bo).brought] == ["Ann Ahmed"]
    assert ladder.counts(here) == {CONTACT: 1, HELPER: 0, ACTIVIST: 1, TRAINED: 0, LEADER: 0, LEFT: 0}


def test_a_role_that_a_list_named_says_where_somebody_begins_until_a_step_is_written_down(here: Store) -> None:
    ann = add(here, "Ann Ahmed 07700 900101 helper")
    assert (ladder.show(here, ann).rung, ladder.show(here, ann).said) == (HELPER, True)
    found = ladder.step(here, ann, Draft(LEFT)).person
    assert (found.rung, found.said, ladder.counts(here)[HELPER]) == (LEFT, False, 0)
    assert here.count("SELECT count(*) FROM fact WHERE kind = 'role' AND until = ''") == 1


def test_steps_go_down_too_and_a_second_one_on_a_day_takes_the_place_of_the_first(here: Store) -> None:
    ann = add(here, "Ann Ahmed 07700 900101")
    ladder.step(here, ann, Draft(ACTIVIST, "1 Mar 2026"))
    for _ in range(2):
        ladder.move(here, ann, -1)
    found = ladder.show(here, ann)
    assert (found.rung, [step.rung for step in found.steps]) == (CONTACT, [CONTACT, ACTIVIST])
    history.undo(here)
    assert ladder.show(here, ann).rung == HELPER


def test_who_joined_the_party_is_a_member_from_that_day_and_no_rung_higher(here: Store) -> None:
    ann, bo = add(here, "Ann Ahmed 07700 900101"), add(here, "Bo Baker 07700 900102")
    found = ladder.step(here, ann, Draft(JOINED, "2 Mar 2026", bo)).person
    assert found.through is not None
    assert (found.rung, found.member, found.joined, found.through.name, found.by) == (
        CONTACT, True, "2026-03-02", "Bo Baker", None,
    )  # fmt: skip
    history.undo(here)
    assert not ladder.show(here, ann).member


def test_nobody_is_brought_in_by_whom_they_brought_in(here: Store) -> None:
    people = [add(here, f"{name} 07700 90010{place}") for place, name in enumerate(("Ann A", "Bo B", "Cy C"))]
    ladder.step(here, people[1], Draft(HELPER, "1 Mar 2026", people[0]))
    ladder.step(here, people[2], Draft(HELPER, "2 Mar 2026", people[1]))
    with pytest.raises(Problem, match="Ann A brought in Cy C, or somebody who did"):
        ladder.step(here, people[0], Draft(HELPER, "3 Mar 2026", people[2]))
    with pytest.raises(Problem, match="brought themselves in"):
        ladder.step(here, people[0], Draft(HELPER, "3 Mar 2026", people[0]))
    assert [(one.depth, one.about.name) for one in ladder.tree(here)] == [(0, "Ann A"), (1, "Bo B"), (2, "Cy C")]


def test_two_people_made_one_keep_a_step_once_and_the_tree_does_not_loop(here: Store) -> None:
    ann, twin, bo = (add(here, line) for line in ("Ann A 07700 900101", "Anne A 07700 900102", "Bo B 07700 900103"))
    ladder.step(here, ann, Draft(HELPER, "1 Mar 2026", None, "cake"))
    ladder.step(here, twin, Draft(HELPER, "1 Mar 2026", bo))
    ladder.step(here, bo, Draft(HELPER, "1 Feb 2026", ann))
    merging.merge(here, ann, twin, {})
    (step,) = ladder.steps_of(here, ann)
    assert step.by is not None
    assert (step.evidence, step.by.name) == ("cake", "Bo B")
    # Bo was brought in earlier: the tie that came later is the one left out.
    assert [(one.depth, one.about.name) for one in ladder.tree(here)] == [(0, "Ann A"), (1, "Bo B")]
    history.undo(here)
    assert [len(ladder.steps_of(here, one)) for one in (ann, twin)] == [1, 1]


def test_merging_who_was_brought_in_with_who_brought_them_leaves_nobody_their_own_child(here: Store) -> None:
    ann, twin = add(here, "Ann A 07700 900101"), add(here, "Anne A 07700 900102")
    ladder.step(here, ann, Draft(HELPER, "1 Mar 2026", twin))
    merging.merge(here, ann, twin, {})
    assert (ladder.show(here, ann).by, ladder.show(here, ann).rung) == (None, HELPER)


def test_what_people_did_proposes_the_next_step_which_is_taken_with_its_evidence(here: Store) -> None:
    ann, bo = add(here, "Ann Ahmed 07700 900101 helper"), add(here, "Bo Baker 07700 900102")
    came(here, ann, days_ago(40))
    came(here, ann, days_ago(12), "canvassing")
    came(here, bo, days_ago(5), "meeting")
    (proposed,) = ladder_acts.outlook(here).proposed
    assert (proposed.about.name, proposed.rung, proposed.proposal.rung) == ("Ann Ahmed", HELPER, ACTIVIST)
    written = ladder_acts.take(here, ann)
    assert written is not None
    (step,) = written.person.steps
    assert (step.rung, step.on) == (ACTIVIST, days_ago(12))
    assert step.evidence.startswith("took part 2 times within 28 days: came to stall")
    assert ladder_acts.take(here, ann) is None
    came(here, ann, days_ago(3), course="Organising basics")
    assert [one.proposal.rung for one in ladder_acts.outlook(here).proposed] == [TRAINED]


def test_who_is_stuck_and_who_is_owed_a_talk(here: Store) -> None:
    ann = add(here, "Ann Ahmed 07700 900101")
    ladder.step(here, ann, Draft(HELPER, days_ago(70)))
    found = ladder_acts.outlook(here)
    assert [(one.about.name, one.weeks) for one in found.stuck] == [("Ann Ahmed", 10)]
    assert [(one.about.name, one.talked) for one in found.owed] == [("Ann Ahmed", "")]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 28), st.sampled_from((*RUNGS, LEFT))), max_size=5, unique_by=lambda one: one[0])
)
def test_steps_entered_in_any_order_give_the_same_rung_and_undo_gives_the_one_before(
    store: Store, told: list[tuple[int, str]]
) -> None:
    forwards, backwards = add(store, "Ann Ahmed"), add(store, "Bo Baker")
    for day, rung in told:
        ladder.step(store, forwards, Draft(rung, f"2026-02-{day:02}"))
    seen = [ladder.show(store, backwards).rung]
    for day, rung in reversed(told):
        ladder.step(store, backwards, Draft(rung, f"2026-02-{day:02}"))
        seen.append(ladder.show(store, backwards).rung)
    assert ladder.show(store, forwards).rung == ladder.show(store, backwards).rung
    for before in reversed(seen[:-1]):
        history.undo(store)
        assert ladder.show(store, backwards).rung == before
