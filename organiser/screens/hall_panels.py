"""Two lines for the evening of a conference: what is handed out to another laptop, and where the second place is."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from organiser.errors import Problem
from organiser.rules.names import fold
from organiser.services import hall_handouts, second_place
from organiser.services.conferences import find_conference
from organiser.services.hall_handouts import Offer
from organiser.services.handouts import HandedOut
from organiser.services.second_place import Copied
from organiser.store.store import Store
from organiser.widgets.lines import Row
from organiser.widgets.panel import Panel

Told = Callable[[str], None]


class HandOutPanel(Panel):
    """A desk or a pile, chosen from those there are; enter writes its file."""

    def __init__(self, conference: str, tell: Told) -> None:
        super().__init__("Hand out to another laptop", "part of its name; ↓ chooses, enter writes the file")
        self._conference = conference
        self._tell = tell
        self._offers: list[Offer] | None = None
        # What was entered before it was known what there is.
        self._ahead: str | None = None

    def on_mount(self) -> None:
        super().on_mount()
        self.ask("offers", partial(_offers, words=self._conference), self._arrived)

    def _arrived(self, offers: list[Offer]) -> None:
        self._offers = offers
        if not offers:
            self.say("No ward has a desk and no pile is open yet: 'organiser conference rules --desk 1' names a desk.")
        self.typed(self.line.value)
        if self._ahead is not None:
            self.entered(self._ahead)

    def typed(self, text: str) -> None:
        wanted = fold(text).split()
        found = [one for one in self._offers or () if all(word in fold(one.words) for word in wanted)]
        self.show([Row(one.words, key=one.words) for one in found])

    def completed(self, key: object) -> str | None:
        return str(key)

    def entered(self, text: str) -> None:
        if self._offers is None:
            self._ahead = text
            return
        self.typed(text)
        offer = next((one for one in self._offers if one.words == self.lines.key), None)
        if offer is None:
            self.say("There is no such desk or pile.", problem=True)
            return
        work = partial(_hand_out, words=self._conference, offer=offer)
        self.change(work, self._made, refused=lambda problem: self.say(problem.sentence, problem=True))

    def _made(self, made: HandedOut) -> None:
        self.done()
        self._tell(f"Handed out: {made.file}. It opens on its one job; i on the page of files brings it back.")


class SecondPlacePanel(Panel):
    """The folder into which a copy goes after each batch; an empty line makes none any more."""

    def __init__(self, tell: Told) -> None:
        super().__init__("Where is the second place? A stick, say", "/media/stick; nothing: no copies any more")
        self._tell = tell

    def on_mount(self) -> None:
        super().on_mount()
        kept = second_place.place(self.host.settings)
        if kept is not None:
            self.line.value = str(kept)
            self.line.action_end()

    def entered(self, text: str) -> None:
        if not text:
            second_place.forget(self.host.settings)
            self.done()
            self._tell("No copy is made in a second place any more.")
            return
        self.say("Copying …")
        work = partial(second_place.choose, settings=self.host.settings, folder=Path(text))
        self.ask("copy", work, self._copied, lane="slow", refused=self._refused)

    def _copied(self, made: Copied) -> None:
        self.done()
        self._tell(f"{made.path}, as of {made.at}. It names people: keep the stick with you.")

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _offers(store: Store, words: str) -> list[Offer]:
    return hall_handouts.offers(store, find_conference(store, words))


def _hand_out(store: Store, words: str, offer: Offer) -> HandedOut:
    return hall_handouts.hand_out(store, find_conference(store, words), offer)
