"""What lists of places say, gathered; and the difference it makes to the database, written inside one operation.

Later editions win over earlier ones, whatever order they come in; of two statements of one year the greater in code
point order. So the same files give the same tables however they are loaded.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from organiser.formats.place_files import LookupRow, PostcodeRow
from organiser.models.base import Table
from organiser.models.places import CONSTITUENCY, COUNCIL, DIVISION, POSTCODE, WARD, WARD_SEAT
from organiser.rules.editions import Pair, pairs_in, successors
from organiser.rules.places import place_fold
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.work import Work

_SLICE = 100_000

Progress = Callable[[str, int, int], None]
# A year (0: none) and what was said in it: a name, or the code of a ward's council.
Said = tuple[int, str]
_NOTHING: Said = (0, "")


@dataclass(slots=True)
class Gathered:
    """What the files of one call say of places, by code."""

    councils: dict[str, Said] = field(default_factory=dict)
    constituencies: dict[str, Said] = field(default_factory=dict)
    wards: dict[str, Said] = field(default_factory=dict)
    divisions: dict[str, Said] = field(default_factory=dict)
    # The council of each ward; the first and last edition of each pair of ward and constituency.
    ward_councils: dict[str, Said] = field(default_factory=dict)
    pairs: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    # What directories have said before: postcodes of one ward say the same over and over.
    _seen: set[tuple[str | int | None, ...]] = field(default_factory=set)

    def add_lookup(self, row: LookupRow, this_year: int) -> None:
        """Take in one row of a lookup. One without a year speaks of this year if it pairs wards with constituencies."""
        first, last = row.first, row.last
        if row.ward and row.constituency:
            first, last = first or this_year, last or this_year
            before = self.pairs.get((row.ward, row.constituency), (first, last))
            self.pairs[row.ward, row.constituency] = (min(first, before[0]), max(last, before[1]))
        _add(self.wards, row.ward, last, row.ward_name)
        _add(self.constituencies, row.constituency, last, row.constituency_name)
        _add(self.councils, row.council, last, row.council_name)
        _add(self.divisions, row.division, last, row.division_name)
        if row.ward and row.council:
            _add(self.ward_councils, row.ward, last, row.council)

    def add_postcode(self, row: PostcodeRow, year: int) -> None:
        """Take in the places that one row of a directory names, by their codes alone."""
        key = (row.ward, row.council, row.constituency, row.division, year)
        if key in self._seen:
            return
        self._seen.add(key)
        _add(self.wards, row.ward)
        _add(self.constituencies, row.constituency)
        _add(self.councils, row.council)
        _add(self.divisions, row.division)
        if row.ward and row.council:
            _add(self.ward_councils, row.ward, year, row.council)


def _add(places: dict[str, Said], code: str | None, year: int = 0, said: str = "") -> None:
    if code:
        places[code] = max(places.get(code, _NOTHING), (year, said) if said else _NOTHING)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: counts of places and postcodes, and of the files' wards that lie in several constituencies."""

    created: int
    updated: int
    unchanged: int
    split_wards: int
    postcodes: int | None
    live: int | None


@dataclass(slots=True)
class _Kind:
    """The places of one table: the ids of those in the files by code, and the ids of those made and changed."""

    ids: dict[str, int] = field(default_factory=dict)
    made: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)

    def touch(self, row_id: int) -> None:
        """Count a place as changed, unless it was made just now."""
        if row_id not in self.made:
            self.changed.add(row_id)


def write_places(work: Work, gathered: Gathered, *, staged: bool, progress: Progress) -> Written:
    """Write what is new or changed; `staged` says that postcodes stand in the temporary table staged.postcode."""
    councils = _write_named(work, COUNCIL, gathered.councils)
    constituencies = _write_named(work, CONSTITUENCY, gathered.constituencies)
    divisions = _write_named(work, DIVISION, gathered.divisions)
    before = _councils_of_wards(work)
    wards = _write_wards(work, gathered, councils.ids)
    _write_pairs(work, gathered, wards, constituencies)
    touched = {councils.get(ward) for councils in (before, _councils_of_wards(work)) for ward in wards.ids.values()}
    _write_successors(work, touched - {None}, wards)

    kinds = (councils, constituencies, divisions, wards)
    created = sum(len(kind.made) for kind in kinds)
    updated = sum(len(kind.changed) for kind in kinds)
    # A ward that was given a successor is changed though the files may not name it.
    changed_in_files = sum(len(kind.changed.intersection(kind.ids.values())) for kind in kinds)
    unchanged = sum(len(kind.ids) for kind in kinds) - created - changed_in_files
    split = _count_split(gathered, wards, constituencies)
    if not staged:
        return Written(created, updated, unchanged, split, None, None)
    _map_codes(work, kinds)
    postcodes, live = work.rows("SELECT count(*), count(nullif(ended <> '', 1)) FROM staged.postcode")[0]
    made, changed = _write_postcodes(work, postcodes, progress)
    unchanged += postcodes - made - changed
    return Written(created + made, updated + changed, unchanged, split, postcodes, live)


# Places --------------------------------------------------------------------------------------------------------------


def _write_named(work: Work, table: Table, said: Mapping[str, Said]) -> _Kind:
    def best(gss: str, stored: Row | None) -> Row:
        return max(said[gss], tuple(stored or _NOTHING))

    return _write(work, table, ("name_year", "name"), said, best)


def _write_wards(work: Work, gathered: Gathered, council_ids: Mapping[str, int]) -> _Kind:
    codes: dict[int | None, str] = dict(work.rows("SELECT id, gss FROM council"))

    def best(gss: str, stored: Row | None) -> Row:
        year, name, _, council_year, council_id = stored or (0, "", "", 0, None)
        year, name = max(gathered.wards[gss], (year, name))
        said = gathered.ward_councils.get(gss, _NOTHING)
        if said > (council_year, codes.get(council_id, "")):
            council_year, council_id = said[0], council_ids[said[1]]
        return year, name, place_fold(name), council_year, council_id

    return _write(work, WARD, ("name_year", "name", "fold", "council_year", "council_id"), gathered.wards, best)


def _write(
    work: Work,
    table: Table,
    columns: Sequence[str],
    codes: Iterable[str],
    best: Callable[[str, Row | None], Row],
) -> _Kind:
    """Make or change the places with these codes; `best` gives the values of one from what stands there, if any."""
    stored = {gss: (row_id, tuple(values)) for row_id, gss, *values in work.rows(_select(table, columns))}
    kind = _Kind()
    new: list[tuple[str, Row]] = []
    for gss in sorted(codes):
        if gss not in stored:
            new.append((gss, best(gss, None)))
            continue
        row_id, before = stored[gss]
        kind.ids[gss] = row_id
        after = best(gss, before)
        if after != before:
            work.update(table, row_id, **dict(zip(columns, after, strict=True)))
            kind.changed.add(row_id)
    first = work.insert_rows(table, ("gss", *columns), [(gss, *values) for gss, values in new])
    kind.ids |= {gss: row_id for row_id, (gss, _) in enumerate(new, first)}
    kind.made = set(range(first, first + len(new)))
    return kind


def _select(table: Table, columns: Sequence[str]) -> str:
    return f"SELECT id, gss, {', '.join(columns)} FROM {table.name}"


def _write_pairs(work: Work, gathered: Gathered, wards: _Kind, constituencies: _Kind) -> None:
    stored = {
        (ward, constituency): (row_id, first, last)
        for row_id, ward, constituency, first, last in work.rows(
            "SELECT id, ward_id, constituency_id, first, last FROM ward_seat"
        )
    }
    new = []
    for (ward_code, constituency_code), (first, last) in sorted(gathered.pairs.items()):
        ward, constituency = wards.ids[ward_code], constituencies.ids[constituency_code]
        if (ward, constituency) not in stored:
            new.append((ward, constituency, first, last))
            wards.touch(ward)
            continue
        row_id, *years = stored[ward, constituency]
        first, last = min(first, years[0]), max(last, years[1])
        if work.update(WARD_SEAT, row_id, first=first, last=last):
            wards.touch(ward)
    work.insert_rows(WARD_SEAT, ("ward_id", "constituency_id", "first", "last"), new)


def _councils_of_wards(work: Work) -> dict[int, int | None]:
    return dict(work.rows("SELECT id, council_id FROM ward"))


def _write_successors(work: Work, councils: Iterable[int | None], wards: _Kind) -> None:
    for council in councils:
        rows = work.rows("SELECT id, fold, successor_id FROM ward WHERE council_id = ?", (council,))
        found = work.rows(
            "SELECT ward_id, constituency_id, first, last FROM ward JOIN ward_seat ON ward_id = ward.id"
            " WHERE council_id = ?",
            (council,),
        )
        wanted = successors({ward: fold for ward, fold, _ in rows}, [Pair(*row) for row in found])
        for ward, _, successor in rows:
            if wanted.get(ward) != successor:
                work.update(WARD, ward, successor_id=wanted.get(ward))
                wards.touch(ward)


def _count_split(gathered: Gathered, wards: _Kind, constituencies: _Kind) -> int:
    """How many of the files' wards lie in several constituencies, in the editions that would hold today."""
    by_council: dict[str, list[Pair]] = {}
    for (ward, constituency), (first, last) in gathered.pairs.items():
        _, council = gathered.ward_councils.get(ward, _NOTHING)
        by_council.setdefault(council, []).append(Pair(wards.ids[ward], constituencies.ids[constituency], first, last))
    year = clock.this_year()
    lying = Counter(pair.ward for pairs in by_council.values() for pair in pairs_in(pairs, year))
    return sum(count > 1 for count in lying.values())


# Postcodes -----------------------------------------------------------------------------------------------------------

_COLUMNS = ("code", "ended", "ward_id", "constituency_id", "division_id")
# What the staged postcodes behind :after and up to :until say, in the words of the database. A directory that tells no
# constituencies or divisions leaves what is there.
_SETTLED = """
SELECT {columns} FROM staged.postcode AS said
LEFT JOIN staged.place AS ward ON ward.gss = said.ward
LEFT JOIN staged.place AS constituency ON constituency.gss = said.constituency
LEFT JOIN staged.place AS division ON division.gss = said.division
{join} WHERE said.code > :after AND said.code <= :until
"""
_NEW = (
    _SETTLED.format(
        columns="said.code, said.ended, ward.id, coalesce(constituency.id, 0), coalesce(division.id, 0)",
        join="",
    )
    + "AND NOT EXISTS (SELECT 1 FROM postcode WHERE postcode.code = said.code) ORDER BY said.code"
)
_KNOWN = _SETTLED.format(
    columns=(
        "known.id, said.ended, ward.id,"
        " CASE WHEN said.constituency IS NULL THEN known.constituency_id ELSE coalesce(constituency.id, 0) END,"
        " CASE WHEN said.division IS NULL THEN known.division_id ELSE coalesce(division.id, 0) END"
    ),
    join="JOIN postcode AS known ON known.code = said.code",
)


def _map_codes(work: Work, kinds: Sequence[_Kind]) -> None:
    for kind in kinds:
        work.connection.executemany("INSERT INTO staged.place(gss, id) VALUES (?, ?)", kind.ids.items())


def _write_postcodes(work: Work, total: int, progress: Progress) -> tuple[int, int]:
    """Write the staged postcodes; gives how many were made and how many changed."""
    made = changed = done = 0
    after = ""
    while done < total:
        until = work.value(
            "SELECT max(code) FROM (SELECT code FROM staged.postcode WHERE code > ? ORDER BY code LIMIT ?)",
            (after, _SLICE),
        )
        bounds = {"after": after, "until": until}
        changed += work.update_select(POSTCODE, _COLUMNS[1:], _KNOWN, bounds)
        made += work.insert_select(POSTCODE, _COLUMNS, _NEW, bounds)
        after = str(until)
        done = min(done + _SLICE, total)
        progress("Writing postcodes", done, total)
    return made, changed
