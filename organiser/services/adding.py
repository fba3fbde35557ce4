"""Adding somebody from one line: understood first, shown with those it may be, then saved as one change."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from organiser.errors import Problem
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, PERSON_TAG
from organiser.rules.line import Understood, understand
from organiser.rules.names import fold, name_key, sort_key
from organiser.services.listed import Listed, describe
from organiser.services.people import called_exactly
from organiser.services.tags import led_on
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work
from organiser.text import safe_text

NOBODY_NAMED = "Nobody is named in this line: write the name first, as in 'Ann Smith, 07700 900123, leaflets'."
# So many likely duplicates are shown.
_MOST = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line was understood as, and who of those already here it may be."""

    understood: Understood
    duplicates: list[Listed]


@dataclass(frozen=True, slots=True)
class Added:
    """Somebody added: their code outside, their name, and the number of the change."""

    uid: str
    name: str
    operation: int | None


def draft(store: Store, line: str) -> Draft:
    """Understand a line and look for the same person here. It may name nobody, and then cannot be added."""
    tags = led_on(store) | dict(store.rows("SELECT fold, name FROM tag"))
    understood = understand(safe_text(line.replace("\t", ",")), clock.today(), tags)
    return Draft(understood, likely_duplicates(store, understood) if understood.name else [])


def likely_duplicates(store: Store, understood: Understood) -> list[Listed]:
    """People here with the same folded name, with that as another name, or with one of the addresses given."""
    rows = store.rows(
        "SELECT person_id FROM fact WHERE kind = 'otherwise' AND value = ?"
        " UNION SELECT person_id FROM contact WHERE value IN (SELECT value FROM json_each(?)) ORDER BY 1 LIMIT ?",
        (understood.name, json.dumps([*understood.phones, *understood.emails]), _MOST),
    )
    found = [*called_exactly(store, understood.name, _MOST), *(row[0] for row in rows)]
    return describe(store, list(dict.fromkeys(found))[:_MOST])


def add(store: Store, understood: Understood) -> Added:
    """Save a new person as one change; Problem where nobody is named."""
    if not understood.name:
        raise Problem(NOBODY_NAMED)
    with store.operation(f"Add {understood.name}", kind="add") as work:
        person = write(work, understood)
    uid = store.rows("SELECT uid FROM person WHERE id = ?", (person,))[0][0]
    return Added(uid_text(uid), understood.name, work.operation_id)


def write(work: Work, understood: Understood) -> int:
    """Insert a new person inside a change that may do more than that; gives their id."""
    today = clock.today()
    said = dict(understood.facts)
    fields = {
        "title": understood.title,
        "postcode": understood.postcode,
        "born": understood.born,
        "minor_until": understood.minor_until,
        "membership": said.get("membership", ""),
        "register": said.get("register", ""),
    }
    given = {name: value for name, value in fields.items() if value}
    by_hand = {"name", *given}
    if not understood.born:
        by_hand.discard("minor_until")  # a list that knows the date of birth knows better than "aged 16"
    person = work.insert(
        PERSON,
        uid=new_uids(1)[0],
        given=understood.given,
        family=understood.family,
        sort_key=sort_key(understood.given, understood.family),
        name_key=name_key(understood.given, understood.family),
        created=today,
        by_hand=" ".join(sorted(by_hand)),
        **given,
    )
    key = name_key(understood.given, understood.family)
    for kind, values in (("phone", understood.phones), ("email", understood.emails)):
        for value in dict.fromkeys(values):
            work.insert(CONTACT, person_id=person, kind=kind, value=value, name_key=key, since=today)
    if understood.address:
        work.insert(ADDRESS, person_id=person, lines=understood.address, postcode=understood.postcode, since=today)
    for kind, value in dict.fromkeys(understood.facts):
        work.insert(FACT, person_id=person, kind=kind, value=value, since=today)
    for channel, stance, wording in understood.consents:
        work.insert(
            CONSENT, person_id=person, channel=channel, stance=stance, given=today, how="told us", wording=wording
        )
    for tag in _tag_ids(work, understood.tags):
        work.insert(PERSON_TAG, person_id=person, tag_id=tag)
    if understood.notes:
        work.insert(NOTE, person_id=person, body=", ".join(understood.notes), noted=today)
    return person


def _tag_ids(work: Work, names: Iterable[str]) -> list[int]:
    found = (work.value("SELECT id FROM tag WHERE fold = ?", (fold(name),)) for name in dict.fromkeys(names))
    return [tag for tag in found if isinstance(tag, int)]
