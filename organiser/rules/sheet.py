"""A paper sheet typed row by row: what a key means in which cell, which door comes next, what is still wanting."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.conversation import SPOKE, answer_of, channels_of
from organiser.rules.emails import parse_emails
from organiser.rules.names import name_key
from organiser.rules.phones import parse_phones

# One key each, the first letter of what it stands for.
OUTCOME_KEYS = {
    "n": "not in",
    "r": "refused",
    "s": SPOKE,
    "m": "moved",
    "c": "call back",
    "l": "language",
    "o": "other",
}
ANSWER_KEYS = {"y": "yes", "m": "maybe", "n": "no"}
CONSENT_KEYS = {"p": "phone", "e": "email", "t": "text", "n": "no"}
DITTO = "'"
# The question that stands on the sheet, kept with each consent.
ASKED = "May we contact you?"

_DOOR = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)
_STEP = 2
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Cells(NamedTuple):
    """One row as it stands on the sheet. `person` is the uid of somebody known who was chosen, else ""."""

    door: str = ""
    outcome: str = ""
    words: str = ""
    conference: str = ""
    helping: str = ""
    name: str = ""
    contact: str = ""
    consent: str = ""
    person: str = ""

    @property
    def begun(self) -> bool:
        """Whether anything stands there but the door."""
        return any(self[1:])

    @property
    def heard(self) -> str:
        """What came of the door: what was said to have come, or that somebody spoke, where words stand there."""
        return self.outcome or (SPOKE if self.begun else "")


COLUMNS = ("door", "outcome", "words", "conference", "helping", "name", "contact", "consent")


class Wanting(NamedTuple):
    """What a row still needs before its name can be kept: in which cell, and in words."""

    cell: str
    sentence: str


# Cells ---------------------------------------------------------------------------------------------------------------


def chosen(cell: str, key: str) -> str:
    """What one key means in a cell of answers; "" where it means none, or the cell is not one of those."""
    keys = {"outcome": OUTCOME_KEYS, "conference": ANSWER_KEYS, "helping": ANSWER_KEYS, "consent": CONSENT_KEYS}
    return keys.get(cell, {}).get(key, "")


def toggled(consent: str, one: str) -> str:
    """A cell of consent once a key was pressed in it: `phone, email`; a second time takes it out; `no` is no other."""
    said = [part for part in consent.split(", ") if part]
    if one == "no" or "no" in said:
        return "" if one in said else one
    return ", ".join([part for part in said if part != one] if one in said else [*said, one])


def ditto(cells: Cells, above: Cells | None, cell: str) -> Cells:
    """The row with one of COLUMNS as in the row above; a name brings along whose it is."""
    if above is None:
        return cells
    same = {cell: above.heard if cell == "outcome" else getattr(above, cell)}
    if cell == "name":
        same["person"] = above.person
    return cells._replace(**same)


def wanting(cells: Cells) -> Wanting | None:
    """What keeps the name in a row from being kept; None where nothing does."""
    if cells.person or not (cells.name or cells.contact or cells.consent):
        return None
    if not name_key("", cells.name):
        if cells.consent == "no" and not cells.contact:
            return None
        return Wanting("name", "Whose is it? Type the name, or empty the cells behind it.")
    if cells.consent == "no":
        return None
    if not cells.consent:
        return Wanting("consent", "May we contact them? p phone, e e-mail, t text, n no. Without a yes the name is "
                       "not kept.")  # fmt: skip
    phones = [phone for phone in parse_phones(cells.contact) if phone.value]
    emails = [email for email in parse_emails(cells.contact) if email.value]
    channels = channels_of(cells.consent, phone=bool(phones), email=bool(emails))
    if not channels and answer_of(cells.consent) != "yes":
        return Wanting("consent", "May we contact them? p phone, e e-mail, t text, n no.")
    if {"call", "sms"} & set(channels) and not phones:
        return Wanting("contact", "They may be rung, but no telephone number can be read here.")
    if "email" in channels and not emails:
        return Wanting("contact", "They may be written to, but no e-mail address can be read here.")
    if not (phones or emails):
        return Wanting("contact", "How can they be reached? A telephone number or an e-mail address.")
    return None


# Doors ---------------------------------------------------------------------------------------------------------------


class _Door(NamedTuple):
    before: str
    number: int
    after: str


def next_door(doors: Sequence[str]) -> str:
    """The door after those of a sheet, in their order; "" where no number tells (a house with a name).

    2, 4 → 6; 1, 2 → 3; 10, 8 → 6; 24, 24a → 24b; 22, 24a → 26; Flat 1, Flat 2 → Flat 3. A leap leaves the step as it
    was before (2, 4, 10 → 12), and doors that stand on the sheet already are passed over (58, 60, 59 → 57).
    """
    read = [door for door in map(_read, doors) if door is not None]
    if not read or not doors or read[-1] != _read(doors[-1]):
        return ""
    last = read[-1]
    before = read[-2] if len(read) > 1 else None
    there = {_fold(door) for door in doors}
    letter = last.after.strip().casefold()
    if len(letter) == 1 and letter in _LETTERS and before is not None and _letters_run(before, last):
        place = _LETTERS.index(letter) + 1
        following = _LETTERS[place : place + 1]
        lettered = f"{last.before}{last.number}{_like(following, last.after)}"
        if following and _fold(lettered) not in there:
            return lettered
    step = _step(read)
    number = last.number + step
    after = "" if len(letter) <= 1 else last.after
    while number > 0 and _fold(f"{last.before}{number}{after}") in there:
        number += step
    return f"{last.before}{number}{after}" if number > 0 else ""


def _read(door: str) -> _Door | None:
    """The number that counts on from door to door: that of a flat where one stands before the house."""
    found = _DOOR.fullmatch(door.strip())
    return _Door(found[1], int(found[2][:9]), found[3]) if found and len(found[2]) < 9 else None


def _letters_run(before: _Door, last: _Door) -> bool:
    """Whether houses of one number are being gone through by their letters: 24, 24a or 24a, 24b."""
    return before.number == last.number and before.before == last.before


def _like(letter: str, after: str) -> str:
    return after.replace(after.strip(), letter.upper() if after.strip().isupper() else letter)


def _step(read: Sequence[_Door]) -> int:
    """From one door to the next: the last step of one or two; flats are counted one by one, houses by twos."""
    shape = read[-1].before
    same = [door.number for door in read if door.before == shape]
    usual = 1 if shape.strip() else _STEP
    for place in range(len(same) - 1, 0, -1):
        step = same[place] - same[place - 1]
        if 0 < abs(step) <= _STEP:
            return step
    return usual


def _fold(door: str) -> str:
    return "".join(door.casefold().split())
