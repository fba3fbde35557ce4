"""BLT files of ranked papers, as OpenSTV, OpaVote, Droop and people with an editor write them.

    4 2             options and seats
    -3              withdrawn (optional)
    12 1 3 2 0      twelve papers that rank 1, 3, 2
    1 (a17) 2 - 4 0 a paper with an id (not kept), which skips its second rank
    1 4 2=3 0       2 and 3 at one rank
    0               the end of the papers
    "Damp"          the options' names, and a title that may be missing

Remarks begin with # or //, or stand between /* and */. Names may lack their quotation marks or double those in them.
An id in parentheses may stand in place of how many papers a line is: then it is one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from organiser.errors import UNREADABLE, Problem
from organiser.formats.ballots import MOST_OPTIONS, BallotFile, Findings, without_withdrawn
from organiser.formats.decoding import SAMPLE, Decoding, decode_bytes, decoding_of_sample
from organiser.formats.plain_papers import PlainPapers
from organiser.rules.counting.ballots import (
    BLANK,
    FAULTS,
    RANKED,
    TWICE,
    Ballots,
    Marks,
    in_order,
    packed,
)
from organiser.rules.counting.result import Option
from organiser.text import safe_text

_BLOCK = 1 << 18
_LONGEST_STRETCH = 16 << 20
_REMARK = re.compile(rb"/\*.*?\*/|(?:#|//).*$")
_WHOLE = re.compile(rb"\d+")
_CHOICE = re.compile(rb"\d+(?:=\d+)*")
_QUOTED = re.compile(r'\s*"((?:[^"\\]|\\.|"")*)"\s*')
_NAME_REMARK = re.compile(r"(?:^|\s)(?:#(?=\s|#|$)|//).*$|/\*.*?\*/")


def read_blt(file: BinaryIO, name: str) -> BallotFile:
    """Read a BLT file from its beginning. Raises Problem (65) with line and reason where it is malformed."""
    file.seek(0)
    # Names are decoded when they are met with; what comes before them is digits.
    decoding = decoding_of_sample(file.read(SAMPLE)) or Decoding("utf-8")
    file.seek(decoding.skip)
    if decoding.wide:
        return _Reader(name).read(iter([decoding.open(file).read().encode()]))
    return _Reader(name).read(iter(lambda: file.read(_BLOCK), b""))


class _Reader:
    """Reads one file: what it says of options and seats, then papers block by block, then names."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line = 0
        self._count = self._seats = 0
        self._begun = False
        self._withdrawn: set[int] = set()
        self._papers: Counter[Marks] = Counter()
        self._spoilt: Counter[str] = Counter()
        self._with_ids: list[tuple[int, list[bytes]]] = []
        self._findings = Findings(name)
        self._plain = PlainPapers(0)

    def read(self, blocks: Iterator[bytes]) -> BallotFile:
        rest = b""
        for block in blocks:
            rest += block
            if len(rest) > _LONGEST_STRETCH:
                raise self._wrong("the line runs on for 16 MB without an end")
            if not self._count:
                rest = self._head(rest)
            if self._count:
                cut = rest.rfind(b"\n") + 1
                names = self._block(rest[:cut])
                rest = rest[cut:]
                if names is not None:
                    return self._finish(names + rest + b"".join(blocks))
        rest = rest if self._count else self._head(rest + b"\n")
        names = self._block(rest)
        if names is None:
            raise self._wrong("the line with a single 0 that ends the papers is missing")
        return self._finish(names)

    def _wrong(self, reason: str, line: int = 0) -> Problem:
        return Problem(f"{self._name}, line {line or self._line}: {reason}.", UNREADABLE)

    # What comes first ------------------------------------------------------------------------------------------------

    def _head(self, text: bytes) -> bytes:
        """Read up to the number of options and seats, where they are there already; gives what follows."""
        while b"\n" in text:
            line, _, text = text.partition(b"\n")
            self._line += 1
            words = _REMARK.sub(b" ", line).split()
            if not words:
                continue
            if len(words) < 2 or not all(map(_WHOLE.fullmatch, words[:2])):
                raise self._wrong("the first line has to say how many options and how many seats there are, as '4 1'")
            self._count, self._seats = int(words[0]), int(words[1])
            if not 0 < self._count <= MOST_OPTIONS:
                raise self._wrong(f"there are said to be {self._count} options")
            if self._seats < 1:
                raise self._wrong("at least one seat has to be filled")
            self._plain = PlainPapers(self._count)
            follows = b" ".join(words[2:])
            if follows:
                self._line -= 1
            return follows + b"\n" + text if follows else text
        return text

    # Papers ----------------------------------------------------------------------------------------------------------

    def _block(self, block: bytes) -> bytes | None:
        """Read lines of papers; gives what follows where the papers end in them."""
        if self._take_plain(block):
            return None
        # Where nearly every file ends its papers; elsewhere the end is met with.
        cut = block.find(b" 0\n0") + 3
        if cut > 2 and self._take_plain(block[:cut]):
            block = block[cut:]
        known: dict[bytes, tuple[Marks, int]] = {}
        lines = block.split(b"\n")
        if not lines[-1]:
            lines.pop()
        for place, line in enumerate(lines, 1):
            self._line += 1
            if line in known:
                marks, many = known[line]
                self._papers[marks] += many
                continue
            told = len(self._findings.kept)
            paper = self._words(_REMARK.sub(b" ", line).replace(b" =", b"=").replace(b"= ", b"=").split())
            if isinstance(paper, bytes):
                return b"\n".join((paper, *lines[place:], *([b""] if block.endswith(b"\n") else [])))
            if paper is not None and len(self._findings.kept) == told:
                known[line] = paper
        return None

    def _take_plain(self, block: bytes) -> bool:
        """Take a block in which every line is a plain paper; False where it is not so."""
        lines = self._plain.read(block)
        self._begun = self._begun or bool(lines)
        self._line += lines or 0
        return lines is not None

    def _words(self, words: list[bytes]) -> tuple[Marks, int] | bytes | None:
        """Read the words of one line: papers, each to its 0.

        Gives the paper where it was a single clear one, or what follows on the line where a 0 by itself ends them all.
        """
        papers = 0
        last = None
        while words:
            word = words[0]
            if word.startswith(b"["):
                self._option(b" ".join(words))
                return None
            if word == b"0":
                if words[1:] and not words[1].startswith((b'"', b"'")):
                    raise self._wrong("a line of papers cannot begin with a 0")
                return b" ".join(words[1:])
            if not self._begun and re.fullmatch(rb"-\d+", word):
                self._withdraw(int(word[1:]))
                words = words[1:]
                continue
            if re.fullmatch(rb"-\d+", word):
                raise self._wrong("options are withdrawn before the first paper, not among the papers")
            self._begun = True
            if b"0" not in words:
                raise self._wrong(
                    "here stands a name, but the line with a single 0 that ends the papers is missing"
                    if word.startswith((b'"', b"'"))
                    else "a paper has to end with a 0 on its own line"
                )
            end = words.index(b"0")
            last = self._paper(words[:end])
            papers += 1
            words = words[end + 1 :]
        return last if papers == 1 else None

    def _option(self, words: bytes) -> None:
        """A line in brackets sets nicknames, tie orders and the like for other programs: it is not used."""
        if words.lower().startswith(b"[tie"):
            self._findings.add(self._line, "not-used", "the order for ties that the file gives is not used")

    def _withdraw(self, number: int) -> None:
        if not 0 < number <= self._count:
            raise self._wrong(f"option {number} is withdrawn, but there are {self._count} options")
        self._withdrawn.add(number)

    def _paper(self, words: list[bytes]) -> tuple[Marks, int] | None:
        if words[0].startswith(b"("):
            if not words[0].endswith(b")"):
                raise self._wrong("an id has to stand in parentheses, without blanks")
            # Whether how many papers it is follows shows only when all such lines are known.
            self._choices(words[1:])
            self._with_ids.append((self._line, words[1:]))
            return None
        if not _WHOLE.fullmatch(words[0]):
            shown = safe_text(decode_bytes(words[0]))[:20]
            why = "papers are counted whole" if re.fullmatch(rb"\d*[.,/]\d+", words[0]) else "it has to be a number"
            raise self._wrong(f"a line cannot stand for '{shown}' papers: {why}")
        choices = [word for word in words[1:] if not (word.startswith(b"(") and word.endswith(b")"))]
        return self._take(choices, int(words[0]))

    def _choices(self, words: list[bytes]) -> list[list[int]]:
        found: list[list[int]] = []
        for word in words:
            if word == b"-":
                found.append([])
                continue
            if not _CHOICE.fullmatch(word):
                shown = safe_text(decode_bytes(word))[:20]
                raise self._wrong(f"'{shown}' is not the number of an option")
            numbers = [int(number) for number in word.split(b"=")]
            for number in numbers:
                if not 0 < number <= self._count:
                    raise self._wrong(f"there is no option {number}: there are {self._count}")
            found.append(numbers)
        return found

    def _take(self, words: list[bytes], many: int) -> tuple[Marks, int] | None:
        choices = self._choices(words)
        if self._withdrawn:
            # A rank that only withdrawn options had is no rank that was skipped.
            left = [[number for number in choice if number not in self._withdrawn] for choice in choices]
            choices = [choice for choice, before in zip(left, choices, strict=True) if choice or not before]
        order, fault = in_order(choices)
        if fault and fault != BLANK:
            whose = "a paper" if many == 1 else f"{many} papers"
            self._findings.add(self._line, fault, f"{whose}: {FAULTS[fault]}")
        if not order:
            self._spoilt[fault] += many
            return None
        marks = packed(order, self._count)
        self._papers[marks] += many
        return marks, many

    def _papers_with_ids(self) -> None:
        """Take the lines that begin with an id.

        An id stands in place of how many papers it is, unless a 1 follows on every such line: that is how many then.
        """
        counted = len(self._with_ids) > 1 and all(words[:1] == [b"1"] for _, words in self._with_ids)
        line = self._line
        for number, words in self._with_ids:
            self._line = number
            self._take(words[1:] if counted else words, 1)
        self._line = line

    # Names -----------------------------------------------------------------------------------------------------------

    def _finish(self, rest: bytes) -> BallotFile:
        self._papers_with_ids()
        names = self._names(decode_bytes(rest))
        if len(names) < self._count:
            raise self._wrong(f"there are {self._count} options, but names for {len(names)}")
        ballots = self._ballots()
        options = tuple(
            Option(option, option, 0, number in self._withdrawn)
            for number, option in enumerate(names[: self._count], 1)
        )
        title = names[self._count] if len(names) > self._count else ""
        if len(names) > self._count + 1:
            self._findings.add(0, "not-used", "what stands after the title is not used")
        return BallotFile(
            title, options, ballots, self._seats, findings=tuple(self._findings.kept), more=self._findings.more
        )

    def _names(self, text: str) -> list[str]:
        """Names of options and the title, in quotation marks or a line each."""
        names = []
        first = True
        for line in text.rstrip().split("\n"):
            # What stands behind the last 0 on its line was looked at already.
            self._line += not first
            first = False
            bare = line.strip()
            if bare.startswith(("[", "=")):
                continue
            if not bare.startswith('"'):
                bare = _NAME_REMARK.sub("", bare).strip()
                if bare:
                    names.append(safe_text(_unquoted(bare)))
                continue
            place = 0
            while found := _QUOTED.match(bare, place):
                names.append(safe_text(re.sub(r'""|\\"', '"', found[1])))
                place = found.end()
            left = _NAME_REMARK.sub("", bare[place:]).strip()
            if left.startswith('"'):
                raise self._wrong("a quotation mark is opened and never closed")
            if left and not left.startswith(("#", "//")):
                raise self._wrong("something stands behind the quotation marks of a name")
        return names

    def _ballots(self) -> Ballots:
        """Papers as they are counted: what is named twice counts once, withdrawn options are not there."""
        side = self._plain.side
        if side is not None and not (self._papers or self._withdrawn or side.names_twice()):
            blank = side.rows - side.parcel().count
            return Ballots(RANKED, side, self._spoilt | ({BLANK: blank} if blank else {}))
        papers = self._papers + self._plain.gather() + (Counter() if side is None else side.gather())
        blank = papers.pop(b"", 0) + papers.pop((), 0)
        twice = 0
        if sum(map(len, map(set, papers))) != sum(map(len, papers)):
            tangled = [marks for marks in papers if len(set(marks)) != len(marks)]
            for marks in tangled:
                many = papers.pop(marks)
                papers[packed(dict.fromkeys(marks), self._count)] += many
                twice += many
        if twice:
            whose = "1 paper" if twice == 1 else f"{twice} papers"
            self._findings.add(0, TWICE, f"{whose}: {FAULTS[TWICE]}")
        if self._withdrawn:
            out = frozenset(self._withdrawn)
            read = papers
            papers = Counter()
            for marks, many in read.items():
                papers[without_withdrawn(marks, out)] += many
            blank += papers.pop(b"", 0) + papers.pop((), 0)
        if blank:
            self._spoilt[BLANK] += blank
        return Ballots(RANKED, papers, dict(self._spoilt))


def _unquoted(name: str) -> str:
    """A name on a line of its own, without quotation marks of other kinds around it."""
    return name[1:-1] if len(name) > 1 and (name[0], name[-1]) in (("'", "'"), ("“", "”"), ("‘", "’")) else name
