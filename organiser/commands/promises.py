"""What was promised after a vote and what came of it; the page that tells it; and thanks to those who came."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, which
from organiser.commands.offices import cut
from organiser.errors import USAGE, Problem
from organiser.rules.conference import OWNERS
from organiser.rules.consent import CHANNELS
from organiser.services import promises, you_said
from organiser.services.invitations import BY
from organiser.services.promises import Changes, Draft, Promise, Written
from organiser.services.tasks import OPEN, read_past
from organiser.store import clock

_ACTS = ("add", "done", "drop", "edit")
_PARTS = {"owner": "owner", "owner_kind": "as", "due": "due", "ward": "ward", "issue": "issue", "evidence": "evidence"}


def _promises(session: Session) -> Result:
    acts = [name for name in _ACTS if session.argument(name) is not None]
    if len(acts) > 1:
        raise Problem("One thing at a time: --add, --done, --drop or --edit.", USAGE)
    if acts:
        return _written(_act(session, acts[0]))
    store = session.store()
    everywhere = session.flag("everywhere")
    conference = None if everywhere else which(session)
    found = promises.promises(store, conference, everything=not session.flag("owed"))
    here = conference.uid if conference else ""
    lines = [_line(one, here) for one in found] or [
        "Nothing is promised: --add writes down what was, by whom, by when."
    ]
    more = len(found) == promises.MOST
    return Result({"promises": [_json(one) for one in found], "more": more}, lines)


def _act(session: Session, act: str) -> Written:
    store, text = session.store(), session.text(act)
    if act == "add":
        draft = Draft(
            text,
            session.text("owner"),
            session.text("as"),
            session.text("due"),
            session.text("ward"),
            session.text("issue"),
        )
        return promises.add(store, which(session), draft)
    promise = promises.find_promise(store, text)
    if act == "done":
        on = session.text("on")
        return promises.keep(store, promise, session.text("evidence"), read_past(on) if on else "")
    if act == "drop":
        return promises.drop(store, promise, session.text("reason"))
    parts = {name: _said(session, option) for name, option in _PARTS.items()}
    return promises.edit(store, promise, Changes(title=_said(session, "title"), **parts))


def _said(session: Session, name: str) -> str | None:
    return None if session.argument(name) is None else session.text(name)


def _written(written: Written) -> Result:
    lines = [_line(written.promise), "'organiser undo' takes it back." if written.operation else "It stood so already."]
    return Result(_json(written.promise) | {"operation": written.operation}, lines)


def _json(one: Promise) -> dict[str, object]:
    return {
        "uid": one.uid,
        "number": one.task.number,
        "promise": one.task.title,
        "conference": {"uid": one.conference_uid, "title": one.conference},
        "ward": one.ward or None,
        "issue": one.issue or None,
        "owner": {"uid": one.owner.uid if one.owner else None, "name": one.owner_name, "kind": one.owner_kind},
        "due": one.task.due or None,
        "state": one.task.state,
        "settled": one.task.settled or None,
        "overdue": one.task.overdue(clock.today()),
        "evidence": one.evidence,
    }


def _line(one: Promise, here: str = "") -> str:
    about = ", ".join(filter(None, (one.ward, one.issue)))
    mark = " " if one.task.state == OPEN else "✓" if one.task.settled and one.task.state != "dropped" else "–"
    told = f"{one.task.number:>5} {mark} {cut(one.task.title, 44)}, {one.owner_name or one.owner_kind}"
    before = f", promised at {one.conference}" if here and one.conference_uid != here else ""
    shown = f" ({cut(one.evidence, 60)})" if one.evidence else ""
    return f"{told}{f', {about}' if about else ''}: {one.words(clock.today())}{before}{shown}"


# Telling and thanking ------------------------------------------------------------------------------------------------


def _you_said(session: Session) -> Result:
    named = session.text("output")
    done = you_said.print_page(
        session.store(), which(session), Path(named) if named else None, replace=session.flag("replace")
    )
    lines = [f"{done.file}: read it through, then open it in a browser and print it."]
    if done.missing:
        lines.append(f"It says DRAFT, because this is not set: {done.missing}. 'organiser imprint' sets it once.")
    return Result({"file": str(done.file), "draft": bool(done.missing)}, lines)


def _thank(session: Session) -> Result:
    store, conference = session.store(), which(session)
    channel = session.text("channel")
    if not channel:
        found = [you_said.who_came(store, conference, one) for one in CHANNELS]
        data = {
            "channels": [
                {"channel": one.channel, "people": len(one.people), "left_out": dict(one.left_out)} for one in found
            ],
            "more": False,
        }
        lines = []
        for one in found:
            lines.append(f"  {BY[one.channel]:<18} {len(one.people):>6,} may be thanked so")
            lines += [f"      left out {number:>6,}: {reason}" for reason, number in one.left_out.items()]
        return Result(data, lines)
    chosen = you_said.who_came(store, conference, channel)
    named, replace = session.text("output"), session.flag("replace")
    if session.argument("call_sheet") is not None:
        if channel != "call":
            raise Problem("--call-sheet goes with --channel call.", USAGE)
        sheet = session.text("call_sheet")
        file = you_said.thank_sheet(store, conference, chosen, Path(sheet) if sheet else None, replace=replace)
    elif named:
        file = you_said.thank(store, conference, chosen, Path(named), replace=replace)
    else:
        raise Problem("Say where the list goes: -o thanks.csv.", USAGE)
    left_out = [f"  left out {number:>6,}: {reason}" for reason, number in chosen.left_out.items()]
    lines = [f"{file}: {len(chosen.people):,} who came and may be thanked by {BY[channel]}.", *left_out]
    data = {"channel": channel, "people": len(chosen.people), "left_out": dict(chosen.left_out), "file": str(file)}
    return Result(data, lines)


_PROMISE = (
    '"uid", "number", "promise", "conference": {"uid", "title"}, "ward", "issue", "owner": {"uid", "name", "kind"}, '
    '"due", "state", "settled", "overdue", "evidence"'
)
_LEFT_OUT = '"left_out": {a number by reason}'

COMMANDS = (
    Command(
        "conference promises",
        "Show or write down what was promised after a vote, whether it was kept, and what shows it",
        _promises,
        (
            "organiser conference promises",
            'organiser conference promises --add "Ask for a crossing at the school" --owner "Cllr J Patel" --as '
            'councillor --due "1 March" --ward "Forest Hill" --issue Speeding',
            'organiser conference promises --done 14 --evidence "the crossing was painted on 2 March"',
        ),
        (
            CONFERENCE,
            argument("--add", help="what is promised", metavar="TEXT"),
            argument("--done", help="a promise, by number or code, that was kept", metavar="PROMISE"),
            argument("--drop", help="a promise that is not to be kept any more", metavar="PROMISE"),
            argument("--edit", help="a promise to be mended", metavar="PROMISE"),
            argument("--title", help="with --edit: what is promised", metavar="TEXT"),
            argument("--owner", help="whose it is: words that find one person, or a name", metavar="PERSON"),
            argument("--as", help=f"as what: {', '.join(OWNERS)} (else what their office says)", metavar="KIND"),
            argument("--due", help="by when: 6 May, friday, in 2 weeks", metavar="DAY"),
            argument("--ward", help="for which ward", metavar="WARD"),
            argument("--issue", help="on which issue", metavar="ISSUE"),
            argument("--evidence", help="what shows that it was kept", metavar="TEXT"),
            argument("--reason", help="why it is dropped", metavar="TEXT"),
            argument("--on", help="with --done: the day (else today)", metavar="DATE"),
            argument("--owed", help="only what is owed still", action="store_true"),
            argument("--everywhere", help="of all conferences", action="store_true"),
        ),
        returns=f'{{"promises": [{{{_PROMISE}}}], "more"}}; where one was written {{{_PROMISE}, "operation"}}',
        writes=True,
    ),
    Command(
        "conference you-said",
        "Print “you said, we did”: what was voted, what was promised, what came of it",
        _you_said,
        ("organiser conference you-said", "organiser conference you-said -o you-said.html"),
        (
            CONFERENCE,
            argument("-o", "--output", help="the file to write (else: in the program's own folder)", metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"file", "draft"}',
    ),
    Command(
        "conference thank",
        "List who came and may be thanked, by a channel they allowed",
        _thank,
        ("organiser conference thank", "organiser conference thank --channel email -o thanks.csv"),
        (
            CONFERENCE,
            argument("--channel", help=f"{', '.join(CHANNELS)} (without: how many by each)", metavar="CHANNEL"),
            argument("-o", "--output", help="the list to write (CSV)", metavar="FILE"),
            argument("--call-sheet", help="print a sheet to ring from", nargs="?", const="", metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns=f'{{"channel", "people", {_LEFT_OUT}, "file"}}; without --channel {{"channels": [{{"channel", '
        f'"people", {_LEFT_OUT}}}], "more"}}',
    ),
)
