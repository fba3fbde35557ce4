"""The longest stall of the interface while a list of 100,000 people is previewed and taken in, beside an idle page.

A timer of 5 ms runs in the interface's own loop: what it is late by is what a key would have waited.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from measuring import FEW, write_people

from organiser.app import Organiser
from organiser.desk import Desk
from organiser.screens.importing import ImportingPage
from organiser.store.settings import Settings
from organiser.store.store import Store

_TICK = 0.005
_IDLE_SECONDS = 5.0
_GOAL = 0.050
# So long an import of any length may take.
_PATIENCE = 600.0


class Watch:
    """Looks every 5 ms how late the loop is."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._late: list[float] = []

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_TICK)
            now = time.perf_counter()
            self._late.append(max(now - self._last - _TICK, 0.0))
            self._last = now

    def longest(self) -> float:
        """The longest stall since it was asked before."""
        late, self._late = self._late, []
        return max(late, default=0.0)


async def _until(page: ImportingPage, stage: str) -> None:
    ends = time.monotonic() + _PATIENCE
    while page.stage != stage:
        if time.monotonic() > ends:
            raise SystemExit(f"the import did not come to '{stage}'")
        await asyncio.sleep(0.01)


async def _measure(folder: Path, people: Path) -> dict[str, float]:
    database = folder / "people.organiser"
    Store.create(database).close()
    desk = Desk(database, "bench")
    app = Organiser(desk, settings=Settings(folder / "screen.json"))
    found: dict[str, float] = {}
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            watch = Watch()
            watching = asyncio.create_task(watch.run())
            await asyncio.sleep(1.0)
            watch.longest()
            await asyncio.sleep(_IDLE_SECONDS)
            found["idle"] = watch.longest()
            page = ImportingPage([str(people)])
            await app.push_screen(page)
            await _until(page, "columns")
            found["looking at it"] = watch.longest()
            page.action_preview()
            await _until(page, "preview")
            found["preview"] = watch.longest()
            page.action_apply()
            await _until(page, "done")
            await asyncio.sleep(0.5)
            found["import"] = watch.longest()
            watching.cancel()
    finally:
        desk.close()
    return found


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="organiser-bench-") as name:
        folder = Path(name)
        people = write_people(folder / "people.csv", FEW)
        found = asyncio.run(_measure(folder, people))
    idle = found.pop("idle")
    print(f"interface idle: longest stall {idle * 1000:.1f} ms")
    for step, longest in found.items():
        ratio = longest / max(idle, 0.001)
        print(f"{FEW:,} rows, {step}: longest stall {longest * 1000:.1f} ms, {ratio:.1f} times idle (goal: 50 ms)")
    return 0 if max(found.values()) < _GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
