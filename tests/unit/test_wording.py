"""Which wordings are one at once, in which category they stand, and how a line of a sheet is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.conversation import Line, answer_of, channels_of, household, outcome_of, read_line
from organiser.rules.wording import CATEGORIES, category_of, is_other, wording_fold

_BLANKS = st.sampled_from([" ", "  ", "-", "\t", "\u2011", "\u00a0"])
_WORDS = st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8), min_size=1, max_size=4)


@given(st.text(max_size=60))
def test_folding_a_folded_wording_changes_nothing(text: str) -> None:
    assert wording_fold(wording_fold(text)) == wording_fold(text)


@given(_WORDS, st.lists(_BLANKS, min_size=6, max_size=6), st.sampled_from(["", " (again)", "[no 12]", " (a) (b)"]))
def test_case_spaces_hyphens_and_a_note_at_the_end_part_no_wordings(
    words: list[str], between: list[str], note: str
) -> None:
    plain = " ".join(words)
    written = (
        between[4] + "".join(word + blank for word, blank in zip(words, between, strict=False)) + note + between[5]
    )
    assert wording_fold(written) == wording_fold(plain)
    assert wording_fold(plain.casefold()) == wording_fold(plain)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("potholes ", "potholes"),
        ("Pot holes", "potholes"),
        ("Fly-tipping", "flytipping"),
        ("Rubbish (refuse and recycling)", "rubbish"),
        ("(damp)", "(damp)"),
        (" - ", ""),
    ],
)
def test_wordings_of_the_sample_fold_as_the_issue_says(written: str, folded: str) -> None:
    assert wording_fold(written) == folded


def test_every_wording_has_one_category_or_none() -> None:
    assert {category_of(name) for name in CATEGORIES} <= {*CATEGORIES, ""}
    assert category_of("street light out") == "Street lighting"
    assert category_of("pot holes") == "Roads and pavements"
    assert category_of("xyzzy") == ""


def test_other_is_known_however_it_is_written() -> None:
    assert is_other(wording_fold("Other "))
    assert is_other(wording_fold("other (please say)"))
    assert not is_other(wording_fold("Other people's dogs"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("potholes", Line("", "spoke", "potholes")),
        ("12: pot holes", Line("12", "spoke", "pot holes")),
        ("Flat 3, 14a: not in", Line("Flat 3, 14a", "not in", "")),
        ("refused", Line("", "refused", "")),
        ("16:", Line("16", "spoke", "")),
        ("buses: none after ten", Line("", "spoke", "buses: none after ten")),
    ],
)
def test_a_line_of_a_sheet_says_door_outcome_and_words(text: str, line: Line) -> None:
    assert read_line(text) == line


def test_outcomes_and_answers_are_understood_as_people_write_them() -> None:
    assert [outcome_of(text) for text in ("Spoke", "No answer", "MOVED AWAY", "", "aliens")] == [
        "spoke", "not in", "moved", "", "other",
    ]  # fmt: skip
    assert [answer_of(text) for text in ("Yes, if there is a crèche", "Not sure", "No.", "", "blue")] == [
        "yes", "maybe", "no", "", "",
    ]  # fmt: skip


def test_a_plain_yes_is_consent_to_the_addresses_that_were_left_and_never_to_texts() -> None:
    assert channels_of("Yes", phone=True, email=False) == ("call",)
    assert channels_of("yes please", phone=True, email=True) == ("call", "email")
    assert channels_of("text", phone=True, email=True) == ("sms",)
    assert channels_of("phone", phone=True, email=True) == ("call",)
    assert channels_of("No", phone=True, email=True) == ()
    assert channels_of("", phone=True, email=True) == ()


def test_a_household_is_known_by_its_door_and_street_or_postcode() -> None:
    assert household("12", "Fiction Road", "") == household(" 12 ", "fiction road", "SE4 1ES")
    assert household("12", "", "SE4 1ES") != household("12", "Fiction Road", "")
    assert household("", "Fiction Road", "") == household("12", "", "") == ""
