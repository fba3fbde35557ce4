"""Tasks, and what is due today and in the week to come."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.rules.dates import uk_date
from organiser.services import tasks
from organiser.services.tasks import About, Changes, Draft, Task, Written
from organiser.store import clock

if TYPE_CHECKING:
    from organiser.services.due import Due

_WHAT_WIDTH = 44


# Tasks ---------------------------------------------------------------------------------------------------------


def _new(session: Session) -> Result:
    store = session.store()
    draft = Draft(
        title=" ".join(session.texts("title")),
        owner=session.text("owner"),
        due=session.text("due"),
        every=session.text("every"),
        about=_about(session),
    )
    return _written(tasks.new_task(store, draft), "New")


def _list(session: Session) -> Result:
    store = session.store()
    page = tasks.list_tasks(store, everything=session.flag("all"), owner=session.text("owner"), about=_about(session))
    today = clock.today()
    lines = [_line(task, today) for task in page.tasks] or ["There is no such task."]
    if page.more:
        lines.append(f"{len(page.tasks)}+ tasks: --owner or --about narrows it down.")
    return Result({"tasks": [task_json(task, today) for task in page.tasks], "more": page.more}, lines)


def _done(session: Session) -> Result:
    store = session.store()
    on = tasks.read_past(session.text("on"))
    return _written(tasks.finish(store, tasks.find_task(store, session.text("task")), on), "Done")


def _edit(session: Session) -> Result:
    store = session.store()
    task = tasks.find_task(store, session.text("task"))
    given = {name: session.argument(name) for name in ("title", "owner", "due", "every", "note", "state")}
    changes = Changes(**{name: str(value) for name, value in given.items() if value is not None}, about=_about(session))
    written = tasks.edit_task(store, task, changes)
    return _written(written, "Changed" if written.operation else "It stood so already")


def _about(session: Session) -> About | None:
    return tasks.find_about(
        session.store(),
        person=session.text("about"),
        group=session.text("group"),
        branch=session.text("branch"),
        event=session.text("event"),
    )


def _written(written: Written, what: str) -> Result:
    today = clock.today()
    data = task_json(written.task, today)
    lines = [f"{what}: {task_words(written.task, today)}"]
    if written.following:
        lines.append(f"Next: {task_words(written.following, today)}")
    following = task_json(written.following, today) if written.following else None
    return Result(data | {"next": following, "operation": written.operation}, lines)


def task_json(task: Task, today: str) -> dict[str, object]:
    """A task as JSON."""
    return {
        "uid": task.uid,
        "number": task.number,
        "title": task.title,
        "owner": task.owner,
        "due": task.due or None,
        "overdue": task.overdue(today),
        "state": task.state,
        "settled": task.settled or None,
        "every": task.every or None,
        "note": task.note,
        "about": about_json(task.about) if task.about else None,
    }


def about_json(about: About) -> dict[str, object]:
    """Whom or what something is about, as JSON."""
    return {"kind": about.kind, "uid": about.uid, "name": about.name}


def task_words(task: Task, today: str) -> str:
    """A task in one sentence, its number first."""
    parts = [task.title]
    if task.about:
        parts.append(f"about {task.about.name}")
    if task.state != tasks.OPEN:
        parts.append(f"{task.state} {uk_date(task.settled, today)}")
    elif task.due:
        parts.append(f"due {uk_date(task.due, today)}{' (overdue)' if task.overdue(today) else ''}")
    if task.every:
        parts.append(f"every {task.every}")
    if task.owner:
        parts.append(task.owner)
    return f"{task.number}  {', '.join(parts)}"


def _line(task: Task, today: str) -> str:
    when = uk_date(task.due, today) or "–"
    if task.state != tasks.OPEN:
        when = f"{task.state} {uk_date(task.settled, today)}"
    what = f"{task.title} ({task.about.name})" if task.about else task.title
    if len(what) > _WHAT_WIDTH:
        what = f"{what[: _WHAT_WIDTH - 1]}…"
    return f"{task.number:>5}  {when:<12}  {what:<{_WHAT_WIDTH}}  {task.owner}".rstrip()


# What is due ---------------------------------------------------------------------------------------------------


def _due(session: Session) -> Result:
    from organiser.services.due import Wanted, due

    found = due(session.store(), Wanted(*(session.text(name) for name in Wanted._fields)))
    data = {
        "today": found.today,
        "until": found.until,
        "tasks": [task_json(task, found.today) for task in found.tasks],
        "call_back": [
            {"uid": one.person.uid, "name": one.person.name, "on": one.on, "said": one.said, "by": one.by}
            for one in found.call_backs
        ],
        "more": found.more,
    }
    return Result(data, list(_due_lines(found)))


def _due_lines(found: "Due") -> Iterator[str]:
    today = found.today
    parts: list[tuple[str, Sequence[Task]]] = [
        ("Overdue", [task for task in found.tasks if task.due < today]),
        ("Today", [task for task in found.tasks if task.due == today]),
        (f"Up to {uk_date(found.until, today)}", [task for task in found.tasks if task.due > today]),
    ]
    for heading, group in parts:
        if group:
            yield heading
            yield from (_line(task, today) for task in group)
    if found.call_backs:
        yield "To be called back"
        for one in found.call_backs:
            yield f"       {uk_date(one.on, today):<12}  {one.person.name}{f': {one.said}' if one.said else ''}"
    if not found.tasks and not found.call_backs:
        yield "Nothing is due."
    if found.more:
        yield "There is more: --owner, --branch or --seat narrows it down."


_ABOUT = (
    argument("--about", help="the person it is about: words that find one, or their code", metavar="PERSON"),
    argument("--group", help="the group it is about", metavar="NAME"),
    argument("--branch", help="the branch it is about", metavar="NAME"),
    argument("--event", help="the event it is about: its number, title or code", metavar="EVENT"),
)
_TASK = (
    '{"uid", "number", "title", "owner", "due", "overdue", "state", "settled", "every", "note", '
    '"about": {"kind", "uid", "name"}}'
)
_WRITTEN = _TASK.removesuffix("}") + ', "next": {the same}, "operation"}'
_NUMBER = argument("task", help="the number that 'organiser task list' shows, or the code", metavar="NUMBER")

COMMANDS = (
    Command(
        "task new",
        "Note something to be done: by whom, by when, about whom or what",
        _new,
        (
            'organiser task new "Ring about the leaflets" --about "Ann Smith" --due friday',
            'organiser task new "Branch report" --branch Catford --owner "Ben Lee" --due "1 March" --every "1 month"',
        ),
        (
            argument("title", help="what is to be done", nargs="+", metavar="TITLE"),
            *_ABOUT,
            argument("--owner", help="who does it (else: who is at the keyboard)", metavar="NAME"),
            argument("--due", help="6 May 2026, tomorrow, friday, in 2 weeks", metavar="DATE"),
            argument("--every", help="it repeats: 1 week, 2 months, yearly", metavar="SPAN"),
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "task list",
        "Show the tasks that are open, the next due first",
        _list,
        ("organiser task list", "organiser task list --owner ben", 'organiser task list --all --about "Ann Smith"'),
        (
            argument("--open", help="open ones only, as without it", action="store_true"),
            argument("--all", help="those done and dropped too", action="store_true"),
            argument("--owner", help="of one owner, by any part of the name", metavar="NAME"),
            *_ABOUT,
        ),
        returns=f'{{"tasks": [{_TASK}], "more"}}',
    ),
    Command(
        "task done",
        "Say that a task is done; of a repeating one the next is made",
        _done,
        ("organiser task done 12", 'organiser task done 12 --on "3 February 2026"'),
        (_NUMBER, argument("--on", help="the day it was done (else today)", metavar="DATE")),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "task edit",
        "Change a task: what, who, when, drop it or open it again",
        _edit,
        (
            'organiser task edit 12 --due friday --owner "Ben Lee"',
            "organiser task edit 12 --state dropped",
            "organiser task edit 12 --due none --every never",
        ),
        (
            _NUMBER,
            argument("--title", help="what is to be done", metavar="TITLE"),
            *_ABOUT,
            argument("--owner", help="who does it", metavar="NAME"),
            argument("--due", help="another day; none for no day", metavar="DATE"),
            argument("--every", help="how it repeats; never for not at all", metavar="SPAN"),
            argument("--note", help="what is worth knowing about it", metavar="TEXT"),
            argument("--state", help="open or dropped", metavar="STATE"),
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "due",
        "Show what is overdue, due today and in the week to come, and who is to be called back",
        _due,
        (
            "organiser due",
            "organiser due --branch Catford --until friday",
            'organiser due --seat "Lewisham East" --owner ben',
        ),
        (
            argument("--person", help="about one person", metavar="PERSON"),
            argument("--branch", help="for one branch", metavar="NAME"),
            argument("--seat", help="for one constituency", metavar="NAME"),
            argument("--owner", help="of one owner, by any part of the name", metavar="NAME"),
            argument("--until", help="the last day (else a week ahead)", metavar="DATE"),
        ),
        returns=f'{{"today", "until", "tasks": [{_TASK}], "call_back": [{{"uid", "name", "on", "said", "by"}}], '
        '"more"}',
    ),
)
