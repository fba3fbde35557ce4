"""Looking after the database file: starting it, where it is, copies of it, going back to one, looking it through."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from organiser.errors import CANNOT_CREATE, UNREADABLE, Problem
from organiser.models.sources import SETTING
from organiser.rules import descent
from organiser.rules.dates import uk_date
from organiser.rules.places import place_fold
from organiser.store import backup as copies
from organiser.store import clock, location, trail
from organiser.store import doctor as health
from organiser.store.doctor import Check
from organiser.store.store import Store
from organiser.store.trail import Line, Step
from organiser.store.work import Work
from organiser.text import safe_text


@dataclass(frozen=True, slots=True)
class Setup:
    """Who looks after a database and which CLPs it is for; `operation` is the change that said so, if any."""

    who: str
    clps: tuple[str, ...]
    operation: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A file or folder of the program; `size` in bytes, of a folder with all that is in it."""

    path: Path
    exists: bool
    size: int


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup that was made; `size` in bytes."""

    file: Path
    size: int
    people: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What the database holds now; `kept` is what it was before, if there was one.

    `lost` says in words which changes made here the backup knows nothing of ("" where there are none).
    """

    people: int
    kept: Path | None
    lost: str


@dataclass(frozen=True, slots=True)
class Backup:
    """A file in the folder of backups; `at` is the moment it was written (UTC), `size` in bytes."""

    file: Path
    at: str
    size: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What going back to a backup would mean: how many people it holds, when it was written to last (UTC), and which
    changes made here it knows nothing of ("" for none). `problem` says why it cannot be gone back to, "" where it can.
    """

    file: Path
    people: int
    last: str
    lost: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What looking a database through found, and what of it was mended."""

    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


# Starting ---------------------------------------------------------------------------------------------------


def current_setup(store: Store) -> Setup:
    """Who looks after this database and which CLPs it is for, as it stands."""
    return Setup(store.setting("who"), tuple(json.loads(store.setting("clps") or "[]")), None)


def set_up(store: Store, who: str, clps: Sequence[str]) -> Setup:
    """Say who looks after this database and which CLPs it is for; what is empty stays as it was.

    A CLP is called as its constituency where that is loaded; otherwise it is kept as written.
    """
    who = safe_text(who)
    names = _as_called(store, clps)
    with store.operation("Say who you are and which CLPs you look after") as work:
        if who:
            work.who = who
            set_setting(work, "who", who)
        if names:
            set_setting(work, "clps", json.dumps(names, ensure_ascii=False))
    now = current_setup(store)
    return Setup(now.who, now.clps, work.operation_id)


def _as_called(store: Store, clps: Sequence[str]) -> list[str]:
    written = dict.fromkeys(safe_text(name) for name in clps)
    called = {place_fold(name): name for (name,) in store.rows("SELECT name FROM constituency ORDER BY gss DESC")}
    return list(dict.fromkeys(called.get(place_fold(name), name) for name in written if name))


def set_setting(work: Work, key: str, value: str) -> None:
    """Set a setting of the file, as a part of a change."""
    found = work.value("SELECT id FROM setting WHERE key = ?", (key,))
    if isinstance(found, int):
        work.update(SETTING, found, value=value)
    else:
        work.insert(SETTING, key=key, value=value)


# Places -----------------------------------------------------------------------------------------------------


def places(database: Path) -> dict[str, Place]:
    """Where the database, the backups and the program's home are."""
    return {
        "database": _place(database),
        "backups": _place(location.backups()),
        "home": _place(location.home()),
    }


def _place(path: Path) -> Place:
    size = _size(path) if path.is_file() else sum(_size(found) for found in path.rglob("*"))
    return Place(path.absolute(), path.exists(), size)


def _size(path: Path) -> int:
    """Bytes of a file; 0 for anything else, and for a file that has gone meanwhile."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


# Copies -----------------------------------------------------------------------------------------------------


def back_up(store: Store, target: Path | None, *, replace: bool = False) -> Copy:
    """Copy the database to `target`, or into the folder of backups under a name that tells the time.

    A Problem (73) where a file stands at `target` already, unless it is to be replaced.
    """
    if target is None:
        target = _dated(store.path.stem)
    elif target.is_dir():
        target = target / f"{store.path.stem}-{_moment()}.organiser"
    if target.exists():
        if not replace:
            raise Problem(f"{target} is there already: another name, or --replace.", CANNOT_CREATE)
        if target.samefile(store.path):
            raise Problem(f"{target} is the database itself, not a copy of it.", CANNOT_CREATE)
    copies.copy(store.connection, target)
    return Copy(target.absolute(), target.stat().st_size, store.count("SELECT count(*) FROM person"))


def backups(most: int = 50) -> list[Backup]:
    """The files in the folder of backups, the newest first."""
    folder = location.backups()
    found = []
    for file in folder.glob("*.organiser") if folder.is_dir() else ():
        try:
            state = file.stat()
        except OSError:
            continue
        found.append(Backup(file, clock.moment_of(state.st_mtime), state.st_size))
    return sorted(found, key=lambda one: (one.at, one.file.name), reverse=True)[:most]


def outlook(store: Store, source: Path) -> Outlook:
    """What going back to a backup would mean, told without changing anything; Problem where it is no file of ours."""
    found = copies.look_into(source)
    last = found.line.steps[-1].at if found.line.steps else ""
    with store.errors():
        here = trail.read_line(store.connection)
    try:
        lost = _what_is_lost(source, here, found.line, other_database=False, anyway=False)
    except Problem as problem:
        return Outlook(source, found.people, last, "", problem.sentence)
    return Outlook(source, found.people, last, lost)


def restore(
    database: Path,
    source: Path,
    waiting: Callable[[], None],
    *,
    other_database: bool = False,
    anyway: bool = False,
) -> Restored:
    """Make the database what a backup says; what it was before is kept in the folder of backups.

    A Problem, and nothing changed, where the backup is of another database (unless `other_database`), where both were
    changed since they parted (unless `anyway`), and where it is no backup but was handed out for a job.
    """
    kept = _dated("before-restore")
    lost = ""

    def agree(here: Line | None, backup: Line) -> None:
        nonlocal lost
        lost = _what_is_lost(source, here, backup, other_database=other_database, anyway=anyway)

    stood_there = copies.restore(database, source, kept, waiting, agree)
    with Store.open(database) as store:
        return Restored(store.count("SELECT count(*) FROM person"), kept if stood_there else None, lost)


def _what_is_lost(source: Path, here: Line | None, backup: Line, *, other_database: bool, anyway: bool) -> str:
    """Which changes made here a backup knows nothing of, in words; Problem where it must not take their place."""
    if backup.job:
        raise Problem(
            f"{source} is no backup but was handed out for a job: 'organiser bring-back' takes in what was done there.",
            UNREADABLE,
        )
    if here is None:
        return ""
    if here.descent != backup.descent:
        if other_database:
            return ""
        raise Problem(
            f"{source} is a backup of another database. Nothing was changed: 'organiser restore --other-database' "
            "puts it in the place of this one all the same.",
            UNREADABLE,
        )
    parting = descent.compare(here.marks, backup.marks)
    ours = _changes(here.steps[parting.common :])
    if parting.theirs_is == descent.PARTED and not anyway:
        theirs = _changes(backup.steps[parting.common :])
        raise Problem(
            f"{source} and this database were both changed since they parted: this one by {ours}, the other by "
            f"{theirs}. Nothing was changed: 'organiser restore --anyway' puts the other in the place of this one, "
            "and keeps a copy of this one.",
            CANNOT_CREATE,
        )
    return ours if parting.ours else ""


def _changes(steps: Sequence[Step]) -> str:
    """So many writes and their days, in words."""
    if not steps:
        return "no change"
    first, last = (uk_date(clock.london(step.at).date().isoformat()) for step in (steps[0], steps[-1]))
    days = first if first == last else f"{first} to {last}"
    return f"{len(steps):,} change{'' if len(steps) == 1 else 's'} ({days})"


def _dated(stem: str) -> Path:
    """A name not yet taken in the folder of backups."""
    folder = location.backups()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Problem(f"The folder {folder} cannot be made.", CANNOT_CREATE) from None
    name = f"{stem}-{_moment()}"
    again = 1
    while (path := folder / f"{name}{f'-{again}' if again > 1 else ''}.organiser").exists():
        again += 1
    return path


def _moment() -> str:
    return f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"


# Health -----------------------------------------------------------------------------------------------------


def look_through(store: Store, *, repair: bool = False) -> Health:
    """Check everything that should hold in a file of ours; with `repair`, mend what can be made anew."""
    checks = health.examine(store)
    mended = health.repair(store, checks) if repair else []
    if mended:
        checks = health.examine(store)
    return Health(tuple(checks), tuple(health.notes(store.path)), tuple(mended))
