"""What was heard at the doors, ward by ward at a glance: how many were asked, what comes first, when it was last."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from organiser.services.levels import Raised, raised
from organiser.services.places import Place
from organiser.services.ranking import Asked, Ranked, ranking
from organiser.store import clock
from organiser.store.store import Store

# A page of a place looks back so many days, and names so many issues.
YEAR_DAYS = 365
TOP = 5


class WardHeard(NamedTuple):
    """One ward: how many people were asked, the issues that share the first place, and the last ISO day of a door."""

    ward: Place
    asked: int
    first: tuple[Ranked, ...]
    last: str

    @property
    def tied(self) -> bool:
        """Whether several issues share the first place."""
        return len(self.first) > 1


class Heard(NamedTuple):
    """The wards where doors were knocked on, by name; how many were asked in all; `more` beyond the first 500."""

    wards: list[WardHeard]
    asked: int
    more: bool


def heard(store: Store, asked: Asked = Asked()) -> Heard:  # noqa: B008  a NamedTuple cannot change
    """What was heard in each ward; Problem where a place that is asked for is not known."""
    found = ranking(store, asked)
    last: dict[int, str] = dict(store.rows("SELECT ward_id, max(on_day) FROM conversation GROUP BY ward_id"))
    wards = [
        WardHeard(
            one.ward,
            one.figures.people,
            tuple(ranked for ranked in one.ranking if ranked.place == 1),
            last.get(one.ward.id, ""),
        )
        for one in found.wards
    ]
    return Heard(wards, found.figures.people, found.more)


class Top(NamedTuple):
    """An issue of a place, and each time that it was raised to another level, the latest first."""

    ranked: Ranked
    raised: list[Raised]


class Here(NamedTuple):
    """What was said in some wards since an ISO day: how many people were asked and the last day of it ("" for none);
    the issues that come first, with all that share the last place, and others that were raised; how many more."""

    since: str
    asked: int
    last: str
    top: list[Top]
    others: int


def here(store: Store, wards: Sequence[int]) -> Here:
    """What was said in some wards by id in the last year."""
    today = clock.today()
    since = (date.fromisoformat(today) - timedelta(days=YEAR_DAYS - 1)).isoformat()
    found = ranking(store, Asked(wards=tuple(wards), since=since))
    offered = [one for one in found.ranking if one.issue.offered]
    marks = ", ".join("?" * len(wards))
    councils = {row for (row,) in store.rows(f"SELECT council_id FROM ward WHERE id IN ({marks})", tuple(wards))}
    taken: dict[int, list[Raised]] = {}
    for one in raised(store):
        # What another council was asked is not about these wards.
        if one.council is None or one.council.id in councils:
            taken.setdefault(one.issue_id, []).append(one)
    last_place = offered[min(TOP, len(offered)) - 1].place if offered else 0
    # Many that share the last place say nothing about any of them.
    shown = [one for one in offered if one.place <= last_place][: 2 * TOP]
    shown += [one for one in offered if one not in shown and one.issue.id in taken]
    day = store.value(
        f"SELECT max(on_day) FROM conversation WHERE on_day >= ? AND ward_id IN ({marks})",
        (since, *wards),
    )
    top = [Top(one, taken.get(one.issue.id, [])) for one in shown]
    return Here(since, found.figures.people, str(day or ""), top, len(offered) - len(top))
