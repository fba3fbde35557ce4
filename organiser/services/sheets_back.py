"""Sheets that were typed on another laptop, taken in: each conversation once, whom it names met here, filed as here.

A row is typed again, as it stands there, into this database: so wordings go where they go here, and somebody met who is
known here is recognised. A row that came before is known by its uid.
"""

import json

from organiser.models.contacts import HANDED
from organiser.models.doorstep import CONVERSATION, REQUEST_HANDED
from organiser.rules.sheet import Cells
from organiser.services import requests, sheets
from organiser.services.doorstep import Sheet
from organiser.services.met import Meeting
from organiser.services.places import Place
from organiser.store.store import Store
from organiser.store.uids import uid_bytes
from organiser.store.work import Work
from organiser.text import safe_lines

_NAME = CONVERSATION.name
# The rows typed there, and the moment of the last change to each.
_ROWS = (
    "SELECT uid, coalesce((SELECT max(at) FROM operation WHERE state = 'done' AND (id IN (SELECT operation_id FROM"
    " change WHERE tbl = 'conversation' AND row_id = conversation.id) OR id IN (SELECT operation_id FROM inserted"
    " WHERE tbl = 'conversation' AND conversation.id BETWEEN first AND last))), '') FROM conversation WHERE place = 0"
    " ORDER BY id"
)
Counts = dict[str, dict[str, int]]


def take(store: Store, work: Work, number: int, handout: Store, *, parted: bool) -> Counts:
    """Take in the rows of a file, inside a change; `number` is the hand-out here, `parted` whether two copies of its
    file were both used. Gives how many are new, changed and undone there since, by kind.

    A row that was mended or taken out here since it came stays as it is here.
    """
    meeting = Meeting(work)
    counts: Counts = {"new": {}, "changed": {}, "undone": {}}
    came = {
        thing: (row, image, at)
        for row, thing, image, at in work.rows(
            "SELECT id, thing, came, came_at FROM handed WHERE hand_out_id = ? AND tbl = ?", (number, _NAME)
        )
    }
    there: set[bytes] = set()
    for uid, at in handout.rows(_ROWS):
        there.add(uid)
        told = _told(handout, uid)
        if uid not in came:
            if _write(work, uid, told, meeting):
                work.insert(HANDED, hand_out_id=number, tbl=_NAME, thing=uid, came=told, came_at=at)
                _count(counts["new"])
            continue
        row, before, came_at = came[uid]
        # Of two copies the older one must not bring back what was mended in the other.
        if told != before and (at >= came_at or not parted) and _told(store, uid) == before:
            _write(work, uid, told, meeting)
            work.update(HANDED, row, came=told, came_at=at)
            _count(counts["changed"])
    for uid, (row, before, _) in () if parted else came.items():
        if uid not in there and _told(store, uid) == before:
            sheets.take_out(work, uid)
            work.delete(HANDED, row)
            _count(counts["undone"])
    for kind, count in zip(("new", "undone"), requests.take_in(work, number, handout, parted=parted), strict=True):
        if count:
            counts[kind][REQUEST_HANDED.name] = count
    if meeting.added:
        counts["new"]["person"] = meeting.added
    return counts


def _count(counts: dict[str, int]) -> None:
    counts[_NAME] = counts.get(_NAME, 0) + 1


def _told(store: Store, uid: bytes) -> str:
    """A row and its head as they can be told from one database to another; "" where it is not there."""
    found = store.rows(
        "SELECT gss, coalesce((SELECT hex(uid) FROM event WHERE event.id = event_id), ''), on_day, by_whom, street,"
        " postcode FROM conversation JOIN ward ON ward.id = ward_id WHERE conversation.uid = ?",
        (uid,),
    )
    if not found:
        return ""
    cells = sheets.line_of(store, uid.hex())[1].cells._replace(person="")
    return json.dumps([*found[0], *cells], ensure_ascii=False)


def _write(work: Work, uid: bytes, told: str, meeting: Meeting) -> bool:
    """Type a row here; False where its ward is no longer here, or the row has been taken out here before."""
    gss, event, on, by, street, postcode, *cells = map(str, json.loads(told))
    wards = work.rows("SELECT id, gss, name FROM ward WHERE gss = ?", (gss,))
    if not wards:
        return False
    held = work.value("SELECT id FROM event WHERE uid = ?", (uid_bytes(event),)) if event else None
    sheet = Sheet(Place(*wards[0]), on, held if isinstance(held, int) else None, by, street, postcode)
    sheets.write(work, sheet, uid.hex(), Cells(*map(safe_lines, cells)), meeting)
    return True
