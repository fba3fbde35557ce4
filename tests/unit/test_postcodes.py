"""Postcodes as people type them, and as they stand in an address."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.postcodes import find_postcode, parse_postcode

LEWISHAM = Path(__file__).parents[2].parent / "shared" / "data" / "geo" / "lewisham_postcode_ward22.csv"


@pytest.mark.parametrize(
    "text",
    [
        "SE13 5AB",
        "se13 5ab",
        "se135ab",
        "SE135AB",
        " Se13  5ab ",
        "SE13-5AB",
        "SE13\xa05AB",
        "SE13 5AB.",
        "SE13 5AB,",
        "S E 1 3 5 A B",
        "SE13 5AB\n",
        "SE13–5AB",
        "SE13\t5AB",
    ],
)
def test_a_postcode_is_one_postcode_however_it_is_typed(text: str) -> None:
    assert parse_postcode(text) == "SE13 5AB"


@pytest.mark.parametrize(
    "postcode",
    ["M1 1AA", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "EC1A 1BB", "GIR 0AA", "BF1 2AA", "ZZ99 9ZZ", "CR0 2AA"],
)
def test_every_shape_of_postcode_is_known(postcode: str) -> None:
    assert parse_postcode(postcode) == postcode
    assert parse_postcode(postcode.lower().replace(" ", "")) == postcode
    assert find_postcode(f"1 Test Lane, {postcode}") == (postcode, "1 Test Lane")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SE13",
        "5AB",
        "SE13 5A",
        "SE13 5ABC",
        "SE13 5CA",
        "SE13 AAB",
        "SEE3 5AB",
        "S 5AB",
        "12345",
        "SW1A 1AI",
        "Lewisham SE13 5AB",
        "GIR 1AA",
        "ＳＥ１３ ５ＡＢ",
        "90210",
        "SE133 5AB",
    ],
)
def test_what_is_no_postcode_is_not_taken_for_one(text: str) -> None:
    assert parse_postcode(text) == ""


@pytest.mark.parametrize(
    ("text", "postcode"), [("SE13 OAB", "SE13 0AB"), ("0X1 2AB", "OX1 2AB"), ("giroaa", "GIR 0AA")]
)
def test_the_letter_o_and_the_digit_0_are_told_apart_where_only_one_can_stand(text: str, postcode: str) -> None:
    assert parse_postcode(text) == postcode


@pytest.mark.parametrize(
    ("text", "postcode", "rest"),
    [
        ("121 Fiction Gardens  London  SE6 1JW  GB", "SE6 1JW", "121 Fiction Gardens  London  GB"),
        ("8 Fiction Gardens\nLondon\nSE6 2UN", "SE6 2UN", "8 Fiction Gardens\nLondon"),
        ("8 Fiction Gardens, London, se62un", "SE6 2UN", "8 Fiction Gardens, London"),
        ("8 Fiction Gardens, London SE6 2UN, UK", "SE6 2UN", "8 Fiction Gardens, London, UK"),
        ("8 Fiction Gardens, London SE6-2UN", "SE6 2UN", "8 Fiction Gardens, London"),
        ("SE6 2UN", "SE6 2UN", ""),
        ("SE6 2UN London", "SE6 2UN", "London"),
        ("formerly SE6 2UN, now SE13 5AB", "SE13 5AB", "formerly SE6 2UN, now"),
        ("Flat A1 2nd Floor, 9 Test Lane", "", "Flat A1 2nd Floor, 9 Test Lane"),
        ("Flat A1 2nd Floor, 9 Test Lane, SE6 2UN", "SE6 2UN", "Flat A1 2nd Floor, 9 Test Lane"),
        ("Order XSE6 2UN", "", "Order XSE6 2UN"),
        ("SE6 2UNX", "", "SE6 2UNX"),
        ("", "", ""),
    ],
)
def test_the_postcode_inside_an_address_is_found_by_its_word_boundaries(text: str, postcode: str, rest: str) -> None:
    assert find_postcode(text) == (postcode, rest)


_SHAPES = st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][ABDEFGHJLNPQRSTUWXYZ]{2}", fullmatch=True)


@given(_SHAPES, st.sampled_from(["", " ", "  ", "-"]), st.booleans())
def test_any_postcode_is_read_back_from_any_typing(postcode: str, between: str, lower: bool) -> None:
    typed = postcode.replace(" ", between)
    assert parse_postcode(typed.lower() if lower else typed) == postcode
    assert find_postcode(f"1 Test Lane  {typed}  GB") == (postcode, "1 Test Lane  GB")


@given(st.text(max_size=30) | st.text("SE16 2UNa-0O", max_size=9))
def test_what_is_read_as_a_postcode_is_read_the_same_again(text: str) -> None:
    for found in (parse_postcode(text), find_postcode(text)[0]):
        assert parse_postcode(found) == found
        assert found == "" or len(found) in (6, 7, 8)


@pytest.mark.skipif(not LEWISHAM.exists(), reason="shared/data, the folder of public sample files, is not here")
def test_every_postcode_of_lewisham_is_known() -> None:
    with LEWISHAM.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            postcode = row["PostcodeNatural"]
            assert parse_postcode(postcode) == postcode
            assert parse_postcode(row["Postcode7"]) == postcode
            assert parse_postcode(row["Postcode8"]) == postcode
