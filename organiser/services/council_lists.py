"""What a council's list of councillors said before, so that only what it says otherwise now is applied.

Each council is a source of its own. As with every list, what each row said is kept, with the file it came from.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from organiser.formats.mapping import Column
from organiser.formats.mapping import Mapping as Columns
from organiser.formats.modgov import Councillor
from organiser.formats.recognise import to_json
from organiser.formats.rows import RowReader
from organiser.formats.said import SEPARATOR
from organiser.models.sources import LIST, MAPPING, SOURCE, SOURCE_ROW
from organiser.rules.terms import Day
from organiser.services.places import Place
from organiser.store import clock
from organiser.store.work import Work

# What stands in a remembered row, in this order: first what every list may say of a person, then what only this kind.
_OF_ANYBODY = ("title", "given", "family")
FIELDS = (*_OF_ANYBODY, "party", "ward", "posts", "surgery", "terms", "contacts", "addresses")


class _Row(NamedTuple):
    id: int
    person: int
    said: str
    current: bool


class Statements:
    """The rows of one council's lists, read inside an operation; `on` is the ISO day of the list that comes now."""

    def __init__(self, work: Work, council: Place, file: str, on: str) -> None:
        self.file = file
        self._work = work
        self._on = on
        self._columns = Columns(
            f"council:{council.gss}",
            f"Councillors of {council.shown}",
            tuple(Column(place, field) for place, field in enumerate(_OF_ANYBODY)),
        )
        self._reader = RowReader(self._columns, on)
        self._source = work.value("SELECT id FROM source WHERE key = ?", (self._columns.source,))
        lists = "SELECT id, held_on FROM list WHERE source_id IS ? ORDER BY held_on, id"
        self._lists: list[tuple[int, str]] = [(row[0], row[1]) for row in work.rows(lists, (self._source,))]
        rows = "SELECT id, person_id, said, current FROM source_row WHERE source_id IS ? ORDER BY current, id"
        self._rows = [_Row(*row) for row in work.rows(rows, (self._source,))]
        self._current = {row.person: row for row in self._rows if row.current}
        self._listed = 0
        days = [day for _, day in self._lists]
        self.day = Day(
            on, earlier=any(day < on for day in days), next=min((day for day in days if day > on), default="")
        )

    @property
    def last_day(self) -> str:
        """The day of the latest list that is known, "" where none is."""
        return self._lists[-1][1] if self._lists else ""

    def note_day(self) -> None:
        """Remember that a list of this day was read, even if it says nothing new: a list of a day before it is older.

        Once for each day: the same list again leaves no trace.
        """
        if all(day != self._on for _, day in self._lists):
            self.listed()

    def listed(self) -> int:
        """The row of the list that comes now, made at first use."""
        if not self._listed:
            body = to_json(self._columns)
            source = self._source or self._work.insert(SOURCE, key=self._columns.source, title=self._columns.title)
            mapping = self._work.value("SELECT id FROM mapping WHERE source_id = ? AND body = ?", (source, body))
            mapping = mapping or self._work.insert(MAPPING, source_id=source, body=body)
            self._source = source
            self._listed = self._work.insert(
                LIST, source_id=source, mapping_id=mapping, file=self.file, held_on=self._on, complete=1
            )
        return self._listed

    def say(self, person: int, councillor: Councillor) -> frozenset[str]:
        """Remember what the list says of somebody; gives the fields that it says otherwise than before."""
        said = text_of(councillor)
        before = self._current.get(person)
        if self.day.next:
            if any(row.person == person and row.said == said for row in self._rows):
                return frozenset()
            before = None
        elif before:
            if before.said == said:
                return frozenset()
            self._work.update(SOURCE_ROW, before.id, current=0)
        self._work.insert(
            SOURCE_ROW, person_id=person, list_id=self.listed(), source_id=self._source, row=councillor.row,
            current=int(not self.day.next), outside_id=councillor.outside_id, said=said,
            said_key=self._reader.key_of(said),
        )  # fmt: skip
        texts = said.split(SEPARATOR)
        if before is None:
            # A list that says nothing of a post takes none away that it never gave.
            return frozenset(field for field, text in zip(FIELDS, texts, strict=True) if text) | {"ward", "terms"}
        pairs = zip(FIELDS, before.said.split(SEPARATOR), texts, strict=False)
        return frozenset(field for field, old, new in pairs if old != new)

    def gone(self, known: Collection[int]) -> list[int]:
        """Who was on the council's latest list and is not among these people; the list that comes now is the latest."""
        missing = [person for person in self._current if person not in known]
        for person in missing:
            self.listed()
            self._work.update(SOURCE_ROW, self._current[person].id, current=0)
        return missing

    def is_the_last_again(self, known: Mapping[int, Councillor]) -> bool:
        """Whether this is the list that came last, word for word, and somebody only says now of which day it is."""
        if not self.day.next or not self._taken_for_today() or self._lists_before_it()[-1:] >= [self._on]:
            return False
        before = {person: row.said for person, row in self._current.items()}
        now = {person: text_of(councillor) for person, councillor in known.items()}
        return before == now

    def date_again(self) -> None:
        """Give the list that came last the day of this one, however often it came since."""
        first, *again = self._taken_for_today()
        self._work.update(LIST, first, held_on=self._on)
        for row in again:
            self._work.delete(LIST, row)

    def _lists_before_it(self) -> list[str]:
        """The days of the lists before the one that came last, in order."""
        return [day for _, day in self._lists[: len(self._lists) - len(self._taken_for_today())]]

    def _taken_for_today(self) -> list[int]:
        """The latest list and those after it that said nothing new, where each bears the day on which it was taken in.

        That is what holds where nobody says the day of a list. Nothing, where the latest bears another day.
        """
        found: list[int] = []
        for row, day in reversed(self._lists):
            at, said_nothing = self._work.rows(
                "SELECT at, NOT EXISTS (SELECT 1 FROM change WHERE change.operation_id = operation.id)"
                " AND NOT EXISTS (SELECT 1 FROM inserted AS other WHERE other.operation_id = operation.id"
                "  AND other.tbl <> 'list')"
                " FROM inserted JOIN operation ON operation.id = operation_id"
                " WHERE tbl = 'list' AND ? BETWEEN first AND last",
                (row,),
            )[0]
            if clock.london(str(at)).date().isoformat() != day:
                return []
            found.insert(0, row)
            if not said_nothing:
                break
        return found


def text_of(councillor: Councillor) -> str:
    """What a list says of a councillor as one text, for comparing."""
    terms = (f"{since}..{until}" for since, until in councillor.terms)
    return SEPARATOR.join(
        (
            councillor.title,
            councillor.given,
            councillor.family,
            councillor.party,
            councillor.ward,
            "\n".join(councillor.posts),
            councillor.surgery,
            "\n".join(terms),
            "\n".join(contact.value for contact in councillor.contacts),
            "\n".join(f"{address.lines} {address.postcode}" for address in councillor.addresses),
        )
    )
