"""Loading lists of places, the wards of a day, and where a postcode leads."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import permutations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models import places as tables
from organiser.models.people import PERSON
from organiser.services.place_files import Loaded, load_places
from organiser.services.places import (
    JOIN_WARD,
    PEOPLE_OF_WARD,
    PERSON_SEAT,
    PERSON_WARD,
    Atlas,
    find_constituencies,
    find_wards,
    locate,
    wards,
)
from organiser.store import clock, history
from organiser.store.store import Store

TODAY = "2026-11-22"
LOOKUP = ("WD24CD", "WD24NM", "PCON24CD", "PCON24NM", "LAD24CD", "LAD24NM")
YEARS = ("first_available_year_included", "most_recent_year_included")
DIRECTORY = ("pcds", "doterm", "oslaua", "osward", "pcon")
THREE = "ward_pcon_lad_2017_2024_lambeth_birmingham_kirklees.csv"

# Two wards of one council: the first lies in two constituencies.
SPLIT, WHOLE = "E05000001", "E05000002"
NORTH, SOUTH = "E14000001", "E14000002"
COUNCIL = "E09000001"
SMALL_LOOKUP = (
    (SPLIT, "Herne Hill", NORTH, "Anytown North", COUNCIL, "Anytown"),
    (SPLIT, "Herne Hill", SOUTH, "Anytown South", COUNCIL, "Anytown"),
    (WHOLE, "Castle & Park", SOUTH, "Anytown South", COUNCIL, "Anytown"),
)


def write_csv(path: Path, header: Sequence[str], *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


@contextmanager
def new_store() -> Iterator[Store]:
    with TemporaryDirectory() as folder, Store.create(Path(folder) / "people.organiser") as made:
        yield made


def contents(store: Store) -> list[list[tuple[object, ...]]]:
    """Every row of every table of places, versions and ids included."""
    return [store.rows(f"SELECT * FROM {table.name} ORDER BY id") for table in tables.TABLES]


def by_code(store: Store) -> list[list[tuple[object, ...]]]:
    """What the tables of places say, without ids and versions."""
    return [
        store.rows("SELECT gss, name, name_year FROM council ORDER BY gss"),
        store.rows("SELECT gss, name, name_year FROM constituency ORDER BY gss"),
        store.rows(
            "SELECT ward.gss, ward.name, ward.fold, ward.name_year, ward.council_year, council.gss, next.gss FROM ward"
            " LEFT JOIN council ON council.id = ward.council_id LEFT JOIN ward AS next ON next.id = ward.successor_id"
            " ORDER BY ward.gss"
        ),
        store.rows(
            "SELECT ward.gss, constituency.gss, first, last FROM ward_seat JOIN ward ON ward.id = ward_id"
            " JOIN constituency ON constituency.id = constituency_id ORDER BY 1, 2"
        ),
    ]


def counted(loaded: Loaded) -> tuple[int, int, int]:
    return loaded.created, loaded.updated, loaded.unchanged


@pytest.fixture
def small(store: Store, tmp_path: Path) -> Store:
    """A store that knows the three pairs of SMALL_LOOKUP."""
    load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)])
    return store


def load_postcodes(store: Store, *rows: Sequence[object], header: Sequence[str] = DIRECTORY) -> Loaded:
    with TemporaryDirectory() as folder:
        return load_places(store, [write_csv(Path(folder) / "postcodes.csv", header, *rows)])


# Loading lookups -----------------------------------------------------------------------------------------------------


def test_the_lookup_of_the_whole_country_is_counted_right_and_a_second_time_changes_nothing(
    store: Store, shared_data: Path
) -> None:
    path = shared_data / "geo" / "ward_pcon_lad_2024_uk.csv"
    first = load_places(store, [path])
    assert (first.rows, first.wards, first.constituencies, first.councils) == (8798, 8396, 650, 361)
    assert first.split_wards == 388
    assert counted(first) == (8396 + 650 + 361, 0, 0)
    assert (first.postcodes, first.live, first.refused) == (None, None, ())
    again = load_places(store, [path])
    assert counted(again) == (0, 0, first.created)
    assert again.operation is None
    assert len(wards(store, TODAY)) == 8396


def test_a_broken_code_in_the_lookup_of_2017_costs_one_row(store: Store, shared_data: Path) -> None:
    loaded = load_places(store, [shared_data / "geo" / "ons_WD17_PCON17_LAD17_UK.csv"])
    assert (loaded.rows, loaded.kept, loaded.left_out) == (9578, 9577, 1)
    assert [(finding.row, finding.code) for finding in loaded.refused] == [(8712, "bad_code")]


def test_undo_takes_every_place_away_and_redo_brings_the_very_rows_back(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / THREE, shared_data / "geo" / "lewisham_postcode_ward22.csv"])
    loaded = contents(store)
    assert all(loaded[place] for place, table in enumerate(tables.TABLES) if table.name in ("ward", "postcode"))
    history.undo(store)
    assert not any(contents(store))
    history.redo(store)
    assert contents(store) == loaded


def test_a_change_of_many_rows_is_taken_back_to_what_they_were(small: Store, tmp_path: Path) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, NORTH), ("SE1 1AB", "", COUNCIL, SPLIT, NORTH))
    before = contents(small)
    loaded = load_postcodes(small, ("SE1 1AA", "202401", COUNCIL, WHOLE, SOUTH), ("SE1 1AB", "", COUNCIL, SPLIT, NORTH))
    assert counted(loaded) == (0, 1, 1 + 2 + 2 + 1)
    after = contents(small)
    assert after != before
    history.undo(small)
    assert contents(small) == before
    history.redo(small)
    assert contents(small) == after


def test_all_files_of_one_call_are_one_change(store: Store, shared_data: Path) -> None:
    names = ("lewisham_wards22.csv", "lewisham_postcode_ward22.csv", "pcon_2024.csv")
    loaded = load_places(store, [shared_data / "geo" / name for name in names])
    assert [entry.title for entry in history.entries(store, 9)] == ["Load places from lewisham_wards22.csv and 2 more"]
    assert loaded.operation == 1
    assert (loaded.wards, loaded.constituencies, loaded.postcodes) == (19, 650, 8419)


def test_the_real_lookups_give_the_same_tables_in_any_order(shared_data: Path) -> None:
    geo = shared_data / "geo"
    names = (THREE, "ward_pcon_lad_2024_uk.csv", "ons_WD17_PCON17_LAD17_UK.csv")
    found = []
    for order in permutations(names):
        with new_store() as store:
            for name in order:
                load_places(store, [geo / name], ["Lambeth", "Kirklees"])
            found.append(by_code(store))
    assert found[0][2]
    assert all(other == found[0] for other in found)


@st.composite
def lookups(draw: st.DrawFn) -> list[list[tuple[object, ...]]]:
    """Several lookups, each some rows of which some say otherwise than others."""
    row = st.builds(
        lambda ward, name, seat, council, first, length: (
            first,
            first + length,
            f"E0500000{ward}",
            name,
            f"E1400000{seat}",
            f"Seat {seat}",
            f"E0900000{council}",
            "Council",
        ),
        st.integers(1, 5),
        st.sampled_from(["Castle", "CASTLE", "Park", ""]),
        st.integers(1, 3),
        st.integers(1, 2),
        st.integers(2016, 2022),
        st.integers(0, 3),
    )
    return draw(st.lists(st.lists(row, min_size=1, max_size=6), min_size=2, max_size=3))


@settings(max_examples=20, deadline=None)
@given(lookups(), st.randoms(use_true_random=False))
def test_any_lookups_give_the_same_tables_in_any_order_and_twice_is_once(
    said: list[list[tuple[object, ...]]], random: Random
) -> None:
    with TemporaryDirectory() as folder, new_store() as one, new_store() as two:
        paths = [write_csv(Path(folder) / f"{place}.csv", (*YEARS, *LOOKUP), *rows) for place, rows in enumerate(said)]
        for path in paths:
            load_places(one, [path])
        random.shuffle(paths)
        load_places(two, paths)
        assert by_code(one) == by_code(two)
        for path in paths:
            assert counted(load_places(one, [path]))[:2] == (0, 0)


def test_a_list_of_councils_names_those_that_no_edition_has_named_and_no_others(small: Store, tmp_path: Path) -> None:
    names = [(COUNCIL, "Old Anytown"), ("E09000002", "Elsewhere")]
    load_places(small, [write_csv(tmp_path / "councils.csv", ("lad_code", "lad_name"), *names)])
    assert small.rows("SELECT gss, name FROM council ORDER BY gss") == [
        (COUNCIL, "Anytown"),
        ("E09000002", "Elsewhere"),
    ]


def test_wards_known_by_their_codes_are_named_when_the_lookup_comes(store: Store, tmp_path: Path) -> None:
    load_postcodes(store, ("SE1 1AA", "", COUNCIL, WHOLE, SOUTH))
    assert [(ward.place.gss, ward.place.name) for ward in wards(store, TODAY)] == [(WHOLE, "")]
    loaded = load_places(store, [write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)])
    assert counted(loaded) == (2, 3, 0)
    assert [ward.place.name for ward in wards(store, TODAY)] == ["Castle & Park", "Herne Hill"]
    assert locate(store, "SE1 1AA", None, TODAY).council == wards(store, TODAY)[0].council


def test_a_lookup_without_a_year_is_this_years(store: Store, tmp_path: Path) -> None:
    header = ("ward_code", "ward_name", "pcon_code", "pcon_name")
    load_places(store, [write_csv(tmp_path / "lookup.csv", header, (WHOLE, "Castle", SOUTH, "South"))])
    assert store.rows("SELECT first, last FROM ward_seat") == [(clock.this_year(), clock.this_year())]


def test_a_lookup_in_a_workbook_is_read_beside_its_notes(store: Store, tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "lookup.xlsx") as book:
        notes = book.add_worksheet("Notes")
        notes.write_column(0, 0, ["About this list", "It is a list of wards."])
        sheet = book.add_worksheet("Lookup")
        for place, row in enumerate((["Wards of Anytown"], [], LOOKUP, *SMALL_LOOKUP)):
            sheet.write_row(place, 0, row)
    assert load_places(store, [tmp_path / "lookup.xlsx"]).wards == 2


@pytest.mark.parametrize(
    "name", ["crm/made/electoral_register.csv", "crm/made/google_contacts.csv", "crm/vcf/gmail-list.vcf"]
)
def test_a_list_of_people_is_refused_and_what_is_expected_is_said(store: Store, shared_data: Path, name: str) -> None:
    with pytest.raises(Problem, match=r"is no list of places\. Expected is a ward lookup") as caught:
        load_places(store, [shared_data / "geo" / "pcon_2024.csv", shared_data / name])
    assert caught.value.exit_code == 65
    assert not any(contents(store))


# Councils ------------------------------------------------------------------------------------------------------------


def test_only_the_rows_of_the_council_asked_for_are_kept(store: Store, shared_data: Path) -> None:
    loaded = load_places(store, [shared_data / "geo" / "ward_pcon_lad_2024_uk.csv"], ["LAMBETH", "E08000034"])
    assert (loaded.rows, loaded.kept, loaded.councils, loaded.wards) == (8798, 34 + 25, 2, 25 + 23)
    assert loaded.split_wards == 10


def test_a_fault_in_another_councils_row_is_not_told(store: Store, shared_data: Path) -> None:
    path = shared_data / "geo" / "ons_WD17_PCON17_LAD17_UK.csv"
    assert load_places(store, [path], ["Lambeth"]).left_out == 0
    assert load_places(store, [path], ["North Lanarkshire"]).left_out == 1


def test_a_council_that_was_renamed_is_found_by_either_name_in_any_row(store: Store, tmp_path: Path) -> None:
    old = ("E05000003", "Coast", NORTH, "North", "E07000112", "Shepway")
    new = ("E05000004", "Shore", NORTH, "North", "E07000112", "Folkestone and Hythe")
    path = write_csv(tmp_path / "lookup.csv", (*YEARS, *LOOKUP), (2017, 2017, *old), (2024, 2024, *new))
    assert load_places(store, [path], ["Folkestone & Hythe"]).kept == 2


def test_a_directory_is_narrowed_by_its_council_column(store: Store, shared_data: Path) -> None:
    path = shared_data / "geo" / "onspd_aug2024_sample.csv"
    loaded = load_places(store, [path], ["E07000240"])
    assert (loaded.rows, loaded.postcodes) == (4, 2)


def test_a_directory_without_councils_is_narrowed_by_those_of_its_wards(small: Store, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "postcodes.csv", ("Postcode", "Ward code"), ("SE1 1AA", WHOLE), ("SE1 1AB", "E05000009")
    )
    assert load_places(small, [path], ["anytown"]).postcodes == 1


def test_a_directory_may_stand_before_the_lookup_that_names_its_council(store: Store, tmp_path: Path) -> None:
    directory = write_csv(tmp_path / "postcodes.csv", DIRECTORY, ("SE1 1AA", "", COUNCIL, WHOLE, SOUTH))
    lookup = write_csv(tmp_path / "lookup.csv", LOOKUP, *SMALL_LOOKUP)
    assert load_places(store, [directory, lookup], ["Anytown"]).postcodes == 1


def test_an_unknown_council_is_refused_with_names_that_come_near(store: Store, shared_data: Path) -> None:
    path = shared_data / "geo" / THREE
    with pytest.raises(Problem, match=r"No council is called 'Lambth'\. Did you mean Lambeth\?"):
        load_places(store, [path], ["Lambth"])
    with pytest.raises(Problem, match="No council has the code E09000099"):
        load_places(store, [path], ["E09000099"])
    with pytest.raises(Problem, match="load a ward lookup first"):
        load_places(store, [shared_data / "geo" / "onspd_aug2024_sample.csv"], ["St Albans"])
    assert not any(contents(store))


# Postcodes -----------------------------------------------------------------------------------------------------------


def test_the_postcodes_of_lewisham_are_counted_right(store: Store, shared_data: Path) -> None:
    path = shared_data / "geo" / "lewisham_postcode_ward22.csv"
    loaded = load_places(store, [path])
    assert (loaded.rows, loaded.postcodes, loaded.live, loaded.wards) == (8419, 8419, 4969, 19)
    assert counted(loaded) == (8419 + 19 + 1, 0, 0)
    assert counted(load_places(store, [path])) == (0, 0, 8419 + 19 + 1)


def test_of_two_directories_in_one_call_the_one_named_last_holds(store: Store, shared_data: Path) -> None:
    names = ("onspd_may2018_sample.csv", "onspd_aug2024_sample.csv")
    loaded = load_places(store, [shared_data / "geo" / name for name in names])
    assert (loaded.rows, loaded.postcodes) == (8, 4)
    where = locate(store, "AL1 1AA", None, TODAY)
    assert where.ward is not None
    assert (where.ward.gss, where.live, where.ended) == ("E05013966", False, "1994-05")


def test_a_directory_that_tells_no_constituencies_leaves_those_that_are_known(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, NORTH))
    loaded = load_postcodes(small, ("SE1 1AA", SPLIT), header=("Postcode", "Ward code"))
    assert loaded.operation is None
    constituency = locate(small, "SE1 1AA", None, TODAY).constituency
    assert constituency is not None
    assert constituency.gss == NORTH


def test_progress_is_told_while_a_directory_is_read_and_written(store: Store, shared_data: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = shared_data / "geo" / "lewisham_postcode_ward22.csv"
    load_places(store, [path], progress=lambda what, done, total: told.append((what, done, total)))
    assert told == [("Reading lewisham_postcode_ward22.csv", 5000, 0), ("Writing postcodes", 8419, 8419)]


def test_a_load_that_is_stopped_leaves_nothing_and_the_store_can_go_on(store: Store, shared_data: Path) -> None:
    path = shared_data / "geo" / "lewisham_postcode_ward22.csv"

    def stop(_what: str, _done: int, total: int) -> None:
        if total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_places(store, [path], progress=stop)
    assert not any(contents(store))
    assert load_places(store, [path]).postcodes == 8419


# Where somebody lives ------------------------------------------------------------------------------------------------


def test_a_postcode_in_a_whole_ward_leads_to_its_constituency(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, WHOLE, ""))
    where = locate(small, "se11aa", None, TODAY)
    assert (where.postcode, where.live, where.split, where.reason) == ("SE1 1AA", True, False, "")
    assert where.ward is not None
    assert where.council is not None
    assert where.constituency is not None
    assert (where.ward.name, where.council.name, where.constituency.name) == (
        "Castle & Park",
        "Anytown",
        "Anytown South",
    )


def test_in_a_split_ward_the_constituency_is_not_guessed(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, ""))
    where = locate(small, "SE1 1AA", None, TODAY)
    assert where.split
    assert where.constituency is None
    assert [place.name for place in where.constituencies] == ["Anytown North", "Anytown South"]
    assert where.reason == "Herne Hill lies in 2 constituencies: which one cannot be told from the postcode"


def test_in_a_split_ward_the_directory_may_know_the_constituency(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, SOUTH))
    where = locate(small, "SE1 1AA", None, TODAY)
    assert where.constituency is not None
    assert (where.constituency.name, where.split, where.reason) == ("Anytown South", True, "")


def test_a_constituency_of_former_days_in_the_directory_does_not_settle_a_split_ward(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, "E14000999"))
    assert locate(small, "SE1 1AA", None, TODAY).constituency is None


def test_a_ward_entered_by_hand_counts_before_that_of_the_postcode(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, NORTH))
    (ward,) = find_wards(small, "castle and park")
    where = locate(small, "SE1 1AA", ward.id, TODAY)
    assert where.ward == ward
    assert where.constituency is not None
    assert where.constituency.gss == SOUTH


def test_a_postcode_that_no_file_holds_and_one_that_is_none_say_so(small: Store) -> None:
    assert locate(small, "zz99 9zz", None, TODAY).reason == "ZZ99 9ZZ is in no postcode file that was loaded"
    assert locate(small, "the flat above", None, TODAY).reason == "'the flat above' is not a postcode"
    assert locate(small, "", None, TODAY).reason == "no postcode is known"
    (ward,) = find_wards(small, WHOLE)
    where = locate(small, "", ward.id, TODAY)
    assert (where.ward, where.live, where.reason) == (ward, None, "")


def test_a_postcode_outside_all_wards_is_known_and_lies_nowhere(small: Store) -> None:
    load_postcodes(small, ("IM1 1AD", "", "M99999999", "M99999999", "M99999999"))
    where = locate(small, "IM1 1AD", None, TODAY)
    assert (where.live, where.ward, where.reason) == (True, None, "IM1 1AD lies in no ward")


def test_a_postcode_of_an_old_file_says_that_its_ward_was_redrawn(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / THREE])
    load_postcodes(store, ("SW9 8AA", "", "E09000022", "E05000420", ""))
    where = locate(store, "SW9 8AA", None, TODAY)
    assert where.ward is not None
    assert where.constituencies == ()
    assert where.reason.startswith(f"{where.ward.name} is no ward of 2026: its council was redrawn")
    assert len(locate(store, "SW9 8AA", None, "2020-01-01").constituencies) == 1


def test_lists_of_people_follow_ward_and_constituency_by_join(small: Store) -> None:
    load_postcodes(small, ("SE1 1AA", "", COUNCIL, SPLIT, NORTH), ("SE1 1AB", "", COUNCIL, WHOLE, SOUTH))
    (whole,), (split,) = find_wards(small, WHOLE), find_wards(small, SPLIT)
    with small.operation("Add people") as work:
        lived = [("SE1 1AA", None), ("SE1 1AA", whole.id), ("", whole.id), ("", None), ("SE1 1AA", split.id)]
        people = [work.insert_with_uid(PERSON, given="Ann", postcode=code, ward_id=ward) for code, ward in lived]
    found = small.rows(f"SELECT person.id, {PERSON_WARD}, {PERSON_SEAT} FROM person {JOIN_WARD} ORDER BY person.id")
    atlas = Atlas(small, TODAY)
    for (person, ward, seat), (code, by_hand) in zip(found, lived, strict=True):
        where = atlas.locate(code, by_hand)
        assert where.ward == (atlas.settle(ward, seat).ward if ward else None)
        assert where.constituency == (atlas.settle(ward, seat).constituency if ward else None)
        living = small.rows(PEOPLE_OF_WARD, (ward,)) if ward else []
        assert ((person,) in living) == bool(ward)
    assert len(people) == len(found)


# The wards of a day --------------------------------------------------------------------------------------------------


def test_the_wards_of_a_constituency_are_found_whatever_its_spelling(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / THREE])
    found = wards(store, TODAY, constituency="BIRMINGHAM, EDGBASTON")
    assert [ward.place.name for ward in found] == [
        "Bartley Green",
        "Edgbaston",
        "Harborne",
        "North Edgbaston",
        "Quinton",
    ]
    assert {ward.place.gss for ward in found} == {"E05011123", "E05011134", "E05011144", "E05011157", "E05011163"}


def test_the_wards_of_lambeth_change_with_the_day(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / THREE])
    for day, number, pairs in (("2016-05-06", 21, 21), ("2022-06-01", 25, 31), ("2023-06-01", 25, 31), (TODAY, 25, 34)):
        found = wards(store, day, council="lambeth")
        assert (len(found), sum(len(ward.constituencies) for ward in found)) == (number, pairs)
    assert sum(ward.split for ward in wards(store, TODAY, council="Lambeth")) == 8


def test_a_ward_that_was_redrawn_names_its_successor_only_where_one_bears_its_name(
    store: Store, shared_data: Path
) -> None:
    load_places(store, [shared_data / "geo" / THREE])
    found = {ward.place.name: ward for ward in wards(store, "2016-05-06", council="Lambeth")}
    successor = found["Knight's Hill"].successor
    assert successor is not None
    assert (successor.gss, successor.name) == ("E05014106", "Knight's Hill")
    assert found["Coldharbour"].successor is None
    assert found["Coldharbour"].span.until == 2022


def test_of_two_constituencies_of_one_name_the_one_of_the_day_is_meant(store: Store, tmp_path: Path) -> None:
    # The old one's council is no more, so that its last edition would hold for good.
    old = ("E05000007", "Pier", "E14000586", "Bournemouth East", "E06000028", "Bournemouth")
    new = ("E05000008", "Shore", "E14001127", "Bournemouth East", "E06000058", "BCP")
    path = write_csv(tmp_path / "lookup.csv", (*YEARS, *LOOKUP), (2017, 2017, *old), (2024, 2024, *new))
    load_places(store, [path])
    assert [ward.place.name for ward in wards(store, TODAY, constituency="Bournemouth East")] == ["Shore"]
    assert [ward.place.name for ward in wards(store, "2016-05-06", constituency="Bournemouth East")] == ["Pier"]
    assert len(find_constituencies(store, "Bournemouth East", TODAY)) == 1


def test_a_list_of_wards_alone_shows_them_without_constituencies(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / "lewisham_wards22.csv"])
    found = wards(store, TODAY)
    assert len(found) == 19
    assert all(not ward.constituencies and ward.council is None for ward in found)


def test_an_unknown_name_is_refused_with_names_that_come_near(small: Store) -> None:
    with pytest.raises(Problem, match=r"No constituency is called 'Anytown Nroth'\. Did you mean Anytown North"):
        wards(small, TODAY, constituency="Anytown Nroth")
    with pytest.raises(Problem, match=r"No council is called 'Nowhere'\.$"):
        wards(small, TODAY, council="Nowhere")


def test_with_nothing_loaded_the_way_to_load_is_said(store: Store) -> None:
    with pytest.raises(Problem, match="organiser places import"):
        wards(store, TODAY, council="Lambeth")
    assert wards(store, TODAY) == []
