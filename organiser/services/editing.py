"""Mending what is known of somebody, field by field, by hand: what is entered here no list overwrites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organiser.errors import USAGE, Problem
from organiser.models.base import Table
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, RELATION
from organiser.rules.consent import CHANNELS, PURPOSES
from organiser.rules.dates import eighteenth_birthday, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.names import fold, name_key, sort_key, split_name
from organiser.rules.phones import parse_phones
from organiser.rules.postcodes import find_postcode, parse_postcode
from organiser.services.people import MEMBERSHIP_WORDS, REGISTER_WORDS, find_one
from organiser.services.places import find_wards
from organiser.store import clock
from organiser.store.store import Store
from organiser.store.work import Work
from organiser.text import safe_lines, safe_text

# Facts that have several values, added with += and ended with -=.
_SEVERAL = ("role", "offer", "day", "language", "access", "organisation", "nickname")
_TEXTS = ("title", "gender", "elector")
FIELDS = (
    "name", *_TEXTS, "phone", "email", "address", "postcode", "ward", "born", "membership", "register", *_SEVERAL,
    "note", "consent", "relation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One change as typed: the field, = to set it, += to add a value, -= to end one, and the value."""

    field: str
    sign: str
    value: str


@dataclass(frozen=True, slots=True)
class Edited:
    """What was changed: the fields that are other than before, and the number of the change (None: nothing was)."""

    changed: list[str]
    operation: int | None


def parse_change(text: str) -> Change:
    """`field=value`, `field+=value` or `field-=value`; Problem (2) that names the fields where it is none."""
    before, equals, value = text.partition("=")
    sign = before[-1:] + equals if before[-1:] in ("+", "-") else equals
    name = before.rstrip("+-").strip().casefold()
    if not equals or name not in FIELDS:
        raise Problem(f"'{text}' is not a change: write field=value; the fields are {', '.join(FIELDS)}.", USAGE)
    return Change(name, sign, safe_lines(value) if name == "note" else safe_text(value))


def edit(store: Store, person: int, changes: Sequence[Change]) -> Edited:
    """Make all changes as one, or none: Problem where one of them is not possible."""
    (name,) = store.rows("SELECT trim(given || ' ' || family) FROM person WHERE id = ?", (person,))[0]
    with store.operation(f"Edit {name}", kind="edit") as work:
        editor = _Editor(store, work, person)
        changed = [change.field for change in changes if editor.make(change)]
    return Edited(list(dict.fromkeys(changed)), work.operation_id)


class _Editor:
    """Makes changes to one person inside an operation."""

    def __init__(self, store: Store, work: Work, person: int) -> None:
        self._store = store
        self._work = work
        self._person = person
        self._today = clock.today()

    def make(self, change: Change) -> bool:
        """Make one change; False where it already stood so."""
        if change.field in _SEVERAL:
            return self._several(change)
        if change.field in _TEXTS:
            return self._set(change.field, **{change.field: change.value})
        makers: dict[str, Callable[[Change], bool]] = {
            "name": self._name,
            "phone": self._contact,
            "email": self._contact,
            "address": self._address,
            "postcode": self._postcode,
            "ward": self._ward,
            "born": self._born,
            "membership": self._membership,
            "register": self._register,
            "note": self._note,
            "consent": self._consent,
            "relation": self._relation,
        }
        return makers[change.field](change)

    # Single values ---------------------------------------------------------------------------------------------

    def _set(self, mark: str, **values: str | int | None) -> bool:
        """Set columns of the person and remember that they were entered by hand."""
        if not self._work.update(PERSON, self._person, **values):
            return False
        by_hand = set(str(self._work.value("SELECT by_hand FROM person WHERE id = ?", (self._person,))).split())
        self._work.update(PERSON, self._person, by_hand=" ".join(sorted(by_hand | {mark})))
        return True

    def _name(self, change: Change) -> bool:
        given, family = split_name(change.value)
        if not given and not family:
            raise Problem("A name cannot be empty: one word is enough.")
        before = self._work.rows("SELECT given, family FROM person WHERE id = ?", (self._person,))[0]
        key = name_key(given, family)
        changed = self._set("name", given=given, family=family, sort_key=sort_key(given, family), name_key=key)
        if changed:
            whole = " ".join(filter(None, before))
            if name_key(*before) != key:
                self._add_fact("otherwise", whole, detail=fold(whole))
            # Lists will go on giving the addresses under the old name, and may come to give them under the new one.
            for kind, value, raw, label, since, until in self._work.rows(
                "SELECT DISTINCT kind, value, raw, label, since, until FROM contact WHERE person_id = ?"
                " AND value NOT IN (SELECT value FROM contact WHERE person_id = ? AND name_key = ?) GROUP BY value",
                (self._person, self._person, key),
            ):
                self._work.insert(
                    CONTACT, person_id=self._person, name_key=key, kind=kind, value=value, raw=raw, label=label,
                    since=since, until=until,
                )  # fmt: skip
        return changed

    def _postcode(self, change: Change) -> bool:
        code = parse_postcode(change.value)
        if change.value and not code:
            raise Problem(f"'{change.value}' is not a postcode.")
        return self._set("postcode", postcode=code)

    def _ward(self, change: Change) -> bool:
        if not change.value:
            return self._set("ward", ward_id=None)
        wards = find_wards(self._store, change.value)
        if len(wards) > 1:
            codes = ", ".join(ward.gss for ward in wards[:10])
            raise Problem(f"There are {len(wards)} wards called '{change.value}': name one by its code ({codes}).")
        return self._set("ward", ward_id=wards[0].id)

    def _born(self, change: Change) -> bool:
        day = parse_date(change.value)
        if change.value and (not day or day > self._today):
            raise Problem(f"'{change.value}' is not a date of birth.")
        minor_until = eighteenth_birthday(day) if day and eighteenth_birthday(day) > self._today else ""
        return self._set("born", born=day, minor_until=minor_until)

    def _membership(self, change: Change) -> bool:
        word = change.value.casefold()
        if word not in MEMBERSHIP_WORDS:
            raise Problem(f"'{change.value}' is no membership: {', '.join(MEMBERSHIP_WORDS)}.")
        return self._dated("membership", MEMBERSHIP_WORDS[word])

    def _register(self, change: Change) -> bool:
        word, _, detail = (part.strip() for part in change.value.partition(":"))
        if word.casefold() not in REGISTER_WORDS:
            raise Problem(f"'{change.value}' is not understood: on, on: NUMBER, not: REASON, or unknown.")
        value = REGISTER_WORDS[word.casefold()]
        changed = self._dated("register", value, detail)
        if value == "on" and detail:
            changed = self._set("elector", elector=detail) or changed
        return changed

    def _dated(self, kind: str, value: str, detail: str = "") -> bool:
        """A fact of which one holds at a time: the one before ends today."""
        changed = self._set(kind, **{kind: value})
        standing = self._work.rows(
            "SELECT id, value, detail FROM fact WHERE person_id = ? AND kind = ? AND until = ''", (self._person, kind)
        )
        if any((found, why) == (value, detail) for _, found, why in standing):
            return changed
        for row, _, _ in standing:
            self._work.update(FACT, row, until=self._today)
        if value:
            self._work.insert(FACT, person_id=self._person, kind=kind, value=value, detail=detail, since=self._today)
        return changed or bool(standing or value)

    # Several values --------------------------------------------------------------------------------------------

    def _contact(self, change: Change) -> bool:
        values = self._addresses(change)
        if change.sign == "-=":
            return self._end(CONTACT, "value", values, f"the {change.field} {change.value}")
        key = self._work.value("SELECT name_key FROM person WHERE id = ?", (self._person,))
        changed = False
        if change.sign == "=":
            others = [
                row[0]
                for row in self._work.rows(
                    "SELECT DISTINCT value FROM contact WHERE person_id = ? AND kind = ? AND until = ''",
                    (self._person, change.field),
                )
                if row[0] not in values
            ]
            changed = bool(others) and self._end(CONTACT, "value", others, change.field)
        for value in values:
            standing = self._work.rows(
                "SELECT id, until FROM contact WHERE person_id = ? AND value = ? AND name_key = ?",
                (self._person, value, key),
            )
            if not standing:
                self._work.insert(
                    CONTACT, person_id=self._person, kind=change.field, value=value, name_key=key, raw=change.value,
                    since=self._today,
                )  # fmt: skip
                changed = True
            else:
                changed = self._work.update(CONTACT, standing[0][0], until="") or changed
        return changed

    def _addresses(self, change: Change) -> list[str]:
        if not change.value:
            return []
        read = parse_phones(change.value) if change.field == "phone" else parse_emails(change.value)
        problem = next((found.problem for found in read if found.problem), "")
        if problem or not read:
            raise Problem(f"'{change.value}': {problem or 'no address was found in it'}.")
        return [found.value for found in read]

    def _several(self, change: Change) -> bool:
        if change.sign == "-=":
            return self._end_fact(change.field, change.value)
        changed = False
        if change.sign == "=":
            for (value,) in self._work.rows(
                "SELECT value FROM fact WHERE person_id = ? AND kind = ? AND until = '' AND value <> ?",
                (self._person, change.field, change.value),
            ):
                changed = self._end_fact(change.field, value) or changed
        return (bool(change.value) and self._add_fact(change.field, change.value)) or changed

    def _add_fact(self, kind: str, value: str, detail: str = "") -> bool:
        standing = self._work.rows(
            "SELECT id FROM fact WHERE person_id = ? AND kind = ? AND value = ? AND until = ''",
            (self._person, kind, value),
        )
        if standing:
            return False
        detail = detail or (fold(value) if kind == "nickname" else "")
        self._work.insert(FACT, person_id=self._person, kind=kind, value=value, detail=detail, since=self._today)
        return True

    def _end_fact(self, kind: str, value: str) -> bool:
        standing = self._work.rows(
            "SELECT id FROM fact WHERE person_id = ? AND kind = ? AND lower(value) = lower(?) AND until = ''",
            (self._person, kind, value),
        )
        if not standing:
            raise Problem(f"No {kind} '{value}' stands there to be ended.")
        for (row,) in standing:
            self._work.update(FACT, row, until=self._today)
        return True

    def _end(self, table: Table, column: str, values: Sequence[str], what: str) -> bool:
        ended = False
        for value in values:
            for (row,) in self._work.rows(
                f"SELECT id FROM {table.name} WHERE person_id = ? AND {column} = ? AND until = ''",
                (self._person, value),
            ):
                ended = self._work.update(table, row, until=self._today) or ended
        if not ended:
            raise Problem(f"There is no {what} to be ended.")
        return ended

    def _address(self, change: Change) -> bool:
        postcode, rest = find_postcode(change.value)
        lines = rest.strip(" ,")
        standing = self._work.rows(
            "SELECT id, lines, postcode FROM address WHERE person_id = ? AND until = ''", (self._person,)
        )
        same = [row for row, known, code in standing if (fold(known), code) == (fold(lines), postcode)]
        changed = False
        if change.sign in ("=", "-="):
            ending = same if change.sign == "-=" else [row for row, _, _ in standing if row not in same]
            if change.sign == "-=" and not ending:
                raise Problem(f"There is no address '{change.value}' to be ended.")
            for row in ending:
                changed = self._work.update(ADDRESS, row, until=self._today) or changed
        if change.sign != "-=" and change.value and not same:
            self._work.insert(ADDRESS, person_id=self._person, lines=lines, postcode=postcode, since=self._today)
            changed = True
        if change.sign == "=" and postcode:
            changed = self._set("postcode", postcode=postcode) or changed
        return changed

    def _note(self, change: Change) -> bool:
        if change.sign == "-=" or not change.value:
            raise Problem("A note is added with note+=TEXT; 'organiser undo' takes it back.")
        self._work.insert(NOTE, person_id=self._person, body=change.value, noted=self._today)
        return True

    def _consent(self, change: Change) -> bool:
        """`CHANNEL [PURPOSE] yes|no|guardian[: how it was said]`; -= ends such a statement."""
        words, _, wording = (part.strip() for part in change.value.partition(":"))
        parts = words.casefold().split()
        purpose = parts[1] if len(parts) == 3 else ""
        known = len(parts) in (2, 3) and parts[0] in (*CHANNELS, "any") and parts[-1] in ("yes", "no", "guardian")
        if not known or (purpose and purpose not in PURPOSES):
            raise Problem(
                f"'{change.value}' is not understood: consent+='email newsletter yes: said so at the stall'. Channels:"
                f" {', '.join((*CHANNELS, 'any'))}; purposes: {', '.join(PURPOSES)}; then yes, no or guardian."
            )
        channel, stance = parts[0], parts[-1]
        standing = self._work.rows(
            "SELECT id FROM consent WHERE person_id = ? AND channel = ? AND purpose = ? AND stance = ? AND until = ''",
            (self._person, channel, purpose, stance),
        )
        if change.sign == "-=":
            if not standing:
                raise Problem("No such statement stands there to be ended.")
            for (row,) in standing:
                self._work.update(CONSENT, row, until=self._today)
            return True
        if standing:
            return False
        self._work.insert(
            CONSENT, person_id=self._person, channel=channel, purpose=purpose, stance=stance, given=self._today,
            how="told us", wording=wording,
        )  # fmt: skip
        return True

    def _relation(self, change: Change) -> bool:
        """`KIND: PERSON`, where PERSON is found by words or code: `spouse: Bob Jones`."""
        kind, colon, whom = (part.strip() for part in change.value.partition(":"))
        if not colon or not kind or not whom:
            raise Problem(f"'{change.value}' is not understood: relation+='spouse: Bob Jones'.")
        other = find_one(self._store, whom)
        if other == self._person:
            raise Problem("Nobody is their own relative: name somebody else.")
        standing = self._work.rows(
            "SELECT id, until FROM relation WHERE person_id = ? AND other_id = ? AND kind = ?",
            (self._person, other, kind.casefold()),
        )
        if change.sign == "-=":
            if not standing or standing[0][1]:
                raise Problem("No such relation stands there to be ended.")
            return self._work.update(RELATION, standing[0][0], until=self._today)
        if standing:
            return self._work.update(RELATION, standing[0][0], until="")
        self._work.insert(RELATION, person_id=self._person, other_id=other, kind=kind.casefold(), since=self._today)
        return True
