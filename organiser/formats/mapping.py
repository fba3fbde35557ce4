"""Which column of a list says what: the vocabulary of fields, and the mapping of one header onto it."""

from dataclasses import dataclass, field

# Every field a column can be mapped to, and what it means. `*` marks those that several columns may fill.
FIELDS = {
    "name": "the whole name, `Given Family` or `Family, Given`",
    "title": "Mr, Ms, Dr… kept as given, never asked for",
    "given": "given name",
    "middle": "middle names",
    "family": "family name",
    "suffix": "what follows the name: Junior, OBE",
    "nickname": "what friends call them",
    "organisation": "* the body they belong to or stand for",
    "email": "* one or several e-mail addresses",
    "phone": "* one or several telephone numbers",
    "address": "* a whole address in one cell, the postcode inside",
    "line": "* one line of an address",
    "town": "* post town",
    "region": "* county or region",
    "postcode": "* postcode",
    "country": "* country",
    "tags": "* tags, separated by commas, semicolons or ` ::: `",
    "note": "* free text",
    "born": "date of birth",
    "age": "age in years on the day of the list",
    "gender": "as they describe it themselves",
    "membership": "member, affiliated, non-member",
    "register": "on the electoral register: yes, no, and why not",
    "elector": "elector number",
    "role": "* helper, activist, champion, organiser, officer…",
    "offer": "* what they offer to do",
    "day": "* when they can",
    "language": "* languages they speak",
    "access": "* access needs",
    "dated": "the day the row speaks of: joined, last changed",
    "id": "the identifier that the program it comes from gave the person",
    "email_status": "subscribed, unsubscribed, bouncing, cleaned… for e-mail",
    "sms_status": "the same for text messages",
    "email_ok": "yes or no: may we e-mail?",
    "sms_ok": "yes or no: may we send texts?",
    "call_ok": "yes or no: may we call?",
    "post_ok": "yes or no: may we write?",
    "door_ok": "yes or no: may we knock?",
    "any_ok": "yes or no: may we contact you (by the addresses given here)?",
    "do_not_contact": "yes: no contact at all",
    "do_not_call": "yes: no calls",
    "email_bad": "yes: e-mail to the address bounces",
    "consented_on": "the day consent was given",
    "unsubscribed_on": "the day they unsubscribed",
    "bounced_on": "the day the address bounced",
    "own": "* a column of organiser's own export that no other list has",
    "skip": "not read",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place in the header (0-based), the field it fills and, where the file gives one, its label.

    `group` ties the columns of one address together (`Address 1`, `Address 2`: 1, 2…); `label_from` is the place of
    the column that labels this one (Google's `Phone 1 - Label`), or -1.
    """

    index: int
    field: str
    label: str = ""
    group: int = 0
    label_from: int = -1


@dataclass(frozen=True, slots=True)
class Mapping:
    """How the rows of one header are read.

    `source` names who says it ("nationbuilder", "google", "list:3f2a…"): rows of one source with one id are one
    person, and a later list of a source replaces what that source said before. `constants` are fields that hold for
    every row, such as `email_status: unsubscribed` for a Mailchimp list that says so in its name; `name_from` names
    the fields that stand in for the name, in order, where a row gives none.
    """

    source: str
    title: str
    columns: tuple[Column, ...]
    constants: dict[str, str] = field(default_factory=dict)
