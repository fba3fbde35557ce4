"""What one row of a list says, column by column."""

import pytest

from organiser.formats.mapping import Column, Mapping
from organiser.formats.rows import RowReader
from organiser.formats.said import Address, Said

TODAY = "2026-03-01"


def read(*cells: tuple[str, str] | tuple[str, str, str], constants: dict[str, str] | None = None) -> Said:
    """What a row says whose columns are given as field, cell and, where they have one, label."""
    columns = tuple(
        Column(place, field, *label, group=1 if field in ("line", "address", "town", "postcode", "country") else 0)
        for place, (field, _, *label) in enumerate(cells)
    )
    reader = RowReader(Mapping("list:x", "list", columns, constants or {}), TODAY)
    return reader.read(reader.text_of([cell for _, cell, *_ in cells]))


def consents(said: Said) -> list[tuple[str, str, str, str, str]]:
    """Statements about being contacted: channel, purpose, stance, address, day."""
    return [consent[:5] for consent in said.consents]


# Text --------------------------------------------------------------------------------------------------------------


def test_a_text_is_the_mapped_cells_without_blanks_around_them_and_without_controls() -> None:
    mapping = Mapping("x", "x", (Column(0, "name"), Column(1, "skip"), Column(3, "note")))
    reader = RowReader(mapping, TODAY)

    assert reader.text_of([" Ann\x1b[31m\u202eé ", "skipped", "", "two\r\nlines\x00"]) == "Ann[31mé\x1ftwo\nlines"
    assert reader.text_of(["Ann"]) == "Ann\x1f"


def test_rows_with_the_same_text_under_other_headings_have_other_keys() -> None:
    readers = [
        RowReader(Mapping("x", "x", (Column(0, "name"), Column(1, field)), constants), TODAY)
        for field, constants in (("note", {}), ("town", {}), ("note", {"email_status": "unsubscribed"}))
    ]

    assert len({reader.key_of("Ann\x1fLeeds") for reader in readers}) == 3
    again = RowReader(Mapping("y", "renamed", (Column(4, "name"), Column(2, "note"))), TODAY)
    assert again.key_of("Ann\x1fLeeds") == readers[0].key_of("Ann\x1fLeeds")


# Names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        ([("given", "Ann"), ("family", "Smith")], ("Ann", "Smith")),
        ([("family", "Smith"), ("given", "Ann"), ("middle", "B."), ("suffix", "OBE")], ("Ann B.", "Smith OBE")),
        ([("name", "Smith, Ann")], ("Ann", "Smith")),
        ([("name", "Ann Smith"), ("given", ""), ("family", ""), ("middle", "B."), ("suffix", "OBE")], ("Ann", "Smith")),
        ([("given", "Ann"), ("name", "Nobody Else")], ("Ann", "")),
        ([("family", " Smith\n "), ("given", "Mary  Ann")], ("Mary Ann", "Smith")),
        ([("suffix", "OBE")], ("", "")),
        ([("nickname", "Annie")], ("", "")),
    ],
)
def test_a_name_is_put_together_from_its_parts(cells: list[tuple[str, str]], name: tuple[str, str]) -> None:
    said = read(*cells)

    assert (said.given, said.family) == name


def test_what_stands_in_for_a_name_is_taken_only_where_the_list_allows_it() -> None:
    instead = {"name_from": "nickname organisation email"}

    assert read(("email", "a@example.org"), constants=instead).given == "a@example.org"
    assert read(("email", "a@example.org"), ("organisation", "TRA"), constants=instead).given == "TRA"
    assert read(("name", "Ann"), ("organisation", "TRA"), constants=instead).given == "Ann"
    assert not read(("email", "a@example.org"), ("organisation", "TRA")).has_name


# Addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "address"),
    [
        ([("line", "12"), ("line", "Fiction Road")], Address("12 Fiction Road", "", "", "")),
        ([("line", "Flat 1"), ("line", "12 Fiction Road")], Address("Flat 1, 12 Fiction Road", "", "", "")),
        (
            [("line", "12 Fiction Road"), ("town", "Leeds"), ("postcode", "ls11aa"), ("country", "GB")],
            Address("12 Fiction Road", "Leeds", "LS1 1AA", ""),
        ),
        (
            [("address", "12 Fiction Road  London  SE6 1JW  GB")],
            Address("12 Fiction Road, London", "", "SE6 1JW", ""),
        ),
        ([("address", "12 Fiction Road, Leeds, LS1 1AA")], Address("12 Fiction Road, Leeds", "", "LS1 1AA", "")),
        (
            [("address", "12 Fiction Road\nLondon\nse6 1jw", "Home")],
            Address("12 Fiction Road, London", "", "SE6 1JW", "Home"),
        ),
        (
            [("line", "1 Rue X"), ("town", "Paris"), ("postcode", "75001"), ("country", "France")],
            Address("1 Rue X, 75001, France", "Paris", "", ""),
        ),
    ],
)
def test_an_address_is_put_together_from_its_parts(cells: list[tuple[str, str]], address: Address) -> None:
    said = read(*cells)

    assert said.addresses == (address,)
    assert said.postcode == address.postcode
    assert said.problems == ()


def test_a_postcode_that_is_none_stays_in_the_address_and_is_told() -> None:
    said = read(("line", "12 Fiction Road"), ("postcode", "LS1"))

    assert said.addresses == (Address("12 Fiction Road, LS1", "", "", ""),)
    assert [code for code, _ in said.problems] == ["bad-postcode"]


def test_a_lone_postcode_is_no_address_of_its_own() -> None:
    assert list(read(("postcode", "LS1 1AA")).kept_addresses()) == []
    assert read(("postcode", "LS1 1AA")).postcode == "LS1 1AA"


def test_a_label_beside_an_address_counts_before_that_of_its_column() -> None:
    columns = (Column(0, "phone", "other", 0, 1), Column(1, "skip"), Column(2, "email", "work"))
    reader = RowReader(Mapping("google", "Google", columns), TODAY)

    said = reader.read(reader.text_of(["07700 900101", "* Mobile", "a@example.org"]))
    assert [contact.label for contact in said.contacts] == ["Mobile", "work"]
    said = reader.read(reader.text_of(["07700 900101 (mum)", "* Mobile", ""]))
    assert [contact.label for contact in said.contacts] == ["mum"]


# Young people ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "minor_until"),
    [
        ([("age", "16")], "2028-03-01"),
        ([("age", "16.0")], "2028-03-01"),
        ([("age", "18")], ""),
        ([("born", "2/3/2010")], "2028-03-02"),
        ([("born", "1/3/2008")], ""),
        ([("born", "2/3/2010"), ("age", "12")], "2028-03-02"),
        ([("born", "2/3/1980"), ("age", "12")], ""),
        # The age is that on the day of the list, whatever day the row speaks of.
        ([("age", "16"), ("dated", "1/3/2020")], "2028-03-01"),
    ],
)
def test_who_is_under_eighteen_is_marked_until_their_birthday(cells: list[tuple[str, str]], minor_until: str) -> None:
    assert read(*cells).minor_until == minor_until


@pytest.mark.parametrize(("field", "cell"), [("born", "31/02/2001"), ("born", "1/1/2030"), ("dated", "31/02/2026")])
def test_a_day_that_cannot_be_is_told(field: str, cell: str) -> None:
    assert [code for code, _ in read((field, cell)).problems] == ["bad-date"]


def test_a_birthday_without_a_year_is_no_date_of_birth_and_no_mistake() -> None:
    assert read(("born", "--03-22")).problems == ()


# Facts -------------------------------------------------------------------------------------------------------------


def test_facts_are_read_each_in_its_own_way() -> None:
    said = read(
        ("membership", "Lapsed"), ("register", "no: moved"), ("offer", "leaflets; Calls, leaflets"),
        ("day", "x", "Saturday"), ("day", "no", "Sunday"), ("organisation", "Tenants, Residents"),
        ("nickname", "Annie"), ("dated", "2026-02-01"),
    )  # fmt: skip

    assert [tuple(fact) for fact in said.kept_facts()] == [
        ("membership", "non-member", "lapsed", "2026-02-01"),
        ("register", "not on it", "moved", "2026-02-01"),
        ("offer", "leaflets", "", "2026-02-01"),
        ("offer", "Calls", "", "2026-02-01"),
        ("day", "Saturday", "", "2026-02-01"),
        ("organisation", "Tenants, Residents", "", "2026-02-01"),
        ("nickname", "Annie", "annie", "2026-02-01"),
    ]


@pytest.mark.parametrize("word", ["unknown", "?", "n/a", "-"])
def test_not_known_is_said_in_many_ways_and_is_no_fact(word: str) -> None:
    said = read(("membership", word), ("register", word))

    assert (said.facts, said.problems) == ((), ())


def test_tags_are_parted_as_each_program_writes_them() -> None:
    assert read(("tags", "a, b;c")).tags == ("a", "b", "c")
    assert read(("tags", '"Volunteer","Ward walk, June"')).tags == ("Volunteer", "Ward walk, June")
    assert read(("tags", "* myContacts ::: Helpers ::: * starred")).tags == ("Helpers",)


# Being contacted ---------------------------------------------------------------------------------------------------

BOTH = [("email", "a@example.org; b@example.org"), ("phone", "07700 900101")]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([("email_status", "Subscribed")], [("email", "newsletter", "yes", "a@example.org", "")]),
        (
            [("email_status", "unsubscribed"), ("unsubscribed_on", "1/2/2026")],
            [("email", "", "no", f"{one}@example.org", "2026-02-01") for one in "ab"],
        ),
        (
            [("email_status", "subscribed"), ("unsubscribed_on", "1/2/2026")],
            [("email", "", "no", f"{one}@example.org", "2026-02-01") for one in "ab"],
        ),
        (
            [("bounced_on", "1/2/2026"), ("dated", "1/1/2026")],
            [("email", "", "bounce", f"{one}@example.org", "2026-02-01") for one in "ab"],
        ),
        ([("email_ok", "yes"), ("dated", "1/1/2026")], [("email", "", "yes", "a@example.org", "2026-01-01")]),
        ([("sms_ok", "No thanks")], [("sms", "", "no", "+447700900101", "")]),
        ([("sms_status", "unsubscribed")], [("sms", "", "no", "+447700900101", "")]),
        ([("do_not_call", "x")], [("call", "", "no", "+447700900101", "")]),
        ([("post_ok", "no"), ("door_ok", "yes")], [("post", "", "no", "", ""), ("door", "", "yes", "", "")]),
        (
            [("any_ok", "yes")],
            [("email", "", "yes", "a@example.org", ""), ("call", "", "yes", "+447700900101", "")],
        ),
        (
            [("do_not_contact", "TRUE")],
            [("any", "", "no", address, "") for address in ("a@example.org", "b@example.org", "+447700900101")],
        ),
        ([("email_status", "pending"), ("unsubscribed_on", "no"), ("do_not_contact", "false")], []),
    ],
)
def test_what_a_row_says_about_being_contacted_is_heard(
    cells: list[tuple[str, str]], said: list[tuple[str, ...]]
) -> None:
    assert consents(read(*BOTH, *cells)) == said


def test_who_objects_without_an_address_objects_all_the_same() -> None:
    assert consents(read(("name", "Ann"), ("do_not_contact", "yes"))) == [("any", "", "no", "", "")]
    assert consents(read(("name", "Ann"), ("email_ok", "no"))) == [("email", "", "no", "", "")]


@pytest.mark.parametrize("field", ["email_status", "email_ok", "do_not_contact", "membership"])
def test_an_answer_that_is_not_understood_is_told_and_not_guessed(field: str) -> None:
    said = read(*BOTH, (field, "perhaps"))

    assert [code for code, _ in said.problems] == ["not-understood"]
    assert said.consents == ()


def test_what_a_list_says_of_everybody_in_it_counts_for_each_row() -> None:
    said = read(("email", "a@example.org"), constants={"email_status": "unsubscribed"})

    assert consents(said) == [("email", "", "no", "a@example.org", "")]
