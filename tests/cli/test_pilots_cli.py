"""A pilot scheme at the command line: set up, figures as JSON, the people behind them, returns written and gathered."""

from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import add, build_places
from tests.services.pilots_here import KEY, recruit, train

NORTH, SOUTH = "Anytown North", "Anytown South"


@pytest.fixture
def here(home: Path) -> None:
    """Anytown, where Ann and Bob came twice to canvassing in the north, and Ann to the course."""
    with Store.create(home / "people.organiser") as store:
        build_places(store)
        ann, bob = add(store, "Ann Day, 07700 900101"), add(store, "Bob Fox")
        recruit(store, NORTH, ann, bob)
        train(store, "2024-05-01", NORTH, (ann,))


@pytest.mark.usefixtures("here")
def test_a_scheme_from_its_name_to_its_figures(run_cli: RunCli, tmp_path: Path) -> None:
    made = run_cli(
        "pilot", "new", "Pilot", "2024", "--start", "1 Jan 2024", "--end", "31 Dec 2024", "--key", KEY, "--json"
    ).json()
    assert (made["schema"], made["scheme"], made["definition"]["version"]) == (1, "Pilot 2024", 1)
    assert KEY not in str(made)
    run_cli("pilot", "seat", "--clp", NORTH)
    seats = run_cli("pilot", "seat", "--clp", SOUTH, "--outside", "--json").json()["seats"]
    assert [(one["clp"], one["outside"], one["target"]) for one in seats] == [(NORTH, False, 30), (SOUTH, True, 30)]
    defined = run_cli("pilot", "define", "--course", "Organising basics", "--within", "30", "--json").json()
    assert defined["definition"]["courses"] == ["organising basics"]
    assert run_cli("pilot", "freeze", "--json").json()["definition"]["frozen"]
    found = run_cli("pilot", "figures", "--json").json()
    assert set(found) >= {"schema", "scheme", "from", "to", "as_known_on", "definition", "seats", "total", "more"}
    north, south = found["seats"]
    assert (north["recruited"], north["trained"], north["recruited_and_trained"], north["baseline"]) == (2, 1, 1, 0)
    assert (north["interval"], north["active_after_60_days"], north["organiser_days"]) == ([0.2, 7.2], 0, 0.0)
    assert (south["data"], south["recruited"], south["interval"]) == (False, None, None)
    assert (found["total"]["distinct_people"], len(north["months"])) == (2, 12)
    told = run_cli("pilot", "figures").stdout
    assert "no data" in told
    assert "Trained: completed Organising basics; counted once, where first." in told
    behind = run_cli("pilot", "figures", "--clp", "north", "--behind", "recruited", "--json").json()
    assert [(one["name"], one["evidence"][0]["on"]) for one in behind["people"]] == [
        ("Ann Day", "2024-03-10"),
        ("Bob Fox", "2024-03-10"),
    ]
    written = run_cli("pilot", "return", "--clp", NORTH, "-o", tmp_path / "north.json", "--json").json()
    assert (written["people"], written["clp"]) == (2, NORTH)
    gathered = run_cli("pilot", "gather", tmp_path / "north.json", "--json")
    assert (gathered.code, gathered.json()["came"], gathered.json()["missing"]) == (1, [NORTH], [SOUTH])
    assert isinstance(gathered.json()["operation"], int)
    refused = run_cli("pilot", "figures", "--behind", "recruited")
    assert (refused.code, "names nobody" in refused.stderr) == (1, True)
    assert run_cli("pilot", "gather", tmp_path / "nowhere.json").code == 66
    versions = run_cli("pilot", "show", "--key", "--json").json()
    assert (versions["key"], [one["version"] for one in versions["versions"]]) == (KEY, [1])


def test_a_pilot_that_is_not_there_is_said_in_a_sentence(run_cli: RunCli, home: Path) -> None:
    Store.create(home / "people.organiser").close()
    ran = run_cli("pilot", "figures")
    assert (ran.code, ran.stderr.strip()) == (
        1,
        "organiser: There is no pilot scheme yet: 'organiser pilot new' sets one up.",
    )


@pytest.mark.usefixtures("here")
def test_from_an_application_to_a_seat_that_starts(run_cli: RunCli) -> None:
    run_cli("pilot", "new", "Pilot 2024", "--start", "1 Jan 2024", "--end", "31 Dec 2024")
    told = run_cli("pilot", "criterion", "Commitment", "--weight", "3", "--json").json()
    assert (told["criteria"], told["more"]) == ([{"name": "Commitment", "weight": 3}], False)
    made = run_cli(
        "pilot", "apply", "--clp", NORTH, "--commitment", "two evenings", "--evidence", "commitment: a vote", "--json"
    ).json()
    assert (made["clp"], made["total"], made["criteria"][0]["evidence"]) == (NORTH, None, "a vote")
    for who, points in (("Ann", "3"), ("Bob", "8")):
        run_cli("pilot", "score", "--clp", NORTH, "--criterion", "commitment", "--by", who, "--points", points)
    (one,) = run_cli("pilot", "applications", "--json").json()["applications"]
    assert (one["total"], one["criteria"][0]["spread"], one["criteria"][0]["apart"]) == ("5.50", 5, True)
    assert "5 apart: talk it over" in run_cli("pilot", "applications").stdout
    decided = run_cli("pilot", "decide", "accepted", "--clp", NORTH, "--reason", "a vote was held", "--json").json()
    assert (decided["decision"], isinstance(decided["operation"], int)) == ("accepted", True)
    ready = run_cli("pilot", "ready", "north", "--tick", "tools", "--evidence", "12 people", "--json")
    assert (ready.code, ready.json()["starts"]) == (1, None)
    assert [item["done"] for item in ready.json()["items"]] == [True, False, True, False]
    assert run_cli("pilot", "ready", "north", "--start").code == 1
