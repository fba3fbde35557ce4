"""The long list of people on screen: who is on it, in which order, and what each line says."""

import json
from array import array
from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.consent import CHANNELS
from organiser.rules.filters import parse_line
from organiser.services import acts, people, reach
from organiser.services.listed import Listed, describe
from organiser.services.people import MEMBERSHIP_WORDS, REGISTER_WORDS, Question
from organiser.services.places import JOIN_WARD
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store

# What the list can be ordered by: SQL over person, and what must be joined.
ORDERS = {
    "name": ("person.sort_key", ""),
    "ward": ("coalesce(nullif(ward.name, ''), ward.gss, '~')", JOIN_WARD),
    "postcode": ("CASE person.postcode WHEN '' THEN '~' ELSE person.postcode END", ""),
    "register": ("person.register", ""),
    "membership": ("person.membership", ""),
    "spoken": (acts.LAST_DAY, acts.JOIN_LAST_DAY),
    "added": ("person.id", ""),
}
_FACT_FILTERS = ("offer", "day", "role", "language", "access")
_REACHED_BY = [channel for channel in CHANNELS if channel in ("call", "sms", "email")]


class Order(NamedTuple):
    """By what a list is ordered, one of ORDERS; "" for the order in which people are found."""

    by: str = ""
    backwards: bool = False


class Line(NamedTuple):
    """What the list says of somebody.

    `ways` are the channels by which they may be reached, `reason` the code of why they may not be called where there
    are none; `spoken` the ISO day somebody last spoke to them, and `how`.
    """

    person: Listed
    ways: tuple[str, ...]
    reason: str
    spoken: str
    how: str
    facts: dict[str, tuple[str, ...]]


def question_of(text: str) -> Question:
    """What a line of words and filters asks for; Problem where a filter's word is none of those it takes."""
    line = parse_line(text)
    found = line.filters
    return Question(
        text=line.text,
        ward=found.get("ward", ""),
        branch=found.get("branch", ""),
        tag=found.get("tag", ""),
        register=_state("register", found.get("register", ""), REGISTER_WORDS),
        membership=_state("membership", found.get("membership", ""), MEMBERSHIP_WORDS),
        facts=tuple((kind, found[kind]) for kind in _FACT_FILTERS if kind in found),
        supports=found.get("supports", ""),
        rung=found.get("rung", ""),
        new=found.get("new", ""),
        unspoken=found.get("unspoken", ""),
        no=found.get("no", ""),
        change=found.get("change", ""),
    )


def _state(name: str, word: str, words: dict[str, str]) -> str | None:
    """The state that a word means; it may be begun only. None where no word was typed."""
    if not word:
        return None
    typed = word.casefold()
    meant = [typed] if typed in words else [known for known in words if known.startswith(typed)]
    if not meant:
        raise people.wrong_state(name, words)
    return words[meant[0]]


def first(store: Store, question: Question, order: Order, limit: int) -> list[int]:
    """The ids of the first people of the list."""
    if not order.by or (order.by == "name" and not order.backwards and not question.text):
        return people.ids(store, question, limit)
    sql, values = _in_order(store, question, order)
    return [row[0] for row in store.rows(f"{sql} LIMIT {limit}", values)]


def everybody(store: Store, question: Question, order: Order) -> "array[int]":
    """The ids of all people of the list, in its order: eight bytes each."""
    sql, values = _in_order(store, question, order)
    return array("q", (row[0] for row in store.stream(sql, values)))


def _in_order(store: Store, question: Question, order: Order) -> tuple[str, tuple[Value, ...]]:
    found = people.matching(store, question)
    by, join = ORDERS[order.by or "name"]
    direction = "DESC" if order.backwards else "ASC"
    first_by = ""
    values: tuple[Value, ...] = ()
    if not order.by and question.text:
        called = people.called(store, question)
        first_by, values = f"NOT {called.sql}, ", called.values
    sql = (
        f"SELECT person.id FROM person {join} WHERE {found.sql}"
        f" ORDER BY {first_by}{by} {direction}, person.sort_key {direction}, person.id {direction}"
    )
    return sql, (*found.values, *values)


def lines(store: Store, ids: Sequence[int]) -> dict[int, Line]:
    """What the list says of some people, by id; those who are there no more are left out."""
    today = clock.today()
    ways = {channel: reach.answers(store, channel, "", ids, today) for channel in _REACHED_BY}
    spoken = acts.last_spoken(store, ids)
    facts: dict[int, dict[str, tuple[str, ...]]] = {}
    for person, kind, value in store.rows(
        "SELECT person_id, kind, fact.value FROM json_each(?) AS wanted CROSS JOIN fact ON person_id = wanted.value"
        " WHERE kind IN ('offer', 'day', 'role', 'language') AND until = '' ORDER BY fact.id",
        (json.dumps(ids),),
    ):
        held = facts.setdefault(person, {})
        if value not in held.get(kind, ()):
            held[kind] = (*held.get(kind, ()), value)
    return {
        person.id: Line(
            person,
            tuple(channel for channel in _REACHED_BY if not ways[channel][person.id].reason),
            ways["call"][person.id].reason,
            *spoken.get(person.id, ("", "")),
            facts.get(person.id, {}),
        )
        for person in describe(store, ids)
    }


def count_everybody(store: Store) -> int:
    """How many people there are."""
    return store.count("SELECT count(*) FROM person")
