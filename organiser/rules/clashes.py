"""What stands where one thing was changed in two places: on this laptop, and on one or more that it was handed out to.

The order in which the files come back must not matter. So what this laptop itself changed stands, and of what several
others changed the latest stands (of the same moment what is later in code point order); either way somebody is asked.
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

# What a field says. The first part is what counts; any further one is the day that goes with it.
Said = tuple[str, ...]


class Came(NamedTuple):
    """What another laptop said of a field, and the moment of its last change there (UTC)."""

    at: str
    said: Said


class Settled(NamedTuple):
    """What stands, and with which other sayings it clashes."""

    said: Said
    clashes: list[tuple[Said, Said]]


def settle(base: Said | None, here: Said, came: Came, others: Iterable[Came], *, own: bool) -> Settled:
    """Decide on one field of one thing.

    `base` is how it went out (None: it was not there then), `here` how it stands, `own` whether it was this laptop that
    made it so, `came` what comes back now and `others` what came back from elsewhere before.
    """
    if came.said == base:
        return Settled(here, [])
    rivals = [other for other in others if other.said != base]
    if own and (here != base or rivals):
        clashes = [] if here[0] == came.said[0] else [(here, came.said)]
        return Settled(_first_day(here[0], [here, came.said]), clashes)
    clashes = [(other.said, came.said) for other in rivals if other.said[0] != came.said[0]]
    latest = max([*rivals, came]).said[0]
    return Settled(_first_day(latest, [came.said, *(other.said for other in rivals)]), clashes)


def _first_day(what: str, said: Iterable[Said]) -> Said:
    """Who did the same did it on the first of their days."""
    return min(one for one in said if one[0] == what)


class Clash(NamedTuple):
    """A question that a clash leaves: of which thing (its kind, code and title), which field, and the two sayings."""

    table: str
    uid: str
    title: str
    field: str
    one: str
    other: str

    @property
    def words(self) -> str:
        """The clash in a sentence."""
        one, other = (f"'{said}'" if said else "nothing" for said in (self.one, self.other))
        return f"the {self.field} of the {self.table} '{self.title}' was changed in two places: {one} and {other}"


def clash(table: str, uid: str, title: str, field: str, pair: tuple[Said, Said]) -> Clash:
    """The question about a pair of sayings, the same whichever of them came first."""
    one, other = sorted(" ".join(filter(None, said)) for said in pair)
    return Clash(table, uid, title, field, one, other)


def to_value(found: Clash) -> str:
    """A clash as the value of its question: two that are equal are one question."""
    return json.dumps(found, ensure_ascii=False)


def from_value(value: str) -> Clash:
    """The clash that the value of a question tells."""
    return Clash(*json.loads(value))
