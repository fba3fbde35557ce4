"""The ladder: where each person stands from contact to leader, the steps that led there, and who brought in whom.

Steps (models.ladder.STEP) are the one place of truth: they are written here by hand and by nothing else, and stand in
no export and on no page that is printed. What a list or somebody calls a person (a role: helper, activist) is a fact of
its own, which a step neither makes nor ends; where no step is written down yet it says on which rung somebody begins.
Everybody else is a contact.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.ladder import STEP
from organiser.models.people import FACT, PERSON
from organiser.rules import ladder as rule
from organiser.rules.ladder import CALLED, JOINED, LEFT, RUNGS
from organiser.services.listed import Listed, describe
from organiser.services.organisers import seat_of
from organiser.services.places import Place
from organiser.services.tasks import About, read_past
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.store.work import Work
from organiser.text import safe_lines

# The most that a list shows at once.
MOST = 500

_PLACES = "CASE rung " + " ".join(f"WHEN '{rung}' THEN {rule.rank(rung)}" for rung in (*RUNGS, LEFT)) + " END"
_CALLED = "CASE lower(value) " + " ".join(f"WHEN '{word}' THEN '{rung}'" for word, rung in CALLED.items()) + " END"


def standing_sql(lowest: str = rule.CONTACT) -> str:
    """SQL: person_id, rung and since of everybody who stands on a rung or left; who is not among them is a contact.

    Only those on `lowest` or higher are sure to be among them by a role: most people have one of helper, and whoever
    asks for activists alone need not wait for these.
    """
    spelled = [word for word, rung in CALLED.items() if rule.rank(rung) >= rule.rank(lowest)]
    # As lists spell them: an index finds these, and none finds letters of any case.
    forms = ", ".join(f"'{form}'" for word in spelled for form in (word, word.capitalize(), word.title(), word.upper()))
    roles = (
        f"SELECT person_id, {_CALLED} AS rung, since FROM fact WHERE kind = 'role' AND until = ''"
        f" AND value IN ({forms}) AND NOT EXISTS (SELECT 1 FROM step"
        f" WHERE step.person_id = fact.person_id AND rung <> '{JOINED}')"
    )
    return (
        "SELECT person_id, rung, on_day AS since FROM (SELECT person_id, rung, on_day, row_number() OVER (PARTITION BY"
        f" person_id ORDER BY on_day DESC, {_PLACES} DESC) AS place FROM step WHERE rung <> '{JOINED}')"
        " WHERE place = 1 UNION ALL SELECT person_id, rung, since FROM (SELECT person_id, rung, since, row_number()"
        f" OVER (PARTITION BY person_id ORDER BY {_PLACES} DESC, since) AS place FROM ({roles})) WHERE place = 1"
    )


STANDING = standing_sql()


class Step(NamedTuple):
    """A step as it is written down: `rung` is one of RUNGS, "" for having left, "joined" for having joined the party.

    `by` is who brought them in, `seat` where it counts (None: not said), `evidence` what stands behind it in words.
    """

    id: int
    uid: str
    on: str
    rung: str
    by: About | None
    seat: Place | None
    evidence: str


class Stands(NamedTuple):
    """Somebody and where they stand: since which ISO day ("" not known), who brought them in, and where they live."""

    person: Listed
    rung: str
    since: str
    by: str


class Person(NamedTuple):
    """The ladder of one person: where they stand, their steps the latest first, who brought them in and whom they
    brought in. `joined` is the day on which they joined the party ("" not known or not), `through` by whom.

    `said` is true where the rung follows from a role that somebody named and no step is written down.
    """

    about: About
    rung: str
    since: str
    said: bool
    steps: tuple[Step, ...]
    by: About | None
    brought: tuple[About, ...]
    member: bool
    joined: str
    through: About | None


class Draft(NamedTuple):
    """A step as it was typed: the day by words ("" today), who brought them in by id, the CLP by name or code."""

    rung: str
    on: str = ""
    by: int | None = None
    evidence: str = ""
    clp: str = ""


class Written(NamedTuple):
    """Where somebody stands after a change, and the number of the change (None: it stood so already)."""

    person: Person
    operation: int | None


class Branch(NamedTuple):
    """A line of the tree: how deep, who, and on which rung."""

    depth: int
    about: About
    rung: str


# Reading -------------------------------------------------------------------------------------------------------------


def counts(store: Store) -> dict[str, int]:
    """How many people stand on each rung, and have left ("")."""
    found = dict.fromkeys((*RUNGS, LEFT), 0)
    found |= dict(store.rows(f"SELECT rung, count(*) FROM ({STANDING}) GROUP BY 1"))
    higher = sum(number for rung, number in found.items() if rung != rule.CONTACT)
    found[rule.CONTACT] = store.count("SELECT count(*) FROM person") - higher
    return found


def on_rung(store: Store, rung: str, limit: int = MOST) -> list[Stands]:
    """The first people by name on a rung (LEFT: who left), and one more where there are others."""
    if rung == rule.CONTACT:
        ids = store.rows(
            f"SELECT person.id, '' FROM person WHERE id NOT IN (SELECT person_id FROM ({STANDING})"
            f" WHERE rung <> '{rule.CONTACT}') ORDER BY sort_key, person.id LIMIT {limit + 1}"
        )
    else:
        ids = store.rows(
            f"SELECT person.id, since FROM ({STANDING}) AS stands JOIN person ON person.id = person_id"
            f" WHERE rung = ? ORDER BY sort_key, person.id LIMIT {limit + 1}",
            (rung,),
        )
    since: dict[int, str] = dict(ids)
    by = _brought_by(store, list(since))
    return [
        Stands(person, rung, since[person.id], by[person.id].name if person.id in by else "")
        for person in describe(store, list(since))
    ]


def rungs_of(store: Store, people: Sequence[int]) -> dict[int, str]:
    """On which rung each of some people stands, by id; LEFT is ""."""
    wanted = json.dumps(list(people))
    found = dict.fromkeys(people, rule.CONTACT)
    rows = store.rows(
        f"SELECT person_id, rung FROM ({STANDING}) WHERE person_id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return found | dict(rows)


def show(store: Store, person: int) -> Person:
    """The ladder of somebody by id; Problem where they are here no more."""
    about = _about(store, [person]).get(person)
    if about is None:
        raise Problem("They are here no more: a change that added them was taken back, or they were merged.")
    steps = steps_of(store, person)
    standing = store.rows(f"SELECT rung, since FROM ({STANDING}) WHERE person_id = ?", (person,))
    rung, since = standing[0] if standing else (rule.CONTACT, "")
    joined = next((step for step in reversed(steps) if step.rung == JOINED), None)
    membership = str(store.value("SELECT membership FROM person WHERE id = ?", (person,)))
    day = store.value(
        "SELECT min(since) FROM fact WHERE person_id = ? AND (kind, value, until) = ('membership', 'member', '')"
        " AND since <> ''",
        (person,),
    )
    parents = _parents(store)
    brought = _about(store, [child for child, by in parents.items() if by == person])
    by = parents.get(person)
    return Person(
        about,
        rung,
        since,
        not any(step.rung != JOINED for step in steps) and rung != rule.CONTACT,
        steps,
        _about(store, [by]).get(by) if by is not None else None,
        tuple(sorted(brought.values(), key=lambda one: (one.name, one.id))),
        membership == "member",
        joined.on if joined else str(day or ""),
        joined.by if joined else None,
    )


def steps_of(store: Store, person: int) -> tuple[Step, ...]:
    """The steps of somebody by id, the latest first."""
    rows = store.rows(
        "SELECT step.id, step.uid, on_day, rung, evidence, one.id, one.uid, trim(one.given || ' ' || one.family),"
        " constituency.id, gss, name FROM step LEFT JOIN person AS one ON one.id = brought_by_id"
        f" LEFT JOIN constituency ON constituency.id = constituency_id WHERE person_id = ?"
        f" ORDER BY on_day DESC, rung = '{JOINED}', {_PLACES} DESC, step.id DESC",
        (person,),
    )
    return tuple(map(_step, rows))


def _step(row: Row) -> Step:
    number, uid, on, rung, evidence, by, by_uid, name, place, gss, clp = row
    return Step(
        number,
        uid_text(uid),
        on,
        rung,
        About("person", by, uid_text(by_uid), name) if by is not None else None,
        Place(place, gss, clp) if place is not None else None,
        evidence,
    )


def tree(store: Store, person: int | None = None) -> list[Branch]:
    """Who brought in whom: under one person by id, or under all who brought somebody in and were not themselves."""
    parents = _parents(store)
    roots = {person} if person is not None else set(parents.values()) - parents.keys()
    told = {person, *parents, *parents.values()} - {None}
    about = _about(store, [one for one in told if one is not None])
    names = sorted(about.values(), key=lambda one: (one.name.casefold(), one.id))
    order = {one.id: place for place, one in enumerate(names)}
    rungs = rungs_of(store, list(about))
    return [
        Branch(depth, about[one], rungs[one])
        for depth, one in rule.branches(parents, [root for root in roots if root is not None], order)
        if one in about
    ]


def _parents(store: Store) -> dict[int, int]:
    return rule.parents_of(
        store.rows(f"SELECT on_day, person_id, brought_by_id FROM step WHERE brought_by_id > 0 AND rung <> '{JOINED}'")
    )


def _brought_by(store: Store, people: Sequence[int]) -> dict[int, About]:
    parents = _parents(store)
    wanted = {one: parents[one] for one in people if one in parents}
    about = _about(store, list(set(wanted.values())))
    return {one: about[by] for one, by in wanted.items() if by in about}


def _about(store: Store, people: Sequence[int]) -> dict[int, About]:
    rows = store.rows(
        "SELECT id, uid, trim(given || ' ' || family) FROM person WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(people)),),
    )
    return {number: About("person", number, uid_text(uid), name) for number, uid, name in rows}


# Writing -------------------------------------------------------------------------------------------------------------


def step(store: Store, person: int, draft: Draft) -> Written:
    """Write down a step of somebody by id to one of RUNGS, LEFT or JOINED, as one change.

    A second step on one day takes the place of the first. The seat is where they live, where nobody named one. Problem
    where they would have brought in whoever brought them in.
    """
    if draft.rung not in (*RUNGS, LEFT, JOINED):
        raise Problem(f"The ladder goes {', '.join(RUNGS)}.", USAGE)
    on = read_past(draft.on)
    now = show(store, person)
    _refuse_circle(store, now, draft)
    if now.rung == draft.rung and not any((draft.on, draft.by, draft.evidence, draft.clp)) and not now.said:
        return Written(now, None)
    (listed,) = describe(store, [person])
    lives = listed.location.constituency
    seat = seat_of(store, draft.clp).id if draft.clp else lives.id if lives else None
    joined = draft.rung == JOINED
    same = next((one for one in now.steps if (one.rung == JOINED) == joined and (joined or one.on == on)), None)
    with store.operation(_title(draft.rung), kind="ladder") as work:
        if same:
            said: dict[str, Value] = {"rung": draft.rung, "on_day": on}
            if draft.by is not None:
                said["brought_by_id"] = draft.by
            if draft.clp:
                said["constituency_id"] = seat
            if draft.evidence:
                said["evidence"] = safe_lines(draft.evidence)
            work.update(STEP, same.id, **said)
        else:
            work.insert_with_uid(
                STEP,
                person_id=person,
                constituency_id=seat,
                brought_by_id=draft.by,
                rung=draft.rung,
                on_day=on,
                evidence=safe_lines(draft.evidence),
            )
        if joined and not now.member:
            _join(work, person, on)
    return Written(show(store, person), work.operation_id)


def _title(rung: str) -> str:
    if rung == LEFT:
        return "Write down that somebody left"
    if rung == JOINED:
        return "Write down that somebody joined the party"
    return f"Write down a step to {rung}"


def _join(work: Work, person: int, on: str) -> None:
    """Who joined the party is a member from that day."""
    by_hand = str(work.value("SELECT by_hand FROM person WHERE id = ?", (person,))).split()
    work.update(PERSON, person, membership="member", by_hand=" ".join(sorted({*by_hand, "membership"})))
    for (row,) in work.rows(
        "SELECT id FROM fact WHERE person_id = ? AND kind = 'membership' AND until = '' AND value <> 'member'",
        (person,),
    ):
        work.update(FACT, row, until=on)
    if not work.value(
        "SELECT 1 FROM fact WHERE person_id = ? AND (kind, value, until) = ('membership', 'member', '')", (person,)
    ):
        work.insert(FACT, person_id=person, kind="membership", value="member", since=on)


def _refuse_circle(store: Store, person: Person, draft: Draft) -> None:
    by = draft.by
    if by == person.about.id:
        raise Problem(f"{person.about.name} cannot have brought themselves in: name who did.", USAGE)
    if by is None or draft.rung == JOINED:
        return
    if person.about.id in rule.ancestors(_parents(store), by):
        name = _about(store, [by])[by].name
        raise Problem(
            f"{person.about.name} brought in {name}, or somebody who did: so {name} cannot have brought them in.", USAGE
        )


def move(store: Store, person: int, by: int) -> Written:
    """Somebody by id goes a rung up (1) or down (-1) today; who stands at the end stays there."""
    now = show(store, person)
    return step(store, person, Draft(rule.near(now.rung, by)))


def remove(store: Store, person: int, number: int) -> Written:
    """Take out a step by its row that was written down by mistake."""
    now = show(store, person)
    found = next((one for one in now.steps if one.id == number), None)
    if found is None:
        raise Problem("That step is there no more.")
    with store.operation("Take out a step of the ladder", kind="ladder") as work:
        work.delete(STEP, found.id)
    return Written(show(store, person), work.operation_id)
