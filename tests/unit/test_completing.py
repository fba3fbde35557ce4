"""Which of many names is meant by what somebody has typed of it."""

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.completing import meant

NAMES = ("street rep", "Housing", "social housing", "house meeting", "transport")


def found(words: str, most: int = 9) -> list[str]:
    return [NAMES[place] for place in meant(words, NAMES, most)]


def test_the_very_name_comes_first_then_names_that_begin_so_then_words_that_do() -> None:
    assert found("housing") == ["Housing", "social housing"]
    assert found("hous") == ["Housing", "house meeting", "social housing"]
    assert found("port") == ["transport"]
    assert found("rep street") == ["street rep"]
    assert found("zzz") == []


def test_nothing_typed_offers_the_first_names() -> None:
    assert found("", 2) == ["street rep", "Housing"]


@given(st.text(), st.lists(st.text(), max_size=8), st.integers(0, 5))
def test_each_name_is_offered_once_at_most(words: str, names: list[str], most: int) -> None:
    places = meant(words, names, most)
    assert len(places) == len(set(places)) <= most
    assert all(0 <= place < len(names) for place in places)
