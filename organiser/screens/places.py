"""All places, who holds an office and the groups: find as you type, those where something goes on first."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from organiser.commands.actions import Action
from organiser.rules.names import fold
from organiser.screens import shown
from organiser.screens.base import Page
from organiser.services import place_list
from organiser.services.place_list import Line, Peopled
from organiser.store.store import Store
from organiser.widgets.bigtable import BigTable, Column
from organiser.widgets.frame import Detail

_COLUMNS = (
    Column("name", "Name", 20, 3),
    Column("what", "What", 12),
    Column("people", "   People", 9),
    Column("within", "Where", 14, 3),
)


class PlaceSearch(Input):
    """The line that is typed into; down or enter leads to the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "screen.to_list", "To the list", show=False),
        Binding("enter", "screen.open_first", "Open", show=False, priority=True),
        Binding("escape", "screen.to_list", "Back to the list", show=False),
    ]


class PlacesPage(Page, page="places"):
    """The list of places. Its people arrive once they are counted; then those with people come first."""

    DEFAULT_CSS = """
    PlacesPage {
        & > PlaceSearch { height: 1; border: none; padding: 0 1 !important; background: $boost; }
        & > PlaceSearch:focus { border: none; background: $surface-lighten-1; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._folds: list[str] = []
        self._peopled: Peopled | None = None

    def title_words(self) -> str:
        return "Places"

    def keys_now(self) -> Sequence[Action]:
        """Here / finds a place."""
        return [action for action in super().keys_now() if action.name != "app.find"]

    def body(self) -> ComposeResult:
        yield PlaceSearch(placeholder="part of a name, or ward, council, branch, councillor, school …", compact=True)
        yield BigTable(_COLUMNS)
        yield Detail()

    def on_mount(self) -> None:
        self.table.focus()

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    @property
    def search(self) -> PlaceSearch:
        return self.query_one(PlaceSearch)

    # The list -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("places", _everything, self._show_places)
        self.ask("people", place_list.peopled, self._show_people, lane="slow")

    def _show_places(self, found: tuple[list[Line], list[str]]) -> None:
        here = self._here()
        self._lines, self._folds = found
        self._draw(here)

    def _show_people(self, peopled: Peopled) -> None:
        here = self._here()
        self._peopled = peopled
        self._draw(here)

    def _here(self) -> Line | None:
        """The line that somebody went to; None while the cursor stands on the first, where it then stays."""
        return None if self.table.row in self.table.ids[:1] else self._line()

    def _line(self) -> Line | None:
        row = self.table.row
        return self._lines[row] if row is not None and row < len(self._lines) else None

    def _draw(self, here: Line | None) -> None:
        """Those found, first those where something goes on; the cursor stays on the line it was on."""
        wanted = fold(self.search.value).split()
        found = [place for place, text in enumerate(self._folds) if all(word in text for word in wanted)]
        alive = [place for place in found if self._alive(self._lines[place])]
        others = set(found).difference(alive)
        ids = [*alive, *(place for place in found if place in others)]
        same = here and next(
            (place for place in ids if (self._lines[place].kind, self._lines[place].id) == (here.kind, here.id)), None
        )
        self.table.show(ids, keep_row=same)
        self._count(len(ids))

    def _alive(self, line: Line) -> bool:
        return line.used or bool(self._peopled and self._peopled.of(line))

    def _count(self, number: int) -> None:
        total = len(self._lines)
        words = shown.counted(total, "place", "places")
        self.trail.show(right=words if number == total else f"{number:,} of {words}")
        if not total:
            self.query_one(Detail).show("No place is known yet: 'organiser places import' loads ward lookups.")

    @on(BigTable.RowsWanted)
    def _fill(self, message: BigTable.RowsWanted) -> None:
        self.table.fill({row: self._cells(self._lines[row]) for row in message.ids if row < len(self._lines)})

    def _cells(self, line: Line) -> tuple[str, ...]:
        people = self._peopled.of(line) if self._peopled else None
        number = "…" if people is None else f"{people:,}" if people else "–"
        return line.name, line.what, f"{number:>9}", line.within

    @on(BigTable.Moved)
    def _moved(self) -> None:
        line = self._line()
        if line is not None:
            people = self._peopled.of(line) if self._peopled else 0
            count = f" · {_PEOPLE[line.kind].format(shown.counted(people, 'person', 'people'))}" if people else ""
            self.query_one(Detail).show(f"{line.name} · {line.what} · {line.within}{count}")

    # Typing and keys ------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self) -> None:
        self._draw(None)

    def action_search(self) -> None:
        self.search.focus()

    def action_to_list(self) -> None:
        self.table.focus()

    def action_open_first(self) -> None:
        """Enter in the search line opens what stands first."""
        self.table.focus()
        self.table.action_open()

    @on(BigTable.Opened)
    def _open(self, message: BigTable.Opened) -> None:
        line = self._lines[message.row]
        self.host.open_place(line.kind, line.words)

    def on_key(self, event: events.Key) -> None:
        """Backspace in the list mends the search line."""
        if event.key == "backspace" and self.focused is self.table:
            event.stop()
            self.search.focus()
            self.search.action_delete_left()


def _everything(store: Store) -> tuple[list[Line], list[str]]:
    """Every place, and what is looked through for words that are typed."""
    lines = place_list.everything(store)
    return lines, [line.fold for line in lines]


_PEOPLE = {
    "ward": "{} known here",
    "council": "{} known here",
    "constituency": "{} known here",
    "branch": "{} known here",
    "councillor": "{} behind",
    "group": "{} of it",
}
