"""Codes and names of places."""

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.places import near_names, place_code, place_fold


def test_the_codes_of_all_four_nations_are_known() -> None:
    assert all(place_code(code, "ward") == code for code in ("E05013720", "W05001679", "S13003018", "N08000101"))
    assert all(
        place_code(code, "constituency") == code for code in ("E14001331", "W07000081", "S14000045", "N06000001")
    )
    assert all(place_code(code, "council") == code for code in ("E06000001", "E09000023", "W06000015", "S12000019"))
    assert place_code("E58000666", "division") == "E58000666"


def test_a_code_with_blanks_or_in_lower_case_is_tidied() -> None:
    assert place_code(" e05013720 ", "ward") == "E05013720"


def test_a_pseudo_code_or_a_blank_says_that_there_is_no_such_place() -> None:
    assert place_code("E99999999", "division") == ""
    assert place_code("M99999999", "ward") == ""
    assert place_code("  ", "ward") == ""


def test_a_code_of_another_kind_or_shape_is_none() -> None:
    for code in ("S1400030", "00BKGQ", "E05013720X", "E09000023", "Blackheath"):
        assert place_code(code, "ward") is None


def test_names_are_one_whatever_their_accents_apostrophes_hyphens_and_ampersands() -> None:
    assert place_fold("King’s Lynn & West Norfolk") == place_fold("KINGS LYNN AND WEST NORFOLK")
    assert place_fold("Stoke-on-Trent") == place_fold("Stoke on Trent")
    assert place_fold("Ynys Môn") == place_fold("ynys mon")
    assert place_fold("Birmingham, Edgbaston") == place_fold("Birmingham Edgbaston")
    assert place_fold("St. Mary's") == place_fold("St Marys")


def test_saint_and_st_are_two_words() -> None:
    assert place_fold("Saint Leonard") != place_fold("St Leonard")


@given(st.text())
def test_folding_a_name_twice_changes_nothing_more(name: str) -> None:
    assert place_fold(place_fold(name)) == place_fold(name)


def test_names_that_hold_the_words_come_before_those_spelled_alike() -> None:
    names = ["Birmingham Edgbaston", "Eastbourne", "Easington", "Edgbaston", "North Edgbaston"]
    assert near_names("edgbaston", names) == ["Edgbaston", "North Edgbaston", "Birmingham Edgbaston"]
    assert near_names("Estbourne", names) == ["Eastbourne"]
    assert near_names("Qqqq", names) == []
    assert near_names("", names) == []
