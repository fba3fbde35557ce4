"""Training: sessions to come and past with their places and who came, the courses, and whose refresher is due."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from textual import on

from organiser.commands.sessions import months_words
from organiser.screens.base import LinesPage
from organiser.screens.shown import counted
from organiser.services import courses, event_changes, event_list, sessions, training_lines
from organiser.services.courses import Course
from organiser.services.event_lines import when
from organiser.services.events import find_event
from organiser.services.sessions import Session, SessionChanges, SessionWritten
from organiser.services.signin_sheets import Sheets, SignedIn, import_sheets
from organiser.services.training_lines import Shown
from organiser.widgets.lines import Lines, Row

_NO_SESSION = "No session is coming: n adds one, as in 'Organising basics, Sat 28 Nov 10:30, Brixton, 12 places'."
_NO_COURSE = "No course yet: c adds one, as in 'Organising basics' or 'Safeguarding, 24 months'."
_LISTS = (".csv", ".xlsx", ".xlsm", ".tsv")


class TrainingPage(LinesPage, page="training"):
    """All of training on one page; with `refreshers` the cursor begins at those."""

    label_width = 18

    def __init__(self, *, refreshers: bool = False) -> None:
        super().__init__()
        self._shown: Shown | None = None
        self._to_refreshers = refreshers

    def title_words(self) -> str:
        return "Training"

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("training", training_lines.page, self._arrived)

    def _arrived(self, found: Shown) -> None:
        self._shown = found
        number = len(found.coming) + len(found.been)
        self.trail.show(right=counted(number, "session", "sessions"))
        self.lines.show(list(self._rows(found)))
        if self._to_refreshers:
            self._to_refreshers = False
            self.action_refreshers()

    def _rows(self, found: Shown) -> Iterator[Row]:
        yield Row("Coming", kind="heading", right=f"{len(found.coming):,}" if found.coming else "")
        if not found.coming:
            yield Row(_NO_SESSION if found.courses else _NO_COURSE, kind="quiet")
        for one in found.coming:
            yield self._session(one, found.today)
        if found.due:
            yield Row("")
            waiting = sum(not line.booked for line in found.due)
            yield Row("Refreshers due", kind="heading", right=f"{waiting:,} with no place yet" if waiting else "")
            for line in found.due:
                yield Row(line.words, label=line.ends, key=("due", line.person, line.course_uid), right=line.booked)
        if found.courses:
            yield Row("")
            yield Row("Courses", kind="heading", right="sessions   completed by")
            for course in found.courses:
                yield Row(course.name, label=months_words(course.lasts), key=("course", course.uid),
                          right=f"{course.sessions:8,} {course.completed:14,}")  # fmt: skip
        if found.been:
            yield Row("")
            yield Row("Earlier", kind="heading", right=f"{len(found.been):,}")
            for one in found.been:
                yield self._session(one, found.today)

    def _session(self, one: Session, today: str) -> Row:
        event = one.event
        words = ", ".join(filter(None, (one.course, one.clp.shown if one.clp else "", event.place)))
        right = one.places_words if event.on >= today else event_list.figures(event, today)
        return Row(f"cancelled: {words}" if one.cancelled else words, label=when(event.on, event.at, today),
                   key=("session", event.uid), right=right)  # fmt: skip

    # What the cursor is on ------------------------------------------------------------------------------------------

    def _here(self, kind: str) -> str:
        """The code of what the cursor is on, where it is of a kind; "" where it is not."""
        key = self.lines.key
        return str(key[1]) if isinstance(key, tuple) and key[0] == kind else ""

    def _session_here(self) -> Session | None:
        uid, found = self._here("session"), self._shown
        session = next((one for one in (*found.coming, *found.been) if one.event.uid == uid), None) if found else None
        if session is None:
            self.tell("Put the cursor on a session first; n adds one.", problem=True)
        return session

    def _course_here(self) -> Course | None:
        uid, found = self._here("course"), self._shown
        return next((one for one in found.courses if one.uid == uid), None) if found else None

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        if uid := self._here("session"):
            self.host.open_event(uid)
        elif self._here("course"):
            await self.action_edit()
        elif person := self._here("due"):
            self.host.open_person(int(person))

    # Keys -----------------------------------------------------------------------------------------------------------

    async def action_new(self) -> None:
        from organiser.screens.training_panels import NewSessionPanel

        await self.app.push_screen(NewSessionPanel())

    async def action_new_course(self) -> None:
        from organiser.screens.training_panels import CoursePanel

        await self.app.push_screen(CoursePanel())

    async def action_edit(self) -> None:
        """Mend the course under the cursor, or the session, on its page."""
        from organiser.screens.training_panels import CoursePanel

        if course := self._course_here():
            await self.app.push_screen(CoursePanel(course))
        elif session := self._session_here():
            self.host.open_event(session.event.uid)

    async def action_who(self) -> None:
        from organiser.screens.event_panels import AttendPanel

        if session := self._session_here():
            await self.app.push_screen(AttendPanel(session.event))

    async def action_import(self) -> None:
        """A sign-in sheet of the session under the cursor."""
        from organiser.widgets.paths import PathPanel

        if session := self._session_here():
            title = f"Sign-in sheet of {session.course}, {when(session.event.on, '', '')}"
            await self.app.push_screen(
                PathPanel(title, partial(self._import, session.event.uid), endings=_LISTS, keep="sign-in sheet")
            )

    def _import(self, uid: str, path: Path) -> None:
        self.tell(f"Reading {path.name} …")
        self.change(lambda store: import_sheets(store, [path], Sheets(session=uid), _in_silence), self._imported)

    def _imported(self, done: SignedIn) -> None:
        from organiser.screens.training_panels import TakenInPanel

        if done.refused or done.warnings or done.questions:
            self.app.push_screen(TakenInPanel(done))
        people = f"{done.recognised:,} known here, {done.new_people:,} new"
        self.tell(f"{counted(done.rows, 'row', 'rows')}: {people}. u takes it back." if done.operation
                  else "Nothing was changed: it was all here already.")  # fmt: skip

    def action_cancel(self) -> None:
        """Cancel the session, or hold it after all."""
        if session := self._session_here():
            changes = SessionChanges(cancelled=not session.cancelled)
            self.change(lambda store: sessions.edit_session(store, session, changes), self._cancelled)

    def _cancelled(self, written: SessionWritten) -> None:
        now = "is cancelled: nobody completes the course by it" if written.session.cancelled else "is held after all"
        self.tell(f"{written.session.course} {now}. u takes it back.")

    def action_remove(self) -> None:
        if course := self._course_here():
            self.change(
                lambda store: courses.remove_course(store, courses.find_course(store, course.uid)),
                lambda written: self.tell(f"Removed: {written.course.name}. u takes it back."),
            )
        elif session := self._session_here():
            self.change(
                lambda store: event_changes.remove_event(store, find_event(store, session.event.uid)),
                lambda removed: self.tell(f"{event_changes.removed_words(removed)} u takes it back."),
            )

    def action_refreshers(self) -> None:
        """To those whose refresher is due."""
        found = self._shown
        if found and found.due:
            first = found.due[0]
            self.lines.go_to(("due", first.person, first.course_uid))
        else:
            self.tell("No course that anybody completed runs out in the next two months.")


def _in_silence(_what: str, _done: int, _total: int) -> None:
    """A sign-in sheet is read in no time."""
