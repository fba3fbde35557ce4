"""Papers on piles, one for each option, and their moves from pile to pile: what ranked counts share."""

from collections.abc import Iterable, Mapping, Sequence

from organiser.rules.counting.ballots import Ballots
from organiser.rules.counting.parcels import Parcel, parcel_of
from organiser.rules.counting.result import SCALE, Movement, Option, Stage, Transfer
from organiser.rules.counting.ties import DROPS_OUT, Lot, NeedsLot, Ties, plain_order


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
        # By option, then by the value at which it received them.
        self._piles: list[dict[int, Parcel]] = [{} for _ in range(len(options) + 1)]
        dealt, _ = parcel_of(ballots.papers).deal(self.continuing)
        for number, parcel in dealt.items():
            self._receive(number, parcel, SCALE)

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
            return plain_order(self._options, problem.unsettled.among)[-1]

    def first_of(self, tied: Sequence[int], take: int, why: str) -> list[int]:
        """Tied options in order, the first `take` surely told from the others; raises NeedsLot."""
        return self.ties.order(tied, take, self._history, self.stage, why)

    def by_votes(self, numbers: Iterable[int]) -> list[int]:
        """Options with most votes first; where it decides nothing, by earlier stages and then by their ids."""
        return sorted(
            plain_order(self._options, list(numbers)),
            key=lambda number: (
                -self.tallies[number],
                [-tallies[number - 1] for tallies in reversed(self._history)],
            ),
        )

    def move_all(self, source: int) -> None:
        """Move every paper of an option that dropped out on, each at the value at which it had come."""
        self._move(source, {value: value for value in self._piles[source]}, keep=0)

    def move_surplus(self, source: int, quota: int) -> None:
        """Move every paper of an option on that has more than the quota, each at its part of the surplus.

        The value of a paper is the surplus times the value at which it was received, divided by all votes of the
        option, to five decimals, any remainder ignored (SSI 2007/42, rule 48(3)).
        """
        total = self.tallies[source]
        self._move(source, {value: (total - quota) * value // total for value in self._piles[source]}, keep=quota)

    def _move(self, source: int, values: Mapping[int, int], keep: int) -> None:
        """Move the papers of an option on at new values, by those at which it holds them; it keeps so many votes."""
        moved: dict[int, list[int]] = {}
        pile, self._piles[source] = self._piles[source], {}
        for received, value in values.items():
            dealt, left = pile[received].deal(self.continuing)
            counts = {number: part.count for number, part in dealt.items()}
            for number, part in dealt.items():
                self._receive(number, part, value)
            self._exhausted += left * value
            for number, papers in (counts | {0: left}).items():
                if papers:
                    entry = moved.setdefault(number, [0, 0])
                    entry[0] += papers
                    entry[1] += papers * value
        lost = self.tallies[source] - keep - sum(votes for _, votes in moved.values())
        self.tallies[source] = keep
        self._lost += lost
        transfers = sorted(
            (Transfer(number, papers, votes) for number, (papers, votes) in moved.items()),
            key=lambda transfer: (transfer.to == 0, -transfer.papers, transfer.to),
        )
        self._movement = Movement(
            source, bool(keep), sum(transfer.papers for transfer in transfers), tuple(transfers), lost
        )

    def _receive(self, number: int, parcel: Parcel, value: int) -> None:
        self.tallies[number] += value * parcel.count
        lying = self._piles[number].setdefault(value, parcel)
        if lying is not parcel:
            lying.take(parcel)
