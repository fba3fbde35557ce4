"""Which counts of a table may be published, so that nobody works out one under five, from this report or with others.

A count under five, none included, is printed as "<5": a nought tells as much of a few people as a one does, and where
noughts were printed "<5" would tell more. Others are held back so that no subtraction gives it back. The sums of a
table are flows: a count can be another one, everything that is printed being as it is, if and only if one more or one
less can go round through it and through counts that are not printed. So the audit is exact, and what is held back is
the cheapest way round. Reports add up: what any report showed counts as known in all of them for as long as it is still
true, and a figure is not printed anew that moved by less than five since it was last.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

FEWEST = 5
# Held back tells that it is five or more; withheld, which all figures of a table are at once, tells nothing.
SHOWN, SMALL, HELD, WITHHELD = "shown", "small", "held", "withheld"
# The row of all seats together, and the column of those of a seat's sum who are in another measure as well.
ALL = ""
PART = "part"

# A seat (or ALL) with the first and last month of a sum; (seat, PART, "") for the linked measure.
Key = tuple[str, str, str]
Span = tuple[str, str]
Marks = Mapping[Key, str]
_MANY = 1 << 60
# So many looks are taken at most to find out which of the figures held back could be shown after all.
_LOOKS = 20_000


class Table(NamedTuple):
    """Counts of a measure: of each seat in each of its months (as 2026-03), over a span of months.

    Seats that stand `apart` are in no total. `part` is a second count of each seat, at most its sum over the span.
    """

    span: Span
    counts: Mapping[str, Mapping[str, int]]
    apart: frozenset[str] = frozenset()
    part: Mapping[str, int] = {}


class Earlier(NamedTuple):
    """A table as it was then, and what was shown of it."""

    table: Table
    marks: Marks


class _Arc(NamedTuple):
    """A count as a flow between two places; `needed` where it must not be told from the others."""

    tail: str
    head: str
    key: Key
    value: int
    low: int
    high: int
    needed: bool


class _Net(NamedTuple):
    """All counts of one truth as flows, and those that a reader knows: `before` from earlier reports that showed what
    still holds, `now` from the new one wherever it shows what holds in this truth as well.
    """

    arcs: list[_Arc]
    at: dict[str, list[int]]
    before: frozenset[Key]
    now: frozenset[Key]

    def fixed(self, marks: Marks) -> set[Key]:
        return {*self.before, *(key for key in self.now if marks[key] == SHOWN)}


def values(table: Table) -> dict[Key, int]:
    """Every figure of a table that is printed: months, sums, totals, and the linked measure."""
    found: dict[Key, int] = {}
    for seat, months in table.counts.items():
        of_all = [] if seat in table.apart else [ALL]
        for who in (seat, *of_all):
            for month, count in months.items():
                _add(found, (who, month, month), count)
            if table.span[0] != table.span[1]:
                _add(found, (who, *table.span), sum(months.values()))
        if seat in table.part:
            for who in (seat, *of_all):
                _add(found, (who, PART, ""), table.part[seat])
    return found


def _add(found: dict[Key, int], key: Key, count: int) -> None:
    found[key] = found.get(key, 0) + count


def crosses(span: Span, others: Iterable[Span]) -> Span | None:
    """A span that a new one overlaps, neither lying within the other: their sums could not be kept apart."""
    for other in others:
        apart = span[1] < other[0] or other[1] < span[0]
        if not (apart or _within(span, other) or _within(other, span)):
            return other
    return None


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def hide(table: Table, earlier: Sequence[Earlier] = ()) -> dict[Key, str]:
    """What becomes of each figure of a table: shown, small ("<5"), or held back.

    Where no way of holding back some would do, all are withheld: the report adds nothing to what is known already.
    """
    told = values(table)
    for one in reversed(earlier):
        if one.table == table:
            return dict(one.marks)
    marks = {key: _first_mark(key, count, earlier) for key, count in told.items()}
    first = {key for key, mark in marks.items() if mark != SHOWN}
    nets = [_net(truth, table, earlier) for truth in _truths(table, earlier)]
    held = {key for one in earlier for key, mark in one.marks.items() if mark == HELD}
    while leak := next(_leaks(nets, marks), None):
        net, arc = leak
        around = _cheapest(net, arc, marks, held)
        if around is None:
            return dict.fromkeys(told, WITHHELD)
        for key in around:
            marks[key] = HELD
    return _pruned(marks, first, nets)


def leaks(table: Table, marks: Marks, earlier: Sequence[Earlier] = ()) -> list[Key]:
    """The figures that are not shown and could be worked out."""
    nets = [_net(truth, table, earlier) for truth in _truths(table, earlier)]
    return [arc.key for _, arc in _leaks(nets, marks)]


def _first_mark(key: Key, count: int, earlier: Sequence[Earlier]) -> str:
    if count < FEWEST:
        return SMALL
    for one in earlier:
        if one.marks.get(key) == SHOWN and 0 < abs(values(one.table)[key] - count) < FEWEST:
            return HELD
    return SHOWN


def _truths(table: Table, earlier: Sequence[Earlier]) -> Iterator[Table]:
    """The table, and each earlier one as it was then, with what is known now where it said nothing."""
    yield table
    seen = [table.counts]
    for one in earlier:
        counts = {
            seat: {**table.counts.get(seat, {}), **one.table.counts.get(seat, {})}
            for seat in {**table.counts, **one.table.counts}
        }
        part = {**table.part, **one.table.part}
        if counts not in seen or part != table.part:
            seen.append(counts)
            yield Table(table.span, counts, table.apart | one.table.apart, part)


# The counts as flows -------------------------------------------------------------------------------------------------


def _net(truth: Table, table: Table, earlier: Sequence[Earlier]) -> _Net:
    """The counts of a truth as flows: from a seat's sum through its months to the totals, and round again."""
    spans = {table.span, *(one.table.span for one in earlier)}
    months = sorted({month for counts in truth.counts.values() for month in counts})
    parents = _parents(spans, months)
    printed = [(values(table), {}), *((values(one.table), one.marks) for one in earlier)]
    told: dict[Key, int] = {}
    for seat, counts in truth.counts.items():
        for who in (seat,) if seat in truth.apart else (seat, ALL):
            for span in parents:
                inside = [count for month, count in counts.items() if span[0] <= month <= span[1]]
                if inside:
                    _add(told, (who, *span), sum(inside))
            if seat in truth.part:
                _add(told, (who, PART, ""), truth.part[seat])
    lows = {
        (who, *one.table.span): values(one.table)[who, PART, ""]
        for one in earlier
        for who in truth.counts
        if one.marks.get((who, PART, "")) == SHOWN
    }
    arcs = [
        _Arc(tail, head, key, told[key], *_bounds(key, told[key], printed, lows), _needed(key, told[key], printed))
        for key, tail, head in _places(truth, told, parents, table.span)
    ]
    for seat, part in truth.part.items():
        whole = told.get((seat, *_root(table.span, parents)), part)
        rest = (seat, "rest", "")
        outside = "ground" if seat in truth.apart else "source"
        arcs.append(_Arc(outside, f"root/{seat}", rest, max(whole - part, 0), 0, _MANY, False))
    at: dict[str, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        at[arc.tail].append(number)
        at[arc.head].append(number)
    before = frozenset(
        key
        for one in earlier
        for key, count in values(one.table).items()
        if one.marks.get(key) == SHOWN and told.get(key) == count
    )
    now = frozenset(key for key, count in values(table).items() if told.get(key) == count)
    return _Net(arcs, at, before, now)


def _parents(spans: Iterable[Span], months: Sequence[str]) -> dict[Span, Span | None]:
    """Every span with the smallest one around it: those of reports, the months, and the runs of months between them."""
    found = set(spans) | {(month, month) for month in months}
    for span in list(found):
        inner = [one for one in spans if one != span and _within(one, span)]
        run: list[str] = []
        for month in (*(month for month in months if span[0] <= month <= span[1]), ""):
            if month and not any(_within((month, month), one) for one in inner):
                run.append(month)
            elif run:
                found |= {(run[0], run[-1])} if inner else set()
                run = []
    return {
        span: min(
            (one for one in found if one != span and _within(span, one)),
            key=lambda one: sum(one[0] <= month <= one[1] for month in months),
            default=None,
        )
        for span in sorted(found)
    }


def _root(span: Span, parents: Mapping[Span, Span | None]) -> Span:
    while (above := parents[span]) is not None:
        span = above
    return span


def _places(
    truth: Table, told: Mapping[Key, int], parents: Mapping[Span, Span | None], span: Span
) -> Iterator[tuple[Key, str, str]]:
    """From where to where each count flows."""
    root = _root(span, parents)
    inner = {above for above in parents.values() if above}
    for key in told:
        who, first, last = key
        apart = who in truth.apart
        outside = "ground" if apart else "source"
        if first == PART:
            yield (key, "source", "part") if who == ALL else (key, outside if apart else "part", f"root/{who}")
            continue
        above = parents[first, last]
        leaf = (first, last) not in inner
        if who == ALL:
            tail = f"month/{first}" if leaf else f"total/{first}/{last}"
            yield key, tail, f"total/{above[0]}/{above[1]}" if above else "source"
            continue
        top = f"root/{who}" if (first, last) == root and who in truth.part else outside
        tail = f"seat/{who}/{above[0]}/{above[1]}" if above else top
        end = "ground" if apart else f"month/{first}"
        yield key, tail, end if leaf else f"seat/{who}/{first}/{last}"


def _bounds(
    key: Key, count: int, printed: Sequence[tuple[Mapping[Key, int], Marks]], lows: Mapping[Key, int]
) -> tuple[int, int]:
    """Between what and what a count lies for a reader who knows how it is printed."""
    low, high = 0, _MANY
    if any(key in told and marks.get(key) != WITHHELD for told, marks in printed):
        low, high = (0, FEWEST - 1) if count < FEWEST else (FEWEST, _MANY)
    linked = lows.get(key, 0)
    return (max(low, linked) if linked <= count else low), high


def _needed(key: Key, count: int, printed: Sequence[tuple[Mapping[Key, int], Marks]]) -> bool:
    """Whether a count must not be worked out where it is not shown."""
    if count < FEWEST or key in printed[0][0]:
        return True
    for told, marks in printed[1:]:
        change = abs(told.get(key, count) - count)
        if marks.get(key) == SHOWN and 0 < change < FEWEST:
            return True
        if marks.get(key, SHOWN) != SHOWN and not change:
            return True
    return False


# Auditing ------------------------------------------------------------------------------------------------------------


def _leaks(nets: Sequence[_Net], marks: Marks) -> Iterator[tuple[_Net, _Arc]]:
    """The counts that could be worked out, in each truth."""
    for net in nets:
        fixed = net.fixed(marks)
        for arc in net.arcs:
            if arc.needed and arc.key not in fixed and _around(net, arc, dict.fromkeys(fixed, _MANY)) is None:
                yield net, arc


def _around(net: _Net, arc: _Arc, prices: Mapping[Key, int]) -> list[Key] | None:
    """The cheapest counts round which one more or one less could go through this one; None where there is no way.

    `prices` are of the counts that are known as things stand; those at _MANY cannot be got at all.
    """
    found = []
    if arc.value < arc.high:
        found.append(_way(net, arc, arc.head, arc.tail, prices))
    if arc.value > arc.low:
        found.append(_way(net, arc, arc.tail, arc.head, prices))
    ways = [one for one in found if one is not None]
    return min(ways)[1] if ways else None


def _way(net: _Net, without: _Arc, start: str, end: str, prices: Mapping[Key, int]) -> tuple[int, list[Key]] | None:
    """The price of the cheapest way from one place to another and what has to be held back for it (Dijkstra)."""
    best = {start: 0}
    came: dict[str, tuple[str, Key]] = {}
    queue = [(0, start)]
    while queue:
        price, place = heappop(queue)
        if place == end:
            break
        if price > best[place]:
            continue
        for number in net.at[place]:
            arc = net.arcs[number]
            step = prices.get(arc.key, 0)
            ahead = arc.tail == place
            if arc is without or step >= _MANY or (arc.value >= arc.high if ahead else arc.value <= arc.low):
                continue
            there = arc.head if ahead else arc.tail
            if price + step < best.get(there, _MANY):
                best[there] = price + step
                came[there] = (place, arc.key)
                heappush(queue, (price + step, there))
    if end not in best:
        return None
    keys = []
    place = end
    while place != start:
        place, key = came[place]
        if key in prices:
            keys.append(key)
    return best[end], sorted(keys)


def _price(key: Key, held: set[Key]) -> int:
    """What it costs a reader not to see a figure: months least, and what was held back before nearly nothing."""
    who, first, last = key
    if key in held:
        return 1
    if first == last:
        return 10 if who != ALL else 20
    return 60 if who != ALL else 200


def _cheapest(net: _Net, arc: _Arc, marks: Marks, held: set[Key]) -> list[Key] | None:
    """What to hold back besides so that a count can no longer be worked out."""
    prices = {key: _price(key, held) for key in net.fixed(marks)} | dict.fromkeys(net.before, _MANY)
    return _around(net, arc, prices)


def _pruned(marks: dict[Key, str], first: set[Key], nets: Sequence[_Net]) -> dict[Key, str]:
    """The same with what need not be held back after all shown again, the dearest first."""
    extra = sorted((key for key, mark in marks.items() if mark == HELD and key not in first), key=_dearest)
    hidden = sum(arc.needed for net in nets for arc in net.arcs)
    for key in extra[: _LOOKS // max(hidden, 1)]:
        marks[key] = SHOWN
        if next(_leaks(nets, marks), None):
            marks[key] = HELD
    return marks


def _dearest(key: Key) -> tuple[int, Key]:
    return -_price(key, set()), key
