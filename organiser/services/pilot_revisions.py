"""How a pilot's figures changed between two days on which they were known, seat by seat, and why: no names."""

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.events import ATTENDANCE, EVENT, EVENT_WARD
from organiser.models.training import SESSION
from organiser.services import pilot_count, pilot_figures
from organiser.services.pilot_figures import Asked, Counts
from organiser.services.pilots import Scheme, Seat, moment_of
from organiser.store import clock
from organiser.store.store import Store

LATE, MARKS, JOINED, TAKEN_OUT, UNDONE, EVENTS = (
    "late entries", "marks changed", "people merged", "entries taken out", "changes undone", "events changed",
)  # fmt: skip
TIME = "time to stay active is over"
_PLACES = {name: place for place, name in enumerate(ATTENDANCE.names)}


class Kind(NamedTuple):
    """A kind of change: how many rows of attendance, or of events, it touched, and the ISO days it was made on."""

    what: str
    rows: int
    days: tuple[str, ...]


class Revised(NamedTuple):
    """A seat whose figures over the same period are others now; `why` also tells of changes that cancelled out."""

    seat: Seat
    before: Counts
    after: Counts
    baseline_before: int
    baseline_after: int
    why: tuple[Kind, ...]

    @property
    def changed(self) -> bool:
        return self.before != self.after or self.baseline_before != self.baseline_after


class Revisions(NamedTuple):
    """What changed in the figures of a period (ISO days) between what was known on one day and on another.

    `by_returns`: the figures come from returns, whose former content is not told apart.
    """

    since: str
    until: str
    first: str
    second: str
    seats: tuple[Revised, ...]
    by_returns: bool


def between(store: Store, scheme: Scheme, first: str, second: str, since: str = "", until: str = "") -> Revisions:
    """The revisions between two ISO days, of the period up to the first unless another is named."""
    if first > second:
        raise Problem("The first day is after the second.", USAGE)
    until = until or min(scheme.until, first)
    before = pilot_figures.report(store, scheme, Asked(since, until, first))
    after = pilot_figures.report(store, scheme, Asked(since, until, second))
    why = {} if after.by_returns else reasons(store, scheme, first, second, until)
    found = tuple(
        Revised(one.seat, one.counts, other.counts, one.baseline, other.baseline, _why(one.counts, other.counts, told))
        for one, other in zip(before.seats, after.seats, strict=True)
        for told in [why.get(one.seat.id, ())]
    )
    return Revisions(before.since, until, first, second, found, after.by_returns)


def _why(before: Counts, after: Counts, told: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """The kinds of change, and that time went by where only because of that more could stay active."""
    return (*told, Kind(TIME, 0, ())) if before.could_be_active < after.could_be_active else told


def reasons(store: Store, scheme: Scheme, first: str, second: str, until: str) -> Mapping[int, tuple[Kind, ...]]:
    """The kinds of changes to events up to a day and to who came, by the seat's row, made between two days."""
    _make_concerned(store, scheme, moment_of(first))
    moments = (moment_of(first) or clock.now(), moment_of(second) or "9999", until)
    found: dict[int, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for seat, what, at, count in store.rows(
        f"SELECT seat, '{LATE}', at, count(*) FROM operation JOIN inserted ON inserted.operation_id = operation.id"
        " AND tbl = 'attendance' JOIN attendance ON attendance.id BETWEEN first AND last"
        " JOIN temp.concerned ON concerned.id = event_id WHERE at > ?1 AND at <= ?2 AND on_day <= ?3"
        " GROUP BY 1, operation.id"
        f" UNION ALL {_CHANGED}",
        moments,
    ):
        found[seat][what].append((clock.london(at).date().isoformat(), count))
    return {
        seat: tuple(
            Kind(what, sum(count for _, count in told), tuple(sorted({day for day, _ in told})))
            for what, told in sorted(kinds.items())
        )
        for seat, kinds in found.items()
    }


def _make_concerned(store: Store, scheme: Scheme, moment: str) -> None:
    """Build temp.concerned: the events that were of a seat then or are now, each seat with its earlier day of them."""
    with store.errors():
        store.connection.execute("DROP TABLE IF EXISTS temp.either")
        store.connection.execute("DROP TABLE IF EXISTS temp.concerned")
        pilot_count.build(store, scheme.version.rule, moment)
        store.connection.execute("CREATE TEMP TABLE either AS SELECT id, seat, on_day FROM temp.held")
        pilot_count.build(store, scheme.version.rule)
        store.connection.execute("INSERT INTO temp.either SELECT id, seat, on_day FROM temp.held")
        store.connection.execute(
            "CREATE TEMP TABLE concerned AS SELECT id, seat, min(on_day) AS on_day FROM temp.either GROUP BY id, seat"
        )
        store.connection.execute("CREATE INDEX temp.concerned_id ON concerned(id)")


def _cell(image: str, name: str) -> str:
    return f"json_extract({image}, '$[{_PLACES[name]}]')"


_IMAGE = "coalesce(nullif(after, ''), before)"
# The event of a row that was changed: its own, or the one that it belongs to.
_EVENT_OF = (
    "CASE tbl WHEN 'event' THEN row_id "
    + " ".join(
        f"WHEN '{table.name}' THEN json_extract({_IMAGE}, '$[{table.names.index('event_id')}]')"
        for table in (ATTENDANCE, EVENT_WARD, SESSION)
    )
    + " END"
)
# A change of an event that moves no figure: of its note, say.
_AS_IT_COUNTED = " AND ".join(
    f"json_extract(nullif(before, ''), '$[{place}]') IS json_extract(nullif(after, ''), '$[{place}]')"
    for place in (EVENT.names.index(name) for name in ("kind", "on_day", "branch_id"))
)
_CHANGED = (
    "SELECT seat, what, at, count(*) FROM (SELECT operation.id AS operation, CASE WHEN state = 'undone' THEN undone_at"
    f" ELSE at END AS at, {_EVENT_OF} AS event, CASE WHEN tbl <> 'attendance' THEN '{EVENTS}'"
    f" WHEN state = 'undone' THEN '{UNDONE}' WHEN after = '' THEN '{TAKEN_OUT}'"
    f" WHEN {_cell('before', 'person_id')} <> {_cell('after', 'person_id')} THEN '{JOINED}' ELSE '{MARKS}' END AS what"
    " FROM change JOIN operation ON operation.id = operation_id"
    " WHERE tbl IN ('attendance', 'event', 'event_ward', 'session') AND (state = 'undone' AND"
    " undone_at > ?1 AND undone_at <= ?2 AND at <= ?1 OR state = 'done' AND before <> '' AND at > ?1 AND at <= ?2)"
    f" AND NOT (tbl = 'event' AND before <> '' AND after <> '' AND {_AS_IT_COUNTED}))"
    " JOIN temp.concerned ON concerned.id = event WHERE on_day <= ?3 GROUP BY seat, operation, what"
)


def words(kinds: tuple[Kind, ...], *, counts: bool = True) -> str:
    """Kinds of changes in words; without counts as published reports have them."""
    told = [f"{one.rows} {one.what}" if counts and one.rows else one.what for one in kinds]
    return ", ".join(told) or "no change to what was entered"
