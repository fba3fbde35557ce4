"""The dress rehearsal: a whole evening through the screens, two wards, two desks, two keyers, a tie and a power cut."""

import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from organiser.models.conferences import CHOICE
from organiser.screens.outcome import ResultPage
from organiser.screens.piles import PilesPage
from organiser.services import keying, outcomes
from organiser.services.conferences import Draft, Rules, find_conference, new_conference, set_rules
from organiser.services.hall_handouts import hand_out_desk, hand_out_pile
from organiser.store import doctor
from organiser.store.store import Store
from tests.conftest import RunCli
from tests.services.people_here import WARDS, add, build_places
from tests.tui.driving import Seat, sit
from tests.tui.terminal import Terminal

CASTLE, ST_ANNS = WARDS[0][1], WARDS[1][1]
ISSUES = ("Potholes", "Flytipping", "Damp", "Street lights")
POSTCODES = {CASTLE: "SE13 5AB", ST_ANNS: "SE4 1ES"}
COMING = {CASTLE: 70, ST_ANNS: 50}
# Of every sixth resident nobody knew before they walked in.
WALK_IN = 6
KEYERS = ("Keya", "Tomo")


class Resident(NamedTuple):
    given: str
    family: str
    ward: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def desk(self) -> str:
        return "1" if self.ward == CASTLE and self.family[0] <= "K" else "2"


def residents() -> list[Resident]:
    wards = [ward for ward, people in COMING.items() for _ in range(people)]
    return [
        Resident("Ana", f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[place % 26]}{'aeiou'[place // 26]}rwell", ward)
        for place, ward in enumerate(wards)
    ]


def boxes() -> dict[str, list[str]]:
    """What lies in the box of each ward, mixed: at Castle two options are level, two papers cannot be counted."""
    chance = random.Random(1904)
    castle = ["1"] * 25 + ["2"] * 25 + ["3"] * 10 + ["4"] * 7 + ["*", "1 2"]
    orders = [chance.sample(range(1, 5), 4) for _ in range(48)]
    # The rank beside each option, of the first two or all choices.
    ranked = [
        " ".join(str(order.index(number) + 1) if order.index(number) < deep else "0" for number in range(1, 5))
        for place, order in enumerate(orders)
        for deep in (2 if place % 3 else 4,)
    ]
    found = {CASTLE: castle, ST_ANNS: [*ranked, ""]}
    for rows in found.values():
        chance.shuffle(rows)
    return found


def instant_runoff(rows: Sequence[str]) -> str:
    """Counted once more, by a few lines that know nothing of the program's."""
    papers = []
    for row in filter(None, rows):
        ranks = list(map(int, row.split()))
        papers.append([ranks.index(rank) for rank in range(1, 5) if rank in ranks])
    running = set(range(4))
    while True:
        votes = Counter(next((one for one in paper if one in running), None) for paper in papers)
        del votes[None]
        best, most = votes.most_common(1)[0]
        if most * 2 > votes.total():
            return ISSUES[best]  # type: ignore[index]
        fewest = [one for one in running if votes[one] == min(votes[each] for each in running)]
        assert len(fewest) == 1, "this box has no tie"
        running.remove(fewest[0])


def hall(path: Path, people: Sequence[Resident]) -> None:
    """The database on the morning of the conference: Castle's papers lie at two desks, St Ann's at the second."""
    with Store.create(path) as store:
        build_places(store)
        for place, one in enumerate(people):
            if place % WALK_IN:
                add(store, f"{one.name}, {POSTCODES[one.ward]}")
        found = new_conference(store, Draft("Anytown decides", "2026-12-12", (CASTLE, ST_ANNS), tasks=False)).conference
        castle, st_anns = found.votes
        set_rules(store, found, [castle], Rules(desk="1: A-K; 2: L-Z"))
        set_rules(store, found, [st_anns], Rules(method="irv", desk="2"))
        with store.operation("Shortlist") as work:
            for vote in found.votes:
                for number, name in enumerate(ISSUES, 1):
                    work.insert_with_uid(CHOICE, contest_id=vote.id, name=name, state="offered", number=number)


def signing_in(people: Sequence[Resident], desk: str) -> Callable[[Seat], Awaitable[None]]:
    async def evening(seat: Seat) -> None:
        for place, one in enumerate(people):
            if one.desk == desk:
                known = place % WALK_IN
                await seat.type(f"{one.family}\n" if known else f"{one.name} {POSTCODES[one.ward]}\n")
        theirs = [one for one in people if one.desk == desk]
        assert seat.shows(f"papers given {len(theirs)}")
        # Three at each desk spoil their paper, and get another.
        for one in theirs[:3]:
            await seat.type(one.family)
            await seat.press("ctrl+x")
        assert seat.shows(f"papers given {len(theirs) + 3}, spoilt 3")
        # One tries again here, then whoever was at the other desk already tries this one.
        await seat.type(f"{theirs[1].family}\n")
        assert seat.shows("has a paper")
        await seat.press("ctrl+u")
        if desk == "2":
            await seat.type(f"{people[0].name} {POSTCODES[people[0].ward]}\n")
            assert seat.shows("lies at desk 1")
            await seat.press("ctrl+u")
        assert seat.shows(f"papers given {len(theirs) + 3}, spoilt 3")

    return evening


def opening_piles(papers: Sequence[int]) -> Callable[[Seat], Awaitable[None]]:
    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(PilesPage("1"))
        await seat.settle()
        for place, count in enumerate(papers):
            await seat.press(*["down"] * place)
            await seat.type(f"n{count}\n")
            assert seat.shows(f"pile 1, {count} papers")

    return evening


def keying_all(keyer: str, rows: Sequence[str]) -> Callable[[Seat], Awaitable[None]]:
    async def evening(seat: Seat) -> None:
        await seat.press("down")
        await seat.type(f"t{keyer}\n")
        await seat.type("".join(f"{row}\n" for row in rows))
        assert seat.shows("all keyed")

    return evening


def bringing_back(files: Sequence[Path]) -> Callable[[Seat], Awaitable[None]]:
    async def evening(seat: Seat) -> None:
        await seat.type("b")
        for file in files:
            await seat.type("i")
            await seat.type(f"{file}\n")
            assert seat.shows("u takes it back")

    return evening


def cut_off_while_keying(home: Path, file: Path, rows: Sequence[str]) -> int:
    """Key in the real program until the power goes, in the middle of a row; how many rows were said to be kept."""
    with Terminal("--database", file, "open", home=home) as terminal:
        terminal.until("nobody keyed it yet")
        terminal.press("down")
        terminal.type(f"t{KEYERS[0]}\r")
        terminal.until(f"Keying, {KEYERS[0]}")
        terminal.type("".join(f"{row}\r" for row in rows))
        terminal.until(f"{len(rows)} of 69 keyed")
        terminal.until(f"Paper {len(rows)} ")
        terminal.type("3 4")
        terminal.until("3 4")
        terminal.signal(signal.SIGKILL)
        terminal.exit_code()
    with Store.open(file) as store:
        vote = find_conference(store).votes[0]
        kept = keying.rows_of(store, keying.find_pile(store, vote), KEYERS[0])
        assert list(kept.values()) == list(rows)
        assert [check.name for check in doctor.examine(store) if not check.ok] == []
        return len(kept)


def settling(right: Sequence[str]) -> Callable[[Seat], Awaitable[None]]:
    async def evening(seat: Seat) -> None:
        await seat.app.push_screen(PilesPage("1"))
        await seat.settle()
        await seat.press("down", "d")
        assert seat.shows(f"{len(right)} differ")
        for row in right:
            await seat.type(f"{row}\n")
        assert seat.shows("nothing differs")

    return evening


async def declaring(seat: Seat) -> None:
    await seat.app.push_screen(ResultPage("1"))
    await seat.settle()
    assert seat.shows("A tie that takes a lot: Potholes, Flytipping.")
    await seat.press("d")
    assert seat.shows("cannot be declared yet")
    await seat.type("l2 1, Jo Bloggs\n")
    assert seat.shows("Two people see the lot drawn")
    await seat.type(" and Kasia Nowak\n")
    assert seat.shows("drawn 2, 1 before")
    await seat.press("d")
    assert seat.shows("Declared: Flytipping.")
    await seat.press("n", "d")
    assert seat.shows(f"Declared: {instant_runoff(boxes()[ST_ANNS])}.")


def test_the_dress_rehearsal(tmp_path: Path, home: Path, run_cli: RunCli) -> None:
    people, box = residents(), boxes()
    main = tmp_path / "hall.organiser"
    hall(main, people)
    with Store.open(main) as store:
        found = find_conference(store)
        desks = [hand_out_desk(store, found, desk, tmp_path / f"desk-{desk}.organiser").file for desk in "12"]
    for desk, file in zip("12", desks, strict=True):
        sit(file, signing_in(people, desk), at="signin")
    sit(main, bringing_back(desks))

    # The boxes are emptied, mixed, numbered and counted; each pile goes to two laptops.
    sit(main, opening_piles([len(rows) for rows in box.values()]))
    with Store.open(main) as store:
        votes = find_conference(store).votes
        piles = {
            (vote.ward.shown, keyer): hand_out_pile(
                store, vote, keying.find_pile(store, vote), tmp_path / f"{vote.ward.gss}-{keyer}.organiser"
            ).file
            for vote in votes
            for keyer in KEYERS
        }
    slips = {4: "2" if box[CASTLE][4] != "2" else "1", 39: "4" if box[CASTLE][39] != "4" else "3"}
    for (ward, keyer), file in piles.items():
        rows = list(box[ward])
        kept = 0
        if (ward, keyer) == (CASTLE, KEYERS[0]):
            kept = cut_off_while_keying(home, file, rows[:30])
        elif ward == CASTLE:
            rows = [slips.get(place, row) for place, row in enumerate(rows)]
        sit(file, keying_all(keyer, rows[kept:]), at="piles")
    sit(main, bringing_back(list(piles.values())))
    sit(main, settling([box[CASTLE][place] for place in slips]))
    sit(main, declaring)

    with Store.open(main) as store:
        found = find_conference(store)
        spoilt = {CASTLE: 2, ST_ANNS: 1}
        replaced = 0
        for vote in found.votes:
            told, ward = outcomes.outcome(store, found, vote), vote.ward.shown
            assert told.read.rows == box[ward]
            papers = told.papers
            assert (papers.counted, sum(papers.spoilt.values())) == (len(box[ward]) - spoilt[ward], spoilt[ward])
            assert (papers.issued, papers.not_returned) == (COMING[ward] + papers.replaced, 1)
            replaced += papers.replaced
        assert replaced + sum(spoilt.values()) == 9
        assert store.value("SELECT count(*) FROM given_paper") == len(people)
    again = run_cli("--database", main, "conference", "result", "--recount", "--json")
    assert (again.code, [ward["recount"] for ward in again.json()["wards"]]) == (0, [True, True])
    nothing_ties_a_paper_to_a_voter(main, desks, list(piles.values()), people)


def nothing_ties_a_paper_to_a_voter(
    main: Path, desks: Sequence[Path], piles: Sequence[Path], people: Sequence[Resident]
) -> None:
    """The curious clerk has the file, its history, and every hand-out that came back."""
    for file in piles:
        with Store.open(file) as store:
            assert not store.rows("SELECT 1 FROM given_paper UNION ALL SELECT 1 FROM person")
        content = file.read_bytes()
        assert not [one.name for one in people if one.family.encode() in content]
    for file in desks:
        with Store.open(file) as store:
            assert not store.rows("SELECT 1 FROM paper UNION ALL SELECT 1 FROM pile UNION ALL SELECT 1 FROM choice")
    with Store.open(main) as store:
        papers = store.rows("SELECT uid, marks FROM paper")
        assert {uid[6] >> 4 for uid, _ in papers} == {4}
        opened = {moment for (moment,) in store.rows("SELECT opened FROM pile")}
        # What came back has the moment of its pile; what was settled here stands under it too.
        assert {moment for (moment,) in store.rows("SELECT came_at FROM handed WHERE tbl = 'paper'")} <= opened
        titles = " ".join(title for (title,) in store.rows("SELECT title FROM operation WHERE kind = 'keying'"))
        assert not [one for one in people if one.family in titles]
        given = {value for row in store.rows("SELECT * FROM given_paper") for value in row if isinstance(value, bytes)}
        assert not given & {uid for uid, _ in papers}
