"""Survey exports and typed-up sheets taken in: each row a conversation, in its ward, filed under its issue.

A row is known again by what it says (survey_rows) and its place among its equals in its file, so that equal rows each
count, whatever their order, and the same file again adds none; of two files that say the same, what the one has more
often counts. An answer is research: a name is kept only where its owner said that they may be contacted.

Read first, into a table of the connection's own and without a lock; then written as one change. Memory does not grow
with the rows.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.formats.survey import Saved, Survey, choice_of, read_survey
from organiser.formats.table import Finding
from organiser.models.doorstep import CONVERSATION
from organiser.models.sources import MAPPING, SOURCE
from organiser.rules.conversation import OUTCOMES, SPOKE, answer_of, household, outcome_of
from organiser.rules.wording import wording_fold
from organiser.services.issues import Filer
from organiser.services.met import Foreseen, Meeting, Met, Rows
from organiser.services.survey_rows import Heard, RowJudge, Told
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids
from organiser.store.work import Work

Progress = Callable[[str, int, int], None]

_BATCH = 2000
_COLUMNS = (
    "uid", "event_id", "ward_id", "issue_id", "person_id", "on_day", "outcome", "wording", "fold", "by_whom", "door",
    "street", "postcode", "household", "conference", "helping", "file", "sheet", "row", "said_key", "place",
)  # fmt: skip
# What the rows of the files say, and which of them no file said before. `part` numbers the tables.
_HEARD = (
    "CREATE TEMP TABLE heard(n INTEGER PRIMARY KEY, part, row, ward_id, on_day, postcode, said_key, place, wording,"
    " said)"
)
_FRESH = (
    "CREATE TEMP TABLE fresh AS SELECT min(n) AS n FROM temp.heard GROUP BY said_key, place HAVING NOT EXISTS ("
    "SELECT 1 FROM conversation WHERE conversation.said_key = heard.said_key AND conversation.place = heard.place"
    " AND conversation.place > 0)"
)
_PLACES = (
    "UPDATE temp.heard SET place = ranked.place FROM (SELECT n, row_number() OVER (PARTITION BY part, said_key"
    " ORDER BY n) AS place FROM temp.heard) AS ranked WHERE ranked.n = heard.n"
)
# Of wordings that are one when folded, those that were spelled in several ways; the commonest last, of equally common
# ones that with a capital.
_SPELLED = (
    "SELECT wording FROM temp.heard JOIN temp.fresh USING (n) WHERE wording <> '' GROUP BY wording"
    " ORDER BY count(*), substr(wording, 1, 1) <> lower(substr(wording, 1, 1)), wording"
)
_SOURCE = "doorstep"


class Options(NamedTuple):
    """What holds for rows that do not say it themselves: ward, day, event and canvasser by words, or "".

    `columns` say what columns mean, as `Heading=field`; it is remembered for files with the same headings.
    """

    ward: str = ""
    on: str = ""
    event: str = ""
    by: str = ""
    columns: Sequence[str] = ()
    # The same for whichever of the files have such a heading.
    mended: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in, or would be: rows read, conversations counted, rows known from before, rows left out and why.

    `outcomes` are those of the counted rows. `added` and `recognised` are people; `unnamed` counts rows whose name was
    not kept for want of a yes to being contacted. `unread` are the columns that were not understood; of refused rows
    the first 10,000 are listed. `operation` is None where nothing was written.
    """

    rows: int
    counted: int
    known: int
    refused: list[Finding]
    refused_count: int
    warnings: list[Finding]
    outcomes: dict[str, int]
    added: int
    recognised: int
    unnamed: int
    unread: tuple[str, ...]
    operation: int | None

    @property
    def usable(self) -> bool:
        """Whether any row could be used."""
        return bool(self.counted or self.known or not self.rows)


def import_surveys(
    store: Store, paths: Sequence[Path | str], options: Options, progress: Progress, *, dry_run: bool = False
) -> Taken:
    """Take in files as one change; rows without a usable ward or day are left out, with row and reason.

    With `dry_run` only what would come of it is told, and nothing is written. Problem where a file cannot be read, is
    no survey, or holds no ward or day at all and `options` say none.
    """
    surveying = Surveying(store, paths, options)
    try:
        return surveying.foresee(progress) if dry_run else surveying.apply(progress)
    finally:
        surveying.close()


class Surveying:
    """An import that may be looked at before it is made: read once, then foreseen, applied or forgotten.

    What was read stands in tables of the connection of `store`, which makes no other import meanwhile.
    """

    def __init__(self, store: Store, paths: Sequence[Path | str], options: Options) -> None:
        self._store = store
        self._paths = paths
        self._options = options
        self._judge: RowJudge | None = None
        self._parts: list[_Part] = []

    def foresee(self, progress: Progress) -> Taken:
        """Tell what would come of it. Nothing is changed; Problem where a file cannot be read."""
        with self._store.errors():
            judge = self._read(progress)
            people = Foreseen(self._store.rows)
            self._find_fresh(self._store.rows)
            outcomes = Counter[str]()
            for done, one in enumerate(self._fresh(self._store.rows), 1):
                people.person(self._met(one))
                outcomes[_outcome(one.said)] += 1
                if done % _BATCH == 0:
                    progress("Comparing", done, 0)
            return self._taken(judge.told, outcomes, people, None)

    def apply(self, progress: Progress) -> Taken:
        """Make the import as one change; what was taken in since it was read is known, and not taken in again."""
        with self._store.errors():
            judge = self._read(progress)
            with self._store.operation("Take in conversations from the doorstep", kind="doorstep") as work:
                self._find_fresh(work.rows)
                count = work.value("SELECT count(*) FROM temp.fresh")
                work.title = self._title(int(count or 0))
                people, outcomes = Meeting(work), Counter[str]()
                self._write(work, people, judge, outcomes, progress, int(count or 0))
                for part in self._parts:
                    _remember(work, part)
            return self._taken(judge.told, outcomes, people, work.operation_id)

    def close(self) -> None:
        """Forget what was read."""
        for table in ("heard", "fresh"):
            with suppress(Exception):
                self._store.connection.execute(f"DROP TABLE IF EXISTS temp.{table}")

    # Reading ----------------------------------------------------------------------------------------------------------

    def _read(self, progress: Progress) -> RowJudge:
        """Read every file, once; gives the judge, who knows what there is to tell."""
        if self._judge is not None:
            return self._judge
        options = self._options
        self.close()
        self._store.connection.execute(_HEARD)
        judge = RowJudge(self._store, ward=options.ward, on=options.on, event=options.event)
        for path in self._paths:
            saved = saved_choices(self._store.rows, options.mended)
            for survey in read_survey(path, options.columns, saved=saved, today=clock.today()):
                self._read_table(survey, judge, progress)
        self._store.connection.execute(_PLACES)
        self._store.connection.execute("CREATE INDEX temp.heard_key ON heard(said_key, place)")
        self._judge = judge
        return judge

    def _read_table(self, survey: Survey, judge: RowJudge, progress: Progress) -> None:
        judge.begin(survey)
        self._parts.append(_Part(survey.file, survey.sheet, survey.mark, survey.asked, survey.chosen))
        progress(f"Reading {survey.file}", judge.told.rows, 0)
        batch: list[Heard] = []
        for row in survey.rows:
            heard = judge.judge(survey, row)
            if heard is not None:
                batch.append(heard)
            if judge.told.rows % _BATCH == 0:
                self._put_aside(batch)
                progress(f"Reading {survey.file}", judge.told.rows, 0)
        self._put_aside(batch)

    def _put_aside(self, batch: list[Heard]) -> None:
        part = len(self._parts) - 1
        self._store.connection.execute("BEGIN")
        try:
            self._store.connection.executemany(
                "INSERT INTO temp.heard(part, row, ward_id, on_day, postcode, said_key, place, wording, said)"
                " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)",
                [
                    (part, one.row, one.ward, one.on, one.postcode, one.key, _filed(one.said), json.dumps(one.said))
                    for one in batch
                ],
            )
        finally:
            self._store.connection.execute("COMMIT")
        batch.clear()

    # What is new ------------------------------------------------------------------------------------------------------

    def _find_fresh(self, rows: Rows) -> None:
        rows("DROP TABLE IF EXISTS temp.fresh", ())
        rows(_FRESH, ())
        rows("CREATE UNIQUE INDEX temp.fresh_n ON fresh(n)", ())

    def _fresh(self, rows: Rows) -> Iterator["_Fresh"]:
        """The rows that no file said before, in their order."""
        last = 0
        while found := rows(
            "SELECT n, part, row, ward_id, on_day, postcode, said_key, place, said FROM temp.fresh JOIN temp.heard"
            f" USING (n) WHERE n > ? ORDER BY n LIMIT {_BATCH}",
            (last,),
        ):
            last = found[-1][0]
            yield from (_Fresh._make((*row[1:-1], json.loads(row[-1]))) for row in found)

    def _met(self, one: "_Fresh") -> Met:
        asked = self._parts[one.part].asked
        return Met.of(one.said, on=one.on, postcode=one.postcode, ward=one.ward, asked=asked)

    # Writing ----------------------------------------------------------------------------------------------------------

    def _write(
        self, work: Work, people: Meeting, judge: RowJudge, outcomes: Counter[str], progress: Progress, total: int
    ) -> None:
        filer = Filer(work, _spelled(work.rows(_SPELLED)))
        by = self._options.by or work.who
        batch: list[tuple[Value, ...]] = []
        done = 0
        for one in self._fresh(work.rows):
            outcomes[_outcome(one.said)] += 1
            batch.append(self._values(one, filer, people.person(self._met(one)), by, judge.event))
            if len(batch) == _BATCH:
                done += len(batch)
                _insert(work, batch)
                progress("Writing", done, total)
        _insert(work, batch)

    def _values(self, one: "_Fresh", filer: Filer, person: int | None, by: str, event: int | None) -> tuple[Value, ...]:
        said, part = one.said, self._parts[one.part]
        wording = said.get("issue", "")
        door, street = said.get("door", ""), said.get("street", "")
        return (
            event,
            one.ward,
            filer.issue_of(_filed(said), one.ward),
            person,
            one.on,
            _outcome(said),
            wording,
            wording_fold(wording),
            said.get("by", "") or by,
            door,
            street,
            one.postcode,
            household(door, street, one.postcode),
            answer_of(said.get("conference", "")),
            answer_of(said.get("helping", "")),
            part.file,
            part.sheet,
            one.row,
            one.key,
            one.place,
        )

    def _title(self, fresh: int) -> str:
        names = list(dict.fromkeys(part.file for part in self._parts))
        shown = f"{', '.join(names[:3])}{'…' if len(names) > 3 else ''}"
        if not fresh:
            return f"Remember what the columns of {shown} mean"
        return f"Take in {fresh:,} conversation{'' if fresh == 1 else 's'} from {shown}"

    def _taken(self, told: Told, outcomes: Counter[str], people: Meeting | Foreseen, operation: int | None) -> Taken:
        counted = outcomes.total()
        return Taken(
            told.rows,
            counted,
            told.rows - told.refused_count - counted,
            told.refused,
            told.refused_count,
            told.warnings,
            {outcome: outcomes[outcome] for outcome in OUTCOMES if outcomes[outcome]},
            people.added,
            people.recognised,
            people.unnamed,
            tuple(told.unread),
            operation,
        )


class _Part(NamedTuple):
    """A table of a file: what is asked in it about being contacted, and what somebody said of its columns."""

    file: str
    sheet: str
    mark: str
    asked: str
    chosen: dict[str, str]


class _Fresh(NamedTuple):
    """A row that no file said before."""

    part: int
    row: int
    ward: int
    on: str
    postcode: str
    key: int
    place: int
    said: dict[str, str]


def _insert(work: Work, batch: list[tuple[Value, ...]]) -> None:
    uids = new_uids(len(batch))
    work.insert_rows(CONVERSATION, _COLUMNS, [(uid, *row) for uid, row in zip(uids, batch, strict=True)])
    batch.clear()


def _filed(said: dict[str, str]) -> str:
    """The words under which a row is filed: of several issues the first."""
    return said.get("filed") or said.get("issue", "")


def _outcome(said: dict[str, str]) -> str:
    return outcome_of(said.get("outcome", "")) or SPOKE


def _spelled(rows: Sequence[Row]) -> dict[str, str]:
    """The commonest spelling of each folded wording that is spelled in several ways."""
    spelled: dict[str, str] = {}
    several: set[str] = set()
    for (wording,) in rows:
        fold = wording_fold(wording)
        if fold in spelled:
            several.add(fold)
        spelled[fold] = wording
    return {fold: spelled[fold] for fold in several}


# What was said of columns ---------------------------------------------------------------------------------------------


def saved_choices(rows: Rows, mended: Sequence[str] = ()) -> Saved:
    """What was said of the columns of a header before, by its mark; and what was `mended` since, as `Heading=field`."""
    since = dict(map(choice_of, mended))

    def said(mark: str) -> dict[str, str]:
        found = _last_mapping(rows, mark)
        return {**(json.loads(found[0][1]) if found else {}), **since}

    return said


def _last_mapping(rows: Rows, mark: str) -> list[Row]:
    return rows("SELECT id, body FROM mapping WHERE fingerprint = ? ORDER BY id DESC LIMIT 1", (f"{_SOURCE}:{mark}",))


def _remember(work: Work, part: _Part) -> None:
    """Write down what was said of the columns, where it is not what was said last."""
    last = _last_mapping(work.rows, part.mark)
    if part.chosen == (json.loads(last[0][1]) if last else {}):
        return
    source = work.value("SELECT id FROM source WHERE key = ?", (_SOURCE,))
    if not isinstance(source, int):
        source = work.insert(SOURCE, key=_SOURCE, title="The doorstep")
    body = json.dumps(part.chosen)
    work.insert(MAPPING, source_id=source, fingerprint=f"{_SOURCE}:{part.mark}", body=body)
