"""One open database: made, opened or refused here, read by anybody, written through `operation` alone."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from organiser.errors import CANNOT_CREATE, CONFIGURATION, NOT_PERMITTED, UNREADABLE, Problem
from organiser.models.tables import SCHEMA_VERSION, TABLES
from organiser.store import clock, engine, lock, search
from organiser.store.engine import Connection, Row, Value
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work


def _silence() -> None:
    """Nobody is told that we wait, unless the front end asks to be."""


class Store:
    """An open database file.

    `who` is the name that stands in the history; `waiting` is called once when a change has to wait for another's.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self.connection = connection
        self.who = ""
        self.waiting: Callable[[], None] = _silence

    @classmethod
    def create(cls, path: Path) -> "Store":
        """Make a new database at `path`; a Problem (73) where something stands there already."""
        try:
            connection = engine.create_file(path)
        except FileExistsError:
            raise Problem(f"{path} is there already. Nothing was changed.", CANNOT_CREATE) from None
        except OSError as error:
            raise Problem(f"{path} cannot be made: {engine.reason_of(error)}.", CANNOT_CREATE) from None
        try:
            connection.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                for statement in table.ddl():
                    connection.execute(statement)
            connection.execute(search.DDL)
            connection.executemany("INSERT INTO counter(tbl, next) VALUES (?, 1)", [(table.name,) for table in TABLES])
            database_id = uid_text(new_uids(1)[0])
            connection.executemany(
                "INSERT INTO setting(id, key, value) VALUES (?, ?, ?)",
                [(1, "database", database_id), (2, "descent", database_id), (3, "made", clock.now())],
            )
            connection.execute("UPDATE counter SET next = 4 WHERE tbl = 'setting'")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            connection.execute("COMMIT")
            # The header of the file itself must say what it is, not only the journal beside it.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except engine.DatabaseError as error:
            connection.close()
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            raise engine.describe(error, path) from None
        return cls(path, connection)

    @classmethod
    def open(cls, path: Path) -> "Store":
        """Open the database at `path`, or refuse it in a sentence and leave it as it is."""
        header = engine.read_header(path)
        if header.application_id != engine.APPLICATION_ID:
            raise Problem(f"{path} is another program's database. It has been left as it is.", UNREADABLE)
        if header.version > SCHEMA_VERSION:
            raise Problem(
                f"{path} was written by a newer organiser: bring this one up to date. It has been left as it is.",
                CONFIGURATION,
            )
        if not header.whole:
            raise Problem(f"{path} has been cut off. Restore a backup with 'organiser restore'.", UNREADABLE)
        if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
            raise Problem(f"{path} may not be written by you. Nothing was changed.", NOT_PERMITTED)
        connection = None
        try:
            connection = engine.connect(path)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version < SCHEMA_VERSION:
                from organiser.store.migrate import migrate

                migrate(path, connection, version)
        except engine.DatabaseError as error:
            if connection is not None:
                connection.close()
            raise engine.describe(error, path) from None
        return cls(path, connection)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading -------------------------------------------------------------------------------------------------------

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

    # Writing -------------------------------------------------------------------------------------------------------

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
    def operation(self, title: str, kind: str = "") -> Iterator[Work]:
        """The only way to write: one transaction and one entry in the history, which can be taken back.

        An operation that changed nothing leaves no entry (`work.operation_id` is None after it).
        """
        with self.turn():
            work = Work(self.connection, title=title, kind=kind, who=self.who)
            yield work
            work.finish()

    # Settings ------------------------------------------------------------------------------------------------------

    def setting(self, key: str) -> str:
        """A setting of this file, '' where it was never set."""
        found = self.value("SELECT value FROM setting WHERE key = ?", (key,))
        return found if isinstance(found, str) else ""

    def last_operation(self) -> int:
        """The number of the last change, which tells whether anything landed since."""
        return self.count("SELECT max(id) FROM operation")
