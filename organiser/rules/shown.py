"""Which of several statements is shown: sources disagree, both values are kept, and the newest dated one is shown.

Everything here is a total order over what was said, so that the order in which lists arrive never matters. A statement
without a day counts as older than any with one.
"""

from collections.abc import Iterable
from typing import NamedTuple

from organiser.rules.names import better_spelling, name_key


class NameSaid(NamedTuple):
    """A name as one source gives it; `structured` where it told given and family name apart."""

    dated: str
    given: str
    family: str
    structured: bool


def newest(said: Iterable[tuple[str, str]]) -> str:
    """Of pairs of day and value the value of the latest day; of several of that day the last in code point order."""
    return max(said, default=("", ""))[1]


def first_said(a: str, b: str) -> str:
    """Of two texts, or two days, the first in code point order; '' says nothing."""
    return min(a, b) if a and b else a or b


def better_text(a: str, b: str) -> str:
    """Of two spellings of one text the better one, by the rule for names: mixed case before all capitals."""
    return better_spelling((a, ""), (b, ""))[0]


def name_shown(said: Iterable[NameSaid]) -> tuple[str, str]:
    """The name to show: the one said last, in the best of the spellings that all say the same name.

    Where a name is merely spelled or cut otherwise there is no disagreement, so the day does not matter: a spelling
    whose source told given and family name apart is better than one we split, then rules.names.better_spelling decides.
    """
    by_key = _by_key(said)
    key = max(by_key, key=lambda key: (max(name.dated for name in by_key[key]), key))
    spellings = by_key[key]
    if any(name.structured for name in spellings):
        spellings = [name for name in spellings if name.structured]
    best = (spellings[0].given, spellings[0].family)
    for name in spellings[1:]:
        best = better_spelling(best, (name.given, name.family))
    return best


def other_names(said: Iterable[NameSaid], shown: tuple[str, str]) -> list[str]:
    """The names said that are other names than the one shown, each whole and in the best of its spellings, in order."""
    by_key = _by_key(said)
    by_key.pop(name_key(*shown), None)
    found = []
    for spellings in by_key.values():
        whole, *others = (f"{name.given} {name.family}".strip() for name in spellings)
        for other in others:
            whole = better_text(whole, other)
        found.append(whole)
    return sorted(found)


def _by_key(said: Iterable[NameSaid]) -> dict[str, list[NameSaid]]:
    by_key: dict[str, list[NameSaid]] = {}
    for name in said:
        by_key.setdefault(name_key(name.given, name.family), []).append(name)
    return by_key
