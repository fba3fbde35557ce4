"""People met at the door or in a survey: recognised, or added where they said that they may be contacted.

Who did not say so is nobody in particular: their answer counts, their name is not kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, PERSON
from organiser.rules.conversation import answer_of
from organiser.rules.emails import parse_emails
from organiser.rules.line import kept_offer
from organiser.rules.names import name_key, sort_key, split_name
from organiser.rules.permission import permission
from organiser.rules.phones import parse_phones
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.work import Work

HOW = "doorstep"
# Reads rows: Store.rows or Work.rows.
Rows = Callable[[str, Sequence[Value]], list[Row]]


class Met(NamedTuple):
    """Whom a row names: their name, addresses and home, and what they answered to being contacted.

    `channels` are those by which they may be contacted, `refused` whether they may not be; `asked` is the question.
    """

    given: str = ""
    family: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    postcode: str = ""
    ward: int | None = None
    lines: str = ""
    on: str = ""
    channels: tuple[str, ...] = ()
    refused: bool = False
    asked: str = ""
    # Channels that they forbade, what they offered to do, and whether they would help.
    barred: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    helping: bool = False

    @classmethod
    def of(cls, said: dict[str, str], *, on: str, postcode: str, ward: int, asked: str) -> "Met":
        """Whom a row of a survey names, by its fields (formats.survey), on an ISO day in a ward by id."""
        given, family = said.get("given", ""), said.get("family", "")
        if not (given or family):
            given, family = split_name(said.get("name", ""))
        phones = tuple(phone.value for phone in parse_phones(said.get("phone", "")) if phone.value)
        emails = tuple(email.value for email in parse_emails(said.get("email", "")) if email.value)
        answer = permission(said.get("consent", ""), phone=bool(phones), email=bool(emails))
        offers = map(kept_offer, filter(None, said.get("offer", "").split("; ")))
        return cls(
            given,
            family,
            phones,
            emails,
            postcode,
            # A postcode tells the ward by itself.
            None if postcode else ward,
            " ".join(filter(None, (said.get("door", ""), said.get("street", "")))),
            on,
            answer.allowed,
            answer.refused,
            asked,
            answer.barred,
            tuple(dict.fromkeys(offers)),
            answer_of(said.get("helping", "")) == "yes",
        )

    @property
    def named(self) -> bool:
        return bool(self.given or self.family)

    @property
    def may_be_kept(self) -> bool:
        """Whether somebody who is not here yet may be: they said by which channel, and can be reached."""
        return bool(self.channels and (self.phones or self.emails))


@dataclass(slots=True)
class Meeting:
    """Finds or adds, inside a change, the people whom rows name; counts those added, recognised, left unnamed."""

    work: Work
    added: int = 0
    recognised: int = 0
    unnamed: int = 0
    # How they said by which channels they may be contacted.
    how: str = HOW

    def person(self, met: Met) -> int | None:
        """The id of somebody met; None where nobody is named, or they may not be kept."""
        if not met.named:
            return None
        person = self._known(met)
        if person is not None:
            self.recognised += 1
        elif met.may_be_kept:
            person = self._add(met)
            self.added += 1
        else:
            self.unnamed += 1
            return None
        self._consent(person, met)
        self._offers(person, met)
        return person

    def agree(self, person: int, met: Met) -> None:
        """Somebody known, by id, was met: write down how they are reached and what they answered."""
        self.recognised += 1
        self.reach(person, met)
        self._consent(person, met)

    def _known(self, met: Met) -> int | None:
        """The one person here with this name and one of these addresses."""
        key = name_key(met.given, met.family)
        found = {person for value in (*met.phones, *met.emails) for person in self._called(key, value)}
        return found.pop() if len(found) == 1 else None

    def _called(self, key: str, value: str) -> set[int]:
        """Whoever has this name (names.name_key) and this address."""
        return called(self.work.rows, key, value)

    def _add(self, met: Met) -> int:
        key = name_key(met.given, met.family)
        person = self.work.insert_with_uid(
            PERSON,
            given=met.given,
            family=met.family,
            sort_key=sort_key(met.given, met.family),
            name_key=key,
            postcode=met.postcode,
            ward_id=met.ward,
            created=clock.today(),
        )
        self.reach(person, met)
        if met.lines:
            self.work.insert(ADDRESS, person_id=person, lines=met.lines, postcode=met.postcode, since=met.on)
        return person

    def reach(self, person: int, met: Met) -> None:
        """Write down the addresses that they do not have here yet."""
        there = {value for (value,) in self.work.rows("SELECT value FROM contact WHERE person_id = ?", (person,))}
        key = name_key(met.given, met.family)
        for kind, values in (("phone", met.phones), ("email", met.emails)):
            for value in dict.fromkeys(values):
                if value not in there:
                    self.work.insert(CONTACT, person_id=person, kind=kind, value=value, name_key=key, since=met.on)

    def _consent(self, person: int, met: Met) -> None:
        """Write down what they answered, where it does not stand here already."""
        said = [(channel, "yes") for channel in met.channels] + [(channel, "no") for channel in met.barred]
        if met.refused:
            said = [("any", "no")]
        for channel, stance in said:
            same = (person, channel, stance, met.on, met.asked)
            if not self.work.value(
                "SELECT count(*) FROM consent WHERE (person_id, channel, stance, given, wording) = (?, ?, ?, ?, ?)",
                same,
            ):
                self.work.insert(
                    CONSENT,
                    person_id=person,
                    channel=channel,
                    stance=stance,
                    given=met.on,
                    how=self.how,
                    wording=met.asked,
                )

    def _offers(self, person: int, met: Met) -> None:
        """Whoever says that they would help is a helper from that day, and what they offer is kept."""
        said = [("offer", offer) for offer in met.offers] + [("role", "helper")] * met.helping
        for kind, value in [] if met.refused else said:
            if not self.work.value(
                "SELECT 1 FROM fact WHERE (person_id, kind, value) = (?, ?, ?)", (person, kind, value)
            ):
                self.work.insert(FACT, person_id=person, kind=kind, value=value, since=met.on)


def called(rows: Rows, key: str, value: str) -> set[int]:
    """The ids of those who have a name (names.name_key) and an address."""
    found = rows("SELECT DISTINCT person_id FROM contact WHERE value = ? AND name_key = ?", (value, key))
    return {person for (person,) in found}


class Foreseen:
    """Counts whom a Meeting would add, recognise and leave unnamed, and writes nothing."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._added: dict[tuple[str, str], set[int]] = {}
        self.added = self.recognised = self.unnamed = 0

    def person(self, met: Met) -> None:
        """As Meeting.person()."""
        if not met.named:
            return
        key = name_key(met.given, met.family)
        values = dict.fromkeys((*met.phones, *met.emails))
        known = {
            one for value in values for one in called(self._rows, key, value) | self._added.get((key, value), set())
        }
        if len(known) == 1:
            self.recognised += 1
        elif met.may_be_kept:
            self.added += 1
            for value in values:
                self._added.setdefault((key, value), set()).add(-self.added)
        else:
            self.unnamed += 1
