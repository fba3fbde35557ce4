"""Papers that lie together at one value, and how they are dealt out by their next choice.

Two kinds do the same: papers gathered with how many there are of each, which is how nearly every count goes; and many
papers that are nearly all different, where gathering would gain nothing. Those lie side by side as columns of bits, so
that one operation on a large number looks at all papers at once.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import combinations, repeat
from operator import or_
from typing import Protocol
from zlib import crc32

Marks = Sequence[int]


class Parcel(Protocol):
    """Papers that lie together."""

    count: int

    def deal(self, continuing: Collection[int]) -> "tuple[dict[int, Parcel], int]":
        """Papers by the first of their choices that is still in, and how many have none."""

    def take(self, other: "Parcel") -> None:
        """Lay the papers of another parcel of the same kind on this one."""


class Gathered:
    """Different papers, and how many there are of each."""

    __slots__ = ("_papers", "count")

    def __init__(self, papers: list[tuple[Marks, int]]) -> None:
        self._papers = papers
        self.count = sum(many for _, many in papers)

    def deal(self, continuing: Collection[int]) -> tuple[dict[int, Parcel], int]:
        dealt: dict[int, list[tuple[Marks, int]]] = {number: [] for number in continuing}
        left = 0
        for item in self._papers:
            for choice in item[0]:
                if choice in continuing:
                    dealt[choice].append(item)
                    break
            else:
                left += item[1]
        return {number: Gathered(papers) for number, papers in dealt.items() if papers}, left

    def take(self, other: Parcel) -> None:
        if isinstance(other, Gathered):
            self._papers += other._papers
            self.count += other.count


class SideBySide(Mapping[Marks, int]):
    """Ranked papers as columns: the first choices of all papers, the second choices, and so on.

    It reads as a mapping of different papers to how many there are of each, like gathered ones, but is not gathered
    until somebody looks.
    """

    def __init__(self, options: int) -> None:
        self._options = options
        self._columns = [bytearray() for _ in range(options)]
        self._named: dict[tuple[int, int], int] = {}
        self.crc_sum = 0

    def add(self, papers: Sequence[bytes]) -> None:
        """Put papers beside those that are there; an option's number is below 256, an empty paper is blank."""
        width = self._options
        lines = b"".join(map(bytes.ljust, papers, repeat(width), repeat(b"\0")))
        for place, column in enumerate(self._columns):
            column += lines[place::width]
        self.crc_sum += sum(map(crc32, papers))

    @property
    def rows(self) -> int:
        """How many papers there are, blank ones too."""
        return len(self._columns[0])

    def gather(self) -> Counter[Marks]:
        """All papers, blank ones too, in the way in which they are kept where many are equal."""
        return Counter(bytes(filter(None, row)) for row in zip(*self._columns, strict=True))

    def names_twice(self) -> bool:
        """Whether any paper names an option twice."""
        return any(
            self.named(one, number) & self.named(other, number)
            for one, other in combinations(range(self._options), 2)
            for number in range(1, self._options + 1)
        )

    def parcel(self) -> "Columns":
        """All papers that are not blank."""
        return Columns(self, reduce(or_, self._planes[0]))

    def named(self, place: int, number: int) -> int:
        """The papers, a bit each, that name an option at a place (0: first)."""
        found = self._named.get((place, number))
        if found is None:
            found = self._all
            for bit, plane in enumerate(self._planes[place]):
                found &= plane if number >> bit & 1 else ~plane
            self._named[place, number] = found
        return found

    @property
    def places(self) -> int:
        """How many choices a paper may have."""
        return self._options

    @cached_property
    def _all(self) -> int:
        return (1 << self.rows) - 1

    @cached_property
    def _planes(self) -> list[list[int]]:
        """By place, the bits of the numbers that stand there: the papers whose number has the lowest bit, and so on."""
        tables = [
            bytes(ord("1") if code >> bit & 1 else ord("0") for code in range(256))
            for bit in range(self._options.bit_length())
        ]
        return [[int(column.translate(table), 2) for table in tables] for column in self._columns]

    @cached_property
    def _gathered(self) -> Counter[Marks]:
        found = self.gather()
        found.pop(b"", None)
        return found

    def __getitem__(self, marks: Marks) -> int:
        return self._gathered[marks]

    def __iter__(self) -> Iterator[Marks]:
        return iter(self._gathered)

    def __len__(self) -> int:
        return len(self._gathered)


class Columns:
    """Some of the papers that lie side by side: a bit for each."""

    __slots__ = ("_bits", "_papers", "count")

    def __init__(self, papers: SideBySide, bits: int) -> None:
        self._papers = papers
        self._bits = bits
        self.count = bits.bit_count()

    def deal(self, continuing: Collection[int]) -> tuple[dict[int, Parcel], int]:
        dealt = dict.fromkeys(continuing, 0)
        left = self._bits
        for place in range(self._papers.places):
            for number in continuing:
                if chosen := self._papers.named(place, number) & left:
                    dealt[number] |= chosen
                    left ^= chosen
            if not left:
                break
        return {number: Columns(self._papers, bits) for number, bits in dealt.items() if bits}, left.bit_count()

    def take(self, other: Parcel) -> None:
        if isinstance(other, Columns):
            self._bits |= other._bits
            self.count += other.count


def parcel_of(papers: Mapping[Marks, int]) -> Parcel:
    """Papers as the parcel that is dealt out first."""
    return papers.parcel() if isinstance(papers, SideBySide) else Gathered(list(papers.items()))


def crc_sum(papers: Mapping[Marks, int]) -> int:
    """The CRC-32 of every paper's marks, added up: the same in whatever order papers lie."""
    if isinstance(papers, SideBySide):
        return papers.crc_sum
    return sum(crc32(_bytes_of(marks)) * many for marks, many in papers.items())


def _bytes_of(marks: Marks) -> bytes:
    return marks if isinstance(marks, bytes) else ",".join(map(str, marks)).encode()
