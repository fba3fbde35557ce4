"""How quickly the screen answers among many people, beside a bare Textual app, through a pseudo-terminal.

Run as `python benchmarks/screen.py [--full | DATABASE]`: among 100,000 people, a million with --full, or those of a
database that is there. Ratios are of one run; the milliseconds are goals on an idle core.
"""

import contextlib
import fcntl
import os
import pty
import random
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from measuring import FEW, MANY, REPOSITORY, database_of

from organiser.services import people
from organiser.services.people import Question
from organiser.store.store import Store

_STARTS = 7
_KEYS = 60
_PATIENCE = 30.0
_QUIET = 0.15
_DOWN, _PAGE_DOWN = b"\x1b[B", b"\x1b[6~"
_BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Input

class Bare(App):
    def compose(self):
        yield Header()
        yield Input()
        yield Footer()

Bare().run()
"""


class Terminal:
    """A program in a pseudo-terminal of 80x24."""

    def __init__(self, arguments: list[str], home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORGANISER_", "PYTHONDONT"))}
        environment = kept | {
            "ORGANISER_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }  # fmt: skip
        self.started = time.perf_counter()
        self.process, self._master = pty.fork()
        if self.process == 0:
            os.execve(sys.executable, [sys.executable, *arguments], environment)  # noqa: S606
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, mark: bytes) -> float:
        """Seconds from the start until something has been written."""
        seen = b""
        while mark not in seen:
            seen += self._read(_PATIENCE)
        return time.perf_counter() - self.started

    def answer(self, keys: bytes) -> float:
        """Seconds from a key to the first that is drawn for it."""
        os.write(self._master, keys)
        started = time.perf_counter()
        self._read(_PATIENCE)
        return time.perf_counter() - started

    def settle(self) -> None:
        """Wait until nothing more is drawn."""
        while select.select([self._master], [], [], _QUIET)[0]:
            self._read(_PATIENCE)

    def memory(self) -> int:
        """Resident memory in MB (0 where the system does not tell)."""
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self.process}/status").read_text(encoding="ascii").splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) // 1024
        return 0

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self._master)

    def _read(self, patience: float) -> bytes:
        if not select.select([self._master], [], [], patience)[0]:
            sys.exit("the program has written nothing for a long time")
        return os.read(self._master, 1 << 16)


def first_paint(arguments: list[str], home: Path, mark: bytes) -> float:
    """The fastest of some starts until `mark` is on the screen, in seconds."""
    found = []
    for _ in range(_STARTS):
        terminal = Terminal(arguments, home)
        try:
            found.append(terminal.until(mark))
        finally:
            terminal.close()
    return min(found)


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        named = [word for word in sys.argv[1:] if not word.startswith("-")]
        count = MANY if "--full" in sys.argv[1:] else FEW
        database = Path(named[0]) if named else database_of(home, count)
        with Store.open(database) as store:
            mark = people.find(store, Question(), 1).people[0].given.encode()
            words = [person.family.lower() for person in people.find(store, Question(text="sm"), 200).people]
        script = home / "bare.py"
        script.write_text(_BARE, encoding="utf-8")
        ours = ["-m", "organiser", "open", "people", "--database", str(database)]
        bare, first = first_paint([str(script)], home, b"palette"), first_paint(ours, home, mark)
        print(f"bare Textual app         {bare * 1000:6.1f} ms to its first paint")
        print(f"organiser, with rows     {first * 1000:6.1f} ms  {first / bare:.2f} times (at most 1.6, goal 1.25)")
        terminal = Terminal(ours, home)
        try:
            terminal.until(mark)
            time.sleep(2)
            terminal.settle()
            down = []
            for _ in range(_KEYS):
                down.append(terminal.answer(_DOWN))
                terminal.settle()
            page = []
            for _ in range(_KEYS // 2):
                page.append(terminal.answer(_PAGE_DOWN))
                terminal.settle()
            echoes, results = [], []
            choose = random.Random(1)
            for _ in range(12):
                terminal.answer(b"/")
                terminal.settle()
                for letter in choose.choice(words)[:5]:
                    echoes.append(terminal.answer(letter.encode()))
                    results.append(echoes[-1] + terminal.answer(b""))
                    terminal.settle()
                os.write(terminal._master, b"\x15")
                terminal.settle()
            print(f"memory                   {terminal.memory():6} MB (goal: under 70)")
        finally:
            terminal.close()
    print(f"cursor key to repaint    {statistics.median(down) * 1000:6.1f} ms median (goal 6)")
    print(f"page down to repaint     {statistics.median(page) * 1000:6.1f} ms median (goal 12)")
    print(f"search echo              {percentile(echoes, 0.95) * 1000:6.1f} ms at p95 (goal 20)")
    print(f"search results           {percentile(results, 0.95) * 1000:6.1f} ms at p95 (goal 80)")


if __name__ == "__main__":
    main()
