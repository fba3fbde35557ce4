"""Long work in a process of its own: told how far it is, asked, called off, and never left behind."""

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from organiser.desk import Desk
from organiser.errand import Ended, Errand, Line, News, Progress, Refused, Said
from organiser.errors import Problem
from organiser.models.people import PERSON
from organiser.store.store import Store

_PATIENCE = 30.0


# What runs in the other process: module-level functions, found there by name.


def loaded(store: Store, line: Line, name: str) -> tuple[int, bool, str]:
    return os.getpid(), name in sys.modules, store.who


def echo(store: Store, line: Line) -> int:
    answered = 0
    for request in line.requests():
        line.answer(lambda request=request: _echoed(request))  # type: ignore[misc]
        answered += 1
    return answered


def _echoed(request: object) -> object:
    if request == "no":
        raise Problem("That cannot be said.")
    return request


def slowly(store: Store, line: Line) -> str:
    for number in range(10_000):
        line.progress("Counting", number, 10_000)
        time.sleep(0.01)
    return "done"


def halfway(store: Store, line: Line) -> str:
    """Write somebody, and stay in the middle of the change."""
    with store.operation("Add somebody") as work:
        work.insert_with_uid(PERSON, given="Ann", family="Smith", sort_key="smith ann", name_key="annsmith")
        line.say("written")
        # A query that takes for ever.
        store.count("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    return "done"


def faulty(store: Store, line: Line) -> None:
    raise ValueError("Ann Smith, 07700 900123")


def dying(store: Store, line: Line) -> None:
    line.say("here")
    os._exit(9)


def refusing(store: Store, line: Line) -> None:
    raise Problem("The moon is not right.")


class Heard:
    """All the news of an errand, in order."""

    def __init__(self) -> None:
        self._news: queue.Queue[News] = queue.Queue()

    def __call__(self, news: News) -> None:
        self._news.put(news)

    def next(self, kind: type[News]) -> News:
        """The next news of a kind; progress is passed over unless it is what is waited for."""
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends:
            news = self._news.get(timeout=_PATIENCE)
            if isinstance(news, kind):
                return news
            assert isinstance(news, Progress), news
        raise AssertionError("nothing was heard")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "people.organiser"
    Store.create(path).close()
    desk = Desk(path, "Sam")
    yield desk
    desk.close()


def people(desk: Desk) -> int:
    with Store.open(desk.path) as store:
        return store.count("SELECT count(*) FROM person")


def test_the_work_is_done_elsewhere_by_the_same_user_and_without_the_screen(desk: Desk) -> None:
    heard = Heard()
    desk.errand(loaded, ("textual",), heard)
    assert heard.next(Ended) == Ended((_anything, False, "Sam"))


class _Anything:
    def __eq__(self, other: object) -> bool:
        return other != os.getpid()

    def __hash__(self) -> int:
        return 0


_anything = _Anything()


def test_what_is_asked_is_answered_in_order_and_a_refusal_ends_nothing(desk: Desk) -> None:
    heard = Heard()
    errand = desk.errand(echo, (), heard)
    for request in ("one", "no", "two"):
        errand.ask(request)
    assert heard.next(Said) == Said("one")
    assert heard.next(Refused) == Refused("That cannot be said.")
    assert heard.next(Said) == Said("two")
    errand.call_off()
    assert heard.next(Ended) == Ended(3)


def test_work_called_off_ends_at_its_next_word(desk: Desk) -> None:
    heard = Heard()
    errand = desk.errand(slowly, (), heard)
    heard.next(Progress)
    errand.call_off()
    assert heard.next(Ended) == Ended()
    assert _over(errand)


def test_a_change_called_off_in_the_middle_of_a_query_is_rolled_back(desk: Desk) -> None:
    heard = Heard()
    errand = desk.errand(halfway, (), heard)
    heard.next(Said)
    started = time.monotonic()
    errand.call_off()
    assert heard.next(Ended) == Ended()
    assert time.monotonic() - started < 4
    assert people(desk) == 0


def test_whoever_leaves_leaves_no_process_behind(desk: Desk) -> None:
    heard = Heard()
    errand = desk.errand(halfway, (), heard)
    heard.next(Said)
    desk.close()
    assert not errand._process.is_alive()
    assert people(desk) == 0


def test_a_process_that_dies_is_told_in_a_sentence(desk: Desk) -> None:
    heard = Heard()
    desk.errand(dying, (), heard)
    heard.next(Said)
    ended = heard.next(Ended)
    assert isinstance(ended, Ended)
    assert ended.sentence.startswith("The work ended before it was done")


def test_a_fault_is_told_by_its_place_and_never_by_values(desk: Desk) -> None:
    heard = Heard()
    desk.errand(faulty, (), heard)
    ended = heard.next(Ended)
    assert isinstance(ended, Ended)
    assert "ValueError at errand.py" in ended.sentence
    assert "Ann" not in ended.sentence


def test_a_problem_is_handed_on_as_it_is(desk: Desk) -> None:
    heard = Heard()
    desk.errand(refusing, (), heard)
    assert heard.next(Ended) == Ended(sentence="The moon is not right.")


def test_a_database_that_is_not_there_is_told(tmp_path: Path) -> None:
    heard = Heard()
    desk = Desk(tmp_path / "none.organiser", "Sam")
    desk.errand(echo, (), heard)
    ended = heard.next(Ended)
    assert isinstance(ended, Ended)
    assert "none.organiser" in ended.sentence
    desk.close()


def _over(errand: Errand) -> bool:
    ends = time.monotonic() + _PATIENCE
    while not errand.over and time.monotonic() < ends:
        time.sleep(0.01)
    return errand.over and not errand.busy


_STARTER = """
import sys, time
from pathlib import Path
from organiser.desk import Desk
from tests.unit.test_errand import halfway

if __name__ == "__main__":
    errand = Desk(Path(sys.argv[1]), "Sam").errand(halfway, (), lambda news: print(errand._process.pid, flush=True))
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed otherwise there")
def test_the_work_ends_with_whoever_began_it_even_when_that_is_killed(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "starter.py"
    script.write_text(_STARTER, encoding="utf-8")
    repository = str(Path(__file__).parents[2])
    starter = subprocess.Popen(
        [sys.executable, str(script), str(desk.path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": repository},
        text=True,
    )
    with starter:
        assert starter.stdout is not None
        worker = int(starter.stdout.readline())
        os.kill(starter.pid, signal.SIGINT)
        starter.kill()
    ends = time.monotonic() + _PATIENCE
    while _alive(worker) and time.monotonic() < ends:
        time.sleep(0.02)
    assert not _alive(worker)
    assert people(desk) == 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that has ended and that nobody has asked about yet is not alive.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z")
