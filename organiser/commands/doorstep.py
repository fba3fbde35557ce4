"""The doorstep: writing down what residents say, typed in or taken in from files."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.errors import FINDINGS, OK, UNREADABLE
from organiser.formats.survey_columns import FIELDS
from organiser.rules.conversation import ANSWERS, OUTCOMES
from organiser.rules.dates import uk_date
from organiser.services import doorstep
from organiser.services.doorstep import Conversation, Round, Typed
from organiser.store import clock

if TYPE_CHECKING:
    from organiser.services.surveys import Taken


def _add(session: Session) -> Result:
    words = session.texts("words")
    shared = Round(*(session.text(name) for name in ("ward", "on", "event", "by", "street", "postcode")))
    if words == ["-"]:
        from organiser.commands.sheets import typed_sheet

        return typed_sheet(session, shared)
    said = (session.text(name) for name in ("outcome", "door", "conference", "helping", "person", "issue"))
    noted = doorstep.add(session.store(), [Typed(" ".join(words), *said)], shared)
    (one,) = noted.conversations
    return Result(conversation_json(one) | {"operation": noted.operation}, [conversation_line(one)])


def _import(session: Session) -> Result:
    from organiser.services.surveys import Options, import_surveys

    options = Options(
        session.text("ward"), session.text("on"), session.text("event"), session.text("by"), session.texts("column")
    )
    dry_run = session.flag("dry_run")
    done = import_surveys(session.store(), session.texts("files"), options, session.progress, dry_run=dry_run)
    data = {
        "rows": done.rows,
        "counted": done.counted,
        "known": done.known,
        "refused": [asdict(one) for one in done.refused],
        "warnings": [asdict(one) for one in done.warnings],
        "outcomes": done.outcomes,
        "new_people": done.added,
        "recognised": done.recognised,
        "unnamed": done.unnamed,
        "unread": list(done.unread),
        "more": done.refused_count > len(done.refused),
        "operation": done.operation,
        "dry_run": dry_run,
    }
    exit_code = (FINDINGS if done.refused else OK) if done.usable else UNREADABLE
    return Result(data, list(_import_lines(done, dry_run=dry_run)), exit_code=exit_code)


def _import_lines(done: "Taken", *, dry_run: bool) -> Iterator[str]:
    known = f", {done.known:,} known from before" if done.known else ""
    would = "would be " if dry_run else ""
    yield f"{counted(done.rows, 'row')}: {counted(done.counted, 'conversation')} {would}counted{known}."
    if done.outcomes:
        yield f"  {', '.join(f'{count:,} {outcome}' for outcome, count in done.outcomes.items())}"
    if done.added or done.recognised:
        yield f"  People: {done.added:,} new, {done.recognised:,} known here already."
    if done.unnamed:
        yield f"  {counted(done.unnamed, 'name')} not kept: nobody said that they may be contacted."
    if done.unread:
        yield f"  Not read: {cut(', '.join(done.unread), 66)}"
    for title, findings in (("Left out", done.refused), ("To look at", done.warnings)):
        if findings:
            yield f"{title}:"
        for one in findings[:20]:
            yield f"  {', '.join(filter(None, (one.file, one.sheet, f'row {one.row}' * bool(one.row))))}: {one.reason}"
        if len(findings) > 20:
            yield f"  and {len(findings) - 20:,} more: --json lists them."
    if not done.usable:
        yield "None of the rows could be used: nothing was changed."
    elif dry_run:
        yield "Nothing was changed: this was a dry run."
    elif done.operation is not None:
        yield "'organiser undo' takes it back."


# As JSON -------------------------------------------------------------------------------------------------------------


def conversation_json(one: Conversation) -> dict[str, object]:
    """A conversation as JSON."""
    return {
        "uid": one.uid,
        "on": one.on,
        "ward": {"gss": one.ward.gss, "name": one.ward.name or None},
        "outcome": one.outcome,
        "wording": one.wording,
        "issue": {"uid": one.issue_uid, "issue": one.issue} if one.issue else None,
        "door": one.door,
        "street": one.street,
        "postcode": one.postcode,
        "by": one.by,
        "conference": one.conference or None,
        "helping": one.helping or None,
        "person": {"uid": one.person_uid, "name": one.person} if one.person_uid else None,
    }


# In words ------------------------------------------------------------------------------------------------------------


def conversation_line(one: Conversation) -> str:
    """A conversation in a line."""
    where = " ".join(filter(None, (one.door, one.street)))
    said = f"'{cut(one.wording, 40)}', filed under {cut(one.issue, 40)}" if one.issue else one.outcome
    return ", ".join(filter(None, (uk_date(one.on, clock.today()), where, said)))


CONVERSATION = (
    '"uid", "on", "ward": {"gss", "name"}, "outcome", "wording", "issue": {"uid", "issue"}, "door", "street", '
    '"postcode", "by", "conference", "helping", "person": {"uid", "name"}'
)
_FINDING = '{"file", "sheet", "row", "code", "reason"}'

COMMANDS = (
    Command(
        "doorstep add",
        "Write down what residents said is the one big issue",
        _add,
        (
            'organiser doorstep add "pot holes by the school" --ward "Crofton Park" --door 12 --street "Fiction Road"',
            'organiser doorstep add - --event 3 --street "Fiction Road" --on "14 March 2026" < sheet.txt',
            "printf '2: potholes | y\\nn\\nbins | n | y | Ann Day | 07700 900123 | p\\n' | organiser doorstep add -"
            " --event 3",
        ),
        (
            argument(
                "words",
                help="the resident's own words, or what came of it (not in, refused…); 'DOOR: words' names the door; - "
                "reads a paper sheet, a row a line, doors running on by themselves: n (not in), r, s, m, c, l, o or "
                "the words, ' for the same as above; behind them, each after a |, would they come, would they help, "
                "name, telephone or e-mail, may we contact them (p, e, t, n). At a terminal each row is saved at once",
                nargs="*",
                metavar="WORDS",
            ),
            argument("--ward", help="the ward (else that of the event)", metavar="WARD"),
            argument("--on", help="the day (else that of the event, else today)", metavar="DATE"),
            argument("--event", help="the event's number, title or code", metavar="EVENT"),
            argument("--by", help="who knocked (else: who is at the keyboard)", metavar="NAME"),
            argument("--street", help="the street", metavar="STREET"),
            argument("--postcode", help="the postcode", metavar="POSTCODE"),
            argument("--door", help="the number or name of the house", metavar="DOOR"),
            argument("--outcome", help=", ".join(OUTCOMES), metavar="OUTCOME"),
            argument("--issue", help="the issue to file it under (else the one of such words)", metavar="ISSUE"),
            argument("--conference", help=f"would they come to a conference: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--helping", help=f"would they help with it: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--person", help="who it was, if known: words that find one person", metavar="PERSON"),
        ),
        returns=f'{{{CONVERSATION}, "operation"}}; with - {{"conversations": [{{as above}}], "more", "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep import",
        "Take in what residents said from a survey export or a typed-up sheet",
        _import,
        (
            "organiser doorstep import google_forms.csv",
            'organiser doorstep import sheet.csv --ward "Crofton Park" --on "14 March 2026"',
            'organiser doorstep import kobo.xlsx --column "What bothers you?=issue"',
        ),
        (
            argument(
                "files",
                help="CSV or .xlsx files of Google or Microsoft Forms, SurveyMonkey, KoboToolbox or your own; - is "
                "standard input",
                nargs="+",
                metavar="FILE",
            ),
            argument("--ward", help="the ward of rows that name neither ward nor postcode", metavar="WARD"),
            argument("--on", help="the day of rows that have none", metavar="DATE"),
            argument("--event", help="the event: its day and ward hold for rows that have none", metavar="EVENT"),
            argument("--by", help="who knocked (else: who is at the keyboard)", metavar="NAME"),
            argument(
                "--column",
                help="what a column means (may be given several times; remembered for files with the same headings), "
                f"one of {', '.join(FIELDS)}, skip",
                action="append",
                metavar="HEADING=FIELD",
            ),
            argument("--dry-run", help="show what would happen and change nothing", action="store_true"),
        ),
        returns=f'{{"rows", "counted", "known", "refused": [{_FINDING}], "warnings": [{_FINDING}], "outcomes": {{a '
        'count by outcome}, "new_people", "recognised", "unnamed", "unread": [], "more", "operation", "dry_run"}',
        writes=True,
    ),
)
