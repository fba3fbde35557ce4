"""How the words of residents gather at once: which wordings are one, and which category an issue stands in.

Wordings are one that are equal but for case, spaces, hyphens and a bracketed note at their end. Whatever is wider is a
person's decision; rules.near proposes it.
"""

import re
import unicodedata

_DROPPED = re.compile(r"[\s\u00a0\-‐‑‒–—―−﹘﹣－]+")
_NOTE = re.compile(r"(?<=.)[(\[][^()\[\]]*[)\]]$", re.DOTALL)
_OTHER = frozenset(("other", "others", "otherissue", "otherissues", "somethingelse"))
# Categories of our own, after the names of FixMyStreet (https://www.fixmystreet.com), and the beginnings of words by
# which they are guessed: the first that has one. Two words joined by + must both be there.
CATEGORIES = {
    "Fly-tipping": "flytip fly+tipp dumped dumping mattress",
    "Dog fouling": "dog",
    "Rubbish and recycling": "rubbish refuse recycl litter bin bins waste",
    "Street lighting": "streetlight street+light lamp lighting",
    "Roads and pavements": "pothole pot+hole pavement kerb road+surface",
    "Traffic and parking": "parking speeding speed traffic car cars cycle cycling crossing",
    "Public transport": "bus buses train station tram lift",
    "Parks and trees": "tree park parks hedge weed playground green",
    "Crime and antisocial behaviour": "asb antisocial anti+social crime drug knife burglar graffiti noise gang police",
    "Housing": "housing damp mould rent rents landlord repairs estate flat flats homeless",
    "Health and care": "nhs doctor surgery hospital health care dentist",
    "Schools and young people": "school youth nursery children",
    "Cost of living": "bills cost tax energy food price",
}


def wording_fold(text: str) -> str:
    """What two wordings share that are gathered at once, "" for one that says nothing; folded again it stays so.

    A note in brackets is left out where something stands before it.
    """
    while (folded := _fold_once(text)) != text:
        text = folded
    return text


def _fold_once(text: str) -> str:
    cased = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
    return _NOTE.sub("", _DROPPED.sub("", cased))


def is_other(fold: str) -> bool:
    """Whether a folded wording is the "Other" of a list of choices: counted, but never offered for a vote."""
    return fold in _OTHER


def issue_name(wording: str) -> str:
    """What an issue is called that a wording opens: the wording, with a capital."""
    return wording[:1].upper() + wording[1:]


def category_of(wording: str) -> str:
    """The one of CATEGORIES that the words of a resident point at; "" where none does."""
    words = _words(wording)
    for category, beginnings in CATEGORIES.items():
        for beginning in beginnings.split():
            if all(any(_begins(word, part) for word in words) for part in beginning.split("+")):
                return category
    return ""


def _begins(word: str, part: str) -> bool:
    """Whether a word is meant: one of three letters or fewer, or a plural, must be the whole word."""
    return word == part or (len(part) > 3 and word.startswith(part)) or word == f"{part}s"


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _DROPPED.sub(" ", text).casefold())
