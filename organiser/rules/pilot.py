"""Who was recruited and who was trained, by a definition that is frozen: the figures of a pilot, from dated acts.

Days are those of the definition's zone, already told as ISO days: an act at 23:59 belongs to that day, whatever the
clocks do that night. Who is counted does not depend on the order in which acts are told.
"""

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import exp, fsum, lgamma, log
from typing import NamedTuple

# Kinds of events (rules.events.KINDS) at which to have come is an act of an activist.
ACTS = ("canvassing", "leaflet round", "stall", "phone bank", "walkabout")


class Definition(NamedTuple):
    """What makes somebody recruited, which courses count, and for how long one is asked to stay active.

    `needed` acts of the kinds `acts`, the first and the last of them at most `within` days apart, make somebody
    recruited, on the day of the last and in its seat; the first time only, once in the scheme. `courses` are folded
    names; with `after_recruited` a course counts only that was completed on the day of recruitment or later.
    Somebody is still active who has an act `active_after` days after recruitment or later.
    """

    acts: tuple[str, ...] = ACTS
    needed: int = 2
    within: int = 90
    courses: tuple[str, ...] = ()
    after_recruited: bool = False
    active_after: int = 60
    zone: str = "Europe/London"

    def canonical(self) -> str:
        """The definition as text that is the same for the same definition: what is frozen and hashed."""
        told = {**self._asdict(), "acts": sorted(self.acts), "courses": sorted(self.courses)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


class Act(NamedTuple):
    """Something somebody did: who (any number that tells people apart), the ISO day, the seat, the event."""

    person: int
    on: str
    seat: int
    event: int


class Completed(NamedTuple):
    """A course that counts, completed: who, the ISO day, the seat, the event."""

    person: int
    on: str
    seat: int
    event: int


class Counted(NamedTuple):
    """One person as they count: when and in which seat recruited and trained ("" and 0: not), by which events.

    `last` is the day of the latest act.
    """

    person: int
    recruited: str
    seat: int
    acts: tuple[int, ...]
    trained: str
    trained_seat: int
    course_event: int
    last: str


class Figures(NamedTuple):
    """The figures of one seat, or of all, over a period. `interval` is the exact 95 % one of `recruited`.

    `could_be_active` are the recruited whose time to stay active is over on the day as known on.
    """

    recruited: int
    trained: int
    recruited_and_trained: int
    active: int
    could_be_active: int
    interval: tuple[float, float]


def definition_of(text: str) -> Definition:
    """The definition of a canonical text."""
    told = json.loads(text)
    return Definition(**{**told, "acts": tuple(told["acts"]), "courses": tuple(told["courses"])})


def count_people(definition: Definition, acts: Iterable[Act], completed: Iterable[Completed]) -> list[Counted]:
    """Everybody who was recruited or trained, by number; each once."""
    theirs: dict[int, set[Act]] = defaultdict(set)
    for act in acts:
        theirs[act.person].add(act)
    courses: dict[int, set[Completed]] = defaultdict(set)
    for one in completed:
        courses[one.person].add(one)
    found = []
    for person in sorted(theirs.keys() | courses.keys()):
        done = sorted(theirs.get(person, ()), key=lambda act: (act.on, act.event))
        made = recruited_by(definition, done)
        day = made[-1].on if made else ""
        counting = [one for one in courses.get(person, ()) if not definition.after_recruited or (day and one.on >= day)]
        course = min(counting, key=lambda one: (one.on, one.event), default=None)
        if made or course:
            found.append(
                Counted(
                    person,
                    day,
                    made[-1].seat if made else 0,
                    tuple(act.event for act in made),
                    course.on if course else "",
                    course.seat if course else 0,
                    course.event if course else 0,
                    done[-1].on if done else "",
                )
            )
    return found


def recruited_by(definition: Definition, acts: Sequence[Act]) -> list[Act]:
    """The acts, in their order, that first made somebody recruited; none where nothing did."""
    for last in range(definition.needed - 1, len(acts)):
        group = acts[last - definition.needed + 1 : last + 1]
        if days_between(group[0].on, group[-1].on) <= definition.within:
            return list(group)
    return []


def days_between(one: str, other: str) -> int:
    """How many days lie between two ISO days."""
    return (date.fromisoformat(other) - date.fromisoformat(one)).days


def figures(
    definition: Definition,
    people: Iterable[Counted],
    since: str,
    until: str,
    known: str,
    seat: int | None = None,
    trained_by: str = "",
) -> Figures:
    """The figures of a period (ISO days, both included) as known on a day, of one seat or of all.

    Recruited counts in the seat of recruitment, trained in the seat of the course, both in the seat of recruitment:
    those who were recruited in the period and trained by the day `trained_by` ("" its last), so that the months of a
    period come to the period.
    """
    people = list(people)
    recruited = [one for one in people_in(people, seat) if since <= one.recruited <= until and seat in (None, one.seat)]
    trained = [
        one for one in people_in(people, seat) if since <= one.trained <= until and seat in (None, one.trained_seat)
    ]
    over = [one for one in recruited if days_between(one.recruited, known) >= definition.active_after]
    active = [one for one in over if days_between(one.recruited, one.last) >= definition.active_after]
    return Figures(
        len(recruited),
        len(trained),
        sum(bool(one.trained) and one.trained <= (trained_by or until) for one in recruited),
        len(active),
        len(over),
        poisson_interval(len(recruited)),
    )


def people_in(people: Iterable[Counted], seat: int | None) -> list[Counted]:
    """Those who count in a seat in any way; everybody where none is named."""
    return [one for one in people if seat is None or seat in (one.seat, one.trained_seat)]


# Months and days -----------------------------------------------------------------------------------------------------


def months(since: str, until: str) -> list[tuple[str, str]]:
    """The parts of a period that lie in one month each, as first and last day: together they are the period."""
    found = []
    first = date.fromisoformat(since)
    last = date.fromisoformat(until)
    while first <= last:
        turn = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((first.isoformat(), min(turn - timedelta(days=1), last).isoformat()))
        first = turn
    return found


# Small numbers -------------------------------------------------------------------------------------------------------


def poisson_interval(count: int, sureness: float = 0.95) -> tuple[float, float]:
    """The exact (Garwood) interval of the mean of which a count is one draw, to one decimal."""
    tail = (1 - sureness) / 2
    # Far beyond what any sureness asked for reaches.
    low = (
        0.0
        if count == 0
        else _solve(lambda mean: 1 - _at_most(count - 1, mean) < tail, max(0.0, count - 6 * count**0.5 - 6), count)
    )
    high = _solve(lambda mean: _at_most(count, mean) > tail, count, count + 9 * count**0.5 + 20)
    return round(low, 1), round(high, 1)


def overlapping(intervals: Mapping[str, tuple[float, float]]) -> list[tuple[str, str]]:
    """The pairs whose intervals overlap, by name: between them there is no ranking."""
    ordered = sorted(intervals, key=lambda name: (intervals[name], name))
    starts = [intervals[name][0] for name in ordered]
    found = []
    for place, name in enumerate(ordered):
        end = bisect_right(starts, intervals[name][1])
        found += [(name, other) for other in ordered[place + 1 : end]]
    return found


def _at_most(count: int, mean: float) -> float:
    """The chance that a Poisson draw of this mean is at most `count`.

    Reckoned from its likeliest term, in logarithms, so that large means hold too; terms that no longer count are left.
    """
    if mean == 0:
        return 1.0
    top = min(count, int(mean))
    terms = [exp(top * log(mean) - mean - lgamma(top + 1))]
    for number in range(top, 0, -1):
        terms.append(terms[-1] * number / mean)
        if terms[-1] < _NOTHING:
            break
    upward = terms[0]
    for number in range(top + 1, count + 1):
        upward *= mean / number
        terms.append(upward)
        if upward < _NOTHING:
            break
    return fsum(terms)


# So small a chance is none, and so near is the mean that is looked for.
_NOTHING = 1e-14
_NEAR = 1e-5


def _solve(below: Callable[[float], bool], low: float, high: float) -> float:
    """The mean between two at which a condition that holds for small means stops holding."""
    while high - low > _NEAR:
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return high
