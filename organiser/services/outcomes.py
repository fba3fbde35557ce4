"""The result of a ward: its papers counted by the announced rule, accounted for to the last one, and declared.

A recount of the same papers gives the same result and the same check code. Nothing is declared while two keyers differ
or a tie waits for its lot; in a ward with fewer than five papers only what was adopted is told.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import CONTEST, DECLARED, LOT
from organiser.rules.conference import FEWEST
from organiser.rules.counting import methods
from organiser.rules.counting.ballots import APPROVAL, RANKED, Ballots, gather
from organiser.rules.counting.result import Option, Result
from organiser.rules.counting.ties import Lot
from organiser.rules.keying import WRONG, fits, paper_of
from organiser.services import keying, signin
from organiser.services.conferences import Conference, Contest, contests
from organiser.services.keying import Read
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

_RANKED = ("irv", "stv")


class Papers(NamedTuple):
    """The papers of a ward, accounted for: issued = counted + spoilt + replaced + not_returned.

    `spoilt` were in the box and count for nothing, by what is wrong with them, in words; `replaced` were spoilt and
    came back to the desk; `not_returned` is below 0 where more papers were in the box than were given out.
    """

    issued: int
    counted: int
    spoilt: dict[str, int]
    replaced: int
    not_returned: int

    @property
    def in_box(self) -> int:
        return self.counted + sum(self.spoilt.values())


class Outcome(NamedTuple):
    """The count of a ward as its papers stand. `troubles` are sentences: while there is one, nothing is declared.

    `beside` is what other methods would have chosen (rules.counting.methods.beside): for the annex, not the hall.
    `lot` is how ties fall, `witnesses` who saw it drawn by hand.
    """

    vote: Contest
    result: Result
    papers: Papers
    read: Read
    beside: dict[str, tuple[int, ...] | None]
    lot: Lot
    witnesses: tuple[str, ...]
    troubles: tuple[str, ...]

    @property
    def few(self) -> bool:
        """Whether more than what was adopted would tell how somebody voted."""
        return self.papers.counted < FEWEST

    @property
    def code(self) -> str:
        """The check code; "" where few voted: from so few papers the code could be reckoned back to what they say."""
        return "" if self.few else self.result.check

    @property
    def adopted(self) -> tuple[str, ...]:
        """The issues that were adopted, in their order."""
        return tuple(map(self.result.name, self.result.winners))


class Declared(NamedTuple):
    """A result that was declared: its check code ("" where few voted), the moment (UTC), the number of the change."""

    code: str
    declared: str
    operation: int | None


def outcome(store: Store, conference: Conference, vote: Contest) -> Outcome:
    """Count the papers of a ward."""
    names = keying.choices(store, vote)
    options = [Option(str(number), name) for number, name in enumerate(names, 1)]
    read = keying.read(store, vote)
    ballots = _ballots(options, read.rows, vote)
    lot, witnesses = _lot(store, vote)
    result = methods.count(vote.method, options, ballots, vote.seats, lot) if options else None
    if result is None:
        raise Problem(f"Nothing stands on the paper of {vote.ward.shown} yet: agree its shortlist first.")
    papers = _papers(store, conference, vote, ballots)
    found = Outcome(vote, result, papers, read, methods.beside(result, ballots, lot), lot, witnesses, ())
    return found._replace(troubles=tuple(_troubles(store, found)))


def _ballots(options: Sequence[Option], rows: Sequence[str], vote: Contest) -> Ballots:
    if any(not fits(row, vote.method, len(options)) for row in rows):
        raise Problem(
            f"The papers of {vote.ward.shown} were keyed for other options than stand on its paper now: 'organiser "
            "history' shows what was changed, and undo takes it back."
        )
    read = [paper_of(row, vote.method, len(options)) for row in rows]
    kind = RANKED if vote.method in _RANKED else APPROVAL
    valid = gather(options, ((paper.marks, 1) for paper in read if paper.marks), kind)
    return Ballots(kind, valid.papers, Counter(paper.fault for paper in read if not paper.marks))


def _lot(store: Store, vote: Contest) -> tuple[Lot, tuple[str, ...]]:
    drawn = store.rows("SELECT drawn, witness, second_witness FROM lot WHERE contest_id = ?", (vote.id,))
    if vote.seed:
        return Lot(seed=vote.seed), ()
    if not drawn:
        return Lot(), ()
    order, *witnesses = drawn[0]
    return Lot(by_hand=(tuple(order.split()),)), tuple(witnesses)


def _papers(store: Store, conference: Conference, vote: Contest, ballots: Ballots) -> Papers:
    balance = next(one for one in signin.balances(store, conference) if one.contest.id == vote.id)
    spoilt = {WRONG[fault]: count for fault, count in sorted(ballots.spoilt.items())}
    not_returned = balance.given - balance.spoilt - ballots.total
    return Papers(balance.given, ballots.valid, spoilt, balance.spoilt, not_returned)


def _troubles(store: Store, found: Outcome) -> list[str]:
    result, read, papers = found.result, found.read, found.papers
    told = []
    stands = store.value("SELECT result FROM declared WHERE contest_id = ?", (found.vote.id,))
    if stands is not None and stands != canonical(found):
        told.append("Papers were changed since this was declared: counted again they give something else.")
    if read.differing:
        told.append(f"{_so_many(read.differing)} keyed differently: look at the paper and agree.")
    if read.once:
        told.append(f"{_so_many(read.once)} keyed by one person only: a second keys them too.")
    if read.missing:
        more = (
            "more counted into the piles than keyed" if read.missing > 0 else "more keyed than counted into the piles"
        )
        told.append(f"{_so_many(abs(read.missing))} {more}.")
    if result.unsettled:
        told.append(_tie(found))
    if papers.not_returned < 0:
        more = _so_many(-papers.not_returned)
        told.append(f"{more} more in the box than were given out: bring the desks back, or count again.")
    if not papers.in_box:
        told.append("No paper was keyed yet.")
    return told


def _tie(found: Outcome) -> str:
    """A tie that waits. Where few voted it is not told between which: a lot of all options breaks any."""
    names = found.result.unsettled.among if found.result.unsettled and not found.few else ()
    among = ", ".join(map(found.result.name, names)) or "draw one of all options"
    if found.vote.tie == "seed":
        return f"A tie that takes a lot: {among}. No seed was fixed, so it is drawn by hand before two witnesses."
    return f"A tie that takes a lot: {among}."


def _so_many(papers: int) -> str:
    return f"{papers:,} paper{'' if papers == 1 else 's'}"


# Writing -------------------------------------------------------------------------------------------------------------


def fix_seed(store: Store, vote: Contest, seed: str) -> int | None:
    """Fix the seed of a ward's lots; Problem once its papers are being keyed, or where its rule is a lot by hand."""
    seed = safe_text(seed)
    if vote.tie != "seed":
        raise Problem(f"A tie in {vote.ward.shown} is broken by hand: that is what was announced.", USAGE)
    if not seed:
        raise Problem("The seed is what people in the hall call out: four digits, say.", USAGE)
    with store.operation(f"Fix the seed of {vote.ward.shown}", kind="conference") as work:
        if keying.piles(store, vote):
            raise Problem(f"The papers of {vote.ward.shown} are open already: a seed is fixed before.")
        work.update(CONTEST, vote.id, seed=seed, seed_fixed=clock.now())
    return work.operation_id


def draw_lot(store: Store, vote: Contest, order: Sequence[str], witnesses: Sequence[str]) -> int | None:
    """Enter a lot drawn by hand: numbers of options, the first preferred, and the two who saw it drawn."""
    seen = [safe_text(name) for name in witnesses if safe_text(name)]
    if len(seen) != 2 or seen[0].casefold() == seen[1].casefold():
        raise Problem("Two people see the lot drawn: give both names.", USAGE)
    known = {str(number) for number in range(1, len(keying.choices(store, vote)) + 1)}
    if len(order) < 2 or len(set(order)) != len(order) or not set(order) <= known:
        raise Problem(f"A lot is the numbers of the options, each once, the first preferred: 1 to {len(known)}.", USAGE)
    columns = {"drawn": " ".join(order), "witness": seen[0], "second_witness": seen[1]}
    with store.operation(f"Enter the lot drawn in {vote.ward.shown}", kind="conference") as work:
        if work.value("SELECT seed FROM contest WHERE id = ?", (vote.id,)):
            raise Problem(f"A tie in {vote.ward.shown} follows from the seed: that is what was announced.", USAGE)
        if work.value("SELECT 1 FROM declared WHERE contest_id = ?", (vote.id,)):
            raise Problem(f"The result of {vote.ward.shown} is declared: take that back first.")
        now = work.value("SELECT id FROM lot WHERE contest_id = ?", (vote.id,))
        if isinstance(now, int):
            work.update(LOT, now, **columns)
        else:
            work.insert(LOT, contest_id=vote.id, **columns)
    return work.operation_id


def declare(store: Store, conference: Conference, vote: Contest) -> Declared:
    """Declare the result of a ward, as it stands; Problem while something of it is not settled."""
    with store.operation(f"Declare the result of {vote.ward.shown}", kind="conference") as work:
        (vote,) = contests(store, f"contest.id = {vote.id}")
        if vote.declared:
            raise Problem(f"The result of {vote.ward.shown} has been declared already.")
        found = outcome(store, conference, vote)
        if found.troubles:
            raise Problem(f"{vote.ward.shown} cannot be declared yet. {' '.join(found.troubles)}")
        now = clock.now()
        work.insert_with_uid(DECLARED, contest_id=vote.id, result=canonical(found), code=found.code, declared=now)
    return Declared(found.code, now, work.operation_id)


def recount(store: Store, conference: Conference, vote: Contest) -> bool:
    """Whether the papers of a declared ward, counted again, give what was declared, byte for byte."""
    stands = store.value("SELECT result FROM declared WHERE contest_id = ?", (vote.id,))
    return stands == canonical(outcome(store, conference, vote))


def canonical(found: Outcome) -> str:
    """A result as text that is the same for the same papers: what is kept of one that was declared."""
    result = found.result
    told: dict[str, object] = {
        "ward": found.vote.ward.gss,
        "rule": found.vote.rule,
        "adopted": found.adopted,
        "code": found.code,
    }
    if not found.few:
        told |= {
            "options": [option.name for option in result.options],
            "papers": found.papers._asdict(),
            "stages": [
                {"tallies": stage.tallies, "elected": stage.elected, "dropped_out": stage.excluded, "lost": stage.lost}
                for stage in result.stages
            ],
            "ties": [[tie.stage, tie.among, tie.broken_by, tie.order] for tie in result.ties],
        }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
