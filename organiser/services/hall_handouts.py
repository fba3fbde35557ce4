"""Handing out an evening's jobs to other laptops: a sign-in desk, and a pile of papers to be keyed."""

from collections.abc import Iterator
from pathlib import Path

from organiser.errors import USAGE, Problem
from organiser.rules.signin import desk_of, desks
from organiser.services.conferences import Conference, Contest
from organiser.services.handouts import HandedOut, Making, counted, write_file
from organiser.services.jobs import find_job
from organiser.services.keying import Pile
from organiser.services.output_file import target_of
from organiser.services.places import JOIN_POSTCODE, PERSON_WARD
from organiser.services.signin import DESK
from organiser.store.store import Store
from organiser.text import safe_text


def hand_out_desk(store: Store, conference: Conference, desk: str, path: Path, *, title: str = "") -> HandedOut:
    """Write the file of a sign-in desk: its wards, who lives there and belongs to it, and who has a paper already.

    Problem where no ward has its papers at that desk, or the file cannot be made.
    """
    desk = safe_text(desk)
    votes = [vote for vote in conference.votes if desk in {one.name for one in desks(vote.desk)}]
    if not votes:
        named = sorted({one.name for vote in conference.votes for one in desks(vote.desk)})
        said = f" There are: {', '.join(named)}." if named else " 'organiser conference rules --desk 1' says which."
        raise Problem(f"No ward has its papers at desk {desk}.{said}", USAGE)
    target = target_of(store, path)
    people = list(_people(store, votes, desk))
    chosen: list[tuple[int, int | str]] = [*people, *((0, vote.id) for vote in votes)]
    making = Making(find_job("sign-in"), target, title or f"desk {desk}", f": {counted(len(people))}", len(people))
    uid, operation, elsewhere = write_file(store, making, chosen, {DESK: desk})
    return HandedOut(target, uid, making.title, making.job, len(people), {}, elsewhere, False, operation)


def _people(store: Store, votes: list[Contest], desk: str) -> Iterator[tuple[int, int]]:
    """Who lives in the wards and belongs to a desk, each with the vote of their ward."""
    for vote in votes:
        for person, name in store.rows(
            f"SELECT person.id, given || ' ' || family FROM person {JOIN_POSTCODE} WHERE {PERSON_WARD} = ?",
            (vote.ward.id,),
        ):
            if desk_of(vote.desk, name) == desk:
                yield person, vote.id


def hand_out_pile(store: Store, vote: Contest, pile: Pile, path: Path, *, title: str = "") -> HandedOut:
    """Write the file for keying a pile: what stands on the paper, how many there are, and nobody.

    What others keyed of it does not go out: the two who key a pile do not see each other's rows.
    """
    target = target_of(store, path)
    making = Making(find_job("keying"), target, title or f"pile {pile.label} of {vote.ward.shown}", "", 0)
    uid, operation, _ = write_file(store, making, [(pile.id, vote.id)], {})
    return HandedOut(target, uid, making.title, making.job, 0, {}, 0, False, operation)
