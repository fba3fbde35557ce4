"""The real program in a pseudo-terminal: keys go in, every byte it writes is kept, and the screen is read.

Nothing of it knows the program from inside: what is shown here is what a user has before them.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pytest

from tests.conftest import REPOSITORY, environment
from tests.tui.emulation import Emulator

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals of this kind.", allow_module_level=True)

import fcntl
import struct
import termios

_PATIENCE = 30.0
_KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "delete": "\x1b[3~", "f1": "\x1bOP", "f2": "\x1bOQ",
}  # fmt: skip


class Terminal:
    """A terminal in which the program runs, as `with Terminal("open", home=…) as terminal:`.

    At the end its process is ended by its own number, whatever became of it. `script` runs a Python file instead.
    """

    def __init__(
        self,
        *words: object,
        home: Path,
        size: tuple[int, int] = (80, 24),
        script: Path | None = None,
        settings: dict[str, str] | None = None,
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.written = bytearray()
        self._screen = Emulator(*size)
        self._drawing = threading.Lock()
        self._last = time.monotonic()
        self._master, self._slave = os.openpty()
        self._set_size(*size)
        self.settings_before = termios.tcgetattr(self._slave)
        program = [str(script)] if script else ["-m", "organiser"]
        self._process = subprocess.Popen(
            [sys.executable, *program, *map(str, words)],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            cwd=home,
            env=_environment(home) | (settings or {}),
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_PATIENCE)
        self._reader.join(_PATIENCE)
        for handle in (self._master, self._slave):
            if handle >= 0:
                os.close(handle)

    def _read(self) -> None:
        """Take in all that is written, until the program has ended and all of it is read."""
        while self._master >= 0:
            ended = self._process.poll() is not None
            try:
                ready, _, _ = select.select([self._master], [], [], 0.02)
                data = os.read(self._master, 65536) if ready else b""
            except OSError:
                return
            if data:
                with self._drawing:
                    self.written += data
                    self._screen.feed(data)
                    self._last = time.monotonic()
            elif ended:
                return

    # What the user does -------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press keys; what comes of them is not waited for, as nobody who types waits."""
        for key in keys:
            letter = chr(ord(key[-1]) - 96) if key.startswith("ctrl+") else _KEYS.get(key, key)
            self.type(letter)
            if key == "escape":
                # Escape and a key right behind it are alt and that key, for every terminal program.
                time.sleep(0.15)

    def type(self, text: str) -> None:
        data = text.encode()
        while data:
            data = data[os.write(self._master, data) :]

    def resize(self, width: int, height: int) -> None:
        with self._drawing:
            self._screen.resize(width, height)
        self._set_size(width, height)

    def _set_size(self, width: int, height: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def signal(self, number: int) -> None:
        """Send a signal to the program, as `kill` does."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal, as when the line is cut or its window is closed."""
        handles, self._master, self._slave = (self._master, self._slave), -1, -1
        self._reader.join(_PATIENCE)
        for handle in handles:
            os.close(handle)

    # What there is to see -----------------------------------------------------------------------------------------

    def frame(self) -> str:
        """The screen as text, line by line."""
        with self._drawing:
            return self._screen.frame()

    def shows(self, words: str) -> bool:
        return words in self.frame()

    def line(self, words: str) -> str:
        """The first line of the screen that holds these words."""
        found = [line for line in self.frame().splitlines() if words in line]
        assert found, f"nowhere on the screen: {words!r}\n{self.frame()}"
        return found[0]

    def until(self, words: str, seconds: float = _PATIENCE) -> None:
        """Wait until these words stand on the screen."""
        self.wait_for(lambda: self.shows(words), f"never shown: {words!r}", seconds)

    def until_gone(self, words: str, seconds: float = _PATIENCE) -> None:
        self.wait_for(lambda: not self.shows(words), f"never gone: {words!r}", seconds)

    def wait_for(self, true: Callable[[], bool], otherwise: str, seconds: float = _PATIENCE) -> None:
        """Wait until something is so; the screen is shown where it never is."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"{otherwise}\n{self.frame()}"
            time.sleep(0.01)

    def still(self, seconds: float = 0.15) -> None:
        """Wait until nothing has been written for a while."""
        asked = time.monotonic()
        self.wait_for(lambda: time.monotonic() - max(asked, self._last) > seconds, "it never stops writing")

    @property
    def foreign(self) -> list[str]:
        """What was written that the program does not write by itself, and what was drawn before it."""
        with self._drawing:
            return [f"{what!r} after {after!r}" for what, after in self._screen.foreign]

    # How it ends --------------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self, seconds: float = _PATIENCE) -> int:
        """Wait until the program has ended and all it wrote is read."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it has not ended\n{self.frame()}")
        self._reader.join(_PATIENCE)
        return code

    def until_stopped(self) -> None:
        """Wait until the program has stopped itself for the shell."""

        def stopped() -> bool:
            number, status = os.waitpid(self.pid, os.WNOHANG | os.WUNTRACED)
            return number == self.pid and os.WIFSTOPPED(status)

        self.wait_for(stopped, "it has not stopped")

    def left_as_found(self) -> list[str]:
        """What the program left of itself in the terminal; nothing, where it is as it was before."""
        with self._drawing:
            modes = set(self._screen.modes)
            keyboard = self._screen.keyboard_changed
        words = {1049: "the other screen", 2004: "bracketed paste", 1004: "focus reports"}
        words |= dict.fromkeys((1000, 1003, 1006, 1015), "the mouse")
        left = [what for number, what in words.items() if number in modes]
        left += [] if 25 in modes else ["no cursor"]
        left += [] if 7 in modes else ["no wrapped lines"]
        left += ["another keyboard"] if keyboard else []
        return left + ([] if termios.tcgetattr(self._slave) == self.settings_before else ["raw input"])


def _take_terminal() -> None:
    """In the child: the terminal at its standard input is the one that it is hung up with."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _environment(home: Path) -> dict[str, str]:
    """A plain terminal with all colours, whatever the tester's own is."""
    tester = {"COLORTERM", "NO_COLOR", "TERM_PROGRAM", "DISPLAY", "WAYLAND_DISPLAY", "COLUMNS", "LINES", "SSH_TTY"}
    kept = {name: value for name, value in environment(home).items() if name not in tester}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "HOME": str(home), "PYTHONPATH": str(REPOSITORY)}


SIGNALS = {"SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP}
