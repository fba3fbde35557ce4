"""The register check: what is answered of whom, and that nothing of the register stays behind."""

import csv
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.people import ADDRESS, FACT, PERSON
from organiser.rules.names import fold, name_key
from organiser.services import people, questions, register
from organiser.services.editing import edit, parse_change
from organiser.services.people import Question
from organiser.services.register import Checked, check
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.lists import SEVEN, quietly, take_in
from tests.tables import dump, named

DAY = "2026-01-02"
HEADER = (
    "Elector Number Prefix", "Elector Number", "Elector Number Suffix", "Elector Markers", "Elector DOB",
    "Elector Surname", "Elector Forename", "PostCode", "Address1", "Address2", "Address3", "Address4", "Address5",
    "Address6",
)  # fmt: skip
MONTHLY = (
    "DistrictRef", "PropertyAddress1", "PropertyPostCode", "ElectorNumber", "ElectorForename", "ElectorSurname",
    "ElectorCreatedMonth", "ElectorChangedMonth", "ElectorDeletedMonth",
)  # fmt: skip


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((header, *rows))
    return path


def elector(number: str, forename: str, surname: str, postcode: str) -> tuple[str, ...]:
    """A row of the register."""
    prefix, _, rest = number.partition(" ")
    number, _, suffix = rest.partition("/")
    return (prefix, number, suffix or "0", "", "", surname, forename, postcode, "1 Test Lane", *[""] * 5)


@pytest.fixture
def the_register(tmp_path: Path) -> Path:
    return tmp_path / "register.csv"


def checked(store: Store, path: Path, *rows: Sequence[str], on: str = DAY) -> Checked:
    """Check against a register of these rows, and of a stranger."""
    stranger = elector("Z 99", "Zebedee", "Stranger", "ZE1 0AA")
    return check(store, write_list(path, HEADER, [*rows, stranger]), on, quietly)


def add(store: Store, given: str, family: str, postcode: str = "") -> int:
    with store.operation("Add") as work:
        return work.insert_with_uid(PERSON, **named(given, family), postcode=postcode)


def shown(store: Store, person: int) -> tuple[str, str]:
    """What the person's own row says of the register."""
    return store.rows("SELECT register, elector FROM person WHERE id = ?", (person,))[0]


def facts(store: Store, person: int) -> list[tuple[str, ...]]:
    return store.rows(
        "SELECT value, detail, since, until FROM fact WHERE person_id = ? AND kind = 'register' ORDER BY id", (person,)
    )


def how_many(store: Store, state: str) -> int:
    return people.count(store, Question(register=state))


# The sample register -----------------------------------------------------------------------------------------------


@pytest.fixture
def made(shared_data: Path) -> Path:
    return shared_data / "crm" / "made"


def test_the_sample_register_gives_the_promised_figures_and_again_nothing_new(store: Store, made: Path) -> None:
    take_in(store, *(made / name for name in SEVEN))
    before = dump(store)
    done = check(store, made / "electoral_register.csv", DAY, quietly)
    assert (done.rows, done.on, done.not_found, done.cannot_say) == (58, 16, 23, 0)
    assert (done.questions, done.refused, done.warnings, done.notes) == ([], [], [], [])
    assert [how_many(store, state) for state in ("on", "not on it", "")] == [16, 23, 0]
    again = check(store, made / "electoral_register.csv", DAY, quietly)
    assert (again.on, again.not_found, again.operation) == (16, 23, None)
    history.undo(store)
    assert dump(store) == before
    assert how_many(store, "") == 39
    history.redo(store)
    assert how_many(store, "on") == 16


def test_the_number_and_the_day_are_recorded_as_a_dated_fact(store: Store, made: Path) -> None:
    take_in(store, *(made / name for name in SEVEN))
    check(store, made / "electoral_register.csv", DAY, quietly)
    (person,) = store.rows("SELECT id FROM person WHERE name_key = ?", (name_key("Kwame", "Okonkwo"),))[0]
    assert shown(store, person) == ("on", "20A 1")
    assert facts(store, person) == [("on", "20A 1", DAY, "")]
    other = store.count("SELECT id FROM person WHERE register = 'not on it'")
    assert facts(store, other) == [("not on it", "not found in the register of 2 Jan 2026", DAY, "")]


# Nothing stays behind ------------------------------------------------------------------------------------------------


def _bytes_on_disk(folders: Iterable[Path]) -> Iterator[bytes]:
    """The content of every file in some folders, and of every file this process has open, even one without a name."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path.read_bytes()
    own = Path("/proc/self/fd")
    for link in own.iterdir() if own.is_dir() else ():
        with suppress(OSError):
            if "(deleted)" in os.readlink(link):
                yield link.read_bytes()


def test_nothing_of_other_electors_is_anywhere_on_disk_during_and_after_the_check(
    store: Store, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temp))
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    monkeypatch.setattr(register, "_BATCH", 1)
    take_in(store, *(made / name for name in SEVEN))
    path = made / "electoral_register.csv"
    secrets = secrets_of(store, path)
    assert len(secrets) > 150
    looked = []
    searched = set()

    def look(what: str, done: int, total: int) -> None:
        looked.append(what)
        if len(looked) % 10 == 0 or what.startswith("Writing"):
            refuse_secrets()

    def refuse_secrets() -> None:
        for content in _bytes_on_disk((tmp_path,)):
            # What was found clean before is clean now.
            if (mark := sha256(content).digest()) not in searched:
                found = [secret for secret in secrets if secret in content and stands_by_itself(secret, content)]
                assert found == []
                searched.add(mark)

    check(store, path, DAY, look)
    assert len(looked) > 50
    refuse_secrets()
    store.close()
    refuse_secrets()
    written = b"".join(_bytes_on_disk((tmp_path,)))
    assert b"20A 1" in written, "the numbers of those who are here are kept, so that looking is no vain exercise"


def stands_by_itself(secret: bytes, content: bytes) -> bool:
    """Whether it is there as words of its own, and not within others."""
    return re.search(rb"(?<!\w)" + re.escape(secret) + rb"(?!\w)", content) is not None


def secrets_of(store: Store, path: Path) -> list[bytes]:
    """Names, addresses and numbers of the register that belong to nobody here."""
    here = {(name, postcode) for name, postcode in store.rows("SELECT name_key, postcode FROM person")}
    here |= set(store.rows("SELECT name_key, address.postcode FROM address JOIN person ON person.id = person_id"))
    names = {name for name, _ in here}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = set()
    for row in rows:
        given, family = row["Elector Forename"], row["Elector Surname"]
        key = name_key(given, family)
        if key not in names:
            found |= {key, f"{given} {family}", f"{family} {given}", f"{family}, {given}", f"{family},{given}"}
            found |= {fold(f"{given} {family}"), fold(f"{family} {given}")}
        if (key, row["PostCode"]) not in here:
            number = f"{row['Elector Number Prefix']} {row['Elector Number']}"
            found |= {row["Address1"], number, number.replace(" ", "-"), number.replace(" ", ",")}
    return [secret.encode() for secret in sorted(found)]


# Who is who ----------------------------------------------------------------------------------------------------------


def test_other_names_and_every_current_postcode_count(store: Store, the_register: Path) -> None:
    ann, bob = add(store, "Ann", "Jones", "SE1 1AA"), add(store, "Bob", "Hill", "SE1 1AA")
    with store.operation("More") as work:
        work.insert(FACT, person_id=ann, kind="otherwise", value="Ann Smith", detail="ann smith")
        work.insert(ADDRESS, person_id=ann, postcode="SE13 5AB")
        work.insert(ADDRESS, person_id=bob, postcode="SE13 5AB", until="2025-01-01")
    done = checked(
        store, the_register, elector("A 1", "ANN", "SMITH", "SE135AB"), elector("A 2", "Bob", "Hill", "SE13 5AB")
    )
    assert (done.on, done.not_found) == (1, 1)
    assert shown(store, ann) == ("on", "A 1")
    assert shown(store, bob) == ("not on it", "")


def test_who_has_no_postcode_is_neither_on_it_nor_not(store: Store, the_register: Path) -> None:
    ann = add(store, "Ann", "Smith")
    done = checked(store, the_register, elector("A 1", "Ann", "Smith", "SE13 5AB"))
    assert (done.on, done.not_found, done.cannot_say, done.questions) == (0, 0, 1, [])
    assert shown(store, ann) == ("", "")
    assert done.operation is None


def test_whoever_goes_by_the_first_forename_is_found_at_the_same_postcode_only(
    store: Store, the_register: Path
) -> None:
    john, mary = add(store, "John", "Smith", "SE13 5AB"), add(store, "Mary Ann", "Hill", "SE13 5AB")
    other = add(store, "Zoë", "Lee", "SE13 5AB")
    done = checked(
        store,
        the_register,
        elector("A 1", "John Paul", "Smith", "SE13 5AB"),
        elector("A 2", "Mary", "Hill", "SE13 5AB"),
        elector("A 3", "Zoe Jane", "Lee", "SE1 1AA"),
    )
    assert [shown(store, person) for person in (john, mary, other)] == [("on", "A 1"), ("on", "A 2"), ("not on it", "")]
    assert done.questions == []


def test_where_several_electors_fit_the_number_is_not_guessed(store: Store, the_register: Path) -> None:
    john = add(store, "John", "Smith", "SE13 5AB")
    rows = [elector(number, "John", "Smith", "SE13 5AB") for number in ("A 1", "A 2", "A 2")]
    done = checked(store, the_register, *rows)
    assert shown(store, john) == ("on", "")
    assert [(note.code, note.name) for note in done.notes] == [("no-number", "John Smith")]


# Namesakes -----------------------------------------------------------------------------------------------------------


def test_a_namesake_at_another_postcode_is_a_question_that_tells_nothing_of_the_row(
    store: Store, the_register: Path
) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    row = elector("A 1", "Ann", "Smith", "SE1 1AA")
    done = checked(store, the_register, row)
    assert (done.on, done.not_found) == (0, 1)
    assert [question.name for question in done.questions] == ["Ann Smith"]
    kept = str(store.rows("SELECT * FROM question")) + done.questions[0].reason
    assert not [
        cell for cell in (*row, "A 1") if cell and len(cell) > 1 and cell not in ("Ann", "Smith") and cell in kept
    ]
    assert checked(store, the_register, row).operation is None
    assert shown(store, ann) == ("not on it", "")


def test_a_namesake_who_is_somebody_else_is_never_asked_about_again(store: Store, the_register: Path) -> None:
    add(store, "Ann", "Smith", "SE13 5AB")
    row = elector("A 1", "Ann", "Smith", "SE1 1AA")
    done = checked(store, the_register, row)
    questions.answer(store, done.questions[0].uid, "different")
    assert checked(store, the_register, row, on="2026-02-02").questions == []


def test_a_namesake_who_is_the_same_person_is_on_the_register_and_stays_so(store: Store, the_register: Path) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    row = elector("A 1", "Ann", "Smith", "SE1 1AA")
    questions.answer(store, checked(store, the_register, row).questions[0].uid, "same")
    assert shown(store, ann) == ("on", "")
    again = checked(store, the_register, row)
    assert (again.on, again.operation) == (1, None)
    later = checked(store, the_register, row, on="2026-02-02")
    assert (later.on, len(later.questions)) == (0, 1)
    assert shown(store, ann) == ("not on it", "")


def test_who_is_found_after_their_postcode_was_mended_is_asked_about_no_more(store: Store, the_register: Path) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    row = elector("A 1", "Ann", "Smith", "SE1 1AA")
    checked(store, the_register, row)
    edit(store, ann, [parse_change("postcode=SE1 1AA")])
    checked(store, the_register, row)
    assert shown(store, ann) == ("on", "A 1")
    assert questions.open_questions(store, 10).questions == []


# What was known before -----------------------------------------------------------------------------------------------


def test_what_was_entered_by_hand_later_is_kept_and_said(
    store: Store, the_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    monkeypatch.setattr(clock, "now", lambda: "2026-03-01T10:00:00Z")
    edit(store, ann, [parse_change("register=on: A 9")])
    done = checked(store, the_register)
    assert (done.not_found, done.operation) == (1, None)
    assert shown(store, ann) == ("on", "A 9")
    (note,) = done.notes
    assert (note.code, note.name) == ("kept-by-hand", "Ann Smith")
    assert "entered here by hand on 1 Mar 2026" in note.reason


def test_what_was_entered_by_hand_before_the_day_of_the_register_gives_way_and_is_said(
    store: Store, the_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    monkeypatch.setattr(clock, "now", lambda: "2025-03-01T10:00:00Z")
    edit(store, ann, [parse_change("register=on: A 9"), parse_change("title=Dr")])
    done = checked(store, the_register)
    assert shown(store, ann) == ("not on it", "")
    assert [note.code for note in done.notes] == ["replaced-by-hand"]
    assert facts(store, ann) == [
        ("on", "A 9", "2025-03-01", DAY),
        ("not on it", "not found in the register of 2 Jan 2026", DAY, ""),
    ]
    assert store.value("SELECT by_hand FROM person WHERE id = ?", (ann,)) == "title"


def test_an_elector_number_entered_by_hand_later_is_kept_and_said(
    store: Store, the_register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = add(store, "Ann", "Smith", "SE13 5AB"), add(store, "Bob", "Hill", "SE13 5AB")
    for person, moment in ((ann, "2026-03-01T10:00:00Z"), (bob, "2025-03-01T10:00:00Z")):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        edit(store, person, [parse_change("elector=A 9")])
    done = checked(
        store, the_register, elector("A 1", "Ann", "Smith", "SE13 5AB"), elector("A 2", "Bob", "Hill", "SE13 5AB")
    )
    assert shown(store, ann) == ("on", "A 9")
    assert shown(store, bob) == ("on", "A 2")
    assert [note.name for note in done.notes] == ["Ann Smith"]


def test_an_older_register_does_not_unsay_a_newer_one(store: Store, the_register: Path) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    checked(store, the_register, elector("A 1", "Ann", "Smith", "SE13 5AB"), on="2026-02-02")
    done = checked(store, the_register)
    assert (done.not_found, done.operation) == (1, None)
    assert [note.code for note in done.notes] == ["known-later"]
    assert shown(store, ann) == ("on", "A 1")


def test_each_register_leaves_its_own_dated_answer_of_which_one_stands(store: Store, the_register: Path) -> None:
    ann = add(store, "Ann", "Smith", "SE13 5AB")
    checked(store, the_register, elector("A 1", "Ann", "Smith", "SE13 5AB"))
    checked(store, the_register, elector("B 7", "Ann", "Smith", "SE13 5AB"), on="2026-12-01")
    assert facts(store, ann) == [("on", "A 1", DAY, "2026-12-01"), ("on", "B 7", "2026-12-01", "")]
    assert shown(store, ann) == ("on", "B 7")


# Updates -------------------------------------------------------------------------------------------------------------


def test_an_update_answers_only_about_those_it_mentions(store: Store, the_register: Path) -> None:
    ann, bob, cy, dee = (add(store, given, "Smith", "SE13 5AB") for given in ("Ann", "Bob", "Cy", "Dee"))
    checked(store, the_register, elector("A 2", "Bob", "Smith", "SE13 5AB"), elector("A 3", "Cy", "Smith", "SE13 5AB"))

    def row(number: str, forename: str, postcode: str, *months: str) -> tuple[str, ...]:
        return ("A", "1 Test Lane", postcode, number, forename, "Smith", *months)

    rows = [
        row("A-1", "Ann", "SE13 5AB", "2", "0", "0"),
        row("A-2", "Bob", "SE13 5AB", "0", "0", "2"),
        row("A-4", "Dee", "SE1 1AA", "2", "0", "0"),
    ]
    done = check(store, write_list(the_register, MONTHLY, rows), "2026-02-02", quietly)
    assert (done.update, done.rows, done.on, done.not_found, done.cannot_say) == (True, 3, 1, 1, 0)
    assert done.questions == []
    assert shown(store, ann) == ("on", "A 1")
    assert shown(store, bob) == ("not on it", "")
    assert facts(store, bob)[-1][:2] == ("not on it", "not found in the register of 2 Feb 2026")
    assert shown(store, cy) == ("on", "A 3")
    assert shown(store, dee) == ("not on it", "")


def test_a_file_may_be_said_to_be_an_update(store: Store, the_register: Path) -> None:
    ann, bob = add(store, "Ann", "Smith", "SE13 5AB"), add(store, "Bob", "Smith", "SE13 5AB")
    path = write_list(the_register, HEADER, [elector("A 1", "Ann", "Smith", "SE13 5AB")])
    done = check(store, path, DAY, quietly, update=True)
    assert (done.on, done.not_found) == (1, 0)
    assert shown(store, ann) == ("on", "A 1")
    assert shown(store, bob) == ("", "")


# When things go wrong ------------------------------------------------------------------------------------------------


def test_a_file_that_is_no_register_changes_nothing_and_the_next_check_works(store: Store, the_register: Path) -> None:
    add(store, "Ann", "Smith", "SE13 5AB")
    before = dump(store)
    with pytest.raises(Problem, match="is not an electoral register"):
        check(store, write_list(the_register, ("Name", "Phone"), [("Ann", "1")]), DAY, quietly)
    with pytest.raises(Problem, match="There is no file"):
        check(store, the_register.with_name("missing.csv"), DAY, quietly)
    assert dump(store) == before
    assert checked(store, the_register, elector("A 1", "Ann", "Smith", "SE13 5AB")).on == 1


def test_somebody_removed_elsewhere_while_the_register_is_read_is_passed_over(store: Store, the_register: Path) -> None:
    ann, bob = add(store, "Ann", "Smith", "SE13 5AB"), add(store, "Bob", "Smith", "SE13 5AB")
    path = write_list(the_register, HEADER, [elector("A 1", "Ann", "Smith", "SE13 5AB")])

    removed = []

    def remove_ann(what: str, done: int, total: int) -> None:
        if not removed:
            removed.append(ann)
            with Store.open(store.path) as other, other.operation("Remove") as work:
                work.delete(PERSON, ann)

    done = check(store, path, DAY, remove_ann)
    assert (done.on, done.not_found) == (0, 1)
    assert shown(store, bob) == ("not on it", "")
