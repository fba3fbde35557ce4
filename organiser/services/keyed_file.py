"""Papers that somebody typed elsewhere, as CSV, workbook, BLT or Pabulib .pb, taken in as one keyer's rows of a pile.

All of it or nothing: what is not on the ward's paper, or cannot stand there, is refused with its line.
"""

from collections.abc import Iterator
from pathlib import Path

from organiser.errors import UNREADABLE, Problem
from organiser.formats.ballots import BallotFile, Typed, read_ballots
from organiser.rules.counting.ballots import BLANK, POINTS, RANKED
from organiser.rules.keying import UNREADABLE as CANNOT_BE_READ
from organiser.rules.keying import read_row
from organiser.services import keying
from organiser.services.conferences import Contest
from organiser.services.keying import Keyed, Pile
from organiser.store.store import Store

_RANKED = ("irv", "stv")


def key_file(store: Store, vote: Contest, pile: Pile, keyer: str, path: Path | str) -> list[Keyed]:
    """Take the papers of a file in, in their order, as keyed by one person; Problem (65) with the line otherwise.

    A BLT or .pb file counts equal papers together: of it the order is that in which they first come.
    """
    name = Path(path).name
    file = read_ballots(path, vote.method, in_order=True)
    if file.ballots.kind == POINTS:
        raise Problem(f"{name} gives points: {vote.ward.shown} votes by {vote.rule}.", UNREADABLE)
    several = not file.typed and any(len(marks) > 1 for marks in file.ballots.papers)
    if several and file.ballots.kind == RANKED and vote.method not in _RANKED:
        raise Problem(f"{name} ranks its options: {vote.ward.shown} votes by {vote.rule}.", UNREADABLE)
    choices = keying.choices(store, vote)
    numbers = _numbers(file, choices, vote, name)
    rows = []
    for typed in file.typed or _one_by_one(file):
        try:
            row = _row(typed, numbers, len(choices), vote.method, ordered=file.ballots.kind == RANKED)
            rows.append(read_row(row, vote.method, len(choices)))
        except ValueError as error:
            where = f", row {typed.row}" if typed.row else ""
            raise Problem(f"{name}{where}: {error}. Nothing was taken in.", UNREADABLE) from None
    return keying.key_all(store, vote, pile, keyer, rows)


def _numbers(file: BallotFile, choices: list[str], vote: Contest, name: str) -> list[int]:
    """The number on the ward's paper of each option of a file, by its name, else by its number."""
    known = {choice.casefold(): number for number, choice in enumerate(choices, 1)}
    known |= {str(number): number for number in range(1, len(choices) + 1) if str(number) not in known}
    found: list[int] = []
    for option in file.options:
        number = known.get(option.name.casefold()) or known.get(option.id.casefold())
        if number is None or number in found:
            place = len(found) + 1
            row = next((one.row for one in file.typed if place in one.marks), 1 if file.typed else 0)
            where = f", row {row}" if row else ""
            why = "stands there twice" if number else f"is not on the paper of {vote.ward.shown}"
            raise Problem(f"{name}{where}: '{option.name}' {why}. On it are: {', '.join(choices)}.", UNREADABLE)
        found.append(number)
    return found


def _one_by_one(file: BallotFile) -> Iterator[Typed]:
    """The papers of a file that counts equal ones together."""
    for marks, many in file.ballots.papers.items():
        yield from [Typed(0, (), tuple(marks))] * many
    for fault, many in file.ballots.spoilt.items():
        yield from [Typed(0, (), (), fault)] * many


def _row(typed: Typed, numbers: list[int], options: int, method: str, *, ordered: bool) -> str:
    """A paper as it is keyed; ValueError where it does not fit. `ordered` is whether its marks have an order."""
    ranks = [0] * options
    if typed.ranks:
        for number, rank in zip(numbers, typed.ranks, strict=True):
            ranks[number - 1] = rank
        if method in _RANKED:
            return " ".join(map(str, ranks))
        if any(rank > 1 for rank in ranks):
            raise ValueError("it ranks the options, and here they are only marked")
        return " ".join(str(number) for number, rank in enumerate(ranks, 1) if rank)
    marks = [numbers[mark - 1] for mark in typed.marks]
    if not marks:
        return "" if typed.fault in ("", BLANK) else CANNOT_BE_READ
    if method not in _RANKED:
        return " ".join(map(str, marks))
    if not ordered and len(marks) > 1:
        raise ValueError("it marks several options and gives no order of preference")
    for rank, number in enumerate(marks, 1):
        ranks[number - 1] = rank
    return " ".join(map(str, ranks))
