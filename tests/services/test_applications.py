"""Applications to a pilot: judged exactly, disagreement shown, decided with a reason; the list of a seat."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules import assessing
from organiser.services import applications, branches, pilots, readiness
from organiser.services.applications import Draft, Scored
from organiser.services.organisers import Draft as Time
from organiser.services.organisers import set_time
from organiser.services.pilots import Scheme
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import build_places

NORTH, SOUTH = "Anytown North", "Anytown South"


@pytest.fixture
def scheme(store: Store) -> Scheme:
    """A call with two criteria, to which the north and the south applied."""
    build_places(store)
    made = pilots.new_scheme(store, pilots.Draft("Pilot", "1 January 2026", "31 December 2026")).scheme
    applications.set_criterion(store, made, "Commitment of the branches", "2")
    applications.set_criterion(store, made, "Evidence of work done", "1")
    for clp in (NORTH, SOUTH):
        applications.apply(store, made, Draft(clp, "two evenings a week", "1 Nov 2025"))
    return made


def _score(store: Store, scheme: Scheme, clp: str, *points: tuple[str, str, int]) -> None:
    for criterion, assessor, number in points:
        applications.score(store, scheme, Scored(clp, criterion, assessor, str(number)))


def test_points_are_weighted_exactly_and_the_best_application_comes_first(store: Store, scheme: Scheme) -> None:
    _score(store, scheme, NORTH, ("commitment", "Ann", 5), ("commitment", "Bob", 6), ("evidence", "Ann", 7))
    _score(store, scheme, SOUTH, ("commitment", "Ann", 9), ("commitment", "Bob", 2), ("evidence", "Ann", 9))
    south, north = applications.list_applications(store, scheme)
    # (2 x 5.5 + 9) / 3 and (2 x 5.5 + 7) / 3
    assert [(one.clp.name, one.total) for one in (south, north)] == [
        (SOUTH, Decimal("6.67")),
        (NORTH, Decimal("6.00")),
    ]
    assert (south.apart, north.apart) == (("Commitment of the branches",), ())
    assert [(one.mean, one.spread) for one in south.answers] == [(Decimal("5.50"), 7), (Decimal("9.00"), 0)]


def test_nothing_has_a_total_before_each_criterion_has_points(store: Store, scheme: Scheme) -> None:
    _score(store, scheme, NORTH, ("commitment", "Ann", 10))
    north = applications.find_application(store, scheme, "north")
    assert (north.total, north.missing) == (None, ("Evidence of work done",))
    applications.set_criterion(store, scheme, "Evidence of work done", "0")
    assert applications.find_application(store, scheme, "north").total == Decimal("10.00")


@given(
    weights=st.lists(st.integers(0, 100), min_size=1, max_size=4),
    points=st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=5), min_size=4, max_size=4),
)
def test_a_total_is_the_exact_mean_rounded_once(weights: list[int], points: list[list[int]]) -> None:
    found = assessing.total(dict(enumerate(weights)), dict(enumerate(points)))
    if not sum(weights):
        assert found is None
        return
    exact = sum(
        (Fraction(weight * sum(given), len(given)) for weight, given in zip(weights, points, strict=False)), Fraction()
    ) / sum(weights)
    assert found is not None
    assert -Fraction(1, 200) < Fraction(found) - exact <= Fraction(1, 200)
    assert 0 <= found <= 10


def test_an_assessor_who_says_it_again_changes_their_points_and_has_no_second_vote(
    store: Store, scheme: Scheme
) -> None:
    _score(store, scheme, NORTH, ("commitment", "Ann Day", 3), ("commitment", "ann day", 8))
    (answer, _) = applications.find_application(store, scheme, NORTH).answers
    assert [(one.assessor, one.points) for one in answer.scores] == [("Ann Day", 8)]
    again = applications.score(store, scheme, Scored(NORTH, "commitment", "Ann Day", "8"))
    assert again.operation is None
    for points in ("11", "-1", "7.5", ""):
        with pytest.raises(Problem, match="from 0 to 10"):
            applications.score(store, scheme, Scored(NORTH, "commitment", "Ann", points))


def test_evidence_is_kept_by_criterion_and_added_to_later(store: Store, scheme: Scheme) -> None:
    applications.apply(store, scheme, Draft(NORTH, evidence=[("commitment", "four branches voted for it")]))
    written = applications.apply(store, scheme, Draft(NORTH, evidence=[("evidence", "a stall every month")]))
    assert [one.evidence for one in written.application.answers] == [
        "four branches voted for it",
        "a stall every month",
    ]
    assert (written.application.received, written.application.commitment) == ("2025-11-01", "two evenings a week")
    with pytest.raises(Problem, match="judged by Commitment"):
        applications.apply(store, scheme, Draft(NORTH, evidence=[("charm", "a lot")]))


def test_who_is_accepted_is_a_seat_and_undo_takes_both_back(store: Store, scheme: Scheme) -> None:
    with pytest.raises(Problem, match="Say why"):
        applications.decide(store, scheme, NORTH, "accepted", " ")
    applications.decide(store, scheme, SOUTH, "declined", "too early; apply again")
    applications.decide(store, scheme, NORTH, "accept", "the strongest evidence")
    assert [seat.clp.name for seat in pilots.find_scheme(store).seats] == [NORTH]
    found = {one.clp.name: (one.decision, one.reason) for one in applications.list_applications(store, scheme)}
    assert found == {NORTH: ("accepted", "the strongest evidence"), SOUTH: ("declined", "too early; apply again")}
    history.undo(store)
    assert pilots.find_scheme(store).seats == ()
    assert applications.find_application(store, scheme, NORTH).decision == ""


def test_a_seat_starts_when_its_list_is_done_part_found_here_part_said_with_evidence(
    store: Store, scheme: Scheme
) -> None:
    applications.decide(store, scheme, NORTH, "accepted", "good")
    scheme = pilots.find_scheme(store)
    (seat,) = scheme.seats
    first = readiness.ready(store, seat)
    assert [(one.name, one.done, one.found) for one in first.items] == [
        (readiness.PLACES, True, "1 branch over 2 of 2 wards"),
        (readiness.LISTS, False, "0 people live here, 0 from lists"),
        (readiness.TOOLS, False, ""),
        (readiness.ORGANISER, False, ""),
    ]
    with pytest.raises(Problem, match="not ready yet"):
        readiness.start(store, scheme, seat)
    set_time(store, Time("Sam Lee", NORTH, "14"))
    with pytest.raises(Problem, match="what shows it"):
        readiness.tick(store, scheme, seat, "tools")
    readiness.tick(store, scheme, seat, "tools", "12 at the session", "3 March 2026")
    done = readiness.tick(store, scheme, seat, "lists", "two lists, checked by the secretary", "5 March 2026").ready
    assert (done.left, done.starts) == (0, "2026-03-05")
    asked = readiness.untick(store, scheme, seat, "a room with a key").ready
    assert (asked.items[-1].own, asked.left, asked.starts) == (True, 1, "")
    history.undo(store)
    readiness.start(store, scheme, seat)
    (started,) = pilots.find_scheme(store).seats
    assert (started.since, started.baseline_since, started.baseline_until) == (
        "2026-03-05",
        "2025-03-05",
        "2026-03-04",
    )


def test_a_branch_that_leaves_a_ward_out_is_seen(store: Store, scheme: Scheme) -> None:
    with store.operation("A ward more") as work:
        from organiser.models.places import WARD, WARD_SEAT

        ward = work.insert(WARD, gss="E05000009", name="Newland", fold="newland", council_id=1)
        work.insert(WARD_SEAT, ward_id=ward, constituency_id=1, first=2024, last=2024)
    applications.decide(store, scheme, NORTH, "accepted", "good")
    (seat,) = pilots.find_scheme(store).seats
    assert readiness.ready(store, seat).items[0][1:3] == (False, "1 branch over 2 of 3 wards")
    branches.add_branch(store, "Town", NORTH, ["Newland"])
    assert readiness.ready(store, seat).items[0].done
    assert clock.today()
