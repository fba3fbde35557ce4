"""Checking people against the electoral register."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import is_far_ahead, parse_date, uk_date
from organiser.rules.questions import REGISTER_NAMESAKE
from organiser.services import register
from organiser.services.register import Checked
from organiser.store import clock

_SHOWN = 20


def _check(session: Session) -> Result:
    on = parse_date(session.text("on"))
    if not on:
        raise Problem(f"'{session.text('on')}' is not a date: give the day of the register, --on 2026-01-02.", USAGE)
    if is_far_ahead(on, clock.today()):
        raise Problem(f"{uk_date(on)} is long to come: --on takes the day of the register.", USAGE)
    file = Path(session.text("file"))
    done = register.check(session.store(), file, on, session.progress, update=session.flag("update"))
    return Result(
        _as_json(done, on), list(_lines(done, on)), exit_code=FINDINGS if done.refused or done.questions else OK
    )


def _as_json(done: Checked, on: str) -> dict[str, object]:
    nobody = {"uid": None, "name": None}
    nowhere = {"file": None, "sheet": None, "row": None}
    return {
        "day": on,
        "on": done.on,
        "not_found": done.not_found,
        "cannot_say": done.cannot_say,
        "update": done.update,
        "questions": [
            {
                "uid": question.uid,
                "kind": REGISTER_NAMESAKE,
                "reason": question.reason,
                "person": {"uid": question.person, "name": question.name},
            }
            for question in done.questions
        ],
        "rows": done.rows,
        "refused": [asdict(finding) for finding in done.refused],
        "warnings": [
            *(asdict(finding) | nobody for finding in done.warnings),
            *(nowhere | asdict(note) for note in done.notes),
        ],
        "more": done.more,
        "operation": done.operation,
    }


def _lines(done: Checked, on: str) -> Iterator[str]:
    day = uk_date(on)
    what = "changes to the register" if done.update else "electors"
    yield f"{done.rows:,} rows of {what} read, and none of them kept."
    if done.update:
        yield f"By the update of {day}: {done.on:,} on the register, {done.not_found:,} taken off it."
        yield "Of everybody else it says nothing."
    else:
        yield f"In the register of {day}: {done.on:,} on it, {done.not_found:,} not found."
        yield f"Cannot say, since no postcode is known: {done.cannot_say:,}."
    refused = [f"row {finding.row}: {finding.reason}" for finding in done.refused]
    warned = [f"row {finding.row}: {finding.reason}" for finding in done.warnings]
    yield from _listed("Left out", refused)
    yield from _listed("To look at", [*warned, *(note.reason for note in done.notes)])
    yield from _listed("Questions for you", [question.reason for question in done.questions])
    if done.operation is not None:
        yield f"Change {done.operation}. 'organiser undo' takes it back."
    else:
        yield "Nothing was changed: this was known already, or something newer is."


def _listed(heading: str, sentences: list[str]) -> Iterator[str]:
    if sentences:
        yield f"{heading}: {len(sentences):,}"
        yield from (f"  {sentence}" for sentence in sentences[:_SHOWN])
    if len(sentences) > _SHOWN:
        yield f"  … and {len(sentences) - _SHOWN:,} more; --json lists them all"


_FINDING = '{"file", "sheet", "row", "code", "reason"}'

COMMANDS = (
    Command(
        "register check",
        "Ask the electoral register who of the people here is on it; no row of it is kept",
        _check,
        (
            "organiser register check register.csv --on 2026-01-02",
            "organiser register check changes.csv --on 2026-02-02 --update",
        ),
        (
            argument("file", help="the register or a monthly update, CSV or XLSX", metavar="FILE"),
            argument("--on", help="the day of the register", required=True, metavar="DATE"),
            argument(
                "--update",
                help="the file holds only what changed (its columns, or the status of its rows, may tell); "
                "rows of which nothing says that they were taken off count as added",
                action="store_true",
            ),
        ),
        returns='{"day", "on", "not_found", "cannot_say", "update", "questions": [{"uid", "kind", "reason", "person": '
        f'{{"uid", "name"}}}}], "rows", "refused": [{_FINDING}], "warnings": [{_FINDING[:-1]}, "uid", "name"}}], '
        '"more", "operation"}',
        writes=True,
    ),
)
