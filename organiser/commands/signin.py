"""The sign-in desk on the command line: who is given a paper, spoilt papers replaced, and how the papers stand."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.conferences import CONFERENCE, which
from organiser.commands.offices import counted
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.services import signin
from organiser.services.conferences import Conference
from organiser.services.handouts import counted as people_words
from organiser.services.signin import Balance, Line, Signed
from organiser.store.store import Store
from organiser.text import safe_text


def _signin(session: Session) -> Result:
    store, found = session.store(), which(session)
    words = session.texts("words")
    if not words:
        return _balance(store, found)
    lines = [line for line in session.read_input() if safe_text(line)] if words == ["-"] else [" ".join(words)]
    if session.flag("look"):
        seen = [line for words in lines for line in signin.look(store, found, words)]
        told = [_line(one) for one in seen] or ["Nobody is found: a walk-in gives a name and the postcode."]
        return Result({"people": [one._asdict() for one in seen], "more": False}, told)
    signed = [_sign(session, store, found, line) for line in lines]
    if not signed:
        raise Problem("Nobody was named: one person a line.", USAGE)
    if words != ["-"]:
        return Result(signed[0].line._asdict() | {"operation": signed[0].operation}, [_line(signed[0].line)])
    data = {"signed": [one.line._asdict() | {"operation": one.operation} for one in signed], "more": False}
    return Result(data, [*(_line(one.line) for one in signed), f"{counted(len(signed), 'paper')} given."])


def _sign(session: Session, store: Store, found: Conference, words: str) -> Signed:
    desk = session.text("desk") or signin.own_desk(store)
    if session.flag("spoilt"):
        held = [line for line in signin.look(store, found, words) if line.given]
        if len(held) != 1:
            raise Problem(f"{len(held)} people called so have a paper: write more of the name." if held else
                          "Nobody called so has a paper.")  # fmt: skip
        return signin.replace_spoilt(store, found, held[0].given)
    if session.flag("walk_in"):
        return signin.walk_in(store, found, words, desk=desk, another=session.flag("another"))
    return signin.give(store, found, words, postcode=session.text("postcode"), desk=desk)


def _balance(store: Store, found: Conference) -> Result:
    wards = signin.balances(store, found)
    twice = signin.twice(store, found)
    data = {
        "conference": found.uid,
        "wards": [_balance_json(one) for one in wards],
        "twice": [one._asdict() for one in twice],
        "more": False,
    }
    lines = [
        f"{one.contest.ward.shown}: {counted(one.given, 'paper')} given to {people_words(one.people)},"
        f" {one.spoilt} spoilt and replaced; {one.in_box} in the box at most"
        for one in wards
    ]
    lines += [f"{one.name} was given {one.times} papers in {one.ward}: ask at the desks." for one in twice]
    return Result(data, lines, exit_code=FINDINGS if twice else OK)


def _balance_json(one: Balance) -> dict[str, object]:
    return {
        "uid": one.contest.uid,
        "ward": one.contest.ward.name or None,
        "gss": one.contest.ward.gss,
        "printed": one.printed,
        "given": one.given,
        "spoilt": one.spoilt,
        "people": one.people,
        "in_box": one.in_box,
    }


def _line(line: Line) -> str:
    papers = f"{counted(line.papers, 'paper')}{f', {line.spoilt} spoilt' if line.spoilt else ''}" if line.papers else ""
    return ", ".join(filter(None, (line.name, line.ward, papers or line.trouble or "no paper yet")))


_LINE = '"person", "given", "name", "ward", "postcode", "desk", "papers", "spoilt", "trouble"'

COMMANDS = (
    Command(
        "conference signin",
        "Give papers at the sign-in desk, one each; with nobody named, show how the papers stand",
        _signin,
        (
            'organiser conference signin "Ann Smith"',
            "echo 'Amina Ahmed SE13 5AB' | organiser conference signin - --walk-in --desk 1",
            "organiser conference signin Ahmed --spoilt",
            "organiser conference signin",
        ),
        (
            argument(
                "words",
                help="who: words that find one person, or their code; - reads one a line",
                nargs="*",
                metavar="WHO",
            ),
            CONFERENCE,
            argument("--look", help="show who is called so, and who has a paper", action="store_true"),
            argument("--postcode", help="the postcode that proves the ward, where none is known", metavar="POSTCODE"),
            argument("--walk-in", help="somebody not known here: a name and a postcode", action="store_true"),
            argument("--another", help="somebody else of the same name and postcode", action="store_true"),
            argument("--spoilt", help="take a spoilt paper back, and give another", action="store_true"),
            argument("--desk", help="the desk at which you sit", metavar="DESK"),
        ),
        returns=f'{{{_LINE}, "operation"}}; with - {{"signed": [{{as above}}], "more"}}; with --look {{"people": '
        f'[{{{_LINE}}}], "more"}}; with nobody {{"conference", "wards": [{{"uid", "ward", "gss", "printed", "given", '
        '"spoilt", "people", "in_box"}], "twice": [{"name", "ward", "times"}], "more"}',
        writes=True,
    ),
)
