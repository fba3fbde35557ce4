"""Offices, groups and links at the command line, as the issue promises them."""

from pathlib import Path

import pytest

from organiser.commands import registry
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.lists import SEVEN
from tests.services.test_places import THREE

NAMES = (
    "councillors import", "councillors list", "councillors show", "offices add", "offices end", "groups add",
    "groups list", "groups show", "groups edit", "link", "unlink",
)  # fmt: skip
LOOKUP = "ward_pcon_lad_2024_uk.csv"


@pytest.fixture
def data(shared_data: Path, home: Path) -> Path:
    """The folder of real lists; a new database stands ready."""
    Store.create(home / "people.organiser").close()
    return shared_data


def test_lambeth_s_list_gives_the_promised_figures(run_cli: RunCli, data: Path) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, "--council", "Lambeth")
    path = data / "councillors" / "modgov_lambeth_2016.xml"
    done = run_cli("councillors", "import", path, "--council", "Lambeth", "--json")
    assert done.code == 0
    found = done.json()
    assert (found["schema"], found["councillors"], found["wards"], found["matched_wards"]) == (1, 63, 21, 5)
    assert found["parties"] == {"Labour": 58, "Conservative": 3, "Green": 1, "no party": 1}
    assert len(found["unmatched_wards"]) == 16
    assert (found["created"], found["refused"], found["questions"]) == (63, [], [])
    again = run_cli("councillors", "import", path, "--council", "Lambeth", "--json").json()
    assert (again["created"], again["updated"], again["unchanged"], again["operation"]) == (0, 0, 63, None)
    run_cli("places", "import", data / "geo" / THREE, "--council", "Lambeth")
    then = run_cli("councillors", "import", path, "--council", "Lambeth", "--on", "2016-05-06", "--json").json()
    assert (then["matched_wards"], then["unmatched_wards"]) == (21, [])


def test_trafford_s_list_says_that_one_seat_is_empty(run_cli: RunCli, data: Path) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, "--council", "Trafford")
    path = data / "councillors" / "councillors_trafford_2025.csv"
    printed = run_cli("councillors", "import", path, "--council", "Trafford", "--seats", "3").stdout
    assert "62 councillors in 21 wards" in printed
    assert "1 seat empty: Broadheath." in printed
    listed = run_cli("councillors", "list", "--council", "trafford", "--json").json()
    assert (len(listed["councillors"]), listed["vacancies"], listed["more"]) == (
        62, [{"ward": "Broadheath", "seats": 1}], False,
    )  # fmt: skip


def test_downham_s_seven_people_are_proposed_linked_shown_and_undone(run_cli: RunCli, data: Path) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, data / "geo" / "lewisham_postcode_ward22.csv")
    run_cli("import", *(data / "crm" / "made" / name for name in SEVEN))
    run_cli("branches", "add", "Downham", "--clp", "Lewisham East", "--ward", "E05013720")
    tried = run_cli("link", "--branch", "Downham", "--dry-run", "--json").json()
    assert tried == {"schema": 1, "proposed": 7, "made": 0, "operation": None}
    made = run_cli("link", "--branch", "Downham", "--json").json()
    assert made == {"schema": 1, "proposed": 7, "made": 7, "operation": made["operation"]}
    assert isinstance(made["operation"], int)
    again = run_cli("link", "--branch", "Downham", "--json").json()
    assert again == {"schema": 1, "proposed": 0, "made": 0, "operation": None}
    shown = run_cli("branches", "show", "Downham", "--json").json()
    living = run_cli("people", "--ward", "E05013720", "--json").json()["people"]
    assert {person["uid"] for person in shown["behind"]["people"]} == {person["uid"] for person in living}
    assert (shown["people"], shown["behind"]["groups"], shown["behind"]["more"]) == (7, [], False)
    assert {person["role"] for person in shown["behind"]["people"]} == {"helps"}
    run_cli("undo")
    assert run_cli("branches", "show", "Downham", "--json").json()["behind"]["people"] == []
    run_cli("redo")
    printed = run_cli("branches", "show", "Downham").stdout
    assert "Behind it: 7 people" in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_councillor_sees_who_and_what_is_behind_them(run_cli: RunCli, data: Path) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, "--council", "Lewisham")
    run_cli("add", "-", stdin="Ann Day, 07700 900123, ann@example.org\nJo Bloggs, 07700 900124\n")
    added = run_cli(
        "offices", "add", "councillor", "Jo", "Bloggs", "--ward", "Downham", "--since", "2 May 2024",
        "--party", "Labour", "--post", "Whip", "--json",
    ).json()  # fmt: skip
    assert (added["kind"], added["ward"]["name"], added["since"], added["posts"]) == (
        "councillor", "Downham", "2024-05-02", ["Whip"],
    )  # fmt: skip
    linked = run_cli("link", "Ann Day", "--to", "Cllr Jo Bloggs", "--role", "drives", "--json").json()
    assert (linked["who"]["name"], linked["to"]["name"], linked["created"]) == ("Ann Day", "Jo Bloggs", True)
    run_cli("groups", "add", "Downham Tenants", "--kind", "association", "--contact", "Ann Day")
    edited = run_cli("groups", "edit", "Downham Tenants", "visits+=Cllr Jo Bloggs", "aims=a lift", "--json").json()
    assert (edited["changed"], edited["aims"], edited["supports"][0]["role"]) == (
        ["visits", "aims"],
        "a lift",
        "visits",
    )
    shown = run_cli("councillors", "show", "Cllr", "Jo", "Bloggs", "--json").json()
    assert [person["name"] for person in shown["behind"]["people"]] == ["Ann Day"]
    assert [group["name"] for group in shown["behind"]["groups"]] == ["Downham Tenants"]
    assert shown["uid"] == added["person"]["uid"]
    group = run_cli("groups", "show", "downham tenants", "--json").json()
    assert [(person["name"], person["role"]) for person in group["behind"]["people"]] == [("Ann Day", "contact")]
    ended = run_cli("unlink", "Ann Day", "--to", "Jo Bloggs", "--json").json()
    assert (len(ended["ended"]), ended["more"]) == (1, False)
    assert run_cli("offices", "end", "Jo Bloggs", "--json").json()["ended"][0]["until"]
    for words in (("councillors", "show", "bloggs"), ("groups", "show", "Downham Tenants"), ("groups", "list")):
        printed = run_cli(*words).stdout
        assert printed
        assert max(map(len, printed.splitlines())) <= 80


def test_a_namesake_exits_1_with_a_question_and_wrong_arguments_exit_2(
    run_cli: RunCli, data: Path, tmp_path: Path
) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, "--council", "Lewisham")
    run_cli("add", "-", stdin="Jo Bloggs, 07700 900124\n")
    (tmp_path / "list.csv").write_text("Name,Ward,Party\nCllr Jo Bloggs,Downham,Labour\n", encoding="utf-8")
    done = run_cli("councillors", "import", tmp_path / "list.csv", "--council", "Lewisham", "--json")
    assert done.code == 1
    assert [question["code"] for question in done.json()["questions"]] == ["namesake"]
    for words in (
        ("councillors", "import", tmp_path / "list.csv", "--council", "Lewisham", "--on", "soon"),
        ("councillors", "import", tmp_path / "list.csv", "--council", "Lewisham", "--on", "2199-01-02"),
        ("councillors", "import", tmp_path / "list.csv", "--council", "Lewisham", "--seats", "none"),
        ("offices", "add", "king", "Jo Bloggs"),
        ("link", "Jo Bloggs", "--dry-run", "--branch", "Downham"),
        ("link", "--to", "Jo Bloggs"),
    ):
        ran = run_cli(*words)
        assert (ran.code, ran.stdout) == (2, "")


def test_a_list_may_come_on_standard_input(run_cli: RunCli, data: Path) -> None:
    run_cli("places", "import", data / "geo" / LOOKUP, "--council", "Slough")
    xml = (data / "councillors" / "modgov_slough_2016.xml").read_bytes()
    done = run_cli("councillors", "import", "-", "--council", "Slough", "--on", "2016-05-06", "--json", stdin=xml)
    assert done.json()["councillors"] == 42


@pytest.mark.parametrize("name", NAMES)
def test_help_begins_with_examples(name: str) -> None:
    command = registry.find(name)
    assert all(f"organiser {name}" in example for example in command.examples)
    assert command.returns
