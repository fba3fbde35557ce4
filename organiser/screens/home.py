"""What needs attention today, and the way to everything else."""

from textual import on
from textual.app import ComposeResult

from organiser.screens.base import Page
from organiser.services import today
from organiser.services.today import FIGURES, Figure, Seat
from organiser.store import clock
from organiser.widgets.lines import Lines, Row

_NOTHING = "Nothing waits for you. a adds somebody, p shows everybody."


class HomePage(Page, page="home"):
    """The first page. Its figures arrive one after the other; nothing waits for them."""

    def __init__(self) -> None:
        super().__init__()
        self._figures: dict[str, list[Figure]] = {}
        self._seats: list[Seat] = []

    def title_words(self) -> str:
        return "Home"

    def body(self) -> ComposeResult:
        yield Lines(id="today", label_width=6)

    def on_mount(self) -> None:
        day = clock.london(clock.now())
        self.trail.show(right=f"{day:%a} {day.day} {day:%b}")
        self.lines.focus()
        self._draw()

    @property
    def lines(self) -> Lines:
        return self.query_one("#today", Lines)

    def reload(self) -> None:
        for name, figures in FIGURES.items():
            self.ask(name, figures, lambda found, name=name: self._arrived(name, found), lane="slow")
        self.ask("seats", today.seats, self._seats_arrived, lane="slow")

    def _arrived(self, name: str, figures: list[Figure]) -> None:
        self._figures[name] = figures
        self._draw()

    def _seats_arrived(self, seats: list[Seat]) -> None:
        self._seats = seats
        self._draw()

    def _draw(self) -> None:
        rows = [Row("Today", kind="heading")]
        for name in FIGURES:
            for figure in self._figures.get(name, ()):
                if figure.number:
                    key = (figure.page, figure.line, figure.words)
                    rows.append(Row(figure.words, label=f"{figure.number:>6,}", key=key, right=figure.example))
        if len(rows) == 1:
            rows.append(Row(_NOTHING if len(self._figures) == len(FIGURES) else "Counting …", kind="quiet"))
        rows += [Row(""), Row("Go to", kind="heading")]
        for action in self.actions:
            rows.append(Row(f"{action.word.capitalize()}: {_lower(action.title)}", label=f"{action.shown_key:>6}",
                            key=("go", action.name, "")))  # fmt: skip
        if self._seats:
            rows += [Row(""), Row("Seats", kind="heading", right="people   not on register   members   new this week")]
            for seat in self._seats:
                right = f"{seat.people:6,} {seat.not_on_register:15,} {seat.members:11,} {seat.new:15,}"
                rows.append(Row(seat.name, right=right, key=("seat", seat.name, "")))
        self.lines.show(rows)

    @on(Lines.Opened)
    async def _open(self, message: Lines.Opened) -> None:
        page, line, words = message.key  # type: ignore[misc]
        if page == "go":
            await self.run_action(f"screen.{line}")
        elif page == "people":
            self._show_people(line, str(words))
        elif page == "questions":
            self.action_questions()
        elif page == "seat":
            self.host.open_place("constituency", line)
        else:
            self.action_tasks()

    def _show_people(self, line: str, title: str) -> None:
        from organiser.screens.people import PeoplePage

        self.app.push_screen(PeoplePage(line, title[:1].upper() + title[1:]))

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_people(self) -> None:
        self._show_people("", "People")

    def action_places(self) -> None:
        from organiser.screens.places import PlacesPage

        self.app.push_screen(PlacesPage())

    def action_import(self) -> None:
        from organiser.screens.imports import ImportPage

        self.app.push_screen(ImportPage())

    def action_questions(self) -> None:
        from organiser.screens.questions import QuestionsPage

        self.app.push_screen(QuestionsPage())

    def action_tasks(self) -> None:
        from organiser.screens.tasks import TasksPage

        self.app.push_screen(TasksPage())

    def action_history(self) -> None:
        from organiser.screens.history import HistoryPage

        self.app.push_screen(HistoryPage())

    def action_files(self) -> None:
        from organiser.screens.files import FilesPage

        self.app.push_screen(FilesPage())


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
