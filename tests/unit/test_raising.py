"""One line that raises an issue, a spell of days in words, and a bar drawn to the eighth of a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.raising import Line, Taken, as_line, read_line, taken_of
from organiser.rules.spells import OFFERED, read_spell, spell_words
from organiser.widgets.bars import bar, change

TODAY = "2026-03-14"


def test_a_line_says_level_taker_owner_and_day_in_any_order() -> None:
    whole = Line("borough", "", Taken("service", "Highways"), "Jo Bloggs", "2026-03-03")
    assert read_line("borough, service: Highways, for Jo Bloggs, 3 March 2026", TODAY) == whole
    assert read_line("on 3/3/2026, owner Jo Bloggs, Borough, SERVICE Highways", TODAY) == whole
    assert read_line("today, mp: Sam Jones, national", TODAY).on == TODAY
    assert read_line("borough, purple", TODAY).rest == ("purple",)


def test_the_day_behind_an_answer_is_that_of_the_answer_and_commas_belong_to_it() -> None:
    line = read_line("borough, 1 March 2026, answer: yes, by June, 12 March 2026", TODAY)
    assert (line.on, line.answer, line.answered) == ("2026-03-01", "yes, by June", "2026-03-12")
    assert read_line(as_line(line), TODAY) == line


@pytest.mark.parametrize(
    ("words", "taken"),
    [("MP", Taken("MP", "")), ("party conference", Taken("party", "conference")), ("the moon", None), ("mpeg", None)],
)
def test_it_is_taken_to_a_service_group_mp_or_party_only(words: str, taken: Taken | None) -> None:
    assert taken_of(words) == taken


@pytest.mark.parametrize(
    ("words", "spell"),
    [
        ("", ("", "")),
        ("last 90 days", ("2025-12-15", TODAY)),
        ("2 weeks", ("2026-03-01", TODAY)),
        ("this month", ("2026-03-01", "2026-03-31")),
        ("last month", ("2026-02-01", "2026-02-28")),
        ("2025", ("2025-01-01", "2025-12-31")),
        ("February 2024", ("2024-02-01", "2024-02-29")),
        ("since 1 Feb 2026", ("2026-02-01", "")),
        ("until 1 Feb 2026", ("", "2026-02-01")),
        ("1 Feb 2026 to 14/3/2026", ("2026-02-01", "2026-03-14")),
        ("14 Mar 2026 to 1 Feb 2026", None),
        ("the other day", None),
        ("0 days", None),
    ],
)
def test_days_are_understood_as_people_say_them(words: str, spell: tuple[str, str] | None) -> None:
    assert read_spell(words, TODAY) == spell


def test_every_spell_that_is_offered_is_understood_and_last_month_of_january_is_december() -> None:
    assert all(read_spell(name, TODAY) for name in OFFERED)
    assert read_spell("last month", "2026-01-05") == ("2025-12-01", "2025-12-31")
    assert spell_words("2026-02-01", "", TODAY) == "since 1 Feb"


@given(share=st.floats(0, 1), width=st.integers(1, 60))
def test_a_bar_is_as_wide_as_it_should_be_and_nothing_is_drawn_for_nothing_only(share: float, width: int) -> None:
    drawn = bar(share, width)
    assert len(drawn) == width
    assert (drawn.strip() == "") == (share == 0)
    assert (drawn == "█" * width) == (round(share * width * 8) == width * 8)


def test_change_is_told_by_a_sign_and_a_number() -> None:
    assert [change(number) for number in (2, 0, -1234)] == ["▲2", "", "▼1,234"]
