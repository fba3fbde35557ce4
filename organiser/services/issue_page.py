"""One issue on a page: where it is heard, in which words, who would help with it, and what was done about it.

An answer at the door is research: of those who would help only people stand here by name who said that they may be
contacted, and by a way by which they still may. All are counted.
"""

import json
from typing import NamedTuple

from organiser.rules.consent import CHANNELS
from organiser.services import reach
from organiser.services.filing import Near, near
from organiser.services.issues import Issue, Spelled, wordings
from organiser.services.levels import Raised, level_of, raised
from organiser.services.people import MOST
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text


class HeardIn(NamedTuple):
    """A ward where an issue is heard: in how many conversations and distinct households, and the last ISO day."""

    ward: Place
    conversations: int
    households: int
    last: str


class Helper(NamedTuple):
    """Somebody who would help with an issue, or may: the answer, on which ISO day, in which ward."""

    id: int
    uid: str
    name: str
    answer: str
    on: str
    ward: Place


class IssuePage(NamedTuple):
    """All that is known of an issue. `willing` and `unsure` count who would help or may, named here or not."""

    issue: Issue
    level: str
    conversations: int
    wards: list[HeardIn]
    wordings: list[Spelled]
    near: list[Near]
    willing: int
    unsure: int
    helpers: list[Helper]
    raised: list[Raised]
    more: bool


def show(store: Store, issue: Issue, ward: int | None = None) -> IssuePage:
    """What is known of an issue; its wordings, and who would help, of a ward by id where one is named."""
    wards = [
        HeardIn(Place(*place), *numbers)
        for *place, conversations, households, last in store.rows(
            "SELECT ward.id, gss, ward.name, count(*), count(DISTINCT nullif(household, '')), max(on_day)"
            " FROM conversation JOIN ward ON ward.id = conversation.ward_id WHERE issue_id = ? GROUP BY ward.id"
            " ORDER BY count(*) DESC, ward.fold",
            (issue.id,),
        )
        for numbers in [(conversations, households, last)]
    ]
    said, more = wordings(store, issue, ward)
    here = f" AND conversation.ward_id = {int(ward)}" if ward is not None else ""
    counts: dict[str, int] = dict(
        store.rows(
            f"SELECT helping, count(*) FROM conversation WHERE issue_id = ? AND helping <> ''{here} GROUP BY 1",
            (issue.id,),
        )
    )
    done = raised(store, [issue.id])
    return IssuePage(
        issue,
        level_of(done),
        sum(one.conversations for one in wards),
        wards[:MOST],
        said,
        near(store, issue, ward),
        counts.get("yes", 0),
        counts.get("maybe", 0),
        _helpers(store, issue.id, here),
        done,
        more or len(wards) > MOST,
    )


def _helpers(store: Store, issue: int, here: str) -> list[Helper]:
    """Who would help and may be asked, the certain first, then by name."""
    rows = store.rows(
        "SELECT person.id, person.uid, trim(given || ' ' || family), min(helping = 'maybe'), max(on_day), ward.id,"
        " ward.gss, ward.name FROM conversation JOIN person ON person.id = person_id"
        " JOIN ward ON ward.id = conversation.ward_id"
        f" WHERE issue_id = ? AND helping IN ('yes', 'maybe'){here}"
        " GROUP BY person.id ORDER BY 4, sort_key, person.id",
        (issue,),
    )
    free = consenting(store, [row[0] for row in rows])
    return [
        Helper(row, uid_text(uid), name, "maybe" if unsure else "yes", on, Place(*ward))
        for row, uid, name, unsure, on, *ward in rows
        if row in free
    ][:MOST]


def consenting(store: Store, people: list[int]) -> set[int]:
    """Those of some people by id who consented to be contacted, by a channel by which they may be today."""
    today = clock.today()
    found: set[int] = set()
    for channel in CHANNELS:
        said = store.rows(
            "SELECT DISTINCT person_id FROM consent WHERE stance = 'yes' AND channel IN (?, 'any')"
            " AND (until = '' OR until > ?) AND person_id IN (SELECT value FROM json_each(?))",
            (channel, today, json.dumps(people)),
        )
        ids = [person for (person,) in said]
        answers = reach.answers(store, channel, "", ids, today)
        found |= {person for person in ids if not answers[person].reason}
    return found
