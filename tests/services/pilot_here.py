"""A pilot of a few seats in which people are recruited and trained in chosen months."""

from collections.abc import Mapping, Sequence

from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.people import PERSON
from organiser.models.places import BRANCH, CONSTITUENCY
from organiser.models.training import COURSE, SESSION
from organiser.services import pilots
from organiser.services.pilots import Draft, Rule, Scheme, SeatDraft
from organiser.store.store import Store
from organiser.store.uids import new_uids

NAMES = ("Anytown North", "Anytown South", "Anytown East", "Anytown West", "Elsewhere")


def build_pilot(store: Store, recruited: Mapping[str, Sequence[int]], names: Sequence[str] = NAMES) -> Scheme:
    """A pilot of 2025 with four seats and one outside; `recruited` says how many in each month from January."""
    with store.operation("Places") as work:
        for number, name in enumerate(names):
            seat = work.insert(CONSTITUENCY, gss=f"E1400000{number}", name=name)
            work.insert(BRANCH, uid=new_uids(1)[0], name="Town", fold="town", constituency_id=seat)
        work.insert_with_uid(COURSE, name="Basics", fold="basics")
    scheme = pilots.new_scheme(store, Draft("Pilot 2025", "2025-01-01", "2025-12-31")).scheme
    for number in range(len(names)):
        draft = SeatDraft(f"E1400000{number}", outside=number == len(names) - 1)
        scheme = pilots.set_seat(store, scheme, draft).scheme
    scheme = pilots.define(store, scheme, Rule(needed=1, courses=["Basics"])).scheme
    scheme = pilots.freeze(store, scheme).scheme
    for name, counts in recruited.items():
        for month, count in enumerate(counts, 1):
            recruit(store, name, f"2025-{month:02}-10", count)
    return scheme


def recruit(store: Store, seat: str, day: str, count: int, *, train: bool = True) -> int:
    """So many new people at a stall of a seat, every second of them trained the day after; gives the stall's row."""
    branch = store.count(
        "SELECT branch.id FROM branch JOIN constituency ON constituency.id = constituency_id"
        " WHERE constituency.name = ?",
        (seat,),
    )
    with store.operation("A stall") as work:
        event = work.insert_with_uid(EVENT, kind="stall", on_day=day, branch_id=branch)
        course = work.insert_with_uid(
            EVENT, kind="training", on_day=f"{day[:8]}{int(day[8:]) + 1:02}", branch_id=branch
        )
        work.insert(SESSION, event_id=course, course_id=1, state="")
        for place in range(count):
            person = work.insert_with_uid(PERSON, family="Fox", sort_key="fox")
            work.insert(ATTENDANCE, event_id=event, person_id=person, state="attended")
            if train and place % 2:
                work.insert(ATTENDANCE, event_id=course, person_id=person, state="attended")
    return event
