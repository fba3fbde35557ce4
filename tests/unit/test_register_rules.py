"""How names and numbers of an electoral register are read, row by row, and what a match says."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.formats.register import Elector, Register
from organiser.rules.names import name_key
from organiser.rules.register import Answer, answer, change_of, elector_number, readings, whole_name_readings

XPRESS = ("Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB")
XPRESS_14 = (*XPRESS, "Elector Surname", "Elector Forename", "PostCode", *(f"Address{n}" for n in range(1, 7)))
XPRESS_13 = (*XPRESS, "Elector Name", "PostCode", *(f"Address{n}" for n in range(1, 7)))
MONTHLY = (
    "DistrictRef", "StreetName", "PropertyAddress1", "PropertyPostCode", "ElectorNumber", "ElectorForename",
    "ElectorSurname", "ElectorDOB", "ElectorCreatedMonth", "ElectorChangedMonth", "ElectorDeletedMonth",
)  # fmt: skip
EROS = ("PD", "ENO", "Status", "Title", "First Name", "Initials", "Surname", "Franchise Flag", "Address 1", "Address 2")


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((header, *rows))
    return path


def electors(path: Path) -> list[Elector]:
    return list(Register(path).electors())


# Names ------------------------------------------------------------------------------------------------------------


def test_a_name_is_read_whatever_its_capitals_and_accents() -> None:
    assert readings("JOSÉ", "TEST").whole == readings("Jose", "Test").whole == ("josetest",)


def test_whoever_goes_by_the_first_of_several_forenames_is_known_by_it() -> None:
    found = readings("John Paul", "Smith")
    assert found.whole == ("johnpaulsmith",)
    assert found.short == ("johnsmith",)
    assert readings("John", "Smith").short == ()


def test_a_middle_name_in_a_column_of_its_own_may_be_given_or_not() -> None:
    assert readings("John", "Smith", "Paul").whole == ("johnsmith", "johnpaulsmith")


@pytest.mark.parametrize("name", ["SMITH, John", "SMITH John", "John Smith", "Smith, Mr John"])
def test_a_name_in_one_cell_is_read_in_either_order(name: str) -> None:
    assert "johnsmith" in whole_name_readings(name).whole


def test_a_surname_of_several_words_without_a_comma_is_found() -> None:
    found = whole_name_readings("DE LA CRUZ Ngozi Mary")
    assert "ngozimarydelacruz" in found.whole
    assert "ngozidelacruz" in found.short


def test_nobody_is_called_nothing() -> None:
    assert readings("", "") == whole_name_readings("") == ((), ())


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_name_in_two_columns_is_always_known_as_people_here_are(given_name: str, family: str) -> None:
    key = name_key(given_name, family)
    assert readings(given_name, family).whole == ((key,) if key else ())


# Numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "number"),
    [
        (("20A", "1", "0"), "20A 1"),
        (("20A", "1", ""), "20A 1"),
        (("15A", "7", "1"), "15A 7/1"),
        (("", "ABC1-12/1", ""), "ABC1 12/1"),
        (("ABC1", "ABC1-12", ""), "ABC1 12"),
        (("", "KD-2/2-289/0", ""), "KD-2/2 289"),
        (("AB", "12/0", ""), "AB 12"),
        (("", "AB/12x", ""), "AB/12x"),
        (("20A", "", "0"), ""),
    ],
)
def test_a_number_is_given_as_nomination_papers_have_it(parts: tuple[str, str, str], number: str) -> None:
    assert elector_number(*parts) == number


# Changes and answers ----------------------------------------------------------------------------------------------


def test_an_update_says_who_was_taken_off() -> None:
    assert change_of("0", "3", "").gone
    assert not change_of("3", "0", "").gone
    assert change_of("", "", "D").gone
    assert [change_of("", "", status).told for status in ("A", "m", "Deleted", "", "Single")] == [True] * 3 + [
        False
    ] * 2


def test_who_was_put_on_and_taken_off_in_one_month_is_passed_over() -> None:
    assert change_of("3", "3", "").void
    assert not change_of("2", "3", "").void


def test_one_elector_that_fits_gives_the_number_and_several_give_none() -> None:
    assert answer({"20A 1"}, {"20A 2"}, gone=False, update=False) == Answer("on", "20A 1")
    assert answer((), {"20A 2"}, gone=False, update=False) == Answer("on", "20A 2")
    assert answer({"20A 1", "20A 2"}, (), gone=False, update=False) == Answer("on", "", several=True)


def test_a_whole_register_says_who_is_not_on_it_and_an_update_only_who_was_taken_off() -> None:
    assert answer((), (), gone=False, update=False) == Answer("not on it")
    assert answer((), (), gone=False, update=True) is None
    assert answer((), (), gone=True, update=True) == Answer("not on it")
    assert answer({"20A 1"}, (), gone=True, update=True) == Answer("on", "20A 1")


# Files ------------------------------------------------------------------------------------------------------------


def test_the_sample_register_is_read_with_its_attainers(shared_data: Path) -> None:
    register = Register(shared_data / "crm" / "made" / "electoral_register.csv")
    found = list(register.electors())
    assert (len(found), register.rows, register.refused, register.is_update) == (58, 58, [], False)
    assert found[0] == Elector(readings("Kwame", "Okonkwo"), "SE6 3NR", "20A 1", gone=False)
    assert found[6].number == "15A 7/1"
    assert sum(elector.names == readings("John", "Mbeki") for elector in found) == 1


def test_the_form_with_one_column_for_the_name_is_read(tmp_path: Path) -> None:
    row = ("20A", "1", "0", "", "", "SMITH, Ann", "SE135AB", "1 Test Lane", "", "", "", "", "")
    (found,) = electors(write_list(tmp_path / "register.csv", XPRESS_13, [row]))
    assert found == Elector(readings("Ann", "Smith"), "SE13 5AB", "20A 1", gone=False)


def test_a_monthly_update_is_known_by_its_columns(tmp_path: Path) -> None:
    def row(number: str, forename: str, *months: str) -> tuple[str, ...]:
        return ("20A", "Test Lane", "1 Test Lane", "SE13 5AB", number, forename, "Smith", "", *months)

    rows = [row("20A-1", "Ann", "3", "0", "0"), row("20A-2/1", "Bob", "0", "0", "3"), row("20A-3", "Cy", "3", "0", "3")]
    register = Register(write_list(tmp_path / "update.csv", MONTHLY, rows))
    found = [(elector.number, elector.gone) for elector in register.electors()]
    assert found == [("20A 1", False), ("20A 2/1", True)]
    assert register.is_update
    assert register.rows == 3


def test_a_list_whose_rows_all_have_a_status_is_an_update_and_one_with_other_rows_is_the_register(
    tmp_path: Path,
) -> None:
    def register(*statuses: str) -> Register:
        rows = [
            ("20A", str(n), status, "Ms", "Ann", "", "Smith", "", "1 Test Lane", "SE13 5AB")
            for n, status in enumerate(statuses)
        ]
        read = Register(write_list(tmp_path / "eros.csv", EROS, rows))
        assert [elector.postcode for elector in read.electors()] == ["SE13 5AB"] * len(statuses)
        return read

    assert register("A", "D", "M").is_update
    assert not register("", "", "M").is_update


def test_a_register_with_plain_headings_is_read(tmp_path: Path) -> None:
    path = write_list(
        tmp_path / "r.csv",
        ("PD", "No.", "ENO", "Surname", "Forenames", "Postcode"),
        [["AB", "", "7", "Smith", "Ann", "SE13 5AB"]],
    )
    assert electors(path) == [Elector(readings("Ann", "Smith"), "SE13 5AB", "AB 7", gone=False)]


def test_an_elector_without_a_name_and_a_row_too_long_are_left_out_and_not_quoted(tmp_path: Path) -> None:
    sound = ("20A", "1", "0", "", "", "Smith", "Ann", "SE13 5AB", "1 Test Lane", "", "", "", "", "")
    rows = [("20A", "9", "0", "N", *[""] * 10), (*sound, "x"), sound]
    register = Register(write_list(tmp_path / "register.csv", XPRESS_14, rows))
    assert len(list(register.electors())) == 1
    assert [(finding.row, finding.code) for finding in register.refused] == [(2, "no-name"), (3, "too-long")]
    assert "20A" not in str(register.refused)
    assert "Smith" not in str(register.refused)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (("Name", "Phone"), "is not an electoral register"),
        (("AV Type", "PD/ENO", "Elector Surname", "Elector Forename", "PostCode"), "postal or proxy voters"),
        (("Elector Number Prefix", "Elector Number", "Elector Markers", "Elector DOB", "PostCode"), "electors' names"),
        (("Elector Number", "Elector Surname", "Elector Forename"), "electors' postcodes"),
    ],
)
def test_what_nobody_can_be_checked_against_is_refused_in_a_sentence(
    tmp_path: Path, header: tuple[str, ...], words: str
) -> None:
    with pytest.raises(Problem, match=words):
        electors(write_list(tmp_path / "list.csv", header, [["x"] * len(header)]))


def test_a_register_is_not_read_from_standard_input_which_would_copy_it() -> None:
    with pytest.raises(Problem, match="no copy is made"):
        electors(Path("-"))
