"""What stands in a database, in a form that tests can compare."""

from organiser.models.tables import TRACKED
from organiser.rules.names import name_key, sort_key
from organiser.store import search
from organiser.store.engine import Row, Value
from organiser.store.store import Store

Tables = dict[str, dict[int, Row]]


def dump(store: Store) -> Tables:
    """Every row of every tracked table, by its id."""
    return {
        name: {row[0]: row for row in store.rows(f"SELECT {', '.join(table.names)} FROM {name}")}
        for name, table in TRACKED.items()
    }


def indexed(store: Store) -> dict[int, list[str]]:
    """The words of the search index, by person."""
    assert search.out_of_step(store.connection) == 0
    return {person: sorted(body.split()) for person, body in store.rows("SELECT rowid, body FROM search")}


def named(given: str, family: str) -> dict[str, Value]:
    """The columns of a person's name, folded ones included."""
    return {
        "given": given,
        "family": family,
        "sort_key": sort_key(given, family),
        "name_key": name_key(given, family),
    }
