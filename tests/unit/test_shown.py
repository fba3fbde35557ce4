"""Which of several statements about one person is shown."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.names import name_key
from organiser.rules.shown import NameSaid, better_text, first_said, name_shown, newest, other_names

DAYS = st.sampled_from(["", "2019-01-01", "2024-06-01", "2026-05-07"])
# Few names, so that many of them are one name spelled or cut otherwise.
NAMES = st.sampled_from([
    ("Ann", "Smith"), ("ANN", "SMITH"), ("Ann Smith", ""), ("Änn", "Smith"), ("Mary Ann", "Smith"),
    ("Mary", "Ann Smith"), ("Ann", "Jones"), ("ann", "jones"), ("", "Lee"), ("Lee", ""), ("Siân", "O'Brien"),
    ("Sian", "OBrien"),
])  # fmt: skip
SAID = st.lists(
    st.builds(NameSaid, DAYS, NAMES.map(lambda n: n[0]), NAMES.map(lambda n: n[1]), st.booleans()), min_size=1
)


def said(dated: str, given: str, family: str, *, structured: bool = True) -> NameSaid:
    return NameSaid(dated, given, family, structured)


def test_where_nobody_said_anything_nothing_is_shown() -> None:
    assert newest([]) == ""


def test_the_newest_dated_statement_is_shown() -> None:
    assert newest([("2026-05-07", "SE13 5AB"), ("2024-06-01", "SE4 1ES")]) == "SE13 5AB"


def test_a_statement_without_a_day_is_older_than_any_with_one() -> None:
    assert newest([("", "member"), ("1999-01-01", "affiliated")]) == "affiliated"


def test_of_two_statements_of_one_day_the_order_of_lists_decides_nothing() -> None:
    one, other = ("2024-06-01", "member"), ("2024-06-01", "affiliated")
    assert newest([one, other]) == newest([other, one]) == "member"


def test_the_name_said_last_is_shown_and_the_one_before_remembered() -> None:
    names = [said("2024-06-01", "Ann", "Smith"), said("2026-05-07", "Ann", "Jones")]
    assert name_shown(names) == ("Ann", "Jones")
    assert other_names(names, ("Ann", "Jones")) == ["Ann Smith"]


def test_a_name_spelled_better_is_shown_whenever_it_was_said() -> None:
    assert name_shown([said("2026-05-07", "SIAN", "OBRIEN"), said("", "Siân", "O'Brien")]) == ("Siân", "O'Brien")


def test_another_spelling_is_no_other_name() -> None:
    names = [said("", "Siân", "O'Brien"), said("", "SIAN", "OBRIEN"), said("", "Sian O'Brien", "")]
    assert other_names(names, name_shown(names)) == []


def test_who_told_given_and_family_name_apart_knows_better_than_we_who_split_it() -> None:
    split = said("2026-05-07", "Mary", "Ann Smith", structured=False)
    assert name_shown([split, said("", "Mary Ann", "Smith")]) == ("Mary Ann", "Smith")


def test_of_three_names_the_two_not_shown_are_remembered_once_each_and_in_order() -> None:
    before = [said("", "ANN", "SMITH"), said("", "Ann", "Smith"), said("", "Ann", "Jones")]
    names = [said("2026-05-07", "Ann", "Brown"), *before]
    assert other_names(names, ("Ann", "Brown")) == ["Ann Jones", "Ann Smith"]


@given(st.lists(st.tuples(DAYS, st.sampled_from(["", "a", "b", "B"]))), st.data())
def test_the_order_in_which_statements_arrive_never_matters(
    statements: list[tuple[str, str]], data: st.DataObject
) -> None:
    assert newest(data.draw(st.permutations(statements))) == newest(statements)


@given(st.text(), st.text(), st.text())
def test_of_three_texts_the_first_is_the_same_whichever_two_are_compared_first(a: str, b: str, c: str) -> None:
    for choose in (first_said, better_text):
        assert choose(choose(a, b), c) == choose(a, choose(b, c))
        assert choose(a, b) == choose(b, a) in (a, b)


def test_what_says_nothing_is_never_the_first() -> None:
    assert first_said("", "2026-05-07") == first_said("2026-05-07", "") == "2026-05-07"


@given(SAID, st.data())
def test_the_order_in_which_names_arrive_never_matters(names: list[NameSaid], data: st.DataObject) -> None:
    shuffled: Sequence[NameSaid] = data.draw(st.permutations(names))
    shown = name_shown(names)
    assert name_shown(shuffled) == shown
    assert other_names(shuffled, shown) == other_names(names, shown)


@given(SAID)
def test_no_name_that_was_said_is_lost(names: list[NameSaid]) -> None:
    shown = name_shown(names)
    keys = {name_key(*shown)} | {name_key(name, "") for name in other_names(names, shown)}
    assert keys == {name_key(name.given, name.family) for name in names}
    assert shown in {(name.given, name.family) for name in names}


@given(SAID)
def test_no_name_said_later_than_the_one_shown_is_another(names: list[NameSaid]) -> None:
    key = name_key(*name_shown(names))
    latest = max(name.dated for name in names)
    assert any(name.dated == latest and name_key(name.given, name.family) == key for name in names)


def test_somebody_of_whom_no_name_was_said_cannot_be_shown() -> None:
    with pytest.raises(ValueError, match="empty"):
        name_shown([])
