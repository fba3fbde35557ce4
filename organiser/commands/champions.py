"""Community champions: for what they stand, who supports them, the diary of it, and who could be one."""

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import cut
from organiser.commands.tasks import task_json, task_words
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import champion_finding, champions
from organiser.services.champions import ASKED, GIVEN, Champion, Changes, Draft, Written
from organiser.services.people import find_one
from organiser.store import clock


def _list(session: Session) -> Result:
    found = champions.list_champions(session.store(), everything=session.flag("all"))
    lines = [champion_line(one) for one in found] or [
        "There is no champion yet: 'organiser champions find' shows who could be one."
    ]
    quiet, alone = champions.unspoken(found), champions.unsupported(found)
    notes = []
    if quiet:
        notes.append(f"{len(quiet)} not spoken to for {champions.UNSPOKEN_DAYS // 7} weeks: give them a ring.")
    if alone:
        notes.append(f"{len(alone)} with nobody to support them: 'organiser champions edit … --councillor' names one.")
    data = {"champions": [champion_json(one) for one in found], "more": len(found) == champions.MOST}
    return Result(data, lines, notes)


def champion_line(one: Champion) -> str:
    """A champion in one line."""
    ward = f", {one.ward.shown}" if one.ward else ""
    by = f"supported by {one.by}" if one.supported else "nobody supports them yet"
    spoken = f"spoken to {one.quiet_words}" if one.spoken else "not spoken to yet"
    ended = f", until {uk_date(one.until, clock.today())}" if one.until else ""
    return f"{cut(one.about.name, 28):<28}  {one.cause}{ward}: {by}; {spoken}{ended}"


def champion_json(one: Champion) -> dict[str, object]:
    """A champion as JSON."""
    return {
        "uid": one.uid,
        "person": {"uid": one.about.uid, "name": one.about.name},
        "kind": one.kind,
        "cause": one.cause,
        "issue": {"uid": one.issue[1], "name": one.issue[0]} if one.issue else None,
        "ward": {"gss": one.ward.gss, "name": one.ward.shown} if one.ward else None,
        "councillor": {"uid": one.councillor.uid, "name": one.councillor.name} if one.councillor else None,
        "branch": {"uid": one.branch[1], "name": one.branch[0]} if one.branch else None,
        "keeper": one.keeper,
        "since": one.since or None,
        "until": one.until or None,
        "last_spoken": one.spoken or None,
        "days_since_spoken": one.quiet if one.spoken else None,
        "diary": [
            {"uid": line.uid, "kind": line.kind, "on": line.on, "what": line.what, "by": line.by} for line in one.diary
        ],
    }


def _show(session: Session) -> Result:
    one = champions.find_champion(session.store(), session.text("person"))
    return Result(champion_json(one), _lines(one))


def _lines(one: Champion) -> list[str]:
    today = clock.today()
    lines = [champion_line(one)]
    for line in one.diary:
        by = f" ({line.by})" if line.by else ""
        lines.append(
            f"  {uk_date(line.on, today):<12} {'asked for' if line.kind == ASKED else 'given'}: {line.what}{by}"
        )
    return lines


# Writing -------------------------------------------------------------------------------------------------------------


def _add(session: Session) -> Result:
    store = session.store()
    draft = Draft(
        session.text("cause"),
        session.text("ward"),
        session.text("councillor"),
        session.text("branch"),
        session.text("keeper"),
        session.text("on"),
    )
    return _written(champions.add(store, find_one(store, session.text("person")), draft))


def _edit(session: Session) -> Result:
    store = session.store()
    given = {
        name: session.text(name) if session.argument(name) is not None else None
        for name in ("cause", "ward", "councillor", "branch", "keeper")
    }
    return _written(champions.edit(store, champions.find_champion(store, session.text("person")), Changes(**given)))


def _end(session: Session) -> Result:
    store = session.store()
    one = champions.find_champion(store, session.text("person"))
    return _written(champions.end(store, one, session.text("on")))


def _support(session: Session) -> Result:
    store = session.store()
    asked, given = session.flag("asked"), session.flag("given")
    if asked == given:
        raise Problem("Say whether it was asked for or given: --asked or --given.", USAGE)
    one = champions.find_champion(store, session.text("person"))
    kind = ASKED if asked else GIVEN
    return _written(champions.support(store, one, kind, session.text("what"), session.text("on"), session.text("by")))


def _written(written: Written) -> Result:
    after = "'organiser undo' takes it back." if written.operation else "It stood so already."
    return Result(
        champion_json(written.champion) | {"operation": written.operation}, [*_lines(written.champion), after]
    )


def _find(session: Session) -> Result:
    store = session.store()
    found = champion_finding.find(store)
    if words := session.text("invite"):
        person = find_one(store, words)
        one = next((one for one in found if one.about.id == person), None)
        if one is None:
            raise Problem("They are not among those who could be asked: 'organiser champions find' shows them.")
        written = champion_finding.invite(store, one, session.text("owner"))
        today = clock.today()
        data = task_json(written.task, today) | {"operation": written.operation}
        return Result(data, [f"New: {task_words(written.task, today)}"])
    today = clock.today()
    lines = [
        f"{cut(one.about.name, 28):<28}  {one.issue or 'no issue known'}{f', {one.ward.shown}' if one.ward else ''}: "
        f"{one.why}, {uk_date(one.on, today)}"
        for one in found
    ]
    data = {
        "people": [
            {"uid": one.about.uid, "name": one.about.name, "issue": one.issue or None,
             "ward": {"gss": one.ward.gss, "name": one.ward.shown} if one.ward else None, "why": one.why, "on": one.on}
            for one in found
        ],
        "more": len(found) == champion_finding.MOST,
    }  # fmt: skip
    none = "Nobody who may be contacted has said that they would help, or came to a conference, and is not asked yet."
    return Result(data, lines or [none], ["--invite PERSON makes a task to ask them."] if found else [])


_PERSON = argument("person", help="the champion: words that find one person, or the code", metavar="PERSON")
_ON = argument("--on", help="the day (else today)", metavar="DATE")
_PARTS = (
    argument("--ward", help="the ward (else where they live)", metavar="WARD"),
    argument("--councillor", help="the councillor who supports them", metavar="NAME"),
    argument("--branch", help="the branch that supports them", metavar="NAME"),
    argument("--keeper", help="who looks after them", metavar="NAME"),
)
_RETURNS = (
    '"uid", "person": {"uid", "name"}, "kind", "cause", "issue": {"uid", "name"}, "ward": {"gss", "name"}, '
    '"councillor": {"uid", "name"}, "branch": {"uid", "name"}, "keeper", "since", "until", "last_spoken", '
    '"days_since_spoken", "diary": [{"uid", "kind", "on", "what", "by"}]'
)
_WRITTEN = f'{{{_RETURNS}, "operation"}}'

COMMANDS = (
    Command(
        "champions list",
        "The community champions, who supports them, and how long nobody has spoken to them",
        _list,
        ("organiser champions list", "organiser champions list --all"),
        (argument("--all", help="former champions too", action="store_true"),),
        returns=f'{{"champions": [{{{_RETURNS}}}], "more"}}',
    ),
    Command(
        "champions show",
        "A champion and the diary of support",
        _show,
        ("organiser champions show nowak",),
        (_PERSON,),
        returns=f"{{{_RETURNS}}}",
    ),
    Command(
        "champions add",
        "Make somebody a champion of an issue or a community, and say who supports them",
        _add,
        (
            'organiser champions add nowak --cause "bins behind Acre Lane" --councillor patel --keeper "Ann S."',
            'organiser champions add ahmed --cause "Somali families" --branch "Acre Lane"',
        ),
        (
            _PERSON,
            argument("--cause", help="an issue by name, or a community in words", metavar="TEXT", required=True),
            *_PARTS,
            argument("--on", help="since when (else today)", metavar="DATE"),
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "champions edit",
        "Mend what is known of a champion; an empty text takes a part away",
        _edit,
        ("organiser champions edit nowak --councillor patel", 'organiser champions edit nowak --keeper ""'),
        (_PERSON, argument("--cause", help="an issue by name, or a community in words", metavar="TEXT"), *_PARTS),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "champions end",
        "Somebody is champion no more; the diary stays",
        _end,
        ("organiser champions end nowak",),
        (_PERSON, _ON),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "champions support",
        "Write into a champion's diary what support they asked for or were given",
        _support,
        (
            'organiser champions support nowak "a letter to the contractor" --asked',
            'organiser champions support nowak "wrote to the contractor" --given --on 2026-11-20',
        ),
        (
            _PERSON,
            argument("what", help="what it was, in a few words", metavar="TEXT"),
            argument("--asked", help="they asked for it", action="store_true"),
            argument("--given", help="they were given it", action="store_true"),
            _ON,
            argument("--by", help="who gave it or was asked (else whose terminal it is)", metavar="NAME"),
        ),
        returns=_WRITTEN,
        writes=True,
    ),
    Command(
        "champions find",
        "Who could be a champion: those who would help with an issue or came to a conference; --invite asks one",
        _find,
        ("organiser champions find", "organiser champions find --invite nowak"),
        (
            argument("--invite", help="make a task to ask somebody", metavar="PERSON"),
            argument("--owner", help="who is to ask (else whose terminal it is)", metavar="NAME"),
        ),
        returns='{"people": [{"uid", "name", "issue", "ward": {"gss", "name"}, "why", "on"}], "more"}; with --invite '
        "the task that was made, as organiser task new gives it",
        writes=True,
    ),
)
