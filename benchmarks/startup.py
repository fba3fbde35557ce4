"""How long a short command takes, beside Python that does nothing.

Run as `python benchmarks/startup.py [--full | DATABASE]`: the search is made among 100,000 people, a million with
--full, or those of a database that is there.
"""

import sys
import tempfile
from pathlib import Path

from measuring import FEW, MANY, database_of, fastest, organiser, python

_ROUNDS = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        named = [word for word in sys.argv[1:] if not word.startswith("-")]
        count = MANY if "--full" in sys.argv[1:] else FEW
        database = Path(named[0]) if named else database_of(Path(folder), count)
        bare, version, people = fastest(
            _ROUNDS,
            lambda: python("-c", "pass").seconds,
            lambda: organiser("--version").seconds,
            lambda: organiser("people", "smith", "--database", database).seconds,
        )
    among = database.name if named else f"{count:,} people"
    print(f"python -c pass           {bare * 1000:6.1f} ms")
    print(f"organiser --version      {version * 1000:6.1f} ms  {version / bare:.1f} times (goal: under 4)")
    print(f"organiser people smith   {people * 1000:6.1f} ms  {people / bare:.1f} times (goal: under 8), among {among}")


if __name__ == "__main__":
    main()
