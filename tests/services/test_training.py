"""Courses and their sessions: places, what is cancelled, who completed what, what runs out, and the certificate."""

import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from organiser.errors import Problem
from organiser.services import acts, attendance, certificates, completions, courses, event_changes, events, sessions
from organiser.services import today as home
from organiser.services.sessions import Session, SessionChanges, SessionDraft
from organiser.store import history
from organiser.store.store import Store
from tests.services.people_here import add, build_places
from tests.tables import dump


@pytest.fixture
def school(store: Store) -> Store:
    """Anytown with a course that counts for good and one that is to be refreshed after a year."""
    build_places(store)
    courses.add_course(store, "Organising basics")
    courses.add_course(store, "Safeguarding", lasts=12)
    return store


def held(store: Store, on: str, *people: str, course: str = "Safeguarding", state: str = "attended") -> Session:
    """A session for Anytown North, to which some people came."""
    draft = SessionDraft(course, on, "Anytown North", trainers="Ann Smith and Ben Lee", places=2)
    session = sessions.add_session(store, draft).session
    if people:
        attendance.mark_named(store, session.event, people, state)
    return sessions.find_session(store, session.event.uid)


def of(store: Store, person: int, course: str = "Safeguarding") -> completions.Completion | None:
    return next((one for one in completions.of_person(store, person) if one.course == course), None)


# Courses and sessions -----------------------------------------------------------------------------------------------


def test_a_course_is_found_by_a_part_of_its_name_and_told_how_many_completed_it(school: Store) -> None:
    add(school, "Cat Orr")
    held(school, "2026-03-01", "Cat Orr")
    held(school, "2026-03-02", "Cat Orr")
    course = courses.find_course(school, "SAFE")
    assert (course.name, course.sessions, course.completed, course.lasts) == ("Safeguarding", 2, 1, 12)


def test_a_course_that_is_not_here_is_answered_with_those_there_are(school: Store) -> None:
    with pytest.raises(Problem, match="Did you mean Organising basics"):
        courses.find_course(school, "Organizing basics")


def test_two_courses_never_have_one_name(school: Store) -> None:
    course = courses.find_course(school, "Safeguarding")
    with pytest.raises(Problem, match="another name"):
        courses.edit_course(school, course, name="organising  basics")
    assert courses.add_course(school, "safeguarding", lasts=12).operation is None


def test_a_course_that_was_held_stays(school: Store) -> None:
    held(school, "2026-03-01")
    with pytest.raises(Problem, match="1 session"):
        courses.remove_course(school, courses.find_course(school, "Safeguarding"))
    courses.remove_course(school, courses.find_course(school, "Organising basics"))
    assert [one.name for one in courses.list_courses(school)] == ["Safeguarding"]


def test_a_session_is_an_event_that_events_list_and_the_same_twice_is_one(school: Store) -> None:
    first, again = held(school, "2026-03-01"), held(school, "2026-03-01")
    assert first.event.uid == again.event.uid
    assert [one.uid for one in events.list_events(school, kind="training")[0]] == [first.event.uid]
    assert (first.trainers, first.places, first.clp.name if first.clp else "") == (
        "Ann Smith and Ben Lee", 2, "Anytown North",
    )  # fmt: skip


def test_a_session_is_full_once_every_place_is_taken(school: Store) -> None:
    for name in ("Cat Orr", "Dee Fox", "Eve Hay"):
        add(school, name)
    session = held(school, "2030-03-01", "Cat Orr", state="booked")
    assert (session.taken, session.full) == (1, False)
    attendance.mark_named(school, session.event, ["Dee Fox"], "booked")
    assert sessions.find_session(school, session.event.uid).full
    # Who sent apologies has given the place back.
    attendance.mark_named(school, session.event, ["Dee Fox"], "apologies")
    assert not sessions.find_session(school, session.event.uid).full


def test_a_session_is_mended_with_its_event_as_one_change(school: Store) -> None:
    session = held(school, "2026-03-01")
    before = dump(school)
    changes = SessionChanges(
        course="organising", clp="Anytown South", on="2 March 2026", at="7pm", places=0, trainers=""
    )
    written = sessions.edit_session(school, session, changes)
    now = written.session
    assert (now.course, now.event.title, now.event.on, now.event.at) == (
        "Organising basics", "Organising basics", "2026-03-02", "19:00",
    )  # fmt: skip
    assert (now.clp.name if now.clp else "", now.places, now.trainers) == ("Anytown South", 0, "")
    assert written.operation is not None
    history.undo(school, written.operation)
    assert dump(school) == before


def test_an_event_of_kind_training_becomes_a_session(school: Store) -> None:
    event = events.add_event(school, events.Draft("training", "Evening", on="2026-03-01")).event
    session = sessions.make_session(school, event, SessionDraft("Safeguarding", clp="Anytown North")).session
    assert (session.number, session.course) == (event.number, "Safeguarding")
    stall = events.add_event(school, events.Draft("stall", on="2026-03-01")).event
    with pytest.raises(Problem, match="is no training"):
        sessions.make_session(school, stall, SessionDraft("Safeguarding"))


def test_a_session_that_is_removed_comes_back_whole(school: Store) -> None:
    add(school, "Cat Orr")
    session = held(school, "2026-03-01", "Cat Orr")
    before = dump(school)
    removed = event_changes.remove_event(school, session.event)
    assert school.count("SELECT count(*) FROM session") == 0
    assert removed.operation is not None
    history.undo(school, removed.operation)
    assert dump(school) == before


# Completion ---------------------------------------------------------------------------------------------------------


def test_whoever_came_has_completed_the_course_and_nobody_else(school: Store) -> None:
    people = {state: add(school, f"{state.title()} Fox") for state in ("attended", "absent", "booked", "apologies")}
    session = held(school, "2026-03-01")
    for state in people:
        attendance.mark_named(school, session.event, [f"{state.title()} Fox"], state)
    assert [state for state, person in people.items() if of(school, person)] == ["attended"]


def test_nobody_completes_a_course_by_a_session_that_was_cancelled(school: Store) -> None:
    cat = add(school, "Cat Orr")
    session = held(school, "2026-03-01", "Cat Orr")
    assert [one.completed for one in acts.came(school, cat)] == ["Safeguarding"]
    sessions.edit_session(school, session, SessionChanges(cancelled=True))
    assert of(school, cat) is None
    assert [one.completed for one in acts.came(school, cat)] == [""]
    sessions.edit_session(school, session, SessionChanges(cancelled=False))
    assert of(school, cat) is not None


def test_of_two_times_the_later_counts_and_puts_the_refresher_off(school: Store) -> None:
    cat = add(school, "Cat Orr")
    held(school, "2025-03-01", "Cat Orr")
    first = of(school, cat)
    held(school, "2026-03-01", "Cat Orr")
    latest = of(school, cat)
    assert first is not None
    assert latest is not None
    assert (first.until, latest.on, latest.until) == ("2026-03-01", "2026-03-01", "2027-03-01")


def test_refreshers_are_due_from_two_months_before_until_a_place_is_booked(school: Store) -> None:
    add(school, "Cat Orr")
    held(school, "2026-03-01", "Cat Orr")
    held(school, "2026-03-02", "Cat Orr", course="Organising basics")
    assert completions.due(school, "2026-12-30") == []
    assert [(one.name, one.completion.course) for one in completions.due(school, "2026-12-31")] == [
        ("Cat Orr", "Safeguarding")
    ]
    assert len(completions.due(school, "2036-01-01")) == 1
    held(school, "2100-01-01", "Cat Orr", state="booked")
    assert completions.due(school, "2036-01-01") == []
    assert [one.completion.booked for one in completions.expiring(school, "2036-01-01")] == ["2100-01-01"]


def test_the_first_page_says_how_many_refreshers_are_due(school: Store) -> None:
    add(school, "Cat Orr")
    held(school, "2020-03-01", "Cat Orr")
    figure = home.FIGURES["refreshers"](school)[0]
    assert (figure.number, figure.words, figure.page) == (1, "refresher due", "training")
    assert "Cat Orr" in figure.example


# Certificates -------------------------------------------------------------------------------------------------------


def test_a_certificate_says_who_completed_what_when_where_and_with_whom(school: Store, tmp_path: Path) -> None:
    cat = add(school, "Cat Orr cat@example.org 07700 900101 SE13 5AB")
    held(school, "2026-03-01", "Cat Orr")
    printed = certificates.print_certificate(school, cat, "safeguarding", tmp_path / "cat.pdf")
    reader = PdfReader(io.BytesIO(printed.file.read_bytes()))
    words = " ".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) == 1
    for said in ("Cat Orr", "Safeguarding", "Sunday 1 March 2026", "Anytown North CLP", "Ann Smith and Ben Lee",
                 "1 March 2027"):  # fmt: skip
        assert said in words
    # Nothing else that is known of them: a certificate hangs on a wall.
    assert not [said for said in ("example.org", "900101", "SE13") if said in words]
    assert printed.file.stat().st_mode & 0o777 == 0o600


def test_the_same_certificate_is_the_same_bytes(school: Store) -> None:
    cat = add(school, "Cat Orr")
    held(school, "2026-03-01", "Cat Orr")
    assert certificates.pdf_of(school, cat, "Safeguarding")[1] == certificates.pdf_of(school, cat, "Safeguarding")[1]


def test_who_has_not_completed_a_course_is_told_so_kindly_and_nothing_is_written(school: Store, tmp_path: Path) -> None:
    cat = add(school, "Cat Orr")
    held(school, "2026-03-01", "Cat Orr", state="booked")
    with pytest.raises(Problem, match="Cat Orr has not completed Safeguarding yet"):
        certificates.print_certificate(school, cat, "Safeguarding", tmp_path / "cat.pdf")
    held(school, "2100-03-01", "Cat Orr", state="booked")
    with pytest.raises(Problem, match="a place on 1 Mar 2100"):
        certificates.print_certificate(school, cat, "Safeguarding", tmp_path / "cat.pdf")
    assert list(tmp_path.glob("*.pdf")) == []
