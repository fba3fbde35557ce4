"""The pack as a secretary prints it: shortlists frozen, papers numbered once, whoever is expected on the right list."""

import io
import stat
from pathlib import Path

import pytest
from pypdf import PdfReader

from organiser.errors import Problem
from organiser.services import outcomes, signin
from organiser.services.attendance import mark
from organiser.services.conference_changes import add_wards
from organiser.services.conferences import Conference, Contest, find_conference, set_rules
from organiser.services.conferences import Rules as NewRules
from organiser.services.imprint import set_imprint
from organiser.services.invitees import answer
from organiser.services.pack import PARTS, Asked, Pack, print_pack
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add
from tests.services.test_outcomes import ISSUES, evening, hand_out, key_twice, vote_of
from tests.tables import dump


def pack(store: Store, found: Conference, folder: Path, *parts: str, **asked: int | bool) -> Pack:
    now = find_conference(store, found.uid)
    return print_pack(store, now, now.votes, folder, Asked(parts, **asked))  # type: ignore[arg-type]


def text_of(folder: Path, name: str) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO((folder / name).read_bytes())).pages)


def stands(store: Store, found: Conference) -> Contest:
    return vote_of(store, found)


def test_printing_the_pack_freezes_the_shortlist_and_undo_lets_it_go(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    before = dump(store)
    done = pack(store, found, tmp_path / "pack", papers=12)
    assert {sheet.part for sheet in done.sheets} == set(PARTS)
    assert [(one.first, one.last, one.again) for one in done.papers] == [(1, 12, False)]
    assert done.frozen == ("Castle & Park",)
    assert stands(store, found).frozen
    assert stands(store, found).printed == 12
    assert done.draft
    assert "on whose behalf" in done.missing
    history.undo(store)
    assert dump(store) == before


def test_files_that_name_people_say_so_and_all_are_for_their_owner_alone(store: Store, tmp_path: Path) -> None:
    done = pack(store, evening(store), tmp_path / "pack", papers=4)
    assert stat.S_IMODE(done.folder.stat().st_mode) == 0o700
    for sheet in done.sheets:
        assert stat.S_IMODE(sheet.file.stat().st_mode) == 0o600
        assert ("NAMES-PEOPLE" in sheet.file.name) is sheet.names_people is (sheet.part in ("signin", "badges"))


def test_papers_bear_the_same_numbers_again_until_one_is_given_out(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    first = pack(store, found, tmp_path / "one", "ballots")
    # Whoever has said nothing may come as well.
    assert first.papers[0].last == 40
    again = pack(store, found, tmp_path / "two", "ballots")
    assert again.papers[0].again
    assert again.operation is None
    assert again.sheets[0].file.read_bytes() == first.sheets[0].file.read_bytes()
    hand_out(store, found, 1)
    with pytest.raises(Problem, match="--more"):
        pack(store, found, tmp_path / "three", "ballots")
    more = pack(store, found, tmp_path / "two", "ballots", more=8)
    assert more.sheets[0].file.name == "ballots-castle-park-41-48.pdf"
    assert stands(store, found).printed == 48
    assert signin.balances(store, find_conference(store, found.uid))[0].printed == 48


def test_all_papers_of_a_ward_are_large_or_none(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    done = pack(store, found, tmp_path / "pack", "ballots", "large-print", papers=3, large_print=True)
    assert [sheet.file.name for sheet in done.sheets] == ["ballots-large-print-castle-park.pdf"]
    told = text_of(done.folder, done.sheets[0].file.name)
    assert [f"No. {number}" in told for number in range(1, 5)] == [True, True, True, False]
    assert "ordinary paper" not in told
    done = pack(store, found, tmp_path / "pack", "large-print")
    assert "vote on an ordinary paper" in " ".join(text_of(done.folder, done.sheets[0].file.name).split())


def test_where_a_file_cannot_be_written_nothing_is_frozen_and_nothing_left(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "poster.pdf").write_text("mine")
    before = dump(store)
    with pytest.raises(Problem, match="--replace"):
        pack(store, found, folder)
    assert dump(store) == before
    assert [path.name for path in folder.iterdir()] == ["poster.pdf"]
    assert (folder / "poster.pdf").read_text() == "mine"
    pack(store, found, folder, replace=True)
    assert (folder / "poster.pdf").read_bytes().startswith(b"%PDF")


def test_sheets_that_show_the_shortlist_wait_for_the_papers(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    with pytest.raises(Problem, match="not printed yet"):
        pack(store, found, tmp_path / "pack", "counting")
    assert "How to vote" not in text_of(pack(store, found, tmp_path / "early", "poster").folder, "poster.pdf")
    with pytest.raises(Problem, match="--only takes"):
        pack(store, found, tmp_path / "pack", "leaflets")
    pack(store, found, tmp_path / "pack", "ballots", papers=4)
    poster = text_of(pack(store, found, tmp_path / "later", "poster").folder, "poster.pdf")
    assert all(issue in poster for issue in ISSUES)


def test_a_ward_without_a_shortlist_does_not_hold_up_the_others(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    added = add_wards(store, found, ["St Ann's"]).conference
    done = pack(store, added, tmp_path / "pack", papers=4)
    assert (done.frozen, done.waiting) == (("Castle & Park",), ("St Ann's",))
    assert not [sheet for sheet in done.sheets if sheet.ward == "St Ann's"]
    assert [vote.frozen != "" for vote in find_conference(store, added.uid).votes] == [True, False]
    with pytest.raises(Problem, match="offers 0"):
        print_pack(store, added, added.votes[1:], tmp_path / "other", Asked(("ballots",)))


def test_who_is_expected_stands_on_the_list_of_their_desk_by_name(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    set_rules(store, found, found.votes, NewRules(desk="1: A-K; 2: L-Z"))
    found = find_conference(store, found.uid)
    for line in ("Zoë Young, SE13 5AB", "Ann Day, SE13 5AB", "Bob Fox, SE13 5AB", "Nell Nowhere", "Sue Stay, SE13 5AB"):
        add(store, line)
    mark(store, found.event, [add(store, "Kofi Adu, SE13 5AB")], "booked")
    for name, said in (("Young", "coming"), ("Ann Day", "maybe"), ("Nell", "coming"), ("Sue", "not coming")):
        answer(store, found, name, said)
    done = pack(store, found, tmp_path / "pack", "signin")
    told = text_of(done.folder, done.sheets[0].file.name)
    one, two, nowhere = (told.index(words) for words in ("Desk: 1", "Desk: 2", "Ward not known"))
    assert one < told.index("Kofi Adu") < told.index("Ann Day") < two < told.index("Zoë Young") < nowhere
    assert told.index("Nell Nowhere") > nowhere
    assert "Bob Fox" not in told
    assert "Sue Stay" not in told


def test_a_result_slip_is_blank_until_declared_then_filled_and_of_few_papers_tells_the_winner_alone(
    store: Store, tmp_path: Path
) -> None:
    found = evening(store)
    set_imprint(store, {"printer": "Acre Print"})
    name = "result-castle-park.pdf"
    assert "declared by, signature" in text_of(pack(store, found, tmp_path / "one", papers=8).folder, name)
    hand_out(store, found, 6)
    key_twice(store, found, ["1", "1", "1", "2", ""])
    declared = outcomes.declare(store, found, vote_of(store, found))
    told = text_of(pack(store, found, tmp_path / "two", "results").folder, name)
    assert declared.code in told
    assert "Potholes" in told
    assert "DRAFT" in told


def test_of_fewer_than_five_papers_the_slip_tells_the_winner_alone(store: Store, tmp_path: Path) -> None:
    found = evening(store)
    pack(store, found, tmp_path / "one", "ballots", papers=8)
    hand_out(store, found, 3)
    key_twice(store, found, ["1", "1", "2"])
    outcomes.declare(store, found, vote_of(store, found))
    told = text_of(pack(store, found, tmp_path / "two", "results").folder, "result-castle-park.pdf")
    assert "Potholes" in told
    assert "Flytipping" not in told
