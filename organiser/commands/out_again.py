"""Going out again: the imprint, the sheet of a ward, its picture, and what was said as a file."""

from pathlib import Path

from organiser.commands.asked import PERIOD, ward_json
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import day_of
from organiser.errors import USAGE, Problem
from organiser.services.doorstep_sheet import ROWS, Wanted, print_sheet
from organiser.services.imprint import Imprint, imprint, set_imprint

_PARTS = {
    "printer": ("who prints", "NAME"),
    "printer-address": ("the printer's address", "ADDRESS"),
    "promoter": ("who has it printed (often the agent)", "NAME"),
    "promoter-address": ("the promoter's address", "ADDRESS"),
    "behalf": ("on whose behalf: the party or candidate", "NAME"),
    "behalf-address": ("their address", "ADDRESS"),
    "controller": ("who answers for the data (else on whose behalf it is)", "NAME"),
    "contact": ("where residents can object: an address, e-mail or number", "TEXT"),
}


def _imprint(session: Session) -> Result:
    store = session.store()
    parts = {name.replace("-", "_"): session.text(name.replace("-", "_")) for name in _PARTS}
    said = {name: "" if text == "none" else text for name, text in parts.items() if text}
    stands, operation = set_imprint(store, said) if said else (imprint(store), None)
    lines = [stands.line or f"Not set: {', '.join(stands.missing)}. What is printed says DRAFT until it is.", ""]
    if stands.notice_missing:
        lines.append(f"Of the privacy notice is not set: {', '.join(stands.notice_missing)}.")
    return Result({**_imprint_json(stands), "operation": operation}, [*lines, *stands.notice])


def _imprint_json(stands: Imprint) -> dict[str, object]:
    return {
        **{name.replace("-", "_"): getattr(stands, name.replace("-", "_")) for name in _PARTS},
        "imprint": stands.line or None,
        "notice": list(stands.notice),
        "missing": [*stands.missing, *stands.notice_missing],
    }


def _sheet(session: Session) -> Result:
    words = session.text("rows")
    if words and not words.isdecimal():
        raise Problem("--rows takes a number.", USAGE)
    wanted = Wanted(
        session.text("ward"), session.text("event"), session.text("street"), int(words[:9]) if words else ROWS
    )
    done = print_sheet(session.store(), wanted, _path(session), replace=session.flag("replace"))
    lines = [f"{done.file}: open it in a browser and print it."]
    if done.missing:
        lines.append(f"It says DRAFT, because this is not set: {done.missing}. 'organiser imprint' sets it once.")
    return Result({"file": str(done.file), "draft": bool(done.missing)}, lines)


def _picture(session: Session) -> Result:
    from organiser.services.ward_picture import print_picture

    done = print_picture(
        session.store(),
        " ".join(session.texts("ward")),
        since=day_of(session, "since"),
        until=day_of(session, "until"),
        path=_path(session),
        replace=session.flag("replace"),
    )
    data = {"file": str(done.file), "ward": ward_json(done.ward), **done.period._asdict()}
    return Result(data, [f"{done.file}: open it in a browser and print it. It names no resident."])


def _path(session: Session) -> Path | None:
    named = session.text("output")
    return Path(named) if named else None


_OUTPUT = argument("-o", "--output", help="the file to write (else: in the program's own folder)", metavar="FILE")
_REPLACE = argument("--replace", help="write over a file that is there already", action="store_true")

COMMANDS = (
    Command(
        "imprint",
        "Show or set the imprint and who answers for the data, for everything that is printed",
        _imprint,
        (
            "organiser imprint",
            'organiser imprint --printer "Acre Print" --printer-address "1 Mill Lane" --contact data@example.org',
        ),
        tuple(
            argument(f"--{name}", help=f"{words}; none takes it away", metavar=sort)
            for name, (words, sort) in _PARTS.items()
        ),
        returns='{"printer", "printer_address", "promoter", "promoter_address", "behalf", "behalf_address", '
        '"controller", "contact", "imprint", "notice": [], "missing": [], "operation"}',
        writes=True,
    ),
    Command(
        "doorstep sheet",
        "Print the sheet of a ward for the next round of doors",
        _sheet,
        (
            'organiser doorstep sheet --ward "Crofton Park"',
            'organiser doorstep sheet --event 3 --street "Fiction Road" --rows 26 -o sheet.html',
        ),
        (
            argument("--ward", help="the ward (else that of the event)", metavar="WARD"),
            argument("--event", help="the event's number, title or code", metavar="EVENT"),
            argument("--street", help="the street (else a blank to fill in)", metavar="STREET"),
            argument("--rows", help=f"how many blank rows ({ROWS})", metavar="NUMBER"),
            _OUTPUT,
            _REPLACE,
        ),
        returns='{"file", "draft"}',
    ),
    Command(
        "doorstep picture",
        "Print a ward on one page, to hand to a councillor: what was said, how it moved, the contact rate",
        _picture,
        (
            'organiser doorstep picture "Crofton Park"',
            'organiser doorstep picture "Crofton Park" --since 2026-01-01 --until 2026-06-30 -o crofton.html',
        ),
        (argument("ward", help="its name or code", nargs="+", metavar="WARD"), *PERIOD, _OUTPUT, _REPLACE),
        returns='{"file", "ward": {"gss", "name"}, "since", "until"}',
    ),
)
