"""Inviting to a conference: who may be asked how, who answered what, and that nobody is asked who may not be."""

import csv
import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organiser.errors import Problem
from organiser.rules.invitations import both_invited, count_needs, reply_of, reply_told
from organiser.services import conferences, contacts, invitations, invitees, links, offices
from organiser.services.conferences import Conference
from organiser.services.contacts import Said
from organiser.services.handouts import hand_out
from organiser.services.invitations import Wanted
from organiser.services.merging import merge
from organiser.services.reach import answers
from organiser.services.replies import import_replies
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.handing import back, on_the_other_laptop
from tests.services.people_here import WARDS, add, build_places, edit
from tests.tables import dump

CASTLE, ST_ANNS = WARDS[0][1], WARDS[1][1]
SOON = "12 December 2099"


@pytest.fixture
def hall(store: Store) -> Conference:
    """Castle & Park votes. Of those who live there Amina may be e-mailed for it, Ben rung, Cat only written to."""
    build_places(store)
    amina = add(store, "Amina Ahmed SE13 5AB, amina@example.org")
    edit(store, amina, "consent+=email conference yes: at the stall")
    add(store, "Ben Lee SE13 5AB, 07700 900102, ben@example.org")
    cat = add(store, "Cat Orr SE13 5AB")
    edit(store, cat, "address+=1 Fiction Road, Anytown, SE13 5AB")
    add(store, "Dev Das SE13 5AB, 07700 900104, aged 15")
    add(store, "Eve Fox N1 9GU, 07700 900105")
    draft = conferences.Draft("Anytown decides", SOON, (CASTLE,), place="Hall, Fiction Road")
    return conferences.new_conference(store, draft).conference


EVERYBODY = Wanted()


def chosen(store: Store, hall: Conference, channel: str, wanted: Wanted = EVERYBODY) -> list[str]:
    return [one.name for one in invitations.choose(store, hall, channel, wanted).people]


def replies(store: Store, hall: Conference) -> dict[str, str]:
    return {one.name: one.reply for one in invitees.invitees(store, hall)[0]}


def person(store: Store, name: str) -> int:
    return store.count("SELECT id FROM person WHERE trim(given || ' ' || family) = ?", (name,))


def test_each_channel_takes_only_who_may_be_asked_so_and_says_why_not_the_others(
    store: Store, hall: Conference
) -> None:
    assert chosen(store, hall, "email") == ["Amina Ahmed"]
    assert chosen(store, hall, "call") == ["Ben Lee"]
    assert chosen(store, hall, "post") == ["Cat Orr"]
    assert invitations.choose(store, hall, "email", Wanted()).left_out == {
        "no e-mail address": 2,
        "no consent to be e-mailed": 1,
    }
    assert invitations.choose(store, hall, "call", Wanted()).left_out == {
        "no telephone number": 2,
        "under 18, and no guardian's consent to be called": 1,
    }


def test_the_list_to_merge_is_the_owners_alone_and_harmless_in_a_spreadsheet(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    edit(store, person(store, "Amina Ahmed"), "name==HYPERLINK Ahmed")
    email = invitations.choose(store, hall, "email", Wanted())
    done = invitations.invite(store, hall, email, path=tmp_path / "letters.csv")
    assert done.file is not None
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    (row,) = csv.DictReader(done.file.read_text("utf-8-sig").splitlines())
    assert row["name"] == "'=HYPERLINK Ahmed"
    assert (row["address"], row["conference"], row["place"]) == (
        "amina@example.org", "Anytown decides", "Hall, Fiction Road",
    )  # fmt: skip
    # A second list has nobody twice, and where it cannot be written nobody counts as invited.
    with pytest.raises(Problem, match="were invited that way already"):
        invitations.invite(store, hall, invitations.choose(store, hall, "email", Wanted()))
    call = invitations.choose(store, hall, "call", Wanted())
    with pytest.raises(Problem, match="is there already"):
        invitations.invite(store, hall, call, path=tmp_path / "letters.csv")
    assert replies(store, hall) == {"=HYPERLINK Ahmed": ""}


def test_councillors_champions_and_groups_are_found_by_the_wards_that_vote(store: Store, hall: Conference) -> None:
    offices.add_office(store, "councillor", "Eve Fox", places={"ward": CASTLE}, since="2022-05-06")
    add(store, "Gil Ray N1 9GU, 07700 900107")
    links.link(store, "Gil Ray", to="Eve Fox", role="champion")
    assert chosen(store, hall, "call", Wanted(councillors=True)) == ["Eve Fox"]
    assert chosen(store, hall, "call", Wanted(champions=True)) == ["Gil Ray"]
    assert chosen(store, hall, "call", Wanted(groups=True)) == []
    invitees.answer(store, hall, "Eve Fox", "yes")
    assert [(one.name, one.office, one.reply) for one in invitees.office_holders(store, hall)] == [
        ("Eve Fox", "councillor", "coming")
    ]


def test_what_is_needed_is_counted_without_names(store: Store, hall: Conference) -> None:
    invitees.answer(store, hall, "Amina Ahmed", "coming", "wheelchair; crèche for 2")
    invitees.answer(store, hall, "Cat Orr", "maybe", "BSL")
    invitees.answer(store, hall, "Ben Lee", "no", "a lift home")
    found = invitees.answers(store, hall)
    assert (found.coming, found.maybe, found.not_coming) == (1, 1, 1)
    assert invitees.needs_words(found.needs) == "1 wheelchair, 1 BSL, 2 crèche"


def test_answers_come_back_from_the_laptop_that_rang(store: Store, hall: Conference, tmp_path: Path) -> None:
    call = invitations.choose(store, hall, "call", Wanted())
    done = invitations.hand_out_to_ring(store, hall, call, tmp_path / "ring.organiser")
    assert done.file is not None
    with on_the_other_laptop(done.file) as laptop:
        ben = person(laptop, "Ben Lee")
        contacts.note(laptop, ben, Said("coming, needs a BSL interpreter", outcome="spoke"))
    back(store, done.file)
    (found,) = [one for one in invitees.invitees(store, hall)[0] if one.name == "Ben Lee"]
    assert (found.reply, found.needs, set(found.channels)) == ("coming", "needs a BSL interpreter", {"call"})
    assert chosen(store, hall, "call", Wanted(silent=True, again=True)) == []


def test_who_may_not_be_asked_about_a_conference_is_not_handed_out_for_one(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    edit(store, person(store, "Ben Lee"), "consent+=call conference no: asked not to be")
    with pytest.raises(Problem, match="Nobody is left"):
        invitations.hand_out_to_ring(
            store, hall, invitations.choose(store, hall, "call", Wanted()), tmp_path / "ring.organiser"
        )
    from organiser.services.people import Question

    ids = Question(ids=(person(store, "Ben Lee"),))
    assert hand_out(store, "ring", tmp_path / "other.organiser", ids).people == 1
    with pytest.raises(Problem, match="Nobody"):
        hand_out(store, "ring", tmp_path / "third.organiser", ids, purpose="conference")


# Taken in from files -------------------------------------------------------------------------------------------------

EVENTBRITE = """Order #,Order Date,First Name,Surname,Email,Attendee Status,Any access needs?
1,2026-11-20 10:02:00,Ben,Lee,ben@example.org,{},BSL
2,2026-11-20 11:02:00,Zoe,Nowhere,zoe@example.org,Attending,
3,2026-11-20 12:00:00,,,amina@example.org,Attending,
4,2026-11-20 12:00:00,Cat,Orr,,Attending,
"""


def test_an_eventbrite_list_is_taken_in_once_and_what_is_not_understood_is_left_out(
    store: Store, hall: Conference, tmp_path: Path
) -> None:
    invitations.invite(store, hall, invitations.choose(store, hall, "email", Wanted()))
    path = tmp_path / "eventbrite.csv"
    path.write_text(EVENTBRITE.format("Attending"), "utf-8")
    done = import_replies(store, hall, path)
    assert (done.rows, done.new, [(one.row, one.code) for one in done.refused]) == (
        4, 2, [(3, "not-here"), (5, "no-address")],
    )  # fmt: skip
    assert replies(store, hall) == {"Amina Ahmed": "coming", "Ben Lee": "coming"}
    before = dump(store)
    again = import_replies(store, hall, path)
    assert (again.new, again.operation, dump(store)) == (0, None, before)
    # Who is coming has not come.
    assert invitees.answers(store, hall).came == 0
    # The order was cancelled, which leaves its date as it was.
    path.write_text(EVENTBRITE.format("Not Attending"), "utf-8")
    assert import_replies(store, hall, path).new == 1
    assert replies(store, hall)["Ben Lee"] == "not coming"
    history.undo(store)
    assert replies(store, hall)["Ben Lee"] == "coming"


def test_what_was_said_here_later_stands_and_the_row_is_named(store: Store, hall: Conference, tmp_path: Path) -> None:
    invitees.answer(store, hall, "Ben Lee", "not coming")
    path = tmp_path / "eventbrite.csv"
    path.write_text(EVENTBRITE.format("Attending"), "utf-8")
    done = import_replies(store, hall, path)
    assert ("later-here", 2) in [(one.code, one.row) for one in done.refused]
    assert replies(store, hall) == {"Ben Lee": "not coming"}


def test_a_form_adds_who_is_new_only_with_their_yes(store: Store, hall: Conference, tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        "Timestamp,Email Address,Your name,Will you be there?,May we contact you about this?\n"
        "24/11/2026 09:12:33,hal@example.org,Hal Fox,Not sure yet,Yes by email\n"
        "24/11/2026 09:14:00,guy@example.org,Guy Hart,Yes,No\n"
        "24/11/2026 09:15:00,ida@example.org,Ida May,perhaps if it is dry,\n"
        "24/11/2026 09:16:00,amina@example.org,Amina Ahmed,ask me later,Yes\n",
        "utf-8",
    )
    done = import_replies(store, hall, path, new_people=True)
    assert (done.new, done.added, [one.code for one in done.refused]) == (
        1, 1, ["no-consent", "no-consent", "no-answer"],
    )  # fmt: skip
    assert replies(store, hall) == {"Hal Fox": "maybe"}
    assert store.count("SELECT count(*) FROM consent WHERE how = 'answered an invitation' AND stance = 'yes'") == 1


def test_two_records_of_one_person_have_one_invitation(store: Store, hall: Conference) -> None:
    again = add(store, "Ben Lee SE13 5AB")
    call = invitations.choose(store, hall, "call", Wanted())
    invitations.invite(store, hall, call)
    uid = store.rows("SELECT uid FROM person WHERE id = ?", (again,))[0][0].hex()
    invitees.answer(store, hall, uid, "coming", "BSL")
    before = dump(store)
    merge(store, person(store, "Ben Lee"), again, {})
    (found,) = invitees.invitees(store, hall)[0]
    assert (found.name, found.reply, found.needs, list(found.channels)) == ("Ben Lee", "coming", "BSL", ["call"])
    history.undo(store)
    assert dump(store) == before


# Whatever people said ------------------------------------------------------------------------------------------------

_STATEMENTS = st.lists(
    st.tuples(
        st.sampled_from(["email", "sms", "call", "post", "door", "any"]),
        st.sampled_from(["", "conference", "newsletter"]),
        st.sampled_from(["yes", "no"]),
    ),
    max_size=4,
)
_EVERYBODY = st.lists(_STATEMENTS, min_size=3, max_size=3)


@pytest.mark.parametrize("channel", ["email", "sms", "call", "post", "door"])
@given(said=_EVERYBODY)
@settings(max_examples=8, deadline=None)
def test_nobody_is_on_any_list_who_may_not_be_reached_so_for_it(
    tmp_path_factory: pytest.TempPathFactory, channel: str, said: list[list[tuple[str, str, str]]]
) -> None:
    from organiser.models.people import CONSENT

    with Store.create(tmp_path_factory.mktemp("may") / "x.organiser") as store:
        build_places(store)
        people = [add(store, f"Ann{'abc'[n]} Poe SE13 5AB, 07700 90010{n}, a{n}@example.org") for n in range(3)]
        with store.operation("What they said") as work:
            for number, statements in zip(people, said, strict=True):
                for by, purpose, stance in statements:
                    work.insert(
                        CONSENT, person_id=number, channel=by, purpose=purpose, stance=stance, given="2026-01-01"
                    )
        draft = conferences.Draft("x", SOON, (CASTLE,))
        hall = conferences.new_conference(store, draft).conference
        found = invitations.choose(store, hall, channel, Wanted(everybody=True))
        allowed = {
            n for n, one in answers(store, channel, "conference", people, clock.today()).items() if not one.reason
        }
        assert set(found.ids) == allowed
        assert len(found.ids) + sum(found.left_out.values()) == len(people)
        for number, statements in zip(people, said, strict=True):
            objected = any(by in (channel, "any") and to in ("", "conference") and how == "no"
                           for by, to, how in statements)  # fmt: skip
            agreed = any(by in (channel, "any") and to == "conference" and how == "yes" for by, to, how in statements)
            assert not (number in found.ids and (objected or (channel in ("email", "sms") and not agreed)))


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("Yes, I'll be there", "coming"), ("Not attending", "not coming"), ("I can't make it", "not coming"),
        ("Checked In", "coming"), ("not sure yet", "maybe"), ("Deleted", "not coming"), ("the usual", ""),
    ],
)  # fmt: skip
def test_an_answer_is_understood_as_people_word_it(said: str, means: str) -> None:
    assert reply_of(said) == means


def test_a_note_is_an_answer_only_where_it_begins_with_one() -> None:
    assert reply_told("not coming, away that week") == ("not coming", "away that week")
    assert reply_told("is coming round to the idea") == ("", "")


def test_needs_are_counted_by_kind_whatever_the_words() -> None:
    assert count_needs(["wheelchair user", "step-free, please", "BSL", "2 children", "none", "a quiet corner"]) == {
        "wheelchair": 2, "BSL": 1, "crèche": 2, "something else": 1,
    }  # fmt: skip


@given(st.permutations(["one", "two"]))
def test_of_two_invitations_the_later_answer_stands_whichever_is_kept(order: list[str]) -> None:
    rows = {
        "one": {"channels": "email 2026-01-01", "invited": "2026-01-01", "reply": "coming", "replied": "2026-01-02",
                "needs": "BSL"},
        "two": {"channels": "call 2026-01-05", "invited": "2026-01-05", "reply": "not coming", "replied": "2026-01-05",
                "needs": ""},
    }  # fmt: skip
    joined = both_invited(rows[order[0]], rows[order[1]])
    assert json.dumps(joined, sort_keys=True) == json.dumps(
        {"channels": "call 2026-01-05, email 2026-01-01", "invited": "2026-01-01", "needs": "BSL",
         "replied": "2026-01-05", "reply": "not coming"}
    )  # fmt: skip
