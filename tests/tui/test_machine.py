"""Somebody at the screen does everyday things in any order: what is shown, what they know and the file agree."""

import asyncio
import contextvars
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from organiser.app import Organiser
from organiser.desk import Desk
from organiser.services import offices
from organiser.store.settings import Settings
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tui.driving import Seat

_COUNCILLOR = "Zoe Zed"
_GIVEN = ("Ann", "Bob", "Cy", "Dee", "Eve", "Flo", "Gus", "Hal", "Ida", "Jan", "Kit", "Lou", "Mo", "Ned", "Ola", "Pia")
_PICK = st.integers(0, 15)


class Known:
    """Somebody as the one at the screen knows them."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.tags: set[str] = set()
        self.linked = False

    def copy(self) -> "Known":
        found = Known(self.name)
        found.tags, found.linked = set(self.tags), self.linked
        return found


State = dict[str, Known]


class AtTheScreen(RuleBasedStateMachine):
    """The app stays open between the steps, in a loop of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "people.organiser"
        with Store.create(self.path) as store:
            build_places(store)
            add(store, f"{_COUNCILLOR}, 07700 900321, SE13 5AB")
            offices.add_office(store, "councillor", _COUNCILLOR, places={"ward": "Castle & Park"}, party="Labour")
        self.now: State = {_COUNCILLOR: Known(_COUNCILLOR)}
        # What stood before each change that can be taken back, and after each that was.
        self.before: list[State] = []
        self.after: list[State] = []
        self.made = 0
        self.runner = asyncio.Runner()
        self._open()

    # The app ------------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self.desk = Desk(self.path, "Sam")
        # One context for all that is done at the app, as Textual wants it.
        self.variables = contextvars.copy_context()
        app = Organiser(self.desk, at="people", settings=Settings(self.path.parent / "screen.json"))
        self.context = app.run_test(size=(120, 40))

        async def begin() -> Seat:
            seat = Seat(app, await self.context.__aenter__())
            await seat.settle()
            return seat

        self.seat = self.runner.run(begin(), context=self.variables)

    def _close(self) -> None:
        async def end() -> None:
            await self.context.__aexit__(None, None, None)

        self.runner.run(end(), context=self.variables)
        self.desk.close()

    def teardown(self) -> None:
        self._close()
        self.runner.close()
        self.folder.cleanup()

    def _do(self, *parts: str) -> None:
        """Press keys and type texts (those with a leading space, which is not typed)."""

        async def act() -> None:
            for part in parts:
                if part.startswith(" "):
                    await self.seat.type(part[1:])
                else:
                    await self.seat.press(part)

        self.runner.run(act(), context=self.variables)

    def _changed(self, state: State) -> None:
        self.before.append(self.now)
        self.after.clear()
        self.now = state

    def _copy(self) -> State:
        return {name: known.copy() for name, known in self.now.items()}

    def _somebody(self, pick: int) -> str:
        names = sorted(name for name in self.now if name != _COUNCILLOR)
        return names[pick % len(names)]

    def _go_to(self, name: str) -> None:
        """Find somebody by name, so that the cursor stands on them; the line is empty afterwards."""
        self._do("slash", "ctrl+u", f" {name}", "enter")

    def _all(self) -> None:
        """Everybody in the list again."""
        self._do("slash", "ctrl+u", "escape")

    def _home(self) -> None:
        """Back to the list, from wherever a step has led."""
        for _ in range(4):
            if "▸ People ▸" in self.seat.frame().splitlines()[0]:
                self._do("escape")

    @property
    def others(self) -> int:
        return len(self.now) - 1

    # What is done -------------------------------------------------------------------------------------------------

    @rule()
    def add(self) -> None:
        given = _GIVEN[self.made % len(_GIVEN)]
        self.made += 1
        name = f"{given} Fam{chr(97 + self.made % 26)}{chr(97 + self.made // 26)}x"
        self._do("a", f" {name}, SE13 5AB\n", "escape")
        state = self._copy()
        state[name] = Known(name)
        self._changed(state)

    @precondition(lambda self: self.others)
    @rule(pick=_PICK, tag=st.sampled_from(["news", "stall", "poster"]))
    def tag(self, pick: int, tag: str) -> None:
        name = self._somebody(pick)
        self._go_to(name)
        self._do("t", f" {tag}\n")
        self._all()
        if tag in self.now[name].tags:
            return
        state = self._copy()
        state[name].tags.add(tag)
        self._changed(state)

    @precondition(lambda self: self.others)
    @rule(pick=_PICK)
    def edit(self, pick: int) -> None:
        name = self._somebody(pick)
        self._go_to(name)
        self._do("enter", "enter", " x\n", "escape")
        self._all()
        state = self._copy()
        known = state.pop(name)
        known.name = f"{name}x"
        state[known.name] = known
        self._changed(state)

    @precondition(lambda self: self.others)
    @rule(pick=_PICK)
    def link(self, pick: int) -> None:
        name = self._somebody(pick)
        self._go_to(name)
        self._do("l", f" {_COUNCILLOR}\n")
        self._all()
        if not self.now[name].linked:
            state = self._copy()
            state[name].linked = True
            self._changed(state)

    @precondition(lambda self: self.others > 1)
    @rule(first=_PICK, second=_PICK)
    def merge(self, first: int, second: int) -> None:
        one, other = self._somebody(first), self._somebody(second)
        if one == other:
            return
        self._go_to(one)
        # The name that is shown from now on is the one on the left, where the cursor stands.
        self._do("enter", "m", f" {other}\n", "1", "enter")
        assert self.seat.shows("are one person now"), self.seat.frame()
        self._home()
        self._all()
        state = self._copy()
        gone = state.pop(other)
        state[one].tags |= gone.tags
        state[one].linked |= gone.linked
        self._changed(state)

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        self._do("u")
        assert self.seat.shows("Undone: "), self.seat.frame()
        self.after.append(self.now)
        self.now = self.before.pop()

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        self._do("U")
        assert self.seat.shows("Done again: "), self.seat.frame()
        self.before.append(self.now)
        self.now = self.after.pop()

    @rule()
    def restart(self) -> None:
        self._close()
        self._open()

    # What has to be so --------------------------------------------------------------------------------------------

    @invariant()
    def the_screen_shows_who_is_there(self) -> None:
        frame = self.seat.frame()
        number = len(self.now)
        assert f"{number} {'person' if number == 1 else 'people'}" in frame.splitlines()[0], frame
        for name in self.now:
            assert any(line[2:].startswith(f"{name} ") for line in frame.splitlines()), f"{name}\n{frame}"

    @invariant()
    def the_file_says_the_same(self) -> None:
        with Store.open(self.path) as store:
            names = {name for (name,) in store.rows("SELECT trim(given || ' ' || family) FROM person")}
            assert names == set(self.now)
            tags = set(
                store.rows(
                    "SELECT trim(given || ' ' || family), tag.name FROM person_tag"
                    " JOIN person ON person.id = person_id JOIN tag ON tag.id = tag_id"
                )
            )
            assert tags == {(name, tag) for name, known in self.now.items() for tag in known.tags}
            rows = store.rows(
                "SELECT trim(given || ' ' || family) FROM link JOIN person ON person.id = link.person_id"
                " WHERE link.until = ''"
            )
            linked = {name for (name,) in rows}
            assert linked == {name for name, known in self.now.items() if known.linked}


_QUIETLY = (HealthCheck.too_slow, HealthCheck.data_too_large)
QUICK = settings(max_examples=3, stateful_step_count=10, deadline=None, suppress_health_check=_QUIETLY)
LONG = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=_QUIETLY)


class TestAtTheScreen(AtTheScreen.TestCase):  # type: ignore[name-defined,misc]
    """A few evenings at the screen."""

    settings = QUICK


@pytest.mark.slow
@pytest.mark.timeout(1200)
class TestAtTheScreenForLong(AtTheScreen.TestCase):  # type: ignore[name-defined,misc]
    """More and longer ones; each step waits for what it sees, so they take minutes."""

    settings = LONG
