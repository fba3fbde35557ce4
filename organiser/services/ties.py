"""What ties one person to others: offices held, groups belonged to, whom and what they support, who is behind them."""

from dataclasses import dataclass
from typing import NamedTuple

from organiser.rules.places import place_fold
from organiser.rules.shown import first_said
from organiser.services.behind import MEMBER, STANDS
from organiser.services.champions import Champion, of_person
from organiser.services.links import End, Link, links_of
from organiser.services.offices import Office, offices_of
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Belongs(NamedTuple):
    """A group somebody speaks for or belongs to, as what, and from when to when (ISO, "" not known or open)."""

    uid: str
    name: str
    kind: str
    role: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Ties:
    """All of it, what has ended too, what stands first; how many people and groups stand behind them today."""

    offices: tuple[Office, ...]
    groups: tuple[Belongs, ...]
    supports: tuple[Link, ...]
    people_behind: int
    groups_behind: int
    champions: tuple[Champion, ...]


def ties(store: Store, person: int) -> Ties:
    """What ties a person by id."""
    uid, name = store.rows("SELECT uid, trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    supports = links_of(store, End("person", person, uid_text(uid), name))
    people, groups = store.rows(
        "SELECT count(DISTINCT person_id), count(DISTINCT body_id) FROM link"
        f" WHERE holder_id = ?2 AND {STANDS.format('link')}",
        (clock.today(), person),
    )[0]
    return Ties(
        offices=tuple(offices_of(store, person)),
        groups=tuple(sorted(_groups(store, person), key=lambda group: (group.until != "", place_fold(group.name)))),
        supports=tuple(sorted(supports, key=lambda link: link.until != "")),
        people_behind=people,
        groups_behind=groups,
        champions=tuple(of_person(store, person)),
    )


def _groups(store: Store, person: int) -> list[Belongs]:
    """The groups entered for a person, and those that a list names as their organisation."""
    rows = store.rows(
        "SELECT body.id, uid, name, kind, role, body_person.since, body_person.until FROM body_person"
        " JOIN body ON body.id = body_id WHERE person_id = ?",
        (person,),
    )
    found = [Belongs(uid_text(uid), *rest) for _, uid, *rest in rows]
    said = {row[0] for row in rows if row[4] == MEMBER}
    named: dict[str, str] = {}
    for value, since in store.rows(
        "SELECT value, since FROM fact WHERE person_id = ? AND kind = 'organisation' AND until = ''", (person,)
    ):
        fold = place_fold(value)
        named[fold] = first_said(named.get(fold, ""), since)
    for fold, since in named.items():
        for body, uid, name, kind in store.rows("SELECT id, uid, name, kind FROM body WHERE fold = ?", (fold,)):
            if body not in said:
                found.append(Belongs(uid_text(uid), name, kind, MEMBER, since, ""))
    return found
