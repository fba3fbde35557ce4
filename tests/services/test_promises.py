"""What was promised after a vote: kept with evidence, overdue where everybody sees it, told without private names."""

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.models.conferences import DECLARED, PROMISE
from organiser.models.contacts import TASK
from organiser.services import attendance, conferences, offices, place_page, promises, tasks, today, you_said
from organiser.services.conferences import Conference
from organiser.services.merging import merge
from organiser.services.promises import Changes, Draft
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import WARDS, add, build_places, edit
from tests.tables import dump

CASTLE, ST_ANNS = WARDS[0][1], WARDS[1][1]


@pytest.fixture
def hall(store: Store) -> Conference:
    build_places(store)
    add(store, "Jo Patel SE13 5AB")
    add(store, "Ann Poe SE13 5AB, 07700 900101")
    offices.add_office(store, "councillor", "Jo Patel", places={"ward": CASTLE}, since="2022-05-06")
    draft = conferences.Draft("Anytown decides", "2099-12-12", (CASTLE, ST_ANNS), tasks=False)
    return conferences.new_conference(store, draft).conference


def long_ago(store: Store, promise: promises.Promise) -> None:
    with store.operation("It was promised long ago") as work:
        work.update(TASK, promise.task.number, due="2026-01-31")


def owed(store: Store, kind: str, words: str) -> list[str]:
    return [task.title for task in place_page.show(store, kind, words).tasks]


def test_an_overdue_promise_is_on_home_on_the_ward_s_and_on_the_councillor_s_page(
    store: Store, hall: Conference
) -> None:
    made = promises.add(store, hall, Draft("Ask for a crossing", "Jo Patel", due="1 march", ward=CASTLE)).promise
    assert (made.owner_kind, made.owner_name, made.ward) == ("councillor", "Jo Patel", CASTLE)
    assert [figure.number for figure in today.FIGURES["promises"](store)] == [0]
    long_ago(store, made)
    (figure,) = today.FIGURES["promises"](store)
    assert (figure.number, figure.example) == (1, f"Ask for a crossing, {CASTLE}, Jo Patel")
    # It is counted there, and not once more among the tasks.
    assert [figure.words for figure in today.FIGURES["due"](store) if figure.number] == []
    assert owed(store, "ward", CASTLE) == ["Ask for a crossing"]
    assert owed(store, "ward", ST_ANNS) == []
    assert owed(store, "councillor", "Jo Patel") == ["Ask for a crossing"]


def test_a_promise_is_never_laid_at_the_door_of_somebody_whose_name_only_begins_so(
    store: Store, hall: Conference
) -> None:
    add(store, "John Patterson SE13 5AB")
    for words, name, known in (
        ("Jo Patterson", "Jo Patterson", False),
        ("Patterson", "Patterson", False),
        ("john patterson", "John Patterson", True),
        ("Patel", "Jo Patel", True),
        ("the residents' association", "the residents' association", False),
    ):
        made = promises.add(store, hall, Draft("Mend it", words, ward=CASTLE)).promise
        assert (made.owner_name, made.owner is not None) == (name, known)
    add(store, "John Patterson N1 9GU")
    with pytest.raises(Problem, match="Several people"):
        promises.add(store, hall, Draft("Mend it", "John Patterson", ward=CASTLE))


def test_a_promise_kept_by_finishing_its_task_is_kept_and_evidence_can_follow(store: Store, hall: Conference) -> None:
    made = promises.add(store, hall, Draft("Ask for a crossing", "Jo Patel", ward=CASTLE)).promise
    with pytest.raises(Problem, match="what shows it"):
        promises.keep(store, made, "")
    tasks.finish(store, made.task)
    assert promises.promises(store, hall, everything=False) == []
    (found,) = promises.promises(store, hall)
    kept = promises.keep(store, found, "painted on 2 March", "2026-03-02").promise
    # The day on which it was done stays the one on which somebody said so.
    assert (kept.task.state, kept.task.settled, kept.evidence) == ("done", found.task.settled, "painted on 2 March")


def test_a_promise_is_dropped_with_a_reason_and_can_be_taken_up_again(store: Store, hall: Conference) -> None:
    made = promises.add(
        store, hall, Draft("Plant a tree", owner_kind="helper", owner="the Friends", ward=CASTLE)
    ).promise
    with pytest.raises(Problem, match="Say why"):
        promises.drop(store, made, " ")
    assert promises.drop(store, made, "the council planted it").promise.words("2026-11-22") == "dropped"
    history.undo(store)
    assert promises.promises(store, hall)[0].task.state == "open"


def test_the_second_evening_shows_what_the_first_promised(store: Store, hall: Conference) -> None:
    promises.add(store, hall, Draft("Ask for a crossing", "Jo Patel", ward=CASTLE))
    second = conferences.new_conference(
        store, conferences.Draft("The second evening", "2099-12-19", (CASTLE,), previous=hall.uid, tasks=False)
    ).conference
    promises.add(store, second, Draft("Mend the lamps", "Jo Patel"))
    assert [(one.task.title, one.conference) for one in promises.promises(store, second)] == [
        ("Ask for a crossing", "Anytown decides"), ("Mend the lamps", "The second evening"),
    ]  # fmt: skip
    assert len(promises.promises(store, hall)) == 1


def test_you_said_we_did_names_office_holders_only_and_says_draft_without_an_imprint(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    promises.add(store, hall, Draft("Ask for a crossing", "Jo Patel", ward=CASTLE))
    promises.add(store, hall, Draft("Count the lamps <b>", "Ann Poe", owner_kind="champion", ward=ST_ANNS))
    with store.operation("Declared") as work:
        work.insert_with_uid(DECLARED, contest_id=hall.votes[0].id, result='{"adopted":["Speeding"]}', code="X")
    printed = you_said.print_page(store, hall, tmp_path / "page.html")
    html = printed.file.read_text("utf-8")
    assert "You said: Speeding." in html
    assert "Jo Patel, councillor" in html
    assert "Ann Poe" not in html
    assert "a community champion" in html
    assert "Count the lamps &lt;b&gt;" in html
    assert "DRAFT: You said, we did" in html


def test_who_came_is_thanked_only_by_a_channel_they_allowed(store: Store, hall: Conference, tmp_path: Path) -> None:
    bob = add(store, "Bob May SE13 5AB, bob@example.org, 07700 900102")
    add(store, "Cy Orr SE13 5AB, 07700 900103")
    attendance.mark_named(store, hall.event, ["Ann Poe", "Bob May", "Jo Patel"], "attended")
    assert [one.name for one in you_said.who_came(store, hall, "email").people] == []
    edit(store, bob, "consent+=email conference yes: at the desk")
    edit(store, bob, "consent+=call conference no: rather not")
    chosen = you_said.who_came(store, hall, "email")
    file = you_said.thank(store, hall, chosen, tmp_path / "thanks.csv")
    assert [row["name"] for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())] == ["Bob May"]
    calls = you_said.who_came(store, hall, "call")
    assert [one.name for one in calls.people] == ["Ann Poe"]
    sheet = you_said.thank_sheet(store, hall, calls, tmp_path / "ring.html").read_text("utf-8")
    assert "Ann Poe" in sheet
    assert "Bob May" not in sheet
    assert calls.left_out == {"does not want to be called": 1, "no telephone number": 1}


def test_two_records_of_a_councillor_hold_all_their_promises(store: Store, hall: Conference) -> None:
    again = add(store, "Jo Patel N1 9GU")
    uid = store.rows("SELECT uid FROM person WHERE id = ?", (again,))[0][0].hex()
    promises.add(store, hall, Draft("Ask for a crossing", uid, ward=CASTLE))
    kept = store.count("SELECT id FROM person WHERE given = 'Jo' AND postcode = 'SE13 5AB'")
    before = dump(store)
    merge(store, kept, again, {})
    assert owed(store, "councillor", "Jo Patel") == ["Ask for a crossing"]
    history.undo(store)
    assert dump(store) == before


_ACTS = st.lists(st.sampled_from(["keep", "drop", "finish", "mend", "undo", "redo"]), max_size=8)


@given(_ACTS)
@settings(max_examples=15, deadline=None)
def test_promise_and_task_never_say_two_things(tmp_path_factory: pytest.TempPathFactory, acts: list[str]) -> None:
    with Store.create(tmp_path_factory.mktemp("kept") / "x.organiser") as store:
        build_places(store)
        draft = conferences.Draft("x", "2099-12-12", (CASTLE,), tasks=False)
        hall = conferences.new_conference(store, draft).conference
        promises.add(store, hall, Draft("Mend the lamps", "the MP", owner_kind="MP"))
        for act in acts:
            (one,) = promises.promises(store, hall) or (None,)
            try:
                if act == "undo" and store.count("SELECT count(*) FROM operation WHERE state = 'done'") > 3:
                    history.undo(store)
                elif act == "redo":
                    history.redo(store)
                elif one and act == "keep":
                    promises.keep(store, one, "seen")
                elif one and act == "drop":
                    promises.drop(store, one, "no money")
                elif one and act == "finish":
                    tasks.finish(store, one.task)
                elif one and act == "mend":
                    promises.edit(store, one, Changes(title="Mend all the lamps", due="friday"))
            except Problem:
                continue
            (one,) = promises.promises(store, hall)
            assert one.task.state == tasks.find_task(store, str(one.task.number)).state
            assert (len(promises.promises(store, hall, everything=False)) == 1) == (one.task.state == "open")
            assert bool(one.task.settled) == (one.task.state != "open")
        assert store.count(f"SELECT count(*) FROM {PROMISE.name}") == 1
