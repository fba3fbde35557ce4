"""E-mail addresses as lists and people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.emails import Email, parse_emails


def values(cell: str) -> list[str]:
    return [email.value for email in parse_emails(cell)]


@pytest.mark.parametrize(
    "cell",
    [
        "ann@example.org",
        " Ann@Example.ORG ",
        "<ann@example.org>",
        "Ann Smith <ann@example.org>",
        '"Smith, Ann" <ann@example.org>',
        "Smith, Ann <ann@example.org>",
        "mailto:ann@example.org",
        "MAILTO:ann@example.org?subject=Hello there",
        "ann@example.org (home)",
        "ann@example.org\n",
        "E-mail: ann@example.org",
    ],
)
def test_an_address_is_one_address_however_it_is_written(cell: str) -> None:
    assert values(cell) == ["ann@example.org"]


def test_what_was_written_is_kept_beside_what_is_matched() -> None:
    assert parse_emails(" MARY@EXAMPLE.ORG ") == [Email("MARY@EXAMPLE.ORG", "mary@example.org", "")]


@pytest.mark.parametrize(
    "cell",
    [
        "ann@example.org, ben@example.org",
        "ann@example.org;ben@example.org",
        "ann@example.org / ben@example.org",
        "ann@example.org & ben@example.org",
        "ann@example.org ::: ben@example.org",
        "ann@example.org or ben@example.org",
        "ann@example.org\nben@example.org",
        "ann@example.org ben@example.org",
        "Ann <ann@example.org>, Ben <ben@example.org>",
        "Ann <ann@example.org>; ben@example.org",
    ],
)
def test_several_addresses_in_one_cell_are_told_apart(cell: str) -> None:
    assert values(cell) == ["ann@example.org", "ben@example.org"]


@pytest.mark.parametrize(
    "cell",
    [
        "o'brien@example.org",
        "ann+news@mail.example.org",
        "a_b-c.d@example.co.uk",
        "söşa@example.org",
        "ann@bücher.example",
        "用户@例子.世界",
        "ann@xn--bcher-kva.example",
        "a@b.example",
    ],
)
def test_unusual_but_good_addresses_are_taken(cell: str) -> None:
    assert values(cell) == [cell]


@pytest.mark.parametrize("cell", ["", "  ", "-", "n/a", "none", "None"])
def test_a_cell_that_says_there_is_no_address_is_no_problem(cell: str) -> None:
    assert parse_emails(cell) == []


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("not-an-email", "no @"),
        ("hannah88opowers.com", "no @"),
        ("ann@ben@example.org", "more than one"),
        ("@example.org", "before"),
        ("ann@", "after"),
        ("ann@example", "no dot"),
        ("ann@example..org", "dot too many"),
        ("ann@.example.org", "dot too many"),
        ("ann@example.org.", "dot too many"),
        (".ann@example.org", "dot too many"),
        ("ann.@example.org", "dot too many"),
        ("ann@-example.org", "character"),
        ("ann@exam_ple.org", "character"),
        ("a\\nn@example.org", "character"),
        ("a" * 250 + "@example.org", "too long"),
    ],
)
def test_a_bad_address_is_a_problem_said_in_words(cell: str, word: str) -> None:
    [email] = parse_emails(cell)
    assert (email.raw, email.value) == (cell, "")
    assert word in email.problem


def test_a_bad_address_does_not_take_the_good_one_beside_it_with_it() -> None:
    assert values("ann@example, ben@example.org, nobody") == ["", "ben@example.org", ""]


@given(st.text(max_size=40) | st.text("aAéİ.@-_ <>,;\"'+:", max_size=20))
def test_whatever_the_cell_holds_an_address_can_be_read_again_or_has_a_problem(cell: str) -> None:
    for email in parse_emails(cell):
        assert bool(email.value) != bool(email.problem)
        if email.value:
            assert parse_emails(email.value)[0].value == email.value
            assert unicodedata.is_normalized("NFC", email.value)


_WORD = st.from_regex(r"[A-Za-z0-9_+-]{1,8}", fullmatch=True)
_LABEL = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9-]{0,6}[A-Za-z0-9])?", fullmatch=True)


@given(
    st.lists(_WORD, min_size=1, max_size=3).map(".".join),
    st.lists(_LABEL, min_size=1, max_size=3).map(".".join),
    st.sampled_from(["org", "uk", "com"]),
)
def test_every_plain_address_is_taken_whole_and_lower_cased(name: str, domain: str, ending: str) -> None:
    address = f"{name}@{domain}.{ending}"
    assert parse_emails(address) == [Email(address, address.lower(), "")]
    assert values(f"Ann <{address}>") == [address.lower()]
