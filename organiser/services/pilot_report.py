"""The report of a pilot that is published: what may be shown of the figures, written into files and kept.

What is on it follows from the dates that were asked for and from what was known then; no clock is in it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, USAGE, Problem
from organiser.formats import pilot_csv
from organiser.reports import pilot_report_files
from organiser.reports.pilot_report import Facts, Figure, Revision, SeatRow, to_html
from organiser.rules.dates import uk_date
from organiser.rules.disclosure import ALL, PART, SHOWN, SMALL, Marks, Table, crosses, values
from organiser.rules.pilot import months, overlapping
from organiser.services import pilot_disclosure, pilot_figures, pilot_revisions
from organiser.services.output_file import target_of, write_whole
from organiser.services.pilot_disclosure import ACTIVE, BEFORE, JOINED, MOVED, PEOPLE, Published
from organiser.services.pilot_figures import Asked, Report, SeatFigures
from organiser.services.pilots import Scheme
from organiser.services.seat_returns import definition_digest
from organiser.store.store import Store

FORMS = ("html", "pdf", "csv")
NOT_SHOWN, UNDER, NONE = "–", "<5", "·"
_MOST_REVISIONS = 60


class Wanted(NamedTuple):
    """Where to: a folder for all forms, or a file; `forms` none for all, or what the file's name ends in."""

    path: Path
    forms: Sequence[str] = ()
    draft: bool = False
    replace: bool = False


class Made(NamedTuple):
    """What was written; `operation` is None where it was a draft, or published so already. `hidden` counts figures."""

    files: tuple[Path, ...]
    facts: Facts
    shown: int
    hidden: int
    operation: int | None


def publish(store: Store, scheme: Scheme, asked: Asked, wanted: Wanted, rules: Sequence[str]) -> Made:
    """Write the report of a scheme and keep what it shows; `rules` are the definition in words."""
    targets = _targets(store, wanted)
    if not (scheme.version.frozen or wanted.draft):
        raise Problem("The definition is not frozen yet: 'organiser pilot freeze', or --draft to look.", USAGE)
    if not scheme.seats:
        raise Problem(f"{scheme.name} has no seat yet: 'organiser pilot seat' adds one.")
    since, until, known = whole_months(scheme, asked)
    report = pilot_figures.report(store, scheme, Asked(since, until, known))
    earlier = pilot_disclosure.published(store, scheme)
    span = (since[:7], until[:7])
    if other := crosses(span, [one.truth.recruited.span for one in earlier]):
        raise Problem(
            f"A report from {other[0]} to {other[1]} was published: figures of a period that crosses it would, with"
            " it, tell what both hide. Ask for one that holds it, lies within it, or lies beside it.",
            USAGE,
        )
    told = pilot_disclosure.decide(report, earlier)
    before = [one for one in earlier if not told.row or one.row < told.row]
    facts = facts_of(store, report, told, before, rules, draft=wanted.draft)
    figures = pilot_csv.to_bytes(pilot_report_files.rows(facts))
    digest = sha256(figures).hexdigest()
    facts = facts._replace(data_digest=digest)
    for form, target in targets.items():
        data = {"html": lambda: to_html(facts).encode(), "pdf": lambda: pilot_report_files.to_pdf(facts)}
        write_whole(target, [data[form]() if form in data else figures], replace=wanted.replace)
    operation = None if wanted.draft else pilot_disclosure.keep(store, scheme, told, digest)
    marks = [*told.recruited.values(), *told.trained.values()]
    return Made(tuple(targets.values()), facts, marks.count(SHOWN), len(marks) - marks.count(SHOWN), operation)


def _targets(store: Store, wanted: Wanted) -> dict[str, Path]:
    """The files by form."""
    suffix = wanted.path.suffix.lstrip(".").casefold()
    if unknown := [form for form in wanted.forms if form not in FORMS]:
        raise Problem(f"--format takes {', '.join(FORMS)}, not '{unknown[0]}'.", USAGE)
    if suffix in FORMS and not wanted.path.is_dir():
        if wanted.forms and tuple(wanted.forms) != (suffix,):
            raise Problem(f"{wanted.path.name} ends in .{suffix}: give a folder for other forms.", USAGE)
        return {suffix: target_of(store, wanted.path, replace=wanted.replace)}
    try:
        wanted.path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Problem(f"The folder {wanted.path} cannot be made.", CANNOT_CREATE) from None
    return {
        form: target_of(store, wanted.path / f"pilot-report.{form}", replace=wanted.replace)
        for form in FORMS
        if not wanted.forms or form in wanted.forms
    }


def whole_months(scheme: Scheme, asked: Asked) -> tuple[str, str, str]:
    """First day, last day and the day as known on: whole months, by default up to the last that is over.

    Part of a month beside the whole of it would tell what happened in a few days.
    """
    since, until, known = pilot_figures.period(scheme, asked)
    if not asked.until and until != scheme.until and not _ends_month(until):
        until = (date.fromisoformat(until).replace(day=1) - timedelta(days=1)).isoformat()
    if since != scheme.since and not since.endswith("-01"):
        raise Problem("A report that is published begins with a month, or with the scheme.", USAGE)
    if until != scheme.until and not _ends_month(until):
        raise Problem("A report that is published ends with a month, or with the scheme.", USAGE)
    if until < since:
        raise Problem("No month of the scheme is over yet.", USAGE)
    if until > known:
        raise Problem(f"The period is not over on {uk_date(known)}, the day as known on.", USAGE)
    return since, until, known


def _ends_month(day: str) -> bool:
    return (date.fromisoformat(day) + timedelta(days=1)).day == 1


# What is on it -------------------------------------------------------------------------------------------------------


def facts_of(
    store: Store, report: Report, told: Published, earlier: Sequence[Published], rules: Sequence[str], *, draft: bool
) -> Facts:
    """Everything the report says, in words; nothing in it that may not be published."""
    scheme = report.scheme
    names = [start for start, _ in months(report.since, report.until)]
    with_data = [one for one in report.seats if one.data and one.months]
    rows = {one.seat.clp.gss: _row(one, told, names) for one in with_data}
    intervals = {
        rows[one.seat.clp.gss].name: one.interval
        for one in with_data
        if not one.seat.outside and rows[one.seat.clp.gss].interval
    }
    revisions = _revisions(store, scheme, told, earlier, {gss: row.name for gss, row in rows.items()})
    command = ("organiser", "pilot", "report", scheme.name, "--since", report.since, "--until", report.until,
               "--known", report.known, "-o", "report")  # fmt: skip
    return Facts(
        scheme.name,
        draft,
        f"{uk_date(report.since)} to {uk_date(report.until)}",
        uk_date(report.known),
        f"Definition {scheme.version.number}{'' if scheme.version.frozen else ', not frozen yet'}",
        rules,
        definition_digest(scheme.version.rule),
        tuple(rows.values()),
        _total(told, names),
        _people(told),
        _baselines(with_data),
        tuple(_month(name) for name in names),
        tuple(one.seat.clp.shown for one in report.seats if not (one.data and one.months)),
        tuple(overlapping(intervals)),
        revisions,
        _revised(earlier, revisions),
        " ".join(map(quote, command)),
        "",
    )


def _month(day: str) -> str:
    """A month by the first day of it: "Mar 2026"."""
    return " ".join(uk_date(f"{day[:7]}-01").split()[1:])


def _row(one: SeatFigures, told: Published, names: Sequence[str]) -> SeatRow:
    gss, span = one.seat.clp.gss, told.truth.recruited.span
    recruited = _figure(told.truth.recruited, told.recruited, (gss, *span))
    shown = recruited.number is not None
    return SeatRow(
        one.seat.clp.shown,
        one.seat.outside,
        recruited,
        one.interval if shown else None,
        _figure(told.truth.trained, told.trained, (gss, *span)),
        _figure(told.truth.recruited, told.recruited, (gss, PART, "")),
        _lone(told, ACTIVE, gss),
        _lone(told, BEFORE, gss),
        NOT_SHOWN if not shown else f"{one.per_day:.2f}" if one.per_day is not None else "not known",
        _by_month(told.truth.recruited, told.recruited, gss, names),
        _by_month(told.truth.trained, told.trained, gss, names),
    )


def _total(told: Published, names: Sequence[str]) -> SeatRow:
    span = told.truth.recruited.span
    blank = Figure("")
    return SeatRow(
        "In all",
        False,
        _figure(told.truth.recruited, told.recruited, (ALL, *span)),
        None,
        _figure(told.truth.trained, told.trained, (ALL, *span)),
        _figure(told.truth.recruited, told.recruited, (ALL, PART, "")),
        blank,
        blank,
        "",
        _by_month(told.truth.recruited, told.recruited, ALL, names),
        _by_month(told.truth.trained, told.trained, ALL, names),
    )


def _by_month(table: Table, marks: Marks, who: str, names: Sequence[str]) -> tuple[Figure, ...]:
    return tuple(_figure(table, marks, (who, name[:7], name[:7])) for name in names)


def _figure(table: Table, marks: Marks, key: tuple[str, str, str]) -> Figure:
    if key not in marks:
        return Figure(NONE)
    return _told(marks[key], values(table)[key])


def _lone(told: Published, measure: str, who: str) -> Figure:
    return _told(told.lone[measure][who], told.truth.lone[measure][who])


def _told(mark: str, count: int) -> Figure:
    if mark == SHOWN:
        return Figure(f"{count:,}", count)
    return Figure(UNDER if mark == SMALL else NOT_SHOWN)


def _people(told: Published) -> str:
    people, moved, joined = (_lone(told, measure, ALL).words for measure in (PEOPLE, MOVED, JOINED))
    return (
        f"People recruited or trained, each counted once: {people}. Of them known in two seats: {moved}."
        f" Records joined from several that count as the best of them alone: {joined}."
    )


def _baselines(seats: Sequence[SeatFigures]) -> str:
    """From when to when the time before the start was, seat by seat where it differs."""
    spans = [
        (f"{uk_date(one.seat.baseline_since)} to {uk_date(one.seat.baseline_until)}", one.seat.clp.shown)
        for one in seats
    ]
    if len({span for span, _ in spans}) < 2:
        return f"{spans[0][0]}." if spans else ""
    return f"{'; '.join(f'{name} {span}' for span, name in spans)}."


# What changed --------------------------------------------------------------------------------------------------------


def _revisions(
    store: Store, scheme: Scheme, told: Published, earlier: Sequence[Published], names: Mapping[str, str]
) -> tuple[Revision, ...]:
    """The figures that an earlier report showed and this one shows otherwise, the latest earlier one of each."""
    found: dict[tuple[str, tuple[str, str, str]], Revision] = {}
    for one in reversed(earlier):
        pairs = (
            ("recruited", told.truth.recruited, told.recruited, one.truth.recruited, one.recruited),
            ("trained", told.truth.trained, told.trained, one.truth.trained, one.trained),
        )
        why = None
        for what, table, marks, old, old_marks in pairs:
            now, then = values(table), values(old)
            for key in now.keys() & then.keys():
                both = marks[key] == old_marks[key] == SHOWN and now[key] != then[key]
                # Both grows with the period: another one is no revision.
                if not both or key[1] == PART or (what, key) in found:
                    continue
                if why is None:
                    why = _why(store, scheme, one, told)
                seat = names.get(key[0], "In all")
                span = _month(key[1]) if key[1] == key[2] else f"{_month(key[1])} to {_month(key[2])}"
                found[what, key] = Revision(
                    seat, f"{what}, {span}", str(then[key]), uk_date(one.known), str(now[key]), why.get(key[0], "")
                )
    return tuple(found[key] for key in sorted(found))[:_MOST_REVISIONS]


def _why(store: Store, scheme: Scheme, one: Published, told: Published) -> dict[str, str]:
    """Why figures changed since an earlier report, by the code of the seat: kinds of changes, no counts."""
    if one.known >= told.known:
        when = "changed on the same day" if one.known == told.known else "as known before that"
        return dict.fromkeys((ALL, *(seat.clp.gss for seat in scheme.seats)), when)
    if store.value("SELECT 1 FROM seat_return WHERE scheme_id = ?", (scheme.id,)):
        return dict.fromkeys((seat.clp.gss for seat in scheme.seats), "a newer return came")
    kinds = pilot_revisions.reasons(store, scheme, one.known, told.known, one.until)
    seats = {seat.clp.gss: kinds.get(seat.id, ()) for seat in scheme.seats}
    all_kinds = {kind.what for found in seats.values() for kind in found}
    return {gss: pilot_revisions.words(found, counts=False) for gss, found in seats.items()} | {
        ALL: ", ".join(sorted(all_kinds))
    }


def _revised(earlier: Sequence[Published], revisions: Sequence[Revision]) -> str:
    if not earlier:
        return "This is the first report of the scheme."
    days = ", ".join(
        f"{uk_date(one.since)} to {uk_date(one.until)} as known on {uk_date(one.known)}" for one in earlier
    )
    start = f"Published before: {days}."
    if not revisions:
        return f"{start} No figure that both show is another one now."
    return f"{start} Figures of the same months that are others now:"
