"""A contact and its next step in one line: understood the way people jot it down, and nothing of it dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.noting import Noting, Step, parse_step, understand
from organiser.rules.talk import OUTCOMES

# A Sunday.
TODAY = "2026-11-22"


@pytest.mark.parametrize(
    ("line", "noted"),
    [
        ("rang, no answer, ring again friday",
         Noting("call", "no answer", step=Step("Ring again", "2026-11-27"))),
        ("spoke: will leaflet Saturday; task: bring 200 leaflets, sat",
         Noting("", "spoke", "will leaflet Saturday", step=Step("Bring 200 leaflets", "2026-11-28"))),
        ("rang and left a message", Noting("call", "left a message")),
        ("rang her, no answer", Noting("call", "no answer")),
        ("Rang. No answer. Ring again Friday", Noting("call", "no answer", step=Step("Ring again", "2026-11-27"))),
        ("knocked, not in, try again in 2 weeks",
         Noting("door", "no answer", step=Step("Try again", "2026-12-06"))),
        ("call back thursday", Noting("", "call back", step=Step("Call back", "2026-11-26"))),
        ("rang, ring back Tuesday", Noting("call", "call back", step=Step("Ring back", "2026-11-24"))),
        ("emailed, asked about damp, chase the council by 5 dec",
         Noting("email", "", "asked about damp", step=Step("Chase the council", "2026-12-05"))),
        ("don’t ring again", Noting("", "stop")),
        ("door: not interested", Noting("door", "refused")),
        ("texted her the map", Noting("sms", "", "texted her the map")),
        ("texted", Noting("sms", "", "texted")),
        ("spoke to her about the bins -> ask Cllr Patel by friday, Kasia",
         Noting("", "spoke", "spoke to her about the bins", step=Step("Ask Cllr Patel", "2026-11-27", "", "Kasia"))),
        ("rang, spoke, two bags of leaflets, can drive", Noting("call", "spoke", "two bags of leaflets, can drive")),
        ("moved the meeting to friday", Noting("", "", "moved the meeting to friday")),
        ("she will think about it", Noting("", "", "she will think about it")),
        ("", Noting()),
    ],
)  # fmt: skip
def test_a_line_is_understood_as_it_is_meant(line: str, noted: Noting) -> None:
    assert understand(line, TODAY) == noted


@pytest.mark.parametrize(
    ("line", "day"),
    [("yesterday, met, wants a poster", "2026-11-21"), ("rang yesterday, no answer", "2026-11-21"),
     ("3 may, spoke, fine", "2026-05-03"), ("rang, no answer", "")],
)  # fmt: skip
def test_a_contact_of_an_earlier_day_is_dated_so(line: str, day: str) -> None:
    assert understand(line, TODAY).on == day


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("ring about the leaflets, by friday, Kasia Nowak",
         Step("Ring about the leaflets", "2026-11-27", "", "Kasia Nowak")),
        ("bring 200 leaflets sat", Step("Bring 200 leaflets", "2026-11-28")),
        ("report every 2 weeks", Step("Report", "", "every 2 weeks")),
        ("report by 1 march, every 1 month, for Ben Lee", Step("Report", "2027-03-01", "every 1 month", "Ben Lee")),
        ("ring about saturday, by friday", Step("Ring about saturday", "2026-11-27")),
        ("bring chairs, tables by sat", Step("Bring chairs, tables", "2026-11-28")),
        ("ring Ann, Bob and Cy", Step("Ring Ann, Bob and Cy")),
        # No day: a bare number, and a word that is all there is to do.
        ("bring 20000", Step("Bring 20000")),
        ("friday", Step("Friday")),
        ("  ", None),
    ],
)  # fmt: skip
def test_a_task_says_what_by_when_and_whose_it_is(line: str, step: Step | None) -> None:
    assert parse_step(line, TODAY) == step


WORDS = st.sampled_from(
    ["rang", "no answer", "spoke", ",", ";", ":", "task:", "friday", "again", "ring", "back", "->", "by", "every",
     "week", "for", "Ann", "yesterday", "2", "moved", "to", "her", "und", "–", "."]
)  # fmt: skip


@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60))
def test_whatever_is_typed_is_understood_as_something_and_what_was_said_stands_in_the_line(
    line: str,
) -> None:
    noted = understand(line, TODAY)
    assert noted.outcome in ("", *OUTCOMES)
    if any(letter.isalnum() for letter in line):
        assert noted.outcome or noted.said or noted.step
    if noted.said:
        assert noted.said in line
