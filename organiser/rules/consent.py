"""Whether a person may be reached by one channel for one purpose, by which address, and if not, why not.

The rules are those of the domain page, "Consent and objection": e-mail and text messages need consent, and absence of
an objection is no consent; an objection stops the channel for the person and its address whoever else holds it; a
bounce stops that address only; the strictest statement wins, whatever order lists arrive in; "do not contact" wins over
everything; under-18s need a guardian's consent.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

CHANNELS = ("email", "sms", "call", "post", "door")
PURPOSES = ("campaigning", "volunteering", "conference", "newsletter")
STANCES = ("yes", "no", "bounce", "guardian")

_ALL_PURPOSES = frozenset(PURPOSES)
# Privacy and Electronic Communications Regulations 2003, regulation 22: no unasked e-mail or text without consent.
_NEED_CONSENT = frozenset(("email", "sms"))


@dataclass(frozen=True, slots=True)
class Statement:
    """What was once said or found out about reaching one person.

    `channel` is one of CHANNELS or "any"; `purpose` one of PURPOSES, or "" where it was not said or all are meant.
    `stance` is "yes" (consent), "no" (objection, unsubscribe; on channel "any" without a purpose: do not contact),
    "bounce" (the address does not work) or "guardian" (a guardian's consent for somebody under 18). `address` is the
    one it was tied to, or "". `on` and `until` are ISO days; `until` is "" while the statement stands.
    """

    channel: str
    purpose: str
    stance: str
    address: str
    on: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """The address by which somebody may be reached, or "" and the code of REASONS that says why they may not be."""

    address: str
    reason: str


DO_NOT_CONTACT = "do-not-contact"
NO_ADDRESS = "no-address"
OBJECTED = "objected"
UNDER_18 = "under-18"
NO_CONSENT = "no-consent"
STOPPED = "stopped"

_BE_REACHED = {"email": "e-mailed", "sms": "texted", "call": "called", "post": "written to", "door": "visited"}
_ADDRESS = {
    "email": "e-mail address",
    "sms": "number for text messages",
    "call": "telephone number",
    "post": "postal address",
    "door": "home address",
}

# REASONS[channel][code]: why somebody may not be reached by that channel, in words for screens and reports.
REASONS = {
    channel: {
        DO_NOT_CONTACT: "do not contact at all",
        NO_ADDRESS: f"no {_ADDRESS[channel]}",
        OBJECTED: f"does not want to be {_BE_REACHED[channel]}",
        UNDER_18: f"under 18, and no guardian's consent to be {_BE_REACHED[channel]}",
        NO_CONSENT: f"no consent to be {_BE_REACHED[channel]}",
        STOPPED: f"no {_ADDRESS[channel]} that has not bounced or been objected to",
    }
    for channel in CHANNELS
}


def may_reach(
    channel: str,
    purpose: str,
    statements: Sequence[Statement],
    addresses: Sequence[str],
    stopped: Collection[str],
    minor: bool,
    day: str = "",
) -> Reach:
    """Whether, and by which address, somebody may be reached by a channel of CHANNELS.

    `purpose` is one of PURPOSES, or "" to ask whether they may be reached for any of them. `statements` are the
    person's own, `addresses` theirs for this channel, the preferred one first; `stopped` holds the addresses that
    anybody's objection or bounce has stopped on this channel; `minor` is whether they are under 18. A statement ended
    on or before `day` (ISO) does not count; without a day none that was ended counts.

    An address to which the consent was tied comes before the others. Where several reasons forbid it, the first of
    do-not-contact, no-address, objected, under-18, no-consent, stopped is given. ValueError for an unknown channel or
    purpose.
    """
    if channel not in CHANNELS or (purpose and purpose not in PURPOSES):
        raise ValueError(f"There is no channel {channel!r} or no purpose {purpose!r}.")
    standing = [s for s in statements if s.channel in (channel, "any") and not _ended(s, day)]
    if any(s.stance == "no" and s.channel == "any" and not s.purpose for s in standing):
        return Reach("", DO_NOT_CONTACT)
    if not addresses:
        return Reach("", NO_ADDRESS)
    objected = _purposes(standing, "no")
    allowed = frozenset((purpose,)) - objected if purpose else _ALL_PURPOSES - objected
    if "" in objected or not allowed:
        return Reach("", OBJECTED)
    if minor:
        guarded = _purposes(standing, "guardian")
        allowed = allowed if "" in guarded else allowed & guarded
        if not allowed:
            return Reach("", UNDER_18)
    # Consent to nothing in particular is consent to be reached at all, but not for a particular purpose.
    consents = [s for s in standing if s.stance == "yes" and (s.purpose in allowed or not (s.purpose or purpose))]
    if channel in _NEED_CONSENT and not consents:
        return Reach("", NO_CONSENT)
    bounced = {s.address for s in standing if s.stance == "bounce"}
    working = [address for address in addresses if address not in stopped and address not in bounced]
    if not working or "" in bounced:
        return Reach("", STOPPED)
    tied = {s.address for s in consents}
    return Reach(next((address for address in working if address in tied), working[0]), "")


def _ended(statement: Statement, day: str) -> bool:
    return bool(statement.until) and (not day or statement.until <= day)


def _purposes(statements: Sequence[Statement], stance: str) -> set[str]:
    return {s.purpose for s in statements if s.stance == stance}
