"""The ladder, champions and organisers at the command line: every answer as JSON, every write taken back."""

from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import add, build_places


@pytest.fixture
def here(home: Path) -> Path:
    """Anytown, Ann Ahmed and Bo Baker."""
    path = home / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        add(store, "Ann Ahmed 07700 900101 SE13 5AB")
        add(store, "Bo Baker 07700 900102")
    return path


def test_a_step_is_written_down_shown_and_taken_back(run_cli: RunCli, here: Path) -> None:
    done = run_cli(
        "ladder",
        "step",
        "ahmed",
        "act",
        "--on",
        "2026-03-02",
        "--brought-by",
        "baker",
        "--evidence",
        "two stalls",
        "--json",
    ).json()
    assert (done["schema"], done["rung"], done["since"], done["brought_in_by"]["name"]) == (
        1, "activist", "2026-03-02", "Bo Baker",
    )  # fmt: skip
    assert done["operation"]
    listed = run_cli("ladder", "list", "activist", "--json").json()
    assert ([one["name"] for one in listed["people"]], listed["more"]) == (["Ann Ahmed"], False)
    assert "  Ann Ahmed, activist" in run_cli("ladder", "tree").stdout
    assert "brought in by Bo Baker" in run_cli("ladder", "show", "ahmed").stdout
    refused = run_cli("ladder", "step", "baker", "helper", "--brought-by", "ahmed")
    assert (refused.code, "cannot have brought them in" in refused.stderr) == (2, True)
    run_cli("undo")
    assert run_cli("ladder", "list", "--json").json()["rungs"][2] == {"rung": "activist", "people": 0}


def test_leaving_joining_and_proposals_have_a_command_each(run_cli: RunCli, here: Path) -> None:
    assert (
        run_cli("ladder", "joined", "ahmed", "--through", "baker", "--json").json()["joined_through"]["name"]
        == "Bo Baker"
    )
    assert run_cli("ladder", "leave", "ahmed", "--json").json()["rung"] == "left"
    found = run_cli("ladder", "proposals", "--json").json()
    assert (found["proposed"], found["stuck"], found["one_to_ones"], found["more"]) == ([], [], [], False)
    refused = run_cli("ladder", "proposals", "--take", "baker")
    assert "Nothing is proposed to them" in refused.stderr


def test_a_champion_is_made_supported_and_listed(run_cli: RunCli, here: Path) -> None:
    made = run_cli("champions", "add", "ahmed", "--cause", "Somali families", "--keeper", "Ann S.", "--json").json()
    assert (made["cause"], made["kind"], made["keeper"], made["ward"]["name"]) == (
        "Somali families", "community", "Ann S.", "Castle & Park",
    )  # fmt: skip
    given = run_cli("champions", "support", "ahmed", "found a room", "--given", "--json").json()
    assert [(line["kind"], line["what"]) for line in given["diary"]] == [("given", "found a room")]
    assert given["days_since_spoken"] == 0
    assert run_cli("champions", "support", "ahmed", "found a room").code == 2
    listed = run_cli("champions", "list", "--json").json()
    assert ([one["uid"] for one in listed["champions"]], listed["more"]) == ([made["uid"]], False)
    assert run_cli("champions", "end", "ahmed", "--json").json()["until"]
    assert run_cli("champions", "find", "--json").json()["people"] == []


def test_an_organiser_s_hours_advice_and_month(run_cli: RunCli, here: Path, tmp_path: Path) -> None:
    seat = ("--clp", "Anytown North")
    added = run_cli("organisers", "add", "Sam Lee", *seat, "--hours", "17.5", "--since", "2026-01-05", "--json").json()
    assert (added["times"][0]["hours"], added["times"][0]["until"]) == (17.5, None)
    run_cli("organisers", "advice", "Sam", "Start with the market", "--on", "2026-01-08")
    run_cli("organisers", "record", "Sam", "Built a branch of forty", "--on", "2024-05-01")
    page = tmp_path / "month.html"
    assert run_cli("organisers", "month", "Sam", "--month", "January 2026", "-o", page, "--json").json()["file"] == str(
        page
    )
    html = page.read_text("utf-8")
    assert "January 2026" in html
    assert "Start with the market" in html
    assert "67.5 hours, which are 9.6 working days" in html
