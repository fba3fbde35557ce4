"""Paths as they are typed: what they may go on as, and which file or folder is meant."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.errors import NO_INPUT, USAGE, Problem
from organiser.text import safe_text

_MOST = 200


class Suggestion(NamedTuple):
    """A file or folder that a line may go on as: `text` is the line it makes, `size` in bytes (of a file)."""

    text: str
    name: str
    folder: bool
    size: int


def suggestions(text: str, endings: Sequence[str] = ()) -> list[Suggestion]:
    """What a path that is being typed may go on as, folders first; of files only those with one of these endings.

    What cannot be looked into has nothing in it: the line itself is judged when it is done.
    """
    typed, started = os.path.split(text.strip())
    folder = _meant(typed) if typed else Path.cwd()
    found = []
    try:
        with os.scandir(folder) as inside:
            for entry in inside:
                if not _begins(entry.name, started) or safe_text(entry.name) != entry.name:
                    continue
                is_folder = entry.is_dir()
                if is_folder or not endings or entry.name.lower().endswith(tuple(endings)):
                    found.append(_suggestion(typed, entry, folder=is_folder))
    except OSError:
        return []
    found.sort(key=lambda one: (not one.folder, one.name.casefold()))
    return found[:_MOST]


def _begins(name: str, started: str) -> bool:
    hidden = name.startswith(".") and not started.startswith(".")
    return not hidden and name.casefold().startswith(started.casefold())


def _suggestion(typed: str, entry: "os.DirEntry[str]", *, folder: bool) -> Suggestion:
    # What was typed stays as it was: ~ and all.
    text = os.path.join(typed, entry.name)
    try:
        size = 0 if folder else entry.stat().st_size
    except OSError:  # a link that leads nowhere
        size = 0
    return Suggestion(f"{text}{os.sep}" if folder else text, entry.name, folder, size)


def existing_file(text: str) -> Path:
    """The file that a line means; a Problem where there is none."""
    path = _named(text)
    if path.is_dir():
        raise Problem(f"{path} is a folder: name a file in it.", NO_INPUT)
    if not path.exists():
        raise Problem(f"There is no file {path}.", NO_INPUT)
    return path


def new_place(text: str) -> Path:
    """The file or folder to be made that a line means; a Problem where nothing was typed."""
    return _named(text)


def _named(text: str) -> Path:
    text = text.strip()
    if not text:
        raise Problem("Type where it is: a folder and a name.", USAGE)
    # A file dragged into a terminal arrives in quotes.
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    return _meant(text).absolute()


def _meant(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)
