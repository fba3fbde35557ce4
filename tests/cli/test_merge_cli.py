"""Merging two people and answering questions at the command line."""

from pathlib import Path

import pytest

from tests.conftest import RunCli

SHARED = "both@example.org"


@pytest.fixture(autouse=True)
def couple(run_cli: RunCli, tmp_path: Path) -> None:
    """Two people of a list who share an e-mail address."""
    path = tmp_path / "members.csv"
    path.write_text(
        f"First name,Last name,Email,Title\nAnn,Smith,{SHARED},Ms\nAnnie,Smithson,{SHARED},Dr\n", encoding="utf-8"
    )
    run_cli("import", path)


def count(run_cli: RunCli) -> int:
    return int(run_cli("people", "--count", "--json").json()["count"])


def test_a_merge_tells_what_became_of_each_field_and_is_undone(run_cli: RunCli) -> None:
    ran = run_cli("merge", "ann smith", "annie", "--keep", "title=b", "--json")
    assert ran.code == 0
    merged = ran.json()
    assert merged["fields"] == {
        "name": {"kept": "Ann Smith", "other": "Annie Smithson"},
        "title": {"kept": "Dr", "other": "Ms"},
    }
    assert merged["moved"]["source_row"] == 1
    assert (merged["schema"], merged["dry_run"]) == (1, False)
    assert merged["operation"] is not None
    assert run_cli("person", merged["gone"], "--json").json()["uid"] == merged["uid"]
    assert run_cli("people", "annie", "--json").json()["people"][0]["uid"] == merged["uid"]
    assert run_cli("questions", "--json").json() == {"schema": 1, "questions": [], "more": False}
    run_cli("undo")
    assert count(run_cli) == 2
    assert len(run_cli("questions", "--json").json()["questions"]) == 1


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run_cli: RunCli) -> None:
    ran = run_cli("merge", "ann smith", "annie", "--dry-run")
    assert "would be one person: Ann Smith." in ran.stdout
    assert "Title           Ms  (the other: Dr)" in ran.stdout
    assert "Nothing was changed" in ran.stdout
    assert run_cli("merge", "ann smith", "annie", "--dry-run", "--json").json()["operation"] is None
    assert count(run_cli) == 2


def test_relatives_are_refused_by_the_name_of_the_relationship(run_cli: RunCli) -> None:
    run_cli("edit", "annie", "relation+=sister: ann smith")
    ran = run_cli("merge", "ann smith", "annie")
    assert (ran.code, ran.stdout) == (1, "")
    assert "sister" in ran.stderr
    assert run_cli("merge", "ann smith", "annie", "--anyway").code == 0


@pytest.mark.parametrize("choice", ["title", "title=C", "shoe=A"])
def test_a_choice_that_cannot_be_made_is_a_mistake_in_the_command(run_cli: RunCli, choice: str) -> None:
    ran = run_cli("merge", "ann smith", "annie", "--keep", choice)
    assert (ran.code, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)


def test_a_question_is_listed_side_by_side_and_answered_by_its_number(run_cli: RunCli) -> None:
    ran = run_cli("questions")
    assert ran.code == 0
    lines = ran.stdout.splitlines()
    assert (
        lines[0] == f"   1  Ann Smith and Annie Smithson share one e-mail address, {SHARED}: the same person, or two?"
    )
    assert "      Name        Ann Smith                       Annie Smithson" in lines
    assert f"      E-mail      {SHARED:<30}= {SHARED}" in lines
    assert max(map(len, lines[1:])) <= 80
    answered = run_cli("questions", "1", "same", "--json")
    assert answered.code == 0
    assert answered.json()["merged"]["fields"]["name"] == {"kept": "Ann Smith", "other": "Annie Smithson"}
    assert count(run_cli) == 1
    again = run_cli("questions", "1", "same")
    assert (again.code, again.stdout) == (1, "")
    assert "not open any more" in again.stderr
    run_cli("undo")
    assert run_cli("questions", "1", "different").code == 0
    assert "There are no questions." in run_cli("questions").stdout


def test_a_question_is_found_by_its_long_code_and_put_off(run_cli: RunCli) -> None:
    (question,) = run_cli("questions", "--json").json()["questions"]
    assert question["words"].startswith("Ann Smith and Annie Smithson share")
    assert {"what": "E-mail", "values": [SHARED]} in question["shared"]
    assert {"what": "Name", "person": ["Ann Smith"], "other": ["Annie Smithson"]} in question["differs"]
    assert (question["put_off"], question["list"]["file"]) == (False, "members.csv")
    put_off = run_cli("questions", question["uid"], "later", "--json").json()
    assert (put_off["uid"], put_off["answer"], put_off["merged"]) == (question["uid"], "later", None)
    shown = run_cli("questions", put_off["number"], "--json").json()
    assert (shown["uid"], shown["put_off"]) == (question["uid"], True)


def test_an_answer_nobody_can_give_is_a_mistake_in_the_command(run_cli: RunCli) -> None:
    ran = run_cli("questions", "1", "perhaps")
    assert (ran.code, ran.stdout) == (2, "")
    assert "same, different, later" in ran.stderr
    assert run_cli("questions", "--limit", "0").code == 2
