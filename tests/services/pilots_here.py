"""A small pilot in Anytown North and South: events of their branches, who came, a course that counts."""

from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.training import COURSE, SESSION
from organiser.services import pilots
from organiser.services.pilots import Draft, Rule, Scheme, SeatDraft
from organiser.store.store import Store
from tests.services.people_here import build_places

KEY = "0123456789abcdef0123456789abcdef"
SEATS = ("Anytown North", "Anytown South")


def start(store: Store, *, key: str = KEY, since: str = "2024-01-01", until: str = "2024-12-31") -> Scheme:
    """A frozen scheme of both seats: twice within 30 days, and Organising basics."""
    if not store.value("SELECT 1 FROM constituency"):
        build_places(store)
    scheme = pilots.new_scheme(store, Draft("Pilot 2024", since, until, key)).scheme
    for clp in SEATS:
        scheme = pilots.set_seat(store, scheme, SeatDraft(clp)).scheme
    scheme = pilots.define(store, scheme, Rule(needed=2, within=30, courses=("Organising basics",))).scheme
    return pilots.freeze(store, scheme).scheme


def hold(store: Store, on: str, seat: str, people: tuple[int, ...], *, kind: str = "canvassing", at: str = "") -> int:
    """An event of a seat's branch, at which these people were; gives its id. `at`: the moment it was entered."""
    branch = store.count(
        "SELECT branch.id FROM branch JOIN constituency ON constituency.id = constituency_id"
        " WHERE constituency.name = ?",
        (seat,),
    )
    with store.operation("Hold an event", at=at) as work:
        event = work.insert_with_uid(EVENT, kind=kind, on_day=on, branch_id=branch)
        for person in people:
            work.insert(ATTENDANCE, event_id=event, person_id=person, state="attended")
    return event


def train(store: Store, on: str, seat: str, people: tuple[int, ...], *, course: str = "Organising basics") -> int:
    """A session of a course at which these people were; gives the id of its event."""
    event = hold(store, on, seat, people, kind="training")
    with store.operation("Name the course") as work:
        known = work.value("SELECT id FROM course WHERE fold = ?", (course.casefold(),))
        number = known if known is not None else work.insert_with_uid(COURSE, name=course, fold=course.casefold())
        work.insert(SESSION, event_id=event, course_id=number)
    return event


def recruit(store: Store, seat: str, *people: int, month: int = 3) -> None:
    """Have people come twice in a month of 2024, which makes them recruited on its 20th."""
    for day in (10, 20):
        hold(store, f"2024-{month:02}-{day}", seat, people)
