"""Replies to an invitation as people word them, and what they need to take part, counted without names."""

import re
from collections.abc import Iterable

from organiser.rules.conference import COMING, MAYBE, NOT_COMING, REPLIES
from organiser.rules.places import place_fold

_WORDS = {
    # The more telling first: "not coming" is no "coming".
    NOT_COMING: (
        "not coming;not attending;not going;cannot;cant;can t;wont;won t;unable;apologies;sorry;declined;cancelled;"
        "canceled;deleted;refunded;no;nope;n;na;nac"
    ),
    MAYBE: "maybe;perhaps;possibly;might;not sure;unsure;tentative;dont know;don t know;hope to;m;efallai",
    COMING: (
        "coming;attending;going;checked in;will come;will be there;i ll be there;ill be there;see you there;accepted;"
        "confirmed;registered;definitely;yes;yep;y;c;ydw;byddaf"
    ),
}
# What people need, by the beginnings of words that tell it; two joined by + must both be there.
NEEDS = {
    "wheelchair": "wheelchair mobility+scooter ramp step+free step-free",
    "BSL": "bsl sign+language signer",
    "hearing loop": "loop hearing deaf",
    "interpreter": "interpret translat",
    "crèche": "creche crèche childcare child kid babies baby toddler",
    "large print": "large+print sight visually blind",
    "lift there": "lift+home lift+there transport driv taxi",
    "something else": "",
}
_NUMBER = re.compile(r"\b(\d{1,2}|one|two|three|four|five|six)\b")
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NONE = frozenset(("", "no", "none", "nothing", "n a", "na", "nil", "no thanks", "no thank you", "dim"))
_PARTS = re.compile(r"[,;\n]|\band\b")


def reply_of(text: str) -> str:
    """The one of REPLIES that an answer means, "" where it says none of them."""
    words = f" {place_fold(text.replace('’', ' ').replace(chr(39), ' '))} "
    if " not sure " in words or " don t know " in words or " dont know " in words:
        return MAYBE
    for reply, known in _WORDS.items():
        if any(f" {word} " in words for word in known.split(";")):
            return reply
    return ""


def reply_told(said: str) -> tuple[str, str]:
    """The reply and the needs that a note of a call begins with: "coming, needs a wheelchair"; "" where it does not.

    Only words that can mean nothing else count, at the very beginning.
    """
    first, _, rest = said.strip().partition("\n")[0].partition(",")
    words = place_fold(first)
    reply = next((one for one in REPLIES if words == one), "")
    return (reply, clean_needs(rest)) if reply else ("", "")


def clean_needs(text: str) -> str:
    """What somebody needs in their own words, "" where they need nothing."""
    text = " ".join(text.split())
    return "" if place_fold(text) in _NONE else text


def count_needs(needs: Iterable[str]) -> dict[str, int]:
    """How many there are of each of NEEDS; a crèche counts children where their number is said."""
    found = dict.fromkeys(NEEDS, 0)
    for text in needs:
        kinds: dict[str, int] = {}
        for part in filter(None, map(str.strip, _PARTS.split(clean_needs(text).casefold()))):
            for kind in _kinds(part):
                number = _NUMBER.search(part) if kind == "crèche" else None
                count = (_NUMBERS.get(number[1]) or int(number[1])) if number else 1
                kinds[kind] = max(kinds.get(kind, 0), count)
        for kind, count in kinds.items():
            if kind != "something else" or len(kinds) == 1:
                found[kind] += count
    return {kind: count for kind, count in found.items() if count}


def _kinds(part: str) -> list[str]:
    words = re.findall(r"[^\W\d_]+", part)
    found = [
        kind
        for kind, tells in NEEDS.items()
        if any(
            all(any(word.startswith(piece) for word in words) for piece in tell.replace("-", "+").split("+"))
            for tell in tells.split()
        )
    ]
    return found or ["something else"]


# By which channels somebody was invited, and when: "email 2026-11-22, call 2026-11-24" --------------------------------


def with_channel(channels: str, channel: str, on: str) -> str:
    """Channels as they are kept, with one more; of one by which they were invited before the latest day is kept."""
    return _written(channel_days(channels) | {channel: on})


def channel_days(channels: str) -> dict[str, str]:
    """The last ISO day of each channel."""
    pairs = (part.partition(" ")[::2] for part in channels.split(", ") if " " in part)
    return dict(pairs)


def both_invited(one: dict[str, str], other: dict[str, str]) -> dict[str, str]:
    """The invitation of somebody who had two: the later answer stands, every channel is kept, needs are joined."""
    first, second = channel_days(one["channels"]), channel_days(other["channels"])
    days = {channel: max(first.get(channel, ""), second.get(channel, "")) for channel in {**first, **second}}
    later = one if (one["replied"], one["reply"]) >= (other["replied"], other["reply"]) else other
    return {
        "channels": _written(days),
        "invited": min(filter(None, (one["invited"], other["invited"])), default=""),
        "reply": later["reply"],
        "replied": later["replied"],
        "needs": ", ".join(dict.fromkeys(filter(None, (one["needs"], other["needs"])))),
    }


def _written(days: dict[str, str]) -> str:
    return ", ".join(f"{channel} {day}" for channel, day in sorted(days.items()))
