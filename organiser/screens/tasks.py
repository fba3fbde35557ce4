"""What is to be done, by whom and by when, and who waits for a call."""

from collections.abc import Iterator

from textual import on

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens import shown
from organiser.screens.base import LinesPage
from organiser.services import agenda, tasks
from organiser.services.agenda import Agenda, Understood
from organiser.services.tasks import DROPPED, About, Changes, Task, Written
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

_NOTHING = "Nothing is to be done. n notes something; a next step is noted with a contact as well."
_HINT = "Bring 200 leaflets, by saturday, for Kasia, every month, about Catford Branch"


class TasksPage(LinesPage, page="tasks"):
    """Open tasks, the longest overdue first, or by owner; then the people to call back."""

    label_width = 12

    def __init__(self) -> None:
        super().__init__()
        self._agenda: Agenda | None = None
        self._by_owner = False

    def title_words(self) -> str:
        return "Tasks"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("agenda", agenda.agenda, self._arrived)

    def _arrived(self, found: Agenda) -> None:
        self._agenda = found
        number = f"{len(found.tasks):,}{'+' if found.more else ''}"
        self.trail.show(right=f"{number} open" if found.tasks else "")
        self._draw()

    def _draw(self) -> None:
        if self._agenda is not None:
            self.lines.show(list(self._rows(self._agenda)))

    def _rows(self, found: Agenda) -> Iterator[Row]:
        first = True
        for part in found.by_owner() if self._by_owner else found.by_day():
            if not first:
                yield Row("")
            first = False
            yield Row(part.title, kind="heading", right=f"{len(part.tasks):,}")
            for task in part.tasks:
                yield self._row(task, found.today)
        if found.call_backs:
            if not first:
                yield Row("")
            yield Row("People to call back", kind="heading", right=f"{len(found.call_backs):,}")
            for one in found.call_backs:
                said = f": {' '.join(one.said.split())}" if one.said else ""
                day = uk_date(one.on, found.today)
                yield Row(f"{one.person.name}{said}", label=day, key=("back", one.person.uid), right=one.by)
        if not found.tasks and not found.call_backs:
            yield Row(_NOTHING, kind="quiet")
        if found.more:
            yield Row("There is more: what is due first is shown.", kind="quiet")

    def _row(self, task: Task, today: str) -> Row:
        overdue = task.overdue(today)
        when = uk_date(task.due, today) if task.due else "–"
        about = f" ({task.about.name})" if task.about else ""
        late = " – overdue" if overdue and self._by_owner else ""
        every = f", every {task.every}" if task.every else ""
        right = "" if self._by_owner else task.owner
        return Row(f"{task.title}{about}{every}{late}", label=when, key=("task", task.uid), right=right,
                   kind="problem" if overdue else "text")  # fmt: skip

    # Keys -----------------------------------------------------------------------------------------------------------

    def _chosen(self) -> Task | None:
        """The task under the cursor."""
        if self._agenda is not None and isinstance(self.lines.key, tuple):
            kind, uid = self.lines.key
            if kind == "task":
                return next((task for task in self._agenda.tasks if task.uid == uid), None)
            self.tell("Whoever was called back is noted on their page: enter, then n.", problem=True)
        return None

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        about = self._about(message.key)
        if about is None:
            self.tell("This task is about nobody in particular: e changes it, adding about and a name.")
        elif about.kind == "person":
            self.host.open_person(about.id)
        else:
            self.host.open_place(about.kind, about.uid)

    def _about(self, key: object) -> About | None:
        if self._agenda is None or not isinstance(key, tuple):
            return None
        found: list[About | None] = [one.person for one in self._agenda.call_backs if key == ("back", one.person.uid)]
        found += [task.about for task in self._agenda.tasks if key == ("task", task.uid)]
        return next(iter(found), None)

    def action_done(self) -> None:
        if task := self._chosen():
            self.change(lambda store: tasks.finish(store, tasks.find_task(store, task.uid)), self._done)

    def _done(self, written: Written) -> None:
        following = written.following
        then = f" The next one is due {uk_date(following.due)}." if following else ""
        self.tell(f"Done: {written.task.title}.{then} u takes it back.")

    def action_drop(self) -> None:
        if task := self._chosen():
            self.change(
                lambda store: tasks.edit_task(store, tasks.find_task(store, task.uid), Changes(state=DROPPED)),
                lambda written: self.tell(f"Dropped: {written.task.title}. u takes it back."),
            )

    def action_edit(self) -> None:
        if task := self._chosen():
            self.app.push_screen(TaskPanel(task))

    def action_new(self) -> None:
        self.app.push_screen(TaskPanel())

    def action_by_owner(self) -> None:
        self._by_owner = not self._by_owner
        self._draw()
        self.tell(f"In order of {'who does it' if self._by_owner else 'the day'}. o changes it.")


class TaskPanel(Panel):
    """One line a task, a new one or one to be changed; how it is understood stands under it."""

    def __init__(self, task: Task | None = None) -> None:
        title = "Something to be done: what, by when, who" if task is None else f"Change: {task.title}"
        super().__init__(title, _HINT, "" if task is None else agenda.as_line(task), keep="" if task else "task")
        self._changing = task
        self._saved = 0

    def typed(self, text: str) -> None:
        if not text.strip():
            self.show([])
            return
        self.ask("task", lambda store: agenda.understand(store, text), self._understood, refused=self._refused)

    def _understood(self, found: Understood) -> None:
        self.show([Row(words, label=label) for label, words in agenda.said_of(found)])
        self.say("enter saves")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)

    def entered(self, text: str) -> None:
        task = self._changing
        if task is not None:
            self.change(lambda store: agenda.mend(store, task.number, text), self._mended, refused=self._refused)
        elif text:
            self.change(lambda store: agenda.new(store, text), self._added, refused=self._refused)
        else:
            self.dismiss("")

    def _mended(self, written: Written) -> None:
        self.done()
        words = "Changed" if written.operation else "As it was"
        self.host.tell(f"{words}: {written.task.title}.{' u takes it back.' if written.operation else ''}")

    def _added(self, written: Written) -> None:
        self._saved += 1
        self.clear()
        count = f" {shown.counted(self._saved, 'task', 'tasks')} noted." if self._saved > 1 else ""
        self.say(f"Noted: {written.task.title}.{count} The next one, or escape.")
        self.host.tell(f"Noted: {written.task.title}. u takes it back.")
