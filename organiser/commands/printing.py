"""Printing pages that somebody can take along."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.services.place_list import KINDS


def _print(session: Session) -> Result:
    from organiser.services.printing import print_behind

    named = session.text("output")
    file = print_behind(
        session.store(),
        session.text("kind"),
        " ".join(session.texts("name")),
        Path(named) if named else None,
        replace=session.flag("replace"),
    )
    return Result({"file": str(file)}, [f"{file}: open it in a browser and print it. It can be read by you alone."])


COMMANDS = (
    Command(
        "print",
        "Print who and what is behind a branch, councillor, place or group, as a page",
        _print,
        (
            'organiser print branch "Sydenham Branch"',
            'organiser print councillor "Jo Bloggs" -o jo.html',
        ),
        (
            argument("kind", help=f"whose page: {', '.join(KINDS)}", choices=KINDS, metavar="KIND"),
            argument("name", help="its name or code", nargs="+", metavar="NAME"),
            argument("-o", "--output", help="the file to write (else: in the program's own folder)", metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"file"}',
    ),
)
