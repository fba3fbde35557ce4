"""Who may be reached, by which channel and address, and why not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.consent import CHANNELS, PURPOSES, REASONS, STANCES, Reach, Statement, may_reach

ANN, OTHER = "ann@example.org", "ann.work@example.org"


def said(stance: str, channel: str = "email", purpose: str = "", address: str = "", until: str = "") -> Statement:
    return Statement(channel, purpose, stance, address, "2026-02-03", until)


def reach(
    *statements: Statement,
    channel: str = "email",
    purpose: str = "",
    addresses: tuple[str, ...] = (ANN,),
    stopped: tuple[str, ...] = (),
    minor: bool = False,
    day: str = "",
) -> Reach:
    return may_reach(channel, purpose, statements, addresses, set(stopped), minor, day)


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_absence_of_an_objection_is_not_consent_to_be_e_mailed_or_texted(channel: str) -> None:
    assert reach(channel=channel).reason == "no-consent"
    assert reach(said("yes", channel), channel=channel) == Reach(ANN, "")


@pytest.mark.parametrize("channel", ["call", "post", "door"])
def test_a_call_a_letter_and_a_visit_need_only_that_nobody_objected(channel: str) -> None:
    assert reach(channel=channel) == Reach(ANN, "")
    assert reach(said("no", channel), channel=channel).reason == "objected"


def test_consent_to_one_channel_is_no_consent_to_another() -> None:
    assert reach(said("yes", "sms"), said("yes", "call"), channel="email").reason == "no-consent"
    assert reach(said("yes", "any"), channel="email") == Reach(ANN, "")


def test_consent_to_one_purpose_is_no_consent_to_another() -> None:
    newsletter = said("yes", purpose="newsletter")
    assert reach(newsletter, purpose="newsletter") == Reach(ANN, "")
    assert reach(newsletter, purpose="campaigning").reason == "no-consent"
    assert reach(newsletter) == Reach(ANN, "")


def test_consent_to_nothing_in_particular_counts_only_when_no_purpose_is_asked() -> None:
    assert reach(said("yes")) == Reach(ANN, "")
    assert reach(said("yes"), purpose="campaigning").reason == "no-consent"


def test_do_not_contact_wins_over_everything() -> None:
    for channel in CHANNELS:
        statements = [said("no", "any"), said("yes", channel), said("guardian", "any")]
        assert reach(*statements, channel=channel).reason == "do-not-contact"
        assert reach(*statements, channel=channel, addresses=()).reason == "do-not-contact"


def test_an_objection_wins_over_consent_whatever_the_dates() -> None:
    early, late = "2020-01-01", "2026-01-01"
    for no_on, yes_on in [(early, late), (late, early)]:
        statements = [replace(said("no"), on=no_on), replace(said("yes"), on=yes_on)]
        assert reach(*statements).reason == "objected"


def test_an_objection_to_one_purpose_stops_that_purpose_only() -> None:
    both = [said("yes", purpose="newsletter"), said("yes", purpose="conference"), said("no", purpose="newsletter")]
    assert reach(*both, purpose="newsletter").reason == "objected"
    assert reach(*both, purpose="conference") == Reach(ANN, "")
    assert reach(*both) == Reach(ANN, "")
    assert reach(both[0], both[2]).reason == "no-consent"


def test_an_objection_to_one_purpose_on_every_channel_is_not_do_not_contact() -> None:
    no_news = said("no", "any", "newsletter")
    assert reach(no_news, channel="post", purpose="newsletter").reason == "objected"
    assert reach(no_news, channel="post", purpose="conference") == Reach(ANN, "")


def test_objections_to_every_purpose_are_an_objection_to_the_channel() -> None:
    assert reach(*(said("no", "call", purpose) for purpose in PURPOSES), channel="call").reason == "objected"


def test_what_was_ended_by_hand_no_longer_counts_from_that_day() -> None:
    ended = said("no", until="2026-03-01")
    assert reach(ended, said("yes"), day="2026-02-28").reason == "objected"
    assert reach(ended, said("yes"), day="2026-03-01") == Reach(ANN, "")
    assert reach(ended, said("yes")) == Reach(ANN, "")
    assert reach(said("yes", until="2026-03-01"), day="2026-03-02").reason == "no-consent"
    assert reach(said("yes"), said("bounce", address=ANN, until="2026-03-01"), day="2026-03-01") == Reach(ANN, "")


def test_a_bounce_stops_that_address_only() -> None:
    bounce = said("bounce", address=ANN)
    assert reach(said("yes"), bounce).reason == "stopped"
    assert reach(said("yes"), bounce, addresses=(ANN, OTHER)) == Reach(OTHER, "")


def test_a_bounce_of_nobody_knows_which_address_stops_them_all() -> None:
    assert reach(said("yes"), said("bounce"), addresses=(ANN, OTHER)).reason == "stopped"


def test_an_address_stopped_by_anybody_is_stopped_for_all_who_share_it() -> None:
    assert reach(said("yes"), stopped=(ANN,)).reason == "stopped"
    assert reach(said("yes"), stopped=(ANN,), addresses=(ANN, OTHER)) == Reach(OTHER, "")


def test_the_address_that_consent_was_tied_to_comes_before_the_preferred_one() -> None:
    tied = said("yes", address=OTHER)
    assert reach(tied, addresses=(ANN, OTHER)).address == OTHER
    assert reach(tied, addresses=(ANN, OTHER), stopped=(OTHER,)).address == ANN
    assert reach(said("yes"), addresses=(ANN, OTHER)).address == ANN
    news = said("yes", purpose="newsletter", address=OTHER)
    conference = said("yes", purpose="conference", address=ANN)
    assert reach(news, conference, addresses=(ANN, OTHER), purpose="newsletter").address == OTHER
    assert reach(news, conference, addresses=(ANN, OTHER), purpose="conference").address == ANN


def test_nobody_is_reached_without_an_address() -> None:
    assert reach(said("yes"), addresses=()).reason == "no-address"


@pytest.mark.parametrize("channel", CHANNELS)
def test_under_18s_need_a_guardian_s_consent_for_every_channel(channel: str) -> None:
    assert reach(said("yes", channel), channel=channel, minor=True).reason == "under-18"
    for guardian in (said("guardian", channel), said("guardian", "any")):
        assert reach(said("yes", channel), guardian, channel=channel, minor=True) == Reach(ANN, "")
    wrong = said("guardian", "sms" if channel != "sms" else "call")
    assert reach(said("yes", channel), wrong, channel=channel, minor=True).reason == "under-18"


def test_a_guardian_s_consent_does_not_stand_in_for_their_own() -> None:
    assert reach(said("guardian"), minor=True).reason == "no-consent"


def test_a_guardian_s_consent_to_one_purpose_is_none_to_another() -> None:
    guardian = said("guardian", "any", "volunteering")
    consents = [said("yes", purpose="volunteering"), said("yes", purpose="campaigning")]
    assert reach(*consents, guardian, minor=True, purpose="volunteering") == Reach(ANN, "")
    assert reach(*consents, guardian, minor=True, purpose="campaigning").reason == "under-18"
    assert reach(consents[0], guardian, minor=True) == Reach(ANN, "")
    assert reach(consents[1], guardian, minor=True).reason == "no-consent"


def test_an_unknown_channel_or_purpose_is_refused() -> None:
    for channel, purpose in [("any", ""), ("fax", ""), ("email", "raffle")]:
        with pytest.raises(ValueError, match="There is no"):
            reach(channel=channel, purpose=purpose)


_STATEMENTS = st.builds(
    Statement,
    channel=st.sampled_from(("email", "email", "sms", "call", "any")),
    purpose=st.sampled_from(("", *PURPOSES)),
    stance=st.sampled_from(("yes", "yes", *STANCES)),
    address=st.sampled_from(("", ANN, OTHER)),
    on=st.sampled_from(("2025-01-01", "2026-01-01")),
    until=st.sampled_from(("", "", "2026-02-03")),
)
_QUESTIONS = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(("email", "call")),
        "purpose": st.sampled_from(("", "newsletter", "campaigning")),
        "addresses": st.sampled_from(((ANN,), (ANN, OTHER), (OTHER, ANN))),
        "stopped": st.sampled_from(((), (), (ANN,))),
        "minor": st.booleans(),
        "day": st.sampled_from(("", "2026-02-02", "2026-02-03")),
    }
)


@given(st.lists(_STATEMENTS, max_size=5).flatmap(lambda s: st.tuples(st.just(s), st.permutations(s))), _QUESTIONS)
def test_the_order_in_which_lists_arrive_never_matters(
    orders: tuple[list[Statement], list[Statement]], question: dict[str, object]
) -> None:
    arrived, shuffled = orders
    assert reach(*arrived, **question) == reach(*shuffled, **question)  # type: ignore[arg-type]


@given(st.lists(_STATEMENTS, max_size=4), _STATEMENTS, st.sampled_from(("no", "bounce")), _QUESTIONS)
def test_an_objection_or_a_bounce_never_makes_anybody_reachable(
    before: list[Statement], added: Statement, stance: str, question: dict[str, object]
) -> None:
    after = reach(*before, replace(added, stance=stance), **question)  # type: ignore[arg-type]
    if after.address:
        assert reach(*before, **question).address  # type: ignore[arg-type]


@given(st.lists(_STATEMENTS, max_size=4), _STATEMENTS, _QUESTIONS)
def test_consent_never_makes_anybody_unreachable(
    before: list[Statement], added: Statement, question: dict[str, object]
) -> None:
    if reach(*before, **question).address:  # type: ignore[arg-type]
        assert reach(*before, replace(added, stance="yes"), **question).address  # type: ignore[arg-type]


@given(st.lists(_STATEMENTS, max_size=5), _QUESTIONS)
def test_there_is_either_a_working_address_or_a_reason_in_words(
    statements: list[Statement], question: dict[str, object]
) -> None:
    found = reach(*statements, **question)  # type: ignore[arg-type]
    assert bool(found.address) != bool(found.reason)
    assert found.address in {"", ANN, OTHER} - set(question["stopped"])  # type: ignore[call-overload]
    assert not found.reason or REASONS[str(question["channel"])][found.reason]


@given(st.lists(_STATEMENTS, max_size=5), _QUESTIONS)
def test_who_is_reached_for_one_purpose_is_reached_when_none_is_asked(
    statements: list[Statement], question: dict[str, object]
) -> None:
    if reach(*statements, **question).address:  # type: ignore[arg-type]
        assert reach(*statements, **{**question, "purpose": ""}).address  # type: ignore[arg-type]
