"""Our own export of one person: its cells say everything, and are read again as they were."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.formats import own
from organiser.formats.export_csv import csv_bytes
from organiser.formats.marks import marked, unmarked
from organiser.formats.own import Address, Contact, Fact, Note, Person, joined, parted
from organiser.formats.own_reader import OwnReader, OwnSaid
from organiser.formats.recognise import recognise
from organiser.rules.names import fold, name_key
from organiser.text import safe_lines, safe_text

DAY = "2026-03-01"
UID = "01a203a5-ec31-71ab-83a6-983f85c0320e"
OTHER = "01a203a5-ec31-71ab-83a6-983f85c0320f"


def through_csv(person: Person, **changes: str) -> OwnSaid:
    """What our reader says of a person who went through a CSV file, some of the columns changed by hand there."""
    written = b"".join(csv_bytes(own.HEADER, [own.row_of(own.cells_of(person, DAY))]))
    header, row = csv.reader(io.StringIO(written.decode(), newline=""))
    for name, text in changes.items():
        row[[key for key, _, _ in own.COLUMNS].index(name)] = text
    reader = OwnReader(recognise(header, "people.csv"))
    return reader.read(reader.text_of(row))


# Strings that look like what cells are put together from, and any others.
_ANY = st.text(st.one_of(st.characters(), st.sampled_from(" :\\'=+-@\t\n\r[]{}\",;＝")), max_size=20)
_LINE = _ANY.map(safe_text)
_WORD = _LINE.filter(bool)
_DAY = st.sampled_from(("", "2019-05-06", "2026-02-28"))
_PHONES = st.sampled_from(("+447700900123", "+442079460123", "+33123456789", "+35312345678", "+441164960000"))
_EMAILS = st.sampled_from(("ann@example.org", "=x@example.org", "a+b@example.org", "żółw@example.org"))
_KEYS = st.sampled_from(("", "annjones", "annieobrien"))


def _contacts(kind: str, values: st.SearchStrategy[str]) -> st.SearchStrategy[list[Contact]]:
    contact = st.builds(Contact, st.just(kind), values, _KEYS, _LINE, _LINE, _DAY, _DAY)
    return st.lists(contact, max_size=4, unique_by=lambda one: (one.value, one.name_key))


def _facts(kind: str) -> st.SearchStrategy[Fact]:
    return st.builds(Fact, st.just(kind), _WORD, _LINE, _DAY, _DAY)


_ADDRESS = st.builds(Address, _LINE, _LINE, st.sampled_from(("", "SE13 5AB")), _LINE, _DAY, _DAY)
_PEOPLE = st.builds(
    Person,
    id=st.just(UID),
    title=_LINE,
    given=_WORD,
    family=_LINE,
    postcode=st.sampled_from(("", "SE13 5AB")),
    ward=st.sampled_from(("", "E05013720")),
    born=st.sampled_from(("", "1950-02-28")),
    minor_until=st.sampled_from(("", "2030-04-05")),
    gender=_LINE,
    membership=st.sampled_from(("", "member", "non-member")),
    register=st.sampled_from(("", "on", "not on it")),
    elector=_LINE,
    created=_DAY,
    by_hand=st.sampled_from(("", "name postcode")),
    contacts=st.tuples(_contacts("email", _EMAILS), _contacts("phone", _PHONES)).map(lambda both: [*both[0], *both[1]]),
    addresses=st.lists(_ADDRESS.filter(any), max_size=3),
    facts=st.lists(st.one_of(*map(_facts, (*own.SEVERAL, "uid", "something new"))), max_size=6),
    tags=st.lists(_WORD, max_size=3, unique_by=fold),
    notes=st.lists(st.builds(Note, _ANY.map(safe_lines).filter(bool), _DAY), max_size=3),
    consents=st.just(()),
    relations=st.just(()),
)


@settings(max_examples=200, deadline=None)
@given(_PEOPLE)
def test_whatever_a_person_has_is_read_again_and_written_again_the_same(person: Person) -> None:
    said = through_csv(person)
    assert not said.problems
    read = said.person
    assert own.row_of(own.cells_of(read, DAY)) == own.row_of(own.cells_of(person, DAY))
    for name in (
        "id",
        "title",
        "given",
        "family",
        "postcode",
        "ward",
        "born",
        "gender",
        "created",
        "by_hand",
        *own.ONE,
    ):
        assert getattr(read, name) == getattr(person, name)
    key = name_key(person.given, person.family)
    contacts = [one._replace(name_key="" if one.name_key == key else one.name_key) for one in person.contacts]
    assert sorted(read.contacts) == sorted(contacts)
    assert sorted(read.addresses) == sorted(person.addresses)
    assert sorted(set(person.facts) - set(read.facts)) == []
    assert (list(read.tags), list(read.notes)) == (list(person.tags), list(person.notes))


@given(_ANY)
def test_a_mark_taken_off_gives_what_stood_there_and_nothing_marked_begins_a_formula(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert not marked(text).startswith(tuple("=+-@\t\r＝＋－＠"))


@pytest.mark.parametrize("name", ["'t Hooft", "O'Brien", "’Abd", "Ann"])
def test_a_name_that_merely_begins_with_an_apostrophe_is_left_as_it_is(name: str) -> None:
    assert marked(name) == name
    assert unmarked(name) == name


@given(st.lists(st.text("a :\\").map(str.strip).filter(bool)))
def test_values_joined_in_one_cell_are_parted_again_whatever_stands_in_them(values: list[str]) -> None:
    assert parted(joined(values)) == values


ANN = Person(
    UID,
    given="Ann",
    family="Jones",
    postcode="SE13 5AB",
    contacts=[
        Contact("email", "ann@example.org", label="home", since="2025-01-02"),
        Contact("phone", "+447700900123", label="mobile", since="2025-01-02"),
        Contact("phone", "+447700900124", raw="0770 090 0124", until="2024-01-02"),
    ],
    addresses=[Address("1 High Street", "London", "SE13 5AB", since="2025-01-02")],
    facts=[
        Fact("role", "helper", since="2024-01-01"),
        Fact("register", "not on it", "nationality"),
        Fact("role", "organiser", until="2023-01-01"),
    ],
    register="not on it",
    tags=["stall"],
    notes=[Note("met at the stall", "2025-01-02")],
)


def test_people_who_open_the_file_read_plain_words() -> None:
    cells = own.cells_of(ANN, DAY)
    assert cells["phone"] == "07700 900123"
    assert cells["address"] == "1 High Street, London, SE13 5AB"
    assert (cells["role"], cells["register"], cells["reason"]) == ("helper", "not on it", "nationality")
    assert cells["note"] == "[2025-01-02] met at the stall"
    assert cells["dated"] == DAY


def test_what_somebody_changes_in_a_plain_column_counts_and_what_is_left_keeps_its_details() -> None:
    said = through_csv(
        ANN,
        phone="07700 900123 ::: 07700 900125 mum",
        family="Smith",
        role="helper ::: steward",
        note="two new ::: words",
    )
    person = said.person
    assert [(one.value, one.label, one.since, one.until) for one in person.contacts if one.kind == "phone"] == [
        ("+447700900123", "mobile", "2025-01-02", ""),
        ("+447700900125", "mum", "", ""),
        ("+447700900124", "", "", "2024-01-02"),
    ]
    assert person.family == "Smith"
    assert Fact("role", "helper", since="2024-01-01") in person.facts
    assert Fact("role", "steward") in person.facts
    assert person.notes == [Note("two new", ""), Note("words", "")]


def test_what_is_taken_out_of_a_plain_column_is_not_brought_back_by_its_details() -> None:
    person = through_csv(ANN, email="", address="2 Low Road, SE13 5AB").person
    assert [one.kind for one in person.contacts] == ["phone", "phone"]
    assert person.addresses == [Address("2 Low Road", "", "SE13 5AB")]


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("details", '{"contacts": [', "not-understood"),
        ("details", "[" * 100_000, "not-understood"),
        ("consents", '{"channel": "email"}', "not-understood"),
        ("consents", '[{"channel": "pigeon", "stance": "yes"}]', "not-understood"),
        ("born", "31/02/1990", "bad-date"),
        ("postcode", "nowhere", "bad-postcode"),
        ("ward", "Lewisham", "bad-ward"),
        ("phone", "call me", "bad-phone"),
        ("email", "ann at home", "bad-email"),
    ],
)
def test_a_cell_that_was_spoilt_is_told_and_costs_nothing_else(column: str, text: str, code: str) -> None:
    said = through_csv(ANN, **{column: text})
    assert [found for found, _ in said.problems] == [code]
    assert (said.person.given, list(said.person.tags)) == ("Ann", ["stall"])


def test_control_characters_hidden_in_the_details_do_not_come_in() -> None:
    details = (
        '{"contacts": [{"kind": "email", "text": "ann@example.org", "label": "\\u001b]52;c;x\\u0007home\\ud800"}]}'
    )
    (contact, *_) = through_csv(ANN, details=details).person.contacts
    assert contact.label == "]52;c;xhome"


def test_dates_that_are_none_do_not_come_in_by_the_details() -> None:
    details = '{"contacts": [{"kind": "email", "text": "ann@example.org", "since": "yesterday", "until": "x"}]}'
    assert through_csv(ANN, details=details).person.contacts[-1].since == ""


def test_somebody_under_18_is_marked_even_where_only_the_date_of_birth_was_kept() -> None:
    assert own.cells_of(ANN._replace(born="2012-05-06"), DAY)["minor_until"] == "2030-05-06"
    assert own.cells_of(ANN._replace(born="1990-05-06"), DAY)["minor_until"] == ""


def test_relations_name_the_other_by_code() -> None:
    person = ANN._replace(relations=[own.Relation(OTHER, "spouse", "2001-02-03", "")])
    assert through_csv(person).person.relations == [own.Relation(OTHER, "spouse", "2001-02-03", "")]
