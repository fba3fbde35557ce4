"""What every command owes its users: a quick start, help with examples, one kind sentence when something is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from organiser import cli
from organiser.commands import registry
from organiser.commands.command import Command, Session
from organiser.errors import IO_ERROR, NOT_PERMITTED, OK, USAGE
from tests.conftest import environment

# Libraries that cost more to load than a small command may take, or that belong to other front ends.
HEAVY = (
    "textual",
    "rich",
    "faker",
    "psycopg",
    "peewee",
    "phonenumbers",
    "rapidfuzz",
    "typst",
    "xlsxwriter",
    "python_calamine",
)


def run(*words: str) -> int:
    """The exit code of a command run in this process."""
    try:
        return cli.main(words)
    except SystemExit as exit_:
        return int(exit_.code or 0)


@pytest.mark.parametrize("words", [["--version"], ["init"], ["people", "smith"], ["history"]])
def test_a_small_command_loads_nothing_large(words: list[str], tmp_path: Path) -> None:
    code = f"import sys; from organiser.cli import main; main(['init']); main({words!r}); print(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=environment(tmp_path),
        check=True,
    )
    assert done.stderr == ""
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("name", registry.MODULES)
def test_every_command_has_help_whose_examples_come_first(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = registry.find(name)
    assert run(*name.split(), "--help") == OK
    shown = capsys.readouterr().out
    assert shown.startswith(f"{command.title}\n\nExamples:\n")
    assert command.examples
    assert all(f"organiser {name}" in example for example in command.examples)
    assert shown.index(command.examples[0]) < shown.index("--json")
    assert "SUPPRESS" not in shown


@pytest.mark.parametrize("name", registry.MODULES)
def test_every_command_explains_each_argument_and_its_json(name: str) -> None:
    command = registry.find(name)
    assert all(argument.help for argument in command.arguments)
    assert command.returns.startswith("{")


@pytest.mark.parametrize("name", registry.MODULES)
def test_every_command_answers_an_unknown_option_with_one_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*name.split(), "--nonsense") == USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("organiser: ")
    assert shown.err.count("\n") == 1


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--help"], ["help"]):
        assert run(*words) == OK
        shown = capsys.readouterr().out
        assert shown.index("Examples:") < shown.index("init")
        assert all(name in shown for name in registry.MODULES)


def test_help_on_a_group_lists_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["tag"], ["tag", "--help"], ["help", "tag"]):
        assert run(*words) == OK
        shown = capsys.readouterr().out
        assert "tag merge" in shown
        assert "restore" not in shown


@pytest.mark.parametrize("words", [["nonsense"], ["tag", "nonsense"], ["--nonsense"]])
def test_an_unknown_command_is_answered_with_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == USAGE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [(OSError(28, "No space left on device", "/home/ann"), IO_ERROR), (PermissionError(13, "No"), NOT_PERMITTED)],
)
def test_a_system_that_refuses_is_quoted_in_one_sentence(
    error: OSError, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(session: Session) -> None:
        raise error

    faulty = Command("history", "Fails", fail, ("organiser history",))
    monkeypatch.setattr(registry, "find", lambda name: faulty)
    assert run("history") == code
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "ann" not in shown


def test_a_fault_of_the_programs_own_tells_nothing_about_people(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(session: Session) -> None:
        name, number = "Ann Smith", "07700 900123"
        raise ValueError(f"{name} {number}")

    faulty = Command("history", "Fails", fail, ("organiser history",))
    monkeypatch.setattr(registry, "find", lambda name: faulty)
    assert run("history") == 70
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "ValueError" in shown.err
    assert "test_cli_hygiene.py" in shown.err
    assert not [word for word in ("Ann", "Smith", "07700", "Traceback") if word in shown.err]
