"""Applications to a pilot scheme: criteria, evidence, points, decisions; and what a seat has to do before it starts."""

from collections.abc import Iterator

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.pilots import which
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import applications, pilots, readiness
from organiser.services.applications import Agreed, Application, Criterion, Draft, Scored, Written
from organiser.services.readiness import Ready
from organiser.text import safe_text


def _criterion(session: Session) -> Result:
    done: Agreed = applications.set_criterion(
        session.store(), which(session), " ".join(session.texts("name")), session.text("weight")
    )
    data = {"criteria": [_criterion_json(one) for one in done.criteria], "more": False, "operation": done.operation}
    return Result(data, [f"{one.name}: counts {one.weight}" for one in done.criteria])


def _apply(session: Session) -> Result:
    evidence = []
    for text in session.texts("evidence"):
        name, colon, words = text.partition(":")
        if not colon:
            raise Problem(f"--evidence: '{safe_text(text)}' is not 'criterion: what is said to it'.", USAGE)
        evidence.append((name, words))
    draft = Draft(session.text("clp"), session.text("commitment"), session.text("on"), evidence)
    return _written(applications.apply(session.store(), which(session), draft))


def _score(session: Session) -> Result:
    given = Scored(*(session.text(name) for name in ("clp", "criterion", "by", "points", "remark")))
    return _written(applications.score(session.store(), which(session), given))


def _decide(session: Session) -> Result:
    decision, reason = session.text("decision"), session.text("reason")
    return _written(applications.decide(session.store(), which(session), session.text("clp"), decision, reason))


def _applications(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    asked, found = applications.criteria(store, scheme), applications.list_applications(store, scheme)
    data = {
        "uid": scheme.uid,
        "scheme": scheme.name,
        "criteria": [_criterion_json(one) for one in asked],
        "applications": [application_json(one) for one in found],
        "more": False,
    }
    lines = [f"{scheme.name}: judged by {', '.join(f'{one.name} ({one.weight})' for one in asked) or 'nothing yet'}"]
    for one in found:
        lines += _lines(one)
    return Result(data, lines if found else [*lines, "Nobody has applied yet: 'organiser pilot apply' writes it down."])


def _ready(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    seat = pilots.find_seat(scheme, " ".join(session.texts("seat")))
    told = readiness.Written(readiness.ready(store, seat), None)
    if item := session.text("tick"):
        told = readiness.tick(store, scheme, seat, item, session.text("evidence"), session.text("on"))
    elif item := session.text("untick"):
        told = readiness.untick(store, scheme, seat, item)
    elif session.flag("start"):
        told = readiness.start(store, scheme, seat, session.text("on"))
    data = ready_json(told.ready) | {"operation": told.operation}
    return Result(data, list(_ready_lines(told.ready)), exit_code=FINDINGS if told.ready.left else OK)


def _written(done: Written) -> Result:
    told = application_json(done.application) | {"operation": done.operation}
    return Result(told, [*_lines(done.application), "'organiser undo' takes it back."])


def _criterion_json(one: Criterion) -> dict[str, object]:
    return {"name": one.name, "weight": one.weight}


def application_json(one: Application) -> dict[str, object]:
    """An application as JSON; numbers that are not whole are text, so that none is rounded on the way."""
    return {
        "uid": one.uid,
        "clp": one.clp.name,
        "gss": one.clp.gss,
        "received": one.received,
        "commitment": one.commitment,
        "decision": one.decision or None,
        "reason": one.reason,
        "decided": one.decided or None,
        "total": None if one.total is None else str(one.total),
        "criteria": [
            {
                "name": each.criterion.name,
                "weight": each.criterion.weight,
                "evidence": each.evidence,
                "scores": [score._asdict() for score in each.scores],
                "mean": None if each.mean is None else str(each.mean),
                "spread": each.spread,
                "apart": each.apart,
            }
            for each in one.answers
        ],
        "more": False,
    }


def ready_json(one: Ready) -> dict[str, object]:
    """The readiness list of a seat as JSON."""
    return {
        "uid": one.seat.uid,
        "clp": one.seat.clp.name,
        "from": one.seat.since,
        "items": [item._asdict() | {"ticked": item.ticked or None} for item in one.items],
        "starts": one.starts or None,
        "more": False,
    }


def _lines(one: Application) -> Iterator[str]:
    total = f"{one.total} of 10" if one.total is not None else "not all scored"
    yield f"{one.clp.shown}, {uk_date(one.received)}: {total}{f', {one.decision}' if one.decision else ''}"
    if one.commitment:
        yield f"  Commits itself to: {' / '.join(one.commitment.splitlines())}"
    for each in one.answers:
        given = ", ".join(f"{score.assessor} {score.points}" for score in each.scores) or "no points yet"
        apart = f"; {each.spread} apart: talk it over" if each.apart else ""
        yield f"  {each.criterion.name}: {given}{apart}"
        if each.evidence:
            yield f"    {' / '.join(each.evidence.splitlines())}"
    if one.reason:
        yield f"  {one.decision.capitalize()} on {uk_date(one.decided)}: {' / '.join(one.reason.splitlines())}"


def _ready_lines(one: Ready) -> Iterator[str]:
    yield f"{one.seat.clp.shown}, starts {uk_date(one.seat.since)}"
    for item in one.items:
        said = f"{uk_date(item.ticked)}: {' / '.join(item.evidence.splitlines())}" if item.ticked else ""
        told = "; ".join(filter(None, (item.found, said)))
        yield f"  {'done' if item.done else 'to do':<6} {item.name}{f' ({told})' if told else ''}"
    if one.starts:
        yield f"All is done: it may start on {uk_date(one.starts)} (--start)."


_SCHEME = argument("--scheme", help="the scheme (else the only one)", metavar="SCHEME")
_CLP = argument("--clp", help="the CLP that applied", required=True, metavar="NAME")
_CRITERION = '{"name", "weight"}'
_APPLICATION = (
    '"uid", "clp", "gss", "received", "commitment", "decision", "reason", "decided", "total", '
    '"criteria": [{"name", "weight", "evidence", "scores": [{"assessor", "points", "remark"}], "mean", "spread", '
    '"apart"}], "more"'
)

COMMANDS = (
    Command(
        "pilot criterion",
        "Say what applications to a pilot are judged by, and how much it counts",
        _criterion,
        ("organiser pilot criterion Commitment of the branches --weight 3",),
        (
            argument("name", help="what is asked", nargs="+", metavar="NAME"),
            argument("--weight", help="how much it counts, 0 to 100", required=True, metavar="N"),
            _SCHEME,
        ),
        returns=f'{{"criteria": [{_CRITERION}], "more", "operation"}}',
        writes=True,
    ),
    Command(
        "pilot apply",
        "Write down the application of a CLP: what it commits itself to, and its evidence",
        _apply,
        (
            'organiser pilot apply --clp "Birmingham Edgbaston" --commitment "two evenings a week" '
            '--evidence "Commitment: four branches voted for it"',
        ),
        (
            argument("--clp", help="the CLP that applies", required=True, metavar="NAME"),
            argument("--commitment", help="what it commits itself to", metavar="TEXT"),
            argument(
                "--evidence",
                help="a criterion, a colon, what is said to it (given once for each)",
                action="append",
                metavar="TEXT",
            ),
            argument("--on", help="the day it came (else today)", metavar="DATE"),
            _SCHEME,
        ),
        returns=f'{{{_APPLICATION}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot score",
        "Write down the points that an assessor gives an application for one criterion",
        _score,
        ('organiser pilot score --clp "Birmingham Edgbaston" --criterion commitment --by "Sam Lee" --points 7',),
        (
            _CLP,
            argument("--criterion", help="for what", required=True, metavar="NAME"),
            argument("--by", help="the assessor", required=True, metavar="NAME"),
            argument("--points", help="0 to 10", required=True, metavar="N"),
            argument("--remark", help="why so many", metavar="TEXT"),
            _SCHEME,
        ),
        returns=f'{{{_APPLICATION}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot decide",
        "Decide on an application, with the reason; one that is accepted becomes a seat",
        _decide,
        ('organiser pilot decide accepted --clp "Birmingham Edgbaston" --reason "the strongest evidence of all"',),
        (
            argument("decision", help="accepted or declined", metavar="DECISION"),
            _CLP,
            argument("--reason", help="why", required=True, metavar="TEXT"),
            _SCHEME,
        ),
        returns=f'{{{_APPLICATION}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot applications",
        "Show who applied, the points with how far assessors are apart, and the decisions",
        _applications,
        ("organiser pilot applications",),
        (_SCHEME,),
        returns=f'{{"uid", "scheme", "criteria": [{_CRITERION}], "applications": [{{{_APPLICATION}}}], "more"}}',
    ),
    Command(
        "pilot ready",
        "Show what a seat has to do before it starts; tick it off with evidence; start it",
        _ready,
        (
            "organiser pilot ready Edgbaston",
            'organiser pilot ready Edgbaston --tick tools --evidence "12 at the session of 3 March"',
            "organiser pilot ready Edgbaston --start",
        ),
        (
            argument("seat", help="the seat, by its CLP", nargs="+", metavar="SEAT"),
            argument("--tick", help="what is done; words of your own become a line of this seat", metavar="ITEM"),
            argument("--evidence", help="what shows it", metavar="TEXT"),
            argument("--untick", help="what is still to be done", metavar="ITEM"),
            argument("--start", help="start it, once all is done", action="store_true"),
            argument("--on", help="the day it was done, or starts (else today; or the proposed one)", metavar="DATE"),
            _SCHEME,
        ),
        returns='{"uid", "clp", "from", "items": [{"name", "done", "found", "ticked", "evidence", "own"}], "starts", '
        '"more", "operation"}',
        writes=True,
    ),
)
