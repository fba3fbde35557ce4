"""Who could be a community champion: people who said that they would help with an issue, or came to a conference.

Only those are proposed who consented to be contacted, and who are not champions already or about to be asked.
"""

from typing import NamedTuple

from organiser.rules.events import ATTENDED
from organiser.services.issue_page import consenting
from organiser.services.places import JOIN_WARD, Place
from organiser.services.tasks import OPEN, About, Draft, new_task
from organiser.services.tasks import Written as Task
from organiser.services.you_said import adopted
from organiser.store.store import Store
from organiser.store.uids import uid_text

_ASK = "Ask them to be a community champion"
_DUE = "in 1 week"
MOST = 500


class Candidate(NamedTuple):
    """Somebody who could be a champion: of which issue ("" none is known), in which ward, and why, with the ISO day."""

    about: About
    issue: str
    ward: Place | None
    why: str
    on: str

    @property
    def task(self) -> str:
        """What to do about it, as the title of a task."""
        return f"{_ASK}{f': {self.issue}' if self.issue else ''}"


def find(store: Store) -> list[Candidate]:
    """Who could be a champion, the surest first: who would help, who may, who came to a conference; the first 500."""
    found = [*_would_help(store), *_came(store)]
    free = consenting(store, list({one.about.id for one in found}))
    taken = {row[0] for row in store.rows("SELECT person_id FROM champion WHERE until = ''")}
    taken |= {
        row[0]
        for row in store.rows(
            f"SELECT person_id FROM task WHERE state = '{OPEN}' AND person_id IS NOT NULL AND title LIKE ?",
            (f"{_ASK}%",),
        )
    }
    once: dict[int, Candidate] = {}
    for one in found:
        if one.about.id in free and one.about.id not in taken:
            once.setdefault(one.about.id, one)
    return list(once.values())[:MOST]


def invite(store: Store, candidate: Candidate, owner: str = "") -> Task:
    """Make a task to ask somebody, due in a week."""
    return new_task(store, Draft(candidate.task, owner or store.who, _DUE, about=candidate.about))


def _would_help(store: Store) -> list[Candidate]:
    rows = store.rows(
        "SELECT person.id, person.uid, trim(given || ' ' || family), issue.name, ward.id, ward.gss, ward.name,"
        " helping, max(on_day) FROM conversation JOIN person ON person.id = conversation.person_id"
        " JOIN ward ON ward.id = conversation.ward_id LEFT JOIN issue ON issue.id = issue_id"
        " WHERE helping IN ('yes', 'maybe') GROUP BY person.id, issue_id, helping"
        " ORDER BY helping = 'maybe', sort_key, person.id, max(on_day) DESC"
    )
    return [
        Candidate(
            About("person", person, uid_text(uid), name),
            issue or "",
            Place(*ward),
            "would help with it" if helping == "yes" else "may help with it",
            on,
        )
        for person, uid, name, issue, *ward, helping, on in rows
    ]


def _came(store: Store) -> list[Candidate]:
    """Who came to a conference; the issue is what their ward adopted there, where it voted."""
    contests = store.rows(
        "SELECT event_id, ward_id, contest.id FROM contest JOIN conference ON conference.id = conference_id"
    )
    votes = {(event, ward): contest for event, ward, contest in contests}
    rows = store.rows(
        "SELECT person.id, person.uid, trim(given || ' ' || family), event.id, on_day, ward.id, ward.gss, ward.name"
        " FROM event JOIN attendance ON event_id = event.id JOIN person ON person.id = person_id"
        f" {JOIN_WARD} WHERE kind = 'conference' AND state = '{ATTENDED}'"
        " AND person.id NOT IN (SELECT person_id FROM office WHERE until = '')"
        " ORDER BY on_day DESC, sort_key, person.id"
    )
    names = {contest: adopted(store, contest) for contest in votes.values()}
    return [
        Candidate(
            About("person", person, uid_text(uid), name),
            names.get(votes.get((event, ward[0]), 0), ""),
            Place(*ward) if ward[0] is not None else None,
            "came to a conference",
            on,
        )
        for person, uid, name, event, on, *ward in rows
    ]
