"""Pilot schemes: their seats and definition, the figures, and the returns of seats."""

from collections.abc import Iterator
from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import day_of
from organiser.commands.offices import counted, cut
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import pilot_figures, pilots, seat_returns
from organiser.services.pilot_figures import Asked, Counts, Report, SeatFigures
from organiser.services.pilots import Draft, Rule, Scheme, Seat, SeatDraft, Version, Written
from organiser.text import safe_text


def _new(session: Session) -> Result:
    name = " ".join(session.texts("name"))
    draft = Draft(name, session.text("start"), session.text("end"), session.text("key"))
    return _written(pilots.new_scheme(session.store(create=True), draft))


def _show(session: Session) -> Result:
    store = session.store()
    found = which(session)
    data = scheme_json(found) | {"versions": [_version_json(one) for one in pilots.versions(store, found.id)]}
    lines = list(_lines(found))
    if session.flag("key"):
        data["key"] = found.secret
        lines.append(f"  Key of its returns: {found.secret}  (for its seats alone)")
    return Result(data, lines)


def _seat(session: Session) -> Result:
    draft = SeatDraft(
        session.text("clp"),
        session.text("start"),
        session.text("end"),
        session.text("baseline_from"),
        session.text("baseline_to"),
        True if session.flag("outside") else False if session.flag("inside") else None,
        _number(session, "target"),
    )
    return _written(pilots.set_seat(session.store(), which(session), draft))


def _define(session: Session) -> Result:
    acts, courses = session.argument("act"), session.argument("course")
    after = session.text("after_recruited")
    if after not in ("", "yes", "no"):
        raise Problem("--after-recruited takes yes or no.", USAGE)
    rule = Rule(
        session.texts("act") if acts else None,
        _number(session, "needed"),
        _number(session, "within"),
        session.texts("course") if courses else None,
        after == "yes" if after else None,
        _number(session, "active"),
    )
    return _written(pilots.define(session.store(), which(session), rule, session.text("why")))


def _freeze(session: Session) -> Result:
    return _written(pilots.freeze(session.store(), which(session)))


def _number(session: Session, name: str) -> int | None:
    text = session.text(name)
    if not text:
        return None
    if not text.isdecimal() or len(text) > 5:
        raise Problem(f"--{name}: '{safe_text(text)}' is not a number.", USAGE)
    return int(text)


def _figures(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    asked = asked_of(session, scheme)
    if session.text("behind"):
        return _behind(session, scheme, asked)
    found = pilot_figures.report(store, scheme, asked)
    return Result(report_json(found), list(report_lines(found)))


def _behind(session: Session, scheme: Scheme, asked: Asked) -> Result:
    people = pilot_figures.behind(session.store(), scheme, asked, session.text("behind"))
    told = [
        one._asdict()
        | {"uid": one.uid or None, "evidence": [each._asdict() | {"uid": each.uid or None} for each in one.evidence]}
        for one in people
    ]
    data = {"people": told, "more": False}
    lines = [
        f"{one.name}: {', '.join(f'{uk_date(each.on)} {each.what}' for each in one.evidence)}" for one in people
    ] or ["Nobody stands behind that figure."]
    return Result(data, lines)


def _return(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    seat = pilots.find_seat(scheme, session.text("clp"))
    path = Path(session.text("output"))
    made = seat_returns.write(store, scheme, seat, path, replace=session.flag("replace"))
    data = {"file": str(made.path), "people": made.people, "digest": made.digest, "clp": seat.clp.name}
    told = f"{made.path}: dates, kinds and hashes of {counted(made.people, 'record')}, and no name."
    return Result(data, [told, f"Check: {made.digest[:8]}"])


def _gather(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    done = seat_returns.gather(store, scheme, [Path(one) for one in session.texts("files")])
    wrong = seat_returns.check_definition(scheme, seat_returns.stored(store, scheme))
    found = pilot_figures.report(store, scheme, asked_of(session, scheme))
    data = report_json(found) | {
        "came": list(done.came),
        "missing": list(done.missing),
        "old": list(done.old),
        "older_files": list(done.older),
        "other_definition": wrong,
        "operation": done.operation,
    }
    lines = [f"New: {', '.join(done.came) or 'nothing'}."]
    for words, names in (
        ("No return yet", done.missing),
        ("Its return is old", done.old),
        ("An older return than the one that is here", done.older),
        ("Made by another definition", wrong),
    ):
        if names:
            lines.append(f"{words}: {', '.join(names)}.")
    waiting = bool(done.missing or done.old or wrong)
    return Result(data, [*lines, *report_lines(found)], exit_code=FINDINGS if waiting else OK)


def which(session: Session) -> Scheme:
    """The scheme that is named, else the only one."""
    return pilots.find_scheme(session.store(), session.text("scheme"))


def asked_of(session: Session, scheme: Scheme) -> Asked:
    """The period, the day as known on and the seat that are asked about."""
    clp = session.text("clp")
    seat = pilots.find_seat(scheme, clp).id if clp else None
    version = _number(session, "definition") or 0
    return Asked(day_of(session, "since"), day_of(session, "until"), day_of(session, "known"), seat, version)


def _written(written: Written) -> Result:
    data = scheme_json(written.scheme) | {"operation": written.operation}
    return Result(data, [*_lines(written.scheme), "'organiser undo' takes it back."])


# As JSON -------------------------------------------------------------------------------------------------------------


def scheme_json(one: Scheme) -> dict[str, object]:
    """A scheme as JSON; its key is not among what it shows."""
    return {
        "uid": one.uid,
        "scheme": one.name,
        "from": one.since,
        "to": one.until,
        "definition": _version_json(one.version),
        "seats": [_seat_json(seat) for seat in one.seats],
        "more": False,
    }


def _version_json(one: Version) -> dict[str, object]:
    return {
        "version": one.number,
        **one.rule._asdict(),
        "digest": seat_returns.definition_digest(one.rule),
        "frozen": one.frozen or None,
        "why": one.why,
    }


def _seat_json(one: Seat) -> dict[str, object]:
    return {
        "uid": one.uid,
        "clp": one.clp.name,
        "gss": one.clp.gss,
        "outside": one.outside,
        "from": one.since,
        "to": one.until or None,
        "baseline_from": one.baseline_since,
        "baseline_to": one.baseline_until,
        "target": one.target,
    }


def report_json(found: Report) -> dict[str, object]:
    """The figures of a scheme as JSON."""
    return {
        "uid": found.scheme.uid,
        "scheme": found.scheme.name,
        "from": found.since,
        "to": found.until,
        "as_known_on": found.known,
        "definition": _version_json(found.scheme.version),
        "by_returns": found.by_returns,
        "seats": [_figures_json(one) for one in found.seats],
        "total": _counts_json(found.total)
        | {
            "distinct_people": found.people,
            "known_in_two_seats": found.moved,
            "joined": found.joined,
            "without_a_seat": found.nowhere,
        },
        "overlaps": [list(pair) for pair in found.overlaps],
        "more": False,
    }


def _figures_json(one: SeatFigures) -> dict[str, object]:
    told = _seat_json(one.seat) | {"from": one.since, "to": one.until, "data": one.data}
    if not one.data:
        return told | dict.fromkeys((*_counts_json(one.counts), "baseline", "interval", "per_organiser_day")) | {
            "organiser_days": one.organiser_days, "months": [],
        }  # fmt: skip
    return told | _counts_json(one.counts) | {
        "baseline": one.baseline,
        "organiser_days": one.organiser_days,
        "per_organiser_day": one.per_day,
        "interval": list(one.interval),
        "months": [{"month": start[:7], "from": start} | _counts_json(counts) for start, counts in one.months],
    }  # fmt: skip


def _counts_json(counts: Counts) -> dict[str, object]:
    return {
        "recruited": counts.recruited,
        "trained": counts.trained,
        "recruited_and_trained": counts.recruited_and_trained,
        "active_after_60_days": counts.active,
        "could_be_active_after_60_days": counts.could_be_active,
    }


# In words ------------------------------------------------------------------------------------------------------------


def rule_words(version: Version) -> Iterator[str]:
    """A definition in sentences, as every report prints it."""
    rule = version.rule
    often = {1: "once", 2: "twice"}.get(rule.needed, f"{rule.needed} times")
    acts = often if rule.needed == 1 else f"{often} within {rule.within} days"
    yield f"Recruited: came {acts} to {_or(rule.acts)}, for the first time; on that day, where that was."
    courses = _or(version.courses) if version.courses else "no course as yet"
    after = ", on the day of recruitment or later" if rule.after_recruited else ""
    yield f"Trained: completed {courses}{after}; counted once, where first."
    yield f"Still active: came again {rule.active_after} days after recruitment or later (days of {rule.zone})."


def _or(names: tuple[str, ...]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _lines(one: Scheme) -> Iterator[str]:
    yield f"{one.name}, {uk_date(one.since)} to {uk_date(one.until)}"
    state = "frozen" if one.version.frozen else "not frozen yet"
    yield f"  Definition {one.version.number}, {state}:"
    yield from (f"    {words}" for words in rule_words(one.version))
    for seat in one.seats:
        end = f" to {uk_date(seat.until)}" if seat.until else ""
        outside = " (outside)" if seat.outside else f", target {seat.target}"
        yield f"  {cut(seat.clp.shown, 34):<34}  {uk_date(seat.since)}{end}{outside}"
    if not one.seats:
        yield "  No seat takes part yet: 'organiser pilot seat' adds one."


def report_lines(found: Report) -> Iterator[str]:
    """The figures of a scheme for people."""
    version = found.scheme.version
    state = "" if version.frozen else ", not frozen yet"
    yield f"{found.scheme.name} · definition {version.number}{state}"
    yield f"{uk_date(found.since)} to {uk_date(found.until)} · as known on {uk_date(found.known)}"
    yield f"{'Seat':<30} {'recruited':>9} {'(95 % range)':>15} {'trained':>7} {'both':>5} {'before':>6} {'a day':>6}"
    for one in found.seats:
        name = f"outside: {one.seat.clp.shown}" if one.seat.outside else one.seat.clp.shown
        if not one.data:
            yield f"{cut(name, 30):<30} {'no data':>9}"
            continue
        low, high = one.interval
        a_day = f"{one.per_day:.2f}" if one.per_day is not None else "–"
        yield (
            f"{cut(name, 30):<30} {one.counts.recruited:>9} {f'({low} – {high})':>15} {one.counts.trained:>7}"
            f" {one.counts.recruited_and_trained:>5} {one.baseline:>6} {a_day:>6}"
        )
    total = found.total
    yield f"{'In all':<30} {total.recruited:>9} {'':>15} {total.trained:>7} {total.recruited_and_trained:>5}"
    yield f"{found.people} people, each counted once; {found.moved} of them known in two seats."
    if found.joined:
        yield f"{found.joined} records were joined from several and count as the best of them alone."
    if found.nowhere:
        yield f"{found.nowhere} people were recruited at events of no seat: say the branch of these events."
    if found.overlaps:
        pairs = "; ".join(" and ".join(pair) for pair in found.overlaps[:6])
        yield f"Ranges overlap ({pairs}{'; …' if len(found.overlaps) > 6 else ''}): between these there is no ranking."
    yield from rule_words(version)


_SCHEME = argument("scheme", help="the scheme (else the only one)", nargs="?", metavar="SCHEME")
_CLP = argument("--clp", help="one seat alone, by its CLP", metavar="NAME")
PERIOD = (
    argument("--since", help="the first day (else that of the scheme)", metavar="DATE"),
    argument("--until", help="the last day (else today, or that of the scheme)", metavar="DATE"),
    argument("--known", help="as it was known on this day (else today)", metavar="DATE"),
)
_DEFINITION_NUMBER = argument("--definition", help="by another version of the definition, by its number", metavar="N")
_SEAT_JSON = '"uid", "clp", "gss", "outside", "from", "to", "baseline_from", "baseline_to", "target"'
_DEFINITION = (
    '{"version", "acts", "needed", "within", "courses", "after_recruited", "active_after", "zone", "digest", "frozen", '
    '"why"}'
)
_SCHEME_JSON = f'"uid", "scheme", "from", "to", "definition": {_DEFINITION}, "seats": [{{{_SEAT_JSON}}}], "more"'
_COUNTS = '"recruited", "trained", "recruited_and_trained", "active_after_60_days", "could_be_active_after_60_days"'
_REPORT = (
    f'"uid", "scheme", "from", "to", "as_known_on", "definition": {_DEFINITION}, "by_returns", '
    f'"seats": [{{{_SEAT_JSON}, "data", {_COUNTS}, "baseline", "organiser_days", "per_organiser_day", '
    f'"interval": [lo, hi], "months": [{{"month", "from", {_COUNTS}}}]}}], '
    f'"total": {{{_COUNTS}, "distinct_people", "known_in_two_seats", "joined", "without_a_seat"}}, '
    '"overlaps": [[one, other]], "more"'
)

COMMANDS = (
    Command(
        "pilot new",
        "Set up a pilot scheme, with a first definition of what counts",
        _new,
        ('organiser pilot new Pilot 2026 --start "1 January 2026" --end "31 December 2026"',),
        (
            argument("name", help="what it is called", nargs="+", metavar="NAME"),
            argument("--start", help="its first day", required=True, metavar="DATE"),
            argument("--end", help="its last day", required=True, metavar="DATE"),
            argument("--key", help="the key of its returns, where another file made the scheme", metavar="KEY"),
        ),
        returns=f'{{{_SCHEME_JSON}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot show",
        "Show a pilot scheme, its seats and its definition",
        _show,
        ("organiser pilot show", 'organiser pilot show "Pilot 2026" --key'),
        (
            _SCHEME,
            argument("--key", help="with the key of its returns, for its seats alone", action="store_true"),
        ),
        returns=f'{{{_SCHEME_JSON}, "versions": [{_DEFINITION}]}}; with --key "key"',
    ),
    Command(
        "pilot seat",
        "Add a seat to a pilot scheme, or change its days, baseline or target",
        _seat,
        (
            'organiser pilot seat --clp "Birmingham Edgbaston"',
            'organiser pilot seat --clp "Vauxhall and Camberwell Green" --outside',
            'organiser pilot seat --clp "Birmingham Edgbaston" --start "1 March 2026" --target 40',
        ),
        (
            _SCHEME,
            argument("--clp", help="the CLP of the seat", required=True, metavar="NAME"),
            argument("--start", help="its first day (else that of the scheme)", metavar="DATE"),
            argument("--end", help="its last day (else that of the scheme)", metavar="DATE"),
            argument("--baseline-from", help="the first day of the time before (else a year before)", metavar="DATE"),
            argument("--baseline-to", help="the last day of the time before (else the day before)", metavar="DATE"),
            argument("--outside", help="it is not in the pilot, and is compared with", action="store_true"),
            argument("--inside", help="it is in the pilot after all", action="store_true"),
            argument("--target", help="how many it is to recruit (30)", metavar="N"),
        ),
        returns=f'{{{_SCHEME_JSON}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot define",
        "Say what counts as recruited and as trained; once frozen, another version follows",
        _define,
        (
            'organiser pilot define --course "Organising basics" --needed 2 --within 90',
            'organiser pilot define --act canvassing --act stall --why "the assessors agreed"',
        ),
        (
            _SCHEME,
            argument(
                "--act", help="a kind of event that counts (given once for each)", action="append", metavar="KIND"
            ),
            argument("--needed", help="to how many of them somebody comes", metavar="N"),
            argument("--within", help="within how many days", metavar="DAYS"),
            argument("--course", help="a course that counts (given once for each)", action="append", metavar="COURSE"),
            argument("--after-recruited", help="yes: only a course after recruitment counts; no", metavar="YES"),
            argument("--active", help="after how many days somebody is asked to be active still", metavar="DAYS"),
            argument("--why", help="why a frozen definition is changed", metavar="TEXT"),
        ),
        returns=f'{{{_SCHEME_JSON}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot freeze",
        "Freeze the definition: from now on every report says it",
        _freeze,
        ("organiser pilot freeze",),
        (_SCHEME,),
        returns=f'{{{_SCHEME_JSON}, "operation"}}',
        writes=True,
    ),
    Command(
        "pilot figures",
        "Show how many activists each seat recruited and trained, as known on a day",
        _figures,
        (
            "organiser pilot figures",
            'organiser pilot figures --since 2026-01-01 --until 2026-03-31 --known "1 May 2026"',
            'organiser pilot figures --clp "Birmingham Edgbaston" --behind recruited',
        ),
        (
            _SCHEME,
            *PERIOD,
            _DEFINITION_NUMBER,
            _CLP,
            argument(
                "--behind",
                help="the people behind a figure: recruited, trained, both, active, before",
                metavar="FIGURE",
            ),
        ),
        returns=f'{{{_REPORT}}}; with --behind {{"people": [{{"uid", "name", "recruited", "trained", "evidence": '
        '[{"on", "what", "uid"}]}], "more"}',
    ),
    Command(
        "pilot return",
        "Write the return of a seat: dates, kinds, course codes and keyed hashes, no name",
        _return,
        ('organiser pilot return --clp "Birmingham Edgbaston" -o edgbaston.json',),
        (
            _SCHEME,
            argument("--clp", help="the CLP of the seat", required=True, metavar="NAME"),
            argument("-o", "--output", help="the file to write", required=True, metavar="FILE"),
            argument("--replace", help="in the place of a file that is there", action="store_true"),
        ),
        returns='{"file", "people", "digest", "clp"}',
    ),
    Command(
        "pilot gather",
        "Gather the returns of seats: a person known in two seats counts once; which are missing or old",
        _gather,
        ("organiser pilot gather edgbaston.json dulwich.json",),
        (
            argument("files", help="returns of seats, in any order", nargs="+", metavar="FILE"),
            argument("--scheme", help="the scheme (else the only one)", metavar="SCHEME"),
            *PERIOD,
            _DEFINITION_NUMBER,
            _CLP,
        ),
        returns=f'{{{_REPORT}, "came": [], "missing": [], "old": [], "older_files": [], "other_definition": [], '
        '"operation"}',
        writes=True,
    ),
)
