"""A promise typed in one line: what, by when, by whom and for which ward, the parts between commas."""

from organiser.rules.conference import OWNERS
from organiser.rules.dates import uk_date
from organiser.rules.noting import parse_step
from organiser.rules.places import place_fold
from organiser.services import promises
from organiser.services.conferences import Conference
from organiser.services.promises import Changes, Draft, Promise, Written
from organiser.store import clock
from organiser.store.store import Store

_TITLES = {"cllr": "councillor", "councillor": "councillor", "mp": "MP"}


def understand(conference: Conference, text: str) -> Draft:
    """What a line says; a part that is one of the conference's wards names the ward, the rest as in a task."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    ward = ""
    for part in parts[1:]:
        found = [vote.ward for vote in conference.votes if place_fold(part) == place_fold(vote.ward.shown)]
        if found and not ward:
            ward = found[0].shown
            parts.remove(part)
    title, due, kind, owner = _step(", ".join(parts))
    return Draft(title, owner, kind, due, ward)


def _step(text: str) -> tuple[str, str, str, str]:
    step = parse_step(text, clock.today())
    if step is None:
        return text.strip(), "", "", ""
    kind, owner = "", step.owner
    first, _, rest = owner.partition(" ")
    for word, meant in ({one.casefold(): one for one in OWNERS} | _TITLES).items():
        if place_fold(first) == word:
            kind, owner = meant, rest
    return step.title, step.due, kind, owner


def line_of(promise: Promise) -> str:
    """A promise as it would be typed."""
    kind = promise.owner_kind if promise.owner_kind != "helper" else ""
    whose = " ".join(filter(None, (kind, promise.owner_name)))
    due = uk_date(promise.task.due) if promise.task.due else ""
    return ", ".join(filter(None, (promise.task.title, f"by {due}" if due else "", f"for {whose}" if whose else "")))


def mend(store: Store, promise: Promise, text: str) -> Written:
    """Mend what, by when and by whom, from a line; what it leaves away is not known any more. The ward stays."""
    title, due, kind, owner = _step(text)
    return promises.edit(
        store,
        promise,
        Changes(
            title=title,
            owner=None if owner == promise.owner_name else owner,
            owner_kind=kind or None,
            due=due if due != promise.task.due else None,
        ),
    )
