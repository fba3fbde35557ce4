"""Issues of a ward, branch or council: their ranking, what gathers under each, and merging and splitting them."""

from collections.abc import Iterator

from organiser.commands.asked import PLACES, asked_of
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.rules.dates import uk_date
from organiser.rules.wording import CATEGORIES
from organiser.services import doorstep, filing, issue_page, issues
from organiser.services.filing import Near
from organiser.services.issue_page import IssuePage
from organiser.services.issues import Issue, Moved
from organiser.services.levels import Raised
from organiser.services.ranking import Compared, Figures, OfCategory, Ranked, Ranking, WardRanking, ranking
from organiser.store import clock


def _issues(session: Session) -> Result:
    asked = asked_of(session)
    found = ranking(session.store(), asked)
    data = {
        "since": asked.since or None,
        "until": asked.until or None,
        "compared": found.compared._asdict(),
        **_figures_json(found.figures),
        "outcomes": dict(found.outcomes),
        "issues": [_ranked_json(one) for one in found.ranking],
        "categories": [one._asdict() | {"category": one.category or None} for one in found.categories],
        "wards": [_ward_json(one) for one in found.wards],
        "more": found.more,
    }
    return Result(data, list(_ranking_lines(found)))


def _show(session: Session) -> Result:
    store = session.store()
    issue = issues.find_issue(store, " ".join(session.texts("issue")))
    found = issue_page.show(store, issue, doorstep.ward_of(store, session.text("ward")))
    data = issue_json(issue) | {
        "level": found.level,
        "conversations": found.conversations,
        "wards": [
            {"ward": one.ward.name or None, "gss": one.ward.gss}
            | {"conversations": one.conversations, "households": one.households, "last": one.last}
            for one in found.wards
        ],
        "wordings": [one._asdict() for one in found.wordings],
        "near": [_near_json(one) for one in found.near],
        "helping": {"yes": found.willing, "maybe": found.unsure},
        "helpers": [
            {"uid": one.uid, "name": one.name, "answer": one.answer, "on": one.on}
            | {"ward": {"gss": one.ward.gss, "name": one.ward.name or None}}
            for one in found.helpers
        ],
        "raised": [raised_json(one) for one in found.raised],
        "more": found.more,
    }
    return Result(data, list(_page_lines(found)))


def _page_lines(found: IssuePage) -> Iterator[str]:
    category = f", {found.issue.category}" if found.issue.category else ""
    yield f"{found.issue.name}: {counted(found.conversations, 'conversation')}, {found.level} level{category}"
    yield from (f"{one.conversations:>6,}  {cut(one.wording, 68)}" for one in found.wordings)
    if len(found.wards) > 1:
        yield "Where:"
        yield from (f"{one.conversations:>6,}  {cut(one.ward.shown, 40)}" for one in found.wards)
    if found.willing or found.unsure:
        yield f"Would help: {found.willing:,}, maybe: {found.unsure:,}. Those who said that they may be asked:"
        yield from (f"        {one.name}, {one.answer}, {one.ward.shown}" for one in found.helpers)
    if found.raised:
        yield "Taken further:"
        yield from (f"        {raised_line(one)}" for one in found.raised)
    if found.near:
        yield "May be part of ('organiser doorstep issues merge'):"
        yield from (f"        {cut(one.issue.name, 40)}: {one.why}" for one in found.near)


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
    data = issue_json(moved.issue) | {"moved": moved.conversations, "operation": moved.operation}
    return Result(data, lines)


def _edit(session: Session) -> Result:
    store = session.store()
    issue = issues.find_issue(store, " ".join(session.texts("issue")))
    category = session.argument("category")
    done = issues.edit(store, issue, session.text("name"), None if category is None else str(category))
    where = f" ({done.issue.category})" if done.issue.category else ""
    return Result(issue_json(done.issue) | {"operation": done.operation}, [f"{done.issue.name}{where}"])


def _waiting(session: Session) -> Result:
    store = session.store()
    found = filing.queue(store, doorstep.ward_of(store, session.text("ward")))
    data = {
        "issues": [
            issue_json(one.issue)
            | {"conversations": one.conversations, "wordings": [said._asdict() for said in one.wordings]}
            | {"near": [_near_json(other) for other in one.near]}
            for one in found.waiting
        ],
        "more": found.more,
    }
    lines = [
        f"{one.conversations:>4,}  {cut(one.issue.name, 34):<34}  {cut(one.near[0].issue.name, 20)}: {one.near[0].why}"
        for one in found.waiting
    ]
    told = "'organiser doorstep issues merge' files one under another, 'keep' leaves it one of its own."
    return Result(data, [*lines, told] if lines else ["Nothing waits to be filed under another issue."])


def _keep(session: Session) -> Result:
    store = session.store()
    issue = issues.find_issue(store, " ".join(session.texts("issue")))
    others = [issues.find_issue(store, words) for words in session.texts("apart_from")]
    kept = filing.keep(store, issue, others)
    lines = [f"{kept.issue.name} is an issue of its own: it is not proposed again."]
    return Result(issue_json(issue) | {"operation": kept.operation}, lines)


# As JSON -------------------------------------------------------------------------------------------------------------


def issue_json(issue: Issue) -> dict[str, object]:
    return {"uid": issue.uid, "issue": issue.name, "category": issue.category or None, "offered": issue.offered}


def _near_json(one: Near) -> dict[str, object]:
    return issue_json(one.issue) | {"conversations": one.conversations, "why": one.why}


def raised_json(one: Raised) -> dict[str, object]:
    """What was raised, as JSON."""
    return {
        "uid": one.uid,
        "issue": one.issue,
        "level": one.level,
        "council": one.council.name or one.council.gss if one.council else None,
        "constituency": one.constituency.name or one.constituency.gss if one.constituency else None,
        "owner": one.owner or None,
        "owner_uid": one.owner_uid or None,
        "taken_to": {"kind": one.taken_kind or None, "name": one.taken_to or None},
        "on": one.on,
        "answer": one.answer or None,
        "answered": one.answered or None,
        "note": one.note or None,
    }


def _ranked_json(one: Ranked) -> dict[str, object]:
    return issue_json(one.issue) | {
        "conversations": one.conversations,
        "households": one.households,
        "place": one.place,
        "tied": one.tied,
        "now": one.now,
        "before": one.before,
        "change": one.change,
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


def _ranking_lines(found: Ranking) -> Iterator[str]:
    if not found.wards:
        yield "No conversation is written down there yet: 'organiser doorstep import' and 'doorstep add' take them in."
        return
    yield _figures_line(found.figures)
    yield compared_words(found.compared)
    yield from _ranked_lines(found.ranking)
    if len(found.categories) > 1:
        yield f"By category: {'; '.join(map(_category_words, found.categories))}"
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
        moved = f"{change_words(one.change):>6}"
        beside = ["tied"] * one.tied + ["not offered for a vote"] * (not one.issue.offered)
        note = f"  ({', '.join(beside)})" if beside else ""
        place = f"{one.place:>4}{'=' if one.tied else ' '}"
        yield f"{place} {cut(one.issue.name, 40):<40} {one.conversations:>6,} {moved}{note}".rstrip()


def _category_words(one: OfCategory) -> str:
    return f"{one.category or 'none'} {one.conversations:,}"


def compared_words(compared: Compared) -> str:
    """Which two spells tell how issues move."""
    days, today = f"{compared.days:,} day{'' if compared.days == 1 else 's'}", clock.today()
    return f"Change: {days} up to {uk_date(compared.until, today)} beside the {days} before."


def change_words(change: int) -> str:
    """How an issue moved, by a sign and a number; "" where it did not."""
    return f"▲{change:,}" if change > 0 else f"▼{-change:,}" if change < 0 else ""


def raised_line(one: Raised) -> str:
    """What was raised, in one line."""
    today = clock.today()
    answer = f"answered {uk_date(one.answered, today)}" if one.answered else "no answer yet"
    place = one.council or one.constituency
    level = f"{one.level} ({place.shown})" if place else one.level
    told = (uk_date(one.on, today), level, one.taken, one.owner, answer)
    return ", ".join(filter(None, told)) + (f": {' '.join(one.answer.split())}" if one.answer else "")


ISSUE = '"uid", "issue", "category", "offered"'
_RANKED = f'{ISSUE}, "conversations", "households", "place", "tied", "now", "before", "change"'
_FIGURES = (
    '"conversations", "people", "households", "no_answer", "other", "conference": {"yes", "maybe", "no", "blank"}'
)
_COMPARED = '{"since", "until", "before_since", "before_until"}'
RAISED = (
    '{"uid", "issue", "level", "council", "constituency", "owner", "owner_uid", "taken_to": {"kind", "name"}, "on", '
    '"answer", "answered", "note"}'
)
_NEAR = f'{{{ISSUE}, "conversations", "why"}}'
_WARD_ONLY = argument("--ward", help="only what was said in this ward", metavar="WARD")
_MOVED = f'{{{ISSUE}, "moved", "operation"}}'

COMMANDS = (
    Command(
        "doorstep issues",
        "Rank the issues that residents named, for each ward and together",
        _issues,
        (
            "organiser doorstep issues",
            'organiser doorstep issues --branch "Crofton Park" --since 2026-01-01 --until 2026-03-31',
        ),
        (
            *PLACES,
            argument("--since", "--from", help="only what was said on or after this day", metavar="DATE"),
            argument("--until", "--to", help="only what was said on or before this day", metavar="DATE"),
        ),
        returns=f'{{"since", "until", "compared": {_COMPARED}, {_FIGURES}, "outcomes": {{a count by outcome}}, '
        f'"issues": [{{{_RANKED}}}], "categories": [{{"category", "issues", "conversations"}}], "wards": [{{"ward", '
        f'"gss", {_FIGURES}, "ranking": [{{{_RANKED}}}], "tied"}}], "more"}}',
    ),
    Command(
        "doorstep issues show",
        "Show an issue: in which words, where, who would help with it, what was done, what it may be part of",
        _show,
        ("organiser doorstep issues show Flytipping", 'organiser doorstep issues show Potholes --ward "Crofton Park"'),
        (argument("issue", help="its name or code", nargs="+", metavar="ISSUE"), _WARD_ONLY),
        returns=f'{{{ISSUE}, "level", "conversations", "wards": [{{"ward", "gss", "conversations", "households", '
        f'"last"}}], "wordings": [{{"wording", "conversations"}}], "near": [{_NEAR}], "helping": {{"yes", "maybe"}}, '
        f'"helpers": [{{"uid", "name", "answer", "on", "ward": {{"gss", "name"}}}}], "raised": [{RAISED}], "more"}}',
    ),
    Command(
        "doorstep issues merge",
        "File what was named as one issue under another; every wording is kept",
        _merge,
        ('organiser doorstep issues merge "Rubbish dumped in the alley" --into Flytipping',),
        (
            argument("issue", help="the issues that are merged, by name or code", nargs="+", metavar="ISSUE"),
            argument("--into", help="the issue under which they are filed", required=True, metavar="ISSUE"),
            _WARD_ONLY,
        ),
        returns=_MOVED,
        writes=True,
    ),
    Command(
        "doorstep issues split",
        "File some wordings of an issue under another one",
        _split,
        ('organiser doorstep issues split Flytipping "rubbish dumped in the alley" --name "Alley gates"',),
        (
            argument("issue", help="the issue, by name or code", metavar="ISSUE"),
            argument("wording", help="the wordings that are to go", nargs="+", metavar="WORDING"),
            argument("--name", help="the issue they belong to, new or known (else the first wording)", metavar="NAME"),
            _WARD_ONLY,
        ),
        returns=_MOVED,
        writes=True,
    ),
    Command(
        "doorstep issues edit",
        "Call an issue otherwise, or put it in another category; its wordings stay",
        _edit,
        (
            'organiser doorstep issues edit "ASB on the estate" --name "Antisocial behaviour"',
            'organiser doorstep issues edit Trees --category "Parks and trees"',
        ),
        (
            argument("issue", help="its name or code", nargs="+", metavar="ISSUE"),
            argument("--name", help="what it is to be called", metavar="NAME"),
            argument("--category", help=f"one of {', '.join(CATEGORIES)}; '' for none", metavar="CATEGORY"),
        ),
        returns=f'{{{ISSUE}, "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep issues waiting",
        "List issues heard in few conversations that may be part of another one",
        _waiting,
        ("organiser doorstep issues waiting", 'organiser doorstep issues waiting --ward "Crofton Park"'),
        (_WARD_ONLY,),
        returns=f'{{"issues": [{{{ISSUE}, "conversations", "wordings": [{{"wording", "conversations"}}], '
        f'"near": [{_NEAR}]}}], "more"}}',
    ),
    Command(
        "doorstep issues keep",
        "Say that an issue is one of its own: it is not proposed under another one again",
        _keep,
        (
            'organiser doorstep issues keep "Damp in the block"',
            'organiser doorstep issues keep "Rubbish dumped in the alley" --apart-from "Rubbish"',
        ),
        (
            argument("issue", help="its name or code", nargs="+", metavar="ISSUE"),
            argument(
                "--apart-from",
                help="not part of this one only (may be given several times)",
                action="append",
                metavar="ISSUE",
            ),
        ),
        returns=f'{{{ISSUE}, "operation"}}',
        writes=True,
    ),
)
