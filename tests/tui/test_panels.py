"""One line for many people: tags, links and tasks, completed while they are typed."""

from pathlib import Path

from organiser.services import tasks
from organiser.services.offices import add_office
from organiser.services.people import find_one
from organiser.services.person import page
from organiser.services.tags import new_tag
from organiser.store.store import Store
from tests.services.people_here import build_places
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

THREE = ("Ann Ames, 07700 900123", "Bob Lee, 07700 900456", "Cy Young")


def tags_of(path: Path, name: str) -> tuple[str, ...]:
    with Store.open(path) as store:
        return page(store, find_one(store, name)).listed.tags


def test_ten_letters_tag_everybody_selected_and_one_key_takes_it_back(people: People) -> None:
    path = people(*THREE)
    with Store.open(path) as store:
        new_tag(store, "housing")
        new_tag(store, "transport")

    async def story(seat: Seat) -> None:
        await seat.press("p", "A", "t")
        await seat.type("hou")
        assert seat.line("housing").startswith(" ▸")
        await seat.press("enter")
        assert seat.shows("Tagged 3 people: housing. u takes it back.")
        assert tags_of(path, "bob") == ("housing",)
        await seat.press("u")

    sit(path, story)
    assert tags_of(path, "bob") == ()


def test_typed_in_one_burst_the_tag_is_the_one_that_would_have_been_offered(people: People) -> None:
    path = people(*THREE)
    with Store.open(path) as store:
        new_tag(store, "housing")

    async def story(seat: Seat) -> None:
        await seat.press("p")
        await seat.type("thou\n")

    sit(path, story)
    assert tags_of(path, "ann") == ("housing",)


def test_a_new_tag_is_offered_last_and_several_stand_between_commas(people: People) -> None:
    path = people(*THREE)
    with Store.open(path) as store:
        new_tag(store, "housing")

    async def story(seat: Seat) -> None:
        await seat.press("p", "t")
        await seat.type("housing, hous")
        await seat.press("down")
        assert seat.line("new tag: hous").startswith(" ▸")
        await seat.press("enter")
        assert seat.shows("Tagged 1 person: housing, hous.")

    sit(path, story)
    assert tags_of(path, "ann") == ("hous", "housing")


def test_only_tags_that_they_have_are_offered_to_be_taken(people: People) -> None:
    path = people(*THREE)
    with Store.open(path) as store:
        new_tag(store, "housing")
        new_tag(store, "transport")

    async def story(seat: Seat) -> None:
        await seat.press("p", "t")
        await seat.type("tran\n")
        await seat.press("T")
        assert seat.shows("transport")
        assert not seat.shows("housing")
        await seat.type("t\n")
        assert seat.shows("Taken from 1 person: transport.")

    sit(path, story)
    assert tags_of(path, "ann") == ()


def test_people_are_linked_to_a_councillor_by_half_a_name(people: People) -> None:
    path = people(*THREE)
    with Store.open(path) as store:
        build_places(store)
        add_office(store, "councillor", "Bob Lee", places={"ward": "Smithfield"}, since="2020-05-07")

    async def story(seat: Seat) -> None:
        await seat.press("p", "A", "l")
        await seat.type("cllr le, visits")
        assert seat.shows("councillor, Smithfield")
        await seat.press("enter")
        assert seat.shows("Linked 2 people to Bob Lee (visits). u takes it back.")
        await seat.press("l")
        await seat.type("nobody\n")
        assert seat.shows("Nobody who holds an office, and no branch, is called 'nobody'.")

    sit(path, story)
    with Store.open(path) as store:
        assert [link.role for link in page(store, find_one(store, "cy")).ties.supports] == ["visits"]


def test_each_of_those_selected_gets_a_task(people: People) -> None:
    path = people(*THREE)

    async def story(seat: Seat) -> None:
        await seat.press("p", "space", "space", "d")
        await seat.type("ring about the stall, by 5 jan 2030, Kasia Nowak")
        assert "5 Jan 2030" in seat.line("By")
        await seat.press("enter")
        assert seat.shows("New task about 2 people: Ring about the stall. u takes it back.")

    sit(path, story)
    with Store.open(path) as store:
        found = tasks.list_tasks(store).tasks
        assert [(task.owner, task.due) for task in found] == [("Kasia Nowak", "2030-01-05")] * 2


def test_a_contact_is_noted_from_the_list(people: People) -> None:
    path = people(*THREE)

    async def story(seat: Seat) -> None:
        await seat.press("p", "n")
        await seat.type("spoke: will leaflet Saturday; task: bring 200 leaflets, sat\n")
        assert seat.shows("Noted with Ann Ames. Next: Bring 200 leaflets.")

    sit(path, story)
    with Store.open(path) as store:
        ann = page(store, find_one(store, "ann"))
        assert [(talk.outcome, talk.said) for talk in ann.talks] == [("spoke", "will leaflet Saturday")]
        assert [task.title for task in ann.tasks] == ["Bring 200 leaflets"]


def test_what_was_typed_into_a_panel_and_left_is_there_again(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("p", "n")
        await seat.type("rang, can")
        await seat.press("escape", "n")
        assert seat.shows("rang, can")
        await seat.type(" drive\n")
        assert seat.shows("Noted with Ann Ames.")

    sit(people(*THREE), story)
