"""What is heard across the wards of a council: in how many wards, how often, and how far it was taken."""

from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.services.issues import Issue, issues
from organiser.services.levels import Raised, level_of, raised
from organiser.services.offices import one_council
from organiser.services.people import MOST
from organiser.services.places import Place
from organiser.services.ranking import Asked, ranking
from organiser.store.store import Store


class Across(NamedTuple):
    """An issue across wards: in how many it is heard and in how many it comes first, alone or tied; the conversations
    and households; how it moves (Ranked); to which level it was raised, and each time that it was, the latest first."""

    issue: Issue
    wards: int
    first_in: int
    conversations: int
    households: int
    now: int
    before: int
    level: str
    raised: list[Raised]

    @property
    def change(self) -> int:
        return self.now - self.before


class Borough(NamedTuple):
    """The issues of a council, those heard in the most wards first; in how many wards somebody was asked."""

    council: Place
    wards: int
    asked: int
    across: list[Across]
    more: bool


def councils(store: Store) -> list[Place]:
    """The councils in whose wards something was heard, where the most was heard first."""
    rows = store.rows(
        "SELECT council.id, council.gss, council.name FROM"
        " (SELECT ward_id, count(*) AS heard FROM conversation GROUP BY ward_id) JOIN ward ON ward.id = ward_id"
        " JOIN council ON council.id = council_id GROUP BY council.id ORDER BY sum(heard) DESC, council.name"
    )
    return [Place(*row) for row in rows]


def borough(store: Store, council: str = "", since: str = "", until: str = "") -> Borough:
    """What is heard across the wards of a council by name or code, else of the one where the most was heard.

    Problem where the council is not known, or where nothing was heard anywhere.
    """
    if council:
        place = one_council(store, council)
    else:
        found = councils(store)
        if not found:
            raise Problem("Nothing was heard at a door yet: 'organiser doorstep import' and 'doorstep add'.", USAGE)
        place = found[0]
    heard = ranking(store, Asked(council=place.gss, since=since, until=until))
    of_issue: dict[int, list[int]] = {}
    for ward in heard.wards:
        for ranked in ward.ranking:
            of_issue.setdefault(ranked.issue.id, []).append(ranked.place)
    taken = _taken(store, place.id)
    # What was taken further stands here though nobody names it any more.
    silent = sorted(taken.keys() - of_issue.keys())
    known = issues(store) if silent else {}
    lines = [
        Across(
            one.issue,
            len(of_issue.get(one.issue.id, ())),
            of_issue.get(one.issue.id, []).count(1),
            one.conversations,
            one.households,
            one.now,
            one.before,
            level_of(taken.get(one.issue.id, ()), place.id),
            taken.get(one.issue.id, []),
        )
        for one in heard.ranking
        if one.issue.offered
    ]
    lines += [
        Across(known[issue], 0, 0, 0, 0, 0, 0, level_of(taken[issue], place.id), taken[issue]) for issue in silent
    ]
    lines.sort(key=lambda one: (-one.wards, -one.conversations, one.issue.name.casefold(), one.issue.uid))
    return Borough(place, len(heard.wards), heard.figures.people, lines[:MOST], heard.more)


def _taken(store: Store, council: int) -> dict[int, list[Raised]]:
    """What was raised in this council or to national level, by issue."""
    found: dict[int, list[Raised]] = {}
    for one in raised(store):
        if one.council is None or one.council.id == council:
            found.setdefault(one.issue_id, []).append(one)
    return found
