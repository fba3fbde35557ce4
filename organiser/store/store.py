"""One open database: made, opened or refused here, read by anybody, written through `operation` alone."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from organiser.errors import CANNOT_CREATE, CONFIGURATION, NOT_PERMITTED, UNREADABLE, Problem
from organiser.models.tables import SCHEMA_VERSION, TABLES
from organiser.store import clock, engine, lock, search, trail
from organiser.store.engine import Connection, Header, Row, Value
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work


def recognise(path: Path) -> Header:
    """What the file at `path` says of itself; a Problem where it is none of ours, or of a later version's."""
    header = engine.read_header(path)
    if header.application_id != engine.APPLICATION_ID:
        raise Problem(f"{path} is another program's database. It has been left as it is.", UNREADABLE)
    _refuse_newer(path, header.version)
    return header


def _refuse_newer(path: Path, version: int) -> None:
    if version > SCHEMA_VERSION:
        raise Problem(
            f"{path} was written by a newer organiser: bring this one up to date. It has been left as it is.",
            CONFIGURATION,
        )


def _make(path: Path) -> bool:
    """Make a new database at `path`, wholly or not at all; False where something stands there already."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with lock.turn_to_write(path):
            if os.path.lexists(path):
                return False
            connection = engine.create_file(unfinished)
            try:
                _fill(connection)
            finally:
                connection.close()
            # The journal of a database that somebody removed says nothing about this one.
            for suffix in engine.JOURNALS:
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            unfinished.replace(path)
    except OSError as error:
        raise Problem(f"{path} cannot be made: {engine.reason_of(error)}.", CANNOT_CREATE) from None
    except engine.DatabaseError as error:
        raise engine.describe(error, path) from None
    finally:
        engine.discard(unfinished)
    return True


def _fill(connection: Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        for statement in table.ddl():
            connection.execute(statement)
    for statement in search.DDL:
        connection.execute(statement)
    connection.executemany("INSERT INTO counter(tbl, next) VALUES (?, 1)", [(table.name,) for table in TABLES])
    database_id = uid_text(new_uids(1)[0])
    connection.executemany(
        "INSERT INTO setting(id, key, value) VALUES (?, ?, ?)",
        [(1, "database", database_id), (2, "descent", database_id), (3, "made", clock.now())],
    )
    connection.execute("UPDATE counter SET next = 4 WHERE tbl = 'setting'")
    trail.leave_mark(connection)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands at a path; None where none does."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Store:
    """An open database file.

    `who` is the name that stands in the history; `waiting` is called once when a change has to wait for another's.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self.connection = connection
        self._file = _identity(path)
        self.who = ""
        self.waiting: Callable[[], None] = lock.in_silence

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make a new database at `path`; a Problem (73) where something stands there already."""
        if not _make(path):
            raise Problem(f"{path} is there already. Nothing was changed.", CANNOT_CREATE)
        return cls.open(path)

    @classmethod
    def open_or_create(cls, path: Path) -> "Store":
        """Open the database at `path`, made now where nothing stands there."""
        if not path.exists():
            _make(path)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the database at `path`, or refuse it in a sentence and leave it as it is."""
        header = recognise(path)
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            raise Problem(f"{path} may not be written by you. Nothing was changed.", NOT_PERMITTED)
        connection = None
        try:
            connection = engine.connect(path)
            if not header.whole and engine.lacks_pages(path, connection):
                raise engine.Damaged(f"{path} has been cut off. Restore a backup with 'organiser restore'.")
            if not header.wal:
                connection.execute("PRAGMA journal_mode=WAL")
            # Asked again: the answer may stand in the journal still.
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            _refuse_newer(path, version)
            if version < SCHEMA_VERSION:
                from organiser.store.migrate import migrate

                migrate(path, connection)
        except engine.DatabaseError as error:
            if connection is not None:
                connection.close()
            raise engine.describe(error, path) from None
        except Problem:
            if connection is not None:
                connection.close()
            raise
        return cls(path, connection)

    def in_place(self) -> bool:
        """Whether the open file is still the one at its path: what is written to one that was moved would be lost."""
        return _identity(self.path) == self._file

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading --------------------------------------------------------------------------------------------------

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query."""
        with self.errors():
            return self.connection.execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Sequence[Value] = ()) -> Iterator[Row]:
        """The rows of a query one by one, so that memory does not grow with them."""
        with self.errors():
            yield from self.connection.execute(sql, parameters)

    def value(self, sql: str, parameters: Sequence[Value] = ()) -> Value:
        """The first column of the first row, or None."""
        with self.errors():
            row = self.connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def count(self, sql: str, parameters: Sequence[Value] = ()) -> int:
        """The number that a query gives; 0 where it gives none."""
        found = self.value(sql, parameters)
        return found if isinstance(found, int) else 0

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn the database library's errors into sentences."""
        try:
            yield
        except engine.DatabaseError as error:
            raise engine.describe(error, self.path) from None

    # Writing --------------------------------------------------------------------------------------------------

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold the write lock and one IMMEDIATE transaction; commit at the end, or roll back and say why."""
        with lock.turn_to_write(self.path, self.waiting):
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                    self._commit()
                except BaseException:
                    # The first error is the one that counts: SQLite may have rolled back by itself already.
                    if self.connection.in_transaction:
                        self.connection.execute("ROLLBACK")
                    raise
            except engine.DatabaseError as error:
                raise engine.describe(error, self.path) from None

    def _commit(self) -> None:
        if not self.connection.in_transaction:
            raise Problem("The disk is full or cannot be written. Nothing was changed: make room, then try again.", 74)
        self.connection.execute("COMMIT")

    @contextmanager
    def operation(self, title: str, kind: str = "", *, at: str = "") -> Iterator[Work]:
        """The only way to write: one transaction and one entry in the history, which can be taken back.

        An operation that changed nothing leaves no entry (`work.operation_id` is None after it). `at` is the moment
        (UTC) under which it stands in the history where that must not be its own: now.
        """
        with self.turn():
            work = Work(self.connection, title=title, kind=kind, who=self.who, at=at)
            yield work
            work.finish()

    # Settings -------------------------------------------------------------------------------------------------

    def setting(self, key: str) -> str:
        """A setting of this file, '' where it was never set."""
        found = self.value("SELECT value FROM setting WHERE key = ?", (key,))
        return found if isinstance(found, str) else ""

    def version(self) -> int:
        """A number that is another one once another process has changed the file."""
        return self.count("PRAGMA main.data_version")
