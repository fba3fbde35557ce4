"""Tasks: made, listed, done, repeated, changed; and what is due for whom."""

import pytest

from organiser.errors import Problem
from organiser.models.offices import BODY, BODY_WARD
from organiser.models.places import BRANCH, BRANCH_WARD, CONSTITUENCY, COUNCIL, POSTCODE, WARD, WARD_SEAT
from organiser.rules.places import place_fold
from organiser.services import contacts, tasks
from organiser.services.adding import add, draft
from organiser.services.contacts import Said
from organiser.services.due import Due, Wanted, due
from organiser.services.people import find_one
from organiser.services.tasks import (
    Changes,
    Draft,
    Task,
    edit_task,
    find_about,
    find_task,
    finish,
    list_tasks,
    new_task,
)
from organiser.store import clock, history
from organiser.store.store import Store
from tests.tables import dump

TODAY = "2026-02-04"  # a Wednesday


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: f"{TODAY}T12:00:00Z")


@pytest.fixture
def with_people(store: Store) -> Store:
    """Ann in Catford South, Bob in Blackheath, Cat whose ward lies in both seats; branches, and a group."""
    store.who = "Dee Organiser"
    with store.operation("Places") as work:
        council = work.insert(COUNCIL, gss="E09000023", name="Lewisham")
        east, north = (
            work.insert(CONSTITUENCY, gss=gss, name=name)
            for gss, name in (("E14001332", "Lewisham East"), ("E14001333", "Lewisham North"))
        )
        wards = [
            work.insert(WARD, gss=f"E0501371{place}", name=name, fold=place_fold(name), council_id=council)
            for place, name in enumerate(("Catford South", "Blackheath", "Rushey Green"))
        ]
        for ward, seat in ((wards[0], east), (wards[1], north), (wards[2], east), (wards[2], north)):
            work.insert(WARD_SEAT, ward_id=ward, constituency_id=seat, first=2024, last=2024)
        for place, code in enumerate(("SE6 1AA", "SE3 0AA", "SE6 4AA")):
            work.insert(POSTCODE, code=code, ward_id=wards[place])
        for name, seat, ward in (("Catford", east, wards[0]), ("Heath", north, wards[1])):
            branch = work.insert_with_uid(BRANCH, name=name, fold=place_fold(name), constituency_id=seat)
            work.insert(BRANCH_WARD, branch_id=branch, ward_id=ward)
        body = work.insert_with_uid(BODY, name="Heath Tenants", fold="heath tenants", kind="association")
        work.insert(BODY_WARD, body_id=body, ward_id=wards[1])
    for line in (
        "Ann Smith, 07700 900001, SE6 1AA",
        "Bob Jones, 07700 900002, SE3 0AA",
        "Cat Brown, 07700 900003, SE6 4AA",
        "Dan Green, 07700 900004",
    ):
        add(store, draft(store, line).understood)
    return store


def titles(found: Due) -> list[str]:
    return [task.title for task in found.tasks]


def make(store: Store, title: str, **how: str) -> Task:
    """A task, where `about`, `group` and `branch` are words."""
    about = find_about(store, person=how.pop("about", ""), group=how.pop("group", ""), branch=how.pop("branch", ""))
    return new_task(store, Draft(title, about=about, **how)).task


# Made and listed --------------------------------------------------------------------------------------------


def test_a_task_is_owned_by_who_is_at_the_keyboard_unless_another_is_named(with_people: Store) -> None:
    assert make(with_people, "Ring round").owner == "Dee Organiser"
    assert make(with_people, "Ring round", owner="Ann Smith").owner == "Ann Smith"


def test_a_task_is_about_a_person_a_group_or_a_branch(with_people: Store) -> None:
    found = [
        make(with_people, "a", about="ann smith").about,
        make(with_people, "b", group="heath tenants").about,
        make(with_people, "c", branch="catford").about,
    ]
    assert [(about.kind, about.name) for about in found if about] == [
        ("person", "Ann Smith"),
        ("group", "Heath Tenants"),
        ("branch", "Catford"),
    ]
    with pytest.raises(Problem, match="one person, group, branch or event"):
        find_about(with_people, person="ann smith", branch="catford")
    with pytest.raises(Problem, match="Did you mean Heath Tenants"):
        find_about(with_people, group="Heath Tenant")


def test_open_tasks_are_listed_by_their_day_and_those_without_one_last(with_people: Store) -> None:
    for title, day in (("later", "friday"), ("no day", ""), ("first", "3 Feb 2026")):
        make(with_people, title, due=day)
    done = make(with_people, "done")
    finish(with_people, done)
    assert [task.title for task in list_tasks(with_people).tasks] == ["first", "later", "no day"]
    assert "done" in [task.title for task in list_tasks(with_people, everything=True).tasks]


def test_tasks_are_listed_for_one_owner_by_part_of_the_name_and_about_one_person(with_people: Store) -> None:
    make(with_people, "hers", owner="Zoë Lee", about="ann smith")
    make(with_people, "his", owner="Ben Lee")
    assert [task.title for task in list_tasks(with_people, owner="zoe").tasks] == ["hers"]
    ann = find_about(with_people, person="ann smith")
    assert [task.title for task in list_tasks(with_people, about=ann).tasks] == ["hers"]


@pytest.mark.parametrize("wrong", [Draft(" "), Draft("Ring", due="soon"), Draft("Ring", every="sometimes")])
def test_a_task_that_is_not_understood_is_not_kept(with_people: Store, wrong: Draft) -> None:
    before = dump(with_people)
    with pytest.raises(Problem):
        new_task(with_people, wrong)
    assert dump(with_people) == before


def test_a_task_is_found_by_its_number_and_its_code(with_people: Store) -> None:
    task = make(with_people, "Ring round")
    assert find_task(with_people, str(task.number)) == find_task(with_people, task.uid) == task
    for wrong in ("99", "nonsense", "01a203bb-3565-7163-8ee9-f4065a689cb3"):
        with pytest.raises(Problem):
            find_task(with_people, wrong)


# Done and repeated ------------------------------------------------------------------------------------------


def test_a_task_done_keeps_its_day_and_undo_opens_it_again(with_people: Store) -> None:
    task = make(with_people, "Ring round")
    before = dump(with_people)
    done = finish(with_people, task, "2026-02-02")
    assert (done.task.state, done.task.settled, done.following) == ("done", "2026-02-02", None)
    with pytest.raises(Problem, match="done already"):
        finish(with_people, done.task)
    history.undo(with_people)
    assert dump(with_people) == before


def test_a_repeating_task_makes_its_next_in_the_same_change(with_people: Store) -> None:
    task = make(with_people, "Stall", due="2026-01-31", every="1 month", about="ann smith", owner="Ben")
    before = dump(with_people)
    done = finish(with_people, task)
    assert done.following is not None
    assert (done.following.due, done.following.owner, done.following.every) == ("2026-02-28", "Ben", "1 month")
    assert done.following.about == task.about
    # The 31st comes back after the shorter month.
    with_people_next = finish(with_people, done.following).following
    assert with_people_next is not None
    assert with_people_next.due == "2026-03-31"
    history.undo(with_people)
    history.undo(with_people)
    assert dump(with_people) == before


def test_a_task_opened_again_and_done_again_makes_no_second_next_one(with_people: Store) -> None:
    task = make(with_people, "Stall", due="2026-02-01", every="1 week")
    following = finish(with_people, task).following
    opened = edit_task(with_people, find_task(with_people, task.uid), Changes(state="open")).task
    again = finish(with_people, opened)
    assert again.following is None
    assert [found.uid for found in list_tasks(with_people).tasks] == [following.uid if following else ""]


def test_a_repeating_task_without_a_day_is_counted_from_the_day_it_was_done(with_people: Store) -> None:
    task = make(with_people, "Stall", every="2 weeks")
    following = finish(with_people, task, "2026-02-03").following
    assert following is not None
    assert following.due == "2026-02-17"


# Changed ----------------------------------------------------------------------------------------------------


def test_parts_of_a_task_are_changed_and_the_rest_stays(with_people: Store) -> None:
    task = make(with_people, "Stall", due="friday", every="1 week", about="ann smith")
    edited = edit_task(with_people, task, Changes(due="none", owner="Ben Lee")).task
    assert (edited.due, edited.owner, edited.every, edited.about) == ("", "Ben Lee", "1 week", task.about)
    edited = edit_task(with_people, edited, Changes(every="never", about=find_about(with_people, branch="heath"))).task
    assert (edited.every, edited.about.name if edited.about else "") == ("", "Heath")
    assert edit_task(with_people, edited, Changes(owner="Ben Lee")).operation is None


def test_a_task_moved_to_another_day_counts_on_from_that_day(with_people: Store) -> None:
    task = make(with_people, "Stall", due="2026-01-31", every="1 month")
    moved = edit_task(with_people, task, Changes(due="2026-01-15")).task
    following = finish(with_people, moved).following
    assert following is not None
    assert following.due == "2026-02-15"


def test_a_dropped_task_is_off_the_list_and_can_be_opened_again(with_people: Store) -> None:
    task = make(with_people, "Stall")
    dropped = edit_task(with_people, task, Changes(state="dropped")).task
    assert (dropped.state, dropped.settled) == ("dropped", TODAY)
    assert edit_task(with_people, dropped, Changes(state="dropped")).operation is None
    assert list_tasks(with_people).tasks == []
    assert edit_task(with_people, dropped, Changes(state="open")).task.settled == ""
    for wrong in (Changes(state="done"), Changes(title=""), Changes()):
        with pytest.raises(Problem):
            edit_task(with_people, task, wrong)


def test_a_day_in_the_future_is_no_day_on_which_something_was_done() -> None:
    assert tasks.read_past("") == TODAY
    for wrong in ("5 Feb 2026", "soon"):
        with pytest.raises(Problem):
            tasks.read_past(wrong)


# What is due ------------------------------------------------------------------------------------------------


def test_what_is_due_comes_overdue_first_then_today_then_the_week(with_people: Store) -> None:
    for title, day in (
        ("week", "10 feb"),
        ("today", "today"),
        ("overdue", "2026-01-02"),
        ("later", "1 march"),
        ("no day", ""),
    ):
        make(with_people, title, due=day)
    found = due(with_people, Wanted())
    assert titles(found) == ["overdue", "today", "week"]
    assert [task.overdue(found.today) for task in found.tasks] == [True, False, False]
    assert found.until == "2026-02-11"
    assert titles(due(with_people, Wanted(until="1 april"))) == ["overdue", "today", "week", "later"]


def test_what_is_due_is_told_for_a_person_a_branch_a_seat_and_an_owner(with_people: Store) -> None:
    make(with_people, "about Ann", due="today", about="ann smith")
    make(with_people, "about Bob", due="today", about="bob jones", owner="Ben Lee")
    make(with_people, "about the branch", due="today", branch="heath")
    make(with_people, "about the group", due="today", group="heath tenants")
    make(with_people, "about nobody", due="today")
    make(with_people, "about Dan", due="today", about="dan green")
    assert titles(due(with_people, Wanted(person="ann smith"))) == ["about Ann"]
    assert titles(due(with_people, Wanted(branch="catford"))) == ["about Ann"]
    assert titles(due(with_people, Wanted(branch="heath"))) == ["about Bob", "about the branch", "about the group"]
    assert titles(due(with_people, Wanted(seat="Lewisham North", owner="ben"))) == ["about Bob"]
    assert titles(due(with_people, Wanted(seat="lewisham east"))) == ["about Ann"]
    with pytest.raises(Problem):
        due(with_people, Wanted(seat="lewisham east", branch="heath"))


def test_what_is_due_about_somebody_whose_ward_is_split_is_shown_in_each_seat(with_people: Store) -> None:
    make(with_people, "about Cat", due="today", about="cat brown")
    for seat in ("Lewisham East", "Lewisham North"):
        assert titles(due(with_people, Wanted(seat=seat))) == ["about Cat"]


def test_who_is_to_be_called_back_is_due_until_somebody_does_or_plans_it(with_people: Store) -> None:
    ann, bob = (find_one(with_people, name) for name in ("ann smith", "bob jones"))
    contacts.note(with_people, ann, Said("after six", outcome="call back", by="Ben"))
    contacts.note(with_people, bob, Said("", outcome="call back", on="2 Feb 2026"))

    def waiting(**wanted: str) -> list[str]:
        return [found.person.name for found in due(with_people, Wanted(**wanted)).call_backs]

    assert waiting() == ["Bob Jones", "Ann Smith"]
    assert waiting(owner="ben") == ["Ann Smith"]
    assert waiting(branch="heath") == ["Bob Jones"]
    assert waiting(person="bob jones") == ["Bob Jones"]
    contacts.note(with_people, bob, Said("can help", outcome="spoke"))
    make(with_people, "Ring Ann", about="ann smith", due="1 march")
    assert waiting() == []
