"""A file that was made is opened by the program this desktop has for it; over ssh it is only said where it lies."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path


def open_file(path: Path, what: str = "Written, for you alone to read") -> str:
    """Open a file where there is a desktop, and say where it is; `what` is said of it."""
    if not on_desktop():
        return f"{what}: {path}"
    # What opens a file may take its time: the interface does not wait for it.
    threading.Thread(target=_open, args=(path,), daemon=True).start()
    return f"{what}, and being opened: {path}"


def on_desktop() -> bool:
    """Whether somebody sits at this machine's own screen."""
    if os.environ.get("SSH_CONNECTION") or os.environ.get("SSH_TTY"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and _opener() is not None


def _opener() -> str | None:
    return shutil.which("open" if sys.platform == "darwin" else "xdg-open")


def _open(path: Path) -> None:
    """Never in this terminal: what is started has no part in its input and output."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606  the path is our own
    elif opener := _opener():
        quiet = subprocess.DEVNULL
        subprocess.Popen(  # noqa: S603  the path is our own
            [opener, str(path)], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
