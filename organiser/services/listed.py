"""What lists show of people: name, place, how to reach them, tags; read for many people at once."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from organiser.services.places import JOIN_POSTCODE, PERSON_SEAT, PERSON_WARD, Atlas, Location
from organiser.store import clock
from organiser.store.engine import Row
from organiser.store.store import Store
from organiser.store.uids import uid_text


class Listed(NamedTuple):
    """One person as a list shows them. Telephone numbers are in E.164 form; `location` tells ward and branch."""

    id: int
    uid: str
    given: str
    family: str
    postcode: str
    register: str
    membership: str
    minor_until: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    tags: tuple[str, ...]
    location: Location

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


def describe(store: Store, ids: Sequence[int]) -> list[Listed]:
    """People by id, in the order given, with what a list shows of them."""
    if not ids:
        return []
    wanted = json.dumps(ids)
    rows = store.rows(
        f"SELECT person.id, uid, given, family, person.postcode, register, membership, minor_until, {PERSON_WARD},"
        f" {PERSON_SEAT} FROM json_each(?) AS wanted CROSS JOIN person ON person.id = wanted.value {JOIN_POSTCODE}",
        (wanted,),
    )
    contacts = _gathered(
        store.rows(
            "SELECT person_id, kind, contact.value FROM json_each(?) AS wanted"
            " CROSS JOIN contact ON person_id = wanted.value WHERE until = ''"
            " GROUP BY person_id, kind, contact.value ORDER BY max(since) DESC, min(contact.id)",
            (wanted,),
        )
    )
    tags = _gathered(
        store.rows(
            "SELECT person_id, '', name FROM json_each(?) AS wanted CROSS JOIN person_tag ON person_id = wanted.value"
            " JOIN tag ON tag.id = tag_id ORDER BY tag.fold",
            (wanted,),
        )
    )
    today = clock.today()
    atlas: Atlas | None = None
    found: dict[int, Listed] = {}
    for person, uid, given, family, postcode, register, membership, minor, ward, seat in rows:
        if ward is None:
            location = Location(postcode=postcode, reason="the postcode is not known" if postcode else "no postcode")
        else:
            atlas = atlas or Atlas(store, today)
            location = atlas.settle(ward, seat or 0)
        found[person] = Listed(
            id=person,
            uid=uid_text(uid),
            given=given,
            family=family,
            postcode=postcode,
            register=register,
            membership=membership,
            minor_until=minor if minor > today else "",
            phones=tuple(contacts.get((person, "phone"), ())),
            emails=tuple(contacts.get((person, "email"), ())),
            tags=tuple(tags.get((person, ""), ())),
            location=location,
        )
    return [found[person] for person in ids if person in found]


def _gathered(rows: Iterable[Row]) -> dict[tuple[int, str], list[str]]:
    found: dict[tuple[int, str], list[str]] = {}
    for person, kind, value in rows:
        found.setdefault((person, kind), []).append(value)
    return found
