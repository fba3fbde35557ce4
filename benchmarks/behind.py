"""How fast one sees who and what is behind a branch, a councillor or a group, beside plain SQL for the same answer.

Run as `python benchmarks/behind.py [--full]`: among 100,000 people, a million with --full. The peer is one statement by
hand that gives the first 500 people with ward, branch, contacts and tags, written both ways, by sorting those who are
linked and by walking the names: the faster way counts. An answer of few people takes about a millisecond, most of it
for the places where they live: there the ratio says little.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from measuring import FEW, MANY, database_of, fastest

from organiser.models.offices import OFFICE
from organiser.models.people import FACT, PERSON
from organiser.models.places import CONSTITUENCY, COUNCIL, POSTCODE, WARD, WARD_SEAT
from organiser.services.behind import Behind, behind_branch, behind_group, behind_holder
from organiser.services.branches import add_branch
from organiser.services.groups import add_group
from organiser.services.links import link, propose
from organiser.services.people import MOST
from organiser.store import clock
from organiser.store.store import Store

_ROUNDS = 11
_WARDS = 27
_ORGANISATIONS = 2000
_SHOWN = """
SELECT person.id, uid, given, family, person.postcode, register, membership, minor_until, ward.gss, ward.name,
  (SELECT group_concat(constituency.name) FROM ward_seat JOIN constituency ON constituency.id = constituency_id
    WHERE ward_id = ward.id),
  (SELECT group_concat(branch.name) FROM branch_ward JOIN branch ON branch.id = branch_id WHERE ward_id = ward.id),
  (SELECT group_concat(contact.value) FROM contact WHERE person_id = person.id AND until = ''),
  (SELECT group_concat(tag.name) FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = person.id)
FROM person {index} LEFT JOIN postcode ON postcode.code = person.postcode
  LEFT JOIN ward ON ward.id = coalesce(person.ward_id, postcode.ward_id)
"""
_ORDER = f"ORDER BY person.sort_key, person.id LIMIT {MOST + 1}"
_LINKED = "SELECT person_id FROM link WHERE {column} = ?1 AND person_id IS NOT NULL AND (until = '' OR until > ?2)"
_WALKED = "SELECT 1 FROM link WHERE {column} = ?1 AND person_id = person.id AND (until = '' OR until > ?2)"
_BELONGING = """
SELECT person_id FROM body_person WHERE body_id = ?1 AND (until = '' OR until > ?2)
UNION SELECT person_id FROM fact WHERE kind = 'organisation' AND until = '' AND lower(value) = ?3
"""

Answer = Callable[[], Sequence[tuple[object, ...]]]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        count = MANY if "--full" in sys.argv[1:] else FEW
        with Store.open(database_of(Path(folder), count)) as store:
            print(
                f"Among {store.count('SELECT count(*) FROM person'):,} people (goal, among a million: within 1.5 times)"
            )
            _settle(store)
            _compare_all(store)


# What the people are linked to ------------------------------------------------------------


def _settle(store: Store) -> None:
    """Wards for all postcodes, councillors, two branches, and organisations for one person in ten."""
    with store.operation("Places") as work:
        council = work.insert(COUNCIL, gss="E09000099", name="Anytown")
        seat = work.insert(CONSTITUENCY, gss="E14009999", name="Anytown")
        names = [(f"E05{place:06}", f"Ward {place:02}", f"ward {place:02}", council) for place in range(_WARDS)]
        ward = work.insert_rows(WARD, ("gss", "name", "fold", "council_id"), names)
        pairs = [(ward + place, seat, 2024, 2024) for place in range(_WARDS)]
        work.insert_rows(WARD_SEAT, ("ward_id", "constituency_id", "first", "last"), pairs)
        codes = [code for (code,) in work.rows("SELECT DISTINCT postcode FROM person WHERE postcode <> ''")]
        work.insert_rows(POSTCODE, ("code", "ward_id"), [(code, ward + int(code.split()[0][2:]) - 1) for code in codes])
        for place in range(3):
            name = {"given": "Jo", "family": f"Office{place}", "sort_key": f"office{place} jo"}
            holder = work.insert_with_uid(PERSON, name_key=f"jooffice{place}", **name)
            work.insert_with_uid(OFFICE, person_id=holder, kind="councillor", ward_id=ward, council_id=council)
        people = [row for (row,) in work.rows("SELECT id FROM person WHERE id % 10 = 0")]
        facts = [(row, "organisation", f"Society no. {place % _ORGANISATIONS}") for place, row in enumerate(people)]
        work.insert_rows(FACT, ("person_id", "kind", "value"), facts)
    add_branch(store, "Large", "Anytown", ["Ward 00", "Ward 01", "Ward 02"])
    add_branch(store, "Small", "Anytown", ["Ward 05"])
    add_group(store, "Society No 7", "association")
    started = time.perf_counter()
    made = propose(store, branch="Large").made
    took = time.perf_counter() - started
    print(f"  {made:,} links proposed and made in {took:.1f} s, {made / took:,.0f} a second")
    for (uid,) in store.rows("SELECT hex(uid) FROM person WHERE postcode LIKE 'SE6 %' LIMIT 20"):
        link(store, uid, branch="Small")


# Comparing --------------------------------------------------------------------------------


def _compare_all(store: Store) -> None:
    large = store.count("SELECT id FROM branch WHERE name = 'Large'")
    small = store.count("SELECT id FROM branch WHERE name = 'Small'")
    holder = store.count("SELECT holder_id FROM link WHERE holder_id IS NOT NULL LIMIT 1")
    body, fold = store.rows("SELECT id, fold FROM body")[0]
    _compare("a large branch", lambda: behind_branch(store, large), list(_by_links(store, "branch_id", large)))
    _compare("a small branch", lambda: behind_branch(store, small), list(_by_links(store, "branch_id", small)))
    _compare("a councillor", lambda: behind_holder(store, holder), list(_by_links(store, "holder_id", holder)))
    _compare("a group", lambda: behind_group(store, body, fold), [_by_belonging(store, body, "society no. 7")])


def _by_links(store: Store, column: str, target: int) -> Iterator[Answer]:
    values = (target, clock.today())
    linked, walked = _LINKED.format(column=column), _WALKED.format(column=column)
    by_sorting = f"{_SHOWN.format(index='')} WHERE person.id IN ({linked}) {_ORDER}"
    by_walking = f"{_SHOWN.format(index='INDEXED BY person_sort_key_id')} WHERE EXISTS ({walked}) {_ORDER}"
    yield lambda: store.rows(by_sorting, values)
    yield lambda: store.rows(by_walking, values)


def _by_belonging(store: Store, body: int, name: str) -> Answer:
    query = f"{_SHOWN.format(index='')} WHERE person.id IN ({_BELONGING}) {_ORDER}"
    return lambda: store.rows(query, (body, clock.today(), name))


def _compare(what: str, ours: Callable[[], Behind], peers: Sequence[Answer]) -> None:
    found = ours()
    for peer in peers:
        if [row[0] for row in peer()][:MOST] != [one.person.id for one in found.people]:
            raise SystemExit(f"{what} is answered otherwise by plain SQL: the comparison is worth nothing.")
    took, *theirs = fastest(_ROUNDS, _seconds_of(ours), *(_seconds_of(peer) for peer in peers))
    best = min(theirs)
    people = f"{MOST}+" if found.more else f"{len(found.people)}"
    print(
        f"  {what:<15} {people:>5} people  {took * 1000:7.1f} ms  SQL {best * 1000:7.1f} ms  {took / best:5.2f} times"
    )


def _seconds_of(action: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        action()
        return time.perf_counter() - started

    return timed


if __name__ == "__main__":
    main()
