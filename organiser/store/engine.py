"""The one door to SQLite: connections, their settings, and what a file says of itself before it is opened.

Everything that only SQLite knows stands in this module and in `search`, so that another engine can come in beside it.
"""

import os
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

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
_MAGIC = b"SQLite format 3\x00"
_LOCKED = ("database is locked", "database table is locked", "database schema is locked")
_FULL = ("database or disk is full", "disk i/o error")
_DAMAGED = ("malformed", "not a database", "file is encrypted")

Connection = sqlite3.Connection
Row = tuple[object, ...]
Value = str | int | bytes | float | None


class Header(NamedTuple):
    """What the first hundred bytes of a database file say."""

    application_id: int
    version: int
    whole: bool


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """A connection in autocommit mode (transactions are begun by hand), with the settings of design.md."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rw'}",
        uri=True,
        isolation_level=None,
        timeout=5,
        check_same_thread=False,
    )
    connection.executescript(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA secure_delete=ON;"
        "PRAGMA temp_store=FILE"
    )
    return connection


def create_file(path: Path) -> Connection:
    """Make a new, empty database file that only its owner may read, marked as ours, in WAL mode."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = connect(path)
    connection.executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA journal_mode=WAL")
    return connection


def read_header(path: Path) -> Header:
    """What a file says of itself, read without opening it as a database; a Problem where it is none of ours."""
    try:
        if path.is_dir():
            raise Problem(f"{path} is a folder, not a database.", NO_INPUT)
        with path.open("rb") as file:
            head = file.read(100)
            size = os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        raise Problem(f"There is no database at {path} yet: start one with 'organiser init'.", NO_INPUT) from None
    except PermissionError:
        raise Problem(f"{path} may not be read by you.", NOT_PERMITTED) from None
    except OSError as error:
        raise Problem(f"{path} cannot be read: {reason_of(error)}.", IO_ERROR) from None
    if not head:
        raise Problem(f"{path} is empty: it is no database of ours. Restore a backup, or remove it.", UNREADABLE)
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise Problem(f"{path} is not a database of organiser. It has been left as it is.", UNREADABLE)
    page_size = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    page_count_is_true = head[24:28] == head[92:96]
    return Header(
        application_id=int.from_bytes(head[68:72], "big"),
        version=int.from_bytes(head[60:64], "big"),
        whole=not page_count_is_true or size >= pages * (65536 if page_size == 1 else page_size),
    )


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
        return Problem(f"{path} is damaged. Restore a backup with 'organiser restore'.", UNREADABLE)
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
