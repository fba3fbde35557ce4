"""Papers as they are keyed: a row a paper, digits only, and what the row says by the method of the ward.

One choice and approval: the numbers of the options that are marked. Ranked: the rank that stands beside each option, in
the order of the paper, 0 for none. Up to nine options need no spaces: `213` is rank 2, 1 and 3. An empty row is a blank
paper, `*` one that cannot be read or tells whose it is.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from organiser.rules.counting.ballots import BLANK, FAULTS, TOO_MANY, by_rank

UNREADABLE = "*"
CANNOT_BE_READ = "unreadable"
# What is wrong with a paper, by code, in words that follow "this paper".
WRONG = {**FAULTS, CANNOT_BE_READ: "cannot be read, or tells whose it is"}
_RANKED = ("irv", "stv")
_DIGITS = re.compile(r"\d{1,3}")


class Paper(NamedTuple):
    """What a keyed row says: the numbers of options, of ranked ones the most wanted first; what is wrong, by code.

    Without `marks` it is a paper that counts for nothing.
    """

    marks: tuple[int, ...]
    fault: str = ""

    @property
    def wrong(self) -> str:
        """What is wrong, in words; "" for a clear paper."""
        return WRONG.get(self.fault, "")


class Difference(NamedTuple):
    """A paper that people keyed differently: its number, and what each of them keyed, by name."""

    number: int
    rows: dict[str, str]


def read_row(text: str, method: str, options: int) -> str:
    """A row as it is kept, numbers with single spaces between; ValueError with a sentence where it cannot be meant."""
    typed = text.strip().replace(",", " ")
    if typed in ("", UNREADABLE):
        return typed
    numbers = typed.split()
    if options <= 9:
        numbers = list("".join(numbers))
    if not all(_DIGITS.fullmatch(one) for one in numbers):
        raise ValueError(f"digits only; {UNREADABLE} for a paper that cannot be read")
    found = [int(one) for one in numbers]
    if method in _RANKED:
        if len(found) > options:
            raise ValueError(f"{len(found)} ranks for {options} options")
        if max(found) > options:
            raise ValueError(f"there is no rank {max(found)}: there are {options} options")
        found += [0] * (options - len(found))
    else:
        for one in found:
            if not 1 <= one <= options:
                raise ValueError(f"there is no option {one}: there are {options}")
        found = sorted(set(found))
    if not any(found):
        return ""
    return " ".join(map(str, found))


def paper_of(row: str, method: str, options: int) -> Paper:
    """What a kept row says (read_row), by the rules of its method (rules.counting.ballots)."""
    if not row:
        return Paper((), BLANK)
    if row == UNREADABLE:
        return Paper((), CANNOT_BE_READ)
    numbers = tuple(map(int, row.split()))
    if method in _RANKED:
        order, fault = by_rank(numbers)
        return Paper(tuple(order), fault)
    if method == "plurality" and len(numbers) > 1:
        return Paper((), TOO_MANY)
    return Paper(numbers)


def fits(row: str, method: str, options: int) -> bool:
    """Whether a kept row can stand on a paper of so many options."""
    if row in ("", UNREADABLE):
        return True
    numbers = row.split()
    return len(numbers) == options if method in _RANKED else max(map(int, numbers)) <= options


def differences(keyed: Mapping[str, Mapping[int, str]], agreed: Collection[int]) -> list[Difference]:
    """The papers on which those who keyed them differ and nothing was agreed, by number; rows by keyer and number."""
    found = []
    for number in sorted(set().union(*keyed.values()).difference(agreed)):
        rows = {keyer: rows[number] for keyer, rows in keyed.items() if number in rows}
        if len(set(rows.values())) > 1:
            found.append(Difference(number, rows))
    return found
