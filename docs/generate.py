"""Writes docs/cli.md and docs/keys.md from the registries: `python docs/generate.py`, `make docs`; a test says when."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from organiser import errors
from organiser.commands import registry
from organiser.commands.actions import EVERYWHERE, LISTS, SCREENS, Action, key_name
from organiser.commands.command import Argument, Command

TARGET = Path(__file__).with_name("cli.md")
KEYS_TARGET = Path(__file__).with_name("keys.md")
_WIDTH = 110

_HEAD = """\
# The command line

*Made from the program by `make docs`; do not edit.*

`organiser COMMAND --help` says the same at the terminal, `organiser --version` tells the version.

- Data goes to standard output, everything else (questions, progress, who was left out and why) to standard error.
- `-` as a file is standard input. Personal details are better read from there than given as arguments, which stay in
  the shell's history.
- Nothing is asked where no terminal is there.

## For every command

| argument | meaning |
| --- | --- |
| `--json` | print the result as one JSON object |
| `--database FILE` | the database to use instead of your own |
| `--who NAME` | who is at the keyboard, for the history |

| environment variable | meaning |
| --- | --- |
| `ORGANISER_DATABASE` | the database to use, where `--database` names none |
| `ORGANISER_HOME` | the folder of your own database and its backups, instead of the system's place for such things |
| `ORGANISER_WHO` | who is at the keyboard, where `--who` does not say |

With `--json` every object begins with `"schema": 1`. `uid` names a thing for good, `more` tells that a list was cut
off, and `operation` is the number of the change in the history, null where nothing was changed.
"""

_MEANINGS = {
    errors.OK: "done; a search that finds nobody too",
    errors.FINDINGS: "done, with something to look at: rows left out, a question, a likely duplicate; or one thing that"
    " was looked up is not there",
    errors.USAGE: "the command was not understood",
    errors.UNREADABLE: "nothing in the file could be read, or it is no database of ours",
    errors.NO_INPUT: "there is no such file",
    70: "a fault of the program's own",
    errors.CANNOT_CREATE: "a file could not be made",
    errors.IO_ERROR: "the disk is full, or reading or writing failed",
    errors.TRY_AGAIN: "the database is locked by another program: try again",
    errors.NOT_PERMITTED: "you may not read or write that file",
    errors.CONFIGURATION: "something is not installed, or a newer organiser wrote the file",
    130: "stopped with ctrl+c",
    141: "the program that read the output went away",
}


def command_line() -> str:
    """The whole of docs/cli.md."""
    return "\n".join(
        (_HEAD, *_exit_codes(), *(line for command in registry.everything() for line in _section(command)))
    )


def _exit_codes() -> Iterator[str]:
    yield from ("## Exit codes", "", "| code | meaning |", "| --- | --- |")
    yield from (f"| {code} | {meaning} |" for code, meaning in _MEANINGS.items())
    yield from (
        "",
        "A change is made wholly or not at all: after the codes from 2 to 78 the one under way was not made.",
    )
    yield from ("## Commands", "")
    yield from (f"- [`{command.name}`](#{_anchor(command)}): {command.title}" for command in registry.everything())
    yield ""


def _anchor(command: Command) -> str:
    return f"organiser {command.name}".replace(" ", "-")


def _section(command: Command) -> Iterator[str]:
    yield from (f"## organiser {command.name}", "", f"{command.title}.", "", "```sh", *command.examples, "```", "")
    if command.arguments:
        yield from ("| argument | meaning |", "| --- | --- |", *map(_row, command.arguments), "")
    if command.writes:
        yield from ("It writes to the database, and `organiser history` tells of it.", "")
    if command.returns:
        shape = textwrap.wrap(command.returns, _WIDTH, break_long_words=False, break_on_hyphens=False)
        yield from ("With `--json`:", "", "```text", *shape, "```", "")


def _row(argument: Argument) -> str:
    metavar = str(argument.settings.get("metavar", ""))
    positional = not argument.names[0].startswith("-")
    shown = metavar if positional else " ".join(filter(None, (", ".join(argument.names), metavar)))
    often = argument.settings.get("nargs") in ("+", "*")
    return f"| `{shown}{'…' if often else ''}` | {argument.help.replace('|', chr(92) + '|')} |"


_KEYS_HEAD = """\
# The keys

*Made from the program by `make docs`; do not edit.*

`?` shows the keys of the page you are on; `ctrl+p` shows everything that can be done there, and finds people. The mouse
does it all too: click a line or a key at the foot, double click to open, click a heading to order a list.
"""
_EVERYWHERE_HEAD = "Everywhere, where nothing is being typed"


def keys() -> str:
    """The whole of docs/keys.md."""
    parts = [(_EVERYWHERE_HEAD, EVERYWHERE), ("In lists", LISTS)]
    parts += [(f"{name[:1].upper()}{name[1:]}", actions) for name, actions in SCREENS.items() if actions]
    return "\n".join((_KEYS_HEAD, *(line for title, actions in parts for line in _keys_of(title, actions))))


def _keys_of(title: str, actions: tuple[Action, ...]) -> Iterator[str]:
    yield from (f"## {title}", "", "| key | what it does | on the command line |", "| --- | --- | --- |")
    for action in actions:
        pressed = ", ".join(f"`{key_name(key)}`" for key in action.keys)
        yield f"| {pressed} | {action.title} | {f'`organiser {action.command}`' if action.command else ''} |"
    yield ""


if __name__ == "__main__":
    TARGET.write_text(command_line(), encoding="utf-8")
    KEYS_TARGET.write_text(keys(), encoding="utf-8")
