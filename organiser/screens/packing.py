"""The panel that prints the pack of a conference: which parts, of which ward, how many papers."""

from organiser.errors import Problem
from organiser.screens.shown import counted
from organiser.services import pack
from organiser.services.conferences import find_conference
from organiser.services.pack import Pack
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "enter prints everything; or: ballots 120, signin, Forest Hill poster, more 20"


class PackPanel(Panel):
    """One line says what is printed; under it stands what that comes to, before enter does it."""

    def __init__(self, conference: str, ward: str = "") -> None:
        super().__init__("Print the pack", _HINT, value=f"{ward} " if ward else "")
        self._conference = conference
        self._busy = False

    def typed(self, text: str) -> None:
        def read(store: Store) -> list[tuple[str, str]]:
            conference = find_conference(store, self._conference)
            votes, asked = pack.read_line(conference, text)
            return pack.foresee(store, conference, votes, asked)

        self.ask("pack", read, self._show, refused=self._refused)

    def _show(self, found: list[tuple[str, str]]) -> None:
        self.show([Row(words, label=label, key=label) for label, words in found])
        self.say("enter prints")

    def completed(self, key: object) -> str | None:
        return f"{self.line.value.rstrip()} {key}".strip() if key in pack.PARTS else None

    def entered(self, text: str) -> None:
        if self._busy:
            return

        def write(store: Store) -> Pack:
            conference = find_conference(store, self._conference)
            votes, asked = pack.read_line(conference, text)
            return pack.print_pack(store, conference, votes, None, asked)

        self._busy = True
        self.say("Printing …")
        self.change(write, self._made, refused=self._refused)

    def _made(self, done: Pack) -> None:
        from organiser.screens.opening import open_file

        draft = " What is for the public says DRAFT: the imprint is not set." if done.draft else ""
        frozen = f" Frozen with it: {', '.join(done.frozen)}." if done.frozen else ""
        waiting = f" Not yet, without a shortlist: {', '.join(done.waiting)}." if done.waiting else ""
        where = open_file(done.folder, f"{counted(len(done.sheets), 'file', 'files')} for you alone to read")
        self.host.tell(f"{where}.{frozen}{waiting}{draft}")
        self.done("made")

    def _refused(self, problem: Problem) -> None:
        self._busy = False
        self.show([])
        self.say(problem.sentence, problem=True)
