"""Finding people: by any part of a name, telephone number, e-mail address, postcode, ward or tag, and by what they are.

Those come first who are called by the words that were typed, then those of whom the words are true otherwise, each in
the order of their names. Words that find few people are looked up in the index and the finds are sorted; for words that
find many, the names are walked through in order until the page is full.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.names import fold, without_titles
from organiser.rules.query import words
from organiser.services import asking
from organiser.services.asking import NOBODY, Asked, Condition
from organiser.services.listed import Listed, describe
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_text

# The most that a list shows at once: beyond it, "500+" and a narrower question.
MOST = 500
# Up to so many finds are sorted; beyond it, walking through the names in order comes to a page of them sooner.
_FEW = 20_000
# Of a name that is looked for so many words count.
_LONGEST_NAME = 12
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

    `ward`, `branch` and `clp` (whose branch, where several have one of that name) are names or codes as typed; `facts`
    are pairs of a kind of fact (offer, day, role, language, access) and a part of its value; `supports` a councillor
    or branch by words; `rung` one of the ladder, or higher; `new` and `unspoken` numbers of days;
    `no` what they have none of (asking.LACKING);
    `change` the number of a change that made or touched them; `ids` those of whom one must be.
    """

    text: str = ""
    ward: str = ""
    branch: str = ""
    clp: str = ""
    tag: str = ""
    register: str | None = None
    membership: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    supports: str = ""
    rung: str = ""
    new: str = ""
    unspoken: str = ""
    no: str = ""
    change: str = ""
    ids: tuple[int, ...] | None = None


class Page(NamedTuple):
    """The people found, in the order of their names; `more` where there are others."""

    people: list[Listed]
    more: bool


def find(store: Store, question: Question, limit: int = MOST) -> Page:
    """The first `limit` people whom a question finds: those who are called so before the others, each by name."""
    found = ids(store, question, limit + 1)
    return Page(describe(store, found[:limit]), len(found) > limit)


def count(store: Store, question: Question) -> int:
    """How many people a question finds."""
    asked = _asked(store, question)
    few = _few(store, [one.nearly for one in asked])
    if few is None:
        found = asking.all_of(map(asking.true_of_all, asked))
    else:
        found = asking.all_of([_among(few), *(one.check for one in asked)])
    return store.count(f"SELECT count(*) FROM person WHERE {found.sql}", found.values)


def matching(store: Store, question: Question) -> Condition:
    """What is true of all people whom a question finds, for those who need every one of them."""
    return asking.all_of(map(asking.true_of_all, _asked(store, question)))


def called(store: Store, question: Question) -> Condition:
    """What is true of those who are called by the words of a question, whom lists show first."""
    return asking.called([term for one in asking.by_words(store, question.text) for term in one.terms])


def wrong_state(name: str, words: Mapping[str, str]) -> Problem:
    """What to say of a register or membership that there is none of."""
    return Problem(f"{name} takes {', '.join(words)}.", USAGE)


def find_one(store: Store, text: str) -> int:
    """The id of the one person meant: by uid, by whole name, or by words that find nobody else.

    Problem where nobody or more than one is meant.
    """
    digits = text.strip().replace("-", "")
    if len(digits) == 32 and set(digits.lower()) <= set("0123456789abcdef"):
        return _by_uid(store, text.strip())
    shown = safe_text(text)
    if not words(text):
        raise Problem("Say who is meant: a name, other words that find one person, or their code.", USAGE)
    found = ids(store, Question(text=text), 2)
    if not found:
        raise Problem(f"Nobody is found by '{shown}'.")
    if len(found) > 1:
        found = called_exactly(store, text, 2)
    if len(found) == 1:
        return found[0]
    page = find(store, Question(text=text), limit=5)
    names = "; ".join(f"{person.name} {person.uid}" for person in page.people)
    raise Problem(
        f"Several people are found by '{shown}': {names}{' …' if page.more else ''}."
        " Add a word, such as a postcode, or name one by the long code."
    )


def _by_uid(store: Store, text: str) -> int:
    uid = uid_bytes(text)
    found = store.value("SELECT id FROM person WHERE uid = ?", (uid,)) or store.value(
        "SELECT person_id FROM fact WHERE kind = 'uid' AND value = ?", (uid_text(uid),)
    )
    if not isinstance(found, int):
        raise Problem(f"Nobody has the code {text}.")
    return found


def called_exactly(store: Store, name: str, limit: int) -> list[int]:
    """The first people whose whole name this is, given name first or family name first, wherever it is cut in two."""
    said = without_titles(fold(safe_text(name)).split())[:_LONGEST_NAME]
    orders = [" ".join((*said[cut:], *said[:cut])) for cut in range(len(said))]
    rows = store.rows(
        "SELECT id FROM person WHERE sort_key IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?",
        (json.dumps(orders), limit),
    )
    return [row[0] for row in rows]


# Finding -----------------------------------------------------------------------------------------------------------


def _asked(store: Store, question: Question) -> list[Asked]:
    """All that must be true of a person."""
    found = asking.by_words(store, question.text)
    if question.ward:
        found.append(asking.in_ward(store, question.ward))
    if question.branch:
        found += asking.in_branch(store, question.branch, question.clp)
    if question.tag:
        found.append(asking.with_tag(store, question.tag))
    for column, state in (("register", question.register), ("membership", question.membership)):
        if state is not None:
            found.append(asking.in_state(column, state))
    if question.supports:
        found.append(asking.supporting(store, question.supports))
    if question.rung:
        found.append(asking.come_so_far(question.rung))
    if question.ids is not None:
        found.append(asking.among(question.ids))
    if question.new:
        found.append(asking.new_for(question.new))
    if question.unspoken:
        found.append(asking.unspoken_for(question.unspoken))
    if question.no:
        found.append(asking.without(question.no))
    if question.change:
        found.append(asking.touched_by(question.change))
    return found + [asking.with_fact(store, kind, value) for kind, value in question.facts]


def ids(store: Store, question: Question, limit: int) -> list[int]:
    """The first `limit` people: those who are called so, then the others, each in the order of their names."""
    asked = _asked(store, question)
    checks = [one.check for one in asked]
    by_name = asking.called([term for one in asked for term in one.terms])
    few = _few(store, [one.nearly for one in asked])
    named: list[int] = []
    if few is None:
        if by_name is not NOBODY:
            named = _in_order(store, [by_name, *checks], limit)
        if len(named) == limit:
            return named
        few = _few(store, [one.people for one in asked])
    if few is None:
        others = Condition(f"NOT {by_name.sql}", by_name.values)
        return named + _in_order(store, [others, *checks], limit - len(named))
    found = asking.all_of([_among(few), *checks])
    rows = store.rows(
        f"SELECT id FROM person WHERE {found.sql} ORDER BY NOT {by_name.sql}, sort_key, id LIMIT {limit}",
        (*found.values, *by_name.values),
    )
    return [row[0] for row in rows]


def _few(store: Store, queries: Iterable[Condition | None]) -> str | None:
    """The ids (JSON) of all whom one of the queries finds, if they are few. None: each finds many."""
    for people in filter(None, queries):
        found, ids = store.rows(
            f"WITH found(id) AS ({people.sql}), first AS (SELECT id FROM found LIMIT {_FEW + 1})"
            " SELECT count(*), json_group_array(id) FROM first",
            people.values,
        )[0]
        if found <= _FEW:
            return str(ids)
    return None


def _among(ids: str) -> Condition:
    return Condition("person.id IN (SELECT value FROM json_each(?))", (ids,))


def _in_order(store: Store, conditions: Sequence[Condition], limit: int) -> list[int]:
    """The first people by name of whom all conditions are true: names are walked through, whatever the planner says."""
    found = asking.all_of(conditions)
    rows = store.rows(
        f"SELECT id FROM person INDEXED BY person_sort_key_id WHERE {found.sql} ORDER BY sort_key, id LIMIT {limit}",
        found.values,
    )
    return [row[0] for row in rows]
