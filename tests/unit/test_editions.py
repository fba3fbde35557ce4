"""Which wards stand when: the editions of the official lookups."""

import csv
from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.editions import Pair, Span, edition_in, editions, pairs_in, spans, successors

YEARS = range(2014, 2028)


def pairs_of(path: Path, council: str) -> tuple[list[Pair], dict[int, str]]:
    """The pairs of one council of a lookup, and the names of its wards."""
    numbers: dict[str, int] = {}
    names = {}
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["lad_name"] == council:
                ward, seat = (numbers.setdefault(row[key], len(numbers)) for key in ("ward_code", "pcon_code"))
                first, last = int(row["first_available_year_included"]), int(row["most_recent_year_included"])
                names[ward] = row["ward_name"]
                found.append(Pair(ward, seat, first, last))
    return found, names


def three_councils(shared_data: Path) -> Path:
    return shared_data / "geo" / "ward_pcon_lad_2017_2024_lambeth_birmingham_kirklees.csv"


def counts(pairs: list[Pair], year: int) -> tuple[int, int, int]:
    """How many wards and pairs hold in a year, and how many of the wards are split."""
    holding = pairs_in(pairs, year)
    wards = Counter(pair.ward for pair in holding)
    return len(wards), len(holding), sum(count > 1 for count in wards.values())


def test_lambeth_had_its_old_wards_in_2016_although_the_first_edition_is_of_2017(shared_data: Path) -> None:
    pairs, names = pairs_of(three_councils(shared_data), "Lambeth")
    assert counts(pairs, 2016) == (21, 21, 0)
    assert "Coldharbour" in {names[pair.ward] for pair in pairs_in(pairs, 2016)}


def test_lambeth_had_new_wards_in_old_constituencies_for_two_years(shared_data: Path) -> None:
    pairs, _ = pairs_of(three_councils(shared_data), "Lambeth")
    assert counts(pairs, 2022) == counts(pairs, 2023) == (25, 31, 6)


def test_the_last_edition_holds_for_good(shared_data: Path) -> None:
    pairs, _ = pairs_of(three_councils(shared_data), "Lambeth")
    assert counts(pairs, 2024) == counts(pairs, 2040) == (25, 34, 8)


def test_a_year_without_an_edition_of_its_own_has_the_one_before(shared_data: Path) -> None:
    pairs, _ = pairs_of(three_councils(shared_data), "Birmingham")
    assert counts(pairs, 2018) == counts(pairs, 2017) == (40, 40, 0)
    assert counts(pairs, 2019)[0] == 69


def test_a_ward_redrawn_under_its_name_knows_its_successor_and_the_others_have_none(shared_data: Path) -> None:
    pairs, names = pairs_of(three_councils(shared_data), "Lambeth")
    found = successors(names, pairs)
    assert sorted(names[ward] for ward in found) == [
        "Clapham Town",
        "Gipsy Hill",
        "Knight's Hill",
        "Oval",
        "Streatham Wells",
    ]
    assert all(names[old] == names[new] and old != new for old, new in found.items())
    old = next(iter(found))
    assert spans(pairs)[old] == Span(None, 2022)
    assert spans(pairs)[found[old]] == Span(2022, None)


def test_a_council_that_no_lookup_knows_has_no_editions() -> None:
    assert editions([]) == []
    assert pairs_in([], 2024) == []
    assert spans([]) == {}


def test_a_pair_that_two_lookups_say_outlives_the_wards_around_it() -> None:
    # Two snapshots, of 2017 and 2024, have been loaded: the ward 1 stands in both, 2 was redrawn as 3.
    pairs = [Pair(1, 9, 2017, 2024), Pair(2, 9, 2017, 2017), Pair(3, 9, 2024, 2024)]
    assert [pair.ward for pair in pairs_in(pairs, 2020)] == [1, 2]
    assert [pair.ward for pair in pairs_in(pairs, 2024)] == [1, 3]


def test_two_wards_of_one_name_leave_it_open_which_is_the_successor() -> None:
    pairs = [Pair(1, 9, 2017, 2017), Pair(2, 9, 2018, 2018), Pair(3, 9, 2018, 2018)]
    assert successors({1: "castle", 2: "castle", 3: "castle"}, pairs) == {}
    assert successors({1: "castle", 2: "castle", 3: "park"}, pairs) == {1: 2}


def test_a_ward_without_a_name_has_no_successor() -> None:
    assert successors({1: "", 2: ""}, [Pair(1, 9, 2017, 2017), Pair(2, 9, 2018, 2018)]) == {}


@st.composite
def councils(draw: st.DrawFn) -> list[Pair]:
    keys = draw(st.sets(st.tuples(st.integers(0, 5), st.integers(10, 12)), min_size=1, max_size=8))
    found = []
    for ward, seat in sorted(keys):
        first = draw(st.integers(2016, 2024))
        found.append(Pair(ward, seat, first, draw(st.integers(first, 2025))))
    return found


@given(councils())
def test_every_day_has_wards(pairs: list[Pair]) -> None:
    assert all(pairs_in(pairs, year) for year in YEARS)


@given(councils())
def test_what_holds_changes_only_in_the_year_of_an_edition(pairs: list[Pair]) -> None:
    years = editions(pairs)
    for year in YEARS:
        assert edition_in(years, year) in years
        if year not in years[1:]:
            assert pairs_in(pairs, year) == pairs_in(pairs, year - 1)


@given(councils())
def test_in_the_year_of_an_edition_exactly_its_pairs_hold(pairs: list[Pair]) -> None:
    for year in editions(pairs):
        assert pairs_in(pairs, year) == [pair for pair in pairs if pair.first <= year <= pair.last]


@given(councils())
def test_the_dates_of_a_ward_are_those_between_which_it_has_a_constituency(pairs: list[Pair]) -> None:
    found = spans(pairs)
    assert found.keys() == {pair.ward for pair in pairs}
    for ward, (since, until) in found.items():
        standing = {year for year in YEARS if any(pair.ward == ward for pair in pairs_in(pairs, year))}
        assert min(standing) == (YEARS[0] if since is None else since)
        assert max(standing) == (YEARS[-1] if until is None else until - 1)


@given(councils(), st.lists(st.sampled_from(["", "castle", "park", "mill"]), min_size=6, max_size=6))
def test_a_successor_has_the_name_of_the_old_ward_and_begins_when_that_ends(
    pairs: list[Pair], names: list[str]
) -> None:
    stands = spans(pairs)
    for old, new in successors(dict(enumerate(names)), pairs).items():
        assert names[old] == names[new] != ""
        assert stands[old].until == stands[new].since is not None


@given(councils(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(pairs: list[Pair], random: Random) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert spans(shuffled) == spans(pairs)
    assert set(pairs_in(shuffled, 2020)) == set(pairs_in(pairs, 2020))
