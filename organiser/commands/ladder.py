"""The ladder from contact to leader: who stands where, steps and their evidence, proposals, and who brought in whom."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import USAGE, Problem
from organiser.rules import ladder as rule
from organiser.rules.dates import uk_date
from organiser.rules.ladder import JOINED, LEFT, RUNGS, SHOWN
from organiser.services import ladder, ladder_acts
from organiser.services.ladder import Draft, Person, Step, Written
from organiser.services.people import find_one
from organiser.services.tasks import About
from organiser.store import clock

_MOST_ACTS = 20


def _list(session: Session) -> Result:
    store = session.store()
    words = session.text("rung")
    rung = LEFT if words.casefold() == "left" else _rung(words) if words else None
    counts = ladder.counts(store)
    data: dict[str, object] = {
        "rungs": [{"rung": one or "left", "people": number} for one, number in counts.items()],
        "more": False,
    }
    if rung is None:
        lines = [f"{number:>9,}  {SHOWN[one].casefold()}" for one, number in counts.items()]
        return Result(data, [*lines, "'organiser ladder list activist' shows who stands there."])
    found = ladder.on_rung(store, rung)
    today = clock.today()
    lines = [
        f"{one.person.name:<30} {_since(one.since, today):<18} {f'brought in by {one.by}' if one.by else ''}".rstrip()
        for one in found[: ladder.MOST]
    ] or [f"Nobody stands there: {SHOWN[rung].casefold()}."]
    people = [
        {"uid": one.person.uid, "name": one.person.name, "since": one.since or None, "brought_in_by": one.by or None}
        for one in found[: ladder.MOST]
    ]
    return Result({"rung": rung or "left", "people": people, "more": len(found) > ladder.MOST}, lines)


def _since(day: str, today: str) -> str:
    return f"since {uk_date(day, today)}" if day else ""


def _rung(words: str) -> str:
    rung = rule.rung_of(words)
    if not rung:
        raise Problem(f"The ladder goes {', '.join(RUNGS)}: name one of these, or 'left'.", USAGE)
    return rung


def _show(session: Session) -> Result:
    store = session.store()
    number = find_one(store, " ".join(session.texts("person")))
    person, acts = ladder.show(store, number), ladder_acts.acts_of(store, number)
    proposal = ladder_acts.proposal_for(store, number)
    today = clock.today()
    lines = [*person_lines(person, today), "", "Behind it" if acts else "Nothing that they did is written down yet."]
    lines += [f"  {act.line(today)}" for act in acts[:_MOST_ACTS]]
    if proposal:
        lines += ["", f"Next: {proposal.rung}, because they {proposal.why}: 'organiser ladder step' writes it down."]
    data = _json(person) | {
        "acts": [{"on": act.on, "kind": act.kind, "words": act.words} for act in acts],
        "proposed": {"rung": proposal.rung, "on": proposal.on, "why": proposal.why} if proposal else None,
        "more": False,
    }
    return Result(data, lines)


def person_lines(person: Person, today: str) -> list[str]:
    """Where somebody stands, how they came there, and whom they brought in."""
    since = _since(person.since, today)
    said = "  (from a role that a list or somebody named; no step is written down)" if person.said else ""
    lines = [f"{person.about.name}: {SHOWN[person.rung].casefold()}{f', {since}' if since else ''}{said}"]
    if person.by:
        lines.append(f"brought in by {person.by.name}")
    if person.joined or person.member:
        when = f" on {uk_date(person.joined, today)}" if person.joined else ""
        through = f", through {person.through.name}" if person.through else ""
        lines.append(f"joined the party{when}{through}")
    if person.brought:
        lines.append(f"brought in {', '.join(one.name for one in person.brought)}")
    return lines + [f"  {step_line(step, today)}" for step in person.steps]


def step_line(step: Step, today: str) -> str:
    """A step in one line."""
    what = "joined the party" if step.rung == JOINED else SHOWN[step.rung].casefold()
    by = f", {'through' if step.rung == JOINED else 'brought in by'} {step.by.name}" if step.by else ""
    seat = f", {step.seat.shown}" if step.seat else ""
    return f"{uk_date(step.on, today):<12} {what}{by}{seat}{f': {step.evidence}' if step.evidence else ''}"


def _json(person: Person) -> dict[str, object]:
    return {
        "uid": person.about.uid,
        "name": person.about.name,
        "rung": person.rung or "left",
        "since": person.since or None,
        "from_a_role": person.said,
        "brought_in_by": _about(person.by),
        "brought_in": [_about(one) for one in person.brought],
        "joined": person.joined or None,
        "joined_through": _about(person.through),
        "steps": [
            {
                "uid": step.uid,
                "on": step.on,
                "rung": step.rung or "left",
                "brought_in_by": _about(step.by),
                "clp": {"gss": step.seat.gss, "name": step.seat.shown} if step.seat else None,
                "evidence": step.evidence,
            }
            for step in person.steps
        ],
    }


def _about(one: About | None) -> dict[str, str] | None:
    return {"uid": one.uid, "name": one.name} if one else None


# Steps ---------------------------------------------------------------------------------------------------------------


def _step(session: Session) -> Result:
    by = session.text("brought_by")
    return _written(session, _rung(session.text("rung")), by)


def _leave(session: Session) -> Result:
    return _written(session, LEFT)


def _joined(session: Session) -> Result:
    return _written(session, JOINED, session.text("through"))


def _written(session: Session, rung: str, by: str = "") -> Result:
    store = session.store()
    person = find_one(store, session.text("person"))
    draft = Draft(
        rung, session.text("on"), find_one(store, by) if by else None, session.text("evidence"), session.text("clp")
    )
    return _said(ladder.step(store, person, draft))


def _said(written: Written) -> Result:
    after = "'organiser undo' takes it back." if written.operation else "It stood so already."
    lines = [*person_lines(written.person, clock.today()), after]
    return Result(_json(written.person) | {"operation": written.operation}, lines)


# What follows --------------------------------------------------------------------------------------------------------


def _tree(session: Session) -> Result:
    store = session.store()
    words = " ".join(session.texts("person"))
    found = ladder.tree(store, find_one(store, words) if words else None)
    lines = [f"{'  ' * one.depth}{one.about.name}, {SHOWN[one.rung].casefold()}" for one in found]
    data = [{"depth": one.depth, "uid": one.about.uid, "name": one.about.name, "rung": one.rung or "left"}
            for one in found]  # fmt: skip
    none = "Nobody is written down as brought in by somebody: 'organiser ladder step … --brought-by' does it."
    return Result({"people": data, "more": False}, lines or [none])


def _proposals(session: Session) -> Result:
    store = session.store()
    if words := session.text("take"):
        written = ladder_acts.take(store, find_one(store, words), session.text("on"))
        if written is None:
            raise Problem("Nothing is proposed to them: 'organiser ladder step' writes down a step all the same.")
        return _said(written)
    found = ladder_acts.outlook(store)
    today = clock.today()
    lines = [f"{one.about.name}: {one.rung or 'left'} → {one.proposal.rung}, {one.proposal.why}, "
             f"{uk_date(one.proposal.on, today)}" for one in found.proposed]  # fmt: skip
    lines += [f"{one.about.name}, {one.rung}: no step and no act for {one.weeks} weeks" for one in found.stuck]
    lines += [
        f"{one.about.name}, {one.rung}: due a one-to-one"
        + (f", the last on {uk_date(one.talked, today)}" if one.talked else "")
        for one in found.owed
    ]
    data = {
        "proposed": [
            {"uid": one.about.uid, "name": one.about.name, "rung": one.rung or "left", "next": one.proposal.rung,
             "on": one.proposal.on, "why": one.proposal.why}
            for one in found.proposed
        ],
        "stuck": [{"uid": one.about.uid, "name": one.about.name, "rung": one.rung, "weeks": one.weeks}
                  for one in found.stuck],
        "one_to_ones": [{"uid": one.about.uid, "name": one.about.name, "rung": one.rung, "last": one.talked or None}
                        for one in found.owed],
        "more": found.more,
    }  # fmt: skip
    return Result(data, lines or ["Nothing is proposed, nobody is stuck, and everybody who helps was talked with."])


_PERSON = argument("person", help="whose step it is: words that find one person", metavar="PERSON")
_WHOSE = argument("person", help="words that find one person", metavar="PERSON", nargs="+")
_ON = argument("--on", help="the day (else today)", metavar="DATE")
_EVIDENCE = argument("--evidence", help="what stands behind it, in words", metavar="TEXT")
_CLP = argument("--clp", help="in which seat it counts (else where they live)", metavar="NAME")
_ONE = '{"uid", "name"}'
_RETURNS = (
    f'"uid", "name", "rung", "since", "from_a_role", "brought_in_by": {_ONE}, "brought_in": [{_ONE}], "joined", '
    f'"joined_through": {_ONE}, "steps": [{{"uid", "on", "rung", "brought_in_by", "clp": {{"gss", "name"}}, '
    '"evidence"}]'
)
_WRITTEN = f'{{{_RETURNS}, "operation"}}'

COMMANDS = (
    Command(
        "ladder list",
        "How many people stand on each rung of the ladder, and who",
        _list,
        ("organiser ladder list", "organiser ladder list activist"),
        (argument("rung", help=f"{', '.join(RUNGS)} or left", metavar="RUNG", nargs="?"),),
        returns='{"rungs": [{"rung", "people"}], "more"}; with a rung {"rung", "people": [{"uid", "name", "since", '
        '"brought_in_by"}], "more"}',
    ),
    Command(
        "ladder show",
        "Where somebody stands, the steps that led there, and the acts behind them",
        _show,
        ("organiser ladder show ahmed",),
        (_WHOSE,),
        returns=f'{{{_RETURNS}, "acts": [{{"on", "kind", "words"}}], "proposed": {{"rung", "on", "why"}}, "more"}}',
    ),
    Command(
        "ladder step",
        "Write down a step of somebody, up or down, with who brought them in and what stands behind it",
        _step,
        (
            'organiser ladder step ahmed activist --brought-by "kasia nowak" --evidence "two Saturdays in a row"',
            "organiser ladder step ahmed helper --on 2026-11-01",
        ),
        (
            _PERSON,
            argument("rung", help=f"{', '.join(RUNGS)} (or how it begins)", metavar="RUNG"),
            _ON,
            argument("--brought-by", help="who brought them in", metavar="PERSON"),
            _EVIDENCE,
            _CLP,
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "ladder leave",
        "Write down that somebody takes part no more; their record stays",
        _leave,
        ('organiser ladder leave ahmed --evidence "moved to Leeds"',),
        (_PERSON, _ON, _EVIDENCE, _CLP),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "ladder joined",
        "Write down that somebody joined the party, when and through whom",
        _joined,
        ('organiser ladder joined ahmed --on 2026-11-02 --through "kasia nowak"',),
        (_PERSON, _ON, argument("--through", help="through whom", metavar="PERSON"), _EVIDENCE, _CLP),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "ladder tree",
        "Who brought in whom",
        _tree,
        ("organiser ladder tree", "organiser ladder tree nowak"),
        (argument("person", help="only under one person", metavar="PERSON", nargs="*"),),
        returns='{"people": [{"depth", "uid", "name", "rung"}], "more"}',
    ),
    Command(
        "ladder proposals",
        "Who goes a step on and why, who is stuck, and who is due a one-to-one",
        _proposals,
        ("organiser ladder proposals", "organiser ladder proposals --take ahmed"),
        (argument("--take", help="take the step that is proposed to somebody", metavar="PERSON"), _ON),
        returns='{"proposed": [{"uid", "name", "rung", "next", "on", "why"}], "stuck": [{"uid", "name", "rung", '
        f'"weeks"}}], "one_to_ones": [{{"uid", "name", "rung", "last"}}], "more"}}; with --take {_WRITTEN}',
        writes=True,
    ),
)
