"""Panels about training: a session or a course in one line, and what there is to tell of a sign-in sheet."""

from functools import partial

from organiser.errors import Problem
from organiser.screens.shown import counted
from organiser.services import training_lines
from organiser.services.courses import Course, CourseWritten
from organiser.services.event_lines import when
from organiser.services.sessions import SessionWritten
from organiser.services.signin_sheets import SignedIn
from organiser.services.training_lines import Understood
from organiser.store import clock
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "Organising basics, Sat 28 Nov 10:30, Dulwich and West Norwood, by Ann Smith, 12 places"


class NewSessionPanel(Panel):
    """One line a session; how it is understood stands under it. Enter saves and leaves an empty line for the next."""

    def __init__(self) -> None:
        super().__init__("New session: course, when, for which CLP, who trains, how many places", _HINT, keep="session")

    def typed(self, text: str) -> None:
        if not text.strip():
            self.show([Row("Parts stand between commas; 'at' names the place, 'by' the trainers.", kind="quiet")])
            return
        self.ask("session", lambda store: training_lines.understand(store, text), partial(self._understood, text))

    def _understood(self, text: str, found: Understood) -> None:
        if text != self.line.value:
            return
        rows = [Row(words, label=label) for label, words in found.said]
        self.show(rows + [Row(problem, label="!", kind="problem") for problem in found.problems])
        self.say("" if found.problems else "enter saves")

    def entered(self, text: str) -> None:
        if not text:
            self.close()
            return
        self.change(lambda store: training_lines.new(store, text), self._added, refused=self._refused)

    def _added(self, written: SessionWritten) -> None:
        session = written.session
        what = f"{session.course}, {when(session.event.on, session.event.at, clock.today())}"
        self.clear()
        done = "Added" if written.operation else "It stood so already"
        self.say(f"{done}: {what}. The next one, or escape.")
        self.host.tell(f"{done}: {what}.{' u takes it back.' if written.operation else ''}")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


class CoursePanel(Panel):
    """A course in one line, new or mended: its name, and for how long it counts."""

    def __init__(self, course: Course | None = None) -> None:
        title = f"Mend {course.name}" if course else "New course: its name, and for how long it counts"
        value = training_lines.course_line(course) if course else ""
        super().__init__(title, "Safeguarding, 24 months", value, f"course {course.uid if course else ''}")
        self._course = course

    def typed(self, text: str) -> None:
        name, months = training_lines.course_of_line(text)
        if not name:
            self.show([Row("Without a time it counts for good.", kind="quiet")])
            return
        counts = f"{counted(months, 'month', 'months')}, then a refresher is due" if months else "for good"
        self.show([Row(name, label="Course"), Row(counts, label="Counts")])

    def entered(self, text: str) -> None:
        course = self._course
        if course is None:
            self.change(lambda store: training_lines.new_course(store, text), self._saved, refused=self._refused)
        else:
            uid = course.uid
            self.change(lambda store: training_lines.mend_course(store, uid, text), self._saved, refused=self._refused)

    def _saved(self, written: CourseWritten) -> None:
        again = " u takes it back." if written.operation else ""
        self.host.tell(f"{written.course.name}: {'saved' if written.operation else 'it stood so already'}.{again}")
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


class TakenInPanel(Panel):
    """What there is to tell of a sign-in sheet: rows left out, to look at, and questions."""

    def __init__(self, done: SignedIn) -> None:
        super().__init__(f"What there is to tell of the sheet of {done.session.course}", "enter or escape leaves")
        self._done = done

    def typed(self, text: str) -> None:
        parts = (
            ("Left out", self._done.refused),
            ("To look at", self._done.warnings),
            ("Questions for you, under n on the first page", self._done.questions),
        )
        rows = []
        for title, findings in parts:
            if findings:
                rows.append(Row(title, kind="heading", right=f"{len(findings):,}"))
            for finding in findings:
                label = f"row {finding.row}" if finding.row else ""
                rows.append(Row(finding.reason, label=label, key=(title, finding.file, finding.sheet, finding.row)))
        self.show(rows)

    def entered(self, text: str) -> None:
        self.close()
