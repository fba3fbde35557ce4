"""Every option against every other: whether one beats all the rest, and nobody may be the answer."""

from collections.abc import Sequence
from itertools import combinations

from organiser.rules.counting.ballots import Ballots
from organiser.rules.counting.result import Option


def pairwise(count: int, ballots: Ballots) -> list[list[int]]:
    """How many papers put each option above each other one: `[a - 1][b - 1]` of them rank a above b.

    Whoever is ranked stands above all who are not.
    """
    above = [[0] * count for _ in range(count)]
    for marks, many in ballots.papers.items():
        rest = set(range(count))
        for number in marks:
            rest.discard(number - 1)
            row = above[number - 1]
            for other in rest:
                row[other] += many
    return above


def condorcet_winner(options: Sequence[Option], ballots: Ballots) -> int | None:
    """The number of the option that more papers put above than below each other option; None where there is none."""
    above = pairwise(len(options), ballots)
    running = [place for place, option in enumerate(options) if not option.withdrawn]
    beaten = set()
    for one, other in combinations(running, 2):
        if above[one][other] <= above[other][one]:
            beaten.add(one)
        if above[other][one] <= above[one][other]:
            beaten.add(other)
    return next((place + 1 for place in running if place not in beaten), None)
