"""What the wards of a place have adopted at conferences, as it was declared: carried on to the pages of the place."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from organiser.rules.dates import uk_date
from organiser.store.store import Store


class Adopted(NamedTuple):
    """What a ward adopted: the ward, the issues in words, the conference and its ISO day."""

    ward: str
    issues: str
    conference: str
    on: str

    @property
    def words(self) -> str:
        """What, where and when, in one line."""
        return f"{self.issues} ({self.conference}, {uk_date(self.on)})"


def of_wards(store: Store, wards: Sequence[int]) -> list[Adopted]:
    """What wards (by id) adopted, the latest first."""
    rows = store.rows(
        "SELECT iif(ward.name = '', ward.gss, ward.name), result, title, on_day FROM declared"
        " JOIN contest ON contest.id = contest_id JOIN ward ON ward.id = ward_id"
        " JOIN conference ON conference.id = conference_id JOIN event ON event.id = event_id"
        " WHERE ward_id IN (SELECT value FROM json_each(?)) ORDER BY on_day DESC, ward.fold",
        (json.dumps(list(wards)),),
    )
    found = []
    for ward, result, title, on in rows:
        issues = ", ".join(json.loads(result).get("adopted", ()))
        if issues:
            found.append(Adopted(ward, issues, title or "Community conference", on))
    return found
