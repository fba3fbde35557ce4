"""What can be asked of people, as SQL: words that they are found by, where they live, tags, facts, states.

Each question is put in two ways: as a condition on one person, to be asked while walking through the names, and as a
query for all of whom it is true. Which is quicker depends on how many these are; both must tell the same.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.people import PERSON
from organiser.models.tables import TRACKED
from organiser.rules.names import fold
from organiser.rules.places import place_fold
from organiser.rules.query import forms, words
from organiser.services.acts import NOT_AMONG_THOSE_SINCE, NOT_SINCE, NOT_SINCE_DAYS
from organiser.services.places import Atlas, find_wards, not_found
from organiser.store import clock, search
from organiser.store.engine import Value
from organiser.store.search import Term
from organiser.store.store import Store


class Condition(NamedTuple):
    """SQL that is true or false for a row of `person`, or a query for ids of people; and its parameters."""

    sql: str
    values: tuple[Value, ...] = ()


class Asked(NamedTuple):
    """One thing asked: `check` is true for a person of whom it is true; `people` gives all of them, some twice.

    `nearly` is a query that an index answers at once and that may give some others too. Both queries are None where
    there is none that is quicker than looking at everybody. `terms` are the words it looks for. `whole` is its check
    put so that it is quicker where everybody is asked.
    """

    check: Condition
    people: Condition | None = None
    nearly: Condition | None = None
    terms: tuple[Term, ...] = ()
    whole: Condition | None = None


NOBODY = Condition("(0)")


def all_of(conditions: Iterable[Condition]) -> Condition:
    """True where all conditions are."""
    return _joined(" AND ", conditions, "1")


def any_of(conditions: Iterable[Condition]) -> Condition:
    """True where one of the conditions is."""
    return _joined(" OR ", conditions, "0")


def _joined(word: str, conditions: Iterable[Condition], otherwise: str) -> Condition:
    parts = list(conditions)
    sql = word.join(part.sql for part in parts) or otherwise
    return Condition(f"({sql})", tuple(value for part in parts for value in part.values))


def true_of_all(asked: Asked) -> Condition:
    """The same as its check, for a question to which all people matter and not the first by name."""
    if asked.people is None:
        return asked.whole or asked.check
    return Condition(f"person.id IN ({asked.people.sql})", asked.people.values)


# Words -------------------------------------------------------------------------------------------------------------


def by_words(store: Store, text: str) -> list[Asked]:
    """The words of a query: together those that stand in people's own text only, then each that names a ward or tag."""
    in_text: list[Term] = []
    others: list[Asked] = []
    for word in words(text):
        term = Term(forms(word))
        elsewhere = [*_wards_called(store, word), *_tags_called(store, word)]
        if elsewhere:
            others.append(_either([_in_text((term,)), *elsewhere]))
        else:
            in_text.append(term)
    return [_in_text(tuple(in_text)), *others] if in_text else others


def called(terms: Sequence[Term]) -> Condition:
    """Who is called by all the words. Where one of them is a number, a postcode or an address, nobody is asked."""
    marks = (mark for term in terms for form in term.forms for mark in form)
    if not terms or any(mark.isdigit() or mark == "@" for mark in marks):
        return NOBODY
    return _holding(terms, "person.sort_key")


def _holding(terms: Iterable[Term], text: str) -> Condition:
    return all_of(Condition(*term.check(text)) for term in terms)


def _in_text(terms: tuple[Term, ...]) -> Asked:
    nearly = search.near_hits(terms)
    return Asked(
        check=_holding(terms, search.TEXT),
        people=Condition(*search.hits(terms)),
        nearly=Condition(*nearly) if nearly else None,
        terms=terms,
    )


def _either(asked: Sequence[Asked]) -> Asked:
    """Things of which one must be true."""
    return Asked(
        check=any_of(one.check for one in asked),
        people=_together([one.people for one in asked]),
        nearly=_together([one.nearly for one in asked]),
        terms=tuple(term for one in asked for term in one.terms),
    )


def _together(queries: Sequence[Condition | None]) -> Condition | None:
    found = [query for query in queries if query is not None]
    if len(found) < len(queries):
        return None
    sql = " UNION ALL ".join(query.sql for query in found)
    return Condition(sql, tuple(value for query in found for value in query.values))


def _wards_called(store: Store, word: str) -> list[Asked]:
    """The inhabited wards whose code the word is, or of whose name it is a part: a short one must open a word of it."""
    check, values = Term(tuple(filter(None, (place_fold(word),)))).check("fold")
    inhabited = (
        "(EXISTS (SELECT 1 FROM person WHERE person.ward_id = ward.id)"
        " OR EXISTS (SELECT 1 FROM postcode CROSS JOIN person ON person.postcode = postcode.code"
        " AND person.postcode <> '' WHERE postcode.ward_id = ward.id))"
    )
    found = store.rows(f"SELECT id FROM ward WHERE ({check} OR gss = upper(?)) AND {inhabited}", (*values, word))
    return [_living_in([row[0] for row in found])] if found else []


def _tags_called(store: Store, word: str) -> list[Asked]:
    """The tags somebody has of whose name the word is a part: a short one must open a word of it."""
    check, values = Term(tuple(filter(None, (fold(word),)))).check("fold")
    given = "EXISTS (SELECT 1 FROM person_tag WHERE tag_id = tag.id)"
    found = store.rows(f"SELECT id FROM tag WHERE {check} AND {given}", values)
    return [_tagged([row[0] for row in found])] if found else []


# Where they live ---------------------------------------------------------------------------------------------------


def in_ward(store: Store, ward: str) -> Asked:
    """Who lives in a ward, by name (of all the wards that bear it) or code; Problem where there is none."""
    return _living_in([place.id for place in find_wards(store, ward)])


def in_branch(store: Store, name: str, clp: str) -> list[Asked]:
    """Who lives, or may live, where a branch is: in its wards, but not in a part that belongs to another CLP.

    `clp` tells which where several have a branch of that name. Problem where there is none, or more than one.
    """
    from organiser.services.branches import find_branch

    covered = find_branch(store, name, clp)
    wards = [ward.id for ward in covered.wards]
    atlas = Atlas(store, clock.today())
    seats = store.rows(
        "SELECT DISTINCT ward_id, constituency_id FROM postcode WHERE constituency_id <> 0"
        " AND ward_id IN (SELECT value FROM json_each(?))",
        (json.dumps(wards),),
    )
    others = [
        f"{ward} {seat}"
        for ward, seat in seats
        if all(branch.id != covered.branch.id for branch in atlas.settle(ward, seat).branches)
    ]
    not_in_others = (
        "NOT EXISTS (SELECT 1 FROM postcode WHERE code = person.postcode"
        " AND ward_id = coalesce(person.ward_id, ward_id)"
        " AND ward_id || ' ' || constituency_id IN (SELECT value FROM json_each(?)))"
    )
    return [_living_in(wards), Asked(Condition(not_in_others, (json.dumps(others),)))]


def _living_in(wards: Sequence[int]) -> Asked:
    ids = json.dumps(wards)
    people = Condition(
        "SELECT id FROM person WHERE ward_id IN (SELECT value FROM json_each(?))"
        " UNION ALL SELECT person.id FROM postcode CROSS JOIN person ON person.postcode = postcode.code AND"
        " person.postcode <> '' WHERE postcode.ward_id IN (SELECT value FROM json_each(?)) AND person.ward_id IS NULL",
        (ids, ids),
    )
    check = (
        "coalesce(person.ward_id, (SELECT ward_id FROM postcode WHERE code = person.postcode))"
        " IN (SELECT value FROM json_each(?))"
    )
    return Asked(Condition(check, (ids,)), people, people)


# Tags, facts, states -----------------------------------------------------------------------------------------------


def with_tag(store: Store, name: str) -> Asked:
    """Who has a tag, by its name or that of one merged into it; Problem with near names where there is none."""
    tags = {folded: tag for tag, folded in store.rows("SELECT id, fold FROM tag")}
    wanted = fold(name)
    if wanted not in tags:
        from organiser.services.tags import led_on

        wanted = fold(led_on(store).get(wanted, ""))
    if wanted not in tags:
        problem = not_found("tag", name, [row[0] for row in store.rows("SELECT name FROM tag")])
        raise Problem(f"{problem.sentence} 'organiser tag list' shows them all.")
    return _tagged([tags[wanted]])


def _tagged(tags: Sequence[int]) -> Asked:
    chosen = "tag_id IN (SELECT value FROM json_each(?))"
    values = (json.dumps(tags),)
    people = Condition(f"SELECT person_id FROM person_tag WHERE {chosen}", values)
    check = f"EXISTS (SELECT 1 FROM person_tag WHERE person_id = person.id AND {chosen})"
    return Asked(Condition(check, values), people, people)


def with_fact(store: Store, kind: str, value: str) -> Asked:
    """Of whom a fact of a kind holds now whose value has these letters in it, whatever their case and accents."""
    wanted = fold(value)
    known = store.rows("SELECT DISTINCT value FROM fact WHERE kind = ?", (kind,))
    chosen = "kind = ? AND value IN (SELECT value FROM json_each(?)) AND until = ''"
    values = (kind, json.dumps([value for (value,) in known if wanted in fold(value)]))
    people = Condition(f"SELECT person_id FROM fact WHERE {chosen}", values)
    check = f"EXISTS (SELECT 1 FROM fact WHERE person_id = person.id AND {chosen})"
    return Asked(Condition(check, values), people, people)


def supporting(store: Store, words: str) -> Asked:
    """Who is linked today to a branch, or else to somebody who holds an office; Problem where there is neither."""
    from organiser.services.branches import find_branch
    from organiser.services.links import holder

    try:
        column, other = "branch_id", find_branch(store, words).branch.id
    except Problem:
        column, other = "holder_id", holder(store, words).id
    today = clock.today()
    stands = f"{column} = ? AND link.since <= ? AND (link.until = '' OR link.until > ?)"
    values = (other, today, today)
    people = Condition(f"SELECT person_id FROM link WHERE person_id IS NOT NULL AND {stands}", values)
    check = f"EXISTS (SELECT 1 FROM link WHERE link.person_id = person.id AND {stands})"
    return Asked(Condition(check, values), people, people)


def come_so_far(words: str) -> Asked:
    """Who stands on a rung of the ladder or higher; who left does not."""
    from organiser.rules.ladder import RUNGS, rung_of
    from organiser.services.ladder import standing_sql

    rung = rung_of(words)
    if rung not in RUNGS[1:]:
        raise Problem(f"rung takes {', '.join(RUNGS[1:])}.", USAGE)
    higher = json.dumps(RUNGS[RUNGS.index(rung) :])
    stands = f"SELECT person_id FROM ({standing_sql(rung)}) WHERE rung IN (SELECT value FROM json_each(?))"
    people = Condition(stands, (higher,))
    return Asked(Condition(f"person.id IN ({people.sql})", people.values), people, people)


def among(ids: Sequence[int]) -> Asked:
    """Who is one of these."""
    chosen = json.dumps(ids)
    people = Condition("SELECT value FROM json_each(?)", (chosen,))
    return Asked(Condition("person.id IN (SELECT value FROM json_each(?))", (chosen,)), people, people)


def new_for(days: str) -> Asked:
    """Who was added in the last so many days."""
    since = _days_ago("new", days)
    return Asked(Condition("person.created >= ?", (since,)))


def unspoken_for(days: str) -> Asked:
    """To whom somebody spoke once, or who was added, but to whom nobody has spoken for so many days."""
    since = _days_ago("unspoken", days)
    values = (since,) * (1 + NOT_SINCE_DAYS)
    check = Condition(f"(person.created <= ? AND {NOT_SINCE})", values)
    return Asked(check, whole=Condition(f"(person.created <= ? AND {NOT_AMONG_THOSE_SINCE})", values))


def _days_ago(name: str, days: str) -> str:
    if not days.isdecimal() or len(days) > 5:
        raise Problem(f"{name} takes a number of days.", USAGE)
    return (date.fromisoformat(clock.today()) - timedelta(days=int(days))).isoformat()


LACKING = {
    "ward": "coalesce(person.ward_id, (SELECT ward_id FROM postcode WHERE code = person.postcode)) IS NULL",
    "link": "NOT EXISTS (SELECT 1 FROM link WHERE link.person_id = person.id AND link.until = '')",
    "phone": "NOT EXISTS (SELECT 1 FROM contact WHERE person_id = person.id AND kind = 'phone' AND until = '')",
    "email": "NOT EXISTS (SELECT 1 FROM contact WHERE person_id = person.id AND kind = 'email' AND until = '')",
    "tag": "NOT EXISTS (SELECT 1 FROM person_tag WHERE person_id = person.id)",
}


def without(what: str) -> Asked:
    """Who has none of something, by a word of LACKING."""
    if what.casefold() not in LACKING:
        raise Problem(f"no takes {', '.join(LACKING)}.", USAGE)
    return Asked(Condition(LACKING[what.casefold()]))


def touched_by(change: str) -> Asked:
    """Who was added by a change, by its number, or of whom it said, added or changed anything."""
    if not change.isdecimal() or len(change) > 18:
        raise Problem("change takes the number of a change: 'organiser history' shows it.", USAGE)
    tables = [table for table in TRACKED.values() if table.person and table.name != PERSON.name]
    parts = [
        "SELECT person.id FROM inserted JOIN person ON person.id BETWEEN first AND last"
        " WHERE tbl = 'person' AND operation_id = ?",
        "SELECT row_id FROM change WHERE tbl = 'person' AND operation_id = ?",
    ]
    for table in tables:
        parts.append(
            f"SELECT row.{table.person} FROM inserted JOIN {table.name} AS row ON row.id BETWEEN first AND last"
            f" WHERE tbl = '{table.name}' AND operation_id = ?"
        )
        parts.append(
            f"SELECT row.{table.person} FROM change JOIN {table.name} AS row ON row.id = row_id"
            f" WHERE tbl = '{table.name}' AND operation_id = ?"
        )
    people = Condition(" UNION ALL ".join(parts), (int(change),) * len(parts))
    return Asked(Condition(f"person.id IN ({people.sql})", people.values), people, people)


def in_state(column: str, state: str) -> Asked:
    """Whose register or membership is this; '' for not known."""
    check = Condition(f"person.{column} = ?", (state,))
    if not state:
        return Asked(check)
    # The words of the partial index, which is used where they stand.
    people = Condition(f"SELECT id FROM person WHERE {column} = ? AND {column} <> ''", (state,))
    return Asked(check, people, people)
