"""What many tests share: a fresh store, the program run as its users run it, and the real sample files."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from organiser.store.store import Store

REPOSITORY = Path(__file__).parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@dataclass(frozen=True, slots=True)
class Ran:
    """What one run of the program gave."""

    code: int
    stdout: str
    stderr: str

    def json(self) -> dict[str, Any]:
        """The object that was printed; a failed test, with what was said instead, where it is none."""
        try:
            found: dict[str, Any] = json.loads(self.stdout)
        except json.JSONDecodeError:
            pytest.fail(f"no JSON on standard output, exit {self.code}: {self.stdout!r} {self.stderr!r}")
        return found


RunCli = Callable[..., Ran]


def environment(home: Path) -> dict[str, str]:
    """The environment of a run with a home of its own, whatever the tester's own settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ORGANISER_")}
    return kept | {"ORGANISER_HOME": str(home), "PYTHONPATH": str(REPOSITORY), "PYTHONUTF8": "1"}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real sample files that lies beside the repository."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the sample files are not here: {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new, empty database, open."""
    with Store.create(tmp_path / "people.organiser") as made:
        yield made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where `run_cli` has its database: `people.organiser` in this folder."""
    return tmp_path / "home"


@pytest.fixture
def run_cli(home: Path, tmp_path: Path) -> RunCli:
    """Run the program in a process of its own, as `run_cli("people", "smith", stdin=None)`; no terminal is there."""

    def run(*words: object, stdin: str | bytes | None = None) -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "organiser", *map(str, words)],
            input=given or b"",
            capture_output=True,
            cwd=tmp_path,
            env=environment(home),
            timeout=100,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
