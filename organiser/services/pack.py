"""The pack of a conference, printed into a folder; printing papers freezes the shortlist of their ward."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, USAGE, Problem
from organiser.models.conferences import CONTEST
from organiser.reports import lettering
from organiser.reports import pack as papers
from organiser.reports.pack import Meeting, Vote
from organiser.rules.dates import uk_date
from organiser.services import imprint, keying, shortlist
from organiser.services.conferences import Conference, Contest
from organiser.services.output_file import target_of, write_whole
from organiser.services.pages import folder_for, name_for
from organiser.store.store import Store

# The parts of a pack, in their order, and what each is.
PARTS = {
    "ballots": "ballot papers",
    "large-print": "the ballot paper in large print",
}
BALLOTS, LARGE = "ballots", "large-print"
# So many papers are printed at least, whoever is expected: most who come have said nothing beforehand.
FEWEST_PAPERS = 40
MOST_PAPERS = 5000


class Asked(NamedTuple):
    """What is to be printed: wards and parts (none: all), how many papers a ward has, and whether in large print."""

    wards: Sequence[str] = ()
    parts: Sequence[str] = ()
    papers: int | None = None
    more: int = 0
    large_print: bool = False
    replace: bool = False


class Sheet(NamedTuple):
    """A file of the pack: its part, its ward ("" for all), whether it names people."""

    file: Path
    part: str
    ward: str
    names_people: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """What was printed. `missing` says what the imprint lacks ("" nothing): then all of it says draft.

    `papers` are the numbers on the stubs by ward; `undrawable` the characters that no font of ours has.
    """

    folder: Path
    sheets: tuple[Sheet, ...]
    frozen: tuple[str, ...]
    papers: dict[str, range]
    missing: str
    undrawable: str
    operation: int | None


class _Planned(NamedTuple):
    name: str
    part: str
    ward: str
    names_people: bool
    make: Callable[[], bytes]


def print_pack(
    store: Store, conference: Conference, votes: Sequence[Contest], folder: Path | None, asked: Asked
) -> Pack:
    """Print the pack of some wards into a folder (else a new one of the program's own), as one change.

    Papers that were printed before are printed again, with the same numbers. Problem where a shortlist does not stand,
    or where a file cannot be written.
    """
    parts = _parts(asked)
    set_up = imprint.imprint(store)
    meeting = Meeting(conference.shown, uk_date(conference.event.on), conference.event.place, set_up.line)
    frozen: list[str] = []
    numbers: dict[str, range] = {}
    sheets: list[Sheet] = []
    with store.operation(f"Print the pack of {conference.shown}", kind="pack") as work:
        planned: list[_Planned] = []
        for vote in votes:
            if BALLOTS in parts:
                if not vote.frozen:
                    shortlist.freeze_in(work, vote)
                    frozen.append(vote.ward.shown)
                numbers[vote.ward.shown] = _numbers(vote, asked)
                work.update(CONTEST, vote.id, printed=max(vote.printed, numbers[vote.ward.shown].stop - 1))
            facts = Vote(vote.ward.shown, vote.method, vote.tie, vote.seats, tuple(keying.choices(store, vote)))
            planned += _of_ward(meeting, facts, numbers.get(vote.ward.shown, range(0)), parts, asked)
        where = _folder(store, conference, folder)
        for one in planned:
            target = target_of(store, where / one.name, replace=asked.replace)
            write_whole(target, [one.make()], replace=asked.replace)
            sheets.append(Sheet(target, one.part, one.ward, one.names_people))
    texts = [meeting.title, meeting.place, *(name for vote in votes for name in keying.choices(store, vote))]
    return Pack(
        where,
        tuple(sheets),
        tuple(frozen),
        numbers,
        ", ".join(set_up.missing),
        "".join(lettering.undrawable(texts)),
        work.operation_id,
    )


def _parts(asked: Asked) -> tuple[str, ...]:
    for part in asked.parts:
        if part not in PARTS:
            raise Problem(f"--only takes {', '.join(PARTS)}.", USAGE)
    return tuple(part for part in PARTS if not asked.parts or part in asked.parts)


def _numbers(vote: Contest, asked: Asked) -> range:
    """The numbers on the stubs of a ward's papers."""
    if asked.more:
        first, count = vote.printed + 1, asked.more
    else:
        first, count = 1, asked.papers or vote.printed or FEWEST_PAPERS
    if not 1 <= count <= MOST_PAPERS:
        raise Problem(f"1 to {MOST_PAPERS:,} papers of a ward can be printed.", USAGE)
    return range(first, first + count)


def _of_ward(meeting: Meeting, vote: Vote, numbers: range, parts: Sequence[str], asked: Asked) -> Iterator[_Planned]:
    name = name_for(vote.ward)
    if BALLOTS in parts:
        make = papers.large_print if asked.large_print else papers.ballots
        yield _Planned(f"ballots-{name}.pdf", BALLOTS, vote.ward, False, lambda: make(meeting, vote, numbers))
    if LARGE in parts:
        yield _Planned(f"large-print-{name}.pdf", LARGE, vote.ward, False, lambda: papers.large_print(meeting, vote))


def _folder(store: Store, conference: Conference, folder: Path | None) -> Path:
    where = folder or folder_for("printed") / f"{name_for(conference.shown)}-{conference.event.on}"
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Problem(f"The folder {where} cannot be made.", CANNOT_CREATE) from None
    return where
