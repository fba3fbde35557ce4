"""The jobs that can be handed out to another laptop, as data: what goes out, what may be done there, what comes back.

A hand-out is a database of ours that holds one job's part and nothing else. A further job (a sign-in desk, a pile of
ballots, a stack of doorstep sheets) is another `Job` here; handing out and bringing back know none of them by name.
"""

from organiser.errors import CONFIGURATION, NOT_PERMITTED, USAGE, Problem
from organiser.models.base import Table
from organiser.models.contacts import TALK, TASK
from organiser.models.doorstep import ISSUE, WORDING
from organiser.models.events import EVENT, EVENT_WARD
from organiser.models.people import CONSENT, CONTACT, PERSON
from organiser.models.places import COUNCIL, WARD
from organiser.services import contacts, sheets_back
from organiser.services.hall_jobs import KEYING, SIGN_IN
from organiser.services.job import Field, Job, Kind, Part
from organiser.text import safe_text

_CHOSEN = "json_each(?1) AS chosen CROSS JOIN"
_IS_CHOSEN = "= json_extract(chosen.value, '$[0]')"


def theirs(table: Table, columns: tuple[str, ...], condition: str = "") -> Part:
    """The rows that the chosen people have of a table."""
    names = ", ".join(f"{table.name}.{name}" for name in ("id", *columns))
    owner = "id" if table.person == "id" else "person_id"
    return Part(
        table, columns, f"SELECT {names} FROM {_CHOSEN} {table.name} ON {table.name}.{owner} {_IS_CHOSEN} {condition}"
    )


RING = Job(
    name="ring",
    title="Ring",
    doing="ringing people",
    channel="call",
    commands=frozenset(
        {
            "people",
            "person",
            "contact",
            "task new",
            "task list",
            "task done",
            "task edit",
            "due",
            "history",
            "undo",
            "redo",
            "doctor",
        }
    ),
    parts=(
        # Under-18s stay marked on the other laptop too.
        theirs(PERSON, ("uid", "given", "family", "sort_key", "name_key", "minor_until")),
        Part(
            CONTACT,
            ("person_id", "kind", "value", "name_key"),
            "SELECT row_number() OVER (ORDER BY chosen.key), person.id, 'phone', json_extract(chosen.value, '$[1]'),"
            f" name_key FROM {_CHOSEN} person ON person.id {_IS_CHOSEN}",
        ),
        # Without it the other laptop would say that somebody under 18 may not be called.
        theirs(
            CONSENT,
            ("person_id", "channel", "purpose", "stance", "until"),
            "AND stance = 'guardian' AND channel IN ('call', 'any')",
        ),
        theirs(TALK, ("uid", "person_id", "on_day", "channel", "by_whom", "outcome", "said")),
        theirs(
            TASK,
            ("uid", "person_id", "title", "owner", "due", "every", "note", "state", "settled"),
            "AND state = 'open'",
        ),
    ),
    kinds=(
        Kind(TALK, arrived=contacts.arrived, withdrawn=contacts.withdrawn),
        Kind(
            TASK,
            (
                Field("title", ("title",)),
                Field("owner", ("owner",)),
                Field("date", ("due",)),
                Field("repeating", ("every",)),
                Field("note", ("note",)),
                Field("state", ("state", "settled")),
                Field("person", ("person_id",)),
            ),
        ),
    ),
)

# Of a stack of sheets ?1 holds pairs of a ward and an event (0: none): nobody who is here goes out with them.
_WARDS = "(SELECT json_extract(value, '$[0]') FROM json_each(?1))"
_EVENTS = "(SELECT json_extract(value, '$[1]') FROM json_each(?1))"

DOORSTEP = Job(
    name="doorstep",
    title="Type sheets",
    doing="typing up sheets of the doorstep",
    channel="",
    commands=frozenset(
        {
            "open",
            "doorstep add",
            "doorstep list",
            "doorstep edit",
            "doorstep remove",
            "doorstep request",
            "history",
            "undo",
            "redo",
            "doctor",
        }
    ),
    parts=(
        Part(
            COUNCIL,
            ("gss", "name"),
            f"SELECT id, gss, name FROM council WHERE id IN (SELECT council_id FROM ward WHERE id IN {_WARDS})",
        ),
        Part(
            WARD,
            ("gss", "name", "fold", "council_id"),
            f"SELECT id, gss, name, fold, council_id FROM ward WHERE id IN {_WARDS}",
        ),
        Part(
            EVENT,
            ("uid", "kind", "title", "on_day", "place"),
            f"SELECT id, uid, kind, title, on_day, place FROM event WHERE id IN {_EVENTS}",
        ),
        Part(
            EVENT_WARD,
            ("event_id", "ward_id"),
            f"SELECT id, event_id, ward_id FROM event_ward WHERE event_id IN {_EVENTS} AND ward_id IN {_WARDS}",
        ),
        Part(
            ISSUE,
            ("uid", "name", "fold", "category", "state"),
            "SELECT id, uid, name, fold, category, state FROM issue WHERE json_valid(?1)",
        ),
        Part(
            WORDING,
            ("fold", "ward_id", "issue_id"),
            f"SELECT id, fold, ward_id, issue_id FROM wording WHERE ward_id IS NULL OR ward_id IN {_WARDS}",
        ),
    ),
    kinds=(),
    takes=sheets_back.take,
)

JOBS = {job.name: job for job in (RING, DOORSTEP, SIGN_IN, KEYING)}


def find_job(name: str) -> Job:
    """The job with a name; a Problem where this version of the program knows none."""
    job = JOBS.get(name)
    if job is None:
        raise Problem(f"There is no job '{safe_text(name)}'. There are: {', '.join(JOBS)}.", USAGE)
    return job


def refuse_other_commands(name: str, title: str, command: str) -> None:
    """Problem (77) where a command is no part of the job that a file was handed out for."""
    job = JOBS.get(name)
    if job is None:
        raise Problem(
            f"This file was handed out for a job, '{name}', that only a newer organiser knows.", CONFIGURATION
        )
    if command not in job.commands:
        raise Problem(
            f"This file ({title}) was handed out for {job.doing}, and '{command}' is no part of that. "
            f"There are: {', '.join(sorted(job.commands))}.",
            NOT_PERMITTED,
        )
