"""What has to be done before a seat of a pilot starts: some of it found here and counted, the rest said by people."""

import json
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.pilots import READY
from organiser.rules.names import fold
from organiser.services.branches import list_branches
from organiser.services.pilots import Scheme, Seat, SeatDraft, find_seat, set_seat
from organiser.services.places import wards
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.text import safe_lines, safe_text

PLACES, LISTS, TOOLS, ORGANISER = (
    "branches and wards loaded",
    "lists in",
    "people trained on the tools",
    "an organiser named",
)
ITEMS = (PLACES, LISTS, TOOLS, ORGANISER)


class Item(NamedTuple):
    """Something that has to be done: whether it is, what was found here, and who said so: the ISO day, the evidence.

    `own` is True for what this seat alone asks for.
    """

    name: str
    done: bool
    found: str
    ticked: str
    evidence: str
    own: bool = False


class Ready(NamedTuple):
    """The list of a seat. `starts` is the day proposed for its start: "" as long as something is left to do."""

    seat: Seat
    items: tuple[Item, ...]
    starts: str

    @property
    def left(self) -> int:
        return sum(not one.done for one in self.items)


class Written(NamedTuple):
    """The list after a change, and the number of the change (None: it stood so already)."""

    ready: Ready
    operation: int | None


def ready(store: Store, seat: Seat) -> Ready:
    """The readiness list of a seat: it may start once all is done, on the day of the last tick."""
    ticked: dict[str, tuple[str, str]] = {
        item: (done, evidence)
        for item, done, evidence in store.rows(
            "SELECT item, done, evidence FROM ready WHERE seat_id = ? ORDER BY id", (seat.row,)
        )
    }
    counted = {PLACES: _places(store, seat), LISTS: _lists(store, seat), ORGANISER: _organiser(store, seat)}
    items = []
    for name in dict.fromkeys((*ITEMS, *ticked)):
        enough, found = counted.get(name, (False, ""))
        day, evidence = ticked.get(name, ("", ""))
        items.append(Item(name, enough or bool(day), found, day, evidence, name not in ITEMS))
    waiting = any(not one.done for one in items)
    latest = max((one.ticked for one in items), default="")
    return Ready(seat, tuple(items), "" if waiting else latest or clock.today())


def _places(store: Store, seat: Seat) -> tuple[bool, str]:
    """Whether each ward of the seat has a branch."""
    there = {ward.place.id for ward in wards(store, clock.today(), constituency=seat.clp.gss)}
    covered = list_branches(store, seat.clp.gss)
    have = {ward.id for one in covered for ward in one.wards} & there
    many = f"{len(covered):,} {'branch' if len(covered) == 1 else 'branches'}"
    return bool(there) and have == there, f"{many} over {len(have):,} of {len(there):,} wards"


def _lists(store: Store, seat: Seat) -> tuple[bool, str]:
    """Whether anybody who lives in the seat came from a list."""
    there = json.dumps([ward.place.id for ward in wards(store, clock.today(), constituency=seat.clp.gss)])
    ((people, listed),) = store.rows(
        "SELECT count(*), total(EXISTS (SELECT 1 FROM source_row WHERE source_row.person_id = person.id)) FROM person"
        " WHERE coalesce(ward_id, (SELECT ward_id FROM postcode WHERE code = person.postcode))"
        " IN (SELECT value FROM json_each(?))",
        (there,),
    )
    listed = int(listed)
    return listed > 0, f"{people:,} {'person lives' if people == 1 else 'people live'} here, {listed:,} from lists"


def _organiser(store: Store, seat: Seat) -> tuple[bool, str]:
    """Whether anybody's time is written down for the seat, now or later."""
    rows = store.rows(
        "SELECT DISTINCT organiser FROM organiser_time WHERE constituency_id = ? AND kind = 'time'"
        " AND (until = '' OR until >= ?) ORDER BY organiser",
        (seat.clp.id, clock.today()),
    )
    return bool(rows), ", ".join(row[0] for row in rows)


def tick(store: Store, scheme: Scheme, seat: Seat, item: str, evidence: str = "", on: str = "") -> Written:
    """Say that something is done, since a day and by which evidence; words that are no item yet become one."""
    name = _item(store, seat, item)
    day = read_past(on)
    if not safe_lines(evidence):
        raise Problem("Say what shows it: evidence is what others can look at.", USAGE)
    return _write(store, scheme, seat, name, {"done": day, "evidence": safe_lines(evidence)}, "Tick")


def untick(store: Store, scheme: Scheme, seat: Seat, item: str) -> Written:
    """Say that something is still to be done; words that are no item yet become one."""
    name = _item(store, seat, item)
    return _write(store, scheme, seat, name, {"done": "", "evidence": ""}, "Ask for")


def start(store: Store, scheme: Scheme, seat: Seat, day: str = "") -> Written:
    """Have a seat start on a day ("" the one that is proposed), once its list is done."""
    now = ready(store, seat)
    if not now.starts:
        left = ", ".join(one.name for one in now.items if not one.done)
        raise Problem(f"{seat.clp.shown} is not ready yet: {left}.")
    written = set_seat(store, scheme, SeatDraft(seat.clp.gss, since=day or now.starts))
    return Written(ready(store, find_seat(written.scheme, seat.clp.gss)), written.operation)


def _write(store: Store, scheme: Scheme, seat: Seat, name: str, values: dict[str, Value], what: str) -> Written:
    with store.operation(f"{what} {name}: {seat.clp.shown}", kind="pilot") as work:
        row = work.value("SELECT id FROM ready WHERE seat_id = ? AND item = ?", (seat.row, name))
        if isinstance(row, int):
            work.update(READY, row, **values)
        elif values["done"] or name not in ITEMS:
            work.insert(READY, seat_id=seat.row, item=name, **values)
    return Written(ready(store, seat), work.operation_id)


def _item(store: Store, seat: Seat, words: str) -> str:
    """The item of these words, or of a part of it; else a new one of this seat's own."""
    asked = fold(words)
    if not asked:
        raise Problem(f"Say what is done: {', '.join(ITEMS)}.", USAGE)
    known = [one.name for one in ready(store, seat).items]
    found = [one for one in known if fold(one) == asked] or [one for one in known if asked in fold(one)]
    return found[0] if found else safe_text(words)
