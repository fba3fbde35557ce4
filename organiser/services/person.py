"""Everything about one person on one page: how to reach them and whether one may, dated facts, where each is from."""

from dataclasses import dataclass

from organiser.errors import Problem
from organiser.formats.mapping import FIELDS
from organiser.formats.recognise import from_json
from organiser.formats.said import SEPARATOR
from organiser.rules.consent import CHANNELS
from organiser.rules.questions import list_words, question_words
from organiser.services import acts
from organiser.services.acts import AtDoor, Came
from organiser.services.completions import Completion, of_person
from organiser.services.contacts import Talk, talks
from organiser.services.listed import Listed, describe
from organiser.services.places import Location, locate
from organiser.services.reach import answers, stopped_contacts
from organiser.services.tasks import Task, about_person
from organiser.services.ties import Ties, ties
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_text


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or telephone number; `stopped` names the channels by which nobody is reached there any more."""

    kind: str
    value: str
    raw: str
    label: str
    since: str
    until: str
    stopped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact with its dates: what kind, what, and any detail ("" where there is none)."""

    kind: str
    value: str
    detail: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Consent:
    """What was said or found out about reaching them (see rules.consent.Statement), how, and in which words."""

    channel: str
    purpose: str
    stance: str
    address: str
    given: str
    until: str
    how: str
    wording: str


@dataclass(frozen=True, slots=True)
class Reachable:
    """Whether they may be reached by a channel: the address to use, or the code of the reason why not."""

    channel: str
    address: str
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A row of a list that speaks of them: which list, which row, and what it said, field by field."""

    source: str
    file: str
    sheet: str
    row: int
    on: str
    current: bool
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Somebody they are related to: who is their `kind` or, where `backwards`, whose `kind` they are."""

    uid: str
    name: str
    kind: str
    since: str
    until: str
    backwards: bool


@dataclass(frozen=True, slots=True)
class Doubt:
    """An open question about them, in words, by its number in the list of questions; and the other it is about."""

    uid: str
    number: int
    kind: str
    value: str
    other: str
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """One person, whole. Dates are ISO; `by_hand` names the fields that were entered here.

    `spoken` is the last day on which somebody spoke to them, "" for never.
    """

    listed: Listed
    title: str
    born: str
    gender: str
    elector: str
    created: str
    by_hand: tuple[str, ...]
    location: Location
    contacts: tuple[Contact, ...]
    addresses: tuple[Dated, ...]
    facts: tuple[Dated, ...]
    notes: tuple[tuple[str, str], ...]
    consents: tuple[Consent, ...]
    reach: tuple[Reachable, ...]
    relations: tuple[Relation, ...]
    sources: tuple[Source, ...]
    questions: tuple[Doubt, ...]
    talks: tuple[Talk, ...]
    came: tuple[Came, ...]
    courses: tuple[Completion, ...]
    doors: tuple[AtDoor, ...]
    spoken: str
    tasks: tuple[Task, ...]
    ties: Ties


def page(store: Store, person: int) -> Page:
    """The page of a person by id; Problem where they are there no more."""
    described = describe(store, [person])
    if not described:
        raise Problem("They are here no more: a change that added them was taken back, or they were merged.")
    listed = described[0]
    own = (person,)
    title, born, gender, elector, created, by_hand, ward = store.rows(
        "SELECT title, born, gender, elector, created, by_hand, ward_id FROM person WHERE id = ?", own
    )[0]
    addresses = tuple(
        Dated("address", ", ".join(filter(None, (lines, town))), postcode, since, until)
        for lines, town, postcode, since, until in store.rows(
            "SELECT lines, town, postcode, since, until FROM address WHERE person_id = ?"
            " ORDER BY until, since DESC, id",
            own,
        )
    )
    return Page(
        listed=listed,
        title=title,
        born=born,
        gender=gender,
        elector=elector,
        created=created,
        by_hand=tuple(by_hand.split()),
        location=locate(store, listed.postcode, ward, clock.today()),
        contacts=_contacts(store, person),
        addresses=addresses,
        facts=tuple(
            Dated(*row)
            for row in store.rows(
                "SELECT kind, value, detail, since, until FROM fact WHERE person_id = ? AND kind <> 'uid'"
                " ORDER BY kind, until, since, value",
                own,
            )
        ),
        notes=tuple(
            (row[0], row[1]) for row in store.rows("SELECT noted, body FROM note WHERE person_id = ? ORDER BY id", own)
        ),
        consents=_consents(store, person),
        reach=_reach(store, person),
        relations=_relations(store, person),
        sources=_sources(store, person),
        questions=_questions(store, person),
        talks=talks(store, person),
        came=acts.came(store, person),
        courses=of_person(store, person),
        doors=acts.at_door(store, person),
        spoken=acts.last_spoken(store, [person]).get(person, ("", ""))[0],
        tasks=about_person(store, person),
        ties=ties(store, person),
    )


def _contacts(store: Store, person: int) -> tuple[Contact, ...]:
    rows = store.rows(
        "SELECT kind, value, max(raw), max(label), max(since), until FROM contact WHERE person_id = ?"
        " GROUP BY kind, value, until ORDER BY until, kind, max(since) DESC, min(id)",
        (person,),
    )
    values = [[row[1] for row in rows]]
    stopped = {channel: stopped_contacts(store, channel, "", values, clock.today()) for channel in _KINDS}

    def stops(channel: str, kind: str, value: str) -> bool:
        return _KINDS[channel] == kind and value in stopped[channel]

    return tuple(
        Contact(kind, value, raw, label, since, until, tuple(name for name in stopped if stops(name, kind, value)))
        for kind, value, raw, label, since, until in rows
    )


# By what kind of contact a channel reaches somebody.
_KINDS = {"email": "email", "sms": "phone", "call": "phone"}


def _consents(store: Store, person: int) -> tuple[Consent, ...]:
    rows = store.rows(
        "SELECT channel, purpose, stance, address, given, until, how, wording FROM consent WHERE person_id = ?"
        " ORDER BY until, given, id",
        (person,),
    )
    return tuple(Consent(*row) for row in rows)


def _reach(store: Store, person: int) -> tuple[Reachable, ...]:
    found = []
    for channel in CHANNELS:
        answer = answers(store, channel, "", [person], clock.today())[person]
        address = answer.address or ", ".join(filter(None, answer.place))
        found.append(Reachable(channel, "" if answer.reason else address, answer.reason))
    return tuple(found)


def _relations(store: Store, person: int) -> tuple[Relation, ...]:
    rows = store.rows(
        "SELECT uid, trim(given || ' ' || family), kind, since, until, 0 FROM relation"
        " JOIN person ON person.id = other_id WHERE person_id = ?1"
        " UNION ALL SELECT uid, trim(given || ' ' || family), kind, since, until, 1 FROM relation"
        " JOIN person ON person.id = person_id WHERE other_id = ?1",
        (person,),
    )
    return tuple(
        Relation(uid_text(uid), name, kind, since, until, bool(backwards))
        for uid, name, kind, since, until, backwards in rows
    )


def _sources(store: Store, person: int) -> tuple[Source, ...]:
    rows = store.rows(
        "SELECT source.title, source.key, file, sheet, source_row.row, held_on, current, said, body FROM source_row"
        " JOIN list ON list.id = list_id JOIN source ON source.id = source_row.source_id"
        " JOIN mapping ON mapping.id = mapping_id WHERE person_id = ? ORDER BY source_row.id",
        (person,),
    )
    return tuple(
        Source(title or key, safe_text(file), safe_text(sheet), row, held_on, bool(current), _said(said, body))
        for title, key, file, sheet, row, held_on, current, said, body in rows
    )


def _said(said: str, body: str) -> tuple[tuple[str, str], ...]:
    """What a row said, field by field, in the order of the list's columns."""
    columns = [column for column in from_json(body).columns if column.field != "skip" and column.field in FIELDS]
    return tuple(
        (column.field, cell) for column, cell in zip(columns, said.split(SEPARATOR), strict=False) if cell.strip()
    )


def _questions(store: Store, person: int) -> tuple[Doubt, ...]:
    named = "trim(coalesce({0}.given, '') || ' ' || coalesce({0}.family, ''))"
    rows = store.rows(
        f"SELECT question.uid, question.id, kind, value, other_id = ?1, {named.format('one')},"
        f" {named.format('other')}, coalesce(file, ''), coalesce(held_on, '') FROM question"
        " LEFT JOIN person AS one ON one.id = person_id LEFT JOIN person AS other ON other.id = other_id"
        " LEFT JOIN list ON list.id = list_id"
        " WHERE state IN ('open', 'later') AND (person_id = ?1 OR other_id = ?1) ORDER BY question.id",
        (person,),
    )
    return tuple(
        Doubt(
            uid_text(uid),
            number,
            kind,
            value,
            one if is_other else other,
            question_words(kind, value, one, other, list_words(file, on)),
        )
        for uid, number, kind, value, is_other, one, other, file, on in rows
    )
