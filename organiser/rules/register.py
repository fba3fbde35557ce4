"""Who in an electoral register is who: readings of an elector's name, the elector's number, and what a match says.

The program never keeps a row of a register (domain page, "On the register or not"): whatever is decided here is decided
from one row at a time, and what is left of it is an answer about somebody who is here already.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from organiser.rules.names import name_key, split_name

ON = "on"
NOT_ON = "not on it"

# What monthly updates write of a row: EROS has A, M and D, others the words.
_GONE = frozenset(("d", "del", "delete", "deleted", "deletion", "remove", "removed", "removal"))
_STANDS = frozenset(
    (
        *("a", "add", "added", "addition", "new", "m", "mod", "modified", "modification", "u", "update", "updated"),
        *("c", "change", "changed", "amend", "amended", "amendment"),
    )
)
_NEVER = frozenset(("", "0", "00", "no", "n", "false", "none"))
# Xpress writes the whole number in one cell of its updates: `ABC1-12/1`, and even `KD-2/2-289/1`.
_WHOLE_NUMBER = re.compile(r"(?:(.+)[- ])?(\d+)(?:/(\d*))?")
_ZERO = re.compile(r"0*")


class Readings(NamedTuple):
    """The name keys under which somebody may be known.

    `whole` says the name as it is written, `short` with the first forename alone, where there are several.
    """

    whole: tuple[str, ...]
    short: tuple[str, ...]


class Answer(NamedTuple):
    """What a register says of one person: ON or NOT_ON, and the elector's number ("" where none is given).

    `several` is whether several electors fit, so that the number cannot be told.
    """

    value: str
    number: str = ""
    several: bool = False


def readings(forenames: str, surname: str, middle: str = "") -> Readings:
    """The readings of a name of which the surname stands apart; `middle` are forenames in a column of their own.

    Registers give all forenames, people seldom do: so the first forename with the surname is a reading too, which
    counts at the same postcode only.
    """
    whole = [name_key(forenames, surname)]
    if middle:
        whole.append(name_key(f"{forenames} {middle}", surname))
    first = forenames.split()[:1]
    short = name_key(first[0], surname) if first and surname.strip() else ""
    return _tidy(whole, [short])


def whole_name_readings(name: str) -> Readings:
    """The readings of a name in one cell: `Surname, Forenames`, or `Surname Forenames` as Xpress writes it.

    Where no comma tells how many words the surname has, each way to cut the name is a reading, and so is the order in
    which people write it.
    """
    if "," in name:
        return readings(*split_name(name))
    words = name.split()
    cuts = [(words[place:], words[:place]) for place in range(1, len(words))]
    whole = [name_key(name, ""), *(name_key(" ".join(given), " ".join(family)) for given, family in cuts)]
    return _tidy(whole, [name_key(given[0], " ".join(family)) for given, family in cuts if len(given) > 1])


def elector_number(prefix: str, number: str, suffix: str) -> str:
    """The number as nomination papers give it: polling district and number, "20A 1"; a suffix that is not 0 follows a
    stroke, "15A 7/1". What is not understood is given as it stands; "" for none.
    """
    prefix, number, suffix = (" ".join(part.split()) for part in (prefix, number, suffix))
    found = _WHOLE_NUMBER.fullmatch(number)
    if found:
        prefix, number, suffix = found[1] or prefix, found[2], found[3] or suffix
    if not number:
        return ""
    stroke = "" if _ZERO.fullmatch(suffix) else f"/{suffix}"
    return f"{prefix} {number}{stroke}".strip()


class Change(NamedTuple):
    """What an update says of an elector: `told` whether it says anything, `gone` whether the elector was taken off,
    `void` whether the row is to be passed over (put on and taken off in one month)."""

    told: bool
    gone: bool = False
    void: bool = False


def change_of(created: str, deleted: str, status: str) -> Change:
    """What the columns of an update say of a row: the months in which it was created and deleted, or its status."""
    if _month(deleted):
        return Change(told=True, gone=True, void=_month(created) == _month(deleted))
    word = status.strip().casefold()
    return Change(told=word in _GONE or word in _STANDS, gone=word in _GONE)


def answer(whole: Collection[str], short: Collection[str], *, gone: bool, update: bool) -> Answer | None:
    """What the register says of a person, None where it says nothing.

    `whole` are the numbers of the electors with their name and postcode, `short` of those who have it with further
    forenames (or fewer); `gone` is whether an elector like that was taken off. Where several electors fit, which of
    them the person is cannot be told, but they are on it. Who does not stand in a whole register is not on it; an
    update says nothing of those it does not mention.
    """
    fitting = whole or short
    if fitting:
        several = len(fitting) > 1
        return Answer(ON, "" if several else next(iter(fitting)), several)
    return Answer(NOT_ON) if gone or not update else None


def _month(cell: str) -> str:
    word = cell.strip().casefold()
    return "" if word in _NEVER else word


def _tidy(whole: list[str], short: list[str]) -> Readings:
    kept = tuple(dict.fromkeys(filter(None, whole)))
    return Readings(kept, tuple(key for key in dict.fromkeys(filter(None, short)) if key not in kept))
