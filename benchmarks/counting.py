"""How fast a million ranked papers of ten options are counted, beside votelib and pyrankvote on the same file.

Run as `python benchmarks/counting.py [--full]`: a million papers either way, in three files. In one nearly all papers
differ and rank every option, in one they rank as many as they like, in one two thousand kinds of paper come again and
again. Each program is a process of its own that reads the file and counts it by instant run-off. votelib reads BLT
itself; for pyrankvote, which reads no files, the fewest lines that do it stand here.
"""

import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from measuring import fastest, organiser, python

_PAPERS = 1_000_000
_OPTIONS = 10
_GOAL = 10
_ROUNDS = 2

_VOTELIB = """
import sys, votelib.io.blt, votelib.evaluate.sequential as sequential
with open(sys.argv[1]) as file:
    votes, *_ = votelib.io.blt.load(file)
sequential.TransferableVoteSelector().evaluate(votes, 1)
"""
_PYRANKVOTE = """
import sys, pyrankvote
with open(sys.argv[1]) as file:
    options = [pyrankvote.Candidate(str(n)) for n in range(int(next(file).split()[0]))]
    papers = []
    for line in file:
        words = line.split()
        if words == ["0"]:
            break
        papers.append(pyrankvote.Ballot([options[int(word) - 1] for word in words[1:-1]]))
pyrankvote.instant_runoff_voting(options, papers).get_winners()
"""
_PEERS = {"votelib": _VOTELIB, "pyrankvote": _PYRANKVOTE}


def main() -> None:
    print(f"{_PAPERS:,} papers of {_OPTIONS} options, read and counted (goal: {_GOAL} times as fast)")
    with tempfile.TemporaryDirectory() as folder:
        for name, papers in (("all ranked", _whole), ("some ranked", _some), ("papers repeat", _repeating)):
            _compare(name, _write(Path(folder) / "papers.blt", papers))


def _compare(name: str, path: Path) -> None:
    ours, *theirs = fastest(
        _ROUNDS,
        lambda: organiser("count", path, "--method", "irv", "--lot", "4172", "--json").seconds,
        *(_seconds_of(program, path) for program in _PEERS.values()),
    )
    peers = ", ".join(
        f"{peer} {seconds:5.2f} s: {seconds / ours:4.1f} times" for peer, seconds in zip(_PEERS, theirs, strict=True)
    )
    print(f"  {name:<14} {ours:5.2f} s, {peers}", flush=True)


def _seconds_of(program: str, path: Path) -> Callable[[], float]:
    return lambda: python("-c", program, path).seconds


def _write(path: Path, papers: Callable[[random.Random], Iterator[str]]) -> Path:
    with path.open("w", encoding="ascii") as file:
        file.write(f"{_OPTIONS} 1\n")
        file.writelines(papers(random.Random(1)))
        file.write("0\n" + "".join(f'"Option {number}"\n' for number in range(1, _OPTIONS + 1)) + '"Ward"\n')
    return path


def _whole(choose: random.Random) -> Iterator[str]:
    for _ in range(_PAPERS):
        yield _paper(choose, _OPTIONS)


def _some(choose: random.Random) -> Iterator[str]:
    for _ in range(_PAPERS):
        yield _paper(choose, choose.randint(1, _OPTIONS))


def _repeating(choose: random.Random) -> Iterator[str]:
    kinds = [_paper(choose, choose.randint(1, _OPTIONS)) for _ in range(2_000)]
    yield from choose.choices(kinds, [1 / place for place in range(1, len(kinds) + 1)], k=_PAPERS)


def _paper(choose: random.Random, ranked: int) -> str:
    return f"1 {' '.join(map(str, choose.sample(range(1, _OPTIONS + 1), ranked)))} 0\n"


if __name__ == "__main__":
    if set(sys.argv[1:]) - {"--full"}:
        raise SystemExit("python benchmarks/counting.py [--full]")
    main()
