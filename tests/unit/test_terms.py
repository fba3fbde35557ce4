"""Terms of office: what begins, changes and ends when a list says who is in office."""

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.terms import Day, Held, Step, Term, stands, steps

LATEST = Day("2024-05-10", earlier=True, next="")
FIRST = Day("2024-05-10", earlier=False, next="")
OLDER = Day("2020-05-10", earlier=False, next="2024-05-10")


def held(number: int, since: str, until: str = "", *, same_ward: bool = True) -> Held:
    return Held(number, since, until, same_ward)


def test_the_first_list_of_a_council_does_not_tell_since_when_they_are_in_office() -> None:
    assert steps((), (), FIRST) == [Step(None, "", "", now=True)]
    assert steps((), (), LATEST) == [Step(None, "2024-05-10", "", now=True)]


def test_who_is_in_office_still_stays_in_it() -> None:
    office = held(1, "2022-05-05")
    assert steps((), [office], LATEST) == [Step(office, "2022-05-05", "", now=True)]


def test_who_was_out_of_office_and_is_back_begins_anew() -> None:
    before = held(1, "2018-05-03", "2022-05-05")
    assert steps((), [before], LATEST) == [Step(None, "2024-05-10", "", now=True)]


def test_who_has_another_ward_now_ends_in_the_one_and_begins_in_the_other() -> None:
    before = held(1, "2022-05-05", same_ward=False)
    assert steps((), [before], LATEST) == [
        Step(None, "2024-05-10", "", now=True),
        Step(before, "2022-05-05", "2024-05-10", now=False),
    ]


def test_the_first_day_that_was_not_known_is_filled_in() -> None:
    unsure = held(1, "")
    terms = (Term("2018-05-03", "2022-05-05"), Term("2022-05-05", ""))
    assert steps(terms, [unsure], LATEST) == [
        Step(unsure, "2018-05-03", "2022-05-05", now=False),
        Step(None, "2022-05-05", "", now=True),
    ]


def test_a_later_term_ends_the_one_before() -> None:
    before = held(1, "2018-05-03")
    assert steps((Term("2022-05-05", ""),), [before], LATEST) == [
        Step(None, "2022-05-05", "", now=True),
        Step(before, "2018-05-03", "2022-05-05", now=False),
    ]


def test_a_list_of_terms_that_are_all_over_ends_nothing_else() -> None:
    standing = held(1, "2023-05-04")
    assert steps((Term("2010-05-06", "2014-05-22"),), [standing], LATEST) == [
        Step(None, "2010-05-06", "2014-05-22", now=True)
    ]


def test_an_older_list_adds_what_was_so_and_lets_the_later_one_stand() -> None:
    assert steps((), (), OLDER) == [Step(None, "", "2024-05-10", now=True)]
    assert steps((), [held(1, "2022-05-05")], OLDER) == [Step(None, "", "2022-05-05", now=True)]
    assert steps((), [held(1, "2018-05-03")], OLDER) == []
    assert steps((Term("2018-05-03", ""),), [held(1, "", "2024-05-10")], OLDER) == [
        Step(held(1, "", "2024-05-10"), "2018-05-03", "2024-05-10", now=False)
    ]


days = st.sampled_from(("2010-05-06", "2014-05-22", "2018-05-03", "2022-05-05", "2024-05-10", "2026-05-07"))
ends = st.one_of(st.just(""), days)


@given(
    st.lists(st.tuples(st.one_of(st.just(""), days), ends), max_size=3),
    st.lists(st.tuples(st.one_of(st.just(""), days), ends, st.booleans()), max_size=3),
    st.booleans(),
)
def test_a_list_never_makes_two_offices_of_one_and_leaves_nobody_out_of_office(
    terms: list[tuple[str, str]], known: list[tuple[str, str, bool]], older: bool
) -> None:
    said = [Term(since, until) for since, until in terms if not until or since < until]
    offices = [
        Held(place, since, until, same)
        for place, (since, until, same) in enumerate(known)
        if not until or since < until
    ]
    day = OLDER if older else LATEST
    found = steps(said, offices, day)
    spoken_of = [step.held.id for step in found if step.held]
    assert len(spoken_of) == len(set(spoken_of))
    after = {office.id: Term(office.since, office.until) for office in offices}
    after |= {step.held.id: Term(step.since, step.until) for step in found if step.held}
    begun = [Term(step.since, step.until) for step in found if step.held is None]
    assert all(not term.until or term.since < term.until for term in begun)
    if not said:
        assert any(stands(term, day.on) for term in [*after.values(), *begun])
