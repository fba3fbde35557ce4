"""A sheet in a real terminal: what is finished survives whatever ends the program."""

import signal
from pathlib import Path

import pytest

from benchmarks import keystrokes
from organiser.services import doorstep, sheets
from organiser.services.doorstep import Round
from organiser.store import doctor
from organiser.store.store import Store
from tests.tui.terminal import Terminal


def sheet_of(home: Path) -> list[tuple[str, ...]]:
    """Door, outcome and words of each row, from a database that must be sound."""
    with Store.open(home / "people.organiser") as store:
        assert [check.name for check in doctor.examine(store) if not check.ok] == []
        shared = Round(ward="Crofton Park", on="14/3/2026", street="Fiction Road", by="Ann")
        return [line.cells[:3] for line in sheets.lines(store, doorstep.settle(store, shared))]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGHUP])
def test_a_lost_connection_in_mid_sheet_costs_no_finished_row_and_one_goes_on_there(
    home: Path, number: signal.Signals
) -> None:
    keystrokes.made(home).rename(home / "people.organiser")
    with Terminal("open", home=home) as terminal:
        terminal.until("Go to")
        terminal.type("dnFiction Road\tcrof\t14/3/2026\tAnn\r")
        terminal.until("Fiction Road · canvasser Ann")
        terminal.type("2\tpotholes\ty\rnnsrubbish\r")
        terminal.until("4 doors · 2 spoke · saved")
        terminal.type("dog mess")
        terminal.until("dog mess")
        terminal.signal(number)
        terminal.exit_code()
    finished = [("2", "spoke", "potholes"), ("4", "not in", ""), ("6", "not in", ""), ("8", "spoke", "rubbish")]
    # Cut off gently, even the row being typed is kept.
    being_typed = [("10", "spoke", "dog mess")] if number == signal.SIGHUP else []
    assert sheet_of(home) == finished + being_typed
    if number == signal.SIGKILL:
        with Terminal("open", home=home) as terminal:
            terminal.until("Go to")
            terminal.type("dn")
            terminal.until("Fiction Road")
            terminal.until("14 Mar")
            terminal.press("enter")
            terminal.until("4 doors · 2 spoke · saved")
            terminal.type("n")
            terminal.until("5 doors")
            terminal.press("ctrl+q")
            assert terminal.exit_code() == 0
        assert sheet_of(home) == [*finished, ("10", "not in", "")]
