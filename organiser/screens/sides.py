"""Two people side by side as lines of a table: what both say, then what either says alone."""

from collections.abc import Sequence

from organiser.services.questions import Trait
from organiser.widgets.bigtable import Column


def columns(one: str, other: str) -> tuple[Column, ...]:
    """The columns under the names of the two; of one person where there is no other."""
    if not other:
        return Column("what", "", 12), Column("one", one, 16, 1)
    return Column("what", "", 12), Column("one", one, 16, 1), Column("other", other, 16, 1)


def lines(traits: Sequence[Trait], *, pair: bool) -> list[tuple[str, ...]]:
    """What is known of the two, line by line: `=` stands where both say the same."""
    found: list[tuple[str, ...]] = []
    for trait in traits:
        shared = [(value, f"= {value}") for value in trait.shared] if pair else []
        one = [value for value in trait.person if not pair or value not in trait.shared]
        other = [value for value in trait.other if value not in trait.shared]
        length = max(len(one), len(other))
        alone = zip(one + [""] * (length - len(one)), other + [""] * (length - len(other)), strict=True)
        for place, (left, right) in enumerate([*shared, *alone]):
            found.append((trait.what if not place else "", left, right)[: 3 if pair else 2])
    return found


def detail(line: Sequence[str]) -> str:
    """A line in one sentence, for values that were cut."""
    values = [value.lstrip("●○= ") for value in line[1:]]
    return "  |  ".join(filter(None, dict.fromkeys(values)))
