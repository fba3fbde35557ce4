"""One person on the ladder: the steps that led there, and the acts behind them. It is nothing to show them."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from textual import on

from organiser.commands.ladder import person_lines, step_line
from organiser.rules.ladder import Proposal
from organiser.screens.base import LinesPage
from organiser.services import ladder, ladder_acts
from organiser.services.ladder import Person, Written
from organiser.services.ladder_acts import Act
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row


class _Found(NamedTuple):
    person: Person
    acts: list[Act]
    proposal: Proposal | None


class LadderPersonPage(LinesPage, page="ladder person"):
    """The ladder of somebody by id."""

    label_width = 12

    def __init__(self, person: int, name: str) -> None:
        super().__init__()
        self._person = person
        self._called = name

    def title_words(self) -> str:
        return self._called

    def reload(self) -> None:
        self.ask("ladder", partial(_read, person=self._person), self._arrived)

    def _arrived(self, found: _Found) -> None:
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: _Found) -> Iterator[Row]:
        today = clock.today()
        person = found.person
        first, *others = person_lines(person._replace(steps=()), today)
        yield Row(first, key=("person", self._person))
        yield from (Row(line) for line in others)
        if found.proposal:
            yield Row(f"Ready for a step: {found.proposal.rung}, because they {found.proposal.why}. y takes it.")
        yield Row("")
        yield Row("Steps", kind="heading")
        for step in person.steps:
            yield Row(step_line(step, today), key=("step", step.id))
        if not person.steps:
            yield Row("None is written down yet.", kind="quiet")
        yield Row("")
        yield Row("What they did", kind="heading", right=f"{len(found.acts):,}" if found.acts else "")
        for act in found.acts:
            yield Row(act.line(today))
        if not found.acts:
            yield Row("Nothing is written down: mark who came to events, and note when you spoke.", kind="quiet")

    @on(Lines.Opened)
    def _opened(self) -> None:
        self.host.open_person(self._person)

    def action_step_up(self) -> None:
        self.change(lambda store: ladder.move(store, self._person, 1), self._moved)

    def action_step_down(self) -> None:
        self.change(lambda store: ladder.move(store, self._person, -1), self._moved)

    def action_take(self) -> None:
        self.change(lambda store: ladder_acts.take(store, self._person), self._taken)

    def _taken(self, written: Written | None) -> None:
        if written is None:
            self.tell(f"Nothing is proposed to {self._called}; > moves them a step up all the same.")
        else:
            self._moved(written)

    def action_take_out(self) -> None:
        key = self.lines.key
        if isinstance(key, tuple) and key[0] == "step":
            self.change(lambda store: ladder.remove(store, self._person, int(key[1])), self._moved)
        else:
            self.tell("Put the cursor on a step first.", problem=True)

    def _moved(self, written: Written) -> None:
        from organiser.screens.ladder import said

        self.tell(said(written))


def _read(store: Store, *, person: int) -> _Found:
    return _Found(
        ladder.show(store, person), ladder_acts.acts_of(store, person), ladder_acts.proposal_for(store, person)
    )
