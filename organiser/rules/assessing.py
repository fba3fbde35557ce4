"""How applications are judged: points from 0 to 10 by several assessors, weighted, exactly; how far they are apart."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

MOST_POINTS = 10
# Where assessors are so many points apart or more, they have seen different things: they ought to talk.
APART = 4


class Judged(NamedTuple):
    """The points of one criterion: each assessor's, their mean to two decimals, and how far they are apart."""

    mean: Decimal | None
    spread: int

    @property
    def apart(self) -> bool:
        return self.spread >= APART


def judged(points: Sequence[int]) -> Judged:
    """What the points that assessors gave for one criterion come to; a mean of None where nobody has given any."""
    if not points:
        return Judged(None, 0)
    return Judged(rounded(Fraction(sum(points), len(points))), max(points) - min(points))


def total(weights: Mapping[int, int], points: Mapping[int, Sequence[int]]) -> Decimal | None:
    """The mean of each criterion's points times its weight, over the sum of the weights: 0 to 10, to two decimals.

    It is reckoned exactly and rounded once, halves up. None as long as a criterion that has a weight has no points.
    """
    counting = {criterion: weight for criterion, weight in weights.items() if weight}
    if not counting or any(not points.get(criterion) for criterion in counting):
        return None
    found = sum(
        (weight * Fraction(sum(points[criterion]), len(points[criterion])) for criterion, weight in counting.items()),
        Fraction(),
    )
    return rounded(found / sum(counting.values()))


def rounded(number: Fraction) -> Decimal:
    """A fraction of no sign to two decimals, halves up."""
    hundredths = (2 * 100 * number.numerator + number.denominator) // (2 * number.denominator)
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
