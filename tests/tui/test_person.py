"""One person on screen: everything that is known, mended where it stands, and nothing typed is lost."""

from pathlib import Path

import pytest

from organiser.services import links, tags, tasks
from organiser.services.offices import add_office
from organiser.services.people import find_one
from organiser.services.person import page
from organiser.store.store import Store
from tests.services.people_here import build_places, edit
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

ANN = "Ann Smith, 07700 900123, ann@example.org, SE13 5AB, leaflets, met at the stall"
SIZES = [(80, 24), (120, 40), (60, 16)]


async def go_to(seat: Seat, words: str) -> None:
    """Step down until the cursor is on a line with these words."""
    for _ in range(60):
        if any(line.startswith("▸") and words in line for line in seat.frame().splitlines()):
            return
        await seat.press("down")
    raise AssertionError(f"the cursor never came to {words!r}\n{seat.frame()}")


async def open_first(seat: Seat) -> None:
    await seat.press("p", "enter")


def phones(path: Path) -> list[str]:
    with Store.open(path) as store:
        found = page(store, find_one(store, "ann"))
        return [contact.value for contact in found.contacts if contact.kind == "phone" and not contact.until]


@pytest.mark.parametrize("size", SIZES)
def test_the_page_says_who_it_is_and_whether_they_may_be_reached(people: People, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await open_first(seat)
        assert "Ann Smith" in seat.line("organiser ▸")
        assert seat.line("Name").split() == ["▸", "Name", "Ann", "Smith"]
        assert "07700 900123" in seat.line("Phone")
        assert "no, no consent" in seat.line("E-mail: ")
        await go_to(seat, "Offers")
        assert "leaflets" in seat.line("Offers")

    sit(people(ANN), story, size=size)


def test_a_number_is_mended_in_place_and_undone_with_one_key(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("e", "ctrl+u")
        await seat.type("07700 900555\n")
        assert "07700 900555" in seat.line("Phone")
        assert seat.shows("Phone is saved. u takes it back.")
        assert phones(path) == ["+447700900555"]
        await seat.press("u")
        assert "07700 900123" in seat.line("Phone")

    sit(path, story)
    assert phones(path) == ["+447700900123"]


def test_a_number_typed_wrongly_is_said_directly_under_the_field_and_kept(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("enter", "ctrl+u")
        await seat.type("0770\n")
        lines = seat.frame().splitlines()
        (place,) = [place for place, line in enumerate(lines) if "Phone" in line and "organiser" not in line]
        assert "0770" in lines[place]
        assert "! '0770': no telephone number in it." in lines[place + 1]
        await seat.type("0 900777\n")
        assert "07700 900777" in seat.line("Phone")

    sit(path, story)
    assert phones(path) == ["+447700900777"]


def test_what_was_typed_and_left_with_escape_is_there_again(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Name")
        await seat.press("e")
        await seat.type("-Jones")
        await seat.press("escape")
        assert seat.shows("typed, not saved: Ann Smith-Jones")
        await seat.press("e", "enter")
        assert seat.line("Name  ").endswith("Ann Smith-Jones")
        assert "Ann Smith-Jones" in seat.line("organiser ▸")

    sit(path, story)


def test_tab_saves_and_goes_on_and_a_refusal_waits_at_its_field(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("e", "ctrl+u")
        # In one burst: a wrong number, on to the next line, and what belongs there.
        await seat.type("12\t")
        assert seat.shows("'12'")
        await seat.press("ctrl+u")
        await seat.type("07700 900888\t")
        assert phones(path) == ["+447700900888"]
        # The line after the phone is open now.
        await seat.press("escape", "down")
        assert not seat.shows("typed, not saved")

    sit(path, story)


def test_what_is_not_known_is_filled_in_and_another_is_added(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("plus")
        await seat.type("07700 900456 (evenings)\n")
        assert seat.shows("07700 900456")
        await go_to(seat, "Born")
        await seat.press("enter")
        await seat.type("3 Feb 1990\n")
        await seat.press("home")
        assert "3 Feb 1990" in seat.line("Born")

    sit(path, story)
    assert sorted(phones(path)) == ["+447700900123", "+447700900456"]


def test_x_ends_a_value_without_asking_and_undo_brings_it_back(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("x")
        assert seat.shows("u takes it back.")
        assert phones(path) == []
        await seat.press("u")
        assert phones(path) == ["+447700900123"]

    sit(path, story)


def test_a_statement_is_noted_at_the_channel_it_is_about(people: People) -> None:
    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Call: ")
        await seat.press("e")
        await seat.type("no: asked us not to ring\n")
        assert "Call: no, " in seat.line("Call: ")
        assert "asked us not to ring" in seat.line("  Said")

    sit(people(ANN), story)


def test_a_contact_and_its_next_step_are_noted_in_one_line_and_settled_with_one_key(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await seat.press("n")
        await seat.type("rang, no answer, ring again friday")
        assert seat.line("Outcome").split() == ["Outcome", "no", "answer"]
        assert "Ring again" in seat.line("Next")
        await seat.press("enter")
        assert seat.shows("Noted with Ann Smith. Next: Ring again. u takes it back.")
        await go_to(seat, "Ring again")
        await seat.press("D")
        assert seat.shows("Done: Ring again.")

    sit(path, story)
    with Store.open(path) as store:
        found = page(store, find_one(store, "ann"))
        assert [(talk.channel, talk.outcome) for talk in found.talks] == [("call", "no answer")]
        assert found.tasks == ()
        assert [task.title for task in tasks.list_tasks(store, everything=True).tasks] == ["Ring again"]


def test_everything_that_happened_stands_on_the_page_newest_first(people: People) -> None:
    path = people(ANN)
    with Store.open(path) as store:
        edit(store, find_one(store, "ann"), "note+=Has a van", "born=3 Feb 1990")

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await seat.press("end")
        frame = seat.frame()
        assert frame.index("Has a van") < frame.index("met at the stall") < frame.index("Edit Ann Smith")
        assert frame.index("Edit Ann Smith") < frame.index("Add Ann Smith")

    sit(path, story, size=(100, 60))


def test_the_cursor_leads_on_to_a_relative_and_escape_back(people: People) -> None:
    path = people(ANN, "Bob Young")
    with Store.open(path) as store:
        edit(store, find_one(store, "ann"), "relation+=spouse: Bob Young")

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Bob Young, spouse")
        await seat.press("o")
        assert "Ann Smith ▸ Bob Young" in seat.line("organiser ▸")
        await seat.press("escape")
        await seat.press("x")
        assert seat.shows("until ")

    sit(path, story)


def test_a_link_is_ended_where_it_stands(people: People) -> None:
    path = people(ANN, "Bob Young")
    with Store.open(path) as store:
        build_places(store)
        add_office(store, "councillor", "Bob Young", places={"ward": "Smithfield"}, since="2020-05-07")
        links.link(store, "Ann Smith", to="Bob Young")

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Bob Young, helps")
        await seat.press("x")
        assert seat.shows("The link has ended. u takes it back.")
        assert "until" in seat.line("Supports")

    sit(path, story)


def test_another_terminals_change_appears_and_does_not_disturb_what_is_typed(people: People) -> None:
    path = people(ANN)

    async def story(seat: Seat) -> None:
        await open_first(seat)
        await go_to(seat, "Phone")
        await seat.press("e", "ctrl+u")
        await seat.type("07700 9005")
        with Store.open(path) as store:
            tags.new_tag(store, "keen")
            tags.give(store, find_one(store, "ann"), ["keen"])
        seat.app.look_again()
        await seat.settle()
        assert "keen" in seat.line("Tags")
        await seat.type("55\n")
        assert "07700 900555" in seat.line("Phone")

    sit(path, story, size=(80, 40))


def test_somebody_whose_adding_was_undone_is_said_to_be_gone(people: People) -> None:
    async def story(seat: Seat) -> None:
        await open_first(seat)
        await seat.press("u")
        assert seat.shows("They are here no more")
        for key in ("e", "x", "plus", "o", "D", "enter"):
            await seat.press(key)
        await seat.press("U")
        assert "07700 900123" in seat.line("Phone")

    sit(people(ANN), story)
