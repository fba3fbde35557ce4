"""An organiser's month in a seat for their employer: hours, events, activists recruited and trained, advice given.

People are counts, by the definition of the pilot: no name stands on the page but the organiser's. What was advised
stands there as it was written: it is read through before it is handed on.
"""

from datetime import date, timedelta
from pathlib import Path

from organiser.errors import USAGE, Problem
from organiser.reports.organiser_month import Facts, page_of
from organiser.reports.page import to_html
from organiser.rules.dates import parse_date, uk_date
from organiser.rules.organiser_time import days_in, hours_in
from organiser.rules.pilot import Definition
from organiser.services import ladder_acts, pilot_count
from organiser.services.organisers import Organiser, Said, find_organiser, seat_of, spells
from organiser.services.pages import put
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text


def write_month(
    store: Store, name: str, clp: str, month: str = "", path: Path | None = None, *, replace: bool = False
) -> Path:
    """Write the page of a month ("2026-10", "October 2026", "" this one), and give where it stands.

    Where the organiser has time in one seat only it need not be named.
    """
    organiser = find_organiser(store, name)
    held = {time.clp.id: time.clp for time in organiser.times}
    seat = next(iter(held.values())) if not clp and len(held) == 1 else seat_of(store, clp)
    facts = facts_of(store, organiser, seat, *month_of(month))
    return put(store, f"{organiser.name} {seat.shown} {facts.month}", to_html(page_of(facts)), path, replace=replace)


def month_of(text: str) -> tuple[str, str]:
    """The first and last ISO day of a month as people write it; a Problem where it is none or has not begun."""
    words = text.strip()
    day = clock.today() if not words else parse_date(f"{words}-01") or parse_date(f"1 {words}") or parse_date(words)
    if not day:
        raise Problem(f"'{safe_text(text)}' is not a month: write it as 2026-10 or October 2026.", USAGE)
    first = date.fromisoformat(day).replace(day=1)
    if first.isoformat() > clock.today():
        raise Problem("That month has not begun.", USAGE)
    following = (first + timedelta(days=32)).replace(day=1)
    return first.isoformat(), (following - timedelta(days=1)).isoformat()


def facts_of(store: Store, organiser: Organiser, seat: Place, first: str, last: str) -> Facts:
    """What the page says of the days from first to last."""
    theirs = spells(store, seat.id, organiser.name)
    until = min(last, clock.today())
    begun = min((spell.since for spell in theirs), default=first)
    days, hours = days_in(theirs, first, until), round(hours_in(theirs, first, until), 1)
    rule = _rule(store)
    pilot_count.build(store, rule, "", seat.id)
    events = store.rows(
        "SELECT kind, count(*) FROM temp.held WHERE seat = ? AND on_day BETWEEN ? AND ? GROUP BY 1 ORDER BY 2 DESC, 1",
        (seat.id, first, until),
    )
    people = [
        (words, *(f"{_counted(store, column, day, seat, since, until):,}" for since in (first, begun)))
        for words, column, day in (
            ("Recruited as activists", "seat", "recruited"),
            ("Trained", "trained_seat", "trained"),
        )
    ]
    return Facts(
        organiser.name,
        seat.shown,
        f"{date.fromisoformat(first):%B %Y}",
        uk_date(clock.today()),
        f"{hours:g} hours, which are {days:g} working days." if hours else "No hours are written down.",
        [(kind.capitalize(), f"{number:,}") for kind, number in events],
        people,
        _words(rule),
        _told(organiser.advice, seat, first, last),
        _told(organiser.record, seat, "", last),
    )


def _counted(store: Store, column: str, day: str, seat: Place, first: str, last: str) -> int:
    return store.count(
        f"SELECT count(*) FROM temp.counted WHERE {column} = ? AND {day} BETWEEN ? AND ?", (seat.id, first, last)
    )


def _rule(store: Store) -> Definition:
    """What the latest pilot counts; every course where none says which."""
    rule = ladder_acts.definition(store)
    if rule.courses:
        return rule
    return rule._replace(courses=tuple(fold for (fold,) in store.rows("SELECT fold FROM course ORDER BY fold")))


def _words(rule: Definition) -> str:
    times = "once" if rule.needed == 1 else f"{rule.needed} times within {rule.within} days"
    return f"Recruited is who took part {times}; trained is who completed a course that counts. Each person once."


def _told(said: tuple[Said, ...], seat: Place, first: str, last: str) -> list[tuple[str, str]]:
    return [(uk_date(one.on), one.words) for one in reversed(said) if one.clp.id == seat.id and first <= one.on <= last]
