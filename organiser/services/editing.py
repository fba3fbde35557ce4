"""Mending what is known of somebody, field by field, by hand: what is entered here no list overwrites."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organiser.errors import USAGE, Problem
from organiser.models.people import ADDRESS, CONSENT, CONTACT, FACT, NOTE, PERSON, RELATION
from organiser.rules.consent import CHANNELS, PURPOSES
from organiser.rules.dates import eighteenth_birthday, parse_date
from organiser.rules.emails import parse_emails
from organiser.rules.line import kept_day, kept_offer, title_and_name
from organiser.rules.names import fold, name_key, sort_key
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
_ONE_VALUE = ("name", *_TEXTS, "postcode", "ward", "born", "membership", "register")
# Statements, of which none takes the place of another: = would have to end what others said.
_STATEMENTS = ("consent", "relation")
FIELDS = (
    "name", *_TEXTS, "phone", "email", "address", "postcode", "ward", "born", "membership", "register", *_SEVERAL,
    "note", *_STATEMENTS,
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
    """`field=value`, `field+=value` or `field-=value`; Problem (2) that says why where it is none."""
    before, equals, value = safe_lines(text).partition("=")
    sign = before[-1:] + equals if before[-1:] in ("+", "-") else equals
    name = before.removesuffix(sign[:-1]).strip().casefold()
    if not equals or name not in FIELDS:
        raise Problem(f"'{text}' is not a change: write field=value; the fields are {', '.join(FIELDS)}.", USAGE)
    change = Change(name, sign, safe_lines(value) if name == "note" else safe_text(value))
    if name in _ONE_VALUE and sign != "=":
        raise Problem(f"A person has one {name}: {name}=VALUE sets it, {name}= empties it.", USAGE)
    if name in _STATEMENTS and sign == "=":
        raise Problem(f"{name.capitalize()}s are added with {name}+= and ended with {name}-=.", USAGE)
    if not change.value and sign != "=":
        raise Problem(f"'{text}' names no {name}: write it behind the sign.", USAGE)
    return change


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

    def _set(self, *marks: str, **values: str | int | None) -> bool:
        """Set columns of the person and remember by `marks` that they were entered by hand."""
        if not self._work.update(PERSON, self._person, **values):
            return False
        by_hand = set(str(self._work.value("SELECT by_hand FROM person WHERE id = ?", (self._person,))).split())
        self._work.update(PERSON, self._person, by_hand=" ".join(sorted(by_hand.union(marks))))
        return True

    def _name(self, change: Change) -> bool:
        title, given, family = title_and_name(change.value)
        if not given and not family:
            raise Problem("A name cannot be empty: one word is enough.")
        before = self._work.rows("SELECT given, family FROM person WHERE id = ?", (self._person,))[0]
        key = name_key(given, family)
        changed = self._set("name", given=given, family=family, sort_key=sort_key(given, family), name_key=key)
        if changed and name_key(*before) != key:
            self._called_otherwise(" ".join(filter(None, before)), f"{given} {family}".strip())
            self._take_addresses_along(key)
        return (bool(title) and self._set("title", title=title)) or changed

    def _called_otherwise(self, before: str, now: str) -> None:
        """Remember the name before as another one; the name now is no other name any more."""
        for row, name in self._work.rows(
            "SELECT id, value FROM fact WHERE person_id = ? AND kind = 'otherwise' AND until = ''", (self._person,)
        ):
            if fold(name) == fold(now):
                self._work.update(FACT, row, until=self._today)
        self._add_fact("otherwise", before, detail=fold(before))

    def _take_addresses_along(self, key: str) -> None:
        """Lists will go on giving the addresses under the old name, and may come to give them under the new one."""
        for kind, value, raw, label, since, until in self._work.rows(
            "SELECT kind, value, raw, label, since, until FROM contact WHERE person_id = ?"
            " AND value NOT IN (SELECT value FROM contact WHERE person_id = ? AND name_key = ?) GROUP BY value",
            (self._person, self._person, key),
        ):
            self._work.insert(
                CONTACT, person_id=self._person, name_key=key, kind=kind, value=value, raw=raw, label=label,
                since=since, until=until,
            )  # fmt: skip

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
        return self._set("born", "minor_until", born=day, minor_until=minor_until)

    def _membership(self, change: Change) -> bool:
        word = change.value.casefold() or "unknown"
        if word not in MEMBERSHIP_WORDS:
            raise Problem(f"'{change.value}' is no membership: {', '.join(MEMBERSHIP_WORDS)}.")
        return self._dated("membership", MEMBERSHIP_WORDS[word])

    def _register(self, change: Change) -> bool:
        word, _, detail = (part.strip() for part in change.value.partition(":"))
        word = word.casefold() or "unknown"
        if word not in REGISTER_WORDS:
            raise Problem(f"'{change.value}' is not understood: on, on: NUMBER, not: REASON, or unknown.")
        value = REGISTER_WORDS[word]
        changed = self._dated("register", value, detail)
        if value != "on" or detail:
            changed = self._set("elector", elector=detail if value == "on" else "") or changed
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
        read = self._addresses(change)
        values = list(dict.fromkeys(value for value, _, _ in read))
        if change.sign == "-=":
            return self._end_contacts(change.field, values)
        changed = False
        if change.sign == "=":
            standing = self._work.rows(
                "SELECT DISTINCT value FROM contact WHERE person_id = ? AND kind = ? AND until = ''",
                (self._person, change.field),
            )
            changed = self._end_contacts(change.field, [value for (value,) in standing if value not in values])
        for value, raw, label in read:
            changed = self._hold(change.field, value, raw, label) or changed
        return changed

    def _addresses(self, change: Change) -> list[tuple[str, str, str]]:
        """The numbers or e-mail addresses of a change: as they are kept, as written, and the words beside them."""
        if not change.value:
            return []
        if change.field == "phone":
            phones = parse_phones(change.value)
            read = [(phone.value, phone.raw, phone.note) for phone in phones]
            problem = next((phone.problem for phone in phones if phone.problem), "")
        else:
            emails = parse_emails(change.value)
            read = [(email.value, email.raw, "") for email in emails]
            problem = next((email.problem for email in emails if email.problem), "")
        if problem or not read:
            raise Problem(f"'{change.value}': {problem or 'no address was found in it'}.")
        return read

    def _hold(self, kind: str, value: str, raw: str, label: str) -> bool:
        """Let an address stand, under the name they have now."""
        key = self._work.value("SELECT name_key FROM person WHERE id = ?", (self._person,))
        rows = self._work.rows(
            "SELECT id, name_key FROM contact WHERE person_id = ? AND value = ?", (self._person, value)
        )
        changed = [self._work.update(CONTACT, row, until="") for row, _ in rows]
        if key not in {name for _, name in rows}:
            self._work.insert(
                CONTACT, person_id=self._person, kind=kind, value=value, name_key=key, raw=raw, label=label,
                since=self._today,
            )  # fmt: skip
            changed.append(not rows)
        return any(changed)

    def _end_contacts(self, kind: str, values: Sequence[str]) -> bool:
        for value in values:
            standing = self._work.rows(
                "SELECT id FROM contact WHERE person_id = ? AND value = ? AND until = ''", (self._person, value)
            )
            if not standing:
                raise Problem(f"There is no {kind} {value} to be ended.")
            for (row,) in standing:
                self._work.update(CONTACT, row, until=self._today)
        return bool(values)

    def _several(self, change: Change) -> bool:
        value = {"offer": kept_offer, "day": kept_day}.get(change.field, str)(change.value)
        standing = self._work.rows(
            "SELECT id, value FROM fact WHERE person_id = ? AND kind = ? AND until = ''", (self._person, change.field)
        )
        same = [row for row, known in standing if fold(known) in (fold(value), fold(change.value))]
        if change.sign == "-=" and not same:
            raise Problem(f"No {change.field} '{change.value}' stands there to be ended.")
        others = [row for row, _ in standing if row not in same] if change.sign == "=" else []
        for row in same if change.sign == "-=" else others:
            self._work.update(FACT, row, until=self._today)
        if change.sign == "-=" or same or not value:
            return bool(others or change.sign == "-=")
        return self._add_fact(change.field, value)

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

    def _address(self, change: Change) -> bool:
        postcode, rest = find_postcode(change.value)
        lines = rest.strip(" ,")
        standing = self._work.rows(
            "SELECT id, lines, town, postcode FROM address WHERE person_id = ? AND until = ''", (self._person,)
        )
        same = [
            row
            for row, known, town, code in standing
            if _place_words(lines) in (_place_words(known), _place_words(f"{known} {town}"))
            and postcode in (("", code) if change.sign == "-=" else (code,))
        ]
        if change.sign == "-=" and not same:
            raise Problem(f"There is no address '{change.value}' to be ended.")
        others = [row for row, *_ in standing if row not in same] if change.sign == "=" else []
        for row in same if change.sign == "-=" else others:
            self._work.update(ADDRESS, row, until=self._today)
        changed = bool(others or change.sign == "-=")
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
        # That an address bounced is found out, not said; that it works again may be known here.
        stances = ("yes", "no", "guardian", "bounce") if change.sign == "-=" else ("yes", "no", "guardian")
        known = len(parts) in (2, 3) and parts[0] in (*CHANNELS, "any") and parts[-1] in stances
        if not known or (purpose and purpose not in PURPOSES):
            raise Problem(
                f"'{change.value}' is not understood: write 'email newsletter yes: said so at the stall'. Channels:"
                f" {', '.join((*CHANNELS, 'any'))}; purposes: {', '.join(PURPOSES)}; then yes, no or guardian."
            )
        channel, stance = parts[0], parts[-1]
        standing = self._work.rows(
            "SELECT id FROM consent WHERE person_id = ? AND channel = ? AND purpose = ? AND stance = ? AND until = ''",
            (self._person, channel, purpose, stance),
        )
        if change.sign == "-=":
            if not standing:
                raise Problem(f"No '{words}' stands there to be ended: 'organiser person' shows what does.")
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
            raise Problem(f"'{change.value}' is not understood: write 'spouse: Bob Jones'.")
        other = find_one(self._store, whom)
        if other == self._person:
            raise Problem("Nobody is their own relative: name somebody else.")
        kind = kind.casefold()
        if change.sign == "-=":
            return self._end_relation(kind, other)
        standing = self._work.rows(
            "SELECT id FROM relation WHERE person_id = ? AND other_id = ? AND kind = ?", (self._person, other, kind)
        )
        if standing:
            return self._work.update(RELATION, standing[0][0], until="")
        self._work.insert(RELATION, person_id=self._person, other_id=other, kind=kind, since=self._today)
        return True

    def _end_relation(self, kind: str, other: int) -> bool:
        """End what was entered with either of the two."""
        standing = self._work.rows(
            "SELECT id FROM relation WHERE (person_id, other_id) IN (VALUES (?1, ?2), (?2, ?1)) AND kind = ?3"
            " AND until = ''",
            (self._person, other, kind),
        )
        if not standing:
            raise Problem(f"No relation '{kind}' between the two stands there to be ended.")
        for (row,) in standing:
            self._work.update(RELATION, row, until=self._today)
        return True


def _place_words(text: str) -> list[str]:
    return fold(text).split()
