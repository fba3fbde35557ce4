"""The lines behind one figure of an import, down to the row of the file."""

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult

from organiser.screens.base import Page
from organiser.services.importing.listing import Planned
from organiser.widgets.bigtable import BigTable, Column
from organiser.widgets.frame import Detail

_WHO = (Column("where", "Where", 18, 2), Column("name", "Who", 16, 2), Column("words", "What", 14, 3))
_WHY = (Column("where", "Where", 18, 2), Column("words", "Why", 30, 5))


class ImportLinesPage(Page, page="import lines"):
    """A list of any length: `want` asks for lines by their places, and fill() takes them in."""

    def __init__(self, title: str, count: int, want: Callable[[int, int], None], *, people: bool) -> None:
        super().__init__()
        self._title = title
        self._count = count
        self._want = want
        self._people = people
        self._known: dict[int, Planned] = {}

    def title_words(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        yield BigTable(_WHO if self._people else _WHY)
        yield Detail()

    def on_mount(self) -> None:
        self.trail.show(right=f"{self._count:,}")
        self.table.focus()
        self.table.show(range(1, self._count + 1))

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    @on(BigTable.RowsWanted)
    def _wanted(self, message: BigTable.RowsWanted) -> None:
        self._want(min(message.ids), max(message.ids))

    def fill(self, lines: dict[int, Planned]) -> None:
        """Lines that were asked for."""
        if len(self._known) > 5000:
            self._known.clear()
        self._known.update(lines)
        self.table.fill({place: self._cells(line) for place, line in lines.items()})
        self._show_detail(self.table.row)

    def _cells(self, line: Planned) -> tuple[str, ...]:
        return (_where(line), line.name, line.words) if self._people else (_where(line), line.words)

    @on(BigTable.Moved)
    def _moved(self, message: BigTable.Moved) -> None:
        self._show_detail(message.row)

    def _show_detail(self, row: int | None) -> None:
        line = self._known.get(row) if row is not None else None
        if line:
            self.query_one(Detail).show(" · ".join(filter(None, (_where(line), line.name, line.words))))


def _where(line: Planned) -> str:
    """The row comes first: a long name of a file is cut, its number never."""
    return ", ".join(filter(None, (f"row {line.row}" if line.row else "", line.file, line.sheet)))
