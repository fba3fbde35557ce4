"""A lot typed as one line, and the table of a count in cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.counting import methods
from organiser.rules.counting.ballots import gather
from organiser.rules.counting.result import Option
from organiser.rules.counting.table import drawn, heading, looks, table, width_of, window
from organiser.rules.lots import read_lot

NAMES = st.text("abcxyz 道路आنب", min_size=1, max_size=50)
PAPERS = st.lists(st.permutations(range(1, 6)).flatmap(lambda order: st.integers(1, 5).map(lambda n: order[:n])),
                  min_size=1, max_size=40)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "order", "witnesses"),
    [
        ("2 1 3, Ann Smith, Ben Fox", ("2", "1", "3"), ("Ann Smith", "Ben Fox")),
        ("2,1;Ann Smith and Ben Fox", ("2", "1"), ("Ann Smith", "Ben Fox")),
        ("02 1 Cllr Jo Bloggs; Kasia Nowak-Andersen", ("2", "1"), ("Cllr Jo Bloggs", "Kasia Nowak-Andersen")),
        ("Ann, Ben", (), ("Ann", "Ben")),
        ("3 1", ("3", "1"), ()),
        ("", (), ()),
    ],
)
def test_a_lot_is_numbers_and_then_who_saw_it(line: str, order: tuple[str, ...], witnesses: tuple[str, ...]) -> None:
    assert read_lot(line) == (order, witnesses)


@given(
    names=st.lists(NAMES, min_size=5, max_size=5), papers=PAPERS, seats=st.integers(1, 3), width=st.integers(44, 200)
)
def test_every_stage_can_be_seen_at_any_width_and_nothing_is_wider(
    names: list[str], papers: list[list[int]], seats: int, width: int
) -> None:
    options = [Option(str(number), name) for number, name in enumerate(names, 1)]
    ballots = gather(options, [(paper, 1) for paper in papers])
    result = methods.count("stv" if seats > 1 else "irv", options, ballots, seats)
    lines = table(result)
    seen: set[int] = set()
    for stage in looks(lines, width):
        shown = window(lines, width, stage)
        seen.update(range(shown.first, shown.last))
        assert all(width_of(line) <= width for line in (*drawn(lines, width, stage), heading(lines, width, stage)))
    assert seen == set(range(len(result.stages)))
    assert {line.number for line in lines if line.state == "adopted"} == set(result.winners)
