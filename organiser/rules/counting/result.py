"""What a count gives: options, stages, ties and winners; votes are in hundred-thousandths, so nothing is rounded."""

from dataclasses import dataclass
from typing import NamedTuple

# Votes are whole numbers of 0.00001: the five decimals to which the Scottish rules reckon (SSI 2007/42, rule 48(3)).
SCALE = 100_000


class Option(NamedTuple):
    """Something that can be chosen.

    `id` is the number printed beside it, or what a file calls it: lots are drawn by it. `cost` is in the smallest unit
    of money, and only counts where a budget is spent. One that was withdrawn keeps its place, but papers are read as if
    it were not there. In papers, stages and results options go by their number: their place in the list, from 1.
    """

    id: str
    name: str
    cost: int = 0
    withdrawn: bool = False


class Transfer(NamedTuple):
    """Papers that went to one option, and the votes they brought; `to` 0 stands for those with no further choice."""

    to: int
    papers: int
    votes: int


@dataclass(frozen=True, slots=True)
class Movement:
    """How papers moved on before a stage: from an option that dropped out, or from one with more than the quota.

    `papers` is how many it held. `lost` are the votes that went to fractions too small to count.
    """

    source: int
    surplus: bool
    papers: int
    transfers: tuple[Transfer, ...]
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: the votes of every option, who was elected on them, and who drops out because of them.

    `exhausted` are the votes with no further choice, `lost` those gone to fractions, both up to now: with the tallies
    they always add up to the valid papers.
    """

    number: int
    tallies: tuple[int, ...]
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    exhausted: int = 0
    lost: int = 0
    movement: Movement | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Options with the same votes where one had to come first: `order` has those preferred in front.

    `broken_by` is "look-back", "lot" (a seed) or "by hand" (a lot drawn by hand and entered).
    """

    stage: int
    among: tuple[int, ...]
    broken_by: str
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A tie that only a lot can break, where none was drawn: the count stopped there.

    `why` is what the lot is to decide: "drop out", "surplus first" or "chosen".
    """

    stage: int
    among: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Result:
    """A count from its papers to its winners, as far as it got.

    `ballots` are all papers, `valid` those with a usable first choice. `winners` are numbers of options in the order in
    which they were chosen. `quota` is in whole votes, `budget_left` in the smallest unit of money; None where the
    method has none. `check` is a code of eight characters over papers and result.
    """

    method: str
    seats: int | None
    options: tuple[Option, ...]
    ballots: int
    valid: int
    winners: tuple[int, ...]
    stages: tuple[Stage, ...]
    ties: tuple[Tie, ...] = ()
    unsettled: Unsettled | None = None
    quota: int | None = None
    budget_left: int | None = None
    check: str = ""

    @property
    def spoilt(self) -> int:
        """Papers that count for nothing, blank ones among them."""
        return self.ballots - self.valid

    def name(self, number: int) -> str:
        """The name of an option by its number."""
        return self.options[number - 1].name


def votes_text(votes: int) -> str:
    """Votes with all five decimals, as "123.00000"."""
    return f"{votes // SCALE}.{votes % SCALE:05}"


def short_votes(votes: int) -> str:
    """Votes for people: whole ones without decimals."""
    return str(votes // SCALE) if votes % SCALE == 0 else votes_text(votes)
