"""What may come of a door: its outcome in standard codes, the answers to two questions, and one line of a sheet."""

import re
from typing import NamedTuple

from organiser.rules.places import place_fold

SPOKE, OTHER = "spoke", "other"
OUTCOMES = (SPOKE, "not in", "refused", "moved", "call back", "language", OTHER)
ANSWERS = ("yes", "maybe", "no")
# SQL over `conversation`: who was asked. An issue that was named tells that somebody spoke, whatever else was ticked.
WAS_ASKED = f"(outcome = '{SPOKE}' OR issue_id IS NOT NULL)"

# How sheets and programs write the outcomes, folded as places are.
_WRITTEN = {
    SPOKE: "spoke|spoken|spoke to|spoken to|talked|answered|conversation|completed|complete|canvassed|in",
    "not in": "not in|no answer|not home|not at home|nobody in|no reply|no one in|out|ni|na",
    "refused": "refused|refusal|declined|not interested|did not want to talk|ref",
    "moved": "moved|moved away|gone away|empty|void|no longer here",
    "call back": "call back|callback|come back|call again|busy|return",
    "language": "language|language barrier|no english|needs an interpreter|interpreter",
}
_OUTCOME_OF = {word: outcome for outcome, words in _WRITTEN.items() for word in words.split("|")}
_ANSWER_OF = {
    "yes": "yes", "y": "yes", "definitely": "yes", "probably": "yes", "true": "yes", "1": "yes", "happy to": "yes",
    "maybe": "maybe", "perhaps": "maybe", "possibly": "maybe", "not sure": "maybe", "unsure": "maybe",
    "do not know": "maybe", "dont know": "maybe", "might": "maybe",
    "no": "no", "n": "no", "no thanks": "no", "no thank you": "no", "false": "no", "0": "no", "not": "no",
}  # fmt: skip
# `12: potholes`, `Flat 3, 14a: not in`: a door begins with a digit, or with a word that says so.
_DOOR = re.compile(r"\s*((?:flat|unit|no|no\.)?\s*\d[\w ,/&-]{0,30}?)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)


# What an answer to "may we contact you?" says of a channel (rules.consent).
_CHANNELS = {
    "call": frozenset(("phone", "phoned", "call", "calls", "telephone", "mobile", "ring")),
    "sms": frozenset(("text", "texts", "sms", "whatsapp")),
    "email": frozenset(("email", "emails", "mail")),
    "post": frozenset(("post", "letter", "letters")),
    "door": frozenset(("door", "visit", "knock")),
}


class Line(NamedTuple):
    """One line of a sheet: which door ("" where it does not say), what came of it, the resident's words."""

    door: str
    outcome: str
    wording: str


def outcome_of(text: str) -> str:
    """The one of OUTCOMES that a cell means; "" for a blank cell, OTHER for one that is not understood."""
    written = place_fold(text)
    return _OUTCOME_OF.get(written, OTHER) if written else ""


def answer_of(text: str) -> str:
    """The one of ANSWERS that a cell gives, "" where it gives none: `Yes, if there is a crèche` is a yes."""
    words = place_fold(text)
    while words:
        if words in _ANSWER_OF:
            return _ANSWER_OF[words]
        words = words.rpartition(" ")[0]
    return ""


def channels_of(text: str, *, phone: bool, email: bool) -> tuple[str, ...]:
    """The channels by which somebody may be contacted who answered so: those they name, else those they left.

    `phone` and `email` are whether they left such an address: a plain yes means these, and no text messages.
    """
    if answer_of(text) == "no":
        return ()
    words = frozenset(place_fold(text).split())
    named = tuple(channel for channel, tells in _CHANNELS.items() if words & tells)
    if named or answer_of(text) != "yes":
        return named
    return ("call",) * phone + ("email",) * email


def read_line(text: str) -> Line:
    """A line as it is typed: `potholes`, `12: potholes`, `14: not in`; a line that is an outcome alone is that."""
    found = _DOOR.fullmatch(text)
    door, rest = (found[1], found[2]) if found else ("", text)
    outcome = outcome_of(rest)
    if not outcome or outcome == OTHER:
        return Line(door.strip(), SPOKE, rest.strip())
    return Line(door.strip(), outcome, "")


def household(door: str, street: str, postcode: str) -> str:
    """What tells one home of a ward from another, "" where it is not known: the door, and its street or postcode."""
    where = place_fold(street) or place_fold(postcode)
    return f"{place_fold(door)} {where}" if place_fold(door) and where else ""
