"""What a seat returns to the evaluator: dates, kinds and course codes, and keyed hashes that tell who is known twice.

A hash is of a folded name with one e-mail address or number, keyed with the scheme's secret (HMAC-SHA-256, the first 16
bytes in hex). Nobody without the secret can try names against it; two seats that know somebody by the same name and the
same address give the same hash. Who left no address has none, and counts where they are.
"""

import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import zip_longest
from typing import NamedTuple

from organiser.rules.events import KINDS
from organiser.rules.pilot import Act, Completed, Definition
from organiser.text import safe_text

KIND = "organiser seat return"
SCHEMA = 1
_NONE = "it is no return of a seat"


class Entry(NamedTuple):
    """One person of a return: hashes, acts as (day, kind), courses completed as (day, code)."""

    hashes: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]
    courses: tuple[tuple[str, str], ...]


class Return(NamedTuple):
    """A seat's return: the scheme by the mark of its key, the seat by its code, the period, the day as known on,
    the definition by its digest, the people.
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
    """What returns come to together: acts and courses of people told apart by number, and those known in several."""

    acts: list[Act]
    completed: list[Completed]
    in_several: frozenset[int]


def mark_of(secret: str) -> str:
    """What a scheme is known by in its returns: each seat's own file has the key, and no other scheme has this mark."""
    return hmac.new(bytes.fromhex(secret), b"scheme", sha256).hexdigest()[:32]


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
    except (ValueError, RecursionError):
        raise ValueError(_NONE) from None
    if not isinstance(body, dict) or body.get("kind") != KIND:
        raise ValueError(_NONE)
    if body.get("schema") != SCHEMA:
        raise ValueError("it was written by a newer organiser")
    try:
        people = tuple(
            Entry(tuple(map(_hash, one["hashes"])), _pairs(one["acts"]), _pairs(one["courses"]))
            for one in body["people"]
        )
        if any(kind not in KINDS for one in people for _, kind in one.acts):
            raise ValueError
        scheme, definition, seat = _hash(body["scheme"]), str(body["definition"]), str(body["seat"])
        since, until, known = (_day(body[name]) for name in ("from", "to", "as_known_on"))
    except (KeyError, TypeError, ValueError):
        raise ValueError("a part of it is missing, or is not what a return holds") from None
    return Return(scheme, seat, since, until, known, definition, people)


def _pairs(told: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((_day(day), safe_text(str(what))) for day, what in told)


def _day(told: object) -> str:
    text = str(told)
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError
    return text


def _hash(told: object) -> str:
    if not isinstance(told, str) or len(told) != 32 or set(told) - set("0123456789abcdef"):
        raise ValueError
    return told


def together(returns: Mapping[int, Return], rule: Definition) -> Known:
    """What the returns of seats, by the seat's number, come to: who shares a hash across seats is one person.

    It does not depend on the order of the returns. Only what the definition counts is told.
    """
    entries = sorted((seat, one) for seat, told in returns.items() for one in told.people)
    acts: list[Act] = []
    completed: list[Completed] = []
    seats: dict[int, set[int]] = {}
    for person, (seat, one) in zip(_joined(entries), entries, strict=True):
        seats.setdefault(person, set()).add(seat)
        did = enumerate(sorted(one.acts), len(acts) + 1)
        acts += [Act(person, day, seat, number) for number, (day, kind) in did if kind in rule.acts]
        done = enumerate(sorted(one.courses), len(completed) + 1)
        completed += [Completed(person, day, seat, number) for number, (day, code) in done if code in rule.courses]
    return Known(acts, completed, frozenset(person for person, found in seats.items() if len(found) > 1))


def _joined(entries: Sequence[tuple[int, Entry]]) -> list[int]:
    """A number for each person of each seat, the same for those who share a hash, directly or through others.

    Two of one seat who share a hash are two people: of one name with one telephone, their own seat tells them apart,
    and no other seat makes them one. The first of them there is taken for the first elsewhere.
    """
    root = list(range(len(entries)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    holders: dict[str, dict[int, list[int]]] = {}
    for place, (seat, one) in enumerate(entries):
        for told in dict.fromkeys(one.hashes):
            holders.setdefault(told, {}).setdefault(seat, []).append(place)
    # Whom a group may not be joined with: others who have one of these, a hash that several of a seat share.
    apart: dict[int, set[tuple[str, int]]] = {}
    for told, seats in holders.items():
        for seat, places in seats.items():
            for place in places if len(places) > 1 else ():
                apart.setdefault(place, set()).add((told, seat))
    for _, seats in sorted(holders.items()):
        for same in zip_longest(*seats.values()):
            first, *others = (find(place) for place in same if place is not None)
            for other in map(find, others):
                first = find(first)
                theirs, ours = apart.get(other, set()), apart.get(first, set())
                if other != first and not theirs & ours:
                    root[max(first, other)] = min(first, other)
                    apart[min(first, other)] = theirs | ours
    return [find(place) + 1 for place in range(len(entries))]
