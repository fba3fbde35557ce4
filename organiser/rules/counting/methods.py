"""Every method of counting by its name, behind one function: options and papers in, a whole result out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from organiser.errors import USAGE, Problem
from organiser.rules.counting.ballots import APPROVAL, POINTS, RANKED, TOO_MANY, Ballots, Marks, packed
from organiser.rules.counting.check import check_code
from organiser.rules.counting.condorcet import condorcet_winner
from organiser.rules.counting.greedy import take_what_fits
from organiser.rules.counting.irv import instant_runoff
from organiser.rules.counting.result import SCALE, Option, Result, Stage
from organiser.rules.counting.stv import droop_quota, transferable_vote
from organiser.rules.counting.ties import NO_LOT, Lot, NeedsLot, Ties
from organiser.rules.counting.totals import approvals, best, borda, first_choices, points
from organiser.rules.counting.transfers import Piles

PLURALITY, IRV, STV, BORDA = "plurality", "irv", "stv", "borda"
SCORE, DOTS, GREEDY, CONDORCET = "score", "dots", "greedy", "condorcet"
METHODS = (PLURALITY, APPROVAL, IRV, STV, BORDA, SCORE, DOTS, GREEDY)
_BY_RANK = (IRV, STV, BORDA)


def count(
    method: str,
    options: Sequence[Option],
    ballots: Ballots,
    seats: int = 1,
    lot: Lot = NO_LOT,
    *,
    budget: int | None = None,
    first_points: int | None = None,
) -> Result:
    """Count papers by one of METHODS.

    `seats` is how many are to be chosen: one by irv, not asked by greedy, which takes a `budget` in the unit of the
    options' costs. `first_points` is what a first choice is worth where greedy spends by ranked papers (as many as
    there are options, unless given). Where a tie takes a lot and none was drawn, the result ends at the stage with the
    tie and says so in `unsettled`; where no paper is valid nobody is chosen.

    Raises Problem (2) where these papers cannot be counted so.
    """
    if method not in METHODS:
        raise Problem(f"There is no method '{method}'. There are: {', '.join(METHODS)}.", USAGE)
    seats = 1 if method == IRV else seats
    if seats < 1:
        raise Problem("At least one has to be chosen.", USAGE)
    if method == GREEDY and budget is None:
        raise Problem("These papers come with no budget and no costs: 'greedy' needs both.", USAGE)
    fit = fitting(method, ballots, len(options))
    base = Result(method, None if method == GREEDY else seats, tuple(options), ballots.total, fit.valid, (), ())
    budget = budget if method == GREEDY else None
    if not fit.valid:
        result = replace(base, stages=(Stage(1, (0,) * len(options)),), budget_left=budget)
    elif method in (IRV, STV):
        result = _by_stages(base, fit, lot)
    else:
        result = _by_totals(base, fit, lot, budget, first_points)
    return replace(result, check=check_code(result, fit))


def beside(
    result: Result, ballots: Ballots, lot: Lot = NO_LOT, *, budget: int | None = None, first_points: int | None = None
) -> dict[str, tuple[int, ...] | None]:
    """What other methods would have chosen from the same papers, by method: as many as were chosen, for the annex.

    Only methods are asked that such papers allow. None stands where it would take a lot to say; "condorcet" is
    always one option or none: () is an answer.
    """
    seats = result.seats or max(1, len(result.winners))
    asked = {
        RANKED: (PLURALITY, IRV if seats == 1 else STV, BORDA),
        APPROVAL: (APPROVAL,),
        POINTS: (APPROVAL, SCORE),
    }[ballots.kind]
    if ballots.kind == APPROVAL and all(len(marks) == 1 for marks in ballots.papers):
        asked = (PLURALITY,)
    if budget is not None:
        asked = (*asked, GREEDY)
    same = {DOTS: SCORE}.get(result.method, result.method)
    found: dict[str, tuple[int, ...] | None] = {}
    for method in asked:
        if method != same:
            other = count(method, result.options, ballots, seats, lot, budget=budget, first_points=first_points)
            found[method] = None if other.unsettled else other.winners
    if ballots.kind == RANKED:
        winner = condorcet_winner(result.options, ballots)
        found[CONDORCET] = () if winner is None else (winner,)
    return found


def fitting(method: str, ballots: Ballots, options: int) -> Ballots:
    """The papers as a method takes them; those that it cannot take are spoilt. Raises Problem (2) where none fits."""
    if method == PLURALITY and ballots.kind != RANKED:
        return _single(ballots, options, spoil=True)
    if method in _BY_RANK and ballots.kind != RANKED:
        if any(len(_named(ballots.kind, marks)) > 1 for marks in ballots.papers):
            raise Problem(
                f"These papers have no order of preference, so they cannot be counted by '{method}'. "
                f"Count them by {'dots or score' if ballots.kind == POINTS else 'approval'}.",
                USAGE,
            )
        return _single(ballots, options, spoil=False)
    if method in (SCORE, DOTS) and ballots.kind == RANKED:
        raise Problem(f"These papers rank their options and give no points for '{method}': count them by borda.", USAGE)
    return ballots


def _single(ballots: Ballots, options: int, *, spoil: bool) -> Ballots:
    """Papers that name one option, as ranked ones; with `spoil` the others are spoilt."""
    papers: Counter[Marks] = Counter()
    spoilt = Counter(ballots.spoilt)
    for marks, many in ballots.papers.items():
        named = _named(ballots.kind, marks)
        if spoil and len(named) > 1:
            spoilt[TOO_MANY] += many
        else:
            papers[packed(named, options)] += many
    return Ballots(RANKED, papers, spoilt)


def _named(kind: str, marks: Marks) -> Sequence[int]:
    return [place for place, given in enumerate(marks, 1) if given] if kind == POINTS else marks


def _by_stages(base: Result, ballots: Ballots, lot: Lot) -> Result:
    seats = base.seats or 1
    quota = droop_quota(ballots.valid, seats) if base.method == STV else None
    piles = Piles(base.options, ballots, lot)
    unsettled = None
    try:
        if quota is None:
            instant_runoff(piles)
        else:
            transferable_vote(piles, seats, quota)
    except NeedsLot as problem:
        unsettled = problem.unsettled
        piles.finish_stage()
    winners = tuple(number for stage in piles.stages for number in stage.elected)
    return replace(
        base,
        winners=winners,
        stages=tuple(piles.stages),
        ties=tuple(piles.ties.broken),
        unsettled=unsettled,
        quota=quota,
    )


def _by_totals(base: Result, ballots: Ballots, lot: Lot, budget: int | None, first_points: int | None) -> Result:
    ties = Ties(base.options, lot)
    totals = _totals(base.method, len(base.options), ballots, first_points)
    winners: list[int] = []
    unsettled = None
    try:
        if base.method == GREEDY:
            take_what_fits(base.options, totals, budget or 0, ties, winners)
        else:
            best(totals, base.seats or 1, ties, winners)
    except NeedsLot as problem:
        unsettled = problem.unsettled
    stage = Stage(1, tuple(total * SCALE for total in totals), tuple(winners))
    return replace(
        base,
        winners=tuple(winners),
        stages=(stage,),
        ties=tuple(ties.broken),
        unsettled=unsettled,
        budget_left=None if budget is None else budget - sum(base.options[number - 1].cost for number in winners),
    )


def _totals(method: str, options: int, ballots: Ballots, first_points: int | None) -> list[int]:
    if method == PLURALITY:
        return first_choices(options, ballots)
    if method == APPROVAL:
        return approvals(options, ballots)
    if method == BORDA:
        return borda(options, ballots)
    if ballots.kind == RANKED:
        return borda(options, ballots, options if first_points is None else first_points)
    return points(options, ballots)
