"""Lists as people's programs leave them: ragged, headed late, in any encoding, with sheets of nobody."""

import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.rules.names import fold
from organiser.services.people import Question, find
from organiser.store.store import Store
from organiser.text import safe_lines, safe_text
from tests.services.lists import content, figures, names, take_in, told, write_list
from tests.tables import dump

TEXT = "Name,Email,Notes\r\nZoë Ångström,zoe@example.org,said “yes” – gladly\r\nBob Jones,bob@example.org,\r\n"


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook of these sheets, row by row."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# Rows --------------------------------------------------------------------------------------------------------------


def test_each_row_that_cannot_be_used_is_told_with_its_number_and_why(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Members of the branch,,\n"
        "as of today,,\n"
        "Name,Email,Phone\n"
        "Ann Smith,ann@example.org,07700 900101\n"
        ",,\n"
        "Bob Jones,bob@example.org\n"
        "\n"
        ",nobody@example.org,\n"
        "Cat Patel,cat@example.org,07700 900103,extra,cells\n"
        '"Dan\nPoe",not an address,12\n'
        "   \n"
    )

    done = take_in(store, tmp_path / "a.csv")

    assert names(store) == ["Ann Smith", "Bob Jones", "Dan Poe"]
    # A cell with a line break is one row; so is a line of blanks, but an empty line is none.
    assert done.rows == 7
    assert told(done.refused) == [
        ("a.csv", "", 5, "no-name"),
        ("a.csv", "", 8, "no-name"),
        ("a.csv", "", 9, "too-long"),
        ("a.csv", "", 11, "no-name"),
    ]
    assert told(done.warnings) == [
        ("a.csv", "", 6, "short-row"),
        ("a.csv", "", 10, "bad-email"),
        ("a.csv", "", 10, "bad-phone"),
    ]
    assert [finding.reason for finding in done.refused] == [
        "the row is empty",
        "the row has no person's name",
        "the row has 5 cells, its header only 3",
        "the row is empty",
    ]


def test_cells_beyond_the_header_that_are_blank_make_no_row_too_long(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Name,Email\nAnn Smith,ann@example.org,,, \n")

    assert figures(take_in(store, tmp_path / "a.csv")) == (1, 0, 0)


def test_an_opt_out_in_a_row_that_names_nobody_stops_its_address(store: Store, tmp_path: Path) -> None:
    header = ("Email Address", "First Name", "Last Name", "LEID", "UNSUB_TIME")
    file = write_list(tmp_path / "unsubscribed.csv", header, ("who@example.org", "", "", "5", "2025-09-09 12:00:00"))

    done = take_in(store, file)

    assert figures(done) == (0, 0, 0)
    assert told(done.refused) == [("unsubscribed.csv", "", 2, "no-name")]
    assert "opt-out is kept" in done.refused[0].reason
    stops = "SELECT person_id, channel, stance, address, given FROM consent"
    assert store.rows(stops) == [(None, "email", "no", "who@example.org", "2025-09-09")]
    assert take_in(store, file).operation is None


@pytest.mark.parametrize("column", ["do_not_contact", "do_not_call", "email1_is_bad"])
def test_every_way_of_saying_no_in_a_row_that_names_nobody_is_kept(store: Store, tmp_path: Path, column: str) -> None:
    header = ("nationbuilder_id", "first_name", "last_name", "email1", "mobile_number", column)

    take_in(store, write_list(tmp_path / "a.csv", header, ("5", "", "", "who@example.org", "07700 900101", "true")))

    stopped = {row[0] for row in store.rows("SELECT address FROM consent WHERE person_id IS NULL")}
    assert (
        stopped
        == {
            "do_not_contact": {"who@example.org", "+447700900101"},
            "do_not_call": {"+447700900101"},
            "email1_is_bad": {"who@example.org"},
        }[column]
    )


def test_a_bad_mark_belongs_to_the_address_beside_it(store: Store, tmp_path: Path) -> None:
    header = ("nationbuilder_id", "first_name", "email", "email1", "email2", "email2_is_bad", "email3", "email3_is_bad")
    row = ("5", "Ann", "a@example.org", "a@example.org", "", "true", "c@example.org", "true")

    take_in(store, write_list(tmp_path / "a.csv", header, row))

    assert store.rows("SELECT stance, address FROM consent") == [("bounce", "c@example.org")]


# Spreadsheets ------------------------------------------------------------------------------------------------------


def test_a_workbook_is_read_as_people_keep_it(store: Store, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "a.xlsx",
        Helpers=[
            ["Helpers of the branch"],
            [],
            ["Name", "Mobile", "Date joined", "Postcode", "Notes"],
            ["Ann Smith", 7700900101, datetime(2026, 2, 3), "se13 5ab", "=1+1"],
            [],
            ["Jones, Bob", 7700900102.0, "3/02/2026", None, 12.0],
            ["Cat Patel", "447700900103", date(2026, 2, 4), "SE13 5AB", True],
        ],
    )

    done = take_in(store, book)

    assert done.rows == 3
    assert figures(done) == (3, 0, 0)
    assert done.warnings == done.refused == []
    assert store.rows("SELECT value, since FROM contact ORDER BY value") == [
        ("+447700900101", "2026-02-03"),
        ("+447700900102", "2026-02-03"),
        ("+447700900103", "2026-02-04"),
    ]
    assert store.rows("SELECT postcode FROM person ORDER BY sort_key") == [("",), ("SE13 5AB",), ("SE13 5AB",)]


def test_a_sheet_without_people_does_not_stop_the_workbook(store: Store, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "a.xlsx",
        About=[["Colour", "Size"], ["red", 4]],
        Helpers=[["Name", "Email"], ["Ann Smith", "ann@example.org"]],
        Register=[["Elector Number", "Elector Surname", "Elector Forename"], [1, "Jones", "Bob"]],
        Empty=[],
    )

    done = take_in(store, book)

    assert names(store) == ["Ann Smith"]
    assert done.rows == 1
    assert told(done.warnings) == [("a.xlsx", "About", 0, "no-people"), ("a.xlsx", "Register", 0, "no-people")]


def test_a_workbook_in_which_nobody_is_found_is_declined(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no column was recognised") as declined:
        take_in(store, workbook(tmp_path / "a.xlsx", One=[["Colour"], ["red"]], Two=[["Size"], [4]]))

    assert declined.value.exit_code == UNREADABLE


def test_a_choice_of_columns_counts_for_the_sheets_that_have_them(store: Store, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "a.xlsx",
        About=[["Version", "Made by"], ["3", "us"]],
        Helpers=[["Helper", "Reach at"], ["Ann Smith", "07700 900101"]],
    )

    done = take_in(store, book, choices=("Helper=name", "Reach at=phone"))

    assert figures(done) == (1, 0, 0)
    with pytest.raises(Problem, match="No column is headed") as wrong:
        take_in(store, book, choices=("Helper=name", "Rich at=phone"))
    assert wrong.value.exit_code == USAGE


def test_a_choice_of_columns_is_remembered_and_can_be_changed_back(store: Store, tmp_path: Path) -> None:
    header = ("Helper", "Nickname", "Reach at")

    def import_with(name: str, *choices: str) -> str:
        file = write_list(tmp_path / "a.csv", header, (f"{name} Smith", f"{name}y", "07700 900101"))
        take_in(store, file, choices=choices)
        return str(store.value("SELECT given FROM person ORDER BY id DESC LIMIT 1"))

    assert import_with("Ann", "Helper=name", "Reach at=phone") == "Ann"
    assert import_with("Bob") == "Bob"
    assert import_with("Cat", "Nickname=name", "Reach at=phone") == "Caty"
    assert import_with("Dan") == "Dany"
    assert import_with("Eve", "Helper=name", "Nickname=nickname", "Reach at=phone") == "Eve"
    assert import_with("Fay") == "Fay"


# Encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_in_whatever_its_program_writes(
    store: Store, tmp_path: Path, ends: str, encoding: str, delimiter: str
) -> None:
    (tmp_path / "plain.csv").write_bytes(TEXT.encode())
    take_in(store, tmp_path / "plain.csv")
    expected = content(store)

    (tmp_path / "a.csv").write_bytes(TEXT.replace("\r\n", ends).replace(",", delimiter).encode(encoding))
    again = take_in(store, tmp_path / "a.csv")

    assert (figures(again), again.operation) == ((0, 0, 2), None)
    assert content(store) == expected


def test_a_list_of_places_in_utf_16_is_decoded_and_kindly_declined(store: Store, shared_data: Path) -> None:
    with pytest.raises(Problem) as declined:
        take_in(store, shared_data / "ems" / "democracy-counts-utf-16le.csv")

    assert declined.value.exit_code == UNREADABLE
    assert "democracy-counts-utf-16le.csv" in declined.value.sentence
    assert "--map" in declined.value.sentence


# Cards -------------------------------------------------------------------------------------------------------------


def test_every_card_of_every_telephone_is_read(store: Store, shared_data: Path) -> None:
    done = take_in(store, *sorted((shared_data / "crm" / "vcf").glob("*.vcf")))

    assert done.rows == 18
    assert done.refused == []
    # John Doe of three programs has one name and one e-mail address.
    assert done.created == 16
    assert ("John_Doe_ANDROID.vcf", "", 5, "bad-photo") in told(done.warnings)
    again = take_in(store, *sorted((shared_data / "crm" / "vcf").glob("*.vcf")))
    assert (figures(again), again.operation) == ((0, 0, done.created), None)


def test_the_cards_of_one_telephone_are_all_there_even_behind_a_broken_photo(store: Store, shared_data: Path) -> None:
    done = take_in(store, shared_data / "crm" / "vcf" / "John_Doe_ANDROID.vcf")

    assert (done.rows, *figures(done)) == (6, 6, 0, 0)


@pytest.mark.parametrize(
    ("line", "name", "what"),
    [
        ("NICKNAME:Zed", "Zed", "nickname"),
        ("ORG:Tenants of Fiction Road", "Tenants of Fiction Road", "organisation"),
        ("EMAIL:zed@example.org", "zed@example.org", "e-mail address"),
    ],
)
def test_a_card_without_a_name_is_known_by_what_else_it_says(
    store: Store, tmp_path: Path, line: str, name: str, what: str
) -> None:
    (tmp_path / "a.vcf").write_text(f"BEGIN:VCARD\nVERSION:3.0\n{line}\nEND:VCARD\n")

    done = take_in(store, tmp_path / "a.vcf")

    assert names(store) == [name]
    assert told(done.warnings) == [("a.vcf", "", 1, "no-name")]
    assert what in done.warnings[0].reason
    again = take_in(store, tmp_path / "a.vcf")
    assert (again.operation, again.warnings) == (None, done.warnings)


def test_a_card_with_nothing_but_a_telephone_number_is_left_out(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nTEL:07700 900101\nEND:VCARD\n")

    assert told(take_in(store, tmp_path / "a.vcf").refused) == [("a.vcf", "", 1, "no-name")]


def test_a_card_known_by_its_nickname_keeps_it_when_another_list_speaks_of_the_person(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "a.vcf").write_text(
        "BEGIN:VCARD\nVERSION:3.0\nNICKNAME:Zed\nEMAIL:z@example.org\nREV:2026-01-01\nEND:VCARD\n"
    )
    take_in(store, tmp_path / "a.vcf")

    take_in(store, write_list(tmp_path / "b.csv", ("Name", "Email", "Phone"), ("Zed", "z@example.org", "07700 900101")))

    assert names(store) == ["Zed"]


def test_cards_have_names_from_elsewhere_whatever_the_user_calls_their_source(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.vcf").write_text("BEGIN:VCARD\nVERSION:3.0\nEMAIL:zed@example.org\nEND:VCARD\n")

    assert figures(take_in(store, tmp_path / "a.vcf", source="my old telephone")) == (1, 0, 0)


# Other files -------------------------------------------------------------------------------------------------------


def test_every_sample_file_is_either_read_or_declined_in_a_sentence(store: Store, shared_data: Path) -> None:
    declined: list[Problem] = []
    files = [path for path in sorted(shared_data.rglob("*")) if path.is_file() and "geo" not in path.parts]
    for path in files:
        try:
            take_in(store, path, dry_run=True)
        except Problem as problem:
            declined.append(problem)

    assert {problem.exit_code for problem in declined} == {UNREADABLE}
    assert all(any(path.name in problem.sentence for path in files) for problem in declined)


# Strings that break programs ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty(request: pytest.FixtureRequest) -> list[str]:
    shared: Path = request.getfixturevalue("shared_data")
    found: list[str] = json.loads((shared / "naughty" / "blns.json").read_text(encoding="utf-8"))
    return found


def test_each_naughty_string_is_kept_as_name_and_note_and_comes_back_unchanged(
    store: Store, tmp_path: Path, naughty: list[str]
) -> None:
    rows = [(text, text, f"{number}@example.org") for number, text in enumerate(naughty)]
    file = tmp_path / "a.csv"
    write_list(file, ("First name", "Notes", "Email"), *rows)

    done = take_in(store, file)

    nameless = [number for number, text in enumerate(naughty) if not safe_text(text)]
    assert [finding.row - 2 for finding in done.refused] == nameless
    assert done.created == len(naughty) - len(nameless)
    for number, text in enumerate(naughty):
        if number not in nameless:
            found = store.rows(
                "SELECT given, body FROM contact JOIN person ON person.id = contact.person_id"
                " LEFT JOIN note ON note.person_id = person.id WHERE value = ?",
                (f"{number}@example.org",),
            )
            assert found == [(safe_text(text), safe_lines(text).strip())]
    again = take_in(store, file)
    assert (figures(again), again.operation) == ((0, 0, done.created), None)


def test_whoever_is_called_by_a_naughty_string_is_found_by_it(store: Store, tmp_path: Path, naughty: list[str]) -> None:
    rows = [(text, f"Helper-{number}") for number, text in enumerate(naughty)]
    take_in(store, write_list(tmp_path / "a.csv", ("First name", "Last name"), *rows))

    for number, text in enumerate(naughty):
        page = find(store, Question(text=safe_text(text)))
        # Apostrophes are left out of what is searched: by nothing else nobody can be found.
        assert not fold(text) or page.more or f"Helper-{number}" in {person.family for person in page.people}, text


def test_each_naughty_string_is_kept_as_an_address_and_as_tags(
    store: Store, tmp_path: Path, naughty: list[str]
) -> None:
    rows = [(f"Helper {number}", text, text) for number, text in enumerate(naughty)]
    header = ("Name", "Address line 1", "Tags")

    done = take_in(store, write_list(tmp_path / "a.csv", header, *rows))

    assert done.created == len(naughty)
    kept = {row[0] for row in store.rows("SELECT lines FROM address")}
    # A line break within one line of an address becomes a comma.
    assert {safe_text(text) for text in naughty if "\n" not in safe_lines(text)} - {""} <= kept
    tags = store.rows("SELECT name, fold FROM tag")
    assert len(tags) > 300
    assert all(name == safe_text(name) for name, _ in tags)
    before = dump(store)
    assert take_in(store, tmp_path / "a.csv").operation is None
    assert dump(store) == before
