"""The rows behind each figure of an import that is planned: who is new, changed or the same, in which file and row.

They are counted off into the plan's own database, so that a page of any of a million lines is read at once.
"""

from typing import NamedTuple

from organiser.formats.table import Finding
from organiser.services.importing.plan import Plan
from organiser.store.engine import Row

NEW, CHANGED, SAME, QUESTIONS, WARNINGS, REFUSED = "new", "changed", "same", "questions", "warnings", "refused"
LISTS = (NEW, CHANGED, SAME, QUESTIONS, WARNINGS, REFUSED)

_DDL = (
    "CREATE TABLE plan.listed_{0}(place INTEGER PRIMARY KEY, n INTEGER, part INTEGER, row INTEGER, person_id INTEGER)"
)
_FILL = {
    NEW: "INSERT INTO plan.listed_new(n, part, row) SELECT n, part, row FROM plan.row WHERE n NOT IN"
    " (SELECT n FROM plan.complex) OR n IN (SELECT root FROM plan.complex WHERE root NOT IN"
    " (SELECT root FROM plan.match)) ORDER BY n",
    CHANGED: "INSERT INTO plan.listed_changed(n, part, row, person_id) SELECT row.n, part, row, person_id"
    " FROM plan.changed CROSS JOIN plan.row ON row.n = changed.n WHERE what <> '' ORDER BY row.n",
    # Somebody whom two files name is the same once.
    SAME: "INSERT INTO plan.listed_same(part, row, person_id) SELECT part, min(row), person_id FROM"
    " (SELECT part, row, person_id FROM plan.known UNION ALL SELECT part, row, person_id FROM plan.match"
    " CROSS JOIN plan.row ON n = root) WHERE person_id NOT IN (SELECT person_id FROM plan.changed)"
    " GROUP BY person_id ORDER BY 1, 2",
}
_READ = {
    NEW: "SELECT place, listed.part, listed.row, trim(given || ' ' || family), '' FROM plan.listed_new AS listed"
    " CROSS JOIN plan.row ON row.n = listed.n",
    CHANGED: "SELECT place, listed.part, listed.row, trim(given || ' ' || family), what"
    " FROM plan.listed_changed AS listed CROSS JOIN plan.changed ON changed.person_id = listed.person_id"
    " JOIN main.person ON person.id = listed.person_id",
    SAME: "SELECT place, part, row, trim(given || ' ' || family), '' FROM plan.listed_same AS listed"
    " JOIN main.person ON person.id = person_id",
}


class Planned(NamedTuple):
    """One line behind a figure: where it stands (the row as a spreadsheet numbers it, 0 for the file as a whole), whom
    it is about, and what there is to say of it."""

    file: str
    sheet: str
    row: int
    name: str
    words: str


def count_off(plan: Plan) -> dict[str, int]:
    """List who is new, changed and the same, once the plan has been decided; how many lines each list has."""
    for name, fill in _FILL.items():
        plan.connection.execute(f"DROP TABLE IF EXISTS plan.listed_{name}")
        plan.connection.execute(_DDL.format(name))
        plan.connection.execute(fill)
    counted = {name: plan.store.count(f"SELECT count(*) FROM plan.listed_{name}") for name in _FILL}
    return counted | {name: len(_findings(plan, name)) for name in LISTS if name not in counted}


def read(plan: Plan, name: str, first: int, last: int) -> dict[int, Planned]:
    """The lines of a list from place `first` up to `last` (both counted from 1), by their place."""
    if name in _READ:
        rows = plan.store.rows(f"{_READ[name]} WHERE place BETWEEN ? AND ?", (first, last))
        return {row[0]: _planned(plan, row) for row in rows}
    found = _findings(plan, name)[first - 1 : last]
    return {place: Planned(one.file, one.sheet, one.row, "", one.reason) for place, one in enumerate(found, first)}


def _planned(plan: Plan, row: Row) -> Planned:
    _, part, number, name, words = row
    return Planned(plan.parts[part].file, plan.parts[part].sheet, number, name, words)


def _findings(plan: Plan, name: str) -> list[Finding]:
    found: list[Finding] = getattr(plan.findings, name)
    return found
