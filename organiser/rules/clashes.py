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


def settle(base: Said | None, here: Said, came: Came, others: Iterable[Came]) -> Settled:
    """Decide on one field of one thing.

    `base` is how it went out (None: it was not there then), `here` how it stands, `came` what comes back now and
    `others` what came back from elsewhere before.
    """
    if came.said == base:
        return Settled(here, [])
    rivals = [other for other in others if other.said != base]
    if here == base:
        return Settled(came.said, [])
    if here[0] == came.said[0]:
        # Both did the same: on the first of the two days.
        return Settled(min(here, came.said), [])
    mine = [other for other in rivals if other.said[0] == here[0]]
    if not mine:
        return Settled(here, [(here, came.said)])
    latest = max([*mine, came])
    clashes = [(other.said, came.said) for other in rivals if other.said[0] != came.said[0]]
    return Settled(came.said if latest == came else here, clashes)


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
