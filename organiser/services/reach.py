"""Who may be reached by a channel for a purpose, and by which address: the rules of rules.consent over whole lists.

An objection stops its channel for the person, for the address it names and for every address that the person has on
that channel, whoever else holds it: a letter to a shared inbox reaches them as well. A bounce stops its address only.
Addresses that have ended are not used.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from organiser.rules.consent import Statement, may_reach
from organiser.rules.dates import eighteenth_birthday
from organiser.rules.names import fold
from organiser.rules.phones import national
from organiser.services.listing import Tally, batches, moment
from organiser.services.people import Question
from organiser.services.places import JOIN_WARD
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text

# Which kind of contact a channel goes by; post and door go by postal addresses.
_KINDS = {"email": "email", "sms": "phone", "call": "phone"}
# The labels of addresses at which somebody is at home, and those to which post goes before others.
_HOME = ("", "home")
_POST_FIRST = ("post", "mailing", *_HOME)


class Place(NamedTuple):
    """A postal address."""

    lines: str = ""
    town: str = ""
    postcode: str = ""

    @property
    def key(self) -> str:
        """What the same address has in common whether or not its town stands by itself."""
        return f"{fold(f'{self.lines} {self.town}').replace(',', '')}|{self.postcode}"


class Answer(NamedTuple):
    """By which address somebody may be reached, or the code of the reason (rules.consent.REASONS) why they may not.

    `address` is an e-mail address, or a number in E.164; `place` a postal address.
    """

    reason: str
    address: str = ""
    place: Place = Place()


class Reached(NamedTuple):
    """Somebody who may be reached, and where; `ward` is the name of their ward, "" where it is not known.

    `address` is an e-mail address, or a number in E.164; `place` a postal address.
    """

    uid: str
    given: str
    family: str
    address: str
    place: Place
    ward: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()

    @property
    def shown(self) -> str:
        """The address as people write it: a number as it is dialled here."""
        return national(self.address) if self.address.startswith("+") and "@" not in self.address else self.address


def reachable(store: Store, channel: str, purpose: str, question: Question | None, tally: Tally) -> Iterator[Reached]:
    """Who of the people that a question finds (None: of everybody) may be reached, by name.

    `channel` and `purpose` are those of rules.consent, the purpose "" for any. Those left out are counted in `tally`.
    Memory does not grow with the people.
    """
    day = clock.today()
    with moment(store):
        stopped = None if channel in _KINDS else _all_stopped_places(store, channel, purpose, day)
        for ids in batches(store, question):
            found = answers(store, channel, purpose, ids, day, stopped)
            for person, uid, given, family, ward in store.rows(_NAMED, (json.dumps(ids),)):
                answer = found[person]
                if answer.reason:
                    tally.leave_out(answer.reason)
                else:
                    tally.people += 1
                    yield Reached(uid_text(uid), given, family, answer.address, answer.place, ward)
            tally.pass_by(len(ids))


_NAMED = f"""
SELECT person.id, person.uid, given, family, coalesce(nullif(ward.name, ''), ward.gss, '')
FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value {JOIN_WARD} ORDER BY wanted.key
"""


def answers(
    store: Store,
    channel: str,
    purpose: str,
    ids: Sequence[int],
    day: str,
    stopped_places: Callable[[set[Place]], set[str]] | None = None,
) -> dict[int, Answer]:
    """For each of some people, whether and by which address they may be reached by a channel on an ISO day.

    `stopped_places` tells the keys of the postal addresses at which somebody has objected; without it they are looked
    up, which for a whole list takes longer than to look them all up once.
    """
    wanted = json.dumps(ids)
    statements: dict[int, list[Statement]] = {}
    for person, *said in store.rows(_STATEMENTS, (wanted, channel)):
        statements.setdefault(person, []).append(Statement(*said))
    kind = _KINDS.get(channel, "")
    if kind:
        addresses, places = _contacts(store, wanted, channel, kind), {}
        stopped = stopped_contacts(store, channel, purpose, addresses.values(), day)
    else:
        places = _places(store, wanted, channel)
        addresses = {person: [place.key for place in held] for person, held in places.items()}
        asked = {place for held in places.values() for place in held}
        stopped = stopped_places(asked) if stopped_places else _stopped_places(store, channel, purpose, asked, day)
    found: dict[int, Answer] = {}
    for person, born, minor_until in store.rows(_AGES, (wanted,)):
        minor = max(minor_until, eighteenth_birthday(born) if born else "") > day
        held = addresses.get(person, ())
        reach = may_reach(channel, purpose, statements.get(person, ()), held, stopped, minor, day)
        if reach.reason or kind:
            found[person] = Answer(reach.reason, reach.address)
        else:
            found[person] = Answer("", place=places[person][held.index(reach.address)])
    return found


_AGES = "SELECT person.id, born, minor_until FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value"
_STATEMENTS = (
    "SELECT person_id, channel, purpose, stance, address, given, until FROM json_each(?) AS wanted"
    " CROSS JOIN consent ON person_id = wanted.value WHERE channel IN (?, 'any') ORDER BY consent.id"
)


def _contacts(store: Store, wanted: str, channel: str, kind: str) -> dict[int, list[str]]:
    """The e-mail addresses or numbers of people that have not ended, those said last first."""
    found: dict[int, list[str]] = {}
    for person, value in store.rows(
        "SELECT person_id, contact.value FROM json_each(?) AS wanted CROSS JOIN contact ON person_id = wanted.value"
        " WHERE kind = ? AND until = '' GROUP BY person_id, contact.value ORDER BY max(since) DESC, min(contact.id)",
        (wanted, kind),
    ):
        if channel != "sms" or can_be_texted(value):
            found.setdefault(person, []).append(value)
    return found


def can_be_texted(number: str) -> bool:
    """Whether a number in E.164 takes text messages; of a British one its beginning tells, others are given the chance.

    07 begins a mobile, but for 070 (personal numbers) and 076 (pagers, apart from Manx mobiles on 07624).
    Ofcom, National Telephone Numbering Plan.
    """
    if not number.startswith("+44"):
        return True
    return number.startswith("+447") and (number[4:5] not in ("0", "6") or number.startswith("+447624"))


def _places(store: Store, wanted: str, channel: str) -> dict[int, list[Place]]:
    """The postal addresses of people that have not ended and can be found, the likeliest first."""
    found: dict[int, list[tuple[int, Place]]] = {}
    for person, label, *parts in store.rows(
        "SELECT person_id, label, lines, town, postcode FROM json_each(?) AS wanted"
        " CROSS JOIN address ON person_id = wanted.value WHERE until = '' ORDER BY since DESC, address.id",
        (wanted,),
    ):
        place, label = Place(*parts), label.casefold()
        if place.lines and (place.postcode or place.town) and (channel == "post" or label in _HOME):
            rank = _POST_FIRST.index(label) if label in _POST_FIRST else len(_POST_FIRST)
            found.setdefault(person, []).append((min(rank, 2) if channel == "post" else 0, place))
    return {person: [place for _, place in sorted(held, key=lambda one: one[0])] for person, held in found.items()}


# What is stopped for everybody ---------------------------------------------------------------------------------------

# Statements on a channel (?2) that hold on a day (?4), and the objections among them that count for a purpose (?3).
_HOLDS = "consent.channel IN (?2, 'any') AND (consent.until = '' OR consent.until > ?4)"
_OBJECTS = "consent.stance = 'no' AND consent.purpose IN ('', ?3)"


def stopped_contacts(store: Store, channel: str, purpose: str, held: Iterable[Iterable[str]], day: str) -> set[str]:
    """Those of some e-mail addresses or numbers at which nobody may be reached."""
    asked = json.dumps(sorted({address for addresses in held for address in addresses}))
    rows: list[Row] = store.rows(
        "SELECT asked.value FROM json_each(?1) AS asked WHERE EXISTS (SELECT 1 FROM consent"
        f" WHERE consent.address <> '' AND consent.address = asked.value AND {_HOLDS}"
        f" AND (consent.stance = 'bounce' OR {_OBJECTS}))"
        " OR EXISTS (SELECT 1 FROM contact CROSS JOIN consent ON consent.person_id = contact.person_id"
        f" WHERE contact.value = asked.value AND contact.until = '' AND {_HOLDS} AND {_OBJECTS})",
        (asked, channel, purpose, day),
    )
    return {row[0] for row in rows}


# The homes of those who have objected: their addresses at the postcode where they live.
_OBJECTORS_HOME = f"""
CROSS JOIN address ON address.person_id = person.id AND address.postcode = person.postcode
WHERE address.until = '' AND {_HOLDS} AND {_OBJECTS}
"""


def _stopped_places(store: Store, channel: str, purpose: str, asked: Iterable[Place], day: str) -> set[str]:
    """The keys of those of some postal addresses at which somebody who lives there has objected."""
    postcodes = json.dumps(sorted({place.postcode for place in asked if place.postcode}))
    rows = store.rows(
        "SELECT DISTINCT lines, town, address.postcode FROM json_each(?1) AS asked"
        " CROSS JOIN person ON person.postcode = asked.value AND person.postcode <> ''"
        f" CROSS JOIN consent ON consent.person_id = person.id {_OBJECTORS_HOME}",
        (postcodes, channel, purpose, day),
    )
    return {Place(*row).key for row in rows}


def _all_stopped_places(store: Store, channel: str, purpose: str, day: str) -> Callable[[set[Place]], set[str]]:
    """What _stopped_places() tells of any postal addresses, looked up once for all."""
    stopped = store.stream(
        "SELECT lines, town, address.postcode FROM consent CROSS JOIN person ON person.id = consent.person_id"
        f" {_OBJECTORS_HOME} AND address.postcode <> '' AND ?1 = ''",
        ("", channel, purpose, day),
    )
    with store.errors():
        store.connection.execute("DROP TABLE IF EXISTS temp.stopped")
        store.connection.execute("CREATE TEMP TABLE stopped(place TEXT PRIMARY KEY) WITHOUT ROWID")
        store.connection.executemany(
            "INSERT OR IGNORE INTO temp.stopped VALUES (?)", ((Place(*row).key,) for row in stopped)
        )

    def among(places: set[Place]) -> set[str]:
        asked = json.dumps([place.key for place in places])
        query = "SELECT place FROM json_each(?) AS asked CROSS JOIN temp.stopped ON place = asked.value"
        return {row[0] for row in store.rows(query, (asked,))}

    return among
