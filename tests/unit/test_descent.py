"""Which of two copies of a database is the older, and whether they parted."""

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.descent import NEWER, OLDER, PARTED, SAME, compare

TRAILS = st.lists(st.integers(0, 10**9).map(str), unique=True, max_size=20)


def test_a_copy_that_nobody_wrote_to_is_the_same() -> None:
    assert compare(["a", "b"], ["a", "b"]).theirs_is == SAME


def test_a_backup_of_last_week_is_older_and_says_by_how_much() -> None:
    found = compare(["a", "b", "c", "d"], ["a", "b"])
    assert (found.theirs_is, found.ours, found.theirs) == (OLDER, 2, 0)


def test_a_copy_that_went_on_elsewhere_while_this_one_lay_still_is_newer() -> None:
    assert compare(["a", "b"], ["a", "b", "c"]).theirs_is == NEWER


def test_copies_that_were_both_written_since_they_parted_are_recognised() -> None:
    found = compare(["a", "b", "c"], ["a", "b", "x", "y"])
    assert (found.theirs_is, found.common, found.ours, found.theirs) == (PARTED, 2, 1, 2)


def test_files_that_share_nothing_have_parted_from_the_first() -> None:
    assert compare(["a"], ["x"]).theirs_is == PARTED


@given(TRAILS, TRAILS, TRAILS)
def test_what_one_copy_is_to_the_other_does_not_depend_on_where_one_stands(
    shared: list[str], ours: list[str], theirs: list[str]
) -> None:
    first, second = compare(shared + ours, shared + theirs), compare(shared + theirs, shared + ours)
    assert (first.common, first.ours, first.theirs) == (second.common, second.theirs, second.ours)
    opposite = {OLDER: NEWER, NEWER: OLDER}
    assert second.theirs_is == opposite.get(first.theirs_is, first.theirs_is)
