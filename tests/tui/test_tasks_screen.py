"""Tasks on screen: what is due, done with one key, mended and noted in one line."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from organiser.services import agenda, contacts, tasks
from organiser.services.contacts import Said
from organiser.services.tasks import Draft
from organiser.store import clock
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tui.driving import Seat, sit


def _day(days: int) -> str:
    return (date.fromisoformat(clock.today()) + timedelta(days=days)).isoformat()


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Tasks of every age, and somebody who is to be called back."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        store.who = "Sam"
        build_places(store)
        ann, bob = add(store, "Ann Smith, 07700 900123"), add(store, "Bob Lee")
        for title, days, owner in (("Late one", -3, "Kasia"), ("Of today", 0, "Sam"), ("Of this week", 5, "Kasia"),
                                   ("Far off", 40, "")):  # fmt: skip
            tasks.new_task(store, Draft(title, owner, _day(days), about=tasks.find_about(store, person="Ann Smith")))
        tasks.new_task(store, Draft("Some day", "Kasia"))
        contacts.note(store, bob, Said("busy just now", outcome="call back"))
        assert ann
    return path


def test_tasks_stand_under_when_they_are_due_and_who_is_to_be_called_back_under_them(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t")
        words = ("Overdue", "Late one", "Today", "Of today", "This week", "Of this week", "Later", "Far off",
                 "Without a date", "Some day", "People to call back", "Bob Lee: busy just now")  # fmt: skip
        lines = seat.frame().splitlines()
        places = [next(i for i, line in enumerate(lines) if word in line) for word in words]
        assert places == sorted(places)
        assert "5 open" in seat.line("organiser ▸")
        await seat.press("o")
        assert "3" in seat.line("  Kasia")
        assert "overdue" in seat.line("Late one")

    sit(work, story, size=(80, 30))


def test_x_does_a_task_and_u_takes_that_back(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t", "x")
        assert seat.shows("Done: Late one.")
        assert not seat.shows("Overdue")
        await seat.press("u")
        assert seat.shows("Overdue")
        await seat.press("r")
        assert seat.shows("Dropped: Late one.")

    sit(work, story)


def test_of_a_repeating_task_the_next_one_is_named(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t", "n")
        await seat.type("Branch report, tomorrow, every month, about Bob Lee")
        assert seat.shows("1 month") or seat.shows("month")
        await seat.press("enter", "escape")
        assert "(Bob Lee), every 1 month" in seat.line("Branch report")
        await seat.press("j", "j", "D")
        assert seat.shows("The next one is due")

    sit(work, story)


def test_a_task_is_mended_in_the_line_it_could_have_been_typed_in(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t", "e")
        assert seat.shows("Late one, by")
        await seat.press("ctrl+u")
        await seat.type("Early one, tomorrow, for Ben Lee")
        await seat.press("enter")
        assert "Ben Lee" in seat.line("Early one (Ann Smith)")
        assert not seat.shows("Overdue")
        await seat.press("u")
        assert "Kasia" in seat.line("Late one (Ann Smith)")

    sit(work, story)


def test_what_is_not_understood_is_said_and_stays(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t", "n")
        await seat.type("Ring, about Nobody Known")
        assert seat.shows("Nobody is found by 'Nobody Known'")
        await seat.press("enter")
        assert seat.shows("Ring, about Nobody Known")
        await seat.press("escape", "n")
        assert seat.shows("Ring, about Nobody Known")
        for _ in "Nobody Known":
            await seat.press("backspace")
        await seat.type("Bob Lee")
        await seat.press("enter")
        assert seat.shows("Noted: Ring.")

    sit(work, story)


def test_enter_opens_whom_a_task_is_about_or_says_that_it_is_about_nobody(work: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("t", "enter")
        assert "Tasks ▸ Ann Smith" in seat.line("organiser ▸")
        await seat.press("escape", "G", "enter")
        assert "Tasks ▸ Bob Lee" in seat.line("organiser ▸")
        await seat.press("escape", "k", "enter")
        assert seat.shows("about nobody in particular")
        await seat.press("j", "x")
        assert seat.shows("noted on their page")

    sit(work, story)


def test_a_task_mended_to_what_it_is_leaves_no_change(work: Path) -> None:
    with Store.open(work) as store:
        for task in tasks.list_tasks(store).tasks:
            line = agenda.as_line(task)
            about = f", about {task.about.name}" if task.about else ""
            assert agenda.mend(store, task.number, f"{line}{about}").operation is None, line


def test_a_line_can_be_about_a_branch_or_a_person(work: Path) -> None:
    with Store.open(work) as store:
        with store.operation("One of each") as change:
            change.connection.execute("UPDATE branch SET name = 'Castle', fold = 'castle' WHERE id = 1")
        branch = agenda.understand(store, "Book the hall, about Castle, in 2 weeks").about
        person = agenda.understand(store, "Ring, friday, about Ann Smith").about
    assert branch is not None
    assert branch.kind == "branch"
    assert person is not None
    assert person.kind == "person"
