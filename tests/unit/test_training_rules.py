"""What people write on sign-in sheets, and for how long a course counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.events import STATES
from organiser.rules.training import mark_column, read_mark, refresher_due, runs_out


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("Attended", "attended"), ("PRESENT", "attended"), ("came", "attended"), ("x", "attended"), ("X ", "attended"),
        ("✓", "attended"), ("yes", "attended"), ("attended (late)", "attended"), ("Attended 18:05", "attended"),
        ("came, but left early", "attended"), ("TRUE", "attended"),
        ("Apologies", "apologies"), ("apology", "apologies"), ("Sent apologies.", "apologies"),
        ("no, sent apologies", "apologies"), ("did not attend - apologies", "apologies"),
        ("absent", "absent"), ("did not attend", "absent"), ("Didn’t come", "absent"), ("no show", "absent"),
        ("No-show", "absent"), ("DNA", "absent"), ("booked, did not attend", "absent"), ("not present", "absent"),
        ("cancelled", "cancelled"), ("Canceled", "cancelled"), ("booked, then cancelled", "cancelled"),
        ("booked", "booked"), ("Booked in", "booked"), ("signed up", "booked"), ("Booked (online)", "booked"),
        ("", "not marked"), ("  ", "not marked"), ("unknown", "not marked"), ("Not marked", "not marked"),
        ("?", "not marked"), ("-", "not marked"), ("n/a", "not marked"),
    ],
)  # fmt: skip
def test_the_words_that_people_write_are_understood(written: str, state: str) -> None:
    assert read_mark(written) == state


@pytest.mark.parametrize("written", ["maybe", "waiting list", "attended - no", "came, absent", "attended?", "7", "A"])
def test_what_may_mean_one_thing_or_another_is_not_guessed(written: str) -> None:
    assert read_mark(written) is None


@given(st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_a_state_or_is_not_understood(written: str) -> None:
    assert read_mark(written) in (None, *STATES)
    assert written.strip() or read_mark(written) == "not marked"


@given(st.sampled_from(["attended", "no show", "Sent apologies", "booked"]), st.sampled_from([str.upper, str.title]))
def test_capitals_do_not_matter(written: str, spelled: object) -> None:
    assert callable(spelled)
    assert read_mark(spelled(written)) == read_mark(written)


def test_the_column_that_tells_who_came_is_known_by_its_heading() -> None:
    assert mark_column(["Name", "Email", "Mobile", "Attendance"], []) == 3
    assert mark_column(["Attended?", "Name"], []) == 0
    assert mark_column(["Name", "Status"], []) == 1
    assert mark_column(["Name", "On the electoral register", "Signed in"], []) == 2


def test_a_column_without_such_a_heading_is_known_by_what_stands_in_it() -> None:
    rows = [["Ann", "ann@example.org", "attended"], ["Ben", "", "No show"], ["Cat", "", ""]]
    assert mark_column(["Name", "Email", "14 Feb"], rows) == 2


def test_a_list_without_marks_has_no_such_column() -> None:
    assert mark_column(["Name", "Email", "Ward"], [["Ann", "a@example.org", "Brixton"]]) is None
    # Numbers and single letters may be anything: how many came along, a table, a ticket.
    assert mark_column(["Name", "Guests"], [["Ann", "1"], ["Ben", "0"]]) is None


def test_of_two_such_headings_the_one_with_marks_under_it_counts() -> None:
    rows = [["Ann", "on the list", "attended"]]
    assert mark_column(["Name", "Attendance note", "Attended"], rows) == 2


def test_a_course_runs_out_on_the_same_day_of_the_month() -> None:
    assert runs_out("2026-02-14", 24) == "2028-02-14"
    assert runs_out("2024-02-29", 12) == "2025-02-28"
    assert runs_out("2026-01-31", 1) == "2026-02-28"
    assert runs_out("2026-11-30", 3) == "2027-02-28"


def test_a_course_that_counts_for_good_never_runs_out() -> None:
    assert runs_out("2026-02-14", 0) == ""
    assert not refresher_due("", "2026-02-14")


def test_a_refresher_is_due_two_months_before_the_course_runs_out_and_ever_after() -> None:
    assert not refresher_due("2026-05-01", "2026-03-01")
    assert refresher_due("2026-04-30", "2026-03-01")
    assert refresher_due("2025-04-30", "2026-03-01")
