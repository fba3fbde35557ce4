"""What a seat returns to the evaluator: dates, kinds and course codes, and keyed hashes that tell who is known twice.

A hash is of a folded name with one e-mail address or number, keyed with the scheme's secret (HMAC-SHA-256, the first 16
bytes in hex). Nobody without the secret can try names against it; two seats that know somebody by the same name and the
same address give the same hash. Who left no address has none, and counts where they are.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from organiser.rules.pilot import Act, Completed

KIND = "organiser seat return"
SCHEMA = 1


class Entry(NamedTuple):
    """One person of a return: hashes, acts as (day, kind), courses completed as (day, code)."""

    hashes: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]
    courses: tuple[tuple[str, str], ...]


class Return(NamedTuple):
    """A seat's return: the scheme by its uid, the seat by its code, the period, the day as known on, the definition by
    its digest, the people.
    """

    scheme: str
    seat: str
    since: str
    until: str
    known: str
    definition: str
    people: tuple[Entry, ...]

    @property
    def digest(self) -> str:
        return sha256(to_text(self).encode()).hexdigest()


class Known(NamedTuple):
    """What returns come to together: acts and courses of people told apart by number, and who is in several seats."""

    acts: list[Act]
    completed: list[Completed]
    in_several: int


def hashes(secret: str, name: str, addresses: Iterable[str]) -> tuple[str, ...]:
    """The hashes of a folded name with each address, in ascending order; `secret` is in hex."""
    key = bytes.fromhex(secret)
    told = (f"{name}\n{address}".encode() for address in addresses)
    return tuple(sorted({hmac.new(key, one, sha256).hexdigest()[:32] for one in told}))


def to_text(told: Return) -> str:
    """A return as it is written into a file: the same for the same content, people in the order of their content."""
    people = sorted((list(one.hashes), sorted(one.acts), sorted(one.courses)) for one in told.people)
    body = {
        "kind": KIND,
        "schema": SCHEMA,
        "scheme": told.scheme,
        "seat": told.seat,
        "from": told.since,
        "to": told.until,
        "as_known_on": told.known,
        "definition": told.definition,
        "people": [{"hashes": found, "acts": acts, "courses": courses} for found, acts, courses in people],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def from_text(text: str) -> Return:
    """A return as a file has it; ValueError with a sentence where it is none."""
    try:
        body = json.loads(text)
        if not isinstance(body, dict) or body.get("kind") != KIND:
            raise ValueError("it is no return of a seat")
        if body["schema"] != SCHEMA:
            raise ValueError("it was written by a newer organiser")
        people = tuple(
            Entry(tuple(map(str, one["hashes"])), _pairs(one["acts"]), _pairs(one["courses"])) for one in body["people"]
        )
        names = ("scheme", "seat", "from", "to", "as_known_on", "definition")
        scheme, seat, since, until, known, definition = (str(body[name]) for name in names)
        return Return(scheme, seat, since, until, known, definition, people)
    except (KeyError, TypeError, json.JSONDecodeError):
        raise ValueError("it is no return of a seat, or a part of it is missing") from None


def _pairs(told: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(day), str(what)) for day, what in told)


def together(returns: Mapping[int, Return]) -> Known:
    """What the returns of seats, by the seat's number, come to: people who share a hash are one person.

    It does not depend on the order of the returns.
    """
    entries = sorted((seat, one) for seat, told in returns.items() for one in told.people)
    acts: list[Act] = []
    completed: list[Completed] = []
    seats: dict[int, set[int]] = {}
    for person, (seat, one) in zip(_joined([one.hashes for _, one in entries]), entries, strict=True):
        seats.setdefault(person, set()).add(seat)
        acts += [Act(person, day, seat, number) for number, (day, _) in enumerate(sorted(one.acts), len(acts))]
        done = enumerate(sorted(one.courses), len(completed))
        completed += [Completed(person, day, seat, number) for number, (day, _) in done]
    return Known(acts, completed, sum(len(found) > 1 for found in seats.values()))


def _joined(groups: Sequence[Sequence[str]]) -> list[int]:
    """A number for each group of hashes, the same for groups that share one, directly or through others."""
    root = list(range(len(groups)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    first: dict[str, int] = {}
    for place, group in enumerate(groups):
        for one in group:
            other = find(first.setdefault(one, place))
            mine = find(place)
            root[max(mine, other)] = min(mine, other)
    return [find(place) + 1 for place in range(len(groups))]
