"""How fast the doorstep's ranking comes beside plain SQL that counts the same things, and proposals of what to file.

Run as `python benchmarks/doorstep.py [--full]`: of 100,000 conversations in 60 wards, a million with --full. The peer
is four statements by hand over the same indexes: conversations, households and the two spells that are compared by
ward and issue; doors by ward, outcome and answer; people and households by ward; and who was asked in two wards. What
it counts is compared with the ranking before anything is timed.
"""

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import FEW, MANY, fastest

from organiser.models.doorstep import CONVERSATION, ISSUE, WORDING
from organiser.models.people import PERSON
from organiser.models.places import COUNCIL, WARD
from organiser.rules.conversation import WAS_ASKED
from organiser.rules.wording import category_of, wording_fold
from organiser.services import filing
from organiser.services.ranking import Asked, Ranking, compared_for, ranking
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import new_uids

_ROUNDS = 5
_WARDS = 60
_PEOPLE = 5_000
# So many different wordings wait in a ward where nobody has filed anything for years.
_WORDINGS = 5_000
_BATCH = 50_000
_HEARD = ("Potholes", "Fly-tipping", "Trees", "Antisocial behaviour", "Street lighting", "Dog fouling", "Speeding",
          "Parking", "Buses", "Damp", "Rents", "GP appointments", "Litter", "Knife crime", "Playgrounds",
          "Other")  # fmt: skip

_BY_ISSUE = """
SELECT ward_id, issue_id, count(*), count(DISTINCT nullif(household, '')),
  sum(on_day BETWEEN ?1 AND ?2), sum(on_day BETWEEN ?3 AND ?4)
FROM conversation WHERE issue_id IS NOT NULL {and_ward} GROUP BY 1, 2
"""
_BY_OUTCOME = """
SELECT ward_id, outcome, conference, issue_id IS NOT NULL, count(*), count(person_id)
FROM conversation WHERE 1 {and_ward} GROUP BY 1, 2, 3, 4
"""
_BY_WARD = f"""
SELECT ward_id, count(DISTINCT nullif(household, '')), count(DISTINCT person_id)
FROM conversation WHERE {WAS_ASKED} {{and_ward}} GROUP BY 1
"""
_TWICE = f"""
SELECT sum(n) - count(*) FROM (SELECT count(DISTINCT ward_id) AS n FROM conversation
WHERE {WAS_ASKED} AND person_id IS NOT NULL {{and_ward}} GROUP BY person_id)
"""


def main() -> None:
    count = MANY if "--full" in sys.argv[1:] else FEW
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "doors.organiser") as store:
        ward = _settle(store, count)
        print(f"Of {count:,} conversations in {_WARDS} wards (goal: within 1.5 times the SQL)")
        _compare(store, "one ward", Asked(wards=(ward,)), ward)
        _compare(store, "all wards", Asked(), None)
        _file(store, ward)


def _settle(store: Store, count: int) -> int:
    """Conversations of two years: some with a household, few with a known person; gives the id of a ward."""
    choose = random.Random(1)
    with store.operation("Doors") as work:
        council = work.insert(COUNCIL, gss="E09000099", name="Anytown")
        wards = [(f"E05{place:06}", f"Ward {place:02}", f"ward {place:02}", council) for place in range(_WARDS)]
        ward = work.insert_rows(WARD, ("gss", "name", "fold", "council_id"), wards)
        names = [(uid, f"p{place}") for place, uid in enumerate(new_uids(_PEOPLE))]
        person = work.insert_rows(PERSON, ("uid", "sort_key"), names)
        issue = _open(work.insert_rows, _HEARD)
        columns = ("uid", "ward_id", "issue_id", "person_id", "on_day", "outcome", "wording", "fold", "household",
                   "conference")  # fmt: skip
        days = [
            f"{year}-{month:02}-{day:02}" for year in (2025, 2026) for month in range(1, 11) for day in range(1, 29)
        ]
        for first in range(0, count, _BATCH):
            rows = []
            for uid in new_uids(min(_BATCH, count - first)):
                outcome = choose.choice(("spoke", "spoke", "spoke", "not in", "refused"))
                place = min(int(choose.expovariate(0.35)), len(_HEARD) - 1)
                named = outcome == "spoke" and choose.random() < 0.9
                words = _HEARD[place] if named else ""
                rows.append((
                    uid, ward + choose.randrange(_WARDS), issue + place if named else None,
                    person + choose.randrange(_PEOPLE) if choose.random() < 0.05 else None, choose.choice(days),
                    outcome, words, wording_fold(words),
                    f"{choose.randrange(1, 200)} road {choose.randrange(60)}" if choose.random() < 0.7 else "",
                    choose.choice(("yes", "maybe", "no", "", "")) if outcome == "spoke" else "",
                ))  # fmt: skip
            work.insert_rows(CONVERSATION, columns, rows)
    return ward


def _open(insert_rows: Callable[..., int], names: Sequence[str]) -> int:
    """Issues of these names, and the wordings that belong under them; gives the id of the first."""
    rows = [(uid, name, wording_fold(name), category_of(name), "open")
            for uid, name in zip(new_uids(len(names)), names, strict=True)]  # fmt: skip
    first = insert_rows(ISSUE, ("uid", "name", "fold", "category", "state"), rows)
    insert_rows(WORDING, ("fold", "issue_id"), [(row[2], first + place) for place, row in enumerate(rows)])
    return first


# Comparing --------------------------------------------------------------------------------


def _compare(store: Store, what: str, asked: Asked, ward: int | None) -> None:
    spells = compared_for(asked, clock.today())
    and_ward = "" if ward is None else f"AND ward_id = {ward}"
    days = (spells.since, spells.until, spells.before_since, spells.before_until)

    def by_hand() -> list[list[tuple[object, ...]]]:
        return [
            store.rows(_BY_ISSUE.format(and_ward=and_ward), days),
            store.rows(_BY_OUTCOME.format(and_ward=and_ward)),
            store.rows(_BY_WARD.format(and_ward=and_ward)),
            store.rows(_TWICE.format(and_ward=and_ward)),
        ]

    found = ranking(store, asked)
    if _numbers(found) != sorted(row for row in by_hand()[0]):
        raise SystemExit(f"{what}: plain SQL counts otherwise, the comparison is worth nothing.")
    ours, theirs = fastest(_ROUNDS, _seconds_of(lambda: ranking(store, asked)), _seconds_of(by_hand))
    print(f"  {what:<10} {ours * 1000:8.1f} ms  SQL {theirs * 1000:8.1f} ms  {ours / theirs:5.2f} times")


def _numbers(found: Ranking) -> list[tuple[object, ...]]:
    """What the ranking counted, as the statement by hand gives it."""
    return sorted(
        (ward.ward.id, one.issue.id, one.conversations, one.households, one.now, one.before)
        for ward in found.wards
        for one in ward.ranking
    )


def _file(store: Store, ward: int) -> None:
    """Proposals where thousands of different wordings wait in one ward, beside comparing each with each."""
    choose = random.Random(2)
    where = [f"{place} {kind}" for place in ("Acre", "Mill", "Hill", "Park", "Manor", "Church") for kind in
             ("Road", "Street", "Lane", "Rise", "Way", "Close")]  # fmt: skip
    said = [f"{choose.choice(_HEARD[:-1]).lower()} {choose.choice(('again', 'everywhere', 'late', 'shut'))} "
            f"number {place} on {choose.choice(where)}" for place in range(_WORDINGS)]  # fmt: skip
    with store.operation("Wordings") as work:
        first = _open(work.insert_rows, said)
        rows = [(uid, ward, first + place, "2026-03-14", "spoke", words, wording_fold(words))
                for place, (uid, words) in enumerate(zip(new_uids(len(said)), said, strict=True))]  # fmt: skip
        columns = ("uid", "ward_id", "issue_id", "on_day", "outcome", "wording", "fold")
        work.insert_rows(CONVERSATION, columns, rows)
    took = _seconds_of(lambda: filing.queue(store, ward))()
    from organiser.rules.near import why_near

    few = said[:100]
    each = _seconds_of(lambda: [why_near(one, other) for one in few for other in few])() * (_WORDINGS / 100) ** 2
    print(f"  to file    {took * 1000:8.1f} ms for {filing.MOST} of {_WORDINGS:,} wordings; each with each would take "
          f"{each:.0f} s")  # fmt: skip


def _seconds_of(action: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        action()
        return time.perf_counter() - started

    return timed


if __name__ == "__main__":
    main()
