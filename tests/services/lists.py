"""Making lists of people for tests, importing them, and what stands in a database afterwards, told without ids."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from organiser.formats.table import Finding
from organiser.services.imports import Imported, Options, import_files
from organiser.store.store import Store

SEVEN = (
    "google_contacts.csv",
    "mailchimp_cleaned.csv",
    "mailchimp_subscribed.csv",
    "mailchimp_unsubscribed.csv",
    "nationbuilder_people.csv",
    "action_network_report.csv",
    "signup_sheet.xlsx",
)

Content = tuple[Any, ...]

_PERSON = (
    "given, family, title, sort_key, name_key, postcode, born, minor_until, gender, membership, register, elector,"
    " by_hand"
)
_OF_A_PERSON = (
    "SELECT kind, value, name_key, raw, label, since, until FROM contact WHERE person_id = ?",
    "SELECT lines, town, postcode, label, since, until FROM address WHERE person_id = ?",
    "SELECT kind, value, detail, since, until FROM fact WHERE person_id = ? AND kind <> 'uid'",
    "SELECT name FROM person_tag JOIN tag ON tag.id = tag_id WHERE person_id = ?",
    "SELECT body, noted FROM note WHERE person_id = ?",
    "SELECT channel, purpose, stance, address, given, until, how, wording FROM consent WHERE person_id = ?",
)


def quietly(_what: str, _done: int, _total: int) -> None:
    """Nobody watches how far an import has come."""


def take_in(store: Store, *files: Path | str, **options: Any) -> Imported:
    """Import files as one change."""
    return import_files(store, files, Options(**options), quietly)


def figures(done: Imported) -> tuple[int, int, int]:
    """How many people are new, changed and the same as before."""
    return done.created, done.updated, done.unchanged


def told(findings: Iterable[Finding]) -> list[tuple[str, str, int, str]]:
    """Findings without their words: file, sheet, row and code."""
    return [(finding.file, finding.sheet, finding.row, finding.code) for finding in findings]


def write_list(path: Path, header: Sequence[str], *rows: Sequence[str]) -> Path:
    """A CSV file with these cells."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows((header, *rows))
    return path


def content(store: Store) -> list[Content]:
    """Everybody, with all that is known of them, in an order of its own and without ids."""
    people = []
    for person, *fields in store.rows(f"SELECT id, {_PERSON} FROM person"):
        people.append((*fields, *(tuple(sorted(store.rows(query, (person,)))) for query in _OF_A_PERSON)))
    return sorted(people)


def names(store: Store) -> list[str]:
    """The names of all people, in order."""
    return sorted(row[0] for row in store.rows("SELECT trim(given || ' ' || family) FROM person"))


def partition(store: Store) -> set[frozenset[tuple[str, str, int]]]:
    """Which rows (file, sheet, number) are about one person."""
    people: dict[int, set[tuple[str, str, int]]] = {}
    for person, file, sheet, row in store.rows(
        "SELECT person_id, file, sheet, row FROM source_row JOIN list ON list.id = list_id"
    ):
        people.setdefault(person, set()).add((file, sheet, row))
    return {frozenset(rows) for rows in people.values()}
