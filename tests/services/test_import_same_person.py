"""Who is the same person: by name and address, by a program's own identifier, by nothing but words."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.sources import QUESTION
from organiser.services.importing.match import ALL_PAIRS
from organiser.services.imports import Options, import_files
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import content, figures, names, take_in, told, write_list
from tests.tables import dump, indexed

PLAIN = ("Name", "Email", "Phone")
NATION = ("nationbuilder_id", "first_name", "last_name", "email", "mobile_number")


@pytest.mark.parametrize(
    "other",
    [
        ("Smith, Ann", "", "+44 7700 900101"),
        ("ANN SMITH", "ann@example.org", ""),
        ("ann  smith", "ANN@EXAMPLE.ORG", "07700 900199"),
        ("Änn Smith", "", "7700900101"),
        ("Dr Ann Smith", "", "07700900101 (mum)"),
        ("Annsmith", "x@example.org; ann@example.org", ""),
    ],
)
def test_one_name_however_written_and_one_address_is_one_person(
    store: Store, tmp_path: Path, other: tuple[str, str, str]
) -> None:
    done = take_in(
        store, write_list(tmp_path / "a.csv", PLAIN, ("Ann Smith", "ann@example.org", "07700 900101"), other)
    )

    assert figures(done) == (1, 0, 0)
    assert done.questions == []


@pytest.mark.parametrize(
    "other",
    [
        ("Ann Smith", "", ""),
        ("Ann Smith", "other@example.org", "07700 900102"),
        ("Anne Smith", "other@example.org", ""),
        ("Ann Smith", "not an address", "123"),
    ],
)
def test_one_name_without_a_shared_address_is_two_people(
    store: Store, tmp_path: Path, other: tuple[str, str, str]
) -> None:
    done = take_in(
        store, write_list(tmp_path / "a.csv", PLAIN, ("Ann Smith", "ann@example.org", "07700 900101"), other)
    )

    assert figures(done) == (2, 0, 0)
    assert done.questions == []


def test_the_rule_holds_through_others(store: Store, tmp_path: Path) -> None:
    rows = [("Ann Smith", "a@example.org", ""), ("Ann Smith", "", "07700 900101")]
    bridge = ("Ann Smith", "a@example.org", "07700 900101")

    done = take_in(store, write_list(tmp_path / "a.csv", PLAIN, *rows, bridge))

    assert figures(done) == (1, 0, 0)


def test_a_row_that_fits_two_people_here_joins_them_and_can_be_taken_back_exactly(store: Store, tmp_path: Path) -> None:
    take_in(store, write_list(tmp_path / "a.csv", (*PLAIN, "Tags"), ("Ann Smith", "a@example.org", "", "helper")))
    take_in(store, write_list(tmp_path / "b.csv", (*PLAIN, "Notes"), ("Ann Smith", "", "07700 900101", "brings cake")))
    before, words = dump(store), indexed(store)
    older = min(row[2] for row in before["person"].values())
    joining = write_list(tmp_path / "c.csv", (*PLAIN, "Town"), ("Ann Smith", "a@example.org", "07700 900101", "Leeds"))

    foreseen = take_in(store, joining, dry_run=True)
    done = take_in(store, joining)

    assert (*figures(done), done.joined) == (*figures(foreseen), foreseen.joined) == (0, 1, 0, 1)
    ((person, uid),) = store.rows("SELECT id, uid FROM person")
    assert uid == older
    for table in ("contact", "source_row", "person_tag", "note", "address"):
        assert {row[0] for row in store.rows(f"SELECT person_id FROM {table}")} == {person}
    assert store.value("SELECT count(*) FROM contact") == 2
    indexed(store)

    history.undo(store)
    assert dump(store) == before
    assert indexed(store) == words
    history.redo(store)
    assert names(store) == ["Ann Smith"]


def test_what_two_people_say_alike_is_kept_once_when_they_turn_out_to_be_one(store: Store, tmp_path: Path) -> None:
    header = (*PLAIN, "Address", "Notes", "Offers", "Tags")
    said = ("12 Fiction Road, Leeds, LS1 1AA", "brings cake", "leaflets", "helper")
    rows = [
        ("Ann Smith", "a@example.org", "", *said),
        ("Ann Smith", "", "07700 900101", *said),
        ("Ann Smith", "a@example.org", "07700 900101", *said),
    ]
    with Store.create(tmp_path / "together.organiser") as other:
        take_in(other, write_list(tmp_path / "all.csv", header, *rows))
        expected = content(other)

    for number, row in enumerate(rows):
        take_in(store, write_list(tmp_path / f"{number}.csv", header, row))

    assert len(expected) == 1
    assert content(store) == expected
    for table in ("address", "note", "person_tag"):
        assert store.value(f"SELECT count(*) FROM {table}") == 1
    assert store.value("SELECT count(*) FROM fact WHERE kind = 'offer'") == 1


# Identifiers -------------------------------------------------------------------------------------------------------


def test_the_same_identifier_from_the_same_program_is_the_same_person_whatever_the_name(
    store: Store, tmp_path: Path
) -> None:
    take_in(store, write_list(tmp_path / "a.csv", NATION, ("7", "Ann", "Smith", "ann@example.org", "")))

    done = take_in(store, write_list(tmp_path / "b.csv", NATION, ("7", "Ann", "Jones", "ann@example.org", "")))

    assert figures(done) == (0, 1, 0)
    assert done.questions == []
    assert names(store) == ["Ann Jones"]
    assert store.rows("SELECT value FROM fact WHERE kind = 'otherwise'") == [("Ann Smith",)]
    assert "smith" in " ".join(next(iter(indexed(store).values())))


def test_both_names_stay_whichever_list_comes_first(store: Store, tmp_path: Path) -> None:
    rows = [("7", "Ann", "Smith", "ann@example.org", ""), ("7", "Ann", "Jones", "", "07700 900101")]
    files = [write_list(tmp_path / f"{number}.csv", NATION, row) for number, row in enumerate(rows)]
    take_in(store, *files)

    with Store.create(tmp_path / "other.organiser") as other:
        take_in(other, *reversed(files))
        assert content(other) == content(store)
    assert len(content(store)) == 1


def test_an_id_column_of_an_unknown_list_joins_nobody(store: Store, tmp_path: Path) -> None:
    header = ("ID", *PLAIN)

    done = take_in(
        store, write_list(tmp_path / "a.csv", header, ("1", "Ann Smith", "", ""), ("1", "Bob Jones", "", ""))
    )
    more = take_in(store, write_list(tmp_path / "b.csv", header, ("1", "Cat Patel", "c@example.org", "")))

    assert figures(done) == (2, 0, 0)
    assert figures(more) == (1, 0, 0)


def test_two_programs_may_give_two_people_one_identifier(store: Store, tmp_path: Path) -> None:
    action = ("uuid", "first_name", "last_name", "email", "can2_user_city")
    take_in(store, write_list(tmp_path / "a.csv", NATION, ("7", "Ann", "Smith", "", "")))

    done = take_in(store, write_list(tmp_path / "b.csv", action, ("7", "Bob", "Jones", "", "")))

    assert figures(done) == (1, 0, 0)


def test_address_books_that_number_their_cards_do_not_make_strangers_one_person(store: Store, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:{}\nEND:VCARD\n"
    for name in ("Ann Smith", "Bob Jones"):
        (tmp_path / f"{name}.vcf").write_text(card.format(name))

    done = take_in(store, tmp_path / "Ann Smith.vcf", tmp_path / "Bob Jones.vcf")

    assert figures(done) == (2, 0, 0)


def test_a_card_is_known_again_by_an_identifier_unique_in_the_world(store: Store, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:429a43ab-52f2-4714-aa62-077528a12464\nFN:{}\nEND:VCARD\n"
    for name in ("Ann Smith", "Ann Jones"):
        (tmp_path / f"{name}.vcf").write_text(card.format(name))

    done = take_in(store, tmp_path / "Ann Smith.vcf", tmp_path / "Ann Jones.vcf")

    assert figures(done) == (1, 0, 0)


# Nothing but words -------------------------------------------------------------------------------------------------


def test_a_row_with_no_key_is_known_again_by_its_list_and_its_words(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Postcode")
    rows = [("Ann Smith", "LS1 1AA"), ("Ann Smith", "LS2 2AA"), ("Ann Smith", "LS1 1AA")]

    done = take_in(store, write_list(tmp_path / "a.csv", header, *rows))
    again = take_in(store, write_list(tmp_path / "renamed.csv", header, *reversed(rows)))
    blanks = take_in(store, write_list(tmp_path / "b.csv", header, (" Ann Smith ", "LS2 2AA ")))

    assert figures(done) == (2, 0, 0)
    assert figures(again) == (0, 0, 2)
    assert again.operation is None
    assert figures(blanks) == (0, 0, 1)


def test_the_same_words_in_another_list_are_another_person(store: Store, tmp_path: Path) -> None:
    take_in(store, write_list(tmp_path / "a.csv", ("Name", "Postcode"), ("Ann Smith", "LS1 1AA")))

    done = take_in(store, write_list(tmp_path / "b.csv", ("Full name", "Postcode"), ("Ann Smith", "LS1 1AA")))

    assert figures(done) == (1, 0, 0)


def test_the_same_words_under_other_headings_are_not_taken_for_the_same(store: Store, tmp_path: Path) -> None:
    take_in(store, write_list(tmp_path / "a.csv", ("Name", "Town"), ("Ann Smith", "Chelsea")), source="street stall")

    done = take_in(
        store, write_list(tmp_path / "b.csv", ("Name", "Notes"), ("Ann Smith", "Chelsea")), source="street stall"
    )

    assert figures(done) == (1, 0, 0)
    assert store.rows("SELECT body FROM note") == [("Chelsea",)]


# Questions ---------------------------------------------------------------------------------------------------------


def test_an_address_under_two_names_is_asked_once_and_never_merged(store: Store, tmp_path: Path) -> None:
    header = ("Name", "Email", "Notes")
    rows = [("Ann Smith", "us@example.org", ""), ("Bob Smith", "us@example.org", "")]

    done = take_in(store, write_list(tmp_path / "a.csv", header, *rows))
    assert figures(done) == (2, 0, 0)
    assert told(done.questions) == [("a.csv", "", 3, "shared-address")]

    changed = take_in(store, write_list(tmp_path / "a.csv", header, rows[0], ("Bob Smith", "us@example.org", "called")))
    assert figures(changed) == (0, 1, 1)
    other_list = take_in(store, write_list(tmp_path / "b.csv", (*header, "Tags"), (*rows[1], "x"), (*rows[0], "y")))
    assert changed.questions == other_list.questions == []
    assert store.rows("SELECT kind, value, state FROM question") == [("shared-address", "us@example.org", "open")]


def test_each_address_and_each_pair_is_a_question_of_its_own(store: Store, tmp_path: Path) -> None:
    rows = [
        ("Ann Smith", "us@example.org", "07700 900101"),
        ("Bob Smith", "us@example.org", "07700 900101"),
        ("Cat Smith", "us@example.org", ""),
    ]

    done = take_in(store, write_list(tmp_path / "a.csv", PLAIN, *rows))

    # The e-mail address between each two of three, the telephone number between two.
    assert len(done.questions) == 4


def test_somebody_new_at_an_address_known_here_is_asked_about(store: Store, tmp_path: Path) -> None:
    take_in(store, write_list(tmp_path / "a.csv", PLAIN, ("Ann Smith", "us@example.org", "")))
    file = write_list(tmp_path / "b.csv", PLAIN, ("Bob Smith", "us@example.org", ""))

    assert told(take_in(store, file, dry_run=True).questions) == [("b.csv", "", 2, "shared-address")]
    assert told(take_in(store, file).questions) == [("b.csv", "", 2, "shared-address")]
    assert take_in(store, file).operation is None


def test_a_question_between_two_who_turn_out_to_be_one_is_answered(store: Store, tmp_path: Path) -> None:
    rows = [("7", "Ann", "Smith", "us@example.org", ""), ("8", "Ann", "Jones", "us@example.org", "")]
    done = take_in(store, write_list(tmp_path / "a.csv", NATION, *rows))
    assert len(done.questions) == 1

    joined = take_in(store, write_list(tmp_path / "b.csv", NATION, ("8", "Ann", "Smith", "us@example.org", "")))

    assert (joined.joined, joined.questions) == (1, [])
    assert store.rows("SELECT state, other_id FROM question") == [("same", None)]


def test_a_question_is_not_asked_again_when_one_of_the_two_is_joined_to_somebody_else(
    store: Store, tmp_path: Path
) -> None:
    first = [
        ("Bob Smith", "us@example.org", ""),
        ("Ann Smith", "", "07700 900101"),
        ("Ann Smith", "us@example.org", ""),
    ]
    assert len(take_in(store, write_list(tmp_path / "a.csv", PLAIN, *first)).questions) == 1
    bridge = write_list(tmp_path / "b.csv", (*PLAIN, "Tags"), ("Ann Smith", "us@example.org", "07700 900101", "x"))

    assert take_in(store, bridge, dry_run=True).questions == []
    assert take_in(store, bridge).questions == []
    assert store.value("SELECT count(*) FROM question") == 1


def test_two_people_at_one_address_with_a_third_are_asked_about_once_when_the_two_are_one(
    store: Store, tmp_path: Path
) -> None:
    rows = [
        ("1", "Ann", "Smith", "us@example.org", ""),
        ("2", "Bob", "Smith", "us@example.org", ""),
        ("3", "Ann", "Jones", "us@example.org", ""),
    ]
    assert len(take_in(store, write_list(tmp_path / "a.csv", NATION, *rows)).questions) == 3

    take_in(store, write_list(tmp_path / "b.csv", NATION, ("3", "Ann", "Smith", "us@example.org", "")))

    asked = store.rows("SELECT value, person_id, other_id FROM question WHERE state = 'open'")
    assert len(asked) == 1


def test_many_names_at_one_address_do_not_ask_about_every_pair(store: Store, tmp_path: Path) -> None:
    rows = [(f"Helper {chr(65 + number)}", "office@example.org", "") for number in range(26)]

    done = take_in(store, write_list(tmp_path / "a.csv", PLAIN, *rows))

    every_pair = ALL_PAIRS * (ALL_PAIRS - 1) // 2
    assert len(done.questions) == every_pair + (26 - ALL_PAIRS)


def test_two_people_whom_somebody_told_apart_are_not_joined_by_a_list(store: Store, tmp_path: Path) -> None:
    rows = [("7", "Ann", "Smith", "us@example.org", ""), ("8", "Ann", "Jones", "us@example.org", "07700 900101")]
    take_in(store, write_list(tmp_path / "a.csv", NATION, *rows))
    with store.operation("Settle") as work:
        work.update(QUESTION, store.count("SELECT id FROM question"), state="different")
    confused = write_list(tmp_path / "b.csv", NATION, ("7", "Ann", "Jones", "us@example.org", ""))

    foreseen = take_in(store, confused, dry_run=True)
    done = take_in(store, confused)

    assert (*figures(done), done.joined) == (*figures(foreseen), foreseen.joined) == (0, 1, 0, 0)
    assert told(done.warnings) == told(foreseen.warnings) == [("b.csv", "", 2, "told-apart")]
    assert len(names(store)) == 2
    assert take_in(store, confused).operation is None


# Whoever is interrupted by somebody else ---------------------------------------------------------------------------


def test_what_lands_while_a_list_is_read_is_seen_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    row = ("Ann Smith", "ann@example.org", "")
    mine = write_list(tmp_path / "mine.csv", PLAIN, *[row] * 5001)
    theirs = write_list(tmp_path / "theirs.csv", (*PLAIN, "Tags"), (*row, "x"))
    landed: list[str] = []

    def somebody_else_saves(what: str, _done: int, _total: int) -> None:
        if not landed and what.startswith("Reading"):
            landed.append(what)
            with Store.open(store.path) as other:
                take_in(other, theirs)

    done = import_files(store, [mine], Options(), somebody_else_saves)

    assert landed
    assert figures(done) == (0, 0, 1)
    assert names(store) == ["Ann Smith"]


def test_a_plan_that_is_always_overtaken_is_made_with_the_lock_held(store: Store, tmp_path: Path) -> None:
    mine = write_list(tmp_path / "mine.csv", PLAIN, *[("Ann Smith", "ann@example.org", "")] * 5001)
    turns: list[int] = []

    def somebody_else_saves(what: str, _done: int, _total: int) -> None:
        if not what.startswith("Reading"):
            return
        turns.append(1)
        if len(turns) < 4:
            file = write_list(tmp_path / f"{len(turns)}.csv", PLAIN, (f"Bob {len(turns)}", "", "07700 900102"))
            with Store.open(store.path) as other:
                take_in(other, file)

    done = import_files(store, [mine], Options(), somebody_else_saves)

    assert len(turns) == 4
    assert done.created == 1
    assert len(names(store)) == 4


@pytest.mark.parametrize("header", [("Name", "Email"), ("Name", "Phone")])
def test_a_file_that_cannot_be_read_leaves_nothing_of_the_others(
    store: Store, tmp_path: Path, header: tuple[str, str]
) -> None:
    good = write_list(tmp_path / "good.csv", header, ("Ann Smith", ""))
    empty = dump(store)

    with pytest.raises(Problem, match=r"bad\.csv"):
        take_in(store, good, write_list(tmp_path / "bad.csv", ("Colour", "Size"), ("red", "4")))

    assert dump(store) == empty
    assert figures(take_in(store, good)) == (1, 0, 0)
