"""Inviting to a conference by each channel, and what people answered."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, which
from organiser.commands.offices import counted, cut
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.conference import REPLIES
from organiser.rules.consent import CHANNELS
from organiser.services import invitations, invitees
from organiser.services.invitations import BY, Chosen, Invited, Wanted
from organiser.services.invitees import Answers, Invitee, needs_words

if TYPE_CHECKING:
    from organiser.services.replies import Taken

_OUTS = ("output", "call_sheet", "hand_out", "slips")


def _invite(session: Session) -> Result:
    store, conference = session.store(), which(session)
    channel = session.text("channel")
    wanted = Wanted(
        session.texts("ward"),
        session.text("branch"),
        session.text("clp"),
        session.texts("tag"),
        session.flag("councillors"),
        session.flag("champions"),
        session.flag("groups"),
        session.flag("silent"),
        session.flag("again"),
        session.flag("everybody"),
    )
    if not channel:
        return _overview(session, wanted)
    outs = [name for name in _OUTS if session.argument(name) not in (None, False)]
    if len(outs) > 1:
        raise Problem("One way out at a time: -o, --call-sheet, --hand-out or --slips.", USAGE)
    out = outs[0] if outs else ""
    for name, fits in (("call_sheet", ("call",)), ("hand_out", ("call",)), ("slips", ("post", "door"))):
        if out == name and channel not in fits:
            raise Problem(f"--{name.replace('_', '-')} goes with --channel {' or '.join(fits)}.", USAGE)
    chosen = invitations.choose(store, conference, channel, wanted)
    if session.flag("preview"):
        return Result(_chosen_json(chosen) | {"operation": None}, list(_chosen_lines(chosen)))
    replace = session.flag("replace")
    path = Path(session.text(out)) if out in ("output", "hand_out") else None
    if out == "hand_out" and path:
        done = invitations.hand_out_to_ring(store, conference, chosen, path)
    elif out == "call_sheet":
        done = invitations.call_sheet(store, conference, chosen, _path(session, out), replace=replace)
    elif out == "slips":
        done = invitations.slips(store, conference, chosen, _path(session, out), replace=replace)
    else:
        done = invitations.invite(store, conference, chosen, path=path, replace=replace)
    return Result(_invited_json(done), list(_invited_lines(done)))


def _path(session: Session, name: str) -> Path | None:
    named = session.text(name)
    return Path(named) if named else None


def _overview(session: Session, wanted: Wanted) -> Result:
    """How many may be invited by each channel; nothing is written."""
    store, conference = session.store(), which(session)
    found = [invitations.choose(store, conference, channel, wanted) for channel in CHANNELS]
    lines = ["Who may be invited, by channel (nothing is written down yet; --channel invites):"]
    for chosen in found:
        lines += _chosen_lines(chosen)
    return Result({"channels": [_chosen_json(one) for one in found], "more": False, "operation": None}, lines)


def _chosen_json(chosen: Chosen) -> dict[str, object]:
    return {"channel": chosen.channel, "people": len(chosen.people), "left_out": dict(chosen.left_out)}


def _invited_json(done: Invited) -> dict[str, object]:
    return {
        "channel": done.channel,
        "people": done.people,
        "left_out": dict(done.left_out),
        "file": str(done.file) if done.file else None,
        "operation": done.operation,
    }


def _chosen_lines(chosen: Chosen) -> Iterator[str]:
    yield f"  {BY[chosen.channel]:<18} {_people(len(chosen.people))}"
    yield from _left_out(chosen.left_out)


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number:,} people"


def _left_out(reasons: Mapping[str, int]) -> Iterator[str]:
    for reason, number in reasons.items():
        yield f"      left out {number:>6,}: {reason}"


def _invited_lines(done: Invited) -> Iterator[str]:
    yield f"{_people(done.people)} invited by {BY[done.channel]}."
    yield from _left_out(done.left_out)
    if done.file:
        yield f"{done.file}: it names people, and only you can read it."
    yield "'organiser undo' takes it back: nobody is noted as invited any more."


# Replies -------------------------------------------------------------------------------------------------------------


def _replies(session: Session) -> Result:
    store, conference = session.store(), which(session)
    words, said = " ".join(session.texts("person")), session.argument("answer")
    if session.text("import"):
        from organiser.services.replies import import_replies

        if words or said is not None:
            raise Problem("Take in a file, or write down one answer: not both at once.", USAGE)
        done = import_replies(store, conference, session.text("import"), new_people=session.flag("new"))
        return Result(_taken_json(done), list(_taken_lines(done)), exit_code=FINDINGS if done.refused else OK)
    if words:
        needs = session.argument("needs")
        if said is None:
            raise Problem("Say what they answered: --answer coming, maybe, not coming or none.", USAGE)
        replied = invitees.answer(store, conference, words, str(said), None if needs is None else str(needs))
        data = _invitee_json(replied.invitee) | {"operation": replied.operation}
        return Result(data, [_invitee_line(replied.invitee)])
    if said is not None:
        raise Problem("Say who answered: organiser conference replies Amina Ahmed --answer coming.", USAGE)
    found, more = invitees.invitees(store, conference, reply="" if session.flag("silent") else None)
    answers = invitees.answers(store, conference)
    data = _answers_json(answers) | {"people": [_invitee_json(one) for one in found], "more": more}
    lines = [_answers_line(answers), *(_invitee_line(one) for one in found)]
    return Result(data, [*lines, *["There are more."] * more])


def _answers_json(found: Answers) -> dict[str, object]:
    return found._asdict() | {"needs": dict(found.needs)}


def _answers_line(found: Answers) -> str:
    told = (
        f"{found.invited:,} invited: {found.coming:,} coming, {found.maybe:,} maybe, {found.not_coming:,} not coming, "
        f"{found.silent:,} no answer; {found.came:,} came"
    )
    return f"{told}. Needed: {needs_words(found.needs)}" if found.needs else told


def _invitee_json(one: Invitee) -> dict[str, object]:
    return {
        "uid": one.uid,
        "name": one.name,
        "ward": one.ward,
        "channels": dict(one.channels),
        "reply": one.reply or None,
        "replied": one.replied or None,
        "needs": one.needs,
        "state": one.state or None,
        "office": one.office or None,
    }


def _invitee_line(one: Invitee) -> str:
    told = (one.office, f"needs {one.needs}" if one.needs else "", one.state)
    return f"  {cut(one.name, 28):<28} {one.reply or 'no answer':<11} {', '.join(filter(None, told))}".rstrip()


def _taken_json(done: "Taken") -> dict[str, object]:
    return {
        "rows": done.rows,
        "new": done.new,
        "known": done.known,
        "refused": [{"file": one.file, "row": one.row, "code": one.code, "reason": one.reason} for one in done.refused],
        "counts": done.counts,
        "new_people": done.added,
        "unread": list(done.unread),
        "more": False,
        "operation": done.operation,
    }


def _taken_lines(done: "Taken") -> Iterator[str]:
    told = ", ".join(f"{number} {reply}" for reply, number in done.counts.items() if number)
    yield f"{counted(done.rows, 'row')}: {counted(done.new, 'new answer')}{f' ({told})' if told else ''}."
    if done.known:
        yield f"  {done.known:,} said nothing new."
    if done.added:
        yield f"  {_people(done.added)} new here."
    if done.unread:
        yield f"  Not read: {cut(', '.join(done.unread), 66)}"
    if done.refused:
        yield "Left out:"
        yield from (f"  row {one.row}: {one.reason}" for one in done.refused[:20])
        if len(done.refused) > 20:
            yield f"  and {len(done.refused) - 20:,} more: --json lists them."
    if done.operation is not None:
        yield "'organiser undo' takes it back."


_LEFT_OUT = '"left_out": {a number by reason}'
_INVITEE = '"uid", "name", "ward", "channels": {a day by channel}, "reply", "replied", "needs", "state", "office"'

COMMANDS = (
    Command(
        "conference invite",
        "Invite people by e-mail, text, telephone, post or at the door: only those who may be contacted so for it",
        _invite,
        (
            "organiser conference invite",
            "organiser conference invite --channel email -o invitations.csv",
            'organiser conference invite --channel call --ward "Forest Hill" --call-sheet',
            "organiser conference invite --channel call --silent --hand-out ring.organiser",
        ),
        (
            CONFERENCE,
            argument(
                "--channel",
                help=f"{', '.join(CHANNELS)} (without: shows how many may be invited by each)",
                metavar="CHANNEL",
            ),
            argument(
                "--ward", help="who lives in this ward (may be given several times)", action="append", metavar="WARD"
            ),
            argument("--branch", help="who lives in this branch", metavar="BRANCH"),
            argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
            argument("--tag", help="who has this tag (may be given several times)", action="append", metavar="TAG"),
            argument("--councillors", help="the wards' councillors and MPs", action="store_true"),
            argument("--champions", help="champions who live there or stand behind them", action="store_true"),
            argument("--groups", help="who speaks for groups at work there", action="store_true"),
            argument("--silent", help="only who was invited and has not answered", action="store_true"),
            argument("--again", help="also who was invited this way already", action="store_true"),
            argument(
                "--everybody",
                help="by post or door: also who can be asked by e-mail, text or telephone",
                action="store_true",
            ),
            argument("--preview", help="show who would be invited, and change nothing", action="store_true"),
            argument(
                "-o", "--output", help="write them as a list to merge into letters or e-mails (CSV)", metavar="FILE"
            ),
            argument("--call-sheet", help="print the sheet to ring from", nargs="?", const="", metavar="FILE"),
            argument("--hand-out", help="write a file for another laptop to ring from", metavar="FILE"),
            argument("--slips", help="print slips to deliver or post", nargs="?", const="", metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns=f'{{"channel", "people", {_LEFT_OUT}, "file", "operation"}}; without --channel {{"channels": '
        f'[{{"channel", "people", {_LEFT_OUT}}}], "more", "operation"}}',
        writes=True,
    ),
    Command(
        "conference replies",
        "Show or write down who is coming, or take in answers from Eventbrite or Google Forms",
        _replies,
        (
            "organiser conference replies",
            'organiser conference replies Amina Ahmed --answer coming --needs "wheelchair"',
            "organiser conference replies --import eventbrite.csv",
        ),
        (
            argument("person", help="who answered: words that find one person", nargs="*", metavar="PERSON"),
            CONFERENCE,
            argument("--answer", help=f"{', '.join(REPLIES)}; none takes it back", metavar="ANSWER"),
            argument("--needs", help="what they need to take part", metavar="TEXT"),
            argument("--import", help="a CSV or .xlsx of answers; - is standard input", metavar="FILE"),
            argument("--new", help="add who is not here yet and said that they may be contacted", action="store_true"),
            argument("--silent", help="only those who have not answered", action="store_true"),
        ),
        returns='{"invited", "coming", "maybe", "not_coming", "silent", "came", "needs": {a number by need}, "people": '
        f'[{{{_INVITEE}}}], "more"}}; with a person {{{_INVITEE}, "operation"}}; with --import {{"rows", "new", '
        '"known", "refused": [{"file", "row", "code", "reason"}], "counts": {by answer}, "new_people", "unread": [], '
        '"more", "operation"}',
        writes=True,
    ),
)
