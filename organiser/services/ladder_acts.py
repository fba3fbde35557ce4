"""The acts behind the ladder: events attended, promises kept, courses completed, talks; and what follows from them.

From them it is proposed who goes a step on and why, who is stuck, and who is owed a one-to-one.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.rules import ladder as rule
from organiser.rules.conversation import SPOKE
from organiser.rules.dates import uk_date
from organiser.rules.events import ATTENDED
from organiser.rules.ladder import JOINED, Known, Proposal
from organiser.rules.names import fold
from organiser.rules.pilot import Definition, definition_of
from organiser.rules.talk import WAS_SPOKEN
from organiser.services import ladder
from organiser.services.ladder import STANDING, Written
from organiser.services.tasks import DONE, About, read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_text

# What was done longer ago than so many days proposes nothing any more.
_RECENT = 365
_TALKED = f"{WAS_SPOKEN} AND outcome <> 'refused'"


class Act(NamedTuple):
    """Something somebody did, on an ISO day, in words: event, led, promise, course, talk or door."""

    on: str
    kind: str
    words: str

    def line(self, today: str) -> str:
        return f"{uk_date(self.on, today)}  {self.words}"


class Proposed(NamedTuple):
    """A step that is proposed to somebody who stands on a rung."""

    about: About
    rung: str
    proposal: Proposal


class Stuck(NamedTuple):
    """Somebody who neither moved nor took part for so many weeks."""

    about: About
    rung: str
    weeks: int


class Owed(NamedTuple):
    """Somebody who helps and is owed a one-to-one; `talked` is the ISO day of the last, "" for never."""

    about: About
    rung: str
    talked: str


class Outlook(NamedTuple):
    """What follows from what people did, each list by name; `more` where one has others than its first 500."""

    proposed: list[Proposed]
    stuck: list[Stuck]
    owed: list[Owed]
    more: bool


# Evidence ------------------------------------------------------------------------------------------------------------


def acts_of(store: Store, person: int) -> list[Act]:
    """What somebody by id did, the latest first: the evidence behind their steps."""
    found = [
        Act(on, "event", f"came to {title or kind}")
        for on, title, kind in store.rows(
            "SELECT on_day, title, kind FROM attendance JOIN event ON event.id = event_id"
            f" WHERE person_id = ? AND state = '{ATTENDED}' AND event.id NOT IN (SELECT event_id FROM session)",
            (person,),
        )
    ]
    found += [
        Act(on, "led", f"led {title or kind}")
        for on, title, kind in store.rows("SELECT on_day, title, kind FROM event WHERE leader_id = ?", (person,))
        if on <= clock.today()
    ]
    found += [Act(on, "course", f"completed {name}") for on, name in _courses(store, [person], None).get(person, ())]
    found += [
        Act(on, "promise", f"kept a promise: {title}")
        for on, title in store.rows(
            "SELECT settled, task.title FROM promise JOIN task ON task.id = task_id"
            f" WHERE owner_id = ? AND state = '{DONE}' AND settled <> ''",
            (person,),
        )
    ]
    found += [
        Act(on, "talk", f"talked with {by or 'somebody'} ({channel})")
        for on, by, channel in store.rows(
            f"SELECT on_day, by_whom, channel FROM talk WHERE person_id = ? AND {_TALKED}", (person,)
        )
    ]
    found += [
        Act(on, "door", f"spoke at the door{f' with {by}' if by else ''}")
        for on, by in store.rows(
            f"SELECT on_day, by_whom FROM conversation WHERE person_id = ? AND outcome = '{SPOKE}'", (person,)
        )
    ]
    return sorted(found, key=lambda act: (act.on, act.kind, act.words), reverse=True)


def words_of(acts: Iterable[Act], proposal: Proposal) -> str:
    """The acts behind a proposal in one line, as the evidence of the step that follows from it."""
    behind = [act for act in acts if act.kind in ("event", "course", "led") and act.on <= proposal.on]
    told = "; ".join(f"{act.words}, {uk_date(act.on)}" for act in reversed(behind[:3]))
    return f"{proposal.why}: {told}" if told else proposal.why


# What follows --------------------------------------------------------------------------------------------------------


def definition(store: Store) -> Definition:
    """What makes an activist and which courses count: as the latest pilot says, else by default."""
    rule_text = store.value(
        "SELECT rule FROM definition JOIN scheme ON scheme.id = scheme_id ORDER BY since DESC, scheme_id DESC,"
        " number DESC LIMIT 1"
    )
    return definition_of(rule_text) if isinstance(rule_text, str) else Definition()


def outlook(store: Store) -> Outlook:
    """Who goes a step on, who is stuck and who is owed a one-to-one, of those who stand on the ladder or took part."""
    today = clock.today()
    known = _everybody(store, definition(store), today)
    counts = definition(store)
    about = _names(store, list(known))
    proposed: list[Proposed] = []
    stuck: list[Stuck] = []
    owed: list[Owed] = []
    for one in about:
        found = known[one.id]
        last = rule.standing(found.steps)
        rung = last.rung if last else rule.CONTACT
        proposal = rule.next_step(found, counts.needed, counts.within)
        if proposal:
            proposed.append(Proposed(one, rung, proposal))
        if weeks := rule.stuck_weeks(found, today):
            stuck.append(Stuck(one, rung, weeks))
        if rule.owed_a_talk(found, today):
            owed.append(Owed(one, rung, found.talked))
    most = ladder.MOST
    more = max(len(proposed), len(stuck), len(owed)) > most
    return Outlook(proposed[:most], sorted(stuck, key=lambda one: -one.weeks)[:most], owed[:most], more)


def proposal_for(store: Store, person: int) -> Proposal | None:
    """The step that is proposed to somebody by id."""
    counts = definition(store)
    known = _everybody(store, counts, clock.today(), person).get(person)
    return rule.next_step(known, counts.needed, counts.within) if known else None


def take(store: Store, person: int, on: str = "") -> Written | None:
    """Take the step that is proposed to somebody, with the acts as its evidence; None where none is proposed any more.

    It is of the day that made it so, unless another is named, and never before the step that holds.
    """
    proposal = proposal_for(store, person)
    if proposal is None:
        return None
    now = ladder.show(store, person)
    # A role says nothing of when they came so far.
    day = read_past(on) if on else max(proposal.on, "" if now.said else now.since)
    draft = ladder.Draft(proposal.rung, day, evidence=words_of(acts_of(store, person), proposal))
    return ladder.step(store, person, draft)


def _everybody(store: Store, counts: Definition, today: str, person: int | None = None) -> dict[int, Known]:
    """What is known of everybody who stands on the ladder or took part within a year; with `person` of them alone."""
    since = (date.fromisoformat(today) - timedelta(days=_RECENT)).isoformat()
    kinds = json.dumps(counts.acts)
    only, who = ("", ()) if person is None else (" AND {0} = ?", (person,))
    acts = _days(
        store,
        "SELECT person_id, on_day FROM event CROSS JOIN attendance ON event_id = event.id WHERE on_day >= ?"
        f" AND on_day <= ? AND state = '{ATTENDED}' AND kind IN (SELECT value FROM json_each(?))"
        + only.format("person_id"),
        (since, today, kinds, *who),
    )
    led = _days(
        store,
        "SELECT leader_id, on_day FROM event WHERE leader_id IS NOT NULL AND on_day >= ? AND on_day <= ?"
        + only.format("leader_id"),
        (since, today, *who),
    )
    talked: dict[int, str] = dict(
        store.rows(
            f"SELECT person_id, max(on_day) FROM talk WHERE {_TALKED}{only.format('person_id')} GROUP BY person_id", who
        )
    )
    steps: dict[int, list[rule.Step]] = {}
    for one, rung, on in store.rows(
        f"SELECT person_id, rung, on_day FROM step WHERE rung <> '{JOINED}'" + only.format("person_id"), who
    ):
        steps.setdefault(one, []).append(rule.Step(on, rung))
    for one, rung, on in store.rows(
        f"SELECT person_id, rung, since FROM ({STANDING}) WHERE 1" + only.format("person_id"), who
    ):
        steps.setdefault(one, [rule.Step(on, rung)])
    courses = _courses(store, None if person is None else [person], counts.courses)
    people = steps.keys() | acts.keys()
    return {
        one: Known(steps.get(one, ()), acts.get(one, ()), courses.get(one, ()), led.get(one, ()), talked.get(one, ""))
        for one in people
    }


def _days(store: Store, query: str, values: Sequence[Value]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for person, on in store.rows(query, values):
        found.setdefault(person, []).append(on)
    return found


def _courses(
    store: Store, people: Sequence[int] | None, counting: Sequence[str] | None
) -> dict[int, list[tuple[str, str]]]:
    """Courses completed by people (None: by all), as day and name; those that count, where `counting` names any."""
    only, values = ("", ()) if people is None else (
        " AND person_id IN (SELECT value FROM json_each(?))", (json.dumps(list(people)),),
    )  # fmt: skip
    found: dict[int, list[tuple[str, str]]] = {}
    for person, on, name in store.rows(
        "SELECT person_id, on_day, course.name FROM session JOIN course ON course.id = course_id"
        " JOIN event ON event.id = session.event_id JOIN attendance ON attendance.event_id = event.id"
        f" WHERE attendance.state = '{ATTENDED}' AND session.state = ''{only}",
        values,
    ):
        if not counting or fold(name) in counting:
            found.setdefault(person, []).append((on, name))
    return found


def _names(store: Store, people: Sequence[int]) -> list[About]:
    rows = store.rows(
        "SELECT id, uid, trim(given || ' ' || family) FROM person WHERE id IN (SELECT value FROM json_each(?))"
        " ORDER BY sort_key, id",
        (json.dumps(list(people)),),
    )
    return [About("person", number, uid_text(uid), name) for number, uid, name in rows]
