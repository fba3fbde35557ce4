"""How many organiser days a seat had."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.organiser_time import Spell, days_in, hours_in, hours_of

_DAYS = st.integers(0, 800).map(lambda number: (date(2024, 1, 1) + timedelta(days=number)).isoformat())


def test_seventeen_and_a_half_hours_a_week_for_four_weeks_are_ten_days() -> None:
    assert days_in([Spell(17.5, "2026-01-05", "")], "2026-01-05", "2026-02-01") == 10.0


def test_only_the_days_that_a_spell_and_the_period_share_count_both_ends_included() -> None:
    spells = [Spell(7, "2026-03-01", "2026-03-07"), Spell(14, "2026-03-31", "2026-12-31")]
    assert days_in(spells, "2026-03-07", "2026-04-06") == 2.1
    assert days_in(spells, "2026-03-08", "2026-03-30") == 0


@given(st.lists(st.tuples(st.integers(1, 40), _DAYS, _DAYS | st.just(""))), _DAYS, _DAYS, _DAYS)
def test_a_period_cut_in_two_has_the_hours_of_its_parts(
    told: list[tuple[int, str, str]], first: str, middle: str, last: str
) -> None:
    first, middle, last = sorted((first, middle, last))
    spells = [Spell(*one) for one in told]
    after = (date.fromisoformat(middle) + timedelta(days=1)).isoformat()
    parts = hours_in(spells, first, middle) + hours_in(spells, after, last)
    assert abs(parts - hours_in(spells, first, last)) < 1e-6


def test_hours_are_read_as_people_write_them_and_nonsense_is_none() -> None:
    assert [hours_of(text) for text in ("17.5", "14 h", "7,5", "21 hours")] == [17.5, 14.0, 7.5, 21.0]
    assert [hours_of(text) for text in ("", "full time", "-3", "999", "1.2.3", "٣", "0")] == [0.0] * 7
