"""Nothing that stands in the data is ever obeyed by the terminal: every screen visited, every byte looked at."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tui import naughty
from tests.tui.terminal import Terminal

_WIDE = (300, 100)


def _look_through(terminal: Terminal, pages: int) -> None:
    """Page down a list to its end, and look at it from there."""
    for _ in range(pages):
        terminal.press("pagedown")
        terminal.still(0.03)
    terminal.press("end")
    terminal.still(0.05)
    terminal.press("home")
    terminal.still(0.03)


def _panels(terminal: Terminal, *keys: str) -> None:
    """Open each panel, type something for which it has words, and leave it."""
    for key in keys:
        terminal.press(key)
        terminal.still(0.08)
        terminal.type("a")
        terminal.still(0.08)
        terminal.press("tab")
        terminal.press("ctrl+u")
        terminal.press("escape")
        terminal.still(0.05)


def _home(terminal: Terminal) -> None:
    terminal.press("H")
    terminal.until("Go to")
    terminal.still(0.05)


def _visit_people(terminal: Terminal, pages: int) -> None:
    terminal.press("p")
    terminal.until("Last spoken to")
    terminal.still(0.2)
    _look_through(terminal, pages)
    _panels(terminal, "t", "f", "c", "e", "o")
    terminal.press("?")
    terminal.until("the keys of this page")
    terminal.press("escape")
    terminal.until_gone("the keys of this page")
    terminal.press("ctrl+p")
    terminal.still(0.08)
    terminal.type("an")
    terminal.still(0.2)
    terminal.press("escape")
    terminal.still(0.08)


def _visit_a_person(terminal: Terminal, pages: int) -> None:
    terminal.press("enter")
    terminal.until("▸ Name")
    terminal.still(0.2)
    _look_through(terminal, pages)
    _panels(terminal, "e", "T", "l", "d", "n", "m")
    _home(terminal)


def _visit_the_rest(terminal: Terminal, pages: int) -> None:
    terminal.press("w")
    terminal.until("Places")
    terminal.still(0.2)
    _look_through(terminal, pages)
    for place in range(2 + pages):
        terminal.press("home", *["down"] * place, "enter")
        terminal.still(0.1)
        _look_through(terminal, pages // 3 + 1)
        terminal.press("escape")
    _home(terminal)
    for key in ("h", "t", "b"):
        terminal.press(key)
        terminal.still(0.1)
        _look_through(terminal, pages)
        terminal.press("enter")
        terminal.still(0.2)
        terminal.press("escape")
        _home(terminal)
    terminal.press("n")
    terminal.still(0.2)
    for _ in range(5):
        terminal.press("s")
        terminal.still(0.1)
        terminal.press("escape")
        terminal.still(0.05)
        if terminal.shows("Go to"):
            terminal.press("n")
            terminal.still(0.1)
        terminal.press("right")
        terminal.still(0.05)
    _home(terminal)


def _visit_an_import(terminal: Terminal) -> None:
    terminal.press("i")
    terminal.until("Which lists?")
    terminal.still(0.2)
    terminal.type(" " * len(naughty.OURS))
    terminal.press("enter")
    terminal.until("Go on: preview what would change")
    _look_through(terminal, 3)
    terminal.press("down", "f")
    terminal.until("type a part of it")
    terminal.press("escape")
    terminal.until_gone("type a part of it")
    terminal.press("p")
    terminal.until("Import these")
    for steps in range(5):
        terminal.press("home", *["down"] * (steps + 1), "enter")
        terminal.still(0.1)
        if not terminal.shows("Import these"):
            _look_through(terminal, 2)
            terminal.press("escape")
    terminal.still(0.08)


def _visit_all(folder: Path, texts: Sequence[str], pages: int) -> None:
    folder.mkdir()
    naughty.build(folder / "people.organiser", texts)
    naughty.write_files(folder, texts)
    with Terminal(home=folder, size=_WIDE) as terminal:
        terminal.until("Go to")
        _visit_people(terminal, pages)
        _visit_a_person(terminal, pages)
        _visit_the_rest(terminal, pages)
        _visit_an_import(terminal)
        written = terminal.written.decode("utf-8", "replace")
        assert terminal.foreign == []
        # Had a name switched off the other screen or the mouse, it would be off: nobody else has.
        assert terminal.left_as_found() != []
        assert written.count("\x1b[?1049l") == 0
        terminal.press("H")
        terminal.until("Go to")
        terminal.press("ctrl+q")
        assert terminal.exit_code() == 0
        assert terminal.foreign == []
        assert terminal.left_as_found() == []
    for words in ("clip]52;c;QUFBboard", "[@click=app.leave]leave[/]", "漢字"):
        assert words in written, f"{words} was never drawn: has it been visited?"


def test_no_name_note_or_file_is_obeyed_by_the_terminal(tmp_path: Path, shared_data: Path) -> None:
    texts = naughty.strings(shared_data)
    obeyed = [text for text in texts if not text.replace("\n", "").isprintable()]
    _visit_all(tmp_path / "naughty", [*dict.fromkeys([*naughty.OURS, *obeyed, *texts[::40]])], 1)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_none_of_the_whole_list_of_naughty_strings_is_obeyed(tmp_path: Path, shared_data: Path) -> None:
    _visit_all(tmp_path / "naughty", naughty.strings(shared_data), 40)
