"""The questions that imports and checks leave: listed in words, answered once, never asked again."""

from pathlib import Path

import pytest

from organiser.errors import USAGE, Problem
from organiser.models.people import CONTACT, PERSON, RELATION
from organiser.models.sources import QUESTION
from organiser.rules.clashes import clash, to_value
from organiser.services import people
from organiser.services.questions import Question, answer, one_question, open_questions
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import take_in
from tests.tables import dump, named

SHARED = "both@example.org"


@pytest.fixture
def couple(tmp_path: Path) -> Path:
    """A list in which two names share one e-mail address."""
    path = tmp_path / "members.csv"
    path.write_text(
        "First name,Last name,Email,Mobile,Postcode\n"
        f"Ann,Smith,{SHARED},07700 900001,SE13 5AB\nBob,Smith,{SHARED},07700 900002,SE13 5AB\n",
        encoding="utf-8",
    )
    return path


def listed(store: Store) -> list[Question]:
    return open_questions(store, 100).questions


def put(store: Store, **values: str | int | None) -> int:
    with store.operation("Put") as work:
        return work.insert_with_uid(QUESTION, **({"kind": "namesake", "state": "open"} | values))


def add(store: Store, given: str, family: str = "Smith") -> int:
    with store.operation("Add") as work:
        return work.insert_with_uid(PERSON, **named(given, family))


# Listing -----------------------------------------------------------------------------------------------------------


def test_a_question_tells_both_people_side_by_side(store: Store, couple: Path) -> None:
    take_in(store, couple, on="2026-03-01")
    (question,) = listed(store)
    assert question.words == f"Ann Smith and Bob Smith share one e-mail address, {SHARED}: the same person, or two?"
    assert (question.person and question.person.name, question.other and question.other.name) == (
        "Ann Smith",
        "Bob Smith",
    )
    assert (question.file, question.on, question.answers) == (
        "members.csv",
        "2026-03-01",
        ("same", "different", "later"),
    )
    shared = {trait.what: trait.shared for trait in question.traits if trait.shared}
    assert shared == {"Postcode": ("SE13 5AB",), "E-mail": (SHARED,), "From": shared["From"]}
    differs = {trait.what: (trait.person, trait.other) for trait in question.traits if trait.differs}
    assert differs == {
        "Name": (("Ann Smith",), ("Bob Smith",)),
        "Phone": (("07700 900001",), ("07700 900002",)),
    }


def test_only_so_many_are_listed_and_it_is_said_that_there_are_more(store: Store) -> None:
    ann = add(store, "Ann")
    for place in range(3):
        put(store, person_id=ann, other_id=add(store, f"Ann{place}"))
    page = open_questions(store, 2)
    assert (len(page.questions), page.more) == (2, True)
    assert open_questions(store, 3).more is False


def test_every_kind_of_question_is_put_in_words(store: Store) -> None:
    ann, bob = add(store, "Ann"), add(store, "Bob")
    put(store, person_id=ann, other_id=bob)
    put(store, kind="register-namesake", value="2026-01-02", person_id=ann)
    put(store, kind="lapsed", person_id=ann)
    put(
        store,
        kind="clash",
        value=to_value(clash("task", "0", "Ring Ann", "due", (("1 March",), ("2 March",)))),
        person_id=None,
    )
    assert [(question.kind, question.words) for question in listed(store)] == [
        ("namesake", "Ann Smith and Bob Smith may be the same person, or two: which?"),
        (
            "register-namesake",
            "Ann Smith was not found at their postcode in the register of 2 Jan 2026, but somebody of that name stands "
            "in it at another: the same person?",
        ),
        ("lapsed", "Ann Smith stood on the whole list before this one and is not on it: lapsed, or moved?"),
        (
            "clash",
            "the due of the task 'Ring Ann' was changed in two places: '1 March' and '2 March'. As it stands now: is "
            "that settled?",
        ),
    ]


# Answering ---------------------------------------------------------------------------------------------------------


def test_the_same_person_is_merged_as_one_change_that_answers_the_question(store: Store, couple: Path) -> None:
    take_in(store, couple)
    before = dump(store)
    done = answer(store, str(listed(store)[0].number), "same")
    assert done.merged is not None
    assert done.merged.fields["name"].other == "Bob Smith"
    assert people.count(store, people.Question()) == 1
    assert listed(store) == []
    entry = history.entry(store, done.operation or 0)
    assert entry.title == "Merge Bob Smith into Ann Smith"
    history.undo(store)
    assert dump(store) == before
    assert len(listed(store)) == 1


@pytest.mark.parametrize("said", ["same", "different"])
def test_an_import_does_not_ask_again_what_was_answered(store: Store, couple: Path, said: str) -> None:
    take_in(store, couple)
    answer(store, listed(store)[0].uid, said)
    again = take_in(store, couple)
    assert (again.created, again.questions, again.operation) == (0, [], None)
    # The other system knows the same two under the same address.
    other = couple.with_name("other.csv")
    other.write_text(f"Surname,Forename,E-mail\nSmith,Bob,{SHARED}\nSmith,Ann,{SHARED}\n", encoding="utf-8")
    assert (take_in(store, other).created, listed(store)) == (0, [])


def test_two_people_are_two_whatever_else_they_share(store: Store, couple: Path) -> None:
    ann, bob = add(store, "Ann"), add(store, "Bob")
    for value in ("a@example.org", "b@example.org"):
        put(store, kind="shared-address", value=value, person_id=ann, other_id=bob)
    third = put(store, kind="shared-address", value="a@example.org", person_id=ann, other_id=add(store, "Cy"))
    done = answer(store, str(listed(store)[0].number), "different")
    assert done.words == "Ann Smith and Bob Smith are two people"
    assert [question.number for question in listed(store)] == [third]


def test_what_is_put_off_comes_back_after_all_others(store: Store) -> None:
    ann = add(store, "Ann")
    first, second = (put(store, person_id=ann, other_id=add(store, given)) for given in ("Bob", "Cy"))
    uid = listed(store)[0].uid
    put_off = answer(store, str(first), "later").number
    assert [question.number for question in listed(store)] == [second, put_off]
    assert listed(store)[1].uid == uid
    # Of those put off the one that was put off last comes last; what is new comes before them.
    answer(store, str(second), "later")
    third = put(store, person_id=ann, other_id=add(store, "Dee"))
    numbers = [question.number for question in listed(store)]
    assert numbers[:2] == [third, put_off]
    history.undo(store)


def test_relatives_are_not_merged_by_an_answer_unless_it_is_said_so(store: Store) -> None:
    ann, bob = add(store, "Ann"), add(store, "Bob")
    question = put(store, person_id=ann, other_id=bob)
    with store.operation("Relate") as work:
        work.insert(RELATION, person_id=ann, other_id=bob, kind="spouse")
    with pytest.raises(Problem, match="spouse"):
        answer(store, str(question), "same")
    assert len(listed(store)) == 1
    assert answer(store, str(question), "same", anyway=True).merged is not None


@pytest.mark.parametrize("said", ["lapsed", "moved"])
def test_whoever_left_a_list_is_remembered_with_the_list_and_its_day(store: Store, tmp_path: Path, said: str) -> None:
    for day, rows in (("2026-01-01", "Ann,a@example.org\nBob,b@example.org\n"), ("2026-02-01", "Ann,a@example.org\n")):
        path = tmp_path / "members.csv"
        path.write_text(f"Name,Email\n{rows}", encoding="utf-8")
        take_in(store, path, complete=True, on=day)
    (question,) = listed(store)
    assert question.words == (
        "Bob stood on the whole list before members.csv of 1 Feb 2026 and is not on it: lapsed, or moved?"
    )
    before = dump(store)
    answer(store, question.uid, said)
    facts = store.rows("SELECT kind, value, detail, since FROM fact WHERE kind = 'left'")
    assert facts == [("left", "members.csv", said, "2026-02-01")]
    assert listed(store) == []
    history.undo(store)
    assert dump(store) == before


def test_a_clash_is_settled_as_it_stands(store: Store) -> None:
    value = to_value(clash("task", "0", "Ring Ann", "due", (("1 March",), ("2 March",))))
    question = put(store, kind="clash", value=value, person_id=None)
    done = answer(store, str(question), "settled")
    assert done.words == "Settle what was changed in two places: Ring Ann"
    assert listed(store) == []


# What cannot be answered ---------------------------------------------------------------------------------------------


def test_what_is_not_open_any_more_is_not_answered_twice(store: Store, couple: Path) -> None:
    take_in(store, couple)
    uid = listed(store)[0].uid
    answer(store, uid, "different")
    before = dump(store)
    for ask in (lambda: answer(store, uid, "same"), lambda: one_question(store, uid)):
        with pytest.raises(Problem, match="not open any more: it was answered 'different'") as caught:
            ask()
        assert caught.value.exit_code == 1
    assert dump(store) == before


@pytest.mark.parametrize(("which", "code"), [("99", 1), ("ann", 1), ("0" * 32, 1)])
def test_a_question_that_never_was_is_said_to_be_none(store: Store, which: str, code: int) -> None:
    with pytest.raises(Problem) as caught:
        answer(store, which, "same")
    assert caught.value.exit_code == code


def test_an_answer_that_does_not_fit_the_question_is_refused_with_those_that_do(store: Store) -> None:
    question = put(store, kind="lapsed", person_id=add(store, "Ann"))
    with pytest.raises(Problem, match="say lapsed, moved, later") as caught:
        answer(store, str(question), "same")
    assert caught.value.exit_code == USAGE


def test_merging_two_people_moves_their_questions_to_the_one_who_is_kept(store: Store) -> None:
    ann, bob, cy = add(store, "Ann"), add(store, "Bob"), add(store, "Cy")
    pair = put(store, person_id=ann, other_id=bob)
    put(store, person_id=bob, other_id=cy)
    put(store, person_id=ann, other_id=cy)
    with store.operation("Address") as work:
        work.insert(CONTACT, person_id=bob, kind="email", value="b@example.org", name_key="bobsmith")
    answer(store, str(pair), "same")
    (left,) = listed(store)
    assert left.person is not None
    assert left.other is not None
    assert {left.person.name, left.other.name} == {people_name(store), "Cy Smith"}


def people_name(store: Store) -> str:
    """The name of the one who was kept: that of the older record."""
    return str(store.value("SELECT given || ' ' || family FROM person WHERE given <> 'Cy'"))
