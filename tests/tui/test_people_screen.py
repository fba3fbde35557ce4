"""The list of people on screen: finding, narrowing down, ordering, selecting."""

from organiser.store.store import Store
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

THREE = ("Ann Smith, 07700 900123, leaflets", "Bob Lee, 07700 900456, bob@example.org", "Cy Drew, canvassing")


def test_somebody_is_found_by_half_a_number_while_typing(people: People) -> None:
    async def story(seat: Seat) -> None:
        assert "3 people" in seat.line("organiser ▸")
        await seat.press("slash")
        await seat.type("0770090045")
        assert seat.shows("Bob Lee")
        assert not seat.shows("Ann Smith")
        assert "1 person" in seat.line("organiser ▸")

    sit(people(*THREE), story, at="people")


def test_a_name_found_is_opened_from_the_search_line_with_two_enters(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("slash")
        await seat.type("smith")
        await seat.press("enter", "enter")
        assert seat.line("organiser ▸").strip().endswith("Ann Smith")

    sit(people(*THREE), story, at="people")


def test_a_filter_is_typed_like_any_word(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("slash")
        await seat.type("offer:leaflets")
        assert seat.shows("Ann Smith")
        assert not seat.shows("Cy Drew")

    sit(people(*THREE), story, at="people")


def test_a_filter_that_names_nothing_says_so_and_keeps_what_was_typed(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("slash")
        await seat.type("tag:nothing")
        assert seat.shows("No tag is called 'nothing'")
        assert seat.shows("tag:nothing")

    sit(people(*THREE), story, at="people")


def test_what_another_terminal_adds_shows_up_by_itself(people: People) -> None:
    path = people(*THREE)

    async def story(seat: Seat) -> None:
        from organiser.services import adding

        with Store.open(path) as other:
            adding.add(other, adding.draft(other, "Dee Fox").understood)
        seat.app.look_again()
        await seat.settle()
        assert seat.shows("Dee Fox")
        assert "4 people" in seat.line("organiser ▸")

    sit(path, story, at="people")


def test_the_cursor_stays_on_whom_it_is_on_when_the_list_changes(people: People) -> None:
    path = people(*THREE)

    async def story(seat: Seat) -> None:
        from organiser.services import adding

        await seat.press("down", "down")
        assert "Ann Smith" in seat.line("▸ A")
        with Store.open(path) as other:
            adding.add(other, adding.draft(other, "Aa Aaronson").understood)
        seat.app.look_again()
        await seat.settle()
        assert seat.shows("Aa Aaronson")
        assert "Ann Smith" in seat.line("▸ A")

    sit(path, story, at="people")


def test_the_list_is_ordered_by_a_column_and_back(people: People) -> None:
    async def story(seat: Seat) -> None:
        names = [line[2:9] for line in seat.frame().splitlines()[3:6]]
        assert names == ["Cy Drew", "Bob Lee", "Ann Smi"]
        await seat.press("S")
        assert [line[2:9] for line in seat.frame().splitlines()[3:6]] == ["Ann Smi", "Bob Lee", "Cy Drew"]
        assert "Name ▼" in seat.frame()

    sit(people(*THREE), story, at="people")


def test_people_are_added_as_fast_as_they_are_typed(people: People) -> None:
    path = people()

    async def story(seat: Seat) -> None:
        await seat.press("a")
        await seat.type("Ann Smith, 07700 900123\nAnn Smith, 07700 900123\nBob Lee\nCy Drew\n")
        # The second looked like the first: it was put aside, and nothing that was typed after it went astray.
        assert seat.shows("Ann Smith, 07700 900123  (may be Ann Smith, who is here already)")
        await seat.press("enter")
        assert seat.shows("enter adds them all the same")
        await seat.press("enter")
        await seat.press("escape")
        await seat.press("p")
        assert "4 people" in seat.line("organiser ▸")

    sit(path, story)


def test_a_line_left_unfinished_is_there_again(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("a")
        await seat.type("Ann Smi")
        await seat.press("escape")
        await seat.press("a")
        await seat.type("th\n")
        assert seat.shows("Added: Ann Smith")

    sit(people(), story)


def test_the_last_change_is_taken_back_and_done_again_with_one_key(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("u")
        assert seat.shows("Undone: Add Cy Drew. U does it again.")
        assert "2 people" in seat.line("organiser ▸")
        await seat.press("U")
        assert seat.shows("Done again: Add Cy Drew")
        assert "3 people" in seat.line("organiser ▸")

    sit(people(*THREE), story, at="people")


def test_a_name_that_looks_like_markup_is_a_name(people: People) -> None:
    async def story(seat: Seat) -> None:
        assert seat.shows("Ann [/b] Lee")
        await seat.press("slash")
        await seat.type("lee")
        assert seat.shows("Ann [/b] Lee")

    sit(people("Ann [/b] Lee, 07700 900123"), story, at="people")


def test_the_keys_of_the_page_are_shown_in_words(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("question_mark")
        assert seat.shows("Narrow the list down")
        assert seat.shows("organiser people")
        await seat.press("escape")
        assert seat.shows("3 people")

    sit(people(*THREE), story, at="people", size=(120, 40))


def test_somebody_is_found_in_the_palette_from_any_page(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("ctrl+p")
        await seat.type("bob")
        await seat.until("Bob Lee")
        await seat.press("enter")
        await seat.until("▸ Bob Lee")
        assert seat.line("organiser ▸").strip().endswith("Bob Lee")

    sit(people(*THREE), story)


def test_a_filter_is_found_without_knowing_its_name(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("f")
        assert seat.shows("offers something")
        await seat.type("off")
        await seat.press("tab")
        assert seat.shows("canvassing")
        await seat.type("leaf")
        await seat.press("tab", "enter")
        assert seat.shows("offer:leaflets")
        assert "1 person" in seat.line("organiser ▸")

    sit(people(*THREE), story, at="people", size=(120, 40))


def test_the_columns_are_chosen_and_kept(people: People) -> None:
    path = people(*THREE)

    async def story(seat: Seat) -> None:
        await seat.press("c")
        await seat.press("ctrl+u")
        await seat.type("name phone nonsense\n")
        assert seat.shows("There is no column 'nonsense'")
        await seat.press("ctrl+u")
        await seat.type("name phone\n")
        assert "07700 900456" in seat.line("Bob Lee")
        assert "Ward" not in seat.frame().splitlines()[2]

    async def again(seat: Seat) -> None:
        assert "07700 900456" in seat.line("Bob Lee")

    sit(path, story, at="people")
    sit(path, again, at="people")


def test_those_selected_are_written_to_a_file(people: People) -> None:
    path = people(*THREE)
    target = path.parent / "two.csv"

    async def story(seat: Seat) -> None:
        await seat.press("space", "space")
        assert "2 selected of 3 people" in seat.line("organiser ▸")
        await seat.press("e")
        await seat.press("ctrl+u")
        await seat.type(f"{target}\n")
        await seat.settle()
        assert seat.shows("2 people.")

    sit(path, story, at="people", size=(120, 40))
    text = target.read_text(encoding="utf-8-sig")
    assert "Cy" in text
    assert "Bob" in text
    assert "Ann" not in text


def test_those_selected_are_handed_out_to_be_rung(people: People) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("space", "down", "space", "o")
        assert seat.shows("1 person handed out:")
        assert seat.shows("1 may not be called")

    sit(people(*THREE), story, at="people", size=(120, 40))
