"""Electorates taken in, and the contact rate of a ward: this year beside last, never a league table."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.doorstep import CONVERSATION
from organiser.rules.contact_rate import Period, has_not_grown, percent, period_of, year_before
from organiser.services.contact_rate import Rates, rates
from organiser.services.doorstep import Round, Typed, add
from organiser.services.electorates import import_electorates
from organiser.services.merging import merge as merge_people
from organiser.services.ranking import Asked
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, build_places
from tests.services.people_here import add as add_person
from tests.tables import dump

CASTLE, ST_ANNS, SMITHFIELD = (name for _, name, _ in WARDS)
YEAR = Asked(since="2026-01-01", until="2026-12-31")


@pytest.fixture
def small(store: Store) -> Store:
    build_places(store)
    return store


def write(folder: Path, *lines: str) -> Path:
    path = folder / "electors.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def hear(store: Store, *lines: str, on: str = "2026-03-14", street: str = "Fiction Road", person: str = "") -> None:
    add(store, [Typed(line, person=person) for line in lines], Round(ward=CASTLE, on=on, street=street))


def told(found: Rates) -> list[tuple[str, int, float | None]]:
    return [(one.ward.name, one.now.contacted, one.now.percent) for one in found.wards]


# Electorates ---------------------------------------------------------------------------------------------------------


def test_each_bad_row_is_left_out_with_its_reason_and_the_same_file_changes_nothing(
    small: Store, tmp_path: Path
) -> None:
    code = WARDS[1][0]
    path = write(
        tmp_path, "Electors, by ward", "Ward code,Ward,Electorate 2026,Households", f',{CASTLE},"1,000",400',
        f"{code},whatever it is called,2 000.0,", ",Nowhere,12,5", f",{SMITHFIELD},many,", f",{CASTLE},999,400", ",,5,",
    )  # fmt: skip
    done = import_electorates(small, path, on="2026-05-01")
    assert (done.rows, done.new, done.of) == (6, 3, {"electors": 2, "households": 1})
    assert [one.row for one in done.refused] == [5, 6, 7, 8]
    assert all(one.reason for one in done.refused)
    before = dump(small)
    again = import_electorates(small, path, on="2026-05-01")
    assert (again.new, again.mended, again.known, again.operation) == (0, 0, 3, None)
    assert dump(small) == before
    mended = import_electorates(small, write(tmp_path, "Ward,Electors", f"{CASTLE},1500"), on="2026-05-01")
    assert (mended.mended, mended.new) == (1, 0)
    history.undo(small, None)
    assert dump(small)["electorate"] == before["electorate"]


def test_a_list_without_wards_or_numbers_is_refused_in_a_sentence(small: Store, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Ward, Electors"):
        import_electorates(small, write(tmp_path, "Street,Colour", "Fiction Road,red"))


# The rate ------------------------------------------------------------------------------------------------------------


def test_residents_count_once_each_and_each_year_has_its_own_electorate(small: Store, tmp_path: Path) -> None:
    import_electorates(small, write(tmp_path, "Ward,Electors", f"{CASTLE},200"), on="2025-05-01")
    import_electorates(small, write(tmp_path, "Ward,Electors", f"{CASTLE},400"), on="2026-05-01")
    ann = add_person(small, "Ann Lee")
    hear(small, "12: potholes", "12: trees", "14: not in", "16: refused", on="2026-03-14")
    hear(small, "18: potholes", "20: trees", person="Ann Lee")
    hear(small, "potholes", street="")
    hear(small, "12: potholes", on="2025-03-14")
    (ward,) = rates(small, YEAR).wards
    # Door 12, Ann Lee, and the one with no door.
    assert (ward.now.residents, ward.now.homes, ward.now.doors, ward.now.percent) == (3, 4, 7, 0.8)
    assert (ward.before.residents, ward.before.percent) == (1, 0.5)
    assert ward.now.electorate
    assert ward.now.electorate.on == "2026-05-01"
    assert ward.support == ""
    (of_homes,) = rates(small, YEAR, "households").wards
    assert (of_homes.now.contacted, of_homes.now.percent, of_homes.now.unknown) == (
        4, None, "no number of households known",
    )  # fmt: skip
    # Somebody met under two names is one resident once they are merged.
    other = add_person(small, "Anne Lee")
    hear(small, "22: trees", person="Anne Lee")
    assert rates(small, YEAR).wards[0].now.residents == 4
    merge_people(small, ann, other, {}, anyway=True)
    assert rates(small, YEAR).wards[0].now.residents == 3


def test_wards_come_by_name_and_who_has_not_grown_is_offered_support(small: Store, tmp_path: Path) -> None:
    import_electorates(small, write(tmp_path, "Ward,Electors", f"{ST_ANNS},100", f"{CASTLE},1000"), on="2025-05-01")
    hear(small, "12: potholes")
    found = rates(small, YEAR)
    assert [name for name, _, _ in told(found)] == sorted((CASTLE, ST_ANNS))
    assert {one.ward.name: one.support for one in found.wards} == {
        CASTLE: "", ST_ANNS: "needs support with a first round",
    }  # fmt: skip
    assert [one.ward.name for one in rates(small, YEAR._replace(ward=CASTLE)).wards] == [CASTLE]
    with pytest.raises(Problem):
        rates(small, Asked(since="2026-02-01", until="2026-01-01"))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2024-03-01", "2025-02-28"), ("2023-03-01", "2024-02-29")),
        (("2024-02-29", "2024-02-29"), ("2023-03-01", "2023-03-01")),
        (("2025-11-23", "2026-11-22"), ("2024-11-23", "2025-11-22")),
    ],
)
def test_the_year_before_ends_where_this_one_begins(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert year_before(Period(*period)) == before


def test_a_period_that_is_left_open_is_a_year_up_to_today() -> None:
    assert period_of("", "", "2026-11-22") == ("2025-11-23", "2026-11-22")


@pytest.mark.parametrize(
    ("contacted", "number", "shown"), [(0, 7, 0.0), (1, 7, 14.3), (1, 2000, 0.1), (1, 2001, 0.0), (7, 7, 100.0)]
)
def test_the_rate_is_exact_to_a_tenth(contacted: int, number: int, shown: float) -> None:
    assert percent(contacted, number) == shown


def test_growth_is_judged_by_shares_not_by_what_they_are_rounded_to() -> None:
    assert not has_not_grown(1001, 100_000, 1000, 100_000)
    assert has_not_grown(1001, 110_000, 1000, 100_000)


_DOORS = st.lists(st.tuples(st.sampled_from(("", "1 a", "2 a")), st.sampled_from((0, 1, 2)), st.booleans()), max_size=8)


@settings(max_examples=25, deadline=None)
@given(_DOORS)
def test_the_counts_are_those_that_the_definition_gives(doors: Sequence[tuple[str, int, bool]]) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "x.organiser") as store:
        build_places(store)
        people = [add_person(store, name) for name in ("Ann Lee", "Bob Orr")]
        ward = store.count("SELECT id FROM ward WHERE name = ?", (CASTLE,))
        with store.operation("hear") as work:
            for household, person, spoke in doors:
                work.insert_with_uid(
                    CONVERSATION, ward_id=ward, on_day="2026-03-14", outcome="spoke" if spoke else "not in",
                    household=household, person_id=people[person - 1] if person else None,
                )  # fmt: skip
        met = [(household, person) for household, person, spoke in doors if spoke]
        known = {person for _, person in met if person}
        with_known = {household for household, person in met if person and household}
        nobodys = {household for household, person in met if not person and household}
        bare = sum(1 for one in met if one == ("", 0))
        homeless = {person for household, person in met if person} - {person for household, person in met if household}
        found = rates(store, YEAR).wards
        assert [(one.now.residents, one.now.homes) for one in found] == [
            (len(known) + len(nobodys - with_known) + bare, len(with_known | nobodys) + len(homeless) + bare)
        ] * bool(doors)
