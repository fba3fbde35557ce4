"""Contacts, tasks and what is due, at the command line."""

import pytest

from organiser.errors import FINDINGS, OK, USAGE
from tests.conftest import RunCli


@pytest.fixture
def ann(run_cli: RunCli) -> str:
    """Ann Smith is here; her code."""
    run_cli("init", "--who", "Dee Organiser")
    uid: str = run_cli("add", "-", "--json", stdin="Ann Smith, 07700 900123, met at the stall\n").json()["uid"]
    return uid


def test_a_contact_and_its_next_step_are_noted_and_stand_on_the_page(run_cli: RunCli, ann: str) -> None:
    words = ("can", "deliver", "--channel", "door", "--outcome", "spoke", "--next", "Bring leaflets", "--due", "1 week")
    noted = run_cli("contact", "ann smith", *words, "--json").json()
    assert (noted["said"], noted["channel"], noted["by"], noted["outcome"]) == (
        "can deliver",
        "door",
        "Dee Organiser",
        "spoke",
    )
    assert noted["person"] == {"kind": "person", "uid": ann, "name": "Ann Smith"}
    assert (noted["next"]["title"], noted["next"]["about"]["uid"]) == ("Bring leaflets", ann)
    assert noted["operation"] == run_cli("history", "--json").json()["changes"][0]["operation"]
    page = run_cli("person", ann, "--json").json()
    assert (page["talks"][0]["uid"], page["tasks"][0]["uid"]) == (noted["uid"], noted["next"]["uid"])
    assert page["last_spoken"] == noted["on"]
    shown = run_cli("person", "ann").stdout
    assert "door, Dee Organiser, spoke: can deliver" in shown
    assert "Bring leaflets" in shown
    assert "Last spoken" in shown
    run_cli("undo")
    assert run_cli("person", ann, "--json").json()["talks"] == []


def test_what_was_said_may_come_on_standard_input_where_no_shell_remembers_it(run_cli: RunCli, ann: str) -> None:
    noted = run_cli("contact", ann, "-", "--json", stdin="first line\nsecond line\n").json()
    assert noted["said"] == "first line\nsecond line"
    assert "first line / second line" in run_cli("person", ann).stdout


def test_a_contact_that_is_not_understood_is_one_sentence(run_cli: RunCli, ann: str) -> None:
    for words, code in (
        ((ann,), USAGE),
        ((ann, "hello", "--channel", "pigeon"), USAGE),
        ((ann, "hello", "--due", "friday"), USAGE),
        (("nobody at all", "hello"), FINDINGS),
    ):
        ran = run_cli("contact", *words)
        assert (ran.code, ran.stdout, ran.stderr.count("\n")) == (code, "", 1), words


def test_a_task_is_made_listed_done_and_repeats(run_cli: RunCli, ann: str) -> None:
    made = run_cli(
        "task", "new", "Ring", "Ann", "--about", ann, "--due", "2026-01-31", "--every", "month", "--json"
    ).json()
    assert (made["title"], made["due"], made["overdue"], made["every"], made["next"]) == (
        "Ring Ann",
        "2026-01-31",
        True,
        "1 month",
        None,
    )
    listed = run_cli("task", "list", "--json").json()
    assert (listed["tasks"][0]["uid"], listed["more"]) == (made["uid"], False)
    assert "Ring Ann (Ann Smith)" in run_cli("task", "list").stdout
    done = run_cli("task", "done", made["number"], "--json").json()
    assert (done["state"], done["next"]["title"], done["next"]["state"]) == ("done", "Ring Ann", "open")
    assert run_cli("task", "done", made["number"]).code == FINDINGS
    assert len(run_cli("task", "list", "--all", "--json").json()["tasks"]) == 2
    run_cli("undo")
    assert run_cli("task", "list", "--json").json()["tasks"][0]["uid"] == made["uid"]


def test_a_task_is_changed_by_its_number_or_its_code(run_cli: RunCli, ann: str) -> None:
    made = run_cli("task", "new", "Ring", "--json").json()
    changed = run_cli("task", "edit", made["number"], "--owner", "Ben Lee", "--about", ann, "--json").json()
    assert (changed["owner"], changed["about"]["name"]) == ("Ben Lee", "Ann Smith")
    assert run_cli("task", "edit", made["uid"], "--owner", "Ben Lee", "--json").json()["operation"] is None
    assert run_cli("task", "edit", made["uid"]).code == USAGE
    assert run_cli("task", "edit", "99", "--due", "friday").code == FINDINGS


def test_what_is_due_is_shown_overdue_first_with_those_to_be_called_back(run_cli: RunCli, ann: str) -> None:
    run_cli("contact", ann, "after six", "--outcome", "call back")
    assert run_cli("due", "--json").json()["call_back"][0] | {"on": ""} == {
        "uid": ann,
        "name": "Ann Smith",
        "on": "",
        "said": "after six",
        "by": "Dee Organiser",
    }
    for title, day in (("today", "today"), ("overdue", "2026-01-02"), ("soon", "in 3 days"), ("later", "in 2 weeks")):
        run_cli("task", "new", title, "--due", day)
    found = run_cli("due", "--json").json()
    assert [(task["title"], task["overdue"]) for task in found["tasks"]] == [
        ("overdue", True),
        ("today", False),
        ("soon", False),
    ]
    shown = run_cli("due").stdout.splitlines()
    assert [line for line in shown if not line.startswith(" ")][:2] == ["Overdue", "Today"]
    assert any("Ann Smith: after six" in line for line in shown)
    assert run_cli("due", "--owner", "nobody").stdout == "Nothing is due.\n"


def test_lists_fit_a_narrow_terminal(run_cli: RunCli, ann: str) -> None:
    run_cli("task", "new", "A title " * 12, "--about", ann, "--due", "today", "--owner", "Ben")
    for words in (("task", "list"), ("due",)):
        ran = run_cli(*words)
        assert ran.code == OK
        assert max(map(len, ran.stdout.splitlines())) <= 80
