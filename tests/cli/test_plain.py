"""Plain mode: the jobs of entry line by line, at a terminal that can do nothing but show lines and take them."""

import re
from pathlib import Path

from organiser.errors import OK, USAGE
from organiser.services.people import Question, count
from organiser.store.store import Store
from tests.cli.test_people_cli import typed
from tests.conftest import RunCli
from tests.services.lists import take_in, write_list
from tests.services.people_here import add

# A byte that would move a cursor, colour anything or take a line back.
_DRAWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HEADER = ("Name", "Email", "Phone")
ANN = ("Ann Smith", "ann@example.org", "07700 900101")
ANNE = ("Anne Smith", "ann@example.org", "")
SAID = "Type the number. An empty line leaves it."


def with_people(home: Path, *lines: str) -> Path:
    home.mkdir(exist_ok=True)
    with Store.open_or_create(home / "people.organiser") as store:
        for line in lines:
            add(store, line)
    return home


def with_a_question(home: Path, tmp_path: Path) -> Path:
    home.mkdir(exist_ok=True)
    with Store.open_or_create(home / "people.organiser") as store:
        take_in(store, write_list(tmp_path / "a.csv", HEADER, ANN, ANNE))
    return home


def people_in(home: Path) -> int:
    with Store.open(home / "people.organiser") as store:
        return count(store, Question())


def test_a_question_is_stated_in_words_and_two_become_one(home: Path, tmp_path: Path) -> None:
    with_a_question(home, tmp_path)

    code, shown = typed(home, ["questions", "--plain"], [(SAID, "1\n"), ("An empty line takes", "2\n")])

    assert code == OK
    assert "share one e-mail address, ann@example.org: the same person, or two?" in shown
    assert "Phone of Ann Smith alone: 07700 900101." in shown
    assert "are one person now: Anne Smith. 'organiser undo' takes it back." in shown
    assert shown.endswith("1 question answered. No question is open.\n")
    assert not _DRAWN.search(shown)
    assert people_in(home) == 1


def test_a_question_is_answered_by_its_word_and_an_unknown_one_is_asked_again(home: Path, tmp_path: Path) -> None:
    with_a_question(home, tmp_path)

    _, shown = typed(home, ["questions", "--plain"], [(SAID, "perhaps\n"), (SAID, "diff\n")])

    assert "'perhaps' is none of these." in shown
    assert "are two people. 'organiser undo' takes it back." in shown
    assert people_in(home) == 2


def test_a_question_may_be_left_or_put_off_and_is_not_asked_twice(home: Path, tmp_path: Path) -> None:
    with_a_question(home, tmp_path)

    code, shown = typed(home, ["questions", "--plain"], [(SAID, "\n")])
    assert (code, shown.splitlines()[-2:]) == (OK, ["Left as it is.", "0 questions answered. Open questions: 1."])

    code, shown = typed(home, ["questions", "--plain"], [(SAID, "later\n")])
    assert code == OK
    assert shown.endswith("1 question answered. Open questions: 1.\n")


def test_whoever_has_enough_says_quit(home: Path, tmp_path: Path) -> None:
    with_a_question(home, tmp_path)
    code, shown = typed(home, ["questions", "--plain"], [(SAID, "quit\n")])
    assert code == OK
    assert shown.endswith("0 questions answered. Open questions: 1.\n")


def test_people_are_added_one_line_after_the_other(home: Path, run_cli: RunCli) -> None:
    with_people(home)
    code, shown = typed(
        home,
        ["add", "--plain"],
        [("ctrl+d ends", "Ann Smith, 07700 900123\n"), ("Added: Ann Smith", "Bob Lee\n"), ("Added: Bob Lee", "\x04")],
    )
    assert code == OK
    assert shown.endswith("2 people added.\n")
    assert not _DRAWN.search(shown)
    assert people_in(home) == 2


def test_add_without_a_line_says_what_to_write(run_cli: RunCli) -> None:
    ran = run_cli("add")
    assert ran.code == USAGE
    assert "--plain asks for one after another" in ran.stderr


def test_a_contact_is_noted_with_one_of_several_people(home: Path, run_cli: RunCli) -> None:
    with_people(home, "Ann Smith, SE13 5AB", "Ann Smith, N1 9GU", "Bob Lee")

    code, shown = typed(
        home,
        ["contact", "--plain"],
        [
            ("Whom did you speak with?", "ann\n"),
            (SAID, "2\n"),
            ("What was said?", "wants a poster\n"),
            (SAID, "\n"),
            ("What is to be done next?", "Bring a poster\n"),
            ("By when?", "someday\n"),
            ("By when? An empty line: no day.", "friday\n"),
            ("Whom did you speak with?", "\n"),
        ],
    )

    assert code == OK
    assert "Several people are found." in shown
    assert "2: Ann Smith, " in shown
    assert "Noted with Ann Smith: " in shown
    assert re.search(r"^Next: .*Bring a poster.* due ", shown, re.MULTILINE)
    assert shown.endswith("1 contact noted.\n")
    assert not _DRAWN.search(shown)
    tasks = run_cli("task", "list", "--json").json()["tasks"]
    assert [task["title"] for task in tasks] == ["Bring a poster"]


def test_a_contact_with_somebody_named_is_noted_once(home: Path) -> None:
    with_people(home, "Bob Lee")
    code, shown = typed(
        home,
        ["contact", "--plain", "Bob Lee"],
        [("What was said?", "\n"), (SAID, "2\n"), ("What is to be done next?", "\n")],
    )
    assert code == OK
    assert shown.endswith("1 contact noted.\n")


def test_plain_mode_takes_its_answers_from_a_pipe_as_well(home: Path, tmp_path: Path, run_cli: RunCli) -> None:
    with_a_question(home, tmp_path)
    ran = run_cli("questions", "--plain", stdin="2\n")
    assert ran.stdout == "1 question answered. No question is open.\n"
    assert run_cli("questions", "--plain", "--json", stdin="").json()["open"] == 0
