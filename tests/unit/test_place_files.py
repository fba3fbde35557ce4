"""Official lists of places, recognised by their headers and read row by row."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from organiser.formats.place_files import (
    Layout,
    LeftOut,
    LookupRow,
    PostcodeRow,
    layout_of,
    lookup_rows,
    postcode_rows,
    score,
)
from organiser.formats.reading import read_tables
from organiser.formats.table import Table

LOOKUP = ("WD17CD", "WD17NM", "PCON17CD", "PCON17NM", "LAD17CD", "LAD17NM")
ROW = ["E05001685", "Sutton", "E14000771", "Kingston upon Hull East", "E06000010", "Kingston upon Hull, City of"]
DIRECTORY = ("pcds", "doterm", "oslaua", "osward", "pcon", "ced")


def table_of(header: Sequence[str], *rows: list[str]) -> tuple[Table, Layout]:
    layout = layout_of(header)
    assert layout is not None
    return Table("list.csv", "", tuple(header), 1, iter(enumerate(rows, 2))), layout


def looked_up(header: Sequence[str], *rows: list[str]) -> list[LookupRow | LeftOut]:
    return list(lookup_rows(*table_of(header, *rows)))


def postcodes(*rows: list[str]) -> list[PostcodeRow | LeftOut | None]:
    return list(postcode_rows(*table_of(DIRECTORY, *rows)))


def reason(row: object) -> tuple[str, str]:
    assert isinstance(row, LeftOut)
    return row.finding.code, row.finding.reason


@pytest.mark.parametrize(
    ("header", "year"),
    [
        ("ward_code,ward_name,pcon_code,pcon_name,lad_code,lad_name", 0),
        ("WD17CD,WD17NM,PCON17CD,PCON17NM,LAD17CD,LAD17NM,FID", 2017),
        ("WD22CD_proposed,WD22NM_proposed", 2022),
        ("PCON24CD,PCON24NM,PCON24NMW,ObjectId", 2024),
        ("lad_code,lad_name,date_of_introduction,date_of_termination,status", 0),
        ("local-authority-code,official-name,nice-name,gss-code,start-date", 0),
        ("CED24CD,CED24NM", 2024),
    ],
)
def test_a_lookup_is_recognised_whatever_its_vintage(header: str, year: int) -> None:
    layout = layout_of(header.split(","))
    assert layout is not None
    assert (layout.is_directory, layout.year) == (False, year)


@pytest.mark.parametrize(
    ("header", "postcode", "year"),
    [
        ("pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,pcon", "pcds", 0),
        ("pcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,parncp25cd,pcon24cd", "pcds", 2025),
        ("Postcode7,Postcode8,PostcodeNatural,TerminationDate,LAD19CD,WD22CD_proposed", "PostcodeNatural", 2022),
        ("Postcode,Ward code", "Postcode", 0),
    ],
)
def test_a_directory_is_recognised_and_read_by_its_printed_postcode(header: str, postcode: str, year: int) -> None:
    headings = header.split(",")
    layout = layout_of(headings)
    assert layout is not None
    assert (layout.is_directory, layout.year) == (True, year)
    assert headings[layout.columns["postcode"]] == postcode


@pytest.mark.parametrize(
    "header",
    [
        "Name,Email,Postcode",
        "First name,Surname,Postcode,Ward code",
        "Elector Number Prefix,Elector Number,Elector Surname,Elector Forename,PostCode,Address1",
        "gss-code,local-authority-code",
        "la-name,local-authority-code",
        "Postcode,Ward",
        "Name,Party,Ward,Page",
        "WD22CD",
        "",
    ],
)
def test_a_list_of_people_or_of_anything_else_is_none(header: str) -> None:
    assert layout_of(header.split(",")) is None


def test_the_header_is_told_from_the_lines_above_it() -> None:
    assert score(LOOKUP) == len(LOOKUP)
    assert score(["Ward to constituency lookup", "", "2017"]) == 0


def test_a_lookup_says_where_each_ward_lies_and_in_which_edition() -> None:
    assert looked_up(LOOKUP, ROW) == [LookupRow(*ROW, "", "", 2017, 2017)]


def test_the_years_of_a_row_count_before_the_year_of_the_headings() -> None:
    header = ("first_available_year_included", "most_recent_year_included", *LOOKUP)
    row = looked_up(header, ["2019", "2023", *ROW])[0]
    assert isinstance(row, LookupRow)
    assert (row.first, row.last) == (2019, 2023)


@pytest.mark.parametrize("years", [["2023", "2019"], ["", "2023"], ["2019", "soon"]])
def test_years_that_are_none_are_left_out(years: list[str]) -> None:
    header = ("first_available_year_included", "most_recent_year_included", *LOOKUP)
    assert reason(looked_up(header, [*years, *ROW])[0])[0] == "bad_year"


def test_a_code_that_lost_a_digit_is_left_out_with_its_reason() -> None:
    row = looked_up(LOOKUP, [*ROW[:2], "S1400030", *ROW[3:]])[0]
    assert reason(row) == ("bad_code", "'S1400030' is not the code of a constituency (such as E14001331)")
    assert isinstance(row, LeftOut)
    assert (row.council, row.council_name) == ("E06000010", "Kingston upon Hull, City of")


def test_a_ward_without_a_constituency_is_left_out_of_a_lookup_of_constituencies() -> None:
    assert reason(looked_up(LOOKUP, [*ROW[:2], "", *ROW[3:]])[0])[0] == "no_code"


def test_an_empty_row_and_one_that_is_too_long_are_left_out_and_cost_no_other() -> None:
    found = looked_up(LOOKUP, [""] * 6, [*ROW, "more"], ROW)
    assert [reason(row)[0] for row in found[:2]] == ["empty", "overlong"]
    assert isinstance(found[2], LookupRow)


def test_a_row_cut_short_is_read_with_blanks() -> None:
    assert looked_up(LOOKUP, ROW[:4]) == [LookupRow(*ROW[:4], "", "", "", "", 2017, 2017)]


def test_a_name_in_a_lookup_loses_its_control_characters() -> None:
    row = looked_up(LOOKUP, [ROW[0], " Sut\x1bton ", *ROW[2:]])[0]
    assert isinstance(row, LookupRow)
    assert row.ward_name == "Sutton"


def test_a_directory_says_what_a_postcode_lies_in() -> None:
    assert postcodes(["AL1 1AB", "", "E07000240", "E05013956", "E14001507", "E58000664"]) == [
        PostcodeRow("AL1 1AB", "", "E05013956", "E07000240", "E14001507", "E58000664")
    ]


def test_a_postcode_with_a_date_of_termination_has_ended() -> None:
    rows = postcodes(*(["AL1 1AB", ended, "", "", "", ""] for ended in ("199405", "200903.0", "2009-03-31", " ")))
    assert [row.ended for row in rows if isinstance(row, PostcodeRow)] == ["1994-05", "2009-03", "2009-03", ""]


def test_a_postcode_on_the_isle_of_man_is_known_and_lies_nowhere() -> None:
    assert postcodes(["IM1 1AD", "", *["M99999999"] * 4]) == [PostcodeRow("IM1 1AD", "", "", "", "", "")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["nowhere", "", "", "", "", ""], "bad_postcode"),
        (["AL1 1AB", "", "", "00BKGQ", "", ""], "bad_code"),
        (["AL1 1AB", "some day", "", "", "", ""], "bad_date"),
        ([""] * 6, "empty"),
    ],
)
def test_a_row_of_a_directory_that_cannot_be_read_is_left_out(row: list[str], code: str) -> None:
    assert reason(postcodes(row)[0])[0] == code


def test_only_the_councils_that_are_wanted_are_read() -> None:
    table, layout = table_of(
        DIRECTORY,
        ["AL1 1AB", "", "E07000240", "E05013956", "", ""],
        ["SE13 5AB", "", " e09000023", "E05013715", "", ""],
        ["rubbish of another council", "", "E07000240", "", "", ""],
    )
    found = list(postcode_rows(table, layout, {"E09000023"}))
    assert [row.postcode if isinstance(row, PostcodeRow) else row for row in found] == [None, "SE13 5AB", None]


def test_a_directory_without_councils_is_chosen_by_ward() -> None:
    table, layout = table_of(("Postcode", "Ward code"), ["AL1 1AB", "E05013956"], ["SE13 5AB", "E05013715"])
    found = list(postcode_rows(table, layout, {"E05013715"}))
    assert [row is None for row in found] == [True, False]


def test_the_sample_files_are_recognised_and_no_other(shared_data: Path) -> None:
    known = {
        path.name
        for path in sorted(shared_data.glob("**/*.csv"))
        if path.stat().st_size > 100 and any(layout_of(table.header) for table in read_tables(path, score=score))
    }
    assert known == {
        "lads_with_status.csv",
        "lewisham_postcode_ward22.csv",
        "lewisham_wards22.csv",
        "ons_WD17_PCON17_LAD17_UK.csv",
        "onspd_aug2024_sample.csv",
        "onspd_may2018_sample.csv",
        "pcon_2024.csv",
        "uk_local_authorities_future.csv",
        "ward_pcon_lad_2017_2024_lambeth_birmingham_kirklees.csv",
        "ward_pcon_lad_2024_uk.csv",
    }
