"""A lot drawn by hand, typed as one line: the numbers in the order drawn, then the two who saw it."""

import re
from typing import NamedTuple

_NUMBERS = re.compile(r"[\s,;]*(\d{1,3})(?=[\s,;]|$)")
_BETWEEN = re.compile(r"\s*(?:[,;&+]|\band\b)\s*", re.IGNORECASE)


class Drawn(NamedTuple):
    """Numbers of options, the one preferred first, and names of witnesses."""

    order: tuple[str, ...]
    witnesses: tuple[str, ...]


def read_lot(line: str) -> Drawn:
    """`2 1 3, Ann Smith, Ben Fox`: whatever comes first of numbers, then names apart by commas or "and"."""
    order, rest = [], line
    while found := _NUMBERS.match(rest):
        order.append(str(int(found[1])))
        rest = rest[found.end() :]
    names = [name for name in _BETWEEN.split(rest.strip(" ,;:")) if name]
    return Drawn(tuple(order), tuple(names))
