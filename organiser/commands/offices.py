"""Offices: lists of councillors taken in, councillors listed and shown with who is behind them, offices by hand."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.rules.dates import is_far_ahead, parse_date, uk_date
from organiser.services import offices
from organiser.services.offices import KINDS, Office, Vacancy
from organiser.store import clock

if TYPE_CHECKING:
    from organiser.formats.table import Finding
    from organiser.services.behind import Behind
    from organiser.services.councillors import Imported

_WIDTH = 80
_SHOWN = 20


# Lists of councillors ------------------------------------------------------------------------------------------------


def _import(session: Session) -> Result:
    # The readers of files take longer to load than a list of councillors takes to show.
    from dataclasses import asdict

    from organiser.services.councillors import import_councillors

    on = day_of(session, "on")
    if is_far_ahead(on, clock.today()):
        raise Problem(f"{uk_date(on)} is long to come: --on takes the day on which the list was right.", USAGE)
    done = import_councillors(
        session.store(create=True), session.text("file"), session.text("council"), on, _seats(session)
    )
    data = asdict(done) | {
        "vacancies": [_vacancy_json(vacancy) for vacancy in done.vacancies],
        "refused": [_finding_json(finding) for finding in done.refused],
        "warnings": [_finding_json(finding) for finding in done.warnings],
        "questions": [_finding_json(finding) for finding in done.questions],
    }
    return Result(data, list(_imported_lines(done, on)), exit_code=FINDINGS if done.refused or done.questions else OK)


def _seats(session: Session) -> int:
    text = session.text("seats")
    if text and (not text.isdecimal() or len(text) > 2 or int(text) == 0):
        raise Problem("--seats takes how many councillors each ward elects, such as 3.", USAGE)
    return int(text or 0)


def day_of(session: Session, name: str) -> str:
    """The ISO day of an argument, today where it was not given; a Problem where it is none."""
    text = session.text(name)
    day = parse_date(text) if text else clock.today()
    if not day:
        raise Problem(f"'{text}' is not a date: write it as 6 May 2016 or 2016-05-06.", USAGE)
    return day


def _finding_json(finding: "Finding") -> dict[str, object]:
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "code": finding.code,
        "reason": finding.reason,
    }


def _vacancy_json(vacancy: Vacancy) -> dict[str, object]:
    return {"ward": vacancy.ward, "seats": vacancy.seats}


def _imported_lines(done: "Imported", on: str) -> Iterator[str]:
    parties = ", ".join(f"{party} {count}" for party, count in done.parties.items())
    yield from wrapped(f"{counted(done.councillors, 'councillor')} in {counted(done.wards, 'ward')}: {parties}.")
    yield from _vacancy_lines(done.vacancies)
    if done.unmatched_wards:
        unknown = "; ".join(done.unmatched_wards)
        yield from wrapped(f"{done.matched_wards} of these wards stood on {uk_date(on)}. Not known then: {unknown}.")
        yield from wrapped("Those are kept as written. A ward lookup of that time, or --on with the day, may help.")
    yield f"New: {done.created}. Changed: {done.updated}. Out of office: {done.ended}. As before: {done.unchanged}."
    yield from _finding_lines("Left out", done.refused)
    yield from _finding_lines("To look at", done.warnings)
    yield from _finding_lines("Questions for you", done.questions)
    if done.operation is None:
        yield "Nothing was changed."
        return
    if not (done.created or done.updated or done.ended):
        yield f"Noted: this was the list of {uk_date(on)}."
    yield f"Change {done.operation}. 'organiser undo' takes it back."


def _vacancy_lines(vacancies: Sequence[Vacancy]) -> Iterator[str]:
    if vacancies:
        seats = sum(vacancy.seats for vacancy in vacancies)
        wards = ", ".join(f"{one.ward} ({one.seats})" if one.seats > 1 else one.ward for one in vacancies)
        yield from wrapped(f"{counted(seats, 'seat')} empty: {wards}.")


def _finding_lines(heading: str, findings: "Sequence[Finding]") -> Iterator[str]:
    if findings:
        yield f"{heading}: {len(findings)}"
    for finding in findings[:_SHOWN]:
        sheet = f", sheet {finding.sheet}" if finding.sheet else ""
        yield from wrapped(f"{finding.file}{sheet}, row {finding.row}: {finding.reason}", "  ")
    if len(findings) > _SHOWN:
        yield f"  … and {len(findings) - _SHOWN} more; --json lists them all"


# Councillors ---------------------------------------------------------------------------------------------------------


def _list(session: Session) -> Result:
    on = day_of(session, "on")
    found = offices.list_councillors(session.store(), on, council=session.text("council"), ward=session.text("ward"))
    data = {
        "councillors": [
            {"uid": office.person_uid, "name": office.person, "office": office.uid} | held_json(office)
            for office in found.offices
        ],
        "vacancies": [_vacancy_json(vacancy) for vacancy in found.vacancies],
        "more": found.more,
    }
    return Result(data, list(_list_lines(found, one_council=bool(session.text("council")))))


def held_json(office: Office) -> dict[str, object]:
    """What is held, as JSON."""
    return {
        "kind": office.kind,
        "party": office.party,
        "posts": list(office.posts),
        "surgery": office.surgery,
        "ward": {"gss": office.ward.gss, "name": office.ward.name} if office.ward else None,
        "ward_written": office.ward_written or None,
        "council": office.council or None,
        "constituency": office.constituency or None,
        "branch": office.branch or None,
        "since": office.since or None,
        "until": office.until or None,
    }


def _list_lines(found: offices.Councillors, *, one_council: bool) -> Iterator[str]:
    if not found.offices:
        yield "No councillor is known to be in office there on that day."
        return
    council = ""
    for office in found.offices:
        if not one_council and office.council != council:
            council = office.council
            yield council
        yield f"{cut(office.place, 28):<28}  {cut(office.person, 28):<28}  {cut(office.party, 20)}".rstrip()
        if office.posts:
            yield from wrapped(", ".join(office.posts), " " * 30)
    yield from _vacancy_lines(found.vacancies)
    if found.more:
        yield f"{len(found.offices)}+ councillors: --council or --ward narrows it down."
    else:
        yield f"{counted(len(found.offices), 'councillor')}."


def _show(session: Session) -> Result:
    from organiser.commands.people import listed_json
    from organiser.services.behind import behind_holder
    from organiser.services.listed import describe

    store = session.store()
    person = offices.find_holder(store, " ".join(session.texts("name")))
    (listed,) = describe(store, [person])
    held = offices.offices_of(store, person)
    behind = behind_holder(store, person)
    data = listed_json(listed) | {
        "offices": [{"uid": office.uid} | held_json(office) for office in held],
        "behind": behind_json(behind),
    }
    lines = [listed.name]
    for office in held:
        lines += wrapped(office_words(office), "  ", "    ")
        for place, text in enumerate(office.surgery.splitlines()):
            lines += wrapped(text, " " * 13 if place else "    Surgery: ", " " * 13)
    return Result(data, [*lines, *behind_lines(behind)])


def office_words(office: Office) -> str:
    """An office in a line: what, where, party, posts and days."""
    title = KINDS[office.kind][0]
    where = (
        office.place if office.place == office.council or not office.council else f"{office.place}, {office.council}"
    )
    parts = [f"{title[:1].upper()}{title[1:]}{f', {where}' if where else ''}"]
    parts += [office.party] if office.party else []
    parts += [", ".join(office.posts)] if office.posts else []
    days = [f"since {uk_date(office.since)}"] if office.since else []
    days += [f"until {uk_date(office.until)}"] if office.until else []
    return "; ".join([*parts, *([" ".join(days)] if days else [])])


# Who is behind -------------------------------------------------------------------------------------------------------


def behind_json(behind: "Behind") -> dict[str, object]:
    """Who and what is behind somebody or something, as JSON."""
    from organiser.commands.people import listed_json

    return {
        "people": [
            listed_json(found.person) | {"role": found.role, "since": found.since or None} for found in behind.people
        ],
        "groups": [group._asdict() | {"since": group.since or None} for group in behind.groups],
        "more": behind.more,
    }


def behind_lines(behind: "Behind", heading: str = "Behind them") -> Iterator[str]:
    """Who and what is behind, one a line."""
    if not behind.people and not behind.groups:
        yield f"{heading}: nobody yet. 'organiser link' says who is."
        return
    more = "+" if behind.more else ""
    people = f"{len(behind.people)}{more} {'person' if len(behind.people) == 1 else 'people'}"
    groups = f" and {counted(len(behind.groups), 'group')}" if behind.groups else ""
    yield f"{heading}: {people}{groups}"
    for found in behind.people:
        ward = found.person.location.ward
        place = ward.shown if ward else found.person.postcode
        yield f"  {cut(found.person.name, 28):<28}  {cut(place, 22):<22}  {_role(found.role, found.since, 22)}".rstrip()
    for group in behind.groups:
        yield f"  {cut(group.name, 28):<28}  {cut(group.kind, 22):<22}  {_role(group.role, group.since, 22)}".rstrip()


def _role(role: str, since: str, width: int) -> str:
    return cut(f"{role}, {uk_date(since)}" if since else role, width)


# By hand -------------------------------------------------------------------------------------------------------------


def _add(session: Session) -> Result:
    since = day_of(session, "since") if session.text("since") else ""
    written = offices.add_office(
        session.store(),
        session.text("kind").casefold(),
        " ".join(session.texts("person")),
        places={name: session.text(name) for name in ("ward", "council", "constituency", "branch")},
        since=since,
        party=session.text("party"),
        posts=session.texts("post"),
    )
    lines = wrapped(f"{written.office.person}: {office_words(written.office)}.", "", "  ")
    if written.operation is None:
        lines.append("It was so already: nothing was changed.")
    return Result(_office_json(written.office) | {"created": written.made, "operation": written.operation}, lines)


def _end(session: Session) -> Result:
    on = day_of(session, "on")
    ended, operation = offices.end_offices(session.store(), session.text("person"), session.text("kind").casefold(), on)
    lines = [line for office in ended for line in wrapped(f"{office.person}: {office_words(office)}.", "", "  ")]
    return Result({"ended": [_office_json(office) for office in ended], "more": False, "operation": operation}, lines)


def _office_json(office: Office) -> dict[str, object]:
    return {"uid": office.uid, "person": {"uid": office.person_uid, "name": office.person}} | held_json(office)


# Lines ---------------------------------------------------------------------------------------------------------------


def wrapped(words: str, first: str = "", following: str | None = None) -> list[str]:
    """Words in lines that fit a narrow terminal, the first behind `first`, the others behind `following`."""
    indent = first if following is None else following
    return textwrap.wrap(words, _WIDTH, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)


def cut(text: str, width: int) -> str:
    """A text that is no longer than `width`."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def counted(number: int, kind: str) -> str:
    """A number of things in words."""
    return f"{number:,} {kind}" if number == 1 else f"{number:,} {kind}s"


_HELD = (
    '"kind", "party", "posts": [], "surgery", "ward": {"gss", "name"}, "ward_written", "council", "constituency", '
    '"branch", "since", "until"'
)
_FINDING = '{"file", "sheet", "row", "code", "reason"}'
BEHIND = (
    '"behind": {"people": [{the same as a person of organiser people, "role", "since"}], '
    '"groups": [{"uid", "name", "kind", "role", "since"}], "more"}'
)

COMMANDS = (
    Command(
        "councillors import",
        "Take in a council's list of councillors, as often as it comes",
        _import,
        (
            "organiser councillors import CouncillorsByWard.xml --council Lambeth",
            "organiser councillors import councillors.csv --council Trafford --seats 3",
            "organiser councillors import 2016.xml --council Lambeth --on 2016-05-06",
        ),
        (
            argument(
                "file",
                help="ModernGov's XML, or a CSV or XLSX file with name, ward and party; - is standard input",
                metavar="FILE",
            ),
            argument("--council", help="the council, by name or code", required=True, metavar="NAME"),
            argument("--on", help="the day on which the list was right (today)", metavar="DATE"),
            argument("--seats", help="how many councillors each ward elects: empty seats are told", metavar="N"),
        ),
        returns='{"councillors", "wards", "parties": {party: number}, "matched_wards", "unmatched_wards": [], "seats", '
        '"vacancies": [{"ward", "seats"}], "created", "updated", "ended", "unchanged", '
        f'"refused": [{_FINDING}], "warnings": [{_FINDING}], "questions": [{_FINDING}], "operation"}}',
        writes=True,
    ),
    Command(
        "councillors list",
        "List the councillors in office today or on another day",
        _list,
        ("organiser councillors list --council Lambeth", 'organiser councillors list --ward Oval --on "6 May 2016"'),
        (
            argument("--council", help="only those of this council", metavar="NAME"),
            argument("--ward", help="only those of this ward, by name or code", metavar="WARD"),
            argument("--on", help="the day (today)", metavar="DATE"),
        ),
        returns=f'{{"councillors": [{{"uid", "name", "office", {_HELD}}}], '
        '"vacancies": [{"ward", "seats"}], "more"}',
    ),
    Command(
        "councillors show",
        "Show a councillor, or whoever holds an office: who and what is behind them",
        _show,
        ("organiser councillors show Cllr Jo Bloggs", "organiser councillors show bloggs"),
        (argument("name", help="their name or a part of it, or their code", nargs="+", metavar="NAME"),),
        returns=f'{{the same as a person of organiser people, "offices": [{{"uid", {_HELD}}}], {BEHIND}}}',
    ),
    Command(
        "offices add",
        "Say that somebody is councillor, MP, mayor, PCC, PPC or an officer",
        _add,
        (
            'organiser offices add councillor "Jo Bloggs" --ward Downham --since "2 May 2024" --party Labour',
            'organiser offices add officer "Ann Smith" --branch Downham --post secretary',
            'organiser offices add mp "Sam Jones" --constituency "Lewisham East"',
        ),
        (
            argument("kind", help=", ".join(KINDS), metavar="KIND"),
            argument("person", help="words that find one person, or their code", nargs="+", metavar="PERSON"),
            argument("--ward", help="the ward, by name or code", metavar="WARD"),
            argument("--council", help="the council", metavar="NAME"),
            argument("--constituency", help="the constituency or its CLP", metavar="NAME"),
            argument("--branch", help="the branch", metavar="BRANCH"),
            argument("--since", help="their first day in office", metavar="DATE"),
            argument("--party", help="their party", metavar="PARTY"),
            argument(
                "--post", help="a post held with it (may be given several times)", action="append", metavar="TEXT"
            ),
        ),
        returns=f'{{"uid", "person": {{"uid", "name"}}, {_HELD}, "created", "operation"}}',
        writes=True,
    ),
    Command(
        "offices end",
        "Say that somebody holds an office no more",
        _end,
        ('organiser offices end "Jo Bloggs" --on "7 May 2026"', 'organiser offices end "Ann Smith" officer'),
        (
            argument("person", help="their name or a part of it, or their code", metavar="PERSON"),
            argument(
                "kind", help=f"which office, where they hold several: {', '.join(KINDS)}", nargs="?", metavar="KIND"
            ),
            argument("--on", help="the day from which they hold it no more (today)", metavar="DATE"),
        ),
        returns=f'{{"ended": [{{"uid", "person": {{"uid", "name"}}, {_HELD}}}], "more", "operation"}}',
        writes=True,
    ),
)
