"""Community conferences: setting one up, how its wards vote, and what comes next."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import event_json
from organiser.commands.offices import counted
from organiser.errors import USAGE, Problem
from organiser.rules.conference import METHODS, TIES, Step, next_step
from organiser.rules.dates import uk_date
from organiser.services import conference_changes, conferences
from organiser.services.conferences import Conference, Contest, Draft, Rules, Written
from organiser.text import safe_text


def _new(session: Session) -> Result:
    draft = Draft(
        " ".join(session.texts("title")),
        session.text("on"),
        session.texts("ward"),
        place=session.text("place"),
        branch=session.text("branch"),
        clp=session.text("clp"),
        leader=session.text("lead"),
        organises=session.text("organises"),
        voters=session.text("voters"),
        agenda=session.text("agenda"),
        method=session.text("method"),
        tie=session.text("tie"),
        seats=seats_of(session) or 1,
        previous=session.text("after"),
        tasks=not session.flag("no_tasks"),
    )
    return _written(session, conferences.new_conference(session.store(create=True), draft))


def seats_of(session: Session) -> int | None:
    """How many issues a ward adopts, None where it was not said; a Problem where it is no number."""
    text = session.text("seats")
    if not text:
        return None
    if not text.isdecimal() or len(text) > 3:
        raise Problem(f"--seats: '{safe_text(text)}' is not a number of issues.", USAGE)
    return int(text)


def _list(session: Session) -> Result:
    found = conferences.list_conferences(session.store())
    lines = [_line(one) for one in found] or ["There is no conference yet: 'organiser conference new' sets one up."]
    return Result({"conferences": [conference_json(one) for one in found], "more": False}, lines)


def _show(session: Session) -> Result:
    store = session.store()
    found = which(session)
    steps = conferences.steps(store, found)
    data = conference_json(found) | {"steps": [step._asdict() for step in steps]}
    return Result(data, list(_lines(found, steps)))


def _rules(session: Session) -> Result:
    store = session.store()
    found = which(session)
    words, added = session.texts("ward"), session.texts("add_ward")
    rules = Rules(_said(session, "method"), _said(session, "tie"), seats_of(session), _said(session, "desk"))
    if added:
        if words or rules != Rules():
            raise Problem("Add the wards first, then say how they vote: --ward with --method and the rest.", USAGE)
        return _written(session, conference_changes.add_wards(store, found, added))
    votes = [conferences.find_contest(found, one) for one in words] or list(found.votes)
    return _written(session, conferences.set_rules(store, found, votes, rules))


def _said(session: Session, name: str) -> str | None:
    """An option as it was given, which may be ""; None where it was not."""
    value = session.argument(name)
    return None if value is None else str(value)


def _announce(session: Session) -> Result:
    return _written(session, conferences.announce(session.store(), which(session)))


def which(session: Session) -> Conference:
    """The conference that --conference names, else the next to come."""
    return conferences.find_conference(session.store(), session.text("conference"))


def _written(session: Session, written: Written) -> Result:
    steps = conferences.steps(session.store(), written.conference)
    data = conference_json(written.conference) | {"operation": written.operation}
    return Result(data, [*_lines(written.conference, steps), "'organiser undo' takes it back."])


def conference_json(one: Conference) -> dict[str, object]:
    """A conference as JSON."""
    return {
        "uid": one.uid,
        "number": one.id,
        "conference": one.shown,
        "event": event_json(one.event),
        "organises": one.organises,
        "voters": one.voters,
        "agenda": one.agenda,
        "announced": one.announced or None,
        "previous": one.previous or None,
        "wards": [contest_json(vote) for vote in one.votes],
    }


def contest_json(vote: Contest) -> dict[str, object]:
    """The vote of one ward as JSON."""
    return {
        "uid": vote.uid,
        "ward": vote.ward.name or None,
        "gss": vote.ward.gss,
        "method": vote.method,
        "tie": vote.tie,
        "seats": vote.seats,
        "seed": vote.seed or None,
        "frozen": vote.frozen or None,
        "printed": vote.printed,
        "desk": vote.desk,
        "declared": vote.declared or None,
    }


def _line(one: Conference) -> str:
    wards = ", ".join(vote.ward.shown for vote in one.votes)
    return f"{one.id:>4}  {uk_date(one.event.on):<11}  {one.shown}: {wards}"


def _lines(one: Conference, steps: list[Step]) -> Iterator[str]:
    yield f"{one.shown}, {uk_date(one.event.on)}{f', {one.event.place}' if one.event.place else ''}"
    yield f"  Who may vote: {one.voters}"
    for vote in one.votes:
        yield f"  {vote.ward.shown}: {vote.rule}{f' (desk {vote.desk})' if vote.desk else ''}"
    coming = next_step(steps)
    for step in steps:
        mark = "✓" if step.done else "▸" if step is coming else " "
        yield f"  {mark} {step.name:<10} {step.words}"
    if coming is None:
        yield f"All is done: {counted(len(steps), 'step')}."


CONFERENCE = argument("--conference", help="its number, title or code (else the next to come)", metavar="CONFERENCE")
WARD = argument("--ward", help="the ward whose vote is meant", metavar="WARD")
_CONTEST = '"uid", "ward", "gss", "method", "tie", "seats", "seed", "frozen", "printed", "desk", "declared"'
_CONFERENCE = (
    '"uid", "number", "conference", "event": {an event}, "organises", "voters", "agenda", "announced", "previous", '
    f'"wards": [{{{_CONTEST}}}]'
)

COMMANDS = (
    Command(
        "conference new",
        "Set up a community conference: its day, its wards, how they vote, and what is to be done by when",
        _new,
        (
            'organiser conference new Forest Hill decides --on "12 September 2026" --ward "Forest Hill" '
            '--ward "Crofton Park" --place "Hall, Fiction Road"',
            'organiser conference new The second evening --on "26 September 2026" --ward "Forest Hill" --after 1',
        ),
        (
            argument("title", help="what it is called", nargs="*", metavar="TITLE"),
            argument("--on", help="the day", required=True, metavar="DATE"),
            argument("--ward", help="a ward that votes there (given once for each)", action="append", metavar="WARD"),
            argument("--place", help="where it is", metavar="TEXT"),
            argument("--branch", help="the branch whose event it is", metavar="BRANCH"),
            argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
            argument("--lead", help="who leads it: words that find one person", metavar="PERSON"),
            argument("--organises", help="who organises it", metavar="TEXT"),
            argument("--voters", help="who may vote (else whoever is 16 and lives in the ward)", metavar="TEXT"),
            argument("--agenda", help="the agenda", metavar="TEXT"),
            argument(
                "--method",
                help=f"how wards vote: {', '.join(METHODS)} (plurality: one choice)",
                default="plurality",
                metavar="METHOD",
            ),
            argument("--tie", help="how a tie is broken: hand or seed (hand)", default="hand", metavar="RULE"),
            argument("--seats", help="how many issues a ward adopts (1)", metavar="N"),
            argument("--after", help="the first of the pair: its promises are carried over", metavar="CONFERENCE"),
            argument("--no-tasks", help="make no tasks counted back from the day", action="store_true"),
        ),
        returns=f'{{{_CONFERENCE}, "operation"}}',
        writes=True,
    ),
    Command(
        "conference list",
        "List the community conferences, the latest first",
        _list,
        ("organiser conference list",),
        returns=f'{{"conferences": [{{{_CONFERENCE}}}], "more"}}',
    ),
    Command(
        "conference show",
        "Show a conference, how its wards vote and what comes next",
        _show,
        ("organiser conference show", "organiser conference show --conference 1"),
        (CONFERENCE,),
        returns=f'{{{_CONFERENCE}, "steps": [{{"name", "done", "words"}}]}}',
    ),
    Command(
        "conference rules",
        "Say how wards vote and how a tie is broken, before it is announced",
        _rules,
        (
            'organiser conference rules --ward "Forest Hill" --method irv --tie seed',
            "organiser conference rules --method stv --seats 2",
            'organiser conference rules --add-ward "Perry Vale"',
        ),
        (
            CONFERENCE,
            argument("--ward", help="only of this ward (else of all)", action="append", metavar="WARD"),
            argument(
                "--method", help=", ".join(f"{name}: {words}" for name, words in METHODS.items()), metavar="METHOD"
            ),
            argument("--tie", help="; ".join(f"{name}: {words}" for name, words in TIES.items()), metavar="RULE"),
            argument("--seats", help="how many issues a ward adopts", metavar="N"),
            argument("--desk", help="at which desk its papers lie", metavar="DESK"),
            argument("--add-ward", help="let this ward vote there, too", action="append", metavar="WARD"),
        ),
        returns=f'{{{_CONFERENCE}, "operation"}}',
        writes=True,
    ),
    Command(
        "conference announce",
        "Note that who may vote, the methods and the tie rules have been made known",
        _announce,
        ("organiser conference announce",),
        (CONFERENCE,),
        returns=f'{{{_CONFERENCE}, "operation"}}',
        writes=True,
    ),
)
