"""Marking people at an event in one line each: somebody who is here found by letters, or a walk-in who is added."""

import re
from typing import NamedTuple

from organiser.errors import Problem
from organiser.rules.completing import meant
from organiser.rules.events import STATES
from organiser.services import adding, events
from organiser.services.attendance import mark
from organiser.services.events import Event
from organiser.services.listed import Listed
from organiser.services.people import Question, find
from organiser.store.store import Store

_MOST = 6
# Of so many that words find the likeliest are shown.
_LOOKED_AT = 60
# `Ann Smith, apologies`: what a line may end with, as people write it.
_STATE_OF = {state: state for state in STATES} | {
    "came": "attended", "here": "attended", "present": "attended", "sorry": "apologies", "apology": "apologies",
    "sent apologies": "apologies", "not there": "absent", "did not come": "absent", "no show": "absent",
    "cancelled it": "cancelled", "coming": "booked",
}  # fmt: skip
_LAST = re.compile(r"^(.*\S)\s*[,;]\s*([^,;]+?)\s*$", re.DOTALL)


class Found(NamedTuple):
    """Who is meant by a line: those who are here, by letters, with their state at the event ("" not down for it).

    `state` is what they are marked as; `draft` is who would be added, None where the line names nobody; `detailed`
    says that it tells more than a name, so that somebody here of the same name is a question.
    """

    state: str
    words: str
    here: list[tuple[Listed, str]]
    draft: adding.Draft | None
    detailed: bool


class Made(NamedTuple):
    """Who was marked as what, whether they are new here, and the number of the change (None: it stood so already)."""

    name: str
    state: str
    added: bool
    operation: int | None


def look(store: Store, event: Event, line: str, state: str) -> Found:
    """Whom a line may mean; those who bear the words come first."""
    words, state = split_state(line, state)
    if not words.strip():
        return Found(state, "", [], None, False)
    draft = adding.draft(store, words)
    detailed = bool(re.search(r"[,;\d@]", words))
    people = [] if detailed and draft.understood.name else likeliest(store, words, _MOST)
    known = {person.id for person in people}
    people = [*(person for person in draft.duplicates if person.id not in known), *people] if detailed else people
    down: dict[int, str] = dict(
        store.rows("SELECT person_id, state FROM attendance WHERE event_id = ?", (event.number,))
    )
    here = [(person, down.get(person.id, "")) for person in people[:_MOST]]
    return Found(state, words, here, draft if draft.understood.name else None, detailed)


def likeliest(store: Store, words: str, most: int) -> list[Listed]:
    """The first people whom words find: who is called so, then those whose name begins so, then the others by name."""
    found = find(store, Question(text=words), _LOOKED_AT).people
    first = meant(words, [person.name for person in found], len(found))
    return [found[place] for place in [*first, *(place for place in range(len(found)) if place not in first)]][:most]


def split_state(line: str, state: str) -> tuple[str, str]:
    """A line without the state at its end, and that; else the one that is expected."""
    found = _LAST.match(line)
    said = _STATE_OF.get(" ".join(found[2].casefold().split())) if found else None
    return (found[1], said) if found and said else (line, state)


def take(store: Store, event: Event, line: str, state: str, chosen: int | None = None) -> Made:
    """Mark whom a line means: the person by id who was chosen, 0 for somebody new; else the only one it can mean.

    Problem where it may mean several, or nobody.
    """
    found = look(store, event, line, state)
    if chosen is None:
        chosen = _only(found)
    if chosen:
        marked = mark(store, event, [chosen], found.state)
        return Made(marked.guests[0].name, found.state, False, marked.operation)
    added = events.walk_in(store, event, found.words, found.state, anyway=True)
    return Made(added.guest.name, found.state, True, added.operation)


def _only(found: Found) -> int:
    """The one whom a line means, 0 for somebody new."""
    if len(found.here) == 1 and not found.detailed:
        return found.here[0][0].id
    if found.here:
        names = ", ".join(person.name for person, _ in found.here[:3])
        raise Problem(f"This may be {names}: ↑ ↓ chooses, enter marks.")
    if found.draft is None:
        raise Problem(adding.NOBODY_NAMED)
    return 0
