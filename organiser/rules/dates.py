"""Dates as spreadsheets, web forms and people write them, read as ISO dates; ages and eighteenth birthdays.

The day comes first, as in the United Kingdom. Years outside 1900–2100 are slips of the keyboard, not dates.
"""

import re
from datetime import date, timedelta
from functools import lru_cache

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_LONGEST = 60  # letters of a date with its weekday, time and zone
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The first three letters tell the month, so that `Febr`, `Sept` and slips at the end of the word are understood.
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(_MONTHS, 1)}
_TIME = (
    r"(?:(?:,?\s+(?:at\s+)?|T)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|BST|[+-]\d\d:?\d\d)?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(_WEEKDAY + pattern + _TIME, re.ASCII | re.IGNORECASE)


_YEAR_FIRST = _form(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_COMPACT = _form(r"(\d{4})(\d{2})(\d{2})")
_NUMBERS = _form(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_MONTH = _form(r"(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*([a-z]{3,9})[\s\-/.,]*(\d{4}|\d{2})")
_MONTH_DAY = _form(r"([a-z]{3,9})[\s\-.]*(\d{1,2})(?:st|nd|rd|th)?(?:\s*,\s*|[\s\-]+)(\d{4})")
_SERIAL = re.compile(r"([2-7]\d{4}|80000)(?:\.\d+)?", re.ASCII)
# Serial numbers of the 1900 date system: day 1 is 1 January 1900 and there is a 29 February 1900 that never was.
_SERIAL_ZERO = date(1899, 12, 30)


@lru_cache(maxsize=4096)  # a list of a million rows holds a few thousand days
def parse_date(text: str, pivot: int = 2030) -> str:
    """The ISO date that a text says, or "" when it says none; a time of day beside it is left out as it stands.

    The day comes first; the month only where nothing else is possible (02/13/2026). Years of two digits are the
    latest such years up to `pivot`. Five digits from 20000 to 80000 are the serial number a spreadsheet gives a day.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return ""
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[3], found[4])
    if found := _NUMBERS.fullmatch(text):
        year = _four_digits(found[4], pivot)
        return _iso(year, found[3], found[1]) or _iso(year, found[1], found[3])
    if found := _COMPACT.fullmatch(text):
        return _iso(*found.groups())
    if found := _SERIAL.fullmatch(text):
        day = _SERIAL_ZERO + timedelta(days=int(found[1]))
        return _iso(day.year, day.month, day.day)
    if found := _DAY_MONTH.fullmatch(text):
        return _iso(_four_digits(found[3], pivot), _month(found[2]), found[1])
    if found := _MONTH_DAY.fullmatch(text):
        return _iso(found[3], _month(found[1]), found[2])
    return ""


def _month(name: str) -> int:
    """1 to 12, or 0 for a word that names no month."""
    return _MONTH_NUMBERS.get(name[:3].lower(), 0)


def _four_digits(year: str, pivot: int) -> int:
    if len(year) == 4:
        return int(year)
    return pivot - (pivot - int(year)) % 100


def _iso(year: str | int, month: str | int, day: str | int) -> str:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else ""


def uk_date(iso: str, today: str | None = None) -> str:
    """An ISO date (or time) as screens show it: "3 Feb 2026", and "3 Feb" where the year is that of `today`.

    "" stays ""; ValueError for anything but an ISO date.
    """
    if not iso:
        return ""
    day = date.fromisoformat(iso[:10])
    shown = f"{day.day} {_MONTHS[day.month - 1]}"
    return shown if today is not None and today[:4] == iso[:4] else f"{shown} {day.year}"


def age_on(born: str, day: str) -> int:
    """Age in whole years on an ISO day; who was born on 29 February is a year older on 1 March of a common year.

    ValueError where `day` comes before `born` or either is not an ISO date.
    """
    birth, on = date.fromisoformat(born), date.fromisoformat(day)
    if on < birth:
        raise ValueError("The day comes before the date of birth.")
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def eighteenth_birthday(born: str) -> str:
    """The ISO day at whose start somebody is of age (Family Law Reform Act 1969, sections 1 and 9).

    Born on 29 February: 1 March of a common year, as is the law of England and Wales.
    """
    return _years_later(date.fromisoformat(born), 18)


def adult_by(age: int, day: str) -> str:
    """The ISO day by which somebody who was `age` (0 to 17) on `day` has surely turned 18.

    They may have turned so up to a year earlier. ValueError for an age of 18 or more, or below 0.
    """
    if not 0 <= age < 18:
        raise ValueError("The age must be 0 to 17.")
    return _years_later(date.fromisoformat(day), 18 - age)


def _years_later(day: date, years: int) -> str:
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return date(day.year + years, 3, 1).isoformat()


def is_far_ahead(day: str, today: str) -> bool:
    """Whether an ISO day is more than a year to come: of a list that comes from elsewhere it is a slip of the hand.

    Some weeks ahead are not: registers are sent out before their day.
    """
    return day > f"{int(today[:4]) + 1:04}{today[4:]}"
