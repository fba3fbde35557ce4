"""The contact rate of wards: residents contacted over electors or households, this year beside last.

It shows where support is needed. It is told in the order of names and never by rate, and never by who knocked.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.contact_rate import (
    ELECTORS,
    HOUSEHOLDS,
    OF,
    Period,
    has_not_grown,
    percent,
    period_of,
    year_before,
)
from organiser.rules.conversation import WAS_ASKED
from organiser.services import electorates
from organiser.services.electorates import Electorate
from organiser.services.people import MOST
from organiser.services.places import Place
from organiser.services.ranking import Asked, condition
from organiser.store import clock
from organiser.store.store import Store


class Reached(NamedTuple):
    """One ward in one period: residents and homes contacted (rules.contact_rate.COUNTED), doors that were knocked on.

    `of` says what they are set against, electors or households; `electorate` how many, None where it is not known.
    """

    residents: int
    homes: int
    doors: int
    of: str
    electorate: Electorate | None

    @property
    def contacted(self) -> int:
        """What is set against the number: homes of households, residents of electors."""
        return self.homes if self.of == HOUSEHOLDS else self.residents

    @property
    def unknown(self) -> str:
        """That no number is known to set them against, in words; "" where one is."""
        return "" if self.electorate else f"no number of {self.of} known"

    @property
    def percent(self) -> float | None:
        """The contact rate in a hundred, to one decimal; None where no electorate is known."""
        return percent(self.contacted, self.electorate.number) if self.electorate else None


class WardRate(NamedTuple):
    """A ward in the period and in the one a year before; `support` where it has not grown, in words, else ""."""

    ward: Place
    now: Reached
    before: Reached
    support: str


class Rates(NamedTuple):
    """The wards by name (never by rate), for a period and the one a year before; `more` beyond the first 500."""

    period: Period
    before: Period
    wards: list[WardRate]
    more: bool


def rates(store: Store, asked: Asked, of: str = "") -> Rates:
    """The contact rate of each ward in which a door was knocked on in either period, or whose electorate is known.

    Without a period (`asked.since`, `asked.until`) of the twelve months up to today. `of` is electors or households;
    "": for each ward the one that is known, electors before households. Problem where a place is not known.
    """
    if of and of not in OF:
        raise Problem(f"--of takes {' or '.join(OF)}.", USAGE)
    if asked.since and asked.until and asked.since > asked.until:
        raise Problem("The period ends before it begins.", USAGE)
    period = period_of(asked.since, asked.until, clock.today())
    before = year_before(period)
    now, then = (_counts(store, asked, one) for one in (period, before))
    numbers, numbers_before = (electorates.of_wards(store, one.until) for one in (period, before))
    places = _places(store, asked, {*now, *then}, numbers)
    found = []
    for place in places[:MOST]:
        kind = of or next((kind for kind in OF if kind in numbers.get(place.id, {})), ELECTORS)
        pair = [
            Reached(*counts.get(place.id, (0, 0, 0)), kind, known.get(place.id, {}).get(kind))
            for counts, known in ((now, numbers), (then, numbers_before))
        ]
        found.append(WardRate(place, pair[0], pair[1], _support(*pair)))
    return Rates(period, before, found, len(places) > MOST)


def _support(now: Reached, before: Reached) -> str:
    if not has_not_grown(
        now.contacted,
        now.electorate.number if now.electorate else None,
        before.contacted,
        before.electorate.number if before.electorate else None,
    ):
        return ""
    return (
        "needs support with a next round" if now.contacted or before.contacted else "needs support with a first round"
    )


def _counts(store: Store, asked: Asked, period: Period) -> dict[int, tuple[int, int, int]]:
    """Residents and homes contacted and doors knocked on, by the id of the ward (rules.contact_rate.COUNTED)."""
    where, values = condition(store, asked._replace(since=period.since, until=period.until))
    spoken = f"FROM conversation WHERE {where} AND {WAS_ASKED}"

    def by_ward(sql: str) -> Mapping[int, int]:
        return dict(store.rows(sql, values))

    people = by_ward(f"SELECT ward_id, count(DISTINCT person_id) {spoken} AND person_id > 0 GROUP BY 1")
    # Each home once: whether somebody known was met there.
    homes = f"SELECT ward_id, max(person_id) AS known {spoken} AND household <> '' GROUP BY ward_id, household"
    doors_spoken, doors_of_nobody = (
        by_ward(f"SELECT ward_id, count(*) FROM ({homes}) GROUP BY 1"),
        by_ward(f"SELECT ward_id, count(*) FROM ({homes}) WHERE known IS NULL GROUP BY 1"),
    )
    without_door = by_ward(f"SELECT ward_id, count(*) {spoken} AND household = '' AND person_id IS NULL GROUP BY 1")
    people_at_no_door = by_ward(
        f"SELECT ward_id, count(*) FROM (SELECT ward_id {spoken} AND person_id > 0 GROUP BY ward_id, person_id"
        " HAVING max(household) = '') GROUP BY 1"
    )
    doors = by_ward(f"SELECT ward_id, count(*) FROM conversation WHERE {where} GROUP BY 1")
    return {
        ward: (
            people.get(ward, 0) + doors_of_nobody.get(ward, 0) + without_door.get(ward, 0),
            doors_spoken.get(ward, 0) + people_at_no_door.get(ward, 0) + without_door.get(ward, 0),
            knocked,
        )
        for ward, knocked in doors.items()
    }


def _places(store: Store, asked: Asked, heard: Iterable[int], numbers: Mapping[int, object]) -> list[Place]:
    """The wards that are told of, by name: those heard in, and those with a number that lie where it was asked."""
    where, values = condition(store, asked._replace(since="", until=""))
    wanted = {row[0] for row in store.rows(f"SELECT ward_id FROM electorate WHERE {where}", values)} & numbers.keys()
    wanted |= set(heard)
    rows = store.rows("SELECT id, gss, name FROM ward ORDER BY fold, gss") if wanted else []
    return [Place(*row) for row in rows if row[0] in wanted]
