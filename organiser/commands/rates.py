"""The contact rate of wards, and the electorates that it is worked out from."""

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import wrap

from organiser.commands.asked import PERIOD, PLACES, asked_of
from organiser.commands.command import Command, Result, Session, argument
from organiser.commands.offices import counted, cut
from organiser.errors import FINDINGS, OK
from organiser.rules.contact_rate import COUNTED, OF, percent_words
from organiser.rules.dates import uk_date
from organiser.services.contact_rate import Rates, Reached, WardRate, rates
from organiser.services.electorates import Taken, import_electorates


def _electorate(session: Session) -> Result:
    done = import_electorates(session.store(), session.text("file"), session.text("of"), session.text("on"))
    data = {
        "on": done.on,
        "rows": done.rows,
        "new": done.new,
        "mended": done.mended,
        "known": done.known,
        "of": done.of,
        "refused": [asdict(one) for one in done.refused],
        "more": done.more,
        "operation": done.operation,
    }
    return Result(data, list(_taken_lines(done)), exit_code=FINDINGS if done.refused else OK)


def _taken_lines(done: Taken) -> Iterator[str]:
    told = ", ".join(f"{done.of[kind]:,} numbers of {kind}" for kind in OF if done.of[kind]) or "no usable number"
    yield f"{counted(done.rows, 'row')}: {told}, which stand for {uk_date(done.on)}."
    yield f"  {done.new:,} new, {done.mended:,} mended, {done.known:,} known already."
    if done.refused:
        yield "Left out:"
    for one in done.refused[:20]:
        yield f"  {', '.join(filter(None, (one.file, one.sheet, f'row {one.row}' * bool(one.row))))}: {one.reason}"
    if len(done.refused) > 20:
        yield f"  and {len(done.refused) - 20:,} more: --json lists them."
    if done.operation is not None:
        yield "'organiser undo' takes it back."


def _rate(session: Session) -> Result:
    found = rates(session.store(), asked_of(session), session.text("of"))
    data = {
        "since": found.period.since,
        "until": found.period.until,
        "before": found.before._asdict(),
        "definition": COUNTED,
        "wards": [_ward_json(one) for one in found.wards],
        "more": found.more,
    }
    return Result(data, list(_rate_lines(found)))


def _ward_json(one: WardRate) -> dict[str, object]:
    return {
        "ward": one.ward.name or None,
        "gss": one.ward.gss,
        **_reached_json(one.now),
        "before": _reached_json(one.before),
        "support": one.support or None,
    }


def _reached_json(one: Reached) -> dict[str, object]:
    return {
        "residents": one.residents,
        "homes": one.homes,
        "doors": one.doors,
        "contacted": one.contacted,
        "of": one.of,
        "number": one.electorate.number if one.electorate else None,
        "number_on": one.electorate.on if one.electorate else None,
        "percent": one.percent,
    }


def _rate_lines(found: Rates) -> Iterator[str]:
    yield f"Contact rate, {found.period.shown}, beside {found.before.shown}; wards by name"
    if not found.wards:
        yield "Nothing to tell yet: 'organiser doorstep import' takes doors in, 'doorstep electorate' electors."
        return
    yield f"{'Ward':<26} {'this year':>24}   the year before"
    for one in found.wards:
        yield f"{cut(one.ward.shown, 26):<26} {_told(one.now):>24}   {_told(one.before)}"
        if one.support:
            yield f"  {one.support}"
    unknown = next((one.now.unknown for one in found.wards if one.now.unknown), "")
    if unknown:
        yield f"of ?: {unknown}. 'organiser doorstep electorate' takes a list of them in."
    for kind in OF:
        if any(one.now.of == kind for one in found.wards):
            yield from wrap(f"Counted, of {kind}: {COUNTED[kind]}", 80)
    if found.more:
        yield "There are more wards: --ward, --branch or --council narrows it down."


def _told(one: Reached) -> str:
    if one.electorate is None:
        return f"{one.contacted:,} of ?"
    share = percent_words(one.percent) if one.contacted else "none yet"
    return f"{one.contacted:,} of {one.electorate.number:,} = {share}"


_REACHED = '"residents", "homes", "doors", "contacted", "of", "number", "number_on", "percent"'
_FINDING = '{"file", "sheet", "row", "code", "reason"}'

COMMANDS = (
    Command(
        "doorstep electorate",
        "Take in how many electors or households each ward has, for the contact rate",
        _electorate,
        (
            'organiser doorstep electorate electors.csv --on "1 December 2025"',
            "organiser doorstep electorate homes.xlsx --of households",
        ),
        (
            argument(
                "file", help="a CSV or .xlsx file of ward code or name and number; - is standard input", metavar="FILE"
            ),
            argument("--of", help="what is counted: electors or households (else as its heading says)", metavar="WHAT"),
            argument("--on", help="the day for which the numbers stand (else today)", metavar="DATE"),
        ),
        returns=f'{{"on", "rows", "new", "mended", "known", "of": {{"electors", "households"}}, '
        f'"refused": [{_FINDING}], "more", "operation"}}',
        writes=True,
    ),
    Command(
        "doorstep rate",
        "Show the contact rate of wards, this year beside last",
        _rate,
        (
            "organiser doorstep rate",
            'organiser doorstep rate --ward "Crofton Park" --since 2026-01-01 --until 2026-06-30',
        ),
        (
            *PLACES,
            *PERIOD,
            argument("--of", help="over electors or households (else whichever is known)", choices=OF, metavar="WHAT"),
        ),
        returns=f'{{"since", "until", "before": {{"since", "until"}}, "definition": {{"electors", "households"}}, '
        f'"wards": [{{"ward", "gss", {_REACHED}, "before": {{{_REACHED}}}, "support"}}], "more"}}',
    ),
)
