"""The count and the result at the command line: what is not settled, lots, recounts; of few the winner alone."""

import json
from pathlib import Path

import pytest

from organiser.services import outcomes
from organiser.services.conferences import Conference, find_conference
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.lists import write_list
from tests.services.test_outcomes import evening, hand_out, key_twice, vote_of

TIE = ["1"] * 4 + ["2"] * 4 + ["3", "", "*"]


@pytest.fixture
def hall(home: Path) -> Path:
    home.mkdir()
    return home / "people.organiser"


def box(path: Path, rows: list[str], *, method: str = "plurality") -> Conference:
    with Store.create(path) as store:
        found = evening(store, method=method)
        hand_out(store, found, len(rows))
        key_twice(store, found, rows)
    return found


def test_a_tie_is_broken_by_a_lot_declared_and_counted_again(hall: Path, run_cli: RunCli, tmp_path: Path) -> None:
    box(hall, TIE)
    waiting = run_cli("conference", "count", "--json")
    (ward,) = waiting.json()["wards"]
    assert (waiting.code, ward["troubles"]) == (1, ["A tie that takes a lot: Potholes, Flytipping."])
    assert (ward["unsettled"]["decides"], ward["ballots"], ward["valid"], ward["spoilt"]) == ("chosen", 11, 9, 2)
    assert run_cli("conference", "result", "--declare").code == 1
    assert run_cli("conference", "count", "--lot", "2,1", "--witness", "Ann Ash").code == 2
    numbers = write_list(tmp_path / "electors.csv", ("Ward", "Electors"), ("Castle & Park", "44"))
    run_cli("doorstep", "electorate", numbers, "--on", "2026-05-01")
    drawn = run_cli("conference", "count", "--lot", "2,1", "--witness", "Ann Ash", "--witness", "Ben Box", "--json")
    assert drawn.code == 0
    assert drawn.json()["operation"]
    declared = run_cli("conference", "result", "--declare", "--annex", "--json").json()["wards"][0]
    assert declared["winners"] == ["Flytipping"]
    assert declared["lot"] == {"seed": None, "by_hand": [["2", "1"]], "witnesses": ["Ann Ash", "Ben Box"]}
    assert declared["papers"]["spoilt"] == {"is blank": 1, "cannot be read, or tells whose it is": 1}
    assert declared["turnout"] == {"voters": 11, "electors": 44}
    assert len(declared["check"]) == 9
    again = run_cli("conference", "result", "--recount", "--json")
    assert (again.code, again.json()["wards"][0]["recount"]) == (0, True)
    told = run_cli("conference", "result", "--recount").stdout
    assert "byte for byte" in told
    assert "11 voted, 25.0% of 44 electors" in told
    assert declared["check"] in told


def test_what_was_declared_stands_and_whoever_meddles_with_it_is_found_out(hall: Path, run_cli: RunCli) -> None:
    box(hall, ["1"] * 5 + ["2"])
    assert run_cli("conference", "result", "--declare").code == 0
    with Store.open(hall) as store:
        keyed = store.count("SELECT max(id) FROM operation WHERE kind = 'keying'")
    refused = run_cli("undo", keyed)
    assert refused.code == 1
    assert "declared" in refused.stderr
    assert run_cli("conference", "result", "--recount").code == 0
    with Store.open(hall) as store:
        store.connection.execute("UPDATE declared SET result = replace(result, 'Potholes', 'Damp')")
    told = run_cli("conference", "result", "--recount")
    assert (told.code, "something else than was declared" in told.stdout) == (1, True)
    assert "! Papers were changed since" in told.stdout


def test_of_few_papers_no_number_leaves_the_program(hall: Path, run_cli: RunCli) -> None:
    box(hall, ["3", "3", "1", "2"])
    for words in (("count",), ("result", "--declare", "--annex"), ("result", "--recount", "--annex")):
        ran = run_cli("conference", *words, "--json")
        (ward,) = ran.json()["wards"]
        assert (ran.code, ward["winners"], ward["few"]) == (0, ["Damp"], True)
        told = json.dumps(ran.json()) + run_cli("conference", *words).stdout
        assert not [word for word in ("Potholes", "Flytipping", "Street lights") if word in told]
        assert {ward[key] for key in ("ballots", "valid", "check", "papers", "turnout", "ties")} == {None}
        assert not ward["stages"]
        assert not ward.get("beside")
    shown = run_cli("conference", "show").stdout
    assert not [word for word in ("Potholes", "Flytipping") if word in shown]


def test_a_script_reads_the_stages_as_those_of_a_file_of_votes(hall: Path, run_cli: RunCli, tmp_path: Path) -> None:
    rows = ["1234"] * 7 + ["2134"] * 6 + ["3210"] * 3 + ["0001"] * 2
    box(hall, rows, method="irv")
    path = tmp_path / "papers.blt"
    papers = "".join(f"1 {line} 0\n" for line in ("1 2 3 4",) * 7 + ("2 1 3 4",) * 6 + ("3 2 1",) * 3 + ("4",) * 2)
    path.write_text(f'4 1\n{papers}0\n"Potholes"\n"Flytipping"\n"Damp"\n"Street lights"\n"Ward"\n')
    (ward,) = run_cli("conference", "count", "--json").json()["wards"]
    file = run_cli("count", path, "--method", "irv", "--json").json()
    for key in ("stages", "ties", "winners", "winner_numbers", "valid", "unsettled", "seats", "method"):
        assert ward[key] == file[key], key


def test_no_result_is_shown_before_one_is_declared(hall: Path, run_cli: RunCli) -> None:
    box(hall, ["1"] * 6)
    ran = run_cli("conference", "result")
    assert (ran.code, ran.stdout) == (1, "")
    assert "conference count" in ran.stderr
    with Store.open(hall) as store:
        found = find_conference(store)
        outcomes.declare(store, found, vote_of(store, found))
    assert "declared" in run_cli("conference", "result").stdout
