"""Adding somebody from one line: what is kept of it, who is asked about, and that it can be taken back."""

import json
from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.rules.names import fold
from organiser.rules.query import words
from organiser.services import adding, tags
from organiser.services.people import Question, find
from organiser.services.person import page
from organiser.store import clock, history
from organiser.store.store import Store
from organiser.text import safe_lines, safe_text
from tests.services.people_here import add, edit
from tests.tables import dump

LINE = (
    "Mrs Ann Smith, 07700 900123 (mum), ann@example.org, 14 Fiction Road, SE4 1ES, leaflets Sat am, member,"
    " young labour, no calls, ok to email, aged 16, met at the stall"
)


def duplicates(store: Store, line: str) -> list[str]:
    return [person.name for person in adding.draft(store, line).duplicates]


def test_everything_a_line_says_is_kept(store: Store) -> None:
    tags.new_tag(store, "Young Labour")
    shown = page(store, add(store, LINE))
    today = clock.today()
    assert (shown.title, shown.listed.given, shown.listed.family) == ("Mrs", "Ann", "Smith")
    assert [(contact.kind, contact.value, contact.since) for contact in shown.contacts] == [
        ("email", "ann@example.org", today), ("phone", "+447700900123", today)
    ]  # fmt: skip
    assert [(place.value, place.detail, place.since) for place in shown.addresses] == [
        ("14 Fiction Road", "SE4 1ES", today)
    ]
    assert (shown.listed.postcode, shown.listed.membership) == ("SE4 1ES", "member")
    assert [(fact.kind, fact.value, fact.since) for fact in shown.facts] == [
        ("day", "Saturday morning", today), ("membership", "member", today), ("offer", "leaflets", today)
    ]  # fmt: skip
    assert shown.listed.tags == ("Young Labour",)
    assert [(consent.channel, consent.stance, consent.how, consent.wording) for consent in shown.consents] == [
        ("call", "no", "told us", "no calls"), ("email", "yes", "told us", "ok to email")
    ]  # fmt: skip
    assert shown.notes == ((today, "07700 900123 (mum), met at the stall"),)
    assert shown.listed.minor_until == f"{int(today[:4]) + 2}{today[4:]}"
    assert shown.born == ""


def test_what_was_entered_by_hand_is_marked_so(store: Store) -> None:
    assert page(store, add(store, LINE)).by_hand == ("membership", "name", "postcode", "title")
    born = page(store, add(store, "Bob Lee, born 3 Feb 2015"))
    assert born.by_hand == ("born", "minor_until", "name")
    assert born.listed.minor_until == "2033-02-03"


def test_each_line_is_one_change_that_can_be_taken_back_and_done_again(store: Store) -> None:
    tags.new_tag(store, "Young Labour")
    before = dump(store)
    add(store, LINE)
    after = dump(store)
    assert [entry.title for entry in history.entries(store, 2)] == ["Add Ann Smith", "New tag Young Labour"]
    history.undo(store)
    assert dump(store) == before
    history.redo(store)
    assert {name: [row[2:] for row in rows.values()] for name, rows in dump(store).items()} == {
        name: [row[2:] for row in rows.values()] for name, rows in after.items()
    }


def test_no_word_becomes_a_tag_by_itself(store: Store) -> None:
    add(store, "Ann Smith, street rep, #leaflets, tag: keen")
    assert tags.tags(store) == []


def test_a_merged_tag_means_the_tag_it_was_merged_into(store: Store) -> None:
    for tag in ("YL", "Young Labour"):
        tags.new_tag(store, tag)
    tags.merge(store, "YL", "Young Labour")
    assert page(store, add(store, "Ann Smith, yl")).listed.tags == ("Young Labour",)


def test_what_is_said_twice_is_kept_once(store: Store) -> None:
    shown = page(store, add(store, "Ann Smith, 07700 900123, 07700900123, leaflets, leaflets, Sat, Sat"))
    assert len(shown.contacts) == 1
    assert len(shown.facts) == 2


def test_a_line_that_names_nobody_is_understood_but_not_added(store: Store) -> None:
    draft = adding.draft(store, "07700 900123, leaflets")
    assert draft.understood.phones == ["+447700900123"]
    with pytest.raises(Problem, match="Nobody is named"):
        adding.add(store, draft.understood)
    assert history.entries(store, 1) == []


# Duplicates ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ann(store: Store) -> int:
    """Ann Smith with a number and an e-mail address."""
    return add(store, "Ann Smith, 07700 900123, ann@example.org")


@pytest.mark.parametrize(
    "line",
    ["Ann Smith", "ANN SMITH", "Smith Ann", "Änn Smith", "Mrs Ann Smith, 07700 900999", "Bob Lee, 07700 900123",
     "Bob Lee, ANN@example.org", "A Smith, +44 7700 900123"],
)  # fmt: skip
def test_who_may_be_here_already_is_named(store: Store, ann: int, line: str) -> None:
    assert duplicates(store, line) == ["Ann Smith"]


@pytest.mark.parametrize("line", ["Ann Smithson", "Ann", "Annie Smith, 07700 900124", "07700 900123"])
def test_others_are_not(store: Store, ann: int, line: str) -> None:
    assert duplicates(store, line) == []


def test_who_was_called_so_before_may_be_meant(store: Store, ann: int) -> None:
    edit(store, ann, "name=Ann Jones")
    assert duplicates(store, "Ann Smith, 07700 900999") == ["Ann Jones"]


def test_an_address_that_has_ended_still_tells_who_it_may_be(store: Store, ann: int) -> None:
    edit(store, ann, "email-=ann@example.org")
    assert duplicates(store, "Bob Lee, ann@example.org") == ["Ann Smith"]


def test_of_many_who_may_be_meant_five_are_named(store: Store) -> None:
    for _ in range(7):
        add(store, "Ann Smith")
    assert len(duplicates(store, "Ann Smith")) == 5


# Names nobody should have ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[str]:
    """Strings that break programs: github.com/minimaxir/big-list-of-naughty-strings."""
    found: list[str] = json.loads((shared_data / "naughty" / "blns.json").read_text(encoding="utf-8"))
    assert len(found) == 515
    return found


@pytest.fixture
def quick(store: Store) -> Store:
    """A database that does not wait for the disk at each of hundreds of changes."""
    store.connection.execute("PRAGMA synchronous=OFF")
    return store


def test_every_naughty_string_is_kept_and_found_as_a_name(quick: Store, naughty: list[str]) -> None:
    person = add(quick, "Ann Smith")
    lost = []
    for text in filter(None, map(safe_text, naughty)):
        if text == ",":
            continue
        edit(quick, person, "title=", f"name={text}")
        shown = page(quick, person)
        # A comma ends a family name that is written first.
        assert sorted(f"{shown.title} {shown.listed.name}".split()) == sorted(text.replace(",", " ").split())
        if not find(quick, Question(text=text)).people:
            lost.append(text)
    # Apostrophes are no part of a name that is looked for.
    assert lost == ["'", "''"]


@pytest.mark.parametrize("text", ["", " ", ",", "\x00", "\u200b\ufeff", "\u3000"])
def test_nothing_at_all_is_no_name(store: Store, text: str) -> None:
    with pytest.raises(Problem, match="A name cannot be empty"):
        edit(store, add(store, "Ann Smith"), f"name={text}")


def test_every_naughty_string_is_a_line_that_is_understood_or_names_nobody(quick: Store, naughty: list[str]) -> None:
    for text in naughty:
        draft = adding.draft(quick, text)
        if draft.understood.name:
            added = adding.add(quick, draft.understood)
            assert added.operation is not None


def test_every_naughty_string_is_kept_as_a_note(quick: Store, naughty: list[str]) -> None:
    person = add(quick, "Ann Smith")
    kept = [safe_lines(text) for text in naughty if safe_lines(text)]
    for text in kept:
        edit(quick, person, f"note+={text}")
    assert [body for _, body in page(quick, person).notes] == kept


def test_every_naughty_string_is_kept_as_an_address(quick: Store, naughty: list[str]) -> None:
    person = add(quick, "Ann Smith")
    for text in map(safe_text, naughty):
        if text:
            edit(quick, person, f"address={text}")
            (place,) = [place for place in page(quick, person).addresses if not place.until]
            known, said = (fold(words).split() for words in (f"{place.value} {place.detail}", text))
            assert known == said


def test_every_naughty_string_is_kept_and_found_as_a_tag(quick: Store, naughty: list[str]) -> None:
    person = add(quick, "Ann Smith")
    for text in {fold(text): text for text in map(safe_text, naughty) if fold(text)}.values():
        tags.new_tag(quick, text)
        tags.give(quick, person, [text])
        assert [one.name for one in find(quick, Question(tag=text)).people] == ["Ann Smith"]
        assert not words(text) or [one.name for one in find(quick, Question(text=text)).people] == ["Ann Smith"]
