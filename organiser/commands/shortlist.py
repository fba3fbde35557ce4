"""The shortlist of a ward: proposed from the doorstep, edited with a reason, frozen when its papers are printed."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, WARD, which
from organiser.commands.offices import counted, cut
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.rules.shortlist import MOST, USUAL
from organiser.services import shortlist
from organiser.services.conferences import Conference, Contest, find_contest
from organiser.services.ranking import Ranked
from organiser.services.shortlist import Choice, Shortlist, Written

_EDITS = ("propose", "add", "leave_out", "rename", "move", "freeze", "unfreeze")


def _shortlist(session: Session) -> Result:
    conference = which(session)
    said = [name for name in _EDITS if session.argument(name) not in (None, False)]
    if len(said) > 1:
        raise Problem("One change at a time: " + ", ".join(f"--{name.replace('_', '-')}" for name in said) + ".", USAGE)
    wards = session.text("ward")
    # A proposal and freezing are of all wards where none is named; an edit is of one.
    of_all = not wards and set(said) <= {"propose", "freeze", "unfreeze"}
    votes = list(conference.votes) if of_all else [find_contest(conference, wards)]
    if not said:
        return _shown(conference, [shortlist.shortlist(session.store(), vote) for vote in votes])
    return _done(conference, _edit(session, said[0], votes))


def _edit(session: Session, how: str, votes: list[Contest]) -> list[Written]:
    store, reason = session.store(), session.text("reason")
    if how == "propose":
        wanted = _number(session.text("propose"), "--propose") if session.text("propose") else USUAL
        return [shortlist.propose(store, vote, wanted) for vote in votes]
    if how == "freeze":
        return shortlist.freeze(store, votes)
    if how == "unfreeze":
        return shortlist.unfreeze(store, votes)
    vote = votes[0]
    if how == "add":
        return [shortlist.add(store, vote, session.text("add"), reason)]
    if how == "leave_out":
        return [shortlist.leave_out(store, vote, session.text("leave_out"), reason)]
    if how == "rename":
        old, new = _pair(session.text("rename"), "--rename")
        return [shortlist.rename(store, vote, old, new, reason)]
    name, number = _pair(session.text("move"), "--move")
    return [shortlist.move(store, vote, name, _number(number, "--move"))]


def _pair(text: str, option: str) -> tuple[str, str]:
    old, mark, new = text.rpartition("=")
    if not mark or not old.strip() or not new.strip():
        raise Problem(f'{option} takes two parts with = between them: {option} "Potholes=2".', USAGE)
    return old.strip(), new.strip()


def _number(text: str, option: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise Problem(f"{option} takes a number from 1 to {MOST}.", USAGE)
    return int(text)


def _shown(conference: Conference, found: list[Shortlist]) -> Result:
    return Result(_json(conference, found), list(_lines(found)))


def _done(conference: Conference, written: list[Written]) -> Result:
    found = [one.shortlist for one in written]
    operations = [one.operation for one in written if one.operation is not None]
    data = _json(conference, found) | {"operation": max(operations, default=None)}
    told = [one.told for one in written if one.told]
    undo = ["'organiser undo' takes it back."] if operations else ["It stood so already."]
    return Result(data, [*_lines(found), *dict.fromkeys(told), *undo])


def _json(conference: Conference, found: list[Shortlist]) -> dict[str, object]:
    return {
        "conference": conference.uid,
        "shortlists": [
            {
                "uid": one.contest.uid,
                "ward": one.contest.ward.name or None,
                "gss": one.contest.ward.gss,
                "since": one.since or None,
                "until": one.until,
                "frozen": one.contest.frozen or None,
                "offered": [_choice_json(choice) for choice in one.offered],
                "left_out": [_choice_json(choice) for choice in one.left_out],
                "heard": [_ranked_json(ranked) for ranked in one.heard],
                "conversations": one.conversations,
                "other": one.other,
                "no_answer": one.no_answer,
            }
            for one in found
        ],
        "more": False,
    }


def _ranked_json(one: Ranked) -> dict[str, object]:
    return {
        "uid": one.issue.uid,
        "issue": one.issue.name,
        "conversations": one.conversations,
        "place": one.place,
        "tied": one.tied,
    }


def _choice_json(choice: Choice) -> dict[str, object]:
    return {
        "uid": choice.uid,
        "number": choice.number or None,
        "name": choice.name,
        "issue": choice.issue.uid if choice.issue else None,
        "reason": choice.reason or None,
        "conversations": choice.conversations,
        "tied": choice.heard.tied if choice.heard else False,
    }


def _lines(found: list[Shortlist]) -> Iterator[str]:
    for place, one in enumerate(found):
        if place:
            yield ""
        since = f" since {uk_date(one.since)}" if one.since else ""
        frozen = " · frozen, its papers are printed" if one.frozen else ""
        yield f"{one.contest.ward.shown}: {counted(one.conversations, 'conversation')}{since}{frozen}"
        for choice in one.offered:
            yield _choice_line(f"{choice.number:>3}", choice)
        if not one.offered:
            yield "    nothing is offered yet: --propose takes what was named most"
        if one.left_out:
            yield "  Left out:"
            yield from (_choice_line("  –", choice) for choice in one.left_out)
        if one.heard:
            yield "  Heard as well:"
            for ranked in one.heard[:10]:
                yield f"    {cut(ranked.issue.name, 44):<44} {ranked.conversations:>6,}{'  tied' * ranked.tied}"


def _choice_line(mark: str, choice: Choice) -> str:
    tied = "  tied" if choice.heard and choice.heard.tied else ""
    why = f"  ({cut(choice.reason, 40)})" if choice.reason else ""
    return f"{mark} {cut(choice.name, 44):<44} {choice.conversations:>6,}{tied}{why}"


_CHOICE = '"uid", "number", "name", "issue", "reason", "conversations", "tied"'
_RANKED = '"uid", "issue", "conversations", "place", "tied"'

COMMANDS = (
    Command(
        "conference shortlist",
        "Show or edit the issues that a ward votes on, proposed from what was said at its doors",
        _shortlist,
        (
            "organiser conference shortlist",
            'organiser conference shortlist --propose 5 --ward "Forest Hill"',
            'organiser conference shortlist --ward "Forest Hill" --leave-out Trees --reason "the council fells them '
            'this month"',
            'organiser conference shortlist --ward "Forest Hill" --rename "ASB=Anti-social behaviour on the estate"',
        ),
        (
            CONFERENCE,
            WARD,
            argument(
                "--propose",
                help=f"offer the N issues named most ({USUAL}), and keep what a person decided",
                nargs="?",
                const=str(USUAL),
                metavar="N",
            ),
            argument("--add", help="offer another issue, or one that was left out", metavar="NAME"),
            argument("--leave-out", help="leave an issue out", metavar="NAME"),
            argument("--rename", help="offer an issue under another name", metavar="NAME=NEW"),
            argument("--move", help="give an issue another number", metavar="NAME=N"),
            argument("--reason", help="why it is added, left out or renamed: it is kept", metavar="TEXT"),
            argument("--freeze", help="let it stand as it is printed (the pack does this)", action="store_true"),
            argument(
                "--unfreeze",
                help="edit it again, as long as no paper was given; papers printed already must be destroyed",
                action="store_true",
            ),
        ),
        returns='{"conference", "shortlists": [{"uid", "ward", "gss", "since", "until", "frozen", '
        f'"offered": [{{{_CHOICE}}}], "left_out": [{{as offered}}], "heard": [{{{_RANKED}}}], "conversations", '
        '"other", "no_answer"}], "more", "operation" (where it was edited)}',
        writes=True,
    ),
)
