"""A file for somebody to take away: there whole or not at all, for its owner alone, never in another one's place."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from organiser.errors import CANNOT_CREATE, IO_ERROR, NOT_PERMITTED, Problem
from organiser.store.engine import reason_of
from organiser.store.store import Store


def target_of(store: Store, path: Path, *, replace: bool | None = None) -> Path:
    """The full name of a file that may be written; with `replace`, in the place of one that is there already.

    None: nobody could ask for that.

    Problem (73) for a name that is taken, for a folder or a device, and for the database itself.
    """
    target = path.resolve()
    if target.exists():
        if not target.is_file():
            raise Problem(f"{path} is not a file that could be written.", CANNOT_CREATE)
        if target.samefile(store.path):
            raise Problem(f"{path} is the database itself. Nothing was written.", CANNOT_CREATE)
        if replace is None:
            raise Problem(f"{path} is there already: give another name.", CANNOT_CREATE)
        if not replace:
            raise _taken(path)
    return target


def write_whole(target: Path, blocks: Iterable[bytes], *, replace: bool) -> None:
    """Write a file beside its place, then put it there. Whatever fails, nothing of it is left.

    Problem (73) where it cannot be made there or another has taken the name meanwhile, (77) where the folder may not be
    written, (74) where the disk is full.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.writelines(blocks)
            file.flush()
            os.fsync(file.fileno())
        _put_in_place(unfinished, target, replace=replace)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _put_in_place(unfinished: Path, target: Path, *, replace: bool) -> None:
    if not replace:
        try:
            # A second name is refused where the name is taken, by the file system itself.
            os.link(unfinished, target)
            return
        except FileExistsError:
            raise _taken(target) from None
        except OSError:
            # Sticks and some network drives know no second names.
            if os.path.lexists(target):
                raise _taken(target) from None
    unfinished.replace(target)


def _taken(path: Path) -> Problem:
    return Problem(f"{path} is there already: another name, or --replace.", CANNOT_CREATE)


def _unwritable(path: Path, error: OSError) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
        return Problem(f"{path} could not be written: {reason_of(error)}. Nothing of it was left.", IO_ERROR)
    code = NOT_PERMITTED if isinstance(error, PermissionError) else CANNOT_CREATE
    return Problem(f"{path} cannot be written: {reason_of(error)}.", code)
