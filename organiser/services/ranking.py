"""The ranking: what residents said is the one big issue, counted per ward and for all wards that were asked about.

Ties are shown as ties. "Other" is counted and takes part in ties, but is never offered for a vote; who was asked and
gave no answer is counted apart.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
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
    where, values = condition(store, asked)
    known = issues(store)
    counts = _counts(store, where, values)
    figures = _figures(store, where, values, counts, known)
    wards = [
        WardRanking(place, figures[place.id], _ranked(counts[place.id], known)) for place in _places(store, figures)
    ]
    together: dict[int, _Count] = {}
    doors: Counter[str] = Counter()
    for of_ward in counts.values():
        for issue, count in of_ward.named.items():
            before = together.get(issue, _Count(0, 0))
            together[issue] = _Count(before.conversations + count.conversations, before.households + count.households)
        doors.update(of_ward.outcomes)
    overall = _ranked(_OfWard(together), known)
    return Ranking(
        _together(store, where, values, figures.values()),
        {outcome: doors[outcome] for outcome in OUTCOMES},
        overall[:MOST],
        wards[:MOST],
        len(overall) > MOST or len(wards) > MOST,
    )


def condition(store: Store, asked: Asked) -> tuple[str, tuple[Value, ...]]:
    """SQL over `conversation`, and its values, for what is asked of; Problem where a place is not known."""
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


class _Count(NamedTuple):
    """In how many conversations and households an issue was named."""

    conversations: int
    households: int


@dataclass(slots=True)
class _OfWard:
    """What was counted in one ward: its issues by id, the doors by outcome, who was asked, and their answers."""

    named: dict[int, _Count]
    outcomes: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    with_person: int = 0
    no_answer: int = 0
    conference: Counter[str] = field(default_factory=Counter)


def _counts(store: Store, where: str, values: tuple[Value, ...]) -> dict[int, _OfWard]:
    """What was counted, by the id of the ward; the wards in which a door was knocked on."""
    named = f"FROM conversation WHERE {where} AND issue_id IS NOT NULL"
    households: dict[tuple[int, int], int] = {
        (ward, issue): count
        for ward, issue, count in store.rows(
            f"SELECT ward_id, issue_id, count(DISTINCT household) {named} AND household <> '' GROUP BY 1, 2", values
        )
    }
    found: dict[int, _OfWard] = {}
    for ward, issue, count in store.rows(f"SELECT ward_id, issue_id, count(*) {named} GROUP BY 1, 2", values):
        found.setdefault(ward, _OfWard({})).named[issue] = _Count(count, households.get((ward, issue), 0))
    for ward, outcome, conference, answered, asked, count, with_person in store.rows(
        f"SELECT ward_id, outcome, conference, issue_id IS NOT NULL, {WAS_ASKED}, count(*), count(person_id)"
        f" FROM conversation WHERE {where} GROUP BY 1, 2, 3, 4",
        values,
    ):
        of_ward = found.setdefault(ward, _OfWard({}))
        of_ward.outcomes[outcome] += count
        if asked:
            of_ward.asked += count
            of_ward.with_person += with_person
            of_ward.conference[conference] += count
            of_ward.no_answer += 0 if answered else count
    return found


def _ranked(counted: _OfWard, known: Mapping[int, Issue]) -> list[Ranked]:
    """Issues by number of conversations, then name; equal numbers share a place, and the next place is left free."""
    shared = Counter(count.conversations for count in counted.named.values())
    ahead = {number: sum(n for other, n in shared.items() if other > number) for number in shared}
    found = [
        Ranked(known[issue], ahead[number] + 1, shared[number] > 1, number, households)
        for issue, (number, households) in counted.named.items()
    ]
    return sorted(found, key=lambda one: (one.place, one.issue.name.casefold(), one.issue.uid))


def _figures(
    store: Store, where: str, values: tuple[Value, ...], counts: Mapping[int, _OfWard], known: Mapping[int, Issue]
) -> dict[int, Figures]:
    """The figures of each ward, by its id."""
    others = {issue.id for issue in known.values() if not issue.offered}
    asked = f"FROM conversation WHERE {where} AND {WAS_ASKED}"
    households: dict[int, int] = dict(
        store.rows(f"SELECT ward_id, count(DISTINCT household) {asked} AND household <> '' GROUP BY ward_id", values)
    )
    people: dict[int, int] = dict(
        store.rows(f"SELECT ward_id, count(DISTINCT person_id) {asked} AND person_id > 0 GROUP BY ward_id", values)
    )
    return {
        ward: Figures(
            count.asked,
            count.asked - count.with_person + people.get(ward, 0),
            households.get(ward, 0),
            count.no_answer,
            sum(count.named[issue].conversations for issue in others & count.named.keys()),
            {
                **{answer: count.conference[answer] for answer in ANSWERS},
                "blank": count.conference[""],
            },
        )
        for ward, count in counts.items()
    }


def _together(store: Store, where: str, values: tuple[Value, ...], wards: Collection[Figures]) -> Figures:
    """The figures of all wards: sums, except that a known person who was asked in two wards is one person."""
    twice = store.count(
        "SELECT sum(n) - count(*) FROM (SELECT count(DISTINCT ward_id) AS n FROM conversation"
        f" WHERE {where} AND {WAS_ASKED} AND person_id > 0 GROUP BY person_id)",
        values,
    )
    return Figures(
        sum(one.conversations for one in wards),
        sum(one.people for one in wards) - twice,
        sum(one.households for one in wards),
        sum(one.no_answer for one in wards),
        sum(one.other for one in wards),
        {answer: sum(one.conference[answer] for one in wards) for answer in (*ANSWERS, "blank")},
    )


def _places(store: Store, ids: Iterable[int]) -> list[Place]:
    wanted = set(ids)
    rows = store.rows("SELECT id, gss, name FROM ward ORDER BY fold, gss") if wanted else []
    return [Place(*row) for row in rows if row[0] in wanted]
