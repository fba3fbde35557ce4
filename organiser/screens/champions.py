"""Community champions: for what, who supports them, and how long nobody has spoken to them; keys to do it at once."""

from collections.abc import Iterator
from functools import partial

from textual import on

from organiser.rules.dates import uk_date
from organiser.screens.base import LinesPage
from organiser.screens.one_line import OneLine
from organiser.services import champion_finding, champions
from organiser.services.champion_finding import Candidate
from organiser.services.champions import ASKED, GIVEN, Champion, Changes, Draft, Written
from organiser.services.people import find_one
from organiser.services.tasks import Written as Task
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row

_NOTHING = "There is no champion yet: c makes somebody one; below are those who could be asked, if there are any."


class ChampionsPage(LinesPage, page="champions"):
    """Those longest without a word first; under them who could be asked to be one."""

    label_width = 20

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Champion] = {}
        self._could: dict[int, Candidate] = {}

    def title_words(self) -> str:
        return "Champions"

    def reload(self) -> None:
        self.ask("champions", champions.list_champions, self._arrived)
        self.ask("could", champion_finding.find, self._could_be, lane="slow")

    def _arrived(self, found: list[Champion]) -> None:
        self._found = {one.uid: one for one in found}
        quiet = len(champions.unspoken(found))
        words = f"{len(found):,}, {quiet:,} not spoken to for 6 weeks" if quiet else f"{len(found):,}"
        self.trail.show(right=words if found else "")
        self._draw()

    def _could_be(self, found: list[Candidate]) -> None:
        self._could = {one.about.id: one for one in found}
        self._draw()

    def _draw(self) -> None:
        self.lines.show(list(self._rows()))

    def _rows(self) -> Iterator[Row]:
        today = clock.today()
        if not self._found:
            yield Row(_NOTHING, kind="quiet")
        for one in self._found.values():
            ward = f", {one.ward.shown}" if one.ward else ""
            yield Row(f"{one.cause}{ward}", label=one.about.name, key=one.uid,
                      right=f"spoken to {one.quiet_words}" if one.spoken else "not spoken to yet",
                      kind="problem" if one.unspoken or not one.supported else "text")  # fmt: skip
            by = f"supported by {one.by}" if one.supported else "nobody supports them yet: l links somebody"
            asked = next((line for line in one.diary if line.kind == ASKED), None)
            last = one.diary[0] if one.diary else None
            waits = asked if asked and last is asked else None
            diary = f"; asked for {waits.what}, {uk_date(waits.on, today)}" if waits else ""
            given = f"; given {last.what}, {uk_date(last.on, today)}" if last and last.kind == GIVEN else ""
            yield Row(f"{by}{diary or given}", kind="quiet")
        if self._could:
            yield Row("")
            yield Row("Could be asked: y makes it a task", kind="heading", right=f"{len(self._could):,}")
        for person, could in self._could.items():
            ward = f", {could.ward.shown}" if could.ward else ""
            yield Row(f"{could.issue or 'no issue known'}{ward}: {could.why}", label=could.about.name, key=person,
                      right=uk_date(could.on, today))  # fmt: skip

    # Keys -----------------------------------------------------------------------------------------------------------

    def _here(self) -> Champion | None:
        found = self._found.get(str(self.lines.key))
        if found is None:
            self.tell("Put the cursor on a champion first.", problem=True)
        return found

    @on(Lines.Opened)
    def _opened(self, message: Lines.Opened) -> None:
        if isinstance(message.key, int):
            self.host.open_person(message.key)
        elif found := self._found.get(str(message.key)):
            self.host.open_person(found.about.id)

    async def action_given(self) -> None:
        await self._diary(GIVEN, "What support was given to {}?", "wrote to the contractor")

    async def action_asked(self) -> None:
        await self._diary(ASKED, "What did {} ask for?", "a letter to the contractor")

    async def _diary(self, kind: str, title: str, hint: str) -> None:
        if one := self._here():
            told = [f"{uk_date(line.on, clock.today())} {'asked for' if line.kind == ASKED else 'given'}: {line.what}"
                    for line in one.diary[:6]]  # fmt: skip
            await self.app.push_screen(
                OneLine(
                    title.format(one.about.name),
                    hint,
                    lambda store, text: champions.support(store, one, kind, text),
                    _said,
                    keep=f"support {one.uid} {kind}",
                    beside=told,
                )
            )

    async def action_note(self) -> None:
        if one := self._here():
            from organiser.screens.noting import NotePanel

            await self.app.push_screen(NotePanel(one.about.id, one.about.name))

    async def action_link(self) -> None:
        if one := self._here():
            await self.app.push_screen(
                OneLine(
                    f"Which councillor supports {one.about.name}?",
                    "patel",
                    lambda store, text: champions.edit(store, one, Changes(councillor=text)),
                    _said,
                    value=one.councillor.name if one.councillor else "",
                )
            )

    async def action_keeper(self) -> None:
        if one := self._here():
            await self.app.push_screen(
                OneLine(
                    f"Who looks after {one.about.name}?",
                    "a name",
                    lambda store, text: champions.edit(store, one, Changes(keeper=text)),
                    _said,
                    value=one.keeper,
                )
            )

    async def action_branch(self) -> None:
        if one := self._here():
            await self.app.push_screen(
                OneLine(
                    f"Which branch supports {one.about.name}?",
                    "the name of a branch",
                    lambda store, text: champions.edit(store, one, Changes(branch=text)),
                    _said,
                    value=one.branch[0] if one.branch else "",
                )
            )

    async def action_new(self) -> None:
        await self.app.push_screen(
            OneLine(
                "Who is a champion of what?",
                "kasia nowak: bins behind Acre Lane",
                _new,
                _said,
                keep="champion",
                beside=["words that find one person, a colon, and an issue or a community"],
            )
        )

    def action_end(self) -> None:
        if one := self._here():
            self.change(partial(_end, champion=one), lambda written: self.tell(
                f"{written.champion.about.name} is champion no more; the diary stays. u takes it back."
            ))  # fmt: skip

    def action_ask(self) -> None:
        key = self.lines.key
        could = self._could.get(key) if isinstance(key, int) else None
        if could is None:
            self.tell("Put the cursor on somebody who could be asked.", problem=True)
        else:
            self.change(lambda store: champion_finding.invite(store, could), self._asked_for)

    def _asked_for(self, written: Task) -> None:
        name = written.task.about.name if written.task.about else ""
        self.tell(f"A task to ask {name}, due in a week. u takes it back.")


def _new(store: Store, text: str) -> Written:
    who, _, cause = text.partition(":")
    return champions.add(store, find_one(store, who), Draft(cause))


def _end(store: Store, *, champion: Champion) -> Written:
    return champions.end(store, champion)


def _said(written: Written) -> str:
    one = written.champion
    by = f"supported by {one.by}" if one.supported else "nobody supports them yet"
    return f"{one.about.name}, {one.cause}: {by}. u takes it back."
