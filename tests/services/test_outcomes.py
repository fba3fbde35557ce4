"""From the box to the result: papers keyed by two people, counted by the announced rule, and never tied to a voter."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.conferences import CHOICE
from organiser.rules.counting.table import drawn, heading, table, width_of
from organiser.rules.keying import paper_of, read_row
from organiser.services import (
    conference_page,
    keying,
    offices,
    outcome_page,
    outcomes,
    place_page,
    shortlist,
    signin,
)
from organiser.services.conferences import Conference, Contest, Draft, Rules, find_conference, new_conference, set_rules
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places
from tests.tables import dump

CASTLE, ST_ANNS, _ = (name for _, name, _ in WARDS)
ISSUES = ("Potholes", "Flytipping", "Damp", "Street lights")


def evening(store: Store, *, method: str = "plurality", tie: str = "hand", seats: int = 1) -> Conference:
    """A conference of one ward with four issues on its paper."""
    build_places(store)
    draft = Draft("Anytown decides", "2026-12-12", (CASTLE,), method=method, tie=tie, seats=seats, tasks=False)
    found = new_conference(store, draft).conference
    with store.operation("Shortlist") as work:
        for number, name in enumerate(ISSUES, 1):
            work.insert_with_uid(CHOICE, contest_id=found.votes[0].id, name=name, state="offered", number=number)
    return found


def vote_of(store: Store, found: Conference) -> Contest:
    return find_conference(store, found.uid).votes[0]


def hand_out(store: Store, found: Conference, papers: int) -> list[str]:
    """Give so many papers to people who walk in, and say to whom."""
    names = [f"Voter{chr(97 + place // 26)}{chr(97 + place % 26)} Fox" for place in range(papers)]
    for name in names:
        signin.walk_in(store, found, f"{name} SE13 5AB")
    return names


def key_twice(store: Store, found: Conference, rows: Sequence[str]) -> None:
    vote = vote_of(store, found)
    pile = keying.open_pile(store, vote, len(rows)).pile
    for keyer in ("Ann", "Ben"):
        keying.key_all(store, vote, pile, keyer, rows)


def test_a_ward_is_counted_and_every_paper_accounted_for(store: Store) -> None:
    found = evening(store)
    hand_out(store, found, 9)
    signin.replace_spoilt(store, found, signin.look(store, found, "voteraa")[0].given)
    key_twice(store, found, ["1", "1", "1", "2", "2", "", "*", "12"])
    told = outcomes.outcome(store, found, vote_of(store, found))
    assert told.adopted == ("Potholes",)
    papers = told.papers
    assert (papers.issued, papers.counted, papers.replaced, papers.not_returned) == (10, 5, 1, 1)
    assert sum(papers.spoilt.values()) == 3
    assert papers.issued == papers.counted + sum(papers.spoilt.values()) + papers.replaced + papers.not_returned
    declared = outcomes.declare(store, found, vote_of(store, found))
    assert len(declared.code) == 9
    assert outcomes.recount(store, found, vote_of(store, found))
    with pytest.raises(Problem, match="declared"):
        signin.walk_in(store, found, "Late Comer SE13 5AB")


def test_nothing_is_declared_while_two_keyers_differ(store: Store) -> None:
    found = evening(store)
    hand_out(store, found, 5)
    vote = vote_of(store, found)
    pile = keying.open_pile(store, vote, 5).pile
    keying.key_all(store, vote, pile, "Ann", ["1", "1", "2", "2", "1"])
    keying.key_all(store, vote, pile, "Ben", ["1", "1", "2", "3", "1"])
    (pile,) = keying.piles(store, vote)
    assert keying.compare(store, pile) == [(4, {"Ann": "2", "Ben": "3"})]
    with pytest.raises(Problem, match="keyed differently"):
        outcomes.declare(store, found, vote)
    keying.agree(store, vote, pile, 4, "3")
    assert not keying.compare(store, pile)
    outcomes.declare(store, found, vote)


def test_a_tie_waits_for_a_lot_that_two_people_saw_drawn(store: Store) -> None:
    found = evening(store)
    hand_out(store, found, 6)
    key_twice(store, found, ["1", "1", "1", "2", "2", "2"])
    vote = vote_of(store, found)
    with pytest.raises(Problem, match="takes a lot: Potholes, Flytipping"):
        outcomes.declare(store, found, vote)
    with pytest.raises(Problem, match="Two people"):
        outcomes.draw_lot(store, vote, ["2", "1"], ["Ann"])
    outcomes.draw_lot(store, vote, ["2", "1"], ["Ann", "Ben"])
    told = outcomes.outcome(store, found, vote)
    assert (told.adopted, told.witnesses) == (("Flytipping",), ("Ann", "Ben"))
    assert told.result.ties[0].broken_by == "by hand"


def test_a_seed_is_fixed_before_the_papers_are_opened(store: Store) -> None:
    found = evening(store, tie="seed")
    hand_out(store, found, 6)
    outcomes.fix_seed(store, vote_of(store, found), "4172")
    key_twice(store, found, ["1", "1", "1", "2", "2", "2"])
    told = outcomes.outcome(store, found, vote_of(store, found))
    assert told.result.ties[0].broken_by == "lot"
    assert not told.troubles
    with pytest.raises(Problem, match="open already"):
        outcomes.fix_seed(store, vote_of(store, found), "9999")


def test_of_a_ward_with_few_papers_only_the_winner_is_told(store: Store) -> None:
    found = evening(store)
    hand_out(store, found, 4)
    key_twice(store, found, ["1", "1", "2", "1"])
    declared = outcomes.declare(store, found, vote_of(store, found))
    kept = str(store.value("SELECT result FROM declared"))
    assert declared.code == ""
    assert "Potholes" in kept
    assert "tallies" not in kept
    assert "Flytipping" not in kept


def test_a_row_says_what_stands_on_the_paper() -> None:
    assert read_row("213", "irv", 4) == "2 1 3 0"
    assert paper_of("2 1 3 0", "irv", 4).marks == (2, 1, 3)
    assert paper_of("1 3 0 0", "irv", 4).wrong.startswith("skips a rank")
    assert paper_of("1 2 2 0", "stv", 4).marks == (1,)
    assert paper_of("1 1 0 0", "irv", 4).marks == ()
    assert read_row("31", "approval", 4) == "1 3"
    assert paper_of("1 3", "plurality", 4) == ((), "too-many")
    for wrong in ("5", "a", "1x"):
        with pytest.raises(ValueError, match=r"option|digits"):
            read_row(wrong, "plurality", 4)


class Clerk:
    """A curious clerk who has the file, all of its history, and time."""

    def __init__(self, path: Path, names: Sequence[str], seed: int) -> None:
        votes = {name: str(place % 4 + 1) for place, name in enumerate(names)}
        with Store.create(path) as store:
            found = evening(store)
            assert hand_out(store, found, len(names)) == list(names)
            box = list(votes.values())
            random.Random(seed).shuffle(box)
            vote = vote_of(store, found)
            pile = keying.open_pile(store, vote, len(box)).pile
            for keyer in ("Ann", "Ben"):
                for row in box:
                    keying.key(store, vote, pile, keyer, row)
            self.papers = store.rows("SELECT * FROM paper")
            self.opened = pile.opened
            self.given = store.rows("SELECT * FROM given_paper")
            self.uids = [row[0] for row in store.rows("SELECT uid FROM paper UNION ALL SELECT uid FROM pile")]
            self.moments = store.rows(
                "SELECT DISTINCT at FROM operation WHERE id IN (SELECT operation_id FROM inserted WHERE tbl = 'paper')"
            )
            self.titles = store.rows(
                "SELECT DISTINCT title FROM operation WHERE id IN"
                " (SELECT operation_id FROM inserted WHERE tbl = 'paper')"
            )
            self.trail = [row[0] for row in store.rows("SELECT at FROM trail ORDER BY id")][-len(self.papers) :]


def test_a_curious_clerk_finds_nothing_that_ties_a_paper_to_a_voter(tmp_path: Path) -> None:
    names = [f"Voter{chr(97 + place // 26)}{chr(97 + place % 26)} Fox" for place in range(12)]
    clerk = Clerk(tmp_path / "hall.organiser", names, 7)
    # No moment: all papers stand under the one at which their pile was opened, in the history and in the trail.
    assert clerk.moments == [(clerk.opened,)]
    assert set(clerk.trail) == {clerk.opened}
    # No name of a voter, no number of a paper in what the history says.
    assert [title for (title,) in clerk.titles] == [
        f"Key pile 1 of {CASTLE} by Ann",
        f"Key pile 1 of {CASTLE} by Ben",
    ]
    # No key: identifiers of papers are random, and nothing of what was given stands in them.
    assert {uid[6] >> 4 for uid in clerk.uids} == {4}
    told = {str(value) for row in clerk.given for value in row if isinstance(value, str | bytes) and value}
    assert not told & {str(value) for row in clerk.papers for value in row if isinstance(value, str | bytes) and value}
    # No order: another mixing of the same box gives the clerk the same desk and the papers in another order.
    other = Clerk(tmp_path / "again.organiser", names, 8)
    assert [row[6:9] for row in other.given] == [row[6:9] for row in clerk.given]
    assert sorted(row[4] for row in other.papers) == sorted(row[4] for row in clerk.papers)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.sampled_from(["1234", "2", "0", "*", "", "11", "13", "4321", "21"]), min_size=1, max_size=12))
def test_whatever_is_keyed_all_papers_are_accounted_for_and_undo_gives_back_the_box(
    rows: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Store.create(tmp_path_factory.mktemp("box") / "hall.organiser") as store:
        found = evening(store, method="irv", tie="seed")
        outcomes.fix_seed(store, vote_of(store, found), "1")
        before = dump(store)
        key_twice(store, found, rows)
        told = outcomes.outcome(store, found, vote_of(store, found))
        assert told.papers.in_box == len(rows)
        assert told.papers.counted + sum(told.papers.spoilt.values()) == len(rows)
        again = outcomes.outcome(store, found, vote_of(store, found))
        assert outcomes.canonical(again) == outcomes.canonical(told)
        for _ in range(3):
            history.undo(store)
        assert dump(store) == before


def test_people_who_came_are_known_apart_from_how_anybody_voted(store: Store) -> None:
    found = evening(store)
    add(store, "Amina Ahmed SE13 5AB")
    signin.give(store, found, "Amina Ahmed")
    assert store.rows("SELECT state FROM attendance") == [("attended",)]
    assert not store.rows("SELECT 1 FROM paper")


def test_what_was_adopted_stands_on_the_pages_of_the_ward_and_of_its_councillor(store: Store) -> None:
    found = evening(store)
    hand_out(store, found, 6)
    key_twice(store, found, ["1"] * 6)
    add(store, "Jo Bloggs SE13 5AB")
    offices.add_office(store, "councillor", "Jo Bloggs", places={"ward": CASTLE}, party="Labour")
    assert not [about for about in place_page.show(store, "ward", CASTLE).about if about.label == "Adopted"]
    outcomes.declare(store, found, vote_of(store, found))
    told = "Potholes (Anytown decides, 12 Dec 2026)"
    ward, holder = place_page.show(store, "ward", CASTLE), place_page.show(store, "councillor", "Jo Bloggs")
    assert [about.words for about in ward.about if about.label == "Adopted"] == [told]
    assert [about.words for about in holder.about if about.label == "Adopted"] == [f"{CASTLE}: {told}"]
    (line,) = conference_page.ward_votes(store, find_conference(store))
    assert (line.adopted, len(line.code)) == ("Potholes", 9)


def test_where_no_seed_was_fixed_no_paper_is_opened(store: Store) -> None:
    found = evening(store, tie="seed")
    hand_out(store, found, 6)
    with pytest.raises(Problem, match="fixed before its papers are opened"):
        keying.open_pile(store, vote_of(store, found), 6)
    with pytest.raises(Problem, match="call out"):
        outcomes.fix_seed(store, vote_of(store, found), "  ")
    outcomes.fix_seed(store, vote_of(store, found), "4172")
    keying.open_pile(store, vote_of(store, found), 6)


def test_two_who_key_under_one_name_on_one_file_do_not_overwrite_each_other(store: Store) -> None:
    found = evening(store)
    vote = vote_of(store, found)
    pile = keying.open_pile(store, vote, 3).pile
    keying.key(store, vote, pile, "Sam", "1", 1, new=True)
    keying.key(store, vote, pile, "Sam", "1", 1, new=True)
    with pytest.raises(Problem, match="two who key need two names"):
        keying.key(store, vote, pile, "Sam", "2", 1, new=True)
    keying.key(store, vote, pile, "Sam", "2", 1)
    assert keying.rows_of(store, pile, "Sam") == {1: "2"}


def test_once_papers_are_keyed_neither_what_stands_on_them_nor_how_they_count_changes(store: Store) -> None:
    found = evening(store)
    names = hand_out(store, found, 6)
    shortlisted = history.entries(store, 50)
    key_twice(store, found, ["4"] * 6)
    vote = vote_of(store, found)
    with pytest.raises(Problem, match="being keyed"):
        shortlist.rename(store, vote, "1", "Holes", "clearer")
    with pytest.raises(Problem, match="being keyed"):
        set_rules(store, find_conference(store), [vote], Rules(method="irv"))
    # Nor is anything taken back from under them.
    (made,) = (entry.number for entry in shortlisted if entry.title == "Shortlist")
    with pytest.raises(Problem, match="papers were given on which it stands"):
        history.undo(store, made)
    # A file in which it was changed all the same is not counted.
    last = store.count("SELECT max(id) FROM choice")
    for state in ("left out", "offered"):
        with store.operation("Change what stands on the paper") as work:
            work.update(CHOICE, last, state=state)
        if state == "left out":
            with pytest.raises(Problem, match="keyed for other options"):
                outcomes.declare(store, found, vote)
    outcomes.declare(store, found, vote)
    held = signin.look(store, found, names[0].split()[0])[0]
    with pytest.raises(Problem, match="declared"):
        signin.replace_spoilt(store, found, held.given)


def test_what_a_declared_result_was_counted_from_is_not_taken_back_from_under_it(store: Store) -> None:
    found = evening(store)
    first = signin.walk_in(store, found, "Late Fox SE13 5AB").operation
    history.undo(store, first)
    hand_out(store, found, 6)
    key_twice(store, found, ["4"] * 6)
    below = [one.number for one in history.entries(store, 9) if one.kind in ("sign-in", "keying") and not one.undone]
    outcomes.declare(store, found, vote_of(store, found))
    before = dump(store)
    for number in below:
        with pytest.raises(Problem, match="the result is declared: take that back first"):
            history.undo(store, number)
    with pytest.raises(Problem, match="the result is declared: take that back first"):
        history.redo(store, first)
    assert dump(store) == before
    assert outcomes.recount(store, found, vote_of(store, found))
    history.undo(store)
    for number in below:
        history.undo(store, number)
    assert not store.rows("SELECT 1 FROM pile")


def test_the_order_on_a_paper_that_was_given_stands_also_where_nobody_froze_it(store: Store) -> None:
    found = evening(store)
    vote = vote_of(store, found)
    moved = shortlist.move(store, vote, "Damp", 1).operation
    hand_out(store, found, 1)
    with pytest.raises(Problem, match="have been given"):
        shortlist.move(store, vote, "Damp", 2)
    with pytest.raises(Problem, match="papers were given"):
        history.undo(store, moved)


def test_two_desks_on_one_file_replace_spoilt_papers_and_none_is_forgotten(store: Store) -> None:
    found = evening(store)
    (name,) = hand_out(store, found, 1)
    given = signin.look(store, found, name)[0].given
    with Store.open(store.path) as other:
        signin.replace_spoilt(other, found, given)
    told = signin.replace_spoilt(store, found, given).line
    assert (told.papers, told.spoilt) == (3, 2)


@pytest.mark.parametrize("method", ["plurality", "approval", "irv", "stv"])
def test_a_paper_may_offer_twenty_options_in_any_script(store: Store, method: str) -> None:
    build_places(store)
    draft = Draft("Anytown decides", "2026-12-12", (CASTLE,), method=method, tasks=False)
    found = new_conference(store, draft).conference
    with store.operation("Shortlist") as work:
        for number in range(1, 21):
            name = f"{('Dziury', 'আবর্জনা', '道路', 'نفايات')[number % 4]} {number}"
            work.insert_with_uid(CHOICE, contest_id=found.votes[0].id, name=name, state="offered", number=number)
    hand_out(store, found, 7)
    ranks = ["0"] * 20
    ranks[16], ranks[2] = "1", "2"
    rows = ["17"] * 7 if method in ("plurality", "approval") else [" ".join(ranks)] * 7
    key_twice(store, found, rows)
    told = outcome_page.show(store, found, vote_of(store, found))
    assert told.outcome is not None
    assert told.outcome.adopted == ("আবর্জনা 17",)
    lines = table(told.outcome.result)
    for width in (40, 57, 77, 117):
        assert all(width_of(line) <= width for line in [heading(lines, width), *drawn(lines, width)])
