"""Finding people by any part of a name, telephone number, e-mail address or postcode: one trigram index.

The index keeps its text, so a row is taken out with exactly what went in. Tags and wards are not in it: they are
found by join, so that a renamed tag or a redrawn ward rewrites nobody.
"""

from collections.abc import Sequence
from typing import NamedTuple

from organiser.store.engine import Connection

DDL = (
    "CREATE VIRTUAL TABLE search USING fts5(body, tokenize='trigram', detail='none', columnsize=0)",
    # Bytes of new entries gathered in memory before they are sorted onto disk: a quarter less work than with 1 MB.
    "INSERT INTO search(search, rank) VALUES ('hashsize', 4194304)",
)

# The indexed text of a person: folded names (the one shown and others), addresses, and the postcode without its space.
# Telephone numbers are in their E.164 form; query.py turns what people type into what stands here.
_BODY = """
SELECT person.id, person.sort_key || ' ' || replace(lower(person.postcode), ' ', '')
  || coalesce((SELECT ' ' || group_concat(contact.value, ' ') FROM contact
               WHERE contact.person_id = person.id AND contact.until = ''), '')
  || coalesce((SELECT ' ' || group_concat(fact.detail, ' ') FROM fact
               WHERE fact.person_id = person.id AND fact.kind IN ('otherwise', 'nickname')), '')
FROM person
"""


def index_range(connection: Connection, first: int, last: int) -> None:
    """Put new people, numbered `first` to `last`, into the index."""
    connection.execute(
        f"INSERT INTO search(rowid, body) {_BODY} WHERE person.id BETWEEN ? AND ?",
        (first, last),
    )


def reindex(connection: Connection, table: str) -> None:
    """Bring the index up to date for the people whose ids stand in column `id` of a temporary table."""
    connection.execute(f"DELETE FROM search WHERE rowid IN (SELECT id FROM {table})")
    connection.execute(f"INSERT INTO search(rowid, body) {_BODY} WHERE person.id IN (SELECT id FROM {table})")


def rebuild(connection: Connection) -> None:
    """Make the index anew from the tables."""
    connection.execute("DROP TABLE search")
    for statement in DDL:
        connection.execute(statement)
    connection.execute(f"INSERT INTO search(rowid, body) {_BODY}")


def out_of_step(connection: Connection) -> int:
    """How many people the index knows otherwise than the tables do; 0 when all is well."""
    found = connection.execute(
        f"WITH truth(id, body) AS ({_BODY}) SELECT count(*) FROM truth"
        " LEFT JOIN search ON search.rowid = truth.id WHERE search.body IS NOT truth.body"
    ).fetchone()[0]
    stray = connection.execute("SELECT count(*) FROM search WHERE rowid NOT IN (SELECT id FROM person)").fetchone()[0]
    return int(found) + int(stray)


# Asking ------------------------------------------------------------------------------------------------------------

# A walk through names in order reads the indexed text itself rather than through the full-text index.
TEXT = "(SELECT c0 FROM search_content WHERE search_content.id = person.id)"
# The trigram index knows nothing shorter.
SHORTEST = 3


class Term(NamedTuple):
    """One word to find: the forms of which any may stand in the text. A form of one or two letters opens a word."""

    forms: tuple[str, ...]

    @property
    def indexed(self) -> bool:
        return bool(self.forms) and all(len(form) >= SHORTEST for form in self.forms)

    def expression(self) -> str:
        """The term as a full-text query: every trigram that the term cannot do without."""
        return " OR ".join(f"({' AND '.join(_quoted(part) for part in _trigrams(form))})" for form in self.forms)

    def check(self, text: str) -> tuple[str, tuple[str, ...]]:
        """SQL that is true where `text` holds the term, and its parameters."""
        checks = [
            f"instr({text}, ?)" if len(form) >= SHORTEST else f"instr(' ' || {text}, ' ' || ?)" for form in self.forms
        ]
        return f"({' OR '.join(checks) or '0'})", self.forms


def hits(terms: Sequence[Term]) -> tuple[str, tuple[str, ...]]:
    """SQL for the ids of the people whose text holds all terms, and its parameters."""
    near = near_hits(terms)
    checks = [term.check("body" if near else "c0") for term in terms]
    conditions = " AND ".join(sql for sql, _ in checks) or "1"
    values = tuple(form for _, forms in checks for form in forms)
    if near:
        return f"{near[0]} AND {conditions}", (*near[1], *values)
    return f"SELECT id FROM search_content WHERE {conditions}", values


def near_hits(terms: Sequence[Term]) -> tuple[str, tuple[str, ...]] | None:
    """As hits, by what the index alone can tell, which is quicker and finds others too; None where it tells nothing."""
    expression = " AND ".join(f"({term.expression()})" for term in terms if term.indexed)
    return ("SELECT rowid FROM search WHERE search MATCH ?", (expression,)) if expression else None


def _trigrams(form: str) -> list[str]:
    """Trigrams side by side and the last one, which cover the form; that they follow each other the row must show."""
    return [form[place : place + 3] for place in (*range(0, len(form) - 2, 3), len(form) - 3)]


def _quoted(trigram: str) -> str:
    return '"' + trigram.replace('"', '""') + '"'
