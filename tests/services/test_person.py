"""The page of one person: everything that is known, where it comes from, and whether they may be reached."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organiser.models.people import CONSENT
from organiser.rules.consent import CHANNELS, PURPOSES, REASONS, Statement, may_reach
from organiser.services.listing import Tally
from organiser.services.people import find_one
from organiser.services.person import Page, page
from organiser.services.reach import can_be_texted, reachable
from organiser.store import clock
from organiser.store.store import Store
from tests.services.lists import take_in, write_list
from tests.services.people_here import add, build_places, edit, give

TODAY = clock.today()


def may(shown: Page) -> dict[str, str]:
    """By channel "yes", or the reason why not."""
    return {reach.channel: reach.reason or "yes" for reach in shown.reach}


# Where they live -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("postcode", "ward", "constituency", "branch", "reason"),
    [
        ("SE13 5AB", "Castle & Park", "Anytown North", "Town", ""),
        ("SE4 1ES", "St Ann's", "Anytown South", "Town", ""),
        ("E1 6AN", "St Ann's", "", "", "St Ann's lies in 2 constituencies: which one cannot be told from the postcode"),
        ("ZZ1 1ZZ", "", "", "", "ZZ1 1ZZ lies in no ward"),
        ("ZZ9 9ZZ", "", "", "", "ZZ9 9ZZ is in no postcode file that was loaded"),
        ("", "", "", "", "no postcode is known"),
    ],
)
def test_what_follows_from_a_postcode_is_shown_and_what_does_not_is_said_in_words(
    store: Store, postcode: str, ward: str, constituency: str, branch: str, reason: str
) -> None:
    build_places(store)
    where = page(store, add(store, f"Ann Smith, {postcode}")).location
    assert (where.ward.name if where.ward else "", where.constituency.name if where.constituency else "") == (
        ward, constituency
    )  # fmt: skip
    assert (where.branch.name if where.branch else "", where.reason) == (branch, reason)


# Where it comes from ---------------------------------------------------------------------------------------------

HEADER = ("First name", "Last name", "Email", "Mobile", "Postcode", "Tags", "Notes")


def test_every_row_that_speaks_of_them_is_named_with_what_it_said(store: Store, tmp_path: Path) -> None:
    one = write_list(tmp_path / "one.csv", HEADER, ["Ann", "Smith", "ann@example.org", "", "SE13 5AB", "keen", ""])
    two = write_list(
        tmp_path / "two.csv", HEADER[:4], ["Bob", "Lee", "", "07700 900456"], ["Ann", "Smith", "ann@example.org", ""]
    )
    take_in(store, one, source="club", on="2026-02-03")
    take_in(store, two, source="stall", on="2026-03-04")
    shown = page(store, find_one(store, "ann smith"))
    assert [(source.file, source.row, source.on, source.current) for source in shown.sources] == [
        ("one.csv", 2, "2026-02-03", True), ("two.csv", 3, "2026-03-04", True)
    ]  # fmt: skip
    assert shown.sources[0].said == (
        ("given", "Ann"), ("family", "Smith"), ("email", "ann@example.org"), ("postcode", "SE13 5AB"), ("tags", "keen")
    )  # fmt: skip
    assert shown.by_hand == ()


def test_a_row_that_says_otherwise_now_is_marked_as_old(store: Store, tmp_path: Path) -> None:
    for day, postcode in (("2026-02-03", "SE13 5AB"), ("2026-03-04", "SE4 1ES")):
        rows = ["Ann", "Smith", "ann@example.org", "", postcode]
        take_in(store, write_list(tmp_path / f"{day}.csv", HEADER[:5], rows), source="club", on=day)
    shown = page(store, find_one(store, "ann smith"))
    assert [(source.current, dict(source.said)["postcode"]) for source in shown.sources] == [
        (False, "SE13 5AB"), (True, "SE4 1ES")
    ]  # fmt: skip
    assert shown.listed.postcode == "SE4 1ES"


def test_an_open_question_stands_on_both_pages(store: Store, tmp_path: Path) -> None:
    rows = [["Ann", "Smith", "us@example.org"], ["Bob", "Smith", "us@example.org"]]
    take_in(store, write_list(tmp_path / "a.csv", HEADER[:3], *rows))
    ann, bob = (page(store, find_one(store, name)) for name in ("ann smith", "bob smith"))
    assert [(doubt.kind, doubt.other) for doubt in ann.questions] == [("shared-address", "Bob Smith")]
    assert [(doubt.uid, doubt.other) for doubt in bob.questions] == [(ann.questions[0].uid, "Ann Smith")]


def test_facts_contacts_and_notes_have_their_days(store: Store) -> None:
    ann = add(store, "Ann Smith, 07700 900123, leaflets, keen")
    edit(store, ann, "phone=07700 900456", "offer-=leaflets", "role+=helper")
    shown = page(store, ann)
    assert [(c.value, c.since, c.until) for c in shown.contacts] == [
        ("+447700900456", TODAY, ""), ("+447700900123", TODAY, TODAY)
    ]  # fmt: skip
    assert [(f.kind, f.value, f.until) for f in shown.facts] == [("offer", "leaflets", TODAY), ("role", "helper", "")]
    assert shown.notes == ((TODAY, "keen"),)
    assert shown.created == TODAY


def test_tags_are_shown_by_name(store: Store) -> None:
    ann = add(store, "Ann Smith")
    give(store, ann, "young labour", "Keen")
    assert page(store, ann).listed.tags == ("Keen", "young labour")


# Whether they may be reached -------------------------------------------------------------------------------------


def test_somebody_elses_objection_stops_an_address_that_they_share(store: Store) -> None:
    ann = add(store, "Ann Lee, us@example.org, 07700 900123, 07700 900456, ok to email, ok to text")
    assert may(page(store, ann))["email"] == "yes"
    bob = add(store, "Bob Lee, us@example.org, 07700 900123")
    assert may(page(store, ann))["email"] == "yes"
    edit(store, bob, "consent+=email no", "consent+=call no")
    shown = page(store, ann)
    assert may(shown) | {"post": "", "door": ""} == {
        "email": "stopped", "sms": "yes", "call": "yes", "post": "", "door": ""
    }  # fmt: skip
    assert {contact.value: contact.stopped for contact in shown.contacts} == {
        "us@example.org": ("email",), "+447700900123": ("call",), "+447700900456": ()
    }  # fmt: skip
    assert {reach.channel: reach.address for reach in shown.reach}["call"] == "+447700900456"


def test_who_is_not_to_be_contacted_stops_what_others_share_with_them(store: Store) -> None:
    ann = add(store, "Ann Lee, us@example.org, ok to email, 07700 900123")
    bob = add(store, "Bob Lee, us@example.org, do not contact")
    assert set(may(page(store, bob)).values()) == {"do-not-contact"}
    assert may(page(store, ann))["email"] == "stopped"
    assert may(page(store, ann))["call"] == "yes"


def test_a_bounce_stops_its_address_only(store: Store) -> None:
    ann = add(store, "Ann Lee, old@example.org, new@example.org, ok to email")
    with store.operation("Bounced") as work:
        work.insert(CONSENT, person_id=ann, channel="email", stance="bounce", address="old@example.org")
    shown = page(store, ann)
    assert {reach.channel: reach.address for reach in shown.reach}["email"] == "new@example.org"
    assert {contact.value: contact.stopped for contact in shown.contacts} == {
        "old@example.org": ("email",), "new@example.org": ()
    }  # fmt: skip


def test_an_opt_out_that_names_nobody_stops_its_address(store: Store) -> None:
    ann = add(store, "Ann Lee, ann@example.org, ok to email")
    with store.operation("Opted out") as work:
        work.insert(CONSENT, channel="email", stance="no", address="ann@example.org")
    assert may(page(store, ann))["email"] == "stopped"


STATEMENTS = st.tuples(
    st.sampled_from([*CHANNELS, "any"]),
    st.sampled_from(["", *PURPOSES]),
    st.sampled_from(["yes", "no", "guardian", "bounce"]),
    st.sampled_from(["", "", "ann@example.org", "+447700900123"]),
    st.sampled_from(["", "", TODAY]),
)


@given(st.lists(STATEMENTS, max_size=4), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_page_says_what_the_rules_say_and_an_export_does(
    store: Store, statements: Sequence[tuple[str, ...]], minor: bool
) -> None:
    store.connection.execute("PRAGMA synchronous=OFF")
    line = "Ann Smith, ann@example.org, 07700 900123, 14 Fiction Road SE13 5AB"
    ann = add(store, f"{line}, aged 16" if minor else line)
    with store.operation("Said") as work:
        for channel, purpose, stance, address, until in statements:
            work.insert(
                CONSENT, person_id=ann, channel=channel, purpose=purpose, stance=stance, address=address, until=until
            )
    shown = page(store, ann)
    said = [
        Statement(channel, purpose, stance, address, "", until)
        for channel, purpose, stance, address, until in statements
    ]
    own = {"email": "ann@example.org", "sms": "+447700900123", "call": "+447700900123"}
    for reach in shown.reach:
        addresses = [own.get(reach.channel, "14 Fiction Road, SE13 5AB")]
        stopped = [
            s.address
            for s in said
            if s.channel in (reach.channel, "any") and not s.until and s.address
            and (s.stance == "bounce" or (s.stance == "no" and not s.purpose))
        ]  # fmt: skip
        expected = may_reach(reach.channel, "", said, addresses, stopped, minor, TODAY)
        assert (reach.address, reach.reason) == (expected.address, expected.reason)
        assert not reach.reason or reach.reason in REASONS[reach.channel]
        exported = [one.uid for one in reachable(store, reach.channel, "", None, Tally())]
        assert (shown.listed.uid in exported) == (not reach.reason)
    with store.operation("Away") as work:
        for (row,) in work.rows("SELECT id FROM consent"):
            work.delete(CONSENT, row)


def test_a_landline_takes_no_texts(store: Store) -> None:
    ann = add(store, "Ann Smith, 020 7946 0123, ok to text")
    assert not can_be_texted("+442079460123")
    assert may(page(store, ann))["sms"] == "no-address"


def test_somebody_under_18_is_marked_until_the_day(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: "2026-11-22")
    ann = add(store, "Ann Smith, born 23 Nov 2008, 07700 900123")
    assert page(store, ann).listed.minor_until == "2026-11-23"
    assert may(page(store, ann))["call"] == "under-18"
    monkeypatch.setattr(clock, "today", lambda: "2026-11-23")
    assert page(store, ann).listed.minor_until == ""
    assert may(page(store, ann))["call"] == "yes"
