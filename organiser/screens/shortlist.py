"""The shortlist of a ward: what is offered in its order, what was left out and why, what else was heard."""

from collections.abc import Callable, Iterator

from textual import events, on

from organiser.commands.actions import Action
from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.screens.one_line import OneLine
from organiser.services import shortlist
from organiser.services.conferences import Contest, find_conference, find_contest
from organiser.services.ranking import Ranked
from organiser.services.shortlist import Choice, Shortlist, Written
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.bars import bar
from organiser.widgets.lines import Lines, Row

_BAR = 12
_NARROW = 72


class ShortlistPage(LinesPage, page="shortlist"):
    """The shortlist of a ward (by its code) for a conference by its code."""

    label_width = 4

    def __init__(self, conference: str, ward: str) -> None:
        super().__init__()
        self._conference, self._ward = conference, ward
        self._shown: Shortlist | None = None

    def title_words(self) -> str:
        return f"Shortlist of {self._shown.contest.ward.shown}" if self._shown else "Shortlist"

    def keys_now(self) -> list[Action]:
        """Here a adds an issue."""
        return [action for action in super().keys_now() if action.name != "app.add"]

    # What it shows --------------------------------------------------------------------------------------------------

    def _contest(self, store: Store) -> Contest:
        return find_contest(find_conference(store, self._conference), self._ward)

    def reload(self) -> None:
        self.ask("shortlist", lambda store: shortlist.shortlist(store, self._contest(store)), self._arrived)

    def _arrived(self, found: Shortlist) -> None:
        self._shown = found
        self.retitle()
        self.trail.show(right="frozen: papers are printed" if found.frozen else f"{len(found.offered)} offered")
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if self._shown is not None:
            self.lines.show(list(self._rows(self._shown)))

    def _rows(self, found: Shortlist) -> Iterator[Row]:
        counts = [one.conversations for one in (*found.offered, *found.left_out)]
        most = max([*counts, *(one.conversations for one in found.heard)], default=0)
        yield Row("On the paper", kind="heading", right="heard")
        for choice in found.offered:
            yield self._choice(choice, most, f"{choice.number:>3}")
        if not found.offered:
            yield Row("Nothing is offered yet: o proposes what was named most, space takes a line.", kind="quiet")
        if found.left_out:
            yield Row("")
            yield Row("Left out, and why", kind="heading")
            for choice in found.left_out:
                yield self._choice(choice, most, "  –")
        if found.heard:
            yield Row("")
            yield Row("Heard as well", kind="heading")
            for one in found.heard:
                tied = " (tied)" if one.tied else ""
                yield Row(f"{one.issue.name}{tied}", key=("heard", one.issue.name), right=self._right(one, most))
        yield Row("")
        since = f" since {uk_date(found.since, clock.today())}" if found.since else ""
        told = f"{found.conversations:,} asked{since}; {found.no_answer:,} gave no answer"
        other = f"; {found.other:,} said Other, which is never offered" if found.other else ""
        yield Row(f"{told}{other}.", kind="quiet")

    def _choice(self, choice: Choice, most: int, label: str) -> Row:
        renamed = choice.issue and choice.name != choice.issue.name
        was = f" (heard as {choice.issue.name})" if choice.issue and renamed else ""
        why = f": {choice.reason}" if choice.reason else ""
        right = self._right(choice.heard, most) if choice.heard else "–"
        return Row(f"{choice.name}{was}{why}", label=label, key=("choice", choice.uid), right=right)

    def _right(self, one: Ranked, most: int) -> str:
        share = f"{bar(one.conversations / most, _BAR)} " if most and self.size.width >= _NARROW else ""
        return f"{share}{one.conversations:>5,}"

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> Choice | None:
        """The choice under the cursor; None on an issue that was only heard."""
        key = self.lines.key
        if self._shown is None or not isinstance(key, tuple):
            return None
        every = (*self._shown.offered, *self._shown.left_out)
        return next((choice for choice in every if key == ("choice", choice.uid)), None)

    def _name_here(self) -> str:
        choice, key = self._here(), self.lines.key
        if choice:
            return choice.name
        return str(key[1]) if isinstance(key, tuple) and key[0] == "heard" else ""

    def _edit(self, work: Callable[[Store, Contest], Written], said: str) -> None:
        self.change(lambda store: work(store, self._contest(store)), lambda done: self.tell(_sentence(done, said)))

    async def _ask(
        self, title: str, hint: str, work: Callable[[Store, Contest, str], Written], said: str, value: str = ""
    ) -> None:
        await self.app.push_screen(
            OneLine(title, hint, lambda store, text: work(store, self._contest(store), text),
                    lambda done: _sentence(done, said), value=value)
        )  # fmt: skip

    def action_propose(self) -> None:
        self._edit(lambda store, contest: shortlist.propose(store, contest), "Proposed from what was heard")

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        await self.action_turn()

    async def action_turn(self) -> None:
        """Off the paper, or onto it, and why."""
        choice, name = self._here(), self._name_here()
        if self._shown is None or not name:
            self.tell("Put the cursor on an issue first; a adds one in your own words.", problem=True)
        elif self._shown.frozen:
            self.tell("It is frozen: its papers are printed. F takes that back, as long as no paper was given.",
                      problem=True)  # fmt: skip
        elif choice and choice.number:
            uid = choice.uid
            await self._ask(f"Why is {name} left out? The reason is kept", "done already; not ours to decide; …",
                            lambda store, contest, why: shortlist.leave_out(store, contest, uid, why),
                            f"{name} is left out")  # fmt: skip
        else:
            heard = next((one for one in self._shown.heard if one.issue.name == name), None)
            await self._ask(f"Why is {name} offered? The reason is kept", "heard at the surgery too; tied; …",
                            lambda store, contest, why: shortlist.add(store, contest, name, why),
                            f"{name} is offered", "chosen among the tied" if heard and heard.tied else "")  # fmt: skip

    async def action_add_issue(self) -> None:
        def work(store: Store, contest: Contest, text: str) -> Written:
            name, _, why = text.partition(":")
            return shortlist.add(store, contest, name.strip(), why.strip())

        await self._ask("Offer an issue, and after a colon why", "A crossing at the school: asked for at the surgery",
                        work, "It is offered")  # fmt: skip

    async def action_rename(self) -> None:
        choice = self._here()
        if choice is None:
            self.tell("Put the cursor on an issue that is offered or left out.", problem=True)
            return
        uid = choice.uid
        await self._ask("What stands on the paper? What was heard stays known", "",
                        lambda store, contest, name: shortlist.rename(store, contest, uid, name),
                        "It is called so on the paper", choice.name)  # fmt: skip

    def _move(self, way: int) -> None:
        choice = self._here()
        if choice is None or not choice.number:
            self.tell("Put the cursor on an issue that is offered.", problem=True)
            return
        uid, number = choice.uid, choice.number + way
        if self._shown and 1 <= number <= len(self._shown.offered):
            self._edit(lambda store, contest: shortlist.move(store, contest, uid, number), f"Number {number} now")

    def action_earlier(self) -> None:
        self._move(-1)

    def action_later(self) -> None:
        self._move(1)

    def action_freeze(self) -> None:
        self._edit(lambda store, contest: shortlist.freeze(store, [contest])[0],
                   "Frozen: its numbers never change any more")  # fmt: skip

    def action_unfreeze(self) -> None:
        self._edit(lambda store, contest: shortlist.unfreeze(store, [contest])[0], "It can be edited again")


def _sentence(done: Written, said: str) -> str:
    if done.operation is None:
        return done.told or "It stood so already."
    return f"{said}. {done.told + ' ' if done.told else ''}u takes it back."
