"""Two people who are one, side by side, field by field: whose value is shown, and then one change makes one of them."""

from textual import on
from textual.app import ComposeResult

from organiser.errors import Problem
from organiser.screens import sides
from organiser.screens.base import Page
from organiser.screens.shown import counted, phone
from organiser.services import merging, people
from organiser.services.listed import Listed, describe
from organiser.services.merging import Compared, Merged, TwoPeople
from organiser.services.people import Question
from organiser.services.questions import Trait, traits_of
from organiser.store.store import Store
from organiser.widgets.bigtable import BigTable
from organiser.widgets.frame import Detail
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel
from organiser.widgets.prose import Prose

_WORDS = {"elector": "Elector no.", "born": "Born", "name": "Name"}
# What the fields tell already.
_TOLD = {"Name", "Postcode", "Born", "Membership", "Register"}
_MOST = 12


class MergePage(Page, page="merge"):
    """The people `a` (on the left) and `b` (on the right), by id."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__()
        self._a = a
        self._b = b
        self._compared: Compared | None = None
        self._traits: tuple[Trait, ...] = ()
        self._keep: dict[str, str] = {}
        self._cells: list[tuple[str, ...]] = []
        # Whether it was said already that they are two, so that enter now means it all the same.
        self._warned = False

    def title_words(self) -> str:
        return "Merge"

    def body(self) -> ComposeResult:
        yield Prose(
            "● is what will be shown. ← and → choose where they differ; nothing is lost either way. enter merges."
        )
        yield BigTable(sides.columns("the one", "the other"))
        yield Detail()

    def on_mount(self) -> None:
        self.set_focus(self.table)

    @property
    def table(self) -> BigTable:
        return self.query_one(BigTable)

    def reload(self) -> None:
        a, b = self._a, self._b

        def read(store: Store) -> tuple[Compared, tuple[Trait, ...]]:
            return merging.compare(store, a, b), traits_of(store, a, b)

        self.ask("sides", read, self._arrived, refused=self._gone)

    def _gone(self, problem: Problem) -> None:
        self.tell(problem.sentence, problem=True)

    def _arrived(self, found: tuple[Compared, tuple[Trait, ...]]) -> None:
        first = self._compared is None
        self._compared, self._traits = found
        self.table.set_columns(sides.columns(self._compared.a, self._compared.b))
        self._draw()
        if first:
            differing = [place for place, side in enumerate(self._compared.sides) if side.differs]
            self.table.show(self.table.ids, keep_row=differing[0] if differing else None, keep_known=True)

    def _draw(self) -> None:
        if self._compared is None:
            return
        self._cells = []
        for side in self._compared.sides:
            kept = self._keep.get(side.name, side.shown)
            what = _WORDS.get(side.name, side.name.capitalize())
            if side.differs:
                left, right = (f"{'●' if kept == whose else '○'} {value or '–'}" for whose, value in
                               (("A", side.a), ("B", side.b)))  # fmt: skip
            else:
                left, right = f"  {side.a}", f"= {side.b}"
            self._cells.append((what, left, right))
        others = [trait for trait in self._traits if trait.what not in _TOLD]
        if others:
            self._cells.append(("All kept:", "", ""))
            self._cells += [(what, f"  {one}", f"  {other}" if other and not other.startswith("= ") else other)
                            for what, one, other in sides.lines(others, pair=True)]  # fmt: skip
        row = self.table.row
        self.table.show(range(len(self._cells)), keep_row=row, keep_known=True)
        self.table.fill(dict(enumerate(self._cells)))
        differing = sum(side.differs for side in self._compared.sides)
        self.trail.show(right=counted(differing, "difference", "differences"))

    @on(BigTable.RowsWanted)
    def _wanted(self, message: BigTable.RowsWanted) -> None:
        self.table.fill({row: self._cells[row] for row in message.ids if row < len(self._cells)})

    @on(BigTable.Moved)
    def _moved(self, message: BigTable.Moved) -> None:
        if message.row is not None and message.row < len(self._cells):
            self.query_one(Detail).show(sides.detail(self._cells[message.row]))

    @on(BigTable.Opened)
    def _open(self, message: BigTable.Opened) -> None:
        self.action_merge()

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_keep_left(self) -> None:
        self._choose("A")

    def action_keep_right(self) -> None:
        self._choose("B")

    def _choose(self, whose: str) -> None:
        row = self.table.row
        if self._compared is None or row is None:
            return
        side = self._compared.sides[row] if row < len(self._compared.sides) else None
        if side is None or not side.differs:
            self.tell("Here is nothing to choose: everything that either of them has is kept.")
            return
        self._keep[side.name] = whose
        self._draw()
        self.tell(f"{side.name.capitalize()}: {(side.a if whose == 'A' else side.b) or 'nothing'} will be shown.")

    def action_merge(self) -> None:
        a, b, keep, anyway = self._a, self._b, dict(self._keep), self._warned
        self.change(lambda store: merging.merge(store, a, b, keep, anyway=anyway), self._merged, refused=self._refused)

    def _merged(self, merged: Merged) -> None:
        self.host.tell(f"{merged.gone_name} and {merged.name} are one person now. u takes it back.")
        self.app.pop_screen()

    def _refused(self, problem: Problem) -> None:
        if isinstance(problem, TwoPeople):
            self._warned = True
            self.tell(f"{problem.why} enter again makes one of them all the same; escape leaves them.", problem=True)
        else:
            self.tell(problem.sentence, problem=True)


class MergeWithPanel(Panel):
    """Find the other person as you type; enter shows both side by side."""

    def __init__(self, person: int, name: str) -> None:
        super().__init__(f"Who else is {name}?", "name, half a number, postcode …   enter shows both side by side")
        self._person = person
        self._found: list[Listed] = []
        self._found_for = ""
        self._wanted = ""

    def typed(self, text: str) -> None:
        self.ask("found", lambda store: self._find(store, text), lambda found: self._arrived(text, found))

    def _find(self, store: Store, text: str) -> list[Listed]:
        if not text.strip():
            return []
        found = people.ids(store, Question(text=text), _MOST + 1)
        return describe(store, [person for person in found if person != self._person][:_MOST])

    def _arrived(self, text: str, found: list[Listed]) -> None:
        self._found, self._found_for = found, text.strip()
        self.show([Row(_known(person), key=person.id) for person in found])
        self.say("" if found or not text.strip() else "Nobody else is found so.")
        if self._wanted and self._wanted == self._found_for:
            self.entered(self._wanted)

    def entered(self, text: str) -> None:
        """Take whom the cursor is on; where enter was quicker than the list, once it is there."""
        key = self.lines.key
        if self._found_for != text:
            self._wanted = text
        elif isinstance(key, int):
            self._wanted = ""
            self.clear()
            self.app.switch_screen(MergePage(self._person, key))
        else:
            self._wanted = ""
            self.say("Type a part of a name, number or postcode first.", problem=True)


def _known(person: Listed) -> str:
    return ", ".join(filter(None, (person.name, person.postcode, *map(phone, person.phones[:1]), *person.emails[:1])))
