"""How the words are understood that people type to find somebody."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from organiser.rules.names import fold, sort_key, split_name
from organiser.rules.phones import parse_phones
from organiser.rules.query import forms, words

ANN = "smith ann se135ab ann@example.org +447700900123"


def found_in(query: str, text: str = ANN) -> bool:
    """Whether each word of a query stands in a text in one of its forms; short ones must open a word of it."""
    return all(
        any(form in text if len(form) > 2 else f" {form}" in f" {text}" for form in forms(word))
        for word in words(query)
    )


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900.123",
        "(07700) 900123",
        "077 009 00123",
        "+447700900123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "+44 (0) 7700 900 123",
        "0044 7700 900123",
        "0044 (0)7700 900123",
        "00447700900123",
        "44 7700 900123",
        "447700900123",
    ],
)
def test_a_telephone_number_is_found_however_it_is_typed(typed: str) -> None:
    assert found_in(typed)


@pytest.mark.parametrize(
    "typed",
    ["07700", "07700 900", "0770", "077", "07", "+44", "+44 77", "0044", "0044 77", "+44 (0)7700", "900123", "0123",
     "123", "7700 900", "44", "900 123"],
)  # fmt: skip
def test_half_a_telephone_number_finds_its_owner(typed: str) -> None:
    assert found_in(typed)


@pytest.mark.parametrize("typed", ["07700 900124", "+44 7700 900 13", "0117700900123", "07701", "900 124", "+33"])
def test_another_number_does_not_find_her(typed: str) -> None:
    assert not found_in(typed)


def test_two_numbers_in_one_query_stay_two_words() -> None:
    assert words("07700 900123 07700 900456") == ["07700 900123", "07700 900456"]


def test_numbers_in_the_digits_of_another_script_are_understood() -> None:
    assert found_in("٠٧٧٠٠٩٠٠١٢٣")


@pytest.mark.parametrize(
    "typed", ["SE13 5AB", "se13 5ab", "SE135AB", "se13", "5ab", "SE13 5", "se13 5a", "SE1 3", "se"]
)
def test_a_postcode_is_found_with_and_without_its_space_and_by_half_of_it(typed: str) -> None:
    assert found_in(typed)


@pytest.mark.parametrize("typed", ["SE13 6", "SE14 5AB", "SE13 5AD"])
def test_a_postcode_next_door_does_not_find_her(typed: str) -> None:
    assert not found_in(typed)


@pytest.mark.parametrize(
    "typed", ["Smith, Ann", '"Ann Smith"', "(ann)", "Ann;", "smith ann", "ANN SMITH", "Ànn", "an sm"]
)
def test_a_name_is_found_in_either_order_and_with_the_marks_people_put_around_it(typed: str) -> None:
    assert found_in(typed)


@pytest.mark.parametrize("typed", ["O'Brien", "O’Brien", "OBRIEN", "obr", "O'B", "O' Brien", "Seán", "sean o'brien"])
def test_apostrophes_and_accents_do_not_matter(typed: str) -> None:
    assert found_in(typed, sort_key("Seán", "O'Brien"))


def test_an_apostrophe_in_an_e_mail_address_is_kept() -> None:
    assert found_in("o'brien@ex", "obrien sean o'brien@example.org")


def test_an_e_mail_address_is_found_in_capitals() -> None:
    assert found_in("STRASSE@EXAMPLE.ORG", "lee kim strasse@example.org")
    assert found_in("Straße@example.org", "lee kim straße@example.org")


def test_one_or_two_letters_open_a_word() -> None:
    assert found_in("sm an")
    assert not found_in("mi")


def test_dashes_and_ampersands_between_words_stand_for_nothing() -> None:
    assert words("Ann & Bob – Lee") == ["Ann", "Bob", "Lee"]


def test_marks_alone_are_what_is_looked_for() -> None:
    assert words("¯\\_(ツ)_/¯ – 🎉") == ["¯\\_(ツ)_/¯"]
    assert words("– 🎉") == ["–", "🎉"]


def test_a_title_before_the_name_is_no_part_of_it() -> None:
    assert words("Mrs Ann Smith") == words("dr. Ann Smith") == ["Ann", "Smith"]
    assert words("Dr") == ["Dr"]
    assert words("Smith dr") == ["Smith", "dr"]


def test_a_pasted_page_is_cut_to_a_dozen_words() -> None:
    pasted = words("word " * 10_000 + "x" * 10_000)
    assert pasted == ["word"] * 12
    assert [len(word) for word in words("x" * 10_000)] == [60]


def test_control_characters_are_no_part_of_a_word() -> None:
    assert words("\x00Ann\x1b \u202eSmith\ud800") == ["Ann", "Smith"]


@given(st.text())
def test_no_word_is_looked_for_by_nothing(text: str) -> None:
    assert all(all(forms(word)) for word in words(text))


@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20), max_size=12))
def test_whoever_types_a_name_as_it_was_written_finds_it(parts: list[str]) -> None:
    name = " ".join(parts)
    # Of nothing but apostrophes and accents nothing is kept for search; groups of digits are read as one number.
    assume(all(fold(word) and " " not in word for word in words(name)))
    assert found_in(name, sort_key(*split_name(name)))


@given(
    st.integers(7_400_000_000, 7_999_999_999),
    st.integers(3, 11),
    st.sampled_from(["0", "+44", "0044", "+44 (0)", "0044 (0)", "44"]),
)
def test_the_first_half_of_a_number_finds_it_in_every_way_to_open_it(number: int, length: int, opening: str) -> None:
    assert found_in(f"{opening}{str(number)[:length]}", f"lee kim {kept(number)}")


@given(st.integers(7_400_000_000, 7_999_999_999), st.integers(1, 7))
def test_the_last_half_of_a_number_finds_it(number: int, start: int) -> None:
    assert found_in(str(number)[start:], f"lee kim {kept(number)}")


def kept(number: int) -> str:
    (phone,) = parse_phones(f"0{number}")
    return phone.value
