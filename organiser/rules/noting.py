"""A contact and its next step in one line, the way people jot it down: `rang, no answer, ring again friday`.

The parts stand between commas or semicolons. The first ones may say how somebody was reached and what came of it; a
part that opens like something still to be done is the next step; what is left over is what was said. Nothing is
dropped: whoever types sees what will be kept.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.dates import parse_date
from organiser.rules.names import fold
from organiser.rules.repeating import day_ahead, parse_every
from organiser.rules.talk import CALL_BACK, STOP


class Step(NamedTuple):
    """Something to do: what, an ISO day ("": none), how it repeats and whose it is, each "" where it was not said."""

    title: str
    due: str = ""
    every: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Noting:
    """A line as it is understood: `channel` and `outcome` "" where none was named, `on` an ISO day ("": today)."""

    channel: str = ""
    outcome: str = ""
    said: str = ""
    on: str = ""
    step: Step | None = None


# How a line opens that tells by what way somebody was reached.
_CHANNELS = {
    "call": ("rang", "ring", "rung", "called", "call", "phoned", "phone", "telephoned", "on the phone", "by phone"),
    "door": ("knocked", "door", "doorstep", "at the door", "on the doorstep", "doorknocked", "visited"),
    "sms": ("texted", "text", "sms", "whatsapp", "messaged"),
    "email": ("emailed", "e-mailed", "email", "e-mail", "mailed", "by email", "by e-mail"),
    "post": ("posted", "post", "wrote", "letter", "by post"),
    "meeting": ("met", "meeting", "at the meeting", "branch meeting", "at a meeting"),
    "online": ("online", "zoom", "on zoom", "video call"),
}
_OUTCOMES = {
    "no answer": ("no answer", "no reply", "no response", "didnt answer", "did not answer", "not in", "nobody in",
                  "out", "not at home", "na"),
    "left a message": ("left a message", "left message", "left voicemail", "left a voicemail", "voicemail", "lm"),
    CALL_BACK: ("call back", "call back later", "ring back", "ring back later", "wants a call back",
                "asked to call back", "busy"),
    "wrong number": ("wrong number", "number wrong", "number dead", "dead number", "not in use"),
    "moved": ("moved", "has moved", "moved away", "gone away"),
    "refused": ("refused", "not interested", "hung up", "doesnt want to talk"),
    STOP: ("stop", "do not contact", "dont contact", "do not call", "dont call", "do not call again", "dont call again",
           "do not ring", "dont ring", "do not ring again", "dont ring again", "no more calls", "no more texts",
           "no more emails", "take me off the list"),
    "spoke": ("spoke", "spoken", "talked", "chatted", "good chat"),
}  # fmt: skip
_CHANNEL_OF = {phrase: channel for channel, phrases in _CHANNELS.items() for phrase in phrases}
_OUTCOME_OF = {phrase: outcome for outcome, phrases in _OUTCOMES.items() for phrase in phrases}
_LONGEST_PHRASE = 5
# Words that tell the way only where nothing else stands in their part: `call` but not `call back thursday`.
_ALONE = frozenset(("ring", "call", "phone", "text", "post", "email", "e-mail", "letter", "door", "meeting", "online"))
# What may stand between the way and what came of it: "rang and spoke", "rang her: spoke".
_BETWEEN = frozenset(("and", "but", "them", "her", "him", "to", "with"))
_PART = re.compile(r"[^,;:\n]+|[,;:\n]")
_BETWEEN_PARTS = " ,;:.\n–-"
_STEP = re.compile(r"(?:^|[\s,;.])(?:task|to do|todo|next|next step)\s*:\s*|\s*->\s*", re.IGNORECASE)
# A part that opens so is still to be done, where a day follows or "again" or "back".
_TO_DO = re.compile(
    r"(?:(?:ring|call|phone|try|text|e-?mail|visit|knock|write|see|meet|go|pop)(?: (?:her|him|them|round))?"
    r" (?:again|back)|(?:remind|chase|follow up|invite|send|bring|drop off|take|pick up|ask)\b)",
    re.IGNORECASE,
)
_BEFORE_DAY = ("by", "on", "before", "due", "until")
_LONGEST_DAY = 5
_OWNER = re.compile(r"(?:for|owner:?|by)\s+(?=\D)|@", re.IGNORECASE)


def understand(text: str, today: str) -> Noting:
    """What a line says about a contact that took place by `today`."""
    body, step = _split_step(text, today)
    channel, outcome, on, rest, sentence = _opening(body, today)
    if step is None:
        rest, step = _step_at_the_end(rest, today)
        if rest:
            sentence, step = _step_at_the_end(sentence, today)
    said = sentence if rest else ""
    if step is not None and not outcome and re.match(r"(?:ring|call|phone)\b.*\bback\b", step.title, re.IGNORECASE):
        outcome = CALL_BACK
    if not said and not outcome:
        said = body.strip(_BETWEEN_PARTS)
    return Noting(channel, outcome, said, on, step)


def parse_step(text: str, today: str) -> Step | None:
    """A task in one line: `bring 200 leaflets, by saturday, Kasia`; None where it does not say what is to be done.

    A day may also stand at the end of what is to be done; what follows a day between commas is whose it is.
    """
    parts = [part for part in (part.strip() for part in re.split(r"[,;]", text)) if part]
    days = [_day(part, today) for part in parts[1:]]
    due, every, owner = next(filter(None, days), ""), "", ""
    titles = parts[:1]
    if parts and (found := re.search(r"\s(every .+)$", titles[0], re.IGNORECASE)) and parse_every(found[1]):
        titles[0], every = titles[0][: found.start()], found[1]
    if parts and (found := re.search(r"\sfor ([^\d\s]+(?: [^\d\s]+)?)$", titles[0])):
        before, day = _day_at_the_end(titles[0][: found.start()], today)
        titles[0], due, owner = (before, day, found[1]) if day else (titles[0], due, owner)
    after_day = not due
    if parts and not due:
        titles[0], due = _day_at_the_end(titles[0], today)
    after_day = after_day and bool(due)
    for part, day in zip(parts[1:], days, strict=True):
        if day:
            after_day = True
        elif not every and part.casefold().startswith("every ") and parse_every(part):
            every = part
        elif not owner and (found := _OWNER.match(part)):
            owner = part[found.end() :]
        elif after_day and not owner:
            owner = part
        else:
            titles.append(part)
    if not due and len(titles) > 1:
        titles[-1], due = _day_at_the_end(titles[-1], today)
    title = ", ".join(titles)
    return Step(title[:1].upper() + title[1:], due, every, owner) if title else None


def _split_step(text: str, today: str) -> tuple[str, Step | None]:
    """What stands before `task:`, and the step after it."""
    found = _STEP.search(text)
    if not found:
        return text, None
    step = parse_step(text[found.end() :], today)
    return (text[: found.start()].strip(" ,;."), step) if step else (text, None)


def _opening(text: str, today: str) -> tuple[str, str, str, str, str]:
    """The way, what came of it and the day from the first parts of a line; what is left over, and the same with the
    words before it where they are one sentence: `texted her the map`."""
    channel = outcome = on = ""
    rest = before = text.strip()
    in_one = False
    while rest:
        words = rest.split()
        taken, what = _known_phrase(rest)
        if what in _CHANNELS and not channel and not outcome:
            channel = what
        elif what in _OUTCOMES and not outcome:
            outcome = what
        elif not on and (day := _past_day(rest, today)):
            on, taken = day
        elif (channel or outcome) and words[0].casefold().strip(_BETWEEN_PARTS) in _BETWEEN and _leads_on(rest):
            taken = len(words[0])
        else:
            break
        before, rest = rest, rest[taken:]
        gap = rest[: len(rest) - len(rest.lstrip(_BETWEEN_PARTS))]
        in_one = not gap.strip() and before[taken - 1] not in _BETWEEN_PARTS
        rest = rest.lstrip(_BETWEEN_PARTS)
    return channel, outcome, on, rest, before if rest and in_one else rest


def _known_phrase(text: str) -> tuple[int, str]:
    """How many letters of the opening are a known phrase, the longest there is, and what it stands for.

    An outcome of one word is only one where the part ends with it: `moved` but not `moved the meeting`.
    """
    part = next(iter(_PART.findall(text)), "")
    ends = [found.end() for found in re.finditer(r"\S+", part)][:_LONGEST_PHRASE]
    for count in range(len(ends), 0, -1):
        phrase = fold(part[: ends[count - 1]])
        whole = count == len(part.split())
        way = _CHANNEL_OF.get(_plain(phrase), "")
        if way and (whole or _plain(phrase) not in _ALONE):
            return ends[count - 1], way
        known = _OUTCOME_OF.get(_plain(phrase), "")
        if known and (whole or count > 1 or known == "spoke") and not (known == CALL_BACK and not whole):
            return ends[count - 1], known
    return 0, ""


def _plain(phrase: str) -> str:
    return phrase.replace("'", "").replace("’", "").rstrip(".!")


def _leads_on(text: str) -> bool:
    """Whether after the first word something known follows: `and left a message`."""
    following = text.split(maxsplit=1)
    return len(following) > 1 and bool(_known_phrase(following[1].lstrip(_BETWEEN_PARTS))[1])


def _past_day(text: str, today: str) -> tuple[str, int] | None:
    """The day that a first part names which lies behind, and how many letters it takes."""
    part = next(iter(_PART.findall(text)), "")
    words = fold(part).removeprefix("on ").strip()
    if found := re.match(r"(?:yesterday|last night)\b", part, re.IGNORECASE):
        return (date.fromisoformat(today) - timedelta(days=1)).isoformat(), found.end()
    day = parse_date(words) if not words.isdigit() else ""
    day = day or parse_date(f"{words} {today[:4]}")
    return (day, len(part)) if day and day <= today else None


def _step_at_the_end(text: str, today: str) -> tuple[str, Step | None]:
    """The last parts of a line, where they say what is still to be done."""
    for found in re.finditer(r"(?:^|[,;.]\s*|\s+(?:and|so)\s+)(?=\S)", text):
        opening = _TO_DO.match(text, found.end())
        if opening is None:
            continue
        step = parse_step(text[found.end() :], today)
        sure = re.search(r"\b(?:again|back)$", opening[0], re.IGNORECASE)
        if step is not None and (step.due or sure):
            return text[: found.start()].strip(" ,;."), step
    return text.strip(), None


def _day_at_the_end(text: str, today: str) -> tuple[str, str]:
    """What is to be done without the day that stands behind it, and that day ("": none does)."""
    words = text.split()
    for count in range(min(_LONGEST_DAY, len(words) - 1), 0, -1):
        if day := _day(" ".join(words[-count:]), today):
            return " ".join(words[:-count]), day
    return text, ""


def _day(text: str, today: str) -> str:
    """The day ahead that a few words name, `by` before them or not; a bare number and a bare `week` name none."""
    words = text.casefold().strip(" .").split()
    if words and words[0] in _BEFORE_DAY:
        words = words[1:]
    if words[:1] == ["next"] and len(words) == 2 and not parse_every(words[1]):
        words = words[1:]
    one = " ".join(words)
    if not words or words[0] == "every" or one.isdigit() or (len(words) == 1 and parse_every(one)):
        return ""
    return day_ahead({"tonight": "today", "tmrw": "tomorrow"}.get(one, one), today)
