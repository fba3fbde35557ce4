"""The rules of a count, and what happened at each stage of it, in sentences that can be printed and read out."""

from collections.abc import Sequence

from organiser.rules.counting.ballots import APPROVAL
from organiser.rules.counting.methods import BORDA, CONDORCET, DOTS, GREEDY, IRV, PLURALITY, SCORE, STV
from organiser.rules.counting.result import SCALE, Movement, Result, Stage, Tie, Unsettled, short_votes
from organiser.rules.counting.ties import BY_HAND, CHOSEN, DROPS_OUT, LOOK_BACK, Lot

TITLES = {
    PLURALITY: "one choice",
    APPROVAL: "approval",
    IRV: "ranked, one winner",
    STV: "ranked, several winners",
    BORDA: "Borda",
    SCORE: "score",
    DOTS: "dots",
    GREEDY: "most votes first while the budget lasts",
    CONDORCET: "each against each",
}

_RULES = {
    PLURALITY: (
        "Every paper marks one option. Most papers win.",
        "A paper that marks more than one is spoilt.",
    ),
    APPROVAL: ("Every paper marks as many options as it likes. The option marked on most papers wins.",),
    IRV: (
        "Every paper ranks options. It counts for the first of its choices that is still in.",
        "Each time the option with the fewest votes drops out, until one has more than half of those still in play.",
    ),
    STV: (
        "Every paper ranks options, and counts for the first of its choices that is still in.",
        "Whoever reaches the quota is chosen. What is above the quota moves on: every paper of that option, at the "
        "same share of its value, reckoned to five decimals and cut off there.",
        "When nothing is left to move on, the option with the fewest votes drops out. The rules are those of Scottish "
        "local elections (SSI 2007/42).",
    ),
    BORDA: (
        "Every paper ranks options. The first of them gets one point less than there are options, the next one less, "
        "and so on; those not ranked get none. Most points win.",
    ),
    SCORE: ("Every paper gives each option a number of points. Most points win.",),
    DOTS: ("Every paper shares out its dots among the options. Most dots win.",),
    GREEDY: (
        "Options are taken from most points down while the budget lasts. One that costs more than is left is passed "
        "over, and the next one is tried. One without any points is never taken.",
    ),
}
_BY_RANK = (IRV, STV, BORDA)
_STAGED = (IRV, STV)


def describe(method: str, lot: Lot, seats: int | None = 1) -> list[str]:
    """The rule of a count in sentences, with how papers are read and how ties are broken."""
    told = list(_RULES[method])
    if method not in (*_STAGED, GREEDY) and seats and seats > 1:
        told.append(f"The first {seats} are chosen.")
    if method in _BY_RANK:
        told.append(
            "Where a paper skips a rank or gives one to two options, it counts up to there. "
            "One without a single first choice is spoilt."
        )
    look = "Of options with equal votes those come first that had more at the latest stage at which they differ; "
    told.append((f"{look}then a lot decides" if method in _STAGED else "Of equal options a lot decides") + _how(lot))
    return told


def _how(lot: Lot) -> str:
    by_hand = ", drawn by hand before two witnesses"
    if lot.seed is None:
        return f"{by_hand}."
    seed = f"by the seed '{lot.seed}', fixed before the papers were opened"
    return f"{by_hand}, or else {seed}." if lot.by_hand else f", {seed}."


def why(result: Result, stage: Stage) -> list[str]:
    """What happened at a stage, in sentences: how papers came to it, who was chosen, who drops out and why."""
    told = []
    if stage.movement:
        told.append(_moved(result, stage.movement))
    if stage.elected:
        told.append(_elected(result, stage))
    for number in stage.excluded:
        votes = _votes(stage.tallies[number - 1])
        told.append(f"{result.name(number)} dropped out: fewest votes ({votes}).")
    told += [tie_words(result, tie) for tie in result.ties if tie.stage == stage.number]
    if result.unsettled and result.unsettled.stage == stage.number:
        told.append(unsettled_words(result, result.unsettled))
    return told


def dropped_out(result: Result, number: int) -> str:
    """Why an option dropped out and where its papers went, in one sentence; "" for one that did not."""
    for place, stage in enumerate(result.stages):
        if number in stage.excluded:
            after = result.stages[place + 1].movement if place + 1 < len(result.stages) else None
            gone = f"; {_where(result, after)}" if after else ""
            return f"{result.name(number)} dropped out: fewest votes{gone}."
    return ""


def tie_words(result: Result, tie: Tie) -> str:
    """A tie and how it was broken."""
    names = join_names([result.name(number) for number in tie.among])
    first = result.name(tie.order[0])
    if tie.broken_by == LOOK_BACK:
        return f"{names} had equal votes: an earlier stage tells them apart, {_order(result, tie)}."
    how = "a lot drawn by hand" if tie.broken_by == BY_HAND else "the lot by the seed"
    return f"{names} had equal votes at every stage: {how} puts {first} first, {_order(result, tie)}."


def _order(result: Result, tie: Tie) -> str:
    return "in the order " + ", ".join(result.name(number) for number in tie.order)


def unsettled_words(result: Result, unsettled: Unsettled) -> str:
    """Which tie needs a lot, and what for."""
    names = join_names([result.name(number) for number in unsettled.among])
    what = {DROPS_OUT: "which of them drops out", CHOSEN: "which of them is chosen"}.get(
        unsettled.why, "whose surplus moves on first"
    )
    return f"Stage {unsettled.stage}: {names} have equal votes, and a lot has to decide {what}."


def join_names(names: Sequence[str]) -> str:
    """Names as they are read out: "A, B and C"."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _elected(result: Result, stage: Stage) -> str:
    names = join_names([result.name(number) for number in stage.elected])
    word = "is" if len(stage.elected) == 1 else "are"
    if result.method == STV and result.quota is not None:
        reached = all(stage.tallies[number - 1] >= result.quota * SCALE for number in stage.elected)
        reason = f"the quota of {result.quota} is reached" if reached else "as many are left as there are places"
    elif result.method == IRV:
        reason = "more than half of the votes still in play"
    else:
        reason = {APPROVAL: "marked on most papers", PLURALITY: "most papers"}.get(result.method, "most points")
        reason = "most points that the budget allows" if result.method == GREEDY else reason
    return f"{names} {word} chosen: {reason}."


def _moved(result: Result, movement: Movement) -> str:
    name = result.name(movement.source)
    what = f"{name} has more than the quota" if movement.surplus else f"{name} dropped out"
    return f"{what}: {_where(result, movement)}."


def _where(result: Result, movement: Movement) -> str:
    """Where papers went: "17 of its 22 papers moved on, 12 to Fly-tipping and 5 to Street lights"."""
    to = [transfer for transfer in movement.transfers if transfer.to]
    moved = sum(transfer.papers for transfer in to)
    if not movement.papers:
        return "it had no papers"
    if not moved:
        return f"none of its {_papers(movement.papers)} names another that is still in"
    parts = [
        f"{transfer.papers:,} to {result.name(transfer.to)}"
        + (f" ({short_votes(transfer.votes)} votes)" if movement.surplus else "")
        for transfer in to
    ]
    return f"{moved:,} of its {_papers(movement.papers)} moved on, {join_names(parts)}"


def _papers(count: int) -> str:
    return f"{count:,} {'paper' if count == 1 else 'papers'}"


def _votes(votes: int) -> str:
    return "none" if not votes else short_votes(votes)
