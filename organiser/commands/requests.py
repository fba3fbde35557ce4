"""Requests for a councillor's help, handed over and not kept."""

from pathlib import Path

from organiser.commands.asked import ward_json
from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.rules.requests import Request, from_lines
from organiser.services.requests import Done, Where, hand_over


def _request(session: Session) -> Result:
    if session.text("request") != "-":
        raise Problem("Give - and type the request, or pipe it in: arguments stay in the shell's history.", USAGE)
    store = session.store()
    if session.interactive():
        request = Request(
            session.ask("What do they ask for? "),
            session.ask("Who asks? "),
            session.ask("How can the councillor reach them? "),
        )
    else:
        request = from_lines(session.read_input())
    where = Where(*(session.text(name) for name in ("ward", "to", "event", "on")))
    named = session.text("output")
    if named == "-":
        done = hand_over(store, request, where, text=True)
        return Result({}, notes=[_told(done)], output=iter((done.text.encode(),)))
    done = hand_over(store, request, where, Path(named) if named else None, replace=session.flag("replace"))
    data = {
        "uid": done.handed.uid,
        "ward": ward_json(done.handed.ward),
        "to": list(done.handed.to),
        "on": done.handed.on,
        "file": str(done.file),
        "operation": done.operation,
    }
    lines = [
        _told(done),
        f"{done.file}: print it, hand it over, then delete it. It is the only copy.",
    ]
    return Result(data, lines)


def _told(done: Done) -> str:
    return f"Kept here: {done.handed.sentence}. Nothing of what was asked."


COMMANDS = (
    Command(
        "doorstep request",
        "Hand a resident's request for help to a councillor: on a slip, and not kept",
        _request,
        (
            'organiser doorstep request - --ward "Crofton Park"',
            'organiser doorstep request - --event 3 --to "Jo Bloggs" -o slip.html < request.txt',
        ),
        (
            argument("request", help="-: type it, or pipe in lines, with 'Name: …' and 'Contact: …'", metavar="-"),
            argument("--ward", help="the ward (else that of the event)", metavar="WARD"),
            argument("--to", help="the councillor (else those of the ward)", metavar="COUNCILLOR"),
            argument("--event", help="the event's number, title or code", metavar="EVENT"),
            argument("--on", help="the day (else that of the event, else today)", metavar="DATE"),
            argument(
                "-o",
                "--output",
                help="the file of the slip (else: in the program's own folder); - writes it out as text",
                metavar="FILE",
            ),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"uid", "ward": {"gss", "name"}, "to": [], "on", "file", "operation"}; with -o - the slip as text',
        writes=True,
    ),
)
