"""Finding people: by words, by where they live and what they are; and the one person who is meant."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import USAGE, Problem
from organiser.rules.names import fold
from organiser.rules.places import place_fold
from organiser.rules.query import forms, words
from organiser.services import merging, people, tags
from organiser.services.branches import show_branch
from organiser.services.people import Question, count, find, find_one, matching
from organiser.store import history
from organiser.store.store import Store
from organiser.store.uids import uid_text
from tests.services.people_here import add, build_places, edit, give, names

ANN = "Ann Smith, 07700 900123, ann.smith@example.org, SE13 5AB, leaflets Sat am, member, speaks Français"
LINES = (
    ANN,
    "Annie Smithson, 020 7946 0123, SE13 5AD, canvassing, not on the register",
    "Bob Lee, bob@smith.example.org, SE4 1ES, on the register, leaflets",
    "Seán O'Brien, sean.o'brien@example.org, N1 9GU, helper",
    "Li Wei, 07700 900456, E1 6AN",
    "Maryann de la Cruz, +33 1 55 00 98 34, needs step-free access",
    "Jo Castle-Park, ZZ1 1ZZ, jo@example.org",
    "Smith, member",
    "K8 Robot, 0113 496 0001, ZZ9 9ZZ",
    "Łukasz Żółć, 07700 900789",
)


@pytest.fixture(scope="module")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten people of Anytown; Bob has the tag `Ann's team`, Wei and Jo `street rep`, and Seán was once Jack Murphy."""
    path: Path = tmp_path_factory.mktemp("town") / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        ids = {line.split(",")[0]: add(store, line) for line in LINES}
        give(store, ids["Bob Lee"], "Ann's team")
        give(store, ids["Li Wei"], "street rep", "EV")
        give(store, ids["Jo Castle-Park"], "street rep")
        edit(store, ids["Seán O'Brien"], "nickname+=Paddy")
        edit(store, ids["Seán O'Brien"], "name=Jack Murphy")
        edit(store, ids["Seán O'Brien"], "name=Seán O'Brien")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def town(town_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of it, to do with as the test likes."""
    with Store.open(Path(shutil.copy(town_file, tmp_path))) as store:
        yield store


def found(store: Store, text: str = "", **question: object) -> list[str]:
    """Who is found, by name, in order; everybody who is found is counted."""
    asked = Question(text=text, **question)  # type: ignore[arg-type]
    page = find(store, asked)
    assert len(page.people) == count(store, asked)
    assert not page.more
    return [person.name for person in page.people]


# Words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["ann smith", "Smith, Ann", "smi ann", "ANN   SMITH", "àññ sm", '"Ann Smith"'])
def test_somebody_is_found_by_any_part_of_the_name_in_either_order(town: Store, typed: str) -> None:
    assert found(town, typed)[0] == "Ann Smith"


@pytest.mark.parametrize(
    "typed", ["o'brien", "OBRIEN", "O’Brien sean", "seán", "o brien", "sean.o'brien@", "N1 9", "n19gu"]
)
def test_accents_apostrophes_and_case_do_not_matter(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Seán O'Brien"]


@pytest.mark.parametrize("typed", ["zolc", "lukasz", "ŻÓŁĆ ŁUK"])
def test_letters_with_a_stroke_are_found_without_it(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Łukasz Żółć"]


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "+447700900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "900123",
        "00123",
        "7700 900 123",
    ],
)
def test_half_a_telephone_number_finds_its_owner(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Ann Smith"]


@pytest.mark.parametrize("typed", ["07700", "07700 900", "+44 7700", "0044 (0)7700", "447700"])
def test_how_a_number_begins_finds_all_whose_does(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Ann Smith", "Li Wei", "Łukasz Żółć"]


def test_a_number_abroad_is_found_by_its_country(town: Store) -> None:
    assert found(town, "+33") == found(town, "0033 1 55") == found(town, "33") == ["Maryann de la Cruz"]


@pytest.mark.parametrize("typed", ["BOB@SMITH.EXAMPLE.ORG", "bob@", "bob@smith", "@smith.example"])
def test_part_of_an_e_mail_address_finds_its_owner(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Bob Lee"]


@pytest.mark.parametrize("typed", ["SE13 5AB", "se135ab", "5ab", "135AB"])
def test_a_postcode_is_found_whole_and_in_halves(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Ann Smith"]


def test_the_first_half_of_a_postcode_finds_all_who_live_there(town: Store) -> None:
    assert found(town, "se13") == found(town, "SE13 5A") == ["Ann Smith", "Annie Smithson"]


@pytest.mark.parametrize("typed", ["castle &", "E05000001", "e05000001"])
def test_a_ward_finds_who_lives_in_it(town: Store, typed: str) -> None:
    assert "Ann Smith" in found(town, typed)


def test_the_name_of_a_ward_finds_its_people_beside_those_who_are_called_so(town: Store) -> None:
    assert found(town, "smith") == ["Smith", "Ann Smith", "Annie Smithson", "Bob Lee", "Seán O'Brien"]
    assert found(town, "st anns") == ["Bob Lee", "Annie Smithson", "Li Wei"]


def test_who_is_called_by_the_words_comes_before_others_of_whom_they_are_true(town: Store) -> None:
    assert found(town, "ann") == ["Maryann de la Cruz", "Ann Smith", "Annie Smithson", "Bob Lee", "Li Wei"]
    assert found(town, "castle") == ["Jo Castle-Park", "Ann Smith"]


@pytest.mark.parametrize("typed", ["street rep", "rep", "STREET"])
def test_a_tag_finds_who_has_it(town: Store, typed: str) -> None:
    assert found(town, typed) == ["Jo Castle-Park", "Li Wei"]


def test_a_short_tag_is_found_by_its_name(town: Store) -> None:
    assert found(town, "ev") == ["Li Wei"]


def test_words_may_stand_in_different_things_that_are_known_of_somebody(town: Store) -> None:
    assert found(town, "lee leaf") == []
    assert found(town, "team bob se4") == ["Bob Lee"]
    assert found(town, "st ann 07700 rep") == ["Li Wei"]


@pytest.mark.parametrize(("typed", "name"), [("paddy", "Seán O'Brien"), ("murphy jack", "Seán O'Brien")])
def test_nicknames_and_other_names_are_found(town: Store, typed: str, name: str) -> None:
    assert found(town, typed) == [name]


def test_one_and_two_letters_find_what_opens_with_them(town: Store) -> None:
    assert found(town, "li") == ["Li Wei"]
    assert found(town, "w") == ["Li Wei"]
    assert found(town, "e1") == ["Li Wei"]
    assert found(town, "bo") == ["Bob Lee"]
    assert found(town, "k8") == ["K8 Robot"]
    assert found(town, "j m") == ["Seán O'Brien"]


def test_where_nobody_is_found_the_page_is_empty(town: Store) -> None:
    assert found(town, "zzz") == []
    assert found(town, "ann zzz") == []
    assert found(town, "zz zz zz zx") == []


def test_without_words_everybody_is_found(town: Store) -> None:
    assert len(found(town)) == len(LINES)
    assert found(town, " \t ") == found(town)


@pytest.mark.parametrize(
    "typed",
    [
        "'", '"', "''", '""', '"ann', "*", "ann*", "AND", "ann AND smith", "OR", "NOT ann", "NEAR(ann smith)", "NEAR",
        "%", "_", "%%%", "___", "ann%", "(", ")", "(((", "ann)", "^ann", "{ann}", "body:ann", "-ann", "+", "a:b", "\\",
        "🎉", "👩‍👩‍👧", "\x00", "ann\x00smith", "\u202eann", "שלום", "مرحبا", "\ud800", "; DROP TABLE person; --",
        "1=1", "?", "?1", ":name", "@", "$", "0", "00", "(0)", "x" * 100_000, "ann " * 10_000, "\n", "İ", "ﬁ", "ß", "ʼ",
        "´", "¨", "a¨b", "-", "–",
    ],
)  # fmt: skip
def test_no_word_is_too_strange_to_be_looked_for(town: Store, typed: str) -> None:
    page = find(town, Question(text=typed))
    assert len(page.people) == count(town, Question(text=typed))
    assert len(page.people) == len(LINES) or not typed.isspace()


def test_words_that_mean_something_to_the_database_are_words_like_any_other(town: Store) -> None:
    person = add(town, "Andy Near, 07700 900321")
    edit(town, person, 'name="Or" (Near) Not*')
    assert found(town, "NEAR") == found(town, "not*") == found(town, '"or"') == ['"Or" (Near) Not*']


def test_five_hundred_are_shown_and_that_there_are_more(store: Store) -> None:
    for number in range(7):
        add(store, f"Ann Smith{number}")
    page = find(store, Question(text="smith"), limit=5)
    assert (len(page.people), page.more) == (5, True)
    assert not find(store, Question(text="smith"), limit=7).more
    assert count(store, Question(text="smith")) == 7


def test_somebody_is_no_longer_found_by_an_address_that_has_ended(town: Store) -> None:
    edit(town, find_one(town, "ann smith"), "phone-=07700 900123")
    assert found(town, "900123") == []
    history.undo(town)
    assert found(town, "900123") == ["Ann Smith"]


# Filters ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"ward": "castle and park"}, ["Ann Smith"]),
        ({"ward": "E05000002"}, ["Bob Lee", "Annie Smithson", "Li Wei"]),
        ({"branch": "town", "clp": "Anytown North"}, ["Ann Smith", "Annie Smithson", "Li Wei"]),
        ({"branch": "Town", "clp": "anytown south"}, ["Bob Lee", "Seán O'Brien", "Li Wei"]),
        ({"tag": "STREET  REP"}, ["Jo Castle-Park", "Li Wei"]),
        ({"register": "on"}, ["Bob Lee"]),
        ({"register": "not on it"}, ["Annie Smithson"]),
        ({"membership": "member"}, ["Smith", "Ann Smith"]),
        ({"facts": (("offer", "leaf"),)}, ["Bob Lee", "Ann Smith"]),
        ({"facts": (("day", "SATURDAY"),)}, ["Ann Smith"]),
        ({"facts": (("role", "helper"),)}, ["Seán O'Brien"]),
        ({"facts": (("language", "FRANCAIS"),)}, ["Ann Smith"]),
        ({"facts": (("access", "step"),)}, ["Maryann de la Cruz"]),
        ({"text": "smith", "facts": (("offer", "leaflets"), ("day", "sat"))}, ["Ann Smith"]),
        ({"text": "lee", "ward": "St Ann's", "register": "on", "tag": "anns team"}, ["Bob Lee"]),
        ({"text": "rep", "membership": "member"}, []),
    ],
)
def test_people_are_found_by_what_they_are_and_where_they_live(
    town: Store, question: dict[str, object], expected: list[str]
) -> None:
    assert sorted(found(town, **question)) == sorted(expected)  # type: ignore[arg-type]


def test_whose_register_or_membership_is_not_known_is_found_too(town: Store) -> None:
    assert len(found(town, register="")) == len(LINES) - 2
    assert len(found(town, membership="")) == len(LINES) - 2


def test_the_people_of_a_branch_are_those_whom_the_branch_counts(town: Store) -> None:
    for clp in ("Anytown North", "Anytown South"):
        shown = show_branch(town, "Town", clp)
        assert len(found(town, branch="Town", clp=clp)) == shown.people + shown.unsure


def test_a_ward_entered_by_hand_counts_and_not_the_postcode(town: Store) -> None:
    edit(town, find_one(town, "ann smith"), "ward=Smithfield")
    assert found(town, ward="Smithfield") == ["Seán O'Brien", "Ann Smith"]
    assert found(town, ward="Castle & Park") == []
    assert "Ann Smith" in found(town, "smithfield")


def test_an_offer_that_has_ended_finds_nobody(town: Store) -> None:
    edit(town, find_one(town, "bob lee"), "offer-=leaflets")
    assert found(town, facts=(("offer", "leaflets"),)) == ["Ann Smith"]


def test_a_tag_that_was_merged_finds_those_who_have_the_other(town: Store) -> None:
    tags.merge(town, "street rep", "EV")
    assert found(town, tag="street rep") == ["Jo Castle-Park", "Li Wei"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"ward": "Castel Park"}, "Did you mean Castle & Park?"),
        ({"tag": "street repp"}, "Did you mean street rep?"),
        ({"branch": "Tow"}, "Did you mean Town?"),
        ({"branch": "Town"}, "say which with --clp (Anytown North, Anytown South)"),
        ({"ward": "\x1b[31m"}, "No ward is called '[31m'."),
    ],
)
def test_a_place_or_tag_that_is_not_known_is_named_with_those_that_come_near(
    town: Store, question: dict[str, str], words: str
) -> None:
    with pytest.raises(Problem) as problem:
        find(town, Question(**question))  # type: ignore[arg-type]
    assert words in problem.value.sentence


# The one who is meant --------------------------------------------------------------------------------------------


def meant(store: Store, text: str) -> str:
    return names(store, [find_one(store, text)])[0]


@pytest.mark.parametrize(
    "typed", ["900123", "ann smith", "Mrs Ann Smith", "Smith, Ann", "Smith Ann", "ANN SMITH", "ann.smith@example.org"]
)
def test_the_one_person_meant_is_found(town: Store, typed: str) -> None:
    assert meant(town, typed) == "Ann Smith"


def test_a_whole_name_is_preferred_to_longer_ones(town: Store) -> None:
    assert meant(town, "smith") == "Smith"
    assert meant(town, "maryann de la cruz") == "Maryann de la Cruz"


def test_somebody_is_meant_by_their_code_in_any_shape(town: Store) -> None:
    (uid,) = town.rows("SELECT uid FROM person WHERE given = 'Bob'")[0]
    for code in (uid_text(uid), uid.hex(), uid_text(uid).upper(), f" {uid_text(uid)} "):
        assert meant(town, code) == "Bob Lee"


def test_the_code_of_somebody_who_was_joined_to_another_leads_to_the_other(town: Store) -> None:
    bob, ann = find_one(town, "bob lee"), find_one(town, "ann smith")
    (uid,) = town.rows("SELECT uid FROM person WHERE id = ?", (bob,))[0]
    with town.operation("Join") as work:
        merging.join_people(work, ann, bob)
    assert find_one(town, uid_text(uid)) == ann
    history.undo(town)
    assert find_one(town, uid_text(uid)) == bob


def test_a_name_of_32_letters_is_no_code(store: Store) -> None:
    add(store, f"{'Wolf' * 8}, 07700 900123")
    assert meant(store, "wolf" * 8) == "Wolf" * 8


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("nobody at all", "Nobody is found by 'nobody at all'."),
        ("st anns", "Several people are found by 'st anns': "),
        ("0" * 32, f"Nobody has the code {'0' * 32}."),
    ],
)
def test_where_it_is_not_one_person_the_user_is_told(town: Store, typed: str, words: str) -> None:
    with pytest.raises(Problem) as problem:
        find_one(town, typed)
    assert words in problem.value.sentence
    assert problem.value.exit_code == 1


def test_of_several_the_first_are_named_with_their_codes(town: Store) -> None:
    with pytest.raises(Problem) as problem:
        find_one(town, "07700")
    for name in ("Ann Smith", "Li Wei", "Łukasz Żółć"):
        person = find(town, Question(text=name)).people[0]
        assert f"{name} {person.uid}" in problem.value.sentence


def test_two_of_one_name_are_told_apart_by_another_word(town: Store) -> None:
    add(town, "Ann Smith, N1 9GU")
    with pytest.raises(Problem, match="Several people"):
        find_one(town, "ann smith")
    assert meant(town, "ann smith n1") == "Ann Smith"


@pytest.mark.parametrize("typed", ["", "  ", "\u200b"])
def test_nobody_is_meant_by_nothing(town: Store, typed: str) -> None:
    with pytest.raises(Problem) as problem:
        find_one(town, typed)
    assert problem.value.exit_code == USAGE


# Everything found by every way is the same -------------------------------------------------------------------------


class Known(NamedTuple):
    """What is known of somebody, as a plain reading of the tables gives it."""

    id: int
    sort_key: str
    text: str
    ward: str
    code: str
    tags: tuple[str, ...]
    member: str
    offers: tuple[str, ...]


def everybody(store: Store) -> list[Known]:
    return [Known(*row, *_more(store, row[0])) for row in store.rows(_TEXT)]


_TEXT = """
SELECT id, sort_key, sort_key || ' ' || replace(lower(postcode), ' ', '')
  || coalesce((SELECT ' ' || group_concat(value, ' ') FROM contact WHERE person_id = person.id AND until = ''), '')
  || coalesce((SELECT ' ' || group_concat(detail, ' ') FROM fact WHERE person_id = person.id
               AND kind IN ('otherwise', 'nickname')), '')
FROM person
"""


def _more(store: Store, person: int) -> tuple[str, str, tuple[str, ...], str, tuple[str, ...]]:
    ward = store.rows(
        "SELECT name, gss FROM person LEFT JOIN postcode ON code = postcode"
        " JOIN ward ON ward.id = coalesce(person.ward_id, postcode.ward_id) WHERE person.id = ?",
        (person,),
    )
    tagged = store.rows("SELECT fold FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = ?", (person,))
    offers = store.rows("SELECT value FROM fact WHERE kind = 'offer' AND until = '' AND person_id = ?", (person,))
    member = str(store.value("SELECT membership FROM person WHERE id = ?", (person,)))
    name, code = ward[0] if ward else ("", "")
    return place_fold(name), code, tuple(row[0] for row in tagged), member, tuple(row[0] for row in offers)


def stands_in(form: str, text: str) -> bool:
    return form in text if len(form) > 2 else f" {form}" in f" {text}"


def true_of(person: Known, question: Question) -> bool:
    """Whether a question finds somebody, in plain Python."""
    for word in words(question.text):
        in_text = any(stands_in(form, person.text) for form in forms(word))
        in_ward = person.ward and place_fold(word) and stands_in(place_fold(word), person.ward)
        in_tags = fold(word) and any(stands_in(fold(word), tag) for tag in person.tags)
        if not (in_text or in_ward or in_tags or (person.code and person.code == word.upper())):
            return False
    if question.ward and place_fold(question.ward) != person.ward:
        return False
    if question.tag and fold(question.tag) not in person.tags:
        return False
    if question.membership is not None and question.membership != person.member:
        return False
    return all(any(value in offer for offer in person.offers) for _, value in question.facts)


def called_so(person: Known, question: Question) -> bool:
    """Whether the name alone holds all words, none of which is a number, postcode or address."""
    asked = [forms(word) for word in words(question.text)]
    if any(mark.isdigit() or mark == "@" for each in asked for form in each for mark in form):
        return False
    return all(any(stands_in(form, person.sort_key) for form in each) for each in asked)


GIVEN = ("Ann", "Annie", "Bo", "Seán", "Smith", "Maryann", "Li", "A")
FAMILY = ("Smith", "Smithson", "Lee", "O'Brien", "Ann", "de la Cruz", "Castle-Park", "")
QUERIES = st.lists(
    st.sampled_from([
        "ann", "smith", "an", "sm", "li", "a", "e", "lee", "o'b", "cruz", "castle", "park", "st", "anns", "team", "rep",
        "ev", "07700", "9001", "900 1", "+44", "se13", "SE13 5", "e1", "n1", "example", "@", "org", "smith@", "zzz",
        "zz", "&", "(", '"ann"', "la", "E05000003", "field", "paddy", "7", "'",
    ]),
    max_size=3,
).map(" ".join)  # fmt: skip
QUESTIONS = st.builds(
    Question,
    text=QUERIES,
    ward=st.sampled_from(["", "", "", "Smithfield", "St Ann's"]),
    branch=st.just(""),
    clp=st.just(""),
    register=st.none(),
    tag=st.sampled_from(["", "", "", "Ann's team", "street rep"]),
    membership=st.sampled_from([None, None, None, "", "member"]),
    facts=st.sampled_from([(), (), (), (("offer", "leaf"),)]),
    **dict.fromkeys(("supports", "rung", "new", "unspoken", "no", "change"), st.just("")),
    ids=st.none(),
)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Sixty people whose names, addresses, wards and tags are much alike."""
    path: Path = tmp_path_factory.mktemp("crowd") / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        postcodes = ("", "SE13 5AB", "SE13 5AD", "SE4 1ES", "E1 6AN", "N1 9GU", "ZZ9 9ZZ")
        for number in range(60):
            given, family = GIVEN[number % 8], FAMILY[number * 3 // 4 % 8]
            parts = [f"Mx {given} {family}", postcodes[number % 7]]
            parts += [f"07700 900{number:03d}"] if number % 3 else []
            parts += [f"{FAMILY[number % 5].lower()}{number}@example.org"] if number % 4 == 0 else []
            parts += ["member"] if number % 5 == 0 else []
            parts += ["leaflets"] if number % 6 == 0 else []
            person = add(store, ", ".join(filter(None, parts)))
            for every, tag in ((4, "Ann's team"), (7, "street rep"), (11, "EV")):
                if number % every == 0:
                    give(store, person, tag)
            if number % 13 == 0:
                edit(store, person, "nickname+=Paddy Leech", "ward=Smithfield")
        yield store


@given(QUESTIONS, st.sampled_from([0, 1, 3, 10, 20_000]), st.sampled_from([1, 2, 5, 500]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_way_to_look_finds_the_same_people_in_the_same_order(
    crowd: Store, monkeypatch: pytest.MonkeyPatch, question: Question, few: int, limit: int
) -> None:
    monkeypatch.setattr(people, "_FEW", few)
    expected = sorted(
        (person for person in everybody(crowd) if true_of(person, question)),
        key=lambda person: (not called_so(person, question), person.sort_key, person.id),
    )
    page = find(crowd, question, limit)
    assert [person.id for person in page.people] == [person.id for person in expected[:limit]]
    assert page.more == (len(expected) > limit)
    assert count(crowd, question) == len(expected)
    condition = matching(crowd, question)
    rows = crowd.rows(f"SELECT id FROM person WHERE {condition.sql}", condition.values)
    assert {row[0] for row in rows} == {person.id for person in expected}


@given(st.text(max_size=12))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_may_be_looked_for(crowd: Store, text: str) -> None:
    question = Question(text=text)
    assert {person.id for person in find(crowd, question).people} == {
        person.id for person in everybody(crowd) if true_of(person, question)
    }
