"""The contact rate of a ward: which period it is over, the same period a year before, and how it is worked out."""

from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.dates import uk_date

ELECTORS, HOUSEHOLDS = "electors", "households"
OF = (ELECTORS, HOUSEHOLDS)
# What is counted, in words for the page, the sheet and JSON.
COUNTED = {
    ELECTORS: (
        "Residents with whom somebody spoke in the period, or who named an issue. Who is known by name counts once; of "
        "the others each door counts once, unless somebody known was met behind it; where no door was written down, "
        "each conversation counts. Not in, moved and refused do not count."
    ),
    HOUSEHOLDS: (
        "Homes where somebody spoke in the period, or named an issue. Each door (number and street) counts once; where "
        "no door was written down, each known resident met at none counts once, else each conversation. Not in, moved "
        "and refused do not count."
    ),
}


class Period(NamedTuple):
    """A span of ISO days, both included."""

    since: str
    until: str

    @property
    def shown(self) -> str:
        return f"{uk_date(self.since)} to {uk_date(self.until)}"


def period_of(since: str, until: str, today: str) -> Period:
    """A period of which either end may be left open (""): it ends today, and is a year long."""
    until = until or max(today, since)
    return Period(since or _year_earlier(_next(until)), until)


def year_before(period: Period) -> Period:
    """The same period a year before. What follows 28 February begins on 1 March where a year has no 29th.

    Periods that follow one another still do: no day is left out, none counted twice.
    """
    end = date.fromisoformat(_year_earlier(_next(period.until))) - timedelta(days=1)
    since = _year_earlier(period.since)
    return Period(since, max(since, end.isoformat()))


def percent(contacted: int, number: int) -> float | None:
    """Contacted people or homes in a hundred, to one decimal, half a tenth upwards; None where there is no number."""
    return (2000 * contacted + number) // (2 * number) / 10 if number > 0 else None


def percent_words(percent: float | None) -> str:
    """A contact rate in words: "12.3%", "under 0.1%" for less than half a tenth; "" where it is not known."""
    if percent is None:
        return ""
    return f"{percent:.1f}%" if percent else "under 0.1%"


def has_not_grown(now: int, now_of: int | None, before: int, before_of: int | None) -> bool:
    """Whether a contact rate has not grown in a year, and support would help.

    As shares where the number is known for both years (exactly, not as they are rounded), else as they were counted.
    """
    if now_of and before_of:
        return now * before_of <= before * now_of
    return now <= before


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _year_earlier(day: str) -> str:
    of = date.fromisoformat(day)
    try:
        return of.replace(year=of.year - 1).isoformat()
    except ValueError:
        return date(of.year - 1, 3, 1).isoformat()
