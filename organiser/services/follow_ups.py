"""What the doorstep owes: doors to go back to, and people who said that they may be contacted and have not been since.

A call back, or a door where a language is needed, is owed until somebody there spoke, refused or moved; after a year
it is not any more. Somebody who would help, or would come to a conference, is owed a word until one was had or a task
about them stands.
"""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.services import reach, tasks
from organiser.services.people import MOST
from organiser.services.places import Place
from organiser.services.ranking import Asked, condition
from organiser.services.tasks import About, Draft, Written
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text

_DAYS = 365
# By which channel somebody can be got back to, the first that may be used.
_CHANNELS = {"call": "ring", "sms": "text", "email": "write to"}
_DUE = "in 1 week"


class FollowUp(NamedTuple):
    """One thing that is owed: since an ISO day, in a ward, to a person, or to a door (`where`) nobody is known behind.

    `uid` is that of the conversation, `number` short for it within this file; `what` says in words what is owed, `how`
    by which channel: door, call, sms or email.
    """

    number: int
    uid: str
    on: str
    ward: Place
    person: About | None
    where: str
    what: str
    how: str

    @property
    def who(self) -> str:
        """Whom it is owed to: a name, or a door."""
        return self.person.name if self.person else self.where

    @property
    def task(self) -> str:
        """What is to be done, as the title of a task: the same thing always has the same title."""
        day = uk_date(self.on)
        if self.how == "door":
            return f"Go back to {self.where or self.who}, {self.ward.shown} ({self.what}, {day})"
        verb = _CHANNELS[self.how]
        return f"{verb.capitalize()} {self.who}: {self.what} ({day})"


class Owed(NamedTuple):
    """What is owed, the longest waiting first; `more` beyond the first 500."""

    things: list[FollowUp]
    more: bool


def owed(store: Store, asked: Asked = Asked()) -> Owed:  # noqa: B008  a NamedTuple cannot change
    """What the doorstep owes, in a ward, branch, council or period; Problem where a place is not known."""
    things = _everything(store, asked)
    return Owed(things[:MOST], len(things) > MOST)


def count(store: Store) -> tuple[int, str]:
    """How many people and doors there are to get back to, and the one that waits longest ("" for none)."""
    things = _everything(store, Asked())
    return len(things), things[0].who if things else ""


def _everything(store: Store, asked: Asked) -> list[FollowUp]:
    where, values = condition(store, asked)
    found = [*_doors(store, where, values), *_people(store, where, values)]
    titles = [one.task for one in found]
    # A task that was made of it, done or not, settles it.
    made = {
        title
        for (title,) in store.rows(
            "SELECT title FROM task WHERE title IN (SELECT value FROM json_each(?))", (json.dumps(titles),)
        )
    }
    return sorted((one for one in found if one.task not in made), key=lambda one: (one.on, one.number))


def make_task(store: Store, words: str) -> Written:
    """Make a task of something owed, by its number or uid, due in a week; Problem where it is not owed."""
    found = [one for one in _everything(store, Asked()) if words.strip() in (str(one.number), one.uid)]
    if not found:
        raise Problem("That is not owed any more.")
    return tasks.new_task(store, Draft(found[0].task, due=_DUE, about=found[0].person))


_ROW = (
    "SELECT said.id, said.uid, said.on_day, ward.id, ward.gss, ward.name, said.person_id, person.uid,"
    " trim(person.given || ' ' || person.family), said.door, said.street, said.postcode, said.outcome, said.helping,"
    " said.conference, coalesce(issue.name, '')"
)
_FROM = (
    " JOIN ward ON ward.id = said.ward_id LEFT JOIN person ON person.id = said.person_id"
    " LEFT JOIN issue ON issue.id = said.issue_id"
)


def _doors(store: Store, where: str, values: Sequence[str | int | bytes | float | None]) -> list[FollowUp]:
    """Doors to go back to."""
    since = (date.fromisoformat(clock.today()) - timedelta(days=_DAYS)).isoformat()
    rows = store.rows(
        f"WITH waits AS MATERIALIZED (SELECT * FROM conversation WHERE {where}"
        f" AND outcome IN ('call back', 'language') AND on_day >= '{since}' AND (door <> '' OR person_id > 0)),"
        # Whoever knocked again, and found more than nobody in.
        " settled AS MATERIALIZED (SELECT DISTINCT waits.id FROM conversation AS later CROSS JOIN waits"
        "  ON waits.ward_id = later.ward_id AND waits.household = later.household"
        f"  WHERE later.household <> '' AND later.outcome <> 'not in' AND later.on_day >= '{since}'"
        "  AND (later.on_day, later.id) > (waits.on_day, waits.id))"
        f" {_ROW} FROM waits AS said {_FROM} WHERE said.id NOT IN (SELECT id FROM settled)"
        f" AND (said.person_id IS NULL OR NOT {_SINCE})",
        values,
    )
    return [_follow_up(row, "door") for row in rows]


# Whether somebody has been in touch with the person of `said` since, or a task about them stands or was done.
_SINCE = (
    "(EXISTS (SELECT 1 FROM talk WHERE talk.person_id = said.person_id AND talk.on_day >= said.on_day)"
    " OR EXISTS (SELECT 1 FROM task WHERE task.person_id = said.person_id AND (state = 'open' OR state = 'done'"
    " AND settled >= said.on_day)))"
)


def _people(store: Store, where: str, values: Sequence[str | int | bytes | float | None]) -> list[FollowUp]:
    """People who would help or come, said that they may be contacted, and have not been: each once, the last word."""
    rows = store.rows(
        f"{_ROW}, max(said.on_day || said.id) FROM (SELECT * FROM conversation WHERE {where} AND person_id > 0"
        f" AND (helping IN ('yes', 'maybe') OR conference IN ('yes', 'maybe'))) AS said {_FROM}"
        f" WHERE NOT {_SINCE} GROUP BY said.person_id",
        values,
    )
    ways = _ways(store, [row[6] for row in rows])
    return [_follow_up(row, ways[row[6]]) for row in rows if row[6] in ways]


def _ways(store: Store, people: Sequence[int]) -> dict[int, str]:
    """By which channel each of some people may be reached who said yes to it; who said so to none is left out."""
    ways: dict[int, str] = {}
    for channel in _CHANNELS:
        wanted = [person for person in people if person not in ways]
        said_yes = [
            person
            for (person,) in store.rows(
                "SELECT DISTINCT person_id FROM json_each(?1) AS wanted JOIN consent ON person_id = wanted.value"
                " WHERE channel = ?2 AND stance = 'yes' AND until = ''",
                (json.dumps(wanted), channel),
            )
        ]
        for person, answer in reach.answers(store, channel, "", said_yes, clock.today()).items():
            if not answer.reason:
                ways[person] = channel
    return ways


def _follow_up(row: Row, how: str) -> FollowUp:
    number, uid, on, ward, gss, name, person, person_uid, person_name, door, street, postcode, outcome, *said = row[:16]
    about = About("person", person, uid_text(person_uid), person_name) if person_uid else None
    where = " ".join(filter(None, (door, street or postcode)))
    return FollowUp(number, uid_text(uid), on, Place(ward, gss, name), about, where, _what(how, outcome, *said), how)


def _what(how: str, outcome: str, helping: str, conference: str, issue: str) -> str:
    if how == "door":
        return "asked to come back" if outcome == "call back" else "somebody who speaks their language is needed"
    told = []
    if helping in ("yes", "maybe"):
        told.append(f"{'would' if helping == 'yes' else 'may'} help{f' with {issue}' if issue else ''}")
    if conference in ("yes", "maybe"):
        told.append(f"{'would' if conference == 'yes' else 'may'} come to a conference")
    return ", ".join(told)
