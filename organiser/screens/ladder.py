"""The ladder: how many stand on each rung, who, and what is next; a key moves somebody a step up or down, today."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from textual import events, on

from organiser.rules.dates import uk_date
from organiser.rules.ladder import JOINED, LEFT, RUNGS, SHOWN
from organiser.screens.base import LinesPage
from organiser.screens.one_line import OneLine
from organiser.services import ladder, ladder_acts
from organiser.services.ladder import Branch, Draft, Stands, Written
from organiser.services.ladder_acts import Outlook
from organiser.services.people import find_one
from organiser.services.tasks import About
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

_NEXT, _TREE = "next", "tree"
# In the order in which left and right go through them.
_VIEWS = (_NEXT, *RUNGS, LEFT, _TREE)
_SHORT = {"trained activist": "Trained"}
_NOBODY = "Nobody stands here yet. > on somebody's line moves them a step up; left and right show other rungs."
_QUIET = "Nothing is proposed, nobody is stuck, and everybody who helps was talked with. → shows who stands where."
_NO_TREE = "Nobody is written down as brought in by somebody: b on somebody's line says who brought them in."


class Key(NamedTuple):
    """What a line is about: somebody, in a part of the page (they may stand in several); or a rung, with person 0."""

    part: str
    person: int
    name: str = ""


class _Found(NamedTuple):
    counts: dict[str, int]
    people: Sequence[Stands] = ()
    outlook: Outlook | None = None
    tree: Sequence[Branch] = ()


class LadderPage(LinesPage, page="ladder"):
    """What is next, then each rung, then who brought in whom: left and right go from one to the other."""

    label_width = 18

    def __init__(self) -> None:
        super().__init__()
        self._view = _NEXT
        self._found = _Found({})

    def title_words(self) -> str:
        return "Ladder"

    def on_resize(self, event: events.Resize) -> None:
        if self._found.counts:
            self._draw()

    def reload(self) -> None:
        self.ask("ladder", partial(_read, view=self._view), self._arrived, lane="slow")

    def _arrived(self, found: _Found) -> None:
        self._found = found
        self._draw()

    def _draw(self) -> None:
        rows = {_NEXT: self._next_rows, _TREE: self._tree_rows}.get(self._view, self._rung_rows)
        self.lines.show([*self._stages(), Row(""), *rows()])

    # What it shows --------------------------------------------------------------------------------------------------

    def _stages(self) -> Iterator[Row]:
        """The stages side by side, each with its count; the one that is shown has a mark."""
        width = min(max((self.size.width - 6) // len((*RUNGS, LEFT)), 9), 14)
        names, numbers = "", ""
        for rung in (*RUNGS, LEFT):
            names += f"{_SHORT.get(rung, SHOWN[rung]):<{width}}"
            mark = "▸" if rung == self._view else " "
            numbers += f"{f'{mark}{self._found.counts.get(rung, 0):,}':<{width}}"
        yield Row(names.rstrip(), kind="heading")
        yield Row(numbers.rstrip(), kind="heading")

    def _next_rows(self) -> Iterator[Row]:
        found, today = self._found.outlook, clock.today()
        if found is None or not (found.proposed or found.stuck or found.owed):
            yield Row(_QUIET, kind="quiet")
            return
        if found.proposed:
            yield Row("Ready for a step: y takes it", kind="heading", right=f"{len(found.proposed):,}")
        for proposed in found.proposed:
            key = Key("proposed", proposed.about.id, proposed.about.name)
            words = f"{proposed.about.name}: {proposed.proposal.why}"
            yield Row(words, label=f"→ {proposed.proposal.rung}", key=key, right=uk_date(proposed.proposal.on, today))
        if found.owed:
            yield Row("Due a one-to-one", kind="heading", right=f"{len(found.owed):,}")
        for owed in found.owed:
            last = f"last {uk_date(owed.talked, today)}" if owed.talked else "none yet"
            yield Row(owed.about.name, label=owed.rung, key=Key("owed", owed.about.id, owed.about.name), right=last)
        if found.stuck:
            yield Row("Neither a step nor an act for a while", kind="heading", right=f"{len(found.stuck):,}")
        for stuck in found.stuck:
            key = Key("stuck", stuck.about.id, stuck.about.name)
            yield Row(stuck.about.name, label=stuck.rung, key=key, right=f"{stuck.weeks} weeks")

    def _rung_rows(self) -> Iterator[Row]:
        people, today = self._found.people, clock.today()
        more = f"the first {ladder.MOST:,}" if len(people) > ladder.MOST else f"{len(people):,}"
        yield Row(SHOWN[self._view], kind="heading", right=more if people else "")
        if not people:
            yield Row(_NOBODY, kind="quiet")
        for one in people[: ladder.MOST]:
            by = f", brought in by {one.by}" if one.by else ""
            ward = one.person.location.ward.shown if one.person.location.ward else ""
            since = f"since {uk_date(one.since, today)}" if one.since else ""
            right = ", ".join(filter(None, (ward, since)))
            yield Row(f"{one.person.name}{by}", key=Key("rung", one.person.id, one.person.name), right=right)

    def _tree_rows(self) -> Iterator[Row]:
        yield Row("Who brought in whom", kind="heading")
        if not self._found.tree:
            yield Row(_NO_TREE, kind="quiet")
        for one in self._found.tree:
            # No spaces: where a line begins they are left out.
            indent = f"└─{'───' * (one.depth - 1)} " if one.depth else ""
            key = Key("tree", one.about.id, one.about.name)
            yield Row(f"{indent}{one.about.name}", key=key, right=SHOWN[one.rung].casefold())

    # Going from view to view ----------------------------------------------------------------------------------------

    def _turn(self, way: int) -> None:
        self._show(_VIEWS[(_VIEWS.index(self._view) + way) % len(_VIEWS)])

    def _show(self, view: str) -> None:
        self._view = view
        self.reload()

    def action_before(self) -> None:
        self._turn(-1)

    def action_after(self) -> None:
        self._turn(1)

    def action_next(self) -> None:
        self._show(_NEXT)

    def action_tree(self) -> None:
        self._show(_TREE)

    @on(Lines.Opened)
    def _opened(self, message: Lines.Opened) -> None:
        if isinstance(message.key, Key):
            self.host.open_person(message.key.person)

    # Steps ----------------------------------------------------------------------------------------------------------

    def _here(self) -> Key | None:
        if not isinstance(self.lines.key, Key):
            self.tell("Put the cursor on somebody first: left and right show who stands where.", problem=True)
            return None
        return self.lines.key

    def action_step_up(self) -> None:
        self._move(1)

    def action_step_down(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        if key := self._here():
            self.change(lambda store: ladder.move(store, key.person, by), self._moved)

    def action_leave(self) -> None:
        if key := self._here():
            self.change(lambda store: ladder.step(store, key.person, Draft(LEFT)), self._moved)

    def action_take(self) -> None:
        if key := self._here():
            self.change(lambda store: ladder_acts.take(store, key.person), partial(self._taken, key.name))

    def _taken(self, name: str, written: Written | None) -> None:
        if written is None:
            self.tell(f"Nothing is proposed to {name}; > moves them a step up all the same.")
        else:
            self._moved(written)

    def _moved(self, written: Written) -> None:
        self.tell(said(written))

    async def action_brought(self) -> None:
        if key := self._here():
            await self.app.push_screen(
                OneLine(
                    f"Who brought in {key.name}?",
                    "words that find one person",
                    lambda store, text: _brought(store, key.person, text),
                    said,
                )
            )

    async def action_joined(self) -> None:
        if key := self._here():
            await self.app.push_screen(
                OneLine(
                    f"{key.name} joined the party today. Through whom?",
                    "words that find one person; enter alone: through nobody in particular",
                    lambda store, text: _joined(store, key.person, text),
                    said,
                )
            )

    async def action_why(self) -> None:
        if key := self._here():
            from organiser.screens.ladder_person import LadderPersonPage

            await self.app.push_screen(LadderPersonPage(key.person, key.name))


def _read(store: Store, *, view: str) -> _Found:
    counts = ladder.counts(store)
    if view == _NEXT:
        return _Found(counts, outlook=ladder_acts.outlook(store))
    if view == _TREE:
        return _Found(counts, tree=ladder.tree(store))
    return _Found(counts, people=ladder.on_rung(store, view))


def _brought(store: Store, person: int, text: str) -> Written:
    """Who brought somebody in stands with the step that holds; a contact's with a first one."""
    now = ladder.show(store, person)
    return ladder.step(store, person, Draft(now.rung, now.since, find_one(store, text)))


def _joined(store: Store, person: int, text: str) -> Written:
    return ladder.step(store, person, Draft(JOINED, by=find_one(store, text) if text.strip() else None))


def said(written: Written) -> str:
    person: About = written.person.about
    if written.operation is None:
        return f"{person.name} stands there already: {SHOWN[written.person.rung].casefold()}."
    return f"{person.name}: {SHOWN[written.person.rung].casefold()} now. u takes it back."
