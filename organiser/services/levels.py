"""Levels: issues that are heard in many wards are taken to borough or national level, by somebody, and answered.

The wards behind an issue are those where it is heard: they are looked up, never written down.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.issues import ISSUE_RAISED
from organiser.rules.raising import BOROUGH, LEVELS, NATIONAL, PATIENCE_DAYS, RAISED, TAKERS, WARD, taken_of
from organiser.services.issues import Issue
from organiser.services.offices import one_council
from organiser.services.people import find_one
from organiser.services.places import Place, find_constituencies
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_lines, safe_text

_UID = 32


class Raised(NamedTuple):
    """An issue that was taken further: to which level, by whom, to whom, on which ISO day, and what came of it.

    `council` or `constituency` is the one it is about (None: all). `owner_uid` is of an owner who is a person here.
    `answered` is the ISO day of the answer, "" while there is none.
    """

    id: int
    uid: str
    issue_id: int
    issue_uid: str
    issue: str
    level: str
    council: Place | None
    constituency: Place | None
    owner: str
    owner_uid: str
    taken_kind: str
    taken_to: str
    on: str
    answer: str
    answered: str
    note: str

    @property
    def taken(self) -> str:
        """To whom it was taken, in words."""
        return ": ".join(filter(None, (self.taken_kind, self.taken_to)))


class Changes(NamedTuple):
    """What is said of a raised issue, as it was typed; None: nothing is said of it, "": it is to be empty."""

    level: str | None = None
    council: str | None = None
    constituency: str | None = None
    owner: str | None = None
    taken: str | None = None
    on: str | None = None
    answer: str | None = None
    answered: str | None = None
    note: str | None = None


class Written(NamedTuple):
    """What stands there now, None where it was taken away; the number of the change."""

    raised: Raised | None
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------

_QUERY = (
    "SELECT issue_raised.id, issue_raised.uid, issue_id, issue.uid, issue.name, level, council.id, council.gss,"
    " council.name, constituency.id, constituency.gss, constituency.name,"
    " iif(person.id IS NULL, owner, trim(given || ' ' || family)), person.uid, taken_kind, taken_to, on_day, answer,"
    " answered_on, note FROM issue_raised JOIN issue ON issue.id = issue_id"
    " LEFT JOIN council ON council.id = issue_raised.council_id"
    " LEFT JOIN constituency ON constituency.id = issue_raised.constituency_id"
    " LEFT JOIN person ON person.id = owner_id"
)


def raised(store: Store, issues: Sequence[int] | None = None) -> list[Raised]:
    """What was raised, the latest first; of some issues by id, or of all."""
    where = "" if issues is None else f" WHERE issue_id IN ({', '.join('?' * len(issues))})"
    return _select(store, where, tuple(issues or ()))


def unanswered(store: Store, today: str) -> list[Raised]:
    """What was raised six weeks ago or more and has no answer on an ISO day, the longest first."""
    before = (date.fromisoformat(today) - timedelta(days=PATIENCE_DAYS)).isoformat()
    return _select(store, " WHERE answered_on = '' AND on_day <= ?", (before,))[::-1]


def level_of(found: Sequence[Raised], council: int | None = None) -> str:
    """The highest level to which an issue was raised: anywhere, or as a council by id sees it."""
    levels = [one.level for one in found if council is None or one.council is None or one.council.id == council]
    return max(levels, key=LEVELS.index, default=WARD)


def find_raised(store: Store, uid: str) -> Raised:
    """What was raised, by its uid; Problem where there is no such thing."""
    digits = uid.replace("-", "").lower()
    whole = len(digits) == _UID and not set(digits) - set("0123456789abcdef")
    found = _select(store, " WHERE issue_raised.uid = ?", (uid_bytes(uid),)) if whole else []
    if not found:
        raise Problem("It is not there any more: it may have been taken back.")
    return found[0]


def _select(store: Store, where: str, values: Sequence[Value]) -> list[Raised]:
    query = f"{_QUERY}{where} ORDER BY on_day DESC, issue_raised.id DESC"
    return [_raised(row) for row in store.rows(query, values)]


def _raised(row: Row) -> Raised:
    number, uid, issue_id, issue_uid, issue, level, *places, owner, owner_uid, kind, to, on, answer, day, note = row
    return Raised(
        number,
        uid_text(uid),
        issue_id,
        uid_text(issue_uid),
        issue,
        level,
        Place(*places[:3]) if places[0] else None,
        Place(*places[3:]) if places[3] else None,
        owner,
        uid_text(owner_uid) if owner_uid else "",
        kind,
        to,
        on,
        answer,
        day,
        note,
    )


# Writing -------------------------------------------------------------------------------------------------------------


def raise_issue(store: Store, issue: Issue, said: Changes) -> Written:
    """Write down that an issue was taken further; Problem where something that is said is not understood.

    Raised to borough level it is the council's in whose wards it is heard; where these are several, say which.
    """
    if not said.level:
        raise Problem(f"Say to which level: --to {' or --to '.join(RAISED)}.", USAGE)
    if said.answer and said.answered is None:
        said = said._replace(answered=clock.today())
    values = {"on_day": read_past(""), **_values(store, said)}
    if said.level == BOROUGH and values.get("council_id") is None:
        values["council_id"] = _council_of(store, issue)
    with store.operation(f"Raise {issue.name} to {said.level} level", kind="issues") as work:
        row = work.insert_with_uid(ISSUE_RAISED, issue_id=issue.id, **values)
    return Written(_select(store, " WHERE issue_raised.id = ?", (row,))[0], work.operation_id)


def mend(store: Store, found: Raised, said: Changes) -> Written:
    """Change what stands there of a raised issue: its answer, mostly."""
    values = _values(store, said)
    if said.level == NATIONAL:
        values["council_id"] = None
    elif said.level == BOROUGH and values.get("council_id") is None and found.council is None:
        values["council_id"] = _council_of_id(store, found.issue_id)
    if found.answered == "" and said.answer and said.answered is None:
        values["answered_on"] = clock.today()
    if (answered := values.get("answered_on")) and str(answered) < str(values.get("on_day", found.on)):
        raise Problem("It cannot have been answered before it was raised.", USAGE)
    with store.operation(f"Mend what was raised: {found.issue}", kind="issues") as work:
        if values:
            work.update(ISSUE_RAISED, found.id, **values)
    return Written(_select(store, " WHERE issue_raised.id = ?", (found.id,))[0], work.operation_id)


def drop(store: Store, found: Raised) -> Written:
    """Take away what was written down by mistake."""
    with store.operation(f"Take away: {found.issue} raised to {found.level} level", kind="issues") as work:
        work.delete(ISSUE_RAISED, found.id)
    return Written(None, work.operation_id)


def _values(store: Store, said: Changes) -> dict[str, Value]:
    """What is said as columns: only those of which something is said."""
    values: dict[str, Value] = {}
    if said.level is not None:
        if said.level not in RAISED:
            raise Problem(f"--to takes {' or '.join(RAISED)}.", USAGE)
        values["level"] = said.level
    if said.taken is not None:
        taken = taken_of(safe_text(said.taken)) if said.taken.strip() else ("", "")
        if taken is None:
            raise Problem(f"--taken-to begins with {', '.join(TAKERS)}, as in 'service: Highways'.", USAGE)
        values["taken_kind"], values["taken_to"] = taken
    if said.owner is not None:
        values["owner_id"], values["owner"] = _owner(store, safe_text(said.owner))
    if said.council is not None:
        values["council_id"] = one_council(store, said.council).id if said.council else None
    if said.constituency is not None:
        values["constituency_id"] = _seat(store, said.constituency) if said.constituency else None
    if said.on is not None:
        values["on_day"] = read_past(said.on)
    if said.answer is not None:
        values["answer"] = safe_lines(said.answer)
    if said.answered is not None:
        values["answered_on"] = read_past(said.answered) if said.answered else ""
    elif said.answer is not None and not said.answer:
        values["answered_on"] = ""
    if said.note is not None:
        values["note"] = safe_lines(said.note)
    return _with_day(values)


def _with_day(values: Mapping[str, Value]) -> dict[str, Value]:
    """An answer that is raised together with the issue came on a day, too."""
    day, on = values.get("answered_on"), values.get("on_day")
    if day and on and str(day) < str(on):
        raise Problem("It cannot have been answered before it was raised.", USAGE)
    return dict(values)


def _owner(store: Store, words: str) -> tuple[int | None, str]:
    """Who sees to it: the one person here who is called so, else the words themselves."""
    if not words:
        return None, ""
    try:
        return find_one(store, words), ""
    except Problem:
        return None, words


def _seat(store: Store, words: str) -> int:
    found = find_constituencies(store, words, clock.today())
    if len(found) > 1:
        raise Problem(f"{len(found)} constituencies are called '{safe_text(words)}': give the code.", USAGE)
    return found[0].id


def _council_of(store: Store, issue: Issue) -> int:
    return _council_of_id(store, issue.id)


def _council_of_id(store: Store, issue: int) -> int:
    found = [
        row
        for (row,) in store.rows(
            "SELECT DISTINCT council_id FROM ward WHERE council_id IS NOT NULL"
            " AND id IN (SELECT ward_id FROM conversation WHERE issue_id = ?)",
            (issue,),
        )
    ]
    if len(found) != 1:
        raise Problem("It is heard in the wards of several councils, or of none: say which with --council.", USAGE)
    return int(found[0])
