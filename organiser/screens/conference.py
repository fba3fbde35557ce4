"""One conference: what comes next, its wards, who is invited and came, what is promised, and its facts to be mended."""

from collections.abc import Hashable, Iterator
from functools import partial

from textual import on

from organiser.errors import Problem
from organiser.rules.conference import METHODS
from organiser.rules.dates import uk_date
from organiser.rules.events import ATTENDED
from organiser.screens.base import MendedPage
from organiser.services import conference_changes, conference_page, conferences
from organiser.services.conference_changes import Changes
from organiser.services.conference_page import Shown, WardVote
from organiser.services.conferences import Written, find_conference
from organiser.services.invitees import needs_words
from organiser.services.tasks import OPEN
from organiser.widgets.lines import Lines, Row

_LABELS = {
    "title": "Title", "on": "Day", "at": "Starts", "place": "Place", "organises": "Organises", "voters": "May vote",
    "agenda": "Agenda",
}  # fmt: skip
_HINTS = {
    "title": "Forest Hill decides", "on": "12 September", "at": "18:30, 7pm", "place": "Hall, Fiction Road",
    "organises": "Forest Hill Branch", "voters": "Everybody aged 16 or over who lives in the ward",
    "agenda": "doors 18:30; what was heard; the vote; tea; the result",
}  # fmt: skip
_HELP = "enter saves · tab saves and goes on · esc leaves"
_FOLLOWS = {"announce": "enter says that it is known", "shortlist": "enter opens it", "invite": "enter opens them"}


class ConferencePage(MendedPage, page="conference"):
    """The page of a conference by its code."""

    label_width = 11

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._shown: Shown | None = None
        # What was typed over a line and is not saved, by field.
        self._drafts: dict[str, str] = {}

    def title_words(self) -> str:
        return self._shown.conference.shown if self._shown else "Conference"

    @property
    def uid(self) -> str:
        """The conference that is shown, by its code."""
        return self._shown.conference.uid if self._shown else self._words

    # What it shows --------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        words = self._words
        self.ask("conference", lambda store: conference_page.show(store, words), self._arrived, refused=self._gone)

    def _arrived(self, found: Shown) -> None:
        first = self._shown is None
        self._shown, self._words = found, found.conference.uid
        self.retitle()
        self.trail.show(right=uk_date(found.conference.event.on, found.today))
        self.lines.show(list(self._rows(found)))
        if first and found.following:
            # Enter does what comes next.
            self.lines.go_to(("step", found.following.name))
        self.in_place.place()

    def _gone(self, problem: Problem) -> None:
        self._shown = None
        self.in_place.close()
        self.lines.show([Row("This conference is here no more.", kind="problem"),
                         Row("escape goes back; u takes back that it was removed.", kind="quiet")])  # fmt: skip

    def _rows(self, found: Shown) -> Iterator[Row]:
        yield Row("What comes next", kind="heading")
        for step in found.steps:
            mark = "✓" if step.done else "▸" if step is found.following else "·"
            yield Row(f"{mark} {step.words}", label=step.name, key=("step", step.name),
                      right=_FOLLOWS.get(step.name, "") if step is found.following else "")  # fmt: skip
        yield Row("")
        yield Row("Wards", kind="heading")
        for ward in found.wards:
            yield from self._ward(ward)
        yield Row("")
        yield Row("People", kind="heading")
        answers = found.answers
        told = (
            f"{answers.invited:,} invited: {answers.coming:,} coming, {answers.maybe:,} maybe, "
            f"{answers.not_coming:,} not coming, {answers.silent:,} no answer"
        )
        yield Row(f"{told}; {answers.came:,} came", label="Invited", key=("people", ""))
        if answers.needs:
            yield Row(needs_words(answers.needs), label="Needed", key=("people", "needs"))
        for one in found.holders:
            state = "came" if one.state == ATTENDED else one.reply or "no answer"
            yield Row(one.name, label=one.office, key=("person", one.id), right=state)
        if found.promises:
            yield Row("")
            owed = sum(one.task.state == OPEN for one in found.promises)
            yield Row("Promises", kind="heading", right=f"{owed:,} owed")
            for promise in found.promises:
                before = f" – promised at {promise.conference}" if promise.conference_uid != self.uid else ""
                late = promise.task.overdue(found.today)
                of_ward = f" ({promise.ward})" if promise.ward else ""
                label = "overdue" if late else "owed" if promise.task.state == OPEN else promise.task.state
                yield Row(f"{promise.task.title}{of_ward}{before}: {promise.words(found.today)}", label=label,
                          key=("promise", promise.uid), right=promise.owner_name,
                          kind="problem" if late else "text")  # fmt: skip
        if found.tasks:
            yield Row("")
            yield Row("To be done", kind="heading", right=f"{len(found.tasks):,}")
            for task in found.tasks:
                due = uk_date(task.due, found.today) if task.due else "–"
                yield Row(task.title, label=due, key=("task", task.uid), right=task.owner,
                          kind="problem" if task.overdue(found.today) else "text")  # fmt: skip
        yield Row("")
        yield Row("What it is", kind="heading")
        values = self._values()
        for field, label in _LABELS.items():
            words = " / ".join(values[field].splitlines())
            yield Row(words or "–", label=label, key=("field", field), kind="text" if words else "quiet")
            if field in self._drafts:
                yield Row(f"typed, not saved: {self._drafts[field]}", kind="quiet")

    def _ward(self, ward: WardVote) -> Iterator[Row]:
        vote = ward.vote
        parts = [METHODS[vote.method] + (f", {vote.seats} to adopt" if vote.seats > 1 else "")]
        parts.append(f"{ward.offered} issues offered" if ward.offered else "no shortlist yet")
        if vote.frozen:
            parts.append(f"{vote.printed:,} papers printed" if vote.printed else "frozen")
        if ward.given and (ward.turnout or not vote.declared):
            parts.append(f"{ward.given:,} papers given")
        yield Row(vote.ward.shown, key=("ward", vote.ward.gss), right=", ".join(parts))
        told = [f"adopted: {ward.adopted}"] if ward.adopted else []
        told += [f"check {ward.code}"] if ward.code else []
        told += [ward.turnout] if ward.turnout else []
        if told:
            yield Row("; ".join(told), kind="quiet")

    def _values(self) -> dict[str, str]:
        """What each field says, as it is typed."""
        if self._shown is None:
            return dict.fromkeys(_LABELS, "")
        one = self._shown.conference
        return {
            "title": one.event.title, "on": uk_date(one.event.on), "at": one.event.at, "place": one.event.place,
            "organises": one.organises, "voters": one.voters, "agenda": one.agenda,
        }  # fmt: skip

    # Going there ----------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        if not isinstance(message.key, tuple):
            return
        kind, what = message.key
        if kind == "step":
            await self._go(str(what))
        elif kind == "ward":
            await self._shortlist(str(what))
        elif kind == "people":
            await self.action_people()
        elif kind == "promise":
            await self.action_promises()
        elif kind == "person" and isinstance(what, int):
            self.host.open_person(what)
        elif kind == "task":
            await self._tasks()
        else:
            self.action_edit()

    async def _go(self, step: str) -> None:
        """Where a step of the checklist is done."""
        if step == "announce":
            self.action_announce()
        elif step == "shortlist":
            await self.action_shortlist()
        elif step == "invite":
            await self.action_people()
        elif step == "sign in":
            await self.action_sign_in()
        elif step == "key":
            await self.action_papers()
        elif step == "promises":
            await self.action_promises()
        else:
            await self.run_action({"pack": "screen.pack", "result": "screen.result"}[step])

    async def action_shortlist(self) -> None:
        """Of the ward under the cursor, else of the first that has none."""
        key, found = self.lines.key, self._shown
        if found is None or not found.wards:
            return
        here = str(key[1]) if isinstance(key, tuple) and key[0] == "ward" else ""
        open_ = [one.vote.ward.gss for one in found.wards if not one.offered]
        await self._shortlist(here or (open_ or [found.wards[0].vote.ward.gss])[0])

    async def _shortlist(self, ward: str) -> None:
        from organiser.screens.shortlist import ShortlistPage

        await self.app.push_screen(ShortlistPage(self.uid, ward))

    async def action_people(self) -> None:
        from organiser.screens.invitees import InviteesPage

        await self.app.push_screen(InviteesPage(self.uid))

    async def action_promises(self) -> None:
        from organiser.screens.promises import PromisesPage

        await self.app.push_screen(PromisesPage(self.uid))

    async def action_sign_in(self) -> None:
        from organiser.screens.signin import SigninPage

        await self.app.push_screen(SigninPage(self.uid))

    async def action_papers(self) -> None:
        from organiser.screens.piles import PilesPage

        await self.app.push_screen(PilesPage(self.uid))

    async def action_result(self) -> None:
        """Of the ward under the cursor, else of the first."""
        from organiser.screens.outcome import ResultPage

        key = self.lines.key
        ward = str(key[1]) if isinstance(key, tuple) and key[0] == "ward" else ""
        await self.app.push_screen(ResultPage(self.uid, ward))

    async def action_pack(self) -> None:
        """Of the ward under the cursor, else of all: a line says what is printed."""
        from organiser.screens.packing import PackPanel

        key = self.lines.key
        ward = str(key[1]) if isinstance(key, tuple) and key[0] == "ward" else ""
        await self.app.push_screen(PackPanel(self.uid, ward))

    async def action_hand_out(self) -> None:
        from organiser.screens.hall_panels import HandOutPanel

        await self.app.push_screen(HandOutPanel(self.uid, self.tell))

    async def action_second_place(self) -> None:
        from organiser.screens.hall_panels import SecondPlacePanel

        await self.app.push_screen(SecondPlacePanel(self.tell))

    async def _tasks(self) -> None:
        from organiser.screens.tasks import TasksPage

        await self.app.push_screen(TasksPage())

    def action_announce(self) -> None:
        if self._shown is None:
            return
        uid = self.uid
        if self._shown.conference.announced:
            self.tell("It is announced; A takes that back, as long as no paper was given.")
            return
        self.change(lambda store: conferences.announce(store, find_conference(store, uid)), self._announced)

    def _announced(self, done: Written) -> None:
        rules = {vote.rule for vote in done.conference.votes}
        self.tell(f"Announced: {'; '.join(sorted(rules))}. It stands from now on. u takes it back.")

    def action_withdraw(self) -> None:
        uid = self.uid
        self.change(
            lambda store: conference_changes.withdraw(store, find_conference(store, uid)),
            lambda done: self.tell("Not announced any more: say so to those who know. u takes it back."),
        )

    # Mending in place -----------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        key = self.lines.key
        field = str(key[1]) if isinstance(key, tuple) and key[0] == "field" else "title"
        self._mend(field)

    def _mend(self, field: str) -> None:
        key = ("field", field)
        self.lines.go_to(key)
        text = self._drafts.get(field, self._values()[field])
        self.in_place.open(self.lines, key, " / ".join(text.splitlines()), _HINTS[field], _LABELS[field])
        self.in_place.say(_HELP)

    def _left(self, key: Hashable, text: str, save: bool, way: int) -> None:
        """The line is left: what was typed is saved, or kept for the next time it is opened."""
        self.in_place.close()
        field = str(key[1]) if isinstance(key, tuple) else ""
        if self._shown is None or field not in _LABELS:
            self.tell(f"This line has gone meanwhile. What you typed: {text}", problem=True)
            return
        self._drafts.pop(field, None)
        if text.strip() != " / ".join(self._values()[field].splitlines()).strip():
            if save:
                self._save(field, text)
            else:
                self._drafts[field] = text
                self.tell(f"Not saved, and kept: {_LABELS[field]} {text}. e goes on with it.")
        self.lines.show(list(self._rows(self._shown)))
        names = list(_LABELS)
        following = names.index(field) + way
        if way and 0 <= following < len(names):
            self._mend(names[following])

    def _save(self, field: str, text: str) -> None:
        uid = self.uid
        changes = Changes()._replace(**{field: text.replace(" / ", "\n") if field == "agenda" else text})
        self.change(
            lambda store: conference_changes.edit(store, find_conference(store, uid), changes),
            partial(self._saved, field),
            refused=partial(self._refused, field, text),
        )

    def _saved(self, field: str, written: Written) -> None:
        label = _LABELS[field]
        moved = " What is to be done moved with it." if field == "on" and written.operation else ""
        self.tell(f"{label} is saved.{moved} u takes it back." if written.operation else f"{label} stood so already.")

    def _refused(self, field: str, text: str, problem: Problem) -> None:
        self._drafts[field] = text
        if self._shown is not None:
            self.lines.show(list(self._rows(self._shown)))
        self.tell(f"{_LABELS[field]}: {problem.sentence} e goes on with it.", problem=True)
