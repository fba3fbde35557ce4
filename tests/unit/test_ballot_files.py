"""Files of votes as people and programs write them, and what is said of those that cannot be read."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import NO_INPUT, UNREADABLE, Problem
from organiser.formats.ballots import BallotFile, read_ballots
from organiser.rules.counting.ballots import APPROVAL, POINTS, RANKED
from organiser.rules.counting.methods import beside, count
from organiser.rules.counting.parcels import SideBySide

NAMES = '"Damp"\n"Lights"\n"Trees"\n"Bins"\n"Title"\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "papers"


def read(path: Path, text: str | bytes, method: str = "irv") -> BallotFile:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_ballots(path, method)


def names(file: BallotFile) -> list[str]:
    return [option.name for option in file.options]


def papers(file: BallotFile) -> dict[tuple[int, ...], int]:
    return {tuple(marks): many for marks, many in file.ballots.papers.items()}


def refusal(path: Path, text: str | bytes, method: str = "irv") -> str:
    with pytest.raises(Problem) as problem:
        read(path, text, method)
    assert problem.value.exit_code == UNREADABLE
    return problem.value.sentence


# BLT -----------------------------------------------------------------------------------------------------------------


def test_a_plain_blt_file_is_read(path: Path) -> None:
    file = read(path, f"4 2\n3 1 2 0\n1 4 0\n2 0\n0\n{NAMES}")
    assert (file.title, names(file), file.seats) == ("Title", ["Damp", "Lights", "Trees", "Bins"], 2)
    assert papers(file) == {(1, 2): 3, (4,): 1}
    assert (file.ballots.total, file.ballots.valid, file.ballots.kind) == (6, 4, RANKED)


def test_a_blt_file_as_somebody_typed_it_is_read(path: Path) -> None:
    text = (
        "# our ward\n\n  4 1   // options, seats\n-4\n[nick D L T B]\n"
        "1 (a17) 1 2 0 # first\n  2 3 = 2 1 0\n1 2 - 1 0\n1 4 3 0 1 4 0\n/* none */ 1 0\n1 1 2 1 3 0\n0 # end\n"
        'Damp\n\'Street lights\'\n"Say ""hello""" # the third\n"Bins"\n'
    )
    file = read(path, b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert names(file) == ["Damp", "Street lights", 'Say "hello"', "Bins"]
    assert [option.withdrawn for option in file.options] == [False, False, False, True]
    assert papers(file) == {(1, 2): 1, (2,): 1, (3,): 1, (1, 2, 3): 1}
    assert (file.title, file.ballots.total, file.ballots.valid) == ("", 8, 4)
    assert [(finding.row, finding.code) for finding in file.findings] == [
        (7, "no-first"),
        (8, "skipped-rank"),
        (11, "named-twice"),
    ]


def test_names_in_an_old_encoding_come_out_right(path: Path) -> None:
    file = read(path, b'2 1\n1 1 0\n0\n"Caf\xe9"\n"Damp"\n')
    assert names(file) == ["Café", "Damp"]


def test_ids_stand_in_place_of_the_number_of_papers_or_before_it(path: Path) -> None:
    assert papers(read(path, f"4 1\n(a) 3 1 0\n(b) 1 0\n0\n{NAMES}")) == {(3, 1): 1, (1,): 1}
    assert papers(read(path, f"4 1\n(a) 1 3 2 0\n(b) 1 4 0\n0\n{NAMES}")) == {(3, 2): 1, (4,): 1}


def test_a_whole_file_on_two_lines_is_read(path: Path) -> None:
    file = read(path, '2 1 3 1 2 0 2 2 0 0 "Damp" "Lights"\n"Title"')
    assert (papers(file), names(file), file.title) == ({(1, 2): 3, (2,): 2}, ["Damp", "Lights"], "Title")


def test_two_options_of_one_name_are_told_apart(path: Path) -> None:
    assert names(read(path, "2 1\n1 2 0\n0\nDamp\nDamp\n")) == ["Damp (number 1)", "Damp (number 2)"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("4 1\n1 5 0\n0\n" + NAMES, 2, "there is no option 5"),
        ("4 1\n1 2 0\n1 1 2\n0\n" + NAMES, 3, "has to end with a 0"),
        ("4 1\n1 x 0\n0\n" + NAMES, 2, "'x' is not the number of an option"),
        ("4 1\n1.5 1 0\n0\n" + NAMES, 2, "papers are counted whole"),
        ("4 1\n1 1 0\n" + NAMES, 3, "a single 0 that ends the papers is missing"),
        ("4 1\n1 1 0\n", 2, "a single 0 that ends the papers is missing"),
        ("4 1\n1 1 0\n0\n" + '"Damp"\n"Lights"\n', 5, "there are 4 options, but names for 2"),
        ("4 1\n-9\n1 1 0\n0\n" + NAMES, 2, "option 9 is withdrawn"),
        ("4 1\n1 1 0\n-2\n0\n" + NAMES, 3, "withdrawn before the first paper"),
        ("4 0\n1 1 0\n0\n" + NAMES, 1, "at least one seat"),
        ('4 1\n1 1 0\n0\n"Damp\n"Lights"\n"Trees"\n"Bins"\n', 4, "never closed"),
    ],
)
def test_a_malformed_blt_file_is_refused_with_line_and_reason(path: Path, text: str, line: int, reason: str) -> None:
    said = refusal(path, text)
    assert f"line {line}: " in said
    assert reason in said


def test_a_file_that_is_not_there_or_empty_is_said_kindly(path: Path) -> None:
    with pytest.raises(Problem, match="There is no file") as problem:
        read_ballots(path, "irv")
    assert problem.value.exit_code == NO_INPUT
    assert "is empty" in refusal(path, " \n")


@pytest.mark.parametrize("options", [4, 12])
def test_many_papers_that_differ_are_read_as_they_would_be_one_by_one(path: Path, options: int) -> None:
    lines = [
        f"1 {' '.join(str((start * step + place * 7) % options + 1) for place in range(length))} 0"
        for start in range(options)
        for step in range(1, 40)
        for length in range(1, 4)
    ]
    body = [f"{line[:-2]} {number % options + 1} 0" for number, line in enumerate(lines * 4)]
    named = "\n".join(f'"Option {number}"' for number in range(1, options + 1))
    fast = read(path, "\n".join((f"{options} 1", *body, "0", named, "")))
    slow = read(path, "\n".join((f"{options} 1 # slowly", "1 (id) 1 0", *(f"{line} #" for line in body), "0", named)))
    once = papers(slow)
    once[(1,)] -= 1
    assert {marks: many for marks, many in papers(fast).items() if many} == {m: n for m, n in once.items() if n}


def test_papers_side_by_side_give_the_result_of_gathered_ones(path: Path) -> None:
    from itertools import permutations

    body = [f"1 {' '.join(map(str, order[: 4 + order[0] % 4]))} 0" for order in permutations(range(1, 8))]
    named = "\n".join(f'"Option {number}"' for number in range(1, 8))
    text = "\n".join(("7 1", *body, "1 0", *body[::3], "0", named, ""))
    side = read(path, text)
    gathered = read(path, text.replace("7 1\n", "7 1\n1 (id) 0\n", 1))
    assert isinstance(side.ballots.papers, SideBySide)
    assert not isinstance(gathered.ballots.papers, SideBySide)
    assert (side.ballots.total + 1, side.ballots.valid) == (gathered.ballots.total, gathered.ballots.valid)
    assert count("stv", side.options, side.ballots, 2).stages == count("stv", side.options, gathered.ballots, 2).stages


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(["1", "2", "0", "-1", "-", "1=2", "(a)", "#", '"x"', "x", "\n", "1 2 0\n"]), max_size=14)
)
def test_no_blt_file_whatever_brings_anything_but_papers_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, words: list[str]
) -> None:
    path = tmp_path_factory.mktemp("any") / "papers.blt"
    try:
        file = read(path, "2 1\n" + " ".join(words) + '\n0\n"A"\n"B"\n')
    except Problem as problem:
        found, code = set[int](), problem.exit_code
    else:
        found, code = {number for marks in papers(file) for number in marks}, UNREADABLE
    assert (found <= {1, 2}, code) == (True, UNREADABLE)


# Pabulib -------------------------------------------------------------------------------------------------------------

EXPECTED = {
    "poland_czestochowa_2020_grabowka": (201, ["196", "443", "463", "47", "198"], 10_568, False),
    "poland_zabrze_2021_konczyce": (289, ["P0006"], 15_000, False),
    "poland_zabrze_2020_centrum-polnoc": (2407, ["P0006"], 0, False),
    "poland_warszawa_2017_sadul": (120, ["1549", "1547"], 80, True),
    "poland_katowice_2020_brynow-czesc-wschodnia-osiedle-zgrzebnioka": (
        635,
        ["L5/04/VII", "L5/07/VII", "L5/01/VII", "L5/03/VII"],
        114_961,
        True,
    ),
    "poland_krakow_2020_swoszowice": (1306, ["4", "2", "11", "12", "3", "13", "5"], 6_500, True),
    "poland_wroclaw_2018_rejon-nr-2-750": (1796, ["169"], 0, True),
    "checker_example_valid": (76, ["3", "51", "22", "13"], 24_000, False),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_projects_of_a_real_town_are_paid_for_as_they_were(shared_data: Path, name: str) -> None:
    voters, ids, left, official = EXPECTED[name]
    file = read_ballots(shared_data / "issues" / "pb" / f"{name}.pb", "greedy")
    result = count("greedy", file.options, file.ballots, budget=file.budget, first_points=file.first_points)
    assert [file.options[number - 1].id for number in result.winners] == ids
    assert (result.ballots, result.budget_left, result.ties, file.findings) == (voters, left, (), ())
    assert (file.stated is not None) == official
    assert file.stated is None or set(file.stated) == set(result.winners)
    others = beside(result, file.ballots, budget=file.budget, first_points=file.first_points)
    assert others
    assert "greedy" not in others


PB = "META\nkey;value\nbudget;100,50\nvote_type;{}\nPROJECTS\nproject_id;cost;name\na;50,25;Path\nb;60;Bench\nVOTES\n"


def test_a_budget_with_decimals_is_spent_to_the_penny(path: Path) -> None:
    file = read(path, PB.format("approval") + "voter_id;vote\n1;a\n2;a,b\n3;\n", "greedy")
    result = count("greedy", file.options, file.ballots, budget=file.budget)
    assert (file.unit, result.budget_left, result.winners, result.spoilt) == (100, 5025, (1,), 1)


def test_points_of_a_pb_file_go_to_the_projects_they_stand_beside(path: Path) -> None:
    file = read(path, PB.format("cumulative") + 'voter_id;vote;points\n1;b,a;3,1\n2;"a";2\n')
    assert file.ballots.kind == POINTS
    assert papers(file) == {(1, 3): 1, (2, 0): 1}


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (PB.format("approval") + "voter_id;vote\n1;c\n", 11, "there is no project 'c'"),
        (PB.format("guess") + "voter_id;vote\n1;a\n", 10, "the vote_type 'guess' is not known"),
        (PB.format("scoring") + "voter_id;vote;points\n1;a,b;3\n", 11, "names 2 projects and has 1 numbers of points"),
        (PB.format("scoring") + "voter_id;vote;points\n1;a;1.5\n", 11, "not a whole number of points"),
        (PB.format("scoring") + "voter_id;vote\n1;a\n", 10, "need a column 'points'"),
        (PB.format("approval").replace("60", "dear"), 8, "'dear' is no amount of money"),
        (PB.format("approval").replace("b;60", "a;60"), 8, "the project 'a' is there twice"),
        (PB.format("approval").split("VOTES")[0], 8, "the section VOTES"),
    ],
)
def test_a_malformed_pb_file_is_refused_with_line_and_reason(path: Path, text: str, line: int, reason: str) -> None:
    said = refusal(path, text, "greedy")
    assert f"line {line}: " in said
    assert reason in said


# Lists ---------------------------------------------------------------------------------------------------------------


def test_a_column_for_every_option_holds_ranks(path: Path) -> None:
    file = read(path, "Paper;Damp;Lights;Trees;Count\n1;1;2;;3\n2;2;1;2;1\n3;;;;2\n4;2;;3;1\n")
    assert (names(file), papers(file)) == (["Damp", "Lights", "Trees"], {(1, 2): 3, (2,): 1})
    assert (file.ballots.total, file.ballots.valid) == (7, 4)
    assert [(finding.row, finding.code) for finding in file.findings] == [(3, "repeated-rank"), (5, "no-first")]


def test_a_column_for_every_option_holds_marks_or_points(path: Path) -> None:
    marks = "Damp,Lights,Trees\nx,,x\n,X,\n"
    assert papers(read(path, marks, "approval")) == {(1, 3): 1, (2,): 1}
    points = read(path, "Damp,Lights,Trees\n3,,2\n0,5,\n", "dots")
    assert (points.ballots.kind, papers(points)) == (POINTS, {(3, 0, 2): 1, (0, 5, 0): 1})
    assert "'x' is not a rank" in refusal(path, marks, "irv")


def test_columns_first_second_third_hold_names(path: Path) -> None:
    file = read(path, "Paper no,1st,2nd choice,Third\n1,Damp,lights ,\n2,Lights,,Damp\n3,,Damp,\n")
    assert (names(file), papers(file)) == (["Damp", "lights"], {(1, 2): 1, (2,): 1})
    assert [(finding.row, finding.code) for finding in file.findings] == [(3, "skipped-rank"), (4, "no-first")]


def test_one_column_holds_a_choice_or_several(path: Path) -> None:
    file = read(path, "choice\nDamp\nLights; Damp\nDamp\n", "plurality")
    assert (file.ballots.kind, papers(file)) == (APPROVAL, {(1,): 2, (1, 2): 1})
    assert count("plurality", file.options, file.ballots).spoilt == 1
    assert "columns for options" in refusal(path, "name\nDamp\nLights\n", "plurality")


def test_a_list_of_something_else_is_not_counted(path: Path) -> None:
    rows = "\n".join(f"Wording {number}" for number in range(2000))
    assert "2,000 options in it: is it a file of votes?" in refusal(path, f"issue\n{rows}\n", "plurality")


def test_a_row_that_stands_for_half_a_paper_is_refused(path: Path) -> None:
    assert "row 2: a row cannot stand for 1.5 papers" in refusal(path, "Damp,Lights,weight\n1,2,1.5\n")
