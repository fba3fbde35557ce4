"""Events at the command line: in one line, mended, marked and taken away, each with its JSON."""

from pathlib import Path

import pytest

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import add, build_places


@pytest.fixture
def here(home: Path) -> None:
    """Anytown with Ann Day and Bob Fox."""
    with Store.create(home / "people.organiser") as store:
        build_places(store)
        add(store, "Ann Day, 07700 900101, SE13 5AB")
        add(store, "Bob Fox")


@pytest.mark.usefixtures("here")
def test_an_event_from_its_line_to_its_end(run_cli: RunCli) -> None:
    made = run_cli("events", "add", "canvassing yesterday Castle & Park 10:30 led by Ann", "--json").json()
    assert (made["schema"], made["kind"], made["at"], made["leader"]["name"]) == (1, "canvassing", "10:30", "Ann Day")
    assert [ward["name"] for ward in made["wards"]] == ["Castle & Park"]
    number = str(made["number"])
    mended = run_cli("events", "edit", number, "--at", "11am", "--lead", "", "--json").json()
    assert (mended["at"], mended["leader"], isinstance(mended["operation"], int)) == ("11:00", None, True)
    assert run_cli("events", "edit", number, "--at", "11:00", "--json").json()["operation"] is None
    several = run_cli("events", "attend", number, "-", "--json", stdin="Ann\nBob\n").json()
    assert [one["state"] for one in several["marked"]] == ["attended", "attended"]
    assert {one["operation"] for one in several["marked"]} == {several["operation"]}
    off = run_cli("events", "attend", number, "Bob Fox", "--off", "--json").json()
    assert off["event"]["people"]["attended"] == 1
    shown = run_cli("events", "show", number, "--json").json()
    assert (shown["doorstep"], len(shown["guests"])) == ({"doors": 0, "spoke": 0}, 1)
    page = run_cli("person", "Ann Day", "--json").json()
    assert [(one["event"], one["state"]) for one in page["events"]] == [("Canvassing", "attended")]
    gone = run_cli("events", "remove", number, "--json").json()
    assert (gone["down"], gone["conversations"]) == (1, 0)
    assert run_cli("events", "list", "--json").json()["events"] == []
    run_cli("undo")
    assert run_cli("events", "list", "--json").json()["events"][0]["uid"] == made["uid"]


@pytest.mark.usefixtures("here")
def test_what_is_not_an_event_is_said_with_what_one_is(run_cli: RunCli) -> None:
    ran = run_cli("events", "add", "tea", "tomorrow")
    assert ran.code == 2
    assert "canvassing, leaflet round" in ran.stderr
    assert "events add canvassing" in run_cli("events", "add").stderr
    assert run_cli("events", "attend", "7", "Ann").code == 1
