"""`organiser print`: who and what is behind, as a page that its owner alone can read."""

from pathlib import Path

from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import add, build_places


def _town(home: Path) -> None:
    home.mkdir()
    with Store.create(home / "people.organiser") as store:
        build_places(store)
        add(store, "Ann Smith, 07700 900123, SE13 5AB, leaflets")


def test_a_page_goes_where_it_is_told_and_never_over_another_file(run_cli: RunCli, home: Path, tmp_path: Path) -> None:
    _town(home)
    page = tmp_path / "page.html"
    assert run_cli("print", "ward", "Castle & Park", "-o", page, "--json").json()["file"] == str(page)
    assert "Castle &amp; Park" in page.read_text(encoding="utf-8")
    again = run_cli("print", "ward", "Castle & Park", "-o", page)
    assert (again.code, "is there already" in again.stderr) == (73, True)
    assert run_cli("print", "ward", "Castle & Park", "-o", page, "--replace").code == 0


def test_without_a_name_it_goes_into_the_programs_own_folder(run_cli: RunCli, home: Path) -> None:
    _town(home)
    file = Path(run_cli("print", "constituency", "Anytown North", "--json").json()["file"])
    assert file.parent == home / "printed"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_place_that_there_is_not_is_said_with_names_that_come_near(run_cli: RunCli, home: Path) -> None:
    _town(home)
    ran = run_cli("print", "ward", "Smithfeld")
    assert ran.code == 1
    assert "Did you mean Smithfield?" in ran.stderr
    assert run_cli("print", "street", "Smithfield").code == 2
