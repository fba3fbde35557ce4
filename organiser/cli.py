"""The command line: finds the command in the registry, reads its arguments, prints what it gives."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from typing import NoReturn

    from organiser.commands.command import Command, Opening, Result
    from organiser.terminal import Terminal

_SOFTWARE = 70
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code. Nothing but a sentence ever reaches the user when it fails."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _prepare_streams()
    from organiser.errors import IO_ERROR, NOT_PERMITTED, Problem

    try:
        return _run(words)
    except Problem as problem:
        _complain(problem.sentence)
        return problem.exit_code
    except KeyboardInterrupt:
        _complain("Stopped. Nothing was changed.")
        return _INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return _BROKEN_PIPE
    except OSError as error:
        _forget_output()
        reason = (error.strerror or type(error).__name__).lower()
        _complain(f"the system could not read or write all that was needed: {reason}.")
        return NOT_PERMITTED if isinstance(error, PermissionError) else IO_ERROR
    except Exception as error:
        _complain(_where(error))
        return _SOFTWARE


def _prepare_streams() -> None:
    """Make the standard streams fit for data, whatever the shell or the system made of them.

    None is absent, those that are no terminal speak UTF-8, and a character that cannot be shown does not end a list.
    """
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            stream = open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, stream)
        if hasattr(stream, "reconfigure"):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="strict" if name == "stdin" else "backslashreplace")


def _forget_output() -> None:
    """Where what we print can go nowhere, Python must not complain of it once more when it closes."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: list[str]) -> int:
    if words and words[0] in ("--version", "-V"):
        from organiser import __version__

        print(f"organiser {__version__}", flush=True)  # noqa: T201
        return 0
    from organiser.commands import registry
    from organiser.errors import USAGE, Problem

    before, words = _split_global(words)
    if not words and _at_a_terminal():
        words = ["open"]
    if not words or words[0] in ("-h", "--help", "help"):
        return _help(words[1:])
    name = registry.begun(words)
    if not name:
        if words[0] in registry.groups() and (len(words) == 1 or words[1].startswith("-")):
            return _help([words[0]])
        known = [command for command in registry.MODULES if command.split()[0] == words[0]]
        asked = " ".join(words[: 2 if known else 1])
        raise Problem(f"There is no command '{asked}'. There are: {', '.join(known or registry.MODULES)}.", USAGE)
    command, rest = registry.find(name), words[len(name.split()) :]
    parser = _parser(command)
    # Words may follow options (hand-out ring -o FILE smith); with -- before them argparse cannot take them so.
    parse = parser.parse_args if "--" in rest else parser.parse_intermixed_args
    return _perform(command, parse([*before, *rest]))


def _split_global(words: list[str]) -> tuple[list[str], list[str]]:
    """The options that stand before the command, and the rest."""
    place = 0
    while place < len(words):
        name, equals, _ = words[place].partition("=")
        if name not in ("--database", "--who", "--json"):
            break
        place += 1 if equals or name == "--json" else 2
    return words[:place], words[place:]


def _perform(command: "Command", namespace: "argparse.Namespace") -> int:
    from organiser.terminal import Terminal

    with Terminal(command.name, namespace) as terminal:
        result = command.run(terminal)
        code = _print(terminal, result, as_json=namespace.json)
        opening = result.opens
        if opening is None or namespace.json or not _at_a_terminal():
            return code
        if opening.question:
            terminal.ask(opening.question)
    return _open(opening)


def _at_a_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _open(opening: "Opening") -> int:
    """Open the app on a database."""
    from organiser.app import open_app

    left = open_app(opening.database, opening.who, opening.at)
    if left.words:
        print(left.words, file=sys.stderr)  # noqa: T201
    return _run(["demo"]) if left.demo else left.code


def _print(terminal: "Terminal", result: "Result", *, as_json: bool) -> int:
    terminal.clear_progress()
    if result.output is not None:
        terminal.write(result.output)
    elif as_json:
        import json

        print(json.dumps({"schema": 1, **result.data}, ensure_ascii=False))  # noqa: T201
    else:
        for line in result.lines:
            print(line)  # noqa: T201
    for note in result.notes:
        if note not in terminal.said:
            terminal.say(note)
    sys.stdout.flush()
    return result.exit_code


def _parser(command: "Command") -> "argparse.ArgumentParser":
    import argparse

    class Parser(argparse.ArgumentParser):
        """Says what is wrong with the arguments in one sentence, as everything else does."""

        def error(self, message: str) -> "NoReturn":
            from organiser.errors import USAGE, Problem

            raise Problem(f"{_kindly(message)} See '{self.prog} --help'.", USAGE)

    examples = "\n".join(f"  {example}" for example in command.examples)
    parser = Parser(
        prog=f"organiser {command.name}",
        description=f"{command.title}\n\nExamples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    # Examples come first; how to write it and what each argument means come after.
    parser.usage = argparse.SUPPRESS
    for argument in command.arguments:
        parser.add_argument(*argument.names, help=argument.help, **argument.settings)  # type: ignore[arg-type]
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--database", metavar="FILE", help="the database to use instead of your own")
    parser.add_argument("--who", metavar="NAME", help="who is at the keyboard, for the history")
    return parser


def _kindly(message: str) -> str:
    """What argparse says of wrong arguments, as a sentence."""
    what, _, names = message.partition(": ")
    if what == "the following arguments are required":
        return f"{names} is missing."
    if what == "unrecognized arguments":
        return f"There is no argument '{names}' here."
    if names.startswith("expected") and what.startswith("argument "):
        return f"{what.removeprefix('argument ')} needs a value."
    return f"{message[:1].upper()}{message[1:]}."


def _help(words: list[str]) -> int:
    from organiser.commands import registry

    name = " ".join(words)
    if name in registry.MODULES:
        _parser(registry.find(name)).print_help()
        return 0
    commands = [command for command in registry.everything() if not name or command.name.split()[0] == name]
    print("organiser: community organising and volunteer records\n")  # noqa: T201
    print("Examples:\n  organiser demo\n  organiser import list.csv\n  organiser people smith\n")  # noqa: T201
    width = max((len(command.name) for command in commands), default=0)
    for command in commands:
        print(f"  {command.name:<{width}}  {command.title}")  # noqa: T201
    print("\norganiser COMMAND --help says more, examples first; organiser --version")  # noqa: T201
    return 0


def _complain(sentence: str) -> None:
    from organiser.text import safe_lines

    print(f"organiser: {safe_lines(sentence)}", file=sys.stderr)  # noqa: T201


def _where(error: Exception) -> str:
    """Where a fault of our own happened, without any value: values may be people."""
    from pathlib import Path

    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return (
        f"a fault of the program's own ({type(error).__name__} at {' > '.join(places[-4:])}). "
        "The change under way was not made; everything before it is safe. Please report these words."
    )
