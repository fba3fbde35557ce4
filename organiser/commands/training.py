"""Training: sign-in sheets taken in, certificates, and whose refresher is due."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.imports import listed
from organiser.commands.offices import counted, cut
from organiser.commands.sessions import SESSION, session_json, session_words
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import certificates, completions, people
from organiser.services.certificates import Printed
from organiser.services.completions import Due
from organiser.services.signin_sheets import Sheets, SignedIn, import_sheets
from organiser.store import clock


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


# Refreshers and certificates ---------------------------------------------------------------------------------------


def _due(session: Session) -> Result:
    found, today = completions.expiring(session.store()), clock.today()
    data = {"due": [_due_json(one) for one in found], "more": False}
    lines = [_due_line(one, today) for one in found]
    return Result(data, lines or ["No course that anybody completed runs out in the next two months."])


def _due_json(due: Due) -> dict[str, object]:
    one = due.completion
    return {
        "uid": due.uid,
        "name": due.name,
        "course": {"uid": one.course_uid, "name": one.course},
        "on": one.on,
        "until": one.until,
        "booked": one.booked or None,
    }


def _due_line(due: Due, today: str) -> str:
    one = due.completion
    ends = "runs out" if one.until > today else "ran out"
    booked = f", has a place on {uk_date(one.booked, today)}" if one.booked else ""
    return f"{cut(due.name, 30):<30}  {cut(one.course, 30):<30}  {ends} {uk_date(one.until)}{booked}"


def _certificate(session: Session) -> Result:
    store = session.store()
    person = people.find_one(store, " ".join(session.texts("person")))
    named = session.text("output")
    if named == "-":
        printed, page = certificates.pdf_of(store, person, session.text("course"))
        return Result(_printed_json(printed), output=iter([page]))
    path = Path(named) if named else None
    printed = certificates.print_certificate(
        store, person, session.text("course"), path, replace=session.flag("replace")
    )
    return Result(_printed_json(printed) | {"file": str(printed.file)}, printed_words(printed))


def _printed_json(printed: Printed) -> dict[str, object]:
    one = printed.completion
    return {
        "uid": printed.uid,
        "name": printed.name,
        "course": {"uid": one.course_uid, "name": one.course},
        "on": one.on,
        "until": one.until or None,
        "clp": one.clp or None,
        "trainers": one.trainers,
        "undrawable": printed.undrawable,
    }


def printed_words(printed: Printed) -> list[str]:
    """What was written, in sentences."""
    lines = [f"Written to {printed.file}, which only you can read."]
    if printed.undrawable:
        lines.append(f"These characters cannot be printed and stand as �: {printed.undrawable}")
    return lines


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
    Command(
        "training due",
        "Show whose course has run out or will within two months, and who has a place to refresh it",
        _due,
        ("organiser training due",),
        returns='{"due": [{"uid", "name", "course": {"uid", "name"}, "on", "until", "booked"}], "more"}',
    ),
    Command(
        "training certificate",
        "Print the certificate of a course that somebody completed, as PDF",
        _certificate,
        (
            'organiser training certificate Ann Smith --course "Organising basics" -o certificate.pdf',
            'organiser training certificate Ann Smith --course "Organising basics"',
        ),
        (
            argument("person", help="words that find one person, or their code", nargs="+", metavar="PERSON"),
            argument("--course", help="the course's name or code", required=True, metavar="NAME"),
            argument("-o", "--output", help="the file (else: one of the program's own); - is standard output",
                     metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"uid", "name", "course": {"uid", "name"}, "on", "until", "clp", "trainers", "undrawable", "file"}',
    ),
)  # fmt: skip
