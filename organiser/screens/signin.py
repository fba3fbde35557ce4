"""The sign-in desk: letters of a name, or a name and a postcode, and enter gives a paper."""

from collections.abc import Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.errors import Problem
from organiser.rules.signin import read_walk_in
from organiser.screens import shown
from organiser.screens.hall import HallPage
from organiser.services import signin
from organiser.services.conferences import Conference, find_conference
from organiser.services.signin import Balance, Line, Signed
from organiser.store.store import Store
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row

_NEW = "new"
_HINT = "three letters of a name; or a name and a postcode: Amina Ahmed SE13 5AB"


class SigninPage(HallPage, page="signin"):
    """The desk of a conference by number or code. `desk` is the one at which somebody sits, "" for all."""

    def __init__(self, conference: str, desk: str = "") -> None:
        super().__init__()
        self._words = conference
        self._desk = desk
        self._conference: Conference | None = None
        self._found: list[Line] = []
        # The text that what is shown answers; lines that were entered before the conference was there, and how many
        # were before what they mean was.
        self._answered: str | None = None
        self._waiting: list[str] = []
        self._ahead = 0
        # Somebody known whose postcode is being asked.
        self._without_postcode: Line | None = None

    def title_words(self) -> str:
        return "Sign-in desk"

    def body(self) -> ComposeResult:
        yield Heading("")
        keys: dict[str, Callable[[], object]] = {
            "enter": self.action_give,
            "down": partial(self._step, 1),
            "up": partial(self._step, -1),
            "ctrl+x": self.action_spoilt,
            "ctrl+u": self.action_take_back,
            "escape": self.action_desk_back,
        }
        yield Entry("", _HINT, keys)
        yield Lines(label_width=0)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        self.ask("desk", partial(_desk, words=self._words), self._show_desk)

    def _show_desk(self, found: tuple[Conference, list[Balance], str]) -> None:
        self._conference, balances, desk = found
        self._desk = self._desk or desk
        desk = f" · desk {self._desk}" if self._desk else ""
        wards = ", ".join(vote.ward.shown for vote in self._conference.votes)
        self.query_one(Heading).show(f"{self._conference.shown} · {wards}{desk}")
        given = sum(one.given for one in balances)
        spoilt = sum(one.spoilt for one in balances)
        self.trail.show(right=f"papers given {given:,}{f', spoilt {spoilt:,}' if spoilt else ''}")
        self._look()
        waiting, self._waiting = self._waiting, []
        for text in waiting:
            self._give_unseen(text)

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._without_postcode is not None and not self.line.value.startswith(self._without_postcode.name):
            self._without_postcode = None
        self._look()

    def _look(self) -> None:
        text, conference = self.line.value.strip(), self._conference
        if conference is None:
            return
        letters = read_walk_in(text).name
        if letters:
            self.ask("look", partial(signin.look, conference=conference, letters=letters), partial(self._show, text))
        else:
            self._show(text, [])

    def _show(self, text: str, found: list[Line]) -> None:
        if text != self.line.value.strip():
            return
        self._found, self._answered = found, text
        rows = [Row(_words(one), key=place, right=_right(one)) for place, one in enumerate(found)]
        read = read_walk_in(text)
        if read.name:
            told = f"a walk-in: {read.name} {read.postcode}" if read.postcode else f'new: "{read.name}"'
            rows.append(Row(f"+ {told}", key=_NEW, right="" if read.postcode else "ask the postcode"))
        self.lines.show(rows)
        if read.postcode and not any(one.postcode == read.postcode for one in found):
            self.lines.go_to(_NEW)

    def _step(self, way: int) -> None:
        if way > 0:
            self.lines.action_down()
        else:
            self.lines.action_up()

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_give(self) -> None:
        """Give a paper to whom the cursor is on; pressed ahead of the answer, to whom it is put on once that comes."""
        text = self.line.value.strip()
        read = read_walk_in(text)
        if not text:
            self.tell("Type letters of a name; enter gives a paper to whom the cursor is on.")
        elif self._without_postcode is not None and read.postcode:
            self._give(self._without_postcode, read.postcode)
        elif text != self._answered or self._conference is None:
            self.line.value = ""
            self._give_unseen(text)
        elif self.lines.key == _NEW:
            self._walk_in(text)
        elif isinstance(self.lines.key, int):
            self._give(self._found[self.lines.key])

    def _give_unseen(self, text: str) -> None:
        """Look who is meant by a line, then give; the next line can be typed meanwhile."""
        conference, letters = self._conference, read_walk_in(text).name
        if conference is None:
            self._waiting.append(text)
            return
        self._ahead += 1
        look = partial(signin.look, conference=conference, letters=letters)
        self.ask(f"ahead {self._ahead}", look, partial(self._seen, text))

    def _seen(self, text: str, found: list[Line]) -> None:
        """Give to the first whom a line can mean; what cannot be decided comes back to be decided."""
        postcode = read_walk_in(text).postcode
        walk_in = bool(postcode) and not any(one.postcode == postcode for one in found)
        if walk_in:
            self._change(partial(signin.walk_in, line=text, desk=self._desk), text)
        elif found and found[0].ward and not found[0].given:
            self._change(partial(signin.give, words=found[0].person, postcode="", desk=self._desk), text)
        elif found and not found[0].ward and not self.line.value:
            self._give(found[0])
        else:
            one = found[0] if found else None
            why = f"{one.name}: {one.trouble}." if one else f"{text}: ask the postcode, and type it behind the name."
            self._refused(
                text, Problem(f"{why} A spoilt one: ctrl+x gives another for it." if one and one.given else why)
            )

    def _give(self, one: Line, postcode: str = "") -> None:
        if one.given:
            self.tell(f"{one.name} {one.trouble}. A spoilt one: ctrl+x gives another for it.", problem=True)
        elif not one.ward and not postcode:
            self._without_postcode = one
            self.line.value = f"{one.name} "
            self.line.action_end()
            self.tell(f"Ask {one.name} for the postcode and type it behind the name: it proves the ward.")
        else:
            self._change(partial(signin.give, words=one.person, postcode=postcode, desk=self._desk))

    def _walk_in(self, text: str) -> None:
        if read_walk_in(text).postcode:
            self._change(partial(signin.walk_in, line=text, desk=self._desk))
        else:
            self.tell("Ask the postcode and type it behind the name: it proves the ward.")

    def action_spoilt(self) -> None:
        """Take the spoilt paper of whom the cursor is on, and give another."""
        one = self._found[self.lines.key] if isinstance(self.lines.key, int) else None
        if one is None or not one.given:
            self.tell("Type letters of the name of whoever brings a spoilt paper back, then ctrl+x.")
        else:
            self._change(partial(signin.replace_spoilt, given=one.given))

    def _change(self, work: partial[Signed], unseen: str = "") -> None:
        """Have a change made from what stands on the line, or of a line that was taken off it before."""
        conference = self._conference
        if conference is not None:
            typed = unseen or self.line.value
            if not unseen:
                self._without_postcode = None
                self.line.value = ""
            self.change(lambda store: work(store, conference), self._signed, refused=partial(self._refused, typed))

    def _signed(self, signed: Signed) -> None:
        self.changed_one()
        one = signed.line
        told = "another paper for a spoilt one" if one.papers > 1 else "a paper"
        self.tell(f"{one.name}: {told}, {one.ward}. ctrl+u takes it back.")

    def _refused(self, typed: str, problem: Problem) -> None:
        """Say why, and give back what was typed, unless the next one stands there already."""
        if not self.line.value:
            self.line.value = typed
            self.line.action_end()
        self.tell(problem.sentence, problem=True)

    def action_take_back(self) -> None:
        """Empty the line; where it is empty, take the last change back."""
        if self.line.value:
            self.line.value = ""
        else:
            self.app.call_later(self.app.run_action, "app.undo")

    def action_desk_back(self) -> None:
        if self.line.value:
            self.line.value = ""
        else:
            self.app.call_later(self.app.run_action, "app.back")

    @on(Lines.Opened)
    def _clicked(self) -> None:
        self.action_give()


def _desk(store: Store, words: str) -> tuple[Conference, list[Balance], str]:
    """The conference, its papers, and the desk for which the file was handed out."""
    conference = find_conference(store, words)
    return conference, signin.balances(store, conference), signin.own_desk(store)


def _words(one: Line) -> str:
    return " · ".join(filter(None, (one.name, one.ward, one.postcode)))


def _right(one: Line) -> str:
    spoilt = f", {shown.counted(one.spoilt, 'spoilt', 'spoilt')}" if one.spoilt else ""
    return f"{one.trouble}{spoilt}" if one.trouble else "no paper yet"
