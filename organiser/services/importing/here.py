"""What stands in the database about the people whom decisions of an import are about, and what is added to it."""

import json
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from organiser.models.base import Table
from organiser.models.people import CONTACT
from organiser.services.alike import KINDS, Kind, Values
from organiser.services.importing.statements import FIELDS
from organiser.store.engine import Row, Value
from organiser.store.store import Store

# What a person's own row shows of what lists say.
SHOWN = ("given", "family", "sort_key", "name_key", "by_hand", *FIELDS)
# The columns that a field entered by hand holds fast, where they are not its own: the date of birth tells who is 18.
_HELD = {"name": (), "ward": (), "born": ("born", "minor_until")}

_OF_SOME = "person_id IN (SELECT value FROM json_each(?))"


class Records:
    """All that stands here about some hundreds of people, fetched at once."""

    def __init__(self, store: Store, people: Sequence[int]) -> None:
        ids = json.dumps(people)
        own = f"SELECT id, uid, {', '.join(SHOWN)} FROM person WHERE id IN (SELECT value FROM json_each(?))"
        self.uids: dict[int, bytes] = {}
        self.shown: dict[int, dict[str, str]] = {}
        for person, uid, *values in store.rows(own, (ids,)):
            self.uids[person] = uid
            self.shown[person] = dict(zip(SHOWN, values, strict=True))
        self.said = {
            kind.table.name: _by_person(
                store.rows(
                    f"SELECT person_id, id, {kind.until}, {', '.join(kind.columns)} FROM {kind.table.name}"
                    f" WHERE {_OF_SOME} ORDER BY id",
                    (ids,),
                )
            )
            for kind in KINDS
        }
        tags = f"SELECT person_id, tag.fold FROM person_tag JOIN tag ON tag.id = tag_id WHERE {_OF_SOME}"
        self.tags = _by_person(store.rows(tags, (ids,)))


def _by_person(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Rows by the person in their first column, without it."""
    found: dict[int, list[Row]] = {}
    for person, *row in rows:
        found.setdefault(person, []).append(tuple(row))
    return found


class Here:
    """What stands here about some people who are one; the first of them is kept. All is empty for somebody new."""

    def __init__(self, records: Records, people: Sequence[int]) -> None:
        self._records = records
        self._people = people
        self._fields = [records.shown[person] for person in people]
        # What the row of the one who is kept shows.
        self.shown = self._fields[0] if people else {}
        self.names = [(one["given"], one["family"]) for one in self._fields]
        self._before: dict[str, dict[int, Values]] = {}
        # Rows that say what another one says, by table: they are left over when several people become one.
        self.twins: list[tuple[Table, int]] = []
        self._said = {kind.table.name: self._rows(kind) for kind in KINDS}
        self._tags = {tag for person in people for (tag,) in records.tags.get(person, ())}
        self._find_what_was_entered()

    def _find_what_was_entered(self) -> None:
        """Of several people who entered a field the first counts."""
        self.name_by_hand: tuple[str, str] | None = None
        self.by_hand: dict[str, str] = {}
        # The names of the fields, as the person's row keeps them.
        self.fields_by_hand: list[str] = []
        for one in self._fields:
            for name in one["by_hand"].split():
                if name not in self.fields_by_hand:
                    self.fields_by_hand.append(name)
                    held = {column: one[column] for column in _HELD.get(name, (name,)) if column in one}
                    self.by_hand = held | self.by_hand
                    if name == "name":
                        self.name_by_hand = one["given"], one["family"]

    def only_value(self, name: str) -> str:
        """The value of a field that no source says any more: that of the first who has one."""
        return next((one[name] for one in self._fields if one[name]), "")

    # Things said ----------------------------------------------------------------------------------------------

    def say(self, kind: Kind, row: Values) -> None:
        """Take in a row that is said; one that says the same is completed by it."""
        rows = self._said[kind.table.name]
        key = kind.key(row)
        row_id, before = rows.get(key, (0, row))
        rows[key] = row_id, kind.together(before, row)

    def tag(self, folded: str) -> bool:
        """Whether a tag is new to the person; from now on it is not."""
        new = folded not in self._tags
        self._tags.add(folded)
        return new

    def added(self) -> list[tuple[Table, list[tuple[Value, ...]]]]:
        """The rows that do not stand here yet, by table."""
        found = []
        for kind in KINDS:
            rows = [row for row_id, row in self._said[kind.table.name].values() if not row_id]
            if rows:
                found.append((kind.table, rows))
        return found

    def mended(self) -> Iterator[tuple[Table, int, dict[str, Any]]]:
        """The rows here that say more than before: table, id, and the columns that change."""
        for kind in KINDS:
            before = self._before[kind.table.name]
            for row_id, row in self._said[kind.table.name].values():
                if row_id and before[row_id] != row:
                    yield kind.table, row_id, kind.differences(before[row_id], row)

    def _rows(self, kind: Kind) -> dict[Hashable, tuple[int, Values]]:
        """The rows of one kind, each thing once: its id, and what all who say it come to.

        What still holds comes before what has ended, but for an address: that was ended by hand, and stays so.
        """
        records = self._records.said[kind.table.name]
        rows = [row for person in self._people for row in records.get(person, ())]
        if kind.table is not CONTACT:
            rows.sort(key=lambda row: row[1] != "")
        found: dict[Hashable, tuple[int, Values]] = {}
        ends: dict[int, str] = {}
        before: dict[int, Values] = {}
        for row_id, until, *columns in rows:
            values = tuple(columns)
            key = kind.key(values)
            first, together = found.setdefault(key, (row_id, values))
            if first == row_id:
                ends[row_id], before[row_id] = until, values
            elif kind.table is CONTACT or ends[first] == until:
                found[key] = first, kind.together(together, values)
                self.twins.append((kind.table, row_id))
        self._before[kind.table.name] = before
        return found
