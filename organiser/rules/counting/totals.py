"""Counts of one stage, where points are added up and most of them win: one choice, approval, Borda, score, dots."""

from collections.abc import Sequence

from organiser.rules.counting.ballots import APPROVAL, POINTS, Ballots
from organiser.rules.counting.ties import CHOSEN, Ties


def first_choices(count: int, ballots: Ballots) -> list[int]:
    """How many papers name each of `count` options first (ranked), or name it alone."""
    totals = [0] * (count + 1)
    for marks, many in ballots.papers.items():
        totals[marks[0]] += many
    return totals[1:]


def approvals(count: int, ballots: Ballots) -> list[int]:
    """How many papers name each option at all; of papers with points, how many give it any."""
    totals = [0] * (count + 1)
    for marks, many in ballots.papers.items():
        named = [place for place, points in enumerate(marks, 1) if points] if ballots.kind == POINTS else marks
        for number in named:
            totals[number] += many
    return totals[1:]


def borda(count: int, ballots: Ballots, first: int | None = None) -> list[int]:
    """Points of Borda's count: a first choice gets one less than there are options, each next one less, unranked none.

    With `first`, a first choice gets so many points instead, and so on down to 1: the scale of a file that says how
    many choices a paper has.
    """
    top = count - 1 if first is None else first
    totals = [0] * (count + 1)
    for marks, many in ballots.papers.items():
        for points, number in zip(range(top, 0, -1), marks, strict=False):
            totals[number] += points * many
    return totals[1:]


def points(count: int, ballots: Ballots) -> list[int]:
    """The points that papers give each option; a mark without points is worth one."""
    if ballots.kind == APPROVAL:
        return approvals(count, ballots)
    totals = [0] * count
    for marks, many in ballots.papers.items():
        for place, given in enumerate(marks):
            if given:
                totals[place] += given * many
    return totals


def best(totals: Sequence[int], seats: int, ties: Ties, chosen: list[int]) -> None:
    """Add the numbers of the options with most points to `chosen`, for so many seats; never one without any.

    Raises NeedsLot where a tie runs across the last seat; those above it are chosen then.
    """
    for level in sorted({total for total in totals if total > 0}, reverse=True):
        room = seats - len(chosen)
        if room <= 0:
            break
        level_numbers = [number for number, total in enumerate(totals, 1) if total == level]
        chosen += ties.order(level_numbers, room, (), 1, CHOSEN)[:room]
