"""What a mark on a sign-in sheet means, when a course that was completed runs out, and when it is due again."""

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from organiser.rules.events import ABSENT, APOLOGIES, ATTENDED, BOOKED, CANCELLED, NOT_MARKED, weightier
from organiser.rules.names import fold

# So many days before a course runs out its refresher is due.
REFRESHER_DAYS = 60

# How people write each state, folded by _folded(). A blank cell says that nobody looked.
_WRITTEN = {
    ATTENDED: (
        "attended|attend|present|came|come|here|there|was there|was here|in attendance|yes|y|x|p|1|true|tick|ticked|"
        "✓|✔|☑|✅|√|/|\\|signed in|signed|checked in|check in|arrived|arrived late|late|came late|attended late|"
        "left early|"
        "completed|complete|took part|joined|did attend|did come|full attendance|att"
    ),
    APOLOGIES: (
        "apologies|apology|apologised|apologized|apols|apol|sent apologies|sent apology|sends apologies|gave apologies|"
        "sent her apologies|sent his apologies|sent their apologies|apologies sent|apologies received|apologies given|"
        "with apologies|excused|sent excuses|sorry cannot come|cant make it|cannot make it|could not make it|"
        "couldnt make it"
    ),
    ABSENT: (
        "absent|did not attend|didnt attend|not attended|did not come|didnt come|did not show|didnt show|dna|no show|"
        "noshow|did not show up|didnt show up|not present|not there|not here|never came|failed to attend|missing|"
        "missed|missed it|no|n|0|false|✗|✘|❌|☒|absence|abs|nonattendance|non attendance|did not turn up|"
        "didnt turn up|not in attendance"
    ),
    CANCELLED: (
        "cancelled|canceled|cancel|cancels|cancellation|booking cancelled|cancelled booking|cancelled place|"
        "place cancelled|withdrew|withdrawn|withdraws|pulled out|dropped out|gave up place|gave up their place"
    ),
    BOOKED: (
        "booked|booking|booked in|has booked|registered|signed up|reserved|place reserved|expected|confirmed|coming|"
        "is coming|will come|going|will attend|attending|to attend|enrolled|has a place"
    ),
    NOT_MARKED: (
        "not marked|unmarked|unknown|not known|dont know|do not know|not sure|unsure|not recorded|no record|none|"
        "not said|not stated|not ticked|na|n/a|tbc|tba|to be confirmed|nil|null|?|??|-|--|.|…"
    ),
}
_STATE_OF = {words: state for state, several in _WRITTEN.items() for words in several.split("|")}
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_PARTS = re.compile(r"[,;:/+&.]|\s[-–—]\s|\b(?:but|and|then)\b")
# What may follow or go before a mark without making it another: "attended 18:05".
_TIME = re.compile(r"\b(?:at\s+)?\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?\b")
# Of somebody who came it cannot also be said that they did not.
_DID_NOT_COME = frozenset((APOLOGIES, ABSENT, CANCELLED))
_LONGEST_HEADING = 40  # letters; longer ones are sentences
_HEADINGS = re.compile(
    r"\b(?:attendance|attended|attend|attendee status|present|came|showed|turned up|sign(?:ed)? in|checked in|"
    r"check in|marked?)\b"
)
# A column that is called so may hold other things: it is read where no other heading tells who came.
_MAYBE = re.compile(r"\b(?:status|state|booking|here)\b")
# `Attendance at branch`, `Electoral register` and the like tell something else.
_OTHERWISE = re.compile(r"\b(?:electoral|electors?|member(?:ship)?|e ?mail|subscri\w*|time|date|when|by whom|notes?)\b")


def read_mark(text: str) -> str | None:
    """The one of rules.events.STATES that a cell says; None where its words mean none.

    Several words together count by the weightiest, unless they contradict each other. A blank cell is "not marked",
    which is not "absent".
    """
    whole = _folded(text)
    if not whole:
        return NOT_MARKED
    if whole in _STATE_OF:
        return _STATE_OF[whole]
    plain = _TIME.sub(" ", _BRACKETS.sub(" ", text))
    if _folded(plain) in _STATE_OF:
        return _STATE_OF[_folded(plain)]
    parts = [_STATE_OF[part] for part in map(_folded, _PARTS.split(plain.casefold())) if part in _STATE_OF]
    if not parts or (ATTENDED in parts and _DID_NOT_COME & set(parts)):
        return None
    found = parts[0]
    for part in parts[1:]:
        found = weightier(found, part)
    return found


def is_heading(text: str) -> bool:
    """Whether a cell is the heading of a column that tells who came."""
    words = _words(text)
    return len(words) <= _LONGEST_HEADING and bool(_HEADINGS.search(words)) and not _OTHERWISE.search(words)


def mark_column(header: Sequence[str], cells: Sequence[Sequence[str]]) -> int | None:
    """Which column (0-based) tells who came: by its heading, else by what stands in it; None where none does.

    `cells` are some of the rows. Of several headings that may be meant the one counts under which most is understood.
    """
    for heading in (_HEADINGS, _MAYBE):
        named = [
            place
            for place, words in enumerate(map(_words, header))
            if heading.search(words) and not _OTHERWISE.search(words)
        ]
        if named:
            return max(named, key=lambda place: (_understood(place, cells), -place))
    found = [place for place in range(len(header)) if _says_only_marks(place, cells)]
    return found[0] if len(found) == 1 else None


def _understood(place: int, cells: Sequence[Sequence[str]]) -> int:
    return sum(bool(row[place : place + 1] and row[place].strip() and read_mark(row[place])) for row in cells)


def _says_only_marks(place: int, cells: Sequence[Sequence[str]]) -> bool:
    """Whether a column holds words for states and nothing else; single signs alone are too little to tell."""
    said = [row[place] for row in cells if row[place : place + 1] and row[place].strip()]
    return bool(said) and all(len(_folded(one)) > 2 and read_mark(one) for one in said)


def _folded(text: str) -> str:
    """A mark without case, accents, apostrophes, hyphens within words, and marks at its edges."""
    words = " ".join(fold(text).replace("-", " ").split()) if len(text.strip()) > 2 else fold(text)
    return words.strip(" .!,;:*'\"") or words


def _words(heading: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", fold(heading)).split())


# How long a course counts -------------------------------------------------------------------------------------------


def runs_out(completed: str, lasts: int) -> str:
    """The ISO day from which a course completed on an ISO day counts no more; "" where it counts for good (0 months).

    The same day of the month, or the month's last where it has no such day.
    """
    if not lasts:
        return ""
    day = date.fromisoformat(completed)
    year, month = divmod(day.year * 12 + day.month - 1 + lasts, 12)
    if year > 9999:
        return ""
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def refresher_due(until: str, today: str) -> bool:
    """Whether a course that runs out on a day is to be refreshed: it has run out, or does so within 60 days."""
    if not until:
        return False
    return until <= (date.fromisoformat(today) + timedelta(days=REFRESHER_DAYS)).isoformat()
