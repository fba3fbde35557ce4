"""May we contact you: what people answer, and the strictest reading of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.permission import permission


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ("Yes", "call email"), ("yes by email", "email"), ("text only", "sms"), ("Email, Phone", "call email"),
        ("yes, but not by phone", "email"), ("Email but please don't call", "email"), ("x", "call email"),
        ("TRUE", "call email"), ("Cewch", "call email"), ("phone", "call"), ("Only by post", "post"),
        ("No", ""), ("please don't", ""), ("I'd rather not", ""), ("None of these", ""), ("Nac ydw", ""), ("0", ""),
        ("", ""), ("maybe", ""), ("not sure", ""), ("if you must", ""), ("no problem", ""), ("n/a", ""),
        ("No emails please", ""), ("yes by text; no", ""),
    ],
)  # fmt: skip
def test_only_what_was_said_is_allowed(answer: str, allowed: str) -> None:
    assert " ".join(permission(answer, phone=True, email=True).allowed) == allowed


@pytest.mark.parametrize(
    ("answer", "barred"),
    [
        ("No", "all"), ("Please don’t", "all"), ("None of these", "all"), ("yes by text; no", "all"),
        ("text only", "call email post door"), ("yes, but not by phone", "call"), ("No emails please", "email"),
        ("", ""), ("maybe", ""), ("not sure", ""), ("I don't mind", ""), ("n/a", ""), ("Yes", ""),
    ],
)  # fmt: skip
def test_a_no_stops_what_it_names_and_without_a_name_everything(answer: str, barred: str) -> None:
    found = permission(answer, phone=True, email=True)
    assert ("all" if found.refused else " ".join(found.barred)) == barred


@given(st.lists(st.sampled_from(["yes by email", "no by email", "yes by text", "no", "yes", "no by phone", ""])))
def test_the_strictest_of_several_answers_wins(answers: list[str]) -> None:
    found = permission("; ".join(answers), phone=True, email=True)
    assert found.refused == ("no" in answers)
    for channel, words in (("email", "email"), ("call", "phone"), ("sms", "text")):
        if f"no by {words}" in answers or "no" in answers:
            assert channel not in found.allowed
