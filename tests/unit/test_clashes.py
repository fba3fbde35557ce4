"""What stands where one thing was changed on several laptops, in whatever order they come back."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.clashes import Came, Said, Settled, clash, from_value, settle, to_value

OPEN: Said = ("open", "")


def done(day: str) -> Said:
    return ("done", day)


def bring_back(base: Said, here: Said, coming: list[Came]) -> tuple[Said, set[frozenset[Said]]]:
    """What stands after several files came back one after the other, and the pairs that were asked about."""
    asked: set[frozenset[Said]] = set()
    before: list[Came] = []
    own = here != base
    for came in coming:
        settled = settle(base, here, came, before, own=own)
        here = settled.said
        asked |= {frozenset((one[:1], other[:1])) for one, other in settled.clashes}
        if came.said != base:
            before.append(came)
    return here, asked


def test_what_was_changed_there_alone_is_taken() -> None:
    assert settle(("friday",), ("friday",), Came("1", ("monday",)), [], own=False) == Settled(("monday",), [])


def test_what_was_not_changed_there_leaves_what_stands_here() -> None:
    assert settle(("friday",), ("sunday",), Came("1", ("friday",)), [], own=True) == Settled(("sunday",), [])


def test_what_this_laptop_changed_stands_and_a_question_is_asked() -> None:
    settled = settle(("friday",), ("sunday",), Came("9", ("monday",)), [], own=True)
    assert settled == Settled(("sunday",), [(("sunday",), ("monday",))])


def test_of_what_two_others_changed_the_later_stands_and_a_question_is_asked() -> None:
    early, late = Came("1", ("monday",)), Came("2", ("tuesday",))
    assert settle(("friday",), early.said, late, [early], own=False) == Settled(late.said, [(early.said, late.said)])
    assert settle(("friday",), late.said, early, [late], own=False) == Settled(late.said, [(late.said, early.said)])


def test_two_who_did_the_same_task_did_it_on_the_first_of_the_two_days_and_nobody_is_asked() -> None:
    first, second = Came("5", done("2026-02-01")), Came("4", done("2026-02-03"))
    assert settle(OPEN, first.said, second, [first], own=False) == Settled(done("2026-02-01"), [])
    assert settle(OPEN, second.said, first, [second], own=False) == Settled(done("2026-02-01"), [])


def test_something_new_that_two_made_alike_is_no_clash() -> None:
    came = Came("1", ("Ring Ann",))
    assert settle(None, came.said, Came("2", ("Ring Ann",)), [came], own=False) == Settled(came.said, [])


@given(
    st.lists(
        st.builds(Came, st.sampled_from("123"), st.tuples(st.sampled_from("abcd"), st.sampled_from(["", "1", "2"]))),
        min_size=2,
        max_size=4,
    ),
    st.sampled_from([("a", ""), ("b", "1"), ("e", "")]),
)
def test_the_order_in_which_files_come_back_does_not_matter(coming: list[Came], here: Said) -> None:
    base: Said = ("a", "")
    # A day that changed alone, with what it belongs to unchanged, is nothing that people can do.
    coming = [came for came in coming if came.said[0] != "a"]
    found = {str(bring_back(base, here, list(order))[0]) for order in permutations(coming)}
    assert len(found) == 1
    if here == base:
        asked = [bring_back(base, here, list(order))[1] for order in permutations(coming)]
        assert all(pairs == asked[0] for pairs in asked)


def test_a_clash_is_one_question_whichever_saying_came_first() -> None:
    one = clash("task", "0a", "Ring Ann", "day", (("2026-02-01",), ("2026-03-01",)))
    assert one == clash("task", "0a", "Ring Ann", "day", (("2026-03-01",), ("2026-02-01",)))
    assert from_value(to_value(one)) == one
    assert one.words == "the day of the task 'Ring Ann' was changed in two places: '2026-02-01' and '2026-03-01'"
