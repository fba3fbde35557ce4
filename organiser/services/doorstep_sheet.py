"""The sheet of a ward for the next round of doors, to print: what is known there as prompts, and blank rows."""

from pathlib import Path
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.reports.doorstep_sheet import SheetFacts, to_html
from organiser.rules.dates import uk_date
from organiser.rules.quoting import names_somebody
from organiser.services.events import find_event
from organiser.services.imprint import imprint
from organiser.services.offices import one_ward
from organiser.services.pages import put
from organiser.services.places import Place
from organiser.services.ranking import Asked, ranking
from organiser.store import clock
from organiser.store.store import Store
from organiser.text import safe_text

ROWS, _MOST_ROWS = 30, 300
_PROMPTS = 8
_LONGEST_PROMPT = 60


class Wanted(NamedTuple):
    """Which sheet: the ward by words (else that of the event), an event and a street by words or "", blank rows."""

    ward: str = ""
    event: str = ""
    street: str = ""
    rows: int = ROWS


class Printed(NamedTuple):
    """The page that was made, the ward it is of, and what is not set of imprint and notice ("": it is no draft)."""

    file: Path
    ward: Place
    missing: str


def print_sheet(store: Store, wanted: Wanted, path: Path | None = None, *, replace: bool = False) -> Printed:
    """Write the sheet to `path`, else into the folder of printed pages; it names nobody.

    Problem where a ward or event is not known, the rows are not 1 to 300, or the file cannot be written.
    """
    if not 1 <= wanted.rows <= _MOST_ROWS:
        raise Problem(f"--rows takes 1 to {_MOST_ROWS}.", USAGE)
    event = find_event(store, wanted.event) if wanted.event else None
    if wanted.ward:
        ward = one_ward(store, wanted.ward, event.on if event else clock.today())
    elif event and len(event.wards) == 1:
        ward = event.wards[0]
    else:
        raise Problem("Say for which ward it is: --ward.", USAGE)
    set_up = imprint(store)
    missing = ", ".join((*set_up.missing, *set_up.notice_missing))
    facts = SheetFacts(
        ward.shown,
        uk_date(event.on) if event else "",
        event.shown if event else "",
        safe_text(wanted.street),
        wanted.rows,
        prompts(store, ward),
        set_up.notice,
        set_up.line,
        missing,
    )
    return Printed(put(store, f"sheet {ward.shown}", to_html(facts), path, replace=replace), ward, missing)


def prompts(store: Store, ward: Place) -> list[str]:
    """The issues heard most in a ward, at most eight; "Other" is none, nor is one whose name names a person."""
    people = known_behind(store, ward)
    ranked = next((one.ranking for one in ranking(store, Asked(ward=ward.gss)).wards), [])
    names = [one.issue.name for one in ranked if one.issue.offered]
    names = [name for name in names if not names_somebody(name, people)][:_PROMPTS]
    return [name if len(name) <= _LONGEST_PROMPT else f"{name[: _LONGEST_PROMPT - 1]}…" for name in names]


def known_behind(store: Store, ward: Place) -> list[str]:
    """The names of the residents who were met at the doors of a ward."""
    rows = store.rows(
        "SELECT DISTINCT trim(given || ' ' || family) FROM conversation JOIN person ON person.id = person_id"
        " WHERE conversation.ward_id = ?",
        (ward.id,),
    )
    return [name for (name,) in rows]
