"""Counting a file of votes on its own, without any database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from organiser.errors import USAGE, Problem
from organiser.formats.ballots import BallotFile, read_ballots
from organiser.rules.counting.methods import IRV, count
from organiser.rules.counting.methods import beside as other_methods
from organiser.rules.counting.parcels import SideBySide
from organiser.rules.counting.result import Option, Result
from organiser.rules.counting.ties import Lot

# For more different papers or options than these the annex is reckoned only when asked for: it looks at every pair.
MOST_FOR_ANNEX, MOST_OPTIONS_FOR_ANNEX = 20_000, 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A file, the lot by which its ties go, its result, and what other methods would have chosen.

    `beside` is None where that was not reckoned, since there are so many different papers.
    """

    file: BallotFile
    lot: Lot
    result: Result
    beside: dict[str, tuple[int, ...] | None] | None


def count_file(
    path: Path | str,
    method: str,
    seats: int | None = None,
    seed: str | None = None,
    by_hand: Sequence[str] = (),
    *,
    annex: bool = False,
) -> Counted:
    """Count a file of votes; `-` is standard input.

    `seats` is what the file says, else 1, unless given. `by_hand` are lots drawn by hand: options by name, id or number
    apart by commas (or semicolons), the first preferred. `annex` asks for other methods however long it takes.

    Problem where the file cannot be read, is malformed (65 with line and reason) or cannot be counted so (2).
    """
    file = read_ballots(path, method)
    lot = Lot(seed, tuple(_drawn(file.options, words) for words in by_hand))
    if method == IRV and seats is not None and seats != 1:
        raise Problem("irv chooses one: count by stv to choose several.", USAGE)
    places = (file.seats or 1) if seats is None else seats
    about = {"budget": file.budget, "first_points": file.first_points}
    result = count(method, file.options, file.ballots, places, lot, **about)
    papers = file.ballots.papers
    few = not isinstance(papers, SideBySide) and len(papers) <= MOST_FOR_ANNEX
    few = few and len(file.options) <= MOST_OPTIONS_FOR_ANNEX
    beside = other_methods(result, file.ballots, lot, **about) if annex or few else None
    return Counted(file, lot, result, beside)


def _drawn(options: Sequence[Option], words: str) -> tuple[str, ...]:
    """The ids of a lot that was drawn by hand, in its order."""
    parts = [" ".join(part.split()) for part in words.split(";" if ";" in words else ",")]
    ids = [_id(options, part) for part in parts if part]
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise Problem(f"A lot drawn by hand names two or more options, each once: '{words}' does not.", USAGE)
    return tuple(ids)


def _id(options: Sequence[Option], words: str) -> str:
    for option in options:
        if words in (option.id, option.name):
            return option.id
    folded = [option.id for option in options if option.name.casefold() == words.casefold()]
    if len(folded) == 1:
        return folded[0]
    if words.isdecimal() and 0 < int(words) <= len(options):
        return options[int(words) - 1].id
    raise Problem(f"There is no option '{words}' to draw a lot for.", USAGE)
