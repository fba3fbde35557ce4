"""What is published of small counts, attacked: every table that fits what was published is tried."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.rules.disclosure import (
    ALL,
    FEWEST,
    HELD,
    PART,
    SHOWN,
    SMALL,
    WITHHELD,
    Earlier,
    Key,
    Table,
    crosses,
    hide,
    values,
)

Seats = Mapping[str, Mapping[str, int]]
MONTHS = ("2026-01", "2026-02", "2026-03")
# Counts as pilots have them: mostly few, some more.
COUNT = st.one_of(st.integers(0, 4), st.integers(4, 8))


def table(rows: Sequence[Sequence[int]], apart: frozenset[str] = frozenset(), part: Sequence[int] = ()) -> Table:
    """Seats A, B, C… with a count in each of their months from January."""
    counts = {chr(65 + place): dict(zip(MONTHS, row, strict=False)) for place, row in enumerate(rows)}
    return Table((MONTHS[0], MONTHS[len(rows[0]) - 1]), counts, apart, dict(zip(counts, part, strict=False)))


def attack(truth: Table, published: Sequence[Earlier]) -> dict[Key, set[int]]:
    """For every figure what it can be, for somebody who tries all tables that fit everything published.

    A count that is printed as it is can be nothing else, "<5" is none to four, and what is held back five or more;
    where a report was about another truth, only what still holds of it is used. Larger counts than any in the table
    are not tried: they could only add to what a figure can be.
    """
    allowed: dict[Key, list[tuple[int, int]]] = {}
    most = {seat: max(sum(counts.values()) + 2, FEWEST + 2) for seat, counts in truth.counts.items()}
    for one in published:
        for key, count in values(one.table).items():
            if _sum(truth, key) != count:
                continue
            limits = {SHOWN: (count, count), SMALL: (0, FEWEST - 1), HELD: (FEWEST, 1000), WITHHELD: (0, 1000)}
            allowed.setdefault(key, []).append(limits[one.marks[key]])

    def fits(key: Key, count: int) -> bool:
        return all(low <= count <= high for low, high in allowed.get(key, ()))

    def rows_of(seat: str) -> Iterator[tuple[Mapping[str, int], int | None]]:
        months = list(truth.counts[seat])
        ranges = [[n for n in range(most[seat] + 1) if fits((seat, month, month), n)] for month in months]
        for counts in product(*ranges):
            row = dict(zip(months, counts, strict=True))
            if all(
                fits((seat, first, last), sum(n for month, n in row.items() if first <= month <= last))
                for who, first, last in allowed
                if who == seat and first != PART
            ):
                if seat not in truth.part:
                    yield row, None
                    continue
                for part in range(sum(counts) + 1):
                    if fits((seat, PART, ""), part):
                        yield row, part

    found: dict[Key, set[int]] = {}
    for rows in product(*(list(rows_of(seat)) for seat in truth.counts)):
        counts = {seat: row for seat, (row, _) in zip(truth.counts, rows, strict=True)}
        parts = {seat: part for seat, (_, part) in zip(truth.counts, rows, strict=True) if part is not None}
        other = Table(truth.span, counts, truth.apart, parts)
        if all(fits(key, _sum(other, key)) for key in allowed if key[0] == ALL):
            for key in allowed:
                found.setdefault(key, set()).add(_sum(other, key))
    return found


def _sum(one: Table, key: Key) -> int:
    """A figure of a table, of whatever months: those of an earlier report may be fewer."""
    who, first, last = key
    seats = [seat for seat in one.counts if who == seat or (who == ALL and seat not in one.apart)]
    if first == PART:
        return sum(one.part.get(seat, 0) for seat in seats)
    return sum(n for seat in seats for month, n in one.counts[seat].items() if first <= month <= last)


def assert_nothing_leaks(published: Sequence[Earlier]) -> None:
    last = published[-1].table
    for one in published:
        # What an earlier report did not tell of is as the last one says.
        months = {seat: {**counts, **one.table.counts[seat]} for seat, counts in last.counts.items()}
        found = attack(Table(last.span, months, last.apart, {**last.part, **one.table.part}), published)
        assert found, "the truth itself fits"
        for key, mark in one.marks.items():
            count = values(one.table)[key]
            assert count in found[key]
            assert mark != SHOWN or count >= FEWEST
            if count < FEWEST or mark != SHOWN:
                again = any(other.marks.get(key) == SHOWN and values(other.table)[key] == count for other in published)
                assert again or len(found[key]) > 1, f"{key} can only be {count}"
    for place, one in enumerate(published):
        for other in published[:place]:
            for key in one.marks.keys() & other.marks.keys():
                if one.marks[key] == other.marks[key] == SHOWN:
                    change = abs(values(one.table)[key] - values(other.table)[key])
                    assert not 0 < change < FEWEST, f"{key} moved by {change}"


ROWS = st.sampled_from([(2, 2), (1, 3), (3, 1), (2, 3)]).flatmap(
    lambda size: st.lists(st.lists(COUNT, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)


@settings(max_examples=20, deadline=None)
@given(ROWS, st.booleans())
def test_no_table_gives_back_what_it_hides(rows: list[list[int]], apart: bool) -> None:
    one = table(rows, frozenset("A" if apart and len(rows) > 1 else ""))
    assert_nothing_leaks([Earlier(one, hide(one))])


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(COUNT, COUNT, st.integers(0, 16)), min_size=1, max_size=2))
def test_nor_does_what_is_linked_with_it(rows: list[tuple[int, int, int]]) -> None:
    one = table([row[:2] for row in rows], part=[min(part, a + b) for a, b, part in rows])
    assert_nothing_leaks([Earlier(one, hide(one))])


@settings(max_examples=20, deadline=None)
@given(ROWS, st.data())
def test_nor_do_two_reports_together(rows: list[list[int]], data: st.DataObject) -> None:
    """The second knows of late entries, or is of a longer period, or both."""
    until = data.draw(st.integers(1, len(rows[0])))
    first = table([row[:until] for row in rows])
    change = st.sampled_from([0, 0, 0, 1, 3, 6, -1, -6])
    late = data.draw(st.booleans())
    later = [[max(0, n + (data.draw(change) if late else 0)) for n in row] for row in rows]
    published = [Earlier(first, hide(first))]
    second = table(later)
    published.append(Earlier(second, hide(second, published)))
    assert_nothing_leaks(published)


def test_a_count_under_five_is_hidden_and_little_besides() -> None:
    marks = hide(table([[12, 3], [9, 8], [20, 11], [7, 6]]))
    assert marks["A", "2026-02", "2026-02"] == SMALL
    # Its row and its column each need one more, and where these meet a third.
    assert sum(mark == HELD for mark in marks.values()) == 3
    assert marks[ALL, "2026-01", "2026-02"] == SHOWN


def test_none_at_all_is_under_five() -> None:
    assert hide(table([[0, 9]]))["A", "2026-01", "2026-01"] == SMALL


def test_the_same_table_again_is_shown_alike_and_a_late_entry_is_not_told() -> None:
    first = table([[12, 30], [9, 8], [20, 11]])
    published = [Earlier(first, hide(first))]
    assert set(published[0].marks.values()) == {SHOWN}
    assert hide(first, published) == published[0].marks
    late = hide(table([[12, 31], [9, 8], [20, 11]]), published)
    assert late["A", "2026-02", "2026-02"] == HELD
    assert late[ALL, "2026-01", "2026-02"] == HELD
    assert late["B", "2026-01", "2026-02"] == SHOWN


def test_periods_that_cross_cannot_be_kept_apart() -> None:
    published = [("2026-01", "2026-06")]
    assert crosses(("2026-04", "2026-09"), published) == ("2026-01", "2026-06")
    assert [crosses(span, published) for span in (("2026-01", "2026-09"), ("2026-02", "2026-03"))] == [None, None]
    assert crosses(("2026-07", "2026-09"), published) is None
