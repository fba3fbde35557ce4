"""Who was recruited and trained, reckoned in the database from the attendance, for many people at once.

It gives what rules.pilot.count_people gives, which tests hold; people whose record was joined from several count by
what each of those alone came to, so that joining two never raises a figure: what they come to together is told apart.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping

from organiser.models.events import ATTENDANCE
from organiser.models.people import PERSON
from organiser.rules.events import ATTENDED
from organiser.rules.pilot import Act, Completed, Counted, Definition, count_people
from organiser.services import attendance_known
from organiser.services.attendance_known import STOOD, Tables
from organiser.store.engine import Value
from organiser.store.store import Store

# The seat of an event: its branch's, else a training session's own, else the one in which all of its wards lie.
_EVENT_SEAT = (
    "coalesce((SELECT constituency_id FROM branch WHERE branch.id = event.branch_id),"
    " (SELECT constituency_id FROM {session} AS held_as WHERE held_as.event_id = event.id),"
    " (SELECT CASE WHEN count(DISTINCT constituency_id) = 1 THEN min(constituency_id) END FROM {event_ward} AS about"
    " JOIN ward_seat ON ward_seat.ward_id = about.ward_id WHERE about.event_id = event.id"
    " AND last = (SELECT max(last) FROM ward_seat)), 0)"
)
# The uid in hex, in the image of a person's row.
_UID = f"upper(json_extract(before, '$[{PERSON.names.index('uid')}]'))"
_COUNTED = (
    "CREATE TEMP TABLE counted(person INTEGER PRIMARY KEY, recruited TEXT, seat INTEGER, trained TEXT,"
    " trained_seat INTEGER, last TEXT, both INTEGER, joined INTEGER, several INTEGER)"
)
# What comes first, as one number: the day, then the event; and the event of such a number.
_KEY = "day << 40 | event"
_EVENT = "{} & ((1 << 40) - 1)"


def build(store: Store, definition: Definition, moment: str = "", seat: int | None = None) -> None:
    """Build temp.counted for this connection: a row a person who was recruited or trained, as known at a moment (UTC).

    Its columns are person, recruited, seat, trained, trained_seat, last, both, joined, several; "" and 0 for what is
    not. `several` is 1 for who came to something in more than one seat. With a seat only people who did anything there
    are looked at, in all seats.
    """
    known = attendance_known.make(store, moment)
    with store.errors():
        _gather(store, definition, known, seat)
        _count(store, definition)
        _part_the_joined(store, definition, moment, known)
        if seat is None:
            # Each seat is looked up among all people.
            store.connection.execute("CREATE INDEX temp.counted_seat ON counted(seat, recruited)")
            store.connection.execute("CREATE INDEX temp.counted_trained ON counted(trained_seat, trained)")


def _gather(store: Store, definition: Definition, known: Tables, seat: int | None) -> None:
    """temp.act and temp.completed: who did what where, person by person."""
    run = store.connection.execute
    values = {"kinds": json.dumps(definition.acts), "courses": json.dumps(definition.courses), "seat": seat}
    for name in ("counted", "act", "completed", "mine", "held"):
        run(f"DROP TABLE IF EXISTS temp.{name}")
    run(
        "CREATE TEMP TABLE held(id INTEGER PRIMARY KEY, kind TEXT, on_day TEXT, day INTEGER, act INTEGER, code TEXT,"
        " seat INTEGER)"
    )
    run(
        "INSERT INTO temp.held SELECT event.id, kind, on_day, CAST(julianday(on_day) + 0.5 AS INTEGER),"
        " kind IN (SELECT value FROM json_each(:kinds)), coalesce((SELECT course.fold FROM"
        f" {known.session} AS held_as JOIN course ON course.id = course_id WHERE held_as.event_id = event.id"
        " AND state = '' AND course.fold IN (SELECT value FROM json_each(:courses))), ''),"
        f" {_EVENT_SEAT.format(**known._asdict())} FROM {known.event} AS event"
        " WHERE kind IN (SELECT value FROM json_each(:kinds)) OR kind = 'training'",
        values,
    )
    people = ""
    if seat is not None:
        run("CREATE TEMP TABLE mine(person INTEGER PRIMARY KEY)")
        run(
            f"INSERT OR IGNORE INTO temp.mine SELECT person_id FROM temp.held CROSS JOIN {known.attendance} AS came"
            " ON came.event_id = held.id WHERE seat = :seat",
            values,
        )
        people = "temp.mine CROSS JOIN"
    for name, column in (("act", "act"), ("completed", "code <> ''")):
        run(
            f"CREATE TEMP TABLE {name} AS SELECT attended.id AS row, person_id AS person, on_day, day,"
            f" held.id AS event, seat FROM {people} {known.attendance} AS attended"
            " CROSS JOIN temp.held ON held.id = event_id"
            f" WHERE attended.state = '{ATTENDED}' AND held.{column}{' AND person_id = person' if people else ''}"
        )


def fill(store: Store, found: Iterable[Counted], several: Container[int]) -> None:
    """Build temp.counted from people who were counted already; `several` has the numbers of those in several seats."""
    with store.errors():
        store.connection.execute("DROP TABLE IF EXISTS temp.counted")
        store.connection.execute(_COUNTED)
        store.connection.executemany(
            "INSERT INTO temp.counted VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (
                (
                    one.person,
                    one.recruited,
                    one.seat,
                    one.trained,
                    one.trained_seat,
                    one.last,
                    int(bool(one.recruited and one.trained)),
                    int(one.person in several),
                )
                for one in found
            ),
        )


def _count(store: Store, definition: Definition) -> None:
    run = store.connection.execute
    run(_COUNTED)
    took = f"day - lag(day, {definition.needed - 1}) OVER (PARTITION BY person ORDER BY day, event)"
    after = "day >= (SELECT made >> 40 FROM acted WHERE acted.person = completed.person)"
    run(
        f"WITH spaced AS (SELECT person, on_day, day, event, seat, {took} AS took FROM temp.act),"
        f" acted AS MATERIALIZED (SELECT person, min(iif(took <= :within, {_KEY}, NULL)) AS made, max(on_day) AS last,"
        " min(nullif(seat, 0)) AS low, max(seat) AS high FROM spaced GROUP BY person),"
        f" done AS (SELECT person, min(iif({after if definition.after_recruited else 1}, {_KEY}, NULL)) AS made,"
        " min(nullif(seat, 0)) AS low, max(seat) AS high FROM temp.completed GROUP BY person),"
        " told AS (SELECT person, max(recruited) AS recruited, max(trained) AS trained, max(last) AS last,"
        " min(low) < max(high) AS several FROM (SELECT person, made AS recruited, NULL AS trained, last, low, high"
        " FROM acted UNION ALL SELECT person, NULL, made, '', low, high FROM done) GROUP BY person)"
        " INSERT INTO temp.counted SELECT person, coalesce(one.on_day, ''), coalesce(one.seat, 0),"
        " coalesce(other.on_day, ''), coalesce(other.seat, 0), coalesce(last, ''),"
        " recruited IS NOT NULL AND trained IS NOT NULL, 0, coalesce(several, 0) FROM told"
        f" LEFT JOIN temp.held AS one ON one.id = {_EVENT.format('recruited')}"
        f" LEFT JOIN temp.held AS other ON other.id = {_EVENT.format('trained')}"
        " WHERE recruited IS NOT NULL OR trained IS NOT NULL",
        {"within": definition.within},
    )


# People whose record was joined from several --------------------------------------------------------------------------


def _part_the_joined(store: Store, definition: Definition, moment: str, known: Tables) -> None:
    """Have people who were joined from several records count by what each of those alone came to."""
    joined: dict[int, set[int]] = defaultdict(set)
    by: dict[int, set[int]] = defaultdict(set)
    for gone, operation, kept in store.rows(
        f"WITH gone AS (SELECT row_id, operation_id, {_UID} AS uid FROM change JOIN operation"
        " ON operation.id = operation_id WHERE tbl = 'person' AND before <> '' AND after = ''"
        f" AND {STOOD}) SELECT row_id, operation_id, person_id FROM gone JOIN"
        f" (SELECT person_id, upper(replace(value, '-', '')) AS uid FROM {known.fact} WHERE kind = 'uid') USING (uid)",
        (moment or "9999",),
    ):
        joined[kept].add(gone)
        by[kept].add(operation)
    for person in sorted(joined):
        _count_parts(store, definition, person, _alone(store, joined[person] | {person}, by[person]))


def _alone(store: Store, parts: set[int], operations: set[int]) -> dict[int, tuple[int, int, bool]]:
    """Rows of attendance as they stood before records were joined: the event, whose row it was, whether they came."""
    found: dict[int, tuple[int, int, bool]] = {}
    for row, event, person, state in store.rows(
        "SELECT row_id, json_extract(before, ?), json_extract(before, ?), json_extract(before, ?) FROM change"
        " WHERE tbl = 'attendance' AND before <> '' AND operation_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (*(f"$[{ATTENDANCE.names.index(name)}]" for name in ("event_id", "person_id", "state")),
         json.dumps(sorted(operations))),
    ):  # fmt: skip
        if person in parts:
            found.setdefault(row, (event, person, state == ATTENDED))
    return found


def _count_parts(store: Store, definition: Definition, person: int, alone: Mapping[int, tuple[int, int, bool]]) -> None:
    """Count a person by the best that each of the records came to; only what that one did stands in temp.act."""

    def told(name: str) -> list[tuple[int, set[int], tuple[str, int, int]]]:
        rows = store.rows(f"SELECT row, on_day, seat, event FROM temp.{name} WHERE person = ?", (person,))
        return [(row, owners(row, event), (on, seat, event)) for row, on, seat, event in rows]

    def owners(row: int, event: int) -> set[int]:
        came = {part for where, part, attended in alone.values() if where == event and attended}
        return came if came and row in alone else came | {person}

    acts, courses = told("act"), told("completed")
    parts: dict[int, Counted] = {
        one.person: one
        for one in count_people(
            definition,
            [Act(part, *rest) for _, parts_of, rest in acts for part in parts_of],
            [Completed(part, *rest) for _, parts_of, rest in courses for part in parts_of],
        )
    }
    whole = store.rows("SELECT recruited, trained, both, several FROM temp.counted WHERE person = ?", (person,))
    recruited = min((one for one in parts.values() if one.recruited), key=lambda one: one.recruited, default=None)
    trained = min((one for one in parts.values() if one.trained), key=lambda one: one.trained, default=None)
    both = any(one.recruited and one.trained for one in parts.values())
    stands = (recruited.recruited if recruited else "", trained.trained if trained else "", int(both))
    more = bool(whole) and sum(map(bool, whole[0][:3])) > sum(map(bool, stands))
    often = Counter(part for _, parts_of, _ in acts for part in parts_of)
    busiest = max(sorted(often), key=lambda part: often[part], default=person)
    for name, rows, best in (
        ("act", acts, recruited.person if recruited else busiest),
        ("completed", courses, trained.person if trained else person),
    ):
        others = [(row,) for row, parts_of, _ in rows if best not in parts_of]
        store.connection.executemany(f"DELETE FROM temp.{name} WHERE row = ?", others)
    row: tuple[Value, ...] = (
        person,
        stands[0],
        recruited.seat if recruited else 0,
        stands[1],
        trained.trained_seat if trained else 0,
        recruited.last if recruited else "",
        stands[2],
        int(more),
        whole[0][3] if whole else 0,
    )
    if parts or more:
        store.connection.execute("INSERT OR REPLACE INTO temp.counted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    else:
        store.connection.execute("DELETE FROM temp.counted WHERE person = ?", (person,))


def who_now(store: Store, people: Iterable[int]) -> dict[int, int]:
    """The row of each person as they are now: somebody known before whose record was joined since is who they became.

    Whoever was taken out since has none.
    """
    asked = json.dumps(sorted(people))
    found: dict[int, int] = dict(
        store.rows(
            f"WITH gone AS (SELECT row_id, {_UID} AS uid FROM change WHERE tbl = 'person' AND before <> ''"
            " AND after = '' AND row_id IN (SELECT value FROM json_each(?1))) SELECT row_id, person_id FROM gone JOIN"
            " (SELECT person_id, upper(replace(value, '-', '')) AS uid FROM fact WHERE kind = 'uid') USING (uid)",
            (asked,),
        )
    )
    here = store.rows("SELECT id FROM person WHERE id IN (SELECT value FROM json_each(?1))", (asked,))
    return found | {person: person for (person,) in here}


def people(store: Store) -> list[Counted]:
    """What was built, as rules.pilot tells it, without the events behind it."""
    found = store.rows(
        "SELECT person, recruited, seat, trained, trained_seat, last FROM temp.counted"
        " WHERE recruited <> '' OR trained <> '' ORDER BY person"
    )
    return [
        Counted(person, recruited, seat, (), trained, trained_seat, 0, last)
        for person, recruited, seat, trained, trained_seat, last in found
    ]
