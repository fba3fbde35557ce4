"""Two laptops in one test: a database, files handed out from it and used elsewhere, and what stands, without ids."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from organiser.models.tables import TRACKED
from organiser.services.adding import add, draft
from organiser.services.bringing_back import BroughtBack, bring_back
from organiser.services.handouts import HandedOut, hand_out
from organiser.services.people import MOST, Question
from organiser.store import backup
from organiser.store.store import Store


def add_line(store: Store, line: str) -> None:
    """Somebody new, from one line."""
    add(store, draft(store, line).understood)


def ring(store: Store, path: Path, words: str = "", *, limit: int = MOST) -> HandedOut:
    """Hand out a list of people to ring."""
    return hand_out(store, "ring", path, Question(text=words), limit=limit)


@contextmanager
def on_the_other_laptop(path: Path, who: str = "Ben Lee") -> Iterator[Store]:
    """The file opened by the program as somebody else uses it."""
    with Store.open(path) as store:
        store.who = who
        yield store


def back(store: Store, *paths: Path) -> BroughtBack:
    """Bring files back, which must leave them as they are."""
    before = [path.read_bytes() if path.exists() else b"" for path in paths]
    brought = bring_back(store, paths)
    assert [path.read_bytes() for path in paths] == before
    return brought


@contextmanager
def same_again(store: Store, folder: Path) -> Iterator[Store]:
    """A second database that is the first one as it stands."""
    copy = folder / "again.organiser"
    backup.copy(store.connection, copy)
    try:
        with Store.open(copy) as again:
            again.who = store.who
            yield again
    finally:
        copy.unlink()


def copied(path: Path, name: str) -> Path:
    """A copy of a file beside it."""
    return Path(shutil.copy(path, path.with_name(name)))


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """What stands in every tracked table, whatever the ids: references told by what they point at."""
    names: dict[str, dict[int, object]] = {}
    found: dict[str, list[tuple[object, ...]]] = {}
    for name, table in TRACKED.items():
        targets = dict(table.references)
        columns = [column for column in table.names if column != "version"]
        rows = []
        for row_id, *values in store.rows(f"SELECT {', '.join(columns)} FROM {name}"):
            told = tuple(
                names[targets[column]].get(value) if column in targets and value is not None else value
                for column, value in zip(columns[1:], values, strict=True)
            )
            uid = told[columns.index("uid") - 1] if "uid" in columns else told
            names.setdefault(name, {})[row_id] = uid
            rows.append(told)
        names.setdefault(name, {})
        found[name] = sorted(rows, key=repr)
    return found
