"""What is proposed for a ward's shortlist: the issues named most, with all or none that share the last place."""

from collections.abc import Sequence
from typing import NamedTuple

# So many issues are usual on a paper, and so many a person can read and compare at most.
USUAL, MOST = 5, 12


class Cut(NamedTuple):
    """Where a ranking is cut: how many are proposed, and the places in it of those that share the last place.

    Those are proposed too (`kept`), or too many of them would be on the paper: then a person chooses.
    """

    proposed: int
    tied: range
    kept: bool


def cut(counts: Sequence[int], wanted: int) -> Cut:
    """Cut a ranking (how often each issue was named, falling) after `wanted` issues; MOST are on a paper at most.

    Equal issues are never told apart here.
    """
    wanted = max(0, min(wanted, MOST))
    if len(counts) <= wanted or not wanted:
        return Cut(min(len(counts), wanted), range(0), True)
    last = counts[wanted - 1]
    first = next(place for place, count in enumerate(counts) if count == last)
    end = next((place for place, count in enumerate(counts) if count < last), len(counts))
    if end == wanted:
        return Cut(wanted, range(0), True)
    return Cut(end, range(first, end), True) if end <= MOST else Cut(first, range(first, end), False)
