"""Writes docs/shots/*.svg, a picture of each screen on the demo's invented people: `make shots`.

The clock stands still while it does, so that the same program gives the same pictures.
"""

import asyncio
import contextlib
import io
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from organiser import cli
from organiser.app import Organiser
from organiser.desk import Desk
from organiser.services import adding, contacts, people, tasks
from organiser.services.contacts import Said
from organiser.services.links import propose
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.settings import Settings
from organiser.store.store import Store

FOLDER = Path(__file__).with_name("shots")
_MOMENT = "2026-05-14T17:30:00Z"
_SIZE = (96, 30)
# Where the letters of a picture would be fetched from: a page about the program asks nobody else.
_FONT_LINKS = re.compile(r"@font-face\s*\{.*?\}\s*", re.DOTALL)

Story = Callable[["Camera"], Awaitable[None]]


class Camera:
    """The app, keys, and pictures of what they lead to."""

    def __init__(self, app: Organiser, press: Callable[..., Awaitable[None]], pause: Callable[[], Awaitable[None]]):
        self._app = app
        self._press = press
        self._pause = pause

    async def press(self, *keys: str) -> None:
        await self._press(*keys)
        await self.settle()

    async def settle(self) -> None:
        for _ in range(4):
            await self._pause()
            while not self._app.desk.idle():
                await asyncio.sleep(0.02)
                await self._pause()

    async def wait(self, words: str) -> None:
        """Wait for what comes by itself."""
        for _ in range(500):
            if words in self._app.export_screenshot().replace("&#160;", " "):
                break
            await asyncio.sleep(0.02)
        await self.settle()

    def shoot(self, name: str, title: str) -> None:
        picture = _FONT_LINKS.sub("", self._app.export_screenshot(title=title))
        # Names that are made anew for every picture.
        picture = re.sub(r"terminal-\d+-", "shot-", picture)
        (FOLDER / f"{name}.svg").write_text("\n".join(line.rstrip() for line in picture.splitlines()) + "\n", "utf-8")


async def evening(camera: Camera) -> None:
    """One evening at the program."""
    await camera.wait("new this week")
    camera.shoot("home", "Home: what needs attention today")
    await camera.press("p")
    await camera.press("down", "down", "space", "down", "space")
    camera.shoot("people", "People: find, narrow down, select many")
    await camera.press("f", *"offer", "colon")
    camera.shoot("filter", "Who can leaflet on Saturday?")
    await camera.press("escape", "slash", *"halder", "enter", "enter")
    await camera.wait("Anita Halder")
    camera.shoot("person", "A person: who, whether one may, and where it comes from")
    await camera.press("n", *"rang, will leaflet on saturday, bring 200 leaflets friday")
    camera.shoot("note", "A contact and its next step, in one line")
    await camera.press("escape", "escape", "escape", "H", "a")
    await camera.press(*"Joe Bloggs, 07700 900777, SE26 5DW, leaflets, Sat am, speaks Urdu")
    camera.shoot("add", "Somebody added in one line")
    await camera.press("escape", "n")
    camera.shoot("questions", "What lists left open, answered with one key")
    await camera.press("escape", "w")
    await camera.wait("Sydenham Branch")
    camera.shoot("places", "Places, and who is behind them")
    await camera.press("escape", "t")
    camera.shoot("tasks", "What has to be done, by whom and when")
    await camera.press("escape", "h")
    camera.shoot("history", "What was done; any of it can be taken back")
    await camera.press("escape", "d", "s", "y", "y", "escape", "j", "enter")
    await camera.wait("heard")
    camera.shoot("issues", "What a ward's residents said is their one big issue")
    await camera.press("escape", "n", *"Fiction Road", "tab", *"syd", "enter")
    await camera.press(*"30", "tab", "n", "r", *"bus stop lights out", "tab", "y", "enter")
    await camera.press(*"spot")
    camera.shoot("sheet", "A canvasser's sheet, a row a door")


def prepare(folder: Path) -> Path:
    """The demo's database, with a little work done on it."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        cli.main(["demo", "--keep", str(folder), "--no-app"])
    database = folder / "demo.organiser"
    with Store.open(database) as store:
        store.who = "Demo"
        propose(store, branch="Sydenham Branch")
        anita = people.find_one(store, "Anita Halder")
        contacts.note(store, anita, Said("happy to leaflet round Sydenham", on="2026-05-09", outcome="spoke"))
        about = tasks.find_about(store, person="Anita Halder")
        tasks.new_task(store, Draft("bring 200 leaflets", owner="Sam Lee", due="2026-05-15", about=about))
        tasks.new_task(store, Draft("book the hall for the autumn", owner="Sam Lee", due="2026-05-12"))
        adding.add(store, adding.draft(store, "Kit Brown, 07700 900766, SE26 5DW, canvassing, Saturday").understood)
    return database


async def take(database: Path, story: Story) -> None:
    desk = Desk(database, "Sam Lee")
    app = Organiser(desk, settings=Settings(database.parent / "screen.json"))
    try:
        async with app.run_test(size=_SIZE) as pilot:
            await story(Camera(app, pilot.press, pilot.pause))
    finally:
        desk.close()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    clock.now = lambda: _MOMENT
    with tempfile.TemporaryDirectory() as name:
        os.environ["ORGANISER_HOME"] = name
        asyncio.run(take(prepare(Path(name) / "demo"), evening))


if __name__ == "__main__":
    main()
