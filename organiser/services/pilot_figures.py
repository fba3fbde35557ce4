"""The figures of a pilot: per seat and month, beside the time before, as known on a day, each opening to its people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules import returns
from organiser.rules.pilot import Act, Definition, count_people, months, overlapping, poisson_interval, recruited_by
from organiser.rules.returns import Return
from organiser.services import pilot_count, seat_returns
from organiser.services.organisers import days_of
from organiser.services.pilots import Scheme, Seat, counted_by, moment_of
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Asked(NamedTuple):
    """What is asked of a scheme: ISO days ("" those of the scheme), the day as known on ("" today), one seat or all.

    `seat` is the constituency's row, for services only; `definition` the number of a version, 0 the one that stands.
    """

    since: str = ""
    until: str = ""
    known: str = ""
    seat: int | None = None
    definition: int = 0


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
    anything of the seat: its counts are then no figures. `by_return`: they come from its return, which names nobody.
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
    by_return: bool

    @property
    def per_day(self) -> float | None:
        return round(self.counts.recruited / self.organiser_days, 2) if self.organiser_days else None


class Report(NamedTuple):
    """The figures of a scheme over a period (ISO days, both included) as known on a day.

    `people` are those counted in it, each once; `moved` of them came to something in more than one seat; `joined` are
    records joined from several that come to more together than any did alone: they count as the best of these.
    `nowhere` are people recruited at events that belong to no seat. `overlaps` are the pairs of
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


class Evidence(NamedTuple):
    """An event that stands behind a figure: its ISO day, what it was, its uid."""

    on: str
    what: str
    uid: str


class Behind(NamedTuple):
    """Somebody behind a figure: the ISO days of recruitment and training ("" not), and the events that are evidence.

    As known on an earlier day it may be somebody who is no more in the file: their uid is then "".
    """

    uid: str
    name: str
    recruited: str
    trained: str
    evidence: tuple[Evidence, ...]


def period(scheme: Scheme, asked: Asked) -> tuple[str, str, str]:
    """First day, last day and the day as known on; a Problem where they do not fit."""
    today = clock.today()
    known = asked.known or today
    since = asked.since or scheme.since
    # Of a scheme that has not begun there is its first day, on which nobody counts yet.
    until = asked.until or max(since, min(scheme.until, known))
    if known > today:
        raise Problem("Nothing is known of a day in the future.", USAGE)
    if since > until:
        raise Problem("The period ends before it begins.", USAGE)
    return since, until, known


def report(store: Store, scheme: Scheme, asked: Asked) -> Report:
    """The figures of a scheme, of all its seats or of one: from this file, or from the returns that were gathered."""
    scheme = counted_by(scheme, asked.definition)
    since, until, known = period(scheme, asked)
    by_returns = seat_returns.any_stored(store, scheme)
    stored = seat_returns.stored(store, scheme, known)
    if by_returns:
        _fill(store, scheme, known, stored)
    else:
        pilot_count.build(store, scheme.version.rule, moment_of(known), asked.seat)
    found = tuple(
        _seat(store, scheme, seat, (since, until, known), by_return=seat.id in stored)
        for seat in scheme.seats
        if asked.seat in (None, seat.id)
    )
    counting = [one for one in found if not one.seat.outside] or list(found)
    either = f"({_within('recruited', 'seat', counting)} OR {_within('trained', 'trained_seat', counting)})"
    return Report(
        scheme,
        since,
        until,
        known,
        found,
        _sum(counting),
        _count(store, either),
        _count(store, f"several AND {either}"),
        _count(store, "joined"),
        _count(store, f"recruited BETWEEN '{since}' AND '{until}' AND seat = 0"),
        by_returns=by_returns,
        overlaps=_overlaps(found),
    )


def _fill(store: Store, scheme: Scheme, known: str, stored: dict[int, Return]) -> None:
    """Count the people of the returns, and of this file's own seats that sent none."""
    told = {
        seat.id: seat_returns.make(store, scheme, seat, known, scheme.version.number)
        for seat in scheme.seats
        if seat.id not in stored and _has_events(store, seat)
    } | stored
    rule = scheme.version.rule
    together = returns.together(told, rule)
    pilot_count.fill(store, count_people(rule, together.acts, together.completed), together.in_several)


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


def _sum(seats: Sequence[SeatFigures]) -> Counts:
    return _sum_of(one.counts for one in seats)


def _sum_of(counts: Iterable[Counts]) -> Counts:
    total = Counts()
    for one in counts:
        total = total.plus(one)
    return total


def _overlaps(seats: Sequence[SeatFigures]) -> tuple[tuple[str, str], ...]:
    return tuple(overlapping({one.seat.clp.shown: one.interval for one in seats if not one.seat.outside and one.data}))


def _seat(store: Store, scheme: Scheme, seat: Seat, span: tuple[str, str, str], *, by_return: bool) -> SeatFigures:
    """The figures of a seat over the part of a period in which it takes part."""
    since, until, known = span
    first, last = max(since, seat.since), min(until, seat.until or until)
    by_month = _by_month(store, seat, first, last, known, scheme.version.rule.active_after) if first <= last else {}
    parts = months(first, last) if first <= last else []
    monthly = tuple((start, by_month.get(start[:7], Counts())) for start, _ in parts)
    counts = _sum_of(one for _, one in monthly)
    baseline = _count(
        store, f"seat = {seat.id} AND recruited BETWEEN '{seat.baseline_since}' AND '{seat.baseline_until}'"
    )
    days = days_of(store, seat.id, first, last) if first <= last else 0.0
    interval = poisson_interval(counts.recruited)
    data = by_return or _has_events(store, seat)
    return SeatFigures(seat, first, last, counts, interval, baseline, days, monthly, data, by_return)


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


def _within(day: str, column: str, seats: Sequence[SeatFigures]) -> str:
    """SQL: a day lies within the period of the seat that a column names."""
    parts = [f"({column} = {one.seat.id} AND {day} BETWEEN '{one.since}' AND '{one.until}')" for one in seats]
    return f"({' OR '.join(parts)})" if parts else "0"


# Behind a figure -----------------------------------------------------------------------------------------------------

# Which column of temp.counted says where somebody counts in a figure, which one when, and what else has to hold.
_WHICH: Mapping[str, tuple[str, str, str]] = {
    "recruited": ("seat", "recruited", "1"),
    "trained": ("trained_seat", "trained", "1"),
    "both": ("seat", "recruited", "both AND trained <= '{until}'"),
    "active": ("seat", "recruited", "julianday(last) - julianday(recruited) >= {after}"
               " AND julianday('{known}') - julianday(recruited) >= {after}"),
    "before": ("seat", "recruited", "1"),
}  # fmt: skip
FIGURES = tuple(_WHICH)
REMOVED = "Somebody who was removed since"
NOBODY = "This figure comes from a return, which names nobody: in the seat's own file it opens to its people."


def behind(store: Store, scheme: Scheme, asked: Asked, which: str) -> list[Behind]:
    """The people behind one of FIGURES, of one seat or of all, by name, with the events that are the evidence.

    Nobody stands behind an evaluator's figures: their file holds returns, no people; a Problem says so.
    """
    if which not in _WHICH:
        raise Problem(f"--behind takes {', '.join(FIGURES[:-1])} or {FIGURES[-1]}.", USAGE)
    scheme = counted_by(scheme, asked.definition)
    since, until, known = period(scheme, asked)
    rule = scheme.version.rule
    stored = seat_returns.stored(store, scheme, known)
    seats = [one for one in scheme.seats if asked.seat in (None, one.id)]
    if any(one.id in stored for one in seats):
        raise Problem(NOBODY)
    pilot_count.build(store, rule, moment_of(known), asked.seat)
    seat, day, more = _WHICH[which]
    parts = []
    for one in seats:
        first, last = max(since, one.since), min(until, one.until or until)
        if which == "before":
            first, last = one.baseline_since, one.baseline_until
        told = more.format(until=last, known=known, after=rule.active_after)
        parts.append(f"({seat} = {one.id} AND {day} BETWEEN '{first}' AND '{last}' AND {told})")
    rows = store.rows(f"SELECT person, recruited, trained FROM temp.counted WHERE {' OR '.join(parts) or '0'}")
    now = pilot_count.who_now(store, [row[0] for row in rows])
    found = []
    for person, recruited, trained in rows:
        named = store.rows(
            "SELECT sort_key, uid, trim(given || ' ' || family) FROM person WHERE id = ?", (now.get(person, 0),)
        )
        sort_key, uid, name = named[0] if named else ("", None, REMOVED)
        evidence = tuple(_evidence(store, rule, person, which, recruited, trained))
        found.append((sort_key, person, Behind(uid_text(uid) if uid else "", name, recruited, trained, evidence)))
    return [one for _, _, one in sorted(found, key=lambda each: each[:2])]


def _evidence(
    store: Store, rule: Definition, person: int, which: str, recruited: str, trained: str
) -> Iterator[Evidence]:
    """The events by which somebody counts: the acts that made them recruited, the course; the latest act."""
    acts = _events_of(store, "act", person)
    if which != "trained":
        done = [Act(person, one.on, 0, place) for place, one in enumerate(acts)]
        yield from [acts[act.event] for act in recruited_by(rule, done)]
    if which == "active":
        yield acts[-1]
    if which in ("trained", "both"):
        yield from [one for one in _events_of(store, "completed", person) if one.on == trained][:1]


def _events_of(store: Store, table: str, person: int) -> list[Evidence]:
    return [
        Evidence(on, what, uid_text(uid) if uid else "")
        for on, what, uid in store.rows(
            f"SELECT {table}.on_day, coalesce(nullif(title, ''), held.kind), uid FROM temp.{table} JOIN temp.held"
            f" ON held.id = {table}.event LEFT JOIN event ON event.id = {table}.event WHERE person = ?"
            f" ORDER BY {table}.on_day, {table}.event",
            (person,),
        )
    ]
