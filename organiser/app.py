"""The app: which page is shown, the keys that work everywhere, and what happens when something goes wrong."""

import asyncio
import signal
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import events
from textual.app import App, SystemCommand, get_system_commands_provider
from textual.binding import BindingType
from textual.command import Provider
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from organiser.commands.actions import EVERYWHERE
from organiser.desk import Desk, Outcome
from organiser.errors import Problem
from organiser.screens.base import Page, bindings_of
from organiser.store.settings import Settings
from organiser.text import without_controls
from organiser.widgets.asking import Held
from organiser.widgets.frame import Status

# So often it is looked whether another terminal has changed something, in seconds.
_LOOK_EVERY = 0.5
# So long a key waits at most for the one before it, in seconds: what takes longer is done in a thread.
_LONGEST = 0.3
_THEMES = ("textual-dark", "textual-light", "organiser-contrast")
_SIGNALS = ("SIGTERM", "SIGHUP")
_CRASHED = 70


def _people_provider() -> type[Provider]:
    from organiser.screens.palette import PeopleProvider

    return PeopleProvider


def _events_provider() -> type[Provider]:
    from organiser.screens.palette import EventsProvider

    return EventsProvider


class Organiser(App[int]):
    """The program on screen. `at` is the page it opens: home, people, or (of a file handed out for it) sheet, signin
    or piles."""

    COMMANDS = {get_system_commands_provider, _people_provider, _events_provider}  # noqa: RUF012  textual's own way
    COMMAND_PALETTE_BINDING = "ctrl+p"
    TITLE = "organiser"
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(
        [action._replace(name=action.name.removeprefix("app.")) for action in EVERYWHERE]
    )

    def __init__(self, desk: Desk, *, at: str = "home", settings: Settings | None = None) -> None:
        super().__init__()
        self.desk = desk
        self.settings = settings or Settings()
        self.kept: dict[str, str] = {}
        self.aside: list[Held] = []
        self._at = at
        # Before there is a database nothing is asked of it.
        self._version = 0 if desk.path.exists() else -1
        self._said: tuple[str, bool] = ("", False)
        self.crash_words = ""
        self._warned = ""
        self.wants_demo = False

    # Starting and ending --------------------------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[object]:
        if self._at == "people":
            from organiser.screens.people import PeoplePage

            return PeoplePage()  # type: ignore[return-value]
        if self._at == "sheet":
            from organiser.screens.sheet import SheetPage

            return SheetPage()  # type: ignore[return-value]
        if self._at == "signin":
            from organiser.screens.signin import SigninPage

            return SigninPage("")  # type: ignore[return-value]
        if self._at == "piles":
            from organiser.screens.piles import PilesPage

            return PilesPage("")  # type: ignore[return-value]
        from organiser.screens.home import HomePage

        return HomePage()  # type: ignore[return-value]

    def on_mount(self) -> None:
        kept = self.settings.get("theme")
        if kept == "organiser-contrast":
            self._add_contrast()
        if kept in _THEMES:
            self.theme = kept
        self._heed_signals()
        self.set_interval(_LOOK_EVERY, self.look_again)
        if self._version < 0:
            from organiser.screens.welcome import WelcomePage

            self.push_screen(WelcomePage())

    def begin(self, *, importing: bool) -> None:
        """From the welcome to work."""
        self._version = 0
        self.pop_screen()
        if importing:
            from organiser.screens.imports import ImportPage

            self.push_screen(ImportPage())

    def show_demo(self) -> None:
        self.wants_demo = True
        self.exit(0)

    def _heed_signals(self) -> None:
        """Whoever ends us from outside finds the terminal sane: the same way out as by the keyboard."""
        loop = asyncio.get_running_loop()
        for name in _SIGNALS:
            if number := getattr(signal, name, None):
                with suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self.exit, None, 128 + number)

    def action_leave(self) -> None:
        if not self.desk.writing():
            self.exit(0)
        else:
            self.tell("One moment: the change under way is being finished.")
            self.set_timer(0.2, self.action_leave)

    async def action_quit(self) -> None:
        self.action_leave()

    async def on_event(self, event: events.Event) -> None:
        """Deal with keys strictly one after the other.

        Left to itself a burst of keys goes to whatever has the focus when it arrives: what is typed right after the key
        that opens a panel would be commands to the page behind it. A line that is typed into gets its keys in order.
        """
        if isinstance(event, events.Paste):
            event.text = "\n".join(map(without_controls, event.text.splitlines()))
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        focused = self.focused
        if not await self._done(event.key):
            await super().on_event(event)
        await self._come_to_its_end(focused)

    async def _come_to_its_end(self, focused: Widget | None) -> None:
        """Wait until a key has been dealt with: by what had the focus, by all it is told to, and, where it opened a
        page, until that is there. The next key finds everything in its place."""
        told = list(focused.ancestors_with_self) if focused is not None else []
        for node in (*told, self.screen):
            done = asyncio.Event()
            if isinstance(node, Widget) and node.is_attached and node.call_later(done.set):
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LONGEST):
                        await done.wait()

    async def _done(self, key: str) -> bool:
        """Do what a key is bound to, if it is to anything and does not belong to a line that is typed into."""
        if isinstance(self.focused, Input):
            return False
        return await self._check_bindings(key, priority=True) or await self._check_bindings(key)

    # What changed ---------------------------------------------------------------------------------------------------

    def look_again(self) -> None:
        """Look whether anybody, here or in another terminal, has changed the database; then the page follows."""
        if self._version < 0:
            return
        self.desk.do("quick", "version", lambda store: store.version(), self._version_read)

    def _version_read(self, outcome: Outcome) -> None:
        if isinstance(outcome.value, int):
            with suppress(RuntimeError):  # the app has ended meanwhile
                self.call_later(self._follow, outcome.value)
        elif isinstance(outcome.error, Problem):
            with suppress(RuntimeError):
                self.call_later(self._warn, outcome.error.sentence)

    def _warn(self, sentence: str) -> None:
        """The database cannot be read. It is said once, not twice a second."""
        if sentence != self._warned:
            self._warned = sentence
            self.tell(sentence, problem=True)

    def _follow(self, version: int) -> None:
        self._version = version
        if self._warned:
            self._warned = ""
            self.tell("The database is there again.")
        page = self.screen
        if isinstance(page, Page):
            page.follow(version)

    @property
    def version(self) -> int:
        return self._version

    # What is said ---------------------------------------------------------------------------------------------------

    def tell(self, sentence: str, *, problem: bool = False) -> None:
        """Say on the status line what just happened, or why it could not."""
        self._said = (sentence, problem)
        self.say_again()

    def say_again(self) -> None:
        """The page that is shown now says what was said last."""
        for status in self.screen.query(Status):
            status.show(self._said[0], problem=self._said[1])

    # Going about ----------------------------------------------------------------------------------------------------

    def _begun(self) -> bool:
        """Whether there is a database; before there is, only the welcome can be answered."""
        if self._version < 0:
            self.tell("First choose how to begin: i, e or d under the name. ctrl+q leaves, and nothing is made.")
        return self._version >= 0

    async def action_back(self) -> None:
        if not self._begun():
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.tell("This is the first page. ctrl+q leaves; everything is saved.")

    async def action_home(self) -> None:
        if not self._begun():
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if self._at == "people":
            from organiser.screens.home import HomePage

            await self.push_screen(HomePage())

    async def action_find(self) -> None:
        """The search line of the list of people, from anywhere."""
        from organiser.screens.people import PeoplePage

        if not self._begun():
            return
        if isinstance(self.screen, PeoplePage):
            self.screen.start_search()
        else:
            await self.push_screen(PeoplePage(searching=True))

    async def action_add(self) -> None:
        from organiser.screens.add import AddPanel

        # Awaited here and elsewhere, so that what is typed ahead goes into the panel and not to the page behind it.
        if self._begun():
            await self.push_screen(AddPanel())

    def open_person(self, person: int) -> None:
        from organiser.screens.person import PersonPage

        self.push_screen(PersonPage(person))

    def open_place(self, kind: str, words: str) -> None:
        from organiser.screens.place import PlacePage

        self.push_screen(PlacePage(kind, words))

    def open_event(self, words: str) -> None:
        from organiser.screens.event import EventPage

        self.push_screen(EventPage(words))

    async def action_help_keys(self) -> None:
        from organiser.screens.help import HelpPage

        if isinstance(self.screen, Page) and not isinstance(self.screen, HelpPage):
            await self.push_screen(HelpPage(self.screen.title_words(), self.screen.keys_now()))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers: all that can be done on this page and everywhere."""
        actions = screen.keys_now() if isinstance(screen, Page) else EVERYWHERE
        for action in actions:
            name = action.name if action.name.startswith("app.") else f"screen.{action.name}"
            yield SystemCommand(action.title, f"key: {action.shown_key}", partial(self._run, name))

    def action_command_palette(self) -> None:
        from textual.command import CommandPalette

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder="What to do, or whom to find", id="--command-palette"))

    def _run(self, action: str) -> None:
        """Do what the palette was asked for, once it has closed."""
        self.call_later(self.run_action, action)

    def action_theme_next(self) -> None:
        self._add_contrast()
        place = _THEMES.index(self.theme) + 1 if self.theme in _THEMES else 0
        self.theme = _THEMES[place % len(_THEMES)]
        self.settings.set("theme", self.theme)
        self.tell(f"Colours: {self.theme.removeprefix('textual-').removeprefix('organiser-')}.")

    def _add_contrast(self) -> None:
        from organiser.screens.themes import CONTRAST

        self.register_theme(CONTRAST)

    # Taking back ----------------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        self._take("undo", "Undone: {}. U does it again.")

    def action_redo(self) -> None:
        self._take("redo", "Done again: {}. u takes it back.")

    def _take(self, way: str, words: str) -> None:
        from organiser.store import history

        page = self.screen
        if not isinstance(page, Page) or not self._begun():
            return
        if self.desk.importing():
            # It would wait for the import, and then take that back.
            self.tell("An import is being written: escape stops it, and afterwards u takes it back.", problem=True)
            return
        self.tell("One moment …")
        move = history.undo if way == "undo" else history.redo
        page.change(lambda store: move(store, None), lambda entry: self.tell(words.format(entry.title)))

    # Faults of our own ----------------------------------------------------------------------------------------------

    def _fatal_error(self) -> None:
        """Leave without the values that stand on the stack: they may be people. What happened is said afterwards."""
        from organiser.crash import write_log

        self.crash_words = write_log(self._exception, self.desk.path)
        self._return_code = _CRASHED
        self._close_messages_no_wait()


class Left(NamedTuple):
    """How the app was left: the exit code, what went wrong in words ("" for nothing), whether the demo is wanted."""

    code: int
    words: str
    demo: bool


def open_app(path: Path, who: str, at: str) -> Left:
    """Run the app on a database."""
    desk = Desk(path, who)
    app = Organiser(desk, at=at)
    try:
        app.run()
    finally:
        desk.close()
    return Left(app.return_code or 0, app.crash_words, app.wants_demo)
