"""A conference on the command line: its shortlist, who may be asked, what was promised, each as JSON too."""

from pathlib import Path

from organiser.services import conferences
from organiser.services.doorstep import Round, Typed
from organiser.services.doorstep import add as hear
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import WARDS, add, build_places, edit

CASTLE = WARDS[0][1]


def test_from_the_shortlist_to_the_promise_kept(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    with Store.create(home / "people.organiser") as store:
        build_places(store)
        hear(store, [Typed("potholes"), Typed("potholes"), Typed("trees")], Round(CASTLE, "2026-03-14"))
        edit(store, add(store, "Amina Ahmed SE13 5AB, amina@example.org"), "consent+=email conference yes: at a stall")
        add(store, "Ben Lee SE13 5AB, ben@example.org")
        conferences.new_conference(store, conferences.Draft("Anytown decides", "2099-12-12", (CASTLE,), tasks=False))
    proposed = run_cli("conference", "shortlist", "--propose", "--json").json()
    (castle,) = proposed["shortlists"]
    assert [(one["number"], one["name"], one["conversations"]) for one in castle["offered"]] == [
        (1, "Potholes", 2), (2, "Trees", 1),
    ]  # fmt: skip
    assert proposed["operation"]
    refused = run_cli("conference", "shortlist", "--leave-out", "Trees")
    assert (refused.code, "Say why" in refused.stderr) == (2, True)
    done = run_cli("conference", "invite", "--channel", "email", "-o", "letters.csv", "--json").json()
    assert (done["people"], done["left_out"]) == (1, {"no consent to be e-mailed": 1})
    assert "Ben" not in (tmp_path / "letters.csv").read_text("utf-8")
    replied = run_cli("conference", "replies", "Ben Lee", "--answer", "yes", "--needs", "BSL", "--json").json()
    assert (replied["reply"], replied["needs"]) == ("coming", "BSL")
    promised = run_cli(
        "conference", "promises", "--add", "Mend them", "--owner", "the MP", "--as", "MP", "--json"
    ).json()
    kept = run_cli("conference", "promises", "--done", promised["number"], "--evidence", "mended on 2 March")
    assert "mended on 2 March" in kept.stdout
    told = run_cli("conference", "you-said", "-o", "page.html", "--json").json()
    assert told["draft"] is True
    assert "mended on 2 March" in (tmp_path / "page.html").read_text("utf-8")
