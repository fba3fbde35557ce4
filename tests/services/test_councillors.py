"""Lists of councillors taken in again and again: who is in office, for which ward, and who is no more."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.models.people import PERSON
from organiser.services import offices
from organiser.services.councillors import Imported, import_councillors
from organiser.services.offices import Office, Vacancy, find_holder, list_councillors
from organiser.services.place_files import load_places
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.test_places import LOOKUP, THREE, YEARS, new_store, write_csv
from tests.tables import dump, named

TWENTY = "ward_pcon_lad_2024_uk.csv"
HEADER = (*YEARS, *LOOKUP)
COUNCIL = "Anytown"
OLD_OAK, OLD_ELM, OLD_LEONARD = "E05000001", "E05000002", "E05000003"
NEW_OAK, NEW_ELM = "E05000011", "E05000012"
DAY, LATER = "2024-03-01", "2025-03-01"


def ward(first: int, last: int, code: str, name: str) -> tuple[object, ...]:
    return first, last, code, name, "E14000001", "Anytown", "E09000001", COUNCIL


@pytest.fixture
def anytown(store: Store, tmp_path: Path) -> Store:
    load_anytown(store, tmp_path)
    return store


def load_anytown(store: Store, folder: Path) -> None:
    """A council whose three wards were redrawn in 2022: two of the names stand again."""
    lookup = (
        ward(2017, 2021, OLD_OAK, "Oak"),
        ward(2017, 2021, OLD_ELM, "Elm & Ash"),
        ward(2017, 2021, OLD_LEONARD, "St Leonard's"),
        ward(2022, 2024, NEW_OAK, "Oak"),
        ward(2022, 2024, NEW_ELM, "Elm & Ash"),
    )
    load_places(store, [write_csv(folder / "lookup.csv", HEADER, *lookup)])


def take_in(
    store: Store, folder: Path, on: str, *rows: Sequence[str], header: Sequence[str] = ("Name", "Party", "Ward", "UID")
) -> Imported:
    return import_councillors(store, write_csv(folder / "councillors.csv", header, *rows), COUNCIL, on)


def in_office(store: Store, on: str) -> list[tuple[str, str, str]]:
    """Who is in office on a day: name, the code of the ward or the ward as written, first day."""
    found = list_councillors(store, on, council=COUNCIL).offices
    return sorted(
        (office.person, office.ward.gss if office.ward else office.ward_written, office.since) for office in found
    )


def terms_of(store: Store, name: str) -> list[tuple[str, str]]:
    return sorted((office.since, office.until) for office in held_by(store, name))


def held_by(store: Store, name: str) -> list[Office]:
    return offices.offices_of(store, find_holder(store, name))


def counted(done: Imported) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.ended, done.unchanged


# The real lists ------------------------------------------------------------------------------------------------------


def test_lambeth_of_2016_has_its_figures_against_the_wards_of_2024(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / TWENTY], ["Lambeth"])
    before = dump(store)
    path = shared_data / "councillors" / "modgov_lambeth_2016.xml"
    done = import_councillors(store, path, "Lambeth", "2026-11-22")
    assert (done.councillors, done.wards, done.matched_wards, len(done.unmatched_wards)) == (63, 21, 5, 16)
    assert list(done.parties.items()) == [("Labour", 58), ("Conservative", 3), ("Green", 1), ("no party", 1)]
    assert counted(done) == (63, 0, 0, 0)
    after = dump(store)
    again = import_councillors(store, path, "Lambeth", "2026-11-22")
    assert (counted(again), again.operation) == ((0, 0, 0, 63), None)
    assert dump(store) == after
    history.undo(store)
    assert dump(store) == before
    history.redo(store)
    assert dump(store) == after


def test_lambeth_of_2016_finds_all_its_wards_on_a_day_of_2016(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / THREE], ["Lambeth"])
    path = shared_data / "councillors" / "modgov_lambeth_2016.xml"
    done = import_councillors(store, path, "Lambeth", "2016-05-06")
    assert (done.matched_wards, done.unmatched_wards) == (21, [])
    found = list_councillors(store, "2016-05-06", council="Lambeth", ward="St Leonard's").offices
    assert len(found) == 3
    assert sum(bool(office.surgery) for office in list_councillors(store, "2016-05-06").offices) == 63


def test_a_list_given_the_wrong_day_first_is_put_right_by_the_right_one(store: Store, shared_data: Path) -> None:
    path = shared_data / "councillors" / "modgov_lambeth_2016.xml"
    load_places(store, [shared_data / "geo" / TWENTY], ["Lambeth"])
    import_councillors(store, path, "Lambeth", clock.today())
    load_places(store, [shared_data / "geo" / THREE], ["Lambeth"])
    done = import_councillors(store, path, "Lambeth", "2016-05-06")
    assert (done.matched_wards, counted(done)) == (21, (0, 63, 0, 0))
    codes = {row[0] for row in store.rows("SELECT gss FROM office JOIN ward ON ward.id = ward_id")}
    assert len(codes) == 21
    assert all(code < "E05010000" for code in codes), "wards of 2016, not those of 2022"
    assert import_councillors(store, path, "Lambeth", "2016-05-06").operation is None


def test_trafford_has_one_seat_empty_and_it_is_said_to_be(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / TWENTY], ["Trafford"])
    path = shared_data / "councillors" / "councillors_trafford_2025.csv"
    done = import_councillors(store, path, "Trafford", "2025-06-01", seats=3)
    assert (done.councillors, done.wards, done.matched_wards) == (62, 21, 21)
    assert done.vacancies == [Vacancy("Broadheath", 1)]
    assert list_councillors(store, "2025-06-01", council="Trafford").vacancies == [Vacancy("Broadheath", 1)]
    # The number of seats is remembered.
    again = import_councillors(store, path, "Trafford", "2025-06-01")
    assert (again.seats, again.vacancies, again.operation) == (3, [Vacancy("Broadheath", 1)], None)


def test_slough_s_terms_become_offices_of_their_own(store: Store, shared_data: Path) -> None:
    load_places(store, [shared_data / "geo" / TWENTY], ["Slough"])
    path = shared_data / "councillors" / "modgov_slough_2016.xml"
    done = import_councillors(store, path, "Slough", "2016-05-06", seats=3)
    assert done.councillors == 42
    assert done.vacancies == [Vacancy("Colnbrook with Poyle", 1), Vacancy("Foxborough", 2)]
    assert terms_of(store, "Antreev Dhillon") == [("2012-05-06", "2014-05-26"), ("2014-05-26", "2016-05-08")]
    assert len(list_councillors(store, "2016-05-06", council="Slough").offices) == 42
    # By now all these terms are over: a list of today would bring the new ones.
    assert list_councillors(store, "2026-11-22", council="Slough").offices == []
    assert import_councillors(store, path, "Slough", "2016-05-06").operation is None


# Wards ---------------------------------------------------------------------------------------------------------------


def test_ward_names_match_whatever_their_apostrophes_case_and_ampersands(anytown: Store, tmp_path: Path) -> None:
    rows = (("Ann Day", "Labour", "ST LEONARDS", ""), ("Bob Fox", "Labour", "Elm and Ash", ""))
    done = take_in(anytown, tmp_path, "2020-03-01", *rows)
    assert done.unmatched_wards == []
    assert [code for _, code, _ in in_office(anytown, "2020-03-01")] == [OLD_LEONARD, OLD_ELM]


def test_a_ward_that_did_not_stand_on_the_day_is_kept_as_written_and_found_once_it_is_known(
    anytown: Store, tmp_path: Path
) -> None:
    done = take_in(anytown, tmp_path, DAY, ("Ann Day", "Labour", "Hill Top", ""), ("Bob Fox", "Labour", "Oak", ""))
    assert (done.matched_wards, done.unmatched_wards) == (1, ["Hill Top"])
    assert in_office(anytown, DAY) == [("Ann Day", "Hill Top", ""), ("Bob Fox", NEW_OAK, "")]
    load_places(anytown, [write_csv(tmp_path / "more.csv", HEADER, ward(2022, 2024, "E05000013", "Hill-Top"))])
    again = take_in(anytown, tmp_path, DAY, ("Ann Day", "Labour", "Hill Top", ""), ("Bob Fox", "Labour", "Oak", ""))
    assert (counted(again), again.unmatched_wards) == ((0, 1, 0, 1), [])
    assert in_office(anytown, DAY)[0] == ("Ann Day", "E05000013", "")


def test_who_is_on_the_list_of_a_redrawn_ward_of_the_same_name_begins_anew(anytown: Store, tmp_path: Path) -> None:
    row = ("Ann Day", "Labour", "Oak", "7")
    take_in(anytown, tmp_path, "2020-03-01", row)
    done = take_in(anytown, tmp_path, DAY, row)
    assert counted(done) == (0, 1, 0, 0)
    assert terms_of(anytown, "Ann Day") == [("", DAY), (DAY, "")]
    assert in_office(anytown, DAY) == [("Ann Day", NEW_OAK, DAY)]
    assert in_office(anytown, "2020-03-01") == [("Ann Day", OLD_OAK, "")]
    assert take_in(anytown, tmp_path, DAY, row).operation is None


# Later and older lists -----------------------------------------------------------------------------------------------


def test_who_is_on_a_later_list_no_more_is_out_of_office_from_its_day_and_never_deleted(
    anytown: Store, tmp_path: Path
) -> None:
    ann, bob, cat = (("Ann Day", "Labour", "Oak", ""), ("Bob Fox", "Green", "Oak", ""), ("Cat Orr", "Green", "Oak", ""))
    take_in(anytown, tmp_path, DAY, ann, bob)
    before = dump(anytown)
    done = take_in(anytown, tmp_path, LATER, ann, cat)
    assert counted(done) == (1, 0, 1, 1)
    assert [name for name, _, _ in in_office(anytown, DAY)] == ["Ann Day", "Bob Fox"]
    assert in_office(anytown, LATER) == [("Ann Day", NEW_OAK, ""), ("Cat Orr", NEW_OAK, LATER)]
    assert terms_of(anytown, "Bob Fox") == [("", LATER)]
    history.undo(anytown)
    assert dump(anytown) == before
    history.redo(anytown)
    # By-elections bring people back.
    back = take_in(anytown, tmp_path, "2026-03-01", ann, bob, cat)
    assert counted(back) == (0, 1, 0, 2)
    assert terms_of(anytown, "Bob Fox") == [("", LATER), ("2026-03-01", "")]


def test_an_older_list_ends_nobody_and_adds_what_was_so_then(anytown: Store, tmp_path: Path) -> None:
    ann, bob = ("Ann Day", "Labour", "Oak", ""), ("Bob Fox", "Green", "Oak", "")
    take_in(anytown, tmp_path, LATER, ann)
    done = take_in(anytown, tmp_path, DAY, bob)
    assert counted(done) == (1, 0, 0, 0)
    assert in_office(anytown, LATER) == [("Ann Day", NEW_OAK, "")]
    assert terms_of(anytown, "Bob Fox") == [("", LATER)]
    assert take_in(anytown, tmp_path, DAY, bob).operation is None
    assert take_in(anytown, tmp_path, LATER, ann).operation is None


def test_a_list_that_says_nothing_new_is_remembered_by_its_day_so_that_one_dated_before_it_is_older(
    anytown: Store, tmp_path: Path
) -> None:
    ann, bob = ("Ann Day", "Labour", "Oak", ""), ("Bob Fox", "Green", "Oak", "")
    take_in(anytown, tmp_path, DAY, ann)
    before = dump(anytown)
    done = take_in(anytown, tmp_path, LATER, ann)
    assert counted(done) == (0, 0, 0, 1)
    assert history.entry(anytown, done.operation or 0).title.endswith(": nothing new")
    assert take_in(anytown, tmp_path, LATER, ann).operation is None
    take_in(anytown, tmp_path, "2024-09-01", bob)
    assert in_office(anytown, LATER) == [("Ann Day", NEW_OAK, "")]
    assert terms_of(anytown, "Bob Fox") == [("2024-09-01", LATER)]
    with pytest.raises(Problem, match="nothing new"):
        history.undo(anytown, (done.operation or 0) - 1)
    history.undo(anytown)
    history.undo(anytown)
    assert dump(anytown) == before


def test_a_list_of_the_wrong_day_is_put_right_though_it_came_again_on_other_days(
    anytown: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bob = ("Ann Day", "Labour", "St Leonard's", ""), ("Bob Fox", "Green", "Oak", "")
    for moment in ("2026-01-05T12:00:00Z", "2026-01-06T12:00:00Z", "2026-01-07T12:00:00Z"):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        take_in(anytown, tmp_path, moment[:10], ann, bob)
    assert take_in(anytown, tmp_path, "2021-05-07", ann, bob).updated == 2
    assert in_office(anytown, "2021-06-01") == [("Ann Day", OLD_LEONARD, ""), ("Bob Fox", OLD_OAK, "")]
    assert anytown.rows("SELECT held_on FROM list") == [("2021-05-07",)]
    history.undo(anytown)
    assert anytown.count("SELECT count(*) FROM list") == 3


def test_party_and_posts_follow_the_list_and_what_was_said_here_by_hand_stands(anytown: Store, tmp_path: Path) -> None:
    header = ("Name", "Party", "Ward", "Posts", "Surgery")
    take_in(anytown, tmp_path, DAY, ("Mayor Ann Day", "Labour", "Oak", "Whip", "First Friday"), header=header)
    offices.add_office(anytown, "councillor", "Ann Day", places={"council": COUNCIL}, party="Co-operative")
    done = take_in(anytown, tmp_path, LATER, ("Cllr Ann Day", "Labour", "Oak", "Leader", "First Friday"), header=header)
    assert counted(done) == (0, 1, 0, 0)
    (office,) = held_by(anytown, "Ann Day")
    assert (office.party, office.posts, office.surgery) == ("Co-operative", ("Leader",), "First Friday")


def test_an_office_that_was_ended_by_hand_is_not_begun_again_by_the_same_list(anytown: Store, tmp_path: Path) -> None:
    ann, bob = ("Ann Day", "Labour", "Oak", ""), ("Bob Fox", "Green", "Oak", "")
    take_in(anytown, tmp_path, DAY, ann, bob)
    offices.end_offices(anytown, "Ann Day", "councillor", "2024-06-01")
    assert counted(take_in(anytown, tmp_path, LATER, ann, bob)) == (0, 0, 0, 2)
    assert terms_of(anytown, "Ann Day") == [("", "2024-06-01")]


# Who they are --------------------------------------------------------------------------------------------------------


def add_helper(store: Store, given: str, family: str) -> int:
    with store.operation("Add") as work:
        return work.insert_with_uid(PERSON, **named(given, family))


def test_a_helper_of_the_same_name_is_not_merged_but_asked_about_once(anytown: Store, tmp_path: Path) -> None:
    helper = add_helper(anytown, "Ann Mary", "Day")
    row = ("Councillor Ann Mary Day", "Labour", "Oak", "7")
    done = take_in(anytown, tmp_path, DAY, row)
    assert (done.created, [finding.code for finding in done.questions]) == (1, ["namesake"])
    kind, value, person, other = anytown.rows("SELECT kind, value, person_id, other_id FROM question")[0]
    assert (kind, value, person, other) == ("namesake", "annmaryday", helper, find_holder(anytown, "Ann Mary Day"))
    again = take_in(anytown, tmp_path, LATER, (*row[:2], "Elm & Ash", row[3]))
    assert again.questions == []


def test_who_held_a_seat_there_already_is_known_by_name_however_it_is_written(anytown: Store, tmp_path: Path) -> None:
    person = add_helper(anytown, "José", "O'Neil")
    offices.add_office(anytown, "councillor", "José", places={"ward": NEW_OAK}, since="2022-05-05")
    done = take_in(anytown, tmp_path, DAY, ("Cllr Jose ONeil", "Labour", "Oak", ""))
    assert (done.created, done.updated, done.questions) == (0, 1, [])
    assert find_holder(anytown, "jose") == person
    assert terms_of(anytown, "jose") == [("2022-05-05", "")]


def test_the_council_s_number_knows_a_councillor_under_a_new_name(anytown: Store, tmp_path: Path) -> None:
    take_in(anytown, tmp_path, DAY, ("Ann Day", "Labour", "Oak", "7"))
    done = take_in(anytown, tmp_path, LATER, ("Ann Day-Fox", "Labour", "Oak", "7"))
    assert counted(done) == (0, 1, 0, 0)
    person = find_holder(anytown, "Ann Day")
    known_as = anytown.rows("SELECT value FROM fact WHERE person_id = ? AND kind = 'otherwise'", (person,))
    assert known_as == [("Ann Day-Fox",)]


def test_two_councillors_of_one_name_stay_two(anytown: Store, tmp_path: Path) -> None:
    rows = (("Mo Khan", "Labour", "Oak", "7"), ("Mo Khan", "Labour", "Elm & Ash", "8"))
    assert take_in(anytown, tmp_path, DAY, *rows).created == 2
    assert counted(take_in(anytown, tmp_path, LATER, *reversed(rows))) == (0, 0, 0, 2)
    # Without numbers the ward tells them apart.
    bare = [(*row[:3], "") for row in rows]
    assert counted(take_in(anytown, tmp_path, LATER, *bare)) == (0, 0, 0, 2)
    assert len(in_office(anytown, LATER)) == 2


def test_public_addresses_are_kept_where_the_list_gives_any(anytown: Store, tmp_path: Path) -> None:
    header = ("Name", "Ward", "Email", "Phone")
    take_in(anytown, tmp_path, DAY, ("Ann Day", "Oak", "Ann@example.org", "07700 900123"), header=header)
    take_in(anytown, tmp_path, LATER, ("Ann Day", "Oak", "ann@example.org", ""), header=header)
    assert anytown.rows("SELECT kind, value, name_key FROM contact ORDER BY kind") == [
        ("email", "ann@example.org", "annday"),
        ("phone", "+447700900123", "annday"),
    ]


def test_where_it_comes_from_is_kept_as_with_every_list(anytown: Store, tmp_path: Path) -> None:
    take_in(anytown, tmp_path, DAY, ("Cllr Ann Day", "Labour", "Oak", "7"))
    assert anytown.rows(
        "SELECT source.key, file, row, source_row.outside_id FROM source_row JOIN list ON list.id = list_id"
        " JOIN source ON source.id = source_row.source_id"
    ) == [("council:E09000001", "councillors.csv", 2, "7")]


# Refusals ------------------------------------------------------------------------------------------------------------


def test_what_cannot_be_taken_in_is_refused_and_changes_nothing(anytown: Store, tmp_path: Path) -> None:
    before = dump(anytown)
    with pytest.raises(Problem, match=r"No council is called 'Anytwon'\. Did you mean Anytown\?"):
        import_councillors(anytown, tmp_path / "x.csv", "Anytwon", DAY)
    with pytest.raises(Problem) as caught:
        take_in(anytown, tmp_path, DAY, ("Vacancy", "", "Oak", ""))
    assert caught.value.exit_code == UNREADABLE
    with pytest.raises(Problem) as caught:
        import_councillors(anytown, tmp_path / "x.csv", COUNCIL, DAY, seats=99)
    assert caught.value.exit_code == USAGE
    assert dump(anytown) == before


def test_another_councils_list_ends_nobody(anytown: Store, tmp_path: Path) -> None:
    take_in(anytown, tmp_path, DAY, ("Ann Day", "Labour", "Oak", ""))
    before = dump(anytown)
    with pytest.raises(Problem, match="it seems to be another council's"):
        take_in(anytown, tmp_path, LATER, ("Bob Fox", "Labour", "Far Away", ""))
    assert dump(anytown) == before
    assert take_in(anytown, tmp_path, LATER, ("Ann Day", "Labour", "Far Away", "")).updated == 1


def test_seats_said_to_be_vacant_are_told_where_nobody_said_how_many_there_are(anytown: Store, tmp_path: Path) -> None:
    done = take_in(anytown, tmp_path, DAY, ("Ann Day", "Labour", "Oak", ""), ("Vacancy", "", "Oak", ""))
    assert (done.councillors, done.vacancies) == (1, [Vacancy("Oak", 1)])


# Any lists whatever ---------------------------------------------------------------------------------------------------

days = st.sampled_from(("2018-05-10", "2020-05-10", "2022-05-10", "2024-05-10"))
rows = st.lists(
    st.tuples(
        st.sampled_from(("Ann Day", "Bob Fox", "Cat Orr")),
        st.sampled_from(("Labour", "Green")),
        st.sampled_from(("Oak", "Elm & Ash", "St Leonard's", "Hill Top")),
        st.sampled_from(("", "22 May 2014", "5 May 2016")),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[0],
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(days, rows), min_size=1, max_size=4))
def test_whatever_lists_come_in_whatever_order_each_again_changes_nothing_and_undo_takes_all_back(
    lists: list[tuple[str, list[tuple[str, ...]]]],
) -> None:
    header = ("Name", "Party", "Ward", "Elected")
    with new_store() as store, TemporaryDirectory() as name:
        folder = Path(name)
        load_anytown(store, folder)
        before = [dump(store)]
        latest: tuple[str, set[str]] = ("", set())
        for on, said in lists:
            try:
                done = take_in(store, folder, on, *said, header=header)
            except Problem:
                # Of a list whose people and wards are all unknown it cannot be told that it is this council's.
                assert dump(store) == before[-1]
                continue
            if done.operation is not None:
                before.append(dump(store))
            latest = (on, {row[0] for row in said}) if on >= latest[0] else latest
            again = take_in(store, folder, on, *said, header=header)
            assert (again.operation, again.unchanged) == (None, len(said))
        assert {person for person, _, _ in in_office(store, latest[0])} == latest[1]
        while len(before) > 1:
            assert dump(store) == before.pop()
            history.undo(store)
        assert dump(store) == before.pop()
