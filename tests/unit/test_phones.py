"""Telephone numbers as people and spreadsheets write them."""

import csv
import re
from pathlib import Path

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from organiser.rules import phones
from organiser.rules.phones import Phone, national, parse_phones

LISTS = Path(__file__).parents[2].parent / "shared" / "data" / "crm" / "made"


def values(cell: str) -> list[str]:
    return [phone.value for phone in parse_phones(cell)]


@pytest.mark.parametrize(
    "cell",
    [
        "07700900134",
        "07700 900134",
        "07700-900-134",
        "(07700) 900134",
        "07700.900.134",
        "+447700900134",
        "+44 7700 900134",
        "+44 (0)7700 900 134",
        "+4407700900134",
        "0044 7700 900134",
        "0044(0)7700 900134",
        "44 7700 900134",
        "447700900134",
        " 07700 900134 ",
        "07700\u00a0900134",
        "07700–900–134",
        "tel:+44-7700-900-134",
        "TEL:07700900134",
        "'07700900134",
        '="07700900134"',
        "\u202a+44 7700 900134\u202c",
        "０７７００９００１３４",
        "٠٧٧٠٠٩٠٠١٣٤",
    ],
)
def test_a_mobile_is_one_number_however_it_is_written(cell: str) -> None:
    assert values(cell) == ["+447700900134"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("7700900108", "+447700900108"),
        ("7700900108.0", "+447700900108"),
        ("2079460000", "+442079460000"),
        ("1214960000", "+441214960000"),
    ],
)
def test_a_number_that_lost_its_leading_zero_is_given_it_back(cell: str, value: str) -> None:
    assert values(cell) == [value]


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("07700900123 (mum)", "mum"),
        ("07700900123(mum)", "mum"),
        ("07700 900123 mum", "mum"),
        ("07700900123mum", "mum"),
        ("mum: 07700 900123", "mum"),
        ("Tel: 07700 900123", ""),
        ("07700 900123 - after 6pm", "after 6pm"),
        ("07700 900123 - 6pm onwards", "6pm onwards"),
        ("07700 900123 6 pm", "6 pm"),
        ("07700 900123 (mum, evenings; not at 2)", "mum, evenings; not at 2"),
        ("07700 900123, flat 2", "flat 2"),
        ("07700 900123, ext 12", "ext 12"),
        ("mum / 07700 900123", "mum"),
        ("07700 900123 (the shop is 020 7946 0000)", "the shop is 020 7946 0000"),
    ],
)
def test_words_beside_a_number_become_its_note_and_are_never_dialled(cell: str, note: str) -> None:
    assert parse_phones(cell) == [Phone(cell, "+447700900123", note, "", False)]


@pytest.mark.parametrize(
    "cell",
    [
        "020 7946 0000 x12",
        "020 7946 0000x12",
        "020 7946 0000 ext 12",
        "020 7946 0000 ext. 12",
        "020 7946 0000 extension 12",
        "tel:+44-20-7946-0000;ext=12",
    ],
)
def test_an_extension_is_a_note(cell: str) -> None:
    assert [(phone.value, phone.note) for phone in parse_phones(cell)] == [("+442079460000", "ext 12")]


@pytest.mark.parametrize(
    "cell",
    [
        "07700 900123 / 020 7946 0000",
        "07700 900123/020 7946 0000",
        "07700 900123, 020 7946 0000",
        "07700 900123; 020 7946 0000",
        "07700 900123 & 020 7946 0000",
        "07700 900123 ::: 020 7946 0000",
        "07700 900123\n020 7946 0000",
        "07700 900123 or 020 7946 0000",
        "07700 900123 020 7946 0000",
        "7700900123/2079460000",
        "+44 (0)7700 900 123 +44 (0)20 7946 0000",
    ],
)
def test_several_numbers_in_one_cell_are_told_apart(cell: str) -> None:
    assert values(cell) == ["+447700900123", "+442079460000"]


@pytest.mark.parametrize(
    "cell",
    ["mum 07700 900123 dad 07700 900124", "07700 900123 mum 07700 900124 dad", "mum: 07700900123/07700900124 dad"],
)
def test_each_of_several_numbers_keeps_its_own_note(cell: str) -> None:
    found = [(phone.value, phone.note) for phone in parse_phones(cell)]
    assert found == [("+447700900123", "mum"), ("+447700900124", "dad")]


def test_each_number_of_a_cell_is_kept_as_it_was_written() -> None:
    assert [phone.raw for phone in parse_phones("07700 900123 (mum) / 07700-900-124")] == [
        "07700 900123 (mum)",
        "07700-900-124",
    ]


@pytest.mark.parametrize("cell", ["", "  ", "-", "n/a", "N/A", "none", "None.", "?"])
def test_a_cell_that_says_there_is_no_number_is_no_problem(cell: str) -> None:
    assert parse_phones(cell) == []


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("12345", phones.TOO_SHORT),
        ("905-666", phones.TOO_SHORT),
        ("55556666", phones.TOO_SHORT),
        ("07700 900123 456", phones.TOO_LONG),
        ("call the shop", phones.NO_NUMBER),
        ("0800 FLOWERS", phones.NO_NUMBER),
        ("+999 7700 900123", phones.NO_SUCH_COUNTRY),
        ("7.7009E+09", phones.DIGITS_LOST),
        ("07700 900123 " + "(a" * 1000, phones.TOO_MUCH),
    ],
)
def test_what_cannot_be_dialled_is_a_problem_said_in_words(cell: str, problem: str) -> None:
    assert parse_phones(cell) == [Phone(cell, "", "", problem, False)]


def test_a_bad_number_does_not_take_the_good_one_beside_it_with_it() -> None:
    assert [(p.value, bool(p.problem)) for p in parse_phones("12345 / 07700 900123")] == [
        ("", True),
        ("+447700900123", False),
    ]


def test_a_drama_number_can_be_dialled_but_is_not_in_use() -> None:
    assert [phone.valid for phone in parse_phones("07700 900123")] == [False]
    assert [phone.valid for phone in parse_phones("020 7946 0000")] == [True]
    assert [phone.valid for phone in parse_phones("0121 496 0000 (work)")] == [True]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("7.700900123E9", "+447700900123"),
        ("7.700900123e+09", "+447700900123"),
        ("7.7009001230E+09", "+447700900123"),
        ("4.47700900123E+11", "+447700900123"),
    ],
)
def test_a_power_of_ten_is_a_number_again_when_no_digit_was_lost(cell: str, value: str) -> None:
    assert values(cell) == [value]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("+33 1 23 45 67 89", "+33123456789"),
        ("+33 1 23 45 67 89 maman", "+33123456789"),
        ("+353 (0)1 234 5678", "+35312345678"),
        ("001 905-555-1234", "+19055551234"),
    ],
)
def test_numbers_of_other_countries_are_kept(cell: str, value: str) -> None:
    assert values(cell) == [value]


def test_another_country_may_be_the_home_of_a_list() -> None:
    assert [phone.value for phone in parse_phones("(905) 555-1234", "CA")] == ["+19055551234"]
    assert [phone.value for phone in parse_phones("07700900123", "CA")] == [""]


@pytest.mark.skipif(not LISTS.exists(), reason="shared/data, the folder of public sample files, is not here")
def test_every_number_of_the_sample_lists_is_read_but_the_bad_one() -> None:
    bad = []
    for path in sorted(LISTS.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                for column in ("Phone Number", "mobile_number", "Phone 1 - Value", "Phone (optional)"):
                    for phone in parse_phones(row.get(column) or ""):
                        if not re.fullmatch(r"\+447700900\d{3}|\+442079460000", phone.value):
                            bad.append((path.name, phone))
    assert bad == [("nationbuilder_people.csv", Phone("12345", "", "", phones.TOO_SHORT, False))]


def by_the_library(text: str) -> tuple[str, bool] | None:
    """(E.164, valid) as the library has it, None for what it does not call possible."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), phonenumbers.is_valid_number(number)


def british_like() -> st.SearchStrategy[str]:
    """Texts that look like British numbers: prefixes, starts that the numbering plan treats apart, joints, lengths."""
    prefixes = st.sampled_from(["", "0", "00", "44", "440", "+44", "+440", "+44 (0)", "0044", "00440", "+", "+44 44"])
    starts = st.sampled_from(
        [
            "",
            "7",
            "77",
            "7700900",
            "7624",
            "74576",
            "7911",
            "1",
            "1624",
            "1534",
            "1481",
            "180020",
            "20",
            "2",
            "3",
            "44",
            "4",
            "5",
            "56",
            "6",
            "70",
            "76",
            "8",
            "800",
            "8001111",
            "845464",
            "9",
        ]
    )
    rest = st.lists(st.tuples(st.sampled_from(["", "", "", " ", "-", "."]), st.sampled_from("0123456789")), max_size=12)
    return st.builds(lambda p, s, r: p + s + "".join(a + b for a, b in r), prefixes, starts, rest)


@given(british_like())
@example("+44 7700 900123")
@example("1800201234")
@example("4412345678")
@example("00000000000")
def test_the_short_way_agrees_with_the_library(text: str) -> None:
    expected = by_the_library(text)
    short = phones._british(text)
    if short is not None:
        assert short == expected
    written_as_a_decimal = re.search(r"\.0+$", text)
    if sum(map(str.isdigit, text)) >= 5 and not written_as_a_decimal:
        found = [(phone.value, phone.valid) for phone in parse_phones(text) if phone.value]
        if len(found) < 2:
            assert found == [expected] * (expected is not None)


@given(st.from_regex(r"(\+44 ?|0)[1-9][0-9]{9}", fullmatch=True))
def test_the_short_way_is_taken_for_every_plain_british_number(text: str) -> None:
    digits = text[-10:]
    possible, _ = phones._british_patterns()
    assert (phones._british(text) is not None) == (possible(digits) is not None)


@given(st.text(max_size=40) | british_like())
def test_whatever_the_cell_holds_a_number_is_dialled_or_has_a_problem(cell: str) -> None:
    for phone in parse_phones(cell):
        assert bool(phone.value) != bool(phone.problem)
        assert not phone.valid or phone.value
        assert not any(map(str.isdigit, phone.problem))
        if phone.value:
            assert phone.value[0] == "+"
            assert phone.value[1:].isdecimal()


@given(british_like())
def test_a_number_already_read_is_read_the_same_again(text: str) -> None:
    for phone in parse_phones(text):
        if phone.valid:
            assert values(phone.value) == [phone.value]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+447700900123", "07700 900123"),
        ("+442079460000", "020 7946 0000"),
        ("+441214960000", "0121 496 0000"),
        ("+447624123456", "07624 123456"),
        ("+33123456789", "+33 1 23 45 67 89"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_a_number_is_shown_as_it_is_read_out(value: str, shown: str) -> None:
    assert national(value) == shown


@given(st.integers(100, 999), st.integers(0, 9_999_999))
def test_british_numbers_are_grouped_as_the_library_groups_them(opening: int, rest: int) -> None:
    value = f"+44{opening}{rest:07d}"
    number = phonenumbers.parse(value, None)
    assert national(value) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
