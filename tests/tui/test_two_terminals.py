"""Two people at two terminals on one file: nothing that either does is lost, and both see it within a second."""

import time
from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.tui.terminal import Terminal


def _both_write(home: Path, changes: int) -> None:
    """Add people in turn at both, a few at a time, and compare what both show with the file."""
    each = changes // 2
    with Terminal("open", "people", home=home) as one, Terminal("open", "people", home=home) as two:
        both = {"Ann": one, "Bob": two}
        for terminal in both.values():
            terminal.until("1 person")
            terminal.press("a")
            terminal.until("Add somebody")
        for first in range(0, each, 10):
            for name, terminal in both.items():
                lines = [f"{name}{number} Lee{number}" for number in range(first, min(first + 10, each))]
                terminal.type("".join(f"{line}\r" for line in lines))
            for name, terminal in both.items():
                last = min(first + 10, each) - 1
                terminal.until(f"Added: {name}{last} Lee{last}", 60)
        for terminal in both.values():
            terminal.press("escape")
        begun = time.monotonic()
        for terminal in both.values():
            terminal.until(f"{1 + 2 * each:,} people", 60)
        # Half a second between two looks, and the reading; the rest is for a busy machine.
        assert time.monotonic() - begun < 2
        one.press("u")
        one.until("Undone: Add")
        for terminal in both.values():
            terminal.until(f"{2 * each:,} people", 5)
        for terminal in both.values():
            terminal.press("ctrl+q")
            assert terminal.exit_code() == 0
            assert terminal.foreign == []
    with Store.open(home / "people.organiser") as store:
        assert store.count("SELECT count(*) FROM operation WHERE state = 'done' AND title LIKE 'Add %'") == 2 * each
        assert store.count("SELECT count(*) FROM operation WHERE state = 'undone'") == 1
        names = {name for (name,) in store.rows("SELECT given FROM person")}
    wanted = {f"{name}{number}" for name in ("Ann", "Bob") for number in range(each)}
    assert len(wanted - names) == 1


@pytest.fixture
def begun(home: Path, run_cli: RunCli) -> Path:
    home.mkdir(parents=True)
    assert run_cli("add", "Cy Drew").code == 0
    return home


def test_two_terminals_on_one_file_lose_nothing_and_show_the_same(begun: Path, run_cli: RunCli) -> None:
    _both_write(begun, 60)
    assert run_cli("doctor").code == 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_terminals_write_two_thousand_changes(begun: Path, run_cli: RunCli) -> None:
    _both_write(begun, 2000)
    assert run_cli("doctor").code == 0


def test_what_is_done_on_the_command_line_shows_up_within_a_second(begun: Path, run_cli: RunCli) -> None:
    with Terminal("open", "people", home=begun) as terminal:
        terminal.until("1 person")
        for number in range(5):
            assert run_cli("add", f"Ann{number} Smith{number}").code == 0
            terminal.until(f"Ann{number} Smith{number}", 1.5)
            terminal.until(f"{number + 2} people", 1.5)
        terminal.press("u")
        terminal.until("Undone: Add Ann4 Smith4")
        terminal.until("5 people", 1.5)
    assert run_cli("people", "--count", "--json").json()["count"] == 5
