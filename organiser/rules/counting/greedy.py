"""Most votes first while the budget lasts: participatory budgeting as towns do it.

Projects are taken from most points down; one that no longer fits is passed over and the next is tried, as the Polish
towns of Pabulib reckon it. A project without any point is never taken.
"""

from collections.abc import Sequence

from organiser.rules.counting.result import Option
from organiser.rules.counting.ties import CHOSEN, Ties


def take_what_fits(options: Sequence[Option], totals: Sequence[int], budget: int, ties: Ties, taken: list[int]) -> None:
    """Add the numbers of the projects that are paid for to `taken`; `budget` is in the unit of the costs.

    Projects with equal points need a lot only where they cannot all be paid for: raises NeedsLot then, with those of
    more points taken.
    """
    left = budget
    for level in sorted({total for total in totals if total > 0}, reverse=True):
        fitting = [
            number for number, total in enumerate(totals, 1) if total == level and options[number - 1].cost <= left
        ]
        if sum(options[number - 1].cost for number in fitting) > left:
            fitting = ties.order(fitting, 1, (), 1, CHOSEN)
        for number in fitting:
            if options[number - 1].cost <= left:
                taken.append(number)
                left -= options[number - 1].cost
