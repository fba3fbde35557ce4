"""The doorstep: writing down what residents say, and the ranking of issues that comes of it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import day_of
from organiser.commands.offices import counted, cut
from organiser.errors import FINDINGS, OK
from organiser.formats.survey import FIELDS
from organiser.rules.conversation import ANSWERS, OUTCOMES
from organiser.rules.dates import uk_date
from organiser.services import doorstep, issues
from organiser.services.doorstep import Conversation, Noted, Round, Typed
from organiser.services.issues import Issue, Moved
from organiser.services.ranking import Asked, Figures, Ranked, Ranking, WardRanking, ranking
from organiser.store import clock
from organiser.text import safe_text

if TYPE_CHECKING:
    from organiser.services.surveys import Taken


def _add(session: Session) -> Result:
    store = session.store()
    words = session.texts("words")
    if words == ["-"]:
        if session.interactive():
            session.say("Write one conversation a line, as in '12: potholes' or '14: not in', then ctrl+d:")
        lines = [line for line in session.read_input() if safe_text(line)]
    else:
        lines = [" ".join(words)]
    shared = Round(*(session.text(name) for name in ("ward", "on", "event", "by", "street", "postcode")))
    said = (session.text(name) for name in ("outcome", "door", "conference", "helping", "person", "issue"))
    beside = Typed("", *said)
    noted = doorstep.add(store, [beside._replace(line=line) for line in lines], shared)
    if words != ["-"]:
        (one,) = noted.conversations
        return Result(_conversation_json(one) | {"operation": noted.operation}, [_conversation_line(one)])
    return _several(noted)


def _several(noted: Noted) -> Result:
    found = noted.conversations
    data = {
        "conversations": [_conversation_json(one) for one in found],
        "more": False,
        "operation": noted.operation,
    }
    told = [_conversation_line(one) for one in found]
    return Result(data, [*told, f"{counted(len(found), 'conversation')} written down in {found[0].ward.shown}."])


def _import(session: Session) -> Result:
    from organiser.services.surveys import Options, import_surveys

    options = Options(
        session.text("ward"), session.text("on"), session.text("event"), session.text("by"), session.texts("column")
    )
    done = import_surveys(session.store(), session.texts("files"), options, session.progress)
    data = {
        "rows": done.rows,
        "counted": done.counted,
        "known": done.known,
        "refused": [asdict(one) for one in done.refused],
        "warnings": [asdict(one) for one in done.warnings],
        "outcomes": done.outcomes,
        "new_people": done.added,
        "recognised": done.recognised,
        "unnamed": done.unnamed,
        "unread": list(done.unread),
        "more": done.refused_count > len(done.refused),
        "operation": done.operation,
    }
    return Result(data, list(_import_lines(done)), exit_code=FINDINGS if done.refused else OK)


def _import_lines(done: "Taken") -> Iterator[str]:
    known = f", {done.known:,} known from before" if done.known else ""
    yield f"{counted(done.rows, 'row')}: {counted(done.counted, 'conversation')} counted{known}."
    if done.outcomes:
        yield f"  {', '.join(f'{count:,} {outcome}' for outcome, count in done.outcomes.items())}"
    if done.added or done.recognised:
        yield f"  People: {done.added:,} new, {done.recognised:,} known here already."
    if done.unnamed:
        yield f"  {counted(done.unnamed, 'name')} not kept: nobody said that they may be contacted."
    if done.unread:
        yield f"  Not read: {cut(', '.join(done.unread), 66)}"
    for title, findings in (("Left out", done.refused), ("To look at", done.warnings)):
        if findings:
            yield f"{title}:"
        for one in findings[:20]:
            yield f"  {', '.join(filter(None, (one.file, one.sheet, f'row {one.row}' * bool(one.row))))}: {one.reason}"
        if len(findings) > 20:
            yield f"  and {len(findings) - 20:,} more: --json lists them."
    if done.operation is not None:
        yield "'organiser undo' takes it back."


def _issues(session: Session) -> Result:
    asked = Asked(
        session.text("ward"),
        session.text("branch"),
        session.text("clp"),
        session.text("council"),
        day_of(session, "since"),
        day_of(session, "until"),
    )
    found = ranking(session.store(), asked)
    data = {
        "since": asked.since or None,
        "until": asked.until or None,
        **_figures_json(found.figures),
        "outcomes": dict(found.outcomes),
        "issues": [_ranked_json(one) for one in found.ranking],
        "wards": [_ward_json(one) for one in found.wards],
        "more": found.more,
    }
    return Result(data, list(_ranking_lines(found)))


def _wordings(session: Session) -> Result:
    store = session.store()
    issue = issues.find_issue(store, " ".join(session.texts("issue")))
    ward = doorstep.ward_of(store, session.text("ward"))
    found, more = issues.wordings(store, issue, ward)
    near = issues.near(store, issue)
    lines = [f"{one.conversations:>6,}  {cut(one.wording, 68)}" for one in found]
    if near:
        lines.append("May be the same issue ('organiser doorstep merge'):")
        lines += [f"        {cut(one.issue.name, 40)}: {one.why}" for one in near]
    data = _issue_json(issue) | {
        "wordings": [one._asdict() for one in found],
        "near": [_issue_json(one.issue) | {"why": one.why} for one in near],
        "more": more,
    }
    return Result(data, [issue.name, *lines])


def _merge(session: Session) -> Result:
    store = session.store()
    into = issues.find_issue(store, session.text("into"))
    gone = [issues.find_issue(store, words) for words in session.texts("issue")]
    return _moved(issues.merge(store, gone, into, doorstep.ward_of(store, session.text("ward"))))


def _split(session: Session) -> Result:
    store = session.store()
    issue = issues.find_issue(store, session.text("issue"))
    ward = doorstep.ward_of(store, session.text("ward"))
    return _moved(issues.split(store, issue, session.texts("wording"), session.text("name"), ward))


def _moved(moved: Moved) -> Result:
    words = counted(moved.conversations, "conversation")
    lines = [f"{words} filed under {moved.issue.name} now.", "'organiser undo' takes it back."]
    data = _issue_json(moved.issue) | {"moved": moved.conversations, "operation": moved.operation}
    return Result(data, lines)


# As JSON -------------------------------------------------------------------------------------------------------------


def _conversation_json(one: Conversation) -> dict[str, object]:
    return {
        "uid": one.uid,
        "on": one.on,
        "ward": {"gss": one.ward.gss, "name": one.ward.name or None},
        "outcome": one.outcome,
        "wording": one.wording,
        "issue": {"uid": one.issue_uid, "issue": one.issue} if one.issue else None,
        "door": one.door,
        "street": one.street,
        "postcode": one.postcode,
        "by": one.by,
        "conference": one.conference or None,
        "helping": one.helping or None,
        "person": {"uid": one.person_uid, "name": one.person} if one.person_uid else None,
    }


def _issue_json(issue: Issue) -> dict[str, object]:
    return {"uid": issue.uid, "issue": issue.name, "category": issue.category or None, "offered": issue.offered}


def _ranked_json(one: Ranked) -> dict[str, object]:
    return _issue_json(one.issue) | {
        "conversations": one.conversations,
        "households": one.households,
        "place": one.place,
        "tied": one.tied,
    }


def _figures_json(figures: Figures) -> dict[str, object]:
    return {**figures._asdict(), "conference": dict(figures.conference)}


def _ward_json(one: WardRanking) -> dict[str, object]:
    return {
        "ward": one.ward.name or None,
        "gss": one.ward.gss,
        **_figures_json(one.figures),
        "ranking": [_ranked_json(ranked) for ranked in one.ranking],
        "tied": one.tied,
    }


# In words ------------------------------------------------------------------------------------------------------------


def _conversation_line(one: Conversation) -> str:
    where = " ".join(filter(None, (one.door, one.street)))
    said = f"'{cut(one.wording, 40)}', filed under {cut(one.issue, 40)}" if one.issue else one.outcome
    return ", ".join(filter(None, (uk_date(one.on, clock.today()), where, said)))


def _ranking_lines(found: Ranking) -> Iterator[str]:
    if not found.wards:
        yield "No conversation is written down there yet: 'organiser doorstep import' and 'doorstep add' take them in."
        return
    yield _figures_line(found.figures)
    yield from _ranked_lines(found.ranking)
    for one in found.wards if len(found.wards) > 1 else ():
        yield ""
        yield f"{one.ward.shown}: {_figures_line(one.figures)}"
        yield from _ranked_lines(one.ranking)
    if found.more:
        yield "There are more: --ward, --branch or --council narrows it down."


def _figures_line(figures: Figures) -> str:
    told = [counted(figures.conversations, "conversation")]
    if figures.people != figures.conversations:
        told.append(f"{figures.people:,} {'person' if figures.people == 1 else 'people'} asked")
    if figures.households:
        told.append(counted(figures.households, "household"))
    if figures.no_answer:
        told.append(f"{figures.no_answer:,} gave no answer")
    return ", ".join(told)


def _ranked_lines(ranked: list[Ranked]) -> Iterator[str]:
    for one in ranked:
        beside = ["tied"] * one.tied + ["not offered for a vote"] * (not one.issue.offered)
        note = f"  ({', '.join(beside)})" if beside else ""
        yield f"{one.place:>4}{'=' if one.tied else ' '} {cut(one.issue.name, 40):<40} {one.conversations:>6,}{note}"


_ISSUE = '"uid", "issue", "category", "offered"'
_RANKED = f'{_ISSUE}, "conversations", "households", "place", "tied"'
_FIGURES = (
    '"conversations", "people", "households", "no_answer", "other", "conference": {"yes", "maybe", "no", "blank"}'
)
_CONVERSATION = (
    '"uid", "on", "ward": {"gss", "name"}, "outcome", "wording", "issue": {"uid", "issue"}, "door", "street", '
    '"postcode", "by", "conference", "helping", "person": {"uid", "name"}'
)
_FINDING = '{"file", "sheet", "row", "code", "reason"}'
_WARD_ONLY = argument("--ward", help="only what was said in this ward", metavar="WARD")
_MOVED = f'{{{_ISSUE}, "moved", "operation"}}'

COMMANDS = (
    Command(
        "doorstep add",
        "Write down what residents said is the one big issue",
        _add,
        (
            'organiser doorstep add "pot holes by the school" --ward "Crofton Park" --door 12 --street "Fiction Road"',
            'organiser doorstep add - --event 3 --street "Fiction Road" --on "14 March 2026" < sheet.txt',
        ),
        (
            argument(
                "words",
                help="the resident's own words, or what came of it (not in, refused…); 'DOOR: words' names the door; - "
                "reads one a line",
                nargs="*",
                metavar="WORDS",
            ),
            argument("--ward", help="the ward (else that of the event)", metavar="WARD"),
            argument("--on", help="the day (else that of the event, else today)", metavar="DATE"),
            argument("--event", help="the event's number, title or code", metavar="EVENT"),
            argument("--by", help="who knocked (else: who is at the keyboard)", metavar="NAME"),
            argument("--street", help="the street", metavar="STREET"),
            argument("--postcode", help="the postcode", metavar="POSTCODE"),
            argument("--door", help="the number or name of the house", metavar="DOOR"),
            argument("--outcome", help=", ".join(OUTCOMES), metavar="OUTCOME"),
            argument("--issue", help="the issue to file it under (else the one of such words)", metavar="ISSUE"),
            argument("--conference", help=f"would they come to a conference: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--helping", help=f"would they help with it: {', '.join(ANSWERS)}", metavar="ANSWER"),
            argument("--person", help="who it was, if known: words that find one person", metavar="PERSON"),
        ),
        returns=f'{{{_CONVERSATION}, "operation"}}; with - {{"conversations": [{{as above}}], "more", "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep import",
        "Take in what residents said from a survey export or a typed-up sheet",
        _import,
        (
            "organiser doorstep import google_forms.csv",
            'organiser doorstep import sheet.csv --ward "Crofton Park" --on "14 March 2026"',
            'organiser doorstep import kobo.xlsx --column "What bothers you?=issue"',
        ),
        (
            argument(
                "files",
                help="CSV or .xlsx files of Google Forms, SurveyMonkey, KoboToolbox or your own; - is standard input",
                nargs="+",
                metavar="FILE",
            ),
            argument("--ward", help="the ward of rows that name neither ward nor postcode", metavar="WARD"),
            argument("--on", help="the day of rows that have none", metavar="DATE"),
            argument("--event", help="the event: its day and ward hold for rows that have none", metavar="EVENT"),
            argument("--by", help="who knocked (else: who is at the keyboard)", metavar="NAME"),
            argument(
                "--column",
                help=f"what a column means (may be given several times), one of {', '.join(FIELDS)}, skip",
                action="append",
                metavar="HEADING=FIELD",
            ),
        ),
        returns=f'{{"rows", "counted", "known", "refused": [{_FINDING}], "warnings": [{_FINDING}], "outcomes": {{a '
        'count by outcome}, "new_people", "recognised", "unnamed", "unread": [], "more", "operation"}',
        writes=True,
    ),
    Command(
        "doorstep issues",
        "Rank the issues that residents named, for each ward and together",
        _issues,
        (
            "organiser doorstep issues",
            'organiser doorstep issues --branch "Crofton Park" --since 2026-01-01 --until 2026-03-31',
        ),
        (
            argument("--ward", help="only this ward", metavar="WARD"),
            argument("--branch", help="only the wards of this branch", metavar="BRANCH"),
            argument("--clp", help="the branch's CLP, where several have one of that name", metavar="CLP"),
            argument("--council", help="only the wards of this council", metavar="COUNCIL"),
            argument("--since", "--from", help="only what was said on or after this day", metavar="DATE"),
            argument("--until", "--to", help="only what was said on or before this day", metavar="DATE"),
        ),
        returns=f'{{"since", "until", {_FIGURES}, "outcomes": {{a count by outcome}}, "issues": [{{{_RANKED}}}], '
        f'"wards": [{{"ward", "gss", {_FIGURES}, "ranking": [{{{_RANKED}}}], "tied"}}], "more"}}',
    ),
    Command(
        "doorstep wordings",
        "Show the words in which residents named an issue, and issues that may be the same",
        _wordings,
        ("organiser doorstep wordings Flytipping", 'organiser doorstep wordings Potholes --ward "Crofton Park"'),
        (argument("issue", help="its name or code", nargs="+", metavar="ISSUE"), _WARD_ONLY),
        returns=f'{{{_ISSUE}, "wordings": [{{"wording", "conversations"}}], "near": [{{{_ISSUE}, "why"}}], "more"}}',
    ),
    Command(
        "doorstep merge",
        "File what was named as one issue under another; every wording is kept",
        _merge,
        ('organiser doorstep merge "Rubbish dumped in the alley" --into Flytipping',),
        (
            argument("issue", help="the issues that are merged, by name or code", nargs="+", metavar="ISSUE"),
            argument("--into", help="the issue under which they are filed", required=True, metavar="ISSUE"),
            _WARD_ONLY,
        ),
        returns=_MOVED,
        writes=True,
    ),
    Command(
        "doorstep split",
        "File some wordings of an issue under another one",
        _split,
        ('organiser doorstep split Flytipping "rubbish dumped in the alley" --name "Alley gates"',),
        (
            argument("issue", help="the issue, by name or code", metavar="ISSUE"),
            argument("wording", help="the wordings that are to go", nargs="+", metavar="WORDING"),
            argument("--name", help="the issue they belong to, new or known (else the first wording)", metavar="NAME"),
            _WARD_ONLY,
        ),
        returns=_MOVED,
        writes=True,
    ),
)
