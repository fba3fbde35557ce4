"""Conversations and issues: what is gathered at once, what people merge and split, and the ranking that comes of it."""

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.wording import wording_fold
from organiser.services import issues
from organiser.services.doorstep import Round, Typed, add, ward_of
from organiser.services.events import Draft, add_event
from organiser.services.filing import near
from organiser.services.issues import Spelled, find_issue, merge, split, wordings
from organiser.services.merging import merge as merge_people
from organiser.services.ranking import Asked, Ranking, ranking
from organiser.store import doctor, history
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person
from tests.tables import dump

CASTLE, ST_ANNS, SMITHFIELD = (name for _, name, _ in WARDS)
SPELLINGS = ("potholes ", "Pot holes", "Fly-tipping", "flytipping (again)", "Other", "dog mess", "not in", "12: spoke")


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def hear(store: Store, *lines: str, ward: str = CASTLE, on: str = "2026-03-14", street: str = "") -> None:
    add(store, [Typed(line) for line in lines], Round(ward=ward, on=on, street=street))


def counted(found: Ranking) -> list[tuple[str, int]]:
    return [(one.issue.name, one.conversations) for one in found.ranking]


def said(store: Store) -> Counter[tuple[str, int]]:
    """Every wording with its ward, as often as it was heard."""
    return Counter((row[0], row[1]) for row in store.rows("SELECT wording, ward_id FROM conversation"))


def healthy(store: Store) -> bool:
    return [check.name for check in doctor.examine(store) if not check.ok] == []


# Writing down --------------------------------------------------------------------------------------------------------


def test_wordings_that_are_one_gather_at_once_and_every_one_is_kept(small: Store) -> None:
    hear(small, "potholes", "Pot holes", "Pot-holes (by the school)", "Fly-tipping")
    assert counted(ranking(small, Asked())) == [("Potholes", 3), ("Fly-tipping", 1)]
    assert wordings(small, find_issue(small, "pot holes"))[0] == [
        Spelled("Pot holes", 1), Spelled("Pot-holes (by the school)", 1), Spelled("potholes", 1),
    ]  # fmt: skip


def test_a_sheet_is_one_change_that_can_be_taken_back(small: Store) -> None:
    before = dump(small)
    hear(small, "12: potholes", "14: not in", "16: refused", street="Fiction Road")
    assert small.count("SELECT count(*) FROM conversation") == 3
    after = dump(small)
    history.undo(small)
    assert dump(small) == before
    history.redo(small)
    assert dump(small) == after
    assert healthy(small)


def test_ward_and_day_follow_from_the_event(small: Store) -> None:
    event = add_event(small, Draft("canvassing", "Park Road", "2026-03-14", wards=[ST_ANNS])).event
    (heard,) = add(small, [Typed("potholes", conference="yes", helping="maybe")], Round(event=event.uid)).conversations
    assert (heard.ward.name, heard.on, heard.conference, heard.helping) == (ST_ANNS, "2026-03-14", "yes", "maybe")


@pytest.mark.parametrize(
    ("typed", "shared"),
    [
        (Typed("potholes"), Round()),
        (Typed("potholes"), Round(ward="Nowhere")),
        (Typed("potholes"), Round(ward=CASTLE, on="someday")),
        (Typed("potholes", outcome="aliens"), Round(ward=CASTLE)),
        (Typed("potholes", conference="blue"), Round(ward=CASTLE)),
        (Typed("potholes", issue="Unheard of"), Round(ward=CASTLE)),
        (Typed("potholes"), Round(ward=CASTLE, postcode="nowhere")),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_written(small: Store, typed: Typed, shared: Round) -> None:
    before = dump(small)
    with pytest.raises(Problem):
        add(small, [Typed("dog mess"), typed], shared)
    assert dump(small) == before


def test_a_known_person_s_conversation_moves_with_them_when_two_are_made_one(small: Store) -> None:
    ann, anne = add_person(small, "Ann Day"), add_person(small, "Anne Daye")
    for name in ("Ann Day", "Anne Daye"):
        add(small, [Typed("potholes", person=name)], Round(ward=CASTLE))
    found = ranking(small, Asked()).figures
    assert (found.conversations, found.people) == (2, 2)
    before = dump(small)
    merge_people(small, ann, anne, {})
    found = ranking(small, Asked()).figures
    assert (found.conversations, found.people) == (2, 1)
    assert healthy(small)
    history.undo(small)
    assert dump(small) == before


# Filing, merging, splitting ------------------------------------------------------------------------------------------


def test_what_a_person_files_is_remembered_in_that_ward(small: Store) -> None:
    hear(small, "flytipping")
    shared = Round(ward=CASTLE, on="2026-03-14")
    add(small, [Typed("rubbish dumped in the alley", issue="Flytipping")], shared)
    hear(small, "Rubbish dumped in the alley")
    assert counted(ranking(small, Asked())) == [("Flytipping", 3)]


def test_an_issue_that_may_be_the_same_is_proposed_and_merged_by_a_person_only(small: Store) -> None:
    hear(small, "Flytipping", "rubbish dumped in the alley", "Potholes")
    dumped = find_issue(small, "rubbish dumped in the alley")
    assert [one.issue.name for one in near(small, dumped)] == ["Flytipping"]
    assert len(ranking(small, Asked()).ranking) == 3
    merge(small, [dumped], find_issue(small, "flytipping"))
    assert counted(ranking(small, Asked())) == [("Flytipping", 2), ("Potholes", 1)]
    hear(small, "Rubbish dumped in the alley", ward=ST_ANNS)
    assert counted(ranking(small, Asked())) == [("Flytipping", 3), ("Potholes", 1)]


def test_merging_in_one_ward_leaves_the_others_as_they_were(small: Store) -> None:
    for ward in (CASTLE, ST_ANNS):
        hear(small, "Flytipping", "dumped rubbish", ward=ward)
    moved = merge(small, [find_issue(small, "dumped rubbish")], find_issue(small, "flytipping"), ward_of(small, CASTLE))
    assert moved.conversations == 1
    assert counted(ranking(small, Asked(ward=CASTLE))) == [("Flytipping", 2)]
    assert len(ranking(small, Asked(ward=ST_ANNS)).ranking) == 2
    hear(small, "dumped rubbish")
    hear(small, "dumped rubbish", ward=SMITHFIELD)
    assert counted(ranking(small, Asked(ward=CASTLE))) == [("Flytipping", 3)]
    assert counted(ranking(small, Asked(ward=SMITHFIELD))) == [("Dumped rubbish", 1)]


def test_wordings_are_split_off_and_the_next_such_answer_follows_them(small: Store) -> None:
    hear(small, "Potholes", "potholes", "pot holes in the cycle lane")
    merge(small, [find_issue(small, "pot holes in the cycle lane")], find_issue(small, "potholes"))
    split(small, find_issue(small, "potholes"), ["pot holes in the cycle lane"], "Cycle lanes")
    assert counted(ranking(small, Asked())) == [("Potholes", 2), ("Cycle lanes", 1)]
    hear(small, "Pot-holes in the cycle lane")
    assert counted(ranking(small, Asked())) == [("Cycle lanes", 2), ("Potholes", 2)]


def test_what_cannot_be_merged_or_split_is_refused(small: Store) -> None:
    hear(small, "Potholes", "Trees")
    holes = find_issue(small, "potholes")
    before = dump(small)
    for wrong in (
        lambda: merge(small, [holes], holes),
        lambda: split(small, holes, ["never said"], "New"),
        lambda: split(small, holes, ["potholes"]),
        lambda: split(small, holes, []),
        lambda: find_issue(small, "never heard of"),
    ):
        with pytest.raises(Problem):
            wrong()
    assert dump(small) == before


_ACTS = st.lists(st.tuples(st.sampled_from(["merge", "split"]), *[st.integers(0, 9)] * 3), min_size=1, max_size=6)
_HEARD = st.lists(
    st.tuples(
        st.sampled_from(SPELLINGS),
        st.sampled_from([CASTLE, ST_ANNS, SMITHFIELD]),
        st.sampled_from(["2026-03-01", "2026-03-02", "2026-03-03"]),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=20, deadline=None)
@given(heard=_HEARD, acts=_ACTS)
def test_merging_and_splitting_keep_every_count_and_wording_and_undo_is_exact(
    heard: list[tuple[str, str, str]], acts: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        store.connection.execute("PRAGMA synchronous=OFF")
        build_places(store)
        for words, ward, on in heard:
            hear(store, words, ward=ward, on=on)
        words_before, total = said(store), ranking(store, Asked()).figures
        images = [dump(store)]
        for act, one, other, where in acts:
            known = sorted(issues.issues(store).values(), key=lambda issue: issue.id)
            if not known:
                continue
            issue, into = known[one % len(known)], known[other % len(known)]
            within = None if where > 2 else ward_of(store, WARDS[where][1])
            spelled = [said_so.wording for said_so in wordings(store, issue, within)[0]]
            if act == "merge" and issue != into:
                done = merge(store, [issue], into, within)
            elif act == "split" and spelled:
                done = split(store, issue, spelled[:1], f"New {len(images)}", within)
            else:
                continue
            if done.operation is not None:
                images.append(dump(store))
            now = ranking(store, Asked())
            assert said(store) == words_before
            # "Other" may have been merged away; everything else is as it was.
            assert now.figures._replace(other=0) == total._replace(other=0)
        assert healthy(store)
        for image in reversed(images[:-1]):
            history.undo(store)
            assert dump(store) == image


# The ranking ---------------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None)
@given(heard=_HEARD, since=st.sampled_from(["", "2026-03-02"]), until=st.sampled_from(["", "2026-03-02"]))
def test_the_ranking_is_what_an_obvious_count_gives(heard: list[tuple[str, str, str]], since: str, until: str) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        store.connection.execute("PRAGMA synchronous=OFF")
        build_places(store)
        for words, ward, on in heard:
            hear(store, words, ward=ward, on=on)
        found = ranking(store, Asked(since=since, until=until))
    wanted = [one for one in heard if (not since or one[2] >= since) and (not until or one[2] <= until)]
    spoke = [one for one in wanted if one[0] != "not in"]
    named = [(wording_fold(words), ward) for words, ward, _ in spoke if words != "12: spoke"]
    assert {wording_fold(one.issue.name): one.conversations for one in found.ranking} == Counter(
        fold for fold, _ in named
    )
    assert (found.figures.conversations, found.figures.no_answer) == (len(spoke), len(spoke) - len(named))
    assert found.figures.conference == {"yes": 0, "maybe": 0, "no": 0, "blank": len(spoke)}
    assert found.figures.other == sum(fold == "other" for fold, _ in named)
    assert {one.ward.name for one in found.wards} == {ward for _, ward, _ in wanted}
    for one in found.wards:
        counts = Counter(fold for fold, ward in named if ward == one.ward.name)
        assert {wording_fold(ranked.issue.name): ranked.conversations for ranked in one.ranking} == counts
        assert one.tied == (bool(counts) and list(counts.values()).count(max(counts.values())) > 1)
        for ranked in one.ranking:
            assert ranked.place == 1 + sum(count > ranked.conversations for count in counts.values())
            assert ranked.tied == (list(counts.values()).count(ranked.conversations) > 1)
    # The sum over wards is the total.
    assert sum(one.figures.conversations for one in found.wards) == found.figures.conversations
    assert found.outcomes["not in"] == len(wanted) - len(spoke)


def test_distinct_households_are_counted_where_they_are_known(small: Store) -> None:
    hear(small, "12: potholes", "12: Pot holes", "14: potholes", "potholes", street="Fiction Road")
    hear(small, "12: potholes", street="Fiction Road", ward=ST_ANNS)
    found = ranking(small, Asked())
    assert [(one.conversations, one.households) for one in found.ranking] == [(5, 3)]
    assert (found.figures.conversations, found.figures.households) == (5, 3)


def test_a_known_person_asked_in_two_wards_is_one_person(small: Store) -> None:
    add_person(small, "Ann Day")
    for ward in (CASTLE, CASTLE, ST_ANNS):
        add(small, [Typed("potholes", person="Ann Day"), Typed("trees")], Round(ward=ward))
    found = ranking(small, Asked())
    assert (found.figures.conversations, found.figures.people) == (6, 4)
    assert [one.figures.people for one in found.wards] == [3, 2]


def test_other_is_counted_and_never_offered(small: Store) -> None:
    hear(small, "Other", "other ", "Potholes")
    found = ranking(small, Asked()).ranking
    assert [(one.issue.name, one.conversations, one.issue.offered) for one in found] == [
        ("Other", 2, False), ("Potholes", 1, True),
    ]  # fmt: skip


def test_a_branch_and_a_council_take_in_their_wards_only(small: Store) -> None:
    for ward in (CASTLE, ST_ANNS, SMITHFIELD):
        hear(small, "Potholes", ward=ward)
    north = ranking(small, Asked(branch="Town", clp="Anytown North"))
    assert [one.ward.name for one in north.wards] == [CASTLE, ST_ANNS]
    assert len(ranking(small, Asked(council="Anytown")).wards) == 3
    with pytest.raises(Problem):
        ranking(small, Asked(council="Nowhere"))
