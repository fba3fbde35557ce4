"""Ties: looked back upon first, then settled by a lot, never silently.

The rule is announced before the papers are opened. Tied options are compared at the latest earlier stage at which they
differ (SSI 2007/42, rules 49(2) and 51(2)). Those that were equal throughout go by lot: one drawn by hand and entered,
or one that follows from a seed which was fixed beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from organiser.rules.counting.result import Option, Tie, Unsettled

LOOK_BACK, LOT, BY_HAND = "look-back", "lot", "by hand"
# What a lot decides.
DROPS_OUT, SURPLUS_FIRST, CHOSEN = "drop out", "surplus first", "chosen"


@dataclass(frozen=True, slots=True)
class Lot:
    """How lots fall: by a seed, or in orders drawn by hand (ids of options, the first preferred); or not at all.

    An order drawn by hand serves every tie whose options it holds. Who saw it drawn is for the caller to keep.
    """

    seed: str | None = None
    by_hand: tuple[tuple[str, ...], ...] = ()


NO_LOT = Lot()


class NeedsLot(Exception):
    """A tie that only a lot can break, and none was drawn."""

    def __init__(self, unsettled: Unsettled) -> None:
        super().__init__(unsettled.why)
        self.unsettled = unsettled


def seeded_order(seed: str, ids: Sequence[str]) -> list[str]:
    """Ids in the order of a seed, the first preferred: ascending by SHA-256 of the seed, a line feed and the id."""
    return sorted(ids, key=lambda id_: sha256(f"{seed}\n{id_}".encode("utf-8", "surrogateescape")).digest())


def plain_order(options: Sequence[Option], numbers: Sequence[int]) -> list[int]:
    """Numbers of options in the order of their ids, not of the list: for where it decides nothing."""
    return sorted(numbers, key=lambda number: (len(options[number - 1].id), options[number - 1].id))


class Ties:
    """Breaks the ties of one count and remembers how."""

    def __init__(self, options: Sequence[Option], lot: Lot) -> None:
        self._options = options
        self._lot = lot
        self.broken: list[Tie] = []

    def order(
        self, tied: Sequence[int], take: int, earlier: Sequence[Sequence[int]], stage: int, why: str
    ) -> list[int]:
        """Tied options in order, those preferred in front, so that the first `take` are surely told from the others.

        `earlier` are the tallies of the stages before this one, oldest first; `stage` is this one's number, `why` what
        is to be decided. Raises NeedsLot where it takes a lot and none was drawn.
        """
        ordered = plain_order(self._options, tied)
        if not 0 < take < len(tied):
            return ordered
        past = {number: [-tallies[number - 1] for tallies in reversed(earlier)] for number in tied}
        ordered.sort(key=past.__getitem__)
        last, first_not = ordered[take - 1], ordered[take]
        if past[last] != past[first_not]:
            self._note(stage, tied, LOOK_BACK, ordered)
            return ordered
        equal = [number for number in ordered if past[number] == past[last]]
        drawn, how = self._drawn(equal)
        if not drawn:
            raise NeedsLot(Unsettled(stage, tuple(sorted(equal)), why))
        if len(equal) < len(tied):
            self._note(stage, tied, LOOK_BACK, ordered)
        place = ordered.index(equal[0])
        ordered[place : place + len(equal)] = drawn
        self._note(stage, equal, how, drawn)
        return ordered

    def _drawn(self, equal: Sequence[int]) -> tuple[list[int], str]:
        """Options in the order of a lot and how it was drawn; ([], "") where none was."""
        by_id = {self._options[number - 1].id: number for number in equal}
        orders = [order for order in self._lot.by_hand if by_id.keys() <= set(order)]
        if orders:
            # Of several draws the one for just these options is meant.
            order = min(orders, key=len)
            return [by_id[id_] for id_ in order if id_ in by_id], BY_HAND
        if self._lot.seed is not None:
            return [by_id[id_] for id_ in seeded_order(self._lot.seed, list(by_id))], LOT
        return [], ""

    def _note(self, stage: int, among: Sequence[int], how: str, order: Sequence[int]) -> None:
        self.broken.append(Tie(stage, tuple(sorted(among)), how, tuple(order)))
