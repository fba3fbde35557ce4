"""Writes down the schema as it is released today: `python -m tests.golden.write`.

Each released schema stays here for ever, as a file that an older version of the program may have left somewhere.
A schema that was never released may be written again; a change to a released one needs a higher SCHEMA_VERSION.
"""

import tempfile
from pathlib import Path

from organiser.models.tables import SCHEMA_VERSION
from organiser.store import engine
from organiser.store.store import Store

FOLDER = Path(__file__).parent


def schema(store: Store) -> str:
    """All that is declared in a database, as SQL that makes it again; without the inner tables of the search index."""
    declared = store.rows(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'search\\_%' ESCAPE '\\'"
        " ORDER BY type DESC, name"
    )
    version = store.value("PRAGMA user_version")
    marks = [f"PRAGMA application_id={engine.APPLICATION_ID}", f"PRAGMA user_version={version}"]
    return "".join(f"{statement};\n" for statement in [*marks, *(sql for (sql,) in declared)])


def released() -> dict[int, Path]:
    """The schemas that were released, by their version."""
    return {int(path.stem.removeprefix("schema-")): path for path in sorted(FOLDER.glob("schema-*.sql"))}


def main() -> None:
    """Write down today's schema."""
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "new.organiser") as store:
        (FOLDER / f"schema-{SCHEMA_VERSION}.sql").write_text(schema(store), encoding="utf-8")


if __name__ == "__main__":
    main()
