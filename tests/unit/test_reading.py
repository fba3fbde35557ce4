"""Opening the lists that people have: CSV files and workbooks, and what they pick by mistake."""

import csv
import io
import os
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from organiser.errors import IO_ERROR, NO_INPUT, NOT_PERMITTED, UNREADABLE, Problem
from organiser.formats import xlsx_file
from organiser.formats.csv_file import delimiter_of
from organiser.formats.reading import header_place, read_tables
from organiser.formats.xlsx_file import cell_text

REPOSITORY = Path(__file__).parents[2]
DATA = REPOSITORY.parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the sample files (shared/data) are not here")

Rows = list[tuple[int, list[str]]]


def read(path: Path, **settings: Any) -> tuple[tuple[str, ...], int, Rows]:
    """The header, its row and the rows of a file that holds one table."""
    (found,) = [(table.header, table.header_row, list(table.rows)) for table in read_tables(path, **settings)]
    return found


def read_all(path: Path | str) -> list[Rows]:
    return [list(table.rows) for table in read_tables(path)]


def refused_with(path: Path) -> int | None:
    """The exit code with which a file is refused; None if it is read."""
    try:
        read_all(path)
    except Problem as problem:
        return problem.exit_code
    return None


def problem_of(path: Path | str) -> Problem:
    with pytest.raises(Problem) as caught:
        read_all(path)
    return caught.value


@pytest.fixture
def listed(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """A file with the given content."""

    def _listed(content: str | bytes) -> Path:
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _listed


Listed = Callable[[str | bytes], Path]


def workbook(path: Path, fill: Callable[[xlsxwriter.Workbook], None]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    fill(book)
    book.close()
    return path


class TestTheSampleFiles:
    @needs_data
    @pytest.mark.parametrize(
        ("file", "columns", "rows"),
        [
            ("crm/made/google_contacts.csv", 34, 22),
            ("crm/made/mailchimp_subscribed.csv", 22, 12),
            ("crm/made/mailchimp_unsubscribed.csv", 27, 5),
            ("crm/made/mailchimp_cleaned.csv", 25, 3),
            ("crm/made/action_network_report.csv", 13, 12),
            ("crm/made/electoral_register.csv", 14, 58),
            ("crm/made/doorstep_google_forms.csv", 8, 83),
            ("crm/nationbuilder_pool_150.csv", 13, 150),
            ("ems/democracy-counts-utf-16le.csv", 12, 34),
            ("ems/ems-dcounts-stations.csv", 11, 19),
            ("ems/ems-idox-eros.csv", 19, 9),
            ("ems/ems-xpress-weblookup.CSV", 16, 9),
            ("ems/encoding-windows1252.tsv", 38, 9),
            ("duplicates/splink_fake_1000.csv", 7, 1000),
            ("geo/ward_pcon_lad_2024_uk.csv", 10, 8798),
            ("geo/lewisham_postcode_ward22.csv", 11, 8419),
        ],
    )
    def test_every_row_of_a_list_is_read(self, file: str, columns: int, rows: int) -> None:
        header, header_row, found = read(DATA / file)

        assert (len(header), header_row, len(found)) == (columns, 1, rows)
        assert [number for number, _ in found] == list(range(2, rows + 2))

    @needs_data
    def test_a_row_that_is_too_short_and_one_that_is_too_long_keep_their_length(self) -> None:
        header, _, rows = read(DATA / "crm/made/nationbuilder_people.csv")

        widths = [len(cells) for _, cells in rows]
        assert len(rows) == 25
        assert [sum(width > len(header) for width in widths), sum(width < len(header) for width in widths)] == [1, 1]

    @needs_data
    def test_letters_of_windows_and_of_utf_16_are_read(self) -> None:
        _, _, welsh = read(DATA / "ems/encoding-windows1252.tsv")
        header, _, _ = read(DATA / "ems/democracy-counts-utf-16le.csv")

        assert any("Lôn Capel" in cell for _, cells in welsh for cell in cells)
        assert header[0] == "Add1"

    @needs_data
    def test_the_sign_up_sheet_gives_both_its_walks_with_the_rows_that_excel_shows(self) -> None:
        first, second = [(t.sheet, t.header_row, t.header[0], list(t.rows)) for t in self.sign_ups()]

        assert first[:3] == ("Sign-ups", 3, "Full name")
        assert [number for number, _ in first[3]] == [4, 5, 6, 7, 8, 10, 11, 12, 13, 14]
        assert first[3][0][1][:5] == [
            "Wojciech Łukasiewicz",
            "7700900108",
            "wojciech.ukasiewicz8@example.org",
            "SE14 9DL",
            "2026-02-02",
        ]
        assert second[:3] == ("Walk 2", 1, "Full name")
        assert [number for number, _ in second[3]] == [2, 3, 4, 5]

    @staticmethod
    def sign_ups() -> Any:
        return read_tables(DATA / "crm/made/signup_sheet.xlsx")

    @needs_data
    def test_an_empty_list_and_a_header_alone_are_refused_in_words(self) -> None:
        assert str(problem_of(DATA / "ems/small-files-empty.csv")) == "small-files-empty.csv is empty."
        assert "holds no rows" in str(problem_of(DATA / "ems/small-files-nearly_empty.csv"))


class TestTheHeader:
    def test_lines_above_the_header_are_no_data(self, listed: Listed) -> None:
        path = listed("Ward walk,,\n\n,,\nFull name,Mobile,\nAmina Begum,07700 900123,\n")

        assert read(path) == (("Full name", "Mobile"), 4, [(5, ["Amina Begum", "07700 900123"])])

    def test_the_line_with_the_most_known_names_is_the_header(self, listed: Listed) -> None:
        def known(cells: Sequence[str]) -> int:
            return sum(cell in {"Name", "Mobile"} for cell in cells)

        path = listed("Thank you,to,all,who,came\nName,Mobile\nAmina,1\nName,Mobile\n")

        assert read(path, score=known)[1] == 2

    def test_without_known_names_the_first_line_of_two_cells_is_the_header(self) -> None:
        lines = [["", ""], ["Title", ""], ["A", "B"], ["C", "D"]]

        assert header_place(lines, lambda cells: 0) == 2
        assert header_place(lines[:2], lambda cells: 0) == 1
        assert header_place(lines[:1], lambda cells: 0) is None
        assert header_place([], lambda cells: 0) is None

    def test_a_header_is_not_looked_for_beyond_thirty_lines(self, listed: Listed) -> None:
        def known(cells: Sequence[str]) -> int:
            return int("Mobile" in cells)

        rows = [f"Ann {number},1" for number in range(30)]
        end = "\nName,Mobile\nAmina,2\n"

        assert read(listed("\n".join(rows[:29]) + end), score=known)[1] == 30
        assert read(listed("\n".join(rows) + end), score=known)[1] == 1

    def test_a_row_longer_than_its_header_is_not_taken_for_the_header(self, listed: Listed) -> None:
        assert read(listed("Name,Mobile\nAmina,1\nBo,2,late,twice\n")) == (
            ("Name", "Mobile"),
            1,
            [(2, ["Amina", "1"]), (3, ["Bo", "2", "late", "twice"])],
        )

    def test_header_cells_are_cleaned_and_blank_ones_at_the_end_dropped(self, listed: Listed) -> None:
        path = listed('"  Full \n name ",Mob\x1bile,, ,\nAmina,1,,,\nBo,2,x,,\nCy\n')

        assert read(path) == (
            ("Full name", "Mobile"),
            1,
            [(2, ["Amina", "1"]), (3, ["Bo", "2", "x"]), (4, ["Cy"])],
        )

    def test_a_header_on_the_thirtieth_line_with_one_row_below_is_no_header_alone(self, listed: Listed) -> None:
        assert read(listed("\n" * 40 + "Name,Mobile\n" + "\n" * 40 + "Amina,1\n"))[1:] == (41, [(82, ["Amina", "1"])])


class TestCsv:
    def test_blank_lines_count_and_are_no_rows_but_lines_of_blank_cells_are(self, listed: Listed) -> None:
        assert read(listed("a,b\n\n1,2\n,\n\n3,4\n\n"))[2] == [(3, ["1", "2"]), (4, ["", ""]), (6, ["3", "4"])]

    def test_a_cell_may_hold_line_breaks_and_still_be_one_row(self, listed: Listed) -> None:
        path = listed('a,b\r\n"1 Road\r\nTown\n\nSE6","x ""y"""\r\n3,4\r\n')

        assert read(path)[2] == [(2, ["1 Road\r\nTown\n\nSE6", 'x "y"']), (3, ["3", "4"])]

    @pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\r"])
    def test_rows_end_in_whichever_way(self, listed: Listed, end: str) -> None:
        header, _, rows = read(listed(end.join(["a,b", "1,2", "3,4", ""])))

        assert header == ("a", "b")
        assert [cells for _, cells in rows] == [["1", "2"], ["3", "4"]]

    def test_line_ends_of_several_kinds_in_one_file_are_all_line_ends(self, listed: Listed) -> None:
        assert read(listed("a,b\r\n1,2\n3,4\r5,6"))[2] == [(2, ["1", "2"]), (3, ["3", "4"]), (4, ["5", "6"])]

    def test_a_stray_quotation_mark_inside_a_cell_is_just_a_sign(self, listed: Listed) -> None:
        assert read(listed('a,b\n5" pipe,x\n"quoted"tail,y"'))[2] == [(2, ['5" pipe', "x"]), (3, ["quotedtail", 'y"'])]

    @pytest.mark.parametrize("tail", ['"Amina', '"', '"a ""b""', '"x\ny,z\n', '"x""'])
    def test_a_quotation_mark_never_closed_is_told_with_its_row(self, listed: Listed, tail: str) -> None:
        problem = problem_of(listed("a,b\n1,2\n\n3," + tail))

        assert problem.exit_code == UNREADABLE
        assert str(problem).startswith("list.csv, row 4: a quotation mark is opened and never closed")

    @pytest.mark.parametrize("tail", ['"Amina"', '"x\ny"', '"a ""b"""', '""', "x"])
    def test_a_last_line_without_an_end_is_a_row_like_any_other(self, listed: Listed, tail: str) -> None:
        assert len(read(listed("a,b\n3," + tail))[2]) == 1

    def test_a_cell_beyond_1_mb_is_told_with_its_row(self, listed: Listed) -> None:
        problem = problem_of(listed("a,b\n1,2\n3," + "x" * 1_100_000 + "\n5,6\n"))

        assert problem.exit_code == UNREADABLE
        assert str(problem).startswith("list.csv, row 3: a cell is longer than 1 MB")

    def test_a_cell_just_below_1_mb_is_read(self, listed: Listed) -> None:
        assert len(read(listed("a,b\n1," + "x" * 1_000_000 + "\n"))[2][0][1][1]) == 1_000_000

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_the_delimiter_is_the_one_that_makes_rows_of_one_length(self, delimiter: str) -> None:
        sample = (
            "Sign-up sheet\n"
            + delimiter.join(["Name", "Note", "Tags"])
            + "\n"
            + delimiter.join(["Amina", '"cakes; tea, milk | sugar\tand a\nnew line"', "x"])
            + "\n"
        )

        assert delimiter_of(sample, cut=False) == delimiter

    def test_a_list_of_one_column_is_a_comma_file(self) -> None:
        assert delimiter_of("E-mail\namina@example.org\n", cut=False) == ","
        assert delimiter_of("", cut=False) == ","

    def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file(self) -> None:
        assert delimiter_of("Name;Hours\nAmina;1,5\nBo;2,5\nCy;3,5\n", cut=False) == ";"

    def test_a_sample_cut_in_a_record_does_not_change_the_vote(self) -> None:
        assert delimiter_of('a;b;c\n1;2;3\n4;"x, y, z', cut=True) == ";"

    def test_a_dropped_table_closes_its_file(self, listed: Listed) -> None:
        path = listed("a,b\n" + "1,2\n" * 100)

        table = next(iter(read_tables(path)))
        first = next(table.rows)
        assert first == (2, ["1", "2"])
        assert len(list(table.rows)) == 99


class TestWorkbooks:
    def test_rows_are_numbered_as_excel_shows_them_wherever_the_list_begins(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet("Low")
            sheet.write_row(4, 2, ["Name", "Mobile"])
            sheet.write_row(6, 2, ["Amina", 7700900123])
            sheet.write_row(9, 2, ["Bo", "07700 900124"])

        book = workbook(tmp_path / "low.xlsx", fill)

        assert read(book) == (
            ("Name", "Mobile"),
            5,
            [(7, ["Amina", "7700900123"]), (10, ["Bo", "07700 900124"])],
        )

    def test_a_workbook_of_another_writer_is_numbered_the_same(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet["C5"], sheet["D5"], sheet["C8"], sheet["D8"] = "Name", "Joined", "Amina", date(2026, 2, 3)
        book.save(tmp_path / "low.xlsx")

        assert read(tmp_path / "low.xlsx") == (("Name", "Joined"), 5, [(8, ["Amina", "2026-02-03"])])

    def test_hidden_sheets_are_read_and_empty_ones_and_charts_are_not(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            book.add_worksheet("Empty")
            book.add_chartsheet("Chart")
            book.add_worksheet("Title only").write(0, 0, "Nobody came")
            hidden = book.add_worksheet("Hid\u202eden")
            hidden.hide()
            hidden.write_column(0, 0, ["Name", "Amina"])

        tables = list(read_tables(workbook(tmp_path / "hidden.xlsx", fill)))

        assert [(table.sheet, list(table.rows)) for table in tables] == [("Hidden", [(2, ["Amina"])])]

    def test_cells_read_as_a_person_would_type_them(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            day, hour = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "hh:mm"})
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["a", "b", "c", "d", "e", "f", "g", "h"])
            sheet.write(1, 0, 7700900123)
            sheet.write(1, 1, 1.5)
            sheet.write(1, 2, datetime(2026, 2, 3), day)
            sheet.write(1, 3, datetime(2026, 2, 3, 18, 30), day)
            sheet.write(1, 4, True)
            sheet.write_formula(1, 5, "=1/0", None, "#DIV/0!")
            sheet.write_formula(1, 6, "=A2", None, "text")
            sheet.write(1, 7, time(18, 30), hour)

        assert read(workbook(tmp_path / "cells.xlsx", fill))[2] == [
            (2, ["7700900123", "1.5", "2026-02-03", "2026-02-03T18:30:00", "TRUE", "", "text", "18:30:00"])
        ]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (0.0, "0"),
            (-3.0, "-3"),
            (123456789012345.0, "123456789012345"),
            (7, "7"),
            (False, "FALSE"),
            (datetime(2026, 2, 3, 9, 59, 59, 999_000), "2026-02-03T10:00:00"),
            (datetime(2026, 2, 3, 23, 59, 59, 999_000), "2026-02-04"),
            (timedelta(hours=36, minutes=5), "36:05:00"),
        ],
    )
    def test_a_value_reads_as_a_person_would_type_it(self, value: Any, text: str) -> None:
        assert cell_text(value) == text

    def test_a_workbook_is_known_by_its_content_whatever_it_is_called(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina"]))

        assert read(path.rename(tmp_path / "list.csv"))[2] == [(2, ["Amina"])]

    def test_a_workbook_without_any_row_is_refused(self, tmp_path: Path) -> None:
        problem = problem_of(
            workbook(tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_row(0, 0, ["Name", "Mobile"]))
        )

        assert problem.exit_code == UNREADABLE
        assert "list.xlsx holds no rows" in str(problem)

    def test_one_stray_cell_in_the_last_corner_does_not_take_the_program_down(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_column(0, 0, ["Name", "Amina"])
            sheet.write(1_048_575, 16_383, "x")

        problem = problem_of(workbook(tmp_path / "far.xlsx", fill))

        assert problem.exit_code == UNREADABLE
        assert "row 1048576" in str(problem)

    def test_a_coloured_cell_in_the_last_corner_does_no_harm(self, tmp_path: Path) -> None:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet()
            sheet.write_column(0, 0, ["Name", "Amina"])
            sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

        assert read(workbook(tmp_path / "far.xlsx", fill))[2] == [(2, ["Amina"])]

    def test_a_workbook_cut_off_anywhere_is_refused_in_words(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina"]))
        whole = path.read_bytes()

        for cut in range(4, len(whole), 101):
            path.write_bytes(whole[:cut])
            problem = problem_of(path)
            assert problem.exit_code == UNREADABLE
            assert "list.xlsx is damaged or cut off" in str(problem)

    def test_a_damaged_workbook_never_shows_a_traceback(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina", 1.5])
        )
        whole, chance = path.read_bytes(), random.Random(7)

        for _ in range(150):
            damaged = bytearray(whole)
            for _ in range(3):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            path.write_bytes(damaged)
            assert refused_with(path) in (None, UNREADABLE)

    def test_a_panic_of_the_library_is_told_like_any_damage(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class PanicException(BaseException):
            __module__ = "pyo3_runtime"

        class Panicking:
            @staticmethod
            def from_filelike(_: object) -> None:
                raise PanicException

        path = workbook(tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina"]))
        monkeypatch.setattr(python_calamine, "CalamineWorkbook", Panicking)

        assert "damaged or cut off" in str(problem_of(path))

    def test_a_workbook_that_unpacks_to_more_than_the_memory_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = workbook(tmp_path / "list.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina"]))
        monkeypatch.setattr(xlsx_file, "_MOST_BYTES", 100)

        assert "too large for a workbook" in str(problem_of(path))

    @pytest.mark.parametrize("extension", ["xlsx", "csv", "zip"])
    def test_a_zip_that_is_no_workbook_is_called_what_it_is(self, tmp_path: Path, extension: str) -> None:
        path = tmp_path / f"list.{extension}"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("list.csv", "Name\nAmina\n")

        problem = problem_of(path)

        assert problem.exit_code == UNREADABLE
        assert "is a zip archive and not an Excel workbook" in str(problem)


class TestWhatCannotBeRead:
    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        problem = problem_of(tmp_path / "nowhere.csv")

        assert (problem.exit_code, str(problem)) == (NO_INPUT, "There is no file nowhere.csv.")
        assert problem_of(tmp_path / "a.csv" / "b.csv").exit_code == NO_INPUT
        assert problem_of("a\x00b.csv").exit_code == NO_INPUT

    def test_a_folder(self, tmp_path: Path) -> None:
        problem = problem_of(tmp_path)

        assert problem.exit_code == NO_INPUT
        assert "is a folder" in str(problem)

    def test_a_file_that_may_not_be_read(self, listed: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        path = listed("a,b\n1,2\n")
        monkeypatch.setattr(Path, "open", refuse)

        assert problem_of(path).exit_code == NOT_PERMITTED

    @pytest.mark.parametrize("content", [b"Name,Mobile\n" + b"Amina,1\n" * 30_000, b"BEGIN:VCARD\nFN:Amina\n" * 30_000])
    def test_a_disk_that_fails_while_a_list_is_read_is_told_as_that(
        self, listed: Listed, content: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Failing(io.BytesIO):
            left = 0

            def read(self, size: int | None = -1) -> bytes:
                self.count()
                return super().read(size)

            def read1(self, size: int | None = -1) -> bytes:
                self.count()
                return super().read1(size)

            def count(self) -> None:
                if self.left == 0:
                    raise OSError(5, "Input/output error")
                self.left -= 1

        path = listed(content)
        for successes in range(20):
            failing = Failing(content)
            failing.left = successes
            monkeypatch.setattr(Path, "open", lambda *_, file=failing: file)
            problem = problem_of(path)
            assert problem.exit_code == IO_ERROR
            assert str(problem).startswith("list.csv")
            assert "Input/output error" in str(problem)
            assert failing.closed

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "is empty"),
            (b"\n\n , \n", "holds no rows"),
            (b"\xef\xbb\xbf", "holds no rows"),
            (b"Name,Mobile\r\n\r\n", "holds no rows"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old Excel workbook"),
            (b"%PDF-1.7\n1 0 obj\n", "a PDF document"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
            (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
            (b"\x1f\x8b\x08\x00", "a compressed file"),
            (b"SQLite format 3\x00" + bytes(100), "a database"),
            (b"<html><table><tr><td>Name</td></tr></table>", "a web page"),
            (b"\xef\xbb\xbf<?xml version='1.0'?>\n<a/>\n", "a web page or XML"),
            (bytes(1000), "is not a list"),
            (bytes(range(256)) * 40, "is not a list"),
        ],
    )
    def test_what_is_no_list_is_refused_in_one_sentence(self, listed: Listed, content: bytes, words: str) -> None:
        problem = problem_of(listed(content))

        assert problem.exit_code == UNREADABLE
        assert str(problem).startswith("list.csv ")
        assert words in str(problem)

    def test_a_few_stray_nuls_do_not_make_a_list_binary(self, listed: Listed) -> None:
        assert len(read(listed("a,b\n" + "Amina,x\0\n" * 3 + "Bo,y\n" * 40))[2]) == 43

    def test_a_file_may_be_called_something_else_and_its_name_cannot_write_to_the_terminal(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "a\x1b[2Jb.csv"
        path.write_bytes(b"")

        assert str(problem_of(path)) == "a[2Jb.csv is empty."
        with pytest.raises(Problem, match=r"^the list is empty"):
            list(read_tables(path, name="the list"))


class TestStandardInput:
    SCRIPT = (
        "from organiser.formats.reading import read_tables\n"
        "for table in read_tables('-'):\n"
        "    print(table.file, table.header, len(list(table.rows)))\n"
    )

    def run(self, content: bytes) -> str:
        done = subprocess.run(
            [sys.executable, "-c", self.SCRIPT], input=content, capture_output=True, cwd=REPOSITORY, check=True
        )
        return done.stdout.decode().strip()

    def test_a_list_can_be_piped_in(self, tmp_path: Path) -> None:
        assert self.run(b"Name,Mobile\nAmina,1\n") == "standard input ('Name', 'Mobile') 1"

    def test_a_workbook_can_be_piped_in(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "a.xlsx", lambda book: book.add_worksheet().write_column(0, 0, ["Name", "Amina"]))

        assert self.run(path.read_bytes()) == "standard input ('Name',) 1"

    def test_a_program_started_without_standard_input_is_told_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", None)

        assert problem_of("-").exit_code == NO_INPUT

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
    def test_a_named_pipe_is_read_like_a_file(self, tmp_path: Path) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(b"Name,Mobile\nAmina,1\n",))
        writer.start()

        assert read(pipe)[2] == [(2, ["Amina", "1"])]
        writer.join()

    def test_reading_csv_loads_none_of_the_large_libraries(self, listed: Listed) -> None:
        path = str(listed("a,b\n1,2\n"))
        script = (
            "import sys\nfrom organiser.formats.reading import read_tables\n"
            f"[list(t.rows) for t in read_tables({path!r})]\n"
            "print([m for m in ('python_calamine', 'phonenumbers', 'zipfile') if m in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, cwd=REPOSITORY, check=True)

        assert done.stdout.decode().strip() == "[]"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cc", "Cs"]), max_size=8)
WINDOWS_CELLS = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=8)


def tables_of(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Rows of two to four cells as a CSV writer is given them; line breaks may stand in a cell."""
    lines = st.builds("\n".join, st.lists(cells, min_size=1, max_size=2))
    return st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(lines, min_size=width, max_size=width), min_size=1, max_size=8)
    )


def written(rows: list[list[str]], delimiter: str, end: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode(encoding)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=tables_of(CELLS),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_a_csv_writer_writes_comes_back_the_same(
    rows: list[list[str]], delimiter: str, end: str, encoding: str, listed: Listed
) -> None:
    header = [f"Column {place}" for place in range(len(rows[0]))]
    path = listed(written([header, *rows], delimiter, end, encoding))

    found = read(path)

    assert found == (tuple(header), 1, list(enumerate(rows, 2)))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=tables_of(WINDOWS_CELLS), delimiter=st.sampled_from(",;\t|"))
def test_whatever_a_csv_writer_writes_on_an_old_windows_comes_back_the_same(
    rows: list[list[str]], delimiter: str, listed: Listed
) -> None:
    header = [f"Column {place}" for place in range(len(rows[0]))]
    raw = written([header, *rows], delimiter, "\r\n", "cp1252")
    # Some texts are both; which of the two was meant cannot be told.
    assume(raw.isascii() or not decodes_as_utf_8(raw))

    assert read(listed(raw))[2] == list(enumerate(rows, 2))


def decodes_as_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


BEGINNINGS = [
    b"",
    b"a,b\n",
    b'a,"',
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xff\xfe\0\0",
    b"BEGIN:VCARD\n",
    b"PK\x03\x04",
    b"PK\x05\x06",
]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beginning=st.sampled_from(BEGINNINGS), rest=st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_problem(beginning: bytes, rest: bytes, listed: Listed) -> None:
    assert refused_with(listed(beginning + rest)) in (None, UNREADABLE)
