"""The shortlist of a ward: what the doorstep proposes, what a person makes of it and why, and that print is final."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.shortlist import MOST, cut
from organiser.services import conferences, issues, shortlist, signin
from organiser.services.conferences import Conference, Contest
from organiser.services.doorstep import Round, Typed
from organiser.services.doorstep import add as add_conversations
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.tables import dump

CASTLE, ST_ANNS = WARDS[0][1], WARDS[1][1]


def hear(store: Store, *lines: str, ward: str = CASTLE, on: str = "2026-03-14") -> None:
    add_conversations(store, [Typed(line) for line in lines], Round(ward=ward, on=on))


def set_up(store: Store, on: str = "2026-12-12") -> Conference:
    return conferences.new_conference(store, conferences.Draft("Anytown decides", on, (CASTLE, ST_ANNS))).conference


@pytest.fixture
def castle(store: Store) -> Contest:
    """The vote of a ward at whose doors potholes were named 3 times, trees and dogs twice, Other 4 times."""
    build_places(store)
    hear(store, *["Potholes"] * 3, *["Trees"] * 2, *["Dog mess"] * 2, *["Other"] * 4, "Damp")
    return conferences.find_contest(set_up(store), CASTLE)


def offered(store: Store, contest: Contest) -> list[tuple[int, str]]:
    return [(choice.number, choice.name) for choice in shortlist.shortlist(store, contest).offered]


def test_what_was_named_most_is_proposed_and_other_never_is(store: Store, castle: Contest) -> None:
    written = shortlist.propose(store, castle, 2)
    assert offered(store, castle) == [(1, "Potholes"), (2, "Dog mess"), (3, "Trees")]
    assert "2 issues share the last place, with 2 each (Dog mess, Trees)" in written.told
    assert [one.issue.name for one in written.shortlist.heard] == ["Damp"]
    assert (written.shortlist.other, written.shortlist.conversations) == (4, 12)
    with pytest.raises(Problem, match="never offered"):
        shortlist.add(store, castle, "other", "people said so")


def test_more_equals_than_a_paper_holds_are_put_to_the_person(store: Store, castle: Contest) -> None:
    hear(store, *(f"issue of street {letter}" for letter in "abcdefghijklmnop"))
    written = shortlist.propose(store, castle, 5)
    assert [name for _, name in offered(store, castle)] == ["Potholes", "Dog mess", "Trees"]
    assert "too many for a paper" in written.told


def test_what_a_person_decides_needs_a_reason_and_outlasts_a_new_proposal(store: Store, castle: Contest) -> None:
    shortlist.propose(store, castle, 3)
    with pytest.raises(Problem, match="Say why"):
        shortlist.leave_out(store, castle, "Trees", " ")
    shortlist.leave_out(store, castle, "Trees", "felled this week")
    shortlist.add(store, castle, "A crossing for the school", "asked for at the surgery")
    shortlist.rename(store, castle, "1", "Holes in our roads")
    hear(store, *["Trees"] * 9)
    found = shortlist.propose(store, castle, 4).shortlist
    assert [choice.name for choice in found.offered] == [
        "Dog mess", "Damp", "Holes in our roads", "A crossing for the school",
    ]  # fmt: skip
    assert [(choice.name, choice.reason) for choice in found.left_out] == [("Trees", "felled this week")]
    named = shortlist.find_choice(found, "potholes")
    assert (named.name, named.conversations) == ("Holes in our roads", 3)
    shortlist.add(store, castle, "trees", "they stand after all")
    shortlist.move(store, castle, "Trees", 1)
    assert offered(store, castle)[0] == (1, "Trees")


def test_printed_numbers_stand_and_no_edit_is_taken_back_from_under_them(store: Store, castle: Contest) -> None:
    proposed = shortlist.propose(store, castle, 3)
    moved = shortlist.move(store, castle, "Trees", 1)
    frozen = shortlist.freeze(store, [castle])
    with pytest.raises(Problem, match="frozen"):
        shortlist.propose(store, castle)
    with pytest.raises(Problem, match="frozen"):
        shortlist.move(store, castle, "Trees", 2)
    with pytest.raises(Problem, match="frozen"):
        shortlist.leave_out(store, castle, "Trees", "no")
    for earlier in (proposed, moved):
        with pytest.raises(Problem, match="Freeze the shortlist"):
            history.undo(store, earlier.operation)
    assert frozen[0].shortlist.frozen
    loosened = shortlist.unfreeze(store, [castle])
    assert "destroy them" in loosened[0].told
    shortlist.freeze(store, [castle])


def test_once_a_paper_was_given_what_is_on_it_stands(store: Store, castle: Contest) -> None:
    shortlist.propose(store, castle)
    (frozen,) = shortlist.freeze(store, [castle])
    signin.walk_in(store, conferences.find_conference(store), "Ann Poe SE13 5AB")
    with pytest.raises(Problem, match="have been given"):
        shortlist.unfreeze(store, [castle])
    with pytest.raises(Problem, match="papers were given"):
        history.undo(store, frozen.operation)
    # The paper taken back, it can.
    history.undo(store)
    history.undo(store, frozen.operation)


def test_an_issue_on_a_shortlist_that_is_merged_stays_on_it_as_what_it_became(store: Store, castle: Contest) -> None:
    shortlist.propose(store, castle, 3)
    issues.merge(store, [issues.find_issue(store, "Dog mess")], issues.find_issue(store, "Trees"))
    found = shortlist.shortlist(store, castle)
    assert [(one.name, one.conversations) for one in found.offered] == [("Potholes", 3), ("Dog mess", 4), ("Trees", 4)]


def test_a_ward_with_nothing_to_choose_from_is_not_frozen(store: Store, castle: Contest) -> None:
    shortlist.add(store, castle, "Potholes", "the only one")
    with pytest.raises(Problem, match="more to choose"):
        shortlist.freeze(store, [castle])


def test_the_doorstep_counts_from_the_ward_s_last_conference_on(store: Store, castle: Contest) -> None:
    earlier = set_up(store, "2026-12-01")
    with store.operation("It was in spring") as work:
        from organiser.models.events import EVENT

        work.update(EVENT, earlier.event.number, on_day="2026-04-01")
    hear(store, "Lamps out", on="2026-05-01")
    found = shortlist.shortlist(store, castle)
    assert (found.since, [one.issue.name for one in found.heard]) == ("2026-04-01", ["Lamps out"])


# Whatever people do --------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(["Potholes", "Trees", "Dog mess", "Damp", "Lamps", "a crossing"])
_EDITS = st.one_of(
    st.tuples(st.just("propose"), st.integers(1, 5)),
    st.tuples(st.just("add"), _NAMES),
    st.tuples(st.just("leave out"), _NAMES),
    st.tuples(st.just("rename"), _NAMES, _NAMES),
    st.tuples(st.just("move"), _NAMES, st.integers(1, 5)),
)


def _do(store: Store, contest: Contest, edit: tuple[object, ...]) -> int | None:
    how, first, *rest = edit
    if how == "propose":
        return shortlist.propose(store, contest, int(str(first))).operation
    if how == "add":
        return shortlist.add(store, contest, str(first), "asked for").operation
    if how == "leave out":
        return shortlist.leave_out(store, contest, str(first), "done already").operation
    if how == "rename":
        return shortlist.rename(store, contest, str(first), str(rest[0])).operation
    return shortlist.move(store, contest, str(first), int(str(rest[0]))).operation


@given(st.lists(_EDITS, max_size=8))
@example([("leave out", "Potholes"), ("add", "Damp"), ("rename", "Damp", "Potholes"), ("propose", 5)])
@settings(max_examples=12, deadline=None)
def test_numbers_run_from_1_nothing_stands_twice_and_undo_is_exact(edits: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "x.organiser") as store:
        build_places(store)
        hear(store, *["Potholes"] * 2, *["Trees"] * 2, "Damp", "Dog mess", "Other")
        contest = conferences.find_contest(set_up(store), CASTLE)
        before, done = dump(store), []
        for edit in edits:
            try:
                done.append(_do(store, contest, edit))
            except Problem:
                continue
            found = shortlist.shortlist(store, contest)
            assert [choice.number for choice in found.offered] == list(range(1, len(found.offered) + 1))
            names = [choice.name for choice in (*found.offered, *found.left_out)]
            assert len(set(names)) == len(names)
            assert all(choice.reason for choice in found.left_out)
        for operation in reversed([one for one in done if one is not None]):
            history.undo(store, operation)
        assert dump(store) == before


@given(st.lists(st.integers(1, 4), max_size=20).map(lambda counts: sorted(counts, reverse=True)), st.integers(0, 12))
def test_equal_issues_are_never_told_apart(counts: list[int], wanted: int) -> None:
    found = cut(counts, wanted)
    on, off = counts[: found.proposed], counts[found.proposed :]
    assert len(on) <= MOST
    if wanted:
        assert not set(on) & set(off)
    if found.tied:
        assert {counts[place] for place in found.tied} == {counts[wanted - 1]}
        assert found.kept == (found.tied[-1] < len(on))
