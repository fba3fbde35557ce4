"""An event typed in one line, the way people say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.event_line import Line, event_day, kind_of, parse, read_time, runs
from organiser.rules.events import KINDS

TODAY = "2026-11-22"  # a Sunday
WARDS = {"brixton acre lane", "crofton park", "rushey green", "brockley", "castle and park"}
BRANCHES = {"sydenham branch", "acre lane"}


def read(line: str) -> Line:
    return parse(line, TODAY, WARDS, BRANCHES)


@pytest.mark.parametrize(("line", "said"), [
    ("canvassing Sat 28 Nov Brixton Acre Lane 10:30 led by Ann",
     Line("canvassing", on="2026-11-28", at="10:30", leader="Ann", wards=("Brixton Acre Lane",))),
    ("stall saturday 11am outside the library, Rushey Green, led by Bob",
     Line("stall", on="2026-11-28", at="11:00", place="outside the library", leader="Bob", wards=("Rushey Green",))),
    ("Branch meeting Thu 3 Dec 7.30pm at the Old Hall, Sydenham Branch",
     Line("meeting", "Branch meeting", "2026-12-03", "19:30", "the Old Hall", branch="Sydenham Branch")),
    ("phone bank tomorrow 18:30-20:00 led by Kasia Nowak",
     Line("phone bank", on="2026-11-23", at="18:30", note="until 20:00", leader="Kasia Nowak")),
    ("leaflets Sat 10-12pm Crofton Park and Rushey Green",
     Line("leaflet round", on="2026-11-28", at="10:00", note="until 12:00", wards=("Crofton Park", "Rushey Green"))),
    ("Acre Lane branch AGM thurs 3 dec 19:30", Line("meeting", "AGM", "2026-12-03", "19:30", branch="Acre Lane")),
    ("canvassing Brockley Rise, Castle & Park, today at 10.30, at the station",
     Line("canvassing", "Brockley Rise", TODAY, "10:30", "the station", wards=("Castle & Park",))),
    ("walkabout mon 11:00 led by Cllr Jo Bloggs at the clock tower",
     Line("walkabout", on="2026-11-23", at="11:00", place="the clock tower", leader="Cllr Jo Bloggs")),
    ("training: talking at the door 5 Dec 10am note: bring lunch, and a pen",
     Line("training", "Talking at the door", "2026-12-05", "10:00", note="bring lunch, and a pen")),
    ("canvassing led by Ann Crofton Park", Line("canvassing", leader="Ann", wards=("Crofton Park",))),
    ("tea at six", Line(title="Tea", place="six")),
])  # fmt: skip
def test_what_people_type_is_understood(line: str, said: Line) -> None:
    found = read(line)
    assert found._replace(wards=tuple(sorted(found.wards))) == said._replace(wards=tuple(sorted(said.wards)))


def test_a_weekday_that_is_not_that_day_is_said() -> None:
    assert read("canvassing Sat 29 Nov").problem == "29 Nov 2026 is a Sunday."
    assert read("canvassing Sun 29 Nov").problem == ""


@pytest.mark.parametrize(("words", "day"), [
    ("14 Nov", "2026-11-14"), ("sat 14 nov", "2026-11-14"), ("14 Mar", "2027-03-14"), ("3/12", "2026-12-03"),
    ("last sat", "2026-11-21"), ("yesterday", "2026-11-21"), ("sun", "2026-11-29"), ("next friday", "2026-11-27"),
    ("in 2 weeks", "2026-12-06"), ("2026-03-14", "2026-03-14"), ("1 Jan", "2027-01-01"), ("someday", ""),
])  # fmt: skip
def test_a_day_without_its_year_is_the_nearest_one(words: str, day: str) -> None:
    assert event_day(words, TODAY) == day


@pytest.mark.parametrize(("words", "time"), [
    ("10:30", "10:30"), ("7pm", "19:00"), ("7.30 pm", "19:30"), ("noon", "12:00"), ("12am", "00:00"),
    ("25:00", ""), ("13pm", ""), ("10", ""), ("11-1pm", "11:00"),
])  # fmt: skip
def test_times_are_read_as_people_write_them(words: str, time: str) -> None:
    assert read_time(words) == time


def test_every_kind_is_known_by_its_own_name_and_by_its_beginning() -> None:
    assert [kind_of(kind) for kind in KINDS] == list(KINDS)
    assert kind_of("canv") == "canvassing"
    assert kind_of("c") == kind_of("party") == ""


@given(st.text(alphabet="ab 1:,;.-/@n\x00oteldby&é", max_size=60))
def test_no_line_is_too_odd_and_no_word_of_it_is_lost(line: str) -> None:
    found = read(line)
    assert runs(line) is not None
    words = {word for word in line.replace("\x00", " ").split() if word.isalpha() and len(word) > 3}
    kept = " ".join((found.title, found.place, found.note, found.leader, found.kind)).casefold()
    assert all(word.casefold() in kept for word in words - {"note", "noted"})
