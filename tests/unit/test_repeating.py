"""When a repeating task is due again, and days as people name them ahead."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.repeating import Every, day_ahead, next_due, parse_every

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
SPANS = st.builds(Every, st.integers(1, 40), st.sampled_from(["day", "week", "month", "year"]))


def following(due: str, every: str, times: int) -> list[str]:
    """The dates on which a task falls due that is always done on its day."""
    span = parse_every(every)
    assert span is not None
    span = span.starting(due)
    found = []
    for _ in range(times):
        due = next_due(due, span, due)
        found.append(due)
    return found


# Spans ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("1 week", "1 week"),
        ("2 weeks", "2 weeks"),
        ("every 3 Months", "3 months"),
        ("week", "1 week"),
        ("daily", "1 day"),
        ("fortnightly", "2 weeks"),
        ("2 fortnights", "4 weeks"),
        ("quarterly", "3 months"),
        ("annually", "1 year"),
        ("1 month on day 31", "1 month"),
    ],
)
def test_a_span_is_understood_as_people_write_it(written: str, understood: str) -> None:
    span = parse_every(written)
    assert span is not None
    assert span.words == understood


@pytest.mark.parametrize("written", ["", "0 weeks", "sometimes", "-1 week", "1", "100 years", "week 2"])
def test_what_is_no_span_is_none(written: str) -> None:
    assert parse_every(written) is None


@given(SPANS, DAYS)
def test_a_span_is_kept_and_read_again_unchanged(span: Every, due: date) -> None:
    kept = span.starting(due.isoformat())
    assert parse_every(kept.kept) == kept


# The next date ----------------------------------------------------------------------------------------------


def test_a_weekly_task_done_late_keeps_its_day_of_the_week() -> None:
    week = Every(1, "week")
    assert next_due("2026-02-02", week, "2026-02-02") == "2026-02-09"
    assert next_due("2026-02-02", week, "2026-02-05") == "2026-02-09"
    assert next_due("2026-02-02", week, "2026-02-09") == "2026-02-16"
    assert next_due("2026-02-02", week, "2026-03-31") == "2026-04-06"


def test_a_task_done_before_its_day_is_due_one_span_after_that_day() -> None:
    assert next_due("2026-02-10", Every(1, "week"), "2026-02-01") == "2026-02-17"
    assert next_due("2026-02-10", Every(1, "month"), "2026-01-20") == "2026-03-10"


def test_the_31st_becomes_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    assert following("2026-01-31", "1 month", 5) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
    ]
    assert following("2026-01-30", "1 month", 2) == ["2026-02-28", "2026-03-30"]


def test_the_29th_of_february_comes_back_in_each_leap_year() -> None:
    assert following("2024-02-29", "1 year", 4) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_the_last_day_of_a_month_skips_no_month_when_it_is_done_late() -> None:
    every = Every(1, "month", 31)
    assert next_due("2026-01-31", every, "2026-02-27") == "2026-02-28"
    assert next_due("2026-01-31", every, "2026-02-28") == "2026-03-31"


@given(SPANS, DAYS, DAYS)
def test_the_next_date_is_the_first_of_the_series_after_today(span: Every, due_day: date, today_day: date) -> None:
    due, today = due_day.isoformat(), today_day.isoformat()
    span = span.starting(due)
    found = next_due(due, span, today)
    assert found > max(due, today)
    # Counted one by one there is none before it.
    step = due
    while step <= max(due, today):
        step = next_due(step, span, step)
    assert found == step


# Days ahead -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("today", "2026-02-04"),
        ("Tomorrow", "2026-02-05"),
        ("friday", "2026-02-06"),
        ("fri", "2026-02-06"),
        ("wednesday", "2026-02-11"),
        ("in 3 days", "2026-02-07"),
        ("2 weeks", "2026-02-18"),
        ("next week", "2026-02-11"),
        ("in 1 month", "2026-03-04"),
        ("6 May 2027", "2027-05-06"),
        ("2026-01-01", "2026-01-01"),
        ("14 feb", "2026-02-14"),
        ("3 Feb", "2027-02-03"),
        ("soon", ""),
        ("", ""),
    ],
)
def test_a_day_ahead_is_understood_from_a_wednesday(said: str, meant: str) -> None:
    assert day_ahead(said, "2026-02-04") == meant


@given(DAYS, st.integers(0, 6))
def test_a_day_of_the_week_is_always_the_next_one(today: date, weekday: int) -> None:
    name = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")[weekday]
    found = date.fromisoformat(day_ahead(name, today.isoformat()))
    assert found.weekday() == weekday
    assert timedelta(0) < found - today <= timedelta(days=7)
