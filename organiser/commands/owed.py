"""What the doorstep owes, and what was said there as a file."""

from pathlib import Path

from organiser.commands.asked import PERIOD, PLACES, asked_of, ward_json
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.rules.dates import uk_date
from organiser.services.doorstep_export import CONVERSATIONS, WHAT, Wanted, form_of, write_blocks, write_file
from organiser.services.follow_ups import FollowUp, make_task, owed
from organiser.services.listing import Tally
from organiser.store import clock


def _follow_ups(session: Session) -> Result:
    store = session.store()
    if session.text("task"):
        made = make_task(store, session.text("task"))
        data = {"task": {"uid": made.task.uid, "number": made.task.number}, "operation": made.operation}
        return Result(data, [f"Task {made.task.number}: {made.task.title}, due {uk_date(made.task.due)}."])
    found = owed(store, asked_of(session))
    lines = [_line(one) for one in found.things] or ["Nothing is owed: everybody from the doorstep was got back to."]
    if found.more:
        lines.append(f"The first {len(found.things):,}: --ward, --branch or --council narrows it down.")
    return Result({"follow_ups": [_json(one) for one in found.things], "more": found.more}, lines)


def _json(one: FollowUp) -> dict[str, object]:
    return {
        "uid": one.uid,
        "number": one.number,
        "on": one.on,
        "ward": ward_json(one.ward),
        "person": {"uid": one.person.uid, "name": one.person.name} if one.person else None,
        "where": one.where or None,
        "what": one.what,
        "how": one.how,
        "task": one.task,
    }


def _line(one: FollowUp) -> str:
    who = f"{cut(one.who, 28)}, {cut(one.ward.shown, 20)}"
    return f"{one.number:>6}  {uk_date(one.on, clock.today()):<11}  {who}: {one.what}"


def _export(session: Session) -> Result:
    store, named, tally = session.store(), session.text("output"), Tally()
    wanted = Wanted(asked_of(session), session.text("what") or CONVERSATIONS, session.flag("with_doors"))
    if named == "-":
        return Result({}, notes=_notes(wanted, tally), output=write_blocks(store, wanted, form_of(None), tally))
    target = write_file(store, wanted, Path(named), tally, replace=session.flag("replace"))
    lines = [f"Written to {target}, which only you can read.", *_notes(wanted, tally)]
    return Result({"file": str(target), "rows": tally.people, "with_doors": wanted.with_doors}, notes=lines)


def _notes(wanted: Wanted, tally: Tally) -> list[str]:
    told = [] if tally.people == 0 else [f"{counted(tally.people, 'row')}."]
    if wanted.with_doors:
        told.append("It has addresses beside what people said: for a return visit only, then delete it.")
    elif wanted.what == CONVERSATIONS:
        told.append("Doors, streets and postcodes are left out; names, numbers and who knocked always are.")
    return told


COMMANDS = (
    Command(
        "doorstep follow-ups",
        "Show whom from the doorstep to get back to, or make a task of it",
        _follow_ups,
        (
            "organiser doorstep follow-ups",
            'organiser doorstep follow-ups --ward "Crofton Park" --json',
            "organiser doorstep follow-ups --task 214",
        ),
        (
            *PLACES,
            *PERIOD,
            argument("--task", help="make a task of the one with this number or code", metavar="NUMBER"),
        ),
        returns='{"follow_ups": [{"uid", "number", "on", "ward": {"gss", "name"}, "person": {"uid", "name"}, "where", '
        '"what", "how", "task"}], "more"}; with --task {"task": {"uid", "number"}, "operation"}',
        writes=True,
    ),
    Command(
        "doorstep export",
        "Write what was said at the doors to a file, without names, numbers and addresses",
        _export,
        (
            "organiser doorstep export -o said.csv",
            "organiser doorstep export --what issues --council Lewisham -o ranking.xlsx",
        ),
        (
            argument(
                "-o",
                "--output",
                help="the file, ending in .csv or .xlsx; - is the screen",
                required=True,
                metavar="FILE",
            ),
            argument("--what", help=f"{' or '.join(WHAT)} ({CONVERSATIONS})", choices=WHAT, metavar="WHAT"),
            *PLACES,
            *PERIOD,
            argument(
                "--with-doors", help="doors, streets and postcodes as well: for a return visit", action="store_true"
            ),
            argument("--replace", help="write it in the place of a file that is there already", action="store_true"),
        ),
        returns='{"file", "rows", "with_doors"}; with -o - the file itself',
    ),
)
