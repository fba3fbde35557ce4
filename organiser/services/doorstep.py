"""Conversations at the door, as they are typed in: what residents said, filed at once under the issues they name."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.doorstep import CONVERSATION
from organiser.rules.conversation import ANSWERS, OUTCOMES, answer_of, household, outcome_of, read_line
from organiser.rules.postcodes import parse_postcode
from organiser.rules.wording import wording_fold
from organiser.services.events import find_event
from organiser.services.issues import Filer, find_issue
from organiser.services.offices import one_ward
from organiser.services.people import find_one
from organiser.services.places import Place
from organiser.services.tasks import read_past
from organiser.store import clock
from organiser.store.engine import Row, Value
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_lines, safe_text


class Round(NamedTuple):
    """What all conversations of a sheet share, as it was typed: each by words, or "".

    Ward and day follow from the event where they are not said; `on` is a day past, today where nothing says it.
    """

    ward: str = ""
    on: str = ""
    event: str = ""
    by: str = ""
    street: str = ""
    postcode: str = ""


class Typed(NamedTuple):
    """One conversation as it was typed: a line (rules.conversation.read_line), and what is said beside it, or ""."""

    line: str
    outcome: str = ""
    door: str = ""
    conference: str = ""
    helping: str = ""
    person: str = ""
    issue: str = ""


class Sheet(NamedTuple):
    """What a round stands for: the ward, the ISO day, the event by id, who knocked, where."""

    ward: Place
    on: str
    event: int | None
    by: str
    street: str
    postcode: str


class Conversation(NamedTuple):
    """A conversation. `issue` is the name of the one it is filed under, "" where nothing was answered."""

    uid: str
    on: str
    ward: Place
    outcome: str
    wording: str
    issue_uid: str
    issue: str
    door: str
    street: str
    postcode: str
    by: str
    conference: str
    helping: str
    person_uid: str
    person: str


class Noted(NamedTuple):
    """Conversations that were typed in as one change, and its number."""

    conversations: list[Conversation]
    operation: int | None


def add(store: Store, typed: Sequence[Typed], shared: Round) -> Noted:
    """Write down conversations of one round as one change, or none: Problem where one of them is not understood."""
    place = settle(store, shared)
    rows = [_read(store, one, place) for one in typed]
    if not rows:
        raise Problem("Nothing was said: one conversation a line, in the resident's words.", USAGE)
    chosen = [find_issue(store, one.issue).id if one.issue else None for one in typed]
    words = f"{len(rows):,} conversation{'' if len(rows) == 1 else 's'}"
    with store.operation(f"Write down {words} in {place.ward.shown}", kind="doorstep") as work:
        filer, ids = Filer(work), []
        for row, issue in zip(rows, chosen, strict=True):
            wording = str(row["wording"])
            if issue is not None:
                filer.file(wording, place.ward.id, issue)
            else:
                issue = filer.issue_of(wording, place.ward.id)
            ids.append(work.insert_with_uid(CONVERSATION, issue_id=issue, **row))
    found = (store.rows(f"{CONVERSATIONS} WHERE conversation.id = ?", (number,)) for number in ids)
    return Noted([conversation_of(rows[0]) for rows in found], work.operation_id)


def settle(store: Store, shared: Round) -> Sheet:
    """Find the places and days that a round names; Problem where one is not known, or no ward is."""
    event = find_event(store, shared.event) if shared.event else None
    on = read_past(shared.on) if shared.on or event is None else event.on
    if shared.ward:
        ward = one_ward(store, shared.ward, on)
    elif event is not None and len(event.wards) == 1:
        ward = event.wards[0]
    else:
        raise Problem("Say in which ward it was: --ward.", USAGE)
    postcode = parse_postcode(shared.postcode) if shared.postcode else ""
    if shared.postcode and not postcode:
        raise Problem(f"'{safe_text(shared.postcode)}' is not a postcode.", USAGE)
    by = safe_text(shared.by) or store.who
    return Sheet(ward, on, event.number if event else None, by, safe_text(shared.street), postcode)


def ward_of(store: Store, words: str) -> int | None:
    """The id of the ward of this name or code, None where none is named; Problem where it is not known."""
    return one_ward(store, words, clock.today()).id if words else None


def _read(store: Store, typed: Typed, place: Sheet) -> dict[str, Value]:
    line = read_line(safe_lines(typed.line))
    door = safe_text(typed.door) or safe_text(line.door)
    outcome = outcome_of(typed.outcome) or line.outcome
    if typed.outcome and typed.outcome.casefold() not in OUTCOMES:
        raise Problem(f"--outcome takes {', '.join(OUTCOMES)}.", USAGE)
    answers = {"conference": typed.conference, "helping": typed.helping}
    for name, text in answers.items():
        if text and not answer_of(text):
            option = "--conference" if name == "conference" else "--helping"
            raise Problem(f"{option} takes {', '.join(ANSWERS)}.", USAGE)
    return {
        "event_id": place.event,
        "ward_id": place.ward.id,
        "person_id": find_one(store, typed.person) if typed.person else None,
        "on_day": place.on,
        "outcome": outcome,
        "wording": line.wording,
        "fold": wording_fold(line.wording),
        "by_whom": place.by,
        "door": door,
        "street": place.street,
        "postcode": place.postcode,
        "household": household(door, place.street, place.postcode),
        **{name: answer_of(text) for name, text in answers.items()},
    }


# Reading -------------------------------------------------------------------------------------------------------------

CONVERSATIONS = (
    "SELECT conversation.uid, on_day, ward.id, gss, ward.name, outcome, wording, issue.uid, issue.name, door, street,"
    " conversation.postcode, by_whom, conference, helping, person.uid, trim(given || ' ' || family)"
    " FROM conversation JOIN ward ON ward.id = conversation.ward_id LEFT JOIN issue ON issue.id = issue_id"
    " LEFT JOIN person ON person.id = person_id"
)


def conversation_of(row: Row) -> Conversation:
    """A conversation from a row of CONVERSATIONS."""
    uid, on, ward, gss, name, outcome, wording, issue_uid, issue, *texts, person_uid, person = row
    door, street, postcode, by, conference, helping = texts
    return Conversation(
        uid=uid_text(uid),
        on=on,
        ward=Place(ward, gss, name),
        outcome=outcome,
        wording=wording,
        issue_uid=uid_text(issue_uid) if issue_uid else "",
        issue=issue or "",
        door=door,
        street=street,
        postcode=postcode,
        by=by,
        conference=conference,
        helping=helping,
        person_uid=uid_text(person_uid) if person_uid else "",
        person=person or "",
    )
