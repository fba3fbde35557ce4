"""Places in numbers: how many people live in a ward, how many of them help, and where the people of a file live."""

import time
from collections.abc import Sequence
from typing import NamedTuple

from organiser.services.behind import STANDS
from organiser.services.places import JOIN_POSTCODE, PEOPLE_OF_WARD, PERSON_SEAT, Atlas
from organiser.store import clock
from organiser.store.store import Store


class Numbers(NamedTuple):
    """The people of a ward: all, those who hold a role or offer something, those who are not on the register, party
    members, and those who were added since the first of the month."""

    people: int = 0
    helpers: int = 0
    not_on_register: int = 0
    members: int = 0
    new: int = 0


class Inhabited(NamedTuple):
    """How many people are known to live in each ward, council, constituency and branch, by id.

    Who lives in a ward of several constituencies, and it cannot be told in which, counts for none of them.
    """

    wards: dict[int, int]
    councils: dict[int, int]
    constituencies: dict[int, int]
    branches: dict[int, int]


_HELPS = "SELECT 1 FROM fact WHERE person_id = person.id AND kind IN ('role', 'offer') AND until = ''"
_OF_WARD = f"""
SELECT count(*), total(EXISTS ({_HELPS})), total(register = 'not on it'), total(membership = 'member'),
  total(created >= ?2) FROM person WHERE id IN ({PEOPLE_OF_WARD})
"""


def of_wards(store: Store, wards: Sequence[int], seconds: float = 0.1) -> dict[int, Numbers]:
    """The numbers of the first of these wards (by id), as many as can be counted in so many seconds, at least one."""
    since = f"{clock.today()[:8]}01"
    until = time.monotonic() + seconds
    found: dict[int, Numbers] = {}
    for ward in wards:
        if found and time.monotonic() > until:
            break
        found[ward] = Numbers(*(int(number) for number in store.rows(_OF_WARD, (ward, since))[0]))
    return found


def inhabited(store: Store) -> Inhabited:
    """How many people live where, counted over the index of postcodes: quick for a million people."""
    counts: dict[tuple[int, int], int] = {}
    for query in (_BY_POSTCODE, _BY_HAND):
        for ward, seat, people in store.rows(query):
            counts[ward, seat] = counts.get((ward, seat), 0) + people
    found = Inhabited({}, {}, {}, {})
    atlas = Atlas(store, clock.today())
    for (ward, seat), people in counts.items():
        where = atlas.settle(ward, seat)
        for place, numbers in (
            (where.ward, found.wards),
            (where.council, found.councils),
            (where.constituency, found.constituencies),
            (where.branch, found.branches),
        ):
            if place is not None and people:
                numbers[place.id] = numbers.get(place.id, 0) + people
    return found


# All people by their postcodes: the index alone is read; the few whose ward was entered by hand are put right after.
_BY_POSTCODE = """
SELECT ward_id, constituency_id, sum(people) FROM
  (SELECT person.postcode AS code, count(*) AS people FROM person WHERE person.postcode <> '' GROUP BY person.postcode)
  JOIN postcode USING (code) WHERE ward_id IS NOT NULL GROUP BY ward_id, constituency_id
"""
_BY_HAND = f"""
SELECT person.ward_id, {PERSON_SEAT}, count(*) FROM person {JOIN_POSTCODE} WHERE person.ward_id IS NOT NULL
  GROUP BY 1, 2
UNION ALL
SELECT postcode.ward_id, constituency_id, -count(*) FROM person JOIN postcode ON postcode.code = person.postcode
  WHERE person.ward_id IS NOT NULL AND postcode.ward_id IS NOT NULL GROUP BY 1, 2
"""


def behind_holders(store: Store) -> dict[int, int]:
    """How many people stand today behind each who holds an office, by the holder's id."""
    rows = store.rows(
        "SELECT holder_id, count(DISTINCT person_id) FROM link WHERE holder_id IS NOT NULL AND person_id IS NOT NULL"
        f" AND {STANDS.format('link')} GROUP BY holder_id",
        (clock.today(),),
    )
    return dict(rows)


def members_of_groups(store: Store) -> dict[int, int]:
    """How many people belong to or speak for each group today, as it was entered here, by the group's id."""
    rows = store.rows(
        "SELECT body_id, count(DISTINCT person_id) FROM body_person"
        f" WHERE {STANDS.format('body_person')} GROUP BY body_id",
        (clock.today(),),
    )
    return dict(rows)


def supporters(store: Store, kind: str, row: int) -> int:
    """How many people stand today behind one branch, or behind somebody who holds an office (councillor)."""
    column = "branch_id" if kind == "branch" else "holder_id"
    return store.count(
        f"SELECT count(DISTINCT person_id) FROM link WHERE {column} = ?2 AND {STANDS.format('link')}",
        (clock.today(), row),
    )


def sum_of(numbers: Sequence[Numbers]) -> Numbers:
    """Several wards together."""
    return Numbers(*map(sum, zip(*numbers, strict=True))) if numbers else Numbers()
