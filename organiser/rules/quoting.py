"""Which of the residents' own words may stand on a page that is handed on: those that point at nobody."""

import re
from collections.abc import Iterable

from organiser.rules.names import fold

_LONGEST = 90
_TITLE = r"\b(?:mr|mrs|ms|miss|mx|dr|cllr|councillor|sir|lady|rev)\b"
# A long number may be a telephone's; who is called by a title is somebody.
_CALLED = re.compile(rf"@|[0-9][0-9 ]{{4,}}|{_TITLE}", re.IGNORECASE)
# Any number may be that of a house; who lives next door or is a relative is somebody to those who live there.
_SOMEBODY = re.compile(
    rf"[0-9@]|{_TITLE}|\b(?:neighbou?rs?|husband|wife|son|daughter|mum|mother|dad|father|brother|sister|landlord|landlady)\b",
    re.IGNORECASE,
)


def names_somebody(issue: str, people: Iterable[str] = ()) -> bool:
    """Whether the name of an issue names a person: by a title, a number, or the whole name of one of `people`."""
    said = _words(issue)
    return bool(_CALLED.search(issue)) or any(_words(person) <= said for person in people if _words(person))


def quotable(wording: str, people: Iterable[str] = ()) -> bool:
    """Whether a wording may be quoted: short, without numbers and addresses, and naming nobody.

    `people` are whole names of those who may be meant; any part of one is taken for theirs.
    """
    if not wording.strip() or len(wording) > _LONGEST or _SOMEBODY.search(wording):
        return False
    said = _words(wording)
    return not any(_words(person) & said for person in people)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))
