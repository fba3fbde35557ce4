"""Mending by hand what is known of somebody: wholly or not at all, to be taken back, and kept by imports."""

from pathlib import Path

import pytest

from organiser.errors import USAGE, Problem
from organiser.rules.names import name_key
from organiser.services.editing import FIELDS, Change, parse_change
from organiser.services.people import Question, count, find, find_one
from organiser.services.person import Page, page
from organiser.store import clock, history
from organiser.store.store import Store
from tests.services.lists import take_in, write_list
from tests.services.people_here import add, build_places, edit
from tests.tables import dump, indexed

TODAY = clock.today()
ANN = "Mrs Ann Smith, 07700 900123, ann@example.org, 14 Fiction Road, SE13 5AB, leaflets, Sat am, member, aged 16"


@pytest.fixture
def ann(store: Store) -> int:
    """Ann Smith, of whom much is known; and Bob Lee."""
    build_places(store)
    add(store, "Bob Lee, 07700 900456, bob@example.org, SE4 1ES")
    return add(store, ANN)


def standing(store: Store, person: int, kind: str) -> list[str]:
    """The values that hold now of one kind of contact or fact."""
    shown = page(store, person)
    contacts = [contact.value for contact in shown.contacts if contact.kind == kind and not contact.until]
    return sorted(contacts + [fact.value for fact in shown.facts if fact.kind == kind and not fact.until])


# As it is typed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "change"),
    [
        ("postcode=SE13 5AB", Change("postcode", "=", "SE13 5AB")),
        (" Phone += 07700 900123 ", Change("phone", "+=", "07700 900123")),
        ("email-=ann@example.org", Change("email", "-=", "ann@example.org")),
        ("gender=", Change("gender", "=", "")),
        ("note+=a = b\n\x1bc", Change("note", "+=", "a = b\nc")),
        ("title=\x1b[31mMrs\u202e", Change("title", "=", "[31mMrs")),
    ],
)
def test_a_change_is_read_as_it_is_typed(typed: str, change: Change) -> None:
    assert parse_change(typed) == change


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("postcode", "'postcode' is not a change: write field=value; the fields are name, title"),
        ("=SE13 5AB", "is not a change"),
        ("+=x", "is not a change"),
        ("shoes=9", "'shoes=9' is not a change"),
        ("sort_key=x", "is not a change"),
        ("uid=x", "is not a change"),
        ("", "is not a change"),
        ("phone+=", "'phone+=' names no phone"),
        ("offer-=", "names no offer"),
        ("title+=Mrs", "A person has one title: title=VALUE sets it, title= empties it."),
        ("postcode-=SE13 5AB", "A person has one postcode"),
        ("consent=email yes", "Consents are added with consent+= and ended with consent-=."),
        ("relation=spouse: Bob", "Relations are added with relation+="),
    ],
)
def test_what_is_no_change_is_refused_in_a_sentence(typed: str, words: str) -> None:
    with pytest.raises(Problem) as problem:
        parse_change(typed)
    assert words in problem.value.sentence
    assert problem.value.exit_code == USAGE


# Single values ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("title=Dr", "title", "Dr"),
        ("title=", "title", ""),
        ("gender=woman", "gender", "woman"),
        ("elector=AB-12", "elector", "AB-12"),
        ("postcode=n1 9gu", "postcode", "N1 9GU"),
        ("postcode=", "postcode", ""),
        ("membership=Affiliated", "membership", "affiliated"),
        ("membership=unknown", "membership", ""),
        ("membership=", "membership", ""),
        ("register=on", "register", "on"),
        ("register=not: moved", "register", "not on it"),
        ("born=3 Feb 2010", "born", "2010-02-03"),
    ],
)
def test_each_single_value_is_set_or_emptied_and_marked(
    store: Store, ann: int, change: str, field: str, value: str
) -> None:
    before = store.value(f"SELECT {field} FROM person WHERE id = ?", (ann,))
    done = edit(store, ann, change)
    assert store.value(f"SELECT {field} FROM person WHERE id = ?", (ann,)) == value
    assert done.changed == ([field] if value != before else [])
    assert field in page(store, ann).by_hand


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("name=", "A name cannot be empty"),
        ("postcode=SE13", "'SE13' is not a postcode."),
        ("ward=Castel Park", "Did you mean Castle & Park?"),
        ("born=31 Feb 2010", "'31 Feb 2010' is not a date of birth."),
        ("born=3 Feb 2999", "is not a date of birth"),
        ("membership=Tory", "'Tory' is no membership: member, affiliated"),
        ("register=perhaps", "'perhaps' is not understood: on, on: NUMBER"),
        ("phone+=12345", "'12345': too short to be a telephone number."),
        ("phone=none", "'none': no address was found in it."),
        ("email+=ann@", "nothing after the @"),
        ("phone-=07700 900999", "There is no phone +447700900999 to be ended."),
        ("offer-=juggling", "No offer 'juggling' stands there to be ended."),
        ("address-=1 Nowhere", "There is no address '1 Nowhere' to be ended."),
        ("note-=x", "A note is added with note+=TEXT"),
        ("note=", "A note is added with note+=TEXT"),
        ("consent+=pigeon yes", "'pigeon yes' is not understood: write 'email newsletter yes"),
        ("consent+=email gossip yes", "is not understood"),
        ("consent+=email bounce", "is not understood"),
        ("consent-=email yes", "No 'email yes' stands there to be ended"),
        ("relation+=Bob Lee", "is not understood: write 'spouse: Bob Jones'"),
        ("relation+=spouse: Zoe", "Nobody is found by 'Zoe'."),
        ("relation+=spouse: Ann Smith", "Nobody is their own relative"),
        ("relation-=spouse: Bob Lee", "No relation 'spouse' between the two stands there"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_of_the_edit_is_changed(
    store: Store, ann: int, change: str, words: str
) -> None:
    before, words_before = dump(store), indexed(store)
    with pytest.raises(Problem) as problem:
        edit(
            store, ann, "title=Dr", "phone+=07700 900999" if "900999" not in change else "gender=x", "name=Zed", change
        )
    assert words in problem.value.sentence
    assert (dump(store), indexed(store)) == (before, words_before)
    assert history.entries(store, 1)[0].title == "Add Ann Smith"


def test_what_stands_so_already_changes_nothing(store: Store, ann: int) -> None:
    before = dump(store)
    done = edit(
        store,
        ann,
        "postcode=SE13 5AB",
        "phone=07700 900123",
        "offer+=leafleting",
        "membership=member",
        "name=Ann Smith",
    )
    assert (done.changed, done.operation) == ([], None)
    assert dump(store) == before


def test_two_wards_of_one_name_are_told_apart_by_their_codes(store: Store, ann: int) -> None:
    with store.operation("Places") as work:
        work.connection.execute("UPDATE ward SET name = 'Castle & Park' WHERE gss = 'E05000003'")
    with pytest.raises(Problem, match=r"There are 2 wards called 'castle and park': .* \(E05000001, E05000003\)"):
        edit(store, ann, "ward=castle and park")
    edit(store, ann, "ward=E05000003")
    assert page(store, ann).location.ward is not None


def test_a_ward_entered_by_hand_stands_until_it_is_emptied(store: Store, ann: int) -> None:
    edit(store, ann, "ward=Smithfield")
    shown = page(store, ann)
    assert shown.location.ward is not None
    assert (shown.location.ward.name, shown.listed.location.ward) == ("Smithfield", shown.location.ward)
    edit(store, ann, "ward=")
    after = page(store, ann).location.ward
    assert after is not None
    assert after.name == "Castle & Park"


def test_a_date_of_birth_takes_the_place_of_an_age(store: Store, ann: int) -> None:
    assert page(store, ann).listed.minor_until
    edit(store, ann, "born=3 Feb 1990")
    assert page(store, ann).listed.minor_until == ""
    edit(store, ann, "born=3 Feb 2015")
    assert page(store, ann).listed.minor_until == "2033-02-03"
    edit(store, ann, "born=")
    shown = page(store, ann)
    assert (shown.born, shown.listed.minor_until) == ("", "")


def test_membership_is_a_dated_fact_and_the_one_before_ends(store: Store, ann: int) -> None:
    edit(store, ann, "membership=non-member")
    facts = [(fact.value, fact.until) for fact in page(store, ann).facts if fact.kind == "membership"]
    assert facts == [("non-member", ""), ("member", TODAY)]


def test_an_elector_number_goes_with_the_register(store: Store, ann: int) -> None:
    edit(store, ann, "register=on: AB-12")
    shown = page(store, ann)
    assert (shown.listed.register, shown.elector) == ("on", "AB-12")
    edit(store, ann, "register=on")
    assert page(store, ann).elector == "AB-12"
    edit(store, ann, "register=not: moved")
    shown = page(store, ann)
    assert (shown.listed.register, shown.elector) == ("not on it", "")
    assert [fact.detail for fact in shown.facts if fact.kind == "register" and not fact.until] == ["moved"]


# Several values --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "before", "new", "kept"),
    [
        ("phone", ["+447700900123"], "020 7946 0123", "+442079460123"),
        ("email", ["ann@example.org"], "Ann@Example.com", "ann@example.com"),
        ("offer", ["leaflets"], "cakes", "baking"),
        ("day", ["Saturday morning"], "sun pm", "Sunday afternoon"),
        ("role", [], "helper", "helper"),
        ("language", [], "Cymraeg", "Cymraeg"),
        ("access", [], "step-free", "step-free"),
        ("organisation", [], "Unison", "Unison"),
        ("nickname", [], "Annie", "Annie"),
    ],
)
def test_values_are_added_ended_and_replaced(
    store: Store, ann: int, field: str, before: list[str], new: str, kept: str
) -> None:
    assert edit(store, ann, f"{field}+={new}").changed == [field]
    assert standing(store, ann, field) == sorted([*before, kept])
    assert edit(store, ann, f"{field}+={new}").operation is None
    assert edit(store, ann, f"{field}-={new.upper()}").changed == [field]
    assert standing(store, ann, field) == before
    assert edit(store, ann, f"{field}={new}").changed == [field]
    assert standing(store, ann, field) == [kept]
    assert edit(store, ann, f"{field}=").changed == [field]
    assert standing(store, ann, field) == []
    assert edit(store, ann, f"{field}=").operation is None


def test_what_has_ended_keeps_its_dates(store: Store, ann: int) -> None:
    edit(store, ann, "phone-=07700 900123", "offer-=leaflets")
    shown = page(store, ann)
    assert [(contact.value, contact.since, contact.until) for contact in shown.contacts if contact.kind == "phone"] == [
        ("+447700900123", TODAY, TODAY)
    ]
    assert [(fact.value, fact.until) for fact in shown.facts if fact.kind == "offer"] == [("leaflets", TODAY)]


def test_a_number_that_is_added_again_is_the_one_that_ended(store: Store, ann: int) -> None:
    edit(store, ann, "phone-=07700 900123")
    edit(store, ann, "phone+=+44 7700 900123")
    (phone,) = [contact for contact in page(store, ann).contacts if contact.kind == "phone"]
    assert (phone.value, phone.until) == ("+447700900123", "")


def test_words_beside_a_number_are_its_label(store: Store, ann: int) -> None:
    edit(store, ann, "phone=07700 900999 (mum) or 020 7946 0123")
    found = {contact.value: contact.label for contact in page(store, ann).contacts if not contact.until}
    assert found == {"+447700900999": "mum", "+442079460123": "", "ann@example.org": ""}


def test_an_address_is_replaced_and_its_postcode_with_it(store: Store, ann: int) -> None:
    edit(store, ann, "address=Flat 2, 22 Cheapside, N1 9GU")
    shown = page(store, ann)
    assert [(place.value, place.detail, place.until) for place in shown.addresses] == [
        ("Flat 2, 22 Cheapside", "N1 9GU", ""), ("14 Fiction Road", "SE13 5AB", TODAY)
    ]  # fmt: skip
    assert shown.listed.postcode == "N1 9GU"


def test_a_second_address_leaves_the_first_and_is_ended_without_its_postcode(store: Store, ann: int) -> None:
    edit(store, ann, "address+=22 Cheapside N1 9GU")
    assert page(store, ann).listed.postcode == "SE13 5AB"
    edit(store, ann, "address-=22 cheapside")
    assert [place.value for place in page(store, ann).addresses if not place.until] == ["14 Fiction Road"]


def test_an_address_as_the_page_shows_it_can_be_ended(store: Store, tmp_path: Path) -> None:
    rows = [["Ann Smith", "ann@example.org", "14 Fiction Road", "London", "SE13 5AB"]]
    take_in(store, write_list(tmp_path / "a.csv", ["Name", "Email", "Address", "Town", "Postcode"], *rows))
    ann = find_one(store, "ann smith")
    (place,) = page(store, ann).addresses
    assert (place.value, place.detail) == ("14 Fiction Road, London", "SE13 5AB")
    edit(store, ann, "address-=14 Fiction Road, London SE13 5AB")
    assert page(store, ann).addresses[0].until == TODAY


def test_notes_are_added_and_keep_their_lines(store: Store, ann: int) -> None:
    edit(store, ann, "note+=keen\non Saturdays", "note=and again")
    assert page(store, ann).notes == ((TODAY, "keen\non Saturdays"), (TODAY, "and again"))


# Names -----------------------------------------------------------------------------------------------------------


def test_after_a_new_name_the_old_one_still_finds_them(store: Store, ann: int) -> None:
    edit(store, ann, "name=Dr Ann Jones-Smith")
    shown = page(store, ann)
    assert (shown.title, shown.listed.given, shown.listed.family) == ("Dr", "Ann", "Jones-Smith")
    edit(store, ann, "name=Ann Jones")
    assert find_one(store, "ann smith") == ann == find_one(store, "jones-smith")
    assert standing(store, ann, "otherwise") == ["Ann Jones-Smith", "Ann Smith"]


def test_who_takes_the_old_name_again_is_not_otherwise_called_so(store: Store, ann: int) -> None:
    edit(store, ann, "name=Ann Jones")
    edit(store, ann, "name=Ann Smith")
    assert standing(store, ann, "otherwise") == ["Ann Jones"]


def test_a_better_spelling_is_no_other_name(store: Store, ann: int) -> None:
    edit(store, ann, "name=Änn Smith")
    assert standing(store, ann, "otherwise") == []
    assert page(store, ann).listed.name == "Änn Smith"


@pytest.mark.parametrize("name", ["Ann Smith", "Ann Jones", "ANN JONES"])
def test_lists_with_the_old_or_the_new_name_still_mean_the_same_person(
    store: Store, ann: int, tmp_path: Path, name: str
) -> None:
    edit(store, ann, "name=Ann Jones")
    done = take_in(store, write_list(tmp_path / "a.csv", ["Name", "Email"], [name, "ann@example.org"]))
    assert (done.created, done.questions) == (0, [])
    assert page(store, ann).listed.name == "Ann Jones"


# What lists say afterwards -----------------------------------------------------------------------------------------

HEADER = ["First name", "Last name", "Email", "Mobile", "Postcode", "Title", "Date of birth", "Membership"]


def test_no_list_overwrites_what_was_mended_by_hand_and_it_says_so(store: Store, tmp_path: Path) -> None:
    first = ["Ann", "Smith", "ann@example.org", "07700 900123", "SE13 5AB", "Mrs", "3 Feb 1990", "member"]
    take_in(store, write_list(tmp_path / "a.csv", HEADER, first), source="members")
    ann = find_one(store, "ann smith")
    edit(store, ann, "postcode=N1 9GU", "title=Dr", "born=3 Feb 2015", "membership=affiliated", "gender=woman")
    edit(store, ann, "name=Anne Smith", "ward=")
    build_places(store)
    edit(store, ann, "ward=Smithfield", "elector=AB-12")
    by_hand = page(store, ann).by_hand
    second = ["Ann", "Smith", "ann@example.org", "07700 900999", "SE4 1ES", "Ms", "4 Feb 1991", "non-member"]
    done = take_in(store, write_list(tmp_path / "b.csv", HEADER, second), source="members")
    shown = page(store, ann)
    assert (shown.listed.name, shown.title, shown.listed.postcode) == ("Anne Smith", "Dr", "N1 9GU")
    assert (shown.born, shown.listed.minor_until, shown.listed.membership) == ("2015-02-03", "2033-02-03", "affiliated")
    assert (shown.gender, shown.elector) == ("woman", "AB-12")
    assert shown.location.ward is not None
    assert shown.location.ward.name == "Smithfield"
    assert shown.by_hand == by_hand
    assert "+447700900999" in shown.listed.phones
    assert {warning.code for warning in done.warnings} == {"kept-by-hand"}
    said = " ".join(warning.reason for warning in done.warnings)
    for field in ("name", "title", "postcode", "date of birth", "membership"):
        assert field in said


def test_the_same_list_again_changes_nothing_and_says_nothing(store: Store, tmp_path: Path) -> None:
    path = write_list(tmp_path / "a.csv", ["Name", "Email", "Postcode"], ["Ann Smith", "ann@example.org", "SE13 5AB"])
    take_in(store, path)
    edit(store, find_one(store, "ann smith"), "postcode=N1 9GU", "email=ann@example.com")
    before = dump(store)
    done = take_in(store, path)
    assert (done.operation, done.unchanged) == (None, 1)
    assert dump(store) == before


def test_what_was_ended_by_hand_does_not_come_back_with_the_next_list(store: Store, tmp_path: Path) -> None:
    header = ["Name", "Email", "Mobile", "Offers"]
    row = ["Ann Smith", "ann@example.org", "07700 900123", "leaflets"]
    take_in(store, write_list(tmp_path / "a.csv", header, row), source="club")
    ann = find_one(store, "ann smith")
    edit(store, ann, "phone-=07700 900123")
    take_in(store, write_list(tmp_path / "b.csv", [*header, "Notes"], [*row, "keen"]), source="other")
    assert page(store, ann).listed.phones == ()


# Permissions -----------------------------------------------------------------------------------------------------


def may(shown: Page) -> dict[str, str]:
    """By channel "yes", or the reason why not."""
    return {reach.channel: reach.reason or "yes" for reach in shown.reach}


def test_consent_is_given_and_taken_back(store: Store) -> None:
    bob = add(store, "Bob Lee, bob@example.org")
    assert may(page(store, bob))["email"] == "no-consent"
    assert edit(store, bob, "consent+=email newsletter yes: said so at the stall").changed == ["consent"]
    shown = page(store, bob)
    assert may(shown)["email"] == "yes"
    assert [(c.channel, c.purpose, c.stance, c.how, c.wording) for c in shown.consents] == [
        ("email", "newsletter", "yes", "told us", "said so at the stall")
    ]
    assert edit(store, bob, "consent+=EMAIL Newsletter YES").operation is None
    edit(store, bob, "consent-=email newsletter yes")
    assert may(page(store, bob))["email"] == "no-consent"


def test_who_takes_an_objection_back_can_be_reached_again(store: Store) -> None:
    bob = add(store, "Bob Lee, bob@example.org, 07700 900456, ok to email, no calls")
    edit(store, bob, "consent+=any no: rang the office")
    assert set(may(page(store, bob)).values()) == {"do-not-contact"}
    edit(store, bob, "consent-=any no")
    assert may(page(store, bob)) | {"post": "", "door": ""} == {
        "email": "yes", "sms": "no-consent", "call": "objected", "post": "", "door": ""
    }  # fmt: skip
    edit(store, bob, "consent-=call no")
    assert may(page(store, bob))["call"] == "yes"


def test_an_objection_and_a_bounce_of_a_list_can_be_ended_by_hand(store: Store, shared_data: Path) -> None:
    take_in(store, *(shared_data / "crm" / "made" / f"mailchimp_{kind}.csv" for kind in ("unsubscribed", "cleaned")))
    for stance in ("no", "bounce"):
        (person, channel, purpose) = store.rows(
            "SELECT person_id, channel, purpose FROM consent WHERE stance = ? AND person_id IS NOT NULL LIMIT 1",
            (stance,),
        )[0]
        edit(store, person, f"consent-={channel} {purpose} {stance}", "consent+=email yes")
        assert all(consent.until for consent in page(store, person).consents if consent.stance == stance)


def test_a_guardian_consents_for_somebody_under_18(store: Store) -> None:
    young = add(store, "Kim Lee, kim@example.org, 07700 900456, aged 16, ok to email")
    assert may(page(store, young))["email"] == "under-18"
    edit(store, young, "consent+=any guardian: her mother, at the stall")
    assert (may(page(store, young))["email"], may(page(store, young))["call"]) == ("yes", "yes")


# Relations and shared addresses ----------------------------------------------------------------------------------


def test_a_relation_stands_on_both_pages_and_is_ended_from_either(store: Store, ann: int) -> None:
    bob = find_one(store, "bob lee")
    edit(store, ann, "relation+=Parent: bob lee")
    assert [(r.name, r.kind, r.backwards) for r in page(store, ann).relations] == [("Bob Lee", "parent", False)]
    assert [(r.name, r.kind, r.backwards) for r in page(store, bob).relations] == [("Ann Smith", "parent", True)]
    assert edit(store, ann, "relation+=parent: Bob Lee").operation is None
    edit(store, bob, "relation-=parent: ann smith")
    assert [relation.until for relation in page(store, ann).relations] == [TODAY]
    edit(store, ann, "relation+=parent: Bob Lee")
    assert [relation.until for relation in page(store, ann).relations] == [""]


def test_two_people_may_have_one_e_mail_address_and_nobody_is_asked(store: Store, ann: int) -> None:
    edit(store, ann, "email+=bob@example.org")
    assert count(store, Question(text="bob@example.org")) == 2
    assert store.count("SELECT count(*) FROM question") == 0
    assert len(find(store, Question()).people) == 2


# Back and forth --------------------------------------------------------------------------------------------------

EDITS = {
    "name": ["name=Ann Jones"],
    "title": ["title=Dr"],
    "gender": ["gender=woman"],
    "elector": ["elector=AB-12"],
    "phone": ["phone=020 7946 0123", "phone+=07700 900999", "phone-=07700 900123"],
    "email": ["email=a@example.org", "email+=a@example.org", "email-=ann@example.org"],
    "address": ["address=22 Cheapside N1 9GU", "address+=22 Cheapside", "address-=14 Fiction Road"],
    "postcode": ["postcode=N1 9GU"],
    "ward": ["ward=Smithfield"],
    "born": ["born=3 Feb 2010"],
    "membership": ["membership=non-member"],
    "register": ["register=on: AB-12"],
    "role": ["role+=helper"],
    "offer": ["offer=cakes", "offer+=cakes", "offer-=leaflets"],
    "day": ["day=", "day+=Sunday"],
    "language": ["language+=Twi"],
    "access": ["access+=step-free"],
    "organisation": ["organisation+=Unison"],
    "nickname": ["nickname+=Annie"],
    "note": ["note+=keen"],
    "consent": ["consent+=email yes"],
    "relation": ["relation+=spouse: Bob Lee"],
}


def test_every_field_is_edited_below() -> None:
    assert set(EDITS) == set(FIELDS)


@pytest.mark.parametrize("change", [change for changes in EDITS.values() for change in changes])
def test_every_edit_is_undone_and_done_again_exactly(store: Store, ann: int, change: str) -> None:
    before, words_before = dump(store), indexed(store)
    done = edit(store, ann, change)
    assert done.operation is not None
    after, words_after = dump(store), indexed(store)
    assert after != before
    history.undo(store)
    assert without_versions(dump(store)) == without_versions(before)
    assert indexed(store) == words_before
    history.redo(store)
    assert without_versions(dump(store)) == without_versions(after)
    assert indexed(store) == words_after


def without_versions(tables: dict[str, dict[int, tuple[object, ...]]]) -> dict[str, dict[int, tuple[object, ...]]]:
    """Tables without the number in each row that every change raises, undo and redo too."""
    return {name: {key: (row[0], *row[2:]) for key, row in rows.items()} for name, rows in tables.items()}


def test_several_edits_are_one_change(store: Store, ann: int) -> None:
    before = dump(store)
    edit(store, ann, *(changes[0] for changes in EDITS.values()))
    assert history.entries(store, 1)[0].title == "Edit Ann Smith"
    assert store.value("SELECT name_key FROM person WHERE id = ?", (ann,)) == name_key("Ann", "Jones")
    history.undo(store)
    assert without_versions(dump(store)) == without_versions(before)
