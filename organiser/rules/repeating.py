"""When the next of a repeating task is due, and days ahead as people name them: "tomorrow", "friday", "in 2 weeks".

A repeating task never drifts: the next date is counted from the day it was due, not from the day it was done, and who
asked for the 31st gets the last day of a shorter month and the 31st again after it.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.dates import parse_date

_UNITS = {"day": "day", "week": "week", "fortnight": "week", "month": "month", "quarter": "month", "year": "year"}
_TIMES = {"fortnight": 2, "quarter": 3}
_ADVERBS = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_SPAN = re.compile(rf"(?:(\d{{1,2}})\s*)?({'|'.join(_UNITS)})s?(?: on day (\d\d))?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LAST_DAY_OF_ALL_MONTHS = 28


class Every(NamedTuple):
    """How a task repeats: each so many days, weeks, months or years.

    `day` is the day of the month that is meant where that is after the 28th, so that it comes back after a shorter
    month; else 0.
    """

    number: int
    unit: str
    day: int = 0

    @property
    def words(self) -> str:
        """As people write it: "2 weeks"."""
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"

    @property
    def kept(self) -> str:
        """As it is kept, read again by parse_every(): "1 month on day 31"."""
        return f"{self.words} on day {self.day}" if self.day else self.words

    def starting(self, due: str) -> "Every":
        """The same for a task first due on an ISO day ("": not said)."""
        day = int(due[8:10]) if due and self.unit in ("month", "year") else 0
        return self._replace(day=day if day > _LAST_DAY_OF_ALL_MONTHS else 0)


def parse_every(text: str) -> Every | None:
    """A span as people write it ("1 week", "every 2 months", "fortnightly"); None where it is none."""
    words = " ".join(text.casefold().split()).removeprefix("every ")
    found = _SPAN.fullmatch(_ADVERBS.get(words, words))
    if not found:
        return None
    number = int(found[1] or 1) * _TIMES.get(found[2], 1)
    return Every(number, _UNITS[found[2]], int(found[3] or 0)) if number else None


def next_due(due: str, every: Every, today: str) -> str:
    """The first date of the series after both the ISO day `due`, from which it is counted, and `today`."""
    start, after = date.fromisoformat(due), max(date.fromisoformat(due), date.fromisoformat(today))
    if every.unit in ("day", "week"):
        step = timedelta(days=every.number * (7 if every.unit == "week" else 1))
        return (start + step * ((after - start) // step + 1)).isoformat()
    months = every.number * (12 if every.unit == "year" else 1)
    passed = (after.year - start.year) * 12 + after.month - start.month
    # The date in the month of `after` itself may come before or after that day.
    times = max(1, passed // months)
    found = _months_later(start, months * times, every.day)
    return (found if found > after else _months_later(start, months * (times + 1), every.day)).isoformat()


def _months_later(start: date, months: int, day: int) -> date:
    """The same day so many months later, or the last one of a month that has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(day or start.day, monthrange(year, month + 1)[1]))


def day_ahead(text: str, today: str) -> str:
    """The ISO day that somebody names who looks ahead from `today`, or "" where none is named.

    A date, with or without its year; today, tomorrow, a day of the week (the next one), "in 3 days", "2 weeks".
    """
    words = " ".join(text.casefold().split())
    now = date.fromisoformat(today)
    if words in ("today", "tomorrow"):
        return (now + timedelta(days=words == "tomorrow")).isoformat()
    weekday = next((place for place, name in enumerate(_WEEKDAYS) if len(words) > 2 and name.startswith(words)), None)
    if weekday is not None:
        return (now + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1)).isoformat()
    if span := parse_every(words.removeprefix("in ").replace("next ", "1 ")):
        return next_due(today, span, today)
    if found := parse_date(text):
        return found
    this_year = parse_date(f"{words} {now.year}")
    return this_year if not this_year or this_year >= today else parse_date(f"{words} {now.year + 1}")
