"""A line of words and filters, as people type it: `bri lane ward:"Crofton Park" offer:leaflets`."""

import re
from typing import NamedTuple

from organiser.text import safe_text

# What can be asked for by name, and how that is put in words.
FILTERS = {
    "ward": "lives in a ward",
    "branch": "lives where a branch is",
    "tag": "has a tag",
    "register": "on, not on or unknown",
    "membership": "member, affiliated, non-member, unknown …",
    "offer": "offers something: leaflets, lifts …",
    "day": "can on a day: Saturday …",
    "role": "holds a role: helper, champion …",
    "language": "speaks a language",
    "access": "has an access need",
    "supports": "supports a councillor or branch",
    "rung": "has come so far on the ladder: helper, activist, trained, leader",
    "new": "added in so many days: 7",
    "unspoken": "not spoken to for so many days: 42",
    "change": "new or changed by a change, by its number in the history",
    "no": "has no ward, link, phone, email or tag",
}
_FILTER = re.compile(rf'(?<!\S)({"|".join(FILTERS)}):(?:"([^"]*)"?|(\S*))', re.IGNORECASE)


class Line(NamedTuple):
    """The words of a line, and its filters by name in the order in which they were typed, the last of each name."""

    text: str
    filters: dict[str, str]


def parse_line(text: str) -> Line:
    """Take a line apart. A filter whose value is not typed yet (`ward:`) is none; a quote may stay open."""
    text = safe_text(text)
    filters = {found[1].lower(): (found[2] or found[3] or "").strip() for found in _FILTER.finditer(text)}
    words = " ".join(_FILTER.sub(" ", text).split())
    return Line(words, {name: value for name, value in filters.items() if value})


def with_filter(text: str, name: str, value: str) -> str:
    """The line with a filter set to another value, or taken out ("")."""
    line = parse_line(text)
    filters = {kept: known for kept, known in line.filters.items() if kept != name}
    if value:
        filters[name] = value.replace('"', "")
    said = [f'{kept}:"{known}"' if " " in known else f"{kept}:{known}" for kept, known in filters.items()]
    return " ".join(filter(None, (line.text, *said)))


_LAST = re.compile(rf'(?:(?<=\s)|^)(?:({"|".join(FILTERS)}):)?("[^"]*"?|\S*)$', re.IGNORECASE)


def last_filter(text: str) -> tuple[str, str]:
    """What is being typed at the end of a line: the filter ("" for a mere word), and what was begun of its value."""
    found = _LAST.search(text)
    if found is None:
        return "", ""
    return (found[1] or "").lower(), found[2].strip('"')
