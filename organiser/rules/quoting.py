"""Which of the residents' own words may be quoted on a page that is handed on: those that point at nobody."""

import re
from collections.abc import Iterable

from organiser.rules.names import fold

_LONGEST = 90
# A number may be that of a house or a telephone; who is called by a title, or lives next door, is somebody.
_SOMEBODY = re.compile(
    r"[0-9@]|\b(?:mr|mrs|ms|miss|mx|dr|cllr|councillor|sir|lady|rev|neighbou?rs?|husband|wife|son|daughter|mum|mother|dad"
    r"|father|brother|sister|landlord|landlady)\b",
    re.IGNORECASE,
)


def quotable(wording: str, names: Iterable[str] = ()) -> bool:
    """Whether a wording may be quoted: short, without numbers and addresses, and naming nobody.

    `names` are given and family names of people who may be meant.
    """
    if not wording.strip() or len(wording) > _LONGEST or _SOMEBODY.search(wording):
        return False
    said = set(re.findall(r"\w+", fold(wording)))
    return not any(part in said for name in names for part in fold(name).split())
