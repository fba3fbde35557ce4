"""How fast a list of people is imported, beside sqlite-utils, which checks, matches and remembers nothing.

Run as `python benchmarks/import_people.py [--full]`; with --full a million people as well. The peer loads the same file
with `insert --csv`, makes three indexes and a trigram full-text index.
"""

import sys
import tempfile
from pathlib import Path

from measuring import FEW, MANY, organiser, python, write_people

_ROUNDS = 3


def main() -> None:
    bare = python("-c", "pass").peak
    with tempfile.TemporaryDirectory() as folder:
        few = _compare(Path(folder), FEW, _ROUNDS, bare)
        if "--full" in sys.argv[1:]:
            many = _compare(Path(folder), MANY, 1, bare)
            print(f"{MANY:,} people take {many / few:.1f} times as long as {FEW:,} (goal: under 15)")


def _compare(folder: Path, count: int, rounds: int, bare: float) -> float:
    """Import one file both ways, `rounds` times in turn; gives the fewest seconds of ours."""
    people = write_people(folder / "people.csv", count)
    print(f"{count:,} people, {people.stat().st_size / 1e6:.0f} MB of CSV")
    ours, again, theirs, peak = [], [], [], 0.0
    for _ in range(rounds):
        theirs.append(_with_sqlite_utils(folder / "peer.db", people))
        database = folder / "people.organiser"
        first = organiser("import", people, "--database", database)
        second = organiser("import", people, "--database", database)
        ours.append(first.seconds)
        again.append(second.seconds)
        peak = max(peak, first.peak, second.peak)
        for left in folder.glob("people.organiser*"):
            left.unlink()
    best, peer = min(ours), min(theirs)
    print(f"  sqlite-utils, 3 indexes, full text {peer:7.2f} s")
    print(f"  organiser import                   {best:7.2f} s  {peer / best:.2f} times as fast (goal: 1, better 2)")
    print(f"  the same file again                {min(again):7.2f} s  {min(again) / best:.2f} of it (goal: under 0.33)")
    print(f"  memory above bare Python           {peak - bare:7.0f} MB (goal: under 60)")
    return best


def _with_sqlite_utils(database: Path, people: Path) -> float:
    """Seconds that the peer takes for the same file."""
    database.unlink(missing_ok=True)
    steps = (
        ("insert", database, "people", people, "--csv", "--silent"),
        *(("create-index", database, "people", column) for column in ("Last name", "Email", "Mobile")),
        ("enable-fts", database, "people", "First name", "Last name", "Email", "Mobile", "Address", "Postcode",
         "--tokenize", "trigram"),
    )  # fmt: skip
    return sum(python("-m", "sqlite_utils", *step).seconds for step in steps)


if __name__ == "__main__":
    main()
