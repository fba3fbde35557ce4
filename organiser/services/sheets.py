"""A paper sheet typed in row by row: each row is kept as one change at once, and can be mended or taken out.

What was typed of a sheet is read back from the database, so that a lost connection costs the row being typed at most.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.base import Table
from organiser.models.doorstep import CONVERSATION
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, PERSON
from organiser.models.tables import TABLES
from organiser.rules.conversation import OUTCOMES, SPOKE, answer_of, household, outcome_of
from organiser.rules.hearing import Hearing
from organiser.rules.phones import national
from organiser.rules.sheet import ASKED, Cells, wanting
from organiser.rules.wording import wording_fold
from organiser.services import people
from organiser.services.doorstep import Round, Sheet, settle
from organiser.services.issues import Filer
from organiser.services.met import HOW, Meeting, Met
from organiser.services.people import Question, find_one
from organiser.services.places import Place
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

# The setting of a hand-out in which stands what was said in its wards, as JSON: by code, wordings and how often.
HEARD = "heard"
NOT_HERE = "This conversation is not here: 'organiser doorstep list' shows those there are."
_CHANNEL_WORDS = {"call": "phone", "sms": "text", "email": "email", "post": "post", "door": "door"}


class Line(NamedTuple):
    """One row of a sheet: its uid, given before it is kept for the first time, and its cells."""

    uid: str
    cells: Cells


class Begun(NamedTuple):
    """A sheet: what its rows share, the rows that were typed so far in their order, and what is said in its ward."""

    sheet: Sheet
    event: str
    lines: list[Line]
    hearing: Hearing


class Kept(NamedTuple):
    """A row that was kept, as it stands now; `added`, `recognised` or `unnamed` is True for whom it names.

    `operation` is the number of the change, None where it stood so already.
    """

    line: Line
    added: bool
    recognised: bool
    unnamed: bool
    operation: int | None


class Known(NamedTuple):
    """Somebody who is here: their uid, name and where they live."""

    uid: str
    name: str
    where: str


def new_uid() -> str:
    """The uid of a row that is about to be typed."""
    return uid_text(new_uids(1)[0])


# Beginning -----------------------------------------------------------------------------------------------------------


def begin(store: Store, shared: Round) -> Begun:
    """Begin a sheet or go on with it: Problem where a place or day is not known, or no ward is named."""
    sheet = settle(store, shared)
    event = store.value(f"SELECT {_EVENT_WORDS} FROM event WHERE id = ?", (sheet.event,)) if sheet.event else ""
    return Begun(sheet, str(event or ""), lines(store, sheet), hearing(store, sheet.ward))


def lines(store: Store, sheet: Sheet) -> list[Line]:
    """The rows typed so far of a sheet: of its ward, day, event, street and canvasser."""
    rows = store.rows(
        f"{_LINES} WHERE conversation.ward_id = ? AND on_day = ? AND event_id IS ? AND street = ? AND by_whom = ?"
        " AND conversation.place = 0 ORDER BY conversation.id",
        (sheet.ward.id, sheet.on, sheet.event, sheet.street, sheet.by),
    )
    return [_line(store, row) for row in rows]


def hearing(store: Store, ward: Place) -> Hearing:
    """What was said in a ward, and the issues that are known elsewhere, to complete what is typed."""
    return Hearing([*said_in(store, ward), *((name, 0) for (name,) in store.rows("SELECT name FROM issue"))])


def said_in(store: Store, ward: Place) -> list[tuple[str, int]]:
    """The wordings of a ward and how often each was said; of a hand-out also what was said before it was made."""
    before = json.loads(store.setting(HEARD) or "{}").get(ward.gss, [])
    rows = store.rows(
        "SELECT wording, count(*) FROM conversation WHERE ward_id = ? AND fold <> '' GROUP BY wording", (ward.id,)
    )
    return [(str(words), int(times)) for words, times in (*before, *rows)]


def known(store: Store, text: str, ward: Place, most: int = 5) -> list[Known]:
    """People whom some letters may mean, those of the ward first."""
    if len(safe_text(text)) < 2:
        return []
    here = people.find(store, Question(text=text, ward=ward.gss), most).people
    ids = {one.id for one in here}
    others = [one for one in people.find(store, Question(text=text), most + len(ids)).people if one.id not in ids]
    return [
        Known(one.uid, one.name, one.location.ward.shown if one.location.ward else one.postcode)
        for one in [*here, *others][:most]
    ]


_EVENT_WORDS = "CASE title WHEN '' THEN upper(substr(kind, 1, 1)) || substr(kind, 2) ELSE title END"
_LINES = (
    "SELECT conversation.uid, door, outcome, wording, conference, helping, person_id, person.uid,"
    " trim(given || ' ' || family), on_day FROM conversation LEFT JOIN person ON person.id = person_id"
)


def _line(store: Store, row: Row) -> Line:
    uid, door, outcome, wording, conference, helping, person, person_uid, name, on = row
    cells = Cells(door, outcome, wording, conference, helping)
    if person is not None:
        said = store.rows(
            "SELECT channel, stance FROM consent WHERE person_id = ? AND given = ? AND how = ? AND wording = ?"
            " ORDER BY id",
            (person, on, HOW, ASKED),
        )
        channels = [_CHANNEL_WORDS[channel] for channel, stance in said if stance == "yes"]
        consent = ", ".join(channels) or ("no" if ("any", "no") in said else "")
        reached = store.rows(
            "SELECT kind, value FROM contact WHERE person_id = ? AND until = '' AND kind IN ('phone', 'email')"
            " ORDER BY kind DESC, since = ? DESC, id",
            (person, on),
        )
        contact = ", ".join(_shown(kind, value) for kind, value in reached) if said else ""
        cells = cells._replace(name=name, contact=contact, consent=consent, person=uid_text(person_uid))
    return Line(uid_text(uid), cells)


def _shown(kind: str, value: str) -> str:
    return national(value) if kind == "phone" else str(value)


# Keeping -------------------------------------------------------------------------------------------------------------


def keep(store: Store, sheet: Sheet, line: Line, issue: int | None = None) -> Kept:
    """Keep a row of a sheet as it stands, new or mended, as one change; `issue` is the id of one to file it under.

    A name without a yes to being contacted is not kept. Problem where the row says nothing, or a cell is wrong.
    """
    cells = fit(line.cells)
    where = f" at door {cells.door}" if cells.door.isdecimal() else ""
    with store.operation(f"Write down what was said{where} in {sheet.ward.shown}", kind="doorstep") as work:
        meeting = Meeting(work)
        number = write(work, sheet, line.uid, cells, meeting, _person(store, cells), issue)
    kept = _line(store, store.rows(f"{_LINES} WHERE conversation.id = ?", (number,))[0])
    return Kept(kept, bool(meeting.added), bool(meeting.recognised), bool(meeting.unnamed), work.operation_id)


def keep_all(store: Store, sheet: Sheet, lines: Sequence[Line], issue: int | None = None) -> int | None:
    """Keep rows as one change, all or none; gives its number."""
    rows = [(line.uid, fit(line.cells)) for line in lines]
    if not rows:
        raise Problem("Nothing was said: one conversation a line, in the resident's words.", USAGE)
    words = f"{len(rows):,} conversation{'' if len(rows) == 1 else 's'}"
    with store.operation(f"Write down {words} in {sheet.ward.shown}", kind="doorstep") as work:
        meeting = Meeting(work)
        for uid, cells in rows:
            write(work, sheet, uid, cells, meeting, _person(store, cells), issue)
    return work.operation_id


def line_of(store: Store, uid: str) -> tuple[Sheet, Line]:
    """A conversation as a row, and what it shares with the others of its sheet; Problem where there is none."""
    rows = store.rows(f"{_LINES} WHERE conversation.uid = ?", (uid_bytes(uid),))
    if not rows:
        raise Problem(NOT_HERE)
    ward, gss, name, *rest = store.rows(
        "SELECT ward.id, gss, ward.name, on_day, event_id, by_whom, street, postcode FROM conversation"
        " JOIN ward ON ward.id = ward_id WHERE conversation.uid = ?",
        (uid_bytes(uid),),
    )[0]
    return Sheet(Place(ward, gss, name), *rest), _line(store, rows[0])


def remove(store: Store, uid: str) -> int | None:
    """Take a conversation out, and whom it alone brought in; gives the number of the change.

    Problem where there is none.
    """
    with store.operation("Take out a conversation", kind="doorstep") as work:
        take_out(work, uid_bytes(uid))
    return work.operation_id


def take_out(work: Work, uid: bytes) -> None:
    """Inside a change: take a conversation out, and whom it alone brought in; Problem where there is none."""
    found = work.rows("SELECT id, person_id, on_day FROM conversation WHERE uid = ?", (uid,))
    if not found:
        raise Problem(NOT_HERE)
    number, person, on = found[0]
    work.update(CONVERSATION, number, person_id=None)
    if person is not None:
        _let_go(work, number, person, on)
    work.delete(CONVERSATION, number)


def fit(cells: Cells) -> Cells:
    """The cells fit to keep; Problem where one is not understood."""
    cells = Cells(*map(safe_text, cells))._replace(words=safe_lines(cells.words))
    if not cells.begun:
        raise Problem("Nothing stands in this row: what came of the door, or the resident's words.", USAGE)
    if cells.outcome and cells.outcome not in OUTCOMES:
        raise Problem(f"What came of the door is one of {', '.join(OUTCOMES)}.", USAGE)
    for cell in (cells.conference, cells.helping):
        if cell and not answer_of(cell):
            raise Problem(f"'{cell}' is no answer: yes, maybe or no.", USAGE)
    open_point = wanting(cells)
    if open_point is not None and (open_point.cell != "consent" or cells.consent):
        raise Problem(open_point.sentence, USAGE)
    return cells


def _person(store: Store, cells: Cells) -> int | None:
    """Whoever was chosen by name from those who are here."""
    return find_one(store, cells.person) if cells.person else None


def write(
    work: Work,
    sheet: Sheet,
    uid: str,
    cells: Cells,
    meeting: Meeting,
    chosen: int | None = None,
    issue: int | None = None,
) -> int:
    """Inside a change: insert or update the conversation, and what follows for whom it names; gives its id."""
    key = uid_bytes(uid)
    wording = cells.words
    now = work.rows("SELECT id, person_id, fold, issue_id FROM conversation WHERE uid = ?", (key,))
    if issue is not None:
        filed: Value = issue
        Filer(work).file(wording, sheet.ward.id, issue)
    elif now and now[0][2] == wording_fold(wording):
        # Words that stay as they are stay where somebody has filed them.
        filed = now[0][3]
    else:
        filed = Filer(work).issue_of(wording, sheet.ward.id)
    row: dict[str, Value] = {
        "event_id": sheet.event,
        "ward_id": sheet.ward.id,
        "issue_id": filed,
        "on_day": sheet.on,
        "outcome": outcome_of(cells.outcome) or SPOKE,
        "wording": wording,
        "fold": wording_fold(wording),
        "by_whom": sheet.by,
        "door": cells.door,
        "street": sheet.street,
        "postcode": sheet.postcode,
        "household": household(cells.door, sheet.street, sheet.postcode),
        "conference": answer_of(cells.conference),
        "helping": answer_of(cells.helping),
    }
    if not now:
        person = _met(work, sheet, cells, meeting, chosen)
        return work.insert(CONVERSATION, uid=key, person_id=person, **row)
    number, before = now[0][0], now[0][1]
    if before is not None and before == chosen and _stands(work, sheet, cells, before):
        person = before
    else:
        work.update(CONVERSATION, number, person_id=None)
        if before is not None:
            _let_go(work, number, before, sheet.on, spare=chosen)
        if chosen is not None and not work.value("SELECT 1 FROM person WHERE id = ?", (chosen,)):
            chosen = None
        person = _met(work, sheet, cells, meeting, chosen)
    _offered(work, cells, person, sheet.on)
    work.update(CONVERSATION, number, person_id=person, **row)
    return int(number)


def _met(work: Work, sheet: Sheet, cells: Cells, meeting: Meeting, chosen: int | None) -> int | None:
    """Who the row is about: somebody chosen, recognised, added, or (None) nobody in particular."""
    met = _asked(sheet, cells)
    if chosen is not None:
        if cells.consent:
            meeting.agree(chosen, met)
        _offered(work, cells, chosen, sheet.on)
        return chosen
    person = meeting.person(met)
    if person is not None and met.channels:
        # Somebody recognised may be reached in one way more.
        meeting.reach(person, met)
    _offered(work, cells, person, sheet.on)
    return person


def _asked(sheet: Sheet, cells: Cells) -> Met:
    said = {
        "name": cells.name,
        "phone": cells.contact,
        "email": cells.contact,
        "consent": cells.consent,
        "door": cells.door,
        "street": sheet.street,
    }
    return Met.of(said, on=sheet.on, postcode=sheet.postcode, ward=sheet.ward.id, asked=ASKED)


def _offered(work: Work, cells: Cells, person: int | None, on: str) -> None:
    """Whoever says that they would help, and may be kept, is a helper from that day."""
    if person is None or answer_of(cells.helping) != "yes":
        return
    if not work.value("SELECT 1 FROM fact WHERE person_id = ? AND kind = 'role' AND value = 'helper'", (person,)):
        work.insert(FACT, person_id=person, kind="role", value="helper", since=on)


def _stands(work: Work, sheet: Sheet, cells: Cells, person: int) -> bool:
    """Whether what a row says of somebody stands there already."""
    name = work.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))
    if cells.name != name:
        return False
    met = _asked(sheet, cells)
    there = {value for (value,) in work.rows("SELECT value FROM contact WHERE person_id = ?", (person,))}
    said = {
        (channel, stance)
        for channel, stance in work.rows(
            "SELECT channel, stance FROM consent WHERE (person_id, given, how, wording) = (?, ?, ?, ?)",
            (person, sheet.on, HOW, ASKED),
        )
    }
    wanted = {("any", "no")} if met.refused else {(channel, "yes") for channel in met.channels}
    return set(met.phones) | set(met.emails) <= there and said == wanted


# Whom a row brought in ------------------------------------------------------------------------------------------------

# What a row alone may have made of somebody: with it they go.
_OWN: tuple[Table, ...] = (CONTACT, ADDRESS, FACT, CONSENT)


def _let_go(work: Work, conversation: int, person: int, on: str, *, spare: int | None = None) -> None:
    """The row is no longer about somebody: who came in with it alone goes again; else what they answered goes."""
    if person != spare and _came_in_with(work, conversation, person) and not _is_needed(work, person):
        for table in _OWN:
            for (row,) in work.rows(f"SELECT id FROM {table.name} WHERE person_id = ?", (person,)):
                work.delete(table, row)
        work.delete(PERSON, person)
        return
    for (row,) in work.rows(
        "SELECT id FROM consent WHERE (person_id, given, how, wording) = (?, ?, ?, ?)", (person, on, HOW, ASKED)
    ):
        work.delete(CONSENT, row)


def _came_in_with(work: Work, conversation: int, person: int) -> bool:
    """Whether one and the same change made a person, and made or mended this conversation."""
    return bool(
        work.value(
            "SELECT 1 FROM inserted AS made WHERE made.tbl = 'person' AND ?2 BETWEEN made.first AND made.last AND ("
            " EXISTS (SELECT 1 FROM inserted AS it WHERE it.operation_id = made.operation_id"
            " AND it.tbl = 'conversation' AND ?1 BETWEEN it.first AND it.last)"
            " OR EXISTS (SELECT 1 FROM change WHERE change.operation_id = made.operation_id"
            " AND change.tbl = 'conversation' AND change.row_id = ?1))"
            " AND (SELECT kind FROM operation WHERE id = made.operation_id) = 'doorstep'",
            (conversation, person),
        )
    )


def _is_needed(work: Work, person: int) -> bool:
    """Whether anything else here is about somebody, or they were mended since."""
    for table in TABLES:
        for column, target in table.references:
            if target != PERSON.name or (table in _OWN and column == "person_id"):
                continue
            if work.value(f"SELECT 1 FROM {table.name} WHERE {column} = ? LIMIT 1", (person,)):
                return True
    return work.value("SELECT version FROM person WHERE id = ?", (person,)) != 1
