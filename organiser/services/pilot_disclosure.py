"""What of a pilot's figures may be published, after all that was published before; and the rows that remember it."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.models.pilots import PUBLISHED
from organiser.rules.disclosure import ALL, FEWEST, HELD, PART, SHOWN, SMALL, Earlier, Key, Marks, Table, hide
from organiser.services.pilot_figures import Report, SeatFigures
from organiser.services.pilots import Scheme
from organiser.store import clock
from organiser.store.store import Store

RECRUITED, TRAINED, BOTH, ACTIVE, BEFORE = "recruited", "trained", "recruited_and_trained", "active", "baseline"
PEOPLE, MOVED, JOINED = "people", "moved", "joined"
_LONE = (ACTIVE, BEFORE)
_OF_ALL = (PEOPLE, MOVED, JOINED)


class Truth(NamedTuple):
    """The figures of a report before anything is hidden: two tables, and single counts by measure and seat."""

    recruited: Table
    trained: Table
    lone: Mapping[str, Mapping[str, int]]


class Published(NamedTuple):
    """A report that was published: its row, period and the day as known on, its figures, and what was shown of them.

    `lone` are the marks of the single counts, by measure and seat (ALL for those of the scheme).
    """

    row: int
    since: str
    until: str
    known: str
    truth: Truth
    recruited: Marks
    trained: Marks
    lone: Mapping[str, Mapping[str, str]]


def truth_of(report: Report) -> Truth:
    """The figures of a report as tables. Seats without data are in none; those outside the pilot are in no total."""
    seats = [one for one in report.seats if one.data and one.months]
    outside = frozenset(one.seat.clp.gss for one in seats if one.seat.outside)
    # Where no seat is in the pilot, all are counted together.
    apart = outside if len(outside) < len(seats) else frozenset()
    span = (report.since[:7], report.until[:7])

    def table(measure: str, part: Mapping[str, int]) -> Table:
        counts = {one.seat.clp.gss: {start[:7]: getattr(told, measure) for start, told in one.months} for one in seats}
        return Table(span, counts, apart, part)

    lone = {
        ACTIVE: {one.seat.clp.gss: one.counts.active for one in seats},
        BEFORE: {one.seat.clp.gss: one.baseline for one in seats},
        PEOPLE: {ALL: report.people},
        MOVED: {ALL: report.moved},
        JOINED: {ALL: report.joined},
    }
    both = {one.seat.clp.gss: one.counts.recruited_and_trained for one in seats}
    return Truth(table(RECRUITED, both), table(TRAINED, {}), lone)


def decide(report: Report, earlier: Sequence[Published]) -> Published:
    """What may be shown of a report after earlier ones; the same report again shows the same."""
    truth = truth_of(report)
    told = Published(0, report.since, report.until, report.known, truth, {}, {}, {})
    for one in earlier:
        if _same(one, told):
            return one
    recruited = hide(truth.recruited, [Earlier(one.truth.recruited, one.recruited) for one in earlier])
    trained = hide(truth.trained, [Earlier(one.truth.trained, one.trained) for one in earlier])
    overlapping = {one.seat.clp.gss for one in report.seats if _overlaps(one)}
    lone: dict[str, dict[str, str]] = {}
    for measure, counts in truth.lone.items():
        before = [
            {seat: count for seat, count in one.truth.lone[measure].items() if one.lone[measure].get(seat) == SHOWN}
            for one in earlier
        ]
        lone[measure] = {seat: _lone_mark(count, [row.get(seat) for row in before]) for seat, count in counts.items()}
    span = truth.recruited.span
    for seat, mark in lone[ACTIVE].items():
        if mark == SHOWN and recruited[seat, *span] != SHOWN:
            lone[ACTIVE][seat] = HELD
    for seat in overlapping & lone[BEFORE].keys():
        lone[BEFORE][seat] = HELD
    totals = (recruited.get((ALL, *span)), recruited.get((ALL, PART, "")), trained.get((ALL, *span)))
    if totals != (SHOWN,) * 3 and lone[PEOPLE][ALL] == SHOWN:
        lone[PEOPLE][ALL] = HELD
    return told._replace(recruited=recruited, trained=trained, lone=lone)


def _same(one: Published, other: Published) -> bool:
    return one._replace(row=0, recruited={}, trained={}, lone={}) == other


def _overlaps(one: SeatFigures) -> bool:
    """Whether the time before, with which a seat is compared, reaches into the time that is counted."""
    return one.seat.baseline_until >= one.seat.since


def _lone_mark(count: int, shown: Sequence[int | None]) -> str:
    if count < FEWEST:
        return SMALL
    return HELD if any(one is not None and 0 < abs(one - count) < FEWEST for one in shown) else SHOWN


# Kept ----------------------------------------------------------------------------------------------------------------


def published(store: Store, scheme: Scheme) -> list[Published]:
    """What was published of a scheme, in the order in which it was."""
    rows = store.rows(
        "SELECT id, since, until, known, cells FROM published WHERE scheme_id = ? ORDER BY id", (scheme.id,)
    )
    return [_read(row, since, until, known, cells) for row, since, until, known, cells in rows]


def keep(store: Store, scheme: Scheme, told: Published, digest: str) -> int | None:
    """Keep what was published as one change; None where it is kept already."""
    if told.row:
        return None
    with store.operation(f"Publish the figures of {scheme.name}", kind="pilot") as work:
        work.insert_with_uid(
            PUBLISHED,
            scheme_id=scheme.id,
            since=told.since,
            until=told.until,
            known=told.known,
            digest=digest,
            cells=_text(told),
            made=clock.today(),
        )
    return work.operation_id


def _text(told: Published) -> str:
    body = {
        "recruited": _table_json(told.truth.recruited, told.recruited),
        "trained": _table_json(told.truth.trained, told.trained),
        "lone": told.truth.lone,
        "lone_marks": told.lone,
    }
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def _table_json(table: Table, marks: Marks) -> dict[str, object]:
    return {
        **table._asdict(),
        "apart": sorted(table.apart),
        "marks": [[*key, mark] for key, mark in sorted(marks.items())],
    }


def _read(row: int, since: str, until: str, known: str, cells: str) -> Published:
    body = json.loads(cells)
    tables, marks = [], []
    for measure in (RECRUITED, TRAINED):
        one = body[measure]
        first, last = one["span"]
        tables.append(Table((first, last), one["counts"], frozenset(one["apart"]), one["part"]))
        shown: dict[Key, str] = {(who, start, end): mark for who, start, end, mark in one["marks"]}
        marks.append(shown)
    truth = Truth(tables[0], tables[1], body["lone"])
    return Published(row, since, until, known, truth, marks[0], marks[1], body["lone_marks"])
