"""A request for a councillor's help is handed over, not kept.

It goes onto a slip outside the database. What stays is that one was handed over, to whom and on which day: neither what
was asked nor who asked, in no table, no history and no journal.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.contacts import HANDED
from organiser.models.doorstep import REQUEST_HANDED
from organiser.reports.page import Page, Section, to_html, to_text
from organiser.rules.dates import uk_date
from organiser.rules.names import fold
from organiser.rules.requests import Request
from organiser.services import offices
from organiser.services.events import find_event
from organiser.services.pages import put
from organiser.services.places import Place
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_text


class Where(NamedTuple):
    """Where a request was heard: ward, councillor and event by words or "", the day as it was typed (today).

    Without a councillor it goes to all of the ward; ward and day follow from the event where they are not said.
    """

    ward: str = ""
    to: str = ""
    event: str = ""
    on: str = ""


class Handed(NamedTuple):
    """All that is kept of a request: a uid, the ward, to whom it was handed over (names) and on which ISO day."""

    uid: str
    ward: Place
    to: tuple[str, ...]
    on: str

    @property
    def sentence(self) -> str:
        return f"handed to {_and([f'Cllr {name}' for name in self.to])} on {uk_date(self.on)}"


class Done(NamedTuple):
    """What was handed over, its slip (`text` where no file was asked for), and the number of the change."""

    handed: Handed
    file: Path | None
    text: str
    operation: int | None


class Counted(NamedTuple):
    """How many requests were handed to a councillor, and the last ISO day ("" for none)."""

    number: int
    last: str


class _To(NamedTuple):
    """To whom: one councillor by id, or the name of one who is not known here; all of the ward where neither is set."""

    person: int | None
    name: str
    names: tuple[str, ...]


def hand_over(
    store: Store, request: Request, where: Where, path: Path | None = None, *, replace: bool = False, text: bool = False
) -> Done:
    """Write the slip to `path`, else into the folder of printed pages, and note that it was handed over; one change.

    With `text` it is given as text and written nowhere. Problem where nothing is asked, the ward or councillor is not
    known, or the slip cannot be written: then nothing is noted either.
    """
    if not request.asked:
        raise Problem("Say what is asked for: it goes onto the slip and is not kept here.", USAGE)
    event = find_event(store, where.event) if where.event else None
    on = read_past(where.on) if where.on or event is None else event.on
    if where.ward:
        ward = offices.one_ward(store, where.ward, on)
    elif event and len(event.wards) == 1:
        ward = event.wards[0]
    else:
        raise Problem("Say in which ward it was: --ward.", USAGE)
    to = _to(store, ward, where.to, on)
    page = _slip(request, ward, to.names, on)
    file = None
    with store.operation(f"Hand a request to {_and([f'Cllr {name}' for name in to.names])}", kind="request") as work:
        row = work.insert_with_uid(
            REQUEST_HANDED,
            ward_id=ward.id,
            person_id=to.person,
            event_id=event.number if event else None,
            councillor=to.name,
            on_day=on,
        )
        uid = work.value("SELECT uid FROM request_handed WHERE id = ?", (row,))
        if not text:
            file = put(store, f"request {ward.shown}", to_html(page), path, replace=replace)
    handed = Handed(uid_text(uid) if isinstance(uid, bytes) else "", ward, to.names, on)
    return Done(handed, file, to_text(page) if text else "", work.operation_id)


def councillors_of(store: Store, ward: Place, on: str) -> list[tuple[int, str]]:
    """The councillors of a ward on an ISO day: the ids and names of the people, by name."""
    return store.rows(_COUNCILLORS, (ward.id, on))


_COUNCILLORS = (
    "SELECT DISTINCT person.id, trim(given || ' ' || family) FROM office JOIN person ON person.id = person_id"
    " WHERE kind = 'councillor' AND office.ward_id = ?1 AND since <= ?2 AND (until = '' OR until > ?2)"
    " ORDER BY sort_key, person.id"
)


def _to(store: Store, ward: Place, words: str, on: str) -> _To:
    here = councillors_of(store, ward, on)
    if not words:
        if not here:
            raise Problem(f"No councillor of {ward.shown} is known here: name the one it is for.", USAGE)
        return _To(here[0][0] if len(here) == 1 else None, "", tuple(name for _, name in here))
    try:
        person = offices.find_holder(store, words, today=True)
    except Problem:
        # Where no councillor is known a name is as good as can be had.
        if here or not safe_text(words):
            raise
        name = safe_text(words).removeprefix("Cllr ")
        return _To(None, name, (name,))
    name = str(store.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,)))
    return _To(person, "", (name,))


def _slip(request: Request, ward: Place, to: Sequence[str], on: str) -> Page:
    asks = (f"Who asks: {request.name or 'not said'}", f"How to reach them: {request.contact or 'not said'}")
    return Page(
        f"For {_and([f'Cllr {name}' for name in to])}: somebody asks for your help",
        f"Heard at a door in {ward.shown} on {uk_date(on)}. This is casework, and from now on yours: you answer for "
        "what is done with it. No copy is kept by those who hand it over; this page is destroyed once you have it.",
        [
            Section("What they ask", columns=("",), rows=[(line,) for line in request.asked.splitlines() if line]),
            Section("Who they are", columns=("",), rows=[(line,) for line in asks]),
        ],
    )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


# What is known of it afterwards --------------------------------------------------------------------------------------

# A request for all councillors of a ward counts for each who was one of them on the day.
_TO_THEM = (
    "(request_handed.person_id = ?1 OR (request_handed.person_id IS NULL AND request_handed.councillor = '' AND EXISTS"
    " (SELECT 1 FROM office WHERE office.person_id = ?1 AND kind = 'councillor'"
    " AND office.ward_id = request_handed.ward_id AND since <= on_day AND (until = '' OR until > on_day))))"
)


def handed_to(store: Store, person: int) -> Counted:
    """What was handed to a councillor by id: how many, and when last."""
    number, last = store.rows(
        f"SELECT count(*), coalesce(max(on_day), '') FROM request_handed WHERE {_TO_THEM}", (person,)
    )[0]
    return Counted(number, last)


def handed_in(store: Store, ward: Place, since: str = "", until: str = "") -> int:
    """How many requests of a ward were handed over in a period (ISO days, both included; "" open)."""
    return store.count(
        "SELECT count(*) FROM request_handed WHERE ward_id = ?1 AND on_day >= ?2 AND on_day <= ?3",
        (ward.id, since, until or clock.today()),
    )


# From another laptop -------------------------------------------------------------------------------------------------

_NAME = REQUEST_HANDED.name


def take_in(work: Work, number: int, handout: Store, *, parted: bool) -> tuple[int, int]:
    """Note here what was handed over on another laptop; how many are new, and how many were taken back there since.

    `number` is the hand-out here, `parted` whether two copies of its file were both used: then nothing goes.
    """
    new = undone = 0
    came: dict[bytes, int] = dict(
        work.rows("SELECT thing, id FROM handed WHERE hand_out_id = ? AND tbl = ?", (number, _NAME))
    )
    there = set()
    for uid, gss, event, councillor, on in handout.rows(
        "SELECT request_handed.uid, gss, event.uid, councillor, request_handed.on_day FROM request_handed"
        " JOIN ward ON ward.id = ward_id LEFT JOIN event ON event.id = event_id ORDER BY request_handed.id"
    ):
        there.add(uid)
        ward = work.value("SELECT id FROM ward WHERE gss = ?", (gss,))
        known = work.value("SELECT count(*) FROM request_handed WHERE uid = ?", (uid,))
        if uid in came or known or not isinstance(ward, int):
            continue
        person = _councillor_called(work, ward, councillor, on)
        work.insert(
            REQUEST_HANDED,
            uid=uid,
            ward_id=ward,
            person_id=person,
            event_id=work.value("SELECT id FROM event WHERE uid = ?", (event,)) if event else None,
            councillor="" if person else councillor,
            on_day=on,
        )
        work.insert(HANDED, hand_out_id=number, tbl=_NAME, thing=uid)
        new += 1
    for uid, row in () if parted else came.items():
        if uid not in there:
            for (request,) in work.rows("SELECT id FROM request_handed WHERE uid = ?", (uid,)):
                work.delete(REQUEST_HANDED, request)
                undone += 1
            work.delete(HANDED, row)
    return new, undone


def _councillor_called(work: Work, ward: int, name: str, on: str) -> int | None:
    """The one councillor of a ward on an ISO day who is called so, by id: the other laptop knew only the name."""
    found = [person for person, called in work.rows(_COUNCILLORS, (ward, on)) if fold(called) == fold(name)]
    return found[0] if len(found) == 1 else None
