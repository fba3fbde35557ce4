"""Contacts in the field's sense: who spoke with whom, when, by which channel, what was said, and the next step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.contacts import TALK, TASK
from organiser.models.people import CONSENT
from organiser.rules.consent import CHANNELS as CONSENT_CHANNELS
from organiser.rules.talk import CALL_BACK, OUTCOMES, STOP
from organiser.services import invitees
from organiser.services.tasks import About, Draft, Task, columns_of, find_task, read_past
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_bytes, uid_text
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

# How a consent or its withdrawal was given that was said in a contact.
TOLD = "told us"
CHANNELS = ("call", "email", "sms", "door", "post", "meeting", "online", "other")


@dataclass(frozen=True, slots=True)
class Talk:
    """One contact with a person, on an ISO day; `outcome` is one of OUTCOMES, or "" where it was not said."""

    uid: str
    on: str
    channel: str
    by: str
    outcome: str
    said: str


class Said(NamedTuple):
    """A contact as it was typed: `on` a day that is past ("": today), `by` who spoke ("": who is at the keyboard)."""

    text: str
    channel: str = "call"
    by: str = ""
    on: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A contact that was noted, with whom, its next step where one was named, and the number of the change."""

    talk: Talk
    person: About
    step: Task | None
    operation: int | None


@dataclass(frozen=True, slots=True)
class CallBack:
    """Somebody who is to be called back and for whom nothing is planned: since when, what was said, to whom."""

    person: About
    on: str
    said: str
    by: str


def note(store: Store, person: int, said: Said, step: Draft | None = None) -> Noted:
    """Note a contact with a person by id, and its next step, as one change.

    The outcome "stop" is an objection to the channel as well. Problem where a part is not understood or nothing said.
    """
    uid, name = store.rows("SELECT uid, trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    about = About("person", person, uid_text(uid), name)
    talk = _talk(store, said)
    columns = columns_of(store, step._replace(owner=step.owner or talk.by, about=about)) if step else None
    title = f"Note a contact with {name}" + (" and the next step" if step else "")
    number = None
    with store.operation(title, kind="contact") as work:
        row: dict[str, Value] = {
            "uid": uid_bytes(talk.uid),
            "person_id": person,
            "on_day": talk.on,
            "channel": talk.channel,
            "by_whom": talk.by,
            "outcome": talk.outcome,
            "said": talk.said,
        }
        work.insert(TALK, **row)
        arrived(work, row)
        if columns is not None:
            number = work.insert_with_uid(TASK, **columns)
    return Noted(talk, about, find_task(store, str(number)) if number else None, work.operation_id)


def _talk(store: Store, said: Said) -> Talk:
    text, channel, outcome = safe_lines(said.text), said.channel.casefold(), said.outcome.casefold()
    if channel not in CHANNELS:
        raise Problem(f"--channel takes {', '.join(CHANNELS)}.", USAGE)
    if outcome and outcome not in OUTCOMES:
        raise Problem(f"--outcome takes {', '.join(OUTCOMES)}.", USAGE)
    if outcome == STOP and channel not in CONSENT_CHANNELS:
        raise Problem(f"Say what is to stop: --channel {', '.join(CONSENT_CHANNELS)}.", USAGE)
    if not text and not outcome:
        raise Problem("Say what was said, or how it went with --outcome.", USAGE)
    return Talk(uid_text(new_uids(1)[0]), read_past(said.on), channel, safe_text(said.by) or store.who, outcome, text)


def arrived(work: Work, row: Mapping[str, Value]) -> None:
    """What follows from a contact, given its columns: who does not want to be reached that way again is not, and who
    answered an invitation has answered it."""
    invitees.told(work, row)
    if row["outcome"] == STOP:
        work.insert(
            CONSENT,
            person_id=row["person_id"],
            channel=row["channel"],
            stance="no",
            given=row["on_day"],
            how=TOLD,
            wording=row["said"] or STOP,
        )


def withdrawn(work: Work, talk: int) -> None:
    """Take back what arrived() made of a contact that came from another laptop, before the contact itself goes.

    An objection that another contact tells as well stays, and so does one that was entered here.
    """
    same = "person_id, channel, on_day, coalesce(nullif(said, ''), outcome)"
    found = work.rows(f"SELECT {same} FROM talk WHERE id = ? AND outcome = ?", (talk, STOP))
    for told in found:
        if work.value(f"SELECT count(*) FROM talk WHERE outcome = ? AND ({same}) = (?, ?, ?, ?)", (STOP, *told)) == 1:
            for (row,) in work.rows(
                "SELECT consent.id FROM consent JOIN inserted ON tbl = 'consent' AND consent.id BETWEEN first AND last"
                " JOIN operation ON operation.id = operation_id"
                " WHERE (person_id, channel, given, wording) = (?, ?, ?, ?) AND stance = 'no' AND purpose = ''"
                " AND until = '' AND how = ? AND kind = 'bring-back' LIMIT 1",
                (*told, TOLD),
            ):
                work.delete(CONSENT, row)


# Reading -------------------------------------------------------------------------------------------------------------


def talks(store: Store, person: int) -> tuple[Talk, ...]:
    """All contacts with a person by id, the newest first; of one day the one noted last first."""
    rows = store.rows(
        "SELECT uid, on_day, channel, by_whom, outcome, said FROM talk WHERE person_id = ?"
        " ORDER BY on_day DESC, uid DESC",
        (person,),
    )
    return tuple(Talk(uid_text(uid), *rest) for uid, *rest in rows)


def call_backs(store: Store) -> list[CallBack]:
    """Those whose last contact ended in "call back" and about whom no task is open, the longest waiting first."""
    rows = store.rows(
        "SELECT person.id, person.uid, trim(given || ' ' || family), on_day, said, by_whom FROM talk AS last"
        " JOIN person ON person.id = last.person_id WHERE outcome = ? AND NOT EXISTS (SELECT 1 FROM talk AS later"
        "  WHERE later.person_id = last.person_id AND (later.on_day, later.uid) > (last.on_day, last.uid))"
        " AND NOT EXISTS (SELECT 1 FROM task WHERE task.person_id = last.person_id AND state = 'open')"
        " ORDER BY on_day, last.uid",
        (CALL_BACK,),
    )
    return [CallBack(About("person", person, uid_text(uid), name), *rest) for person, uid, name, *rest in rows]
