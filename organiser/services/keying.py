"""Keying the papers of a ward: numbered after the box was mixed, a row a paper, by two people who are then compared.

Each row is kept at once, and all of a pile stands in the history under the moment the pile was opened: no paper has a
time of its own (docs/adr/0010).
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from organiser.errors import USAGE, Problem
from organiser.models.conferences import PAPER, PILE
from organiser.rules.conference import OFFERED
from organiser.rules.keying import Difference, Paper, differences, paper_of, read_row
from organiser.services.conferences import Contest, refuse_declared
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_text

# The keyer of what was agreed where two differed.
AGREED = ""


class Pile(NamedTuple):
    """A pile of papers: `papers` as counted into it by hand, `keyed` how many rows each keyer has, by name.

    `id` is the row's, for services only; `opened` a moment (UTC).
    """

    id: int
    uid: str
    label: str
    opened: str
    papers: int
    keyed: dict[str, int]


class Opened(NamedTuple):
    """A pile that was opened, and the number of the change."""

    pile: Pile
    operation: int | None


class Keyed(NamedTuple):
    """A paper as it was keyed, what it says, and the number of the change (None: it stood so already)."""

    number: int
    row: str
    paper: Paper
    operation: int | None


class Table(NamedTuple):
    """What lies before somebody who keys: the choices, the pile, their rows with what each says, and what differs."""

    vote: Contest
    choices: list[str]
    pile: Pile
    rows: list[Keyed]
    differing: list[Difference]

    @property
    def next(self) -> int:
        """The number of the next paper, from 1; one more than there are where all are keyed."""
        return max((row.number for row in self.rows), default=0) + 1


class Read(NamedTuple):
    """The papers of a ward as they count: each row, in the order of piles and numbers.

    `differing` are papers that two people keyed differently, `once` those that one person alone keyed, and `missing`
    is how many more were counted into the piles by hand than were keyed (below 0: fewer).
    """

    rows: list[str]
    differing: int
    once: int
    missing: int


# Reading -------------------------------------------------------------------------------------------------------------


def choices(store: Store, vote: Contest) -> list[str]:
    """What stands on the paper of a ward, in its order."""
    rows = store.rows("SELECT name FROM choice WHERE contest_id = ? AND state = ? ORDER BY number", (vote.id, OFFERED))
    return [name for (name,) in rows]


def piles(store: Store, vote: Contest) -> list[Pile]:
    """The piles of a ward, in the order in which they were opened."""
    rows = store.rows("SELECT id, uid, label, opened, papers FROM pile WHERE contest_id = ? ORDER BY id", (vote.id,))
    found = []
    for number, uid, label, opened, papers in rows:
        keyed = store.rows(
            "SELECT keyer, count(*) FROM paper WHERE pile_id = ? GROUP BY keyer ORDER BY keyer", (number,)
        )
        found.append(Pile(number, uid_text(uid), label, opened, papers, {who: n for who, n in keyed if who != AGREED}))
    return found


def find_pile(store: Store, vote: Contest, label: str = "") -> Pile:
    """The pile of a ward with this label; with "" the only one."""
    found = [pile for pile in piles(store, vote) if not label or label in (pile.label, pile.uid)]
    if not found:
        raise Problem(f"There is no such pile of {vote.ward.shown} yet: mix the papers, number them, then open one.")
    if len(found) > 1:
        raise Problem(f"{vote.ward.shown} has {len(found)} piles: say which.", USAGE)
    return found[0]


def rows_of(store: Store, pile: Pile, keyer: str) -> dict[int, str]:
    """What somebody keyed of a pile, by the number of the paper."""
    return dict(store.rows("SELECT number, marks FROM paper WHERE pile_id = ? AND keyer = ?", (pile.id, keyer)))


def table(store: Store, vote: Contest, label: str, keyer: str) -> Table:
    """What lies before somebody who keys a pile."""
    pile, names = find_pile(store, vote, label), choices(store, vote)
    kept = sorted(rows_of(store, pile, safe_text(keyer)).items())
    rows = [Keyed(number, row, paper_of(row, vote.method, len(names)), None) for number, row in kept]
    return Table(vote, names, pile, rows, compare(store, pile))


def compare(store: Store, pile: Pile) -> list[Difference]:
    """The papers on which those who keyed a pile differ and nothing was agreed yet."""
    return differences({keyer: rows_of(store, pile, keyer) for keyer in pile.keyed}, rows_of(store, pile, AGREED))


def read(store: Store, vote: Contest) -> Read:
    """All papers of a ward as they count."""
    rows: list[str] = []
    differing = once = missing = 0
    for pile in piles(store, vote):
        agreed = rows_of(store, pile, AGREED)
        keyed = [rows_of(store, pile, keyer) for keyer in pile.keyed]
        differing += len(compare(store, pile))
        numbers = sorted(set().union(agreed, *keyed))
        missing += pile.papers - len(numbers)
        for number in numbers:
            told = [one[number] for one in keyed if number in one]
            once += len(told) < 2 and number not in agreed
            rows.append(agreed.get(number, told[0] if told else ""))
    return Read(rows, differing, once, missing)


# Writing -------------------------------------------------------------------------------------------------------------


def open_pile(store: Store, vote: Contest, papers: int, label: str = "") -> Opened:
    """Open a pile of so many papers, counted by hand after mixing; its label is the next number where none is said."""
    if papers < 1:
        raise Problem("Count the papers of the pile first: how many are there?", USAGE)
    if store.setting("job"):
        raise Problem("This file is for the pile that was handed out: others are opened on the laptop it came from.")
    if not choices(store, vote):
        raise Problem(f"Nothing stands on the paper of {vote.ward.shown} yet: agree its shortlist first.")
    name = safe_text(label) or str(len(piles(store, vote)) + 1)
    with store.operation(f"Open pile {name} of {vote.ward.shown}", kind="keying") as work:
        refuse_declared(work, vote.id)
        if work.value("SELECT tie = 'seed' AND seed = '' FROM contest WHERE id = ?", (vote.id,)):
            raise Problem(
                f"Ties in {vote.ward.shown} go by a seed, fixed before its papers are opened: 'organiser conference "
                f'count --ward "{vote.ward.shown}" --seed 4172\', or f on the page of its result.'
            )
        if any(pile.label == name for pile in piles(store, vote)):
            raise Problem(f"{vote.ward.shown} has a pile {name} already.", USAGE)
        work.insert(PILE, uid=uuid4().bytes, contest_id=vote.id, label=name, opened=clock.now(), papers=papers)
    return Opened(find_pile(store, vote, name), work.operation_id)


def key(
    store: Store, vote: Contest, pile: Pile, keyer: str, text: str, number: int | None = None, *, new: bool = False
) -> Keyed:
    """Keep a paper as somebody keyed it: of this number, else the next; keyed again it is mended.

    `new` says that whoever keys takes the paper for not keyed yet. Problem where the row cannot be meant, is beyond the
    papers that were counted into the pile, or is new and somebody of the same name keyed it otherwise meanwhile.
    """
    name = safe_text(keyer)
    if not name:
        raise Problem("Say who keys: two people key each pile.", USAGE)
    return _keep(store, vote, pile, name, text, number, new=new)


def agree(store: Store, vote: Contest, pile: Pile, number: int, text: str) -> Keyed:
    """Settle a paper on which two differ, after a look at the paper itself."""
    return _keep(store, vote, pile, AGREED, text, number)


def _keep(
    store: Store, vote: Contest, pile: Pile, keyer: str, text: str, number: int | None, *, new: bool = False
) -> Keyed:
    count = len(choices(store, vote))
    try:
        row = read_row(safe_text(text), vote.method, count)
    except ValueError as error:
        raise Problem(f"Paper {number or 'not kept'}: {error}.", USAGE) from None
    who = f" by {keyer}" if keyer else ", agreed"
    with store.operation(f"Key pile {pile.label} of {vote.ward.shown}{who}", kind="keying", at=pile.opened) as work:
        refuse_declared(work, vote.id)
        place = number or _next(work, pile, keyer)
        if not 1 <= place <= pile.papers:
            raise Problem(f"Pile {pile.label} has {pile.papers} papers: there is no paper {place}.", USAGE)
        stands = work.rows(
            "SELECT id, marks FROM paper WHERE pile_id = ? AND keyer = ? AND number = ?", (pile.id, keyer, place)
        )
        if stands and new and stands[0][1] != row:
            raise Problem(f"Paper {place} was keyed meanwhile as {keyer}: two who key need two names.")
        if stands:
            work.update(PAPER, stands[0][0], marks=row)
        else:
            work.insert(PAPER, uid=uuid4().bytes, pile_id=pile.id, keyer=keyer, number=place, marks=row)
    return Keyed(place, row, paper_of(row, vote.method, count), work.operation_id)


def _next(work: Work, pile: Pile, keyer: str) -> int:
    last = work.value("SELECT max(number) FROM paper WHERE pile_id = ? AND keyer = ?", (pile.id, keyer))
    return (last if isinstance(last, int) else 0) + 1


def key_all(store: Store, vote: Contest, pile: Pile, keyer: str, lines: Sequence[str]) -> list[Keyed]:
    """Keep many papers, one a line, as one change, or none: Problem, with the line, where one cannot be meant."""
    name, count = safe_text(keyer), len(choices(store, vote))
    if not name:
        raise Problem("Say who keys: two people key each pile.", USAGE)
    rows = []
    for place, line in enumerate(lines, 1):
        try:
            rows.append(read_row(safe_text(line), vote.method, count))
        except ValueError as error:
            raise Problem(f"Line {place}: {error}. Nothing was kept.", USAGE) from None
    title = f"Key pile {pile.label} of {vote.ward.shown} by {name}"
    with store.operation(title, kind="keying", at=pile.opened) as work:
        refuse_declared(work, vote.id)
        first = _next(work, pile, name)
        if first + len(rows) - 1 > pile.papers:
            raise Problem(f"Pile {pile.label} has {pile.papers} papers, and {first - 1 + len(rows)} were keyed.", USAGE)
        for number, row in enumerate(rows, first):
            work.insert(PAPER, uid=uuid4().bytes, pile_id=pile.id, keyer=name, number=number, marks=row)
    operation = work.operation_id
    return [Keyed(first + place, row, paper_of(row, vote.method, count), operation) for place, row in enumerate(rows)]
