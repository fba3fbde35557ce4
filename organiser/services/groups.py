"""Groups and bodies: residents' and tenants' associations, schools, businesses, agencies, affiliates.

They work in wards, have people who speak for them and want something achieved; a councillor may visit or sit on them.
Whom a list names as of that organisation belongs to them, however the list spells it.
"""

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.offices import BODY, BODY_PERSON, BODY_WARD
from organiser.rules.places import place_fold
from organiser.services import links
from organiser.services.behind import MEMBER, STANDS, spellings
from organiser.services.offices import one_ward
from organiser.services.people import MOST, find_one
from organiser.services.places import Place, find_wards
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

KINDS = ("association", "school", "business", "agency", "affiliate", "other")
CONTACT = "contact"
# What a councillor may do with a group, as it is edited, and the role of the link that says so.
COUNCILLORS = {"visits": "visits", "sits": "sits on"}
FIELDS = ("name", "kind", "aims", "ward", CONTACT, MEMBER, *COUNCILLORS)
_SINGLE = ("name", "kind", "aims")


class Contact(NamedTuple):
    """Somebody who speaks for a group."""

    uid: str
    name: str


class Support(NamedTuple):
    """Behind whom a group stands: kind is person (somebody who holds an office) or branch."""

    kind: str
    uid: str
    name: str
    role: str
    since: str


class Body(NamedTuple):
    """A group. `fold` is its name folded; `aims` what it wants achieved, in its own words."""

    id: int
    uid: str
    name: str
    fold: str
    kind: str
    aims: str
    wards: tuple[Place, ...]
    contacts: tuple[Contact, ...]
    supports: tuple[Support, ...]


class Suggestion(NamedTuple):
    """An organisation that lists name and that is no group yet, in its commonest spelling, and how many people."""

    name: str
    people: int


class Written(NamedTuple):
    """A group as it is now, the fields that changed, and the number of the change (None: none)."""

    body: Body
    changed: tuple[str, ...]
    operation: int | None


class Change(NamedTuple):
    """One change as typed: the field, = to set it, += to add a value, -= to take one away, and the value."""

    field: str
    sign: str
    value: str


# Seeing --------------------------------------------------------------------------------------------------------------


def list_groups(store: Store, *, ward: str = "", kind: str = "") -> tuple[list[Body], bool]:
    """The groups by name, of one ward or kind where these are named: the first 500, and whether there are more."""
    where, values = ["1"], []
    if kind:
        where.append("kind = ?")
        values.append(_kind(kind))
    if ward:
        wards = ", ".join(str(place.id) for place in find_wards(store, ward))
        where.append(f"id IN (SELECT body_id FROM body_ward WHERE ward_id IN ({wards}))")
    query = f"SELECT id FROM body WHERE {' AND '.join(where)} ORDER BY fold LIMIT {MOST + 1}"
    ids = [row[0] for row in store.rows(query, values)]
    return [_body(store, body) for body in ids[:MOST]], len(ids) > MOST


def show_group(store: Store, words: str) -> Body:
    """The group with this name or code; a Problem, with names that come near, where there is none."""
    return _body(store, links.find_group(store, words).id)


def suggestions(store: Store) -> tuple[list[Suggestion], bool]:
    """Organisations that lists name and that are no groups yet, those with most people first; whether there are others.

    An organisation is counted once however it is spelled, and so is each of its people.
    """
    known = {row[0] for row in store.rows("SELECT fold FROM body")}
    named: dict[str, list[Suggestion]] = {}
    for value, people in store.stream(
        "SELECT value, count(DISTINCT person_id) FROM fact WHERE kind = 'organisation' AND until = '' GROUP BY value"
    ):
        fold = place_fold(value)
        if fold and fold not in known:
            named.setdefault(fold, []).append(Suggestion(value, people))
    found = [_together(store, spelled) for spelled in named.values()]
    found.sort(key=lambda suggestion: (-suggestion.people, place_fold(suggestion.name)))
    return found[:MOST], len(found) > MOST


def _together(store: Store, spelled: Sequence[Suggestion]) -> Suggestion:
    """Several spellings of one organisation: the commonest, and how many people there are."""
    if len(spelled) == 1:
        return spelled[0]
    people = store.count(
        "SELECT count(DISTINCT person_id) FROM fact WHERE kind = 'organisation' AND until = ''"
        " AND value IN (SELECT value FROM json_each(?))",
        (json.dumps([suggestion.name for suggestion in spelled]),),
    )
    return Suggestion(max(spelled, key=lambda suggestion: (suggestion.people, suggestion.name)).name, people)


def _body(store: Store, body: int) -> Body:
    today = clock.today()
    uid, name, fold, kind, aims = store.rows("SELECT uid, name, fold, kind, aims FROM body WHERE id = ?", (body,))[0]
    wards = store.rows(
        "SELECT ward.id, gss, name FROM body_ward JOIN ward ON ward.id = ward_id WHERE body_id = ? ORDER BY fold, gss",
        (body,),
    )
    contacts = store.rows(
        "SELECT uid, trim(given || ' ' || family) FROM body_person JOIN person ON person.id = person_id"
        f" WHERE body_id = ?2 AND role = '{CONTACT}' AND {STANDS.format('body_person')} ORDER BY sort_key, person.id",
        (today, body),
    )
    supports = [
        Support(link.to.kind, link.to.uid, link.to.name, link.role, link.since)
        for link in links.links_of(store, links.End("group", body, uid_text(uid), name))
        if not link.until
    ]
    return Body(
        body,
        uid_text(uid),
        name,
        fold,
        kind,
        aims,
        tuple(Place(*row) for row in wards),
        tuple(Contact(uid_text(person), shown) for person, shown in contacts),
        tuple(supports),
    )


# Writing -------------------------------------------------------------------------------------------------------------


def add_group(
    store: Store, name: str, kind: str, *, wards: Sequence[str] = (), aims: str = "", contacts: Sequence[str] = ()
) -> Written:
    """Add a group, as one change; whoever a list names as of that organisation becomes a member of it.

    `wards` are names or codes, `contacts` words that find one person each. Problem where the name is taken.
    """
    name, fold = safe_text(name), place_fold(name)
    if not fold:
        raise Problem("A group needs a name.", USAGE)
    kind = _kind(kind)
    _refuse_taken(store, fold, 0)
    values = json.dumps(spellings(store, fold))
    with store.operation(f"Add the group {name}", kind="group") as work:
        body = work.insert_with_uid(BODY, name=name, fold=fold, kind=kind, aims=safe_lines(aims))
        work.insert_select(
            BODY_PERSON,
            ("body_id", "person_id", "role", "since"),
            f"SELECT :body, person_id, '{MEMBER}', min(since) FROM fact WHERE kind = 'organisation' AND until = ''"
            " AND value IN (SELECT value FROM json_each(:values)) GROUP BY person_id",
            {"body": body, "values": values},
        )
        editor = _Editor(store, work, body)
        for field, words in ((CONTACT, contacts), ("ward", wards)):
            for word in words:
                editor.make(Change(field, "+=", word))
    return Written(_body(store, body), FIELDS, work.operation_id)


def parse_change(text: str) -> Change:
    """`field=value`, `field+=value` or `field-=value`; Problem (2) that names the fields where it is none."""
    before, equals, value = text.partition("=")
    sign = before[-1:] + equals if before[-1:] in ("+", "-") else equals
    field = before.rstrip("+-").strip().casefold()
    if not equals or field not in FIELDS or (sign == "=") != (field in _SINGLE):
        several = ", ".join(f"{name}+=" for name in FIELDS if name not in _SINGLE)
        single = ", ".join(f"{name}=" for name in _SINGLE)
        raise Problem(f"'{safe_text(text)}' is not a change: {single}, {several} and -= to take away.", USAGE)
    return Change(field, sign, safe_lines(value) if field == "aims" else safe_text(value))


def edit_group(store: Store, words: str, changes: Sequence[Change]) -> Written:
    """Make all changes to a group as one, or none: Problem where one of them is not possible."""
    body = links.find_group(store, words)
    with store.operation(f"Edit the group {body.name}", kind="group") as work:
        editor = _Editor(store, work, body.id)
        changed = [change.field for change in changes if editor.make(change)]
    return Written(_body(store, body.id), tuple(dict.fromkeys(changed)), work.operation_id)


def _kind(text: str) -> str:
    kind = safe_text(text).casefold()
    if kind not in KINDS:
        raise Problem(f"'{safe_text(text)}' is no kind of group: the kinds are {', '.join(KINDS)}.", USAGE)
    return kind


def _refuse_taken(store: Store, fold: str, body: int) -> None:
    taken = store.rows("SELECT name FROM body WHERE fold = ? AND id <> ?", (fold, body))
    if taken:
        raise Problem(f"There is a group called {taken[0][0]} already: 'organiser groups edit' changes it.")


class _Editor:
    """Makes changes to one group inside an operation; each tells whether anything is other than before."""

    def __init__(self, store: Store, work: Work, body: int) -> None:
        self._store = store
        self._work = work
        self._body = body

    def make(self, change: Change) -> bool:
        if change.field in _SINGLE:
            return self._set(change)
        makers: dict[str, Callable[[Change], bool]] = {"ward": self._ward, CONTACT: self._person, MEMBER: self._person}
        return makers.get(change.field, self._councillor)(change)

    def _set(self, change: Change) -> bool:
        if change.field == "kind":
            return self._work.update(BODY, self._body, kind=_kind(change.value))
        if change.field == "aims":
            return self._work.update(BODY, self._body, aims=change.value)
        fold = place_fold(change.value)
        if not fold:
            raise Problem("A group needs a name.", USAGE)
        _refuse_taken(self._store, fold, self._body)
        return self._work.update(BODY, self._body, name=change.value, fold=fold)

    def _ward(self, change: Change) -> bool:
        held = "SELECT id, ward_id FROM body_ward WHERE body_id = ?"
        here = {ward: row for row, ward in self._work.rows(held, (self._body,))}
        if change.sign == "-=":
            wards = [ward.id for ward in find_wards(self._store, change.value) if ward.id in here]
            if not wards:
                raise Problem(f"The group is at work in no ward '{change.value}'.")
            for ward in wards:
                self._work.delete(BODY_WARD, here[ward])
            return True
        found = one_ward(self._store, change.value, clock.today())
        if found.id in here:
            return False
        self._work.insert(BODY_WARD, body_id=self._body, ward_id=found.id)
        return True

    def _person(self, change: Change) -> bool:
        person = find_one(self._store, change.value)
        row = self._work.rows(
            "SELECT id, until FROM body_person WHERE body_id = ? AND person_id = ? AND role = ?",
            (self._body, person, change.field),
        )
        if change.sign == "-=":
            return self._leave(person, change, row)
        if row:
            return self._work.update(BODY_PERSON, row[0][0], until="")
        self._work.insert(BODY_PERSON, body_id=self._body, person_id=person, role=change.field, since=clock.today())
        return True

    def _leave(self, person: int, change: Change, row: Sequence[Row]) -> bool:
        if row and not row[0][1]:
            return self._work.update(BODY_PERSON, row[0][0], until=clock.today())
        if row or change.field != MEMBER or not self._is_named_by_a_list(person):
            raise Problem(f"'{change.value}' is no {change.field} of the group.")
        self._work.insert(BODY_PERSON, body_id=self._body, person_id=person, role=MEMBER, until=clock.today())
        return True

    def _is_named_by_a_list(self, person: int) -> bool:
        (fold,) = self._work.rows("SELECT fold FROM body WHERE id = ?", (self._body,))[0]
        query = "SELECT value FROM fact WHERE person_id = ? AND kind = 'organisation' AND until = ''"
        return any(place_fold(value) == fold for (value,) in self._work.rows(query, (person,)))

    def _councillor(self, change: Change) -> bool:
        uid, name = self._work.rows("SELECT uid, name FROM body WHERE id = ?", (self._body,))[0]
        group = links.End("group", self._body, uid_text(uid), name)
        ends = change.sign == "-="
        councillor = links.holder(self._store, change.value, today=not ends)
        role = COUNCILLORS[change.field]
        if not ends:
            return links.begin(self._work, group, councillor, role)
        if not links.end(self._work, group, councillor, role):
            raise Problem(f"{councillor.name} does not stand there as one who {role} it.")
        return True
