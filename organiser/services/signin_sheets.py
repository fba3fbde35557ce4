"""Sign-in sheets of training sessions: who stands on one is found or added as in any import, and marked as it says.

People, session and marks are one change. What the sheet says of somebody is kept under a source of the session's own,
so that the same sheet again is known again, and another session's sheet never takes the place of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import TRY_AGAIN, USAGE, Problem
from organiser.formats.recognise import fingerprint
from organiser.formats.sign_in import SignIn, read_sheets
from organiser.formats.table import Finding, Table
from organiser.models.events import ATTENDANCE
from organiser.models.sources import QUESTION
from organiser.rules.dates import parse_date, uk_date
from organiser.rules.events import NOT_MARKED, OPEN_STATES, STATES, weightier
from organiser.rules.places import near_names
from organiser.rules.questions import NAMESAKE
from organiser.rules.training import read_mark
from organiser.services import courses, sessions
from organiser.services.importing.apply import apply
from organiser.services.importing.findings import Findings
from organiser.services.importing.match import People, match
from organiser.services.importing.plan import Part, Plan, Progress
from organiser.services.places import either
from organiser.services.sessions import Session
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# How often a plan is made again because something else landed meanwhile.
_TRIES = 3
# Under what the meaning of these headers is remembered, and the sources are named.
_OWN = "training:"


class Sheets(NamedTuple):
    """What sign-in sheets are of: a course, a day and a CLP by words, or one `session` by number, code or title.

    `column` names the column that tells who came where it is not recognised; `choices` correct the others, as
    `Heading=field`.
    """

    course: str = ""
    on: str = ""
    clp: str = ""
    session: str = ""
    column: str = ""
    choices: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What sign-in sheets came to: rows read, people new and recognised, and how many the sheets say are in each state.

    `new_course` tells that the course was not here before, `more` that there is more to tell about rows. `operation`
    is None where nothing was new.
    """

    rows: int
    new_people: int
    recognised: int
    states: dict[str, int]
    refused: list[Finding]
    warnings: list[Finding]
    questions: list[Finding]
    session: Session
    new_course: bool
    more: bool
    operation: int | None


class _Which(NamedTuple):
    """The session that sheets are of: `event` is 0 where none stands yet, and `uid` the one that it will have."""

    event: int
    uid: bytes
    course: str
    on: str
    seat: int | None


class _Row(NamedTuple):
    """A row of a sheet: where it stands, what it says of its person as the import keeps it, and the mark in it."""

    file: str
    sheet: str
    number: int
    part: Part
    key: int
    mark: str


def import_sheets(store: Store, paths: Sequence[Path | str], sheets: Sheets, progress: Progress) -> SignedIn:
    """Take in sign-in sheets as one change; Problem where a file or what it is of is not understood."""
    _settle(store, sheets)
    read = {path: read_sheets(path, sheets.column) for path in dict.fromkeys(paths)}
    for _ in range(_TRIES):
        seen = store.version()
        which = _settle(store, sheets)
        plan = _plan(store, read, which, sheets)
        try:
            with store.errors():
                plan.read(list(read), progress)
                people = match(plan)
                with store.operation(_title(which, 0), kind="training") as work:
                    if store.version() == seen:
                        return _apply(store, work, plan, people, which, _rows(plan, read.values()), progress)
        finally:
            plan.close()
        progress("Something else was changed meanwhile: reading again", 0, 0)
    raise Problem("Something else is being changed all the time. Nothing was taken in: try again.", TRY_AGAIN)


# What the sheets are of ---------------------------------------------------------------------------------------------


def _settle(store: Store, sheets: Sheets) -> _Which:
    """Which session is meant; the uid of a new one is made now, since what the sheet says is kept under it."""
    if sheets.session:
        session = sessions.find_session(store, sheets.session)
        seat = session.clp.id if session.clp else None
        return _Which(session.number, uid_bytes(session.event.uid), session.course, session.event.on, seat)
    course, on = courses.course_name(sheets.course), parse_date(sheets.on)
    if not on:
        raise Problem(f"--on: '{safe_text(sheets.on)}' is not a date: write it as 6 May 2026.", USAGE)
    seat = sessions.find_seat(store, sheets.clp).id
    standing = sessions.standing_sessions(store, course, on, seat)
    if len(standing) > 1:
        numbers = ", ".join(str(event) for event, _ in standing)
        raise Problem(
            f"{len(standing)} sessions of {course} stand on that day: name one with --session ({numbers}).", USAGE
        )
    event, uid = standing[0] if standing else (0, new_uids(1)[0])
    return _Which(event, uid, course, on, seat)


def _title(which: _Which, new: int) -> str:
    people = f": {new:,} new" if new else ""
    return f"Sign-in sheet of {which.course}, {uk_date(which.on)}{people}"


# Reading the rows ---------------------------------------------------------------------------------------------------


def _plan(store: Store, read: Mapping[Path | str, Sequence[SignIn]], which: _Which, sheets: Sheets) -> Plan:
    def tables(path: Path | str) -> Iterator[Table]:
        return (sheet.table() for sheet in read[path])

    # Whether somebody came is no part of what a row says of the person: the same row with a mark is the same row.
    unread = {_mark_of(sheet): {sheet.column: "skip"} for several in read.values() for sheet in several}
    return Plan(
        store,
        source=f"{_OWN}{uid_text(which.uid)}",
        choices=sheets.choices,
        on=which.on,
        corrections=unread,
        tables=tables,
        mark=_OWN,
    )


def _mark_of(sheet: SignIn) -> str:
    """Under what the meaning of its header is remembered; the column that tells who came is not said by it alone."""
    return f"{_OWN}{fingerprint(sheet.header)}"


def _rows(plan: Plan, read: Iterable[Sequence[SignIn]]) -> list[_Row]:
    """The rows of the tables that the plan took, but those that it left out."""
    out = {(finding.file, finding.sheet, finding.row) for finding in plan.findings.refused}
    sheets = (sheet for several in read for sheet in several)
    found = []
    for part in plan.parts:
        # Tables that the plan declined have no part.
        sheet = next(
            one for one in sheets if (one.file, one.sheet, _mark_of(one)) == (part.file, part.sheet, part.fingerprint)
        )
        for number, cells in sheet.rows.items():
            if (part.file, part.sheet, number) not in out:
                key = part.reader.key_of(part.reader.text_of(cells))
                found.append(_Row(part.file, part.sheet, number, part, key, sheet.mark(number)))
    return found


# Writing ------------------------------------------------------------------------------------------------------------


def _apply(
    store: Store, work: Work, plan: Plan, people: People, which: _Which, rows: Sequence[_Row], progress: Progress
) -> SignedIn:
    """Write people, session and marks. The caller holds the transaction; whatever fails, all of it is rolled back."""
    first_new = int(str(work.value("SELECT next FROM counter WHERE tbl = 'person'")))
    outcome = apply(work, plan, people, complete=False, progress=progress)
    new_course, event = False, which.event
    if not event:
        course, name, new_course = courses.settle_course(work, which.course)
        event = sessions.write_session(work, course, name, which.on, which.seat, {"uid": which.uid})
        if new_course:
            _warn_of_a_near_name(store, plan.findings, name)
    said = _said(work, rows, plan.findings)
    _write_marks(work, event, said, plan.findings)
    _ask_about_namesakes(work, {who: one.row for who, one in said.items() if who >= first_new}, plan.findings)
    work.title = _title(which, outcome.created)
    session = sessions.find_session(store, str(event))
    if session.cancelled:
        reason = "this session is down as cancelled: nobody completes the course by it"
        plan.findings.warn(Finding("", "", 0, "cancelled-session", reason))
    states = dict.fromkeys(STATES, 0)
    for one in said.values():
        states[one.state] += 1
    findings = plan.findings
    return SignedIn(
        plan.rows,
        outcome.created,
        len(said) - outcome.created,
        states,
        findings.refused,
        findings.warnings,
        findings.questions,
        session,
        new_course,
        findings.more,
        work.operation_id,
    )


class _Said(NamedTuple):
    """What the sheets say of one person: a state, and the row that says it."""

    state: str
    row: _Row


def _said(work: Work, rows: Sequence[_Row], findings: Findings) -> dict[int, _Said]:
    """What the sheets say of each person by id; of several rows about one the weightiest counts."""
    found: dict[int, _Said] = {}
    for row in rows:
        person = work.value(
            "SELECT person_id FROM source_row JOIN source ON source.id = source_id WHERE key = ? AND said_key = ?"
            " ORDER BY current DESC, source_row.id DESC LIMIT 1",
            (row.part.mapping.source, row.key),
        )
        if not isinstance(person, int):
            continue
        state = read_mark(row.mark)
        if state is None:
            known = "attended, apologies, absent, cancelled or booked"
            reason = f"'{row.mark}' is not understood as {known}: taken as not marked"
            findings.warn(Finding(row.file, row.sheet, row.number, "not-understood", reason))
            state = NOT_MARKED
        before = found.get(person)
        if before is None or (state != before.state and weightier(state, before.state) == state):
            found[person] = _Said(state, row)
    return found


def _write_marks(work: Work, event: int, said: Mapping[int, _Said], findings: Findings) -> None:
    """Write down what is new; what somebody marked more weightily before stands, and is told where it differs."""
    standing = {
        person: (row, state)
        for row, person, state in work.rows("SELECT id, person_id, state FROM attendance WHERE event_id = ?", (event,))
    }
    for person, (state, row) in said.items():
        if person not in standing:
            work.insert(ATTENDANCE, event_id=event, person_id=person, state=state)
            continue
        number, now = standing[person]
        if now != state and weightier(now, state) == state:
            work.update(ATTENDANCE, number, state=state)
        elif now != state and state not in OPEN_STATES:
            reason = f"the sheet says {state}; {now} is written down here already, and stands"
            findings.warn(Finding(row.file, row.sheet, row.number, "stands", reason))


# Of people of the name of somebody new so many are asked about.
_MOST_NAMESAKES = 3


def _ask_about_namesakes(work: Work, new: Mapping[int, _Row], findings: Findings) -> None:
    """Ask whether somebody new is somebody of just that name who was here, where nothing tells the two apart.

    Two who have an e-mail address each, or a number each, and share none are two people.
    """
    for person, row in new.items():
        kinds = _kinds_of_contacts(work, person)
        namesakes = [
            other
            for (other,) in work.rows(
                "SELECT other.id FROM person JOIN person AS other ON other.sort_key = person.sort_key"
                " AND other.name_key = person.name_key WHERE person.id = ? AND other.id <> person.id ORDER BY other.id",
                (person,),
            )
            if other not in new and not kinds & _kinds_of_contacts(work, other)
        ]
        for other in namesakes[:_MOST_NAMESAKES]:
            work.insert_with_uid(
                QUESTION,
                kind=NAMESAKE,
                value=work.value("SELECT name_key FROM person WHERE id = ?", (person,)),
                state="open",
                person_id=other,
                other_id=person,
                list_id=work.value("SELECT list_id FROM temp.lists WHERE part = ?", (row.part.number,)),
                row=row.number,
            )
            reason = "somebody of this name is here already, and nothing tells them apart: the same person, or two?"
            findings.ask(Finding(row.file, row.sheet, row.number, NAMESAKE, reason))


def _kinds_of_contacts(work: Work, person: int) -> set[str]:
    return {row[0] for row in work.rows("SELECT DISTINCT kind FROM contact WHERE person_id = ?", (person,))}


def _warn_of_a_near_name(store: Store, findings: Findings, name: str) -> None:
    others = [one.name for one in courses.list_courses(store) if one.name != name]
    near = near_names(name, others)
    if near:
        reason = f"the course {name} is new here; did you mean {either(near)}? Then undo, and name that"
        findings.warn(Finding("", "", 0, "new-course", reason))
