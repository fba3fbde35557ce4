"""Conversations that are there already: listed by ward, day, event or issue, and mended one by one."""

from collections.abc import Mapping
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.rules.conversation import OTHER, OUTCOMES, answer_of, outcome_of
from organiser.rules.postcodes import parse_postcode
from organiser.services import sheets
from organiser.services.doorstep import CONVERSATIONS, Conversation, Sheet, conversation_of
from organiser.services.events import find_event
from organiser.services.issues import find_issue
from organiser.services.offices import one_ward
from organiser.services.people import MOST, find_one
from organiser.services.tasks import NONE_WORDS, read_past
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import uid_bytes, uid_text
from organiser.text import safe_text

# What may be mended, as the command names it, and which cell or part of the sheet that is.
CELLS = {"words": "words", "door": "door", "outcome": "outcome", "conference": "conference", "helping": "helping"}
HEAD = ("ward", "on", "event", "by", "street", "postcode")


class Asked(NamedTuple):
    """Which conversations: by words for a ward, event, issue and street, ISO days, both included; "" for any."""

    ward: str = ""
    event: str = ""
    issue: str = ""
    street: str = ""
    since: str = ""
    until: str = ""


class Mended(NamedTuple):
    """A conversation after a change, and the number of the change (None: it stood so already)."""

    conversation: Conversation
    operation: int | None


def listed(store: Store, asked: Asked) -> tuple[list[Conversation], bool]:
    """The conversations asked about, the latest day first, and each day in the order they were written down; whether
    there are others."""
    where, values = ["1"], list[Value]()
    if asked.ward:
        where.append("conversation.ward_id = ?")
        values.append(one_ward(store, asked.ward, asked.until or clock.today()).id)
    if asked.event:
        where.append("event_id = ?")
        values.append(find_event(store, asked.event).number)
    if asked.issue:
        where.append("issue_id = ?")
        values.append(find_issue(store, asked.issue).id)
    if asked.street:
        where.append("street = ? COLLATE NOCASE")
        values.append(safe_text(asked.street))
    for sign, day in ((">=", asked.since), ("<=", asked.until)):
        if day:
            where.append(f"on_day {sign} ?")
            values.append(day)
    rows = store.rows(
        f"{CONVERSATIONS} WHERE {' AND '.join(where)} ORDER BY on_day DESC, conversation.id LIMIT {MOST + 1}", values
    )
    return [conversation_of(row) for row in rows[:MOST]], len(rows) > MOST


def find_conversation(store: Store, uid: str) -> Conversation:
    """The conversation with a uid; Problem where there is none."""
    rows = store.rows(f"{CONVERSATIONS} WHERE conversation.uid = ?", (uid_bytes(uid),))
    if not rows:
        raise Problem(sheets.NOT_HERE)
    return conversation_of(rows[0])


def mend(store: Store, uid: str, changes: Mapping[str, str]) -> Mended:
    """Change what is named of a conversation, as it is typed: CELLS, HEAD, person and issue ("none" empties it).

    Problem where one is not understood.
    """
    if not changes:
        raise Problem("Say what is to be changed: 'organiser doorstep edit --help' names it.", USAGE)
    sheet, line = sheets.line_of(store, uid)
    said = {name: "" if text.casefold() in NONE_WORDS else text for name, text in changes.items()}
    cells = line.cells._replace(**{CELLS[name]: _cell(name, text) for name, text in said.items() if name in CELLS})
    if "person" in said:
        cells = cells._replace(name="", contact="", consent="", person="")
        if said["person"]:
            person = find_one(store, said["person"])
            uid_there = store.value("SELECT uid FROM person WHERE id = ?", (person,))
            cells = cells._replace(person=uid_text(uid_there) if isinstance(uid_there, bytes) else "")
    sheet = _headed(store, sheet, said)
    issue = find_issue(store, said["issue"]).id if said.get("issue") else None
    kept = sheets.keep(store, sheet, line._replace(cells=cells), issue)
    return Mended(find_conversation(store, uid), kept.operation)


def _cell(name: str, text: str) -> str:
    if name == "outcome":
        found = outcome_of(text)
        if found == OTHER and text.casefold() != OTHER:
            raise Problem(f"--outcome takes {', '.join(OUTCOMES)}.", USAGE)
    elif name in ("conference", "helping"):
        found = answer_of(text)
    else:
        return text
    if text and not found:
        raise Problem(f"--{name}: '{safe_text(text)}' is not understood.", USAGE)
    return found


def _headed(store: Store, sheet: Sheet, said: Mapping[str, str]) -> Sheet:
    """The sheet with what was changed of what its rows share: this row stands on another one then."""
    if said.get("on"):
        sheet = sheet._replace(on=read_past(said["on"]))
    if said.get("ward"):
        sheet = sheet._replace(ward=one_ward(store, said["ward"], sheet.on))
    if "event" in said:
        sheet = sheet._replace(event=find_event(store, said["event"]).number if said["event"] else None)
    if "postcode" in said:
        postcode = parse_postcode(said["postcode"])
        if said["postcode"] and not postcode:
            raise Problem(f"'{safe_text(said['postcode'])}' is not a postcode.", USAGE)
        sheet = sheet._replace(postcode=postcode)
    return sheet._replace(by=safe_text(said.get("by", sheet.by)), street=safe_text(said.get("street", sheet.street)))
