"""People one after the other in the order of their names, however many, as the file stood at one moment."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from organiser.services.people import Question, matching
from organiser.store import engine
from organiser.store.store import Store

# So many people are read at once.
BATCH = 1000


@dataclass(slots=True)
class Tally:
    """Counted while people are written out.

    `people` are those written, `left_out` the others by reason, `cut` the cells that were too long for a workbook.
    `progress` is told how many people have been looked at.
    """

    people: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    cut: int = 0
    seen: int = 0
    progress: Callable[[int], None] = lambda _: None

    def leave_out(self, reason: str) -> None:
        self.left_out[reason] = self.left_out.get(reason, 0) + 1

    def pass_by(self, people: int) -> None:
        """So many more people have been looked at."""
        self.seen += people
        self.progress(self.seen)

    def cut_a_cell(self) -> None:
        self.cut += 1


@contextmanager
def moment(store: Store) -> Iterator[None]:
    """Everything read within is as it stood at one moment, whatever others write meanwhile."""
    with store.errors():
        store.connection.execute("BEGIN")
    try:
        yield
    finally:
        # A reader that stopped half way may be cleared away when the file is closed already.
        with suppress(engine.DatabaseError):
            store.connection.execute("ROLLBACK")


def batches(store: Store, question: Question | None = None, size: int = BATCH) -> Iterator[list[int]]:
    """The ids of the people whom a question finds (None: of everybody) by name, some at a time; within moment().

    Pages by the last name and id read, so that each costs the same and memory does not grow.
    """
    people = "person INDEXED BY person_sort_key_id"
    if question is not None:
        found = matching(store, question)
        with store.errors():
            store.connection.execute("DROP TABLE IF EXISTS temp.chosen")
            store.connection.execute("CREATE TEMP TABLE chosen(sort_key TEXT, id INTEGER, PRIMARY KEY (sort_key, id))")
            store.connection.execute(
                f"INSERT INTO temp.chosen SELECT person.sort_key, person.id FROM person WHERE {found.sql}",
                found.values,
            )
        people = "temp.chosen"
    last: tuple[str, int] = ("", 0)
    while True:
        rows = store.rows(
            f"SELECT sort_key, id FROM {people} WHERE (sort_key, id) > (?, ?) ORDER BY sort_key, id LIMIT {size}", last
        )
        if not rows:
            return
        last = rows[-1]
        yield [row[1] for row in rows]
