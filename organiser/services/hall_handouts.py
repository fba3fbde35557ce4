"""Handing out an evening's jobs to other laptops: a sign-in desk, and a pile of papers to be keyed."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.signin import desk_of, desks
from organiser.services.conferences import OWN, Conference, Contest, find_contest
from organiser.services.handouts import HandedOut, Making, counted, write_file
from organiser.services.jobs import find_job
from organiser.services.keying import Pile, find_pile, piles
from organiser.services.output_file import target_of
from organiser.services.pages import folder_for, name_for
from organiser.services.places import JOIN_POSTCODE, PERSON_WARD
from organiser.services.signin import DESK
from organiser.store import clock
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
    chosen: list[tuple[int, int | str]] = [*people, *((-conference.id, vote.id) for vote in votes)]
    making = Making(find_job("sign-in"), target, title or f"desk {desk}", f": {counted(len(people))}", len(people))
    uid, operation, elsewhere = write_file(store, making, chosen, {DESK: desk, OWN: conference.uid})
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


# On screen -----------------------------------------------------------------------------------------------------------


class Offer(NamedTuple):
    """Something that can be handed out: in words, and the desk, or the code of a ward and the label of its pile."""

    words: str
    desk: str = ""
    ward: str = ""
    pile: str = ""


def offers(store: Store, conference: Conference) -> list[Offer]:
    """The desks of a conference and the piles that are open."""
    named = sorted({desk.name for vote in conference.votes for desk in desks(vote.desk)})
    found = [Offer(f"sign-in desk {name}", desk=name) for name in named]
    for vote in conference.votes:
        for pile in piles(store, vote):
            found.append(Offer(f"pile {pile.label} of {vote.ward.shown}", ward=vote.ward.gss, pile=pile.label))
    return found


def hand_out(store: Store, conference: Conference, offer: Offer) -> HandedOut:
    """Write the file of an offer; it lies in a folder of our own."""
    moment = f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"
    path = folder_for("handed-out") / f"{name_for(offer.words)}-{moment}.organiser"
    if offer.desk:
        return hand_out_desk(store, conference, offer.desk, path)
    vote = find_contest(conference, offer.ward)
    return hand_out_pile(store, vote, find_pile(store, vote, offer.pile), path)
