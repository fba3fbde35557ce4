"""Dates as lists write them, and ages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.dates import adult_by, age_on, eighteenth_birthday, is_far_ahead, parse_date, uk_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-03",
        "2026-02-03 10:00:00",
        "2026-02-03T10:00:00Z",
        "2026-02-03T10:00:00.123+00:00",
        "2026/2/3",
        "3/02/2026",
        "03/02/2026",
        "3/2/26",
        "03.02.26",
        "3-2-2026",
        "3 2 2026",
        "20260203",
        " 03/02/2026 ",
        "3 Feb 2026",
        "03 FEB 2026",
        "3rd February 2026",
        "3rd of February, 2026",
        "3-Feb-26",
        "3-Feb-2026",
        "3Feb2026",
        "Feb 3, 2026",
        "February 3rd, 2026",
        "Feb 3 2026",
        "Tue 3 Feb 2026",
        "Tuesday, 3 February 2026",
        "03/02/2026 10:00:00",
        "3/2/2026 10:00 AM",
        "3/2/2026, 10:00",
        "Feb 3, 2026 10:00 a.m.",
        "3 Feb 2026 at 10:00",
        "46056",
        "46056.4167",
        "2026-02-03 10:00:00 UTC",
        "2026-02-03 10:00:00 +0000",
    ],
)
def test_a_day_is_one_day_however_it_is_written(text: str) -> None:
    assert parse_date(text) == "2026-02-03"


def test_the_day_comes_first_unless_that_is_impossible() -> None:
    assert parse_date("03/04/2026") == "2026-04-03"
    assert parse_date("02/13/2026") == "2026-02-13"
    assert parse_date("14/03/2026 10:00:00") == "2026-03-14"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "31/02/2026",
        "30/02/2026",
        "29/02/2025",
        "00/01/2026",
        "2026-13-01",
        "2026-02-30",
        "13/13/2026",
        "3/2",
        "Feb 2026",
        "3 Fob 2026",
        "1899-12-31",
        "2101-01-01",
        "12345",
        "99999",
        "20261301",
        "2026-02-03 maybe",
        "3/02-2026",
        "2026-2",
        "07700 900123",
        "٣/٢/٢٠٢٦",
    ],
)
def test_what_is_no_day_is_not_taken_for_one(text: str) -> None:
    assert parse_date(text) == ""


def test_a_year_of_two_digits_is_the_latest_such_year_up_to_the_pivot() -> None:
    assert parse_date("1/1/26") == "2026-01-01"
    assert parse_date("1/1/30") == "2030-01-01"
    assert parse_date("1/1/31") == "1931-01-01"
    assert parse_date("1/1/26", pivot=2025) == "1926-01-01"


_DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(_DAYS)
def test_every_day_of_two_centuries_is_read_back(day: date) -> None:
    iso = day.isoformat()
    assert parse_date(iso) == parse_date(f"{day.day}/{day.month}/{day.year}") == iso
    assert parse_date(uk_date(iso)) == iso
    assert parse_date(f"{day:%d %B %Y}") == parse_date(f"{day:%B %d, %Y}") == iso


@given(st.dates(date(1954, 10, 3), date(2100, 12, 31)))
def test_a_spreadsheets_serial_number_is_the_day_it_stands_for(day: date) -> None:
    assert parse_date(str((day - date(1899, 12, 30)).days)) == day.isoformat()


@given(st.text(max_size=20) | st.text("0123456789/-. ", max_size=11))
def test_whatever_the_text_is_the_answer_is_a_day_or_nothing(text: str) -> None:
    found = parse_date(text)
    assert found == "" or 1900 <= date.fromisoformat(found).year <= 2100


def test_a_screen_shows_a_day_the_british_way() -> None:
    assert uk_date("2026-02-03") == "3 Feb 2026"
    assert uk_date("2026-02-03", today="2026-12-31") == "3 Feb"
    assert uk_date("2026-02-03", today="2027-01-01") == "3 Feb 2026"
    assert uk_date("2026-02-03T10:00:00Z") == "3 Feb 2026"
    assert uk_date("") == ""


def test_age_goes_up_on_the_birthday() -> None:
    assert age_on("2008-06-15", "2026-06-14") == 17
    assert age_on("2008-06-15", "2026-06-15") == 18
    assert age_on("2026-06-15", "2026-06-15") == 0
    with pytest.raises(ValueError, match="before"):
        age_on("2026-06-15", "2026-06-14")


def test_who_was_born_on_29_february_comes_of_age_on_1_march() -> None:
    assert eighteenth_birthday("2008-02-29") == "2026-03-01"
    assert age_on("2008-02-29", "2026-02-28") == 17
    assert age_on("2008-02-29", "2026-03-01") == 18
    assert adult_by(16, "2024-02-29") == "2026-03-01"


@pytest.mark.parametrize("age", [-1, 18, 40])
def test_only_the_age_of_a_minor_says_when_they_come_of_age(age: int) -> None:
    with pytest.raises(ValueError, match="17"):
        adult_by(age, "2026-02-03")


@given(st.dates(date(1950, 1, 1), date(2050, 12, 31)), st.integers(0, 18 * 365))
def test_nobody_is_taken_for_an_adult_before_they_are_one(born: date, days: int) -> None:
    day = (born + timedelta(days=days)).isoformat()
    age = age_on(born.isoformat(), day)
    came_of_age = eighteenth_birthday(born.isoformat())
    assert (age >= 18) == (day >= came_of_age)
    if age < 18:
        assert came_of_age <= adult_by(age, day)


@pytest.mark.parametrize(("day", "far"), [("2026-11-22", False), ("2027-11-22", False), ("2027-11-23", True)])
def test_a_list_of_more_than_a_year_to_come_is_a_slip_of_the_hand(day: str, far: bool) -> None:
    assert is_far_ahead(day, "2026-11-22") is far
