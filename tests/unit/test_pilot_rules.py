"""Who counts as recruited and trained, by a frozen definition: whatever the order, nobody twice, no day lost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.pilot import (
    Act,
    Completed,
    Definition,
    count_people,
    definition_of,
    figures,
    months,
    overlapping,
    poisson_interval,
)

TWICE = Definition(needed=2, within=30, courses=("basics",))
_DAYS = st.dates(date(2024, 1, 1), date(2025, 12, 31)).map(date.isoformat)
_ACTS = st.lists(st.builds(Act, st.integers(1, 4), _DAYS, st.integers(1, 3), st.integers(1, 50)), max_size=30)
_COURSES = st.lists(st.builds(Completed, st.integers(1, 4), _DAYS, st.integers(1, 3), st.integers(60, 70)), max_size=8)


def test_somebody_is_recruited_by_the_second_act_within_the_time_and_where_that_was() -> None:
    acts = [
        Act(1, "2024-01-01", 1, 1),
        Act(1, "2024-03-01", 1, 2),
        Act(1, "2024-03-31", 2, 3),
        Act(2, "2024-01-01", 1, 1),
    ]
    (one,) = count_people(TWICE, acts, [])
    assert (one.recruited, one.seat, one.acts) == ("2024-03-31", 2, (2, 3))


def test_a_course_counts_where_it_was_completed_first_and_after_recruitment_where_that_is_asked() -> None:
    acts = [Act(1, "2024-03-01", 1, 1), Act(1, "2024-03-02", 1, 2)]
    courses = [Completed(1, "2024-02-01", 2, 9), Completed(1, "2024-04-01", 1, 10)]
    (one,) = count_people(TWICE, acts, courses)
    assert (one.trained, one.trained_seat) == ("2024-02-01", 2)
    (one,) = count_people(TWICE._replace(after_recruited=True), acts, courses)
    assert (one.trained, one.trained_seat) == ("2024-04-01", 1)


def test_the_29th_of_february_and_the_last_day_of_a_month_are_in_their_month() -> None:
    acts = [Act(1, "2024-02-28", 1, 1), Act(1, "2024-02-29", 1, 2)]
    people = count_people(TWICE, acts, [])
    told = [
        figures(TWICE, people, first, last, "2024-12-31").recruited
        for first, last in months("2024-01-01", "2024-04-30")
    ]
    assert told == [0, 1, 0, 0]


@given(acts=_ACTS, courses=_COURSES, seed=st.randoms(use_true_random=False))
def test_the_order_in_which_acts_are_told_does_not_matter_and_nobody_counts_twice(acts, courses, seed) -> None:  # type: ignore[no-untyped-def]
    people = count_people(TWICE, acts, courses)
    seed.shuffle(acts)
    seed.shuffle(courses)
    assert count_people(TWICE, acts + acts, courses) == people
    assert len({one.person for one in people}) == len(people)
    whole = figures(TWICE, people, "2024-01-01", "2025-12-31", "2026-12-31")
    by_seat = [figures(TWICE, people, "2024-01-01", "2025-12-31", "2026-12-31", seat) for seat in (1, 2, 3)]
    by_month = [figures(TWICE, people, *month, "2026-12-31") for month in months("2024-01-01", "2025-12-31")]
    for name in ("recruited", "trained", "active"):
        assert sum(getattr(one, name) for one in by_seat) == getattr(whole, name)
        assert sum(getattr(one, name) for one in by_month) == getattr(whole, name)


@given(first=_DAYS, length=st.integers(0, 800))
def test_months_are_the_period_with_no_gap_and_no_day_twice(first: str, length: int) -> None:
    last = (date.fromisoformat(first) + timedelta(days=length)).isoformat()
    found = months(first, last)
    assert (found[0][0], found[-1][1]) == (first, last)
    for (_, end), (start, _) in pairwise(found):
        assert date.fromisoformat(start) - date.fromisoformat(end) == timedelta(days=1)


@pytest.mark.parametrize(
    ("count", "interval"), [(0, (0.0, 3.7)), (1, (0.0, 5.6)), (5, (1.6, 11.7)), (12, (6.2, 21.0)), (100, (81.4, 121.6))]
)
def test_the_interval_is_the_exact_one_of_the_tables(count: int, interval: tuple[float, float]) -> None:
    assert poisson_interval(count) == interval


def test_seats_whose_intervals_overlap_are_named_in_pairs() -> None:
    assert overlapping({"A": (1, 3), "B": (2, 5), "C": (6, 7)}) == [("A", "B")]
    assert overlapping({"A": (1, 9), "B": (2, 3), "C": (4, 5)}) == [("A", "B"), ("A", "C")]


def test_a_definition_is_told_by_its_text() -> None:
    told = TWICE._replace(acts=("stall", "canvassing"))
    assert definition_of(told.canonical()) == told._replace(acts=("canvassing", "stall"))
