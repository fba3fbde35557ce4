"""The sources, mappings and lists of an import, written down where they are new; and who stood on a whole list."""

from organiser.formats.recognise import to_json
from organiser.models.sources import LIST, LISTED, MAPPING, SOURCE
from organiser.services.importing.plan import Part, Plan
from organiser.store.work import Work

# Everybody who stands on the lists of one source in this import.
_STANDS_THERE = """
SELECT person_id FROM source_row JOIN temp.lists ON lists.list_id = source_row.list_id WHERE lists.source_id = :source
UNION SELECT source_row.person_id FROM plan.known JOIN source_row ON source_row.id = source_row_id
WHERE source_row.source_id = :source
"""


class Lists:
    """The lists of the parts of a plan. What a part adds nothing to is not written down."""

    def __init__(self, work: Work, plan: Plan, *, complete: bool) -> None:
        self._work = work
        self._plan = plan
        self._complete = complete
        self._ids: dict[int, tuple[int, int]] = {}
        work.connection.execute(
            "CREATE TEMP TABLE IF NOT EXISTS lists(part INTEGER, source_id INTEGER, list_id INTEGER)"
        )
        work.connection.execute("DELETE FROM temp.lists")
        for (number,) in work.rows("SELECT DISTINCT part FROM plan.row"):
            self.of(number)

    def of(self, number: int) -> tuple[int, int]:
        """The ids of a part's source and list; both stand in temp.lists from now on."""
        if number not in self._ids:
            self._ids[number] = self._add(self._plan.parts[number])
            self._work.connection.execute("INSERT INTO temp.lists VALUES (?, ?, ?)", (number, *self._ids[number]))
        return self._ids[number]

    def _add(self, part: Part) -> tuple[int, int]:
        work = self._work
        key = part.mapping.source
        source = work.value("SELECT id FROM source WHERE key = ?", (key,))
        if not isinstance(source, int):
            source = work.insert(SOURCE, key=key, title=part.mapping.title)
        listed = work.insert(
            LIST,
            source_id=source,
            mapping_id=self._mapping(part, source),
            file=part.file,
            sheet=part.sheet,
            held_on=self._plan.on,
            complete=int(self._complete),
        )
        return source, listed

    def _mapping(self, part: Part, source: int) -> int:
        """How the header is read now, if that is what was saved last; else saved anew."""
        body = to_json(part.mapping)
        last = self._work.rows(
            "SELECT id, body FROM mapping WHERE fingerprint = ? ORDER BY id DESC LIMIT 1", (part.fingerprint,)
        )
        if last and last[0][1] == body:
            return int(last[0][0])
        return self._work.insert(MAPPING, source_id=source, fingerprint=part.fingerprint, body=body)

    def remember_who_stood_there(self) -> None:
        """Write down who stands on each whole list; the sheets of one workbook are one list.

        The same people on the same day as before are the same list again, and nothing is written.
        """
        for number, key in enumerate(self._plan.sources):
            source = self._work.value("SELECT id FROM source WHERE key = ?", (key,))
            if not isinstance(source, int) or not self._anybody_else_than_before(source):
                continue
            first = next(part.number for part in self._plan.parts if part.source == number)
            _, listed = self.of(first)
            self._work.insert_select(
                LISTED,
                ("list_id", "person_id"),
                f"SELECT :list, person_id FROM ({_STANDS_THERE})",
                {"list": listed, "source": source},
            )

    def _anybody_else_than_before(self, source: int) -> bool:
        """Whether not just the same people stand on the list as on the last whole list of that day."""
        query = (
            "SELECT list.id FROM list WHERE source_id = ? AND complete = 1 AND held_on = ?"
            " AND EXISTS (SELECT 1 FROM listed WHERE list_id = list.id) ORDER BY list.id DESC LIMIT 1"
        )
        last = self._work.value(query, (source, self._plan.on))
        before = "SELECT person_id FROM listed WHERE list_id = :list"
        difference = (
            f"SELECT EXISTS (SELECT * FROM ({_STANDS_THERE}) EXCEPT {before})"
            f" OR EXISTS ({before} EXCEPT SELECT * FROM ({_STANDS_THERE}))"
        )
        found = self._work.connection.execute(difference, {"source": source, "list": last}).fetchone()
        return bool(found[0])
