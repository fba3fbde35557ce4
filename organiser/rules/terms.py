"""Which terms of office begin, change and end when a list says who is in office: decided from days alone.

Days are ISO; a term lasts from `since` ("" not known) up to, and without, `until` ("" open).
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Term(NamedTuple):
    """A term of office."""

    since: str
    until: str


class Held(NamedTuple):
    """An office that somebody is known to hold or to have held: its row, its days, and whether it is for the ward of
    which the list speaks."""

    id: int
    since: str
    until: str
    same_ward: bool


class Day(NamedTuple):
    """The day of a list: whether an earlier list of that council is known, and the day of the next one ("": none)."""

    on: str
    earlier: bool
    next: str


class Step(NamedTuple):
    """An office that begins (`held` is None) or is given these days; `now` marks the one the list is all about."""

    held: Held | None
    since: str
    until: str
    now: bool


def stands(term: Term | Held, on: str) -> bool:
    """Whether a term covers a day."""
    return term.since <= on and (not term.until or term.until > on)


def steps(terms: Sequence[Term], held: Sequence[Held], day: Day) -> list[Step]:
    """What becomes of one person's offices in a council whose list has them; no terms: the list tells none.

    The latest list is believed: what it tells otherwise is changed, and an office it does not know of any more ends.
    An older one only adds offices of which nothing is known, and the first day of those for which it is not known.
    """
    if day.next:
        return list(_added(terms, held, day))
    return list(_believed(terms, held, day) if terms else _in_office(held, day))


def _in_office(held: Sequence[Held], day: Day) -> Iterator[Step]:
    """The latest list says that they are in office, and no more."""
    standing = [office for office in held if stands(office, day.on)]
    now = next((office for office in standing if office.same_ward), None)
    if now:
        yield Step(now, now.since, now.until, now=True)
    else:
        yield Step(None, day.on if held or day.earlier else "", "", now=True)
    for office in standing:
        if office is not now:
            yield Step(office, office.since, day.on, now=False)


def _believed(terms: Sequence[Term], held: Sequence[Held], day: Day) -> Iterator[Step]:
    """The latest list tells their terms."""
    left = list(held)
    now = next((term for term in reversed(terms) if stands(term, day.on)), terms[-1])
    for term in terms:
        office = _same(term, left)
        if office:
            left.remove(office)
        since = term.since or (office.since if office else "")
        yield Step(office, since, term.until, now=term is now)
    for office in left:
        if stands(now, day.on) and stands(office, day.on):
            yield Step(office, office.since, now.since if now.since > office.since else day.on, now=False)


def _same(term: Term, held: Sequence[Held]) -> Held | None:
    """The office that a term is: it began on the same day, or its first day was not known that well."""
    for office in held:
        if office.since == term.since:
            return office
    return next(
        (office for office in held if _overlap(term, office) and (not office.since or office.since > term.since)), None
    )


def _added(terms: Sequence[Term], held: Sequence[Held], day: Day) -> Iterator[Step]:
    """What an older list adds."""
    unsure = [office for office in held if not office.since]
    for since, end in terms or (Term(day.on, ""),):
        # Nothing known later says so any more: it was over by the next list, or when the next office began.
        until = end or min([day.next, *(office.since for office in held if office.since > max(since, day.on))])
        known = [office for office in held if _overlap(Term(since, until), office)]
        first = next((office for office in known if terms and since and office in unsure), None)
        if first:
            unsure.remove(first)
            yield Step(first, since, first.until, now=False)
        elif not known and since < until:
            yield Step(None, since if terms or day.earlier else "", until, now=True)


def _overlap(term: Term, office: Held) -> bool:
    return (not term.until or office.since < term.until) and (not office.until or term.since < office.until)
