"""Papers as they are counted: gathered, equal ones counted together, and read by the announced rules.

How marks are read follows the Scottish local elections order (SSI 2007/42, rule 44 and the definitions of a next
available preference and of a non-transferable paper): a paper with no single first preference is spoilt; a later rank
that is skipped, or given to two options, ends the paper there, and what stands before it counts. An option named twice
counts at its first place.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from organiser.rules.counting.parcels import Marks as Marks
from organiser.rules.counting.parcels import SideBySide
from organiser.rules.counting.result import Option

RANKED, APPROVAL, POINTS = "ranked", "approval", "points"

# Marks of a paper. Ranked: numbers of options, the most wanted first. Approval: numbers in ascending order. Points: one
# number for every option, in the order of the options. Numbers up to 255 are best kept as bytes: small, quick to count.
MOST_IN_BYTES = 255

# What is wrong with a paper, by code; all but the first three leave what stands before it.
BLANK, NO_FIRST, TOO_MANY = "blank", "no-first", "too-many"
SKIPPED, REPEATED, TWICE = "skipped-rank", "repeated-rank", "named-twice"
FAULTS = {
    BLANK: "is blank",
    NO_FIRST: "has no single first choice",
    TOO_MANY: "marks more than it may",
    SKIPPED: "skips a rank: what comes after is not counted",
    REPEATED: "gives one rank to two options: from there on it is not counted",
    TWICE: "names an option twice: it counts at its first place",
}


@dataclass(frozen=True, slots=True)
class Ballots:
    """All papers of one count: their kind, the different ones with how many there are of each, and those left out.

    `spoilt` counts papers without anything that could be counted, by code of what is wrong with them; they are not
    among `papers`.
    """

    kind: str
    papers: Mapping[Marks, int]
    spoilt: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        if isinstance(self.papers, SideBySide):
            return self.papers.parcel().count
        return sum(self.papers.values())

    @property
    def total(self) -> int:
        return self.valid + sum(self.spoilt.values())


def packed(marks: Iterable[int], options: int) -> Marks:
    """Marks in the form in which equal ones are best gathered, for a paper of so many options."""
    return bytes(marks) if options <= MOST_IN_BYTES else tuple(marks)


def gather(options: Sequence[Option], papers: Iterable[tuple[Sequence[int], int]], kind: str = RANKED) -> Ballots:
    """Gather papers, each with how many there are of it, as `(marks, how many)`; no marks at all is a blank paper."""
    found: Counter[Marks] = Counter()
    blank = 0
    for marks, count in papers:
        if kind == POINTS:
            blank += 0 if any(marks) else count
            if any(marks):
                found[tuple(marks)] += count
            continue
        chosen = dict.fromkeys(marks)
        if not chosen:
            blank += count
            continue
        found[packed(chosen if kind == RANKED else sorted(chosen), len(options))] += count
    return Ballots(kind, found, {BLANK: blank} if blank else {})


def by_rank(ranks: Sequence[int]) -> tuple[list[int], str]:
    """What a paper says that has a rank beside every option (0 where none stands): its order, and what is wrong.

    The code is "" for a clear paper. An empty order is a spoilt paper.
    """
    marked = sorted([(rank, place) for place, rank in enumerate(ranks, 1) if rank])
    if marked and all(rank == wanted for wanted, (rank, _) in enumerate(marked, 1)):
        return [place for _, place in marked], ""
    last = max(ranks, default=0)
    return in_order([place for place, rank in enumerate(ranks, 1) if rank == wanted] for wanted in range(1, last + 1))


def in_order(choices: Iterable[Sequence[int]]) -> tuple[list[int], str]:
    """What a paper says that lists its choices, first to last: its order, and what is wrong with it.

    Each choice holds the numbers at that rank: none where the rank was skipped, several where it was repeated. Empty
    ranks at the end are no fault.
    """
    order: list[int] = []
    fault = skipped = ""
    anything = False
    for choice in choices:
        if not choice:
            skipped = SKIPPED if order else NO_FIRST
            continue
        anything = True
        if skipped:
            return order, skipped
        if len(choice) > 1:
            return order, REPEATED if order else NO_FIRST
        if choice[0] in order:
            fault = TWICE
        else:
            order.append(choice[0])
    return order, fault if anything else BLANK
