"""However the program is ended, the terminal is left as it was found and the data whole."""

import csv
import os
import signal
import time
from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.tui.terminal import Terminal

BROKEN = """
import sys
from pathlib import Path

from organiser.app import Organiser, open_app
from organiser.cli import _open
from organiser.commands.command import Opening


def break_down(self):
    name = "Ann Secret-Smith"
    raise ValueError(name)


Organiser.action_home = break_down
if __name__ == "__main__":
    sys.exit(_open(Opening(Path(sys.argv[1]), "Sam", "people")))
"""


@pytest.fixture
def begun(home: Path, run_cli: RunCli) -> Path:
    """A home with a small database."""
    home.mkdir(parents=True)
    assert run_cli("add", "Ann Smith, 07700 900123").code == 0
    return home


@pytest.fixture
def long_list(begun: Path) -> Path:
    """A list that takes a while to take in."""
    path = begun / "long.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("Name", "Email", "Postcode"))
        rows.writerows((f"Ann{number} Smith{number}", f"a{number}@example.org", "SE13 5AB") for number in range(20_000))
    return path


@pytest.mark.parametrize("key", ["a", "ctrl+p", "?"])
def test_it_is_left_from_a_panel_as_from_any_page(begun: Path, key: str) -> None:
    with Terminal("open", "people", home=begun) as terminal:
        terminal.until("Ann Smith")
        terminal.press(key)
        terminal.still()
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.left_as_found() == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_whoever_ends_it_from_outside_finds_the_terminal_sane(begun: Path, number: int) -> None:
    with Terminal("open", "people", home=begun) as terminal:
        terminal.until("Ann Smith")
        terminal.signal(number)
        assert terminal.exit_code() == 128 + number
        assert terminal.left_as_found() == []
        assert not terminal.frame().strip()


def test_it_ends_when_its_terminal_is_gone(begun: Path) -> None:
    with Terminal("open", "people", home=begun) as terminal:
        terminal.until("Ann Smith")
        terminal.hang_up()
        assert terminal.exit_code(10) == 128 + signal.SIGHUP


def test_it_is_left_to_the_shell_and_come_back_to(begun: Path) -> None:
    with Terminal("open", "people", home=begun) as terminal:
        terminal.until("Ann Smith")
        terminal.press("ctrl+z")
        terminal.until_stopped()
        terminal.wait_for(lambda: terminal.left_as_found() == [], "it has left something of itself")
        terminal.signal(signal.SIGCONT)
        terminal.until("Ann Smith")
        terminal.press("H")
        terminal.until("Go to")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.left_as_found() == []


def test_a_fault_of_its_own_tells_where_it_was_and_nothing_of_anybody(begun: Path) -> None:
    script = begun / "broken.py"
    script.write_text(BROKEN, encoding="utf-8")
    with Terminal(begun / "people.organiser", home=begun, script=script) as terminal:
        terminal.until("Ann Smith")
        terminal.press("H")
        assert terminal.exit_code() == 70
        assert terminal.left_as_found() == []
        assert b"Secret" not in terminal.written
        assert b"Traceback" not in terminal.written
        said = " ".join(terminal.frame().split())
        assert "a fault of the program's own" in said
        assert "is saved in" in said
    log = (begun / "faults.log").read_text(encoding="utf-8")
    assert "ValueError at" in log
    assert "broken.py" in log
    assert "Secret" not in log
    if os.name == "posix":
        assert (begun / "faults.log").stat().st_mode & 0o777 == 0o600


def _to_the_import(terminal: Terminal) -> None:
    """As far as enter, which makes the import."""
    terminal.until("Go to")
    terminal.press("i")
    terminal.until("Which lists?")
    terminal.type("tlong.csv\r")
    terminal.until("1 file selected")
    terminal.press("enter")
    terminal.until("Go on: preview what would change")
    terminal.press("p")
    terminal.until("Import these")


def test_it_is_resized_in_the_middle_of_an_import(long_list: Path, run_cli: RunCli) -> None:
    with Terminal(home=long_list.parent) as terminal:
        _to_the_import(terminal)
        terminal.press("enter")
        for size in ((60, 16), (300, 100), (61, 17), (120, 40), (80, 24), (60, 16)):
            terminal.resize(*size)
            time.sleep(0.05)
        terminal.until("Imported: 20,000 new", 60)
        assert "organiser" in terminal.frame().splitlines()[0]
        assert terminal.frame().splitlines()[-1].rstrip().endswith("? keys")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.foreign == []
    assert run_cli("people", "--count", "--json").json()["count"] == 20_001


@pytest.mark.parametrize(
    "after", [0.2, *(pytest.param(seconds, marks=pytest.mark.slow) for seconds in (0.05, 0.1, 0.3, 0.4, 0.5, 0.8))]
)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_import_cut_short_has_happened_wholly_or_not_at_all(
    long_list: Path, run_cli: RunCli, after: float, number: int
) -> None:
    with Terminal(home=long_list.parent) as terminal:
        _to_the_import(terminal)
        terminal.press("enter")
        time.sleep(after)
        terminal.signal(number)
        assert terminal.exit_code() == (-signal.SIGKILL if number == signal.SIGKILL else 128 + number)
        if number == signal.SIGTERM:
            assert terminal.left_as_found() == []
    # Whoever writes next waits until the process of the import has noticed that it is alone.
    assert run_cli("add", "Bob Lee").code == 0
    assert run_cli("people", "--count", "--json").json()["count"] in (2, 20_002)
    assert run_cli("doctor").code == 0
    with Store.open(long_list.parent / "people.organiser") as store:
        assert store.count("SELECT count(*) FROM person") in (2, 20_002)
