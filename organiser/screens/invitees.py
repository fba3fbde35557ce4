"""Who is invited to a conference and who is coming: three letters of a name, then one key."""

from collections.abc import Iterator, Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from organiser.commands.actions import Action
from organiser.errors import Problem
from organiser.rules.conference import COMING, MAYBE, NOT_COMING
from organiser.rules.dates import uk_date
from organiser.screens.base import Page
from organiser.screens.one_line import OneLine
from organiser.services import invitations, invitees
from organiser.services.conferences import Conference, find_conference
from organiser.services.invitations import BY, Chosen, Invited, Wanted
from organiser.services.invitees import Answers, Invitee, Replied, needs_words
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.entry import Entry
from organiser.widgets.frame import Heading
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

_HINT = "three letters of a name, enter, then c coming, m maybe, n not coming"
_NOTHING = "Nobody is invited yet: i shows who may be asked by which channel. Letters of a name find anybody here."


class InviteesPage(Page, page="invitees"):
    """The invitations and answers of a conference by its code."""

    DEFAULT_CSS = """
    InviteesPage { & > Heading { padding: 0 1; } }
    """

    def __init__(self, conference: str) -> None:
        super().__init__()
        self._words = conference
        self._letters = ""
        self._silent = False
        self._found: list[Invitee] = []
        # The letters that what is shown answers, and an answer that was keyed before they were looked up.
        self._answers_to = ""
        self._waiting: str | None = None
        # Whom somebody has seen the cursor on, for which letters, where several have them.
        self._looked_at: tuple[str, int] = ("", 0)

    def title_words(self) -> str:
        return "Invited"

    def keys_now(self) -> Sequence[Action]:
        """Here / finds somebody among those invited, and beside them."""
        return [action for action in super().keys_now() if action.name != "app.find"]

    def body(self) -> ComposeResult:
        keys = {"enter": self.action_to_list, "down": self.action_to_list, "escape": self.action_empty}
        yield Entry("", _HINT, keys, id="search")
        yield Heading("")
        yield Lines(label_width=11)

    def on_mount(self) -> None:
        self.set_focus(self.lines)

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    @property
    def search(self) -> Entry:
        return self.query_one(Entry)

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        letters, silent = self._letters, self._silent

        def read(store: Store) -> tuple[Answers, list[Invitee], bool]:
            conference = find_conference(store, self._words)
            if letters.strip():
                return invitees.answers(store, conference), invitees.look(store, conference, letters), False
            found, more = invitees.invitees(store, conference, reply="" if silent else None)
            return invitees.answers(store, conference), found, more

        self.ask("invitees", read, partial(self._arrived, letters))

    def _arrived(self, letters: str, read: tuple[Answers, list[Invitee], bool]) -> None:
        answers, self._found, more = read
        others, self._answers_to = letters != self._answers_to, letters
        self.trail.show(right=f"{answers.coming:,} coming, {answers.invited:,} invited")
        told = f"{answers.maybe:,} maybe, {answers.not_coming:,} not coming, {answers.silent:,} no answer"
        came = f"; {answers.came:,} came" if answers.came else ""
        needs = f" · needed: {needs_words(answers.needs)}" if answers.needs else ""
        self.query_one(Heading).show(f"{told}{came}{needs}")
        self.lines.show([*self._rows(), *([Row("There are more: letters of a name find them.", kind="quiet")] * more)])
        if others and self._found:
            self.lines.go_to(self._found[0].id)
        if self._waiting is not None and letters == self.search.value:
            said, self._waiting = self._waiting, None
            self._answer(said)

    def _rows(self) -> Iterator[Row]:
        if not self._found:
            yield Row("Nobody here is called so." if self._letters.strip() else _NOTHING, kind="quiet")
        for one in self._found:
            by = ", ".join(f"{BY[name]} {uk_date(day, clock.today())}" for name, day in one.channels.items())
            told = (one.name, one.office, f"needs {one.needs}" if one.needs else "", one.state)
            right = by or ("" if one.reply else "not invited")
            yield Row(" · ".join(filter(None, told)), label=one.reply or "–", key=one.id, right=right)

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        if event.value != self._letters:
            self._letters = event.value
            self.reload()

    @on(Lines.Moved)
    def _moved(self, message: Lines.Moved) -> None:
        first = self._found[0].id if self._found else 0
        if isinstance(message.key, int) and message.key != first:
            self._looked_at = (self._answers_to, message.key)

    # Keys -----------------------------------------------------------------------------------------------------------

    def action_search(self) -> None:
        self.set_focus(self.search)

    def action_to_list(self) -> None:
        self.set_focus(self.lines)

    def action_empty(self) -> None:
        if self.search.value:
            self.search.value = ""
        self.set_focus(self.lines)

    def action_silent(self) -> None:
        self._silent = not self._silent
        self.tell("Those who have not answered." if self._silent else "Everybody who was invited.")
        self.reload()

    def _here(self) -> Invitee | None:
        """Whom the cursor is on; where there is nobody that is said."""
        one = next((one for one in self._found if one.id == self.lines.key), None)
        if one is None:
            self.tell("Put the cursor on somebody first; / finds them by three letters.", problem=True)
        return one

    def _answer(self, said: str) -> None:
        if self._answers_to != self.search.value:
            # Keyed before the letters were looked up: nobody else's answer is changed meanwhile.
            self._waiting = said
            return
        one = self._here()
        if one is None:
            return
        if self._answers_to.strip() and len(self._found) > 1 and self._looked_at != (self._answers_to, one.id):
            # Letters that several have: the first of them is taken only by somebody who has seen that.
            self._looked_at = (self._answers_to, one.id)
            self.tell(f"{len(self._found)} have these letters: the cursor is on {one.name}. Press the key again, or "
                      "choose another.")  # fmt: skip
            return
        words, uid = self._words, one.uid
        self.change(lambda store: invitees.answer(store, find_conference(store, words), uid, said), self._answered)

    def _answered(self, done: Replied) -> None:
        what = done.invitee.reply or "no answer"
        self.tell(f"{done.invitee.name}: {what}. u takes it back." if done.operation else
                  f"{done.invitee.name}: {what} already.")  # fmt: skip
        if self.search.value:
            # On to the next name.
            self.search.value = ""
            self.set_focus(self.search)

    def action_coming(self) -> None:
        self._answer(COMING)

    def action_maybe(self) -> None:
        self._answer(MAYBE)

    def action_not_coming(self) -> None:
        self._answer(NOT_COMING)

    def action_no_answer(self) -> None:
        self._answer("none")

    async def action_needs(self) -> None:
        one = self._here()
        if one is None:
            return
        words, uid, reply = self._words, one.uid, one.reply or "none"
        await self.app.push_screen(
            OneLine(
                f"What does {one.name} need to take part?",
                "wheelchair, BSL, interpreter, crèche for 2",
                lambda store, text: invitees.answer(store, find_conference(store, words), uid, reply, text),
                lambda done: f"{done.invitee.name} needs {done.invitee.needs or 'nothing'}. u takes it back.",
                value=one.needs,
            )
        )

    async def action_invite(self) -> None:
        await self.app.push_screen(InvitePanel(self._words))

    async def action_take_in(self) -> None:
        from pathlib import Path

        from organiser.services.replies import Taken, import_replies

        words = self._words

        def said(done: Taken) -> str:
            left = "; ".join(f"row {one.row}: {one.reason}" for one in done.refused[:3])
            told = f"{done.new:,} new answers, {done.known:,} known already"
            return f"{told}. Left out {len(done.refused):,}: {left}" if left else f"{told}. u takes it back."

        await self.app.push_screen(
            OneLine(
                "Take in answers from Eventbrite, Google Forms or a table",
                "the path of a CSV or .xlsx file",
                lambda store, text: import_replies(store, find_conference(store, words), Path(text).expanduser()),
                said,
                keep="answers file",
                beside=("The same file again says nothing new. Who is not known here is left out, with the row.",),
            )
        )

    @on(Lines.Opened)
    def _open(self, message: Lines.Opened) -> None:
        if isinstance(message.key, int):
            self.host.open_person(message.key)


class InvitePanel(Panel):
    """By which channel, and who: how many may be asked so, and why the others may not, stand under the line."""

    def __init__(self, conference: str) -> None:
        super().__init__("Invite by which channel?", "email, sms, call, post or door; then perhaps a ward, or: silent")
        self._conference = conference

    def typed(self, text: str) -> None:
        channels = [one for one in BY if text.split()[:1] == [one]] or list(BY)
        wanted = _wanted(text)

        def read(store: Store) -> list[Chosen]:
            conference = find_conference(store, self._conference)
            return [invitations.choose(store, conference, channel, wanted) for channel in channels]

        self.ask("choose", read, self._show, refused=self._refused, lane="slow")

    def _show(self, found: list[Chosen]) -> None:
        rows = []
        for one in found:
            why = "; ".join(f"{number:,} {reason}" for reason, number in one.left_out.items())
            rows.append(Row(f"{len(one.people):,} may be asked by {BY[one.channel]}", label=one.channel,
                            key=one.channel, right=_OUT[one.channel]))  # fmt: skip
            if why:
                rows.append(Row(f"left out: {why}", kind="quiet"))
        self.show(rows)

    def completed(self, key: object) -> str | None:
        rest = self.line.value.split(maxsplit=1)[1:] if self.line.value.split()[:1] != [] else []
        return " ".join([str(key), *rest])

    def entered(self, text: str) -> None:
        channel = text.split()[0].casefold() if text.split() else ""
        if channel not in BY:
            self.say(f"Begin with one of: {', '.join(BY)}.", problem=True)
            return
        wanted = _wanted(text)

        def write(store: Store) -> Invited:
            conference = find_conference(store, self._conference)
            chosen = invitations.choose(store, conference, channel, wanted)
            return _written(store, conference, chosen)

        self.say("Writing …")
        self.change(write, self._made, refused=self._refused)

    def _made(self, done: Invited) -> None:
        from organiser.screens.opening import open_file

        where = open_file(done.file) if done.file else ""
        self.host.tell(f"{done.people:,} invited by {BY[done.channel]}. {where}. u takes the invitation back.")
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


_OUT = {"email": "a list", "sms": "a list", "call": "a sheet to ring from", "post": "letters", "door": "slips"}
_GROUPS = ("councillors", "champions", "groups", "silent", "again", "everybody")


def _wanted(text: str) -> Wanted:
    """Who is meant: words after the channel are a ward, but for those that name a group of people."""
    words = text.split()[1:]
    said = {word.casefold() for word in words}
    ward = " ".join(word for word in words if word.casefold() not in _GROUPS)
    return Wanted(
        wards=[ward] if ward else [],
        councillors="councillors" in said,
        champions="champions" in said,
        groups="groups" in said,
        silent="silent" in said,
        again="again" in said,
        everybody="everybody" in said,
    )


def _written(store: Store, conference: Conference, chosen: Chosen) -> Invited:
    """Write what a channel needs: a list, the sheet to ring from, or slips."""
    if chosen.channel == "call":
        return invitations.call_sheet(store, conference, chosen)
    if chosen.channel in ("post", "door"):
        return invitations.slips(store, conference, chosen)
    return invitations.invite(store, conference, chosen, path=invitations.list_path(conference, chosen.channel))
