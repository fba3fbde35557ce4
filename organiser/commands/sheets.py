"""Sheets at the command line: a row a line, and conversations that are there already listed, mended and taken out."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.doorstep import CONVERSATION, conversation_json, conversation_line
from organiser.commands.events import day_of
from organiser.commands.offices import counted
from organiser.errors import USAGE, Problem
from organiser.rules.conversation import ANSWERS, OUTCOMES, answer_of, outcome_of
from organiser.rules.sheet import Cells
from organiser.rules.sheet_lines import HELP, read_row
from organiser.services import conversations, sheets
from organiser.services.conversations import Asked, find_conversation
from organiser.services.doorstep import Conversation, Round, Sheet, settle
from organiser.services.issues import find_issue
from organiser.services.people import find_one
from organiser.services.sheets import Line
from organiser.store import history
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_text

# A row a line --------------------------------------------------------------------------------------------------------


def typed_sheet(session: Session, shared: Round) -> Result:
    """Rows from standard input: at a terminal each is saved as it is typed, else all are one change."""
    store = session.store()
    sheet = settle(store, shared)
    usual = _usual(session, store)
    issue = find_issue(store, session.text("issue")).id if session.text("issue") else None
    if session.interactive():
        return _asked_for(session, store, sheet, usual, issue)
    rows: list[Cells] = []
    for number, text in enumerate(session.read_input(), 1):
        if safe_text(text):
            try:
                above = rows[-1] if rows else None
                rows.append(read_row(safe_text(text), above, [row.door for row in rows], usual))
            except Problem as problem:
                raise Problem(f"Line {number}: {problem.sentence} Nothing was written down.", USAGE) from None
    lines = [Line(sheets.new_uid(), cells) for cells in rows]
    operation = sheets.keep_all(store, sheet, lines, issue)
    return _written(store, sheet, lines, operation)


def _usual(session: Session, store: Store) -> Cells:
    """What holds for rows that do not say it themselves."""
    answers = {}
    for name in ("conference", "helping"):
        answers[name] = answer_of(session.text(name))
        if session.text(name) and not answers[name]:
            raise Problem(f"--{name} takes {', '.join(ANSWERS)}.", USAGE)
    outcome = session.text("outcome")
    if outcome and outcome.casefold() not in OUTCOMES:
        raise Problem(f"--outcome takes {', '.join(OUTCOMES)}.", USAGE)
    person = ""
    if session.text("person"):
        uid = store.value("SELECT uid FROM person WHERE id = ?", (find_one(store, session.text("person")),))
        person = uid_text(uid) if isinstance(uid, bytes) else ""
    return Cells(safe_text(session.text("door")), outcome_of(outcome), person=person, **answers)


def _asked_for(session: Session, store: Store, sheet: Sheet, usual: Cells, issue: int | None) -> Result:
    """A line after the other, each saved at once; an empty one ends it."""
    session.say(f"{sheet.ward.shown}. {HELP} u takes the last row back. An empty line ends the sheet.")
    kept: list[Line] = []
    while True:
        there = sheets.lines(store, sheet)
        doors = [line.cells.door for line in there]
        above = there[-1].cells if there else None
        following = read_row("s", above, doors, usual).door
        text = safe_text(session.ask(f"{following or 'Door'}:"))
        if not text:
            break
        try:
            if text == "u":
                session.say(f"Undone: {history.undo(store).title}.")
            elif text == "?":
                session.say(HELP)
            else:
                row = sheets.keep(store, sheet, Line(sheets.new_uid(), read_row(text, above, doors, usual)), issue)
                kept.append(row.line)
                session.say(f"Saved: {conversation_line(find_conversation(store, row.line.uid))}.")
        except Problem as problem:
            session.say(problem.sentence)
    here = {line.uid for line in sheets.lines(store, sheet)}
    return _written(store, sheet, [line for line in kept if line.uid in here], None)


def _written(store: Store, sheet: Sheet, lines: list[Line], operation: int | None) -> Result:
    found = [find_conversation(store, line.uid) for line in lines]
    data = {"conversations": [conversation_json(one) for one in found], "more": False, "operation": operation}
    told = [conversation_line(one) for one in found]
    return Result(data, [*told, f"{counted(len(found), 'conversation')} written down in {sheet.ward.shown}."])


# What is there already -----------------------------------------------------------------------------------------------


def _list(session: Session) -> Result:
    asked = Asked(
        session.text("ward"),
        session.text("event"),
        session.text("issue"),
        session.text("street"),
        day_of(session, "since"),
        day_of(session, "until"),
    )
    found, more = conversations.listed(session.store(), asked)
    data = {"conversations": [conversation_json(one) for one in found], "more": more}
    return Result(data, list(_listed(found, more)))


def _listed(found: list[Conversation], more: bool) -> Iterator[str]:
    if not found:
        yield "No conversation is written down there yet: 'organiser doorstep add' writes one down."
    for one in found:
        yield f"{one.uid}  {conversation_line(one)}"
    if more:
        yield f"{len(found)}+ conversations: --ward, --event, --issue, --street or --since narrows it down."


def _edit(session: Session) -> Result:
    names = (*conversations.CELLS, *conversations.HEAD, "person", "issue")
    changes = {name: str(session.argument(name)) for name in names if session.argument(name) is not None}
    mended = conversations.mend(session.store(), session.text("conversation"), changes)
    data = conversation_json(mended.conversation) | {"operation": mended.operation}
    return Result(data, [f"It says now: {conversation_line(mended.conversation)}."])


def _remove(session: Session) -> Result:
    store = session.store()
    one = find_conversation(store, session.text("conversation"))
    operation = sheets.remove(store, one.uid)
    lines = [f"Taken out: {conversation_line(one)}.", "'organiser undo' brings it back."]
    return Result(conversation_json(one) | {"operation": operation}, lines)


_WHICH = argument("conversation", help="its code: 'organiser doorstep list' shows it", metavar="CODE")
_NONE = "; 'none' empties it"

COMMANDS = (
    Command(
        "doorstep list",
        "List conversations, the latest day first",
        _list,
        (
            'organiser doorstep list --ward "Crofton Park" --street "Fiction Road"',
            "organiser doorstep list --event 3 --json",
        ),
        (
            argument("--ward", help="only those in this ward", metavar="WARD"),
            argument("--event", help="only those of this event", metavar="EVENT"),
            argument("--issue", help="only those filed under this issue", metavar="ISSUE"),
            argument("--street", help="only those in this street", metavar="STREET"),
            argument("--since", "--from", help="only those on or after this day", metavar="DATE"),
            argument("--until", "--to", help="only those on or before this day", metavar="DATE"),
        ),
        returns=f'{{"conversations": [{{{CONVERSATION}}}], "more"}}',
    ),
    Command(
        "doorstep edit",
        "Mend a conversation that is there already",
        _edit,
        (
            'organiser doorstep edit 0199d3a2-… --words "pot holes by the school" --door 14a',
            "organiser doorstep edit 0199d3a2-… --outcome refused --conference none",
        ),
        (
            _WHICH,
            argument("--words", help=f"the resident's own words{_NONE}", metavar="WORDS"),
            argument("--door", help=f"the number or name of the house{_NONE}", metavar="DOOR"),
            argument("--outcome", help=", ".join(OUTCOMES), metavar="OUTCOME"),
            argument("--conference", help=f"would they come to a conference: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--helping", help=f"would they help with it: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--person", help=f"who it was: words that find one person{_NONE}", metavar="PERSON"),
            argument("--issue", help="the issue to file it under", metavar="ISSUE"),
            argument("--ward", help="the ward", metavar="WARD"),
            argument("--on", help="the day", metavar="DATE"),
            argument("--event", help=f"the event{_NONE}", metavar="EVENT"),
            argument("--by", help="who knocked", metavar="NAME"),
            argument("--street", help=f"the street{_NONE}", metavar="STREET"),
            argument("--postcode", help=f"the postcode{_NONE}", metavar="POSTCODE"),
        ),
        returns=f'{{{CONVERSATION}, "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep remove",
        "Take a conversation out, and whom it alone brought in",
        _remove,
        ("organiser doorstep remove 0199d3a2-…",),
        (_WHICH,),
        returns=f'{{{CONVERSATION}, "operation"}}',
        writes=True,
    ),
)
