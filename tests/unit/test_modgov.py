"""Lists of councillors as councils give them out: ModernGov's XML and tables of all kinds."""

from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from organiser.errors import NO_INPUT, UNREADABLE, Problem
from organiser.formats.councillor_lists import read_councillors
from organiser.formats.modgov import Councillor, CouncillorList, take_name, term_of
from organiser.rules.terms import Term

ONE = """<?xml version="1.0" encoding="utf-8"?>
<councillorsbyward><wards><ward><wardtitle>King&#8217;s Oak</wardtitle><councillors>
<councillorcount> 1</councillorcount>
<councillor>
 <councillorid>17</councillorid><fullusername>Deputy Mayor Councillor Dr. Jo   Bloggs OBE</fullusername>
 <politicalpartytitle>Labour</politicalpartytitle><keyposts>Chief Whip
 deputy mayor</keyposts>
 <workaddress><line1>Town Hall</line1><line2>High Street</line2><postcode>SE13 5AB</postcode>
  <phone>020 7946 0001</phone><mobile>07700 900123</mobile><email>Jo@example.org</email></workaddress>
 <homeaddress><line1></line1><phone>020 7946 0001</phone></homeaddress>
 <surgerydetails><line1>First Friday,</line1><line2>at the library</line2></surgerydetails>
 <termsofoffice>
  <termofoffice><startdate>05/05/2022</startdate><enddate>unspecified</enddate></termofoffice>
  <termofoffice><startdate>03/05/2018</startdate><enddate>05/05/2022</enddate></termofoffice>
 </termsofoffice>
</councillor></councillors></ward></wards></councillorsbyward>"""


def saved(folder: Path, text: str | bytes, name: str = "list.xml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def only(found: CouncillorList) -> Councillor:
    (councillor,) = found.councillors
    return councillor


# ModernGov -----------------------------------------------------------------------------------------------------------


def test_a_councillor_is_read_whole_with_posts_surgery_terms_and_public_addresses(tmp_path: Path) -> None:
    read = only(read_councillors(saved(tmp_path, ONE)))
    assert (read.title, read.given, read.family) == ("Dr", "Jo", "Bloggs OBE")
    assert (read.party, read.ward, read.outside_id) == ("Labour", "King’s Oak", "17")
    assert read.posts == ("Deputy Mayor", "Chief Whip")
    assert read.surgery == "First Friday,\nat the library"
    assert read.terms == (Term("2018-05-03", "2022-05-05"), Term("2022-05-05", ""))
    assert [(contact.kind, contact.value, contact.label) for contact in read.contacts] == [
        ("email", "jo@example.org", "work"),
        ("phone", "+442079460001", "work"),
        ("phone", "+447700900123", "work"),
    ]
    assert [(address.lines, address.postcode) for address in read.addresses] == [("Town Hall, High Street", "SE13 5AB")]


def test_the_real_list_of_lambeth_holds_what_was_counted_in_it(shared_data: Path) -> None:
    read = read_councillors(shared_data / "councillors" / "modgov_lambeth_2016.xml")
    assert (len(read.wards), len(read.councillors)) == (21, 63)
    parties = Counter(councillor.party for councillor in read.councillors)
    assert parties == {"Labour": 58, "Conservative": 3, "Green": 1, "": 1}
    assert sum(bool(councillor.surgery) for councillor in read.councillors) == 63
    # Two of the posts stand before the name alone: Mayor and Deputy Mayor.
    assert sum(bool(set(councillor.posts) - {"Mayor", "Deputy Mayor"}) for councillor in read.councillors) == 25
    assert sum(term.until == "" for councillor in read.councillors for term in councillor.terms) == 31
    names = {f"{councillor.given} {councillor.family}": councillor for councillor in read.councillors}
    assert names["Donatus Anyanwu"].posts == ("Mayor",)
    assert names["Saleha Jaffer"].posts == ("Deputy Mayor",)
    # One term begins after it ended: it is left out, and that is said.
    assert [finding.code for finding in read.warnings] == ["bad-date"]


def test_several_terms_of_one_councillor_are_all_read(shared_data: Path) -> None:
    read = read_councillors(shared_data / "councillors" / "modgov_slough_2016.xml")
    assert len(read.councillors) == 42
    assert max(len(councillor.terms) for councillor in read.councillors) == 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_before_any_entity_swells(tmp_path: Path, encoding: str) -> None:
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!-- a list --><!DOCTYPE councillorsbyward [<!ENTITY a "ha">'
        + "".join(f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcdefg", "bcdefgh", strict=True))
        + "]><councillorsbyward><wards><ward><wardtitle>&h;</wardtitle></ward></wards></councillorsbyward>"
    )
    with pytest.raises(Problem, match="has a DOCTYPE") as caught:
        read_councillors(saved(tmp_path, bomb.encode(encoding)))
    assert caught.value.exit_code == UNREADABLE


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ONE[:700], "damaged: it cannot be read beyond line 11"),
        ("<councillorsbyward>&nbsp;</councillorsbyward>", "damaged"),
        ("<feed><entry/></feed>", "no list of councillors"),
        ("<html><body>Not found</body></html>", "no list of councillors"),
        ("<councillorsbyward/>", "holds no ward"),
        ("<", "no list of councillors|damaged"),
    ],
)
def test_what_is_no_list_or_a_damaged_one_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Problem, match=words) as caught:
        read_councillors(saved(tmp_path, text))
    assert caught.value.exit_code == UNREADABLE


@given(st.binary(max_size=200))
def test_no_bytes_whatever_make_the_reader_stumble(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = saved(tmp_path_factory.getbasetemp(), b"<councillorsbyward>" + noise, "noise.xml")
    with pytest.raises(Problem):
        read_councillors(path)


def test_a_vacant_seat_is_told_from_a_councillor_and_no_name_is_left_out(tmp_path: Path) -> None:
    vacant = ONE.replace("Deputy Mayor Councillor Dr. Jo   Bloggs OBE", "Vacant Seat")
    assert read_councillors(saved(tmp_path, vacant)).vacant == ["King’s Oak"]
    nameless = ONE.replace("Deputy Mayor Councillor Dr. Jo   Bloggs OBE", " ")
    found = read_councillors(saved(tmp_path, nameless))
    assert found.councillors == []
    assert [(finding.row, finding.code) for finding in found.refused] == [(1, "no-name")]


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"There is no file gone\.xml") as caught:
        read_councillors(tmp_path / "gone.xml")
    assert caught.value.exit_code == NO_INPUT


# Names and terms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "title", "given", "family", "posts"),
    [
        ("Councillor Kevin Craig", "", "Kevin", "Craig", ()),
        ("Cllr. Dr Aisha Khan", "Dr", "Aisha", "Khan", ()),
        ("Councillor Mrs. Judith Ann Lloyd", "Mrs", "Judith Ann", "Lloyd", ()),
        ("Deputy Mayor Saleha Jaffer", "", "Saleha", "Jaffer", ("Deputy Mayor",)),
        ("The Right Worshipful the Lord Mayor, Councillor Jo Bloggs", "", "Jo", "Bloggs", ("Lord Mayor",)),
        ("Bloggs, Jo", "", "Jo", "Bloggs", ()),
        ("Jo de la Cruz", "", "Jo", "de la Cruz", ()),
        ("Mayor", "", "Mayor", "", ()),
        ("Drew Mayor", "", "Drew", "Mayor", ()),
        ("", "", "", "", ()),
    ],
)
def test_titles_are_cut_from_a_name_and_mayor_is_a_post(
    written: str, title: str, given: str, family: str, posts: tuple[str, ...]
) -> None:
    assert take_name(written) == (title, given, family, posts)


def test_an_unspecified_end_is_open_and_a_term_that_ends_before_it_begins_is_none() -> None:
    assert term_of("05/05/2022", "unspecified") == Term("2022-05-05", "")
    assert term_of("", "") == Term("", "")
    assert term_of("14/08/2014", "09/07/2014") is None
    assert term_of("31/02/2020", "") is None


# Tables --------------------------------------------------------------------------------------------------------------


def test_the_real_list_of_trafford_is_read_by_its_headings(shared_data: Path) -> None:
    read = read_councillors(shared_data / "councillors" / "councillors_trafford_2025.csv")
    assert (len(read.councillors), len(read.wards)) == (62, 21)
    assert read.councillors[0] == Councillor(
        2, "", "Geraldine", "Coggins", party="Green Party", ward="Altrincham", outside_id="3462"
    )
    assert {councillor.title for councillor in read.councillors} == {"", "Mrs"}


def test_a_list_that_repeats_its_headings_in_the_cells_is_read_without_them(shared_data: Path) -> None:
    read = read_councillors(shared_data / "councillors" / "attendance_aberdeen_2024_a.csv")
    assert len(read.councillors) == 23
    assert read.councillors[0].party == "Scottish National Party"
    assert read.councillors[0].ward == "Dyce/ Bucksburn/ Danestone"


def test_columns_are_known_by_many_names_in_any_order(tmp_path: Path) -> None:
    text = (
        "Councillors of Anytown,,,,,\n"
        "Political group;Forename;Surname;Electoral ward;E-mail;Elected;Posts held;First thing\n"
        "Labour;Cllr Jo;Bloggs;Oak;jo@example.org;5 May 2022;Whip;x\n"
        ";;;;;;;\n"
        "Green;Sam;de la Cruz;Elm;;31/02/2022;;\n"
        ";Vacancy;;Elm;;;;\n"
        ";;;Elm;;;;\n"
    )
    read = read_councillors(saved(tmp_path, text, "list.csv"))
    first, second = read.councillors
    assert (first.given, first.family, first.party, first.ward) == ("Jo", "Bloggs", "Labour", "Oak")
    assert first.terms == (Term("2022-05-05", ""),)
    assert (first.posts, first.contacts[0].value) == (("Whip",), "jo@example.org")
    assert (second.given, second.family, second.terms) == ("Sam", "de la Cruz", ())
    assert (read.wards, read.vacant) == (["Oak", "Elm"], ["Elm"])
    assert [finding.code for finding in read.warnings + read.refused] == ["bad-date", "no-name"]


def test_a_workbook_is_read_as_well(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    sheet = book.add_worksheet()
    for place, row in enumerate((("Cllr", "Ward", "Party"), ("Jo Bloggs", "Oak", "Labour"))):
        sheet.write_row(place, 0, row)
    book.close()
    read = only(read_councillors(tmp_path / "list.xlsx"))
    assert (read.given, read.family, read.ward, read.party) == ("Jo", "Bloggs", "Oak", "Labour")


def test_who_stands_there_twice_is_read_once_and_that_is_said(tmp_path: Path) -> None:
    read = read_councillors(saved(tmp_path, "Name,Ward\nJo Bloggs,Oak\nSam Lee,Oak\nJo Bloggs,Oak\n", "list.csv"))
    assert len(read.councillors) == 2
    assert [(finding.row, finding.code) for finding in read.refused] == [(4, "twice")]


def test_a_number_that_several_bear_tells_nobody_apart(tmp_path: Path) -> None:
    text = "Name,Ward,UID\nJo Bloggs,Oak,7\nSam Lee,Oak,7\nMo Khan,Oak,8\nMo Khan,Elm,9\nMo Khan,Ash,9\n"
    read = read_councillors(saved(tmp_path, text, "list.csv"))
    assert [councillor.outside_id for councillor in read.councillors] == ["", "", "8", "9"]
    assert [finding.row for finding in read.refused] == [6]


def test_a_table_without_a_ward_is_no_list_of_councillors(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="needs a column for the name and one for the ward") as caught:
        read_councillors(saved(tmp_path, "Name,Party\nJo Bloggs,Labour\n", "list.csv"))
    assert caught.value.exit_code == UNREADABLE


@pytest.mark.parametrize(
    "header",
    ["Elector Number,Surname,Forename,Ward", "PD,Name,Ward,Party", "Elector Surname,Elector Forename,PostCode,Ward"],
)
def test_a_list_of_electors_is_never_taken_for_one_of_councillors(tmp_path: Path, header: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n1,Smith,Ann,Downham\n")
    with pytest.raises(Problem, match="no row of an electoral register is ever kept"):
        read_councillors(path)
