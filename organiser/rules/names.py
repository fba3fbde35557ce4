"""Names as people write them: folded for search and matching, taken apart, and the better of two spellings.

Two lists hardly ever write one name alike: accents get lost, apostrophes come in a dozen shapes, the whole name stands
in one cell or is cut somewhere else. Matching is therefore done on a folded name with no spaces.
"""

import unicodedata

_APOSTROPHES = "'’‘ʼ`´ʻʹ‛′ʽʾʿˈ՚ꞌ＇\u00ad"  # the last, a soft hyphen, is no more visible than they are
_DASHES = "‐‑‒–—―⁃−﹘﹣－"
# Letters that have no decomposition, as they are written in a passport (ICAO Doc 9303) or, failing that, by eye.
_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ŋ": "n", "ŧ": "t",
    "ß": "ss", "ə": "a", "ǝ": "a", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ɖ": "d", "ƙ": "k", "ƴ": "y", "ɲ": "n",
    "ɣ": "g", "ɨ": "i", "ʉ": "u", "ɵ": "o", "ƒ": "f", "ƀ": "b", "ĸ": "k", "ȷ": "j",
}  # fmt: skip

_PUNCTUATION: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _APOSTROPHES)), **dict.fromkeys(map(ord, _DASHES), "-"), ord(","): " "
}  # fmt: skip
# Combining marks outside U+0300–U+036F stay: they are the vowels of Indic scripts and the points of Arabic and Hebrew.
_FOLDING = _PUNCTUATION | dict.fromkeys(range(0x300, 0x370)) | {ord(c): to for c, to in _LETTERS.items()}


def fold(text: str) -> str:
    """The text for search and matching: case-folded, no Latin accents, no apostrophes, plain hyphens, spaces for
    commas, single spaces.

    Folding a folded text changes nothing.
    """
    if not text.isascii():
        return _fold_any(text)
    text = text.lower()
    if "'" in text:
        text = text.replace("'", "")
    if "`" in text:
        text = text.replace("`", "")
    if "," in text:
        text = text.replace(",", " ")
    return " ".join(text.split())


def _fold_any(text: str) -> str:
    # Apostrophes go first: NFKD would take some of them apart into a space and a mark.
    text = unicodedata.normalize("NFKD", text.translate(_PUNCTUATION)).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_FOLDING)
    return " ".join(unicodedata.normalize("NFC", text).split())


def name_key(given: str, family: str) -> str:
    """What two spellings of one name share: folded, given then family, with no spaces; "" for no name.

    It does not matter where the name is cut in two nor how it is spaced: "Mary Ann" + "Smith" is "Mary" + "Ann Smith".
    """
    return fold(f"{given} {family}").replace(" ", "")


def sort_key(given: str, family: str) -> str:
    """What lists of people are ordered by: the folded family name, then the given name."""
    return f"{fold(family)} {fold(given)}".strip()


_TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend", "sir", "dame", "cllr",
    "councillor",
))  # fmt: skip
_SUFFIXES = frozenset((
    "jr", "jnr", "junior", "sr", "snr", "senior", "ii", "iii", "iv", "esq", "obe", "mbe", "cbe", "kbe", "dbe", "bem",
    "phd", "dphil", "jp", "mp", "msp", "qc", "kc",
))  # fmt: skip
# Words that open a family name: Dutch, German, French, Iberian, Italian, Irish, Scottish, Welsh, Arabic.
_PARTICLES = frozenset((
    "de", "del", "della", "delle", "degli", "dei", "di", "da", "do", "dos", "das", "du", "des", "la", "le", "les",
    "lo", "van", "von", "der", "den", "het", "ter", "ten", "te", "zu", "zum", "zur", "vom", "st", "st.", "ste",
    "ste.", "saint", "san", "santa", "mac", "mc", "ó", "ua", "uí", "ui", "ní", "ni", "nic", "mhic", "al", "el", "ul",
    "bin", "ibn", "bint", "binti", "abu", "ap", "ab", "ferch", "af", "av",
))  # fmt: skip


def split_name(text: str) -> tuple[str, str]:
    """A whole name, `Given Family` or `Family, Given`, as (given, family).

    Particles (de la Cruz, van Dyk, St John, Mac an tSaoir) and what follows a name (Jr, OBE) stay with the family
    name; leading titles are cut off, unless nothing would remain; one word alone is a given name, one word and a comma
    a family name. Without a title and a comma no letter is lost: the two together have the name key of the text.
    """
    if "," not in text:
        return _natural_order(without_titles(text.split()))
    first, *others = [part.split() for part in text.split(",")]
    suffixes = [word for part in others if _is_suffix(part) for word in part]
    given = [word for part in others if not _is_suffix(part) for word in part]
    if given:
        given, behind = _cut_suffixes(without_titles(given))
        return " ".join(given), " ".join(without_titles(first) + behind + suffixes)
    if len(first) == 1:
        return "", " ".join(first + suffixes)
    return _natural_order(without_titles(first) + suffixes)


def without_titles(words: list[str]) -> list[str]:
    """The words of a name without the titles that open it, unless nothing would remain."""
    start = 0
    while start < len(words) - 1 and words[start].rstrip(".").lower() in _TITLES:
        start += 1
    return words[start:]


def _is_suffix(words: list[str]) -> bool:
    return all(word.replace(".", "").lower() in _SUFFIXES for word in words)


def _cut_suffixes(words: list[str]) -> tuple[list[str], list[str]]:
    """The words of a name, at least one of them, and the suffixes that follow."""
    end = len(words)
    while end > 1 and _is_suffix(words[end - 1 : end]):
        end -= 1
    return words[:end], words[end:]


def _natural_order(words: list[str]) -> tuple[str, str]:
    name, _ = _cut_suffixes(words)
    if len(name) < 2:
        return (words[0], " ".join(words[1:])) if words else ("", "")
    # `van Dyk` has no given name, `Van Morrison` has; a name all in lower case cannot tell.
    if _is_particle(name[0]) and name[0].islower() and not "".join(name).islower():
        return "", " ".join(words)
    family = next((place for place in range(1, len(name) - 1) if _is_particle(name[place])), len(name) - 1)
    return " ".join(words[:family]), " ".join(words[family:])


def _is_particle(word: str) -> bool:
    return word.lower() in _PARTICLES


def better_spelling(a: tuple[str, str], b: tuple[str, str]) -> tuple[str, str]:
    """Of two (given, family) spellings with one name key, the better one, whatever order they come in.

    Mixed case beats all capitals or all lower case, more accents beat fewer, a family name beats none; after that
    the first in code point order. This is a total order, so that any number of lists ends in one spelling.
    """
    return a if a == b else min(a, b, key=_spelling_rank)


def _spelling_rank(name: tuple[str, str]) -> tuple[int, int, bool, tuple[str, str]]:
    given, family = name
    whole = f"{given} {family}"
    if whole.isupper() or whole.islower():
        case = 2
    else:
        # `SMITH, John`, as registers write it. A short word may be initials.
        case = int(any(part.islower() or (part.isupper() and len(part) > 3) for part in name))
    plain = unicodedata.normalize("NFC", whole).translate(_PUNCTUATION)
    accents = sum(not letter.isascii() for letter in plain)
    return case, -accents, not family, name
