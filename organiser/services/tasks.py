"""Tasks: what somebody has undertaken to do, by when, and about whom or what; repeating ones make their next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.contacts import TASK
from organiser.rules.dates import parse_date
from organiser.rules.names import fold
from organiser.rules.places import place_fold
from organiser.rules.repeating import Every, day_ahead, next_due, parse_every
from organiser.services.places import not_found
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import derived_uid, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES = (OPEN, DONE, DROPPED)
# The most that a list shows at once.
MOST = 500
# What takes away a date or a span that was given before.
NONE_WORDS = ("", "none", "never")


@dataclass(frozen=True, slots=True)
class About:
    """Whom or what a task is about: `kind` is person, group, branch or event. `id` is the row's, for services only."""

    kind: str
    id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task. `number` is short for `uid` within this file; `due` and `settled` are ISO days or ""."""

    number: int
    uid: str
    title: str
    owner: str
    due: str
    state: str
    settled: str
    every: str
    note: str
    about: About | None

    def overdue(self, today: str) -> bool:
        return self.state == OPEN and bool(self.due) and self.due < today


class Draft(NamedTuple):
    """A task as it was typed: `due` a day ahead ("friday"), `every` a span ("2 weeks"), either "" for none."""

    title: str
    owner: str = ""
    due: str = ""
    every: str = ""
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A task after a change, the next one where the change made it, and the number of the change (None: no change)."""

    task: Task
    following: Task | None
    operation: int | None


class Page(NamedTuple):
    """Tasks in the order in which they are due; `more` where there are others."""

    tasks: list[Task]
    more: bool


# Reading -------------------------------------------------------------------------------------------------------------

_TASKS = (
    "SELECT task.id, task.uid, task.title, owner, due, state, settled, every, task.note,"
    " person.id, person.uid, trim(given || ' ' || family), body.id, body.uid, body.name,"
    " branch.id, branch.uid, branch.name, event.id, event.uid, iif(event.title = '', event.kind, event.title)"
    " FROM task LEFT JOIN person ON person.id = task.person_id LEFT JOIN body ON body.id = task.body_id"
    " LEFT JOIN branch ON branch.id = task.branch_id LEFT JOIN event ON event.id = task.event_id"
)
_BY_DUE = "ORDER BY due = '', due, task.id"
_COLUMNS = {"person": "person_id", "group": "body_id", "branch": "branch_id", "event": "event_id"}


def select(store: Store, condition: str, *values: Value) -> Iterator[Task]:
    """The tasks for which an SQL condition over `task` holds, in the order in which they are due."""
    for row in store.rows(f"{_TASKS} WHERE {condition} {_BY_DUE}", values):
        yield _task(row)


def _task(row: Row) -> Task:
    number, uid, title, owner, due, state, settled, every, note = row[:9]
    about = None
    for place, kind in enumerate(_COLUMNS):
        found, found_uid, name = row[9 + place * 3 : 12 + place * 3]
        if found is not None:
            about = About(kind, found, uid_text(found_uid), name)
    span = parse_every(every)
    return Task(number, uid_text(uid), title, owner, due, state, settled, span.words if span else "", note, about)


def list_tasks(store: Store, *, everything: bool = False, owner: str = "", about: About | None = None) -> Page:
    """Open tasks, or with `everything` those done and dropped too; of one owner (any part of the name), about one."""
    conditions, values = (["1"] if everything else [f"state = '{OPEN}'"]), []
    if about is not None:
        conditions.append(f"task.{_COLUMNS[about.kind]} = ?")
        values.append(about.id)
    found = [task for task in select(store, " AND ".join(conditions), *values) if owned_by(task.owner, owner)]
    return Page(found[:MOST], len(found) > MOST)


def owned_by(owner: str, words: str) -> bool:
    """Whether an owner is the one somebody means by any part of a name; "" means everybody."""
    return fold(words) in fold(owner)


def about_person(store: Store, person: int) -> tuple[Task, ...]:
    """The open tasks about a person by id."""
    return tuple(select(store, f"task.person_id = ? AND state = '{OPEN}'", person))


def find_task(store: Store, words: str) -> Task:
    """The task with a number or code; a Problem where there is none."""
    words = words.strip()
    if words.isdecimal() and len(words) <= 15:
        found = list(select(store, "task.id = ?", int(words)))
    else:
        found = list(select(store, "task.uid = ?", uid_bytes(words)))
    if not found:
        raise Problem(f"There is no task {words}: 'organiser task list' shows their numbers.")
    return found[0]


def find_about(store: Store, *, person: str = "", group: str = "", branch: str = "", event: str = "") -> About | None:
    """Whom or what a task is about, by words or code; None where nothing was said, a Problem where too much was."""
    if sum(map(bool, (person, group, branch, event))) > 1:
        raise Problem("A task is about one person, group, branch or event: make another task for the other.", USAGE)
    if person:
        from organiser.services.people import find_one

        found = find_one(store, person)
        uid, name = store.rows("SELECT uid, trim(given || ' ' || family) FROM person WHERE id = ?", (found,))[0]
        return About("person", found, uid_text(uid), name)
    if group:
        return _group(store, group)
    if branch:
        from organiser.services.branches import show_branch

        shown = show_branch(store, branch).covered.branch
        return About("branch", shown.id, shown.uid, shown.name)
    if event:
        from organiser.services.events import find_event

        happening = find_event(store, event)
        return About("event", happening.number, happening.uid, happening.shown)
    return None


def _group(store: Store, words: str) -> About:
    groups = store.rows("SELECT id, uid, name FROM body ORDER BY name")
    asked = place_fold(words)
    for found, uid, name in groups:
        if place_fold(name) == asked or uid_text(uid) == words.strip().lower():
            return About("group", found, uid_text(uid), name)
    raise not_found("group", words, [name for _, _, name in groups])


# Writing -------------------------------------------------------------------------------------------------------------


def new_task(store: Store, draft: Draft) -> Written:
    """Save a new task as one change; its owner is who is at the keyboard where none is named."""
    columns = columns_of(store, draft)
    with store.operation(f"New task: {safe_text(draft.title)}", kind="task") as work:
        number = work.insert_with_uid(TASK, **columns)
    return Written(find_task(store, str(number)), None, work.operation_id)


def columns_of(store: Store, draft: Draft) -> dict[str, Value]:
    """The columns of a new task; a Problem where its title, day or span is not understood."""
    title = safe_text(draft.title)
    if not title:
        raise Problem("A task needs a title that says what is to be done.", USAGE)
    due = read_due(draft.due)
    span = read_every(draft.every)
    return {
        "title": title,
        "owner": safe_text(draft.owner) or store.who,
        "due": due,
        "state": OPEN,
        "every": span.starting(due).kept if span else "",
        **_about_columns(draft.about),
    }


def _about_columns(about: About | None) -> dict[str, Value]:
    columns: dict[str, Value] = dict.fromkeys(_COLUMNS.values())
    if about is not None:
        columns[_COLUMNS[about.kind]] = about.id
    return columns


def read_due(text: str) -> str:
    """A day ahead as an ISO day, "" for none; a Problem where it is not understood."""
    text = text.strip()
    due = day_ahead(text, clock.today())
    if not due and text.casefold() not in NONE_WORDS:
        raise Problem(f"'{safe_text(text)}' is not a day: 6 May 2026, tomorrow, friday, in 2 weeks.", USAGE)
    return due


def read_every(text: str) -> Every | None:
    """How a task repeats, None for not at all; a Problem where it is not understood."""
    span = parse_every(text)
    if span is None and text.strip().casefold() not in NONE_WORDS:
        raise Problem(f"'{safe_text(text)}' is not how a task repeats: 1 week, 2 months, yearly.", USAGE)
    return span


def read_past(text: str) -> str:
    """A day that is not in the future, today where nothing was said; a Problem where it is none."""
    today = clock.today()
    day = today if not text or text.casefold() == "today" else parse_date(text)
    if not day:
        raise Problem(f"'{safe_text(text)}' is not a date: write it as 6 May 2026.", USAGE)
    if day > today:
        raise Problem(f"{safe_text(text)} is in the future.", USAGE)
    return day


def finish(store: Store, task: Task, on: str = "") -> Written:
    """A task is done, on an ISO day (today where none is said); of a repeating one the next is made in the same change.

    A Problem where it is done already.
    """
    if task.state == DONE:
        raise Problem(f"'{task.title}' is done already.")
    settled = on or clock.today()
    following = None
    with store.operation(f"Done: {task.title}", kind="task") as work:
        work.update(TASK, task.number, state=DONE, settled=settled)
        following = _make_next(work, task, settled)
    done = find_task(store, str(task.number))
    return Written(done, find_task(store, str(following)) if following else None, work.operation_id)


def _make_next(work: Work, task: Task, settled: str) -> int | None:
    """Make the task that follows a repeating one; its number, None where there is none to make.

    Its code follows from that of the one before: whoever does a task on two laptops makes one next task, not two.
    """
    every, due, owner, title, note, *about = work.rows(
        "SELECT every, due, owner, title, note, person_id, body_id, branch_id, event_id FROM task WHERE id = ?",
        (task.number,),
    )[0]
    span = parse_every(every)
    uid = derived_uid("next task", uid_bytes(task.uid))
    if span is None or work.value("SELECT 1 FROM task WHERE uid = ?", (uid,)):
        return None
    return work.insert(
        TASK,
        uid=uid,
        title=title,
        owner=owner,
        due=next_due(due or settled, span, clock.today()),
        state=OPEN,
        every=every,
        note=note,
        **dict(zip(_COLUMNS.values(), about, strict=True)),
    )


class Changes(NamedTuple):
    """What to change of a task; None leaves a part as it is."""

    title: str | None = None
    owner: str | None = None
    due: str | None = None
    every: str | None = None
    note: str | None = None
    state: str | None = None
    about: About | None = None


def edit_task(store: Store, task: Task, changes: Changes) -> Written:
    """Change parts of a task as one change; a Problem where one of them is not understood."""
    if changes == Changes():
        raise Problem("Say what to change: 'organiser task edit 3 --due friday'.", USAGE)
    columns: dict[str, Value] = {}
    if changes.title is not None:
        columns["title"] = safe_text(changes.title)
        if not columns["title"]:
            raise Problem("A task needs a title that says what is to be done.", USAGE)
    if changes.owner is not None:
        columns["owner"] = safe_text(changes.owner)
    if changes.note is not None:
        columns["note"] = safe_lines(changes.note)
    if changes.due is not None or changes.every is not None:
        due = task.due if changes.due is None else read_due(changes.due)
        columns["due"] = due
        span = read_every(task.every if changes.every is None else changes.every)
        if changes.every is not None or due != task.due:
            columns["every"] = span.starting(due).kept if span else ""
    if changes.state is not None:
        columns |= _state_columns(task, changes.state)
    if changes.about is not None:
        columns |= _about_columns(changes.about)
    if not columns:
        return Written(task, None, None)
    with store.operation(f"Edit the task {task.title}", kind="task") as work:
        work.update(TASK, task.number, **columns)
    return Written(find_task(store, str(task.number)), None, work.operation_id)


def _state_columns(task: Task, state: str) -> dict[str, Value]:
    if state not in (OPEN, DROPPED):
        raise Problem(f"--state takes {OPEN} or {DROPPED}; 'organiser task done' says that a task is done.", USAGE)
    if state == task.state:
        return {}
    return {"state": state, "settled": "" if state == OPEN else clock.today()}


# Owners --------------------------------------------------------------------------------------------------------------


def hand_over(work: Work, old: str, new: str) -> int:
    """Give every open task of one owner, by whole name, to another; how many that were."""
    mine = [
        number
        for number, owner in work.rows(f"SELECT id, owner FROM task WHERE state = '{OPEN}' ORDER BY id")
        if same_owner(owner, old)
    ]
    for number in mine:
        work.update(TASK, number, owner=new)
    return len(mine)


def same_owner(owner: str, other: str) -> bool:
    """Whether two whole names are one owner's: case, spaces and accents do not matter."""
    return fold(owner) == fold(other)


def owners(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Tasks by their owner, owners by name; "" for those that nobody owns."""
    found: dict[str, list[Task]] = {}
    for task in sorted(tasks, key=lambda task: fold(task.owner)):
        found.setdefault(task.owner, []).append(task)
    return found


def owner_names(store: Store) -> list[str]:
    """Everybody who owns an open task, by name."""
    rows = store.rows(f"SELECT DISTINCT owner FROM task WHERE state = '{OPEN}' AND owner <> ''")
    return sorted((row[0] for row in rows), key=fold)
