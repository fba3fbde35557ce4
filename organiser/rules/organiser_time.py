"""How many days organisers had for a seat: hours a week, over the days on which each of them had those hours."""

from collections.abc import Iterable
from datetime import date
from math import fsum
from typing import NamedTuple

# A working day has so many hours.
HOURS_A_DAY = 7
_DAYS_A_WEEK = 7
# More hours than a week has nobody works.
MOST_HOURS = 168


class Spell(NamedTuple):
    """So many hours a week from an ISO day to an ISO day, both included; until is "" while it lasts."""

    hours: float
    since: str
    until: str


def overlap(since: str, until: str, first: str, last: str) -> int:
    """How many days two spans of ISO days, all included, have in common; an `until` of "" never ends."""
    begins, ends = max(since, first), min(until or last, last)
    return max((date.fromisoformat(ends) - date.fromisoformat(begins)).days + 1, 0)


def hours_in(spells: Iterable[Spell], first: str, last: str) -> float:
    """The hours that spells come to over a span of ISO days, both included."""
    return fsum(spell.hours * overlap(spell.since, spell.until, first, last) / _DAYS_A_WEEK for spell in spells)


def days_in(spells: Iterable[Spell], first: str, last: str) -> float:
    """The same in working days, to one decimal."""
    return round(hours_in(spells, first, last) / HOURS_A_DAY, 1)


def hours_of(text: str) -> float:
    """Hours a week as they were typed ("17.5", "14 h", "14,5"), to one decimal; 0.0 where it is no number above 0."""
    plain = text.casefold().replace(",", ".").replace("hours", "").replace("hour", "").strip().rstrip("h").strip()
    if not plain.replace(".", "", 1).isascii() or not plain.replace(".", "", 1).isdigit():
        return 0.0
    hours = round(float(plain), 1)
    return hours if hours <= MOST_HOURS else 0.0
