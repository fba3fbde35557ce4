"""Which issues are proposed to be one, which are not, and under which of several an issue would be filed."""

import pytest

from organiser.rules.near import TOPICS, Nearness, Said, topic_of, why_near

NEAR = [
    ("rubbish dumped in the alley", "Flytipping"),
    ("Fly tipping behind the flats", "Flytipping"),
    ("Flytipping again", "Fly-tipping"),
    ("mattresses dumped by the flats", "Fly-tipping"),
    ("flytiping", "Flytipping"),
    ("Potholes on Brockley Rise", "pot holes"),
    ("pot hole outside number 12", "Potholes"),
    ("pothols", "Potholes"),
    ("cars speeding past the school", "speeding"),
    ("boy racers at night", "Speeding"),
    ("dog mess in the park", "Dog fouling"),
    ("dogs fouling the pavement", "dog poo"),
    ("street light out", "Street lighting"),
    ("lamp post broken", "Street lights"),
    ("trees need cutting back", "Trees"),
    ("bins not collected", "Rubbish (refuse and recycling)"),
    ("Parking on match days", "No parking spaces"),
    ("scafolding", "Scaffolding"),
    ("the library is closing", "Library"),
    ("mould in the bedroom", "Damp in the block"),
]
APART = [
    ("damp in the block", "Blocked drains"),
    ("damp in the block", "ASB on the estate"),
    ("damp in the block", "Parking in the block"),
    ("damp in the block", "Knife crime"),
    ("cars speeding past the school", "cars parked on the pavement"),
    ("cars speeding past the school", "School places"),
    ("dog mess in the park", "Trees"),
    ("Potholes on Brockley Rise", "Parking on Brockley Rise"),
    ("no lift at Crofton Park", "Crofton Park needs a crossing"),
    ("no buses after ten", "The station has no lift"),
    ("rents are too high", "Damp in the flat"),
    ("Street lighting", "Street trees"),
    ("need more police", "need more trees"),
    ("Potholes", "Dog fouling"),
    ("Housing", "Parking"),
    ("", "Potholes"),
]
# The issues of the shared survey and sheet, as often as they were named.
HEARD = {
    "Potholes": 20, "Flytipping": 15, "Trees": 11, "ASB on the estate": 9, "Street lighting": 7, "Dog fouling": 6,
    "Rubbish (refuse and recycling)": 6, "Cars speeding past the school": 1, "Damp in the block": 1,
    "Dog mess in the park": 1, "Fly tipping behind the flats": 1, "Flytipping again": 1, "No buses after ten": 1,
    "Parking on match days": 1, "Potholes on Brockley Rise": 1, "Rubbish dumped in the alley": 1, "Speeding": 1,
    "Street light out": 1, "The station has no lift": 1, "Trees need cutting back": 1,
}  # fmt: skip
FIRST = {
    "Cars speeding past the school": "Speeding", "Dog mess in the park": "Dog fouling",
    "Fly tipping behind the flats": "Flytipping", "Flytipping again": "Flytipping",
    "Potholes on Brockley Rise": "Potholes", "Rubbish dumped in the alley": "Flytipping",
    "Street light out": "Street lighting", "Trees need cutting back": "Trees",
}  # fmt: skip


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_what_a_person_would_file_together_is_proposed_with_a_reason(one: str, other: str) -> None:
    assert why_near(one, other)
    assert why_near(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_a_place_or_an_empty_word_in_common_proposes_nothing(one: str, other: str) -> None:
    assert why_near(one, other) == ""
    assert why_near(other, one) == ""


def test_of_the_shared_data_each_goes_where_a_person_would_put_it_and_nothing_else_is_asked() -> None:
    said = [Said(place, name, heard) for place, (name, heard) in enumerate(HEARD.items())]
    names, nearness = list(HEARD), Nearness(said)
    first = {one.name: nearness.proposals(one.id)[:1] for one in said}
    assert {name: names[found[0].into] for name, found in first.items() if found} == FIRST


def test_what_is_kept_apart_is_not_proposed_and_what_is_heard_in_the_ward_goes_first() -> None:
    nearness = Nearness([Said(1, "Flytipping", 20), Said(2, "Fly-tipping (estates)", 20), Said(3, "Dumped sofas", 1)])
    assert [one.into for one in nearness.proposals(3)] == [1, 2]
    assert [one.into for one in nearness.proposals(3, here={2: 1})] == [2, 1]
    assert [one.into for one in nearness.proposals(3, apart={1})] == [2]
    assert nearness.proposals(1, apart={2}) == []


def test_of_two_heard_as_often_the_longer_is_proposed_under_the_shorter_only() -> None:
    nearness = Nearness([Said(1, "Noise from the pub", 1), Said(2, "Noise", 1)])
    assert [one.into for one in nearness.proposals(1)] == [2]
    assert nearness.proposals(2) == []


def test_among_thousands_only_what_shares_something_is_compared() -> None:
    said = [Said(place, f"matter{place:04}x on Fiction Road", 1) for place in range(5000)]
    nearness = Nearness([*said, Said(9999, "Matter4711x", 3)])
    assert [one.into for one in nearness.proposals(4711)][:1] == [9999]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_is_found_by_each_of_its_words(topic: str) -> None:
    for way in TOPICS[topic].split():
        words = way.replace("+", " ")
        assert topic_of(words), words
