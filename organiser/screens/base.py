"""What all pages have in common: the frame around them, their keys, and that they follow what changes."""

from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from organiser.commands.actions import EVERYWHERE, SCREENS, Action
from organiser.widgets.asking import Asks
from organiser.widgets.frame import Keys, Status, Trail
from organiser.widgets.inplace import InPlace
from organiser.widgets.lines import Lines, Row

# What works while a panel or the palette is open, too.
_ANYWHERE = ("leave", "suspend_process")


def bindings_of(actions: Sequence[Action]) -> list[BindingType]:
    return [
        Binding(",".join(action.keys), action.name, action.word, show=action.foot, priority=action.name in _ANYWHERE)
        for action in actions
    ]


class Page(Screen[None], Asks):
    """A screen of the program. A subclass names itself (`page`), says its title and composes its body.

    `reload()` is called when it is shown first and again whenever somebody, here or elsewhere, has changed the data.
    """

    DEFAULT_CSS = """
    Page { layout: vertical; }
    """
    actions: ClassVar[tuple[Action, ...]] = ()

    def __init_subclass__(cls, page: str = "", **settings: Any) -> None:
        if page:
            cls.actions = SCREENS[page]
            cls.BINDINGS = bindings_of(cls.actions)
        super().__init_subclass__(**settings)

    def __init__(self) -> None:
        super().__init__()
        # The state of the database that is shown.
        self.shown_version = -1
        self._new = True

    # For subclasses -------------------------------------------------------------------------------------------------

    def title_words(self) -> str:
        """What this page is called in the way here."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """The widgets between the first line and the last two."""
        raise NotImplementedError

    def reload(self) -> None:
        """Ask for what the page shows."""

    # The frame ------------------------------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Trail(self._way())
        yield from self.body()
        yield Status()
        yield Keys(self.keys_now)

    def keys_now(self) -> Sequence[Action]:
        """The actions whose keys work here, the page's own first."""
        return (*self.actions, *EVERYWHERE)

    def _way(self) -> list[str]:
        way = ["organiser"]
        for screen in self.app.screen_stack:
            if screen is self:
                break
            if isinstance(screen, Page):
                way.append(screen.title_words())
        return [*way, self.title_words()]

    @property
    def trail(self) -> Trail:
        return self.query_one(Trail)

    def retitle(self) -> None:
        """The title has changed."""
        self.trail.show(way=self._way())

    def on_screen_resume(self) -> None:
        self.follow(self.host.version)
        if self._new:
            # What was said on the page before is not about this one.
            self._new = False
            self.host.tell("")
        else:
            self.host.say_again()

    def follow(self, version: int) -> None:
        """Show what the database says now, if that is not what is shown already."""
        if version != self.shown_version:
            self.shown_version = version
            self.reload()

    def tell(self, sentence: str, *, problem: bool = False) -> None:
        """Say something on the status line of this page."""
        self.host.tell(sentence, problem=problem)


class LinesPage(Page):
    """A page that is one list of lines, on which the cursor stands; `waiting` is said until they are there."""

    label_width: ClassVar[int] = 14
    waiting: ClassVar[str] = ""

    def body(self) -> ComposeResult:
        yield Lines(label_width=self.label_width)

    def on_mount(self) -> None:
        self.set_focus(self.lines)
        if self.waiting:
            self.lines.show([Row(self.waiting, kind="quiet")])

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)


class MendedPage(LinesPage):
    """A list of lines, over which a line is opened to mend one in place."""

    DEFAULT_CSS = """
    MendedPage { layers: default entry; }
    """

    def body(self) -> ComposeResult:
        yield from super().body()
        yield InPlace(self._left)

    @property
    def in_place(self) -> InPlace:
        return self.query_one(InPlace)

    def _left(self, key: Hashable, text: str, save: bool, way: int) -> None:
        """The line over the row `key` is left with a text, to be saved or kept, and whether one goes on or back."""
        raise NotImplementedError
