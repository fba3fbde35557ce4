"""The demo's pilot: written down month by month as it went, so that its figures can be seen as they were known."""

from collections import defaultdict
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.offices import LINK
from organiser.models.people import CONTACT, PERSON
from organiser.models.training import COURSE, SESSION
from organiser.rules.dates import uk_date
from organiser.rules.names import fold, name_key, sort_key
from organiser.services import applications, branches, organisers, pilots, readiness
from organiser.services.merging import merge
from organiser.services.pilots import Rule, Scheme, SeatDraft
from organiser.services.places import find_constituencies, wards
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.work import Work

if TYPE_CHECKING:
    from fixtures.pilot import Held, Story


def hold(store: Store, pilot: ModuleType) -> Scheme:
    """Put the pilot of fixtures.pilot into the demo: applications, seats, people, events, organisers, a late sheet."""
    story = pilot.story(clock.today())
    scheme = pilots.new_scheme(store, pilots.Draft(pilot.NAME, uk_date(story.first), uk_date(story.last))).scheme
    scheme = pilots.define(store, scheme, Rule(courses=(pilot.COUNTS,))).scheme
    pilots.freeze(store, scheme)
    _apply(store, pilot)
    numbers = _live(store, story, {seat: _branch(store, seat) for seat in pilot.SEATS})
    for name, seat, hours in pilot.ORGANISERS:
        organisers.set_time(store, organisers.Draft(name, seat, hours, uk_date(story.first)))
    for kept, gone in story.same:
        merge(store, numbers[kept], numbers[gone], {"name": "A"}, anyway=True)
    for item, evidence in pilot.READY:
        for seat in pilots.find_scheme(store, pilot.NAME).seats:
            if not seat.outside:
                readiness.tick(store, scheme, seat, item, evidence, uk_date(story.first))
    return pilots.find_scheme(store, pilot.NAME)


def _apply(store: Store, pilot: ModuleType) -> None:
    scheme = pilots.find_scheme(store, pilot.NAME)
    for name, weight in pilot.CRITERIA:
        applications.set_criterion(store, scheme, name, weight)
    for clp, (points, decision, reason) in pilot.APPLICATIONS.items():
        applications.apply(store, scheme, applications.Draft(clp, "two evenings a week, and a team of five"))
        for (criterion, _), given in zip(pilot.CRITERIA, points, strict=True):
            for assessor, number in zip(("Ruth Bell", "Tom Okoro"), given, strict=True):
                applications.score(store, scheme, applications.Scored(clp, criterion, assessor, str(number)))
        applications.decide(store, scheme, clp, decision, reason)
    for clp in pilot.OUTSIDE:
        pilots.set_seat(store, pilots.find_scheme(store, pilot.NAME), SeatDraft(clp, outside=True))


class _Where(NamedTuple):
    """The rows of a seat, of its branch, and of a ward of that."""

    seat: int
    branch: int
    ward: int


def _branch(store: Store, clp: str) -> _Where:
    """Where the events of a seat are held; a branch is made where there is none."""
    (place,) = find_constituencies(store, clp, clock.today())
    covered = branches.list_branches(store, place.gss)
    if not covered:
        ward = wards(store, clock.today(), constituency=place.gss)[0].place
        covered = [branches.add_branch(store, f"{ward.name} Branch", place.gss, [ward.gss]).covered]
    return _Where(place.id, covered[0].branch.id, covered[0].wards[0].id)


def _live(store: Store, story: "Story", where: dict[str, _Where]) -> dict[int, int]:
    """Write the events down, those of a month in one change of that time, late sheets alone; gives people's rows."""
    piles: dict[str, list[Held]] = defaultdict(list)
    for held in story.events:
        piles[held.entered if held.late else held.entered[:7]].append(held)
    numbers: dict[int, int] = {}
    for pile in sorted(piles.values(), key=lambda held: max(one.entered for one in held)):
        entered = max(held.entered for held in pile)
        title = f"Type up the sheets of {uk_date(entered)[-8:].strip()}"
        with store.operation(title, kind="event", at=min(f"{entered}T19:00:00Z", clock.now())) as work:
            for held in pile:
                here = where[held.seat]
                event = work.insert_with_uid(
                    EVENT, kind=held.kind, title=held.course, on_day=held.on, branch_id=here.branch
                )
                if held.course:
                    state = "cancelled" if held.cancelled else ""
                    course = _course(work, held.course)
                    work.insert(SESSION, event_id=event, course_id=course, state=state, places=20,
                                constituency_id=here.seat)  # fmt: skip
                for one, state in held.people:
                    if one not in numbers:
                        numbers[one] = _person(work, story.people[one], here, held.on)
                    work.insert(ATTENDANCE, event_id=event, person_id=numbers[one], state=state)
    return numbers


def _course(work: Work, name: str) -> int:
    known = work.value("SELECT id FROM course WHERE fold = ?", (fold(name),))
    return known if isinstance(known, int) else work.insert_with_uid(COURSE, name=name, fold=fold(name))


def _person(work: Work, name: tuple[str, str], here: _Where, day: str) -> int:
    given, family = name
    key = name_key(given, family)
    person = work.insert_with_uid(
        PERSON,
        given=given,
        family=family,
        sort_key=sort_key(given, family),
        name_key=key,
        ward_id=here.ward,
        created=day,
        by_hand="name",
    )
    address = f"{given}.{family}".casefold()
    work.insert(CONTACT, person_id=person, kind="email", value=f"{address}@example.org", name_key=key, since=day)
    work.insert_with_uid(LINK, person_id=person, branch_id=here.branch, since=day)
    return person
