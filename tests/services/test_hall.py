"""Two desks and two keyers, each on a laptop of their own: what they bring back adds up, in any order and twice."""

from itertools import permutations
from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.conferences import CHOICE, DECLARED
from organiser.rules.signin import desk_of
from organiser.services import keying, outcomes, signin
from organiser.services.bringing_back import bring_back
from organiser.services.conferences import (
    Conference,
    Draft,
    Rules,
    find_conference,
    new_conference,
    set_rules,
)
from organiser.services.hall_handouts import hand_out_desk, hand_out_pile
from organiser.services.jobs import refuse_other_commands
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places
from tests.tables import dump

CASTLE, ST_ANNS, _ = (name for _, name, _ in WARDS)
SPLIT = "1: A-K; 2: L-Z"
RESIDENTS = ("Ann Ash SE13 5AB", "Ben Lee SE13 5AB", "Cat Orr SE13 5AD", "Dev Das SE4 1ES")


@pytest.fixture
def hall(store: Store) -> Conference:
    """One ward whose papers are split by surname between two desks, one whose papers all lie at the second."""
    build_places(store)
    for line in RESIDENTS:
        add(store, line)
    add(store, "Eve Elsewhere N1 9GU")
    found = new_conference(store, Draft("Anytown decides", "2026-12-12", (CASTLE, ST_ANNS), tasks=False)).conference
    found = set_rules(store, found, found.votes[:1], Rules(desk=SPLIT)).conference
    found = set_rules(store, found, found.votes[1:], Rules(desk="2")).conference
    with store.operation("Shortlist") as work:
        for vote in found.votes:
            for number, name in enumerate(("Potholes", "Damp"), 1):
                work.insert_with_uid(CHOICE, contest_id=vote.id, name=name, state="offered", number=number)
    return find_conference(store, found.uid)


def desk_evening(path: Path, *lines: str) -> None:
    """Somebody signs people in on the laptop with this file: walk-ins by line, others by name."""
    with Store.open(path) as desk:
        found = find_conference(desk)
        for line in lines:
            if line.endswith(" x"):
                held = signin.look(desk, found, line.removesuffix(" x"))
                signin.replace_spoilt(desk, found, held[0].given)
            else:
                signin.walk_in(desk, found, line, desk=signin.own_desk(desk))


def test_a_desk_knows_its_own_people_and_nothing_of_the_rest(store: Store, hall: Conference, tmp_path: Path) -> None:
    one = hand_out_desk(store, hall, "1", tmp_path / "one.organiser")
    two = hand_out_desk(store, hall, "2", tmp_path / "two.organiser")
    assert (one.people, two.people) == (1, 3)
    with Store.open(one.file) as desk:
        found = find_conference(desk)
        assert [row[0] for row in desk.rows("SELECT given FROM person")] == ["Ann"]
        assert desk.value("SELECT count(*) FROM contact") == 0
        assert not desk.rows("SELECT 1 FROM paper UNION ALL SELECT 1 FROM choice")
        with pytest.raises(Problem, match="lies at desk 2"):
            signin.walk_in(desk, found, "Ben Lee SE13 5AB", desk="1")
        with pytest.raises(Problem, match="no postcode file"):
            signin.walk_in(desk, found, "Cat Orr SE13 5AD", desk="1")
        refuse_other_commands("sign-in", "desk 1", "conference signin")
        with pytest.raises(Problem, match="no part of that"):
            refuse_other_commands("sign-in", "desk 1", "conference ballots")
    with pytest.raises(Problem, match="There are: 1, 2"):
        hand_out_desk(store, hall, "3", tmp_path / "three.organiser")


def test_letters_that_overlap_or_leave_a_gap_are_refused_in_a_sentence(store: Store, hall: Conference) -> None:
    for wrong in ("1: A-K; 2: M-Z", "1: A-M; 2: L-Z", "1: K-A"):
        with pytest.raises(Problem, match="every letter at one desk"):
            set_rules(store, hall, hall.votes, Rules(desk=wrong))


def test_two_desks_add_up_in_any_order_and_any_number_of_times(store: Store, hall: Conference, tmp_path: Path) -> None:
    signin.walk_in(store, hall, "Early Bird SE13 5AB")
    files = [hand_out_desk(store, hall, desk, tmp_path / f"{desk}.organiser").file for desk in "12"]
    desk_evening(files[0], "Ann Ash SE13 5AB", "Guy Hart SE13 5AB", "guy x")
    desk_evening(files[1], "Ben Lee SE13 5AB", "Cat Orr SE13 5AD", "Zed Zoo SE4 1ES")
    before = dump(store)
    seen = []
    for order in permutations(files):
        bring_back(store, order)
        bring_back(store, order[::-1])
        seen.append(store.rows("SELECT name, papers, spoilt, desk FROM given_paper ORDER BY name"))
        told = [(one.given, one.spoilt, one.people) for one in signin.balances(store, hall)]
        assert told == [(5, 1, 4), (2, 0, 2)]
        assert not signin.twice(store, hall)
        assert store.value("SELECT count(*) FROM attendance WHERE state = 'attended'") == 3
        # Nothing new came the second time: one change takes all of it back.
        history.undo(store)
        assert dump(store)["given_paper"] == before["given_paper"]
    assert seen[0] == seen[1]


def test_a_desk_of_the_second_evening_knows_the_wards_and_voters_of_the_first(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    draft = Draft("The second evening", "2026-12-19", (CASTLE,), previous="Anytown decides", tasks=False)
    second = new_conference(store, draft).conference
    signin.walk_in(store, hall, "First Ash SE13 5AB", desk="1")
    file = hand_out_desk(store, second, "1", tmp_path / "one.organiser").file
    with Store.open(file) as desk:
        found = find_conference(desk)
        assert (found.shown, [vote.ward.name for vote in found.votes]) == ("The second evening", [CASTLE])
        with pytest.raises(Problem, match="has a paper already"):
            signin.walk_in(desk, found, "First Ash SE13 5AB", desk="1")
        signin.walk_in(desk, found, "Ann Ash SE13 5AB", desk="1")
    bring_back(store, [file])
    assert store.rows("SELECT name, conference_id FROM given_paper") == [("First Ash", hall.id), ("Ann Ash", second.id)]
    assert store.rows("SELECT event_id FROM attendance") == [(second.event.number,)]


def test_what_the_desk_took_back_is_taken_back_here_too(store: Store, hall: Conference, tmp_path: Path) -> None:
    file = hand_out_desk(store, hall, "2", tmp_path / "two.organiser").file
    desk_evening(file, "Ben Lee SE13 5AB", "Zed Zoo SE4 1ES")
    bring_back(store, [file])
    with Store.open(file) as desk:
        history.undo(desk)
    bring_back(store, [file])
    assert store.rows("SELECT name FROM given_paper") == [("Ben Lee",)]


def test_a_desk_that_comes_back_after_the_result_does_not_change_it(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    files = [hand_out_desk(store, hall, desk, tmp_path / f"{desk}.organiser").file for desk in "12"]
    desk_evening(files[0], "Ann Ash SE13 5AB")
    desk_evening(files[1], "Ben Lee SE13 5AB", "Zed Zoo SE4 1ES")
    bring_back(store, files[:1])
    with store.operation("Declare", kind="conference") as work:
        work.insert_with_uid(DECLARED, contest_id=hall.votes[0].id, result="{}", code="", declared="2026")
    for late in ("ann x", "Guy Hart SE13 5AB"):
        desk_evening(files[0], late)
        for back in files:
            with pytest.raises(Problem, match="declared: take that back first"):
                bring_back(store, [back])
    history.undo(store)
    bring_back(store, files)
    assert [(one.given, one.spoilt) for one in signin.balances(store, hall)] == [(4, 1), (1, 0)]


def test_two_keyers_on_two_laptops_are_compared_even_under_one_name(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    for name in ("Ann Ash", "Ben Box", "Cat Coe", "Dan Day", "Eve Elm"):
        signin.walk_in(store, hall, f"{name} SE13 5AB", desk=desk_of(SPLIT, name))
    vote = hall.votes[0]
    pile = keying.open_pile(store, vote, 5).pile
    files = [hand_out_pile(store, vote, pile, tmp_path / f"{name}.organiser").file for name in ("one", "two")]
    for file, rows in zip(files, (["1", "1", "2", "1", ""], ["1", "2", "2", "1", ""]), strict=True):
        with Store.open(file) as laptop:
            names = " ".join(str(row) for row in laptop.rows("SELECT given, family FROM person"))
            assert names == ""
            # A pile that is opened there would not come back.
            with pytest.raises(Problem, match="on the laptop it came from"):
                keying.open_pile(laptop, find_conference(laptop).votes[0], 3)
            assert not laptop.rows("SELECT 1 FROM given_paper")
            there = find_conference(laptop).votes[0]
            for row in rows:
                keying.key(laptop, there, keying.find_pile(laptop, there), "Sam", row)
    bring_back(store, files)
    bring_back(store, files[::-1])
    (pile,) = keying.piles(store, vote)
    assert pile.keyed == {"Sam": 5, "Sam 2": 5}
    assert keying.compare(store, pile) == [(2, {"Sam": "1", "Sam 2": "2"})]
    keying.agree(store, vote, pile, 2, "1")
    assert outcomes.outcome(store, hall, vote).adopted == ("Potholes",)
    # No moment of a single paper came along.
    moments = store.rows("SELECT DISTINCT came_at FROM handed WHERE tbl = 'paper'")
    assert moments == [(pile.opened,)]
