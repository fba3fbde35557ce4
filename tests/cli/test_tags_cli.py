"""Tags from the command line: words, exit codes and the shape of the JSON."""

import pytest

from organiser.errors import FINDINGS, OK, USAGE
from tests.conftest import RunCli


@pytest.fixture
def organised(run_cli: RunCli) -> RunCli:
    """A database with Ann Smith and Bob Smith in it and two tags on the list."""
    for words in (
        ("init",),
        ("add", "Ann Smith, ann@example.org"),
        ("add", "Bob Smith, bob@example.org"),
        ("tag", "new", "leaflets"),
        ("tag", "new", "street rep"),
    ):
        assert run_cli(*words).code == OK
    return run_cli


def test_the_list_of_tags_tells_how_many_people_have_each(organised: RunCli) -> None:
    assert organised("tag", "add", "ann smith", "leaflets").code == OK
    told = organised("tag", "list", "--json").json()
    assert (told["schema"], told["more"]) == (1, False)
    assert [(tag["name"], tag["people"]) for tag in told["tags"]] == [("leaflets", 1), ("street rep", 0)]
    assert all(len(tag["uid"]) == 36 for tag in told["tags"])
    assert organised("tag", "list").stdout.split() == ["1", "leaflets", "0", "street", "rep"]


def test_every_change_of_tags_tells_its_number(organised: RunCli) -> None:
    new = organised("tag", "new", "stall", "--json").json()
    assert (new["schema"], new["name"], new["people"], type(new["operation"])) == (1, "stall", 0, int)
    added = organised("tag", "add", "ann smith", "stall", "leaflets", "--json").json()
    assert (added["name"], added["tags"], added["changed"]) == (
        "Ann Smith",
        ["leaflets", "stall"],
        ["stall", "leaflets"],
    )
    assert (len(added["uid"]), added["operation"]) == (36, new["operation"] + 1)
    removed = organised("tag", "remove", added["uid"], "stall", "--json").json()
    assert (removed["tags"], removed["changed"]) == (["leaflets"], ["stall"])
    again = organised("tag", "remove", added["uid"], "stall", "--json").json()
    assert (again["changed"], again["operation"]) == ([], None)
    merged = organised("tag", "merge", "leaflets", "street rep", "--json").json()
    assert (merged["name"], merged["people"], merged["gone"], merged["moved"]) == ("street rep", 1, "leaflets", 1)
    assert merged["operation"] == removed["operation"] + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tag", "add", "ann smith", "leaflts"), "Did you mean leaflets?"),
        (("tag", "add", "smith", "leaflets"), "Several people"),
        (("tag", "add", "nobody here", "leaflets"), "Nobody"),
        (("tag", "new", "Leaflets"), "There is a tag 'leaflets' already"),
        (("tag", "merge", "leaflets", "posters"), "There is no tag 'posters'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    organised: RunCli, words: tuple[str, ...], said: str
) -> None:
    before = organised("history", "--json").stdout
    ran = organised(*words)
    assert (ran.code, ran.stdout) == (FINDINGS, "")
    assert said in ran.stderr
    assert ran.stderr.startswith("organiser: ")
    assert organised("history", "--json").stdout == before


def test_a_tag_command_without_its_arguments_is_wrong_usage(organised: RunCli) -> None:
    assert organised("tag", "add", "ann smith").code == USAGE
    assert organised("tag", "paint", "x").code == USAGE


def test_people_read_what_was_done(organised: RunCli) -> None:
    assert "Ann Smith has leaflets now." in organised("tag", "add", "ann smith", "leaflets").stdout
    assert "Ann Smith had them already." in organised("tag", "add", "ann smith", "leaflets").stdout
    assert "Ann Smith no longer has leaflets." in organised("tag", "remove", "ann smith", "leaflets").stdout
    assert organised("undo").code == OK
    assert "Tags: leaflets" in organised("tag", "add", "ann smith", "leaflets").stdout
