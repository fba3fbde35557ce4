"""Papers that were typed elsewhere come in as one keyer's, all of them or none."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.services import keying, outcomes
from organiser.services.conferences import find_conference
from organiser.services.keyed_file import key_file
from organiser.store.store import Store
from tests.services.test_outcomes import evening, hand_out, vote_of

RANKS = "Paper,Potholes,Flytipping,Damp,Street lights\n1,1,2,,\n2,2,1,3,\n3,,,,\n4,1,3,,\n5,1,1,,\n6,,,1,2\n"
KEPT = ["1 2 0 0", "2 1 3 0", "", "1 3 0 0", "1 1 0 0", "0 0 1 2"]
BLT = '4 1\n2 1 2 0\n1 3 4 0\n1 0\n0\n"Potholes"\n"Flytipping"\n"Damp"\n"Street lights"\n"Ward"\n'


def take_in(store: Store, path: Path, text: str, *, method: str = "irv", papers: int = 6) -> list[str]:
    found = evening(store, method=method)
    hand_out(store, found, papers)
    vote = vote_of(store, found)
    pile = keying.open_pile(store, vote, papers).pile
    path.write_text(text, encoding="utf-8")
    keyed = key_file(store, vote, pile, "Ann", path)
    assert [one.row for one in keyed] == list(keying.rows_of(store, pile, "Ann").values())
    return [one.row for one in keyed]


def test_a_list_is_kept_paper_by_paper_as_it_was_typed(store: Store, tmp_path: Path) -> None:
    assert take_in(store, tmp_path / "papers.csv", RANKS) == KEPT
    # A second person keys the same papers here: one slip is one difference.
    found = find_conference(store)
    vote = found.votes[0]
    pile = keying.find_pile(store, vote)
    keying.key_all(store, vote, pile, "Ben", [*KEPT[:4], "1 2 0 0", KEPT[5]])
    assert [one.number for one in keying.compare(store, keying.find_pile(store, vote))] == [5]
    keying.agree(store, vote, pile, 5, "11")
    assert outcomes.outcome(store, found, vote).papers.counted == 4


def test_a_blt_file_and_a_list_of_names_come_in_too(store: Store, tmp_path: Path) -> None:
    assert take_in(store, tmp_path / "papers.blt", BLT) == ["1 2 0 0", "1 2 0 0", "0 0 1 2", ""]


def test_choices_by_name_or_number_come_in(store: Store, tmp_path: Path) -> None:
    text = "Paper,choice\n1,Potholes\n2,2\n3,damp\n4,\n5,Potholes; Damp\n"
    assert take_in(store, tmp_path / "papers.csv", text, method="plurality") == ["1", "2", "3", "", "1 3"]


@pytest.mark.parametrize(
    ("text", "method", "why"),
    [
        ("choice\nPotholes\nA new pool\n", "plurality", "row 3: 'A new pool' is not on the paper"),
        ("Potholes,Damp\n1,2\n1,x\n", "irv", "row 3: 'x' is not a rank"),
        ("Potholes,Damp\n1,2\n7,2\n", "irv", "row 3: there is no rank 7"),
        ("Potholes,Damp\n1,2\n", "plurality", "row 2: it ranks the options"),
        (BLT, "plurality", "ranks its options"),
        (BLT.replace("2 1 2 0", "2 1 9 0"), "irv", "line 2"),
        ("choice\nPotholes;Damp\n", "irv", "no order of preference"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line_and_nothing_is_kept(
    store: Store, tmp_path: Path, text: str, method: str, why: str
) -> None:
    with pytest.raises(Problem, match=why) as refused:
        take_in(store, tmp_path / "papers.csv", text, method=method)
    assert refused.value.exit_code == 65
    assert not store.rows("SELECT 1 FROM paper")
