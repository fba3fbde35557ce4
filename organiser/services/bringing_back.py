"""Bringing back: what was done on other laptops is taken in as one change, in any order and any number of times.

Records are known by their uid, so what came already does not come twice. What changed there is compared with how it
went out: rules.clashes decides what stands, and a clash becomes one question. What came and was undone there since is
taken out again. What is no longer here is told, not made anew. Which writes of a file were taken in already is
remembered, so that an older copy of it changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from organiser.errors import CONFIGURATION, UNREADABLE, Problem
from organiser.models.contacts import HAND_OUT, HANDED
from organiser.models.people import PERSON
from organiser.models.sources import QUESTION
from organiser.rules import clashes
from organiser.rules.clashes import Came, Clash, Said
from organiser.services.handouts import BACK, Record, Records, from_image, read_records, to_image, uid_sql
from organiser.services.job import Field, Kind
from organiser.services.jobs import JOBS
from organiser.store import backup, trail
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import derived_uid, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.store.work import from_image as row_from_image
from organiser.text import safe_lines

# The kind of the operation that brings back, and what stands for a write of the other file in HANDED.
_OPERATION = "bring-back"
_TRAIL = "trail"
# What a question says of something that was undone on the other laptop.
_UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Gone:
    """Something done there about what is no longer here: what kind of thing came, and the uid of what is missing."""

    kind: str
    uid: str


@dataclass(slots=True)
class Taken:
    """What one file brought: how many new things, changed ones and ones undone there since, by kind.

    `nothing_new` where all came already.
    """

    file: Path
    title: str
    nothing_new: bool
    new: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    undone: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a clash left, and about whom it is ("" for nobody)."""

    uid: str
    person: str
    clash: Clash


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What several files brought together; `operation` is None where all of it came already."""

    files: list[Taken]
    questions: list[Asked]
    gone: list[Gone]
    operation: int | None


def bring_back(store: Store, paths: Sequence[Path]) -> BroughtBack:
    """Take in what was done in files that were handed out, as one change.

    Problem, and nothing changed, where one of them is no hand-out of this database, or is damaged.
    """
    handouts = [_open(store, path) for path in paths]
    try:
        with store.operation("Bring back", kind=_OPERATION) as work:
            taking = _Taking(store, work)
            files = [taking.take(path, handout) for path, handout in zip(paths, handouts, strict=True)]
            work.title = _title(files)
    finally:
        for handout in handouts:
            handout.close()
    return BroughtBack(files, taking.asked, taking.gone, work.operation_id)


def _title(files: Sequence[Taken]) -> str:
    titles = ", ".join(dict.fromkeys(taken.title for taken in files))
    new, changed, undone = (
        sum(sum(getattr(taken, what).values()) for taken in files) for what in ("new", "changed", "undone")
    )
    return f"Bring back {titles}: {new} new, {changed} changed{f', {undone} taken out again' if undone else ''}"


def _open(store: Store, path: Path) -> Store:
    """A copy of a file in memory, where it was handed out from this database; else a Problem."""
    handout = backup.open_copy(path)
    try:
        job = handout.setting("job")
        if not job:
            raise Problem(
                f"{path} was not handed out for a job: it is a whole database. Nothing was changed.", UNREADABLE
            )
        if handout.setting("from_descent") != store.setting("descent"):
            raise Problem(f"{path} was handed out from another database. Nothing was changed.", UNREADABLE)
        if job not in JOBS:
            raise Problem(f"{path} is for a job that only a newer organiser knows: '{job}'.", CONFIGURATION)
    except Problem:
        handout.close()
        raise
    return handout


class _Taking:
    """Takes in one file after the other, inside the operation."""

    def __init__(self, store: Store, work: Work) -> None:
        self._store = store
        self._work = work
        self.asked: list[Asked] = []
        self.gone: list[Gone] = []

    def take(self, path: Path, handout: Store) -> Taken:
        job = JOBS[handout.setting("job")]
        uid = uid_bytes(handout.setting("hand_out"))
        number = self._known(handout, uid)
        steps = [bytes.fromhex(mark) for mark in trail.read_line(handout.connection).marks]
        came = [
            thing
            for (thing,) in self._work.rows(
                "SELECT thing FROM handed WHERE hand_out_id = ? AND tbl = ? ORDER BY id", (number, _TRAIL)
            )
        ]
        news = [step for step in steps if step not in set(came)]
        taken = Taken(path, handout.setting("title"), nothing_new=not news)
        if news:
            # Two copies of one hand-out that were both used are two hand-outs to each other.
            parted = not set(came) <= set(steps)
            for kind in job.kinds:
                _Coming(self, self._store, self._work, kind, number, handout, parted=parted).take(taken)
            if job.takes:
                counts = job.takes(self._store, self._work, number, handout, self.ask, parted=parted)
                taken.new, taken.changed, taken.undone = counts["new"], counts["changed"], counts["undone"]
            self._work.insert_rows(HANDED, ("hand_out_id", "tbl", "thing"), [(number, _TRAIL, step) for step in news])
            self._work.update(HAND_OUT, number, state=BACK)
        return taken

    def _known(self, handout: Store, uid: bytes) -> int:
        """The hand-out by its uid; where this database goes back to before it, it is entered as the file has it."""
        found = self._work.value("SELECT id FROM hand_out WHERE uid = ?", (uid,))
        if isinstance(found, int):
            return found
        columns = ("job", "title", "made", "state", "things")
        rows = handout.rows(f"SELECT {', '.join(columns)} FROM hand_out WHERE uid = ?", (uid,))
        number = self._work.insert(HAND_OUT, uid=uid, **dict(zip(columns, rows[0], strict=True)))
        things = handout.rows("SELECT ?, tbl, thing, image FROM handed", (number,))
        self._work.insert_rows(HANDED, ("hand_out_id", "tbl", "thing", "image"), things)
        return number

    def ask(self, found: Clash, person: int | None) -> None:
        """Put a clash as a question, once."""
        value = clashes.to_value(found)
        if self._work.value("SELECT 1 FROM question WHERE kind = 'clash' AND value = ?", (value,)):
            return
        uid = derived_uid("clash", value.encode())
        self._work.insert(QUESTION, uid=uid, kind="clash", value=value, state="open", person_id=person)
        name = self._work.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))
        self.asked.append(Asked(uid_text(uid), str(name or ""), found))

    def miss(self, kind: str, uid: bytes) -> None:
        """Remember that something came about what is no longer here."""
        gone = Gone(kind, uid_text(uid))
        if gone not in self.gone:
            self.gone.append(gone)


class _Known(NamedTuple):
    """What is remembered of a thing and one hand-out: how it went out and how it last came (None: not), and when."""

    id: int
    hand_out: int
    went: Record | None
    came: Record | None
    at: str

    @property
    def last(self) -> Record | None:
        """How it was when it was last seen there."""
        return self.went if self.came is None else self.came


class _Coming:
    """Takes in the records of one kind from one file."""

    def __init__(
        self, taking: _Taking, store: Store, work: Work, kind: Kind, hand_out: int, handout: Store, *, parted: bool
    ) -> None:
        self._taking = taking
        self._store = store
        self._work = work
        self._kind = kind
        self._table = kind.table
        self._targets = dict(kind.table.references)
        self._hand_out = hand_out
        self._handout = handout
        self._parted = parted

    def take(self, taken: Taken) -> None:
        name = self._table.name
        records = read_records(self._handout, self._kind)
        if not self._parted:
            self._take_out(records, taken)
        for uid, told in records.items():
            record = self._current({part: tuple(map(safe_lines, said)) for part, said in told.items()})
            known = self._known(uid)
            here = self._work.value(f"SELECT id FROM {name} WHERE uid = ?", (uid,))
            if isinstance(here, int):
                if self._kind.fields and self._compare(uid, here, record, known):
                    taken.changed[name] = taken.changed.get(name, 0) + 1
            elif known:
                self._missing(uid, record, known)
            elif self._insert(uid, record):
                taken.new[name] = taken.new.get(name, 0) + 1

    def _take_out(self, records: Records, taken: Taken) -> None:
        """What was made there and came, and is there no more, was undone there: so it is here, unless it was changed.

        Of two copies of one hand-out the other one may still have it: then it stays.
        """
        name = self._table.name
        for handed, uid, came in self._work.rows(
            "SELECT id, thing, came FROM handed WHERE hand_out_id = ? AND tbl = ? AND image = '' AND came <> ''",
            (self._hand_out, name),
        ):
            if uid in records:
                continue
            here = self._work.value(f"SELECT id FROM {name} WHERE uid = ?", (uid,))
            if isinstance(here, int):
                if self._ask_whether_undone(uid, here, self._image(came)):
                    continue
                self._guard(here)
                if self._kind.withdrawn:
                    self._kind.withdrawn(self._work, here)
                self._work.delete(self._table, here)
                taken.undone[name] = taken.undone.get(name, 0) + 1
            self._work.delete(HANDED, handed)

    def _ask_whether_undone(self, uid: bytes, here: int, came: Record | None) -> bool:
        """Whether something undone there was changed here since, and so is put as a question."""
        stands = read_records(self._store, self._kind, uid)[uid]
        if stands == came:
            return False
        title, state = (stands.get(part, ("",)) for part in ("title", "state"))
        self._taking.ask(clashes.clash(self._table.name, uid_text(uid), title[0], "state", (state, (_UNDONE,))),
                         self._person(here))  # fmt: skip
        return True

    # What is remembered ----------------------------------------------------------------------------------------------

    def _known(self, uid: bytes) -> list[_Known]:
        return [
            _Known(row, hand_out, self._image(went), self._image(came), at)
            for row, hand_out, went, came, at in self._work.rows(
                "SELECT id, hand_out_id, image, came, came_at FROM handed WHERE thing = ? AND tbl = ? ORDER BY id",
                (uid, self._table.name),
            )
        ]

    def _image(self, image: str) -> Record | None:
        return self._current(from_image(image)) if image else None

    def _current(self, record: Record) -> Record:
        """A record that names people who were joined since as those they are now."""
        for part in self._kind.fields:
            target = self._targets.get(part.columns[0])
            said = record.get(part.name, ("",))[0]
            row = self._row_of(target, said) if target else None
            if row is not None:
                record[part.name] = (str(self._work.value(f"SELECT hex(uid) FROM {target} WHERE id = ?", (row,))),)
        return record

    def _remember(self, uid: bytes, record: Record, known: list[_Known]) -> None:
        own = self._own(known)
        at = self._changed_at(uid)
        if own is None:
            self._work.insert(
                HANDED, hand_out_id=self._hand_out, tbl=self._table.name, thing=uid, came=to_image(record), came_at=at
            )
        elif record != own.last and not (self._parted and own.at > at):
            self._work.update(HANDED, own.id, came=to_image(record), came_at=at)

    def _own(self, known: list[_Known]) -> _Known | None:
        return next((one for one in known if one.hand_out == self._hand_out), None)

    def _changed_at(self, uid: bytes) -> str:
        """The moment of the last change to a thing in the file; "" where it stands as it went out."""
        row = self._handout.value(f"SELECT id FROM {self._table.name} WHERE uid = ?", (uid,))
        found = self._handout.value(
            "SELECT max(at) FROM operation WHERE state = 'done'"
            " AND (id IN (SELECT operation_id FROM change WHERE tbl = ?1 AND row_id = ?2)"
            " OR id IN (SELECT operation_id FROM inserted WHERE tbl = ?1 AND ?2 BETWEEN first AND last))",
            (self._table.name, row),
        )
        return str(found or "")

    # What came -------------------------------------------------------------------------------------------------------

    def _insert(self, uid: bytes, record: Record) -> bool:
        """Enter a new thing, wherever all that it points at is still here."""
        columns = [column.name for column in self._table.columns if column.name != "uid"]
        shown = [uid_sql(self._table, name) for name in columns]
        (values,) = self._handout.rows(f"SELECT {', '.join(shown)} FROM {self._table.name} WHERE uid = ?", (uid,))
        row: dict[str, Value] = {"uid": uid}
        for name, value in zip(columns, values, strict=True):
            row[name] = safe_lines(value) if isinstance(value, str) else value
            if name in self._targets:
                row[name] = self._row_of(self._targets[name], value)
                if value and row[name] is None:
                    self._taking.miss(self._table.name, bytes.fromhex(value))
                    return False
        if self._kind.fitted:
            row = dict(self._kind.fitted(self._work, row))
        self._guard(self._work.insert(self._table, **row))
        if self._kind.arrived:
            self._kind.arrived(self._work, row)
        self._remember(uid, record, [])
        return True

    def _missing(self, uid: bytes, record: Record, known: list[_Known]) -> None:
        """A thing that is no longer here is not made anew; where it was changed there, that is told."""
        own = self._own(known)
        if own is None or record != own.last:
            self._taking.miss(self._table.name, uid)
            self._remember(uid, record, known)

    def _compare(self, uid: bytes, here: int, record: Record, known: list[_Known]) -> bool:
        """Take over what was changed there, as rules.clashes decides; whether anything is other than before."""
        own = self._own(known)
        base = None if own is None else own.went if self._parted else own.last
        rivals = [one for one in known if one.came is not None and (one is not own or self._parted)]
        stands = read_records(self._store, self._kind, uid)[uid]
        at = self._changed_at(uid)
        updates: dict[str, Value] = {}
        for part in self._kind.fields:
            name = part.name
            others = [Came(one.at, one.came[name]) for one in rivals if one.came is not None]
            settled = clashes.settle(
                base[name] if base else None, stands[name], Came(at, record[name]), others, own=self._is_own(here, part)
            )
            if settled.said != stands[name]:
                updates |= self._columns(part, settled.said)
            for pair in settled.clashes:
                title = (base or stands).get("title", ("",))[0]
                shown = (self._shown(part, pair[0]), self._shown(part, pair[1]))
                found = clashes.clash(self._table.name, uid_text(uid), title, name, shown)
                self._taking.ask(found, self._person(here))
        if updates:
            self._guard(here)
        changed = bool(updates) and self._work.update(self._table, here, **updates)
        self._remember(uid, record, known)
        return changed

    def _guard(self, row: int) -> None:
        if self._kind.guard:
            self._kind.guard(self._work, row)

    def _is_own(self, row: int, part: Field) -> bool:
        """Whether what a field says was entered on this laptop, rather than brought back."""
        place = self._table.names.index(part.columns[0])
        for kind, before, after in self._work.rows(
            "SELECT kind, before, after FROM change JOIN operation ON operation.id = operation_id"
            " WHERE tbl = ? AND row_id = ? AND state = 'done' AND before <> '' AND after <> '' ORDER BY change.id DESC",
            (self._table.name, row),
        ):
            if row_from_image(self._table, before)[place] != row_from_image(self._table, after)[place]:
                return str(kind) != _OPERATION
        maker = self._work.value(
            "SELECT kind FROM inserted JOIN operation ON operation.id = operation_id"
            " WHERE tbl = ? AND ? BETWEEN first AND last",
            (self._table.name, row),
        )
        return maker != _OPERATION

    def _columns(self, part: Field, said: Said) -> dict[str, Value]:
        target = self._targets.get(part.columns[0])
        if target is None:
            return dict(zip(part.columns, said, strict=True))
        row = self._row_of(target, said[0])
        if said[0] and row is None:
            self._taking.miss(self._table.name, bytes.fromhex(said[0]))
            return {}
        return {part.columns[0]: row}

    def _shown(self, part: Field, said: Said) -> Said:
        """What a field says, in words."""
        if self._targets.get(part.columns[0]) != PERSON.name:
            return said
        row = self._row_of(PERSON.name, said[0])
        return (str(self._work.value("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (row,)) or ""),)

    def _person(self, row: int) -> int | None:
        """Whom a thing is about."""
        column = next((name for name, target in self._targets.items() if target == PERSON.name), None)
        found = self._work.value(f"SELECT {column} FROM {self._table.name} WHERE id = ?", (row,)) if column else None
        return found if isinstance(found, int) else None

    def _row_of(self, target: str, uid: str) -> int | None:
        """The row that a uid in hex names, None where there is none; of people also under a uid they had before."""
        key = bytes.fromhex(uid)
        found = self._work.value(f"SELECT id FROM {target} WHERE uid = ?", (key,))
        if found is None and key and target == PERSON.name:
            found = self._work.value("SELECT person_id FROM fact WHERE kind = 'uid' AND value = ?", (uid_text(key),))
        return found if isinstance(found, int) else None
