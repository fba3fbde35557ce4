"""Lists recognised by their headers: programs' exports, sign-up sheets, and what must never be imported."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from organiser.errors import UNREADABLE, USAGE, Problem
from organiser.formats import headings, programs, recognise
from organiser.formats.headings import meaning, meanings
from organiser.formats.mapping import FIELDS, Column, Mapping


def columns(header: str) -> list[str]:
    return header.split(",")


# Headers as the programs write them (the old Google one was in use until 2024).
OLD_GOOGLE = columns(
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,E-mail 3 - Type,E-mail 3 - Value,"
    "Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Address 1 - Type,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,"
    "Address 1 - Country,Address 1 - Extended Address,Address 2 - Type,Address 2 - Formatted,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Title,Website 1 - Type,Website 1 - Value"
)
OUTLOOK = columns(
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other City,"
    "Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,Business Phone,"
    "Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,Mobile Phone,"
    "Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,Assistant's Name,"
    "Birthday,Categories,Children,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,"
    "E-mail 3 Address,Gender,Government ID Number,Keywords,Language,Notes,Priority,Private,Spouse,User 1,Web Page"
)
OUTLOOK_COM = columns(
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,"
    "E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,"
    "Primary Phone,Pager,Business Fax,Home Fax,Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,"
    "IMAddress,Job Title,Department,Company,Office Location,Manager's Name,Assistant's Name,Assistant's Phone,"
    "Company Yomi,Business Street,Business City,Business State,Business Postal Code,Business Country/Region,"
    "Home Street,Home City,Home State,Home Postal Code,Home Country/Region,Personal Web Page,Spouse,Schools,Hobby,"
    "Location,Web Page,Birthday,Anniversary,Notes"
)
GOOGLE_AS_OUTLOOK = columns(
    "First Name,Last Name,E-mail Address,Mobile Phone,Home Address,Home Street,Home City,Home Postal Code,"
    "Manager's Name,Assistant's Name,Company Main Phone,Business Address,Car Phone,Categories"
)
NATIONBUILDER = columns(
    "nationbuilder_id,civicrm_id,external_id,prefix,first_name,middle_name,last_name,suffix,full_name,legal_name,"
    "employer,occupation,sex,party,religion,church,language,is_deceased,born_at,email1,email2,email3,email4,"
    "email_opt_in,phone_number,work_phone_number,do_not_call,do_not_contact,federal_donotcall,mobile_number,"
    "mobile_opt_in,is_mobile_bad,fax_number,support_level,inferred_support_level,priority_level,availability,note,"
    "recruiter_id,recruiter_name_or_email,tag_list,created_at,unsubscribed_at,is_supporter,is_volunteer,"
    "donations_count,membership_names,county_district,email,email1_is_bad,email2_is_bad,primary_country_code,"
    "primary_country,primary_state,primary_city,primary_county,primary_zip,primary_address1,primary_address2,"
    "primary_submitted_address,address_zip,address_address1,work_zip,work_address1,mailing_zip,mailing_address1,"
    "mailing_zip5,user_submitted_zip,registered_zip,registered_address1,party_member"
)
XPRESS_13 = columns(
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,Elector Name,PostCode,"
    "Address1,Address2,Address3,Address4,Address5,Address6"
)
XPRESS_MONTHLY = columns(
    "CompanyName,DistrictRef,StreetName,PropertyAddress1,PropertyPostCode,ElectorNumber,ElectorForename,"
    "ElectorSurname,ElectorDOB,ElectorCreatedMonth,ElectorChangedMonth,ElectorDeletedMonth,MarkersRegisterText"
)
EROS = columns(
    "PD,ENO,Status,Title,First Name,Initials,Surname,Suffix,Date Of Attainment,Franchise Flag,Address 1,Address 2,"
    "Postcode"
)
DEMOCRACY_COUNTS = columns(
    "PDCode,RollNo,ElectorTitle,ElectorSurname,ElectorForename,ElectorMiddleName,AttainersDOB,FranchiseMarker,"
    "RegisteredAddress1,PostCode"
)
POSTAL_VOTERS = columns("AV Type,PD/ENO,Elector Surname,Elector Forename,Corres Address Line 1,Proxy Name")


def header_of(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def fields(header: list[str], file: str = "list.csv", choices: tuple[str, ...] = ()) -> list[str]:
    """The field of each column, in the header's order."""
    columns = recognise.recognise(header, file, choices=choices).columns
    assert [column.index for column in columns] == list(range(len(header)))
    return [column.field for column in columns]


def by_heading(header: list[str], file: str = "list.csv") -> dict[str, str]:
    """The field of each heading that is read."""
    pairs = zip(header, fields(header, file), strict=True)
    return {heading: field for heading, field in pairs if field != "skip"}


def column_of(header: list[str], heading: str) -> Column:
    columns = recognise.recognise(header, "list.csv").columns
    return next(column for column in columns if column.index == header.index(heading))


# Real files ----------------------------------------------------------------------------------------------------------


def test_a_nationbuilder_export_is_read_column_by_column(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "made" / "nationbuilder_people.csv")
    assert recognise.recognise(header, "nationbuilder_people.csv").source == "nationbuilder"
    assert by_heading(header) == {
        "nationbuilder_id": "id",
        "first_name": "given",
        "last_name": "family",
        "mobile_number": "phone",
        "email": "email",
        "primary_address1": "line",
        "primary_address2": "line",
        "primary_city": "town",
        "zip_royal_mail": "postcode",
        "tag_list": "tags",
        "age": "age",
        "gender": "gender",
    }
    assert column_of(header, "mobile_number").label == "mobile"
    assert column_of(header, "zip_royal_mail").group == column_of(header, "primary_city").group == 1


def test_a_pool_for_sortition_is_a_nationbuilder_list_without_its_brackets_and_levels(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "nationbuilder_pool_150.csv")
    assert recognise.recognise(header, "nationbuilder_pool_150.csv").source == "nationbuilder"
    expected = "id given family email phone line line town postcode gender skip skip skip"
    assert fields(header) == expected.split()


def test_an_action_network_report_is_read_column_by_column(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "made" / "action_network_report.csv")
    assert recognise.recognise(header, "report.csv").title == "Action Network"
    expected = "id given family email phone line town region postcode region tags email_status sms_status"
    assert fields(header) == expected.split()


def test_a_google_contacts_export_is_read_with_its_labels_and_address_parts(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "made" / "google_contacts.csv")
    assert recognise.recognise(header, "contacts.csv").source == "google"
    assert by_heading(header) == {
        "First Name": "given",
        "Middle Name": "middle",
        "Last Name": "family",
        "Name Prefix": "title",
        "Name Suffix": "suffix",
        "Nickname": "nickname",
        "Organization Name": "organisation",
        "Birthday": "born",
        "Notes": "note",
        "Labels": "tags",
        "E-mail 1 - Value": "email",
        "E-mail 2 - Value": "email",
        "Phone 1 - Value": "phone",
        "Phone 2 - Value": "phone",
        "Address 1 - Street": "line",
        "Address 1 - City": "town",
        "Address 1 - PO Box": "line",
        "Address 1 - Region": "region",
        "Address 1 - Postal Code": "postcode",
        "Address 1 - Country": "country",
        "Address 1 - Extended Address": "line",
    }
    assert column_of(header, "Phone 2 - Value").label_from == header.index("Phone 2 - Label")
    assert column_of(header, "Address 1 - City").group == 1


@pytest.mark.parametrize(
    ("name", "status", "more"),
    [
        ("mailchimp_subscribed.csv", "subscribed", {}),
        ("mailchimp_unsubscribed.csv", "unsubscribed", {"UNSUB_TIME": "unsubscribed_on"}),
        ("mailchimp_cleaned.csv", "cleaned", {"CLEAN_TIME": "bounced_on"}),
    ],
)
def test_the_three_mailchimp_lists_say_who_is_subscribed(
    shared_data: Path, name: str, status: str, more: dict[str, str]
) -> None:
    header = header_of(shared_data / "crm" / "made" / name)
    mapping = recognise.recognise(header, name)
    assert (mapping.source, mapping.constants) == ("mailchimp", {"email_status": status})
    assert (
        by_heading(header, name)
        == {
            "Email Address": "email",
            "First Name": "given",
            "Last Name": "family",
            "Address": "address",
            "Phone Number": "phone",
            "CONFIRM_TIME": "consented_on",
            "LAST_CHANGED": "dated",
            "LEID": "id",
            "NOTES": "note",
            "TAGS": "tags",
        }
        | more
    )


def test_the_sheets_of_a_sign_up_workbook_are_read_by_their_headings() -> None:
    sign_ups = ["Full name", "Mobile", "E-mail", "Postcode", "Date joined", "Notes"]
    assert fields(sign_ups) == ["name", "phone", "email", "postcode", "dated", "note"]
    assert fields(["Full name", "Mobile", "E-mail"]) == ["name", "phone", "email"]
    mapping = recognise.recognise(sign_ups, "signup_sheet.xlsx")
    assert (mapping.source, mapping.title) == (f"list:{recognise.fingerprint(sign_ups)}", "list")


def test_a_doorstep_form_gives_no_answers_but_the_person(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "made" / "doorstep_google_forms.csv")
    assert fields(header) == ["dated", "postcode", "skip", "skip", "skip", "name", "phone", "any_ok"]


def test_a_canvassers_paper_sheet_is_read_by_its_headings(shared_data: Path) -> None:
    header = header_of(shared_data / "doorstep" / "paper_sheet_30.csv")
    assert fields(header) == ["line", "line", "skip", "skip", "skip", "name", "phone", "any_ok"]


def test_a_research_list_keeps_its_own_numbers_to_itself(shared_data: Path) -> None:
    header = header_of(shared_data / "duplicates" / "splink_fake_1000.csv")
    assert fields(header) == ["skip", "given", "family", "born", "town", "email", "skip"]


def test_training_sign_in_sheets_are_read_by_their_headings(shared_data: Path) -> None:
    for path in sorted((shared_data / "training").glob("*_*.csv")):
        assert fields(header_of(path)) == ["name", "email", "phone", "skip"]


def test_files_of_places_and_polling_stations_hold_nobody(shared_data: Path) -> None:
    for name in ("geo/ward_pcon_lad_2024_uk.csv", "ems/ems-idox-eros.csv", "ems/ems-xpress-weblookup.CSV"):
        with pytest.raises(Problem, match=r"no column was recognised as a name, e-mail or telephone number") as caught:
            recognise.recognise(header_of(shared_data / name), name)
        assert caught.value.exit_code == UNREADABLE
        assert "--map" in caught.value.sentence


# Programs whose headers stand above ----------------------------------------------------------------------------------


def test_an_old_google_export_is_read_whatever_the_number_of_its_columns() -> None:
    assert recognise.recognise(OLD_GOOGLE, "google.csv").source == "google"
    read = by_heading(OLD_GOOGLE)
    assert read == {
        "Given Name": "given",
        "Additional Name": "middle",
        "Family Name": "family",
        "Name Prefix": "title",
        "Name Suffix": "suffix",
        "Nickname": "nickname",
        "Birthday": "born",
        "Gender": "gender",
        "Notes": "note",
        "Group Membership": "tags",
        "E-mail 1 - Value": "email",
        "E-mail 2 - Value": "email",
        "E-mail 3 - Value": "email",
        "Phone 1 - Value": "phone",
        "Phone 2 - Value": "phone",
        "Address 1 - Street": "line",
        "Address 1 - City": "town",
        "Address 1 - PO Box": "line",
        "Address 1 - Region": "region",
        "Address 1 - Postal Code": "postcode",
        "Address 1 - Country": "country",
        "Address 1 - Extended Address": "line",
        "Address 2 - Formatted": "address",
        "Organization 1 - Name": "organisation",
    }
    assert column_of(OLD_GOOGLE, "E-mail 3 - Value").label_from == OLD_GOOGLE.index("E-mail 3 - Type")
    assert column_of(OLD_GOOGLE, "Address 2 - Formatted").group == 2


def test_outlook_addresses_and_phones_are_told_apart() -> None:
    assert recognise.recognise(OUTLOOK, "contacts.csv").source == "outlook"
    assert by_heading(OUTLOOK) == {
        "Title": "title",
        "First Name": "given",
        "Middle Name": "middle",
        "Last Name": "family",
        "Suffix": "suffix",
        "Company": "organisation",
        "Business Street": "line",
        "Business Street 2": "line",
        "Business Street 3": "line",
        "Business City": "town",
        "Business State": "region",
        "Business Postal Code": "postcode",
        "Business Country/Region": "country",
        "Home Street": "line",
        "Home Street 2": "line",
        "Home Street 3": "line",
        "Home City": "town",
        "Home State": "region",
        "Home Postal Code": "postcode",
        "Home Country/Region": "country",
        "Other Street": "line",
        "Other City": "town",
        "Other State": "region",
        "Other Postal Code": "postcode",
        "Other Country/Region": "country",
        "Business Phone": "phone",
        "Business Phone 2": "phone",
        "Car Phone": "phone",
        "Home Phone": "phone",
        "Home Phone 2": "phone",
        "Mobile Phone": "phone",
        "Other Phone": "phone",
        "Primary Phone": "phone",
        "Birthday": "born",
        "Categories": "tags",
        "E-mail Address": "email",
        "E-mail 2 Address": "email",
        "E-mail 3 Address": "email",
        "Notes": "note",
    }
    assert column_of(OUTLOOK, "Home City") == Column(OUTLOOK.index("Home City"), "town", "home", 1)
    assert column_of(OUTLOOK, "Business City").group == 2
    assert column_of(OUTLOOK, "Business Phone 2").label == "work"


def test_outlook_com_and_googles_outlook_export_are_outlook_lists_too() -> None:
    assert recognise.recognise(OUTLOOK_COM, "contacts.csv").source == "outlook"
    assert by_heading(OUTLOOK_COM)["Nickname"] == "nickname"
    assert "Assistant's Phone" not in by_heading(OUTLOOK_COM)
    assert recognise.recognise(GOOGLE_AS_OUTLOOK, "contacts.csv").source == "outlook"
    read = by_heading(GOOGLE_AS_OUTLOOK)
    assert "Home Address" not in read
    assert read["Business Address"] == "address"


def test_a_whole_nationbuilder_export_leaves_politics_unread_and_ties_bounces_to_addresses() -> None:
    read = by_heading(NATIONBUILDER)
    assert read["sex"] == "gender"
    assert read["born_at"] == "born"
    assert read["employer"] == "organisation"
    assert read["is_volunteer"] == "role"
    assert column_of(NATIONBUILDER, "is_volunteer").label == "helper"
    assert (read["email_opt_in"], read["mobile_opt_in"]) == ("email_ok", "sms_ok")
    assert (read["do_not_call"], read["do_not_contact"]) == ("do_not_call", "do_not_contact")
    assert (read["unsubscribed_at"], read["created_at"], read["note"]) == ("unsubscribed_on", "dated", "note")
    assert column_of(NATIONBUILDER, "email2_is_bad") == Column(NATIONBUILDER.index("email2_is_bad"), "email_bad", "", 2)
    assert column_of(NATIONBUILDER, "email2").group == 2
    assert read["primary_country"] == "country"
    unread = {"party", "party_member", "support_level", "is_deceased", "religion", "full_name", "primary_country_code"}
    unread |= {"primary_submitted_address", "registered_zip", "work_zip", "mailing_zip5", "external_id", "church"}
    assert not unread & read.keys()
    assert [column_of(NATIONBUILDER, name).group for name in ("primary_zip", "address_zip", "mailing_zip")] == [1, 2, 3]


def test_a_nationbuilder_list_saved_without_its_id_is_still_known() -> None:
    header = ["first_name", "last_name", "email", "primary_zip", "tag_list", "email_opt_in"]
    assert recognise.recognise(header, "people.csv").source == "nationbuilder"


def test_gender_as_told_is_preferred_to_sex() -> None:
    assert fields(["nationbuilder_id", "first_name", "sex", "gender"]) == ["id", "given", "skip", "gender"]


def test_columns_that_users_added_to_their_program_are_read_by_their_headings() -> None:
    mailchimp = ["Email Address", "First Name", "Last Name", "ZIP code", "Languages", "Name", "CONFIRM_TIME", "LEID"]
    assert fields(mailchimp) == ["email", "given", "family", "postcode", "language", "skip", "consented_on", "id"]
    network = ["uuid", "email", "can2_phone", "can2_mystery", "When are you free?", "Favourite cake"]
    assert fields(network) == ["id", "email", "phone", "skip", "day", "skip"]


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("subscribed_email_audience_export_1a2b.csv", "subscribed"),
        ("unsubscribed_email_audience_export_1a2b.csv", "unsubscribed"),
        ("Cleaned_1a2b.csv", "cleaned"),
        ("nonsubscribed_email_audience_export_1a2b.csv", ""),
        ("non-subscribed.csv", ""),
        ("audience.csv", ""),
        ("unsubscribed/audience.csv", ""),
        ("C:\\lists\\subscribed.csv", "subscribed"),
    ],
)
def test_a_mailchimp_list_without_times_says_by_its_name_who_is_subscribed(file: str, status: str) -> None:
    constants = recognise.recognise(["Email Address", "First Name", "LEID", "EUID"], file).constants
    assert constants == ({"email_status": status} if status else {})


def test_a_mailchimp_header_outweighs_the_name_of_its_file() -> None:
    header = ["Email Address", "LEID", "UNSUB_TIME"]
    assert recognise.recognise(header, "subscribed.csv").constants == {"email_status": "unsubscribed"}
    both = [*header, "CLEAN_TIME"]
    assert recognise.recognise(both, "subscribed.csv").constants == {}


# Registers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", [XPRESS_13, XPRESS_MONTHLY, EROS, DEMOCRACY_COUNTS, POSTAL_VOTERS])
def test_a_register_is_refused_in_a_sentence(header: list[str]) -> None:
    assert recognise.is_register(header)
    with pytest.raises(Problem) as caught:
        recognise.recognise(header, "lists/register.csv")
    assert caught.value.exit_code == UNREADABLE
    assert caught.value.sentence == (
        "register.csv is an electoral register: it is only ever checked against (organiser register check), "
        "never imported."
    )


def test_the_sample_register_is_refused_even_where_a_mapping_was_saved(shared_data: Path) -> None:
    header = header_of(shared_data / "crm" / "made" / "electoral_register.csv")
    saved = Mapping("list:x", "list", (Column(5, "family"), Column(6, "given")))
    with pytest.raises(Problem, match="is an electoral register"):
        recognise.recognise(header, "r.csv", lambda _mark: saved)


def test_a_register_with_plain_names_is_known_by_its_split_number() -> None:
    numbers = ["Elector Number Prefix", "Elector Number", "Elector Number Suffix"]
    assert recognise.is_register([*numbers, "Surname", "Forename", "Address 1"])
    assert not recognise.is_register([*numbers, "Surname", "Forename", "Mobile"])


def test_helpers_with_their_elector_number_are_no_register() -> None:
    assert fields(["Name", "Mobile", "On the register?", "Elector number"]) == ["name", "phone", "register", "elector"]


# Headings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "examples"),
    [
        (
            "name",
            "Name|Full name|Your name|NAME:|Name *|Name (optional)|3. Your name|Q2: What is your name?|Enw / Name",
        ),
        ("name", "Volunteer's name|Contact name| name |Name (please print)|First name and surname|a) Name"),
        ("given", "First name|Forename(s)|Forename/s|first_name|FirstName|Christian name|Given name|Name (First)"),
        ("family", "Surname|Last name|last_name|LastName|Family name|Name (Last)"),
        (
            "phone",
            "Mobile|Mobile no.|Tel|Tel. No.|Phone (home)|Contact number|WhatsApp|Telephone/Mobile|Phone or mobile",
        ),
        ("phone", "Phone 2|Tel No 1|Landline|Daytime tel.|Mobile phone number|Ffôn"),
        ("email", "E-mail|Email address|e mail|EMAIL ADDRESS *|Email 2|Your e-mail address|Email (work)|E-bost"),
        ("postcode", "Postcode|Post code|PostCode|Zip|Zip code|What is your postcode?|Postcode / Zip|Address (ZIP)"),
        ("address", "Address|Home address|Full address including postcode|Address (inc. postcode)"),
        ("line", "Address line 1|Address 2|Address1|Street|House number|House name/number|1st line of address"),
        ("town", "Town|City|Town/City|Address (City)"),
        ("region", "County|County/State"),
        ("dated", "Date|Date joined|Timestamp|Submission date|Completion time"),
        ("note", "Notes|Comments|Any other comments?|Notes and comments"),
        ("tags", "Tags|Groups|Labels"),
        ("organisation", "Organisation|Company|School|Organisation name|Name of organisation"),
        ("born", "DOB|D.O.B.|Date of birth|Date of birth (dd/mm/yyyy)"),
        ("age", "Age"),
        ("gender", "Gender|Sex"),
        ("membership", "Membership|Member?|Membership status|Are you a member of the Labour Party?"),
        ("register", "On register?|On the electoral roll|Are you registered to vote?"),
        ("elector", "Elector number|Electoral roll no."),
        ("role", "Role"),
        ("offer", "What can you do to help?|I can help with|I can help with...|Offers|How would you like to help?"),
        ("day", "Availability|When are you free?|Days available"),
        ("language", "Languages|Which languages do you speak?"),
        ("access", "Access needs|Do you have any access requirements?"),
        ("any_ok", "May we contact you?|OK to contact?|Happy to be contacted|Can we contact you about volunteering?"),
        ("email_ok", "May we email you?|Email opt in|Consent to email|May we contact you? (by e-mail)|Mailing list?"),
        ("sms_ok", "Consent to SMS|May we text you?|Can we send you text messages?"),
        ("call_ok", "Can we phone you?|May we contact you by telephone?|Are you happy for us to call you?"),
        ("post_ok", "May we write to you?|May we contact you (post)"),
        ("door_ok", "May we knock?|Can we call on you at home?"),
        ("do_not_contact", "Do not contact|DNC|Tick if you do NOT wish to be contacted"),
        ("do_not_call", "Do not call|No calls|Please don't phone me|Do not contact (by phone)"),
        (
            "unsubscribed_on",
            "Unsubscribed|Email opt out|Please do not email me|Newsletter (tick if you do not want it)",
        ),
        ("email_status", "Email status|Subscription status"),
        ("skip", "ID|Ref|No.|Ref. no.|Membership number|unique_id"),
    ],
)
def test_headings_of_real_sheets_are_understood(field: str, examples: str) -> None:
    assert {heading: meaning(heading) for heading in examples.split("|")} == dict.fromkeys(examples.split("|"), field)


@pytest.mark.parametrize(
    "heading",
    [
        "What is the one big local issue?",
        "Would you come to a community conference?",
        "Tick any that also matter",
        "Emergency contact number",
        "Phone (parent)",
        "Parent's email",
        "Next of kin name",
        "Email (organisation)",
        "Name/Organisation",
        "Email and phone",
        "PlaceName",
        "Consent",
        "GDPR consent form signed",
        "How may we contact you?",
        "Best time to call",
        "May we share your e-mail address with others?",
        "May we post your photo?",
        "I agree to phone bank",
        "Can we put up a poster?",
        "12 Example Road",
        "",
        "?",
    ],
)
def test_what_is_not_surely_known_is_not_read(heading: str) -> None:
    assert meanings(heading) == ()


def test_a_question_for_two_permissions_asks_for_both() -> None:
    question = "May we e-mail or text you? (You can change your mind at any time, and we will never pass it on.)"
    assert meanings(question) == ("email_ok", "sms_ok")
    columns = recognise.recognise(["Name", question, "Notes"], "list.csv").columns
    assert [(column.index, column.field) for column in columns] == [
        (0, "name"),
        (1, "email_ok"),
        (1, "sms_ok"),
        (2, "note"),
    ]


def test_every_refusal_is_heard_however_often_a_list_asks() -> None:
    assert fields(["Name", "Email", "Newsletter?", "May we email you?"]) == ["name", "email", "email_ok", "email_ok"]


def test_a_tick_list_says_by_its_headings_what_a_tick_means() -> None:
    header = ["Name", "Mobile", "Leafleting", "Door-knocking", "Saturdays"]
    mapping = recognise.recognise(header, "list.csv")
    assert [(column.field, column.label) for column in mapping.columns[2:]] == [
        ("offer", "Leafleting"),
        ("offer", "Door-knocking"),
        ("day", "Saturdays"),
    ]


def test_phones_say_where_they_ring() -> None:
    labels = ["home", "mobile", "work", "", ""]
    header = ["Name", "Phone (home)", "Mobile no.", "Work tel", "Telephone/Mobile", "Tel"]
    assert [column.label for column in recognise.recognise(header, "list.csv").columns[1:]] == labels


# A list's columns beside each other ----------------------------------------------------------------------------------


def test_given_and_family_name_come_before_a_whole_name() -> None:
    assert fields(["Full name", "First name", "Surname"]) == ["skip", "given", "family"]


def test_name_and_surname_side_by_side_are_the_two_halves_of_a_name() -> None:
    assert fields(["Name", "Surname", "Email"]) == ["given", "family", "email"]
    assert fields(["Full name", "Surname", "Email"]) == ["name", "skip", "email"]
    assert fields(["First name", "Name"]) == ["skip", "name"]


def test_a_title_is_a_persons_only_beside_a_name_and_no_organisation() -> None:
    assert fields(["Title", "First name", "Surname"]) == ["title", "given", "family"]
    assert fields(["Name", "Title", "Organisation"]) == ["name", "skip", "organisation"]
    assert fields(["Title", "Email"]) == ["skip", "email"]


def test_an_address_beside_its_postcode_is_a_line_and_alone_it_is_whole() -> None:
    assert fields(["Name", "Address", "Postcode"]) == ["name", "line", "postcode"]
    assert fields(["Name", "Address"]) == ["name", "address"]
    assert fields(["Name", "Full address", "Postcode"]) == ["name", "address", "postcode"]
    assert fields(["Name", "Full address", "Street", "Town"]) == ["name", "skip", "line", "town"]


def test_another_persons_phone_is_never_taken_for_the_helpers_own() -> None:
    header = ["Name", "Phone", "Emergency contact", "Phone", "Postcode"]
    assert fields(header) == ["name", "phone", "skip", "skip", "postcode"]


def test_a_bare_status_may_be_anything_and_is_left_to_the_user() -> None:
    assert fields(["Name", "Email", "Status"]) == ["name", "email", "skip"]
    assert fields(["Name", "Email", "Status"], choices=("Status=email_status",)) == ["name", "email", "email_status"]


# Finding the header --------------------------------------------------------------------------------------------------


def test_a_header_scores_and_what_stands_around_it_does_not() -> None:
    assert recognise.score(["Full name", "Mobile", "E-mail", "Postcode", "Date joined", "Notes"]) == 6
    assert recognise.score(["Ward walk sign-up sheet (synthetic)", "", ""]) == 0
    assert recognise.score(["Ann Example", "07700 900123", "ann@example.org", "SE13 6UN", "2026-02-04", "no"]) == 0
    sentence = "May we contact you again about the alley behind the shops, where rubbish was left, once it is cleared?"
    assert recognise.score(["Ann Example", sentence, "Saturday", "Leafleting"]) == 0


def test_a_registers_header_is_found_too() -> None:
    assert recognise.score(EROS) >= 6
    assert recognise.score(DEMOCRACY_COUNTS) >= 6


# Fingerprints, corrections, saving -----------------------------------------------------------------------------------


def test_a_fingerprint_forgives_case_and_blanks_but_not_order() -> None:
    mark = recognise.fingerprint(["Full name", "E-mail"])
    assert len(mark) == 16
    assert mark == recognise.fingerprint([" FULL  NAME", "e-mail ", ""])
    assert mark != recognise.fingerprint(["E-mail", "Full name"])
    assert recognise.fingerprint(["a b"]) != recognise.fingerprint(["a", "b"])


def test_a_saved_mapping_is_used_for_its_header() -> None:
    header = ["Who", "How to reach", ""]
    saved = Mapping("list:walk", "list", (Column(0, "name"), Column(1, "phone"), Column(7, "skip")))
    marks: list[str] = []

    def look_up(mark: str) -> Mapping:
        marks.append(mark)
        return saved

    found = recognise.recognise(header, "walk.csv", look_up)
    assert found.columns == (Column(0, "name"), Column(1, "phone"))
    assert marks == [recognise.fingerprint(header)]


def test_a_saved_mapping_does_not_carry_one_lists_subscriptions_to_the_next() -> None:
    header = ["Email Address", "LEID"]
    saved = recognise.recognise(header, "subscribed.csv")
    assert recognise.recognise(header, "unsubscribed.csv", lambda _: saved).constants == {
        "email_status": "unsubscribed"
    }
    assert recognise.recognise(header, "audience.csv", lambda _: saved).constants == {}


def test_a_correction_names_a_column_by_heading_letter_or_number() -> None:
    header = ["Who", "How to reach", "Thing"]
    for choice in ("Who=name", "who = NAME", "A=name", "1=name"):
        assert fields(header, choices=(choice,)) == ["name", "skip", "skip"]
    assert fields(["C", "B", "A"], choices=("C=name",)) == ["name", "skip", "skip"]
    assert fields(["Sum = all", "Mobile"], choices=("Sum = all=note",)) == ["note", "phone"]


def test_a_correction_displaces_what_said_the_same() -> None:
    header = ["Full name", "First name", "Surname", "Known by"]
    assert fields(header, choices=("Full name=name",)) == ["name", "skip", "skip", "skip"]
    assert fields(header, choices=("Known by=given",)) == ["skip", "skip", "family", "given"]
    assert fields(["Name", "Address", "Street"], choices=("Address=address",)) == ["name", "address", "skip"]
    assert fields(["Name", "Mobile"], choices=("Mobile=skip",)) == ["name", "skip"]


def test_a_correction_keeps_a_known_programs_source() -> None:
    mapping = recognise.recognise(["nationbuilder_id", "first_name", "mystery"], "n.csv", choices=("mystery=note",))
    assert mapping.source == "nationbuilder"
    assert [column.field for column in mapping.columns] == ["id", "given", "note"]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("Name=telephone", "is no field; the fields are: name, title, given"),
        ("Nam=name", r'No column is headed "Nam"; .* letter \(A to D\)'),
        ("E=name", "No column is headed"),
        ("0=name", "No column is headed"),
        ("name", "takes"),
        ("=name", "takes"),
        ("Email=email", "Several columns are headed .*: B, C"),
    ],
)
def test_a_correction_that_cannot_be_made_is_refused_with_what_to_do(choice: str, told: str) -> None:
    with pytest.raises(Problem, match=told) as caught:
        recognise.recognise(["Name", "Email", "Email", "Notes"], "list.csv", choices=(choice,))
    assert caught.value.exit_code == USAGE


def test_two_columns_cannot_both_be_the_date_of_birth() -> None:
    with pytest.raises(Problem, match='Only one column can be "born"') as caught:
        recognise.recognise(["Name", "X", "Y"], "list.csv", choices=("X=born", "Y=born"))
    assert caught.value.exit_code == USAGE


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"columns": [{"index": 0, "field": "shoe size"}]}', "{"])
def test_a_damaged_saved_mapping_is_told_in_a_sentence(text: str) -> None:
    with pytest.raises(Problem) as caught:
        recognise.from_json(text)
    assert caught.value.exit_code == UNREADABLE


def test_a_saved_mapping_with_a_field_of_a_later_version_is_told_in_a_sentence() -> None:
    text = recognise.to_json(Mapping("list", "list", (Column(0, "shoe size"),)))
    with pytest.raises(Problem, match="unknown to this version"):
        recognise.from_json(text)


# Whatever comes ------------------------------------------------------------------------------------------------------

HEADINGS = sorted(
    {*OLD_GOOGLE, *OUTLOOK, *NATIONBUILDER, *XPRESS_13, "LEID", "can2_phone", "Name", "Surname", "Title", "", "Status"}
)
HEADERS = st.lists(st.one_of(st.text(max_size=40), st.sampled_from(HEADINGS)), max_size=12)
COLUMNS = st.builds(
    Column, st.integers(0, 300), st.sampled_from(sorted(FIELDS)), st.text(), st.integers(0, 9), st.integers(-1, 300)
)
MAPPINGS = st.builds(
    Mapping, st.text(), st.text(), st.lists(COLUMNS).map(tuple), st.dictionaries(st.text(), st.text(), max_size=3)
)


@given(HEADERS, st.text(max_size=20))
@example([], "")
@example(["\ud800", "Name"], "\ud800")
@example(["E-mail ٣ - Value"], "contacts.csv")
def test_any_header_gives_a_sound_mapping_or_a_problem(header: list[str], file: str) -> None:
    try:
        mapping = recognise.recognise(header, file)
    except Problem:
        return
    assert {column.index for column in mapping.columns} == set(range(len(header)))
    assert all(column.field in FIELDS for column in mapping.columns)
    given_ways = {column.field for column in mapping.columns} & {"name", "given", "family"}
    assert "name" not in given_ways or given_ways == {"name"}
    assert recognise.from_json(recognise.to_json(mapping)) == mapping


@given(HEADERS, st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["A=name", "B=email", "1=skip"])), max_size=3))
def test_any_correction_is_made_or_refused(header: list[str], choices: list[str]) -> None:
    try:
        mapping = recognise.recognise(header, "list.csv", choices=choices)
    except Problem:
        return
    assert {column.index for column in mapping.columns} == set(range(len(header)))


@given(MAPPINGS)
def test_a_mapping_survives_being_saved(mapping: Mapping) -> None:
    assert recognise.from_json(recognise.to_json(mapping)) == mapping


@given(st.text())
def test_any_text_can_stand_as_a_heading(text: str) -> None:
    assert set(meanings(text)) <= FIELDS.keys()
    assert recognise.score([text]) in (0, 1)


def test_programs_and_headings_speak_of_known_fields_only() -> None:
    assert {rule.field for program in programs.PROGRAMS for rule in program.rules} <= FIELDS.keys()
    assert set(headings._FIELD_OF.values()) | set(headings._TICK_OF.values()) <= FIELDS.keys()
    assert "id" not in headings._FIELD_OF.values()
