"""Blocks of plain lines of a BLT file ("12 1 3 2 0"), read many lines at a time: files of a million papers hold others
only here and there."""

from collections import Counter

from organiser.rules.counting.ballots import Marks, packed
from organiser.rules.counting.parcels import SideBySide

# From so many lines in the first block it pays to look whether papers are worth gathering.
_MANY = 5_000
# So many options can be told by one byte each while a block is still text: nine digits and what is above ASCII.
_MOST_AS_BYTES = 40


class PlainPapers:
    """Reads blocks in which every line is one plain paper; says so where a block holds anything else.

    Equal papers are gathered. Where the first block shows that nearly all differ, they lie side by side instead.
    """

    def __init__(self, options: int) -> None:
        self._options = options
        self._table = _table_of(options)
        self._known: dict[bytes, tuple[Marks, int]] = {}
        # Lines as they stand, and how often.
        self._counts: Counter[bytes] = Counter()
        self.side: SideBySide | None = None

    def read(self, block: bytes) -> int | None:
        """Read whole lines and give their number; None, and nothing is kept, where one of them is not plain."""
        if not block.endswith(b"\n"):
            return None
        if self.side is not None:
            papers = self._one_byte_each(block)
            if papers is not None:
                self.side.add(papers)
            return None if papers is None else len(papers)
        lines = block.split(b"\n")
        lines.pop()
        if not self._counts and len(lines) >= _MANY and len(set(lines)) * 2 > len(lines):
            papers = self._one_byte_each(block)
            if papers is not None:
                self.side = SideBySide(self._options)
                self.side.add(papers)
                return len(papers)
        self._counts.update(lines)
        if len(self._counts) > len(self._known):
            new = {line: self._paper(line) for line in set(lines) - self._known.keys()}
            if None in new.values():
                self._counts.subtract(lines)
                self._counts = +self._counts
                return None
            self._known |= {line: paper for line, paper in new.items() if paper is not None}
        return len(lines)

    def gather(self) -> Counter[Marks]:
        """The papers that were gathered, and how many there are of each."""
        found: Counter[Marks] = Counter()
        for line, times in self._counts.items():
            marks, many = self._known[line]
            found[marks] += many * times
        return found

    def _paper(self, line: bytes) -> tuple[Marks, int] | None:
        """The paper of a plain line and how many there are of it; None for any other line."""
        words = line.split()
        if len(words) < 2 or words[-1] != b"0" or not all(map(bytes.isdigit, words)):
            return None
        many, *marks = map(int, words[:-1])
        if not many or len(set(marks)) < len(marks) or not all(0 < number <= self._options for number in marks):
            return None
        return packed(marks, self._options), many

    def _one_byte_each(self, block: bytes) -> list[bytes] | None:
        """The papers of a block in which every line is a single paper; None where anything else stands in it.

        Options from 10 become a byte each, so that then every word must be one byte: nothing is looked at one by one.
        An option that is named twice is left to whoever counts.
        """
        if self._options > _MOST_AS_BYTES or not block.isascii() or not block.startswith(b"1 "):
            return None
        block = block.replace(b"\r\n", b"\n") if b"\r" in block else block
        lines = block.count(b"\n")
        if block.count(b"\n1 ") != lines - 1 or block.count(b" 0\n") != lines or b"  " in block:
            return None
        words = block.count(b" ") + lines
        for number in range(self._options, 9, -1):
            block = block.replace(b" %d" % number, bytes((32, 0x80 + number)))
        codes = block.translate(self._table, b" \n")
        if len(codes) != words or b"\xff" in codes or codes.count(0) != lines:
            return None
        return codes[1:-1].split(b"\x00\x01")


def _table_of(options: int) -> bytes:
    """What each byte of a block means: its option, 0 for the end of a paper, 255 for what should not be there."""
    table = bytearray(b"\xff" * 256)
    table[ord("0")] = 0
    for number in range(1, min(options, _MOST_AS_BYTES) + 1):
        table[ord("0") + number if number < 10 else 0x80 + number] = number
    return bytes(table)
