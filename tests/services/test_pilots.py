"""A pilot scheme: the definition that is frozen, seats made by default, the figures and the people behind them."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.people import PERSON
from organiser.models.tables import TRACKED
from organiser.rules.pilot import count_people, figures, months
from organiser.services import courses, events, pilot_count, pilot_figures, pilots, seat_returns
from organiser.services.events import Draft as EventDraft
from organiser.services.merging import merge
from organiser.services.organisers import Draft as Time
from organiser.services.organisers import set_time
from organiser.services.pilot_figures import Asked, Report, SeatFigures
from organiser.services.pilots import Draft, Rule, SeatDraft
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.services.pilots_here import hold, recruit, start, train
from tests.services.test_pilot_count import build

NORTH, SOUTH = "Anytown North", "Anytown South"


def _told(store: Store, **asked: object) -> Report:
    return pilot_figures.report(store, pilots.find_scheme(store), Asked(**asked))  # type: ignore[arg-type]


def _of(found: Report, clp: str) -> SeatFigures:
    return next(one for one in found.seats if one.seat.clp.name == clp)


# Setting up -----------------------------------------------------------------------------------------------------------


def test_a_scheme_starts_with_a_definition_and_a_seat_with_its_year_before_and_a_target(store: Store) -> None:
    build_places(store)
    scheme = pilots.new_scheme(store, Draft("Pilot 2026", "1 January 2026", "31 December 2026")).scheme
    assert (scheme.version.number, scheme.version.frozen, scheme.version.rule.needed) == (1, "", 2)
    (seat,) = pilots.set_seat(store, scheme, SeatDraft(NORTH)).scheme.seats
    assert (seat.since, seat.until, seat.outside, seat.target) == ("2026-01-01", "2026-12-31", False, 30)
    assert (seat.baseline_since, seat.baseline_until) == ("2025-01-01", "2025-12-31")
    # The year before goes with the first day, unless somebody chose it.
    scheme = pilots.find_scheme(store)
    (seat,) = pilots.set_seat(store, scheme, SeatDraft(NORTH, since="1 March 2026")).scheme.seats
    assert (seat.baseline_since, seat.baseline_until) == ("2025-03-01", "2026-02-28")
    scheme = pilots.set_seat(store, scheme, SeatDraft(NORTH, baseline_since="1 July 2025")).scheme
    (seat,) = pilots.set_seat(store, scheme, SeatDraft(NORTH, since="1 April 2026", outside=True)).scheme.seats
    assert (seat.baseline_since, seat.outside) == ("2025-07-01", True)
    (seat,) = pilots.set_seat(store, pilots.find_scheme(store), SeatDraft(NORTH, outside=False)).scheme.seats
    assert not seat.outside


@pytest.mark.parametrize(
    "draft",
    [
        SeatDraft(NORTH, since="1 Dec 2026", until="1 June 2026"),
        SeatDraft(NORTH, baseline_until="1 June 2026"),
        SeatDraft(NORTH, baseline_since="1 June 2026"),
        SeatDraft("Nowhere"),
    ],
)
def test_days_of_a_seat_that_make_no_sense_are_refused(store: Store, draft: SeatDraft) -> None:
    build_places(store)
    scheme = pilots.new_scheme(store, Draft("Pilot", "1 January 2026", "31 December 2026")).scheme
    with pytest.raises(Problem):
        pilots.set_seat(store, scheme, draft)
    assert not pilots.find_scheme(store).seats


def test_what_is_frozen_is_never_changed_another_version_follows_with_its_reason(store: Store) -> None:
    scheme = start(store)
    with pytest.raises(Problem, match="say why"):
        pilots.define(store, scheme, Rule(needed=3))
    scheme = pilots.define(store, scheme, Rule(needed=3), "the assessors agreed").scheme
    assert [(one.number, one.rule.needed, bool(one.frozen), one.why) for one in scheme.versions] == [
        (2, 3, False, "the assessors agreed"),
        (1, 2, True, ""),
    ]
    # A draft counts nothing until it is frozen, unless it is asked for.
    ann = add(store, "Ann Fox")
    recruit(store, NORTH, ann)
    assert (_told(store).scheme.version.number, _told(store).total.recruited) == (1, 1)
    assert (_told(store, definition=2).scheme.version.number, _told(store, definition=2).total.recruited) == (2, 0)
    pilots.freeze(store, scheme)
    assert (_told(store).scheme.version.number, _told(store).total.recruited) == (2, 0)
    history.undo(store)
    assert _told(store).scheme.version.number == 1


def test_a_definition_shows_its_courses_as_they_are_spelt(store: Store) -> None:
    scheme = start(store)
    assert scheme.version.courses == ("Organising basics",)
    train(store, "2024-02-01", NORTH, (), course="LISTENING and Issues")
    scheme = pilots.define(store, scheme, Rule(courses=("listening AND issues",)), "more").scheme
    assert scheme.version.courses == ("LISTENING and Issues",)
    with pytest.raises(Problem, match="'knitting'"):
        pilots.define(store, scheme, Rule(acts=("knitting",)), "more")


def test_a_course_that_a_frozen_definition_counts_keeps_its_name(store: Store) -> None:
    start(store)
    train(store, "2024-02-01", NORTH, (add(store, "Ann Fox"),))
    course = courses.find_course(store, "Organising basics")
    with pytest.raises(Problem, match="Pilot 2024 counts Organising basics"):
        courses.edit_course(store, course, name="Basics")
    assert courses.edit_course(store, course, name="Organising Basics").course.name == "Organising Basics"
    assert _told(store).total.trained == 1


def test_a_seat_is_found_by_a_part_of_its_name_that_no_other_has(store: Store) -> None:
    scheme = start(store)
    assert pilots.find_seat(scheme, "north").clp.name == NORTH
    with pytest.raises(Problem, match="several seats"):
        pilots.find_seat(scheme, "anytown")


# The figures ----------------------------------------------------------------------------------------------------------


def test_the_figures_of_a_seat_and_of_all(store: Store) -> None:
    start(store)
    ann, ben, cat, dan = (add(store, f"{name} Fox") for name in ("Ann", "Ben", "Cat", "Dan"))
    recruit(store, NORTH, ann, ben)
    recruit(store, SOUTH, cat, month=11)
    hold(store, "2024-07-01", NORTH, (ann,))
    train(store, "2024-05-01", NORTH, (ann, dan))
    train(store, "2024-06-01", SOUTH, (ann,))
    train(store, "2024-06-01", SOUTH, (cat,), course="Another")
    for person in (ann, ben):
        hold(store, "2023-06-01", SOUTH, (person,))
    set_time(store, Time("Sam Lee", NORTH, "7", "1 Jan 2024", "28 Jan 2024"))
    found = _told(store)
    north, south = _of(found, NORTH), _of(found, SOUTH)
    assert north.counts == (2, 2, 1, 1, 2)
    assert south.counts == (1, 0, 0, 0, 1)
    assert (north.interval, north.organiser_days, north.per_day) == ((0.2, 7.2), 4.0, 0.5)
    assert (south.organiser_days, south.per_day) == (0.0, None)
    assert (found.total.recruited, found.people, found.moved) == (3, 4, 2)
    assert found.overlaps == ((SOUTH, NORTH),)


def test_a_seat_of_which_nothing_is_known_has_no_data_rather_than_nobody(store: Store) -> None:
    start(store)
    recruit(store, NORTH, add(store, "Ann Fox"))
    found = _told(store)
    assert [(one.seat.clp.name, one.data) for one in found.seats] == [(NORTH, True), (SOUTH, False)]
    assert found.overlaps == ()


def test_the_time_before_is_counted_by_the_same_rule_and_nobody_twice(store: Store) -> None:
    start(store)
    ann, ben = add(store, "Ann Fox"), add(store, "Ben Fox")
    for day in ("2023-05-01", "2023-05-02", "2024-05-01", "2024-05-02"):
        hold(store, day, NORTH, (ann,))
    recruit(store, NORTH, ben)
    north = _of(_told(store), NORTH)
    assert (north.baseline, north.counts.recruited) == (1, 1)
    (before,) = pilot_figures.behind(store, pilots.find_scheme(store), Asked(), "before")
    assert before.name == "Ann Fox"


def test_a_scheme_that_has_not_begun_shows_its_time_before(store: Store) -> None:
    year = clock.this_year() + 1
    start(store, since=f"{year}-01-01", until=f"{year}-12-31")
    found = _told(store)
    assert (found.since, found.total.recruited, len(found.seats)) == (f"{year}-01-01", 0, 2)


def test_a_late_entry_changes_what_is_known_later_and_not_what_was_known(store: Store) -> None:
    start(store)
    ann = add(store, "Ann Fox")
    hold(store, "2024-03-01", NORTH, (ann,), at="2024-03-02T10:00:00Z")
    hold(store, "2024-03-10", NORTH, (ann,), at="2024-06-01T10:00:00Z")
    told = {day: _told(store, known=day).total.recruited for day in ("2024-03-31", "2024-05-31", "2024-06-01")}
    assert told == {"2024-03-31": 0, "2024-05-31": 0, "2024-06-01": 1}


@pytest.mark.parametrize(
    ("days", "month"),
    [
        (("2024-02-28", "2024-02-29"), "2024-02-01"),
        (("2024-03-30", "2024-03-31"), "2024-03-01"),
        (("2024-10-26", "2024-10-27"), "2024-10-01"),
        (("2024-11-30", "2024-12-31"), ""),
        (("2024-12-02", "2024-12-31"), "2024-12-01"),
    ],
)
def test_leap_days_clock_changes_and_the_last_day_stay_in_their_month(
    store: Store, days: tuple[str, str], month: str
) -> None:
    start(store)
    ann = add(store, "Ann Fox")
    for day in days:
        # Late in the evening, when it is another day in UTC or not.
        added = events.add_event(store, EventDraft("stall", on=day, branch="Town", clp=NORTH, at="23:59"))
        events.attend(store, added.event, "Ann Fox")
    north = _of(_told(store), NORTH)
    assert [start for start, counts in north.months if counts.recruited] == ([month] if month else [])
    assert ann


def test_what_is_entered_before_midnight_in_london_is_known_that_day(store: Store) -> None:
    start(store)
    ann = add(store, "Ann Fox")
    hold(store, "2024-06-01", NORTH, (ann,), at="2024-06-02T10:00:00Z")
    # 22:59 UTC is 23:59 in London in June; in January they are the same.
    hold(store, "2024-06-02", NORTH, (ann,), at="2024-06-30T23:00:00Z")
    assert (_told(store, known="2024-06-30").total.recruited, _told(store, known="2024-07-01").total.recruited) == (
        0,
        1,
    )


# Behind a figure --------------------------------------------------------------------------------------------------


def test_every_figure_opens_to_as_many_people_with_their_evidence(store: Store) -> None:
    start(store)
    ann, ben, cat = (add(store, f"{name} Fox") for name in ("Ann", "Ben", "Cat"))
    recruit(store, NORTH, ann, ben)
    hold(store, "2024-07-01", NORTH, (ann,))
    train(store, "2024-05-01", NORTH, (ann, cat))
    scheme, asked = pilots.find_scheme(store), Asked()
    north = _of(_told(store), NORTH)
    counts = (north.counts.recruited, north.counts.trained, north.counts.recruited_and_trained, north.counts.active)
    seat = pilots.find_seat(scheme, NORTH).id
    for which, count in zip(("recruited", "trained", "both", "active"), counts, strict=True):
        assert len(pilot_figures.behind(store, scheme, asked._replace(seat=seat), which)) == count > 0
    people = pilot_figures.behind(store, scheme, asked, "recruited")
    assert [one.name for one in people] == ["Ann Fox", "Ben Fox"]
    assert [(one.on, one.what) for one in people[0].evidence] == [
        ("2024-03-10", "canvassing"),
        ("2024-03-20", "canvassing"),
    ]
    (both,) = pilot_figures.behind(store, scheme, asked, "both")
    assert [one.on for one in both.evidence] == ["2024-03-10", "2024-03-20", "2024-05-01"]
    (active,) = pilot_figures.behind(store, scheme, asked, "active")
    assert active.evidence[-1].on == "2024-07-01"


def test_the_evidence_is_the_acts_that_first_made_somebody_recruited(store: Store) -> None:
    start(store)
    ann = add(store, "Ann Fox")
    for on, kind in (("2024-03-01", "stall"), ("2024-03-09", "canvassing"), ("2024-03-09", "phone bank")):
        hold(store, on, NORTH, (ann,), kind=kind)
    (one,) = pilot_figures.behind(store, pilots.find_scheme(store), Asked(), "recruited")
    assert [each.what for each in one.evidence] == ["stall", "canvassing"]


def test_a_figure_as_known_before_opens_to_who_was_merged_or_removed_since(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(store)
    people = [add(store, f"{name} Fox, {name.lower()}@example.org") for name in ("Ann", "Anne", "Ben")]
    recruit(store, NORTH, *people)
    day = clock.today()
    tomorrow = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    monkeypatch.setattr(clock, "now", lambda: f"{tomorrow}T12:00:00.000000Z")
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    merge(store, people[0], people[1], {"name": "A"}, anyway=True)
    with store.operation("Remove somebody") as work:
        for table in ("attendance", "contact"):
            work.delete_select(TRACKED[table], f"SELECT id FROM {table} WHERE person_id = :p", {"p": people[2]})
        work.delete(PERSON, people[2])
    scheme = pilots.find_scheme(store)
    opened = pilot_figures.behind(store, scheme, Asked(known=day), "recruited")
    assert len(opened) == _told(store, known=day).total.recruited == 3
    assert [one.name for one in opened] == [pilot_figures.REMOVED, "Ann Fox", "Ann Fox"]
    assert len(seat_returns.make(store, scheme, scheme.seats[0], day).people) == 3


def test_two_records_of_one_person_are_shown_apart_once_they_are_one(store: Store) -> None:
    start(store)
    one, other = add(store, "Ann Fox"), add(store, "Anne Fox")
    hold(store, "2024-03-01", NORTH, (one,))
    hold(store, "2024-03-02", NORTH, (other,))
    assert _told(store).total.recruited == 0
    merge(store, one, other, {}, anyway=True)
    # Together they come to more than either did: it is told, and the figure is not raised.
    found = _told(store)
    assert (found.total.recruited, found.people, found.joined) == (0, 0, 1)


# Whatever happened ----------------------------------------------------------------------------------------------------


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), first=st.integers(0, 120), length=st.integers(0, 200))
def test_months_come_to_the_period_seats_to_the_total_and_plain_python_agrees(
    seed: int, first: int, length: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from datetime import date, timedelta

    start_on = date(2024, 1, 1) + timedelta(days=first)
    since, until = start_on.isoformat(), (start_on + timedelta(days=length)).isoformat()
    with Store.create(tmp_path_factory.mktemp("pilot") / "pilot.organiser") as store:
        build(store, seed)
        scheme = start(store, since="2024-01-01", until="2024-12-31")
        scheme = pilots.define(store, scheme, Rule(courses=("basics",)), "as built").scheme
        scheme = pilots.freeze(store, scheme).scheme
        found = pilot_figures.report(store, scheme, Asked(since, until))
        rule = scheme.version.rule
        pilot_count.build(store, rule)
        people = pilot_count.people(store)
        for one in found.seats:
            hand = figures(rule, people, since, until, found.known, one.seat.id)
            assert tuple(one.counts) == hand[:5]
            by_month = [figures(rule, people, *part, found.known, one.seat.id, until) for part in months(since, until)]
            assert [tuple(counts) for _, counts in one.months] == [part[:5] for part in by_month]
            assert tuple(map(sum, zip(*(counts for _, counts in one.months), strict=True))) == tuple(one.counts)
            alone = pilot_figures.report(store, scheme, Asked(since, until, seat=one.seat.id))
            assert alone.seats == (one,)
        assert count_people(rule, [], []) == []
        assert len(set(_uids(store, found))) == found.people


def _uids(store: Store, found: Report) -> Iterator[str]:
    asked = Asked(found.since, found.until, found.known)
    for which in ("recruited", "trained"):
        for one in pilot_figures.behind(store, found.scheme, asked, which):
            yield one.uid


def test_undo_of_any_event_gives_the_figures_back(store: Store) -> None:
    start(store)
    ann, ben = add(store, "Ann Fox"), add(store, "Ben Fox")

    def mark() -> None:
        events.attend(store, events.list_events(store)[0][0], "Ben Fox", "absent")

    def join() -> None:
        merge(store, ann, ben, {}, anyway=True)

    seen, made = [_told(store)], []
    steps: list[Callable[[], None]] = [
        lambda: recruit(store, NORTH, ann), lambda: _train(store, ann, ben), mark, join,
    ]  # fmt: skip
    for step in steps:
        before = store.count("SELECT max(id) FROM operation")
        step()
        made.append(store.count("SELECT count(*) FROM operation WHERE id > ?", (before,)))
        seen.append(_told(store))
    assert len({one.total for one in seen}) > 2
    for before_it, many in zip(seen[-2::-1], reversed(made), strict=True):
        for _ in range(many):
            history.undo(store)
        assert _told(store) == before_it


def _train(store: Store, *people: int) -> None:
    train(store, "2024-04-01", SOUTH, people)
