"""What was heard at the doors, ward by ward at a glance: how many were asked, what comes first, when it was last."""

from typing import NamedTuple

from organiser.services.places import Place
from organiser.services.ranking import Asked, Ranked, ranking
from organiser.store.store import Store


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
