"""Papers on piles, one for each option, and their moves from pile to pile: what ranked counts share."""

from collections.abc import Collection, Iterable, Sequence

from organiser.rules.counting.ballots import Ballots, Marks
from organiser.rules.counting.result import SCALE, Movement, Option, Stage, Transfer
from organiser.rules.counting.ties import DROPS_OUT, Lot, NeedsLot, Ties

Papers = list[tuple[Marks, int]]


class Piles:
    """A ranked count under way: who holds which papers at which value, and every stage up to now.

    Values and votes are in hundred-thousandths of a vote. What is elected, excluded or moved is for the rules that use
    it to say; a stage is written down once its outcome is known.
    """

    def __init__(self, options: Sequence[Option], ballots: Ballots, lot: Lot) -> None:
        self._options = options
        self.continuing = {number for number, option in enumerate(options, 1) if not option.withdrawn}
        self.tallies = [0] * (len(options) + 1)
        self.ties = Ties(options, lot)
        self.stages: list[Stage] = []
        self._history: list[tuple[int, ...]] = []
        self._elected: list[int] = []
        self._excluded: list[int] = []
        self._exhausted = self._lost = 0
        self._movement: Movement | None = None
        # By option, then by the value at which it received them: parcels of different papers and how many of each.
        self._piles: list[dict[int, list[Papers]]] = [{} for _ in range(len(options) + 1)]
        dealt, _ = deal(ballots.papers.items(), self.continuing)
        for number, papers in dealt.items():
            self._receive(number, papers, SCALE)

    @property
    def stage(self) -> int:
        """The number of the stage under way, from 1."""
        return len(self.stages) + 1

    def elect(self, numbers: Sequence[int]) -> None:
        """Options are elected on the votes of this stage: no more papers come to them."""
        self._elected += numbers
        self.continuing.difference_update(numbers)

    def exclude(self, number: int) -> None:
        """An option drops out because of the votes of this stage."""
        self._excluded.append(number)
        self.continuing.remove(number)

    def finish_stage(self) -> None:
        """Write the stage down with its outcome."""
        tallies = tuple(self.tallies[1:])
        outcome = tuple(self._elected), tuple(self._excluded)
        self.stages.append(Stage(self.stage, tallies, *outcome, self._exhausted, self._lost, self._movement))
        self._history.append(tallies)
        self._elected, self._excluded = [], []

    def lowest(self, vacancies: int) -> int:
        """The continuing option that drops out: the one with the fewest votes; of tied ones as announced.

        Options with no vote at all that all drop out one after the other, whoever is first, need no lot: where none was
        drawn they go in the order of their ids. Raises NeedsLot.
        """
        fewest = min(self.tallies[number] for number in self.continuing)
        tied = [number for number in self.continuing if self.tallies[number] == fewest]
        harmless = fewest == 0 and len(self.continuing) - len(tied) >= vacancies
        try:
            return self.first_of(tied, len(tied) - 1, DROPS_OUT)[-1]
        except NeedsLot as problem:
            if not harmless:
                raise
            return problem.unsettled.among[-1]

    def first_of(self, tied: Sequence[int], take: int, why: str) -> list[int]:
        """Tied options in order, the first `take` surely told from the others; raises NeedsLot."""
        return self.ties.order(tied, take, self._history, self.stage, why)

    def by_votes(self, numbers: Iterable[int]) -> list[int]:
        """Options with most votes first; where it decides nothing, by earlier stages and then by their ids."""
        order = sorted(numbers, key=lambda number: (len(self._options[number - 1].id), self._options[number - 1].id))
        return sorted(
            order,
            key=lambda number: (
                -self.tallies[number],
                [-tallies[number - 1] for tallies in reversed(self._history)],
            ),
        )

    def move_all(self, source: int) -> None:
        """Move every paper of an option that dropped out on, each at the value at which it had come."""
        self._move(source, [(value, value, parcels) for value, parcels in self._piles[source].items()], keep=0)

    def move_surplus(self, source: int, quota: int) -> None:
        """Move every paper of an option on that has more than the quota, each at its part of the surplus.

        The value of a paper is the surplus times the value at which it was received, divided by all votes of the
        option, to five decimals, any remainder ignored (SSI 2007/42, rule 48(3)).
        """
        total = self.tallies[source]
        surplus = total - quota
        self._move(
            source,
            [(value, surplus * value // total, parcels) for value, parcels in self._piles[source].items()],
            keep=quota,
        )

    def _move(self, source: int, parcels: list[tuple[int, int, list[Papers]]], keep: int) -> None:
        moved: dict[int, list[int]] = {}
        held = 0
        for _, value, groups in sorted(parcels, key=lambda parcel: -parcel[0]):
            dealt, left = deal((item for papers in groups for item in papers), self.continuing)
            for number, papers in (*dealt.items(), (0, left)):
                count = sum(many for _, many in papers)
                held += count
                if number:
                    self._receive(number, papers, value)
                else:
                    self._exhausted += count * value
                if count:
                    entry = moved.setdefault(number, [0, 0])
                    entry[0] += count
                    entry[1] += count * value
        self._piles[source] = {}
        gone = self.tallies[source] - keep
        self.tallies[source] = keep
        lost = gone - sum(votes for _, votes in moved.values())
        self._lost += lost
        transfers = sorted(
            (Transfer(number, papers, votes) for number, (papers, votes) in moved.items()),
            key=lambda transfer: (transfer.to == 0, -transfer.votes, transfer.to),
        )
        self._movement = Movement(source, bool(keep), held, tuple(transfers), lost)

    def _receive(self, number: int, papers: Papers, value: int) -> None:
        if papers:
            self._piles[number].setdefault(value, []).append(papers)
            self.tallies[number] += value * sum(many for _, many in papers)


def deal(papers: Iterable[tuple[Marks, int]], continuing: Collection[int]) -> tuple[dict[int, Papers], Papers]:
    """Papers by the first of their choices that is still in, and those that have none."""
    dealt: dict[int, Papers] = {number: [] for number in continuing}
    left: Papers = []
    for item in papers:
        for choice in item[0]:
            if choice in continuing:
                dealt[choice].append(item)
                break
        else:
            left.append(item)
    return dealt, left
