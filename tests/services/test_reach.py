"""Who may be reached, over whole lists: nobody who objected, no address that bounces, nobody without consent."""

import csv
import io
import re
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from organiser.models.people import ADDRESS, CONSENT, CONTACT, PERSON
from organiser.models.places import WARD
from organiser.rules.names import name_key, sort_key
from organiser.services.export import write_reachable
from organiser.services.listing import Tally
from organiser.services.people import Question
from organiser.services.reach import answers, can_be_texted, reachable
from organiser.store.store import Store
from tests.services.lists import SEVEN, take_in

TODAY = "2026-03-01"


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """These people and statements are of one time, whenever they are tested."""
    monkeypatch.setattr("organiser.store.clock.today", lambda: TODAY)


class Book:
    """A database that people are put into one by one."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._numbers = count(1)

    def person(
        self,
        name: str,
        *,
        email: str = "",
        phone: str = "",
        address: str = "",
        says: tuple[tuple[str, ...], ...] = (),
        **values: str | int,
    ) -> int:
        """Somebody with one address of each kind; `says` holds channel, stance, then purpose, address and until."""
        given, _, family = name.partition(" ")
        with self.store.operation(f"Add {name}") as work:
            person = work.insert_with_uid(
                PERSON,
                given=given,
                family=family,
                sort_key=sort_key(given, family),
                name_key=name_key(given, family),
                **values,
            )
            for kind, value in (("email", email), ("phone", phone)):
                if value:
                    work.insert(CONTACT, person_id=person, kind=kind, value=value, name_key=name_key(given, family))
            if address:
                postcode = str(values.get("postcode", ""))
                work.insert(ADDRESS, person_id=person, lines=address, town="London", postcode=postcode)
        self.say(person, *says)
        return person

    def say(self, person: int | None, *statements: tuple[str, ...]) -> None:
        with self.store.operation("Say") as work:
            for statement in statements:
                channel, stance, purpose, address, until = (*statement, "", "", "")[:5]
                work.insert(
                    CONSENT,
                    person_id=person,
                    channel=channel,
                    stance=stance,
                    purpose=purpose,
                    address=address,
                    until=until,
                    given=f"2025-01-{next(self._numbers) % 28 + 1:02}",
                )

    def reached(self, channel: str, purpose: str = "") -> dict[str, str]:
        """Who may be reached: by name, their address."""
        found = reachable(self.store, channel, purpose, None, Tally())
        return {person.name: person.address or ", ".join(filter(None, person.place)) for person in found}

    def reasons(self, channel: str, purpose: str = "") -> dict[str, int]:
        tally = Tally()
        assert not list(reachable(self.store, channel, purpose, None, tally))
        return tally.left_out


@pytest.fixture
def book(store: Store) -> Book:
    return Book(store)


YES = ("email", "yes", "newsletter")


# The seven files -----------------------------------------------------------------------------------------------------


def table(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The data rows of a file, numbered as truth.csv numbers them, read without the program."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [
                (number, {k: v or "" for k, v in row.items() if k})
                for number, row in enumerate(csv.DictReader(file), 1)
            ]
    rows: list[tuple[int, dict[str, str]]] = []
    for sheet in openpyxl.load_workbook(path):
        header, *others = [["" if cell is None else str(cell) for cell in row] for row in sheet.values]
        rows += [(number, dict(zip(header, row, strict=True))) for number, row in enumerate(others, len(rows) + 1)]
    return rows


def addresses_in(row: dict[str, str]) -> set[str]:
    return {address.lower() for address in re.findall(r"[^\s,;<>:]+@[^\s,;<>:]+", " ".join(row.values()))}


def test_nobody_who_unsubscribed_in_any_list_is_on_the_list_for_email_nor_any_address_that_bounces(
    store: Store, shared_data: Path
) -> None:
    made = shared_data / "crm" / "made"
    take_in(store, *(made / name for name in SEVEN))
    whose = {(row["file"], int(row["data_row"])): row["person_id"] for _, row in table(made / "truth.csv")}
    unsubscribed: set[str] = set()
    bouncing: set[str] = set()
    gone: set[str] = set()
    held: dict[str, set[str]] = {}
    for name in SEVEN:
        for number, row in table(made / name):
            person = whose.get((name, number), "")
            held.setdefault(person, set()).update(addresses_in(row))
            status = row.get("can2_subscription_status", "")
            if name == "mailchimp_unsubscribed.csv" or status == "unsubscribed":
                unsubscribed |= addresses_in(row)
                gone.add(person)
            elif name == "mailchimp_cleaned.csv" or status == "bouncing":
                bouncing |= addresses_in(row)
    assert (len(unsubscribed), len(bouncing)) == (10, 7)
    forbidden = unsubscribed | bouncing | {address for person in gone if person for address in held[person]}
    assert len(forbidden) > 17
    tally = Tally()
    written = b"".join(write_reachable(store, "csv", "email", "", None, tally)).decode()
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    listed = {row["address"] for row in rows}
    assert not forbidden & listed
    assert not any(address in written.lower() for address in forbidden)
    # And who is left: everybody else whom some list calls subscribed.
    subscribed = {
        address
        for name in SEVEN
        for _, row in table(made / name)
        if name == "mailchimp_subscribed.csv" or row.get("can2_subscription_status") == "subscribed"
        for address in addresses_in(row)
    }
    assert subscribed - forbidden <= listed
    assert (len(rows), tally.people, sum(tally.left_out.values())) == (len(listed), len(listed), 39 - len(listed))


# Rules ---------------------------------------------------------------------------------------------------------------


def test_email_and_texts_need_consent_and_calls_post_and_visits_do_not(book: Book) -> None:
    book.person(
        "Ann Jones",
        email="ann@example.org",
        phone="+447700900123",
        address="1 High Street",
        postcode="SE13 5AB",
    )
    assert book.reasons("email") == {"no-consent": 1}
    assert book.reasons("sms") == {"no-consent": 1}
    assert book.reached("call") == {"Ann Jones": "+447700900123"}
    assert book.reached("post") == {"Ann Jones": "1 High Street, London, SE13 5AB"}
    assert book.reached("door") == {"Ann Jones": "1 High Street, London, SE13 5AB"}


def test_consent_to_one_purpose_is_none_to_another_but_some_to_any(book: Book) -> None:
    book.person("Ann Jones", email="ann@example.org", says=(YES,))
    assert book.reached("email", "newsletter") == book.reached("email") == {"Ann Jones": "ann@example.org"}
    assert book.reasons("email", "campaigning") == {"no-consent": 1}


def test_an_unsubscribe_stops_the_person_the_address_and_the_persons_other_addresses_whoever_holds_them(
    book: Book,
) -> None:
    ann = book.person("Ann Jones", email="home@example.org", says=(YES, ("email", "no", "", "home@example.org")))
    with book.store.operation("Another address of hers") as work:
        work.insert(CONTACT, person_id=ann, kind="email", value="ann@example.org", name_key="annjones")
    book.person("Bob Jones", email="home@example.org", says=(YES,))
    book.person("Cem Jones", email="ann@example.org", says=(YES,))
    book.person("Dee Smith", email="dee@example.org", says=(YES,))
    assert book.reached("email") == {"Dee Smith": "dee@example.org"}
    tally = Tally()
    list(reachable(book.store, "email", "", None, tally))
    assert tally.left_out == {"objected": 1, "stopped": 2}


def test_an_objection_to_one_purpose_stops_that_purpose_alone(book: Book) -> None:
    book.person("Ann Jones", email="home@example.org", says=(("email", "yes"), YES, ("email", "no", "newsletter")))
    book.person("Bob Jones", email="home@example.org", says=(YES, ("email", "yes", "conference")))
    assert book.reasons("email", "newsletter") == {"objected": 1, "stopped": 1}
    assert book.reached("email", "conference") == {"Bob Jones": "home@example.org"}


def test_a_bounce_stops_its_address_whoever_holds_it_and_no_other(book: Book) -> None:
    ann = book.person("Ann Jones", email="old@example.org", says=(YES, ("email", "bounce", "", "old@example.org")))
    with book.store.operation("Another address of hers") as work:
        work.insert(CONTACT, person_id=ann, kind="email", value="new@example.org", name_key="annjones")
    book.person("Bob Jones", email="old@example.org", says=(YES,))
    assert book.reached("email") == {"Ann Jones": "new@example.org"}


def test_an_opt_out_that_names_nobody_stops_its_address(book: Book) -> None:
    book.person("Ann Jones", email="ann@example.org", says=(YES,))
    book.say(None, ("email", "no", "", "ann@example.org"))
    assert book.reasons("email") == {"stopped": 1}


def test_do_not_contact_wins_over_everything_for_the_person_and_their_addresses(book: Book) -> None:
    values: dict[str, Any] = {"phone": "+447700900123", "address": "1 High Street", "postcode": "SE13 5AB"}
    book.person("Ann Jones", email="home@example.org", says=(YES, ("sms", "yes"), ("any", "no")), **values)
    book.person("Bob Jones", email="home@example.org", says=(YES,), **values)
    for channel in ("email", "call", "post", "door"):
        assert book.reasons(channel) == {"do-not-contact": 1, "stopped": 1}


def test_an_objection_to_visits_holds_for_the_home_and_for_nobody_else_in_the_street(book: Book) -> None:
    book.person("Ann Jones", address="1 High Street", postcode="SE13 5AB", says=(("door", "no"),))
    book.person("Bob Jones", address="1 high street,", postcode="SE13 5AB")
    book.person("Cem Smith", address="3 High Street", postcode="SE13 5AB")
    assert book.reached("door") == {"Cem Smith": "3 High Street, London, SE13 5AB"}
    assert len(book.reached("post")) == 3


def test_what_has_ended_counts_no_more(book: Book) -> None:
    ended = ("email", "no", "", "ann@example.org", "2026-02-01")
    ann = book.person("Ann Jones", email="ann@example.org", says=(YES, ended))
    bob = book.person("Bob Jones", email="bob@example.org", says=(("email", "yes", "newsletter", "", "2026-02-01"),))
    assert book.reached("email") == {"Ann Jones": "ann@example.org"}
    with book.store.operation("An address that is theirs no more") as work:
        for person in (ann, bob):
            (row,) = work.rows("SELECT id FROM contact WHERE person_id = ?", (person,))
            work.update(CONTACT, row[0], until="2026-02-20")
    assert book.reasons("email") == {"no-address": 2}


def test_under_18s_need_a_guardian(book: Book) -> None:
    book.person("Ann Jones", email="ann@example.org", minor_until="2027-01-01", says=(YES,))
    book.person("Bob Lee", email="bob@example.org", born="2010-01-01", says=(YES, ("email", "guardian")))
    book.person("Cem Lee", email="cem@example.org", born="2010-01-01", says=(YES,))
    book.person("Dee Lee", email="dee@example.org", minor_until="2026-03-01", says=(YES,))
    assert list(book.reached("email")) == ["Bob Lee", "Dee Lee"]


@pytest.mark.parametrize(
    ("number", "texted"),
    [
        ("+447700900123", True),
        ("+447624123456", True),
        ("+447012345678", False),
        ("+447612345678", False),
        ("+442079460123", False),
        ("+33612345678", True),
    ],
)
def test_a_landline_is_sent_no_text(number: str, texted: bool) -> None:
    assert can_be_texted(number) is texted


def test_somebody_with_a_landline_and_a_mobile_is_texted_on_the_mobile(book: Book) -> None:
    ann = book.person("Ann Jones", phone="+442079460123", says=(("sms", "yes"),))
    book.person("Bob Jones", phone="+442079460123", says=(("sms", "yes"),))
    with book.store.operation("A mobile") as work:
        work.insert(CONTACT, person_id=ann, kind="phone", value="+447700900123", name_key="annjones")
    assert book.reached("sms") == {"Ann Jones": "+447700900123"}


def test_post_goes_to_the_address_for_post_and_visits_to_the_home(book: Book) -> None:
    ann = book.person("Ann Jones", address="1 High Street", postcode="SE13 5AB")
    with book.store.operation("More addresses") as work:
        work.insert(ADDRESS, person_id=ann, lines="PO Box 7", town="London", postcode="SE1 1AA", label="post")
        work.insert(ADDRESS, person_id=ann, lines="2 Office Row", town="London", postcode="SE1 2AA", label="work")
    book.person("Bob Jones", address="", postcode="SE13 5AB")
    assert book.reached("post") == {"Ann Jones": "PO Box 7, London, SE1 1AA"}
    assert book.reached("door") == {"Ann Jones": "1 High Street, London, SE13 5AB"}


def test_the_address_that_consent_was_given_for_comes_before_a_newer_one(book: Book) -> None:
    ann = book.person("Ann Jones", email="old@example.org", says=(("email", "yes", "newsletter", "old@example.org"),))
    with book.store.operation("A newer address") as work:
        work.insert(
            CONTACT, person_id=ann, kind="email", value="new@example.org", name_key="annjones", since="2026-01-01"
        )
    assert book.reached("email") == {"Ann Jones": "old@example.org"}


# Lists ---------------------------------------------------------------------------------------------------------------


def test_a_list_tells_name_address_and_ward_in_the_order_of_names(book: Book) -> None:
    with book.store.operation("A ward") as work:
        ward = work.insert(WARD, gss="E05013720", name="Hither Green")
    book.person("Bob Lee", phone="+33123456789", says=(("sms", "yes"),))
    book.person("Ann Jones", phone="+447700900123", ward_id=ward, says=(("sms", "yes"),))
    written = b"".join(write_reachable(book.store, "csv", "sms", "", None, Tally())).decode()
    assert list(csv.reader(io.StringIO(written))) == [
        ["name", "given", "family", "address", "ward"],
        ["Ann Jones", "Ann", "Jones", "07700 900123", "Hither Green"],
        ["Bob Lee", "Bob", "Lee", "'+33 1 23 45 67 89", ""],
    ]


def test_a_list_for_post_has_a_column_for_each_part_of_the_address(book: Book) -> None:
    book.person("Ann Jones", address="1 High Street", postcode="SE13 5AB")
    written = b"".join(write_reachable(book.store, "csv", "post", "", None, Tally())).decode()
    assert list(csv.reader(io.StringIO(written))) == [
        ["name", "given", "family", "lines", "town", "postcode", "ward"],
        ["Ann Jones", "Ann", "Jones", "1 High Street", "London", "SE13 5AB", ""],
    ]


def test_only_those_whom_the_words_find_are_on_the_list_or_counted(book: Book) -> None:
    book.person("Ann Jones", email="ann@example.org", says=(YES,))
    book.person("Bob Jones", email="bob@example.org")
    book.person("Cem Smith", email="cem@example.org", says=(YES,))
    tally = Tally()
    found = list(reachable(book.store, "email", "", Question(text="jones"), tally))
    assert [person.name for person in found] == ["Ann Jones"]
    assert tally.left_out == {"no-consent": 1}


def test_one_person_is_answered_as_the_list_answers(book: Book) -> None:
    people = [
        book.person("Ann Jones", email="home@example.org", says=(YES, ("email", "no"))),
        book.person("Bob Jones", email="home@example.org", says=(YES,)),
        book.person("Cem Smith", email="cem@example.org", says=(YES,)),
    ]
    alone = [answers(book.store, "email", "", [person], TODAY)[person] for person in people]
    together = answers(book.store, "email", "", people, TODAY)
    assert alone == [together[person] for person in people]
    assert Counter(answer.reason for answer in alone) == {"objected": 1, "stopped": 1, "": 1}
