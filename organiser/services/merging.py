"""Two records of one person made one: every row that points at the second is moved to the first.

Rows that would then stand twice are dropped; what a person's own row says is settled by the caller. All of it is
remembered row by row, so that undo is exact.
"""

from organiser.models.base import Table
from organiser.models.people import FACT, PERSON
from organiser.models.sources import QUESTION
from organiser.models.tables import TRACKED
from organiser.store.uids import uid_text
from organiser.store.work import Work


def join_people(work: Work, kept: int, gone: int) -> None:
    """Move everything of person `gone` to person `kept`, then delete `gone`.

    A question between the two is answered by it; a relation of somebody to themselves is dropped.
    """
    for (question,) in work.rows(
        "SELECT id FROM question WHERE (person_id = ? AND other_id = ?) OR (person_id = ? AND other_id = ?)",
        (kept, gone, gone, kept),
    ):
        work.update(QUESTION, _id(question), state="same", person_id=kept, other_id=None)
    for table in TRACKED.values():
        for column, target in table.references:
            if target == PERSON.name:
                _move(work, table, column, kept, gone)
    for (relation,) in work.rows("SELECT id FROM relation WHERE person_id = other_id"):
        work.delete(TRACKED["relation"], _id(relation))
    ward = work.value("SELECT ward_id FROM person WHERE id = ?", (gone,))
    if ward is not None and work.value("SELECT ward_id FROM person WHERE id = ?", (kept,)) is None:
        work.update(PERSON, kept, ward_id=ward)
    # The identifier that lists and links outside may still use leads to the person who is kept.
    uid = work.value("SELECT uid FROM person WHERE id = ?", (gone,))
    if isinstance(uid, bytes):
        work.insert(FACT, person_id=kept, kind="uid", value=uid_text(uid))
    work.delete(PERSON, gone)
    work.touch_people((kept, gone))


def _move(work: Work, table: Table, column: str, kept: int, gone: int) -> None:
    for (row,) in work.rows(f"SELECT id FROM {table.name} WHERE {column} = ?", (gone,)):
        if _stands_already(work, table, column, kept, _id(row)):
            work.delete(table, _id(row))
        else:
            work.update(table, _id(row), **{column: kept})


def _stands_already(work: Work, table: Table, column: str, kept: int, row: int) -> bool:
    """Whether the kept person has a row that says just the same."""
    if table.name == "source_row":
        return False
    unique = [index.columns for index in table.indexes if index.unique and column in index.columns]
    others = [name for name in (unique[0] if unique else table.names) if name not in ("id", "version", "uid", column)]
    same = " AND ".join(f"a.{name} IS b.{name}" for name in others)
    found = work.value(
        f"SELECT 1 FROM {table.name} AS a JOIN {table.name} AS b ON {same} WHERE a.{column} = ? AND b.id = ?",
        (kept, row),
    )
    return found is not None


def _id(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not the id of a row")
    return value
