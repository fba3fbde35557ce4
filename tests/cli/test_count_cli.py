"""Counting a file at the command line: what a script reads, what a person reads, and a tie that waits for a lot."""

from pathlib import Path

import pytest

from tests.conftest import RunCli

TIE = '3 1\n4 1 2 0\n4 2 1 0\n2 3 0\n1 0\n0\n"Damp"\n"Lights"\n"Trees"\n"Acre Lane"\n'


@pytest.fixture
def tie(tmp_path: Path) -> Path:
    path = tmp_path / "tie.blt"
    path.write_text(TIE, encoding="utf-8")
    return path


def test_a_script_reads_every_stage_of_a_real_election(run_cli: RunCli, shared_data: Path) -> None:
    ran = run_cli("count", shared_data / "votes" / "Linn-2007.blt", "--method", "stv", "--json")
    said = ran.json()
    assert (ran.code, said["schema"], said["method"], said["seats"]) == (0, 1, "stv", 4)
    assert (said["ballots"], said["valid"], said["spoilt"]) == (9567, 9567, 0)
    assert sorted(said["winner_numbers"]) == [2, 3, 6, 7]
    assert said["winners"][0] == said["winner_ids"][0] == "David Ritchie"
    assert said["stages"][1]["tallies"]["Margot Clark"] == "1302.94200"
    assert said["stages"][0]["elected"] == ["David Ritchie"]
    assert (said["ties"], said["budget_left"], said["stated_winners"]) == ([], None, None)
    again = run_cli("count", shared_data / "votes" / "Linn-2007.blt", "--method", "stv", "--json")
    assert again.stdout == ran.stdout


def test_what_a_town_chose_stands_beside_what_is_counted(run_cli: RunCli, shared_data: Path) -> None:
    path = shared_data / "issues" / "pb" / "poland_krakow_2020_swoszowice.pb"
    said = run_cli("count", path, "--method", "greedy", "--json").json()
    assert (said["winner_ids"], said["budget_left"]) == (["4", "2", "11", "12", "3", "13", "5"], 6500)
    assert (sorted(said["stated_winner_ids"]), said["seats"]) == (sorted(said["winner_ids"]), None)
    assert said["stages"][0]["tallies"][said["winners"][0]] == "1290.00000"
    told = run_cli("count", path, "--method", "greedy").stdout
    assert "Left of the budget: 6,500" in told
    assert "The file says that was chosen: the same" in told


def test_a_person_reads_the_stages_in_eighty_columns(run_cli: RunCli, shared_data: Path) -> None:
    told = run_cli("count", shared_data / "votes" / "Govan-2007.blt", "--method", "stv").stdout
    assert max(map(len, told.splitlines())) <= 80
    assert "Carolina Perez dropped out: 153 of its 198 papers moved on, 63 to Irene Lang" in told
    assert "Stage 9, votes" in told
    assert "(SSI 2007/42)" in " ".join(told.split())
    assert "eliminat" not in told


def test_a_tie_is_named_and_waits_for_a_lot_by_hand_or_by_seed(run_cli: RunCli, tie: Path) -> None:
    open_tie = run_cli("count", tie, "--method", "irv", "--json")
    said = open_tie.json()
    assert (open_tie.code, said["winners"]) == (1, [])
    assert said["unsettled"] == {"stage": 2, "among": ["Damp", "Lights"], "decides": "drop out"}
    assert (said["ballots"], said["valid"], said["spoilt"]) == (11, 10, 1)
    assert "a lot has to decide which of them drops out" in " ".join(
        run_cli("count", tie, "--method", "irv").stdout.split()
    )
    seeded = run_cli("count", tie, "--method", "irv", "--lot", "4172", "--json").json()
    assert seeded["ties"] == [
        {"stage": 2, "among": ["Damp", "Lights"], "broken_by": "lot", "order": ["Lights", "Damp"]}
    ]
    alone = run_cli("count", tie, "--method", "irv", "--hand", "Damp,Lights", "--witness", "Ann")
    assert (alone.code, "needs two witnesses" in alone.stderr) == (2, True)
    drawn = run_cli(
        *("count", tie, "--method", "irv", "--hand", "Damp,Lights", "--witness", "Ann", "--witness", "Bo", "--json")
    ).json()
    assert (drawn["winners"], drawn["ties"][0]["broken_by"]) == (["Damp"], "by hand")
    assert drawn["check"] != seeded["check"]


def test_what_cannot_be_counted_so_is_said_in_a_sentence(run_cli: RunCli, tie: Path) -> None:
    for words, reason in (
        (("irv", "--seats", "2"), "irv chooses one"),
        (("stv", "--seats", "0"), "At least one has to be chosen"),
        (("greedy",), "no budget and no costs"),
        (("irv", "--lot", ""), "at least one character"),
        (("irv", "--hand", "Damp,Potholes", "--witness", "Ann", "--witness", "Bo"), "There is no option 'Potholes'"),
    ):
        ran = run_cli("count", tie, "--method", *words)
        assert (ran.code, ran.stdout) == (2, "")
        assert reason in ran.stderr


def test_papers_come_from_standard_input_too(run_cli: RunCli) -> None:
    said = run_cli("count", "-", "--method", "irv", "--lot", "1", "--json", stdin=TIE).json()
    assert said["ballots"] == 11


def test_a_malformed_file_is_refused_in_one_sentence(run_cli: RunCli, tmp_path: Path) -> None:
    path = tmp_path / "bad.blt"
    path.write_text("2 1\n1 3 0\n0\nA\nB\n", encoding="utf-8")
    ran = run_cli("count", path, "--method", "irv", "--json")
    assert (ran.code, ran.stdout) == (65, "")
    assert ran.stderr == "organiser: bad.blt, line 2: there is no option 3: there are 2.\n"
