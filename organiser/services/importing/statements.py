"""What sources say of one person, row by row and since when: the new rows of an import beside those that stand here.

A row is compared with what the same source said last: what it repeats keeps its day, what it says otherwise has the day
of the change, and what it says otherwise takes the place of what was said before.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from organiser.formats.own_reader import Reader, reader_of
from organiser.formats.recognise import from_json
from organiser.formats.said import Consent, Said
from organiser.rules.shown import NameSaid
from organiser.services.importing.plan import FACT_FIELDS, Plan
from organiser.store.store import Store

# The single-valued fields of a person beside the name.
FIELDS = ("title", "postcode", "born", "minor_until", "gender", *FACT_FIELDS)


class Row(NamedTuple):
    """A row of the plan: whose text it is, what it said, and what is remembered of its days (JSON, '' for nothing)."""

    n: int
    part: int
    row: int
    said_key: int
    text: str
    flawed: int
    changed: str
    outside_id: str
    uid: bytes


class Statement:
    """What one row of a source says, and since when it says each of its fields ('' for a row without a day)."""

    __slots__ = ("_days", "by", "consents", "said", "said_again", "source_row", "values")

    def __init__(
        self,
        said: Said,
        days: Mapping[str, str],
        by: tuple[int, str],
        source_row: int = 0,
        *,
        said_again: bool = False,
    ) -> None:
        self.said = said
        # The source that says it, and whom by the source's own identifier.
        self.by = by
        # Of a statement that stands here its row, and whether the files of this import say it again.
        self.source_row = source_row
        self.said_again = said_again
        self.values = _values(said)
        # What it says about being contacted, as far as the source did not say so before.
        self.consents = said.consents
        self._days = days

    @property
    def name(self) -> NameSaid:
        return NameSaid(self.day("name"), self.said.given, self.said.family, self.said.structured)

    def day(self, field: str) -> str:
        return self._days.get(field) or self._days.get("", "")

    def by_the_same_source(self, other: "Statement") -> bool:
        """Whether the same source says both, and does not tell two records of its own apart by their identifiers."""
        (source, outside_id), (other_source, other_id) = self.by, other.by
        return source == other_source and (outside_id == other_id or "" in (outside_id, other_id))

    def last_day(self) -> str:
        """The latest day on which anything was said in it."""
        return max(self._days.values(), default="")

    def says(self, field: str) -> object:
        """The value of a field of FIELDS, or of "name"."""
        return (self.said.given, self.said.family) if field == "name" else self.values.get(field, "")


def _values(said: Said) -> dict[str, str]:
    """The single-valued fields that a row says something about."""
    found = {
        "title": said.title,
        "postcode": said.postcode,
        "born": said.born,
        "minor_until": said.minor_until,
        "gender": said.gender,
    }
    if said.facts:
        found |= {kind: said.newest_fact(kind) for kind in FACT_FIELDS}
    return {name: value for name, value in found.items() if value}


class Statements:
    """Reads statements: those of the plan's rows, and those remembered in the database."""

    def __init__(self, store: Store, plan: Plan) -> None:
        self._store = store
        self._plan = plan
        self._readers: dict[int, Reader] = {}

    def standing(self, people: Sequence[int]) -> dict[int, list[Statement]]:
        """What stands in the database about people here, by person and in the order in which it came."""
        found: dict[int, list[Statement]] = {person: [] for person in people}
        for person, row, source, outside_id, listed, text, changed, again in self._store.rows(
            "SELECT person_id, id, source_id, outside_id, list_id, said, changed,"
            " EXISTS (SELECT 1 FROM plan.known WHERE source_row_id = source_row.id) FROM source_row"
            " WHERE person_id IN (SELECT value FROM json_each(?)) AND current = 1 ORDER BY id",
            (json.dumps(people),),
        ):
            said = self._reader(listed).read(text)
            days = json.loads(changed) if changed else {"": said.day}
            found[person].append(Statement(said, days, (source, outside_id), row, said_again=bool(again)))
        return found

    def of_row(self, row: Row) -> Statement:
        """What a row of the plan says."""
        part = self._plan.parts[row.part]
        said = self._plan.said(part, row.text)
        return Statement(said, {"": said.day or self._plan.day}, (part.source_id, row.outside_id))

    def compared(self, new: Statement, standing: Iterable[Statement]) -> tuple[Statement, str, list[int]]:
        """A new statement with its days, these as JSON to remember, and the rows of which it takes the place.

        Rows that the files of this import say again go on standing, and so does what was said of a later day. What has
        nothing but its words to be known by cannot be said otherwise.
        """
        before = [old for old in standing if old.by_the_same_source(new) and not old.said.keyless]
        if not before or new.said.keyless:
            return new, "" if new.said.day else self._plan.stamp, []
        own_day = new.said.day or self._plan.day
        days = _days(new, before, new.said.day or self._plan.on)
        replaced = [
            old.source_row for old in before if not old.said_again and not (own_day and old.last_day() > own_day)
        ]
        compared = Statement(new.said, days, new.by)
        compared.consents = _news(new.said, before)
        return compared, json.dumps(days), replaced

    def _reader(self, listed: int) -> Reader:
        if listed not in self._readers:
            body, held_on = self._store.rows(
                "SELECT mapping.body, list.held_on FROM list JOIN mapping ON mapping.id = mapping_id WHERE list.id = ?",
                (listed,),
            )[0]
            self._readers[listed] = reader_of(from_json(body), held_on)
        return self._readers[listed]


def _news(said: Said, before: Sequence[Statement]) -> tuple[Consent, ...]:
    """What a row says about being contacted, without what it repeats: that is not said anew because the row is."""
    repeated = {consent[:4] for old in before for consent in old.said.consents}
    return tuple(consent for consent in said.consents if consent.given != said.dated or consent[:4] not in repeated)


def _days(new: Statement, before: Sequence[Statement], day: str) -> dict[str, str]:
    """Since when a source says each field; `day` is that of a change."""
    days = {}
    for name in ("name", *FIELDS):
        value = new.says(name)
        same = [old.day(name) for old in before if old.says(name) == value]
        days[name] = min(same) if same else day
    # Most fields share a day, which is remembered once.
    common = days["name"]
    return {"": common} | {name: own for name, own in days.items() if own != common}
