"""Places on screen: the list of them, and the page of each with everybody and everything behind it."""

from pathlib import Path

import pytest

from organiser.models.sources import SETTING
from organiser.services import groups, links, numbers, offices, place_list, place_page, printing, tasks
from organiser.services.tasks import About, Draft
from organiser.store.store import Store
from tests.services.people_here import add, build_places, edit
from tests.tui.driving import Seat, sit


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Anytown with a councillor, a group, tasks and people, and one branch of each CLP."""
    path = tmp_path / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        with store.operation("Another name") as work:
            work.connection.execute("UPDATE branch SET name = 'Castle Branch', fold = 'castle branch' WHERE id = 1")
        add(store, "Jo Bloggs, 07700 900321, SE13 5AB")
        offices.add_office(store, "councillor", "Jo Bloggs", places={"ward": "Castle & Park"}, party="Labour")
        add(store, "Ann Smith, 07700 900123, SE13 5AB, leaflets")
        add(store, "Bob Lee, 07700 900456, SE13 5AB, do not call")
        add(store, "Cy Drew, E1 6AN, champion")
        groups.add_group(store, "Castle Tenants", "association", wards=["Castle & Park"], contacts=["Ann Smith"])
        tasks.new_task(store, Draft("Branch report", "Kasia", "tomorrow", about=_about(store)))
        tasks.new_task(store, Draft("Ask Ann for a lift", about=tasks.find_about(store, person="Ann Smith")))
    return path


def _about(store: Store) -> About | None:
    return tasks.find_about(store, branch="Castle Branch")


def test_places_with_people_come_first_and_one_is_found_as_one_types(town: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("w")
        assert seat.line("Castle & Park").split()[-2:] == ["3", "Anytown"]
        lines = seat.frame().splitlines()
        places = [next(i for i, line in enumerate(lines) if name in line) for name in ("Castle & Park", "Smithfield")]
        assert places == sorted(places)
        await seat.press("slash")
        await seat.type("branch cast")
        assert seat.shows("Castle Branch")
        assert not seat.shows("Smithfield")
        await seat.press("enter")
        assert seat.line("organiser ▸").rstrip().endswith("Castle Branch")

    sit(town, story)


def test_the_page_of_a_ward_shows_everybody_and_everything_there(town: Path) -> None:
    async def story(seat: Seat) -> None:
        seat.app.open_place("ward", "Castle & Park")
        await seat.settle()
        assert "Castle & Park" in seat.line(" 3       1        0       0    3")
        for words in ("Anytown North", "Jo Bloggs, councillor", "Castle Branch", "Castle Tenants", "Branch report"):
            assert seat.shows(words), words
        await seat.press("w")
        assert "3 people" in seat.line("organiser ▸")
        await seat.press("escape")
        assert seat.shows("Castle Tenants")

    sit(town, story, size=(100, 40))


def test_every_kind_of_place_opens_and_leads_on(town: Path) -> None:
    async def story(seat: Seat) -> None:
        for kind, words, shows in (
            ("constituency", "Anytown North", "a part lies in Anytown South"),
            ("council", "Anytown", "Jo Bloggs"),
            ("branch", "Castle Branch", "Nobody yet: l links"),
            ("councillor", "Jo Bloggs", "Councillor, Castle & Park"),
            ("group", "Castle Tenants", "Ann Smith"),
        ):
            seat.app.open_place(kind, words)
            await seat.settle()
            assert seat.shows(shows), f"{words}\n{seat.frame()}"
        await seat.press("enter")
        assert "Castle Tenants ▸ Ann Smith" in seat.line("organiser ▸")

    sit(town, story, size=(100, 40))


def test_a_place_that_there_is_not_is_said_on_its_page(town: Path) -> None:
    async def story(seat: Seat) -> None:
        seat.app.open_place("ward", "Castle and Parc")
        await seat.settle()
        assert seat.shows("Did you mean Castle & Park?")
        await seat.press("p", "l", "w", "escape")
        assert seat.shows("Today")

    sit(town, story)


def test_l_links_who_lives_there_as_one_change_that_u_takes_back(town: Path) -> None:
    async def story(seat: Seat) -> None:
        seat.app.open_place("branch", "Castle Branch")
        await seat.settle()
        await seat.press("l")
        assert seat.shows("5 links made: Castle Branch (3), Jo Bloggs (2)")
        assert "3 people" in seat.line("Behind the branch")
        await seat.press("l")
        assert seat.shows("no new link to propose")
        await seat.press("u")
        assert seat.shows("Nobody yet")

    sit(town, story, size=(100, 40))


def test_p_prints_who_is_behind_and_says_where(town: Path, own_home: Path) -> None:
    async def story(seat: Seat) -> None:
        seat.app.open_place("branch", "Castle Branch")
        await seat.settle()
        await seat.press("l", "p")
        assert seat.shows("Written, for you alone to read")

    sit(town, story, size=(200, 40))
    (page,) = (own_home / "printed").iterdir()
    assert page.stat().st_mode & 0o777 == 0o600
    html = page.read_text(encoding="utf-8")
    for words in ("Castle &amp; Park", "Jo Bloggs", "Castle Tenants", "Branch report", "07700 900123"):
        assert words in html, words


def test_the_page_holds_no_number_of_who_may_not_be_called_and_no_plan_with_a_person(town: Path) -> None:
    with Store.open(town) as store:
        links.propose(store, branch="Castle Branch")
        page = printing.print_behind(store, "branch", "Castle Branch", town.parent / "page.html")
    html = page.read_text(encoding="utf-8")
    assert "Bob Lee" in html
    assert "900456" not in html
    assert "lift" not in html


def test_a_name_is_printed_as_it_is_written(town: Path) -> None:
    with Store.open(town) as store:
        add(store, "Ann <script>alert(1)</script>, 07700 900777, SE13 5AB")
        links.propose(store, branch="Castle Branch")
        page = printing.print_behind(store, "branch", "Castle Branch", town.parent / "page.html")
    assert "<script" not in page.read_text(encoding="utf-8")


def test_the_list_counts_the_same_people_as_the_pages(town: Path) -> None:
    with Store.open(town) as store:
        links.propose(store, branch="Castle Branch")
        edit(store, store.count("SELECT id FROM person WHERE family = 'Lee'"), "ward=Smithfield")
        peopled = place_list.peopled(store)
        lines = place_list.everything(store)
        assert {line.kind for line in lines} == set(place_list.KINDS)
        for line in lines:
            shown = place_page.show(store, line.kind, line.words)
            assert (shown.id, shown.name) == (line.id, line.name)
            if line.kind == "ward":
                assert numbers.of_wards(store, [line.id])[line.id].people == peopled.of(line)
            if line.kind == "councillor":
                assert shown.behind is not None
                assert len(shown.behind.people) == peopled.of(line) == numbers.supporters(store, "councillor", line.id)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
def test_nothing_is_cut_off_at_the_right(town: Path, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        seat.app.open_place("constituency", "Anytown North")
        await seat.settle()
        assert "new" in seat.line("helpers")
        assert seat.line("all of them").split()[-1] == "4"

    sit(town, story, size=size)


def test_nothing_in_a_name_reaches_the_terminal_as_a_command(town: Path) -> None:
    naughty = "[/b] \x1b]52;c;AAAA\x07 \u202eCastle"
    with Store.open(town) as store, store.operation(naughty) as work:
        for change in ("body SET name", "branch SET name", "ward SET name", "task SET title", "office SET party"):
            work.connection.execute(f"UPDATE {change} = ?", (naughty,))
        work.connection.execute("UPDATE person SET given = ?", (naughty,))
        work.insert(SETTING, key="so that it is kept", value="yes")

    async def story(seat: Seat) -> None:
        async def look() -> None:
            await seat.settle()
            assert "[/b]" in seat.frame(), seat.frame()
            assert not {"\x1b", "\x07", "\u202e"} & set(seat.frame()), seat.frame()

        for key in ("w", "t", "h"):
            await seat.press(key)
            await look()
            await seat.press("escape")
        for kind, words in (("council", "Anytown"), ("ward", "E05000001"), ("group", "Castle Tenants")):
            seat.app.open_place(kind, words)
            await look()

    sit(town, story, size=(120, 40))
