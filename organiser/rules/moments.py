"""Moments as forms and programs write them, read as the day and the time of day in London.

Whether 3/4/2026 is in March or in April no cell can tell by itself: its whole column can.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from organiser.rules.dates import parse_date

_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?)?\s*(.*)", re.IGNORECASE)
# Google writes `GMT+1`, programs `+01:00` or `Z`. Letters alone (BST, EST) are left unread: whose they are is unsure.
_ZONE = re.compile(r"(Z|UTC|GMT)?\s*(?:([+-])(\d{1,2}):?(\d{2})?)?", re.IGNORECASE)
_BEFORE_TIME = re.compile(r"(?:[\sTt,]|\bat\b)+$")
_LONGEST = 80
_NOON = 12


class Moment(NamedTuple):
    """An ISO day ("" where none could be read) and the time of day as HH:MM ("" where none is given)."""

    on: str
    time: str


@lru_cache(maxsize=4096)
def read_moment(text: str, month_first: bool = False) -> Moment:
    """The day and time that a cell tells; one in another zone as the clock in London shows it.

    `month_first` says how days in numbers are written where both ways are possible.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return Moment("", "")
    found = _TIME.search(text)
    if found is None:
        return Moment(_day(text, month_first), "")
    words, zone = _BEFORE_TIME.sub("", text[: found.start()]), found[4]
    if not words:
        words, zone = zone, ""
    on, time = _day(words, month_first), _clock(int(found[1]), int(found[2]), found[3])
    offset = _ZONE.fullmatch(zone.strip()) if zone and on and time else None
    if offset is None:
        return Moment(on, time)
    shift = timedelta(hours=int(offset[3] or 0), minutes=int(offset[4] or 0))
    return _in_london(on, time, -shift if offset[2] == "-" else shift)


def _day(words: str, month_first: bool) -> str:
    if month_first:
        words = _NUMBERS.sub(r"\3\2\1\2\4", words, count=1)
    return parse_date(words)


def _clock(hours: int, minutes: int, half: str | None) -> str:
    if half:
        hours = hours % _NOON + (_NOON if half in "pP" else 0)
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def _in_london(on: str, time: str, shift: timedelta) -> Moment:
    from zoneinfo import ZoneInfo

    try:
        there = datetime.fromisoformat(f"{on}T{time}").replace(tzinfo=timezone(shift))
    except ValueError:
        return Moment(on, time)
    here = there.astimezone(ZoneInfo("Europe/London"))
    return Moment(here.date().isoformat(), here.strftime("%H:%M"))


class DayOrder:
    """Looks at the days of one column and tells whether the month stands first in them."""

    def __init__(self) -> None:
        self._sure = {False: 0, True: 0}
        self._last = {False: "", True: ""}
        self._latest = {False: "", True: ""}
        self._sorted = {False: True, True: True}
        self._several = False

    def see(self, text: str) -> None:
        """Take one cell into account."""
        found = _NUMBERS.search(text[:_LONGEST])
        if found is None:
            return
        first, second, year = int(found[1]), int(found[3]), found[4]
        if not (0 < first <= 31 and 0 < second <= 31) or min(first, second) > _NOON:
            return
        if max(first, second) > _NOON:
            self._sure[second > _NOON] += 1
        for month_first, (month, day) in ((False, (second, first)), (True, (first, second))):
            if month <= _NOON:
                self._note(month_first, f"{2000 + int(year) if len(year) == 2 else int(year):04}-{month:02}-{day:02}")

    @property
    def any(self) -> bool:
        """Whether any day was written in numbers of which either may be the month's."""
        return bool(self._last[False] or self._last[True])

    def _note(self, month_first: bool, day: str) -> None:
        self._several = self._several or day != (self._last[month_first] or day)
        self._sorted[month_first] &= day >= self._last[month_first]
        self._last[month_first] = day
        self._latest[month_first] = max(self._latest[month_first], day)

    def month_first(self, usual: bool, today: str) -> bool:
        """Whether the month stands first: days that can be read in one way only tell it for all.

        Where there is none, a way in which no day lies ahead of `today` (ISO), then one in which the rows follow one
        another, then what is `usual` for such files.
        """
        if self._sure[True] != self._sure[False]:
            return self._sure[True] > self._sure[False]
        ahead = {way: bool(today) and self._latest[way] > today for way in (False, True)}
        if ahead[True] != ahead[False]:
            return ahead[False]
        if self._several and not usual and self._sorted[True] != self._sorted[False]:
            return self._sorted[True]
        return usual
