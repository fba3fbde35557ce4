"""One issue: in which wards and words it is heard, who would help with it, and what was done about it."""

from collections.abc import Iterator

from textual import on
from textual.app import ComposeResult

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.screens.issue_acts import ActsOnIssues
from organiser.screens.shown import counted
from organiser.services import issue_page, issues, levels
from organiser.services.doorstep import ward_of
from organiser.services.issue_page import IssuePage as Shown
from organiser.services.issues import Issue
from organiser.services.levels import Raised
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row


class IssuePage(ActsOnIssues, page="issue"):
    """The page of an issue by uid; its wordings are those of a ward by code where one is given."""

    def __init__(self, uid: str, ward: str = "") -> None:
        super().__init__()
        self._uid = uid
        self.ward = ward
        self._shown: Shown | None = None

    def title_words(self) -> str:
        return self._shown.issue.name if self._shown else "Issue"

    def body(self) -> ComposeResult:
        yield Lines(label_width=9)

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        self.lines.show([Row("Reading …", kind="quiet")])

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        uid, ward = self._uid, self.ward

        def work(store: Store) -> Shown:
            return issue_page.show(store, issues.find_issue(store, uid), ward_of(store, ward))

        self.ask("issue", work, self._arrived, lane="slow", refused=self._gone)

    def _gone(self, problem: Problem) -> None:
        self._shown = None
        words = "This issue is filed under another one now, or was taken back. escape goes back."
        self.lines.show([Row(words, kind="quiet")])

    def _arrived(self, found: Shown) -> None:
        self._shown = found
        self.retitle()
        self.trail.show(right=f"{counted(found.conversations, 'conversation', 'conversations')}, {found.level} level")
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: Shown) -> Iterator[Row]:
        today = clock.today()
        yield Row(found.issue.category or "none yet: c chooses one", label="Category", key=("category", ""))
        yield Row("")
        yield Row("What was done", kind="heading")
        for one in found.raised:
            yield from _raised_rows(one, today)
        if not found.raised:
            yield Row("Nothing yet: r says to which level it was taken, to whom and by whom.", kind="quiet")
        yield Row("")
        yield Row("Where it is heard", kind="heading", right="conversations   homes         last")
        for heard in found.wards:
            homes = f"{heard.households:,}" if heard.households else "–"
            right = f"{heard.conversations:13,} {homes:>7} {uk_date(heard.last, today):>12}"
            yield Row(heard.ward.shown, key=("ward", heard.ward.gss), right=right)
        yield Row("")
        here = next((f" in {heard.ward.shown}" for heard in found.wards if heard.ward.gss == self.ward), "")
        yield Row(f"As they said it{here}", kind="heading", right="s splits one off")
        for said in found.wordings:
            yield Row(said.wording, label=f"{said.conversations:>8,}", key=("said", said.wording))
        yield Row("")
        yield Row("Would help with it", kind="heading", right=f"{found.willing:,} yes, {found.unsure:,} maybe")
        for helper in found.helpers:
            right = f"{helper.answer}, {uk_date(helper.on, today)}, {helper.ward.shown}"
            yield Row(helper.name, key=("person", helper.id), right=right)
        if found.willing + found.unsure > len(found.helpers):
            yield Row("Only who said that they may be asked stands here by name.", kind="quiet")
        if found.near:
            yield Row("")
            yield Row("May be part of", kind="heading", right="enter files it there, in every ward")
            for near in found.near:
                yield Row(f"{near.issue.name}: {near.why}", key=("near", near.issue.uid))

    # Keys -----------------------------------------------------------------------------------------------------------

    def issue_here(self) -> Issue | None:
        return self._shown.issue if self._shown else None

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        kind, to = message.key if isinstance(message.key, tuple) else ("", "")
        if kind == "person" and isinstance(to, int):
            self.host.open_person(to)
        elif kind == "ward":
            from organiser.screens.issues import IssuesPage

            await self.app.push_screen(IssuesPage(str(to)))
        elif kind == "raised":
            await self.action_answer()
        elif kind == "said":
            await self.action_split()
        elif kind == "category":
            await self.action_category()
        elif kind == "near":
            self._file_under(str(to))

    def _file_under(self, into: str) -> None:
        uid = self._uid
        self.change(
            lambda store: issues.merge(store, [issues.find_issue(store, uid)], issues.find_issue(store, into)),
            lambda moved: self.tell(f"Filed under {moved.issue.name}, in every ward. u takes it back."),
        )

    def _raised_here(self) -> Raised | None:
        """What was raised under the cursor, else the latest."""
        found = self._shown.raised if self._shown else []
        key = self.lines.key
        here = [one for one in found if key == ("raised", one.uid)] or list(found[:1])
        if not here:
            self.tell("It was not raised yet: r says to which level it was taken.", problem=True)
        return here[0] if here else None

    async def action_answer(self) -> None:
        from organiser.screens.issue_panels import RaisePanel

        if raised := self._raised_here():
            await self.app.push_screen(RaisePanel(raised=raised))

    def action_drop(self) -> None:
        if raised := self._raised_here():
            uid = raised.uid
            self.change(
                lambda store: levels.drop(store, levels.find_raised(store, uid)),
                lambda done: self.tell("Taken away: it was not raised. u brings it back."),
            )

    async def action_split(self) -> None:
        issue, key = self.issue_here(), self.lines.key
        if issue and isinstance(key, tuple) and key[0] == "said":
            await self.split(issue, str(key[1]))
        else:
            self.tell("Put the cursor on a wording first, under 'As they said it'.", problem=True)


def _raised_rows(one: Raised, today: str) -> Iterator[Row]:
    """To whom it was taken, and under it what was answered."""
    place = one.council or one.constituency
    told = [f"{one.level} level", place.shown if place else "", one.taken, one.owner]
    yield Row(", ".join(filter(None, told)), label=uk_date(one.on, today), key=("raised", one.uid))
    if one.note:
        yield Row(" ".join(one.note.split()), kind="quiet")
    if one.answered:
        said = f": {' '.join(one.answer.split())}" if one.answer else ""
        yield Row(f"answered {uk_date(one.answered, today)}{said}", kind="quiet")
    else:
        yield Row("no answer yet: o notes it", kind="quiet")
