"""Sign-in sheets of training sessions: who came is taken in from what was typed up."""

from collections.abc import Iterator
from dataclasses import asdict

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.imports import listed
from organiser.commands.offices import counted
from organiser.commands.sessions import SESSION, session_json, session_words
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.services.signin_sheets import Sheets, SignedIn, import_sheets


def _import(session: Session) -> Result:
    sheets = Sheets(
        session.text("course"),
        session.text("on"),
        session.text("clp"),
        session.text("session"),
        session.text("column"),
        session.texts("map"),
    )
    missing = [f"--{name}" for name in ("course", "on", "clp") if not session.text(name)]
    if missing and not sheets.session:
        raise Problem(f"Say what the sheet is of: {', '.join(missing)}, or --session.", USAGE)
    if sheets.session and len(missing) < 3:
        raise Problem("Give --session, or --course, --on and --clp; not both.", USAGE)
    done = import_sheets(session.store(create=True), session.texts("files"), sheets, session.progress)
    data = {
        "rows": done.rows,
        "new_people": done.new_people,
        "recognised": done.recognised,
        "states": done.states,
        "refused": [asdict(one) for one in done.refused],
        "warnings": [asdict(one) for one in done.warnings],
        "questions": [asdict(one) for one in done.questions],
        "session": session_json(done.session),
        "new_course": done.new_course,
        "more": done.more,
        "operation": done.operation,
    }
    return Result(data, list(_lines(done)), exit_code=FINDINGS if done.refused or done.questions else OK)


def _lines(done: SignedIn) -> Iterator[str]:
    known = f"{done.recognised:,} known here, {done.new_people:,} new"
    yield f"{session_words(done.session)}: {counted(done.rows, 'row')} read, {known}."
    told = [f"{count:,} {state}" for state, count in done.states.items() if count]
    yield f"The sheet says: {', '.join(told) or 'nobody'}."
    yield from listed("Left out", done.refused)
    yield from listed("To look at", done.warnings)
    yield from listed("Questions for you", done.questions)
    if done.operation is None:
        yield "Nothing was changed: it was all here already."
    else:
        yield f"Change {done.operation}. 'organiser undo' takes it back."


_FINDING = '{"file", "sheet", "row", "code", "reason"}'

COMMANDS = (
    Command(
        "training import",
        "Take in the sign-in sheet of a training session, as often as you like",
        _import,
        (
            'organiser training import sheet.csv --course "Organising basics" --on 2026-02-14 '
            '--clp "Dulwich and West Norwood"',
            "organiser training import sheet.xlsx --session 12",
            'organiser training import sheet.csv --session 12 --column "Sat 14 Feb" --map "Who=name"',
        ),
        (
            argument("files", help="CSV or XLSX sign-in sheets of one session; - is standard input", nargs="+",
                     metavar="FILE"),
            argument("--course", help="the course, added where it is not here yet", metavar="NAME"),
            argument("--on", help="the day of the session, added where it is not here yet", metavar="DATE"),
            argument("--clp", help="for which CLP it was: the name or code of its constituency", metavar="NAME"),
            argument("--session", help="instead of these: the session's number, title or code", metavar="SESSION"),
            argument("--column", help="which column tells who came, where it is not recognised", metavar="COLUMN"),
            argument(
                "--map",
                help="which column says what, where it is not recognised",
                action="append",
                metavar="COLUMN=FIELD",
            ),
        ),
        returns='{"rows", "new_people", "recognised", "states": {a count by state}, '
        f'"refused": [{_FINDING}], "warnings": [{_FINDING}], "questions": [{_FINDING}], "session": {{{SESSION}}}, '
        '"new_course", "more", "operation"}',
        writes=True,
    ),
)  # fmt: skip
