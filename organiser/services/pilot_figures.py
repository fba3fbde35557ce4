"""The figures of a pilot: per seat and month, beside the time before, as known on a day, each opening to its people."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules import returns
from organiser.rules.pilot import Figures, count_people, days_between, figures, months, overlapping, poisson_interval
from organiser.rules.returns import Return
from organiser.services import pilot_count, seat_returns
from organiser.services.organisers import days_of
from organiser.services.pilots import Scheme, Seat
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Asked(NamedTuple):
    """What is asked of a scheme: ISO days ("" those of the scheme), the day as known on ("" today), one seat or all.

    `seat` is the constituency's row, for services only.
    """

    since: str = ""
    until: str = ""
    known: str = ""
    seat: int | None = None


class Counts(NamedTuple):
    """Counts of people over a period; `could_be_active` are the recruited whose time to stay active is over."""

    recruited: int = 0
    trained: int = 0
    recruited_and_trained: int = 0
    active: int = 0
    could_be_active: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


class SeatFigures(NamedTuple):
    """The figures of one seat. `months` are the parts of its period, each with its first day; `per_day` recruited per
    organiser day, None where no time is written down. `data` is False where neither this file nor a return knows
    anything of the seat: its counts are then no figures.
    """

    seat: Seat
    since: str
    until: str
    counts: Counts
    interval: tuple[float, float]
    baseline: int
    organiser_days: float
    months: tuple[tuple[str, Counts], ...]
    data: bool

    @property
    def per_day(self) -> float | None:
        return round(self.counts.recruited / self.organiser_days, 2) if self.organiser_days else None


class Report(NamedTuple):
    """The figures of a scheme over a period (ISO days, both included) as known on a day.

    `people` are those counted in it, each once; `moved` of them were recruited in one seat and trained or active in
    another, `joined` are records joined from several that come to more together than any did alone: they are counted
    as the best of these. `nowhere` are people recruited at events that belong to no seat. `overlaps` are the pairs of
    seats between which there is no ranking.
    """

    scheme: Scheme
    since: str
    until: str
    known: str
    seats: tuple[SeatFigures, ...]
    total: Counts
    people: int
    moved: int
    joined: int
    nowhere: int
    by_returns: bool
    overlaps: tuple[tuple[str, str], ...]


class Behind(NamedTuple):
    """Somebody behind a figure: what happened on which days, and the events that are the evidence, in words."""

    uid: str
    name: str
    recruited: str
    trained: str
    evidence: tuple[str, ...]


def period(scheme: Scheme, asked: Asked) -> tuple[str, str, str]:
    """First day, last day and the day as known on; a Problem where they do not fit."""
    today = clock.today()
    known = asked.known or today
    since, until = asked.since or scheme.since, asked.until or min(scheme.until, known)
    if known > today:
        raise Problem("Nothing is known of a day in the future.", USAGE)
    if since > until:
        raise Problem("The period ends before it begins.", USAGE)
    return since, until, known


def moment_of(known: str) -> str:
    """The moment (UTC) up to which things were known on a day, "" for today: the end of that day in London."""
    if known == clock.today():
        return ""
    return clock.end_of_day(known)


def report(store: Store, scheme: Scheme, asked: Asked) -> Report:
    """The figures of a scheme, of all its seats or of one: from this file, or from the returns that were gathered."""
    since, until, known = period(scheme, asked)
    stored = seat_returns.stored(store, scheme)
    if stored:
        return _of_returns(store, scheme, asked, stored)
    pilot_count.build(store, scheme.version.rule, moment_of(known), asked.seat)
    seats = [seat for seat in scheme.seats if asked.seat in (None, seat.id)]
    found = tuple(_seat(store, scheme, seat, since, until, known) for seat in seats)
    counting = [one for one in found if not one.seat.outside] or list(found)
    either = f"{_within('recruited', 'seat', counting)} OR {_within('trained', 'trained_seat', counting)}"
    moved = _among("seat", [one.seat.id for one in counting])
    return Report(
        scheme,
        since,
        until,
        known,
        found,
        _sum(counting),
        _count(store, either),
        _count(store, f"recruited <> '' AND trained <> '' AND seat <> trained_seat AND {moved}"),
        _count(store, "joined"),
        _count(store, "recruited <> '' AND seat = 0"),
        by_returns=False,
        overlaps=_overlaps(found),
    )


def _of_returns(store: Store, scheme: Scheme, asked: Asked, stored: dict[int, Return]) -> Report:
    """The figures from returns, and from this file for its own seats that sent none."""
    since, until, known = period(scheme, asked)
    told = {
        seat.id: seat_returns.make(store, scheme, seat, moment_of(known))
        for seat in scheme.seats
        if seat.id not in stored and _has_events(store, seat)
    } | stored
    rule = scheme.version.rule
    together = returns.together(told)
    people = count_people(rule, together.acts, together.completed)
    found = []
    for seat in scheme.seats:
        if asked.seat in (None, seat.id):
            first, last = max(since, seat.since), min(until, seat.until or until)
            parts = months(first, last) if first <= last else []
            monthly = tuple((start, _told(figures(rule, people, start, end, known, seat.id))) for start, end in parts)
            before = figures(rule, people, seat.baseline_since, seat.baseline_until, known, seat.id)
            found.append(_figures(store, seat, (first, last), monthly, before.recruited, data=seat.id in told))
    counting = [one for one in found if not one.seat.outside] or found
    ids = {one.seat.id for one in counting}
    counted = [one for one in people if since <= (one.recruited or one.trained) <= until]
    return Report(
        scheme,
        since,
        until,
        known,
        tuple(found),
        _sum(counting),
        sum(one.seat in ids or one.trained_seat in ids for one in counted),
        sum(bool(one.recruited and one.trained) and one.seat != one.trained_seat for one in counted),
        0,
        0,
        by_returns=True,
        overlaps=_overlaps(found),
    )


def _has_events(store: Store, seat: Seat) -> bool:
    """Whether this file knows of anything that was held in a seat."""
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM event JOIN branch ON branch.id = branch_id WHERE constituency_id = ?1)"
            " OR EXISTS (SELECT 1 FROM session WHERE constituency_id = ?1)"
            " OR EXISTS (SELECT 1 FROM event_ward JOIN ward_seat USING (ward_id) WHERE constituency_id = ?1)",
            (seat.id,),
        )
    )


def _told(found: Figures) -> Counts:
    return Counts(found.recruited, found.trained, found.recruited_and_trained, found.active, found.could_be_active)


def _sum(seats: Sequence[SeatFigures]) -> Counts:
    total = Counts()
    for one in seats:
        total = total.plus(one.counts)
    return total


def _overlaps(seats: Sequence[SeatFigures]) -> tuple[tuple[str, str], ...]:
    return tuple(overlapping({one.seat.clp.shown: one.interval for one in seats if not one.seat.outside and one.data}))


def _seat(store: Store, scheme: Scheme, seat: Seat, since: str, until: str, known: str) -> SeatFigures:
    first, last = max(since, seat.since), min(until, seat.until or until)
    by_month = _by_month(store, seat, first, last, known, scheme.version.rule.active_after) if first <= last else {}
    parts = months(first, last) if first <= last else []
    monthly = tuple((start, by_month.get(start[:7], Counts())) for start, _ in parts)
    baseline = _count(
        store, f"seat = {seat.id} AND recruited BETWEEN '{seat.baseline_since}' AND '{seat.baseline_until}'"
    )
    return _figures(store, seat, (first, last), monthly, baseline, data=_has_events(store, seat))


def _figures(
    store: Store,
    seat: Seat,
    span: tuple[str, str],
    monthly: tuple[tuple[str, Counts], ...],
    baseline: int,
    *,
    data: bool,
) -> SeatFigures:
    counts = Counts()
    for _, one in monthly:
        counts = counts.plus(one)
    days = days_of(store, seat.id, *span) if span[0] <= span[1] else 0.0
    return SeatFigures(seat, *span, counts, poisson_interval(counts.recruited), baseline, days, monthly, data)


def _by_month(store: Store, seat: Seat, first: str, last: str, known: str, after: int) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for month, *counts in store.rows(
        "SELECT substr(recruited, 1, 7), count(*), 0, total(both AND trained <= ?3),"
        " total(julianday(?4) - julianday(recruited) >= ?5 AND julianday(last) - julianday(recruited) >= ?5),"
        " total(julianday(?4) - julianday(recruited) >= ?5) FROM temp.counted"
        " WHERE seat = ?1 AND recruited BETWEEN ?2 AND ?3 GROUP BY 1",
        (seat.id, first, last, known, after),
    ):
        found[month] = Counts(*map(int, counts))
    for month, trained in store.rows(
        "SELECT substr(trained, 1, 7), count(*) FROM temp.counted WHERE trained_seat = ?1"
        " AND trained BETWEEN ?2 AND ?3 GROUP BY 1",
        (seat.id, first, last),
    ):
        found[month] = found.get(month, Counts())._replace(trained=trained)
    return found


def _count(store: Store, condition: str) -> int:
    return store.count(f"SELECT count(*) FROM temp.counted WHERE {condition}")


def _among(column: str, ids: list[int]) -> str:
    return f"{column} IN ({', '.join(map(str, ids))})"


def _within(day: str, column: str, seats: Sequence[SeatFigures]) -> str:
    """SQL: a day lies within the period of the seat that a column names."""
    parts = [f"({column} = {one.seat.id} AND {day} BETWEEN '{one.since}' AND '{one.until}')" for one in seats]
    return f"({' OR '.join(parts)})" if parts else "0"


# Behind a figure -----------------------------------------------------------------------------------------------------

_WHICH: Mapping[str, tuple[str, str]] = {
    "recruited": ("seat", "recruited"),
    "trained": ("trained_seat", "trained"),
}


def behind(store: Store, scheme: Scheme, asked: Asked, which: str) -> list[Behind]:
    """The people behind a figure of one seat or of all, by name, with the events that are the evidence.

    `which` is recruited or trained. Nobody stands behind an evaluator's figures: their file holds returns, no people.
    """
    if which not in _WHICH:
        raise Problem(f"--behind takes {' or '.join(_WHICH)}.", USAGE)
    since, until, known = period(scheme, asked)
    pilot_count.build(store, scheme.version.rule, moment_of(known), asked.seat)
    seat, day = _WHICH[which]
    seats = [one for one in scheme.seats if asked.seat in (None, one.id)]
    spans = [
        f"({seat} = {one.id} AND {day} BETWEEN '{max(since, one.since)}' AND '{min(until, one.until or until)}')"
        for one in seats
    ]
    rows = store.rows(
        "SELECT person.id, uid, trim(given || ' ' || family), recruited, trained FROM temp.counted"
        f" JOIN person ON person.id = counted.person WHERE {' OR '.join(spans) or '0'} ORDER BY sort_key, person.id"
    )
    table = "act" if which == "recruited" else "completed"
    return [
        Behind(uid_text(uid), name, recruited, trained, _evidence(store, scheme, table, person, recruited or trained))
        for person, uid, name, recruited, trained in rows
    ]


def _evidence(store: Store, scheme: Scheme, table: str, person: int, day: str) -> tuple[str, ...]:
    rows = store.rows(
        f"SELECT {table}.on_day, iif(title = '', kind, title) FROM temp.{table} JOIN event ON event.id = {table}.event"
        f" WHERE person = ? ORDER BY {table}.on_day, {table}.event",
        (person,),
    )
    rule = scheme.version.rule
    near = [(on, what) for on, what in rows if table == "completed" or -rule.within <= days_between(day, on) <= 0]
    return tuple(f"{on} {what}" for on, what in near[-max(rule.needed, 1) :] if on)
