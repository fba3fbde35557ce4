"""Instant run-off: ranked papers, one winner.

The option with the fewest votes drops out and its papers move on to their next choice, until one option has more than
half of the votes that are still in play. Options drop out, and ties are broken, just as in an STV count with one seat:
the stages are those of such a count and the winner is always the same, but this count ends as soon as nobody can
overtake the winner, where STV goes on until the quota (half of all valid papers) is reached or one option is left.
"""

from organiser.rules.counting.transfers import Piles


def instant_runoff(piles: Piles) -> None:
    """Count on from the first stage to the one that has a winner. Raises NeedsLot with the stage still open."""
    while True:
        ahead = max(piles.continuing, key=piles.tallies.__getitem__)
        in_play = sum(piles.tallies[number] for number in piles.continuing)
        if 2 * piles.tallies[ahead] > in_play or len(piles.continuing) == 1:
            piles.elect([ahead])
            piles.finish_stage()
            return
        out = piles.lowest(1)
        piles.exclude(out)
        piles.finish_stage()
        piles.move_all(out)
