"""Counts as they are known from textbooks and from real elections, and what must hold of every count."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.formats.ballots import read_ballots
from organiser.rules.counting.ballots import APPROVAL, POINTS, RANKED, Ballots, by_rank, gather, in_order
from organiser.rules.counting.condorcet import condorcet_winner, pairwise
from organiser.rules.counting.explaining import describe, dropped_out, why
from organiser.rules.counting.methods import METHODS, beside, count
from organiser.rules.counting.parcels import SideBySide
from organiser.rules.counting.result import SCALE, Option, Result, votes_text
from organiser.rules.counting.ties import NO_LOT, Lot, seeded_order

Paper = tuple[str, int]


def options_of(names: str) -> tuple[Option, ...]:
    return tuple(Option(name, name) for name in names.split())


def ranked(options: Sequence[Option], *papers: Paper) -> Ballots:
    """Papers as "Nashville Memphis", each with how many there are of it."""
    numbers = {option.name: number for number, option in enumerate(options, 1)}
    return gather(options, [([numbers[name] for name in names.split()], many) for names, many in papers])


def chosen(result: Result) -> list[str]:
    return [result.name(number) for number in result.winners]


def votes(result: Result, stage: int) -> dict[str, int]:
    return {
        option.name: tally // SCALE
        for option, tally in zip(result.options, result.stages[stage].tallies, strict=True)
        if tally
    }


# Textbook elections --------------------------------------------------------------------------------------------------

TENNESSEE = options_of("Memphis Nashville Chattanooga Knoxville")
CAPITAL = ranked(
    TENNESSEE,
    ("Memphis Nashville Chattanooga Knoxville", 42),
    ("Nashville Chattanooga Knoxville Memphis", 26),
    ("Chattanooga Knoxville Nashville Memphis", 15),
    ("Knoxville Chattanooga Nashville Memphis", 17),
)


def test_tennessee_chooses_another_capital_by_each_method() -> None:
    assert chosen(count("plurality", TENNESSEE, CAPITAL)) == ["Memphis"]
    borda = count("borda", TENNESSEE, CAPITAL)
    assert chosen(borda) == ["Nashville"]
    assert votes(borda, 0) == {"Memphis": 126, "Nashville": 194, "Chattanooga": 173, "Knoxville": 107}
    irv = count("irv", TENNESSEE, CAPITAL)
    assert chosen(irv) == ["Knoxville"]
    assert [votes(irv, stage) for stage in range(3)] == [
        {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17},
        {"Memphis": 42, "Nashville": 26, "Knoxville": 32},
        {"Memphis": 42, "Knoxville": 58},
    ]
    assert dropped_out(irv, 3) == (
        "Chattanooga dropped out: fewest votes; 15 of its 15 papers moved on, 15 to Knoxville."
    )
    others = beside(irv, CAPITAL)
    assert others == {"plurality": (1,), "borda": (2,), "condorcet": (2,)}


def test_burlington_2009_elects_kiss_though_montroll_beats_everybody() -> None:
    options = options_of("Kiss Wright Montroll Smith Simpson Write-in")
    papers = ranked(
        options,
        ("Kiss", 2585),
        ("Wright", 2951),
        ("Montroll Kiss", 1332 - 250),
        ("Montroll Wright", 767 - 200),
        ("Montroll", 455 - 41),
        ("Smith Kiss", 380),
        ("Smith Wright", 320),
        ("Smith Montroll Kiss", 250),
        ("Smith Montroll Wright", 200),
        ("Smith Montroll", 41),
        ("Smith", 115),
        ("Simpson Kiss", 16),
        ("Simpson Smith Wright", 3),
        ("Simpson", 16),
        ("Write-in Simpson Wright", 20),
        ("Write-in", 16),
    )
    result = count("irv", options, papers)
    assert votes(result, 0) == {
        "Kiss": 2585,
        "Wright": 2951,
        "Montroll": 2063,
        "Smith": 1306,
        "Simpson": 35,
        "Write-in": 36,
    }
    assert votes(result, 3) == {"Kiss": 2981, "Wright": 3294, "Montroll": 2554}
    assert result.stages[3].exhausted == 147 * SCALE
    assert votes(result, 4) == {"Kiss": 4313, "Wright": 4061}
    assert chosen(result) == ["Kiss"]
    last_three = options_of("Kiss Wright Montroll")
    profile = ranked(
        last_three,
        ("Montroll Kiss Wright", 1332),
        ("Montroll Wright Kiss", 767),
        ("Montroll", 455),
        ("Kiss Montroll Wright", 2043),
        ("Kiss Wright Montroll", 371),
        ("Kiss", 568),
        ("Wright Montroll Kiss", 1513),
        ("Wright Kiss Montroll", 495),
        ("Wright", 1289),
    )
    above = pairwise(3, profile)
    assert (above[2][0], above[0][2], above[2][1], above[1][2]) == (4067, 3477, 4597, 3668)
    assert condorcet_winner(last_three, profile) == 3
    assert chosen(count("irv", last_three, profile)) == ["Kiss"]


def test_ireland_1990_elects_robinson_on_the_second_count() -> None:
    options = options_of("Currie Lenihan Robinson")
    papers = ranked(
        options,
        ("Robinson", 612_265),
        ("Lenihan", 694_484),
        ("Currie Robinson", 205_565),
        ("Currie Lenihan", 36_789),
        ("Currie", 25_548),
    )
    result = count("stv", options, papers)
    assert (result.valid, result.quota) == (1_574_651, 787_326)
    assert votes(result, 1) == {"Lenihan": 731_273, "Robinson": 817_830}
    assert result.stages[1].exhausted == 25_548 * SCALE
    assert chosen(result) == ["Robinson"]
    assert why(result, result.stages[1])[0] == (
        "Currie dropped out: 242,354 of its 267,902 papers moved on, 205,565 to Robinson and 36,789 to Lenihan."
    )


def test_nobody_beats_all_others_in_a_circle() -> None:
    options = options_of("Rock Paper Scissors")
    papers = ranked(options, ("Rock Scissors Paper", 1), ("Paper Rock Scissors", 1), ("Scissors Paper Rock", 1))
    assert condorcet_winner(options, papers) is None
    assert beside(count("irv", options, papers, lot=Lot("7")), papers, Lot("7"))["condorcet"] == ()


@pytest.mark.parametrize("ward", ["Linn", "Govan", "Hillhead"])
def test_a_real_stv_election_is_matched_to_the_last_digit(shared_data: Path, ward: str) -> None:
    file = read_ballots(shared_data / "votes" / f"{ward}-2007.blt", "stv")
    lines = (shared_data / "votes" / f"{ward}-2007-stages.tsv").read_text(encoding="utf-8").splitlines()
    stages = [cells for line in lines if (cells := line.split("\t"))[1] in ("begin", "transfer")]
    final = next(cells for line in lines if (cells := line.split("\t"))[1] == "end")
    result = count("stv", file.options, file.ballots, file.seats or 0)
    assert f"{result.quota}.00000" == stages[0][2]
    names = [option.name for option in file.options]
    assert [" ".join(name.split()) for name in stages[0][4::3]] == names
    assert [(votes_text(stage.exhausted), list(map(votes_text, stage.tallies))) for stage in result.stages] == [
        (cells[3], cells[6::3]) for cells in stages
    ]
    assert {number for number, state in enumerate(final[5::3], 1) if state == "E"} == set(result.winners)


# Ties ----------------------------------------------------------------------------------------------------------------


def test_a_bare_tie_waits_for_a_lot_and_says_between_whom() -> None:
    options = options_of("Damp Lights Trees")
    papers = ranked(options, ("Damp", 5), ("Lights", 5), ("Trees", 1))
    for method in ("plurality", "irv", "stv"):
        open_tie = count(method, options, papers)
        assert open_tie.unsettled is not None
        assert (open_tie.winners, open_tie.unsettled.among) == ((), (1, 2))
        drawn = count(method, options, papers, lot=Lot(by_hand=(("Lights", "Damp"),)))
        assert chosen(drawn) == ["Lights"]
        assert [(tie.among, tie.broken_by, tie.order) for tie in drawn.ties] == [((1, 2), "by hand", (2, 1))]


def test_a_seed_puts_three_tied_options_in_the_announced_order() -> None:
    options = options_of("Damp Lights Trees")
    order = sorted(("Damp", "Lights", "Trees"), key=lambda name: sha256(b"4172\n" + name.encode("utf-8")).hexdigest())
    assert seeded_order("4172", ["Trees", "Lights", "Damp"]) == order
    papers = ranked(options, ("Damp", 3), ("Lights", 3), ("Trees", 3))
    assert chosen(count("plurality", options, papers, lot=Lot("4172"))) == order[:1]
    assert chosen(count("approval", options, papers, 2, Lot("4172"))) == order[:2]
    irv = count("irv", options, papers, lot=Lot("4172"))
    assert [irv.name(number) for stage in irv.stages for number in stage.excluded] == order[:0:-1]
    assert chosen(irv) == order[:1]
    assert [tie.broken_by for tie in irv.ties] == ["lot", "lot"]


def test_a_tie_is_first_looked_back_upon() -> None:
    options = options_of("Damp Lights Trees Bins")
    papers = ranked(options, ("Damp", 9), ("Lights", 5), ("Trees", 4), ("Bins Trees", 1))
    result = count("irv", options, papers)
    assert [(tie.stage, tie.broken_by, tie.order) for tie in result.ties] == [(2, "look-back", (2, 3))]
    assert result.stages[1].excluded == (3,)


def test_a_look_back_that_leaves_two_equal_is_followed_by_a_lot_between_them() -> None:
    options = options_of("Damp Lights Trees Bins Paths")
    papers = ranked(
        options, ("Damp", 9), ("Lights", 4), ("Trees", 3), ("Bins", 3), ("Paths Bins", 1), ("Paths Trees", 1)
    )
    result = count("irv", options, papers, lot=Lot(by_hand=(("Bins", "Trees"),)))
    assert [(tie.among, tie.broken_by) for tie in result.ties] == [((2, 3, 4), "look-back"), ((3, 4), "by hand")]
    assert result.stages[1].excluded == (3,)


def test_options_without_any_vote_need_no_lot_to_drop_out() -> None:
    options = options_of("Damp Lights Paths Trees Bins")
    papers = ranked(options, ("Damp", 3), ("Lights", 4), ("Paths Lights", 2))
    result = count("irv", options, papers)
    assert (result.unsettled, result.ties, chosen(result)) == (None, (), ["Lights"])
    seeded = count("irv", options, papers, lot=Lot("1"))
    assert [tie.among for tie in seeded.ties] == [(4, 5)]


def test_equal_projects_need_a_lot_only_where_the_money_does_not_reach() -> None:
    options = tuple(Option(name, name, cost) for name, cost in (("path", 60), ("bench", 50), ("tree", 40)))
    papers = gather(options, [((1, 2, 3), 1)], APPROVAL)
    assert chosen(count("greedy", options, papers, budget=150)) == ["path", "bench", "tree"]
    short = count("greedy", options, papers, budget=100)
    assert short.unsettled is not None
    drawn = count("greedy", options, papers, lot=Lot(by_hand=(("bench", "path", "tree"),)), budget=100)
    assert (chosen(drawn), drawn.budget_left) == (["bench", "tree"], 10)


# How papers are read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranks", "order", "fault"),
    [
        ((2, 1, 3), [2, 1, 3], ""),
        ((1, 0, 3), [1], "skipped-rank"),
        ((1, 2, 2), [1], "repeated-rank"),
        ((1, 1, 2), [], "no-first"),
        ((0, 2, 3), [], "no-first"),
        ((0, 0, 0), [], "blank"),
    ],
)
def test_a_paper_counts_up_to_a_rank_that_is_skipped_or_repeated(
    ranks: tuple[int, ...], order: list[int], fault: str
) -> None:
    assert by_rank(ranks) == (order, fault)


def test_an_option_named_twice_counts_at_its_first_place() -> None:
    assert in_order([[1], [2], [1], [3]]) == ([1, 2, 3], "named-twice")


def test_papers_that_a_method_cannot_take_are_spoilt_or_refused_kindly() -> None:
    options = options_of("Damp Lights")
    approved = gather(options, [((1, 2), 3), ((1,), 2)], APPROVAL)
    result = count("plurality", options, approved)
    assert (result.ballots, result.valid, result.spoilt) == (5, 2, 3)
    with pytest.raises(Problem, match="no order of preference"):
        count("irv", options, approved)
    with pytest.raises(Problem, match="give no points"):
        count("dots", options, ranked(options, ("Damp", 1)))
    with pytest.raises(Problem, match="no budget"):
        count("greedy", options, approved)


def test_points_and_dots_are_added_up() -> None:
    options = options_of("Damp Lights Trees")
    papers = gather(options, [((3, 0, 2), 2), ((0, 5, 0), 1), ((0, 0, 0), 1)], POINTS)
    for method in ("score", "dots"):
        result = count(method, options, papers, 2)
        assert votes(result, 0) == {"Damp": 6, "Lights": 5, "Trees": 4}
        assert (chosen(result), result.spoilt) == (["Damp", "Lights"], 1)


def test_without_a_valid_paper_nothing_is_chosen() -> None:
    options = options_of("Damp Lights")
    for method in METHODS:
        result = count(method, options, gather(options, [((), 4)], APPROVAL), budget=5)
        assert (result.ballots, result.valid, result.winners, result.unsettled) == (4, 0, (), None)


def test_a_withdrawn_option_is_never_chosen() -> None:
    options = (*options_of("Damp Lights"), Option("Trees", "Trees", withdrawn=True))
    result = count("stv", options, ranked(options, ("Damp Trees", 2)), 3)
    assert chosen(result) == ["Damp", "Lights"]


def test_the_check_code_shows_a_paper_that_was_keyed_otherwise_though_nothing_else_changes() -> None:
    options = options_of("Damp Lights Trees")
    papers = [("Damp Lights Trees", 5), ("Lights Damp", 2), ("Trees", 1)]
    result = count("irv", options, ranked(options, *papers))
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", result.check)
    assert count("irv", options, ranked(options, *reversed(papers))).check == result.check
    other = count("irv", options, ranked(options, ("Damp Trees Lights", 1), ("Damp Lights Trees", 4), *papers[1:]))
    assert (other.stages, other.winners) == (result.stages, result.winners)
    assert other.check != result.check
    assert count("stv", options, ranked(options, *papers)).check != result.check


def test_every_rule_is_told_with_its_lot() -> None:
    for method in METHODS:
        told = " ".join(describe(method, Lot("4172")))
        assert "by the seed '4172', fixed before the papers were opened" in told
        assert "eliminat" not in told


# What holds of every count -------------------------------------------------------------------------------------------

_COUNT = 5
papers_of_five = st.lists(
    st.tuples(st.lists(st.integers(1, _COUNT), unique=True, max_size=_COUNT).map(tuple), st.integers(1, 9)), max_size=30
)
seeds = st.text(st.characters(codec="utf-8"), min_size=1, max_size=4)
LETTERS = options_of("A B C D E")


def story(result: Result) -> list[dict[str, object]]:
    """The stages by name, so that two orders of the options can be compared."""
    return [
        {
            "votes": {option.id: votes for option, votes in zip(result.options, stage.tallies, strict=True)},
            "elected": [result.name(number) for number in stage.elected],
            "excluded": [result.name(number) for number in stage.excluded],
            "over": (stage.exhausted, stage.lost),
        }
        for stage in result.stages
    ]


@settings(deadline=None, max_examples=60)
@given(papers_of_five, st.permutations(range(_COUNT)), st.randoms(), seeds, st.integers(1, 4))
def test_the_order_of_papers_and_options_changes_nothing(
    papers: list[tuple[tuple[int, ...], int]], places: list[int], random: "st.DrawFn", seed: str, seats: int
) -> None:
    shuffled = list(papers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    moved = tuple(LETTERS[place] for place in places)
    number = {place + 1: new for new, place in enumerate(places, 1)}
    renumbered = [(tuple(number[choice] for choice in marks), many) for marks, many in papers]
    for method in ("plurality", "approval", "irv", "stv", "borda"):
        first = count(method, LETTERS, gather(LETTERS, papers), seats, Lot(seed))
        assert count(method, LETTERS, gather(LETTERS, shuffled), seats, Lot(seed)) == first
        other = count(method, moved, gather(moved, renumbered), seats, Lot(seed))
        assert story(other) == story(first)
        assert chosen(other) == chosen(first)
        without_lot = count(method, LETTERS, gather(LETTERS, papers), seats, NO_LOT)
        if without_lot.unsettled is None:
            assert chosen(without_lot) == chosen(first)


@settings(deadline=None, max_examples=80)
@given(papers_of_five, seeds, st.integers(1, 4))
def test_no_vote_is_won_or_lost_at_any_stage(papers: list[tuple[tuple[int, ...], int]], seed: str, seats: int) -> None:
    result = count("stv", LETTERS, gather(LETTERS, papers), seats, Lot(seed))
    for stage in result.stages:
        assert sum(stage.tallies) + stage.exhausted + stage.lost == result.valid * SCALE
        assert min(stage.tallies) >= 0
        if stage.movement:
            moved = sum(transfer.votes for transfer in stage.movement.transfers) + stage.movement.lost
            assert moved >= 0
    assert len(result.winners) == (min(seats, _COUNT) if result.valid else 0)
    assert len(set(result.winners)) == len(result.winners)


@settings(deadline=None, max_examples=60)
@given(papers_of_five, seeds)
def test_an_instant_run_off_is_the_beginning_of_an_stv_count_with_one_seat(
    papers: list[tuple[tuple[int, ...], int]], seed: str
) -> None:
    irv = count("irv", LETTERS, gather(LETTERS, papers), lot=Lot(seed))
    stv = count("stv", LETTERS, gather(LETTERS, papers), lot=Lot(seed))
    assert irv.winners == stv.winners
    for ours, theirs in zip(irv.stages[:-1], stv.stages, strict=False):
        assert ours == theirs
    if irv.valid:
        assert irv.stages[-1].tallies == stv.stages[len(irv.stages) - 1].tallies


@settings(deadline=None, max_examples=40)
@given(papers_of_five.filter(lambda papers: any(marks for marks, _ in papers)), st.data())
def test_one_paper_taken_away_changes_exactly_one_tally_of_a_single_choice(
    papers: list[tuple[tuple[int, ...], int]], data: st.DataObject
) -> None:
    gathered = gather(LETTERS, papers)
    gone = data.draw(st.sampled_from(sorted(gathered.papers, key=bytes)))
    fewer = Counter(gathered.papers)
    fewer[gone] -= 1
    before = count("plurality", LETTERS, gathered)
    after = count("plurality", LETTERS, replace(gathered, papers=+fewer))
    differences = [one - other for one, other in zip(before.stages[0].tallies, after.stages[0].tallies, strict=True)]
    assert sorted(differences) == [0] * (_COUNT - 1) + [SCALE]
    assert before.check != after.check


@settings(deadline=None, max_examples=40)
@given(papers_of_five, seeds, st.integers(1, 3))
def test_papers_side_by_side_are_counted_like_gathered_ones(
    papers: list[tuple[tuple[int, ...], int]], seed: str, seats: int
) -> None:
    side = SideBySide(_COUNT)
    each = [bytes(marks) for marks, many in papers for _ in range(many) if marks]
    side.add(each[::2])
    side.add(each[1::2])
    gathered = gather(LETTERS, [(marks, 1) for marks in each])
    for method in ("irv", "stv", "borda"):
        ours = count(method, LETTERS, Ballots(RANKED, side), seats, Lot(seed)) if each else None
        assert ours is None or ours == count(method, LETTERS, gathered, seats, Lot(seed))
