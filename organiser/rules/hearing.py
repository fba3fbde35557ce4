"""What residents of a ward have said, kept in memory, to complete what is being typed while it is typed."""

import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable
from heapq import nlargest
from typing import NamedTuple

from organiser.rules.places import place_fold
from organiser.rules.wording import wording_fold

# Letters before words inside a wording count, and before near spellings do.
_SHORT, _LONG = 2, 5
# So many words that look alike are compared letter by letter.
_COMPARED = 24
_WORD = re.compile(r"[^\W_]+")


class Suggestion(NamedTuple):
    """Words that may be meant, and how many conversations of the ward said so (0: heard elsewhere only)."""

    words: str
    here: int


class Hearing:
    """The wordings of a ward, those that are equal but for case, spaces and hyphens as one, by their commonest form."""

    def __init__(self, said: Iterable[tuple[str, int]] = ()) -> None:
        self._spelled: dict[str, Counter[str]] = {}
        self._count: Counter[str] = Counter()
        self._folds: list[str] = []
        self._words: list[str] = []
        self._with: defaultdict[str, set[str]] = defaultdict(set)
        self._pairs: defaultdict[str, set[str]] = defaultdict(set)
        for words, count in said:
            self._enter(words, count)
        self._folds.sort()
        self._words.sort()

    def hear(self, words: str, times: int = 1) -> None:
        """Somebody said so once more."""
        known, told = len(self._spelled), len(self._with)
        self._enter(words, times)
        if len(self._spelled) > known:
            insort(self._folds, self._folds.pop())
        if len(self._with) > told:
            self._words.sort()

    def suggest(self, typed: str, most: int = 5) -> list[Suggestion]:
        """The wordings that begin so, then those with words that begin so, then those spelled almost so.

        Of each kind the commonest first. What is typed already in full is not suggested.
        """
        fold = wording_fold(typed)
        if not fold:
            return []
        found = self._best(self._beginning(fold), most)
        tokens = _tokens(typed)
        if len(found) < most and len(fold) >= _SHORT and tokens:
            found += self._best(self._inside(tokens) - set(found), most - len(found))
        if len(found) < most and len(fold) >= _LONG and tokens:
            found += self._best(self._nearly(tokens) - set(found), most - len(found))
        suggestions = [Suggestion(self._shown(one), self._count[one]) for one in found]
        return [one for one in suggestions if one.words != typed.strip()]

    def _enter(self, words: str, count: int) -> None:
        fold = wording_fold(words)
        if not fold:
            return
        if fold not in self._spelled:
            self._spelled[fold] = Counter()
            self._folds.append(fold)
            for word in set(_tokens(words)):
                if word not in self._with:
                    self._words.append(word)
                    for pair in _pairs(word):
                        self._pairs[pair].add(word)
                self._with[word].add(fold)
        self._spelled[fold][words] += count
        self._count[fold] += count

    def _shown(self, fold: str) -> str:
        return max(self._spelled[fold].items(), key=lambda item: (item[1], item[0]))[0]

    def _best(self, folds: Iterable[str], most: int) -> list[str]:
        return nlargest(most, folds, key=lambda fold: (self._count[fold], [-ord(letter) for letter in fold]))

    def _beginning(self, fold: str) -> list[str]:
        return _starting(self._folds, fold)

    def _inside(self, tokens: list[str]) -> set[str]:
        """Wordings with every word that was typed, the last of which may be unfinished."""
        among = self._having(_starting(self._words, tokens[-1]))
        for token in tokens[:-1]:
            among &= self._with.get(token, set())
        return among

    def _nearly(self, tokens: list[str]) -> set[str]:
        among: set[str] | None = None
        for token in tokens:
            if len(token) < _LONG:
                continue
            here = self._having(self._alike(token))
            among = here if among is None else among & here
        return among or set()

    def _having(self, words: Iterable[str]) -> set[str]:
        return set().union(*(self._with[word] for word in words))

    def _alike(self, token: str) -> list[str]:
        """Words that begin like this one but for a letter."""
        shared: Counter[str] = Counter()
        for pair in _pairs(token):
            shared.update(self._pairs.get(pair, ()))
        likely = [word for word, _ in shared.most_common(_COMPARED)]
        return [word for word in likely if _is_near(token, word)]


def _tokens(text: str) -> list[str]:
    return _WORD.findall(place_fold(text))


def _pairs(word: str) -> set[str]:
    return {word[place : place + 2] for place in range(len(word) - 1)}


def _starting(ordered: list[str], beginning: str) -> list[str]:
    found = []
    for place in range(bisect_left(ordered, beginning), len(ordered)):
        if not ordered[place].startswith(beginning):
            break
        found.append(ordered[place])
    return found


def _is_near(typed: str, word: str) -> bool:
    """Whether the beginning of a word is what was typed but for one letter wrong, missing, too many or in its place."""
    for place, letter in enumerate(typed):
        if place >= len(word) or word[place] != letter:
            rest, other = typed[place:], word[place:]
            return (
                other.startswith(rest[1:])
                or other[1:].startswith(rest)
                or other[1:].startswith(rest[1:])
                or (len(rest) > 1 and other.startswith(rest[1] + rest[0] + rest[2:]))
            )
    return True
