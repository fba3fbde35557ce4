"""Files of votes, whoever wrote them: BLT, Pabulib .pb, or a list of papers as CSV or workbook."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from organiser.errors import IO_ERROR, NO_INPUT, NOT_PERMITTED, UNREADABLE, Problem
from organiser.formats.decoding import SAMPLE, decoding_of
from organiser.formats.table import Finding
from organiser.rules.counting.ballots import Ballots
from organiser.rules.counting.result import Option
from organiser.text import safe_text

# Of what is to be told about single papers so much is kept.
MOST_FINDINGS = 1000
# More options than these stand on no paper: a list of them is a list of something else.
MOST_OPTIONS = 1000


class Typed(NamedTuple):
    """A paper of a list as it stands there: the row, and the rank beside each option (0 none) where ranks are typed.

    Else `marks` are the numbers of options, of ranked ones the most wanted first; `fault` is what is wrong, by code.
    """

    row: int
    ranks: tuple[int, ...]
    marks: tuple[int, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class BallotFile:
    """What a file of votes says.

    `seats` is None where it does not say. `budget` is in the unit of the options' costs, of which `unit` make one of
    the file's currency. `stated` are the numbers of the options that the file itself says were chosen; None where it
    does not say. `first_points` is what a first choice is worth in a file that ranks for points. `findings` are papers
    not read as they stand, by line or row (0: the file as a whole); `more` that there are others. `typed` are the
    papers of a list in their order, where that was asked for.
    """

    title: str
    options: tuple[Option, ...]
    ballots: Ballots
    seats: int | None = None
    budget: int | None = None
    unit: int = 1
    stated: tuple[int, ...] | None = None
    first_points: int | None = None
    findings: tuple[Finding, ...] = ()
    more: bool = False
    typed: tuple[Typed, ...] = ()


class Findings:
    """Collects what is to be told about a file, up to a number that can be read."""

    def __init__(self, file: str) -> None:
        self._file = file
        self.kept: list[Finding] = []
        self.more = False

    def add(self, row: int, code: str, reason: str) -> None:
        if len(self.kept) < MOST_FINDINGS:
            self.kept.append(Finding(self._file, "", row, code, reason))
        else:
            self.more = True


def read_ballots(path: Path | str, method: str, *, in_order: bool = False) -> BallotFile:
    """Read a file of votes; `-` is standard input. What kind it is shows in its content.

    `method` tells how the cells of a plain list are meant: as ranks, as marks or as points. With `in_order` the papers
    of a list are given one by one, too. Raises Problem: 66, 77, 74
    where the file cannot be had, 65 with line and reason where it is malformed.
    """
    name = safe_text("standard input" if str(path) == "-" else Path(path).name or str(path))
    with _on_disk(path, name) as place:
        try:
            with place.open("rb") as file:
                head = file.read(SAMPLE)
                kind = _kind(head)
                if not head.strip():
                    raise Problem(f"{name} is empty.", UNREADABLE)
                if kind == "blt":
                    from organiser.formats.ballots_blt import read_blt

                    return _named_apart(read_blt(file, name))
                if kind == "pb":
                    from organiser.formats.ballots_pabulib import read_pabulib

                    return _named_apart(read_pabulib(decoding_of(file, name).open(file), name))
        except (FileNotFoundError, NotADirectoryError):
            raise Problem(f"There is no file {name}.", NO_INPUT) from None
        except IsADirectoryError:
            raise Problem(f"{name} is a folder: name one file in it.", NO_INPUT) from None
        except PermissionError:
            raise Problem(f"{name} cannot be read: you have no permission to.", NOT_PERMITTED) from None
        except OSError as error:
            raise Problem(f"{name} cannot be read ({error.strerror}).", IO_ERROR) from None
        from organiser.formats.ballots_list import read_list

        return _named_apart(read_list(place, name, method, in_order=in_order))


def _kind(head: bytes) -> str:
    """What a file of votes is, by its beginning: "blt", "pb" or "" for a list."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    first = text.split(b"\n", 1)[0].strip()
    if first.split(b";")[0].strip(b'" \t').upper() == b"META":
        return "pb"
    if text.startswith((b"#", b"//", b"/*")):
        # Only BLT begins with remarks.
        return "blt"
    words = first.replace(b"\t", b" ").split(b"#")[0].split(b"//")[0].split()
    return "blt" if len(words) > 1 and all(map(bytes.isdigit, words[:2])) else ""


@contextmanager
def _on_disk(path: Path | str, name: str) -> Iterator[Path]:
    """The file under a name by which it can be opened more than once; standard input is copied to a private file."""
    if str(path) != "-":
        yield Path(path)
        return
    # They take a while to load, and are seldom needed.
    import shutil
    import tempfile

    if sys.stdin is None:
        raise Problem("There is no standard input to read from.", NO_INPUT)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "papers"
        with copy.open("wb") as file:
            shutil.copyfileobj(_binary_input(), file)
        yield copy


def _binary_input() -> BinaryIO:
    return sys.stdin.buffer


def _named_apart(file: BallotFile) -> BallotFile:
    """The file with every option under a name of its own: two of one name get their numbers, one without a name too.

    Problem (65) for a file of more options than anybody can choose from.
    """
    if len(file.options) > MOST_OPTIONS:
        raise Problem(f"There are {len(file.options):,} options in it: is it a file of votes?", UNREADABLE)
    names = [option.name for option in file.options]
    apart = tuple(
        _numbered(option, number) if not option.name or names.count(option.name) > 1 else option
        for number, option in enumerate(file.options, 1)
    )
    return file if apart == file.options else replace(file, options=apart)


def _numbered(option: Option, number: int) -> Option:
    """An option whose name tells its number; also its id, where that was the name."""
    name = f"{option.name} (number {number})" if option.name else f"number {number}"
    return option._replace(name=name, id=name if option.id == option.name else option.id)


def without_withdrawn(marks: Sequence[int], withdrawn: frozenset[int]) -> Sequence[int]:
    """A paper as it reads when withdrawn options are not there."""
    if isinstance(marks, bytes):
        return marks.translate(None, bytes(withdrawn))
    return tuple(number for number in marks if number not in withdrawn)
