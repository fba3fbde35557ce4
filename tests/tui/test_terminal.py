"""The whole evening at a real terminal: lists taken in, a question answered, somebody found and mended, ten tagged."""

import shutil
from pathlib import Path

from tests.conftest import RunCli
from tests.services.lists import SEVEN
from tests.tui.terminal import Terminal


def test_an_evening_from_the_first_start_to_the_end(home: Path, run_cli: RunCli, shared_data: Path) -> None:
    lists = home / "lists"
    lists.mkdir(parents=True)
    for name in SEVEN:
        shutil.copy(shared_data / "crm" / "made" / name, lists / name)

    with Terminal(home=home) as terminal:
        _take_the_lists_in(terminal)
        _answer_the_question(terminal)
        _mend_who_is_found_by_half_a_number(terminal)
        _tag_ten(terminal)
        terminal.press("ctrl+q")

        assert terminal.exit_code() == 0
        assert terminal.left_as_found() == []
        assert terminal.foreign == []

    assert run_cli("people", "--count", "--json").json()["count"] == 38
    (found,) = run_cli("people", "0770090010", "brien", "--json").json()["people"]
    assert found["phones"] == ["+447700900105"]
    tags = [tag["name"] for tag in run_cli("tag", "list", "--json").json()["tags"]]
    assert tags == ["doorknock", "Helpers", "Volunteer", "Ward walk"]
    changes = run_cli("history", "--json").json()["changes"]
    assert [(change["title"], change["undone"]) for change in changes] == [
        ("Tag 10 people: ward-news", True),
        ("Edit Uchenna O'Brien", False),
        ("Merge Partner Hussain into Ines Hussain", False),
        ("Import action_network_report.csv and 6 more: 39 new", False),
        ("Say who you are and which CLPs you look after", False),
    ]
    assert {change["who"] for change in changes} == {"Sam"}
    assert run_cli("doctor").code == 0


def _take_the_lists_in(terminal: Terminal) -> None:
    terminal.until("your name")
    # As fast as it can be typed: what is typed ahead of a page waits for it.
    terminal.type("Sam\ri")
    terminal.until("Which lists?")
    terminal.type("tlists\r")
    terminal.until("7 files selected")
    terminal.press("enter")
    terminal.until("Go on: preview what would change")
    terminal.press("p")
    terminal.until("Import these")
    assert terminal.line("new").split() == ["39", "new"]
    terminal.press("enter")
    terminal.until("Imported: 39 new, 0 changed.")


def _answer_the_question(terminal: Terminal) -> None:
    terminal.press("n")
    terminal.until("the same person, or two?")
    terminal.press("s")
    terminal.until("is what will be shown")
    terminal.press("enter")
    terminal.until("are one person now")
    terminal.press("H")
    terminal.until("Go to")


def _mend_who_is_found_by_half_a_number(terminal: Terminal) -> None:
    terminal.type("/77009001")
    terminal.until("34 people")
    terminal.type("05")
    terminal.until("1 person")
    assert "Uchenna O'Brien" in terminal.line("▸ U")
    terminal.type("\r\r")
    terminal.until("How to reach them")
    # The cursor stands on the name: it is mended where it stands.
    terminal.press("enter")
    terminal.until("enter saves")
    terminal.type("-Baird\r")
    terminal.until("Name is saved. u takes it back.")
    terminal.until("▸ Uchenna O'Brien-Baird")
    terminal.press("escape", "escape")
    terminal.until("Go to")


def _tag_ten(terminal: Terminal) -> None:
    terminal.press("p")
    terminal.until("▸ Leila Adeyemi")
    terminal.type(" " * 10)
    terminal.until("10 selected of 38 people")
    terminal.type("tward-news\r")
    terminal.until("Tagged 10 people: ward-news.")
    terminal.press("u")
    terminal.until("Undone: ")
