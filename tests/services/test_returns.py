"""Returns of seats: they name nobody, come to the same in any order, and count a person known in two seats once."""

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules import returns
from organiser.rules.pilot import Definition, count_people
from organiser.rules.returns import Entry, Return
from organiser.services import pilot_figures, pilots, seat_returns
from organiser.services.merging import merge
from organiser.services.pilot_figures import Asked, Report
from organiser.services.pilots import Rule
from organiser.services.seat_returns import Gathered
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add
from tests.services.pilots_here import KEY, hold, recruit, start, train

NORTH, SOUTH = "Anytown North", "Anytown South"
_PEOPLE = ("Ann Day, ann@example.org, 07700 900101", "Bob Fox, 07700 900102, bob@example.org", "Cat Gray")


@pytest.fixture
def evaluator(tmp_path: Path) -> Iterator[Store]:
    """The evaluator's own file: the scheme and its seats, no people."""
    with Store.create(tmp_path / "evaluator.organiser") as made:
        start(made)
        yield made


def _write(store: Store, clp: str, path: Path) -> Path:
    scheme = pilots.find_scheme(store)
    return seat_returns.write(store, scheme, pilots.find_seat(scheme, clp), path, replace=True).path


def _gather(store: Store, *paths: Path) -> Gathered:
    return seat_returns.gather(store, pilots.find_scheme(store), paths)


def _told(store: Store, **asked: object) -> Report:
    return pilot_figures.report(store, pilots.find_scheme(store), Asked(**asked))  # type: ignore[arg-type]


def _seat_file(folder: Path, clp: str, *, shared: bool) -> Path:
    """A seat's own file with Ann, Bob and Cat recruited; the return that it writes."""
    with Store.create(folder / f"{clp}.organiser") as store:
        start(store)
        people = [add(store, line) for line in (_PEOPLE if shared else _PEOPLE[2:])]
        recruit(store, clp, *people, month=3 if clp == NORTH else 4)
        train(store, "2024-05-01", clp, tuple(people))
        return _write(store, clp, folder / f"{clp}.json")


def test_a_return_holds_dates_kinds_course_codes_and_hashes_and_nothing_else(store: Store, tmp_path: Path) -> None:
    start(store)
    people = [add(store, line) for line in _PEOPLE]
    recruit(store, NORTH, *people)
    train(store, "2024-05-01", NORTH, (people[0],))
    text = _write(store, NORTH, tmp_path / "north.json").read_text(encoding="utf-8")
    for word in ("ann", "day", "bob", "fox", "cat ", "gray", "@", "07700", "900101", "7700", "se13", KEY):
        assert word not in re.sub(r"[0-9a-f]{32,64}", "", text.casefold())
    body = json.loads(text)
    assert set(body) == {
        "kind", "schema", "scheme", "seat", "from", "to", "as_known_on", "definition", "people",
    }  # fmt: skip
    assert sorted(len(one["hashes"]) for one in body["people"]) == [0, 2, 2]
    for one in body["people"]:
        assert set(one) == {"hashes", "acts", "courses"}
        assert all(re.fullmatch("[0-9a-f]{32}", each) for each in one["hashes"])
        assert one["acts"] == [["2024-03-10", "canvassing"], ["2024-03-20", "canvassing"]]
    assert [one["courses"] for one in body["people"] if one["courses"]] == [[["2024-05-01", "organising basics"]]]


def test_without_the_key_nobody_can_try_names_against_the_hashes() -> None:
    mine = returns.hashes(KEY, "ann day", ["ann@example.org"])
    assert mine == returns.hashes(KEY, "ann day", ["ann@example.org"])
    assert mine != returns.hashes(KEY[::-1], "ann day", ["ann@example.org"])
    assert mine != returns.hashes(KEY, "ann day", ["ann@example.com"])


@settings(max_examples=50, deadline=None)
@given(order=st.permutations(range(6)), seed=st.integers(0, 1000))
def test_a_return_is_the_same_bytes_whatever_the_order(order: list[int], seed: int) -> None:
    chance = random.Random(seed)
    people = [
        Entry(
            returns.hashes(KEY, str(place), ["one", "two"]),
            (("2024-01-02", "stall"), ("2024-01-01", "stall")),
            (("2024-02-01", "basics"),),
        )
        for place in range(6)
    ]
    mixed = [
        one._replace(acts=tuple(chance.sample(one.acts, 2))) for one in (people[place] for place in order)
    ]  # fmt: skip
    mark = returns.mark_of(KEY)
    told = [
        Return(mark, "E14000000", "2024-01-01", "2024-12-31", "2024-12-31", "d", tuple(each))
        for each in (people, mixed)
    ]
    assert returns.to_text(told[0]) == returns.to_text(told[1])
    assert returns.to_text(returns.from_text(returns.to_text(told[0]))) == returns.to_text(told[0])


def _each_once(groups: list[list[int]]) -> list[list[int]]:
    """Groups of hashes of one seat in which no two share one."""
    seen: set[int] = set()
    return [[one for one in group if one not in seen and not seen.add(one)] for group in groups]  # type: ignore[func-returns-value]


_GROUPS = st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=8).map(_each_once)


@settings(max_examples=60, deadline=None)
@given(north=_GROUPS, south=_GROUPS, seed=st.randoms(use_true_random=False))
def test_who_shares_a_hash_is_counted_once_whatever_the_order(
    north: list[list[int]], south: list[list[int]], seed: random.Random
) -> None:
    rule = Definition(needed=1)

    def entries(groups: list[list[int]], day: str) -> tuple[Entry, ...]:
        return tuple(Entry(tuple(f"{each:032x}" for each in group), ((day, "stall"),), ()) for group in groups)

    def count(told: dict[int, Return]) -> list[tuple[str, int]]:
        known = returns.together(told, rule)
        return sorted((one.recruited, one.seat) for one in count_people(rule, known.acts, known.completed))

    def told(people: tuple[Entry, ...]) -> Return:
        return Return("0" * 32, "E14000000", "2024-01-01", "2024-12-31", "2024-12-31", "d", people)

    both = {1: entries(north, "2024-03-01"), 2: entries(south, "2024-02-01")}
    first = count({seat: told(people) for seat, people in both.items()})
    mixed = {seat: told(tuple(seed.sample(people, len(people)))) for seat, people in reversed(both.items())}
    assert count(mixed) == first
    # As many people as there are groups that hang together, found a second way.
    left = [set(group) for group in (*north, *south)]
    alone = [group for group in left if not group]
    joined: list[set[int]] = []
    for group in (group for group in left if group):
        meeting = [other for other in joined if other & group]
        joined = [other for other in joined if not other & group] + [group.union(*meeting)]
    assert len(first) == len(alone) + len(joined)


@pytest.mark.parametrize("more", [(), ("b" * 32,)])
def test_twins_of_one_name_and_telephone_stay_two_people_and_are_known_again(more: tuple[str, ...]) -> None:
    rule, same = Definition(needed=2), "a" * 32

    def told(*people: tuple[tuple[str, ...], str]) -> Return:
        entries = tuple(Entry(found, ((day, "stall"),), ()) for found, day in people)
        return Return("0" * 32, "E14000000", "2024-01-01", "2024-12-31", "2024-12-31", "d", entries)

    home = told(((same,), "2024-03-01"), ((same, *more), "2024-03-02"))
    alone = returns.together({1: home}, rule)
    assert len({act.person for act in alone.acts}) == 2
    # What each did alone does not come together to somebody recruited.
    assert count_people(rule, alone.acts, alone.completed) == []
    away = told(((same, *more), "2024-03-03"), ((same,), "2024-03-04"))
    both = returns.together({1: home, 2: away}, rule)
    assert len({act.person for act in both.acts}) == 2
    one_away = returns.together({1: home, 2: told(((same, *more), "2024-03-03"))}, rule)
    assert len({act.person for act in one_away.acts}) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_person_known_in_two_seats_counts_once_in_any_order_of_files(
    evaluator: Store, tmp_path: Path, turned: bool
) -> None:
    files = [_seat_file(tmp_path, clp, shared=True) for clp in (NORTH, SOUTH)]
    done = _gather(evaluator, *(reversed(files) if turned else files))
    assert (sorted(done.came), done.missing, done.old) == ([NORTH, SOUTH], (), ())
    found = _told(evaluator)
    # Ann and Bob left addresses in both seats; Cat left none, and counts where she is.
    assert (found.by_returns, found.total.recruited, found.people, found.moved) == (True, 4, 4, 2)
    assert [(one.seat.clp.name, one.counts.recruited, one.counts.trained) for one in found.seats] == [
        (NORTH, 3, 3),
        (SOUTH, 1, 1),
    ]


def test_the_same_file_twice_is_nothing_new_and_undo_gives_back_what_was_before(
    evaluator: Store, tmp_path: Path
) -> None:
    files = [_seat_file(tmp_path, clp, shared=True) for clp in (NORTH, SOUTH)]
    _gather(evaluator, files[0])
    one = _told(evaluator)
    _gather(evaluator, *files)
    both = _told(evaluator)
    again = _gather(evaluator, *files, files[0])
    assert (again.operation, again.came, again.older, _told(evaluator)) == (None, (), (), both)
    history.undo(evaluator)
    assert _told(evaluator) == one
    history.undo(evaluator)
    assert not _told(evaluator).by_returns


def test_returns_come_to_the_figures_of_the_files_that_wrote_them(
    store: Store, evaluator: Store, tmp_path: Path
) -> None:
    start(store)
    people = [add(store, line) for line in _PEOPLE]
    recruit(store, NORTH, *people)
    hold(store, "2024-08-01", NORTH, (people[0],))
    recruit(store, SOUTH, people[1], month=6)
    train(store, "2024-01-05", SOUTH, tuple(people))
    train(store, "2024-05-05", NORTH, tuple(people), course="Another")
    _gather(evaluator, *(_write(store, clp, tmp_path / f"{clp}.json") for clp in (NORTH, SOUTH)))
    ours, theirs = _told(store), _told(evaluator)
    # Only Cat, who left no address, cannot be known again.
    assert [one.counts._replace(recruited_and_trained=0) for one in theirs.seats] == [
        one.counts._replace(recruited_and_trained=0) for one in ours.seats
    ]
    assert (theirs.total.recruited_and_trained, ours.total.recruited_and_trained) == (2, 3)


def test_what_is_missing_and_what_is_old_is_told_and_an_older_return_changes_nothing(
    evaluator: Store, tmp_path: Path
) -> None:
    path = _seat_file(tmp_path, NORTH, shared=True)
    now = returns.from_text(path.read_text(encoding="utf-8"))
    older = tmp_path / "older.json"
    older.write_text(returns.to_text(now._replace(known="2025-01-31", people=now.people[:1])), encoding="utf-8")
    assert _gather(evaluator, path).missing == (SOUTH,)
    standing = _told(evaluator)
    told = _gather(evaluator, older)
    assert (told.older, _told(evaluator)) == (("older.json",), standing)
    # It is kept: it says how things stood on its day.
    assert _told(evaluator, known="2025-02-01").total.recruited == 1
    south = tmp_path / "south.json"
    south.write_text(returns.to_text(now._replace(seat="E14000001", known="2025-01-31")), encoding="utf-8")
    assert _gather(evaluator, south).old == (SOUTH,)


def test_two_returns_of_one_seat_and_day_that_differ_are_not_chosen_between(evaluator: Store, tmp_path: Path) -> None:
    path = _seat_file(tmp_path, NORTH, shared=True)
    now = returns.from_text(path.read_text(encoding="utf-8"))
    other = tmp_path / "other.json"
    other.write_text(returns.to_text(now._replace(people=now.people[:1])), encoding="utf-8")
    with pytest.raises(Problem, match="differ"):
        _gather(evaluator, path, other)
    assert not _told(evaluator).by_returns
    # One after the other the later stands: the seat mended it.
    _gather(evaluator, path)
    _gather(evaluator, other)
    assert _told(evaluator).total.recruited == 1


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "not json",
        "[]",
        '{"kind": "something else"}',
        '{"kind": "organiser seat return", "schema": 1}',
        '{"kind": "organiser seat return", "schema": 2}',
        ("as_known_on", "2024-13-41"),
        ("scheme", "f" * 32),
        ("seat", "E14999999"),
        ("people", [{"hashes": ["Ann Day"], "acts": [], "courses": []}]),
        ("people", [{"hashes": [], "acts": [["yesterday", "stall"]], "courses": []}]),
        ("people", [{"hashes": [], "acts": [["2024-01-01", "Ann Day came"]], "courses": []}]),
        ("people", [{"hashes": [], "acts": [["2024-01-01"]], "courses": []}]),
        ("people", ["Ann"]),
        # It would stand before every return to come.
        ("as_known_on", "2999-01-01"),
    ],
)
def test_what_is_no_return_of_this_scheme_is_refused_with_nothing_taken_in(
    evaluator: Store, tmp_path: Path, wrong: str | tuple[str, object]
) -> None:
    good = _seat_file(tmp_path, NORTH, shared=True)
    bad = tmp_path / "bad.json"
    text = wrong if isinstance(wrong, str) else json.dumps(json.loads(good.read_text("utf-8")) | {wrong[0]: wrong[1]})
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as told:
        _gather(evaluator, good, bad)
    assert told.value.sentence.startswith("bad.json")
    assert told.value.exit_code == 65
    assert not _told(evaluator).by_returns


def test_a_return_by_another_definition_is_told_and_counts_by_this_one(evaluator: Store, tmp_path: Path) -> None:
    _gather(evaluator, _seat_file(tmp_path, NORTH, shared=True))
    scheme = pilots.find_scheme(evaluator)
    assert seat_returns.check_definition(scheme, seat_returns.stored(evaluator, scheme)) == []
    pilots.define(evaluator, scheme, Rule(acts=("stall",)), "stalls alone")
    scheme = pilots.freeze(evaluator, pilots.find_scheme(evaluator)).scheme
    assert seat_returns.check_definition(scheme, seat_returns.stored(evaluator, scheme)) == [NORTH]
    assert _told(evaluator).total.recruited == 0


def test_seats_without_a_return_are_counted_by_the_definition_that_is_asked_for(
    evaluator: Store, tmp_path: Path
) -> None:
    hold(evaluator, "2024-06-01", SOUTH, (add(evaluator, "Dan Hill"),))
    _gather(evaluator, _seat_file(tmp_path, NORTH, shared=True))
    pilots.define(evaluator, pilots.find_scheme(evaluator), Rule(needed=1), "once is enough")
    pilots.freeze(evaluator, pilots.find_scheme(evaluator))
    pilots.define(evaluator, pilots.find_scheme(evaluator), Rule(acts=("stall",)), "stalls alone")
    pilots.freeze(evaluator, pilots.find_scheme(evaluator))
    counts = [_told(evaluator, definition=number).seats[1].counts.recruited for number in (0, 1, 2)]
    assert counts == [0, 0, 1]


def test_an_evaluators_figures_open_to_nobody_and_it_says_why(evaluator: Store, tmp_path: Path) -> None:
    _gather(evaluator, _seat_file(tmp_path, NORTH, shared=True))
    with pytest.raises(Problem, match="names nobody"):
        pilot_figures.behind(evaluator, pilots.find_scheme(evaluator), Asked(), "recruited")


def test_joining_two_records_never_raises_what_a_seat_returns(store: Store, evaluator: Store, tmp_path: Path) -> None:
    start(store)
    one, other = add(store, "Ann Fox, ann@example.org"), add(store, "Anne Fox, 07700 900109")
    hold(store, "2024-03-01", NORTH, (one,))
    hold(store, "2024-03-02", NORTH, (other,))
    merge(store, one, other, {}, anyway=True)
    _gather(evaluator, _write(store, NORTH, tmp_path / "north.json"))
    assert _told(evaluator).total.recruited == 0
