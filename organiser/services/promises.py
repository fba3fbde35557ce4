"""Promises: what an MP, councillor, champion, officer or helper undertook after a vote, by when, and what came of it.

A promise is a task: what is to be done, by whom, by when and whether it is done stand there and nowhere else, so that
whoever finishes the task has kept the promise. Here stands whose it is, for which ward and issue, and the evidence.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import PROMISE
from organiser.models.contacts import TASK
from organiser.rules.conference import OWNERS
from organiser.rules.dates import uk_date
from organiser.rules.names import fold
from organiser.services import tasks
from organiser.services.conferences import Conference, find_conference, find_contest
from organiser.services.issues import find_issue
from organiser.services.people import Question, find, find_one
from organiser.services.tasks import DONE, DROPPED, OPEN, About, Task
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_lines, safe_text

# The most that a list shows at once.
MOST = 500


class Promise(NamedTuple):
    """A promise. `id` is the row's, for services only; `conference` the title and uid of where it was made.

    `ward` and `issue` are names, "" for none; `owner` is the person whose it is, where that is somebody known here;
    `evidence` says what shows that it was kept, or why it was dropped.
    """

    id: int
    uid: str
    task: Task
    conference: str
    conference_uid: str
    ward: str
    issue: str
    owner_kind: str
    owner: About | None
    evidence: str

    @property
    def owner_name(self) -> str:
        return self.owner.name if self.owner else self.task.owner

    def words(self, today: str) -> str:
        """How it stands, in words."""
        if self.task.state == DONE:
            return f"done {uk_date(self.task.settled, today)}"
        if self.task.state == DROPPED:
            return "dropped"
        if not self.task.due:
            return "no day named"
        due = uk_date(self.task.due, today)
        return f"overdue since {due}" if self.task.overdue(today) else f"due {due}"


class Draft(NamedTuple):
    """A promise as it was typed. `owner` is a name or code; `due` a day ahead."""

    title: str
    owner: str = ""
    owner_kind: str = ""
    due: str = ""
    ward: str = ""
    issue: str = ""


class Changes(NamedTuple):
    """What is to be otherwise, as it was typed: None as it is, "" not known any more."""

    title: str | None = None
    owner: str | None = None
    owner_kind: str | None = None
    due: str | None = None
    ward: str | None = None
    issue: str | None = None
    evidence: str | None = None


class Written(NamedTuple):
    """A promise after a change, and the number of the change (None: it stood so already)."""

    promise: Promise
    operation: int | None


# Reading -------------------------------------------------------------------------------------------------------------

_PROMISES = """
SELECT promise.id, promise.uid, task_id, iif(event.title = '', 'Community conference', event.title), conference.uid,
  coalesce(nullif(ward.name, ''), ward.gss, ''), coalesce(issue.name, ''), owner_kind, evidence,
  owner.id, owner.uid, trim(owner.given || ' ' || owner.family)
FROM promise JOIN task ON task.id = task_id JOIN conference ON conference.id = conference_id
JOIN event ON event.id = conference.event_id LEFT JOIN ward ON ward.id = promise.ward_id
LEFT JOIN issue ON issue.id = promise.issue_id LEFT JOIN person AS owner ON owner.id = owner_id
"""
_ORDER = f"ORDER BY task.state <> '{OPEN}', task.due = '', task.due, promise.id"


def promises(store: Store, conference: Conference | None = None, *, everything: bool = True) -> list[Promise]:
    """The promises of a conference and of the first of its pair (None: all), those that are owed first, by day.

    Without `everything` only those that are owed. The first 500.
    """
    where, values = ["1"], list[Value]()
    if conference is not None:
        where.append("conference.uid IN (?, ?)")
        before = uid_bytes(conference.previous) if conference.previous else b""
        values += [uid_bytes(conference.uid), before]
    if not everything:
        where.append(f"task.state = '{OPEN}'")
    return _read(store, " AND ".join(where), values)


def overdue(store: Store) -> list[Promise]:
    """The promises that are overdue today, the longest first."""
    return _read(store, f"task.state = '{OPEN}' AND task.due <> '' AND task.due < ?", (clock.today(),))


def find_promise(store: Store, words: str) -> Promise:
    """The promise with this number (that of its task) or uid; Problem where there is none."""
    words = words.strip()
    if words.isdecimal() and len(words) <= 15:
        found = _read(store, "task.id = ?", (int(words),))
    else:
        uid = uid_bytes(words)
        found = _read(store, "promise.uid = ? OR task.uid = ?", (uid, uid))
    if not found:
        raise Problem(f"There is no promise {safe_text(words)}: 'organiser conference promises' shows their numbers.")
    return found[0]


def _read(store: Store, condition: str, values: Sequence[Value]) -> list[Promise]:
    rows = store.rows(f"{_PROMISES} WHERE {condition} {_ORDER} LIMIT {MOST}", values)
    held = {task.number: task for task in _tasks(store, [row[2] for row in rows])}
    return [_promise(row, held[row[2]]) for row in rows]


def _tasks(store: Store, ids: Sequence[int]) -> list[Task]:
    return list(tasks.select(store, f"task.id IN ({', '.join(map(str, ids))})")) if ids else []


def _promise(row: Row, task: Task) -> Promise:
    number, uid, _, conference, conference_uid, ward, issue, kind, evidence, owner, owner_uid, name = row
    about = About("person", owner, uid_text(owner_uid), name) if owner is not None else None
    return Promise(
        number, uid_text(uid), task, conference, uid_text(conference_uid), ward, issue, kind, about, evidence
    )


# Writing -------------------------------------------------------------------------------------------------------------


def add(store: Store, conference: Conference, draft: Draft) -> Written:
    """Write down a promise that was made at a conference, as one change; its task is about the conference.

    Problem where the day, the owner's kind, the ward or the issue is not understood.
    """
    owner, name = _owner(store, draft.owner)
    about = About("event", conference.event.number, conference.event.uid, conference.shown)
    task = tasks.columns_of(store, tasks.Draft(draft.title, name, draft.due, about=about))
    values = {
        "ward_id": _ward(conference, draft.ward),
        "issue_id": find_issue(store, draft.issue).id if draft.issue else None,
        "owner_id": owner,
        "owner_kind": _kind(store, draft.owner_kind, owner),
    }
    with store.operation(f"Promise: {safe_text(draft.title)}", kind="promise") as work:
        number = work.insert_with_uid(TASK, **task)
        work.insert_with_uid(PROMISE, task_id=number, conference_id=conference.id, **values)
    return Written(find_promise(store, str(number)), work.operation_id)


def edit(store: Store, promise: Promise, changes: Changes) -> Written:
    """Mend parts of a promise as one change; Problem where one of them is not understood."""
    task: dict[str, Value] = {}
    own: dict[str, Value] = {}
    if changes.title is not None:
        task["title"] = safe_text(changes.title)
        if not task["title"]:
            raise Problem("A promise says what is to be done.", USAGE)
    if changes.due is not None:
        task["due"] = tasks.read_due(changes.due)
    if changes.owner is not None:
        own["owner_id"], task["owner"] = _owner(store, changes.owner)
    if changes.owner_kind is not None:
        own["owner_kind"] = _kind(store, changes.owner_kind, None)
    if changes.ward is not None:
        there = find_conference(store, promise.conference_uid)
        own["ward_id"] = find_contest(there, changes.ward).ward.id if changes.ward else None
    if changes.issue is not None:
        own["issue_id"] = find_issue(store, changes.issue).id if changes.issue else None
    if changes.evidence is not None:
        own["evidence"] = safe_lines(changes.evidence)
    if not task and not own:
        raise Problem("Say what is to be otherwise.", USAGE)
    return _write(store, promise, f"Mend the promise {promise.task.title}", task, own)


def keep(store: Store, promise: Promise, evidence: str, on: str = "") -> Written:
    """A promise is kept, on an ISO day (today where none is said); what shows it is written down.

    Of one that is done already only the evidence is added. Problem where nothing shows it.
    """
    evidence = safe_lines(evidence)
    if not evidence:
        raise Problem("Say what shows it: a photo, a letter, a minute, what can be seen on the street.", USAGE)
    task: dict[str, Value] = {} if promise.task.state == DONE else {"state": DONE, "settled": on or clock.today()}
    return _write(store, promise, f"Kept: {promise.task.title}", task, {"evidence": evidence})


def drop(store: Store, promise: Promise, reason: str) -> Written:
    """A promise is not to be kept any more; the reason is written down, for those who were promised it."""
    reason = safe_lines(reason)
    if not reason:
        raise Problem("Say why: those who were promised it are told.", USAGE)
    task: dict[str, Value] = {"state": DROPPED, "settled": clock.today()} if promise.task.state != DROPPED else {}
    return _write(store, promise, f"Dropped: {promise.task.title}", task, {"evidence": reason})


def _write(store: Store, promise: Promise, title: str, task: Mapping[str, Value], own: Mapping[str, Value]) -> Written:
    with store.operation(title, kind="promise") as work:
        if task:
            work.update(TASK, promise.task.number, **task)
        if own:
            work.update(PROMISE, promise.id, **own)
    return Written(find_promise(store, str(promise.task.number)), work.operation_id)


def _owner(store: Store, words: str) -> tuple[int | None, str]:
    """Whose it is: somebody known here by id and name, or a name alone."""
    words = safe_text(words)
    if not words:
        return None, ""
    person = _meant(store, words)
    if person is None:
        return None, words
    return person, store.rows("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0][0]


def _meant(store: Store, words: str) -> int | None:
    """Who is certainly meant: by code, by whole name, or by words of it where one holder of an office has them.

    Nobody whose name only begins so: a promise is not laid at another's door. Problem where several have the name.
    """
    if len(words.replace("-", "")) == 32 and " " not in words:
        return find_one(store, words)
    said = set(fold(words).split())
    named = [one for one in find(store, Question(text=words)).people if said <= set(fold(one.name).split())]
    exact = [one for one in named if set(fold(one.name).split()) == said]
    if len(exact) == 1:
        return exact[0].id
    today = clock.today()
    holding = {
        row[0]
        for row in store.rows(
            "SELECT person_id FROM office WHERE since <= ? AND (until = '' OR until > ?)", (today, today)
        )
    }
    in_office = [one.id for one in exact or named if one.id in holding]
    if len(in_office) == 1:
        return in_office[0]
    if exact:
        codes = "; ".join(f"{one.name} {one.uid}" for one in exact[:5])
        raise Problem(f"Several people are called so: {codes}. Name one by the long code.")
    return None


def _kind(store: Store, words: str, owner: int | None) -> str:
    """The one of OWNERS that is named, else what the owner's office says, else "helper"."""
    asked = " ".join(words.casefold().split())
    for kind in OWNERS:
        if asked == kind.casefold():
            return kind
    if asked:
        raise Problem(f"A promise is one of: {', '.join(OWNERS)}.", USAGE)
    today = clock.today()
    held = store.rows(
        "SELECT kind FROM office WHERE person_id = ? AND since <= ? AND (until = '' OR until > ?)"
        " ORDER BY kind <> 'mp', kind <> 'councillor'",
        (owner, today, today),
    )
    return {"mp": "MP", "councillor": "councillor"}.get(held[0][0], "officer") if held else "helper"


def _ward(conference: Conference, words: str) -> int | None:
    if not words and len(conference.votes) != 1:
        return None
    return find_contest(conference, words).ward.id
