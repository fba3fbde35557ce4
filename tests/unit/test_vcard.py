"""Reading the cards that telephones and address books send out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import UNREADABLE, Problem
from organiser.formats.mapping import FIELDS
from organiser.formats.reading import read_tables
from organiser.formats.table import Table
from organiser.formats.vcard_file import VCARD_HEADER, VCARD_MAPPING

CARDS = Path(__file__).parents[2].parent / "shared" / "data" / "crm" / "vcf"
needs_cards = pytest.mark.skipif(not CARDS.is_dir(), reason="the sample cards (shared/data/crm/vcf) are not here")

Rows = dict[int, dict[str, str]]
# Reads a file of cards: its rows and, as row and code, its findings.
Reader = Callable[[bytes], tuple[Rows, list[tuple[int, str]]]]


def filled(table: Table) -> Rows:
    """Each card's filled cells by column, under the card's number."""
    return {
        number: {column: cell for column, cell in zip(table.header, cells, strict=True) if cell}
        for number, cells in table.rows
    }


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    def _read(raw: bytes) -> tuple[Rows, list[tuple[int, str]]]:
        path = tmp_path / "cards.vcf"
        path.write_bytes(raw)
        (table,) = read_tables(path)
        rows = filled(table)
        return rows, [(finding.row, finding.code) for finding in table.findings]

    return _read


def card(*lines: str | bytes, version: str = "3.0") -> bytes:
    body = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return b"BEGIN:VCARD\r\nVERSION:" + version.encode() + b"\r\n" + body + b"\r\nEND:VCARD\r\n"


def test_every_column_of_a_card_fills_a_field_of_the_vocabulary() -> None:
    assert len(VCARD_MAPPING.columns) == len(VCARD_HEADER)
    assert {column.field for column in VCARD_MAPPING.columns} <= set(FIELDS)
    assert VCARD_MAPPING.source == "vcard"
    assert VCARD_MAPPING.title == "vCard"


@needs_cards
def test_all_eighteen_cards_of_the_sample_files_are_read() -> None:
    rows = [filled(table) for path in sorted(CARDS.glob("*.vcf")) for table in read_tables(path)]

    assert len(rows) == 11
    assert sum(len(cards) for cards in rows) == 18
    assert sum("Name" in cells for cards in rows for cells in cards.values()) == 15


@needs_cards
def test_a_broken_photo_costs_neither_its_card_nor_the_cards_behind_it() -> None:
    (table,) = read_tables(CARDS / "John_Doe_ANDROID.vcf")
    rows = filled(table)

    assert list(rows) == [1, 2, 3, 4, 5, 6]
    assert [(finding.row, finding.code) for finding in table.findings] == [(5, "bad-photo")]
    assert rows[5]["Given name"] == "Ñ Ñ Ñ"
    assert rows[5]["Phone"] == "123456"
    assert rows[5]["E-mail"].startswith("bob@company.com ::: Ñ")
    assert rows[6]["E-mail"] == "henry@company.com"


@needs_cards
def test_an_outlook_card_gives_both_its_addresses_and_its_dates() -> None:
    (table,) = read_tables(CARDS / "John_Doe_MS_OUTLOOK.vcf")
    cells = filled(table)[1]

    assert (cells["Address"], cells["Town"], cells["Postcode"]) == ("Cresent moon drive", "Albaney", "12345")
    assert (cells["Second address"], cells["Second town"]) == ("Silicon Alley 5,", "New York")
    assert (cells["Born"], cells["Changed"]) == ("1980-03-22", "2012-03-05")
    assert table.findings == []


@needs_cards
def test_a_google_address_kept_in_one_part_keeps_its_line_breaks() -> None:
    (table,) = read_tables(CARDS / "gmail-single.vcf")
    cells = filled(table)[1]

    assert cells["Address"] == "123 Home St\nHome City, HM 12345"
    assert cells["Second country"] == "USA"
    assert cells["Phone"] == "555 555 1111 ::: 555 555 2222"
    assert cells["Note"].count("\n") == 2


def test_a_card_of_each_version_gives_the_same_person(read: Reader) -> None:
    old = card(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Begum;Zo=C3=AB;;;", "TEL;CELL;PREF:07700 900123", version="2.1"
    )
    middle = card("N:Begum;Zoë;;;", "item1.TEL;type=CELL;type=pref:07700 900123")
    new = card("N:Begum;Zoë;;;", 'TEL;VALUE=uri;TYPE="cell,voice";PREF=1:tel:07700 900123', version="4.0")

    rows, findings = read(old + middle + new)

    assert rows[1] == rows[2] == rows[3]
    assert rows[1] == {"Given name": "Zoë", "Family name": "Begum", "Phone": "07700 900123"}
    assert findings == []


def test_the_parts_of_a_name_go_to_their_own_columns(read: Reader) -> None:
    rows, _ = read(card("FN:Dr Amina Khadija Begum OBE", "N:Begum;Amina;Khadija,Noor;Dr;OBE", "NICKNAME:Mina,Minnie"))

    assert rows[1] == {
        "Name": "Dr Amina Khadija Begum OBE",
        "Title": "Dr",
        "Given name": "Amina",
        "Middle names": "Khadija Noor",
        "Family name": "Begum",
        "Suffix": "OBE",
        "Nickname": "Mina, Minnie",
    }


def test_escaped_signs_and_line_breaks_are_read_as_meant(read: Reader) -> None:
    rows, _ = read(card("FN:Begum\\, Amina", "ORG:Tenants\\; Residents;Committee", "NOTE:one\\ntwo\\Nthree \\\\ four"))

    assert rows[1] == {
        "Name": "Begum, Amina",
        "Organisation": "Tenants; Residents, Committee",
        "Note": "one\ntwo\nthree \\ four",
    }


def test_a_letter_cut_in_two_by_folding_is_put_together_again(read: Reader) -> None:
    rows, _ = read(card(b"FN:Zo\xc3\r\n \xab Begum", "NOTE:one\r\n  two\r\n\tthree"))

    assert rows[1] == {"Name": "Zoë Begum", "Note": "one twothree"}


def test_version_2_1_folds_at_a_blank_and_keeps_it(read: Reader) -> None:
    rows, _ = read(card("FN:Amina Begum", "NOTE:one\r\n two", version="2.1"))

    assert rows[1]["Note"] == "one two"


def test_soft_line_breaks_of_quoted_printable_are_joined(read: Reader) -> None:
    rows, findings = read(
        card("FN;QUOTED-PRINTABLE:Amina =\r\nBegum", "NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=\r\n=20c", version="2.1")
    )

    assert rows[1] == {"Name": "Amina Begum", "Note": "a\nb c"}
    assert findings == []


def test_a_soft_line_break_at_the_end_of_a_card_does_not_swallow_the_next(read: Reader) -> None:
    rows, _ = read(card("FN;QUOTED-PRINTABLE:Amina=", version="2.1") + card("FN:Delroy"))

    assert [cells["Name"] for cells in rows.values()] == ["Amina", "Delroy"]


def test_a_name_in_an_old_telephones_own_charset_is_read(read: Reader) -> None:
    rows, _ = read(card(b"FN;CHARSET=ISO-8859-2:\xa3ukasz") + card(b"FN:Zo\xeb") + card("FN:Zoë"))

    assert [cells["Name"] for cells in rows.values()] == ["Łukasz", "Zoë", "Zoë"]


@pytest.mark.parametrize(
    "photo",
    [
        "PHOTO;ENCODING=BASE64;JPEG:/9j/\r\nAAAA\r\nBBBB",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\n AAAA\r\n BBBB",
        "PHOTO;BASE64:\r\n /9j/AAAA\r\n",
        "PHOTO:data:image/jpeg;base64,/9j/AAAA",
        "PHOTO;VALUE=URI:https://example.org/photo.jpg",
        "PHOTO;ENCODING=b:" + "AAAA" * 600_000,
        "PHOTO:data:image/jpeg;base64," + "AAAA" * 600_000,
    ],
    ids=["not indented", "indented", "begins on the next line", "data", "address", "3 MB on one line", "3 MB of data"],
)
def test_a_photo_is_passed_over_however_it_is_written(read: Reader, photo: str) -> None:
    rows, findings = read(card("FN:Amina", photo, "TEL:07700 900123") + card("FN:Delroy"))

    assert rows == {1: {"Name": "Amina", "Phone": "07700 900123"}, 2: {"Name": "Delroy"}}
    assert findings == []


@pytest.mark.parametrize("photo", ["PHOTO;ENCODING=b:/9j/A", "PHOTO;ENCODING=BASE64:/9j/\r\n!!!!"])
def test_a_damaged_photo_is_said_and_costs_nothing_else(read: Reader, photo: str) -> None:
    rows, findings = read(card("FN:Amina", photo, "TEL:07700 900123") + card("FN:Delroy"))

    assert rows == {1: {"Name": "Amina", "Phone": "07700 900123"}, 2: {"Name": "Delroy"}}
    assert findings == [(1, "bad-photo")]


def test_a_fax_is_left_out_and_a_telephone_that_is_also_a_fax_is_not(read: Reader) -> None:
    rows, _ = read(
        card(
            "FN:Amina",
            "TEL;TYPE=WORK,FAX:020 7946 0001",
            "TEL;TYPE=FAX;TYPE=VOICE:020 7946 0002",
            "TEL;TYPE=PAGER:020 7946 0003",
            "TEL;VALUE=uri:tel:+44-20-7946-0004;ext=12;phone-context=+44",
        )
    )

    assert rows[1]["Phone"] == "020 7946 0002 ::: 020 7946 0003 ::: +44-20-7946-0004 ext. 12"


@pytest.mark.parametrize(
    ("line", "born"),
    [
        ("BDAY:1980-03-22", "1980-03-22"),
        ("BDAY:19800322", "1980-03-22"),
        ("BDAY;VALUE=date-time:1980-03-22T00:00:00Z", "1980-03-22"),
        ("BDAY:--0322", None),
        ("BDAY:1980-03", None),
        ("BDAY:1980", None),
        ("BDAY:1980-02-31", None),
        ("BDAY;VALUE=text:in spring", None),
        ("BDAY;X-APPLE-OMIT-YEAR=1604:1604-03-22", None),
    ],
)
def test_only_a_full_date_of_birth_is_taken(read: Reader, line: str, born: str | None) -> None:
    rows, _ = read(card("FN:Amina", line))

    assert rows[1].get("Born") == born


@pytest.mark.parametrize(
    ("line", "gender"),
    [("GENDER:F", "F"), ("GENDER:O;non-binary", "non-binary"), ("GENDER:;agender", "agender"), ("GENDER:U", None)],
)
def test_gender_is_what_the_person_says(read: Reader, line: str, gender: str | None) -> None:
    rows, _ = read(card("FN:Amina", line, version="4.0"))

    assert rows[1].get("Gender") == gender


def test_everything_else_a_card_says_has_its_column(read: Reader) -> None:
    rows, findings = read(
        card(
            "FN:Amina",
            "UID:urn:uuid:5f0c",
            "REV:20260312T101500Z",
            "EMAIL:mailto:amina@example.org",
            "EMAIL:AMINA@example.org",
            "CATEGORIES:Volunteer,Ward walk",
            "CATEGORIES:Volunteer",
            "LANG;PREF=1:bn",
            "LANG;PREF=2:en",
            "NOTE:first",
            "NOTE:second",
            "ADR:1;2;3;Town;Region;SE6 1AA;UK",
            "ADR:;;;;;;",
            "ADR:;;4 Street",
            "ADR:;;5 Street",
            version="4.0",
        )
    )

    assert rows[1] == {
        "Identifier": "5f0c",
        "Name": "Amina",
        "E-mail": "amina@example.org ::: AMINA@example.org",
        "Address": "1\n2\n3",
        "Town": "Town",
        "Region": "Region",
        "Postcode": "SE6 1AA",
        "Country": "UK",
        "Second address": "4 Street",
        "Note": "first\nsecond",
        "Tags": "Volunteer ::: Ward walk ::: Volunteer",
        "Changed": "2026-03-12",
        "Language": "bn ::: en",
    }
    assert findings == [(1, "more-addresses")]


def test_a_card_without_an_end_is_kept_and_does_not_swallow_the_next(read: Reader) -> None:
    rows, findings = read(b"BEGIN:VCARD\nFN:Amina\nTEL:07700 900123\n" + card("FN:Delroy"))

    assert rows == {1: {"Name": "Amina", "Phone": "07700 900123"}, 2: {"Name": "Delroy"}}
    assert findings == [(1, "cut-off")]


def test_a_card_without_a_beginning_is_kept(read: Reader) -> None:
    rows, findings = read(card("FN:Amina") + b"BEGIN:VCAR\nFN:Delroy\nEND:VCARD\n" + card("FN:Efua"))

    assert [cells["Name"] for cells in rows.values()] == ["Amina", "Delroy", "Efua"]
    assert findings == [(2, "cut-off")]


def test_a_file_cut_off_in_a_name_gives_what_there_is_of_it(read: Reader) -> None:
    rows, findings = read(b"BEGIN:VCARD\nTEL:07700 900123\nFN:Amina Beg")

    assert rows == {1: {"Name": "Amina Beg", "Phone": "07700 900123"}}
    assert findings == [(1, "cut-off")]


def test_half_an_e_mail_address_is_not_taken_for_somebodys(read: Reader) -> None:
    rows, findings = read(b"BEGIN:VCARD\nFN:Amina Begum\nEMAIL:amina@example.or")

    assert rows == {1: {"Name": "Amina Begum"}}
    assert findings == [(1, "cut-off")]


@pytest.mark.parametrize(
    "agent",
    [
        "AGENT:\r\nBEGIN:VCARD\r\nFN:Her Agent\r\nTEL:1\r\nEND:VCARD",
        "AGENT:BEGIN:VCARD\r\nFN:Her Agent\r\nEND:VCARD",
        "AGENT:BEGIN:VCARD\\nFN:Her Agent\\nEND:VCARD\\n",
    ],
)
def test_the_card_of_an_agent_inside_a_card_is_passed_over(read: Reader, agent: str) -> None:
    rows, findings = read(card("FN:Amina", agent, "TEL:07700 900123") + card("FN:Delroy"))

    assert rows == {1: {"Name": "Amina", "Phone": "07700 900123"}, 2: {"Name": "Delroy"}}
    assert findings == []


def test_files_put_one_behind_the_other_lose_no_card(read: Reader) -> None:
    first, second = card("FN:Amina").rstrip(), b"\xef\xbb\xbf" + card("FN:Delroy")

    rows, findings = read(first + second + second)

    assert [cells["Name"] for cells in rows.values()] == ["Amina", "Delroy", "Delroy"]
    assert findings == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_cards_in_other_encodings_and_with_other_line_ends_are_read(read: Reader, encoding: str, end: str) -> None:
    text = card("FN:Łukasz Żak", "NOTE:one\r\n  two").decode().replace("\r\n", end)

    rows, _ = read(text.encode(encoding))

    assert rows == {1: {"Name": "Łukasz Żak", "Note": "one two"}}


def test_a_line_that_is_nothing_is_left_out_and_said_once(read: Reader) -> None:
    rows, findings = read(card("FN:Amina", "no colon here", "nor here", 'TEL;X="open:07700 900123'))

    assert rows == {1: {"Name": "Amina", "Phone": "07700 900123"}}
    assert findings == [(1, "bad-line")]


@pytest.mark.parametrize("note", ["x" * (2 << 20), ("x" * 70 + "\r\n ") * 20_000], ids=["one line", "folded"])
def test_a_value_beyond_1_mb_is_left_out(read: Reader, note: str) -> None:
    rows, findings = read(card("FN:Amina", "NOTE:" + note) + card("FN:Delroy"))

    assert rows == {1: {"Name": "Amina"}, 2: {"Name": "Delroy"}}
    assert findings == [(1, "too-long")]


def test_an_empty_card_is_said_and_counted(read: Reader) -> None:
    rows, findings = read(card("UID:1") + card("FN:Delroy"))

    assert rows == {2: {"Name": "Delroy"}}
    assert findings == [(1, "empty-card")]


@pytest.mark.parametrize("raw", [b"BEGIN:VCARD", b"BEGIN:VCARD\nEND:VCARD\n", card("UID:1"), card("FN:")])
def test_a_file_without_one_usable_card_is_refused(read: Reader, raw: bytes) -> None:
    with pytest.raises(Problem, match=r"cards\.vcf holds no card") as caught:
        read(raw)

    assert caught.value.exit_code == UNREADABLE


WHOLE = (
    card("FN:Zoë Begum", "N:Begum;Zoë;;;", "TEL;CELL:07700 900123", "ADR:;;1 Street;Town;;SE6 1AA;", "NOTE:a\r\n b")
    + card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Zo=C3=\r\n=AB", "PHOTO;BASE64:\r\n AAAA\r\n", version="2.1")
    + card("FN:Delroy", "EMAIL:delroy@example.org", "BDAY:1980-03-22", version="4.0")
)


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, len(WHOLE)))
def test_cutting_a_file_anywhere_never_changes_the_cards_before_the_cut(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("cut") / "cards.vcf"
    path.write_bytes(WHOLE)
    (table,) = read_tables(path)
    whole = filled(table)
    path.write_bytes(WHOLE[:cut])
    complete = WHOLE[:cut].count(b"END:VCARD")

    try:
        rows: Rows = {}
        for table in read_tables(path):
            rows |= filled(table)
    except Problem:
        assert complete == 0
        return

    for number in range(1, complete + 1):
        assert rows[number] == whole[number]
    assert len(rows) <= complete + 1


@settings(max_examples=300, deadline=None)
@given(middle=st.binary(max_size=200))
def test_no_rubbish_in_a_card_loses_the_cards_around_it(
    middle: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("rubbish") / "cards.vcf"
    path.write_bytes(card("FN:Amina") + card(b"X-A:" + middle) + card("FN:Delroy"))

    names = [cells.get("Name") for table in read_tables(path) for cells in filled(table).values()]

    assert names[0] == "Amina"
    assert names[-1] == "Delroy"
