"""Linking people and groups to the councillors and branches that they stand behind."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, day_of, wrapped
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import links
from organiser.services.links import End, Link, Proposal


def _link(session: Session) -> Result:
    who = " ".join(session.texts("who"))
    role = session.text("role") or links.HELPS
    if not who:
        return _propose(session, role)
    if session.flag("dry_run") or session.text("ward"):
        raise Problem("--dry-run and --ward go with all the links of a branch: name no person then.", USAGE)
    made = links.link(
        session.store(), who, to=session.text("to"), branch=session.text("branch"), clp=session.text("clp"), role=role
    )
    words = f"{made.link.who.name} stands behind {made.link.to.name} ({made.link.role})."
    lines = wrapped(words if made.made else f"{words} It was so already.")
    return Result(_link_json(made.link) | {"created": made.made, "operation": made.operation}, lines)


def _propose(session: Session, role: str) -> Result:
    if session.text("to"):
        raise Problem('Say who stands behind them: \'organiser link "Ann Smith" --to "Cllr Jo Bloggs"\'.', USAGE)
    dry_run = session.flag("dry_run")
    found = links.propose(
        session.store(),
        branch=session.text("branch"),
        clp=session.text("clp"),
        ward=session.text("ward"),
        role=role,
        dry_run=dry_run,
    )
    data = {"proposed": found.proposed, "made": found.made, "operation": found.operation}
    return Result(data, list(_proposal_lines(found, dry_run=dry_run)))


def _proposal_lines(found: Proposal, *, dry_run: bool) -> Iterator[str]:
    for target in found.targets:
        name = f"Cllr {target.name}" if target.kind == "councillor" else target.name
        people = "1 person" if target.people == 1 else f"{target.people:,} people"
        yield from wrapped(f"{name}: {people} who {'lives' if target.people == 1 else 'live'} there", "  ", "    ")
    if not found.proposed:
        yield "There is no new link to propose."
    elif dry_run:
        yield f"{counted(found.proposed, 'link')} would be made. Nothing was changed: this was a dry run."
    else:
        yield f"{counted(found.made, 'link')} made. Change {found.operation}. 'organiser undo' takes it back."


def _unlink(session: Session) -> Result:
    ended, operation = links.unlink(
        session.store(),
        " ".join(session.texts("who")),
        to=session.text("to"),
        branch=session.text("branch"),
        clp=session.text("clp"),
        role=session.text("role"),
        on=day_of(session, "on"),
    )
    lines = [
        line
        for link in ended
        for line in wrapped(
            f"{link.who.name} stood behind {link.to.name} ({link.role}) until {uk_date(link.until)}.", "", "  "
        )
    ]
    return Result({"ended": [_link_json(link) for link in ended], "more": False, "operation": operation}, lines)


def _link_json(link: Link) -> dict[str, object]:
    return {
        "uid": link.uid,
        "who": _end_json(link.who),
        "to": _end_json(link.to),
        "role": link.role,
        "since": link.since or None,
        "until": link.until or None,
    }


def _end_json(end: End) -> dict[str, object]:
    return {"kind": end.kind, "uid": end.uid, "name": end.name}


_END = '{"kind", "uid", "name"}'
_LINK = f'"uid", "who": {_END}, "to": {_END}, "role", "since", "until"'
_WHO = "words that find one person, or the name of a group"
_TO = "somebody who holds an office, such as Cllr Jo Bloggs"

COMMANDS = (
    Command(
        "link",
        "Say who stands behind a councillor or branch; for a branch, all who live there",
        _link,
        (
            'organiser link --branch "Downham" --dry-run',
            'organiser link --branch "Downham"',
            'organiser link "Ann Smith" --to "Cllr Jo Bloggs" --role "leads the round"',
            'organiser link "Downham Tenants" --branch "Downham"',
        ),
        (
            argument("who", help=f"{_WHO}; without it, all who live there", nargs="*", metavar="PERSON"),
            argument("--to", help=_TO, metavar="NAME"),
            argument("--branch", help="the branch", metavar="BRANCH"),
            argument("--clp", help="its CLP, where several have a branch of that name", metavar="NAME"),
            argument("--ward", help="only who lives in this ward, and its councillors", metavar="WARD"),
            argument("--role", help=f"as what they stand there ({links.HELPS})", metavar="ROLE"),
            argument("--dry-run", help="only say what would be linked", action="store_true"),
        ),
        returns=f'{{"proposed", "made", "operation"}}; of one person or group {{{_LINK}, "created", "operation"}}',
        writes=True,
    ),
    Command(
        "unlink",
        "Say that somebody stands behind a councillor or branch no more",
        _unlink,
        (
            'organiser unlink "Ann Smith" --to "Cllr Jo Bloggs"',
            'organiser unlink "Ann Smith" --branch Downham --on "1 June 2026"',
        ),
        (
            argument("who", help=_WHO, nargs="+", metavar="PERSON"),
            argument("--to", help=_TO, metavar="NAME"),
            argument("--branch", help="the branch", metavar="BRANCH"),
            argument("--clp", help="its CLP, where several have a branch of that name", metavar="NAME"),
            argument("--role", help="only as what", metavar="ROLE"),
            argument("--on", help="the day from which it is over (today)", metavar="DATE"),
        ),
        returns=f'{{"ended": [{{{_LINK}}}], "more", "operation"}}',
        writes=True,
    ),
)
