"""A spell of days in a few words: `this month`, `last 90 days`, `2026`, `March 2026`, `since 1 March 2026`."""

import re
from calendar import monthrange
from datetime import date, timedelta

from organiser.rules.dates import parse_date, uk_date

_DAYS = re.compile(r"(?:the\s+)?(?:last\s+)?(\d{1,4})\s+(day|week)s?", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:from\s+)?(.+?)\s+(?:to|until|till|–|-)\s+(.+)", re.IGNORECASE)
_SINCE = re.compile(r"(since|from|until|till|up to)\s+(.+)", re.IGNORECASE)
ALL = "all that was said"
# What a screen offers to choose from.
OFFERED = (ALL, "last 30 days", "last 90 days", "this month", "last month", "this year", "last year")


def read_spell(text: str, today: str) -> tuple[str, str] | None:
    """The first and the last ISO day of a spell, both included, "" for open; None where it is not understood."""
    words = " ".join(text.casefold().split())
    now = date.fromisoformat(today)
    if words in ("", "all", ALL):
        return "", ""
    if found := _DAYS.fullmatch(words):
        days = int(found[1]) * (7 if found[2] == "week" else 1)
        return ((now - timedelta(days=days - 1)).isoformat(), today) if days else None
    named = {
        "this month": (now.year, now.month),
        "last month": (now.year - (now.month == 1), (now.month - 2) % 12 + 1),
        "this year": (now.year, 0),
        "last year": (now.year - 1, 0),
    }
    if words in named:
        return _of(*named[words])
    if re.fullmatch(r"(?:19|20)\d\d", words):
        return _of(int(words), 0)
    # `March 2026` is a month that has a first day.
    if first := parse_date(f"1 {words}"):
        return _of(int(first[:4]), int(first[5:7]))
    if day := parse_date(words):
        return day, day
    return _since(words) or _between(words)


def _since(words: str) -> tuple[str, str] | None:
    found = _SINCE.fullmatch(words)
    day = parse_date(found[2]) if found else ""
    if not found or not day:
        return None
    return (day, "") if found[1] in ("since", "from") else ("", day)


def _between(words: str) -> tuple[str, str] | None:
    found = _BETWEEN.fullmatch(words)
    days = (parse_date(found[1]), parse_date(found[2])) if found else ("", "")
    return days if all(days) and days[0] <= days[1] else None


def _of(year: int, month: int) -> tuple[str, str]:
    """The first and last day of a month; of a year where the month is 0."""
    last = monthrange(year, month or 12)[1]
    return date(year, month or 1, 1).isoformat(), date(year, month or 12, last).isoformat()


def spell_words(since: str, until: str, today: str) -> str:
    """A spell in words, as people write days."""
    if since and until:
        return uk_date(since, today) if since == until else f"{uk_date(since, today)} to {uk_date(until, today)}"
    if since or until:
        return f"since {uk_date(since, today)}" if since else f"up to {uk_date(until, today)}"
    return ALL
