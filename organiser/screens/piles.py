"""The papers of a conference in piles: which were opened, who keyed them, and where two people differ."""

from collections.abc import Iterator
from functools import partial

from textual import on

from organiser.errors import Problem
from organiser.screens import shown
from organiser.screens.base import LinesPage
from organiser.services import keying
from organiser.services.conferences import Conference, Contest, find_conference, find_contest
from organiser.services.keying import Opened, Pile
from organiser.store.store import Store
from organiser.widgets.lines import Lines, Row
from organiser.widgets.panel import Panel

# The gss code of a ward, and the label of a pile ("" for the ward itself).
Key = tuple[str, str]
Wards = list[tuple[Contest, list[tuple[Pile, int]]]]


class PilesPage(LinesPage, page="piles"):
    """The piles of a conference by number or code."""

    label_width = 1

    def __init__(self, conference: str) -> None:
        super().__init__()
        self._words = conference
        # The pile that was opened last, to which the cursor goes once it is shown; "" for none.
        self._newest: Key = ("", "")

    def title_words(self) -> str:
        return "Papers"

    def reload(self) -> None:
        self.ask("piles", partial(_wards, words=self._words), self._show)

    def _show(self, wards: Wards) -> None:
        papers = sum(pile.papers for _, piles in wards for pile, _ in piles)
        self.trail.show(right=shown.counted(papers, "paper", "papers") if papers else "")
        self.lines.show(list(_rows(wards)))
        if any(pile.label == self._newest[1] for _, piles in wards for pile, _ in piles):
            self.lines.go_to(self._newest)
            self._newest = ("", "")

    def _here(self) -> Key:
        if self._newest[1]:
            return self._newest
        key = self.lines.key
        return key if isinstance(key, tuple) else ("", "")

    # Keys -----------------------------------------------------------------------------------------------------------

    @on(Lines.Opened)
    async def _opened(self) -> None:
        await self.action_key()

    async def action_key(self) -> None:
        ward, label = self._here()
        if not label:
            await self.action_new_pile()
            return
        await self.app.push_screen(WhoPanel(), partial(self._keying, ward, label))

    def _keying(self, ward: str, label: str, keyer: str | None) -> None:
        from organiser.screens.keying import KeyingPage

        if keyer:
            self.app.push_screen(KeyingPage(self._words, ward, label, keyer))

    async def action_new_pile(self) -> None:
        ward, _ = self._here()
        if ward:
            await self.app.push_screen(PilePanel(self._words, ward), partial(self._opened_pile, ward))

    def _opened_pile(self, ward: str, label: str | None) -> None:
        if label:
            self._newest = (ward, label)
            self.tell(f"Pile {label} is open: two people key it, each on their own. u takes it back.")
            self.reload()

    async def action_differences(self) -> None:
        from organiser.screens.keying import KeyingPage

        ward, label = self._here()
        if label:
            await self.app.push_screen(KeyingPage(self._words, ward, label, keying.AGREED))


class WhoPanel(Panel):
    """Who keys: two people key each pile, and are compared."""

    def __init__(self) -> None:
        super().__init__("Who keys this pile? Two people do, each on their own", "a first name will do")

    def entered(self, text: str) -> None:
        if text:
            self.done(text)
        else:
            self.say("A name, so that the two can be compared.", problem=True)


class PilePanel(Panel):
    """How many papers were counted into a new pile."""

    def __init__(self, conference: str, ward: str) -> None:
        super().__init__("Mix the papers, number them from 1, count them", "how many are there? 118")
        self._conference = conference
        self._ward = ward

    def entered(self, text: str) -> None:
        if not text.isdecimal() or len(text) > 6:
            self.say("How many papers are in the pile? A number.", problem=True)
            return
        work = partial(_open, words=self._conference, ward=self._ward, papers=int(text))
        self.change(work, self._opened, refused=self._refused)

    def _opened(self, opened: Opened) -> None:
        self.done(opened.pile.label)

    def _refused(self, problem: Problem) -> None:
        self.say(problem.sentence, problem=True)


def _open(store: Store, words: str, ward: str, papers: int) -> Opened:
    return keying.open_pile(store, find_contest(find_conference(store, words), ward), papers)


def _wards(store: Store, words: str) -> Wards:
    found: Conference = find_conference(store, words)
    return [
        (vote, [(pile, len(keying.compare(store, pile))) for pile in keying.piles(store, vote)]) for vote in found.votes
    ]


def _rows(wards: Wards) -> Iterator[Row]:
    for vote, piles in wards:
        yield Row(vote.ward.shown, key=(vote.ward.gss, ""), right="declared" if vote.declared else "")
        for pile, differing in piles:
            words = f"  pile {pile.label}, {shown.counted(pile.papers, 'paper', 'papers')}"
            yield Row(words, key=(vote.ward.gss, pile.label), right=_who(pile, differing))
        if not piles:
            yield Row(
                "  no pile is open yet: n opens one, once the papers are mixed, numbered and counted", kind="quiet"
            )


def _who(pile: Pile, differing: int) -> str:
    keyed = ", ".join(f"{name} {count:,}" for name, count in pile.keyed.items()) or "nobody keyed it yet"
    return f"{keyed}; {differing:,} differ" if differing else keyed
