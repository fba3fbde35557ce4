"""Places at the command line, as the foundation promises them."""

from pathlib import Path

import pytest

from organiser.commands import registry
from organiser.store.store import Store
from tests.conftest import RunCli

THREE = "ward_pcon_lad_2017_2024_lambeth_birmingham_kirklees.csv"
NAMES = ("places import", "places wards", "places postcode", "branches add", "branches show", "branches list")


@pytest.fixture
def geo(shared_data: Path, home: Path) -> Path:
    """The folder of real lists of places; a new database stands ready."""
    Store.create(home / "people.organiser").close()
    return shared_data / "geo"


def test_the_national_lookup_gives_the_promised_figures_and_again_nothing(run_cli: RunCli, geo: Path) -> None:
    first = run_cli("places", "import", geo / "ward_pcon_lad_2024_uk.csv", "--json")
    assert first.code == 0
    expected = {"schema": 1, "rows": 8798, "wards": 8396, "constituencies": 650, "councils": 361, "split_wards": 388}
    assert expected.items() <= first.json().items()
    assert (first.json()["updated"], first.json()["refused"]) == (0, [])
    again = run_cli("places", "import", geo / "ward_pcon_lad_2024_uk.csv", "--json").json()
    assert (again["created"], again["updated"], again["operation"]) == (0, 0, None)


def test_the_wards_of_birmingham_edgbaston_are_listed(run_cli: RunCli, geo: Path) -> None:
    run_cli("places", "import", geo / THREE)
    found = run_cli("places", "wards", "--constituency", "Birmingham Edgbaston", "--json").json()
    assert [ward["name"] for ward in found["wards"]] == [
        "Bartley Green",
        "Edgbaston",
        "Harborne",
        "North Edgbaston",
        "Quinton",
    ]
    first = found["wards"][0]
    assert (first["gss"], first["council"]) == ("E05011123", "Birmingham")
    assert first["constituencies"] == ["Birmingham Edgbaston"]
    assert found["more"] is False


def test_the_wards_of_another_day_are_listed(run_cli: RunCli, geo: Path) -> None:
    run_cli("places", "import", geo / THREE, "--council", "lambeth")
    found = run_cli("places", "wards", "--council", "Lambeth", "--on", "6 May 2016", "--json").json()["wards"]
    assert len(found) == 21
    successors = {ward["name"]: ward["successor"] for ward in found}
    assert successors["Oval"] == {"gss": "E05014108", "name": "Oval"}
    assert successors["Coldharbour"] is None
    assert run_cli("places", "wards", "--on", "soon").code == 2


def test_a_postcode_gives_its_ward_however_it_is_typed(run_cli: RunCli, geo: Path) -> None:
    loaded = run_cli("places", "import", geo / "lewisham_postcode_ward22.csv", "--json").json()
    assert (loaded["rows"], loaded["live"], loaded["wards"]) == (8419, 4969, 19)
    run_cli("places", "import", geo / "lewisham_wards22.csv")
    for typed in ("se13 5ab", "SE135AB"):
        found = run_cli("places", "postcode", typed, "--json").json()
        assert (found["postcode"], found["live"], found["ended"]) == ("SE13 5AB", True, None)
        assert found["ward"] == {"gss": "E05013715", "name": "Blackheath"}


def test_a_postcode_that_is_not_known_exits_1_with_its_reason(run_cli: RunCli, geo: Path) -> None:
    for typed, shown in (("zz99 9zz", "ZZ99 9ZZ"), ("not one", "not one")):
        ran = run_cli("places", "postcode", typed, "--json")
        assert ran.code == 1
        found = ran.json()
        assert (found["postcode"], found["live"], found["ward"]) == (shown, None, None)
        assert found["reason"]
    plain = run_cli("places", "postcode", "zz99 9zz")
    assert (plain.code, plain.stdout) == (1, "")
    assert plain.stderr == "ZZ99 9ZZ is in no postcode file that was loaded.\n"


def test_rows_left_out_exit_1_and_say_why(run_cli: RunCli, geo: Path) -> None:
    path = geo / "lads_with_status.csv"
    found = run_cli("places", "import", path, "--json")
    assert found.code == 1
    assert found.json()["refused"][0] == {
        "file": "lads_with_status.csv",
        "sheet": "",
        "row": 63,
        "code": "bad_code",
        "reason": "'E06000061 / E06000062' is not the code of a council that has wards (such as E09000023)",
    }
    plain = run_cli("places", "import", path)
    assert plain.code == 1
    assert "  lads_with_status.csv, row 63: 'E06000061 / E06000062'" in plain.stdout
    assert "nothing was changed" in plain.stdout


def test_a_register_is_no_list_of_places(run_cli: RunCli, geo: Path) -> None:
    ran = run_cli("places", "import", geo.parent / "crm" / "made" / "electoral_register.csv", "--json")
    assert (ran.code, ran.stdout) == (65, "")
    assert "electoral_register.csv is no list of places" in ran.stderr


def test_a_lookup_may_come_on_standard_input(run_cli: RunCli, geo: Path) -> None:
    ran = run_cli("places", "import", "-", "--json", stdin=(geo / "lewisham_wards22.csv").read_bytes())
    assert ran.json()["wards"] == 19


def test_a_branch_is_set_up_shown_and_listed(run_cli: RunCli, geo: Path) -> None:
    run_cli("places", "import", geo / "ward_pcon_lad_2024_uk.csv", "--council", "Lewisham")
    words = (
        "branches",
        "add",
        "Catford Branch",
        "--clp",
        "Lewisham East",
        "--ward",
        "E05013720",
        "--ward",
        "Hither Green",
    )
    added = run_cli(*words, "--json").json()
    assert added["created"] is True
    assert added["operation"] == 2
    assert [ward["name"] for ward in added["wards"]] == ["Downham", "Hither Green"]
    shown = run_cli("branches", "show", "catford branch", "--json").json()
    assert (shown["uid"], shown["clp"], shown["people"], shown["more"]) == (added["uid"], "Lewisham East", 0, False)
    listed = run_cli("branches", "list", "--clp", "lewisham east", "--json").json()
    assert [branch["uid"] for branch in listed["branches"]] == [added["uid"]]
    wrong = run_cli("branches", "add", "X", "--clp", "Lewisham East", "--ward", "Downhm")
    assert (wrong.code, "Did you mean Downham?" in wrong.stderr) == (1, True)


def test_what_is_printed_fits_a_narrow_terminal(run_cli: RunCli, geo: Path) -> None:
    run_cli("places", "import", geo / THREE)
    printed = [
        run_cli("places", "import", geo / "uk_local_authorities_future.csv").stdout,
        run_cli("places", "wards", "--council", "Lambeth").stdout,
        run_cli("places", "wards", "--constituency", "Dulwich and West Norwood").stdout,
        run_cli("places", "wards", "--on", "2016-05-06").stdout,
    ]
    assert all(printed)
    assert max(len(line) for text in printed for line in text.splitlines()) <= 80


@pytest.mark.parametrize("name", NAMES)
def test_help_begins_with_examples(name: str) -> None:
    command = registry.find(name)
    assert all(
        example.startswith(f"organiser {name} ") or example == f"organiser {name}" for example in command.examples
    )
    assert command.returns
