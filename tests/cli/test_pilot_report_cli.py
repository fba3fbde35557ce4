"""The published report of a pilot on the command line."""

from pathlib import Path

from organiser.store import clock
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.pilot_here import NAMES, build_pilot


def test_a_report_is_published_once_and_its_revisions_are_told(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    with Store.create(home / "people.organiser") as store:
        build_pilot(store, {NAMES[0]: (6, 7), NAMES[1]: (5, 9)})
    first = run_cli("pilot", "report", "-o", "out", "--until", "28 February 2025", "--json")
    made = first.json()
    assert first.code == 0
    assert made["operation"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "pilot-report.csv",
        "pilot-report.html",
        "pilot-report.pdf",
    ]
    again = run_cli("pilot", "report", "-o", "out", "--until", "28 February 2025", "--replace", "--json").json()
    assert (again["operation"], again["digest"]) == (None, made["digest"])
    told = run_cli("pilot", "revisions", "--from", clock.today(), "--json").json()
    assert [one["changed"] for one in told["seats"]] == [False] * len(NAMES)
    assert run_cli("pilot", "report", "-o", "out", "--until", "28 February 2025").code == 73
