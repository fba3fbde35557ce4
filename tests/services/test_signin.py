"""The sign-in desk: one paper each, in the ward that the postcode proves, at one desk, over both evenings."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.signin import Desk, WalkIn, desk_of, desks, name_fold, read_walk_in
from organiser.services import signin
from organiser.services.conference_changes import add_wards, withdraw
from organiser.services.conferences import (
    Conference,
    Draft,
    Rules,
    announce,
    find_conference,
    new_conference,
    set_rules,
)
from organiser.services.merging import merge
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places
from tests.tables import dump

CASTLE, ST_ANNS, SMITHFIELD = (name for _, name, _ in WARDS)


@pytest.fixture
def hall(store: Store) -> Conference:
    """An evening of two wards, with two people who are known here."""
    build_places(store)
    add(store, "Amina Ahmed SE13 5AB")
    add(store, "Ben Lee SE13 5AD")
    add(store, "Cat Orr N1 9GU")
    add(store, "Dev Das")
    return new_conference(store, Draft("Anytown decides", "2026-12-12", (CASTLE, ST_ANNS))).conference


def given_papers(store: Store) -> list[tuple[str, int, int]]:
    return [(row[0], row[1], row[2]) for row in store.rows("SELECT name, papers, spoilt FROM given_paper ORDER BY id")]


def test_three_letters_find_somebody_whose_ward_votes_here(store: Store, hall: Conference) -> None:
    (line,) = signin.look(store, hall, "ami")
    assert (line.name, line.ward, line.trouble) == ("Amina Ahmed", CASTLE, "")
    elsewhere = signin.look(store, hall, "cat")[0]
    assert (elsewhere.ward, elsewhere.trouble) == (SMITHFIELD, "does not vote here")
    assert signin.look(store, hall, "dev")[0].trouble == "ask the postcode"


def test_a_paper_is_given_once_and_refused_a_second_time_by_whatever_name(store: Store, hall: Conference) -> None:
    signed = signin.give(store, hall, "Amina Ahmed")
    assert signed.line.papers == 1
    for again in ("Amina Ahmed SE13 5AB", "ahmed, AMINA se135ab"):
        with pytest.raises(Problem, match="has a paper already"):
            signin.walk_in(store, hall, again)
    with pytest.raises(Problem, match="has a paper already"):
        signin.give(store, hall, "Amina Ahmed")
    assert given_papers(store) == [("Amina Ahmed", 1, 0)]
    assert store.rows("SELECT state FROM attendance") == [("attended",)]


def test_a_walk_in_is_one_line_and_the_postcode_proves_the_ward(store: Store, hall: Conference) -> None:
    assert signin.walk_in(store, hall, "Eve Fox SE4 1ES").line.ward == ST_ANNS
    with pytest.raises(Problem, match="does not vote here"):
        signin.walk_in(store, hall, "Guy Hart N1 9GU")
    with pytest.raises(Problem, match="no postcode file"):
        signin.walk_in(store, hall, "Guy Hart SE1 1AA")
    with pytest.raises(Problem, match="postcode"):
        signin.walk_in(store, hall, "Guy Hart")
    # Somebody known here who walks in is that person.
    assert signin.walk_in(store, hall, "Lee Ben SE13 5AD").line.person
    assert signin.give(store, hall, "Dev Das", postcode="SE13 5AB").line.ward == CASTLE


def test_two_of_one_name_in_one_house_each_have_a_paper_when_that_is_said(store: Store, hall: Conference) -> None:
    signin.walk_in(store, hall, "Eve Fox SE4 1ES")
    with pytest.raises(Problem, match="has a paper already"):
        signin.walk_in(store, hall, "Eve Fox SE4 1ES")
    signin.walk_in(store, hall, "Eve Fox SE4 1ES", another=True)
    assert [one.times for one in signin.twice(store, hall)] == [2]


def test_a_spoilt_paper_is_replaced_and_counted(store: Store, hall: Conference) -> None:
    signed = signin.walk_in(store, hall, "Eve Fox SE4 1ES")
    signin.replace_spoilt(store, hall, signed.line.given)
    signin.give(store, hall, "Ben Lee")
    balance = next(one for one in signin.balances(store, hall) if one.contest.ward.name == ST_ANNS)
    assert (balance.given, balance.spoilt, balance.people, balance.in_box) == (3, 1, 2, 2)


def test_a_paper_lies_at_one_desk(store: Store, hall: Conference) -> None:
    hall = set_rules(store, hall, hall.votes[:1], Rules(desk="1: A-K; 2: L-Z")).conference
    with pytest.raises(Problem, match="lies at desk 1"):
        signin.give(store, hall, "Amina Ahmed", desk="2")
    assert signin.give(store, hall, "Amina Ahmed", desk="1").line.desk == "1"


def test_a_ward_votes_once_over_two_evenings(store: Store, hall: Conference) -> None:
    second = new_conference(store, Draft("Again", "2026-12-19", (CASTLE,), previous="Anytown decides")).conference
    signin.give(store, hall, "Amina Ahmed")
    with pytest.raises(Problem, match="has a paper already"):
        signin.give(store, find_conference(store, second.uid), "Amina Ahmed")


def test_a_ward_can_be_added_until_the_rules_are_announced(store: Store, hall: Conference) -> None:
    before = dump(store)
    hall = add_wards(store, hall, [SMITHFIELD]).conference
    assert [vote.ward.name for vote in hall.votes] == [CASTLE, SMITHFIELD, ST_ANNS]
    assert signin.give(store, hall, "Cat Orr").line.ward == SMITHFIELD
    with pytest.raises(Problem, match="votes at Anytown decides already"):
        add_wards(store, hall, [SMITHFIELD])
    history.undo(store)
    # The second of a pair keeps the vote of a ward that was added to it, too.
    second = new_conference(store, Draft("Again", "2026-12-19", (CASTLE,), previous="Anytown decides")).conference
    second = add_wards(store, second, [SMITHFIELD]).conference
    assert [vote.conference == hall.id for vote in second.votes] == [True, True]
    for _ in range(3):
        history.undo(store)
    assert dump(store) == before
    announce(store, hall)
    with pytest.raises(Problem, match="announced"):
        add_wards(store, hall, [SMITHFIELD])


def test_two_who_were_given_papers_and_turn_out_to_be_one_are_shown(store: Store, hall: Conference) -> None:
    first, second = add(store, "Ann Poe SE13 5AB"), add(store, "Anne Poe SE13 5AB 07700 900123")
    uids = [row[0].hex() for row in store.rows("SELECT uid FROM person WHERE id IN (?, ?)", (first, second))]
    for uid in uids:
        signin.give(store, hall, uid)
    merge(store, first, second, {"name": "B"})
    assert [(one.name, one.ward, one.times) for one in signin.twice(store, hall)] == [("Anne Poe", CASTLE, 2)]


def test_a_paper_taken_back_and_given_anew_is_not_given_twice_by_doing_it_again(store: Store, hall: Conference) -> None:
    for give in (lambda: signin.give(store, hall, "Ben Lee"), lambda: signin.walk_in(store, hall, "Eve Fox SE4 1ES")):
        first = give().operation
        history.undo(store, first)
        again = give().operation
        with pytest.raises(Problem, match="the same has been added since"):
            history.redo(store, first)
        assert not signin.twice(store, hall)
        history.undo(store, again)
        history.redo(store, first)


def test_rules_under_which_papers_were_given_stay_announced(store: Store, hall: Conference) -> None:
    second = new_conference(store, Draft("Again", "2026-12-19", (CASTLE,), previous="Anytown decides")).conference
    announced = announce(store, hall).operation
    # The second of a pair votes as the first announced.
    with pytest.raises(Problem, match="has been announced"):
        set_rules(store, find_conference(store, second.uid), second.votes, Rules(method="irv"))
    signin.give(store, find_conference(store, second.uid), "Amina Ahmed")
    with pytest.raises(Problem, match="stand"):
        withdraw(store, find_conference(store, hall.uid))
    signin.give(store, hall, "Ben Lee")
    with pytest.raises(Problem, match="papers were given under it"):
        history.undo(store, announced)


def test_how_a_ward_votes_stands_once_a_paper_was_given(store: Store, hall: Conference) -> None:
    signin.give(store, hall, "Amina Ahmed")
    with pytest.raises(Problem, match="have been given"):
        set_rules(store, hall, hall.votes, Rules(method="irv"))


def test_the_history_of_the_desk_names_nobody(store: Store, hall: Conference) -> None:
    signin.give(store, hall, "Amina Ahmed")
    entry = history.entries(store, 1)[0]
    assert entry.title == f"Give a paper in {CASTLE}"


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(st.sampled_from(["Eve Fox SE4 1ES", "Amina Ahmed SE13 5AB", "ben lee SE13 5AD", "x", "undo"])))
def test_whatever_happens_at_the_desk_nobody_has_two_papers_and_undo_takes_all_back(
    steps: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Store.create(tmp_path_factory.mktemp("desk") / "hall.organiser") as store:
        build_places(store)
        add(store, "Amina Ahmed SE13 5AB")
        hall = new_conference(store, Draft("A", "2026-12-12", (CASTLE, ST_ANNS), tasks=False)).conference
        before, done = dump(store), 0
        for step in steps:
            try:
                if step == "undo" and done:
                    history.undo(store)
                    done -= 1
                elif step == "x" and (held := signin.look(store, hall, "fox")):
                    signin.replace_spoilt(store, hall, held[0].given)
                    done += 1
                elif step not in ("undo", "x"):
                    signin.walk_in(store, hall, step)
                    done += 1
            except Problem as problem:
                if "has a paper" not in problem.sentence:
                    raise
        assert not signin.twice(store, hall)
        expected = [name_fold(row[0]) for row in given_papers(store)]
        assert len(expected) == len(set(expected))
        for _ in range(done):
            history.undo(store)
        assert dump(store) == before


def test_a_line_at_the_desk_is_read_however_it_is_typed() -> None:
    asked = WalkIn("Amina Ahmed", "SE13 5AB")
    for line in ("Amina Ahmed SE13 5AB", "Amina Ahmed, se135ab", "se13 5ab Amina Ahmed", "SE135AB, Amina  Ahmed"):
        assert read_walk_in(line) == asked
    assert read_walk_in("Amina Ahmed") == WalkIn("Amina Ahmed", "")


def test_desks_split_the_alphabet_without_a_gap() -> None:
    assert desks("1: A-K; 2: L–Z") == (Desk("1", "a", "k"), Desk("2", "l", "z"))
    assert [desk_of("1: A-K; 2: L-Z", name) for name in ("Amina Ahmed", "Łukasz Łoś", "李")] == ["1", "2", "2"]
    for wrong in ("1: A-K; 2: M-Z", "1: A-M; 2: L-Z", "1: B-Z", "1: A-K; two"):
        with pytest.raises(ValueError, match=r".+"):
            desks(wrong)
