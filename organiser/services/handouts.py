"""Handing out: a small file that holds only what one job needs, for another laptop that knows no network."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.base import Table
from organiser.models.contacts import HAND_OUT, HANDED
from organiser.models.people import PERSON
from organiser.rules.clashes import Said
from organiser.services import sheets
from organiser.services.events import find_event
from organiser.services.job import Job, Kind
from organiser.services.jobs import find_job
from organiser.services.offices import one_ward
from organiser.services.output_file import target_of
from organiser.services.people import MOST, Question, find
from organiser.services.reach import answers
from organiser.store import clock, extract
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.text import safe_text

OUT, BACK = "out", "back"
# What stands for a thing that never comes back changed: nothing of it needs to be remembered.
UNCHANGING = "{}"
_HAND_OUT = ("uid", "job", "title", "made", "state", "things")
_HANDED = ("hand_out_id", "tbl", "thing", "image")
Record = dict[str, Said]
Records = dict[bytes, Record]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file that was handed out: for how many people, who was left out by reason (rules.consent.REASONS).

    `elsewhere` says how many of the people stand in another hand-out that has not come back; `more` whether the
    question finds more people than were looked at.
    """

    file: Path
    uid: str
    title: str
    job: Job
    people: int
    left_out: dict[str, int]
    elsewhere: int
    more: bool
    operation: int | None


@dataclass(frozen=True, slots=True)
class Holder:
    """A hand-out that has not come back: its title, the moment it was made (UTC) and for how many people."""

    uid: str
    job: str
    title: str
    made: str
    things: int


def hand_out(
    store: Store,
    job_name: str,
    path: Path,
    question: Question,
    *,
    title: str = "",
    limit: int = MOST,
    purpose: str = "",
) -> HandedOut:
    """Write the file of a job for the first `limit` people whom a question finds and who may be reached for it.

    `purpose` is one of rules.consent.PURPOSES, "" for any.
    Problem where there is nobody, or where the file cannot be made; then nothing is noted of it either.
    """
    job = find_job(job_name)
    target = target_of(store, path)
    found = find(store, question, MOST)
    reached, left_out = _reached(store, job, [person.id for person in found.people], purpose)
    chosen = reached[:limit]
    if not chosen:
        raise Problem("Nobody is found who may be reached for this job. Nothing was handed out.")
    made = Making(job, target, title or path.stem, f": {counted(len(chosen))}", len(chosen))
    uid, operation, elsewhere = write_file(store, made, chosen, {})
    return HandedOut(target, uid, made.title, job, len(chosen), left_out, elsewhere, found.more, operation)


def hand_out_sheets(store: Store, path: Path, *, ward: str = "", event: str = "", title: str = "") -> HandedOut:
    """Write the file for typing up sheets of a ward, or of an event and its wards, on another laptop.

    Nobody who is here goes out with it. Problem where no ward is named, or the file cannot be made.
    """
    job = find_job("doorstep")
    held = find_event(store, event) if event else None
    wards = [one_ward(store, ward, clock.today())] if ward else list(held.wards) if held else []
    if not wards:
        raise Problem("Say for which ward the sheets are: --ward, or an --event that has wards.", USAGE)
    target = target_of(store, path)
    heard = {one.gss: sheets.said_in(store, one) for one in wards}
    made = Making(job, target, title or path.stem, "", 0)
    chosen = [(one.id, held.number if held else 0) for one in wards]
    uid, operation, _ = write_file(store, made, chosen, {sheets.HEARD: json.dumps(heard, ensure_ascii=False)})
    return HandedOut(target, uid, made.title, job, 0, {}, 0, False, operation)


class Making(NamedTuple):
    """A file about to be made: its job and place, what it is called, words behind that, and for how many people."""

    job: Job
    target: Path
    called: str
    behind: str
    things: int

    @property
    def title(self) -> str:
        return safe_text(self.called)


def write_file(
    store: Store, made: Making, chosen: Sequence[tuple[int, int | str]], settings: dict[str, str]
) -> tuple[str, int | None, int]:
    """Write the file and note that it went out: its uid, the number of the change, who stands in another one too."""
    job, uid = made.job, new_uids(1)[0]
    about = (uid, job.name, made.title, clock.now(), OUT, made.things)
    with store.operation(f"Hand out {made.title}{made.behind}", kind="hand-out") as work:
        elsewhere = _elsewhere(store, job, chosen) if made.things else 0
        parts = [(part, store.rows(part.query, (json.dumps(chosen),))) for part in job.parts]
        told = [(part.table.name, part.columns, rows) for part, rows in parts] if job.kinds else []
        things = list(_things(store, job, told))
        row: dict[str, Value] = dict(zip(_HAND_OUT, about, strict=True))
        number = work.insert(HAND_OUT, **row)
        work.insert_rows(HANDED, _HANDED, [(number, *thing) for thing in things])
        # The file remembers how things went out too: should this database be lost, it can still be brought back.
        extract.write(
            made.target,
            [
                *((part.table, part.columns, rows) for part, rows in parts),
                (HAND_OUT, _HAND_OUT, [(1, *about)]),
                (HANDED, _HANDED, [(place, 1, *thing) for place, thing in enumerate(things, 1)]),
            ],
            {
                "job": job.name,
                "title": about[2],
                "hand_out": uid_text(uid),
                "from": store.setting("database"),
                "from_descent": store.setting("descent"),
                # Who asks at the doors is told on the other laptop, too.
                "imprint": store.setting("imprint"),
                **settings,
            },
        )
    return uid_text(uid), work.operation_id, elsewhere


def _reached(
    store: Store, job: Job, people: Sequence[int], purpose: str
) -> tuple[list[tuple[int, str]], dict[str, int]]:
    """Who of some people goes out, each with the address to be used, and how many do not, by reason."""
    if not job.channel:
        return [(person, "") for person in people], {}
    reached: list[tuple[int, str]] = []
    left_out: dict[str, int] = {}
    for person, answer in answers(store, job.channel, purpose, people, clock.today()).items():
        if answer.reason:
            left_out[answer.reason] = left_out.get(answer.reason, 0) + 1
        else:
            reached.append((person, answer.address))
    return reached, left_out


def counted(people: int) -> str:
    """So many people, in words."""
    return "1 person" if people == 1 else f"{people:,} people"


def _elsewhere(store: Store, job: Job, chosen: Sequence[tuple[int, int | str]]) -> int:
    return store.count(
        "SELECT count(DISTINCT person.id) FROM json_each(?) AS chosen"
        " CROSS JOIN person ON person.id = json_extract(chosen.value, '$[0]')"
        " JOIN handed ON handed.thing = person.uid AND handed.tbl = ?"
        " JOIN hand_out ON hand_out.id = handed.hand_out_id WHERE hand_out.state = ? AND hand_out.job = ?",
        (json.dumps(chosen), PERSON.name, OUT, job.name),
    )


def _things(store: Store, job: Job, parts: Iterable[tuple[str, tuple[str, ...], list[Row]]]) -> Iterable[Row]:
    """What goes out and has a uid: its table, its uid and how it stands."""
    kinds = {kind.table.name: kind for kind in job.kinds if kind.fields}
    for table, columns, rows in parts:
        if "uid" not in columns:
            continue
        records = read_records(store, kinds[table]) if table in kinds else {}
        place = columns.index("uid") + 1
        for row in rows:
            uid = row[place]
            yield table, uid, to_image(records[uid]) if uid in records else UNCHANGING


def read_records(store: Store, kind: Kind, uid: bytes | None = None) -> Records:
    """The records of a kind by uid, all or one, as they can be told from one database to another.

    References are told as uids, in hex, and numbers as text.
    """
    columns = [column for field in kind.fields for column in field.columns]
    shown = [f"CAST({uid_sql(kind.table, name)} AS TEXT)" for name in columns]
    found: Records = {}
    one = ("WHERE uid = ?", (uid,)) if uid else ("", ())
    for key, *values in store.rows(f"SELECT {', '.join(('uid', *shown))} FROM {kind.table.name} {one[0]}", one[1]):
        told = dict(zip(columns, values, strict=True))
        found[key] = {field.name: tuple(told[name] for name in field.columns) for field in kind.fields}
    return found


def uid_sql(table: Table, column: str) -> str:
    """SQL for a column as it is told to another database: a reference as the uid, in hex, of what it points at."""
    target = dict(table.references).get(column)
    if target is None:
        return column
    return f"coalesce((SELECT hex(uid) FROM {target} WHERE {target}.id = {table.name}.{column}), '')"


def to_image(record: Record) -> str:
    """A record as it is remembered."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def from_image(image: str) -> Record:
    """A record that was remembered."""
    return {name: tuple(said) for name, said in json.loads(image).items()}


def holders(store: Store) -> list[Holder]:
    """The hand-outs that have not come back, the oldest first."""
    rows = store.rows("SELECT uid, job, title, made, things FROM hand_out WHERE state = ? ORDER BY made, id", (OUT,))
    return [Holder(uid_text(uid), *rest) for uid, *rest in rows]
