"""The one door to SQLite: connections, their settings, and what a file says of itself before it is opened.

Everything that only SQLite knows stands in this module and in `search`, so that another engine can come in beside it.
"""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from organiser.errors import IO_ERROR, NO_INPUT, NOT_PERMITTED, TRY_AGAIN, UNREADABLE, Problem

if TYPE_CHECKING:
    import sqlite3


def _library() -> ModuleType:
    """The newest SQLite at hand: pysqlite3 (the extra `sqlite`) brings one with the WAL-reset bug mended."""
    import sqlite3

    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    newest: ModuleType = max(sqlite3, dbapi2, key=lambda library: library.sqlite_version_info)
    return newest


if not TYPE_CHECKING:
    sqlite3 = _library()

# "Orgn": tells our files from other programs' (PRAGMA application_id, 4 bytes at offset 68 of the file).
APPLICATION_ID = 0x4F72676E
# Files that SQLite keeps beside a database: what is in them belongs to that database alone.
JOURNALS = ("-wal", "-shm", "-journal")
_MAGIC = b"SQLite format 3\x00"
_BUSY = (5, 6)  # SQLITE_BUSY, SQLITE_LOCKED
_SECONDS_TO_WAIT = 5
_LOCKED = ("database is locked", "database table is locked", "database schema is locked")
_FULL = ("database or disk is full", "disk i/o error")
_DAMAGED = ("malformed", "not a database", "file is encrypted")

Connection = sqlite3.Connection
# A POSIX system gives up all locks that a process has on a file as soon as it closes any handle of that file. So a file
# that is open as a database may be opened beside it, but that handle stays until the last connection is gone: else
# another process takes itself for the last user of the file and removes the journal that is still written to.
_File = tuple[int, int]
_connections: dict[_File, int] = {}
_handles: dict[_File, int] = {}
_counting = threading.RLock()
# What a query gives: the caller knows the types of the columns it asked for.
Row = tuple[Any, ...]
Value = str | int | bytes | float | None


class Damaged(Problem):
    """A file that should be a database and can no longer be read as one."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, UNREADABLE)


class Header(NamedTuple):
    """What the first hundred bytes of a database file say; `whole`: all pages that they speak of are there."""

    application_id: int
    version: int
    whole: bool
    wal: bool


class _Counted(sqlite3.Connection):
    """A connection that is counted among those of its file until it is closed."""

    file: _File | None = None

    def close(self) -> None:
        with _counting:
            super().close()
            file, self.file = self.file, None
            if file is None:
                return
            _connections[file] -= 1
            if not _connections[file]:
                del _connections[file]
                if (handle := _handles.pop(file, None)) is not None:
                    os.close(handle)


def _beginning(path: Path) -> tuple[bytes, int]:
    """The first hundred bytes of a file, and its size; no lock of ours on it is given up."""
    with _counting:
        handle = _handles.get(_file_of(path.stat()))
        if handle is None:
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
            file = _file_of(os.fstat(handle))
            if file in _connections:
                _handles[file] = handle
        try:
            os.lseek(handle, 0, os.SEEK_SET)
            return os.read(handle, 100), os.fstat(handle).st_size
        finally:
            if handle not in _handles.values():
                os.close(handle)


def _file_of(stat: os.stat_result) -> _File:
    return stat.st_dev, stat.st_ino


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """A connection in autocommit mode (transactions are begun by hand), with the settings of design.md."""
    return _connect(path, "mode=ro" if read_only else "mode=rw")


def connect_backup(path: Path) -> Connection:
    """A connection to a file that is only read, also from a stick or a folder where nothing can be written."""
    return _connect(path, "mode=ro" if journal(path).exists() else "mode=ro&immutable=1")


def connect_in_memory() -> Connection:
    """A new, empty database that is nowhere but in memory."""
    return sqlite3.connect(":memory:", isolation_level=None)


def journal(path: Path) -> Path:
    """Where the changes stand that are not yet in the file itself."""
    return path.with_name(path.name + "-wal")


def _connect(path: Path, how: str) -> Connection:
    with _counting:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{how}",
            uri=True,
            isolation_level=None,
            timeout=_SECONDS_TO_WAIT,
            check_same_thread=False,
            factory=_Counted,
        )
        # Nothing of the file has been read or locked yet: that begins with the first statement.
        connection.file = _file_of(path.stat())
        _connections[connection.file] = _connections.get(connection.file, 0) + 1
    try:
        connection.executescript(
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA secure_delete=ON;"
            "PRAGMA temp_store=FILE"
        )
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def create_file(path: Path) -> Connection:
    """Make a new, empty database file that only its owner may read, marked as ours."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connect(path)
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    return connection


def read_header(path: Path) -> Header:
    """What a file says of itself, read without opening it as a database; a Problem where it is none of ours."""
    try:
        if path.is_dir():
            raise Problem(f"{path} is a folder, not a database.", NO_INPUT)
        head, size = _beginning(path)
    except FileNotFoundError:
        raise Problem(f"There is no database at {path} yet: start one with 'organiser init'.", NO_INPUT) from None
    except PermissionError:
        raise Problem(f"{path} may not be read by you.", NOT_PERMITTED) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read: {reason_of(error)}.", IO_ERROR) from None
    if not head:
        raise Damaged(f"{path} is empty: it is no database of ours. Restore a backup, or remove it.")
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise Damaged(f"{path} is not a database of organiser. It has been left as it is.")
    page_size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    page_count_is_true = head[24:28] == head[92:96]
    return Header(
        application_id=int.from_bytes(head[68:72], "big"),
        version=int.from_bytes(head[60:64], "big"),
        whole=not page_count_is_true or size >= pages * (65536 if page_size == 1 else page_size),
        wal=head[18] == 2,
    )


def lacks_pages(path: Path, connection: Connection) -> bool:
    """Whether a file that looks cut off is.

    A checkpoint writes the first page, which says how many there are, before the last ones: another process may be in
    the middle of one, or have died in it. Then the pages are still in the journal, and the checkpoint can be finished.
    """
    for _ in range(_SECONDS_TO_WAIT * 10):
        busy = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0]
        if read_header(path).whole:
            return False
        if not busy:
            return True
        time.sleep(0.1)
    raise Problem(f"{path} is locked by another program. Nothing was changed: try again.", TRY_AGAIN)


def copy_pages(source: Connection, target: Connection) -> None:
    """Make `target` what `source` is, in one transaction of each; an error where another program holds either.

    Others may have the target open meanwhile: they see it as a change like any other.
    """

    def refuse_to_wait(status: int, _remaining: int, _pages: int) -> None:
        # The library has waited already, and would wait for ever.
        if status & 0xFF in _BUSY:
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=refuse_to_wait)


def discard(path: Path) -> None:
    """Remove a file that was made on the way, if it is there."""
    with suppress(OSError):
        path.unlink()


def describe(error: Exception, path: Path) -> Problem:
    """An error of the database library as a sentence for the user and the right exit code."""
    words = str(error).lower()
    if any(word in words for word in _LOCKED):
        return Problem(f"{path} is locked by another program. Nothing was changed: try again.", TRY_AGAIN)
    if any(word in words for word in _FULL):
        return Problem(
            "The disk is full or cannot be written. Nothing was changed: make room, then try again.", IO_ERROR
        )
    if "readonly" in words or "unable to open" in words:
        return Problem(f"{path} may not be written by you. Nothing was changed.", NOT_PERMITTED)
    if any(word in words for word in _DAMAGED):
        return Damaged(f"{path} is damaged. Restore a backup with 'organiser restore'.")
    return Problem(f"The database refused the change ({type(error).__name__}). Nothing was changed.", IO_ERROR)


def reason_of(error: OSError) -> str:
    """What the system says of an error, in lower case and without the file's name."""
    return (error.strerror or type(error).__name__).lower()


def has_reset_bug() -> bool:
    """Whether this SQLite can lose commits when two connections checkpoint at a bad moment (mended in 3.51.3)."""
    version = sqlite3.sqlite_version_info
    return version < (3, 51, 3) and version not in {(3, 50, 7), (3, 44, 6)}


def library_version() -> str:
    return str(sqlite3.sqlite_version)


# Errors of the library that the store turns into sentences.
DatabaseError: type[Exception] = sqlite3.DatabaseError
IntegrityError: type[Exception] = sqlite3.IntegrityError
