"""Who and what stands behind somebody who holds an office, behind a branch, or in a group: the first of them by name.

What is shown stands today: links and memberships that have ended are kept, and not shown.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isqrt
from typing import NamedTuple

from organiser.rules.places import place_fold
from organiser.rules.shown import first_said
from organiser.services.listed import Listed, describe
from organiser.services.people import MOST
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text

MEMBER = "member"
# For queries whose first parameter (?1) is today.
STANDS = "{0}.since <= ?1 AND ({0}.until = '' OR {0}.until > ?1)"
_LINK_STANDS = STANDS.format("link")


class Supporter(NamedTuple):
    """Somebody behind: as a list shows them, as what (several parted by a comma), and since when ("" not known)."""

    person: Listed
    role: str
    since: str


class Group(NamedTuple):
    """A group behind: by uid and name, its kind, as what it stands there (parted by commas), and since when."""

    uid: str
    name: str
    kind: str
    role: str
    since: str


class Behind(NamedTuple):
    """The people and groups behind, each by name; `more` where there are more than the first 500 of either."""

    people: list[Supporter]
    groups: list[Group]
    more: bool


def behind_holder(store: Store, person: int) -> Behind:
    """Who and what is behind somebody who holds or held an office."""
    return _behind(store, "holder_id", person)


def behind_branch(store: Store, branch: int) -> Behind:
    """Who and what is behind a branch."""
    return _behind(store, "branch_id", branch)


def behind_group(store: Store, body: int, fold: str) -> Behind:
    """Who belongs to a group: those entered as such, and those of whom a list names it as their organisation.

    Of whom somebody here said that they belong to it no more, no list says it again.
    """
    today = clock.today()
    belonging = (
        f"SELECT person_id, role, since FROM body_person WHERE body_id = ?2 AND {STANDS.format('body_person')}"
        f" UNION ALL SELECT person_id, '{MEMBER}', since FROM fact WHERE kind = 'organisation' AND until = ''"
        " AND value IN (SELECT value FROM json_each(?3)) AND NOT EXISTS (SELECT 1 FROM body_person AS ended"
        f" WHERE ended.body_id = ?2 AND ended.person_id = fact.person_id AND role = '{MEMBER}' AND ended.until <> '')"
    )
    values = (today, body, json.dumps(spellings(store, fold)))
    ids = _ids(
        store,
        f"SELECT person.id FROM (SELECT DISTINCT person_id FROM ({belonging}))"
        f" CROSS JOIN person ON person.id = person_id ORDER BY sort_key, person.id LIMIT {MOST + 1}",
        values,
    )
    said = store.rows(
        f"SELECT person_id, role, since FROM ({belonging}) WHERE person_id IN (SELECT value FROM json_each(?4))",
        (*values, json.dumps(ids)),
    )
    return Behind(_supporters(store, ids[:MOST], said), [], len(ids) > MOST)


def spellings(store: Store, fold: str) -> list[str]:
    """How lists write the organisation with this folded name."""
    return [value for value in _organisations(store) if _may_be(value, fold) and place_fold(value) == fold]


def _may_be(value: str, fold: str) -> bool:
    """A quick look that spares folding most names: plain letters at either end stand in the folded name as well."""
    first, last = value[0], value[-1]
    if not (value.isascii() and first.isalnum() and last.isalnum()):
        return True
    return first.lower() == fold[0] and last.lower() == fold[-1]


def _organisations(store: Store) -> Iterator[str]:
    """Every organisation that a list names as somebody's, each spelling once: a step through the index for each."""
    rows = store.stream(
        "WITH RECURSIVE said(value) AS (SELECT min(value) FROM fact WHERE kind = 'organisation' UNION ALL"
        " SELECT (SELECT min(value) FROM fact WHERE kind = 'organisation' AND fact.value > said.value) FROM said"
        " WHERE said.value IS NOT NULL) SELECT value FROM said WHERE value <> ''"
    )
    return (row[0] for row in rows)


def _behind(store: Store, column: str, target: int) -> Behind:
    today = clock.today()
    ids = _linked(store, column, target, today)
    said = store.rows(
        f"SELECT person_id, role, since FROM json_each(?3) AS wanted CROSS JOIN link"
        f" ON link.{column} = ?2 AND link.person_id = wanted.value WHERE {_LINK_STANDS}",
        (today, target, json.dumps(ids[:MOST])),
    )
    groups = store.rows(
        "SELECT body.uid, name, kind, group_concat(DISTINCT role), coalesce(min(nullif(link.since, '')), '')"
        f" FROM link JOIN body ON body.id = body_id WHERE link.{column} = ?2 AND link.person_id IS NULL"
        f" AND {_LINK_STANDS} GROUP BY body.id ORDER BY fold LIMIT {MOST + 1}",
        (today, target),
    )
    return Behind(
        _supporters(store, ids[:MOST], said),
        [
            Group(uid_text(uid), name, kind, role.replace(",", ", "), day)
            for uid, name, kind, role, day in groups[:MOST]
        ],
        len(ids) > MOST or len(groups) > MOST,
    )


def _linked(store: Store, column: str, target: int, today: str) -> list[int]:
    """The first people by name whose link to a branch or holder stands, and one more where there are others."""
    # Sorting costs as much as there are links. Walking through all names in order comes to the first of those who are
    # linked after so many names as there are for each of them, and needs no more than a page: so it is quicker once
    # links squared are more than names times a page.
    few = isqrt(MOST * store.count("SELECT max(id) FROM person"))
    some = f"SELECT 1 FROM link WHERE {column} = ? AND person_id IS NOT NULL LIMIT {few + 1}"
    linked = f"SELECT 1 FROM link WHERE link.{column} = ?2 AND link.person_id = person.id AND {_LINK_STANDS}"
    if store.count(f"SELECT count(*) FROM ({some})", (target,)) > few:
        people = f"person INDEXED BY person_sort_key_id WHERE EXISTS ({linked})"
    else:
        people = (
            f"(SELECT DISTINCT person_id FROM link WHERE link.{column} = ?2 AND person_id IS NOT NULL"
            f" AND {_LINK_STANDS}) CROSS JOIN person ON person.id = person_id"
        )
    return _ids(
        store, f"SELECT person.id FROM {people} ORDER BY person.sort_key, person.id LIMIT {MOST + 1}", (today, target)
    )


def _ids(store: Store, query: str, values: Sequence[Value]) -> list[int]:
    return [row[0] for row in store.rows(query, values)]


def _supporters(store: Store, ids: Sequence[int], said: Iterable[tuple[int, str, str]]) -> list[Supporter]:
    roles: dict[int, set[str]] = {}
    since: dict[int, str] = {}
    for person, role, day in said:
        roles.setdefault(person, set()).add(role)
        since[person] = first_said(since.get(person, ""), day)
    return [
        Supporter(person, ", ".join(sorted(filter(None, roles[person.id]))), since[person.id])
        for person in describe(store, ids)
    ]
