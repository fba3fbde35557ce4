"""What a place's code and name tell by themselves: which kind of place a GSS code is of, and names that are one.

Codes are those of the Register of Geographic Codes (Office for National Statistics): three characters for the kind of
place, six digits for the place.
"""

import re
from collections.abc import Iterable

from organiser.rules.names import fold

# Each kind of place: what it is called, an example, and the entity codes of the four nations.
_KINDS = {
    "ward": ("a ward", "E05013720", "E05|W05|S13|N08"),
    "division": ("a county division", "E58000666", "E58"),
    "constituency": ("a constituency", "E14001331", "E14|W07|S14|N05|N06"),
    "council": ("a council that has wards", "E09000023", "E0[6-9]|W06|S12|N09"),
}
_CODES = {kind: re.compile(f"(?:{entities})[0-9]{{6}}") for kind, (_, _, entities) in _KINDS.items()}
# What directories write where an address lies in no such place: no division in a unitary area, no ward on the Isle of
# Man. The letter is that of the nation or island.
_PSEUDO = re.compile("[A-Z]9{8}")
_NO_WORD = re.compile(r"[\W_]+")
_NEAR_ENOUGH = 0.6
_MOST_NEAR = 5


def place_code(text: str, kind: str) -> str | None:
    """A code as a list writes it, tidied; "" where it says that there is no such place, None where it is no such code.

    `kind` is ward, division, constituency or council.
    """
    code = text.strip().upper()
    if _CODES[kind].fullmatch(code):
        return code
    return "" if not code or _PSEUDO.fullmatch(code) else None


def described(kind: str) -> str:
    """A kind of place in words, with a code for example."""
    words, example, _ = _KINDS[kind]
    return f"{words} (such as {example})"


def place_fold(name: str) -> str:
    """The name of a place for comparing: no case, accents, apostrophes and punctuation, `&` and hyphens as people say.

    "King's Lynn & West Norfolk" is "kings lynn and west norfolk"; "St" and "Saint" stay two words.
    """
    return _NO_WORD.sub(" ", fold(name).replace("&", " and ")).strip()


def near_names(wanted: str, names: Iterable[str]) -> list[str]:
    """Up to five names that somebody who wrote `wanted` may have meant, the nearest first.

    Those in which what was written begins a word, shortest first; where there are none, those that are spelled alike.
    """
    by_fold = {place_fold(name): name for name in sorted(names, reverse=True)}
    asked = place_fold(wanted)
    found = sorted((key for key in by_fold if asked and f" {asked}" in f" {key}"), key=lambda key: (len(key), key))
    if not found:
        from difflib import get_close_matches

        found = get_close_matches(asked, list(by_fold), n=_MOST_NEAR, cutoff=_NEAR_ENOUGH)
    return [by_fold[key] for key in found[:_MOST_NEAR]]
