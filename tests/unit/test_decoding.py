"""Telling the encoding of a file that says nothing about it."""

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.errors import UNREADABLE, Problem
from organiser.formats.decoding import Decoding, decode_bytes, decoding_of, decoding_of_sample

LINE = "Name,Mobile\r\nSiobhán Ó Néill,07700 900123\r\n"


def read(raw: bytes) -> str:
    file = io.BytesIO(raw)
    with decoding_of(file, "list.csv").open(file) as text:
        return text.read()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-8"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
def test_a_list_reads_the_same_in_every_encoding(mark: bytes, encoding: str) -> None:
    assert read(mark + LINE.encode(encoding)) == LINE


def test_utf_16_without_a_mark_is_known_although_most_letters_are_arabic() -> None:
    text = "الاسم,هاتف\r\nفاطمة,07700900123\r\nزينب,07700900124\r\n"

    assert decoding_of_sample(text.encode("utf-16-le")) == Decoding("utf-16-le")
    assert read(text.encode("utf-16-be")) == text


def test_a_bytes_file_of_nothing_but_nuls_is_no_utf_16() -> None:
    assert decoding_of_sample(bytes(100)) is None


def test_an_accent_far_behind_the_first_block_still_tells_windows_from_utf_8() -> None:
    long_list = b"Name\r\n" + b"Ann\r\n" * 300_000

    assert read(long_list + "Zoë\r\n".encode("cp1252")).endswith("Ann\r\nZoë\r\n")
    assert read(long_list + "Zoë\r\n".encode()).endswith("Ann\r\nZoë\r\n")


def test_a_character_that_lies_across_two_blocks_is_still_utf_8() -> None:
    text = "a" * ((1 << 20) - 1) + "é\n"

    assert read(text.encode()) == text


def test_bytes_that_windows_gives_no_meaning_do_not_stop_the_reading() -> None:
    assert read(b"caf\xe9 \x81\x8d \x80\n") == "café \x81\x8d €\n"


def test_a_utf_8_file_cut_in_the_middle_of_a_letter_keeps_its_other_accents() -> None:
    cut = "Zoë,José".encode()[:-1]

    assert read(cut).startswith("Zoë,Jos")


def test_a_marked_file_with_one_foreign_byte_keeps_its_other_accents() -> None:
    assert read(codecs.BOM_UTF8 + "Zoë,".encode() + b"Jos\xe9") == "Zoë,José"


def test_half_a_character_at_the_end_of_utf_16_is_replaced() -> None:
    assert read(codecs.BOM_UTF16_LE + "Ann".encode("utf-16-le")[:-1]) == "An\ufffd"


def test_a_file_without_line_ends_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(Problem, match=r"list\.csv .* without the end of a line") as caught:
        decoding_of(io.BytesIO(b"a" * (17 << 20)), "list.csv")

    assert caught.value.exit_code == UNREADABLE


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_end_in_each_of_the_three_ways(end: str) -> None:
    file = io.BytesIO(f"Ann{end}Bob{end}".encode())

    assert list(Decoding("utf-8").open(file)) == [f"Ann{end}", f"Bob{end}"]


@pytest.mark.parametrize(
    ("raw", "charset", "text"),
    [
        (b"Zo\xeb", "iso-8859-1", "Zoë"),
        (b"Zo\xeb", "", "Zoë"),
        ("Zoë".encode(), "", "Zoë"),
        ("Zoë".encode(), "UTF-8", "Zoë"),
        (b"Zo\xeb", "UTF-8", "Zoë"),
        (b"Zo\xeb", "no-such-charset", "Zoë"),
        (b"Zo\xeb", "rot13", "Zoë"),
        (b"Zo\xeb", "bad\x00name", "Zoë"),
    ],
)
def test_a_value_is_read_by_the_charset_it_names_or_by_the_one_it_shows(raw: bytes, charset: str, text: str) -> None:
    assert decode_bytes(raw, charset) == text


@given(st.binary(max_size=300), st.sampled_from([b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE]))
def test_no_bytes_can_stop_the_reading(raw: bytes, mark: bytes) -> None:
    assert isinstance(read(mark + raw), str)


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=50))
def test_windows_text_that_is_not_also_utf_8_comes_back_the_same(text: str) -> None:
    raw = f"{text}\n".encode("cp1252")
    try:
        meant = raw.decode("utf-8")
    except UnicodeDecodeError:
        meant = f"{text}\n"

    assert read(raw) == meant
