"""The list of tags: only what is on it can be given, and a merged tag stays merged whatever lists say."""

from pathlib import Path

import pytest

from organiser.errors import FINDINGS, Problem
from organiser.models.people import PERSON
from organiser.rules.names import name_key, sort_key
from organiser.services import tags
from organiser.store import history
from organiser.store.store import Store
from tests.services.lists import figures, take_in, write_list


@pytest.fixture
def ann(store: Store) -> int:
    """Ann Jones, who has no tags."""
    with store.operation("Add Ann Jones") as work:
        return work.insert_with_uid(
            PERSON, given="Ann", family="Jones", sort_key=sort_key("Ann", "Jones"), name_key=name_key("Ann", "Jones")
        )


def listed(store: Store) -> list[tuple[str, int]]:
    """Every tag and how many people have it."""
    return [(tag.name, tag.people) for tag in tags.tags(store)]


def operations(store: Store) -> int:
    return store.count("SELECT count(*) FROM operation")


def test_a_new_tag_is_on_the_list_and_spelled_as_it_was_typed(store: Store) -> None:
    tag, operation = tags.new_tag(store, "  street\u00a0 rep ")
    assert (tag.name, tag.people, operation) == ("street rep", 0, 1)
    assert listed(store) == [("street rep", 0)]
    assert store.value("SELECT by_hand FROM tag") == 1


@pytest.mark.parametrize("name", ["Street Rep", "street rep", "STREET  REP"])
def test_a_tag_that_is_there_already_is_not_made_twice_however_it_is_spelled(store: Store, name: str) -> None:
    tags.new_tag(store, "street rep")
    with pytest.raises(Problem, match="There is a tag 'street rep' already"):
        tags.new_tag(store, name)
    assert operations(store) == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b"])
def test_a_tag_without_a_name_is_none(store: Store, name: str) -> None:
    with pytest.raises(Problem, match="needs a name"):
        tags.new_tag(store, name)


def test_tags_of_the_list_are_given_and_taken_and_both_can_be_undone(store: Store, ann: int) -> None:
    for name in ("leaflets", "stall", "phone bank"):
        tags.new_tag(store, name)
    given = tags.give(store, ann, ["Stall", "leaflets", "stall"])
    assert (given.name, given.tags, given.changed) == ("Ann Jones", ["leaflets", "stall"], ["stall", "leaflets"])
    assert history.entry(store, given.operation or 0).title == "Tag Ann Jones: stall, leaflets"
    taken = tags.take(store, ann, ["stall", "phone bank"])
    assert (taken.tags, taken.changed) == (["leaflets"], ["stall"])
    history.undo(store)
    history.undo(store)
    assert listed(store) == [("leaflets", 0), ("phone bank", 0), ("stall", 0)]


def test_giving_what_somebody_has_or_taking_what_they_have_not_changes_nothing(store: Store, ann: int) -> None:
    tags.new_tag(store, "stall")
    tags.give(store, ann, ["stall"])
    before = operations(store)
    assert tags.give(store, ann, ["stall"]).operation is None
    tags.take(store, ann, ["stall"])
    assert tags.take(store, ann, ["stall"]).operation is None
    assert operations(store) == before + 1


def test_a_tag_that_is_not_on_the_list_is_refused_with_those_it_may_have_been_and_nothing_is_changed(
    store: Store, ann: int
) -> None:
    for name in ("leaflets", "stall"):
        tags.new_tag(store, name)
    with pytest.raises(Problem) as refused:
        tags.give(store, ann, ["stall", "leafletts"])
    assert refused.value.exit_code == FINDINGS
    assert "no tag 'leafletts'. Did you mean leaflets?" in refused.value.sentence
    with pytest.raises(Problem, match="'organiser tag list' shows them all"):
        tags.take(store, ann, ["zzz"])
    assert listed(store) == [("leaflets", 0), ("stall", 0)]


def test_a_merge_moves_everybody_once_and_is_one_change_that_can_be_undone(store: Store, tmp_path: Path) -> None:
    file = write_list(
        tmp_path / "list.csv",
        ["Name", "E-mail", "Tags"],
        ["Ann Jones", "ann@example.org", "leafleting"],
        ["Bob Lee", "bob@example.org", "leafleting; leaflets"],
        ["Cem Smith", "cem@example.org", "leaflets"],
    )
    take_in(store, file)
    before = operations(store)
    merged = tags.merge(store, "Leafleting", "leaflets")
    assert (merged.tag.name, merged.tag.people, merged.gone, merged.people) == ("leaflets", 3, "leafleting", 2)
    assert listed(store) == [("leaflets", 3)]
    assert operations(store) == before + 1
    history.undo(store)
    assert listed(store) == [("leafleting", 2), ("leaflets", 2)]
    history.redo(store)
    assert listed(store) == [("leaflets", 3)]


def test_lists_that_go_on_giving_a_merged_tag_mean_the_other(store: Store, tmp_path: Path) -> None:
    header = ["Name", "E-mail", "Tags"]
    take_in(store, write_list(tmp_path / "one.csv", header, ["Ann Jones", "ann@example.org", "leafleting, stall"]))
    tags.new_tag(store, "leaflets")
    tags.merge(store, "leafleting", "leaflets")
    tags.new_tag(store, "deliveries")
    tags.merge(store, "leaflets", "deliveries")
    done = take_in(
        store,
        write_list(
            tmp_path / "two.csv",
            header,
            ["Ann Jones", "ann@example.org", "Leafleting, stall, leaflets"],
            ["Bob Lee", "bob@example.org", "LEAFLETS"],
        ),
    )
    assert (figures(done), done.new_tags) == ((1, 0, 1), [])
    assert listed(store) == [("deliveries", 2), ("stall", 1)]


def test_a_merged_tag_that_is_made_anew_stands_for_itself(store: Store, tmp_path: Path) -> None:
    for name in ("leafleting", "leaflets"):
        tags.new_tag(store, name)
    tags.merge(store, "leafleting", "leaflets")
    tags.new_tag(store, "leafleting")
    take_in(
        store, write_list(tmp_path / "list.csv", ["Name", "E-mail", "Tags"], ["Ann", "a@example.org", "leafleting"])
    )
    assert listed(store) == [("leafleting", 1), ("leaflets", 0)]


def test_a_merge_there_and_back_goes_round_in_no_circle(store: Store) -> None:
    tags.new_tag(store, "a1")
    tags.new_tag(store, "b1")
    tags.merge(store, "a1", "b1")
    tags.new_tag(store, "a1")
    tags.merge(store, "b1", "a1")
    assert tags.led_on(store) == {"b1": "a1"}


def test_a_tag_merged_into_another_spelling_of_itself_is_spelled_so_from_now_on(store: Store, tmp_path: Path) -> None:
    file = write_list(tmp_path / "list.csv", ["Name", "E-mail", "Tags"], ["Ann Jones", "ann@example.org", "STALL"])
    take_in(store, file)
    merged = tags.merge(store, "stall", "Stall")
    assert (merged.tag.name, merged.gone, listed(store)) == ("Stall", "STALL", [("Stall", 1)])
    assert tags.merge(store, "stall", "Stall").operation is None
    take_in(store, write_list(tmp_path / "more.csv", ["Name", "E-mail", "Tags"], ["Bob", "bob@example.org", "STALL"]))
    assert listed(store) == [("Stall", 2)]


def test_a_merge_with_a_tag_that_is_not_on_the_list_changes_nothing(store: Store) -> None:
    tags.new_tag(store, "leaflets")
    for old, new in (("leaflets", "posters"), ("posters", "leaflets")):
        with pytest.raises(Problem, match="There is no tag 'posters'"):
            tags.merge(store, old, new)
    assert operations(store) == 1
