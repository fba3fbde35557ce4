"""What the benchmarks share: lists of invented people, databases made of them, and programs run with a watch.

Each benchmark prints ratios of two measurements of one run: seconds of one machine say nothing about another.
"""

import atexit
import csv
import os
import random
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parents[1]
FEW, MANY = 100_000, 1_000_000
HEADER = ("First name", "Last name", "Email", "Mobile", "Address", "Postcode")
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_GIVEN = (
    *("Amina", "Bethan", "Carlos", "Delroy", "Efua", "Farah", "Gwen", "Hamid", "Ines", "John", "Kwame", "Leila"),
    *("Mary", "Ngozi", "Owain", "Parveen", "Quentin", "Rhiannon", "Siobhan", "Tariq", "Uchenna", "Vera", "Yusuf"),
)
_FAMILY = (
    *("Ahmed", "Begum", "Clarke", "Davies", "Evans", "Farooq", "Green", "Hussain", "Iqbal", "Jones", "Khan", "Lewis"),
    *("Mensah", "Nowak", "Okafor", "Patel", "Quinn", "Rees", "Smith", "Turner", "Usman", "Vaughan", "Williams"),
)


class Measured(NamedTuple):
    """What one run of a program took: seconds, and peak memory in MB."""

    seconds: float
    peak: float


def write_people(path: Path, count: int) -> Path:
    """A CSV file of `count` invented people, six columns each, every number and e-mail address another one."""
    choose = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(count):
            given, family = choose.choice(_GIVEN), choose.choice(_FAMILY)
            if choose.random() < 0.9:
                family = f"{family}-{choose.choice(_FAMILY)}"
            email = f"{given}.{family}{number}@example.org".lower()
            address = f"{choose.randrange(1, 200)} {choose.choice(_FAMILY)} Road"
            inward = f"{choose.randrange(10)}{choose.choice(_LETTERS)}{choose.choice(_LETTERS)}"
            postcode = f"SE{choose.randrange(1, 28)} {inward}"
            writer.writerow((given, family, email, f"07{700_000_000 + number:09}", address, postcode))
    return path


def database_of(folder: Path, count: int) -> Path:
    """A database of `count` people, imported now."""
    database = folder / f"{count}.organiser"
    people = write_people(folder / f"{count}.csv", count)
    organiser("import", people, "--database", database)
    people.unlink()
    return database


def organiser(*words: object) -> Measured:
    """One run of the program."""
    return python("-m", "organiser", *words)


def python(*words: object) -> Measured:
    """One run of Python with these arguments; SystemExit where it fails. Nothing it prints is shown.

    It runs in an empty virtual environment and finds modules by PYTHONPATH: the hooks that installations leave in other
    environments slow down the start of the peer as well, and would flatter the ratios.
    """
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join((str(REPOSITORY), sysconfig.get_path("purelib"))),
    }
    interpreter = _interpreter()
    started = time.perf_counter()
    process = subprocess.Popen(
        [interpreter, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) > 1:
        raise SystemExit(f"python {' '.join(map(str, words))}: exit {os.waitstatus_to_exitcode(status)}")
    # Linux gives kilobytes, macOS bytes.
    return Measured(seconds, usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10))


@cache
def _interpreter() -> Path:
    """The Python of an empty virtual environment, which is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="organiser-bench-"))
    atexit.register(shutil.rmtree, folder)
    venv.create(folder)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def fastest(rounds: int, *actions: Callable[[], float]) -> Sequence[float]:
    """The fewest seconds that each of several actions took; they take turns, so that all meet the same weather."""
    return [min(took) for took in zip(*([action() for action in actions] for _ in range(rounds)), strict=True)]
