"""Copies of a database that can be trusted: written whole beside their place, checked, then put there in one step."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, IO_ERROR, NO_INPUT, Problem
from organiser.store import engine, lock, trail
from organiser.store.engine import Connection, Damaged
from organiser.store.store import Store, recognise
from organiser.store.trail import Line

# Asked before anything is replaced: the line of what is there (None: nothing sound is) and that of the copy.
Agree = Callable[[Line | None, Line], None]


def agree_to_all(_here: Line | None, _copy: Line) -> None:
    """Any copy may take the place of what is there."""


def copy(connection: Connection, target: Path) -> None:
    """Copy an open database to `target`, replacing what stands there only once the copy is whole and sound."""
    unfinished = _unfinished(target)
    try:
        copied = _empty_file(unfinished)
        try:
            engine.copy_pages(connection, copied)
            # One file that can be carried away: the copy needs no journal beside it.
            copied.execute("PRAGMA journal_mode=DELETE")
            if copied.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise Damaged(f"The copy at {target} is not sound, so it was not kept.")
        finally:
            copied.close()
        _sync(unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise Problem(f"{target} cannot be written: {engine.reason_of(error)}.", CANNOT_CREATE) from None
    except engine.DatabaseError as error:
        raise engine.describe(error, target) from None
    finally:
        engine.discard(unfinished)


def restore(path: Path, source: Path, kept: Path, waiting: Callable[[], None], agree: Agree = agree_to_all) -> bool:
    """Make the database at `path` what the backup at `source` says, even while other processes have it open.

    What stood there is copied to `kept` first, or moved there where it is damaged: then True. A Problem, and nothing
    changed, where the backup is foreign, newer or damaged, or where `agree` raises one.
    """
    path = path.resolve()
    checked = _unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        line = _check(source, checked)
        present = _open_if_sound(path)
        try:
            with lock.turn_to_write(path, waiting):
                agree(None if present is None else trail.read_line(present.connection), line)
                if present is not None and _keep(present, kept):
                    _fill(present, checked, kept)
                    return True
                return _put_in_place(checked, path, kept)
        finally:
            if present is not None:
                present.close()
    except OSError as error:
        raise Problem(f"{path} cannot be written: {engine.reason_of(error)}. Nothing was changed.", IO_ERROR) from None
    except engine.DatabaseError as error:
        raise engine.describe(error, path) from None
    finally:
        engine.discard(checked)


class Contents(NamedTuple):
    """What a copy holds, as far as can be told without reading all of it: where it comes from, and how many people."""

    line: Line
    people: int


def look_into(source: Path) -> Contents:
    """What the file at `source` is a copy of; it is only read. A Problem where it is none of ours."""
    recognise(source)
    try:
        connection = engine.connect_backup(source)
        try:
            (people,) = connection.execute("SELECT count(*) FROM person").fetchone()
            return Contents(trail.read_line(connection), people)
        finally:
            connection.close()
    except engine.DatabaseError as error:
        raise engine.describe(error, source) from None


def open_copy(source: Path) -> Store:
    """A copy of the file at `source`, in memory alone, looked through and brought up to date: for small files.

    The file itself is only read. A Problem where it is foreign, newer or damaged.
    """
    copied = engine.connect_in_memory()
    try:
        _copy_sound(source, copied)
    except BaseException:
        copied.close()
        raise
    return Store(source, copied)


def _check(source: Path, checked: Path) -> Line:
    """Copy a backup to `checked`, look it through and bring it up to date there; gives where it comes from."""
    copied = _empty_file(checked)
    try:
        _copy_sound(source, copied)
        line = trail.read_line(copied)
        copied.execute("PRAGMA journal_mode=WAL")
    finally:
        copied.close()
    _sync(checked)
    return line


def _copy_sound(source: Path, copied: Connection) -> None:
    """Copy the file at `source`, look the copy through and bring it up to date; a Problem where it is not sound."""
    if not source.exists():
        raise Problem(f"There is no file {source}.", NO_INPUT)
    header = recognise(source)
    damaged = Damaged(f"{source} is damaged or cut off. Nothing was changed.")
    # Pages that are missing may stand in a journal beside it.
    if not header.whole and not engine.journal(source).exists():
        raise damaged
    try:
        original = engine.connect_backup(source)
        try:
            engine.copy_pages(original, copied)
        finally:
            original.close()
        if copied.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise damaged
        from organiser.store.migrate import bring_up_to_date

        bring_up_to_date(source, copied)
    except engine.DatabaseError as error:
        problem = engine.describe(error, source)
        raise (damaged if isinstance(problem, Damaged) else problem) from None


def _open_if_sound(path: Path) -> Store | None:
    try:
        return Store.open(path) if path.exists() else None
    except Damaged:
        return None


def _keep(present: Store, kept: Path) -> bool:
    """Copy what is there now; False where it is too damaged for a copy that can be trusted."""
    try:
        copy(present.connection, kept)
    except Damaged:
        present.close()
        return False
    return True


def _fill(present: Store, checked: Path, kept: Path) -> None:
    """Make an open database what the checked copy says, as one change that its other readers see like any other."""
    try:
        backup = engine.connect(checked, read_only=True)
        try:
            engine.copy_pages(backup, present.connection)
        finally:
            backup.close()
        present.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except engine.DatabaseError as error:
        engine.discard(kept)
        raise engine.describe(error, present.path) from None


def _put_in_place(checked: Path, path: Path, kept: Path) -> bool:
    """Put the checked copy where no sound database stands; whether something was moved aside for it."""
    import shutil

    stood_there = path.exists()
    if stood_there:
        try:
            _empty(kept)
            shutil.copyfile(path, kept)
        except OSError:
            engine.discard(kept)
            raise
    for suffix in engine.JOURNALS:
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            shutil.move(journal, kept.with_name(kept.name + suffix))
    checked.replace(path)
    return stood_there


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.unfinished")


def _empty_file(path: Path) -> Connection:
    path.unlink(missing_ok=True)
    _empty(path)
    return engine.connect(path)


def _empty(path: Path) -> None:
    """Make a file that only its owner may read."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
