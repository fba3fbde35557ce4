"""The single transferable vote by the rules of Scottish local elections: ranked papers, several winners.

The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52: a whole-number Droop
quota, weighted inclusive Gregory transfers of every paper an option holds, values to five decimals with any remainder
ignored, the largest surplus first, one exclusion at a time, ties by the latest earlier stage that differs and then by
lot. As the published counts of 2007 do, the papers of whoever drops out last still move on before the last places
are filled.
"""

from organiser.rules.counting.result import SCALE
from organiser.rules.counting.ties import SURPLUS_FIRST
from organiser.rules.counting.transfers import Piles


def droop_quota(valid: int, seats: int) -> int:
    """The fewest whole votes that only so many options as there are seats can reach (rule 46)."""
    return valid // (seats + 1) + 1


def transferable_vote(piles: Piles, seats: int, quota: int) -> None:
    """Count on from the first stage until every seat is filled. Raises NeedsLot with the stage still open.

    Where there are no more options than seats, all are elected.
    """
    needed = quota * SCALE
    vacancies = seats
    surpluses: set[int] = set()
    while True:
        reached = piles.by_votes(number for number in piles.continuing if piles.tallies[number] >= needed)
        piles.elect(reached)
        vacancies -= len(reached)
        surpluses.update(number for number in reached if piles.tallies[number] > needed)
        if len(piles.continuing) <= vacancies:
            piles.elect(piles.by_votes(piles.continuing))
            vacancies = 0
        if vacancies <= 0:
            piles.finish_stage()
            return
        if surpluses:
            most = max(piles.tallies[number] for number in surpluses)
            tied = [number for number in surpluses if piles.tallies[number] == most]
            first = piles.first_of(tied, 1, SURPLUS_FIRST)[0]
            surpluses.remove(first)
            piles.finish_stage()
            piles.move_surplus(first, needed)
        else:
            out = piles.lowest(vacancies)
            piles.exclude(out)
            piles.finish_stage()
            piles.move_all(out)
