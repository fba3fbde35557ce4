"""The report of a pilot that is published, and how its figures changed between two days."""

from pathlib import Path

from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.events import day_of
from organiser.commands.offices import counted
from organiser.commands.pilots import PERIOD, rule_words, which
from organiser.errors import USAGE, Problem
from organiser.rules.dates import uk_date
from organiser.services import pilot_revisions
from organiser.services.pilot_figures import Asked
from organiser.services.pilot_report import Made, Wanted, publish
from organiser.services.pilot_revisions import Revised, words
from organiser.services.pilots import counted_by
from organiser.store import clock


def _report(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    wanted = Wanted(
        Path(session.text("output")), session.texts("format"), session.flag("draft"), session.flag("replace")
    )
    asked = Asked(day_of(session, "since"), day_of(session, "until"), day_of(session, "known"))
    scheme = counted_by(scheme)
    made = publish(store, scheme, asked, wanted, tuple(rule_words(scheme.version)))
    return Result(_json(made), _lines(made))


def _json(made: Made) -> dict[str, object]:
    return {
        "files": [str(path) for path in made.files],
        "draft": made.facts.draft,
        "digest": made.facts.data_digest,
        "shown": made.shown,
        "hidden": made.hidden,
        "no_data": list(made.facts.no_data),
        "revisions": [one._asdict() for one in made.facts.revisions],
        "more": False,
        "operation": made.operation,
    }


def _lines(made: Made) -> list[str]:
    lines = [str(path) for path in made.files]
    lines.append(f"{counted(made.shown, 'figure')} shown, {made.hidden} not: under five, or telling one that is.")
    lines.append(f"Check of the figures: {made.facts.data_digest[:8]}")
    if made.facts.draft:
        lines.append("A draft: nothing of it is kept. What later reports may show does not depend on it.")
    elif made.operation is None:
        lines.append("It was published so already; nothing was changed.")
    else:
        lines.append("What it shows is kept, so that no later report tells what it hides.")
        lines.append("'organiser undo' forgets that, which paper cannot: undo only while nobody has seen it.")
    return lines


def _revisions(session: Session) -> Result:
    store, scheme = session.store(), which(session)
    first, second = day_of(session, "from_day"), day_of(session, "to_day") or clock.today()
    if not first:
        raise Problem("Say from which day: --from.", USAGE)
    found = pilot_revisions.between(store, scheme, first, second, day_of(session, "since"), day_of(session, "until"))
    changed = [one for one in found.seats if one.changed]
    data = {
        "uid": scheme.uid,
        "scheme": scheme.name,
        "from": found.since,
        "to": found.until,
        "known_first": first,
        "known_second": second,
        "by_returns": found.by_returns,
        "seats": [_revised_json(one) for one in found.seats],
        "more": False,
    }
    lines = [
        f"{scheme.name}: {uk_date(found.since)} to {uk_date(found.until)},"
        f" as known on {uk_date(first)} and on {uk_date(second)}"
    ]
    for one in changed:
        lines.append(f"{one.seat.clp.shown}: {', '.join(_changes(one))}")
        lines += [f"  {_kind_words(kind.what, kind.rows, kind.days)}" for kind in one.why]
    if not changed:
        lines.append("No figure changed.")
    if found.by_returns:
        lines.append("The figures come from returns: what a newer return changed is in the seat's own file.")
    return Result(data, lines)


def _kind_words(what: str, count: int, days: tuple[str, ...]) -> str:
    return f"{count} {what}, on {', '.join(map(uk_date, days))}" if count else what


def _figures(one: Revised) -> list[tuple[str, int, int]]:
    names = ("recruited", "trained", "recruited_and_trained", "active_after_60_days", "could_be_active_after_60_days")
    return [*zip(names, one.before, one.after, strict=True), ("baseline", one.baseline_before, one.baseline_after)]


def _changes(one: Revised) -> list[str]:
    return [f"{name.replace('_', ' ')} {then} → {now}" for name, then, now in _figures(one) if then != now]


def _revised_json(one: Revised) -> dict[str, object]:
    return {
        "uid": one.seat.uid,
        "clp": one.seat.clp.name,
        "gss": one.seat.clp.gss,
        "changed": one.changed,
        "figures": {name: {"before": then, "after": now, "by": now - then} for name, then, now in _figures(one)},
        "why": [{"what": kind.what, "count": kind.rows, "days": list(kind.days)} for kind in one.why],
        "words": words(one.why),
    }


_SCHEME = argument("scheme", help="the scheme (else the only one)", nargs="?", metavar="SCHEME")

COMMANDS = (
    Command(
        "pilot report",
        "Publish the figures of a pilot: counts only, as HTML, PDF and CSV; small ones hidden for good",
        _report,
        (
            "organiser pilot report -o report",
            'organiser pilot report "Pilot 2026" --until "31 October 2026" -o october.html',
            "organiser pilot report --draft --format pdf -o look",
        ),
        (
            _SCHEME,
            *PERIOD,
            argument("-o", "--output", help="a folder, or one file", required=True, metavar="FOLDER"),
            argument(
                "--format", help="html, pdf or csv (given once for each; else all)", action="append", metavar="FORM"
            ),
            argument("--draft", help="to look at: marked as a draft, and not kept as published", action="store_true"),
            argument("--replace", help="write over files that are there already", action="store_true"),
        ),
        returns='{"files": [], "draft", "digest", "shown", "hidden", "no_data": [], "revisions": [{"seat", "what", '
        '"was", "known", "now", "why"}], "more", "operation"}',
        writes=True,
    ),
    Command(
        "pilot revisions",
        "Show how a pilot's figures changed between two days on which they were known, and why",
        _revisions,
        ('organiser pilot revisions --from "1 May 2026" --to "1 June 2026"',),
        (
            _SCHEME,
            argument("--from", help="as known on this day", dest="from_day", required=True, metavar="DATE"),
            argument("--to", help="and on this day (else today)", dest="to_day", metavar="DATE"),
            argument("--since", help="the first day of the period (else that of the scheme)", metavar="DATE"),
            argument("--until", help="its last day (else the first day as known on)", metavar="DATE"),
        ),
        returns='{"uid", "scheme", "from", "to", "known_first", "known_second", "by_returns", "seats": [{"uid", "clp", '
        '"gss", "changed", "figures": {NAME: {"before", "after", "by"}}, "why": [{"what", "count", "days"}], '
        '"words"}], "more"}',
    ),
)
