"""Places: loading official lists, the wards of a day, what a postcode tells, and branches."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from organiser.commands.command import Command, Result, Session, argument
from organiser.errors import FINDINGS, OK, USAGE, Problem
from organiser.formats.table import Finding
from organiser.rules.dates import parse_date, uk_date
from organiser.rules.places import place_fold
from organiser.services import branches as branch_service
from organiser.services import places as place_service
from organiser.services.branches import Covered
from organiser.services.places import Branch, Location, Place, Ward
from organiser.store import clock

if TYPE_CHECKING:
    from organiser.services.place_files import Loaded

_WIDTH = 80
_WIDEST_NAME = 36
_MOST_ROWS_SHOWN = 5


# Loading lists -------------------------------------------------------------------------------------------------------


def _import(session: Session) -> Result:
    # The readers of files take longer to load than a postcode takes to look up.
    from organiser.services.place_files import load_places

    loaded = load_places(session.store(create=True), session.texts("files"), session.texts("council"), session.progress)
    data: dict[str, object] = {
        "rows": loaded.rows,
        "kept": loaded.kept,
        "wards": loaded.wards,
        "constituencies": loaded.constituencies,
        "councils": loaded.councils,
        "divisions": loaded.divisions,
        "split_wards": loaded.split_wards,
    }
    if loaded.postcodes is not None:
        data |= {"postcodes": loaded.postcodes, "live": loaded.live}
    data |= {
        "created": loaded.created,
        "updated": loaded.updated,
        "unchanged": loaded.unchanged,
        "refused": [_finding_as_json(finding) for finding in loaded.refused],
        "left_out": loaded.left_out,
        "operation": loaded.operation,
    }
    return Result(data, _loaded_lines(loaded), exit_code=FINDINGS if loaded.left_out else OK)


def _finding_as_json(finding: Finding) -> dict[str, object]:
    return {
        "file": finding.file,
        "sheet": finding.sheet,
        "row": finding.row,
        "code": finding.code,
        "reason": finding.reason,
    }


def _loaded_lines(loaded: "Loaded") -> Iterator[str]:
    passed_over = loaded.rows - loaded.kept - loaded.left_out
    yield f"Read {_count(loaded.rows, 'row')}" + (f", kept {loaded.kept:,} of them." if passed_over else ".")
    split = f", {loaded.split_wards:,} of them in several constituencies" if loaded.split_wards else ""
    live = f", {loaded.live:,} of them live" if loaded.live is not None else ""
    for number, kind, more in (
        (loaded.councils, "council", ""),
        (loaded.constituencies, "constituency", ""),
        (loaded.wards, "ward", split),
        (loaded.divisions, "county division", ""),
        (loaded.postcodes or 0, "postcode", live),
    ):
        if number:
            yield f"  {_count(number, kind)}{more}"
    yield from _left_out_lines(loaded)
    if loaded.operation is None:
        yield "All of this was known already: nothing was changed."
    else:
        yield f"New: {loaded.created:,}. Changed: {loaded.updated:,}. As before: {loaded.unchanged:,}."
        yield "'organiser undo' takes it back."


def _left_out_lines(loaded: "Loaded") -> Iterator[str]:
    if loaded.left_out:
        yield f"Left out {_count(loaded.left_out, 'row')}:"
    for finding in loaded.refused[:_MOST_ROWS_SHOWN]:
        sheet = f", {finding.sheet}" if finding.sheet else ""
        yield from _wrapped(f"{finding.file}{sheet}, row {finding.row}: {finding.reason}.", "  ")
    if loaded.left_out > _MOST_ROWS_SHOWN:
        yield f"  … and {loaded.left_out - _MOST_ROWS_SHOWN:,} more; --json lists them."


# Wards ---------------------------------------------------------------------------------------------------------------


def _wards(session: Session) -> Result:
    typed = session.text("on")
    on = parse_date(typed) if typed else clock.today()
    if not on:
        raise Problem(f"'{typed}' is not a date: write it as 6 May 2016 or 2016-05-06.", USAGE)
    constituency, council = session.text("constituency"), session.text("council")
    found = place_service.wards(session.store(), on, constituency=constituency, council=council)
    data = {"wards": [_ward_as_json(ward) for ward in found], "more": False}
    return Result(data, _ward_lines(found, seat=place_fold(constituency), one_council=bool(council)))


def _ward_as_json(ward: Ward) -> dict[str, object]:
    return {
        **_place_as_json(ward.place),
        "council": ward.council.shown if ward.council else None,
        "constituencies": [place.shown for place in ward.constituencies],
        "since": ward.span.since,
        "until": ward.span.until,
        "successor": _place_as_json(ward.successor) if ward.successor else None,
    }


def _place_as_json(place: Place) -> dict[str, object]:
    return {"gss": place.gss, "name": place.name or None}


def _ward_lines(found: Sequence[Ward], *, seat: str, one_council: bool) -> Iterator[str]:
    """One line a ward, or more where it needs them; the constituency and council asked for are not said again."""
    if not found:
        yield "No ward stands there on that day."
        return
    widest = min(max(len(ward.place.shown) for ward in found), _WIDEST_NAME)
    for ward in found:
        council = ward.council.shown if ward.council and not one_council else ""
        others = "; ".join(place.shown for place in ward.constituencies if place_fold(place.shown) != seat)
        if seat:
            others = f"also in {others}" if others else ""
        elif not others:
            others = "constituency not known"
        about = ": ".join(filter(None, (council, others)))
        name = f"{ward.place.shown:<{widest}}  "
        yield from _wrapped(f"{about}{_end_of(ward)}", name, " " * len(name)) or [name.rstrip()]
    yield f"{_count(len(found), 'ward')}."


def _end_of(ward: Ward) -> str:
    if ward.span.until is None:
        return ""
    return f" (until {ward.span.until}, then redrawn" + (" under the same name)" if ward.successor else ")")


# Postcodes -----------------------------------------------------------------------------------------------------------


def _postcode(session: Session) -> Result:
    where = place_service.locate(session.store(), session.text("postcode"), None, clock.today())
    if where.live is None:
        data = {"postcode": where.postcode, "live": None, "ward": None, "reason": where.reason}
        return Result(data, notes=[f"{where.reason[:1].upper()}{where.reason[1:]}."], exit_code=FINDINGS)
    return Result(_location_as_json(where), _location_lines(where))


def _location_as_json(where: Location) -> dict[str, object]:
    return {
        "postcode": where.postcode,
        "live": where.live,
        "ended": where.ended or None,
        "ward": _place_as_json(where.ward) if where.ward else None,
        "council": where.council.shown if where.council else None,
        "constituencies": [place.shown for place in where.constituencies],
        "constituency": where.constituency.shown if where.constituency else None,
        "division": _place_as_json(where.division) if where.division else None,
        "split": where.split,
        "branches": [_branch_as_json(branch) for branch in where.branches],
        "branch": _branch_as_json(where.branch) if where.branch else None,
        "reason": where.reason or None,
    }


def _branch_as_json(branch: Branch) -> dict[str, object]:
    return {"uid": branch.uid, "name": branch.name, "clp": branch.clp.shown}


def _location_lines(where: Location) -> Iterator[str]:
    yield where.postcode + (f" (ended in {_month(where.ended)})" if where.ended else "")
    constituencies = "; or ".join(place.shown for place in where.constituencies)
    branches = "; or ".join(branch.name for branch in where.branches)
    for title, words in (
        ("Ward", _named(where.ward)),
        ("Council", _named(where.council)),
        ("Constituency", where.constituency.shown if where.constituency else constituencies),
        ("Division", _named(where.division)),
        ("Branch", branches or ("none covers it yet" if where.constituency else "")),
    ):
        if words:
            yield from _wrapped(words, f"  {title:<14}", " " * 16)
    if where.reason:
        yield from _wrapped(f"Not certain: {where.reason}.", "", "  ")


def _named(place: Place | None) -> str:
    if place is None:
        return ""
    return place.name or f"{place.gss} (no list has named it yet)"


def _month(ended: str) -> str:
    return uk_date(f"{ended}-01").removeprefix("1 ")


# Branches ------------------------------------------------------------------------------------------------------------


def _add_branch(session: Session) -> Result:
    added = branch_service.add_branch(
        session.store(create=True), session.text("name"), session.text("clp"), session.texts("ward")
    )
    data = {**_covered_as_json(added.covered), "created": added.made, "operation": added.operation}
    lines = [_branch_title(added.covered.branch), *_covered_lines(added.covered)]
    if added.operation is None:
        lines.append("It was so already: nothing was changed.")
    return Result(data, lines)


def _list_branches(session: Session) -> Result:
    found = branch_service.list_branches(session.store(), session.text("clp"))
    data = {"branches": [_covered_as_json(covered) for covered in found], "more": False}
    return Result(data, _branch_lines(found))


def _show_branch(session: Session) -> Result:
    from organiser.commands.offices import behind_json, behind_lines
    from organiser.services.behind import behind_branch

    store = session.store()
    shown = branch_service.show_branch(store, session.text("name"), session.text("clp"))
    behind = behind_branch(store, shown.covered.branch.id)
    data = {
        **_covered_as_json(shown.covered),
        "people": shown.people,
        "unsure": shown.unsure,
        "behind": behind_json(behind),
        "more": False,
    }
    lines = [_branch_title(shown.covered.branch), *_covered_lines(shown.covered)]
    lines.append(f"  {_people(shown.people)} here.")
    if shown.unsure:
        more = f"{_people(shown.unsure)} in a ward of which only a part may be this branch's: it cannot be told who."
        lines.extend(_wrapped(more, "  "))
    return Result(data, [*lines, *behind_lines(behind, "Behind it")])


def _people(number: int) -> str:
    words = {0: "Nobody on file lives", 1: "1 person lives"}
    return words.get(number, f"{number:,} people live")


def _covered_as_json(covered: Covered) -> dict[str, object]:
    return {**_branch_as_json(covered.branch), "wards": [_place_as_json(ward) for ward in covered.wards]}


def _branch_title(branch: Branch) -> str:
    return f"{branch.name}, {branch.clp.shown} CLP"


def _branch_lines(found: Sequence[Covered]) -> Iterator[str]:
    if not found:
        yield "There are no branches yet: 'organiser branches add' sets one up."
    for covered in found:
        yield _branch_title(covered.branch)
        yield from _covered_lines(covered)


def _covered_lines(covered: Covered) -> Iterator[str]:
    yield from _wrapped("; ".join(ward.shown for ward in covered.wards), "  Wards: ", " " * 9)


# Lines ---------------------------------------------------------------------------------------------------------------


def _wrapped(words: str, first: str, following: str | None = None) -> list[str]:
    """Words in lines that fit a narrow terminal, the first behind `first`, the others behind `following`."""
    indent = first if following is None else following
    return textwrap.wrap(
        words, _WIDTH, initial_indent=first, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _count(number: int, kind: str) -> str:
    if number == 1:
        return f"1 {kind}"
    return f"{number:,} {kind[:-1]}ies" if kind.endswith("y") else f"{number:,} {kind}s"


_PLACE = '{"gss", "name"}'
_BRANCH = '{"uid", "name", "clp"}'
_COVERED = f'"uid", "name", "clp", "wards": [{_PLACE}]'

COMMANDS = (
    Command(
        "places import",
        "Load ward lookups and postcode directories, as the statistics office and councils give them out",
        _import,
        (
            "organiser places import ward_lookup.csv",
            "organiser places import ONSPD.csv --council Lewisham --council Lambeth",
        ),
        (
            argument(
                "files",
                help="ward lookups, lists of constituencies or councils, postcode directories; where two directories"
                " differ on a postcode, the one named last holds",
                nargs="+",
                metavar="FILE",
            ),
            argument(
                "--council",
                help="keep only what belongs to this council (name or code; may be given several times)",
                action="append",
                metavar="NAME",
            ),
        ),
        returns=(
            '{"rows", "kept", "wards", "constituencies", "councils", "divisions", "split_wards", "postcodes" and "live"'
            ' (where a file is a postcode directory), "created", "updated", "unchanged",'
            ' "refused": [{"file", "sheet", "row", "code", "reason"}], "left_out", "operation"}'
        ),
        writes=True,
    ),
    Command(
        "places wards",
        "List the wards of today or of another day, with their constituencies",
        _wards,
        (
            'organiser places wards --constituency "Birmingham Edgbaston"',
            'organiser places wards --council Lambeth --on "6 May 2016"',
        ),
        (
            argument("--constituency", help="only the wards that lie in this constituency", metavar="NAME"),
            argument("--council", help="only the wards of this council", metavar="NAME"),
            argument("--on", help="the day, such as 6 May 2016 (today)", metavar="DATE"),
        ),
        returns=(
            f'{{"wards": [{{"gss", "name", "council", "constituencies", "since", "until", "successor": {_PLACE}}}],'
            ' "more"}'
        ),
    ),
    Command(
        "places postcode",
        "Show the ward, constituency and branch of a postcode",
        _postcode,
        ('organiser places postcode "SE13 5AB"', "organiser places postcode se135ab"),
        (argument("postcode", help="a postcode, in any spelling", metavar="POSTCODE"),),
        returns=(
            f'{{"postcode", "live", "ended", "ward": {_PLACE}, "council", "constituencies", "constituency",'
            f' "division": {_PLACE}, "split", "branches": [{_BRANCH}], "branch": {_BRANCH}, "reason"}};'
            ' for one that is not known {"postcode", "live": null, "ward": null, "reason"}'
        ),
    ),
    Command(
        "branches add",
        "Set up a branch of a CLP, or give it more wards",
        _add_branch,
        (
            'organiser branches add "Catford Branch" --clp "Lewisham East" --ward "Catford South"',
            'organiser branches add "Catford Branch" --clp "Lewisham East" --ward "Rushey Green" --ward Bellingham',
        ),
        (
            argument("name", help="what the branch is called", metavar="NAME"),
            argument("--clp", help="its CLP: the name of the constituency", required=True, metavar="NAME"),
            argument(
                "--ward",
                help="a ward that it covers, by name or code (may be given several times)",
                action="append",
                required=True,
                metavar="NAME",
            ),
        ),
        returns=f'{{{_COVERED}, "created", "operation"}}',
        writes=True,
    ),
    Command(
        "branches show",
        "Show a branch: its wards, how many people live there, and who and what is behind it",
        _show_branch,
        ('organiser branches show "Catford Branch"',),
        (
            argument("name", help="what the branch is called", metavar="NAME"),
            argument("--clp", help="its CLP, where several have a branch of that name", metavar="NAME"),
        ),
        returns=f'{{{_COVERED}, "people", "unsure", "behind": {{the same as of councillors show}}, "more"}}',
    ),
    Command(
        "branches list",
        "List the branches and their wards",
        _list_branches,
        ("organiser branches list", 'organiser branches list --clp "Lewisham East"'),
        (argument("--clp", help="only the branches of this CLP", metavar="NAME"),),
        returns=f'{{"branches": [{{{_COVERED}}}], "more"}}',
    ),
)
