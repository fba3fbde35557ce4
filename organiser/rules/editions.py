"""Which wards a council has on a day, and in which constituencies they lie, by the editions of the official lookups.

A lookup says for each pair of ward and constituency the years of its first and last edition. These years say in which
editions the pair stands, not when the ward began: before the first edition loaded of a council that edition holds, and
its last is open-ended. All functions take the pairs of one council.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """That a ward lies, wholly or in part, in a constituency, in the editions of the years `first` to `last`."""

    ward: int
    constituency: int
    first: int
    last: int


class Span(NamedTuple):
    """The years in which a ward stands: from the edition of `since` until that of `until`, which has it no more.

    None means open: as far back as, or as far on as, editions are loaded.
    """

    since: int | None
    until: int | None


def editions(pairs: Sequence[Pair]) -> list[int]:
    """The years whose editions change anything, in order; none where there are no pairs.

    A list that spans several years gives only the years in which a pair begins or ends. The first edition that is
    surely loaded is the earliest in which some pair ends: pairs that reach further back may merely have been the same.
    """
    if not pairs:
        return []
    start = min(pair.last for pair in pairs)
    years = {pair.first for pair in pairs} | {pair.last for pair in pairs}
    return sorted(year for year in years if year >= start)


def edition_in(years: Sequence[int], year: int) -> int:
    """The edition that holds in a year: the latest up to then, or the first loaded where there is none so early.

    `years` are those that editions() gives, at least one.
    """
    return max((edition for edition in years if edition <= year), default=years[0])


def pairs_in(pairs: Sequence[Pair], year: int) -> list[Pair]:
    """The pairs that hold in a year."""
    years = editions(pairs)
    if not years:
        return []
    edition = edition_in(years, year)
    return [pair for pair in pairs if pair.first <= edition <= pair.last]


def spans(pairs: Sequence[Pair]) -> dict[int, Span]:
    """From when until when each ward stands, wherever in the council's constituencies it lies."""
    years = editions(pairs)
    held: dict[int, list[int]] = {}
    for pair in pairs:
        held.setdefault(pair.ward, []).extend(year for year in years if pair.first <= year <= pair.last)
    found = {}
    for ward, standing in held.items():
        first, last = min(standing), max(standing)
        after = years.index(last) + 1
        found[ward] = Span(
            since=None if first == years[0] else first,
            until=None if after == len(years) else years[after],
        )
    return found


def successors(names: Mapping[int, str], pairs: Sequence[Pair]) -> dict[int, int]:
    """For each ward that was redrawn, the ward of the same name that begins in the edition in which it is gone.

    `names` are the wards' folded names. A ward whose name came to an end has none: its area may lie anywhere now. A
    successor's boundary is not the old one's, so it never tells where somebody lives.
    """
    stands = spans(pairs)
    beginning = _by_name_and_year(names, ((ward, span.since) for ward, span in stands.items()))
    ending = _by_name_and_year(names, ((ward, span.until) for ward, span in stands.items()))
    return {
        wards[0]: beginning[key][0]
        for key, wards in ending.items()
        if len(wards) == 1 and len(beginning.get(key, ())) == 1
    }


def _by_name_and_year(
    names: Mapping[int, str], years: Iterable[tuple[int, int | None]]
) -> dict[tuple[str, int], list[int]]:
    found: dict[tuple[str, int], list[int]] = {}
    for ward, year in years:
        name = names.get(ward, "")
        if name and year is not None:
            found.setdefault((name, year), []).append(ward)
    return found
