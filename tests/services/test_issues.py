"""Issues that wait to be filed, what is kept apart, names and categories, levels, and what a borough and a ward see."""

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.wording import CATEGORIES, wording_fold
from organiser.services import filing, issue_page, issues, levels, today
from organiser.services.borough import borough
from organiser.services.doorstep import Round, Typed, add, ward_of
from organiser.services.filing import keep, queue
from organiser.services.heard import heard, here
from organiser.services.issues import edit, find_issue, merge, split, wordings
from organiser.services.levels import Changes, find_raised, mend, raise_issue, raised, unanswered
from organiser.services.merging import merge as merge_people
from organiser.services.ranking import Asked, ranking
from organiser.store import clock, doctor, history
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person
from tests.services.people_here import edit as edit_person
from tests.services.test_doorstep import CASTLE, SMITHFIELD, ST_ANNS, counted, healthy, hear, said
from tests.tables import dump


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def waiting(store: Store, ward: str = "") -> dict[str, list[str]]:
    found = queue(store, ward_of(store, ward)).waiting
    return {one.issue.name: [other.issue.name for other in one.near] for one in found}


def days_ago(days: int) -> str:
    return (date.fromisoformat(clock.today()) - timedelta(days=days)).isoformat()


# To file -------------------------------------------------------------------------------------------------------------


def test_what_was_heard_seldom_waits_with_its_likeliest_issue_first_until_it_is_filed(small: Store) -> None:
    hear(small, "Flytipping", "Flytipping", "Rubbish", "Rubbish", "Rubbish", "Other", ward=ST_ANNS)
    hear(small, "rubbish dumped in the alley", "damp in the block", "other")
    assert waiting(small) == {"Rubbish dumped in the alley": ["Flytipping", "Rubbish"]}
    assert waiting(small, ST_ANNS) == {}
    (one,) = queue(small, ward_of(small, CASTLE)).waiting
    merge(small, [one.issue], one.near[0].issue)
    assert waiting(small) == {}
    history.undo(small)
    assert len(waiting(small)) == 1


def test_an_issue_of_its_own_is_not_proposed_again_either_way_round_until_that_is_undone(small: Store) -> None:
    hear(small, "Flytipping", "sofas dumped")
    sofas = find_issue(small, "sofas dumped")
    assert waiting(small) == {"Sofas dumped": ["Flytipping"]}
    assert keep(small, sofas).operation
    assert keep(small, sofas).operation is None
    assert waiting(small) == {}
    # Now it is heard oftener than the other.
    hear(small, "sofas dumped", "sofas dumped")
    assert waiting(small) == {}
    hear(small, "fridge dumped")
    assert waiting(small) == {"Fridge dumped": ["Sofas dumped", "Flytipping"]}
    for _ in range(3):
        history.undo(small)
    assert waiting(small) == {"Sofas dumped": ["Flytipping"]}


def test_kept_apart_from_one_it_is_still_proposed_under_another(small: Store) -> None:
    hear(small, "Flytipping", "Flytipping", "Rubbish", "Rubbish", "rubbish dumped in the alley")
    dumped = find_issue(small, "rubbish dumped in the alley")
    keep(small, dumped, [find_issue(small, "flytipping")])
    assert waiting(small) == {"Rubbish dumped in the alley": ["Rubbish"]}
    assert [one.issue.name for one in filing.near(small, dumped)] == ["Rubbish"]
    with pytest.raises(Problem):
        keep(small, dumped, [dumped])


# Names, categories, change -------------------------------------------------------------------------------------------


def test_an_issue_is_renamed_and_put_in_a_category_and_its_wordings_stay(small: Store) -> None:
    hear(small, "ASB on the estate", "asb on the estate")
    before = said(small)
    asb = edit(small, find_issue(small, "asb on the estate"), "Antisocial behaviour", "housing").issue
    assert (asb.name, asb.category) == ("Antisocial behaviour", "Housing")
    hear(small, "ASB on the Estate")
    assert counted(ranking(small, Asked())) == [("Antisocial behaviour", 3)]
    history.undo(small)
    history.undo(small)
    assert (find_issue(small, "asb on the estate").category, said(small)) == ("Crime and antisocial behaviour", before)
    hear(small, "Trees")
    for name, category in (("trees", None), (" - ", None), ("", "Purple"), ("", None)):
        with pytest.raises(Problem):
            edit(small, find_issue(small, "asb on the estate"), name, category)
    assert edit(small, find_issue(small, "trees"), category="").issue.category == ""


def test_change_is_told_from_two_spells_of_one_length_and_categories_are_added_up(small: Store) -> None:
    for days, words in ((1, "Potholes"), (2, "Pavements"), (89, "Potholes"), (90, "Potholes"), (179, "Trees"),
                        (180, "Trees")):  # fmt: skip
        hear(small, words, on=days_ago(days))
    found = ranking(small, Asked())
    assert {one.issue.name: (one.now, one.before, one.change) for one in found.ranking} == {
        "Potholes": (2, 1, 1), "Trees": (0, 1, -1), "Pavements": (1, 0, 1),
    }  # fmt: skip
    assert found.compared.days == 90
    assert [(one.category, one.issues, one.conversations) for one in found.categories] == [
        ("Roads and pavements", 2, 4), ("Parks and trees", 1, 2),
    ]  # fmt: skip
    found = ranking(small, Asked(since=days_ago(89), until=days_ago(2)))
    assert found.compared.days == 88
    assert {one.issue.name: (one.conversations, one.before) for one in found.ranking} == {
        "Potholes": (1, 1), "Pavements": (1, 0),
    }  # fmt: skip
    assert all(one.now == one.conversations for one in found.ranking)


# Levels --------------------------------------------------------------------------------------------------------------


def test_an_issue_is_raised_answered_and_all_of_it_can_be_taken_back(small: Store) -> None:
    add_person(small, "Jo Bloggs")
    hear(small, "Potholes")
    hear(small, "Potholes", ward=ST_ANNS)
    holes = find_issue(small, "potholes")
    images = [dump(small)]
    said_so = Changes("borough", owner="Jo Bloggs", taken="service: Highways", on=days_ago(50))
    one = raise_issue(small, holes, said_so).raised
    assert one is not None
    assert one.council is not None
    assert (one.council.name, one.owner, bool(one.owner_uid), one.taken) == (
        "Anytown", "Jo Bloggs", True, "service: Highways",
    )  # fmt: skip
    images.append(dump(small))
    assert [each.uid for each in unanswered(small, clock.today())] == [one.uid]
    assert [figure.number for figure in today.FIGURES["raised"](small)] == [1]
    mend(small, one, Changes(answer="Done by June"))
    images.append(dump(small))
    assert [each.answered for each in raised(small)] == [clock.today()]
    assert unanswered(small, clock.today()) == []
    levels.drop(small, find_raised(small, one.uid))
    assert levels.level_of(raised(small)) == "ward"
    assert healthy(small)
    for image in reversed(images):
        history.undo(small)
        assert dump(small) == image


def test_six_weeks_are_not_over_a_day_early_and_an_owner_may_be_nobody_here(small: Store) -> None:
    hear(small, "Potholes")
    said_so = Changes("national", owner="Somebody Else", taken="MP", on=days_ago(41))
    one = raise_issue(small, find_issue(small, "potholes"), said_so).raised
    assert one is not None
    assert (one.council, one.owner, one.owner_uid, one.level) == (None, "Somebody Else", "", "national")
    assert unanswered(small, clock.today()) == []
    assert len(unanswered(small, (date.fromisoformat(clock.today()) + timedelta(days=1)).isoformat())) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        Changes(),
        Changes("ward"),
        Changes("borough", taken="the moon"),
        Changes("borough", on="someday"),
        Changes("borough", on="1 March 2026", answered="1 February 2026"),
        Changes("borough", council="Nowhere"),
    ],
)
def test_what_is_not_understood_raises_nothing(small: Store, wrong: Changes) -> None:
    hear(small, "Potholes")
    before = dump(small)
    with pytest.raises(Problem):
        raise_issue(small, find_issue(small, "potholes"), wrong)
    assert dump(small) == before


def test_what_was_raised_goes_on_when_its_issue_is_filed_under_another_or_its_owner_becomes_another(
    small: Store,
) -> None:
    ann, anne = add_person(small, "Ann Day"), add_person(small, "Anne Daye")
    hear(small, "Flytipping", "dumped sofas")
    sofas = find_issue(small, "dumped sofas")
    raise_issue(small, sofas, Changes("borough", owner="Anne Daye"))
    keep(small, sofas, [find_issue(small, "flytipping")])
    before = dump(small)
    merge(small, [sofas], find_issue(small, "flytipping"))
    merge_people(small, ann, anne, {})
    (one,) = raised(small)
    assert (one.issue, one.owner) == ("Flytipping", "Ann Day")
    assert healthy(small)
    history.undo(small)
    history.undo(small)
    assert dump(small) == before


# Pages ---------------------------------------------------------------------------------------------------------------


def test_who_would_help_stands_by_name_only_where_they_may_be_asked(small: Store) -> None:
    for line in ("Ann Day, 07700 900101", "Bob Fox, 07700 900102", "Cat Orr, 07700 900103", "Dee Poe, 07700 900104"):
        name = line.partition(",")[0]
        person = add_person(small, line)
        if name != "Bob Fox":
            edit_person(small, person, "consent+=call yes")
        if name == "Cat Orr":
            edit_person(small, person, "consent+=any no")
        answer = "maybe" if name == "Dee Poe" else "yes"
        add(small, [Typed("potholes", person=name, helping=answer)], Round(ward=CASTLE))
    add(small, [Typed("potholes", helping="yes")], Round(ward=ST_ANNS))
    found = issue_page.show(small, find_issue(small, "potholes"))
    assert [(one.name, one.answer) for one in found.helpers] == [("Ann Day", "yes"), ("Dee Poe", "maybe")]
    assert (found.willing, found.unsure) == (4, 1)
    assert [(one.ward.name, one.conversations) for one in found.wards] == [(CASTLE, 4), (ST_ANNS, 1)]


def test_a_borough_and_the_pages_of_its_wards_see_where_an_issue_is_heard_and_how_far_it_was_taken(
    small: Store,
) -> None:
    for ward in (CASTLE, ST_ANNS):
        hear(small, "Potholes", ward=ward, on=days_ago(3))
    hear(small, "Trees", "Trees", "Trees", "Other", on=days_ago(400))
    raise_issue(small, find_issue(small, "potholes"), Changes("borough", taken="group: Labour"))
    found = borough(small)
    assert [(one.issue.name, one.wards, one.first_in, one.level) for one in found.across] == [
        ("Potholes", 2, 1, "borough"), ("Trees", 1, 1, "ward"),
    ]  # fmt: skip
    # What was taken further stays in sight in days when nobody names it.
    assert [one.issue.name for one in borough(small, since=days_ago(1)).across] == ["Potholes"]
    seen = here(small, [ward_of(small, CASTLE) or 0])
    assert [(one.ranked.issue.name, len(one.raised)) for one in seen.top] == [("Potholes", 1)]
    assert (seen.asked, seen.last) == (1, days_ago(3))
    assert here(small, [ward_of(small, SMITHFIELD) or 0]).top == []
    first = {one.ward.name: [ranked.issue.name for ranked in one.first] for one in heard(small).wards}
    assert first == {CASTLE: ["Trees"], ST_ANNS: ["Potholes"]}


# In any order --------------------------------------------------------------------------------------------------------

_WORDS = ("potholes ", "Pot holes in Mill Road", "Fly-tipping", "rubbish dumped", "Other", "dog mess", "not in")
_HEARD = st.lists(
    st.tuples(st.sampled_from(_WORDS), st.sampled_from([CASTLE, ST_ANNS, SMITHFIELD])), min_size=1, max_size=10
)
_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "split", "keep", "raise", "answer", "edit", "undo", "undo", "redo"]),
        *[st.integers(0, 9)] * 3,
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=40, deadline=None)
@given(heard_here=_HEARD, acts=_ACTS)
def test_in_any_order_no_word_no_count_and_nothing_that_was_raised_is_lost(
    heard_here: list[tuple[str, str]], acts: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as store:
        store.connection.execute("PRAGMA synchronous=OFF")
        build_places(store)
        for words, ward in heard_here:
            hear(store, words, ward=ward)
        words_before, total = said(store), ranking(store, Asked()).figures
        first = store.count("SELECT max(id) FROM operation")
        for act in acts:
            _act(store, act, first)
            now = ranking(store, Asked())
            assert said(store) == words_before
            # "Other" may have been merged away; everything else is as it was.
            assert now.figures._replace(other=0) == total._replace(other=0)
            assert sum(one.figures.conversations for one in now.wards) == total.conversations
            assert sum(one.conversations for one in now.ranking) == total.conversations - total.no_answer
            for one in now.ranking:
                in_wards = [each for ward in now.wards for each in ward.ranking if each.issue == one.issue]
                assert sum(each.conversations for each in in_wards) == one.conversations
                spelled = wordings(store, one.issue)[0]
                assert sum(each.conversations for each in spelled) == one.conversations
                assert all(wording_fold(wording_fold(each.wording)) == wording_fold(each.wording) for each in spelled)
            standing = "SELECT count(*) FROM operation WHERE title LIKE 'Raise %' AND state = 'done'"
            assert len(raised(store)) == store.count(standing)
            assert all(one.issue_uid == find_issue(store, one.issue_uid).uid for one in raised(store))
            for wait in queue(store).waiting:
                assert wait.near
                assert wait.issue not in [near.issue for near in wait.near]
        assert [check.name for check in doctor.examine(store) if not check.ok] == []


def _act(store: Store, act: tuple[str, int, int, int], first: int) -> None:
    """Do one thing, where it can be done."""
    what, one, other, where = act
    known = sorted(issues.issues(store).values(), key=lambda issue: issue.id)
    if not known:
        return
    issue, into = known[one % len(known)], known[other % len(known)]
    ward = None if where > 2 else ward_of(store, WARDS[where][1])
    # What cannot be done is said, and leaves everything as it was.
    with suppress(Problem):
        if what in ("undo", "redo"):
            made = [row for (row,) in store.rows("SELECT id FROM operation WHERE id > ? ORDER BY id", (first,))]
            if made:
                (history.undo if what == "undo" else history.redo)(store, made[-1 - other % len(made)])
        elif what == "merge":
            merge(store, [issue], into, ward)
        elif what == "split":
            split(store, issue, [each.wording for each in wordings(store, issue, ward)[0]][:1], f"New {other}", ward)
        elif what == "keep":
            keep(store, issue, [into] if where % 2 else [])
        elif what == "raise":
            raise_issue(store, issue, Changes("national", taken="MP"))
        elif what == "edit":
            edit(store, issue, f"Called {other}", list(CATEGORIES)[where])
        elif taken := raised(store):
            mend(store, taken[one % len(taken)], Changes(answer=f"Answer {other}"))
