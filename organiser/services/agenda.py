"""Everything that is still to be done, as a page shows it: by when, or by whom; and tasks typed in one line."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.noting import Step, parse_step
from organiser.rules.places import place_fold
from organiser.services import tasks
from organiser.services.contacts import CallBack, call_backs
from organiser.services.tasks import MOST, About, Changes, Draft, Task, Written
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text

_WEEK = 7
_ABOUT = re.compile(r"(?:^|[,;]\s*)about\s+([^,;]+)\s*(?=[,;]|$)", re.IGNORECASE)


class Part(NamedTuple):
    """Tasks under one heading."""

    title: str
    tasks: list[Task]


class Agenda(NamedTuple):
    """Open tasks and people to be called back, on a day; `more` where there are more than the first 500 of either."""

    today: str
    tasks: list[Task]
    call_backs: list[CallBack]
    more: bool

    def by_day(self) -> list[Part]:
        """Overdue, today, this week, later, and without a date; those without tasks left out."""
        week = (date.fromisoformat(self.today) + timedelta(days=_WEEK)).isoformat()
        parts = (
            Part("Overdue", [task for task in self.tasks if task.overdue(self.today)]),
            Part("Today", [task for task in self.tasks if task.due == self.today]),
            Part("This week", [task for task in self.tasks if self.today < task.due <= week]),
            Part("Later", [task for task in self.tasks if task.due > week]),
            Part("Without a date", [task for task in self.tasks if not task.due]),
        )
        return [part for part in parts if part.tasks]

    def by_owner(self) -> list[Part]:
        """By the name of who does them, each the next due first."""
        return [Part(owner or "Nobody yet", mine) for owner, mine in tasks.owners(self.tasks).items()]


def agenda(store: Store) -> Agenda:
    """What is open, in the order in which it is due; who waits for a call, the longest waiting first."""
    page = tasks.list_tasks(store)
    back = call_backs(store)
    return Agenda(clock.today(), page.tasks, back[:MOST], page.more or len(back) > MOST)


# In one line ---------------------------------------------------------------------------------------------------------


class Understood(NamedTuple):
    """A task as a line says it, and whom or what it is about (None: nobody named)."""

    step: Step
    about: About | None


def understand(store: Store, line: str) -> Understood:
    """`Bring 200 leaflets, by saturday, for Kasia, about Catford Branch`; Problem where a part means nothing."""
    found = _ABOUT.search(line)
    about = find_about(store, found[1]) if found else None
    rest = line if found is None else f"{line[: found.start()]}{line[found.end() :]}"
    step = parse_step(rest, clock.today())
    if step is None:
        raise Problem("A task needs a title that says what is to be done.", USAGE)
    return Understood(step, about)


def find_about(store: Store, words: str) -> About:
    """The branch or group with this very name, else the one person whom the words find."""
    asked = place_fold(words)
    for kind, table in (("branch", "branch"), ("group", "body")):
        rows = store.rows(f"SELECT id, uid, name FROM {table} WHERE fold = ?", (asked,))
        if len(rows) == 1:
            return About(kind, rows[0][0], uid_text(rows[0][1]), rows[0][2])
    found = tasks.find_about(store, person=words)
    if found is None:
        raise Problem("Say whom or what it is about.", USAGE)
    return found


def new(store: Store, line: str) -> Written:
    """Save a task that was typed in one line."""
    step, about = understand(store, line)
    return tasks.new_task(store, Draft(step.title, step.owner, step.due, step.every, about))


def as_line(task: Task) -> str:
    """A task as it would be typed, so that it can be mended."""
    parts = [
        task.title,
        f"by {uk_date(task.due)}" if task.due else "",
        f"every {task.every}" if task.every else "",
        f"for {task.owner}" if task.owner else "",
    ]
    return ", ".join(filter(None, parts))


def mend(store: Store, number: int, line: str) -> Written:
    """Make a task what a line says; what the line no longer names is taken away, but for whom or what it is about."""
    task = tasks.find_task(store, str(number))
    step, about = understand(store, line)
    changes = Changes(
        title=_other(step.title, task.title),
        owner=_other(step.owner, task.owner),
        due=_other(step.due, task.due),
        every=None if step.every.removeprefix("every ") == task.every else step.every,
        about=about if about != task.about else None,
    )
    if changes == Changes():
        return Written(task, None, None)
    return tasks.edit_task(store, task, changes)


def _other(said: str, before: str) -> str | None:
    return None if said == before else said


def said_of(understood: Understood) -> Sequence[tuple[str, str]]:
    """How a line is understood, part by part: a label and words."""
    step, about = understood
    parts = (
        ("Task", step.title),
        ("By", uk_date(step.due, clock.today()) if step.due else ""),
        ("Every", step.every.removeprefix("every ")),
        ("Who", step.owner),
        ("About", about.name if about else ""),
    )
    return [(label, words) for label, words in parts if words]
