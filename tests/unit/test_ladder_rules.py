"""Where somebody stands on the ladder, what is proposed, and who brought in whom."""

import random

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.ladder import (
    ACTIVIST,
    CONTACT,
    HELPER,
    LEADER,
    LEFT,
    RUNGS,
    TRAINED,
    Known,
    Step,
    ancestors,
    branches,
    near,
    next_step,
    owed_a_talk,
    parents_of,
    rung_of,
    standing,
    stuck_weeks,
)

_DAYS = st.integers(1, 28).map(lambda day: f"2026-02-{day:02}")
_STEPS = st.lists(st.builds(Step, _DAYS, st.sampled_from((*RUNGS, LEFT))), max_size=8)
_TOLD = st.lists(st.tuples(_DAYS, st.integers(1, 7), st.integers(1, 7)), max_size=15)


@given(_STEPS, st.randoms())
def test_steps_told_in_any_order_give_the_same_rung(steps: list[Step], chance: random.Random) -> None:
    told = list(steps)
    chance.shuffle(told)
    assert standing(told) == standing(steps)


@given(_TOLD, st.randoms())
def test_the_tree_never_loops_and_does_not_depend_on_the_order(
    told: list[tuple[str, int, int]], chance: random.Random
) -> None:
    parents = parents_of(told)
    for person in parents:
        assert person not in ancestors(parents, person)
    everybody = {one for _, person, by in told for one in (person, by)}
    shown = list(branches(parents, everybody - parents.keys(), {}))
    assert sorted(person for _, person in shown) == sorted(everybody)
    chance.shuffle(told)
    assert parents_of(told) == parents


def test_two_acts_within_ninety_days_make_an_activist_and_a_course_a_trained_one() -> None:
    acts = ("2026-01-01", "2026-04-02", "2026-05-01")
    found = next_step(Known([Step("2025-12-01", HELPER)], acts))
    assert found
    assert (found.rung, found.on, found.why) == (ACTIVIST, "2026-05-01", "took part 2 times within 29 days")
    trained = next_step(Known([Step("2025-12-01", HELPER)], acts, [("2026-03-01", "Organising basics")]))
    assert trained
    assert (trained.rung, trained.why) == (TRAINED, "completed Organising basics")
    only_once = next_step(Known([], ("2026-01-01", "2026-04-02")))
    assert only_once
    assert only_once.rung == HELPER


def test_a_course_alone_makes_no_trained_activist() -> None:
    assert next_step(Known([Step("2026-01-01", HELPER)], (), [("2026-03-01", "Organising basics")])) is None


def test_what_was_done_before_a_step_down_proposes_nothing() -> None:
    steps = [Step("2026-01-01", ACTIVIST), Step("2026-06-01", HELPER)]
    assert next_step(Known(steps, ("2026-02-01", "2026-03-01"))) is None
    again = next_step(Known(steps, ("2026-02-01", "2026-07-01", "2026-07-08")))
    assert again
    assert again.rung == ACTIVIST
    gone = [Step("2026-01-01", ACTIVIST), Step("2026-06-01", LEFT)]
    assert next_step(Known(gone, ("2026-05-01",))) is None
    back = next_step(Known(gone, ("2026-08-01",)))
    assert back
    assert back.rung == HELPER


def test_a_trained_activist_who_led_twice_since_then_is_proposed_as_leader() -> None:
    steps = [Step("2026-03-01", TRAINED)]
    assert next_step(Known(steps, led=("2026-02-01", "2026-04-01"))) is None
    found = next_step(Known(steps, led=("2026-04-01", "2026-05-01")))
    assert found
    assert found.rung == LEADER


def test_who_neither_moved_nor_took_part_for_eight_weeks_is_stuck() -> None:
    known = Known([Step("2026-01-01", HELPER)], ("2026-01-10",))
    assert stuck_weeks(known, "2026-03-06") == 0
    assert stuck_weeks(known, "2026-03-07") == 8
    assert stuck_weeks(Known([Step("2020-01-01", CONTACT)]), "2026-03-07") == 0


def test_who_helps_is_owed_a_talk_six_weeks_after_the_last_and_who_left_is_not() -> None:
    known = Known([Step("2025-01-01", HELPER)], talked="2026-01-01")
    assert not owed_a_talk(known, "2026-02-11")
    assert owed_a_talk(known, "2026-02-12")
    assert not owed_a_talk(Known([Step("2025-01-01", LEFT)]), "2026-02-12")
    assert not owed_a_talk(Known([Step("2026-02-01", HELPER)]), "2026-02-12")


def test_rungs_are_named_by_their_beginning_and_end_at_either_end() -> None:
    assert [rung_of(words) for words in ("act", "Trained  Activist", "t", "x", "")] == [
        ACTIVIST, TRAINED, TRAINED, "", "",
    ]  # fmt: skip
    assert [near(LEADER, 1), near(CONTACT, -1), near(HELPER, 1), near(LEFT, 1)] == [LEADER, CONTACT, ACTIVIST, CONTACT]
