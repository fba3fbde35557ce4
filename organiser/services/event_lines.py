"""An event typed in one line: which wards, branch and person its words mean, shown before it is saved."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.dates import uk_date
from organiser.rules.event_line import Line, parse, runs
from organiser.rules.events import KINDS
from organiser.services import events
from organiser.services.events import Draft, Written
from organiser.services.listed import Listed
from organiser.services.marking import likeliest
from organiser.services.offices import one_ward
from organiser.services.people import find_one
from organiser.store import clock
from organiser.store.store import Store

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOST = 6


class Understood(NamedTuple):
    """An event as a line says it; `problems` keep it from being saved, `meant` are those who may be meant as leader."""

    draft: Draft
    on: str
    said: Sequence[tuple[str, str]]
    problems: Sequence[str]
    leader: str
    meant: Sequence[Listed]


def understand(store: Store, line: str) -> Understood:
    """What a line says, part by part, and what in it is not understood yet."""
    today = clock.today()
    wards = _wards(store, runs(line))
    branches = {row[0] for row in store.rows("SELECT fold FROM branch")}
    found = parse(line, today, wards, branches)
    on = found.on or today
    problems = [found.problem] if found.problem else []
    if not found.kind:
        problems.append(f"Say what kind of event it is: {', '.join(KINDS)}.")
    shown_wards = []
    for words in found.wards:
        try:
            shown_wards.append(one_ward(store, words, on).shown)
        except Problem as problem:
            problems.append(problem.sentence)
            shown_wards.append(words)
    meant = likeliest(store, found.leader, _MOST) if found.leader else []
    leader = found.leader
    if leader:
        try:
            number = find_one(store, leader)
            leader = next((person.name for person in meant if person.id == number), leader)
            meant = [person for person in meant if person.id == number]
        except Problem as problem:
            several = "Several people may be meant as leader: tab takes the one under the cursor."
            problems.append(several if meant else problem.sentence)
    draft = Draft(
        kind=found.kind,
        title=found.title,
        on=on,
        place=found.place,
        note=found.note,
        branch=found.branch,
        leader=found.leader,
        wards=found.wards,
        at=found.at,
    )
    return Understood(draft, on, _said(found, on, today, shown_wards, leader), problems, found.leader, meant)


def new(store: Store, line: str) -> Written:
    """Save an event that was typed in one line; Problem where a part of it is not understood."""
    found = understand(store, line)
    if found.problems:
        raise Problem(found.problems[0])
    return events.add_event(store, found.draft)


def weekday(day: str) -> str:
    """The day of the week of an ISO day: "Sat"."""
    from datetime import date

    return _WEEKDAYS[date.fromisoformat(day).weekday()]


def when(day: str, at: str, today: str) -> str:
    """Day and time as screens show them: "Sat 28 Nov 10:30"."""
    return " ".join(filter(None, (weekday(day), uk_date(day, today), at)))


def _wards(store: Store, folds: set[str]) -> set[str]:
    """Which of some folded names are wards where anybody lives, works or has been: any other word is a word."""
    rows = store.rows(
        "SELECT DISTINCT fold FROM ward WHERE fold IN (SELECT value FROM json_each(?))"
        " AND (EXISTS (SELECT 1 FROM postcode WHERE postcode.ward_id = ward.id)"
        " OR EXISTS (SELECT 1 FROM branch_ward WHERE branch_ward.ward_id = ward.id)"
        " OR EXISTS (SELECT 1 FROM person WHERE person.ward_id = ward.id)"
        " OR EXISTS (SELECT 1 FROM conversation WHERE conversation.ward_id = ward.id)"
        " OR EXISTS (SELECT 1 FROM office WHERE office.ward_id = ward.id)"
        " OR fold LIKE '% %')",
        (json.dumps(sorted(folds)),),
    )
    return {row[0] for row in rows}


def _said(found: Line, on: str, today: str, wards: Sequence[str], leader: str) -> list[tuple[str, str]]:
    ago = " (today)" if on == today else " (past)" if on < today else ""
    parts = (
        ("Kind", found.kind),
        ("Title", found.title),
        ("When", f"{when(on, found.at, today)}{ago}"),
        ("Place", found.place),
        ("Wards" if len(wards) > 1 else "Ward", ", ".join(wards)),
        ("Branch", found.branch),
        ("Led by", leader),
        ("Note", found.note),
    )
    return [(label, words) for label, words in parts if words]
