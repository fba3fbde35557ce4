"""How fast people are found, beside the best plain SQL for the same answer.

Run as `python benchmarks/search.py [--full | DATABASE]`: among 100,000 people, a million with --full, or those of a
database that is there. The peer is one statement by hand that gives the first 500 people with ward, contacts and tags,
written both ways, through the index and by walking the names: the faster way counts.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from measuring import FEW, MANY, database_of, fastest

from organiser.services.people import MOST, Question, find
from organiser.store.store import Store

_ROUNDS = 5
# Words that many people have, that some have, and that one has.
_QUERIES = ("smith", "se13", "700004", "ngozi okafor", "ngozi.okafor", "7700004242")

_SHOWN = """
SELECT person.id, uid, given, family, person.postcode, register, membership, minor_until, ward.gss, ward.name,
  (SELECT group_concat(contact.value) FROM contact WHERE person_id = person.id AND until = ''),
  (SELECT group_concat(tag.name) FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = person.id)
FROM person {index} LEFT JOIN postcode ON postcode.code = person.postcode
  LEFT JOIN ward ON ward.id = coalesce(person.ward_id, postcode.ward_id)
"""
_ORDER = f"ORDER BY person.sort_key, person.id LIMIT {MOST + 1}"
_BY_INDEX = "person.id IN (SELECT rowid FROM search WHERE search MATCH ? AND {checks})"
_BY_WALKING = "EXISTS (SELECT 1 FROM search_content WHERE search_content.id = person.id AND {checks})"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        named = [word for word in sys.argv[1:] if not word.startswith("-")]
        count = MANY if "--full" in sys.argv[1:] else FEW
        with Store.open(Path(named[0]) if named else database_of(Path(folder), count)) as store:
            print(f"Among {store.count('SELECT count(*) FROM person'):,} people (goal: within 3 times)")
            for query in _QUERIES:
                _compare(store, query)


def _compare(store: Store, query: str) -> None:
    found = find(store, Question(text=query))
    ways = (_by_index(store, query), _by_walking(store, query))
    took = []
    for way in ways:
        started = time.perf_counter()
        if [row[0] for row in way()][:MOST] != [person.id for person in found.people]:
            raise SystemExit(f"'{query}' is answered otherwise by plain SQL: the comparison is worth nothing.")
        took.append(time.perf_counter() - started)
    faster = ways[took.index(min(took))]
    ours, peer = fastest(_ROUNDS, _seconds_of(lambda: find(store, Question(text=query))), _seconds_of(faster))
    count = f"{MOST}+" if found.more else f"{len(found.people)}"
    print(f"  {query:<13} {count:>4} people {ours * 1000:7.1f} ms, SQL {peer * 1000:7.1f} ms: {ours / peer:5.2f} times")


def _by_index(store: Store, query: str) -> Callable[[], Sequence[tuple[object, ...]]]:
    trigrams = [word[place : place + 3] for word in query.split() for place in range(len(word) - 2)]
    checks = " AND ".join("instr(body, ?)" for _ in query.split())
    sql = f"{_SHOWN.format(index='')} WHERE {_BY_INDEX.format(checks=checks)} {_ORDER}"
    expression = " AND ".join(f'"{trigram}"' for trigram in trigrams)
    return lambda: store.rows(sql, (expression, *query.split()))


def _by_walking(store: Store, query: str) -> Callable[[], Sequence[tuple[object, ...]]]:
    checks = " AND ".join("instr(c0, ?)" for _ in query.split())
    index = "INDEXED BY person_sort_key_id"
    sql = f"{_SHOWN.format(index=index)} WHERE {_BY_WALKING.format(checks=checks)} {_ORDER}"
    return lambda: store.rows(sql, query.split())


def _seconds_of(action: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        action()
        return time.perf_counter() - started

    return timed


if __name__ == "__main__":
    main()
