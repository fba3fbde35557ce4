"""What an answer to "may we contact you?" allows and forbids, channel by channel (rules.consent).

The strictest reading wins: a no without a channel stops everything, a no to a channel stops that one, and silence or an
answer that says neither is no consent.
"""

import re
from typing import NamedTuple

from organiser.rules.conversation import answer_of
from organiser.rules.places import place_fold

_CHANNELS = {
    "call": "phone phoned phones call calls called telephone mobile ring rung rings landline ffon ffonio",
    "sms": "text texts texted sms whatsapp message messages tecst",
    "email": "email emails emailed mail ebost ebostio",
    "post": "post posted letter letters write llythyr",
    "door": "door doorstep visit visits knock",
}
_CHANNEL_OF = {word: channel for channel, words in _CHANNELS.items() for word in words.split()}
_ALL = tuple(_CHANNELS)
_NO = (
    "no n not dont never none nobody neither nor without stop refuse refused decline declined unsubscribe nope cannot "
    "cant wont false nac nage 0"
)
_NOES = frozenset(_NO.split())
_YES = (
    "yes y yep yeah yea aye ok okay sure agree agreed agrees consent consents happy please course certainly absolutely "
    "definitely fine true tick ticked checked ydw oes ie cewch iawn croeso byddwn hoffwn gallwch"
)
_YESES = frozenset(_YES.split())
_ONLY = frozenset(("only", "just"))
_TICKS = frozenset("✓✔☑xX1")
# `No problem`, `I don't mind`, `not sure`: neither a yes that was given nor a no.
_IDLE = re.compile(r"\b(?:no (?:problem|worries|objections?|preference|matter)|(?:not|dont) (?:mind|know|sure))\b")
_NOT_ASKED = frozenset(("na", "n a", "not applicable", "not asked", "no answer", "blank", "unknown"))
_CLAUSES = re.compile(r"[.;,\n]|\b(?:but|except|though)\b|(?=\b(?:no|not|never|don'?t|dont)\b)", re.IGNORECASE)


class Permission(NamedTuple):
    """Channels that were allowed, channels that were forbidden, and whether all of them were."""

    allowed: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    refused: bool = False


def permission(text: str, *, phone: bool, email: bool) -> Permission:
    """What an answer in any wording says; `phone` and `email` are whether they left such an address.

    A plain yes means the addresses left, and no text messages; "text only" forbids the rest.
    """
    whole = place_fold(text)
    if whole in _NOT_ASKED or answer_of(text) == "maybe":
        return Permission()
    allowed: set[str] = set()
    barred: set[str] = set()
    plain = text.strip() in _TICKS
    for clause in _CLAUSES.split(text.replace("’", "'").replace("e-mail", "email").replace("E-mail", "email")):
        folded = place_fold(clause)
        words = set(folded.split())
        if _IDLE.search(folded):
            continue
        named = {_CHANNEL_OF[word] for word in words if word in _CHANNEL_OF}
        if words & _NOES or folded in ("na", "rather not") or folded.startswith(("na ", "opt out")):
            if not named:
                return Permission(refused=True)
            barred |= named
        elif named:
            allowed |= named
            if words & _ONLY or "yn unig" in folded:
                barred |= set(_ALL) - named
        else:
            plain = plain or bool(words & _YESES)
    if plain and not allowed:
        allowed = {channel for channel, there in (("call", phone), ("email", email)) if there}
    return Permission(_ordered(allowed - barred), _ordered(barred))


def _ordered(channels: set[str]) -> tuple[str, ...]:
    return tuple(channel for channel in _ALL if channel in channels)
