"""All places there are, and who and what has its place: councils, constituencies, wards, branches, offices, groups."""

from typing import NamedTuple

from organiser.rules.names import fold
from organiser.rules.places import place_fold
from organiser.services import numbers
from organiser.services.behind import STANDS
from organiser.services.offices import KINDS as OFFICES
from organiser.services.places import Atlas, Place, Ward
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import uid_text

# In the order in which they are listed, the largest first.
KINDS = ("constituency", "council", "branch", "ward", "councillor", "group")


class Line(NamedTuple):
    """A place, somebody who holds an office today (councillor), or a group.

    `words` find it again, `what` is its kind in words, `within` where it lies. `used` is true where something is known
    of it that somebody here has entered or taken in.
    """

    kind: str
    id: int
    words: str
    name: str
    what: str
    within: str
    used: bool

    @property
    def fold(self) -> str:
        """What is looked through for words that are typed."""
        return fold(f"{self.name} {self.what} {self.within}")


def everything(store: Store) -> list[Line]:
    """Every place that stands today, who holds an office, and the groups: by kind, then by name."""
    today = clock.today()
    wards = Atlas(store, today).wards()
    used = _used_wards(store)
    return [
        *_constituencies(wards, used),
        *_councils(wards, used),
        *_branches(store),
        *sorted(
            (_ward(ward, used=ward.place.id in used) for ward in wards), key=lambda line: (place_fold(line.name), line)
        ),
        *_holders(store, today),
        *_groups(store),
    ]


class Peopled(NamedTuple):
    """How many people there are for each line of a kind, by id: who live there, stand behind, or belong to it."""

    counts: dict[str, dict[int, int]]

    def of(self, line: Line) -> int:
        return self.counts.get(line.kind, {}).get(line.id, 0)


def peopled(store: Store) -> Peopled:
    """The people of every place, holder of an office and group."""
    found = numbers.inhabited(store)
    return Peopled(
        {
            "ward": found.wards,
            "council": found.councils,
            "constituency": found.constituencies,
            "branch": found.branches,
            "councillor": numbers.behind_holders(store),
            "group": numbers.members_of_groups(store),
        }
    )


def _used_wards(store: Store) -> set[int]:
    rows = store.rows(
        "SELECT ward_id FROM branch_ward UNION SELECT ward_id FROM body_ward"
        " UNION SELECT ward_id FROM office WHERE ward_id IS NOT NULL"
    )
    return {row[0] for row in rows}


def _ward(ward: Ward, *, used: bool) -> Line:
    seats = ", ".join(place.shown for place in ward.constituencies)
    within = ward.council.shown if ward.council else seats
    return Line("ward", ward.place.id, ward.place.gss, ward.place.shown, "ward", within, used)


def _constituencies(wards: list[Ward], used: set[int]) -> list[Line]:
    return _around("constituency", [(place, ward) for ward in wards for place in ward.constituencies], used)


def _councils(wards: list[Ward], used: set[int]) -> list[Line]:
    return _around("council", [(ward.council, ward) for ward in wards if ward.council], used)


def _around(kind: str, pairs: list[tuple[Place, Ward]], used: set[int]) -> list[Line]:
    """The places around wards, each once."""
    inside: dict[Place, set[int]] = {}
    for place, ward in pairs:
        inside.setdefault(place, set()).add(ward.place.id)
    return sorted(
        (
            Line(
                kind,
                place.id,
                place.gss,
                place.shown,
                kind,
                f"{len(held)} ward{'' if len(held) == 1 else 's'}",
                bool(held & used),
            )
            for place, held in inside.items()
        ),
        key=lambda line: (place_fold(line.name), line),
    )


def _branches(store: Store) -> list[Line]:
    rows = store.rows(
        "SELECT branch.id, branch.uid, branch.name, coalesce(nullif(constituency.name, ''), gss) FROM branch"
        " JOIN constituency ON constituency.id = constituency_id ORDER BY branch.fold, branch.id"
    )
    return [Line("branch", row, uid_text(uid), name, "branch", clp, True) for row, uid, name, clp in rows]


def _holders(store: Store, today: str) -> list[Line]:
    """Who holds an office today, each once, with the office that comes first in the order of kinds."""
    order = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(OFFICES))
    rows = store.rows(
        "SELECT person.id, person.uid, trim(given || ' ' || family), office.kind,"
        " coalesce(nullif(ward.name, ''), ward.gss, nullif(ward_written, ''), branch.name,"
        " nullif(constituency.name, ''), council.name, '')"
        " FROM office JOIN person ON person.id = office.person_id LEFT JOIN ward ON ward.id = office.ward_id"
        " LEFT JOIN branch ON branch.id = office.branch_id LEFT JOIN council ON council.id = office.council_id"
        f" LEFT JOIN constituency ON constituency.id = office.constituency_id WHERE {STANDS.format('office')}"
        f" ORDER BY sort_key, person.id, CASE office.kind {order} END, office.id",
        (today,),
    )
    found: dict[int, Line] = {}
    for person, uid, name, kind, place in rows:
        title = OFFICES[kind][0]
        found.setdefault(person, Line("councillor", person, uid_text(uid), name, title, place, True))
    return list(found.values())


def _groups(store: Store) -> list[Line]:
    rows = store.rows(
        "SELECT body.id, body.uid, body.name, body.kind,"
        " coalesce((SELECT group_concat(nullif(ward.name, ''), ', ') FROM body_ward"
        " JOIN ward ON ward.id = ward_id WHERE body_id = body.id), '') FROM body ORDER BY body.fold"
    )
    return [
        Line("group", row, uid_text(uid), name, "group" if kind == "other" else kind, wards, True)
        for row, uid, name, kind, wards in rows
    ]
