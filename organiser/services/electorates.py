"""Electorates taken in: how many electors or households each ward has, each year with its own numbers."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.formats.electorates import Said, read_electorates
from organiser.formats.table import Finding
from organiser.models.doorstep import ELECTORATE
from organiser.rules.contact_rate import OF
from organiser.services.offices import one_ward
from organiser.services.tasks import read_past
from organiser.store.store import Store

MOST_FINDINGS = 10_000


class Electorate(NamedTuple):
    """The number of electors or households that a ward has on an ISO day."""

    of: str
    on: str
    number: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list said: its rows, numbers that are new, mended and known already, and rows left out with the reason.

    `of` tells how many numbers of each kind could be used. `operation` is None where nothing was new.
    """

    on: str
    rows: int
    new: int
    mended: int
    known: int
    of: dict[str, int]
    refused: list[Finding]
    more: bool
    operation: int | None


def import_electorates(store: Store, path: Path | str, of: str = "", on: str = "") -> Taken:
    """Take in a list of wards and numbers that stand for a day (past; today where none is said), as one change.

    Rows without a ward that is known or a usable number are left out. Problem where the list cannot be read.
    """
    if of and of not in OF:
        raise Problem(f"--of takes {' or '.join(OF)}.", USAGE)
    day = read_past(on)
    rows, refused, numbers = 0, list[Finding](), dict[tuple[int, str], int]()
    for table in read_electorates(path, of):
        rows += table.rows
        refused += table.refused
        for said in table.said:
            reason = _take(store, said, day, numbers)
            if reason:
                refused.append(Finding(table.file, table.sheet, said.row, "no-ward", reason))
    # A row with two numbers is left out once.
    refused = sorted(dict.fromkeys(refused), key=lambda one: (one.file, one.sheet, one.row))
    new = mended = 0
    with store.operation(
        f"Take in electorates of {len({ward for ward, _ in numbers}):,} wards", kind="doorstep"
    ) as work:
        for (ward, kind), number in numbers.items():
            row = work.value("SELECT id FROM electorate WHERE (ward_id, of, on_day) = (?, ?, ?)", (ward, kind, day))
            if isinstance(row, int):
                mended += work.update(ELECTORATE, row, counted=number)
            else:
                work.insert(ELECTORATE, ward_id=ward, of=kind, on_day=day, counted=number)
                new += 1
    kinds = [kind for _, kind in numbers]
    return Taken(
        day,
        rows,
        new,
        mended,
        len(numbers) - new - mended,
        {kind: kinds.count(kind) for kind in OF},
        refused[:MOST_FINDINGS],
        len(refused) > MOST_FINDINGS,
        work.operation_id,
    )


def _take(store: Store, said: Said, day: str, numbers: dict[tuple[int, str], int]) -> str:
    """Take one row in among the others; why not, where it cannot be."""
    try:
        ward = one_ward(store, said.code or said.name, day)
    except Problem as problem:
        return problem.sentence
    if numbers.setdefault((ward.id, said.of), said.number) != said.number:
        return f"{ward.shown} stands here twice with different numbers: the first counts"
    return ""


def of_wards(store: Store, until: str) -> dict[int, dict[str, Electorate]]:
    """The numbers of each ward (by id) for a period that ends on an ISO day, by what they count.

    The latest that stands for a day up to its end, else the first that came after.
    """
    found: dict[int, dict[str, Electorate]] = {}
    for ward, of, on, number in store.rows(
        "SELECT ward_id, of, on_day, counted FROM electorate ORDER BY on_day > ?1 DESC,"
        " CASE WHEN on_day > ?1 THEN on_day END DESC, on_day",
        (until,),
    ):
        # The best comes last.
        found.setdefault(ward, {})[of] = Electorate(of, on, number)
    return found
