"""Community champions: what they are owed, their diary, where they show, and who could be one."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from organiser.commands.person_words import entries
from organiser.errors import Problem
from organiser.models.doorstep import CONVERSATION, ISSUE
from organiser.rules.ladder import ACTIVIST, HELPER, TRAINED
from organiser.services import (
    champion_finding,
    champions,
    contacts,
    export,
    issues,
    ladder,
    many,
    merging,
    place_page,
    roll,
    today,
)
from organiser.services.champions import Changes, Draft
from organiser.services.contacts import Said
from organiser.services.ladder import Draft as Step
from organiser.services.listing import Tally
from organiser.services.offices import add_office
from organiser.services.person import page as page_of
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.people_here import add, build_places, edit, names


def _ago(days: int) -> str:
    return (date.fromisoformat(clock.today()) - timedelta(days=days)).isoformat()


@pytest.fixture
def here(store: Store) -> Store:
    """Anytown, an issue, and Councillor Pat Patel of Castle & Park."""
    build_places(store)
    with store.operation("Issue") as work:
        work.insert_with_uid(ISSUE, name="Speeding", fold="speeding")
    add(store, "Pat Patel 07700 900109 SE13 5AB")
    add_office(store, "councillor", "pat patel", places={"ward": "Castle & Park"}, since="2024-05-02")
    return store


def test_a_champion_has_a_cause_a_ward_and_who_supports_them(here: Store) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101 SE13 5AB")
    found = champions.add(here, kasia, Draft("speeding", councillor="patel", keeper="Ann S.")).champion
    assert found.ward is not None
    assert (found.kind, found.cause, found.ward.name, found.by) == (
        "issue", "Speeding", "Castle & Park", "Pat Patel, Ann S.",
    )  # fmt: skip
    community = champions.add(here, kasia, Draft("Polish families", branch="")).champion
    assert (community.kind, community.cause, community.supported) == ("community", "Polish families", False)
    with pytest.raises(Problem, match="champion of Speeding already"):
        champions.add(here, kasia, Draft("Speeding"))
    changed = champions.edit(here, found, Changes(councillor="", keeper="")).champion
    assert not changed.supported
    history.undo(here)
    assert champions.of_person(here, kasia)[0].by == "Pat Patel, Ann S."


def test_whom_nobody_spoke_to_for_six_weeks_or_supports_is_on_home_until_somebody_does(here: Store) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101")
    champions.add(here, kasia, Draft("Speeding", since=_ago(60)))
    quiet, alone = today.FIGURES["champions"](here)
    assert (quiet.number, quiet.words, quiet.example) == (
        1,
        "champion not spoken to for 6 weeks",
        "Kasia Nowak (60 days)",
    )
    assert (alone.number, alone.page) == (1, "champions")
    contacts.note(here, kasia, Said("She rang about the crossing"))
    champions.edit(here, champions.find_champion(here, "nowak"), Changes(keeper="Ann S."))
    assert [figure.number for figure in today.FIGURES["champions"](here)] == [0, 0]


def test_the_diary_tells_what_was_asked_for_and_given_the_latest_first(here: Store) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101")
    found = champions.add(here, kasia, Draft("Speeding", since=_ago(90))).champion
    champions.support(here, found, champions.ASKED, "a speed survey", _ago(50))
    given = champions.support(here, found, champions.GIVEN, "asked the council for one", _ago(45), "Pat").champion
    assert [(line.kind, line.what) for line in given.diary] == [
        ("given", "asked the council for one"),
        ("asked", "a speed survey"),
    ]
    assert (given.spoken, given.quiet) == (_ago(45), 45)
    assert champions.unspoken([given]) == [given]


def test_two_people_made_one_are_champion_of_a_cause_once_with_both_diaries(here: Store) -> None:
    kasia, twin = add(here, "Kasia Nowak 07700 900101"), add(here, "Kate Nowak 07700 900102")
    for person, what in ((kasia, "a letter"), (twin, "a leaflet")):
        one = champions.add(here, person, Draft("Speeding", since=_ago(9 if person == twin else 3))).champion
        champions.support(here, one, champions.ASKED, what)
    merging.merge(here, kasia, twin, {})
    (one,) = champions.list_champions(here)
    assert (one.since, sorted(line.what for line in one.diary)) == (_ago(9), ["a leaflet", "a letter"])
    history.undo(here)
    assert [len(champion.diary) for champion in champions.list_champions(here)] == [1, 1]


def test_an_issue_filed_under_another_takes_its_champions_along(here: Store) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101")
    champions.add(here, kasia, Draft("Speeding"))
    with here.operation("Issue") as work:
        work.insert_with_uid(ISSUE, name="Traffic", fold="traffic")
    issues.merge(here, [issues.find_issue(here, "Speeding")], issues.find_issue(here, "Traffic"))
    assert champions.of_person(here, kasia)[0].cause == "Traffic"


def test_who_would_help_and_may_be_asked_is_proposed_and_asked_by_a_task_once(here: Store) -> None:
    people = [add(here, line) for line in ("Ann Ahmed 07700 900101", "Bo Baker 07700 900102")]
    edit(here, people[0], "consent+=call yes")
    with here.operation("Doors") as work:
        for person in people:
            work.insert_with_uid(
                CONVERSATION, ward_id=1, issue_id=1, person_id=person, on_day=_ago(3), outcome="spoke", helping="yes"
            )
    (found,) = champion_finding.find(here)
    assert (found.about.name, found.issue, found.why) == ("Ann Ahmed", "Speeding", "would help with it")
    task = champion_finding.invite(here, found, "Sam").task
    assert (task.title, task.owner) == ("Ask them to be a community champion: Speeding", "Sam")
    assert champion_finding.find(here) == []
    history.undo(here)
    assert champion_finding.find(here) == [found]


def test_a_champion_no_more_stays_with_their_diary_and_is_in_no_list_of_today(here: Store) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101")
    one = champions.add(here, kasia, Draft("Speeding")).champion
    champions.end(here, one)
    assert champions.list_champions(here) == []
    assert [champion.until for champion in champions.list_champions(here, everything=True)] == [clock.today()]


def test_a_councillor_and_a_ward_see_who_was_recruited_trained_and_is_champion_behind_them(here: Store) -> None:
    people = [add(here, f"{name} 07700 90010{place} SE13 5AB") for place, name in enumerate(("Ann A", "Bo B", "Cy C"))]
    for person, rung in zip(people, (ACTIVIST, TRAINED, HELPER), strict=True):
        ladder.step(here, person, Step(rung))
    many.link_all(here, people[:2], to="patel")
    champions.add(here, people[2], Draft("Speeding", councillor="patel"))
    for kind, words in (("councillor", "patel"), ("ward", "Castle & Park")):
        told = {about.label: about for about in place_page.show(here, kind, words).about}
        assert (told["Recruited"].words, told["Trained"].words) == ("2 activists", "1 activist")
        assert told["Champion"].words == "Cy C, Speeding"
        found = roll.first(here, roll.question_of(told["Recruited"].to), roll.Order(), 9)
        assert names(here, found) == ["Ann A", "Bo B"]


def test_the_page_of_a_person_tells_their_cause_and_no_export_tells_their_rung(here: Store, tmp_path: Path) -> None:
    kasia = add(here, "Kasia Nowak 07700 900101")
    champions.add(here, kasia, Draft("Speeding", keeper="Ann S."))
    ladder.step(here, kasia, Step(TRAINED, evidence="two stalls in a row"))
    page = page_of(here, kasia)
    assert [one.cause for one in page.ties.champions] == ["Speeding"]
    said = " ".join(f"{entry.label} {entry.text}" for entry in entries(page, clock.today()))
    assert "Champion Speeding" in said
    for form in ("csv", "vcard"):
        written = export.write_file(here, tmp_path / f"all.{form}", form, None, Tally()).read_text("utf-8")
        said += written
    assert "Nowak" in written
    assert "trained" not in said.casefold()
    assert "two stalls" not in said
