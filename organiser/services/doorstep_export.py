"""What was said at the doors as a file: conversations for research, or the ranking, for a spreadsheet.

An address beside a political opinion is personal data: doors, streets and postcodes stay out unless somebody asks for
them for a return visit. Names, telephone numbers and who knocked are never in it.
"""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.services.export import write_rows
from organiser.services.listing import Tally, moment
from organiser.services.output_file import target_of, write_whole
from organiser.services.ranking import Asked, Ranked, condition, ranking
from organiser.store.engine import Value
from organiser.store.store import Store

CONVERSATIONS, ISSUES = "conversations", "issues"
WHAT = (CONVERSATIONS, ISSUES)
# Headings that 'organiser doorstep import' reads again; "Filed under" is for people.
_SAID = ("Date", "Ward code", "Ward", "Outcome", "Issue in their words", "Filed under", "Come to a conference?",
         "Would you help with it?")  # fmt: skip
_DOORS = ("Door", "Street", "Postcode")
_RANKED = ("Ward code", "Ward", "Place", "Tied", "Issue", "Category", "Conversations", "Households",
           "Offered for a vote")  # fmt: skip


class Wanted(NamedTuple):
    """What is written: of which wards and period, WHAT, and whether doors, streets and postcodes stand in it."""

    asked: Asked
    what: str = CONVERSATIONS
    with_doors: bool = False


def form_of(path: Path | None) -> str:
    """csv or xlsx, as a file's name ends; csv for standard output. Problem for any other name."""
    ending = path.suffix.casefold() if path else ".csv"
    if ending not in (".csv", ".xlsx"):
        raise Problem("The file's name ends in .csv or .xlsx.", USAGE)
    return ending[1:]


def write_file(store: Store, wanted: Wanted, path: Path, tally: Tally, *, replace: bool = False) -> Path:
    """Write to a file that only its owner can read, whole or not at all; gives its full name. `tally` counts rows."""
    from organiser.formats.export_csv import BYTE_ORDER_MARK

    form = form_of(path)
    target = target_of(store, path, replace=replace)
    blocks = write_blocks(store, wanted, form, tally, target.parent)
    write_whole(target, chain([BYTE_ORDER_MARK], blocks) if form == "csv" else blocks, replace=replace)
    return target


def write_blocks(store: Store, wanted: Wanted, form: str, tally: Tally, folder: Path | None = None) -> Iterator[bytes]:
    """The file, block by block; of conversations memory does not grow with them.

    No cell is a formula to a spreadsheet. Problem where a place is not known, or doors are asked for of a ranking.
    """
    if wanted.what not in WHAT:
        raise Problem(f"--what takes {' or '.join(WHAT)}.", USAGE)
    if wanted.what == ISSUES:
        if wanted.with_doors:
            raise Problem("A ranking has no doors: --with-doors goes with --what conversations.", USAGE)
        return write_rows(form, _RANKED, _ranked(store, wanted.asked, tally), tally, folder)
    header = (*_SAID, *_DOORS) if wanted.with_doors else _SAID
    where, values = condition(store, wanted.asked)
    return write_rows(form, header, _said(store, where, values, wanted.with_doors, tally), tally, folder)


def _said(store: Store, where: str, values: tuple[Value, ...], with_doors: bool, tally: Tally) -> Iterator[list[str]]:
    doors = ", said.door, said.street, said.postcode" if with_doors else ""
    with moment(store):
        for row in store.stream(
            f"SELECT said.on_day, ward.gss, ward.name, said.outcome, said.wording, coalesce(issue.name, ''),"
            f" said.conference, said.helping{doors} FROM (SELECT * FROM conversation WHERE {where}) AS said"
            " JOIN ward ON ward.id = said.ward_id LEFT JOIN issue ON issue.id = said.issue_id"
            " ORDER BY said.on_day, said.id",
            values,
        ):
            tally.people += 1
            yield list(row)


def _ranked(store: Store, asked: Asked, tally: Tally) -> Iterator[list[str]]:
    found = ranking(store, asked)
    for ward in found.wards:
        for one in ward.ranking:
            tally.people += 1
            yield [ward.ward.gss, ward.ward.name, *_cells(one)]
    for one in found.ranking:
        tally.people += 1
        yield ["", "All of them", *_cells(one)]


def _cells(one: Ranked) -> list[str]:
    return [
        str(one.place), "yes" if one.tied else "", one.issue.name, one.issue.category, str(one.conversations),
        str(one.households), "yes" if one.issue.offered else "no",
    ]  # fmt: skip
