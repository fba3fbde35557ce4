"""What an import has to ask: whether two people who share an address are one, and whether who is missing has gone.

Questions are found before anything is written, so that a dry run and the import itself ask the same.
"""

from collections.abc import Iterator
from typing import NamedTuple

from organiser.formats.table import Finding
from organiser.services.importing.match import People
from organiser.services.importing.plan import Plan


class Party(NamedTuple):
    """Somebody whom a question is about: the root of their rows in the plan (0: not in it), and who here they are."""

    root: int
    people: tuple[int, ...]

    @property
    def mark(self) -> int:
        """A number that is nobody else's."""
        return self.people[0] if self.people else -self.root


class Doubt(NamedTuple):
    """An address that two people share."""

    finding: Finding
    part: int
    value: str
    one: Party
    other: Party


class Missing(NamedTuple):
    """Somebody here who stood on the whole list before this one."""

    finding: Finding
    part: int
    person: int


def doubts(plan: Plan, people: People) -> Iterator[Doubt]:
    """The addresses that two people share, once for each address and pair that was not asked about before."""
    before = ""
    asked: set[frozenset[int]] = set()
    found = plan.connection.execute(
        "SELECT value, n, other_n, person_id FROM plan.doubt ORDER BY value, n, other_n, person_id"
    )
    for value, n, other_n, person in found:
        if value != before:
            before, asked = value, set()
        one = _party(plan, people.root(n))
        other = _party(plan, people.root(other_n)) if other_n else _party_here(plan, person)
        pair = frozenset((one.mark, other.mark))
        if len(pair) == 1 or pair in asked or _asked_before(plan, value, one, other):
            continue
        asked.add(pair)
        number, row = plan.store.rows("SELECT part, row FROM plan.row WHERE n = ?", (max(n, other_n),))[0]
        part = plan.parts[number]
        what = "e-mail address" if "@" in value else "telephone number"
        reason = f"two names share one {what}: the same person, or two?"
        yield Doubt(Finding(part.file, part.sheet, row, "shared-address", reason), number, value, one, other)


def _party(plan: Plan, root: int) -> Party:
    found = plan.store.rows("SELECT person_id FROM plan.match WHERE root = ? ORDER BY person_id", (root,))
    return Party(root, tuple(person for (person,) in found))


def _party_here(plan: Plan, person: int) -> Party:
    root = plan.store.count("SELECT root FROM plan.match WHERE person_id = ?", (person,))
    return _party(plan, root) if root else Party(0, (person,))


def _asked_before(plan: Plan, value: str, one: Party, other: Party) -> bool:
    """Whether it was asked about any of those who are the one, or are about to be, and any who are the other."""
    return any(
        plan.store.value(
            "SELECT 1 FROM question WHERE value = ?1 AND person_id IN (?2, ?3) AND other_id IN (?2, ?3)", (value, a, b)
        )
        for a in one.people
        for b in other.people
    )


_MISSING = """
SELECT person.id, trim(given || ' ' || family) FROM listed JOIN person ON person.id = listed.person_id
WHERE list_id = (
  SELECT list.id FROM list WHERE source_id = :source AND complete = 1 AND held_on <= :on
  AND EXISTS (SELECT 1 FROM listed AS stood WHERE stood.list_id = list.id) ORDER BY held_on DESC, list.id DESC LIMIT 1)
AND person.id NOT IN (
  SELECT known.person_id FROM plan.known JOIN source_row ON source_row.id = source_row_id WHERE source_id = :source)
AND person.id NOT IN (
  SELECT match.person_id FROM plan.match JOIN plan.complex ON complex.root = match.root
  JOIN plan.row ON row.n = complex.n WHERE row.source = :number)
AND NOT EXISTS (SELECT 1 FROM question WHERE kind = 'lapsed' AND state = 'open' AND question.person_id = person.id)
ORDER BY sort_key, person.id
"""
_LATER = (
    "SELECT EXISTS (SELECT 1 FROM list JOIN listed ON list_id = list.id"
    " WHERE source_id = ? AND complete = 1 AND held_on > ?)"
)


def missing(plan: Plan) -> Iterator[Missing]:
    """Who stood on the last whole list of a source and does not stand on this one.

    A list that comes after its time says nothing of today: nobody is asked about where a later whole list is here.
    """
    for number in range(len(plan.sources)):
        part = next(part for part in plan.parts if part.source == number)
        if plan.store.count(_LATER, (part.source_id, plan.on)):
            continue
        for person, name in plan.connection.execute(
            _MISSING, {"source": part.source_id, "number": number, "on": plan.on}
        ):
            reason = f"{name} stood on the whole list before this one and is not on it: lapsed, or moved?"
            yield Missing(Finding(part.file, part.sheet, 0, "lapsed", reason), part.number, person)
