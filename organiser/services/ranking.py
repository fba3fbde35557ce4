"""The ranking: what residents said is the one big issue, counted per ward and for all wards that were asked about.

Ties are shown as ties. "Other" is counted and takes part in ties, but is never offered for a vote; who was asked and
gave no answer is counted apart. How an issue moves is told by two spells of one length: where the first day of a period
is said, that period beside as many days right before it; else the last 90 days beside the 90 before.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
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

# How many days are compared with as many before them where no first day of a period is said.
USUAL_DAYS = 90


class Asked(NamedTuple):
    """What the ranking is of: a ward, branch or council by words ("": any), and ISO days, both included ("": open).

    `wards` are wards by id, where none is named by words; None: any.
    """

    ward: str = ""
    branch: str = ""
    clp: str = ""
    council: str = ""
    since: str = ""
    until: str = ""
    wards: tuple[int, ...] | None = None


class Compared(NamedTuple):
    """Two spells of one length, as ISO days that are both included: how it moved from the earlier to the later."""

    since: str
    until: str
    before_since: str
    before_until: str

    @property
    def days(self) -> int:
        return (date.fromisoformat(self.until) - date.fromisoformat(self.since)).days + 1


class Ranked(NamedTuple):
    """An issue in a ranking: its place, shared by those that are `tied`, in how many conversations and households.

    `now` and `before` are the conversations of the two spells that are compared.
    """

    issue: Issue
    place: int
    tied: bool
    conversations: int
    households: int
    now: int
    before: int

    @property
    def change(self) -> int:
        return self.now - self.before


class OfCategory(NamedTuple):
    """A category ("" for none): how many issues stand in it, and in how many conversations they were named."""

    category: str
    issues: int
    conversations: int


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

    compared: Compared
    figures: Figures
    outcomes: Mapping[str, int]
    ranking: list[Ranked]
    wards: list[WardRanking]
    categories: list[OfCategory]
    more: bool


def ranking(store: Store, asked: Asked) -> Ranking:
    """Count what was said; Problem where a place is not known."""
    where, values = condition(store, asked)
    known, compared = issues(store), compared_for(asked, clock.today())
    counts = _counts(store, where, values)
    moved = _moved(store, *condition(store, asked._replace(since="", until="")), compared)
    figures = _figures(store, where, values, counts, known)
    wards = [
        WardRanking(place, figures[place.id], _ranked(counts[place.id].named, moved.get(place.id, {}), known))
        for place in _places(store, figures)
    ]
    together: dict[int, _Count] = {}
    doors: Counter[str] = Counter()
    for of_ward in counts.values():
        for issue, count in of_ward.named.items():
            before = together.get(issue, _Count(0, 0))
            together[issue] = _Count(before.conversations + count.conversations, before.households + count.households)
        doors.update(of_ward.outcomes)
    overall = _ranked(together, _sum(moved.values()), known)
    return Ranking(
        compared,
        _together(store, where, values, figures.values()),
        {outcome: doors[outcome] for outcome in OUTCOMES},
        overall[:MOST],
        wards[:MOST],
        _categories(overall),
        len(overall) > MOST or len(wards) > MOST,
    )


def compared_for(asked: Asked, today: str) -> Compared:
    """The two spells that tell how issues move, for what is asked on an ISO day."""
    last = date.fromisoformat(asked.until or max(today, asked.since))
    length = (last - date.fromisoformat(asked.since)).days + 1 if asked.since else USUAL_DAYS
    # A period that ends before it begins holds nothing, and is one day long.
    spell = timedelta(days=max(length, 1))
    first, day = last - spell + timedelta(days=1), timedelta(days=1)
    return Compared(first.isoformat(), last.isoformat(), (first - spell).isoformat(), (first - day).isoformat())


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
    if asked.wards is not None:
        where.append(f"ward_id IN ({', '.join('?' * len(asked.wards))})")
        values += asked.wards
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


def _moved(
    store: Store, where: str, values: tuple[Value, ...], compared: Compared
) -> dict[int, dict[int, tuple[int, int]]]:
    """By ward and issue, in how many conversations it was named in the later spell and in the earlier one."""
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for ward, issue, now, both in store.rows(
        f"SELECT ward_id, issue_id, sum(on_day >= ?), count(*) FROM conversation WHERE {where}"
        " AND issue_id IS NOT NULL AND on_day BETWEEN ? AND ? GROUP BY 1, 2",
        (compared.since, *values, compared.before_since, compared.until),
    ):
        found.setdefault(ward, {})[issue] = (now, both - now)
    return found


def _sum(of_wards: Iterable[Mapping[int, tuple[int, int]]]) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for of_ward in of_wards:
        for issue, (now, before) in of_ward.items():
            sofar = found.get(issue, (0, 0))
            found[issue] = (sofar[0] + now, sofar[1] + before)
    return found


def _categories(ranked: Iterable[Ranked]) -> list[OfCategory]:
    """By category, the most conversations first; what can be offered only."""
    found: dict[str, tuple[int, int]] = {}
    for one in ranked:
        if one.issue.offered:
            issues_so_far, heard = found.get(one.issue.category, (0, 0))
            found[one.issue.category] = (issues_so_far + 1, heard + one.conversations)
    made = (OfCategory(category, *counts) for category, counts in found.items())
    return sorted(made, key=lambda one: (-one.conversations, one.category))


def _ranked(
    named: Mapping[int, "_Count"], moved: Mapping[int, tuple[int, int]], known: Mapping[int, Issue]
) -> list[Ranked]:
    """Issues by number of conversations, then name; equal numbers share a place, and the next place is left free."""
    shared = Counter(count.conversations for count in named.values())
    ahead = {number: sum(n for other, n in shared.items() if other > number) for number in shared}
    found = [
        Ranked(known[issue], ahead[number] + 1, shared[number] > 1, number, households, *moved.get(issue, (0, 0)))
        for issue, (number, households) in named.items()
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
