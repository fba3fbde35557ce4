"""The sign-in desk: what a line typed there means, and at which desk somebody's paper lies."""

import re
from typing import NamedTuple

from organiser.rules.names import fold
from organiser.rules.postcodes import find_postcode, parse_postcode

_DESK = re.compile(r"\s*([^:;]+?)\s*:\s*([^\W\d_])\s*[-–—]\s*([^\W\d_])\s*")


class WalkIn(NamedTuple):
    """Somebody who came in without being here: a name, and the postcode that proves the ward ("" not said)."""

    name: str
    postcode: str


class Desk(NamedTuple):
    """A desk and the letters of the family names that are served there, folded; "" for all."""

    name: str
    first: str = ""
    last: str = ""


def read_walk_in(text: str) -> WalkIn:
    """A line as it is typed: `Amina Ahmed SE13 5AB`, `se135ab Amina Ahmed`, `Amina Ahmed, SE13 5AB`."""
    words = text.replace(",", " ").split()
    for size in (2, 1):
        for start in (len(words) - size, 0):
            code = parse_postcode("".join(words[start : start + size])) if start >= 0 else ""
            if code:
                return WalkIn(" ".join(words[:start] + words[start + size :]), code)
    code, rest = find_postcode(text)
    return WalkIn(" ".join(rest.replace(",", " ").split()), code)


def name_fold(name: str) -> str:
    """What two spellings of a name at the desk share: folded, its words in the order of the alphabet."""
    return " ".join(sorted(fold(name).split()))


def desks(text: str) -> tuple[Desk, ...]:
    """The desks of a ward, from `2`, or from `1: A-K; 2: L-Z` where its papers are split by family name.

    ValueError where the letters of several desks overlap or leave some out.
    """
    parts = [part for part in text.split(";") if part.strip()]
    if len(parts) <= 1 and ":" not in text:
        return tuple(Desk(part.strip()) for part in parts)
    found = []
    for part in parts:
        read = _DESK.fullmatch(part)
        if read is None:
            raise ValueError(part.strip())
        found.append(Desk(read[1], fold(read[2]), fold(read[3])))
    ordered = sorted(found, key=lambda desk: desk.first)
    ends = [desk.last for desk in ordered]
    if ordered[0].first != "a" or ends[-1] != "z" or any(desk.first > desk.last for desk in ordered):
        raise ValueError(text.strip())
    if any(ord(after.first) != ord(end) + 1 for end, after in zip(ends, ordered[1:], strict=False)):
        raise ValueError(text.strip())
    return tuple(found)


def desk_of(text: str, name: str) -> str:
    """The desk at which somebody's paper lies, by the last word of the name; "" where the ward has none.

    A name of another script belongs to the last desk.
    """
    known = desks(text)
    if not known:
        return ""
    last = (fold(name).split() or [""])[-1][:1]
    return next((desk.name for desk in known if not desk.first or desk.first <= last <= desk.last), known[-1].name)
