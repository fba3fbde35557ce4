"""Loading official lists of places: read them all, keep the councils that are wanted, write what is new or changed.

Lookups are small (there are some thousand places of each kind) and gathered in memory; a postcode directory may have
millions of rows and goes through a private temporary database of SQLite's own (ATTACH ''), which lies on disk, has no
name and is gone with the connection. No lock is held while files are read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from organiser.errors import UNREADABLE, Problem
from organiser.formats.place_files import (
    Layout,
    LeftOut,
    LookupRow,
    PostcodeRow,
    layout_of,
    lookup_rows,
    postcode_rows,
    score,
)
from organiser.formats.reading import read_tables
from organiser.formats.table import Finding, Table
from organiser.rules.places import place_code, place_fold
from organiser.services.place_changes import Gathered, Progress, Written, write_places
from organiser.services.places import not_found
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.text import safe_text

# So many rows left out are listed one by one; what comes after is counted only.
MOST_FINDINGS = 10_000
_BATCH = 5000
_EXPECTED = (
    "a ward lookup (codes and names of wards, with their constituencies and councils), a list of constituencies or"
    " councils with their codes, or a postcode directory (postcodes with the codes of their wards)"
)

Recognised = tuple[Table, Layout]


def in_silence(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading lists of places.

    `rows` counts all data rows, `kept` those of the councils asked for that could be used. `wards` to `divisions`,
    `postcodes` and `live` count what was kept of the files, each once; the last two are None where no file is a
    directory. `split_wards` lie in several constituencies. `created` and `updated` count places and postcodes that
    are new or changed in the database, `unchanged` the others of the files. `refused` lists the rows left out, of
    which there are `left_out`, unless they are too many. `operation` is the change's number, None for no change.
    """

    rows: int
    kept: int
    wards: int
    constituencies: int
    councils: int
    divisions: int
    split_wards: int
    postcodes: int | None
    live: int | None
    created: int
    updated: int
    unchanged: int
    refused: tuple[Finding, ...]
    left_out: int
    operation: int | None


@dataclass(slots=True)
class _Tally:
    """What is counted while files are read."""

    rows: int = 0
    kept: int = 0
    refused: list[Finding] = field(default_factory=list)
    left_out: int = 0

    def refuse(self, finding: Finding) -> None:
        self.left_out += 1
        if len(self.refused) < MOST_FINDINGS:
            self.refused.append(finding)


def load_places(
    store: Store, paths: Sequence[Path | str], councils: Sequence[str] = (), progress: Progress = in_silence
) -> Loaded:
    """Load ward lookups, lists of names and postcode directories, all as one change.

    `councils` are names or codes; with any, only their rows are kept (lists of constituencies have no council and are
    kept whole). Where two directories differ on a postcode, the one named last holds. Raises Problem: 65 for a file
    that is no list of places, 1 for a council that nothing here knows, with names that come near.
    """
    lookups, directories = _recognised(paths)
    tally = _Tally()
    rows, left_out = _read_lookups(lookups, tally, progress)
    choice = _Choice.of(store, councils, rows)
    gathered = Gathered()
    for row in rows:
        if choice.takes(row):
            tally.kept += 1
            gathered.add_lookup(row, clock.this_year())
    for left in left_out:
        if choice.concerns(left):
            tally.refuse(left.finding)
    with _staging(store) if directories else nullcontext():
        for table, layout in directories:
            _read_directory(store, table, layout, choice.of_directory(layout), gathered, tally, progress)
        choice.refuse_unknown(gathered)
        if directories:
            store.connection.execute("COMMIT")
        with store.operation(_title(paths), kind="places") as work:
            written = write_places(work, gathered, staged=bool(directories), progress=progress)
    return _loaded(tally, gathered, written, work.operation_id)


def _loaded(tally: _Tally, gathered: Gathered, written: Written, operation: int | None) -> Loaded:
    return Loaded(
        rows=tally.rows,
        kept=tally.kept,
        wards=len(gathered.wards),
        constituencies=len(gathered.constituencies),
        councils=len(gathered.councils),
        divisions=len(gathered.divisions),
        split_wards=written.split_wards,
        postcodes=written.postcodes,
        live=written.live,
        created=written.created,
        updated=written.updated,
        unchanged=written.unchanged,
        refused=tuple(tally.refused),
        left_out=tally.left_out,
        operation=operation,
    )


def _title(paths: Sequence[Path | str]) -> str:
    first = safe_text("standard input" if str(paths[0]) == "-" else Path(paths[0]).name)
    return f"Load places from {first}" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")


# Reading -------------------------------------------------------------------------------------------------------------


def _recognised(paths: Sequence[Path | str]) -> tuple[list[Recognised], list[Recognised]]:
    """The tables of all files that are lookups, and those that are directories; a Problem for a file without either."""
    lookups: list[Recognised] = []
    directories: list[Recognised] = []
    for path in paths:
        found = [(table, layout) for table in read_tables(path, score=score) if (layout := layout_of(table.header))]
        if not found:
            name = safe_text("standard input" if str(path) == "-" else Path(path).name)
            raise Problem(f"{name} is no list of places. Expected is {_EXPECTED}.", UNREADABLE)
        for table, layout in found:
            (directories if layout.is_directory else lookups).append((table, layout))
    return lookups, directories


def _read_lookups(
    lookups: Sequence[Recognised], tally: _Tally, progress: Progress
) -> tuple[list[LookupRow], list[LeftOut]]:
    rows: list[LookupRow] = []
    left_out: list[LeftOut] = []
    for table, layout in lookups:
        for row in lookup_rows(table, layout):
            if isinstance(row, LeftOut):
                left_out.append(row)
            else:
                rows.append(row)
            tally.rows += 1
            if not tally.rows % _BATCH:
                progress(f"Reading {table.file}", tally.rows, 0)
    return rows, left_out


def _read_directory(
    store: Store,
    table: Table,
    layout: Layout,
    wanted: frozenset[str] | None,
    gathered: Gathered,
    tally: _Tally,
    progress: Progress,
) -> None:
    """Put the rows of a directory into the temporary database, and the places that they name among those gathered."""
    batch: list[tuple[Value, ...]] = []
    for row in postcode_rows(table, layout, wanted):
        tally.rows += 1
        if isinstance(row, PostcodeRow):
            tally.kept += 1
            gathered.add_postcode(row, layout.year)
            batch.append((row.postcode, row.ended, row.ward, row.constituency, row.division))
        elif row is not None:
            tally.refuse(row.finding)
        if not tally.rows % _BATCH:
            _stage(store, batch)
            batch.clear()
            progress(f"Reading {table.file}", tally.rows, 0)
    _stage(store, batch)


def _stage(store: Store, batch: Sequence[Sequence[Value]]) -> None:
    # A directory that does not tell constituencies or divisions leaves what another one said.
    store.connection.executemany(
        "INSERT INTO staged.postcode(code, ended, ward, constituency, division) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT(code) DO UPDATE SET ended = excluded.ended, ward = excluded.ward,"
        " constituency = coalesce(excluded.constituency, constituency),"
        " division = coalesce(excluded.division, division)",
        batch,
    )


@contextmanager
def _staging(store: Store) -> Iterator[None]:
    """A private temporary database `staged` with an empty table of postcodes, in a transaction that is still open."""
    connection = store.connection
    with store.errors():
        connection.execute("ATTACH '' AS staged")
        try:
            connection.execute("PRAGMA staged.cache_size=-8000")
            connection.execute("PRAGMA staged.journal_mode=OFF")
            connection.execute("BEGIN")
            connection.execute(
                "CREATE TABLE staged.postcode(code TEXT PRIMARY KEY, ended TEXT, ward TEXT, constituency TEXT,"
                " division TEXT) WITHOUT ROWID"
            )
            connection.execute("CREATE TABLE staged.place(gss TEXT PRIMARY KEY, id INTEGER) WITHOUT ROWID")
            yield
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("DETACH staged")


# Which councils ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    """Which councils are wanted, by code, and what is known of them; `codes` is None where all are."""

    codes: frozenset[str] | None = None
    folds: frozenset[str] = frozenset()
    wards: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, store: Store, asked: Sequence[str], rows: Sequence[LookupRow]) -> "_Choice":
        """The councils asked for by name or code, found among those loaded and those of the rows."""
        if not asked:
            return cls()
        named = {(gss, name) for gss, name in store.rows("SELECT gss, name FROM council")}
        named.update((row.council, row.council_name) for row in rows if row.council)
        by_fold: dict[str, set[str]] = {}
        for gss, name in named:
            if name:
                by_fold.setdefault(place_fold(name), set()).add(gss)
        codes: set[str] = set()
        for words in asked:
            if code := place_code(words, "council"):
                codes.add(code)
            elif found := by_fold.get(place_fold(words)):
                codes |= found
            elif by_fold:
                raise not_found("council", words, {name for _, name in named if name})
            else:
                raise Problem("No council is known by name yet: load a ward lookup first, or give the council's code.")
        loaded = store.rows("SELECT ward.gss, council.gss FROM ward JOIN council ON council.id = council_id")
        wards = {ward for ward, gss in loaded if gss in codes}
        wards.update(row.ward for row in rows if row.council in codes)
        return cls(
            frozenset(codes),
            frozenset(fold for fold, found in by_fold.items() if found & codes),
            frozenset(wards),
            frozenset(gss for gss, _ in named),
        )

    def takes(self, row: LookupRow) -> bool:
        """Whether a row is kept: it is a wanted council's, or its list has to do with no council."""
        if self.codes is None:
            return True
        if row.council:
            return row.council in self.codes
        return not row.ward or row.ward in self.wards

    def concerns(self, left: LeftOut) -> bool:
        """Whether to tell of a row left out: it is a wanted council's, or it cannot be told whose it is."""
        if self.codes is None:
            return True
        if code := place_code(left.council, "council"):
            return code in self.codes
        return not left.council_name or place_fold(left.council_name) in self.folds

    def of_directory(self, layout: Layout) -> frozenset[str] | None:
        """The codes by which the rows of a directory are chosen; None for all of them."""
        if self.codes is None:
            return None
        return self.codes if layout.tells_councils else self.wards

    def refuse_unknown(self, gathered: Gathered) -> None:
        """Raise Problem for a code that is no council's here, nor in any of the files."""
        for code in sorted((self.codes or frozenset()) - self.known - gathered.councils.keys()):
            raise Problem(f"No council has the code {code}, here or in these files.")
