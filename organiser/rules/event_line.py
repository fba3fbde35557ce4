"""An event in one line, as people say it: `canvassing Sat 28 Nov Brixton Acre Lane 10:30 led by Ann`.

Day, time, kind, wards, branch, place and who leads it are recognised wherever they stand; what is left is its title.
Nothing is dropped: whoever types sees what will be kept.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules.dates import parse_date, uk_date
from organiser.rules.places import place_fold
from organiser.rules.repeating import day_ahead

# How people call the kinds of event, folded as places are.
_WRITTEN = {
    "canvassing": "canvassing|canvass|canvas|doorknocking|door knocking|door knock|doorstep|doors|canvassing session",
    "leaflet round": "leaflet round|leaflets|leaflet|leafleting|leafletting|leaflet drop|leaflet delivery",
    "stall": "stall|street stall",
    "phone bank": "phone bank|phonebank|phone banking|phonebanking|phoning",
    "meeting": "meeting|agm|branch meeting|gc|clp meeting",
    "surgery": "surgery|surgeries|advice surgery",
    "walkabout": "walkabout|walk about|ward walk|estate walk|ward walkabout",
    "training": "training|course|training session",
    "conference": "conference|community conference",
}
_KIND_OF = {words: kind for kind, several in _WRITTEN.items() for words in several.split("|")}
# Of what opens a line only these are the kind itself and no more; `Branch meeting` stays in sight as a title.
_BARE = frozenset(words for words in _KIND_OF if words not in ("agm", "branch meeting", "gc", "clp meeting", "course"))
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_DAY = re.compile(
    rf"\b(?:on\s+)?(?:({_WEEKDAY}),?\s+)?"
    rf"(\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?:\s+\d{{4}})?(?![\w:])"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?(?![\w:.]))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:on\s+)?(today|tonight|tomorrow|yesterday|(?:(?:last|next|this)\s+)?{_WEEKDAY}(?![\w-])|in \d{{1,2}} days?"
    r"|in \d{1,2} weeks?|next week)(?=$|[\s,;])",
    re.IGNORECASE,
)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?"
_TIME = re.compile(
    rf"(?:\b(?:at|from)\s+)?(?<![\w:./])(?:{_CLOCK}|(noon|midday))"
    rf"(?:\s*(?:-|–|to|until|till)\s*{_CLOCK})?(?![\w:/])(?:\s*(?:h|hrs?|o'?clock)\b)?",
    re.IGNORECASE,
)
# What was recognised is cut out of the line; where it stood, other parts end.
_CUT = "\x00"
_OPENS = rf"(?:^|(?<=[\s,;{_CUT}]))"
_LEADER = re.compile(rf"{_OPENS}(?:led by|leads?|leader|organised by|run by)\s*:?\s+", re.IGNORECASE)
_PLACE = re.compile(
    rf"{_OPENS}(?:(?:meet(?:ing)?\s+(?:at|outside|by))\s+|at\s+(?!the doors?\b)|@\s*"
    r"|(?=(?:outside|opposite|in front of|corner of|behind|next to)\s))",
    re.IGNORECASE,
)
_NOTE = re.compile(rf"{_OPENS}note\s*:\s*(.*)$", re.IGNORECASE | re.DOTALL)
_WORDS = re.compile(rf"[^\s,;{_CUT}]+")
_LONGEST_NAME = 7
_MOST_AWAY = 200  # days within which a weekday tells the year of a day
# `Brockley Rise` is a street, though Brockley is a ward.
_STREET_WORDS = (
    "road rd street st avenue ave lane ln close drive way court gardens grove place square terrace crescent hill rise "
    "row walk mews house station library school hall centre market estate tower cafe pub church"
)
_STREETS = frozenset(_STREET_WORDS.split())
_JOINS = frozenset(("and", "&", "with", "in", "for", "on", "at", "ward", "wards"))


class Line(NamedTuple):
    """An event as a line says it: one of rules.events.KINDS, an ISO day, "18:30", and words; each "" where not said.

    `problem` says what in it contradicts itself.
    """

    kind: str = ""
    title: str = ""
    on: str = ""
    at: str = ""
    place: str = ""
    note: str = ""
    branch: str = ""
    leader: str = ""
    wards: tuple[str, ...] = ()
    problem: str = ""


def runs(line: str) -> set[str]:
    """All runs of words of a line, folded, that may be the name of a place: whoever knows the places asks for these."""
    return {place_fold(line[start:end]) for start, end in _runs(line)} - {""}


def parse(line: str, today: str, wards: Collection[str], branches: Collection[str]) -> Line:
    """Take a line apart that was typed on an ISO day; `wards` and `branches` are folded names that are known."""
    rest = line
    note = ""
    if found := _NOTE.search(rest):
        note, rest = found[1].strip(), rest[: found.start()]
    rest, on, problem = _day_of(rest, today)
    rest, at, until = _time_of(rest)
    rest, kind = _kind_of(rest)
    # Who leads it and where one meets may bear the names of places: these go to their end before wards are looked for.
    rest, leader = _after(rest, _LEADER)
    leader, ward = _without_ward(leader, wards)
    rest, branch = _named(rest, _with_branch(branches))
    rest, place = _after(rest, _PLACE, stops=True)
    said = [ward] if ward else []
    while True:
        rest, ward = _named(rest, wards)
        if not ward:
            break
        said.append(ward)
    if not branch:
        rest, branch = _named(rest, branches)
    if not kind:
        kind = _kind_within(rest)
    note = "; ".join(filter(None, (note, f"until {until}" if until else "")))
    title = _tidy(rest)
    if place_fold(title) == kind:
        title = ""
    if place_fold(branch) not in branches:
        branch = branch[: -len(" branch")]
    return Line(kind, title[:1].upper() + title[1:], on, at, place, note, branch, leader, tuple(said), problem)


def event_day(text: str, today: str) -> str:
    """The ISO day of an event that somebody names on an ISO day, "" where none is named.

    A day without its year is the nearest one, past or ahead, that falls on the weekday which is named with it.
    """
    words = " ".join(text.casefold().split())
    now = date.fromisoformat(today)
    if words in ("yesterday", "tonight"):
        return (now - timedelta(days=words == "yesterday")).isoformat()
    first, _, rest = words.partition(" ")
    if first == "last" and (weekday := _weekday(rest)) is not None:
        return (now - timedelta(days=(now.weekday() - weekday - 1) % 7 + 1)).isoformat()
    if first in ("this", "next") and _weekday(rest) is not None:
        words = rest
    if found := _DAY.fullmatch(words):
        return _nearest(found[2], _weekday(found[1] or ""), now)
    return day_ahead(words.rstrip("."), today)


def read_time(text: str) -> str:
    """A time of day as people write it ("10:30", "7pm", "noon"), as "HH:MM"; "" where it is none."""
    found = _TIME.fullmatch(text.strip())
    return _start(found) if found else ""


# Days and times ------------------------------------------------------------------------------------------------------


def _day_of(line: str, today: str) -> tuple[str, str, str]:
    """The line without the day it names, the ISO day, and what contradicts itself in it."""
    for pattern in (_DAY, _RELATIVE):
        for found in pattern.finditer(line):
            text = found[0].removeprefix("on ").removeprefix("On ")
            if day := event_day(text, today):
                named = _weekday(found[1] or "") if pattern is _DAY else None
                real = date.fromisoformat(day).weekday()
                told = f"{uk_date(day)} is a {_WEEKDAYS[real].capitalize()}."
                wrong = told if named is not None and named != real else ""
                return _cut(line, found.start(), found.end()), day, wrong
    return line, "", ""


def _nearest(text: str, weekday: int | None, now: date) -> str:
    """A day, with its year or without: then the nearest, of those on the weekday if there is one within reach."""
    if "/" in text and text.count("/") == 1:
        text = text.replace("/", " ")
        day, _, month = text.partition(" ")
        candidates = [parse_date(f"{year}-{int(month):02}-{int(day):02}") for year in _years(now)]
    else:
        whole = parse_date(text)
        candidates = [whole] if whole else [parse_date(f"{text} {year}") for year in _years(now)]
    days = [date.fromisoformat(day) for day in candidates if day]
    fitting = [day for day in days if weekday is None or day.weekday() == weekday]
    near = [day for day in fitting if len(days) == 1 or abs((day - now).days) <= _MOST_AWAY] or days
    return min(near, key=lambda day: (abs((day - now).days), day < now)).isoformat() if near else ""


def _years(now: date) -> range:
    return range(now.year - 1, now.year + 2)


def _weekday(text: str) -> int | None:
    word = text.casefold().strip(" .,")
    if len(word) < 3:
        return None
    return next((place for place, name in enumerate(_WEEKDAYS) if name.startswith(word)), None)


def _time_of(line: str) -> tuple[str, str, str]:
    """The line without the first time it names, that as "HH:MM", and until when, "" where that is not said."""
    for found in _TIME.finditer(line):
        if start := _start(found):
            return _cut(line, found.start(), found.end()), start, _end(found, start)
    return line, "", ""


def _start(found: re.Match[str]) -> str:
    if found[4]:
        return "12:00"
    # A bare number is a time where it is said to be one: 7pm, 10:30, 10-12 with am or pm at its end.
    half = found[3] or (found[7] if found[5] and not found[2] else None)
    if found[2] is None and half is None:
        return ""
    start = _clock(int(found[1]), found[2], half)
    if found[3] is None and found[7] and start > _clock(int(found[5]), found[6], found[7]):
        return _clock(int(found[1]), found[2], "am")  # 10-12pm
    return start


def _end(found: re.Match[str], start: str) -> str:
    if not found[5]:
        return ""
    end = _clock(int(found[5]), found[6], found[7])
    if not found[7] and end and end < start:
        end = _clock(int(found[5]) + 12, found[6], None)
    return end


def _clock(hour: int, minutes: str | None, half: str | None) -> str:
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    minute = int(minutes or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


# Kinds ---------------------------------------------------------------------------------------------------------------


def kind_of(text: str) -> str:
    """The one of rules.events.KINDS that words mean, also where they are only begun; "" for none."""
    asked = place_fold(text)
    if asked in _KIND_OF:
        return _KIND_OF[asked]
    begun = {kind for words, kind in _KIND_OF.items() if asked and words.startswith(asked)}
    return begun.pop() if len(begun) == 1 else ""


def _kind_of(line: str) -> tuple[str, str]:
    """The line without the kind that opens it, or that stands alone between two parts; and the kind."""
    parts = list(_runs(line))
    first = min((start for start, _ in parts), default=0)
    best = max((run for run in parts if run[0] == first and place_fold(line[slice(*run)]) in _BARE),
               key=lambda run: run[1], default=None)  # fmt: skip
    if best is None:
        alone = [found.span() for found in re.finditer(rf"[^,;{_CUT}]+", line) if place_fold(found[0]) in _BARE]
        best = alone[0] if alone else None
    if best is None:
        return line, ""
    return _cut(line, *best), _KIND_OF[place_fold(line[slice(*best)])]


def _kind_within(line: str) -> str:
    """The kind that is named inside a title: the longest words that name one, the last of them."""
    named = [(end - start, start, _KIND_OF[words]) for start, end in _runs(line)
             if (words := place_fold(line[start:end])) in _KIND_OF]  # fmt: skip
    return max(named)[2] if named else ""


# Names ---------------------------------------------------------------------------------------------------------------


def _runs(line: str) -> Iterator[tuple[int, int]]:
    """Where the runs of words of a line begin and end that stand between the same commas."""
    for part in re.finditer(rf"[^,;{_CUT}]+", line):
        words = [(found.start() + part.start(), found.end() + part.start()) for found in _WORDS.finditer(part[0])]
        for first, (start, _) in enumerate(words):
            for _, end in words[first : first + _LONGEST_NAME]:
                yield start, end


def _named(line: str, known: Collection[str]) -> tuple[str, str]:
    """The line without the longest run of words that is one of the known names, and that as it was typed."""
    found = [
        (end - start, -start)
        for start, end in _runs(line)
        if place_fold(line[start:end]) in known and not _is_street(line[end:])
    ]
    if not found:
        return line, ""
    length, before = max(found)
    name = line[-before : -before + length]
    return _cut(line, -before, -before + length), name


def _without_ward(leader: str, wards: Collection[str]) -> tuple[str, str]:
    """Who leads, without a ward of two words or more that was typed right behind the name; and that ward."""
    words = leader.split()
    for place in range(1, len(words) - 1):
        if place_fold(" ".join(words[place:])) in wards:
            return " ".join(words[:place]), " ".join(words[place:])
    return leader, ""


def _is_street(behind: str) -> bool:
    """Whether the word behind a name makes that the name of a street or house."""
    word = re.match(r" +(\w+)", behind)
    return word is not None and word[1].casefold() in _STREETS


def _with_branch(branches: Collection[str]) -> set[str]:
    """The names of branches as they are typed with the word behind them."""
    return {name if name.endswith(" branch") else f"{name} branch" for name in branches}


def _after(line: str, opening: re.Pattern[str], *, stops: bool = False) -> tuple[str, str]:
    """The line without what an opening introduces, up to the next part, and that."""
    found = opening.search(line)
    if found is None:
        return line, ""
    end = re.compile(rf"[,;{_CUT}]|$").search(line, found.end())
    finish = end.start() if end else len(line)
    if not stops and (place := _PLACE.search(line, found.end(), finish)):
        finish = place.start()
    words = line[found.end() : finish].strip()
    return (_cut(line, found.start(), finish), words) if words else (line, "")


def _cut(line: str, start: int, end: int) -> str:
    return f"{line[:start]}{_CUT}{line[end:]}"


def _tidy(text: str) -> str:
    """What is left of a line, without the marks that stood between its parts."""
    parts = [" ".join(part.split()).strip(" -–:") for part in re.split(rf"[,;{_CUT}]", text)]
    return ", ".join(part for part in parts if part and part.casefold() not in _JOINS)
