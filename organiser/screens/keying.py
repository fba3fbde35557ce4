"""Keying a pile: a row a paper, digits only, each kept as enter is pressed; and what two people keyed differently."""

from collections.abc import Callable, Iterator
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.errors import Problem
from organiser.screens.hall import HallPage
from organiser.services import keying
from organiser.services.conferences import find_conference, find_contest
from organiser.services.keying import AGREED, Keyed, Table
from organiser.store.store import Store
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row

_HINTS = {
    "plurality": "the number beside the cross; nothing: blank; *: cannot be read",
    "approval": "the numbers beside the crosses; nothing: blank; *: cannot be read",
    "irv": "the rank beside each, from the top, 0 for none: 2130; nothing: blank; *: cannot be read",
    "stv": "the rank beside each, from the top, 0 for none: 2130; nothing: blank; *: cannot be read",
}
# So many of the papers keyed last are shown.
_SHOWN = 200


class KeyingPage(HallPage, page="keying"):
    """A pile before one who keys; with the keyer AGREED, the papers on which two differ, to be settled one by one."""

    def __init__(self, conference: str, ward: str, label: str, keyer: str) -> None:
        super().__init__()
        self._pile = partial(_table, words=conference, ward=ward, label=label, keyer=keyer)
        self._keyer = keyer
        self._table: Table | None = None
        # The paper that is being keyed, and what was kept and is not shown as saved yet, by number.
        self._number = 0
        self._kept: dict[int, str] = {}
        # Rows that were typed before the pile was there.
        self._ahead: list[str] = []

    def title_words(self) -> str:
        return f"Keying, {self._keyer}" if self._keyer else "What differs"

    def body(self) -> ComposeResult:
        yield Heading("")
        keys: dict[str, Callable[[], object]] = {
            "enter": self.action_keep,
            "up": self.action_before,
            "down": self.action_after,
            "d": partial(self.app.call_later, self.action_differences),
            "escape": self.action_pile_back,
        }
        yield Entry("", "", keys)
        yield Lines(label_width=7)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("table", self._pile, self._show)

    def _show(self, table: Table) -> None:
        first = self._table is None
        self._table = table
        numbers = self._numbers()
        if first or (self._keyer == AGREED and self._number not in numbers):
            self._number = numbers[0] if numbers and self._keyer == AGREED else table.next
        self._draw()
        ahead, self._ahead = self._ahead, []
        for text in ahead:
            self._keep(table, text)

    def _numbers(self) -> list[int]:
        """The papers that are looked at here, by number."""
        if self._table is None:
            return []
        if self._keyer == AGREED:
            return [one.number for one in self._table.differing]
        return list(range(1, self._table.pile.papers + 1))

    def _draw(self) -> None:
        table = self._table
        if table is None:
            return
        pile, count = table.pile, len({row.number for row in table.rows} | self._kept.keys())
        self.query_one(Heading).show(f"{table.vote.ward.shown} · pile {pile.label} · {self._asking(table)}")
        self.line.placeholder = _HINTS[table.vote.method]
        told = f"{len(table.differing):,} differ" if self._keyer == AGREED else f"{count:,} of {pile.papers:,} keyed"
        self.trail.show(right=told)
        self.lines.show(list(self._rows(table)))

    def _asking(self, table: Table) -> str:
        if self._number in self._numbers():
            return f"paper {self._number}"
        return "nothing differs" if self._keyer == AGREED else "all keyed"

    def _rows(self, table: Table) -> Iterator[Row]:
        for place, name in enumerate(table.choices, 1):
            yield Row(name, label=f"{place:>5}")
        if self._keyer == AGREED:
            yield Row("What two people keyed: look at the paper, then type what it says", kind="heading")
            for one in table.differing:
                words = "   ".join(f"{keyer}: {row or '(blank)'}" for keyer, row in one.rows.items())
                here = "← this one" if one.number == self._number else ""
                yield Row(words, label=f"{one.number:>5}", right=here)
            return
        yield Row("Keyed last", kind="heading")
        rows = {row.number: (row.row, row.paper.wrong) for row in table.rows}
        rows |= {number: (row, "being saved") for number, row in self._kept.items() if number not in rows}
        for number in sorted(rows, reverse=True)[:_SHOWN]:
            row, wrong = rows[number]
            here = "← this one" if number == self._number else ""
            yield Row(f"{row or '(blank)'}{f'   {wrong}' if wrong else ''}", label=f"{number:>5}", right=here)

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self) -> None:
        """Only digits, blanks and the star are meant for a paper; anything else is left out at once."""
        clean = "".join(letter for letter in self.line.value if letter in "0123456789 ,*")
        if clean != self.line.value:
            self.line.value = clean
            self.tell("Digits only; * for a paper that cannot be read.")

    def action_keep(self) -> None:
        """Keep the paper and go on: what is refused comes back to be typed again."""
        text, self.line.value = self.line.value, ""
        if self._table is None:
            self._ahead.append(text)
        else:
            self._keep(self._table, text)

    def _keep(self, table: Table, text: str) -> None:
        number = self._number
        if number not in self._numbers():
            self.tell("All papers of this pile are keyed: escape goes back, up mends one.")
            return
        if self._keyer == AGREED:
            work = partial(keying.agree, vote=table.vote, pile=table.pile, number=number, text=text)
        else:
            known = {row.number for row in table.rows} | self._kept.keys()
            self._kept[number] = text.strip()
            work = partial(
                keying.key, vote=table.vote, pile=table.pile, keyer=self._keyer, text=text, number=number,
                new=number not in known,
            )  # fmt: skip
            keyed = {row.number for row in table.rows} | self._kept.keys()
            after = [one for one in self._numbers() if one > number and one not in keyed]
            self._number = after[0] if after else max(*keyed, number) + 1
        self.change(lambda store: work(store), self._saved, refused=partial(self._refused, number, text))
        self._draw()

    def _saved(self, keyed: Keyed) -> None:
        self._kept.pop(keyed.number, None)
        self.changed_one()
        wrong = keyed.paper.wrong
        self.tell(f"Paper {keyed.number} {wrong}." if wrong else f"Paper {keyed.number} is kept.")
        self.reload()

    def _refused(self, number: int, text: str, problem: Problem) -> None:
        self._kept.pop(number, None)
        self._number = number
        self.line.value = text
        self.line.action_end()
        self.tell(problem.sentence, problem=True)
        self._draw()

    def action_before(self) -> None:
        self._go(-1)

    def action_after(self) -> None:
        self._go(1)

    def _go(self, way: int) -> None:
        """To the paper before or after, with what was keyed of it to be mended."""
        table, numbers = self._table, self._numbers()
        ahead = [number for number in numbers if (number - self._number) * way > 0]
        if table is None or not ahead:
            return
        self._number = min(ahead, key=lambda number: abs(number - self._number))
        known = {row.number: row.row for row in table.rows}
        self.line.value = known.get(self._number, "")
        self.line.action_end()
        self._draw()

    async def action_differences(self) -> None:
        table = self._table
        if table is not None and self._keyer != AGREED:
            words = self._pile.keywords
            await self.app.push_screen(KeyingPage(words["words"], words["ward"], words["label"], AGREED))

    def action_pile_back(self) -> None:
        if self.line.value:
            self.line.value = ""
        else:
            self.app.call_later(self.app.run_action, "app.back")


def _table(store: Store, words: str, ward: str, label: str, keyer: str) -> Table:
    return keying.table(store, find_contest(find_conference(store, words), ward), label, keyer)
