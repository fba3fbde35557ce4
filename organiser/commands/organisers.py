"""Organisers' time by seat, their track record, what they advised, and a month on one page for their employer."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.rules.dates import uk_date
from organiser.services import organiser_month, organisers
from organiser.services.organisers import ADVICE, RECORD, Draft, Organiser, Said, Time, Written
from organiser.store import clock


def _list(session: Session) -> Result:
    found = organisers.list_organisers(session.store(), session.text("clp"))
    lines = [line for one in found for line in _lines(one)] or [
        "No organiser's time is written down: 'organiser organisers add' does it."
    ]
    return Result({"organisers": [_json(one) for one in found], "more": False}, lines)


def _lines(one: Organiser) -> list[str]:
    today = clock.today()
    hours = one.hours(today)
    lines = [f"{one.name}: {f'{hours:g} hours a week' if hours else 'no hours at present'}"]
    for time in one.times:
        until = f" to {uk_date(time.until, today)}" if time.until else ""
        lines.append(f"  {time.clp.shown}: {time.hours:g} hours a week from {uk_date(time.since, today)}{until}")
    for title, said in (("track record", one.record), ("advised", one.advice)):
        lines += [f"  {title}, {uk_date(line.on, today)}, {line.clp.shown}: {line.words}" for line in said]
    return lines


def _json(one: Organiser) -> dict[str, object]:
    return {
        "name": one.name,
        "hours_a_week": one.hours(clock.today()),
        "times": [_time_json(time) for time in one.times],
        "record": [_said_json(line) for line in one.record],
        "advice": [_said_json(line) for line in one.advice],
    }


def _time_json(time: Time) -> dict[str, object]:
    return {
        "uid": time.uid,
        "clp": {"gss": time.clp.gss, "name": time.clp.shown},
        "hours": time.hours,
        "since": time.since,
        "until": time.until or None,
    }


def _said_json(line: Said) -> dict[str, object]:
    return {"uid": line.uid, "clp": {"gss": line.clp.gss, "name": line.clp.shown}, "on": line.on, "words": line.words}


def _add(session: Session) -> Result:
    draft = Draft(*(session.text(name) for name in ("name", "clp", "hours", "since", "until")))
    return _written(organisers.set_time(session.store(), draft))


def _advice(session: Session) -> Result:
    return _said(session, ADVICE)


def _record(session: Session) -> Result:
    return _said(session, RECORD)


def _said(session: Session, kind: str) -> Result:
    store, words = session.store(), session.text("words")
    written = organisers.say(store, session.text("name"), kind, session.text("clp"), words, session.text("on"))
    return _written(written)


def _written(written: Written) -> Result:
    after = "'organiser undo' takes it back." if written.operation else "It stood so already."
    return Result(_json(written.organiser) | {"operation": written.operation}, [*_lines(written.organiser), after])


def _month(session: Session) -> Result:
    named = session.text("output")
    file = organiser_month.write_month(
        session.store(),
        session.text("name"),
        session.text("clp"),
        session.text("month"),
        Path(named) if named else None,
        replace=session.flag("replace"),
    )
    return Result({"file": str(file)}, [f"{file}: read it through, then open it in a browser and print it."])


_NAME = argument("name", help="the organiser's name", metavar="NAME")
_CLP = argument("--clp", help="the seat (need not be named where they have one only)", metavar="NAME")
_ON = argument("--on", help="the day (else today)", metavar="DATE")
_WORDS = argument("words", help="what it was, in a few words that name nobody", metavar="TEXT")
_SAID = '[{"uid", "clp": {"gss", "name"}, "on", "words"}]'
_ONE = (
    '"name", "hours_a_week", "times": [{"uid", "clp": {"gss", "name"}, "hours", "since", "until"}], '
    f'"record": {_SAID}, "advice": {_SAID}'
)
_WRITTEN = f'{{{_ONE}, "operation"}}'

COMMANDS = (
    Command(
        "organisers list",
        "The organisers, their hours by seat, track record, and what they advised",
        _list,
        ("organiser organisers list", 'organiser organisers list --clp "Dulwich and West Norwood"'),
        (argument("--clp", help="only those of one seat", metavar="NAME"),),
        returns=f'{{"organisers": [{{{_ONE}}}], "more"}}',
    ),
    Command(
        "organisers add",
        "Write down an organiser's hours a week in a seat; later hours end the ones before",
        _add,
        (
            'organiser organisers add "Sam Lee" --clp "Dulwich and West Norwood" --hours 17.5 --since "1 Jan 2026"',
            'organiser organisers add "Sam Lee" --clp "Dulwich and West Norwood" --until "31 Dec 2026"',
        ),
        (
            _NAME,
            argument("--clp", help="the seat: name or code of its constituency", metavar="NAME", required=True),
            argument("--hours", help="hours a week: 17.5", metavar="NUMBER"),
            argument("--since", help="the first day (else today, or of the hours that stand)", metavar="DATE"),
            argument("--until", help="the last day (else open)", metavar="DATE"),
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "organisers advice",
        "Write down what an organiser advised",
        _advice,
        ('organiser organisers advice "Sam Lee" "Start with a stall at the market, twice a month"',),
        (_NAME, _WORDS, _CLP, _ON),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "organisers record",
        "Write down what stands in an organiser's track record",
        _record,
        ('organiser organisers record "Sam Lee" "Built a branch of 40 in Catford" --on 2024-05-01',),
        (_NAME, _WORDS, _CLP, _ON),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "organisers month",
        "Write an organiser's month in a seat on one page for their employer: counts, no names",
        _month,
        ('organiser organisers month "Sam Lee" --clp "Dulwich and West Norwood" --month 2026-10 -o month.html',),
        (
            _NAME,
            _CLP,
            argument("--month", help="2026-10 or October 2026 (else this month)", metavar="MONTH"),
            argument("-o", "--output", help="the file to write (else: in the program's own folder)", metavar="FILE"),
            argument("--replace", help="write over a file that is there already", action="store_true"),
        ),
        returns='{"file"}',
    ),
)
