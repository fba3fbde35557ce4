"""The demo's pilot, counted a second way: plain Python over the rows as they are exported, to the last person."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from fixtures import pilot
from organiser.cli import main
from organiser.services import pilot_figures, pilots, seat_returns
from organiser.services.pilot_figures import Asked, Report
from organiser.services.pilots import Draft, Rule, SeatDraft
from organiser.store import clock
from organiser.store.store import Store

_ACTS = {"canvassing", "leaflet round", "stall", "phone bank", "walkabout"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, played once."""
    made = tmp_path_factory.mktemp("demo") / "demo"
    assert main(["demo", "--no-app", "--keep", str(made)]) == 0
    return made


@pytest.fixture
def demo(folder: Path) -> Iterator[Store]:
    with Store.open(folder / "demo.organiser") as store:
        yield store


class Row(NamedTuple):
    """One line of the export: who, when, what, where, in which state, and the course of a session that was held."""

    person: str
    on: date
    kind: str
    seat: str
    state: str
    course: str


def exported(store: Store) -> list[Row]:
    """Everybody at every event, as a spreadsheet would have it."""
    seats: dict[int, str] = dict(store.rows("SELECT id, name FROM constituency"))
    of_ward: dict[int, set[int]] = defaultdict(set)
    newest = store.value("SELECT max(last) FROM ward_seat")
    for ward, seat in store.rows("SELECT ward_id, constituency_id FROM ward_seat WHERE last = ?", (newest,)):
        of_ward[ward].add(seat)
    wards: dict[int, set[int]] = defaultdict(set)
    for event, ward in store.rows("SELECT event_id, ward_id FROM event_ward"):
        wards[event] |= of_ward[ward]
    found = []
    for uid, event, on, kind, state, branch, session, course, held in store.rows(
        "SELECT hex(person.uid), event.id, on_day, kind, attendance.state, branch.constituency_id,"
        " session.constituency_id, course.name, session.state FROM attendance"
        " JOIN event ON event.id = attendance.event_id JOIN person ON person.id = person_id"
        " LEFT JOIN branch ON branch.id = branch_id"
        " LEFT JOIN session ON session.event_id = event.id LEFT JOIN course ON course.id = course_id"
    ):
        within = wards[event]
        seat = branch or session or (next(iter(within)) if len(within) == 1 else 0)
        found.append(Row(uid, date.fromisoformat(on), kind, seats.get(seat, ""), state, "" if held else course or ""))
    return found


class Person(NamedTuple):
    """How somebody counts: the day and seat of recruitment and of training, and their last act."""

    recruited: date | None
    seat: str
    trained: date | None
    trained_seat: str
    last: date


def by_hand(rows: list[Row]) -> dict[str, Person]:
    """The definition of the demo by hand: twice within 90 days; Organising basics; each person once."""
    people = {}
    for uid in {row.person for row in rows}:
        mine = sorted((row for row in rows if row.person == uid and row.state == "attended"), key=lambda row: row.on)
        acts = [row for row in mine if row.kind in _ACTS]
        made = next((now for one, now in pairwise(acts) if (now.on - one.on).days <= 90), None)
        course = next((row for row in mine if row.course == pilot.COUNTS), None)
        people[uid] = Person(
            made.on if made else None,
            made.seat if made else "",
            course.on if course else None,
            course.seat if course else "",
            acts[-1].on if acts else date.min,
        )
    return people


def _told(store: Store, asked: Asked = Asked()) -> Report:  # noqa: B008  it holds nothing
    return pilot_figures.report(store, pilots.find_scheme(store), asked)


def _days(since: str, until: str) -> tuple[date, date]:
    return date.fromisoformat(since), date.fromisoformat(until)


def test_the_figures_of_the_demo_are_those_of_a_count_by_hand_to_the_last_person(demo: Store) -> None:
    people, found = by_hand(exported(demo)), _told(demo)
    first, last = _days(found.since, found.until)
    today = date.fromisoformat(clock.today())
    everybody = set()
    for one in found.seats:
        name = one.seat.clp.name
        recruited = {
            uid
            for uid, each in people.items()
            if each.recruited and first <= each.recruited <= last and each.seat == name
        }
        trained = {
            uid
            for uid, each in people.items()
            if each.trained and first <= each.trained <= last and each.trained_seat == name
        }
        both = {uid for uid in recruited if people[uid].trained and people[uid].trained <= last}  # type: ignore[operator]
        over = {uid for uid in recruited if (today - people[uid].recruited).days >= 60}  # type: ignore[operator]
        active = {uid for uid in over if (people[uid].last - people[uid].recruited).days >= 60}  # type: ignore[operator]
        start, end = _days(one.seat.baseline_since, one.seat.baseline_until)
        before = [
            each for each in people.values() if each.recruited and start <= each.recruited <= end and each.seat == name
        ]
        assert tuple(one.counts) == tuple(map(len, (recruited, trained, both, active, over))), name
        assert one.baseline == len(before), name
        for month, counts in one.months:
            here = [uid for uid in recruited if str(people[uid].recruited)[:7] == month[:7]]
            assert counts.recruited == len(here), (name, month)
        asked = Asked(found.since, found.until, found.known, one.seat.id)
        for which, expected in (("recruited", recruited), ("trained", trained), ("both", both), ("active", active)):
            behind = pilot_figures.behind(demo, found.scheme, asked, which)
            assert {each.uid.replace("-", "").upper() for each in behind} == expected, (name, which)
            assert all(each.evidence for each in behind)
        if not one.seat.outside:
            everybody |= recruited | trained
    assert found.people == len(everybody)


def test_the_demo_holds_what_people_argue_about(demo: Store) -> None:
    rows, found = exported(demo), _told(demo)
    people = by_hand(rows)
    inside = [one for one in found.seats if not one.seat.outside]
    assert (len(inside), len(found.seats) - len(inside), len(inside[0].months)) == (4, 2, 18)
    assert [one.seat.clp.name for one in found.seats if not one.data] == ["Huddersfield"]
    assert demo.count("SELECT count(DISTINCT organiser) FROM organiser_time") == 2
    assert all(one.organiser_days for one in inside)
    assert any(each.trained and each.recruited and each.trained < each.recruited for each in people.values())
    assert demo.count("SELECT count(*) FROM session WHERE state = 'cancelled'") == 1
    assert any(row.course == pilot.OTHER and row.state == "attended" for row in rows)
    assert any(row.state == "not marked" for row in rows)
    assert demo.count("SELECT count(*) FROM operation WHERE kind = 'merge'") == 1
    acts = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.on):
        if row.state == "attended" and row.kind in _ACTS:
            acts[row.person].append(row.seat)
    assert [pilot.EDGBASTON] * 2 + [pilot.LEWISHAM] * 2 in acts.values()


def test_a_late_sheet_revises_a_figure_that_was_known_before(demo: Store) -> None:
    (late,) = [one for one in pilot.story(clock.today()).events if one.late]
    until = (date.fromisoformat(late.on) + timedelta(days=30)).isoformat()
    before = (date.fromisoformat(late.entered) - timedelta(days=1)).isoformat()
    seat = pilots.find_seat(pilots.find_scheme(demo), late.seat).id
    told = [_told(demo, Asked("", until, known, seat)).total.recruited for known in (before, late.entered)]
    assert told[1] == told[0] + 1


def test_the_returns_of_its_seats_come_to_the_same_figures(demo: Store, tmp_path: Path) -> None:
    scheme = pilots.find_scheme(demo)
    files = [
        seat_returns.write(demo, scheme, seat, tmp_path / f"{seat.clp.gss}.json").path
        for seat in scheme.seats
        if seat.clp.name in pilot.SEATS
    ]
    with Store.create(tmp_path / "evaluator.organiser") as store:
        with store.operation("Seats") as work:
            from organiser.models.places import CONSTITUENCY

            for seat in scheme.seats:
                work.insert(CONSTITUENCY, gss=seat.clp.gss, name=seat.clp.name)
        theirs = pilots.new_scheme(store, Draft(scheme.name, scheme.since, scheme.until, scheme.secret)).scheme
        for seat in scheme.seats:
            theirs = pilots.set_seat(store, theirs, SeatDraft(seat.clp.gss, outside=seat.outside)).scheme
        theirs = pilots.define(store, theirs, Rule(courses=(pilot.COUNTS,))).scheme
        theirs = pilots.freeze(store, theirs).scheme
        done = seat_returns.gather(store, theirs, files)
        assert (len(done.came), done.missing) == (5, ("Huddersfield",))
        assert seat_returns.check_definition(theirs, seat_returns.stored(store, theirs)) == []
        ours, told = _told(demo), _told(store)
        assert [one.counts for one in told.seats] == [one.counts for one in ours.seats]
        assert (told.people, told.total) == (ours.people, ours.total)


@pytest.mark.parametrize("today", ["2024-02-29", "2026-01-01", "2026-03-31", "2026-11-22", "2028-12-31"])
def test_the_story_is_told_on_any_day(today: str) -> None:
    told = pilot.story(today)
    assert told.first <= today <= told.last
    assert all(one.on <= one.entered <= today for one in told.events)
    assert [one.late for one in told.events].count(True) == 1
    assert len(set(told.people)) == len(told.people)
