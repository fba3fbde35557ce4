"""What one row of a list says about one person, whatever the list looks like."""

from collections.abc import Iterable
from typing import NamedTuple

from organiser.rules.names import fold

# What stands between the mapped cells of a row, in the text that is remembered of it.
SEPARATOR = "\x1f"


class ContactSaid(NamedTuple):
    """An e-mail address or telephone number in its normal form; `raw` as it was written, where that differs."""

    kind: str
    value: str
    raw: str
    label: str


class Address(NamedTuple):
    """One postal address; `lines` are joined by a comma and a space."""

    lines: str
    town: str
    postcode: str
    label: str


class Fact(NamedTuple):
    """One dated fact of a kind that the table `fact` knows."""

    kind: str
    value: str
    detail: str
    since: str


class Consent(NamedTuple):
    """One statement about being contacted, as rules.consent understands it."""

    channel: str
    purpose: str
    stance: str
    address: str
    given: str
    how: str
    wording: str


class Said:
    """What a row says. Texts are '' and sequences empty where it says nothing; dates are ISO.

    The defaults stand in the class, so that a row pays only for what it says.
    """

    outside_id = ""
    given = ""
    family = ""
    title = ""
    # Whether the row told given and family name apart, rather than our splitting one name.
    structured = False
    nickname = ""
    dated = ""
    # The identifier that organiser itself gave the person, where the row is of its own export.
    uid = b""
    born = ""
    minor_until = ""
    gender = ""
    postcode = ""
    note = ""
    contacts: tuple[ContactSaid, ...] = ()
    addresses: tuple[Address, ...] = ()
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    consents: tuple[Consent, ...] = ()
    # Warnings: a code and a reason in words, without the value itself.
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def day(self) -> str:
        """The day of what it says, by which it is newer or older than what others say."""
        return self.dated

    @property
    def has_name(self) -> bool:
        return bool(self.given or self.family)

    @property
    def keyless(self) -> bool:
        """Whether nothing but its words tells whom the row is about."""
        return not (self.contacts or self.outside_id)

    def addresses_of(self, kind: str) -> list[str]:
        """The e-mail addresses ("email") or telephone numbers ("phone") of the row."""
        return [contact.value for contact in self.contacts if contact.kind == kind]

    def newest_fact(self, kind: str) -> str:
        """The value of a fact that has but one; of several in one row the last in code point order."""
        return max((fact.value for fact in self.facts if fact.kind == kind), default="")

    def unique_contacts(self) -> Iterable[ContactSaid]:
        """The addresses the row gives, each once."""
        contacts = self.contacts
        if len(contacts) < 2 or (len(contacts) == 2 and contacts[0][1] != contacts[1][1]):
            return contacts
        return list({contact.value: contact for contact in reversed(contacts)}.values())[::-1]

    def kept_addresses(self) -> Iterable[Address]:
        """The addresses worth a row of their own: a lone bare postcode stands with the person."""
        addresses = self.addresses
        return () if len(addresses) == 1 and not (addresses[0][0] or addresses[0][1]) else addresses

    def kept_facts(self) -> Iterable[Fact]:
        """The facts, each once and the nickname among them; those without a day of their own have the row's."""
        facts = [*self.facts, Fact("nickname", self.nickname, fold(self.nickname), "")] if self.nickname else self.facts
        kept: dict[tuple[str, str], Fact] = {}
        for fact in facts:
            kept.setdefault((fact.kind, fold(fact.value)), fact if fact.since else fact._replace(since=self.dated))
        return kept.values()

    def kept_notes(self) -> Iterable[tuple[str, str]]:
        """The notes, each with its day."""
        return [(self.note, self.dated)] if self.note else ()

    def warn(self, code: str, reason: str) -> None:
        self.problems += ((code, reason),)
