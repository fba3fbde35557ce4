"""Which of two copies of one file is the older, and whether they parted: told by the marks that each write left.

A trail is the marks of all writes in order. A copy takes the trail with it, so two copies share its beginning; what
follows on each side was written after they parted. No clock is asked: laptops' clocks differ.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

SAME, OLDER, NEWER, PARTED = "same", "older", "newer", "parted"


class Parting(NamedTuple):
    """How one copy stands to another: so many writes they share, and so many each has that the other has not."""

    common: int
    ours: int
    theirs: int

    @property
    def theirs_is(self) -> str:
        """What the other copy is to ours: SAME, OLDER, NEWER or PARTED."""
        if self.ours and self.theirs:
            return PARTED
        if self.ours:
            return OLDER
        return NEWER if self.theirs else SAME


def compare(ours: Sequence[str], theirs: Sequence[str]) -> Parting:
    """Compare the trails of two copies of one file, oldest mark first. Two that share nothing have parted at once."""
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    return Parting(common, len(ours) - common, len(theirs) - common)
