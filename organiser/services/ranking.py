"""The ranking: what residents said is the one big issue, counted per ward and for all wards that were asked about.

Ties are shown as ties. "Other" is counted and takes part in ties, but is never offered for a vote; who was asked and
gave no answer is counted apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.conversation import ANSWERS, OUTCOMES, WAS_ASKED
from organiser.services.branches import find_branch
from organiser.services.issues import Issue, issues
from organiser.services.offices import one_ward
from organiser.services.people import MOST
from organiser.services.places import Place, find_councils
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.text import safe_text


class Asked(NamedTuple):
    """What the ranking is of: a ward, branch or council by words ("": any), and ISO days, both included ("": open)."""

    ward: str = ""
    branch: str = ""
    clp: str = ""
    council: str = ""
    since: str = ""
    until: str = ""


class Ranked(NamedTuple):
    """An issue in a ranking: its place, shared by those that are `tied`, in how many conversations and households."""

    issue: Issue
    place: int
    tied: bool
    conversations: int
    households: int


class Figures(NamedTuple):
    """How many conversations there were, how many people and distinct households (where known) they were with.

    `other` and `no_answer` are conversations; `conference` counts them by what was answered, "blank" for nothing.
    """

    conversations: int
    people: int
    households: int
    no_answer: int
    other: int
    conference: Mapping[str, int]


class WardRanking(NamedTuple):
    """The ranking of one ward; `tied` where several issues share the first place."""

    ward: Place
    figures: Figures
    ranking: list[Ranked]

    @property
    def tied(self) -> bool:
        return bool(self.ranking) and self.ranking[0].tied


class Ranking(NamedTuple):
    """The rankings of all wards asked about, and of them together; `outcomes` counts the doors, by rules' OUTCOMES."""

    figures: Figures
    outcomes: Mapping[str, int]
    ranking: list[Ranked]
    wards: list[WardRanking]
    more: bool


def ranking(store: Store, asked: Asked) -> Ranking:
    """Count what was said; Problem where a place is not known."""
    where, values = _where(store, asked)
    counts: dict[int, dict[int, tuple[int, int]]] = {}
    for ward, issue, conversations, households in store.stream(
        "SELECT ward_id, issue_id, count(*), count(DISTINCT nullif(household, '')) FROM conversation"
        f" WHERE {where} AND issue_id IS NOT NULL GROUP BY ward_id, issue_id",
        values,
    ):
        counts.setdefault(ward, {})[issue] = (conversations, households)
    known = issues(store)
    figures = _figures(store, where, values, counts, known)
    wards = [
        WardRanking(place, figures[place.id], _ranked(counts.get(place.id, {}), known))
        for place in _places(store, figures)
    ]
    together: dict[int, tuple[int, int]] = {}
    for of_ward in counts.values():
        for issue, (conversations, households) in of_ward.items():
            before = together.get(issue, (0, 0))
            together[issue] = (before[0] + conversations, before[1] + households)
    overall = _ranked(together, known)
    outcomes: dict[str, int] = dict(
        store.rows(f"SELECT outcome, count(*) FROM conversation WHERE {where} GROUP BY 1", values)
    )
    return Ranking(
        _together(store, where, values, figures),
        {outcome: outcomes.get(outcome, 0) for outcome in OUTCOMES},
        overall[:MOST],
        wards[:MOST],
        len(overall) > MOST or len(wards) > MOST,
    )


def _where(store: Store, asked: Asked) -> tuple[str, tuple[Value, ...]]:
    where, values = ["1"], list[Value]()
    for sign, day in ((">=", asked.since), ("<=", asked.until)):
        if day:
            where.append(f"on_day {sign} ?")
            values.append(day)
    if asked.ward:
        where.append("ward_id = ?")
        values.append(one_ward(store, asked.ward, asked.until or clock.today()).id)
    if asked.branch:
        ids = [ward.id for ward in find_branch(store, asked.branch, asked.clp).wards]
        where.append(f"ward_id IN ({', '.join('?' * len(ids))})")
        values += ids
    if asked.council:
        found = find_councils(store, asked.council)
        if len(found) > 1:
            codes = ", ".join(council.gss for council in found)
            raise Problem(
                f"{len(found)} councils are called '{safe_text(asked.council)}': give the code ({codes}).", USAGE
            )
        where.append("ward_id IN (SELECT id FROM ward WHERE council_id = ?)")
        values.append(found[0].id)
    return " AND ".join(where), tuple(values)


def _ranked(counts: Mapping[int, tuple[int, int]], known: Mapping[int, Issue]) -> list[Ranked]:
    """Issues by number of conversations, then name; equal numbers share a place, and the next place is left free."""
    shared = Counter(conversations for conversations, _ in counts.values())
    ahead = {number: sum(n for other, n in shared.items() if other > number) for number in shared}
    found = [
        Ranked(known[issue], ahead[number] + 1, shared[number] > 1, number, households)
        for issue, (number, households) in counts.items()
    ]
    return sorted(found, key=lambda one: (one.place, one.issue.name.casefold(), one.issue.uid))


_PEOPLE = "count(DISTINCT person_id) + sum(person_id IS NULL)"
_ANSWERED = ", ".join(f"sum(conference = '{answer}')" for answer in (*ANSWERS, ""))


def _figures(
    store: Store,
    where: str,
    values: tuple[Value, ...],
    counts: Mapping[int, Mapping[int, tuple[int, int]]],
    known: Mapping[int, Issue],
) -> dict[int, Figures]:
    """The figures of each ward in which a door was knocked on, by the ward's id."""
    found = {
        ward: _figure(numbers, _of_other(counts.get(ward, {}), known))
        for ward, *numbers in store.stream(
            f"SELECT ward_id, count(*), {_PEOPLE}, count(DISTINCT nullif(household, '')), sum(issue_id IS NULL),"
            f" {_ANSWERED} FROM conversation WHERE {where} AND {WAS_ASKED} GROUP BY ward_id",
            values,
        )
    }
    nobody = _figure([0] * (4 + len(ANSWERS) + 1), 0)
    rows = store.rows(f"SELECT DISTINCT ward_id FROM conversation WHERE {where}", values)
    return {ward: found.get(ward, nobody) for (ward,) in rows}


def _of_other(counts: Mapping[int, tuple[int, int]], known: Mapping[int, Issue]) -> int:
    return sum(conversations for issue, (conversations, _) in counts.items() if not known[issue].offered)


def _figure(numbers: Iterable[int], other: int) -> Figures:
    conversations, people, households, no_answer, *answers = numbers
    conference = dict(zip((*ANSWERS, "blank"), answers, strict=True))
    return Figures(conversations, people, households, no_answer, other, conference)


def _together(store: Store, where: str, values: tuple[Value, ...], figures: Mapping[int, Figures]) -> Figures:
    """The figures of all wards: sums, except that a person who was asked in two wards is one person."""
    people = store.count(f"SELECT {_PEOPLE} FROM conversation WHERE {where} AND {WAS_ASKED}", values)
    of_wards = figures.values()
    return Figures(
        sum(one.conversations for one in of_wards),
        people,
        sum(one.households for one in of_wards),
        sum(one.no_answer for one in of_wards),
        sum(one.other for one in of_wards),
        {answer: sum(one.conference[answer] for one in of_wards) for answer in (*ANSWERS, "blank")},
    )


def _places(store: Store, ids: Iterable[int]) -> list[Place]:
    wanted = set(ids)
    rows = store.rows("SELECT id, gss, name FROM ward ORDER BY fold, gss") if wanted else []
    return [Place(*row) for row in rows if row[0] in wanted]
