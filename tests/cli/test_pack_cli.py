"""The pack at the command line."""

from pathlib import Path

from organiser.errors import CANNOT_CREATE, USAGE
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.test_outcomes import evening


def test_the_pack_is_printed_into_a_folder_and_told(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    with Store.create(home / "people.organiser") as store:
        evening(store)
    pack = ("conference", "pack", "-o", "pack")
    told = run_cli(*pack, "--papers", "8")
    assert told.code == 0
    assert "sign-in-NAMES-PEOPLE-castle-park.pdf  (names people)" in told.stdout
    assert "papers with stubs 1 to 8" in told.stdout
    assert "is frozen now" in told.stdout
    assert "'organiser imprint'" in told.stdout
    taken = run_cli(*pack)
    assert taken.code == CANNOT_CREATE
    assert "--replace" in taken.stderr
    more = run_cli(*pack, "--only", "ballots", "--more", "4", "--json").json()
    assert more["papers"] == [{"ward": "Castle & Park", "first": 9, "last": 12, "again": False}]
    assert [Path(one["file"]).name for one in more["files"]] == ["ballots-castle-park-9-12.pdf"]
    assert (more["frozen"], more["draft"], more["undrawable"], more["more"]) == ([], True, "", False)
    assert isinstance(more["operation"], int)
    assert (tmp_path / "pack" / "ballots-castle-park-9-12.pdf").read_bytes().startswith(b"%PDF")
    assert run_cli(*pack, "--papers", "some").code == USAGE
