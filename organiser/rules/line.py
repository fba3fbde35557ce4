"""A person written in one line, the way people write: `Ann Smith, 07700 900123, SE13 5AB, leaflets, met at the stall`.

The parts stand between commas. What a part is shows from the part itself; the first that is nothing else is the name,
and what is left over is a note. Nothing is dropped. One thing cannot be told: in `Smith, Ann` the second part may be a
given name or a note, so the name is written as it is spoken, and `Ann` becomes a note that the user is shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from organiser.rules.dates import adult_by, eighteenth_birthday, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.names import fold, split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import find_postcode

# What stands in brackets is one part with what stands before it: `07700 900123 (mum, evenings)`.
_PART = re.compile(r"(?:\([^()]*\)|[^,;\t])+")
# What helpers offer, as people write it: opening words, and the offer as it is kept.
OFFERS = {
    "leaflet": "leaflets", "leaflets": "leaflets", "leafleting": "leaflets", "leafletting": "leaflets",
    "deliver": "leaflets", "delivers": "leaflets", "delivery": "leaflets",
    "canvass": "canvassing", "canvassing": "canvassing", "doorknock": "canvassing", "doorknocking": "canvassing",
    "door knocking": "canvassing", "doors": "canvassing", "doorstep": "canvassing",
    "poster": "poster", "posters": "poster", "window poster": "poster", "garden poster": "poster",
    "phone bank": "phone bank", "phone banking": "phone bank", "calls": "phone bank", "ringing": "phone bank",
    "stall": "street stall", "street stall": "street stall", "stalls": "street stall",
    "cake": "baking", "cakes": "baking", "baking": "baking", "bakes": "baking",
    "drive": "lifts", "driver": "lifts", "driving": "lifts", "lifts": "lifts",
    "translate": "translating", "translating": "translating", "interpreting": "translating",
    "data entry": "data entry", "typing": "data entry", "admin": "admin", "stuffing": "stuffing envelopes",
    "stuffing envelopes": "stuffing envelopes", "hosting": "hosting", "social media": "social media",
    "photos": "photos", "photography": "photos", "design": "design",
}  # fmt: skip
_OFFER = re.compile(r"(?:(?:can|could|will|would|offers?(?: to)?|happy to|does)\s+)?(?:do\s+)?(.+)", re.IGNORECASE)
_DAYS = re.compile(
    r"\b(?:on\s+)?((?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?|weekends?|weekdays?|evenings?)"
    r"(?:\s+(am|pm|mornings?|afternoons?|evenings?))?\b",
    re.IGNORECASE,
)
_DAY_NAMES = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday", "wee": "", "eve": "",
}  # fmt: skip
# Words beside days that say no more than the days do.
_BESIDE_DAYS = re.compile(r"\b(?:free|available|only|every)\b", re.IGNORECASE)
_AND = re.compile(r"(?:^|\s+)(?:and|or|nor)(?:\s+|$)|/|&|\+", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:speaks?|language:?)\s+(.+)", re.IGNORECASE)
_ACCESS = re.compile(r"(?:needs|access:?)\s+(.+)", re.IGNORECASE)
_MEMBERSHIP = {
    "member": "member", "party member": "member", "not a member": "non-member", "non-member": "non-member",
    "affiliated": "affiliated", "affiliated supporter": "affiliated", "registered supporter": "registered supporter",
}  # fmt: skip
_ROLES = frozenset(("helper", "activist", "champion", "community champion", "organiser", "officer"))
_REGISTER = {
    "on the register": "on",
    "on register": "on",
    "not registered": "not on it",
    "not on the register": "not on it",
}
_MAY = re.compile(r"(?:ok(?:ay)?(?: to| for| with)?|may|can|happy to be)\s+(?:be\s+)?(.+)", re.IGNORECASE)
_MAY_NOT = re.compile(
    r"(?:please\s+)?(?:no(?: more)?|not|never|don'?t|do(?:es)? not|doesn'?t|may not|stop)\s+(?:want\s+)?(?:any\s+)?"
    r"(?:to\s+)?(?:be\s+)?(.+?)(?:\s+please|\s+thanks?(?: you)?)?",
    re.IGNORECASE,
)
# How people call the ways to reach somebody. "Mail" is sent by either, so that who wants none wants neither.
_WAYS = {
    word: tuple(channels.split())
    for channels, words in (
        ("email", "e-mail, e-mails, email, emails, emailed, e-mailed"),
        ("sms", "text, texts, texted, sms, text messages"),
        ("call", "call, calls, called, phone, phoned, phone calls, ring, rung"),
        ("post", "write, post, letter, letters"),
        ("door", "knock, visit, visits, visited, door knocking, doorknocking"),
        ("email post", "mail, mails, mailings"),
    )
    for word in words.split(", ")
}
_NEVER = re.compile(r"(?:please\s+)?(?:do not|don'?t|never|no)\s+contact(?:\s+(?:me|again|at all))*", re.IGNORECASE)
_AGE = re.compile(r"(?:is\s+)?(?:aged?:?\s*(\d{1,3})|(\d{1,3})[\s-]*(?:(?:years?|yrs?)[\s-]*old|y/?o))", re.IGNORECASE)
_YOUNG = re.compile(r"(?:is\s+)?(?:under[\s-]?(?:18|eighteen|age)|u-?18|(?:a\s+)?minor)", re.IGNORECASE)
_BORN = re.compile(r"(?:born|d\.?o\.?b\.?|date of birth)[\s:]+(?:on\s+|in\s+)?(.+)", re.IGNORECASE)
_HOUSE = re.compile(
    r"(?:flat|apartment|apt|unit|room)\s+\w+(?:\s+.*)?"  # Flat 2; Flat 2 Fiction House
    r"|\d+\s?[a-z]?(?:\s?[-/]\s?\d+[a-z]?)?\s+(?:\S.*\s)?(?:road|rd|street|st|avenue|ave|lane|ln|close|drive|way|court|"
    r"gardens|grove|place|square|terrace|crescent|hill|park|rise|row|walk|mews|green|house|view|parade|broadway)\.?",
    re.IGNORECASE,
)
_NUMBER_AND_NAME = re.compile(r"\d+[A-Za-z]?(?:\s+[A-Z][\w'’-]*){1,4}")  # 22 Cheapside
_PLACE_NAME = re.compile(r"[^\W\d_a-z][\w'’-]*(?:[\s-]+[^\W\d_a-z][\w'’-]*){0,3}")  # Rose Cottage; London
_LABEL_OF_ADDRESS = re.compile(r"(?:(?:lives|living|home|address|post ?code)\b)?\s*(?:at|in)?\s*:?", re.IGNORECASE)
_EMAIL_LABEL = re.compile(r"(?:e-?mail(?:\s+address)?)?\s*:?", re.IGNORECASE)
_NUMBER = re.compile(r"[+(]?\d[\d\s().-]{4,}\d")
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[\s'’.-]+[^\W\d_a-z][^\W\d_]*)+")
_FEWEST_DIGITS = 6  # of a telephone number
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
UNKNOWN_AGE = "how old they are is not said: they stay marked as under 18 until a date of birth is entered"


@dataclass(slots=True)
class Understood:
    """What a line says. `facts` are pairs of kind and value, `consents` triples of channel, stance and wording.

    `minor_until` is the ISO day by which somebody is of age who is said to be under 18, "" where nobody said so.
    """

    title: str = ""
    given: str = ""
    family: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    postcode: str = ""
    address: str = ""
    born: str = ""
    minor_until: str = ""
    tags: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    consents: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


def understand(line: str, today: str, tags: Mapping[str, str]) -> Understood:
    """Take a line apart. `today` is an ISO day; `tags` the tags there are by the folded words that mean them."""
    reader = _Reader(today, tags)
    for part in _PART.findall(line):
        if part.strip():
            reader.take(part.strip())
    return reader.found


def title_and_name(text: str) -> tuple[str, str, str]:
    """A whole name as title, given and family name: what split_name leaves out of it is the title."""
    given, family = split_name(text)
    kept = f"{given} {family}".split()
    left = []
    for word in text.replace(",", " ").split():
        if word in kept:
            kept.remove(word)
        else:
            left.append(word)
    return " ".join(left), given, family


def kept_offer(text: str) -> str:
    """What somebody offers, as it is kept: "leafleting" is "leaflets"; what is not known stays as it is."""
    return OFFERS.get(fold(text), text)


def kept_day(text: str) -> str:
    """When somebody can, as it is kept: "sat am" is "Saturday morning"; what is not known stays as it is."""
    found = _DAYS.fullmatch(text)
    return _day(found) if found else text


class _Reader:
    """Takes the parts of one line one after the other. Each reader says whether it understood the whole of a part."""

    def __init__(self, today: str, tags: Mapping[str, str]) -> None:
        self.found = Understood()
        self._today = today
        self._tags = tags
        self._address_goes_on = False
        self._readers: tuple[Callable[[str], bool], ...] = (
            self._age, self._email, self._postcode, self._phone, self._fact, self._permission, self._offer, self._home,
        )  # fmt: skip

    def take(self, part: str) -> None:
        """Understand a part, or keep it as it stands."""
        address = self.found.address
        nameless = not self.found.name
        if nameless and _TWO_CAPITALS.fullmatch(part) and fold(part) not in self._tags:
            self._name(part)  # `Will Driver` offers no lifts
        elif not self._understood(part):
            if nameless:
                self._name(part)
            else:
                self.found.notes.append(part)
        self._address_goes_on = self.found.address != address

    def _understood(self, part: str) -> bool:
        return any(read(part) for read in self._readers)

    def _name(self, part: str) -> None:
        self.found.title, self.found.given, self.found.family = title_and_name(part)

    # How old they are --------------------------------------------------------------------------------------------

    def _age(self, part: str) -> bool:
        """Their age or date of birth, or that they are under 18; the age of an adult is a note like any other."""
        if _YOUNG.fullmatch(part):
            if not self.found.born and not self.found.minor_until:
                self.found.minor_until = adult_by(0, self._today)
                self.found.problems.append(UNKNOWN_AGE)
            return True
        if told := _AGE.fullmatch(part):
            age = int(told[1] or told[2])
            return age < 18 and self._young_until(adult_by(age, self._today))
        born = _BORN.fullmatch(part)
        return born is not None and self._born(born[1])

    def _born(self, text: str) -> bool:
        if _YEAR.fullmatch(text):
            self._young_until(f"{int(text) + 18}-12-31")
            return False  # which year it was is kept as a note
        day = parse_date(text)
        if not day or day > self._today or self._age_is_told():
            return False
        self._young_until(eighteenth_birthday(day))
        self.found.born = day
        return True

    def _young_until(self, day: str) -> bool:
        """Mark them until a day that follows from their age; False where their age was told already."""
        if self._age_is_told():
            return False
        self.found.minor_until = day if day > self._today else ""
        if UNKNOWN_AGE in self.found.problems:
            self.found.problems.remove(UNKNOWN_AGE)
        return True

    def _age_is_told(self) -> bool:
        return bool(self.found.born or self.found.minor_until) and UNKNOWN_AGE not in self.found.problems

    # How to reach them -------------------------------------------------------------------------------------------

    def _email(self, part: str) -> bool:
        """The addresses in a part; the other words of it are a part of their own."""
        addresses: list[str] = []
        others: list[str] = []
        problems: list[str] = []
        for word in part.split():
            emails = parse_emails(word) if "@" in word and word != "@" else []
            problems += [email.problem for email in emails if email.problem]
            if emails and not any(email.problem for email in emails):
                addresses += [email.value for email in emails]
            else:
                others.append(word)
        if not addresses:
            self.found.problems += problems
            return False
        self.found.emails += addresses
        rest = " ".join(others)
        if not _EMAIL_LABEL.fullmatch(rest):
            self.take(rest)
        return True

    def _phone(self, part: str) -> bool:
        """The numbers in a part. Words before one may be the name; others stay with it, in a note."""
        if sum(mark.isdigit() for mark in part) < _FEWEST_DIGITS:
            return False
        phones = parse_phones(part)
        numbers = [phone.value for phone in phones if phone.value]
        if not numbers and any(mark.isalpha() for mark in part):
            return False
        run = _NUMBER.search(part)
        before = part[: run.start()].strip() if run else ""
        self.found.phones += numbers
        self.found.problems += [phone.problem for phone in phones if phone.problem]
        if len(phones) == 1 and run and before and phones[0].note and not self.found.name:
            self.take(before)
            if after := part[run.end() :].strip():
                self.take(after)
        else:
            self.found.notes += [phone.raw for phone in phones if phone.note or phone.problem]
        return True

    # Where they live ---------------------------------------------------------------------------------------------

    def _postcode(self, part: str) -> bool:
        """A postcode and what is told beside it. In a sentence (`met at SE4 1ES`) it need not be theirs."""
        postcode, rest = find_postcode(part)
        rest = rest.strip(" ,")
        if not postcode or self.found.postcode:
            return False
        self.found.postcode = postcode
        if _LABEL_OF_ADDRESS.fullmatch(rest) or self._home(rest):
            return True
        if not self.found.name:
            self.take(rest)
            return True
        if self._understood(rest):
            return True
        if _PLACE_NAME.fullmatch(rest):
            self._lives_at(rest)
            return True
        self.found.postcode = ""
        return False

    def _home(self, part: str) -> bool:
        """A house number and street, a flat; between such a line and the postcode the name of a place."""
        goes_on = self._address_goes_on and self.found.name and not self.found.postcode and _PLACE_NAME.fullmatch(part)
        if goes_on or _HOUSE.fullmatch(part) or _NUMBER_AND_NAME.fullmatch(part):
            self._lives_at(part)
            return True
        return False

    def _lives_at(self, line: str) -> None:
        self.found.address = ", ".join(filter(None, (self.found.address, line)))

    # What is known of them ---------------------------------------------------------------------------------------

    def _fact(self, part: str) -> bool:
        folded = fold(part)
        for kind, words in (("membership", _MEMBERSHIP), ("register", _REGISTER)):
            if folded in words:
                self.found.facts.append((kind, words[folded]))
                return True
        if folded in _ROLES:
            self.found.facts.append(("role", folded))
            return True
        if folded in self._tags:
            self.found.tags.append(self._tags[folded])
            return True
        return False

    def _permission(self, part: str) -> bool:
        """By which ways they may be reached, or may not; in a note such words would stop nobody."""
        plain = part.replace("’", "'")
        if _NEVER.fullmatch(plain):
            self.found.consents.append(("any", "no", part))
            return True
        for pattern, stance in ((_MAY_NOT, "no"), (_MAY, "yes")):
            told = pattern.fullmatch(plain)
            ways = [_WAYS.get(fold(word)) for word in _AND.split(told[1])] if told else []
            if ways and all(way and (stance == "no" or len(way) == 1) for way in ways):
                channels = dict.fromkeys(channel for way in ways for channel in way or ())
                self.found.consents += [(channel, stance, part) for channel in channels]
                return True
        return False

    def _offer(self, part: str) -> bool:
        """Offers, days, languages and access needs: `leaflets Sat am`, `speaks Somali`, `needs step-free access`."""
        for pattern, kind in ((_LANGUAGE, "language"), (_ACCESS, "access")):
            if told := pattern.fullmatch(part):
                self.found.facts += [(kind, word.strip()) for word in _AND.split(told[1]) if word.strip()]
                return True
        days = [_day(match) for match in _DAYS.finditer(part)]
        rest = _DAYS.sub("", part).strip()
        if days:
            rest = _BESIDE_DAYS.sub("", rest).strip()
        offered = _OFFER.fullmatch(rest)
        words = [word.strip() for word in _AND.split(offered[1])] if offered else []
        offers = [OFFERS.get(fold(word)) for word in words if word]
        if None in offers or not (offers or days):
            return False
        self.found.facts += [("offer", offer) for offer in offers if offer]
        self.found.facts += [("day", day) for day in days]
        return True


def _day(match: re.Match[str]) -> str:
    day = _DAY_NAMES[match[1][:3].casefold()] or match[1].casefold()
    part = (match[2] or "").casefold()
    part = {"am": "morning", "pm": "afternoon"}.get(part, part.rstrip("s"))
    return f"{day} {part}".strip()
