"""Importing lists of people."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.formats.table import Finding
from organiser.rules.dates import parse_date
from organiser.services.imports import Imported, Options, import_files


def _import(session: Session) -> Result:
    on = parse_date(session.text("on"))
    if session.text("on") and not on:
        raise Problem(f"'{session.text('on')}' is not a date.", USAGE)
    if session.flag("complete") and not on:
        raise Problem("A whole list needs its day: --complete --on 2026-03-01.", USAGE)
    options = Options(
        source=session.text("source"),
        choices=session.texts("map"),
        complete=session.flag("complete"),
        on=on,
        dry_run=session.flag("dry_run"),
    )
    store = session.store(create=True)
    done = import_files(store, session.texts("files"), options, session.progress)
    data = {name: value for name, value in asdict(done).items() if name != "joined"} | {"joined": done.joined}
    return Result(
        {**data, "dry_run": options.dry_run},
        list(_lines(done, dry_run=options.dry_run)),
        exit_code=FINDINGS if done.refused or done.questions else OK,
    )


def _lines(done: Imported, *, dry_run: bool) -> Iterator[str]:
    would = "would be " if dry_run else ""
    yield (
        f"{_counted(done.rows, 'row', 'rows')} read: {_counted(done.created, 'person', 'people')} {would}new,"
        f" {done.updated:,} {would}changed, {done.unchanged:,} the same as before."
    )
    if done.joined:
        twice = f"{_counted(done.joined, 'person', 'people')} who stood here twice"
        yield f"{twice} {'would be one' if dry_run else 'are one now'}."
    if done.new_tags:
        yield f"New tags: {', '.join(done.new_tags)}."
    yield from listed("Left out", done.refused)
    yield from listed("To look at", done.warnings)
    yield from listed("Questions for you", done.questions)
    if dry_run:
        yield "Nothing was changed: this was a dry run."
    elif done.operation is not None:
        yield f"Change {done.operation}. 'organiser undo' takes it back."
    else:
        yield "Nothing was changed."


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"


def listed(heading: str, findings: Iterable[Finding]) -> Iterator[str]:
    """What there is to tell about rows, with how many: no line where there is nothing."""
    found = list(findings)
    if not found:
        return
    yield f"{heading}: {len(found):,}"
    for finding in found[:20]:
        sheet = f", sheet {finding.sheet}" if finding.sheet else ""
        row = f", row {finding.row}" if finding.row else ""
        where = f"{finding.file}{sheet}{row}"
        yield f"  {where}: {finding.reason}" if where else f"  {finding.reason}"
    if len(found) > 20:
        yield f"  … and {len(found) - 20:,} more; --json lists them all"


_FINDING = '{"file", "sheet", "row", "code", "reason"}'

COMMANDS = (
    Command(
        "import",
        "Take in lists of people, as often as you like: only what changed is applied",
        _import,
        (
            "organiser import contacts.csv",
            "organiser import *.csv sign-up.xlsx cards.vcf",
            "organiser import --dry-run members.csv",
            "organiser import --complete --on 2026-03-01 members.csv",
            'organiser import --map "Best number=phone" list.csv',
            "organiser import - < list.csv",
        ),
        (
            argument("files", help="CSV, XLSX or vCard files; - is standard input", nargs="+", metavar="FILE"),
            argument("--dry-run", help="show what would happen and change nothing", action="store_true"),
            argument("--complete", help="the file is the whole list: ask about who is missing", action="store_true"),
            argument("--on", help="the day of the list", metavar="DATE"),
            argument(
                "--map",
                help="which column says what, where it is not recognised",
                action="append",
                metavar="COLUMN=FIELD",
            ),
            argument("--source", help="a name for where the list comes from", metavar="NAME"),
        ),
        returns='{"rows", "created", "updated", "unchanged", "joined", '
        f'"refused": [{_FINDING}], "warnings": [{_FINDING}], "questions": [{_FINDING}], "new_tags": [], "more", '
        '"operation", "dry_run"}',
        writes=True,
    ),
)
