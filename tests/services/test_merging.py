"""Two records of one person made one: what is shown, what is kept, what moves, and that undo is exact."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.base import Table
from organiser.models.contacts import TALK, TASK
from organiser.models.offices import BODY, BODY_PERSON, LINK, OFFICE
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, PERSON_TAG, RELATION, TAG
from organiser.models.places import COUNCIL, WARD
from organiser.models.sources import LIST, MAPPING, QUESTION, SOURCE
from organiser.models.tables import TRACKED
from organiser.rules.consent import OBJECTED
from organiser.services import person as pages
from organiser.services.merging import FIELDS, Field, choose, merge
from organiser.services.people import find_one
from organiser.store import clock, history
from organiser.store.engine import Value
from organiser.store.store import Store
from organiser.store.uids import new_uids, uid_text
from organiser.store.work import Work
from tests.tables import Tables, dump, indexed, named

NO_CHOICE: Mapping[str, str] = {}


def add(store: Store, given_name: str, family: str, **columns: Value) -> int:
    """A person; later ones are younger records unless their uid says otherwise."""
    uid = (store.count("SELECT max(id) FROM person") + 1).to_bytes(16, "big")
    with store.operation("Add") as work:
        return work.insert(PERSON, **({"uid": uid} | named(given_name, family) | columns))


def put(store: Store, table: Table, **values: Value) -> int:
    with store.operation("Put") as work:
        if "uid" in table.names:
            return work.insert_with_uid(table, **values)
        return work.insert(table, **values)


def row(store: Store, person: int) -> dict[str, Any]:
    return dict(zip(PERSON.names, dump(store)["person"][person], strict=True))


def uid_of(store: Store, person: int) -> str:
    return uid_text(row(store, person)["uid"])


@pytest.fixture
def pair(store: Store) -> tuple[int, int]:
    """Ann Smith, the older record, and Ann Jones."""
    ann = add(store, "Ann", "Smith", title="Ms", postcode="SE13 5AB", membership="member", register="on", elector="A 1")
    return ann, add(store, "Ann", "Jones", title="Dr", postcode="SE1 1AA", gender="female", born="1990-03-01")


# What is shown ---------------------------------------------------------------------------------------------------


def test_a_value_that_only_one_has_is_taken_and_where_both_differ_the_older_record_counts(
    store: Store, pair: tuple[int, int]
) -> None:
    merged = merge(store, *pair, NO_CHOICE)
    kept = row(store, pair[0])
    assert (kept["given"], kept["family"], kept["title"], kept["postcode"]) == ("Ann", "Smith", "Ms", "SE13 5AB")
    assert (kept["gender"], kept["born"], kept["membership"], kept["elector"]) == (
        "female",
        "1990-03-01",
        "member",
        "A 1",
    )
    assert merged.fields["name"] == Field("Ann Smith", "Ann Jones")
    assert merged.fields["gender"] == Field("female", "")
    assert "ward" not in merged.fields


def test_the_older_record_stays_whichever_is_named_first(store: Store, pair: tuple[int, int]) -> None:
    uids = [uid_of(store, person) for person in pair]
    merged = merge(store, pair[1], pair[0], NO_CHOICE)
    assert [merged.uid, merged.gone] == uids
    assert merged.fields["title"] == Field("Ms", "Dr")


def test_what_is_chosen_is_shown_and_no_list_overwrites_it(store: Store, pair: tuple[int, int]) -> None:
    merge(store, *pair, {"name": "B", "title": "B", "postcode": "A"})
    kept = row(store, pair[0])
    assert (kept["family"], kept["sort_key"], kept["name_key"]) == ("Jones", "jones ann", "annjones")
    assert (kept["title"], kept["postcode"]) == ("Dr", "SE13 5AB")
    assert kept["by_hand"] == "name postcode title"


def test_the_letters_are_those_of_the_two_as_they_were_named(store: Store, pair: tuple[int, int]) -> None:
    merged = merge(store, pair[1], pair[0], {"name": "A"})
    assert merged.fields["name"] == Field("Ann Jones", "Ann Smith")


def test_what_was_entered_by_hand_stays_so_where_it_is_shown(store: Store) -> None:
    one = add(store, "Ann", "Smith", title="Ms", by_hand="title")
    other = add(store, "Ann", "Jones", title="Dr", born="1990-03-01", by_hand="born name title")
    merge(store, one, other, NO_CHOICE)
    assert row(store, one)["by_hand"] == "born title"


def test_the_elector_number_follows_the_register_where_the_two_disagree() -> None:
    blank = dict.fromkeys(FIELDS, "")
    kept, gone = blank | {"register": "not on it"}, blank | {"register": "on", "elector": "A 1"}
    assert not choose(kept, gone, {})["elector"]
    assert choose(kept, gone, {"register": True})["elector"]
    assert choose(blank, gone, {})["elector"]


def test_whoever_may_be_under_18_stays_marked(store: Store) -> None:
    one, other = add(store, "Ann", "Smith"), add(store, "Ann", "Smith", minor_until="2031-01-01")
    merge(store, one, other, NO_CHOICE)
    assert row(store, one)["minor_until"] == "2031-01-01"


@pytest.mark.parametrize("keep", [{"shoe": "A"}, {"name": "C"}])
def test_a_choice_that_cannot_be_made_is_refused(store: Store, pair: tuple[int, int], keep: dict[str, str]) -> None:
    with pytest.raises(Problem, match="the fields are name, title") as caught:
        merge(store, *pair, keep)
    assert caught.value.exit_code == 2


# What is kept ----------------------------------------------------------------------------------------------------


def test_the_others_values_are_kept_as_another_name_an_address_and_facts_of_the_past(
    store: Store, pair: tuple[int, int]
) -> None:
    merge(store, *pair, {"membership": "B"})
    facts = store.rows(
        "SELECT kind, value, until FROM fact WHERE person_id = ? AND kind <> 'uid' ORDER BY kind", pair[:1]
    )
    assert facts == [
        ("membership", "member", clock.today()),
        ("otherwise", "Ann Jones", ""),
        ("title", "Dr", clock.today()),
    ]
    assert store.rows("SELECT postcode FROM address WHERE person_id = ?", pair[:1]) == [("SE1 1AA",)]
    assert find_one(store, "ann jones") == pair[0]


def test_the_code_of_the_one_gone_finds_the_one_kept_also_after_another_merge(
    store: Store, pair: tuple[int, int]
) -> None:
    gone = uid_of(store, pair[1])
    merge(store, *pair, NO_CHOICE)
    assert find_one(store, gone) == pair[0]
    third = add(store, "Ann", "Hill", uid=bytes(16))
    merge(store, pair[0], third, NO_CHOICE)
    assert find_one(store, gone) == third


def test_a_list_may_give_any_of_the_addresses_under_either_name(store: Store, pair: tuple[int, int]) -> None:
    put(store, CONTACT, person_id=pair[0], kind="email", value="smith@example.org", name_key="annsmith")
    put(store, CONTACT, person_id=pair[1], kind="phone", value="+447700900001", name_key="annjones")
    merge(store, *pair, NO_CHOICE)
    found = set(store.rows("SELECT value, name_key FROM contact"))
    assert found == {
        (value, key) for value in ("smith@example.org", "+447700900001") for key in ("annsmith", "annjones")
    }
    assert [contact.value for contact in pages.page(store, pair[0]).contacts] == ["smith@example.org", "+447700900001"]


def test_an_address_ended_by_one_and_told_later_by_the_other_stands(store: Store) -> None:
    one, other = add(store, "Ann", "Smith"), add(store, "Ann", "Smith")
    for number, (since, until, again) in enumerate(
        [("2024", "2025", "2026"), ("2024", "2025", ""), ("", "2025", "2024")]
    ):
        address = {"kind": "email", "value": f"{number}@example.org", "name_key": "annsmith"}
        put(store, CONTACT, person_id=one, since=since, until=until, **address)
        put(store, CONTACT, person_id=other, since=again, label="Home", **address)
    merge(store, one, other, NO_CHOICE)
    assert store.rows("SELECT value, since, until, label FROM contact ORDER BY value") == [
        ("0@example.org", "2024", "", "Home"),
        ("1@example.org", "2024", "2025", "Home"),
        ("2@example.org", "2024", "2025", "Home"),
    ]


def test_consent_takes_the_stricter_side(store: Store, pair: tuple[int, int]) -> None:
    for person in pair:
        put(store, CONTACT, person_id=person, kind="email", value=f"{person}@example.org", name_key="annsmith")
    put(store, CONSENT, person_id=pair[0], channel="email", purpose="newsletter", stance="yes", given="2026-01-01")
    assert {reach.channel: reach.reason for reach in pages.page(store, pair[0]).reach}["email"] == ""
    put(store, CONSENT, person_id=pair[1], channel="email", stance="no", given="2020-01-01")
    merge(store, *pair, NO_CHOICE)
    assert {reach.channel: reach.reason for reach in pages.page(store, pair[0]).reach}["email"] == OBJECTED


# Who are two people ------------------------------------------------------------------------------------------------


def test_relatives_are_not_merged_and_the_relationship_is_named(store: Store, pair: tuple[int, int]) -> None:
    put(store, RELATION, person_id=pair[1], other_id=pair[0], kind="sister")
    before = dump(store)
    with pytest.raises(Problem, match=r"related \(sister\)") as caught:
        merge(store, *pair, NO_CHOICE)
    assert caught.value.exit_code == 1
    assert dump(store) == before
    merge(store, *pair, NO_CHOICE, anyway=True)
    assert dump(store)["relation"] == {}


def test_who_was_said_to_be_two_people_is_not_merged_without_saying_so(store: Store, pair: tuple[int, int]) -> None:
    question = put(
        store,
        QUESTION,
        kind="shared-address",
        value="a@example.org",
        state="different",
        person_id=pair[0],
        other_id=pair[1],
    )
    with pytest.raises(Problem, match="are two people"):
        merge(store, *pair, NO_CHOICE)
    merge(store, *pair, NO_CHOICE, anyway=True)
    assert store.value("SELECT state FROM question WHERE id = ?", (question,)) == "same"


def test_nobody_is_merged_with_themselves(store: Store, pair: tuple[int, int]) -> None:
    with pytest.raises(Problem, match="same person already"):
        merge(store, pair[0], pair[0], NO_CHOICE)


@pytest.mark.parametrize(("keep", "until"), [({}, "2099-01-01"), ({"born": "A"}, ""), ({"born": "B"}, "2099-01-01")])
def test_whoever_may_be_under_18_stays_marked_unless_somebody_says_which_birthday_is_right(
    store: Store, pair: tuple[int, int], keep: dict[str, str], until: str
) -> None:
    with store.operation("Born") as work:
        work.update(PERSON, pair[0], born="1990-02-03")
        work.update(PERSON, pair[1], minor_until="2099-01-01")
    merge(store, *pair, keep)
    assert store.value("SELECT minor_until FROM person WHERE id = ?", (pair[0],)) == until


# What moves --------------------------------------------------------------------------------------------------------


def test_what_was_only_tried_changes_nothing_and_tells_the_same(store: Store, pair: tuple[int, int]) -> None:
    put(store, NOTE, person_id=pair[1], body="met at the stall")
    before = dump(store)
    tried = merge(store, *pair, {"title": "B"}, dry_run=True)
    assert dump(store) == before
    assert tried.operation is None
    done = merge(store, *pair, {"title": "B"})
    assert (tried.fields, tried.moved) == (done.fields, done.moved)
    assert done.moved == {"note": 1}


def test_who_stands_behind_whom_moves_and_nobody_stands_behind_themselves(store: Store, pair: tuple[int, int]) -> None:
    cllr = add(store, "Bob", "Hill")
    put(store, LINK, person_id=pair[0], holder_id=cllr, role="helps", since="2024-01-01")
    put(store, LINK, person_id=pair[1], holder_id=cllr, role="helps", since="2023-01-01")
    put(store, LINK, person_id=pair[1], holder_id=cllr, role="drives")
    put(store, LINK, person_id=cllr, holder_id=pair[1], role="helps")
    put(store, LINK, person_id=pair[1], holder_id=pair[0], role="helps")
    merge(store, *pair, NO_CHOICE)
    assert sorted(store.rows("SELECT person_id, holder_id, role, since FROM link")) == sorted(
        [(pair[0], cllr, "helps", "2023-01-01"), (pair[0], cllr, "drives", ""), (cllr, pair[0], "helps", "")]
    )


def test_one_term_in_office_listed_twice_is_one_and_two_terms_are_two(store: Store, pair: tuple[int, int]) -> None:
    ward = put(store, WARD, gss="E05013720", name="Downham")
    for person, since, posts, surgery in [
        (pair[0], "2022-05-05", "", "First Saturday"),
        (pair[1], "2022-05-05", "Mayor", ""),
        (pair[1], "2018-05-03", "Chair", ""),
    ]:
        put(store, OFFICE, person_id=person, kind="councillor", ward_id=ward, since=since, posts=posts, surgery=surgery)
    merge(store, *pair, NO_CHOICE)
    assert sorted(store.rows("SELECT person_id, since, posts, surgery FROM office")) == [
        (pair[0], "2018-05-03", "Chair", ""),
        (pair[0], "2022-05-05", "Mayor", "First Saturday"),
    ]


@pytest.mark.parametrize("kept", [0, 1])
def test_an_office_entered_by_hand_without_its_first_day_or_ward_is_the_one_that_a_list_tells(
    store: Store, pair: tuple[int, int], kept: int
) -> None:
    ward = put(store, WARD, gss="E05013720", name="Downham")
    council = put(store, COUNCIL, gss="E09000023", name="Lewisham")
    told = {"kind": "councillor", "council_id": council}
    put(store, OFFICE, person_id=pair[kept], posts="Chair", **told)
    put(store, OFFICE, person_id=pair[1 - kept], since="2018-05-03", until="2022-05-05", ward_id=ward, **told)
    put(store, OFFICE, person_id=pair[1 - kept], since="2022-05-05", party="Labour", ward_id=ward, **told)
    before = dump(store)
    merge(store, *pair, NO_CHOICE)
    assert sorted(store.rows("SELECT person_id, since, until, ward_id, party, posts FROM office")) == [
        (pair[0], "2018-05-03", "2022-05-05", ward, "", ""), (pair[0], "2022-05-05", "", ward, "Labour", "Chair")
    ]  # fmt: skip
    history.undo(store)
    assert dump(store) == before


def test_offices_for_two_wards_or_of_two_first_days_stay_two(store: Store, pair: tuple[int, int]) -> None:
    wards = [put(store, WARD, gss=f"E0500000{place}", name=f"W{place}") for place in range(2)]
    put(store, OFFICE, person_id=pair[0], kind="councillor", ward_id=wards[0])
    put(store, OFFICE, person_id=pair[1], kind="councillor", ward_id=wards[1], since="2022-05-05")
    put(store, OFFICE, person_id=pair[1], kind="councillor", ward_id=wards[1], since="2018-05-03")
    put(store, OFFICE, person_id=pair[1], kind="councillor", ward_written="Nowhere")
    merge(store, *pair, NO_CHOICE)
    assert store.count("SELECT count(*) FROM office") == 4


def question(store: Store, one: int, other: int | None, state: str = "open", value: str = "a@example.org") -> int:
    return put(store, QUESTION, kind="shared-address", value=value, state=state, person_id=one, other_id=other)


def asked(store: Store) -> list[tuple[Any, ...]]:
    return sorted(store.rows("SELECT value, state, person_id, other_id FROM question"))


def test_a_question_between_the_two_is_answered_by_it(store: Store, pair: tuple[int, int]) -> None:
    question(store, *pair)
    merge(store, *pair, NO_CHOICE)
    assert asked(store) == [("a@example.org", "same", pair[0], None)]


def test_a_question_of_either_with_a_third_moves_in_the_order_in_which_imports_look_for_it(store: Store) -> None:
    third, kept, gone = (
        add(store, name, "Smith", uid=bytes([place] * 16)) for place, name in enumerate(["Cy", "Ann", "Anne"])
    )
    question(store, third, gone)
    merge(store, kept, gone, NO_CHOICE)
    assert asked(store) == [("a@example.org", "open", third, kept)]


@pytest.mark.parametrize(
    ("states", "left"),
    [(("open", "different"), "different"), (("different", "later"), "different"), (("open", "later"), "later")],
)
def test_of_two_questions_that_become_one_the_answered_one_stays(
    store: Store, pair: tuple[int, int], states: tuple[str, str], left: str
) -> None:
    third = add(store, "Bob", "Hill")
    question(store, pair[0], third, states[0])
    question(store, pair[1], third, states[1])
    merge(store, *pair, NO_CHOICE)
    assert asked(store) == [("a@example.org", left, pair[0], third)]


# Any two people ----------------------------------------------------------------------------------------------------

_TABLES = (CONTACT, ADDRESS, FACT, PERSON_TAG, NOTE, CONSENT, RELATION, OFFICE, BODY_PERSON, LINK, TALK, TASK, QUESTION)
_TEXTS = st.sampled_from(["", "a", "b", "2025-01-01", "2026-01-01"])
_SPECIAL = {
    ("question", "kind"): st.sampled_from(["shared-address", "lapsed", "namesake", "register-namesake"]),
    ("question", "state"): st.sampled_from(["open", "later", "different", "same"]),
    ("fact", "kind"): st.sampled_from(["membership", "offer", "otherwise"]),
    ("contact", "name_key"): st.sampled_from(["annsmith", "annjones", "annsmithsmith"]),
    ("person", "given"): st.sampled_from(["Ann", "Anne", ""]),
    ("person", "family"): st.sampled_from(["Smith", "Jones", "Łee"]),
    ("person", "by_hand"): st.sampled_from(["", "name", "born title"]),
}  # fmt: skip
# The people: the two to be merged and two others.
_PEOPLE = 4
# How many rows of each other table there are to point at.
_OTHERS = {"tag": 2, "body": 2, "ward": 2, "source": 1, "mapping": 1, "list": 2}


def _values(table: Table) -> st.SearchStrategy[dict[str, Any]]:
    columns = {}
    for column in table.columns:
        if column.name == "uid":
            continue
        if column.references:
            most = _PEOPLE if column.references == "person" else _OTHERS.get(column.references, 0)
            places: st.SearchStrategy[Any] = st.integers(1, most) if most else st.none()
            columns[column.name] = st.one_of(st.none(), places) if column.optional else places
        elif column.type == "INTEGER":
            columns[column.name] = st.integers(0, 1)
        else:
            columns[column.name] = _SPECIAL.get((table.name, column.name), _TEXTS)
    return st.fixed_dictionaries(columns)


_ROWS = st.lists(
    st.one_of(*(st.tuples(st.just(table.name), _values(table)) for table in _TABLES)), min_size=3, max_size=25
)
_CHOICES = st.dictionaries(st.sampled_from(list(FIELDS)), st.sampled_from("AB"))


def _world(store: Store, people: list[dict[str, Any]], rows: list[tuple[str, dict[str, Any]]]) -> None:
    """People and whatever hangs on them; a row that a unique index forbids, or that ties somebody to themselves, is
    left away."""
    seen: set[tuple[Any, ...]] = set()
    with store.operation("World") as work:
        for place in range(2):
            work.insert_with_uid(TAG, name=f"t{place}", fold=f"t{place}")
            work.insert_with_uid(BODY, name=f"b{place}", fold=f"b{place}")
            work.insert(WARD, gss=f"E0{place}", name=f"w{place}")
        work.insert(SOURCE, key="s")
        work.insert(MAPPING, source_id=1, body="{}")
        for _ in range(2):
            work.insert(LIST, source_id=1, mapping_id=1)
        for place, values in enumerate(people, 1):
            own = {"uid": bytes([place] * 16)}
            work.insert(PERSON, **(values | own | named(values["given"], values["family"])))
        for name, values in rows:
            _insert_once(work, TRACKED[name], values, seen)


def _insert_once(work: Work, table: Table, values: dict[str, Any], seen: set[tuple[Any, ...]]) -> None:
    if values.get("person_id") is not None and values["person_id"] in (values.get("other_id"), values.get("holder_id")):
        return
    for index in table.indexes:
        if index.unique and "uid" not in index.columns:
            key = (table.name, *(values[name] for name in index.columns))
            if key in seen:
                return
            seen.add(key)
    if "uid" in table.names:
        values = values | {"uid": new_uids(1)[0]}
    work.insert(table, **values)


def _said(tables: Tables, pair: tuple[int, ...]) -> dict[str, set[tuple[Any, ...]]]:
    """What is said of some people, as sets: all columns but the row's own and the person."""
    left_out = {"id", "version", "person_id", "uid"}
    found = {}
    for table in (ADDRESS, FACT, PERSON_TAG, NOTE, CONSENT):
        person = table.names.index("person_id")
        places = [place for place, name in enumerate(table.names) if name not in left_out]
        found[table.name] = {
            tuple(values[place] for place in places) for values in tables[table.name].values() if values[person] in pair
        }
    return found


def _refers_to(tables: Tables, person: int) -> list[tuple[str, str]]:
    return [
        (name, column)
        for name, table in TRACKED.items()
        for column, target in table.references
        if target == "person"
        for values in tables[name].values()
        if values[table.names.index(column)] == person
    ]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(people=st.lists(_values(PERSON), min_size=_PEOPLE, max_size=_PEOPLE), rows=_ROWS, keep=_CHOICES)
def test_whoever_is_merged_nothing_is_lost_nothing_dangles_and_undo_is_exact(
    people: list[dict[str, Any]], rows: list[tuple[str, dict[str, Any]]], keep: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Store.create(Path(folder) / "p.organiser") as store:
        store.connection.execute("PRAGMA synchronous=OFF")
        _world(store, people, rows)
        before, words = dump(store), indexed(store)
        merge(store, 1, 2, keep, anyway=True)
        after = dump(store)
        assert 2 not in after["person"]
        assert _refers_to(after, 2) == []
        said = _said(after, (1,))
        for name, sayings in _said(before, (1, 2)).items():
            assert sayings <= said[name]
            if name in ("person_tag", "note", "consent"):
                assert sayings == said[name]
        value = CONTACT.names.index("value")
        addresses = [{values[value] for values in tables["contact"].values()} for tables in (before, after)]
        assert addresses[0] == addresses[1]
        for table, column in ((RELATION, "other_id"), (LINK, "holder_id"), (QUESTION, "other_id")):
            places = table.names.index("person_id"), table.names.index(column)
            assert not [values for values in after[table.name].values() if values[places[0]] == values[places[1]] == 1]
        indexed(store)
        history.undo(store)
        assert dump(store) == before
        assert indexed(store) == words
        history.redo(store)
        assert dump(store) == after
