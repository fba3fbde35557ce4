"""Sheets that were typed on another laptop, taken in: each conversation once, whom it names met here, filed as here.

A row is typed again, as it stands there, into this database: so wordings go where they go here, and somebody met who is
known here is recognised. A row that came before is known by its uid. Where it was mended on both laptops, each cell
that only one of them changed is as it was made there, and the others stay as they are here and become a question.
"""

import json
from collections.abc import Callable
from typing import NamedTuple

from organiser.models.contacts import HANDED
from organiser.models.doorstep import CONVERSATION, REQUEST_HANDED
from organiser.rules.clashes import Clash, clash
from organiser.rules.sheet import Cells
from organiser.services import requests, sheets
from organiser.services.doorstep import Sheet
from organiser.services.met import Meeting
from organiser.services.places import Place
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
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
# Puts a clash as a question; about nobody: who a row names goes with the row.
Ask = Callable[[Clash, None], None]
# What a row and its head say, as _told() gives it: what is compared as one, by a word for it.
_FIELDS = {
    "ward": (0,), "event": (1,), "day": (2,), "canvasser": (3,), "street": (4,), "postcode": (5,), "door": (6,),
    "outcome": (7,), "words": (8,), "answer": (9, 10), "name": (11, 12, 13),
}  # fmt: skip
# Of what a name stands for a question holds nothing, nor of a code.
_UNTOLD = ("ward", "event", "name")
_HERE, _THERE, _OUT = ("as it is here",), ("as it came",), ("taken out",)


def take(store: Store, work: Work, number: int, handout: Store, ask: Ask, *, parted: bool) -> Counts:
    """Take in the rows of a file, inside a change; `number` is the hand-out here, `parted` whether two copies of its
    file were both used. Gives how many are new, changed and undone there since, by kind.
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
        if told != before and (at >= came_at or not parted):
            here = _told(store, uid)
            settled = _settle(uid, before, here, told)
            if settled.told != here and _write(work, uid, settled.told, meeting):
                _count(counts["changed"])
            for found in settled.clashes:
                ask(found, None)
            work.update(HANDED, row, came=told, came_at=at)
    for uid, (row, before, _) in () if parted else came.items():
        if uid not in there:
            here = _told(store, uid)
            if here == before:
                sheets.take_out(work, uid)
                _count(counts["undone"])
            elif here:
                ask(_clash(uid, here, "row", _HERE, _OUT), None)
            work.delete(HANDED, row)
    for kind, count in zip(("new", "undone"), requests.take_in(work, number, handout, parted=parted), strict=True):
        if count:
            counts[kind][REQUEST_HANDED.name] = count
    if meeting.added:
        counts["new"]["person"] = meeting.added
    return counts


def _count(counts: dict[str, int]) -> None:
    counts[_NAME] = counts.get(_NAME, 0) + 1


class _Settled(NamedTuple):
    """How a row is to stand, as _told() tells it ("" where it stays out), and what is left to ask."""

    told: str
    clashes: list[Clash]


def _settle(uid: bytes, before: str, here: str, told: str) -> _Settled:
    """What stands of a row that came as `before`, stands as `here` now, and comes as `told`."""
    if here in (before, told):
        return _Settled(told, [])
    if not here:
        return _Settled("", [_clash(uid, told, "row", _OUT, _THERE)])
    was, own, came = (json.loads(row) for row in (before, here, told))
    clashes = []
    for name, places in _FIELDS.items():
        one, mine, other = (tuple(row[place] for place in places) for row in (was, own, came))
        if mine == one:
            for place in places:
                own[place] = came[place]
        elif other not in (one, mine):
            pair = (_HERE, _THERE) if name in _UNTOLD else (mine, other)
            clashes.append(_clash(uid, here, name, *pair))
    return _Settled(json.dumps(own, ensure_ascii=False), clashes)


def _clash(uid: bytes, told: str, field: str, one: tuple[str, ...], other: tuple[str, ...]) -> Clash:
    """The question about a row, which is called by its door and street, or by its day."""
    row = json.loads(told)
    called = " ".join(filter(None, (row[6], row[4]))) or row[2]
    return clash(_NAME, uid_text(uid), called, field, (one, other))


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
