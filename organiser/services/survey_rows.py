"""Which rows of a survey can be used: each needs a ward and a day, and is known again by what it says.

The ward is that of the postcode where both are given: people mistake the ward they live in more often than their
postcode. Where the wards were redrawn since, the ward that stood on the day of the row wins.
"""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from organiser.errors import UNREADABLE, Problem
from organiser.formats.survey import NO_DAY, Row, Survey
from organiser.formats.survey_columns import FIELDS
from organiser.formats.table import Finding
from organiser.rules.conversation import OTHER, answer_of, outcome_of
from organiser.rules.dates import is_far_ahead
from organiser.rules.emails import parse_emails
from organiser.rules.phones import parse_phones
from organiser.rules.places import place_fold
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.services.events import find_event
from organiser.services.offices import one_ward
from organiser.services.places import Atlas, Place, find_councils
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

# So many rows left out, and so many things to look at, are listed; what comes after is counted only.
MOST_FINDINGS = 10_000
# `Crofton Park (Lewisham)`, `Crofton Park, Lewisham`
_COUNCIL = re.compile(r"(.+?)\s*(?:[(\[](.+)[)\]]|,\s*(.+))")
# What says where somebody was, and nothing of what was said there.
_WHERE = frozenset(("door", "street", "by", "day", "ward", "postcode"))
_PAPER = frozenset(("door", "street", "by"))
_APART = "\x1f"
_LOADS = "'organiser places import' loads"


class Heard(NamedTuple):
    """A row that can be used: its ward by id, its ISO day, and the key (64 bits) that tells what it says."""

    row: int
    ward: int
    on: str
    postcode: str
    key: int
    said: dict[str, str]


@dataclass(slots=True)
class Told:
    """What there is to tell of the rows that were read."""

    rows: int = 0
    refused: list[Finding] = field(default_factory=list)
    refused_count: int = 0
    warnings: list[Finding] = field(default_factory=list)
    unread: dict[str, None] = field(default_factory=dict)


class _Unusable(Exception):
    """Why a row is left out: a code and the reason."""


class RowJudge:
    """Decides row by row which can be used; reads the store and writes nothing.

    `ward`, `on` and `event` are words, or "": what holds for rows that do not say it themselves.
    """

    def __init__(self, store: Store, *, ward: str, on: str, event: str) -> None:
        self._store = store
        self._today = clock.today()
        self._atlas: dict[str, Atlas] = {}
        self._standing: dict[str, set[int]] = {}
        self._wards: dict[tuple[str, str, str], tuple[Place | None, str]] = {}
        found = find_event(store, event) if event else None
        self.event = found.number if found else None
        self._on = read_past(on) if on else found.on if found else ""
        if ward:
            self._ward: Place | None = one_ward(store, ward, self._on or self._today)
        else:
            self._ward = found.wards[0] if found and len(found.wards) == 1 else None
        self.told = Told()

    def begin(self, survey: Survey) -> None:
        """Take note of a table; Problem where none of its rows could be used."""
        if not (self._ward or survey.columns.located):
            sentence = f"{survey.file}: no column tells the ward or the postcode. Say which it was: --ward."
            raise Problem(sentence, UNREADABLE)
        if not (self._on or survey.columns.has("day")):
            raise Problem(f"{survey.file}: no column tells the day. Say which it was: --on.", UNREADABLE)
        self.told.unread.update(dict.fromkeys(survey.unread))
        for finding in survey.findings:
            self._warn(finding)

    def judge(self, survey: Survey, row: Row) -> Heard | None:
        """A row as it can be used; None, and a word about it, where it cannot."""
        self.told.rows += 1
        try:
            return self._heard(survey, row)
        except _Unusable as error:
            code, reason = error.args
            self.told.refused_count += 1
            if len(self.told.refused) < MOST_FINDINGS:
                self.told.refused.append(Finding(survey.file, survey.sheet, row.number, code, reason))
            return None

    def _heard(self, survey: Survey, row: Row) -> Heard:
        said = row.said
        if row.passed or not said:
            code = "totals" if "totals" in row.passed else "headings" if "headings" in row.passed else "blank"
            raise _Unusable(code, row.passed or "nothing in it could be read")
        if not said.keys() - (_WHERE if survey.columns.has("outcome") else _PAPER):
            raise _Unusable("nothing-said", "nothing stands there of what came of the door")
        on, time = self._day(said.get("day", ""))
        code = parse_postcode(said.get("postcode", "")) or find_postcode(said.get("postcode", ""))[0]
        ward, remark = self._ward_of(said.get("ward", ""), code or said.get("postcode", ""), on)
        if ward is None:
            raise _Unusable("no-ward", remark)
        for code_of, reason in self._remarks(said, remark):
            self._warn(Finding(survey.file, survey.sheet, row.number, code_of, reason))
        where = (code, place_fold(said.get("ward", "")))
        key = _key((on, time, *(where if any(where) else ("", ward.gss))), said)
        return Heard(row.number, ward.id, on, code, key, said)

    def _remarks(self, said: dict[str, str], remark: str) -> list[tuple[str, str]]:
        found = [("ward-differs", remark)] if remark else []
        if outcome_of(said.get("outcome", "")) == OTHER:
            found.append(("not-understood", "what came of the door was not understood: it is counted as 'other'"))
        if "filed" in said:
            found.append(("several", "several issues were named: all are kept, it counts for the first"))
        if said.get("consent") and not (said.keys() & {"name", "given", "family"}) and said.keys() & {"phone", "email"}:
            found.append(("no-name", "an address was left and no name: nobody was kept"))
        return found

    def _warn(self, finding: Finding) -> None:
        if len(self.told.warnings) < MOST_FINDINGS:
            self.told.warnings.append(finding)

    # Day --------------------------------------------------------------------------------------------------------------

    def _day(self, text: str) -> tuple[str, str]:
        if text == NO_DAY:
            raise _Unusable("bad-date", "its date is not one that the calendar has")
        on, _, time = text.partition(" ")
        on = on or self._on
        if not on:
            raise _Unusable("bad-date", "it has no date")
        if is_far_ahead(on, self._today):
            raise _Unusable("bad-date", "its date lies in the future")
        return on, time

    # Ward -------------------------------------------------------------------------------------------------------------

    def _ward_of(self, ward: str, postcode: str, on: str) -> tuple[Place | None, str]:
        """The ward of a row, and what there is to say about it: why there is none, or what was taken for what."""
        asked = ward, postcode, on[:4]
        if asked not in self._wards:
            self._wards[asked] = self._look_up(ward, postcode, on)
        return self._wards[asked]

    def _look_up(self, ward: str, postcode: str, on: str) -> tuple[Place | None, str]:
        named, reason = self._named(ward, on) if ward else (None, "")
        if postcode:
            located, why = self._located(postcode, on)
            if located is None:
                reason = reason or why
            elif named is None:
                return located, ""
            elif located.id == named.id or not self._stands(located, on):
                return named, ""
            else:
                return located, f"its postcode lies in {located.shown}, not in {named.shown}: {located.shown} was taken"
        if named is not None:
            return named, ""
        if self._ward is not None and not ward:
            return self._ward, ""
        if self._ward is not None:
            return self._ward, f"{reason} {self._ward.shown} was taken."
        return None, reason or "it names neither a ward nor a postcode"

    def _named(self, words: str, on: str) -> tuple[Place | None, str]:
        words = safe_text(words)
        try:
            return one_ward(self._store, words, on), ""
        except Problem as problem:
            reason = problem.sentence
        # First as it stands: some wards have commas and brackets in their names.
        if found := _COUNCIL.fullmatch(words):
            try:
                councils = find_councils(self._store, found[2] or found[3])
                return one_ward(self._store, found[1], on, councils[0]), ""
            except Problem:
                pass
        return None, reason

    def _located(self, postcode: str, on: str) -> tuple[Place | None, str]:
        where = self._atlas_of(on).locate(postcode, None)
        if where.ward is not None or where.live is not None or not parse_postcode(postcode):
            return where.ward, where.reason
        if not self._store.rows("SELECT 1 FROM postcode LIMIT 1"):
            return None, f"no postcode file is loaded yet: {_LOADS} one, or say the ward of such rows"
        return None, f"{where.reason}: {_LOADS} another, or say the ward of such rows"

    def _stands(self, ward: Place, on: str) -> bool:
        year = on[:4]
        if year not in self._standing:
            self._standing[year] = {one.place.id for one in self._atlas_of(on).wards()}
        return ward.id in self._standing[year]

    def _atlas_of(self, on: str) -> Atlas:
        if on[:4] not in self._atlas:
            self._atlas[on[:4]] = Atlas(self._store, on)
        return self._atlas[on[:4]]


def _key(when_and_where: tuple[str, ...], said: dict[str, str]) -> int:
    """64 bits that tell what a row says: when, where as it was written, and each answer as it is understood.

    Columns that are not read do not count, nor does their order, and a blank cell is as good as none: an export that
    was sorted otherwise, or has a column more, says the same of its old rows. A row that was altered since is new.
    """
    rest = (_normal(name, said.get(name, "")) for name in FIELDS if name not in ("day", "ward", "postcode"))
    text = _APART.join((*when_and_where, *rest))
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big", signed=True)


def _normal(name: str, text: str) -> str:
    """An answer without what one export writes in one way and another in another."""
    if not text:
        return ""
    if name == "outcome":
        outcome = outcome_of(text)
        return text if outcome == OTHER else outcome
    if name in ("conference", "helping"):
        return answer_of(text) or text
    if name == "phone":
        return " ".join(phone.value for phone in parse_phones(text) if phone.value) or text
    if name == "email":
        return " ".join(email.value for email in parse_emails(text) if email.value) or text
    return text
