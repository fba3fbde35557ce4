"""Lists that somebody may want to take in: where people keep their files, and what the path they type may become."""

import os
import shlex
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlparse

from organiser.errors import NO_INPUT, Problem
from organiser.store import clock

# What lists of people are kept in.
SUFFIXES = (".csv", ".xlsx", ".xlsm", ".vcf", ".tsv")
# So many files are offered, and so many are looked at in one folder.
_MOST = 300
_LOOKED_AT = 20_000


class Nearby(NamedTuple):
    """A file that may be a list: its folder in words, its size in bytes, and when it was changed (ISO day, London)."""

    path: str
    name: str
    folder: str
    size: int
    changed: str


class Completion(NamedTuple):
    """What a path that is being typed may become: as much of it as is certain, and what there is (folders end in /)."""

    text: str
    choices: list[str]


def likely() -> list[Nearby]:
    """The files in the current folder, Downloads and Documents that may be lists, the newest first."""
    found: dict[str, tuple[float, Nearby]] = {}
    for words, folder in _folders():
        for entry in _entries(folder):
            if entry.name.lower().endswith(SUFFIXES) and not entry.name.startswith(".") and entry.is_file():
                status = entry.stat()
                day = clock.london(datetime.fromtimestamp(status.st_mtime, UTC).isoformat()).date().isoformat()
                near = Nearby(entry.path, entry.name, words, status.st_size, day)
                found.setdefault(os.path.realpath(entry.path), (status.st_mtime, near))
    newest = sorted(found.values(), key=lambda one: (-one[0], one[1].name))
    return [near for _, near in newest[:_MOST]]


def _folders() -> Iterator[tuple[str, Path]]:
    import platformdirs

    yield "this folder", Path.cwd()
    yield "Downloads", platformdirs.user_downloads_path()
    yield "Documents", platformdirs.user_documents_path()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder; nothing where it is not there or may not be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry, _ in zip(entries, range(_LOOKED_AT), strict=False)]
    except OSError:
        return []


def path_of(typed: str) -> Path:
    """The path that is meant by what was typed, pasted or dropped: with ~, in quotes, with marks before spaces."""
    text = typed.strip()
    if text.startswith("file://"):
        text = unquote(urlparse(text).path)
    path = Path(text).expanduser() if text else Path()
    if not path.exists() and any(mark in text for mark in "'\"\\"):
        try:
            parts = shlex.split(text)
        except ValueError:
            parts = []
        if len(parts) == 1 and Path(parts[0]).expanduser().exists():
            return Path(parts[0]).expanduser()
    return path


def files_of(typed: str) -> list[str]:
    """The file that is meant, or the lists in the folder that is meant; Problem (66) where there is none."""
    path = path_of(typed)
    try:
        if path.is_dir():
            names = sorted(entry.path for entry in _entries(path) if entry.name.lower().endswith(SUFFIXES))
            if not names:
                raise Problem(f"{path} holds no list: no file that ends in {', '.join(SUFFIXES)}.", NO_INPUT)
            return names
        if path.exists():
            return [str(path)]
    except (OSError, ValueError):
        pass
    raise Problem(f"There is no file or folder {path}.", NO_INPUT)


def complete(typed: str) -> Completion:
    """What a path may become: folders, and files that may be lists."""
    head, tail = os.path.split(typed)
    if typed == "~":
        return Completion("~/", ["~/"])
    names = _named(_entries(Path(head).expanduser() if head else Path()), tail)
    choices = [os.path.join(head, name) for name in names]
    # As far as all letters at one place are the same.
    certain = [letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, _by_place(names))]
    if not names or len(certain) < len(tail):
        return Completion(typed, choices)
    return Completion(os.path.join(head, names[0][: len(certain)]), choices)


def _by_place(names: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(name.casefold() for name in names), strict=False)


def _named(entries: Iterable[os.DirEntry[str]], start: str) -> list[str]:
    """The names of folders and lists that begin so, in whatever case; hidden ones only where a dot was typed."""
    names = []
    for entry in entries:
        if not entry.name.casefold().startswith(start.casefold()) or (entry.name[0] == "." and not start):
            continue
        if entry.is_dir():
            names.append(entry.name + os.sep)
        elif entry.name.lower().endswith(SUFFIXES):
            names.append(entry.name)
    return sorted(names, key=str.casefold)[:_MOST]
