"""Where pages lie that were made to be printed: in a folder of the program's own, for its owner alone."""

from pathlib import Path

from organiser.errors import CANNOT_CREATE, Problem
from organiser.services.output_file import target_of, write_whole
from organiser.store import clock, location
from organiser.store.store import Store


def put(store: Store, name: str, html: str, path: Path | None = None, *, replace: bool = False) -> Path:
    """Write a page to `path`, else into the folder of printed pages under a name that begins with `name`.

    Only its owner can read it. Problem where the file cannot be written.
    """
    target = target_of(store, path or _new_name(name), replace=replace)
    write_whole(target, [html.encode()], replace=replace)
    return target


def printed(most: int = 20) -> list[Path]:
    """The latest pages in the folder of printed pages, the newest first."""
    folder = location.made("printed")
    pages = [path for path in folder.glob("*.html") if path.is_file()] if folder.is_dir() else []
    return sorted(pages, key=lambda path: path.stat().st_mtime, reverse=True)[:most]


def folder_for(kind: str) -> Path:
    """A folder of the program's own for files that somebody asked for, made for its owner alone."""
    folder = location.made(kind)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Problem(f"The folder {folder} cannot be made.", CANNOT_CREATE) from None
    return folder


def name_for(words: str) -> str:
    """Words as a part of a file's name, the same on every system."""
    plain = "".join(letter if letter.isalnum() else " " for letter in words.casefold())
    return "-".join(plain.split())[:60] or "page"


def _new_name(name: str) -> Path:
    moment = f"{clock.london(clock.now()):%Y-%m-%d-%H%M%S}"
    folder = folder_for("printed")
    stem, again = f"{name_for(name)}-{moment}", 1
    while (path := folder / f"{stem}{f'-{again}' if again > 1 else ''}.html").exists():
        again += 1
    return path
