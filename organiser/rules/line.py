"""A person written in one line, the way people write: `Ann Smith, 07700 900123, SE13 5AB, leaflets, met at the stall`.

The parts stand between commas. What a part is shows from the part itself; the first that is nothing else is the name,
and what is left over is a note. Nothing is dropped.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from organiser.rules.emails import parse_emails
from organiser.rules.names import fold, split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import find_postcode

_PART = re.compile(r"[,;\t]")
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
_MAY = re.compile(r"(?:ok(?:ay)? to|may|can)\s+(e-?mail|text|sms|call|ring|phone|write|post|knock)", re.IGNORECASE)
_MAY_NOT = re.compile(r"(?:no|don'?t|do not|may not)\s+(e-?mails?|texts?|sms|calls?|ring|post|knock)", re.IGNORECASE)
_CHANNELS = {"e": "email", "t": "sms", "s": "sms", "c": "call", "r": "call", "w": "post", "k": "door"}
_NEVER = frozenset(("do not contact", "don't contact", "dont contact", "no contact"))


@dataclass(slots=True)
class Understood:
    """What a line says. `facts` are pairs of kind and value, `consents` triples of channel, stance and wording."""

    given: str = ""
    family: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    postcode: str = ""
    address: str = ""
    tags: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    consents: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


def understand(line: str, tags: Collection[str] = ()) -> Understood:
    """Take a line apart. `tags` are the names of the tags there are; no other word becomes one."""
    known = {fold(tag): tag for tag in tags}
    found = Understood()
    for part in map(str.strip, _PART.split(line)):
        if not part or _address(part, found) or _contact(part, found) or _fact(part, known, found):
            continue
        if found.name:
            found.notes.append(part)
        else:
            found.given, found.family = split_name(part)
    return found


def _contact(part: str, found: Understood) -> bool:
    if "@" in part:
        emails = parse_emails(part)
        found.emails += [email.value for email in emails if email.value]
        found.problems += [email.problem for email in emails if email.problem]
        return bool(emails)
    if sum(mark.isdigit() for mark in part) < 6:
        return False
    phones = parse_phones(part)
    numbers = [phone.value for phone in phones if phone.value]
    if not numbers and any(mark.isalpha() for mark in part):
        return False
    found.phones += numbers
    found.notes += [f"{phone.note}: {phone.value}" for phone in phones if phone.value and phone.note]
    found.problems += [phone.problem for phone in phones if phone.problem]
    return bool(phones)


def _address(part: str, found: Understood) -> bool:
    postcode, rest = find_postcode(part)
    if not postcode or found.postcode:
        return False
    found.postcode, found.address = postcode, rest.strip(" ,")
    return True


def _fact(part: str, tags: dict[str, str], found: Understood) -> bool:
    folded = fold(part)
    for kind, words in (("membership", _MEMBERSHIP), ("register", _REGISTER)):
        if folded in words:
            found.facts.append((kind, words[folded]))
            return True
    if folded in _ROLES:
        found.facts.append(("role", folded))
        return True
    if folded in tags:
        found.tags.append(tags[folded])
        return True
    return _permission(part, found) or _offer(part, found)


def _permission(part: str, found: Understood) -> bool:
    if part.casefold().replace("’", "'") in _NEVER:
        found.consents.append(("any", "no", part))
    elif may_not := _MAY_NOT.fullmatch(part):
        found.consents.append((_channel(may_not[1]), "no", part))
    elif may := _MAY.fullmatch(part):
        found.consents.append((_channel(may[1]), "yes", part))
    else:
        return False
    return True


def _channel(word: str) -> str:
    word = word.casefold()
    return {"phone": "call", "post": "post"}.get(word, _CHANNELS.get(word[0], ""))


def _offer(part: str, found: Understood) -> bool:
    """Offers, days, languages and access needs: `leaflets Sat am`, `speaks Somali`, `needs step-free access`."""
    for pattern, kind in ((_LANGUAGE, "language"), (_ACCESS, "access")):
        if spoken := pattern.fullmatch(part):
            found.facts += [(kind, word.strip()) for word in re.split(r"\s+and\s+|/|&", spoken[1]) if word.strip()]
            return True
    days = [_day(match) for match in _DAYS.finditer(part)]
    offered = _OFFER.fullmatch(_DAYS.sub("", part).strip())
    words = offered[1].casefold().strip() if offered else ""
    offers = [OFFERS.get(word.strip()) for word in re.split(r"\s+and\s+|/|&|\+", words)] if words else []
    if None in offers or not (offers or days):
        return False
    found.facts += [("offer", offer) for offer in offers if offer]
    found.facts += [("day", day) for day in days]
    return True


def _day(match: re.Match[str]) -> str:
    day = _DAY_NAMES[match[1][:3].casefold()] or match[1].casefold()
    part = (match[2] or "").casefold()
    part = {"am": "morning", "pm": "afternoon"}.get(part, part.rstrip("s"))
    return f"{day} {part}".strip()
