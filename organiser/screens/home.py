"""What needs attention today, and the way to everything else."""

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult

from organiser.screens.base import Page
from organiser.services import today
from organiser.services.today import FIGURES, Figure, Seat
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

if TYPE_CHECKING:
    from organiser.services.event_list import Next

_NOTHING = "Nothing waits for you. a adds somebody, p shows everybody."


class Behind(NamedTuple):
    """What opening a line leads to: a page, what narrows it down or names it, and what it is called."""

    page: str
    line: str
    words: str = ""


class HomePage(Page, page="home"):
    """The first page. Its figures arrive one after the other; nothing waits for them."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: dict[str, list[Figure]] = {}
        self._seats: list[Seat] = []
        self._next: list[Next] = []

    def title_words(self) -> str:
        return "Home"

    def body(self) -> ComposeResult:
        yield Lines(id="today", label_width=6)

    def on_mount(self) -> None:
        day = clock.london(clock.now())
        self.trail.show(right=f"{day:%a} {day.day} {day:%b}")
        self.set_focus(self.lines)
        self._draw()

    @property
    def lines(self) -> Lines:
        return self.query_one("#today", Lines)

    def reload(self) -> None:
        for name, figures in FIGURES.items():
            self.ask(name, figures, partial(self._arrived, name), lane="slow")
        self.ask("next", _coming, self._next_arrived)
        self.ask("seats", today.seats, self._seats_arrived, lane="slow")

    def _arrived(self, name: str, figures: list[Figure]) -> None:
        self._figures[name] = figures
        self._draw()

    def _next_arrived(self, found: "list[Next]") -> None:
        self._next = found
        self._draw()

    def _seats_arrived(self, seats: list[Seat]) -> None:
        self._seats = seats
        self._draw()

    def _draw(self) -> None:
        rows = [Row("Today", kind="heading")]
        for name in FIGURES:
            for figure in self._figures.get(name, ()):
                if figure.number:
                    key = Behind(figure.page, figure.line, figure.words)
                    rows.append(Row(figure.words, label=f"{figure.number:>6,}", key=key, right=figure.example))
        if len(rows) == 1:
            rows.append(Row(_NOTHING if len(self._figures) == len(FIGURES) else "Counting …", kind="quiet"))
        if self._next:
            rows += [Row(""), Row("Next", kind="heading")]
            rows += [Row(f"{one.when}  {one.words}", key=Behind("event", one.uid)) for one in self._next]
        rows += [Row(""), Row("Go to", kind="heading")]
        for action in self.actions:
            rows.append(Row(f"{action.word.capitalize()}: {_lower(action.title)}", label=f"{action.shown_key:>6}",
                            key=Behind("go", action.name)))  # fmt: skip
        if self._seats:
            rows += [Row(""), Row("Seats", kind="heading", right="people   not on register   members   new this week")]
            for seat in self._seats:
                right = f"{seat.people:6,} {seat.not_on_register:15,} {seat.members:11,} {seat.new:15,}"
                rows.append(Row(seat.name, right=right, key=Behind("seat", seat.name)))
        self.lines.show(rows)

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        behind = message.key
        if not isinstance(behind, Behind):
            return
        if behind.page == "go":
            await self.run_action(f"screen.{behind.line}")
        elif behind.page == "people":
            await self._show_people(behind.line, behind.words)
        elif behind.page == "questions":
            await self.action_questions()
        elif behind.page == "events":
            await self._show_events(behind.line)
        elif behind.page == "follow-ups":
            await self._show_follow_ups()
        elif behind.page == "conferences":
            await self._show_promises()
        elif behind.page == "champions":
            await self.action_champions()
        elif behind.page == "training":
            await self._show_training(refreshers=True)
        elif behind.page == "event":
            self.host.open_event(behind.line)
        elif behind.page == "issue":
            await self._show_raised(behind.line)
        elif behind.page == "seat":
            self.host.open_place("constituency", behind.line)
        else:
            await self.action_tasks()

    async def _show_follow_ups(self) -> None:
        from organiser.screens.follow_ups import FollowUpsPage

        await self.app.push_screen(FollowUpsPage())

    async def _show_promises(self) -> None:
        from organiser.screens.promises import PromisesPage

        await self.app.push_screen(PromisesPage(""))

    async def _show_people(self, line: str, title: str) -> None:
        from organiser.screens.people import PeoplePage

        await self.app.push_screen(PeoplePage(line, title[:1].upper() + title[1:]))

    async def _show_raised(self, uid: str) -> None:
        """The issue that has no answer, or the issues of a council where there are several."""
        from organiser.screens.borough import BoroughPage
        from organiser.screens.issue import IssuePage

        await self.app.push_screen(IssuePage(uid) if uid else BoroughPage())

    # Keys -----------------------------------------------------------------------------------------------------------

    async def action_people(self) -> None:
        await self._show_people("", "People")

    async def action_places(self) -> None:
        from organiser.screens.places import PlacesPage

        await self.app.push_screen(PlacesPage())

    async def action_import(self) -> None:
        from organiser.screens.imports import ImportPage

        await self.app.push_screen(ImportPage())

    async def action_questions(self) -> None:
        from organiser.screens.questions import QuestionsPage

        await self.app.push_screen(QuestionsPage())

    async def action_tasks(self) -> None:
        from organiser.screens.tasks import TasksPage

        await self.app.push_screen(TasksPage())

    async def action_doorstep(self) -> None:
        from organiser.screens.doorstep import DoorstepPage

        await self.app.push_screen(DoorstepPage())

    async def action_events(self) -> None:
        await self._show_events("")

    async def _show_events(self, words: str) -> None:
        from organiser.screens.events import EventsPage

        await self.app.push_screen(EventsPage(words))

    async def action_conferences(self) -> None:
        from organiser.screens.conferences import ConferencesPage

        await self.app.push_screen(ConferencesPage())

    async def action_ladder(self) -> None:
        from organiser.screens.ladder import LadderPage

        await self.app.push_screen(LadderPage())

    async def action_champions(self) -> None:
        from organiser.screens.champions import ChampionsPage

        await self.app.push_screen(ChampionsPage())

    async def action_training(self) -> None:
        await self._show_training()

    async def _show_training(self, *, refreshers: bool = False) -> None:
        from organiser.screens.training import TrainingPage

        await self.app.push_screen(TrainingPage(refreshers=refreshers))

    async def action_pilot(self) -> None:
        from organiser.screens.pilot import PilotPage

        await self.app.push_screen(PilotPage())

    async def action_history(self) -> None:
        from organiser.screens.history import HistoryPage

        await self.app.push_screen(HistoryPage())

    async def action_files(self) -> None:
        from organiser.screens.files import FilesPage

        await self.app.push_screen(FilesPage())


def _coming(store: Store) -> "list[Next]":
    from organiser.services.event_list import coming

    return coming(store)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
