"""What is understood of a person who is written in one line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organiser.rules.line import OFFERS, UNKNOWN_AGE, Understood, kept_day, kept_offer, title_and_name, understand
from organiser.rules.names import fold
from organiser.text import safe_text

TODAY = "2026-11-22"
TAGS = {"young labour": "Young Labour", "drivers mate": "driver's mate", "ylab": "Young Labour"}


def read(line: str) -> Understood:
    return understand(line, TODAY, TAGS)


def of_kind(found: Understood, kind: str) -> list[str]:
    return [value for name, value in found.facts if name == kind]


# Names -----------------------------------------------------------------------------------------------------------


def test_a_line_as_people_write_it_is_understood_whole() -> None:
    found = read("Ann Smith, 07700 900123, SE13 5AB, leaflets Sat am, met at the stall")
    assert (found.given, found.family) == ("Ann", "Smith")
    assert (found.phones, found.postcode) == (["+447700900123"], "SE13 5AB")
    assert found.facts == [("offer", "leaflets"), ("day", "Saturday morning")]
    assert found.notes == ["met at the stall"]
    assert found.problems == []


def test_one_name_is_enough() -> None:
    assert read("Cher").name == "Cher"


def test_commas_may_be_forgotten() -> None:
    found = read("Mrs Ann Smith 07700 900123 SE13 5AB ann@example.org leaflets Sat")
    assert (found.title, found.name, found.phones) == ("Mrs", "Ann Smith", ["+447700900123"])
    assert (found.postcode, found.emails) == ("SE13 5AB", ["ann@example.org"])
    assert found.facts == [("offer", "leaflets"), ("day", "Saturday")]


@pytest.mark.parametrize(
    "line", ["Ann Smith <ann@example.org>", "ann@example.org, Ann Smith", "07700 900123, Ann Smith"]
)
def test_the_name_may_stand_with_an_address_or_behind_it(line: str) -> None:
    assert read(line).name == "Ann Smith"


def test_a_title_is_kept() -> None:
    assert title_and_name("Cllr Jo Green") == ("Cllr", "Jo", "Green")
    assert title_and_name("Smith, Mrs Ann") == ("Mrs", "Ann", "Smith")
    assert title_and_name("Dr") == ("", "Dr", "")


def test_somebody_called_will_driver_offers_no_lifts() -> None:
    found = read("Will Driver, 07700 900123")
    assert found.name == "Will Driver"
    assert found.facts == []


def test_a_line_that_names_nobody_says_so_by_an_empty_name() -> None:
    assert read("07700 900123, leaflets").name == ""


def test_family_and_given_name_with_a_comma_cannot_be_told_from_name_and_note() -> None:
    found = read("Smith, Ann")
    assert (found.name, found.notes) == ("Smith", ["Ann"])


def test_an_empty_line_says_nothing() -> None:
    assert read(" ,, ;\t") == Understood()


# How to reach them -----------------------------------------------------------------------------------------------


def test_several_numbers_and_addresses_are_all_kept() -> None:
    found = read("Ann, 07700 900123 or 020 7946 0123, ann@example.org; ANN@example.com")
    assert found.phones == ["+447700900123", "+442079460123"]
    assert found.emails == ["ann@example.org", "ann@example.com"]


def test_words_beside_a_number_stay_with_it_in_a_note() -> None:
    found = read("Ann, 07700 900123 (mum, evenings)")
    assert found.phones == ["+447700900123"]
    assert found.notes == ["07700 900123 (mum, evenings)"]
    assert found.facts == []


def test_a_number_that_cannot_be_dialled_is_kept_as_a_note_and_pointed_out() -> None:
    found = read("Ann, 12345678")
    assert (found.phones, found.notes) == ([], ["12345678"])
    assert found.problems == ["too short to be a telephone number"]


def test_an_e_mail_address_that_is_none_is_kept_as_a_note_and_pointed_out() -> None:
    found = read("Ann, ann@")
    assert (found.emails, found.notes) == ([], ["ann@"])
    assert found.problems == ["nothing after the @ of the e-mail address"]


def test_a_note_with_an_at_sign_is_no_broken_address() -> None:
    found = read("Ann, tea @ 5")
    assert (found.notes, found.problems) == (["tea @ 5"], [])


def test_labels_of_addresses_are_no_notes() -> None:
    found = read("Ann, tel 07700 900123, e-mail: ann@example.org, lives at SE13 5AB")
    assert (found.phones, found.emails, found.postcode) == (["+447700900123"], ["ann@example.org"], "SE13 5AB")
    assert found.notes == []


# Where they live -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("Ann, 14 Fiction Road SE4 1ES", "14 Fiction Road"),
        ("Ann, 14 Fiction Road, SE4 1ES", "14 Fiction Road"),
        ("Ann, se4 1es, 14 fiction road", "14 fiction road"),
        ("Ann, 14a Fiction St., London, SE4 1ES", "14a Fiction St., London"),
        ("Ann, Flat 2, 14-16 Fiction Road, SE4 1ES", "Flat 2, 14-16 Fiction Road"),
        ("Ann, Flat B 14 Fiction Road SE4 1ES", "Flat B 14 Fiction Road"),
        ("Ann, 22 Cheapside, SE4 1ES", "22 Cheapside"),
        ("Ann, Rose Cottage SE4 1ES", "Rose Cottage"),
        ("14 Fiction Road SE4 1ES, Ann", "14 Fiction Road"),
    ],
)
def test_a_house_and_street_are_an_address_and_no_note(line: str, address: str) -> None:
    found = read(line)
    assert (found.name, found.address, found.postcode, found.notes) == ("Ann", address, "SE4 1ES", [])


@pytest.mark.parametrize("note", ["16 posters put up", "3 children", "2 posters", "10 Downing", "met her on the road"])
def test_other_numbers_and_roads_are_notes(note: str) -> None:
    found = read(f"Ann, {note}")
    assert [found.address, *found.notes].count(note) == 1


def test_a_postcode_in_a_sentence_need_not_be_theirs() -> None:
    found = read("Ann, met at the stall in SE4 1ES")
    assert (found.postcode, found.notes) == ("", ["met at the stall in SE4 1ES"])


def test_a_second_postcode_is_a_note() -> None:
    found = read("Ann, SE13 5AB, SE4 1ES")
    assert (found.postcode, found.notes) == ("SE13 5AB", ["SE4 1ES"])


def test_what_is_offered_beside_a_postcode_is_no_address() -> None:
    found = read("Ann, leaflets SE4 1ES")
    assert (found.postcode, found.address, of_kind(found, "offer")) == ("SE4 1ES", "", ["leaflets"])


# What they offer -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", sorted(OFFERS))
def test_each_word_for_an_offer_is_understood_in_any_case(word: str) -> None:
    assert of_kind(read(f"Ann, {word.upper()}"), "offer") == [OFFERS[word]]


@pytest.mark.parametrize(
    ("part", "offers", "days"),
    [
        ("can do leaflets and posters on Saturdays", ["leaflets", "poster"], ["Saturday"]),
        ("Sat/Sun", [], ["Saturday", "Sunday"]),
        ("Mon and Wed evenings", [], ["Monday", "Wednesday evening"]),
        ("free Tues pm only", [], ["Tuesday afternoon"]),
        ("every weekend", [], ["weekend"]),
        ("happy to canvass evenings", ["canvassing"], ["evenings"]),
        ("phone bank & cakes", ["phone bank", "baking"], []),
    ],
)
def test_offers_and_days_are_understood_as_people_write_them(part: str, offers: list[str], days: list[str]) -> None:
    found = read(f"Ann, {part}")
    assert (of_kind(found, "offer"), of_kind(found, "day"), found.notes) == (offers, days, [])


@pytest.mark.parametrize(
    "part", ["no leaflets", "not Sundays", "can't do leaflets", "leaflets but not Sundays", "Sat?"]
)
def test_what_is_not_offered_is_a_note(part: str) -> None:
    found = read(f"Ann, {part}")
    assert (found.facts, found.notes) == ([], [part])


def test_languages_and_needs_are_understood() -> None:
    found = read("Ann, speaks Somali and Twi, needs step-free access")
    assert of_kind(found, "language") == ["Somali", "Twi"]
    assert of_kind(found, "access") == ["step-free access"]


def test_membership_register_and_roles_are_understood() -> None:
    found = read("Ann, not a member, not on the register, Community Champion")
    assert found.facts == [("membership", "non-member"), ("register", "not on it"), ("role", "community champion")]


def test_a_word_becomes_a_tag_only_where_there_is_that_tag() -> None:
    found = read("Ann, YOUNG LABOUR, Drivers Mate, Old Labour")
    assert found.tags == ["Young Labour", "driver's mate"]
    assert found.notes == ["Old Labour"]


def test_the_name_of_a_tag_that_was_merged_means_the_tag_it_was_merged_into() -> None:
    assert read("Ann, YLab").tags == ["Young Labour"]


def test_what_is_entered_by_hand_is_kept_in_the_words_of_a_line() -> None:
    assert (kept_offer("Leafleting"), kept_offer("juggling")) == ("leaflets", "juggling")
    assert (kept_day("sat am"), kept_day("bank holidays")) == ("Saturday morning", "bank holidays")


# Whether they may be reached -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "channels"),
    [
        ("ok to email", ["email"]),
        ("OK to e-mail and text", ["email", "sms"]),
        ("okay to be texted", ["sms"]),
        ("may ring", ["call"]),
        ("happy to be called or e-mailed", ["call", "email"]),
    ],
)
def test_consent_is_taken_down_in_their_words(part: str, channels: list[str]) -> None:
    assert read(f"Ann, {part}").consents == [(channel, "yes", part) for channel in channels]


@pytest.mark.parametrize(
    ("part", "channels"),
    [
        ("no calls", ["call"]),
        ("No emails or texts please", ["email", "sms"]),
        ("don’t ring", ["call"]),
        ("does not want to be visited", ["door"]),
        ("doesn't want any letters", ["post"]),
        ("stop texts, thank you", ["sms"]),
        ("no more mail", ["email", "post"]),
        ("never call", ["call"]),
    ],
)
def test_an_objection_is_taken_down_and_stops_its_channel(part: str, channels: list[str]) -> None:
    found = read(f"Ann, {part}")
    assert [(channel, stance) for channel, stance, _ in found.consents] == [(channel, "no") for channel in channels]


@pytest.mark.parametrize("part", ["do not contact", "Don’t contact me again", "please do not contact", "no contact"])
def test_do_not_contact_stops_everything(part: str) -> None:
    assert read(f"Ann, {part}").consents == [("any", "no", part)]


@pytest.mark.parametrize("part", ["ok to mail", "ok with dogs", "can dance", "no worries", "may come"])
def test_what_is_no_permission_is_a_note(part: str) -> None:
    found = read(f"Ann, {part}")
    assert (found.consents, found.notes) == ([], [part])


# How old they are ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["aged 16", "age 16", "Aged: 16", "16 years old", "16yrs old", "16-year old", "16 y/o", "16yo"]
)
def test_an_age_under_18_marks_them_until_they_are_surely_of_age(part: str) -> None:
    found = read(f"Ann, {part}")
    assert (found.minor_until, found.born, found.notes) == ("2028-11-22", "", [])


@pytest.mark.parametrize("part", ["under 18", "under-18", "U18", "is under age", "a minor"])
def test_under_18_without_an_age_marks_them_until_somebody_knows_better(part: str) -> None:
    found = read(f"Ann, {part}")
    assert found.minor_until == "2044-11-22"
    assert (found.born, found.notes, found.problems) == ("", [], [UNKNOWN_AGE])


def test_the_age_of_an_adult_is_a_note() -> None:
    found = read("Ann, aged 34")
    assert (found.minor_until, found.notes) == ("", ["aged 34"])


@pytest.mark.parametrize("part", ["born 3 Feb 2010", "DOB: 03/02/2010", "date of birth 2010-02-03", "born on 3/2/10"])
def test_a_date_of_birth_marks_them_until_that_birthday(part: str) -> None:
    found = read(f"Ann, {part}, under 18")
    assert (found.born, found.minor_until, found.notes) == ("2010-02-03", "2028-02-03", [])


def test_the_age_told_first_counts_and_another_one_is_a_note() -> None:
    assert read("Ann, under 18, aged 16") == read("Ann, aged 16, under 18") == read("Ann, aged 16")
    assert read("Ann, aged 16, born 3 Feb 2010").notes == ["born 3 Feb 2010"]
    assert read("Ann, born 3 Feb 2010, aged 12").notes == ["aged 12"]


def test_a_year_of_birth_marks_them_until_it_is_over() -> None:
    found = read("Ann, born 2010")
    assert (found.born, found.minor_until, found.notes) == ("", "2028-12-31", ["born 2010"])


def test_who_was_born_long_ago_is_not_marked() -> None:
    found = read("Ann, born 3 Feb 1960")
    assert (found.born, found.minor_until) == ("1960-02-03", "")


def test_a_birthday_to_come_is_a_note() -> None:
    assert read("Ann, born 3 Feb 2030").notes == ["born 3 Feb 2030"]


# Nothing is dropped ----------------------------------------------------------------------------------------------

PARTS = st.sampled_from([
    "Ann Smith", "Dr Bo van Dyk", "07700 900123", "07700 900123 (mum)", "call 020 7946 0123 ext 12", "12345678",
    "ann@example.org", "Ann <ann@example.org>", "x@ y", "SE13 5AB", "14 Fiction Road", "14 Fiction Road SE4 1ES",
    "Flat 2", "London", "met at SE4 1ES", "leaflets", "can do cakes and doors on Sat am", "Sun or Mon", "speaks Twi",
    "needs a lift", "member", "helper", "on the register", "young labour", "no calls or texts", "ok to email",
    "do not contact", "aged 16", "aged 61", "under 18", "born 3 Feb 2010", "born 2010", "a note", "2 posters", "(a, b)",
])  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters=",;\t"), max_size=20)
# Words that say what a part is; what they say stands in the kind of fact that is kept.
VOCABULARY = frozenset(
    fold(f"""
    {" ".join(OFFERS)} can could will would offer offers happy to do does on free available only every and or nor
    am pm morning mornings afternoon afternoons evening evenings speaks speak language needs access member party not a
    affiliated supporter registered register the aged age is under 18 eighteen u18 minor years year yrs yr old yo y o
    born dob d o b date of birth in lives living home address post code postcode at e mail email tel telephone phone no
    number t mailto jan feb mar apr may jun jul aug sep oct nov dec
    """).split()
)


def kept(found: Understood) -> str:
    """All that a line was understood to say, as one folded text with the digits of numbers in every shape."""
    numbers = [shape for number in found.phones for shape in (number, f"0{number[3:]}", f"0044{number[3:]}")]
    ages = [found.born, *found.born.split("-"), str(18 + int(TODAY[:4]) - int(found.minor_until[:4] or 0))]
    words = [
        found.title, found.name, *numbers, *found.emails, found.postcode, found.postcode.replace(" ", ""),
        found.address, *ages, *found.tags, *(value for _, value in found.facts),
        *(wording for _, _, wording in found.consents), *found.notes,
    ]  # fmt: skip
    return fold(" ".join(words)).replace(" ", "")


@given(st.lists(PARTS | ANYTHING, max_size=8), st.sampled_from([", ", ";", "\t"]))
def test_every_word_of_a_line_is_kept_somewhere_or_says_what_another_is(parts: list[str], comma: str) -> None:
    line = safe_text(comma.join(parts).replace("\t", ","))
    found = understand(line, TODAY, TAGS)
    text = kept(found)
    for word in re.findall(r"[^\W_]+", fold(line)):
        days = re.fullmatch(r"(?:mon|tue|wed|thu|fri|sat|sun|week).*", word)
        digits = re.fullmatch(r"[0-9]+", word) and word.lstrip("0") in text
        assert word in text or word in VOCABULARY or days or digits, (line, found)


@given(st.text())
def test_any_text_at_all_is_understood_as_something(line: str) -> None:
    line = safe_text(line)
    assert (understand(line, TODAY, TAGS) == Understood()) == (not line.replace(",", "").replace(";", "").strip())
