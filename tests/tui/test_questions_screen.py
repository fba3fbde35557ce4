"""Questions on screen, each answered with one key; and two people made one, side by side."""

from pathlib import Path

import pytest

from organiser.services import people as finding
from organiser.services import questions
from organiser.services.people import Question
from organiser.store.store import Store
from tests.services.lists import take_in, write_list
from tests.tui.conftest import People
from tests.tui.driving import Seat, sit

HEADER = ("Name", "Email", "Phone", "Postcode")
ANN = ("Ann Smith", "ann@example.org", "07700 900101", "SE13 5AB")
ANNE = ("Anne Smith", "ann@example.org", "07700 900102", "SE4 1ES")
BOB = ("Bob Lee", "lee@example.org", "07700 900103", "")
CAT = ("Cat Lee", "lee@example.org", "", "")


@pytest.fixture
def asked(people: People, tmp_path: Path) -> Path:
    """A database with two questions: whether Ann and Anne are one, and whether Bob and Cat are."""
    path = people()
    with Store.open(path) as store:
        take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN, ANNE, BOB, CAT))
    return path


def everybody(path: Path) -> int:
    with Store.open(path) as store:
        return finding.count(store, Question())


def reads(seat: Seat, words: str) -> bool:
    """Whether these words are on the screen, wherever their lines break."""
    return words in " ".join(seat.frame().split())


def test_one_key_answers_and_the_next_question_comes_up_by_itself(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n")
        assert "2 questions" in seat.line("organiser ▸")
        assert reads(seat, "share one e-mail address, ann@example.org")
        await seat.press("n")
        assert reads(seat, "Ann Smith and Anne Smith are two people. u takes it back.")
        assert reads(seat, "lee@example.org: the same person, or two?")
        assert "1 question" in seat.line("organiser ▸")
        await seat.press("n")
        assert reads(seat, "There are no more questions.")

    sit(asked, story)


def test_undo_brings_the_question_back(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n", "n", "u")
        assert reads(seat, "ann@example.org: the same person, or two?")
        assert "2 questions" in seat.line("organiser ▸")

    sit(asked, story)


def test_a_question_put_off_comes_after_all_others(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n", "l")
        assert reads(seat, "lee@example.org: the same")
        await seat.press("right")
        assert reads(seat, "ann@example.org: the same person, or two? (put off before)")

    sit(asked, story)


def test_two_are_made_one_and_the_values_chosen_are_shown(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n", "s")
        assert seat.line("Name").split("  ")[-1].startswith("○")
        await seat.press("right")
        assert reads(seat, "Name: Anne Smith will be shown.")
        await seat.press("down", "right", "left", "enter")
        assert reads(seat, "are one person now. u takes it back.")
        assert reads(seat, "lee@example.org: the same")
        assert everybody(asked) == 3
        with Store.open(asked) as store:
            (found,) = finding.find(store, Question(text="ann@example.org")).people
            assert (found.name, found.postcode) == ("Anne Smith", "SE13 5AB")
            assert len(found.phones) == 2
        await seat.press("u")
        assert reads(seat, "ann@example.org: the same person, or two?")
        assert everybody(asked) == 4

    sit(asked, story)


def test_where_nothing_differs_there_is_nothing_to_choose(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n", "s", "G", "right")
        assert reads(seat, "everything that either of them has is kept")

    sit(asked, story)


def test_of_somebody_missing_from_a_whole_list_it_is_said_why(people: People, tmp_path: Path) -> None:
    path = people()
    with Store.open(path) as store:
        take_in(store, write_list(tmp_path / "m.csv", HEADER, ANN, BOB), complete=True, on="2026-01-01")
        take_in(store, write_list(tmp_path / "m.csv", HEADER, BOB), complete=True, on="2026-02-01")

    async def story(seat: Seat) -> None:
        await seat.press("n")
        assert reads(seat, "lapsed, or moved?")
        foot = seat.frame().splitlines()[-1]
        assert "lapsed" in foot
        assert "moved" in foot
        assert "same" not in foot
        await seat.press("s")
        assert reads(seat, "That does not answer this question: lapsed, moved, later.")
        await seat.press("m")
        assert reads(seat, ": moved. u takes it back.")

    sit(path, story)


def test_an_answer_given_in_another_terminal_meanwhile_is_told(asked: Path) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n")
        with Store.open(asked) as other:
            questions.answer(other, str(questions.open_questions(other, 1).questions[0].number), "different")
        await seat.press("n")
        assert reads(seat, "is not open any more")
        assert reads(seat, "lee@example.org: the same")

    sit(asked, story)


def test_people_said_to_be_two_are_merged_only_by_a_second_enter(people: People) -> None:
    path = people("Ann Smith, ann@example.org", "Anne Smyth, anne@example.org")

    async def story(seat: Seat) -> None:
        from organiser.screens.merge import MergePage

        await seat.app.push_screen(MergePage(1, 2))
        await seat.settle()
        await seat.press("enter")
        assert reads(seat, "are related (spouse), so they are two people. enter again")
        assert everybody(path) == 2
        await seat.press("enter")
        assert reads(seat, "are one person now")
        assert everybody(path) == 1

    with Store.open(path) as store:
        from organiser.models.people import RELATION

        with store.operation("Relate") as work:
            work.insert(RELATION, person_id=1, other_id=2, kind="spouse")
    sit(path, story)


def test_the_other_person_is_found_while_typing(people: People) -> None:
    path = people("Ann Smith, ann@example.org", "Anne Smyth, anne@example.org", "Bob Lee")

    async def story(seat: Seat) -> None:
        await seat.press("enter", "m")
        await seat.type("smyth\n")
        assert seat.line("organiser ▸").rstrip().split("▸")[-1].startswith(" Merge")
        assert "Anne Smyth" in seat.line("Name")

    sit(path, story, at="people")


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
def test_a_question_is_read_whole_on_any_screen(asked: Path, size: tuple[int, int]) -> None:
    async def story(seat: Seat) -> None:
        await seat.press("n")
        assert reads(seat, "the same person, or two?")
        assert reads(seat, "07700 900101")
        assert reads(seat, "07700 900102")
        assert "same" in seat.frame().splitlines()[-1]

    sit(asked, story, size=size)
