"""Where things lie: the wards of a day, their constituencies and branches, and what a postcode tells of its people.

From a person's postcode follow ward and branch. Where that is not certain, because the postcode is unknown or its ward
lies in several constituencies, the answer says so: it is never guessed.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from organiser.errors import Problem
from organiser.models.base import Table
from organiser.models.places import CONSTITUENCY, COUNCIL, WARD
from organiser.rules.editions import Pair, Span, pairs_in, spans
from organiser.rules.places import near_names, place_fold
from organiser.rules.postcodes import parse_postcode
from organiser.store.store import Store
from organiser.store.uids import uid_text
from organiser.text import safe_text

# A person's ward: the one entered by hand, else that of the postcode. For queries over `person`.
JOIN_POSTCODE = "LEFT JOIN postcode ON postcode.code = person.postcode"
PERSON_WARD = "coalesce(person.ward_id, postcode.ward_id)"
# The constituency that a directory names for that ward (0: none): what Atlas.settle() takes beside the ward.
PERSON_SEAT = f"CASE WHEN postcode.ward_id = {PERSON_WARD} THEN postcode.constituency_id ELSE 0 END"
JOIN_WARD = f"{JOIN_POSTCODE} LEFT JOIN ward ON ward.id = {PERSON_WARD}"
# The ids of the people of one ward (?1), found by index.
PEOPLE_OF_WARD = (
    "SELECT person.id FROM person WHERE person.ward_id = ?1"
    " UNION ALL SELECT person.id FROM postcode CROSS JOIN person ON person.postcode = postcode.code"
    " AND person.postcode <> '' WHERE postcode.ward_id = ?1 AND person.ward_id IS NULL"
)


class Place(NamedTuple):
    """A council, constituency, ward or division; its name is "" while it is known by its code alone."""

    id: int
    gss: str
    name: str

    @property
    def shown(self) -> str:
        """What to call it: its name, or its code while nobody named it."""
        return self.name or self.gss


class Branch(NamedTuple):
    """A branch and its CLP, which is its constituency's."""

    id: int
    uid: str
    name: str
    clp: Place


class Ward(NamedTuple):
    """A ward as it stands on a day: its council, the constituencies in which it lies, its dates and its successor.

    `span` is open at both ends for a ward that no lookup puts into a constituency.
    """

    place: Place
    council: Place | None
    constituencies: tuple[Place, ...]
    span: Span
    successor: Place | None

    @property
    def split(self) -> bool:
        return len(self.constituencies) > 1


class Location(NamedTuple):
    """What is known of where somebody lives.

    `live` is None for a postcode that is not known, `ended` the month in which a dead one ended (2009-03).
    `constituency` and `branch` are given where they are certain only; `constituencies` and `branches` are all that
    come into question. `reason` says in words what is uncertain and why, "" where nothing is.
    """

    postcode: str = ""
    live: bool | None = None
    ended: str = ""
    ward: Place | None = None
    council: Place | None = None
    constituencies: tuple[Place, ...] = ()
    constituency: Place | None = None
    branches: tuple[Branch, ...] = ()
    branch: Branch | None = None
    division: Place | None = None
    split: bool = False
    reason: str = ""


# Finding by name -----------------------------------------------------------------------------------------------------


def find_councils(store: Store, words: str) -> tuple[Place, ...]:
    """The councils with this name (whatever case, accents and punctuation) or code; a Problem where there is none."""
    return _find(store, COUNCIL, words, "council")


def find_constituencies(store: Store, words: str, on: str) -> tuple[Place, ...]:
    """The constituencies with this name or code; of several with one name those that stand on an ISO day."""
    found = _find(store, CONSTITUENCY, words, "constituency")
    if len(found) == 1:
        return found
    # New constituencies often bear the names of old ones, whose wards may be those of councils that are no more.
    marks = ", ".join("?" * len(found))
    rows = store.rows(
        f"SELECT ward_id, constituency_id, first, last FROM ward_seat WHERE constituency_id IN ({marks})",
        tuple(place.id for place in found),
    )
    standing = {pair.constituency for pair in pairs_in([Pair(*row) for row in rows], int(on[:4]))}
    return tuple(place for place in found if place.id in standing) or found


def find_wards(store: Store, words: str) -> tuple[Place, ...]:
    """The wards with this name or code, those of former days too: many a name is borne by several."""
    return _find(store, WARD, words, "ward")


def not_found(kind: str, words: str, names: Iterable[str]) -> Problem:
    """What to say where nothing bears the name that was asked for: the names that it may have been."""
    near = near_names(words, names)
    advice = f" Did you mean {either(near)}?" if near else ""
    return Problem(f"No {kind} is called '{safe_text(words)}'.{advice}")


def _find(store: Store, table: Table, words: str, kind: str) -> tuple[Place, ...]:
    by_code = store.rows(f"SELECT id, gss, name FROM {table.name} WHERE gss = ?", (words.strip().upper(),))
    if by_code:
        return (Place(*by_code[0]),)
    asked = place_fold(words)
    named = store.rows(f"SELECT id, gss, name FROM {table.name} WHERE name <> '' ORDER BY gss")
    places = [Place(*row) for row in named]
    found = tuple(place for place in places if place_fold(place.name) == asked)
    if found:
        return found
    if not places:
        raise Problem(f"No {kind} is known by name yet: load a ward lookup with 'organiser places import'.")
    raise not_found(kind, words, {place.name for place in places})


def either(names: Sequence[str]) -> str:
    """Names as a choice: "A, B or C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


# The wards of a day --------------------------------------------------------------------------------------------------


def wards(store: Store, on: str, *, constituency: str = "", council: str = "") -> list[Ward]:
    """The wards that stand on an ISO day, by name; of one constituency or council where these are named.

    A ward that no lookup puts into a constituency is among them while none does so for any ward of its council.
    Raises Problem with names that come near where a name is not known.
    """
    seats = {place.id for place in find_constituencies(store, constituency, on)} if constituency else None
    councils = {place.id for place in find_councils(store, council)} if council else None
    found = [ward for ward in Atlas(store, on).wards(councils, seats) if seats is None or _lies_in(ward, seats)]
    return sorted(found, key=lambda ward: _by_name(ward.place))


def _lies_in(ward: Ward, seats: set[int]) -> bool:
    return any(place.id in seats for place in ward.constituencies)


def _by_name(place: Place) -> tuple[str, str]:
    return place_fold(place.shown), place.gss


class Atlas:
    """The places of one ISO day, looked up as they are asked for and remembered: for one answer, not for long."""

    def __init__(self, store: Store, on: str) -> None:
        self._store = store
        self._on = on
        self._year = int(on[:4])
        self._constituencies = {row[0]: Place(*row) for row in store.rows("SELECT id, gss, name FROM constituency")}
        self._councils = {row[0]: Place(*row) for row in store.rows("SELECT id, gss, name FROM council")}
        self._pairs: dict[int | None, list[Pair]] = {}
        self._seats: dict[int | None, dict[int, tuple[Place, ...]]] = {}
        self._settled: dict[tuple[int, int], Location] = {}

    def wards(self, councils: set[int] | None = None, seats: set[int] | None = None) -> list[Ward]:
        """The wards that stand on the day, of all councils or of those with these ids.

        With the ids of constituencies, councils that have no ward in any of them are passed over.
        """
        found: list[Ward] = []
        for council in self._groups(seats):
            if councils is None or council in councils:
                found.extend(self._wards_of(council))
        return found

    def settle(self, ward_id: int, seat_id: int) -> Location:
        """What follows from a ward and from the constituency that a postcode directory names (0: none).

        The one decision on constituency and branch, for single people and for whole lists alike.
        """
        key = (ward_id, seat_id)
        if key not in self._settled:
            self._settled[key] = self._decide(ward_id, seat_id)
        return self._settled[key]

    def locate(self, postcode: str, ward_id: int | None) -> Location:
        """Where somebody lives, by a postcode as it was typed and a ward entered by hand (None: none)."""
        code = parse_postcode(postcode)
        row = self._postcode_row(code) if code else None
        if row is None:
            where = self.settle(ward_id, 0) if ward_id else Location(reason=_unknown(postcode, code))
            return where._replace(postcode=code or safe_text(postcode))
        ended, postcode_ward, seat_id, division_id = row
        ward = ward_id or postcode_ward
        # A directory's constituency and division belong to the ward that it names, not to another one.
        where = Location(reason=f"{code} lies in no ward")
        if ward is not None:
            where = self.settle(ward, seat_id if ward == postcode_ward else 0)
        division = self._division(division_id) if ward == postcode_ward else None
        return where._replace(postcode=code, live=not ended, ended=ended, division=division)

    def _postcode_row(self, code: str) -> tuple[str, int | None, int, int] | None:
        found = self._store.rows(
            "SELECT ended, ward_id, constituency_id, division_id FROM postcode WHERE code = ?", (code,)
        )
        return found[0] if found else None

    def _division(self, division_id: int) -> Place | None:
        found = self._store.rows("SELECT id, gss, name FROM division WHERE id = ?", (division_id,))
        return Place(*found[0]) if found else None

    # Wards and their constituencies ----------------------------------------------------------------------------------

    def _groups(self, seats: set[int] | None) -> list[int | None]:
        if seats is None:
            return [row[0] for row in self._store.rows("SELECT DISTINCT council_id FROM ward ORDER BY council_id")]
        marks = ", ".join("?" * len(seats))
        found = self._store.rows(
            "SELECT DISTINCT council_id FROM ward_seat JOIN ward ON ward.id = ward_id"
            f" WHERE constituency_id IN ({marks}) ORDER BY council_id",
            tuple(seats),
        )
        return [row[0] for row in found]

    def _pairs_of(self, council: int | None) -> list[Pair]:
        if council not in self._pairs:
            found = self._store.rows(
                "SELECT ward_id, constituency_id, first, last FROM ward JOIN ward_seat ON ward_id = ward.id"
                " WHERE council_id IS ?",
                (council,),
            )
            self._pairs[council] = [Pair(*row) for row in found]
        return self._pairs[council]

    def _seats_of(self, council: int | None) -> dict[int, tuple[Place, ...]]:
        if council not in self._seats:
            seats: dict[int, list[Place]] = {}
            for pair in pairs_in(self._pairs_of(council), self._year):
                seats.setdefault(pair.ward, []).append(self._constituencies[pair.constituency])
            self._seats[council] = {ward: tuple(sorted(places, key=_by_name)) for ward, places in seats.items()}
        return self._seats[council]

    def _wards_of(self, council: int | None) -> list[Ward]:
        pairs = self._pairs_of(council)
        seats = self._seats_of(council)
        dates = spans(pairs)
        rows = self._store.rows(
            "SELECT ward.id, ward.gss, ward.name, next.id, next.gss, next.name FROM ward"
            " LEFT JOIN ward AS next ON next.id = ward.successor_id WHERE ward.council_id IS ?",
            (council,),
        )
        return [
            Ward(
                Place(*row[:3]),
                None if council is None else self._councils[council],
                seats.get(row[0], ()),
                dates.get(row[0], Span(None, None)),
                Place(*row[3:]) if row[3] else None,
            )
            for row in rows
            if row[0] in seats or not pairs
        ]

    # Constituency and branch -----------------------------------------------------------------------------------------

    def _decide(self, ward_id: int, seat_id: int) -> Location:
        gss, name, council_id = self._store.rows("SELECT gss, name, council_id FROM ward WHERE id = ?", (ward_id,))[0]
        ward = Place(ward_id, gss, name)
        seats = self._seats_of(council_id).get(ward_id, ())
        said = self._constituencies.get(seat_id)
        reason = ""
        if not seats:
            # The directory alone knows the ward: what it says of this very postcode is all there is.
            redrawn = any(pair.ward == ward_id for pair in self._pairs_of(council_id))
            seats = (said,) if said and not redrawn else ()
            reason = "" if seats else self._seatless(ward, redrawn=redrawn)
        seat = seats[0] if len(seats) == 1 else said if said in seats else None
        if len(seats) > 1 and seat is None:
            reason = f"{ward.shown} lies in {len(seats)} constituencies: which one cannot be told from the postcode"
        possible = self._branches_of(ward_id, seats if seat is None else (seat,))
        if seat and len(possible) > 1:
            reason = f"{len(possible)} branches cover {ward.shown}: which one cannot be told from the postcode"
        return Location(
            ward=ward,
            council=self._councils.get(council_id),
            constituencies=seats,
            constituency=seat,
            branches=possible,
            branch=possible[0] if seat and len(possible) == 1 else None,
            split=len(seats) > 1,
            reason=reason,
        )

    def _seatless(self, ward: Place, *, redrawn: bool) -> str:
        if redrawn:
            return (
                f"{ward.shown} is no ward of {self._year}: its council was redrawn, and only a postcode file of that"
                " time can tell"
            )
        return f"no ward lookup that was loaded says in which constituency {ward.shown} lies"

    def _branches_of(self, ward_id: int, seats: Sequence[Place]) -> tuple[Branch, ...]:
        rows = self._store.rows(
            "SELECT branch.id, uid, branch.name, constituency_id FROM branch_ward JOIN branch ON branch.id = branch_id"
            " WHERE ward_id = ?1 AND branch.since <= ?2 AND (branch.until = '' OR branch.until > ?2)"
            " AND branch_ward.since <= ?2 AND (branch_ward.until = '' OR branch_ward.until > ?2)"
            " ORDER BY fold, branch.id",
            (ward_id, self._on),
        )
        within = {place.id: place for place in seats}
        return tuple(
            Branch(row_id, uid_text(uid), name, within[seat]) for row_id, uid, name, seat in rows if seat in within
        )


def locate(store: Store, postcode: str, ward_id: int | None, on: str) -> Location:
    """Where somebody lives on an ISO day, by postcode and by the ward entered by hand (None: none).

    Writes nothing. For many people make one Atlas and ask it.
    """
    return Atlas(store, on).locate(postcode, ward_id)


def _unknown(typed: str, code: str) -> str:
    if code:
        return f"{code} is in no postcode file that was loaded"
    typed = safe_text(typed)
    return f"'{typed}' is not a postcode" if typed else "no postcode is known"
