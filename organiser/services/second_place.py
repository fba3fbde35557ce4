"""A copy of the whole file in a second place, a stick say, so that an evening goes on when the laptop dies.

Where the second place is, is a liking of this machine (store.settings); another laptop opens the copy and carries on.
"""

from pathlib import Path
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, USAGE, Problem
from organiser.store import backup, clock
from organiser.store.settings import Settings
from organiser.store.store import Store

SETTING = "second place"
# After so many changes at a desk or a pile a copy is made.
BATCH = 10


class Copied(NamedTuple):
    """A copy that was made: where it lies, and when (London, "19:42")."""

    path: Path
    at: str


def place(settings: Settings) -> Path | None:
    """The folder of the second place; None where none was chosen."""
    kept = settings.get(SETTING)
    return Path(kept) if kept else None


def forget(settings: Settings) -> None:
    """Make no more copies; what lies in the second place stays there."""
    settings.set(SETTING, "")


def choose(store: Store, settings: Settings, folder: Path) -> Copied:
    """Choose the folder of the second place, and make the first copy there."""
    folder = folder.expanduser().resolve()
    if folder == store.path.resolve().parent:
        raise Problem("The second place must be another one than where the file itself is: a stick, say.", USAGE)
    made = copy(store, folder)
    settings.set(SETTING, str(folder))
    return made


def copy(store: Store, folder: Path) -> Copied:
    """Copy the file to the second place; the copy before stays until the new one is whole and sound."""
    if not folder.is_dir():
        raise Problem(f"{folder} is not there: put the stick in. Everything is saved on this laptop.", CANNOT_CREATE)
    target = folder / f"{store.path.stem}-copy.organiser"
    backup.copy(store.connection, target)
    return Copied(target, f"{clock.london(clock.now()):%H:%M}")
