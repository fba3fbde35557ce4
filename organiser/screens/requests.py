"""A request for a councillor's help, typed in one line and handed over: a slip to print, and nothing kept."""

from organiser.errors import Problem
from organiser.rules.requests import from_line
from organiser.services import offices, requests
from organiser.services.requests import Done, Where
from organiser.store import clock
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

_HINT = "lift broken for weeks; Ann Lee; 07700 900123"
_NO_COUNCILLOR = "No councillor of this ward is known here: add 'for Cllr' and a name at the end."
_ALL = "all of them"


class RequestPanel(Panel):
    """What is asked; who asks; how they are reached. ↑ ↓ choose the councillor, enter writes the slip.

    `ward` and `event` are words or codes that find them. The line is not kept when the panel is left.
    """

    def __init__(self, ward: str, event: str = "") -> None:
        super().__init__("Hand a request to a councillor: what is asked; who asks; how to reach them", _HINT)
        self._ward = ward
        self._event = event
        self._councillors: list[str] | None = None

    def on_mount(self) -> None:
        super().on_mount()
        ward = self._ward

        def councillors(store: Store) -> list[str]:
            today = clock.today()
            return [name for _, name in requests.councillors_of(store, offices.one_ward(store, ward, today), today)]

        self.ask("councillors", councillors, self._arrived, refused=self._refused)

    def _arrived(self, names: list[str]) -> None:
        self._councillors = names
        self._draw()

    def typed(self, text: str) -> None:
        self.say("")
        self._draw()

    def _draw(self) -> None:
        if self._councillors is None:
            return
        asked, name, contact = from_line(self.line.value)
        key = self.lines.key
        rows = [
            Row(words, label=label) for label, words in (("Asks", asked), ("Who", name), ("Reach", contact)) if words
        ]
        names = self._councillors
        choices = [_ALL] * (len(names) > 1) + names
        rows += [Row(f"for Cllr {one}" if one != _ALL else f"for {_ALL}", label="To" * (not place), key=one)
                 for place, one in enumerate(choices)]  # fmt: skip
        if not names:
            rows.append(Row(_NO_COUNCILLOR, kind="quiet"))
        self.show(rows)
        if key is not None:
            self.lines.go_to(key)

    def entered(self, text: str) -> None:
        line, marker, named = text.rpartition("for Cllr ")
        if not marker:
            line, named = text, ""
        request = from_line(line.rstrip(" ;,"))
        chosen = self.lines.key
        to = named or ("" if chosen in (None, _ALL) else str(chosen))
        where = Where(self._ward, to, self._event)
        self.say("One moment …")
        self.change(lambda store: requests.hand_over(store, request, where), self._handed, refused=self._refused)

    def _handed(self, done: Done) -> None:
        told = f"{done.handed.sentence[:1].upper()}{done.handed.sentence[1:]}; nothing of what was asked is kept here."
        self.host.tell(f"{told} Print {done.file}, hand it over, then delete it.")
        self.done("handed")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)
