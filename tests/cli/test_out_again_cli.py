"""The contact rate, the pages to print, files and requests at the command line."""

from pathlib import Path

import pytest

from organiser.services.doorstep import Round, Typed, add
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import WARDS, build_places

CASTLE = WARDS[0][1]


@pytest.fixture
def heard(home: Path) -> Path:
    """A database in which doors of one ward were knocked on."""
    path = home / "people.organiser"
    with Store.create(path) as store:
        build_places(store)
        add(store, [Typed("12: call back"), Typed("14: potholes")], Round(ward=CASTLE, street="Fiction Road"))
    return path


def test_electorates_and_the_contact_rate_as_json_and_in_words(run_cli: RunCli, heard: Path) -> None:
    done = run_cli("doorstep", "electorate", "-", "--json", stdin=f'Ward,Electors\n{CASTLE},"1,200"\nNowhere,5\n')
    assert done.code == 1
    taken = done.json()
    assert (taken["schema"], taken["rows"], taken["new"], taken["more"]) == (1, 2, 1, False)
    assert [(one["row"], bool(one["reason"])) for one in taken["refused"]] == [(3, True)]
    assert isinstance(taken["operation"], int)
    found = run_cli("doorstep", "rate", "--json").json()
    (ward,) = found["wards"]
    assert (ward["ward"], ward["residents"], ward["of"], ward["number"], ward["percent"]) == (
        CASTLE, 1, "electors", 1200, 0.1,
    )  # fmt: skip
    assert (ward["before"]["residents"], ward["support"], found["more"]) == (0, None, False)
    assert "counts once" in found["definition"]["electors"]
    told = run_cli("doorstep", "rate").stdout
    assert "1 of 1,200 = 0.1%" in told
    assert all(len(line) <= 80 for line in told.splitlines()[1:])


def test_pages_files_and_follow_ups(run_cli: RunCli, heard: Path, tmp_path: Path) -> None:
    sheet = run_cli("doorstep", "sheet", "--ward", CASTLE, "-o", tmp_path / "sheet.html", "--json").json()
    assert sheet["draft"] is True
    set_up = run_cli("imprint", "--behalf", "Anytown Labour", "--contact", "data@example.org", "--json").json()
    assert "the printer" in set_up["missing"]
    assert "data@example.org" in " ".join(set_up["notice"])
    picture = run_cli("doorstep", "picture", CASTLE, "-o", tmp_path / "picture.html", "--json").json()
    assert (picture["ward"]["name"], Path(picture["file"]).is_file()) == (CASTLE, True)
    assert "Potholes" in (tmp_path / "picture.html").read_text()
    exported = run_cli("doorstep", "export", "-o", "-")
    assert exported.stdout.count("\n") == 3
    assert "Fiction" not in exported.stdout
    (one,) = run_cli("doorstep", "follow-ups", "--json").json()["follow_ups"]
    assert (one["where"], one["how"], one["person"]) == ("12 Fiction Road", "door", None)
    made = run_cli("doorstep", "follow-ups", "--task", one["number"], "--json").json()
    assert isinstance(made["operation"], int)
    assert run_cli("doorstep", "follow-ups").stdout.startswith("Nothing is owed")


def test_a_request_is_piped_in_and_nothing_of_it_is_told_or_kept(run_cli: RunCli, heard: Path, tmp_path: Path) -> None:
    request = "Lift at Quibbleton House\nName: Zephyrine Quux\nContact: 07700 900987\n"
    words = ("doorstep", "request", "-", "--ward", CASTLE, "--to", "Cllr Pat Orr")
    done = run_cli(*words, "-o", tmp_path / "slip.html", "--json", stdin=request)
    assert set(done.json()) == {"schema", "uid", "ward", "to", "on", "file", "operation"}
    slip = run_cli(*words, "-o", "-", stdin=request)
    assert "Zephyrine Quux" in slip.stdout
    assert "Kept here: handed to Cllr Pat Orr" in slip.stderr
    shell = run_cli("doorstep", "request", "lift", "--ward", CASTLE)
    assert shell.code == 2
    history = run_cli("history").stdout
    assert "Hand a request to Cllr Pat Orr" in history
    for told in (done.stdout, done.stderr, slip.stderr, history):
        assert not [word for word in ("Quibbleton", "Zephyrine", "900987") if word in told]
    for path in heard.parent.rglob("*"):
        if path.is_file():
            assert not [word for word in (b"Quibbleton", b"Zephyrine", b"900987") if word in path.read_bytes()]
