"""What people type to find somebody: words of which each must be found, in any order, in any part of what is known."""

import re

from organiser.rules.names import fold, without_titles
from organiser.text import safe_text

# More words than this find nobody the first few would not; it bounds the work for a pasted page.
_MOST_WORDS = 12
_LONGEST = 60
# A telephone number typed in groups: what opens one, what goes on, and as many digits as E.164 allows.
_NUMBER_OPENS = re.compile(r"\+\d|\(?0")
_NUMBER_GOES_ON = re.compile(r"[\d().\-‑]*\d[\d().\-‑]*")
_NUMBER = re.compile(r"\+?[\d().\-‑ ]*\d[\d().\-‑ ]*")
_MOST_DIGITS = 15
# A postcode typed in two halves, the second of which may be begun only.
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.ASCII | re.IGNORECASE)
_INWARD = re.compile(r"[0-9][A-Z]{0,2}", re.ASCII | re.IGNORECASE)
# Marks around a word that are no part of it: `"Ann"`, `(Bob)`.
_AROUND = ';:!?"()[]{}<>“”‘’«»…'


def words(text: str) -> list[str]:
    """The words of a query; a title that opens it and marks that stand for nothing ("–", "&") are left out, unless
    there is nothing else.

    A comma parts words, as it does in the names that are kept (`Smith,Ann`). The groups of a telephone number
    (`+44 (0)7700 900`) are one word, and so are the halves of a postcode.
    """
    found: list[str] = []
    for token in without_titles(safe_text(text).replace(",", " ").split()):
        if found and _belongs(found[-1], token):
            found[-1] = f"{found[-1]} {token}"
        else:
            found.append(token)
    told = [word for word in found if any(mark.isalnum() for mark in word)]
    return [word[:_LONGEST] for word in (told or found)[:_MOST_WORDS]]


def _belongs(word: str, token: str) -> bool:
    """Whether what was typed next is a part of the same number or postcode."""
    if _OUTWARD.fullmatch(word):
        return _INWARD.fullmatch(token) is not None
    if not _NUMBER_OPENS.match(word) or not _NUMBER.fullmatch(word) or not _NUMBER_GOES_ON.fullmatch(token):
        return False
    return len(_digits(word + token)) <= _MOST_DIGITS


def forms(word: str) -> tuple[str, ...]:
    """How a word may stand in the text that is searched, the likeliest first; () for one that stands nowhere.

    Names stand there folded, e-mail addresses in lower case, postcodes without their space, and telephone numbers in
    E.164 form: what is typed with a leading 0, or with 0044, is looked for as +44, with brackets and hyphens gone.
    """
    folded = fold(word)
    bare = folded.strip(_AROUND)
    found = [folded, word.lower(), bare]
    if _NUMBER.fullmatch(word):
        found = [*_number_forms(word), folded]
    elif " " in word:
        found = [folded.replace(" ", ""), folded]
    return tuple(dict.fromkeys(form for form in found if form))


def _number_forms(word: str) -> list[str]:
    """A number, or a part of one: as it stands anywhere in it, and as it opens it."""
    digits = _digits(word)
    if word.startswith("+"):
        return [f"+{digits}"]
    if digits.startswith("00"):
        return [digits, f"+{digits[2:]}"] if len(digits) > 3 else [digits]
    if digits.startswith("0") and len(digits) > 1:
        return [digits, f"+44{digits[1:]}"] if len(digits) > 2 else [f"+44{digits[1:]}"]
    return [digits] if len(digits) > 2 else [digits, f"+{digits}"]


def _digits(word: str) -> str:
    """The digits that are dialled, as ASCII: without the 0 in brackets that stands behind a country's code."""
    if word.startswith(("+", "00")):
        word = word.replace("(0)", "", 1)
    return "".join(str(int(mark)) for mark in word if mark.isdecimal())
