"""The pack of a conference, printed into a folder; printing papers freezes the shortlist of their ward."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from organiser.errors import CANNOT_CREATE, USAGE, Problem
from organiser.models.conferences import CONTEST
from organiser.reports import lettering, pack_count, pack_desk
from organiser.reports import pack as papers
from organiser.reports.pack import Meeting, Vote
from organiser.services import imprint, pack_facts, shortlist
from organiser.services.conferences import Conference, Contest, contests, find_contest
from organiser.services.imprint import Imprint
from organiser.services.output_file import target_of, write_whole
from organiser.services.pages import folder_for, name_for
from organiser.store.store import Store

BALLOTS, LARGE, SIGN_IN, PRIVACY = "ballots", "large-print", "signin", "privacy"
COUNTING, RESULTS, POSTER, BADGES = "counting", "results", "poster", "badges"
# The parts of a pack, in their order, and what each is.
PARTS = {
    BALLOTS: "ballot papers, with stubs",
    LARGE: "the ballot paper in large print, to read; enlarged: all papers",
    SIGN_IN: "sign-in sheets: they name people",
    PRIVACY: "the privacy notice",
    COUNTING: "sheets to count by hand",
    RESULTS: "result slips, filled in once declared",
    POSTER: "the poster, and how to vote",
    BADGES: "badges: they name people",
}
_OF_SHORTLIST = (LARGE, COUNTING, RESULTS)
# Beside those who are expected so many papers are printed, and in all so many at least: most who come said nothing
# beforehand.
_RESERVE, FEWEST_PAPERS, MOST_PAPERS = 20, 40, 5000
# The word that asks for papers all in large print.
_ENLARGED = "enlarged"
# Papers lie four, two or one to a page: their number is made even.
_EVEN = 4


class Asked(NamedTuple):
    """What is to be printed: parts (none: all), how many papers a ward has (None: who is expected, and a reserve).

    `more`: so many papers more, numbered after those printed. `replace`: over files that are there already.
    """

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


class Papers(NamedTuple):
    """The papers of a ward: the first and the last number on their stubs; `again` where they were printed before."""

    ward: str
    first: int
    last: int
    again: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """What was printed. `missing` says what the imprint or the notice lacks ("" nothing); `draft` that all says so.

    `frozen` are the wards whose shortlists were frozen by it, `undrawable` the characters that no font of ours has.
    `waiting` are wards of several whose papers were not printed, since their shortlists offer nothing to choose from.
    """

    folder: Path
    sheets: tuple[Sheet, ...]
    frozen: tuple[str, ...]
    papers: tuple[Papers, ...]
    draft: bool
    missing: str
    undrawable: str
    waiting: tuple[str, ...]
    operation: int | None


class _Planned(NamedTuple):
    name: str
    part: str
    ward: str
    make: Callable[[], bytes]


def print_pack(
    store: Store, conference: Conference, votes: Sequence[Contest], folder: Path | None, asked: Asked
) -> Pack:
    """Print the pack of some wards into a folder (else one of the program's own), as one change.

    Papers that were printed before are printed again, with the same numbers, as long as none was given out. Of several
    wards those are left out whose shortlists do not stand yet. Problem where none stands, where papers were given out,
    or where a file cannot be written.
    """
    parts = _parts(asked)
    set_up = imprint.imprint(store)
    event = conference.event
    meeting = Meeting(conference.shown, pack_facts.full_day(event.on), event.at, event.place, set_up.line)
    people = pack_facts.expected(store, conference)
    frozen: list[str] = []
    given_numbers: list[Papers] = []
    waiting: list[str] = []
    with store.operation(f"Print the pack of {conference.shown}", kind="pack") as work:
        wards: list[tuple[Contest, Vote, range]] = []
        standing = [one for asked_vote in votes for one in contests(store, f"contest.id = {asked_vote.id}")]
        ready = [vote for vote in standing if vote.frozen or shortlist.can_be_voted_on(work, vote)]
        for vote in standing:
            if BALLOTS in parts and ready and vote not in ready:
                waiting.append(vote.ward.shown)
                continue
            numbers = range(0)
            if BALLOTS in parts:
                if not vote.frozen:
                    shortlist.freeze_in(work, vote)
                    frozen.append(vote.ward.shown)
                numbers = _numbers(store, vote, len(people.get(vote.ward.id, ())), asked)
                work.update(CONTEST, vote.id, printed=max(vote.printed, numbers[-1]))
                again = numbers[0] <= vote.printed
                given_numbers.append(Papers(vote.ward.shown, numbers[0], numbers[-1], again))
            elif not vote.frozen and set(parts) & set(_OF_SHORTLIST):
                raise Problem(f"The papers of {vote.ward.shown} are not printed yet: print them with the rest.")
            (now,) = contests(store, f"contest.id = {vote.id}")
            wards.append((now, pack_facts.vote_of(store, now), numbers))
        planned = [
            one
            for now, facts, numbers in wards
            for one in _of_ward(store, conference, now, meeting, facts, numbers, parts, people, asked)
        ]
        planned += _of_all(store, conference, meeting, [facts for now, facts, _ in wards if now.frozen], parts, set_up)
        where = _folder(conference, folder)
        # In a folder of the program's own a pack takes the place of the one before.
        replace = asked.replace or folder is None
        targets = [target_of(store, where / one.name, replace=replace) for one in planned]
        made = [one.make() for one in planned]
        for target, content in zip(targets, made, strict=True):
            write_whole(target, [content], replace=replace)
    sheets = [
        Sheet(target, one.part, one.ward, one.part in (SIGN_IN, BADGES))
        for target, one in zip(targets, planned, strict=True)
    ]
    texts = [meeting.title, meeting.place, *(name for _, facts, _ in wards for name in facts.choices)]
    return Pack(
        where,
        tuple(sheets),
        tuple(frozen),
        tuple(given_numbers),
        bool(set_up.missing),
        ", ".join((*set_up.missing, *(set_up.notice_missing if PRIVACY in parts else ()))),
        "".join(lettering.undrawable(texts)),
        tuple(waiting),
        work.operation_id,
    )


def read_line(conference: Conference, line: str) -> tuple[list[Contest], Asked]:
    """What one line asks for: `everything` or "" for all; parts by how they begin, a ward, `120` papers, `more 20`.

    `enlarged` prints all papers in large print. Problem where a word means nothing of these.
    """
    parts: list[str] = []
    wards: list[str] = []
    numbers = {"papers": 0, "more": 0}
    which = "papers"
    for word in line.casefold().split():
        part = next((one for one in PARTS if one.replace("-", "").startswith(word.replace("-", ""))), "")
        if word == "more":
            which = "more"
        elif word.isdecimal() and len(word) <= 6:
            numbers[which] = int(word)
        elif len(word) >= 3 and part:
            parts.append(part)
        elif word not in ("papers", "everything", _ENLARGED):
            wards.append(word)
    votes = [find_contest(conference, " ".join(wards))] if wards else list(conference.votes)
    if which == "more":
        parts = parts or [BALLOTS]
    enlarged = _ENLARGED in line.casefold().split()
    return votes, Asked(tuple(parts), numbers["papers"] or None, numbers["more"], enlarged)


def foresee(store: Store, conference: Conference, votes: Sequence[Contest], asked: Asked) -> list[tuple[str, str]]:
    """What would be printed, before it is: the papers of each ward ("papers"), then each part and what it is.

    Problem where the papers of a ward cannot be printed so.
    """
    parts = _parts(asked)
    people = pack_facts.expected(store, conference) if BALLOTS in parts else {}
    lines = []
    for vote in votes if BALLOTS in parts else ():
        numbers = _numbers(store, vote, len(people.get(vote.ward.id, ())), asked)
        offered = len(pack_facts.vote_of(store, vote).choices)
        if not vote.frozen and offered <= vote.seats:
            lines.append(("papers", f"{vote.ward.shown}: not yet, its shortlist offers {offered}"))
            continue
        freezes = "" if vote.frozen else "; the shortlist is frozen by it"
        again = "; printed before: destroy those" if numbers[0] <= vote.printed else ""
        lines.append(("papers", f"{vote.ward.shown}: {numbers[0]:,} to {numbers[-1]:,}{freezes}{again}"))
    return lines + [(part, PARTS[part]) for part in parts]


def _parts(asked: Asked) -> tuple[str, ...]:
    for part in asked.parts:
        if part not in PARTS:
            raise Problem(f"--only takes {', '.join(PARTS)}.", USAGE)
    wanted = tuple(part for part in PARTS if not asked.parts or part in asked.parts)
    # Where all papers are large, none is needed to be read beside them.
    return tuple(part for part in wanted if part != LARGE) if asked.large_print and BALLOTS in wanted else wanted


def _numbers(store: Store, vote: Contest, expected: int, asked: Asked) -> range:
    """The numbers on the stubs of a ward's papers."""
    if asked.more:
        first, count = vote.printed + 1, asked.more
    else:
        if store.value("SELECT 1 FROM given_paper WHERE contest_id = ? LIMIT 1", (vote.id,)):
            raise Problem(
                f"Papers of {vote.ward.shown} have been given out: --more prints others, numbered after them; --only "
                "prints another part."
            )
        first, count = 1, asked.papers or vote.printed or _enough(expected)
    if not 1 <= count <= MOST_PAPERS:
        raise Problem(f"1 to {MOST_PAPERS:,} papers of a ward can be printed.", USAGE)
    return range(first, first + count)


def _enough(expected: int) -> int:
    """How many papers a ward needs of whom so many are expected."""
    wanted = max(FEWEST_PAPERS, expected + max(_RESERVE, expected // 2))
    return -(-wanted // _EVEN) * _EVEN


def _of_ward(
    store: Store,
    conference: Conference,
    vote: Contest,
    meeting: Meeting,
    facts: Vote,
    numbers: range,
    parts: Sequence[str],
    people: dict[int, list[pack_desk.Expected]],
    asked: Asked,
) -> Iterator[_Planned]:
    """The files of one ward."""
    name = name_for(facts.ward)
    further = f"-{numbers[0]}-{numbers[-1]}" if asked.more and numbers else ""
    if BALLOTS in parts and asked.large_print:
        yield _Planned(
            f"ballots-large-print-{name}{further}.pdf", BALLOTS, facts.ward,
            lambda: papers.large_print(meeting, facts, numbers),
        )  # fmt: skip
    elif BALLOTS in parts:
        yield _Planned(
            f"ballots-{name}{further}.pdf", BALLOTS, facts.ward, lambda: papers.ballots(meeting, facts, numbers)
        )
    if LARGE in parts:
        yield _Planned(f"large-print-{name}.pdf", LARGE, facts.ward, lambda: papers.large_print(meeting, facts))
    if SIGN_IN in parts:
        lists = pack_facts.sign_in_lists(conference, vote, people)
        yield _Planned(
            f"sign-in-NAMES-PEOPLE-{name}.pdf", SIGN_IN, facts.ward, lambda: pack_desk.sign_in(meeting, lists)
        )
    if COUNTING in parts:
        yield _Planned(
            f"counting-{name}.pdf", COUNTING, facts.ward, lambda: pack_count.counting(meeting, facts, vote.printed)
        )
    if RESULTS in parts:
        figures = pack_facts.figures(store, conference, vote)
        yield _Planned(
            f"result-{name}.pdf", RESULTS, facts.ward, lambda: pack_count.results(meeting, [(facts, figures)])
        )


def _of_all(
    store: Store,
    conference: Conference,
    meeting: Meeting,
    frozen: Sequence[Vote],
    parts: Sequence[str],
    set_up: Imprint,
) -> Iterator[_Planned]:
    """The files that all wards share. How to vote is shown of those whose papers stand."""
    if PRIVACY in parts:
        yield _Planned(
            "privacy-notice.pdf", PRIVACY, "", lambda: pack_desk.privacy(meeting, set_up.asks, set_up.contact)
        )
    if POSTER in parts:
        wards = [vote.ward.shown for vote in conference.votes]
        yield _Planned(
            "poster.pdf", POSTER, "",
            lambda: pack_desk.poster(meeting, conference.voters, set_up.contact, wards, frozen),
        )  # fmt: skip
    if BADGES in parts:
        badges = pack_facts.wearers(store, conference)
        yield _Planned("badges-NAMES-PEOPLE.pdf", BADGES, "", lambda: pack_desk.badges(meeting, badges))


def _folder(conference: Conference, folder: Path | None) -> Path:
    where = folder or folder_for("printed") / f"{name_for(conference.shown)}-{conference.event.on}"
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise Problem(f"The folder {where} cannot be made.", CANNOT_CREATE) from None
    return where
