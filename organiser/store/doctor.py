"""Looking a database through: what should hold in every file of ours, checked one after the other."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from organiser.models.tables import TRACKED
from organiser.rules.names import name_key, sort_key
from organiser.store import engine, location, search
from organiser.store.store import Store

_DAMAGE_SHOWN = 5
_LEAST_FREE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found: `detail` says it in words, without personal data."""

    name: str
    ok: bool
    detail: str


def examine(store: Store) -> list[Check]:
    """All checks, made on one state of the file while others go on writing; of a damaged file only the first."""
    with store.errors():
        store.connection.execute("BEGIN")
        try:
            file = _file(store)
            if not file.ok:
                return [file]
            return [file, *(check(store) for check in _CHECKS)]
        finally:
            if store.connection.in_transaction:
                store.connection.execute("ROLLBACK")


def repair(store: Store, checks: list[Check]) -> list[str]:
    """Mend what can be made anew from the rest, of what the checks found; says what was done."""
    wrong = {check.name for check in checks if not check.ok}
    done = []
    if "search" in wrong:
        with store.turn():
            search.rebuild(store.connection)
        done.append("The search index was made anew.")
    if "permissions" in wrong:
        for path in _files(store.path):
            path.chmod(0o600)
        done.append("The database can now be read by you alone.")
    return done


def notes(path: Path) -> Iterator[str]:
    """What is not wrong with the file at `path`, but worth knowing."""
    import shutil

    if engine.has_reset_bug():
        yield (
            f"SQLite {engine.library_version()} is older than 3.51.3: very rarely it loses a change when two programs "
            "write at once. pip install 'organiser[sqlite]' brings a newer one where there is one for your system."
        )
    yield from location.warnings(path)
    left = [copy for folder in (path.parent, location.backups()) for copy in folder.glob(".*.unfinished")]
    if left:
        yield f"Copies that were never finished, with personal data in them: remove {', '.join(map(str, left))}"
    free = shutil.disk_usage(path.parent).free
    if free < max(_LEAST_FREE_BYTES, 2 * path.stat().st_size):
        yield f"Only {free // 1_000_000:,} MB are free on the disk: a backup or a large import may not fit."


def _file(store: Store) -> Check:
    found = [str(line) for (line,) in store.connection.execute(f"PRAGMA integrity_check({_DAMAGE_SHOWN})")]
    sound = found == ["ok"]
    detail = "every page can be read" if sound else f"{'; '.join(found)}: restore a backup"
    return Check("file", sound, detail)


def _references(store: Store) -> Check:
    broken: dict[str, int] = {}
    for table, *_ in store.connection.execute("PRAGMA foreign_key_check"):
        broken[table] = broken.get(table, 0) + 1
    listed = ", ".join(f"{count:,} of {table}" for table, count in broken.items())
    return Check("references", not broken, f"rows that point at nothing: {listed or 'none'}")


def _search(store: Store) -> Check:
    count = search.out_of_step(store.connection)
    return Check("search", not count, f"people whom the search index knows otherwise: {count:,}")


def _counters(store: Store) -> Check:
    """An id at or above its table's counter would be given a second time."""
    behind = [
        name
        for name in TRACKED
        if store.count(f"SELECT coalesce(max(id), 0) FROM {name}")
        >= store.count("SELECT next FROM counter WHERE tbl = ?", (name,))
    ]
    return Check("counters", not behind, f"tables whose next number is taken: {', '.join(behind) or 'none'}")


def _history(store: Store) -> Check:
    known = ", ".join(f"'{name}'" for name in TRACKED)
    wrong = sum(
        store.count(query)
        for query in (
            # Of no state, or with a state that its marks contradict.
            "SELECT count(*) FROM operation WHERE state NOT IN ('done', 'undone')"
            " OR (state = 'undone') <> (undone_order > 0) OR (state = 'undone') <> (undone_at <> '')",
            # About a table that there is not, or about nothing.
            f"SELECT count(*) FROM change WHERE tbl NOT IN ({known}) OR (before = '' AND after = '')",
            f"SELECT count(*) FROM inserted WHERE tbl NOT IN ({known}) OR first > last",
            # A change that stands keeps no images of what it inserted; one that was taken back left nothing of it.
            "SELECT count(*) FROM change JOIN operation ON operation.id = operation_id"
            " WHERE before = '' AND state = 'done'",
            *(
                "SELECT count(*) FROM inserted JOIN operation ON operation.id = operation_id"
                f" WHERE state = 'undone' AND tbl = '{name}'"
                f" AND EXISTS (SELECT 1 FROM {name} AS here WHERE here.id BETWEEN first AND last)"
                for name in TRACKED
            ),
            # Two changes cannot have inserted the same row, nor one a row that its table has not counted.
            "SELECT count(*) FROM (SELECT first <= lag(last) OVER (PARTITION BY tbl ORDER BY first) AS again"
            " FROM inserted) WHERE again",
            "SELECT count(*) FROM inserted JOIN counter USING (tbl) WHERE last >= next",
        )
    )
    return Check("history", not wrong, f"entries that contradict each other or the data: {wrong:,}")


def _names(store: Store) -> Check:
    """The folded names by which people are found and sorted follow from the names they are shown by."""
    wrong = sum(
        (found_sort, found_key) != (sort_key(given, family), name_key(given, family))
        for given, family, found_sort, found_key in store.stream("SELECT given, family, sort_key, name_key FROM person")
    )
    return Check("names", not wrong, f"people who are sorted or matched by another name than their own: {wrong:,}")


def _postcodes(store: Store) -> Check:
    wrong = sum(
        store.count(
            f"SELECT count(*) FROM postcode WHERE {kind}_id <> 0"
            f" AND NOT EXISTS (SELECT 1 FROM {kind} WHERE {kind}.id = {kind}_id)"
        )
        for kind in ("constituency", "division")
    )
    return Check("postcodes", not wrong, f"postcodes in a constituency or division that is not here: {wrong:,}")


def _permissions(store: Store) -> Check:
    """Other people of this machine must not read it (only POSIX systems tell)."""
    open_to_others = [path.name for path in _files(store.path) if os.name == "posix" and path.stat().st_mode & 0o077]
    return Check(
        "permissions", not open_to_others, f"files that others can read: {', '.join(open_to_others) or 'none'}"
    )


def _files(path: Path) -> list[Path]:
    beside = (path.with_name(path.name + suffix) for suffix in ("", *engine.JOURNALS))
    return [file for file in beside if file.exists()]


_CHECKS: tuple[Callable[[Store], Check], ...] = (
    _references,
    _search,
    _counters,
    _history,
    _names,
    _postcodes,
    _permissions,
)
