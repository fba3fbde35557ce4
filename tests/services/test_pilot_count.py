"""A pilot's figures reckoned in the database, counted a second way in plain Python, and as they were known before."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.events import ATTENDANCE, EVENT
from organiser.models.training import COURSE, SESSION
from organiser.rules.pilot import Act, Completed, Counted, Definition, count_people
from organiser.services import pilot_count
from organiser.services.merging import merge
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places

BASICS = Definition(needed=2, within=30, courses=("basics",))


def build(store: Store, seed: int, *, people: int = 6, events: int = 14) -> None:
    """Some people, events of two seats and of none, sessions of a course that counts and of one that does not."""
    chance = random.Random(seed)
    build_places(store)
    for place in range(people):
        add(store, f"Person{chr(97 + place)} Fox SE13 5AB")
    branches = [row[0] for row in store.rows("SELECT id FROM branch ORDER BY id")]
    with store.operation("Events") as work:
        courses = [work.insert_with_uid(COURSE, name=name, fold=name, lasts=0) for name in ("basics", "other")]
        for _ in range(events):
            kind = chance.choice(["canvassing", "stall", "meeting", "training"])
            on = f"2024-{chance.randint(1, 6):02}-{chance.randint(1, 29):02}"
            on = min(on, "2024-02-29") if on.startswith("2024-02") else on
            branch = chance.choice([*branches, None])
            event = work.insert_with_uid(EVENT, kind=kind, on_day=on, branch_id=branch)
            if kind == "training":
                state = chance.choice(["", "", "cancelled"])
                work.insert(SESSION, event_id=event, course_id=chance.choice(courses), state=state)
            for person in chance.sample(range(1, people + 1), chance.randint(0, people)):
                state = chance.choice(["attended", "attended", "attended", "absent", "not marked"])
                work.insert(ATTENDANCE, event_id=event, person_id=person, state=state)


def by_hand(store: Store, definition: Definition) -> list[Counted]:
    """The same, counted in plain Python over the rows as they stand."""
    seats: dict[int, int] = dict(
        store.rows("SELECT event.id, constituency_id FROM event JOIN branch ON branch.id = branch_id")
    )
    courses: dict[int, str] = dict(
        store.rows("SELECT event_id, fold FROM session JOIN course ON course.id = course_id WHERE state = ''")
    )
    acts, done = [], []
    for person, event, on, kind, state in store.rows(
        "SELECT person_id, event.id, on_day, kind, state FROM attendance JOIN event ON event.id = event_id"
    ):
        if state == "attended" and kind in definition.acts:
            acts.append(Act(person, on, seats.get(event, 0), event))
        if state == "attended" and courses.get(event, "") in definition.courses:
            done.append(Completed(person, on, seats.get(event, 0), event))
    return [one._replace(acts=(), course_event=0) for one in count_people(definition, acts, done)]


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    needed=st.integers(1, 3),
    within=st.sampled_from([0, 14, 60]),
    after=st.booleans(),
)
def test_the_database_counts_what_plain_python_counts(
    seed: int, needed: int, within: int, after: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    definition = BASICS._replace(needed=needed, within=within, after_recruited=after)
    with Store.create(tmp_path_factory.mktemp("pilot") / "pilot.organiser") as store:
        build(store, seed)
        pilot_count.build(store, definition)
        counted = pilot_count.people(store)
        assert counted == by_hand(store, definition)
        for seat in (1, 2):
            pilot_count.build(store, definition, seat=seat)
            here = [one for one in counted if seat in (one.seat, one.trained_seat)]
            assert [one for one in pilot_count.people(store) if seat in (one.seat, one.trained_seat)] == here


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), pairs=st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6)), max_size=3))
def test_joining_two_people_never_raises_a_figure_and_undo_gives_each_back(
    seed: int, pairs: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    def totals(store: Store) -> tuple[int, ...]:
        pilot_count.build(store, BASICS)
        return store.rows("SELECT total(recruited <> ''), total(trained <> ''), total(both) FROM temp.counted")[0]

    with Store.create(tmp_path_factory.mktemp("pilot") / "pilot.organiser") as store:
        build(store, seed)
        seen = [totals(store)]
        for one, other in pairs:
            here = {row[0] for row in store.rows("SELECT id FROM person")}
            if one != other and {one, other} <= here:
                merge(store, one, other, {"name": "A"}, anyway=True)
                seen.append(totals(store))
                assert all(after <= before for before, after in zip(seen[-2], seen[-1], strict=True))
        for before in seen[-2::-1]:
            history.undo(store)
            assert totals(store) == before


def test_figures_are_told_as_they_were_known(store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def on(day: str) -> str:
        moment = f"{day}T12:00:00.000000Z"
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    def known(moment: str = "") -> list[str]:
        pilot_count.build(store, BASICS._replace(needed=1), moment)
        return [row[0] for row in store.rows("SELECT recruited FROM temp.counted ORDER BY person")]

    on("2024-01-01")
    build_places(store)
    ann, ben = add(store, "Ann Fox"), add(store, "Ben Fox")
    with store.operation("Events") as work:
        events = [work.insert_with_uid(EVENT, kind="stall", on_day=day) for day in ("2024-01-10", "2024-02-10")]
    moments = []
    for day, event, person, state in (
        ("2024-02-11", events[1], ann, "attended"),
        ("2024-03-01", events[0], ann, "attended"),
        ("2024-04-01", events[0], ben, "booked"),
    ):
        moments.append(on(day))
        with store.operation("Mark") as work:
            work.insert(ATTENDANCE, event_id=event, person_id=person, state=state)
    moments.append(on("2024-05-01"))
    with store.operation("Mend") as work:
        row = work.rows("SELECT id FROM attendance WHERE person_id = ?", (ben,))[0][0]
        work.update(ATTENDANCE, row, state="attended")
    told = [["2024-02-10"], ["2024-01-10"], ["2024-01-10"], ["2024-01-10", "2024-01-10"]]
    assert [known(moment) for moment in moments] == told
    # What is taken out or taken back later was there before.
    on("2024-06-01")
    history.undo(store)
    on("2024-06-02")
    with store.operation("Take out") as work:
        for (number,) in work.rows("SELECT id FROM attendance WHERE person_id = ?", (ann,)):
            work.delete(ATTENDANCE, number)
    assert [known(moment) for moment in moments[:3]] == told[:3]
    assert known() == []


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_figures_of_a_past_day_never_use_what_was_entered_later(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    now = ""

    def told(store: Store, moment: str = "") -> list[Counted]:
        pilot_count.build(store, BASICS, moment)
        return pilot_count.people(store)

    def row(store: Store, table: str) -> int:
        return chance.choice([0, *(number for (number,) in store.rows(f"SELECT id FROM {table}"))])

    def change(store: Store) -> None:
        what = chance.choice(
            ["mark", "mark", "take out", "move", "branch", "remove", "cancel", "merge", "undo", "undo"]
        )
        if what == "undo":
            standing = store.rows("SELECT id FROM operation WHERE state = 'done' AND title NOT IN ('Places', 'Events')")
            with suppress(Problem):
                history.undo(store, *chance.choice(standing))
        elif what == "merge":
            people = [number for (number,) in store.rows("SELECT id FROM person")]
            merge(store, *chance.sample(people, 2), {"name": "A"}, anyway=True)
        elif number := row(store, "session" if what == "cancel" else "event" if what in _TO_EVENTS else "attendance"):
            with store.operation("Change") as work:
                if what == "mark":
                    work.update(ATTENDANCE, number, state=chance.choice(["attended", "attended", "not marked"]))
                elif what == "take out":
                    work.delete(ATTENDANCE, number)
                elif what == "move":
                    work.update(EVENT, number, on_day=f"2024-0{chance.randint(1, 6)}-{chance.randint(1, 29):02}")
                elif what == "branch":
                    work.update(EVENT, number, branch_id=chance.choice([1, 2, None]))
                elif what == "cancel":
                    work.update(SESSION, number, state=chance.choice(["", "cancelled"]))
                else:
                    for table in (ATTENDANCE, SESSION):
                        work.delete_select(table, f"SELECT id FROM {table.name} WHERE event_id = :e", {"e": number})
                    work.delete(EVENT, number)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: now)
        with Store.create(tmp_path_factory.mktemp("pilot") / "pilot.organiser") as store:
            now = "2025-01-01T00:00:00.000000Z"
            build(store, seed)
            seen = {}
            for hour in range(1, 24):
                now = f"2025-01-01T{hour:02}:00:00.000000Z"
                if len(store.rows("SELECT id FROM person")) > 2:
                    change(store)
                seen[now.replace("00:00", "59:59")] = told(store)
            for moment, figures in seen.items():
                assert told(store, moment) == figures, moment


_TO_EVENTS = ("move", "branch", "remove")
