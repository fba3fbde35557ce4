"""What was done, by whom and when, newest first; any of it that still can be is taken back or done again here."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from organiser.commands.actions import Action
from organiser.errors import Problem
from organiser.screens import shown
from organiser.screens.base import Page
from organiser.services.changes import Touched, touched
from organiser.store import clock, history
from organiser.store.history import Entry
from organiser.text import safe_text
from organiser.widgets.bigtable import BigTable, Column
from organiser.widgets.frame import Detail
from organiser.widgets.lines import Lines, Row

# So many changes are read at once, and the next ones once the cursor is so near the end.
_PAGE = 200
_NEAR = 60
_COLUMNS = (
    Column("when", "When", 12),
    Column("title", "What", 24, 1),
    Column("state", "Stands", 7),
    Column("who", "Who", 14),
)
_ALL = "all"
_TAKES_BACK = ("app.undo", "app.redo")


class Told(Detail):
    """The line under the cursor in full: a change may have a long name, and the reason why it stands a longer one."""

    DEFAULT_CSS = """
    Told { height: auto; max-height: 4; min-height: 2; }
    """

    def show(self, words: str) -> None:
        super().show(words)
        self.refresh(layout=True)

    def render(self) -> Content:
        return Content(safe_text(self._words))


class _Takes(Page):
    """What the pages of the history share: a change is taken back or done again by its number."""

    def keys_now(self) -> Sequence[Action]:
        """Here u and U are about the change that is shown, not about the latest."""
        return [action for action in super().keys_now() if action.name not in _TAKES_BACK]

    def take_back(self, number: int) -> None:
        self.change(lambda store: history.undo(store, number), self._taken_back,
                    refused=lambda problem: self.not_possible(number, problem))  # fmt: skip

    def do_again(self, number: int) -> None:
        self.change(lambda store: history.redo(store, number), self._done_again,
                    refused=lambda problem: self.not_possible(number, problem))  # fmt: skip

    def _taken_back(self, entry: Entry) -> None:
        self.possible(entry)
        self.tell(f"Undone: {entry.title}. U does it again.")

    def _done_again(self, entry: Entry) -> None:
        self.possible(entry)
        self.tell(f"Done again: {entry.title}. u takes it back.")

    def possible(self, entry: Entry) -> None:
        """A change was taken back or done again."""

    def not_possible(self, number: int, problem: Problem) -> None:
        """A change stays as it is, for a reason."""


class HistoryPage(_Takes, page="history"):
    """The history, any length of it: the next changes are read as one comes to them."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: dict[int, Entry] = {}
        self._reasons: dict[int, str] = {}
        self._whole = False
        self._reading = False

    def title_words(self) -> str:
        return "History"

    def body(self) -> ComposeResult:
        yield BigTable(_COLUMNS)
        yield Told()

    def on_mount(self) -> None:
        self.table.focus()

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    # The list -------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again as many as are shown; the cursor stays on its change."""
        limit = max(_PAGE, len(self.table.ids))
        self.ask("history", lambda store: history.entries(store, limit), lambda found: self._show_first(found, limit))

    def _show_first(self, found: list[Entry], limit: int) -> None:
        row = None if self.table.row in self.table.ids[:1] else self.table.row
        self._entries = {entry.number: entry for entry in found}
        self._whole, self._reading = len(found) < limit, False
        self._show(row)

    def _show(self, row: int | None) -> None:
        self.table.show(list(self._entries), keep_row=row)
        self.table.fill({number: _cells(self._entries[number]) for number in list(self._entries)[:_PAGE]})
        number = len(self._entries)
        self.trail.show(
            right=f"{shown.counted(number, 'change', 'changes')}" if self._whole else f"{number:,}+ changes"
        )
        if not self._entries:
            self.query_one(Told).show("Nothing has been done yet.")

    def _read_on(self) -> None:
        """The changes that come after the last one shown."""
        if self._whole or self._reading:
            return
        self._reading = True
        last = self.table.ids[-1]
        self.ask("more", lambda store: history.entries(store, _PAGE, last), self._show_more)

    def _show_more(self, found: list[Entry]) -> None:
        self._reading = False
        self._whole = len(found) < _PAGE
        self._entries |= {entry.number: entry for entry in found}
        self._show(self.table.row)

    @on(BigTable.RowsWanted)
    def _fill(self, message: BigTable.RowsWanted) -> None:
        self.table.fill({row: _cells(self._entries[row]) for row in message.ids if row in self._entries})
        if len(self.table.ids) and self.table.ids[-1] in message.ids:
            self._read_on()

    @on(BigTable.Moved)
    def _moved(self, message: BigTable.Moved) -> None:
        entry = self._entries.get(message.row) if message.row is not None else None
        if entry is not None:
            self._tell_of(entry)
            if message.row in self.table.ids[-_NEAR:]:
                self._read_on()

    def _tell_of(self, entry: Entry) -> None:
        reason = self._reasons.get(entry.number, "")
        self.query_one(Told).show(f"! {reason}" if reason else told(entry))

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> Entry | None:
        row = self.table.row
        return self._entries.get(row) if row is not None else None

    def action_undo_line(self) -> None:
        if entry := self._here():
            self.take_back(entry.number)

    def action_redo_line(self) -> None:
        if entry := self._here():
            self.do_again(entry.number)

    def action_turn_line(self) -> None:
        if entry := self._here():
            (self.do_again if entry.undone else self.take_back)(entry.number)

    def possible(self, entry: Entry) -> None:
        # What stood in the way of another may be gone now.
        self._reasons.clear()
        self._entries[entry.number] = entry
        self.table.fill({entry.number: _cells(entry)})
        self._tell_of(entry)

    def not_possible(self, number: int, problem: Problem) -> None:
        self._reasons[number] = problem.sentence
        self._tell_of(self._entries[number])
        self.tell("This change stays as it is: the reason stands above.", problem=True)

    @on(BigTable.Opened)
    def _open(self, message: BigTable.Opened) -> None:
        self.app.push_screen(ChangePage(message.row))


class ChangePage(_Takes, page="change"):
    """One change: when, who, and the people it touched."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._touched: Touched | None = None
        self._reason = ""

    def title_words(self) -> str:
        return f"Change {self._number}"

    def body(self) -> ComposeResult:
        yield Lines(label_width=8)

    def on_mount(self) -> None:
        self.query_one(Lines).focus()

    def reload(self) -> None:
        number = self._number
        self.ask("change", lambda store: touched(store, number), self._arrived)

    def _arrived(self, found: Touched) -> None:
        self._touched = found
        self._draw()

    def _draw(self) -> None:
        if self._touched is None:
            return
        found = self._touched
        rows = [Row(found.entry.title, kind="heading"), Row(_done_by(found.entry), label="Done")]
        if found.entry.undone:
            rows.append(Row(_undone_by(found.entry), label="Undone"))
        if self._reason:
            rows.append(Row(self._reason, label="!", kind="problem"))
        rows.append(Row(shown.counted(found.rows, "entry", "entries"), label="Wrote"))
        rows += [Row(""), Row("People it touched", kind="heading")]
        for person in found.people:
            ward = person.location.ward
            rows.append(Row(person.name or "(no name)", key=person.id, right=ward.shown if ward else person.postcode))
        if found.more:
            rows.append(Row("… everybody, as a list", key=_ALL))
        if found.gone:
            words = shown.counted(found.gone, "person who is", "people who are")
            rows.append(Row(f"{words} not here now.", kind="quiet"))
        if not found.people and not found.gone:
            rows.append(Row("None.", kind="quiet"))
        self.query_one(Lines).show(rows)

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        if message.key == _ALL:
            from organiser.screens.people import PeoplePage

            self.app.push_screen(PeoplePage(f"change:{self._number}", f"of change {self._number}"))
        elif isinstance(message.key, int):
            self.host.open_person(message.key)

    def action_undo_line(self) -> None:
        self.take_back(self._number)

    def action_redo_line(self) -> None:
        self.do_again(self._number)

    def possible(self, entry: Entry) -> None:
        self._reason = ""
        if self._touched is not None:
            self._touched = self._touched._replace(entry=entry)
            self._draw()

    def not_possible(self, number: int, problem: Problem) -> None:
        self._reason = problem.sentence
        self._draw()
        self.tell("This change stays as it is: the reason stands above.", problem=True)


# Words ---------------------------------------------------------------------------------------------------------------


def _cells(entry: Entry) -> tuple[str, ...]:
    return _when(entry.at), entry.title, "undone" if entry.undone else "yes", entry.who or "–"


def _when(moment: str) -> str:
    """A moment in London's time: today the hour, this year the day, else the year."""
    here, now = clock.london(moment), clock.london(clock.now())
    if here.date() == now.date():
        return f"today {here:%H:%M}"
    if here.year == now.year:
        return f"{here.day:2} {here:%b %H:%M}"
    return f"{here.day:2} {here:%b %Y}"


def told(entry: Entry) -> str:
    """A change in full."""
    undone = f" Undone {_undone_by(entry)}." if entry.undone else ""
    return f"{entry.title} · {_done_by(entry)}.{undone}"


def _done_by(entry: Entry) -> str:
    return _by(entry.at, entry.who)


def _undone_by(entry: Entry) -> str:
    return _by(entry.undone_at, entry.undone_by)


def _by(moment: str, who: str) -> str:
    here = clock.london(moment)
    return f"{here:%a} {here.day} {here:%b %Y %H:%M}{f', {who}' if who else ''}"
