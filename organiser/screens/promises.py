"""What was promised, by whom, by when, and what came of it; the page that tells it; thanks to those who came."""

from collections.abc import Iterator

from textual import on

from organiser.errors import Problem
from organiser.rules.consent import CHANNELS
from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.screens.one_line import OneLine
from organiser.services import invitations, promise_lines, promises, you_said
from organiser.services.conferences import Conference, find_conference
from organiser.services.invitations import BY, Chosen
from organiser.services.promises import Promise, Written
from organiser.services.tasks import OPEN
from organiser.services.you_said import Printed
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

_NOTHING = "Nothing is promised yet: n writes down what was, as in 'Ask for a crossing, by 1 march, for Cllr Patel'."


class PromisesPage(LinesPage, page="promises"):
    """The promises of a conference by its code and of the first of its pair; "" for those of all conferences."""

    label_width = 22

    def __init__(self, conference: str) -> None:
        super().__init__()
        self._words = conference
        self._found: list[Promise] = []

    def title_words(self) -> str:
        return "Promises"

    def reload(self) -> None:
        words = self._words
        self.ask(
            "promises",
            lambda store: promises.promises(store, find_conference(store, words) if words else None),
            self._arrived,
        )

    def _arrived(self, found: list[Promise]) -> None:
        self._found = found
        owed = sum(one.task.state == OPEN for one in found)
        self.trail.show(right=f"{owed:,} owed of {len(found):,}" if found else "")
        self.lines.show(list(self._rows(found)))

    def _rows(self, found: list[Promise]) -> Iterator[Row]:
        if not found:
            yield Row(_NOTHING, kind="quiet")
        today = clock.today()
        for title, held in (("Owed", [one for one in found if one.task.state == OPEN]),
                            ("What came of the others", [one for one in found if one.task.state != OPEN])):  # fmt: skip
            if not held:
                continue
            yield Row(title, kind="heading", right=f"{len(held):,}")
            for one in held:
                about = ", ".join(filter(None, (one.ward, one.issue)))
                other = one.conference_uid != self._words
                where = f" – promised at {one.conference}" if other else ""
                right = " ".join(filter(None, (one.owner_kind if one.owner_kind in ("MP", "councillor") else "",
                                               one.owner_name)))  # fmt: skip
                late = one.task.overdue(today)
                yield Row(f"{one.task.title}{f' ({about})' if about else ''}{where}", label=one.words(today),
                          key=one.uid, right=right, kind="problem" if late else "text")  # fmt: skip
                if one.evidence:
                    yield Row(" / ".join(one.evidence.splitlines()), kind="quiet")
            yield Row("")

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> Promise | None:
        found = next((one for one in self._found if one.uid == self.lines.key), None)
        if found is None:
            self.tell("Put the cursor on a promise first; n writes one down.", problem=True)
        return found

    def _of_one(self) -> bool:
        """Whether the page is of one conference; where it is not, that is said."""
        if not self._words:
            self.tell("Open the conference first, then its promises: c, enter, o.", problem=True)
        return bool(self._words)

    async def action_new(self) -> None:
        if self._of_one():
            await self.app.push_screen(NewPromisePanel(self._words))

    @on(Lines.Opened)
    async def _opened(self, message: Lines.Opened) -> None:
        self.lines.go_to(message.key)
        await self.action_edit()

    async def action_kept(self) -> None:
        if one := self._here():
            uid = one.uid
            await self.app.push_screen(
                OneLine(
                    f"Kept: {one.task.title}. What shows it?",
                    "a photo, a letter, a minute, what can be seen on the street",
                    lambda store, text: promises.keep(store, promises.find_promise(store, uid), text),
                    lambda done: f"Kept: {done.promise.task.title}. u takes it back.",
                    value=one.evidence,
                )
            )

    async def action_drop(self) -> None:
        if one := self._here():
            uid = one.uid
            await self.app.push_screen(
                OneLine(
                    f"Dropped: {one.task.title}. Why? Those who were promised it are told",
                    "the council has done it; there is no money for it; …",
                    lambda store, text: promises.drop(store, promises.find_promise(store, uid), text),
                    lambda done: f"Dropped: {done.promise.task.title}. u takes it back.",
                )
            )

    async def action_edit(self) -> None:
        if one := self._here():
            uid = one.uid
            await self.app.push_screen(
                OneLine(
                    "What is promised, by when, by whom",
                    "Ask for a crossing, by 1 march, for Cllr Patel",
                    lambda store, text: promise_lines.mend(store, promises.find_promise(store, uid), text),
                    _said,
                    value=promise_lines.line_of(one),
                )
            )

    def action_page(self) -> None:
        if not self._of_one():
            return
        words = self._words
        self.tell("Writing the page …")
        self.ask(
            "page", lambda store: you_said.print_page(store, find_conference(store, words)), self._printed, lane="slow"
        )

    def _printed(self, done: Printed) -> None:
        from organiser.screens.opening import open_file

        draft = "A draft until 'organiser imprint' has set who prints it. " if done.missing else ""
        self.tell(f"{draft}Read it through before it is handed round. {open_file(done.file)}")

    async def action_thank(self) -> None:
        if self._of_one():
            await self.app.push_screen(ThankPanel(self._words))

    def action_task(self) -> None:
        """Whoever owns it, where they are known here."""
        if (one := self._here()) and one.owner:
            self.host.open_person(one.owner.id)
        elif one:
            self.tell("Whose it is, is not known here by more than a name.")


def _said(done: Written) -> str:
    title = done.promise.task.title
    return f"Promised: {title}. u takes it back." if done.operation else f"{title}: it stood so already."


class NewPromisePanel(Panel):
    """A promise in one line; what is understood of it stands under the line."""

    def __init__(self, conference: str) -> None:
        super().__init__("What was promised, by when, by whom, for which ward",
                         "Ask for a crossing, by 1 march, for Cllr Patel, Forest Hill", keep="promise")  # fmt: skip
        self._conference = conference

    def typed(self, text: str) -> None:
        if text.strip():
            self.ask("said", lambda store: self._understand(store, text), self._show)
        else:
            self.show([Row("MP, councillor, champion, officer or helper before the name says as what.", kind="quiet")])

    def _understand(self, store: Store, text: str) -> promises.Draft:
        return promise_lines.understand(find_conference(store, self._conference), text)

    def _show(self, found: promises.Draft) -> None:
        self.show([Row(words, label=label) for label, words in (
            ("Promised", found.title), ("By when", uk_date(found.due, clock.today())), ("By whom", found.owner),
            ("As what", found.owner_kind), ("For", found.ward)) if words])  # fmt: skip

    def entered(self, text: str) -> None:
        def write(store: Store) -> Written:
            conference = find_conference(store, self._conference)
            return promises.add(store, conference, promise_lines.understand(conference, text))

        if not text:
            self.say("Say what was promised.", problem=True)
            return
        self.change(write, self._made, refused=lambda problem: self.say(problem.sentence, problem=True))

    def _made(self, done: Written) -> None:
        self.host.tell(_said(done))
        self.clear()
        self.say(f"{done.promise.task.title}: written down. The next one, or escape.")


class ThankPanel(Panel):
    """Who came and may be thanked by which channel; enter writes the list."""

    def __init__(self, conference: str) -> None:
        super().__init__("Thank those who came, by which channel?", "email, sms, call, post or door")
        self._conference = conference

    def typed(self, text: str) -> None:
        def read(store: Store) -> list[Chosen]:
            conference = find_conference(store, self._conference)
            return [you_said.who_came(store, conference, channel) for channel in CHANNELS]

        self.ask("came", read, self._show)

    def _show(self, found: list[Chosen]) -> None:
        rows = []
        for one in found:
            left = sum(one.left_out.values())
            right = f"{left:,} left out" if left else ""
            rows.append(Row(f"{len(one.people):,} may be thanked by {BY[one.channel]}", label=one.channel,
                            key=one.channel, right=right))  # fmt: skip
        self.show(rows)

    def completed(self, key: object) -> str | None:
        return str(key)

    def entered(self, text: str) -> None:
        channel = text.strip().casefold() or str(self.lines.key or "")
        if channel not in CHANNELS:
            self.say(f"One of: {', '.join(CHANNELS)}.", problem=True)
            return

        def write(store: Store) -> tuple[Conference, Chosen, str]:
            conference = find_conference(store, self._conference)
            chosen = you_said.who_came(store, conference, channel)
            if channel == "call":
                return conference, chosen, str(you_said.thank_sheet(store, conference, chosen))
            path = you_said.thank(store, conference, chosen, invitations.list_path(conference, f"thanks-{channel}"))
            return conference, chosen, str(path)

        self.ask("write", write, self._made, lane="slow", refused=self._refused)

    def _made(self, found: tuple[Conference, Chosen, str]) -> None:
        _, chosen, path = found
        left = sum(chosen.left_out.values())
        self.host.tell(f"{len(chosen.people):,} to thank, {left:,} left out: {path}, for you alone to read.")
        self.done()

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)
