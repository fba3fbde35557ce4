"""Which rows of one person say the same thing, and what they come to together.

Two lists hardly ever write one thing alike: a label here, a day there, other capitals. What they say is kept once: the
better spelling, the earliest day, what only one of them tells. Like everything that is shown it does not depend on the
order in which lists arrive.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from organiser.models.base import Table
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE
from organiser.rules.names import fold
from organiser.rules.shown import better_text, first_said

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One table of things said of people: its columns but the person and `until`, and by what two rows are the same.

    `spelled` names the columns of which the better spelling counts; of all others it is the text or day that comes
    first, any before none.
    """

    table: Table
    columns: tuple[str, ...]
    key: Callable[[Values], Hashable]
    spelled: tuple[str, ...] = ()
    # SQL for the day on which such a thing ended: '' where it holds, or cannot end.
    until: str = "until"

    def together(self, a: Values, b: Values) -> Values:
        """What two rows with one key come to."""
        if a == b:
            return a
        return tuple(
            better_text(one, other) if name in self.spelled and one and other else first_said(one, other)
            for name, one, other in zip(self.columns, a, b, strict=True)
        )

    def differences(self, before: Values, after: Values) -> dict[str, Any]:
        """The columns, and their values, in which a row is other than before."""
        pairs = zip(self.columns, before, after, strict=True)
        return {name: new for name, old, new in pairs if new != old}


def _contact_key(row: Values) -> Hashable:
    _, value, name_key, *_ = row
    return value, name_key


def _address_key(row: Values) -> Hashable:
    lines, town, postcode, *_ = row
    return fold(lines), fold(town), postcode


def _fact_key(row: Values) -> Hashable:
    kind, value, *_ = row
    return kind, fold(value)


def _note_key(row: Values) -> Hashable:
    body, _ = row
    return str(body)


def _whole_row(row: Values) -> Hashable:
    return row


CONTACTS = Kind(CONTACT, ("kind", "value", "name_key", "raw", "label", "since"), _contact_key)
ADDRESSES = Kind(ADDRESS, ("lines", "town", "postcode", "label", "since"), _address_key, ("lines", "town"))
FACTS = Kind(FACT, ("kind", "value", "detail", "since"), _fact_key, ("value",))
NOTES = Kind(NOTE, ("body", "noted"), _note_key, until="''")
CONSENTS = Kind(CONSENT, ("channel", "purpose", "stance", "address", "given", "how", "wording"), _whole_row)
KINDS: Sequence[Kind] = (CONTACTS, ADDRESSES, FACTS, NOTES, CONSENTS)
