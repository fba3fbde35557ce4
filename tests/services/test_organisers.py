"""Organisers' hours by seat and dates, their track record and what they advised."""

from pathlib import Path

import pytest

from organiser.errors import Problem
from organiser.models.events import ATTENDANCE, EVENT
from organiser.services import organiser_month, organisers
from organiser.services.organisers import Draft, days_of, find_organiser, set_time
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add, build_places


@pytest.fixture
def here(store: Store) -> Store:
    build_places(store)
    return store


def _seat(store: Store, name: str) -> int:
    return store.count("SELECT id FROM constituency WHERE name = ?", (name,))


def test_a_part_time_organiser_of_two_seats_has_days_in_each(here: Store) -> None:
    set_time(here, Draft("Sam Lee", "Anytown North", "17.5", "5 Jan 2026"))
    found = set_time(here, Draft("sam lee", "Anytown South", "7", "5 Jan 2026", "1 Feb 2026")).organiser
    assert days_of(here, _seat(here, "Anytown North"), "2026-01-05", "2026-02-01") == 10.0
    assert days_of(here, _seat(here, "Anytown South"), "2026-01-05", "2026-03-31") == 4.0
    assert (found.name, found.hours("2026-01-20"), found.hours("2026-02-20")) == ("Sam Lee", 24.5, 17.5)


def test_new_hours_end_the_former_ones_the_day_before_and_undo_brings_them_back(here: Store) -> None:
    set_time(here, Draft("Sam Lee", "Anytown North", "14", "1 Jan 2026"))
    changed = set_time(here, Draft("Sam Lee", "Anytown North", "21", "1 Mar 2026")).organiser
    assert [(one.hours, one.since, one.until) for one in changed.times] == [
        (21, "2026-03-01", ""),
        (14, "2026-01-01", "2026-02-28"),
    ]
    history.undo(here)
    assert [(one.hours, one.until) for one in find_organiser(here, "Sam").times] == [(14, "")]


def test_time_that_overlaps_other_time_in_the_seat_is_refused_in_a_sentence(here: Store) -> None:
    set_time(here, Draft("Sam Lee", "Anytown North", "14", "1 Mar 2026"))
    with pytest.raises(Problem, match="from 1 Mar 2026 already"):
        set_time(here, Draft("Sam Lee", "Anytown North", "14", "1 Jan 2026"))


def test_what_was_advised_stands_with_its_day_and_needs_no_seat_where_there_is_one(here: Store) -> None:
    set_time(here, Draft("Sam Lee", "Anytown North", "14", "1 Mar 2026"))
    written = organisers.say(here, "Sam", organisers.ADVICE, "", "Start with the stall at the market", "2 Mar 2026")
    (advice,) = written.organiser.advice
    assert (advice.on, advice.words, advice.clp.name) == (
        "2026-03-02", "Start with the stall at the market", "Anytown North",
    )  # fmt: skip
    assert not written.organiser.record


def test_a_month_for_the_employer_holds_hours_counts_and_advice_and_nobody_s_name(here: Store, tmp_path: Path) -> None:
    set_time(here, Draft("Sam Lee", "Anytown North", "14", "1 Feb 2026"))
    ann = add(here, "Ann Ahmed 07700 900101 SE13 5AB")
    branch = here.count("SELECT min(id) FROM branch")
    with here.operation("Events") as work:
        for kind, day in (("stall", "2026-02-03"), ("canvassing", "2026-02-20"), ("stall", "2026-03-02")):
            event = work.insert_with_uid(EVENT, kind=kind, on_day=day, branch_id=branch)
            work.insert(ATTENDANCE, event_id=event, person_id=ann, state="attended")
    organisers.say(here, "Sam", organisers.ADVICE, "", "Start with the market", "2 Feb 2026")
    organisers.say(here, "Sam", organisers.ADVICE, "", "Then the schools", "2 Mar 2026")
    first, last = organiser_month.month_of("February 2026")
    assert (first, last) == organiser_month.month_of("2026-02") == ("2026-02-01", "2026-02-28")
    facts = organiser_month.facts_of(
        here, find_organiser(here, "Sam"), organisers.seat_of(here, "Anytown North"), first, last
    )
    assert facts.hours == "56 hours, which are 8 working days."
    assert facts.events == [("Canvassing", "1"), ("Stall", "1")]
    assert facts.people == [("Recruited as activists", "1", "1"), ("Trained", "0", "0")]
    assert facts.advice == [("2 Feb 2026", "Start with the market")]
    written = organiser_month.write_month(here, "Sam", "", "2026-02", tmp_path / "month.html").read_text()
    assert "56 hours" in written
    assert "Ahmed" not in written
    with pytest.raises(Problem, match="is not a month"):
        organiser_month.month_of("Febtober")
