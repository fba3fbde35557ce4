"""How far an issue is taken: ward, borough or national, and a line that says to whom it was taken, by whom, when."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.dates import parse_date

WARD, BOROUGH, NATIONAL = "ward", "borough", "national"
LEVELS = (WARD, BOROUGH, NATIONAL)
RAISED = (BOROUGH, NATIONAL)
# To whom it can be taken.
TAKERS = ("service", "group", "MP", "party")
# After so many days without an answer somebody is asked to look after it.
PATIENCE_DAYS = 42

_TAKER = re.compile(rf"({'|'.join(TAKERS)})\b\s*:?\s*(.*)", re.IGNORECASE | re.DOTALL)
_OWNER = re.compile(r"(?:owner|for|by)\b\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL)
_ON = re.compile(r"on\s+(.+)", re.IGNORECASE | re.DOTALL)
_ANSWER = re.compile(r"answer(?:ed)?\b\s*:?\s*(.*)", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"note\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL)
_COUNCIL = re.compile(r"council\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL)


class Taken(NamedTuple):
    """To whom an issue was taken: one of TAKERS and a name, either may be ""."""

    kind: str
    name: str


class Line(NamedTuple):
    """One line that raises an issue, understood; each "" where it does not say. `rest` was not understood."""

    level: str = ""
    council: str = ""
    taken: Taken = Taken("", "")
    owner: str = ""
    on: str = ""
    answer: str = ""
    answered: str = ""
    note: str = ""
    rest: Sequence[str] = ()


def taken_of(text: str) -> Taken | None:
    """`service: Highways`, `MP`, `group Labour`: to whom; None where it names none of TAKERS."""
    found = _TAKER.fullmatch(text.strip())
    if not found:
        return None
    kind = next(taker for taker in TAKERS if taker.casefold() == found[1].casefold())
    return Taken(kind, found[2].strip())


def read_line(text: str, today: str) -> Line:
    """What a line says, its parts between commas in any order: `borough, service: Highways, for Jo Bloggs, 3 March`.

    What is not understood behind `answer` or `note` belongs to it.
    """
    found = Line()
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _with(found, part, today)
    return found


def _with(line: Line, part: str, today: str) -> Line:
    if part.casefold() in RAISED:
        return line._replace(level=part.casefold())
    taken = taken_of(part)
    if taken:
        return line._replace(taken=taken)
    day = _day(part, today)
    if day:
        # The first day is that on which it was raised, the next that of the answer.
        return line._replace(answered=day) if line.answer else line._replace(on=day)
    if said := _ANSWER.fullmatch(part):
        return _answered(line, said[1].strip(), today)
    if said := _NOTE.fullmatch(part):
        return line._replace(note=said[1])
    if said := _COUNCIL.fullmatch(part):
        return line._replace(council=said[1])
    # `by June` behind an answer is a part of it.
    if (said := _OWNER.fullmatch(part)) and not (line.answer or line.note):
        return line._replace(owner=said[1])
    # A comma may be part of what was answered or noted.
    if line.note:
        return line._replace(note=f"{line.note}, {part}")
    if line.answer:
        return line._replace(answer=f"{line.answer}, {part}")
    return line._replace(rest=(*line.rest, part))


def _answered(line: Line, text: str, today: str) -> Line:
    day = _day(text, today)
    return line._replace(answered=day) if day else line._replace(answer=text)


def _day(text: str, today: str) -> str:
    found = _ON.fullmatch(text)
    words = found[1] if found else text
    return today if words.casefold() == "today" else parse_date(words)


def as_line(line: Line, shown: Sequence[str] = ()) -> str:
    """The line that would say so; `shown` are the two days as people write them."""
    on, answered = (*shown, "", "")[:2] if shown else (line.on, line.answered)
    parts = [line.level, ": ".join(filter(None, line.taken))]
    parts += [f"for {line.owner}" if line.owner else "", on]
    parts += [f"answer: {line.answer}" if line.answer else "", f"answered {answered}" if answered else ""]
    parts.append(f"note: {line.note}" if line.note else "")
    return ", ".join(filter(None, parts))
