"""The numbers of places agree with a slow, obvious count."""

from datetime import date, timedelta

import pytest

from organiser.models.people import PERSON
from organiser.services import numbers
from organiser.services.listed import describe
from organiser.services.numbers import Numbers
from organiser.store import clock
from organiser.store.store import Store
from tests.services.people_here import POSTCODES, WARDS, add, build_places, edit

_LINES = ("leaflets", "member", "not on the register", "champion", "tag: new", "")


@pytest.fixture
def town(store: Store) -> Store:
    """People at all postcodes, some whose ward was entered by hand, some of long ago."""
    build_places(store)
    people = []
    for place, postcode in enumerate((*POSTCODES, "", "SW1A 1AA")):
        for number, said in enumerate(_LINES[: place + 1]):
            parts = filter(None, (f"P{place} Q{number}", postcode, said))
            people.append(add(store, ", ".join(parts)))
    for person, ward in zip(people[::4], ("E05000001", "E05000002", "E05000003") * 9, strict=False):
        edit(store, person, f"ward={ward}")
    before = (date.fromisoformat(clock.today()) - timedelta(days=40)).isoformat()
    with store.operation("Long ago") as work:
        for person in people[::3]:
            work.update(PERSON, person, created=before)
    return store


def _slow(store: Store) -> dict[str, Numbers]:
    """Person by person, as a list shows them."""
    found = {gss: Numbers() for gss, _, _ in WARDS}
    for person in describe(store, [row[0] for row in store.rows("SELECT id FROM person")]):
        if person.location.ward is None:
            continue
        facts = store.rows("SELECT kind FROM fact WHERE person_id = ? AND until = ''", (person.id,))
        (created,) = store.rows("SELECT created FROM person WHERE id = ?", (person.id,))[0]
        one = Numbers(
            1,
            any(kind in ("role", "offer") for (kind,) in facts),
            person.register == "not on it",
            person.membership == "member",
            created[:7] == clock.today()[:7],
        )
        found[person.location.ward.gss] = numbers.sum_of([found[person.location.ward.gss], one])
    return found


def test_the_numbers_of_each_ward_are_those_of_a_count_person_by_person(town: Store) -> None:
    slow = _slow(town)
    assert all(numbers.sum_of(list(slow.values())))
    for gss, wanted in slow.items():
        ward = town.count("SELECT id FROM ward WHERE gss = ?", (gss,))
        assert numbers.of_wards(town, [ward]) == {ward: wanted}


def test_a_ward_is_counted_even_when_time_is_up(town: Store) -> None:
    wards = [row[0] for row in town.rows("SELECT id FROM ward")]
    assert list(numbers.of_wards(town, wards, seconds=0)) == wards[:1]
    assert list(numbers.of_wards(town, wards, seconds=60)) == wards


def test_where_people_live_agrees_with_what_a_list_says_of_them(town: Store) -> None:
    found = numbers.inhabited(town)
    people = describe(town, [row[0] for row in town.rows("SELECT id FROM person")])
    for of, counted in zip(("ward", "council", "constituency", "branch"), found, strict=True):
        places = [getattr(person.location, of) for person in people]
        wanted: dict[int, int] = {}
        for place in filter(None, places):
            wanted[place.id] = wanted.get(place.id, 0) + 1
        assert counted == wanted
        assert wanted
