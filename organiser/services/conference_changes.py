"""Mending a conference in place: its day, place, words, agenda and wards; the tasks counted back move with its day."""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.errors import USAGE, Problem
from organiser.models.conferences import CONFERENCE, CONTEST
from organiser.models.contacts import TASK
from organiser.models.events import EVENT, EVENT_WARD
from organiser.rules.conference import due_days
from organiser.services import event_lines
from organiser.services.conferences import Conference, Draft, Written, find_conference, new_conference
from organiser.services.events import read_at, read_day
from organiser.services.offices import one_ward
from organiser.store import clock
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.text import safe_lines, safe_text


class Changes(NamedTuple):
    """What is to be otherwise, as it was typed: None as it is, "" not known any more."""

    title: str | None = None
    on: str | None = None
    at: str | None = None
    place: str | None = None
    organises: str | None = None
    voters: str | None = None
    agenda: str | None = None


def edit(store: Store, conference: Conference, changes: Changes) -> Written:
    """Mend parts of a conference as one change; Problem where one is not understood, or was announced otherwise."""
    event: dict[str, Value] = {}
    own: dict[str, Value] = {}
    if changes.title is not None:
        event["title"] = safe_text(changes.title)
    if changes.on is not None:
        if not changes.on.strip():
            raise Problem("A conference has a day.", USAGE)
        event["on_day"] = read_day(changes.on)
    if changes.at is not None:
        event["at"] = read_at(changes.at)
    if changes.place is not None:
        event["place"] = safe_text(changes.place)
    if changes.organises is not None:
        own["organises"] = safe_text(changes.organises)
    if changes.agenda is not None:
        own["agenda"] = safe_lines(changes.agenda)
    if changes.voters is not None:
        own["voters"] = safe_text(changes.voters)
        if not own["voters"]:
            raise Problem("Say who may vote: who lives in the ward, from what age.", USAGE)
        if conference.announced and own["voters"] != conference.voters:
            raise Problem("Who may vote has been announced: take that back first, and say so to those who know.")
    if not event and not own:
        raise Problem("Say what is to be otherwise.", USAGE)
    with store.operation(f"Mend the conference {conference.shown}", kind="conference") as work:
        if event:
            work.update(EVENT, conference.event.number, **event)
        if own:
            work.update(CONFERENCE, conference.id, **own)
        on = str(event.get("on_day", conference.event.on))
        if on != conference.event.on:
            today = clock.today()
            due = {title: day for day, title in due_days(on, today)}
            for row, title in work.rows(
                "SELECT id, title FROM task WHERE event_id = ? AND state = 'open'", (conference.event.number,)
            ):
                if title in due:
                    work.update(TASK, row, due=due[title])
    return Written(find_conference(store, conference.uid), work.operation_id)


def add_wards(store: Store, conference: Conference, words: Sequence[str]) -> Written:
    """Let further wards vote at a conference, as one change; they vote as the first of its wards does until said.

    A ward on which the first of a pair votes keeps that vote. Problem once the rules are announced, or where a ward
    votes there already.
    """
    wards = {one.id: one for one in (one_ward(store, text, conference.event.on) for text in words)}
    if not wards:
        raise Problem("Say which wards vote there, too.", USAGE)
    with store.operation(f"Add wards to {conference.shown}", kind="conference") as work:
        now = find_conference(store, conference.uid)
        if now.announced:
            raise Problem("Which wards vote, and how, has been announced: take that back first, and say so.")
        first = now.votes[0]
        before = find_conference(store, now.previous).votes if now.previous else ()
        about = {
            ward for (ward,) in work.rows("SELECT ward_id FROM event_ward WHERE event_id = ?", (now.event.number,))
        }
        for ward in wards.values():
            if any(vote.ward.id == ward.id for vote in now.votes):
                raise Problem(f"{ward.shown} votes at {now.shown} already.", USAGE)
            if ward.id not in about:
                work.insert(EVENT_WARD, event_id=now.event.number, ward_id=ward.id)
            if all(vote.ward.id != ward.id for vote in before):
                work.insert_with_uid(
                    CONTEST,
                    conference_id=now.id,
                    ward_id=ward.id,
                    method=first.method,
                    tie=first.tie,
                    seats=first.seats,
                )
    return Written(find_conference(store, conference.uid), work.operation_id)


def withdraw(store: Store, conference: Conference) -> Written:
    """Take back that who may vote and how was announced; Problem once papers were given."""
    with store.operation(f"Take back the announcement of {conference.shown}", kind="conference") as work:
        if work.value(
            "SELECT 1 FROM given_paper JOIN contest ON contest.id = contest_id WHERE ? IN (given_paper.conference_id,"
            " contest.conference_id) LIMIT 1",
            (conference.id,),
        ):
            raise Problem("Papers have been given under these rules: they stand.")
        work.update(CONFERENCE, conference.id, announced="")
    return Written(find_conference(store, conference.uid), work.operation_id)


def drafted(store: Store, line: str) -> tuple[Draft, list[str]]:
    """A conference that is typed in one line, as it is understood, and what in it is not understood yet."""
    understood = event_lines.understand(store, f"conference {line}")
    found, problems = understood.draft, list(understood.problems)
    if not found.wards:
        problems.append("Name the wards that vote there.")
    draft = Draft(
        found.title, found.on, found.wards, place=found.place, branch=found.branch, leader=found.leader,
        agenda=found.note,
    )  # fmt: skip
    return draft, problems


def new(store: Store, line: str) -> Written:
    """Set up a conference that was typed in one line; Problem where a part of it is not understood."""
    draft, problems = drafted(store, line)
    if problems:
        raise Problem(problems[0])
    return new_conference(store, draft)
