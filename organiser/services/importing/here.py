"""What stands in the database about the people whom one decision of an import is about, and what is added to it."""

from collections.abc import Hashable, Sequence
from typing import Any

from organiser.models.base import Table
from organiser.models.people import CONTACT
from organiser.services.alike import KINDS, Kind, Values
from organiser.services.importing.statements import FIELDS
from organiser.store.store import Store

_COLUMNS = ("given", "family", "sort_key", "name_key", "by_hand", *FIELDS)
# The columns that a field entered by hand holds fast, where they are not its own: the date of birth tells who is 18.
_HELD = {"name": (), "ward": (), "born": ("born", "minor_until")}


class Here:
    """What stands here about some people who are one; the first of them is kept. All is empty for somebody new."""

    def __init__(self, store: Store, people: Sequence[int]) -> None:
        self._store = store
        self._people = people
        marks = ", ".join("?" * len(people))
        rows = store.rows(f"SELECT id, {', '.join(_COLUMNS)} FROM person WHERE id IN ({marks})", people)
        fields = {person: dict(zip(_COLUMNS, values, strict=True)) for person, *values in rows}
        self._fields: list[dict[str, str]] = [fields[person] for person in people]
        # What the row of the one who is kept shows.
        self.shown = self._fields[0] if people else {}
        self.names = [(one["given"], one["family"]) for one in self._fields]
        self._before: dict[str, dict[int, Values]] = {}
        self._said = {kind.table.name: self._rows(kind) for kind in KINDS}
        tags = "SELECT tag.fold FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = ?"
        self._tags = {tag for person in people for (tag,) in store.rows(tags, (person,))}
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
                    self.by_hand |= {column: one[column] for column in _HELD.get(name, (name,)) if column in one}
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

    def added(self) -> list[tuple[Table, list[Values]]]:
        """The rows that do not stand here yet, by table."""
        found = []
        for kind in KINDS:
            rows = [row for row_id, row in self._said[kind.table.name].values() if not row_id]
            if rows:
                found.append((kind.table, rows))
        return found

    def mended(self) -> list[tuple[Table, int, dict[str, Any]]]:
        """The rows here that say more than before: table, id, and the columns that change."""
        return [
            (kind.table, row_id, kind.differences(self._before[kind.table.name][row_id], row))
            for kind in KINDS
            for row_id, row in self._said[kind.table.name].values()
            if row_id and self._before[kind.table.name][row_id] != row
        ]

    def _rows(self, kind: Kind) -> dict[Hashable, tuple[int, Values]]:
        """The rows of one kind, each thing once: its id, and what all who say it come to.

        What still holds comes before what has ended, but for an address: that was ended by hand, and stays so.
        """
        dated = "until" in kind.table.names
        query = (
            f"SELECT id, {'until' if dated else repr('')}, {', '.join(kind.columns)} FROM {kind.table.name}"
            " WHERE person_id = ? ORDER BY id"
        )
        rows = [row for person in self._people for row in self._store.rows(query, (person,))]
        if dated and kind.table is not CONTACT:
            rows.sort(key=lambda row: row[1] != "")
        found: dict[Hashable, tuple[int, Values]] = {}
        ends: dict[int, str] = {}
        for row_id, until, *columns in rows:
            values = tuple(columns)
            first, before = found.setdefault(kind.key(values), (row_id, values))
            if first == row_id:
                ends[row_id] = until
            elif kind.table is CONTACT or ends[first] == until:
                found[kind.key(values)] = first, kind.together(before, values)
        originals = {row_id: tuple(columns) for row_id, _, *columns in rows}
        self._before[kind.table.name] = originals
        return found
