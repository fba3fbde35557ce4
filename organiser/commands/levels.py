"""Issues that are heard in many wards, taken to borough or national level: by whom, to whom, and what was answered."""

from collections.abc import Iterator

from organiser.commands.asked import PERIOD
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import day_of
from organiser.commands.issues import ISSUE, RAISED, change_words, issue_json, raised_json, raised_line
from organiser.commands.offices import counted, cut
from organiser.errors import USAGE, Problem
from organiser.rules.raising import RAISED as LEVELS
from organiser.rules.raising import TAKERS
from organiser.services import borough, levels
from organiser.services.borough import Borough
from organiser.services.issues import find_issue
from organiser.services.levels import Changes, Raised, Written
from organiser.store.store import Store


def _raise(session: Session) -> Result:
    store = session.store()
    issue = find_issue(store, " ".join(session.texts("issue")))
    return _written(levels.raise_issue(store, issue, _said(session)))


def _answer(session: Session) -> Result:
    store = session.store()
    found = _one(store, " ".join(session.texts("issue")))
    if session.flag("drop"):
        gone = levels.drop(store, found)
        lines = [f"Taken away: {found.issue} raised to {found.level} level.", "'organiser undo' brings it back."]
        return Result({"raised": None, "operation": gone.operation}, lines)
    return _written(levels.mend(store, found, _said(session)))


def _one(store: Store, words: str) -> Raised:
    """What was raised, by its code, or by its issue where that was raised once, or once without an answer yet."""
    try:
        issue = find_issue(store, words)
    except Problem:
        return levels.find_raised(store, words)
    found = levels.raised(store, [issue.id])
    waiting = [one for one in found if not one.answered] or found
    if len(waiting) != 1:
        codes = "; ".join(f"{one.uid} {one.level} {one.taken}".strip() for one in waiting[:5])
        several = f"{issue.name} was raised {len(waiting)} times: give the code of one ({codes})."
        raise Problem(several if waiting else f"{issue.name} was not raised to another level yet.", USAGE)
    return waiting[0]


def _said(session: Session) -> Changes:
    names = ("to", "council", "constituency", "owner", "taken_to", "on", "answer", "answered", "note")
    return Changes(*(None if session.argument(name) is None else session.text(name) for name in names))


def _written(done: Written) -> Result:
    found = done.raised
    data = {"raised": raised_json(found) if found else None, "operation": done.operation}
    return Result(data, [f"{found.issue}: {raised_line(found)}"] if found else [])


def _across(session: Session) -> Result:
    found = borough.borough(
        session.store(), session.text("council"), day_of(session, "since"), day_of(session, "until")
    )
    data = {
        "council": {"gss": found.council.gss, "name": found.council.name or None},
        "wards": found.wards,
        "people": found.asked,
        "issues": [
            issue_json(one.issue)
            | {"wards": one.wards, "first_in": one.first_in, "conversations": one.conversations}
            | {"households": one.households, "now": one.now, "before": one.before, "change": one.change}
            | {"level": one.level, "raised": [raised_json(each) for each in one.raised]}
            for one in found.across
        ],
        "more": found.more,
    }
    return Result(data, list(_across_lines(found)))


def _across_lines(found: Borough) -> Iterator[str]:
    yield f"{found.council.shown}: {counted(found.wards, 'ward')}, {found.asked:,} asked"
    for one in found.across:
        numbers = f"{one.wards:>3,} {'ward ' if one.wards == 1 else 'wards'} {one.conversations:>6,}"
        level = "" if one.level == "ward" else one.level
        yield f"  {cut(one.issue.name, 36):<36} {numbers} {change_words(one.change):>6}  {level}".rstrip()
        yield from (f"      {raised_line(each)}" for each in one.raised)


_SAID = (
    argument("--council", help="the council in whose wards it is heard, where these are several", metavar="COUNCIL"),
    argument("--constituency", help="the constituency it is about, if one", metavar="SEAT"),
    argument("--owner", help="who sees to it: a person here, or a name", metavar="NAME"),
    argument("--taken-to", help=f"to whom: {', '.join(TAKERS)}, a colon and a name", metavar='"KIND: NAME"'),
    argument("--on", help="the day (else today)", metavar="DATE"),
    argument("--answer", help="what was answered", metavar="TEXT"),
    argument("--answered", help="the day of the answer (else today, where there is one)", metavar="DATE"),
    argument("--note", help="anything else", metavar="TEXT"),
)

COMMANDS = (
    Command(
        "doorstep issues raise",
        "Write down that an issue was taken to borough or national level",
        _raise,
        (
            'organiser doorstep issues raise Potholes --to borough --owner "Jo Bloggs" --taken-to "service: Highways"',
            'organiser doorstep issues raise "Damp in the block" --to national --taken-to "MP: Sam Jones"',
        ),
        (
            argument("issue", help="the issue, by name or code", nargs="+", metavar="ISSUE"),
            argument("--to", help=" or ".join(LEVELS), required=True, metavar="LEVEL"),
            *_SAID,
        ),
        returns=f'{{"raised": {RAISED}, "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep issues answer",
        "Write down the answer to an issue that was raised, or mend what stands there",
        _answer,
        (
            'organiser doorstep issues answer Potholes --answer "Resurfaced by June" --answered "2 April 2026"',
            "organiser doorstep issues answer Potholes --drop",
        ),
        (
            argument("issue", help="the issue, or the code of what was raised", nargs="+", metavar="ISSUE"),
            argument("--to", help=f"the level: {' or '.join(LEVELS)}", metavar="LEVEL"),
            *_SAID,
            argument("--drop", help="take it away: it was not raised", action="store_true"),
        ),
        returns=f'{{"raised": {RAISED} or null, "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep issues across",
        "List what is heard across the wards of a council: in how many, and how far it was taken",
        _across,
        ("organiser doorstep issues across", "organiser doorstep issues across --council Lewisham --since 2026-01-01"),
        (
            argument("--council", help="the council (else the one where the most was heard)", metavar="COUNCIL"),
            *PERIOD,
        ),
        returns=f'{{"council": {{"gss", "name"}}, "wards", "people", "issues": [{{{ISSUE}, "wards", "first_in", '
        f'"conversations", "households", "now", "before", "change", "level", "raised": [{RAISED}]}}], "more"}}',
    ),
)
