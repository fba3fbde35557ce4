"""What a change in the history was about: the people it touched, where that is known without reading all of it."""

from collections.abc import Iterator
from typing import NamedTuple

from organiser.models.base import Table
from organiser.models.tables import TRACKED
from organiser.services.listed import Listed, describe
from organiser.store import history
from organiser.store.history import Entry
from organiser.store.store import Store
from organiser.store.work import from_image

# So many people are named; a change that touched more says so.
MOST = 200


class Touched(NamedTuple):
    """A change, the first people it touched who are here now, and how many rows of each kind it wrote.

    `more` where it touched others; `gone` how many people of it are not here (any more, or not yet again).
    """

    entry: Entry
    people: list[Listed]
    gone: int
    rows: int
    more: bool


def touched(store: Store, number: int, most: int = MOST) -> Touched:
    """Whom a change by number touched; a Problem where there is no such change."""
    entry = history.entry(store, number)
    ids: dict[int, None] = {}
    more = False
    for person in _people(store, number, most):
        if len(ids) == most and person not in ids:
            more = True
            break
        ids[person] = None
    people = describe(store, list(ids))
    inserted = store.count("SELECT sum(last - first + 1) FROM inserted WHERE operation_id = ?", (number,))
    changed = store.count(
        "SELECT count(DISTINCT tbl || row_id) FROM change WHERE operation_id = ? AND before <> ''", (number,)
    )
    return Touched(entry, people, len(ids) - len(people), inserted + changed, more)


def _people(store: Store, number: int, most: int) -> Iterator[int]:
    """The people by id, the same one perhaps several times; enough of them to tell whether there are more."""
    for name, first, last in store.rows(
        "SELECT tbl, first, last FROM inserted WHERE operation_id = ? ORDER BY id", (number,)
    ):
        table = TRACKED[name]
        if table.person:
            for (person,) in store.rows(
                f"SELECT DISTINCT {table.person} FROM {name} WHERE id BETWEEN ? AND ? AND {table.person} IS NOT NULL"
                f" LIMIT {most + 1}",
                (first, last),
            ):
                yield person
    with_people = [name for name, table in TRACKED.items() if table.person]
    marks = ", ".join("?" * len(with_people))
    for name, row, before, after in store.rows(
        f"SELECT tbl, row_id, before, after FROM change WHERE operation_id = ? AND tbl IN ({marks})"
        f" ORDER BY id LIMIT {20 * most}",
        (number, *with_people),
    ):
        person = _person_of(TRACKED[name], row, before or after)
        if person is not None:
            yield person


def _person_of(table: Table, row: int, image: str) -> int | None:
    if table.person == "id":
        return row
    person = from_image(table, image)[table.names.index(table.person)] if image and table.person else None
    return person if isinstance(person, int) else None
