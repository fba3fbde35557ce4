"""Everything taken out of one database and into another is the same; nothing in the file runs in a spreadsheet."""

import csv
import io
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from organiser.errors import CANNOT_CREATE, Problem
from organiser.formats import own
from organiser.formats.export_xlsx import xlsx_bytes
from organiser.formats.marks import unmarked
from organiser.formats.reading import read_tables
from organiser.formats.recognise import recognise, score
from organiser.formats.rows import RowReader
from organiser.formats.vcard_file import VCARD_MAPPING
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, PERSON_TAG, RELATION, TAG
from organiser.models.places import WARD
from organiser.rules.names import fold, name_key, sort_key
from organiser.services.export import write_people
from organiser.services.listing import Tally
from organiser.services.output_file import target_of, write_whole
from organiser.services.people import Question
from organiser.store import history
from organiser.store.store import Store
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text
from tests.services.lists import SEVEN, content, figures, take_in, told, write_list

LIVE = tuple("=+-@\t\r＝＋－＠")


def exported(store: Store, form: str = "csv", words: str = "") -> bytes:
    """A whole export in one piece."""
    question = Question(text=words) if words else None
    return b"".join(write_people(store, form, question, Tally()))


def export_to(path: Path, store: Store, words: str = "") -> Path:
    path.write_bytes(exported(store, path.suffix[1:], words))
    return path


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def write_rows(path: Path, rows: list[dict[str, str]]) -> Path:
    return write_list(path, list(rows[0]), *(list(row.values()) for row in rows))


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Another new, empty database."""
    with Store.create(tmp_path / "other.organiser") as made:
        yield made


def add_person(work: Work, given: str, family: str, **values: str | int | None) -> int:
    return work.insert_with_uid(
        PERSON,
        given=given,
        family=family,
        sort_key=sort_key(given, family),
        name_key=name_key(given, family),
        created="2026-01-02",
        **values,
    )


def fill(store: Store, shared_data: Path) -> None:
    """The seven files, and everything that no file says."""
    take_in(store, *(shared_data / "crm" / "made" / name for name in SEVEN))
    people = [row[0] for row in store.rows("SELECT id FROM person ORDER BY sort_key, id")]
    ann, bob, cem = people[0], people[5], people[8]
    key = str(store.value("SELECT name_key FROM person WHERE id = ?", (ann,)))
    with store.operation("What no list says") as work:
        ward = work.insert(WARD, gss="E05013720", name="Hither Green")
        work.update(
            PERSON,
            ann,
            title="Dr",
            gender="she, her",
            born="2012-03-04",
            minor_until="2030-03-04",
            membership="member",
            register="not on it",
            elector="AB 12/1",
            ward_id=ward,
            by_hand="born elector gender membership register title ward",
        )
        for fact in (
            ("membership", "member", "", "2026-01-01", ""),
            ("membership", "non-member", "", "2020-01-01", "2026-01-01"),
            ("register", "not on it", "under 16", "2026-01-01", ""),
            ("elector", "AB 12/1", "", "", ""),
            ("role", "helper", "", "2019-01-01", "2020-01-01"),
            ("role", "helper", "", "2021-01-01", ""),
            ("role", "officer ::: secretary", "of the branch", "", ""),
            ("offer", "leaflets", "with a friend", "", ""),
            ("day", "Saturday", "", "", ""),
            ("language", "Cymraeg", "", "", ""),
            ("access", "step-free", "", "2025-01-01", ""),
            ("organisation", "Tenants, of Block C", "", "", ""),
            ("nickname", "Lee", "lee", "", ""),
            ("otherwise", "Leila O’Brien", "leila obrien", "", ""),
            ("uid", "01a203a5-ec31-71ab-83a6-983f85c03299", "", "", ""),
        ):
            work.insert(FACT, person_id=ann, **dict(zip(own.Fact._fields, fact, strict=True)))
        for contact in (
            ("phone", "+33123456789", "leilaobrien", "", "mum", "2020-02-02", "2021-01-01"),
            ("phone", "+33123456780", key, "0033 1 23 45 67 80", "", "", ""),
            ("email", "leila@example.org", "leilaobrien", "", "", "", ""),
            ("email", "leila@example.org", key, "Leila@Example.org", "work", "", ""),
        ):
            work.insert(CONTACT, person_id=ann, **dict(zip(own.Contact._fields, contact, strict=True)))
        work.insert(
            ADDRESS,
            person_id=ann,
            lines="1 Old Road",
            town="Leeds",
            postcode="LS1 1AA",
            label="home",
            until="2020-01-01",
        )
        work.insert(NOTE, person_id=ann, body="met at the stall\nlikes = signs", noted="2025-05-05")
        work.insert(NOTE, person_id=ann, body="[2025-01-01] was written before it")
        work.insert(NOTE, person_id=ann, body="=1+1 ::: x ::::: y")
        work.insert(
            CONSENT, person_id=ann, channel="sms", purpose="conference", stance="yes", given="2026-01-01",
            address="+33123456780", how="paper", wording='I agree, "yes"',
        )  # fmt: skip
        work.insert(CONSENT, person_id=ann, channel="any", stance="no", given="2026-01-01", until="2026-02-01")
        work.insert(CONSENT, channel="email", stance="no", address="nobody@example.org", given="2026-02-03", how="list")
        work.insert(RELATION, person_id=ann, other_id=bob, kind="spouse", since="2001-01-01", until="2009-01-01")
        work.insert(RELATION, person_id=cem, other_id=ann, kind="sibling")
        tag = work.insert_with_uid(TAG, name="a, b; ::: c", fold=fold("a, b; ::: c"), by_hand=1)
        work.insert(PERSON_TAG, person_id=ann, tag_id=tag)


# A round trip --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_everything_taken_into_a_new_database_and_out_again_is_the_same_to_the_byte(
    form: str, store: Store, other: Store, shared_data: Path, tmp_path: Path
) -> None:
    fill(store, shared_data)
    file = export_to(tmp_path / f"all.{form}", store)
    done = take_in(other, file)
    assert (figures(done), done.refused, done.warnings) == ((39, 0, 0), [], [])
    assert exported(other) == exported(store)
    assert content(other) == content(store)
    for table in ("consent", "relation", "person_tag"):
        assert other.count(f"SELECT count(*) FROM {table}") == store.count(f"SELECT count(*) FROM {table}")
    assert other.rows("SELECT uid FROM person ORDER BY uid") == store.rows("SELECT uid FROM person ORDER BY uid")


def test_our_own_export_taken_in_again_changes_nothing(store: Store, shared_data: Path, tmp_path: Path) -> None:
    fill(store, shared_data)
    file = export_to(tmp_path / "all.csv", store)
    before = store.rows("SELECT count(*) FROM source_row UNION ALL SELECT count(*) FROM list")
    done = take_in(store, file)
    assert (figures(done), done.operation, done.refused) == ((0, 0, 39), None, [])
    assert store.rows("SELECT count(*) FROM source_row UNION ALL SELECT count(*) FROM list") == before


def test_an_import_of_our_own_export_can_be_undone_and_done_again(
    store: Store, other: Store, shared_data: Path, tmp_path: Path
) -> None:
    fill(store, shared_data)
    file = export_to(tmp_path / "all.csv", store)
    take_in(other, file)
    history.undo(other)
    assert other.count("SELECT (SELECT count(*) FROM person) + (SELECT count(*) FROM consent)") == 0
    history.redo(other)
    assert exported(other) == exported(store)
    assert figures(take_in(other, file)) == (0, 0, 39)


def test_a_dry_run_tells_what_our_own_export_would_do(
    store: Store, other: Store, shared_data: Path, tmp_path: Path
) -> None:
    fill(store, shared_data)
    file = export_to(tmp_path / "all.csv", store)
    assert figures(take_in(other, file, dry_run=True)) == (39, 0, 0)
    assert figures(take_in(store, file, dry_run=True)) == (0, 0, 39)
    assert content(other) == []


def test_an_address_that_nobody_may_write_to_is_stopped_in_the_new_database_too(
    store: Store, other: Store, tmp_path: Path
) -> None:
    with store.operation("An opt-out") as work:
        add_person(work, "Ann", "Jones")
        work.insert(CONSENT, channel="email", stance="no", address="nobody@example.org", given="2026-02-03")
    done = take_in(other, export_to(tmp_path / "all.csv", store))
    assert (figures(done), done.refused) == ((1, 0, 0), [])
    assert other.rows("SELECT channel, stance, address FROM consent") == [("email", "no", "nobody@example.org")]


def test_two_people_who_were_told_apart_stay_two(store: Store, other: Store, tmp_path: Path) -> None:
    with store.operation("Father and son") as work:
        for _ in range(2):
            person = add_person(work, "Tom", "Alike")
            work.insert(CONTACT, person_id=person, kind="phone", value="+447700900999", name_key="tomalike")
    file = export_to(tmp_path / "all.csv", store)
    assert figures(take_in(other, file)) == (2, 0, 0)
    rows = rows_of(file.read_bytes())
    rows[0]["Tags"] = "father"
    assert figures(take_in(store, write_rows(tmp_path / "mended.csv", rows))) == (0, 1, 1)
    assert store.count("SELECT count(*) FROM person") == 2


def test_somebody_who_came_by_another_list_is_not_there_twice(store: Store, other: Store, tmp_path: Path) -> None:
    with store.operation("Ann") as work:
        ann = add_person(work, "Ann", "Jones")
        work.insert(CONTACT, person_id=ann, kind="email", value="ann@example.org", name_key="annjones")
        work.insert(NOTE, person_id=ann, body="has a van", noted="2026-01-01")
    take_in(other, write_list(tmp_path / "list.csv", ["Name", "E-mail"], ["Ann Jones", "ann@example.org"]))
    assert figures(take_in(other, export_to(tmp_path / "all.csv", store))) == (0, 1, 0)
    assert other.rows("SELECT body, noted FROM note") == [("has a van", "2026-01-01")]


def test_some_people_taken_out_are_those_whom_the_words_find(store: Store, other: Store, tmp_path: Path) -> None:
    with store.operation("Three") as work:
        ann, bob = add_person(work, "Ann", "Jones"), add_person(work, "Bob", "Jones")
        add_person(work, "Cem", "Smith")
        work.insert(RELATION, person_id=ann, other_id=bob, kind="sibling")
        work.insert(CONSENT, channel="email", stance="no", address="nobody@example.org")
    done = take_in(other, export_to(tmp_path / "ann.csv", store, "ann"))
    assert (figures(done), told(done.warnings)) == ((1, 0, 0), [("ann.csv", "", 2, "unknown-relation")])
    assert other.count("SELECT count(*) FROM consent") == 0
    assert [row["Given names"] for row in rows_of(exported(store, "csv", "jones"))] == ["Ann", "Bob"]
    assert exported(store, "csv", "nobody like that").decode().count("\r\n") == 1


# Mended in a spreadsheet ---------------------------------------------------------------------------------------------


def test_what_was_mended_in_a_spreadsheet_is_taken_in_and_nothing_else(store: Store, tmp_path: Path) -> None:
    take_in(
        store,
        write_list(
            tmp_path / "list.csv",
            ["First name", "Last name", "E-mail", "Postcode"],
            ["Ann", "Jones", "ann@example.org", "SE13 5AB"],
            ["Bob", "Lee", "bob@example.org", "SE6 1AA"],
        ),
    )
    rows = rows_of(export_to(tmp_path / "all.csv", store).read_bytes())
    rows[0] |= {"Postcode": "SE4 1AA", "Offers": "leaflets", "Ward by hand": "E05013720", "Tags": "stall"}
    done = take_in(store, write_rows(tmp_path / "mended.csv", rows))
    assert figures(done) == (0, 1, 1)
    assert store.rows("SELECT given, postcode, gss, by_hand FROM person LEFT JOIN ward ON ward.id = ward_id") == [
        ("Ann", "SE4 1AA", "E05013720", "ward"),
        ("Bob", "SE6 1AA", None, ""),
    ]
    assert store.rows("SELECT kind, value, since FROM fact") == [("offer", "leaflets", "")]
    assert figures(take_in(store, tmp_path / "mended.csv")) == (0, 0, 2)


def test_what_was_entered_by_hand_is_not_overwritten_by_an_old_export_without_saying_so(
    store: Store, tmp_path: Path
) -> None:
    with store.operation("Ann") as work:
        ann = add_person(work, "Ann", "Jones", postcode="SE13 5AB")
    old = export_to(tmp_path / "old.csv", store)
    with store.operation("Ann has moved") as work:
        work.update(PERSON, ann, postcode="SE4 1AA", by_hand="postcode")
    done = take_in(store, old)
    assert [finding.code for finding in done.warnings] == ["kept-by-hand"]
    assert store.value("SELECT postcode FROM person") == "SE4 1AA"


def test_columns_may_be_moved_or_removed_in_between(store: Store, other: Store, tmp_path: Path) -> None:
    with store.operation("Ann") as work:
        ann = add_person(work, "Ann", "Jones", title="Dr")
        work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900123", name_key="annjones", label="home")
    (row,) = rows_of(exported(store))
    kept = {name: row[name] for name in ("Phones", "Family name", "organiser id", "Given names")}
    assert figures(take_in(store, write_rows(tmp_path / "short.csv", [kept]))) == (0, 0, 1)
    assert figures(take_in(other, tmp_path / "short.csv")) == (1, 0, 0)
    assert other.rows("SELECT given, family, value FROM person JOIN contact ON person_id = person.id") == [
        ("Ann", "Jones", "+447700900123")
    ]


def test_a_row_copied_twice_is_one_person(store: Store, other: Store, tmp_path: Path) -> None:
    with store.operation("Ann") as work:
        add_person(work, "Ann", "Jones")
    (row,) = rows_of(exported(store))
    file = write_rows(tmp_path / "twice.csv", [row, row | {"Tags": "stall"}])
    assert figures(take_in(other, file)) == (1, 0, 0)
    assert other.rows("SELECT name FROM tag") == [("stall",)]


def test_the_code_of_somebody_who_became_one_with_another_leads_to_that_other(store: Store, tmp_path: Path) -> None:
    with store.operation("Ann") as work:
        ann = add_person(work, "Ann", "Jones")
        work.insert(FACT, person_id=ann, kind="uid", value="01a203a5-ec31-71ab-83a6-983f85c03299")
    (row,) = rows_of(exported(store))
    row |= {"organiser id": "01a203a5-ec31-71ab-83a6-983f85c03299", "Tags": "stall", "Details": ""}
    assert figures(take_in(store, write_rows(tmp_path / "old.csv", [row]))) == (0, 1, 0)


# Naughty strings -----------------------------------------------------------------------------------------------------


def naughty(shared_data: Path) -> list[str]:
    folder = shared_data / "naughty"
    strings: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    return strings + (folder / "csv_injection_payloads.txt").read_text(encoding="utf-8").split("\n")


def test_every_naughty_string_survives_as_name_note_tag_and_address(
    store: Store, other: Store, shared_data: Path, tmp_path: Path
) -> None:
    strings = [text for text in naughty(shared_data) if safe_text(text)]
    with store.operation("Naughty") as work:
        tags: dict[str, int] = {}
        for number, text in enumerate(strings):
            line = safe_text(text)
            person = add_person(work, line, f"Number{number:03}")
            work.insert(NOTE, person_id=person, body=safe_lines(text))
            work.insert(ADDRESS, person_id=person, lines=line, town="London")
            work.insert(FACT, person_id=person, kind="nickname", value=line, detail=fold(line))
            if fold(line) not in tags:
                tags[fold(line)] = work.insert_with_uid(TAG, name=line, fold=fold(line))
            work.insert(PERSON_TAG, person_id=person, tag_id=tags[fold(line)])
    for form in ("csv", "xlsx"):
        file = export_to(tmp_path / f"naughty.{form}", store)
        if form == "xlsx":
            cells = [cell for row in openpyxl.load_workbook(file).active.iter_rows() for cell in row]
            assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
            written = [str(cell.value) for cell in cells if cell.value is not None]
            assert all(cell.hyperlink is None for cell in cells)
        else:
            written = [cell for row in csv.reader(io.StringIO(file.read_text("utf-8"), newline="")) for cell in row]
        assert [cell for cell in written if cell.startswith(LIVE)] == []
        assert sum(cell.startswith("'") and unmarked(cell) != cell for cell in written) > 60
    done = take_in(other, tmp_path / "naughty.csv")
    assert (figures(done), done.refused, done.warnings) == ((len(strings), 0, 0), [], [])
    assert content(other) == content(store)
    assert exported(other) == exported(store)
    # XML, of which workbooks are made, has no U+FFFE.
    unsayable = sum("\ufffe" in text for text in strings)
    assert figures(take_in(other, tmp_path / "naughty.xlsx")) == (0, unsayable, len(strings) - unsayable)


# Workbooks and cards -------------------------------------------------------------------------------------------------


def test_a_number_keeps_its_zero_and_its_plus_in_a_workbook(store: Store, tmp_path: Path) -> None:
    with store.operation("Ann") as work:
        ann = add_person(work, "Ann", "Jones", elector="007")
        for value in ("+447700900123", "+33123456789"):
            work.insert(CONTACT, person_id=ann, kind="phone", value=value, name_key="annjones")
    sheet = openpyxl.load_workbook(export_to(tmp_path / "ann.xlsx", store)).active
    header, row = ([cell.value for cell in cells] for cells in sheet.iter_rows())
    assert tuple(header) == own.HEADER
    found = dict(zip(header, row, strict=True))
    assert found["Phones"] == "07700 900123 ::: +33 1 23 45 67 89"
    assert found["Elector number"] == "007"


def test_a_cell_too_long_for_a_workbook_is_cut_and_counted(tmp_path: Path) -> None:
    cut: list[None] = []
    data = b"".join(xlsx_bytes(("a", "b"), [["x" * 40_000, "y"], ["=z", ""]], lambda: cut.append(None), tmp_path))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["a", "b"],
        ["x" * 32_766 + "…", "y"],
        ["'=z", None],
    ]
    assert len(cut) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_of_nobody_has_a_header(store: Store, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(export_to(tmp_path / "nobody.xlsx", store)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [list(own.HEADER)]


def test_cards_are_read_back_with_the_same_names_and_contacts(
    store: Store, other: Store, shared_data: Path, tmp_path: Path
) -> None:
    fill(store, shared_data)
    cards = tmp_path / "all.vcf"
    cards.write_bytes(exported(store, "vcard"))
    assert all(len(line) <= 75 for line in cards.read_bytes().split(b"\r\n"))
    take_in(other, cards)
    people = "SELECT given, family FROM person ORDER BY sort_key, given"
    assert other.rows(people) == store.rows(people)
    contacts = (
        "SELECT DISTINCT given, family, kind, value FROM person JOIN contact ON person_id = person.id"
        " WHERE until = '' ORDER BY 1, 2, 3, 4"
    )
    assert other.rows(contacts) == store.rows(contacts)


def test_a_card_holds_whatever_may_stand_in_a_name(store: Store, tmp_path: Path, shared_data: Path) -> None:
    names = [safe_text(text) for text in naughty(shared_data) if safe_text(text)]
    with store.operation("Naughty") as work:
        for number, name in enumerate(names):
            person = add_person(work, f"{number:03}", name, born="1990-01-02")
            work.insert(NOTE, person_id=person, body=f"{name}\nand more")
    path = tmp_path / "cards.vcf"
    path.write_bytes(exported(store, "vcard"))
    (table,) = read_tables(path)
    reader = RowReader(VCARD_MAPPING, "2026-03-01")
    read = [reader.read(reader.text_of(cells)) for _, cells in table.rows]
    assert sorted((said.given, said.family, said.note, said.born) for said in read) == [
        (f"{number:03}", name, f"{name}\nand more", "1990-01-02") for number, name in enumerate(names)
    ]


# Large and interrupted -----------------------------------------------------------------------------------------------


def test_people_are_written_in_the_order_of_their_names_each_once(store: Store) -> None:
    with store.operation("Many") as work:
        for number in range(2500):
            add_person(work, f"Ann{number % 50}", f"Jones{number % 7}")
    rows = rows_of(exported(store))
    keys = [sort_key(row["Given names"], row["Family name"]) for row in rows]
    assert keys == sorted(keys)
    assert len({row["organiser id"] for row in rows}) == 2500


def test_what_is_written_meanwhile_does_not_come_into_the_file(store: Store) -> None:
    with store.operation("Many") as work:
        for number in range(1500):
            add_person(work, "Ann", f"Jones{number:04}")
    with Store.open(store.path) as reader:
        blocks = write_people(reader, "csv", None, Tally())
        written = next(blocks)
        with store.operation("One more") as work:
            add_person(work, "Zoe", "Zzz")
        written += b"".join(blocks)
    assert len(rows_of(written)) == 1500


def test_a_file_is_for_its_owner_alone_and_there_whole_or_not_at_all(store: Store, tmp_path: Path) -> None:
    target = target_of(store, tmp_path / "people.csv", replace=False)
    write_whole(target, [b"one", b"two"], replace=False)
    assert target.read_bytes() == b"onetwo"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600

    def failing() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(target, failing(), replace=True)
    assert target.read_bytes() == b"onetwo"
    with pytest.raises(Problem):
        write_whole(target, [b"three"], replace=False)
    assert [path.name for path in tmp_path.iterdir() if "people.csv" in path.name] == ["people.csv"]
    write_whole(target, [b"three"], replace=True)
    assert target.read_bytes() == b"three"


def test_neither_a_file_of_somebodys_nor_the_database_is_written_over(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine")
    (tmp_path / "link.csv").symlink_to(store.path)
    for name, replace in (("mine.csv", False), (store.path.name, True), ("link.csv", True), (".", True)):
        with pytest.raises(Problem) as refused:
            target_of(store, tmp_path / name, replace=replace)
        assert refused.value.exit_code == CANNOT_CREATE
    assert target_of(store, tmp_path / "mine.csv", replace=True) == (tmp_path / "mine.csv").resolve()


def test_our_own_header_is_known_by_its_first_column() -> None:
    mapping = recognise(own.HEADER, "people.csv")
    assert mapping.source == "organiser"
    assert all(column.field != "skip" for column in mapping.columns)
    assert score(own.HEADER) > 10
