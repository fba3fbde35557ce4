"""How fast a pilot's figures come beside plain SQL that counts the same things.

Run as `python benchmarks/pilot.py [--full]`: of 100,000 attendances in 100 seats over 18 months, a million with --full.
The peer is one statement by hand over the same indexes: who was recruited where and when, who completed the course,
and by seat and month how many, how many of them are both, and how many came again after 60 days. What it counts is
compared with the figures before anything is timed.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import FEW, MANY, fastest

from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.people import PERSON
from organiser.models.places import BRANCH, CONSTITUENCY
from organiser.models.training import COURSE, SESSION
from organiser.services import pilot_figures, pilots
from organiser.services.pilot_figures import Asked
from organiser.services.pilots import Draft, Rule, Scheme, SeatDraft
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import new_uids

_ROUNDS = 5
_SEATS = 100
# So many people come to an event, and so often does somebody come.
_PER_EVENT, _PER_PERSON = 20, 10
_BATCH = 50_000

_BY_HAND = """
WITH {mine} came AS MATERIALIZED (
  SELECT attendance.person_id, event_id, on_day, kind, constituency_id AS seat
  FROM {among} event ON event.id = event_id JOIN branch ON branch.id = branch_id
  WHERE state = 'attended' AND kind IN ('canvassing', 'leaflet round', 'stall', 'phone bank', 'walkabout')
),
spaced AS (
  SELECT *, lag(on_day) OVER (PARTITION BY person_id ORDER BY on_day, event_id) AS former FROM came
),
made AS (
  SELECT person_id, on_day AS recruited, seat, min(on_day || printf('/%012d', event_id)) FROM spaced
  WHERE julianday(on_day) - julianday(former) <= 90 GROUP BY person_id
),
latest AS (SELECT person_id, max(on_day) AS last FROM came GROUP BY person_id),
done AS (
  SELECT attendance.person_id, on_day AS trained, branch.constituency_id AS seat,
    min(on_day || printf('/%012d', event.id))
  FROM {among} event ON event.id = attendance.event_id JOIN session ON session.event_id = event.id
  JOIN course ON course.id = course_id JOIN branch ON branch.id = branch_id
  WHERE attendance.state = 'attended' AND session.state = '' AND course.fold = 'basics' GROUP BY attendance.person_id
)
SELECT seat, month, sum(r), sum(t), sum(b), sum(a) FROM (
  SELECT made.seat, substr(recruited, 1, 7) AS month, 1 AS r, 0 AS t, trained IS NOT NULL AND trained <= :until AS b,
    julianday(:known) - julianday(recruited) >= 60 AND julianday(last) - julianday(recruited) >= 60 AS a
  FROM made JOIN latest USING (person_id) LEFT JOIN done USING (person_id)
  WHERE recruited BETWEEN :since AND :until
  UNION ALL SELECT seat, substr(trained, 1, 7), 0, 1, 0, 0 FROM done WHERE trained BETWEEN :since AND :until
) {here} GROUP BY 1, 2
"""
# Of one seat only who came to anything there is looked at, by the index of attendance by person.
_MINE = """mine AS MATERIALIZED (
  SELECT DISTINCT here.person_id FROM branch JOIN event ON event.branch_id = branch.id
  JOIN attendance AS here ON here.event_id = event.id WHERE constituency_id = :seat),
"""
_AMONG = "mine CROSS JOIN attendance USING (person_id) CROSS JOIN"


def main() -> None:
    count = MANY if "--full" in sys.argv[1:] else FEW
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "pilot.organiser") as store:
        scheme = _settle(store, count)
        print(f"Of {count:,} attendances in {_SEATS} seats (goal: within 1.5 times the SQL)")
        _compare(store, scheme, "one seat", scheme.seats[7].id)
        _compare(store, scheme, "all seats", None)


def _settle(store: Store, count: int) -> Scheme:
    """Eighteen months of events in all seats: nine tenths of who is expected comes; one event in ten is training."""
    choose = random.Random(1)
    days = [f"{2024 + month // 12}-{month % 12 + 1:02}-{day:02}" for month in range(18) for day in range(1, 29)]
    kinds = ("canvassing", "canvassing", "stall", "leaflet round", "phone bank", "meeting", "training")
    with store.operation("Places") as work:
        names = [(f"E14{place:06}", f"Seat {place:03}") for place in range(_SEATS)]
        seat = work.insert_rows(CONSTITUENCY, ("gss", "name"), names)
        branches = [(uid, "Town", "town", seat + place) for place, uid in enumerate(new_uids(_SEATS))]
        branch = work.insert_rows(BRANCH, ("uid", "name", "fold", "constituency_id"), branches)
        courses = [work.insert_with_uid(COURSE, name=name, fold=name) for name in ("basics", "other")]
        people = count // _PER_PERSON
        person = work.insert_rows(PERSON, ("uid", "sort_key"), [(uid, "") for uid in new_uids(people)])
        events = [(uid, choose.choice(kinds), choose.choice(days), branch + choose.randrange(_SEATS))
                  for uid in new_uids(count // _PER_EVENT)]  # fmt: skip
        event = work.insert_rows(EVENT, ("uid", "kind", "on_day", "branch_id"), events)
        sessions = [(event + place, choose.choice(courses), "") for place, one in enumerate(events)
                    if one[1] == "training"]  # fmt: skip
        work.insert_rows(SESSION, ("event_id", "course_id", "state"), sessions)
        rows = []
        for place, one in enumerate(events):
            # Most come from the seat itself, a few from elsewhere.
            home = one[3] - branch
            near = [home + _SEATS * choose.randrange(people // _SEATS) for _ in range(_PER_EVENT - 2)]
            guests = {*near, *(choose.randrange(people) for _ in range(2))}
            rows += [(event + place, person + guest, "attended" if choose.random() < 0.9 else "absent")
                     for guest in sorted(guests)]  # fmt: skip
        for first in range(0, len(rows), _BATCH):
            work.insert_rows(ATTENDANCE, ("event_id", "person_id", "state"), rows[first : first + _BATCH])
    scheme = pilots.new_scheme(store, Draft("Pilot", "2024-01-01", "2025-06-30")).scheme
    for place in range(_SEATS):
        scheme = pilots.set_seat(store, scheme, SeatDraft(f"E14{place:06}")).scheme
    return pilots.define(store, scheme, Rule(courses=["basics"])).scheme


def _compare(store: Store, scheme: Scheme, what: str, seat: int | None) -> None:
    values = {"since": "2024-01-01", "until": "2025-06-30", "known": clock.today()}
    statement = _BY_HAND.format(mine="", among="attendance JOIN", here="")
    if seat is not None:
        statement = _BY_HAND.format(mine=_MINE, among=_AMONG, here="WHERE seat = :seat")

    def by_hand() -> list[tuple[object, ...]]:
        return store.connection.execute(statement, values if seat is None else values | {"seat": seat}).fetchall()

    def ours() -> list[tuple[object, ...]]:
        found = pilot_figures.report(store, scheme, Asked(seat=seat))
        return [
            (one.seat.id, start[:7], told.recruited, told.trained, told.recruited_and_trained, told.active)
            for one in found.seats
            for start, told in one.months
            if any(told)
        ]

    if sorted(ours()) != sorted(by_hand()):
        raise SystemExit(f"{what}: plain SQL counts otherwise, the comparison is worth nothing.")
    took, theirs = fastest(_ROUNDS, _seconds_of(ours), _seconds_of(by_hand))
    print(f"  {what:<10} {took * 1000:8.1f} ms  SQL {theirs * 1000:8.1f} ms  {took / theirs:5.2f} times")


def _seconds_of(action: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        action()
        return time.perf_counter() - started

    return timed


if __name__ == "__main__":
    main()
