"""Finding people: by any part of a name, telephone number, e-mail address, postcode, ward or tag, and by what they are.

Words that stand in few people's text are looked up in the index and the finds are sorted; for words that stand in many,
the names are walked through in order until the page is full. So the answer never costs more than either.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.names import fold
from organiser.rules.query import forms, words
from organiser.services.places import JOIN_POSTCODE, PERSON_SEAT, PERSON_WARD, Atlas, Location, find_wards
from organiser.store import clock, search
from organiser.store.engine import Row, Value
from organiser.store.search import Term
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text

# The most that a list shows at once: beyond it, "500+" and a narrower question.
MOST = 500
# Up to so many finds are sorted; for more the names are walked through in order, the first so many of them.
_FEW = 3000
_WALK = 300_000
REGISTER_WORDS = {"on": "on", "not": "not on it", "not on it": "not on it", "unknown": ""}
MEMBERSHIP_WORDS = {
    "member": "member",
    "affiliated": "affiliated",
    "registered supporter": "registered supporter",
    "non-member": "non-member",
    "unknown": "",
}


class Question(NamedTuple):
    """Whom to look for. Every part that is given must hold; `register` and `membership` are None for any.

    `ward` and `branch` are names or codes as typed; `facts` pairs of a kind of fact (offer, day, role, language,
    access) and a part of its value.
    """

    text: str = ""
    ward: str = ""
    branch: str = ""
    tag: str = ""
    register: str | None = None
    membership: str | None = None
    facts: tuple[tuple[str, str], ...] = ()


class Listed(NamedTuple):
    """One person as a list shows them. Telephone numbers are in E.164 form; `location` tells ward and branch."""

    id: int
    uid: str
    given: str
    family: str
    postcode: str
    register: str
    membership: str
    minor_until: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    tags: tuple[str, ...]
    location: Location

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


class Page(NamedTuple):
    """The people found, in the order of their names; `more` where there are others."""

    people: list[Listed]
    more: bool


def find(store: Store, question: Question, limit: int = MOST) -> Page:
    """The first `limit` people whom a question finds, by name."""
    ids = _ids(store, question, limit + 1)
    return Page(describe(store, ids[:limit]), len(ids) > limit)


def count(store: Store, question: Question) -> int:
    """How many people a question finds."""
    terms = _terms(question.text)
    where, parameters = _conditions(store, question)
    joins, more, values = _text_conditions(store, terms)
    condition = " AND ".join((*more, *where)) or "1"
    return store.count(f"SELECT count(*) FROM person {joins} WHERE {condition}", (*values, *parameters))


def find_one(store: Store, text: str) -> int:
    """The id of the one person meant: by uid, or by words that find nobody else. Problem where it is not one."""
    if len(text.replace("-", "")) == 32:
        return _by_uid(store, text)
    page = find(store, Question(text=text), limit=2)
    whole = fold(text).replace(" ", "")
    if page.more or len(page.people) != 1:
        named = store.rows("SELECT id FROM person WHERE name_key = ? LIMIT 2", (whole,)) if page.people else []
        if len(named) == 1:
            return int(named[0][0])
    if not page.people:
        raise Problem(f"Nobody is found by '{text}'.")
    if len(page.people) > 1:
        shown = find(store, Question(text=text), limit=5)
        names = "; ".join(f"{person.name} {person.uid}" for person in shown.people)
        raise Problem(
            f"Several people are found by '{text}': {names}{'…' if shown.more else ''}. Name one by the long code."
        )
    return page.people[0].id


def _by_uid(store: Store, text: str) -> int:
    uid = uid_bytes(text)
    found = store.value("SELECT id FROM person WHERE uid = ?", (uid,)) or store.value(
        "SELECT person_id FROM fact WHERE kind = 'uid' AND value = ?", (uid_text(uid),)
    )
    if not isinstance(found, int):
        raise Problem(f"Nobody has the code {text}.")
    return found


# Conditions ----------------------------------------------------------------------------------------------------


def _terms(text: str) -> list[tuple[str, Term]]:
    return [(word, Term(forms(word))) for word in words(text)]


def _ids(store: Store, question: Question, limit: int) -> list[int]:
    terms = _terms(question.text)
    where, parameters = _conditions(store, question)
    if terms and not any(_elsewhere(store, word) for word, _ in terms):
        return _ids_by_text(store, [term for _, term in terms], where, parameters, limit)
    joins, more, values = _text_conditions(store, terms)
    condition = " AND ".join((*more, *where)) or "1"
    rows = store.rows(
        f"SELECT person.id FROM person {joins} WHERE {condition} ORDER BY person.sort_key, person.id LIMIT {limit}",
        (*values, *parameters),
    )
    return [row[0] for row in rows]


def _ids_by_text(
    store: Store, terms: Sequence[Term], where: Sequence[str], parameters: Sequence[Value], limit: int
) -> list[int]:
    """Whose text holds all terms: first those who are called so, then the others, each in the order of their names."""
    called, in_name = _holding(terms, "person.sort_key")
    holding, in_text = _holding(terms, search.TEXT)
    conditions = " AND ".join((holding, *where))
    expression = search.expression(terms)
    hits = "SELECT rowid FROM search WHERE search MATCH ?"
    if expression and store.count(f"SELECT count(*) FROM ({hits} LIMIT {_FEW + 1})", (expression,)) <= _FEW:
        rows = store.rows(
            f"SELECT id FROM person WHERE id IN ({hits}) AND {conditions}"
            f" ORDER BY NOT ({called}), sort_key, id LIMIT {limit}",
            (expression, *in_text, *parameters, *in_name),
        )
        return [row[0] for row in rows]
    first = f"SELECT id, sort_key FROM person INDEXED BY person_sort_key_id ORDER BY sort_key, id LIMIT {_WALK}"
    names = " AND ".join((called, *(f"id IN (SELECT id FROM person WHERE {condition})" for condition in where)))
    rows = store.rows(f"SELECT id FROM ({first}) AS person WHERE {names} LIMIT {limit}", (*in_name, *parameters))
    if len(rows) < limit:
        rows = store.rows(
            f"SELECT id FROM person INDEXED BY person_sort_key_id WHERE {conditions}"
            f" ORDER BY sort_key, id LIMIT {limit}",
            (*in_text, *parameters),
        )
    return [row[0] for row in rows]


def _holding(terms: Sequence[Term], text: str) -> tuple[str, list[str]]:
    """SQL that is true where a text holds all terms, and its parameters."""
    checks = [term.check(text) for term in terms]
    return " AND ".join(sql for sql, _ in checks), [value for _, values in checks for value in values]


def _text_conditions(store: Store, terms: Sequence[tuple[str, Term]]) -> tuple[str, list[str], list[Value]]:
    """Joins, conditions and parameters for words that may stand in a person's text, ward or tags."""
    conditions: list[str] = []
    values: list[Value] = []
    joins = ""
    for word, term in terms:
        check, found = term.check("body" if term.indexed else search.TEXT)
        if term.indexed:
            either = [f"person.id IN (SELECT rowid FROM search WHERE search MATCH ? AND {check})"]
            values += [term.expression(), *found]
        else:
            either = [check]
            values += found
        for sql, parameter in _elsewhere(store, word):
            either.append(sql)
            values.append(parameter)
            joins = JOIN_POSTCODE
        conditions.append(f"({' OR '.join(either)})")
    return joins, conditions, values


def _elsewhere(store: Store, word: str) -> list[tuple[str, str]]:
    """Conditions for a word that stands in the name of a ward or tag which anybody has: SQL and its parameter."""
    folded = fold(word)
    if len(folded) < search.SHORTEST:
        return []
    wards = [
        row[0]
        for row in store.rows(
            "SELECT id FROM ward WHERE instr(fold, ?)"
            " AND (EXISTS (SELECT 1 FROM person WHERE person.ward_id = ward.id)"
            " OR EXISTS (SELECT 1 FROM postcode CROSS JOIN person ON person.postcode = postcode.code"
            " AND person.postcode <> '' WHERE postcode.ward_id = ward.id))",
            (folded,),
        )
    ]
    tags = [
        row[0]
        for row in store.rows(
            "SELECT id FROM tag WHERE instr(fold, ?) AND EXISTS (SELECT 1 FROM person_tag WHERE tag_id = tag.id)",
            (folded,),
        )
    ]
    found = []
    if wards:
        found.append((f"{PERSON_WARD} IN (SELECT value FROM json_each(?))", json.dumps(wards)))
    if tags:
        tagged = "SELECT person_id FROM person_tag WHERE tag_id IN (SELECT value FROM json_each(?))"
        found.append((f"person.id IN ({tagged})", json.dumps(tags)))
    return found


def _conditions(store: Store, question: Question) -> tuple[list[str], list[Value]]:
    """SQL conditions over `person`, and their parameters, for all of a question but its words."""
    where: list[str] = []
    values: list[Value] = []
    if question.ward:
        wards = [ward.id for ward in find_wards(store, question.ward)]
        where.append(f"person.id IN ({_PEOPLE_OF_WARDS})")
        values += [json.dumps(wards)] * 2
    if question.branch:
        from organiser.services.branches import show_branch

        covered = show_branch(store, question.branch).covered
        where.append(f"person.id IN ({_PEOPLE_OF_WARDS})")
        values += [json.dumps([ward.id for ward in covered.wards])] * 2
    if question.tag:
        where.append("person.id IN (SELECT person_id FROM person_tag JOIN tag ON tag.id = tag_id WHERE tag.fold = ?)")
        values.append(_known_tag(store, question.tag))
    if question.register is not None:
        where.append("person.register = ?")
        values.append(question.register)
    if question.membership is not None:
        where.append("person.membership = ?")
        values.append(question.membership)
    for kind, value in question.facts:
        where.append(
            "person.id IN (SELECT person_id FROM fact WHERE kind = ? AND instr(lower(value), ?) AND until = '')"
        )
        values += [kind, value.casefold()]
    return where, values


_PEOPLE_OF_WARDS = (
    "SELECT id FROM person WHERE ward_id IN (SELECT value FROM json_each(?))"
    " UNION ALL SELECT person.id FROM postcode CROSS JOIN person ON person.postcode = postcode.code"
    " AND person.postcode <> '' WHERE postcode.ward_id IN (SELECT value FROM json_each(?)) AND person.ward_id IS NULL"
)


def _known_tag(store: Store, name: str) -> str:
    folded = fold(name)
    if store.value("SELECT 1 FROM tag WHERE fold = ?", (folded,)) is None:
        raise Problem(f"There is no tag '{name}': 'organiser tag list' shows them all.")
    return folded


# Describing ----------------------------------------------------------------------------------------------------


def describe(store: Store, ids: Sequence[int]) -> list[Listed]:
    """People by id, in the order given, with what a list shows of them."""
    if not ids:
        return []
    wanted = json.dumps(ids)
    rows = store.rows(
        f"SELECT person.id, uid, given, family, person.postcode, register, membership, minor_until, {PERSON_WARD},"
        f" {PERSON_SEAT} FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value {JOIN_POSTCODE}",
        (wanted,),
    )
    contacts = _gathered(
        store.rows(
            "SELECT person_id, kind, contact.value FROM json_each(?) AS wanted"
            " CROSS JOIN contact ON person_id = wanted.value WHERE until = ''"
            " GROUP BY person_id, kind, contact.value ORDER BY max(since) DESC, min(contact.id)",
            (wanted,),
        )
    )
    tags = _gathered(
        store.rows(
            "SELECT person_id, '', name FROM json_each(?) AS wanted CROSS JOIN person_tag ON person_id = wanted.value"
            " JOIN tag ON tag.id = tag_id ORDER BY tag.fold",
            (wanted,),
        )
    )
    today = clock.today()
    atlas: Atlas | None = None
    found: dict[int, Listed] = {}
    for person, uid, given, family, postcode, register, membership, minor, ward, seat in rows:
        if ward is None:
            location = Location(postcode=postcode, reason="the postcode is not known" if postcode else "no postcode")
        else:
            atlas = atlas or Atlas(store, today)
            location = atlas.settle(ward, seat or 0)
        found[person] = Listed(
            id=person,
            uid=uid_text(uid),
            given=given,
            family=family,
            postcode=postcode,
            register=register,
            membership=membership,
            minor_until=minor if minor > today else "",
            phones=tuple(contacts.get((person, "phone"), ())),
            emails=tuple(contacts.get((person, "email"), ())),
            tags=tuple(tags.get((person, ""), ())),
            location=location,
        )
    return [found[person] for person in ids if person in found]


def _gathered(rows: Iterable[Row]) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    for person, kind, value in rows:
        found.setdefault((person, kind), []).append(value)
    return found
