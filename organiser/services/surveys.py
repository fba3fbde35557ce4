"""Survey exports and typed-up sheets taken in: each row a conversation, in its ward, filed under its issue.

A row is known again by what it says and its place among its equals in the file, so that equal rows each count and the
same file again adds none. An answer is research: a name is kept only where its owner said that they may be contacted.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from organiser.errors import Problem
from organiser.formats.survey import FIELDS, Row, Survey, read_survey
from organiser.formats.table import Finding
from organiser.models.doorstep import CONVERSATION
from organiser.rules.conversation import OTHER, OUTCOMES, SPOKE, answer_of, household, outcome_of
from organiser.rules.dates import is_far_ahead, parse_date
from organiser.rules.postcodes import parse_postcode
from organiser.rules.wording import wording_fold
from organiser.services.events import find_event
from organiser.services.issues import Filer
from organiser.services.met import Meeting, Met
from organiser.services.offices import one_ward
from organiser.services.places import Atlas, Place
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids
from organiser.store.work import Work

Progress = Callable[[str, int, int], None]

# So many rows left out are listed; what comes after is counted only.
MOST_FINDINGS = 10_000
_BATCH = 5000
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?::\d{2})?\s*(p\.?m)?", re.IGNORECASE)
_COLUMNS = (
    "uid", "event_id", "ward_id", "issue_id", "person_id", "on_day", "outcome", "wording", "fold", "by_whom", "door",
    "street", "postcode", "household", "conference", "helping", "file", "sheet", "row", "said_key", "place",
)  # fmt: skip


class Options(NamedTuple):
    """What holds for rows that do not say it themselves: ward, day, event and canvasser by words, or "".

    `columns` say what columns mean, as `Heading=field`.
    """

    ward: str = ""
    on: str = ""
    event: str = ""
    by: str = ""
    columns: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: rows read, conversations counted, rows known from before, rows left out and why.

    `outcomes` are those of the counted rows. `added` and `recognised` are people; `unnamed` counts rows whose name was
    not kept for want of a yes to being contacted. `unread` are the columns that were not understood; of refused rows
    the first 10,000 are listed. `operation` is None where nothing was new.
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


class _Heard(NamedTuple):
    """A row that can be used."""

    file: str
    sheet: str
    row: int
    ward: Place
    on: str
    said: dict[str, str]
    postcode: str
    met: Met
    key: int
    place: int


@dataclass(slots=True)
class _Reading:
    """What the files said, before anything is written."""

    rows: int = 0
    heard: list[_Heard] = field(default_factory=list)
    refused: list[Finding] = field(default_factory=list)
    refused_count: int = 0
    warnings: list[Finding] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)


def import_surveys(store: Store, paths: Sequence[Path | str], options: Options, progress: Progress) -> Taken:
    """Take in files as one change; rows without a usable ward or day are left out, with row and reason.

    Problem where a file cannot be read, is no survey, or holds no ward or day at all and `options` say none.
    """
    reader = _Reader(store, options)
    for path in paths:
        for survey in read_survey(path, options.columns):
            reader.read(survey)
            progress("Reading", reader.found.rows, 0)
    found = reader.found
    with store.operation("Take in conversations from the doorstep", kind="doorstep") as work:
        fresh = _unknown(work, found.heard)
        names = list(dict.fromkeys(heard.file for heard in fresh))
        work.title = f"Take in {len(fresh):,} conversations from {', '.join(names[:3])}{'…' if len(names) > 3 else ''}"
        meeting = Meeting(work)
        _write(work, fresh, meeting, options.by, reader.event)
    outcomes = Counter(_outcome(heard.said) for heard in fresh)
    return Taken(
        found.rows,
        len(fresh),
        len(found.heard) - len(fresh),
        found.refused,
        found.refused_count,
        found.warnings,
        {outcome: outcomes[outcome] for outcome in OUTCOMES if outcomes[outcome]},
        meeting.added,
        meeting.recognised,
        meeting.unnamed,
        tuple(found.unread),
        work.operation_id,
    )


# Reading -------------------------------------------------------------------------------------------------------------


class _Unusable(Exception):
    """Why a row is left out: a code and the reason."""


class _Reader:
    """Reads surveys row by row, deciding which can be used; reads the store and writes nothing."""

    def __init__(self, store: Store, options: Options) -> None:
        self._store = store
        self._today = clock.today()
        self._atlas = Atlas(store, self._today)
        self._wards: dict[tuple[str, str], Place | str] = {}
        event = find_event(store, options.event) if options.event else None
        self.event = event.number if event else None
        self._on = read_past(options.on) if options.on else event.on if event else ""
        if options.ward:
            self._ward: Place | None = one_ward(store, options.ward, self._on or self._today)
        else:
            self._ward = event.wards[0] if event and len(event.wards) == 1 else None
        self.found = _Reading()

    def read(self, survey: Survey) -> None:
        """Take in one table; Problem where none of its rows could be used."""
        if not (self._ward or {"ward", "postcode"} & set(survey.columns)):
            raise Problem(f"{survey.file}: no column tells the ward or the postcode. Say which it was: --ward.")
        if not (self._on or "day" in survey.columns):
            raise Problem(f"{survey.file}: no column tells the day. Say which it was: --on.")
        self.found.unread.update(dict.fromkeys(survey.unread))
        self.found.warnings += survey.findings
        equals: Counter[int] = Counter()
        for row in survey.rows:
            self.found.rows += 1
            try:
                heard = self._heard(survey, row)
            except _Unusable as error:
                code, reason = error.args
                self.found.refused_count += 1
                if len(self.found.refused) < MOST_FINDINGS:
                    self.found.refused.append(Finding(survey.file, survey.sheet, row.number, code, reason))
                continue
            equals[heard.key] += 1
            self.found.heard.append(heard._replace(place=equals[heard.key]))

    def _heard(self, survey: Survey, row: Row) -> _Heard:
        said = row.said
        if not said:
            raise _Unusable("blank", "the row is blank")
        on = self._day(said.get("day", ""))
        ward = self._ward_of(said)
        postcode = parse_postcode(said.get("postcode", ""))
        if outcome_of(said.get("outcome", "")) == OTHER and len(self.found.warnings) < MOST_FINDINGS:
            reason = "what came of the door was not understood: it is counted as 'other'"
            self.found.warnings.append(Finding(survey.file, survey.sheet, row.number, "not-understood", reason))
        met = Met.of(said, on=on, postcode=postcode, ward=ward.id, asked=survey.asked)
        key = _key(said, ward, on, postcode)
        return _Heard(survey.file, survey.sheet, row.number, ward, on, said, postcode, met, key, 0)

    def _day(self, text: str) -> str:
        day = parse_date(text) if text else self._on
        if not day:
            raise _Unusable("bad-date", "its date is not one that the calendar has" if text else "it has no date")
        if is_far_ahead(day, self._today):
            raise _Unusable("bad-date", "its date lies in the future")
        return day

    def _ward_of(self, said: dict[str, str]) -> Place:
        asked = said.get("ward", ""), said.get("postcode", "")
        if asked not in self._wards:
            self._wards[asked] = self._look_up(*asked)
        ward = self._wards[asked]
        if isinstance(ward, str):
            raise _Unusable("no-ward", ward)
        return ward

    def _look_up(self, ward: str, postcode: str) -> Place | str:
        """The ward that a row names, or that its postcode lies in, or that holds for all; else why there is none."""
        reason = "it names neither a ward nor a postcode"
        if ward:
            try:
                return one_ward(self._store, ward, self._today)
            except Problem as problem:
                reason = problem.sentence
        if postcode:
            where = self._atlas.locate(postcode, None)
            if where.ward is not None:
                return where.ward
            reason = where.reason
        return self._ward or reason


def _key(said: dict[str, str], ward: Place, on: str, postcode: str) -> int:
    """64 bits that tell what a row says, however its file writes days and postcodes; the time of day to the minute."""
    found = _TIME.search(said.get("day", ""))
    time = f"{int(found[1]) % 12 + 12 if found[3] else int(found[1]):02}:{found[2]}" if found else ""
    rest = (said.get(name, "") for name in FIELDS if name not in ("day", "ward", "postcode"))
    text = "\x1f".join((on, time, ward.gss, postcode, *rest))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True)


# Writing -------------------------------------------------------------------------------------------------------------


def _unknown(work: Work, heard: Sequence[_Heard]) -> list[_Heard]:
    """The rows that no file said before."""
    known: set[tuple[int, int]] = set()
    for batch in _batches(heard):
        keys = json.dumps([one.key for one in batch])
        known.update(
            (key, place)
            for key, place in work.rows(
                "SELECT said_key, place FROM conversation WHERE said_key IN (SELECT value FROM json_each(?))"
                " AND place > 0",
                (keys,),
            )
        )
    fresh = []
    for one in heard:
        if (one.key, one.place) not in known:
            known.add((one.key, one.place))
            fresh.append(one)
    return fresh


def _write(work: Work, heard: Sequence[_Heard], meeting: Meeting, by: str, event: int | None) -> None:
    filer = Filer(work, _spelled(heard))
    for batch in _batches(heard):
        rows = [
            _values(one, uid, filer, meeting.person(one.met), by or work.who, event)
            for one, uid in zip(batch, new_uids(len(batch)), strict=True)
        ]
        work.insert_rows(CONVERSATION, _COLUMNS, rows)


def _spelled(heard: Sequence[_Heard]) -> dict[str, str]:
    """The commonest spelling of each folded wording; of equally common ones one with a capital."""
    counts = Counter(one.said["issue"] for one in heard if "issue" in one.said)
    spelled: dict[str, str] = {}
    for wording, _ in sorted(counts.items(), key=lambda item: (item[1], item[0][:1].isupper(), item[0])):
        spelled[wording_fold(wording)] = wording
    return spelled


def _outcome(said: dict[str, str]) -> str:
    return outcome_of(said.get("outcome", "")) or SPOKE


def _values(one: _Heard, uid: bytes, filer: Filer, person: int | None, by: str, event: int | None) -> tuple[Value, ...]:
    said = one.said
    wording = said.get("issue", "")
    door, street = said.get("door", ""), said.get("street", "")
    return (
        uid,
        event,
        one.ward.id,
        filer.issue_of(wording, one.ward.id),
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
        one.file,
        one.sheet,
        one.row,
        one.key,
        one.place,
    )


def _batches(heard: Sequence[_Heard]) -> Iterator[Sequence[_Heard]]:
    for start in range(0, len(heard), _BATCH):
        yield heard[start : start + _BATCH]
