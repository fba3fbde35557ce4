"""Who was recruited and trained, reckoned in the database from the attendance, for many people at once.

It gives what rules.pilot.count_people gives, which tests hold; people whose record was joined from several count by
what each of those alone came to, so that joining two never raises a figure: what they come to together is told apart.
"""

import json

from organiser.rules.events import ATTENDED
from organiser.rules.pilot import Act, Completed, Counted, Definition, count_people
from organiser.services import attendance_known
from organiser.store.engine import Value
from organiser.store.store import Store

# The seat of an event: its branch's, else a training session's own, else the one in which all of its wards lie.
_EVENT_SEAT = (
    "coalesce((SELECT constituency_id FROM branch WHERE branch.id = event.branch_id),"
    " (SELECT constituency_id FROM session WHERE session.event_id = event.id),"
    " (SELECT CASE WHEN count(DISTINCT constituency_id) = 1 THEN min(constituency_id) END FROM event_ward"
    " JOIN ward_seat ON ward_seat.ward_id = event_ward.ward_id WHERE event_ward.event_id = event.id"
    " AND last = (SELECT max(last) FROM ward_seat)), 0)"
)
_KEY = "on_day || printf('/%012d', event)"


def build(store: Store, definition: Definition, moment: str = "", seat: int | None = None) -> None:
    """Build temp.counted for this connection: a row a person who was recruited or trained, as known at a moment (UTC).

    Its columns are person, recruited, seat, trained, trained_seat, last, both, joined; "" and 0 for what is not. With
    a seat only people who did anything there are looked at, in all seats.
    """
    attendance = attendance_known.make(store, moment)
    with store.errors():
        _gather(store, definition, attendance, seat)
        _count(store, definition)
        _part_the_joined(store, definition, attendance)


def _gather(store: Store, definition: Definition, attendance: str, seat: int | None) -> None:
    """temp.act and temp.completed: who did what where, person by person."""
    run = store.connection.execute
    values = {"kinds": json.dumps(definition.acts), "courses": json.dumps(definition.courses), "seat": seat}
    for name in ("counted", "act", "completed", "held"):
        run(f"DROP TABLE IF EXISTS temp.{name}")
    run(
        "CREATE TEMP TABLE held AS SELECT event.id, on_day, CASE WHEN kind IN (SELECT value FROM json_each(:kinds))"
        " THEN 1 ELSE 0 END AS act, EXISTS (SELECT 1 FROM session JOIN course ON course.id = course_id WHERE"
        " session.event_id = event.id AND session.state = '' AND fold IN (SELECT value FROM json_each(:courses)))"
        f" AS counts, {_EVENT_SEAT} AS seat FROM event WHERE kind IN (SELECT value FROM json_each(:kinds))"
        " OR kind = 'training'",
        values,
    )
    run("CREATE UNIQUE INDEX temp.held_id ON held(id)")
    among = ""
    if seat is not None:
        among = (
            f" AND person_id IN (SELECT person_id FROM {attendance} AS mine JOIN temp.held AS here"
            " ON here.id = mine.event_id WHERE here.seat = :seat)"
        )
    for name, column in (("act", "act"), ("completed", "counts")):
        run(
            f"CREATE TEMP TABLE {name} AS SELECT attended.id AS row, person_id AS person, on_day, held.id AS event,"
            f" seat FROM {attendance} AS attended JOIN temp.held ON held.id = event_id"
            f" WHERE attended.state = '{ATTENDED}' AND held.{column}{among}",
            values,
        )


def _count(store: Store, definition: Definition) -> None:
    run = store.connection.execute
    run(
        "CREATE TEMP TABLE counted(person INTEGER PRIMARY KEY, recruited TEXT, seat INTEGER, trained TEXT,"
        " trained_seat INTEGER, last TEXT, both INTEGER, joined INTEGER)"
    )
    opened = f"lag(on_day, {definition.needed - 1}) OVER (PARTITION BY person ORDER BY on_day, event)"
    run(
        f"WITH spaced AS (SELECT person, on_day, event, seat, {opened} AS opened FROM temp.act),"
        f" made AS (SELECT person, on_day, seat, min({_KEY}) FROM spaced WHERE opened IS NOT NULL"
        " AND julianday(on_day) - julianday(opened) <= :within GROUP BY person)"
        " INSERT INTO temp.counted SELECT made.person, made.on_day, made.seat, '', 0, '', 0, 0 FROM made",
        {"within": definition.within},
    )
    after = "JOIN temp.counted USING (person) WHERE completed.on_day >= recruited" if definition.after_recruited else ""
    run(
        "INSERT INTO temp.counted SELECT person, '', 0, on_day, seat, '', 0, 0 FROM (SELECT person,"
        f" completed.on_day AS on_day, completed.seat AS seat, min(completed.{_KEY}) FROM temp.completed {after}"
        " GROUP BY person) WHERE true ON CONFLICT(person) DO UPDATE SET trained = excluded.trained,"
        " trained_seat = excluded.trained_seat"
    )
    run(
        "UPDATE temp.counted SET last = latest.on_day, both = recruited <> '' AND trained <> '' FROM"
        " (SELECT person, max(on_day) AS on_day FROM temp.act GROUP BY person) AS latest"
        " WHERE latest.person = counted.person"
    )


# People whose record was joined from several --------------------------------------------------------------------------


def _part_the_joined(store: Store, definition: Definition, attendance: str) -> None:
    """Have people who were joined from several records count by what each of those alone came to."""
    first: dict[int, int] = dict(
        store.rows(
            "SELECT row_id, json_extract(before, '$[3]') FROM (SELECT row_id, before, min(change.id) FROM change"
            " WHERE tbl = 'attendance' AND before <> '' GROUP BY row_id)"
        )
    )
    if not first:
        return
    wanted = json.dumps(list(first))
    joined = {
        person
        for row, person in store.rows(
            f"SELECT id, person_id FROM {attendance} WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
        )
        if first[row] != person
    }
    for person in sorted(joined):
        _count_parts(store, definition, person, first)


def _count_parts(store: Store, definition: Definition, person: int, first: dict[int, int]) -> None:
    def told(name: str) -> list[tuple[int, tuple[str, int, int]]]:
        rows = store.rows(f"SELECT row, on_day, seat, event FROM temp.{name} WHERE person = ?", (person,))
        return [(first.get(row, person), (on, seat, event)) for row, on, seat, event in rows]

    parts: dict[int, Counted] = {
        one.person: one
        for one in count_people(
            definition,
            [Act(origin, *rest) for origin, rest in told("act")],
            [Completed(origin, *rest) for origin, rest in told("completed")],
        )
    }
    whole = store.rows("SELECT recruited, trained, both FROM temp.counted WHERE person = ?", (person,))
    recruited = min((one for one in parts.values() if one.recruited), key=lambda one: one.recruited, default=None)
    trained = min((one for one in parts.values() if one.trained), key=lambda one: one.trained, default=None)
    both = any(one.recruited and one.trained for one in parts.values())
    stands = (recruited.recruited if recruited else "", trained.trained if trained else "", int(both))
    more = bool(whole) and sum(map(bool, whole[0])) > sum(map(bool, stands))
    row: tuple[Value, ...] = (
        person,
        stands[0],
        recruited.seat if recruited else 0,
        stands[1],
        trained.trained_seat if trained else 0,
        recruited.last if recruited else "",
        stands[2],
        int(more),
    )
    store.connection.execute("INSERT OR REPLACE INTO temp.counted VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def people(store: Store) -> list[Counted]:
    """What was built, as rules.pilot tells it, without the events behind it."""
    found = store.rows("SELECT person, recruited, seat, trained, trained_seat, last FROM temp.counted ORDER BY person")
    return [
        Counted(person, recruited, seat, (), trained, trained_seat, 0, last)
        for person, recruited, seat, trained, trained_seat, last in found
    ]
