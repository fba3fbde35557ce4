"""People, and the dated facts about them."""

from organiser.models.base import Index, Table, blob, number, ref, text

PERSON = Table(
    "person",
    (
        blob("uid"),
        *text("given", "family", "title", "sort_key", "name_key", "postcode"),
        # A ward somebody entered by hand because the postcode is missing, unknown or wrong; else it follows by join.
        ref("ward", optional=True),
        # minor_until: the day they are 18, where they are not yet ('' for an adult or not known).
        *text("born", "minor_until", "gender", "membership", "register", "elector", "created"),
        # The fields above that were entered or mended here by hand: no list overwrites them.
        *text("by_hand"),
    ),
    (
        Index(("uid",), unique=True),
        Index(("sort_key", "id")),
        Index(("postcode",), where="postcode <> ''"),
        Index(("ward_id",)),
        Index(("register",), where="register <> ''"),
        Index(("membership",), where="membership <> ''"),
    ),
    person="id",
)

# A telephone number or e-mail address, and the folded name under which it was given: two statements with the same
# address and the same name are about one person, whatever else that person is called.
CONTACT = Table(
    "contact",
    (ref("person"), *text("kind", "value", "name_key", "raw", "label", "since", "until")),
    (Index(("value", "name_key", "person_id"), unique=True), Index(("person_id",))),
    person="person_id",
)

ADDRESS = Table(
    "address",
    (ref("person"), *text("lines", "town", "postcode", "label", "since", "until")),
    (Index(("person_id",)),),
    person="person_id",
)

# A dated fact: membership, register, role, offer, day, language, access, organisation, nickname, otherwise (a name
# they are also given).
FACT = Table(
    "fact",
    (ref("person"), *text("kind", "value", "detail", "since", "until")),
    (Index(("person_id", "kind")), Index(("kind", "value"))),
    person="person_id",
)

# by_hand: 1 where somebody chose the spelling here; else it is the first in code point order of those that lists use.
TAG = Table(
    "tag",
    (blob("uid"), *text("name", "fold"), *number("by_hand")),
    (Index(("uid",), unique=True), Index(("fold",), unique=True)),
)

PERSON_TAG = Table(
    "person_tag",
    (ref("person"), ref("tag")),
    (Index(("person_id", "tag_id"), unique=True), Index(("tag_id", "person_id"))),
    person="person_id",
)

NOTE = Table("note", (ref("person"), *text("body", "noted")), (Index(("person_id",)),), person="person_id")

RELATION = Table(
    "relation",
    (ref("person"), ref("person", "other_id"), *text("kind", "since", "until")),
    (Index(("person_id", "other_id", "kind"), unique=True), Index(("other_id",))),
    person="person_id",
)

# Consent, objection or bounce. Without a person it stops an address only: an opt-out in a row that names nobody.
CONSENT = Table(
    "consent",
    (
        ref("person", optional=True),
        *text("channel", "purpose", "stance", "address", "given", "until", "how", "wording"),
    ),
    (Index(("person_id",)), Index(("address",), where="address <> ''")),
    person="person_id",
)

TABLES = (PERSON, CONTACT, ADDRESS, FACT, TAG, PERSON_TAG, NOTE, RELATION, CONSENT)
